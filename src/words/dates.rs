//! Dates of documents: the date under a signature, the date of publication, damaged ones, and the year of a title.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::fold::{fold, is_blank, key};
use super::numerals::digit;

/// A time as documents state it: `2031-04-01T08:00:00Z`; one without a zone counts as UTC.
pub fn moment(text: &str) -> Option<Timestamp> {
    let local = || text.parse::<DateTime>().ok().and_then(|time| time.to_zoned(TimeZone::UTC).ok()).map(|time| time.timestamp());
    text.parse::<Timestamp>().ok().or_else(local)
}

/// The one date that is the whole of a short text: `2023年3月8日`, `二○○九年四月八日`, `2023-03-08`, `2023.3.8`.
///
/// Blanks and brackets around it do not count; a blank day (`2017年4月 日`) gives `None`.
pub fn whole_date(text: &str) -> Option<Date> {
    const LONGEST: usize = 120; // bytes, letter-spaced and in Chinese digits
    let first = text.chars().find(|&c| !is_blank(c)).map(fold)?;
    if text.len() > LONGEST || !(matches!(first, '(' | '[') || digit(first).is_some()) {
        return None;
    }
    let key = key(text);
    let bare = key.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let (date, length) = date_at(bare)?;
    (length == bare.len()).then_some(date)
}

/// The first date in a text, wherever it stands.
pub fn first_date(text: &str) -> Option<Date> {
    // With blanks kept, a time behind a date stays apart; without, 2023 年 3 月 8 日 is one.
    let folded: String = text.chars().map(super::fold::fold).collect();
    first_date_in(&folded).or_else(|| first_date_in(&key(text)))
}

fn first_date_in(key: &str) -> Option<Date> {
    let mut previous_was_digit = false;
    for (at, c) in key.char_indices() {
        let is_digit = digit(c).is_some();
        if is_digit
            && !previous_was_digit
            && let Some((date, _)) = date_at(&key[at..])
        {
            return Some(date);
        }
        previous_was_digit = is_digit;
    }
    None
}

/// Where a date ends a text: the byte of `text` at which it begins. Shape: `"某局　2023年3月8日"` → byte 9.
pub fn final_date(text: &str) -> Option<(usize, Date)> {
    let last = text.chars().next_back().map(super::fold::fold)?;
    if !(last.is_ascii_digit() || matches!(last, '日' | '号' | ')' | ' ')) {
        return None;
    }
    text.char_indices()
        .filter(|&(at, c)| {
            let before = text[..at].chars().next_back();
            digit(super::fold::fold(c)).is_some() && before.is_none_or(|b| digit(super::fold::fold(b)).is_none())
        })
        .find_map(|(at, _)| whole_date(&text[at..]).map(|date| (at, date)))
}

/// A date of eight digits that are the whole of a text: `20230331`.
pub fn compact_date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok()
}

/// The day of a year that is the whole of a text: `3月31日`, `三月三十一日`, `3.31`, `3/31`, `3-31`.
///
/// With a point between, `3.1` may have been 3.10 before a cell took it for a number: where both are days, it is neither.
pub fn day_of_year(text: &str, year: i16) -> Option<Date> {
    let key = key(text);
    let bare = key.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let (month, length) = small_number(bare)?;
    let separator = bare[length..].chars().next().filter(|c| matches!(c, '月' | '.' | '/' | '-'))?;
    let rest = &bare[length + separator.len_utf8()..];
    let (day, length) = small_number(rest)?;
    let end = &rest[length..];
    let lost_zero = separator == '.' && length == 1 && Date::new(year, month, day * 10).is_ok();
    let whole = if separator == '月' { matches!(end, "日" | "号") } else { end.is_empty() };
    (whole && !lost_zero).then(|| Date::new(year, month, day).ok()).flatten()
}

/// Day 0 of the numbers by which workbooks count days from March 1900 on (the 1900 system, with a 29 February that never was).
const DAY_ZERO: Date = jiff::civil::date(1899, 12, 30);

/// The day of a serial number of a workbook; its fraction is a time. Days before March 1900 are not told.
pub fn serial_date(serial: f64) -> Option<Date> {
    const FIRST: f64 = 61.0;
    const LAST: f64 = 2_958_465.0;
    #[allow(clippy::cast_possible_truncation)] // checked before
    let days = (FIRST..LAST + 1.0).contains(&serial).then(|| serial.floor() as i64)?;
    DAY_ZERO.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// A date that lost its 年月日, told from the date of publication: (`"2019412"`, 2019-04-12) → that date.
pub fn damaged_date(text: &str, published: Date) -> Option<Date> {
    let key = key(text);
    let digits: String = key.chars().filter(char::is_ascii_digit).collect();
    let only_remains = key.chars().all(|c| c.is_ascii_digit() || "年月日".contains(c));
    let (year, month, day) = (published.year(), published.month(), published.day());
    let fits = [
        format!("{year}{month}{day}"),
        format!("{year}{month:02}{day:02}"),
        format!("{year}{month:02}{day}"),
        format!("{year}{month}{day:02}"),
    ];
    (only_remains && fits.contains(&digits)).then_some(published)
}

/// Whether a text can be a date that lost its 年月日: nothing but six to eight digits that begin with a year.
pub fn may_be_damaged_date(text: &str) -> bool {
    let key = key(text);
    let digits: String = key.chars().filter(char::is_ascii_digit).collect();
    (6..=8).contains(&digits.len())
        && (digits.starts_with("19") || digits.starts_with("20"))
        && key.chars().all(|c| c.is_ascii_digit() || "年月日".contains(c))
}

/// The year a title names: `2023年…`, `二〇一五年…`, `２０２３年度…`.
pub fn year_of(text: &str) -> Option<i16> {
    year_spans(&key(text)).into_iter().next().map(|years| years.first)
}

/// A year, or from one year to another.
pub(crate) struct YearSpan {
    /// The year in which it begins.
    pub first: i16,
    /// The year in which it ends.
    pub last: i16,
    /// What it covers in the text, 年 included.
    pub range: std::ops::Range<usize>,
}

/// Every year of a folded, blank-free text that is written as one: 2031年, 2031—2033年.
pub(crate) fn year_spans(key: &str) -> Vec<YearSpan> {
    let mut years = Vec::new();
    let mut from = 0;
    for (at, c) in key.char_indices() {
        if at < from || digit(c).is_none() {
            continue;
        }
        let Some((year, length)) = year_at(&key[at..]) else { continue };
        let after = &key[at + length..];
        let span = after.trim_start_matches(['-', '—', '–', '~', '至']);
        let last = year_at(span).filter(|(last, length)| span.len() < after.len() && *last > year && span[*length..].starts_with('年'));
        let (last, digits) = match last {
            Some((last, digits)) => (last, length + after.len() - span.len() + digits),
            None if after.starts_with('年') => (year, length),
            None if names_campaign(&key[..at], after) => {
                years.push(YearSpan { first: year, last: year, range: at..at + length });
                continue;
            }
            None => continue,
        };
        from = at + digits + '年'.len_utf8();
        years.push(YearSpan { first: year, last, range: at..from });
    }
    years
}

/// “护航2033”: the year a name in quotes ends with.
fn names_campaign(before: &str, after: &str) -> bool {
    const LONGEST: usize = 8; // characters
    let quotes = ['”', '"', '》', '」'];
    let named = before.rfind(['“', '"', '《', '「']).map(|open| &before[open..]);
    after.starts_with(quotes)
        && named.is_some_and(|name| {
            let word = || name.chars().skip(1);
            (1..=LONGEST).contains(&word().count()) && word().all(|c| c.is_alphabetic() || matches!(c, '-' | '—' | '·'))
        })
}

/// Every year a text names, in order.
///
/// Shape: `"2030—2031年重点工作（2029年修订）"` → 2030, 2031, 2029; `"河教〔2030〕12号"` → none.
pub fn years_of(text: &str) -> Vec<i16> {
    let first_and_last = |years: YearSpan| [Some(years.first), Some(years.last).filter(|last| *last != years.first)];
    year_spans(&key(text)).into_iter().flat_map(first_and_last).flatten().collect()
}

/// A date at the start of a folded, blank-free text, with its length in bytes.
fn date_at(key: &str) -> Option<(Date, usize)> {
    let (year, mut at) = year_at(key)?;
    let separator = key[at..].chars().next().filter(|c| matches!(c, '年' | '-' | '/' | '.'))?;
    at += separator.len_utf8();
    let (month, length) = small_number(&key[at..])?;
    at += length;
    let second = key[at..].chars().next().filter(|c| matches!((separator, c), ('年', '月') | ('-', '-') | ('/', '/') | ('.', '.')))?;
    at += second.len_utf8();
    let (day, length) = small_number(&key[at..])?;
    at += length;
    if separator == '年' {
        at += key[at..].strip_prefix(['日', '号']).map(|_| '日'.len_utf8())?;
    }
    Some((Date::new(year, month, day).ok()?, at))
}

fn year_at(key: &str) -> Option<(i16, usize)> {
    let mut year = 0i16;
    let mut length = 0;
    for c in key.chars().take(4) {
        year = year * 10 + i16::from(digit(c)?);
        length += c.len_utf8();
    }
    ((1900..=2100).contains(&year)).then_some((year, length))
}

/// 1–31 in Arabic or Chinese digits.
fn small_number(key: &str) -> Option<(i8, usize)> {
    let length: usize = key.chars().take(3).take_while(|&c| digit(c).is_some() || c == '十').map(char::len_utf8).sum();
    let value = super::numbering::numeral(&key[..length])?;
    i8::try_from(value).ok().filter(|value| (1..=31).contains(value)).map(|value| (value, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_documents() {
        let day = |y, m, d| Some(Date::new(y, m, d).unwrap());
        assert_eq!(whole_date("2023年3月8日"), day(2023, 3, 8));
        assert_eq!(whole_date("  二○○九年四月十八日 "), day(2009, 4, 18));
        assert_eq!(whole_date("二O一五年十二月三十一日"), day(2015, 12, 31));
        assert_eq!(whole_date("（2018年4月2日）"), day(2018, 4, 2));
        assert_eq!(whole_date("2021-02-26"), day(2021, 2, 26));
        assert_eq!(whole_date("2023年3月8日前完成"), None);
        assert_eq!(whole_date("2017年4月 日"), None);
        assert_eq!(whole_date("2023年2月30日"), None);
        assert_eq!(first_date("发布日期：2024-04-02 09:41 | 浏览次数："), day(2024, 4, 2));
        assert_eq!(first_date("发布 2024 年 4 月 2 日"), day(2024, 4, 2));
        assert_eq!(final_date("某某局　2023年3月8日").unwrap().0, 12);
        assert_eq!(damaged_date("201945", Date::new(2019, 4, 5).unwrap()), day(2019, 4, 5));
        assert_eq!(damaged_date("201946", Date::new(2019, 4, 5).unwrap()), None);
        assert!(may_be_damaged_date("2019412") && !may_be_damaged_date("12345678"));
        assert_eq!(year_of("某市二〇一五年为民办实事项目"), Some(2015));
        assert_eq!(year_of("关于 2020 年工作要点"), Some(2020));
        assert_eq!(year_of("工作要点"), None);
        assert_eq!(year_of("三年行动方案（2031—2033年）"), Some(2031));
        assert_eq!(year_of("编号2031-02号，2030年"), Some(2030));
        assert_eq!(years_of("2030—2031年重点工作（二〇二九年度修订）"), [2030, 2031, 2029]);
        assert_eq!(years_of("河教〔2030〕12号，20301231，二三一年"), [0i16; 0]);
    }

    #[test]
    fn serial_numbers_of_days() {
        for (serial, day) in [(61.0, "1900-03-01"), (45_016.0, "2023-03-31"), (45_016.99, "2023-03-31"), (2_958_465.5, "9999-12-31")] {
            assert_eq!(serial_date(serial).unwrap().to_string(), day);
        }
        for serial in [60.0, 0.0, -1.0, 2_958_466.0, 1e15, f64::NAN] {
            assert_eq!(serial_date(serial), None, "{serial}");
        }
    }
}
