//! Who answers for what: labelled fields, verb clauses, brackets at the end of a task, and sentences that begin with a body.
//!
//! Called by the reader for running text and for cells. Gives byte ranges and never invents a role: a text that does not read
//! as a responsibility is left alone (`None`).

mod closing;
mod division;
mod duties;
mod foreign;
mod labels;
mod remarks;
mod subject;
mod value;

use std::ops::Range;
use std::sync::LazyLock;

use super::characters::ByCharacter;
use super::deadline::{ends_as_done, is_deadline_clause};
use super::fold::{fold, is_blank, key, marks, trimmed};
use super::names::{is_collective, lists_bodies, looks_like_body, split_bodies, split_top_level};
use super::people::{is_name, split_people, titled_people};
use super::stand_in::stands_in;
use super::vocabulary::{self, Field, Vocabulary};

pub use closing::{read_assigning_text, read_closing_sentence, read_remark_on_above, read_set_off};
pub use division::{DutyHead, read_duty_head};
pub use duties::closing_duties;
use duties::duty_split;
pub use duties::read_duties;
pub(crate) use foreign::{Stand, with_foreign_labels};
use labels::listed_label;
pub(crate) use labels::{bracketed_label, label_with_colon};
pub use remarks::{first_leads, is_remark, lead_mark, units_lead_without_lead};
pub(crate) use subject::comrades;
pub use subject::{read_divided_duties, read_heading, read_inner_subject, read_named_people, read_subject};
use value::{date_behind, joint_role, read_role_behind, telephone_behind};
pub use value::{is_role_behind, read_value};

/// One value of one field: a single name, or the whole words of a deadline or another field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The field it belongs to.
    pub field: Field,
    /// What it covers.
    pub range: Range<usize>,
    /// The value itself: as printed, without the blanks that pad a person's name.
    pub text: String,
}

/// What a piece of text assigns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    /// Values in the order printed.
    pub values: Vec<Value>,
    /// Unit and duty, one entry a unit.
    pub duties: Vec<(Range<usize>, Range<usize>)>,
    /// Remarks of the document about its own labels.
    pub remarks: Vec<Range<usize>>,
    /// What stands behind labels that are no field of the plan, with these labels: 联络员：甲某.
    pub others: Vec<(Range<usize>, Range<usize>)>,
}

impl Assignment {
    /// The same with every range moved by `by` bytes.
    pub fn shifted(mut self, by: usize) -> Self {
        let shift = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
        self.values.iter_mut().for_each(|value| shift(&mut value.range));
        self.duties.iter_mut().chain(&mut self.others).for_each(|(first, second)| {
            shift(first);
            shift(second);
        });
        self.remarks.iter_mut().for_each(shift);
        self
    }

    /// Takes over everything of `other`.
    pub fn extend(&mut self, other: Assignment) {
        self.values.extend(other.values);
        self.duties.extend(other.duties);
        self.remarks.extend(other.remarks);
        self.others.extend(other.others);
    }

    /// What every value, unit and duty covers.
    pub fn ranges(&self) -> Vec<Range<usize>> {
        let values = self.values.iter().map(|value| value.range.clone()).chain(self.others.iter().map(|(_, value)| value.clone()));
        values.chain(self.duties.iter().flat_map(|(unit, duty)| [unit.clone(), duty.clone()])).collect()
    }

    /// Whether a body is said to lead.
    pub fn leads(&self) -> bool {
        self.values.iter().any(|value| value.field == Field::LeadDepartments)
    }

    /// Whether nothing was assigned.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.duties.is_empty() && self.remarks.is_empty() && self.others.is_empty()
    }

    /// The bodies of a list; a bracket behind a name may give it another role: 甲局（牵头）、乙局.
    fn names(&mut self, text: &str, field: Field, list: Range<usize>) {
        // Names since the last one with a role of its own.
        let mut alike = self.values.len();
        for name in split_bodies(&text[list.clone()]) {
            let mut range = list.start + name.start..list.start + name.end;
            if let Some(number) = telephone_behind(&text[range.clone()]) {
                self.whole(text, Field::Extra, range.start + number..range.end);
                range.end = range.start + text[range.start..range.start + number].trim_end_matches(is_blank).len();
            }
            // 甲局　　6月底: a date set off behind a name.
            if let Some(date) = date_behind(&text[range.clone()]) {
                self.whole(text, Field::Deadline, range.start + date..range.end);
                range.end = range.start + text[range.start..range.start + date].trim_end_matches(is_blank).len();
            }
            let printed = &text[range.clone()];
            if stands_in(printed) {
                continue;
            }
            let role = read_role_behind(printed, field);
            if role.is_some() {
                // 甲局、乙局（共同牵头）: the role is that of both.
                if let Some(joint) = joint_role(printed) {
                    self.values.iter_mut().skip(alike).filter(|value| value.field == field).for_each(|value| value.field = joint);
                }
                alike = self.values.len() + 1;
            }
            let (end, field, told) = role.unwrap_or((printed.len(), field, Assignment::default()));
            let text = printed[..end].split('\n').map(|line| &line[trimmed(line)]).collect();
            self.values.push(Value { field, range: range.start..range.start + end, text });
            self.extend(told.shifted(range.start));
        }
    }

    fn whole(&mut self, text: &str, field: Field, range: Range<usize>) {
        let inner = trimmed(&text[range.clone()]);
        let bare = text[range.start + inner.start..range.start + inner.end].trim_end_matches('。').trim_end_matches(is_blank);
        let range = range.start + inner.start..range.start + inner.start + bare.len();
        if !range.is_empty() {
            self.values.push(Value { field, text: text[range.clone()].to_owned(), range });
        }
    }
}

/// A label with its value: `label` covers the label and its colon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The field the label stands for.
    pub field: Field,
    /// The label with its colon.
    pub label: Range<usize>,
    /// What follows, up to the next label.
    pub value: Range<usize>,
}

/// Every label of `text` that stands at a boundary and is followed by a colon, each with its value.
///
/// Shape: `"牵头单位：甲；责任单位：乙、丙"` → two. Text before the first label is not covered.
pub fn labelled(text: &str, vocabulary: &Vocabulary) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = Vec::new();
    if !marks(text).any(|(_, c)| fold(c) == ':' || matches!(c, '【' | '[' | '〔')) {
        return found;
    }
    // No label begins behind the last of these.
    let last_mark = marks(text).filter(|&(_, c)| matches!(fold(c), ':' | '[')).last().map_or(0, |(at, _)| at);
    let mut at_boundary = true;
    let mut piece = 0;
    let mut skip_to = 0;
    for (at, c) in text.char_indices().take_while(|&(at, _)| at <= last_mark) {
        if at < skip_to {
            continue;
        }
        let folded = fold(c);
        at_boundary |= matches!(c, '【' | '[' | '〔') && at > skip_to;
        if at_boundary && folded != ' ' {
            // Right behind a label or in a list stands a value; only a label of the list can show that it is empty.
            let behind_label = at == skip_to && !found.is_empty();
            let listed = text[..at].ends_with('、') && !found.is_empty();
            let label =
                if behind_label || listed { listed_label(&text[at..], vocabulary) } else { label_with_colon(&text[at..], vocabulary) };
            if let Some((field, end)) = label.or_else(|| bracketed_label(&text[at..], vocabulary)) {
                if let Some(last) = found.last_mut() {
                    last.value.end = at;
                }
                found.push(Labelled { field, label: at..at + end, value: at + end..text.len() });
                skip_to = at + end;
                piece = at + end;
                continue;
            }
            at_boundary = false;
            piece = at;
        } else if let Some(last) = found.last_mut()
            && let Some((field, end)) = glued_label(&text[at..], vocabulary)
            && ends_value(last.field, &text[piece..at])
        {
            last.value.end = at;
            found.push(Labelled { field, label: at..at + end, value: at + end..text.len() });
            (skip_to, piece) = (at + end, at + end);
            continue;
        }
        at_boundary |= matches!(folded, ';' | ',' | '。' | ' ' | '|' | '(' | '[' | '、' | ':');
    }
    found
}

/// A label right behind a value, without anything between: 张三责任股室：甲股.
fn glued_label(text: &str, vocabulary: &Vocabulary) -> Option<(Field, usize)> {
    const SHORTEST: usize = 3; // characters
    let (field, length) = vocabulary.label_at_start(text).filter(|(field, _)| field.is_responsibility())?;
    let colon = text[length..].chars().next().filter(|&c| fold(c) == ':')?;
    (text[..length].chars().count() >= SHORTEST).then_some((field, length + colon.len_utf8()))
}

/// Whether a text can be the end of a value: a name or a date, and no part of a longer label.
fn ends_value(field: Field, text: &str) -> bool {
    const LONGEST: usize = 120; // bytes
    let text = text.trim_matches(is_blank);
    if text.is_empty() || text.len() > LONGEST {
        false
    } else if field.is_people() {
        let people = split_people(text);
        !people.is_empty() && people.iter().all(|(_, name)| (2..=4).contains(&name.chars().count()))
    } else if field.is_bodies() {
        looks_like_body(text)
    } else {
        field == Field::Deadline && is_deadline_clause(text)
    }
}

/// A label that stands before its value without a colon: `组  长 张三`, `（责任单位 市教育局）`.
///
/// Only where the label is set off by blanks and the rest can be nothing but names or a date.
pub fn label_without_colon(text: &str, vocabulary: &Vocabulary) -> Option<Labelled> {
    let (field, length) = vocabulary.label_at_start(text)?;
    let rest = &text[length..];
    let gap = rest.len() - rest.trim_start_matches(is_blank).len();
    let value = length + gap..text.len();
    let printed = &text[value.clone()];
    let names = if field.is_people() {
        let people = if gap > 0 { split_people(printed) } else { Vec::new() };
        !people.is_empty() && people.iter().all(|(_, name)| (2..=4).contains(&name.chars().count()))
    } else if field.is_bodies() {
        lists_bodies(printed)
    } else {
        field == Field::Deadline && gap > 0 && !printed.is_empty() && printed.chars().count() <= 30 && !printed.contains(['。', '，'])
    };
    names.then_some(Labelled { field, label: 0..length, value })
}

/// Where the value of a field ends at a full stop: behind it neither names, verbs nor dates go on, but running text.
///
/// Shape: (`Units`, `"甲局。完善工作机制。"`) → behind the first 。
pub fn value_end(field: Field, text: &str, vocabulary: &Vocabulary) -> usize {
    if !(field.is_bodies() || field.is_people() || field == Field::Deadline) {
        return text.len();
    }
    let all_names =
        |(kind, names): (Bracket, Assignment)| kind != Bracket::Bare || names.values.iter().all(|name| looks_like_body(&name.text));
    let goes_on = |sentence: &str| {
        read_bracket(sentence, vocabulary).is_some_and(all_names)
            || (field.is_people() && ends_value(field, sentence))
            || (field == Field::Deadline && is_deadline_clause(sentence))
    };
    let sentences = split_top_level(text, |c| c == '。');
    let value = sentences.iter().skip(1).take_while(|sentence| goes_on(&text[(*sentence).clone()])).count() + 1;
    if value >= sentences.len() || read_duties(text, &[]).is_some() {
        return text.len();
    }
    sentences.get(value).map_or(text.len(), |next| next.start)
}

/// What kind of responsibility a bracket holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bracket {
    /// （牵头单位：甲；责任单位：乙）
    Labelled,
    /// （甲牵头，乙配合）
    Verbs,
    /// （6月底前完成）
    Deadline,
    /// （甲局、乙局）: only a responsibility where the document writes them so throughout.
    Bare,
    /// （以下均需各县区落实，不再列出）
    Remark,
}

/// Reads the inside of a bracket as a responsibility.
///
/// Shape: `"牵头单位：甲局；责任单位：乙局，6月底完成"` → `Labelled` with three values. Prose gives `None`.
pub fn read_bracket(inner: &str, vocabulary: &Vocabulary) -> Option<(Bracket, Assignment)> {
    let known = top_labels(inner, vocabulary);
    let assigns = known.iter().any(|label| is_assigning(label.field));
    let is_plain = known.is_empty();
    let labels = with_foreign_labels(inner, known, Stand::Bracket);
    if let Some(first) = labels.first() {
        let before = inner[..first.label.start].trim_end_matches(|c: char| is_blank(c) || matches!(fold(c), ',' | ';'));
        let verbs = || has_verb(before) && read_clauses(before, Clauses::InBracket).is_some();
        if !is_plain || verbs() {
            let mut assignment = if before.trim_matches(is_blank).is_empty() { Assignment::default() } else { read_before_labels(before)? };
            assignment.extend(read_labelled(inner, &labels, vocabulary));
            return (assigns || is_plain).then_some((Bracket::Labelled, assignment));
        }
    }
    if let Some(label) = label_without_colon(inner, vocabulary) {
        return Some((Bracket::Labelled, read_labelled(inner, &[label], vocabulary)));
    }
    let assignment = read_clauses(inner, Clauses::InBracket)?;
    let kind = if assignment.values.is_empty() {
        Bracket::Remark
    } else if assignment.values.iter().all(|value| value.field == Field::Deadline) {
        Bracket::Deadline
    } else if has_verb(inner) {
        Bracket::Verbs
    } else {
        Bracket::Bare
    };
    Some((kind, assignment))
}

/// What stands in a bracket before its first label: who does it, or words that are kept: 10分, 省重点项目.
fn read_before_labels(before: &str) -> Option<Assignment> {
    const LONGEST: usize = 40; // characters; more is prose
    read_clauses(before, Clauses::InBracket).or_else(|| {
        let mut assignment = Assignment::default();
        if before.chars().any(char::is_alphanumeric) {
            assignment.whole(before, Field::Extra, 0..before.len());
        }
        (!before.contains('。') && before.chars().count() <= LONGEST).then_some(assignment)
    })
}

/// The labels of a text that stand in no bracket, each with its value.
fn top_labels(text: &str, vocabulary: &Vocabulary) -> Vec<Labelled> {
    let mut labels: Vec<Labelled> = Vec::new();
    let (mut depth, mut at) = (0usize, 0);
    for found in labelled(text, vocabulary) {
        for c in marks(&text[at..found.label.start]).map(|(_, c)| fold(c)) {
            depth = if c == '(' { depth + 1 } else { depth.saturating_sub(usize::from(c == ')')) };
        }
        at = found.label.start;
        if depth == 0 {
            if let Some(last) = labels.last_mut() {
                last.value.end = found.label.start;
            }
            labels.push(Labelled { value: found.value.start..text.len(), ..found });
        }
    }
    labels
}

fn is_assigning(field: Field) -> bool {
    field.is_responsibility() || matches!(field, Field::Members | Field::Duties | Field::Notes | Field::Extra)
}

/// Reads labels with their values.
pub fn read_labelled(text: &str, labels: &[Labelled], vocabulary: &Vocabulary) -> Assignment {
    let mut assignment = Assignment::default();
    for label in labels {
        if label.field == Field::Extra {
            let bare = |range: &Range<usize>, mark: fn(char) -> bool| {
                let inner = &text[range.clone()];
                let from = range.start + inner.len() - inner.trim_start_matches(is_blank).len();
                from..from.max(range.start + inner.trim_end_matches(|c| is_blank(c) || mark(fold(c))).len())
            };
            let value = bare(&label.value, |c| matches!(c, ';' | ',' | '。'));
            assignment.others.extend((!value.is_empty()).then(|| (bare(&label.label, |c| c == ':'), value)));
        } else {
            assignment.extend(read_value(label.field, &text[label.value.clone()], vocabulary).shifted(label.value.start));
        }
    }
    assignment
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Lead,
    Share,
    Help,
    Charge,
}

/// All verbs by their last character, longest first.
static VERBS: LazyLock<ByCharacter<(Vec<char>, Verb)>> = LazyLock::new(|| {
    let verbs = &vocabulary::source().verbs;
    let kinds = [(&verbs.lead, Verb::Lead), (&verbs.share, Verb::Share), (&verbs.help, Verb::Help), (&verbs.charge, Verb::Charge)];
    let mut all: Vec<_> =
        kinds.iter().flat_map(|(words, kind)| words.iter().map(|word| (word.chars().collect::<Vec<_>>(), *kind))).collect();
    all.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    all.into_iter().filter_map(|verb| Some((*verb.0.last()?, verb))).collect()
});

/// The verb a clause ends with, and where it begins.
fn final_verb(clause: &str) -> Option<(Verb, usize)> {
    VERBS.of(fold(clause.chars().next_back()?)).iter().find_map(|(word, verb)| {
        let mut start = clause.len();
        let mut printed = clause.char_indices().rev();
        for &wanted in word.iter().rev() {
            let (at, c) = printed.next()?;
            if fold(c) != wanted {
                return None;
            }
            start = at;
        }
        Some((*verb, start))
    })
}

/// The names of a clause without the word that stands between them and the verb: 甲局、乙局分别.
fn without_adverb(names: &str) -> &str {
    let bare = |adverb: &str| Some(names.strip_suffix(adverb)?.trim_end_matches(is_blank)).filter(|bare| !bare.is_empty());
    vocabulary::source().verbs.adverbs.iter().find_map(bare).unwrap_or(names)
}

fn has_verb(text: &str) -> bool {
    clauses(text).iter().any(|clause| final_verb(&text[clause.clone()]).is_some())
}

fn clauses(text: &str) -> Vec<Range<usize>> {
    split_top_level(text, |c| matches!(c, ',' | ';' | '。') || c == '\n')
}

/// Where clauses stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clauses {
    /// In the value of a label: names without a verb belong to its field.
    Of(Field),
    /// In a bracket behind a task: a name of a person before a verb is one.
    InBracket,
    /// In running text.
    InText,
}

/// Reads clauses of names, verbs and deadlines: `"甲局牵头，乙局、丙局按职责分工负责，6月底前完成"`.
///
/// Names without a verb belong to the label; without a label to the next verb, or, after a lead, to the units.
/// `None` as soon as one clause is none of these.
fn read_clauses(text: &str, stand: Clauses) -> Option<Assignment> {
    let default = if let Clauses::Of(field) = stand { Some(field) } else { None };
    let mut assignment = Assignment::default();
    let mut pending: Vec<Range<usize>> = Vec::new();
    let mut seen_lead = false;
    for clause in clauses(text) {
        let printed = &text[clause.clone()];
        // Most clauses are plain names; only others can be a remark or a date.
        let plain = default.is_some() && looks_like_body(printed);
        if is_remark(printed) {
            assignment.remarks.push(clause);
        } else if !plain && default.is_some() && is_amount(printed) {
            assignment.whole(text, Field::Extra, clause);
        } else if !plain && (is_deadline_clause(printed) || default.is_some() && ends_as_done(printed)) {
            assignment.whole(text, Field::Deadline, clause);
        } else if let Some((verb, start)) = final_verb(printed) {
            let names = clause.start..clause.start + without_adverb(&printed[..start]).len();
            if let Some(people) = people_of(text, names.clone(), verb, stand == Clauses::InBracket) {
                seen_lead = true;
                assignment.values.extend(people);
                continue;
            }
            // 甲局牵头抓总，乙局具体负责: one leads.
            let verb = if assignment.leads() && verb == Verb::Charge { Verb::Share } else { verb };
            let roles = clause_roles(text, names, verb, default)?;
            for list in pending.drain(..) {
                assignment.names(text, roles.last()?.0, list);
            }
            for (field, list) in roles {
                seen_lead |= field == Field::LeadDepartments;
                assignment.names(text, field, list);
            }
        } else if !plausible_names(printed, default.is_some()) {
            return None;
        } else if let Some(field) = default {
            assignment.names(text, field, clause);
        } else {
            pending.push(clause);
        }
    }
    let bare = assignment.values.iter().all(|value| value.field == Field::Deadline);
    for list in pending {
        if !(seen_lead || bare) {
            return None;
        }
        assignment.names(text, Field::Units, list);
    }
    (!assignment.is_empty()).then_some(assignment)
}

/// 10分, 500万元: said of the task, the name of nobody.
fn is_amount(clause: &str) -> bool {
    let rest = clause.trim_start_matches(|c: char| fold(c).is_ascii_digit() || matches!(fold(c), '.' | ' '));
    rest.len() < clause.len() && ["分", "元", "万元", "亿元", "%"].contains(&key(rest).as_str())
}

/// People told by their titles before a verb: 副县长甲某负责; `plain` says that a name alone is enough.
fn people_of(text: &str, names: Range<usize>, verb: Verb, plain: bool) -> Option<Vec<Value>> {
    let people = titled_people(&text[names.clone()]).or_else(|| plain_people(&text[names.clone()]).filter(|_| plain))?;
    let field = if verb == Verb::Help { Field::DeputyLeaders } else { Field::LeadLeaders };
    let value = |(range, text): (Range<usize>, String)| Value { field, range: names.start + range.start..names.start + range.end, text };
    Some(people.into_iter().map(value).collect())
}

/// Names of people without titles. Short names of bodies (文旅) and words of roles (项目) begin like surnames too.
fn plain_people(list: &str) -> Option<Vec<(Range<usize>, String)>> {
    let people = split_people(list);
    let person = |name: &str| is_name(name) && !vocabulary::is_short_body(name) && !vocabulary::is_part_of_role(name);
    (!people.is_empty() && people.iter().all(|(_, name)| person(name))).then_some(people)
}

/// The roles of the names before a verb; `甲牵头乙配合` and `甲会同乙负责` hold two lists.
fn clause_roles(text: &str, names: Range<usize>, verb: Verb, default: Option<Field>) -> Option<Vec<(Field, Range<usize>)>> {
    let printed = &text[names.clone()];
    // 甲局牵头，会同乙局负责: the partners of somebody named before.
    if let Some(partners) = ["会同", "會同"].iter().find_map(|word| printed.trim_start_matches(is_blank).strip_prefix(word)) {
        return plausible_names(partners, default.is_some()).then(|| vec![(Field::Units, names.end - partners.len()..names.end)]);
    }
    for word in ["牵头", "牽頭", "会同", "會同"] {
        let Some(at) = printed.find(word).filter(|&at| at > 0) else { continue };
        let first = names.start..names.start + at;
        let second_start = names.start + at + word.len();
        let second_printed = text[second_start..names.end].trim_start_matches(['会', '同', '會']);
        let second = names.end - second_printed.len()..names.end;
        let good = plausible_names(&text[first.clone()], false) && plausible_names(second_printed, false);
        return good.then(|| vec![(Field::LeadDepartments, first), (Field::Units, second)]);
    }
    if !plausible_names(printed, default.is_some()) || has_object(printed) {
        return None;
    }
    let mut bodies = split_bodies(printed);
    let single = bodies.next().is_some_and(|body| !is_collective(&printed[body])) && bodies.next().is_none();
    let field = match verb {
        Verb::Lead => Field::LeadDepartments,
        Verb::Help if default == Some(Field::LeadDepartments) => Field::Units,
        _ if default.is_some() => default?,
        Verb::Charge if single => Field::LeadDepartments,
        _ => Field::Units,
    };
    Some(vec![(field, names)])
}

/// 清理沟塘由水利站: what is led stands before who leads.
fn has_object(names: &str) -> bool {
    names.match_indices('由').any(|(at, _)| at > 0 && !names[..at].ends_with('自'))
}

/// Whether a text can be a list of names; inside a labelled field a little more is believed.
fn plausible_names(text: &str, labelled: bool) -> bool {
    let longest = if labelled { 30 } else { 12 };
    let is_prose =
        |c: char| matches!(fold(c), ':' | '“' | '《' | '%' | '!') || matches!(c, '的' | '了' | '是' | '将' | '把' | '为' | '对' | '在');
    let plain = |name: &str| (2..=longest).contains(&name.chars().count()) && !name.contains(is_prose);
    let (mut any, mut body) = (false, false);
    for name in split_bodies(text).map(|name| &text[name]) {
        // 各矿落实: whoever a word for all of them stands before is a body.
        let is_body = looks_like_body(name) || is_all_of_them(name);
        if !is_body && !(plain(name) && !(labelled && has_inner_charge(name))) {
            return false;
        }
        (any, body) = (true, body || is_body);
    }
    any && (labelled || body)
}

/// 各矿, 各班: 各 and one character.
fn is_all_of_them(name: &str) -> bool {
    let mut rest = name.strip_prefix('各').unwrap_or_default().chars();
    let others = &vocabulary::source().units.not_behind_all;
    rest.next().is_some_and(|c| c.is_alphabetic() && !others.contains(c)) && rest.next().is_none()
}

/// 甲科负责资金管理: a duty, not a name.
fn has_inner_charge(name: &str) -> bool {
    duty_split(name, &[]).is_some_and(|(_, duty)| duty < name.len())
}

#[cfg(test)]
mod tests;
