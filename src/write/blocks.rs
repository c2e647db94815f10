//! Where the rows of a table meet: which cells are merged, how high each row is, how wide a column must be.
//!
//! Called by the workbook writer with a few adjacent rows at a time, so the whole table is never in memory; linear in their cells.
//! It knows no format.

use super::heights::{MAX_ROW_HEIGHT, Room, whole_pixels};
use super::layout::{Column, Layout};
use super::rows::{Cell, Row, Table};
use crate::model::Task;

/// A task's row. Columns count from 0.
#[derive(Debug)]
pub struct TaskRow<'a> {
    /// The task.
    pub task: &'a Task,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Its height in points, once laid out.
    pub height: f64,
    /// The columns whose cell is part of a merged one, once laid out.
    pub merged: Vec<Merged>,
    /// The columns whose text does not fit into the tallest row Excel allows, with the points it would need, once laid out.
    pub tall: Vec<(usize, f64)>,
}

/// A cell's part in a merged cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// The column.
    pub column: usize,
    /// In the first row: over how many rows the merged cell goes. 0 in the others.
    pub rows: usize,
}

impl<'a> TaskRow<'a> {
    /// A row not yet laid out.
    pub fn new(task: &'a Task, cells: Vec<Cell>) -> Self {
        TaskRow { task, cells, height: 0.0, merged: Vec::new(), tall: Vec::new() }
    }

    /// The part of a column's cell in a merged one.
    pub fn merged(&self, column: usize) -> Option<Merged> {
        self.merged.iter().copied().find(|merged| merged.column == column)
    }
}

/// Finds the merged cells and the heights of adjacent rows: a row is as high as its tallest cell needs, and rows under a merged
/// cell that needs more than they have together grow, evenly. `rooms` belong to `columns` one by one; heights are in points.
pub fn lay_out(rows: &mut [TaskRow<'_>], columns: &[&Column], rooms: &[Room], min_height: f64) {
    for (column, _) in columns.iter().enumerate().filter(|(_, column)| column.merge) {
        merge_equal(rows, column);
    }
    for row in rows.iter_mut() {
        let mut most = min_height;
        for (column, (room, cell)) in rooms.iter().zip(&row.cells).enumerate() {
            let points = if row.merged(column).is_some() { 0.0 } else { need(room, cell) };
            most = most.max(points);
            if points > MAX_ROW_HEIGHT {
                row.tall.push((column, points));
            }
        }
        row.height = whole_pixels(most);
    }
    for first in 0..rows.len() {
        let Some((row, below)) = rows.get_mut(first..).and_then(<[_]>::split_first_mut) else { break };
        let spans: Vec<Merged> = row.merged.iter().copied().filter(|merged| merged.rows > 0).collect();
        for span in spans {
            let room = rooms.get(span.column).zip(row.cells.get(span.column));
            let points = room.map_or(0.0, |(room, cell)| need(room, cell));
            let mut heights: Vec<&mut f64> = vec![&mut row.height];
            heights.extend(below.iter_mut().take(span.rows - 1).map(|row| &mut row.height));
            if !grow(&mut heights, points) {
                row.tall.push((span.column, points));
            }
        }
    }
}

/// Marks the runs of equal cells of a column as merged.
fn merge_equal(rows: &mut [TaskRow<'_>], column: usize) {
    for run in rows.chunk_by_mut(|above, below| above.cells.get(column) == below.cells.get(column)) {
        let length = run.len();
        let blank = run.first().and_then(|row| row.cells.get(column)).is_none_or(|cell| *cell == Cell::Blank);
        if length == 1 || blank {
            continue;
        }
        for (at, row) in run.iter_mut().enumerate() {
            row.merged.push(Merged { column, rows: if at == 0 { length } else { 0 } });
        }
    }
}

/// The room of a cell of a column.
pub fn room(layout: &Layout, column: &Column, width: f64) -> Room {
    Room::new(width, column.size.unwrap_or(layout.body.font.size), layout.body.line_height)
}

/// A column's width: a column that may grow does so until its longest text fits into a row.
pub fn fitting_width(layout: &Layout, table: &Table<'_>, column: &Column, tasks: &[Task]) -> f64 {
    let mut width = column.width;
    for task in tasks {
        if width >= column.max_width {
            break;
        }
        let (characters, breaks) = table.weight(column, task);
        if room(layout, column, width).surely_holds(characters, breaks) {
            continue;
        }
        if let Cell::Text(text) = table.cell(column, task) {
            while room(layout, column, width).height(&text) > MAX_ROW_HEIGHT && width < column.max_width {
                width = (width + 2.0).min(column.max_width);
            }
        }
    }
    width
}

/// Whether a row shares a merged cell with the row above it.
pub fn joins(columns: &[&Column], above: Option<&TaskRow<'_>>, next: &Row<'_>) -> bool {
    let (Some(above), Row::Task { cells, .. }) = (above, next) else { return false };
    let mut pairs = columns.iter().zip(above.cells.iter().zip(cells));
    pairs.any(|(column, (above, below))| column.merge && *above != Cell::Blank && above == below)
}

/// The height a cell needs; numbers and dates take a line, which every row has.
fn need(room: &Room, cell: &Cell) -> f64 {
    match cell {
        Cell::Text(text) => room.height(text),
        _ => 0.0,
    }
}

/// Grows rows, evenly, until they are `points` high together. `false` when Excel's limit does not allow it.
fn grow(heights: &mut [&mut f64], points: f64) -> bool {
    // A row that reaches the limit leaves its share to the others, so each further round has fewer rows to fill.
    for _ in 0..=heights.len().min(8) {
        let mut missing = points - heights.iter().map(|height| **height).sum::<f64>();
        let mut left = heights.iter().filter(|height| ***height < MAX_ROW_HEIGHT).count();
        for height in heights.iter_mut().filter(|height| ***height < MAX_ROW_HEIGHT) {
            if missing <= 0.0 {
                break;
            }
            #[allow(clippy::cast_precision_loss)] // rows of a block
            let grown = whole_pixels(**height + missing / left as f64);
            missing -= grown - **height;
            **height = grown;
            left -= 1;
        }
        if missing <= 0.0 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(mut heights: Vec<f64>, points: f64) -> (bool, Vec<f64>) {
        let done = grow(&mut heights.iter_mut().collect::<Vec<_>>(), points);
        (done, heights)
    }

    #[test]
    fn rows_grow_evenly_and_stop_at_the_limit() {
        let (done, heights) = grown(vec![30.0; 3], 120.0);
        assert!(done && heights.iter().all(|height| (height - 40.0).abs() < 1.0), "{heights:?}");
        let (done, heights) = grown(vec![30.0, 30.0, 400.0], 1200.0);
        assert!(done && heights.iter().sum::<f64>() >= 1200.0, "{heights:?}");
        assert!(!grown(vec![30.0; 3], 3.0 * MAX_ROW_HEIGHT + 1.0).0);
        assert_eq!(grown(vec![30.0; 3], 0.0), (true, vec![30.0; 3]));
    }
}
