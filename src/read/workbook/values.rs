//! What a cell holds, as the text it shows, and what was odd about it: the same for every format of workbook.

use hashbrown::HashSet;

use super::Cell;
use super::show::{Form, plain, shown};
use crate::finding::{Finding, brief, reading as rules};
use crate::model::cell_name;

/// What a cell holds.
pub(super) enum Value {
    Nothing,
    Shown(String, Option<f64>),
    /// An error of a formula.
    Error(String),
    /// A number that is none, or a date that is none.
    Odd(String, Option<f64>),
}

pub(super) fn in_form(number: f64, form: Form, is_1904: bool) -> Value {
    match shown(number, form, is_1904) {
        Some(text) => Value::Shown(text, Some(number)),
        None if number.is_finite() => Value::Odd(plain(number), Some(number)),
        None => Value::Odd(number.to_string(), None),
    }
}

pub(super) fn truth(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// A date of ISO 8601 without a time that says nothing.
pub(super) fn iso(text: &str) -> String {
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
pub(super) struct Notes<'a> {
    pub sheet: &'a str,
    /// What a program hid is no matter for a person.
    pub quiet: bool,
    pub findings: &'a mut Vec<Finding>,
    pub pictures: &'a mut Vec<(u32, u32)>,
    pub unplaced: &'a mut Vec<String>,
}

impl Notes<'_> {
    pub(super) fn note(&mut self, place: Option<(u32, u32)>, finding: Finding) {
        if !self.quiet {
            let cell = place.map_or_else(|| "？".to_owned(), |(row, column)| cell_name(row, column));
            self.findings.push(finding.at_cell(self.sheet, cell));
        }
    }

    /// Adds the cell at a place, if it holds anything.
    pub(super) fn take(&mut self, place: Option<(u32, u32)>, value: Value, cells: &mut Vec<Cell>) {
        let (text, number) = match value {
            Value::Nothing => return,
            Value::Shown(text, number) => (text, number),
            Value::Error(text) => {
                self.note(place, rules::ERROR_VALUE.finding(format!("这一格是公式错误“{text}”，照原样读入。请改好公式或直接填写")));
                (text, None)
            }
            Value::Odd(text, number) => {
                self.note(place, rules::BAD_NUMBER.finding(format!("这一格的“{text}”按它的格式不是有效的数或日期，照数字读入。请核对")));
                (text, number)
            }
        };
        let Some((row, column)) = place else {
            self.note(None, rules::BROKEN_PLACE.finding(format!("有一格的位置写坏了，不知道它在哪里，内容是“{text}”。请对照原件补上")));
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
            self.note(place, rules::BROKEN_CHARACTERS.finding(message));
        }
        // Byte by byte without leaving the loop, which the compiler turns into a few wide steps; the rare rest is looked at closely.
        if !text.bytes().fold(false, |found, byte| found | (byte < b' ' && byte != b'\n' && byte != b'\t') | (byte == 0x7f)) {
            return text;
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let count = text.chars().filter(|&c| odd(c)).count();
        if count > 0 {
            self.note(
                place,
                rules::CONTROLS.finding(format!("这一格里有 {count} 个不能显示的控制字符，换成了看得见的符号。请核对有没有缺字")),
            );
        }
        text.chars().map(|c| if odd(c) { picture_of(c) } else { c }).collect()
    }

    /// Says which values are results of formulas, and which formulas have none.
    pub(super) fn formulas(&mut self, places: &[(u32, u32)], cells: &[Cell]) {
        if places.is_empty() {
            return;
        }
        let filled: HashSet<(u32, u32)> = cells.iter().map(|cell| (cell.row, cell.column)).collect();
        let part =
            |has_result: bool| -> Vec<(u32, u32)> { places.iter().copied().filter(|place| filled.contains(place) == has_result).collect() };
        let (with, without) = (part(true), part(false));
        if let Some(&first) = with.first() {
            let message = format!("从这一格起有 {} 格是公式，读的是上次保存时算出的结果。请确认结果是新的", with.len());
            self.note(Some(first), rules::FORMULA.harmless(message));
        }
        if let Some(&first) = without.first() {
            let message =
                format!("从这一格起有 {} 格是公式，文件里没有算出的结果，读作空。请在 Excel 或 WPS 里打开保存一次再试", without.len());
            self.note(Some(first), rules::FORMULA.finding(message));
        }
    }
}
