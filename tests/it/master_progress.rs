//! Progress typed into a master by hand: whose it is, what it is read as, and that the last hand counts, in whatever order files come.

use std::path::Path;
use std::sync::Arc;

use fenjie::finding::{Finding, Level};
use fenjie::model::{Entry, EntryState, Ledger, Origin, Period, ProgressField, Source};
use fenjie::read::ReadOptions;
use fenjie::read::decisions::read_decisions;
use serde_json::{Value, json};

use super::read_foreign::has_openpyxl;
use super::read_master::{changed_of, master, through};
use EntryState::{Conflict, Current};
use ProgressField::{Narrative, Percent, Status};

fn entry(task: usize, unit: &str, field: ProgressField, value: &str, state: EntryState) -> Entry {
    let source = Source::new(Origin { file: format!("{unit}{value}.xlsx").as_str().into(), ..Origin::default() }, None);
    let task = master().plan.tasks[task].id.as_str().into();
    let period = Period::Quarter(2031, 1);
    Entry { task, unit: unit.into(), period, field, value: value.into(), state, source: Some(source), decided: false }
}

/// The master of four tasks with these entries; the third task has no lead, the fourth has two.
fn with(entries: &[Entry]) -> Ledger {
    let mut ledger = master();
    ledger.plan.tasks[2].lead_departments.clear();
    ledger.plan.tasks[2].units = vec!["安全股".into(), "电教股".into()];
    ledger.plan.tasks[3].lead_departments.push("师训股".into());
    ledger.entries = fenjie::merge::fold::settle([&ledger.entries, entries].concat());
    ledger
}

fn typed(ledger: &Ledger, steps: &Value) -> (Ledger, Vec<Finding>) {
    through(&changed_of(ledger, "总台账", steps))
}

/// What counts under a field of a task: unit and value, in the order of units.
fn counts(ledger: &Ledger, task: usize, field: ProgressField, state: EntryState) -> Vec<String> {
    let id = &ledger.plan.tasks[task].id;
    let of_cell = ledger.entries.iter().filter(|entry| *entry.task == **id && entry.field == field && entry.state == state);
    let mut said: Vec<String> = of_cell.map(|entry| format!("{}：{}", entry.unit, entry.value)).collect();
    said.sort();
    said
}

#[test]
fn what_is_typed_is_decided_for_the_unit_the_cell_shows() {
    if !has_openpyxl() {
        return;
    }
    let (lead, helper) = ("基建股", "财务股");
    let twice = |field, one: &str, other: &str| vec![entry(0, lead, field, one, Conflict), entry(0, lead, field, other, Conflict)];
    let plus = |entries: Vec<Entry>, more: Entry| [entries, vec![more]].concat();
    type Case = (&'static str, Vec<Entry>, &'static str, Value, (usize, ProgressField), &'static [&'static str], &'static str);
    let cases: Vec<Case> = vec![
        (
            "the lead has not reported",
            vec![entry(0, helper, Percent, "25", Current)],
            "I4",
            json!(58),
            (0, Percent),
            &["基建股：58", "财务股：25"],
            "由空白改成了“58”",
        ),
        (
            "the lead said two things",
            plus(twice(Percent, "50", "60"), entry(0, helper, Percent, "25", Current)),
            "I4",
            json!(58),
            (0, Percent),
            &["基建股：58", "财务股：25"],
            "由空白改成了“58”",
        ),
        (
            "the lead said two texts",
            twice(ProgressField::Problems, "缺钱", "缺人"),
            "K4",
            json!("缺地"),
            (0, ProgressField::Problems),
            &["基建股：缺地"],
            "由“（有几种说法，见“待裁定”）”改成了“缺地”",
        ),
        (
            "the lead's beside another's",
            vec![entry(0, lead, Status, "推进中", Current), entry(0, helper, Status, "未启动", Current)],
            "H4",
            json!("已完成"),
            (0, Status),
            &["基建股：已完成", "财务股：未启动"],
            "由“推进中”改成了“已完成”",
        ),
        (
            "no lead and one unit",
            vec![entry(2, "电教股", Percent, "25", Current)],
            "I6",
            json!(30),
            (2, Percent),
            &["电教股：30"],
            "由“25”改成了“30”",
        ),
        (
            "the second of two leads, who alone reported",
            vec![entry(3, "师训股", Percent, "25", Current)],
            "I7",
            json!(30),
            (3, Percent),
            &["师训股：30"],
            "由“25”改成了“30”",
        ),
        (
            "one line of two",
            vec![entry(0, helper, Narrative, "已拨款", Current)],
            "J4",
            json!("已开工1所\n【财务股】已拨款两笔"),
            (0, Narrative),
            &["基建股：已开工1所", "财务股：已拨款两笔"],
            "由“已拨款”改成了“已拨款两笔”",
        ),
        (
            "one line over the lead's and another's",
            vec![entry(0, helper, Narrative, "已拨款", Current)],
            "J4",
            json!("办公室核定"),
            (0, Narrative),
            &["基建股：办公室核定", "财务股：已拨款"],
            "由“已开工1所”改成了“办公室核定”，按表上的为准；“财务股”写的没有动",
        ),
        (
            "the lead's line before another's",
            vec![entry(1, "各中小学校", Narrative, "已开课", Current)],
            "J5",
            json!("已发文\n【各中小学校】已开课"),
            (1, Narrative),
            &["各中小学校：已开课", "基教股：已发文"],
            "由空白改成了“已发文”",
        ),
    ];
    for (name, entries, cell, text, (task, field), wanted, words) in cases {
        let (ledger, findings) = typed(&with(&entries), &json!([["set", cell, text]]));
        assert_eq!(counts(&ledger, task, field, Current), wanted, "{name}: {findings:?}");
        assert_eq!(counts(&ledger, task, field, Conflict), [""; 0], "{name}");
        let [finding] = findings.as_slice() else { panic!("{name}: {findings:?}") };
        assert!(finding.rule == "R030" && finding.message.contains(words), "{name}: {finding:?}");
        assert!(ledger.strays.is_empty(), "{name}: {:?}", ledger.strays);
    }
}

#[test]
fn what_may_be_any_units_is_refused() {
    if !has_openpyxl() {
        return;
    }
    let cases: Vec<(&str, Vec<Entry>, &str, &str)> = vec![
        ("no lead and nobody reported", vec![], "I6", "58"),
        ("no lead and two units", vec![entry(2, "安全股", Percent, "25", Current), entry(2, "电教股", Percent, "30", Current)], "I6", "58"),
        ("two leads and nobody reported", vec![], "I7", "58"),
        (
            "two leads in a cell",
            vec![entry(3, "人事股", Narrative, "已培训", Current), entry(3, "师训股", Narrative, "已考核", Current)],
            "J7",
            "办公室核定",
        ),
        ("two units in a cell", vec![entry(0, "财务股", Narrative, "已拨款", Current)], "J4", "办公室核定\n已通报"),
        ("another unit alone in the cell", vec![entry(1, "各中小学校", Narrative, "已开课", Current)], "J5", "办公室核定"),
        ("a unit that does not stand there", vec![], "J4", "已开工1所\n【财务股】已拨款"),
        (
            "no words of anybody",
            vec![entry(0, "财务股", Narrative, "已拨款", Current)],
            "J4",
            "已开工1所\n【财务股】（有几种说法，见“待裁定”）",
        ),
    ];
    for (name, entries, cell, text) in cases {
        let before = with(&entries);
        let (ledger, findings) = typed(&before, &json!([["set", cell, text]]));
        assert_eq!(ledger.entries, before.entries, "{name}: {findings:?}");
        assert!(
            matches!(findings.as_slice(), [finding] if finding.rule == "R030" && finding.level == Level::Warning),
            "{name}: {findings:?}"
        );
        assert_eq!(ledger.strays.iter().map(|stray| stray.text.as_str()).collect::<Vec<_>>(), [text], "{name}");
    }
}

#[test]
fn progress_of_rows_that_came_is_that_of_their_tasks() {
    if !has_openpyxl() {
        return;
    }
    let row =
        |text: &str, lead: &str, percent: &str, said: &str| json!([null, null, text, null, lead, null, null, "推进中", percent, said]);
    let steps = json!([
        ["insert-row", 6, row("改造食堂2个。", "后勤股", "40", "已招标")],
        ["insert-row", 7, row("改造操场3个。", "后勤股", "过了大半", "已进场")],
        ["insert-row", 8, row("改造厕所4个。", "", "70", "已验收")],
    ]);
    let (ledger, findings) = typed(&with(&[]), &steps);
    let of = |words: &str| ledger.plan.tasks.iter().position(|task| task.text().contains(words)).unwrap();
    let (canteens, grounds) = (of("食堂"), of("操场"));
    assert_eq!(counts(&ledger, canteens, Narrative, Current), ["后勤股：已招标"]);
    assert_eq!(counts(&ledger, grounds, Narrative, Current), ["后勤股：已进场"]);
    assert_eq!(counts(&ledger, canteens, Percent, Current), ["后勤股：40"]);
    assert_eq!(counts(&ledger, grounds, Percent, Current), [""; 0]);
    assert!(ledger.entries.iter().all(|entry| ledger.plan.tasks.iter().any(|task| *task.id == *entry.task)));
    // What is no answer, or nobody's, is kept with the task it stands beside.
    let kept: Vec<(&str, Option<&str>)> = ledger.strays.iter().map(|stray| (stray.text.as_str(), stray.task.as_deref())).collect();
    let (of_grounds, of_toilets) = (Some(ledger.plan.tasks[grounds].id.as_str()), Some(ledger.plan.tasks[of("厕所")].id.as_str()));
    let wanted = [("过了大半", of_grounds), ("推进中", of_toilets), ("70", of_toilets), ("已验收", of_toilets)];
    assert_eq!(kept, wanted, "{findings:?}");
    assert_eq!(findings.iter().filter(|finding| finding.rule == "R030").count(), 4, "{findings:?}");
}

/// What is typed goes through the reader of answers, like what stands in a return.
#[test]
fn what_is_typed_is_read_like_an_answer() {
    if !has_openpyxl() {
        return;
    }
    let before = || with(&[entry(0, "基建股", Percent, "25", Current), entry(0, "基建股", Status, "推进中", Current)]);
    let read: Vec<(&str, Value, ProgressField, &str, &[&str])> = vec![
        ("I4", json!("60%"), Percent, "基建股：60", &["由“25”改成了“60%”"]),
        ("I4", json!(0.6), Percent, "基建股：60", &["改成了“0.6”，读作“60”", "已按同一个意思规范"]),
        ("I4", json!("百分之六十"), Percent, "基建股：60", &["读作“60”"]),
        ("H4", json!("完成"), Status, "基建股：已完成", &["读作“已完成”"]),
        ("O4", json!("2031年3月5日"), ProgressField::ReportedOn, "基建股：2031-03-05", &["由空白改成了", "读作“2031-03-05”"]),
        ("I4", json!("25%"), Percent, "基建股：25", &["意思没有变"]),
    ];
    for (cell, text, field, wanted, words) in read {
        let (ledger, findings) = typed(&before(), &json!([["set", cell, text]]));
        assert_eq!(counts(&ledger, 0, field, Current), [wanted], "{text}");
        let [finding] = findings.as_slice() else { panic!("{text}: {findings:?}") };
        assert!(words.iter().all(|words| finding.message.contains(words)), "{text}: {finding:?}");
    }
    for (cell, text) in [("I4", json!(160)), ("I4", json!("已进场")), ("H4", json!("60")), ("O4", json!("上周"))] {
        let (ledger, findings) = typed(&before(), &json!([["set", cell, text]]));
        assert_eq!(ledger.entries, before().entries, "{text}");
        let kept: Vec<&str> = ledger.strays.iter().map(|stray| stray.text.as_str()).collect();
        assert_eq!(kept, [text.as_str().map_or_else(|| text.to_string(), str::to_owned)], "{text}");
        let [finding] = findings.as_slice() else { panic!("{text}: {findings:?}") };
        assert!(finding.level == Level::Warning && finding.message.contains("原来的没有动"), "{text}: {finding:?}");
    }
}

/// A formula nobody computed is no deletion; a cell emptied is one.
#[test]
fn a_formula_without_a_result_deletes_nothing() {
    if !has_openpyxl() {
        return;
    }
    let before = with(&[entry(0, "基建股", Percent, "25", Current)]);
    let (ledger, findings) = typed(&before, &json!([["set", "I4", "=30+30"], ["set", "F4", "=\"财务\"&\"股\""]]));
    assert_eq!((&ledger.entries, &ledger.plan), (&before.entries, &before.plan));
    let said: Vec<&str> =
        findings.iter().filter(|finding| finding.rule == "R030").map(|finding| finding.cell.as_deref().unwrap()).collect();
    assert_eq!(said, ["F4", "I4"], "{findings:?}");
    assert!(findings.iter().all(|finding| finding.level == Level::Warning), "{findings:?}");
    let (ledger, _) = typed(&before, &json!([["set", "I4", null]]));
    assert_eq!(counts(&ledger, 0, Percent, Current), ["基建股："]);
}

/// The ledgers of two masters put together, either way round.
fn merged(one: &Ledger, other: &Ledger) -> Ledger {
    let into = |ledger: &Ledger, other: &Ledger| {
        let merger = fenjie::merge::Merger::new(ledger, None);
        let collected = merger.collect_master("另一份.xlsx", "0".repeat(64), other.clone(), Vec::new());
        merger.finish(vec![collected], Vec::new()).ledger
    };
    let both = into(one, other);
    assert_eq!(both.entries, into(other, one).entries, "the order of merging");
    assert_eq!(into(&both, other).entries, both.entries, "once more");
    both
}

#[test]
fn the_last_hand_counts_whatever_is_merged_first() {
    if !has_openpyxl() {
        return;
    }
    let decision = |modified: Option<&str>| {
        let mut decision = Entry { decided: true, ..entry(0, "基建股", Percent, "50", Current) };
        Arc::make_mut(&mut decision.source.as_mut().unwrap().origin).modified = modified.map(Into::into);
        decision
    };
    let reported = [entry(0, "基建股", Percent, "40", Current), entry(0, "基建股", Percent, "45", Current)];
    let older = with(&[&reported[..], &[decision(Some("2021-04-02T08:00:00Z"))]].concat());
    assert_eq!(counts(&older, 0, Percent, Current), ["基建股：50"]);
    let (first, _) = typed(&older, &json!([["set", "I4", 55]]));
    let source = first.entries.iter().find(|entry| &*entry.value == "55").unwrap().source.clone().unwrap();
    assert_eq!((&*source.file, source.sheet.as_deref(), source.cell.as_deref()), ("总台账.xlsx", Some("总台账"), Some("I4")));
    assert_eq!(counts(&merged(&first, &older), 0, Percent, Current), ["基建股：55"], "after a decision");
    // openpyxl states the second it saves in.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let (second, _) = typed(&first, &json!([["set", "I4", 58]]));
    assert_eq!(counts(&merged(&second, &first), 0, Percent, Current), ["基建股：58"], "after a hand");
    assert_eq!(counts(&merged(&second, &older), 0, Percent, Current), ["基建股：58"], "after both");
    // Where the times say nothing, what was written over the other counts in its own master.
    for time in [None, Some("2999-01-01T00:00:00Z")] {
        let (ledger, _) = typed(&with(&[&reported[..], &[decision(time)]].concat()), &json!([["set", "I4", 55]]));
        let settled = Ledger { entries: fenjie::merge::fold::settle(ledger.entries.clone()), ..ledger };
        assert_eq!(counts(&settled, 0, Percent, Current), ["基建股：55"], "{time:?}");
    }
}

/// `1` beside a percentage is one per cent, beside words a tick.
#[test]
fn a_number_beside_a_percentage_is_one() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("待裁定").unwrap();
    let rows = [
        ["编码", "单位", "期次", "填报项", "说法", "裁定"],
        ["K3V9-001-A", "基建股", "2031Q1", "完成百分比", "50", "1"],
        ["K3V9-001-A", "基建股", "2031Q1", "完成百分比", "50", "☑"],
        ["K3V9-001-A", "基建股", "2031Q1", "进展情况", "已开工", "1"],
    ];
    for (at, row) in (0..).zip(rows) {
        sheet.write_row(at, 0, row).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let decided = read_decisions(&bytes, Path::new("裁定.xlsx"), &ReadOptions::default()).unwrap();
    assert_eq!(decided.entries.iter().map(|entry| &*entry.value).collect::<Vec<_>>(), ["1", "50", "已开工"], "{:?}", decided.findings);
}
