//! What is promised of a reading, a workbook and a ledger, whatever was read.

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use fenjie::model::{DeadlineSource, Ledger, Task, read_task_id};
use fenjie::read::returned::{Incoming, read_incoming};
use fenjie::read::workbook::{Sheet, Visibility, Workbook};
use fenjie::read::{ReadOptions, Reading, read};
use fenjie::words::fold::{is_blank, key};
use fenjie::write::{Format, Layout, WriteOptions, write};
use serde::Serialize;
use serde_json::Value;

/// Whether a plan accounts for every character: sums balance, nothing is claimed twice, and what was claimed for the model is in it.
pub fn check_account(reading: &Reading, what: &str) {
    let sums = reading.account.sums();
    assert_eq!(sums.printed, sums.claimed, "{what}: characters are unaccounted for");
    assert_eq!(sums.twice, 0, "{what}: characters are claimed twice\n{}", reading.account.trace());
    let plan = &reading.ledger.plan;
    let mut texts: HashMap<usize, Vec<String>> = HashMap::new();
    let mut held_by_any: Vec<String> = Vec::new();
    for span in reading.account.spans() {
        let text = plain(span.text);
        let held = match (span.role.name(), span.task.filter(|&task| task < plan.tasks.len())) {
            ("title" | "content" | "number" | "field", Some(task)) => {
                let is_id = || read_task_id(span.text).is_ok_and(|id| read_task_id(&plan.tasks[task].id) == Ok(id));
                texts.entry(task).or_insert_with(|| texts_of(&plan.tasks[task])).iter().any(|held| held.contains(&text)) || is_id()
            }
            ("title" | "content" | "number", None) => false,
            // What a heading assigns is held by a task that took it over.
            ("field", None) => {
                if held_by_any.is_empty() {
                    held_by_any = plan.tasks.iter().flat_map(texts_of).collect();
                }
                held_by_any.iter().any(|held| held.contains(&text))
            }
            ("preamble", _) => is_in(plan.preamble.iter(), &text),
            ("closing", _) => is_in(plan.closing.iter(), &text),
            ("rest", _) => plan.rest.iter().any(|rest| rest.text.contains(span.text)),
            ("plan-title", _) => is_in(plan.title.iter(), &text),
            ("issuer", _) => is_in(plan.issuer.iter(), &text),
            ("doc-number", _) => is_in(plan.doc_number.iter(), &text),
            ("section-title", _) => is_in(plan.sections.iter().map(|section| &section.title), &text),
            _ => true,
        };
        assert!(held, "{what}: {:?} was taken for {} of task {:?} but the model does not hold it", span.text, span.role.name(), span.task);
    }
}

fn is_in<'t>(mut texts: impl Iterator<Item = &'t String>, text: &str) -> bool {
    texts.any(|held| plain(held).contains(text))
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')).collect()
}

/// Every text a value holds.
fn texts_of(value: &impl Serialize) -> Vec<String> {
    fn take(value: Value, texts: &mut Vec<String>) {
        match value {
            Value::String(text) => texts.push(plain(&text)),
            Value::Array(values) => values.into_iter().for_each(|value| take(value, texts)),
            Value::Object(values) => values.into_iter().for_each(|(_, value)| take(value, texts)),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    take(serde_json::to_value(value).unwrap(), &mut texts);
    texts
}

/// Whether the ledger is the same after it was written and read back.
pub fn check_same(ledger: &Ledger, format: Format, file: &str) {
    let again = again(ledger, format, file);
    assert_eq!(again.ledger, *ledger, "the ledger as {file}");
    let is_change = |rule: &str| ("R027".."R040").contains(&rule) || ("R050"..="R051").contains(&rule);
    let changes: Vec<_> = again.findings.iter().filter(|finding| is_change(&finding.rule)).collect();
    assert!(changes.is_empty(), "nobody changed {file}: {changes:?}");
}

/// What is read back after the ledger was written.
fn again(ledger: &Ledger, format: Format, file: &str) -> Reading {
    read(&written(ledger, format), Path::new(file)).unwrap_or_else(|error| panic!("{file} is not read: {error}"))
}

fn written(ledger: &Ledger, format: Format) -> Vec<u8> {
    static LAYOUT: LazyLock<Layout> = LazyLock::new(|| Layout::named(Layout::DEFAULT).unwrap());
    write(ledger, format, &WriteOptions::new(&LAYOUT)).unwrap().bytes
}

/// Whether csv gives back the fields it holds, and every cell there was.
pub fn check_csv(reading: &Reading, input: &[u8]) {
    let ledger = &reading.ledger;
    let again = again(ledger, Format::Csv, "任务.csv").ledger;
    let fields = |ledger: &Ledger| ledger.plan.tasks.iter().map(held_by_csv).collect::<Vec<_>>();
    assert_eq!(fields(&again), fields(ledger));
    if !reading.account.sources().is_empty() {
        return;
    }
    // Our own table: it has no account, so its cells are looked for in what is written again.
    let Ok(Incoming::Return(shown)) = read_incoming(input, Path::new("任务.csv"), &ReadOptions::default()) else { return };
    let held = key(&texts_of(&again).join("\n")) + &key(&String::from_utf8(written(ledger, Format::Csv)).unwrap().replace("\"\"", "\""));
    let cells = shown.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    let lost: Vec<_> = cells.filter(|cell| !cell.text.split(['、', '；']).all(|part| held.contains(&key(part)))).collect();
    assert!(lost.is_empty(), "{lost:?} of our own table is lost");
}

/// What csv holds of a task: lists come apart at their separators, empty texts are none, targets are words.
pub fn held_by_csv(task: &Task) -> Task {
    let apart =
        |names: &[String]| names.iter().flat_map(|name| name.split('、')).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let mut held = Task {
        number: some(&task.number),
        title: some(&task.title),
        content: some(&task.content),
        notes: some(&task.notes),
        section: task.section.iter().flat_map(|title| title.split(" > ")).filter(|title| !title.is_empty()).map(str::to_owned).collect(),
        lead_leaders: apart(&task.lead_leaders),
        deputy_leaders: apart(&task.deputy_leaders),
        responsible_persons: apart(&task.responsible_persons),
        lead_departments: apart(&task.lead_departments),
        units: apart(&task.units),
        // Targets that are not told from the text again stand under their header.
        extra: task.extra.clone().into_iter().filter(|(header, text)| !text.is_empty() && header != "指标").collect(),
        ..task.clone()
    };
    (held.place, held.targets, held.duties) = (None, Vec::new(), Vec::new());
    if let Some(deadline) = &mut held.deadline {
        deadline.source = DeadlineSource::Field;
    }
    held.deadline = held.deadline.filter(|deadline| !deadline.raw.is_empty() || deadline.due.is_some() || deadline.recurrence.is_some());
    held
}

/// The last row and column of a sheet, counted from 0.
const LAST: (u32, u32) = (1_048_575, 16_383);

/// Whether a workbook is what its documentation says: sheets with names of their own, cells in order, each place once.
pub fn check_workbook(workbook: &Workbook) {
    assert!(!workbook.sheets.is_empty());
    workbook.sheets.iter().for_each(check_sheet);
    let said = workbook.findings.iter().all(|finding| !finding.rule.is_empty() && !finding.message.is_empty());
    assert!(said, "{:?}", workbook.findings);
}

fn check_sheet(sheet: &Sheet) {
    let places: Vec<(u32, u32)> = sheet.cells.iter().map(|cell| (cell.row, cell.column)).collect();
    assert!(places.is_sorted_by(|one, next| one < next), "cells are in order, each place once: {places:?}");
    let beside = sheet.comments.iter().chain(&sheet.struck).chain(&sheet.drawings).map(|cell| (cell.row, cell.column));
    for (row, column) in places.iter().copied().chain(beside).chain(sheet.pictures.iter().copied()) {
        assert!(row <= LAST.0 && column <= LAST.1, "a place beyond the sheet: {row}, {column}");
    }
    if sheet.visibility == Visibility::Visible {
        assert!(sheet.cells.iter().all(|cell| !cell.text.chars().all(is_blank)), "a blank cell says nothing");
    }
    for (at, area) in sheet.merges.iter().enumerate() {
        assert!(area.first_row <= area.last_row && area.first_column <= area.last_column, "{area:?}");
        assert!(area.last_row <= LAST.0 && area.last_column <= LAST.1, "{area:?}");
        let apart = |other: &fenjie::read::workbook::Area| {
            other.last_row < area.first_row
                || area.last_row < other.first_row
                || other.last_column < area.first_column
                || area.last_column < other.first_column
        };
        assert!(sheet.merges[..at].iter().all(apart), "{area:?} overlaps another: {:?}", sheet.merges);
    }
    assert!(sheet.hidden_rows.is_sorted() && sheet.hidden_columns.is_sorted());
}
