//! 下发清单.xlsx: one line a workbook that was sent, and the tasks nobody was sent.

use super::book::Book;
use super::layout::Align;
use super::list_table::{Column, ListTable};
use super::rows::title_of;
use super::shown::shown;
use crate::error::Error;
use crate::identity;
use crate::model::{Dispatch, Ledger, Task};

const COLUMNS: &[Column] = &[
    Column::shown("序号", 6.0, Align::Center),
    Column::shown("单位", 28.0, Align::Left),
    Column::shown("职责", 10.0, Align::Center),
    Column::shown("任务数", 8.0, Align::Center),
    Column::shown("任务编码", 40.0, Align::Left),
    Column::shown("文件", 34.0, Align::Left),
    Column::shown("联系人", 10.0, Align::Center),
    Column::shown("电话", 15.0, Align::Center),
    Column::shown("邮箱", 22.0, Align::Left),
    Column::shown("返回时限", 12.0, Align::Center),
    Column::shown("第几次", 8.0, Align::Center),
    Column::shown("SHA-256", 34.0, Align::Left),
];
const UNASSIGNED: &[Column] = &[
    Column::shown("序号", 6.0, Align::Center),
    Column::shown("编码", 14.0, Align::Center),
    Column::shown("工作任务", 60.0, Align::Left),
    Column::shown("相关责任单位", 40.0, Align::Left),
];
/// Name of the sheet of tasks nobody was sent.
const UNASSIGNED_SHEET: &str = "未分配";
const SHEET: &str = "下发清单";
/// More ids than this are counted, not listed: a cell holds 32,767 characters.
const MOST_IDS: usize = 2_000;

/// Writes the list.
pub(super) fn write(ledger: &Ledger, dispatches: &[Dispatch], unassigned: &[usize]) -> Result<Vec<u8>, Error> {
    let mut book = Book::new()?;
    let title = match dispatches.first() {
        Some(first) => format!("{}下发清单（{}）", title_of(&ledger.plan), first.period.words()),
        None => format!("{}下发清单", title_of(&ledger.plan)),
    };
    let title = shown(title).text;
    book.set_title(&title);
    let rows: Vec<Vec<String>> = (1..).zip(dispatches).map(|(at, dispatch)| row(at, dispatch)).collect();
    let left: Vec<Vec<String>> = unassigned.iter().filter_map(|&at| ledger.plan.tasks.get(at)).map(unassigned_row).collect();
    let left_title = format!("未分配的任务（{} 项）", left.len());
    let mut lists = vec![(SHEET, &*title, COLUMNS, &rows)];
    if !left.is_empty() {
        lists.push((UNASSIGNED_SHEET, &left_title, UNASSIGNED, &left));
    }
    let texts = lists.iter().flat_map(|(_, title, columns, rows)| {
        let headers = columns.iter().map(|column| column.header);
        std::iter::once(*title).chain(headers).chain(rows.iter().flatten().map(String::as_str))
    });
    let mark = identity::mark(texts);
    book.set_property(identity::INDEX_PROPERTY, &format!("{};crc={mark}", identity::index_stamp(&ledger.plan.id)));
    for (sheet, title, columns, rows) in lists {
        ListTable { title, columns }.write(&mut book.add_sheet(sheet)?, rows.iter().cloned())?;
    }
    book.finish()
}

/// A row's texts, as they are shown.
fn row(at: usize, dispatch: &Dispatch) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let ids = match dispatch.tasks.get(..MOST_IDS) {
        Some(first) if dispatch.tasks.len() > MOST_IDS => format!("{} 等", first.join("、")),
        _ => dispatch.tasks.join("、"),
    };
    let row = vec![
        at.to_string(),
        dispatch.unit.clone(),
        dispatch.role.words().to_owned(),
        dispatch.tasks.len().to_string(),
        ids,
        dispatch.file.clone(),
        text(&dispatch.contact.person),
        text(&dispatch.contact.phone),
        text(&dispatch.contact.email),
        dispatch.return_by.map(|day| day.to_string()).unwrap_or_default(),
        dispatch.serial.to_string(),
        text(&dispatch.sha256),
    ];
    row.into_iter().map(|text| shown(text).text.into_owned()).collect()
}

fn unassigned_row(task: &Task) -> Vec<String> {
    let row = [task.seq.to_string(), task.id.clone(), task.text(), task.units.join("、")];
    row.into_iter().map(|text| shown(text).text.into_owned()).collect()
}
