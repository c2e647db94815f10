//! `fenjie revise`: a changed plan takes over ids and progress of the old one.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use fenjie::finding::Finding;
use fenjie::merge::revise::{Change, Revision, revise as take_over};
use fenjie::write::{Format, WriteOptions, write};

use super::Outcome;
use super::arguments::Revise;
use super::layouts;
use super::output::Output;
use super::report::{self, say};

/// Reads both, matches the tasks, writes the revised ledger, and says what changed.
pub fn revise(options: &Revise, quiet: bool) -> anyhow::Result<Outcome> {
    options.output.check(&options.new)?;
    let format = match &options.output {
        Output::File(file) => Format::of_file(file)?,
        Output::Stdout => Format::Json,
    };
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
    // Without anything to account for, the plan came from a file of ours, and its ids with it.
    let ids_are_carried = new.account.sources().is_empty();
    let mut findings = new.findings;
    let Revision { ledger, changes } = take_over(&old.ledger, new.ledger, ids_are_carried);
    let written = write(&ledger, format, &WriteOptions::new(&layout))?;
    options.output.write(&written.bytes)?;
    if let Some(report) = &options.report {
        report.write(&book(report, &changes)?).context("台账已经写好，修订对照没写成")?;
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
            say(&format!("已写入 {}。", file.display()));
        }
    }
    Ok(if report::must_look(&findings) { Outcome::MustLook } else { Outcome::Done })
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
