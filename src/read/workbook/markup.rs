//! Markup by bytes: the tags of a part with their places, fast enough to look at every part before it is read.
//!
//! It tells tags from text and holds the rules a guard needs: every element closed by its own name, quotes closed, no document type.
//! A walk with quick-xml cost more than everything that is done with a sheet besides.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

/// A piece of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<a b="c">`, or `<a/>`.
    Start {
        /// The name without prefix.
        name: &'a [u8],
        attributes: Attributes<'a>,
        is_empty: bool,
    },
    /// `</a>`, by its name without prefix.
    End(&'a [u8]),
    /// Text as it stands, references and all.
    Text(&'a [u8]),
    /// What a CDATA section holds.
    Verbatim(&'a [u8]),
    /// `<!DOCTYPE`
    DocType,
    /// A comment, a declaration, a processing instruction.
    Other,
}

/// The attributes of a tag as they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attributes<'a>(pub &'a [u8]);

/// A part that is not well-formed: where, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken(pub usize);

/// The tokens of a part.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Names of the open elements, prefix and all.
    open: Vec<&'a [u8]>,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Tokens { bytes, at: 0, open: Vec::new() }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// How many bytes have been walked over.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What has not been walked over yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Passes over bytes that hold whole elements.
    pub(super) fn pass(&mut self, length: usize) {
        self.at += length;
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, Broken> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        if rest.is_empty() {
            return if self.open.is_empty() { Ok(None) } else { Err(Broken(start)) };
        }
        if rest.first() != Some(&b'<') {
            let length = memchr(b'<', rest).unwrap_or(rest.len());
            self.at = start + length;
            return Ok(Some(Token::Text(&rest[..length])));
        }
        let (token, length) = match rest.get(1) {
            Some(b'/') => self.end_tag(rest).ok_or(Broken(start))?,
            Some(b'?') => (Token::Other, memmem::find(rest, b"?>").ok_or(Broken(start))? + 2),
            Some(b'!') => other(rest).ok_or(Broken(start))?,
            _ => self.start_tag(rest).ok_or(Broken(start))?,
        };
        self.at = start + length;
        Ok(Some(token))
    }

    fn start_tag(&mut self, rest: &'a [u8]) -> Option<(Token<'a>, usize)> {
        let close = end_of_tag(rest)?;
        let is_empty = rest.get(close.checked_sub(1)?) == Some(&b'/');
        let inner = rest.get(1..close - usize::from(is_empty))?;
        let length = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(length);
        if name.is_empty() || name.contains(&b'<') {
            return None;
        }
        if !is_empty {
            self.open.push(name);
        }
        Some((Token::Start { name: local(name), attributes: Attributes(attributes), is_empty }, close + 1))
    }

    fn end_tag(&mut self, rest: &'a [u8]) -> Option<(Token<'a>, usize)> {
        let close = memchr(b'>', rest)?;
        let name = rest.get(2..close)?.trim_ascii_end();
        (self.open.pop()? == name).then(|| (Token::End(local(name)), close + 1))
    }
}

/// Comments, CDATA and the document type.
fn other(rest: &[u8]) -> Option<(Token<'_>, usize)> {
    if rest.starts_with(b"<!--") {
        return memmem::find(rest.get(4..)?, b"-->").map(|at| (Token::Other, at + 7));
    }
    if rest.starts_with(b"<![CDATA[") {
        return memmem::find(rest, b"]]>").map(|at| (Token::Verbatim(rest.get(9..at).unwrap_or_default()), at + 3));
    }
    memchr(b'>', rest).map(|at| (Token::DocType, at + 1))
}

/// Where the `>` of a start tag stands: one within quotes does not count.
fn end_of_tag(rest: &[u8]) -> Option<usize> {
    let close = memchr(b'>', rest)?;
    let tag = rest.get(..close)?;
    let (double, single) = tag.iter().fold((false, false), |(double, single), &byte| (double ^ (byte == b'"'), single ^ (byte == b'\'')));
    if !double && !single {
        return Some(close);
    }
    let mut quote = None;
    rest.iter().position(|&byte| {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
        byte == b'>' && quote.is_none()
    })
}

fn local(name: &[u8]) -> &[u8] {
    name.iter().position(|&byte| byte == b':').and_then(|colon| name.get(colon + 1..)).unwrap_or(name)
}

impl<'a> Attributes<'a> {
    /// The value of an attribute, by its local name, as it stands.
    pub(super) fn get(self, name: &[u8]) -> Option<&'a [u8]> {
        self.iter().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// Every attribute: its local name, its value.
    pub(super) fn iter(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let bytes = self.0;
        let mut at = 0;
        std::iter::from_fn(move || {
            at += bytes.get(at..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
            let equals = at + bytes.get(at..)?.iter().position(|&byte| byte == b'=')?;
            let open = equals + 1 + bytes.get(equals + 1..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
            let quote = *bytes.get(open)?;
            let close = open + 1 + bytes.get(open + 1..)?.iter().position(|&byte| byte == quote)?;
            let found = (local(bytes.get(at..equals)?.trim_ascii_end()), bytes.get(open + 1..close)?);
            at = close + 1;
            Some(found)
        })
    }
}

/// Bytes of a part, which is UTF-8.
fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// What text or the value of an attribute says: references resolved, line breaks as `\n`. A reference that XML does not have is
/// [`char::REPLACEMENT_CHARACTER`]; a `&` that begins none is itself.
pub(super) fn said(bytes: &[u8]) -> Cow<'_, str> {
    if memchr2(b'&', b'\r', bytes).is_none() {
        return utf8(bytes);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr2(b'&', b'\r', rest) {
        text.push_str(&utf8(&rest[..at]));
        let (c, length) = match rest[at] {
            b'\r' => ('\n', if rest.get(at + 1) == Some(&b'\n') { 2 } else { 1 }),
            _ => reference(&rest[at..]),
        };
        text.push(c);
        rest = rest.get(at + length..).unwrap_or_default();
    }
    text.push_str(&utf8(rest));
    Cow::Owned(text)
}

/// The character a reference stands for, and how many bytes it has.
fn reference(bytes: &[u8]) -> (char, usize) {
    const LONGEST: usize = 32;
    let Some(end) = bytes.iter().take(LONGEST).position(|&byte| byte == b';') else { return ('&', 1) };
    let code = |digits: &[u8], radix| std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, radix).ok());
    let found = match &bytes[1..end] {
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"amp" => Some('&'),
        b"apos" => Some('\''),
        b"quot" => Some('"'),
        b"nbsp" => Some('\u{a0}'),
        [b'#', b'x' | b'X', digits @ ..] => code(digits, 16).and_then(char::from_u32),
        [b'#', digits @ ..] => code(digits, 10).and_then(char::from_u32),
        _ => None,
    };
    (found.filter(|&c| c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER), end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Result<String, Broken> {
        let mut tokens = Tokens::of(text.as_bytes());
        let mut shape = String::new();
        let word = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        while let Some(token) = tokens.next()? {
            shape += &match token {
                Token::Start { name, attributes, is_empty, .. } => {
                    let all: Vec<String> = attributes.iter().map(|(name, value)| format!("{}={}", word(name), word(value))).collect();
                    format!("({}{}{}", word(name), all.iter().map(|a| format!(" {a}")).collect::<String>(), if is_empty { ")" } else { "" })
                }
                Token::End(_) => ")".to_owned(),
                Token::Text(text) => format!("[{}]", word(text)),
                Token::Verbatim(text) => format!("={}=", word(text)),
                Token::DocType => "!".to_owned(),
                Token::Other => "~".to_owned(),
            };
        }
        Ok(shape)
    }

    #[test]
    fn markup_is_told_from_text() {
        for (text, wanted) in [
            ("<?xml version='1.0'?>\n<x:a b=\"1\" c:d = '2>\"'>甲&lt;<e/></x:a >", "~[\n](a b=1 d=2>\"[甲&lt;](e))"),
            ("<a><!-- <b> --><![CDATA[<b>]]><?p?></a>", "(a~=<b>=~)"),
            ("<a b='it\"s' c=\"it's\"/>", "(a b=it\"s c=it's)"),
            ("<!DOCTYPE a><a/>", "!(a)"),
            ("", ""),
        ] {
            assert_eq!(shape(text).as_deref(), Ok(wanted), "{text}");
        }
        for text in ["<a>", "<a></b>", "</a>", "<a", "<a b='1>", "<>", "<a><b></a></b>", "<!-- <a/>", "<a><![CDATA[</a>", "<a<b/>"] {
            assert!(shape(text).is_err(), "{text}");
        }
    }

    #[test]
    fn references_are_resolved() {
        for (text, wanted) in [
            ("责任&lt;&#x4e00;&#19968;&amp;amp;", "责任<一一&amp;"),
            ("a\r\nb\rc&#13;&#10;", "a\nb\nc\r\n"),
            ("&nbsp;&oops;&#x110000;&#0;", "\u{a0}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("甲&乙；", "甲&乙；"),
            ("&", "&"),
        ] {
            assert_eq!(said(text.as_bytes()), wanted, "{text}");
        }
    }
}
