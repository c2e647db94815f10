//! Cells through the reading library: the only file that names `calamine`.
//!
//! Excel packages come here clean (see `package`) and are streamed; an error of one cell costs that cell, not the sheet. Old binary
//! workbooks (`.xls`, `.et`) have no checksums and the library may panic on damaged ones: a panic here is an error of the file.

use std::collections::HashSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xls, Xlsx, XlsxError};

use super::super::limits;
use super::place::{Area, cell_name};
use super::scan::{Facts, Flaw};
use super::show::{Form, form, plain, shown};
use super::{Cell, Sheet, Visibility, Workbook, brief};
use crate::error::Error;
use crate::finding::{Finding, Level};

/// The cells of a clean package.
pub(super) struct Reader {
    book: Xlsx<Cursor<Vec<u8>>>,
}

impl Reader {
    pub(super) fn open(clean: Vec<u8>) -> Result<Self, Flaw> {
        let book = Xlsx::new(Cursor::new(clean)).map_err(|_| Flaw::Damaged("样式或文字表读不出来".to_owned()))?;
        Ok(Reader { book })
    }

    /// Reads the cells of the sheet `at` (counted from 0) in the clean package.
    pub(super) fn read(&mut self, at: usize, facts: &Facts, sheet: &mut Sheet, findings: &mut Vec<Finding>) -> Result<(), Flaw> {
        let broken = |_| Flaw::Damaged("的单元格读不出来".to_owned());
        let is_1904 = self.book.has_1904_epoch();
        let mut cells = self.book.worksheet_cells_reader(&(at + 1).to_string()).map_err(broken)?;
        let forms: Vec<Form> = cells
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().map_or(Form::Number, |format| form(&format.format_code, format.format_id)))
            .collect();
        let mut notes = Notes { sheet: &sheet.name, quiet: sheet.visibility != Visibility::Visible, findings };
        let mut count = 0;
        sheet.cells.reserve(facts.places.len());
        loop {
            let next = cells.next_cell_with_style_id();
            if matches!(next, Ok(None)) {
                break;
            }
            let place = facts.places.get(count).copied().ok_or_else(|| Flaw::Damaged("的单元格数目对不上".to_owned()))?;
            count += 1;
            match next {
                Ok(None) => {}
                Ok(Some((cell, style))) => {
                    let form = forms.get(style).copied().unwrap_or(Form::Number);
                    let value = read_value(cell.get_value(), form, is_1904);
                    notes.take(place, value, &mut sheet.cells);
                }
                Err(XlsxError::Xml(_) | XlsxError::Zip(_) | XlsxError::Io(_) | XlsxError::XmlEof(_)) => {
                    return Err(Flaw::Damaged("的单元格读不出来".to_owned()));
                }
                Err(error) => notes.unreadable(place, &error),
            }
        }
        if count != facts.places.len() {
            return Err(Flaw::Damaged("的单元格数目对不上".to_owned()));
        }
        for (place, words) in &facts.unreadable {
            notes.note(
                "R012",
                Level::Warning,
                Some(*place),
                format!("这一格的文字编号“{}”不是数，原来的文字找不到了。请对照原件补上", brief(words)),
            );
        }
        notes.formulas(&facts.formulas, &sheet.cells);
        Ok(())
    }
}

/// What a cell holds.
enum Value {
    Nothing,
    Shown(String, Option<f64>),
    /// An error of a formula.
    Error(String),
    /// A number that is none, or a date that is none.
    Odd(String, Option<f64>),
}

fn read_value(value: &DataRef<'_>, form: Form, is_1904: bool) -> Value {
    match value {
        DataRef::Empty => Value::Nothing,
        DataRef::SharedString(text) => Value::Shown((*text).to_owned(), None),
        DataRef::String(text) => from_text(text, form, is_1904),
        #[allow(clippy::cast_precision_loss)] // a number of a cell is a float
        DataRef::Int(number) => in_form(*number as f64, form, is_1904),
        DataRef::Float(number) => in_form(*number, form, is_1904),
        DataRef::DateTime(moment) => in_form(moment.as_f64(), form, is_1904),
        DataRef::Bool(value) => Value::Shown(truth(*value).to_owned(), None),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Shown(iso(text), None),
        DataRef::Error(error) => Value::Error(error.to_string()),
    }
}

/// A cell without a type whose value has blanks around its number comes as text.
fn from_text(text: &str, form: Form, is_1904: bool) -> Value {
    let number = text.starts_with([' ', '\n', '\t']) || text.ends_with([' ', '\n', '\t']);
    match text.trim().parse::<f64>().ok().filter(|value| number && value.is_finite()) {
        Some(number) if form != Form::Number => in_form(number, form, is_1904),
        _ => Value::Shown(text.to_owned(), None),
    }
}

fn in_form(number: f64, form: Form, is_1904: bool) -> Value {
    match shown(number, form, is_1904) {
        Some(text) => Value::Shown(text, Some(number)),
        None if number.is_finite() => Value::Odd(plain(number), Some(number)),
        None => Value::Odd(number.to_string(), None),
    }
}

fn truth(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// A date of ISO 8601 without a time that says nothing.
fn iso(text: &str) -> String {
    let text = text.trim();
    let day = text.split_once('T').filter(|(_, time)| time.trim_end_matches('Z').chars().all(|c| matches!(c, '0' | ':' | '.')));
    day.map_or(text, |(day, _)| day).to_owned()
}

/// Turns values into cells and says what was odd.
struct Notes<'a> {
    sheet: &'a str,
    /// What a program hid is no matter for a person.
    quiet: bool,
    findings: &'a mut Vec<Finding>,
}

impl Notes<'_> {
    fn note(&mut self, rule: &str, level: Level, place: Option<(u32, u32)>, message: String) {
        if !self.quiet {
            let cell = place.map_or_else(|| "？".to_owned(), |(row, column)| cell_name(row, column));
            self.findings.push(Finding::new(rule, level, message).at_cell(self.sheet, cell));
        }
    }

    fn take(&mut self, place: Option<(u32, u32)>, value: Value, cells: &mut Vec<Cell>) {
        let (text, number) = match value {
            Value::Nothing => return,
            Value::Shown(text, number) => (text, number),
            Value::Error(text) => {
                self.note("R011", Level::Warning, place, format!("这一格是公式错误“{text}”，照原样读入。请改好公式或直接填写"));
                (text, None)
            }
            Value::Odd(text, number) => {
                self.note("R012", Level::Warning, place, format!("这一格的“{text}”按它的格式不是有效的数或日期，照数字读入。请核对"));
                (text, number)
            }
        };
        let Some((row, column)) = place else {
            self.note("R012", Level::Warning, None, format!("有一格的位置写坏了，不知道它在哪里，内容是“{text}”。请对照原件补上"));
            return;
        };
        let text = self.cleaned(place, text);
        cells.push(Cell { row, column, text, number });
    }

    /// Text without characters that no font shows and no other file can hold.
    fn cleaned(&mut self, place: Option<(u32, u32)>, text: String) -> String {
        let picture = text.starts_with("=DISPIMG(") || text.starts_with("=_xlfn.DISPIMG(");
        if picture {
            self.note("R018", Level::Warning, place, "这一格放的是图片，读不出文字。请把图片里的内容写成文字".to_owned());
        }
        let odd = |c: char| c.is_ascii_control() && !matches!(c, '\n' | '\t' | '\r');
        if self.quiet {
            return text;
        }
        // Byte by byte without leaving the loop, which the compiler turns into a few wide steps; the rare rest is looked at closely.
        if !text.bytes().fold(false, |found, byte| found | (byte < b' ' && byte != b'\n' && byte != b'\t') | (byte == 0x7f)) {
            return text;
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let count = text.chars().filter(|&c| odd(c)).count();
        if count > 0 {
            self.note("R023", Level::Info, place, format!("这一格里有 {count} 个不能显示的控制字符，去掉了。请核对有没有缺字"));
        }
        text.chars().filter(|&c| !odd(c)).collect()
    }

    fn unreadable(&mut self, place: Option<(u32, u32)>, error: &XlsxError) {
        let message = match error {
            XlsxError::CellError(text) => format!("这一格是公式错误“{}”，读不出值。请改好公式或直接填写", brief(text)),
            XlsxError::Unexpected(_) => "这一格的文字在文件里找不到。请对照原件补上".to_owned(),
            XlsxError::ParseFloat(_) | XlsxError::Unrecognized { .. } => "这一格存的值写坏了，读不出来。请对照原件补上".to_owned(),
            _ => "这一格读不出来。请对照原件补上".to_owned(),
        };
        let rule = if matches!(error, XlsxError::CellError(_)) { "R011" } else { "R012" };
        self.note(rule, Level::Warning, place, message);
    }

    /// Says which values are results of formulas, and which formulas have none.
    fn formulas(&mut self, places: &[(u32, u32)], cells: &[Cell]) {
        if places.is_empty() {
            return;
        }
        let filled: HashSet<(u32, u32)> = cells.iter().map(|cell| (cell.row, cell.column)).collect();
        let part =
            |has_result: bool| -> Vec<(u32, u32)> { places.iter().copied().filter(|place| filled.contains(place) == has_result).collect() };
        let (with, without) = (part(true), part(false));
        if let Some(&first) = with.first() {
            let message = format!("从这一格起有 {} 格是公式，读的是上次保存时算出的结果。请确认结果是新的", with.len());
            self.note("R010", Level::Info, Some(first), message);
        }
        if let Some(&first) = without.first() {
            let message =
                format!("从这一格起有 {} 格是公式，文件里没有算出的结果，读作空。请在 Excel 或 WPS 里打开保存一次再转换", without.len());
            self.note("R010", Level::Warning, Some(first), message);
        }
    }
}

/// Reads an old binary workbook. Later a process of its own: damaged ones can make the library ask for any amount of memory.
pub(super) fn read_old(bytes: &[u8], file: &Path) -> Result<Workbook, Error> {
    let refuse = |reason: &str| Error::BadWorkbook { file: file.to_owned(), reason: reason.to_owned() };
    if bytes.len() > limits::OLD_WORKBOOK_BYTES {
        return Err(Error::TooLarge { file: file.to_owned(), size: bytes.len() as u64, limit: limits::OLD_WORKBOOK_BYTES as u64 });
    }
    let read = catch_unwind(AssertUnwindSafe(|| old_sheets(bytes)));
    match read {
        Ok(Ok(workbook)) => Ok(workbook),
        Ok(Err(calamine::XlsError::Password)) => Err(Error::WrongKind {
            file: file.to_owned(),
            kind: "加了密码的工作簿".to_owned(),
            advice: "请用密码打开，另存一份不加密码的再转换",
        }),
        Ok(Err(_)) | Err(_) => Err(refuse("里面坏了，读不全")),
    }
}

fn old_sheets(bytes: &[u8]) -> Result<Workbook, calamine::XlsError> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes))?;
    let is_1904 = book.has_1904_epoch();
    let mut workbook = Workbook::default();
    super::old_about::take(bytes, &mut workbook.about);
    let tabs = book.sheets_metadata().to_vec();
    for tab in tabs.iter().filter(|tab| tab.typ == SheetType::WorkSheet) {
        let visibility = match tab.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        };
        let mut sheet = Sheet { name: tab.name.clone(), visibility, ..Sheet::default() };
        let range = book.worksheet_range(&tab.name)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut notes = Notes { sheet: &tab.name, quiet: visibility != Visibility::Visible, findings: &mut workbook.findings };
        for (row, column, value) in range.used_cells() {
            let place = u32::try_from(row).ok().zip(u32::try_from(column).ok()).map(|(row, column)| (row + top, column + left));
            notes.take(place, read_old_value(value, is_1904), &mut sheet.cells);
        }
        let merges = book.merge_cells_by_sheet_name(&tab.name).unwrap_or_default();
        sheet.merges = merges.iter().take(limits::MERGES).filter_map(area).collect();
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

/// The library does not tell the format of a date in an old workbook, only that it is one.
fn read_old_value(value: &Data, is_1904: bool) -> Value {
    const DAY: Form = Form::Moment { year: true, month: true, day: true, time: true, words: false };
    match value {
        Data::Empty => Value::Nothing,
        Data::String(text) => Value::Shown(text.clone(), None),
        #[allow(clippy::cast_precision_loss)] // a number of a cell is a float
        Data::Int(number) => in_form(*number as f64, Form::Number, is_1904),
        Data::Float(number) => in_form(*number, Form::Number, is_1904),
        Data::DateTime(moment) => in_form(moment.as_f64(), if duration(moment) { Form::Duration } else { DAY }, is_1904),
        Data::Bool(value) => Value::Shown(truth(*value).to_owned(), None),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Shown(iso(text), None),
        Data::Error(error) => Value::Error(error.to_string()),
    }
}

fn duration(moment: &ExcelDateTime) -> bool {
    moment.is_duration() || moment.as_f64() < 1.0
}

fn area(dimensions: &Dimensions) -> Option<Area> {
    let ((first_row, first_column), (last_row, last_column)) = (dimensions.start, dimensions.end);
    (first_row <= last_row && first_column <= last_column).then_some(Area { first_row, first_column, last_row, last_column })
}
