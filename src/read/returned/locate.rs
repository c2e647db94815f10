//! Which task and which field a cell of a workbook shows.

use std::path::Path;

use super::super::sniff::kind_of;
use super::super::{ReadOptions, workbook};
use super::tables::of_workbook;
use crate::error::Error;
use crate::model::{ProgressField, read_task_id, task_id};
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
    let Some((column, row)) = place_of(cell) else { return Ok(None) };
    let returned = of_workbook(workbook::read_within(bytes, kind_of(bytes), file, options.limits)?, file, options.vocabulary);
    let tables = returned.tables.iter().filter(|table| sheet.is_none() || table.sheet.as_deref() == sheet);
    Ok(tables.filter_map(|table| in_table(table, column, row)).next())
}

fn in_table(table: &Table, column: usize, row: usize) -> Option<Located> {
    let stands = |wanted: &&Row| wanted.cells.iter().any(|cell| place_of(&cell.place).is_some_and(|(_, at)| at == row));
    let row = table.rows.iter().find(stands)?;
    let id = table.columns_of(Field::Id).find_map(|id| row.cell(id.at))?;
    let (plan, serial) = read_task_id(&id.text).ok()?;
    let field = table.columns.iter().find(|known| known.at == column).and_then(|known| known.field.progress());
    Some(Located { task: task_id(&plan, serial), field })
}

/// Column from 0 and row from 1 of a place as Excel shows it, in any case and with `$`.
fn place_of(cell: &str) -> Option<(usize, usize)> {
    let cell: String = cell.chars().filter(|c| *c != '$').map(|c| c.to_ascii_uppercase()).collect();
    let digits = cell.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = cell.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let column = letters.bytes().fold(0usize, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    Some((column - 1, row.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_people_type_them() {
        assert_eq!(place_of("H12"), Some((7, 12)));
        assert_eq!(place_of("$aa$3"), Some((26, 3)));
        assert_eq!((place_of("12"), place_of("甲1"), place_of("H")), (None, None, None));
    }
}
