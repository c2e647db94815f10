//! The text of cells in an Excel package: shared strings, and strings that stand in their cell.
//!
//! Runs of rich text are one text; the reading aids above them (`rPh`) are none of it. Which part of a text is struck through is kept
//! beside it. Source: ECMA-376 part 1, 18.4.

use hashbrown::HashMap;

use super::markup::{Attributes, Token, said};
use super::scan::{Flaw, Scan, within};
use crate::limits::{Limit, Limits};

/// The shared strings of a workbook, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Strings {
    pub texts: Vec<String>,
    /// The struck part of those that have one.
    pub struck: HashMap<usize, String>,
}

impl Strings {
    /// Reads the part that holds them.
    pub(super) fn read(part: &[u8], limits: &Limits) -> Result<Strings, Flaw> {
        let mut scan = Scan::of(part, limits);
        let mut strings = Strings::default();
        let mut text = Text::default();
        while let Some(token) = scan.next()? {
            match token {
                Token::Start { name: b"si", is_empty: false, .. } => text = Text::default(),
                // An empty string has a number like any other.
                Token::Start { name: b"si", is_empty: true, .. } => strings.push(Text::default()),
                Token::End(b"si") => strings.push(std::mem::take(&mut text)),
                token => text.take(&token),
            }
            within(strings.texts.len(), limits.count(Limit::Strings), "字符串")?;
        }
        Ok(strings)
    }

    fn push(&mut self, text: Text) {
        if !text.struck.is_empty() {
            self.struck.insert(self.texts.len(), text.struck);
        }
        self.texts.push(text.text);
    }
}

/// The text of one string, gathered from the tokens within its element.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub text: String,
    /// The runs of it that are struck through.
    pub struck: String,
    /// What the open `<t>` says so far.
    piece: String,
    in_piece: bool,
    keeps_blanks: bool,
    is_aid: bool,
    is_struck: bool,
}

impl Text {
    /// Takes the next token.
    pub(super) fn take(&mut self, token: &Token<'_>) {
        match token {
            Token::Start { name: b"t", attributes, is_empty: false } if !self.is_aid => {
                (self.in_piece, self.keeps_blanks) = (true, keeps_blanks(*attributes));
            }
            Token::Start { name: b"r", .. } => self.is_struck = false,
            Token::Start { name: b"strike", attributes, .. } => {
                self.is_struck |= !matches!(attributes.get(b"val"), Some(b"0" | b"false"));
            }
            Token::Start { name: b"rPh", is_empty: false, .. } => self.is_aid = true,
            Token::End(b"rPh") => self.is_aid = false,
            Token::Text(text) if self.in_piece => self.piece.push_str(&said(text)),
            Token::Verbatim(text) if self.in_piece => self.piece.push_str(&String::from_utf8_lossy(text)),
            Token::End(b"t") if self.in_piece => self.end_piece(),
            _ => {}
        }
    }

    fn end_piece(&mut self) {
        self.in_piece = false;
        let piece = std::mem::take(&mut self.piece);
        let from = self.text.len();
        push_string(&mut self.text, &piece, self.keeps_blanks);
        if self.is_struck {
            self.struck.push_str(&self.text[from..]);
        }
    }
}

/// Whether a `<t>` keeps the blanks around its text.
fn keeps_blanks(attributes: Attributes<'_>) -> bool {
    attributes.get(b"space") == Some(b"preserve")
}

/// Adds what a `<t>` says to a text: without blanks around it unless it keeps them, escapes resolved.
pub(super) fn push_string(text: &mut String, said: &str, keeps_blanks: bool) {
    let said = if keeps_blanks { said } else { said.trim_matches([' ', '\t', '\r', '\n']) };
    push_unescaped(text, said);
}

/// Adds text with the characters its escapes `_x000D_` stand for; characters beyond the first plane are two of them.
pub(super) fn push_unescaped(text: &mut String, escaped: &str) {
    const LENGTH: usize = "_xHHHH_".len();
    let mut rest = escaped;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"_x") {
        let Some(unit) = escape_at(rest, at) else {
            text.push_str(&rest[..at + 1]);
            rest = &rest[at + 1..];
            continue;
        };
        text.push_str(&rest[..at]);
        let low =
            (0xD800..0xDC00).contains(&unit).then(|| escape_at(rest, at + LENGTH)).flatten().filter(|low| (0xDC00..0xE000).contains(low));
        let units = [unit, low.unwrap_or_default()];
        let units = if low.is_some() { &units[..] } else { &units[..1] };
        text.extend(char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        rest = &rest[at + LENGTH * units.len()..];
    }
    text.push_str(rest);
}

/// The UTF-16 unit of the escape at a place.
fn escape_at(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..)?.strip_prefix("_x")?.split_at_checked(4)?;
    let is_escape = digits.1.starts_with('_') && digits.0.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_escape.then(|| u16::from_str_radix(digits.0, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::USUAL;

    #[test]
    fn strings_by_their_numbers() {
        let run = |mark: &str, text: &str| format!("<r><rPr><b/>{mark}</rPr><t>{text}</t></r>");
        let part = format!(
            "<sst count='9'><si><t> 甲\n</t></si><si/><si>{}{}{}</si><si><t xml:space='preserve'> 乙 </t><rPh sb='0' eb='1'><t>yi</t></rPh></si>\
             <si><phoneticPr/></si><x:si><x:t>丙<!-- --><![CDATA[<&>]]>&amp;</x:t></x:si></sst>",
            run("<strike/>", "整改17项&amp;"),
            run("", "整改21项"),
            run("<strike val='0'/>", "完")
        );
        let strings = Strings::read(part.as_bytes(), &USUAL).unwrap();
        assert_eq!(strings.texts, ["甲", "", "整改17项&整改21项完", " 乙 ", "", "丙<&>&"]);
        assert_eq!(strings.struck, HashMap::from([(2, "整改17项&".to_owned())]));
        assert!(Strings::read(b"<sst><si><t>", &USUAL).is_err());
    }

    #[test]
    fn escapes_of_characters() {
        for (escaped, wanted) in [
            ("甲_x000D_乙", "甲\r乙"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_乙_xDE00_", "\u{FFFD}乙\u{FFFD}"),
            ("a_x_x00_x0000", "a_x_x00_x0000"),
            ("_x00一_", "_x00一_"),
            ("__x0041__x0042_", "_AB"),
        ] {
            let mut text = String::new();
            push_unescaped(&mut text, escaped);
            assert_eq!(text, wanted, "{escaped}");
        }
    }
}
