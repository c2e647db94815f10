//! One paragraph read for itself: what of it is text and what assigns work.

mod headings;
mod leading;

use std::ops::Range;

use crate::words::deadline::{is_deadline_clause, read_deadline};
use crate::words::fold::{fold, is_blank, key, marks, trimmed};
use crate::words::names::{is_group_noun, lists_bodies, looks_like_body};
use crate::words::people::{is_person, split_people};
use crate::words::responsibility::{
    Assignment, Bracket, DutyHead, Labelled, Stand, closing_duties, comrades, label_without_colon, labelled, read_assigning_text,
    read_bracket, read_closing_sentence, read_divided_duties, read_duty_head, read_inner_subject, read_named_people, read_remark_on_above,
    read_set_off, read_value, value_end, with_foreign_labels,
};
use crate::words::stand_in::stands_in;
use crate::words::vocabulary::{Field, Vocabulary};

use super::paragraphs::Paragraph;
pub(crate) use headings::{heading_label, looks_like_heading, unbracketed};
use leading::{read_leading_subject, read_leading_time};

/// What a stretch of running text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Unlabelled text.
    Plain,
    /// Behind 工作任务：
    Title,
    /// Behind 具体内容：, 整改措施：
    Content,
    /// Behind another label, kept under it: 问题：, 备注：, 资金来源：
    Other(Field, String),
}

/// A paragraph read for itself. All ranges are bytes of the paragraph's text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// Stretches of running text, without marker and assigning parts.
    pub body: Vec<(Range<usize>, Kind)>,
    /// Assigning parts, whole: labels, values, brackets.
    pub zones: Vec<Range<usize>>,
    /// Labels among them.
    pub labels: Vec<Range<usize>>,
    /// What they assign.
    pub assignment: Assignment,
    /// Names alone in brackets at the end of the last parts; they count where the document writes them so throughout.
    pub bare: Vec<(Range<usize>, Assignment)>,
    /// A bracket that only holds a date: a deadline, and in a heading part of its words.
    pub dated: Option<Range<usize>>,
    /// Bodies named at the beginning of the sentence.
    pub subject: Option<Assignment>,
    /// Bodies named by a clause further on: 由甲局牵头.
    pub inner_subject: Option<Assignment>,
    /// Bodies before a colon at the beginning; they count in a division of duties.
    pub duty_head: Option<DutyHead>,
    /// Whether what it assigns is that of all items of the list above: 以上任务由甲局牵头.
    pub of_all_above: bool,
    /// Whether those bodies make the paragraph a task of its own.
    pub begins_task: bool,
}

impl Reading {
    /// Whether nothing but assignments stands in the paragraph.
    pub(crate) fn is_fields_only(&self) -> bool {
        !self.zones.is_empty() && self.body.is_empty()
    }

    /// Whether the paragraph assigns work; a date alone in a bracket does not.
    pub(crate) fn assigns(&self) -> bool {
        self.assignment
            .values
            .iter()
            .any(|value| value.field.is_responsibility() && !self.dated.as_ref().is_some_and(|dated| dated.contains(&value.range.start)))
    }

    /// Fields the paragraph gives values for.
    pub(crate) fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.assignment.values.iter().map(|value| value.field)
    }

    /// The bodies the running text names, at its beginning or further on.
    pub(crate) fn named_in_text(&self) -> Option<&Assignment> {
        self.subject.as_ref().or(self.inner_subject.as_ref())
    }

    /// Takes the names in the text as what assigns the work.
    pub(crate) fn accept_subject(&mut self) {
        if let Some(subject) = self.subject.take().or_else(|| self.inner_subject.take()) {
            self.assignment.extend(subject);
            self.begins_task = true;
        }
    }

    /// Takes the bodies before the colon as who answers for what follows it.
    pub(crate) fn accept_duty_head(&mut self, start: usize) {
        if let Some(head) = self.duty_head.take() {
            let end = start + head.length;
            self.assignment.extend(head.assignment.shifted(start));
            self.zones.push(start..end);
            for (range, _) in &mut self.body {
                range.start = range.start.max(end).min(range.end);
            }
            self.body.retain(|(range, _)| !range.is_empty());
            self.begins_task = true;
        }
    }

    /// Takes the bare names as units.
    pub(crate) fn accept_bare(&mut self, text: &str) {
        let says = |range: &Range<usize>| text.get(range.clone()).is_some_and(|words| words.contains(char::is_alphanumeric));
        for (zone, assignment) in std::mem::take(&mut self.bare) {
            self.assignment.extend(assignment);
            let body = std::mem::take(&mut self.body);
            let around = |(range, kind): (Range<usize>, Kind)| {
                let before = range.start..range.end.min(zone.start).max(range.start);
                let behind = range.start.max(zone.end).min(range.end)..range.end;
                [(before, kind.clone()), (behind, kind)]
            };
            self.body = body.into_iter().flat_map(around).filter(|(range, _)| says(range)).collect();
            self.zones.push(zone);
        }
    }
}

/// A bracket at the top level of a text, with what it encloses.
struct Enclosed {
    whole: Range<usize>,
    inner: Range<usize>,
}

/// Reads a paragraph.
pub(crate) fn read(paragraph: &Paragraph, vocabulary: &Vocabulary) -> Reading {
    let start = paragraph.body_start();
    let text = paragraph.text();
    let mut reading = Reading::default();
    if let Some(assignment) = read_remark_on_above(text).filter(|_| paragraph.marker.is_none()) {
        reading.assignment = assignment;
        reading.zones.push(start..text.len());
        reading.of_all_above = true;
    } else if let Some((word, assignment)) = comrades(text).filter(|_| paragraph.marker.is_none()) {
        reading.assignment = assignment;
        reading.labels.push(word..text.len());
        reading.zones.push(start..text.len());
    } else if paragraph.marker.is_none()
        && !paragraph.labelled
        && let Some(assignment) = read_assigning_text(text)
    {
        reading.assignment = assignment;
        reading.zones.push(start..text.len());
    } else if text.len() < 400
        && !paragraph.labelled
        && let Some(label) = label_without_colon(&text[start..], vocabulary)
    {
        let label = Labelled {
            field: label.field,
            label: label.label.start + start..label.label.end + start,
            value: label.value.start + start..label.value.end + start,
        };
        read_label(text, &label, vocabulary, &mut reading);
    } else {
        read_leading_subject(text, start, vocabulary, &mut reading);
        read_leading_time(text, start, vocabulary, &mut reading);
        // 由甲局牵头，乙局  配合：… says it all: a word set off in it is no label.
        let led = reading.zones.first().cloned().unwrap_or(start..start);
        let brackets: Vec<Enclosed> = brackets(text, start).into_iter().filter(|bracket| !led.contains(&bracket.whole.start)).collect();
        let mut labels = labels_outside(text, start, &brackets, vocabulary);
        labels.retain(|label| !led.contains(&label.label.start));
        let end = labels.first().map_or(text.len(), |label| label.label.start);
        read_brackets(text, start, brackets.iter().filter(|bracket| bracket.whole.start < end), end, vocabulary, &mut reading);
        for label in &mut labels {
            read_closing_bracket(text, label, vocabulary, &mut reading);
            read_label(text, label, vocabulary, &mut reading);
        }
        if reading.zones.is_empty() && labels.is_empty() {
            read_end(text, start, vocabulary, &mut reading);
        }
    }
    if reading.subject.is_none() && !reading.assigns() {
        let named = || read_named_people(&text[start..], vocabulary);
        let divided = || read_divided_duties(&text[start..]);
        reading.inner_subject =
            read_inner_subject(&text[start..], vocabulary).or_else(named).or_else(divided).map(|subject| subject.shifted(start));
    }
    if reading.zones.is_empty() && reading.labels.is_empty() {
        reading.duty_head = read_duty_head(&text[start..]);
    }
    reading.zones.sort_by_key(|zone| zone.start);
    fill_body(text, start, &mut reading);
    reading
}

/// Labels that stand outside brackets: at the beginning of the paragraph, or behind a sentence or a blank.
fn labels_outside(text: &str, start: usize, brackets: &[Enclosed], vocabulary: &Vocabulary) -> Vec<Labelled> {
    // 【牵头单位】 is a label itself; any other label in a bracket belongs to the bracket.
    let inside =
        |label: &Range<usize>| brackets.iter().any(|bracket| bracket.whole.contains(&label.start) && bracket.whole.start < label.start);
    let mut labels: Vec<Labelled> = Vec::new();
    for found in labelled(&text[start..], vocabulary) {
        let label = Labelled {
            field: found.field,
            label: found.label.start + start..found.label.end + start,
            value: found.value.start + start..found.value.end + start,
        };
        let before = &text[start..label.label.start];
        let first = before.trim().is_empty();
        let set_off = before.ends_with(is_blank) || before.ends_with(['。', '；', ';', '）', ')', '|', '】']);
        // What stands right behind a name or a date was found to end it.
        let glued = !labels.is_empty() && before.ends_with(char::is_alphanumeric) && label.field.is_responsibility();
        // Behind the first label any label may follow; in running text only one that assigns work.
        let ends_clause = before.ends_with(['，', ',']) && holds_names(label.field, &text[label.value.clone()]);
        let credible = first
            || glued
            || ends_clause
            || (!labels.is_empty() && (set_off || before.ends_with(['，', ','])))
            || (set_off && label.field.is_responsibility() && may_name(label.field, &text[label.value.clone()]));
        if credible && !inside(&label.label) {
            if let Some(last) = labels.last_mut() {
                last.value.end = label.label.start;
            }
            labels.push(Labelled { value: label.value.start..text.len(), ..label });
        }
    }
    // 协同部门：甲部    资金渠道：自筹
    with_foreign_labels(text, labels, Stand::Text)
}

/// Whether nothing but names stands behind a label: 完成补植，责任人：甲某。
fn holds_names(field: Field, value: &str) -> bool {
    let value = value.trim_matches(|c: char| is_blank(c) || matches!(fold(c), '。' | ';' | ','));
    match field {
        field if field.is_people() => {
            let people = split_people(value);
            !people.is_empty() && people.iter().all(|(_, name)| is_person(name) || looks_like_body(name) || is_group_noun(name))
        }
        field => field.is_bodies() && lists_bodies(value),
    }
}

/// Whether the words behind a label in running text can be its value: 办结时限：15个工作日 and 负责人：见附件 name no day and nobody.
fn may_name(field: Field, value: &str) -> bool {
    let clause = value.split(|c| matches!(fold(c), '。' | ';' | ',' | '(')).next().unwrap_or_default().trim_matches(is_blank);
    let is_person = |(_, name): (Range<usize>, String)| !name.starts_with(['见', '详', '按', '由', '为']);
    if field.is_people() {
        stands_in(clause) || split_people(clause).into_iter().all(is_person)
    } else {
        field != Field::Deadline
            || stands_in(clause)
            || is_deadline_clause(clause)
            || read_deadline(clause, Some(2000)).is_some_and(|found| found.due.is_some() || found.recurrence.is_some())
    }
}

/// 整改措施：拆除违建。（责任单位：甲局）: the bracket that ends what is no list of names says who does it; the value ends before it.
fn read_closing_bracket(text: &str, label: &mut Labelled, vocabulary: &Vocabulary, reading: &mut Reading) {
    if label.field.is_bodies() || label.field.is_people() || label.field.joined().is_some() || label.field == Field::Duties {
        return;
    }
    let start = label.value.start;
    let Some(closing) = closing_fields(&text[label.value.clone()], vocabulary) else { return };
    let moved = |range: Range<usize>| start + range.start..start + range.end;
    let closing = Enclosed { whole: moved(closing.whole), inner: moved(closing.inner) };
    let end = std::mem::replace(&mut label.value.end, closing.whole.start);
    read_brackets(text, start, std::iter::once(&closing), end, vocabulary, reading);
}

fn read_label(text: &str, label: &Labelled, vocabulary: &Vocabulary, reading: &mut Reading) {
    // An empty value stands right behind its label, not before the next one.
    let inner = Some(trimmed(&text[label.value.clone()])).filter(|inner| !inner.is_empty()).unwrap_or_default();
    let value = label.value.start + inner.start..label.value.start + inner.end;
    let printed = text[label.label.clone()].trim_end_matches(|c: char| is_blank(c) || fold(c) == ':');
    let kind = match label.field {
        Field::Title => Kind::Title,
        Field::Content => Kind::Content,
        field if field.is_responsibility() || field == Field::Members => {
            let end = value.start + value_end(field, &text[value.clone()], vocabulary);
            let zone = label.label.start..if end < value.end { end } else { label.value.end };
            let value = value.start..end;
            reading.assignment.extend(read_value(field, &text[value.clone()], vocabulary).shifted(value.start));
            reading.labels.push(label.label.clone());
            reading.zones.push(zone);
            return;
        }
        Field::Duties | Field::Extra if key(printed).ends_with("分工") && divides_by_verbs(&text[value.clone()], vocabulary).is_some() => {
            let divided = divides_by_verbs(&text[value.clone()], vocabulary).unwrap_or_default();
            reading.assignment.extend(divided.shifted(value.start));
            reading.labels.push(label.label.clone());
            reading.zones.push(label.label.start..label.value.end);
            return;
        }
        Field::Duties => {
            let read = read_value(Field::Duties, &text[value.clone()], vocabulary).shifted(value.start);
            if !read.duties.is_empty() {
                reading.assignment.extend(read);
                reading.labels.push(label.label.clone());
                reading.zones.push(label.label.start..label.value.end);
                return;
            }
            // 职责：负责监测。甲局具体负责水情；…: the duties of single bodies follow what the group does.
            if let Some((from, duties)) = closing_duties(&text[value.clone()]) {
                reading.assignment.extend(duties.shifted(value.start));
                reading.labels.push(label.label.clone());
                reading.zones.push(value.start + from..label.value.end);
                let inner = trimmed(&text[value.start..value.start + from]);
                reading.body.push((value.start + inner.start..value.start + inner.end, Kind::Content));
                return;
            }
            Kind::Content
        }
        field => Kind::Other(field, printed.to_owned()),
    };
    reading.labels.push(label.label.clone());
    reading.body.push((value, kind));
}

/// 责任分工：甲局牵头，乙局配合。: nothing but names and their verbs.
fn divides_by_verbs(value: &str, vocabulary: &Vocabulary) -> Option<Assignment> {
    read_bracket(value, vocabulary).filter(|(kind, _)| *kind == Bracket::Verbs).map(|(_, divided)| divided)
}

/// Brackets at the top level; one that never closes reaches to the end.
fn brackets(text: &str, start: usize) -> Vec<Enclosed> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (at, c) in marks(&text[start..]).map(|(at, c)| (at + start, c)) {
        match fold(c) {
            '(' | '[' => open.push((at, at + c.len_utf8())),
            ')' | ']' => {
                if let Some((whole, inner)) = open.pop()
                    && open.is_empty()
                {
                    found.push(Enclosed { whole: whole..at + c.len_utf8(), inner: inner..at });
                }
            }
            _ => {}
        }
    }
    if let Some(&(whole, inner)) = open.first() {
        found.push(Enclosed { whole: whole..text.len(), inner: inner..text.len() });
    }
    found
}

fn read_brackets<'b>(
    text: &str,
    start: usize,
    brackets: impl Iterator<Item = &'b Enclosed>,
    end: usize,
    vocabulary: &Vocabulary,
    reading: &mut Reading,
) {
    for bracket in brackets.filter(|bracket| bracket.inner.len() < 4000) {
        let Some((kind, assignment)) = read_bracket(&text[bracket.inner.clone()], vocabulary) else { continue };
        let after = text[bracket.whole.end..end.max(bracket.whole.end)].trim_start_matches(is_blank);
        let before = text[start.min(bracket.whole.start)..bracket.whole.start].trim_end_matches(is_blank);
        let closed = bracket.whole.end > bracket.inner.end;
        let at_end = after.trim_matches(|c: char| is_blank(c) || !c.is_alphanumeric()).is_empty();
        let ends_sentence = at_end || after.starts_with(['。', '；', ';', '：', ':', '（', '(', '【', '〔']);
        let accepted = match kind {
            Bracket::Labelled => true,
            // 建成湿地公园。（甲局负责）完成绿化。（乙局负责）: each sentence has its own. （甲局负责）建成湿地公园: it may stand in front.
            Bracket::Verbs => closed && (ends_sentence || before.is_empty() || before.ends_with(['。', '；', ';'])),
            // 动员部署（3月1日—15日）。召开动员会: behind a heading that runs into its text.
            Bracket::Deadline => closed && (at_end || is_brief_heading(before) && goes_on(after)),
            Bracket::Remark => at_end && closed,
            Bracket::Bare => false,
        };
        let assignment = assignment.shifted(bracket.inner.start);
        if accepted {
            reading.labels.extend(
                labelled(&text[bracket.inner.clone()], vocabulary)
                    .into_iter()
                    .map(|label| label.label.start + bracket.inner.start..label.label.end + bracket.inner.start),
            );
            reading.assignment.extend(assignment);
            reading.zones.push(bracket.whole.clone());
            if kind == Bracket::Deadline {
                reading.dated = Some(bracket.whole.clone());
            }
        } else if kind == Bracket::Bare && closed && (at_end || names_bodies(&assignment)) {
            if !at_end && !before.is_empty() && !after.starts_with(['。', '；', ';']) {
                continue;
            }
            // What was found before counts only where each part from there on ends with such a bracket.
            let parts = reading.bare.last().map(|(last, _)| {
                text[last.end..bracket.whole.start]
                    .trim_start_matches(|c: char| is_blank(c) || "。；;".contains(c))
                    .contains(['。', '；', ';'])
            });
            if parts == Some(true) {
                reading.bare.clear();
            }
            reading.bare.push((bracket.whole.clone(), assignment));
        }
    }
    // 建成湿地公园（甲局）；完成绿化。: the last part has none. （甲局）建成湿地公园: it stands in front.
    let in_front =
        reading.bare.first().is_some_and(|(first, _)| text[start.min(first.start)..first.start].trim_matches(is_blank).is_empty());
    let ended = reading.bare.last().is_some_and(|(last, _)| !text[last.end..end.max(last.end)].contains(char::is_alphanumeric));
    if !(ended || in_front && reading.bare.len() == 1) {
        reading.bare.clear();
    }
}

/// Whether another sentence follows at once.
fn goes_on(after: &str) -> bool {
    after.strip_prefix('。').is_some_and(|next| next.trim_start_matches(is_blank).starts_with(char::is_alphabetic))
}

/// Whether words before a bracket can be a heading that runs into its text.
fn is_brief_heading(text: &str) -> bool {
    const LONGEST: usize = 30; // characters
    !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(|c| matches!(fold(c), '。' | ';' | ',' | ':'))
}

/// Whether nothing but bodies is named.
fn names_bodies(assignment: &Assignment) -> bool {
    !assignment.values.is_empty() && assignment.values.iter().all(|name| looks_like_body(&name.text))
}

/// What ends a paragraph without a bracket: names behind a dash (——甲局), a sentence of nothing but names and verbs, or names set off by
/// gaps.
fn read_end(text: &str, start: usize, vocabulary: &Vocabulary, reading: &mut Reading) {
    const DASH: &str = "——";
    if let Some(at) = text[start..].rfind(DASH).map(|at| start + at).filter(|&at| at > start) {
        let from = at + DASH.len();
        match read_bracket(text[from..].trim_end_matches('。'), vocabulary) {
            Some((Bracket::Labelled | Bracket::Verbs, assignment)) => {
                reading.assignment.extend(assignment.shifted(from));
                reading.zones.push(at..text.len());
            }
            Some((Bracket::Bare, assignment)) => reading.bare = vec![(at..text.len(), assignment.shifted(from))],
            _ => {}
        }
    } else if let Some((from, assignment)) = read_closing_sentence(&text[start..]) {
        reading.assignment.extend(assignment.shifted(start));
        reading.zones.push(start + from..text.len());
    } else if let Some((from, names)) = read_set_off(&text[start..]) {
        reading.bare = vec![(start + from..text.len(), names.shifted(start))];
    }
    // ——配合各街道（乡镇）: what the names have in brackets is a part of them.
    let Reading { bare, zones, .. } = reading;
    bare.retain(|(inner, _)| !zones.iter().any(|zone| zone.start < inner.start && inner.end <= zone.end));
}

/// What is left between the zones and labels is running text.
fn fill_body(text: &str, start: usize, reading: &mut Reading) {
    let labelled = std::mem::take(&mut reading.body);
    let mut taken: Vec<Range<usize>> = reading.zones.clone();
    for (range, _) in &labelled {
        let label = reading.labels.iter().filter(|label| label.end <= range.start).map(|label| label.start).max();
        taken.push(label.unwrap_or(range.start)..range.end);
    }
    taken.sort_by_key(|range| range.start);
    let mut body = Vec::new();
    let mut at = start;
    for range in taken.iter().chain(std::iter::once(&(text.len()..text.len()))) {
        if at < range.start {
            let inner = trimmed(&text[at..range.start]);
            let piece = at + inner.start..at + inner.end;
            if text[piece.clone()].chars().any(char::is_alphanumeric) {
                body.push((piece, Kind::Plain));
            }
        }
        at = at.max(range.end);
    }
    // Zones inside a labelled stretch (a bracket at the end of 整改措施：…) are cut out of it.
    for (range, kind) in labelled {
        let end = reading
            .zones
            .iter()
            .filter(|zone| zone.start >= range.start && zone.start < range.end)
            .map(|zone| zone.start)
            .min()
            .unwrap_or(range.end);
        if range.start < end {
            body.push((range.start..end, kind));
        }
    }
    body.sort_by_key(|(range, _)| range.start);
    reading.body = body;
}

/// Whether a text ends with a bracket that says who answers for it: `开展排查。（责任单位：甲局）`.
pub(crate) fn ends_with_fields(text: &str, vocabulary: &Vocabulary) -> bool {
    closing_fields(text, vocabulary).is_some()
}

/// Whether a text ends with a bracket that holds nothing but bodies: `开展排查。（甲局、乙局）`.
pub(crate) fn ends_with_bodies(text: &str, vocabulary: &Vocabulary) -> bool {
    let bare = |(kind, names): (Bracket, Assignment)| kind == Bracket::Bare && names_bodies(&names);
    closing_bracket(text).is_some_and(|last| read_bracket(&text[last.inner], vocabulary).is_some_and(bare))
}

/// The bracket at the end of a text that says who answers for it.
fn closing_fields(text: &str, vocabulary: &Vocabulary) -> Option<Enclosed> {
    let assigns = |(kind, assignment): (Bracket, Assignment)| {
        matches!(kind, Bracket::Labelled | Bracket::Verbs)
            && assignment.values.iter().any(|value| value.field.is_bodies() || value.field.is_people())
    };
    closing_bracket(text).filter(|last| read_bracket(&text[last.inner.clone()], vocabulary).is_some_and(assigns))
}

/// The bracket a text ends with.
fn closing_bracket(text: &str) -> Option<Enclosed> {
    let closes = |c: char| matches!(fold(c), ')' | ']');
    let text = text.trim_end_matches(|c: char| is_blank(c) || "。；;".contains(c));
    if !text.ends_with(closes) {
        return None;
    }
    brackets(text, 0).pop().filter(|last| last.whole.start > 0 && last.inner.len() < 4000 && last.whole.end == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Passage;
    use crate::words::numbering::marker;

    fn reading(text: &str) -> (Vec<String>, Vec<String>) {
        let labelled = super::labelled(text, Vocabulary::built_in()).first().is_some_and(|label| label.label.start == 0);
        let paragraph = Paragraph { passage: Passage::of(0, text, 0..text.len()), marker: marker(text), labelled, gap: 0 };
        let reading = read(&paragraph, Vocabulary::built_in());
        (
            reading.body.iter().map(|(range, _)| text[range.clone()].to_owned()).collect(),
            reading.assignment.values.iter().map(|value| value.text.clone()).collect(),
        )
    }

    #[test]
    fn text_and_assignment_are_told_apart() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("1.做好培训（含岗前）工作。（责任单位：甲局、乙局）", &["做好培训（含岗前）工作。"], &["甲局", "乙局"]),
            ("1.做好培训。（甲局牵头，乙局配合，6月底前完成）", &["做好培训。"], &["甲局", "乙局", "6月底前完成"]),
            ("1.做好培训。责任单位：甲局。完成时限：6月底。", &["做好培训。"], &["甲局", "6月底"]),
            ("责任领导：张三丰    牵头科室：甲科；完成时限：6月底", &[], &["张三丰", "甲科", "6月底"]),
            ("（责任单位：甲局）", &[], &["甲局"]),
            ("整改措施：①拆除；②复绿。", &["①拆除；②复绿。"], &[]),
            ("1.做好培训【责任单位:甲局】", &["做好培训"], &["甲局"]),
            ("责任领导：张三丰责任股室：甲股、乙股完成时限：6月底", &[], &["张三丰", "甲股", "乙股", "6月底"]),
            ("（一）爱国卫生。责任单位：甲办。完善机制，整理档案。", &["爱国卫生。", "完善机制，整理档案。"], &["甲办"]),
            ("责任单位：甲局。乙局。", &[], &["甲局", "乙局"]),
            ("责任单位：甲局。6月底前完成。", &[], &["甲局", "6月底前完成"]),
            ("责任领导：张三丰第一责任单位：甲局", &[], &["张三丰", "甲局"]),
            ("责任领导：张三丰头号责任单位：甲局", &[], &["张三丰头号责任单位：甲局"]),
            ("由甲局牵头，乙局配合：开展整治。", &["开展整治。"], &["甲局", "乙局"]),
            ("由甲局牵头，乙局  配合：开展整治。", &["开展整治。"], &["甲局", "乙局"]),
            ("坚持（谁主管、谁负责）的原则。", &["坚持（谁主管、谁负责）的原则。"], &[]),
        ];
        for (text, body, values) in cases {
            let (found_body, found_values) = reading(text);
            assert_eq!(
                (&found_body[..], &found_values[..]),
                (
                    &body.iter().map(ToString::to_string).collect::<Vec<_>>()[..],
                    &values.iter().map(ToString::to_string).collect::<Vec<_>>()[..]
                ),
                "{text}"
            );
        }
    }
}
