//! Tables in text files (`.csv`, `.tsv`): charset and delimiter found, our own apostrophes taken off again.
//!
//! A file our writer wrote gives back every field it holds (not the plan's title, its paragraphs and sections without tasks, nor
//! entries; see [`own`]). Any other is a table like every other, see `table`. Called through `READERS`, for text whose name ends
//! so: bytes alone do not tell a table in commas from prose.

mod own;

use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

use super::{Document, Part, ReadOptions, Reading, charset};
use crate::error::Error;
use crate::finding::{Finding, reading as rules};
use crate::grid::{Cell, Grid, Parted};
use crate::model::Place;
use crate::passage::{Account, Passage, Source};
use crate::words::fold::{is_blank, trimmed};

/// The sheet's name in places.
const SHEET: &str = "表格";

/// Reads a table in a text file.
///
/// # Errors
/// As [`charset::decode`]. A file whose quotes never close is read as far as they make sense, with a finding.
pub(super) fn read(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    let text = charset::decode(bytes, file)?;
    let Records { records, findings, delimiter } = records(&text);
    if let Some(plan) = own::plan(&records) {
        return Ok(Reading { ledger: plan.into(), findings, account: Account::default() });
    }
    let mut reading = super::plan_of(document(&records, delimiter), options.vocabulary);
    reading.findings.splice(0..0, findings);
    Ok(reading)
}

/// What a table in a text file shows, ours or not.
///
/// # Errors
/// As [`charset::decode`].
pub(super) fn shown(bytes: &[u8], file: &Path) -> Result<Document, Error> {
    let Records { records, findings, delimiter } = records(&charset::decode(bytes, file)?);
    Ok(Document { findings, ..document(&records, delimiter) })
}

/// A text parted into cells.
pub(super) struct Records {
    /// The cells of each line, the first line first.
    pub records: Vec<Vec<String>>,
    /// What is wrong with the quotes.
    pub findings: Vec<Finding>,
    /// What stands between the cells.
    pub delimiter: u8,
}

/// The records of a text, each with the row Excel would show it in, from 1.
pub(super) fn records(text: &str) -> Records {
    let (stated, text) = stated_delimiter(text);
    let delimiter = stated.unwrap_or_else(|| find_delimiter(text));
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut records: Vec<Vec<String>> = Vec::new();
    let mut findings = Vec::new();
    let mut record = ByteRecord::new();
    // The text is in memory and every record is allowed any length: reading cannot fail.
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let line = record.position().map_or(1, csv::Position::line);
        // Blank lines are rows too, in the count of rows and nowhere else.
        let shield_off = |cell: &[u8]| {
            let cell = String::from_utf8_lossy(cell);
            cell.strip_prefix('\'').map_or_else(|| cell.clone().into_owned(), str::to_owned)
        };
        let cells: Vec<String> = record.iter().map(shield_off).collect();
        if cells.iter().map(String::len).max() > Some(MOST) {
            let message = format!("从第 {line} 行起有一格长得不像一格，多半是引号没有配对。请在记事本里核对这一行的引号");
            findings.push(rules::UNPAIRED_QUOTES.finding(message).at_line(usize::try_from(line).unwrap_or(usize::MAX)));
        }
        records.push(cells);
    }
    Records { records, findings, delimiter }
}

/// A longer cell is no cell: Excel's limit, generously.
const MOST: usize = 200_000;

/// `sep=;` in the first line, as Excel understands it.
fn stated_delimiter(text: &str) -> (Option<u8>, &str) {
    let line = text.lines().next().unwrap_or_default();
    match line.strip_prefix("sep=").map(str::as_bytes) {
        Some([delimiter]) => (Some(*delimiter), text.get(line.len()..).unwrap_or_default().trim_start_matches(['\r', '\n'])),
        _ => (None, text),
    }
}

/// The delimiter under which the most cells of the first records stand in rows alike. What a text says in a cell decides nothing in a
/// table of ours.
fn find_delimiter(text: &str) -> u8 {
    const SAMPLE: usize = 40;
    if own::is_headed(text) {
        return b',';
    }
    let score = |delimiter: u8| {
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let widths: Vec<usize> = reader.byte_records().take(SAMPLE).flatten().map(|record| record.len()).collect();
        let most = widths.iter().copied().max().unwrap_or(1);
        let alike = widths.iter().filter(|&&width| width == most).count();
        if most > 1 { (alike * 2 >= widths.len(), most * alike) } else { (false, 0) }
    };
    // Of equal ones the first.
    [b',', b'\t', b';', b'|'].into_iter().rev().max_by_key(|&delimiter| score(delimiter)).unwrap_or(b',')
}

/// The document of the records: one table.
fn document(records: &[Vec<String>], delimiter: u8) -> Document {
    // Titles above the header have fewer cells.
    const FEWEST: usize = 3;
    let filled = |record: &Vec<String>| record.iter().filter(|text| !text.chars().all(is_blank)).count();
    let first = records.iter().find(|record| filled(record) >= FEWEST);
    let parted = first.map(|header| Parted { cells: header.len(), mark: char::from(delimiter), is_exact: false });
    let mut document = Document::default();
    let mut grid = Grid { sheet: Some(SHEET.to_owned()), parted, ..Grid::default() };
    for (row, record) in records.iter().enumerate() {
        let mut cells = Vec::new();
        for (column, text) in record.iter().enumerate().filter(|(_, text)| !text.chars().all(is_blank)) {
            let place = Place::Row { sheet: SHEET.into(), row: row + 1, column: Some(column + 1) };
            let passage = Passage::of(document.sources.len(), text, trimmed(text));
            document.sources.push(Source { place, text: text.clone() });
            cells.push(Cell::single(column, passage));
        }
        if !cells.is_empty() {
            grid.rows.push(cells);
        }
    }
    document.parts.push(Part::Grid(grid));
    document
}

/// Whether text is parted into cells, line by line: what a program wrote as a table, whatever it called it.
pub(super) fn looks_parted(bytes: &[u8]) -> bool {
    const LINES: usize = 40;
    let head = bytes.get(..bytes.len().min(1 << 16)).unwrap_or_default();
    if head.trim_ascii_start().starts_with(b"<") {
        return false;
    }
    let lines: Vec<&[u8]> = head.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).take(LINES).collect();
    let parted = |mark: u8| lines.iter().filter(|line| line.contains(&mark)).count();
    lines.len() > 1 && b",\t;".iter().any(|&mark| parted(mark) * 2 > lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv_form::HEADERS;

    #[test]
    fn delimiters_and_shields() {
        let cells = |text: &str| records(text).records;
        for text in ["序号,任务\n1,\"甲，乙\"\n", "序号\t任务\r\n1\t甲，乙\r\n", "序号;任务\n1;甲，乙\n", "sep=;\n序号;任务\n1;甲，乙"]
        {
            assert_eq!(cells(text), [["序号", "任务"], ["1", "甲，乙"]], "{text}");
        }
        assert_eq!(cells("a,'=1\n'',''x"), [["a", "=1"], ["'", "'x"]]);
        assert_eq!(cells("甲"), [["甲"]]);
        assert_eq!(cells("序号,任务\n1,甲\t乙\t丙\t丁\n"), [["序号", "任务"], ["1", "甲\t乙\t丙\t丁"]]);
        // One task of ours, whose text holds more tabs than the table has columns.
        let own = format!("{},编码\n{}", HEADERS.join(","), "\t".repeat(40));
        assert_eq!(cells(&own)[0].len(), HEADERS.len() + 1);
    }
}
