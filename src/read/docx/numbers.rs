//! Numbers as Word writes them: `w:numFmt` and a count to the text of the number.
//!
//! Source: ECMA-376 part 1, §17.18.59 (ST_NumberFormat), checked against LibreOffice. Pure functions. A format that is not here is
//! written as a decimal number.

/// The text of a number in a format; `custom` is the pattern of the format `custom`, such as `001, 002, 003, ...`.
///
/// Shape: `("chineseCounting", 21)` → `二十一`; `("decimalEnclosedCircle", 3)` → `③`.
pub(super) fn number_text(format: &str, custom: Option<&str>, number: u32) -> String {
    let written = match format {
        "none" | "bullet" => Some(String::new()),
        "decimalZero" => Some(format!("{number:02}")),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|text| text.to_lowercase()),
        "upperLetter" => letters(number, 'A'),
        "lowerLetter" => letters(number, 'a'),
        "ordinal" => Some(ordinal(number)),
        "hex" => Some(format!("{number:X}")),
        "numberInDash" => Some(format!("- {number} -")),
        "decimalFullWidth" | "decimalFullWidth2" => {
            Some(number.to_string().chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c)).collect())
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "decimalEnclosedParen" => glyph('⑴', 20, number),
        "decimalEnclosedFullstop" => glyph('⒈', 20, number),
        "ideographEnclosedCircle" => glyph('㊀', 10, number),
        "chineseCounting" | "taiwaneseCounting" => Some(counted(number)),
        "chineseCountingThousand" | "taiwaneseCountingThousand" => Some(thousands(number, &PLAIN, ["", "十", "百", "千"], Ones::Chinese)),
        "japaneseCounting" | "koreanCounting" => Some(thousands(number, &PLAIN, ["", "十", "百", "千"], Ones::Japanese)),
        "chineseLegalSimplified" => Some(thousands(number, &LEGAL, ["", "拾", "佰", "仟"], Ones::Written)),
        "ideographLegalTraditional" => Some(thousands(number, &LEGAL_TRADITIONAL, ["", "拾", "佰", "仟"], Ones::Written)),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => Some(digits(number)),
        "ideographTraditional" => picked("甲乙丙丁戊己庚辛壬癸", number),
        "ideographZodiac" => picked("子丑寅卯辰巳午未申酉戌亥", number),
        "ideographZodiacTraditional" => stem_and_branch(number),
        "custom" => custom.and_then(|pattern| padded(pattern, number)),
        _ => None,
    };
    written.unwrap_or_else(|| number.to_string())
}

const PLAIN: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const LEGAL_TRADITIONAL: [char; 10] = ['零', '壹', '貳', '參', '肆', '伍', '陸', '柒', '捌', '玖'];

/// When 一 before 十, 百, 千 is written.
#[derive(Clone, Copy, PartialEq)]
enum Ones {
    /// 十一, 一百一十, 一千
    Chinese,
    /// 十一, 百十, 千
    Japanese,
    /// 壹拾壹
    Written,
}

/// Up to 99 in words, from 100 on digit by digit: 九十九, 一〇〇.
fn counted(number: u32) -> String {
    if number < 100 { thousands(number, &PLAIN, ["", "十", "百", "千"], Ones::Chinese) } else { digits(number) }
}

fn digits(number: u32) -> String {
    number.to_string().chars().filter_map(|c| PLAIN.get(c.to_digit(10)? as usize)).collect()
}

/// In words up to 9999; larger numbers digit by digit.
fn thousands(number: u32, glyphs: &[char; 10], units: [&str; 4], ones: Ones) -> String {
    if number == 0 || number > 9999 {
        return if number == 0 { glyphs.iter().take(1).collect() } else { digits(number) };
    }
    let figures: Vec<usize> = number.to_string().chars().filter_map(|c| c.to_digit(10)).map(|figure| figure as usize).collect();
    let mut text = String::new();
    let mut gap = false;
    for (figure, place) in figures.iter().zip((0..figures.len()).rev()) {
        if *figure == 0 {
            gap = true;
            continue;
        }
        if gap && ones != Ones::Japanese {
            text.push('零');
        }
        gap = false;
        let silent = *figure == 1 && place > 0 && (ones == Ones::Japanese || (ones == Ones::Chinese && place == 1 && text.is_empty()));
        text.extend(glyphs.get(*figure).filter(|_| !silent));
        text.push_str(units.get(place).copied().unwrap_or(""));
    }
    text
}

fn roman(number: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&number) {
        return None;
    }
    let mut left = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    Some(text)
}

/// A to Z, then AA, BB: Word repeats the letter.
fn letters(number: u32, first: char) -> Option<String> {
    let at = number.checked_sub(1)?;
    let letter = char::from_u32(first as u32 + at % 26)?;
    (at / 26 < 30).then(|| std::iter::repeat_n(letter, at as usize / 26 + 1).collect())
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// ① to ⑳, ㉑ to ㉟, ㊱ to ㊿.
fn circled(number: u32) -> Option<String> {
    glyph('①', 20, number).or_else(|| glyph('㉑', 15, number.checked_sub(20)?)).or_else(|| glyph('㊱', 15, number.checked_sub(35)?))
}

fn glyph(first: char, count: u32, number: u32) -> Option<String> {
    let at = number.checked_sub(1).filter(|&at| at < count)?;
    char::from_u32(first as u32 + at).map(String::from)
}

fn picked(row: &str, number: u32) -> Option<String> {
    row.chars().nth(number.checked_sub(1)? as usize).map(String::from)
}

/// 甲子, 乙丑 … 癸亥.
fn stem_and_branch(number: u32) -> Option<String> {
    let at = number.checked_sub(1).filter(|&at| at < 60)?;
    Some(picked("甲乙丙丁戊己庚辛壬癸", at % 10 + 1)? + &picked("子丑寅卯辰巳午未申酉戌亥", at % 12 + 1)?)
}

/// `001, 002, 003, ...` → numbers of at least three digits.
fn padded(pattern: &str, number: u32) -> Option<String> {
    let first = pattern.split(',').next()?.trim();
    first.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("{number:0width$}", width = first.len().min(10)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_word_writes_them() {
        for (format, number, text) in [
            ("decimal", 12, "12"),
            ("decimalZero", 3, "03"),
            ("upperRoman", 1994, "MCMXCIV"),
            ("lowerRoman", 4, "iv"),
            ("upperLetter", 28, "BB"),
            ("lowerLetter", 2, "b"),
            ("decimalFullWidth", 10, "１０"),
            ("decimalEnclosedCircle", 20, "⑳"),
            ("decimalEnclosedCircleChinese", 21, "㉑"),
            ("decimalEnclosedCircle", 51, "51"),
            ("decimalEnclosedParen", 2, "⑵"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 11, "十一"),
            ("chineseCounting", 21, "二十一"),
            ("chineseCounting", 100, "一〇〇"),
            ("chineseCountingThousand", 20, "二十"),
            ("chineseCountingThousand", 105, "一百零五"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 1005, "一千零五"),
            ("japaneseCounting", 10, "十"),
            ("japaneseCounting", 115, "百十五"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographDigital", 12, "一二"),
            ("ideographTraditional", 3, "丙"),
            ("ideographZodiac", 12, "亥"),
            ("ideographZodiacTraditional", 60, "癸亥"),
            ("numberInDash", 3, "- 3 -"),
            ("ordinal", 22, "22nd"),
            ("bullet", 5, ""),
            ("none", 5, ""),
            ("不认识", 5, "5"),
            ("upperRoman", 0, "0"),
            ("ideographTraditional", 11, "11"),
        ] {
            assert_eq!(number_text(format, None, number), text, "{format} {number}");
        }
        assert_eq!(number_text("custom", Some("001, 002, 003, ..."), 7), "007");
        for number in [0, 1, 99, 100, 9_999, 10_000, u32::MAX] {
            for format in
                ["lowerLetter", "chineseCountingThousand", "japaneseCounting", "decimalEnclosedCircle", "ideographZodiacTraditional"]
            {
                assert!(!number_text(format, None, number).is_empty());
            }
        }
    }
}
