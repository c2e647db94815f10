//! The forms that are text: JSON, CSV and Markdown.

use fenjie::model::{Ledger, Task};
use fenjie::write::{Format, WriteOptions, write};

use proptest::prelude::*;

use super::generate::{self, cases};
use super::write_support::{layout, ledger_of, sample};

fn text(ledger: &Ledger, format: Format) -> String {
    let layout = layout("责任分解表");
    let written = write(ledger, format, &WriteOptions::new(&layout)).unwrap();
    assert_eq!(written.findings, []);
    String::from_utf8(written.bytes).unwrap()
}

#[test]
fn json_is_the_ledger_pretty_printed() {
    let json = text(&sample(), Format::Json);
    assert!(json.starts_with("{\n  \"format\": \"fenjie.ledger/1\",\n") && json.ends_with("}\n"));
    assert!(json.contains("建设高标准农田"), "UTF-8, not escapes");
    assert_eq!(serde_json::from_str::<Ledger>(&json).unwrap(), sample());
}

#[test]
fn csv_holds_every_field_of_every_task() {
    let ledger = sample();
    let csv = text(&ledger, Format::Csv);
    let body = csv.strip_prefix('\u{FEFF}').unwrap();
    assert!(!body.replace("\r\n", "").contains('\r') && body.ends_with("\r\n"));
    let mut reader = csv::ReaderBuilder::new().from_reader(body.as_bytes());
    let headers = reader.headers().unwrap().clone();
    assert_eq!(headers.iter().next_back(), Some("编码"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    let cell = |row: usize, header: &str| rows[row].get(headers.iter().position(|known| known == header).unwrap()).unwrap().to_owned();
    let task = &ledger.plan.tasks[0];
    for (header, value) in [
        ("序号", "1"),
        ("编号", "（一）"),
        ("章节", "稳住粮食生产"),
        ("工作任务", "建设高标准农田"),
        ("具体内容", task.content.as_deref().unwrap()),
        ("副组长", "贺望舒、江澄"),
        ("责任人", "陆半夏"),
        ("分工", "农田建设股：组织实施和验收；计划财务股：资金拨付和监管。"),
        ("完成时限", "10月底前"),
        ("截止日期", "2031-10-31"),
        ("备注", "省级督办事项"),
        ("分值", "5分"),
        ("编码", &task.id),
    ] {
        assert_eq!(cell(0, header), value, "{header}");
    }
    assert_eq!(cell(1, "周期"), "长期坚持");
    assert_eq!(cell(2, "章节"), "推进乡村建设 > 改善人居环境");
}

#[test]
fn csv_cells_are_no_formulas_and_come_back() {
    let nasty = ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "'甲", "甲,\"乙\"\r\n丙", "＝1", "甲=1"];
    let tasks = nasty.iter().map(|text| Task { content: Some((*text).to_owned()), ..Task::default() }).collect();
    let csv = text(&ledger_of(tasks), Format::Csv);
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    let column = reader.headers().unwrap().iter().position(|header| header == "具体内容").unwrap();
    for (row, text) in reader.records().map(Result::unwrap).zip(nasty) {
        for cell in &row {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝']), "{cell}");
        }
        let cell = row.get(column).unwrap();
        assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), text);
    }
}

#[test]
fn markdown_is_one_table_whatever_the_cells_hold() {
    let mut ledger = sample();
    ledger.plan.tasks[1].content = Some("甲|乙\n<b>丙</b> \\| *丁*".to_owned());
    let markdown = text(&ledger, Format::Markdown);
    let lines: Vec<&str> = markdown.lines().collect();
    assert_eq!(lines[0], "# 2031年栖云县农业农村重点工作要点责任分解表");
    assert_eq!(lines[2], "| 序号 | 工作任务 | 牵头领导 | 牵头股室 | 相关责任单位 | 备注 | 编码 |");
    assert_eq!(lines[3], "| :---: | :--- | :---: | :---: | :--- | :--- | :---: |");
    assert_eq!(lines[4], "| **一、稳住粮食生产** |  |  |  |  |  |  |");
    assert_eq!(lines.len(), 10);
    for line in &lines[2..] {
        let unescaped = line.replace("\\\\", "").replace("\\|", "");
        assert_eq!(unescaped.matches('|').count(), 8, "{line}");
    }
    assert!(markdown.contains("推广良种良法。甲\\|乙<br>\\<b\\>丙\\</b\\> \\\\\\| \\*丁\\*<br>完成时限：长期坚持"), "{markdown}");
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn markdown_gives_back_what_its_columns_show(ledger in generate::tidy_ledger()) {
        let layout = layout("责任分解表");
        let markdown = write(&ledger, Format::Markdown, &WriteOptions::new(&layout)).unwrap().bytes;
        let again = fenjie::read::read(&markdown, std::path::Path::new("计划.md")).unwrap().ledger;
        prop_assert_eq!(generate::shown(&again), generate::shown(&ledger));
        prop_assert!(again.plan.tasks.iter().map(|task| &task.id).eq(ledger.plan.tasks.iter().map(|task| &task.id)));
    }
}

/// Markdown holds what the columns of the layout show: these fields come back.
#[test]
fn markdown_gives_back_the_fields_it_holds() {
    let read_back =
        |ledger: &Ledger| fenjie::read::read(text(ledger, Format::Markdown).as_bytes(), std::path::Path::new("计划.md")).unwrap().ledger;
    let held = |ledger: &Ledger| -> Vec<_> {
        let fields = |task: &Task| {
            let people = (task.lead_leaders.clone(), task.deputy_leaders.clone(), task.responsible_persons.clone());
            // A task without a title and one without a content look alike in one column.
            let (title, content) = match (&task.title, &task.content) {
                (Some(only), None) | (None, Some(only)) => (Some(only.clone()), None),
                (title, content) => (title.clone(), content.clone()),
            };
            let text = (task.section.last().cloned(), title, content);
            (task.id.clone(), text, people, task.lead_departments.clone(), task.units.clone())
        };
        ledger.plan.tasks.iter().map(fields).collect()
    };
    assert_eq!(held(&read_back(&sample())), held(&sample()));
    let (mut tasks, mut same) = (0, 0);
    let mut lost = Vec::new();
    for (path, _) in super::plans::annotated() {
        let ledger = fenjie::read::read(&std::fs::read(&path).unwrap(), &path).unwrap().ledger;
        let (before, after) = (held(&ledger), held(&read_back(&ledger)));
        tasks += before.len();
        same += before.iter().filter(|task| after.contains(task)).count();
        lost.extend(
            before.into_iter().filter(|task| !after.contains(task)).map(|task| (path.file_name().map(std::ffi::OsStr::to_owned), task)),
        );
    }
    // Two notes in one cell look like one.
    assert!(same * 100 >= tasks * 99, "{same} of {tasks}: {lost:#?}");
}
