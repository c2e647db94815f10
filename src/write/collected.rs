//! The sheets of a master behind its table: what was reported, what has to be decided, what found no place, and who is to be reminded.
//!
//! All but the reminders are views of the ledger. 待裁定 is read back: see `read::decisions`.

use super::book::Book;
use super::layout::Align;
use super::list_table::{Column, ListTable};
use crate::error::Error;
use crate::model::{Contact, Entry, EntryState, Ledger, ProgressField, Stray, Task};
use crate::words::decisions::{self, SHEET as DECISIONS};

/// Someone to remind: a unit with tasks it has not reported on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The unit.
    pub unit: String,
    /// Whether nothing at all came back.
    pub is_whole: bool,
    /// Ids of the tasks.
    pub tasks: Vec<String>,
    /// Whom to ask.
    pub contact: Contact,
    /// The day it had to be back.
    pub return_by: Option<String>,
}

const ENTRIES: &[Column] = &[
    Column::shown("编码", 14.0, Align::Center),
    Column::shown("工作任务", 30.0, Align::Left),
    Column::shown("单位", 16.0, Align::Left),
    Column::shown("期次", 9.0, Align::Center),
    Column::shown("完成状态", 9.0, Align::Center),
    Column::shown("完成百分比", 9.0, Align::Center),
    Column::shown("进展情况", 44.0, Align::Left),
    Column::shown("存在问题", 24.0, Align::Left),
    Column::shown("下一步打算", 24.0, Align::Left),
    Column::shown("填报人", 9.0, Align::Center),
    Column::shown("联系电话", 13.0, Align::Center),
    Column::shown("填报日期", 12.0, Align::Center),
    Column::shown("采用情况", 14.0, Align::Left),
    Column::shown("文件", 24.0, Align::Left),
    Column::shown("工作表", 10.0, Align::Left),
    Column::shown("行", 6.0, Align::Center),
    Column::shown("保存时间", 20.0, Align::Center),
    Column::shown("SHA-256 前 12 位", 16.0, Align::Left),
];
const CONFLICTS: &[Column] = &[
    Column::shown(decisions::TASK, 14.0, Align::Center),
    Column::shown("工作任务", 34.0, Align::Left),
    Column::shown(decisions::UNIT, 18.0, Align::Left),
    Column::shown(decisions::PERIOD, 10.0, Align::Center),
    Column::shown(decisions::FIELD, 11.0, Align::Center),
    Column::shown(decisions::VALUE, 56.0, Align::Left),
    Column::shown("文件", 26.0, Align::Left),
    Column::shown("位置", 8.0, Align::Center),
    Column::shown("保存时间", 20.0, Align::Center),
    Column::open(decisions::DECISION, 30.0, Align::Left),
];
const STRAYS: &[Column] = &[
    Column::shown("单位", 18.0, Align::Left),
    Column::shown("期次", 10.0, Align::Center),
    Column::shown("原列", 14.0, Align::Left),
    Column::shown("原文", 70.0, Align::Left),
    Column::shown("对应任务", 14.0, Align::Center),
    Column::shown("原因", 10.0, Align::Center),
    Column::shown("文件", 26.0, Align::Left),
    Column::shown("工作表", 12.0, Align::Left),
    Column::shown("位置", 8.0, Align::Center),
    Column::open("处理意见", 26.0, Align::Left),
];
const REMINDERS: &[Column] = &[
    Column::shown("单位", 26.0, Align::Left),
    Column::shown("情况", 12.0, Align::Center),
    Column::shown("未报任务数", 11.0, Align::Center),
    Column::shown("未报任务", 70.0, Align::Left),
    Column::shown("联系人", 10.0, Align::Center),
    Column::shown("电话", 15.0, Align::Center),
    Column::shown("返回时限", 12.0, Align::Center),
];
/// More tasks than this are counted, not listed.
const MOST_TASKS: usize = 200;

/// Adds the sheets; those without a row are left out, but for 填报明细.
pub(super) fn add_sheets(book: &mut Book, ledger: &Ledger, reminders: &[Reminder], new_row_rule: &str) -> Result<(), Error> {
    let tasks = Titles::of(ledger);
    let list = |book: &mut Book, name: &str, title: &str, columns: &'static [Column], rows: &mut dyn Iterator<Item = Vec<String>>| {
        ListTable { title, columns }.write(&mut book.add_sheet(name)?, rows).map(|_| ())
    };
    list(
        book,
        decisions::ENTRIES,
        "填报明细（每一条填报的来处）",
        ENTRIES,
        &mut reported(&ledger.entries).iter().map(|row| reported_row(row, &tasks)),
    )?;
    let mut conflicts =
        ledger.entries.iter().filter(|entry| entry.state == EntryState::Conflict).map(|entry| conflict_row(entry, &tasks)).peekable();
    if conflicts.peek().is_some() {
        let title = "待裁定（在“裁定”列选用的那一行写“√”，或者直接写上应填的内容，存盘后再汇总一次）";
        list(book, DECISIONS, title, CONFLICTS, &mut conflicts)?;
    }
    let (new, unknown): (Vec<&Stray>, Vec<&Stray>) = ledger.strays.iter().partition(|stray| stray.rule == new_row_rule);
    for (name, title, strays) in [
        (decisions::NEW_ROWS, "新增待认领（单位自己加的行，是否收进计划请决定）", new),
        (decisions::UNKNOWN, "未识别（没有汇总进台账的内容，原文照留）", unknown),
    ] {
        if !strays.is_empty() {
            list(book, name, title, STRAYS, &mut strays.into_iter().map(stray_row))?;
        }
    }
    if !reminders.is_empty() {
        list(
            book,
            decisions::REMINDERS,
            decisions::REMINDERS,
            REMINDERS,
            &mut reminders.iter().map(|reminder| reminder_row(reminder, &tasks)),
        )?;
    }
    Ok(())
}

/// What tasks are called, by their ids.
struct Titles<'a>(std::collections::HashMap<&'a str, &'a Task>);

impl<'a> Titles<'a> {
    fn of(ledger: &'a Ledger) -> Self {
        Titles(ledger.plan.tasks.iter().map(|task| (task.id.as_str(), task)).collect())
    }

    fn brief(&self, id: &str) -> String {
        const LONGEST: usize = 40;
        let Some(task) = self.0.get(id) else { return String::new() };
        let text = task.text();
        let brief: String = text.chars().take(LONGEST).collect();
        if text.chars().nth(LONGEST).is_some() { format!("{brief}…") } else { brief }
    }
}

/// Entries one unit wrote in one row of one file.
struct Reported<'a> {
    first: &'a Entry,
    row: Option<&'a str>,
    entries: Vec<&'a Entry>,
}

/// The entries by the rows they came from, in the order of the ledger.
fn reported(entries: &[Entry]) -> Vec<Reported<'_>> {
    let mut found: Vec<Reported<'_>> = Vec::new();
    let mut open: std::collections::HashMap<_, usize> = std::collections::HashMap::new();
    for entry in entries {
        let source = entry.source.as_ref();
        let row = source.and_then(|source| source.cell.as_deref()).map(row_of);
        let place = (source.map(|source| (&source.file, &source.sheet, &source.sha256)), row, entry.decided);
        let at = *open.entry((&entry.task, &entry.unit, entry.period, place)).or_insert_with(|| {
            found.push(Reported { first: entry, row, entries: Vec::new() });
            found.len() - 1
        });
        if let Some(reported) = found.get_mut(at) {
            reported.entries.push(entry);
        }
    }
    found
}

/// The row of a place: `"H12"` → `"12"`.
fn row_of(cell: &str) -> &str {
    cell.trim_start_matches(|c: char| c.is_ascii_alphabetic())
}

fn reported_row(reported: &Reported<'_>, tasks: &Titles<'_>) -> Vec<String> {
    let Reported { first, row, entries } = reported;
    let mut cells = vec![first.task.clone(), tasks.brief(&first.task), first.unit.clone(), first.period.to_string()];
    for (field, ..) in ProgressField::ALL {
        let said: Vec<&str> = entries.iter().filter(|entry| entry.field == field).map(|entry| entry.value.as_str()).collect();
        cells.push(said.join("\n"));
    }
    let source = first.source.clone().unwrap_or_default();
    let text = |text: Option<String>| text.unwrap_or_default();
    cells.extend([states(entries), source.file, text(source.sheet), row.unwrap_or_default().to_owned()]);
    let hash: String = text(source.sha256).chars().take(12).collect();
    cells.extend([text(source.modified), hash]);
    cells
}

/// What counts of a row: in one word where all of it stands alike.
fn states(entries: &[&Entry]) -> String {
    let word = |entry: &Entry| match entry.state {
        _ if entry.decided => "裁定",
        EntryState::Current => "采用",
        EntryState::Superseded => "已被替换",
        EntryState::Conflict => "待裁定",
    };
    let mut words: Vec<&str> = entries.iter().map(|entry| word(entry)).collect();
    words.dedup();
    match words.as_slice() {
        [only] => (*only).to_owned(),
        _ => entries
            .iter()
            .filter(|entry| word(entry) != "采用")
            .map(|entry| format!("{}{}", entry.field.words(), word(entry)))
            .collect::<Vec<_>>()
            .join("；"),
    }
}

fn conflict_row(entry: &Entry, tasks: &Titles<'_>) -> Vec<String> {
    let source = entry.source.clone().unwrap_or_default();
    vec![
        entry.task.clone(),
        tasks.brief(&entry.task),
        entry.unit.clone(),
        entry.period.to_string(),
        entry.field.words().to_owned(),
        entry.value.clone(),
        source.file,
        source.cell.unwrap_or_default(),
        source.modified.unwrap_or_default(),
        String::new(),
    ]
}

fn stray_row(stray: &Stray) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        text(&stray.unit),
        stray.period.map(|period| period.to_string()).unwrap_or_default(),
        text(&stray.column),
        stray.text.clone(),
        text(&stray.task),
        stray.rule.clone(),
        stray.source.file.clone(),
        text(&stray.source.sheet),
        text(&stray.source.cell),
        String::new(),
    ]
}

fn reminder_row(reminder: &Reminder, tasks: &Titles<'_>) -> Vec<String> {
    let listed: Vec<String> = reminder.tasks.iter().take(MOST_TASKS).map(|id| format!("{id} {}", tasks.brief(id))).collect();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        reminder.unit.clone(),
        if reminder.is_whole { "还没有交" } else { "没有填全" }.to_owned(),
        reminder.tasks.len().to_string(),
        listed.join("\n"),
        text(&reminder.contact.person),
        text(&reminder.contact.phone),
        text(&reminder.return_by),
    ]
}
