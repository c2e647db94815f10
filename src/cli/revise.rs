//! `fenjie revise`: a changed plan takes over ids and progress of the old one.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use fenjie::finding::Finding;
use fenjie::merge::revise::{Change, Revision, revise as take_over};
use fenjie::write::{Format, WriteOptions, write};

use super::Outcome;
use super::arguments::Revise;
use super::layouts;
use super::output::{Output, check_targets};
use super::ownership::{holds_more, refuse_loss};
use super::report::{self, say};

/// Reads both, matches the tasks, writes the revised ledger, and says what changed.
pub fn revise(options: &Revise, quiet: bool) -> anyhow::Result<Outcome> {
    let format = check_writing(options)?;
    let layout = layouts::find(&options.layout)?;
    let rules = options.reading.rules()?;
    let read = |input: &super::input::Input| -> anyhow::Result<_> {
        let reading = rules.read(&input.read(None, &rules.limits, quiet)?, input.name())?;
        if reading.ledger.plan.tasks.is_empty() {
            bail!("“{}”里没有任务。请确认选对了文件", input.name().display());
        }
        Ok(reading)
    };
    let (old, new) = (read(&options.old)?, read(&options.new)?);
    // A copy of the master that was edited by hand is a new plan too.
    if holds_more(&new.ledger, &old.ledger) {
        bail!(
            "“{}”里有下发或填报的记录，是台账，不是新计划。是不是写反了？旧台账写在前面，新计划写在后面：fenjie revise 旧台账.xlsx 新计划.docx -o 新台账.xlsx",
            options.new.name().display()
        );
    }
    // Without anything to account for, the plan came from a file of ours, and its ids with it.
    let ids_are_carried = new.account.sources().is_empty();
    let mut findings = new.findings;
    let Revision { ledger, changes } = take_over(&old.ledger, new.ledger, ids_are_carried);
    refuse_loss(&options.output, Some(&ledger), &rules)?;
    options.report.iter().try_for_each(|report| refuse_loss(report, None, &rules))?;
    let mut write_options = WriteOptions::new(&layout);
    if !ledger.entries.is_empty() || !ledger.strays.is_empty() {
        write_options = write_options.with_collected(&[]);
    }
    let written = write(&ledger, format, &write_options)?;
    let replacing = options.output.replacing();
    options.output.write(&written.bytes)?;
    if let Some(report) = &options.report {
        report.write_beside(&book(report, &changes)?, quiet).context("台账已经写好，修订对照没写成")?;
    }
    let said = |is_gone: bool| changes.iter().filter(move |change| change.is_notable() && change.is_gone() == is_gone).map(Change::finding);
    findings.extend(written.findings);
    findings.extend(said(false));
    report::say_findings(options.new.name(), &findings);
    // What the new plan has no more stands in the old one only.
    let gone: Vec<Finding> = said(true).collect();
    report::say_findings(options.old.name(), &gone);
    findings.extend(gone);
    if !quiet {
        say(&summary(&changes));
        if options.report.is_none() && report::has_more(&findings) {
            say("要看全部，加上 --report 修订对照.xlsx。");
        }
        if let Output::File(file) = &options.output {
            say(&format!("已写入 {}{replacing}。", file.display()));
        }
    }
    Ok(if report::must_look(&findings) { Outcome::MustLook } else { Outcome::Done })
}

/// The format to write; refuses to write where it would cost something.
fn check_writing(options: &Revise) -> anyhow::Result<Format> {
    let inputs: Vec<&Path> = [&options.old, &options.new].into_iter().filter_map(|input| input.file()).collect();
    let report = options.report.as_ref().map(|report| ("--report", report));
    check_targets(&[("-o", &options.output)].into_iter().chain(report).collect::<Vec<_>>(), &inputs)?;
    let format = match &options.output {
        Output::File(file) => Format::of_file(file)?,
        Output::Stdout => Format::Json,
    };
    if !format.holds_entries() {
        bail!("“{}”这种格式写不下填报情况。请写成 .xlsx 或 .json", options.output.name().display());
    }
    Ok(format)
}

fn book(target: &Output, changes: &[Change]) -> anyhow::Result<Vec<u8>> {
    let is_workbook = matches!(target, Output::File(file) if Format::of_file(file).is_ok_and(|format| format == Format::Xlsx));
    if is_workbook {
        let findings: Vec<Finding> = changes.iter().map(Change::finding).collect();
        return report::problem_book("修订对照", "修订对照", &findings);
    }
    Ok(serde_json::to_vec_pretty(changes)?)
}

fn summary(changes: &[Change]) -> String {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for kind in changes.iter().flat_map(|change| &change.kinds) {
        *counts.entry(*kind).or_default() += 1;
    }
    let counted: Vec<String> = counts.into_iter().map(|(kind, count)| format!("{} {count} 项", kind.words())).collect();
    format!("修订对照：{}。", counted.join("，"))
}
