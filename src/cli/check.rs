//! `fenjie check`: what is wrong with a plan, as text, JSON or a workbook to be answered.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, bail};
use fenjie::check::{FAMILIES, Options, RULES, check as run};
use fenjie::error::Error;
use fenjie::files;
use fenjie::finding::{Finding, Level, level_name};
use fenjie::model::{Plan, Task};
use fenjie::read::Reading;
use fenjie::write::{Problem, Problems, problems};
use serde::{Deserialize, Serialize};

use super::Outcome;
use super::arguments::{Check, Form};
use super::output::Output;
use super::ownership::refuse_loss;
use super::progress::Progress;
use super::reading::Rules;
use super::report::{self, say};
use super::roster;

/// Rule files are a few lines; anything larger is another file.
const MAX_RULES: u64 = 1 << 20;

/// The rules a project switches off.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    /// Rules that are not run, each with the reason.
    #[serde(default)]
    off: Vec<Off>,
}

/// A rule that is switched off.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Off {
    /// Code, or name of a family.
    rule: String,
    /// Why.
    reason: String,
}

/// Reads a plan, checks it and says what was found.
pub fn check(options: &Check, quiet: bool) -> anyhow::Result<Outcome> {
    let form = form(options)?;
    if let Some(output) = &options.output {
        output.check(&options.input)?;
    }
    let off = options.rules.as_deref().map(project).transpose()?.unwrap_or_default().off;
    let progress = Progress::start("正在读取……", quiet);
    let rules = options.reading.rules()?.promised(options.from);
    let known = options.roster.as_deref().map(|file| roster::find(file, &rules.limits)).transpose()?;
    let (known, of_roster) = known.map_or((None, Vec::new()), |(roster, findings)| (Some(roster), findings));
    let wanted = Options { roster: known, vocabulary: rules.options().vocabulary, ..wanted(options, &off)? };
    let bytes = options.input.read(options.from, &rules.limits, quiet)?;
    let reading = rules.read(&bytes, options.input.name())?;
    progress.step("正在检查……");
    let findings = report::placed(run(&reading.ledger.plan, Some(&reading.account), &wanted), &reading.account);
    let name = report::file_name(options.input.name());
    let output = options.output.clone().unwrap_or(Output::Stdout);
    let bytes = match form {
        Form::Text => text(&name, &reading.ledger.plan, &findings, &off).into_bytes(),
        Form::Json => json(&name, &findings, &off)?,
        Form::Xlsx => problems(&list(&name, &reading.ledger.plan, &findings))?,
    };
    drop(progress);
    refuse_loss(&output, None, &rules)?;
    let replacing = output.replacing();
    output.write(&bytes)?;
    report::say_findings(options.roster.as_deref().unwrap_or(Path::new("")), &of_roster);
    tell(options, &reading, &findings, &output, replacing, quiet);
    Ok(if report::must_look(&findings) || report::must_look(&of_roster) || reading.ledger.plan.tasks.is_empty() {
        Outcome::MustLook
    } else {
        Outcome::Done
    })
}

/// What decides a wrong result, for commands that go on with a plan: said, and nothing is held up.
pub fn errors(reading: &Reading, rules: &Rules) -> Vec<Finding> {
    let options = Options { level: Some(Level::Error), vocabulary: rules.options().vocabulary, ..Options::default() };
    report::placed(run(&reading.ledger.plan, Some(&reading.account), &options), &reading.account)
}

/// Words on stderr: what could not be read as a plan, and where the list was written.
fn tell(options: &Check, reading: &Reading, findings: &[Finding], output: &Output, replacing: &str, quiet: bool) {
    let file = options.input.name();
    if reading.ledger.plan.tasks.is_empty() {
        report::say_findings(file, &reading.findings);
    }
    if let Output::File(written) = output
        && !quiet
    {
        say(&format!("{}：{}", report::file_name(file), counted(findings)));
        say(&format!("已写入 {}{replacing}。", written.display()));
    }
}

/// The form of the output: what was asked for, else what the extension says, else text.
fn form(options: &Check) -> anyhow::Result<Form> {
    let file = match &options.output {
        Some(Output::File(file)) => Some(file),
        _ => None,
    };
    let extension = file.and_then(|file| file.extension()).map(|extension| extension.to_string_lossy().to_lowercase());
    let by_name = match extension.as_deref() {
        Some("xlsx") => Some(Form::Xlsx),
        Some("json") => Some(Form::Json),
        Some("txt") => Some(Form::Text),
        _ => None,
    };
    let form = match (options.format, by_name) {
        (Some(form), Some(named)) if form != named => bail!("文件的扩展名和 --format 对不上。请改一个"),
        (Some(form), _) => form,
        (None, Some(named)) => named,
        (None, None) if file.is_some() => bail!("只会写 .xlsx、.json 和 .txt 的问题清单。请改扩展名，例如 -o 问题清单.xlsx"),
        (None, None) => Form::Text,
    };
    let output = options.output.as_ref().unwrap_or(&Output::Stdout);
    if form == Form::Xlsx && (options.output.is_none() || output.is_screen()) {
        bail!("xlsx 是工作簿，不能显示在屏幕上。请加上 -o，例如：-o 问题清单.xlsx");
    }
    Ok(form)
}

fn wanted(options: &Check, off: &[Off]) -> anyhow::Result<Options<'static>> {
    let mut skip = codes(&options.skip, "--skip")?;
    for entry in off {
        skip.extend(codes(std::slice::from_ref(&entry.rule), "规则文件")?);
    }
    let only = codes(&options.only, "--only")?;
    Ok(Options { as_of: options.as_of, only, skip, level: options.level.map(Into::into), ..Options::default() })
}

/// Codes of rules, from codes and names of families.
fn codes(names: &[String], place: &str) -> anyhow::Result<Vec<String>> {
    let mut codes = Vec::new();
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        let prefix = FAMILIES.iter().find(|family| family.name == name).map(|family| family.prefix);
        let upper = name.to_uppercase();
        let before = codes.len();
        let named = RULES.iter().filter(|rule| rule.code == upper || prefix.is_some_and(|prefix| rule.code.starts_with(prefix)));
        codes.extend(named.map(|rule| rule.code.to_owned()));
        if codes.len() == before {
            let families = FAMILIES.iter().map(|family| family.name).collect::<Vec<_>>().join("、");
            bail!("{place} 里的“{name}”不是规则。请写规则编号（例如 C401）或者一类的名字：{families}");
        }
    }
    Ok(codes)
}

/// The project file; every rule it switches off needs a reason.
fn project(file: &Path) -> anyhow::Result<Project> {
    let bytes = files::read(file, MAX_RULES)?;
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Err(Error::UnknownEncoding { file: file.to_owned() }.into());
    };
    const SHAPE: &str = "每条写成三行：[[off]]、rule = \"C801\"、reason = \"为什么不用\"";
    let project: Project = match toml::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(project) => project,
        Err(error) => {
            let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            let line = line.map(|line| format!("第 {line} 行")).unwrap_or_default();
            bail!("“{}”{line}写得不对。{SHAPE}", file.display());
        }
    };
    if let Some(entry) = project.off.iter().find(|entry| entry.reason.trim().is_empty()) {
        bail!("“{}”里停用 {} 没有写理由。请在 reason 里写明为什么不用", file.display(), entry.rule);
    }
    Ok(project)
}

fn counted(findings: &[Finding]) -> String {
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    match (count(Level::Error), count(Level::Warning), count(Level::Info)) {
        (0, 0, 0) => "没有发现问题。".to_owned(),
        (errors, warnings, infos) => format!("{errors} 个错误，{warnings} 个警告，{infos} 个提示。"),
    }
}

/// How a task is called above its findings.
fn called(task: &Task) -> String {
    let words: String = task.text().chars().filter(|c| *c != '\n').take(24).collect();
    format!("{}{words}", task.number.as_deref().unwrap_or(""))
}

/// Findings as text: the plan's own first, then task by task, the worst tasks first.
fn text(name: &str, plan: &Plan, findings: &[Finding], off: &[Off]) -> String {
    let mut text = String::new();
    let whole: Vec<&Finding> = findings.iter().filter(|finding| finding.task.is_none()).collect();
    let _ = writeln!(text, "{name}：{}", counted(findings));
    group(&mut text, "全文", whole);
    for (task, found) in by_task(plan, findings) {
        group(&mut text, &called(task), found);
    }
    for entry in off {
        let _ = writeln!(text, "\n没有用规则 {}：{}", entry.rule, entry.reason);
    }
    text
}

/// The tasks with findings, the worst first; within one level in the order of the document.
fn by_task<'a>(plan: &'a Plan, findings: &'a [Finding]) -> Vec<(&'a Task, Vec<&'a Finding>)> {
    let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        if let Some(task) = &finding.task {
            found.entry(task).or_default().push(finding);
        }
    }
    let mut tasks: Vec<(&Task, Vec<&Finding>)> =
        plan.tasks.iter().filter_map(|task| found.remove(task.id.as_str()).map(|findings| (task, findings))).collect();
    tasks.sort_by_key(|(_, findings)| findings.iter().map(|finding| finding.level).min());
    tasks
}

fn group(text: &mut String, heading: &str, mut findings: Vec<&Finding>) {
    if findings.is_empty() {
        return;
    }
    findings.sort_by_key(|finding| (finding.level, finding.line));
    let _ = writeln!(text, "\n{heading}");
    for finding in findings {
        let place = report::place(finding);
        let colon = if place.is_empty() { "" } else { "：" };
        let end = if finding.message.ends_with(['。', '？']) { "" } else { "。" };
        let level = level_name(finding.level);
        let _ = writeln!(text, "  {level}  {place}{colon}{}{end}［{}］", finding.message, finding.rule);
    }
}

/// The findings as JSON, `"format": "fenjie.findings/1"`.
#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    file: &'a str,
    errors: usize,
    warnings: usize,
    infos: usize,
    off: &'a [Off],
    findings: &'a [Finding],
}

fn json(name: &str, findings: &[Finding], off: &[Off]) -> anyhow::Result<Vec<u8>> {
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings, infos) = (count(Level::Error), count(Level::Warning), count(Level::Info));
    let report = Report { format: "fenjie.findings/1", file: name, errors, warnings, infos, off, findings };
    let mut bytes = serde_json::to_vec_pretty(&report).context("JSON 没写成")?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The findings as rows of a 问题清单, the worst first.
fn list(name: &str, plan: &Plan, findings: &[Finding]) -> Problems {
    let title = plan.title.as_deref().unwrap_or(name);
    let tasks: BTreeMap<&str, &Task> = plan.tasks.iter().map(|task| (task.id.as_str(), task)).collect();
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.level);
    let rows = sorted.into_iter().map(|finding| Problem {
        level: finding.level,
        place: report::place(finding),
        task: finding.task.as_deref().and_then(|id| tasks.get(id)).map(|task| called(task)).unwrap_or_default(),
        message: finding.message.clone(),
        rule: finding.rule.clone(),
    });
    Problems {
        sheet: "问题清单", title: format!("《{title}》问题清单（{name}：{}）", counted(findings)), rows: rows.collect()
    }
}
