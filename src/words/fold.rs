//! The shadow under which words are compared: letter width, blanks and traditional characters folded, one character to one.
//!
//! Only comparisons go through here. What the model holds is always what was printed.

use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use super::vocabulary;

/// For each character of the basic plane, the character it is compared as.
static FOLDED: LazyLock<Box<[char]>> = LazyLock::new(|| {
    let mut table: Box<[char]> = (0..=u16::MAX).map(|code| char::from_u32(u32::from(code)).map_or('\0', plain)).collect();
    let mut pairs = vocabulary::source().variants.traditional.chars();
    while let (Some(traditional), Some(simplified)) = (pairs.next(), pairs.next()) {
        if let Some(slot) = table.get_mut(traditional as usize) {
            *slot = simplified;
        }
    }
    table
});

/// The half-width form of a character, and one form of every blank, bracket and colon.
fn plain(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '〔' | '【' => '[',
        '〕' | '】' => ']',
        '︰' | '∶' | '﹕' => ':',
        '\t' | '\n' | '\r' => ' ',
        _ if is_blank(c) && !c.is_ascii() => ' ',
        _ => c,
    }
}

/// The character under which `c` is compared.
///
/// Shape: `'（'` → `'('`, `'　'` → `' '`, `'責'` → `'责'`, `'２'` → `'2'`; everything else is itself.
#[inline]
pub fn fold(c: char) -> char {
    // Blanks are all of the basic plane, and so is everything that folds.
    FOLDED.get(c as usize).copied().unwrap_or(c)
}

/// Whether a character shows nothing: white space of every width, and the invisible marks that editors leave behind.
#[inline]
pub fn is_blank(c: char) -> bool {
    if ('\u{3001}'..='\u{FEFE}').contains(&c) {
        return false;
    }
    matches!(c, ' ' | '\t'..='\r')
        || !c.is_ascii() && (c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'))
}

/// A text without blanks, folded: the key under which labels and headers are looked up.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    key.extend(text.chars().filter(|&c| !is_blank(c)).map(fold));
    key
}

/// Whether the key of a text is this one; stops at the first difference.
pub fn is_key(text: &str, wanted: &str) -> bool {
    text.chars().filter(|&c| !is_blank(c)).map(fold).eq(wanted.chars())
}

/// What of a text is no Chinese character, with its places: marks, blanks, figures, Latin letters. As `char_indices`, and many times as
/// fast where only marks are asked for.
///
/// Shape: `"甲，乙（2）"` → (3, '，'), (9, '（'), (12, '2'), (13, '）').
pub(crate) fn marks(text: &str) -> impl Iterator<Item = (usize, char)> {
    // U+4000 to U+9FFF: the only characters that begin with these bytes, each three bytes long.
    const HAN: RangeInclusive<u8> = 0xE4..=0xE9;
    let mut at = 0;
    std::iter::from_fn(move || {
        while text.as_bytes().get(at).is_some_and(|byte| HAN.contains(byte)) {
            at += 3;
        }
        let (place, c) = (at, text.get(at..)?.chars().next()?);
        at += c.len_utf8();
        Some((place, c))
    })
}

/// Whether a character is a letter or a digit; quick for what Chinese text is made of.
#[inline]
pub fn is_word(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | 'a'..='z' | 'A'..='Z' | '0'..='9') || !c.is_ascii() && c.is_alphanumeric()
}

/// Whether a character is a letter; quick for what Chinese text is made of.
#[inline]
pub fn is_letter(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | 'a'..='z' | 'A'..='Z') || !c.is_ascii() && c.is_alphabetic()
}

/// The mark by which a changed text is told from one that only lost or won blanks: CRC-32 (that of zip) over its UTF-8 without blanks.
pub fn fingerprint(text: &str) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    text.split(is_blank).for_each(|piece| hasher.update(piece.as_bytes()));
    hasher.finalize()
}

/// The part of `text` without blanks at either end, as a byte range of `text`.
pub fn trimmed(text: &str) -> Range<usize> {
    if begins_and_ends_printed(text.as_bytes()) {
        return 0..text.len();
    }
    let rest = text.trim_start_matches(is_blank);
    let start = text.len() - rest.len();
    start..start + rest.trim_end_matches(is_blank).len()
}

/// Whether a text begins and ends with ASCII that is printed or with a Chinese character, U+4000 to U+9FFF, as nearly every text does.
fn begins_and_ends_printed(text: &[u8]) -> bool {
    matches!(text, [b'!'..=b'~' | 0xE4..=0xE9, ..]) && matches!(text, [.., b'!'..=b'~'] | [.., 0xE4..=0xE9, 0x80..=0xBF, 0x80..=0xBF])
}

/// A folded text without the bracket at its end: `"责任股室(单位)"` → `"责任股室"`. A text that is all bracket stays.
pub(crate) fn without_final_bracket(key: &str) -> &str {
    match key.strip_suffix([')', ']']).and_then(|inner| inner.rfind(['(', '['])) {
        Some(open) if open > 0 => &key[..open],
        _ => key,
    }
}

/// Whether a text begins with a folded word, blanks aside.
///
/// Shape: (`"责 任單位：甲"`, `"责任单位:"`) → true.
pub(crate) fn begins_folded(text: &str, word: &str) -> bool {
    let mut printed = text.chars().filter(|&c| !is_blank(c)).map(fold);
    word.chars().all(|wanted| printed.next() == Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparison_ignores_width_blanks_and_traditional_forms() {
        assert_eq!(key("責　任 單\u{a0}位（配合）"), "责任单位(配合)");
        assert_eq!(key("完成\t時限："), "完成时限:");
        assert_eq!(trimmed("　 甲乙\u{feff} "), 4..10);
        assert_eq!(trimmed("  "), 2..2);
    }

    #[test]
    fn marks_are_all_but_chinese_characters() {
        let text = "甲，乙（2）㐀䶿丙A　丁\u{4000}\u{9FFF}\u{A000}\u{3FFF}😀戊";
        let han = |c: char| ('\u{4000}'..='\u{9FFF}').contains(&c);
        let expected: Vec<(usize, char)> = text.char_indices().filter(|&(_, c)| !han(c)).collect();
        assert_eq!(marks(text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_folds_stays_a_mark_or_a_character() {
        let is_han = |c: char| ('\u{4000}'..='\u{9FFF}').contains(&c);
        let all = (0..=u32::from(u16::MAX)).filter_map(char::from_u32);
        assert!(all.filter(|&c| is_han(c)).all(|c| is_han(fold(c))));
    }

    #[test]
    fn every_variant_is_a_pair() {
        let variants = &vocabulary::source().variants.traditional;
        assert_eq!(variants.chars().count() % 2, 0);
    }
}
