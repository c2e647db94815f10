//! The answers of a row: each cell to an entry, or to a stray with its reason.

use super::super::rules;
use super::{RowText, SheetCollector, covers};
use crate::finding::brief;
use crate::finding::codes::Code;
use crate::identity::SentRow;
use crate::model::{Entry, EntryState, ProgressField, Shared, Source};
use crate::returned::Cell;
use crate::words::answers::{Answer, Note, contradiction, read_answer, read_remarked, read_tick};

impl SheetCollector<'_> {
    /// Whether a cell, which may reach over several columns, is that of this one.
    pub(super) fn begins_in(&self, cell: &Cell, column: usize) -> bool {
        let first = || self.columns.answers.iter().map(|(at, _)| *at).find(|&at| covers(cell, at));
        Some(cell.column).filter(|at| self.columns.headers.contains_key(at)).or_else(first) == Some(column)
    }

    /// Says that an answer stands in a cell over several columns or rows.
    pub(super) fn note_merged(&mut self, cell: &Cell, column: usize, field: ProgressField) {
        if self.columns.answers.iter().any(|(at, _)| *at > column && covers(cell, *at)) {
            let header = self.columns.headers.get(&column).map_or_else(|| field.words().to_owned(), Clone::clone);
            let message = format!("横着合并了 {} 列，这段话只算作“{header}”。请核对", cell.width);
            self.find(rules::MERGED_ANSWER, Some(&cell.place), message);
        }
        if cell.height > 1 {
            self.find(rules::MERGED_ANSWER, Some(&cell.place), format!("{} 行合并填写，这段话算作每一行的填报。请核对", cell.height));
        }
    }

    /// Whether a cell still says what was sent: nobody filled it in.
    pub(super) fn is_as_sent(&self, cell: &Cell, column: usize, sent: Option<&SentRow>) -> bool {
        let of_sent = self.columns.sent.iter().find(|(at, _)| *at == column).map(|(_, sent)| *sent);
        let text = of_sent.and_then(|at| sent?.cells.get(at));
        text.is_some_and(|text| !text.is_empty() && text.trim() == cell.text)
    }

    /// Reads an answer; gives its value when it is one.
    pub(super) fn answer(&mut self, cell: &Cell, column: usize, field: ProgressField, task: usize, goes_on: bool) -> Option<Shared> {
        if self.pictures.contains(cell.place.as_str()) {
            let stray = self.stray(rules::PICTURE_ANSWER, cell, self.task_id(task));
            self.collected.strays.push(stray);
            return None;
        }
        let answer = match self.columns.choices.get(&column) {
            Some(status) => match read_tick(&cell.text) {
                Some(true) => Answer { value: Some(status.clone()), notes: Vec::new() },
                Some(false) => return None,
                None => Answer { value: None, notes: vec![Note::Unparsed] },
            },
            None => read_answer(field, &cell.text, Some(self.reported.period.year())),
        };
        if answer.value.is_none()
            && !self.columns.choices.contains_key(&column)
            && let Some(value) = read_remarked(field, &cell.text)
        {
            return self.answer_with_remark(cell, column, field, task, &value);
        }
        if answer.notes.contains(&Note::ErrorValue)
            && let Some(formula) = self.failed.get(cell.place.as_str())
        {
            self.keep_failed(cell, column, formula, task);
            return None;
        }
        for note in &answer.notes {
            let rule = rule_of(*note);
            let header = self.columns.headers.get(&column).map_or_else(|| field.words().to_owned(), Clone::clone);
            // What was read is said where it is not what was written.
            let read = answer.value.as_deref().filter(|_| matches!(note, Note::Normalised | Note::Ambiguous | Note::Suspicious));
            let read = read.map_or(String::new(), |value| format!("读作“{}”，", brief(value)));
            self.find(rule, Some(&cell.place), format!("{header}“{}”{read}{}", brief(&cell.text), note.rule_words()));
        }
        let id = self.task_id(task)?;
        match answer.value {
            Some(value) if goes_on && self.append(task, field, &value, &cell.place) => None,
            Some(value) => {
                let value = self.shared_value(field, &value);
                self.collected.entries.push(self.entry(task, field, value.clone(), &cell.place)?);
                Some(value)
            }
            None if answer.notes == [Note::Blank] => None,
            None => {
                let rule = answer.notes.first().map_or(rules::UNPARSED, |note| rule_of(*note));
                let stray = self.stray(rule, cell, Some(id));
                self.collected.strays.push(stray);
                None
            }
        }
    }

    /// Adds what a task over several rows says in a further one to the text of the same answer.
    fn append(&mut self, task: usize, field: ProgressField, value: &str, place: &str) -> bool {
        let Some(id) = self.all.ids.get(task).filter(|_| field.is_text()) else { return false };
        let sheet = &self.origin.sheet;
        let is_here = |entry: &&mut Entry| {
            entry.field == field && entry.task == *id && entry.source.as_ref().is_some_and(|source| source.sheet == *sheet)
        };
        let Some(entry) = self.collected.entries.iter_mut().rev().find(is_here) else { return false };
        let Some(source) = entry.source.as_mut() else { return false };
        let first = source.cell.as_deref().and_then(|cell| cell.split(':').next()).unwrap_or_default().to_owned();
        entry.value = format!("{}\n{value}", entry.value).into();
        source.cell = Some(format!("{first}:{place}").into());
        let message = format!("第{}项占了几行，{first} 到 {place} 的“{}”接成一段汇总。请核对", self.seq(task), field.words());
        self.find(rules::MERGED_ANSWER, Some(place), message);
        true
    }

    pub(super) fn entry(&self, task: usize, field: ProgressField, value: Shared, place: &str) -> Option<Entry> {
        let source = Source { origin: self.origin.clone(), cell: Some(place.into()) };
        let (task, unit) = (self.all.ids.get(task)?.clone(), self.reported.reporting.clone());
        Some(Entry {
            task,
            unit,
            period: self.reported.period,
            field,
            value,
            state: EntryState::Current,
            source: Some(source),
            decided: false,
        })
    }

    /// The value, kept once where the entry before it under this field says the same: a name, a telephone, a state.
    pub(super) fn shared_value(&self, field: ProgressField, value: &str) -> Shared {
        let before = self.collected.entries.iter().rev().take(ProgressField::ALL.len() * 2).find(|entry| entry.field == field);
        before.filter(|entry| &*entry.value == value).map_or_else(|| value.into(), |entry| entry.value.clone())
    }

    pub(super) fn check_answers(&mut self, row: &RowText<'_>, answers: &[(ProgressField, Shared)]) {
        let value = |wanted: ProgressField| answers.iter().find(|(field, _)| *field == wanted).map(|(_, value)| &**value);
        let (status, percent) = (value(ProgressField::Status), value(ProgressField::Percent));
        if contradiction(status, percent) {
            let status_column = self.columns.answers.iter().find(|(_, field)| *field == ProgressField::Status);
            let cell = status_column.and_then(|(column, _)| row.cell(*column)).or(row.row.cells.first());
            let place = cell.map(|cell| cell.place.clone());
            let message = format!(
                "完成状态“{}”和完成百分比“{}”矛盾，都照原样汇总。请向单位核实",
                status.unwrap_or_default(),
                percent.unwrap_or_default()
            );
            self.find(rules::STATUS_PERCENT, place.as_deref(), message);
        }
    }
}

fn rule_of(note: Note) -> Code {
    match note {
        Note::Blank => rules::NORMALISED,
        Note::Normalised => rules::NORMALISED,
        Note::Suspicious => rules::SUSPICIOUS,
        Note::Ambiguous => rules::AMBIGUOUS,
        Note::Unparsed => rules::UNPARSED,
        Note::OutOfList | Note::OpenStatus => rules::OUT_OF_LIST,
        Note::Reference => rules::REFERENCE,
        Note::ControlsShown => rules::CONTROLS,
        Note::BidiControls => rules::BIDI,
        Note::ErrorValue => rules::ERROR_VALUE,
        Note::DoubtfulPicture => rules::PICTURE_ANSWER,
    }
}
