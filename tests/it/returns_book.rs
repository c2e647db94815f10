//! A workbook of a test as cells that can be changed, and as the parts of a package.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use fenjie::read::sniff::kind_of;
use fenjie::read::workbook::{self, Visibility};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// What a cell of a test holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    /// Attributes of `<c>` and what is in it.
    Raw(String, String),
}

/// A cell: what it holds, and the number of its style in [`STYLES`].
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub value: Value,
    pub style: usize,
}

/// Styles by number: 0 general, 1 date, 2 percent, 3 struck, 4 shows nothing, 5 white on white, 6 day and month, 7 red.
pub const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"2\"><numFmt numFmtId=\"170\" formatCode=\";;;\"/><numFmt numFmtId=\"171\" formatCode=\"yyyy-mm-dd\"/></numFmts>\
<fonts><font/><font><strike/></font><font><color rgb=\"FFFFFFFF\"/></font></fonts>\
<fills><fill/><fill/><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFF0000\"/></patternFill></fill></fills>\
<cellXfs><xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"171\" fontId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"9\" fontId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"0\" fontId=\"1\"/><xf numFmtId=\"170\" fontId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"0\" fontId=\"2\"/>\
<xf numFmtId=\"16\" fontId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"0\" fontId=\"0\" fillId=\"2\"/></cellXfs></styleSheet>";

/// A sheet as people and programs change it; rows and columns count from 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub state: &'static str,
    pub rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    pub merges: Vec<String>,
    /// Further attributes of rows.
    pub marks: BTreeMap<u32, &'static str>,
    /// What stands before and behind `<sheetData>`.
    pub before: String,
    pub after: String,
}

/// A workbook as people and programs change it.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    pub sheets: Vec<Sheet>,
    /// `docProps/*`.
    pub properties: Vec<(String, Vec<u8>)>,
    pub names: String,
    pub is_1904: bool,
    /// All strings in their cells.
    pub is_inline: bool,
    /// Further parts, relationships of the workbook, and relationships of the first sheet (kind, target).
    pub parts: Vec<(String, Vec<u8>)>,
    pub relations: Vec<(&'static str, String, bool)>,
    pub of_sheet: Vec<(&'static str, String)>,
}

/// `"J4"` → row 4, column 10.
pub fn place(cell: &str) -> (u32, u32) {
    let digits = cell.find(|c: char| c.is_ascii_digit()).unwrap();
    (cell[digits..].parse().unwrap(), column(&cell[..digits]))
}

pub fn column(letters: &str) -> u32 {
    letters.bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1)
}

pub fn cell_name(row: u32, column: u32) -> String {
    fenjie::model::cell_name(row - 1, column - 1)
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Sheet {
    /// Writes into a cell; its style stays.
    pub fn set(&mut self, at: &str, value: impl Into<Value>) {
        let (row, column) = place(at);
        let style = self.rows.get(&row).and_then(|cells| cells.get(&column)).map_or(0, |cell| cell.style);
        self.styled(at, value, style);
    }

    pub fn styled(&mut self, at: &str, value: impl Into<Value>, style: usize) {
        let (row, column) = place(at);
        self.rows.entry(row).or_default().insert(column, Cell { value: value.into(), style });
    }

    /// Gives rows further attributes.
    pub fn mark(&mut self, rows: impl IntoIterator<Item = u32>, attributes: &'static str) {
        self.marks.extend(rows.into_iter().map(|row| (row, attributes)));
    }

    pub fn clear(&mut self, at: &str) {
        let (row, column) = place(at);
        self.rows.entry(row).or_default().remove(&column);
    }

    pub fn text(&self, at: &str) -> String {
        let (row, column) = place(at);
        match self.rows.get(&row).and_then(|row| row.get(&column)).map(|cell| &cell.value) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// Every text of its cells but those of headers: rows with many short words.
    pub fn texts_but_headers(&self) -> impl Iterator<Item = String> + '_ {
        let is_header = |cells: &BTreeMap<u32, Cell>| {
            let words = cells.values().filter(|cell| matches!(&cell.value, Value::Text(text) if text.chars().count() <= 24));
            words.count() == cells.len() && cells.len() >= 5
        };
        let rows = self.rows.values().filter(move |cells| !is_header(cells));
        rows.flat_map(BTreeMap::values).filter_map(|cell| match &cell.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
    }

    /// Every text of its cells.
    pub fn texts(&self) -> impl Iterator<Item = String> + '_ {
        self.rows.values().flat_map(BTreeMap::values).filter_map(|cell| match &cell.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
    }

    /// Makes room for `count` rows before `row`.
    pub fn insert_rows(&mut self, row: u32, count: u32) {
        let below = self.rows.split_off(&row);
        self.rows.extend(below.into_iter().map(|(at, cells)| (at + count, cells)));
    }

    pub fn delete_rows(&mut self, row: u32, count: u32) {
        let mut below = self.rows.split_off(&row);
        let below = below.split_off(&(row + count));
        self.rows.extend(below.into_iter().map(|(at, cells)| (at - count, cells)));
    }

    /// Gives every column a new place, or none.
    pub fn move_columns(&mut self, to: impl Fn(u32) -> Option<u32>) {
        for cells in self.rows.values_mut() {
            *cells = std::mem::take(cells).into_iter().filter_map(|(column, cell)| Some((to(column)?, cell))).collect();
        }
    }

    /// Writes a row of texts from column A on; empty texts leave their cell.
    pub fn row(&mut self, row: u32, texts: &[&str]) {
        for (column, text) in (1..).zip(texts).filter(|(_, text)| !text.is_empty()) {
            self.set(&cell_name(row, column), *text);
        }
    }

    fn xml(&self, strings: &mut Vec<String>, inline: bool) -> String {
        let mut data = String::new();
        for (row, cells) in &self.rows {
            data += &format!("<row r=\"{row}\"{}>", self.marks.get(row).map(|mark| format!(" {mark}")).unwrap_or_default());
            for (column, cell) in cells {
                let head = format!("<c r=\"{}\" s=\"{}\"", cell_name(*row, *column), cell.style);
                data += &match &cell.value {
                    Value::Text(text) if inline => {
                        format!("{head} t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escape(text))
                    }
                    Value::Text(text) => {
                        strings.push(format!("<si><t xml:space=\"preserve\">{}</t></si>", escape(text)));
                        format!("{head} t=\"s\"><v>{}</v></c>", strings.len() - 1)
                    }
                    Value::Number(number) => format!("{head}><v>{number}</v></c>"),
                    Value::Raw(attributes, inner) => format!("{head} {attributes}>{inner}</c>"),
                };
            }
            data += "</row>";
        }
        let merges: String = self.merges.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
        let merges = if merges.is_empty() { merges } else { format!("<mergeCells>{merges}</mergeCells>") };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE_RELATIONS}\">{}<sheetData>{data}</sheetData>{merges}{}</worksheet>",
            self.before, self.after
        )
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE_RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Number(number)
    }
}

/// The parts of a package.
pub type Parts = Vec<(String, Vec<u8>)>;

pub fn parts_of(bytes: &[u8]) -> Parts {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    parts
}

pub fn zipped(parts: &Parts, method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in parts {
        zip.start_file(path.as_str(), SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

impl Book {
    /// A workbook as it was sent.
    pub fn open(bytes: &[u8]) -> Book {
        let parts = parts_of(bytes);
        let read = workbook::read(bytes, kind_of(bytes), Path::new("a.xlsx")).unwrap();
        let text = |path: &str| String::from_utf8(parts.iter().find(|(name, _)| name == path).unwrap().1.clone()).unwrap();
        let book = text("xl/workbook.xml");
        let names = book.find("<definedNames>").zip(book.find("</definedNames>")).map(|(start, end)| book[start..end + 15].to_owned());
        let sheets = read.sheets.iter().map(|sheet| {
            let state = match sheet.visibility {
                Visibility::Visible => "",
                Visibility::Hidden => "hidden",
                Visibility::VeryHidden => "veryHidden",
            };
            let mut own = Sheet { name: sheet.name.clone(), state, ..Sheet::default() };
            for cell in &sheet.cells {
                let value = cell.number.map_or_else(|| Value::Text(cell.text.clone()), Value::Number);
                own.rows.entry(cell.row + 1).or_default().insert(cell.column + 1, Cell { value, style: 0 });
            }
            own
        });
        Book {
            sheets: sheets.collect(),
            properties: parts.iter().filter(|(path, _)| path.starts_with("docProps/")).cloned().collect(),
            names: names.unwrap_or_default(),
            is_1904: false,
            is_inline: false,
            parts: Vec::new(),
            relations: Vec::new(),
            of_sheet: Vec::new(),
        }
    }

    /// The sheet to fill in.
    pub fn table(&mut self) -> &mut Sheet {
        &mut self.sheets[0]
    }

    pub fn to_parts(&self) -> Parts {
        let mut parts: Parts = vec![("[Content_Types].xml".into(), self.types())];
        let relation = |id: &str, kind: &str, target: &str| format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>");
        let relations = |all: String| format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{all}</Relationships>").into_bytes();
        let of = |kind: &str| format!("{OFFICE_RELATIONS}/{kind}");
        let roots = relation("rId1", &of("officeDocument"), "xl/workbook.xml")
            + &relation("rId2", &format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml")
            + &relation("rId3", &of("custom-properties"), "docProps/custom.xml");
        parts.push(("_rels/.rels".into(), relations(roots)));
        let (mut tabs, mut bound, mut strings) = (String::new(), String::new(), Vec::new());
        for (number, sheet) in (1..).zip(&self.sheets) {
            let state = if sheet.state.is_empty() { String::new() } else { format!(" state=\"{}\"", sheet.state) };
            tabs += &format!(
                "<sheet name=\"{}\" sheetId=\"{number}\"{state} r:id=\"rId{number}\"/>",
                escape(&sheet.name).replace('"', "&quot;")
            );
            bound += &relation(&format!("rId{number}"), &of("worksheet"), &format!("worksheets/sheet{number}.xml"));
            parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet.xml(&mut strings, self.is_inline).into()));
        }
        bound += &relation("rId90", &of("styles"), "styles.xml");
        if !self.is_inline {
            bound += &relation("rId91", &of("sharedStrings"), "sharedStrings.xml");
            let table = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<sst xmlns=\"{MAIN}\" count=\"{0}\" uniqueCount=\"{0}\">{1}</sst>",
                strings.len(),
                strings.concat()
            );
            parts.push(("xl/sharedStrings.xml".into(), table.into()));
        }
        for (number, (kind, target, external)) in (70..).zip(&self.relations) {
            let mode = if *external { " TargetMode=\"External\"" } else { "" };
            bound += &format!("<Relationship Id=\"rId{number}\" Type=\"{}\" Target=\"{target}\"{mode}/>", of(kind));
        }
        parts.push(("xl/styles.xml".into(), STYLES.into()));
        let epoch = if self.is_1904 { "<workbookPr date1904=\"1\"/>" } else { "<workbookPr/>" };
        let book = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE_RELATIONS}\">{epoch}<sheets>{tabs}</sheets>{}</workbook>",
            self.names
        );
        parts.push(("xl/workbook.xml".into(), book.into()));
        parts.push(("xl/_rels/workbook.xml.rels".into(), relations(bound)));
        if !self.of_sheet.is_empty() {
            let all = (1..).zip(&self.of_sheet).map(|(number, (kind, target))| relation(&format!("rId{number}"), &of(kind), target));
            parts.push(("xl/worksheets/_rels/sheet1.xml.rels".into(), relations(all.collect())));
        }
        parts.extend(self.properties.iter().cloned());
        parts.extend(self.parts.iter().cloned());
        parts
    }

    /// What LibreOffice wants to know of each part.
    fn types(&self) -> Vec<u8> {
        const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let of = |path: &str, kind: &str| format!("<Override PartName=\"/{path}\" ContentType=\"{kind}\"/>");
        let sheets: String =
            (1..=self.sheets.len()).map(|at| of(&format!("xl/worksheets/sheet{at}.xml"), &format!("{KIND}.worksheet+xml"))).collect();
        let rest = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles"), ("xl/sharedStrings.xml", "sharedStrings")];
        let rest: String = rest.iter().map(|(path, kind)| of(path, &format!("{KIND}.{kind}+xml"))).collect();
        let properties = of("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
            + &of("docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml");
        format!(
            "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>{rest}{sheets}{properties}</Types>"
        )
        .into_bytes()
    }

    pub fn bytes(&self) -> Vec<u8> {
        zipped(&self.to_parts(), CompressionMethod::Deflated)
    }
}
