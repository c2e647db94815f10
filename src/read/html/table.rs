//! The places of the cells of an HTML table: `rowspan` and `colspan`.

use crate::read::story::{Cell, Item, Table};

/// More columns than this no table has; cells beyond stand in the last.
const MOST_COLUMNS: usize = 1_000;

/// A table being put together, row by row.
#[derive(Default)]
pub(super) struct Placing {
    table: Table,
    /// By column: how many of the rows to come are covered from above.
    covered: Vec<usize>,
    column: usize,
}

impl Placing {
    /// Begins a row.
    pub fn row(&mut self) {
        if !self.table.rows.is_empty() {
            self.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        }
        self.table.rows.push(Vec::new());
        self.column = 0;
    }

    /// Puts a cell at the next free place of the row. A height of 0 goes to the end of the table's part.
    pub fn cell(&mut self, width: usize, height: usize, items: Vec<Item>) {
        while self.covered.get(self.column).is_some_and(|&rows| rows > 0) {
            self.column += 1;
        }
        let column = self.column.min(MOST_COLUMNS);
        let width = width.clamp(1, (MOST_COLUMNS - column).max(1));
        let height = if height == 0 { usize::MAX } else { height };
        if self.covered.len() < column + width {
            self.covered.resize(column + width, 0);
        }
        self.covered.iter_mut().skip(column).take(width).for_each(|rows| *rows = height);
        self.column = column + width;
        if let Some(row) = self.table.rows.last_mut() {
            row.push(Cell { column, width, height, items });
        }
    }

    /// Ends a part of the table (head, body, foot): cells do not reach beyond it.
    pub fn part(&mut self, first_row: usize) {
        let end = self.table.rows.len();
        for (at, row) in self.table.rows.iter_mut().enumerate().skip(first_row) {
            row.iter_mut().for_each(|cell| cell.height = cell.height.min(end - at));
        }
        self.covered.iter_mut().for_each(|rows| *rows = 0);
    }

    /// Rows so far.
    pub fn rows(&self) -> usize {
        self.table.rows.len()
    }

    /// The table, without rows nothing stands in.
    pub fn finish(self) -> Option<Table> {
        Some(self.table).filter(|table| table.rows.iter().any(|row| !row.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of (width, height) to rows of (column, width, height).
    fn placed(rows: &[&[(usize, usize)]]) -> Vec<Vec<(usize, usize, usize)>> {
        let mut placing = Placing::default();
        for row in rows {
            placing.row();
            row.iter().for_each(|&(width, height)| placing.cell(width, height, Vec::new()));
        }
        placing.part(0);
        placing.table.rows.iter().map(|row| row.iter().map(|cell| (cell.column, cell.width, cell.height)).collect()).collect()
    }

    #[test]
    fn cells_stand_where_browsers_put_them() {
        assert_eq!(
            placed(&[&[(1, 2), (2, 1)], &[(1, 1), (1, 1)], &[(1, 1)]]),
            [vec![(0, 1, 2), (1, 2, 1)], vec![(1, 1, 1), (2, 1, 1)], vec![(0, 1, 1)]]
        );
        assert_eq!(placed(&[&[(1, 0), (1, 1)], &[(1, 9)], &[(1, 1)]]), [vec![(0, 1, 3), (1, 1, 1)], vec![(1, 1, 2)], vec![(2, 1, 1)]]);
        assert_eq!(placed(&[&[(5_000, 1), (3, 1)]]), [vec![(0, 1_000, 1), (1_000, 1, 1)]]);
    }
}
