//! Sheets to a document: one table a sheet, every cell a source of its own.

use hashbrown::HashMap;

use crate::finding::reading as rules;
use crate::grid::{self, Grid};
use crate::model::{Place, Shared};
use crate::passage::{Passage, Source};
use crate::words::fold::trimmed;

use super::super::{Document, Part};
use super::{Area, Cell, Sheet, Visibility, Workbook};

/// Why a hidden sheet is kept.
pub(crate) const HIDDEN_SHEET: &str = "hidden sheet";

/// The document of the visible sheets; hidden ones are named in a finding and kept as they are.
///
/// Shape: each sheet one [`Part::Grid`]; a cell's source is at `sheet`, row and column as Excel counts them, from 1.
pub(crate) fn document(workbook: Workbook) -> Document {
    let mut document = Document { findings: workbook.findings, ..Document::default() };
    let any_visible = workbook.sheets.iter().any(|sheet| sheet.visibility == Visibility::Visible && !sheet.cells.is_empty());
    let twins = twins(&workbook.sheets);
    for (mut sheet, twin) in workbook.sheets.into_iter().zip(twins) {
        if sheet.cells.is_empty() {
            add_asides(&sheet, &sheet.comments, "comment", &mut document);
            add_asides(&sheet, &sheet.drawings, "text box", &mut document);
            continue;
        }
        let hidden = sheet.visibility != Visibility::Visible && any_visible;
        if hidden {
            let message = format!("工作表〔{}〕是隐藏的，没有当作任务读，内容原样保留。要读它请先取消隐藏", sheet.name);
            document.findings.push(rules::HIDDEN_SHEET.finding(message).at_cell(&sheet.name, "A1"));
        } else if let Some(twin) = &twin {
            let message = format!("工作表〔{}〕和〔{twin}〕的内容一样，只读了一份", sheet.name);
            document.findings.push(rules::SAME_SHEETS.finding(message).at_cell(&sheet.name, "A1"));
        }
        let cells = std::mem::take(&mut sheet.cells);
        let grid = add_cells(&sheet, cells, &mut document.sources);
        document.parts.push(match (hidden, twin) {
            (true, _) => Part::Kept(grid, HIDDEN_SHEET),
            (false, Some(_)) => Part::Kept(grid, "sheet that is a copy"),
            (false, None) => Part::Grid(grid),
        });
        add_asides(&sheet, &sheet.comments, "comment", &mut document);
        add_asides(&sheet, &sheet.drawings, "text box", &mut document);
    }
    document
}

/// Comments and text boxes are kept beside the table, each at its cell.
fn add_asides(sheet: &Sheet, asides: &[Cell], why: &'static str, document: &mut Document) {
    if sheet.visibility == Visibility::Visible && !asides.is_empty() {
        let beside = Sheet { name: sheet.name.clone(), ..Sheet::default() };
        let grid = add_cells(&beside, asides.to_vec(), &mut document.sources);
        document.parts.push(Part::Kept(grid, why));
    }
}

/// Of each sheet, the name of the one before it that holds the very same cells.
fn twins(sheets: &[Sheet]) -> Vec<Option<String>> {
    let twin = |(at, sheet): (usize, &Sheet)| {
        let mut before = sheets[..at].iter().filter(|_| !sheet.cells.is_empty());
        before.find(|other| other.cells == sheet.cells).map(|other| other.name.clone())
    };
    sheets.iter().enumerate().map(twin).collect()
}

/// Adds the cells of a sheet to the sources and gives them as a table. Rows without any cell are left out of it.
fn add_cells(sheet: &Sheet, cells: Vec<Cell>, sources: &mut Vec<Source>) -> Grid {
    let mut filled: Vec<u32> = cells.iter().map(|cell| cell.row).collect();
    filled.dedup();
    let name = Shared::from(sheet.name.as_str());
    let merges: HashMap<(u32, u32), Area> = sheet.merges.iter().map(|area| ((area.first_row, area.first_column), *area)).collect();
    let mut grid = Grid { sheet: Some(sheet.name.clone()), ..Grid::default() };
    let mut open_row = None;
    sources.reserve(cells.len());
    for cell in cells {
        let (row, column) = (cell.row as usize, cell.column as usize);
        let place = Place::Row { sheet: name.clone(), row: row + 1, column: Some(column + 1) };
        let (width, height) = merges.get(&(cell.row, cell.column)).map_or((1, 1), |area| {
            let rows = filled.partition_point(|&row| row <= area.last_row) - filled.partition_point(|&row| row < area.first_row);
            (area.width() as usize, rows.max(1))
        });
        let passage = Passage::of(sources.len(), &cell.text, trimmed(&cell.text));
        sources.push(Source { place, text: cell.text });
        if open_row != Some(row) {
            grid.rows.push(Vec::new());
            open_row = Some(row);
        }
        if let Some(cells) = grid.rows.last_mut() {
            cells.push(grid::Cell { column, width, height, passage });
        }
    }
    grid
}
