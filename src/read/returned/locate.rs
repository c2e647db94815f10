//! Which task and which field a cell of a workbook shows.

use std::path::Path;

use super::super::sniff::kind_of;
use super::super::{ReadOptions, workbook};
use super::tables::of_workbook;
use crate::error::Error;
use crate::model::{ProgressField, cell_place, read_task_id, task_id};
use crate::returned::{Row, Table};
use crate::words::vocabulary::Field;

/// What a cell shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Id of the task of its row.
    pub task: String,
    /// The progress field of its column, when it is one.
    pub field: Option<ProgressField>,
}

/// Finds the task and the field of a cell: `"H12"`, or `"总台账!H12"` where sheets have to be told apart.
///
/// Shape: the whole workbook in; `None` when no row with an id stands there.
///
/// # Errors
/// What the workbook reader says.
pub fn locate(bytes: &[u8], file: &Path, cell: &str, options: &ReadOptions<'_>) -> Result<Option<Located>, Error> {
    let (sheet, cell) = cell.rsplit_once('!').map_or((None, cell), |(sheet, cell)| (Some(sheet.trim_matches('\'')), cell));
    let Some((row, column)) = cell_place(cell.as_bytes()) else { return Ok(None) };
    let returned = of_workbook(workbook::read_within(bytes, kind_of(bytes), file, options.limits)?, file, options.vocabulary);
    let tables = returned.tables.iter().filter(|table| sheet.is_none() || table.sheet.as_deref() == sheet);
    Ok(tables.filter_map(|table| in_table(table, column as usize, row)).next())
}

fn in_table(table: &Table, column: usize, row: u32) -> Option<Located> {
    let stands = |wanted: &&Row| wanted.cells.iter().any(|cell| cell_place(cell.place.as_bytes()).is_some_and(|(at, _)| at == row));
    let row = table.rows.iter().find(stands)?;
    let id = table.columns_of(Field::Id).find_map(|id| row.cell(id.at))?;
    let (plan, serial) = read_task_id(&id.text).ok()?;
    let field = table.columns.iter().find(|known| known.at == column).and_then(|known| known.field.progress());
    Some(Located { task: task_id(&plan, serial), field })
}
