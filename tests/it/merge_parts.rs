//! Answers of several units in one file: on sheets of their own, below lines that name them, in rows that do. Each goes by what names it;
//! what contradicts itself, and what may as well be a signature, is held.

use fenjie::merge::{Merged, Outcome};
use fenjie::model::Ledger;

use super::merge_tables::{Table, book, form, keeps, line, merge, narrative, only, own_table, said, sent, taken, told};
use super::merge_whose::{ONE, OTHER, shared};
use super::returns::Form;

fn headed(head: &str, table: &Table) -> Table {
    std::iter::once(line(head)).chain(table.iter().cloned()).collect()
}

fn on_sheets(ledger: &Ledger, sheets: &[(&str, &Table)]) -> Merged {
    merge(ledger, &[("一季度.xlsx", book(sheets).bytes())])
}

fn on_sheet(ledger: &Ledger, table: &Table) -> Merged {
    on_sheets(ledger, &[("Sheet1", table)])
}

/// Both units' answers are taken, and nothing is kept beside them.
fn takes_both(merged: &Merged, each: usize, case: &str) {
    assert_eq!((taken(merged, ONE), taken(merged, OTHER)), (each, each), "{case}: {:?}", merged.report.findings);
    let file = &merged.report.files[0];
    assert_eq!((file.units.as_slice(), file.lost.len(), file.cells.rejected), ([ONE, OTHER].map(str::to_owned).as_slice(), 0, 0), "{case}");
    assert!(said(merged, "M073").iter().any(|message| message.contains(ONE) && message.contains(OTHER)), "{case}");
    assert!(merged.report.missing.units.iter().all(|unit| unit != ONE && unit != OTHER), "{case}");
}

/// Nothing of some tables is an entry, and every answer in them is kept.
fn holds(merged: &Merged, tables: &[&Table], case: &str) {
    for text in tables.iter().flat_map(|table| &table[1..]).filter_map(|row| row.iter().find(|cell| cell.contains('就'))) {
        assert!(merged.ledger.entries.iter().all(|entry| *entry.value != **text), "{case}: {:?}", merged.report.findings);
        assert!(keeps(merged, text), "{case}: {text} {:?}", merged.ledger.strays);
    }
}

#[test]
fn a_sheet_for_each_unit() {
    let (ledger, forms) = sent();
    let (mine, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    let label = |unit: &str, table: &Table| headed(&format!("填报单位：{unit}"), table);
    let own = |unit: &str| {
        let above = form(&forms, unit).above.iter().map(|text| line(text));
        above.chain(told(form(&forms, unit)).into_iter().take(3)).collect::<Table>()
    };
    let title = |unit: &str, table: &Table| headed(&format!("{unit}一季度工作进展情况表"), table);
    for (case, sheets) in [
        ("names", [(ONE, mine.clone()), (OTHER, other.clone())]),
        ("numbered names", [("1.河口镇中心校", mine.clone()), ("2.柳坪乡中心校（已填）", other.clone())]),
        ("a short name", [(ONE, mine.clone()), ("柳坪", other.clone())]),
        ("labels", [("Sheet1", label(ONE, &mine)), ("Sheet2", label(OTHER, &other))]),
        ("titles", [("Sheet1", title(ONE, &mine)), ("Sheet2", title(OTHER, &other))]),
        ("bare names", [("Sheet1", headed(ONE, &mine)), ("Sheet2", headed(OTHER, &other))]),
        ("our own", [("甲", own(ONE)), ("乙", own(OTHER))]),
        ("label and name", [("Sheet1", label(ONE, &mine)), (OTHER, other.clone())]),
    ] {
        let sheets: Vec<(&str, &Table)> = sheets.iter().map(|(name, table)| (*name, table)).collect();
        takes_both(&on_sheets(&ledger, &sheets), 2, case);
    }
    // What names nobody is nobody's, and the others are theirs all the same.
    let notes = vec![line("以上情况属实")];
    let merged = on_sheets(&ledger, &[(ONE, &mine), ("Sheet2", &other), (OTHER, &vec![mine[0].clone(), other[1].clone()]), ("附", &notes)]);
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (2, 1), "{:?}", merged.report.findings);
    assert!(keeps(&merged, &other[2][3]) && keeps(&merged, "以上情况属实"));
    assert_eq!(merged.report.files[0].outcome, Outcome::Partial);
    // A title and the name of the sheet contradict each other.
    let merged = on_sheets(&ledger, &[(ONE, &mine), ("安全股", &label(OTHER, &other))]);
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER), taken(&merged, "安全股")), (2, 0, 0), "{:?}", merged.report.findings);
    holds(&merged, &[&other], "contradiction");
    // Each sheet has its own period.
    let late = vec![line("2030年第四季度"), line(&format!("填报单位：{OTHER}"))].into_iter().chain(other.clone()).collect();
    let merged = on_sheets(&ledger, &[("Sheet1", &label(ONE, &mine)), ("Sheet2", &late)]);
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (2, 0), "{:?}", merged.report.findings);
    holds(&merged, &[&other], "another period");
}

#[test]
fn tables_of_units_one_below_the_other() {
    let (ledger, forms) = sent();
    let (mine, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    let sent_title = |unit: &str| form(&forms, unit).above[0].clone();
    let narrow = only(&other, &["工作任务", "具体内容", "进展情况"]);
    for (case, heads) in [
        ("labels", [format!("填报单位：{ONE}"), format!("填报单位：{OTHER}")]),
        ("bare names", [ONE.to_owned(), format!("二、{OTHER}")]),
        ("titles", [format!("{ONE}一季度工作进展情况表"), format!("{OTHER}一季度工作进展情况表")]),
        ("our titles", [sent_title(ONE), sent_title(OTHER)]),
    ] {
        for (again, lower) in [("the same header", &other), ("another header", &narrow), ("no header", &other[1..].to_vec())] {
            let table: Table = headed(&heads[0], &mine).into_iter().chain([line("")]).chain(headed(&heads[1], lower)).collect();
            takes_both(&on_sheet(&ledger, &table), 2, &format!("{case}, {again}"));
        }
    }
    // One header over all, a line for each.
    let table: Table = [mine[0].clone(), line("河口镇中心校填报："), mine[1].clone(), line("柳坪乡中心校填报："), other[1].clone()].into();
    takes_both(&on_sheet(&ledger, &table), 1, "lines");
    // Cells of a text have no sheet that says anything.
    let csv = |rows: &[Vec<String>]| rows.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n").into_bytes();
    let table: Table =
        headed(&format!("填报单位：{ONE}"), &mine).into_iter().chain(headed(&format!("填报单位：{OTHER}"), &other)).collect();
    takes_both(&merge(&ledger, &[("一季度.csv", csv(&table))]), 2, "csv");
    // A bare name is as good as a label.
    let merged = merge(&ledger, &[("安全股.xlsx", book(&[("Sheet1", &headed(ONE, &mine))]).bytes())]);
    assert_eq!(merged.ledger.entries.len(), 0, "{:?}", merged.report.findings);
    // Whose are rows with the name below them?
    let signed: Table = mine.iter().cloned().chain([line(&format!("填报单位：{ONE}"))]).chain(other.clone()).collect();
    for (case, table) in [
        ("signatures", signed.iter().cloned().chain([line(&format!("填报单位：{OTHER}"))]).collect::<Table>()),
        ("a title, then signatures", headed("安全股一季度工作进展情况表", &signed).into_iter().chain([line(OTHER)]).collect()),
    ] {
        let merged = on_sheet(&ledger, &table);
        assert_eq!(taken(&merged, ONE) + taken(&merged, OTHER), 0, "{case}: {:?}", merged.report.findings);
        holds(&merged, &[&mine, &other], case);
    }
    // The title over all says another time.
    let late = headed("2030年第四季度工作进展情况", &headed(&format!("填报单位：{ONE}"), &mine));
    let table: Table = late.into_iter().chain(headed(&format!("填报单位：{OTHER}"), &narrow)).collect();
    let merged = on_sheet(&ledger, &table);
    assert_eq!(merged.ledger.entries.len(), 0, "{:?}", merged.report.findings);
    holds(&merged, &[&mine, &other], "another period");
}

/// A table of both units, a row for each task of each, with these headers beside the texts.
fn compiled(forms: &[Form], headers: &[&str], rows: usize) -> Table {
    let of = |unit: &str| {
        let own = form(forms, unit);
        own_table(own, headers, |at, header| match header {
            "进展情况" => narrative(unit, own.rows[at].task.as_deref().unwrap()),
            _ => unit.to_owned(),
        })
    };
    let (mine, other) = (of(ONE), of(OTHER));
    mine.iter().take(rows + 1).chain(other.iter().skip(1).take(rows)).cloned().collect()
}

#[test]
fn rows_that_say_who_fills_them_in() {
    let (ledger, forms) = sent();
    for header in ["填报单位", "上报单位", "填报部门", "报送科室", "填报单位（盖章）", "单位"] {
        takes_both(&on_sheet(&ledger, &compiled(&forms, &[header, "进展情况"], 2)), 2, header);
    }
    let mut short = compiled(&forms, &["填报单位", "进展情况"], 2);
    short[4][2] = "柳坪乡".to_owned();
    takes_both(&on_sheet(&ledger, &short), 2, "a short name");
    // Sorted by task, the texts of each task in one cell over the rows of both.
    let mut table = compiled(&forms, &["填报单位", "进展情况"], 2);
    table.swap(2, 3);
    let mut merged_cells = book(&[("Sheet1", &table)]);
    for row in [3, 5] {
        table[row - 1][..2].iter_mut().for_each(String::clear);
    }
    merged_cells.sheets = book(&[("Sheet1", &table)]).sheets;
    merged_cells.sheets[0].merges = ["A2:A3", "B2:B3", "A4:A5", "B4:B5"].map(str::to_owned).to_vec();
    takes_both(&merge(&ledger, &[("一季度.xlsx", merged_cells.bytes())]), 2, "merged texts");
    // One cell with the name over all rows of a unit.
    let mut table = compiled(&forms, &["填报单位", "进展情况"], 2);
    [2, 4].into_iter().for_each(|row| table[row][2].clear());
    let mut merged_cells = book(&[("Sheet1", &table)]);
    merged_cells.sheets[0].merges = ["C2:C3", "C4:C5"].map(str::to_owned).to_vec();
    takes_both(&merge(&ledger, &[("一季度.xlsx", merged_cells.bytes())]), 2, "merged names");
    // An answer over the rows of both is nobody's.
    let mut table = compiled(&forms, &["填报单位", "进展情况"], 1);
    table[2][3].clear();
    let mut merged_cells = book(&[("Sheet1", &table)]);
    merged_cells.sheets[0].merges = ["D2:D3".to_owned()].into();
    let merged = merge(&ledger, &[("一季度.xlsx", merged_cells.bytes())]);
    assert_eq!(merged.ledger.entries.len(), 0, "{:?}", merged.report.findings);
    holds(&merged, &[&vec![table[0].clone(), table[1].clone()]], "an answer of both");
    // A name nobody knows, and none at all: the rows of the others are theirs.
    let mut table = compiled(&forms, &["填报单位", "进展情况"], 2);
    table[1][2] = "东山教学点".to_owned();
    table[4][2].clear();
    let merged = on_sheet(&ledger, &table);
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (1, 1), "{:?}", merged.report.findings);
    holds(&merged, &[&vec![table[0].clone(), table[1].clone(), table[4].clone()]], "strangers");
}

#[test]
fn a_column_of_the_plan_says_nothing_of_who_fills_in() {
    let (ledger, forms) = sent();
    let own = form(&forms, "安全股");
    // What 安全股 helps with, with who leads it, under a word that may mean both.
    let lead = |row: usize| {
        let task = ledger.plan.tasks.iter().find(|task| Some(&task.id) == own.rows[row].task.as_ref());
        task.unwrap().lead_departments[0].clone()
    };
    for header in ["单位", "责任单位", "牵头单位", "部门"] {
        let table = own_table(own, &[header, "进展情况"], |row, header| match header {
            "进展情况" => narrative("安全股", own.rows[row].task.as_deref().unwrap()),
            _ => lead(row),
        });
        let helping = |cells: &Vec<String>| cells[2] != "安全股";
        let helped: Table = table.iter().filter(|cells| helping(cells)).cloned().collect();
        for table in [&table, &helped] {
            let merged = on_sheet(&ledger, table);
            assert_eq!(taken(&merged, ONE) + taken(&merged, OTHER), 0, "{header}: {:?}", merged.report.findings);
            assert_eq!(merged.report.files[0].units, [""; 0], "{header}");
        }
    }
}

#[test]
fn a_file_of_one_unit_stays_whole() {
    let (ledger, forms) = sent();
    let (mine, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    let bytes = book(&[(ONE, &mine), (OTHER, &other)]).bytes();
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", bytes)]);
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (2, 0), "{:?}", merged.report.findings);
    holds(&merged, &[&other], "named");
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &compiled(&forms, &["填报单位", "进展情况"], 2))]).bytes())]);
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (2, 0), "{:?}", merged.report.findings);
}

/// A page of these parts.
fn page(parts: &[String]) -> Vec<u8> {
    format!("<html><meta charset=\"utf-8\"><body>{}</body></html>", parts.concat()).into_bytes()
}

fn marked_up(table: &Table) -> String {
    let cells = |row: &Vec<String>| row.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>();
    format!("<table>{}</table>", table.iter().map(|row| format!("<tr>{}</tr>", cells(row))).collect::<String>())
}

#[test]
fn tables_of_a_page_are_of_the_time_right_above_them() {
    let (ledger, forms) = sent();
    let mine = shared(&forms, ONE);
    let earlier: Table = mine.iter().map(|row| row.iter().map(|cell| cell.replace('就', "去年就")).collect()).collect();
    let head = |text: &str| format!("<p>{text}</p>");
    let (last, this) = (head("四季度进展情况"), head("一季度进展情况"));
    for title in ["", "2031年第一季度工作进展"] {
        for tables in [[&last, &marked_up(&earlier), &this, &marked_up(&mine)], [&this, &marked_up(&mine), &last, &marked_up(&earlier)]] {
            let parts: Vec<String> = [head(title)].into_iter().chain(tables.map(String::clone)).collect();
            let merged = merge(&ledger, &[("河口镇中心校.html", page(&parts))]);
            assert_eq!(taken(&merged, ONE), 2, "{title}: {:?}", merged.report.findings);
            assert!(merged.ledger.entries.iter().all(|entry| !entry.value.contains("去年")), "{:?}", merged.ledger.entries);
            holds(&merged, &[&earlier], title);
        }
    }
}

#[test]
fn tables_of_a_page_are_of_the_units_above_them() {
    let (ledger, forms) = sent();
    let (mine, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    let label = |unit: &str| format!("<p>填报单位：{unit}</p>");
    let title = |unit: &str| format!("<p>{unit}一季度工作进展情况表</p>");
    for (case, heads) in [("labels", [label(ONE), label(OTHER)]), ("titles", [title(ONE), title(OTHER)])] {
        let parts = [heads[0].clone(), marked_up(&mine), heads[1].clone(), marked_up(&other)];
        let merged = merge(&ledger, &[("一季度.html", page(&parts))]);
        assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (2, 2), "{case}: {:?}", merged.report.findings);
        // Of a file that is one unit's, what stands below another's line is left out.
        let merged = merge(&ledger, &[("河口镇中心校.html", page(&parts))]);
        assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (2, 0), "{case}: {:?}", merged.report.findings);
        holds(&merged, &[&other], case);
    }
    let signed = [marked_up(&mine), label(ONE), marked_up(&other), label(OTHER)];
    let merged = merge(&ledger, &[("一季度.html", page(&signed))]);
    assert_eq!(merged.ledger.entries.len(), 0, "{:?}", merged.report.findings);
    holds(&merged, &[&mine, &other], "signed");
}

#[test]
fn sheets_of_several_others_are_not_of_whom_the_file_is_called_after() {
    let (ledger, forms) = sent();
    let (mine, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    let merged = merge(&ledger, &[("安全股汇总.xlsx", book(&[(ONE, &mine), (OTHER, &other)]).bytes())]);
    assert_eq!(merged.ledger.entries.len(), 0, "{:?}", merged.report.findings);
    holds(&merged, &[&mine, &other], "a collector");
}

#[test]
fn a_file_of_several_units_comes_in_any_order_and_twice() {
    let (ledger, forms) = sent();
    let both = book(&[("Sheet1", &compiled(&forms, &["填报单位", "进展情况"], 2))]).bytes();
    let mine = book(&[("Sheet1", &form(&forms, ONE).above.iter().map(|text| line(text)).chain(told(form(&forms, ONE))).collect())]).bytes();
    let (one, other) = (("汇总.xlsx", both.clone()), ("河口镇中心校.xlsx", mine));
    let merged = merge(&ledger, &[one.clone(), other.clone()]);
    assert_eq!(merged.ledger, merge(&ledger, &[other.clone(), one.clone()]).ledger);
    let first = merge(&ledger, std::slice::from_ref(&one)).ledger;
    assert_eq!(merge(&first, &[other]).ledger, merged.ledger);
    let again = merge(&merged.ledger, &[one.clone(), ("汇总（1）.xlsx", both)]);
    assert_eq!(again.ledger, merged.ledger);
    assert!(again.report.files.iter().all(|file| file.outcome == Outcome::Duplicate), "{:?}", again.report.files);
}

#[test]
fn a_name_written_once_over_its_rows() {
    let (ledger, forms) = sent();
    let (mine, other) = (shared(&forms, ONE), shared(&forms, OTHER));
    let named = |names: [&str; 4]| -> Table {
        let rows = mine[1..].iter().chain(&other[1..]).zip(names).map(|(row, name)| [vec![name.to_owned()], row.clone()].concat());
        std::iter::once([vec!["填报单位".to_owned()], mine[0].clone()].concat()).chain(rows).collect()
    };
    takes_both(&on_sheet(&ledger, &named([ONE, "", OTHER, ""])), 2, "each once");
    let merged = on_sheet(&ledger, &named(["", ONE, OTHER, ""]));
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (1, 1), "nobody is named first: {:?}", merged.report.findings);
    let merged = on_sheet(&ledger, &named([ONE, "", OTHER, OTHER]));
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (1, 2), "one is named in each row: {:?}", merged.report.findings);
    // A row that is another's by the plan has lost its name.
    let mut table = named([ONE, "", OTHER, ""]);
    let theirs = only(&told(form(&forms, OTHER)), &["序号", "工作任务", "具体内容", "进展情况"]);
    let foreign = theirs.iter().find(|row| row[1].contains("乡校排查")).unwrap();
    table[2] = [vec![String::new()], foreign.clone()].concat();
    let merged = on_sheet(&ledger, &table);
    assert_eq!((taken(&merged, ONE), taken(&merged, OTHER)), (1, 1), "{:?}", merged.report.findings);
}
