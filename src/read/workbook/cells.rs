//! Cells through the reading library: the only file that names `calamine`.
//!
//! Excel packages come here clean (see `package`) and are streamed; an error of one cell costs that cell, not the sheet. So do old
//! binary workbooks (see `old`).

use std::collections::HashSet;
use std::io::Cursor;

use calamine::{Color, Data, DataRef, Dimensions, FillPattern, Reader as _, SheetVisible, Style, Xls, Xlsx, XlsxError};

use super::biff::Book;
use super::old::Refusal;
use super::place::{Area, cell_name};
use super::scan::{Facts, Flaw};
use super::show::{Form, form, plain, shown};
use super::{Cell, Sheet, Visibility, Workbook, brief};
use crate::finding::{Finding, Level};
use crate::limits::{LAST_OLD_COLUMN, Limit, Limits};

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
        let struck: Vec<bool> = cells.styles().iter().map(|style| style.font.as_ref().is_some_and(|font| font.strikethrough)).collect();
        let unseen: Vec<bool> = cells.styles().iter().map(is_unseen).collect();
        let is_odd = struck.contains(&true) || unseen.contains(&true);
        let Sheet { name, visibility, cells: read, struck: struck_cells, unseen: unseen_cells, pictures, unplaced, .. } = sheet;
        let mut notes = Notes { sheet: name, quiet: *visibility != Visibility::Visible, findings, pictures, unplaced };
        let mut count = 0;
        read.reserve(facts.places.len());
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
                    notes.take(place, value, read);
                    if is_odd && struck.get(style) == Some(&true) {
                        mark_last(place, read, struck_cells);
                    }
                    if is_odd && unseen.get(style) == Some(&true) {
                        mark_last(place, read, unseen_cells);
                    }
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
        notes.facts(facts, read);
        Ok(())
    }
}

/// Marks the cell read last, if it is the one at `place`.
fn mark_last(place: Option<(u32, u32)>, cells: &[Cell], marked: &mut Vec<Cell>) {
    marked.extend(cells.last().filter(|cell| Some((cell.row, cell.column)) == place).cloned());
}

/// Whether a style hides what its cell says: three semicolons as the format, or letters in the colour of the ground. A colour that
/// is not stated outright is not judged.
fn is_unseen(style: &Style) -> bool {
    const PAPER: (u8, u8, u8) = (255, 255, 255);
    let rgb = |color: Color| (color.red, color.green, color.blue);
    let code = style.number_format.as_ref().map_or("", |format| format.format_code.trim());
    let letters = style.font.as_ref().and_then(|font| font.color).map(rgb);
    let ground = match style.fill.as_ref().map(|fill| (fill.pattern, fill.foreground_color)) {
        None | Some((FillPattern::None, _)) => Some(PAPER),
        Some((FillPattern::Solid, color)) => color.map(rgb),
        Some(_) => None,
    };
    code == ";;;" || (letters.is_some() && letters == ground)
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

/// The sign Unicode has for a control character: ␀ to ␟, ␡.
fn picture_of(control: char) -> char {
    let code = u32::from(control);
    char::from_u32(if code < 0x20 { 0x2400 + code } else { 0x2421 }).unwrap_or(control)
}

/// Turns values into cells and says what was odd.
struct Notes<'a> {
    sheet: &'a str,
    /// What a program hid is no matter for a person.
    quiet: bool,
    findings: &'a mut Vec<Finding>,
    pictures: &'a mut Vec<(u32, u32)>,
    unplaced: &'a mut Vec<String>,
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
            self.unplaced.push(text);
            return;
        };
        let text = self.cleaned(place, text);
        cells.push(Cell { row, column, text, number });
    }

    /// Text with a visible sign for every character that no font shows and no other file can hold.
    fn cleaned(&mut self, place: Option<(u32, u32)>, text: String) -> String {
        let picture = text.starts_with("=DISPIMG(") || text.starts_with("=_xlfn.DISPIMG(");
        if picture {
            self.pictures.extend(place);
        }
        let odd = |c: char| c.is_ascii_control() && !matches!(c, '\n' | '\t' | '\r');
        if self.quiet {
            return text;
        }
        if text.contains(char::REPLACEMENT_CHARACTER) {
            let message = format!("这一格里有读不出的字，成了“{}”：“{}”。请对照原件补上", char::REPLACEMENT_CHARACTER, brief(&text));
            self.note("R012", Level::Warning, place, message);
        }
        // Byte by byte without leaving the loop, which the compiler turns into a few wide steps; the rare rest is looked at closely.
        if !text.bytes().fold(false, |found, byte| found | (byte < b' ' && byte != b'\n' && byte != b'\t') | (byte == 0x7f)) {
            return text;
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let count = text.chars().filter(|&c| odd(c)).count();
        if count > 0 {
            self.note("R023", Level::Info, place, format!("这一格里有 {count} 个不能显示的控制字符，换成了看得见的符号。请核对有没有缺字"));
        }
        text.chars().map(|c| if odd(c) { picture_of(c) } else { c }).collect()
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

    /// Says what the walk over the sheet found in its cells.
    fn facts(&mut self, facts: &Facts, cells: &[Cell]) {
        for (place, words) in &facts.unreadable {
            self.note(
                "R012",
                Level::Warning,
                Some(*place),
                format!("这一格的文字编号“{}”不是数，原来的文字找不到了。请对照原件补上", brief(words)),
            );
        }
        self.formulas(&facts.formulas, cells);
        for &place in &facts.nameless_errors {
            self.note("R011", Level::Warning, Some(place), "这一格是公式错误，没有写是哪一种，读不出值。请改好公式或直接填写".to_owned());
        }
        for &place in &facts.launching {
            let message = "这一格的公式要启动别的程序，没有执行，只读它存着的结果。请不要在 Excel 里点“启用”，并问清来历";
            self.note("R046", Level::Warning, Some(place), message.to_owned());
        }
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

/// Reads the cells of an old binary workbook from a clean container.
pub(super) fn read_old(clean: Vec<u8>, facts: &Book, limits: &Limits) -> Result<Workbook, Refusal> {
    let mut book: Xls<_> = Xls::new(Cursor::new(clean)).map_err(|error| match error {
        calamine::XlsError::Password => Refusal::Locked,
        _ => Refusal::Flaw(Flaw::Damaged("里面坏了，读不全".to_owned())),
    })?;
    let is_1904 = book.has_1904_epoch();
    let tabs = book.sheets_metadata().to_vec();
    if tabs.len() != facts.sheets.len() || tabs.iter().map(|tab| &tab.name).collect::<HashSet<_>>().len() < tabs.len() {
        return Err(Flaw::Damaged("有两张同名的工作表".to_owned()).into());
    }
    let mut workbook = Workbook::default();
    for (tab, sheet_facts) in tabs.iter().zip(&facts.sheets).filter(|(_, facts)| facts.is_worksheet) {
        let visibility = match tab.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        };
        let mut sheet = Sheet { name: tab.name.clone(), visibility, ..Sheet::default() };
        let damaged = |_| Flaw::Damaged(format!("工作表〔{}〕读不全", tab.name));
        let range = book.worksheet_range(&tab.name).map_err(damaged)?;
        let (top, left) = range.start().unwrap_or_default();
        let Sheet { cells, pictures, unplaced, .. } = &mut sheet;
        let quiet = visibility != Visibility::Visible;
        let mut notes = Notes { sheet: &tab.name, quiet, findings: &mut workbook.findings, pictures, unplaced };
        for (row, column, value) in range.used_cells() {
            let numbered = u32::try_from(row).ok().zip(u32::try_from(column).ok());
            let place = numbered.and_then(|(row, column)| sheet_facts.place(row + top, column + left));
            let form = place.map_or(Form::Number, |place| facts.form(sheet_facts, place));
            notes.take(place, read_old_value(value, form, is_1904), cells);
        }
        notes.formulas(&sheet_facts.formulas, cells);
        let merges = book.merge_cells_by_sheet_name(&tab.name).unwrap_or_default();
        sheet.merges = merges.iter().take(limits.count(Limit::Merges)).filter_map(area).collect();
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

fn read_old_value(value: &Data, form: Form, is_1904: bool) -> Value {
    match value {
        Data::Empty => Value::Nothing,
        Data::String(text) => Value::Shown(text.clone(), None),
        #[allow(clippy::cast_precision_loss)] // a number of a cell is a float
        Data::Int(number) => in_form(*number as f64, form, is_1904),
        Data::Float(number) => in_form(*number, form, is_1904),
        Data::DateTime(moment) => in_form(moment.as_f64(), form, is_1904),
        Data::Bool(value) => Value::Shown(truth(*value).to_owned(), None),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Shown(iso(text), None),
        Data::Error(error) => Value::Error(error.to_string()),
    }
}

/// A merged area of an old workbook; one that goes beyond its last column is none.
fn area(dimensions: &Dimensions) -> Option<Area> {
    let ((first_row, first_column), (last_row, last_column)) = (dimensions.start, dimensions.end);
    let is_area = first_row <= last_row && first_column <= last_column && last_column <= LAST_OLD_COLUMN;
    is_area.then_some(Area { first_row, first_column, last_row, last_column })
}
