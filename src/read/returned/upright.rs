//! Tables that do not stand as they were sent: lying on their side, a task in each column; as cards, a task in each block of labels
//! and values; or with the answers to a task listed below each other.
//!
//! Called by `tables` for every grid. What comes out is a grid with a header and a row for each task, every cell
//! with its own place; nothing is left out of it. A grid that is neither is given back as it is.

use std::collections::BTreeMap;

use super::super::table::Band;
use super::headers::{header_at, words_of};
use super::listed::listed;
use super::words::Words;
use crate::grid::{Cell, Grid};
use crate::returned::Standing;
use crate::words::fold::key;
use crate::words::vocabulary::Field;

/// Sets a grid upright; `header` is the first row of it that is a header, where there is one. Also what seems to be a header may be the
/// first line of a card: then the line below it holds labels too.
pub(super) fn upright(grid: Grid, header: Option<&Band>, words: &Words<'_>) -> (Grid, Standing) {
    // Labels begin at once, below a few titles.
    const FEWEST: usize = 3;
    const MOST_ROWS: usize = 100;
    let is_labelled = |row: &[Cell]| row.iter().any(|cell| label_of(cell, words).is_some());
    let mut labelled = (0..grid.rows.len().min(MOST_ROWS)).filter(|&at| is_labelled(&grid.rows[at]));
    let may_be_one = header.is_none_or(|header| grid.rows.get(header.end()).is_some_and(|row| is_labelled(row)));
    let titles = labelled.next().filter(|_| may_be_one && labelled.count() + 1 >= FEWEST);
    let Some(titles) = titles else { return (grid, Standing::Upright) };
    if let Some(dealt) = dealt(&grid, titles, words) {
        return (dealt, Standing::Cards);
    }
    if header.is_none() {
        let turned = grid.turned(titles);
        let header = header_at(&turned, titles, words).map(|header| words_of(&turned, &header));
        let is_twice =
            |words: &[(usize, String)]| words.iter().enumerate().any(|(at, (_, word))| words[..at].iter().any(|(_, known)| known == word));
        if header.is_some_and(|words| !is_twice(&words)) {
            return (turned, Standing::Aside);
        }
    }
    if let Some(listed) = header.and_then(|header| listed(&grid, header, words)) {
        return (listed, Standing::Cards);
    }
    (grid, Standing::Upright)
}

/// A block of labels with their values.
#[derive(Default)]
struct Card<'g> {
    values: BTreeMap<String, Option<&'g Cell>>,
    has_task: bool,
    has_answers: bool,
}

/// The cards of a grid, as a row for each: a card ends where a label stands again. `None` unless every card has the text of a task, and
/// labels of answers.
fn dealt(grid: &Grid, titles: usize, words: &Words<'_>) -> Option<Grid> {
    const FEWEST: usize = 3;
    let (above, below) = grid.rows.split_at(titles);
    let mut labels: Vec<(String, &Cell)> = Vec::new();
    let mut cards: Vec<Card<'_>> = vec![Card::default()];
    let mut others: Vec<&Cell> = Vec::new();
    // Labels with further values beside the first: a table on its side.
    let mut wide = 0;
    for row in below {
        let mut cells = row.iter().filter(|cell| !cell.text().is_empty()).peekable();
        while let Some(cell) = cells.next() {
            let Some((label, field)) = label_of(cell, words) else {
                others.push(cell);
                continue;
            };
            let beside = |next: &&Cell| next.column == cell.column + cell.width.max(1) && label_of(next, words).is_none();
            let value = cells.next_if(beside);
            wide += usize::from(value.is_some() && cells.peek().is_some_and(|next| label_of(next, words).is_none()));
            if cards.last().is_some_and(|card| card.values.contains_key(&label)) {
                cards.push(Card::default());
            }
            if !labels.iter().any(|(known, _)| *known == label) {
                labels.push((label.clone(), cell));
            }
            let card = cards.last_mut()?;
            card.has_task |= value.is_some() && matches!(field, Field::Title | Field::Content | Field::Id);
            card.has_answers |= field.progress().is_some();
            card.values.insert(label, value);
        }
    }
    let values = cards.iter().flat_map(|card| card.values.values()).flatten().count();
    let are_cards = cards.iter().all(|card| card.has_task && card.has_answers && card.values.len() >= FEWEST);
    if !are_cards || others.len() > values || wide * 2 > values {
        return None;
    }
    let placed = |column: usize, cell: &Cell| Cell::single(column, cell.passage.clone());
    let header = labels.iter().enumerate().map(|(at, (_, cell))| placed(at, cell)).collect();
    let row = |card: Card<'_>| {
        let values = labels.iter().enumerate().filter_map(|(at, (label, _))| Some(placed(at, card.values.get(label).copied().flatten()?)));
        values.collect::<Vec<Cell>>()
    };
    let mut rows: Vec<Vec<Cell>> = above.iter().cloned().chain([header]).collect();
    rows.extend(cards.into_iter().map(row));
    rows.extend(others.into_iter().map(|cell| vec![placed(labels.len(), cell)]));
    Some(Grid { rows, sheet: grid.sheet.clone(), ragged: false, parted: None })
}

/// The label a cell is, with what it stands for.
fn label_of(cell: &Cell, words: &Words<'_>) -> Option<(String, Field)> {
    let text = cell.text().trim_end_matches(['：', ':']);
    words.label(text).map(|field| (key(text), field))
}
