//! A table in a layout, as a sheet of a workbook, printed as an office prints it.
//!
//! Row 1 title, row 2 unit and date, row 3 header, then the rows of [`Table`], written strictly in order. Row heights come from
//! [`heights`](super::heights). Called by every writer of workbooks that show tasks; what was shown is told to a [`Record`].

use super::Field;
use super::blocks::{TaskRow, fitting_width, joins, lay_out, room};
use super::book::{self, Allow, Look, Rule};
use super::heights::{Room, whole_pixels};
use super::layout::{Align, Column, Font, Layout};
use super::list_sheet;
use super::rows::{Cell, Row, Table};
use super::shown::{MAX_CELL_UNITS, shown};
use crate::error::Error;
use crate::finding::{Finding, writing as rules};
use crate::model::{Plan, ProgressField, Task, cell_name};

const TITLE_ROW: u32 = 0;
const SUBTITLE_ROW: u32 = 1;
/// The header row, counted from 0.
pub const HEADER_ROW: u32 = 2;
const FIRST_ROW: u32 = 3;
const TITLE_HEIGHT: f64 = 36.0;
const SUBTITLE_HEIGHT: f64 = 21.0;
const HEADER_HEIGHT: f64 = 30.0;

/// Who is told what the sheet shows, in the order it is written.
pub trait Record {
    /// The cells of a task.
    fn task(&mut self, task: &Task, cells: &[Cell]);
    /// A text that is no task's: title, headings, notes.
    fn other(&mut self, _text: &str) {}
}

/// Writes the sheet and says what could not be shown as it is.
///
/// Findings: `W001` a text was cut at Excel's limit for a cell; `W002` a row would have to be taller than Excel allows; `W003` a
/// text has control characters that are not shown.
///
/// # Errors
/// [`Error::Workbook`], for example with more tasks than a sheet has rows.
pub fn write(
    sheet: book::Sheet<'_>,
    layout: &Layout,
    table: &Table<'_>,
    plan: &Plan,
    record: &mut dyn Record,
) -> Result<Vec<Finding>, Error> {
    let mut sheet = Sheet::new(sheet, layout, table, plan, record);
    sheet.set_up()?;
    sheet.write_head()?;
    sheet.write_rows()?;
    sheet.write_notes()?;
    Ok(sheet.findings)
}

/// The visible sheet being written.
struct Sheet<'a> {
    sheet: book::Sheet<'a>,
    layout: &'a Layout,
    table: &'a Table<'a>,
    looks: Looks,
    /// Column widths in characters.
    widths: Vec<f64>,
    /// Room of a cell of each column.
    rooms: Vec<Room>,
    next_row: u32,
    /// Where lists too long for a rule stand.
    lists: list_sheet::Lists,
    record: &'a mut dyn Record,
    findings: Vec<Finding>,
}

impl<'a> Sheet<'a> {
    fn new(sheet: book::Sheet<'a>, layout: &'a Layout, table: &'a Table<'a>, plan: &'a Plan, record: &'a mut dyn Record) -> Self {
        let widths: Vec<f64> = table.columns.iter().map(|column| fitting_width(layout, table, column, &plan.tasks)).collect();
        let rooms = table.columns.iter().zip(&widths).map(|(column, &width)| room(layout, column, width)).collect();
        let looks = Looks::new(layout, &table.columns);
        Sheet {
            sheet,
            layout,
            table,
            looks,
            widths,
            rooms,
            next_row: FIRST_ROW,
            lists: list_sheet::Lists::of(&table.columns),
            record,
            findings: Vec::new(),
        }
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    fn whole_room(&self, size: f64) -> Room {
        Room::new(self.widths.iter().sum(), size, self.layout.body.line_height)
    }

    /// Widths, print set-up, frozen panes, locks.
    fn set_up(&mut self) -> Result<(), Error> {
        for (column, width) in (0..).zip(&self.widths) {
            self.sheet.set_width(column, *width)?;
        }
        let page = &self.layout.page;
        self.sheet.set_page(page);
        self.sheet.repeat_row(HEADER_ROW)?;
        self.sheet.freeze(FIRST_ROW, page.freeze_columns.min(u16::try_from(self.widths.len()).unwrap_or(u16::MAX)))?;
        if self.layout.protect {
            self.sheet.protect();
        }
        Ok(())
    }

    /// Title, line below, header.
    fn write_head(&mut self) -> Result<(), Error> {
        let layout = self.layout;
        let last = self.last_column();
        let title = shown(self.table.title()).text;
        let height = self.whole_room(layout.title.font.size).height(&title).max(TITLE_HEIGHT);
        self.sheet.set_height(TITLE_ROW, whole_pixels(height))?;
        let look = self.looks.title.clone();
        self.write_across(TITLE_ROW, 0, last, &title, &look)?;

        let (left, right) = self.table.subtitle();
        let (left, right) = (shown(left).text, shown(right).text);
        let split = self.half();
        let height_of = |room: Room, text: &str| room.height(text).max(SUBTITLE_HEIGHT);
        let room = Room::new(self.widths.iter().take(usize::from(split) + 1).sum(), layout.subtitle.font.size, layout.body.line_height);
        self.sheet.set_height(SUBTITLE_ROW, whole_pixels(height_of(room, &left).max(height_of(room, &right))))?;
        let (left_look, right_look) = (self.looks.subtitle_left.clone(), self.looks.subtitle_right.clone());
        self.write_across(SUBTITLE_ROW, 0, split, &left, &left_look)?;
        if split < last {
            self.write_across(SUBTITLE_ROW, split + 1, last, &right, &right_look)?;
        }

        let size = layout.header.font.size;
        let mut height: f64 = HEADER_HEIGHT;
        for ((at, column), &width) in (0..).zip(&self.table.columns).zip(&self.widths) {
            let text = shown(&column.header).text;
            height = height.max(Room::new(width, size, layout.body.line_height).height(&text));
            self.sheet.text(HEADER_ROW, at, text, &self.looks.header)?;
        }
        self.sheet.set_height(HEADER_ROW, whole_pixels(height))?;
        Ok(())
    }

    /// The last column of the left half of the table.
    fn half(&self) -> u16 {
        let total: f64 = self.widths.iter().sum();
        let mut left = 0.0;
        let before = self.widths.iter().position(|width| {
            left += width;
            left >= total / 2.0
        });
        u16::try_from(before.unwrap_or(0)).unwrap_or(u16::MAX).min(self.last_column().saturating_sub(1))
    }

    /// Text over several columns of one row.
    fn write_across(&mut self, row: u32, first: u16, last: u16, text: &str, look: &Look) -> Result<(), Error> {
        self.record.other(text);
        if first < last {
            self.sheet.merge((row, first), (row, last), look)?;
        }
        self.sheet.text(row, first, text, look)
    }

    fn write_rows(&mut self) -> Result<(), Error> {
        let table = self.table;
        let mut rows = table.rows().peekable();
        while let Some(row) = rows.next() {
            match row {
                Row::Heading { text, level } => self.write_heading(&text, level)?,
                Row::Task { task, cells } => {
                    let mut block = vec![TaskRow::new(task, cells)];
                    while let Some(Row::Task { task, cells }) = rows.next_if(|next| joins(&table.columns, block.last(), next)) {
                        block.push(TaskRow::new(task, cells));
                    }
                    self.write_block(block)?;
                }
            }
        }
        if self.next_row > FIRST_ROW {
            self.set_rules(FIRST_ROW, self.next_row - 1)?;
        }
        Ok(())
    }

    fn write_heading(&mut self, text: &str, level: usize) -> Result<(), Error> {
        let shown = shown(text);
        let height = self.whole_room(self.layout.sections.font.size).height(&shown.text).max(self.layout.body.min_height);
        self.sheet.set_height(self.next_row, whole_pixels(height))?;
        let look = self.looks.heading(level).clone();
        self.write_across(self.next_row, 0, self.last_column(), &shown.text, &look)?;
        self.next_row += 1;
        Ok(())
    }

    /// Rows that share merged cells, with heights that show every cell.
    fn write_block(&mut self, mut rows: Vec<TaskRow<'a>>) -> Result<(), Error> {
        for (at, row) in (self.next_row..).zip(&mut rows) {
            self.make_showable(at, row);
        }
        lay_out(&mut rows, &self.table.columns, &self.rooms, self.layout.body.min_height);
        for row in rows {
            self.report_tall(&row);
            self.write_task(row)?;
        }
        Ok(())
    }

    /// Makes the texts of a row fit for cells, and says what was done to them.
    fn make_showable(&mut self, at: u32, row: &mut TaskRow<'_>) {
        for (column, cell) in (0..).zip(&mut row.cells) {
            let Cell::Text(text) = cell else { continue };
            let shown = shown(std::mem::take(text));
            *text = shown.text.into_owned();
            let place = |finding: Finding| finding.at_cell(&self.layout.sheet, cell_name(at, column)).about(&row.task.id);
            let seq = row.task.seq;
            if let Some(units) = shown.cut_from {
                let message = format!(
                    "第{seq}项的文字有 {units} 个字符，超过单元格上限 {MAX_CELL_UNITS}，表里截断并作了标记，全文保存在台账数据中。请把这项任务拆短。"
                );
                self.findings.push(place(rules::CUT.finding(message)));
            }
            if shown.dropped > 0 {
                let message = format!(
                    "第{seq}项的文字里有 {} 个不能显示的控制字符，表里略去，原样保存在台账数据中。请核对原文这一处有没有缺字。",
                    shown.dropped
                );
                self.findings.push(place(rules::CONTROLS_DROPPED.finding(message)));
            }
        }
    }

    fn report_tall(&mut self, row: &TaskRow<'_>) {
        for &(column, points) in &row.tall {
            let header = self.table.columns.get(column).map_or("", |column| column.header.as_str());
            let message = format!(
                "第{}项的“{header}”要 {points:.0} 磅高才显示得全，超过 Excel 的行高上限 409 磅，打印时下面的字看不到（字都在格里）。请在版式里加宽这一列，或把这项任务拆短。",
                row.task.seq
            );
            let cell = cell_name(self.next_row, u32::try_from(column).unwrap_or(u32::MAX));
            self.findings.push(rules::TOO_TALL.finding(message).at_cell(&self.layout.sheet, cell).about(&row.task.id));
        }
    }

    fn write_task(&mut self, mut task: TaskRow<'_>) -> Result<(), Error> {
        let row = self.next_row;
        self.sheet.set_height(row, task.height)?;
        self.record.task(task.task, &task.cells);
        for (index, cell) in std::mem::take(&mut task.cells).into_iter().enumerate() {
            let column = u16::try_from(index).unwrap_or(u16::MAX);
            let tall = task.tall.iter().any(|(column, _)| *column == index);
            let begins_formula = matches!(&cell, Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\'']));
            let look = self.looks.body(index, tall, begins_formula);
            match task.merged(index).map(|merged| merged.rows) {
                Some(0) => continue,
                Some(rows) => {
                    let last = row + u32::try_from(rows - 1).unwrap_or(0);
                    self.sheet.merge((row, column), (last, column), look)?;
                }
                None => {}
            }
            match cell {
                Cell::Blank => self.sheet.blank(row, column, look)?,
                Cell::Text(text) => self.sheet.text(row, column, text, look)?,
                Cell::Number(number) => self.sheet.number(row, column, number, look)?,
                Cell::Date(date) => self.sheet.date(row, column, date, look)?,
            }
        }
        self.next_row += 1;
        Ok(())
    }

    /// Drop-down lists, limits, prompts, colours and filter buttons.
    fn set_rules(&mut self, first: u32, last: u32) -> Result<(), Error> {
        for (at, column) in (0..).zip(&self.table.columns) {
            if let Some(allow) = allowed(column, self.lists.range(at)) {
                let prompt = prompt(column);
                let refusal = if column.prompt.is_empty() { prompt.as_str() } else { &column.prompt };
                let shown = if self.layout.protect { prompt.as_str() } else { "" };
                self.sheet.add_rule(at, (first, last), &Rule { allow, title: &column.header, prompt: shown, refusal })?;
            }
            for colour in &column.colours {
                self.sheet.add_colour(at, (first, last), colour)?;
            }
        }
        self.sheet.accept_numbers_as_text((first, 0), (last, self.last_column()))?;
        if self.layout.filter {
            self.sheet.filter((HEADER_ROW, 0), (last, self.last_column()))?;
        }
        Ok(())
    }

    fn write_notes(&mut self) -> Result<(), Error> {
        let notes = &self.layout.notes;
        for line in &notes.lines {
            let text = shown(line).text;
            let height = self.whole_room(notes.font.size).height(&text);
            self.sheet.set_height(self.next_row, whole_pixels(height))?;
            let look = self.looks.note.clone();
            self.write_across(self.next_row, 0, self.last_column(), &text, &look)?;
            self.next_row += 1;
        }
        Ok(())
    }
}

/// What the cells of a column may hold; `range` is where a list too long for a rule stands.
fn allowed<'a>(column: &'a Column, range: Option<&'a str>) -> Option<Allow<'a>> {
    match column.only_field() {
        _ if !column.list.is_empty() => Some(range.map_or(Allow::Words(&column.list), Allow::Range)),
        Some(Field::Progress(ProgressField::Percent)) => Some(Allow::Percent),
        Some(Field::Progress(ProgressField::ReportedOn)) => Some(Allow::Day),
        _ if column.fill_in && column.max_length > 0 => Some(Allow::Length(column.max_length)),
        _ if column.fill_in && !column.prompt.is_empty() => Some(Allow::Anything),
        _ => None,
    }
}

/// What is said to the person who types.
fn prompt(column: &Column) -> String {
    match column.only_field() {
        _ if !column.prompt.is_empty() => column.prompt.clone(),
        _ if !column.list.is_empty() => format!("请从下拉列表中选择：{}", column.list.join("、")),
        Some(Field::Progress(ProgressField::Percent)) => "请填 0 至 100 的整数，不写百分号".to_owned(),
        Some(Field::Progress(ProgressField::ReportedOn)) => "请填日期，写成 2023-03-31 的样式".to_owned(),
        _ => format!("不超过 {} 个字", column.max_length),
    }
}

/// The looks of a sheet: few and made once.
struct Looks {
    title: Look,
    subtitle_left: Look,
    subtitle_right: Look,
    header: Look,
    /// By level, outermost first; deeper ones are indented.
    headings: Vec<Look>,
    note: Look,
    /// By column: usual; with a text taller than its row, which then begins at the top; and each with a quote prefix, which keeps
    /// a text such as `-5` a text when a clerk edits the cell.
    body: Vec<[Look; 4]>,
    plain: Look,
}

impl Looks {
    fn new(layout: &Layout, columns: &[&Column]) -> Self {
        let heading = Look::of(&layout.sections.font).bordered().aligned(Align::Left);
        let subtitle = Look::of(&layout.subtitle.font);
        Looks {
            title: Look::of(&layout.title.font).aligned(Align::Center),
            subtitle_left: subtitle.clone().aligned(Align::Left),
            subtitle_right: subtitle.aligned(Align::Right),
            header: Look::of(&layout.header.font).bordered().aligned(Align::Center).filled(layout.header.fill),
            headings: (0..4).map(|level| heading.clone().indented(level)).collect(),
            note: Look::of(&layout.notes.font).aligned(Align::Left),
            body: columns.iter().map(|column| variants(body(layout, column))).collect(),
            plain: Look::default(),
        }
    }

    fn heading(&self, level: usize) -> &Look {
        self.headings.get(level.saturating_sub(1)).or(self.headings.last()).unwrap_or(&self.plain)
    }

    fn body(&self, column: usize, tall: bool, quoted: bool) -> &Look {
        let variant = usize::from(tall) + 2 * usize::from(quoted);
        self.body.get(column).and_then(|variants| variants.get(variant)).unwrap_or(&self.plain)
    }
}

fn variants(usual: Look) -> [Look; 4] {
    let tall = usual.clone().at_top();
    let quoted = usual.clone().quoted();
    let tall_quoted = tall.clone().quoted();
    [usual, tall, quoted, tall_quoted]
}

/// The look of a column's cells.
fn body(layout: &Layout, column: &Column) -> Look {
    let font = Font { name: layout.body.font.name.clone(), size: column.size.unwrap_or(layout.body.font.size) };
    let mut look = Look::of(&font).bordered().aligned(column.align);
    if let Some(text) = column.colour {
        look = look.coloured(text);
    }
    if column.italic {
        look = look.italic();
    }
    if column.fill_in {
        look = look.filled(layout.body.fill_in).unlocked();
    }
    match column.only_field() {
        Some(Field::Due | Field::Progress(ProgressField::ReportedOn)) => look.for_days(),
        Some(Field::Progress(ProgressField::Phone)) => look.for_text(),
        _ => look,
    }
}
