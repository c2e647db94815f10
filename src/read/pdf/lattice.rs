//! Ruled lines to tables: where the cells of a page lie.
//!
//! The lines cut the page into a lattice of squares; squares with no line between them are one cell, and what is open to the edge of the
//! page lies in no table. A table whose cells are no rectangles, or that has no two rows and columns, is none: its text stays lines.

use std::collections::BTreeSet;

use super::rules::{Rule, Rules};

/// Lines that are not farther apart, in points, are one.
const APART: f64 = 2.5;
/// Squares of a page that are looked at.
const MOST_SQUARES: usize = 400_000;

/// A cell of a table, by the lines around it; rows count from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub table: usize,
    pub row: usize,
    pub column: usize,
    pub height: usize,
    pub width: usize,
    /// No line closes it at the foot of the page: it goes on on the next.
    pub goes_on: bool,
}

/// The tables of a page.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    /// Upright lines from the left; places in points.
    columns: Vec<f64>,
    /// Level lines from the top; places in points from the bottom.
    rows: Vec<f64>,
    /// For every square, row by row, the cell it belongs to.
    squares: Vec<Option<usize>>,
    pub cells: Vec<Area>,
}

impl Lattice {
    pub(super) fn of(rules: &Rules) -> Lattice {
        let mut lattice = Lattice { columns: places(&rules.upright), rows: places(&rules.level), ..Lattice::default() };
        lattice.rows.reverse();
        let (across, down) = (lattice.columns.len().saturating_sub(1), lattice.rows.len().saturating_sub(1));
        if across < 2 || down < 2 || across * down > MOST_SQUARES {
            return Lattice::default();
        }
        let walls = Walls::of(&lattice, rules);
        lattice.squares = vec![None; across * down];
        let (groups, going_on) = walls.groups(across, down);
        lattice.take_tables(&groups, &going_on, across);
        lattice
    }

    /// The cell a point lies in.
    pub(super) fn cell_at(&self, x: f64, y: f64) -> Option<usize> {
        let column = self.columns.partition_point(|&line| line <= x).checked_sub(1)?;
        let row = self.rows.partition_point(|&line| line >= y).checked_sub(1)?;
        let across = self.columns.len() - 1;
        if column >= across { None } else { self.squares.get(row * across + column).copied().flatten() }
    }

    /// From where to where a cell reaches across the page.
    pub(super) fn edges(&self, cell: usize) -> (f64, f64) {
        let line = |at: usize| self.columns.get(at).copied().unwrap_or_default();
        self.cells.get(cell).map_or((0.0, 0.0), |area| (line(area.column), line(area.column + area.width)))
    }

    /// Where a table begins, in points from the bottom.
    pub(super) fn top(&self, table: usize) -> f64 {
        let first = self.cells.iter().filter(|cell| cell.table == table).map(|cell| cell.row).min();
        first.and_then(|row| self.rows.get(row)).copied().unwrap_or_default()
    }

    /// The upright lines of a table, from the left.
    pub(super) fn lines(&self, table: usize) -> Vec<usize> {
        let cells = self.cells.iter().filter(|cell| cell.table == table);
        let lines: BTreeSet<usize> = cells.flat_map(|cell| [cell.column, cell.column + cell.width]).collect();
        lines.into_iter().collect()
    }

    /// Where the upright lines of a table stand.
    pub(super) fn outline(&self, table: usize) -> Vec<f64> {
        self.lines(table).into_iter().filter_map(|line| self.columns.get(line).copied()).collect()
    }

    /// Groups of squares to cells, and cells to tables: those without an open row between them are one.
    fn take_tables(&mut self, groups: &[Option<usize>], going_on: &BTreeSet<usize>, across: usize) {
        let mut areas: Vec<Area> = Vec::new();
        let mut filled: Vec<usize> = Vec::new();
        let mut table = 0;
        let mut was_open = true;
        for (row, squares) in groups.chunks(across).enumerate() {
            let is_open = squares.iter().all(Option::is_none);
            table += usize::from(was_open && !is_open && !areas.is_empty());
            was_open = is_open;
            for (column, group) in squares.iter().enumerate().filter_map(|(column, group)| Some((column, (*group)?))) {
                if group >= areas.len() {
                    areas.resize(group + 1, Area { table, row, column, height: 1, width: 1, goes_on: going_on.contains(&group) });
                    filled.resize(group + 1, 0);
                }
                let area = &mut areas[group];
                let first = area.column.min(column);
                (area.width, area.column) = ((area.column + area.width).max(column + 1) - first, first);
                area.height = row + 1 - area.row;
                filled[group] += 1;
            }
        }
        let is_whole = |table: usize| {
            let cells = || areas.iter().zip(&filled).filter(move |(area, _)| area.table == table);
            let several = |of: fn(&Area) -> usize| cells().map(|(area, _)| of(area)).collect::<BTreeSet<_>>().len() > 1;
            cells().all(|(area, count)| area.width * area.height == *count) && several(|area| area.row) && several(|area| area.column)
        };
        let whole: Vec<bool> = (0..=table).map(is_whole).collect();
        self.squares = groups.iter().map(|group| group.filter(|&group| areas.get(group).is_some_and(|area| whole[area.table]))).collect();
        self.cells = areas;
    }
}

/// Whether the upright lines of two tables stand at the same places.
pub(super) fn are_alike(one: &[f64], other: &[f64]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| (one - other).abs() <= APART)
}

/// The places of lines, each once, ascending.
fn places(rules: &[Rule]) -> Vec<f64> {
    let mut places: Vec<f64> = rules.iter().map(|rule| rule.at).collect();
    places.sort_by(f64::total_cmp);
    let mut first = f64::NEG_INFINITY;
    places.retain(|&place| {
        let is_new = place - first > APART;
        if is_new {
            first = place;
        }
        is_new
    });
    places
}

/// Between which squares lines stand.
struct Walls {
    /// Above each square, and below the last row; `across` a row.
    level: Vec<bool>,
    /// Left of each square, and right of the last column; `across + 1` a row.
    upright: Vec<bool>,
}

impl Walls {
    fn of(lattice: &Lattice, rules: &Rules) -> Walls {
        let Lattice { columns, rows, .. } = lattice;
        let (across, down) = (columns.len() - 1, rows.len() - 1);
        let mut walls = Walls { level: vec![false; across * (down + 1)], upright: vec![false; (across + 1) * down] };
        let row = |rule: &Rule| rows.partition_point(|&line| line > rule.at + APART);
        for (row, rule) in joined(&rules.level, row) {
            for column in covered(columns, &rule) {
                if let Some(wall) = walls.level.get_mut(row * across + column) {
                    *wall = true;
                }
            }
        }
        let upwards: Vec<f64> = rows.iter().rev().copied().collect();
        let column = |rule: &Rule| columns.partition_point(|&line| line < rule.at - APART);
        for (column, rule) in joined(&rules.upright, column) {
            for row in covered(&upwards, &rule) {
                if let Some(wall) = walls.upright.get_mut((down - 1 - row) * (across + 1) + column) {
                    *wall = true;
                }
            }
        }
        walls
    }

    /// For every square the number of its group; none for those open to the edge. Groups are numbered in reading order. Those open to
    /// the foot alone are groups too, and named.
    fn groups(&self, across: usize, down: usize) -> (Vec<Option<usize>>, BTreeSet<usize>) {
        let mut groups: Vec<Option<usize>> = vec![None; across * down];
        let mut seen = vec![false; across * down];
        let mut going_on = BTreeSet::new();
        let mut count = 0;
        for start in 0..groups.len() {
            if seen[start] {
                continue;
            }
            let (mut members, mut open, mut foot, mut at) = (vec![start], false, false, 0);
            seen[start] = true;
            while let Some(&square) = members.get(at) {
                at += 1;
                for neighbour in self.neighbours(square, across) {
                    match neighbour {
                        None => open = true,
                        Some(next) if next >= groups.len() => foot = true,
                        Some(next) if !seen[next] => {
                            seen[next] = true;
                            members.push(next);
                        }
                        Some(_) => {}
                    }
                }
            }
            if !open {
                members.iter().for_each(|&member| groups[member] = Some(count));
                going_on.extend(foot.then_some(count));
                count += 1;
            }
        }
        (groups, going_on)
    }

    /// The squares beside a square with no line between; `None` is the edge of the page, and a square behind the last is its foot.
    fn neighbours(&self, square: usize, across: usize) -> impl Iterator<Item = Option<usize>> {
        let (row, column) = (square / across, square % across);
        let beside = |wall: bool, inside: bool, next: usize| (!wall).then_some(inside.then_some(next));
        let left = row * (across + 1) + column;
        [
            beside(self.level[square], row > 0, square.wrapping_sub(across)),
            beside(self.level[square + across], true, square + across),
            beside(self.upright[left], column > 0, square.wrapping_sub(1)),
            beside(self.upright[left + 1], column + 1 < across, square + 1),
        ]
        .into_iter()
        .flatten()
    }
}

/// The rules on each line of the lattice, those that touch as one.
fn joined(rules: &[Rule], line: impl Fn(&Rule) -> usize) -> Vec<(usize, Rule)> {
    let mut placed: Vec<(usize, Rule)> = rules.iter().map(|rule| (line(rule), *rule)).collect();
    placed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.from.total_cmp(&b.1.from)));
    placed.dedup_by(|next, before| {
        let touches = next.0 == before.0 && next.1.from <= before.1.to + APART;
        if touches {
            before.1.to = before.1.to.max(next.1.to);
        }
        touches
    });
    placed
}

/// The spaces between `lines` (ascending) that a line covers from one side to the other.
fn covered(lines: &[f64], rule: &Rule) -> std::ops::Range<usize> {
    let first = lines.partition_point(|&line| line < rule.from - APART);
    let last = lines.partition_point(|&line| line <= rule.to + APART).saturating_sub(1);
    first..last.max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(at: f64, from: f64, to: f64) -> Rule {
        Rule { at, from, to }
    }

    /// Three columns and three rows; the first row is one cell, the first column of the others too.
    fn rules() -> Rules {
        Rules {
            level: vec![
                rule(300.0, 0.0, 300.0),
                rule(200.2, 0.0, 150.0),
                rule(200.0, 150.0, 300.0),
                rule(100.0, 99.0, 300.0),
                rule(0.0, 0.0, 300.0),
            ],
            upright: vec![rule(0.0, 0.0, 300.0), rule(100.0, 0.0, 201.0), rule(200.0, 0.0, 200.0), rule(300.0, 0.0, 300.0)],
        }
    }

    #[test]
    fn cells_with_their_merges() {
        let lattice = Lattice::of(&rules());
        let shapes: Vec<_> = lattice.cells.iter().map(|cell| (cell.row, cell.column, cell.height, cell.width)).collect();
        assert_eq!(shapes, [(0, 0, 1, 3), (1, 0, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)]);
        assert_eq!((lattice.cell_at(250.0, 250.0), lattice.cell_at(50.0, 50.0), lattice.cell_at(150.0, 50.0)), (Some(0), Some(1), Some(4)));
        assert_eq!((lattice.cell_at(301.0, 50.0), lattice.cell_at(50.0, 301.0), lattice.cell_at(50.0, -1.0)), (None, None, None));
        assert_eq!(lattice.edges(1), (0.0, 100.0));
    }

    #[test]
    fn what_is_no_table() {
        let frame = Rules {
            level: vec![rule(300.0, 0.0, 300.0), rule(150.0, 20.0, 80.0), rule(0.0, 0.0, 300.0)],
            upright: vec![rule(0.0, 0.0, 300.0), rule(300.0, 0.0, 300.0)],
        };
        assert!(Lattice::of(&frame).cell_at(50.0, 50.0).is_none(), "a frame with an underlined word");
        let mut bent = rules();
        bent.level[3].from = 200.0;
        bent.upright[2].to = 100.0;
        assert!(Lattice::of(&bent).cell_at(250.0, 250.0).is_none(), "a cell with a corner");
        let mut over = rules();
        over.level[4].to = 200.0;
        let lattice = Lattice::of(&over);
        assert_eq!(lattice.cells.iter().filter(|cell| cell.goes_on).map(|cell| (cell.row, cell.column)).collect::<Vec<_>>(), [(2, 2)]);
        let mut open = rules();
        open.upright.pop();
        assert!(Lattice::of(&open).cell_at(250.0, 250.0).is_none(), "open to the right");
    }
}
