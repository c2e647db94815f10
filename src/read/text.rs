//! Plain text: one source a line.

use crate::model::Place;
use crate::passage::Source;

use super::{Document, Part};

/// The lines of a text; every kind of line end counts.
pub(crate) fn document(text: &str) -> Document {
    let bytes = text.as_bytes();
    let mut sources = Vec::with_capacity(memchr::memchr_iter(b'\n', bytes).count() + 1);
    let mut start = 0;
    let mut push = |start: usize, end: usize| {
        let place = Place::Line { line: sources.len() + 1 };
        sources.push(Source { place, text: text[start..end].to_owned() });
    };
    while let Some(length) = bytes[start..].iter().position(|byte| (b'\n'..=b'\r').contains(byte)) {
        let end = start + length;
        push(start, end);
        start = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
    }
    if start < text.len() {
        push(start, text.len());
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
