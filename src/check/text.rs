//! Small readings of text that several rules share.

use hashbrown::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::words::fold::{fold, is_word};

/// A map whose keys are already hashes: hashing them again took half of the time of the duplicate search.
pub(super) type ByHash<T> = HashMap<u64, T, BuildHasherDefault<AsIs>>;

/// Takes a number for its own hash.
#[derive(Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// The clauses of a text: what stands between commas, semicolons, colons, stops and line breaks; never empty.
pub(super) fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| matches!(fold(c), ',' | ';' | ':' | '。' | '!' | '?') || c == '\n').map(str::trim).filter(|clause| !clause.is_empty())
}

/// Every clause of a text with its letters, folded; the buffer is only there to be used again.
pub(super) fn each_clause<'t>(text: &'t str, buffer: &mut Vec<char>, mut note: impl FnMut(&'t str, &[char])) {
    let mut start = 0;
    buffer.clear();
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        let folded = fold(c);
        if matches!(folded, ',' | ';' | ':' | '。' | '!' | '?') || c == '\n' {
            if !buffer.is_empty() {
                note(text[start..at].trim(), buffer);
                buffer.clear();
            }
            start = at + c.len_utf8();
        } else if is_word(c) {
            buffer.push(folded);
        }
    }
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| matches!(fold(c), ';' | '。' | '!' | '?') || c == '\n').map(str::trim).filter(|sentence| !sentence.is_empty())
}

/// Letters and digits only, folded: what two texts are compared by.
pub(super) fn letters(text: &str) -> Vec<char> {
    folded_letters(text).collect()
}

/// The same, one after the other.
pub(super) fn folded_letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|&c| is_word(c)).map(fold)
}

/// A hash that is the same in every run, well mixed in all of its bits.
pub(super) fn hash(letters: &[char]) -> u64 {
    let mixed = letters
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &c| (hash.rotate_left(23) ^ u64::from(u32::from(c))).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed ^ (mixed >> 29)
}

/// Items of a list in words: `"3、5、7"`, the first few and how many more there are.
pub(super) fn listed(items: &[String], shown: usize) -> String {
    let more = if items.len() > shown { format!(" 等 {} 处", items.len()) } else { String::new() };
    items[..items.len().min(shown)].join("、") + &more
}
