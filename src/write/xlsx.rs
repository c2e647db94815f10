//! The workbook: a table in a layout, printed as an office prints it, and the whole ledger in a very hidden sheet.
//!
//! Row 1 title, row 2 unit and date, row 3 header, then the rows of [`Table`], written strictly in order. Text of the plan is always
//! written as text: never a formula, a number or a link. Row heights come from [`heights`](super::heights). This is the only file
//! that names `rust_xlsxwriter`.

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::blocks::{TaskRow, fitting_width, joins, lay_out, room};
use super::heights::{MAX_ROW_HEIGHT, Room, whole_pixels};
use super::layout::{Align, Colour, Column, Font, Layout, Paper, WordColour};
use super::rows::{Cell, Row, Table};
use super::shown::{MAX_CELL_UNITS, cell_name, shown};
use super::{Field, WriteOptions, Written, ledger_sheet};
use crate::error::Error;
use crate::finding::{Finding, Level};
use crate::model::{FORMAT, Ledger, Plan, ProgressField};
const TITLE_ROW: u32 = 0;
const SUBTITLE_ROW: u32 = 1;
const HEADER_ROW: u32 = 2;
const FIRST_ROW: u32 = 3;
const TITLE_HEIGHT: f64 = 36.0;
const SUBTITLE_HEIGHT: f64 = 21.0;
const HEADER_HEIGHT: f64 = 30.0;
/// Rows of a sheet.
const MAX_ROWS: usize = 1_048_576;
/// Deflate level: against the library's 6 it saves a quarter of the time for a tenth more bytes.
const DEFLATE_LEVEL: u8 = 3;
const CM_PER_INCH: f64 = 2.54;
const FOOTER_MARGIN_CM: f64 = 0.9;

/// Writes the workbook.
///
/// Findings: `W001` a text was cut at Excel's limit for a cell; `W002` a row would have to be taller than Excel allows; `W003` a
/// text has control characters that are not shown. The ledger sheet keeps all of it.
///
/// # Errors
/// [`Error::Workbook`] when the workbook cannot be put together, for example with more tasks than a sheet has rows.
pub(super) fn write(ledger: &Ledger, options: &WriteOptions<'_>) -> Result<Written, Error> {
    assemble(ledger, options).map_err(|error| match error {
        Failure::Own(error) => error,
        Failure::Library(XlsxError::RowColumnLimitError) => {
            Error::Workbook { reason: format!("任务太多，超过一张工作表的 {MAX_ROWS} 行") }
        }
        Failure::Library(error) => Error::Workbook { reason: error.to_string() },
    })
}

enum Failure {
    Own(Error),
    Library(XlsxError),
}

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Self {
        Failure::Library(error)
    }
}

fn assemble(ledger: &Ledger, options: &WriteOptions<'_>) -> Result<Written, Failure> {
    let table = Table::new(ledger, options);
    let title = shown(table.title()).text;
    let mut book = Workbook::new();
    book.set_properties(&properties(ledger, options, &table)?);
    book.set_zip_compression_level(DEFLATE_LEVEL);
    let shown_sheet = ledger_sheet::ShownSheet::new(&options.layout.name, &title, table.period(), &table.columns);
    let mut sheet = Sheet::new(book.add_worksheet(), options.layout, &table, &ledger.plan, shown_sheet);
    sheet.set_up()?;
    sheet.write_head()?;
    sheet.write_rows()?;
    sheet.write_notes()?;
    let Sheet { findings, shown: shown_sheet, .. } = sheet;
    let shown_cells = shown_sheet.pack().map_err(Failure::Own)?;
    let carried = book.add_worksheet();
    carried.set_name(ledger_sheet::SHEET)?.set_very_hidden(true);
    for (row, cell) in (0..).zip(ledger_sheet::pack(ledger).map_err(Failure::Own)?) {
        carried.write_string(row, 0, cell)?;
    }
    for (row, cell) in (0..).zip(shown_cells) {
        carried.write_string(row, 1, cell)?;
    }
    Ok(Written { bytes: book.save_to_buffer()?, findings })
}

/// Document properties. The creation date is fixed: same input, same bytes.
fn properties(ledger: &Ledger, options: &WriteOptions<'_>, table: &Table<'_>) -> Result<DocProperties, XlsxError> {
    let properties = DocProperties::new()
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?)
        .set_title(shown(table.title()).text)
        .set_custom_property("fenjie.format", FORMAT)
        .set_custom_property("fenjie.plan", shown(ledger.plan.id.clone()).text)
        .set_custom_property("fenjie.layout", options.layout.name.as_str());
    Ok(match table.period() {
        Some(period) => properties.set_custom_property("fenjie.period", period.to_string()),
        None => properties,
    })
}

/// The visible sheet being written.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    layout: &'a Layout,
    table: &'a Table<'a>,
    formats: Formats,
    /// Column widths in characters.
    widths: Vec<f64>,
    /// Room of a cell of each column.
    rooms: Vec<Room>,
    next_row: u32,
    /// What the sheet shows, for the ledger sheet.
    shown: ledger_sheet::ShownSheet<'a>,
    findings: Vec<Finding>,
}

impl<'a> Sheet<'a> {
    fn new(
        sheet: &'a mut Worksheet,
        layout: &'a Layout,
        table: &'a Table<'a>,
        plan: &'a Plan,
        shown: ledger_sheet::ShownSheet<'a>,
    ) -> Self {
        let widths: Vec<f64> = table.columns.iter().map(|column| fitting_width(layout, table, column, &plan.tasks)).collect();
        let rooms = table.columns.iter().zip(&widths).map(|(column, &width)| room(layout, column, width)).collect();
        let formats = Formats::new(layout, &table.columns);
        Sheet { sheet, layout, table, formats, widths, rooms, next_row: FIRST_ROW, shown, findings: Vec::new() }
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    fn whole_room(&self, size: f64) -> Room {
        Room::new(self.widths.iter().sum(), size, self.layout.body.line_height)
    }

    /// Name, widths, print set-up, frozen panes.
    fn set_up(&mut self) -> Result<(), XlsxError> {
        let page = &self.layout.page;
        let sheet = &mut *self.sheet;
        sheet.set_name(self.layout.name.as_str())?;
        for (column, width) in (0..).zip(&self.widths) {
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_paper_size(match page.paper {
            Paper::A4 => 9,
            Paper::A3 => 8,
        });
        if page.landscape {
            sheet.set_landscape();
        }
        let [left, right, top, bottom] = page.margins.map(|cm| cm / CM_PER_INCH);
        let footer_margin = FOOTER_MARGIN_CM / CM_PER_INCH;
        sheet.set_margins(left, right, top, bottom, footer_margin, footer_margin);
        sheet.set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        if !page.footer.is_empty() {
            sheet.set_footer(format!("&C{}", page.footer));
        }
        sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
        let frozen = page.freeze_columns.min(u16::try_from(self.widths.len()).unwrap_or(u16::MAX));
        sheet.set_freeze_panes(FIRST_ROW, frozen)?;
        Ok(())
    }

    /// Title, line below, header.
    fn write_head(&mut self) -> Result<(), XlsxError> {
        let layout = self.layout;
        let last = self.last_column();
        let title = shown(self.table.title()).text;
        let height = self.whole_room(layout.title.font.size).height(&title).max(TITLE_HEIGHT);
        self.sheet.set_row_height(TITLE_ROW, whole_pixels(height))?;
        let format = self.formats.title.clone();
        self.write_across(TITLE_ROW, 0, last, title, &format)?;

        let (left, right) = self.table.subtitle();
        let (left, right) = (shown(left).text, shown(right).text);
        let split = self.half();
        let height_of = |room: Room, text: &str| room.height(text).max(SUBTITLE_HEIGHT);
        let room = Room::new(self.widths.iter().take(usize::from(split) + 1).sum(), layout.subtitle.font.size, layout.body.line_height);
        self.sheet.set_row_height(SUBTITLE_ROW, whole_pixels(height_of(room, &left).max(height_of(room, &right))))?;
        let (left_format, right_format) = (self.formats.subtitle_left.clone(), self.formats.subtitle_right.clone());
        self.write_across(SUBTITLE_ROW, 0, split, left, &left_format)?;
        if split < last {
            self.write_across(SUBTITLE_ROW, split + 1, last, right, &right_format)?;
        }

        let size = layout.header.font.size;
        let mut height: f64 = HEADER_HEIGHT;
        for ((at, column), &width) in (0..).zip(&self.table.columns).zip(&self.widths) {
            let text = shown(column.header.clone()).text;
            height = height.max(Room::new(width, size, layout.body.line_height).height(&text));
            put(self.sheet, HEADER_ROW, at, text, &self.formats.header)?;
        }
        self.sheet.set_row_height(HEADER_ROW, whole_pixels(height))?;
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
    fn write_across(&mut self, row: u32, first: u16, last: u16, text: String, format: &Format) -> Result<(), XlsxError> {
        self.shown.note_other(&text);
        if first < last {
            self.sheet.merge_range(row, first, row, last, "", format)?;
        }
        put(self.sheet, row, first, text, format)
    }

    fn write_rows(&mut self) -> Result<(), XlsxError> {
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

    fn write_heading(&mut self, text: &str, level: usize) -> Result<(), XlsxError> {
        let shown = shown(text.to_owned());
        let height = self.whole_room(self.layout.sections.font.size).height(&shown.text).max(self.layout.body.min_height);
        self.sheet.set_row_height(self.next_row, whole_pixels(height))?;
        let format = self.formats.heading(level).clone();
        self.write_across(self.next_row, 0, self.last_column(), shown.text, &format)?;
        self.next_row += 1;
        Ok(())
    }

    /// Rows that share merged cells, with heights that show every cell.
    fn write_block(&mut self, mut rows: Vec<TaskRow<'a>>) -> Result<(), XlsxError> {
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
            *text = shown.text;
            let place = |finding: Finding| finding.at_cell(&self.layout.name, cell_name(at, column)).about(&row.task.id);
            let seq = row.task.seq;
            if let Some(units) = shown.cut_from {
                let message = format!(
                    "第{seq}项的文字有 {units} 个字符，超过单元格上限 {MAX_CELL_UNITS}，表里截断并作了标记，全文保存在台账数据中。请把这项任务拆短。"
                );
                self.findings.push(place(Finding::new("W001", Level::Warning, message)));
            }
            if shown.dropped > 0 {
                let message = format!(
                    "第{seq}项的文字里有 {} 个不能显示的控制字符，表里略去，原样保存在台账数据中。请核对原文这一处有没有缺字。",
                    shown.dropped
                );
                self.findings.push(place(Finding::new("W003", Level::Info, message)));
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
            let cell = cell_name(self.next_row, u16::try_from(column).unwrap_or(u16::MAX));
            self.findings.push(Finding::new("W002", Level::Warning, message).at_cell(&self.layout.name, cell).about(&row.task.id));
        }
    }

    fn write_task(&mut self, mut task: TaskRow<'_>) -> Result<(), XlsxError> {
        let row = self.next_row;
        self.sheet.set_row_height(row, task.height)?;
        self.shown.note_task(&task.task.id, task.cells.iter().map(Cell::text));
        for (index, cell) in std::mem::take(&mut task.cells).into_iter().enumerate() {
            let column = u16::try_from(index).unwrap_or(u16::MAX);
            let tall = task.tall.iter().any(|(column, _)| *column == index);
            let begins_formula = matches!(&cell, Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\'']));
            let format = self.formats.body(index, tall, begins_formula);
            match task.merged(index).map(|merged| merged.rows) {
                Some(0) => continue,
                Some(rows) => {
                    let last = row + u32::try_from(rows - 1).unwrap_or(0);
                    self.sheet.merge_range(row, column, last, column, "", format)?;
                }
                None => {}
            }
            match cell {
                Cell::Blank => self.sheet.write_blank(row, column, format).map(|_| ())?,
                Cell::Text(text) => put(self.sheet, row, column, text, format)?,
                Cell::Number(number) => self.sheet.write_number_with_format(row, column, number, format).map(|_| ())?,
                Cell::Date(date) => match excel_date(date) {
                    Some(day) => self.sheet.write_datetime_with_format(row, column, &day, format).map(|_| ())?,
                    None => put(self.sheet, row, column, date.to_string(), format)?,
                },
            }
        }
        self.next_row += 1;
        Ok(())
    }

    /// Drop-down lists, limits and colours of the columns that have them.
    fn set_rules(&mut self, first: u32, last: u32) -> Result<(), XlsxError> {
        for (at, column) in (0..).zip(&self.table.columns) {
            if let Some(validation) = validation(column)? {
                self.sheet.add_data_validation(first, at, last, at, &validation)?;
            }
            for colour in &column.colours {
                let rule = ConditionalFormatCell::new()
                    .set_rule(ConditionalFormatCellRule::EqualTo(colour.word.clone()))
                    .set_format(word_colour(colour));
                self.sheet.add_conditional_format(first, at, last, at, &rule)?;
            }
        }
        // “Number stored as text” is what we mean; without this every such cell wears a green corner.
        self.sheet.ignore_error_range(first, 0, last, self.last_column(), IgnoreError::NumberStoredAsText)?;
        Ok(())
    }

    fn write_notes(&mut self) -> Result<(), XlsxError> {
        let notes = &self.layout.notes;
        for line in &notes.lines {
            let text = shown(line.clone()).text;
            let height = self.whole_room(notes.font.size).height(&text);
            self.sheet.set_row_height(self.next_row, whole_pixels(height))?;
            let format = self.formats.note.clone();
            self.write_across(self.next_row, 0, self.last_column(), text, &format)?;
            self.next_row += 1;
        }
        Ok(())
    }
}

/// A plain table of text, in the look of the usual layout.
pub(super) struct List<'a> {
    pub sheet: &'a str,
    pub title: &'a str,
    pub note: &'a str,
    pub columns: Vec<ListColumn<'a>>,
    pub rows: Vec<Vec<String>>,
    /// Words of the second column with their fill and text colours.
    pub colours: Vec<(&'a str, u32, u32)>,
}

/// A column of a plain table.
pub(super) struct ListColumn<'a> {
    pub header: &'a str,
    /// Characters.
    pub width: f64,
    pub centred: bool,
    pub fill_in: bool,
}

/// Writes a plain table: title, a line below it, header, rows; printed on A4 landscape as the other tables are.
pub(super) fn write_list(list: &List<'_>) -> Result<Vec<u8>, Error> {
    let layout = Layout::named(Layout::DEFAULT)?;
    list_book(list, &layout).map_err(|error| Error::Workbook { reason: error.to_string() })
}

fn list_book(list: &List<'_>, layout: &Layout) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?).set_title(list.title));
    let sheet = book.add_worksheet();
    sheet.set_name(list.sheet)?.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    let [left, right, top, bottom] = layout.page.margins.map(|cm| cm / CM_PER_INCH);
    sheet.set_margins(left, right, top, bottom, FOOTER_MARGIN_CM / CM_PER_INCH, FOOTER_MARGIN_CM / CM_PER_INCH);
    sheet.set_footer(format!("&C{}", layout.page.footer)).set_repeat_rows(HEADER_ROW, HEADER_ROW)?.set_freeze_panes(FIRST_ROW, 0)?;
    let last = u16::try_from(list.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let whole = |size| Room::new(list.columns.iter().map(|column| column.width).sum(), size, layout.body.line_height);
    let heads = [
        (&layout.title.font, FormatAlign::Center, list.title, TITLE_HEIGHT),
        (&layout.subtitle.font, FormatAlign::Left, list.note, SUBTITLE_HEIGHT),
    ];
    for (row, (font, align, text, least)) in (TITLE_ROW..).zip(heads) {
        let (format, text) = (base(font).set_align(align), shown(text.to_owned()).text);
        sheet.set_row_height(row, whole_pixels(whole(font.size).height(&text).max(least)))?;
        sheet.merge_range(row, 0, row, last, "", &format)?;
        put(sheet, row, 0, text, &format)?;
    }
    let header = base(&layout.header.font).set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
    let header = header.set_background_color(colour(layout.header.fill));
    sheet.set_row_height(HEADER_ROW, HEADER_HEIGHT)?;
    let mut formats = Vec::new();
    for (at, column) in (0..).zip(&list.columns) {
        sheet.set_column_width(at, column.width)?;
        put(sheet, HEADER_ROW, at, column.header.to_owned(), &header)?;
        let align = if column.centred { FormatAlign::Center } else { FormatAlign::Left };
        let body = base(&layout.body.font).set_border(FormatBorder::Thin).set_align(align);
        formats.push(if column.fill_in { body.set_background_color(colour(layout.body.fill_in)).set_unlocked() } else { body });
    }
    let rooms: Vec<Room> =
        list.columns.iter().map(|column| Room::new(column.width, layout.body.font.size, layout.body.line_height)).collect();
    for (row, cells) in (FIRST_ROW..).zip(&list.rows) {
        let cells: Vec<String> = cells.iter().map(|cell| shown(cell.clone()).text).collect();
        let height = cells.iter().zip(&rooms).map(|(cell, room)| room.height(cell)).fold(layout.body.min_height, f64::max);
        sheet.set_row_height(row, whole_pixels(height).min(MAX_ROW_HEIGHT))?;
        for ((at, cell), format) in (0..).zip(cells).zip(&formats) {
            put(sheet, row, at, cell, format)?;
        }
    }
    let end = FIRST_ROW + u32::try_from(list.rows.len()).unwrap_or(0).max(1) - 1;
    for &(word, fill, text) in &list.colours {
        let format = Format::new().set_background_color(colour(fill)).set_font_color(colour(text));
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(word.to_owned())).set_format(format);
        sheet.add_conditional_format(FIRST_ROW, 1, end, 1, &rule)?;
    }
    book.save_to_buffer()
}

/// What a column's cells may hold.
fn validation(column: &Column) -> Result<Option<DataValidation>, XlsxError> {
    let field = column.only_field();
    let (validation, message) = if !column.list.is_empty() {
        let message = format!("请从下拉列表中选择：{}", column.list.join("、"));
        (DataValidation::new().allow_list_strings(&column.list)?, message)
    } else if field == Some(Field::Progress(ProgressField::Percent)) {
        (DataValidation::new().allow_whole_number(DataValidationRule::Between(0, 100)), "请填 0 至 100 的整数，不写百分号".to_owned())
    } else if field == Some(Field::Progress(ProgressField::ReportedOn)) {
        let (first, last) = (ExcelDateTime::from_ymd(2000, 1, 1)?, ExcelDateTime::from_ymd(2099, 12, 31)?);
        (DataValidation::new().allow_date(DataValidationRule::Between(first, last)), "请填日期，写成 2023-03-31 的样式".to_owned())
    } else {
        return Ok(None);
    };
    // A title or message over Excel's limits is refused by the library; a long list of words is cut for the message only.
    let title: String = column.header.chars().take(30).collect();
    let message: String = message.chars().take(200).collect();
    validation.set_error_title(title)?.set_error_message(message).map(Some)
}

fn excel_date(date: jiff::civil::Date) -> Option<ExcelDateTime> {
    let part = |number: i8| u8::try_from(number).ok();
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, part(date.month())?, part(date.day())?).ok()
}

/// The one place text goes into a cell of the visible sheet.
fn put(sheet: &mut Worksheet, row: u32, column: u16, text: String, format: &Format) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, text, format).map(|_| ())
}

/// The formats of a sheet: few and made once, because the library hashes a format at every cell it writes.
struct Formats {
    title: Format,
    subtitle_left: Format,
    subtitle_right: Format,
    header: Format,
    /// By level, outermost first; deeper ones are indented.
    headings: Vec<Format>,
    note: Format,
    /// By column: usual; with a text taller than its row, which then begins at the top; and each with a quote prefix, which keeps
    /// a text such as `-5` a text when a clerk edits the cell.
    body: Vec<[Format; 4]>,
    plain: Format,
}

impl Formats {
    fn new(layout: &Layout, columns: &[&Column]) -> Self {
        let bordered = |font: &Font| base(font).set_border(FormatBorder::Thin);
        let heading = bordered(&layout.sections.font).set_align(FormatAlign::Left);
        let subtitle = base(&layout.subtitle.font);
        Formats {
            title: base(&layout.title.font).set_align(FormatAlign::Center),
            subtitle_left: subtitle.clone().set_align(FormatAlign::Left),
            subtitle_right: subtitle.set_align(FormatAlign::Right),
            header: bordered(&layout.header.font).set_align(FormatAlign::Center).set_background_color(colour(layout.header.fill)),
            headings: (0..4).map(|level| heading.clone().set_indent(level)).collect(),
            note: base(&layout.notes.font).set_align(FormatAlign::Left),
            body: columns.iter().map(|column| variants(body(layout, column))).collect(),
            plain: Format::new(),
        }
    }

    fn heading(&self, level: usize) -> &Format {
        self.headings.get(level.saturating_sub(1)).or(self.headings.last()).unwrap_or(&self.plain)
    }

    fn body(&self, column: usize, tall: bool, quoted: bool) -> &Format {
        let variant = usize::from(tall) + 2 * usize::from(quoted);
        self.body.get(column).and_then(|variants| variants.get(variant)).unwrap_or(&self.plain)
    }
}

fn variants(usual: Format) -> [Format; 4] {
    let tall = usual.clone().set_align(FormatAlign::Top);
    let quoted = usual.clone().set_quote_prefix();
    let tall_quoted = tall.clone().set_quote_prefix();
    [usual, tall, quoted, tall_quoted]
}

/// The format of a column's cells.
fn body(layout: &Layout, column: &Column) -> Format {
    let font = Font { name: layout.body.font.name.clone(), size: column.size.unwrap_or(layout.body.font.size) };
    let mut format = base(&font).set_border(FormatBorder::Thin).set_align(match column.align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    });
    if let Some(text) = column.colour {
        format = format.set_font_color(colour(text));
    }
    if column.fill_in {
        format = format.set_background_color(colour(layout.body.fill_in)).set_unlocked();
    }
    match column.only_field() {
        Some(Field::Due | Field::Progress(ProgressField::ReportedOn)) => format.set_num_format("yyyy-mm-dd"),
        // Text (49): or Excel takes the zero from the front of 0731… when a clerk types it.
        Some(Field::Progress(ProgressField::Phone)) => format.set_num_format_index(49),
        _ => format,
    }
}

/// Wrapped, centred vertically, in a Chinese font (the character set tells Excel what to put in its place where it is missing).
fn base(font: &Font) -> Format {
    const GB2312: u8 = 134;
    Format::new()
        .set_font_name(font.name.as_str())
        .set_font_size(font.size)
        .set_font_charset(GB2312)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
}

fn word_colour(word: &WordColour) -> Format {
    Format::new().set_background_color(colour(word.fill)).set_font_color(colour(word.text))
}

fn colour(colour: Colour) -> Color {
    Color::RGB(colour)
}
