//! One number with its unit: `"65%"`, `"35%-50%"`, `"3至5个百分点"`, `"8万人"`, `"百分之九十"`, `"三个90%"`.

use super::units::{DURATIONS, UNITS};
use crate::words::cursor::Cursor;
use crate::words::numerals::{RANGE_MARKS, read_arabic, read_chinese};
use crate::words::vocabulary;

/// What kind of thing is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A share or a rate: %, ‰, 个百分点, /10万.
    Share,
    /// Things.
    Count,
    /// 元.
    Money,
    /// Time.
    Duration,
    /// No unit: only after ≥ and the like.
    Bare,
}

/// A number, or a range of two, with a unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    /// The number; the lower of a range.
    pub value: f64,
    /// The upper of a range.
    pub upper: Option<f64>,
    /// The unit as printed, folded.
    pub unit: Option<String>,
    /// What is measured.
    pub kind: Kind,
    /// Whether the number is written in words.
    pub in_words: bool,
}

impl Quantity {
    /// Whether a fraction of one makes no sense, so that "1.8家" may be item "1." about 8家; 1.5万人 and 2.5公里 are sound.
    pub(super) fn may_hide_item_number(&self) -> bool {
        let measured = |unit: &String| {
            unit.starts_with(['万', '亿', '千', '百']) || unit.ends_with(['里', '米', '亩', '吨', '顷', '瓦', '斤', '克', '时'])
        };
        self.kind == Kind::Count && self.value.fract() != 0.0 && !self.unit.as_ref().is_some_and(measured)
    }
}

/// Reads 百分之九十 or 千分之五 at its first character; steps over that character in any case.
pub(super) fn read_share(cursor: &mut Cursor) -> Option<Quantity> {
    let mut ahead = *cursor;
    let unit = match ahead.eat_any(&["百分之", "千分之"]) {
        Some("百分之") => "%",
        Some(_) => "‰",
        None => return read_quantity(cursor),
    };
    let (value, _) = number(&mut ahead)?;
    let upper = upper_bound(&mut ahead, value, |ahead| {
        ahead.eat(if unit == "%" { "百分之" } else { "千分之" });
    });
    *cursor = ahead;
    Some(Quantity { value, upper, unit: Some(unit.to_owned()), kind: Kind::Share, in_words: false })
}

/// Reads a number with its unit; steps over the number in any case.
pub(super) fn read_quantity(cursor: &mut Cursor) -> Option<Quantity> {
    let first_digits = *cursor;
    let read = number(cursor);
    if cursor.at() == first_digits.at() {
        cursor.bump();
    }
    let (value, in_words) = read?;
    let mut ahead = *cursor;
    if in_words && let Some(share) = several_shares(ahead) {
        *cursor = share;
        // "三个90%": the shares are read at their own number.
        return None;
    }
    let first = unit(&mut ahead);
    let upper = upper_bound(&mut ahead, value, |_| {});
    let second = if upper.is_some() { unit(&mut ahead) } else { None };
    let (unit, kind) = match (second.or(first), upper) {
        (Some(measured), _) => measured,
        (None, None) => (None, Kind::Bare),
        (None, Some(_)) => return None,
    };
    if kind == Kind::Count && value == 1.0 && matches!(ahead.peek(), Some('1' | '一')) {
        // 1人1档 is a way of working.
        return None;
    }
    if kind != Kind::Bare {
        *cursor = ahead;
    }
    Some(Quantity { value, upper, unit, kind, in_words })
}

fn number(cursor: &mut Cursor) -> Option<(f64, bool)> {
    if cursor.peek()?.is_ascii_digit() {
        return Some((read_arabic(cursor)?, false));
    }
    let value = read_chinese(cursor)?;
    // "十5": mixed forms are damaged.
    let mixed = cursor.peek().is_some_and(|c| c.is_ascii_digit());
    (!mixed).then_some((value, true))
}

/// 三个90%: the place of the share's own number.
fn several_shares(mut cursor: Cursor) -> Option<Cursor> {
    cursor.eat("个");
    let place = cursor;
    let is_share = read_arabic(&mut cursor).is_some() && matches!(cursor.peek(), Some('%' | '‰'));
    is_share.then_some(place)
}

/// The second number of 35%-50% or 3至5, if it is the larger.
fn upper_bound(cursor: &mut Cursor, lower: f64, lead_in: impl Fn(&mut Cursor)) -> Option<f64> {
    let mut ahead = *cursor;
    ahead.eat_any(RANGE_MARKS)?;
    lead_in(&mut ahead);
    let (upper, _) = number(&mut ahead)?;
    if upper <= lower {
        return None;
    }
    *cursor = ahead;
    Some(upper)
}

type Measured = (Option<String>, Kind);

/// The unit after a number.
fn unit(cursor: &mut Cursor) -> Option<Measured> {
    const SHARES: &[&str] = &["%", "‰", "个百分点", "百分点", "个千分点", "/10万", "/十万", "/万", "/千", "每10万"];
    if let Some(share) = cursor.eat_any(SHARES) {
        return Some((Some(share.to_owned()), Kind::Share));
    }
    if let Some(duration) = cursor.eat_listed(cursor.first().map_or(&[], |first| DURATIONS.of(first))) {
        return Some((Some(duration.to_owned()), Kind::Duration));
    }
    let mut ahead = *cursor;
    let scale = ahead.eat_any(&["千万", "百万", "十万", "万亿", "万", "亿", "千", "百"]).unwrap_or("");
    let vague = ahead.eat_any(&["余", "多"]).is_some();
    let things = ahead.first().map_or(&[][..], |first| UNITS.of(first));
    let measured = match ahead.eat_listed(things) {
        Some(thing) => {
            let kind = if thing.ends_with('元') { Kind::Money } else { Kind::Count };
            if thing == "个" && ahead.sees_words(&vocabulary::source().targets.parts) {
                return None;
            }
            (Some(format!("{scale}{thing}")), kind)
        }
        // 完成投资3.65亿。
        None if matches!(scale, "万" | "亿") && ahead.peek().is_none_or(|c| ",;。、)以\n".contains(c)) => {
            (Some(scale.to_owned()), Kind::Count)
        }
        None => return None,
    };
    if vague {
        // 20余家 promises no number.
        return None;
    }
    *cursor = ahead;
    Some(measured)
}
