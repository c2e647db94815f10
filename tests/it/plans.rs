//! Every annotated plan in `tests/data/plans` and every seed: the parse equals its annotation, and every character is accounted for.
//!
//! A plan is two files: `name.txt` and `name.gold.json`. Dropping in a pair adds a test; nothing else is to be written.

use std::path::{Path, PathBuf};

use fenjie::model::{Plan, Task};
use fenjie::read::{Reading, read, read_text};
use proptest::prelude::*;

use super::fuzzed::promises::check_account;
use super::generate::cases;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Gold {
    title: Option<String>,
    doc_number: Option<String>,
    issuer: Option<String>,
    issued_on: Option<String>,
    year: Option<i16>,
    tasks: Vec<GoldTask>,
}

#[derive(Debug, Deserialize)]
struct GoldTask {
    number: Option<String>,
    section: Vec<String>,
    title: Option<String>,
    content: Option<String>,
    lead_leaders: Vec<String>,
    deputy_leaders: Option<Vec<String>>,
    responsible_persons: Option<Vec<String>>,
    lead_departments: Vec<String>,
    units: Vec<String>,
    duties: Vec<GoldDuty>,
    due: Option<String>,
    recurrence: Option<String>,
}

#[derive(Debug, Deserialize)]
struct GoldDuty {
    unit: String,
    duty: String,
}

/// Text as annotations compare it: without blanks, width and closing punctuation.
fn plain(text: &str) -> String {
    let folded: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'))
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap(),
            _ => c,
        })
        .collect();
    folded.trim_matches(|c| "。;,.、:".contains(c)).to_owned()
}

fn plain_option(text: &Option<String>) -> String {
    plain(text.as_deref().unwrap_or(""))
}

/// Names as a set: the order of a list is print, not meaning.
fn names(names: &[String]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    names.sort();
    names
}

fn differences(plan: &Plan, gold: &Gold) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |what: String, wanted: String, got: String| {
        if wanted != got {
            found.push(format!("{what}\n      wanted {wanted}\n      got    {got}"));
        }
    };
    check("title".into(), plain_option(&gold.title), plain_option(&plan.title));
    check("doc_number".into(), plain_option(&gold.doc_number), plain_option(&plan.doc_number));
    check("issuer".into(), plain_option(&gold.issuer), plain_option(&plan.issuer));
    check("issued_on".into(), gold.issued_on.clone().unwrap_or_default(), plan.issued_on.map(|date| date.to_string()).unwrap_or_default());
    check("year".into(), format!("{:?}", gold.year), format!("{:?}", plan.year));
    check("number of tasks".into(), gold.tasks.len().to_string(), plan.tasks.len().to_string());
    for (at, (wanted, got)) in gold.tasks.iter().zip(&plan.tasks).enumerate() {
        for (field, wanted, got) in task_fields(wanted, got) {
            check(format!("task {} {field}", at + 1), wanted, got);
        }
    }
    found
}

fn task_fields(gold: &GoldTask, task: &Task) -> Vec<(&'static str, String, String)> {
    let deadline = task.deadline.clone().unwrap_or_default();
    let recurrence = deadline.recurrence.map(|recurrence| serde_json::to_value(recurrence).unwrap().as_str().unwrap().to_owned());
    let list = |names: Vec<String>| names.join(" | ");
    let duties =
        |duties: Vec<(String, String)>| duties.into_iter().map(|(unit, duty)| format!("{unit}={duty}")).collect::<Vec<_>>().join(" | ");
    let mut fields = vec![
        ("number", plain_option(&gold.number), plain_option(&task.number)),
        (
            "section",
            list(gold.section.iter().map(|title| plain(title)).collect()),
            list(task.section.iter().map(|title| plain(title)).collect()),
        ),
        ("title", plain_option(&gold.title), plain_option(&task.title)),
        ("content", plain_option(&gold.content), plain_option(&task.content)),
        ("lead_leaders", list(names(&gold.lead_leaders)), list(names(&task.lead_leaders))),
        ("lead_departments", list(names(&gold.lead_departments)), list(names(&task.lead_departments))),
        ("units", list(names(&gold.units)), list(names(&task.units))),
        ("due", gold.due.clone().unwrap_or_default(), deadline.due.map(|due| due.to_string()).unwrap_or_default()),
        ("recurrence", gold.recurrence.clone().unwrap_or_default(), recurrence.unwrap_or_default()),
        (
            "duties",
            duties(gold.duties.iter().map(|duty| (plain(&duty.unit), plain(&duty.duty))).collect()),
            duties(task.duties.iter().map(|duty| (plain(&duty.unit), plain(&duty.duty))).collect()),
        ),
    ];
    if let Some(wanted) = &gold.deputy_leaders {
        fields.push(("deputy_leaders", list(names(wanted)), list(names(&task.deputy_leaders))));
    }
    if let Some(wanted) = &gold.responsible_persons {
        fields.push(("responsible_persons", list(names(wanted)), list(names(&task.responsible_persons))));
    }
    fields
}

/// Every plan with an annotation, with the annotation's path.
pub fn annotated() -> Vec<(PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pairs: Vec<(PathBuf, PathBuf)> = std::fs::read_dir(root.join("tests/data/plans"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|text| (text.clone(), text.with_extension("gold.json")))
        .collect();
    pairs.extend(seeds());
    pairs.sort();
    pairs
}

/// The plans of all pairs.
pub fn annotated_ledgers() -> Vec<fenjie::model::Ledger> {
    annotated().iter().map(|(text, _)| parse(text).ledger).collect()
}

/// The real plans, which are not part of the project.
fn seeds() -> Vec<(PathBuf, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    if !folder.is_dir() {
        eprintln!("SKIPPED: the seeds folder {} is absent", folder.display());
        return Vec::new();
    }
    std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|text| {
            let number = text.file_name().unwrap().to_str().unwrap().split('_').next().unwrap().to_owned();
            (text, folder.join(format!("seed-{number}.gold.json")))
        })
        .collect()
}

fn parse(path: &Path) -> Reading {
    read(&std::fs::read(path).unwrap(), path).unwrap()
}

#[test]
fn every_annotated_plan_is_read_as_annotated() {
    let pairs = annotated();
    assert!(pairs.len() >= 30, "only {} annotated plans found", pairs.len());
    let mut report = String::new();
    for (text, gold) in &pairs {
        let gold: Gold = serde_json::from_slice(&std::fs::read(gold).unwrap()).unwrap();
        let differences = differences(&parse(text).ledger.plan, &gold);
        if !differences.is_empty() {
            report.push_str(&format!("\n{}\n    {}", text.display(), differences.join("\n    ")));
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn every_character_of_every_plan_is_accounted_for() {
    for (text, _) in annotated() {
        check_account(&parse(&text), &text.display().to_string());
    }
}

/// A label is a few words; a sentence taken for one would be in no field and not in `rest`.
#[test]
fn labels_hold_nothing_but_labels() {
    const LONGEST: usize = 12;
    for (text, _) in annotated() {
        let reading = parse(&text);
        for span in reading.account.spans().filter(|span| span.role.name() == "label") {
            let letters = span.text.chars().filter(|c| c.is_alphanumeric()).count();
            assert!(letters <= LONGEST, "{}: {:?} was taken for a label", text.display(), span.text);
        }
    }
}

#[test]
fn nothing_is_left_unrecognised_in_annotated_plans() {
    for (text, _) in annotated() {
        let rest = parse(&text).ledger.plan.rest;
        let unrecognised: Vec<_> = rest.iter().filter(|rest| rest.why == "unrecognised").collect();
        assert!(unrecognised.is_empty(), "{}: {unrecognised:?}", text.display());
    }
}

/// A way a text is damaged on its way through offices and web sites.
#[derive(Debug, Clone)]
enum Damage {
    DropLine(usize),
    RepeatLine(usize),
    SwapLines(usize, usize),
    JoinLines(usize),
    BreakLine(usize, usize),
    Insert(usize, String),
    Cut(usize),
    DropCharacters(usize, usize),
    Blanks(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0usize..4000;
    prop_oneof![
        at.clone().prop_map(Damage::DropLine),
        at.clone().prop_map(Damage::RepeatLine),
        (at.clone(), at.clone()).prop_map(|(a, b)| Damage::SwapLines(a, b)),
        at.clone().prop_map(Damage::JoinLines),
        (at.clone(), 0usize..60).prop_map(|(line, column)| Damage::BreakLine(line, column)),
        (at.clone(), "[一二三、（）()1-9.。；：:|，\t 　【】责任单位牵头领导序号★—]{1,12}").prop_map(|(at, text)| Damage::Insert(at, text)),
        at.clone().prop_map(Damage::Cut),
        (at.clone(), 1usize..30).prop_map(|(at, count)| Damage::DropCharacters(at, count)),
        at.prop_map(Damage::Blanks),
    ]
}

fn apply(text: &str, damage: &Damage) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let count = lines.len();
    let characters: Vec<char> = text.chars().collect();
    let rest = |at: usize, skip: usize, put: &str| {
        let at = at * characters.len() / 4000;
        let end = (at + skip).min(characters.len());
        characters[..at].iter().copied().chain(put.chars()).chain(characters[end..].iter().copied()).collect::<String>()
    };
    match damage {
        Damage::DropLine(at) => drop(lines.remove(at % count)),
        Damage::RepeatLine(at) => lines.insert(at % count, lines[at % count].clone()),
        Damage::SwapLines(a, b) => lines.swap(a % count, b % count),
        Damage::JoinLines(at) if count > 1 => {
            let next = lines.remove(at % (count - 1) + 1);
            lines[at % (count - 1)].push_str(&next);
        }
        Damage::JoinLines(_) => {}
        Damage::BreakLine(at, column) => {
            let line = &lines[at % count];
            let cut = line.char_indices().nth(*column).map_or(line.len(), |(at, _)| at);
            let tail = line[cut..].to_owned();
            lines[at % count].truncate(cut);
            lines.insert(at % count + 1, tail);
        }
        Damage::Insert(at, text) => return rest(*at, 0, text),
        Damage::Cut(at) => return characters[..at * characters.len() / 4000].iter().collect(),
        Damage::DropCharacters(at, count) => return rest(*at, *count, ""),
        Damage::Blanks(at) => return rest(*at, 0, "  "),
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(cases(512))]

    /// Conservation: whatever happens to a plan on the way, every character is in the model or in `rest`.
    #[test]
    fn damaged_plans_lose_nothing(pick in any::<prop::sample::Index>(), damages in prop::collection::vec(damage(), 1..6)) {
        let pairs = annotated();
        let (path, _) = &pairs[pick.index(pairs.len())];
        let Ok(mut text) = String::from_utf8(std::fs::read(path).unwrap()) else { return Ok(()) };
        for damage in &damages {
            text = apply(&text, damage);
        }
        check_account(&read_text(&text), &format!("{} after {damages:?}", path.display()));
    }

    /// Nor does text that was never a plan.
    #[test]
    fn jumbled_text_loses_nothing(text in "([一二十、（）()0-9.。；：:|，\t 　【】\n]|责任单位|牵头|领导|序号|工作任务|具体内容|完成时限|组长|负责|张三丰|市教育局|6月底前|加强管理|★|——|第一阶段){0,120}") {
        check_account(&read_text(&text), &text);
    }
}
