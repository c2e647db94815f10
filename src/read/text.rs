//! Plain text: one source a line.

use crate::model::Place;
use crate::passage::Source;

use super::{Document, Part};

/// The lines of a text; every kind of line end counts.
pub(crate) fn document(text: &str) -> Document {
    let mut sources = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    let push = |sources: &mut Vec<Source>, start: usize, end: usize| {
        let place = Place::Line { line: sources.len() + 1 };
        sources.push(Source { place, text: text[start..end].to_owned() });
    };
    for (at, byte) in bytes.iter().enumerate() {
        let is_end = match byte {
            b'\n' | 0x0b | 0x0c => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        if is_end {
            let end = if *byte == b'\n' && at > start && bytes[at - 1] == b'\r' { at - 1 } else { at };
            push(&mut sources, start, end);
            start = at + 1;
        }
    }
    if start < text.len() {
        push(&mut sources, start, text.len());
    }
    let all = (0..sources.len()).collect();
    Document { sources, parts: vec![Part::Lines(all)], ..Document::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts() {
        let lines: Vec<String> = document("甲\r\n乙\n\n丙\r丁\u{c}戊").sources.into_iter().map(|source| source.text).collect();
        assert_eq!(lines, ["甲", "乙", "", "丙", "丁", "戊"]);
    }
}
