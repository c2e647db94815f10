//! Progress typed into a master by hand: whose it is, what it is read as, and that the last hand counts, in whatever order files come.

use fenjie::finding::{Finding, Level};
use fenjie::model::{Entry, EntryState, Ledger, Period, ProgressField, Source};
use serde_json::{Value, json};

use super::read_foreign::has_openpyxl;
use super::read_master::{changed_of, master, through};
use EntryState::{Conflict, Current};
use ProgressField::{Narrative, Percent, Status};

fn entry(task: usize, unit: &str, field: ProgressField, value: &str, state: EntryState) -> Entry {
    let source = Source { file: format!("{unit}{value}.xlsx").as_str().into(), ..Source::default() };
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
        ("two units in a cell", vec![entry(0, "财务股", Narrative, "已拨款", Current)], "J4", "办公室核定"),
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
