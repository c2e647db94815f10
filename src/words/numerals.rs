//! Numbers as they are written in plans: `12`, `１２`, `3,200`, `十二`, `二〇二三`, `九十五`.
//!
//! Used by `deadline` and `targets`. Each function reads at a cursor, moves it past what it read, and reads nothing when the
//! characters are no number; none of them guesses at damaged digits.

use super::cursor::Cursor;

/// Digits of a number longer than this are a code or a telephone number.
const MAX_DIGITS: usize = 12;

/// Dashes and words between the two ends of a range, of numbers as of times.
pub(crate) const RANGE_MARKS: &[&str] = &["-", "—", "–", "―", "~", "～", "至", "到"];

/// The value of one digit in a row of digits: `'3'`, `'三'`, `'〇'`, and the letter O of old files (二OO八年).
pub(crate) fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => c.to_digit(10).and_then(|d| u8::try_from(d).ok()),
        '〇' | '零' | '○' | '◯' | 'O' | 'o' => Some(0),
        _ => chinese_digit(c),
    }
}

fn chinese_digit(c: char) -> Option<u8> {
    match c {
        '一' => Some(1),
        '二' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    }
}

/// Whether a character counts from one to ten: 一, 十.
pub(crate) fn is_one_to_ten(c: char) -> bool {
    c == '十' || chinese_digit(c).is_some()
}

/// Whether a character can be part of a number in words or digits.
#[inline]
pub(crate) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || chinese_digit(c).is_some() || matches!(c, '〇' | '零' | '两' | '十' | '百' | '千' | '万' | '亿')
}

/// Reads 0–99 as in dates: `"12"`, `"十二"`, `"三十一"`. A longer row of digits is no such number.
pub(crate) fn read_small(cursor: &mut Cursor) -> Option<u8> {
    let mut ahead = *cursor;
    ahead.blanks();
    let value = if ahead.peek()?.is_ascii_digit() { small_arabic(&mut ahead) } else { small_chinese(&mut ahead) }?;
    *cursor = ahead;
    Some(value)
}

fn small_arabic(cursor: &mut Cursor) -> Option<u8> {
    let mut value = 0;
    for taken in 0..3 {
        let Some(d) = cursor.peek().and_then(|c| c.to_digit(10)) else {
            break;
        };
        if taken == 2 {
            return None;
        }
        value = value * 10 + u8::try_from(d).ok()?;
        cursor.bump();
    }
    Some(value)
}

fn small_chinese(cursor: &mut Cursor) -> Option<u8> {
    let take = |cursor: &mut Cursor| {
        let d = chinese_digit(cursor.peek()?)?;
        cursor.bump();
        Some(d)
    };
    let first = take(cursor);
    if cursor.peek() != Some('十') {
        return first;
    }
    cursor.bump();
    Some(first.unwrap_or(1) * 10 + take(cursor).unwrap_or(0))
}

/// Reads digits with an optional decimal part and thousands: `"0.5"`, `"１８００"`, `"3,200"`.
///
/// A row of digits too long to be a quantity is stepped over, and reads as nothing.
pub(crate) fn read_arabic(cursor: &mut Cursor) -> Option<f64> {
    let mut printed = String::new();
    digits(cursor, &mut printed);
    if printed.is_empty() || printed.len() > MAX_DIGITS {
        return None;
    }
    while printed.len() <= MAX_DIGITS && thousands(cursor, &mut printed) {}
    if cursor.peek() == Some('.') {
        let mut fraction = String::from(".");
        let mut ahead = *cursor;
        ahead.bump();
        digits(&mut ahead, &mut fraction);
        if (2..=MAX_DIGITS).contains(&fraction.len()) {
            printed.push_str(&fraction);
            *cursor = ahead;
        }
    }
    printed.parse().ok()
}

/// The value of a text that is nothing but digits, with decimals or without: `"37.5"`; no sign, no exponent, no thousands.
pub(crate) fn read_decimal(text: &str) -> Option<f64> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    (digits(whole) && digits(fraction)).then(|| text.parse().ok()).flatten()
}

/// Steps over all digits; keeps no more of them than show that there are too many.
fn digits(cursor: &mut Cursor, printed: &mut String) {
    while let Some(c) = cursor.peek().filter(char::is_ascii_digit) {
        if printed.len() <= MAX_DIGITS {
            printed.push(c);
        }
        cursor.bump();
    }
}

/// A group such as `",200"`. Only the ASCII comma: the full-width one parts clauses.
fn thousands(cursor: &mut Cursor, printed: &mut String) -> bool {
    let mut ahead = *cursor;
    let mut group = String::new();
    if ahead.printed() != Some(',') || printed.len() > 9 {
        return false;
    }
    ahead.bump();
    digits(&mut ahead, &mut group);
    if group.len() != 3 {
        return false;
    }
    printed.push_str(&group);
    *cursor = ahead;
    true
}

/// Reads a number in words: `"九十五"`, `"三百二十"`, `"两"`, `"九十九点五"`. `"三五"` is no number.
pub(crate) fn read_chinese(cursor: &mut Cursor) -> Option<f64> {
    let (mut total, mut section, mut last) = (0.0, 0.0, None::<f64>);
    let mut smallest = f64::INFINITY;
    let mut taken = 0;
    let mut well_formed = true;
    while let Some(c) = cursor.peek().filter(|&c| is_numeral(c) && !c.is_ascii_digit()) {
        match c {
            '十' | '百' | '千' => {
                let scale = if c == '十' {
                    10.0
                } else if c == '百' {
                    100.0
                } else {
                    1000.0
                };
                // "十十" is no number.
                well_formed &= scale < smallest;
                smallest = scale;
                section += last.take().unwrap_or(1.0) * scale;
            }
            '万' | '亿' => {
                // "亿元以上" counts nothing.
                well_formed &= taken > 0;
                total += (section + last.take().unwrap_or(0.0)) * if c == '万' { 1e4 } else { 1e8 };
                section = 0.0;
                smallest = f64::INFINITY;
            }
            '零' | '〇' => {}
            _ => {
                well_formed &= last.is_none();
                last = Some(if c == '两' { 2.0 } else { f64::from(chinese_digit(c)?) });
            }
        }
        taken += 1;
        cursor.bump();
    }
    let whole = total + section + last.unwrap_or(0.0);
    (taken > 0 && taken <= MAX_DIGITS && well_formed).then(|| whole + decimals(cursor))
}

fn decimals(cursor: &mut Cursor) -> f64 {
    let mut ahead = *cursor;
    let (mut value, mut scale) = (0.0, 0.1);
    if ahead.bump() != Some('点') {
        return 0.0;
    }
    while let Some(d) = ahead.peek().and_then(chinese_digit) {
        value += f64::from(d) * scale;
        scale /= 10.0;
        ahead.bump();
        *cursor = ahead;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole<T>(text: &str, read: impl Fn(&mut Cursor) -> Option<T>) -> Option<T> {
        let mut cursor = Cursor::new(text, 0);
        read(&mut cursor).filter(|_| cursor.at() == text.len())
    }

    #[test]
    fn small_numbers_of_dates() {
        for (text, value) in [("7", 7), ("１２", 12), ("09", 9), ("十", 10), ("十二", 12), ("三十一", 31), ("二十", 20), ("六", 6)]
        {
            assert_eq!(whole(text, read_small), Some(value), "{text}");
        }
        for text in ["", "123", "三四", "百", "两千", "甲"] {
            assert_eq!(whole(text, read_small), None, "{text}");
        }
    }

    #[test]
    fn nothing_but_digits() {
        for (text, value) in [("0", 0.0), ("37.5", 37.5), ("007", 7.0), ("0.333333333333333", 0.333_333_333_333_333)] {
            assert_eq!(read_decimal(text), Some(value), "{text}");
        }
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "0x1F", "1,5", "1.2.3", "NaN", "inf", "１"] {
            assert_eq!(read_decimal(text), None, "{text}");
        }
    }

    #[test]
    fn quantities_in_digits_and_words() {
        for (text, value) in [("1800", 1800.0), ("３．６", 3.6), ("12,500", 12_500.0), ("1,234,567.5", 1_234_567.5), ("0.05", 0.05)] {
            assert_eq!(whole(text, read_arabic), Some(value), "{text}");
        }
        for text in ["", "1234567890123", "12，500", "12,50", "1.", "."] {
            assert_eq!(whole(text, read_arabic), None, "{text}");
        }
        for (text, value) in [("九十五", 95.0), ("百", 100.0), ("三百二十", 320.0), ("两", 2.0), ("一万五千", 15_000.0), ("三点五", 3.5)]
        {
            assert_eq!(whole(text, read_chinese), Some(value), "{text}");
        }
        for text in ["三五", "", "点五", "甲", "十十", "十百"] {
            assert_eq!(whole(text, read_chinese), None, "{text}");
        }
    }
}
