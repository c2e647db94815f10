//! Tables that were flattened to text: piped or tabbed rows, and one cell a line.
//!
//! Finds them among the lines by a header row whose words the vocabulary knows, and gives each as a [`Grid`]; everything else stays
//! lines. Which column a cell of a short row belongs to is left to `table`.

use crate::grid::{Cell, Grid};
use crate::passage::{BREAKS, Passage, Source};
use crate::words::fold::{fold, is_blank, key, trimmed};
use crate::words::names::looks_like_body;
use crate::words::vocabulary::{self, Field};

use super::Part;

use crate::words::page::{is_page_line, is_page_mark};

/// Splits lines into running text and tables.
pub(crate) fn stretches(sources: &[Source], lines: Vec<usize>) -> Vec<Part> {
    let Some((&first, &last)) = lines.first().zip(lines.last()) else { return Vec::new() };
    // Tables are looked for among neighbouring sources only.
    if last - first + 1 != lines.len() {
        return vec![Part::Lines(lines)];
    }
    let sources = &sources[..=last];
    let mut stretches = Vec::new();
    let mut running = Vec::new();
    let mut at = first;
    while at <= last {
        match table_at(sources, at) {
            Some((grid, end)) => {
                stretches.push(Part::Lines(std::mem::take(&mut running)));
                stretches.push(Part::Grid(grid));
                at = end;
            }
            None => {
                running.push(at);
                at += 1;
            }
        }
    }
    stretches.push(Part::Lines(running));
    stretches
}

/// The table whose header begins at line `at`, and the line behind it.
fn table_at(sources: &[Source], at: usize) -> Option<(Grid, usize)> {
    let text = sources[at].text.as_str();
    let first = text.chars().find(|&c| !is_blank(c) && fold(c) != '|')?;
    if text.len() > 2000 || !vocabulary::may_begin_header(first) {
        return None;
    }
    if delimiter(text).is_some_and(|delimiter| is_header(&split_row(at, text, delimiter))) {
        return delimited(sources, at);
    }
    one_cell_a_line(sources, at)
}

/// What separates the cells of a row: bars or tabs, at least two cells.
fn delimiter(text: &str) -> Option<char> {
    let bars = text.chars().filter(|&c| fold(c) == '|').count();
    let inner_bar = text.trim_matches(is_blank).trim_end_matches(['|', '｜']).contains(['|', '｜']);
    if bars >= 1 && inner_bar {
        return Some('|');
    }
    (text.trim_matches(is_blank).contains('\t')).then_some('\t')
}

/// The cells of a delimited row; outer bars are no cells.
fn split_row(source: usize, text: &str, delimiter: char) -> Vec<Cell> {
    let inner = if delimiter == '|' { trimmed(text) } else { 0..text.trim_end_matches(is_blank).len() };
    let (mut start, mut end) = (inner.start, inner.end);
    if delimiter == '|' {
        start += text[start..end].strip_prefix(['|', '｜']).map_or(0, |rest| end - start - rest.len());
        end = start + text[start..end].strip_suffix(['|', '｜']).map_or(end - start, str::len);
    }
    let separates = |c: char| if delimiter == '|' { fold(c) == '|' } else { c == '\t' };
    let mut cells = Vec::new();
    let mut from = start;
    for (at, c) in text[start..end].char_indices().map(|(at, c)| (at + start, c)).chain([(end, delimiter)]) {
        if separates(c) {
            let range = trimmed(&text[from..at]);
            cells.push(Cell::single(cells.len(), with_breaks(source, text, from + range.start..from + range.end)));
            from = at + c.len_utf8();
        }
    }
    cells
}

/// The passage of a cell; `<br>` in it is a line break.
fn with_breaks(source: usize, text: &str, range: std::ops::Range<usize>) -> Passage {
    let mut passage: Option<Passage> = None;
    let mut from = range.start;
    while from <= range.end {
        let rest = &text[from..range.end];
        let (length, skip) = BREAKS.iter().filter_map(|mark| rest.find(mark).map(|at| (at, mark.len()))).min().unwrap_or((rest.len(), 1));
        let piece = Passage::of(source, text, from..from + length);
        match &mut passage {
            Some(passage) => passage.append("\n", piece),
            None => passage = Some(piece),
        }
        from += length + skip;
    }
    passage.unwrap_or_default()
}

/// Whether the cells are a header: most are words the vocabulary knows, and there is something to do.
fn is_header(cells: &[Cell]) -> bool {
    let fields: Vec<Field> = cells.iter().filter_map(|cell| vocabulary::header(cell.text())).collect();
    let filled = cells.iter().filter(|cell| !cell.text().is_empty()).count();
    fields.len() >= 2 && fields.len() * 2 >= filled && names_work(&fields)
}

fn names_work(fields: &[Field]) -> bool {
    fields.iter().any(|field| matches!(field, Field::Title | Field::Content | Field::Problem))
        && fields.iter().any(|field| field.is_responsibility() || matches!(field, Field::Serial | Field::Notes | Field::Narrative))
}

fn is_rule(cells: &[Cell]) -> bool {
    cells.len() > 1
        && cells.iter().all(|cell| !cell.text().is_empty() && cell.text().chars().all(|c| matches!(c, '-' | ':' | '=' | '—' | '+')))
}

/// Rows of bars or tabs from `start` on. A line without any, between two rows, is a row of one cell.
fn delimited(sources: &[Source], start: usize) -> Option<(Grid, usize)> {
    let delimiter = delimiter(&sources[start].text)?;
    let mut grid = Grid { ragged: true, ..Grid::default() };
    let mut end = start;
    let mut at = start;
    let mut pending: Option<(usize, Vec<Cell>)> = None;
    while at < sources.len() {
        let text = sources[at].text.as_str();
        let is_row = if delimiter == '|' { text.contains(['|', '｜']) } else { text.contains('\t') };
        if text.trim_matches(is_blank).is_empty() || is_page_mark(text.trim_matches(is_blank)) {
            at += 1;
            continue;
        }
        if is_row {
            let cells = split_row(at, text, delimiter);
            if at > end + 8 || is_page_line(text) {
                break;
            }
            grid.rows.extend(pending.take().map(|(_, cells)| cells));
            if !is_rule(&cells) {
                grid.rows.push(cells);
            }
            end = at + 1;
        } else if pending.is_none() && text.chars().count() <= 60 {
            let range = trimmed(text);
            pending = Some((at, vec![Cell::single(0, Passage::of(at, text, range))]));
        } else {
            break;
        }
        at += 1;
    }
    (grid.rows.len() > 1).then_some((grid, end))
}

/// The header of a table with one cell a line, and the table behind it.
fn one_cell_a_line(sources: &[Source], start: usize) -> Option<(Grid, usize)> {
    header_word(sources, start)?;
    let (header, data) = header_lines(sources, start)?;
    let fields: Vec<Field> = header.iter().filter_map(|cell| vocabulary::header(cell.text())).collect();
    if fields.len() < 3 || !names_work(&fields) {
        return None;
    }
    let columns = header.len();
    let serial_column = header.iter().position(|cell| vocabulary::header(cell.text()) == Some(Field::Serial));
    let mut grid = Grid { rows: vec![header], ragged: true, ..Grid::default() };
    let end = match serial_column {
        Some(before) => rows_by_serial(sources, data, (columns, before), &mut grid),
        None => rows_by_count(sources, data, columns, &mut grid),
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
fn header_word(sources: &[Source], at: usize) -> Option<(Passage, usize)> {
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
    (1..=lines.len()).rev().find_map(|count| {
        let mut passage = cell_at(sources, *lines.first()?);
        for &line in &lines[1..count] {
            passage.append("", cell_at(sources, line));
        }
        vocabulary::header(passage.text())?;
        Some((passage, lines[count - 1] + 1))
    })
}

/// The header cells from line `start` on, and the line behind them. An unknown short word between known ones is a column too.
fn header_lines(sources: &[Source], start: usize) -> Option<(Vec<Cell>, usize)> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut at = start;
    let push = |cells: &mut Vec<Cell>, passage: Passage| cells.push(Cell::single(cells.len(), passage));
    while let Some(line) = next_line(sources, at).filter(|_| cells.len() < 40) {
        if let Some((passage, end)) = header_word(sources, line) {
            push(&mut cells, passage);
            at = end;
            continue;
        }
        let text = &sources[line].text[cell_range(&sources[line].text)];
        let short = text.chars().count() <= 12 && !text.contains(['。', '，', '；', '、']) && serial(text).is_none();
        let next_known = next_line(sources, line + 1).is_some_and(|next| header_word(sources, next).is_some());
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
    let key = key(text);
    let bare = key.trim_end_matches(['.', '、', ')']).trim_start_matches('(');
    (!bare.is_empty() && bare.len() <= 12).then(|| crate::words::numbering::numeral(bare)).flatten().filter(|_| key.chars().count() <= 6)
}

/// Rows that begin with ascending serial numbers. The last row ends when it is full or the text goes on differently.
///
/// `before`: columns in front of the serial number; their merged cells are printed before it in the rows that begin a group.
fn rows_by_serial(sources: &[Source], start: usize, (columns, before): (usize, usize), grid: &mut Grid) -> usize {
    let mut at = start;
    let mut end = start;
    let mut expected = 1u32;
    let mut row: Vec<Cell> = Vec::new();
    let mut empty_lines: Vec<usize> = Vec::new();
    let shows_empty = shows_empty_cells(&sources[start..]);
    let mut seen_serial = false;
    while at < sources.len() {
        let text = &sources[at].text;
        let bare = &text[cell_range(text)];
        if bare.is_empty() {
            // A line of one blank among empty lines is an empty cell; a bar alone is one too.
            if seen_serial && !text.is_empty() && shows_empty {
                empty_lines.push(at);
            }
            at += 1;
            continue;
        }
        if is_page_mark(text.trim_matches(is_blank)) {
            at += 1;
            continue;
        }
        if let Some((header, after)) = repeated_header(sources, at, grid.rows.first()) {
            flush(grid, &mut row);
            grid.rows.push(header);
            (at, end) = (after, after);
            empty_lines.clear();
            continue;
        }
        let number = serial(bare).filter(|&number| starts_row(number, expected, &row, columns, seen_serial));
        if let Some(number) = number {
            row.extend(
                empty_lines.first().filter(|_| row.len() < columns && seen_serial).map(|&empty| empty_cell(sources, empty, row.len())),
            );
            let leading = cells_before_serial(&mut row, seen_serial, columns, before);
            let section = if before == 0 { section_before(&mut row, seen_serial, columns) } else { None };
            flush(grid, &mut row);
            grid.rows.extend(section);
            row = leading;
            (expected, seen_serial) = (number + 1, true);
            empty_lines.clear();
        } else if (seen_serial && (ends_table(bare, &row, columns) || is_signature(sources, at)))
            || (!seen_serial && row.len() > before.max(1))
        {
            break;
        } else if row.len() >= full_length(&row, columns, before) && !serial_follows(sources, at, expected, columns) {
            break;
        }
        for empty in empty_lines.drain(..) {
            row.push(empty_cell(sources, empty, row.len()));
        }
        row.push(Cell::single(row.len(), cell_at(sources, at)));
        at += 1;
        end = at;
    }
    // An empty last cell of the last row.
    if row.len() < columns
        && let Some(&empty) = empty_lines.first()
    {
        row.push(empty_cell(sources, empty, row.len()));
    }
    flush(grid, &mut row);
    end
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

/// Whether a number begins the next row rather than being a cell.
fn starts_row(number: u32, expected: u32, row: &[Cell], columns: usize, seen_serial: bool) -> bool {
    let enough = !seen_serial || row.len() >= 2;
    let restart = number == 1 && row.len() + 1 >= columns;
    enough && (number == expected || (number > expected && number <= expected + 30 && row.len() + 2 >= columns) || restart)
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
        Some(last) if row.len() <= full => {
            usize::from(crate::words::numbering::marker(last.text()).is_some() || looks_counted(last.text()))
        }
        _ => (row.len() - full).min(before),
    };
    let leading = row.split_off(row.len() - extra);
    leading.into_iter().enumerate().map(|(column, cell)| Cell { column, ..cell }).collect()
}

/// 教育惠民（共2项）
fn looks_counted(text: &str) -> bool {
    super::fields::without_count(text).len() < text.len()
}

/// A heading printed between two rows belongs to the rows behind it: the last cell of a row that has one too many.
fn section_before(row: &mut Vec<Cell>, seen_serial: bool, columns: usize) -> Option<Vec<Cell>> {
    if !seen_serial {
        return (!row.is_empty()).then(|| std::mem::take(row));
    }
    let last = row.last()?;
    let heading = crate::words::numbering::marker(last.text()).is_some() && row.len() > columns;
    heading.then(|| row.pop().map(|cell| vec![Cell::single(0, cell.passage)])).flatten()
}

fn flush(grid: &mut Grid, row: &mut Vec<Cell>) {
    if !row.is_empty() {
        grid.rows.push(std::mem::take(row));
    }
}

/// The header again, behind a page break.
fn repeated_header(sources: &[Source], at: usize, first: Option<&Vec<Cell>>) -> Option<(Vec<Cell>, usize)> {
    let first = first?;
    let (passage, _) = header_word(sources, at)?;
    if key(passage.text()) != key(first.first()?.text()) {
        return None;
    }
    let (header, end) = header_lines(sources, at)?;
    (header.len() == first.len()).then_some((header, end))
}

/// Whether a line behind a complete row is no cell any more.
fn ends_table(text: &str, row: &[Cell], columns: usize) -> bool {
    let key = key(text);
    let stops = ["注:", "备注", "说明:", "附件", "填表", "联系人", "抄送", "(注"].iter().any(|word| key.starts_with(word));
    let dated = crate::words::dates::final_date(text).is_some_and(|(start, _)| start == 0) && row.len() >= 3;
    let header = vocabulary::header(text).is_some() && row.len() + 1 >= columns;
    (row.len() >= 2 && (stops || is_page_line(text) || dated || header)) || row.len() > columns + columns
}

/// Rows of a table without serial numbers: every row is full, else it is no table we can read.
fn rows_by_count(sources: &[Source], start: usize, columns: usize, grid: &mut Grid) -> usize {
    let mut at = start;
    let mut end = start;
    let mut row: Vec<Cell> = Vec::new();
    while let Some(line) = next_line(sources, at) {
        let text = &sources[line].text;
        let bare = &text[cell_range(text)];
        if row.is_empty() && (ends_table(bare, &[Cell::default(), Cell::default()], 2) || bare.ends_with('：')) {
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
