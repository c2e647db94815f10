//! Answers with something added to them: 已完成（提前）, 100%（已完成）.

use super::{DONE, FINAL_MARKS, NOT_BEGUN, Note, percent, read_status};
use crate::model::ProgressField;
use crate::words::fold::key;
use crate::words::vocabulary;

/// The status or percentage a text begins with, where what is added behind it does not take any of it back.
///
/// Shape: `"已完成（提前）"`, `"推进中，等待批复"` → the status; `"100%（已完成）"` → `"100"`; `"已完成，剩余2户"`, `"已完成（12座中8座）"`, `"50%（目标90%）"` → `None`.
/// Whoever asks keeps the whole text: the remark is in no value.
pub fn read_remarked(field: ProgressField, written: &str) -> Option<String> {
    const LONGEST: usize = 200; // bytes
    if written.len() > LONGEST {
        return None;
    }
    let (head, remark) = split(written.trim())?;
    let words = &vocabulary::source().answers;
    match field {
        ProgressField::Status => {
            let answer = read_status(head);
            let status = answer.value.filter(|_| !answer.notes.contains(&Note::Ambiguous))?;
            let undoes = match status.as_str() {
                DONE if !holds_days_alone(&remark) => return None,
                DONE => &words.undoes_done,
                NOT_BEGUN => &words.undoes_not_begun,
                _ => &words.undoes_under_way,
            };
            (!undoes.are_in(&remark)).then_some(status)
        }
        ProgressField::Percent if head.ends_with(['%', '％']) => {
            let answer = percent::read(head);
            let percent = answer.value.filter(|_| !answer.notes.contains(&Note::Suspicious))?;
            (!words.undoes_percent.are_in(&remark)).then_some(percent)
        }
        _ => None,
    }
}

/// A text and, folded, what stands behind it in brackets or behind a comma.
fn split(written: &str) -> Option<(&str, String)> {
    let at = written.find(['（', '(', '，', ',', '；', ';', '。'])?;
    let (head, rest) = written.split_at(at);
    let folded = key(rest);
    let bare = folded.trim_end_matches(FINAL_MARKS);
    let remark = match bare.strip_prefix('(') {
        Some(inside) => inside.strip_suffix(')').filter(|inside| !inside.contains(['(', ')']))?,
        None => bare.trim_start_matches(FINAL_MARKS),
    };
    (!head.trim().is_empty() && !remark.is_empty()).then(|| (head.trim(), remark.to_owned()))
}

/// Whether every number in a remark is of a day: others may say how much of it is done.
fn holds_days_alone(remark: &str) -> bool {
    const DAYS: [char; 4] = ['年', '月', '日', '号'];
    let parts = remark.split(|c: char| !c.is_numeric() && !DAYS.contains(&c));
    parts.filter(|part| part.contains(char::is_numeric)).all(|part| part.ends_with(DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_no_part_of_the_answer() {
        let status = |text: &str| read_remarked(ProgressField::Status, text);
        for (text, said) in [
            ("已完成（提前）", "已完成"),
            ("已完成，提前", "已完成"),
            ("完成（3月15日）。", "已完成"),
            ("推进中（等待批复）", "推进中"),
            ("正在推进，预计6月底办结", "推进中"),
            ("未启动（等上级文件）", "未启动"),
        ] {
            assert_eq!(status(text).as_deref(), Some(said), "{text}");
        }
        for text in [
            "已完成（部分）",
            "已完成，剩余2户",
            "已完成（12座中8座）",
            "已完成（80%）",
            "已完成，还要验收",
            "推进中（已完成）",
            "推进中，尚未启动二期",
            "未启动，已完成前期",
            "基本完成，剩余2户",
            "否（等文件）",
            "已完成（提前）另报",
            "已完成",
            "（提前）",
        ] {
            assert_eq!(status(text), None, "{text}");
        }
        let percent = |text: &str| read_remarked(ProgressField::Percent, text);
        for (text, said) in [("100%（已完成）", Some("100")), ("80%，截至3月底", Some("80")), ("60％(12座)", Some("60"))] {
            assert_eq!(percent(text).as_deref(), said, "{text}");
        }
        for text in ["1,5", "50（约）", "50%（目标90%）", "50%，60%", "100%（计划）", "过半（一半多）"] {
            assert_eq!(percent(text), None, "{text}");
        }
        assert_eq!(read_remarked(ProgressField::ReportedOn, "2031年3月31日（周一）"), None);
    }
}
