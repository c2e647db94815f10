//! Text as a cell can show it.
//!
//! Called by the workbook writer for every text that goes into the visible sheet. What it changes is still whole in the ledger
//! sheet, and it says what it changed.

use std::borrow::Cow;

use crate::words::characters::are_surely_plain;

/// Excel's limit for the text of a cell, in UTF-16 units.
pub const MAX_CELL_UNITS: usize = 32_767;

/// Ends a text that was cut.
const CUT_MARK: &str = "……〔全文过长，此处截断；完整文字在本工作簿的台账数据中〕";

/// A text as a cell can show it.
pub struct Shown<'a> {
    /// The text to show.
    pub text: Cow<'a, str>,
    /// UTF-16 units of the whole text, where it had to be cut.
    pub cut_from: Option<usize>,
    /// Control characters left out.
    pub dropped: usize,
}

fn is_odd(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FFFE}' | '\u{FFFF}')
}

/// A text with line breaks of one kind and without control characters, which no font shows, and how many of them there were.
pub fn printable(text: &str) -> (Cow<'_, str>, usize) {
    if are_surely_plain(text) || !text.contains(is_odd) {
        return (text.into(), 0);
    }
    let (mut clean, mut dropped) = (String::with_capacity(text.len()), 0);
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            c if is_odd(c) => dropped += 1,
            c => clean.push(c),
        }
    }
    (clean.into(), dropped)
}

/// Line breaks of any kind become Excel's; other control characters are left out; a text too long is cut.
pub fn shown<'a>(text: impl Into<Cow<'a, str>>) -> Shown<'a> {
    let mut text = text.into();
    let (clean, dropped) = printable(&text);
    if let Cow::Owned(clean) = clean {
        text = clean.into();
    }
    // The writing library takes a text of exactly this form for ready-made rich text and would write it unescaped.
    if text.starts_with("<r>") && text.ends_with("</r>") {
        text.to_mut().push(' ');
    }
    let mut cut_from = None;
    if text.len() > MAX_CELL_UNITS {
        let units = text.encode_utf16().count();
        if units > MAX_CELL_UNITS {
            cut_from = Some(units);
            let end = end_of_units(&text, MAX_CELL_UNITS - CUT_MARK.encode_utf16().count());
            let text = text.to_mut();
            text.truncate(end);
            text.push_str(CUT_MARK);
        }
    }
    Shown { text, cut_from, dropped }
}

/// The byte where the first `limit` UTF-16 units of a text end, on a character boundary.
fn end_of_units(text: &str, limit: usize) -> usize {
    let mut units = 0;
    let past = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > limit
    });
    past.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_cell_can_show_is_changed() {
        let of = |text: &str| shown(text.to_owned());
        for text in ["=1+1", " 甲\n乙\t丙 ", "_x0041_", "http://a.invalid", "<b>", "😀"] {
            assert_eq!(of(text).text, text);
        }
        let odd = of("甲\r\n乙\u{b}丙\u{1}\u{7}\u{FFFE}丁");
        assert_eq!((odd.text.as_ref(), odd.dropped, odd.cut_from), ("甲\n乙\n丙丁", 3, None));
        assert_eq!(of("<r>甲</r>").text, "<r>甲</r> ");
    }

    #[test]
    fn long_texts_are_cut_with_a_mark_between_characters() {
        for text in ["字".repeat(40_000), "😀".repeat(20_000), format!("a{}", "😀".repeat(20_000))] {
            let cut = shown(text.clone());
            assert!(cut.text.encode_utf16().count() <= MAX_CELL_UNITS && cut.text.ends_with(CUT_MARK));
            assert!(text.starts_with(cut.text.trim_end_matches(CUT_MARK)));
            assert_eq!(cut.cut_from, Some(text.encode_utf16().count()));
        }
        assert_eq!(shown("字".repeat(MAX_CELL_UNITS)).cut_from, None);
    }
}
