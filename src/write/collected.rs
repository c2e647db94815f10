//! The sheets of a master behind its table: what was reported, what has to be decided, what found no place, and who is to be reminded.
//!
//! All but the reminders are views of the ledger. 待裁定 is read back: see `read::decisions`.

use hashbrown::HashMap;
use std::borrow::Cow;
use std::sync::Arc;

use super::book::Book;
use super::layout::Align;
use super::list_table::{Column, ListTable};
use crate::error::Error;
use crate::finding::{beginning, codes};
use crate::model::{Entry, EntryState, Ledger, ProgressField, Reminder, Shared, Source, Stray, Task};
use crate::words::decisions::{self, SHEET as DECISIONS};

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
    Column::shown(decisions::TEXT, 70.0, Align::Left),
    Column::shown("对应任务", 14.0, Align::Center),
    Column::shown("原因", 24.0, Align::Left),
    Column::shown(decisions::FILE, 26.0, Align::Left),
    Column::shown(decisions::TAB, 12.0, Align::Left),
    Column::shown(decisions::PLACE, 8.0, Align::Center),
    Column::open(decisions::HANDLING, 26.0, Align::Left),
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
    let list = |book: &mut Book, name: &str, title: &str, columns: &'static [Column], rows: &mut dyn Iterator<Item = Vec<Cow<'_, str>>>| {
        ListTable { title, columns }.write(&mut book.add_sheet(name)?, rows).map(|_| ())
    };
    let entries = ListTable { title: "填报明细（每一条填报的来处）", columns: ENTRIES };
    let mut sheet = book.add_sheet_for(decisions::ENTRIES, rows_of(ledger))?;
    entries.write(&mut sheet, reported(&ledger.entries).map(|row| reported_row(&row, &tasks)))?;
    let mut conflicts =
        ledger.entries.iter().filter(|entry| entry.state == EntryState::Conflict).map(|entry| conflict_row(entry, &tasks)).peekable();
    if conflicts.peek().is_some() {
        let title = "待裁定（在“裁定”列选用的那一行写“√”，或者直接写上应填的内容，存盘后再汇总一次）";
        list(book, DECISIONS, title, CONFLICTS, &mut conflicts)?;
    }
    let mut strays: Vec<&Stray> = ledger.strays.iter().collect();
    strays.sort_by_key(|stray| as_read(&stray.source));
    let (new, unknown): (Vec<&Stray>, Vec<&Stray>) = strays.into_iter().partition(|stray| stray.rule == new_row_rule);
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

/// About how many rows were reported.
pub(super) fn rows_of(ledger: &Ledger) -> usize {
    ledger.entries.len() / ProgressField::ALL.len()
}

/// The beginnings of what tasks say, by their ids.
struct Titles<'a>(HashMap<&'a str, String>);

impl<'a> Titles<'a> {
    fn of(ledger: &'a Ledger) -> Self {
        const LONGEST: usize = 40;
        let brief = |task: &'a Task| (task.id.as_str(), beginning(&task.text(), LONGEST));
        Titles(ledger.plan.tasks.iter().map(brief).collect())
    }

    fn brief(&self, id: &str) -> &str {
        self.0.get(id).map_or("", String::as_str)
    }
}

/// Entries one unit wrote in one row of one file.
struct Reported<'a> {
    first: &'a Entry,
    row: Option<&'a str>,
    entries: Vec<&'a Entry>,
    /// What counts, field by field.
    current: [Option<&'a str>; ProgressField::ALL.len()],
}

/// The entries by the rows they came from, in the order of the ledger.
fn reported(entries: &[Entry]) -> impl Iterator<Item = Reported<'_>> {
    let same_unit = |a: &Entry, b: &Entry| a.task == b.task && a.unit == b.unit && a.period == b.period;
    entries.chunk_by(same_unit).flat_map(|of_unit| {
        let mut found: Vec<Reported<'_>> = Vec::new();
        let counts = |field| of_unit.iter().find(|entry| entry.field == field && entry.state == EntryState::Current);
        let current = ProgressField::ALL.map(|(field, ..)| counts(field).map(|entry| &*entry.value));
        for entry in of_unit {
            let source = entry.source.as_ref();
            let row = source.and_then(|source| source.cell.as_deref()).map(row_of);
            let same = |known: &&mut Reported<'_>| {
                known.row == row && known.first.decided == entry.decided && in_one_sheet(known.first.source.as_ref(), source)
            };
            match found.iter_mut().find(same) {
                Some(reported) => reported.entries.push(entry),
                None => found.push(Reported { first: entry, row, entries: vec![entry], current }),
            }
        }
        found
    })
}

fn in_one_sheet(a: Option<&Source>, b: Option<&Source>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) if Arc::ptr_eq(&a.origin, &b.origin) => true,
        (Some(a), Some(b)) => a.file == b.file && a.sheet == b.sheet && a.sha256 == b.sha256,
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// The order in which a person reads the cells of the files: row by row.
fn as_read(source: &Source) -> (&str, Option<&str>, u32, usize, &str) {
    let place = source.cell.as_deref().unwrap_or_default();
    let column = &place[..place.len() - row_of(place).len()];
    (&source.file, source.sheet.as_deref(), row_of(place).parse().unwrap_or(u32::MAX), column.len(), column)
}

/// The row of a place: `"H12"` → `"12"`.
fn row_of(cell: &str) -> &str {
    cell.trim_start_matches(|c: char| c.is_ascii_alphabetic())
}

fn reported_row<'a>(reported: &Reported<'a>, tasks: &'a Titles<'_>) -> Vec<Cow<'a, str>> {
    let Reported { first, row, entries, .. } = reported;
    let mut cells: Vec<Cow<'_, str>> =
        vec![(&*first.task).into(), tasks.brief(&first.task).into(), (&*first.unit).into(), first.period.to_string().into()];
    for (field, ..) in ProgressField::ALL {
        let mut said = entries.iter().filter(|entry| entry.field == field).map(|entry| &*entry.value);
        let mut cell = Cow::Borrowed(said.next().unwrap_or_default());
        for more in said {
            cell = format!("{cell}\n{more}").into();
        }
        cells.push(cell);
    }
    let source = first.source.as_ref();
    let text = |of: fn(&Source) -> Option<&Shared>| source.and_then(of).map_or("", |text| text);
    let hash = text(|source| source.sha256.as_ref());
    cells.extend([
        states(reported),
        text(|source| Some(&source.file)).into(),
        text(|source| source.sheet.as_ref()).into(),
        row.unwrap_or_default().into(),
        text(|source| source.modified.as_ref()).into(),
        hash.get(..12).unwrap_or(hash).into(),
    ]);
    cells
}

/// What counts of a row: in one word where all of it stands alike.
fn states(reported: &Reported<'_>) -> Cow<'static, str> {
    let Reported { entries, current, .. } = reported;
    let value_of = |field| ProgressField::ALL.iter().zip(current).find(|((known, ..), _)| *known == field).and_then(|(_, value)| *value);
    let word = |entry: &Entry| match entry.state {
        EntryState::Current if entry.decided => "裁定",
        EntryState::Current => "采用",
        EntryState::Superseded if value_of(entry.field) == Some(&*entry.value) => "和采用的相同",
        EntryState::Superseded if entry.decided => "裁定已改",
        EntryState::Superseded => "已被替换",
        EntryState::Conflict => "待裁定",
    };
    let mut words: Vec<&str> = entries.iter().map(|entry| word(entry)).collect();
    words.dedup();
    match words.as_slice() {
        [only] => Cow::Borrowed(only),
        _ => {
            let others = entries.iter().filter(|entry| word(entry) != "采用");
            others.map(|entry| format!("{}{}", entry.field.words(), word(entry))).collect::<Vec<_>>().join("；").into()
        }
    }
}

fn conflict_row<'a>(entry: &'a Entry, tasks: &'a Titles<'_>) -> Vec<Cow<'a, str>> {
    let source = entry.source.as_ref();
    let text = |of: fn(&Source) -> Option<&Shared>| Cow::Borrowed(source.and_then(of).map_or("", |text| text));
    vec![
        (&*entry.task).into(),
        tasks.brief(&entry.task).into(),
        (&*entry.unit).into(),
        entry.period.to_string().into(),
        entry.field.words().into(),
        (&*entry.value).into(),
        text(|source| Some(&source.file)),
        text(|source| source.cell.as_ref()),
        text(|source| source.modified.as_ref()),
        Cow::default(),
    ]
}

fn stray_row(stray: &Stray) -> Vec<Cow<'_, str>> {
    let text = |text: &'_ Option<String>| Cow::Owned(text.clone().unwrap_or_default());
    let place = |text: &'_ Option<Shared>| Cow::Owned(text.as_deref().unwrap_or_default().to_owned());
    vec![
        text(&stray.unit),
        stray.period.map(|period| period.to_string()).unwrap_or_default().into(),
        text(&stray.column),
        stray.text.as_str().into(),
        text(&stray.task),
        codes::in_words(&stray.rule).into(),
        (&*stray.source.file).into(),
        place(&stray.source.sheet),
        place(&stray.source.cell),
        text(&stray.handling),
    ]
}

fn reminder_row<'a>(reminder: &'a Reminder, tasks: &Titles<'_>) -> Vec<Cow<'a, str>> {
    let listed: Vec<String> = reminder.tasks.iter().take(MOST_TASKS).map(|id| format!("{id} {}", tasks.brief(id))).collect();
    let text = |text: &'a Option<String>| Cow::Borrowed(text.as_deref().unwrap_or_default());
    vec![
        reminder.unit.as_str().into(),
        match (reminder.is_whole, reminder.is_blank) {
            (true, _) => "还没有交",
            (false, true) => "交了表，没有填",
            (false, false) => "没有填全",
        }
        .into(),
        reminder.tasks.len().to_string().into(),
        listed.join("\n").into(),
        text(&reminder.contact.person),
        text(&reminder.contact.phone),
        text(&reminder.return_by),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Origin;

    #[test]
    fn cells_of_a_row_stay_together() {
        let at = |file: &str, cell: &str| Source::new(Origin { file: file.into(), ..Origin::default() }, Some(cell.into()));
        let mut places = [at("乙", "A1"), at("甲", "B10"), at("甲", "AA9"), at("甲", "C9"), at("甲", "第 3 行")];
        places.sort_by(|a, b| as_read(a).cmp(&as_read(b)));
        let read: Vec<&str> = places.iter().filter_map(|source| source.cell.as_deref()).collect();
        assert_eq!(read, ["A1", "C9", "AA9", "B10", "第 3 行"]);
    }
}
