//! Rows filled in one column beside where they belong: 姓名 under 联系电话, the number under 填报日期, and the texts before them in the
//! places of each other. Cells that ask for a form of their own show it; texts would stand anywhere.

use std::collections::BTreeSet;

use super::super::rules;
use super::{RowText, SheetCollector};
use crate::finding::brief;
use crate::model::{ProgressField, Shared};
use crate::returned::Cell;
use crate::words::answers::read_answer;

/// An answer of a row as it is weighed.
struct Weighed<'c> {
    at: usize,
    field: ProgressField,
    cell: Option<&'c Cell>,
    /// Whether it asks for a form of its own and has none.
    is_unread: bool,
}

impl SheetCollector<'_> {
    /// Takes back the texts of a row that slipped; `before` are the entries there were before it, `answers` what was read of it.
    pub(super) fn hold_slipped(&mut self, row: &RowText<'_>, task: usize, before: usize, answers: &[(ProgressField, Shared)]) {
        let held = self.slipped(row, answers);
        let [first, ..] = held.as_slice() else { return };
        let places: BTreeSet<&str> = held.iter().map(|cell| cell.place.as_str()).collect();
        let is_held = |place: Option<&Shared>| place.is_some_and(|place| places.contains(&**place));
        let entries = self.collected.entries.split_off(before);
        let kept = entries.into_iter().filter(|entry| !is_held(entry.source.as_ref().and_then(|source| source.cell.as_ref())));
        self.collected.entries.extend(kept);
        let header = self.columns.headers.get(&first.column).cloned().unwrap_or_default();
        let message = format!(
            "第{}项的填报像是整行错了一列，如“{header}”里是“{}”，从这一格起 {} 格没有汇总，原文留在“未识别”里。请让单位挪正后重新报送",
            self.seq(task),
            brief(&first.text),
            held.len()
        );
        let place = first.place.clone();
        self.find(rules::SLIPPED, Some(&place), message);
        let strays: Vec<_> = held.iter().map(|cell| self.stray(rules::SLIPPED, cell, self.task_id(task))).collect();
        self.collected.strays.extend(strays);
    }

    /// The cells of a row that were read and stand beside where they belong.
    ///
    /// At least two cells cannot be what their columns ask for, one of them is what a column beside it asks for, all on the same side; with
    /// them go the texts up to the next cell that is what it should be.
    fn slipped(&self, row: &RowText<'_>, answers: &[(ProgressField, Shared)]) -> Vec<Cell> {
        let read = |field: ProgressField| answers.iter().any(|(known, _)| *known == field);
        let weigh = |&(at, field): &(usize, ProgressField)| {
            let cell = row.row.cell(at).filter(|cell| cell.column == at && cell.height == 1 && cell.width == 1);
            let is_unread = |cell: &Cell| match field {
                ProgressField::Phone => !cell.text.contains(|c: char| c.is_numeric()) || is_day(&cell.text, self.reported.period.year()),
                _ => field.has_form() && !read(field),
            };
            Weighed { at, field, cell, is_unread: cell.is_some_and(is_unread) }
        };
        let all: Vec<Weighed<'_>> = self.columns.answers.iter().map(weigh).collect();
        if all.iter().filter(|weighed| weighed.is_unread).count() < 2 {
            return Vec::new();
        }
        let is_of = |beside: Option<&Weighed<'_>>, at: usize, cell: &Cell| {
            beside.is_some_and(|beside| beside.at.abs_diff(at) == 1 && is_what(beside.field, &cell.text, self.reported.period.year()))
        };
        let (mut right, mut left) = (false, false);
        for (number, weighed) in all.iter().enumerate().filter(|(_, weighed)| weighed.is_unread) {
            let Some(cell) = weighed.cell else { continue };
            right |= is_of(number.checked_sub(1).and_then(|before| all.get(before)), weighed.at, cell);
            left |= is_of(all.get(number + 1), weighed.at, cell);
        }
        if right == left {
            return Vec::new();
        }
        let runs = all.split(|weighed| weighed.field.has_form() && weighed.cell.is_some() && !weighed.is_unread);
        let slipped = runs.filter(|run| run.iter().any(|weighed| weighed.is_unread)).flatten();
        slipped.filter(|weighed| read(weighed.field)).filter_map(|weighed| weighed.cell.cloned()).collect()
    }
}

/// Whether a text is what a field with a form of its own asks for.
fn is_what(field: ProgressField, text: &str, year: i16) -> bool {
    // A telephone number without its area.
    const SHORTEST: usize = 7;
    match field {
        ProgressField::Phone => {
            let is_number = || !text.contains(|c: char| c.is_alphabetic() || c == '.');
            text.chars().filter(|c| c.is_numeric()).count() >= SHORTEST && is_number() && !is_day(text, year)
        }
        _ => field.has_form() && read_answer(field, text, Some(year)).value.is_some(),
    }
}

/// Whether a text is a day whose parts are parted: eight digits may be a telephone number.
fn is_day(text: &str, year: i16) -> bool {
    !text.chars().all(char::is_numeric) && read_answer(ProgressField::ReportedOn, text, Some(year)).value.is_some()
}
