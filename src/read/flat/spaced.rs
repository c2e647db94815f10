//! Tables whose cells were left apart by nothing but blanks: one row a line, or the whole table on one line.

use std::ops::Range;

use crate::grid::{Cell, Grid, Parted};
use crate::passage::{Passage, Source};
use crate::words::fold::is_blank;
use crate::words::numbering::marker;
use crate::words::page::is_page_line;
use crate::words::vocabulary::{Field, Vocabulary};

use super::names_work;
use super::stacked::serial;

/// The table whose header words begin line `at`, and the line behind it.
pub(super) fn spaced(sources: &[Source], at: usize, vocabulary: &Vocabulary) -> Option<(Grid, usize)> {
    let text = sources[at].text.as_str();
    // Wide gaps part cells where there are any; a header word may itself hold a blank.
    let gap = if cells(at, text, 2).len() >= 3 { 2 } else { 1 };
    let mut row = cells(at, text, gap);
    let header = row.iter().take_while(|cell| vocabulary.header(cell.text()).is_some()).count();
    let fields: Vec<Field> = row[..header].iter().filter_map(|cell| vocabulary.header(cell.text())).collect();
    if header < 3 || !names_work(&fields) || fields.first() != Some(&Field::Serial) {
        return None;
    }
    let rest = renumbered(row.split_off(header));
    let parted = Some(Parted { cells: header, mark: ' ', is_exact: true });
    let mut grid = Grid { rows: vec![row], ragged: true, parted, ..Grid::default() };
    let end = if rest.is_empty() {
        rows_on_lines(sources, at + 1, gap, &mut grid)
    } else {
        rows_on_one_line(rest, header, &mut grid).then_some(at + 1)?
    };
    (grid.rows.len() > 1).then_some((grid, end))
}

/// The cells of a line, parted by at least `gap` columns of blanks. Two lone characters are a padded name.
fn cells(source: usize, text: &str, gap: usize) -> Vec<Cell> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut blanks = gap;
    for (at, c) in text.char_indices() {
        if is_blank(c) {
            blanks += if matches!(c, '\u{3000}' | '\t') { 2 } else { 1 };
            continue;
        }
        let end = at + c.len_utf8();
        match ranges.last_mut() {
            Some(last) if blanks < gap => last.end = end,
            _ => ranges.push(at..end),
        }
        blanks = 0;
    }
    let lone = |range: &Range<usize>| text[range.clone()].chars().count() == 1 && text[range.clone()].chars().all(char::is_alphabetic);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if lone(last) && lone(&range) => last.end = range.end,
            _ => joined.push(range),
        }
    }
    joined.into_iter().enumerate().map(|(column, range)| Cell::single(column, Passage::of(source, text, range))).collect()
}

fn renumbered(cells: Vec<Cell>) -> Vec<Cell> {
    cells.into_iter().enumerate().map(|(column, cell)| Cell { column, ..cell }).collect()
}

/// Rows below the header, each beginning with a serial number; a line of one cell between two rows heads the rows below it.
fn rows_on_lines(sources: &[Source], start: usize, gap: usize, grid: &mut Grid) -> usize {
    let mut end = start;
    let mut pending: Vec<Vec<Cell>> = Vec::new();
    for (at, source) in sources.iter().enumerate().skip(start) {
        let row = cells(at, &source.text, gap);
        let Some(first) = row.first() else { continue };
        if serial(first.text()).is_some() && row.len() > 1 {
            grid.rows.append(&mut pending);
            grid.rows.push(row);
            end = at + 1;
        } else if row.len() == 1 && pending.is_empty() && marker(first.text()).is_some() && !is_page_line(&source.text) {
            pending.push(row);
        } else {
            break;
        }
    }
    end
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
