//! Foreign 责任分解表: written by other programs than ours, in the shapes offices give them, read to the tasks they hold.

use std::path::{Path, PathBuf};
use std::process::Command;

use fenjie::model::{Ledger, Task};
use fenjie::read::{Reading, read};
use fenjie::write::{Format, Layout, WriteOptions, write};
use serde_json::Value;

use super::office::are_there;

/// Runs a script of `tests/data/tools`.
pub fn script(name: &str, arguments: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tools").join(name);
    let output = Command::new("python3").arg(script).args(arguments).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Changes a workbook by the steps of `edit_workbook.py` and saves it as openpyxl does.
pub fn edit(from: &Path, to: &Path, steps: &serde_json::Value) {
    script("edit_workbook.py", &[from.to_str().unwrap(), to.to_str().unwrap(), &steps.to_string()]);
}

/// Whether Python is there with the library the scripts need. In CI it must be.
pub fn has_openpyxl() -> bool {
    if !are_there(&["python3"]) {
        return false;
    }
    let found = Command::new("python3").args(["-c", "import openpyxl"]).output().unwrap().status.success();
    assert!(found || std::env::var_os("CI").is_none(), "openpyxl must be installed in CI");
    if !found {
        eprintln!("\n*** NOT TESTED: openpyxl is not installed; foreign workbooks were not read ***\n");
    }
    found
}

/// The value of a task under the name a script uses.
fn value(task: &Task, name: &str) -> Value {
    match name {
        "deadline" => serde_json::json!(task.deadline.as_ref().map(|deadline| &deadline.raw)),
        "due" => serde_json::json!(task.deadline.as_ref().and_then(|deadline| deadline.due)),
        name => serde_json::to_value(task).unwrap()[name].clone(),
    }
}

/// What is wrong with a reading, against what the script says of the file.
pub fn differences(reading: &Reading, wanted: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let tasks = wanted["tasks"].as_array().unwrap();
    let plan = &reading.ledger.plan;
    if tasks.len() != plan.tasks.len() {
        let texts: Vec<String> = plan.tasks.iter().map(Task::text).collect();
        differences.push(format!("{} tasks instead of {}: {texts:?}", plan.tasks.len(), tasks.len()));
    }
    for (task, wanted) in plan.tasks.iter().zip(tasks) {
        for (name, wanted) in wanted.as_object().unwrap() {
            let found = value(task, name);
            if found != *wanted {
                differences.push(format!("task {} {name}: {found} instead of {wanted}", task.seq));
            }
        }
    }
    if let Some(title) = wanted["title"].as_str().filter(|title| plan.title.as_deref() != Some(title)) {
        differences.push(format!("title {:?} instead of {title}", plan.title));
    }
    for rule in wanted["findings"].as_array().into_iter().flatten() {
        if !reading.findings.iter().any(|finding| Some(finding.rule.as_str()) == rule.as_str()) {
            differences.push(format!("no finding {rule}"));
        }
    }
    let sums = reading.account.sums();
    if sums.printed != sums.claimed || sums.twice > 0 {
        differences.push(format!("{sums:?}"));
    }
    differences
}

/// A ledger as our workbook, read again.
pub fn written_and_read(ledger: &Ledger) -> Ledger {
    let layout = Layout::named(Layout::DEFAULT).unwrap();
    let written = write(ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap();
    read(&written.bytes, Path::new("总.xlsx")).unwrap().ledger
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "xlsx"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_variant_of_a_foreign_sheet_is_read() {
    if !has_openpyxl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    script("foreign_sheets.py", &[folder.path().to_str().unwrap()]);
    let files = workbooks(folder.path());
    assert!(files.len() >= 40, "{} variants", files.len());
    let mut failures = Vec::new();
    for file in &files {
        let wanted: Value = serde_json::from_slice(&std::fs::read(file.with_extension("json")).unwrap()).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        match read(&std::fs::read(file).unwrap(), file) {
            Ok(reading) => {
                failures.extend(differences(&reading, &wanted).into_iter().map(|difference| format!("{name}: {difference}")));
                if written_and_read(&reading.ledger) != reading.ledger {
                    failures.push(format!("{name}: our sheet of it reads otherwise"));
                }
            }
            Err(error) => failures.push(format!("{name}: {error}")),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
