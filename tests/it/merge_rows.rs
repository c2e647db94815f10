//! Rows that are not one task each: lines of a text file with a comma too many, answers that go on in the row below, tasks over several rows.

use std::collections::BTreeMap;
use std::path::Path;

use fenjie::merge::{Merger, ReturnedFile};
use fenjie::model::ProgressField;
use fenjie::read::ReadOptions;
use fenjie::read::returned::{Incoming, read_incoming};
use fenjie::words::vocabulary::Vocabulary;

use super::merge_tables::{Table, book, form, keeps, line, merge, narrative, only, own_table, said, sent, taken, told};
use super::returns::Form;
use super::returns_book::Book;

const ONE: &str = "河口镇中心校";

#[test]
fn a_comma_too_many_in_a_line_moves_nothing_into_another_column() {
    let (ledger, forms) = sent();
    let own = form(&forms, ONE);
    let table = only(&told(own), &["序号", "工作任务", "进展情况", "存在问题", "下一步打算", "编码"]);
    let lines = |torn: &str, mark: &str| {
        let mut rows: Vec<String> = table.iter().map(|row| row.join(mark)).collect();
        rows[2] = [&table[2][0], &table[2][1], torn, "缺人手", "再查一轮", &table[2][5]].join(mark);
        rows.join("\n")
    };
    for (mark, name) in [(",", "csv"), ("\t", "csv"), (";", "csv"), ("\t", "txt")] {
        let torn = format!("已查食堂3处{mark}更换餐具40套");
        let merged = merge(&ledger, &[(&format!("{ONE}.{name}"), lines(&torn, mark).into_bytes())]);
        let values: Vec<&str> = merged.ledger.entries.iter().map(|entry| &*entry.value).collect();
        assert_eq!(taken(&merged, ONE), own.rows.len() - 1, "{mark:?} {name}: {values:?}");
        let kept = merged.ledger.strays.iter().find(|stray| stray.text.contains(&torn));
        assert!(kept.is_some(), "{mark:?} {name}: {:?} {:?}", merged.ledger.strays, merged.report.findings);
        assert_eq!(kept.unwrap().task.as_deref(), own.rows[1].task.as_deref(), "{mark:?} {name}: {:?}", merged.ledger.strays);
        assert!(kept.unwrap().text.contains("再查一轮"), "{mark:?}: {kept:?}");
        assert_eq!(said(&merged, "M066").len(), 1, "{mark:?} {name}: {:?}", merged.report.findings);
    }
    // Every line has one, and what only fills the lines up counts for nothing.
    let mut all = table.clone();
    all[1..].iter_mut().for_each(|row| row[2].push_str(",又一句"));
    let bytes = all.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n").into_bytes();
    let merged = merge(&ledger, &[("河口镇中心校.csv", bytes)]);
    assert_eq!(merged.ledger.entries.len(), 0, "{:?}", merged.ledger.entries);
    let bytes = table.iter().map(|row| row.join(",") + ",,").collect::<Vec<_>>().join("\n").into_bytes();
    assert_eq!(taken(&merge(&ledger, &[("河口镇中心校.csv", bytes)]), ONE), own.rows.len());
}

#[test]
fn an_answer_that_goes_on_in_the_row_below_is_asked_about() {
    let (ledger, forms) = sent();
    let own = form(&forms, ONE);
    let all = only(&told(own), &["序号", "工作任务", "具体内容", "进展情况"]);
    let more = "另外补充：又检查食堂两处。";
    for number in ["", "2", "2.1", "（1）", "2（1）", "2-1", "①"] {
        for at in [3, all.len()] {
            let mut table = all.clone();
            table.insert(at, vec![number.into(), String::new(), String::new(), more.into()]);
            let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
            // Without a number it may be the other half of the answer above, and half an answer is a wrong one.
            let held = usize::from(number.is_empty());
            assert_eq!(taken(&merged, ONE), own.rows.len() - held, "{number} {at}: {:?}", merged.report.findings);
            assert!(keeps(&merged, more) && (held == 0 || keeps(&merged, &all[at - 1][3])), "{number} {at}");
            let said = said(&merged, "M069");
            assert!(said.iter().any(|message| message.contains("没有写是哪一项")), "{number} {at}: {said:?}");
        }
    }
}

#[test]
fn a_task_over_several_rows_has_one_answer_of_all_of_them() {
    let (ledger, forms) = sent();
    let own = form(&forms, ONE);
    let says = |at: usize, header: &str| match header {
        "进展情况" => narrative(ONE, own.rows[at].task.as_deref().unwrap()),
        _ => "推进中".to_owned(),
    };
    let mut table: Table = own_table(own, &["完成状态", "进展情况"], says);
    table.insert(2, vec![String::new(), String::new(), "推进中".into(), "二是整改隐患五处。".into()]);
    table.insert(3, vec![String::new(), String::new(), String::new(), "三是回头看一次。".into()]);
    let mut book = book(&[("Sheet1", &table)]);
    book.sheets[0].merges = ["A2:A4", "B2:B4"].map(str::to_owned).to_vec();
    let merger = fenjie::merge::Merger::new(&ledger, None);
    let merged = merger.finish(vec![super::returns::collect(&merger, "河口镇中心校.xlsx", &book.bytes())], Vec::new());
    assert!(merged.report.totals.balance());
    assert!(merged.report.conflicts.is_empty(), "{:?}", merged.report.conflicts);
    let first = own.rows[0].task.as_deref().unwrap();
    let told: Vec<&str> = merged
        .ledger
        .entries
        .iter()
        .filter(|entry| &*entry.task == first && entry.field.name() == "narrative")
        .map(|entry| &*entry.value)
        .collect();
    assert_eq!(told, [format!("{}\n二是整改隐患五处。\n三是回头看一次。", narrative(ONE, first))]);
    let place =
        merged.ledger.entries.iter().find(|entry| entry.value.contains("回头看")).and_then(|entry| entry.source.as_ref()?.cell.clone());
    assert_eq!(place.as_deref(), Some("D2:D4"));
    assert!(said(&merged, "M052").iter().any(|message| message.contains("接成一段")), "{:?}", merged.report.findings);
    // Another state below is a question.
    let mut other = table.clone();
    other[2][2] = "已完成".into();
    let mut other = super::merge_tables::book(&[("Sheet1", &other)]);
    other.sheets[0].merges = book.sheets[0].merges.clone();
    let merged = merger.finish(vec![super::returns::collect(&merger, "河口镇中心校.xlsx", &other.bytes())], Vec::new());
    assert_eq!(merged.report.conflicts.len(), 1, "{:?}", merged.report.conflicts);
}

#[test]
fn a_header_of_an_offices_own_words_is_not_said_to_be_changed() {
    let (ledger, forms) = sent();
    let own = form(&forms, ONE);
    let mut table = only(&told(own), &["序号", "工作任务", "具体内容", "进展情况"]);
    table[0][3] = "推到哪一步".to_owned();
    let words = Vocabulary::from_toml(Path::new("自用.toml"), "[fields.narrative]\nheaders = [\"推到哪一步\"]\n").unwrap();
    let file = "河口镇中心校.xlsx";
    let options = ReadOptions { vocabulary: &words, ..ReadOptions::default() };
    let told_of = |merger: &Merger<'_>| {
        let bytes = book(&[("Sheet1", &table)]).bytes();
        let Incoming::Return(returned) = read_incoming(&bytes, Path::new(file), &options).unwrap() else { panic!("no return") };
        let sha256 = fenjie::identity::digest(&bytes);
        let collected = merger.collect(&ReturnedFile { name: file.to_owned(), sha256, returned: *returned });
        let merged = merger.finish(vec![collected], Vec::new());
        assert_eq!(taken(&merged, ONE), own.rows.len(), "{:?}", merged.report.findings);
        said(&merged, "M034").len()
    };
    assert_eq!(told_of(&Merger::new(&ledger, None)), 1, "one nobody knows");
    assert_eq!(told_of(&Merger::new(&ledger, None).with_vocabulary(&words)), 0);
}

#[test]
fn a_row_filled_in_one_column_beside_puts_nothing_in_a_wrong_place() {
    let (ledger, forms) = sent();
    let own = form(&forms, ONE);
    let headers = ["完成状态", "完成百分比", "进展情况", "存在问题", "下一步打算", "填报人", "联系电话", "填报日期"];
    let merged_with = |answers: [&str; 8]| {
        let cells = |at: usize, header: &str| match at {
            1 => answers[headers.iter().position(|known| *known == header).unwrap()].to_owned(),
            _ => String::new(),
        };
        merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &own_table(own, &headers, cells))]).bytes())])
    };
    // From the narrative on to the right; all of it to the left.
    for (answers, right) in [
        (["推进中", "30", "", "查了三处", "缺人手", "再查一轮", "周小兰", "13800001234"], 2),
        (["60", "查了三处", "缺人手", "再查一轮", "周小兰", "13800001234", "2031-03-28", ""], 0),
    ] {
        let merged = merged_with(answers);
        assert_eq!(taken(&merged, ONE), right, "{answers:?}: {:?}", merged.ledger.entries);
        assert!(answers.iter().skip(right).all(|text| text.is_empty() || keeps(&merged, text)), "{answers:?}: {:?}", merged.ledger.strays);
        let said = said(&merged, "M072");
        assert!(matches!(said.as_slice(), [message] if message.contains("错了一列")), "{answers:?}: {said:?}");
    }
    // Two cells exchanged, a remark where a form is asked for: what stands beside them is right.
    for (answers, right) in [
        (["60%", "推进中", "查了三处", "缺人手", "再查一轮", "周小兰", "13800001234", "2031-03-28"], 6),
        (["快了", "过半", "查了三处", "缺人手", "再查一轮", "周小兰", "见通讯录", "2031-03-28"], 6),
        (["推进中", "30", "查了三处", "缺人手", "再查一轮", "周小兰", "见通讯录", "三月底"], 7),
    ] {
        let merged = merged_with(answers);
        assert_eq!((taken(&merged, ONE), said(&merged, "M072").len()), (right, 0), "{answers:?}: {:?}", merged.report.findings);
    }
}

/// A table of a unit's own in which the answers to each task stand below each other, behind the words for them.
fn listed(own: &Form, items: &[&str], shows_task: impl Fn(usize) -> bool) -> Table {
    let texts = own_table(own, &[], |_, _| String::new());
    let header = ["工作任务", "具体内容", "填报项目", "填报内容"].map(str::to_owned).to_vec();
    let row = |task: usize, item: usize| {
        let shown = |text: &String| if shows_task(item) { text.clone() } else { String::new() };
        let answer = [items[item].to_owned(), format!("第{task}项{}", items[item])];
        texts[task].iter().map(shown).chain(answer).collect::<Vec<_>>()
    };
    let rows = (1..texts.len()).flat_map(|task| (0..items.len()).map(move |item| (task, item)));
    std::iter::once(header).chain(rows.map(|(task, item)| row(task, item))).collect()
}

#[test]
fn answers_listed_below_each_other_behind_their_words() {
    let (ledger, forms) = sent();
    let own = form(&forms, ONE);
    let items = ["进展情况", "存在问题", "下一步打算"];
    let tasks = own.rows.len();
    let fields = [ProgressField::Narrative, ProgressField::Problems, ProgressField::NextSteps];
    let check = |book: &Book, case: &str| {
        let merged = merge(&ledger, &[(&format!("{ONE}.xlsx"), book.bytes())]);
        for (item, field) in items.iter().zip(fields) {
            let of = merged.ledger.entries.iter().filter(|entry| entry.field == field);
            let values: BTreeMap<&str, &str> = of.map(|entry| (&*entry.task, &*entry.value)).collect();
            for (at, row) in own.rows.iter().enumerate() {
                let wanted = format!("第{}项{item}", at + 1);
                assert_eq!(values.get(row.task.as_deref().unwrap()), Some(&&*wanted), "{case}: {:?}", merged.report.findings);
            }
        }
        assert_eq!((merged.ledger.entries.len(), merged.ledger.strays.len()), (tasks * 3, 0), "{case}: {:?}", merged.ledger.strays);
    };
    check(&book(&[("Sheet1", &listed(own, &items, |_| true))]), "every row");
    let first = listed(own, &items, |item| item == 0);
    check(&book(&[("Sheet1", &first)]), "first row");
    let mut merged_cells = book(&[("Sheet1", &first)]);
    let spans = (0..tasks).flat_map(|task| ["A", "B"].map(|column| format!("{column}{}:{column}{}", task * 3 + 2, task * 3 + 4)));
    merged_cells.sheets[0].merges = spans.collect();
    check(&merged_cells, "merged");
    let mut again = first.clone();
    again.insert(4, first[0].clone());
    check(&book(&[("Sheet1", &again)]), "header again");
    // A word nobody knows is no answer: the table stays as it is.
    let merged =
        merge(&ledger, &[(&format!("{ONE}.xlsx"), book(&[("Sheet1", &listed(own, &["进展情况", "领导批示"], |_| true))]).bytes())]);
    assert!(merged.ledger.entries.is_empty() && keeps(&merged, "第1项领导批示"));
}

#[test]
fn an_answer_that_goes_on_below_its_row_is_held_whole() {
    let (ledger, forms) = sent();
    let own = form(&forms, ONE);
    let answers =
        |row: usize, header: &str| if header == "完成状态" { "推进中".to_owned() } else { format!("{header}的第{row}句") };
    let table = own_table(own, &["完成状态", "进展情况", "存在问题"], answers);
    let with = |cells: [&str; 5]| {
        let mut table = table.clone();
        table.insert(2, cells.map(str::to_owned).to_vec());
        merge(&ledger, &[(&format!("{ONE}.xlsx"), book(&[("Sheet1", &table)]).bytes())])
    };
    let all = (table.len() - 1) * 3;
    let merged = with(["", "", "", "后半句", ""]);
    assert_eq!(merged.ledger.entries.len(), all - 1, "{:?}", merged.report.findings);
    assert!(keeps(&merged, "后半句") && keeps(&merged, "进展情况的第0句"));
    assert!(said(&merged, "M069").iter().any(|message| message.contains("D3")), "{:?}", merged.report.findings);
    // A row with a status is one of its own, and remarks and signatures are no answers.
    assert_eq!(with(["", "", "推进中", "另一项的话", ""]).ledger.entries.len(), all);
    for words in ["填报人：孙立", "注：数据截至3月底", "合计", "河口镇中心校（盖章）", "2031年4月3日"] {
        assert_eq!(with(["", "", "", words, ""]).ledger.entries.len(), all, "{words}");
    }
    // Nor is what stands below a blank row.
    let mut table = table.clone();
    table.extend([line(""), ["", "", "", "以上情况属实", ""].map(str::to_owned).to_vec()]);
    let merged = merge(&ledger, &[(&format!("{ONE}.xlsx"), book(&[("Sheet1", &table)]).bytes())]);
    assert_eq!(merged.ledger.entries.len(), all, "{:?}", merged.report.findings);
}

#[test]
fn what_to_do_about_tasks_that_look_alike_depends_on_the_table() {
    let (ledger, forms) = sent();
    let mut table = own_table(form(&forms, ONE), &["进展情况"], |row, _| format!("第{row}句"));
    for row in [1, 2] {
        (table[row][0], table[row][1]) = ("安全检查".into(), "组织校园安全检查2次".into());
    }
    let merged = merge(&ledger, &[(&format!("{ONE}.xlsx"), book(&[("Sheet1", &table)]).bytes())]);
    let said = said(&merged, "M020");
    assert!(!said.is_empty() && said.iter().all(|message| message.contains("没有编码列")), "{:?}", merged.report.findings);
}
