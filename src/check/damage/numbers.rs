//! Numbers that lost what stood beside them.

use super::super::rule::Notes;
use super::super::subject::Subject;
use super::super::text::is_han;
use crate::finding::brief;
use crate::words::dates::may_be_damaged_date;
use crate::words::fold::{fold, is_blank};
use crate::words::numerals::is_numeral;

/// A row of digits in a line: where it begins and ends, in characters.
fn digit_rows(line: &[char]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < line.len() && !line[at].is_ascii_digit() {
            at += 1;
        }
        let start = at;
        while at < line.len() && line[at].is_ascii_digit() {
            at += 1;
        }
        (start < at).then_some((start, at))
    })
}

fn folded(text: &str) -> Vec<char> {
    text.chars().map(fold).collect()
}

/// The characters around a place, as a message shows them.
pub(super) fn around(line: &[char], from: usize, to: usize) -> String {
    let window: String = line[from.saturating_sub(6)..(to + 8).min(line.len())].iter().collect();
    brief(window.trim_start_matches(|c: char| !c.is_alphanumeric() && !"“《（(".contains(c)))
}

/// `2019412` alone on its line; `20251月20日` and `615日` in running text.
pub(in super::super) fn lost_date(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.text_lines() {
        let text = line.text.trim_matches(is_blank);
        let eight = text.chars().filter(char::is_ascii_digit).count() == 8;
        if text.chars().all(|c| c.is_ascii_digit()) && !eight && may_be_damaged_date(text) && plausible(text) {
            notes.say(subject.at_line(line), &[("词", text)]);
            continue;
        }
        let letters = folded(line.text);
        for (start, end) in digit_rows(&letters) {
            let row: String = letters[start..end].iter().collect();
            let glued = match letters.get(end) {
                Some('月') => {
                    (5..=6).contains(&row.len()) && century(&row) && row[4..].parse().is_ok_and(|month: u8| (1..=12).contains(&month))
                }
                Some('日') => {
                    let month_and_day = |split: usize| match (row[..split].parse::<u8>(), row[split..].parse::<u8>()) {
                        (Ok(month), Ok(day)) => (1..=12).contains(&month) && (1..=31).contains(&day) && !row[split..].starts_with('0'),
                        _ => false,
                    };
                    (3..=4).contains(&row.len()) && (month_and_day(1) || row.len() == 4 && month_and_day(2))
                }
                _ => false,
            };
            let bounded = start == 0
                || !matches!(letters[start - 1], '.' | '-' | '/' | '年' | '月') && !letters[start - 1].is_alphanumeric()
                || is_han(letters[start - 1]) && !matches!(letters[start - 1], '年' | '月');
            if glued && bounded {
                notes.say(subject.at_line(line), &[("词", &around(&letters, start, end))]);
            }
        }
    }
}

fn century(row: &str) -> bool {
    row.starts_with("19") || row.starts_with("20")
}

/// Whether six or seven digits can be split into a year, a month and a day.
fn plausible(row: &str) -> bool {
    let Some(rest) = row.get(4..) else { return false };
    (1..rest.len()).any(|split| match (rest[..split].parse::<u8>(), rest[split..].parse::<u8>()) {
        (Ok(month), Ok(day)) => (1..=12).contains(&month) && (1..=31).contains(&day),
        _ => false,
    })
}

/// `20182030年`: two years that lost the dash between them.
pub(in super::super) fn lost_range(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.text_lines() {
        let letters = folded(line.text);
        for (start, end) in digit_rows(&letters).filter(|(start, end)| end - start == 8) {
            let row: String = letters[start..end].iter().collect();
            let years = (row[..4].parse::<u16>(), row[4..].parse::<u16>());
            if let (Ok(first @ 1980..=2050), Ok(last @ 1980..=2100)) = years
                && first < last
                && letters.get(end) == Some(&'年')
            {
                let right = format!("{first}—{last}年");
                notes.say(subject.at_line(line), &[("词", &around(&letters, start, end + 1)), ("改", &right)]);
            }
        }
    }
}

/// “11”合作: two digits in quotation marks before a word that asks for a sum.
pub(in super::super) fn lost_sign(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const ASKS: [&str; 4] = ["合作", "帮扶模式", "结对", "共建"];
    for line in subject.text_lines() {
        let letters = folded(line.text);
        for (start, end) in digit_rows(&letters).filter(|(start, end)| end - start == 2) {
            let quoted = start > 0 && letters[start - 1] == '“' && letters.get(end) == Some(&'”');
            let after: String = letters.iter().skip(end + 1).take(4).collect();
            if quoted && letters[start] != '0' && ASKS.iter().any(|word| after.starts_with(word)) {
                let right = format!("{}+{}", letters[start], letters[start + 1]);
                notes.say(subject.at_line(line), &[("词", &around(&letters, start - 1, end + 2)), ("改", &right)]);
            }
        }
    }
}

/// What may stand before 个 where it counts, and what makes it part of a word after it.
const BEFORE_MEASURE: &str =
    "各每几多这那逐整半数首某单全哪第余来万亿千百些两一二三四五六七八九十做当是有搞打找写挨若个上下前后本/%+-~—)）”\"";
const AFTER_MEASURE: &str = "人体性案税别数月中头股展位旧工把子唱儿个百点";

/// 包保个薄弱村; 达到%以上; 2017年4月 日.
pub(in super::super) fn missing(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.text_lines() {
        let letters = folded(line.text);
        for (at, &c) in letters.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| letters[at]);
            let after = letters.get(at + 1).copied();
            let gone = match c {
                '个' => {
                    let verb = before.is_some_and(|c| is_han(c) && !is_numeral(c) && !BEFORE_MEASURE.contains(c));
                    verb && after.is_some_and(|c| is_han(c) && !AFTER_MEASURE.contains(c))
                }
                '%' => before.is_some_and(is_han) && !before.is_some_and(is_numeral) && after.is_some_and(|c| "以的左".contains(c)),
                '月' | '日' => blank_number(&letters, at),
                _ => false,
            };
            if gone {
                notes.say(subject.at_line(line), &[("词", &around(&letters, at, at + 1))]);
            }
        }
    }
}

/// Whether a month or a day is a blank after its 年 or 月: `2017年4月 日`.
fn blank_number(letters: &[char], at: usize) -> bool {
    let blanks = letters[..at].iter().rev().take_while(|c| **c == ' ').count();
    let before = at.checked_sub(blanks + 1).map(|at| letters[at]);
    let wanted = if letters[at] == '月' { '年' } else { '月' };
    // An empty form (　　年　　月　　日) is meant to be filled in by hand.
    let year = letters[..at].iter().rposition(|&c| c == '年');
    let filled = year.is_some_and(|year| year > 0 && (letters[year - 1].is_ascii_digit() || is_numeral(letters[year - 1])));
    blanks > 0 && before == Some(wanted) && filled
}
