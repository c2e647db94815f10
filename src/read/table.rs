//! Tables to tasks: one piece of code for every grid, wherever it came from.
//!
//! The header row says what the columns are; short rows are aligned to them by what their cells look like; cells that were merged apply
//! to the rows below. A column nobody recognises is kept under its own header.

mod align;
mod card;
mod columns;
mod header;
mod headings;
mod merged;
mod numbers;
mod row;
mod sheet;

use hashbrown::HashSet;

use crate::grid::{Cell, Grid};
use crate::model::{Plan, Section};
use crate::passage::{Account, Passage, Role};
use crate::words::fold::{is_blank, key, without_final_bracket};
use crate::words::numbering::{Style, marker, numeral};
use crate::words::page::is_page_mark;
use crate::words::stand_in::is_ditto;
use crate::words::vocabulary::{Field, Vocabulary, source};

use super::Block;
use super::assemble::{Habits, run_in_heading};
use super::fields::{Fields, place_of, read_body, without_count};
use super::paragraphs;
use align::{Seen, Slot, align};
pub(crate) use columns::Column;
use columns::columns;
pub(crate) use columns::is_header;
pub(crate) use header::{Band, band};
use headings::Standing;
use merged::{fill_down, leave_gaps};
use row::RowText;

/// A row of the table, read.
enum Row {
    /// A title, header or rule row: nothing below comes from it.
    Header(Vec<Cell>),
    /// A heading over the rows below, with what stands beside it: a sum, a weight.
    Section(Cell, Vec<Cell>),
    /// A note, a sum, a signature.
    Note(Vec<Cell>),
    /// One slot a column.
    Data(Vec<Slot>),
}

/// Tasks whose rows had fewer cells than the header of their table.
#[derive(Debug, Default)]
pub(crate) struct ShortRows {
    /// With names or dates that stand in a row above.
    pub completed: Vec<usize>,
    /// With a cell left out between others: which is told by what they look like.
    pub placed: Vec<usize>,
}

/// A table: its columns and its rows from the header on.
struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    ragged: bool,
}

/// Whether a grid is a table of tasks.
pub(crate) fn is_of_tasks(grid: &Grid, vocabulary: &Vocabulary) -> bool {
    if grid.ragged { grid.rows.iter().any(|row| is_header(row, vocabulary)) } else { sheet::first_band(grid, vocabulary).is_some() }
}

/// What a table stands under.
#[derive(Default)]
pub(crate) struct Under {
    /// The headings, from the outermost in.
    pub titles: Vec<String>,
    /// What they assign to the tasks below.
    pub fields: Fields,
}

/// Adds the tasks of a table to the plan.
///
/// Gives the rows that had fewer cells than the header.
pub(crate) fn assemble(grid: &Grid, under: &Under, habits: &Habits<'_>, plan: &mut Plan, account: &mut Account) -> ShortRows {
    let vocabulary = habits.vocabulary;
    let found = if grid.ragged {
        grid.rows.iter().position(|row| is_header(row, vocabulary)).map(|first| (first, ragged_tables(grid, first, vocabulary)))
    } else {
        let band = sheet::first_band(grid, vocabulary);
        if let Some((first, column)) = band.as_ref().and_then(|band| Some((band.first, band.beside(&grid.rows)?))) {
            let mut left = grid.clone();
            let right = left.split_off_columns(first, column);
            [left, right].iter().for_each(|grid| drop(assemble(grid, under, habits, plan, account)));
            return ShortRows::default();
        }
        band.map(|band| (band.first, sheet::tables(grid, &band, vocabulary)))
    };
    let Some((first, tables)) = found else {
        grid.rows.iter().flatten().for_each(|cell| account.claim_all(&cell.passage, Role::Rest(NO_TASK_COLUMN)));
        return ShortRows::default();
    };
    let mut short = ShortRows::default();
    let (section, mut above) = read_above(grid, first, &under.titles, plan, account, vocabulary);
    above.stand_under(under.fields.clone());
    let base_styles: Vec<Option<Style>> = section.iter().map(|title| style_of(number_of(plan, title)?)).collect();
    for Table { mut columns, mut rows, ragged } in tables {
        if ragged {
            columns::find_groups(&mut columns, &rows_of(&rows), vocabulary);
        }
        columns::settle(&mut columns, &rows_of(&rows));
        if ragged {
            fill_down(&columns, &mut rows);
        }
        TableReader {
            columns: &columns,
            habits,
            plan,
            account,
            base: section.clone(),
            base_styles: base_styles.clone(),
            section: Vec::new(),
            above: &mut above,
            headed: Standing::default(),
            last: vec![None; columns.len()],
            grouping: vec![None; columns.len()],
            short: &mut short,
        }
        .read(&rows);
    }
    above.end(account);
    // Where a file says itself what is merged, nothing was taken for granted.
    if grid.ragged { short } else { ShortRows::default() }
}

/// What stands above the header: the headings the table is below, and what lines there assign to all its tasks.
fn read_above(
    grid: &Grid,
    header: usize,
    section: &[String],
    plan: &mut Plan,
    account: &mut Account,
    vocabulary: &Vocabulary,
) -> (Vec<String>, Standing) {
    let mut section = section.to_vec();
    let mut above = Standing::default();
    let title = title_row(grid, header, vocabulary).filter(|&row| !is_title_of(plan, grid.rows[row][0].text()));
    for (at, cell) in grid.rows[..header].iter().enumerate().flat_map(|(at, row)| row.iter().map(move |cell| (at, cell))) {
        if headings::only_assigns(cell, vocabulary) {
            let line = headings::take(&cell.passage, account, vocabulary);
            above.add(line.fields, line.assigned);
        } else if Some(at) == title {
            section = vec![headings::take_title(&cell.passage, account)];
            let number = marker(cell.text()).map(|marker| cell.text()[..marker.length].to_owned());
            plan.sections.extend(section.iter().map(|title| Section {
                number: number.clone(),
                title: title.clone(),
                level: 1,
                parent: None,
            }));
        } else {
            account.claim_all(&cell.passage, Role::Rest("above the table"));
        }
    }
    (section, above)
}

/// The row that is the title of a table: the nearest above its header that holds one short text, and is neither a form nor an
/// instruction.
fn title_row(grid: &Grid, header: usize, vocabulary: &Vocabulary) -> Option<usize> {
    const LONGEST: usize = 60;
    (0..header).rev().find(|&row| {
        let [cell] = grid.rows[row].as_slice() else { return false };
        let text = cell.text();
        let is_form = headings::only_assigns(cell, vocabulary) || text.contains(['：', ':']);
        !is_form
            && !text.ends_with('。')
            && (4..=LONGEST).contains(&text.chars().count())
            && !is_attachment_mark(text)
            && !is_page_mark(text)
    })
}

/// The number of the last section of this title.
fn number_of<'p>(plan: &'p Plan, title: &str) -> Option<&'p str> {
    plan.sections.iter().rfind(|section| section.title == title)?.number.as_deref()
}

/// How a heading is numbered.
fn style_of(heading: &str) -> Option<Style> {
    marker(heading.trim_start_matches(is_blank)).map(|marker| marker.style)
}

/// Whether a text is the title of the plan, perhaps with a mark that it goes on.
fn is_title_of(plan: &Plan, text: &str) -> bool {
    plan.title.as_deref().is_some_and(|title| repeats(text, &key(title)))
}

/// Whether a text is a title again, whose key is given, perhaps with a mark that it goes on: `…分解表（续）`.
fn repeats(text: &str, title: &str) -> bool {
    let text = key(text);
    let bare = without_final_bracket(&text);
    let goes_on = text[bare.len()..].trim_start_matches(['(', '[']).starts_with('续');
    title == text || (goes_on && title == bare)
}

/// 附件2, 附表一: a mark, and no title.
fn is_attachment_mark(text: &str) -> bool {
    let key = key(text);
    let rest = key.strip_prefix("附件").or_else(|| key.strip_prefix("附表"));
    rest.is_some_and(|rest| rest.trim_end_matches(':').chars().count() <= 3)
}

/// The titles of the tables of a document where they are not all the plan's own: the tables stand below them.
pub(crate) fn titles_differ(blocks: &[Block], plan: &Plan, vocabulary: &Vocabulary) -> bool {
    let grids = blocks.iter().filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None });
    grids.skip(1).filter(|grid| !grid.ragged).any(|grid| {
        let title = sheet::first_band(grid, vocabulary).and_then(|band| title_row(grid, band.first, vocabulary));
        title.is_some_and(|row| !is_title_of(plan, grid.rows[row][0].text()))
    })
}

/// Whether the names of the sheets head the tables on them: 党建类, 业务类. Each of several sheets has a name of its own that somebody
/// gave it, and none behind the first a title.
pub(crate) fn sheets_head(blocks: &[Block], vocabulary: &Vocabulary) -> bool {
    let grids = blocks.iter().filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None });
    let mut names = HashSet::new();
    let is_headed = |grid: &Grid| {
        let given = |name: &str| !source().titles.sheets.hold(key(name).trim_matches(|c: char| c.is_ascii_digit() || "()".contains(c)));
        let Some(name) = grid.sheet.as_deref().filter(|name| given(name)) else { return false };
        let band = sheet::first_band(grid, vocabulary);
        names.insert(name.to_owned()) && band.is_some_and(|band| title_row(grid, band.first, vocabulary).is_none())
    };
    blocks.len() > 1 && grids.clone().count() > 1 && grids.into_iter().all(is_headed)
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
            let mut read = read_row(row, &columns, &seen);
            if grid.parted.is_some_and(|parted| parted.mark == '\t') {
                read.iter_mut().for_each(|row| leave_gaps(row, &columns));
            }
            rows.extend(read);
        }
    }
    tables.push(Table { columns, rows, ragged: true });
    tables
}

/// Why 同上 is in `rest`: the task has what stands above it.
pub(crate) const SAID_ABOVE: &str = "the same as above";

/// Why a table is in `rest` whole.
pub(crate) const NO_TASK_COLUMN: &str = "table without a task column";

/// Where the last table goes on in a grid without a header of its own: it has as many columns, and its first number is the next.
fn goes_on(grid: &Grid, blocks: &[Block], vocabulary: &Vocabulary) -> bool {
    let Some(Block::Grid(before)) = blocks.last() else { return false };
    let width = |grid: &Grid| grid.rows.iter().flatten().map(|cell| cell.column + cell.width.max(1)).max();
    let number = |row: &Vec<Cell>| row.first().filter(|cell| cell.column == 0).and_then(|cell| cell.text().parse::<u32>().ok());
    let last = before.rows.iter().rev().find_map(number);
    !before.ragged
        && width(grid) == width(before)
        && last.zip(grid.rows.first().and_then(number)).is_some_and(|(last, next)| next == last + 1)
        && sheet::first_band(before, vocabulary).is_some()
}

/// A table whose tasks stand in columns, set upright; any other as it is.
fn upright(grid: Grid, vocabulary: &Vocabulary) -> Grid {
    let labels = |row: &&Vec<Cell>| row.first().is_some_and(|cell| vocabulary.header(cell.text()).is_some());
    let titles = grid.rows.iter().position(|row| labels(&row)).unwrap_or_default();
    let turned = grid.turned(titles);
    let is_table = sheet::first_band(&turned, vocabulary).is_some_and(|band| band.first == titles);
    if grid.rows.iter().skip(titles).all(|row| labels(&row)) && is_table { turned } else { grid }
}

/// A table as blocks of the document: what stands above the header of the first table are lines of text, and so is a sheet with one
/// cell a row and no header.
pub(crate) fn blocks(mut grid: Grid, blocks: &mut Vec<Block>, account: &mut Account, vocabulary: &Vocabulary) {
    let first_table = !blocks.iter().any(|block| matches!(block, Block::Grid(_)));
    if let Some(forms) = if grid.ragged { None } else { card::as_tables(&grid, vocabulary) } {
        grid = forms;
    }
    if !grid.ragged && sheet::first_band(&grid, vocabulary).is_none() {
        if goes_on(&grid, blocks, vocabulary) {
            if let Some(Block::Grid(before)) = blocks.last_mut() {
                before.rows.append(&mut grid.rows);
            }
            return;
        }
        grid = upright(grid, vocabulary);
    }
    if grid.ragged || !first_table {
        blocks.push(Block::Grid(grid));
        return;
    }
    match sheet::first_band(&grid, vocabulary) {
        Some(band) => {
            // What is said of the whole table stays with it.
            let says =
                |row: &&Vec<Cell>| row.iter().filter(|cell| !cell.text().is_empty()).all(|cell| headings::only_assigns(cell, vocabulary));
            let said = grid.rows[..band.first].iter().rev().take_while(says).count();
            let body = grid.rows.split_off(band.first - said);
            let last = grid.rows.len();
            let mut is_first = true;
            for (at, cell) in grid.rows.iter().enumerate().flat_map(|(at, row)| row.iter().map(move |cell| (at, cell))) {
                let sources: Vec<usize> = cell.passage.sources().collect();
                for mut paragraph in paragraphs::paragraphs(&sources, account, vocabulary) {
                    // Nothing goes on from one sheet to the next.
                    paragraph.gap += usize::from(std::mem::take(&mut is_first) && !blocks.is_empty());
                    // Instructions above a table are no items; a heading right above it is.
                    if at + 1 < last || paragraph.text().chars().count() > 40 || paragraph.text().ends_with('。') {
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
    let words = &source().rows;
    let filled: Vec<&Cell> = row.iter().filter(|cell| !cell.text().is_empty()).collect();
    match filled.as_slice() {
        [] => Vec::new(),
        [only] if columns.len() > 2 => {
            let text = key(only.text());
            let counted = without_count(only.text()).len() < only.text().len();
            let noted = [&words.sums, &words.remarks, &words.lone_remarks].iter().any(|words| words.begin(&text));
            let note = noted || text.chars().count() > 80;
            let heading = marker(only.text()).is_some() || counted || text.chars().count() <= 40;
            vec![if heading && !note { Row::Section((*only).clone(), Vec::new()) } else { Row::Note(row.to_vec()) }]
        }
        [number, heading] if columns.len() > 3 && seen.counts_in_figures() && is_heading_row(number.text(), heading.text()) => {
            vec![Row::Section(joined_heading(number, heading), Vec::new())]
        }
        [first, ..] if words.sums.hold(&key(first.text())) || words.remarks.begin(&key(first.text())) => vec![Row::Note(row.to_vec())],
        _ => align(row, columns, seen).into_iter().map(Row::Data).collect(),
    }
}

/// 续表, 表1（续）: above the part of a table on the next page.
fn goes_on_from_above(key: &str) -> bool {
    let bare = key.trim_matches(['(', ')']);
    ["续表", "续上表", "接上表", "接上页", "续前表"].contains(&bare) || key.starts_with('表') && key.ends_with("(续)")
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

struct TableReader<'a> {
    columns: &'a [Column],
    habits: &'a Habits<'a>,
    plan: &'a mut Plan,
    account: &'a mut Account,
    /// Headings the table stands under.
    base: Vec<String>,
    /// How those are numbered.
    base_styles: Vec<Option<Style>>,
    /// Headings from section rows.
    section: Vec<String>,
    /// What lines above the table assign to all its tasks.
    above: &'a mut Standing,
    /// What the last section row assigns to the tasks below it.
    headed: Standing,
    /// The last cell of each column that says something itself.
    last: Vec<Option<Cell>>,
    /// The last heading of each grouping column, with its index in the plan's sections.
    grouping: Vec<Option<String>>,
    short: &'a mut ShortRows,
}

impl<'a> TableReader<'a> {
    fn read(&mut self, rows: &[Row]) {
        let run_in = self.writes_run_in(rows);
        for row in rows {
            match row {
                Row::Header(cells) => cells.iter().for_each(|cell| self.account.claim_all(&cell.passage, Role::Label)),
                Row::Note(cells) => self.keep(cells.iter()),
                Row::Section(cell, beside) => self.open_section(cell, beside),
                Row::Data(slots) => self.add_task(slots, run_in),
            }
        }
        self.headed.end(self.account);
    }

    /// A row that heads those below.
    fn open_section(&mut self, cell: &Cell, beside: &[Cell]) {
        beside.iter().for_each(|cell| self.account.claim_all(&cell.passage, Role::Rest("beside a heading")));
        if is_title_of(self.plan, cell.text()) {
            self.account.claim_all(&cell.passage, Role::Label);
            return;
        }
        if goes_on_from_above(&key(cell.text())) {
            self.account.claim_all(&cell.passage, Role::Rest("running head"));
            return;
        }
        let heading = headings::take(&cell.passage, self.account, self.habits.vocabulary);
        self.headed.end(self.account);
        self.headed.add(heading.fields, heading.assigned);
        if heading.title.is_empty() {
            return;
        }
        self.leave_siblings(cell.passage.text());
        self.section = vec![heading.title.clone()];
        self.add_section(&cell.passage, heading.title);
    }

    /// 二、 in the table ends what 一、 above it began.
    fn leave_siblings(&mut self, heading: &str) {
        let style = style_of(heading);
        if let Some(at) = self.base_styles.iter().position(|base| base.is_some() && *base == style) {
            self.base.truncate(at);
            self.base_styles.truncate(at);
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
        let mut row = self.row_text(slots);
        row.settle_text(run_in, self.account);
        self.note_short(slots);
        let RowText { mut task, mut fields, .. } = row;
        self.headed.give(&mut fields);
        self.above.give(&mut fields);
        fields.fill(&mut task, self.habits);
        read_body(&mut task, self.habits.year);
        self.plan.tasks.push(task);
    }

    /// What the cells of a row say of the task it will be.
    fn row_text(&mut self, slots: &[Slot]) -> RowText<'a> {
        let index = self.plan.tasks.len();
        let mut row = RowText::new(index, self.columns, self.habits.vocabulary);
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
                    match self.said_above(at, cell) {
                        Some(above) => {
                            row.read(&above, column, None);
                            self.account.claim(&cell.passage, 0..cell.passage.text().len(), Role::Rest(SAID_ABOVE), Some(index));
                        }
                        None => row.read(cell, column, Some(self.account)),
                    }
                }
                Slot::Carried(cell) => row.read(cell, column, None),
            }
        }
        row
    }

    /// Notes what the row of the next task lacks: what was taken from above, and what is empty.
    fn note_short(&mut self, slots: &[Slot]) {
        let index = self.plan.tasks.len();
        let is_above = |(slot, column): (&Slot, &Column)| matches!(slot, Slot::Carried(_)) && column.field.is_responsibility();
        if slots.iter().zip(self.columns).any(is_above) {
            self.short.completed.push(index);
        }
        let is_gap = |slot: &Slot| matches!(slot, Slot::Filled(cell) if cell.passage.first_source().is_none());
        let said = slots.iter().rposition(|slot| matches!(slot, Slot::Filled(cell) if !cell.text().is_empty()));
        if slots[..said.unwrap_or_default()].iter().any(is_gap) {
            self.short.placed.push(index);
        }
    }

    /// What a cell of names or dates takes from above by 同上 or 〃; remembers what others say.
    fn said_above(&mut self, at: usize, cell: &Cell) -> Option<Cell> {
        let last = self.last.get_mut(at)?;
        if self.columns.get(at).is_some_and(|column| column.field.is_responsibility()) && is_ditto(cell.text()) {
            return last.clone();
        }
        if !cell.text().is_empty() {
            *last = Some(cell.clone());
        }
        None
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
        let title = headings::take_title(&cell.passage, self.account);
        if !title.is_empty() {
            self.add_section(&cell.passage, title.clone());
            if let Some(slot) = self.grouping.get_mut(at) {
                *slot = Some(title.clone());
            }
        }
        title
    }
}
