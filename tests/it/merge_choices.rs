//! Answers that are told by how they stand: a status ticked in its own column or among others in a cell, columns of several times,
//! figures under a word for a deadline, answers below the text of a task.

use fenjie::merge::Merged;
use fenjie::model::{Ledger, ProgressField};

use super::merge_tables::{Table, book, form, keeps, merge, narrative, own_table, said, sent, taken};
use super::merge_whose::ONE;

const STATUSES: [&str; 4] = ["未启动", "推进中", "已完成", "长期推进"];

/// The status each row of the unit's own table is to have.
fn status(row: usize) -> &'static str {
    STATUSES[row % STATUSES.len()]
}

fn returned(ledger: &Ledger, table: &Table) -> Merged {
    merge(ledger, &[(&format!("{ONE}.xlsx"), book(&[("Sheet1", table)]).bytes())])
}

fn values(merged: &Merged, field: ProgressField) -> Vec<&str> {
    let entries = merged.ledger.entries.iter().filter(|entry| entry.field == field && *entry.unit == *ONE);
    let mut values: Vec<(&str, &str)> = entries.map(|entry| (&*entry.task, &*entry.value)).collect();
    values.sort_unstable();
    values.into_iter().map(|(_, value)| value).collect()
}

fn statuses(merged: &Merged) -> Vec<&str> {
    values(merged, ProgressField::Status)
}

/// A table with a column for each status, ticked with a mark; the others are left with `open`.
fn ticked(mark: &str, open: &str) -> (Ledger, Table, usize) {
    let (ledger, forms) = sent();
    let table = own_table(form(&forms, ONE), &STATUSES, |row, header| if header == status(row) { mark } else { open }.to_owned());
    let rows = table.len() - 1;
    (ledger, table, rows)
}

/// The header over two rows: 完成状态 over what is ticked, merged nowhere.
fn under_a_group(table: Table) -> Table {
    under("完成状态", table)
}

fn under(group: &str, mut table: Table) -> Table {
    let below = table[0].iter().enumerate().map(|(at, word)| if at < 2 { String::new() } else { word.clone() }).collect();
    table[0].truncate(2);
    table[0].push(group.to_owned());
    table.insert(1, below);
    table
}

#[test]
fn a_tick_in_the_column_of_a_status_is_that_status() {
    for (mark, open) in [("√", ""), ("☑", "□"), ("是", "否"), ("●", ""), ("（√）", "（ ）")] {
        let (ledger, table, rows) = ticked(mark, open);
        let mut again = table.clone();
        again.insert(2, table[0].clone());
        for table in [table.clone(), under_a_group(table), again] {
            let merged = returned(&ledger, &table);
            let wanted: Vec<&str> = (0..rows).map(status).collect();
            assert_eq!(statuses(&merged), wanted, "{mark} {table:?} {:?}", merged.report.findings);
            assert!(merged.ledger.strays.is_empty(), "{mark}: {:?}", merged.ledger.strays);
        }
    }
}

#[test]
fn two_ticks_are_put_before_a_person_and_words_are_no_ticks() {
    let (ledger, mut table, rows) = ticked("√", "");
    table[1][3] = "√".into();
    let merged = returned(&ledger, &under_a_group(table.clone()));
    assert_eq!((statuses(&merged).len(), merged.report.conflicts.len()), (rows + 1, 1), "{:?}", merged.report.findings);
    table[1][3] = "二期招标".into();
    let merged = returned(&ledger, &under_a_group(table.clone()));
    assert_eq!(statuses(&merged), (0..rows).map(status).collect::<Vec<_>>(), "{:?}", merged.report.findings);
    assert!(keeps(&merged, "二期招标"));
    table[1..].iter_mut().for_each(|row| row[4] = "二期招标".into());
    let merged = returned(&ledger, &under_a_group(table));
    assert_eq!(statuses(&merged), [""; 0], "what is written may be about something else");
    assert!(keeps(&merged, "二期招标") && keeps(&merged, "√"));
}

#[test]
fn a_tick_under_words_nobody_knows_is_no_status() {
    let (ledger, forms) = sent();
    for words in [["未完成", "已完成"], ["否", "是"], ["滞后", "正常"], ["红灯", "绿灯"]] {
        let table = own_table(form(&forms, ONE), &words, |row, header| if header == words[row % 2] { "√" } else { "" }.to_owned());
        for group in ["完成状态", "完成情况"] {
            let table = under(group, table.clone());
            let mut merged_cells = book(&[("Sheet1", &table)]);
            merged_cells.sheets[0].merges = ["A1:A2", "B1:B2", "C1:D1"].map(String::from).into();
            for book in [book(&[("Sheet1", &table)]), merged_cells] {
                let merged = merge(&ledger, &[(&format!("{ONE}.xlsx"), book.bytes())]);
                assert!(merged.ledger.entries.is_empty() && keeps(&merged, "√"), "{group} {words:?}: {:?}", merged.ledger.entries);
            }
        }
    }
}

#[test]
fn a_status_ticked_among_others_in_a_cell() {
    let (ledger, forms) = sent();
    for [ticked, open] in [["☑{}", "□{}"], ["{}（√）", "{}（ ）"], ["■{}", "□{}"]] {
        let cell = |row: usize| STATUSES.map(|word| if word == status(row) { ticked } else { open }.replace("{}", word)).join(" ");
        let table = own_table(form(&forms, ONE), &["完成状态"], |row, _| cell(row));
        let merged = returned(&ledger, &table);
        let wanted: Vec<&str> = (1..table.len()).map(|row| status(row - 1)).collect();
        assert_eq!(statuses(&merged), wanted, "{ticked}: {:?}", merged.report.findings);
    }
}

#[test]
fn of_columns_of_several_times_the_one_asked_for() {
    let (ledger, forms) = sent();
    for [now, other] in [["1-3月进展情况", "4-6月进展情况"], ["一季度进展", "二季度进展"], ["1月至3月完成情况", "2030年10—12月完成情况"]]
    {
        let headers = [other, now, "存在问题"];
        let table = own_table(form(&forms, ONE), &headers, |row, header| format!("{header}的第{row}句"));
        let merged = returned(&ledger, &table);
        let wanted = |header: &str| (1..table.len()).map(|row| format!("{header}的第{}句", row - 1)).collect::<Vec<String>>();
        assert_eq!(values(&merged, ProgressField::Narrative), wanted(now), "{:?}", merged.report.findings);
        assert_eq!(values(&merged, ProgressField::Problems), wanted("存在问题"), "{now}: {:?}", merged.report.findings);
        assert!(wanted(other).iter().all(|text| keeps(&merged, text)), "{now}");
    }
}

#[test]
fn headers_and_statuses_in_more_words() {
    let (ledger, forms) = sent();
    let headers = ["任务状态", "贯彻落实情况", "下半年工作打算", "填报日期"];
    let words = ["达到序时进度", "按序时进度推进", "（推进中）"];
    let table = own_table(form(&forms, ONE), &headers, |row, header| match header {
        "任务状态" => words[row % words.len()].to_owned(),
        "填报日期" => ["2031年4月3日 星期四", "2031年4月3日上午", "2031。4。3"][row % 3].to_owned(),
        _ => format!("{header}的第{row}句"),
    });
    let merged = returned(&ledger, &table);
    assert!(statuses(&merged).iter().all(|status| *status == "推进中") && statuses(&merged).len() == table.len() - 1);
    assert_eq!(values(&merged, ProgressField::NextSteps).len(), table.len() - 1);
    assert!(values(&merged, ProgressField::ReportedOn).iter().all(|day| *day == "2031-04-03"), "{:?}", merged.ledger.entries);
    assert!(merged.ledger.strays.is_empty() && said(&merged, "M040").is_empty(), "{:?}", merged.report.findings);
}

#[test]
fn lists_to_tick_below_the_word_for_the_narrative_are_the_status() {
    let (ledger, forms) = sent();
    for parting in [" ", "\n"] {
        let list = |row: usize| STATUSES.map(|word| format!("{}{word}", if word == status(row) { '☑' } else { '□' })).join(parting);
        for headers in [&["完成情况", "进展说明"][..], &["完成情况"], &["落实情况", "备注"]] {
            let table = own_table(form(&forms, ONE), headers, |row, header| match header == headers[0] {
                true => list(row),
                false => format!("{header}的第{row}句"),
            });
            let merged = returned(&ledger, &table);
            assert_eq!(statuses(&merged), (0..table.len() - 1).map(status).collect::<Vec<_>>(), "{:?}", merged.report.findings);
            let told = values(&merged, ProgressField::Narrative);
            assert_eq!(told.len(), if headers.contains(&"进展说明") { table.len() - 1 } else { 0 }, "{told:?}");
        }
    }
    // Beside a status of its own the list is what was written.
    let table = own_table(form(&forms, ONE), &["完成状态", "进展情况"], |row, header| match header {
        "完成状态" => status(row).to_owned(),
        _ => "□未启动 ☑推进中".to_owned(),
    });
    let merged = returned(&ledger, &table);
    assert_eq!(statuses(&merged), (0..table.len() - 1).map(status).collect::<Vec<_>>());
    assert_eq!(values(&merged, ProgressField::Narrative)[0], "□未启动 ☑推进中");
}

#[test]
fn figures_under_a_word_for_how_far_it_is() {
    let (ledger, forms) = sent();
    let table = |headers: &[&str], cell: &str| {
        own_table(form(&forms, ONE), headers, |row, header| match header {
            "进度" => cell.to_owned(),
            _ => format!("{header}的第{row}句"),
        })
    };
    let merged = returned(&ledger, &table(&["进度", "进展情况"], "60%"));
    assert!(values(&merged, ProgressField::Percent).iter().all(|value| *value == "60") && merged.ledger.strays.is_empty());
    assert_eq!(values(&merged, ProgressField::Percent).len(), values(&merged, ProgressField::Narrative).len());
    for (headers, cell) in [(&["进度", "进展情况"][..], "6"), (&["进度", "进展情况"], "6月底前"), (&["进度", "完成率", "进展情况"], "60%")]
    {
        let merged = returned(&ledger, &table(headers, cell));
        assert_eq!(values(&merged, ProgressField::Percent).len(), 0, "{cell}: {:?}", merged.report.findings);
        assert!(keeps(&merged, cell), "{cell}");
    }
}

#[test]
fn a_word_that_leaves_the_status_open_is_held_with_what_to_ask() {
    let (ledger, forms) = sent();
    for word in ["基本完成", "基本完成，剩余2户", "未完成", "大部分完成（主体）"] {
        let table = own_table(form(&forms, ONE), &["完成状态", "进展情况"], |_, header| match header {
            "完成状态" => word.to_owned(),
            _ => "开了会".to_owned(),
        });
        let merged = returned(&ledger, &table);
        assert!(statuses(&merged).is_empty() && keeps(&merged, word), "{word}");
        assert!(said(&merged, "M044").iter().all(|message| message.contains("改为“已完成”")), "{word}: {:?}", merged.report.findings);
        assert_eq!(said(&merged, "M044").len(), table.len() - 1, "{word}");
    }
}

#[test]
fn answers_below_the_text_of_a_task_in_its_cell() {
    let (ledger, forms) = sent();
    let own = form(&forms, ONE);
    let told = |row: usize| narrative(ONE, own.rows[row].task.as_deref().unwrap());
    let below = |headers: &[&str], words: &dyn Fn(usize) -> String| {
        let mut table = own_table(own, headers, |row, _| format!("另写的第{row}句"));
        table.iter_mut().skip(1).enumerate().for_each(|(row, cells)| cells[1] = format!("{}\n{}", cells[1], words(row)));
        merge(&ledger, &[(&format!("{ONE}.xlsx"), book(&[("Sheet1", &table)]).bytes())])
    };
    for label in ["进展情况：", "完成情况:", "【工作进展】", "【进展】："] {
        let merged = below(&["备注"], &|row| format!("{label}{}", told(row)));
        assert_eq!(taken(&merged, ONE), own.rows.len(), "{label}: {:?}", merged.report.findings);
        assert!(
            said(&merged, "M058").is_empty() && said(&merged, "M051").iter().any(|message| message.contains("任务原文下面")),
            "{label}"
        );
    }
    let merged = below(&["下一步打算"], &|row| format!("进展情况：查了{row}处\n又查一轮。\n存在问题：缺人手"));
    let of =
        |field: ProgressField| merged.ledger.entries.iter().filter(move |entry| entry.field == field).map(|entry| entry.value.to_string());
    assert!(of(ProgressField::Narrative).all(|value| value.ends_with("处\n又查一轮。")), "{:?}", merged.ledger.entries);
    assert_eq!(of(ProgressField::Problems).collect::<Vec<_>>(), vec!["缺人手"; own.rows.len()]);
    assert_eq!(of(ProgressField::NextSteps).count(), own.rows.len());
    // Where there is an answer of the same kind already, and where no word says what it is, it stays with the text and is said.
    for words in ["进展情况：又查一轮", "又查一轮", "第二条：又查一轮"] {
        let merged = below(&["进展情况"], &|_| words.to_owned());
        assert_eq!(merged.ledger.entries.len(), own.rows.len(), "{words}");
        assert!(merged.ledger.entries.iter().all(|entry| entry.value.starts_with("另写的")), "{words}");
        assert_eq!(said(&merged, "M058").len(), own.rows.len(), "{words}: {:?}", merged.report.findings);
    }
}
