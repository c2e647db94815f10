//! `fenjie dispatch`: from a master to a folder of workbooks, one for each unit.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use fenjie::error::Error;
use fenjie::files;
use fenjie::finding::Finding;
use fenjie::handout::{Handout, Selection, select};
use fenjie::model::{self, Ledger, Roster};
use fenjie::read::{Reading, read};
use fenjie::words::file_names::file_names;
use fenjie::write::dispatch::{DispatchOptions, Dispatcher, index};
use fenjie::write::{Format, Layout, WriteOptions, write};
use rayon::prelude::*;

use super::Outcome;
use super::arguments::Dispatch;
use super::layouts;
use super::progress::Progress;
use super::report::{self, say};

/// File name of the list of what was sent.
const INDEX: &str = "下发清单.xlsx";
/// File name of the master that knows what was sent.
const MASTER: &str = "总台账.xlsx";

/// A workbook written: its record for the ledger, and what a person should look at.
type Sent = (model::Dispatch, Vec<Finding>);

/// Reads the master, writes one workbook for each unit, then the list and the master that knows of them.
pub fn dispatch(options: &Dispatch, quiet: bool) -> anyhow::Result<Outcome> {
    let layout = layouts::find(&options.layout)?;
    let master_out = options.master_out.clone().unwrap_or_else(|| options.output.join(MASTER));
    super::output::Output::File(master_out.clone()).check_target(&options.master)?;
    let progress = Progress::start("正在读取……", quiet);
    let bytes = options.master.read(None)?;
    let Reading { ledger, mut findings, .. } = read(&bytes, options.master.name())?;
    let roster: Option<Roster> = None;
    let selection = select(&ledger.plan, options.by, roster.as_ref());
    findings.extend(selection.findings.iter().cloned());
    if selection.handouts.is_empty() {
        report::say_findings(options.master.name(), &findings);
        bail!("“{}”里没有一项任务写了{}，没有可发的单位。请先在总台账里补上", options.master.name().display(), options.by.words());
    }
    files::create_folder(&options.output)?;
    files::sweep(&options.output);
    let names = file_names(selection.handouts.iter().map(|handout| handout.unit.as_str()), "xlsx", &[INDEX, MASTER]);
    progress.step("正在生成下发表……");
    let dispatch_options =
        DispatchOptions { layout: &layout, period: options.period, role: options.by, return_by: options.return_by, collector: None };
    let dispatcher = Dispatcher::new(&ledger, dispatch_options);
    let sent = write_all(&dispatcher, &selection.handouts, &names, &options.output)?;
    progress.step("正在生成清单和总台账……");
    let (dispatches, written): (Vec<_>, Vec<_>) = sent.into_iter().unzip();
    findings.extend(written.into_iter().flatten());
    let list = index(&ledger, &dispatches, &selection.unassigned)?;
    files::write(&options.output.join(INDEX), &list)?;
    write_master(ledger.clone(), &dispatches, &master_out)?;
    drop(progress);
    tell(options, &selection, &dispatches, &findings, quiet);
    Ok(if report::must_look(&findings) { Outcome::MustLook } else { Outcome::Done })
}

/// Writes the workbooks in parallel, each as soon as it is made: memory holds as many as there are processors.
fn write_all(dispatcher: &Dispatcher<'_>, handouts: &[Handout], names: &[String], folder: &Path) -> Result<Vec<Sent>, Error> {
    let one = |(handout, name): (&Handout, &String)| {
        let written = dispatcher.workbook(handout)?;
        files::write_one_of_many(&folder.join(name), &written.bytes)?;
        let record = dispatcher.record(handout, name, &written.bytes);
        let findings = written.findings.into_iter().map(|finding| Finding { file: Some(name.clone()), ..finding }).collect();
        Ok((record, findings))
    };
    handouts.par_iter().zip(names).map(one).collect()
}

fn write_master(mut ledger: Ledger, dispatches: &[model::Dispatch], file: &Path) -> anyhow::Result<()> {
    ledger.dispatches.extend(dispatches.iter().cloned());
    let layout = Layout::named(Layout::MASTER)?;
    let written = write(&ledger, Format::Xlsx, &WriteOptions::new(&layout))?;
    files::write(file, &written.bytes).context("下发表已经写好，总台账没写成")
}

/// Says what was sent.
fn tell(options: &Dispatch, selection: &Selection, dispatches: &[model::Dispatch], findings: &[Finding], quiet: bool) {
    report::say_findings(options.master.name(), findings);
    if quiet {
        return;
    }
    let rows: usize = dispatches.iter().map(|dispatch| dispatch.tasks.len()).sum();
    let unassigned = match selection.unassigned.len() {
        0 => String::new(),
        count => format!("；{count} 项任务未分配，见 {INDEX}"),
    };
    let folder: PathBuf = options.output.clone();
    say(&format!("已写入 {}：{} 个单位，{rows} 行任务{unassigned}。", folder.display(), dispatches.len()));
}
