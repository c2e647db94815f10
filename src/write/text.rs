//! Canonical plan text: headings, numbered tasks and field lines that read like a plan and give back the same ledger when read.
//!
//! The grammar is in `words::canonical`. A deadline and targets that the reader will find again by itself are not repeated.

use std::fmt::Write;

use super::{WriteOptions, Written};
use crate::error::Error;
use crate::model::{DeadlineSource, Ledger, Plan, Section, Task};
use crate::words::canonical::{FORMAT, NUMBER_MARKS, escape, escape_paragraphs, implied_parent, join_names, label, place_words};
use crate::words::deadline::{body_deadline, read_deadline};
use crate::words::targets::find_targets;

/// Writes the ledger as canonical text; the layout does not matter.
///
/// # Errors
/// [`Error::Workbook`] when a part of the ledger cannot be put into JSON, which a ledger read from a file always can.
pub(super) fn write(ledger: &Ledger, _options: &WriteOptions<'_>) -> Result<Written, Error> {
    let mut text = Text { out: String::new() };
    text.line(label::FORMAT, FORMAT);
    text.head(&ledger.plan);
    text.tasks(&ledger.plan);
    text.tail(ledger).map_err(|error| Error::Workbook { reason: error.to_string() })?;
    Ok(Written { bytes: text.out.into_bytes(), findings: Vec::new() })
}

struct Text {
    out: String,
}

impl Text {
    fn line(&mut self, label: &str, value: &str) {
        let _ = writeln!(self.out, "{label}：{value}");
    }

    fn value(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(label, &escape(value, &[]));
        }
    }

    fn paragraphs(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value {
            let value = if value.is_empty() { escape(value, &[]) } else { escape_paragraphs(value) };
            self.line(label, &value);
        }
    }

    fn names(&mut self, label: &str, names: &[String]) {
        if !names.is_empty() {
            self.line(label, &join_names(names));
        }
    }

    fn head(&mut self, plan: &Plan) {
        self.line(label::PLAN_ID, &escape(&plan.id, &[]));
        self.value(label::TITLE, plan.title.as_deref());
        self.value(label::DOC_NUMBER, plan.doc_number.as_deref());
        self.value(label::ISSUER, plan.issuer.as_deref());
        self.value(label::ISSUED_ON, plan.issued_on.map(|date| date.to_string()).as_deref());
        self.value(label::YEAR, plan.year.map(|year| year.to_string()).as_deref());
        for paragraph in &plan.preamble {
            self.paragraphs(label::PREAMBLE, Some(paragraph));
        }
        self.out.push('\n');
    }

    /// Headings stand before the first task under them; a task whose heading cannot stand above it names it.
    fn tasks(&mut self, plan: &Plan) {
        let paths: Vec<Vec<&str>> = (0..plan.sections.len()).map(|at| path(&plan.sections, at)).collect();
        let mut next = 0;
        let mut open: Vec<&str> = Vec::new();
        for task in &plan.tasks {
            if open != task.section
                && let Some(found) = (next..paths.len()).find(|&at| paths[at] == task.section)
            {
                for at in next..=found {
                    self.section(&plan.sections, at);
                }
                next = found + 1;
                open.clone_from(&paths[found]);
            }
            self.task(task, open != task.section, plan.year);
        }
        for at in next..plan.sections.len() {
            self.section(&plan.sections, at);
        }
    }

    fn section(&mut self, sections: &[Section], at: usize) {
        let section = &sections[at];
        let number = section.number.as_ref().map(|number| format!("{}\t", escape(number, &[]))).unwrap_or_default();
        let _ = writeln!(self.out, "\n{} {number}{}", "#".repeat(section.level.max(1)), escape(&section.title, &[]));
        if section.parent != implied_parent(&sections[..at], section.level) {
            self.line(label::PARENT, &section.parent.map_or("无".to_owned(), |parent| parent.to_string()));
        }
    }

    fn task(&mut self, task: &Task, names_section: bool, year: Option<i16>) {
        let number = task.number.as_ref().map(|number| escape(number, NUMBER_MARKS)).unwrap_or_default();
        let title = task.title.as_ref().map(|title| escape(title, &[])).unwrap_or_default();
        let _ = writeln!(self.out, "\n{number}\t{title}");
        if names_section {
            self.line(label::SECTION, &join_names(&task.section));
        }
        self.paragraphs(label::CONTENT, task.content.as_deref());
        self.names(label::LEAD_LEADERS, &task.lead_leaders);
        self.names(label::DEPUTY_LEADERS, &task.deputy_leaders);
        self.names(label::RESPONSIBLE_PERSONS, &task.responsible_persons);
        self.names(label::LEAD_DEPARTMENTS, &task.lead_departments);
        self.names(label::UNITS, &task.units);
        for duty in &task.duties {
            self.line(label::DUTY, &format!("{}\t{}", escape(&duty.unit, &[]), escape(&duty.duty, &[])));
        }
        self.deadline(task, year);
        self.paragraphs(label::NOTES, task.notes.as_deref());
        for (header, value) in &task.extra {
            let value = if value.is_empty() { escape(value, &[]) } else { escape_paragraphs(value) };
            self.line(label::EXTRA, &format!("{}\t{value}", escape(header, &[])));
        }
        if let Some(place) = &task.place {
            self.line(label::PLACE, &place_words(place));
        }
        self.line(label::ID, &escape(&task.id, &[]));
    }

    /// Only what the reader would not find by itself.
    fn deadline(&mut self, task: &Task, year: Option<i16>) {
        let text = task.text();
        let found = body_deadline(&text, year);
        match &task.deadline {
            Some(deadline) if Some(deadline) != found.as_ref() => {
                self.value(label::DEADLINE, Some(&deadline.raw));
                if read_deadline(&deadline.raw, year).as_ref() != Some(deadline) {
                    let meaning = (deadline.due, deadline.recurrence, deadline.source == DeadlineSource::Body);
                    self.line(label::DEADLINE_MEANING, &serde_json::to_string(&meaning).unwrap_or_default());
                }
            }
            None if found.is_some() => self.line(label::DEADLINE, "无"),
            _ => {}
        }
        let targets: Vec<_> = find_targets(&text).into_iter().map(|(_, target)| target).collect();
        if targets != task.targets {
            self.line(label::TARGETS, &serde_json::to_string(&task.targets).unwrap_or_default());
        }
    }

    fn tail(&mut self, ledger: &Ledger) -> serde_json::Result<()> {
        self.out.push('\n');
        for paragraph in &ledger.plan.closing {
            self.paragraphs(label::CLOSING, Some(paragraph));
        }
        for rest in &ledger.plan.rest {
            self.line(label::REST, &serde_json::to_string(rest)?);
        }
        for entry in &ledger.entries {
            self.line(label::ENTRY, &serde_json::to_string(entry)?);
        }
        for dispatch in &ledger.dispatches {
            self.line(label::DISPATCH, &serde_json::to_string(dispatch)?);
        }
        Ok(())
    }
}

/// The titles from the outermost heading to this one.
fn path(sections: &[Section], at: usize) -> Vec<&str> {
    let mut titles = Vec::new();
    let mut section = Some(at);
    // A parent stands before its child; anything else would be a circle.
    while let Some(found) = section.and_then(|at| sections.get(at)).filter(|_| titles.len() < 64) {
        titles.push(found.title.as_str());
        section = found.parent;
    }
    titles.reverse();
    titles
}
