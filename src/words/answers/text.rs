//! Text of a progress cell: kept as written, with what could deceive a reader made visible or named.

use super::{Answer, FINAL_MARKS, Note};
use crate::words::characters::are_surely_plain;
use crate::words::fold::{fold, is_blank};
use crate::words::numerals::is_numeral;
use crate::words::stand_in::is_ditto;
use crate::words::vocabulary;

/// A text without blanks at its ends, as the value.
pub(super) fn read(written: &str) -> Answer {
    let is_plain = are_surely_plain(written);
    let hides = !is_plain && written.contains(is_hidden);
    let value = if hides || written.contains('\r') { shown(written) } else { written.to_owned() };
    let mut notes = Vec::new();
    if refers_elsewhere(&value) {
        notes.push(Note::Reference);
    }
    if hides {
        notes.push(Note::ControlsShown);
    }
    if !is_plain && written.contains(turns_direction) {
        notes.push(Note::BidiControls);
    }
    Answer { value: Some(value), notes }
}

/// A telephone number is a text; one that went through a number of a narrow column has lost its last digits.
pub(super) fn read_phone(written: &str) -> Answer {
    let mut answer = read(written);
    if is_scientific(written) {
        answer.notes.push(Note::Suspicious);
    }
    answer
}

/// Line breaks as LF; characters that show nothing as ones that do: `\0` → `␀`, U+0085 → `〔U+0085〕`.
fn shown(written: &str) -> String {
    let mut value = String::with_capacity(written.len());
    let mut rest = written.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\r' => value.push('\n'),
            '\u{7F}' => value.push('␡'),
            _ if c.is_ascii() && is_hidden(c) => value.extend(char::from_u32('␀' as u32 + c as u32)),
            _ if is_hidden(c) => value.push_str(&format!("〔U+{:04X}〕", c as u32)),
            _ => value.push(c),
        }
    }
    value
}

/// Controls that are no line break and no tab, and the codes that no file of text may hold.
fn is_hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// Embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX #9).
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether the whole text says where the answer stands instead of giving it.
///
/// Shape: `"同上"`, `"（详见第3项）。"` → true; `"同上级部门对接"`, `"详见附件，已建成2处"` → false.
fn refers_elsewhere(written: &str) -> bool {
    const LONGEST: usize = 24;
    const BRACKETS: [char; 4] = ['(', ')', '[', ']'];
    if is_ditto(written) {
        return true;
    }
    let folded = written.chars().filter(|&c| !is_blank(c)).map(fold);
    if folded.clone().nth(LONGEST).is_some() {
        return false;
    }
    let whole: String = folded.collect();
    let clause = whole.trim_matches(BRACKETS).trim_end_matches(FINAL_MARKS).trim_matches(BRACKETS);
    let words = &vocabulary::source().answers;
    clause.starts_with(|c| words.references.may_begin(c) || words.reference_begins.may_begin(c))
        && !clause.contains([',', ';', '。'])
        && (words.references.hold(clause)
            || words.reference_begins.iter().any(|word| clause.strip_prefix(word).is_some_and(|rest| points_on(word, rest))))
}

/// 见第3项 and 同第（二）项 point to a place; 同第三方机构签约 does not.
fn points_on(word: &str, rest: &str) -> bool {
    const COUNTED: &str = "项条行号栏点页款件期季次";
    let behind = rest.trim_start_matches(|c| is_numeral(c) || matches!(c, '(' | ')'));
    !word.ends_with('第') || (behind.len() < rest.len() && behind.starts_with(|c| COUNTED.contains(c)))
}

/// `1.38E+10`.
fn is_scientific(written: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    written.split_once(['E', 'e']).is_some_and(|(mantissa, exponent)| {
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        digits(whole) && digits(part) && digits(exponent.strip_prefix('+').unwrap_or(exponent))
    })
}
