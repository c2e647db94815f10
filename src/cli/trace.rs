//! `fenjie trace`: every entry behind a task or a cell of the master.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use fenjie::finding::beginning;
use fenjie::model::{Entry, EntryState, IdError, Ledger, ProgressField, read_task_id, task_id};
use fenjie::read::ReadOptions;
use fenjie::read::returned::{Located, locate};
use fenjie::read::sniff::kind_of;

use super::Outcome;
use super::arguments::Trace;

/// Prints the entries with their places.
pub fn trace(options: &Trace) -> anyhow::Result<Outcome> {
    let rules = options.reading.rules()?;
    if Path::new(&options.target).is_file() && !options.master.file().is_some_and(Path::exists) {
        bail!("总台账写在前面，要查的写在后面，例如：fenjie trace {} {}", options.target, options.master.name().display());
    }
    let bytes = options.master.read(None, &rules.limits, true)?;
    let ledger = rules.read(&bytes, options.master.name())?.ledger;
    let target = find(options, &bytes, &ledger, &rules.options())?;
    let wanted = |entry: &&Entry| *entry.task == *target.task && target.field.is_none_or(|field| entry.field == field);
    let entries: Vec<&Entry> = ledger.entries.iter().filter(wanted).collect();
    let mut out = anstream::stdout().lock();
    if options.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&entries)?).context("打印不出来")?;
    } else {
        write!(out, "{}", shown(&target, &entries, &ledger)).context("打印不出来")?;
    }
    Ok(if entries.is_empty() { Outcome::MustLook } else { Outcome::Done })
}

/// The task, and the field when a cell was given.
fn find(options: &Trace, bytes: &[u8], ledger: &Ledger, reading: &ReadOptions<'_>) -> anyhow::Result<Located> {
    let known = |id: &str| ledger.plan.tasks.iter().chain(&ledger.withdrawn).any(|task| task.id == id);
    if let Ok((plan, serial)) = read_task_id(&options.target) {
        let task = task_id(&plan, serial);
        if known(&task) {
            return Ok(Located { task, field: None });
        }
        bail!("“{}”里没有编码 {task}。请看总台账的“编码”列", options.master.name().display());
    }
    if let Err(IdError::Check(_)) = read_task_id(&options.target) {
        bail!("编码“{}”的末位对不上，像是抄错了。请照总台账的“编码”列再写一遍", options.target);
    }
    if !kind_of(bytes).is_workbook() {
        bail!("“{}”不是编码。请写成 K3V9-014-X 的样子；按位置查要用工作簿", options.target);
    }
    if ledger.dispatches.is_empty() && ledger.entries.is_empty() {
        bail!("“{}”里没有填报，不是汇总过的总台账，没有来处可查。请给 fenjie merge 写出的总台账", options.master.name().display());
    }
    match locate(bytes, options.master.name(), &options.target, reading)? {
        Some(located) if known(&located.task) => Ok(located),
        _ => bail!("“{}”既不是编码，也不是某一项任务的格。请写编码（K3V9-014-X）或位置（H12，总台账!H12）", options.target),
    }
}

fn shown(target: &Located, entries: &[&Entry], ledger: &Ledger) -> String {
    let text = ledger.plan.tasks.iter().chain(&ledger.withdrawn).find(|task| task.id == target.task).map(|task| task.text());
    let brief = beginning(&text.unwrap_or_default(), 60);
    let field = target.field.map(ProgressField::words).map_or(String::new(), |words| format!("　{words}"));
    let withdrawn = ledger.withdrawn.iter().any(|task| task.id == target.task);
    let state = if withdrawn { "　［已不在计划里］" } else { "" };
    let mut shown = format!("{}{field}　{brief}{state}\n", target.task);
    if entries.is_empty() {
        shown.push_str("还没有填报。\n");
    }
    for entry in entries {
        let state = match entry.state {
            _ if entry.decided => "裁定",
            EntryState::Current => "采用",
            EntryState::Superseded => "已被替换",
            EntryState::Conflict => "待裁定",
        };
        shown.push_str(&format!(
            "\n{}　{}　{}　［{state}］\n  {}\n",
            entry.period.words(),
            entry.unit,
            entry.field.words(),
            entry.value.replace('\n', "\n  ")
        ));
        match &entry.source {
            Some(source) => {
                let part = |label: &str, text: Option<&str>| text.map_or(String::new(), |text| format!("　{label}{text}"));
                shown.push_str(&format!(
                    "  来自 {}{}{}{}\n",
                    source.file,
                    part("", source.sheet.as_ref().map(|sheet| format!("〔{sheet}〕")).as_deref()),
                    part("", source.cell.as_deref()),
                    part("保存于 ", source.modified.as_deref())
                ));
                if let Some(hash) = &source.sha256 {
                    shown.push_str(&format!("  SHA-256 {hash}\n"));
                }
            }
            None => shown.push_str("  在总台账里直接填写\n"),
        }
    }
    shown
}
