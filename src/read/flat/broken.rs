//! Cells of a table that go on in the next line: quoted ones of a paste from a sheet, rows a line break tore, lines in the columns of
//! the row above.

use crate::grid::{Cell, Grid};
use crate::passage::{Passage, Source};
use crate::words::fold::{is_blank, trimmed};
use crate::words::names::looks_like_body;
use crate::words::numbering::marker;

use super::stacked::serial;

/// A cell that goes on is not longer than this, in lines.
const MOST_LINES: usize = 60;
const QUOTE: char = '"';

/// What stands between a cell and its next line: two whole names, and what is numbered, stand apart; all else was broken where the
/// line was full.
pub(super) fn glue(above: &str, below: &str) -> &'static str {
    if marker(below).is_some() || looks_like_body(above) && looks_like_body(below) { "\n" } else { "" }
}

/// The lines from `at` on that a row with a quoted cell covers: a quotation mark opens a cell and closes one in a later line, as sheets
/// write cells that hold line breaks.
pub(super) fn quoted_row(sources: &[Source], at: usize) -> Option<usize> {
    if !sources[at].text.contains(QUOTE) {
        return None;
    }
    let mut open = false;
    for (line, source) in sources.iter().enumerate().skip(at).take(MOST_LINES) {
        for cell in source.text.split('\t') {
            open = if open { !closes(cell) } else { cell.starts_with(QUOTE) && !closes(&cell[QUOTE.len_utf8()..]) };
        }
        if !open {
            return (line > at).then_some(line + 1);
        }
    }
    None
}

/// Whether a quoted cell ends here: a mark that is not one of two.
fn closes(cell: &str) -> bool {
    let cell = cell.trim_end_matches(|c| is_blank(c) && c != '\t');
    (cell.len() - cell.trim_end_matches(QUOTE).len()) % 2 == 1
}

/// The cells of the lines `from..to`, which are one row; the marks around its quoted cells are none of their text.
pub(super) fn quoted_cells(sources: &[Source], from: usize, to: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut open = false;
    for (source, line) in sources.iter().enumerate().take(to).skip(from) {
        let mut start = 0;
        for piece in line.text.split('\t') {
            let opens = !open && piece.starts_with(QUOTE) && source + 1 < to && !closes(&piece[QUOTE.len_utf8()..]);
            let ends = open && closes(piece);
            let bare = if ends { piece.trim_end_matches(is_blank).len() - QUOTE.len_utf8() } else { piece.len() };
            let begin = if opens { QUOTE.len_utf8() } else { 0 };
            let inner = trimmed(&piece[begin..bare]);
            let range = start + begin + inner.start..start + begin + inner.end;
            let passage = Passage::of(source, &line.text, range);
            match cells.last_mut() {
                Some(cell) if open => cell.passage.append("\n", passage),
                _ => cells.push(Cell::single(cells.len(), passage)),
            }
            open = opens || open && !ends;
            start += piece.len() + 1;
        }
    }
    cells
}

/// Whether a row of a table parted by tabs is numbered and not full: a line break in its last cell may have torn it.
pub(super) fn may_be_torn(row: &[Cell], columns: usize) -> bool {
    (2..columns).contains(&row.len()) && row.first().is_some_and(|cell| serial(cell.text()).is_some())
}

/// Joins the rows of a table parted by tabs that line breaks in a cell tore: a numbered row that is not full, and below it lines
/// without a number that have no more cells than the row still lacks. The last of them has several, else it is a row of its own.
pub(super) fn join_torn_rows(grid: &mut Grid, columns: usize) {
    let mut lines = std::mem::take(&mut grid.rows).into_iter().collect::<std::collections::VecDeque<_>>();
    while let Some(mut row) = lines.pop_front() {
        let more = if grid.rows.is_empty() || !may_be_torn(&row, columns) { 0 } else { torn_off(&row, &lines, columns) };
        for below in lines.drain(..more) {
            let mut below = below.into_iter();
            if let (Some(last), Some(first)) = (row.last_mut(), below.next()) {
                last.passage.append("\n", first.passage);
            }
            row.extend(below);
        }
        if more > 0 {
            row.iter_mut().enumerate().for_each(|(column, cell)| cell.column = column);
        }
        grid.rows.push(row);
    }
}

/// How many of the lines below go on with a row.
fn torn_off<'a>(row: &[Cell], below: impl IntoIterator<Item = &'a Vec<Cell>>, columns: usize) -> usize {
    let mut length = row.len();
    let mut more = 0;
    for (at, line) in below.into_iter().enumerate().take(MOST_LINES) {
        let begins = line.first().is_some_and(|cell| !cell.text().is_empty() && serial(cell.text()).is_none());
        length += line.len().saturating_sub(1);
        if !begins || length > columns {
            break;
        }
        if line.len() > 1 {
            more = at + 1;
        }
    }
    more
}
