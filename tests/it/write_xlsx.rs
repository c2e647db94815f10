//! The workbook, read back part by part.

use fenjie::model::{Ledger, Period, ProgressField, Task};
use fenjie::write::{Format, Layout, WriteOptions, ledger_sheet, write};

use super::write_support::{CellKind, Parts, SheetParts, annotated_plans, entry, layout, ledger_of, sample, workbook};

/// The text of `A1`, `A2` … of the hidden sheet, taken as its documentation says.
fn carried(parts: &Parts) -> (String, String) {
    let sheet = parts.sheet(2);
    let header = sheet.text(1, 1).to_owned();
    (header, (2..=sheet.last_row()).map(|row| sheet.text(row, 1)).collect())
}

/// The CRC-32 of zip, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

fn task(content: &str) -> Task {
    Task { content: Some(content.to_owned()), ..Task::default() }
}

#[test]
fn the_plain_layout_has_the_rows_a_clerk_expects() {
    let written = workbook(&sample(), "责任分解表");
    assert_eq!(written.findings, []);
    let sheet = Parts::open(&written.bytes).sheet(1);
    assert_eq!(sheet.text(1, 1), "2031年栖云县农业农村重点工作要点责任分解表");
    assert_eq!(sheet.text(2, 1), "填报单位：栖云县农业农村局");
    assert!(sheet.row(2).contains(&"印发日期：2031年2月18日"));
    assert_eq!(sheet.row(3), ["序号", "工作任务", "牵头领导", "牵头股室", "相关责任单位", "备注", "编码"]);
    assert_eq!(sheet.text(4, 1), "一、稳住粮食生产");
    let ledger = sample();
    let id = |at: usize| ledger.plan.tasks[at].id.as_str();
    let first = "建设高标准农田。新建高标准农田1.2万亩，配套机耕路18公里；完善管护制度，明确管护主体。\n对已建项目开展一次“回头看”。\n\
                 分工：农田建设股：组织实施和验收；计划财务股：资金拨付和监管。\n完成时限：10月底前";
    let leaders = "林知秋\n副：\n贺望舒、江澄\n责任人：\n陆半夏";
    assert_eq!(sheet.row(5), ["1", first, leaders, "农田建设股", "计划财务股、各乡镇农技站", "省级督办事项\n分值：5分", id(0)]);
    assert_eq!(sheet.text(7, 1), "二、推进乡村建设");
    assert_eq!(sheet.text(8, 1), "（一）改善人居环境");
    assert_eq!(sheet.row(9), ["3", "年内完成农村户厕改造900户。", "", "", "社会事业股", "", id(2)]);
    let merges = sheet.merges();
    assert!([(1, 1, 1, 7), (4, 1, 4, 7), (7, 1, 7, 7), (8, 1, 8, 7)].iter().all(|range| merges.contains(range)), "{merges:?}");
}

#[test]
fn the_detailed_layout_merges_the_section_over_its_rows() {
    let sheet = Parts::open(&workbook(&sample(), "责任分解表-详").bytes).sheet(1);
    let headers = ["序号", "工作任务", "具体内容及时间节点安排", "牵头领导", "牵头股室", "相关责任单位", "完成时限", "备注", "编码"];
    assert_eq!(sheet.row(3), headers);
    assert_eq!(sheet.text(4, 2), "稳住粮食生产");
    assert_eq!(sheet.text(5, 2), "", "merged away");
    assert!(sheet.text(5, 3).starts_with("推广良种良法。全县推广"));
    assert_eq!((sheet.text(4, 7), sheet.text(5, 7), sheet.text(6, 7)), ("10月底前", "长期坚持", "年内"));
    assert_eq!(sheet.text(6, 2), "推进乡村建设\n改善人居环境");
    let merges = sheet.merges();
    assert!(merges.contains(&(4, 2, 5, 2)) && !merges.iter().any(|range| range.0 == 6), "{merges:?}");
}

#[test]
fn a_task_without_a_section_shows_its_title_once() {
    let mut ledger = sample();
    ledger.plan.tasks[0].section.clear();
    let sheet = Parts::open(&workbook(&ledger, "责任分解表-详").bytes).sheet(1);
    assert_eq!(sheet.text(4, 2), "建设高标准农田");
    assert!(sheet.text(4, 3).starts_with("新建高标准农田"));
}

#[test]
fn the_master_shows_progress_and_offers_lists() {
    let mut ledger = sample();
    ledger.entries = vec![
        entry(&ledger, 0, "农田建设股", ProgressField::Status, "推进中"),
        entry(&ledger, 0, "农田建设股", ProgressField::Percent, "60"),
        entry(&ledger, 0, "农田建设股", ProgressField::ReportedOn, "2031-03-31"),
        entry(&ledger, 0, "农田建设股", ProgressField::Phone, "0731-5550101"),
        entry(&ledger, 0, "计划财务股", ProgressField::Narrative, "资金已到位。"),
        entry(&ledger, 0, "农田建设股", ProgressField::Narrative, "已开工。"),
    ];
    let options = WriteOptions::new(Box::leak(Box::new(layout("总台账")))).for_period(Period::Quarter(2031, 1));
    let parts = Parts::open(&write(&ledger, Format::Xlsx, &options).unwrap().bytes);
    let sheet = parts.sheet(1);
    let columns = sheet.row(3);
    let column = |header: &str| columns.iter().position(|text| *text == header).unwrap_or_else(|| panic!("{header} in {columns:?}")) + 1;
    let progress = ["完成状态", "完成百分比", "进展情况", "存在问题", "下一步打算", "填报人", "联系电话", "填报日期"];
    assert_eq!(columns[..7], ["序号", "工作任务", "具体内容", "牵头领导", "牵头股室", "相关责任单位", "完成时限"]);
    assert_eq!(columns[7..15], progress);
    assert_eq!(columns.last(), Some(&"编码"));
    assert!(sheet.row(2).contains(&"期次：2031年第一季度"));
    let cell = |header: &str| sheet.cells[&(5, column(header))].clone();
    assert_eq!((cell("完成百分比").kind, cell("完成百分比").text.as_str()), (CellKind::Number, "60"));
    assert_eq!((cell("填报日期").kind, cell("填报日期").text.as_str()), (CellKind::Number, "47938"), "days since 1899-12-30");
    assert_eq!((cell("联系电话").kind, cell("联系电话").text.as_str()), (CellKind::Text, "0731-5550101"));
    assert_eq!(cell("进展情况").text, "已开工。\n【计划财务股】资金已到位。");
    let styles = parts.styles();
    assert_eq!(styles[cell("联系电话").style].number_format, 49, "text");
    for header in progress {
        let style = &styles[cell(header).style];
        assert!(style.unlocked && style.fill == "FFFFF9E5", "{header} {style:?}");
    }
    assert!(!styles[cell("工作任务").style].unlocked && styles[cell("工作任务").style].fill.is_empty());
    let validations = sheet.xml.all("dataValidation");
    let kinds: Vec<&str> = validations.iter().map(|validation| validation.get("type")).collect();
    assert_eq!(kinds, ["list", "whole", "date"]);
    assert_eq!(validations[0].all("formula1")[0].text, "\"未启动,推进中,已完成,长期推进\"");
    let rules = sheet.xml.all("cfRule");
    assert!(rules.iter().any(|rule| rule.get("operator") == "equal" && rule.all("formula")[0].text == "\"已完成\""));
}

#[test]
fn the_sheet_is_set_up_for_print() {
    for name in Layout::names() {
        let parts = Parts::open(&workbook(&sample(), name).bytes);
        let sheet = parts.sheet(1);
        let page = sheet.xml.one("pageSetup");
        assert_eq!((page.get("paperSize"), page.get("orientation"), page.get("fitToHeight")), ("9", "landscape", "0"), "{name}");
        assert_eq!(sheet.xml.one("pageSetUpPr").get("fitToPage"), "1");
        assert_eq!(sheet.xml.one("printOptions").get("horizontalCentered"), "1");
        let margin = |side: &str| sheet.xml.one("pageMargins").get(side).parse::<f64>().unwrap() * 2.54;
        for (side, cm) in [("left", 1.5), ("right", 1.5), ("top", 1.8), ("bottom", 1.8)] {
            assert!((margin(side) - cm).abs() < 0.01, "{name} {side}");
        }
        assert_eq!(sheet.xml.one("oddFooter").text, "&C第 &P 页 共 &N 页");
        let pane = sheet.xml.one("pane");
        assert_eq!((pane.get("xSplit"), pane.get("ySplit"), pane.get("state")), ("2", "3", "frozen"));
        let names = parts.xml("xl/workbook.xml");
        let titles = names.all("definedName").into_iter().find(|name| name.get("name") == "_xlnm.Print_Titles").unwrap();
        assert!(titles.text.ends_with("!$3:$3"), "{}", titles.text);
        assert_eq!(names.all("sheet")[0].get("name"), Layout::named(name).unwrap().sheet);
    }
}

#[test]
fn fonts_borders_and_widths_follow_the_conventions() {
    let widths =
        [("序号", 5.0..=6.0), ("牵头领导", 9.0..=10.0), ("牵头股室", 12.0..=14.0), ("相关责任单位", 20.0..=24.0), ("编码", 5.0..=12.0)];
    for name in Layout::names() {
        let parts = Parts::open(&workbook(&sample(), name).bytes);
        let (sheet, styles) = (parts.sheet(1), parts.styles());
        let style = |row: usize, column: usize| &styles[sheet.cells[&(row, column)].style];
        let headers = sheet.row(3);
        for (header, range) in &widths {
            let at = headers.iter().position(|text| text == header).unwrap() + 1;
            assert!(range.contains(&sheet.widths()[&at].round()), "{name} {header} {}", sheet.widths()[&at]);
        }
        let title = style(1, 1);
        assert_eq!((title.font.as_str(), title.size, title.horizontal.as_str()), ("方正小标宋简体", 22.0, "center"));
        assert!(sheet.heights()[&1] >= 36.0);
        assert_eq!(style(2, 1).font, "仿宋_GB2312");
        let last = headers.len();
        for column in 1..=last {
            let (header, body) = (style(3, column), style(5, column));
            assert!(header.font == "黑体" && header.bordered && header.wrapped && header.horizontal == "center" && !header.fill.is_empty());
            assert!(body.font == "仿宋_GB2312" && body.bordered && body.wrapped && body.vertical == "center", "{name} {column} {body:?}");
        }
        assert_eq!((style(5, last).size, style(5, last).colour.as_str()), (8.0, "FF808080"));
    }
}

/// Lines a text surely takes: half-width counts 1, full-width 2, no word or punctuation rules.
fn least_lines(text: &str, width: f64, size: f64) -> f64 {
    let unit_pixels = size * 4.0 / 3.0 / 2.0;
    let line = (width * 7.0 / unit_pixels).floor();
    text.split('\n')
        .map(|paragraph| {
            let units: f64 = paragraph.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum();
            (units / line).ceil().max(1.0)
        })
        .sum()
}

fn assert_heights(name: &str, ledger: &Ledger) {
    let parts = Parts::open(&workbook(ledger, name).bytes);
    let (sheet, styles) = (parts.sheet(1), parts.styles());
    let (heights, widths, merges) = (sheet.heights(), sheet.widths(), sheet.merges());
    for (&(row, column), cell) in sheet.cells.iter().filter(|(_, cell)| cell.kind == CellKind::Text) {
        let merge = merges.iter().find(|merge| (merge.0, merge.1) == (row, column)).copied().unwrap_or((row, column, row, column));
        let height: f64 = (row..=merge.2).map(|row| heights[&row]).sum();
        let width: f64 = (column..=merge.3).map(|column| widths[&column]).sum();
        let size = styles[cell.style].size;
        let needed = least_lines(&cell.text, width, size) * 1.35 * size;
        assert!(height >= needed, "{name} row {row} column {column}: {height} < {needed} for {}", cell.text);
        assert!((row..=merge.2).all(|row| heights[&row] <= 409.0));
    }
}

#[test]
fn no_row_is_lower_than_its_text() {
    let mut long = sample();
    let words = "推进数字乡村建设，上线“栖云e农”平台（software platform version 2.0），";
    for (at, count) in [(0, 3), (1, 9), (2, 17)] {
        long.plan.tasks[at].content = Some(words.repeat(count));
        long.plan.tasks[at].units = (0..count * 2).map(|at| format!("第{at}乡镇农技站")).collect();
    }
    long.plan.tasks[0].section = vec!["推动农业农村高质量发展".repeat(9)];
    long.plan.tasks[1].section = long.plan.tasks[0].section.clone();
    for name in Layout::names() {
        assert_heights(name, &long);
        for (_, ledger) in annotated_plans() {
            assert_heights(name, &ledger);
        }
    }
}

#[test]
fn a_long_merged_heading_makes_its_rows_grow() {
    let short = |text: &str| Task { section: vec!["推动农业农村高质量发展。".repeat(12)], ..task(text) };
    assert_heights("责任分解表-详", &ledger_of(vec![short("甲。"), short("乙。")]));
}

#[test]
fn a_column_grows_before_a_row_is_too_high_and_a_finding_says_when_nothing_helps() {
    let usual = layout("责任分解表-详").columns[2].width;
    let width = |count: usize| {
        let written = workbook(&ledger_of(vec![task(&"完成渠系清淤。".repeat(count))]), "责任分解表-详");
        (Parts::open(&written.bytes).sheet(1), written.findings)
    };
    let (sheet, findings) = width(20);
    assert!((sheet.widths()[&3] - usual).abs() < 0.5 && findings.is_empty());
    let (sheet, findings) = width(110);
    assert!(sheet.widths()[&3] > usual + 1.0 && findings.is_empty(), "{findings:?}");
    let (sheet, findings) = width(600);
    assert!(sheet.heights()[&4] <= 409.0);
    let finding = &findings[0];
    assert_eq!((finding.rule.as_str(), finding.sheet.as_deref(), finding.cell.as_deref()), ("W002", Some("责任分解表-详"), Some("C4")));
    assert!(finding.task.is_some() && finding.message.contains("409"));
}

#[test]
fn text_stays_text() {
    let nasty = [
        "=1+1",
        "@SUM(A1)",
        "-5",
        "+86 731",
        "12",
        "007",
        "2031-03-31",
        "1e5",
        "http://example.invalid/a",
        "mailto:a@example.invalid",
        "TRUE",
        "#N/A",
        "'引号",
        "<r>甲</r>",
        "<r><t>甲</t></r>",
        "a & b < c > \"d\"",
        "_x0041_",
        " 前后空格 ",
        "{=A1}",
        "=HYPERLINK(\"x\")",
    ];
    let tasks = nasty.iter().map(|text| Task { lead_departments: vec![(*text).to_owned()], ..task(text) }).collect();
    let mut ledger = ledger_of(tasks);
    ledger.plan.title = Some("=1+1".to_owned());
    ledger.plan.tasks[0].section = vec!["<r>=2</r>".to_owned()];
    for name in Layout::names() {
        let parts = Parts::open(&workbook(&ledger, name).bytes);
        let (sheet, styles) = (parts.sheet(1), parts.styles());
        assert!(sheet.text(1, 1).starts_with("=1+1"));
        assert!(sheet.xml.all("hyperlink").is_empty() && !parts.parts.keys().any(|part| part.contains("sheet1.xml.rels")));
        let content =
            sheet.row(3).iter().position(|header| header.contains("具体内容") || *header == "工作任务" && name == "责任分解表").unwrap()
                + 1;
        let department = sheet.row(3).iter().position(|header| *header == "牵头股室").unwrap() + 1;
        let rows: Vec<usize> = (4..=sheet.last_row()).filter(|&row| !sheet.text(row, department).is_empty()).collect();
        assert_eq!(rows.len(), nasty.len());
        for (row, text) in rows.into_iter().zip(nasty) {
            for column in [content, department] {
                let cell = &sheet.cells[&(row, column)];
                assert_eq!((cell.kind, cell.text.trim()), (CellKind::Text, text.trim()), "{name}");
                assert_eq!(styles[cell.style].quote_prefix, text.starts_with(['=', '+', '-', '@', '\'']), "{text}");
            }
        }
    }
}

/// Sheets of many rows are written in another way; nobody may see which.
#[test]
fn a_long_sheet_looks_as_a_short_one() {
    let long = |text: &str| Task {
        lead_departments: vec!["=甲 & <乙>".to_owned()],
        deadline: sample().plan.tasks[0].deadline.clone(),
        ..task(text)
    };
    let mut tasks: Vec<Task> = sample().plan.tasks;
    tasks.push(long(&format!("  落实_x0041_措施。{}", "加固河堤。".repeat(400))));
    let shown = tasks.len();
    tasks.extend((0..600).map(|number| long(&format!("整修第{number}处塘坝。"))));
    let ledger = |tasks: &[Task]| {
        let mut ledger = ledger_of(tasks.to_vec());
        ledger.plan.sections = sample().plan.sections;
        ledger
    };
    let (few, many) = (ledger(&tasks[..=shown]), ledger(&tasks));
    for name in Layout::names() {
        let (short, long) = (Parts::open(&workbook(&few, name).bytes), Parts::open(&workbook(&many, name).bytes));
        assert!(
            long.parts["xl/worksheets/sheet1.xml"].contains("inlineStr") && !short.parts["xl/worksheets/sheet1.xml"].contains("inlineStr")
        );
        let (styles, long_styles) = (short.styles(), long.styles());
        let (short, long) = (short.sheet(1), long.sheet(1));
        let ids = |text: &str| text.contains('-') && text.is_ascii();
        // Below the tasks that both have, a merged heading may go on in one of them only.
        let rows = short.last_row() - 2;
        for (place, cell) in short.cells.range(..(rows, 0)) {
            let other = &long.cells[place];
            assert_eq!((cell.kind, &styles[cell.style]), (other.kind, &long_styles[other.style]), "{name} {place:?}");
            assert!(cell.text == other.text || ids(&cell.text) && ids(&other.text), "{name} {place:?}: {} | {}", cell.text, other.text);
        }
        assert_eq!(long.cells.range(..(rows, 0)).count(), short.cells.range(..(rows, 0)).count(), "{name}");
        let heights = |sheet: &SheetParts| sheet.heights().into_iter().filter(|(row, _)| *row < rows).collect::<Vec<_>>();
        assert_eq!(heights(&short), heights(&long), "{name}");
        let extent = format!(":{}", long.xml.all("c").last().unwrap().get("r"));
        assert!(long.xml.one("dimension").get("ref").ends_with(&extent), "{name}");
        assert_eq!(long.last_row(), long.xml.all("row").len(), "{name}: every row is there");
    }
}

#[test]
fn the_hidden_sheet_restores_the_ledger() {
    let mut ledgers: Vec<Ledger> = annotated_plans().into_iter().map(|(_, ledger)| ledger).collect();
    let mut odd = sample();
    odd.plan.preamble = vec!["<r>甲</r>_x000D_\u{1}\u{FFFE}\r\n\t😀".repeat(4_000), "  空格  ".to_owned()];
    odd.entries = vec![entry(&odd, 0, "农田建设股", ProgressField::Percent, "60")];
    ledgers.extend([odd, sample(), Ledger::from(fenjie::model::Plan::default())]);
    for ledger in ledgers {
        let parts = Parts::open(&workbook(&ledger, "总台账").bytes);
        let (header, json) = carried(&parts);
        let chunks = parts.sheet(2).last_row() - 1;
        assert_eq!(header, format!("fenjie.ledger/1 chunks={chunks} crc32={:08x}", crc32(json.as_bytes())));
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::from_value::<fenjie::model::Plan>(value["plan"].clone()).unwrap(), ledger.plan);
        let says: usize = value["runs"].as_array().unwrap().iter().map(|run| run["says"].as_array().unwrap().len()).sum();
        assert_eq!(says, ledger.entries.len());
        let workbook = parts.xml("xl/workbook.xml");
        let sheet = workbook.all("sheet")[1];
        assert_eq!((sheet.get("name"), sheet.get("state")), (ledger_sheet::SHEET, "veryHidden"));
        let custom = parts.xml("docProps/custom.xml");
        let plan = custom.all("property").into_iter().find(|property| property.get("name") == "fenjie.plan").unwrap();
        assert_eq!(plan.all("vt:lpwstr")[0].text, ledger.plan.id);
    }
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    for name in Layout::names() {
        let first = workbook(&sample(), name).bytes;
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        assert!(first == workbook(&sample(), name).bytes, "{name}");
        let core = Parts::open(&first).xml("docProps/core.xml");
        assert_eq!(core.one("dcterms:created").text, "2000-01-01T00:00:00Z");
    }
}

#[test]
fn a_text_over_excels_limit_is_cut_with_a_finding_and_kept_whole() {
    let long = "开展夏粮收购。".repeat(6_000);
    let ledger = ledger_of(vec![task("完成春耕备耕。"), task(&long)]);
    let written = workbook(&ledger, "总台账");
    let parts = Parts::open(&written.bytes);
    let cell = parts.sheet(1).text(5, 3).to_owned();
    assert!(cell.encode_utf16().count() <= 32_767 && cell.ends_with("台账数据中〕"));
    let cut = written.findings.iter().find(|finding| finding.rule == "W001").unwrap();
    assert_eq!((cut.cell.as_deref(), cut.task.as_deref()), (Some("C5"), Some(ledger.plan.tasks[1].id.as_str())));
    assert!(cut.message.contains("第2项") && cut.message.contains("42000"), "{}", cut.message);
    let restored: Ledger = serde_json::from_str(&carried(&parts).1).unwrap();
    assert_eq!(restored.plan.tasks[1].content.as_deref(), Some(long.as_str()));
}

#[test]
fn control_characters_do_not_break_the_file() {
    let all: String = (0..=0x9F_u8).map(char::from).chain(['\u{FFFE}', '\u{FFFF}', '\u{2028}']).collect();
    let text = format!("甲{all}乙");
    let mut ledger = ledger_of(vec![Task { section: vec![text.clone()], units: vec![text.clone()], ..task(&text) }]);
    ledger.plan.title = Some(text.clone());
    ledger.plan.issuer = Some(text.clone());
    for name in Layout::names() {
        let written = workbook(&ledger, name);
        let parts = Parts::open(&written.bytes);
        for (part, xml) in &parts.parts {
            assert!(!xml.contains(|c: char| c < ' ' && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{FFFE}' | '\u{FFFF}')), "{part}");
        }
        assert!(written.findings.iter().any(|finding| finding.rule == "W003" && finding.cell.is_some()));
        let restored: Ledger = serde_json::from_str(&carried(&parts).1).unwrap();
        assert_eq!(restored, ledger);
    }
}

#[test]
fn a_plan_without_tasks_is_a_valid_workbook() {
    let ledger = Ledger::from(fenjie::model::Plan::default());
    for name in Layout::names() {
        let written = workbook(&ledger, name);
        let sheet = Parts::open(&written.bytes).sheet(1);
        assert_eq!(sheet.text(3, 1), "序号");
        assert!(sheet.last_row() <= 4 && written.findings.is_empty());
        assert!(sheet.xml.all("dataValidation").is_empty());
    }
}
