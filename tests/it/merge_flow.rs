//! Merging as it is used: what was sent, what the master has, what came back; late, repeated, foreign and broken returns; the command with
//! folders, archives, decisions and other masters.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use fenjie::merge::{Merged, Merger, Outcome, ReturnedFile};
use fenjie::model::{EntryState, Ledger, Period, ProgressField, Role};
use fenjie::read::returned::{Incoming, read_incoming};
use fenjie::read::{ReadOptions, read};

use super::returns::fate::judge;
use super::returns::{Form, PERIOD, Row, Use, Written, collect, dispatch, dispatch_for, merge};

const FENJIE: &str = env!("CARGO_BIN_EXE_fenjie");
pub const PLAN: &str = "望川县2023年教育工作要点.txt";

fn sample() -> Ledger {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(PLAN);
    read(&std::fs::read(&file).unwrap(), &file).unwrap().ledger
}

/// The sample sent out by lead, every workbook filled in.
fn sent() -> (Ledger, Vec<Form>) {
    let (ledger, mut forms) = dispatch(sample(), Role::Lead);
    forms.iter_mut().for_each(Form::fill);
    (ledger, forms)
}

fn narrative(form: &Form) -> usize {
    form.column(Use::Answer(ProgressField::Narrative)).unwrap()
}

/// The messages of a rule.
fn said<'m>(merged: &'m Merged, rule: &str) -> Vec<&'m str> {
    merged.report.findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.message.as_str()).collect()
}

#[track_caller]
fn assert_says(merged: &Merged, rule: &str, words: &[&str]) {
    let said = said(merged, rule);
    let told = said.iter().any(|message| words.iter().all(|word| message.contains(word)));
    let all: Vec<_> = merged.report.findings.iter().map(|finding| (&finding.rule, &finding.message)).collect();
    assert!(told, "{rule} with {words:?} in {all:?}");
}

#[test]
fn an_edit_of_the_plan_is_reported_and_not_taken() {
    let (ledger, mut forms) = sent();
    let form = &mut forms[0];
    let units = form.columns.iter().position(|column| column.header == "相关责任单位").unwrap();
    let texts: Vec<usize> = (0..form.columns.len()).filter(|&at| form.columns[at].use_ == Use::Text).collect();
    let content = *texts.last().unwrap();
    form.rows[0].cells[content].push_str("此项建议取消。");
    form.rows[0].cells[units] = "柳溪镇人民政府".to_owned();
    let written = form.write();
    let merged = merge(&ledger, std::slice::from_ref(&written));
    assert_says(&merged, "M058", &["建议取消", "总台账仍用原文"]);
    assert_says(&merged, "M058", &["相关责任单位", "柳溪镇人民政府"]);
    assert_eq!(merged.ledger.plan, ledger.plan, "the master keeps its own words");
    assert!(judge(&merged, &[written]).is_right());
}

#[test]
fn added_rows_missing_rows_and_missing_units_are_listed() {
    let (ledger, mut forms) = sent();
    let form = forms.iter_mut().find(|form| form.rows.len() > 1).unwrap();
    let gone = form.rows.remove(1).task.unwrap();
    let mut cells = vec![String::new(); form.columns.len()];
    let text = form.column(Use::Text).unwrap();
    cells[text] = "筹建校外活动站".to_owned();
    cells[narrative(form)] = "选址两处".to_owned();
    form.rows.push(Row { task: None, cells });
    let written = form.write();
    let merged = merge(&ledger, std::slice::from_ref(&written));
    assert_says(&merged, "M021", &["筹建校外活动站", "新增待认领"]);
    let strays: Vec<_> = merged.ledger.strays.iter().map(|stray| (stray.rule.as_str(), stray.text.as_str())).collect();
    assert_eq!(strays, [("M021", "筹建校外活动站"), ("M021", "选址两处")]);
    assert_eq!(merged.ledger.plan.tasks.len(), ledger.plan.tasks.len(), "it never enters the numbering");
    assert_says(&merged, "M028", &["1 项没有返回"]);
    let missing = &merged.report.missing;
    assert_eq!(missing.rows.iter().map(|row| (&row.unit, &row.task)).collect::<Vec<_>>(), [(&written.unit, &gone)]);
    assert_eq!(missing.units.len(), forms.len() - 1);
    assert!(!missing.units.contains(&written.unit));
}

/// The unit's narrative of its first task, with its states.
fn states<'m>(merged: &'m Merged, form: &Form) -> Vec<(&'m str, EntryState)> {
    let task = form.rows[0].task.as_ref().unwrap();
    let entries = merged.ledger.entries.iter().filter(|entry| *entry.task == **task && *entry.unit == *form.unit);
    entries.filter(|entry| entry.field == ProgressField::Narrative).map(|entry| (&*entry.value, entry.state)).collect()
}

/// A second return of the first form, saved at another hour and answered otherwise.
fn second(form: &Form, saved: u32) -> Form {
    let mut second = form.clone();
    let at = narrative(form);
    second.rows[0].cells[at] = "改报：已签约三家".to_owned();
    (second.saved, second.file) = (saved, format!("补报-{}", form.file));
    second
}

#[test]
fn a_later_return_replaces_and_one_of_the_same_time_conflicts() {
    use EntryState::{Conflict, Current, Superseded};
    let (ledger, forms) = sent();
    let first = forms[0].write();
    let own = first.filled.iter().find(|cell| cell.field == Some(ProgressField::Narrative)).unwrap().text.clone();
    let told = |saved: u32| merge(&ledger, &[first.clone(), second(&forms[0], saved).write()]);
    let sorted = |mut states: Vec<(&str, EntryState)>| {
        states.sort_by_key(|(value, _)| *value == own);
        states.iter().map(|(_, state)| *state).collect::<Vec<_>>()
    };
    assert_eq!(sorted(states(&told(30), &forms[0])), [Current, Superseded], "later");
    assert_eq!(sorted(states(&told(20), &forms[0])), [Superseded, Current], "earlier, though it came in later");
    let merged = told(24);
    assert_eq!(sorted(states(&merged, &forms[0])), [Conflict, Conflict], "at the same time");
    assert_says(&merged, "M061", &["2 种说法", "待裁定"]);
    let [conflict] = merged.report.conflicts.as_slice() else { panic!("{:?}", merged.report.conflicts) };
    assert_eq!((conflict.values.len(), &*conflict.unit), (2, forms[0].unit.as_str()));
}

#[test]
fn returns_of_another_period_plan_or_unit_are_left_out_whole() {
    let (mut ledger, forms) = sent();
    let rejected = |written: &Written, rule: &str, words: &[&str], ledger: &Ledger| {
        let merged = merge(ledger, std::slice::from_ref(written));
        assert_says(&merged, rule, words);
        assert_eq!(merged.report.files[0].outcome, Outcome::Rejected);
        assert!(merged.ledger.entries.is_empty() && merged.ledger.strays.len() >= written.filled.len(), "kept, and nothing taken");
        assert!(merged.ledger.strays.iter().all(|stray| stray.rule == rule));
        assert!(judge(&merged, std::slice::from_ref(written)).is_safe());
    };
    let mut other = ledger.clone();
    other.plan.title = Some("栖云县2023年林业工作要点".to_owned());
    other.plan.id = "ZZZZ".to_owned();
    let (_, mut others) = dispatch(other, Role::Lead);
    others[0].fill();
    rejected(&others[0].write(), "M004", &["另一份计划", "ZZZZ"], &ledger);
    let mut called = forms[0].clone();
    called.file = forms[1].file.clone();
    rejected(&called.write(), "M006", &[&forms[0].unit, &forms[1].unit], &ledger);
    let mut unknown = forms[0].clone();
    unknown.strip();
    unknown.file = "新建 Microsoft Excel 工作表.xlsx".to_owned();
    // Another unit was sent the same tasks: nothing but its name would tell whose it is.
    let mut twins = ledger.clone();
    let same = fenjie::model::Dispatch { unit: "督导室".to_owned(), ..twins.dispatches[0].clone() };
    twins.dispatches.push(same);
    rejected(&unknown.write(), "M002", &["认不出是哪个单位"], &twins);
    assert!(judge(&merge(&ledger, &[unknown.write()]), &[unknown.write()]).is_right(), "only one was sent these tasks");
    dispatch_for(&mut ledger, Role::Lead, Period::Quarter(2023, 2)).unwrap();
    rejected(&forms[0].write(), "M005", &["2023年第一季度", "2023年第二季度", "--period 2023Q1"], &ledger);
}

#[test]
fn rows_of_another_unit_are_refused_row_by_row() {
    let (ledger, mut forms) = sent();
    let foreign = forms[1].rows[0].clone();
    forms[0].rows.push(foreign);
    let written = forms[0].write();
    let merged = merge(&ledger, std::slice::from_ref(&written));
    assert_says(&merged, "M036", &["没有发给", &forms[0].unit]);
    let judgement = judge(&merged, &[written]);
    assert!(judgement.is_safe() && judgement.reasons.keys().eq(["M036"]), "{judgement} {:?}", judgement.first_wrong());
}

#[test]
fn renamed_and_repeated_files_count_once() {
    let (ledger, forms) = sent();
    let mut renamed = forms[0].clone();
    renamed.file = "最新（2）终稿.xlsx".to_owned();
    let written = renamed.write();
    let merged = merge(&ledger, std::slice::from_ref(&written));
    assert!(judge(&merged, std::slice::from_ref(&written)).is_right(), "the marks inside are enough");
    let copy = Written { file: "另一个名字.xlsx".to_owned(), ..written.clone() };
    let twice = merge(&ledger, &[written.clone(), copy.clone()]);
    assert_eq!(twice.report.files.iter().map(|file| file.outcome).collect::<Vec<_>>(), [Outcome::Merged, Outcome::Duplicate]);
    assert!(twice.report.conflicts.is_empty());
    let again = merge(&merged.ledger, &[copy]);
    assert_eq!(again.report.totals.filled, again.report.totals.unchanged);
}

#[test]
fn several_units_on_one_task_do_not_conflict() {
    let (ledger, mut forms) = dispatch(sample(), Role::All);
    forms.iter_mut().for_each(Form::fill);
    let returns: Vec<Written> = forms.iter().map(Form::write).collect();
    let merged = merge(&ledger, &returns);
    assert!(merged.report.conflicts.is_empty() && merged.report.missing.units.is_empty() && merged.report.missing.rows.is_empty());
    assert!(judge(&merged, &returns).is_right());
    let cells: usize = returns.iter().map(|written| written.filled.len()).sum();
    assert_eq!((merged.report.totals.filled, merged.report.totals.merged), (cells, cells));
}

#[test]
fn an_untouched_return_is_no_answer() {
    let (ledger, forms) = dispatch(sample(), Role::Lead);
    let merged = merge(&ledger, &[forms[0].write()]);
    assert_eq!(said(&merged, "M030").len(), 1);
    assert!(merged.ledger.entries.is_empty() && merged.report.totals.filled == 0);
    assert!(!merged.report.missing.rows.is_empty());
}

#[test]
fn who_sent_a_blank_table_back_is_named_so() {
    let (desk, forms) = desk();
    let desk = desk.path();
    put(desk, &forms[0].file, &std::fs::read(desk.join("下发").join(&forms[0].file)).unwrap());
    let mut half = forms[1].clone();
    half.rows.truncate(1);
    put(desk, &half.file, &half.write().bytes);
    let (_, words) = run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx"]);
    let bytes = std::fs::read(desk.join("汇总.xlsx")).unwrap();
    let book = fenjie::read::workbook::read(&bytes, fenjie::read::sniff::Kind::Xlsx, Path::new("汇总.xlsx")).unwrap();
    let sheet = book.sheets.iter().find(|sheet| sheet.name == "催报名单").unwrap();
    let state = |unit: &str| {
        let row = sheet.cells.iter().find(|cell| cell.text == unit).map(|cell| cell.row).unwrap();
        sheet.cells.iter().find(|cell| cell.row == row && cell.text.contains(['交', '填'])).unwrap().text.clone()
    };
    assert_eq!((state(&forms[0].unit), state(&forms[2].unit)), ("交了表，没有填".into(), "还没有交".into()), "{words}");
    if forms[1].rows.len() > 1 {
        assert_eq!(state(&forms[1].unit), "没有填全");
    }
}

/// A desk with the sample sent out to `下发` by the command, and the returns of its units in `返回`.
pub fn desk() -> (tempfile::TempDir, Vec<Form>) {
    let desk = tempfile::tempdir().unwrap();
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(PLAN), desk.path().join(PLAN)).unwrap();
    let (code, words) = run(desk.path(), &["dispatch", PLAN, "-o", "下发", "--period", "2023Q1"]);
    assert_eq!(code, 0, "{words}");
    let master = master(&desk.path().join("下发/总台账.xlsx"));
    let mut forms: Vec<Form> = master
        .dispatches
        .iter()
        .map(|dispatch| Form::of(&std::fs::read(desk.path().join("下发").join(&dispatch.file)).unwrap(), dispatch.file.clone()))
        .collect();
    forms.iter_mut().for_each(Form::fill);
    std::fs::create_dir(desk.path().join("返回")).unwrap();
    (desk, forms)
}

pub fn run(desk: &Path, arguments: &[&str]) -> (i32, String) {
    let Output { status, stderr, .. } = Command::new(FENJIE).args(arguments).current_dir(desk).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stderr).unwrap())
}

pub fn master(file: &Path) -> Ledger {
    read(&std::fs::read(file).unwrap(), file).unwrap().ledger
}

pub fn put(desk: &Path, name: &str, bytes: &[u8]) {
    let file = desk.join("返回").join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, bytes).unwrap();
}

pub fn report(desk: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(desk.join("报告.json")).unwrap()).unwrap()
}

#[test]
fn folders_archives_and_broken_files() {
    let (desk, forms) = desk();
    let desk = desk.path();
    let written: Vec<Written> = forms.iter().map(Form::write).collect();
    put(desk, &written[0].file, &written[0].bytes);
    put(desk, &format!("股室/内设/{}", written[1].file), &written[1].bytes);
    put(desk, &format!("~${}", written[1].file), b"lock");
    put(desk, ".DS_Store", b"hidden");
    put(desk, "坏的.xlsx", &written[2].bytes[..written[2].bytes.len() / 2]);
    put(desk, "空的.xlsx", b"");
    put(desk, "照片.jpg", b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00");
    let packed = |files: &[(String, &[u8])]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    // What a unit packed is packed once more by whoever collects it.
    let (last, rest) = written[3..].split_last().unwrap();
    let inner = packed(&[(last.file.clone(), &last.bytes), ("~$锁.xlsx".to_owned(), b"")]);
    let mut files: Vec<(String, &[u8])> = rest.iter().map(|written| (format!("乡镇/{}", written.file), &*written.bytes)).collect();
    files.extend([("乡镇/~$锁.xlsx".to_owned(), &b""[..]), ("乡镇/再打包.zip".to_owned(), &inner)]);
    put(desk, "打包.zip", &packed(&files));
    let before = std::fs::read(desk.join("下发/总台账.xlsx")).unwrap();
    let arguments = ["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx", "--report", "报告.json"];
    let (code, words) = run(desk, &[&arguments[..], &["--dry-run"]].concat());
    assert!(code == 1 && words.contains("什么也没有写") && !desk.join("汇总.xlsx").exists(), "{words}");
    let (code, words) = run(desk, &arguments);
    assert_eq!(code, 1, "{words}");
    assert_eq!(std::fs::read(desk.join("下发/总台账.xlsx")).unwrap(), before, "inputs are never touched");
    assert!(words.contains("锁文件") && words.contains("隐藏文件"), "{words}");
    let report = report(desk);
    let outcomes = |wanted: &str| report["files"].as_array().unwrap().iter().filter(|file| file["outcome"] == wanted).count();
    assert_eq!((outcomes("merged"), outcomes("rejected")), (written.len() - 1, 3), "{words}");
    assert_eq!(report["missing"]["units"], serde_json::json!([forms[2].unit]));
    let merged = master(&desk.join("汇总.xlsx"));
    let units: std::collections::BTreeSet<&str> = merged.entries.iter().map(|entry| &*entry.unit).collect();
    assert_eq!(units.len(), written.len() - 1);
    let cells: usize = written.iter().enumerate().filter(|(at, _)| *at != 2).map(|(_, written)| written.filled.len()).sum();
    assert_eq!(merged.entries.len(), cells);
    // The whole a second time, into itself: nothing new.
    let (_, words) = run(desk, &["merge", "汇总.xlsx", "返回", "-o", "汇总.xlsx"]);
    assert!(words.contains(&format!("填了 {cells} 格 = 汇总 0 + 原来就有 {cells}")), "{words}");
    let again = master(&desk.join("汇总.xlsx"));
    assert_eq!(again.entries, merged.entries);
    assert_eq!(again.plan, master(&desk.join("下发/总台账.xlsx")).plan, "its own lists are no text of the plan");
    assert!(!words.contains("后来加的"), "{words}");
}

/// A desk where one unit said two things at the same time and the master `汇总.xlsx` asks which holds; the form that was filled in first.
pub fn desk_with_a_conflict() -> (tempfile::TempDir, Form) {
    let (desk, mut forms) = desk();
    let form = forms.swap_remove(0);
    let written = form.write();
    put(desk.path(), &written.file, &written.bytes);
    put(desk.path(), "又报.xlsx", &second(&form, form.saved).write().bytes);
    let (code, words) = run(desk.path(), &["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx"]);
    assert!(code == 1 && words.contains("2 种说法"), "{words}");
    (desk, form)
}

/// The sheet 待裁定 of a master, where the column 裁定 stands, and the row of the second report.
pub fn decision_sheet(master: &Path) -> (fenjie::read::workbook::Sheet, u32, u32) {
    let bytes = std::fs::read(master).unwrap();
    let book = fenjie::read::workbook::read(&bytes, fenjie::read::sniff::Kind::Xlsx, master).unwrap();
    let sheet = book.sheets.into_iter().find(|sheet| sheet.name == "待裁定").unwrap();
    let column = sheet.cells.iter().find(|cell| cell.text == "裁定").unwrap().column;
    let row = sheet.cells.iter().find(|cell| cell.text.contains("改报：已签约三家")).unwrap().row;
    (sheet, column, row)
}

/// The narratives of the first task of a form in a state.
pub fn narratives(ledger: &Ledger, form: &Form, state: EntryState) -> Vec<String> {
    let task = form.rows[0].task.as_ref().unwrap();
    let of_task = ledger.entries.iter().filter(|entry| *entry.task == **task && entry.field == ProgressField::Narrative);
    of_task.filter(|entry| entry.state == state).map(|entry| entry.value.to_string()).collect()
}

#[test]
fn a_conflict_is_decided_in_a_file_of_its_own_and_merged_again() {
    let (desk, form) = desk_with_a_conflict();
    let desk = desk.path();
    let (sheet, column, chosen) = decision_sheet(&desk.join("汇总.xlsx"));
    // Somebody decides in another program, which keeps only what it shows.
    let mut book = rust_xlsxwriter::Workbook::new();
    let copy = book.add_worksheet().set_name("待裁定").unwrap();
    for cell in &sheet.cells {
        copy.write_string(cell.row, u16::try_from(cell.column).unwrap(), &cell.text).unwrap();
    }
    copy.write_string(chosen, u16::try_from(column).unwrap(), "√").unwrap();
    std::fs::write(desk.join("裁定.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    let (_, words) = run(desk, &["merge", "汇总.xlsx", "返回", "-o", "定稿.xlsx", "--decisions", "裁定.xlsx"]);
    assert!(!words.contains("种说法") && words.contains("采用了 1 条裁定，没有待裁定的了"), "{words}");
    let decided = master(&desk.join("定稿.xlsx"));
    assert_eq!(narratives(&decided, &form, EntryState::Current), ["改报：已签约三家"]);
    assert!(narratives(&decided, &form, EntryState::Conflict).is_empty(), "decided");
    assert!(!narratives(&decided, &form, EntryState::Superseded).is_empty(), "nothing is thrown away");
}

/// What is typed into 待裁定 of the master counts when the master is given again: a tick for a row's own words, or other words; what
/// cannot be read is said with its cell, and the question stays.
#[test]
fn a_conflict_is_decided_in_the_master_itself() {
    if !super::read_foreign::has_openpyxl() {
        return;
    }
    let (desk, form) = desk_with_a_conflict();
    let desk = desk.path();
    let (_, column, chosen) = decision_sheet(&desk.join("汇总.xlsx"));
    let cell = fenjie::model::cell_name(chosen, column);
    for (written, decided) in [("√", "改报：已签约三家"), ("经核实已签约两家", "经核实已签约两家")] {
        let steps = serde_json::json!([["set-in", "待裁定", cell, written]]);
        super::read_foreign::edit(&desk.join("汇总.xlsx"), &desk.join("已裁定.xlsx"), &steps);
        let (_, words) = run(desk, &["merge", "已裁定.xlsx", "返回", "-o", "定稿.xlsx"]);
        assert!(!words.contains("种说法") && !words.contains("［R0"), "{written}: {words}");
        assert!(words.contains("待裁定 0"), "{written}: {words}");
        let ledger = master(&desk.join("定稿.xlsx"));
        assert_eq!(narratives(&ledger, &form, EntryState::Current), [decided], "{written}: {words}");
        assert!(narratives(&ledger, &form, EntryState::Conflict).is_empty(), "{written}");
        // The decision holds when the same returns are merged once more, and nobody is asked again.
        let (_, words) = run(desk, &["merge", "定稿.xlsx", "返回", "-o", "定稿.xlsx"]);
        assert!(!words.contains("种说法"), "{written}: {words}");
        assert_eq!(narratives(&master(&desk.join("定稿.xlsx")), &form, EntryState::Current), [decided], "{written}");
    }
}

#[test]
fn masters_of_two_clerks_are_merged() {
    let (desk, forms) = desk();
    let desk = desk.path();
    let written: Vec<Written> = forms.iter().map(Form::write).collect();
    for (at, written) in written.iter().enumerate() {
        put(desk, &format!("{}/{}", at % 2, written.file), &written.bytes);
    }
    for (half, out) in [("返回/0", "甲.xlsx"), ("返回/1", "乙.json"), ("返回", "全.json")] {
        let (code, words) = run(desk, &["merge", "下发/总台账.xlsx", half, "-o", out]);
        assert!(code < 2, "{words}");
    }
    for (first, second) in [("甲.xlsx", "乙.json"), ("乙.json", "甲.xlsx")] {
        let (code, words) = run(desk, &["merge", first, second, "-o", "合.json"]);
        assert_eq!(code, 0, "{words}");
        assert_eq!(master(&desk.join("合.json")).entries, master(&desk.join("全.json")).entries, "{first} and {second}");
    }
    let other = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/珞宁县2016年法治工作要点.txt");
    assert_eq!(run(desk, &["convert", other.to_str().unwrap(), "-o", "别的.json"]).0, 0);
    let (code, words) = run(desk, &["merge", "甲.xlsx", "别的.json", "-o", "丙.json"]);
    assert!(code == 1 && words.contains("另一份计划") && words.contains("［M004］"), "{words}");
}

#[test]
fn saved_again_by_libreoffice_it_merges_the_same() {
    if !super::office::are_there(&["soffice"]) {
        return;
    }
    let (ledger, forms) = sent();
    let folder = tempfile::tempdir().unwrap();
    let written: Vec<Written> = forms.iter().map(Form::write).collect();
    let names: Vec<String> = (0..written.len()).map(|at| format!("{at}.xlsx")).collect();
    for (name, written) in names.iter().zip(&written) {
        std::fs::write(folder.path().join(name), &written.bytes).unwrap();
    }
    let facts = |merged: &Merged| {
        let entries = merged.ledger.entries.iter();
        entries.map(|entry| (entry.task.clone(), entry.unit.clone(), entry.field, entry.value.clone(), entry.state)).collect::<Vec<_>>()
    };
    let untouched = facts(&merge(&ledger, &written));
    assert!(!untouched.is_empty());
    for extension in ["xlsx", "xls", "ods"] {
        let out = folder.path().join(extension);
        super::office::convert(folder.path(), extension, &out, &names.iter().map(String::as_str).collect::<Vec<_>>());
        let merger = Merger::new(&ledger, Some(PERIOD));
        let saved = |(name, written): (&String, &Written)| {
            let bytes = std::fs::read(out.join(name).with_extension(extension)).unwrap();
            collect(&merger, &Path::new(&written.file).with_extension(extension).to_string_lossy(), &bytes)
        };
        let merged = merger.finish(names.iter().zip(&written).map(saved).collect(), Vec::new());
        assert!(facts(&merged) == untouched, "{extension}: {:?}", merged.report.findings);
        assert!(merged.ledger.strays.is_empty(), "{extension}: {:?}", merged.ledger.strays);
    }
}

/// What stands beside the returns in the folder of a dispatch, and what people take for the master by mistake.
#[test]
fn the_list_of_what_was_sent_is_skipped_and_a_handout_is_no_master() {
    let (desk, forms) = desk();
    let desk = desk.path();
    let written = forms[0].write();
    put(desk, &written.file, &written.bytes);
    std::fs::copy(desk.join("下发/下发清单.xlsx"), desk.join("返回/下发清单.xlsx")).unwrap();
    std::fs::copy(desk.join("下发/总台账.xlsx"), desk.join("返回/总台账.xlsx")).unwrap();
    let (_, words) = run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx", "--report", "报告.json"]);
    assert!(words.contains("下发清单.xlsx：跳过（下发清单，不是报送表）。［M011］"), "{words}");
    let report = report(desk);
    let files: Vec<&str> = report["files"].as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap()).collect();
    assert!(!files.contains(&"下发清单.xlsx"), "{files:?}");
    assert!(report["files"].as_array().unwrap().iter().all(|file| file["outcome"] != "rejected"), "{report}");
    let (code, words) = run(desk, &["merge", "下发/总台账.xlsx", "返回/下发清单.xlsx", "-o", "空.xlsx"]);
    assert!(code == 2 && words.contains("没有一份可汇总的报送表"), "{words}");
    let (code, words) = run(desk, &["merge", &format!("返回/{}", written.file), "返回", "-o", "错.xlsx"]);
    assert!(code == 2 && words.contains("不是总台账") && words.contains(&forms[0].unit), "{words}");
    let (code, words) = run(desk, &["merge", "下发/下发清单.xlsx", "返回", "-o", "错.xlsx"]);
    assert!(code == 2 && words.contains("是下发清单，不是总台账"), "{words}");
    put(desk, "~$锁.xlsx", b"\x03abc");
    let (code, words) = run(desk, &["merge", "下发/总台账.xlsx", "返回/~$锁.xlsx", "-o", "空.xlsx"]);
    assert!(code == 2 && words.contains("没有一份可汇总的报送表"), "{words}");
    assert!(!desk.join("错.xlsx").exists() && !desk.join("空.xlsx").exists());
}

/// The cell with the status is named, not the first one of the row.
#[test]
fn a_contradiction_is_said_at_the_status() {
    let plan = "云渡县2031年水利工作要点\n1.整治病险水库12座。\n责任单位：工程股\n2.清淤河道8公里。\n责任单位：工程股\n";
    let ledger = fenjie::read::read(plan.as_bytes(), Path::new("要点.txt")).unwrap().ledger;
    let merger = Merger::new(&ledger, Some("2031Q1".parse().unwrap()));
    let bytes = "序号,工作任务,完成状态,完成百分比\n2,清淤河道8公里。,已完成,60%\n".as_bytes();
    let Ok(Incoming::Return(returned)) = read_incoming(bytes, Path::new("工程股.csv"), &ReadOptions::default()) else {
        panic!("a return")
    };
    let file = ReturnedFile { name: "工程股.csv".into(), sha256: fenjie::identity::digest(bytes), returned: *returned };
    let collected = merger.collect(&file);
    let found = collected.findings.iter().find(|finding| finding.rule == "M050").unwrap();
    assert_eq!(found.cell.as_deref(), Some("C2"), "{found:?}");
}
