//! One row a task, with every field of the task: UTF-8 with a byte order mark, so Excel opens it, and CRLF.
//!
//! No cell is a formula. A cell whose first character that is not a blank is one of `= + - @` (or its full-width twin), a tab or a
//! carriage return at its start, or an apostrophe, is written with an apostrophe before it; Excel, WPS and LibreOffice then show
//! it as text. To read a cell back, take one leading apostrophe away: that undoes it in every case.
//! Names are joined with `、`, headings with ` > `. For a form that keeps everything apart there is JSON.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::field::{Field, field_text};
use super::{WriteOptions, Written};
use crate::csv_form::{BETWEEN_HEADINGS, HEADERS, ID};
use crate::error::Error;
use crate::model::{Ledger, Task};

/// What stands under each of [`HEADERS`].
const FIELDS: [Field; HEADERS.len()] = [
    Field::Seq,
    Field::Number,
    Field::Section,
    Field::Title,
    Field::Content,
    Field::LeadLeaders,
    Field::DeputyLeaders,
    Field::ResponsiblePersons,
    Field::LeadDepartments,
    Field::Units,
    Field::Duties,
    Field::Deadline,
    Field::Due,
    Field::Recurrence,
    Field::Targets,
    Field::Notes,
];

/// Writes the tasks; the layout does not matter.
///
/// # Errors
/// [`Error::Workbook`] when the rows cannot be put together.
pub(super) fn write(ledger: &Ledger, _options: &WriteOptions<'_>) -> Result<Written, Error> {
    let tasks = &ledger.plan.tasks;
    let foreign: BTreeSet<&str> = tasks.iter().flat_map(|task| task.extra.keys()).map(String::as_str).collect();
    let headers = HEADERS.into_iter().chain(foreign.iter().copied()).chain([ID]);
    let header: Vec<Cow<'_, str>> = headers.map(Cow::Borrowed).collect();
    let row = |task| {
        let fields = FIELDS.into_iter().map(move |field| cell(task, field));
        let others = foreign.iter().map(move |&header| Cow::Borrowed(task.extra.get(header).map_or("", String::as_str)));
        fields.chain(others).chain([cell(task, Field::Id)]).collect()
    };
    let bytes = table(std::iter::once(header).chain(tasks.iter().map(row)))?;
    Ok(Written { bytes, findings: Vec::new() })
}

/// Rows of text as a file, in the form every csv of ours has.
///
/// # Errors
/// [`Error::Workbook`], which memory never gives.
pub(super) fn table<T: AsRef<str>>(rows: impl Iterator<Item = Vec<T>>) -> Result<Vec<u8>, Error> {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer("\u{FEFF}".as_bytes().to_vec());
    for row in rows {
        let cells = row.iter().map(|cell| shielded(cell.as_ref()).into_owned());
        out.write_record(cells).map_err(|error| Error::Workbook { reason: error.to_string() })?;
    }
    out.into_inner().map_err(|error| Error::Workbook { reason: error.to_string() })
}

fn cell(task: &Task, field: Field) -> Cow<'_, str> {
    match field {
        Field::Section => Cow::Owned(task.section.join(BETWEEN_HEADINGS)),
        field => field_text(task, field),
    }
}

/// A cell that no spreadsheet program takes for a formula: `=1+1` → `'=1+1`, `'` → `''`.
fn shielded(text: &str) -> Cow<'_, str> {
    let begins_formula = |c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let risky = text.starts_with(['\'', '\t', '\r']) || text.trim_start().starts_with(begins_formula);
    if risky { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shields_come_off_again() {
        for text in ["", "甲", "=1+1", "-5", "+", "@x", "\t=1", " =1", "\r\n", "'", "'=1", "''", "－5", "一=二", "－"] {
            let cell = shielded(text);
            assert_eq!(cell.strip_prefix('\'').unwrap_or(&cell), text, "{text:?}");
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{cell:?}");
        }
        assert_eq!(shielded("一=二"), "一=二");
    }
}
