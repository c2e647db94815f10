//! 报送表: a file that came back, as merging sees it: what it says about itself, and its tables as rows of placed cells.
//!
//! Reading gives it, merging takes it; neither knows the other. Nothing is decided here: claims may contradict each other, columns
//! may be nobody's, rows may be anything.

use crate::finding::Finding;
use crate::identity::{Carrier, Claim, Sent};
use crate::model::cell_place;
use crate::words::vocabulary::Field;

/// What a workbook says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// One for each carrier that says something, best carriers first ([`Carrier`]'s order).
    pub claims: Vec<Claim>,
    /// What was sent, when the hidden sheet is whole.
    pub sent: Option<Sent>,
    /// The format a carrier states, when a newer version wrote it: the file must not be read by this version.
    pub newer: Option<String>,
    /// Carriers that are there and damaged, each with what is wrong in Chinese.
    pub damaged: Vec<(Carrier, &'static str)>,
}

impl Evidence {
    /// Whether any carrier says that the workbook was dispatched. Row ids, titles and file names alone may be anybody's.
    pub fn is_stamped(&self) -> bool {
        self.sent.is_some() || self.claims.iter().any(|claim| claim.serial.is_some())
    }
}

/// A file that came back.
#[derive(Debug, Clone, Default)]
pub struct Returned {
    /// What it says about itself.
    pub evidence: Evidence,
    /// When it was last saved, as it states itself (RFC 3339).
    pub modified: Option<String>,
    /// Its tables, in order.
    pub tables: Vec<Table>,
    /// Of a document, what stands outside its tables: paragraphs, notes, text boxes.
    pub lines: Vec<Cell>,
    /// What the reader noticed.
    pub findings: Vec<Finding>,
}

/// A table of a returned file.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The sheet it stands on, where it has one.
    pub sheet: Option<String>,
    /// Its columns; empty where no header was found.
    pub columns: Vec<Column>,
    /// The rows below the header, those of a repeated header left out.
    pub rows: Vec<Row>,
    /// The rows above the header: titles, instructions.
    pub above: Vec<Row>,
    /// How it stood on the sheet.
    pub standing: Standing,
    /// Whether its sheet is hidden.
    pub is_hidden: bool,
    /// Whether another table stands above it on the same sheet.
    pub follows: bool,
    /// How many of the lines of its page stand above it.
    pub lines_above: usize,
    /// How often the header was repeated further down, with the place of each.
    pub repeated: Vec<String>,
    /// Text that stands beside the cells, in the order of its places.
    pub asides: Vec<Aside>,
}

/// How a table stood where it was found; it is always given upright.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// A task in each row.
    #[default]
    Upright,
    /// A task in each column.
    Aside,
    /// A task in each block of labels and values.
    Cards,
}

/// A column of a returned table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place among the columns of the sheet, counted from 0.
    pub at: usize,
    /// Its header as printed.
    pub header: String,
    /// Where the header stands, as Excel shows it; empty where it stands nowhere.
    pub place: String,
    /// What the header stands for; [`Field::Extra`] where nobody knows.
    pub field: Field,
    /// Whether its header is a word that is known, be it for something that is no field of ours.
    pub is_known: bool,
    /// The column of [`Sent`] that has this very header, counted from 0.
    pub sent: Option<usize>,
    /// The answer it asks for as well as another column does: of another time, and nobody knows yet which.
    pub contested: Option<Field>,
    /// The status a tick below it stands for.
    pub choice: Option<String>,
}

/// A row of a returned table.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its cells that say something, left to right.
    pub cells: Vec<Cell>,
    /// Of a line with more cells than its header, or with fewer where an empty one leaves nothing behind: the mark that parts them.
    pub torn: Option<char>,
}

/// A cell of a returned table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its column, counted from 0.
    pub column: usize,
    /// Its place as Excel shows it, `"H12"`; for other formats the line, `"第 12 行"`.
    pub place: String,
    /// What it says, without blanks at its ends.
    pub text: String,
    /// Columns it covers.
    pub width: usize,
    /// Rows of the table it covers, its own included.
    pub height: usize,
}

/// Text beside the cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// What it is.
    pub kind: AsideKind,
    /// Its place as Excel shows it.
    pub place: String,
    /// What it says; of a picture, what its cell holds in its stead, and nothing where it only lies over a cell.
    pub text: String,
}

/// What stands beside the cells of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AsideKind {
    /// 批注
    Comment,
    /// Text struck through.
    Struck,
    /// A text box or a shape with text.
    TextBox,
    /// A picture.
    Picture,
    /// A cell with a formula; the text is its stored result.
    Formula,
    /// A formula that gave an error: what was typed.
    Failed,
    /// What a page header or footer says.
    Margin,
    /// The text of a cell whose place is written wrong.
    Unplaced,
    /// A cell with nothing but blanks and line breaks.
    Blank,
    /// The text of a cell that nobody sees: its colour is that of the ground, or its format shows nothing.
    Unseen,
}

impl AsideKind {
    /// Its name for a clerk.
    pub fn words(self) -> &'static str {
        match self {
            AsideKind::Comment => "批注",
            AsideKind::Struck => "删除线",
            AsideKind::TextBox => "文本框",
            AsideKind::Picture => "图片",
            AsideKind::Formula | AsideKind::Failed => "公式",
            AsideKind::Margin => "页眉页脚",
            AsideKind::Unplaced => "位置写坏的格",
            AsideKind::Blank => "只有空格的格",
            AsideKind::Unseen => "看不见的字",
        }
    }
}

impl Row {
    /// The cell of a column, counted from 0; also one that covers it from the left.
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.iter().find(|cell| (cell.column..cell.column + cell.width.max(1)).contains(&column))
    }
}

/// The row of a place as Excel shows it: `"H12"` → 12; `None` for the places of other files.
pub(crate) fn row_of_place(place: &str) -> Option<u32> {
    cell_place(place.as_bytes()).map(|(row, _)| row + 1)
}

impl Table {
    /// The first row in which it says anything, as Excel counts.
    pub fn first_row(&self) -> Option<u32> {
        let cells = self.above.iter().chain(&self.rows).flat_map(|row| &row.cells).map(|cell| cell.place.as_str());
        let places = self.columns.iter().map(|column| column.place.as_str()).chain(cells);
        places.filter_map(row_of_place).min()
    }

    /// The columns that stand for a field.
    pub fn columns_of(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.field == field)
    }
}
