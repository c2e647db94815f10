//! `fenjie dispatch` and a folder: what it writes, what it may replace, what it refuses to touch.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use fenjie::identity::digest;
use fenjie::model::Ledger;
use fenjie::read::read;

const FENJIE: &str = env!("CARGO_BIN_EXE_fenjie");

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// A plan with three units, one of them a group, and a task of nobody.
const PLAN: &str = "2031年栖云县教育工作要点\n一、新建校舍。新建校舍3所。（责任单位：基建股、各中小学校）\n二、课后服务。全面推行课后服务。（责任单位：基教股）\n三、加强宣传。多写稿件。\n";

fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    std::fs::write(desk.path().join("计划.txt"), PLAN).unwrap();
    std::fs::copy(sample("望川县2023年教育工作要点.txt"), desk.path().join("要点.txt")).unwrap();
    desk
}

fn run(desk: &Path, arguments: &[&str]) -> (i32, String) {
    let Output { status, stderr, .. } = Command::new(FENJIE).args(arguments).current_dir(desk).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stderr).unwrap())
}

fn dispatch(desk: &Path, more: &[&str]) -> (i32, String) {
    run(desk, &[&["dispatch", "要点.txt", "-o", "下发", "--period", "2023Q1"], more].concat())
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    files.map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&file).unwrap())).collect()
}

fn ledger(file: &Path) -> Ledger {
    read(&std::fs::read(file).unwrap(), file).unwrap().ledger
}

#[test]
fn the_ledger_and_the_list_know_what_was_sent() {
    let desk = desk();
    let (code, words) = dispatch(desk.path(), &["--return-by", "2023年4月5日", "--zip"]);
    assert_eq!(code, 0, "{words}");
    let files = contents(&desk.path().join("下发"));
    let master = ledger(&desk.path().join("下发/总台账.xlsx"));
    assert!(!master.dispatches.is_empty());
    assert_eq!(files.len(), master.dispatches.len() + 3, "workbooks, list, master, archive");
    for dispatch in &master.dispatches {
        assert_eq!(dispatch.sha256, Some(digest(&files[&dispatch.file])), "{}", dispatch.file);
        assert_eq!((dispatch.serial, dispatch.return_by), (1, Some(jiff::civil::date(2023, 4, 5))));
        assert!(!dispatch.tasks.is_empty());
    }
    let index = fenjie::read::workbook::read(&files["下发清单.xlsx"], fenjie::read::sniff::Kind::Xlsx, Path::new("a")).unwrap();
    let texts: Vec<&str> = index.sheets[0].cells.iter().map(|cell| cell.text.as_str()).collect();
    for dispatch in &master.dispatches {
        for text in [dispatch.unit.as_str(), &dispatch.file, dispatch.sha256.as_deref().unwrap(), "2023-04-05"] {
            assert!(texts.contains(&text), "{text}");
        }
    }
    let (name, archive) = files.iter().find(|(name, _)| name.ends_with(".zip")).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    assert_eq!(zip.len(), master.dispatches.len() + 1);
    let inner = format!("{}/{}", name.trim_end_matches(".zip"), master.dispatches[0].file);
    let mut packed = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name(&inner).unwrap(), &mut packed).unwrap();
    assert_eq!(packed, files[&master.dispatches[0].file]);
    // The next time it is the second dispatch of the period.
    let (code, words) = run(desk.path(), &["dispatch", "下发/总台账.xlsx", "-o", "再发", "--period", "2023Q1"]);
    assert_eq!(code, 0, "{words}");
    let again = ledger(&desk.path().join("再发/总台账.xlsx"));
    assert_eq!(again.dispatches.len(), 2 * master.dispatches.len());
    assert!(again.dispatches[master.dispatches.len()..].iter().all(|dispatch| dispatch.serial == 2));
}

#[test]
fn a_second_run_replaces_its_own_and_nothing_else() {
    let desk = desk();
    let folder = desk.path().join("下发");
    assert_eq!(dispatch(desk.path(), &[]).0, 0);
    let first = contents(&folder);
    std::fs::write(folder.join(".fenjie-abc.tmp"), "half a workbook").unwrap();
    std::fs::write(folder.join("别人的.docx"), "不动").unwrap();
    let (code, words) = dispatch(desk.path(), &[]);
    assert_eq!(code, 0, "{words}");
    let mut second = contents(&folder);
    assert_eq!(second.remove("别人的.docx").as_deref(), Some("不动".as_bytes()));
    assert!(second == first, "same input, same bytes; what an interrupted run left is gone");

    let unit = first.keys().find(|name| name.ends_with("股.xlsx")).unwrap();
    let refused = |file: &str, bytes: &[u8], why: &str| {
        let before = std::fs::read(folder.join(file)).unwrap_or_default();
        std::fs::write(folder.join(file), bytes).unwrap();
        let (code, words) = dispatch(desk.path(), &[]);
        assert_eq!(code, 2, "{file} {words}");
        assert!(words.contains(file) && words.contains(why), "{words}");
        assert_eq!(std::fs::read(folder.join(file)).unwrap(), bytes, "untouched");
        std::fs::write(folder.join(file), before).unwrap();
    };
    refused(unit, b"a stranger's file", "不是本程序下发的表");
    refused(unit, &first["下发清单.xlsx"], "不是本程序下发的表");
    refused("下发清单.xlsx", &first[unit], "不是本程序写的清单");
    refused("总台账.xlsx", &first[unit], "不是本程序写的总台账");
    let (code, words) = run(desk.path(), &["dispatch", "要点.txt", "-o", "下发", "--period", "2023Q2"]);
    assert!(code == 2 && words.contains("别的期次"), "{words}");
    let (code, words) = run(desk.path(), &["dispatch", "计划.txt", "-o", "下发", "--period", "2023Q1", "--by", "units"]);
    assert!(code == 2 && words.contains("别的计划"), "{words}");
    assert!(contents(&folder).iter().all(|(name, bytes)| first.get(name).is_none_or(|first| first == bytes)));
}

#[test]
fn a_filled_in_workbook_is_never_replaced() {
    if !super::read_foreign::has_openpyxl() {
        return;
    }
    let desk = desk();
    let folder = desk.path().join("下发");
    assert_eq!(dispatch(desk.path(), &[]).0, 0);
    let unit = contents(&folder).into_keys().find(|name| name.ends_with("股.xlsx")).unwrap();
    let file = folder.join(&unit);
    let fill = |steps: serde_json::Value| {
        super::read_foreign::edit(&file, &file, &steps);
    };
    fill(serde_json::json!([]));
    assert_eq!(dispatch(desk.path(), &[]).0, 0, "re-saved by another program, and nothing filled in");
    fill(serde_json::json!([["set", "J4", "已开工"]]));
    let (code, words) = dispatch(desk.path(), &[]);
    assert!(code == 2 && words.contains(&unit) && words.contains("已经填过或改过"), "{words}");
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is_written() {
    let desk = desk();
    let words_of = |arguments: &[&str]| run(desk.path(), arguments);
    let (code, words) = words_of(&["dispatch", "要点.txt", "-o", "下发", "--period", "第一季度"]);
    assert!(code == 2 && words.contains("不是期次"), "{words}");
    let (code, words) = words_of(&["dispatch", "要点.txt", "-o", "下发", "--period", "2023Q1", "--return-by", "下周"]);
    assert!(code == 2 && words.contains("不是日期"), "{words}");
    let (code, words) = words_of(&["dispatch", "要点.txt", "-o", "下发", "--period", "2023Q1", "--by", "everyone"]);
    assert!(code == 2 && words.contains("lead（牵头）"), "{words}");
    let (code, words) = words_of(&["dispatch", "要点.txt", "-o", "计划.txt", "--period", "2023Q1"]);
    assert!(code == 2 && words.contains("不是文件夹"), "{words}");
    let (code, words) = words_of(&["dispatch", "要点.txt", "-o", "计划.txt/下发", "--period", "2023Q1"]);
    assert!(code == 2 && words.contains("写不了"), "{words}");
    let (code, words) = words_of(&["dispatch", "要点.txt", "-o", "下发", "--period", "2023Q1", "--master-out", "要点.txt"]);
    assert!(code == 2 && words.contains("写到了要读的文件"), "{words}");
    assert!(!desk.path().join("下发").exists());
    assert_eq!(std::fs::read_to_string(desk.path().join("计划.txt")).unwrap(), PLAN);
}

/// However early or late it is killed: every workbook that has its name is whole, and the next run finishes the work.
#[test]
fn a_killed_run_leaves_only_whole_workbooks() {
    let desk = desk();
    let schools: Vec<String> = (1..=200).map(|at| format!("第{at}小学")).collect();
    let rows: String = schools.iter().map(|name| format!("{name},单位,\n")).collect();
    let roster = format!("单位名称,类别,成员\n{rows}各中小学校,集体,{}\n", schools.join("、"));
    std::fs::write(desk.path().join("名录.csv"), roster).unwrap();
    let arguments = ["dispatch", "计划.txt", "-o", "下发", "--period", "2031Q1", "--by", "units", "--roster", "名录.csv", "-q"];
    let folder = desk.path().join("下发");
    let mut seen = std::collections::BTreeSet::new();
    for at in 0..12u64 {
        let mut child = Command::new(FENJIE).args(arguments).current_dir(desk.path()).stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(15 + 25 * at));
        let _ = child.kill();
        child.wait().unwrap();
        if !folder.exists() {
            continue;
        }
        let files = contents(&folder);
        let whole = files.iter().filter(|(name, _)| name.ends_with(".xlsx"));
        for (name, bytes) in whole.clone() {
            let read = fenjie::read::workbook::read(bytes, fenjie::read::sniff::Kind::Xlsx, Path::new(name));
            assert!(read.is_ok(), "{name}: {}", read.unwrap_err());
        }
        seen.insert(whole.count());
    }
    assert!(seen.len() > 1, "it was killed at work: {seen:?}");
    let (code, words) = run(desk.path(), &arguments);
    assert_eq!(code, 1, "{words}");
    let files = contents(&folder);
    assert_eq!(files.len(), 200 + 4, "schools, two sections, list, master: {:?}", files.keys().take(8));
    assert!(!files.keys().any(|name| name.contains(".tmp")));
}

#[test]
fn groups_go_through_the_roster_and_tasks_of_nobody_are_said() {
    let desk = desk();
    let by_units = ["dispatch", "计划.txt", "-o", "下发", "--period", "2031Q1", "--by", "all"];
    let (code, words) = run(desk.path(), &by_units);
    assert_eq!(code, 1, "{words}");
    assert!(
        words.contains("［D001］") && words.contains("各中小学校") && words.contains("［D002］") && words.contains("未分配"),
        "{words}"
    );
    let roster = "单位名称,类别,别名,成员,联系人,电话\n基教股,,,,林知秋,0731-5550001\n第一中学,单位,一中,,,\n白鹭小学,单位,,,,\n各中小学校,集体,,一中、白鹭小学,,\n基建股,汇总,,,,\n";
    std::fs::write(desk.path().join("名录.csv"), roster).unwrap();
    let (code, words) = run(desk.path(), &[&by_units[..3], &["名录下发"], &by_units[4..], &["--roster", "名录.csv"]].concat());
    assert_eq!(code, 1, "{words}");
    assert!(!words.contains("［D001］") && !words.contains("［D003］"), "{words}");
    let master = ledger(&desk.path().join("名录下发/总台账.xlsx"));
    let units: Vec<&str> = master.dispatches.iter().map(|dispatch| dispatch.unit.as_str()).collect();
    assert_eq!(units, ["基教股", "第一中学", "白鹭小学", "基建股"], "in the roster's order");
    assert_eq!(master.dispatches[0].contact.person.as_deref(), Some("林知秋"));
    let file = desk.path().join("名录下发/第一中学.xlsx");
    let book = fenjie::read::workbook::read(&std::fs::read(&file).unwrap(), fenjie::read::sniff::Kind::Xlsx, &file).unwrap();
    let guide = book.sheets.iter().find(|sheet| sheet.name == "填报说明").unwrap();
    assert!(guide.cells.iter().any(|cell| cell.text == "八、交给谁：基建股。"), "the unit that collects");
    let role = book.sheets[0].cells.iter().any(|cell| cell.text == "本单位职责");
    assert!(role && book.sheets[0].cells.iter().any(|cell| cell.text == "配合"));
    // Another dispatch into the folder, without the roster: its workbooks of the school are left over, and said.
    let (_, words) = run(desk.path(), &[&by_units[..3], &["名录下发"], &by_units[4..]].concat());
    assert!(words.contains("第一中学.xlsx") && words.contains("［D004］"), "{words}");
}
