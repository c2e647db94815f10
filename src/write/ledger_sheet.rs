//! The workbook carries its own data: the whole ledger as JSON (`hidden_ledger.rs`), in a very hidden sheet.
//!
//! Column A of the sheet [`SHEET`] holds the ledger: `A1` says `fenjie.ledger/1 chunks=3 crc32=0123abcd`, `A2`, `A3` … are that many
//! pieces of one JSON document, to be put together without anything between them (`chunks.rs`).
//!
//! Column B holds what the visible sheet showed when it was written, so that a cell a person changed is told from every other: `B1` a
//! JSON object ([`ShownSheet`]), `B2`, `B3` … together one line a task, `id fingerprint fingerprint …` with one fingerprint a
//! column, and one line `- fingerprint` for every other text (headings, notes). A fingerprint is that of
//! [`fingerprint`], in eight hexadecimal digits.
//! Called by the workbook writer.

use std::fmt::Write;
use std::io;

use serde::Serialize;

use super::book::{Look, Sheet};
use super::field::FIELDS;
use super::layout::Column;
use crate::chunks::{CHUNK_BYTES, cut, escape};
use crate::error::Error;
pub use crate::hidden_ledger::SHEET;
use crate::hidden_ledger::{self, SHOWN_FORMAT};
use crate::model::{Ledger, Period};
use crate::words::fold::fingerprint;

/// What the visible sheet shows and of what its columns are made.
#[derive(Debug, Serialize)]
pub struct ShownSheet<'a> {
    format: &'static str,
    sheet: &'a str,
    title: &'a str,
    period: Option<Period>,
    columns: Vec<ShownColumn<'a>>,
    chunks: usize,
    crc32: String,
    #[serde(skip)]
    lines: String,
}

#[derive(Debug, Serialize)]
struct ShownColumn<'a> {
    header: &'a str,
    parts: Vec<ShownPart<'a>>,
}

#[derive(Debug, Serialize)]
struct ShownPart<'a> {
    field: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    before: &'a str,
}

impl<'a> ShownSheet<'a> {
    /// A sheet of these columns, with nothing shown yet. `title` is what the title row says.
    pub fn new(sheet: &'a str, title: &'a str, period: Option<Period>, columns: &[&'a Column]) -> Self {
        let part = |part: &'a super::layout::Part| {
            let name = FIELDS.iter().find(|(_, field)| *field == part.field).map_or("", |(name, _)| name);
            ShownPart { field: name, before: &part.before }
        };
        let column = |column: &&'a Column| ShownColumn { header: &column.header, parts: column.parts.iter().map(part).collect() };
        let columns = columns.iter().map(column).collect();
        ShownSheet { format: SHOWN_FORMAT, sheet, title, period, columns, chunks: 0, crc32: String::new(), lines: String::new() }
    }

    /// Notes what the cells of a task show.
    pub fn note_task<T: AsRef<str>>(&mut self, id: &str, cells: impl Iterator<Item = T>) {
        self.lines.push_str(id);
        for cell in cells {
            let _ = write!(self.lines, " {:08x}", fingerprint(cell.as_ref()));
        }
        self.lines.push('\n');
    }

    /// Notes a text that is no task's.
    pub fn note_other(&mut self, text: &str) {
        let _ = writeln!(self.lines, "- {:08x}", fingerprint(text));
    }

    /// The cells of column B, from `B1` down.
    ///
    /// # Errors
    /// [`Error::Workbook`] when the columns cannot be put into JSON.
    pub fn pack(mut self) -> Result<Vec<String>, Error> {
        let lines = std::mem::take(&mut self.lines);
        let mut cells = vec![String::new()];
        cells.extend(cut(&lines, CHUNK_BYTES).map(str::to_owned));
        (self.chunks, self.crc32) = (cells.len() - 1, format!("{:08x}", crc32fast::hash(lines.as_bytes())));
        let head = serde_json::to_string(&self).map_err(unpacked)?;
        if let Some(first) = cells.first_mut() {
            *first = escape(&head).into_owned();
        }
        Ok(cells)
    }
}

/// The cells of column A, from `A1` down: the header, then the pieces of the JSON.
///
/// # Errors
/// [`Error::Workbook`] when the ledger cannot be put into JSON, which a ledger read from a file always can.
pub fn pack(ledger: &Ledger) -> Result<Vec<String>, Error> {
    let mut cells = Vec::new();
    let first = hidden_ledger::pack_to(ledger, |piece| {
        cells.push(piece.to_owned());
        Ok(())
    });
    cells.insert(0, first.map_err(unpacked)?);
    Ok(cells)
}

/// Writes both columns, each piece as soon as it is there; what stands above the pieces is known last.
///
/// # Errors
/// Those of [`pack`], and with more pieces than a sheet has rows.
pub fn write(sheet: &mut Sheet<'_>, ledger: &Ledger, shown: ShownSheet<'_>) -> Result<(), Error> {
    let look = Look::default();
    let mut beside = shown.pack()?.into_iter();
    let above = beside.next().unwrap_or_default();
    let mut row = 0;
    let first = hidden_ledger::pack_to(ledger, |piece| {
        row += 1;
        sheet.text(row, 0, piece, &look).map_err(io::Error::other)?;
        beside.next().map_or(Ok(()), |piece| sheet.text(row, 1, piece, &look)).map_err(io::Error::other)
    });
    for piece in beside {
        row += 1;
        sheet.text(row, 1, piece, &look)?;
    }
    sheet.text(0, 0, first.map_err(unpacked)?, &look)?;
    sheet.text(0, 1, above, &look)
}

fn unpacked(error: serde_json::Error) -> Error {
    Error::Workbook { reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Plan, Task};

    #[test]
    fn pieces_together_are_the_ledger() {
        let nasty = "<r>甲</r> _x000D_ \\_x41 \u{1}\u{FFFE}\u{FFFF} 😀".repeat(5_000);
        let task = Task { content: Some(nasty), ..Task::default() };
        let ledger = Ledger::from(Plan { tasks: vec![task], ..Plan::default() });
        let cells = pack(&ledger).unwrap();
        let (header, pieces) = cells.split_first().unwrap();
        assert!(pieces.len() > 3 && pieces.iter().all(|piece| piece.len() <= CHUNK_BYTES));
        let json = pieces.concat();
        assert_eq!(*header, format!("fenjie.ledger/1 chunks={} crc32={:08x}", pieces.len(), crc32fast::hash(json.as_bytes())));
        assert_eq!(serde_json::from_str::<Ledger>(&json).unwrap(), ledger);
        assert!(!json.contains(['<', '\u{FFFE}', '\u{1}']) && !json.contains("_x"));
    }
}
