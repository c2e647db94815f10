//! `Finding`: something a person should look at. It is a value in a result, never an `Err`, never a log line.

pub mod codes;
pub mod dispatching;
pub mod merging;
pub mod reading;
pub mod revising;
pub mod roster;
pub mod writing;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Place, cell_name};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Decides a wrong result.
    Error,
    /// A person should ask.
    Warning,
    /// A note.
    Info,
}

/// A level in Chinese: 错误, 警告, 提示.
pub fn level_name(level: Level) -> &'static str {
    match level {
        Level::Error => "错误",
        Level::Warning => "警告",
        Level::Info => "提示",
    }
}

/// One finding: rule, level, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Rule code: `"R003"`.
    pub rule: String,
    /// How much it matters.
    pub level: Level,
    /// File name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Sheet name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Cell as Excel shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// 1-based text line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Task id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// Facts, then one thing the reader can do. Chinese.
    pub message: String,
}

impl Finding {
    /// A finding without a place.
    pub fn new(rule: &str, level: Level, message: impl Into<String>) -> Self {
        Finding { rule: rule.to_owned(), level, file: None, sheet: None, cell: None, line: None, task: None, message: message.into() }
    }

    /// The same finding, placed at a text line (counted from 1).
    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same finding, placed at a cell as Excel shows it.
    pub fn at_cell(mut self, sheet: &str, cell: impl Into<String>) -> Self {
        self.sheet = Some(sheet.to_owned());
        self.cell = Some(cell.into());
        self
    }

    /// The same finding, placed where something stands in the source; a row without a column at its first cell.
    pub fn at_place(self, place: Option<&Place>) -> Self {
        match place {
            Some(Place::Line { line }) => self.at_line(*line),
            Some(Place::Row { sheet, row, column }) => self.at_cell(sheet, cell_at(*row, column.unwrap_or(1))),
            None => self,
        }
    }

    /// The same finding, about a task.
    pub fn about(mut self, task: &str) -> Self {
        self.task = Some(task.to_owned());
        self
    }
}

fn cell_at(row: usize, column: usize) -> String {
    let index = |number: usize| u32::try_from(number.saturating_sub(1)).unwrap_or(u32::MAX);
    cell_name(index(row), index(column))
}

/// A place in the middle of a message: `第22行`, `〔责任分解表〕第5行`, `〔责任分解表〕C5`.
pub fn place_name(place: &Place) -> String {
    match place {
        Place::Line { line } => format!("第{line}行"),
        Place::Row { sheet, row, column: None } => format!("〔{sheet}〕第{row}行"),
        Place::Row { sheet, row, column: Some(column) } => format!("〔{sheet}〕{}", cell_at(*row, *column)),
    }
}

/// How much of the source's own words a message quotes, in characters.
const QUOTED: usize = 24;

/// The beginning of a text as a message quotes it.
pub fn brief(text: &str) -> String {
    beginning(text, QUOTED)
}

/// The first `longest` characters of a text, on one line and with `…` where there is more; control characters are blanks.
pub fn beginning(text: &str, longest: usize) -> String {
    let mut left = text.trim().chars();
    let mut begun: String = left.by_ref().take(longest).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if left.next().is_some() {
        begun.push('…');
    }
    begun
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_on_one_line_and_end_where_they_are_cut() {
        assert_eq!(brief(" 甲\n乙\u{7}丙 "), "甲 乙 丙");
        assert_eq!((beginning("甲乙丙", 3).as_str(), beginning("甲乙丙丁", 3).as_str()), ("甲乙丙", "甲乙丙…"));
    }

    #[test]
    fn places_are_lines_and_cells_as_excel_shows_them() {
        let row = |column| Place::Row { sheet: "表".into(), row: 5, column };
        for (place, words, cell) in
            [(Place::Line { line: 3 }, "第3行", None), (row(None), "〔表〕第5行", Some("A5")), (row(Some(28)), "〔表〕AB5", Some("AB5"))]
        {
            let finding = Finding::new("R003", Level::Info, "").at_place(Some(&place));
            assert_eq!((place_name(&place).as_str(), finding.cell.as_deref()), (words, cell));
        }
    }
}
