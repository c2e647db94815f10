//! The master workbook: the ledger it carries in its very hidden sheet, and what a person changed in the sheet everyone sees.
//!
//! The form of the hidden sheet is that of the workbook writer (`fenjie.ledger/1` in column A, `fenjie.cells/1` in column B). What
//! was changed in visible cells wins, and each change is a finding; rows that are gone stay tasks; rows that came are new tasks.
//! Without the hidden sheet, or with a damaged one, the visible sheet is read like any other.

mod edit;
mod handling;
mod headings;
mod progress;
mod rows;

use std::path::Path;

use serde::Deserialize;

use super::workbook::{Sheet, Visibility, Workbook};
use crate::chunks::{self, Unpacking};
use crate::error::Error;
use crate::finding::reading as rules;
use crate::hidden_ledger::{SHEET, SHOWN_FORMAT};
use crate::model::{FORMAT, Ledger, Period};

/// What the visible sheet showed when it was written.
#[derive(Debug, Default, Deserialize)]
struct Shown {
    sheet: String,
    title: String,
    period: Option<Period>,
    columns: Vec<ShownColumn>,
    /// Fingerprints of the cells of each task, by its id.
    #[serde(skip)]
    tasks: Vec<(String, Vec<u32>)>,
    /// Fingerprints of every other text.
    #[serde(skip)]
    others: Vec<u32>,
}

#[derive(Debug, Deserialize)]
struct ShownColumn {
    header: String,
    parts: Vec<ShownPart>,
}

#[derive(Debug, Deserialize)]
struct ShownPart {
    field: String,
    #[serde(default)]
    before: String,
}

/// The head of what column B holds.
#[derive(Deserialize)]
struct Head {
    format: String,
    chunks: usize,
    crc32: String,
    #[serde(flatten)]
    shown: Shown,
}

/// Takes the hidden sheet out of a workbook and restores the ledger from it, with the changes of the visible sheet in it.
///
/// `None` when there is none or it does not hold together; then the visible sheet is all there is, and a finding says so.
///
/// # Errors
/// [`Error::NewerFormat`] when a newer version wrote it: its data must not be dropped.
pub(crate) fn restore(workbook: &mut Workbook, file: &Path) -> Result<Option<Ledger>, Error> {
    let Some(at) = workbook.sheets.iter().position(|sheet| sheet.name.eq_ignore_ascii_case(SHEET)) else { return Ok(None) };
    let hidden = workbook.sheets.remove(at);
    let mut ledger = match unpack(&hidden) {
        Ok(ledger) => ledger,
        Err(Unpacking::Newer(format)) => return Err(Error::NewerFormat { file: file.to_owned(), format, known: FORMAT }),
        Err(Unpacking::Damaged(why)) => {
            let message = format!(
                "工作簿自带的台账数据坏了（{why}），只按看得见的表读入：编码还在，原文的章节、分工等以表上的为准。请改用没动过的那一份"
            );
            workbook.findings.push(rules::DAMAGED_LEDGER.finding(message));
            return Ok(None);
        }
    };
    let mut findings = Vec::new();
    handling::take(workbook, &mut ledger.strays, &mut findings);
    workbook.findings.append(&mut findings);
    let Some(shown) = unpack_shown(&hidden) else {
        let message =
            "工作簿自带台账数据，但没有当时各格的记录，看不出表上改过哪些格；读的是自带的数据。在表上改过的，请对照结果核对".to_owned();
        workbook.findings.push(rules::NO_RECORD.finding(message));
        return Ok(Some(ledger));
    };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Some(rows::compare(workbook, ledger, &shown, &name)))
}

/// The ledger in column A.
fn unpack(sheet: &Sheet) -> Result<Ledger, Unpacking> {
    let json = chunks::unpack(FORMAT, |row| sheet.cell(row, 0).map(|cell| cell.text.as_str()))?;
    crate::hidden_ledger::from_json(&json).map_err(|_| Unpacking::Damaged("内容不对"))
}

/// What the visible sheet showed, in column B.
fn unpack_shown(sheet: &Sheet) -> Option<Shown> {
    let head: Head = serde_json::from_str(&sheet.cell(0, 1)?.text).ok()?;
    let lines = column(sheet, 1, head.chunks)?;
    if head.format != SHOWN_FORMAT || head.crc32 != format!("{:08x}", crc32fast::hash(lines.as_bytes())) {
        return None;
    }
    let mut shown = head.shown;
    for line in lines.lines() {
        let (id, prints) = line.split_once(' ')?;
        let prints: Vec<u32> = prints.split(' ').map(|print| u32::from_str_radix(print, 16).ok()).collect::<Option<_>>()?;
        match id {
            "-" => shown.others.extend(prints),
            id => shown.tasks.push((id.to_owned(), prints)),
        }
    }
    Some(shown)
}

/// `chunks` cells of a column below its first, put together.
fn column(sheet: &Sheet, column: u32, chunks: usize) -> Option<String> {
    let rows = 1..=u32::try_from(chunks).ok()?;
    rows.map(|row| sheet.cell(row, column).map(|cell| cell.text.as_str())).collect()
}

/// The sheet everyone sees: the one of the name that was written, else the first visible one.
fn visible<'a>(workbook: &'a Workbook, shown: &Shown) -> Option<&'a Sheet> {
    let named = workbook.sheets.iter().find(|sheet| sheet.name == shown.sheet);
    named.or_else(|| workbook.sheets.iter().find(|sheet| sheet.visibility == Visibility::Visible && !sheet.cells.is_empty()))
}
