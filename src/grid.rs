//! The one form of every table: cells with places and merges, whatever they came from.

use std::collections::BTreeMap;

use crate::passage::Passage;

/// A cell of a grid; a merged cell stands where its top left corner is.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// 0-based column.
    pub column: usize,
    /// Columns it covers.
    pub width: usize,
    /// Rows it covers.
    pub height: usize,
    /// What it says.
    pub passage: Passage,
}

impl Cell {
    /// A cell that covers one place.
    pub fn single(column: usize, passage: Passage) -> Self {
        Cell { column, width: 1, height: 1, passage }
    }

    /// The text, without blanks at its ends.
    pub fn text(&self) -> &str {
        let text = self.passage.text();
        &text[crate::words::fold::trimmed(text)]
    }

    /// The text alone, without blanks at its ends.
    pub fn into_text(self) -> String {
        let text = self.passage.into_text();
        let range = crate::words::fold::trimmed(&text);
        if range.len() == text.len() { text } else { text[range].to_owned() }
    }
}

/// A table: rows of cells in column order. Cells nobody printed are not there.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// The sheet it stands on, where it has one.
    pub sheet: Option<String>,
    /// Rows from the top.
    pub rows: Vec<Vec<Cell>>,
    /// Rows may lack cells because merged ones were printed once (flattened text), so columns are only known up to order.
    pub ragged: bool,
    /// Of lines parted by a mark: more cells than this were parted where the mark is one of the text.
    pub parted: Option<Parted>,
}

/// How lines are parted into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parted {
    /// As many cells as the header has.
    pub cells: usize,
    /// The mark between them.
    pub mark: char,
    /// Whether an empty cell leaves nothing behind, so that fewer cells are in doubt too.
    pub is_exact: bool,
}

impl Parted {
    /// Whether nobody can tell which words of a row are one cell.
    pub fn is_torn(&self, row: &[Cell]) -> bool {
        row.iter().any(|cell| cell.column >= self.cells && !cell.text().is_empty())
            || self.is_exact && row.len() > 1 && row.len() < self.cells
    }
}

impl Grid {
    /// Takes the cells from a column on out of the rows from `row` on, as a grid of their own; they keep their columns.
    pub fn split_off_columns(&mut self, row: usize, column: usize) -> Grid {
        let beside = |cells: &mut Vec<Cell>| cells.split_off(cells.partition_point(|cell| cell.column < column));
        let rows = self.rows.iter_mut().skip(row).map(beside).collect();
        Grid { sheet: self.sheet.clone(), rows, ragged: self.ragged, parted: None }
    }

    /// The same with rows for columns from a row on.
    pub fn turned(&self, row: usize) -> Grid {
        let (above, below) = self.rows.split_at(row);
        let mut columns: BTreeMap<usize, Vec<Cell>> = BTreeMap::new();
        for (at, row) in below.iter().enumerate() {
            for cell in row {
                let turned = Cell { column: at, width: cell.height, height: cell.width, passage: cell.passage.clone() };
                columns.entry(cell.column).or_default().push(turned);
            }
        }
        Grid {
            sheet: self.sheet.clone(),
            rows: above.iter().cloned().chain(columns.into_values()).collect(),
            ragged: self.ragged,
            parted: None,
        }
    }
}
