//! The forms that are text read back: JSON whole, CSV with every field it holds, foreign tables in text files.

use std::path::Path;

use fenjie::error::Error;
use fenjie::model::{Ledger, Task};
use fenjie::read::read;
use fenjie::write::{Format, Layout, WriteOptions, write};
use proptest::prelude::*;

use super::fuzzed::promises::{check_account, held_by_csv};
use super::generate::{self, cases};
use super::plans::annotated;

fn written(ledger: &Ledger, format: Format) -> Vec<u8> {
    let layout = Layout::named(Layout::DEFAULT).unwrap();
    write(ledger, format, &WriteOptions::new(&layout)).unwrap().bytes
}

fn read_as(bytes: &[u8], name: &str) -> Ledger {
    read(bytes, Path::new(name)).unwrap().ledger
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn json_gives_back_the_ledger(ledger in generate::ledger()) {
        prop_assert_eq!(read_as(&written(&ledger, Format::Json), "台账.json"), ledger);
    }

    #[test]
    fn csv_gives_back_the_fields_it_holds(ledger in generate::ledger()) {
        let again = read_as(&written(&ledger, Format::Csv), "任务.csv");
        let held: Vec<Task> = ledger.plan.tasks.iter().map(held_by_csv).collect();
        let given: Vec<Task> = again.plan.tasks.iter().map(held_by_csv).collect();
        prop_assert_eq!(given, held);
        prop_assert!(ledger.plan.tasks.is_empty() || again.plan.id == ledger.plan.id);
    }
}

#[test]
fn annotated_plans_survive_csv() {
    for (path, _) in annotated() {
        let ledger = read(&std::fs::read(&path).unwrap(), &path).unwrap().ledger;
        let again = read_as(&written(&ledger, Format::Csv), "任务.csv");
        assert_eq!(again.plan.tasks.len(), ledger.plan.tasks.len());
        for (again, task) in again.plan.tasks.iter().zip(&ledger.plan.tasks) {
            let plain = |duty: &fenjie::model::Duty| (duty.unit.clone(), duty.duty.trim_end_matches(['。', '；']).to_owned());
            if task.duties.iter().all(|duty| !duty.duty.contains('；') && !duty.unit.contains('：')) {
                assert_eq!(again.duties.iter().map(plain).collect::<Vec<_>>(), task.duties.iter().map(plain).collect::<Vec<_>>());
            }
            assert_eq!(again.targets, task.targets, "{}", path.display());
            assert_eq!(held_by_csv(again), held_by_csv(task));
        }
    }
}

#[test]
fn bad_ledgers_are_refused_with_line_and_reason() {
    let error = |text: &str| read(text.as_bytes(), Path::new("台账.json")).unwrap_err();
    assert!(matches!(error("{\"format\": \"fenjie.ledger/2\", \"plan\": {}}"), Error::NewerFormat { .. }));
    for (text, words) in [
        ("{\"format\": \"别的\"}", "“format”是“别的”"),
        ("{\"plan\": {}}", "没有“format”"),
        ("{\"format\": \"fenjie.ledger/1\",\n\"entries\": []}", "缺少“plan”"),
        ("{\"format\": \"fenjie.ledger/1\",\n\"plan\": [", "第 2 行"),
        ("{\"format\": \"fenjie.ledger/1\",\n\"plan\": {\"id\": 7}}", "第 2 行"),
        ("{\"a\" 1}", "写法不是 JSON"),
    ] {
        let message = error(text).to_string();
        assert!(message.contains(words) && message.contains("台账.json"), "{message}");
    }
}

#[test]
fn foreign_tables_in_text_files_are_read() {
    let table = "2031年栖云县教育工作任务分解表,,,,\r\n序号,工作任务,牵头单位,责任单位,完成时限\r\n1,\"新建校舍，\n增加学位\",教育局,\"财政局、人社局\",10月底前\r\n2,'=课后服务,教育局,各校,长期坚持\r\n";
    let gbk = encoding_rs::GB18030.encode(table).0.into_owned();
    let tabs = table.replace(',', "\t");
    for (bytes, name) in [(table.as_bytes().to_vec(), "表.csv"), (gbk, "表.CSV"), (tabs.into_bytes(), "表.tsv")] {
        let plan = read_as(&bytes, name).plan;
        assert_eq!(plan.title.as_deref(), Some("2031年栖云县教育工作任务分解表"), "{name}");
        let told: Vec<_> = plan.tasks.iter().map(|task| (task.text(), task.lead_departments.join("、"), task.units.join("、"))).collect();
        assert_eq!(
            told,
            [
                ("新建校舍，\n增加学位".to_owned(), "教育局".to_owned(), "财政局、人社局".to_owned()),
                ("=课后服务".to_owned(), "教育局".to_owned(), "各校".to_owned())
            ]
        );
        assert_eq!(plan.tasks[0].deadline.as_ref().unwrap().due, Some(jiff::civil::date(2031, 10, 31)));
    }
}

/// A duty each for the bodies of one cell, in a column of their own or behind a label.
#[test]
fn duties_of_several_bodies_in_one_cell_are_told_apart() {
    let duties = "农田建设股：组织实施和验收；计划财务股：资金拨付和监管。";
    for table in [
        format!("序号,工作任务,牵头股室,分工\n1,建设高标准农田3万亩。,农田建设股,{duties}\n"),
        format!("序号,工作任务,牵头股室\n1,\"建设高标准农田3万亩。\n分工：{duties}\",农田建设股\n"),
    ] {
        let reading = read(table.as_bytes(), Path::new("任务.csv")).unwrap();
        let task = &reading.ledger.plan.tasks[0];
        let found: Vec<(&str, &str)> = task.duties.iter().map(|duty| (duty.unit.as_str(), duty.duty.as_str())).collect();
        assert_eq!(found, [("农田建设股", "组织实施和验收"), ("计划财务股", "资金拨付和监管")], "{table}");
        assert!(task.extra.is_empty() && task.text() == "建设高标准农田3万亩。", "{task:?}");
        let sums = reading.account.sums();
        assert_eq!((sums.printed, sums.twice), (sums.claimed, 0), "{table}");
    }
}

/// Two levels of serial numbers: the task's own and the one above it.
#[test]
fn both_of_two_serial_numbers_are_kept() {
    let table = "序号,编号,工作任务,牵头股室\n一,1.1,建设高标准农田3万亩。,农田建设股\n";
    let reading = read(table.as_bytes(), Path::new("任务.csv")).unwrap();
    let task = &reading.ledger.plan.tasks[0];
    assert_eq!((task.number.as_deref(), task.extra.get("序号").map(String::as_str)), (Some("1.1"), Some("一")));
    check_account(&reading, "two serials");
}

#[test]
fn marks_for_a_name_are_no_names_and_are_reported() {
    let text = "白石镇2031年重点任务\n1.清理河道。\n责任单位：水利站\n2.修缮校舍。\n责任单位：待定\n完成时限：6月底前\n\
                3.硬化道路。\n责任领导：〃\n责任单位：——\n4.安装路灯。（责任单位：村建站、电管站，列第一位者为牵头单位，下同）\n";
    let reading = read(text.as_bytes(), Path::new("任务.txt")).unwrap();
    let plan = &reading.ledger.plan;
    let [_, undecided, above, last] = plan.tasks.as_slice() else { panic!("{:#?}", plan.tasks) };
    assert!(undecided.units.is_empty() && undecided.deadline.is_some() && above.units.is_empty() && above.lead_leaders.is_empty());
    assert_eq!(
        (last.lead_departments.as_slice(), last.units.as_slice()),
        (["村建站".to_owned()].as_slice(), ["电管站".to_owned()].as_slice())
    );
    let rest: Vec<&str> = plan.rest.iter().map(|rest| rest.text.as_str()).collect();
    assert_eq!(rest, ["待定", "〃", "列第一位者为牵头单位，下同"]);
    let reported: Vec<_> = reading.findings.iter().filter(|finding| finding.rule == "R057").collect();
    assert_eq!(reported.len(), 2, "{:#?}", reading.findings);
    assert!(reported[0].message.contains("“待定”") && reported[1].message.contains("“〃”"));
}

/// A row parted by tabs that lacks a cell: one behind the others is empty; which one is missing between others a person must see.
#[test]
fn a_missing_cell_between_tabs_takes_nothing_from_above() {
    let read = |row: &str| {
        let text = format!(
            "序号\t任务\t责任股室\t配合股室\t完成时限\n1\t更换路灯\t路灯股\t财务股\t5月底\n{row}\n3\t清洗隔音屏\t养护股\t后勤股\t9月底\n"
        );
        read(text.as_bytes(), Path::new("任务.txt")).unwrap()
    };
    let reading = read("2\t粉刷围墙\t养护股");
    let task = &reading.ledger.plan.tasks[1];
    assert_eq!((task.lead_departments.as_slice(), task.units.len(), &task.deadline), (["养护股".to_owned()].as_slice(), 0, &None));
    assert!(reading.findings.iter().all(|finding| finding.rule != "R060" && finding.rule != "R064"), "{:?}", reading.findings);
    let reading = read("2\t粉刷围墙\t养护股\t6月底");
    let task = &reading.ledger.plan.tasks[1];
    assert_eq!((task.units.len(), task.deadline.as_ref().map(|deadline| deadline.raw.as_str())), (0, Some("6月底")));
    assert!(reading.findings.iter().any(|finding| finding.rule == "R064"), "{:?}", reading.findings);
}
