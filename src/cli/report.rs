//! Words on stderr: failures, findings, and the summary of a plan, in the order where：what。do what。［code］

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use fenjie::finding::{Finding, Level};
use fenjie::model::{Plan, Rest, Task};
use fenjie::passage::{Account, UNRECOGNISED};
use fenjie::write::{Problem, Problems, problems};

/// How many findings of one rule are shown before “另有 n 处”.
const SHOWN: usize = 3;
/// How much of a line is quoted.
const QUOTED: usize = 30;

/// Says one line on stderr. That nobody listens is no reason to stop.
pub fn say(words: &str) {
    let _ = writeln!(anstream::stderr(), "{words}");
}

/// A line that says what was not done, in red, and why.
///
/// Shape: `"转换没做成：找不到“a.txt”"` → the same with a full stop, and with colour where the terminal has it.
pub fn failure(words: &str) -> String {
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    let (what, why) = words.split_once('：').unwrap_or(("没做成", words));
    let end = if why.ends_with(['。', '？']) { "" } else { "。" };
    format!("{red}{what}{red:#}：{}{end}", why.trim_start())
}

/// Findings about a plan, placed in the file it was read from. A file of ours only remembers where its tasks stood in another.
pub fn placed(findings: Vec<Finding>, account: &Account) -> Vec<Finding> {
    if !account.sources().is_empty() {
        return findings;
    }
    findings.into_iter().map(|finding| Finding { sheet: None, cell: None, line: None, ..finding }).collect()
}

fn attention(words: &str) -> String {
    let yellow = Style::new().fg_color(Some(AnsiColor::Yellow.into()));
    format!("{yellow}{words}{yellow:#}")
}

/// The steps that failed, outermost first, ending with what the system said where a clerk can use it.
///
/// Shape: `"写不了“a.xlsx”。请检查：…（磁盘满了）"`. Causes below our own errors are English and are translated or left out.
pub fn reasons(error: &anyhow::Error) -> String {
    let mut words: Vec<String> = Vec::new();
    for cause in error.chain() {
        if let Some(system) = cause.downcast_ref::<io::Error>() {
            if let (Some(last), Some(why)) = (words.last_mut(), in_words(system)) {
                last.push_str(&format!("（{why}）"));
            }
            break;
        }
        words.push(cause.to_string());
    }
    words.join("：")
}

fn in_words(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::PermissionDenied => Some("没有权限"),
        io::ErrorKind::StorageFull => Some("磁盘满了"),
        io::ErrorKind::ReadOnlyFilesystem => Some("这个磁盘是只读的"),
        io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy => Some("文件正被别的程序占用"),
        io::ErrorKind::InvalidFilename => Some("文件名太长或有不能用的字符"),
        _ => None,
    }
}

/// Says the findings of one file: the first three of each rule, then how many more there are.
pub fn say_findings(file: &Path, findings: &[Finding]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let count = counts.entry(&finding.rule).or_default();
        *count += 1;
        if *count <= SHOWN {
            let line = finding_line(file, finding);
            say(&if finding.level == Level::Info { line } else { attention(&line) });
        }
    }
    for (rule, count) in counts.into_iter().filter(|&(_, count)| count > SHOWN) {
        say(&format!("{}：另有 {} 处同样的问题。［{rule}］", file_name(file), count - SHOWN));
    }
}

/// Whether there are more findings of one rule than [`say_findings`] says one by one.
pub fn has_more(findings: &[Finding]) -> bool {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    findings.iter().any(|finding| {
        let count = counts.entry(&finding.rule).or_default();
        *count += 1;
        *count > SHOWN
    })
}

/// Where in its file a finding stands: `"第 12 行"`, `"〔责任分解表〕F12"`; nothing when it is about the whole.
pub fn place(finding: &Finding) -> String {
    let mut place = String::new();
    if let Some(sheet) = &finding.sheet {
        place.push_str(&format!("〔{sheet}〕"));
    }
    if let Some(cell) = &finding.cell {
        place.push_str(cell);
    }
    if let Some(line) = finding.line {
        place.push_str(&format!("第 {line} 行"));
    }
    place
}

fn finding_line(file: &Path, finding: &Finding) -> String {
    let mut place = finding.file.clone().unwrap_or_else(|| file_name(file));
    let within = self::place(finding);
    if !within.is_empty() {
        place.push(' ');
        place.push_str(&within);
    }
    let end = if finding.message.ends_with('。') { "" } else { "。" };
    format!("{place}：{}{end}［{}］", finding.message, finding.rule)
}

/// Findings as a workbook with columns for the answer, in their order.
pub fn problem_book(sheet: &'static str, title: &str, findings: &[Finding]) -> anyhow::Result<Vec<u8>> {
    let row = |finding: &Finding| Problem {
        level: finding.level,
        place: [finding.file.clone().unwrap_or_default(), place(finding)].join(" ").trim().to_owned(),
        task: finding.task.clone().unwrap_or_else(|| "—".to_owned()),
        message: finding.message.clone(),
        rule: finding.rule.clone(),
    };
    Ok(problems(&Problems { sheet, title: title.to_owned(), rows: findings.iter().map(row).collect() })?)
}

/// Whether a person must look.
pub fn must_look(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.level != Level::Info)
}

/// What was found in a plan: `"54 项任务：54 项有牵头单位，41 项有完成时限。"`
pub fn summary(plan: &Plan) -> String {
    type Has = fn(&Task) -> bool;
    const WHO: [(&str, Has); 4] = [
        ("牵头领导", |task| !task.lead_leaders.is_empty()),
        ("牵头单位", |task| !task.lead_departments.is_empty()),
        ("责任单位", |task| !task.units.is_empty()),
        ("责任人", |task| !task.responsible_persons.is_empty()),
    ];
    const WHEN: (&str, Has) = ("完成时限", |task| task.deadline.is_some());
    let counted = |&(name, has): &(&str, Has)| match plan.tasks.iter().filter(|task| has(task)).count() {
        0 => None,
        count => Some(format!("{count} 项有{name}")),
    };
    let mut parts: Vec<String> = WHO.iter().filter_map(counted).collect();
    if parts.is_empty() {
        parts.push("原文没有写由谁负责，这些栏留空".to_owned());
    }
    parts.extend(counted(&WHEN));
    format!("{} 项任务：{}。", plan.tasks.len(), parts.join("，"))
}

/// Text no rule recognised; `None` when there is none.
pub fn unrecognised(file: &Path, plan: &Plan) -> Option<String> {
    let odd: Vec<&Rest> = plan.rest.iter().filter(|rest| rest.why == UNRECOGNISED).collect();
    let first = odd.first()?;
    let (name, words) = (file_name(file), at_line(first));
    Some(format!("{name}：有 {} 处文字没认出来，原样留在 JSON 的 rest 里，没有进表。第一处是{words}。请看一眼要不要补进表里。", odd.len()))
}

/// What was written, and what is special about it.
pub fn written(file: &Path, plan: &Plan, replacing: &str) -> String {
    let empty = if plan.tasks.is_empty() { "，是一张没有任务的空表" } else { "" };
    format!("已写入 {}{empty}{replacing}。", file.display())
}

fn at_line(rest: &Rest) -> String {
    let words: String = rest.text.trim().chars().take(QUOTED).collect();
    let more = if rest.text.trim().chars().count() > QUOTED { "…" } else { "" };
    match &rest.place {
        fenjie::model::Place::Line { line } => format!("第 {line} 行“{words}{more}”"),
        fenjie::model::Place::Row { sheet, row, .. } => {
            format!("〔{sheet}〕第 {row} 行“{words}{more}”")
        }
    }
}

/// A file's name without its folder.
pub fn file_name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// A file name as it can be typed: in quotes when it holds blanks.
pub fn quoted(name: &str) -> String {
    if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_owned() }
}
