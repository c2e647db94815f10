//! Tables whose cells know their columns: sheets, Word tables, web tables. Rows to slots by the grid's own merges, never by guess.
//!
//! A cell merged downwards applies to every row it covers, one merged sideways to every column of names it covers; a row whose task
//! cells all belong to the row above adds to that row. What stands alone in a row is a heading, a note or a task by where it stands.

use crate::grid::{Cell, Grid};
use crate::words::fold::key;
use crate::words::numbering::{Style, marker};
use crate::words::page::is_page_mark;
use crate::words::vocabulary::{Field, Vocabulary, source};

use super::super::fields::without_count;
use super::super::flat::serial;
use super::align::Slot;
use super::columns::{Column, find_groups};
use super::header::{Band, band};
use super::headings::only_assigns;
use super::{Row, Table, is_heading_row, joined_heading, repeats, rows_of};

/// The first header of a grid.
pub(crate) fn first_band(grid: &Grid, vocabulary: &Vocabulary) -> Option<Band> {
    (0..grid.rows.len()).find_map(|row| band(&grid.rows, row, vocabulary))
}

/// The tables of a grid from its first header on; each further header with other columns begins another.
pub(super) fn tables(grid: &Grid, first: &Band, vocabulary: &Vocabulary) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut bands = vec![first.clone()];
    let mut at = first.end();
    while at < grid.rows.len() {
        match band(&grid.rows, at, vocabulary) {
            Some(next) => {
                at = next.end();
                bands.push(next);
            }
            None => at += 1,
        }
    }
    let texts = |band: &Band| -> Vec<String> {
        grid.rows.get(band.first..band.first + band.height).unwrap_or_default().iter().flatten().map(|cell| key(cell.text())).collect()
    };
    for (index, band) in bands.iter().enumerate() {
        let end = bands.get(index + 1).map_or(grid.rows.len(), |next| next.first);
        let body = grid.rows.get(band.end()..end).unwrap_or_default();
        let header: Vec<Row> = grid.rows.get(band.first..band.end()).unwrap_or_default().iter().cloned().map(Row::Header).collect();
        let repeated = index > 0 && bands.get(index - 1).is_some_and(|before| texts(before) == texts(band));
        if !repeated || tables.is_empty() {
            // Columns only used further down, behind a repeated header, belong to the table too.
            let last = bands.iter().skip(index + 1).find(|next| texts(next) != texts(band)).map_or(grid.rows.len(), |next| next.first);
            let below = grid.rows.get(band.end()..last).unwrap_or_default();
            tables.push(Table { columns: band.columns(&grid.rows, below, vocabulary), rows: Vec::new(), ragged: false });
        }
        if let Some(table) = tables.last_mut() {
            table.rows.extend(header);
            Reader::new(&table.columns, &grid.rows[..first.first], vocabulary).read(body, &mut table.rows);
        }
    }
    for at in 1..tables.len() {
        let (before, after) = tables.split_at_mut(at);
        if let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) {
            after.rows.splice(0..0, final_headings(&mut before.rows));
        }
    }
    for table in &mut tables {
        headings_need_tasks(&mut table.rows);
        find_groups(&mut table.columns, &rows_of(&table.rows), vocabulary);
        fill_groups(&table.columns, &mut table.rows);
    }
    tables
}

/// 类别 printed once over several rows, as files without merged cells have it: where no cell of the column is merged, a blank one goes
/// on the group above.
fn fill_groups(columns: &[Column], rows: &mut [Row]) {
    for (at, _) in columns.iter().enumerate().filter(|(_, column)| column.field == Field::Section) {
        let is_merged = |row: &Row| matches!(row, Row::Data(slots) if matches!(slots.get(at), Some(Slot::Carried(_))));
        if rows.iter().any(is_merged) {
            continue;
        }
        let mut last: Option<Cell> = None;
        for row in &mut *rows {
            match row {
                Row::Section(..) => last = None,
                Row::Data(slots) => match slots.get_mut(at) {
                    Some(Slot::Filled(cell)) if !cell.text().is_empty() => last = Some(cell.clone()),
                    Some(slot) => {
                        if let Some(cell) = &last {
                            *slot = Slot::Carried(cell.clone());
                        }
                    }
                    None => {}
                },
                _ => {}
            }
        }
    }
}

/// The headings a table ends with: they stand above the next one.
fn final_headings(rows: &mut Vec<Row>) -> Vec<Row> {
    let last = rows.iter().rposition(|row| !matches!(row, Row::Section(..))).map_or(0, |last| last + 1);
    rows.split_off(last)
}

/// A heading with nothing below it is a note: the signatures and remarks under a table.
fn headings_need_tasks(rows: &mut [Row]) {
    let last = rows.iter().rposition(|row| matches!(row, Row::Data(_))).map_or(0, |last| last + 1);
    for row in rows.iter_mut().skip(last) {
        if let Row::Section(cell, beside) = row {
            let cells = std::iter::once(std::mem::take(cell)).chain(std::mem::take(beside));
            *row = Row::Note(cells.collect());
        }
    }
}

/// A merged cell that reaches into rows below.
#[derive(Clone)]
struct Open {
    cell: Cell,
    rows: usize,
}

struct Reader<'a> {
    columns: &'a [Column],
    vocabulary: &'a Vocabulary,
    /// Texts above the first header: repeated at page breaks.
    head: Vec<String>,
    /// The merged cell open over each column.
    open: Vec<Option<Open>>,
    has_serial: bool,
    /// Whether most serial numbers are in figures.
    figures: bool,
}

impl<'a> Reader<'a> {
    fn new(columns: &'a [Column], head: &[Vec<Cell>], vocabulary: &'a Vocabulary) -> Self {
        Reader {
            columns,
            vocabulary,
            head: head.iter().flatten().map(|cell| key(cell.text())).filter(|text| !text.is_empty()).collect(),
            open: vec![None; columns.len()],
            has_serial: columns.iter().any(|column| column.field == Field::Serial),
            figures: false,
        }
    }

    fn is_serial(&self, cell: &Cell) -> bool {
        self.columns.iter().any(|column| column.field == Field::Serial && column.at == cell.column)
    }

    fn read(&mut self, body: &[Vec<Cell>], rows: &mut Vec<Row>) {
        // Notes and sums below a table begin in the same column.
        let is_count = |cell: &&Cell| self.is_serial(cell) && serial(cell.text()).is_some();
        let serials: Vec<&Cell> = body.iter().flatten().filter(is_count).collect();
        // A heading for each task is the most there can be.
        self.figures = serials.iter().filter(|cell| cell.text().parse::<u32>().is_ok()).count() * 2 >= serials.len();
        for row in body {
            let read = self.read_row(row);
            match (read, rows.last_mut()) {
                (Some(Row::Data(slots)), Some(Row::Data(above))) if self.continues(&slots) => append(above, slots),
                (Some(read), _) => rows.push(read),
                (None, _) => {}
            }
        }
    }

    fn read_row(&mut self, row: &[Cell]) -> Option<Row> {
        let filled: Vec<&Cell> = row.iter().filter(|cell| !cell.text().is_empty()).collect();
        let slots = self.slots(row);
        if filled.is_empty() {
            return None;
        }
        if filled.iter().all(|cell| self.is_of_head(cell.text())) {
            return Some(Row::Header(row.to_vec()));
        }
        Some(match filled.as_slice() {
            [only] if only_assigns(only, self.vocabulary) => Row::Section((*only).clone(), Vec::new()),
            cells if is_note(cells) => Row::Note(row.to_vec()),
            [number, heading, beside @ ..] if self.is_heading_row(number, heading, beside) => {
                Row::Section(joined_heading(number, heading), beside.iter().map(|cell| (*cell).clone()).collect())
            }
            [heading, beside @ ..] if self.is_merged_heading(heading, beside) => {
                Row::Section((*heading).clone(), beside.iter().map(|cell| (*cell).clone()).collect())
            }
            [only] if !self.is_data(only, &slots) => {
                if is_heading(only.text()) {
                    Row::Section((*only).clone(), Vec::new())
                } else {
                    Row::Note(row.to_vec())
                }
            }
            _ => Row::Data(slots),
        })
    }

    /// Whether a cell repeats a title from above the table, or counts its pages.
    fn is_of_head(&self, text: &str) -> bool {
        self.head.iter().any(|title| repeats(text, title)) || is_page_mark(text)
    }

    /// 一 | 渠系 | 30: a heading with its number, beside it nothing but sums, and nobody who is responsible.
    fn is_heading_row(&self, number: &Cell, heading: &Cell, beside: &[&Cell]) -> bool {
        self.figures && self.is_serial(number) && is_heading_row(number.text(), heading.text()) && self.are_sums(beside)
    }

    /// 一、渠系（2项） | 30: a heading where serial numbers stand, merged with the cells to its right or not, and sums beside it.
    fn is_merged_heading(&self, heading: &Cell, beside: &[&Cell]) -> bool {
        let text = heading.text();
        !beside.is_empty()
            && self.is_serial(heading)
            && serial(text).is_none()
            && is_heading(text)
            && (heading.width > 1 || marker(text).is_some() || without_count(text).len() < text.len())
            && self.are_sums(beside)
    }

    /// Whether all cells are figures in columns that name nobody.
    fn are_sums(&self, cells: &[&Cell]) -> bool {
        cells.iter().all(|cell| {
            let column = self.columns.iter().find(|column| column.at == cell.column);
            let figures = key(cell.text());
            let figures = figures.trim_end_matches(|c: char| "分项个条件%％万亿元".contains(c));
            figures.parse::<f64>().is_ok() && column.is_none_or(|column| !column.field.is_responsibility())
        })
    }

    /// The row's cells in their columns, with the merged cells that reach into it.
    fn slots(&mut self, row: &[Cell]) -> Vec<Slot> {
        let mut slots: Vec<Slot> = Vec::with_capacity(self.columns.len());
        for open in &mut self.open {
            slots.push(match open {
                Some(Open { cell, .. }) => Slot::Carried(cell.clone()),
                None => Slot::Absent,
            });
            if let Some(merged) = open {
                merged.rows -= 1;
            }
            open.take_if(|merged| merged.rows == 0);
        }
        for cell in row {
            let Some(first) = self.columns.iter().position(|column| column.at == cell.column) else { continue };
            for (at, column) in
                self.columns.iter().enumerate().skip(first).take_while(|(_, column)| column.at < cell.column + cell.width.max(1))
            {
                let own = at == first;
                if !own && !self.applies_beside(first, column) {
                    continue;
                }
                if let Some(slot) = slots.get_mut(at) {
                    *slot = if own { Slot::Filled(cell.clone()) } else { Slot::Carried(cell.clone()) };
                }
                if let Some(open) = self.open.get_mut(at) {
                    *open = (cell.height > 1 && !cell.text().is_empty()).then(|| Open { cell: cell.clone(), rows: cell.height - 1 });
                }
            }
        }
        slots
    }

    /// Whether a cell of the column `first` merged over `column` says the same there: names and dates do, texts do not.
    fn applies_beside(&self, first: usize, column: &Column) -> bool {
        let of = |column: &Column| column.field.is_responsibility();
        self.columns.get(first).is_some_and(|first| of(first) && of(column) && first.field != column.field)
    }

    /// Whether a cell alone in its row is a task, or adds to one.
    fn is_data(&self, only: &Cell, slots: &[Slot]) -> bool {
        let carried = slots.iter().any(|slot| matches!(slot, Slot::Carried(cell) if cell.column != only.column));
        let covers = self.columns.iter().filter(|column| (only.column..only.column + only.width).contains(&column.at)).count();
        let Some(column) = self.columns.iter().find(|column| column.at == only.column) else { return false };
        if carried {
            return true;
        }
        if covers > 2 || covers * 2 > self.columns.len() {
            return false;
        }
        match column.field {
            Field::Title | Field::Content => {
                let numbered = marker(only.text()).is_some_and(|marker| matches!(marker.style, Style::Chinese | Style::ChineseBracket));
                let heading = numbered || without_count(only.text()).len() < only.text().len();
                // Where tasks have serial numbers, a short text without one heads those below it.
                let heads_tasks = heading || (self.has_serial && only.text().chars().count() <= 20);
                !heads_tasks
            }
            Field::Serial => serial(only.text()).is_some() && !is_heading_number(only.text()),
            Field::Section => true,
            _ => false,
        }
    }

    /// Whether every cell that could make the row a task of its own belongs to the row above.
    fn continues(&self, slots: &[Slot]) -> bool {
        let text = |column: &Column| matches!(column.field, Field::Title | Field::Content | Field::Serial | Field::Problem);
        let mut texts = self.columns.iter().zip(slots).filter(|(column, _)| text(column)).peekable();
        texts.peek().is_some()
            && texts.clone().all(|(_, slot)| !matches!(slot, Slot::Filled(cell) if !cell.text().is_empty()))
            && texts.any(|(column, slot)| matches!(slot, Slot::Carried(_)) && column.field != Field::Serial)
            && self
                .columns
                .iter()
                .zip(slots)
                .filter(|(column, _)| matches!(column.field, Field::Title | Field::Content))
                .all(|(column, slot)| matches!(slot, Slot::Carried(_)) || column.is_grouping || matches!(slot, Slot::Absent))
    }
}

/// Adds the own cells of a row to the row above.
fn append(above: &mut [Slot], slots: Vec<Slot>) {
    for (slot, more) in above.iter_mut().zip(slots) {
        let Slot::Filled(more) = more else { continue };
        match slot {
            Slot::Filled(cell) if !cell.text().is_empty() => cell.passage.append("\n", more.passage),
            _ => *slot = Slot::Filled(more),
        }
    }
}

fn is_heading_number(text: &str) -> bool {
    marker(text).is_some_and(|marker| marker.length < text.trim_end().len())
}

/// A heading over rows, rather than a remark between them.
fn is_heading(text: &str) -> bool {
    const LONGEST: usize = 60;
    let length = text.chars().count();
    let counted = without_count(text).len() < text.len();
    length <= LONGEST && (marker(text).is_some() || counted || length <= 40) && !text.trim_end().ends_with('。')
}

/// Sums, notes and signatures.
fn is_note(cells: &[&Cell]) -> bool {
    let words = &source().rows;
    let Some(first) = cells.first().map(|cell| key(cell.text())) else { return false };
    let signed = cells.len() <= 4
        && cells.iter().all(|cell| key(cell.text()).contains(':') && cell.text().chars().count() <= 40)
        && marker(cells[0].text()).is_none();
    let summed = words.sums.hold(without_count(&first))
        || cells.get(1).is_some_and(|second| words.sums.hold(&key(second.text())) && first.parse::<u32>().is_err());
    let noted = words.remarks.begin(&first) || (cells.len() == 1 && words.lone_remarks.begin(&first));
    summed || noted || signed
}
