//! A clerk's slips cost nothing: no command writes over what it reads or over records that stand nowhere else, and what somebody
//! wrote into a master stays there.

use std::collections::BTreeMap;
use std::path::Path;

use fenjie::model::{EntryState, ProgressField};

use super::merge_flow::{decision_sheet, desk, desk_with_a_conflict, master, narratives, put, run};
use super::returns::{Use, Written};

/// Every file below a folder, with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let listed = fenjie::files::list(folder).unwrap().files;
    listed.into_iter().map(|file| (file.display().to_string(), std::fs::read(&file).unwrap())).collect()
}

#[test]
fn nothing_that_is_read_and_no_record_is_written_over() {
    let (desk, forms) = desk();
    let desk = desk.path();
    let Written { bytes, .. } = forms[0].write();
    put(desk, "报表.xlsx", &bytes);
    assert!(run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx"]).0 < 2);
    std::fs::write(desk.join("新计划.txt"), "望川县2031年工作要点\n\n一、修渠\n（一）疏浚云溪。疏浚云溪14公里。（牵头股室：河道股）\n")
        .unwrap();
    std::fs::copy(desk.join("汇总.xlsx"), desk.join("开着.xlsx")).unwrap();
    std::fs::write(desk.join("~$开着.xlsx"), b"lock").unwrap();
    let before = files(desk);
    for (arguments, word) in [
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "返回/报表.xlsx"][..], "-o 写到了要读的文件"),
        (&["merge", "下发/总台账.xlsx", "返回/报表.xlsx", "-o", "返回/../返回/报表.xlsx"], "-o 写到了要读的文件"),
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "甲.xlsx", "--report", "下发/总台账.xlsx"], "--report 写到了要读的文件"),
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "甲.xlsx", "--report", "返回/报表.xlsx"], "--report 写到了要读的文件"),
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "甲.xlsx", "--report", "甲.xlsx"], "同一个文件"),
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "甲.xlsx", "--report", "汇总.xlsx"], "次下发的记录"),
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "甲.xlsx", "--report", "报告.docx"], "只会写 .json 和 .xlsx"),
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "甲.csv"], "写不下填报情况"),
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "开着.xlsx"], "正在别处打开"),
        (&["merge", "返回", "下发/总台账.xlsx", "-o", "甲.xlsx"], "总台账写在最前面"),
        (&["merge", "下发/总台账.xlsx", "-o", "甲.xlsx"], "没有给报送表"),
        (&["merge", "下发/总台账.xlsx", "返回", "—o", "甲.xlsx"], "中文的横线"),
        (&["revise", "汇总.xlsx", "新计划.txt", "-o", "汇总.xlsx"], "-o 写到了要读的文件"),
        (&["revise", "汇总.xlsx", "新计划.txt", "-o", "甲.xlsx", "--report", "新计划.txt"], "--report 写到了要读的文件"),
        (&["revise", "新计划.txt", "汇总.xlsx", "-o", "甲.xlsx"], "是不是写反了"),
        (&["convert", "新计划.txt", "-o", "汇总.xlsx"], "次下发的记录"),
        (&["convert", "新计划.txt", "-o", "甲.xlsx", "--trace", "甲.xlsx"], "同一个文件"),
        (&["check", "新计划.txt", "-o", "汇总.xlsx"], "次下发的记录"),
    ] {
        let (code, words) = run(desk, arguments);
        assert!(code == 2 && words.contains(word), "{arguments:?}: {code} {words}");
        assert!(files(desk) == before, "{arguments:?} changed a file");
    }
    // A master may be replaced by one that holds all it held.
    assert!(run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx"]).0 < 2);
    assert!(run(desk, &["convert", "汇总.xlsx", "-o", "汇总.json"]).0 < 2 && run(desk, &["convert", "汇总.json", "-o", "汇总.xlsx"]).0 < 2);
    // One that does not is kept beside it.
    std::fs::remove_file(desk.join("返回/报表.xlsx")).unwrap();
    put(desk, "另报.xlsx", &forms[1].write().bytes);
    let held = std::fs::read(desk.join("汇总.xlsx")).unwrap();
    let (code, words) = run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx"]);
    assert!(code < 2 && words.contains("汇总（旧）.xlsx") && std::fs::read(desk.join("汇总（旧）.xlsx")).unwrap() == held, "{words}");
    let (code, words) = run(desk, &["convert", "汇总.xlsx", "-o", "汇总.csv"]);
    assert!(code == 1 && words.contains("填报，这种格式写不下"), "{words}");
}

#[test]
fn files_of_one_name_are_told_apart() {
    let (desk, forms) = desk();
    let desk = desk.path();
    for (folder, form) in ["甲组", "乙组"].into_iter().zip(&forms) {
        put(desk, &format!("{folder}/填报表.xlsx"), &form.write().bytes);
    }
    let whole = ["甲组", "乙组"].map(|folder| desk.join(format!("返回/{folder}/填报表.xlsx")).to_str().unwrap().to_owned());
    let whole = whole.each_ref().map(String::as_str);
    for given in [&["返回"][..], &["返回/甲组/填报表.xlsx", "返回/乙组/填报表.xlsx", "返回"], &whole] {
        let (code, words) = run(desk, &[&["merge", "下发/总台账.xlsx", "-o", "汇总.json"], given].concat());
        assert!(code < 2, "{words}");
        let ledger = master(&desk.join("汇总.json"));
        let sources: std::collections::BTreeSet<&str> = ledger.entries.iter().map(|entry| &*entry.source.as_ref().unwrap().file).collect();
        assert!(sources.into_iter().eq(["乙组/填报表.xlsx", "甲组/填报表.xlsx"]), "{words}");
        std::fs::remove_file(desk.join("汇总.json")).unwrap();
    }
}

/// Decides in the master and merges it again, without any return.
fn decide(desk: &Path, from: &str, to: &str, steps: &serde_json::Value) -> String {
    super::read_foreign::edit(&desk.join(from), &desk.join("已改.xlsx"), steps);
    let (code, words) = run(desk, &["merge", "已改.xlsx", "-o", to]);
    assert!(code < 2, "{words}");
    words
}

#[test]
fn a_decision_needs_no_return_and_can_be_changed() {
    if !super::read_foreign::has_openpyxl() {
        return;
    }
    let (desk, form) = desk_with_a_conflict();
    let desk = desk.path();
    let (sheet, column, chosen) = decision_sheet(&desk.join("汇总.xlsx"));
    let place = |row| fenjie::model::cell_name(row, column);
    let key_of = |row: u32| [0, 2, 3, 4].map(|column| sheet.cell(row, column).unwrap().text.clone());
    let other = sheet.cells.iter().map(|cell| cell.row).find(|&row| row > 1 && row != chosen && key_of(row) == key_of(chosen)).unwrap();
    let words = decide(desk, "汇总.xlsx", "一.xlsx", &serde_json::json!([["set-in", "待裁定", place(chosen), "√"]]));
    assert!(!words.contains("种说法"), "{words}");
    assert_eq!(narratives(&master(&desk.join("一.xlsx")), &form, EntryState::Current), ["改报：已签约三家"]);
    // The other row of the same sheet is ticked later: openpyxl states the second it saves in.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    decide(desk, "汇总.xlsx", "二.xlsx", &serde_json::json!([["set-in", "待裁定", place(other), "√"]]));
    std::fs::rename(desk.join("已改.xlsx"), desk.join("改定.xlsx")).unwrap();
    let (_, words) = run(desk, &["merge", "一.xlsx", "-o", "三.xlsx", "--decisions", "改定.xlsx"]);
    assert!(!words.contains("种说法"), "{words}");
    let first = sheet.cell(other, 5).unwrap().text.clone();
    assert_eq!(narratives(&master(&desk.join("三.xlsx")), &form, EntryState::Current), [first]);
}

#[test]
fn what_comes_after_a_decision_and_says_otherwise_is_told() {
    if !super::read_foreign::has_openpyxl() {
        return;
    }
    let (desk, mut form) = desk_with_a_conflict();
    let desk = desk.path();
    let (_, column, chosen) = decision_sheet(&desk.join("汇总.xlsx"));
    let words =
        decide(desk, "汇总.xlsx", "定.xlsx", &serde_json::json!([["set-in", "待裁定", fenjie::model::cell_name(chosen, column), "√"]]));
    assert!(!words.contains("M065"), "{words}");
    let narrative = form.column(Use::Answer(ProgressField::Narrative)).unwrap();
    form.rows[0].cells[narrative] = "更正：只签约一家".to_owned();
    form.saved = 24 * 365 * 40;
    put(desk, "更正.xlsx", &form.write().bytes);
    let (code, words) = run(desk, &["merge", "定.xlsx", "返回/更正.xlsx", "-o", "后.xlsx"]);
    assert!(code == 1 && words.contains("M065") && words.contains("更正：只签约一家"), "{words}");
    let ledger = master(&desk.join("后.xlsx"));
    assert_eq!(narratives(&ledger, &form, EntryState::Current), ["改报：已签约三家"], "the decision stands");
    assert!(narratives(&ledger, &form, EntryState::Superseded).contains(&"更正：只签约一家".to_owned()));
    let (_, words) = run(desk, &["merge", "后.xlsx", "返回/更正.xlsx", "-o", "再后.xlsx"]);
    assert!(!words.contains("M065"), "it is told once: {words}");
}

#[test]
fn what_is_written_beside_text_without_a_place_stays() {
    if !super::read_foreign::has_openpyxl() {
        return;
    }
    let (desk, mut forms) = desk();
    let desk = desk.path();
    let form = &mut forms[0];
    let percent = form.column(Use::Answer(ProgressField::Percent)).unwrap();
    form.rows[0].cells[percent] = "过了大半".to_owned();
    put(desk, "报表.xlsx", &form.write().bytes);
    assert!(run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx"]).0 < 2);
    let steps = serde_json::json!([["set-in", "未识别", "J3", "已打电话核实"]]);
    super::read_foreign::edit(&desk.join("汇总.xlsx"), &desk.join("已改.xlsx"), &steps);
    let (code, words) = run(desk, &["merge", "已改.xlsx", "返回", "-o", "再汇总.xlsx"]);
    assert!(code < 2, "{words}");
    let strays = master(&desk.join("再汇总.xlsx")).strays;
    assert_eq!(strays.iter().filter_map(|stray| stray.handling.as_deref()).collect::<Vec<_>>(), ["已打电话核实"]);
    assert_eq!(strays.len(), 1, "{strays:?}");
}

/// What is typed into a copy of the master and cannot be read is kept when the copy is given as the changed plan; and a master that
/// holds such text is not replaced by one that does not.
#[test]
fn text_without_a_place_outlives_a_revision() {
    if !super::read_foreign::has_openpyxl() {
        return;
    }
    let (desk, forms) = desk();
    let desk = desk.path();
    put(desk, "报表.xlsx", &forms[0].write().bytes);
    assert!(run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "总台账.xlsx"]).0 < 2);
    let bytes = std::fs::read(desk.join("总台账.xlsx")).unwrap();
    let book = fenjie::read::workbook::read(&bytes, fenjie::read::sniff::Kind::Xlsx, Path::new("总台账.xlsx")).unwrap();
    let of_text = |text: &str| book.sheets[0].cells.iter().find(|cell| cell.text == text).unwrap();
    let cell = fenjie::model::cell_name(of_text(forms[0].rows[0].task.as_ref().unwrap()).row, of_text("完成百分比").column);
    super::read_foreign::edit(&desk.join("总台账.xlsx"), &desk.join("改过.xlsx"), &serde_json::json!([["set", cell, "快好了"]]));
    let (code, words) = run(desk, &["revise", "总台账.xlsx", "改过.xlsx", "-o", "修订.xlsx"]);
    assert!(code < 2 && words.contains("未识别"), "{words}");
    let strays = |file: &str| master(&desk.join(file)).strays.into_iter().map(|stray| stray.text).collect::<Vec<_>>();
    assert_eq!(strays("修订.xlsx"), ["快好了"], "{words}");
    let (_, words) = run(desk, &["merge", "总台账.xlsx", "返回", "-o", "修订.xlsx"]);
    assert!(words.contains("修订（旧）.xlsx"), "{words}");
    assert_eq!(strays("修订（旧）.xlsx"), ["快好了"]);
    let (code, words) = run(desk, &["revise", "总台账.xlsx", "总台账.xlsx", "-o", "修订（旧）.xlsx"]);
    assert!(code == 2 && words.contains("没有写"), "{words}");
    assert_eq!(strays("修订（旧）.xlsx"), ["快好了"]);
}

/// What stands where the result goes and cannot be read may hold what is nowhere else: it stays. What is read and is no ledger is kept
/// under another name.
#[test]
fn what_cannot_be_read_is_not_replaced() {
    let (desk, forms) = desk();
    let desk = desk.path();
    put(desk, "报表.xlsx", &forms[0].write().bytes);
    assert!(run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx"]).0 < 2);
    let whole = std::fs::read(desk.join("汇总.xlsx")).unwrap();
    // The ledger of a large office, by a picture somebody put into it.
    let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(whole.clone())).unwrap();
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("xl/media/image1.png", stored).unwrap();
    std::io::Write::write_all(&mut zip, &vec![0; 51 << 20]).unwrap();
    let large = zip.finish().unwrap().into_inner();
    let newer = r#"{"format": "fenjie.ledger/9", "plan": {}}"#.as_bytes();
    put(desk, "报表.xlsx", &forms[1].write().bytes);
    for (name, there) in [("大.xlsx", &*large), ("坏.xlsx", &whole[..whole.len() / 2]), ("新.json", newer)] {
        std::fs::write(desk.join(name), there).unwrap();
        let plan = super::merge_flow::PLAN;
        for arguments in [
            &["merge", "下发/总台账.xlsx", "返回", "-o", name][..],
            &["merge", "下发/总台账.xlsx", "返回", "-o", "甲.xlsx", "--report", name],
            &["convert", plan, "-o", name],
            &["convert", plan, "-o", "甲.xlsx", "--trace", name],
            &["check", plan, "-o", name],
            &["revise", "下发/总台账.xlsx", plan, "-o", name],
            &["dispatch", plan, "-o", "另发", "--period", "2023Q1", "--master-out", name],
        ] {
            let (code, words) = run(desk, arguments);
            assert!(code == 2 && words.contains(name) && words.contains("读不了"), "{arguments:?}: {code} {words}");
            assert!(std::fs::read(desk.join(name)).unwrap() == there, "{arguments:?} changed the file");
            assert!(!desk.join("甲.xlsx").exists() && !desk.join("另发").exists(), "{arguments:?} wrote something");
        }
    }
    let (code, words) = run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "大.xlsx", "--limit", "file-bytes=100MB"]);
    assert!(code < 2 && words.contains("大（旧）.xlsx") && std::fs::read(desk.join("大（旧）.xlsx")).unwrap() == large, "{words}");
    // Somebody's own table.
    let table = super::returns_desk::FILLED.book.bytes();
    std::fs::write(desk.join("手工.xlsx"), &table).unwrap();
    let (code, words) = run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "手工.xlsx"]);
    assert!(code < 2 && words.contains("手工（旧）.xlsx") && std::fs::read(desk.join("手工（旧）.xlsx")).unwrap() == table, "{words}");
    // An earlier report is JSON as well, and is replaced, which is said.
    for replaces in [false, true] {
        let (code, words) = run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "乙.xlsx", "--report", "报告.json"]);
        assert!(code < 2 && words.contains("报告.json，换掉了原来的同名文件") == replaces, "{words}");
    }
}
