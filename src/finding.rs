//! `Finding`: something a person should look at. It is a value in a result, never an `Err`, never a log line.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

    /// The same finding, about a task.
    pub fn about(mut self, task: &str) -> Self {
        self.task = Some(task.to_owned());
        self
    }
}
