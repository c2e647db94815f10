//! OpenDocument sheets (`.ods`): the shown text of each cell, from the part that holds the content.
//!
//! Read here and not through the library for workbooks: that one gives neither merged areas nor the text a cell shows (a percentage
//! comes as a fraction, a month as a day), and goes round for ever on a file cut between two rows.

use hashbrown::HashSet;
use std::path::Path;

use jiff::civil::Date;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::package::{Package, refusal};
use super::parts::attribute;
use super::place::Area;
use super::scan::Flaw;
use super::{About, Cell, Sheet, Visibility, Workbook};
use crate::error::Error;
use crate::finding::reading as rules;
use crate::limits::{self, Limit, Limits};
use crate::model::cell_name;

/// Reads an OpenDocument sheet.
pub(super) fn read(bytes: &[u8], file: &Path, limits: &Limits) -> Result<Workbook, Error> {
    let mut package = Package::open(bytes, file, limits)?;
    let mut findings = Vec::new();
    let refuse = |flaw| refusal(flaw, file);
    if package.has("meta-inf/manifest.xml") && has_encryption(&package.part("meta-inf/manifest.xml", &mut findings).map_err(refuse)?) {
        let advice = "请用密码打开，另存一份不加密码的再试";
        return Err(Error::WrongKind { file: file.to_owned(), kind: "加了密码的工作簿".to_owned(), advice });
    }
    let mut about = About::default();
    if let Some(meta) = package.has("meta.xml").then(|| package.checked("meta.xml", &mut findings).ok()).flatten() {
        about.take(&String::from_utf8_lossy(&meta));
    }
    let part = package.checked("content.xml", &mut findings).map_err(refuse)?;
    let text = String::from_utf8_lossy(&part);
    let mut content = Content { limits, workbook: Workbook { about, findings, ..Workbook::default() }, ..Content::default() };
    content.walk(&text).map_err(refuse)?;
    Ok(content.workbook)
}

impl Aside {
    fn start(&mut self, name: &str) {
        self.depth += 1;
        match name {
            "p" | "h" => {
                self.text.push_str(if self.text.is_empty() { "" } else { "\n" });
                self.in_text = true;
            }
            "image" => self.has_picture = true,
            "object" | "object-ole" => self.has_object = true,
            _ => {}
        }
    }
}

/// The number an attribute holds, at least 1.
fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

/// Whether text properties strike the text through; `none` says that they do not.
fn is_line_through(tag: &BytesStart<'_>) -> bool {
    ["text-line-through-style", "text-line-through-type"].iter().any(|name| attribute(tag, name).is_some_and(|style| style != "none"))
}

fn has_encryption(manifest: &[u8]) -> bool {
    memchr::memmem::find(manifest, b"encryption-data").is_some()
}

/// The open cell.
#[derive(Default)]
struct Open {
    text: String,
    /// The struck part of the text.
    struck: String,
    /// All of the text is struck.
    is_struck: bool,
    number: Option<f64>,
    /// The day it holds, without a time: what it shows is in the order of some country.
    day: Option<String>,
    repeated: u32,
    span: (u32, u32),
    formula: bool,
    covered: bool,
    paragraphs: usize,
}

/// What stands beside the text of a cell.
#[derive(Default)]
struct Aside {
    /// Elements deep within it.
    depth: usize,
    is_comment: bool,
    has_picture: bool,
    /// A chart or another document; the picture beside it only shows it.
    has_object: bool,
    in_text: bool,
    text: String,
}

#[derive(Default)]
struct Content<'l> {
    limits: &'l Limits,
    workbook: Workbook,
    /// Table styles that are not displayed.
    hidden_styles: HashSet<String>,
    /// Styles of cells and of text that are struck through.
    struck_styles: HashSet<String>,
    style: Option<String>,
    /// Open spans of the open cell, and whether each is struck.
    spans: Vec<bool>,
    sheet: Option<Sheet>,
    row: u32,
    column: u32,
    row_repeated: u32,
    /// Cells of the open row.
    row_cells: Vec<Cell>,
    row_hidden: bool,
    /// Hidden ranges of columns.
    hidden_columns: Vec<(u32, u32)>,
    /// Columns whose cells are struck unless they say otherwise.
    struck_columns: Vec<(u32, u32)>,
    header_column: u32,
    cell: Option<Open>,
    /// Within a paragraph of the open cell.
    in_text: bool,
    /// A comment or a drawing, which is no text of the cell.
    aside: Option<Aside>,
    formulas: Vec<(u32, u32)>,
    cells: usize,
}

impl Content<'_> {
    fn walk(&mut self, text: &str) -> Result<(), Flaw> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        loop {
            match reader.read_event().map_err(|_| Flaw::Damaged("内容不是完整的 XML".to_owned()))? {
                Event::Start(tag) => self.start(&tag),
                Event::End(tag) => self.end(tag.local_name().as_ref())?,
                Event::Text(text) => self.text(&text.xml10_content()),
                Event::CData(text) => self.text(&text),
                Event::GeneralRef(name) => match name.resolve_char_ref() {
                    Ok(Some(c)) => self.text(c.encode_utf8(&mut [0; 4])),
                    _ => self.text(resolve_predefined_entity(&name).unwrap_or(if &*name == "nbsp" { "\u{a0}" } else { "\u{FFFD}" })),
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name();
        let name = name.as_ref();
        if let Some(aside) = &mut self.aside {
            aside.start(name);
            return;
        }
        if matches!(tag.name().prefix().as_ref().map(|prefix| prefix.as_ref()), Some("draw" | "dr3d")) {
            self.aside = Some(Aside { depth: 1, ..Aside::default() });
            return;
        }
        let repeated = |name| count(tag, name);
        match name {
            "style" => self.style = attribute(tag, "name").map(|name| name.into_owned()),
            "table-properties" if attribute(tag, "display").as_deref() == Some("false") => self.hidden_styles.extend(self.style.clone()),
            "text-properties" if is_line_through(tag) => self.struck_styles.extend(self.style.clone()),
            "table" => {
                let hidden = attribute(tag, "style-name").is_some_and(|style| self.hidden_styles.contains(style.as_ref()));
                let visibility = if hidden { Visibility::Hidden } else { Visibility::Visible };
                self.sheet = Some(Sheet { name: attribute(tag, "name").unwrap_or_default().into_owned(), visibility, ..Sheet::default() });
                (self.row, self.header_column) = (0, 0);
                self.hidden_columns.clear();
                self.struck_columns.clear();
            }
            "named-expression" => {
                let (name, formula) = (attribute(tag, "name").unwrap_or_default(), attribute(tag, "expression").unwrap_or_default());
                self.workbook.about.add_name(&name, &formula);
            }
            "table-column" => {
                let last = self.header_column.saturating_add(repeated("number-columns-repeated"));
                if attribute(tag, "visibility").is_some_and(|visibility| visibility != "visible") {
                    self.hidden_columns.push((self.header_column, last.saturating_sub(1)));
                }
                if attribute(tag, "default-cell-style-name").is_some_and(|style| self.struck_styles.contains(style.as_ref())) {
                    self.struck_columns.push((self.header_column, last.saturating_sub(1)));
                }
                self.header_column = last;
            }
            "table-row" => {
                self.row_repeated = repeated("number-rows-repeated");
                self.row_hidden = attribute(tag, "visibility").is_some_and(|visibility| visibility != "visible");
                self.column = 0;
                self.row_cells.clear();
            }
            "table-cell" | "covered-table-cell" => self.open_cell(tag, name == "covered-table-cell"),
            "annotation" | "tracked-changes" => {
                self.aside = Some(Aside { depth: 1, is_comment: name == "annotation", ..Aside::default() });
            }
            "span" => self.spans.push(attribute(tag, "style-name").is_some_and(|style| self.struck_styles.contains(style.as_ref()))),
            _ => self.start_text(name, repeated("c")),
        }
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>, covered: bool) {
        let struck_column = || self.struck_columns.iter().any(|(first, last)| (first..=last).contains(&&self.column));
        self.spans.clear();
        self.cell = Some(Open {
            is_struck: attribute(tag, "style-name").map_or_else(struck_column, |style| self.struck_styles.contains(style.as_ref())),
            day: attribute(tag, "date-value")
                .map(|day| day.trim_end_matches("T00:00:00").to_owned())
                .filter(|day| day.parse::<Date>().is_ok()),
            number: attribute(tag, "value").and_then(|text| text.parse().ok()).filter(|number: &f64| number.is_finite()),
            repeated: count(tag, "number-columns-repeated"),
            span: (count(tag, "number-rows-spanned"), count(tag, "number-columns-spanned")),
            formula: attribute(tag, "formula").is_some(),
            covered,
            ..Open::default()
        });
    }

    fn start_text(&mut self, name: &str, count: u32) {
        let Some(cell) = &mut self.cell else { return };
        match name {
            "p" | "h" => {
                if cell.paragraphs > 0 {
                    cell.text.push('\n');
                }
                cell.paragraphs += 1;
                self.in_text = true;
            }
            "s" => cell.text.extend(std::iter::repeat_n(' ', (count as usize).min(self.limits.count(Limit::Repeats)))),
            "tab" => cell.text.push('\t'),
            "line-break" => cell.text.push('\n'),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(aside) = &mut self.aside {
            aside.text.push_str(if aside.in_text { text } else { "" });
        } else if let Some(cell) = self.cell.as_mut().filter(|_| self.in_text) {
            cell.text.push_str(text);
            if self.spans.contains(&true) {
                cell.struck.push_str(text);
            }
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Flaw> {
        if let Some(aside) = &mut self.aside {
            aside.depth -= 1;
            aside.in_text &= !matches!(name, "p" | "h");
            if aside.depth == 0 {
                self.end_aside();
            }
            return Ok(());
        }
        match name {
            "span" => {
                self.spans.pop();
            }
            "p" | "h" => self.in_text = false,
            "table-cell" | "covered-table-cell" => self.end_cell()?,
            "table-row" => self.end_row()?,
            "table" => self.end_table(),
            _ => {}
        }
        Ok(())
    }

    /// A comment or a drawing belongs to the open cell, or to none in the layer over the sheet.
    fn end_aside(&mut self) {
        let Some(aside) = self.aside.take() else { return };
        let Some(sheet) = &mut self.sheet else { return };
        let (row, column) = if self.cell.is_some() { (self.row, self.column) } else { (0, 0) };
        let text = aside.text.trim().to_owned();
        if !text.is_empty() {
            let beside = if aside.is_comment { &mut sheet.comments } else { &mut sheet.drawings };
            beside.push(Cell { row, column, text, number: None });
        }
        if aside.has_picture && !aside.has_object {
            sheet.pictures.push((row, column));
        }
    }

    fn end_cell(&mut self) -> Result<(), Flaw> {
        let Some(mut cell) = self.cell.take() else { return Ok(()) };
        if let Some(day) = cell.day.take().filter(|_| !cell.text.is_empty() && !cell.text.contains(['年', '月', '日'])) {
            cell.text = day;
        }
        let first = self.column;
        self.column = self.column.saturating_add(cell.repeated);
        let (height, width) = cell.span;
        let last = (self.row.saturating_add(height - 1).min(limits::LAST_ROW), first.saturating_add(width - 1).min(limits::LAST_COLUMN));
        if let Some(sheet) = self
            .sheet
            .as_mut()
            .filter(|sheet| !cell.covered && (height > 1 || width > 1) && sheet.merges.len() < self.limits.count(Limit::Merges))
        {
            sheet.merges.push(Area { first_row: self.row, first_column: first, last_row: last.0, last_column: last.1 });
        }
        if cell.covered || cell.text.is_empty() {
            return Ok(());
        }
        if u64::from(cell.repeated) > self.limits.of(Limit::Repeats) {
            return Err(Flaw::Unsafe(format!("一个有内容的格重复了 {} 次", cell.repeated)));
        }
        let struck = if cell.is_struck { &cell.text } else { &cell.struck };
        if let Some(sheet) = self.sheet.as_mut().filter(|_| !struck.is_empty()) {
            sheet.struck.push(Cell { row: self.row, column: first, text: struck.clone(), number: None });
        }
        for column in first..self.column.min(limits::LAST_COLUMN + 1) {
            self.row_cells.push(Cell { row: self.row, column, text: cell.text.clone(), number: cell.number });
        }
        if cell.formula {
            self.formulas.push((self.row, first));
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Flaw> {
        let filled = !self.row_cells.is_empty();
        if filled && u64::from(self.row_repeated) > self.limits.of(Limit::Repeats) {
            return Err(Flaw::Unsafe(format!("一个有内容的行重复了 {} 次", self.row_repeated)));
        }
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        for row in
            (self.row..self.row.saturating_add(self.row_repeated).min(limits::LAST_ROW + 1)).take(if filled { usize::MAX } else { 0 })
        {
            self.cells += self.row_cells.len();
            sheet.cells.extend(self.row_cells.iter().map(|cell| Cell { row, ..cell.clone() }));
            if self.row_hidden {
                sheet.hidden_rows.push(row);
            }
        }
        self.row = self.row.saturating_add(self.row_repeated);
        let most = self.limits.count(Limit::Cells);
        if self.cells > most { Err(Flaw::Unsafe(format!("单元格超过 {most} 个"))) } else { Ok(()) }
    }

    fn end_table(&mut self) {
        let Some(mut sheet) = self.sheet.take() else { return };
        let columns: HashSet<u32> = sheet.cells.iter().map(|cell| cell.column).collect();
        sheet.hidden_columns =
            columns.into_iter().filter(|column| self.hidden_columns.iter().any(|(first, last)| (first..=last).contains(&column))).collect();
        sheet.hidden_columns.sort_unstable();
        let formulas = std::mem::take(&mut self.formulas);
        if let Some(&(row, column)) = formulas.first().filter(|_| sheet.visibility == Visibility::Visible) {
            let message = format!("从这一格起有 {} 格是公式，读的是上次保存时算出的结果。请确认结果是新的", formulas.len());
            self.workbook.findings.push(rules::FORMULA.harmless(message).at_cell(&sheet.name, cell_name(row, column)));
        }
        sheet.formulas = formulas;
        super::note_hidden(&sheet, &mut self.workbook.findings);
        self.workbook.sheets.push(sheet);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(body: &str) -> Sheet {
        let mut content = Content::default();
        content.walk(&format!("<d><t:table t:name='表'>{body}</t:table></d>")).unwrap();
        content.workbook.sheets.remove(0)
    }

    #[test]
    fn cells_as_shown() {
        let sheet = sheet(
            "<table-column/><table-column number-columns-repeated='2' visibility='collapse'/>\
             <table-row number-rows-repeated='2'><table-cell number-columns-repeated='16384'/></table-row>\
             <table-row visibility='filter'><table-cell value='0.5'><p>50%</p></table-cell><table-cell number-columns-spanned='2'><p>甲<s c='2'/><span>乙</span></p><p>丙&amp;<line-break/>丁</p>\
             <annotation><p>批注</p></annotation></table-cell><covered-table-cell><p>藏</p></covered-table-cell><table-cell number-columns-repeated='2'><p>重</p></table-cell></table-row>",
        );
        let texts: Vec<(u32, u32, &str)> = sheet.cells.iter().map(|cell| (cell.row, cell.column, cell.text.as_str())).collect();
        assert_eq!(texts, [(2, 0, "50%"), (2, 1, "甲  乙\n丙&\n丁"), (2, 3, "重"), (2, 4, "重")]);
        assert_eq!((&sheet.hidden_rows[..], &sheet.hidden_columns[..], sheet.merges.len()), (&[2][..], &[1][..], 1));
        assert_eq!(sheet.comments, [Cell { row: 2, column: 1, text: "批注".to_owned(), number: None }]);
        assert_eq!(sheet.cells[0].number, Some(0.5));
    }

    #[test]
    fn endless_repetition_is_refused() {
        let mut content = Content::default();
        assert!(matches!(
            content.walk("<table><table-row><table-cell number-columns-repeated='2000000000'><p>x</p></table-cell></table-row></table>"),
            Err(Flaw::Unsafe(_))
        ));
    }
}
