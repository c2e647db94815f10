//! The master workbook: the table in a layout, and the whole ledger in a very hidden sheet.

use super::book::Book;
use super::collected;
use super::ledger_sheet::{self, ShownSheet};
use super::rows::{Cell, Table};
use super::shown::shown;
use super::table_sheet::{self, Record};
use super::{WriteOptions, Written};
use crate::error::Error;
use crate::finding::merging::NEW_ROW;
use crate::model::{FORMAT, Ledger, Task};

/// Writes the workbook. Findings are those of the sheet; the ledger sheet keeps all of it.
///
/// # Errors
/// [`Error::Workbook`] when the workbook cannot be put together, for example with more tasks than a sheet has rows.
pub(super) fn write(ledger: &Ledger, options: &WriteOptions<'_>) -> Result<Written, Error> {
    let layout = options.layout;
    let table = Table::new(ledger, options);
    let title = shown(table.title()).text;
    let mut book = Book::new()?;
    book.set_title(&title);
    book.set_property("fenjie.format", FORMAT);
    book.set_property("fenjie.plan", &shown(ledger.plan.id.clone()).text);
    book.set_property("fenjie.layout", &layout.name);
    if let Some(period) = table.period() {
        book.set_property("fenjie.period", &period.to_string());
    }
    let mut shown_sheet = ShownSheet::new(&layout.sheet, &title, table.period(), &table.columns);
    let findings =
        table_sheet::write(book.add_sheet_for(&layout.sheet, ledger.plan.tasks.len())?, layout, &table, &ledger.plan, &mut shown_sheet)?;
    if let Some(reminders) = options.collected {
        collected::add_sheets(&mut book, ledger, reminders, NEW_ROW.code)?;
    }
    ledger_sheet::write(&mut book.add_hidden_for(ledger_sheet::SHEET, rows_of(ledger))?, ledger, shown_sheet)?;
    Ok(Written { bytes: book.finish()?, findings })
}

/// About how many rows it takes to say everything a ledger holds, one below the other.
fn rows_of(ledger: &Ledger) -> usize {
    ledger.plan.tasks.len().max(collected::rows_of(ledger))
}

impl Record for ShownSheet<'_> {
    fn task(&mut self, task: &Task, cells: &[Cell]) {
        self.note_task(&task.id, cells.iter().map(Cell::text));
    }

    fn other(&mut self, text: &str) {
        self.note_other(text);
    }
}
