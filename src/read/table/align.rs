//! Which column a cell of a short row belongs to.
//!
//! Cells keep their order; which columns were left out is decided by what the cells look like and by what full rows hold in each column.

use std::collections::HashMap;

use crate::grid::Cell;
use crate::words::deadline::{is_deadline_clause, read_deadline};
use crate::words::names::{looks_like_body, split_bodies, split_people};
use crate::words::numbering::marker;
use crate::words::vocabulary::Field;

use super::super::flat::serial;
use super::columns::Column;

/// What stands in one column of a row.
#[derive(Debug, Clone)]
pub(crate) enum Slot {
    /// Nothing was printed.
    Absent,
    /// A cell, perhaps an empty one.
    Filled(Cell),
    /// The merged cell of a row above.
    Carried(Cell),
}

impl Slot {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Slot::Absent => None,
            Slot::Filled(cell) | Slot::Carried(cell) => Some(cell.text()),
        }
    }
}

/// What full rows hold in each column, and how often.
pub(crate) struct Seen(Vec<HashMap<String, usize>>);

impl Seen {
    /// Counts the cells of the rows that have one for each column.
    pub(crate) fn of(rows: &[Vec<Cell>], columns: usize) -> Self {
        let mut seen = vec![HashMap::new(); columns];
        for row in rows.iter().filter(|row| row.len() == columns) {
            for (cell, seen) in row.iter().zip(&mut seen) {
                *seen.entry(cell.text().to_owned()).or_default() += 1;
            }
        }
        Seen(seen)
    }

    /// Whether a text stands in a column of several full rows.
    fn repeats(&self, column: usize, text: &str) -> bool {
        self.0.get(column).and_then(|seen| seen.get(text)).is_some_and(|&count| count > 1)
    }
}

/// A row with more cells than this is no row.
const MOST_CELLS: usize = 200;
const IMPOSSIBLE: i32 = i32::MIN / 4;

/// The row's cells in their columns. Two rows when a merged serial number was printed once for both.
pub(crate) fn align(row: &[Cell], columns: &[Column], seen: &Seen) -> Vec<Vec<Slot>> {
    let mut cells: Vec<Cell> = row.to_vec();
    while cells.len() > columns.len() && cells.last().is_some_and(|cell| cell.text().is_empty()) {
        cells.pop();
    }
    if cells.len() > MOST_CELLS {
        cells.truncate(columns.len());
    }
    let placed = place(&cells, columns, seen);
    let mut rows = vec![vec![Slot::Absent; columns.len()]];
    let mut before = None;
    for (cell, column) in cells.into_iter().zip(placed) {
        if before.is_some_and(|before| column < before) {
            rows.push(vec![Slot::Absent; columns.len()]);
        }
        if let Some(slot) = rows.last_mut().and_then(|row| row.get_mut(column)) {
            match slot {
                Slot::Filled(first) => first.passage.append("\n", cell.passage),
                _ => *slot = Slot::Filled(cell),
            }
        }
        before = Some(column);
    }
    rows
}

/// The best column for each cell. A full row stands as it is unless its cells say plainly that one is missing and one is double.
fn place(cells: &[Cell], columns: &[Column], seen: &Seen) -> Vec<usize> {
    const PLAINLY: i32 = 8;
    let (count, width) = (cells.len(), columns.len());
    let fits: Vec<Vec<i32>> = cells.iter().map(|cell| (0..width).map(|at| fit(cell, at, columns, seen)).collect()).collect();
    let skip: Vec<i32> = columns.iter().map(skip_cost).collect();
    let skipped = |from: usize, to: usize| -> i32 { skip.get(from..to).map_or(0, |costs| costs.iter().sum()) };
    let mut score = vec![vec![IMPOSSIBLE; width]; count];
    let mut origin = vec![vec![0usize; width]; count];
    for at in 0..width {
        score[0][at] = fits[0][at] - skipped(0, at);
    }
    for cell in 1..count {
        for at in 0..width {
            for before in 0..width {
                let step = if before < at {
                    skipped(before + 1, at)
                } else if before == at {
                    join_cost(&columns[at])
                } else if count > width {
                    skipped(before + 1, width) + skipped(0, at) + 6
                } else {
                    continue;
                };
                let candidate = score[cell - 1][before].saturating_add(fits[cell][at]).saturating_sub(step);
                if candidate > score[cell][at] {
                    (score[cell][at], origin[cell][at]) = (candidate, before);
                }
            }
        }
    }
    // Of equal places the first: what was left out stands behind.
    let last = (0..width).rev().max_by_key(|&at| score[count - 1][at] - skipped(at + 1, width)).unwrap_or(0);
    let best = score[count - 1][last] - skipped(last + 1, width);
    if count == width && best < (0..width).map(|at| fits[at][at]).sum::<i32>() + PLAINLY {
        return (0..width).collect();
    }
    let mut placed = vec![last; count];
    for cell in (1..count).rev() {
        placed[cell - 1] = origin[cell][placed[cell]];
    }
    placed
}

/// What it costs that a column is left out: merged headings often are, the task never is.
fn skip_cost(column: &Column) -> i32 {
    match column.field {
        _ if column.is_grouping => 1,
        Field::Content | Field::Serial => 8,
        Field::Title => 5,
        Field::Notes | Field::Extra => 1,
        _ => 3,
    }
}

/// What it costs that a cell was printed on two lines.
fn join_cost(column: &Column) -> i32 {
    match column.field {
        Field::Content | Field::Problem => 3,
        Field::Title | Field::Units | Field::Notes => 5,
        _ => 9,
    }
}

/// How well a cell fits a column.
fn fit(cell: &Cell, at: usize, columns: &[Column], seen: &Seen) -> i32 {
    let text = cell.text();
    if text.is_empty() {
        return if matches!(columns[at].field, Field::Serial | Field::Title | Field::Content) { -6 } else { 0 };
    }
    looks_like(text, &columns[at]) + if seen.repeats(at, text) { 4 } else { 0 }
}

fn looks_like(text: &str, column: &Column) -> i32 {
    let length = text.chars().count();
    let prose = length > 24 || text.contains(['。', '；', ';']);
    let people = split_people(text);
    let is_people = length <= 40 && !people.is_empty() && people.iter().all(|(_, name)| (2..=4).contains(&name.chars().count()) || name.contains('·')) && !looks_like_body(text);
    let bodies = split_bodies(text);
    let named = bodies.iter().filter(|body| looks_like_body(&text[(*body).clone()])).count();
    let is_bodies = !bodies.is_empty() && named * 2 >= bodies.len();
    let is_deadline = is_deadline_clause(text) || (length <= 60 && read_deadline(text, Some(2000)).is_some_and(|deadline| deadline.due.is_some() || deadline.recurrence.is_some()));
    let verdict = |yes: bool| if yes { 6 } else { -6 };
    match column.field {
        Field::Serial => verdict(serial(text).is_some()),
        Field::Section if marker(text).is_some() => 5,
        Field::Section => if length <= 24 && !is_people && !is_deadline { 2 } else { -3 },
        field if field.is_people() => verdict(is_people && !is_deadline),
        Field::Deadline => verdict(is_deadline),
        field if field.is_bodies() => if is_bodies && !(prose && text.contains('。')) { 6 } else if is_people || is_deadline || prose { -6 } else { -1 },
        Field::Content | Field::Problem => if prose { 6 } else if is_people || is_deadline || serial(text).is_some() { -6 } else { 1 },
        Field::Title if column.is_grouping => if marker(text).is_some() { 5 } else { 1 },
        Field::Title => if is_people || is_deadline || serial(text).is_some() { -5 } else if length <= 40 { 4 } else { 2 },
        _ => 0,
    }
}
