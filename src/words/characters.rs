//! Sets of characters and of words, made for texts that hold none of them: the first character refuses.

use std::ops::Range;

use super::fold::fold;

/// A set of characters of the basic plane.
#[derive(Debug, Clone, Default)]
pub(super) struct CharacterSet(Box<[u64]>);

impl CharacterSet {
    const BITS: usize = u64::BITS as usize;

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
        let mut bits = vec![0u64; (u16::MAX as usize + 1) / Self::BITS].into_boxed_slice();
        for c in characters {
            if let Some(bits) = bits.get_mut(c as usize / Self::BITS) {
                *bits |= 1 << (c as usize % Self::BITS);
            }
        }
        CharacterSet(bits)
    }
}

/// Words looked for together in running text, compared folded.
pub(crate) struct Words {
    firsts: CharacterSet,
    /// Longest first.
    words: Vec<Vec<char>>,
}

impl Words {
    /// These words.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words: Vec<Vec<char>> = words.into_iter().map(|word| word.chars().map(fold).collect()).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Words { firsts: words.iter().filter_map(|word| word.first().copied()).collect(), words }
    }

    /// The first place where one of the words stands, the longest of those there; bytes of `text`.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.candidates(text).find_map(|at| self.words.iter().find_map(|word| stands(word, text, at)))
    }

    /// Whether the text begins with one of the words.
    pub fn begin(&self, text: &str) -> bool {
        text.chars().next().is_some_and(|c| self.firsts.contains(fold(c))) && self.words.iter().any(|word| stands(word, text, 0).is_some())
    }

    /// The first place of each word that stands in the text, in no particular order.
    pub fn first_of_each(&self, text: &str) -> Vec<Range<usize>> {
        let mut open: Vec<&Vec<char>> = self.words.iter().collect();
        let mut found = Vec::new();
        for at in self.candidates(text) {
            open.retain(|word| match stands(word, text, at) {
                Some(range) => {
                    found.push(range);
                    false
                }
                None => true,
            });
        }
        found
    }

    fn candidates<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        text.char_indices().filter(|&(_, c)| self.firsts.contains(fold(c))).map(|(at, _)| at)
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
