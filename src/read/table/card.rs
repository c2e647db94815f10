//! Forms: sheets whose rows are pairs of a label and its value, one form for each task, one below the other.

use crate::grid::{Cell, Grid};
use crate::passage::Passage;
use crate::words::fold::key;
use crate::words::vocabulary::{Field, Vocabulary};

/// A label and what stands to its right.
type Pair<'g> = (&'g Cell, Option<&'g Cell>);

/// A sheet of nothing but forms as tables: for each form a row of its labels and one of its values. What stands alone in a row above or
/// between them stays there. `None` for anything else: no row of a table is taken for a form.
pub(super) fn as_tables(grid: &Grid, vocabulary: &Vocabulary) -> Option<Grid> {
    let mut tables = Grid { sheet: grid.sheet.clone(), ..Grid::default() };
    let mut form: Vec<Pair<'_>> = Vec::new();
    let mut begins = None;
    for row in &grid.rows {
        let filled = || row.iter().filter(|cell| !cell.text().is_empty());
        match pairs(row, vocabulary) {
            Some(pairs) => {
                let label = pairs.first().map(|(label, _)| key(label.text()));
                if form.is_empty() {
                    begins = begins.or_else(|| label.clone());
                } else if label == begins {
                    tables.rows.extend(laid_out(std::mem::take(&mut form), vocabulary)?);
                }
                form.extend(pairs);
            }
            None if filled().count() > 1 => return None,
            None if filled().count() == 1 => {
                tables.rows.extend(laid_out(std::mem::take(&mut form), vocabulary)?);
                tables.rows.push(row.clone());
            }
            None => {}
        }
    }
    tables.rows.extend(laid_out(form, vocabulary)?);
    begins.map(|_| tables)
}

/// The labels of a row, each with its value; `None` where two labels stand side by side, or something stands before the first.
fn pairs<'g>(row: &'g [Cell], vocabulary: &Vocabulary) -> Option<Vec<Pair<'g>>> {
    let mut pairs: Vec<Pair<'g>> = Vec::new();
    let mut end = 0;
    for cell in row.iter().filter(|cell| !cell.text().is_empty()) {
        let follows = !pairs.is_empty() && cell.column == end;
        end = cell.column + cell.width.max(1);
        match (vocabulary.header(cell.text()).is_some(), pairs.last_mut()) {
            (true, Some((_, None))) if follows => return None,
            (true, _) => pairs.push((cell, None)),
            (false, Some((_, value @ None))) => *value = Some(cell),
            (false, _) => return None,
        }
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// A form as a row of labels and one of values; nothing for none. `None` when it names no task, or a label twice.
fn laid_out(form: Vec<Pair<'_>>, vocabulary: &Vocabulary) -> Option<Vec<Vec<Cell>>> {
    const FEWEST: usize = 3; // labels of a form
    if form.is_empty() {
        return Some(Vec::new());
    }
    let fields: Vec<Field> = form.iter().filter_map(|(label, _)| vocabulary.header(label.text())).collect();
    let is_task = fields.iter().any(|field| matches!(field, Field::Title | Field::Content));
    let twice = form.iter().enumerate().any(|(at, (label, _))| form[..at].iter().any(|(other, _)| key(other.text()) == key(label.text())));
    if form.len() < FEWEST || !is_task || twice || !fields.iter().any(|field| field.is_responsibility()) {
        return None;
    }
    let row = |cells: &mut dyn Iterator<Item = Passage>| cells.enumerate().map(|(at, passage)| Cell::single(at, passage)).collect();
    let labels: Vec<Cell> = row(&mut form.iter().map(|(label, _)| label.passage.clone()));
    let values: Vec<Cell> = row(&mut form.iter().map(|(_, value)| value.map(|cell| cell.passage.clone()).unwrap_or_default()));
    Some(vec![labels, values])
}
