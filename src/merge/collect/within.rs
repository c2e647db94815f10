//! Answers written below the text of a task, in its cell: 工作任务 and, on a line of its own, 进展情况：… They are set apart before
//! anything is matched, each into the column of its answer.
//!
//! Called by `collect` for every file. Words the plan itself has in its texts are the plan's, and so is what no text of a task stands above.

use std::borrow::Cow;

use super::super::rules;
use super::{Collector, ReturnedFile, on_sheet};
use crate::finding::Finding;
use crate::model::ProgressField;
use crate::returned::{Cell, Column, Table};
use crate::words::fold::key;
use crate::words::vocabulary::Field;

/// An answer below the text of a task.
struct Answer<'t> {
    label: &'t str,
    field: ProgressField,
    text: String,
}

impl Collector<'_> {
    /// A file whose answers below the texts of tasks stand in cells of their own.
    pub(super) fn with_answers_apart<'f>(&self, file: &'f ReturnedFile) -> Cow<'f, ReturnedFile> {
        let is_text = |table: &Table, cell: &Cell| {
            let of_task = |column: &Column| column.at == cell.column && matches!(column.field, Field::Title | Field::Content);
            cell.height == 1 && cell.text.contains('\n') && table.columns.iter().any(of_task)
        };
        let mut apart = Cow::Borrowed(file);
        for (number, table) in file.returned.tables.iter().enumerate().filter(|(_, table)| !table.is_hidden) {
            let cells = table
                .rows
                .iter()
                .enumerate()
                .flat_map(|(row, cells)| cells.cells.iter().enumerate().map(move |(at, cell)| (row, at, cell)));
            let found = cells.filter(|(_, _, cell)| is_text(table, cell));
            let found: Vec<_> = found.filter_map(|(row, at, cell)| Some((row, at, cell, self.answers_below(&cell.text)?))).collect();
            if found.is_empty() {
                continue;
            }
            let returned = &mut apart.to_mut().returned;
            let Some(table) = returned.tables.get_mut(number) else { continue };
            let mut said: Option<Finding> = None;
            let mut count = 0;
            for (row, at, cell, (text, answers)) in found {
                if set_apart(table, row, at, text, &answers) {
                    count += 1;
                    let words = answers.first().map_or("", |answer| answer.label);
                    let message = format!("在任务原文下面写了“{words}”");
                    said.get_or_insert_with(|| Finding { cell: Some(cell.place.clone()), ..rules::OUTSIDE.finding(message) });
                }
            }
            if let Some(first) = said {
                let message = format!("从这一格起有 {count} 格{}，从原文里分出来汇总了。请核对", first.message);
                let finding = on_sheet(Finding { message, ..first }, table);
                returned.findings.push(finding);
            }
        }
        apart
    }

    /// The text of a task, and the answers on the lines below it.
    fn answers_below<'t>(&self, text: &'t str) -> Option<(&'t str, Vec<Answer<'t>>)> {
        let mut answers: Vec<Answer<'t>> = Vec::new();
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            match (self.labelled(line.trim()).filter(|_| end > 0), answers.last_mut()) {
                (Some((label, field, rest)), _) => answers.push(Answer { label, field, text: rest.to_owned() }),
                (None, Some(answer)) => answer.text = format!("{}\n{}", answer.text, line.trim_end()),
                (None, None) => end += line.len(),
            }
        }
        let is_twice = (1..answers.len()).any(|at| answers[..at].iter().any(|before| before.field == answers[at].field));
        let head = text.get(..end)?.trim_end();
        (!answers.is_empty() && !is_twice && self.matcher.knows(head)).then_some((head, answers))
    }

    /// A line that begins with the word for an answer, which no text of the plan has: `进展情况：…`, `【进展】…`.
    fn labelled<'t>(&self, line: &'t str) -> Option<(&'t str, ProgressField, &'t str)> {
        let bracketed = line.strip_prefix(['【', '［', '[']).and_then(|rest| rest.split_once(['】', '］', ']']));
        let (label, rest) = bracketed.or_else(|| line.split_once(['：', ':']))?;
        let field = match self.vocabulary.header(label)? {
            Field::Problem => ProgressField::Problems,
            field => field.progress()?,
        };
        let word = key(label);
        let texts = self.ledger.plan.tasks.iter().flat_map(|task| [&task.title, &task.content, &task.notes]).flatten();
        let is_of_plan = || texts.map(|text| key(text)).any(|text| text.contains(&word));
        let rest = rest.trim_start_matches(['：', ':', ' ', '　']);
        (!is_of_plan()).then_some((label, field, rest))
    }
}

/// Leaves the text of the task in its cell and puts each answer below its word, where the row says nothing yet.
fn set_apart(table: &mut Table, row: usize, at: usize, text: &str, answers: &[Answer<'_>]) -> bool {
    let column_for = |table: &Table, field: ProgressField| {
        let asks =
            |column: &&Column| column.field == Field::Problem && field == ProgressField::Problems || column.field.progress() == Some(field);
        table.columns.iter().find(asks).map(|column| column.at)
    };
    let is_taken = |field: ProgressField| column_for(table, field).is_some_and(|at| table.rows[row].cell(at).is_some());
    if answers.iter().any(|answer| is_taken(answer.field)) {
        return false;
    }
    for answer in answers.iter().filter(|answer| !answer.text.trim().is_empty()) {
        let column = column_for(table, answer.field).unwrap_or_else(|| {
            let ends = table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column + cell.width);
            let free = table.columns.iter().map(|column| column.at + 1).chain(ends).max().unwrap_or_default();
            table.columns.push(column_of(free, answer));
            free
        });
        let cells = &mut table.rows[row].cells;
        let cell = Cell { column, text: answer.text.trim().to_owned(), width: 1, ..cells[at].clone() };
        cells.push(cell);
    }
    table.rows[row].cells[at].text = text.to_owned();
    true
}

fn column_of(at: usize, answer: &Answer<'_>) -> Column {
    let field = Field::named(answer.field.name()).unwrap_or(Field::Extra);
    Column { at, header: answer.label.to_owned(), place: String::new(), field, is_known: true, sent: None, contested: None, choice: None }
}
