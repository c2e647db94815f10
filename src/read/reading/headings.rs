//! What can be a heading without a number.

use crate::words::deadline::leading_time;
use crate::words::fold::{fold, is_blank};
use crate::words::responsibility::label_without_colon;
use crate::words::vocabulary::{Vocabulary, source};

use super::super::paragraphs::Paragraph;

/// 【交通组织】: what a bracket around the whole of a heading holds.
pub(crate) fn unbracketed(heading: &str) -> &str {
    let inner = heading.strip_prefix('【').and_then(|rest| rest.strip_suffix('】'));
    inner.filter(|inner| !inner.contains(['【', '】'])).unwrap_or(heading)
}

/// 2031年重点改革任务清单: the title of a list behind its year.
fn without_year(text: &str) -> Option<&str> {
    let title = &text[leading_time(text, 0)?..];
    let year = text.len() - title.len();
    (text[..year].ends_with('年') && source().titles.attached.iter().any(|ending| title.ends_with(ending))).then_some(title)
}

/// Whether a paragraph can be a heading without a number: short, and no sentence.
pub(crate) fn looks_like_heading(text: &str, vocabulary: &Vocabulary) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 2..=30; // characters
    let text = unbracketed(text).trim_start_matches(['“', '《', '"']);
    let text = without_year(text).unwrap_or(text);
    let (mut length, mut last) = (0, ' ');
    for c in text.chars().filter(|&c| !is_blank(c)).map(fold) {
        if (length == 0 && !c.is_alphabetic()) || matches!(c, '。' | ';' | ',' | '|' | ':') || length == *LENGTHS.end() {
            return false;
        }
        (length, last) = (length + 1, c);
    }
    LENGTHS.contains(&length) && last != '、' && label_without_colon(text, vocabulary).is_none()
}

/// The word before the colon of a short line without a number: 村名：上村.
pub(crate) fn heading_label(paragraph: &Paragraph) -> Option<&str> {
    const LONGEST: usize = 20; // characters of the line
    let (word, value) = paragraph.text().split_once(['：', ':']).filter(|_| paragraph.marker.is_none())?;
    let is_short = (2..=4).contains(&word.chars().count()) && paragraph.text().chars().nth(LONGEST).is_none();
    let is_name = |words: &str| words.chars().all(|c| c.is_alphanumeric() || is_blank(c));
    (is_short && !value.is_empty() && is_name(word) && is_name(value)).then_some(word)
}
