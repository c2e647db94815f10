//! `Layout`: how a table looks. Layouts are data (`templates/*.toml`); this file holds the types and the built-in ones.
//!
//! The command line picks a layout by name or file, the writers of table formats follow it. Reading a layout file, with errors
//! that name line and key, is in `layout_file.rs`.

use std::path::Path;

use super::field::Field;
use crate::error::Error;

/// The name and version of the layout format, the first key of every layout file.
pub const LAYOUT_FORMAT: &str = "fenjie.layout/1";

/// The built-in layouts: name, file name, text.
const BUILT_IN: &[(&str, &str, &str)] = &[
    ("责任分解表", "责任分解表.toml", include_str!("../../templates/责任分解表.toml")),
    ("责任分解表-详", "责任分解表-详.toml", include_str!("../../templates/责任分解表-详.toml")),
    ("总台账", "总台账.toml", include_str!("../../templates/总台账.toml")),
    ("下发表", "下发表.toml", include_str!("../../templates/下发表.toml")),
];

/// 版式: how a table looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The layout's name.
    pub name: String,
    /// The name of the sheet.
    pub sheet: String,
    /// The title row.
    pub title: Title,
    /// The line below the title.
    pub subtitle: Subtitle,
    /// The header row.
    pub header: Header,
    /// The task rows.
    pub body: Body,
    /// Rows for section headings.
    pub sections: Sections,
    /// Lines under the table.
    pub notes: Notes,
    /// The sheet that says how to fill in, where there is one.
    pub guide: Option<Guide>,
    /// Whether cells that nobody fills in are locked.
    pub protect: bool,
    /// Whether the header row has filter buttons.
    pub filter: bool,
    /// Print set-up and frozen panes.
    pub page: Page,
    /// The columns, left to right.
    pub columns: Vec<Column>,
}

/// A font by name, with its size in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Font {
    /// Font name as Excel lists it: `"仿宋_GB2312"`.
    pub name: String,
    /// Points.
    pub size: f64,
}

/// A colour, `0xRRGGBB`; `"#FFF9E5"` in the file.
pub type Colour = u32;

/// Alternatives of a line of text with `{placeholders}`: the first whose placeholders are all known is taken.
pub type Pattern = Vec<String>;

/// The title row.
#[derive(Debug, Clone, PartialEq)]
pub struct Title {
    /// What to print.
    pub text: Pattern,
    /// A plan title that ends with one of these is printed as it is.
    pub ready: Vec<String>,
    /// Of these, one at the end of a plan title is left off where the pattern names it.
    pub drop: Vec<String>,
    /// Its font.
    pub font: Font,
}

/// The line below the title.
#[derive(Debug, Clone, PartialEq)]
pub struct Subtitle {
    /// On the left.
    pub left: Pattern,
    /// On the right.
    pub right: Pattern,
    /// Its font.
    pub font: Font,
}

/// The header row.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Its font.
    pub font: Font,
    /// Its fill.
    pub fill: Colour,
}

/// The task rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Their font.
    pub font: Font,
    /// Height of a line of text in multiples of the font size.
    pub line_height: f64,
    /// The least height of a row, in points.
    pub min_height: f64,
    /// Fill of cells the units fill in.
    pub fill_in: Colour,
}

/// Whether section headings get rows of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionRows {
    /// Always.
    Always,
    /// Where no column of the section's tasks shows it.
    UnlessShown,
    /// Never.
    Never,
}

/// Rows for section headings.
#[derive(Debug, Clone, PartialEq)]
pub struct Sections {
    /// When there are such rows.
    pub rows: SectionRows,
    /// Their font.
    pub font: Font,
}

/// Lines under the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Notes {
    /// The lines, none by default.
    pub lines: Vec<String>,
    /// Their font.
    pub font: Font,
}

/// The sheet that says how to fill in: 填报说明.
#[derive(Debug, Clone, PartialEq)]
pub struct Guide {
    /// The name of the sheet, and its title.
    pub name: String,
    /// Its lines; one none of whose alternatives can be filled in is left out.
    pub lines: Vec<Pattern>,
    /// The font of its lines.
    pub font: Font,
}

/// Paper sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 210 mm × 297 mm
    A4,
    /// 297 mm × 420 mm
    A3,
}

/// Print set-up and frozen panes.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Paper size.
    pub paper: Paper,
    /// Long side horizontal.
    pub landscape: bool,
    /// Margins in centimetres: left, right, top, bottom.
    pub margins: [f64; 4],
    /// Footer text, centred; `&P` is the page number, `&N` the number of pages.
    pub footer: String,
    /// How many columns stay in view when scrolling to the right.
    pub freeze_columns: u16,
}

/// Horizontal alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// 左对齐
    Left,
    /// 居中
    Center,
    /// 右对齐
    Right,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Header text.
    pub header: String,
    /// What its cells show: the parts one after another.
    pub parts: Vec<Part>,
    /// Width in characters of the workbook's default font, as Excel counts.
    pub width: f64,
    /// How far the column may grow when a text would need a row taller than Excel allows.
    pub max_width: f64,
    /// Horizontal alignment of its cells.
    pub align: Align,
    /// Whether equal texts of adjacent rows are merged.
    pub merge: bool,
    /// Whether it is left out when no task has anything to show in it.
    pub only_if_any: bool,
    /// Whether the units fill it in.
    pub fill_in: bool,
    /// The words a cell may hold, offered as a drop-down list. Empty: anything.
    pub list: Vec<String>,
    /// Shown beside a cell while it is selected.
    pub prompt: String,
    /// The most characters a cell may hold; 0: any number.
    pub max_length: u32,
    /// Words that colour their cell.
    pub colours: Vec<WordColour>,
    /// Font size in points, where it is not the body's.
    pub size: Option<f64>,
    /// Text colour, where it is not black.
    pub colour: Option<Colour>,
    /// Whether the text is slanted.
    pub italic: bool,
}

impl Column {
    /// The one field the column shows, when it is only that.
    pub fn only_field(&self) -> Option<Field> {
        match self.parts.as_slice() {
            [part] if part.before.is_empty() => Some(part.field),
            _ => None,
        }
    }
}

/// A field within a column, with what surrounds it when it is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The field.
    pub field: Field,
    /// Stands between the text before and this part; a punctuation mark is left out where one is there already.
    pub joint: String,
    /// Stands before the text of the part.
    pub before: String,
    /// Shown only for tasks that have this field.
    pub with: Option<Field>,
    /// Shown only for tasks that do not have this field.
    pub unless: Option<Field>,
}

/// A word that colours its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordColour {
    /// The word.
    pub word: String,
    /// Fill.
    pub fill: Colour,
    /// Text.
    pub text: Colour,
}

impl Layout {
    /// The layout used when none is named.
    pub const DEFAULT: &'static str = "责任分解表";
    /// The layout of the master workbook.
    pub const MASTER: &'static str = "总台账";
    /// The layout of the workbooks sent to units.
    pub const DISPATCH: &'static str = "下发表";

    /// The names of the built-in layouts.
    pub fn names() -> Vec<&'static str> {
        BUILT_IN.iter().map(|(name, _, _)| *name).collect()
    }

    /// A built-in layout.
    ///
    /// # Errors
    /// [`Error::UnknownLayout`], which lists the names there are.
    pub fn named(name: &str) -> Result<Layout, Error> {
        match BUILT_IN.iter().find(|(known, _, _)| *known == name) {
            Some((_, file, text)) => Layout::from_toml(Path::new(file), text),
            None => Err(Error::UnknownLayout { name: name.to_owned(), known: Layout::names().join("、") }),
        }
    }

    /// Reads a layout. `file` is only named in errors.
    ///
    /// # Errors
    /// [`Error::BadConfig`] with file, line and key: not TOML, an unknown key or field (the known ones are listed), a missing key,
    /// a value of the wrong type or out of range.
    pub fn from_toml(file: &Path, text: &str) -> Result<Layout, Error> {
        super::layout_file::read(file, text)
    }

    /// The text of a built-in layout's file, to start an own one from.
    pub fn source(name: &str) -> Option<&'static str> {
        BUILT_IN.iter().find(|(known, _, _)| *known == name).map(|(_, _, text)| *text)
    }
}
