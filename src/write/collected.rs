//! The sheets of a master behind its table: what was reported, what has to be decided, what found no place, and who is to be reminded.
//!
//! All but the reminders are views of the ledger. 待裁定 is read back: see `read::decisions`.

use super::book::Book;
use super::layout::Align;
use super::list_table::{Column, ListTable};
use crate::error::Error;
use crate::model::{Contact, Entry, EntryState, Ledger, Stray, Task};
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
    Column::shown("工作任务", 34.0, Align::Left),
    Column::shown("单位", 18.0, Align::Left),
    Column::shown("期次", 10.0, Align::Center),
    Column::shown("填报项", 11.0, Align::Center),
    Column::shown("内容", 60.0, Align::Left),
    Column::shown("状态", 9.0, Align::Center),
    Column::shown("文件", 26.0, Align::Left),
    Column::shown("工作表", 12.0, Align::Left),
    Column::shown("位置", 8.0, Align::Center),
    Column::shown("保存时间", 20.0, Align::Center),
    Column::shown("SHA-256", 20.0, Align::Left),
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
    let list = |book: &mut Book, name: &str, title: &str, columns: &'static [Column], rows: Vec<Vec<String>>| {
        ListTable { title, columns }.write(&mut book.add_sheet(name)?, rows.into_iter()).map(|_| ())
    };
    list(
        book,
        decisions::ENTRIES,
        "填报明细（每一条填报的来处）",
        ENTRIES,
        ledger.entries.iter().map(|entry| entry_row(entry, &tasks)).collect(),
    )?;
    let conflicts: Vec<Vec<String>> =
        ledger.entries.iter().filter(|entry| entry.state == EntryState::Conflict).map(|entry| conflict_row(entry, &tasks)).collect();
    if !conflicts.is_empty() {
        list(book, DECISIONS, "待裁定（在“裁定”列选用的那一行写“√”，或者直接写上应填的内容，存盘后再汇总一次）", CONFLICTS, conflicts)?;
    }
    let (new, unknown): (Vec<&Stray>, Vec<&Stray>) = ledger.strays.iter().partition(|stray| stray.rule == new_row_rule);
    for (name, title, strays) in [
        (decisions::NEW_ROWS, "新增待认领（单位自己加的行，是否收进计划请决定）", new),
        (decisions::UNKNOWN, "未识别（没有汇总进台账的内容，原文照留）", unknown),
    ] {
        if !strays.is_empty() {
            list(book, name, title, STRAYS, strays.into_iter().map(stray_row).collect())?;
        }
    }
    if !reminders.is_empty() {
        list(
            book,
            decisions::REMINDERS,
            decisions::REMINDERS,
            REMINDERS,
            reminders.iter().map(|reminder| reminder_row(reminder, &tasks)).collect(),
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

fn entry_row(entry: &Entry, tasks: &Titles<'_>) -> Vec<String> {
    let source = entry.source.clone().unwrap_or_default();
    let state = match entry.state {
        _ if entry.decided => "裁定",
        EntryState::Current => "采用",
        EntryState::Superseded => "已被替换",
        EntryState::Conflict => "待裁定",
    };
    let text = |text: Option<String>| text.unwrap_or_default();
    vec![
        entry.task.clone(),
        tasks.brief(&entry.task),
        entry.unit.clone(),
        entry.period.to_string(),
        entry.field.words().to_owned(),
        entry.value.clone(),
        state.to_owned(),
        source.file,
        text(source.sheet),
        text(source.cell),
        text(source.modified),
        text(source.sha256),
    ]
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
