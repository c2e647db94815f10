//! The workbook library behind our own words: books, sheets, looks, rules. The only file that names `rust_xlsxwriter`.
//!
//! Called by every file of `write` that makes a workbook. Text is always written as text: never a formula, a number or a link. Same
//! calls, same bytes: the creation date is fixed. It decides nothing about what stands where.

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Formula, IgnoreError, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::layout::{Align, Colour, Font, Page, Paper, WordColour};
use super::long_rows::{self, Rows, Style, Value};
use crate::error::Error;

/// Rows of a sheet.
const MAX_ROWS: usize = 1_048_576;
/// Deflate level of small parts: against 3 a fifth of the time of a dispatch for a fifth more bytes, which are few.
const SMALL_DEFLATE_LEVEL: u8 = 1;
/// Deflate level of long sheets: against the library's 6 a seventh of the time for a sixth more bytes, against 3 two fifths of the time
/// for a twentieth more; 1 would make them larger by 40 to 70 %.
const LONG_DEFLATE_LEVEL: u8 = 2;
/// Rows from which on a sheet is written by [`long_rows`].
const MANY_ROWS: usize = 500;
const CM_PER_INCH: f64 = 2.54;
const FOOTER_MARGIN_CM: f64 = 0.9;
/// What Excel takes as a list typed into a rule, in UTF-16 units with the commas.
const MAX_LIST_UNITS: usize = 255;
/// The character set that tells Excel which font to put in the place of a missing Chinese one.
const GB2312: u8 = 134;

/// A workbook being written.
pub struct Book {
    book: Workbook,
    properties: DocProperties,
    /// The looks of the other sheets' cells, by the places of the sheets.
    short: BTreeMap<usize, Areas>,
    /// The sheets whose rows are written apart, by their places.
    long: BTreeMap<usize, Rows>,
    styles: Styles,
}

impl Book {
    /// A workbook without sheets.
    ///
    /// # Errors
    /// None that happens; the library checks the fixed date.
    pub fn new() -> Result<Book, Error> {
        let mut book = Workbook::new();
        book.set_zip_compression_level(SMALL_DEFLATE_LEVEL);
        let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        let properties = DocProperties::new().set_creation_datetime(&created);
        Ok(Book { book, properties, short: BTreeMap::new(), long: BTreeMap::new(), styles: Styles::default() })
    }

    /// Names the document in its properties.
    pub fn set_title(&mut self, title: &str) {
        self.properties = std::mem::take(&mut self.properties).set_title(title);
    }

    /// The subject in its properties.
    pub fn set_subject(&mut self, subject: &str) {
        self.properties = std::mem::take(&mut self.properties).set_subject(subject);
    }

    /// A custom property.
    pub fn set_property(&mut self, name: &str, text: &str) {
        self.properties = std::mem::take(&mut self.properties).set_custom_property(name, text);
    }

    /// A defined name that stands for a text, which must not hold `"`.
    ///
    /// # Errors
    /// [`Error::Workbook`] for a name Excel does not take.
    pub fn define_text(&mut self, name: &str, text: &str) -> Result<(), Error> {
        self.book.define_name(name, &format!("=\"{text}\"")).map(|_| ()).map_err(failed)
    }

    /// Adds a sheet after the others.
    ///
    /// # Errors
    /// [`Error::Workbook`] for a name Excel does not take.
    pub fn add_sheet(&mut self, name: &str) -> Result<Sheet<'_>, Error> {
        let areas = self.short.entry(self.book.worksheets().len()).or_default();
        let sheet = self.book.add_worksheet();
        sheet.set_name(name).map_err(failed)?;
        Ok(Sheet { sheet, cells: Cells::Library(areas) })
    }

    /// Adds a sheet for about so many rows. Where they are many they are written from the top, and none again but the first.
    ///
    /// # Errors
    /// As [`Book::add_sheet`].
    pub fn add_sheet_for(&mut self, name: &str, rows: usize) -> Result<Sheet<'_>, Error> {
        if rows > MANY_ROWS { self.add_long_sheet(name) } else { self.add_sheet(name) }
    }

    fn add_long_sheet(&mut self, name: &str) -> Result<Sheet<'_>, Error> {
        let rows = self.long.entry(self.book.worksheets().len()).or_default();
        let sheet = self.book.add_worksheet();
        sheet.set_name(name).map_err(failed)?;
        Ok(Sheet { sheet, cells: Cells::Apart(rows, &mut self.styles) })
    }

    /// Adds a sheet only a program shows, for what takes about so many rows where it is shown, as [`Book::add_sheet_for`].
    ///
    /// # Errors
    /// As [`Book::add_sheet`].
    pub fn add_hidden_for(&mut self, name: &str, rows: usize) -> Result<Sheet<'_>, Error> {
        let sheet = self.add_sheet_for(name, rows)?;
        sheet.sheet.set_very_hidden(true);
        Ok(sheet)
    }

    /// Adds a sheet only a program shows, with these columns of text.
    ///
    /// # Errors
    /// [`Error::Workbook`] when there are more texts than rows.
    pub fn add_hidden(&mut self, name: &str, columns: Vec<Vec<String>>) -> Result<(), Error> {
        let mut sheet = self.add_hidden_for(name, 0)?;
        let plain = Look::default();
        for (column, cells) in (0..).zip(columns) {
            for (row, cell) in (0..).zip(cells) {
                sheet.text(row, column, cell, &plain)?;
            }
        }
        Ok(())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// [`Error::Workbook`] when the library refuses something it only sees now.
    pub fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.book.set_properties(&self.properties);
        // Before the library numbers any look, so that ours have the numbers our rows name.
        self.styles.register(&mut self.book);
        for (at, areas) in self.short {
            self.book.worksheet_from_index(at).and_then(|sheet| areas.show(sheet)).map_err(failed)?;
        }
        let mut long = Vec::new();
        for (at, mut rows) in self.long {
            let (row, column) = rows.end().map_err(unwritten)?;
            // The library states the extent of a sheet by the cells it knows.
            self.book.worksheet_from_index(at).and_then(|sheet| sheet.write_number(row, column, 0)).map_err(failed)?;
            long.push((long_rows::part_of(at), rows));
        }
        let bytes = self.book.save_to_buffer().map_err(failed)?;
        if long.is_empty() { Ok(bytes) } else { long_rows::put_in(&bytes, long, LONG_DEFLATE_LEVEL).map_err(unwritten) }
    }
}

/// The looks of cells below each other: the library hashes a look whenever it is told one, which is dearer than the cell.
#[derive(Default)]
struct Areas {
    /// In each column the last one.
    open: BTreeMap<u16, Area>,
    done: Vec<(u16, Area)>,
    /// The last row and the last column.
    reach: (u32, u16),
}

/// Cells of a column, from row to row, that look the same.
struct Area {
    look: Arc<Format>,
    first: u32,
    last: u32,
}

impl Areas {
    /// Takes the look of a cell; whether there were cells as far down and as far right before.
    fn add(&mut self, row: u32, column: u16, look: &Look) -> bool {
        match self.open.get_mut(&column) {
            Some(area) if Arc::ptr_eq(&area.look, &look.0) && area.last + 1 == row => area.last = row,
            _ => {
                let area = Area { look: Arc::clone(&look.0), first: row, last: row };
                self.done.extend(self.open.insert(column, area).map(|area| (column, area)));
            }
        }
        let (last_row, last_column) = self.reach;
        self.reach = (last_row.max(row), last_column.max(column));
        self.reach == (last_row, last_column)
    }

    /// Gives the cells of a sheet their looks; of two for one cell the later.
    fn show(self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, Area { look, first, last }) in self.done.into_iter().chain(self.open) {
            sheet.set_range_format(first, column, last, column, &look)?;
        }
        Ok(())
    }
}

/// The looks of sheets whose rows are written apart, with their numbers; 0 is no look.
struct Styles(Vec<(Arc<Format>, Style)>);

impl Default for Styles {
    fn default() -> Self {
        Styles(vec![(Arc::default(), 0)])
    }
}

impl Styles {
    /// The number of a look.
    fn of(&mut self, look: &Look) -> Style {
        if let Some((_, number)) = self.0.iter().find(|(known, _)| Arc::ptr_eq(known, &look.0)) {
            return *number;
        }
        // Looks made apart may be the same; the library has one number for them.
        let same = self.0.iter().find(|(known, _)| *known == look.0).map(|(_, number)| *number);
        let number = same.unwrap_or_else(|| self.0.iter().map(|(_, number)| number + 1).max().unwrap_or_default());
        self.0.push((Arc::clone(&look.0), number));
        number
    }

    /// Lets the workbook give the looks the same numbers.
    fn register(&self, book: &mut Workbook) {
        self.0.iter().for_each(|(format, _)| book.register_format(format));
    }
}

fn failed(error: XlsxError) -> Error {
    let reason = match error {
        XlsxError::RowColumnLimitError => format!("任务太多，超过一张工作表的 {MAX_ROWS} 行"),
        error => error.to_string(),
    };
    Error::Workbook { reason }
}

fn unwritten(error: std::io::Error) -> Error {
    Error::Workbook { reason: error.to_string() }
}

/// A sheet being written. Rows and columns count from 0.
pub struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    cells: Cells<'a>,
}

/// Who writes the cells of a sheet.
enum Cells<'a> {
    /// The library; looks are told it last.
    Library(&'a mut Areas),
    /// We do.
    Apart(&'a mut Rows, &'a mut Styles),
}

impl Sheet<'_> {
    /// A column's width in characters.
    pub fn set_width(&mut self, column: u16, width: f64) -> Result<(), Error> {
        self.sheet.set_column_width(column, width).map(|_| ()).map_err(failed)
    }

    /// A row's height in points.
    pub fn set_height(&mut self, row: u32, height: f64) -> Result<(), Error> {
        match &mut self.cells {
            Cells::Library(_) => self.sheet.set_row_height(row, height).map(|_| ()).map_err(failed),
            Cells::Apart(rows, _) => rows.set_height(row, height).map_err(unwritten),
        }
    }

    /// Paper, margins, footer; one page wide.
    pub fn set_page(&mut self, page: &Page) {
        let sheet = &mut *self.sheet;
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
    }

    /// Rows printed on every page.
    pub fn repeat_row(&mut self, row: u32) -> Result<(), Error> {
        self.sheet.set_repeat_rows(row, row).map(|_| ()).map_err(failed)
    }

    /// Rows above and columns left of a cell stay in view.
    pub fn freeze(&mut self, row: u32, column: u16) -> Result<(), Error> {
        self.sheet.set_freeze_panes(row, column).map(|_| ()).map_err(failed)
    }

    /// One look over several cells, which become one; what it says is written into the first.
    pub fn merge(&mut self, first: (u32, u16), last: (u32, u16), look: &Look) -> Result<(), Error> {
        self.sheet.merge_range(first.0, first.1, last.0, last.1, "", &look.0).map_err(failed)?;
        match &mut self.cells {
            Cells::Library(_) => Ok(()),
            Cells::Apart(rows, styles) => rows.cover(first, last, styles.of(look)).map_err(unwritten),
        }
    }

    /// Text with a look.
    pub fn text<'t>(&mut self, row: u32, column: u16, text: impl Into<Cow<'t, str>>, look: &Look) -> Result<(), Error> {
        self.put(row, column, Value::Text(text.into()), look)
    }

    /// A number.
    pub fn number(&mut self, row: u32, column: u16, number: f64, look: &Look) -> Result<(), Error> {
        self.put(row, column, Value::Number(number), look)
    }

    /// A day; one that Excel's calendar does not have is written as text.
    pub fn date(&mut self, row: u32, column: u16, date: Date, look: &Look) -> Result<(), Error> {
        match excel_date(date) {
            Some(day) => self.number(row, column, day.to_excel(), look),
            None => self.text(row, column, date.to_string(), look),
        }
    }

    /// A cell with a look and nothing in it.
    pub fn blank(&mut self, row: u32, column: u16, look: &Look) -> Result<(), Error> {
        self.put(row, column, Value::Nothing, look)
    }

    /// The one place anything goes into a cell.
    fn put(&mut self, row: u32, column: u16, value: Value<'_>, look: &Look) -> Result<(), Error> {
        let areas = match &mut self.cells {
            Cells::Library(areas) => areas,
            Cells::Apart(rows, styles) => return rows.put(row, column, styles.of(look), &value).map_err(unwritten),
        };
        let within = areas.add(row, column, look);
        let sheet = &mut *self.sheet;
        let written = match value {
            Value::Number(number) => sheet.write_number(row, column, number),
            Value::Text(text) if !text.is_empty() => sheet.write_string(row, column, text),
            _ if within => return Ok(()),
            // The library states the extent of a sheet by the cells it was told one by one.
            _ => sheet.write_blank(row, column, &look.0),
        };
        written.map(|_| ()).map_err(failed)
    }

    /// What the cells of a column may hold, from row to row.
    pub fn add_rule(&mut self, column: u16, rows: (u32, u32), rule: &Rule<'_>) -> Result<(), Error> {
        let validation = rule.validation().map_err(failed)?;
        self.sheet.add_data_validation(rows.0, column, rows.1, column, &validation).map(|_| ()).map_err(failed)
    }

    /// A word colours its cell in a column, from row to row.
    pub fn add_colour(&mut self, column: u16, rows: (u32, u32), word: &WordColour) -> Result<(), Error> {
        let look = Format::new().set_background_color(colour(word.fill)).set_font_color(colour(word.text));
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(word.word.clone())).set_format(look);
        self.sheet.add_conditional_format(rows.0, column, rows.1, column, &rule).map(|_| ()).map_err(failed)
    }

    /// “Number stored as text” is what we mean; without this every such cell wears a green corner.
    pub fn accept_numbers_as_text(&mut self, first: (u32, u16), last: (u32, u16)) -> Result<(), Error> {
        self.sheet.ignore_error_range(first.0, first.1, last.0, last.1, IgnoreError::NumberStoredAsText).map(|_| ()).map_err(failed)
    }

    /// Filter buttons on a header row and what is below it.
    pub fn filter(&mut self, first: (u32, u16), last: (u32, u16)) -> Result<(), Error> {
        self.sheet.autofilter(first.0, first.1, last.0, last.1).map(|_| ()).map_err(failed)
    }

    /// Locks the sheet, without a password. Filtering and making rows and columns wider stay allowed; sorting does not: rows whose
    /// answers alone were sorted cannot be told from others.
    pub fn protect(&mut self) {
        let allowed = ProtectionOptions { use_autofilter: true, format_rows: true, format_columns: true, ..ProtectionOptions::default() };
        self.sheet.protect_with_options(&allowed);
    }
}

/// What a cell may hold, with words for the person who types.
pub struct Rule<'a> {
    /// What is allowed.
    pub allow: Allow<'a>,
    /// Heads both messages.
    pub title: &'a str,
    /// Shown beside the cell while it is selected; empty: nothing.
    pub prompt: &'a str,
    /// Shown when something else was typed; empty: the prompt.
    pub refusal: &'a str,
}

/// What a cell may hold.
pub enum Allow<'a> {
    /// One of these words.
    Words(&'a [String]),
    /// One of the words in a range of cells, `'清单'!$A$1:$A$90`: for lists too long for a rule.
    Range(&'a str),
    /// A whole number from 0 to 100.
    Percent,
    /// A day of this century.
    Day,
    /// Text of at most so many characters.
    Length(u32),
    /// Anything; only the prompt is shown.
    Anything,
}

/// Whether words fit into a rule by themselves.
pub fn fits_rule(words: &[String]) -> bool {
    words.iter().map(|word| word.encode_utf16().count() + 1).sum::<usize>() <= MAX_LIST_UNITS
        && !words.iter().any(|word| word.contains([',', '"']))
}

impl Rule<'_> {
    fn validation(&self) -> Result<DataValidation, XlsxError> {
        let new = DataValidation::new();
        let validation = match &self.allow {
            Allow::Words(words) => new.allow_list_strings(words)?,
            Allow::Range(range) => new.allow_list_formula(Formula::new(*range)),
            Allow::Percent => new.allow_whole_number(DataValidationRule::Between(0, 100)),
            Allow::Day => {
                let (first, last) = (ExcelDateTime::from_ymd(2000, 1, 1)?, ExcelDateTime::from_ymd(2099, 12, 31)?);
                new.allow_date(DataValidationRule::Between(first, last))
            }
            Allow::Length(most) => new.allow_text_length(DataValidationRule::LessThanOrEqualTo(*most)),
            Allow::Anything => new.allow_any_value(),
        };
        // A title or message over Excel's limits is refused by the library; a long list of words is cut for the message only.
        let title: String = self.title.chars().take(30).collect();
        let cut = |words: &str| words.chars().take(200).collect::<String>();
        let refusal = if self.refusal.is_empty() { self.prompt } else { self.refusal };
        let mut validation = validation.set_error_title(title.as_str())?.set_error_message(cut(refusal))?;
        if !self.prompt.is_empty() {
            validation = validation.set_input_title(title)?.set_input_message(cut(self.prompt))?;
        }
        Ok(validation)
    }
}

fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let part = |number: i8| u8::try_from(number).ok();
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, part(date.month())?, part(date.day())?).ok()
}

/// How a cell looks. Made once and used often: looks are told apart by what they are made of only once.
#[derive(Clone, Default)]
pub struct Look(Arc<Format>);

impl Look {
    /// Wrapped, centred vertically, in a Chinese font.
    pub fn of(font: &Font) -> Look {
        let format = Format::new().set_font_name(font.name.as_str()).set_font_size(font.size).set_font_charset(GB2312);
        Look(Arc::new(format.set_text_wrap().set_align(FormatAlign::VerticalCenter)))
    }

    fn with(self, change: impl FnOnce(Format) -> Format) -> Look {
        Look(Arc::new(change(Arc::unwrap_or_clone(self.0))))
    }

    /// With thin borders.
    pub fn bordered(self) -> Look {
        self.with(|format| format.set_border(FormatBorder::Thin))
    }

    /// Aligned so.
    pub fn aligned(self, align: Align) -> Look {
        self.with(|format| {
            format.set_align(match align {
                Align::Left => FormatAlign::Left,
                Align::Center => FormatAlign::Center,
                Align::Right => FormatAlign::Right,
            })
        })
    }

    /// Beginning at the top of the cell.
    pub fn at_top(self) -> Look {
        self.with(|format| format.set_align(FormatAlign::Top))
    }

    /// Moved in.
    pub fn indented(self, steps: u8) -> Look {
        self.with(|format| format.set_indent(steps))
    }

    /// On a background.
    pub fn filled(self, fill: Colour) -> Look {
        self.with(|format| format.set_background_color(colour(fill)))
    }

    /// In a colour.
    pub fn coloured(self, text: Colour) -> Look {
        self.with(|format| format.set_font_color(colour(text)))
    }

    /// In italics.
    pub fn italic(self) -> Look {
        self.with(|format| format.set_italic())
    }

    /// Open for typing in a locked sheet.
    pub fn unlocked(self) -> Look {
        self.with(|format| format.set_unlocked())
    }

    /// Keeps a text such as `-5` a text when a clerk edits the cell.
    pub fn quoted(self) -> Look {
        self.with(|format| format.set_quote_prefix())
    }

    /// For days.
    pub fn for_days(self) -> Look {
        self.with(|format| format.set_num_format("yyyy-mm-dd"))
    }

    /// For text that looks like a number (49): or Excel takes the zero from the front of 0731… when a clerk types it.
    pub fn for_text(self) -> Look {
        self.with(|format| format.set_num_format_index(49))
    }
}

fn colour(colour: Colour) -> Color {
    Color::RGB(colour)
}
