//! The bare loops beside which the whole program is measured: the same job with nothing but the library below us, on one thread.
//!
//! Called by `benches/peers/run`: `bare merge FOLDER` reads every cell of every returned workbook, `bare export PLAN.json OUT.xlsx`
//! writes the table of a plan. Without such arguments it does nothing.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, missing_docs)]

mod support;

use std::collections::HashMap;
use std::path::Path;

use calamine::{Data, DataRef, Xlsx, open_workbook};
use fenjie::model::Ledger;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["merge", folder] => merge(Path::new(folder)),
        ["export", plan, out] => export(plan, out),
        _ => {}
    }
}

fn merge(folder: &Path) {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "xlsx"));
    files.sort();
    let mut entries: HashMap<(usize, u32, u32), String> = HashMap::new();
    for (at, file) in files.iter().enumerate() {
        let mut book: Xlsx<_> = open_workbook(file).unwrap();
        let mut cells = book.worksheet_cells_reader("填报表").unwrap();
        while let Some(cell) = cells.next_cell().unwrap() {
            let (row, column) = cell.get_position();
            let text = match cell.get_value() {
                DataRef::Empty => continue,
                value => Data::from(value.clone()).to_string(),
            };
            entries.insert((at, row, column), text);
        }
    }
    println!("{}", entries.len());
}

fn export(plan: &str, out: &str) {
    let ledger: Ledger = serde_json::from_slice(&std::fs::read(plan).unwrap()).unwrap();
    support::bare_table(&ledger).save(out).unwrap();
}
