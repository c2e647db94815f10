//! Which column a cell of a short row belongs to.
//!
//! Cells keep their order; which columns were left out is decided by what the cells look like and by what full rows hold in each column.

use hashbrown::HashMap;
use std::cell::RefCell;

use crate::grid::Cell;
use crate::words::deadline::{is_deadline_clause, read_deadline};
use crate::words::names::{looks_like_body, split_bodies};
use crate::words::numbering::marker;
use crate::words::people::split_people;
use crate::words::stand_in::{is_ditto, is_undecided};
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
pub(crate) struct Seen {
    /// For each text the columns it stands in, with how often.
    texts: HashMap<String, Vec<(usize, usize)>>,
    /// Looks of short cells: names and dates come again and again.
    looks: RefCell<HashMap<String, Look>>,
    figures: bool,
}

impl Seen {
    /// Counts the cells of the rows that have one for each column.
    pub(crate) fn of(rows: &[Vec<Cell>], columns: usize) -> Self {
        let mut texts: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for row in rows.iter().filter(|row| row.len() == columns) {
            for (at, cell) in row.iter().enumerate() {
                let counts = match texts.get_mut(cell.text()) {
                    Some(counts) => counts,
                    None => texts.entry(cell.text().to_owned()).or_default(),
                };
                match counts.iter_mut().find(|(column, _)| *column == at) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((at, 1)),
                }
            }
        }
        let in_figures = |row: &&Vec<Cell>| row.first().is_some_and(|cell| cell.text().parse::<u32>().is_ok());
        let figures = rows.iter().filter(in_figures).count() * 2 > rows.len();
        Seen { texts, looks: RefCell::default(), figures }
    }

    /// Whether most rows begin with a number in figures.
    pub(crate) fn counts_in_figures(&self) -> bool {
        self.figures
    }

    fn look(&self, text: &str) -> Look {
        const SHORT: usize = 120;
        if text.len() > SHORT {
            return Look::of(text);
        }
        let mut looks = self.looks.borrow_mut();
        if let Some(look) = looks.get(text) {
            return *look;
        }
        let look = Look::of(text);
        looks.insert(text.to_owned(), look);
        look
    }

    /// The columns in which a text stands in full rows, with how often.
    fn columns_of(&self, text: &str) -> &[(usize, usize)] {
        self.texts.get(text).map_or(&[], Vec::as_slice)
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
    const MERGED_TITLE: i32 = 3;
    let (count, width) = (cells.len(), columns.len());
    let fits: Vec<Vec<i32>> = cells.iter().map(|cell| fits(cell, columns, seen)).collect();
    let skip: Vec<i32> = columns.iter().map(skip_cost).collect();
    let skipped = |from: usize, to: usize| -> i32 { skip.get(from..to).map_or(0, |costs| costs.iter().sum()) };
    let mut score = vec![vec![IMPOSSIBLE; width]; count];
    let mut origin = vec![vec![0usize; width]; count];
    for at in 0..width {
        // A title is merged together with its serial number.
        let merged = columns[..at].iter().any(|column| column.field == Field::Serial)
            && columns[..at].iter().any(|column| column.field == Field::Title && !column.is_grouping);
        score[0][at] = fits[0][at] - skipped(0, at) + if merged { MERGED_TITLE } else { 0 };
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

/// How well a cell fits each column: by its look, and by what full rows hold there.
fn fits(cell: &Cell, columns: &[Column], seen: &Seen) -> Vec<i32> {
    let look = seen.look(cell.text());
    let counts = if look.empty { &[] } else { seen.columns_of(cell.text()) };
    let bonus = |at: usize| if counts.iter().any(|&(column, count)| column == at && count > 1) { 4 } else { 0 };
    columns.iter().enumerate().map(|(at, column)| look.fit(column) + bonus(at)).collect()
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

/// What a cell looks like, seen once for all columns.
#[derive(Clone, Copy)]
struct Look {
    empty: bool,
    /// A mark for a name or a date: 同上, 待定.
    stands_in: bool,
    length: usize,
    prose: bool,
    sentence: bool,
    people: bool,
    bodies: bool,
    deadline: bool,
    serial: bool,
    marked: bool,
}

impl Look {
    fn of(text: &str) -> Look {
        /// Longer texts are prose, whatever they hold.
        const LONGEST_LIST: usize = 240;
        let length = text.chars().take(LONGEST_LIST).count();
        let sentence = text.contains('。');
        let prose = length > 24 || sentence || text.contains(['；', ';']);
        let list = length < LONGEST_LIST;
        let is_person = |name: &str| (2..=4).contains(&name.chars().count()) || name.contains('·');
        let people = length <= 40 && !sentence && !looks_like_body(text) && {
            let people = split_people(text);
            !people.is_empty() && people.iter().all(|(_, name)| is_person(name))
        };
        let bodies = list && !(sentence && length > 40) && {
            let bodies: Vec<_> = split_bodies(text).collect();
            let named = bodies.iter().filter(|body| looks_like_body(&text[(*body).clone()])).count();
            !bodies.is_empty() && named * 2 >= bodies.len()
        };
        let deadline = length <= 60
            && (is_deadline_clause(text)
                || read_deadline(text, Some(2000)).is_some_and(|deadline| deadline.due.is_some() || deadline.recurrence.is_some()));
        Look {
            empty: text.is_empty(),
            stands_in: is_ditto(text) || is_undecided(text),
            length,
            prose,
            sentence,
            people,
            bodies,
            deadline,
            serial: serial(text).is_some(),
            marked: marker(text).is_some(),
        }
    }

    /// How well such a cell fits a column.
    fn fit(&self, column: &Column) -> i32 {
        if self.empty {
            return if matches!(column.field, Field::Serial | Field::Title | Field::Content) { -6 } else { 0 };
        }
        if self.stands_in {
            return match column.field {
                Field::Serial | Field::Title | Field::Content | Field::Problem => -6,
                field if field.is_responsibility() => 2,
                _ => 0,
            };
        }
        let verdict = |yes: bool| if yes { 6 } else { -6 };
        let foreign = self.people || self.deadline || self.serial;
        match column.field {
            Field::Serial => verdict(self.serial),
            Field::Section if self.marked => 5,
            Field::Section if self.length <= 24 && !self.people && !self.deadline => 2,
            Field::Section => -3,
            field if field.is_people() => verdict(self.people && !self.deadline),
            Field::Deadline => verdict(self.deadline),
            field if field.is_bodies() && self.bodies && !self.sentence => 6,
            field if field.is_bodies() && (self.people || self.deadline || self.prose) => -6,
            field if field.is_bodies() => -1,
            Field::Content | Field::Problem if self.prose => 6,
            Field::Content | Field::Problem if foreign => -6,
            // The name of a body alone says nothing that is to be done.
            Field::Content | Field::Problem if self.bodies => -1,
            Field::Content | Field::Problem => 1,
            Field::Title if column.is_grouping && self.marked => 5,
            Field::Title if column.is_grouping => 1,
            Field::Title if foreign => -5,
            Field::Title if self.length <= 40 => 4,
            Field::Title => 2,
            _ => 0,
        }
    }
}
