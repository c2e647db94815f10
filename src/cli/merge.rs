//! `fenjie merge`: returned workbooks into the master.

use hashbrown::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use fenjie::error::Error;
use fenjie::files;
use fenjie::finding::{Finding, Level};
use fenjie::identity::{Digester, digest};
use fenjie::limits::Limit;
use fenjie::merge::{Collected, Merged, Merger, Outcome as FileOutcome, Report, ReturnedFile, Sums, rules};
use fenjie::model::{Entry, Ledger};
use fenjie::read::archive::{each_file, is_archive};
use fenjie::read::decisions::{Decisions, read_decisions};
use fenjie::read::returned::{Incoming, read_incoming};
use fenjie::read::sniff::kind_of;
use fenjie::read::{ReadOptions, Reading};
use fenjie::write::{Format, Layout, WriteOptions, write};
use rayon::prelude::*;

use super::Outcome;
use super::arguments::Merge;
use super::output::{Output, check_targets};
use super::ownership::{keep_old, refuse_loss};
use super::progress::Progress;
use super::reading::Rules;
use super::rehearsal::rehearse;
use super::report::{self, say};

/// Reads the master and every return, merges, checks the sums, writes.
pub fn merge(options: &Merge, quiet: bool) -> anyhow::Result<Outcome> {
    let output = options.output.as_ref().filter(|_| !options.dry_run);
    if output.is_none() && !options.dry_run {
        bail!("没有说写到哪里。请加上 -o，例如：-o 总台账-汇总.xlsx；只想先看看结果，加上 --dry-run");
    }
    if let Some(folder) = options.master.file().filter(|master| master.is_dir()) {
        bail!("“{}”是文件夹，总台账要给一个文件。{ADVICE}", folder.display());
    }
    let mut sources = Sources::list(&options.returns)?;
    let rules = options.reading.rules()?;
    check_writing(options, output, &sources, &rules)?;
    let before = output.map(state_of).transpose()?.flatten();
    let progress = Progress::start("正在读取总台账……", quiet);
    let Master { ledger, mut decisions, findings: master_findings, is_asked } = Master::read(options, &rules, quiet)?;
    if options.returns.is_empty() && decisions.is_empty() && !is_asked {
        bail!("没有给报送表，总台账里也没有裁定。{ADVICE}");
    }
    progress.step("正在读取报送表……");
    let merger = Merger::new(&ledger, options.period).with_vocabulary(rules.options().vocabulary);
    let (collected, others) = collect(&merger, &mut sources, &rules.options())?;
    decisions.extend(others);
    progress.step("正在汇总……");
    let decided = decisions.len();
    let mut merged = merger.finish(collected, decisions);
    let decided = decided - merged.refused.len();
    // What was noticed in the master and in decisions is said by itself, and listed with the rest.
    let master_name = report::file_name(options.master.name());
    let of_master = |finding: &Finding| Finding { file: finding.file.clone().or_else(|| Some(master_name.clone())), ..finding.clone() };
    merged.report.findings.extend(master_findings.iter().map(of_master));
    check_account(&merged.report)?;
    let mut kept = None;
    if let Some(output) = output {
        progress.step("正在生成……");
        let bytes = master(&merged, merger.period(), output)?;
        // Most often the same is merged again; the old one need not be read to know it.
        if before.as_ref().is_some_and(|before| *before != digest(&bytes)) {
            kept = keep_old(output, options.master.file(), &merged.ledger, &rules)?;
        }
        output.exclusively(|| refuse_changed(output, before.as_deref()).and_then(|()| output.write(&bytes)))?;
    }
    drop(progress);
    if let Some(report) = &options.report {
        write_report(&merged, report, quiet).context("总台账已经写好，报告没写成")?;
    }
    report::say_findings(options.master.name(), &[&master_findings[..], &merged.refused].concat());
    tell(&merged, decided, &sources, output, quiet);
    if let Some(kept) = kept {
        say(&format!("原来的那份里有这次要写的里面没有的内容，另存成了“{}”。", kept.display()));
    }
    let looks = report::must_look(&merged.report.findings)
        || !merged.report.missing.units.is_empty()
        || merged.report.files.iter().any(|file| file.outcome == FileOutcome::Rejected);
    // The program ends here: giving back hundreds of thousands of texts one by one would take as long as reading them.
    std::mem::forget(merger);
    std::mem::forget((merged, ledger));
    Ok(if looks { Outcome::MustLook } else { Outcome::Done })
}

/// Refuses to write what does not account for every filled cell.
fn check_account(account: &Report) -> anyhow::Result<()> {
    let Some(file) = account.files.iter().find(|file| !file.cells.balance()) else { return Ok(()) };
    let first = file.lost.first().map_or("某一格", String::as_str);
    bail!(
        "“{}”有 {} 格填报没有归处，如 {first}，这是程序的错误，什么也没有写。请先拿开这份文件再汇总，并把它发给开发者",
        file.file,
        file.lost.len().max(1)
    )
}

/// What to type instead of something that is no master.
const ADVICE: &str = "请把带下发记录的总台账写在最前面，报送表写在它后面，例如：fenjie merge 总台账.xlsx 报送表 -o 总台账-汇总.xlsx";

/// Refuses to write where it would cost something: onto what is read, in a form that does not hold what was reported.
fn check_writing(options: &Merge, output: Option<&Output>, sources: &Sources, rules: &Rules) -> anyhow::Result<()> {
    if let Some(Output::File(file)) = output
        && !Format::of_file(file)?.holds_entries()
    {
        bail!("“{}”这种格式写不下填报情况。请写成 .xlsx，要 .csv 再从它转换", file.display());
    }
    if let Some(Output::File(file)) = &options.report
        && !["json", "xlsx"].iter().any(|known| file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(known)))
    {
        bail!("报告只会写 .json 和 .xlsx，不会写“{}”。请改扩展名", file.display());
    }
    let decisions = options.decisions.as_deref();
    let inputs: Vec<&Path> = sources.files.iter().map(|(file, _)| file.as_path()).chain(decisions).collect();
    let targets: Vec<(&str, &Output)> =
        [("-o", output), ("--report", options.report.as_ref())].into_iter().filter_map(|(name, target)| Some((name, target?))).collect();
    check_targets(&targets, &inputs)?;
    // The result may take the place of the master, the report may not.
    let report: Vec<(&str, &Output)> = targets.into_iter().filter(|(name, _)| *name == "--report").collect();
    check_targets(&report, options.master.file().as_slice())?;
    options.report.iter().try_for_each(|report| refuse_loss(report, None, rules))
}

/// Refuses a workbook that was sent to a unit, or the list of what was sent, in the place of the master: both are read as plans
/// otherwise, and every return would be one of another plan.
fn refuse_handout(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> anyhow::Result<()> {
    let name = report::file_name(file);
    match read_incoming(bytes, file, options) {
        Ok(Incoming::Return(returned)) if returned.evidence.is_stamped() => {
            let unit = returned.evidence.claims.iter().find_map(|claim| claim.unit.as_deref()).unwrap_or("单位");
            bail!("“{name}”是发给“{unit}”填的表，不是总台账。{ADVICE}")
        }
        Ok(Incoming::Index) => bail!("“{name}”是下发清单，不是总台账。{ADVICE}"),
        _ => Ok(()),
    }
}

/// The master, and what was decided: in it, and in a file of its own.
struct Master {
    ledger: Ledger,
    decisions: Vec<Entry>,
    findings: Vec<Finding>,
    /// Whether something was written where decisions stand that decides nothing.
    is_asked: bool,
}

impl Master {
    fn read(options: &Merge, rules: &Rules, quiet: bool) -> anyhow::Result<Master> {
        let name = options.master.name();
        let bytes = options.master.read(None, &rules.limits, quiet)?;
        let Reading { ledger, findings, account } = rules.read(&bytes, name)?;
        if !account.sources().is_empty() {
            refuse_handout(&bytes, name, &rules.options())?;
        }
        if ledger.plan.tasks.is_empty() {
            bail!("“{}”里没有任务，不是总台账。{ADVICE}", name.display());
        }
        let mut master = Master { ledger, decisions: Vec::new(), findings: Vec::new(), is_asked: false };
        master.decide(decided_in(&bytes, name, &rules.options())?);
        if let Some(file) = &options.decisions {
            let read = || -> anyhow::Result<_> {
                let bytes = files::read(file, rules.limits.of(Limit::FileBytes))?;
                rehearse(&bytes, file, &rules.limits)?;
                Ok(read_decisions(&bytes, file, &rules.options())?)
            };
            let decided = read().with_context(|| format!("裁定文件“{}”读不了", file.display()))?;
            if decided.is_empty() {
                bail!("“{}”里没有裁定。请在“待裁定”表的“裁定”列选用的那一行写“√”，或者写上应填的内容，存盘后再汇总", file.display());
            }
            master.decide(decided);
        }
        master.findings.extend(findings);
        Ok(master)
    }

    /// Takes what was decided; what decides nothing stays with the text that found no place.
    fn decide(&mut self, decisions: Decisions) {
        self.is_asked |= !decisions.strays.is_empty();
        self.decisions.extend(decisions.entries);
        self.ledger.strays.extend(decisions.strays);
        self.findings.extend(decisions.findings);
    }
}

/// What was decided in a master; only workbooks ask.
fn decided_in(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Decisions, Error> {
    if kind_of(bytes).is_workbook() { read_decisions(bytes, file, options) } else { Ok(Decisions::default()) }
}

/// The files to read, each with the name it is shown under.
#[derive(Default)]
struct Sources {
    files: Vec<(PathBuf, String)>,
    skipped: Vec<(PathBuf, &'static str)>,
}

impl Sources {
    fn list(returns: &[PathBuf]) -> anyhow::Result<Sources> {
        let mut sources = Sources::default();
        for given in returns {
            if given.is_dir() {
                let listing = files::list(given)?;
                if listing.files.is_empty() {
                    bail!("文件夹“{}”里没有文件。请确认报送表放在这里", given.display());
                }
                sources.files.extend(listing.files.into_iter().map(named));
                sources.skipped.extend(listing.skipped);
            } else if given.exists() && report::file_name(given).starts_with("~$") {
                sources.skipped.push((given.clone(), files::LOCK_FILE));
            } else if given.exists() {
                sources.files.push(named(given.clone()));
            } else {
                bail!("找不到“{}”。请检查报送表的文件名或文件夹名", given.display());
            }
        }
        sources.read_once();
        sources.tell_apart();
        Ok(sources)
    }

    /// A file given by itself and with its folder is one file.
    fn read_once(&mut self) {
        let mut seen = HashSet::new();
        for (file, shown) in std::mem::take(&mut self.files) {
            if seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone())) {
                self.files.push((file, shown));
            } else {
                self.skipped.push((file, "给了两次，只读一次"));
            }
        }
    }

    /// Files of one name are shown with as many of their folders as it takes to tell them apart.
    fn tell_apart(&mut self) {
        let mut of_name: HashMap<String, Vec<usize>> = HashMap::new();
        self.files.iter().enumerate().for_each(|(at, (_, shown))| of_name.entry(shown.clone()).or_default().push(at));
        for same in of_name.into_values().filter(|same| same.len() > 1) {
            let paths: Vec<Vec<String>> = same.iter().map(|&at| parts(&self.files[at].0)).collect();
            let longest = paths.iter().map(Vec::len).max().unwrap_or(0);
            let tails = |length: usize| paths.iter().map(move |path| path[path.len().saturating_sub(length)..].join("/"));
            let enough = (2..longest).find(|&length| tails(length).collect::<HashSet<_>>().len() == same.len()).unwrap_or(longest);
            same.iter().zip(tails(enough)).for_each(|(&at, shown)| self.files[at].1 = shown);
        }
    }
}

/// The folders and the name of a path, without the root.
fn parts(path: &Path) -> Vec<String> {
    let named = path.components().filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir));
    named.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
}

fn named(file: PathBuf) -> (PathBuf, String) {
    let name = report::file_name(&file);
    (file, name)
}

/// Reads and collects every file, in parallel; each by itself, so that a bad one stops no other. With them what was decided in masters.
fn collect(merger: &Merger<'_>, sources: &mut Sources, options: &ReadOptions<'_>) -> anyhow::Result<(Vec<Collected>, Vec<Entry>)> {
    let came: Vec<Vec<Came>> = sources.files.par_iter().map(|(file, shown)| read_one(merger, file, shown, options)).collect();
    let (mut collected, mut decisions) = (Vec::new(), Vec::new());
    for came in came.into_iter().flatten() {
        match came {
            Came::Return(file) => collected.push(*file),
            Came::Master(file, decided) => {
                collected.push(*file);
                decisions.extend(decided);
            }
            Came::Skipped(name, why) => sources.skipped.push((name.into(), why)),
        }
    }
    if collected.is_empty() && !(sources.files.is_empty() && sources.skipped.is_empty()) {
        bail!("没有一份可汇总的报送表。请检查给出的文件或文件夹");
    }
    Ok((collected, decisions))
}

/// What a file turned out to be.
enum Came {
    Return(Box<Collected>),
    /// Another master, with what was decided in it.
    Master(Box<Collected>, Vec<Entry>),
    /// Nothing to merge, by its name, and why.
    Skipped(String, &'static str),
}

impl From<Collected> for Came {
    fn from(collected: Collected) -> Self {
        Came::Return(Box::new(collected))
    }
}

fn read_one(merger: &Merger<'_>, file: &Path, shown: &str, options: &ReadOptions<'_>) -> Vec<Came> {
    match files::read(file, options.limits.of(Limit::FileBytes)) {
        Ok(bytes) if is_archive(&bytes) => read_archive(merger, file, shown, &bytes, options, &mut Nested::default()),
        Ok(bytes) => vec![read_return(merger, file, shown.to_owned(), &bytes, options)],
        Err(error) => vec![Collected::unreadable(shown, None, &error.to_string()).into()],
    }
}

/// How far archives within archives were opened: what holds archives without end stops at their limits all together.
#[derive(Default)]
struct Nested {
    depth: usize,
    bytes: u64,
}

impl Nested {
    /// A collector packs what units packed; more is nobody's habit.
    const DEEPEST: usize = 2;

    fn may_open(&self, options: &ReadOptions<'_>) -> bool {
        self.depth <= Self::DEEPEST && self.bytes <= options.limits.of(Limit::TotalBytes) * 8
    }
}

fn read_archive(
    merger: &Merger<'_>,
    file: &Path,
    archive: &str,
    bytes: &[u8],
    options: &ReadOptions<'_>,
    nested: &mut Nested,
) -> Vec<Came> {
    let mut collected = Vec::new();
    nested.depth += 1;
    let ended = each_file(bytes, file, options.limits, |name, content| {
        let last = name.rsplit('/').next().unwrap_or(&name);
        let shown = format!("{archive}/{name}");
        let hidden = last.starts_with('.') || name.starts_with("__MACOSX");
        if let Some(why) = last.starts_with("~$").then_some(files::LOCK_FILE).or_else(|| hidden.then_some("隐藏文件")) {
            return collected.push(Came::Skipped(shown, why));
        }
        nested.bytes += content.as_ref().map_or(0, |bytes| bytes.len() as u64);
        collected.push(match content {
            Ok(bytes) if is_archive(&bytes) && nested.may_open(options) => {
                return collected.extend(read_archive(merger, &file.join(&name), &shown, &bytes, options, nested));
            }
            Ok(bytes) => read_return(merger, &file.join(&name), shown, &bytes, options),
            Err(why) => Collected::unreadable(&shown, None, &format!("“{shown}”{why}")).into(),
        });
    });
    nested.depth -= 1;
    if let Err(error) = ended {
        collected.push(Collected::unreadable(archive, Some(digest(bytes)), &error.to_string()).into());
    }
    collected
}

fn read_return(merger: &Merger<'_>, file: &Path, name: String, bytes: &[u8], options: &ReadOptions<'_>) -> Came {
    const BROKEN: &str = "程序读它时内部出错，没有汇总。请把文件发给开发者";
    let sha256 = digest(bytes);
    let collect = || {
        rehearse(bytes, file, options.limits)?;
        Ok(match read_incoming(bytes, file, options)? {
            Incoming::Return(returned) => {
                merger.collect(&ReturnedFile { name: name.clone(), sha256: sha256.clone(), returned: *returned }).into()
            }
            Incoming::Master(reading) => {
                let decided = decided_in(bytes, file, options)?;
                let Reading { mut ledger, mut findings, .. } = *reading;
                ledger.strays.extend(decided.strays);
                findings.extend(decided.findings);
                let collected = merger.collect_master(&name, sha256.clone(), ledger, findings);
                // Of another plan nothing is taken, and it is said once.
                let decided = if collected.reason.is_none() { decided.entries } else { Vec::new() };
                Came::Master(Box::new(collected), decided)
            }
            Incoming::Index => Came::Skipped(name.clone(), "下发清单，不是报送表"),
        })
    };
    match catch_unwind(AssertUnwindSafe(collect)) {
        Ok(Ok(collected)) => collected,
        Ok(Err(error)) => Collected::unreadable(&name, Some(sha256), &Error::to_string(&error)).into(),
        Err(_) => Collected::unreadable(&name, Some(sha256), BROKEN).into(),
    }
}

/// The hash of what stands where the result goes.
fn state_of(output: &Output) -> anyhow::Result<Option<String>> {
    let Output::File(file) = output else { return Ok(None) };
    let mut digester = Digester::default();
    match files::read_pieces(file, |piece| digester.add(piece)) {
        Ok(()) => Ok(Some(digester.digest())),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Refuses to replace what somebody changed since we read it: what they added would be gone without a word.
fn refuse_changed(output: &Output, before: Option<&str>) -> anyhow::Result<()> {
    if state_of(output)?.as_deref() != before {
        let file = output.name().display();
        bail!("“{file}”在汇总期间被改动过（有人同时在汇总，或者在 Excel 里存了盘），没有写。请再汇总一次");
    }
    Ok(())
}

/// The bytes of the merged master.
fn master(merged: &Merged, period: Option<fenjie::model::Period>, output: &Output) -> anyhow::Result<Vec<u8>> {
    let format = match output {
        Output::File(file) => Format::of_file(file)?,
        Output::Stdout => Format::Json,
    };
    let layout = Layout::named(Layout::MASTER)?;
    let reminders = merged.reminders(period);
    let mut options = WriteOptions::new(&layout).with_collected(&reminders);
    if let Some(period) = period {
        options = options.for_period(period);
    }
    Ok(write(&merged.ledger, format, &options)?.bytes)
}

fn write_report(merged: &Merged, output: &Output, quiet: bool) -> anyhow::Result<()> {
    let bytes = match output {
        Output::File(file) if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) => {
            report::problem_book("汇总报告", "汇总报告", &merged.report.findings)?
        }
        _ => {
            let mut json = serde_json::to_vec_pretty(&merged.report)?;
            json.push(b'\n');
            json
        }
    };
    output.write_beside(&bytes, quiet)
}

/// Says what became of the files and of so many decisions.
fn tell(merged: &Merged, decided: usize, sources: &Sources, output: Option<&Output>, quiet: bool) {
    let report = &merged.report;
    for file in &report.files {
        let serious: Vec<Finding> = file.findings.iter().filter(|finding| !quiet || finding.level != Level::Info).cloned().collect();
        report::say_findings(Path::new(&file.file), &serious);
    }
    let conflicts: Vec<Finding> = report.findings.iter().filter(|finding| rules::is_conflict(&finding.rule)).cloned().collect();
    report::say_findings(Path::new("汇总"), &conflicts);
    if quiet {
        return;
    }
    for (file, why) in &sources.skipped {
        say(&format!("{}：跳过（{why}）。［M011］", report::file_name(file)));
    }
    if !report.files.is_empty() {
        tell_sums(report);
    }
    if decided > 0 {
        tell_decided(decided, report.conflicts.len());
    }
    if merged.ledger.dispatches.is_empty() {
        say("总台账里没有下发记录，没法知道谁还没有交。用 fenjie dispatch 写出的总台账才有。");
    }
    if !report.missing.units.is_empty() {
        let listed: Vec<&str> = report.missing.units.iter().take(10).map(String::as_str).collect();
        let more = if report.missing.units.len() > 10 { "等" } else { "" };
        say(&format!("还没有交的 {} 家：{}{more}。名单见“催报名单”。", report.missing.units.len(), listed.join("、")));
    }
    if !report.missing.rows.is_empty() {
        say(&format!("交了但没有填全的任务 {} 项，见“催报名单”。", report.missing.rows.len()));
    }
    match output {
        Some(Output::File(file)) => say(&format!("已写入 {}。", file.display())),
        Some(Output::Stdout) => {}
        None => say("只是试算（--dry-run），什么也没有写。"),
    }
}

/// Says how many values a person decided, and what is left to decide.
fn tell_decided(decided: usize, left: usize) {
    match left {
        0 => say(&format!("采用了 {decided} 条裁定，没有待裁定的了。")),
        _ => say(&format!("采用了 {decided} 条裁定，还有 {left} 处没有定，请在“待裁定”里选。")),
    }
}

/// Says how many files came, and the account of their cells.
fn tell_sums(report: &Report) {
    let count = |outcome| report.files.iter().filter(|file| file.outcome == outcome).count();
    say(&format!(
        "共 {} 份：全部汇总 {}，部分汇总 {}，没有汇总 {}，重复 {}。",
        report.files.len(),
        count(FileOutcome::Merged),
        count(FileOutcome::Partial),
        count(FileOutcome::Rejected),
        count(FileOutcome::Duplicate)
    ));
    say(&format!("{}。", sums_in_words(&report.totals)));
}

/// `"填了 20 格 = 汇总 13 + … + 未采用 7"`.
fn sums_in_words(sums: &Sums) -> String {
    let Sums { filled, merged, unchanged, superseded, conflict, rejected } = sums;
    format!("填了 {filled} 格 = 汇总 {merged} + 原来就有 {unchanged} + 被更新的替换 {superseded} + 待裁定 {conflict} + 未采用 {rejected}")
}
