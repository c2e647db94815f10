//! What a person decides in 待裁定, in a file of its own: words of assent and refusal, decisions that are about nothing here.

use std::path::Path;

use fenjie::merge::Merger;
use fenjie::model::{Contact, Dispatch, Entry, EntryState, Ledger, Period, ProgressField, Role, task_id};

use super::merge_flow::{decision_sheet, desk_with_a_conflict, master, narratives, run};
use super::returns::Form;

/// A row of 待裁定: 编码, 单位, 期次, 填报项, 说法, 裁定.
type Row<'a> = [&'a str; 6];

/// Writes a workbook with these rows, as somebody would who copied the sheet.
fn put(file: &Path, rows: &[Row<'_>]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let header = ["编码", "单位", "期次", "填报项", "说法", "裁定"];
    for (at, row) in (0..).zip([header].iter().chain(rows)) {
        sheet.write_row(at, 0, row.iter().copied()).unwrap();
    }
    std::fs::write(file, book.save_to_buffer().unwrap()).unwrap();
}

/// The row of the second report in 汇总.xlsx, as it stands.
fn asked(desk: &Path) -> [String; 5] {
    let (sheet, _, row) = decision_sheet(&desk.join("汇总.xlsx"));
    let header = sheet.cells.iter().find(|cell| cell.text == "裁定").unwrap().row;
    let column = |name: &str| sheet.cells.iter().find(|cell| cell.row == header && cell.text == name).unwrap().column;
    ["编码", "单位", "期次", "填报项", "说法"].map(|name| sheet.cell(row, column(name)).unwrap().text.clone())
}

/// Merges with decisions; what is said and the ledger.
fn decide(desk: &Path, rows: &[Row<'_>]) -> (i32, String, Ledger) {
    put(&desk.join("裁定.xlsx"), rows);
    let (code, words) = run(desk, &["merge", "汇总.xlsx", "返回", "-o", "定稿.xlsx", "--decisions", "裁定.xlsx"]);
    assert!(code < 2, "{words}");
    let ledger = master(&desk.join("定稿.xlsx"));
    std::fs::remove_file(desk.join("定稿.xlsx")).unwrap();
    (code, words, ledger)
}

fn strays(ledger: &Ledger) -> Vec<(&str, &str)> {
    let mut strays: Vec<_> = ledger.strays.iter().map(|stray| (stray.rule.as_str(), stray.text.as_str())).collect();
    strays.sort_unstable();
    strays
}

#[test]
fn a_word_of_assent_takes_the_row_and_one_of_refusal_asks_again() {
    let (desk, form): (_, Form) = desk_with_a_conflict();
    let desk = desk.path();
    let asked = asked(desk);
    let [task, unit, period, field, value] = asked.each_ref().map(String::as_str);
    for word in ["同意", "采纳", "同意采用。", "v", "√√", "选这个", "同意，按此上报"] {
        let (_, words, ledger) = decide(desk, &[[task, unit, period, field, value, word]]);
        assert!(words.contains("没有待裁定的了"), "{word}: {words}");
        assert_eq!(narratives(&ledger, &form, EntryState::Current), [value], "{word}");
        assert!(ledger.entries.iter().all(|entry| &*entry.value != word), "{word} is nobody's report");
    }
    for word in ["不同意", "×", "同上", "第二种", "采用前者", "二者合并"] {
        let (code, words, ledger) = decide(desk, &[[task, unit, period, field, value, word]]);
        assert!(code == 1 && words.contains("裁定.xlsx 〔Sheet1〕F2：裁定") && words.contains("［M064］"), "{word}: {words}");
        assert_eq!(narratives(&ledger, &form, EntryState::Conflict).len(), 2, "{word}: the question stays");
        assert_eq!(strays(&ledger), [("M064", word)], "what was written stays too");
    }
}

#[test]
fn decisions_about_nothing_here_are_kept_and_not_taken() {
    let (desk, form) = desk_with_a_conflict();
    let desk = desk.path();
    let asked = asked(desk);
    let [task, unit, period, field, value] = asked.each_ref().map(String::as_str);
    let foreign = task_id("ZZZZ", 3);
    let rows = [
        [&foreign, unit, period, field, "别的计划的话", "√"],
        [task, "望月湖管理所", period, field, "别的单位的话", "√"],
        [task, unit, "2019Q3", field, "别的期次的话", "√"],
        [task, unit, period, field, value, "√"],
    ];
    let (code, words, ledger) = decide(desk, &rows);
    for (cell, said) in [("F2", &*format!("没有编码 {foreign}")), ("F3", "没有单位“望月湖管理所”"), ("F4", "没有2019年第三季度的填报")]
    {
        assert!(words.contains(&format!("裁定.xlsx 〔Sheet1〕{cell}：裁定")) && words.contains(said), "{cell}: {words}");
    }
    assert!(code == 1 && words.contains("采用了 1 条裁定") && words.contains("别的计划的裁定"), "{words}");
    assert_eq!(narratives(&ledger, &form, EntryState::Current), [value]);
    assert_eq!(strays(&ledger), ["别的单位的话", "别的期次的话", "别的计划的话"].map(|text| ("M064", text)));
    assert!(ledger.entries.iter().all(|entry| !entry.value.contains("别的")));
    // With returns alone to tell it, a period is known as well.
    put(&desk.join("裁定.xlsx"), &[[task, unit, period, field, value, "√"]]);
    let (_, words) = run(desk, &["merge", "下发/总台账.xlsx", "返回", "-o", "另.xlsx", "--decisions", "裁定.xlsx"]);
    assert!(words.contains("采用了 1 条裁定，没有待裁定的了"), "{words}");
}

/// A name whose blanks changed on the way is the same unit, and is called as the ledger calls it.
#[test]
fn a_unit_is_called_as_the_ledger_calls_it() {
    let ledger = super::read_master::master();
    let decided = |unit: &str| Entry {
        unit: unit.into(),
        value: "已开工2所".into(),
        decided: true,
        period: Period::Quarter(2031, 1),
        field: ProgressField::Narrative,
        ..ledger.entries[0].clone()
    };
    let merged = Merger::new(&ledger, None).finish(Vec::new(), vec![decided("基建 股")]);
    let current = merged.ledger.entries.iter().find(|entry| entry.state == EntryState::Current).unwrap();
    assert_eq!((&*current.unit, &*current.value, merged.report.findings.len()), ("基建股", "已开工2所", 0));
    let merged = Merger::new(&ledger, None).finish(Vec::new(), vec![decided("基建站")]);
    assert_eq!((merged.ledger.entries, merged.ledger.strays.len()), (ledger.entries.clone(), 1));
    // By any of the names it was sent its workbook under.
    let names = vec!["基本建设股".to_owned()];
    let period = Period::Quarter(2031, 1);
    let dispatch = Dispatch {
        unit: "基建股".to_owned(),
        names,
        period,
        file: String::new(),
        sha256: None,
        tasks: Vec::new(),
        role: Role::All,
        serial: 1,
        contact: Contact::default(),
        return_by: None,
    };
    let sent = Ledger { dispatches: vec![dispatch], ..ledger.clone() };
    let merged = Merger::new(&sent, None).finish(Vec::new(), vec![decided("基本建设股")]);
    let current = merged.ledger.entries.iter().find(|entry| entry.state == EntryState::Current).unwrap();
    assert_eq!((&*current.unit, &*current.value, merged.ledger.strays.len()), ("基建股", "已开工2所", 0));
}

/// A master saved in another form is asked for its decisions like any other.
#[test]
fn a_master_saved_in_another_form_is_asked_too() {
    if !super::read_foreign::has_openpyxl() || !super::office::are_there(&["soffice"]) {
        return;
    }
    let (desk, form) = desk_with_a_conflict();
    let desk = desk.path();
    let (_, column, chosen) = decision_sheet(&desk.join("汇总.xlsx"));
    let steps = serde_json::json!([["set-in", "待裁定", fenjie::model::cell_name(chosen, column), "采用"]]);
    super::read_foreign::edit(&desk.join("汇总.xlsx"), &desk.join("已裁定.xlsx"), &steps);
    for extension in ["xls", "ods"] {
        super::office::convert(desk, extension, desk, &["已裁定.xlsx"]);
        let decided = format!("已裁定.{extension}");
        // A clerk's copy beside the master is asked as well.
        for given in [&["merge", &decided, "-o", "定稿.json"][..], &["merge", "汇总.xlsx", &decided, "-o", "定稿.json"]] {
            let (code, words) = run(desk, given);
            assert!(code < 2 && words.contains("采用了 1 条裁定，没有待裁定的了"), "{given:?}: {words}");
            assert_eq!(narratives(&master(&desk.join("定稿.json")), &form, EntryState::Current), ["改报：已签约三家"], "{given:?}");
            std::fs::remove_file(desk.join("定稿.json")).unwrap();
        }
    }
}

#[test]
fn decisions_that_decide_nothing_are_said_though_nothing_else_is_merged() {
    let (desk, _) = desk_with_a_conflict();
    let desk = desk.path();
    let asked = asked(desk);
    let [task, unit, period, field, value] = asked.each_ref().map(String::as_str);
    let decide = || run(desk, &["merge", "汇总.xlsx", "-o", "定稿.xlsx", "--decisions", "裁定.xlsx"]);
    put(&desk.join("裁定.xlsx"), &[[task, unit, period, field, value, "×"]]);
    let (code, words) = decide();
    assert!(code == 1 && words.contains("裁定“×”") && words.contains("［M064］"), "{words}");
    // Without a column nobody knows what was decided.
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["单位", "填报项", "说法", "裁定"]).unwrap();
    sheet.write_row(1, 0, [unit, field, value, "√"]).unwrap();
    std::fs::write(desk.join("裁定.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    let (code, words) = decide();
    assert!(code == 1 && words.contains("少了“编码”、“期次”列") && words.contains("〔Sheet1〕D2"), "{words}");
    assert_eq!(strays(&master(&desk.join("定稿.xlsx"))), [("M064", "√")]);
}
