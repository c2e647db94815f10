//! A desk for returns without our marks: a plan sent out to units whose names begin alike, tables of their own making, and what became of
//! every narrative in them, each of which says whose it is.

use std::path::Path;

use fenjie::merge::{Merged, Merger};
use fenjie::model::{Ledger, Period, Role};
use fenjie::read::read;

use super::returns::{Form, collect, dispatch_for};
use super::returns_book::{Book, Sheet};

pub const PERIOD: Period = Period::Quarter(2031, 1);
pub const TITLE: &str = "2031年河口县校园安全重点工作";

/// Units with names that begin alike, and tasks that several of them share.
fn plan() -> Ledger {
    let tasks = [
        ("消防安全检查", "组织校园消防安全检查2次，整改隐患率达到100%", "安全股", "河口镇中心校、柳坪乡中心校", "3月底前"),
        ("食品安全检查", "组织校园食品安全检查2次，更换餐具120套", "安全股", "河口镇中心校、柳坪乡中心校", "4月底前"),
        ("摊点整治", "整治河口镇学校周边流动摊点，每月联合巡查1次", "河口镇", "河口镇中心校", "长期坚持"),
        ("校舍排查", "完成全镇校舍安全排查，建立隐患台账", "河口镇中心校", "安全股", "5月底前"),
        ("防溺水宣传", "发放防溺水告家长书3000份", "河口镇中心校", "", "6月底前"),
        ("乡校排查", "完成全乡教学点屋面检修", "柳坪乡中心校", "安全股", "5月底前"),
        ("乡校宣传", "组织柳坪乡暑期家访1800户", "柳坪乡中心校", "", "6月底前"),
        ("乡校绿化", "栽植护坡树木260株", "柳坪乡中心校", "", "10月底前"),
    ];
    let mut text = format!(
        "河口县教育局\n关于印发《{TITLE}》的通知\n\n各单位：\n现印发给你们。\n\n河口县教育局\n2031年1月8日\n\n{TITLE}\n\n一、校园安全\n"
    );
    for (number, (title, content, lead, units, deadline)) in "一二三四五六七八".chars().zip(tasks) {
        text += &format!("（{number}）{title}。{content}。\n牵头领导：周既白\n牵头单位：{lead}\n");
        text += &if units.is_empty() { String::new() } else { format!("相关责任单位：{units}\n") };
        text += &format!("完成时限：{deadline}\n");
    }
    let ledger = read(text.as_bytes(), Path::new("计划.txt")).unwrap().ledger;
    assert_eq!((ledger.plan.tasks.len(), ledger.plan.issuer.as_deref()), (8, Some("河口县教育局")));
    ledger
}

/// The plan sent out to leads and helpers.
pub fn sent() -> (Ledger, Vec<Form>) {
    let mut ledger = plan();
    let forms = dispatch_for(&mut ledger, Role::All, PERIOD).unwrap();
    (ledger, forms)
}

pub fn form<'f>(forms: &'f [Form], unit: &str) -> &'f Form {
    forms.iter().find(|form| form.unit == unit).unwrap()
}

pub type Table = Vec<Vec<String>>;

/// The table of a form with the narrative of each row: which unit, which task.
pub fn told(form: &Form) -> Table {
    let header = form.columns.iter().map(|column| column.header.clone()).collect();
    let at = form.columns.iter().position(|column| column.header == "进展情况").unwrap();
    let rows = form.rows.iter().map(|row| {
        let mut cells = row.cells.clone();
        cells[at] = narrative(&form.unit, row.task.as_deref().unwrap());
        cells
    });
    std::iter::once(header).chain(rows).collect()
}

pub fn narrative(unit: &str, task: &str) -> String {
    format!("{unit}就{task}开展工作")
}

/// The columns of these headers.
pub fn only(table: &Table, headers: &[&str]) -> Table {
    let at: Vec<usize> = headers.iter().map(|header| table[0].iter().position(|cell| cell == header).unwrap()).collect();
    table.iter().map(|row| at.iter().map(|&at| row[at].clone()).collect()).collect()
}

pub fn line(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

/// A workbook without any mark of ours.
pub fn book(sheets: &[(&str, &Table)]) -> Book {
    let sheets = sheets.iter().map(|(name, table)| sheet(name, table)).collect();
    Book {
        sheets,
        properties: Vec::new(),
        names: String::new(),
        is_1904: false,
        is_inline: false,
        parts: Vec::new(),
        relations: Vec::new(),
        of_sheet: Vec::new(),
    }
}

pub fn sheet(name: &str, table: &Table) -> Sheet {
    let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
    for (row, texts) in (1..).zip(table) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        sheet.row(row, &texts);
    }
    sheet
}

pub fn merge(ledger: &Ledger, files: &[(&str, Vec<u8>)]) -> Merged {
    let merger = Merger::new(ledger, Some(PERIOD));
    let merged = merger.finish(files.iter().map(|(file, bytes)| collect(&merger, file, bytes)).collect(), Vec::new());
    assert!(merged.report.totals.balance());
    // Every narrative says whose it is.
    for entry in merged.ledger.entries.iter().filter(|entry| entry.value.contains('就')) {
        assert_eq!(&*entry.value, narrative(&entry.unit, &entry.task), "{entry:?}");
        assert_eq!(entry.field, fenjie::model::ProgressField::Narrative);
    }
    merged
}

pub fn taken(merged: &Merged, unit: &str) -> usize {
    merged.ledger.entries.iter().filter(|entry| *entry.unit == *unit).count()
}

pub fn keeps(merged: &Merged, text: &str) -> bool {
    merged.ledger.strays.iter().any(|stray| stray.text == text)
}

/// The messages of a rule.
pub fn said<'m>(merged: &'m Merged, rule: &str) -> Vec<&'m str> {
    merged.report.findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.message.as_str()).collect()
}

/// A table of a unit's own: what it does, by these headers, a row for each of its tasks.
pub fn own_table(own: &Form, headers: &[&str], cells: impl Fn(usize, &str) -> String) -> Table {
    let all = told(own);
    let texts = only(&all, &["工作任务", "具体内容"]);
    let header = ["工作任务", "具体内容"].iter().chain(headers).map(|header| (*header).to_owned()).collect();
    let row = |(at, texts): (usize, &Vec<String>)| {
        let answers = headers.iter().map(|header| cells(at, header));
        texts.iter().cloned().chain(answers).collect()
    };
    std::iter::once(header).chain(texts[1..].iter().enumerate().map(row)).collect()
}
