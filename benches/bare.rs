//! The bare loop beside which merging is measured: every cell of every returned workbook through the plain library, one thread.
//!
//! Called by `benches/peers/run merge` with the folder of returns; without one it does nothing.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, missing_docs)]

use std::collections::HashMap;
use std::path::Path;

use calamine::{Data, DataRef, Xlsx, open_workbook};

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| Path::new(argument).is_dir()) else { return };
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
