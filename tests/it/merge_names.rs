//! Units the plan, the roster and the units themselves call differently: one unit all the way from dispatch to the master.

use std::path::Path;

use fenjie::merge::{Merged, Merger};
use fenjie::model::{Ledger, Period, Role, Roster, Unit};
use fenjie::read::sniff::Kind;
use fenjie::read::{read, workbook};
use fenjie::write::{Format, Layout, WriteOptions, write};

use super::merge_tables::book;
use super::returns::{Form, collect, dispatch_by};

/// The plan says 县工信局, the roster 县工业和信息化局.
const PLAN: &str = "青溪县2031年重点工作\n一、重点任务\n1.园区招商引资8家。\n牵头单位：县工信局\n配合单位：县财政局\n2.新增规上企业4家。\n牵头单位：县工信局\n3.盘活闲置资产2处。\n牵头单位：县财政局\n";
const UNIT: &str = "县工业和信息化局";

fn roster() -> Roster {
    let unit = |name: &str, aliases: &[&str]| {
        let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        Unit { name: name.to_owned(), aliases, ..Unit::default() }
    };
    Roster { units: vec![unit(UNIT, &["县工信局", "县经信委"]), unit("县财政局", &[])], groups: Vec::new() }
}

fn plan() -> Ledger {
    let ledger = read(PLAN.as_bytes(), Path::new("要点.txt")).unwrap().ledger;
    assert_eq!(ledger.plan.tasks.len(), 3);
    ledger
}

fn quarter(number: u8) -> Period {
    Period::Quarter(2031, number)
}

fn merge(ledger: &Ledger, files: &[(&str, Vec<u8>)]) -> Merged {
    let merger = Merger::new(ledger, None);
    merger.finish(files.iter().map(|(file, bytes)| collect(&merger, file, bytes)).collect(), Vec::new())
}

/// What the master shows of a task under a header.
fn shows(ledger: &Ledger, task: usize, header: &str) -> String {
    let layout = Layout::named("总台账").unwrap();
    let bytes = write(ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap().bytes;
    let book = workbook::read(&bytes, Kind::Xlsx, Path::new("总台账.xlsx")).unwrap();
    let cells = &book.sheets[0].cells;
    let header = cells.iter().find(|cell| cell.text == header).unwrap();
    let title = ledger.plan.tasks[task].title.as_ref().or(ledger.plan.tasks[task].content.as_ref()).unwrap();
    let row = cells.iter().find(|cell| cell.row > header.row && cell.text == *title).unwrap().row;
    let shown = cells.iter().find(|cell| (cell.row, cell.column) == (row, header.column));
    shown.map(|cell| cell.text.clone()).unwrap_or_default()
}

#[test]
fn the_master_shows_what_a_lead_reports_under_the_name_of_the_roster() {
    let mut ledger = plan();
    let mut forms = dispatch_by(&mut ledger, Role::All, quarter(1), Some(&roster())).unwrap();
    assert_eq!(forms.iter().map(|form| form.unit.as_str()).collect::<Vec<_>>(), [UNIT, "县财政局"]);
    forms.iter_mut().for_each(Form::fill);
    let written: Vec<_> = forms.iter().map(Form::write).collect();
    let merged = merge(&ledger, &written.into_iter().map(|file| (file.file.leak() as &str, file.bytes)).collect::<Vec<_>>());
    assert_eq!((&merged.report.missing.units, &merged.report.missing.rows), (&vec![], &vec![]));
    let narrative = shows(&merged.ledger, 0, "进展情况");
    assert!(narrative.starts_with(&format!("{UNIT}报")) && narrative.contains("【县财政局】"), "{narrative}");
    assert_ne!(shows(&merged.ledger, 1, "完成状态"), "");
}

#[test]
fn a_table_signed_with_any_name_of_a_unit_is_that_units() {
    let mut ledger = plan();
    dispatch_by(&mut ledger, Role::Lead, quarter(1), Some(&roster())).unwrap();
    let table = [["工作任务", "进展情况"], ["园区招商引资8家。", "已签约5家"], ["新增规上企业4家。", "已入库2家"]];
    let table = table.map(|row| row.map(str::to_owned).to_vec()).to_vec();
    for name in ["县工信局", "县经信委", UNIT, "青溪县工信局（一季度）"] {
        let merged = merge(&ledger, &[(&format!("{name}.xlsx"), book(&[("Sheet1", &table)]).bytes())]);
        let units: Vec<&str> = merged.ledger.entries.iter().map(|entry| &*entry.unit).collect();
        assert_eq!(units, [UNIT, UNIT], "{name}: {:?}", merged.report.findings);
        assert_eq!(merged.report.missing.units, ["县财政局"], "{name}");
        assert_eq!(shows(&merged.ledger, 0, "进展情况"), "已签约5家");
    }
}

#[test]
fn a_renamed_unit_sees_what_it_reported_before() {
    let mut ledger = plan();
    let mut forms = dispatch_by(&mut ledger, Role::Lead, quarter(1), None).unwrap();
    assert_eq!(forms[0].unit, "县工信局");
    forms[0].fill();
    let written = forms[0].write();
    let mut ledger = merge(&ledger, &[(&written.file, written.bytes)]).ledger;
    let mut forms = dispatch_by(&mut ledger, Role::Lead, quarter(2), Some(&roster())).unwrap();
    let last = forms[0].columns.iter().position(|column| column.header.contains("上期")).unwrap();
    assert_eq!(forms[0].unit, UNIT);
    assert!(forms[0].rows[0].cells[last].contains("县工信局报"), "{:?}", forms[0].rows[0].cells);
    forms[0].fill();
    let written = forms[0].write();
    let merged = merge(&ledger, &[(&written.file, written.bytes)]);
    assert!(shows(&merged.ledger, 0, "进展情况").starts_with(&format!("{UNIT}报")));
}
