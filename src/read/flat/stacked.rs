//! Tables with one cell a line: the header words, then rows told by their serial numbers.

use crate::grid::{Cell, Grid, Parted};
use crate::passage::{Passage, Source};
use crate::words::fold::{begins_folded, fold, is_blank, key, trimmed};
use crate::words::names::looks_like_body;
use crate::words::numbering::{begins_number, marker, numeral};
use crate::words::page::{is_page_line, is_page_mark};
use crate::words::vocabulary::{Field, Vocabulary, source};

use super::names_work;

/// The header of a table with one cell a line, and the table behind it.
pub(super) fn one_cell_a_line(sources: &[Source], start: usize, vocabulary: &Vocabulary) -> Option<(Grid, usize)> {
    header_word(sources, start, vocabulary)?;
    let counted = counted_header(sources, start, vocabulary);
    let borne_out = counted.is_some();
    let (header, data) = counted.or_else(|| header_lines(sources, start, vocabulary))?;
    let fields: Vec<Field> = header.iter().filter_map(|cell| vocabulary.header(cell.text())).collect();
    if !borne_out && (fields.len() < 3 || !names_work(&fields)) {
        return None;
    }
    let columns = header.len();
    let serial_column = header.iter().position(|cell| vocabulary.header(cell.text()) == Some(Field::Serial));
    if serial_column.is_none() && serial_above(sources, start, vocabulary) {
        return None;
    }
    let parted = Some(Parted { cells: columns, mark: '\n', is_exact: true });
    let mut grid = Grid { rows: vec![header], ragged: true, parted, ..Grid::default() };
    let end = match serial_column {
        Some(before) => {
            let rows = SerialRows {
                vocabulary,
                sources,
                columns,
                before,
                grid: &mut grid,
                row: Vec::new(),
                empty: Vec::new(),
                shows_empty: shows_empty_cells(&sources[data..]),
                blanks_are_cells: false,
                set_off: rows_are_set_off(&sources[data..]),
                spaced: sources[start..data].iter().filter(|source| source.text.trim_matches(is_blank).is_empty()).count() + 1 >= columns,
                expected: 1,
                seen_serial: false,
            };
            rows.read(data)
        }
        None => rows_by_count(sources, data, columns, &mut grid, vocabulary),
    };
    (grid.rows.len() > 1).then_some((grid, end))
}

/// A line without its final bar, trimmed.
fn cell_range(text: &str) -> std::ops::Range<usize> {
    let inner = trimmed(text);
    let bare = text[inner.clone()].trim_end_matches(['|', '｜']).len();
    let range = trimmed(&text[inner.start..inner.start + bare]);
    inner.start + range.start..inner.start + range.end
}

fn cell_at(sources: &[Source], at: usize) -> Passage {
    let text = &sources[at].text;
    Passage::of(at, text, cell_range(text))
}

fn next_line(sources: &[Source], from: usize) -> Option<usize> {
    (from..sources.len().min(from + 6)).find(|&at| {
        let text = sources[at].text.trim_matches(is_blank);
        !text.is_empty() && !is_page_mark(text)
    })
}

/// A header cell that begins at line `at`: one line, or two or three that a broken cell was printed on. Longest first.
fn header_word(sources: &[Source], at: usize, vocabulary: &Vocabulary) -> Option<(Passage, usize)> {
    let first = sources[at].text.chars().find(|&c| !is_blank(c))?;
    if !vocabulary.may_begin_header(first) {
        return None;
    }
    let mut lines = Vec::new();
    let mut from = at;
    for _ in 0..3 {
        let Some(line) = next_line(sources, from) else { break };
        let text = &sources[line].text;
        if text.len() > 90 || (lines.is_empty() && line != at) {
            break;
        }
        lines.push(line);
        from = line + 1;
    }
    let may_end = |count: &usize| {
        let last = &sources[lines[count - 1]].text;
        last.chars().rev().find(|&c| !is_blank(c) && fold(c) != '|').is_some_and(|c| vocabulary.may_end_header(c))
    };
    let printed = |&line: &usize| &sources[line].text[cell_range(&sources[line].text)];
    let is_header = |count: &usize| vocabulary.header(&lines[..*count].iter().map(printed).collect::<String>()).is_some();
    let count = (1..=lines.len()).rev().filter(may_end).find(is_header)?;
    let mut passage = cell_at(sources, at);
    for &line in &lines[1..count] {
        passage.append("", cell_at(sources, line));
    }
    Some((passage, lines[count - 1] + 1))
}

/// The header of a table counted from 序号: short words up to the first serial number, as many as there are lines from one serial
/// number to the next. That is proof enough for words nobody knows.
fn counted_header(sources: &[Source], start: usize, vocabulary: &Vocabulary) -> Option<(Vec<Cell>, usize)> {
    const MOST_COLUMNS: usize = 40;
    let mut cells: Vec<Cell> = Vec::new();
    let mut at = start;
    loop {
        let line = next_line(sources, at)?;
        let text = &sources[line].text[cell_range(&sources[line].text)];
        if serial(text) == Some(1) {
            break;
        }
        let word = header_word(sources, line, vocabulary);
        if cells.is_empty() && vocabulary.header(word.as_ref()?.0.text()) != Some(Field::Serial) {
            return None;
        }
        let short = text.chars().count() <= 12 && !text.contains(['。', '，', '；', '：', '、']);
        if cells.len() == MOST_COLUMNS || (word.is_none() && !short) {
            return None;
        }
        let (passage, end) = word.unwrap_or_else(|| (cell_at(sources, line), line + 1));
        cells.push(Cell::single(cells.len(), passage));
        at = end;
    }
    let data = sources[at..].iter().map(|source| &source.text[cell_range(&source.text)]).filter(|text| !text.is_empty());
    let serials: Vec<Option<u32>> = data.take(cells.len() * 4 + 1).map(serial).collect();
    let turns =
        |number: u32, from: usize| serials.get(from) == Some(&Some(number)) && serials.get(from + cells.len()) == Some(&Some(number + 1));
    let borne_out = turns(1, 0) || (1..=cells.len() * 2).any(|from| turns(2, from));
    (cells.len() >= 3 && borne_out).then_some((cells, at))
}

/// Whether 序号 stands right above a line, with words between that nobody knows: the header began there.
fn serial_above(sources: &[Source], start: usize, vocabulary: &Vocabulary) -> bool {
    let above = sources[..start].iter().rev().take(6).map(|source| &source.text[cell_range(&source.text)]);
    above.take_while(|text| !text.is_empty() && text.chars().count() <= 12).any(|text| vocabulary.header(text) == Some(Field::Serial))
}

/// The header cells from line `start` on, and the line behind them. An unknown short word between known ones is a column too.
fn header_lines(sources: &[Source], start: usize, vocabulary: &Vocabulary) -> Option<(Vec<Cell>, usize)> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut at = start;
    let push = |cells: &mut Vec<Cell>, passage: Passage| cells.push(Cell::single(cells.len(), passage));
    while let Some(line) = next_line(sources, at).filter(|_| cells.len() < 40) {
        if let Some((passage, end)) = header_word(sources, line, vocabulary) {
            push(&mut cells, passage);
            at = end;
            continue;
        }
        let text = &sources[line].text[cell_range(&sources[line].text)];
        let short = text.chars().count() <= 12 && !text.contains(['。', '，', '；', '、']) && serial(text).is_none();
        let next_known = next_line(sources, line + 1).is_some_and(|next| header_word(sources, next, vocabulary).is_some());
        if !(short && next_known && cells.len() >= 2) {
            break;
        }
        push(&mut cells, cell_at(sources, line));
        at = line + 1;
    }
    (cells.len() >= 3).then_some((cells, at))
}

/// A serial number that is a whole cell.
pub(crate) fn serial(text: &str) -> Option<u32> {
    const LONGEST: usize = 6; // characters
    let first = text.chars().find(|&c| !is_blank(c)).map(fold)?;
    if !(first == '(' || begins_number(first)) || text.chars().filter(|&c| !is_blank(c)).nth(LONGEST).is_some() {
        return None;
    }
    let key = key(text);
    let bare = key.trim_end_matches(['.', '、', ')']).trim_start_matches('(');
    (!bare.is_empty() && bare.len() <= 12).then(|| numeral(bare)).flatten()
}

/// Rows that begin with ascending serial numbers. The last row ends when it is full or the text goes on differently.
struct SerialRows<'a> {
    vocabulary: &'a Vocabulary,
    sources: &'a [Source],
    columns: usize,
    /// Columns in front of the serial number; their merged cells are printed before it in the rows that begin a group.
    before: usize,
    grid: &'a mut Grid,
    row: Vec<Cell>,
    /// Lines of blanks that may be empty cells.
    empty: Vec<usize>,
    /// A line of one blank among empty lines is an empty cell.
    shows_empty: bool,
    /// Empty lines between the cells of this row are cells: with them the row is full.
    blanks_are_cells: bool,
    /// Rows are set off by empty lines, so one at the end of a row is no cell.
    set_off: bool,
    /// Cells are set off by empty lines, so a line right below another goes on with its cell.
    spaced: bool,
    expected: u32,
    seen_serial: bool,
}

impl SerialRows<'_> {
    /// Reads rows from line `start` on and gives the line behind them.
    fn read(mut self, start: usize) -> usize {
        let mut at = start;
        let mut end = start;
        while at < self.sources.len() {
            let text = &self.sources[at].text;
            let bare = &text[cell_range(text)];
            if bare.is_empty() || is_page_mark(text.trim_matches(is_blank)) {
                let is_cell = if text.is_empty() { self.blanks_are_cells } else { self.shows_empty || self.blanks_are_cells };
                if bare.is_empty() && self.seen_serial && is_cell {
                    self.empty.push(at);
                }
                at += 1;
                continue;
            }
            if let Some((header, after)) = repeated_header(self.sources, at, self.grid.rows.first(), self.vocabulary) {
                self.flush();
                self.grid.rows.push(header);
                (at, end) = (after, after);
                continue;
            }
            if self.goes_on(at) {
                self.append(at);
            } else if !self.take_cell(at, bare) {
                break;
            }
            at += 1;
            end = at;
        }
        self.fill_last_empty();
        self.flush();
        end
    }

    /// Whether a line goes on with the cell of the line right above it.
    fn goes_on(&self, at: usize) -> bool {
        let above = at.checked_sub(1).map(|above| &self.sources[above].text);
        self.spaced && self.seen_serial && !self.row.is_empty() && above.is_some_and(|above| !above[cell_range(above)].is_empty())
    }

    fn append(&mut self, at: usize) {
        let cell = cell_at(self.sources, at);
        let glue = if marker(cell.text()).is_some() { "\n" } else { "" };
        if let Some(last) = self.row.last_mut() {
            last.passage.append(glue, cell);
        }
    }

    /// Takes a line as the next cell; `false` when the table ends before it.
    fn take_cell(&mut self, at: usize, bare: &str) -> bool {
        let number = serial(bare).filter(|&number| self.starts_row(number));
        if let Some(number) = number {
            self.begin_row(number);
            self.blanks_are_cells = !self.spaced && self.blanks_fill_row(at, number + 1);
        } else if self.ends_before(at, bare) {
            return false;
        }
        for empty in std::mem::take(&mut self.empty) {
            self.row.push(empty_cell(self.sources, empty, self.row.len()));
        }
        self.row.push(Cell::single(self.row.len(), cell_at(self.sources, at)));
        true
    }

    /// Whether the lines from a serial number to the next make a full row only together with the empty ones between them.
    fn blanks_fill_row(&self, at: usize, next: u32) -> bool {
        let lines = self.sources[at..].iter().map(|source| &source.text[cell_range(&source.text)]);
        let row: Vec<&str> = lines.take(self.columns * 2).take_while(|text| serial(text) != Some(next)).collect();
        let inner = row.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        let ends = row.len() < self.columns * 2 && at + row.len() < self.sources.len();
        let full = if self.set_off { inner } else { row.len() };
        ends && (full == self.columns || inner == self.columns) && row[..full].iter().any(|text| text.is_empty())
    }

    fn begin_row(&mut self, number: u32) {
        self.fill_last_empty();
        let leading = cells_before_serial(&mut self.row, self.seen_serial, self.columns, self.before);
        let section = if self.before == 0 { section_before(&mut self.row, self.seen_serial, self.columns) } else { None };
        self.flush();
        self.grid.rows.extend(section);
        self.row = leading;
        (self.expected, self.seen_serial) = (number + 1, true);
        self.empty.clear();
    }

    /// An empty last cell.
    fn fill_last_empty(&mut self) {
        if self.seen_serial
            && self.row.len() < self.columns
            && let Some(&empty) = self.empty.first()
        {
            self.row.push(empty_cell(self.sources, empty, self.row.len()));
        }
    }

    /// Whether a number begins the next row rather than being a cell.
    fn starts_row(&self, number: u32) -> bool {
        let enough = !self.seen_serial || self.row.len() >= 2;
        let restart = number == 1 && self.row.len() + 1 >= self.columns;
        let skipped = number > self.expected && number <= self.expected + 30 && self.row.len() + 2 >= self.columns;
        enough && (number == self.expected || skipped || restart)
    }

    fn ends_before(&self, at: usize, bare: &str) -> bool {
        if !self.seen_serial {
            return self.row.len() > self.before.max(1);
        }
        let full = self.row.len() >= full_length(&self.row, self.columns, self.before);
        ends_table(bare, &self.row, self.columns, self.vocabulary)
            || is_signature(self.sources, at)
            || (full && !serial_follows(self.sources, at, self.expected, self.columns))
    }

    fn flush(&mut self) {
        flush(self.grid, &mut self.row);
        self.empty.clear();
    }
}

fn empty_cell(sources: &[Source], at: usize, column: usize) -> Cell {
    Cell::single(column, Passage::of(at, &sources[at].text, 0..0))
}

/// Whether a line of blanks among truly empty lines means an empty cell here.
fn shows_empty_cells(sources: &[Source]) -> bool {
    let near = &sources[..sources.len().min(400)];
    let truly = near.iter().filter(|source| source.text.is_empty()).count();
    let blank = near.iter().filter(|source| !source.text.is_empty() && source.text.trim_matches(is_blank).is_empty()).count();
    blank * 3 < truly || truly == 0 && blank * 12 < near.len()
}

/// Whether most serial numbers stand below an empty line.
fn rows_are_set_off(sources: &[Source]) -> bool {
    let near = &sources[..sources.len().min(400)];
    let numbers = near.windows(2).filter(|pair| serial(&pair[1].text[cell_range(&pair[1].text)]).is_some());
    let (all, below_empty) = numbers.fold((0, 0), |(all, below_empty), pair| {
        let is_below_empty = pair[0].text.trim_start_matches(is_blank).is_empty();
        (all + 1, below_empty + usize::from(is_below_empty))
    });
    below_empty * 2 > all
}

/// Whether the next serial number comes within a few rows' worth of cells.
fn serial_follows(sources: &[Source], at: usize, expected: u32, columns: usize) -> bool {
    sources[at..]
        .iter()
        .filter(|source| !source.text.trim_matches(is_blank).is_empty())
        .take(columns * 3)
        .any(|source| serial(&source.text[cell_range(&source.text)]).is_some_and(|number| (expected..expected + 3).contains(&number)))
}

/// A body's name above a date.
fn is_signature(sources: &[Source], at: usize) -> bool {
    next_line(sources, at + 1).is_some_and(|next| crate::words::dates::whole_date(&sources[next].text).is_some())
        && looks_like_body(&sources[at].text)
}

/// How many cells a row has when nothing of it is missing but merged cells in front of its serial number.
fn full_length(row: &[Cell], columns: usize, before: usize) -> usize {
    let leading = row.iter().position(|cell| serial(cell.text()).is_some()).unwrap_or(0);
    columns - before + leading.min(before)
}

/// The cells at the end of a row that belong to the columns in front of the next serial number.
fn cells_before_serial(row: &mut Vec<Cell>, seen_serial: bool, columns: usize, before: usize) -> Vec<Cell> {
    if before == 0 {
        return Vec::new();
    }
    let full = full_length(row, columns, before);
    let extra = match row.last() {
        _ if !seen_serial => row.len().min(before),
        Some(last) if row.len() <= full => usize::from(marker(last.text()).is_some() || looks_counted(last.text())),
        _ => (row.len() - full).min(before),
    };
    let leading = row.split_off(row.len() - extra);
    leading.into_iter().enumerate().map(|(column, cell)| Cell { column, ..cell }).collect()
}

/// 教育惠民（共2项）
fn looks_counted(text: &str) -> bool {
    super::super::fields::without_count(text).len() < text.len()
}

/// A heading printed between two rows belongs to the rows behind it: the last cell of a row that has one too many.
fn section_before(row: &mut Vec<Cell>, seen_serial: bool, columns: usize) -> Option<Vec<Cell>> {
    if !seen_serial {
        return (!row.is_empty()).then(|| std::mem::take(row));
    }
    let last = row.last()?;
    let heading = marker(last.text()).is_some() && row.len() > columns;
    heading.then(|| row.pop().map(|cell| vec![Cell::single(0, cell.passage)])).flatten()
}

fn flush(grid: &mut Grid, row: &mut Vec<Cell>) {
    if !row.is_empty() {
        grid.rows.push(std::mem::take(row));
    }
}

/// The header again, behind a page break.
fn repeated_header(sources: &[Source], at: usize, first: Option<&Vec<Cell>>, vocabulary: &Vocabulary) -> Option<(Vec<Cell>, usize)> {
    let first = first?;
    let begins = |text: &str| text.chars().find(|&c| !is_blank(c)).map(fold);
    if begins(&sources[at].text) != begins(first.first()?.text()) {
        return None;
    }
    let (passage, _) = header_word(sources, at, vocabulary)?;
    if key(passage.text()) != key(first.first()?.text()) {
        return None;
    }
    let (header, end) = header_lines(sources, at, vocabulary)?;
    (header.len() == first.len()).then_some((header, end))
}

/// Whether a line behind a complete row is no cell any more.
fn ends_table(text: &str, row: &[Cell], columns: usize, vocabulary: &Vocabulary) -> bool {
    if row.len() < 2 {
        return false;
    }
    let stops = source().rows.below.iter().any(|word| begins_folded(text, word));
    let dated = crate::words::dates::final_date(text).is_some_and(|(start, _)| start == 0) && row.len() >= 3;
    let header = vocabulary.header(text).is_some() && row.len() + 1 >= columns;
    (row.len() >= 2 && (stops || is_page_line(text) || dated || header)) || row.len() > columns + columns
}

/// Rows of a table without serial numbers: every row is full, else it is no table we can read.
fn rows_by_count(sources: &[Source], start: usize, columns: usize, grid: &mut Grid, vocabulary: &Vocabulary) -> usize {
    let mut at = start;
    let mut end = start;
    let mut row: Vec<Cell> = Vec::new();
    while let Some(line) = next_line(sources, at) {
        let text = &sources[line].text;
        let bare = &text[cell_range(text)];
        if row.is_empty() && (ends_table(bare, &[Cell::default(), Cell::default()], 2, vocabulary) || bare.ends_with('：')) {
            break;
        }
        row.push(Cell::single(row.len(), cell_at(sources, line)));
        at = line + 1;
        if row.len() == columns {
            end = at;
            flush(grid, &mut row);
        }
    }
    end
}
