//! Old binary workbooks (`.xls`, `.et`): the guard in front of the reading library, and what that library does not tell.
//!
//! The container is opened by a library that trusts none of its numbers, the stream of the workbook is walked record by record
//! ([`biff`](super::biff)), and only a clean container with nothing but that stream goes to `old_cells`. There are no checksums in these
//! files: a flipped byte inside a text cannot be noticed by anyone.

use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use cfb::{CompoundFile, Version};

use super::biff::{self, Book};
use super::package::refusal;
use super::scan::Flaw;
use super::{Sheet, Visibility, Workbook, old_cells};
use crate::error::Error;
use crate::finding::{Finding, reading as rules};
use crate::limits::{Limit, Limits};

/// What the stream of a workbook is called: since Excel 97, and before.
const STREAMS: [&str; 2] = ["Workbook", "Book"];

/// Reads an old binary workbook.
pub(super) fn read(bytes: &[u8], file: &Path, limits: &Limits) -> Result<Workbook, Error> {
    if bytes.len() > limits.count(Limit::OldBytes) {
        return Err(Error::TooLarge { file: file.to_owned(), size: bytes.len() as u64, limit: limits.of(Limit::OldBytes) });
    }
    // Damaged streams make the library panic in places nobody has found yet; a panic here is an error of the file.
    let read = catch_unwind(AssertUnwindSafe(|| sheets(bytes, limits)));
    match read {
        Ok(Ok(workbook)) => Ok(workbook),
        Ok(Err(Refusal::Locked)) => Err(Error::Encrypted { file: file.to_owned() }),
        Ok(Err(Refusal::Flaw(flaw))) => Err(refusal(flaw, file)),
        Err(_) => Err(refusal(Flaw::Damaged("里面坏了，读不全".to_owned()), file)),
    }
}

/// Why an old workbook is not read.
pub(super) enum Refusal {
    /// It asks for a password.
    Locked,
    Flaw(Flaw),
}

impl From<Flaw> for Refusal {
    fn from(flaw: Flaw) -> Self {
        Refusal::Flaw(flaw)
    }
}

fn sheets(bytes: &[u8], limits: &Limits) -> Result<Workbook, Refusal> {
    let (name, mut stream) = stream_of(bytes)?;
    let book = Book::read(&mut stream, limits)?;
    let mut workbook = old_cells::read(contained(name, &stream)?, &book, limits)?;
    let Workbook { sheets, findings, .. } = &mut workbook;
    for (sheet, facts) in sheets.iter_mut().zip(book.sheets.iter().filter(|facts| facts.is_worksheet)) {
        take_over(sheet, facts, findings);
    }
    super::old_about::take(bytes, &mut workbook.about);
    Ok(workbook)
}

/// What the records of a sheet say beside its cells.
fn take_over(sheet: &mut Sheet, facts: &biff::Facts, findings: &mut Vec<Finding>) {
    let says = |row: u32| sheet.cells.iter().any(|cell| cell.row == row);
    sheet.hidden_rows = facts.hidden_rows.iter().copied().filter(|&row| says(row)).collect();
    let hidden = |column: u32| facts.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column));
    let mut columns: Vec<u32> = sheet.cells.iter().map(|cell| cell.column).filter(|&column| hidden(column)).collect();
    columns.sort_unstable();
    columns.dedup();
    sheet.hidden_columns = columns;
    sheet.formulas.clone_from(&facts.formulas);
    sheet.comments.clone_from(&facts.comments);
    sheet.drawings.clone_from(&facts.drawings);
    sheet.pictures.extend(&facts.pictures);
    let struck = |row: u32, column: u32| facts.struck.binary_search(&(row, column)).is_ok();
    sheet.struck = sheet.cells.iter().filter(|cell| struck(cell.row, cell.column)).chain(&facts.struck_runs).cloned().collect();
    super::note_hidden(sheet, findings);
    let lost: Vec<(u32, u32)> = facts.strings.iter().copied().filter(|place| sheet.cell(place.0, place.1).is_none()).collect();
    if let Some(&(row, column)) = lost.first().filter(|_| sheet.visibility == Visibility::Visible) {
        let message = format!("从这一格起有 {} 格的文字在文件里找不到。请对照原件补上", lost.len());
        findings.push(rules::BROKEN_CELL.finding(message).at_cell(&sheet.name, crate::model::cell_name(row, column)));
    }
}

/// The stream of the workbook, and its name.
fn stream_of(bytes: &[u8]) -> Result<(&'static str, Vec<u8>), Refusal> {
    let damaged = |reason: &str| Refusal::Flaw(Flaw::Damaged(reason.to_owned()));
    if !counts_are_plausible(bytes) {
        return Err(damaged("文件的扇区目录坏了，对不上文件的大小"));
    }
    let incomplete = "文件的结构坏了，多半没有下载完";
    let mut container = CompoundFile::open(Cursor::new(bytes)).map_err(|_| damaged(incomplete))?;
    if container.is_stream("EncryptedPackage") {
        return Err(Refusal::Locked);
    }
    let name = STREAMS.into_iter().find(|name| container.is_stream(name)).ok_or_else(|| damaged("里面找不到工作簿"))?;
    let mut stream = Vec::new();
    let opened = container.open_stream(name).map_err(|_| damaged(incomplete))?;
    let length = opened.len();
    if length > bytes.len() as u64 {
        return Err(damaged("工作簿声称的长度超过了文件本身"));
    }
    opened.take(length).read_to_end(&mut stream).map_err(|_| damaged(incomplete))?;
    if stream.len() as u64 == length { Ok((name, stream)) } else { Err(damaged(incomplete)) }
}

/// Whether the header counts no more sectors of its own tables than the file has ([MS-CFB] §2.2).
fn counts_are_plausible(bytes: &[u8]) -> bool {
    const COUNTS: [usize; 3] = [44, 64, 72];
    let sectors = bytes.len() / 512;
    let count = |at: usize| bytes.get(at..at + 4).and_then(|field| field.try_into().ok()).map(u32::from_le_bytes);
    COUNTS.iter().all(|&at| count(at).is_some_and(|count| usize::try_from(count).is_ok_and(|count| count <= sectors)))
}

/// A container with nothing but the stream.
fn contained(name: &str, stream: &[u8]) -> Result<Vec<u8>, Flaw> {
    let failed = |_| Flaw::Damaged("整理时没做成".to_owned());
    // Version 3: the reading library miscounts small sectors in version 4 (calamine 0.38, 2026-11).
    let room = Cursor::new(Vec::with_capacity(stream.len() + (64 << 10)));
    let mut container = CompoundFile::create_with_version(Version::V3, room).map_err(failed)?;
    container.create_stream(name).and_then(|mut copy| copy.write_all(stream)).map_err(failed)?;
    container.flush().map_err(failed)?;
    Ok(container.into_inner().into_inner())
}
