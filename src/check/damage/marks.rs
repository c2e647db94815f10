//! Marks that are too many, too few or none of the plan's, and lines that were cut.

use hashbrown::HashSet;

use super::super::rule::Notes;
use super::super::subject::{Line, Subject};
use super::super::text::{is_han, listed};
use super::numbers::around;
use crate::finding::{brief, place_name};
use crate::model::Task;
use crate::passage::Role;
use crate::words::fold::{fold, is_blank, trimmed};
use crate::words::numbering::marker;
use crate::words::numerals::is_one_to_ten;
use crate::words::responsibility::label_with_colon;
use crate::words::vocabulary::Field;

/// What Word, web pages and converters leave behind; compared in lower case.
const RESIDUES: &[&str] = &[
    "[bookmark:",
    "_goback",
    "[endif]",
    "[if !",
    "&nbsp;",
    "&quot;",
    "&ldquo;",
    "&mdash;",
    "hyperlink \"",
    "mergeformat",
    "错误!未找到引用源",
    "错误！未找到引用源",
    "error! reference",
    "_toc",
    "\u{FFFD}",
    "锟斤拷",
    "</p>",
    "<br",
    "</span",
    "page \\*",
];

pub(in super::super) fn residues(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.lines.iter().filter(|line| !line.text.is_empty()) {
        if !line.text.contains(['[', '_', '&', '\u{FFFD}', '<', '！', '!', '锟', '\\', '"']) {
            continue;
        }
        let lower = line.text.to_lowercase();
        if let Some((at, mark)) = RESIDUES.iter().filter_map(|mark| lower.find(mark).map(|at| (at, mark))).min() {
            let shown = lower.get(at..).map_or_else(|| (*mark).to_owned(), |rest| rest.chars().take(20).collect());
            notes.say(subject.at_line(line), &[("词", shown.trim())]);
        }
    }
}

/// Pairs of marks that must balance within one task or paragraph.
const PAIRS: [(char, char, &str); 4] = [('(', ')', "括号"), ('“', '”', "引号"), ('《', '》', "书名号"), ('[', ']', "方括号")];

pub(in super::super) fn unbalanced(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let printed = |line: &&Line| !line.has(Role::Rest("page mark")) && !line.text.trim_matches(is_blank).is_empty();
    let lines: Vec<&Line> = subject.lines.iter().filter(printed).collect();
    // A bracket may close on a later line of the same task, or of a sentence that was cut; page marks between do not count.
    let goes_on = |one: &&Line, other: &&Line| one.task.is_some() && one.task == other.task || !ends_sentence(one.text);
    for paragraph in lines.chunk_by(goes_on) {
        unbalanced_in(subject, paragraph, notes);
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(is_blank).ends_with(['。', '；', ';', '！', '？', '：', ':', '.', '）', ')', '”', '》', '】', ']'])
}

/// A place in some lines: which of them, and the byte in it.
type At = (usize, usize);

/// Says the first bracket that opens and never closes, or closes and never opened.
fn unbalanced_in(subject: &Subject<'_>, lines: &[&Line<'_>], notes: &mut Notes<'_>) {
    for (open, close, name) in PAIRS {
        let ((row, at), how) = match left_open((open, close), lines) {
            (Some(opened), _) => (opened, format!("{name}打开了没有关上")),
            (None, Some(closed)) => (closed, format!("多了半个{name}")),
            (None, None) => continue,
        };
        let line = lines[row];
        if line.is_text() {
            let from = line.text[..at].char_indices().rev().nth(3).map_or(0, |(at, _)| at);
            notes.say(subject.at_line(line), &[("情况", &how), ("词", &brief(&line.text[from..]))]);
        }
    }
}

/// The last mark that opens and is never closed, and the first that closes what was never opened.
fn left_open((open, close): (char, char), lines: &[&Line<'_>]) -> (Option<At>, Option<At>) {
    let (mut opened, mut stray): (Vec<At>, Option<At>) = (Vec::new(), None);
    let letters = lines.iter().enumerate().flat_map(|(row, line)| line.text.char_indices().map(move |(at, c)| (row, at, fold(c))));
    let mut before = ' ';
    for (row, at, c) in letters {
        if at == 0 {
            before = ' ';
        }
        if c == open {
            opened.push((row, at));
        } else if c == close && opened.pop().is_none() {
            // 1） and a） number items.
            let numbers = open == '(' && before.is_alphanumeric() && (!is_han(before) || is_one_to_ten(before));
            stray = stray.or((!numbers).then_some((row, at)));
        }
        before = c;
    }
    (opened.pop(), stray)
}

pub(in super::super) fn doubled(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let is_stop = |c: char| matches!(c, '。' | '，' | '、' | '；' | '：' | ',' | ';');
    for line in subject.text_lines() {
        let pairs = line.text.chars().zip(line.text.chars().skip(1));
        if let Some(at) = pairs.map(|(one, other)| is_stop(one) && is_stop(other)).position(|twice| twice) {
            let letters: Vec<char> = line.text.chars().collect();
            notes.say(subject.at_line(line), &[("词", &around(&letters, at, at + 2))]);
        }
    }
}

pub(in super::super) fn dangling_conjunction(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.text_lines().filter(|line| line.text.contains(['和', '及', '与'])) {
        let letters: Vec<char> = line.text.chars().collect();
        let dangles = |three: &[char]| {
            is_han(three[0])
                && "和及与".contains(three[1])
                && "、，。；".contains(three[2])
                && !"参涉调温总祥共平缓柔饱暖谐以普波顾触赋授给寄可提危惠遍论念推随中谦".contains(three[0])
        };
        if let Some(at) = letters.windows(3).position(dangles) {
            notes.say(subject.at_line(line), &[("词", &around(&letters, at, at + 3))]);
        }
    }
}

pub(in super::super) fn placeholders(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.text_lines() {
        let letters: Vec<char> = line.text.chars().map(fold).collect();
        let cross = |c: &char| matches!(c, 'x' | 'X' | '×' | '*');
        let year = letters.windows(5).position(|five| five[0] == '2' && five[1] == '0' && five[2..4].iter().all(cross) && five[4] == '年');
        let line_to_fill = letters.windows(3).position(|three| three == ['_'; 3]);
        let crosses = letters
            .windows(3)
            .position(|three| three[..2].iter().all(|c| matches!(c, 'x' | 'X')) && "年月日县市区镇乡局个名万元".contains(three[2]));
        if let Some(at) = year.or(line_to_fill).or(crosses) {
            notes.say(subject.at_line(line), &[("词", &around(&letters, at, at + 4))]);
        }
    }
}

/// Places where the reader joined two lines to one sentence. A text that is wrapped everywhere is one finding like any other.
pub(in super::super) fn cut_sentences(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let running = |line: &Line| line.spans.iter().any(|(role, _)| matches!(role, Role::Content | Role::Preamble | Role::Closing));
    let starts = paragraph_starts(subject);
    let mut cut: Vec<&Line> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in subject.lines.iter().filter(|line| line.is_text()) {
        if let Some(first) = before
            && first.task == line.task
            && running(first)
            && (first.task.is_some() || marker(first.text.trim_start_matches(is_blank)).is_none())
            && first.spans.last().map(|(role, _)| role) == line.spans.first().map(|(role, _)| role)
            && ends_openly(first.text)
            && line.text.starts_with(|c: char| is_han(c))
            && marker(line.text).is_none()
            && label_with_colon(line.text, subject.vocabulary).is_none()
            && label_with_colon(first.text.trim_start_matches(is_blank), subject.vocabulary).is_none()
            && line.spans.first().is_some_and(|(_, text)| !starts.contains(&(line.task, start_of(text))))
        {
            cut.push(first);
        }
        before = Some(line);
    }
    let Some(first) = cut.first() else { return };
    let places: Vec<String> = cut.iter().filter_map(|line| line.place).map(place_name).collect();
    notes.say(subject.at_line(first), &[("数", &cut.len().to_string()), ("处", &listed(&places, 8))]);
}

/// How the paragraphs begin that the reader made, with the task they are of: where one begins, nothing was joined.
fn paragraph_starts<'s>(subject: &'s Subject<'_>) -> HashSet<(Option<usize>, &'s str)> {
    let texts = subject.plan.tasks.iter().enumerate().map(|(at, task)| (Some(at), task.content.as_deref().unwrap_or_default()));
    let others = subject.plan.preamble.iter().chain(&subject.plan.closing).map(|text| (None, text.as_str()));
    texts.chain(others).flat_map(|(task, text)| text.lines().map(move |paragraph| (task, start_of(paragraph)))).collect()
}

/// So much of a paragraph that another hardly begins with the same.
fn start_of(paragraph: &str) -> &str {
    const LETTERS: usize = 12;
    let text = paragraph.trim_matches(is_blank);
    text.char_indices().nth(LETTERS).map_or(text, |(end, _)| &text[..end])
}

/// Whether a line ends inside a sentence: in a word or after a comma.
fn ends_openly(text: &str) -> bool {
    let text = text.trim_matches(is_blank);
    text.chars().count() >= 12 && text.ends_with(|c: char| is_han(c) || matches!(c, '，' | ',' | '、'))
}

/// Paragraphs without a number in tasks of a plan whose tasks have one paragraph.
pub(in super::super) fn loose_paragraphs(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let tasks = &subject.plan.tasks;
    let several = |task: &Task| task.content.as_deref().is_some_and(|content| content.contains('\n'));
    let count = tasks.iter().filter(|task| several(task)).count();
    if count * 5 > tasks.len() {
        return;
    }
    for (at, task) in tasks.iter().enumerate().filter(|(_, task)| several(task)) {
        let paragraphs = task.content.iter().flat_map(|content| content.lines()).skip(1).map(|paragraph| &paragraph[trimmed(paragraph)]);
        let mut loose = paragraphs.filter(|paragraph| marker(paragraph).is_none() && paragraph.chars().count() >= 12);
        if let Some(first) = loose.next() {
            notes.say(subject.at_words(at, first), &[("词", &brief(first)), ("数", &(1 + loose.count()).to_string())]);
        }
    }
}

/// 牵头 / 领导: two lines that are one header, of which the first is none by itself or would be a second column of one field.
pub(in super::super) fn split_header(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let lines: Vec<&Line> = subject.lines.iter().filter(|line| !line.text.trim_matches(is_blank).is_empty()).collect();
    for block in lines.chunk_by(|one, other| is_label(one) == is_label(other)).filter(|block| is_label(block[0])) {
        let fields: Vec<_> = block.iter().map(|line| subject.vocabulary.column_header(line.text)).collect();
        for (at, pair) in block.windows(2).enumerate() {
            let joined = format!("{}{}", pair[0].text.trim_matches(is_blank), pair[1].text.trim_matches(is_blank));
            let twice = fields.iter().filter(|field| field.is_some() && **field == fields[at]).count() > 1;
            let halves = fields[at + 1].is_none() || twice || fields[at].is_none_or(|field| unused(subject, field));
            if halves && subject.vocabulary.header(&joined).is_some() {
                notes.say(subject.at_line(pair[0]), &[("词", &joined)]);
            }
        }
    }
}

/// Whether no task has anything in a field: its header stands for no column.
fn unused(subject: &Subject<'_>, field: Field) -> bool {
    let empty: fn(&Task) -> bool = match field {
        Field::LeadDepartments => |task| task.lead_departments.is_empty(),
        Field::LeadLeaders => |task| task.lead_leaders.is_empty(),
        Field::Units => |task| task.units.is_empty(),
        Field::Title => |task| task.title.is_none(),
        Field::Deadline => |task| task.deadline.is_none(),
        _ => return false,
    };
    subject.plan.tasks.iter().all(empty)
}

fn is_label(line: &Line<'_>) -> bool {
    line.task.is_none() && line.has(Role::Label)
}

/// Headings that stand inside the rows of a flattened table.
pub(in super::super) fn merged_cells(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let mut inside: Vec<&Line> = Vec::new();
    for task in 0..subject.plan.tasks.len() {
        let Some(range) = subject.line_range(task) else { continue };
        let lines = subject.lines.get(range).unwrap_or_default();
        inside.extend(lines.iter().skip(1).filter(|line| line.has(Role::SectionTitle)));
    }
    if let Some(first) = inside.first() {
        notes.say(subject.at_line(first), &[("词", &brief(first.text.trim())), ("数", &inside.len().to_string())]);
    }
}
