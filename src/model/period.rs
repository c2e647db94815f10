//! 期次: `2023`, `2023H1`, `2023Q1`, `2023-03`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// 期次: the stretch of time a return reports on.
///
/// Shape: `"2023"` (year), `"2023H1"` (half), `"2023Q1"` (quarter), `"2023-03"` (month); read and written as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub enum Period {
    /// A whole year.
    Year(i16),
    /// Year and half (1–2).
    Half(i16, u8),
    /// Year and quarter (1–4).
    Quarter(i16, u8),
    /// Year and month (1–12).
    Month(i16, u8),
}

/// A period that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是期次。请写成 2023、2023H1、2023Q1 或 2023-03")]
pub struct PeriodError(pub String);

impl Period {
    /// The year the period lies in.
    pub fn year(self) -> i16 {
        match self {
            Period::Year(year) | Period::Half(year, _) | Period::Quarter(year, _) | Period::Month(year, _) => year,
        }
    }

    /// Orders periods by the month they end in; of those that end together the shorter comes later.
    pub fn last_month(self) -> (i16, u8, u8) {
        match self {
            Period::Year(year) => (year, 12, 0),
            Period::Half(year, half) => (year, half.saturating_mul(6), 1),
            Period::Quarter(year, quarter) => (year, quarter.saturating_mul(3), 2),
            Period::Month(year, month) => (year, month, 3),
        }
    }

    /// The month it begins with.
    pub fn first_month(self) -> u8 {
        match self {
            Period::Year(_) => 1,
            Period::Half(_, half) => half.saturating_mul(6).saturating_sub(5),
            Period::Quarter(_, quarter) => quarter.saturating_mul(3).saturating_sub(2),
            Period::Month(_, month) => month,
        }
    }

    /// Whether another period is a stretch of the same kind: a quarter like a quarter.
    pub fn is_like(self, other: Option<Period>) -> bool {
        other.is_some_and(|other| std::mem::discriminant(&self) == std::mem::discriminant(&other))
    }

    /// The period in words: `2023Q1` → `"2023年第一季度"`.
    pub fn words(self) -> String {
        const ORDINAL: [&str; 4] = ["一", "二", "三", "四"];
        match self {
            Period::Year(year) => format!("{year}年度"),
            Period::Half(year, half) => format!("{year}年{}半年", if half == 1 { "上" } else { "下" }),
            Period::Quarter(year, quarter) => {
                let ordinal = usize::from(quarter).checked_sub(1).and_then(|at| ORDINAL.get(at));
                format!("{year}年第{}季度", ordinal.map_or_else(|| quarter.to_string(), |ordinal| (*ordinal).to_owned()))
            }
            Period::Month(year, month) => format!("{year}年{month}月"),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Year(year) => write!(f, "{year:04}"),
            Period::Half(year, half) => write!(f, "{year:04}H{half}"),
            Period::Quarter(year, quarter) => write!(f, "{year:04}Q{quarter}"),
            Period::Month(year, month) => write!(f, "{year:04}-{month:02}"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let error = || PeriodError(text.to_owned());
        let trimmed = text.trim();
        let (year, rest) = trimmed.split_at_checked(4).ok_or_else(error)?;
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error());
        }
        let year: i16 = year.parse().map_err(|_| error())?;
        let mut tail = rest.chars();
        let kind = tail.next();
        let digits = tail.as_str();
        let part = || digits.parse::<u8>().map_err(|_| error()).ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
        match (kind, part()) {
            (None, _) => Ok(Period::Year(year)),
            (Some('H' | 'h'), Some(half @ 1..=2)) if digits.len() == 1 => Ok(Period::Half(year, half)),
            (Some('Q' | 'q'), Some(quarter @ 1..=4)) if digits.len() == 1 => Ok(Period::Quarter(year, quarter)),
            (Some('-'), Some(month @ 1..=12)) if digits.len() == 2 => Ok(Period::Month(year, month)),
            _ => Err(error()),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_and_print_the_same() {
        for text in ["2023", "2023H1", "2023H2", "2023Q1", "2023Q4", "2023-01", "2023-12"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in ["", "23", "2023H3", "2023Q0", "2023Q5", "2023-13", "2023-1", "2023/01", "第一季度", "二零二三", "2023Q1x"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
        assert_eq!(Period::Quarter(2023, 1).words(), "2023年第一季度");
        // The parts of a period are open to whoever makes one.
        assert_eq!(Period::Quarter(2023, 0).words(), "2023年第0季度");
        assert_eq!(Period::Quarter(2023, 9).words(), "2023年第9季度");
    }
}
