//! Lines to paragraphs: page marks out, hard-wrapped lines joined, real paragraph breaks kept.
//!
//! Two things break a sentence over lines: a text wrapped at a fixed width, and a page that ended. Both are recognised from the
//! whole text, never from one line; a line that begins like an item, a label or a page of its own is never joined to another.

mod brackets;
mod chrome;
mod numbers;
mod one_line;
mod unfinished;
mod values;

use hashbrown::HashMap;

use crate::words::dates::whole_date;
use crate::words::deadline::leading_time;
use crate::words::fold::{fold, is_blank, marks, trimmed};
use crate::words::names::looks_like_body;
use crate::words::numbering::{BULLETS, Marker, Style, marker};
use crate::words::page::is_page_mark;
use crate::words::responsibility::{bracketed_label, label_with_colon, labelled, read_assigning_text};
use crate::words::vocabulary::Vocabulary;

use crate::passage::{Account, Passage, Role};

use super::reading::ends_with_fields;

/// A paragraph: one or several lines of the source.
#[derive(Debug, Clone)]
pub(crate) struct Paragraph {
    pub passage: Passage,
    /// The list marker it begins with.
    pub marker: Option<Marker>,
    /// Whether it begins with a label and a colon.
    pub labelled: bool,
    /// Empty lines before it.
    pub gap: usize,
}

impl Paragraph {
    pub(crate) fn text(&self) -> &str {
        self.passage.text()
    }

    /// The text behind the marker.
    pub(crate) fn body(&self) -> &str {
        &self.text()[self.body_start()..]
    }

    /// Where the text behind the marker begins.
    pub(crate) fn body_start(&self) -> usize {
        let after = self.marker.map_or(0, |marker| marker.length);
        after + self.text()[after..].len() - self.text()[after..].trim_start_matches(is_blank).len()
    }
}

/// One line with what shows at a glance.
struct Line {
    source: usize,
    range: std::ops::Range<usize>,
    indent: usize,
    /// Columns of the text, indent included; a full-width character takes two.
    width: usize,
    /// Characters of the text, indent included.
    length: usize,
    gap: usize,
    marker: Option<Marker>,
    labelled: bool,
}

/// Puts the lines `sources` of the account together to paragraphs; page marks and residues are claimed as rest.
pub(crate) fn paragraphs(sources: &[usize], account: &mut Account, vocabulary: &Vocabulary) -> Vec<Paragraph> {
    let lines = lines(sources, account, vocabulary);
    let texts: Vec<&str> = lines.iter().map(|line| &account.sources()[line.source].text[line.range.clone()]).collect();
    let habits = Habits::of(&lines, &texts);
    let values = values::continued(&lines, &texts, vocabulary);
    let brackets = brackets::continued(&lines, &texts);
    let unfinished = unfinished::continued(&lines, &texts, vocabulary);
    let known = |at: usize| brackets[at].or(values[at]).or(unfinished[at]);
    let joint = |at: usize| if at == 0 { None } else { known(at).or_else(|| habits.joint(&lines, &texts, at, vocabulary)) };
    let joints: Vec<_> = (0..lines.len()).map(joint).collect();
    let mut paragraphs: Vec<Paragraph> = Vec::with_capacity(lines.len());
    for (line, joint) in lines.iter().zip(joints) {
        let passage = Passage::of(line.source, &account.sources()[line.source].text, line.range.clone());
        match (joint, paragraphs.last_mut()) {
            (Some(glue), Some(last)) => last.passage.append(glue, passage),
            _ => paragraphs.push(Paragraph { passage, marker: line.marker, labelled: line.labelled, gap: line.gap }),
        }
    }
    paragraphs
}

fn lines(sources: &[usize], account: &mut Account, vocabulary: &Vocabulary) -> Vec<Line> {
    let mut lines = Vec::with_capacity(sources.len());
    let mut residues = Vec::new();
    let mut gap = 0;
    let mut page_break = false;
    let running = chrome::Running::of(sources, account);
    let notes = chrome::footnotes(sources, account);
    let quoted = is_quoted(sources, account);
    for &source in sources {
        let text = &account.sources()[source].text;
        let mut range = trimmed(text);
        let residue = if quoted { quote_marks(&text[range.clone()]) } else { residue(&text[range.clone()]) };
        if residue > 0 {
            residues.push((source, range.start..range.start + residue, "editor residue"));
            let inner = trimmed(&text[range.start + residue..range.end]);
            range = range.start + residue + inner.start..range.start + residue + inner.end;
        }
        let bold = bold_marks(&text[range.clone()]);
        range = range.start + bold..range.end - bold;
        let printed = &text[range.clone()];
        if printed.is_empty() {
            gap += usize::from(residue == 0 && !page_break);
        } else if is_page_mark(printed) {
            residues.push((source, range, "page mark"));
            (gap, page_break) = (0, true);
        } else if page_break && running.heads.contains(printed) || running.feet.contains(&source) {
            residues.push((source, range, "running head"));
        } else if notes.contains(&source) {
            residues.push((source, range, "footnote"));
        } else {
            let indent = columns(&text[..range.start]);
            for piece in one_line::items(printed, vocabulary) {
                let piece = piece.start + label_dash(&printed[piece.clone()], vocabulary)..piece.end;
                let range = range.start + piece.start..range.start + piece.end;
                let printed = &text[range.clone()];
                let length = text[..range.end].chars().count();
                lines.push(Line {
                    source,
                    indent,
                    width: indent + columns(printed),
                    length,
                    gap,
                    marker: marker(printed),
                    labelled: label_with_colon(printed, vocabulary).or_else(|| bracketed_label(printed, vocabulary)).is_some(),
                    range,
                });
                gap = 0;
            }
            page_break = false;
        }
    }
    numbers::bear_out(&mut lines, account);
    for (source, range, why) in residues {
        let passage = Passage::of(source, &account.sources()[source].text, range);
        account.claim_all(&passage, Role::Rest(why));
    }
    lines
}

/// How many bytes of dash or mark stand before a label: ——牵头单位：…, ◎责任单位：…; a dash also before verbs: ——甲局牵头，乙局配合.
fn label_dash(text: &str, vocabulary: &Vocabulary) -> usize {
    let undashed = text.trim_start_matches(|c: char| "-—–".contains(c) || is_blank(c));
    if undashed.len() < text.len() && read_assigning_text(undashed).is_some() {
        return text.len() - undashed.len();
    }
    let bare = text.trim_start_matches(|c: char| "-—–·*".contains(c) || BULLETS.contains(c) || is_blank(c));
    let labelled = || label_with_colon(bare, vocabulary).is_some_and(|(field, _)| field.is_responsibility());
    if bare.len() < text.len() && labelled() { text.len() - bare.len() } else { 0 }
}

/// How many bytes of `**` stand on both sides of a line: bold type in Markdown.
fn bold_marks(text: &str) -> usize {
    let both = text.len() > 4 && text.starts_with("**") && text.ends_with("**");
    if both { 2 } else { 0 }
}

/// Whether nearly all lines begin with the mark of a mail that was answered or passed on: `> 1.更换门锁`.
fn is_quoted(sources: &[usize], account: &Account) -> bool {
    let mut count = (0, 0);
    for text in sources.iter().map(|&source| account.sources()[source].text.trim_start_matches(is_blank)).filter(|text| !text.is_empty()) {
        count = (count.0 + 1, count.1 + usize::from(quote_marks(text) > 0));
    }
    let (filled, marked) = count;
    marked > 2 && marked * 10 >= filled * 8
}

/// How many bytes at the start of a line are marks of a quoted mail.
fn quote_marks(text: &str) -> usize {
    let is_marked = text.starts_with(|c| fold(c) == '>');
    if is_marked { text.len() - text.trim_start_matches(|c: char| fold(c) == '>' || is_blank(c)).len() } else { 0 }
}

/// How many bytes at the start are a mark an editor left: `[bookmark: _GoBack]`, the `##` of a Markdown heading.
fn residue(text: &str) -> usize {
    let hashes = text.len() - text.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && text[hashes..].starts_with(' ') {
        return hashes;
    }
    let is_residue = text.starts_with("[bookmark:") || text.starts_with("[Bookmark:");
    if is_residue { text.find(']').map_or(0, |close| close + 1) } else { 0 }
}

/// Columns a text takes in print: full-width characters count two.
pub(crate) fn columns(text: &str) -> usize {
    const HAN: usize = 3; // bytes
    let (columns, bytes) = marks(text).fold((0, 0), |(columns, bytes), (_, c)| {
        let width = match c {
            '\t' => 4,
            '\0'..'\u{1100}' => 1,
            _ => 2,
        };
        (columns + width, bytes + c.len_utf8())
    });
    columns + (text.len() - bytes) / HAN * 2
}

/// Whether a text ends as a sentence does.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let closers = |c: char| "”’\"')）】〕］]》".contains(c);
    text.ends_with(['。', '！', '？', '；', ';', '!', '?', '…'])
        || (text.ends_with(closers) && text.trim_end_matches(closers).ends_with(['。', '！', '？', '；']))
}

/// Whether a text ends with a body behind a dash: `更换门锁800把。——公寓组`.
fn ends_with_named(text: &str) -> bool {
    text.rsplit_once("——").is_some_and(|(_, name)| looks_like_body(name))
}

fn has_sentence(text: &str) -> bool {
    text.contains('。')
}

/// What the whole text shows about how it was printed.
struct Habits {
    /// The width at which lines were wrapped, where they were.
    wrap: Option<Wrap>,
    /// Paragraphs begin with an indent.
    indented: bool,
    /// Whether items of a style are paragraphs (they hold sentences) rather than headings.
    prose: HashMap<Style, bool>,
    /// Whether nearly every line is set off by an empty one.
    spaced: bool,
}

impl Habits {
    fn of(lines: &[Line], texts: &[&str]) -> Self {
        let mut seen: HashMap<Style, (usize, usize)> = HashMap::new();
        for (line, text) in lines.iter().zip(texts) {
            if let Some(marker) = line.marker {
                let (all, prose) = seen.entry(marker.style).or_default();
                *all += 1;
                *prose += usize::from(has_sentence(text));
            }
        }
        let prose = seen.into_iter().map(|(style, (all, prose))| (style, prose * 2 >= all)).collect();
        let wrap = Wrap::of(lines, texts);
        let starts = || lines.iter().filter(|line| line.marker.is_some() || wrap.as_ref().is_none_or(|wrap| !wrap.nearly_fills(line)));
        let indented = starts().filter(|line| line.indent >= 2).count() * 2 > starts().count();
        let spaced = lines.iter().filter(|line| line.gap > 0).count() * 10 >= lines.len() * 7;
        Habits { wrap, indented, prose, spaced }
    }

    /// How line `at` continues the one before it: the glue to put between, or `None` for a new paragraph.
    fn joint(&self, lines: &[Line], texts: &[&str], at: usize, vocabulary: &Vocabulary) -> Option<&'static str> {
        let (before, line) = (&lines[at - 1], &lines[at]);
        let (text_before, text) = (texts[at - 1], texts[at]);
        let set_off = line.gap > 0 && !self.spaced;
        let full = self.wrap.as_ref().is_some_and(|wrap| wrap.fills(before));
        if full
            && !set_off
            && !ends_with_fields(text_before, vocabulary)
            && (self.continues_wrapped(line, text, text_before) || opens_bracket(text_before))
            && !values::is_sentence_below(lines, texts, at, vocabulary)
        {
            return Some(glue(text_before, text));
        }
        if line.marker.is_some() || line.labelled {
            return None;
        }
        if self.fills_empty_label(lines, texts, at) {
            return Some("\n");
        }
        if texts.get(at + 1).is_some_and(|after| whole_date(after).is_some()) {
            return None;
        }
        if (before.labelled || self.continues_label(lines, at))
            && line.gap == 0
            && line.indent >= before.indent + 4
            && !ends_sentence(text_before)
        {
            return Some("\n");
        }
        if text_before.ends_with(['、', '，', ',']) && columns(text_before) > 16 && !set_off {
            return Some(glue(text_before, text));
        }
        self.broken_by_page(before, text_before, text, vocabulary).then(|| glue(text_before, text))
    }

    /// A wrapped line: the one before it is full, and this one begins nothing.
    fn continues_wrapped(&self, line: &Line, text: &str, text_before: &str) -> bool {
        if line.labelled || line.indent > 8 || (line.marker.is_some() && (ends_sentence(text_before) || line.indent >= 2 || !self.indented))
        {
            return false;
        }
        if self.indented && line.indent >= 2 && line.indent <= 8 {
            return !ends_sentence(text_before)
                && !text.starts_with(['（', '(', '【', '〔'])
                && line.marker.is_none()
                && !text_before.contains('：');
        }
        if !ends_sentence(text_before) { true } else { self.indented && line.indent < 2 }
    }

    /// A label whose value stands on the lines below it: 进度安排： and then one line a quarter.
    fn fills_empty_label(&self, lines: &[Line], texts: &[&str], at: usize) -> bool {
        let opens = |at: usize| lines[at].labelled && texts[at].ends_with(['：', ':']);
        if opens(at - 1) {
            return true;
        }
        let dated = |at: usize| leading_time(texts[at], 0).is_some();
        if !dated(at) {
            return false;
        }
        let start = (0..at).rev().take(12).find(|&before| !(lines[before].marker.is_none() && !lines[before].labelled && dated(before)));
        start.is_some_and(|start| start + 1 < at && opens(start))
    }

    /// Whether the line before is itself a wrapped line of a labelled list.
    fn continues_label(&self, lines: &[Line], at: usize) -> bool {
        at >= 2 && lines[at - 2].labelled && lines[at - 1].marker.is_none() && lines[at - 1].indent >= lines[at - 2].indent + 4
    }

    /// A sentence cut by the end of a page: prose without an end, followed by the rest of it.
    fn broken_by_page(&self, before: &Line, text_before: &str, text: &str, vocabulary: &Vocabulary) -> bool {
        let open = !ends_sentence(text_before) && !text_before.ends_with(['：', ':']) && !before.labelled;
        let prose = match before.marker {
            Some(marker) => self.prose.get(&marker.style).copied().unwrap_or(false),
            None => has_sentence(text_before) || text_before.contains(['，', ',']),
        };
        let closed_by_bracket = text_before.ends_with(['）', ')', '】', '〕']) || ends_with_named(text_before);
        let broken = open && prose && !closed_by_bracket && columns(text_before) >= 40;
        let ends = ends_sentence(text) || has_sentence(text) && ends_with_fields(text, vocabulary);
        let goes_on = ends && !text.starts_with(['（', '(', '【', '〔']);
        // What ends with a field is complete without a full stop.
        broken && goes_on && labelled(text_before, vocabulary).is_empty()
    }
}

/// Where lines were wrapped, in columns as printers do it or in characters as simple programs do.
struct Wrap {
    measure: fn(&Line) -> usize,
    at: usize,
    /// How much shorter a full line may be: a character that must not begin a line takes another with it.
    slack: usize,
}

impl Wrap {
    /// Recognised when many lines reach one width without ending a sentence, and next to none goes beyond.
    fn of(lines: &[Line], texts: &[&str]) -> Option<Wrap> {
        let by_columns = Wrap::measured(lines, texts, |line| line.width, 6, 36..=110);
        let by_characters = Wrap::measured(lines, texts, |line| line.length, 3, 20..=60);
        match (by_columns, by_characters) {
            (Some((columns, wrap)), Some((characters, other))) => Some(if characters > columns { other } else { wrap }),
            (first, second) => first.or(second).map(|(_, wrap)| wrap).or_else(|| Wrap::narrow(lines, texts)),
        }
    }

    /// A narrow text shows it by its longest lines: not one of those that end in mid-sentence is followed by a line that begins
    /// anything, and what follows them ends the sentence.
    fn narrow(lines: &[Line], texts: &[&str]) -> Option<Wrap> {
        let wrap = Wrap { measure: |line| line.width, at: lines.iter().map(|line| line.width).max()?, slack: 4 };
        let broken: Vec<usize> =
            (0..lines.len()).filter(|&at| wrap.fills(&lines[at]) && !lines[at].labelled && !ends_sentence(texts[at])).collect();
        let goes_on = |&at: &usize| {
            let next = lines.get(at + 1).filter(|next| next.marker.is_none() && !next.labelled && next.gap == 0);
            next.is_some_and(|next| ends_sentence(texts[at + 1]) || wrap.fills(next)) && texts[at].contains('，')
        };
        (wrap.at >= 24 && broken.len() >= 2 && broken.iter().all(goes_on)).then_some(wrap)
    }

    fn measured(
        lines: &[Line],
        texts: &[&str],
        measure: fn(&Line) -> usize,
        slack: usize,
        plausible: std::ops::RangeInclusive<usize>,
    ) -> Option<(usize, Wrap)> {
        let mut long: Vec<usize> = lines.iter().map(measure).filter(|width| width >= plausible.start()).collect();
        long.sort_unstable();
        let at = *long.get((long.len() * 97 / 100).min(long.len().checked_sub(1)?))?;
        let wrap = Wrap { measure, at, slack };
        // A line that ends with a bracket may be complete: 开展排查（责任单位：甲局）.
        let ends = |text: &str| ends_sentence(text) || text.ends_with(['）', ')', '】']);
        let reaching = lines.iter().zip(texts).filter(|(line, text)| wrap.fills(line) && !ends(text)).count();
        (plausible.contains(&at) && reaching >= 4 && reaching * 100 >= lines.len() * 12).then_some((reaching, wrap))
    }

    fn fills(&self, line: &Line) -> bool {
        let width = (self.measure)(line);
        width + self.slack >= self.at && width <= self.at + 2
    }

    fn nearly_fills(&self, line: &Line) -> bool {
        (self.measure)(line) + self.slack + 4 >= self.at
    }
}

/// Whether a bracket that opened near the end of a text is still open.
fn opens_bracket(text: &str) -> bool {
    let tail = text.char_indices().rev().take(40).find(|&(_, c)| matches!(fold(c), '(' | '[' | ')' | ']'));
    tail.is_some_and(|(_, c)| matches!(fold(c), '(' | '['))
}

/// Latin words and numbers keep a blank between lines, Chinese text does not.
fn glue(before: &str, after: &str) -> &'static str {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if latin(before.chars().next_back()) && latin(after.chars().next()) { " " } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;
    use crate::passage::Source;

    fn joined(text: &str) -> Vec<String> {
        let sources: Vec<Source> =
            text.lines().enumerate().map(|(at, text)| Source { place: Place::Line { line: at + 1 }, text: text.to_owned() }).collect();
        let all: Vec<usize> = (0..sources.len()).collect();
        let mut account = Account::new(sources);
        paragraphs(&all, &mut account, Vocabulary::built_in()).into_iter().map(|paragraph| paragraph.text().to_owned()).collect()
    }

    #[test]
    fn a_sentence_cut_by_a_page_is_joined() {
        let text = "（一）健全重大项目联席会议制度，完善重点企业走访包联工作机\n\n制，帮助企业解决困难。\n\n（二）加强队伍建设，提高工作水平。开展轮训。\n\n责任领导：甲乙丙";
        assert_eq!(joined(text).len(), 3);
        assert!(joined(text)[0].contains("工作机制，帮助"));
    }

    #[test]
    fn wrapped_text_is_joined_and_page_marks_vanish() {
        let text = "    一、加强农村公路建设管理养护工作，新改建农村公路一百二\n十公里，实施安全防护工程八十公里，建制村通客车率达到百分\n— 3 —\n之百，打造示范路一条，落实路长制，做到有路必养养必到位。\n    责任单位：市交通运输局、市财政局、市自然资源局、市农业农\n村局、市水利局\n    二、加强客运服务网络建设，新开行城乡公交线路三条，更新新\n能源公交车二十辆，完成候车亭改造四十五座，方便群众出行办\n事。";
        let joined = joined(text);
        assert_eq!(joined.len(), 3, "{joined:#?}");
        assert!(joined[0].contains("一百二十公里") && joined[0].contains("百分之百"));
        assert!(joined[1].contains("市农业农村局"));
    }

    #[test]
    fn heads_of_pages_vanish() {
        let page = |text: &str| format!("{text}\n— 1 —\n大埠县水利局文件\n");
        let text = page("1. 防汛。加强值守。") + &page("2. 供水。保障水质。") + "3. 采砂。严格监管。\n大埠县水利局文件";
        assert_eq!(joined(&text), ["1. 防汛。加强值守。", "2. 供水。保障水质。", "3. 采砂。严格监管。", "大埠县水利局文件"]);
    }

    #[test]
    fn lists_that_go_on_by_indentation_keep_a_break() {
        assert_eq!(
            joined("牵头科室：甲科\n配合科室：乙科、丙科\n          丁科、戊科\n加强管理。"),
            ["牵头科室：甲科", "配合科室：乙科、丙科\n丁科、戊科", "加强管理。"]
        );
    }

    #[test]
    fn headings_and_short_lines_stay_apart() {
        let text = "某县教育局\n\n2023年工作要点\n\n一、总体要求\n坚持立德树人。\n二、加强队伍建设\n（一）开展培训\n全年培训教师一千人次。";
        assert_eq!(joined(text).len(), 7);
    }
}
