//! The sheets a merged master has beside its table, and the words of 待裁定: written into a master, read back when a person has decided.

use super::answers::{Note, read_answer};
use super::fold::{fold, key};
use super::numerals::is_numeral;
use super::stand_in::{is_undecided, stands_in};
use super::vocabulary::{self, List};
use crate::model::ProgressField;

/// Name of the sheet.
pub const SHEET: &str = "待裁定";
/// Name of the sheet with every entry and where it came from.
pub const ENTRIES: &str = "填报明细";
/// Name of the sheet with the rows units added.
pub const NEW_ROWS: &str = "新增待认领";
/// Name of the sheet with text that found no place.
pub const UNKNOWN: &str = "未识别";
/// Name of the sheet with who has to be reminded.
pub const REMINDERS: &str = "催报名单";
/// The sheets that show what a ledger holds: written anew each time, so that reading a master has nothing to take from them but decisions.
pub const VIEWS: [&str; 5] = [ENTRIES, SHEET, NEW_ROWS, UNKNOWN, REMINDERS];
/// Header of the task's id.
pub const TASK: &str = "编码";
/// Header of the unit.
pub const UNIT: &str = "单位";
/// Header of the period.
pub const PERIOD: &str = "期次";
/// Header of the field.
pub const FIELD: &str = "填报项";
/// Header of the value.
pub const VALUE: &str = "说法";
/// Header of the column a person fills in.
pub const DECISION: &str = "裁定";

/// Header of the text of what found no place.
pub const TEXT: &str = "原文";
/// Header of the file it came from.
pub const FILE: &str = "文件";
/// Header of its sheet.
pub const TAB: &str = "工作表";
/// Header of its cell.
pub const PLACE: &str = "位置";
/// What a master shows in the place of texts a person has to decide between.
pub const DISPUTED: &str = "（有几种说法，见“待裁定”）";
/// Header of the column where somebody says what is to be done with it.
pub const HANDLING: &str = "处理意见";

/// What is decided by what somebody wrote in the column of decisions, beside a row that shows a value.
///
/// Shape: a tick or a word of assent → the value shown; what can be read as an answer of the field → that. `None` for a word of refusal,
/// and for what points to somewhere else or leaves the matter open: that is no value. A number is a percentage where one is asked for.
pub fn decided_value(field: ProgressField, written: &str, shown: Option<&str>, year: i16) -> Option<String> {
    let is_number = field == ProgressField::Percent && written.chars().all(|c| fold(c).is_ascii_digit());
    match choice(written).filter(|_| !is_number) {
        Some(Choice::This) => return shown.map(str::to_owned),
        Some(Choice::Elsewhere) => return None,
        None if is_undecided(written) => return None,
        None => {}
    }
    let answer = read_answer(field, written, Some(year));
    answer.value.filter(|_| !answer.notes.contains(&Note::Reference))
}

/// What words that choose between rows choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// The row they stand in.
    This,
    /// None, another one, several, or nobody knows.
    Elsewhere,
}

/// What somebody chose who wrote nothing but words of choosing; `None` for any other text, which is a value.
///
/// Shape: `"√√"`, `"选这个"`, `"同意,按此上报"` → the row itself; `"不同意"`, `"第二种"`, `"采用前者"`, `"二者合并"`, `"○"` → elsewhere.
fn choice(written: &str) -> Option<Choice> {
    let words = &vocabulary::source().assent;
    if is_assent(written) {
        return Some(Choice::This);
    }
    let key = key(written).to_lowercase();
    let text: String = key.chars().filter(|c| c.is_alphanumeric()).collect();
    let first = key.chars().next();
    let is_repeated =
        |list: &List| first.is_some_and(|c| key.chars().all(|other| other == c) && list.iter().any(|word| word.chars().eq([c])));
    if is_repeated(&words.yes) {
        return Some(Choice::This);
    }
    if is_listed(written, &words.no) || is_repeated(&words.no) || text.is_empty() && !stands_in(written) {
        return Some(Choice::Elsewhere);
    }
    let (mut rest, mut is_this, mut is_other) = (text.as_str(), false, false);
    while !rest.is_empty() {
        let longest = |list: &List| list.at_start(rest).unwrap_or(0);
        let lengths =
            [ordinal(rest, &words.classifiers), longest(&words.others), longest(&words.no), longest(&words.this), longest(&words.yes)];
        let plain = longest(&words.choosing);
        let most = lengths.into_iter().chain([plain]).max().filter(|most| *most > 0)?;
        is_other |= lengths[..3].contains(&most);
        is_this |= lengths[3..].contains(&most);
        rest = &rest[most..];
    }
    (is_this || is_other).then_some(if is_other { Choice::Elsewhere } else { Choice::This })
}

/// The bytes of `第二种` at the beginning of a text.
fn ordinal(text: &str, classifiers: &str) -> usize {
    let Some(rest) = text.strip_prefix('第') else { return 0 };
    let behind = rest.trim_start_matches(is_numeral);
    let classifier = behind.chars().next().filter(|c| classifiers.contains(*c)).map_or(0, char::len_utf8);
    if behind.len() == rest.len() { 0 } else { text.len() - behind.len() + classifier }
}

/// Whether a text is a tick or says yes and nothing else.
///
/// Shape: `"√"`, `"同意"`, `"同意采纳。"`, `"（是）"` → true; `"同意延期"`, `"不同意"` → false.
pub fn is_assent(text: &str) -> bool {
    is_listed(text, &vocabulary::source().assent.yes)
}

/// Whether a text is one of the words, or several of them one behind the other, marks around it aside.
fn is_listed(text: &str, words: &List) -> bool {
    const MARKS: &str = "()[].。,!;、\u{FE0F}\u{FE0E}";
    let key = key(text).to_lowercase();
    let text = key.trim_matches(|c| MARKS.contains(c));
    // A single character says so only alone.
    let word = |text: &str| words.iter().filter(|word| word.chars().nth(1).is_some() && text.starts_with(word)).map(str::len).max();
    let mut rest = text;
    while let Some(length) = word(rest) {
        rest = rest.get(length..).unwrap_or_default();
    }
    !text.is_empty() && (rest.is_empty() || words.iter().any(|word| word == text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProgressField::{Narrative, Percent, Problems, Status};

    #[test]
    fn ticks_and_words_of_assent_take_what_is_shown() {
        for tick in [
            "√",
            " ✓ ",
            "✔",
            "✔\u{FE0F}",
            "☑",
            "☑\u{FE0F}",
            "✅",
            "是",
            "采用",
            "同意",
            "采纳。",
            "（同意）",
            "同意采用",
            "Y",
            "ＯＫ",
            "V",
            "v",
            "√√",
            "vv",
            "选这个",
            "照此",
            "按这个",
            "就用这条吧",
            "同意，按此上报",
            "以这种说法为准",
        ] {
            for field in [Percent, Narrative, Status] {
                assert_eq!(decided_value(field, tick, Some("甲"), 2031).as_deref(), Some("甲"), "{tick:?}");
            }
        }
        assert_eq!(decided_value(Narrative, "1", Some("甲"), 2031).as_deref(), Some("甲"));
        assert_eq!(decided_value(Narrative, "√", None, 2031), None, "no value is shown");
    }

    #[test]
    fn what_answers_is_the_value() {
        for (field, written) in [
            (Percent, "1"),
            (Percent, "１"),
            (Percent, "100"),
            (Narrative, "同意延期，已报批"),
            (Narrative, "已完成"),
            (Narrative, "无"),
            (Narrative, "/"),
            (Narrative, "第二种疫苗已采购"),
            (Narrative, "以此为契机推进"),
            (Problems, "不同意见较多"),
        ] {
            let value = decided_value(field, written, Some("甲"), 2031);
            assert_eq!(value, read_answer(field, written, Some(2031)).value, "{written}");
            assert!(value.is_some(), "{written}");
        }
    }

    #[test]
    fn what_refuses_or_points_elsewhere_decides_nothing() {
        for written in [
            "×",
            "××",
            "○",
            "〇",
            "否",
            "不同意",
            "不采用。",
            "同上",
            "待定",
            "见第3行",
            "第二种",
            "采用第一稿",
            "选前者",
            "二者合并",
            "用上面的",
            "都可以",
            "另写",
            "这个不用",
        ] {
            for field in [Narrative, Status, Percent] {
                assert_eq!(decided_value(field, written, Some("甲"), 2031), None, "{written}");
            }
        }
        assert_eq!(decided_value(Percent, "快好了", Some("50"), 2031), None);
    }
}
