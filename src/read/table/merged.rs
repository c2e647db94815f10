//! Cells that rows of flattened text lack: merged ones, which were printed once, and such as are empty.

use crate::grid::Cell;
use crate::words::vocabulary::Field;

use super::align::Slot;
use super::columns::Column;
use super::{Row, rows_of};

/// Cells that were merged are printed once and apply to the rows below until the next value; an empty cell takes nothing.
pub(super) fn fill_down(columns: &[Column], rows: &mut [Row]) {
    let data = rows_of(rows);
    let (merged, blank) = (merged_columns(columns, &data), merged_blanks(columns, &data));
    let mut last: Vec<Option<Cell>> = vec![None; columns.len()];
    for row in rows {
        match row {
            Row::Section(..) => last.fill(None),
            Row::Data(slots) => carry_down(columns, &merged, &blank, slots, &mut last),
            Row::Header(_) | Row::Note(_) => {}
        }
    }
}

/// Gives a row what it lacks from the last cells above it, and remembers its own.
fn carry_down(columns: &[Column], merged: &[bool], blank: &[bool], slots: &mut [Slot], last: &mut [Option<Cell>]) {
    let continues = columns.iter().zip(slots.iter()).any(|(column, slot)| column.is_grouping && is_blank_cell(slot));
    let same_item = goes_on_item(columns, slots);
    for (at, slot) in slots.iter_mut().enumerate() {
        let column = &columns[at];
        let lacks = match slot {
            Slot::Filled(cell) if cell.text().is_empty() => {
                column.is_grouping || continues && blank[at] || same_item && matches!(column.field, Field::Serial | Field::Title)
            }
            Slot::Absent => merged[at] || same_item && column.field == Field::Title,
            Slot::Filled(_) | Slot::Carried(_) => false,
        };
        match (slot, &mut last[at]) {
            (slot, Some(cell)) if lacks => *slot = Slot::Carried(cell.clone()),
            (Slot::Filled(cell), last) if !lacks => *last = Some(cell.clone()),
            _ => {}
        }
    }
}

/// Columns whose absent cells were merged with those above, rather than left out.
fn merged_columns(columns: &[Column], rows: &[&Vec<Slot>]) -> Vec<bool> {
    let any_explicit = rows.iter().any(|slots| slots.iter().any(is_blank_cell));
    let is_merged = |(at, column): (usize, &Column)| {
        let absent = rows.iter().filter(|slots| matches!(slots.get(at), None | Some(Slot::Absent))).count();
        let is_first = column.is_grouping || column.field == Field::Serial;
        absent > 0 && (is_first || column.field.is_responsibility() && (any_explicit || absent * 4 >= rows.len()))
    };
    columns.iter().enumerate().map(is_merged).collect()
}

fn is_blank_cell(slot: &Slot) -> bool {
    matches!(slot, Slot::Filled(cell) if cell.text().is_empty())
}

/// Whether number and title were left out before a text of the row's own: both were merged with those above.
fn goes_on_item(columns: &[Column], slots: &[Slot]) -> bool {
    let of = |field: Field| columns.iter().zip(slots).filter(move |(column, _)| column.field == field).map(|(_, slot)| slot);
    let blank = |field: Field| of(field).next().is_some() && of(field).all(|slot| matches!(slot, Slot::Absent) || is_blank_cell(slot));
    blank(Field::Serial) && blank(Field::Title) && of(Field::Content).any(|slot| slot.text().is_some_and(|text| !text.is_empty()))
}

/// Columns that are blank in every row that goes on a group and filled in every row that opens one: merged cells left blank.
fn merged_blanks(columns: &[Column], rows: &[&Vec<Slot>]) -> Vec<bool> {
    let Some(group) = columns.iter().position(|column| column.is_grouping) else { return vec![false; columns.len()] };
    let goes_on = |row: &&&Vec<Slot>| row.get(group).is_some_and(is_blank_cell);
    let count = rows.iter().filter(goes_on).count();
    (0..columns.len())
        .map(|at| {
            count > 1
                && columns[at].field.is_responsibility()
                && rows.iter().all(|row| row.get(at).is_some_and(|slot| is_blank_cell(slot) == goes_on(&row)))
        })
        .collect()
}

/// Tabs keep the place of every cell, merged ones too: of names and dates behind the first cell nothing is taken from above.
pub(super) fn leave_gaps(row: &mut Row, columns: &[Column]) {
    let Row::Data(slots) = row else { return };
    let cells = slots.iter_mut().zip(columns).skip_while(|(slot, _)| matches!(slot, Slot::Absent));
    for (slot, _) in cells.filter(|(slot, column)| matches!(slot, Slot::Absent) && column.field.is_responsibility()) {
        *slot = Slot::Filled(Cell::default());
    }
}
