//! What a person decided in the sheet 待裁定, of a master or of a file of its own.

use std::path::Path;

use super::sniff::kind_of;
use super::workbook::{self, Sheet};
use crate::error::Error;
use crate::finding::Finding;
use crate::finding::merging::UNREAD_DECISION;
use crate::model::{Entry, EntryState, Period, ProgressField, Source, cell_name};
use crate::words::answers::read_answer;
use crate::words::decisions::{DECISION, FIELD, PERIOD, TASK, UNIT, VALUE, takes_row};
use crate::words::fold::key;

/// Reads the decisions of a workbook: one entry for each row somebody decided.
///
/// Shape: rows under a header with 编码, 单位, 期次, 填报项, 说法 and 裁定, on any sheet. 裁定 holds √ for the row's own value, or the value
/// itself. A workbook without such a sheet gives none. Findings: `M064` for a decision that cannot be read.
///
/// # Errors
/// What the workbook reader says.
pub fn read_decisions(bytes: &[u8], file: &Path) -> Result<(Vec<Entry>, Vec<Finding>), Error> {
    let workbook = workbook::read(bytes, kind_of(bytes), file)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Of two decisions the later one counts; the time is that of the workbook.
    let source = Source { file: name.as_str().into(), modified: workbook.about.modified.as_deref().map(Into::into), ..Source::default() };
    let (mut entries, mut findings) = (Vec::new(), Vec::new());
    for sheet in &workbook.sheets {
        let Some((header, columns)) = Columns::find(sheet) else { continue };
        let mut rows: Vec<u32> = sheet.cells.iter().map(|cell| cell.row).filter(|&row| row > header).collect();
        rows.dedup();
        for row in rows {
            let Some(written) = columns.text(sheet, row, columns.decision) else { continue };
            match columns.entry(sheet, row, written, &source) {
                Some(entry) => entries.push(entry),
                None => {
                    let message = format!("裁定“{written}”读不懂，没有采用。请在选用的那一行写“√”，或者写上应填的内容");
                    findings.push(UNREAD_DECISION.finding(message).at_cell(&sheet.name, cell_name(row, columns.decision)));
                }
            }
        }
    }
    Ok((entries, findings))
}

/// Where the columns of the sheet stand.
struct Columns {
    task: u32,
    unit: u32,
    period: u32,
    field: u32,
    value: u32,
    decision: u32,
}

impl Columns {
    /// The header row and its columns.
    fn find(sheet: &Sheet) -> Option<(u32, Columns)> {
        let header = sheet.cells.iter().find(|cell| key(&cell.text) == DECISION)?.row;
        let at = |word: &str| sheet.cells.iter().find(|cell| cell.row == header && key(&cell.text) == word).map(|cell| cell.column);
        let columns = Columns {
            task: at(TASK)?,
            unit: at(UNIT)?,
            period: at(PERIOD)?,
            field: at(FIELD)?,
            value: at(VALUE)?,
            decision: at(DECISION)?,
        };
        Some((header, columns))
    }

    fn text<'s>(&self, sheet: &'s Sheet, row: u32, column: u32) -> Option<&'s str> {
        sheet.cell(row, column).map(|cell| cell.text.trim()).filter(|text| !text.is_empty())
    }

    fn entry(&self, sheet: &Sheet, row: u32, written: &str, source: &Source) -> Option<Entry> {
        let text = |column| self.text(sheet, row, column);
        let period: Period = text(self.period)?.parse().ok()?;
        let field = ProgressField::named(text(self.field)?)?;
        let value = if takes_row(field, written) {
            text(self.value)?.into()
        } else {
            read_answer(field, written, Some(period.year())).value?.into()
        };
        let source = Source { sheet: Some(sheet.name.as_str().into()), cell: Some(cell_name(row, self.decision).into()), ..source.clone() };
        Some(Entry {
            task: text(self.task)?.into(),
            unit: text(self.unit)?.into(),
            period,
            field,
            value,
            state: EntryState::Current,
            source: Some(source),
            decided: true,
        })
    }
}
