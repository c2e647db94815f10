//! Tables whose cells were left apart by nothing but blanks: one row a line, or the whole table on one line.

use std::ops::Range;

use crate::grid::{Cell, Grid, Parted};
use crate::passage::{Passage, Source};
use crate::words::fold::is_blank;
use crate::words::numbering::marker;
use crate::words::page::is_page_line;
use crate::words::vocabulary::{Field, Vocabulary};

use super::broken::glue;
use super::names_work;
use super::stacked::serial;

/// The table whose header words begin line `at`, and the line behind it.
pub(super) fn spaced(sources: &[Source], at: usize, vocabulary: &Vocabulary) -> Option<(Grid, usize)> {
    let text = sources[at].text.as_str();
    // Wide gaps part cells where there are any; a header word may itself hold a blank.
    let gap = if cells(at, text, 2).0.len() >= 3 { 2 } else { 1 };
    let (mut row, mut starts) = cells(at, text, gap);
    let header = row.iter().take_while(|cell| vocabulary.header(cell.text()).is_some()).count();
    let fields: Vec<Field> = row[..header].iter().filter_map(|cell| vocabulary.header(cell.text())).collect();
    if header < 3 || !names_work(&fields) {
        return None;
    }
    if fields.first() != Some(&Field::Serial) {
        return if gap > 1 && header == row.len() { unnumbered(sources, at, row) } else { None };
    }
    let rest = renumbered(row.split_off(header));
    starts.truncate(header);
    let parted = Some(Parted { cells: header, mark: ' ', is_exact: true });
    let mut grid = Grid { rows: vec![row], ragged: true, parted, ..Grid::default() };
    let end = if rest.is_empty() {
        rows_on_lines(sources, at + 1, gap, &starts, &mut grid)
    } else {
        rows_on_one_line(rest, header, &mut grid).then_some(at + 1)?
    };
    (grid.rows.len() > 1).then_some((grid, end))
}

/// A table without serial numbers: below its header words lines with as many cells, up to the first other line.
fn unnumbered(sources: &[Source], at: usize, header: Vec<Cell>) -> Option<(Grid, usize)> {
    const FEWEST: usize = 2; // rows
    let columns = header.len();
    let row = |(at, source): (usize, &Source)| Some(cells(at, &source.text, 2).0).filter(|row| row.len() == columns);
    let rows: Vec<Vec<Cell>> = sources.iter().enumerate().skip(at + 1).map_while(row).collect();
    let end = at + 1 + rows.len();
    let parted = Some(Parted { cells: columns, mark: ' ', is_exact: true });
    let grid = Grid { rows: std::iter::once(header).chain(rows).collect(), ragged: true, parted, ..Grid::default() };
    (grid.rows.len() > FEWEST).then_some((grid, end))
}

/// The cells of a line, parted by at least `gap` columns of blanks, and the columns of print they begin in. Two lone characters are a
/// padded name.
fn cells(source: usize, text: &str, gap: usize) -> (Vec<Cell>, Vec<usize>) {
    let mut ranges: Vec<(Range<usize>, usize)> = Vec::new();
    let mut blanks = gap;
    let mut column = 0;
    for (at, c) in text.char_indices() {
        let wide = if c.len_utf8() > 2 || c == '\t' { 2 } else { 1 };
        column += wide;
        if is_blank(c) {
            blanks += wide;
            continue;
        }
        let end = at + c.len_utf8();
        match ranges.last_mut() {
            Some((last, _)) if blanks < gap => last.end = end,
            _ => ranges.push((at..end, column - wide)),
        }
        blanks = 0;
    }
    let lone = |range: &Range<usize>| text[range.clone()].chars().count() == 1 && text[range.clone()].chars().all(char::is_alphabetic);
    let mut joined: Vec<(Range<usize>, usize)> = Vec::with_capacity(ranges.len());
    for (range, column) in ranges {
        match joined.last_mut() {
            Some((last, _)) if lone(last) && lone(&range) => last.end = range.end,
            _ => joined.push((range, column)),
        }
    }
    let cell = |(at, (range, _)): (usize, &(Range<usize>, usize))| Cell::single(at, Passage::of(source, text, range.clone()));
    (joined.iter().enumerate().map(cell).collect(), joined.iter().map(|&(_, column)| column).collect())
}

/// The columns below whose header words cells begin, if all do.
fn columns_below(begins: &[usize], starts: &[usize]) -> Option<Vec<usize>> {
    let columns: Vec<usize> =
        begins.iter().map(|&begin| starts.iter().position(|&start| start.abs_diff(begin) <= 1)).collect::<Option<_>>()?;
    columns.is_sorted_by(|left, right| left < right).then_some(columns)
}

/// A row with a cell in every column, where those of a row stand below their header words: a gap is an empty cell.
fn with_gaps(row: Vec<Cell>, columns: &[usize], count: usize, source: usize, text: &str) -> Vec<Cell> {
    let mut full: Vec<Cell> = (0..count).map(|column| Cell::single(column, Passage::of(source, text, 0..0))).collect();
    for (cell, &column) in row.into_iter().zip(columns) {
        full[column] = Cell { column, ..cell };
    }
    full
}

fn renumbered(cells: Vec<Cell>) -> Vec<Cell> {
    cells.into_iter().enumerate().map(|(column, cell)| Cell { column, ..cell }).collect()
}

/// Rows below the header, each beginning with a serial number; a line of one cell between two rows heads the rows below it, one whose
/// cells stand below header words goes on with the row above.
fn rows_on_lines(sources: &[Source], start: usize, gap: usize, starts: &[usize], grid: &mut Grid) -> usize {
    let mut end = start;
    let mut pending: Vec<Vec<Cell>> = Vec::new();
    for (at, source) in sources.iter().enumerate().skip(start) {
        let (row, begins) = cells(at, &source.text, gap);
        let Some(first) = row.first() else { continue };
        let columns = if gap > 1 { columns_below(&begins, starts) } else { None };
        if serial(first.text()).is_some() && row.len() > 1 {
            grid.rows.append(&mut pending);
            grid.rows.push(match columns {
                Some(columns) => with_gaps(row, &columns, starts.len(), at, &source.text),
                None => row,
            });
            end = at + 1;
        } else if let (Some(columns), Some(above)) = (goes_on(columns, at == end), grid.rows.last_mut())
            && above.len() == starts.len()
            && at > start
        {
            for (cell, column) in row.into_iter().zip(columns) {
                let above = &mut above[column].passage;
                let glue = glue(above.text(), cell.text());
                above.append(glue, cell.passage);
            }
            end = at + 1;
        } else if row.len() == 1 && pending.is_empty() && marker(first.text()).is_some() && !is_page_line(&source.text) {
            pending.push(row);
        } else {
            break;
        }
    }
    end
}

/// The columns of a line that goes on with the row right above it: all but the first.
fn goes_on(columns: Option<Vec<usize>>, is_next: bool) -> Option<Vec<usize>> {
    columns.filter(|columns| is_next && columns.first().is_some_and(|&first| first > 0))
}

/// Rows one after the other on the line of the header; a row begins where the next serial number does.
fn rows_on_one_line(rest: Vec<Cell>, columns: usize, grid: &mut Grid) -> bool {
    let mut expected = 1;
    let mut row: Vec<Cell> = Vec::new();
    for cell in rest {
        if serial(cell.text()) == Some(expected) && (row.len() > 1 || expected == 1) {
            if !row.is_empty() {
                grid.rows.push(renumbered(std::mem::take(&mut row)));
            }
            expected += 1;
        }
        row.push(cell);
        if row.len() > columns * 4 {
            return false;
        }
    }
    if !row.is_empty() {
        grid.rows.push(renumbered(row));
    }
    expected > 2
}
