//! Items of a line that lost its line breaks.

use std::ops::Range;

use crate::words::fold::{is_blank, marks, trimmed};
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
    if text.len() <= SHORTEST {
        return vec![trimmed(text)];
    }
    let places: Vec<Behind> = behind_marks(text).filter(|behind| behind.is_set_off() || behind.ends()).collect();
    let mut starts = items_in_turn(text, &places);
    let with_fields = items_with_fields(text, &places, vocabulary);
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

/// Where items begin that are set off and whose numbers count on, each in its look.
fn items_in_turn(text: &str, places: &[Behind]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut expected: Vec<(Style, u32)> = marker(text).map(|first| (first.style, first.value + 1)).into_iter().collect();
    for place in places.iter().filter(|behind| behind.is_set_off()).map(|behind| behind.place) {
        let Some(found) = marker(&text[place..]).filter(|found| begins_item(found.style)) else { continue };
        match expected.iter_mut().find(|(style, _)| *style == found.style) {
            Some((_, wanted)) if found.value == *wanted => {
                *wanted += 1;
                starts.push(place);
            }
            None if found.value == 1 => {
                expected.push((found.style, 2));
                starts.push(place);
            }
            _ => {}
        }
    }
    starts
}

/// A place of a line behind a mark.
struct Behind {
    place: usize,
    /// The last mark before it that is no blank; a blank where there is none right before.
    mark: char,
    /// How wide the blank between is: the columns of blanks that count two are two.
    blanks: usize,
}

impl Behind {
    /// Whether a wide blank stands before the place, a blank and the end of a sentence, or a bracket.
    fn is_set_off(&self) -> bool {
        match self.blanks {
            0 => self.mark == '）',
            1 => self.ends(),
            _ => true,
        }
    }

    /// Whether a sentence or a bracket ends before the place.
    fn ends(&self) -> bool {
        matches!(self.mark, '。' | '）' | ')' | '；')
    }
}

/// Every place behind a mark where no blank stands.
fn behind_marks(text: &str) -> impl Iterator<Item = Behind> + '_ {
    let mut behind = Behind { place: 0, mark: ' ', blanks: 0 };
    marks(text).filter_map(move |(at, c)| {
        let (mark, blanks) = if at == behind.place { (behind.mark, behind.blanks) } else { (' ', 0) };
        let (mark, blanks) = match c {
            '\u{3000}' => (mark, blanks + 2),
            c if is_blank(c) => (mark, blanks + 1),
            c => (c, 0),
        };
        behind = Behind { place: at + c.len_utf8(), mark, blanks };
        text[behind.place..].starts_with(|c| !is_blank(c)).then_some(Behind { ..behind })
    })
}

/// Where items begin that stand right behind each other and end each with its fields: `一、甲。1.乙（责任单位：丙）2.丁（责任单位：戊）`.
///
/// The numbers count on, and at least two of the pieces say who answers for them: items under one common bracket are its content.
fn items_with_fields(text: &str, places: &[Behind], vocabulary: &Vocabulary) -> Vec<usize> {
    let mut chain: Option<u32> = None;
    let mut starts = vec![0];
    for place in places.iter().filter(|behind| behind.ends()).map(|behind| behind.place) {
        if text[place..].starts_with(|c: char| c.is_ascii_digit())
            && let Some(found) = marker(&text[place..]).filter(|found| found.style == Style::Arabic)
            && chain.is_none_or(|next| found.value == next)
        {
            chain = Some(found.value + 1);
            starts.push(place);
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
