//! 下发清单.xlsx: one line a workbook that was sent, and the tasks nobody was sent.

use super::book::{Book, Look, Sheet};
use super::heights::{Room, whole_pixels};
use super::layout::{Align, Font, Page, Paper};
use super::rows::title_of;
use super::shown::shown;
use crate::error::Error;
use crate::identity;
use crate::model::{Dispatch, Ledger, Task};

/// Header, width in characters, alignment.
type Column = (&'static str, f64, Align);

const COLUMNS: &[Column] = &[
    ("序号", 6.0, Align::Center),
    ("单位", 28.0, Align::Left),
    ("职责", 10.0, Align::Center),
    ("任务数", 8.0, Align::Center),
    ("任务编码", 40.0, Align::Left),
    ("文件", 34.0, Align::Left),
    ("联系人", 10.0, Align::Center),
    ("电话", 15.0, Align::Center),
    ("邮箱", 22.0, Align::Left),
    ("返回时限", 12.0, Align::Center),
    ("第几次", 8.0, Align::Center),
    ("SHA-256", 34.0, Align::Left),
];
const UNASSIGNED: &[Column] =
    &[("序号", 6.0, Align::Center), ("编码", 14.0, Align::Center), ("工作任务", 60.0, Align::Left), ("相关责任单位", 40.0, Align::Left)];
/// Name of the sheet of tasks nobody was sent.
const UNASSIGNED_SHEET: &str = "未分配";
const SHEET: &str = "下发清单";
const LINE_HEIGHT: f64 = 1.45;
const LEAST_HEIGHT: f64 = 24.0;
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
    book.set_property(identity::INDEX_PROPERTY, &identity::index_stamp(&ledger.plan.id));
    let rows = (1..).zip(dispatches).map(|(at, dispatch)| row(at, dispatch));
    write_sheet(book.add_sheet(SHEET)?, &title, COLUMNS, rows)?;
    let tasks = unassigned.iter().filter_map(|&at| ledger.plan.tasks.get(at));
    if !unassigned.is_empty() {
        let title = format!("未分配的任务（{} 项）", unassigned.len());
        write_sheet(book.add_sheet(UNASSIGNED_SHEET)?, &title, UNASSIGNED, tasks.map(unassigned_row))?;
    }
    book.finish()
}

fn row(at: usize, dispatch: &Dispatch) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let ids = match dispatch.tasks.get(..MOST_IDS) {
        Some(first) if dispatch.tasks.len() > MOST_IDS => format!("{} 等", first.join("、")),
        _ => dispatch.tasks.join("、"),
    };
    vec![
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
    ]
}

fn unassigned_row(task: &Task) -> Vec<String> {
    vec![task.seq.to_string(), task.id.clone(), task.text(), task.units.join("、")]
}

fn write_sheet(mut sheet: Sheet<'_>, title: &str, columns: &[Column], rows: impl Iterator<Item = Vec<String>>) -> Result<(), Error> {
    let font = |name: &str, size| Font { name: name.to_owned(), size };
    let body = font("仿宋_GB2312", 11.0);
    let title_look = Look::of(&font("方正小标宋简体", 20.0)).aligned(Align::Center);
    let header_look = Look::of(&font("黑体", 11.0)).bordered().aligned(Align::Center).filled(0xE7_E6E6);
    let looks: Vec<Look> = columns.iter().map(|(_, _, align)| Look::of(&body).bordered().aligned(*align).for_text()).collect();
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.set_page(&page());
    for (at, (header, width, _)) in (0..).zip(columns) {
        sheet.set_width(at, *width)?;
        sheet.text(1, at, *header, &header_look)?;
    }
    sheet.merge((0, 0), (0, last), &title_look)?;
    sheet.text(0, 0, title, &title_look)?;
    let total: f64 = columns.iter().map(|(_, width, _)| width).sum();
    sheet.set_height(0, whole_pixels(Room::new(total, 20.0, LINE_HEIGHT).height(title).max(36.0)))?;
    sheet.set_height(1, LEAST_HEIGHT)?;
    sheet.repeat_row(1)?;
    sheet.freeze(2, 2)?;
    let mut end = 1;
    for (row, cells) in (2..).zip(rows) {
        let mut height = LEAST_HEIGHT;
        for ((at, text), (look, (_, width, _))) in (0..).zip(cells).zip(looks.iter().zip(columns)) {
            let text = shown(text).text;
            height = height.max(Room::new(*width, body.size, LINE_HEIGHT).height(&text));
            sheet.text(row, at, text, look)?;
        }
        sheet.set_height(row, whole_pixels(height.min(super::heights::MAX_ROW_HEIGHT)))?;
        end = row;
    }
    sheet.filter((1, 0), (end, last))?;
    sheet.accept_numbers_as_text((2, 0), (end.max(2), last))
}

fn page() -> Page {
    Page { paper: Paper::A4, landscape: true, margins: [1.5, 1.5, 1.8, 1.8], footer: "第 &P 页 共 &N 页".to_owned(), freeze_columns: 2 }
}
