//! One walk over a sheet of an Excel package: its cells, and what stands beside them (hidden rows, merged areas, formulas).
//!
//! Linear, and as large as what the cells say: a cell that is only formatted is passed over, and so is whatever rectangle the sheet
//! claims to have. Source: ECMA-376 part 1, 18.3.

use super::margins::{is_margin, said_in_margin};
use super::markup::{Attributes, Token, said};
use super::place::{Area, read_place};
use super::plain::{Holds, PlainCell, index};
use super::scan::{Flaw, Scan, within};
use super::show::Form;
use super::strings::{Strings, Text, push_string, push_unescaped};
use super::styles::Look;
use super::values::{Notes, Value, in_form, iso, truth};
use super::{Cell, Sheet, Visibility};
use crate::finding::{Finding, brief, reading as rules};
use crate::limits::{self, Limit, Limits};

/// What the sheets of a workbook have in common.
#[derive(Debug, Default)]
pub(super) struct Common {
    pub strings: Strings,
    /// By the numbers of the cell formats.
    pub looks: Vec<Look>,
    pub is_1904: bool,
}

/// What a walk over a sheet finds beside its cells.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Cells with a formula.
    pub formulas: Vec<(u32, u32)>,
    /// Formulas that gave an error, at their cells.
    pub failed: Vec<Cell>,
    /// Cells with the error of a formula that has no name.
    pub nameless_errors: Vec<(u32, u32)>,
    /// Cells whose formula starts another program.
    pub launching: Vec<(u32, u32)>,
    /// Pictures put into cells.
    pub pictures: Vec<(u32, u32)>,
    /// Hidden rows.
    pub hidden_rows: Vec<u32>,
    /// First and last column of hidden ranges.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged areas.
    pub merges: Vec<Area>,
    /// Merged areas beyond the limit or without a sense.
    pub dropped_merges: usize,
    /// What page headers and footers say.
    pub margins: Vec<String>,
}

/// Reads a sheet: cells, struck and unseen text go to `sheet`, the rest is given back.
///
/// # Errors
/// As [`Scan::next`]; [`Flaw::Damaged`] for a part without `<sheetData>`.
pub(super) fn read(part: &[u8], common: &Common, limits: &Limits, sheet: &mut Sheet, findings: &mut Vec<Finding>) -> Result<Facts, Flaw> {
    let Sheet { name, visibility, cells, struck, unseen, pictures, unplaced, .. } = sheet;
    let notes = Notes { sheet: name, quiet: *visibility != Visibility::Visible, findings, pictures, unplaced };
    let mut walk = Walk::new(common, limits, notes, Marked { cells, struck, unseen });
    let mut scan = Scan::of(part, limits);
    loop {
        while walk.is_between_cells() {
            let Some(cell) = PlainCell::read(scan.rest()) else { break };
            walk.plain_cell(&cell)?;
            scan.pass(cell.length);
        }
        match scan.next()? {
            Some(token) => walk.take(&token, scan.depth())?,
            None => return walk.finish(),
        }
    }
}

/// Cells, and those of them that are marked by their style.
struct Marked<'a> {
    cells: &'a mut Vec<Cell>,
    struck: &'a mut Vec<Cell>,
    unseen: &'a mut Vec<Cell>,
}

/// A cell that is being walked over.
#[derive(Default)]
struct Open<'p> {
    place: Option<(u32, u32)>,
    style: usize,
    kind: Option<&'p [u8]>,
    /// What `<v>` says.
    value: String,
    has_value: bool,
    /// What `<is>` says.
    text: Text,
    has_text: bool,
    /// What `<f>` says where it gives an error: that is what was typed.
    formula: String,
    within: Within,
}

/// Which element of an open cell is open.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Cell,
    Value,
    Text,
    Formula,
    /// An extension, from this depth on; it says nothing that is shown.
    Extension(usize),
}

struct Walk<'a, 'p> {
    common: &'a Common,
    limits: &'a Limits,
    notes: Notes<'a>,
    marked: Marked<'a>,
    facts: Facts,
    /// Any style marks its cells.
    marks: bool,
    rows: usize,
    count: usize,
    /// The row of the next cell that states none.
    row: u32,
    /// The column of the next cell that states none.
    column: u32,
    has_data: bool,
    in_data: bool,
    in_row: bool,
    open: Option<Open<'p>>,
    in_margin: bool,
}

impl<'a, 'p> Walk<'a, 'p> {
    fn new(common: &'a Common, limits: &'a Limits, notes: Notes<'a>, marked: Marked<'a>) -> Self {
        let marks = !common.strings.struck.is_empty() || common.looks.iter().any(|look| look.is_struck || look.is_unseen);
        let (facts, open) = (Facts::default(), None);
        let (in_data, in_row, has_data, in_margin) = (false, false, false, false);
        Walk {
            common,
            limits,
            notes,
            marked,
            facts,
            marks,
            rows: 0,
            count: 0,
            row: 0,
            column: 0,
            has_data,
            in_data,
            in_row,
            open,
            in_margin,
        }
    }

    fn is_between_cells(&self) -> bool {
        self.in_row && self.open.is_none()
    }

    fn take(&mut self, token: &Token<'p>, depth: usize) -> Result<(), Flaw> {
        match (token, self.open.as_mut()) {
            (Token::End(b"c"), Some(cell)) if !matches!(cell.within, Within::Extension(_)) => self.end_cell(),
            (_, Some(cell)) => {
                let place = cell.place;
                if cell.take(token, depth) {
                    self.facts.formulas.extend(place);
                }
                if let (Token::Text(formula), Within::Formula) = (token, cell.within)
                    && launches(formula)
                {
                    self.facts.launching.extend(place);
                }
            }
            (Token::Start { name, attributes, is_empty }, None) => self.start(name, *attributes, *is_empty)?,
            (Token::End(b"row"), None) => self.end_row(),
            (Token::End(b"sheetData"), None) => self.in_data = false,
            (Token::Text(text), None) if self.in_margin => self.margin(text),
            (Token::End(name), None) if is_margin(name) => self.in_margin = false,
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, name: &[u8], attributes: Attributes<'p>, is_empty: bool) -> Result<(), Flaw> {
        match name {
            b"c" if self.in_data => self.start_cell(attributes, is_empty)?,
            b"row" if self.in_data => {
                self.start_row(attributes)?;
                if is_empty {
                    self.end_row();
                }
            }
            b"col" if is_true(attributes, b"hidden") => {
                self.facts.hidden_columns.extend(counted_from_0(attributes, b"min").zip(counted_from_0(attributes, b"max")));
            }
            b"mergeCell" => self.merge(attributes.get(b"ref")),
            b"sheetData" => (self.has_data, self.in_data) = (true, !is_empty),
            name if is_margin(name) => self.in_margin = !is_empty,
            _ => {}
        }
        Ok(())
    }

    /// Takes the words of a page header or footer.
    fn margin(&mut self, text: &[u8]) {
        // Six kinds, three parts each.
        const MOST: usize = 18;
        for part in said_in_margin(&said(text)) {
            if self.facts.margins.len() < MOST && !self.facts.margins.contains(&part) {
                self.facts.margins.push(part);
            }
        }
    }

    fn start_row(&mut self, attributes: Attributes<'_>) -> Result<(), Flaw> {
        self.rows += 1;
        within(self.rows, self.limits.count(Limit::Rows), "行")?;
        // A number that is none counts as none.
        if let Some(row) = counted_from_0(attributes, b"r").filter(|&row| row <= limits::LAST_ROW) {
            self.row = row;
        }
        if is_true(attributes, b"hidden") {
            self.facts.hidden_rows.push(self.row);
        }
        self.in_row = true;
        Ok(())
    }

    fn end_row(&mut self) {
        (self.row, self.column, self.in_row) = (self.row.saturating_add(1), 0, false);
    }

    fn count_cell(&mut self) -> Result<(), Flaw> {
        self.count += 1;
        within(self.count, self.limits.count(Limit::Cells), "单元格")
    }

    fn start_cell(&mut self, attributes: Attributes<'p>, is_empty: bool) -> Result<(), Flaw> {
        self.count_cell()?;
        let mut cell = Open { place: Some((self.row, self.column)), ..Open::default() };
        let mut is_rich = false;
        for (name, value) in attributes.iter() {
            match name {
                b"r" => cell.place = read_place(value),
                b"t" => cell.kind = Some(value),
                b"s" => cell.style = index(value).unwrap_or_default(),
                b"vm" => is_rich = true,
                _ => {}
            }
        }
        self.column = cell.place.map_or(self.column, |(_, column)| column);
        // A cell that is only formatted says nothing.
        if is_empty {
            self.column = self.column.saturating_add(1);
            return Ok(());
        }
        // A value of rich data: a picture in the cell, of which only an error or a stand-in is stored.
        if is_rich {
            self.facts.pictures.extend(cell.place);
        }
        self.open = Some(cell);
        Ok(())
    }

    fn end_cell(&mut self) {
        self.column = self.column.saturating_add(1);
        let Some(mut cell) = self.open.take() else { return };
        if cell.kind == Some(b"e") && !cell.has_text && cell.value.trim().is_empty() {
            self.facts.nameless_errors.extend(cell.place);
            return;
        }
        if let Some((row, column)) = cell.place.filter(|_| !cell.formula.is_empty()) {
            self.facts.failed.push(Cell { row, column, text: format!("={}", cell.formula), number: None });
        }
        match cell.read(self.common) {
            Ok(value) => self.add(cell.place, cell.style, value),
            Err(unread) => self.note_unread(cell.place, &unread),
        }
        let shared = || index(cell.value.trim().as_bytes()).and_then(|at| self.common.strings.struck.get(&at)).cloned();
        let struck = if cell.kind == Some(b"s") { shared().unwrap_or_default() } else { std::mem::take(&mut cell.text.struck) };
        if let Some((row, column)) = cell.place.filter(|_| !struck.is_empty()) {
            self.marked.struck.push(Cell { row, column, text: struck, number: None });
        }
    }

    fn plain_cell(&mut self, cell: &PlainCell<'_>) -> Result<(), Flaw> {
        self.count_cell()?;
        self.column = cell.place.1.saturating_add(1);
        let value = match cell.holds {
            Holds::Nothing => return Ok(()),
            Holds::String(digits) => {
                if let Some(struck) = index(digits).and_then(|at| self.common.strings.struck.get(&at)).filter(|_| self.marks) {
                    let (row, column) = cell.place;
                    self.marked.struck.push(Cell { row, column, text: struck.clone(), number: None });
                }
                shared(digits, self.common)
            }
            Holds::Number(digits) => number(&String::from_utf8_lossy(digits), self.common.form(cell.style), None, self.common.is_1904),
            Holds::Inline(bytes, keeps_blanks) => {
                let mut text = String::new();
                push_string(&mut text, &said(bytes), keeps_blanks);
                Ok(Value::Shown(text, None))
            }
        };
        match value {
            Ok(value) => self.add(Some(cell.place), cell.style, value),
            Err(unread) => self.note_unread(Some(cell.place), &unread),
        }
        Ok(())
    }

    /// Adds a cell with its value, and marks it where its style does.
    fn add(&mut self, place: Option<(u32, u32)>, style: usize, value: Value) {
        self.notes.take(place, value, self.marked.cells);
        let Some(look) = self.common.looks.get(style).filter(|_| self.marks) else { return };
        let Some(added) = self.marked.cells.last().filter(|cell| Some((cell.row, cell.column)) == place) else { return };
        if look.is_struck {
            self.marked.struck.push(added.clone());
        }
        if look.is_unseen {
            self.marked.unseen.push(added.clone());
        }
    }

    fn note_unread(&mut self, place: Option<(u32, u32)>, unread: &Unread) {
        let message = match unread {
            Unread::Index(words) => format!("这一格的文字编号“{}”不是数，原来的文字找不到了。请对照原件补上", brief(words)),
            Unread::Missing => "这一格的文字在文件里找不到。请对照原件补上".to_owned(),
            Unread::Value(words) => format!("这一格存的值“{}”写坏了，读不出来。请对照原件补上", brief(words)),
        };
        self.notes.note(place, rules::BROKEN_CELL.finding(message));
    }

    fn merge(&mut self, reference: Option<&[u8]>) {
        match reference.and_then(Area::read).filter(|_| self.facts.merges.len() < self.limits.count(Limit::Merges)) {
            Some(area) => self.facts.merges.push(area),
            None => self.facts.dropped_merges += 1,
        }
    }

    fn finish(mut self) -> Result<Facts, Flaw> {
        if !self.has_data {
            return Err(Flaw::Damaged("里没有单元格区".to_owned()));
        }
        self.notes.formulas(&self.facts.formulas, self.marked.cells);
        let message = "这一格是公式错误，没有写是哪一种，读不出值。请改好公式或直接填写";
        for &place in &self.facts.nameless_errors {
            self.notes.note(Some(place), rules::ERROR_VALUE.finding(message.to_owned()));
        }
        let message = "这一格的公式要启动别的程序，没有执行，只读它存着的结果。请不要在 Excel 里点“启用”，并问清来历";
        for &place in &self.facts.launching {
            self.notes.note(Some(place), rules::STARTS_PROGRAM.finding(message.to_owned()));
        }
        Ok(self.facts)
    }
}

impl Open<'_> {
    /// Takes a token within the cell; says whether a formula begins.
    fn take(&mut self, token: &Token<'_>, depth: usize) -> bool {
        match (self.within, token) {
            (Within::Extension(from), Token::End(_)) if depth < from => self.within = Within::Cell,
            (Within::Extension(_), _) => {}
            (Within::Cell, Token::Start { name, is_empty, .. }) => {
                let opened = match *name {
                    b"v" => {
                        self.value.clear();
                        self.has_value = true;
                        Within::Value
                    }
                    b"is" => {
                        (self.text, self.has_text) = (Text::default(), true);
                        Within::Text
                    }
                    b"f" => Within::Formula,
                    b"extLst" => Within::Extension(depth),
                    _ => return false,
                };
                if !is_empty {
                    self.within = opened;
                }
                return opened == Within::Formula;
            }
            (Within::Value, Token::End(b"v")) | (Within::Text, Token::End(b"is")) | (Within::Formula, Token::End(b"f")) => {
                self.within = Within::Cell;
            }
            (Within::Value, Token::Text(text)) => self.value.push_str(&said(text)),
            (Within::Value, Token::Verbatim(text)) => self.value.push_str(&String::from_utf8_lossy(text)),
            (Within::Text, token) => self.text.take(token),
            (Within::Formula, Token::Text(text)) if self.kind == Some(b"e") => self.formula.push_str(&said(text)),
            _ => {}
        }
        false
    }

    /// What the cell holds.
    fn read(&mut self, common: &Common) -> Result<Value, Unread> {
        if self.has_text {
            return Ok(Value::Shown(std::mem::take(&mut self.text.text), None));
        }
        // Beside the text it stands in, the value of such a cell says nothing of its own.
        let is_inline = matches!(self.kind, Some(b"inlineStr" | b"is"));
        if !self.has_value || self.value.is_empty() || is_inline {
            return Ok(Value::Nothing);
        }
        let value = self.value.trim_matches([' ', '\t', '\r', '\n']);
        match self.kind {
            Some(b"s") => shared(value.as_bytes(), common),
            Some(b"str") => {
                let mut text = String::with_capacity(self.value.len());
                push_unescaped(&mut text, &self.value);
                Ok(Value::Shown(text, None))
            }
            Some(b"b") => match value.to_ascii_lowercase().as_str() {
                "" => Ok(Value::Nothing),
                "0" | "false" => Ok(Value::Shown(truth(false).to_owned(), None)),
                "1" | "true" => Ok(Value::Shown(truth(true).to_owned(), None)),
                _ => Err(Unread::Value(value.to_owned())),
            },
            Some(b"e") => Ok(Value::Error(value.to_owned())),
            Some(b"d") => Ok(Value::Shown(iso(value), None)),
            Some(b"n") | None => number(value, common.form(self.style), self.kind.is_none().then_some(&self.value), common.is_1904),
            Some(_) => Err(Unread::Value(value.to_owned())),
        }
    }
}

/// Why a cell gives no value.
enum Unread {
    /// The number of its string is none.
    Index(String),
    /// There is no string of its number.
    Missing,
    /// It says what its type does not have.
    Value(String),
}

impl Common {
    fn form(&self, style: usize) -> Form {
        self.looks.get(style).map_or(Form::Number, |look| look.form)
    }
}

/// The shared string of a number.
fn shared(digits: &[u8], common: &Common) -> Result<Value, Unread> {
    match index(digits) {
        Some(at) => common.strings.texts.get(at).map(|text| Value::Shown(text.clone(), None)).ok_or(Unread::Missing),
        None if digits.is_empty() => Ok(Value::Nothing),
        None => Err(Unread::Index(String::from_utf8_lossy(digits).into_owned())),
    }
}

/// A number in its form; what is no number is `text`, where that may be.
fn number(value: &str, form: Form, text: Option<&String>, is_1904: bool) -> Result<Value, Unread> {
    match (value.parse(), text) {
        (Ok(number), _) => Ok(in_form(number, form, is_1904)),
        (Err(_), Some(text)) => Ok(Value::Shown(text.clone(), None)),
        (Err(_), None) if value.is_empty() => Ok(Value::Nothing),
        (Err(_), None) => Err(Unread::Value(value.to_owned())),
    }
}

fn is_true(attributes: Attributes<'_>, name: &[u8]) -> bool {
    matches!(attributes.get(name), Some(b"1" | b"true"))
}

/// A number counted from 1, as one counted from 0.
fn counted_from_0(attributes: Attributes<'_>, name: &[u8]) -> Option<u32> {
    std::str::from_utf8(attributes.get(name)?).ok()?.parse::<u32>().ok()?.checked_sub(1)
}

/// Whether a formula starts another program: `cmd|' /C calc'!A0` (DDE, the only use of a bar in a formula), or a call of a library.
fn launches(formula: &[u8]) -> bool {
    let formula = said(formula).to_ascii_uppercase();
    // What stands in quotes is text.
    let code: String = formula.split('"').step_by(2).collect();
    let calls = |name: &str| code.match_indices(name).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.'));
    code.contains('|') || ["CALL(", "EXEC(", "REGISTER.ID("].into_iter().any(calls)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::USUAL;

    fn common() -> Common {
        let strings = Strings { texts: vec!["甲".into(), "乙".into()], struck: std::iter::once((1, "乙".to_owned())).collect() };
        let plain = Look { form: Form::Number, is_struck: false, is_unseen: false };
        Common { strings, looks: vec![plain, Look { form: Form::Percent, ..plain }, Look { is_unseen: true, ..plain }], is_1904: false }
    }

    fn read_rows(rows: &str) -> (Sheet, Facts, Vec<Finding>) {
        let (mut sheet, mut findings) = (Sheet { name: "表".into(), ..Sheet::default() }, Vec::new());
        let part = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let facts = read(part.as_bytes(), &common(), &USUAL, &mut sheet, &mut findings).unwrap();
        (sheet, facts, findings)
    }

    fn cell(text: &str) -> Option<String> {
        read_rows(&format!("<row>{text}</row>")).0.cells.first().map(|cell| cell.text.clone())
    }

    #[test]
    fn values_by_their_types() {
        for (text, wanted) in [
            ("<c t='s'><v>1</v></c>", Some("乙")),
            ("<c t='s'><v> 1 </v></c>", Some("乙")),
            ("<c t='s'><v>2</v></c>", None),
            ("<c t='s'><v>-1</v></c>", None),
            ("<c t='s'><v/></c>", None),
            ("<c><v>1.50</v></c>", Some("1.5")),
            ("<c s='1'><v>0.5</v></c>", Some("50%")),
            ("<c s='9'><v>1e3</v></c>", Some("1000")),
            ("<c><v> 7 </v></c>", Some("7")),
            ("<c><v>七</v></c>", Some("七")),
            ("<c t='n'><v>七</v></c>", None),
            ("<c t='str'><f>A1&amp;B1</f><v>甲&amp;_x0041_</v></c>", Some("甲&A")),
            ("<c t='b'><v>1</v></c>", Some("TRUE")),
            ("<c t='b'><v>2</v></c>", None),
            ("<c t='e'><v>#SPILL!</v></c>", Some("#SPILL!")),
            ("<c t='e'><v> </v></c>", None),
            ("<c t='d'><v>2031-03-28T00:00:00Z</v></c>", Some("2031-03-28")),
            ("<c t='zz'><v>1</v></c>", None),
            ("<c t='inlineStr'><v>0</v><is><t> 甲 </t><rPh><t>jia</t></rPh></is></c>", Some("甲")),
            ("<c><v>-1</v><extLst><ext><v>9</v></ext></extLst></c>", Some("-1")),
            ("<c><v>1</v><f>2</f></c>", Some("1")),
            ("<c><f>2</f></c>", None),
        ] {
            assert_eq!(cell(text).as_deref(), wanted, "{text}");
        }
        let (_, facts, findings) = read_rows("<row><c><v>1</v></c><c t='s'><v>x</v></c><c t='e'><v/></c></row>");
        assert_eq!(facts.nameless_errors, [(0, 2)]);
        assert!(findings.iter().any(|finding| finding.rule == "R047" && finding.message.contains("“x”")), "{findings:?}");
    }

    #[test]
    fn places_and_facts() {
        let part = b"<worksheet><cols><col min='2' max='3' hidden='1'/></cols><sheetData><row r='3' hidden='true'><c r='B3'><f>1+1</f><v>2</v></c><c/>\
            <c><v>3</v></c></row><row r='0'><c><v>1</v></c><c r='$D$4'><v>2</v></c><c r='??'><v>5</v></c><c><v>6</v></c></row></sheetData>\
            <mergeCells><mergeCell ref='A1:B2'/><mergeCell ref='B2:A1'/></mergeCells><c r='Z9'><v>1</v></c></worksheet>";
        let (mut sheet, mut findings) = (Sheet::default(), Vec::new());
        let facts = read(part, &Common::default(), &USUAL, &mut sheet, &mut findings).unwrap();
        let cells: Vec<_> = sheet.cells.iter().map(|cell| (cell.row, cell.column, cell.text.as_str())).collect();
        assert_eq!(cells, [(2, 1, "2"), (2, 3, "3"), (3, 0, "1"), (3, 3, "2"), (3, 5, "6")]);
        assert_eq!(sheet.unplaced, ["5"]);
        assert_eq!((facts.hidden_rows, facts.hidden_columns), (vec![2], vec![(1, 2)]));
        assert_eq!((facts.formulas, facts.merges.len(), facts.dropped_merges), (vec![(2, 1)], 1, 1));
        assert!(read(b"<worksheet/>", &Common::default(), &USUAL, &mut sheet, &mut findings).is_err());
    }

    #[test]
    fn marked_cells() {
        let (sheet, ..) = read_rows(
            "<row><c r=\"A1\" t=\"s\"><v>1</v></c><c r='B1' t='s'><v>1</v></c><c r=\"C1\" s=\"2\"><v>5</v></c>\
             <c r='D1' t='inlineStr'><is><r><rPr><strike/></rPr><t>旧</t></r><r><t>新</t></r></is></c></row>",
        );
        let at = |cells: &[Cell]| cells.iter().map(|cell| (cell.column, cell.text.clone())).collect::<Vec<_>>();
        assert_eq!(at(&sheet.struck), [(0, "乙".to_owned()), (1, "乙".to_owned()), (3, "旧".to_owned())]);
        assert_eq!(at(&sheet.unseen), [(2, "5".to_owned())]);
    }

    /// Whatever stands at the place of a plain cell, walking tag by tag reads the same.
    #[test]
    fn plain_cells_are_read_to_the_same_end() {
        for cell in [
            "<c r='A1' s='3' t='s'><v>1</v></c>",
            "<c r='A1' t='s'><v>1234567890</v></c>",
            "<c r='A1' t='s'><v>7</v></c>",
            "<c r='A1' t='s'><v></v></c>",
            "<c r='A1'><v>-1.5</v></c>",
            "<c r='A1' s='1'><v>0.5</v></c>",
            "<c r='A1' t='n'><v>--</v></c>",
            "<c r='A1'><v>1e9</v></c>",
            "<c r='A1' s='3'/>",
            "<c r='A1' s=''/>",
            "<c r='$A$1'><v>1</v></c>",
            "<c r='A0'><v>1</v></c>",
            "<c r='XFE1'><v>1</v></c>",
            "<c r='A1' s='2' t='inlineStr'><is><t> 甲&amp;_x0041_ </t></is></c>",
            "<c r='A1' t='inlineStr'><is><t xml:space='preserve'> 甲 </t></is></c>",
            "<c r='A1' t='inlineStr'><is><t></t></is></c>",
            "<c r='A1' s='1' t='e'><v>#REF!</v></c>",
        ] {
            // A blank behind the name is the same to XML, and no plain cell.
            let [plain, other] = [cell.replace('\'', "\""), cell.replace('\'', "\"").replace("<c ", "<c  ")]
                .map(|cell| format!("<row r=\"1\">{cell}{cell}<c r=\"B2\" t=\"s\"><v>1</v></c><c><v>1</v></c></row>"));
            let [one, same] = [&plain, &other].map(|rows| read_rows(rows));
            assert_eq!((&one.0, &one.2), (&same.0, &same.2), "{cell}");
        }
    }
}
