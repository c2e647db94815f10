//! Where the rows of a table meet: which cells are merged, how high each row is, how wide a column must be.
//!
//! Called by the workbook writer with a few adjacent rows at a time, so the whole table is never in memory. It knows no format.

use super::heights::{MAX_ROW_HEIGHT, Room, whole_pixels};
use super::layout::{Column, Layout};
use super::rows::{Cell, Row, Table};
use crate::model::Task;

/// A task's row.
#[derive(Debug)]
pub struct TaskRow<'a> {
    /// The task.
    pub task: &'a Task,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Its height in points, once laid out.
    pub height: f64,
}

/// Adjacent rows whose cells in one column are merged. Rows and columns count from 0.
#[derive(Debug, PartialEq, Eq)]
pub struct Span {
    /// The column.
    pub column: usize,
    /// The first row, within the block.
    pub first: usize,
    /// How many rows.
    pub length: usize,
}

/// A cell whose text does not fit into the tallest row Excel allows.
#[derive(Debug, PartialEq)]
pub struct Tall {
    /// The row, within the block.
    pub row: usize,
    /// The column.
    pub column: usize,
    /// The points it would need.
    pub points: f64,
}

/// Adjacent rows that share merged cells, with heights that show every cell.
#[derive(Debug)]
pub struct Block<'a> {
    /// The rows, in order.
    pub rows: Vec<TaskRow<'a>>,
    /// What is merged.
    pub spans: Vec<Span>,
    /// What does not fit.
    pub tall: Vec<Tall>,
}

impl<'a> Block<'a> {
    /// Finds the merged cells and the heights: a row is as high as its tallest cell needs, and rows under a merged cell that needs
    /// more than they have together grow, evenly. `rooms` belong to `columns` one by one; heights are in points.
    pub fn lay_out(rows: Vec<TaskRow<'a>>, columns: &[&Column], rooms: &[Room], min_height: f64) -> Self {
        let spans = spans(columns, &rows);
        let mut block = Block { rows, spans, tall: Vec::new() };
        for (at, row) in block.rows.iter_mut().enumerate() {
            let merged = |column| block.spans.iter().any(|span| span.column == column && span.covers(at));
            let needs = rooms.iter().zip(&row.cells).enumerate().map(|(column, (room, cell))| (column, need(room, cell)));
            let mut most = min_height;
            for (column, points) in needs.filter(|(column, _)| !merged(*column)) {
                most = most.max(points);
                if points > MAX_ROW_HEIGHT {
                    block.tall.push(Tall { row: at, column, points });
                }
            }
            row.height = whole_pixels(most);
        }
        for span in &block.spans {
            let cell = block.rows.get(span.first).and_then(|row| row.cells.get(span.column));
            let points = cell.zip(rooms.get(span.column)).map_or(0.0, |(cell, room)| need(room, cell));
            let rows = block.rows.get_mut(span.first..span.first + span.length).unwrap_or_default();
            if !grow(rows, points) {
                block.tall.push(Tall { row: span.first, column: span.column, points });
            }
        }
        block
    }
}

impl Span {
    /// Whether the span covers a row of the block.
    pub fn covers(&self, row: usize) -> bool {
        (self.first..self.first + self.length).contains(&row)
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

/// The runs of equal cells to merge.
fn spans(columns: &[&Column], rows: &[TaskRow<'_>]) -> Vec<Span> {
    let mut spans = Vec::new();
    for (index, _) in columns.iter().enumerate().filter(|(_, column)| column.merge) {
        let mut first = 0;
        for run in rows.chunk_by(|above, below| above.cells.get(index) == below.cells.get(index)) {
            let blank = run.first().and_then(|row| row.cells.get(index)).is_none_or(|cell| *cell == Cell::Blank);
            if run.len() > 1 && !blank {
                spans.push(Span { column: index, first, length: run.len() });
            }
            first += run.len();
        }
    }
    spans
}

/// Grows rows, evenly, until they are `points` high together. `false` when Excel's limit does not allow it.
fn grow(rows: &mut [TaskRow<'_>], points: f64) -> bool {
    // A row that reaches the limit leaves its share to the others, so each further round has fewer rows to fill.
    for _ in 0..=rows.len().min(8) {
        let mut missing = points - rows.iter().map(|row| row.height).sum::<f64>();
        let mut left = rows.iter().filter(|row| row.height < MAX_ROW_HEIGHT).count();
        for row in rows.iter_mut().filter(|row| row.height < MAX_ROW_HEIGHT) {
            if missing <= 0.0 {
                break;
            }
            #[allow(clippy::cast_precision_loss)] // rows of a block
            let height = whole_pixels(row.height + missing / left as f64);
            missing -= height - row.height;
            row.height = height;
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

    fn rows(tasks: &[Task]) -> Vec<TaskRow<'_>> {
        tasks.iter().map(|task| TaskRow { task, cells: Vec::new(), height: 30.0 }).collect()
    }

    #[test]
    fn rows_grow_evenly_and_stop_at_the_limit() {
        let tasks = vec![Task::default(); 3];
        let mut some = rows(&tasks);
        assert!(grow(&mut some, 120.0));
        assert!(some.iter().all(|row| (row.height - 40.0).abs() < 1.0), "{some:?}");
        let mut one_high = rows(&tasks);
        one_high[2].height = 400.0;
        assert!(grow(&mut one_high, 1200.0), "{one_high:?}");
        assert!(one_high.iter().map(|row| row.height).sum::<f64>() >= 1200.0);
        assert!(!grow(&mut rows(&tasks), 3.0 * MAX_ROW_HEIGHT + 1.0));
        assert!(grow(&mut rows(&tasks), 0.0));
    }
}
