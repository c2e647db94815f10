//! Numbers and dates as a cell shows them, where that matters to a reader of a plan.
//!
//! Text is text. A number is shown in full, without the decimals its format adds; a percentage as one; a date in the words of its
//! format when that writes 年, else as `2023-10-31`. Times of day and durations as `9:05`.

use jiff::civil::Date;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The number itself.
    Number,
    /// A hundred times the number, with a percent sign.
    Percent,
    /// A day, a time, or both.
    Moment {
        /// The year is shown.
        year: bool,
        /// The month is shown.
        month: bool,
        /// The day is shown.
        day: bool,
        /// Hours and minutes are shown.
        time: bool,
        /// In words: 年, 月, 日.
        words: bool,
    },
    /// Hours and minutes that may pass 24.
    Duration,
}

/// The form of a number format, by its code and, where it has no code of its own, by its number.
///
/// Shape: `"0.0%"` → percent; `yyyy"年"m"月"` → year and month in words; 57 → the same (the formats 27–36 and 50–58 have no code in
/// the file; Excel in Chinese shows them as listed here). Source: ECMA-376 part 1, 18.8.30, zh-cn.
pub(super) fn form(code: &str, id: Option<u32>) -> Form {
    let moment = |year, month, day, time| Form::Moment { year, month, day, time, words: true };
    if code.is_empty() || code.eq_ignore_ascii_case("general") {
        return match id {
            Some(27 | 36 | 50 | 52 | 57) => moment(true, true, false, false),
            Some(28 | 29 | 51 | 53 | 54 | 58) => moment(false, true, true, false),
            Some(30) => Form::Moment { year: true, month: true, day: true, time: false, words: false },
            Some(31) => moment(true, true, true, false),
            Some(32..=35 | 55 | 56) => moment(false, false, false, true),
            // Old workbooks state none of the built-in codes.
            Some(9 | 10) => Form::Percent,
            Some(14 | 15) => Form::Moment { year: true, month: true, day: true, time: false, words: false },
            Some(16) => moment(false, true, true, false),
            Some(17) => moment(true, true, false, false),
            Some(18..=21 | 45 | 47) => moment(false, false, false, true),
            Some(22) => Form::Moment { year: true, month: true, day: true, time: true, words: false },
            Some(46) => Form::Duration,
            _ => Form::Number,
        };
    }
    Tokens::of(code).form()
}

/// What a format code names, outside of quotes.
#[derive(Default)]
struct Tokens {
    letters: String,
    words: bool,
    percent: bool,
    duration: bool,
}

impl Tokens {
    /// Looks at the part for positive numbers only.
    fn of(code: &str) -> Self {
        let mut tokens = Tokens::default();
        let mut characters = code.chars();
        while let Some(c) = characters.next() {
            match c {
                '"' => {
                    let quoted: String = characters.by_ref().take_while(|&c| c != '"').collect();
                    tokens.words |= quoted.contains(['年', '月', '日']);
                }
                '\\' | '_' | '*' => tokens.words |= matches!(characters.next(), Some('年' | '月' | '日')),
                '[' => {
                    let inside: String = characters.by_ref().take_while(|&c| c != ']').collect();
                    let unit = inside.to_ascii_lowercase();
                    tokens.duration |= !unit.is_empty() && unit.chars().all(|c| matches!(c, 'h' | 'm' | 's'));
                }
                ';' => break,
                '%' => tokens.percent = true,
                '年' | '月' | '日' => tokens.words = true,
                c => tokens.letters.push(c.to_ascii_lowercase()),
            }
        }
        tokens
    }

    fn form(&self) -> Form {
        // AM/PM holds an m that is no month; so does an m beside hours or seconds.
        let letters = self.letters.replace("am/pm", "").replace("a/p", "");
        let has = |c: char| letters.contains(c);
        let letters_only: String = letters.chars().filter(|c| matches!(c, 'y' | 'm' | 'd' | 'h' | 's' | 'e')).collect();
        let time = has('h') || has('s');
        let month = letters_only.split(['h', 's']).next().is_some_and(|before| before.contains('m'))
            || (!time && has('m'))
            || letters_only.contains("ym")
            || letters_only.contains("md");
        // A number in scientific notation has an e, and no y.
        let year = has('y') || (has('e') && !letters.contains("e+") && !letters.contains("e-") && (has('m') || has('d')));
        match () {
            () if self.duration => Form::Duration,
            () if self.percent => Form::Percent,
            () if year || has('d') || has('m') || time => Form::Moment { year, month, day: has('d'), time, words: self.words },
            () => Form::Number,
        }
    }
}

/// A number in a form; `None` when it is no number (NaN, infinite) or no date of the calendar.
pub(super) fn shown(number: f64, form: Form, is_1904: bool) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    match form {
        Form::Number => Some(plain(number)),
        Form::Percent => Some(format!("{}%", plain(number * 100.0))),
        Form::Duration => Some(clock(number)),
        Form::Moment { year, month, day, time, words } => {
            if !(year || month || day) {
                return (0.0..1.0)
                    .contains(&number)
                    .then(|| clock(number))
                    .or_else(|| moment(number, is_1904, true, true, true, false, time));
            }
            moment(number, is_1904, words, year, month, day, time)
        }
    }
}

#[allow(clippy::fn_params_excessive_bools)] // what a format shows
fn moment(number: f64, is_1904: bool, words: bool, year: bool, month: bool, day: bool, time: bool) -> Option<String> {
    let date = date_of(number, is_1904)?;
    let (y, m, d) = (date.year(), date.month(), date.day());
    let mut text = match (year, month, day) {
        (true, false, false) => format!("{y}年"),
        (true, _, false) => format!("{y}年{m}月"),
        (false, _, true) => format!("{m}月{d}日"),
        (false, _, false) => format!("{m}月"),
        (true, _, true) if words => format!("{y}年{m}月{d}日"),
        (true, _, true) => date.to_string(),
    };
    if time && number.fract() > 0.0 {
        text.push(' ');
        text.push_str(&clock(number.fract()));
    }
    Some(text)
}

/// The day of a serial number. Day 60 of the 1900 system is a 29 February that never was.
pub(super) fn date_of(number: f64, is_1904: bool) -> Option<Date> {
    const LAST: f64 = 2_958_466.0;
    if !(0.0..LAST).contains(&number) || (!is_1904 && (number < 1.0 || number.floor() == 60.0)) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // checked above
    let days = number.floor() as i64;
    let (epoch, days) = match (is_1904, days) {
        (true, days) => (jiff::civil::date(1904, 1, 1), days),
        (false, days @ ..60) => (jiff::civil::date(1899, 12, 31), days),
        (false, days) => (jiff::civil::date(1899, 12, 30), days),
    };
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Hours and minutes of a fraction of a day, seconds where there are any.
fn clock(days: f64) -> String {
    #[allow(clippy::cast_possible_truncation)] // saturates
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { format!("{sign}{hours}:{minutes:02}") } else { format!("{sign}{hours}:{minutes:02}:{rest:02}") }
}

/// A number in full: no `.0`, no `-0`, at most the 15 digits Excel keeps.
pub(super) fn plain(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let magnitude = number.abs();
    if number.fract() == 0.0 && magnitude < 1e15 {
        #[allow(clippy::cast_possible_truncation)] // a whole number below 2⁵³
        return (number as i64).to_string();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if (1e-9..1e21).contains(&magnitude) { rounded.to_string() } else { format!("{rounded:E}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_their_forms() {
        for (number, code, text) in [
            (7.0, "General", "7"),
            (-0.0, "0", "0"),
            (0.1 + 0.2, "General", "0.3"),
            (1_234.5, "#,##0.00", "1234.5"),
            (0.5, "0%", "50%"),
            (0.535, "0.00%;[Red]-0.00%", "53.5%"),
            (1e22, "General", "1E22"),
            (45_230.0, "yyyy-mm-dd", "2023-10-31"),
            (45_230.0, "yyyy\"年\"m\"月\"d\"日\"", "2023年10月31日"),
            (45_230.0, "yyyy年m月", "2023年10月"),
            (45_230.0, "[$-804]m\"月\"d\"日\";@", "10月31日"),
            (45_230.0, "mmm\\-yy", "2023年10月"),
            (45_230.0, "m/d/yy", "2023-10-31"),
            (45_230.0, "d-mmm", "10月31日"),
            (45_230.5, "yyyy/m/d h:mm", "2023-10-31 12:00"),
            (0.378_472_222_222, "h:mm AM/PM", "9:05"),
            (1.5, "[h]:mm", "36:00"),
            (3.0, "\"第\"0\"名\"", "3"),
            (12.0, "@", "12"),
            (12_345.0, "0.00E+00", "12345"),
        ] {
            assert_eq!(shown(number, form(code, None), false).as_deref(), Some(text), "{number} {code}");
        }
        assert_eq!(shown(45_230.0, form("General", Some(57)), false).as_deref(), Some("2023年10月"));
        assert_eq!(shown(45_230.0, form("General", Some(58)), false).as_deref(), Some("10月31日"));
        assert_eq!(shown(45_230.0 - 1462.0, form("yyyy-mm-dd", None), true).as_deref(), Some("2023-10-31"));
        for odd in [2_958_466.0, -1.0, 60.0, 1e15, f64::NAN, f64::INFINITY] {
            assert_eq!(shown(odd, form("yyyy-mm-dd", None), false), None, "{odd}");
        }
        assert_eq!(date_of(1.0, false).map(|date| date.to_string()).as_deref(), Some("1900-01-01"));
        assert_eq!(date_of(61.0, false).map(|date| date.to_string()).as_deref(), Some("1900-03-01"));
    }
}
