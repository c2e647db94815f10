//! A Markdown (GFM) table in a layout's columns, under the table's title.
//!
//! Cells are escaped so that they show the text as it is: marks of Markdown get a backslash, line breaks become `<br>`. Section
//! headings stand in bold in the first column.

use super::layout::Align;
use super::rows::{Row, Table};
use super::{WriteOptions, Written};
use crate::error::Error;
use crate::model::Ledger;

/// Characters that mean something to Markdown inside a line of a table.
const MARKS: [char; 11] = ['\\', '|', '`', '*', '_', '[', ']', '<', '>', '&', '~'];

/// Writes one table.
///
/// # Errors
/// None; the type is that of every writer.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn write(ledger: &Ledger, options: &WriteOptions<'_>) -> Result<Written, Error> {
    let table = Table::new(ledger, options);
    let mut text = format!("# {}\n\n", escaped(&table.title()));
    push_row(&mut text, table.columns.iter().map(|column| escaped(&column.header)));
    push_row(&mut text, table.columns.iter().map(|column| rule(column.align).to_owned()));
    for row in table.rows() {
        match row {
            Row::Heading { text: heading, .. } => {
                let rest = table.columns.iter().skip(1).map(|_| String::new());
                push_row(&mut text, std::iter::once(format!("**{}**", escaped(&heading))).chain(rest));
            }
            Row::Task { cells, .. } => push_row(&mut text, cells.iter().map(|cell| escaped(&cell.text()))),
        }
    }
    Ok(Written { bytes: text.into_bytes(), findings: Vec::new() })
}

fn push_row(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push('|');
    for cell in cells {
        text.push(' ');
        text.push_str(&cell);
        text.push_str(" |");
    }
    text.push('\n');
}

fn rule(align: Align) -> &'static str {
    match align {
        Align::Left => ":---",
        Align::Center => ":---:",
        Align::Right => "---:",
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push_str("<br>"),
            c if MARKS.contains(&c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_text() {
        assert_eq!(escaped("甲|乙\n*丙*\r\n<b>&amp;"), "甲\\|乙<br>\\*丙\\*<br>\\<b\\>\\&amp;");
    }
}
