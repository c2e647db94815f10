//! A page as it is printed: running text as lines, ruled tables as cells with their own lines.
//!
//! Text is printed in reading order, except around tables: spreadsheets print merged cells and titles last. There the place decides.

use std::collections::BTreeMap;

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

use super::super::paragraphs::ends_sentence;
use super::super::story::{Cell, Item, Table, text_of};
use super::lattice::Lattice;
use super::lines::{Lines, Place};
use crate::words::vocabulary::Vocabulary;

/// A page being read.
pub(super) struct Page {
    lattice: Lattice,
    /// Text outside of tables.
    lines: Lines,
    /// The lines of the cells of each table.
    tables: BTreeMap<usize, BTreeMap<usize, Lines>>,
    height: f64,
    /// Characters in fonts that do not say what they stand for.
    unknown: usize,
}

/// What a page holds, as text.
pub(super) enum Piece {
    Line(String),
    Table(Printed),
}

/// A table of a page.
pub(super) struct Printed {
    pub table: Table,
    /// Where its upright lines stand.
    pub outline: Vec<f64>,
    /// Row and column of the cells that go on on the next page.
    pub goes_on: Vec<(usize, usize)>,
}

impl Page {
    pub(super) fn new(lattice: Lattice) -> Page {
        Page { lattice, lines: Lines::default(), tables: BTreeMap::new(), height: 0.0, unknown: 0 }
    }

    /// Characters in fonts that do not say what they stand for.
    pub(super) fn unknown(&self) -> usize {
        self.unknown
    }

    /// The lines a character belongs to.
    fn lines_at(&mut self, x: f64, base: f64, size: f64) -> &mut Lines {
        // The middle of a character lies above its base line.
        let cell = self.lattice.cell_at(x, base + size * 0.3);
        match cell.and_then(|cell| Some((cell, self.lattice.cells.get(cell)?.table))) {
            Some((cell, table)) => self.tables.entry(table).or_default().entry(cell).or_default(),
            None => &mut self.lines,
        }
    }

    /// What the page holds, from the top.
    pub(super) fn finish(self, vocabulary: &Vocabulary) -> Vec<Piece> {
        let Page { lattice, mut lines, tables, height, .. } = self;
        if !tables.is_empty() {
            lines.sort();
        }
        let mut pieces = Vec::new();
        for (number, cells) in tables {
            let above = lines.split_above(height - lattice.top(number));
            pieces.extend(above.finish(vocabulary).into_iter().map(Piece::Line));
            pieces.push(Piece::Table(printed(&lattice, number, cells, vocabulary)));
        }
        pieces.extend(lines.finish(vocabulary).into_iter().map(Piece::Line));
        pieces
    }
}

/// A table of its cells that say something or go on.
fn printed(lattice: &Lattice, number: usize, mut cells: BTreeMap<usize, Lines>, vocabulary: &Vocabulary) -> Printed {
    // How far from the edge of its cell text begins, at least.
    let margin = cells.iter().map(|(&cell, lines)| lines.left() - lattice.edges(cell).0).fold(f64::INFINITY, f64::min);
    for (cell, _) in lattice.cells.iter().enumerate().filter(|(_, area)| area.table == number && area.goes_on) {
        cells.entry(cell).or_default();
    }
    let columns = lattice.lines(number);
    let column = |line: usize| columns.partition_point(|&known| known < line);
    let mut rows: BTreeMap<usize, Vec<(Cell, bool)>> = BTreeMap::new();
    for (cell, lines) in cells {
        let (Some(area), edges) = (lattice.cells.get(cell), lattice.edges(cell)) else { continue };
        let room = edges.1 - edges.0 - 2.0 * margin.clamp(0.0, 8.0);
        let items = lines.finish_in(room, vocabulary).into_iter().map(|text| Item::Line { text, number: 1 }).collect();
        let first = column(area.column);
        let cell = Cell { column: first, width: column(area.column + area.width) - first, height: area.height, items };
        rows.entry(area.row).or_default().push((cell, area.goes_on));
    }
    // Rows without any text are not there; merges count those that are.
    let heads: Vec<usize> = rows.keys().copied().collect();
    let count = |from: usize, to: usize| heads.partition_point(|&row| row < to) - heads.partition_point(|&row| row < from);
    let mut printed = Printed { table: Table::default(), outline: lattice.outline(number), goes_on: Vec::new() };
    for (at, (row, mut cells)) in rows.into_iter().enumerate() {
        cells.sort_by_key(|(cell, _)| cell.column);
        printed.goes_on.extend(cells.iter().filter(|(_, goes_on)| *goes_on).map(|(cell, _)| (at, cell.column)));
        let counted = cells.into_iter().map(|(cell, _)| Cell { height: count(row, row + cell.height).max(1), ..cell });
        printed.table.rows.push(counted.collect());
    }
    printed
}

impl Printed {
    /// Adds the table of the next page, where it has the same columns; gives the rows at its head that only repeat those above.
    pub(super) fn append(&mut self, next: Printed) -> Vec<Vec<Cell>> {
        let texts = |row: &[Cell]| row.iter().map(|cell| text_of(&cell.items)).collect::<Vec<_>>();
        let above = &mut self.table.rows;
        let mut rows = next.table.rows;
        let repeated = above.iter().zip(&rows).take_while(|(row, again)| texts(row) == texts(again)).count();
        let head: Vec<Vec<Cell>> = rows.drain(..repeated).collect();
        let mut goes_on: Vec<(usize, usize)> =
            next.goes_on.iter().filter_map(|(row, column)| Some((row.checked_sub(repeated)?, *column))).collect();
        let first = rows.first_mut().map(std::mem::take).unwrap_or_default();
        let is_open = |cell: &Cell| self.goes_on.iter().any(|(_, column)| *column == cell.column);
        let (rests, own): (Vec<Cell>, Vec<Cell>) = first.into_iter().partition(is_open);
        // A row of nothing but rests is the row above, broken over the page.
        let broken = usize::from(own.is_empty() && !rests.is_empty());
        for rest in rests {
            let home = self.goes_on.iter().find(|(_, column)| *column == rest.column);
            let cell = home.and_then(|(row, _)| above.get_mut(*row)?.iter_mut().find(|cell| cell.column == rest.column));
            if let Some(cell) = cell {
                cell.height += rest.height - broken;
                join(&mut cell.items, rest.items);
            }
        }
        if let Some(first) = rows.first_mut() {
            *first = own;
        }
        rows.drain(..broken);
        goes_on = goes_on.into_iter().filter_map(|(row, column)| Some((row.checked_sub(broken)?, column))).collect();
        self.goes_on = goes_on.into_iter().map(|(row, column)| (row + above.len(), column)).collect();
        above.extend(rows);
        head
    }
}

/// Adds the text behind a page break; a sentence that was broken there is one line again.
fn join(items: &mut Vec<Item>, mut rest: Vec<Item>) {
    if let (Some(Item::Line { text, .. }), Some(Item::Line { text: more, .. })) = (items.last_mut(), rest.first())
        && !ends_sentence(text)
    {
        text.push_str(more);
        rest.remove(0);
    }
    items.append(&mut rest);
}

impl OutputDev for Page {
    fn begin_page(&mut self, _: u32, page: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.height = page.ury;
        Ok(())
    }

    fn output_character(&mut self, matrix: &Transform, width: f64, _: f64, font_size: f64, text: &str) -> Result<(), OutputError> {
        let size = (font_size * (matrix.m11 * matrix.m22 - matrix.m12 * matrix.m21).abs().sqrt()).abs();
        let (left, base) = (matrix.m31, self.height - matrix.m32);
        if text.is_empty() {
            self.unknown += 1;
        }
        let shown: String = text.chars().filter(|c| !c.is_control()).collect();
        if !shown.is_empty() && size > 0.0 && left.is_finite() && base.is_finite() {
            let right = left + width * size;
            let lines = self.lines_at(f64::midpoint(left, right), matrix.m32, size);
            lines.put(&shown, Place { left, right, base }, size);
        }
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
