//! Tables to tasks: one piece of code for every grid, wherever it came from.
//!
//! The header row says what the columns are; short rows are aligned to them by what their cells look like; cells that were merged apply
//! to the rows below. A column nobody recognises is kept under its own header.

mod align;
mod columns;
mod header;
mod row;
mod sheet;

use crate::grid::{Cell, Grid};
use crate::model::{Plan, Section};
use crate::passage::{Account, Passage, Role};
use crate::words::fold::{is_blank, key};
use crate::words::numbering::{marker, numeral};
use crate::words::vocabulary::{Field, Vocabulary};

use super::Block;
use super::assemble::{Habits, run_in_heading};
use super::fields::{place_of, read_body, without_count};
use super::paragraphs;
use align::{Seen, Slot, align};
pub(crate) use columns::Column;
use columns::columns;
pub(crate) use columns::is_header;
pub(crate) use header::{Band, band};
use row::RowText;

/// A row of the table, read.
enum Row {
    /// A title, header or rule row: nothing below comes from it.
    Header(Vec<Cell>),
    /// A heading over the rows below.
    Section(Cell),
    /// A note, a sum, a signature.
    Note(Vec<Cell>),
    /// One slot a column.
    Data(Vec<Slot>),
}

/// A table: its columns and its rows from the header on.
struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    ragged: bool,
}

/// Adds the tasks of a table to the plan, below the headings `section`.
pub(crate) fn assemble(grid: &Grid, section: &[String], habits: &Habits<'_>, plan: &mut Plan, account: &mut Account) {
    let vocabulary = habits.vocabulary;
    let found = if grid.ragged {
        grid.rows.iter().position(|row| is_header(row, vocabulary)).map(|first| (first, ragged_tables(grid, first, vocabulary)))
    } else {
        sheet::first_band(grid, vocabulary).map(|band| (band.first, sheet::tables(grid, &band, vocabulary)))
    };
    let Some((first, tables)) = found else {
        grid.rows.iter().flatten().for_each(|cell| account.claim_all(&cell.passage, Role::Rest(NO_TASK_COLUMN)));
        return;
    };
    for cell in grid.rows[..first].iter().flatten() {
        account.claim_all(&cell.passage, Role::Rest("above the table"));
    }
    for Table { mut columns, mut rows, ragged } in tables {
        columns::settle(&mut columns, &rows_of(&rows));
        if ragged {
            fill_down(&columns, &mut rows);
        }
        TableReader {
            columns: &columns,
            habits,
            plan,
            account,
            base: section.to_vec(),
            section: Vec::new(),
            grouping: vec![None; columns.len()],
        }
        .read(&rows);
    }
}

/// The tables of flattened text: each header with other columns begins another.
fn ragged_tables(grid: &Grid, first: usize, vocabulary: &Vocabulary) -> Vec<Table> {
    let mut columns = columns(&grid.rows[first], vocabulary);
    let mut seen = Seen::of(&grid.rows[first + 1..], columns.len());
    let mut rows = Vec::new();
    let mut tables = Vec::new();
    for (at, row) in grid.rows.iter().enumerate().skip(first) {
        if is_header(row, vocabulary) {
            if at > first && self::columns::columns(row, vocabulary) != columns {
                tables.push(Table {
                    columns: std::mem::replace(&mut columns, self::columns::columns(row, vocabulary)),
                    rows: std::mem::take(&mut rows),
                    ragged: true,
                });
                seen = Seen::of(&grid.rows[at + 1..], columns.len());
            }
            rows.push(Row::Header(row.clone()));
        } else {
            rows.extend(read_row(row, &columns, &seen));
        }
    }
    tables.push(Table { columns, rows, ragged: true });
    tables
}

/// Why a table is in `rest` whole.
pub(crate) const NO_TASK_COLUMN: &str = "table without a task column";

/// A table as blocks of the document: what stands above the header of the first table are lines of text, and so is a sheet with one
/// cell a row and no header.
pub(crate) fn blocks(mut grid: Grid, blocks: &mut Vec<Block>, account: &mut Account, vocabulary: &Vocabulary) {
    let first_table = !blocks.iter().any(|block| matches!(block, Block::Grid(_)));
    if grid.ragged || !first_table {
        blocks.push(Block::Grid(grid));
        return;
    }
    match sheet::first_band(&grid, vocabulary) {
        Some(band) => {
            let body = grid.rows.split_off(band.first);
            let last = grid.rows.len();
            for (at, cell) in grid.rows.iter().enumerate().flat_map(|(at, row)| row.iter().map(move |cell| (at, cell))) {
                let sources: Vec<usize> = cell.passage.sources().collect();
                for mut paragraph in paragraphs::paragraphs(&sources, account, vocabulary) {
                    // Instructions above a table are no items; a heading right above it is.
                    if at + 1 < last || paragraph.text().chars().count() > 40 {
                        (paragraph.marker, paragraph.labelled) = (None, false);
                    }
                    blocks.push(Block::Paragraph(paragraph));
                }
            }
            blocks.push(Block::Grid(Grid { rows: body, ..grid }));
        }
        None if grid.rows.len() > 2 && grid.rows.iter().all(|row| row.len() == 1) => {
            let sources: Vec<usize> = grid.rows.iter().flatten().flat_map(|cell| cell.passage.sources()).collect();
            blocks.extend(paragraphs::paragraphs(&sources, account, vocabulary).into_iter().map(Block::Paragraph));
        }
        None => blocks.push(Block::Grid(grid)),
    }
}

fn rows_of(rows: &[Row]) -> Vec<&Vec<Slot>> {
    rows.iter().filter_map(|row| if let Row::Data(slots) = row { Some(slots) } else { None }).collect()
}

fn read_row(row: &[Cell], columns: &[Column], seen: &Seen) -> Vec<Row> {
    let filled: Vec<&Cell> = row.iter().filter(|cell| !cell.text().is_empty()).collect();
    match filled.as_slice() {
        [] => Vec::new(),
        [only] if columns.len() > 2 => {
            let text = key(only.text());
            let counted = without_count(only.text()).len() < only.text().len();
            let note =
                ["注:", "备注", "合计", "小计", "总计", "说明", "填表", "填报", "联系人", "(注"].iter().any(|word| text.starts_with(word))
                    || text.chars().count() > 80;
            let heading = marker(only.text()).is_some() || counted || text.chars().count() <= 40;
            vec![if heading && !note { Row::Section((*only).clone()) } else { Row::Note(row.to_vec()) }]
        }
        [number, heading] if columns.len() > 3 && seen.counts_in_figures() && is_heading_row(number.text(), heading.text()) => {
            vec![Row::Section(joined_heading(number, heading))]
        }
        [first, ..] if ["合计", "小计", "总计"].contains(&key(first.text()).as_str()) => vec![Row::Note(row.to_vec())],
        [first, ..] if ["注:", "备注:", "填表说明", "填表人"].iter().any(|word| key(first.text()).starts_with(word)) => {
            vec![Row::Note(row.to_vec())]
        }
        _ => align(row, columns, seen).into_iter().map(Row::Data).collect(),
    }
}

/// 一 | 产业项目（3项）: a number in characters and a short text, in a table whose tasks are counted in figures.
fn is_heading_row(number: &str, heading: &str) -> bool {
    let bare = number.trim_matches(|c: char| is_blank(c) || "（）()、.".contains(c));
    numeral(bare).is_some() && !bare.contains(|c: char| c.is_numeric() && c.is_ascii()) && heading.chars().count() <= 40
}

/// The number and the words of a heading as one cell.
fn joined_heading(number: &Cell, heading: &Cell) -> Cell {
    let mut cell = number.clone();
    cell.passage.append("\u{3000}", heading.passage.clone());
    cell
}

/// Cells that were merged are printed once and apply to the rows below until the next value; an empty cell takes nothing.
fn fill_down(columns: &[Column], rows: &mut [Row]) {
    let data = rows_of(rows);
    let count = data.len();
    let any_explicit = data.iter().any(|slots| slots.iter().any(|slot| matches!(slot, Slot::Filled(cell) if cell.text().is_empty())));
    let merged: Vec<bool> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let absent = data.iter().filter(|slots| matches!(slots.get(at), None | Some(Slot::Absent))).count();
            let fills = column.is_grouping || column.field.is_responsibility() || column.field == Field::Serial;
            fills && absent > 0 && (column.is_grouping || column.field == Field::Serial || any_explicit || absent * 4 >= count)
        })
        .collect();
    let blank = merged_blanks(columns, &data);
    let mut last: Vec<Option<Cell>> = vec![None; columns.len()];
    for row in rows {
        match row {
            Row::Section(_) => last.iter_mut().for_each(|cell| *cell = None),
            Row::Data(slots) => {
                let continues = columns.iter().zip(slots.iter()).any(|(column, slot)| column.is_grouping && is_blank_cell(slot));
                let same_item = goes_on_item(columns, slots);
                for (at, slot) in slots.iter_mut().enumerate() {
                    let same = columns[at].is_grouping
                        || continues && blank[at]
                        || same_item && matches!(columns[at].field, Field::Serial | Field::Title);
                    let merged = merged[at] || same_item && columns[at].field == Field::Title;
                    match slot {
                        Slot::Filled(cell) if same && cell.text().is_empty() => {
                            if let Some(cell) = &last[at] {
                                *slot = Slot::Carried(cell.clone());
                            }
                        }
                        Slot::Filled(cell) => last[at] = Some(cell.clone()),
                        Slot::Absent if merged => {
                            if let Some(cell) = &last[at] {
                                *slot = Slot::Carried(cell.clone());
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_blank_cell(slot: &Slot) -> bool {
    matches!(slot, Slot::Filled(cell) if cell.text().is_empty())
}

/// Whether number and title were left out before a text of the row's own: both were merged with those above.
fn goes_on_item(columns: &[Column], slots: &[Slot]) -> bool {
    let of = |field: Field| columns.iter().zip(slots).filter(move |(column, _)| column.field == field).map(|(_, slot)| slot);
    let blank = |field: Field| of(field).next().is_some() && of(field).all(|slot| matches!(slot, Slot::Absent) || is_blank_cell(slot));
    blank(Field::Serial) && blank(Field::Title) && of(Field::Content).any(|slot| slot.text().is_some_and(|text| !text.is_empty()))
}

/// Columns that are blank in every row that goes on a group and filled in every row that opens one: merged cells left blank.
fn merged_blanks(columns: &[Column], rows: &[&Vec<Slot>]) -> Vec<bool> {
    let Some(group) = columns.iter().position(|column| column.is_grouping) else { return vec![false; columns.len()] };
    let goes_on = |row: &&&Vec<Slot>| row.get(group).is_some_and(is_blank_cell);
    let count = rows.iter().filter(goes_on).count();
    (0..columns.len())
        .map(|at| {
            count > 1
                && columns[at].field.is_responsibility()
                && rows.iter().all(|row| row.get(at).is_some_and(|slot| is_blank_cell(slot) == goes_on(&row)))
        })
        .collect()
}

struct TableReader<'a> {
    columns: &'a [Column],
    habits: &'a Habits<'a>,
    plan: &'a mut Plan,
    account: &'a mut Account,
    /// Headings the table stands under.
    base: Vec<String>,
    /// Headings from section rows.
    section: Vec<String>,
    /// The last heading of each grouping column, with its index in the plan's sections.
    grouping: Vec<Option<String>>,
}

impl TableReader<'_> {
    fn read(&mut self, rows: &[Row]) {
        let run_in = self.writes_run_in(rows);
        for row in rows {
            match row {
                Row::Header(cells) => cells.iter().for_each(|cell| self.account.claim_all(&cell.passage, Role::Label)),
                Row::Note(cells) => self.keep(cells.iter()),
                Row::Section(cell) => {
                    let title = self.heading(cell);
                    self.section = vec![title.clone()];
                    self.add_section(&cell.passage, title);
                }
                Row::Data(slots) => self.add_task(slots, run_in),
            }
        }
    }

    /// What a row says that is no task.
    fn keep<'c>(&mut self, cells: impl Iterator<Item = &'c Cell> + Clone) {
        let said: Vec<&str> = cells.clone().map(Cell::text).filter(|text| !text.is_empty()).collect();
        self.plan.closing.push(said.join(" "));
        cells.for_each(|cell| self.account.claim_all(&cell.passage, Role::Closing));
    }

    /// Whether the task column holds headings that run into the text.
    fn writes_run_in(&self, rows: &[Row]) -> bool {
        let text = self
            .columns
            .iter()
            .position(|column| column.field == Field::Content)
            .or_else(|| self.columns.iter().position(|column| column.field == Field::Title && !column.is_grouping));
        let has_title = self.columns.iter().any(|column| column.field == Field::Title && !column.is_grouping)
            && self.columns.iter().any(|column| column.field == Field::Content);
        let Some(text) = text.filter(|_| !has_title) else { return false };
        let cells: Vec<&str> =
            rows_of(rows).into_iter().filter_map(|slots| slots.get(text)?.text()).filter(|text| text.chars().count() > 12).collect();
        let run_in = cells.iter().filter(|text| run_in_heading(text).is_some()).count();
        !cells.is_empty() && run_in * 10 >= cells.len() * 6
    }

    /// A heading in a cell: claimed, without number and count.
    fn heading(&mut self, cell: &Cell) -> String {
        let text = cell.passage.text();
        let start = text.len() - text.trim_start_matches(is_blank).len();
        let number = marker(&text[start..]).map_or(0, |marker| marker.length);
        let after = start + number;
        let from = after + text[after..].len() - text[after..].trim_start_matches(is_blank).len();
        let bare = without_count(&text[from..]).trim_end_matches(|c: char| is_blank(c) || "。：:；;".contains(c));
        let to = from + bare.len();
        self.account.claim(&cell.passage, start..after, Role::SectionNumber, None);
        self.account.claim(&cell.passage, from..to, Role::SectionTitle, None);
        self.account.claim(&cell.passage, to..text.len(), Role::Rest("count of items"), None);
        text[from..to].to_owned()
    }

    fn add_section(&mut self, passage: &Passage, title: String) {
        let text = passage.text().trim_start_matches(is_blank);
        let number = marker(text).map(|marker| text[..marker.length].to_owned());
        self.plan.sections.push(Section { number, title, level: self.base.len() + 1, parent: None });
    }

    /// Whether a row says what is to be done.
    fn has_text(&self, slots: &[Slot]) -> bool {
        slots.iter().zip(self.columns).any(|(slot, column)| {
            matches!(column.field, Field::Title | Field::Content) && !column.is_grouping && slot.text().is_some_and(|text| !text.is_empty())
        })
    }

    fn add_task(&mut self, slots: &[Slot], run_in: bool) {
        if !self.has_text(slots) {
            self.keep_row(slots);
            return;
        }
        let mut row = RowText::new(self.plan.tasks.len(), self.habits.vocabulary);
        row.task.section.extend(self.base.iter().chain(&self.section).cloned());
        for (at, (slot, column)) in slots.iter().zip(self.columns).enumerate() {
            match slot {
                Slot::Absent => {}
                Slot::Filled(cell) | Slot::Carried(cell) if column.is_grouping => {
                    let own = matches!(slot, Slot::Filled(_));
                    let title = self.group_title(at, own.then_some(cell));
                    row.task.section.extend(Some(title).filter(|title| !title.is_empty()));
                }
                Slot::Filled(cell) => {
                    row.task.place = row.task.place.take().or_else(|| place_of(&cell.passage, self.account));
                    row.read(cell, column, Some(self.account));
                }
                Slot::Carried(cell) => row.read(cell, column, None),
            }
        }
        row.settle_text(run_in, self.account);
        let RowText { mut task, fields, .. } = row;
        fields.fill(&mut task, self.habits);
        read_body(&mut task, self.habits.year);
        self.plan.tasks.push(task);
    }

    /// Keeps a row that is no task: its headings head the rows below, the rest is a paragraph behind the tasks.
    fn keep_row(&mut self, slots: &[Slot]) {
        let own = |slot: &Slot| if let Slot::Filled(cell) = slot { Some(cell.clone()) } else { None };
        let mut said = Vec::new();
        for (at, (slot, column)) in slots.iter().zip(self.columns).enumerate() {
            match own(slot) {
                Some(cell) if column.is_grouping => {
                    self.group_title(at, Some(&cell));
                }
                cell => said.extend(cell),
            }
        }
        if said.iter().any(|cell| cell.text().parse::<f64>().is_err() && !cell.text().is_empty()) {
            self.keep(said.iter());
        } else {
            // A number alone: a row prepared for a task that never came.
            said.iter().for_each(|cell| self.account.claim_all(&cell.passage, Role::Rest("row without a task")));
        }
    }

    /// The heading of a grouping column: from the row's own cell, else the one that still holds.
    fn group_title(&mut self, at: usize, own: Option<&Cell>) -> String {
        let Some(cell) = own else { return self.grouping.get(at).cloned().flatten().unwrap_or_default() };
        let title = self.heading(cell);
        if !title.is_empty() {
            self.add_section(&cell.passage, title.clone());
            if let Some(slot) = self.grouping.get_mut(at) {
                *slot = Some(title.clone());
            }
        }
        title
    }
}
