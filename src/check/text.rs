//! Small readings of text that several rules share.

use crate::words::fold::{fold, is_blank};

/// A Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// The clauses of a text: what stands between commas, semicolons, colons, stops and line breaks; never empty.
pub(super) fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| matches!(fold(c), ',' | ';' | ':' | '。' | '!' | '?') || c == '\n').map(str::trim).filter(|clause| !clause.is_empty())
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| matches!(fold(c), ';' | '。' | '!' | '?') || c == '\n').map(str::trim).filter(|sentence| !sentence.is_empty())
}

/// Letters and digits only, folded: what two texts are compared by.
pub(super) fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|&c| c.is_alphanumeric() && !is_blank(c)).map(fold).collect()
}

/// A hash that is the same in every run.
pub(super) fn hash(letters: &[char]) -> u64 {
    letters.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3).rotate_left(5))
}

/// Items of a list in words: `"3、5、7"`, the first few and how many more there are.
pub(super) fn listed(items: &[String], shown: usize) -> String {
    let more = if items.len() > shown { format!(" 等 {} 处", items.len()) } else { String::new() };
    items[..items.len().min(shown)].join("、") + &more
}
