//! What was sent to be read and came back changed: said, never taken over.

use super::super::rules;
use super::super::similarity::essence;
use super::rows::{plain, words_of_task};
use super::{RowText, SheetCollector};
use crate::finding::brief;
use crate::identity::SentRow;
use crate::model::Task;
use crate::returned::Cell;
use crate::words::fold::{fold, is_word};
use crate::words::responsibility::is_role_behind;

impl SheetCollector<'_> {
    /// What was sent to be read, not to be changed.
    pub(super) fn compare_locked(&mut self, row: &RowText<'_>, sent: &SentRow, task: usize) {
        let Some(columns) = self.reported.sent.map(|sent| &sent.columns) else { return };
        let mut edits = Vec::new();
        for &(at, column) in &self.columns.sent {
            let Some(of_sent) = columns.get(column).filter(|column| !column.fill_in && column.fields != ["id"]) else { continue };
            let (old, cell) = (sent.cells.get(column).map_or("", String::as_str), row.cell(at));
            let new = cell.map_or("", |cell| cell.text.as_str());
            if old != new && essence(old) != essence(new) {
                // 上期填报 is no text of the task: what is written there is most likely this period's answer.
                let is_last = of_sent.fields == ["last"];
                edits.push((cell.map(|cell| cell.place.clone()), of_sent.header.clone(), old.to_owned(), new.to_owned(), is_last));
            }
        }
        for (place, header, old, new, is_last) in edits {
            self.note_edit(task, place.as_deref(), &header, &old, &new);
            if let Some(cell) = place.and_then(|place| row.row.cells.iter().find(|cell| cell.place == place)) {
                self.keep_edit(task, cell, &old, is_last);
            }
        }
    }

    /// What is too long for a message, or may be an answer, is kept as it is.
    fn keep_edit(&mut self, task: usize, cell: &Cell, old: &str, may_be_answer: bool) {
        if is_told(old, &cell.text) && !may_be_answer {
            return;
        }
        let stray = self.stray(rules::LOCKED_EDITED, cell, self.task_id(task));
        self.collected.strays.push(stray);
    }

    fn note_edit(&mut self, task: usize, place: Option<&str>, header: &str, old: &str, new: &str) {
        let message = if new.is_empty() {
            format!("第{}项的“{header}”被清空了，总台账仍用原文“{}”。请核对", self.seq(task), brief(old))
        } else {
            format!("第{}项的“{header}”改成了“{}”，总台账仍用原文“{}”。请核对", self.seq(task), difference(old, new), brief(old))
        };
        self.find(rules::LOCKED_EDITED, place, message);
    }

    /// Where nobody knows what was sent, the text of a row is compared with what the plan says of its task. A cell that only leaves
    /// out something (the heading alone, the content alone) says nothing new; columns that are no text are looked at cell by cell.
    ///
    /// Where it is known, columns of texts that were not sent are compared so.
    pub(super) fn compare_plan(&mut self, row: &RowText<'_>, task: usize, sent: Option<&SentRow>) {
        let was_sent = |at: &usize| sent.is_some() && self.columns.sent.iter().any(|(place, _)| place == at);
        let texts = self.columns.texts.iter().chain(self.columns.departments.iter()).copied();
        let texts: Vec<usize> = texts.filter(|at| !was_sent(at)).collect();
        let Some(said) = self.all.ledger.plan.tasks.get(task).filter(|_| !texts.is_empty()).map(said_of) else { return };
        for column in texts {
            let Some(cell) = row.cell(column) else { continue };
            let is_department = self.columns.departments == Some(column);
            // 牵头, 配合 and the like beside a name say nothing of their own.
            let says = |part: &str| is_said(&said, &letters(part)) || is_department && is_role_behind(part);
            // A number in front of the text is that of the row.
            let text = cell.text.trim_start_matches(|c: char| c.is_ascii_digit());
            // A letter by itself stands in many texts.
            let says_more = |part: &str| letters(part).chars().count() != 1 && says(part);
            if text.lines().all(says) || text.split(|c: char| !c.is_alphanumeric() && c != '.').all(says_more) {
                continue;
            }
            let (place, new) = (cell.place.clone(), cell.text.clone());
            let header = self.columns.headers.get(&column).cloned().unwrap_or_default();
            let old = self.all.ledger.plan.tasks.get(task).map(|task| shown_of(task, is_department)).unwrap_or_default();
            self.note_edit(task, Some(&place), &header, &old, &new);
            self.keep_edit(task, cell, &old, sent.is_some());
        }
    }
}

/// Letters and digits of all a plan says of a task. Numbers that end one text and begin the next stay two.
fn said_of(task: &Task) -> String {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut said = String::new();
    for part in words_of_task(task).map(|text| letters(&text)) {
        if digit(said.chars().next_back()) && digit(part.chars().next()) {
            said.push('\n');
        }
        said += &part;
    }
    said
}

/// Letters and digits of a text, folded.
fn letters(text: &str) -> String {
    text.chars().map(fold).filter(|&c| is_word(c)).collect()
}

/// Whether a text says something that a plan says, numbers as a whole: 4公里 is not said by 14公里.
fn is_said(plan: &str, part: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let torn = |before: &str, after: &str| {
        digit(before.chars().next_back()) && digit(part.chars().next()) || digit(part.chars().next_back()) && digit(after.chars().next())
    };
    part.is_empty() || plan.match_indices(part).any(|(at, _)| !torn(&plan[..at], &plan[at + part.len()..]))
}

/// What the plan says of a task where a table shows its text, or its departments.
fn shown_of(task: &Task, departments: bool) -> String {
    if departments {
        return task.lead_departments.join("、");
    }
    [&task.title, &task.content].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// The most characters of a changed text that a message tells.
const LONGEST: usize = 400;

/// Where a changed text is told from: a little before the first difference.
fn told_from(old: &str, new: &str) -> usize {
    const BEFORE: usize = 6;
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    same.saturating_sub(BEFORE)
}

/// Whether a message tells all of a change.
fn is_told(old: &str, new: &str) -> bool {
    new.chars().count() <= told_from(old, new) + LONGEST
}

/// Where a changed text differs, for a message.
fn difference(old: &str, new: &str) -> String {
    let from = told_from(old, new);
    let part = plain(&new.chars().skip(from).take(LONGEST).collect::<String>());
    let more = if is_told(old, new) { "" } else { "…" };
    format!("{}{part}{more}", if from > 0 { "…" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_a_whole() {
        let plan = letters("开展清淤14公里，加固堤防3.2公里。");
        for (part, said) in
            [("清淤14公里", true), ("14公里", true), ("4公里", false), ("清淤1", false), ("3.2公里", true), ("5公里", false)]
        {
            assert_eq!(is_said(&plan, &letters(part)), said, "{part}");
        }
    }
}
