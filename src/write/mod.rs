//! Writers: one file per format, one line each in [`WRITERS`].
//!
//! A writer takes a ledger and gives the bytes of a file, with findings where something could not be shown as it is. Table
//! formats follow a [`Layout`]. Writers open no files but an unnamed one for rows too many to hold, read no clock, and give the same bytes
//! for the same input.

mod blocks;
mod book;
pub mod collected;
mod csv;
pub mod dispatch;
mod dispatch_index;
#[cfg(feature = "docx")]
mod docx;
mod field;
mod heights;
#[cfg(feature = "html")]
mod html;
mod json;
pub mod layout;
mod layout_file;
pub mod ledger_sheet;
mod list_sheet;
mod list_table;
mod long_rows;
mod markdown;
mod problems;
mod progress;
pub mod roster;
mod rows;
mod shown;
mod table_sheet;
mod text;
mod xlsx;

pub use field::{FIELDS, Field};
pub use layout::Layout;
pub use problems::{Problem, Problems, problems};

use std::ffi::OsStr;
use std::path::Path;

use jiff::civil::Date;

use crate::error::Error;
use crate::finding::Finding;
use crate::model::{Ledger, Period, Reminder, Role};

/// What a writer needs beside the ledger.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct WriteOptions<'a> {
    /// How tables look.
    pub layout: &'a Layout,
    /// The period to show progress of and to print in the heading; `None`: the latest reported, and none when nothing is.
    pub period: Option<Period>,
    /// The unit the table is sent to, where it is sent to one: whose progress is shown, and as whose a title may name it.
    pub(crate) addressee: Option<Addressee<'a>>,
    /// Whether a workbook shows everything that was reported on sheets of its own, and who is to be reminded.
    pub(crate) collected: Option<&'a [Reminder]>,
}

/// The unit a table is sent to.
#[derive(Debug, Clone)]
pub(crate) struct Addressee<'a> {
    /// Its name.
    pub unit: &'a str,
    /// What it is to each task of the plan, in order; to all of them when the table needs no telling.
    pub roles: &'a [Role],
    /// Which tasks of it these are.
    pub role: Role,
    /// The day the table has to be back.
    pub return_by: Option<Date>,
    /// Whom to send it to, and how to reach them.
    pub collector: Option<String>,
}

impl<'a> WriteOptions<'a> {
    /// Options for a layout, for the latest period.
    pub fn new(layout: &'a Layout) -> Self {
        WriteOptions { layout, period: None, addressee: None, collected: None }
    }

    /// The same options for a period.
    pub fn for_period(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// The same options for a master with all that was reported: 填报明细, 待裁定, 新增待认领, 未识别, 催报名单.
    pub fn with_collected(mut self, reminders: &'a [Reminder]) -> Self {
        self.collected = Some(reminders);
        self
    }
}

/// A written file and what a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// What could not be shown as it is, in document order.
    pub findings: Vec<Finding>,
}

/// A format we write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Excel workbook.
    Xlsx,
    /// The ledger as JSON.
    Json,
    /// One row a task, for any spreadsheet program.
    Csv,
    /// A Markdown table.
    Markdown,
    /// Canonical plan text.
    Text,
    /// Word document.
    Docx,
    /// Web page.
    Html,
}

/// One writer: the line a format has in [`WRITERS`].
#[derive(Debug)]
pub struct Writer {
    /// The format.
    pub format: Format,
    /// Its name on the command line.
    pub name: &'static str,
    /// The file name extensions that mean it, lower case; the first is the usual one.
    pub extensions: &'static [&'static str],
    /// Writes it.
    pub write: fn(&Ledger, &WriteOptions<'_>) -> Result<Written, Error>,
}

/// Every format we write.
pub const WRITERS: &[Writer] = &[
    Writer { format: Format::Xlsx, name: "xlsx", extensions: &["xlsx"], write: xlsx::write },
    Writer { format: Format::Json, name: "json", extensions: &["json"], write: json::write },
    Writer { format: Format::Csv, name: "csv", extensions: &["csv"], write: csv::write },
    Writer { format: Format::Markdown, name: "md", extensions: &["md", "markdown"], write: markdown::write },
    Writer { format: Format::Text, name: "txt", extensions: &["txt"], write: text::write },
    #[cfg(feature = "docx")]
    Writer { format: Format::Docx, name: "docx", extensions: &["docx"], write: docx::write },
    #[cfg(feature = "html")]
    Writer { format: Format::Html, name: "html", extensions: &["html", "htm"], write: html::write },
];

impl Format {
    /// The format of a name or extension, in any case: `"md"`, `"XLSX"`, `"markdown"`.
    ///
    /// # Errors
    /// [`Error::UnknownFormat`], which lists the names there are.
    pub fn named(name: &str) -> Result<Format, Error> {
        let lower = name.to_ascii_lowercase();
        let found = WRITERS.iter().find(|writer| writer.name == lower || writer.extensions.contains(&lower.as_str()));
        found.map(|writer| writer.format).ok_or_else(|| unknown(name))
    }

    /// Whether a file in it holds the whole ledger, with what was reported and sent.
    pub fn holds_entries(self) -> bool {
        !matches!(self, Format::Csv | Format::Markdown)
    }

    /// The format a file name's extension means.
    ///
    /// # Errors
    /// [`Error::UnknownFormat`] for an extension we do not write, or none.
    pub fn of_file(file: &Path) -> Result<Format, Error> {
        Format::named(&file.extension().map(OsStr::to_string_lossy).unwrap_or_default())
    }
}

/// Writes a ledger in a format.
///
/// # Errors
/// [`Error::Workbook`] when the file cannot be put together, [`Error::UnknownFormat`] when no writer is registered for the format.
///
/// # Examples
/// ```
/// use fenjie::model::{Ledger, Plan, Task};
/// use fenjie::write::{Format, Layout, WriteOptions, write};
///
/// let task = Task { content: Some("整治病险水库12座。".into()), lead_departments: vec!["工程股".into()], ..Task::default() };
/// let ledger = Ledger::from(Plan { title: Some("云渡县2031年水利工作要点".into()), tasks: vec![task], ..Plan::default() });
/// let layout = Layout::named("责任分解表")?;
/// let page = write(&ledger, Format::named("md")?, &WriteOptions::new(&layout))?;
/// assert!(String::from_utf8_lossy(&page.bytes).contains("整治病险水库12座。"));
/// # Ok::<(), fenjie::error::Error>(())
/// ```
pub fn write(ledger: &Ledger, format: Format, options: &WriteOptions<'_>) -> Result<Written, Error> {
    let writer = WRITERS.iter().find(|writer| writer.format == format).ok_or_else(|| unknown(&format!("{format:?}")))?;
    (writer.write)(ledger, options)
}

fn unknown(format: &str) -> Error {
    let known = WRITERS.iter().map(|writer| writer.name).collect::<Vec<_>>().join("、");
    Error::UnknownFormat { format: format.to_owned(), known }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_writer_is_found_by_name_and_extension_and_writes() {
        let ledger = Ledger::from(crate::model::Plan::default());
        let layout = Layout::named(Layout::DEFAULT).unwrap();
        for writer in WRITERS {
            assert_eq!(Format::named(writer.name).unwrap(), writer.format);
            for extension in writer.extensions {
                assert_eq!(Format::of_file(Path::new(&format!("甲.{}", extension.to_uppercase()))).unwrap(), writer.format);
            }
            assert!(!write(&ledger, writer.format, &WriteOptions::new(&layout)).unwrap().bytes.is_empty());
        }
        assert!(Format::named("pdf").unwrap_err().to_string().contains("xlsx、json"));
        assert!(Format::of_file(Path::new("没有扩展名")).is_err());
    }
}
