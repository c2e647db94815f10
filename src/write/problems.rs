//! 问题清单: findings as a workbook that is printed, sent back and answered.
//!
//! A plain table in the look of the 责任分解表, with empty columns for the answer. What a finding is, this writer does not know:
//! it is given words.

use super::xlsx::{self, List, ListColumn};
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
    /// The title row.
    pub title: String,
    /// The line below it.
    pub note: String,
    /// The rows, in the order they are to be read.
    pub rows: Vec<Problem>,
}

/// The columns: header, width in characters, centred, to be filled in.
const COLUMNS: &[(&str, f64, bool, bool)] = &[
    ("序号", 6.0, true, false),
    ("级别", 7.0, true, false),
    ("位置", 13.0, true, false),
    ("任务", 24.0, false, false),
    ("问题和建议", 48.0, false, false),
    ("规则", 8.0, true, false),
    ("处理意见", 28.0, false, true),
    ("答复人", 10.0, true, true),
];

/// Writes the list as a workbook.
///
/// # Errors
/// [`Error::Workbook`] when it cannot be put together, for example with more rows than a sheet has.
pub fn problems(problems: &Problems) -> Result<Vec<u8>, Error> {
    let columns = COLUMNS.iter().map(|&(header, width, centred, fill_in)| ListColumn { header, width, centred, fill_in }).collect();
    let rows = (1..).zip(&problems.rows).map(|(seq, row): (usize, _)| {
        let (task, level) = (if row.task.is_empty() { "全文" } else { &row.task }, crate::finding::level_name(row.level));
        [seq.to_string().as_str(), level, &row.place, task, &row.message, &row.rule, "", ""].map(str::to_owned).to_vec()
    });
    let colours = vec![("错误", 0x00FF_C7CE, 0x009C_0006), ("警告", 0x00FF_EB9C, 0x009C_5700)];
    xlsx::write_list(&List { sheet: "问题清单", title: &problems.title, note: &problems.note, columns, rows: rows.collect(), colours })
}
