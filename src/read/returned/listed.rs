//! Tables in which the answers to a task stand below each other, each behind the word for it: 填报项目 | 填报内容.
//!
//! Called by `upright` for grids with a header. What comes out is the same table with a column for each of the words; every cell keeps
//! its own place, and nothing is left out but the words themselves.

use std::collections::BTreeSet;

use super::super::table::Band;
use super::headers::{repeats_header, words_of};
use super::words::Words;
use crate::grid::{Cell, Grid};
use crate::words::fold::key;
use crate::words::vocabulary::Field;

/// Where the words for the answers stand, and the answers beside them.
struct Listing {
    label: usize,
    value: usize,
}

/// A grid with a column for each answer that is listed in its rows; `None` where none is, and where nobody knows what is one cell.
pub(super) fn listed(grid: &Grid, header: &Band, words: &Words<'_>) -> Option<Grid> {
    let below = grid.rows.get(header.end()..)?;
    let repeated = words_of(grid, header);
    let is_header = |row: &[Cell]| repeats_header(row, &repeated);
    if grid.parted.is_some_and(|parted| below.iter().any(|row| parted.is_torn(row))) {
        return None;
    }
    let listing = listing(grid, header, below, words, is_header)?;
    let free = grid.rows.iter().flatten().map(|cell| cell.column + cell.width.max(1)).max().unwrap_or_default();
    let mut labels: Vec<(String, Cell)> = Vec::new();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    // The row each row went into.
    let mut went: Vec<usize> = Vec::new();
    let mut open: Option<BTreeSet<String>> = None;
    // The header again says nothing of the columns there are now.
    for row in below.iter().filter(|row| !is_header(row)) {
        let Some(label) = cell_in(row, listing.label) else {
            rows.push(row.clone());
            went.push(rows.len() - 1);
            open = None;
            continue;
        };
        let word = word_of(label.text());
        let others = || row.iter().filter(|cell| ![listing.label, listing.value].contains(&cell.column));
        let repeats = |cell: &Cell, first: &[Cell]| {
            cell.text().is_empty() || cell_in(first, cell.column).is_some_and(|known| key(known.text()) == key(cell.text()))
        };
        let goes_on = |seen: &BTreeSet<String>| {
            let first = rows.last().map(Vec::as_slice).unwrap_or_default();
            !seen.contains(&word) && others().all(|cell| repeats(cell, first))
        };
        if !open.as_ref().is_some_and(goes_on) {
            rows.push(others().cloned().collect());
            open = Some(BTreeSet::new());
        }
        open.get_or_insert_default().insert(word.clone());
        let at = labels.iter().position(|(known, _)| *known == word).unwrap_or(labels.len());
        if at == labels.len() {
            labels.push((word, label.clone()));
        }
        let value = cell_in(row, listing.value).map(|cell| Cell::single(free + at, cell.passage.clone()));
        rows.last_mut()?.extend(value);
        went.push(rows.len() - 1);
    }
    settle_heights(&mut rows, &went);
    rows.iter_mut().for_each(|row| row.sort_by_key(|cell| cell.column));
    let mut above: Vec<Vec<Cell>> = grid.rows.iter().take(header.end()).cloned().collect();
    for row in above.iter_mut().skip(header.first) {
        row.retain(|cell| ![listing.label, listing.value].contains(&cell.column));
    }
    let headers =
        labels.into_iter().enumerate().map(|(at, (_, cell))| Cell { height: header.height, ..Cell::single(free + at, cell.passage) });
    above.get_mut(header.first)?.extend(headers);
    Some(Grid { rows: above.into_iter().chain(rows).collect(), sheet: grid.sheet.clone(), ragged: grid.ragged, parted: None })
}

/// The column in which nothing stands but words for answers, of different kinds, with the column right of it; and there is a column
/// with the text of the tasks besides.
fn listing(grid: &Grid, header: &Band, below: &[Vec<Cell>], words: &Words<'_>, is_header: impl Fn(&[Cell]) -> bool) -> Option<Listing> {
    let heads = || grid.rows.iter().skip(header.first).take(header.height).flatten();
    let names_task = |cell: &&Cell| words.label(cell.text()).is_some_and(|field| matches!(field, Field::Title | Field::Content));
    let is_listing = |label: &usize| {
        let cells = below.iter().filter(|row| !is_header(row)).filter_map(|row| cell_in(row, *label));
        let answers: Option<BTreeSet<String>> = cells.map(|cell| is_answer(cell.text(), words).then(|| word_of(cell.text()))).collect();
        answers.is_some_and(|answers| answers.len() > 1)
    };
    let label = heads().map(|cell| cell.column).find(is_listing)?;
    let value = label + 1;
    let is_filled = below.iter().any(|row| cell_in(row, value).is_some());
    let has_tasks = heads().filter(names_task).any(|cell| ![label, value].contains(&cell.column));
    (is_filled && has_tasks).then_some(Listing { label, value })
}

/// Whether a text is the word for an answer.
fn is_answer(text: &str, words: &Words<'_>) -> bool {
    words.label(&word_of(text)).is_some_and(|field| field == Field::Problem || field.progress().is_some())
}

/// The word of a label, without its number and its colon.
fn word_of(text: &str) -> String {
    key(text).trim_start_matches(|c: char| !c.is_alphabetic()).trim_end_matches(':').to_owned()
}

fn cell_in(row: &[Cell], column: usize) -> Option<&Cell> {
    row.iter().find(|cell| cell.column == column && !cell.text().is_empty())
}

/// A merged cell covers as many rows as its rows went into.
fn settle_heights(rows: &mut [Vec<Cell>], went: &[usize]) {
    for (at, row) in rows.iter_mut().enumerate() {
        let Some(first) = went.iter().position(|&row| row == at) else { continue };
        for cell in row.iter_mut().filter(|cell| cell.height > 1) {
            let last = went.get(first + cell.height - 1).or(went.last()).copied().unwrap_or(at);
            cell.height = last - at + 1;
        }
    }
}
