//! Sets of characters and of words, made for texts that hold none of them: the first character refuses.

use std::ops::Range;

use super::fold::{fold, key};

/// Whether a look at the bytes is enough to say that a text holds no control character but line breaks and tabs, none that turns the
/// direction of writing, and none that no file of text may hold. One pass without a branch; `false` says nothing.
pub(crate) fn are_surely_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (second, third) = (bytes.get(1..).unwrap_or_default(), bytes.get(2..).unwrap_or_default());
    let controls = bytes.iter().fold(false, |odd, &byte| odd | ((byte < b' ') & (byte != b'\n') & (byte != b'\t')) | (byte == 0x7F));
    let high_controls = bytes.iter().zip(second).fold(false, |odd, (&lead, &next)| odd | ((lead == 0xC2) & (next < 0xA0)));
    // U+2028 and on up to U+203F, U+2040 and on, U+FFC0 and on.
    let others = bytes.iter().zip(second).zip(third).fold(false, |odd, ((&lead, &next), &last)| {
        odd | ((lead == 0xE2) & (((next == 0x80) & (last >= 0xA8)) | (next == 0x81))) | ((lead == 0xEF) & (next == 0xBF))
    });
    !(controls | high_controls | others)
}

/// A set of characters of the basic plane.
#[derive(Debug, Clone)]
pub(crate) struct CharacterSet(Box<[u64; CharacterSet::LENGTH]>);

impl CharacterSet {
    const BITS: usize = u64::BITS as usize;
    const LENGTH: usize = (u16::MAX as usize + 1) / Self::BITS;

    /// Whether a character is in the set.
    #[inline]
    pub fn contains(&self, c: char) -> bool {
        let at = c as usize;
        self.0.get(at / Self::BITS).is_some_and(|bits| bits >> (at % Self::BITS) & 1 == 1)
    }
}

impl FromIterator<char> for CharacterSet {
    /// The set of these characters; those beyond the basic plane are left out.
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> Self {
        let mut bits = Box::new([0; Self::LENGTH]);
        for c in characters {
            if let Some(bits) = bits.get_mut(c as usize / Self::BITS) {
                *bits |= 1 << (c as usize % Self::BITS);
            }
        }
        CharacterSet(bits)
    }
}

/// Things by a character they begin or end with.
#[derive(Debug, Clone)]
pub(crate) struct ByCharacter<T> {
    characters: CharacterSet,
    /// In the order of the characters.
    lists: Vec<(char, Vec<T>)>,
}

impl<T> ByCharacter<T> {
    /// The things of a character, in the order given.
    #[inline]
    pub fn of(&self, c: char) -> &[T] {
        let found = if self.characters.contains(c) { self.lists.binary_search_by_key(&c, |&(c, _)| c).ok() } else { None };
        found.map_or(&[], |at| &self.lists[at].1)
    }
}

impl<T> FromIterator<(char, T)> for ByCharacter<T> {
    fn from_iter<I: IntoIterator<Item = (char, T)>>(things: I) -> Self {
        let mut lists: Vec<(char, Vec<T>)> = Vec::new();
        for (c, thing) in things {
            match lists.binary_search_by_key(&c, |&(c, _)| c) {
                Ok(at) => lists[at].1.push(thing),
                Err(at) => lists.insert(at, (c, vec![thing])),
            }
        }
        ByCharacter { characters: lists.iter().map(|&(c, _)| c).collect(), lists }
    }
}

/// Words looked for together in running text, compared folded.
#[derive(Debug, Clone)]
pub(crate) struct Words(ByCharacter<Vec<char>>);

impl Words {
    /// These words; blanks in them do not count.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words: Vec<Vec<char>> = words.into_iter().map(|word| key(word).chars().collect()).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Words(words.into_iter().filter_map(|word| Some((*word.first()?, word))).collect())
    }

    /// The first place where one of the words stands, the longest of those there; bytes of `text`.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        text.char_indices().find_map(|(at, c)| self.0.of(fold(c)).iter().find_map(|word| stands(word, text, at)))
    }

    /// Whether one of the words stands in the text.
    pub fn are_in(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    /// Whether the text begins with one of the words.
    pub fn begin(&self, text: &str) -> bool {
        self.at_start(text).is_some()
    }

    /// The longest of the words that the text begins with: its length in bytes.
    pub fn at_start(&self, text: &str) -> Option<usize> {
        let words = self.0.of(fold(text.chars().next()?));
        words.iter().find_map(|word| stands(word, text, 0)).map(|found| found.end)
    }

    /// What follows the longest of the words that the text begins with.
    pub fn strip_from<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.at_start(text).map(|length| &text[length..])
    }

    /// Whether the whole text is one of the words.
    pub fn hold(&self, text: &str) -> bool {
        self.at_start(text) == Some(text.len())
    }

    /// Whether one of the words begins with a folded character.
    pub fn may_begin(&self, c: char) -> bool {
        !self.0.of(c).is_empty()
    }

    /// Whether a folded text is one of the words.
    pub fn contain(&self, text: &[char]) -> bool {
        text.first().is_some_and(|&first| self.0.of(first).iter().any(|word| word == text))
    }

    /// The first place of each word that stands in the text, in no particular order.
    pub fn first_of_each(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<(&Vec<char>, Range<usize>)> = Vec::new();
        for (at, c) in text.char_indices() {
            for word in self.0.of(fold(c)) {
                if !found.iter().any(|(known, _)| *known == word) {
                    found.extend(stands(word, text, at).map(|range| (word, range)));
                }
            }
        }
        found.into_iter().map(|(_, range)| range).collect()
    }
}

/// The range of a folded word at a place of a text.
fn stands(word: &[char], text: &str, at: usize) -> Option<Range<usize>> {
    let mut end = at;
    let mut printed = text[at..].chars();
    for &wanted in word {
        end += printed.next().filter(|&c| fold(c) == wanted)?.len_utf8();
    }
    Some(at..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_surely_plain_has_nothing_odd() {
        let odd = |c: char| {
            (c.is_control() && c != '\n' && c != '\t')
                || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
        };
        for c in ('\0'..='\u{FFFF}').filter(|&c| odd(c)) {
            for text in [format!("{c}"), format!("甲{c}"), format!("一段不长的文字，{c}后面还有")] {
                assert!(!are_surely_plain(&text), "{:04X}", c as u32);
            }
        }
        for text in ["", "a", "甲", "“清淤”——3.5公里；\n２０３１年\t（约50%）…", "¥·é", "\u{20000}😀"] {
            assert!(are_surely_plain(text), "{text}");
        }
    }

    #[test]
    fn words_are_found_folded_and_longest_first() {
        let words = Words::new(["负责", "具体负责", "牵头"]);
        assert_eq!(words.find("甲科具体負責乙"), Some(6..18));
        assert_eq!(words.find("甲科"), None);
        assert!(words.begin("牽頭抓总") && !words.begin("由甲牵头"));
        let mut each = words.first_of_each("负责牵头负责");
        each.sort_by_key(|range| range.start);
        assert_eq!(each, [0..6, 6..12]);
    }

    #[test]
    fn holds_what_was_put_in() {
        let set: CharacterSet = "序号0\u{FFFF}😀".chars().collect();
        assert!("序号0\u{FFFF}".chars().all(|c| set.contains(c)));
        assert!(!"度1\0😀".chars().any(|c| set.contains(c)));
    }
}
