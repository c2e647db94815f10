//! The master workbook read back: equal without a change, and every change of a person seen, taken over and said.

use std::path::Path;
use std::sync::Arc;

use fenjie::error::Error;
use fenjie::finding::Finding;
use fenjie::model::{Deadline, Entry, EntryState, Ledger, Origin, Period, Plan, ProgressField, Section, Source, Task, plan_id, task_id};
use fenjie::read::read;
use fenjie::write::{Format, Layout, WriteOptions, write};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::generate::{self, cases};
use super::plans::annotated;
use super::read_foreign::{edit, has_openpyxl};

fn written(ledger: &Ledger, layout: &str) -> Vec<u8> {
    let layout = Layout::named(layout).unwrap();
    write(ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap().bytes
}

pub fn through(bytes: &[u8]) -> (Ledger, Vec<Finding>) {
    let reading = read(bytes, Path::new("总台账.xlsx")).unwrap();
    (reading.ledger, reading.findings)
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn workbooks_give_back_the_ledger(ledger in generate::ledger(), layout in prop::sample::select(Layout::names())) {
        let (again, findings) = through(&written(&ledger, layout));
        prop_assert_eq!(again, ledger);
        prop_assert_eq!(findings, vec![], "nothing was changed");
    }
}

#[test]
fn every_annotated_plan_survives_the_workbook() {
    for (path, _) in annotated() {
        let ledger = read(&std::fs::read(&path).unwrap(), &path).unwrap().ledger;
        for layout in Layout::names() {
            let (again, findings) = through(&written(&ledger, layout));
            assert_eq!((again, findings), (ledger.clone(), vec![]), "{} in {layout}", path.display());
        }
    }
}

/// Four tasks without sections: the header is row 3, the tasks are rows 4 to 7.
pub fn master() -> Ledger {
    let title = "2031年栖云县教育重点工作要点";
    let id = plan_id(title, None, Some(2031));
    let task = |seq: usize, title: &str, content: &str, lead: &str, units: &[&str]| Task {
        id: task_id(&id, seq),
        seq,
        number: Some(format!("（{seq}）")),
        title: Some(title.into()),
        content: Some(content.into()),
        lead_leaders: vec!["林知秋".into()],
        lead_departments: vec![lead.into()],
        units: units.iter().map(|&unit| unit.to_owned()).collect(),
        deadline: Some(Deadline { raw: "10月底前".into(), due: Some(jiff::civil::date(2031, 10, 31)), ..Deadline::default() }),
        ..Task::default()
    };
    let tasks = vec![
        task(1, "新建校舍", "新建校舍3所。", "基建股", &["财务股", "人事股"]),
        task(2, "课后服务", "全面推行课后服务。", "基教股", &["各中小学校"]),
        task(3, "校园安全", "开展隐患排查。", "安全股", &[]),
        task(4, "教师培训", "培训骨干教师。", "人事股", &["教师发展中心"]),
    ];
    let mut ledger = Ledger::from(Plan { id: id.clone(), title: Some(title.into()), year: Some(2031), tasks, ..Plan::default() });
    ledger.entries.push(Entry {
        task: task_id(&id, 1).into(),
        unit: "基建股".into(),
        period: Period::Quarter(2031, 1),
        field: ProgressField::Narrative,
        value: "已开工1所".into(),
        state: EntryState::Current,
        source: None,
        decided: false,
    });
    ledger
}

/// The master in a layout, changed by the steps of `edit_workbook.py`.
fn changed(layout: &str, steps: &Value) -> Vec<u8> {
    changed_of(&master(), layout, steps)
}

pub fn changed_of(ledger: &Ledger, layout: &str, steps: &Value) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("a.xlsx"), folder.path().join("b.xlsx"));
    std::fs::write(&file, written(ledger, layout)).unwrap();
    edit(&file, &out, steps);
    std::fs::read(out).unwrap()
}

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.as_str()).collect()
}

#[test]
fn an_unchanged_master_is_unchanged_by_another_program() {
    if !has_openpyxl() {
        return;
    }
    for layout in Layout::names() {
        assert_eq!(through(&changed(layout, &json!([]))), (master(), vec![]), "{layout}");
    }
}

/// What is said of where a hand wrote, but for the time.
fn typed_in(cell: &str) -> Option<Source> {
    Some(Source::new(Origin { file: "总台账.xlsx".into(), sheet: Some("总台账".into()), ..Origin::default() }, Some(cell.into())))
}

/// Steps on the 总台账 layout, what they do to the ledger, and what is said: rules with cells.
#[test]
fn changes_of_a_person_are_taken_over_and_said() {
    if !has_openpyxl() {
        return;
    }
    type Change = fn(&mut Ledger);
    type Case = (&'static str, Value, Change, &'static [(&'static str, &'static str)]);
    let cases: Vec<Case> = vec![
        (
            "a content",
            json!([["set", "C4", "新建校舍5所。"]]),
            |ledger| ledger.plan.tasks[0].content = Some("新建校舍5所。".into()),
            &[("R030", "C4")],
        ),
        (
            "units",
            json!([["set", "F5", "各中小学校、教研室"]]),
            |ledger| ledger.plan.tasks[1].units.push("教研室".into()),
            &[("R030", "F5")],
        ),
        ("units emptied", json!([["set", "F5", null]]), |ledger| ledger.plan.tasks[1].units.clear(), &[("R030", "F5")]),
        (
            "a deadline",
            json!([["set", "G6", "2031年6月底前"]]),
            |ledger| {
                ledger.plan.tasks[2].deadline =
                    Some(Deadline { raw: "2031年6月底前".into(), due: Some(jiff::civil::date(2031, 6, 30)), ..Deadline::default() })
            },
            &[("R030", "G6")],
        ),
        (
            "a leader and a deputy",
            json!([["set", "D7", "贺望舒\n副：\n江澄"]]),
            |ledger| {
                ledger.plan.tasks[3].lead_leaders = vec!["贺望舒".into()];
                ledger.plan.tasks[3].deputy_leaders = vec!["江澄".into()];
            },
            &[("R030", "D7")],
        ),
        ("the serial", json!([["set", "A4", 9]]), |_| {}, &[("R030", "A4")]),
        ("blanks only", json!([["set", "C4", " 新建校舍\n3所。 "]]), |_| {}, &[]),
        (
            "the title",
            json!([["set", "A1", "2031年栖云县教育工作要点（修订）总台账"]]),
            |ledger| ledger.plan.title = Some("2031年栖云县教育工作要点（修订）".into()),
            &[("R030", "A1")],
        ),
        ("rows in another order", json!([["move-rows", "A4:P4", 10]]), |_| {}, &[]),
        ("an id mistyped", json!([["set", "P5", "K3V9-00l-X"]]), |_| {}, &[("R038", "P5")]),
        ("ids emptied", json!([["set", "P5", null], ["set", "P6", null]]), |_| {}, &[("R038", "P5"), ("R038", "P6")]),
        ("a row deleted", json!([["delete-rows", 6, 1]]), |_| {}, &[("R031", "A1")]),
        ("a column deleted", json!([["delete-columns", 6, 1]]), |_| {}, &[("R035", "A3")]),
        ("a column renamed", json!([["set", "E3", "牵头科室"]]), |_| {}, &[("R035", "E3")]),
        (
            "a column that came",
            json!([["insert-column", 5, ["分值", 5, 10, null, 20]]]),
            |ledger| {
                for (task, points) in [(0, "5"), (1, "10"), (3, "20")] {
                    ledger.plan.tasks[task].extra.insert("分值".into(), points.into());
                }
            },
            &[("R035", "E3")],
        ),
        (
            "progress",
            json!([["set", "J4", "已开工2所"]]),
            |ledger| {
                ledger.entries[0].state = EntryState::Superseded;
                let entry = Entry { value: "已开工2所".into(), state: EntryState::Current, decided: true, ..ledger.entries[0].clone() };
                ledger.entries.push(Entry { source: typed_in("J4"), ..entry });
            },
            &[("R030", "J4")],
        ),
        (
            "progress of a task without any",
            json!([["set", "H5", "推进中"]]),
            |ledger| {
                let entry = Entry {
                    task: ledger.plan.tasks[1].id.as_str().into(),
                    unit: "基教股".into(),
                    field: ProgressField::Status,
                    value: "推进中".into(),
                    source: typed_in("H5"),
                    decided: true,
                    ..ledger.entries[0].clone()
                };
                ledger.entries.push(entry);
            },
            &[("R030", "H5")],
        ),
        (
            "a remark beside a task",
            json!([["set", "R5", "再议"]]),
            |ledger| {
                ledger.plan.tasks[1].extra.insert("R列".into(), "再议".into());
            },
            &[("R051", "R5")],
        ),
        ("the sheet renamed", json!([["rename", "台账2"]]), |_| {}, &[]),
    ];
    for (name, steps, change, said) in cases {
        let (mut ledger, findings) = through(&changed("总台账", &steps));
        let mut expected = master();
        change(&mut expected);
        let sources = ledger.entries.iter_mut().filter_map(|entry| entry.source.as_mut());
        sources.for_each(|source| assert!(Arc::make_mut(&mut source.origin).modified.take().is_some(), "{name}: when it was written"));
        assert_eq!(ledger, expected, "{name}: {findings:?}");
        let found: Vec<(&str, &str)> =
            findings.iter().map(|finding| (finding.rule.as_str(), finding.cell.as_deref().unwrap_or(""))).collect();
        assert_eq!(found, said, "{name}: {findings:?}");
    }
}

/// The same four tasks under headings: row 4 一、, row 5 its （一）, tasks 6 and 7, row 8 its （二）, task 9, row 10 二、, task 11.
fn master_in_sections() -> Ledger {
    let mut ledger = master();
    let section = |number: &str, title: &str, level, parent| Section { number: Some(number.into()), title: title.into(), level, parent };
    ledger.plan.sections = vec![
        section("一、", "办好学校", 1, None),
        section("（一）", "建好校园", 2, Some(0)),
        section("（二）", "管好校园", 2, Some(0)),
        section("二、", "建强队伍", 1, None),
    ];
    let paths: [&[&str]; 4] = [&["办好学校", "建好校园"], &["办好学校", "建好校园"], &["办好学校", "管好校园"], &["建强队伍"]];
    for (task, path) in ledger.plan.tasks.iter_mut().zip(paths) {
        task.section = path.iter().map(|&title| title.to_owned()).collect();
    }
    ledger
}

/// Gives a section of [`master_in_sections`] other words, and the tasks below it with it.
fn rename(ledger: &mut Ledger, at: usize, number: Option<&str>, title: &str) {
    let section = &mut ledger.plan.sections[at];
    let (level, old) = (section.level, std::mem::replace(&mut section.title, title.to_owned()));
    section.number = number.map(str::to_owned);
    for task in &mut ledger.plan.tasks {
        if let Some(slot) = task.section.get_mut(level - 1).filter(|slot| **slot == old) {
            title.clone_into(slot);
        }
    }
}

/// Steps on a sheet with headings: what becomes of the ledger, and what is said with old and new words.
#[test]
fn a_heading_that_was_changed_is_that_of_the_tasks_below_it() {
    if !has_openpyxl() {
        return;
    }
    type Change = fn(&mut Ledger);
    type Case = (&'static str, Value, Change, &'static [(&'static str, &'static str, &'static [&'static str])]);
    let cases: Vec<Case> = vec![
        ("none", json!([]), |_| {}, &[]),
        (
            "an outer heading",
            json!([["set", "A4", "一、办优学校"]]),
            |ledger| rename(ledger, 0, Some("一、"), "办优学校"),
            &[("R030", "A4", &["“一、办好学校”", "“一、办优学校”", "3 项任务"])],
        ),
        (
            "an inner heading",
            json!([["set", "A8", "（二）守牢底线"]]),
            |ledger| rename(ledger, 2, Some("（二）"), "守牢底线"),
            &[("R030", "A8", &["“（二）管好校园”", "“（二）守牢底线”", "1 项任务"])],
        ),
        (
            "an outer and its inner one, with other numbers and with none",
            json!([["set", "A4", "第一部分 办优学校"], ["set", "A5", "扩容提质"]]),
            |ledger| {
                rename(ledger, 0, Some("第一部分"), "办优学校");
                rename(ledger, 1, None, "扩容提质");
            },
            &[("R030", "A4", &["第一部分 办优学校"]), ("R030", "A5", &["“（一）建好校园”", "“扩容提质”", "2 项任务"])],
        ),
        (
            "one heading, and the first task below it is gone",
            json!([["set", "A5", "（一）扩容提质"], ["delete-rows", 6, 1]]),
            |ledger| rename(ledger, 1, Some("（一）"), "扩容提质"),
            &[("R030", "A5", &["2 项任务"]), ("R031", "A1", &["新建校舍"])],
        ),
        (
            "one heading becomes the same as another",
            json!([["set", "A10", "一、办好学校"]]),
            |ledger| rename(ledger, 3, Some("一、"), "办好学校"),
            &[("R030", "A10", &["“二、建强队伍”", "“一、办好学校”"])],
        ),
        ("blanks only", json!([["set", "A10", "二、 建强队伍 "]]), |_| {}, &[]),
    ];
    for (name, steps, change, said) in cases {
        let (ledger, findings) = through(&changed_of(&master_in_sections(), "责任分解表", &steps));
        let mut expected = master_in_sections();
        change(&mut expected);
        assert_eq!(ledger, expected, "{name}: {findings:?}");
        let found: Vec<(&str, &str)> =
            findings.iter().map(|finding| (finding.rule.as_str(), finding.cell.as_deref().unwrap_or(""))).collect();
        assert_eq!(found, said.iter().map(|(rule, cell, _)| (*rule, *cell)).collect::<Vec<_>>(), "{name}: {findings:?}");
        for (finding, (_, _, words)) in findings.iter().zip(said) {
            assert!(words.iter().all(|word| finding.message.contains(word)), "{name}: {}", finding.message);
        }
    }
}

/// Where it cannot be told which heading a text was, no task moves: the text is kept and reported.
#[test]
fn a_heading_nobody_can_tell_is_kept_and_reported() {
    if !has_openpyxl() {
        return;
    }
    for (name, steps, kept) in [
        ("a remark above a heading that was changed", json!([["set", "A10", "二、队伍"], ["insert-row", 10, ["请核对"]]]), 2),
        ("a heading that came", json!([["insert-row", 7, ["（三）新的小标题"]]]), 1),
        ("its number alone", json!([["set", "A10", "二、"]]), 1),
        ("one of two headings gone, one changed", json!([["set", "A5", "甲"], ["delete-rows", 4, 1]]), 1),
        ("a heading moved down, another in its place", json!([["insert-row", 7, ["（一）建好校园"]], ["set", "A5", "（零）先行"]]), 1),
        ("below the last task", json!([["set", "A13", "三、新的一章"]]), 1),
    ] {
        let (ledger, findings) = through(&changed_of(&master_in_sections(), "责任分解表", &steps));
        assert_eq!(ledger.plan.tasks, master_in_sections().plan.tasks, "{name}: {findings:?}");
        assert_eq!(ledger.plan.sections, master_in_sections().plan.sections, "{name}");
        assert_eq!(rules(&findings), vec!["R036"; kept], "{name}: {findings:?}");
        assert_eq!(ledger.plan.rest.len(), kept, "{name}");
    }
}

/// A row typed below a heading is a task of that section, not of the one above.
#[test]
fn rows_that_came_belong_to_the_heading_above_them() {
    if !has_openpyxl() {
        return;
    }
    let row = json!([null, "组建名师工作室3个。", "贺望舒", "人事股"]);
    for (at, section) in [(11, &["建强队伍"][..]), (12, &["建强队伍"]), (10, &["办好学校", "管好校园"])] {
        let (ledger, findings) = through(&changed_of(&master_in_sections(), "责任分解表", &json!([["insert-row", at, row]])));
        assert_eq!(rules(&findings), ["R032"], "{findings:?}");
        let task = ledger.plan.tasks.iter().find(|task| task.text().contains("名师工作室")).unwrap();
        assert_eq!(task.section, section, "row {at}");
    }
}

#[test]
fn rows_that_came_are_new_tasks() {
    if !has_openpyxl() {
        return;
    }
    let row = json!([null, "食堂改造", "改造食堂2个。", "贺望舒", "后勤股", "财务股、总务股", "6月底前"]);
    let (ledger, findings) = through(&changed("总台账", &json!([["insert-row", 6, row]])));
    assert_eq!(rules(&findings), ["R032"]);
    assert_eq!(findings[0].cell.as_deref(), Some("B6"));
    let plan = &ledger.plan;
    assert_eq!(plan.tasks.iter().map(|task| task.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let task = &plan.tasks[2];
    assert_eq!((task.id.as_str(), task.title.as_deref()), (task_id(&plan.id, 5).as_str(), Some("食堂改造")));
    assert_eq!((task.content.as_deref(), &task.units[..]), (Some("改造食堂2个。"), &["财务股".to_owned(), "总务股".to_owned()][..]));
    assert_eq!(task.deadline.as_ref().unwrap().due, Some(jiff::civil::date(2031, 6, 30)));
}

#[test]
fn one_cell_of_several_fields_is_taken_apart() {
    if !has_openpyxl() {
        return;
    }
    for (text, title, content) in [
        ("新建校舍。新建校舍5所，增加学位。\n完成时限：10月底前", Some("新建校舍"), Some("新建校舍5所，增加学位。")),
        ("新建和改扩建校舍。新建校舍3所。\n完成时限：10月底前", Some("新建和改扩建校舍"), Some("新建校舍3所。")),
        ("增加学位。新增学位600个。\n完成时限：10月底前", Some("增加学位"), Some("新增学位600个。")),
    ] {
        let (ledger, findings) = through(&changed("责任分解表", &json!([["set", "B4", text]])));
        let task = &ledger.plan.tasks[0];
        assert_eq!((task.title.as_deref(), task.content.as_deref()), (title, content), "{text}");
        assert_eq!(task.deadline, master().plan.tasks[0].deadline, "{text}");
        assert_eq!(rules(&findings), ["R030"]);
    }
    let (ledger, _) = through(&changed("责任分解表", &json!([["set", "B4", "新建校舍。新建校舍3所。\n完成时限：2031年9月"]])));
    assert_eq!(ledger.plan.tasks[0].deadline.as_ref().unwrap().due, Some(jiff::civil::date(2031, 9, 30)));
}

#[test]
fn remarks_and_sheets_that_came_are_kept() {
    if !has_openpyxl() {
        return;
    }
    let steps = json!([["set", "B12", "请各股室本周五前核对"], ["add-sheet", "通讯录", [["林知秋", "0731-8800"]]]]);
    let (ledger, findings) = through(&changed("总台账", &steps));
    assert_eq!(rules(&findings), ["R036", "R037"], "{findings:?}");
    assert_eq!(ledger.plan.tasks, master().plan.tasks);
    let kept: Vec<&str> = ledger.plan.rest.iter().map(|rest| rest.text.as_str()).collect();
    assert_eq!(kept, ["请各股室本周五前核对", "林知秋", "0731-8800"]);
}

/// Either alone is enough: without the hidden sheet, or with a damaged one, the visible sheet gives tasks with their ids.
#[test]
fn the_visible_sheet_alone_gives_the_tasks() {
    if !has_openpyxl() {
        return;
    }
    let gone = through(&changed("总台账", &json!([["delete-sheet", "_fenjie"]])));
    let damaged = through(&changed("总台账", &json!([["set-in", "_fenjie", "A2", "{\"format\""]])));
    assert!(rules(&damaged.1).contains(&"R033"), "{:?}", damaged.1);
    for (ledger, findings) in [gone, damaged] {
        assert_eq!(ledger.plan.id, master().plan.id);
        for (task, original) in ledger.plan.tasks.iter().zip(&master().plan.tasks) {
            assert_eq!((&task.id, &task.title, &task.content), (&original.id, &original.title, &original.content), "{findings:?}");
            assert_eq!(
                (&task.units, &task.lead_departments, &task.lead_leaders),
                (&original.units, &original.lead_departments, &original.lead_leaders)
            );
            assert_eq!(task.deadline.as_ref().unwrap().due, original.deadline.as_ref().unwrap().due);
        }
        assert_eq!(ledger.plan.tasks.len(), 4);
    }
    let damaged_cells = through(&changed("总台账", &json!([["set-in", "_fenjie", "B1", "{}"]])));
    assert_eq!((damaged_cells.0, rules(&damaged_cells.1)), (master(), vec!["R050"]));
}

#[test]
fn a_newer_master_is_refused() {
    if !has_openpyxl() {
        return;
    }
    let bytes = changed("总台账", &json!([["set-in", "_fenjie", "A1", "fenjie.ledger/2 chunks=1 crc32=00000000"]]));
    assert!(matches!(read(&bytes, Path::new("台账.xlsx")), Err(Error::NewerFormat { .. })));
}
