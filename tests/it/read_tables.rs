//! Tables as offices draw them, one file of `tests/data/tables/` each: drawn above a line `====`, what they say below it as JSON.
//!
//! Cells are parted by ` | `; `<` goes on with the cell to its left and `^` with the one above, as merged cells do; `⏎` breaks a line
//! and `# 名称` begins a sheet of that name.

use std::path::Path;

use fenjie::read::read;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::Value;

use super::read_foreign::{differences, written_and_read};

/// The rows of one sheet: its cells with their spans, where anything begins.
fn draw(sheet: &mut Worksheet, rows: &[Vec<&str>]) {
    let at = |row: usize, column: usize| rows.get(row).and_then(|cells| cells.get(column)).copied().unwrap_or_default();
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !matches!(**text, "<" | "^")) {
            let right = (column + 1..).take_while(|&other| at(row, other) == "<").count();
            let down = (row + 1..).take_while(|&other| at(other, column) == "^").count();
            let text = text.replace('⏎', "\n");
            let (first, left) = (row as u32, column as u16);
            if right + down > 0 {
                sheet.merge_range(first, left, first + down as u32, left + right as u16, &text, &Format::new()).unwrap();
            } else if let Ok(number) = text.parse::<f64>() {
                sheet.write_number(first, left, number).unwrap();
            } else if !text.is_empty() {
                sheet.write_string(first, left, text).unwrap();
            }
        }
    }
}

/// The workbook a drawing is of.
fn workbook(drawing: &str) -> Vec<u8> {
    let mut sheets: Vec<(&str, Vec<Vec<&str>>)> = Vec::new();
    for line in drawing.lines() {
        match line.strip_prefix("# ") {
            Some(name) => sheets.push((name, Vec::new())),
            None => {
                if sheets.is_empty() {
                    sheets.push(("Sheet1", Vec::new()));
                }
                sheets.last_mut().unwrap().1.push(line.split('|').map(str::trim).collect());
            }
        }
    }
    let mut book = Workbook::new();
    for (name, rows) in &sheets {
        draw(book.add_worksheet().set_name(*name).unwrap(), rows);
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn tables_are_read_as_they_are_drawn() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tables");
    let mut failures = Vec::new();
    let mut read_so_far = 0;
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let (drawing, wanted) = text.split_once("\n====\n").unwrap_or_else(|| panic!("{name}: no line ===="));
        let wanted: Value = serde_json::from_str(wanted).unwrap_or_else(|error| panic!("{name}: {error}"));
        let bytes = workbook(drawing);
        match read(&bytes, &path.with_extension("xlsx")) {
            Ok(reading) => {
                failures.extend(differences(&reading, &wanted).into_iter().map(|difference| format!("{name}: {difference}")));
                if written_and_read(&reading.ledger) != reading.ledger {
                    failures.push(format!("{name}: our sheet of it reads otherwise"));
                }
            }
            Err(error) => failures.push(format!("{name}: {error}")),
        }
        read_so_far += 1;
    }
    assert!(read_so_far >= 10, "{read_so_far} tables");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
