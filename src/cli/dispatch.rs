//! `fenjie dispatch`: from a master to a folder of workbooks, one for each unit.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use fenjie::error::Error;
use fenjie::files;
use fenjie::finding::Finding;
use fenjie::handout::{Handout, Selection, before_the_plan, select};
use fenjie::model::{self, Ledger, Role, Roster};
use fenjie::read::Reading;
use fenjie::words::file_names::{file_names, safe_stem};
use fenjie::write::dispatch::{DispatchOptions, Dispatcher, index};
use fenjie::write::{Format, Layout, WriteOptions, write};
use rayon::prelude::*;

use super::Outcome;
use super::archive;
use super::arguments::Dispatch;
use super::check;
use super::layouts;
use super::output::Output;
use super::ownership::Folder;
use super::progress::Progress;
use super::report::{self, say};
use super::roster;

/// File name of the list of what was sent.
pub const INDEX: &str = "下发清单.xlsx";
/// File name of the master that knows what was sent.
pub const MASTER: &str = "总台账.xlsx";

/// A workbook written: its record for the ledger, and what a person should look at.
type Sent = (model::Dispatch, Vec<Finding>);

/// Where everything goes.
struct Targets {
    /// File names of the workbooks, in the order of the handouts.
    names: Vec<String>,
    index: PathBuf,
    master: PathBuf,
    archive: Option<PathBuf>,
}

/// Reads the master, writes one workbook for each unit, then the list and the master that knows of them. Nothing is written before
/// it is known that no file of somebody else stands in the way.
pub fn dispatch(options: &Dispatch, quiet: bool) -> anyhow::Result<Outcome> {
    let layout = layouts::find(&options.layout)?;
    if options.output.is_file() {
        bail!("“{}”是文件，不是文件夹。请换一个文件夹名", options.output.display());
    }
    let master_out = options.master_out.clone().unwrap_or_else(|| options.output.join(MASTER));
    Output::File(master_out.clone()).check_target(&options.master)?;
    let progress = Progress::start("正在读取……", quiet);
    let rules = options.reading.rules()?;
    let known = options.roster.as_deref().map(|file| roster::find(file, &rules.limits)).transpose()?;
    let bytes = options.master.read(None, &rules.limits, quiet)?;
    let reading = rules.read(&bytes, options.master.name())?;
    let errors = check::errors(&reading, &rules);
    let Reading { ledger, mut findings, account } = reading;
    findings.extend(errors);
    let selection = select(&ledger.plan, options.by, known.as_ref().map(|(roster, _)| roster));
    findings.extend(report::placed(selection.findings.clone(), &account));
    findings.extend(before_the_plan(&ledger.plan, options.period));
    if selection.handouts.is_empty() {
        report::say_findings(options.master.name(), &findings);
        let other = if options.by == Role::All { "" } else { "，或者改用 --by all（牵头、配合单位都发）" };
        bail!("“{}”里没有一项任务写了{}单位，没有可发的。请先补上{other}", options.master.name().display(), options.by.words());
    }
    let targets = targets(options, &ledger, &selection, master_out);
    progress.step("正在查看文件夹……");
    let folder = Folder { rules: &rules, ledger: &ledger, period: options.period, folder: &options.output };
    folder.refuse_strangers(&targets.names, &targets.index, &targets.master, targets.archive.as_deref())?;
    findings.extend(folder.left_over(&targets.names));
    files::create_folder(&options.output)?;
    files::sweep(&options.output);
    progress.step("正在生成下发表……");
    let collector = known.as_ref().and_then(|(roster, _)| collector(roster));
    let dispatch_options =
        DispatchOptions { layout: &layout, period: options.period, role: options.by, return_by: options.return_by, collector };
    let dispatcher = Dispatcher::new(&ledger, dispatch_options);
    let sent = write_all(&dispatcher, &selection.handouts, &targets.names, &options.output)?;
    progress.step("正在生成清单和总台账……");
    let (dispatches, written): (Vec<_>, Vec<_>) = sent.into_iter().unzip();
    findings.extend(written.into_iter().flatten());
    write_rest(&ledger, &selection, &dispatches, &targets, options)?;
    drop(progress);
    let roster_findings = known.map(|(_, findings)| findings).unwrap_or_default();
    report::say_findings(options.roster.as_deref().unwrap_or(Path::new("")), &roster_findings);
    report::say_findings(options.master.name(), &findings);
    if !quiet {
        tell(options, &selection, &dispatches, &targets);
    }
    let looks = report::must_look(&findings) || report::must_look(&roster_findings);
    Ok(if looks { Outcome::MustLook } else { Outcome::Done })
}

fn targets(options: &Dispatch, ledger: &Ledger, selection: &Selection, master: PathBuf) -> Targets {
    let title = ledger.plan.title.as_deref().unwrap_or("下发表");
    let line: String = title.lines().map(str::trim).collect();
    let archive = safe_stem(&format!("{line}（{}）", options.period.words()));
    let archive = file_names([archive.as_str()], "zip", &[]).into_iter().next().unwrap_or_default();
    let units = selection.handouts.iter().map(|handout| handout.unit.as_str());
    Targets {
        names: file_names(units, "xlsx", &[INDEX, MASTER]),
        index: options.output.join(INDEX),
        master,
        archive: options.zip.then(|| options.output.join(archive)),
    }
}

/// The unit the others send their tables to, and how to reach it.
fn collector(roster: &Roster) -> Option<String> {
    let unit = roster.units.iter().find(|unit| unit.collects)?;
    let contact = unit.contact.words();
    Some(if contact.is_empty() { unit.name.clone() } else { format!("{}（{contact}）", unit.name) })
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

/// The list, the archive, and last the master: once it is there, everything it speaks of is.
fn write_rest(
    ledger: &Ledger,
    selection: &Selection,
    dispatches: &[model::Dispatch],
    targets: &Targets,
    options: &Dispatch,
) -> anyhow::Result<()> {
    let list = index(ledger, dispatches, &selection.unassigned)?;
    files::write(&targets.index, &list).context("下发表已经写好，清单没写成")?;
    if let Some(archive) = &targets.archive {
        let names = targets.names.iter().map(String::as_str).chain([INDEX]);
        archive::pack(archive, &options.output, names, &ledger.plan.id).context("下发表已经写好，压缩包没写成")?;
    }
    let mut ledger = ledger.clone();
    ledger.dispatches.extend(dispatches.iter().cloned());
    let layout = Layout::named(Layout::MASTER)?;
    let written = write(&ledger, Format::Xlsx, &WriteOptions::new(&layout))?;
    files::write(&targets.master, &written.bytes).context("下发表已经写好，总台账没写成")
}

/// Says what was sent.
fn tell(options: &Dispatch, selection: &Selection, dispatches: &[model::Dispatch], targets: &Targets) {
    let rows: usize = dispatches.iter().map(|dispatch| dispatch.tasks.len()).sum();
    let unassigned = match selection.unassigned.len() {
        0 => String::new(),
        count => format!("；{count} 项任务未分配，见 {INDEX}"),
    };
    say(&format!("已写入 {}：{} 个单位，{rows} 行任务{unassigned}。", options.output.display(), dispatches.len()));
    if let Some(archive) = &targets.archive {
        say(&format!("已打包 {}。", archive.display()));
    }
    say(&format!("汇总时请用带下发记录的总台账：{}。", targets.master.display()));
}
