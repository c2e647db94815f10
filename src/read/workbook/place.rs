//! Places in a sheet: `F12` and `A1:C3`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::limits::{LAST_COLUMN, LAST_ROW};
use crate::model::cell_place;

/// A rectangle of cells; rows and columns count from 0 and both ends are inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The top row.
    pub first_row: u32,
    /// The leftmost column.
    pub first_column: u32,
    /// The bottom row.
    pub last_row: u32,
    /// The rightmost column.
    pub last_column: u32,
}

impl Area {
    /// Reads `A1:C3` or `A1`.
    pub(super) fn read(text: &[u8]) -> Option<Area> {
        let colon = text.iter().position(|&byte| byte == b':');
        let (first, last) = colon.map_or((text, text), |colon| (&text[..colon], &text[colon + 1..]));
        let (first_row, first_column) = read_place(first)?;
        let (last_row, last_column) = read_place(last)?;
        (first_row <= last_row && first_column <= last_column).then_some(Area { first_row, first_column, last_row, last_column })
    }

    /// How many cells it covers.
    pub fn cells(&self) -> u64 {
        u64::from(self.height()) * u64::from(self.width())
    }

    /// Rows it covers.
    pub fn height(&self) -> u32 {
        self.last_row - self.first_row + 1
    }

    /// Columns it covers.
    pub fn width(&self) -> u32 {
        self.last_column - self.first_column + 1
    }
}

/// Drops every area that overlaps one before it, from the top down; gives how many.
///
/// Areas that reach down to a row lie side by side, so each is only held against its neighbours.
pub(super) fn keep_apart(areas: &mut Vec<Area>) -> usize {
    areas.sort_by_key(|area| (area.first_row, area.first_column));
    let before = areas.len();
    // The last column of each by its first, and which of them ends next.
    let mut open: BTreeMap<u32, u32> = BTreeMap::new();
    let mut ends: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
    areas.retain(|area| {
        while let Some(Reverse((_, column))) = ends.peek().copied().filter(|Reverse((last_row, _))| *last_row < area.first_row) {
            ends.pop();
            open.remove(&column);
        }
        let is_free = open.range(..=area.last_column).next_back().is_none_or(|(_, last_column)| *last_column < area.first_column);
        if is_free {
            open.insert(area.first_column, area.last_column);
            ends.push(Reverse((area.last_row, area.first_column)));
        }
        is_free
    });
    before - areas.len()
}

/// Row and column of a cell by its name; `None` beyond the last cell of a sheet.
pub(super) fn read_place(name: &[u8]) -> Option<(u32, u32)> {
    cell_place(name).filter(|(row, column)| *row <= LAST_ROW && *column <= LAST_COLUMN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_areas_are_within_a_sheet() {
        assert_eq!(read_place(b"XFD1048576"), Some((LAST_ROW, LAST_COLUMN)));
        assert_eq!((read_place(b"XFE1"), read_place(b"A1048577"), read_place(b"A0")), (None, None, None));
        assert_eq!(Area::read(b"B2:C5").map(|area| (area.width(), area.height(), area.cells())), Some((2, 4, 8)));
        assert_eq!((Area::read(b"B2").map(|area| area.cells()), Area::read(b"C5:B2"), Area::read(b"")), (Some(1), None, None));
    }

    #[test]
    fn areas_that_overlap_one_above_are_dropped() {
        let area = |text: &str| Area::read(text.as_bytes()).unwrap();
        let mut areas: Vec<Area> = ["C2:C3", "A1:B2", "B2:D2", "A3:B4", "B4:B9", "C4:D4", "B5:B6", "A1:A1"].map(area).to_vec();
        assert_eq!(keep_apart(&mut areas), 3);
        assert_eq!(areas, ["A1:B2", "C2:C3", "A3:B4", "C4:D4", "B5:B6"].map(area));
    }
}
