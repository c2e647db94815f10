//! Tables that were flattened to text: piped or tabbed rows, and one cell a line.
//!
//! Finds them among the lines by a header row whose words the vocabulary knows, and gives each as a [`Grid`]; everything else stays
//! lines. Which column a cell of a short row belongs to is left to `table`.

use crate::grid::{Cell, Grid, Parted};
use crate::passage::{BREAKS, Passage, Source};
use crate::words::fold::{fold, is_blank, marks, trimmed};
use crate::words::numbering::{Style, marker};
use crate::words::vocabulary::{Field, Vocabulary};

mod broken;
mod spaced;
mod stacked;

pub(crate) use stacked::serial;

use super::Part;

use crate::words::page::{is_page_line, is_page_mark};

/// Splits lines into running text and tables.
pub(crate) fn stretches(sources: &[Source], lines: Vec<usize>, vocabulary: &Vocabulary) -> Vec<Part> {
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
        match table_at(sources, at, vocabulary) {
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

/// A header row of bars is not longer than this, in bytes.
const LONGEST_HEADER: usize = 2000;

/// The table whose header begins at line `at`, and the line behind it.
fn table_at(sources: &[Source], at: usize, vocabulary: &Vocabulary) -> Option<(Grid, usize)> {
    let text = sources[at].text.as_str();
    if is_drawn_rule(text) {
        return sources.get(at + 1).filter(|below| !is_drawn_rule(&below.text)).and_then(|_| table_at(sources, at + 1, vocabulary));
    }
    let first = text.chars().find(|&c| !is_blank(c) && !is_bar(c))?;
    if !vocabulary.may_begin_header(first) {
        return table_behind_unknown_word(sources, at, vocabulary);
    }
    let has_gaps = || text.trim_matches(is_blank).contains("  ") || text.trim_matches(is_blank).contains(['\u{3000}', '\t']);
    let is_plain = || text.len() <= LONGEST_HEADER && has_gaps() && delimiter(text).is_none();
    if (first == '序' || is_plain())
        && !parts_by_tabs(at, text, vocabulary)
        && let Some(table) = spaced::spaced(sources, at, vocabulary)
    {
        return Some(table);
    }
    if text.len() > LONGEST_HEADER {
        return None;
    }
    if delimiter(text).is_some_and(|delimiter| is_header(&split_row(at, text, delimiter, true, true), vocabulary)) {
        return delimited(sources, at, vocabulary);
    }
    stacked::one_cell_a_line(sources, at, vocabulary)
}

/// 批次 | 工作安排 | 责任单位: the first word of a header need not be one the vocabulary knows, where bars or tabs part the others.
fn table_behind_unknown_word(sources: &[Source], at: usize, vocabulary: &Vocabulary) -> Option<(Grid, usize)> {
    let text = sources[at].text.as_str();
    let is_parted = text.len() <= LONGEST_HEADER && text.bytes().any(|byte| matches!(byte, b'|' | b'\t'));
    let delimiter = is_parted.then(|| delimiter(text))??;
    is_header(&split_row(at, text, delimiter, true, true), vocabulary).then(|| delimited(sources, at, vocabulary))?
}

/// A bar between cells, typed or drawn.
fn is_bar(c: char) -> bool {
    fold(c) == '|' || matches!(c, '│' | '┃' | '║')
}

/// A line of a drawn table between its rows: `+----+----+`, `├──┼──┤`.
fn is_drawn_rule(text: &str) -> bool {
    let text = text.trim_matches(is_blank);
    let corner = |c: char| c == '+' || ('─'..='╿').contains(&c);
    text.len() > 2 && text.starts_with(corner) && text.chars().all(|c| corner(c) || is_blank(c) || matches!(c, '-' | '=' | '|'))
}

/// What separates the cells of a row: bars or tabs, at least two cells.
fn delimiter(text: &str) -> Option<char> {
    let text = text.trim_matches(is_blank);
    if marks(text.trim_end_matches(is_bar)).any(|(_, c)| is_bar(c)) {
        return Some('|');
    }
    text.contains('\t').then_some('\t')
}

/// Whether tabs part the words of a header: two of them in a row leave a cell empty.
fn parts_by_tabs(at: usize, text: &str, vocabulary: &Vocabulary) -> bool {
    let cells = if text.contains('\t') { split_row(at, text, '\t', true, true) } else { Vec::new() };
    cells.len() > 2 && (cells.iter().all(|cell| !cell.text().is_empty()) || is_header(&cells, vocabulary))
}

/// The cells of a delimited row; outer bars are no cells. Without `closed`, a bar at the end leaves an empty cell behind it;
/// without `opens`, one at the beginning an empty cell before it.
fn split_row(source: usize, text: &str, delimiter: char, opens: bool, closed: bool) -> Vec<Cell> {
    // A tab at the end of a row has an empty cell behind it; one at the end of a header has nothing.
    let inner = match delimiter {
        '|' => trimmed(text),
        _ if closed => 0..text.trim_end_matches(is_blank).len(),
        _ => 0..text.trim_end_matches(|c: char| is_blank(c) && c != '\t').len(),
    };
    let (mut start, mut end) = (inner.start, inner.end);
    if delimiter == '|' {
        let opening = if opens { text[start..end].strip_prefix(is_bar).map_or(0, |rest| end - start - rest.len()) } else { 0 };
        start += opening;
        if closed || opening > 0 {
            end = start + text[start..end].strip_suffix(is_bar).map_or(end - start, str::len);
        }
    }
    let separates = |c: char| if delimiter == '|' { is_bar(c) } else { c == '\t' };
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
    if !text[range.clone()].contains('<') {
        return Passage::of(source, text, range);
    }
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
fn is_header(cells: &[Cell], vocabulary: &Vocabulary) -> bool {
    let fields: Vec<Field> = cells.iter().filter_map(|cell| vocabulary.column_header(cell.text())).collect();
    super::table::is_header(cells, vocabulary) && names_work(&fields)
}

fn names_work(fields: &[Field]) -> bool {
    fields.iter().any(|field| matches!(field, Field::Title | Field::Content | Field::Problem))
        && fields.iter().any(|field| field.is_responsibility() || matches!(field, Field::Serial | Field::Notes | Field::Narrative))
}

/// 表二：…: the caption of the next table.
fn is_caption(text: &str) -> bool {
    marker(text).is_some_and(|marker| marker.style == Style::Named)
}

fn is_rule(cells: &[Cell]) -> bool {
    cells.len() > 1
        && cells.iter().all(|cell| !cell.text().is_empty() && cell.text().chars().all(|c| matches!(c, '-' | ':' | '=' | '—' | '+')))
}

/// Rows of bars or tabs from `start` on. A line without any, between two rows, is a row of one cell.
fn delimited(sources: &[Source], start: usize, vocabulary: &Vocabulary) -> Option<(Grid, usize)> {
    let delimiter = delimiter(&sources[start].text)?;
    let closed = sources[start].text.trim_end_matches(is_blank).ends_with(is_bar);
    let opens = sources[start].text.trim_start_matches(is_blank).starts_with(is_bar);
    let columns = split_row(start, &sources[start].text, delimiter, opens, closed).len();
    let mut grid = Grid { ragged: true, parted: Some(Parted { cells: columns, mark: delimiter, is_exact: false }), ..Grid::default() };
    let mut end = start;
    let mut at = start;
    let mut pending: Vec<Vec<Cell>> = Vec::new();
    let mut ruled: Vec<usize> = Vec::new();
    while at < sources.len() {
        let text = sources[at].text.as_str();
        let quoted = if delimiter == '\t' { broken::quoted_row(sources, at) } else { None };
        let is_row = quoted.is_some() || if delimiter == '|' { text.contains(is_bar) } else { text.contains('\t') };
        if text.trim_matches(is_blank).is_empty() || is_page_mark(text.trim_matches(is_blank)) || is_drawn_rule(text) {
            // The line below the last row belongs to the table.
            if is_drawn_rule(text) {
                ruled.push(grid.rows.len());
                end = if end == at { at + 1 } else { end };
            }
            at += 1;
            continue;
        }
        let after = quoted.unwrap_or(at + 1);
        if is_row {
            let mut cells = match quoted {
                Some(after) => broken::quoted_cells(sources, at, after),
                None => split_row(at, text, delimiter, opens, closed),
            };
            if delimiter == '\t' && is_header(&cells, vocabulary) {
                let named = cells.iter().rposition(|cell| !cell.text().is_empty()).map_or(0, |last| last + 1);
                cells.truncate(named);
            }
            let captioned = matches!(pending.as_slice(), [caption] if caption.first().is_some_and(|cell| is_caption(cell.text())));
            if at > end + 8 || is_page_line(text) || captioned && is_header(&cells, vocabulary) {
                break;
            }
            grid.rows.append(&mut pending);
            if !is_rule(&cells) {
                grid.rows.push(cells);
            }
            end = after;
        } else if pending.is_empty() && text.chars().count() <= 60
            || delimiter == '\t' && grid.rows.last().is_some_and(|row| broken::may_be_torn(row, columns))
        {
            pending.push(vec![Cell::single(0, Passage::of(at, text, trimmed(text)))]);
        } else {
            break;
        }
        at = after;
    }
    if delimiter == '\t' {
        broken::join_torn_rows(&mut grid, columns);
    }
    join_wrapped_rows(&mut grid, &ruled);
    (grid.rows.len() > 1).then_some((grid, end))
}

/// Where lines are drawn between all rows, a row without one above it and without a first cell goes on with the cells above.
fn join_wrapped_rows(grid: &mut Grid, ruled: &[usize]) {
    let is_ruled = |at: usize| ruled.binary_search(&at).is_ok();
    let opens = |row: &[Cell]| row.first().is_some_and(|cell| !cell.text().is_empty());
    let rows = 2..grid.rows.len();
    if !ruled.iter().any(|at| rows.contains(at)) || !rows.clone().all(|at| is_ruled(at) || !opens(&grid.rows[at])) {
        return;
    }
    let rows = std::mem::take(&mut grid.rows);
    for (at, row) in rows.into_iter().enumerate() {
        match grid.rows.last_mut() {
            Some(above) if at > 1 && !is_ruled(at) && !opens(&row) && above.len() == row.len() => {
                for (cell, below) in above.iter_mut().zip(row).filter(|(_, below)| !below.text().is_empty()) {
                    let glue = broken::glue(cell.text(), below.text());
                    cell.passage.append(glue, below.passage);
                }
            }
            _ => grid.rows.push(row),
        }
    }
}
