//! Lists of words too long for a rule of a cell: they stand in a hidden sheet, and the rule names the place.

use super::book::{self, Book};
use super::layout::Column;
use crate::error::Error;
use crate::model::column_name;

/// Name of the sheet.
pub const SHEET: &str = "下拉清单";

/// Where the lists of a table's columns stand.
#[derive(Debug, Default)]
pub struct Lists {
    /// Column of the table, and the range of cells.
    ranges: Vec<(u16, String)>,
}

impl Lists {
    /// The lists of these columns that need a place.
    pub fn of(columns: &[&Column]) -> Lists {
        let long = (0..).zip(columns).filter(|(_, column)| needs_place(column));
        let range = |(place, (at, column)): (u16, (u16, &&Column))| {
            let letters = column_name(place.into());
            (at, format!("'{SHEET}'!${letters}$1:${letters}${}", column.list.len()))
        };
        Lists { ranges: (0..).zip(long).map(range).collect() }
    }

    /// The place of the list of a column.
    pub fn range(&self, column: u16) -> Option<&str> {
        self.ranges.iter().find(|(at, _)| *at == column).map(|(_, range)| range.as_str())
    }
}

fn needs_place(column: &Column) -> bool {
    !column.list.is_empty() && !book::fits_rule(&column.list)
}

/// Adds the sheet, when a column needs it.
pub fn add(book: &mut Book, columns: &[&Column]) -> Result<(), Error> {
    let lists: Vec<Vec<String>> = columns.iter().filter(|column| needs_place(column)).map(|column| column.list.clone()).collect();
    if lists.is_empty() { Ok(()) } else { book.add_hidden(SHEET, lists) }
}
