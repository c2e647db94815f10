//! The guard over the parts of a package: every token of a part, as long as the part is well-formed and within every limit.
//!
//! Whoever reads a part reads it through [`Scan`], and to its end: half a table is never taken for the whole. Linear.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::markup::{Broken, Token, Tokens};
use crate::limits::{self, Limit, Limits};

/// Why a part is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It is damaged: what, in words.
    Damaged(String),
    /// It is made to do harm, or to exhaust the machine: what, in words.
    Unsafe(String),
}

impl Flaw {
    /// The same, with words before its own.
    pub(super) fn within(self, place: &str) -> Flaw {
        match self {
            Flaw::Damaged(reason) => Flaw::Damaged(format!("{place}{reason}")),
            Flaw::Unsafe(reason) => Flaw::Unsafe(format!("{place}{reason}")),
        }
    }
}

/// A part as UTF-8 from whatever encoding it states, and how many characters of it were damaged.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(Vec<u8>, usize), Flaw> {
    let (encoding, skip) = match Encoding::for_bom(&bytes) {
        Some(found) => found,
        None if bytes.starts_with(b"<\0") => (UTF_16LE, 0),
        None if bytes.starts_with(b"\0<") => (UTF_16BE, 0),
        None => (stated_encoding(&bytes).unwrap_or(UTF_8), 0),
    };
    if encoding == UTF_8 && skip == 0 && simdutf8::basic::from_utf8(&bytes).is_ok() {
        return Ok((bytes, 0));
    }
    let (text, has_damage) = encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default());
    let damaged = if has_damage { text.matches(char::REPLACEMENT_CHARACTER).count() } else { 0 };
    if damaged > limits::DAMAGED_CHARACTERS {
        return Err(Flaw::Damaged("里面的文字不是它声明的编码".to_owned()));
    }
    Ok((text.into_owned().into_bytes(), damaged))
}

/// The encoding of `<?xml … encoding="GBK"?>`.
fn stated_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head = head.strip_prefix(b"<?xml")?;
    let head = head.get(..head.iter().position(|&byte| byte == b'>')?)?;
    let at = head.windows(8).position(|window| window == b"encoding")?;
    let mut quoted = head.get(at..)?.split(|&byte| byte == b'"' || byte == b'\'');
    Encoding::for_label(quoted.nth(1)?)
}

/// The tokens of a part, guarded.
pub(super) struct Scan<'a> {
    tokens: Tokens<'a>,
    limits: &'a Limits,
}

impl<'a> Scan<'a> {
    /// Over a part in UTF-8.
    pub(super) fn of(part: &'a [u8], limits: &'a Limits) -> Self {
        Scan { tokens: Tokens::of(part), limits }
    }

    /// The next token; `None` at the end of a whole part.
    ///
    /// # Errors
    /// [`Flaw::Damaged`] when the part is not well-formed or ends early, [`Flaw::Unsafe`] for entities and for what passes a limit.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, Flaw> {
        let start = self.tokens.at();
        let token = self.tokens.next().map_err(|Broken(at)| Flaw::Damaged(format!("第 {at} 字节起不完整")))?;
        let length = self.tokens.at() - start;
        if length > self.limits.count(Limit::TokenBytes) {
            return Err(Flaw::Unsafe(format!("里面有一段 {length} 字节长的文字，正常表格不会有")));
        }
        match token {
            Some(Token::Start { .. }) if self.tokens.depth() > self.limits.count(Limit::Depth) => {
                Err(Flaw::Unsafe("元素一层套一层，没有尽头".to_owned()))
            }
            Some(Token::DocType) => Err(Flaw::Unsafe("里面有文档类型声明（DTD），办公软件不会写这个".to_owned())),
            token => Ok(token),
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.tokens.depth()
    }

    /// What has not been walked over yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.tokens.rest()
    }

    /// Passes over bytes that hold whole elements.
    pub(super) fn pass(&mut self, length: usize) {
        self.tokens.pass(length);
    }
}

/// Walks over a part to its end.
///
/// # Errors
/// As [`Scan::next`].
pub(super) fn check(part: &[u8], limits: &Limits) -> Result<(), Flaw> {
    let mut scan = Scan::of(part, limits);
    while scan.next()?.is_some() {}
    Ok(())
}

/// Refuses more of something than a limit allows.
pub(super) fn within(count: usize, limit: usize, what: &str) -> Result<(), Flaw> {
    if count > limit { Err(Flaw::Unsafe(format!("{what}超过 {limit} 个，正常表格不会有"))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_office_program_writes_is_refused() {
        let nested = "<a>".repeat(300);
        let long = format!("<a>{}</a>", "x".repeat((4 << 20) + 1));
        for text in ["<!DOCTYPE a><a/>", &nested, &long] {
            assert!(matches!(check(text.as_bytes(), &limits::USUAL), Err(Flaw::Unsafe(_))), "{text:.20}");
        }
        for text in ["<a>", "<a></b>", "<a", "<a><b></a>"] {
            assert!(matches!(check(text.as_bytes(), &limits::USUAL), Err(Flaw::Damaged(_))), "{text}");
        }
    }

    #[test]
    fn encodings_of_parts() {
        let gbk = encoding_rs::GB18030.encode("<?xml version='1.0' encoding='GBK'?><t>责任</t>").0.into_owned();
        assert!(String::from_utf8(decode(gbk).unwrap().0).unwrap().contains("责任"));
        let utf16: Vec<u8> = "<t>责任</t>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(utf16.clone()).unwrap().0, "<t>责任</t>".as_bytes());
        assert_eq!(decode([b"\xff\xfe".as_slice(), &utf16].concat()).unwrap().0, "<t>责任</t>".as_bytes());
        assert_eq!(decode(b"\xef\xbb\xbf<t/>".to_vec()).unwrap(), (b"<t/>".to_vec(), 0));
        assert_eq!(decode(b"<t>\xe8\xb4</t>".to_vec()).unwrap().1, 1);
        assert!(decode(encoding_rs::GB18030.encode("<t>责任分解表责任分解表</t>").0.into_owned()).is_err());
    }
}
