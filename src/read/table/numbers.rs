//! Numbers of tasks that stand in the cells of the task column: 1.完成复耕, 2.组建合作社.

use crate::words::numbering::{Marker, marker};
use crate::words::vocabulary::Field;

use super::align::Slot;
use super::columns::Column;

/// The task column whose cells all begin with numbers that count on, in a table without a column of numbers.
///
/// They begin anew with 1 behind a higher number; a cell with more than one of them is a list, and its numbers are its own.
pub(super) fn in_cells(columns: &[Column], rows: &[&Vec<Slot>]) -> Option<usize> {
    let has = |field: Field| move |column: &Column| column.field == field && !column.is_grouping;
    if columns.iter().any(has(Field::Serial)) {
        return None;
    }
    let column = columns.iter().position(has(Field::Title)).or_else(|| columns.iter().position(has(Field::Content)))?;
    let mut before: Option<Marker> = None;
    let counts_on = |slots: &&Vec<Slot>| {
        let Some(Slot::Filled(cell)) = slots.get(column) else { return false };
        let Some(found) = only_number(cell.text()) else { return false };
        let last = before.replace(found);
        let follows = |last: Marker| last.style == found.style && (found.value == last.value + 1 || found.value == 1 && last.value > 1);
        last.map_or(found.value == 1, follows)
    };
    (rows.len() > 1 && rows.iter().all(counts_on)).then_some(column)
}

/// The number a text begins with, where none of its other lines begins with one.
fn only_number(text: &str) -> Option<Marker> {
    let mut lines = text.lines();
    let first = marker(lines.next()?)?;
    lines.all(|line| marker(line).is_none()).then_some(first)
}
