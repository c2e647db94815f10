//! The header of a table whose cells know their columns: one to three rows, merged or split, anywhere in the grid.
//!
//! A column's words are those of its lowest cell together with the group above it: 责任单位 over 牵头 and 配合 makes 牵头责任单位
//! and 配合责任单位. Words are recognised by the vocabulary alone.

use std::collections::BTreeSet;

use crate::grid::Cell;
use crate::model::column_name;
use crate::words::fold::{is_blank, key};
use crate::words::numbering::{Style, counter};
use crate::words::vocabulary::{Field, Vocabulary, is_part_of_role};

use super::columns::Column;

/// Rows that are a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Band {
    /// The first row.
    pub first: usize,
    /// How many rows of words.
    pub height: usize,
    /// Whether the columns are counted in a row of their own below the words: 甲 乙 1 2 3.
    pub is_numbered: bool,
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
        let joined = |group: String| vocabulary.header(&format!("{last}{group}")).or_else(|| vocabulary.header(&format!("{group}{last}")));
        groups(above).find_map(joined).or_else(|| vocabulary.header(last))
    }

    /// The field, by words made of known parts too.
    fn field(&self, vocabulary: &Vocabulary) -> Field {
        let Some((last, above)) = self.texts.split_last() else { return Field::Extra };
        let made = |text: &str| vocabulary.column_header(text).filter(|_| !text.is_empty());
        self.known(vocabulary)
            .or_else(|| groups(above).find_map(|group| made(&format!("{last}{group}"))))
            .or_else(|| made(last))
            .or_else(|| groups(above).find_map(|group| made(&group)))
            .unwrap_or(Field::Extra)
    }

    /// The words under which a foreign column is kept.
    fn header(&self) -> String {
        let clean = |text: &String| text.split(char::is_whitespace).collect::<String>();
        match self.texts.as_slice() {
            [] => format!("{}列", column_name(u32::try_from(self.column).unwrap_or(u32::MAX))),
            texts => texts.iter().map(clean).collect::<Vec<_>>().join("/"),
        }
    }
}

/// The words above a word, from the nearest alone to all of them.
fn groups(above: &[String]) -> impl Iterator<Item = String> + '_ {
    (0..above.len()).rev().map(|from| above[from..].concat())
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
    let heights = (1..=TALLEST.min(rows.len() - first)).rev();
    let band = heights.map(|height| Band::of(first, height)).find(|band| band.holds(rows, vocabulary))?;
    let is_numbered = rows.get(band.end()).is_some_and(|row| counts_columns(row, filled().count()));
    Some(Band { is_numbered, ..band })
}

/// Whether a row below a header of so many columns only counts them: 甲 乙 1 2 3, （1）（2）（3）.
fn counts_columns(row: &[Cell], columns: usize) -> bool {
    const FEWEST: usize = 3;
    let filled = || row.iter().map(Cell::text).filter(|text| !text.is_empty());
    let mut before = None;
    filled().count() >= FEWEST
        && filled().count() * 2 > columns
        && filled().all(|text| {
            let found = counter(text.trim_matches(|c: char| is_blank(c) || "（）()".contains(c)));
            let follows = |(style, value): (Style, u32)| {
                before.is_some_and(|(like, last): (Style, u32)| like == style && value == last.saturating_add(1))
            };
            let goes_on = found.is_some_and(|(style, value)| value == 1 || follows((style, value)));
            before = found;
            goes_on
        })
}

/// Whether a text has no more letters than a header, and none of the marks of a sentence.
fn is_brief(text: &str, longest: usize) -> bool {
    let marks = ['：', '。', '；'];
    text.chars().filter(|&c| !is_blank(c)).nth(longest).is_none() && !marks.iter().any(|&mark| text.contains(mark))
}

impl Band {
    /// Rows of words alone.
    pub(crate) fn of(first: usize, height: usize) -> Band {
        Band { first, height, is_numbered: false }
    }

    /// The first row below the header.
    pub(crate) fn end(&self) -> usize {
        self.first + self.height + usize::from(self.is_numbered)
    }

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
        let is_task = |field: Field| matches!(field, Field::Title | Field::Content | Field::Problem | Field::Duties);
        // 序号 and 工作任务 side by side stand in no other row, whatever is beside them.
        let names_both = known.contains(&Field::Serial) && known.iter().any(|&field| is_task(field));
        known.len() >= 2 && (names_both || known.len() * 2 >= filled.count()) && words.iter().any(|words| is_task(words.field(vocabulary)))
    }

    /// Where the same header begins once more to the right: the column of a table that stands beside this one.
    pub(crate) fn beside(&self, rows: &[Vec<Cell>]) -> Option<usize> {
        const FEWEST: usize = 3;
        let words = words(rows.get(self.first..self.first + self.height)?);
        let keys: Vec<String> = words.iter().map(|words| key(&words.texts.concat())).collect();
        let width = 1 + keys.iter().skip(1).position(|key| *key == keys[0])?;
        (width >= FEWEST && keys.len() >= 2 * width && keys[..width] == keys[width..2 * width]).then(|| words[width].column)
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
        if is_drawn_without_merges(above, below, vocabulary) {
            return true;
        }
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
                Column { field, header: words.header(), is_grouping: field == Field::Section, is_numbered: false, at: words.column }
            })
            .collect()
    }
}

/// Whether a row below a header holds nothing but words of a header and leaves some of its columns out: what would be merged was left
/// blank.
fn is_drawn_without_merges(above: &[Vec<Cell>], below: &[Cell], vocabulary: &Vocabulary) -> bool {
    let filled = |row: &[Cell]| -> BTreeSet<usize> { row.iter().filter(|cell| !cell.text().is_empty()).map(|cell| cell.column).collect() };
    let (upper, lower) = (above.last().map(|row| filled(row)).unwrap_or_default(), filled(below));
    let is_word = |cell: &&Cell| vocabulary.header(cell.text()).is_some() || is_part_of_role(&key(cell.text()));
    lower.len() >= 2
        && below.iter().filter(|cell| !cell.text().is_empty()).all(|cell| is_word(&cell))
        && lower.difference(&upper).next().is_some()
        && upper.difference(&lower).count() >= 2
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
            let found = |row: usize| band[row].iter().find(over).or_else(|| group_to_the_left(band, row, column));
            let texts = (0..band.len()).filter_map(found).map(|cell| cell.text().to_owned());
            Words { column, texts: texts.collect() }
        })
        .collect()
}

/// Over a word without a cell above it, the group that begins further left and was not merged.
fn group_to_the_left(band: &[Vec<Cell>], row: usize, column: usize) -> Option<&Cell> {
    let below = band.get(row + 1)?;
    let has_word = |column: usize| below.iter().any(|cell| cell.column == column && !cell.text().is_empty());
    let group = band.get(row)?.iter().rev().find(|cell| cell.column < column && !cell.text().is_empty())?;
    (group.column..=column).all(has_word).then_some(group)
}
