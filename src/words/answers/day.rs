//! The day on which a unit reported.

use std::borrow::Cow;

use jiff::civil::Date;

use super::{Answer, Note};
use crate::words::dates::{compact_date, day_of_year, serial_date, whole_date};
use crate::words::fold::fold;
use crate::words::numerals::read_decimal;

/// Days that anybody reports on; as serial numbers, 20,000 and up. What is outside is a number that was taken for a day.
const REPORTING: std::ops::RangeInclusive<Date> = jiff::civil::date(1954, 10, 3)..=jiff::civil::date(2100, 12, 31);

/// Reads a day without blanks at its ends.
///
/// Shape: `"2023年3月31日"`, `"20230331"`, `"45016"`, `"2023/3/31 9:05"`, `"2023年3月31日 星期五"`, `"31/3/2023"` → `2023-03-31`; `"3月31日"`, `"3.31"` → the same in the year of the
/// period, with a note, because a report on a year may be written in the next, and so `"23.3.31"`; `"2023年3月"`, `"3.1"` (or is it 3.10?) → none.
pub(super) fn read(written: &str, year: Option<i16>) -> Answer {
    let text: String = written.chars().map(fold).map(|c| if c == '。' { '.' } else { c }).collect();
    let day = without_time(without_weekday(&text));
    if let Some(date) = in_full(day).or_else(|| year_last(day)).filter(may_be_reported) {
        return Answer::normalised(date.to_string(), written);
    }
    if let Some(date) = read_decimal(day).and_then(serial_date).filter(may_be_reported) {
        let is_near = year.is_none_or(|year| date.year().abs_diff(year) <= 1);
        return Answer::of(date.to_string(), Some(if is_near { Note::Normalised } else { Note::Suspicious }));
    }
    let guessed = || year.and_then(|year| with_short_year(day, year).or_else(|| day_of_year(&with_day_mark(day), year)));
    match guessed().filter(may_be_reported) {
        Some(date) => Answer::of(date.to_string(), Some(Note::Ambiguous)),
        None => Answer::none(Note::Unparsed),
    }
}

fn in_full(day: &str) -> Option<Date> {
    compact_date(day).or_else(|| whole_date(&with_day_mark(day)))
}

/// `28/3/2031` and `3/28/2031`, which can be read in one way alone.
fn year_last(day: &str) -> Option<Date> {
    let parts: Vec<&str> = day.split('/').collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let is_number = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(is_number(first, 2) && is_number(second, 2) && is_number(year, 4) && year.len() == 4) {
        return None;
    }
    let date = |month: &str, day: &str| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    match (date(second, first), date(first, second)) {
        (Some(one), Some(other)) => (one == other).then_some(one),
        (one, other) => one.or(other),
    }
}

/// `24.4.2` and `24年4月2日`, of the year of the period or the ones beside it.
fn with_short_year(day: &str, year: i16) -> Option<Date> {
    let rest = day.strip_prefix(|c: char| c.is_ascii_digit())?.strip_prefix(|c: char| c.is_ascii_digit())?;
    rest.starts_with(['.', '-', '/', '年']).then_some(())?;
    in_full(&format!("{}{day}", year / 100)).filter(|date| date.year().abs_diff(year) <= 1)
}

fn may_be_reported(date: &Date) -> bool {
    REPORTING.contains(date)
}

/// 3月31 is 3月31日.
fn with_day_mark(day: &str) -> Cow<'_, str> {
    let lacks = day.contains('月') && !day.ends_with(['月', '日', '号', ')', ']']);
    if lacks { Cow::Owned(format!("{day}日")) } else { Cow::Borrowed(day) }
}

/// What stands before the day of the week or the half of the day: `2023年3月31日 星期五`, `2023年3月31日（周五）`, `2023年3月31日上午`.
fn without_weekday(text: &str) -> &str {
    const HALVES: [&str; 2] = ["上午", "下午"];
    const DAYS: [char; 9] = ['一', '二', '三', '四', '五', '六', '日', '天', '末'];
    let text = HALVES.iter().find_map(|half| text.strip_suffix(half)).unwrap_or(text).trim_end();
    let week = text.trim_end_matches(')').strip_suffix(DAYS);
    let before = week.and_then(|week| ["星期", "礼拜", "周"].iter().find_map(|word| week.strip_suffix(word)));
    before.map_or(text, |before| before.trim_end_matches('(').trim_end())
}

/// What stands before a time of day: `2023-03-31 10:20`, `2023-03-31T00:00:00`.
fn without_time(text: &str) -> &str {
    let is_time = |time: &str| time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'));
    match text.rsplit_once([' ', 'T']) {
        Some((day, time)) if is_time(time) => day.trim_end(),
        _ => text,
    }
}
