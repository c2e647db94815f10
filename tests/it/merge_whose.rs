//! Whose answers they are, and of which plan: names of files that speak of two units, tables of several units in one, titles of another year.

use fenjie::merge::{Merged, Outcome};
use fenjie::model::Ledger;

use super::merge_tables::{TITLE, Table, book, form, keeps, line, merge, narrative, only, own_table, said, sent, taken, told};
use super::returns::Form;

pub const ONE: &str = "河口镇中心校";
pub const OTHER: &str = "柳坪乡中心校";

/// Of a unit the tasks that were sent to both.
pub fn shared(forms: &[Form], unit: &str) -> Table {
    let mut table = only(&told(form(forms, unit)), &["序号", "工作任务", "具体内容", "进展情况"]);
    table.truncate(3);
    table
}

fn merged_as(ledger: &Ledger, file: &str, table: &Table) -> Merged {
    merge(ledger, &[(file, book(&[("Sheet1", table)]).bytes())])
}

/// What the other unit said is kept, and nothing of it is an entry.
fn leaves_out_other(merged: &Merged, table: &Table) {
    assert_eq!(taken(merged, OTHER), 0);
    assert!(table[1..].iter().all(|row| keeps(merged, row.last().unwrap())), "{:?}", merged.ledger.strays);
}

#[test]
fn a_file_name_that_says_who_reports_to_whom() {
    let (ledger, forms) = sent();
    let table = shared(&forms, ONE);
    for words in ["报", "报送", "上报", "报给", "致", "回复", "呈", "发给", "一季度进展报", "材料（报", "抄送"] {
        let merged = merged_as(&ledger, &format!("{ONE}{words}{OTHER}.xlsx"), &table);
        assert_eq!(taken(&merged, ONE), 2, "{words}: {:?}", merged.report.findings);
    }
    let table = shared(&forms, OTHER);
    for name in ["{}报", "{}上报", "一季度上报_{}", "月报{}", "已填报{}", "{}转办公室", "回复-{}", "{}报河口县教育局"]
    {
        let file = format!("{}.xlsx", name.replace("{}", OTHER));
        let merged = merged_as(&ledger, &file, &table);
        assert_eq!(taken(&merged, OTHER), 2, "{file}: {:?}", merged.report.findings);
    }
    for (name, words) in [
        (format!("{ONE}转{OTHER}"), [ONE, OTHER]),
        (format!("{ONE}、{OTHER}"), [ONE, OTHER]),
        (format!("{OTHER}代{ONE}"), [ONE, OTHER]),
        (format!("报{OTHER}"), [OTHER, "认不出"]),
    ] {
        let merged = merged_as(&ledger, &format!("{name}.xlsx"), &table);
        assert_eq!((merged.ledger.entries.len(), merged.report.files[0].outcome), (0, Outcome::Rejected), "{name}");
        let said = said(&merged, "M002");
        assert!(said.iter().any(|message| words.iter().all(|word| message.contains(word))), "{name}: {said:?}");
    }
    // What stands in the table says more than the name of the file.
    let titled: Table = std::iter::once(line(&format!("填报单位：{OTHER}"))).chain(table.clone()).collect();
    for name in [format!("{ONE}转{OTHER}"), format!("{OTHER}报{ONE}"), format!("报{ONE}")] {
        assert_eq!(taken(&merged_as(&ledger, &format!("{name}.xlsx"), &titled), OTHER), 2, "{name}");
    }
}

#[test]
fn below_a_line_with_another_units_name_stand_its_answers() {
    let (ledger, forms) = sent();
    let (mine, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    let lines = [
        "柳坪乡中心校填报：",
        "填报单位：柳坪乡中心校",
        "柳坪乡中心校",
        "（二）柳坪乡中心校",
        "以下由柳坪乡中心校填写",
        "柳坪乡中心校进展情况",
        "单位： 柳坪乡中心校（盖章）",
    ];
    for words in lines {
        for header_again in [false, true] {
            let mut table = mine.clone();
            table.push(line(words));
            table.extend(other[usize::from(!header_again)..].iter().cloned());
            let merged = merged_as(&ledger, "河口镇中心校.xlsx", &table);
            assert_eq!(taken(&merged, ONE), 2, "{words} {header_again}: {:?}", merged.report.findings);
            leaves_out_other(&merged, &other);
            assert!(said(&merged, "M006").iter().any(|message| message.contains(OTHER)), "{words}: {:?}", merged.report.findings);
        }
    }
    // The label in one cell, the name in the next; and back to the first unit.
    let mut table = vec![mine[0].clone(), mine[1].clone(), vec!["填报单位：".into(), OTHER.into()], other[1].clone(), other[2].clone()];
    table.extend([line("河口镇中心校填报："), mine[2].clone()]);
    let merged = merged_as(&ledger, "河口镇中心校.xlsx", &table);
    assert_eq!(taken(&merged, ONE), 2, "{:?}", merged.report.findings);
    leaves_out_other(&merged, &other);
    // Another header below the line.
    let lower = only(&other, &["工作任务", "具体内容", "进展情况"]);
    let table: Table = mine.iter().cloned().chain([line("柳坪乡中心校填报：")]).chain(lower.clone()).collect();
    let merged = merged_as(&ledger, "河口镇中心校.xlsx", &table);
    assert_eq!(taken(&merged, ONE), 2, "{:?}", merged.report.findings);
    leaves_out_other(&merged, &other);
    // A name nobody knows is somebody all the same.
    let table: Table = mine.iter().cloned().chain([line("填报单位：东山教学点")]).chain(other[1..].iter().cloned()).collect();
    let merged = merged_as(&ledger, "河口镇中心校.xlsx", &table);
    assert_eq!(taken(&merged, ONE), 2, "{:?}", merged.report.findings);
    leaves_out_other(&merged, &other);
}

#[test]
fn a_line_of_ones_own_name_or_of_who_leads_parts_nothing() {
    let (ledger, forms) = sent();
    let mine = shared(&forms, ONE);
    for words in [
        "河口镇中心校填报：",
        "填报单位：河口镇中心校",
        "安全股牵头的任务",
        "安全股配合事项进展情况",
        "一、校园安全",
        "审核：安全股",
        "报：柳坪乡中心校",
    ] {
        let mut table = mine.clone();
        table.insert(2, line(words));
        let merged = merged_as(&ledger, "河口镇中心校.xlsx", &table);
        assert_eq!(taken(&merged, ONE), 2, "{words}: {:?}", merged.report.findings);
    }
}

#[test]
fn a_title_that_begins_with_a_units_name_says_whose_table_it_is() {
    let (ledger, forms) = sent();
    let (mine, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    let titled = |title: &str, table: &Table| -> Table { std::iter::once(line(title)).chain(table.iter().cloned()).collect() };
    for words in ["一季度工作进展情况表", "2031年校园安全重点工作进展情况", "工作完成情况汇总表（一季度）"]
    {
        let own = titled(&format!("{OTHER}{words}"), &other);
        let merged = merged_as(&ledger, "河口镇中心校.xlsx", &own);
        assert_eq!(merged.ledger.entries.len(), 0, "{words}: {:?}", merged.report.findings);
        assert_eq!(taken(&merged_as(&ledger, "报表.xlsx", &own), OTHER), 2, "{words}");
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &mine), ("Sheet2", &own)]).bytes())]);
        leaves_out_other(&merged, &other);
    }
    for title in ["安全股牵头任务进展情况表", "河口镇校园安全工作进展情况表", "安全股关于校园安全工作的通知", TITLE]
    {
        let merged = merged_as(&ledger, "河口镇中心校.xlsx", &titled(title, &mine));
        assert_eq!(taken(&merged, ONE), 2, "{title}: {:?}", merged.report.findings);
    }
}

#[test]
fn the_only_line_that_names_a_unit_says_whose_table_it_is() {
    let (ledger, forms) = sent();
    let mine = shared(&forms, ONE);
    let table = vec![mine[0].clone(), line("河口镇中心校填报："), mine[1].clone()];
    assert_eq!(taken(&merged_as(&ledger, "汇总.xlsx", &table), ONE), 1);
}

#[test]
fn a_row_that_names_another_unit_is_left_out() {
    let (ledger, forms) = sent();
    let own = form(&forms, ONE);
    for header in ["单位", "单位名称", "填报单位", "上报单位", "填报部门", "报送科室", "填报单位（盖章）"] {
        let cells = |at: usize, named: &str| match named {
            "进展情况" if at == 1 => narrative(OTHER, own.rows[at].task.as_deref().unwrap()),
            "进展情况" => narrative(ONE, own.rows[at].task.as_deref().unwrap()),
            _ if at == 1 => OTHER.to_owned(),
            _ => ONE.to_owned(),
        };
        let mut table = own_table(own, &[header, "进展情况"], cells);
        table.truncate(3);
        let merged = merged_as(&ledger, "河口镇中心校.xlsx", &table);
        assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (1, 0), "{header}: {:?}", merged.report.findings);
        assert!(keeps(&merged, &table[2][3]), "{header}");
    }
}

#[test]
fn a_sheet_called_after_another_unit_is_that_units() {
    let (ledger, forms) = sent();
    let (mine, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    for name in ["柳坪乡中心校", "柳坪乡中心校一季度", "2.柳坪乡中心校", "柳坪", "柳坪乡"] {
        let bytes = book(&[("Sheet1", &mine), (name, &other)]).bytes();
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", bytes)]);
        assert_eq!(taken(&merged, ONE), 2, "{name}: {:?}", merged.report.findings);
        leaves_out_other(&merged, &other);
    }
    for name in ["河口", "中心校", "一季度", "食品安全"] {
        let bytes = book(&[
            ("Sheet1", &only(&vec![mine[0].clone(), mine[1].clone()], &["工作任务", "进展情况"])),
            (name, &vec![mine[0].clone(), mine[2].clone()]),
        ])
        .bytes();
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", bytes)]);
        assert_eq!(taken(&merged, ONE), 2, "{name}: {:?}", merged.report.findings);
    }
}

#[test]
fn a_title_of_another_year_is_another_plan() {
    let (ledger, forms) = sent();
    let mine = shared(&forms, ONE);
    let above = |title: &str| -> Table { std::iter::once(line(title)).chain(mine.clone()).collect() };
    for title in [
        "2030年河口县校园安全重点工作责任分解表",
        "河口县2030年校园安全重点工作",
        "2030年度重点工作任务分工表",
        "２０３０年责任分解表（河口镇中心校）",
        "二〇三〇年校园安全重点工作完成情况表",
        "2032年校园安全重点工作责任分解表",
        "2030年校园安全\n重点工作责任分解表",
    ] {
        let merged = merged_as(&ledger, "河口镇中心校.xlsx", &above(title));
        assert_eq!(merged.ledger.entries.len(), 0, "{title}: {:?}", merged.report.findings);
        assert!(said(&merged, "M004").iter().any(|message| message.contains("没有汇总")), "{title}: {:?}", merged.report.findings);
        assert!(keeps(&merged, &mine[1][3]), "{title}");
    }
    for title in [
        TITLE,
        "2031年责任分解表",
        "2030—2031年校园安全重点工作责任分解表",
        "说明：本表自2030年起按季填报。",
        "河教〔2030〕12号",
        "2031年校园安全重点工作责任分解表（2030年修订样式）",
        "校园安全责任分解表",
    ] {
        let merged = merged_as(&ledger, "河口镇中心校.xlsx", &above(title));
        assert_eq!(taken(&merged, ONE), 2, "{title}: {:?}", merged.report.findings);
    }
    // A sheet or a file called after another year.
    let bytes = book(&[("2031年", &mine), ("2030年", &above("旧表"))]).bytes();
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", bytes)]);
    assert_eq!((taken(&merged, ONE), said(&merged, "M005").len()), (2, 1), "{:?}", merged.report.findings);
    let merged = merged_as(&ledger, "河口镇中心校2030年.xlsx", &mine);
    assert_eq!(merged.ledger.entries.len(), 0, "{:?}", merged.report.findings);
    for name in ["河口镇中心校2031年", "河口镇中心校2032年1月5日", "河口镇中心校20301231", "河口镇中心校2030.12.31修改"]
    {
        assert_eq!(taken(&merged_as(&ledger, &format!("{name}.xlsx"), &mine), ONE), 2, "{name}");
    }
    // A page of text says its title outside the table.
    let page = |title: &str| format!("{title}\n\n{}\n", mine.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n"));
    let merged = merge(&ledger, &[("河口镇中心校.txt", page("2030年河口县校园安全重点工作责任分解表").into_bytes())]);
    assert_eq!(merged.ledger.entries.len(), 0, "{:?}", merged.report.findings);
    assert_eq!(taken(&merge(&ledger, &[("河口镇中心校.txt", page(TITLE).into_bytes())]), ONE), 2);
}

#[test]
fn of_tables_beside_each_other_each_is_of_the_unit_above_it() {
    let (ledger, forms) = sent();
    let (own, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    let blank = || vec![String::new()];
    let beside = |left: &str, right: &str, tables: [&Table; 2]| -> Table {
        let width = tables[0][0].len();
        let names: Vec<String> = std::iter::once(left.to_owned()).chain(vec![String::new(); width]).chain([right.to_owned()]).collect();
        let rows = tables[0].iter().zip(tables[1]).map(|(one, two)| [one.clone(), blank(), two.clone()].concat());
        std::iter::once(names).chain(rows).collect()
    };
    for (table, file) in [
        (beside(ONE, OTHER, [&own, &other]), ONE),
        (beside(OTHER, ONE, [&other, &own]), ONE),
        (beside(&format!("填报单位：{ONE}"), &format!("填报单位：{OTHER}"), [&own, &other]), ONE),
    ] {
        let merged = merged_as(&ledger, &format!("{file}.xlsx"), &table);
        assert_eq!(taken(&merged, ONE), 2, "{table:?}: {:?}", merged.report.findings);
        leaves_out_other(&merged, &other);
        assert!(merged.report.conflicts.is_empty() && !said(&merged, "M006").is_empty());
    }
}

#[test]
fn lines_over_a_table_or_between_its_rows_say_the_time() {
    let (ledger, forms) = sent();
    let mine = shared(&forms, ONE);
    let above = |title: &str| -> Table { std::iter::once(line(title)).chain(mine.clone()).collect() };
    for title in [
        "河口镇中心校2030年第四季度进展",
        "2030年第四季度",
        "填报期：2030年第四季度",
        "河口镇中心校2031年二季度进展情况",
        "二季度工作推进情况",
    ] {
        let merged = merged_as(&ledger, "河口镇中心校.xlsx", &above(title));
        assert_eq!(merged.ledger.entries.len(), 0, "{title}: {:?}", merged.report.findings);
        assert_eq!(said(&merged, "M005").len(), 1, "{title}: {:?}", merged.report.findings);
        assert!(keeps(&merged, &mine[1][3]), "{title}");
    }
    for (title, is_asked) in [
        ("2031年第一季度进展", false),
        ("一季度进展及二季度打算", false),
        ("2031年上半年进展", false),
        ("填报时间：2031年4月2日", false),
        ("2030年四季度遗留事项", true),
    ] {
        let merged = merged_as(&ledger, "河口镇中心校.xlsx", &above(title));
        assert_eq!(taken(&merged, ONE), 2, "{title}: {:?}", merged.report.findings);
        assert_eq!(!said(&merged, "M001").is_empty(), is_asked, "{title}: {:?}", merged.report.findings);
    }
    // A chapter of the plan is no time of the rows below it.
    let mut by_quarters = ledger.clone();
    by_quarters.plan.sections[0].title = "二季度重点工作".into();
    let mut table = mine.clone();
    table.insert(1, line("一、二季度重点工作"));
    assert_eq!(taken(&merged_as(&by_quarters, "河口镇中心校.xlsx", &table), ONE), 2);
    // Two tables of one unit, each below its time.
    let old: Table = mine.iter().map(|row| row.iter().map(|cell| cell.replace("就", "曾就")).collect()).collect();
    let mut table = above("2030年第四季度");
    table[2..].clone_from_slice(&old[1..]);
    table.push(line("2031年第一季度"));
    table.extend(mine.clone());
    let merged = merged_as(&ledger, "河口镇中心校.xlsx", &table);
    assert_eq!((taken(&merged, ONE), merged.report.conflicts.len()), (2, 0), "{:?}", merged.report.findings);
    assert!(keeps(&merged, &old[1][3]), "{:?}", merged.ledger.strays);
}

/// The plan as it is before anybody was sent anything.
fn not_sent() -> (Ledger, Vec<Form>) {
    let (mut ledger, forms) = sent();
    ledger.dispatches.clear();
    (ledger, forms)
}

#[test]
fn a_school_of_a_town_is_not_the_town() {
    for (ledger, forms) in [sent(), not_sent()] {
        let table = own_table(form(&forms, "河口镇"), &["进展情况"], |row, _| format!("第{row}项办了"));
        let body = "河口镇卫生院";
        let titled: Table = std::iter::once(line(&format!("{body}2031年第一季度重点工作进展情况"))).chain(table.clone()).collect();
        let tables = [(format!("{body}.xlsx"), &table), (format!("{body}一季度进展.xlsx"), &table), ("进展.xlsx".to_owned(), &titled)];
        for (file, table) in tables {
            let merged = merged_as(&ledger, &file, table);
            assert_eq!(taken(&merged, "河口镇"), 0, "{file}: {:?}", merged.report.findings);
            let is_named = said(&merged, "M001").into_iter().chain(said(&merged, "M002")).any(|message| message.contains(body));
            assert!(is_named, "{file}: {:?}", merged.report.findings);
        }
        let merged = merged_as(&ledger, "河口镇办公室.xlsx", &table);
        assert_eq!(taken(&merged, "河口镇"), 1, "{:?}", merged.report.findings);
    }
}

#[test]
fn units_of_a_plan_nobody_sent_out() {
    let (ledger, forms) = not_sent();
    let table = own_table(form(&forms, ONE), &["进展情况"], |row, _| format!("第{row}项办了"));
    let titled: Table = std::iter::once(line(&format!("{ONE}2031年第一季度进展情况"))).chain(table.clone()).collect();
    for (file, table) in [(format!("1.{ONE}（最终版）.xlsx"), &table), (format!("{OTHER}/进展.xlsx"), &titled)] {
        let merged = merged_as(&ledger, &file, table);
        assert_eq!(taken(&merged, ONE), titled.len() - 2, "{file}: {:?}", merged.report.findings);
    }
    let called: Table = std::iter::once(line("填报单位：河口中心校")).chain(table).collect();
    let merged = merged_as(&ledger, "进展.xlsx", &called);
    assert!(said(&merged, "M001").iter().any(|message| message.contains("河口中心校")), "{:?}", merged.report.findings);
}

#[test]
fn a_unit_called_otherwise_in_each_row_is_the_one_its_tasks_were_sent_to() {
    let (ledger, forms) = sent();
    let tables = [(ONE, "河口中心学校"), (OTHER, OTHER)].map(|(unit, called)| {
        let table = own_table(form(&forms, unit), &["填报单位", "进展情况"], |row, header| match header {
            "填报单位" => called.to_owned(),
            _ => format!("{unit}第{row}项办了"),
        });
        (table.len() - 1, table)
    });
    let [(ones, first), (others, second)] = tables;
    let table: Table = first.into_iter().chain(second.into_iter().skip(1)).collect();
    let merged = merged_as(&ledger, "汇总.xlsx", &table);
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (ones, others), "{:?}", merged.report.findings);
}
