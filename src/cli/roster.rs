//! `fenjie roster`: all names of a plan, for a person to decide what they mean; and the roster read for other commands.

use std::path::Path;

use anyhow::bail;
use fenjie::finding::Finding;
use fenjie::limits::Limits;
use fenjie::model::{self, Plan};
use fenjie::read;
use fenjie::roster::{Draft, Entry, draft};
use fenjie::write::{Format, roster as write};

use super::Outcome;
use super::arguments::Roster;
use super::input::Input;
use super::output::Output;
use super::progress::Progress;
use super::rehearsal::rehearse;
use super::report::{self, quoted, say};

/// Drafts the roster of a plan.
pub fn roster(options: &Roster, quiet: bool) -> anyhow::Result<Outcome> {
    let output = Output::File(options.output.clone());
    output.check(&options.plan)?;
    let format = match Format::of_file(&options.output) {
        Ok(format @ (Format::Xlsx | Format::Csv)) => format,
        _ => {
            let better = report::file_name(&options.output.with_extension("xlsx"));
            bail!("名录只能写成 .xlsx 或 .csv。请改成 -o {}", quoted(&better))
        }
    };
    if options.output.exists() {
        bail!(
            "“{0}”已经有了，里面可能有填好的内容。请换一个名字；要把填过的带过来，再加上 --roster {1}",
            options.output.display(),
            quoted(&options.output.to_string_lossy())
        );
    }
    let progress = Progress::start("正在读取……", quiet);
    let rules = options.reading.rules()?;
    let old = options.roster.as_deref().map(|file| find(file, &rules.limits)).transpose()?;
    let bytes = options.plan.read(None, &rules.limits, quiet)?;
    let reading = rules.read(&bytes, options.plan.name())?;
    let plan = &reading.ledger.plan;
    let draft = draft(plan, old.as_ref().map(|(roster, _)| roster));
    let bytes = if format == Format::Csv { write::csv(&draft)? } else { write::workbook(&draft, plan)? };
    output.write(&bytes)?;
    drop(progress);
    report::say_findings(options.plan.name(), &reading.findings);
    let old_findings = old.map(|(_, findings)| findings).unwrap_or_default();
    report::say_findings(options.roster.as_deref().unwrap_or(Path::new("")), &old_findings);
    tell(options, plan, &draft, quiet);
    let looks = report::must_look(&reading.findings) || report::must_look(&old_findings) || draft.names.is_empty();
    Ok(if looks { Outcome::MustLook } else { Outcome::Done })
}

/// Reads a roster a clerk filled in.
pub fn find(file: &Path, limits: &Limits) -> anyhow::Result<(model::Roster, Vec<Finding>)> {
    let bytes = Input::File(file.to_owned()).read(None, limits, true)?;
    rehearse(&bytes, file, limits)?;
    Ok(read::roster::read(&bytes, file, limits)?)
}

fn tell(options: &Roster, plan: &Plan, draft: &Draft, quiet: bool) {
    if draft.names.is_empty() {
        let words = format!("{}：里面没有写由哪个单位负责，名录是空的。请确认选对了文件", report::file_name(options.plan.name()));
        say(&format!("{words}（{} 项任务）。", plan.tasks.len()));
        return;
    }
    if quiet {
        return;
    }
    let empty = |entry: &Entry| matches!(entry, Entry::Group(group) if group.members.is_empty());
    let groups = draft.names.iter().filter(|name| empty(&name.entry)).count();
    let proposals = draft.names.iter().filter(|name| !name.proposals.is_empty()).count();
    let units = draft.names.iter().filter(|name| matches!(name.entry, Entry::Unit(_))).count();
    say(&format!(
        "已写入 {}：{units} 个单位名称，其中 {proposals} 个可能是别的单位的简称或省略写法；{groups} 个集体要填成员。",
        options.output.display()
    ));
}
