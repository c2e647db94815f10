//! The audit of returned files: what is kept of a file that is left out, and that a cell nothing became of would be noticed.

use super::merge_tables::{Table, book, form, keeps, line, merge, only, sent, told};

/// A unit's table below the title of another year, with something written everywhere beside its answers.
fn left_out(mut table: Table) -> Vec<u8> {
    table[1][1] += "，另增两所";
    let mut lines = vec![line("2030年河口县校园安全重点工作责任分解表"), line("请县里帮助协调资金")];
    lines.append(&mut table);
    let mut book = book(&[("Sheet1", &lines)]);
    let comment = "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><commentList><comment ref=\"C5\"><text><t>等县里答复</t></text></comment></commentList></comments>";
    book.parts.push(("xl/comments1.xml".into(), comment.into()));
    book.of_sheet.push(("comments", "../comments1.xml".into()));
    book.bytes()
}

#[test]
fn a_file_that_is_left_out_keeps_every_text_somebody_wrote() {
    let (ledger, forms) = sent();
    let mine = only(&told(form(&forms, "河口镇中心校")), &["工作任务", "具体内容", "进展情况"]);
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", left_out(mine.clone()))]);
    assert_eq!(merged.ledger.entries, []);
    let edited = format!("{}，另增两所", mine[1][1]);
    let written = ["请县里帮助协调资金", "等县里答复", edited.as_str(), mine[1][2].as_str(), mine[2][2].as_str()];
    for text in written {
        assert!(keeps(&merged, text), "{text}: {:#?}", merged.ledger.strays);
    }
    // What was sent is nothing anybody wrote.
    assert!(!keeps(&merged, &mine[1][0]) && !keeps(&merged, &mine[2][1]), "{:#?}", merged.ledger.strays);
}

#[test]
fn sums_that_leave_out_a_filled_cell_do_not_balance() {
    let (ledger, forms) = sent();
    let mine = only(&told(form(&forms, "河口镇中心校")), &["工作任务", "具体内容", "进展情况"]);
    let merger = fenjie::merge::Merger::new(&ledger, None);
    let mut collected = super::returns::collect(&merger, "河口镇中心校.xlsx", &book(&[("Sheet1", &mine)]).bytes());
    assert_eq!(collected.lost, [""; 0]);
    collected.lost.push("〔Sheet1〕C3".to_owned());
    let report = merger.finish(vec![collected], Vec::new()).report;
    assert!(!report.totals.balance() && !report.files[0].cells.balance());
    assert_eq!(report.files[0].lost, ["〔Sheet1〕C3"]);
}
