//! Workbooks: bytes to sheets of cells, as they are shown.
//!
//! One function for every format of workbook: `.xlsx .xlsm .xltx` (`package` checks them, `sheet` reads their cells), `.xls .et`
//! (`old`), `.ods` (`ods`). Cells are sparse; nothing is ever as large as the rectangle around them. What is odd in a workbook is
//! a [`Finding`]; what is no workbook we can trust is an [`Error`]. `document` turns sheets into what the plan reader wants.

mod about;
mod biff;
mod document;
mod drawing;
mod margins;
mod markup;
mod ods;
mod old;
mod old_about;
mod old_cells;
mod package;
mod parts;
mod place;
mod plain;
mod scan;
mod sheet;
mod show;
mod strings;
mod styles;
mod values;

use std::path::Path;

use crate::error::Error;
use crate::finding::{Finding, brief, reading as rules};
use crate::limits::{Limits, USUAL};
use crate::model::{cell_name, column_name};

use super::sniff::Kind;
pub use about::About;
pub(crate) use document::{HIDDEN_SHEET, document};
pub use place::Area;

/// A workbook: its sheets in order, and what was odd about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workbook {
    /// The sheets with cells, in the order of their tabs; charts and macro sheets are not among them.
    pub sheets: Vec<Sheet>,
    /// What it says about itself.
    pub about: About,
    /// What a person should look at.
    pub findings: Vec<Finding>,
}

/// A sheet of a workbook. Rows and columns count from 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Its name as printed on its tab.
    pub name: String,
    /// Whether a reader of the workbook sees it.
    pub visibility: Visibility,
    /// The cells that say something, by row and column, each place once.
    pub cells: Vec<Cell>,
    /// Merged areas that hold a cell, in no particular order; they do not overlap.
    pub merges: Vec<Area>,
    /// Rows that are hidden and say something, in order.
    pub hidden_rows: Vec<u32>,
    /// Columns that are hidden and say something, in order.
    pub hidden_columns: Vec<u32>,
    /// Comments, as cells at the places they are pinned to.
    pub comments: Vec<Cell>,
    /// Struck-through text at its cells: all of a cell's text, or the struck part of it.
    pub struck: Vec<Cell>,
    /// Text boxes and shapes with text, as cells at the places they are pinned to.
    pub drawings: Vec<Cell>,
    /// Cells that hold a picture, and those pictures over the sheet are pinned to.
    pub pictures: Vec<(u32, u32)>,
    /// Those of them whose picture is all they hold, in order: their text only stands for it.
    pub picture_cells: Vec<(u32, u32)>,
    /// Texts of cells that stand nowhere: their place is written wrong.
    pub unplaced: Vec<String>,
    /// Cells with a formula; their text is its result when the workbook was saved.
    pub formulas: Vec<(u32, u32)>,
    /// Formulas that gave an error, with their sign, where the file keeps them.
    pub failed: Vec<Cell>,
    /// Cells that hold blanks and line breaks only, in order: they look filled in to whoever made them.
    pub blanks: Vec<(u32, u32)>,
    /// What page headers and footers say, each once.
    pub margins: Vec<String>,
    /// Cells whose text nobody sees: written in the colour of its ground, or in a format that shows nothing.
    pub unseen: Vec<Cell>,
}

/// Whether a sheet is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Visibility {
    /// It has a tab.
    #[default]
    Visible,
    /// Hidden by a person, who can show it again.
    Hidden,
    /// Hidden by a program.
    VeryHidden,
}

/// A cell that says something.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// Row, counted from 0.
    pub row: u32,
    /// Column, counted from 0.
    pub column: u32,
    /// What it shows: text as written, numbers without trailing zeros, `2023-10-31` or `2023年10月`, `50%`, `TRUE`, `#REF!`.
    pub text: String,
    /// The number behind the text, where the cell holds one (a date is a number too).
    pub number: Option<f64>,
}

impl Sheet {
    /// The cell at a place, rows and columns counted from 0.
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&(row, column), |cell| (cell.row, cell.column)).ok()?;
        self.cells.get(at)
    }

    /// Brings the cells into order, drops empty ones and what belongs to no cell, and says what was hidden or there twice.
    fn settle(&mut self, findings: &mut Vec<Finding>) {
        let trivial = |text: &str| text.chars().all(crate::words::fold::is_blank);
        // What a program keeps in a hidden sheet is its own business.
        if self.visibility == Visibility::Visible {
            let blanks = self.cells.iter().filter(|cell| !cell.text.is_empty() && trivial(&cell.text));
            self.blanks = blanks.map(|cell| (cell.row, cell.column)).collect();
            self.blanks.sort_unstable();
            self.cells.retain(|cell| !trivial(&cell.text));
        }
        if !self.cells.is_sorted_by_key(|cell| (cell.row, cell.column)) {
            self.cells.sort_by_key(|cell| (cell.row, cell.column));
        }
        let name = self.name.clone();
        self.cells.dedup_by(|later, first| {
            let same = (later.row, later.column) == (first.row, first.column);
            if same && later.text != first.text {
                let message = format!("这一格在文件里出现了两次：“{}”和“{}”，两个都留下了。请核对", brief(&first.text), brief(&later.text));
                findings.push(rules::CELL_TWICE.finding(message).at_cell(&name, cell_name(first.row, first.column)));
                first.text.push('\n');
                first.text.push_str(&later.text);
            }
            same
        });
        let last_row = self.cells.last().map(|cell| cell.row);
        self.merges.retain(|area| Some(area.first_row) <= last_row && area.cells() > 1);
        let overlapping = place::keep_apart(&mut self.merges);
        if overlapping > 0 {
            let message = format!("有 {overlapping} 处合并单元格和别的合并单元格叠在一起，没有当作合并。请核对");
            findings.push(rules::BAD_MERGES.finding(message).at_cell(&self.name, "A1"));
        }
        // Of a cell struck as a whole and in part, the whole says more.
        self.struck.retain(|cell| !trivial(&cell.text));
        self.struck.sort_by_key(|cell| (cell.row, cell.column, std::cmp::Reverse(cell.text.len())));
        self.struck.dedup_by_key(|cell| (cell.row, cell.column));
        self.picture_cells.sort_unstable();
        self.pictures.sort_unstable();
        self.pictures.dedup();
    }
}

/// Says which rows and columns of a visible sheet are hidden.
fn note_hidden(sheet: &Sheet, findings: &mut Vec<Finding>) {
    if sheet.visibility != Visibility::Visible {
        return;
    }
    let mut note = |finding: Finding, cell: String| findings.push(finding.at_cell(&sheet.name, cell));
    if let Some(&first) = sheet.hidden_rows.first() {
        let message = format!("有 {} 行隐藏（或被筛选掉）了，照常读入。请确认它们仍然有效", sheet.hidden_rows.len());
        note(rules::HIDDEN_ROWS.finding(message), cell_name(first, 0));
    }
    if let Some(&first) = sheet.hidden_columns.first() {
        let names: Vec<String> = sheet.hidden_columns.iter().map(|&column| column_name(column)).collect();
        let message = format!("{} 列隐藏了，照常读入。请确认它们仍然有效", brief(&names.join("、")));
        note(rules::HIDDEN_COLUMNS.finding(message), cell_name(0, first));
    }
}

/// Says what a visible sheet holds beside plain cells: struck text, comments, text boxes, pictures.
fn note_asides(sheet: &Sheet, findings: &mut Vec<Finding>) {
    if sheet.visibility != Visibility::Visible {
        return;
    }
    let at = |cell: &Cell| cell_name(cell.row, cell.column);
    let mut note = |finding: Finding, cell: String| findings.push(finding.at_cell(&sheet.name, cell));
    for cell in &sheet.struck {
        let message = format!("有加了删除线的字“{}”，照常读入。请确认是不是作废了，作废的请删掉", brief(&cell.text));
        note(rules::STRUCK.finding(message), at(cell));
    }
    if let Some(first) = sheet.comments.first() {
        let message =
            format!("有 {} 条批注，第一条是“{}”，没有当作任务的内容。请把要紧的话写进单元格", sheet.comments.len(), brief(&first.text));
        note(rules::COMMENTS.finding(message), at(first));
    }
    for cell in &sheet.drawings {
        let message = format!("表上浮着一个文本框，写着“{}”，没有当作任务的内容。请把要紧的话写进单元格", brief(&cell.text));
        note(rules::TEXT_BOX.finding(message), at(cell));
    }
    for &(row, column) in &sheet.pictures {
        note(rules::PICTURE.finding("这里放的是图片，读不出文字。请把图片里的内容写成文字"), cell_name(row, column));
    }
}

/// Reads a workbook.
///
/// Shape: the whole file in, its sheets out. `kind` is what [`kind_of`](super::sniff::kind_of()) says of the bytes; `file` is only
/// named in errors and findings.
///
/// # Errors
/// [`Error::WrongKind`] for what is no workbook we read, [`Error::BadWorkbook`] for a damaged one, [`Error::UnsafeWorkbook`] for one
/// that no office program writes: expanding without end, overlapping entries, entities.
pub fn read(bytes: &[u8], kind: Kind, file: &Path) -> Result<Workbook, Error> {
    read_within(bytes, kind, file, &USUAL)
}

/// The same as [`read()`], within other limits.
///
/// # Errors
/// As [`read()`].
pub fn read_within(bytes: &[u8], kind: Kind, file: &Path, limits: &Limits) -> Result<Workbook, Error> {
    let mut workbook = match kind {
        Kind::Xlsx => package::read(bytes, file, limits)?,
        Kind::Ods => ods::read(bytes, file, limits)?,
        Kind::Xls => old::read(bytes, file, limits)?,
        other => {
            let advice = "不是工作簿。请给出 .xlsx、.xls、.et 或 .ods 文件";
            return Err(Error::WrongKind { file: file.to_owned(), kind: other.in_sentence(), advice });
        }
    };
    let Workbook { sheets, findings, .. } = &mut workbook;
    for sheet in sheets.iter_mut() {
        sheet.settle(findings);
        note_asides(sheet, findings);
    }
    if sheets.is_empty() {
        return Err(Error::BadWorkbook { file: file.to_owned(), reason: "里面一张工作表也没有".to_owned() });
    }
    Ok(workbook)
}
