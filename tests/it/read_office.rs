//! Our workbooks re-saved by LibreOffice in every format it writes, read back to the same tasks.
//!
//! Needs LibreOffice; see `office`. Plans are the samples, and the annotated plans two folders up where that folder is there.

use std::path::{Path, PathBuf};

use fenjie::model::{Ledger, Task};
use fenjie::read::{Reading, read};
use fenjie::write::{Format, Layout, WriteOptions, write};

use super::office::{are_there, convert};

const CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1";

/// The plans: our own, and the two seeds when the folder with them is there.
fn plans() -> Vec<(PathBuf, Ledger)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("samples/望川县2023年教育工作要点.txt")];
    let seeds = root.join("../shared/seeds");
    let found: Vec<PathBuf> = seeds
        .read_dir()
        .map(|entries| entries.map(|entry| entry.unwrap().path()).filter(|path| is_seed(path)).collect())
        .unwrap_or_default();
    if found.is_empty() {
        eprintln!("\n*** NOT TESTED: {} is not there; seeds 003 and 004 were not sent through LibreOffice ***\n", seeds.display());
    }
    files.extend(found);
    files.sort();
    files.into_iter().map(|file| (file.clone(), read(&std::fs::read(&file).unwrap(), &file).unwrap().ledger)).collect()
}

fn is_seed(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    name.ends_with(".txt") && (name.starts_with("003_") || name.starts_with("004_"))
}

fn reread(folder: &Path, name: &str) -> Reading {
    let path = folder.join(name);
    read(&std::fs::read(&path).unwrap(), &path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn re_saved_workbooks_give_back_every_field() {
    if !are_there(&["soffice"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let plans = plans();
    for (layout, name) in Layout::names().into_iter().zip(["短", "详", "总"]) {
        let layout = Layout::named(layout).unwrap();
        for (index, (_, ledger)) in plans.iter().enumerate() {
            let written = write(ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap();
            std::fs::write(folder.path().join(format!("{index}{name}.xlsx")), written.bytes).unwrap();
        }
    }
    let files: Vec<String> = (0..plans.len()).flat_map(|index| ["短", "详", "总"].map(|name| format!("{index}{name}.xlsx"))).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    for (format, extension) in [("xlsx", "xlsx"), ("xls", "xls"), ("ods", "ods"), ("xlsx:Calc MS Excel 2007 VBA XML", "xlsm")] {
        let out = folder.path().join(extension);
        convert(folder.path(), format, &out, &files);
        for (file, (path, ledger)) in files.iter().map(|file| (file, &plans[file[..1].parse::<usize>().unwrap()])) {
            let extension = if extension == "xlsm" { "xlsx" } else { extension };
            let reading = reread(&out, &file.replace("xlsx", extension));
            assert_eq!(reading.ledger.plan.tasks.len(), ledger.plan.tasks.len(), "{} as {format}", path.display());
            assert_eq!(reading.ledger, *ledger, "{} as {format}", path.display());
            let changes: Vec<_> = reading.findings.iter().filter(|finding| finding.rule.as_str() >= "R026").collect();
            assert!(changes.is_empty(), "{} {file} as {format}: {changes:?}", path.display());
        }
    }
}

/// Without the hidden sheet there is only what the cells show: names, ids and words are all there.
#[test]
fn tables_without_their_data_give_back_what_they_show() {
    if !are_there(&["soffice"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let plans = plans();
    let layout = Layout::named("责任分解表").unwrap();
    for (index, (_, ledger)) in plans.iter().enumerate() {
        let written = write(ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap();
        std::fs::write(folder.path().join(format!("{index}.xlsx")), written.bytes).unwrap();
    }
    let files: Vec<String> = (0..plans.len()).map(|index| format!("{index}.xlsx")).collect();
    let out = folder.path().join("csv");
    convert(folder.path(), CSV, &out, &files.iter().map(String::as_str).collect::<Vec<_>>());
    let tables: Vec<String> = (0..plans.len()).map(|index| format!("csv/{index}.csv")).collect();
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    for extension in ["xlsx", "xls", "ods"] {
        convert(folder.path(), extension, &out, &tables);
    }
    let forms = ["csv", "xlsx", "xls", "ods"].map(|extension| plans.iter().enumerate().map(move |plan| (extension, plan)));
    for (extension, (index, (path, ledger))) in forms.into_iter().flatten() {
        let reading = reread(&out, &format!("{index}.{extension}"));
        let shown = |task: &Task| {
            let text: String = task.text().chars().filter(|c| c.is_alphanumeric()).collect();
            (
                task.id.clone(),
                text,
                task.lead_leaders.clone(),
                task.deputy_leaders.clone(),
                task.lead_departments.clone(),
                task.units.clone(),
            )
        };
        let given: Vec<_> = reading.ledger.plan.tasks.iter().map(shown).collect();
        let wanted: Vec<_> = ledger.plan.tasks.iter().map(shown).collect();
        assert_eq!(given.len(), wanted.len(), "{} as {extension}", path.display());
        for (given, wanted) in given.iter().zip(&wanted) {
            assert_eq!(given, wanted, "{} as {extension}", path.display());
        }
        let sums = reading.account.sums();
        assert_eq!((sums.printed, sums.twice), (sums.claimed, 0), "{} as {extension}", path.display());
        assert_eq!(reading.ledger.plan.id, ledger.plan.id);
    }
}
