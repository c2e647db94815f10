//! Periods in running words: `2023年第一季度`, `2023年一季度`, `2023Q1`, `2023-03`, as titles and file names have them.

mod heading;

use std::ops::Range;

pub use heading::{Heading, time_of_heading};

use crate::model::Period;

/// What may follow `2023年`, longest first where one begins another, with the period it means.
const AFTER_YEAR: &[(&str, Kind)] = &[
    ("年度", Kind::Year),
    ("年全年", Kind::Year),
    ("年上半年", Kind::Half(1)),
    ("年下半年", Kind::Half(2)),
    ("年第一季度", Kind::Quarter(1)),
    ("年第二季度", Kind::Quarter(2)),
    ("年第三季度", Kind::Quarter(3)),
    ("年第四季度", Kind::Quarter(4)),
    ("年一季度", Kind::Quarter(1)),
    ("年二季度", Kind::Quarter(2)),
    ("年三季度", Kind::Quarter(3)),
    ("年四季度", Kind::Quarter(4)),
    ("年第1季度", Kind::Quarter(1)),
    ("年第2季度", Kind::Quarter(2)),
    ("年第3季度", Kind::Quarter(3)),
    ("年第4季度", Kind::Quarter(4)),
    ("年1季度", Kind::Quarter(1)),
    ("年2季度", Kind::Quarter(2)),
    ("年3季度", Kind::Quarter(3)),
    ("年4季度", Kind::Quarter(4)),
];

#[derive(Debug, Clone, Copy)]
enum Kind {
    Year,
    Half(u8),
    Quarter(u8),
}

/// The first period in a text, with the bytes it takes.
///
/// Shape: `"要点2023年第一季度填报表"` → `2023Q1`; `"疾控股_2023-03.xlsx"` → `2023-03`; a bare year (`2023年工作要点`) is none. Letter
/// width does not matter.
pub fn find_period(text: &str) -> Option<(Range<usize>, Period)> {
    let mut before = None;
    for (at, c) in text.char_indices() {
        let begins = c.is_numeric() && !before.is_some_and(char::is_numeric);
        before = Some(c);
        if begins && let Some((length, period)) = period_at(&text[at..]) {
            return Some((at..at + length, period));
        }
    }
    None
}

/// The quarter or half of a year that a text names without the year; `None` where it names several.
///
/// Shape: `"农田股二季度报送"`, 2031 → `2031Q2`; `"上半年"` → `2031H1`; `"上一季度"`, `"2031年一季度"` → the words do not stand alone.
pub fn find_season(text: &str, year: i16) -> Option<Period> {
    let text: String = text.chars().map(super::fold::fold).collect();
    let mut found: Option<Period> = None;
    let seasons = AFTER_YEAR.iter().filter(|(_, kind)| !matches!(kind, Kind::Year));
    for (word, kind) in seasons.filter_map(|(word, kind)| Some((word.strip_prefix('年')?, kind))) {
        for (at, _) in text.match_indices(word) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_numeric() || "上下前后每各年".contains(c)) {
                continue;
            }
            let period = kind.of(year);
            if found.is_some_and(|known| known != period) {
                return None;
            }
            found = Some(period);
        }
    }
    found
}

/// Whether words speak of another time than a period: of another year, of another stretch of its kind, of one gone by. A longer or a
/// shorter stretch of the same year may hold it or be held.
///
/// Shape: for `2031Q1` `"2030年完成情况"`, `"四季度进展"`, `"4-6月"`, `"去年"` → true; `"2031年度进展"`, `"截至3月底"`, `"进展情况"` → false; for
/// `2031Q2` `"截至3月底"` → true.
pub fn names_other_time(text: &str, than: Period) -> bool {
    let text: String = text.chars().map(super::fold::fold).filter(|&c| !super::fold::is_blank(c)).collect();
    let is_other = |period: Period| period.year() != than.year() || period.is_like(Some(than)) && period != than;
    let (mut years, mut months) = (Vec::new(), Vec::new());
    for number in text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()) {
        let behind = number.as_ptr() as usize - text.as_ptr() as usize + number.len();
        let rest = text.get(behind..).unwrap_or_default();
        match (number.len(), number.parse::<i16>()) {
            (4, Ok(year @ 1950..2100)) => years.push(year),
            (2, Ok(year @ 10..)) if rest.starts_with('年') && text.starts_with(number) => years.push(2000 + year),
            (1 | 2, Ok(month @ 1..=12)) if rest.starts_with('月') && !rest.starts_with("月底") && !rest.starts_with("月前") => {
                months.push(month)
            }
            _ => {}
        }
    }
    let is_gone = begins_earlier(&text) || ["去年", "前年", "往年", "上一"].iter().any(|word| text.starts_with(word));
    let other_month = || matches!(than, Period::Month(_, month) if !months.is_empty() && !months.contains(&i16::from(month)));
    is_gone
        || find_period(&text).is_some_and(|(_, period)| is_other(period))
        || !years.is_empty() && !years.contains(&than.year())
        || find_season(&text, than.year()).is_some_and(is_other)
        || other_month()
        || months_in(&text).is_some_and(|months| *months.end() < than.first_month() || *months.start() > than.last_month().1)
}

/// The months a folded text counts from one to the other, `1-3月`, `1月至3月`, or up to which, `截至3月底`.
fn months_in(text: &str) -> Option<std::ops::RangeInclusive<u8>> {
    let month = |digits: &str| digits.parse::<u8>().ok().filter(|month| (1..=12).contains(month));
    text.match_indices('月').find_map(|(at, _)| {
        let before = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        let last = month(&text[before.len()..at])?;
        if ["截至", "截止", "截止到", "截至到", "截止至"].iter().any(|word| before.ends_with(word)) {
            return Some(1..=last);
        }
        let from = before.trim_end_matches(['-', '—', '–', '~', '至', '到']);
        let from = from.strip_suffix("月份").or_else(|| from.strip_suffix('月')).unwrap_or(from);
        let first = &from[from.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let first = month(first).filter(|first| from.len() < before.len() && *first <= last)?;
        Some(first..=last)
    })
}

/// Whether words begin with a time before the present one: 上季度, 上期.
pub fn begins_earlier(words: &str) -> bool {
    const EARLIER: [&str; 6] = ["上季", "上月", "上周", "上期", "上年", "上半月"];
    EARLIER.iter().any(|word| words.starts_with(word))
}

/// The period a text begins with, and its bytes.
fn period_at(text: &str) -> Option<(usize, Period)> {
    let mut digits = text.char_indices().map(|(at, c)| (at + c.len_utf8(), super::fold::fold(c)));
    let mut year = 0i16;
    let mut end = 0;
    for _ in 0..4 {
        let (after, digit) = digits.next()?;
        year = year * 10 + i16::try_from(digit.to_digit(10)?).ok()?;
        end = after;
    }
    let rest = &text[end..];
    let folded: String = rest.chars().take(8).map(super::fold::fold).collect();
    let length_of = |count: usize| rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
    let word = AFTER_YEAR.iter().find(|(word, _)| folded.starts_with(word)).map(|(word, kind)| (word.chars().count(), kind.of(year)));
    let (count, period) = word.or_else(|| month_or_sign(&folded, year))?;
    Some((end + length_of(count), period))
}

/// `年3月`, `Q1`, `H1`, `-03`: characters taken, and the period.
fn month_or_sign(after_year: &str, year: i16) -> Option<(usize, Period)> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).take(2).collect::<String>();
    let month = |digits: &str| digits.parse().ok().filter(|month| (1..=12).contains(month)).map(|month| Period::Month(year, month));
    if let Some(rest) = after_year.strip_prefix('年') {
        let digits = digits(rest);
        let is_month = rest.get(digits.len()..).is_some_and(|rest| rest.starts_with('月') && !next_is_digit(rest, '月'.len_utf8()));
        return month(&digits).filter(|_| is_month).map(|period| (digits.len() + 2, period));
    }
    if let Some(rest) = after_year.strip_prefix('-') {
        let digits = digits(rest);
        let whole = digits.len() == 2 && !next_is_digit(rest, 2) && !rest.get(2..).is_some_and(|rest| rest.starts_with('-'));
        return month(&digits).filter(|_| whole).map(|period| (3, period));
    }
    let part = after_year.chars().nth(1)?.to_digit(10).and_then(|part| u8::try_from(part).ok())?;
    let alone = !next_is_digit(after_year, 2);
    match (after_year.chars().next()?.to_ascii_uppercase(), part) {
        ('Q', 1..=4) if alone => Some((2, Period::Quarter(year, part))),
        ('H', 1..=2) if alone => Some((2, Period::Half(year, part))),
        _ => None,
    }
}

fn next_is_digit(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

impl Kind {
    fn of(self, year: i16) -> Period {
        match self {
            Kind::Year => Period::Year(year),
            Kind::Half(half) => Period::Half(year, half),
            Kind::Quarter(quarter) => Period::Quarter(year, quarter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_in_words() {
        for (text, period) in [
            ("栖云县要点填报表（2031年第一季度·农田股）", "2031Q1"),
            ("农田股２０３１年四季度", "2031Q4"),
            ("农田股-2031Q2(1)", "2031Q2"),
            ("2031h1", "2031H1"),
            ("2031-03 农田股", "2031-03"),
            ("2031年12月", "2031-12"),
            ("2031年要点 2031年下半年", "2031H2"),
            ("2031年度", "2031"),
        ] {
            let found = find_period(text).map(|(_, period)| period.to_string());
            assert_eq!(found.as_deref(), Some(period), "{text}");
        }
        for text in ["2031年工作要点", "20310101", "2031-03-15", "2031年3月15日", "2031Q5", "1532031Q1", "", "二〇三一年", "2031"]
        {
            assert_eq!(find_period(text), None, "{text}");
        }
        let (range, _) = find_period("甲2031年第二季度乙").unwrap();
        assert_eq!(&"甲2031年第二季度乙"[range], "2031年第二季度");
    }

    #[test]
    fn words_of_other_times() {
        let (quarter, month) = ("2031Q1".parse().unwrap(), "2031-03".parse().unwrap());
        for other in [
            "2030年第四季度",
            "2030年完成情况",
            "２０３０进展",
            "四季度进展",
            "去年进展",
            "30年进展",
            "上季度",
            "上一季度",
            "2031年第二季度",
            "2032",
        ] {
            assert!(names_other_time(other, quarter), "{other}");
        }
        for same in [
            "进展情况",
            "2031年第一季度进展",
            "一季度进展",
            "2031年度进展",
            "截至3月底",
            "1—3月进展",
            "2031年上半年",
            "本季度",
            "上报情况",
            "31年进展",
        ] {
            assert!(!names_other_time(same, quarter), "{same}");
        }
        assert!(names_other_time("2月进展", month) && !names_other_time("3月进展", month) && !names_other_time("1月至3月", month));
        assert!(!names_other_time("6月底前完成情况", month));
        let second = "2031Q2".parse().unwrap();
        for other in ["1-3月进展", "1月至3月进展情况", "截至3月底进展", "7—9月份进展", "截止2月进展"] {
            assert!(names_other_time(other, second), "{other}");
        }
        for same in ["4-6月进展", "1-6月进展", "截至6月底进展", "截至7月5日", "4月至5月", "3月底前完成情况"] {
            assert!(!names_other_time(same, second), "{same}");
        }
    }

    #[test]
    fn seasons_without_their_year() {
        for (text, season) in [
            ("农田股二季度报送", Some("2031Q2")),
            ("第３季度", Some("2031Q3")),
            ("农田股（上半年）", Some("2031H1")),
            ("上一季度", None),
            ("每季度", None),
            ("一季度和二季度", None),
            ("2031年一季度", None),
            ("农田股", None),
        ] {
            assert_eq!(find_season(text, 2031).map(|period| period.to_string()).as_deref(), season, "{text}");
        }
    }

    #[test]
    fn every_period_is_found_in_its_own_words() {
        for text in ["2031", "2031H1", "2031H2", "2031Q1", "2031Q2", "2031Q3", "2031Q4", "2031-01", "2031-12"] {
            let period: Period = text.parse().unwrap();
            assert_eq!(find_period(&period.words()), Some((0..period.words().len(), period)));
        }
    }
}
