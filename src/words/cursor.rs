//! A place in a text, from which words are matched by hand in both directions.
//!
//! Matching sees a folded text (half width, simplified characters, one kind of blank); offsets are those of the text as
//! printed. Used by `deadline` and `targets`. It never allocates, and every step is bounded by the word it matches, so
//! callers stay linear. It does not decide what words mean.

use super::characters::{ByCharacter, Words};
use super::fold::fold;

/// Blanks skipped between two parts of an expression: `"2020 年"`. More than that is a gap in a layout.
const MAX_BLANKS: usize = 3;

/// The character that matching sees: folded, but a line break stays one, since no expression goes over it.
fn seen(c: char) -> char {
    if c == '\n' { c } else { fold(c) }
}

/// A place in a text. Copy it to look ahead; assign it back to accept what was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at byte `at`, which must be a character boundary; anywhere else it sees nothing ahead and nothing behind.
    pub(crate) fn new(text: &'a str, at: usize) -> Self {
        Cursor { text, at }
    }

    /// The byte offset.
    pub(crate) fn at(self) -> usize {
        self.at
    }

    /// The next character as printed.
    pub(crate) fn printed(self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// The next character, folded.
    pub(crate) fn peek(self) -> Option<char> {
        self.printed().map(fold)
    }

    /// The character before the cursor, folded.
    pub(crate) fn before(self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back().map(fold)
    }

    /// Steps over the next character and gives it, folded.
    pub(crate) fn bump(&mut self) -> Option<char> {
        let c = self.printed()?;
        self.at += c.len_utf8();
        Some(seen(c))
    }

    /// Steps back over the character before and gives it, folded.
    pub(crate) fn back(&mut self) -> Option<char> {
        let c = self.text.get(..self.at)?.chars().next_back()?;
        self.at -= c.len_utf8();
        Some(seen(c))
    }

    /// Steps over a few blanks, not over line breaks.
    pub(crate) fn blanks(&mut self) {
        for _ in 0..MAX_BLANKS {
            if !matches!(self.peek(), Some(' ' | '\t')) {
                break;
            }
            self.bump();
        }
    }

    /// Steps back over a few blanks, not over line breaks.
    pub(crate) fn blanks_back(&mut self) {
        for _ in 0..MAX_BLANKS {
            if !matches!(self.before(), Some(' ' | '\t')) {
                break;
            }
            self.back();
        }
    }

    /// Steps over `word`, and over blanks before it, if it is next.
    pub(crate) fn eat(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        ahead.blanks();
        if word.chars().all(|c| ahead.bump() == Some(c)) {
            *self = ahead;
            return true;
        }
        false
    }

    /// Steps over the first of `words` that is next.
    pub(crate) fn eat_any(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let first = self.first()?;
        words.iter().copied().find(|word| begins_with(word, first) && self.eat(word))
    }

    /// Steps over the longest of the words of the vocabulary that is next, and over blanks before it.
    pub(crate) fn eat_words(&mut self, words: &Words) -> bool {
        let mut ahead = *self;
        ahead.blanks();
        let found = ahead.text.get(ahead.at..).and_then(|rest| words.at_start(rest));
        if let Some(length) = found {
            *self = Cursor { at: ahead.at + length, ..ahead };
        }
        found.is_some()
    }

    /// Steps over the first listed word that is next and is not followed by one of the characters beside it, which would make
    /// another word of it: `("部", "门")` takes 3部, not 3部门.
    pub(crate) fn eat_listed(&mut self, words: &[(&'static str, &str)]) -> Option<&'static str> {
        let first = self.first()?;
        words.iter().find_map(|&(word, not_before)| {
            let mut ahead = *self;
            let fits = begins_with(word, first) && ahead.eat(word) && !ahead.sees_one_of(not_before);
            fits.then(|| {
                *self = ahead;
                word
            })
        })
    }

    /// Steps back over `word`, and over blanks after it, if it stands before the cursor.
    pub(crate) fn eat_back(&mut self, word: &str) -> bool {
        let mut behind = *self;
        behind.blanks_back();
        if word.chars().rev().all(|c| behind.back() == Some(c)) {
            *self = behind;
            return true;
        }
        false
    }

    /// Steps back over the first listed word that stands before the cursor, and gives what stands beside it in the list, which is by last
    /// characters.
    pub(crate) fn eat_back_listed<T: Copy>(&mut self, words: &ByCharacter<(&'static str, T)>) -> Option<T> {
        let mut behind = *self;
        behind.blanks_back();
        words.of(behind.before()?).iter().find(|(word, _)| self.eat_back(word)).map(|&(_, beside)| beside)
    }

    /// The next character that is not blank: most lists of words are ruled out by it alone.
    pub(crate) fn first(mut self) -> Option<char> {
        self.blanks();
        self.peek()
    }

    /// Whether one of `words` is next.
    pub(crate) fn sees_any(mut self, words: &[&'static str]) -> bool {
        self.eat_any(words).is_some()
    }

    /// Whether one of the words of the vocabulary is next.
    pub(crate) fn sees_words(mut self, words: &Words) -> bool {
        self.eat_words(words)
    }

    /// Whether one of `words` stands before the cursor.
    pub(crate) fn follows_any(self, words: &[&str]) -> bool {
        words.iter().any(|word| { self }.eat_back(word))
    }

    /// Whether the next character is one of `set`.
    pub(crate) fn sees_one_of(self, set: &str) -> bool {
        self.peek().is_some_and(|c| set.contains(c))
    }

    /// Whether the character before is one of `set`.
    pub(crate) fn follows_one_of(self, set: &str) -> bool {
        self.before().is_some_and(|c| set.contains(c))
    }
}

// Comparing characters is twice as fast here as `starts_with`, which compares encoded bytes.
fn begins_with(word: &str, first: char) -> bool {
    word.chars().next().is_some_and(|c| c == first)
}

/// Whether the text at some place stands inside 《…》 or a quotation: such words are names, not statements.
///
/// Feed it every character in order. An unclosed mark counts until the end of its sentence only.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quoting {
    title: bool,
    quote: bool,
}

impl Quoting {
    /// Takes note of one character as printed.
    #[inline]
    pub(crate) fn note(&mut self, c: char) {
        match c {
            '\u{3400}'..='\u{9FFF}' => {}
            '《' => self.title = true,
            '》' => self.title = false,
            '“' | '「' | '『' => self.quote = true,
            '”' | '」' | '』' => self.quote = false,
            '"' | '＂' => self.quote = !self.quote,
            '。' | '\n' => *self = Quoting::default(),
            _ => {}
        }
    }

    /// Inside the name of a document.
    pub(crate) fn in_title(self) -> bool {
        self.title
    }

    /// Inside either.
    pub(crate) fn inside(self) -> bool {
        self.title || self.quote
    }
}
