//! A document of ours read back: it is treated as the workbook it could have been.
//!
//! Its lines and tables become the visible sheet, what it carries the ledger sheet; [`master`](super::master) then restores the ledger
//! and says what a person changed. Places of findings count the rows of the table, not the lines above it.

use std::path::Path;

use super::workbook::{Area, Cell, Sheet, Visibility, Workbook};
use super::{Document, Part, Reading, master};
use crate::error::Error;
use crate::finding::Finding;
use crate::grid;
use crate::hidden_ledger::SHEET;
use crate::model::{cell_name, cell_place};
use crate::passage::Account;

/// The reading of a document that carries a ledger, with what was changed since; `None` when it carries none that is whole, and the
/// document is read as any other.
///
/// # Errors
/// Those of [`master::restore`].
pub(crate) fn restore(document: &mut Document, file: &Path) -> Result<Option<Reading>, Error> {
    let Some(carrier) = document.carrier.take() else { return Ok(None) };
    let (visible, offset) = visible_sheet(document);
    let column = |cells: Vec<String>, column| (0..).zip(cells).map(move |(row, text)| Cell { row, column, text, number: None });
    let mut carried: Vec<Cell> = column(carrier.ledger, 0).chain(column(carrier.shown, 1)).collect();
    carried.sort_by_key(|cell| (cell.row, cell.column));
    let hidden = Sheet { name: SHEET.to_owned(), visibility: Visibility::VeryHidden, cells: carried, ..Sheet::default() };
    let name = visible.name.clone();
    let mut workbook = Workbook { sheets: vec![visible, hidden], ..Workbook::default() };
    let ledger = master::restore(&mut workbook, file)?;
    let found = workbook.findings.into_iter().map(|finding| in_table(finding, &name, offset));
    document.findings.extend(found);
    let reading = |ledger| Reading { ledger, findings: std::mem::take(&mut document.findings), account: Account::default() };
    Ok(ledger.map(reading))
}

/// The document as a sheet: a row for each line and for each row of a table; and how many lines stand above the first table.
fn visible_sheet(document: &Document) -> (Sheet, u32) {
    let mut sheet = Sheet { name: "表1".to_owned(), ..Sheet::default() };
    let (mut next, mut offset) = (0u32, None);
    for part in &document.parts {
        match part {
            Part::Lines(lines) => {
                for text in lines.iter().filter_map(|&at| document.sources.get(at)).map(|source| &source.text) {
                    push(&mut sheet, next, 0, text);
                    next += u32::from(!text.trim().is_empty());
                }
            }
            Part::Grid(grid) | Part::Kept(grid, _) => {
                offset = offset.or(Some(next));
                for (row, cells) in (next..).zip(&grid.rows) {
                    cells.iter().for_each(|cell| push_cell(&mut sheet, row, cell));
                }
                next += count(grid.rows.len());
            }
        }
    }
    (sheet, offset.unwrap_or(0))
}

/// Adds a cell of a table, with the area it covers.
fn push_cell(sheet: &mut Sheet, row: u32, cell: &grid::Cell) {
    let column = count(cell.column);
    push(sheet, row, column, cell.passage.text());
    if cell.height > 1 || cell.width > 1 {
        let last = |first: u32, covered: usize| first.saturating_add(count(covered.max(1) - 1));
        let (last_row, last_column) = (last(row, cell.height), last(column, cell.width));
        sheet.merges.push(Area { first_row: row, first_column: column, last_row, last_column });
    }
}

fn push(sheet: &mut Sheet, row: u32, column: u32, text: &str) {
    if !text.trim().is_empty() {
        sheet.cells.push(Cell { row, column, text: text.to_owned(), number: None });
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// A finding placed at a cell of the sheet, placed at that of the table.
fn in_table(mut finding: Finding, sheet: &str, offset: u32) -> Finding {
    if finding.sheet.as_deref() == Some(sheet)
        && let Some((row, column)) = finding.cell.as_deref().and_then(|cell| cell_place(cell.as_bytes()))
        && let Some(row) = row.checked_sub(offset)
    {
        finding.cell = Some(cell_name(row, column));
    }
    finding
}
