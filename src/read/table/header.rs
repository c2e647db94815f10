//! The header of a table whose cells know their columns: one to three rows, merged or split, anywhere in the grid.
//!
//! A column's words are those of its lowest cell together with the group above it: 责任单位 over 牵头 and 配合 makes 牵头责任单位
//! and 配合责任单位. Words are recognised by the vocabulary alone.

use std::collections::BTreeSet;

use crate::grid::Cell;
use crate::words::fold::{is_blank, key};
use crate::words::vocabulary::{Field, Vocabulary};

use super::columns::Column;

/// Rows that are a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Band {
    /// The first row.
    pub first: usize,
    /// How many rows.
    pub height: usize,
}

/// The most rows of a header.
const TALLEST: usize = 3;
/// A header cell is not longer, in characters without blanks.
const LONGEST: usize = 30;

/// What stands over one column of the grid.
struct Words {
    column: usize,
    /// Texts from the top down; a merged cell once.
    texts: Vec<String>,
}

impl Words {
    /// The field, by exact words first: `配合` under `责任单位` is `配合责任单位`.
    fn known(&self, vocabulary: &Vocabulary) -> Option<Field> {
        let (last, above) = self.texts.split_last()?;
        let group = above.concat();
        let joined = || vocabulary.header(&format!("{last}{group}")).or_else(|| vocabulary.header(&format!("{group}{last}")));
        joined().or_else(|| vocabulary.header(last))
    }

    /// The field, by words made of known parts too.
    fn field(&self, vocabulary: &Vocabulary) -> Field {
        let Some((last, above)) = self.texts.split_last() else { return Field::Extra };
        let group = above.concat();
        let made = |text: &str| vocabulary.column_header(text).filter(|_| !text.is_empty());
        self.known(vocabulary)
            .or_else(|| made(&format!("{last}{group}")))
            .or_else(|| made(last))
            .or_else(|| made(&group))
            .unwrap_or(Field::Extra)
    }

    /// The words under which a foreign column is kept.
    fn header(&self) -> String {
        let clean = |text: &String| text.split(char::is_whitespace).collect::<String>();
        match self.texts.as_slice() {
            [] => format!("{}列", letters(self.column)),
            texts => texts.iter().map(clean).collect::<Vec<_>>().join("/"),
        }
    }
}

/// A column's letters as Excel shows them.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The header that begins at the row `first` of `rows`.
pub(crate) fn band(rows: &[Vec<Cell>], first: usize, vocabulary: &Vocabulary) -> Option<Band> {
    let row = rows.get(first)?;
    let filled = || row.iter().filter(|cell| !cell.text().is_empty());
    let plausible = filled().count() >= 2
        && filled().all(|cell| is_brief(cell.text(), LONGEST))
        && filled().any(|cell| vocabulary.column_header(cell.text()).is_some());
    if !plausible {
        return None;
    }
    (1..=TALLEST.min(rows.len() - first)).rev().map(|height| Band { first, height }).find(|band| band.holds(rows, vocabulary))
}

/// Whether a text has no more letters than a header, and none of the marks of a sentence.
fn is_brief(text: &str, longest: usize) -> bool {
    let marks = ['：', '。', '；'];
    text.chars().filter(|&c| !is_blank(c)).nth(longest).is_none() && !marks.iter().any(|&mark| text.contains(mark))
}

impl Band {
    /// Whether these rows are a header of just this height.
    fn holds(&self, rows: &[Vec<Cell>], vocabulary: &Vocabulary) -> bool {
        let Some(band) = rows.get(self.first..self.first + self.height) else { return false };
        if self.height > 1 && !(band.len() == self.height && self.is_tall(band, vocabulary)) {
            return false;
        }
        // A cell that reaches out of the band below makes the header taller, unless it is the tallest we know.
        let words = words(band);
        let filled = words.iter().filter(|words| !words.texts.is_empty());
        let known: Vec<Field> = filled.clone().filter_map(|words| words.known(vocabulary)).collect();
        let task = words.iter().any(|words| matches!(words.field(vocabulary), Field::Title | Field::Content | Field::Problem));
        known.len() >= 2 && known.len() * 2 >= filled.count() && task
    }

    /// Whether the rows below the first belong to the header: merges say so, or the words do.
    fn is_tall(&self, band: &[Vec<Cell>], vocabulary: &Vocabulary) -> bool {
        let Some((below, above)) = band.split_last() else { return false };
        if above.len() > 1 && !self.is_tall(above, vocabulary) {
            return false;
        }
        let height = above.len();
        let short = |cell: &Cell| is_brief(cell.text(), LONGEST / 2) && !is_number(cell.text());
        if below.iter().all(|cell| cell.text().is_empty()) || !below.iter().filter(|cell| !cell.text().is_empty()).all(short) {
            return false;
        }
        // A header cell merged down into the row below.
        let merged_down =
            above.iter().enumerate().any(|(at, row)| row.iter().any(|cell| !cell.text().is_empty() && at + cell.height > height));
        let groups = || above.iter().flatten().filter(|cell| cell.width > 1 && !cell.text().is_empty());
        let under_group = |cell: &Cell| groups().any(|group| (group.column..group.column + group.width).contains(&cell.column));
        let all_under = below.iter().filter(|cell| !cell.text().is_empty()).all(under_group);
        let known = |words: &[Words]| words.iter().filter(|words| words.known(vocabulary).is_some()).count();
        let (alone, joined) = (known(&words(above)), known(&words(band)));
        let lower_known = below.iter().filter(|cell| vocabulary.header(cell.text()).is_some()).count();
        (merged_down && (all_under || lower_known > 0)) || (all_under && lower_known > 0) || (joined >= alone + 2 && no_tasks(below))
    }

    /// The columns of the table: those the header names and those with a cell below it.
    pub(crate) fn columns(&self, rows: &[Vec<Cell>], below: &[Vec<Cell>], vocabulary: &Vocabulary) -> Vec<Column> {
        let band = rows.get(self.first..self.first + self.height).unwrap_or_default();
        let used: BTreeSet<usize> = below.iter().flatten().filter(|cell| !cell.text().is_empty()).map(|cell| cell.column).collect();
        let begins: BTreeSet<usize> = band.iter().flatten().filter(|cell| !cell.text().is_empty()).map(|cell| cell.column).collect();
        let all: BTreeSet<usize> = used.union(&begins).copied().collect();
        let words = words_of(band, &all);
        words
            .into_iter()
            .map(|words| {
                let field = words.field(vocabulary);
                Column { field, header: words.header(), is_grouping: field == Field::Section, at: words.column }
            })
            .collect()
    }
}

fn no_tasks(row: &[Cell]) -> bool {
    row.iter().all(|cell| key(cell.text()).chars().count() <= 8)
}

fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok()
}

fn words(band: &[Vec<Cell>]) -> Vec<Words> {
    let columns: BTreeSet<usize> = band.iter().flatten().filter(|cell| !cell.text().is_empty()).map(|cell| cell.column).collect();
    words_of(band, &columns)
}

/// The words over each of `columns`; a merged cell stands over all it covers.
fn words_of(band: &[Vec<Cell>], columns: &BTreeSet<usize>) -> Vec<Words> {
    columns
        .iter()
        .map(|&column| {
            let over = |cell: &&Cell| (cell.column..cell.column + cell.width).contains(&column) && !cell.text().is_empty();
            let texts = band.iter().filter_map(|row| row.iter().find(over)).map(|cell| cell.text().to_owned());
            Words { column, texts: texts.collect() }
        })
        .collect()
}
