//! Returns in which things are mixed up: two tables on a sheet, two units in a workbook, two periods side by side, a master that came back.

use fenjie::merge::{Merger, Outcome};
use fenjie::model::{Period, Role};
use fenjie::write::{Format, Layout, WriteOptions, write};

use super::merge_tables::{Table, book, form, keeps, line, merge, narrative, only, own_table, said, sent, sheet, taken, told};
use super::returns::{Form, collect, dispatch_for};
use super::returns_book::{Book, Sheet, cell_name};

#[test]
fn a_header_further_down_is_read_by_its_own_words() {
    let (ledger, forms) = sent();
    let all = told(form(&forms, "河口镇中心校"));
    let upper = only(&all, &["序号", "工作任务", "具体内容", "完成时限", "完成状态", "进展情况", "存在问题"]);
    let lower = only(&all, &["工作任务", "具体内容", "进展情况", "完成状态", "存在问题"]);
    let mut table = vec![line("一、牵头的任务"), upper[0].clone(), upper[1].clone(), upper[2].clone(), line("二、配合的任务")];
    table.extend([lower[0].clone()].into_iter().chain(lower[3..].iter().cloned()));
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
    assert_eq!(taken(&merged, "河口镇中心校"), all.len() - 1);
    assert!(said(&merged, "M032").iter().any(|message| message.contains("又是一个表头")));
}

#[test]
fn what_is_told_of_the_period_before_is_not_taken_for_this_one() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    for (earlier, now, is_told) in [("上季度", "本季度", true), ("2030年四季度", "2031年一季度", false), ("上期", "本期", true)]
    {
        for is_merged in [false, true] {
            let all = only(&told(own), &["序号", "工作任务", "具体内容", "进展情况"]);
            let mut table = vec![all[0].clone(), ["", "", "", earlier, now].map(str::to_owned).to_vec()];
            table.extend(all[1..].iter().map(|row| [&row[..3], &["旧事一件".to_owned(), row[3].clone()]].concat()));
            let mut book = book(&[("Sheet1", &table)]);
            if is_merged {
                book.sheets[0].merges = ["A1:A2", "B1:B2", "C1:C2", "D1:E1"].map(str::to_owned).to_vec();
            }
            let merged = merge(&ledger, &[("河口镇中心校.xlsx", book.bytes())]);
            let told = merged.ledger.entries.iter().map(|entry| &*entry.value).collect::<Vec<_>>();
            assert!(!told.contains(&"旧事一件") && keeps(&merged, "旧事一件"), "{earlier} {is_merged}: {told:?}");
            assert_eq!(told.len(), if is_told { own.rows.len() } else { 0 }, "{earlier} {is_merged}");
        }
    }
}

#[test]
fn a_sheet_of_another_unit_is_left_out() {
    let (ledger, forms) = sent();
    let (own, other) = (form(&forms, "河口镇中心校"), form(&forms, "柳坪乡中心校"));
    let titled = |form: &Form| -> Table { form.above.iter().map(|text| line(text)).chain(told(form)).collect() };
    for (name, table) in [("Sheet2", titled(other)), ("柳坪乡中心校", told(other))] {
        let bytes = book(&[("Sheet1", &titled(own)), (name, &table)]).bytes();
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", bytes)]);
        assert_eq!((taken(&merged, "河口镇中心校"), taken(&merged, "柳坪乡中心校")), (own.rows.len(), 0));
        assert!(other.rows.iter().all(|row| keeps(&merged, &narrative("柳坪乡中心校", row.task.as_ref().unwrap()))), "{name}");
        assert!(said(&merged, "M006").iter().any(|message| message.contains("柳坪乡中心校")), "{name}");
    }
}

#[test]
fn a_title_of_another_unit_over_the_only_table_is_a_question() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let table: Table = form(&forms, "柳坪乡中心校").above.iter().map(|text| line(text)).chain(told(own)).collect();
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
    assert_eq!((merged.ledger.entries.len(), said(&merged, "M006").len()), (0, 1));
}

#[test]
fn a_table_of_tasks_that_were_sent_to_another_unit_is_left_out() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let merged = merge(&ledger, &[("河口镇.xlsx", book(&[("Sheet1", &told(own))]).bytes())]);
    assert_eq!(merged.ledger.entries.len(), 0);
    assert_eq!(merged.report.files[0].outcome, Outcome::Rejected);
    assert!(said(&merged, "M006").iter().any(|message| message.contains("都是发给“河口镇中心校”的")));
    assert!(keeps(&merged, &narrative("河口镇中心校", own.rows[0].task.as_ref().unwrap())));
    // A task more than was sent makes no other unit's table of it.
    let mut more = told(form(&forms, "河口镇"));
    more.push(told(own)[4].clone());
    let merged = merge(&ledger, &[("河口镇.xlsx", book(&[("Sheet1", &more)]).bytes())]);
    assert_eq!((taken(&merged, "河口镇"), said(&merged, "M036").len()), (1, 1));
}

#[test]
fn a_season_in_a_name_says_the_period() {
    let (ledger, forms) = sent();
    let table = told(form(&forms, "河口镇中心校"));
    let outcome = |file: &str, sheet: &str| {
        let merged = merge(&ledger, &[(file, book(&[(sheet, &table)]).bytes())]);
        (merged.report.files[0].outcome, said(&merged, "M005").len())
    };
    assert_eq!(outcome("河口镇中心校二季度.xlsx", "Sheet1"), (Outcome::Rejected, 1));
    assert_eq!(outcome("河口镇中心校.xlsx", "2030年四季度"), (Outcome::Rejected, 1));
    assert_eq!(outcome("河口镇中心校.xlsx", "第四季度"), (Outcome::Rejected, 1));
    for (file, sheet) in [("河口镇中心校一季度.xlsx", "一季度"), ("河口镇中心校（每季度报）.xlsx", "上半年")] {
        assert_eq!(outcome(file, sheet), (Outcome::Merged, 0), "{file} {sheet}");
    }
    let mut old = table.clone();
    old[1][10] = "旧事一件".to_owned();
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("四季度", &old), ("一季度", &table)]).bytes())]);
    assert!(keeps(&merged, "旧事一件"));
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("上季度", &old), ("本季度", &table)]).bytes())]);
    assert_eq!((taken(&merged, "河口镇中心校"), said(&merged, "M005").len()), (table.len() - 1, 1));
    assert_eq!((taken(&merged, "河口镇中心校"), said(&merged, "M005").len()), (table.len() - 1, 1));
}

#[test]
fn a_table_on_a_hidden_sheet_is_kept_and_said() {
    let (ledger, forms) = sent();
    let table = told(form(&forms, "河口镇中心校"));
    let mut old = table.clone();
    old[1][10] = "旧稿：检查一次".to_owned();
    let mut book = book(&[("Sheet1", &table), ("历史", &old), ("选项", &vec![line("推进中"), line("已完成")])]);
    book.sheets[1].state = "hidden";
    book.sheets[2].state = "hidden";
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book.bytes())]);
    assert_eq!(taken(&merged, "河口镇中心校"), table.len() - 1);
    assert!(keeps(&merged, "旧稿：检查一次"));
    let said = said(&merged, "M070");
    assert!(matches!(said.as_slice(), [message] if message.contains("隐藏")), "{said:?}");
}

#[test]
fn what_a_hidden_sheet_says_is_kept_without_a_table() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let lists = vec![line("推进中"), line("柳坪乡中心校"), line("草稿：再查一次")];
    for file in ["河口镇中心校.xlsx", "不知是谁.xlsx"] {
        let mut drawn = book(&[("Sheet1", &told(own)), ("草稿", &lists)]);
        drawn.sheets[1].state = "hidden";
        let merged = merge(&ledger, &[(file, drawn.bytes())]);
        assert!(keeps(&merged, "草稿：再查一次") && !keeps(&merged, "推进中") && !keeps(&merged, "柳坪乡中心校"), "{file}");
        let said = said(&merged, "M070");
        assert!(said.iter().any(|message| message.contains("隐藏") && message.contains("草稿：再查一次")), "{file}: {said:?}");
    }
}

#[test]
fn what_was_written_into_a_master_that_comes_back_is_kept() {
    let (ledger, _) = sent();
    let bytes = write(&ledger, Format::Xlsx, &WriteOptions::new(&Layout::named(Layout::MASTER).unwrap())).unwrap().bytes;
    let mut book = Book::open(&bytes);
    let table = book.table();
    let header = table.rows.iter().find(|(_, cells)| cells.len() > 8).map(|(row, _)| *row).unwrap();
    let at = (1..30).find(|&at| table.text(&cell_name(header, at)) == "进展情况").unwrap();
    let long = "已经完成检查，".repeat(9);
    table.set(&cell_name(header + 2, at), long.as_str());
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book.bytes())]);
    assert!(keeps(&merged, &long), "{:?}", merged.ledger.strays);
    assert_eq!(merged.report.files[0].cells.rejected, 1);
    assert!(said(&merged, "R030").iter().any(|message| message.contains("未识别")));
}

#[test]
fn what_is_too_long_for_a_message_is_kept_in_full() {
    let (ledger, forms) = sent();
    let mut table = told(form(&forms, "河口镇中心校"));
    let short = format!("{}已于三月办结", table[2][2]);
    let long = format!("{}\n{}末尾一句。", table[1][2], "已整改隐患一处；".repeat(90));
    (table[1][2], table[2][2]) = (long.clone(), short.clone());
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
    assert_eq!(said(&merged, "M058").len(), 2);
    assert!(keeps(&merged, &long) && !keeps(&merged, &short));
}

#[test]
fn whoever_issued_the_plan_and_names_nobody_knows_are_no_units() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    for (above, rule) in [("填报单位：河口县教育局", None), ("单位：河口镇学区", Some("M001"))] {
        let table: Table = std::iter::once(line(above)).chain(told(own)).collect();
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
        assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len(), "{above}");
        assert_eq!(said(&merged, "M001").is_empty(), rule.is_none(), "{above}");
        let merged = merge(&ledger, &[("附件.xlsx", book(&[("Sheet1", &table)]).bytes())]);
        assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len(), "{above}");
    }
}

#[test]
fn a_table_copied_whole_raises_no_false_alarm() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    assert!(own.columns.iter().any(|column| column.header == "本单位职责"));
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &told(own))]).bytes())]);
    assert_eq!(merged.report.files[0].outcome, Outcome::Merged);
    let rules: Vec<&str> = merged.report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["M012"], "{:?}", merged.report.findings);
}

#[test]
fn a_number_before_a_header_and_an_empty_column_beside_it_do_not_matter() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let mut table = told(own);
    let at = |header: &str| own.columns.iter().position(|column| column.header == header).unwrap();
    let (narrative, problems) = (at("进展情况"), at("存在问题"));
    table[0][problems] = "2、存在问题".to_owned();
    table[0].push("一季度工作推进情况".to_owned());
    for row in &mut table[1..] {
        let moved = std::mem::take(&mut row[narrative]);
        row[problems] = "经费不足".to_owned();
        row.push(moved);
    }
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
    assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len() * 2);
}

#[test]
fn a_table_on_its_side_and_cards_are_read_as_tables() {
    use fenjie::model::ProgressField::{Narrative, Reporter};
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let mut all = only(&told(own), &["序号", "工作任务", "具体内容", "完成时限", "进展情况", "填报人"]);
    all[1..].iter_mut().for_each(|row| row[5] = "许青禾".to_owned());
    let heads = || [line(&own.above[0]), vec!["单位：河口镇中心校".to_owned(), "期次：2031年第一季度".to_owned()]].into_iter();
    let aside = heads().chain((0..all[0].len()).map(|at| all.iter().map(|row| row[at].clone()).collect())).collect();
    let pairs = |row: &Vec<String>| all[0].iter().zip(row).map(|(label, value)| vec![label.clone(), value.clone()]).collect::<Table>();
    let cards = heads().chain(all[1..].iter().flat_map(|row| pairs(row).into_iter().chain([line("")]))).collect();
    let wide = |row: &Vec<String>| pairs(row).chunks(2).map(<[Vec<String>]>::concat).collect::<Table>();
    let wide = heads().chain(all[1..].iter().flat_map(wide)).chain([line("以上情况属实")]).collect();
    let two: Table = heads().chain((0..all[0].len()).map(|at| all[..3].iter().map(|row| row[at].clone()).collect())).collect();
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &two)]).bytes())]);
    assert_eq!((merged.ledger.entries.len(), said(&merged, "M039").len()), (4, 1), "{:?}", merged.report.findings);
    for (name, table, words) in [("aside", aside, "躺着"), ("cards", cards, "一块"), ("wide", wide, "一块")] {
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
        let of = |field| merged.ledger.entries.iter().filter(|entry| entry.field == field).count();
        assert_eq!((of(Narrative), of(Reporter)), (own.rows.len(), own.rows.len()), "{name} {:?}", merged.report.findings);
        assert!(said(&merged, "M039").iter().any(|message| message.contains(words)), "{name}");
        assert_eq!(keeps(&merged, "以上情况属实"), name == "wide");
    }
}

#[test]
fn a_cell_over_several_columns_answers_the_first_of_them() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let mut table = only(&told(own), &["序号", "工作任务", "具体内容", "完成时限", "完成状态", "进展情况", "存在问题", "下一步打算"]);
    table[1][3] = "三月已办结".to_owned();
    let mut book = book(&[("Sheet1", &table)]);
    book.sheets[0].merges = ["D2:E2", "F2:H2", "F3:H3"].map(str::to_owned).to_vec();
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book.bytes())]);
    let told: Vec<_> = merged.ledger.entries.iter().map(|entry| (entry.field.name(), &*entry.value)).collect();
    assert_eq!(told.len(), own.rows.len(), "{told:?}");
    assert!(told.iter().all(|(field, _)| *field == "narrative"), "{told:?}");
    assert_eq!(said(&merged, "M052").iter().filter(|message| message.contains("横着合并了 3 列")).count(), 2);
    assert!(keeps(&merged, "三月已办结"));
}

#[test]
fn words_typed_under_the_number_or_the_id_are_kept() {
    let (ledger, forms) = sent();
    let all = told(form(&forms, "河口镇中心校"));
    let mut table = only(&all, &["序号", "工作任务", "具体内容", "进展情况", "编码"]);
    (table[1][0], table[2][0], table[3][0]) = ("（一）".to_owned(), "餐具已换".to_owned(), "第3项".to_owned());
    table[1][4] = "联系人周望川".to_owned();
    for with_ids in [true, false] {
        let shown = if with_ids { table.clone() } else { only(&table, &["序号", "工作任务", "具体内容", "进展情况"]) };
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &shown)]).bytes())]);
        assert_eq!(taken(&merged, "河口镇中心校"), all.len() - 1);
        let kept: Vec<&str> = merged.ledger.strays.iter().map(|stray| stray.text.as_str()).collect();
        assert_eq!(kept, if with_ids { vec!["联系人周望川", "餐具已换"] } else { vec!["餐具已换"] });
    }
}

#[test]
fn columns_of_another_time_or_unit_are_no_answers() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let narratives = |at: usize| narrative(&own.unit, own.rows[at].task.as_deref().unwrap());
    // In one line, and below words over several columns.
    for other in ["2030年进展情况", "２０３０进展情况", "四季度进展情况", "去年进展情况", "上季度进展情况"]
    {
        for mine in ["进展情况", "2031年第一季度进展情况", "一季度进展情况"] {
            let said = |at: usize, header: &str| if header == mine { narratives(at) } else { format!("旧事{at}") };
            let table = own_table(own, &[other, mine], said);
            let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
            assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len(), "{other}, {mine}: {:?}", merged.report.findings);
            assert!(keeps(&merged, "旧事0") && keeps(&merged, "旧事2"), "{other}, {mine}");
        }
    }
    for other in ["2030年第四季度", "去年", "柳坪乡中心校"] {
        let said = |at: usize, header: &str| if header.is_empty() { format!("旧事{at}") } else { narratives(at) };
        let mut table = own_table(own, &["", "进展情况"], said);
        let mut sheet = Sheet { name: "Sheet1".into(), ..Sheet::default() };
        table[0][2] = "进展情况".to_owned();
        sheet.row(1, &["工作任务", "具体内容", other, "2031年第一季度"]);
        for (row, texts) in (2..).zip(&table) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            sheet.row(row, &if row == 2 { vec!["", "", "进展情况", "进展情况"] } else { texts });
        }
        let mut book = book(&[]);
        book.sheets = vec![Sheet { merges: vec!["A1:A2".into(), "B1:B2".into()], ..sheet }];
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", book.bytes())]);
        assert!(keeps(&merged, "旧事0"), "{other}: {:?}", merged.report.findings);
        assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len(), "{other}");
    }
}

#[test]
fn words_over_answers_above_the_header_that_was_sent_count_too() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let mut table = told(own);
    let at = table[0].iter().position(|header| header == "进展情况").unwrap();
    for (row, cells) in table.iter_mut().enumerate() {
        cells.insert(at, if row == 0 { "进展情况".into() } else { format!("旧事{row}") });
        cells.insert(at + 1, if row == 0 { "存在问题".into() } else { format!("旧难{row}") });
    }
    let mut groups = vec![String::new(); table[0].len()];
    groups[at] = "2030年第四季度".into();
    table.insert(0, groups);
    let mut sheet = sheet("Sheet1", &table);
    sheet.merges = vec![format!("{}:{}", cell_name(1, at as u32 + 1), cell_name(1, at as u32 + 2))];
    let book = Book { sheets: vec![sheet], ..book(&[]) };
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book.bytes())]);
    assert!(keeps(&merged, "旧事1") && keeps(&merged, "旧难1"), "{:?}", merged.report.findings);
    assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len());
}

#[test]
fn rows_that_say_they_are_of_another_unit_or_period_are_left_out() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    for (header, mine, other) in [("填报单位", "河口镇中心校", "柳坪乡中心校"), ("期次", "2031年第一季度", "2030年第四季度")]
    {
        let said = |at: usize, named: &str| match named {
            "进展情况" if at == 1 => "旧事".to_owned(),
            "进展情况" => narrative(&own.unit, own.rows[at].task.as_deref().unwrap()),
            _ if at == 1 => other.to_owned(),
            _ => mine.to_owned(),
        };
        let table = own_table(own, &[header, "进展情况"], said);
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
        assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len() - 1, "{header}");
        assert!(keeps(&merged, "旧事"));
    }
}

#[test]
fn a_name_nobody_was_sent_anything_under_is_asked_about() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let table = |name: &str| {
        let said = |at: usize, _: &str| narrative(&own.unit, own.rows[at].task.as_deref().unwrap());
        let mut table = own_table(own, &["进展情况"], said);
        // Tasks that were sent to others too: they do not say whose table it is.
        table.truncate(2);
        table.insert(0, line(&format!("填报单位：{name}")));
        book(&[("Sheet1", &table)]).bytes()
    };
    let merged = merge(&ledger, &[("报表.xlsx", table("东山镇中心校"))]);
    assert_eq!((taken(&merged, "东山镇中心校"), merged.report.files[0].outcome), (0, Outcome::Rejected));
    assert!(said(&merged, "M002").iter().any(|message| message.contains("东山镇中心校")), "{:?}", merged.report.findings);
    assert_eq!(taken(&merge(&ledger, &[("报表.xlsx", table("河口县河口镇中心校"))]), "河口镇中心校"), 1);
    // The label in a cell, the name in the next.
    let said = |at: usize, _: &str| narrative(&own.unit, own.rows[at].task.as_deref().unwrap());
    let mut parted = own_table(own, &["进展情况"], said);
    parted.truncate(2);
    parted.insert(0, vec!["填报单位：".into(), "河口镇中心校".into()]);
    assert_eq!(taken(&merge(&ledger, &[("报表.xlsx", book(&[("Sheet1", &parted)]).bytes())]), "河口镇中心校"), 1);
}

#[test]
fn an_added_column_of_texts_is_kept() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    for header in ["年度目标", "工作措施", "主要内容"] {
        // Beside everything that was sent, and in a table of the unit's own.
        let mut sent = told(own);
        sent[0].push(header.to_owned());
        (1..sent.len()).for_each(|row| sent[row].push(format!("另建凉亭{row}座")));
        let said = |at: usize, named: &str| {
            if named == header { format!("另建凉亭{}座", at + 1) } else { narrative(&own.unit, own.rows[at].task.as_deref().unwrap()) }
        };
        for table in [sent, own_table(own, &[header, "进展情况"], said)] {
            let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
            assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len(), "{header}: {:?}", merged.report.findings);
            assert!((1..=own.rows.len()).all(|row| keeps(&merged, &format!("另建凉亭{row}座"))), "{header}");
        }
    }
}

#[test]
fn what_a_document_says_outside_its_table_is_kept() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let said = |at: usize, _: &str| narrative(&own.unit, own.rows[at].task.as_deref().unwrap());
    let table = own_table(own, &["进展情况"], said);
    let around = ["填报单位：河口镇中心校", "一季度另建凉亭一座。", "二季度拟再建一座。"];
    let row = |cells: &Vec<String>, from: &str, to: &str| cells.iter().map(|cell| format!("{from}{cell}{to}")).collect::<String>();
    let page = format!(
        "<html><body><p>{}</p><p>{}</p><table>{}</table><p>{}</p></body></html>",
        around[0],
        around[1],
        table.iter().map(|cells| format!("<tr>{}</tr>", row(cells, "<td>", "</td>"))).collect::<String>(),
        around[2]
    );
    let rows = table.iter().map(|cells| format!("<w:tr>{}</w:tr>", row(cells, "<w:tc><w:p><w:r><w:t>", "</w:t></w:r></w:p></w:tc>")));
    let p = super::docx_support::p;
    let body = format!("{}{}<w:tbl>{}</w:tbl>{}", p(around[0]), p(around[1]), rows.collect::<String>(), p(around[2]));
    let document = super::docx_support::Docx { body, ..Default::default() }.bytes();
    let text = format!(
        "{}\n{}\n\n{}\n\n{}\n",
        around[0],
        around[1],
        table.iter().map(|cells| cells.join("\t")).collect::<Vec<_>>().join("\n"),
        around[2]
    );
    for (file, bytes) in [("报表.html", page.into_bytes()), ("报表.docx", document), ("报表.txt", text.into_bytes())] {
        let merged = merge(&ledger, &[(file, bytes)]);
        assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len(), "{file}: {:?}", merged.report.findings);
        let kept: Vec<&str> = merged.ledger.strays.iter().map(|stray| stray.text.as_str()).collect();
        assert_eq!(kept, around[1..], "{file}");
    }
    // A document without any table is left out, with all it says.
    let body = around.map(p).concat();
    let merged = merge(&ledger, &[("报表.docx", super::docx_support::Docx { body, ..Default::default() }.bytes())]);
    assert!(around[1..].iter().all(|line| keeps(&merged, line)), "{:?}", merged.ledger.strays);
}

#[test]
fn what_is_written_into_the_last_periods_answers_is_kept() {
    let (ledger, forms) = sent();
    let mut first = form(&forms, "河口镇中心校").clone();
    first.fill();
    let merger = Merger::new(&ledger, None);
    let written = first.write();
    let mut ledger = merger.finish(vec![collect(&merger, &written.file, &written.bytes)], Vec::new()).ledger;
    let forms = dispatch_for(&mut ledger, Role::All, Period::Quarter(2031, 2)).unwrap();
    let mut second = form(&forms, "河口镇中心校").clone();
    let at = second.columns.iter().position(|column| column.header == "上期填报").unwrap();
    second.rows[0].cells[at].push_str("；二季度另建凉亭一座");
    let merger = Merger::new(&ledger, None);
    let written = second.write();
    let merged = merger.finish(vec![collect(&merger, &written.file, &written.bytes)], Vec::new());
    assert!(merged.ledger.strays.iter().any(|stray| stray.text.contains("凉亭")), "{:?}", merged.report.findings);
}

#[test]
fn a_table_beside_a_table_is_read_as_one_of_its_own() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let table = only(&told(own), &["序号", "工作任务", "进展情况"]);
    let half = table.len() / 2 + 1;
    let left = [&table[..half]].concat();
    let right = [&table[..1], &table[half..]].concat();
    let beside = left.iter().enumerate().map(|(at, row)| [row.clone(), right.get(at).cloned().unwrap_or_default()].concat()).collect();
    let merged = merge(&ledger, &[("河口镇中心校2031年第一季度.xlsx", book(&[("填报", &beside)]).bytes())]);
    assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len());
}

#[test]
fn what_stands_in_a_column_of_ones_own_tells_what_it_asks() {
    let (ledger, forms) = sent();
    let own = form(&forms, "柳坪乡中心校");
    let told = |at: usize| narrative(&own.unit, own.rows[at].task.as_deref().unwrap());
    let merged_as = |headers: [&str; 2], says: &dyn Fn(usize, &str) -> String| {
        let table = own_table(own, &headers, says);
        merge(&ledger, &[("柳坪乡中心校2031年第一季度.xlsx", book(&[("填报", &table)]).bytes())])
    };
    let both =
        merged_as(["完成情况", "工作进展"], &|at, header| if header == "工作进展" { told(at) } else { "推进中".to_owned() });
    assert!(both.report.conflicts.is_empty() && both.ledger.entries.iter().any(|entry| &*entry.value == "推进中"), "{:?}", both.report);
    let words = merged_as(["完成进度", "备注"], &|at, header| if header == "备注" { String::new() } else { told(at) });
    assert_eq!(taken(&words, &own.unit), own.rows.len());
    // Where the status is asked beside it, or it asks for a share by its name, words in it are none of its answers.
    for header in ["完成进度", "完成率"] {
        let beside = if header == "完成率" { "备注" } else { "完成状态" };
        let share = merged_as([header, beside], &|at, asked| if asked == header { told(at) } else { String::new() });
        assert_eq!((taken(&share, &own.unit), share.report.totals.rejected), (0, own.rows.len()), "{header}");
    }
}

#[test]
fn of_a_plan_that_came_back_whole_only_the_rows_filled_in_count() {
    let (ledger, forms) = sent();
    let own = form(&forms, "柳坪乡中心校");
    let mine = only(&told(own), &["序号", "工作任务", "具体内容", "牵头股室", "进展情况"]);
    let tasks = &ledger.plan.tasks;
    let mut table: Table = vec![mine[0].clone()];
    for task in tasks {
        let filled = mine.iter().find(|row| row[0] == task.seq.to_string() && task.lead_departments == ["柳坪乡中心校"]);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let empty = || vec![task.seq.to_string(), text(&task.title), text(&task.content), task.lead_departments.join("、"), String::new()];
        table.push(filled.cloned().unwrap_or_else(empty));
    }
    for file in ["柳坪乡中心校.xlsx", "附件2.xlsx"] {
        let merged = merge(&ledger, &[(file, book(&[("Sheet1", &table)]).bytes())]);
        assert_eq!(taken(&merged, "柳坪乡中心校"), 3, "{file}: {:?}", merged.report.findings);
        assert_eq!((merged.report.totals.filled, said(&merged, "M036").len()), (3, 0), "{file}: {:?}", merged.ledger.strays);
    }
    // A word added in a row of another unit is kept.
    table[3][3] = "已转城管局".into();
    let merged = merge(&ledger, &[("柳坪乡中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
    assert!(keeps(&merged, "已转城管局") && said(&merged, "M036").len() == 1, "{:?}", merged.report.findings);
}

#[test]
fn a_telephone_below_words_over_several_answers_is_the_reporters() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let mut table = own_table(own, &["进展情况", "填报人", "联系电话"], |at, header| match header {
        "进展情况" => narrative("河口镇中心校", own.rows[at].task.as_deref().unwrap()),
        "填报人" => "周小兰".to_owned(),
        _ => format!("1380000{at:04}"),
    });
    table.insert(0, ["", "", "填报内容", "填报内容", "填报内容"].map(str::to_owned).to_vec());
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
    assert_eq!(taken(&merged, "河口镇中心校"), 3 * own.rows.len(), "{:?}", merged.report.findings);
}

#[test]
fn a_title_in_full_is_enough_among_rows_with_ids() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let mut table = only(&told(own), &["序号", "工作任务", "具体内容", "进展情况", "编码"]);
    table[4][2].clear();
    table[4][4].clear();
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
    assert_eq!(taken(&merged, "河口镇中心校"), own.rows.len(), "{:?}", merged.report.findings);
}

#[test]
fn an_answer_below_words_for_the_task_that_were_not_sent_is_kept() {
    let (ledger, forms) = sent();
    let mut own = form(&forms, "河口镇中心校").clone();
    let at = |form: &super::returns::Form, header: &str| form.columns.iter().position(|column| column.header == header).unwrap();
    let (title, status) = (at(&own, "工作任务"), at(&own, "完成状态"));
    own.columns[title].header = "重点任务".into();
    own.columns[status].header = "工作要求".into();
    own.rows[0].cells[status] = "推进中".into();
    own.columns.reverse();
    own.rows.iter_mut().for_each(|row| row.cells.reverse());
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", own.write().bytes)]);
    assert!(keeps(&merged, "推进中") || taken(&merged, "河口镇中心校") == 1, "{:?}", merged.report.findings);
}

#[test]
fn the_unit_beside_its_label_says_whose_table_it_is() {
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    let cells = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>();
    let mine = own_table(own, &["进展情况"], |at, _| narrative(&own.unit, own.rows[at].task.as_deref().unwrap()));
    for head in [
        cells(&["填报单位", "河口镇中心校"]),
        cells(&["填报单位（盖章）", "河口镇中心校"]),
        cells(&["填报部门：", "河口镇中心校"]),
        cells(&["填报单位", "河口镇中心校", "填报人", "林知秋"]),
    ] {
        let table: Table = std::iter::once(head.clone()).chain(mine[..2].iter().cloned()).collect();
        let merged = merge(&ledger, &[("报表.xlsx", book(&[("Sheet1", &table)]).bytes())]);
        assert_eq!(taken(&merged, "河口镇中心校"), 1, "{head:?}: {:?}", merged.report.findings);
        assert!(!keeps(&merged, "河口镇中心校") && keeps(&merged, "林知秋") == (head.len() > 2), "{head:?}");
        // Between rows it is another's.
        let other = head.iter().map(|cell| cell.replace("河口镇中心校", "柳坪乡中心校"));
        let table: Table = mine[..2].iter().cloned().chain([other.collect()]).chain(mine[2..3].iter().cloned()).collect();
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
        assert_eq!((taken(&merged, "河口镇中心校"), said(&merged, "M006").len()), (1, 1), "{head:?}: {:?}", merged.report.findings);
        assert!(keeps(&merged, &mine[2][2]));
    }
}

#[test]
fn below_a_header_that_asks_for_several_answers_all_is_the_first() {
    use fenjie::model::ProgressField::{Narrative, Problems, Reporter};
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    for (header, field) in [
        ("工作进展及存在问题", Narrative),
        ("进展情况、下一步打算", Narrative),
        ("存在问题和下一步打算", Problems),
        ("填报人及联系电话", Reporter),
        ("联系人、电话", Reporter),
    ] {
        let table =
            own_table(own, &["完成状态", header], |at, asked| if asked == header { format!("第{at}段话") } else { "推进中".to_owned() });
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
        let found = merged.ledger.entries.iter().filter(|entry| entry.field == field && entry.value.contains("段话")).count();
        assert_eq!((found, merged.report.totals.rejected), (own.rows.len(), 0), "{header}: {:?}", merged.report.findings);
        assert!(said(&merged, "M052").iter().any(|message| message.contains(header)), "{header}: {:?}", merged.report.findings);
    }
    // What a column of its own asks for already is a question.
    let table = own_table(own, &["进展情况", "进展及存在问题"], |at, header| format!("{header}第{at}段话"));
    let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
    assert!(merged.ledger.entries.iter().all(|entry| !entry.value.contains("存在问题")), "{:?}", merged.report.findings);
    assert!(keeps(&merged, "进展及存在问题第0段话"));
}

#[test]
fn what_is_added_to_a_plain_answer_is_kept_beside_it() {
    use fenjie::model::ProgressField::{Percent, ReportedOn, Status};
    let (ledger, forms) = sent();
    let own = form(&forms, "河口镇中心校");
    for (header, text, field, value, is_kept) in [
        ("完成状态", "已完成（提前）", Status, Some("已完成"), true),
        ("完成状态", "已完成，剩余2户", Status, None, true),
        ("完成状态", "基本完成，剩余2户", Status, None, true),
        ("完成百分比", "100%（已完成）", Percent, Some("100"), true),
        ("填报日期", "28/3/2031", ReportedOn, Some("2031-03-28"), false),
        ("填报日期", "2/3/2031", ReportedOn, None, true),
    ] {
        let mut table =
            own_table(own, &["进展情况", header], |_, asked| if asked == header { text.to_owned() } else { "已开展".to_owned() });
        table.truncate(2);
        let merged = merge(&ledger, &[("河口镇中心校.xlsx", book(&[("Sheet1", &table)]).bytes())]);
        let found = merged.ledger.entries.iter().find(|entry| entry.field == field).map(|entry| &*entry.value);
        assert_eq!((found, keeps(&merged, text)), (value, is_kept), "{text}: {:?}", merged.report.findings);
        assert!(merged.report.files[0].lost.is_empty());
    }
}
