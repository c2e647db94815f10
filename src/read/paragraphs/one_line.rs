//! Items of a line that lost its line breaks.

use std::ops::Range;

use crate::words::fold::{is_blank, trimmed};
use crate::words::numbering::{Style, marker};
use crate::words::vocabulary::Vocabulary;

use super::super::reading::ends_with_fields;

/// Shorter lines, in bytes, hold one item.
const SHORTEST: usize = 90;

/// The items of a line that lost its line breaks: `一、甲    1、乙。    2、丙。` is three.
///
/// An item begins behind a wide blank, or behind a bracket that ends the one before; its list begins with 1 or goes on from the
/// line's own number.
pub(super) fn items(text: &str, vocabulary: &Vocabulary) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    if text.len() > SHORTEST {
        let mut expected: Vec<(Style, u32)> = marker(text).map(|first| (first.style, first.value + 1)).into_iter().collect();
        let mut blanks = 0;
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            let set_off = blanks >= 2 || (blanks >= 1 && matches!(before, '。' | '）' | ')' | '；')) || (before == '）' && blanks == 0);
            if set_off
                && !is_blank(c)
                && let Some(found) = marker(&text[at..]).filter(|found| begins_item(found.style))
            {
                match expected.iter_mut().find(|(style, _)| *style == found.style) {
                    Some((_, wanted)) if found.value == *wanted => {
                        *wanted += 1;
                        starts.push(at);
                    }
                    None if found.value == 1 => {
                        expected.push((found.style, 2));
                        starts.push(at);
                    }
                    _ => {}
                }
            }
            if is_blank(c) {
                blanks += if c == '\u{3000}' { 2 } else { 1 };
            } else {
                (blanks, before) = (0, c);
            }
        }
    }
    let with_fields = items_with_fields(text, vocabulary);
    if with_fields.len() > starts.len() {
        starts = with_fields;
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| {
            let inner = trimmed(&text[start..end]);
            start + inner.start..start + inner.end
        })
        .collect()
}

/// Where items begin that stand right behind each other and end each with its fields: `一、甲。1.乙（责任单位：丙）2.丁（责任单位：戊）`.
///
/// The numbers count on, and at least two of the pieces say who answers for them: items under one common bracket are its content.
fn items_with_fields(text: &str, vocabulary: &Vocabulary) -> Vec<usize> {
    let mut chain: Option<u32> = None;
    let mut starts = vec![0];
    if text.len() > SHORTEST {
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            let behind = matches!(before, '。' | '）' | ')' | '；');
            if behind
                && c.is_ascii_digit()
                && let Some(found) = marker(&text[at..]).filter(|found| found.style == Style::Arabic)
                && chain.is_none_or(|next| found.value == next)
            {
                chain = Some(found.value + 1);
                starts.push(at);
            }
            before = if is_blank(c) { before } else { c };
        }
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let pieces = starts.iter().copied().zip(ends).filter(|_| starts.len() > 1);
    let assigned = pieces.filter(|(start, end)| ends_with_fields(&text[*start..*end], vocabulary)).count();
    if assigned > 1 { starts } else { vec![0] }
}

fn begins_item(style: Style) -> bool {
    matches!(style, Style::Chinese | Style::ChineseBracket | Style::Arabic | Style::ArabicBracket)
}
