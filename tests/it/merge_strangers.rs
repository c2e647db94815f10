//! Tables nobody was asked for: what clerks, telephones and office systems make of a table. Every text somebody typed says which task and
//! which answer it is, and must end as that or before a person; nothing is lost, nothing stands where it does not belong.

use fenjie::merge::{Merged, Merger};
use fenjie::model::ProgressField;

use super::merge_tables::{Table, book, form, line, only, sent, told};
use super::returns::collect;
use super::returns_book::Book;

const ONE: &str = "河口镇中心校";
const HEADERS: [&str; 10] =
    ["序号", "工作任务", "具体内容", "完成时限", "完成状态", "完成百分比", "进展情况", "存在问题", "下一步打算", "填报人"];
const NARRATIVE: usize = 6;

/// Of typed texts: right, put before a person, lost, and in a wrong place.
fn judge(merged: &Merged, typed: &[String], ids: &[String]) -> [usize; 4] {
    let fields = [("办了", ProgressField::Narrative), ("难在", ProgressField::Problems), ("打算", ProgressField::NextSteps)];
    let is_wrong = |text: &str, task: &str, field: ProgressField| {
        // Texts without the id of a task may stand anywhere.
        let named: Vec<&String> = ids.iter().filter(|id| text.contains(id.as_str())).collect();
        !named.is_empty()
            && (!named.iter().any(|id| *id == task) || fields.iter().any(|(word, known)| text.contains(word) && *known != field))
    };
    let mut counts = [0; 4];
    for text in typed {
        let entries: Vec<_> = merged.ledger.entries.iter().filter(|entry| entry.value.contains(text.as_str())).collect();
        let is_asked = merged.ledger.strays.iter().any(|stray| stray.text.contains(text.as_str()))
            || merged.report.findings.iter().any(|finding| finding.message.contains(text.as_str()));
        let fate = match entries.as_slice() {
            all if all.iter().any(|entry| is_wrong(text, &entry.task, entry.field) || *entry.unit != *ONE) => 3,
            [_, ..] => 0,
            [] if is_asked => 1,
            [] => 2,
        };
        counts[fate] += 1;
    }
    counts
}

/// The table as it was sent, every narrative filled in, and the ids of its tasks.
fn filled() -> (Table, Vec<String>) {
    let (_, forms) = sent();
    let own = form(&forms, ONE);
    let ids: Vec<String> = own.rows.iter().map(|row| row.task.clone().unwrap()).collect();
    let mut table = only(&told(own), &HEADERS);
    for (row, id) in table[1..].iter_mut().zip(&ids) {
        row[NARRATIVE] = format!("办了{id}的事");
    }
    (table, ids)
}

/// Fills a column and says what was typed.
fn fill(table: &mut Table, column: usize, says: impl Fn(usize, &str) -> String, ids: &[String]) -> Vec<String> {
    let texts: Vec<String> = ids.iter().enumerate().map(|(at, id)| says(at, id)).collect();
    for (row, text) in table[1..].iter_mut().zip(&texts) {
        row.resize(row.len().max(column + 1), String::new());
        row[column].clone_from(text);
    }
    texts
}

fn insert(table: &Table, at: usize, header: &str) -> Table {
    let column = |row: usize| if row == 0 { header.to_owned() } else { String::new() };
    table.iter().enumerate().map(|(row, cells)| [&cells[..at], &[column(row)], &cells[at..]].concat()).collect()
}

fn with_header(table: &Table, rows: &[usize]) -> Table {
    std::iter::once(0).chain(rows.iter().copied()).map(|row| table[row].clone()).collect()
}

struct Case {
    name: &'static str,
    file: String,
    bytes: Vec<u8>,
    typed: Vec<String>,
    /// How many of them are right, and how many are asked about.
    outcome: (usize, usize),
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn file(&mut self, name: &'static str, file: &str, bytes: Vec<u8>, typed: &[String], outcome: (usize, usize)) {
        self.0.push(Case { name, file: file.to_owned(), bytes, typed: typed.to_vec(), outcome });
    }

    fn book(&mut self, name: &'static str, book: &Book, typed: &[String], outcome: (usize, usize)) {
        self.file(name, &format!("{ONE}.xlsx"), book.bytes(), typed, outcome);
    }

    fn table(&mut self, name: &'static str, table: &Table, typed: &[String], outcome: (usize, usize)) {
        self.book(name, &book(&[("Sheet1", table)]), typed, outcome);
    }
}

#[allow(clippy::too_many_lines)] // a list of cases
fn cases(table: &Table, ids: &[String]) -> Vec<Case> {
    let mut cases = Cases::default();
    let told: Vec<String> = table[1..].iter().map(|row| row[NARRATIVE].clone()).collect();
    let with = |extra: &[&str]| -> Vec<String> { told.iter().cloned().chain(extra.iter().map(|text| (*text).to_owned())).collect() };
    let empty: Table = table
        .iter()
        .enumerate()
        .map(|(at, row)| if at == 0 { row.clone() } else { [&row[..NARRATIVE], &vec![String::new(); 4][..]].concat() })
        .collect();

    let two = [with_header(table, &[1, 2]), with_header(table, &[3, 4, 5])];
    cases.book("rows moved to a second sheet", &book(&[("Sheet1", &two[0]), ("Sheet2", &two[1])]), &told, (5, 0));
    cases.book(
        "rows moved to a second sheet without the header",
        &book(&[("Sheet1", &two[0]), ("Sheet2", &two[1][1..].to_vec())]),
        &told,
        (2, 3),
    );
    cases.book(
        "sheets called after the unit with a number",
        &book(&[("河口镇中心校(1)", &two[0]), ("河口镇中心校(2)", &two[1])]),
        &told,
        (5, 0),
    );
    cases.table("only the filled rows returned", &with_header(table, &[2, 4]), &[told[1].clone(), told[3].clone()], (2, 0));
    cases.table(
        "rows in another order, numbered anew",
        &{
            let mut table = with_header(table, &[5, 3, 1, 4, 2]);
            (1..).zip(&mut table[1..]).for_each(|(number, row): (usize, _)| row[0] = number.to_string());
            table
        },
        &told,
        (5, 0),
    );
    let turned: Table = (0..HEADERS.len()).map(|column| table.iter().map(|row| row[column].clone()).collect()).collect();
    cases.table("rows and columns swapped", &turned, &told, (5, 0));
    {
        let mut own = insert(table, NARRATIVE, "上季度进展情况");
        let old = fill(&mut own, NARRATIVE, |at, _| format!("旧事第{at}件"), ids);
        own[0][NARRATIVE + 1] = "本季度进展情况".into();
        cases.table("two periods side by side", &own, &[told.clone(), old].concat(), (5, 5));
    }
    {
        let mut own = empty.clone();
        own[1][NARRATIVE] = "各项都在办".into();
        let mut book = book(&[("Sheet1", &own)]);
        book.sheets[0].merges = vec!["G2:G6".into()];
        cases.book("one answer in a cell over all rows", &book, &["各项都在办".into()], (1, 0));
    }
    {
        let mut own = insert(&empty, 10, "备注");
        let typed = fill(&mut own, 10, |_, id| format!("办了{id}，写在备注"), ids);
        cases.table("answers under 备注", &own, &typed, (0, 5));
    }
    {
        let mut own = table.clone();
        let typed = fill(&mut own, NARRATIVE, |_, id| format!("去年的话。\n【更新】办了{id}的事"), ids);
        cases.table("the new answer below the old in one cell", &own, &typed, (5, 0));
    }
    {
        let mut own: Table = with_header(table, &[1, 2, 3]);
        own.extend([line(""), line("以下由李老师填"), ["工作任务", "进展情况", "存在问题"].map(str::to_owned).to_vec()]);
        own.extend([4, 5].map(|at| vec![table[at][1].clone(), table[at][NARRATIVE].clone(), format!("难在{}", ids[at - 1])]));
        let typed = with(&[&format!("难在{}", ids[3]), &format!("难在{}", ids[4])]);
        cases.table("tables of two clerks below each other", &own, &typed, (7, 0));
    }
    {
        let long = "一季度我校开展了消防演练两次，更换灭火器二十具，其余按计划推进。";
        let own: Table = std::iter::once(line(long)).chain(empty.clone()).collect();
        cases.table("everything told in a line above the table", &own, &[long.to_owned()], (0, 1));
        let own: Table = empty.iter().cloned().chain([line(long)]).collect();
        cases.table("everything told in a line below the table", &own, &[long.to_owned()], (0, 1));
    }
    {
        let mut own: Table = Table::new();
        for pair in table[1..].chunks(2) {
            own.push(line("2031年河口县校园安全重点工作进展表"));
            own.push(table[0].clone());
            own.extend(pair.iter().cloned());
            own.push(line("第1页 共3页"));
        }
        cases.table("title and header on every page", &own, &told, (5, 0));
    }
    {
        let mut own = table.clone();
        own.push(["合计", "", "", "", "", "60", "共办5件"].map(str::to_owned).to_vec());
        cases.table("a row of totals", &own, &with(&["共办5件"]), (5, 1));
    }
    for (name, column, words, outcome) in [
        ("status as signs", 4, ["✔", "√", "○", "×", "●"], (5, 5)),
        ("a share as a fraction", 5, ["1/2", "3/4", "七成", "过半", "约60"], (0, 0)),
        ("days as people say them", 9, ["2031.3", "3月底", "三月中旬", "上周五", "清明前"], (0, 0)),
    ] {
        let mut own = table.clone();
        own[0][9] = "填报日期".into();
        let typed = fill(&mut own, column, |at, _| words[at].to_owned(), ids);
        cases.table(name, &own, &[told.clone(), typed].concat(), outcome);
    }
    for (name, above) in [
        ("the short name of the unit in the title", "填报单位：河口中心校"),
        ("an old name of the unit", "填报单位：河口乡九年制学校"),
        ("the plan called otherwise", "河口县教育系统平安校园任务推进表"),
        ("whom it is sent to above the table", "报：柳坪乡中心校"),
        ("a document number above the table", "河中校〔2030〕5号"),
    ] {
        let own: Table = std::iter::once(line(above)).chain(table.clone()).collect();
        cases.table(name, &own, &told, (5, 0));
        cases.file(name, "报表.xlsx", book(&[("Sheet1", &own)]).bytes(), &told, (5, 0));
    }
    {
        let own: Table = table.iter().cloned().chain([line("抄送：柳坪乡中心校"), line("填表人：许青禾"), line("2031年4月2日")]).collect();
        cases.table("copies, signature and date below", &own, &told, (5, 0));
    }
    {
        let mut book = book(&[("Sheet1", table)]);
        book.sheets[0].after = "<headerFooter><oddHeader>&amp;C2031年河口县校园安全重点工作</oddHeader>\
            <oddFooter>&amp;L&amp;10另约谈两家小店&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>"
            .into();
        cases.book("words in the foot of the page", &book, &with(&["另约谈两家小店"]), (5, 1));
    }
    cases.table("numbers and answers alone", &only(table, &["序号", "进展情况"]), &told, (0, 5));
    {
        let mut own = only(&empty, &["序号", "工作任务", "具体内容", "完成时限"]);
        let typed: Vec<String> = ids.iter().map(|id| format!("办了{id}的事")).collect();
        own[1..].iter_mut().zip(&typed).for_each(|(row, text)| row[2] = format!("{}进展：{text}", row[2]));
        cases.table("the answer behind the text of the task", &own, &typed, (0, 5));
    }
    for header in ["工作开展情况", "落实情况", "工作开展情况及成效", "推进措施及成效", "目前进展", "具体做法", "工作动态", "完成情况说明"]
    {
        let mut own = table.clone();
        own[0][NARRATIVE] = header.into();
        cases.table("another word over the answers", &own, &told, (0, 0));
    }
    {
        let mut own = table.clone();
        own[0][NARRATIVE] = String::new();
        cases.table("no word over the answers", &own, &told, (0, 5));
    }
    {
        let mut own = insert(table, NARRATIVE, "佐证材料");
        let typed = fill(&mut own, NARRATIVE, |at, _| format!("见附件{at}之照片"), ids);
        cases.table("a column for proof", &own, &[told.clone(), typed].concat(), (5, 5));
    }
    {
        let mut own = insert(table, NARRATIVE, "1-2月进展情况");
        let typed = fill(&mut own, NARRATIVE, |_, id| format!("办了{id}的前半"), ids);
        own[0][NARRATIVE + 1] = "3月进展情况".into();
        cases.table("a column for each month", &own, &[told.clone(), typed].concat(), (0, 10));
    }
    {
        let mut own = only(table, &["序号", "工作任务", "进展情况"]);
        own[0][2] = "河口镇中心校进展情况".into();
        own = insert(&own, 2, "柳坪乡中心校进展情况");
        let typed = fill(&mut own, 2, |at, _| format!("别家第{at}件"), ids);
        cases.table("a column for each unit", &own, &[told.clone(), typed].concat(), (0, 10));
    }
    {
        let mut own = only(table, &["序号", "工作任务"]);
        own = insert(&insert(&own, 2, "柳坪乡中心校"), 3, "河口镇中心校");
        let typed = fill(&mut own, 2, |at, _| format!("别家第{at}件"), ids);
        let mine = fill(&mut own, 3, |_, id| format!("办了{id}的事"), ids);
        cases.table("bare names of units over the answers", &own, &[mine, typed].concat(), (0, 10));
    }
    {
        let mut own = table.clone();
        own.splice(
            2..2,
            ["（1）", "（2）"].map(|number| {
                let mut row = vec![String::new(); HEADERS.len()];
                (row[0], row[1], row[NARRATIVE]) = (number.into(), format!("分项{number}查校车"), format!("校车{number}已查"));
                row
            }),
        );
        cases.table("smaller items below a task", &own, &with(&["校车（1）已查", "校车（2）已查"]), (5, 2));
    }
    {
        let mut own = with_header(table, &[1, 2]);
        own.insert(1, line("一、已完成的任务"));
        own.push(line("二、正在推进的任务"));
        own.extend([3, 4, 5].map(|at| table[at].clone()));
        cases.table("lines for what is done and what is not", &own, &told, (5, 0));
    }
    {
        let mut copy = table.clone();
        let typed = fill(&mut copy, NARRATIVE, |_, id| format!("另办了{id}一遍"), ids);
        cases.book(
            "a copied sheet answered otherwise",
            &book(&[("Sheet1", table), ("Sheet1 (2)", &copy)]),
            &[told.clone(), typed].concat(),
            (10, 0),
        );
    }
    {
        let mut own = table.clone();
        let typed = fill(&mut own, 4, |at, _| (at * 10 + 13).to_string(), ids);
        cases.table("shares under the status", &own, &[told.clone(), typed].concat(), (0, 0));
    }
    {
        let mut own = table.clone();
        own[0][NARRATIVE] = "进展情况".into();
        own = insert(&own, NARRATIVE + 1, "");
        let typed = fill(&mut own, NARRATIVE + 1, |_, id| format!("办了{id}的后半"), ids);
        let mut book = book(&[("Sheet1", &own)]);
        book.sheets[0].merges = vec!["G1:H1".into()];
        cases.book("answers in two columns below one header", &book, &[told.clone(), typed].concat(), (0, 0));
    }
    {
        let lines: Vec<String> =
            table.iter().map(|row| format!("| {} |", only(&vec![row.clone()], &[]).len().to_string() + &row.join(" | "))).collect();
        let rule = "|---".repeat(HEADERS.len()) + "|";
        let lines: Vec<String> = lines.iter().map(|line| line.replacen("| 1", "| ", 1)).collect();
        let text = format!("{}\n{rule}\n{}\n", lines[0], lines[1..].join("\n"));
        cases.file("a table of bars from a telephone", &format!("{ONE}.md"), text.into_bytes(), &told, (0, 0));
        let spaced: Vec<String> =
            table.iter().map(|row| [&row[0], &row[1], &row[2], &row[NARRATIVE]].map(String::as_str).join("  ")).collect();
        let spaced = spaced.join("\n");
        cases.file("a table of blanks in a text", &format!("{ONE}.txt"), spaced.into_bytes(), &told, (5, 0));
        let tabs = table.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\r\n");
        cases.file("saved as text with tabs", &format!("{ONE}.txt"), tabs.into_bytes(), &told, (5, 0));
        let mut blanks = table.clone();
        blanks[2][NARRATIVE] = String::new();
        let typed = fill(&mut blanks, 7, |_, id| format!("难在{id}"), ids);
        let text: Vec<String> =
            blanks.iter().map(|row| [&row[0], &row[1], &row[2], &row[NARRATIVE], &row[7]].map(String::as_str).join("   ")).collect();
        let typed = [vec![told[0].clone()], told[2..].to_vec(), typed].concat();
        cases.file("an empty cell in a table of blanks", &format!("{ONE}.txt"), text.join("\n").into_bytes(), &typed, (8, 1));
        let talk: Vec<String> = table[1..].iter().map(|row| format!("{}、{}：{}", row[0], row[1], row[NARRATIVE])).collect();
        cases.file("a message from a telephone", &format!("{ONE}.txt"), talk.join("\n").into_bytes(), &told, (0, 5));
    }
    {
        let mut own = table.clone();
        own[2][1] = "同上".into();
        own[2][2] = "同上".into();
        cases.table("同上 for the task", &own, &told, (4, 1));
    }
    {
        let mut own = table.clone();
        own.iter_mut().for_each(|row| row.swap(1, NARRATIVE));
        own[0].swap(1, NARRATIVE);
        cases.table("task and answer typed into each other's column", &own, &told, (0, 5));
    }
    {
        let mut own: Table = table.iter().map(|row| vec![row.join("；")]).collect();
        own[0] = line("工作进展情况");
        cases.table("everything of a task in one cell", &own, &told, (0, 5));
    }
    cases.0
}

#[test]
fn tables_nobody_was_asked_for() {
    let (ledger, _) = sent();
    let (table, ids) = filled();
    let merger = Merger::new(&ledger, None);
    let mut wrong = Vec::new();
    let mut sums = [0; 4];
    for case in cases(&table, &ids) {
        let merged = merger.finish(vec![collect(&merger, &case.file, &case.bytes)], Vec::new());
        assert!(merged.report.totals.balance(), "{}", case.name);
        let counts = judge(&merged, &case.typed, &ids);
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        let is_expected = case.outcome == (0, 0) || case.outcome == (counts[0], counts[1]);
        // Nothing is an answer that nobody typed.
        let of_nobody = merged.ledger.entries.iter().filter(|entry| entry.value.chars().count() > 12);
        let of_nobody: Vec<_> = of_nobody.filter(|entry| !case.typed.iter().any(|text| entry.value.contains(text.as_str()))).collect();
        if counts[2] + counts[3] > 0 || !is_expected || !of_nobody.is_empty() {
            wrong.push(format!("{} {}: {counts:?}, not {:?}; {of_nobody:?}", case.name, case.file, case.outcome));
            if std::env::var_os("FENJIE_SHOW").is_some() {
                eprintln!("== {}\n{:#?}\n{:#?}\n{:#?}", case.name, merged.ledger.entries, merged.ledger.strays, merged.report.findings);
            }
        }
    }
    eprintln!("right, asked, lost, misassigned: {sums:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
