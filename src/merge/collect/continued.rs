//! Answers that go on in the row below, in cells that are not merged: half an answer is a wrong one, so all of it is held.

use super::super::matching::{Match, Verdict};
use super::super::rules;
use super::{RowText, SheetCollector};
use crate::finding::brief;
use crate::identity::read_labelled;
use crate::model::{Entry, ProgressField};
use crate::returned::{Cell, row_of_place};
use crate::words::answers::read_answer;
use crate::words::fold::{key, without_final_bracket};
use crate::words::vocabulary;

impl SheetCollector<'_> {
    /// Takes back the texts of a task that go on right below its row; `below` are the rows that follow, blank ones left out.
    pub(super) fn hold_continued(&mut self, row: &RowText<'_>, task: usize, below: &[(&RowText<'_>, &Match)]) {
        let number = |row: &RowText<'_>| row.row.cells.first().and_then(|cell| row_of_place(&cell.place));
        let mut last = number(row);
        let goes_on = |(row, found): &&(&RowText<'_>, &Match)| {
            let is_next = number(row) == last.map(|last| last + 1);
            last = number(row);
            is_next && found.verdict == Verdict::Unknown && self.continues(row)
        };
        let further: Vec<&Cell> = below.iter().take_while(goes_on).flat_map(|(row, _)| &row.row.cells).collect();
        let columns = self.columns;
        let fields = columns.answers.iter().filter(|(at, _)| further.iter().any(|cell| cell.column == *at));
        let fields: Vec<(usize, ProgressField)> = fields.copied().collect();
        for (at, field) in fields {
            let Some(taken) = self.last_entry(task, field) else { continue };
            let entry = self.collected.entries.remove(taken);
            let place = entry.source.as_ref().and_then(|source| source.cell.as_deref()).unwrap_or_default().to_owned();
            let next = further.iter().find(|cell| cell.column == at).map(|cell| cell.place.clone()).unwrap_or_default();
            let message = format!(
                "第{}项的“{}”在下一行（{next}）还有话，是不是接着这一格写的分不清，这一格“{}”也没有汇总，原文留在“未识别”里。请让单位把一项的话写在一个格里",
                self.seq(task),
                field.words(),
                brief(&entry.value)
            );
            self.find(rules::ANSWERS_ALONE, Some(&place), message);
            let cell = Cell { column: at, place, text: entry.value.to_string(), width: 1, height: 1 };
            let stray = self.stray(rules::ANSWERS_ALONE, &cell, self.task_id(task));
            self.collected.strays.push(stray);
        }
    }

    /// The last answer to a task on this sheet.
    fn last_entry(&self, task: usize, field: ProgressField) -> Option<usize> {
        let id = self.all.ids.get(task)?;
        let is_here = |entry: &Entry| {
            let sheet = entry.source.as_ref().map(|source| &source.sheet);
            entry.field == field && entry.task == *id && sheet == Some(&self.origin.sheet)
        };
        self.collected.entries.iter().rposition(is_here)
    }

    /// Whether a row holds texts of answers alone, and no remark or signature.
    fn continues(&self, row: &RowText<'_>) -> bool {
        let words = &vocabulary::source();
        let remarks = [&words.rows.remarks, &words.rows.lone_remarks, &words.rows.sums, &words.returns.no_tasks];
        let is_text = |cell: &Cell| self.columns.answers.iter().any(|(at, field)| *at == cell.column && field.is_text());
        let is_remark = |text: &str| {
            let folded = key(text);
            let label = folded.split_once(':').map(|(label, _)| label.to_owned());
            remarks.iter().any(|words| words.begin(&folded))
                || label.is_some_and(|label| self.all.vocabulary.header(&label).is_some())
                || read_labelled(text).is_some()
                || self.all.known.unit_in_row(without_final_bracket(&folded)).is_some()
                || read_answer(ProgressField::ReportedOn, text, None).value.is_some()
        };
        !row.row.cells.is_empty() && row.row.cells.iter().all(|cell| is_text(cell) && cell.height == 1 && !is_remark(&cell.text))
    }
}
