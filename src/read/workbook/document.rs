//! Sheets to a document: one table a sheet, every cell a source of its own.

use std::collections::HashMap;

use crate::finding::{Finding, Level};
use crate::grid::{self, Grid};
use crate::model::Place;
use crate::passage::{Passage, Source};
use crate::words::fold::trimmed;

use super::super::{Document, Part};
use super::{Area, Cell, Sheet, Visibility, Workbook};

/// The document of the visible sheets; hidden ones are named in a finding and kept as they are.
///
/// Shape: each sheet one [`Part::Grid`]; a cell's source is at `sheet`, row and column as Excel counts them, from 1.
pub(crate) fn document(workbook: Workbook) -> Document {
    let mut document = Document { findings: workbook.findings, ..Document::default() };
    let any_visible = workbook.sheets.iter().any(|sheet| sheet.visibility == Visibility::Visible && !sheet.cells.is_empty());
    let mut seen: Vec<Sheet> = Vec::new();
    for sheet in workbook.sheets {
        if sheet.cells.is_empty() {
            add_asides(&sheet, &sheet.comments, "comment", &mut document);
            add_asides(&sheet, &sheet.drawings, "text box", &mut document);
            continue;
        }
        let hidden = sheet.visibility != Visibility::Visible && any_visible;
        let twin = seen.iter().find(|other| other.cells == sheet.cells).map(|other| other.name.clone());
        if hidden {
            let message = format!("工作表〔{}〕是隐藏的，没有当作任务读，内容原样保留。要读它请先取消隐藏", sheet.name);
            document.findings.push(Finding::new("R015", Level::Info, message).at_cell(&sheet.name, "A1"));
        } else if let Some(twin) = &twin {
            let message = format!("工作表〔{}〕和〔{twin}〕的内容一样，只读了一份", sheet.name);
            document.findings.push(Finding::new("R024", Level::Warning, message).at_cell(&sheet.name, "A1"));
        }
        let grid = add_sheet(&sheet, &mut document.sources);
        document.parts.push(match (hidden, twin) {
            (true, _) => Part::Kept(grid, "hidden sheet"),
            (false, Some(_)) => Part::Kept(grid, "sheet that is a copy"),
            (false, None) => Part::Grid(grid),
        });
        add_asides(&sheet, &sheet.comments, "comment", &mut document);
        add_asides(&sheet, &sheet.drawings, "text box", &mut document);
        seen.push(sheet);
    }
    document
}

/// Comments and text boxes are kept beside the table, each at its cell.
fn add_asides(sheet: &Sheet, asides: &[Cell], why: &'static str, document: &mut Document) {
    if sheet.visibility == Visibility::Visible && !asides.is_empty() {
        let beside = Sheet { name: sheet.name.clone(), cells: asides.to_vec(), ..Sheet::default() };
        let grid = add_sheet(&beside, &mut document.sources);
        document.parts.push(Part::Kept(grid, why));
    }
}

/// Adds the cells of a sheet to the sources and gives them as a table. Rows without any cell are left out of it.
fn add_sheet(sheet: &Sheet, sources: &mut Vec<Source>) -> Grid {
    let mut filled: Vec<u32> = sheet.cells.iter().map(|cell| cell.row).collect();
    filled.dedup();
    let merges: HashMap<(u32, u32), Area> = sheet.merges.iter().map(|area| ((area.first_row, area.first_column), *area)).collect();
    let mut grid = Grid { sheet: Some(sheet.name.clone()), ..Grid::default() };
    let mut open_row = None;
    for cell in &sheet.cells {
        let (row, column) = (cell.row as usize, cell.column as usize);
        let place = Place::Row { sheet: sheet.name.clone(), row: row + 1, column: Some(column + 1) };
        let (width, height) = merges.get(&(cell.row, cell.column)).map_or((1, 1), |area| {
            let rows = filled.partition_point(|&row| row <= area.last_row) - filled.partition_point(|&row| row < area.first_row);
            (area.width() as usize, rows.max(1))
        });
        let passage = Passage::of(sources.len(), &cell.text, trimmed(&cell.text));
        sources.push(Source { place, text: cell.text.clone() });
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
