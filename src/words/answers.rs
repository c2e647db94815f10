//! What units wrote in the progress cells of a return, read: status, percent, date and text in one canonical form.
//!
//! Merging calls [`read_answer`] for every filled cell, and [`contradiction`] for every row. Words that mean the same are listed in
//! `templates/vocabulary.toml`. Nothing here is guessed and nothing fails: what cannot be read has no value, and the notes say why; the
//! caller keeps the text and puts it before a person. Linear in the text; a status, percent or date that is very long is none.

mod choice;
mod day;
mod percent;
mod remark;
#[cfg(test)]
mod tests;
mod text;

use hashbrown::HashMap;
use std::sync::LazyLock;

use super::fold::{key, trimmed};
use super::vocabulary::{self, Field, Vocabulary};
use crate::model::ProgressField;
pub use choice::{lists_statuses, read_tick, status_of_header};
pub use remark::read_remarked;

/// Bytes beyond which a text is no status, percent or date.
const LONGEST_WORD: usize = 200;

const NOT_BEGUN: &str = "未启动";
const UNDER_WAY: &str = "推进中";
const DONE: &str = "已完成";
const LASTING: &str = "长期推进";

/// What a unit wrote in a progress cell, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The canonical form; `None` when nothing can be used, and the notes say why.
    pub value: Option<String>,
    /// What is odd about it, in order.
    pub notes: Vec<Note>,
}

/// What is odd about an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// Blanks and line breaks only: no value.
    Blank,
    /// Written otherwise than asked for, with one possible meaning.
    Normalised,
    /// Read, but probably not what was meant: 5000% in a cell that shows percentages.
    Suspicious,
    /// Read with something added that was not written: a date without a year, 否 as a status.
    Ambiguous,
    /// Cannot be read: no value.
    Unparsed,
    /// A word that is none of the status words: no value.
    OutOfList,
    /// A word that leaves open which status is meant, 基本完成: no value.
    OpenStatus,
    /// Points to what stands somewhere else: 同上, 详见第3项.
    Reference,
    /// Held control characters, which are now visible ones.
    ControlsShown,
    /// Holds controls that turn the direction of writing, so that it may show something else than it says.
    BidiControls,
    /// The error of a formula: no value.
    ErrorValue,
    /// A picture in the cell: no value.
    DoubtfulPicture,
}

impl Note {
    /// Every note, in the order of their declaration.
    pub const ALL: [Note; 12] = [
        Note::Blank,
        Note::Normalised,
        Note::Suspicious,
        Note::Ambiguous,
        Note::Unparsed,
        Note::OutOfList,
        Note::OpenStatus,
        Note::Reference,
        Note::ControlsShown,
        Note::BidiControls,
        Note::ErrorValue,
        Note::DoubtfulPicture,
    ];

    /// What is odd and what to do, in Chinese, to stand behind the place and the text of the cell.
    pub fn rule_words(self) -> &'static str {
        match self {
            Note::Blank => "只有空格或换行，当作没填。有内容请补填",
            Note::Normalised => "写法与要求不同，已按同一个意思规范。不对请改",
            Note::Suspicious => "读得出，但多半写错了。请向填报单位核实",
            Note::Ambiguous => "没有写全，按最可能的意思读。请核对，并写完整",
            Note::Unparsed => "读不出要填的内容，没有采用，原文照留。请按填表说明重填",
            Note::OutOfList => "不是规定的状态，没有采用，原文照留。请从下拉列表里选一个",
            Note::OpenStatus => {
                "没有说清是哪一种规定的状态，没有采用，原文照留。请问清楚：全部做完的改为“已完成”，没有的改为“推进中”或“未启动”"
            }
            Note::Reference => "内容写在别处，这一格照原样保留。请把内容直接填进来",
            Note::ControlsShown => "有看不见的控制字符，已换成看得见的符号。请对照原件删去",
            Note::BidiControls => "有改变文字方向的控制字符，显示的可能与实际不同，照原样保留。请重新输入这一格",
            Note::ErrorValue => "是公式错误，没有采用。请改好公式或直接填写",
            Note::DoubtfulPicture => "填的是图片，图片里的字读不出，没有采用。请把内容写成文字",
        }
    }
}

impl Answer {
    fn of(value: impl Into<String>, note: Option<Note>) -> Self {
        Answer { value: Some(value.into()), notes: note.into_iter().collect() }
    }

    fn none(why: Note) -> Self {
        Answer { value: None, notes: vec![why] }
    }

    /// A value and, where it is not what stands in the cell, the note that it was normalised.
    fn normalised(value: impl Into<String>, printed: &str) -> Self {
        let value = value.into();
        let note = (value != printed).then_some(Note::Normalised);
        Answer::of(value, note)
    }
}

/// Reads what a unit wrote in the cell of a field; `year` is the year of the period, for dates without one.
///
/// Shape: status → one of 未启动, 推进中, 已完成, 长期推进; percent → `"37.5"`, 0 to 100 without a sign, but `"0.5%"` below one percent,
/// because a bare number below one is a share of one (`"0.5"` → `"50"`); date → `"2023-03-31"`; all others → the text itself, without
/// blanks at its ends, lines parted by LF. Reading a canonical value gives that value again.
pub fn read_answer(field: ProgressField, printed: &str, year: Option<i16>) -> Answer {
    let written = &printed[trimmed(printed)];
    if written.is_empty() {
        return Answer::none(Note::Blank);
    }
    if is_picture(written) {
        return Answer::none(Note::DoubtfulPicture);
    }
    if is_error_value(written) {
        return Answer::none(Note::ErrorValue);
    }
    match field {
        ProgressField::Status | ProgressField::Percent | ProgressField::ReportedOn if written.len() > LONGEST_WORD => {
            Answer::none(Note::Unparsed)
        }
        ProgressField::Status => read_status(written),
        ProgressField::Percent => percent::read(written),
        ProgressField::ReportedOn => day::read(written, year),
        ProgressField::Phone => text::read_phone(written),
        ProgressField::Narrative | ProgressField::Problems | ProgressField::NextSteps | ProgressField::Reporter => text::read(written),
    }
}

/// The field a column is for that says who filled in a table, by its header: 经办人, 手机. Only beside columns of progress; in a plan
/// such a column is a contact's.
pub fn read_reporter_header(header: &str) -> Option<ProgressField> {
    let (word, words) = (key(header), &vocabulary::source().answers);
    let lists = [(ProgressField::Reporter, &words.reporter), (ProgressField::Phone, &words.phone)];
    lists.into_iter().find(|(_, list)| list.hold(&word)).map(|(field, _)| field)
}

/// The answers a header asks for together, in their order: 进展及存在问题 is two; none for any other header.
pub fn read_combined_header(header: &str, vocabulary: &Vocabulary) -> Vec<ProgressField> {
    let word = key(header);
    let asked = |part: &str| match vocabulary.column_header(part) {
        // Among answers 存在问题 is the unit's.
        Some(Field::Problem) => Some(ProgressField::Problems),
        field => field.and_then(Field::progress).or_else(|| read_reporter_header(part)),
    };
    let parts: Option<Vec<ProgressField>> = word.split(['及', '和', '与', '、']).map(asked).collect();
    let is_twice = |fields: &[ProgressField]| (1..fields.len()).any(|at| fields[..at].contains(&fields[at]));
    parts.filter(|fields| fields.len() > 1 && !is_twice(fields)).unwrap_or_default()
}

/// Whether the canonical status and percent of a row cannot both be right: 已完成 below 100, or 未启动 above 0.
pub fn contradiction(status: Option<&str>, percent: Option<&str>) -> bool {
    let percent = percent.and_then(|percent| percent.trim_end_matches('%').parse::<f64>().ok());
    match (status, percent) {
        (Some(DONE), Some(percent)) => percent < 100.0,
        (Some(NOT_BEGUN), Some(percent)) => percent > 0.0,
        _ => false,
    }
}

/// Each folded status word with the status it means.
static STATUSES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let words = &vocabulary::source().answers;
    let lists = [
        (NOT_BEGUN, &words.not_begun),
        (UNDER_WAY, &words.under_way),
        (DONE, &words.done),
        (LASTING, &words.lasting),
        (NOT_BEGUN, &words.not_done),
    ];
    lists.into_iter().flat_map(|(status, words)| words.iter().map(move |word| (key(word), status))).collect()
});

fn read_status(written: &str) -> Answer {
    let key = key(written);
    let word = key.trim_end_matches(FINAL_MARKS);
    let word = without_tick(word.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(word));
    match STATUSES.get(word) {
        Some(status) if vocabulary::source().answers.not_done.hold(word) => Answer::of(*status, Some(Note::Ambiguous)),
        Some(status) => Answer::normalised(*status, written),
        None if vocabulary::source().answers.open.begin(word) => Answer::none(Note::OpenStatus),
        None if is_chinese_word(word) => Answer::none(Note::OutOfList),
        None => choice::read_ticked(&key).map_or_else(|| Answer::none(Note::Unparsed), |status| Answer::normalised(status, written)),
    }
}

/// The word behind a tick, which says that it is the one: `✅已完成`, `√推进中`; a tick alone is a word itself.
fn without_tick(word: &str) -> &str {
    const PLAIN_EMOJI: char = '\u{FE0F}';
    let is_tick = |c: char| !c.is_alphanumeric() && STATUSES.get(c.encode_utf8(&mut [0; 4])) == Some(&DONE);
    let rest = word.strip_prefix(is_tick).map(|rest| rest.trim_start_matches(PLAIN_EMOJI));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(word)
}

/// Marks at which an answer ends, folded.
const FINAL_MARKS: [char; 6] = ['。', ',', ';', '!', '、', '.'];

/// A word somebody may have made a status of, and no sentence: only such a word can stand in a list of its own.
fn is_chinese_word(word: &str) -> bool {
    const LONGEST: usize = 8;
    word.chars().count() <= LONGEST && word.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
}

/// WPS keeps a picture in a cell as a formula.
fn is_picture(written: &str) -> bool {
    ["=DISPIMG(", "=_xlfn.DISPIMG("].iter().any(|call| written.get(..call.len()).is_some_and(|start| start.eq_ignore_ascii_case(call)))
}

/// `#REF!`, `#NAME?`, `#N/A`, and whatever newer programs call their errors; `Err:502` of LibreOffice.
fn is_error_value(written: &str) -> bool {
    const LONGEST: usize = 32;
    const WITHOUT_MARK: [&str; 2] = ["#N/A", "#GETTING_DATA"];
    if written.len() > LONGEST {
        return false;
    }
    let named = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '/' | '_'))
    };
    let marked = written.strip_prefix('#').and_then(|rest| rest.strip_suffix(['!', '?'])).is_some_and(named);
    let numbered = written.strip_prefix("Err:").is_some_and(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit()));
    marked || numbered || WITHOUT_MARK.contains(&written)
}
