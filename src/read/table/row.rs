//! One row of a table to one task: which cell says what, and what stands behind labels inside a cell.

use std::ops::Range;

use crate::grid::Cell;
use crate::model::{IdError, Task, read_task_id};
use crate::passage::{Account, Passage, Role};
use crate::words::fold::{is_blank, trimmed};
use crate::words::numbering::marker;
use crate::words::responsibility::{Assignment, first_leads, label_with_colon, lead_mark, read_value};
use crate::words::stand_in::is_nothing;
use crate::words::vocabulary::{Field, Vocabulary};

use super::super::assemble::run_in_heading;
use super::super::fields::{Fields, claim_values, keep_labelled};
use super::columns::Column;

/// A row on its way to a task.
pub(super) struct RowText<'a> {
    vocabulary: &'a Vocabulary,
    index: usize,
    /// Whether several columns say by when, each of a part of the work.
    is_phased: bool,
    pub task: Task,
    /// The header of the column the number is from.
    number_header: Option<String>,
    pub fields: Fields,
    /// Cells of task columns, with the column's field, and whether the row has them of its own.
    texts: Vec<(Field, Passage, bool)>,
}

impl<'a> RowText<'a> {
    /// The row that will be the task `index` of the plan.
    pub(super) fn new(index: usize, columns: &[Column], vocabulary: &'a Vocabulary) -> Self {
        let is_phased = columns.iter().filter(|column| column.field == Field::Deadline).count() > 1;
        RowText { vocabulary, index, is_phased, task: Task::default(), number_header: None, fields: Fields::default(), texts: Vec::new() }
    }

    /// Takes over a cell; `account` claims it when it is the row's own.
    pub(super) fn read(&mut self, cell: &Cell, column: &Column, mut account: Option<&mut Account>) {
        let text = cell.text();
        if text.is_empty() {
            return;
        }
        let role = match column.field {
            Field::Title | Field::Content => {
                let own = account.is_some();
                let text = if column.is_numbered { self.take_number(&cell.passage, account.as_deref_mut()) } else { cell.passage.clone() };
                let head = self.read_labelled_lines(&text, account.as_deref_mut());
                self.texts.push((column.field, head, own));
                return;
            }
            field if field.is_people() && text.contains('\n') => return self.read_people(&cell.passage, field, account),
            // Of two levels of serial numbers the last is the task's own; the other is kept under its header.
            Field::Serial => {
                if let Some((header, number)) = self.number_header.replace(column.header.clone()).zip(self.task.number.take()) {
                    keep_labelled(&mut self.task, Field::Extra, &header, &number);
                }
                self.task.number = Some(text.to_owned());
                Role::Number
            }
            Field::Id if self.task.id.is_empty() && !matches!(read_task_id(text), Err(IdError::Form(_))) => {
                self.task.id = text.to_owned();
                Role::Field
            }
            Field::Deadline if self.is_phased && !is_nothing(text) => return self.read_phase(&cell.passage, &column.header, account),
            field if field.is_responsibility() || field == Field::Members => {
                if is_nothing(text) {
                    Role::Separator
                } else {
                    return self.read_cell_names(&cell.passage, column, account);
                }
            }
            Field::Duties if !read_value(Field::Duties, text, self.vocabulary).duties.is_empty() => {
                return self.read_names(&cell.passage, Field::Duties, account);
            }
            field => {
                keep_labelled(&mut self.task, field, &column.header, text);
                Role::Field
            }
        };
        if let Some(account) = account {
            account.claim(&cell.passage, 0..cell.passage.text().len(), role, Some(self.index));
        }
    }

    /// The number a cell of the task column begins with is the row's; gives what stands behind it.
    fn take_number(&mut self, passage: &Passage, account: Option<&mut Account>) -> Passage {
        let Some(marker) = marker(passage.text()) else { return passage.clone() };
        self.task.number = Some(passage.text()[..marker.length].to_owned());
        if let Some(account) = account {
            account.claim(passage, 0..marker.length, Role::Number, Some(self.index));
        }
        passage.part(marker.length..passage.text().len())
    }

    /// One of several deadlines, which keeps the words of its header.
    fn read_phase(&mut self, passage: &Passage, header: &str, account: Option<&mut Account>) {
        let text = passage.text();
        let phase = header.rsplit('/').next().unwrap_or_default();
        let assignment = read_value(Field::Deadline, text, self.vocabulary);
        for value in &assignment.values {
            self.fields.add(Field::Deadline, format!("{phase}：{}", value.text));
        }
        if let Some(account) = account {
            claim_values(account, passage, &(0..text.len()), assignment.ranges(), Some(self.index));
        }
    }

    /// Names of a column; where its header says so, those with its mark lead.
    fn read_cell_names(&mut self, passage: &Passage, column: &Column, account: Option<&mut Account>) {
        let mark = lead_mark(&column.header).filter(|&mark| column.field.is_bodies() && passage.text().contains(mark));
        let text = passage.text();
        let mut assignment = read_value(column.field, text, self.vocabulary);
        let Some(mark) = mark else {
            // 责任单位（排首位的为牵头单位）
            if column.field == Field::Units && first_leads(&column.header) && !assignment.leads() {
                assignment.values.iter_mut().take(1).for_each(|first| first.field = Field::LeadDepartments);
            }
            return self.take_names(passage, &assignment, account);
        };
        for value in assignment.values.iter_mut().filter(|value| value.field.is_bodies() && value.text.contains(mark)) {
            let bare = value.text.trim_matches(|c: char| c == mark || is_blank(c)).to_owned();
            if let Some(at) = text[value.range.clone()].find(&bare).map(|at| value.range.start + at) {
                value.range = at..at + bare.len();
                (value.field, value.text) = (Field::LeadDepartments, bare);
            }
        }
        self.take_names(passage, &assignment, account);
    }

    fn read_names(&mut self, passage: &Passage, field: Field, account: Option<&mut Account>) {
        self.take_names(passage, &read_value(field, passage.text(), self.vocabulary), account);
    }

    fn take_names(&mut self, passage: &Passage, assignment: &Assignment, account: Option<&mut Account>) {
        let text = passage.text();
        self.fields.take(assignment, text);
        if let Some(account) = account {
            claim_values(account, passage, &(0..text.len()), assignment.ranges(), Some(self.index));
        }
    }

    /// The lines at the end of a text that begin with 完成时限：, 责任单位：, 分工： are fields; gives the text before them.
    fn read_labelled_lines(&mut self, passage: &Passage, mut account: Option<&mut Account>) -> Passage {
        let text = passage.text();
        let is_field = |field: Field| field.is_responsibility() || field == Field::Duties;
        let is_blank_line = |at: usize| text[at..].lines().next().is_none_or(|line| line.chars().all(is_blank));
        let starts = text.match_indices('\n').map(|(at, _)| at + 1).filter(|&at| !is_blank_line(at));
        let labelled: Vec<(usize, Field, usize)> = starts
            .filter_map(|at| {
                label_with_colon(&text[at..], self.vocabulary)
                    .filter(|(field, _)| is_field(*field))
                    .map(|(field, length)| (at, field, length))
            })
            .collect();
        // A value that goes on in the next line is still one.
        let goes_on = |line: &str| line.trim_end().ends_with(['；', ';', '、', '，', ',']);
        let lines = |from: usize| text[from..].lines().filter(|line| !goes_on(line)).count() + usize::from(text.ends_with('\n'));
        let Some(first) = labelled.iter().position(|(at, ..)| lines(*at) <= labelled.iter().filter(|(other, ..)| other >= at).count() + 1)
        else {
            return passage.clone();
        };
        let labelled = labelled.get(first..).unwrap_or_default();
        for (index, (at, field, length)) in labelled.iter().enumerate() {
            let end = labelled.get(index + 1).map_or(text.len(), |(next, ..)| *next);
            let value = passage.part(at + length..end);
            if let Some(account) = account.as_deref_mut() {
                account.claim(passage, *at..at + length, Role::Label, Some(self.index));
            }
            self.read_names(&value, *field, account.as_deref_mut());
        }
        passage.part(0..labelled.first().map_or(text.len(), |(at, ..)| *at))
    }

    /// People of several kinds in one cell: names, then a line 副： and names, a line 责任人： and names.
    fn read_people(&mut self, passage: &Passage, field: Field, mut account: Option<&mut Account>) {
        let text = passage.text();
        let (mut field, mut from, mut at) = (field, 0, 0);
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let Some((other, length)) = people_label(line, self.vocabulary) else { continue };
            self.read_names(&passage.part(from..start), field, account.as_deref_mut());
            if let Some(account) = account.as_deref_mut() {
                account.claim(passage, start..start + length, Role::Label, Some(self.index));
            }
            (field, from) = (other, start + length);
        }
        self.read_names(&passage.part(from..text.len()), field, account);
    }

    /// Which of the cell texts is the title and which the content; claims both.
    pub(super) fn settle_text(&mut self, run_in: bool, account: &mut Account) {
        let has = |field: Field| self.texts.iter().any(|(of, ..)| *of == field);
        let both = has(Field::Title) && has(Field::Content);
        let texts = std::mem::take(&mut self.texts);
        for (field, passage, own) in &texts {
            let mut account = own.then_some(&mut *account);
            let text = passage.text();
            let inner = trimmed(text);
            let short = !text[inner.clone()].contains(['。', '；', '\n']) && text[inner.clone()].chars().count() <= 40;
            let split = run_in_heading(&text[inner.clone()]).filter(|_| run_in && !both && texts.len() == 1);
            if let Some((end, goes_on)) = split {
                self.push(true, passage, inner.start..inner.start + end, account.as_deref_mut());
                self.push(false, passage, inner.start + goes_on..inner.end, account);
            } else {
                let is_title = *field == Field::Title && (both || short);
                self.push(is_title, passage, inner, account);
            }
        }
    }

    fn push(&mut self, is_title: bool, passage: &Passage, range: Range<usize>, account: Option<&mut Account>) {
        let inner = trimmed(&passage.text()[range.clone()]);
        let range = range.start + inner.start..range.start + inner.end;
        let (slot, role) = if is_title { (&mut self.task.title, Role::Title) } else { (&mut self.task.content, Role::Content) };
        let text = &passage.text()[range.clone()];
        *slot = Some(match slot.take() {
            Some(before) => format!("{before}\n{text}"),
            None => text.to_owned(),
        });
        if let Some(account) = account {
            account.claim(passage, range, role, Some(self.index));
        }
    }
}

/// The label a line of a cell of people begins with, colon included.
fn people_label(line: &str, vocabulary: &Vocabulary) -> Option<(Field, usize)> {
    const DEPUTIES: &str = "副：";
    if line.starts_with(DEPUTIES) {
        return Some((Field::DeputyLeaders, DEPUTIES.len()));
    }
    label_with_colon(line, vocabulary).filter(|(field, _)| field.is_people())
}
