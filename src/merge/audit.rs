//! The audit of a file: every cell somebody filled in must have become an entry or a text that is kept.
//!
//! Collecting goes row by row, by tasks and rules; this goes cell by cell and knows neither, so that it notices what they let fall.

use hashbrown::HashSet;
use std::cell::LazyCell;

use super::columns::{Columns, covers};
use super::{Collected, rules};
use crate::identity::Sent;
use crate::model::{ProgressField, cell_place};
use crate::returned::{Cell, Table};
use crate::words::answers::{Note, read_answer, read_tick};

/// The places of answers that became neither: none, unless the program has a fault.
pub(super) fn lost(tables: &[(&Table, Columns)], sent: Option<&Sent>, collected: &Collected) -> Vec<String> {
    let told = Told::of(collected);
    let sent = LazyCell::new(|| texts_of(sent));
    let mut lost = Vec::new();
    for (table, columns) in tables {
        for cell in table.rows.iter().flat_map(|row| &row.cells) {
            let Some((column, field)) = answer_of(cell, columns) else { continue };
            let is_left = columns.choices.contains_key(&column) && read_tick(&cell.text) == Some(false);
            if !is_left
                && !told.has(table.sheet.as_deref(), &cell.place)
                && !says_nothing(cell, field)
                && !was_sent(cell, column, columns, &sent)
            {
                lost.push(match &table.sheet {
                    Some(sheet) => format!("〔{sheet}〕{}", cell.place),
                    None => cell.place.clone(),
                });
            }
        }
    }
    lost
}

/// The column of answers a cell belongs to: where it begins, or the first it covers of those without a header.
fn answer_of(cell: &Cell, columns: &Columns) -> Option<(usize, ProgressField)> {
    let begins = columns.headers.contains_key(&cell.column);
    columns.answers.iter().copied().find(|(at, _)| if begins { *at == cell.column } else { covers(cell, *at) })
}

fn says_nothing(cell: &Cell, field: ProgressField) -> bool {
    let answer = read_answer(field, &cell.text, None);
    answer.value.is_none() && answer.notes == [Note::Blank]
}

/// What was sent, by the columns of the sheet that was sent.
fn texts_of(sent: Option<&Sent>) -> HashSet<(usize, &str)> {
    let cells = sent.into_iter().flat_map(|sent| &sent.rows).flat_map(|row| row.cells.iter().enumerate());
    cells.map(|(at, text)| (at, text.trim())).collect()
}

/// Whether a cell says what was sent in its column.
fn was_sent(cell: &Cell, column: usize, columns: &Columns, sent: &HashSet<(usize, &str)>) -> bool {
    columns.sent.iter().any(|(at, of_sent)| *at == column && sent.contains(&(*of_sent, cell.text.as_str())))
}

/// The places of a file that are told of.
#[derive(Default)]
struct Told<'c> {
    places: HashSet<(Option<&'c str>, &'c str)>,
    /// Cells whose texts were put together: first and last, counted from 0.
    areas: Vec<(Option<&'c str>, At, At)>,
}

/// Row and column of a cell.
type At = (u32, u32);

impl<'c> Told<'c> {
    fn of(collected: &'c Collected) -> Self {
        let mut told = Told::default();
        let sources = collected.entries.iter().filter_map(|entry| entry.source.as_ref());
        for source in sources.chain(collected.strays.iter().map(|stray| &stray.source)) {
            told.add(source.sheet.as_deref(), source.cell.as_deref().unwrap_or_default());
        }
        // A title that was pasted again is told in full.
        for finding in collected.findings.iter().filter(|finding| finding.rule == rules::HEADER_REPEATED.code) {
            told.add(finding.sheet.as_deref(), finding.cell.as_deref().unwrap_or_default());
        }
        told
    }

    fn add(&mut self, sheet: Option<&'c str>, place: &'c str) {
        let ends = place.split_once(':').map(|(first, last)| (cell_place(first.as_bytes()), cell_place(last.as_bytes())));
        match ends {
            Some((Some(first), Some(last))) => self.areas.push((sheet, first, last)),
            _ => {
                self.places.insert((sheet, place));
            }
        }
    }

    fn has(&self, sheet: Option<&str>, place: &str) -> bool {
        self.places.contains(&(sheet, place))
            || cell_place(place.as_bytes()).is_some_and(|(row, column)| {
                let holds = |first: &At, last: &At| (first.0..=last.0).contains(&row) && (first.1..=last.1).contains(&column);
                self.areas.iter().any(|(known, first, last)| *known == sheet && holds(first, last))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, Shared, Source, Stray};
    use crate::returned::Row;

    #[test]
    fn a_cell_nothing_became_of_is_lost() {
        let cell =
            |column: usize, place: &str, text: &str| Cell { column, place: place.to_owned(), text: text.to_owned(), width: 1, height: 1 };
        let row = |at: usize| Row {
            cells: vec![cell(0, &format!("A{at}"), "清淤河道"), cell(3, &format!("D{at}"), "已清淤")], torn: None
        };
        let table = Table { sheet: Some("表".into()), rows: (2..=8).map(row).collect(), ..Table::default() };
        let columns = Columns { texts: vec![0], answers: vec![(3, ProgressField::Narrative)], ..Columns::default() };
        let kept = |place: &str| Stray {
            rule: String::new(),
            unit: None,
            period: None,
            task: None,
            column: None,
            text: String::new(),
            source: Source::new(Origin { sheet: Some(Shared::from("表")), ..Origin::default() }, Some(place.into())),
            handling: None,
        };
        let collected = Collected { strays: ["D2", "D4:D5", "A7:F7"].map(kept).into(), ..Collected::default() };
        assert_eq!(lost(&[(&table, columns)], None, &collected), ["〔表〕D3", "〔表〕D6", "〔表〕D8"]);
    }
}
