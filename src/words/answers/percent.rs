//! How far a task is, as a number from 0 to 100.

use super::{Answer, FINAL_MARKS, Note};
use crate::words::cursor::Cursor;
use crate::words::fold::key;
use crate::words::numerals::{read_chinese, read_decimal};
use crate::words::vocabulary;

/// A percentage that nobody means: a whole number typed into a cell that shows percentages comes out a hundred times as large.
///
/// Below ten times the whole it may be true: 150% of what was promised.
const TAKEN_FOR_SHARE: std::ops::RangeInclusive<f64> = 1000.0..=10_000.0;

/// Reads a percentage without blanks at its ends.
///
/// Shape: `"50"`, `"５０％"`, `"0.5"`, `"百分之五十"`, `"五成"`, `"已完成50%左右"` → `"50"`; `"60%-70%"`, `"过半"`, `"-10"`, `"120%"` → none.
pub(super) fn read(written: &str) -> Answer {
    let key = key(written);
    let key = key.trim_end_matches(FINAL_MARKS);
    let bare = bare_number(key);
    let Some(percent) = bare.or_else(|| signed(key)).or_else(|| signed(without_words(key))) else {
        return Answer::none(Note::Unparsed);
    };
    if (0.0..=100.0).contains(&percent) {
        let value = canonical(percent);
        let with_sign = written.strip_suffix('%').unwrap_or(written);
        let as_asked = with_sign == value || written == value;
        return Answer::of(value, (!as_asked).then_some(Note::Normalised));
    }
    match key.strip_suffix('%').and_then(read_decimal) {
        Some(percent) if TAKEN_FOR_SHARE.contains(&percent) => Answer::of(canonical(percent / 100.0), Some(Note::Suspicious)),
        _ => Answer::none(Note::Unparsed),
    }
}

/// Without a sign; less than one keeps it, for a bare `0.5` is a half.
fn canonical(percent: f64) -> String {
    let rounded = rounded(percent);
    let sign = if rounded > 0.0 && rounded < 1.0 { "%" } else { "" };
    format!("{rounded}{sign}")
}

/// Without the dust of binary fractions: 0.07 × 100 is 7.
fn rounded(percent: f64) -> f64 {
    const DECIMALS: f64 = 1e13;
    (percent * DECIMALS).round() / DECIMALS
}

/// A number alone: a percentage, or, below one, a share of one.
fn bare_number(key: &str) -> Option<f64> {
    let number = number(key)?;
    Some(if number > 0.0 && number < 1.0 { rounded(number * 100.0) } else { number })
}

/// A number that says it is a percentage or a part of the whole.
fn signed(key: &str) -> Option<f64> {
    if let Some(printed) = key.strip_suffix('%').or_else(|| key.strip_prefix("百分之")) {
        return number(printed).map(rounded);
    }
    match key {
        "一半" => Some(50.0),
        "百分百" => Some(100.0),
        _ => tenths(key),
    }
}

/// 五成 is 50, 七成五 is 75.
fn tenths(key: &str) -> Option<f64> {
    let (tens, ones) = key.split_once('成')?;
    let whole = |printed: &str, most: f64| number(printed).filter(|number| number.fract() == 0.0 && (1.0..=most).contains(number));
    let ones = if ones.is_empty() { 0.0 } else { whole(ones, 9.0)? };
    Some(whole(tens, 10.0)? * 10.0 + ones)
}

/// A number in digits or in words that is the whole of a text.
fn number(key: &str) -> Option<f64> {
    let in_words = || {
        let mut cursor = Cursor::new(key, 0);
        read_chinese(&mut cursor).filter(|_| cursor.at() == key.len())
    };
    read_decimal(key).or_else(in_words)
}

/// What is left of a text without the words that may stand around a percentage.
fn without_words(key: &str) -> &str {
    let words = &vocabulary::source().answers;
    let mut rest = key;
    while let Some(shorter) = words.before_percent.strip_from(rest) {
        rest = shorter;
    }
    while let Some(shorter) = words.after_percent.iter().filter_map(|word| rest.strip_suffix(word)).min_by_key(|rest| rest.len()) {
        rest = shorter;
    }
    rest
}
