//! Tables to tasks: one piece of code for every grid, wherever it came from.
//!
//! The header row says what the columns are; short rows are aligned to them by what their cells look like; cells that were merged apply
//! to the rows below. A column nobody recognises is kept under its own header.

mod align;
mod columns;
mod header;
mod sheet;

use crate::grid::{Cell, Grid};
use crate::model::{IdError, Plan, Section, Task, read_task_id};
use crate::passage::{Account, Passage, Role};
use crate::words::fold::{is_blank, key};
use crate::words::numbering::marker;
use crate::words::responsibility::read_value;
use crate::words::targets::find_targets;
use crate::words::vocabulary::{self, Field};

use super::paragraphs;
use super::Block;
use super::assemble::{Fields, Habits, fill_deadline_from_body, keep_labelled, place_of, run_in_heading, without_count};
use align::{Seen, Slot, align};
use columns::{Column, columns, is_header};

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
pub(crate) fn assemble(grid: &Grid, section: &[String], habits: &Habits, plan: &mut Plan, account: &mut Account) {
    let found = if grid.ragged {
        grid.rows.iter().position(|row| is_header(row)).map(|first| (first, ragged_tables(grid, first)))
    } else {
        sheet::first_band(grid).map(|band| (band.first, sheet::tables(grid, &band)))
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
        TableReader { columns: &columns, habits, plan, account, base: section.to_vec(), section: Vec::new(), grouping: vec![None; columns.len()], ragged }.read(&rows);
    }
}

/// The tables of flattened text: each header with other columns begins another.
fn ragged_tables(grid: &Grid, first: usize) -> Vec<Table> {
    let mut columns = columns(&grid.rows[first]);
    let mut seen = Seen::of(&grid.rows[first + 1..], columns.len());
    let mut rows = Vec::new();
    let mut tables = Vec::new();
    for (at, row) in grid.rows.iter().enumerate().skip(first) {
        if is_header(row) {
            if at > first && self::columns::columns(row) != columns {
                tables.push(Table { columns: std::mem::replace(&mut columns, self::columns::columns(row)), rows: std::mem::take(&mut rows), ragged: true });
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
pub(crate) fn blocks(mut grid: Grid, blocks: &mut Vec<Block>, account: &mut Account) {
    let first_table = !blocks.iter().any(|block| matches!(block, Block::Grid(_)));
    if grid.ragged || !first_table {
        blocks.push(Block::Grid(grid));
        return;
    }
    match sheet::first_band(&grid) {
        Some(band) => {
            let body = grid.rows.split_off(band.first);
            let last = grid.rows.len();
            for (at, cell) in grid.rows.iter().enumerate().flat_map(|(at, row)| row.iter().map(move |cell| (at, cell))) {
                let sources: Vec<usize> = cell.passage.sources().collect();
                for mut paragraph in paragraphs::paragraphs(&sources, account) {
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
            blocks.extend(paragraphs::paragraphs(&sources, account).into_iter().map(Block::Paragraph));
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
            let note = ["注:", "备注", "合计", "小计", "总计", "说明", "填表", "填报", "联系人", "(注"].iter().any(|word| text.starts_with(word)) || text.chars().count() > 80;
            let heading = marker(only.text()).is_some() || counted || text.chars().count() <= 40;
            vec![if heading && !note { Row::Section((*only).clone()) } else { Row::Note(row.to_vec()) }]
        }
        [first, ..] if ["合计", "小计", "总计"].contains(&key(first.text()).as_str()) => vec![Row::Note(row.to_vec())],
        [first, ..] if ["注:", "备注:", "填表说明", "填表人"].iter().any(|word| key(first.text()).starts_with(word)) => vec![Row::Note(row.to_vec())],
        _ => align(row, columns, seen).into_iter().map(Row::Data).collect(),
    }
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
    let mut last: Vec<Option<Cell>> = vec![None; columns.len()];
    for row in rows {
        match row {
            Row::Section(_) => last.iter_mut().for_each(|cell| *cell = None),
            Row::Data(slots) => {
                for (at, slot) in slots.iter_mut().enumerate() {
                    match slot {
                        Slot::Filled(cell) if columns[at].is_grouping && cell.text().is_empty() => {
                            if let Some(cell) = &last[at] {
                                *slot = Slot::Carried(cell.clone());
                            }
                        }
                        Slot::Filled(cell) => last[at] = Some(cell.clone()),
                        Slot::Absent if merged[at] => {
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

struct TableReader<'a> {
    columns: &'a [Column],
    habits: &'a Habits,
    plan: &'a mut Plan,
    account: &'a mut Account,
    /// Headings the table stands under.
    base: Vec<String>,
    /// Headings from section rows.
    section: Vec<String>,
    /// The last heading of each grouping column, with its index in the plan's sections.
    grouping: Vec<Option<String>>,
    ragged: bool,
}

impl TableReader<'_> {
    fn read(&mut self, rows: &[Row]) {
        let run_in = self.writes_run_in(rows);
        for row in rows {
            match row {
                Row::Header(cells) => cells.iter().for_each(|cell| self.account.claim_all(&cell.passage, Role::Label)),
                Row::Note(cells) => {
                    let text: Vec<&str> = cells.iter().map(Cell::text).filter(|text| !text.is_empty()).collect();
                    self.plan.closing.push(text.join(" "));
                    cells.iter().for_each(|cell| self.account.claim_all(&cell.passage, Role::Closing));
                }
                Row::Section(cell) => {
                    let title = self.heading(cell);
                    self.section = vec![title.clone()];
                    self.add_section(&cell.passage, title);
                }
                Row::Data(slots) => self.add_task(slots, run_in),
            }
        }
    }

    /// Whether the task column holds headings that run into the text.
    fn writes_run_in(&self, rows: &[Row]) -> bool {
        let text = self.columns.iter().position(|column| column.field == Field::Content).or_else(|| self.columns.iter().position(|column| column.field == Field::Title && !column.is_grouping));
        let has_title = self.columns.iter().any(|column| column.field == Field::Title && !column.is_grouping) && self.columns.iter().any(|column| column.field == Field::Content);
        let Some(text) = text.filter(|_| !has_title) else { return false };
        let cells: Vec<&str> = rows_of(rows).into_iter().filter_map(|slots| slots.get(text)?.text()).filter(|text| text.chars().count() > 12).collect();
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

    fn add_task(&mut self, slots: &[Slot], run_in: bool) {
        if !self.ragged && self.is_textless(slots) {
            self.keep_row(slots);
            return;
        }
        let index = self.plan.tasks.len();
        let mut task = Task { section: self.base.clone(), ..Task::default() };
        task.section.extend(self.section.iter().cloned());
        let mut fields = Fields::default();
        let mut content: Vec<String> = Vec::new();
        for (at, slot) in slots.iter().enumerate() {
            let Some(column) = self.columns.get(at) else { continue };
            let (Slot::Filled(cell) | Slot::Carried(cell)) = slot else { continue };
            let own = matches!(slot, Slot::Filled(_));
            if task.place.is_none() && own {
                task.place = place_of(&cell.passage, self.account);
            }
            self.read_cell(cell, column, at, own, index, &mut task, &mut fields, &mut content);
        }
        if task.title.is_none() && task.content.is_none() && content.is_empty() {
            self.keep_textless(task, fields);
            return;
        }
        self.fill_text(&mut task, content, run_in);
        fields.fill(&mut task, self.habits);
        let text = [task.title.as_deref(), task.content.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("。");
        fill_deadline_from_body(&mut task, &text, self.habits.year);
        task.targets = find_targets(&text).into_iter().map(|(_, target)| target).collect();
        self.plan.tasks.push(task);
    }

    /// Whether no cell of the row could be the text of a task.
    fn is_textless(&self, slots: &[Slot]) -> bool {
        let text = |column: &Column| matches!(column.field, Field::Title | Field::Content) && !column.is_grouping;
        !self.columns.iter().zip(slots).any(|(column, slot)| text(column) && slot.text().is_some_and(|text| !text.is_empty()))
    }

    /// Keeps a row that is no task: its heading heads the rows below, the rest is a paragraph behind the tasks.
    fn keep_row(&mut self, slots: &[Slot]) {
        let mut words = Vec::new();
        for (at, (column, slot)) in self.columns.iter().zip(slots).enumerate() {
            let Slot::Filled(cell) = slot else { continue };
            if column.is_grouping && !cell.text().is_empty() {
                let title = self.heading(cell);
                self.add_section(&cell.passage, title.clone());
                if let Some(slot) = self.grouping.get_mut(at) {
                    *slot = Some(title);
                }
            } else {
                words.push(cell.text());
                self.account.claim_all(&cell.passage, Role::Closing);
            }
        }
        words.retain(|text| !text.is_empty());
        if words.iter().any(|text| text.parse::<f64>().is_err()) {
            self.plan.closing.push(words.join(" "));
        }
    }

    /// A row without any text of a task is no task; what it says stays in the closing.
    fn keep_textless(&mut self, task: Task, _fields: Fields) {
        self.plan.closing.extend(task.extra.into_values());
    }

    #[allow(clippy::too_many_arguments)]
    fn read_cell(&mut self, cell: &Cell, column: &Column, at: usize, own: bool, index: usize, task: &mut Task, fields: &mut Fields, content: &mut Vec<String>) {
        let text = cell.text();
        if column.is_grouping {
            let title = if own { self.heading(cell) } else { self.grouping.get(at).cloned().flatten().unwrap_or_default() };
            if own && !title.is_empty() {
                self.add_section(&cell.passage, title.clone());
                if let Some(slot) = self.grouping.get_mut(at) {
                    *slot = Some(title.clone());
                }
            }
            task.section.extend(Some(title).filter(|title| !title.is_empty()));
            return;
        }
        if text.is_empty() {
            return;
        }
        let role = match column.field {
            Field::Serial => {
                task.number = Some(text.to_owned());
                Role::Number
            }
            Field::Title => {
                task.title = Some(task.title.take().map_or_else(|| text.to_owned(), |before| format!("{before}\n{text}")));
                Role::Title
            }
            Field::Content => {
                content.push(text.to_owned());
                Role::Content
            }
            Field::Id if !matches!(read_task_id(text), Err(IdError::Form(_))) => {
                task.id = text.to_owned();
                Role::Field
            }
            field if field.is_responsibility() || field == Field::Members => {
                if !is_nothing(text) {
                    fields.take(&read_value(field, text), text);
                }
                Role::Field
            }
            field => {
                keep_labelled(task, field, &column.header, text);
                Role::Field
            }
        };
        if own {
            self.account.claim(&cell.passage, 0..cell.passage.text().len(), role, Some(index));
        }
    }

    /// Which of the cell texts is the title and which the content.
    fn fill_text(&self, task: &mut Task, content: Vec<String>, run_in: bool) {
        let joined = content.join("\n");
        task.content = Some(joined).filter(|joined| !joined.is_empty());
        let single = match (&task.title, &task.content) {
            (Some(title), None) => title.clone(),
            (None, Some(content)) => content.clone(),
            _ => return,
        };
        let short = !single.contains(['。', '；', '\n']) && single.chars().count() <= 40;
        match run_in_heading(&single).filter(|_| run_in) {
            Some((end, goes_on)) => {
                task.title = Some(single[..end].to_owned());
                task.content = Some(single[goes_on..].trim_matches(is_blank).to_owned());
            }
            None if task.title.is_some() && !short => {
                task.title = None;
                task.content = Some(single);
            }
            None => {}
        }
    }
}

/// A cell that says there is nothing: 无, /, —.
fn is_nothing(text: &str) -> bool {
    matches!(key(text).as_str(), "无" | "/" | "-" | "—" | "--" | "——" | "\\" | "暂无")
}

/// The field a header cell stands for, or `Extra` under its own words.
pub(crate) fn field_of(header: &str) -> Field {
    vocabulary::column_header(header).unwrap_or(Field::Extra)
}
