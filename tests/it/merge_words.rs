//! Nothing is lost: whatever a unit writes, wherever it writes it, is an entry, is kept, or is told in a finding.

use fenjie::merge::Merger;
use fenjie::model::{Ledger, Role};

use super::plans::annotated_ledgers;
use super::returns::{Column, Form, PERIOD, Row, Use, collect, dispatch_for};

/// What is written; no plan says it.
const WORDS: &str = "另报纪念亭修缮";

/// A plan of few tasks and the workbook of a unit with several.
fn sent() -> (Ledger, Form) {
    let all = annotated_ledgers().into_iter().map(|mut ledger| {
        ledger.entries.clear();
        let forms = dispatch_for(&mut ledger, Role::All, PERIOD).unwrap();
        (ledger, forms)
    });
    let several = all.filter_map(|(ledger, forms)| Some((ledger, forms.into_iter().find(|form| (3..6).contains(&form.rows.len()))?)));
    let (ledger, mut form) = several.min_by_key(|(ledger, _)| ledger.plan.tasks.len()).unwrap();
    form.fill();
    (ledger, form)
}

/// The ways in which a workbook comes back, least damaged first.
fn conditions(form: &Form) -> Vec<(&'static str, Form)> {
    let changed = |change: fn(&mut Form)| {
        let mut form = form.clone();
        change(&mut form);
        form
    };
    vec![
        ("as sent", form.clone()),
        ("without ids", changed(|form| form.drop_columns(|column| column.use_ == Use::Id))),
        ("without the hidden sheet", changed(|form| form.hidden.clear())),
        ("without any mark", changed(Form::strip)),
        ("without headers", changed(|form| form.columns.iter_mut().for_each(|column| column.header.clear()))),
        (
            "retyped",
            changed(|form| {
                form.strip();
                form.drop_columns(|column| column.use_ == Use::Locked);
            }),
        ),
        (
            "nothing filled in",
            changed(|form| {
                for row in &mut form.rows {
                    for (cell, column) in row.cells.iter_mut().zip(&form.columns) {
                        if matches!(column.use_, Use::Answer(_)) {
                            cell.clear();
                        }
                    }
                }
            }),
        ),
    ]
}

/// The words instead of a text, before it, and behind it.
fn written_into(text: &str) -> [String; 3] {
    [WORDS.to_owned(), format!("{WORDS}{text}"), format!("{text}{WORDS}")]
}

/// Every form with the words written into one of its cells, with the place.
fn variants(form: &Form) -> Vec<(String, Form)> {
    let mut variants = Vec::new();
    let mut take = |place: String, change: &dyn Fn(&mut Form)| {
        let mut form = form.clone();
        change(&mut form);
        variants.push((place, form));
    };
    for (at, line) in form.above.iter().enumerate() {
        for text in written_into(line) {
            take(format!("line {at}: {text}"), &|form| form.above[at].clone_from(&text));
        }
    }
    for (at, column) in form.columns.iter().enumerate() {
        for text in written_into(&column.header) {
            take(format!("header {at}: {text}"), &|form| form.columns[at].header.clone_from(&text));
        }
        for row in 0..form.rows.len() {
            for text in written_into(&form.rows[row].cells[at]) {
                take(format!("row {row}, column {at}: {text}"), &|form| form.rows[row].cells[at].clone_from(&text));
            }
        }
        // Below the table, next to it and at a distance.
        for blank in [0, 2] {
            take(format!("{blank} rows below, column {at}"), &|form| {
                let mut cells = vec![String::new(); form.columns.len()];
                cells[at] = WORDS.to_owned();
                form.rows.extend(std::iter::repeat_n(Row::default(), blank));
                form.rows.push(Row { task: None, cells });
            });
        }
    }
    // Beside the table, next to it and at a distance: a header, a row.
    for blank in [0, 2] {
        let beside = move |form: &mut Form, header: &str, row: Option<usize>| {
            for last in (0..=blank).rev() {
                form.columns.push(Column { header: if last == 0 { header.to_owned() } else { String::new() }, use_: Use::Own });
                for (at, of_row) in form.rows.iter_mut().enumerate() {
                    of_row.cells.push(if last == 0 && Some(at) == row { WORDS.to_owned() } else { String::new() });
                }
            }
        };
        take(format!("header {blank} columns beside"), &|form| beside(form, WORDS, None));
        for row in 0..form.rows.len() {
            take(format!("row {row}, {blank} columns beside"), &|form| beside(form, "", Some(row)));
        }
    }
    for at in 0..form.guide.len() {
        take(format!("guide {at}"), &|form| form.guide[at] = WORDS.to_owned());
    }
    take("guide, below".to_owned(), &|form| form.guide.push(WORDS.to_owned()));
    variants
}

#[test]
fn what_is_written_anywhere_is_found_again() {
    let (ledger, form) = sent();
    let merger = Merger::new(&ledger, Some(PERIOD));
    let mut lost = Vec::new();
    for (condition, form) in conditions(&form) {
        for (place, form) in variants(&form) {
            let written = form.write();
            let merged = merger.finish(vec![collect(&merger, &written.file, &written.bytes)], Vec::new());
            assert!(merged.report.totals.balance(), "{condition}, {place}");
            let known = serde_json::to_string(&(&merged.ledger.entries, &merged.ledger.strays, &merged.report)).unwrap();
            if !known.contains(WORDS) {
                lost.push(format!("{condition}, {place}"));
            }
        }
    }
    assert!(lost.is_empty(), "{} lost:\n{}", lost.len(), lost.join("\n"));
}
