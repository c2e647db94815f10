//! 问题清单: findings as a workbook that is printed, sent back and answered.
//!
//! A plain list with empty columns for the answer. What a finding is, this writer does not know: it is given words.

use super::book::Book;
use super::layout::Align;
use super::list_table::{Column, ListTable};
use super::shown::shown;
use crate::error::Error;
use crate::finding::Level;

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub level: Level,
    /// Where it stands: `"第 12 行"`.
    pub place: String,
    /// The task it is about; empty for the whole plan.
    pub task: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The rule's code.
    pub rule: String,
}

/// The list with its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    /// The name of the sheet.
    pub sheet: &'static str,
    /// The title row.
    pub title: String,
    /// The rows, in the order they are to be read.
    pub rows: Vec<Problem>,
}

const COLUMNS: &[Column] = &[
    Column::shown("序号", 6.0, Align::Center),
    Column::shown("级别", 7.0, Align::Center),
    Column::shown("位置", 22.0, Align::Center),
    Column::shown("任务", 24.0, Align::Left),
    Column::shown("问题和建议", 52.0, Align::Left),
    Column::shown("规则", 8.0, Align::Center),
    Column::open("处理意见", 28.0, Align::Left),
    Column::open("答复人", 10.0, Align::Center),
];

/// Writes the list as a workbook.
///
/// # Errors
/// [`Error::Workbook`] when it cannot be put together, for example with more rows than a sheet has.
pub fn problems(problems: &Problems) -> Result<Vec<u8>, Error> {
    let mut book = Book::new()?;
    let title = shown(problems.title.clone()).text;
    book.set_title(&title);
    let rows = (1..).zip(&problems.rows).map(|(seq, row): (usize, _)| {
        let (task, level) = (if row.task.is_empty() { "全文" } else { &row.task }, crate::finding::level_name(row.level));
        [seq.to_string().as_str(), level, &row.place, task, &row.message, &row.rule, "", ""].map(str::to_owned).to_vec()
    });
    ListTable { title: &title, columns: COLUMNS }.write(&mut book.add_sheet(problems.sheet)?, rows)?;
    book.finish()
}
