//! The rows of a sheet with a great many of them, as XML, and their way into a finished workbook.
//!
//! The workbook library makes everything around the rows: columns, rules, merged areas, the page. It hashes a look at every cell and
//! keeps cells in trees, which for a master of a thousand units takes as long as reading all they returned; so here rows are written
//! as they come, into an unnamed file, and take the place of the element `sheetData` of the sheet the library made.
//! Form: ECMA-376 part 1, 18.3.1.73 (`row`) and 18.3.1.4 (`c`), texts in place (`inlineStr`). Called by [`Book`](super::book::Book).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Cursor, Read, Write};

use memchr::{memchr, memchr3};
use zip::read::ZipArchive;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::files::Spool;
use crate::model::column_name;
use crate::words::characters::are_surely_plain;

/// The number of a look in the workbook; 0 is none.
pub(super) type Style = u32;

/// What a cell holds.
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Nothing,
}

/// The rows of one sheet, from the top, but that the first may come whenever it is known what it says of the others. Rows and columns
/// count from 0.
pub(super) struct Rows {
    spool: Spool,
    /// What is not in the file yet.
    xml: String,
    first: Row,
    /// The row being written, below the first.
    open: Row,
    /// Cells of merged areas in rows below the open one.
    below: BTreeMap<u32, Vec<(u16, Style)>>,
    last: (u32, u16),
    columns: Vec<String>,
}

/// A row.
struct Row {
    at: u32,
    /// Its number as the sheet says it, from 1.
    number: String,
    /// In points; `None`: as it comes.
    height: Option<f64>,
    xml: String,
    /// The columns with something in them, and where it begins in `xml`, as it came.
    cells: Vec<(u16, usize)>,
}

impl Default for Rows {
    fn default() -> Self {
        Rows {
            spool: Spool::default(),
            xml: String::new(),
            first: Row::new(0),
            open: Row::new(1),
            below: BTreeMap::new(),
            last: (0, 0),
            columns: Vec::new(),
        }
    }
}

impl Row {
    fn new(at: u32) -> Self {
        Row { at, number: (at + 1).to_string(), height: None, xml: String::new(), cells: Vec::new() }
    }

    /// Empties the row.
    fn clear(&mut self) {
        self.height = None;
        self.xml.clear();
        self.cells.clear();
    }

    /// Becomes another row.
    fn move_to(&mut self, at: u32) {
        self.at = at;
        self.number.clear();
        push_number(&mut self.number, at + 1);
    }

    fn is_empty(&self) -> bool {
        self.height.is_none() && self.cells.is_empty()
    }

    fn write_to(&self, xml: &mut String) {
        let _ = write!(xml, "<row r=\"{}\"", self.number);
        if let Some(height) = self.height {
            let _ = write!(xml, " ht=\"{height}\" customHeight=\"1\"");
        }
        xml.push('>');
        push_in_order(xml, &self.xml, &self.cells);
        xml.push_str("</row>");
    }
}

impl Rows {
    /// How high a row is, in points.
    pub fn set_height(&mut self, row: u32, height: f64) -> io::Result<()> {
        self.go_to(row)?;
        if row == self.first.at { &mut self.first } else { &mut self.open }.height = Some(height);
        Ok(())
    }

    /// Puts something into a cell, in the place of what was put there before.
    pub fn put(&mut self, row: u32, column: u16, style: Style, value: &Value<'_>) -> io::Result<()> {
        self.go_to(row)?;
        self.last.1 = self.last.1.max(column);
        let Row { number, xml, cells, .. } = if row == self.first.at { &mut self.first } else { &mut self.open };
        cells.push((column, xml.len()));
        // A cell that neither says nor shows anything is none.
        if style > 0 || !value.is_empty() {
            push_cell(xml, [letters(&mut self.columns, column), number], style, value);
        }
        Ok(())
    }

    /// Gives every cell of an area a look; what stands in one of them may be put there afterwards.
    pub fn cover(&mut self, first: (u32, u16), last: (u32, u16), style: Style) -> io::Result<()> {
        for column in first.1..=last.1 {
            self.put(first.0, column, style, &Value::Nothing)?;
        }
        for row in first.0 + 1..=last.0 {
            self.below.entry(row).or_default().extend((first.1..=last.1).map(|column| (column, style)));
        }
        Ok(())
    }

    /// The last row and the last column that hold anything, once all rows are there.
    pub fn end(&mut self) -> io::Result<(u32, u16)> {
        while let Some((&row, _)) = self.below.first_key_value() {
            self.go_to(row)?;
        }
        self.close()?;
        Ok(self.last)
    }

    /// Opens a row, and writes those above it; the first is always open.
    fn go_to(&mut self, row: u32) -> io::Result<()> {
        if row == self.first.at {
            return Ok(());
        }
        if row < self.open.at {
            return Err(io::Error::other(format!("row {row} after row {}", self.open.at)));
        }
        while self.open.at < row {
            self.close()?;
            // Rows nothing was put into are only there when a merged area goes through them.
            let next = self.below.first_key_value().map_or(row, |(&below, _)| below.min(row));
            self.open.move_to(next);
            for (column, style) in self.below.remove(&next).unwrap_or_default() {
                self.put(next, column, style, &Value::Nothing)?;
            }
        }
        Ok(())
    }

    /// Writes the open row.
    fn close(&mut self) -> io::Result<()> {
        /// How much is written to the file at once.
        const BLOCK: usize = 1 << 16;
        if self.open.is_empty() {
            return Ok(());
        }
        self.last.0 = self.open.at;
        self.open.write_to(&mut self.xml);
        self.open.clear();
        if self.xml.len() >= BLOCK {
            self.spool.write_all(self.xml.as_bytes())?;
            self.xml.clear();
        }
        Ok(())
    }

    /// Writes all rows out.
    fn copy_to(self, out: &mut impl Write) -> io::Result<()> {
        if !self.first.is_empty() {
            let mut first = String::new();
            self.first.write_to(&mut first);
            out.write_all(first.as_bytes())?;
        }
        io::copy(&mut self.spool.read_back()?, out)?;
        out.write_all(self.xml.as_bytes())
    }
}

fn letters(known: &mut Vec<String>, column: u16) -> &str {
    for next in known.len()..=usize::from(column) {
        known.push(column_name(u32::try_from(next).unwrap_or(u32::MAX)));
    }
    &known[usize::from(column)]
}

/// The cells of a row from the left, of those in one place the last.
fn push_in_order(xml: &mut String, of_row: &str, cells: &[(u16, usize)]) {
    if cells.is_sorted_by(|(a, _), (b, _)| a < b) {
        return xml.push_str(of_row);
    }
    let ends = cells.iter().skip(1).map(|(_, start)| *start).chain([of_row.len()]);
    let cells: BTreeMap<u16, &str> = cells.iter().zip(ends).map(|((column, start), end)| (*column, &of_row[*start..end])).collect();
    xml.extend(cells.into_values());
}

/// A cell; its place is said in letters and digits: `["AB", "12"]`.
fn push_cell(xml: &mut String, place: [&str; 2], style: Style, value: &Value<'_>) {
    xml.push_str("<c r=\"");
    place.iter().for_each(|part| xml.push_str(part));
    xml.push('"');
    if style > 0 {
        xml.push_str(" s=\"");
        push_number(xml, style);
        xml.push('"');
    }
    match value {
        Value::Text(text) if !text.is_empty() => {
            let is_bare = !text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace);
            xml.push_str(if is_bare { " t=\"inlineStr\"><is><t>" } else { " t=\"inlineStr\"><is><t xml:space=\"preserve\">" });
            push_text(xml, text);
            xml.push_str("</t></is></c>");
        }
        Value::Number(number) => {
            let _ = write!(xml, "><v>{number}</v></c>");
        }
        Value::Text(_) | Value::Nothing => xml.push_str("/>"),
    }
}

/// A whole number in digits; formatting it as everything else is costs more than the rest of a cell.
fn push_number(xml: &mut String, number: u32) {
    if number > 9 {
        push_number(xml, number / 10);
    }
    xml.extend(char::from_digit(number % 10, 10));
}

impl Value<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Value::Text(text) => text.is_empty(),
            Value::Number(_) => false,
            Value::Nothing => true,
        }
    }
}

/// Text as the cell of a workbook holds it: characters that XML cannot hold as `_x0001_`, and what reads like that as `_x005F_x0001_`
/// (ECMA-376 part 1, 22.9.2.19).
fn push_text(xml: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let is_marked = memchr3(b'&', b'<', b'>', bytes).is_some() || (memchr(b'_', bytes).is_some() && text.contains("_x"));
    if !is_marked && are_surely_plain(text) {
        return xml.push_str(text);
    }
    for (at, c) in text.char_indices() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '_' if is_escape(&text.as_bytes()[at..]) => xml.push_str("_x005F_"),
            '\n' | '\t' => xml.push(c),
            '\0'..'\u{20}' | '\u{FFFE}' | '\u{FFFF}' => {
                let _ = write!(xml, "_x{:04X}_", u32::from(c));
            }
            c => xml.push(c),
        }
    }
}

/// Whether bytes begin like an escaped character: `_x005F_`.
fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', digits @ .., _] if digits.len() >= 4) && bytes[2..6].iter().all(u8::is_ascii_hexdigit) && bytes[6] == b'_'
}

/// The part of a workbook that holds a sheet, counted from 0 as the library writes them.
pub(super) fn part_of(sheet: usize) -> String {
    format!("xl/worksheets/sheet{}.xml", sheet + 1)
}

/// The workbook with the rows in the parts that are to hold them, instead of the cells there.
///
/// # Errors
/// When the package lacks such a part, or the file with the rows cannot be read back.
pub(super) fn put_in(package: &[u8], mut long: Vec<(String, Rows)>, level: u8) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(level.into()))
        .last_modified_time(DateTime::default());
    let mut from = ZipArchive::new(Cursor::new(package))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(package.len())));
    for at in 0..from.len() {
        let mut part = from.by_index(at)?;
        let name = part.name()?.into_owned();
        let Some(rows) = long.iter().position(|(part, _)| *part == name) else {
            out.raw_copy_file(part)?;
            continue;
        };
        let mut sheet = String::new();
        part.read_to_string(&mut sheet)?;
        let (before, after) = around_cells(&sheet).ok_or_else(|| io::Error::other(format!("no rows in {name}")))?;
        out.start_file(name, options)?;
        out.write_all(before.as_bytes())?;
        out.write_all(b"<sheetData>")?;
        long.swap_remove(rows).1.copy_to(&mut out)?;
        out.write_all(b"</sheetData>")?;
        out.write_all(after.as_bytes())?;
    }
    match long.first() {
        Some((name, _)) => Err(io::Error::other(format!("no {name}"))),
        None => Ok(out.finish()?.into_inner()),
    }
}

/// A sheet before and after its cells.
fn around_cells(sheet: &str) -> Option<(&str, &str)> {
    let (before, cells) = sheet.split_once("<sheetData")?;
    let after = cells.strip_prefix("/>").or_else(|| Some(cells.split_once("</sheetData>")?.1))?;
    Some((before, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mut rows: Rows) -> String {
        rows.end().unwrap();
        let mut out = Vec::new();
        rows.copy_to(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_are_written_from_the_top() {
        let mut rows = Rows::default();
        rows.put(0, 1, 2, &Value::Text("乙".into())).unwrap();
        rows.put(0, 0, 2, &Value::Text("甲".into())).unwrap();
        rows.set_height(0, 30.75).unwrap();
        rows.cover((2, 0), (4, 0), 3).unwrap();
        rows.put(2, 0, 3, &Value::Number(1.5)).unwrap();
        rows.put(3, 1, 0, &Value::Text(" 丙".into())).unwrap();
        rows.put(0, 2, 12, &Value::Text("丁".into())).unwrap();
        rows.put(3, 2, 0, &Value::Text("".into())).unwrap();
        assert!(rows.put(2, 5, 0, &Value::Nothing).is_err(), "a row that is written");
        assert_eq!(rows.end().unwrap(), (4, 2));
        let text = |text: &str| format!(" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        assert_eq!(
            written(rows),
            format!(
                "<row r=\"1\" ht=\"30.75\" customHeight=\"1\"><c r=\"A1\" s=\"2\"{}<c r=\"B1\" s=\"2\"{}<c r=\"C1\" s=\"12\"{}</row>\
                 <row r=\"3\"><c r=\"A3\" s=\"3\"><v>1.5</v></c></row>\
                 <row r=\"4\"><c r=\"A4\" s=\"3\"/><c r=\"B4\"{}</row><row r=\"5\"><c r=\"A5\" s=\"3\"/></row>",
                text("甲"),
                text("乙"),
                text("丁"),
                text(" 丙").replace("<t>", "<t xml:space=\"preserve\">")
            )
        );
    }

    #[test]
    fn texts_are_escaped_as_excel_does() {
        for (text, xml) in [
            ("1<2 & 3>2", "1&lt;2 &amp; 3&gt;2"),
            ("_x000D_ _x_ _xyz", "_x005F_x000D_ _x_ _xyz"),
            ("_x000D", "_x000D"),
            ("甲\u{1}乙\r\n\t\u{FFFE}", "甲_x0001_乙_x000D_\n\t_xFFFE_"),
        ] {
            let mut escaped = String::new();
            push_text(&mut escaped, text);
            assert_eq!(escaped, xml);
        }
    }

    #[test]
    fn many_rows_come_back_from_the_file() {
        let mut rows = Rows::default();
        for row in 0..20_000 {
            rows.put(row, 0, 1, &Value::Text(format!("第 {row} 行").into())).unwrap();
        }
        let xml = written(rows);
        assert_eq!(xml.matches("<row ").count(), 20_000);
        assert!(xml.starts_with("<row r=\"1\"><c r=\"A1\"") && xml.ends_with("第 19999 行</t></is></c></row>"));
    }
}
