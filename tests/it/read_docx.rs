//! Word documents: what is read is what Word and LibreOffice print.

use std::path::Path;

use fenjie::model::Place;
use fenjie::read::{Reading, read};

use super::docx_support::{Docx, item, level, p, styled};
use super::office;

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, Path::new("甲.docx")).unwrap()
}

/// The lines of running text.
fn lines(bytes: &[u8]) -> Vec<String> {
    let reading = reading(bytes);
    let kept: Vec<&str> =
        reading.ledger.plan.rest.iter().filter(|rest| rest.why != "unrecognised").map(|rest| rest.text.as_str()).collect();
    let sources = reading.account.sources().iter().filter(|source| matches!(source.place, Place::Line { .. }));
    sources.map(|source| source.text.clone()).filter(|text| !kept.contains(&text.trim())).collect()
}

/// What LibreOffice prints, in the form we print it: a number and its text are parted by a blank unless a mark does.
fn compared(text: &str) -> Vec<String> {
    let line = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    text.lines().map(line).filter(|line| !line.is_empty()).collect()
}

fn numbered() -> Docx {
    let outline = [
        level(0, "chineseCounting", "%1、", ""),
        level(1, "chineseCountingThousand", "（%2）", ""),
        level(2, "decimal", "%3.", ""),
        level(3, "decimal", "（%4）", ""),
    ]
    .concat();
    let articles = level(0, "chineseCountingThousand", "第%1条", "<w:suff w:val=\"space\"/>");
    let decimal = [level(0, "decimal", "%1", ""), level(1, "decimal", "%1.%2", ""), level(2, "decimal", "%1.%2.%3", "")].concat();
    let circled =
        [level(0, "decimalEnclosedCircle", "%1", ""), level(1, "lowerLetter", "%2)", ""), level(2, "upperRoman", "%3.", "")].concat();
    let headings = [
        level(0, "japaneseCounting", "%1、", "<w:pStyle w:val=\"H1\"/>"),
        level(1, "japaneseCounting", "（%2）", "<w:pStyle w:val=\"H2\"/>"),
    ]
    .concat();
    let legal = [level(0, "chineseCounting", "%1、", ""), level(1, "decimal", "%1.%2", "<w:isLgl/>")].concat();
    let never = [level(0, "decimal", "%1.", ""), level(1, "decimal", "(%2)", "<w:lvlRestart w:val=\"0\"/>")].concat();
    let abstracts = [outline, articles, decimal, circled, headings, legal, never];
    let abstracts: String = abstracts
        .iter()
        .zip(1..)
        .map(|(levels, id)| {
            format!("<w:abstractNum w:abstractNumId=\"{id}\"><w:multiLevelType w:val=\"multilevel\"/>{levels}</w:abstractNum>")
        })
        .collect();
    let lists: String = (1..=7).map(|id| format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{id}\"/></w:num>")).collect();
    let more = "<w:num w:numId=\"8\"><w:abstractNumId w:val=\"1\"/></w:num>\
        <w:num w:numId=\"9\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>\
        <w:num w:numId=\"10\"><w:abstractNumId w:val=\"3\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>";
    let styles = "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"N\"><w:name w:val=\"Normal\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"N\"/><w:pPr><w:numPr><w:numId w:val=\"5\"/></w:numPr></w:pPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"H2\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"N\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"5\"/></w:numPr></w:pPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"H1x\"><w:name w:val=\"own\"/><w:basedOn w:val=\"H1\"/></w:style>";
    let body = [
        item(1, 0, "稳住粮食生产"),
        item(1, 1, "建设高标准农田"),
        item(1, 2, "选址"),
        item(1, 2, "施工"),
        item(1, 3, "验收"),
        item(1, 1, "推广良种"),
        item(1, 2, "示范"),
        p("中间一段话。"),
        item(1, 0, "推进乡村建设"),
        item(1, 1, "改厕"),
        // Another list over the same abstract list goes on; one with a start of its own begins there.
        item(8, 0, "壮大集体经济"),
        item(9, 0, "从五数起"),
        item(9, 0, "接着六"),
        item(9, 1, "子项"),
        item(2, 0, "本办法自发布之日起施行。"),
        item(2, 0, "第二条内容。"),
        item(3, 0, "总则"),
        item(3, 1, "目的"),
        item(3, 2, "细目"),
        item(3, 1, "范围"),
        item(10, 0, "重新数一"),
        item(10, 1, "再分"),
        item(4, 0, "圈一"),
        item(4, 0, "圈二"),
        item(4, 1, "字母"),
        item(4, 2, "罗马"),
        item(4, 2, "罗马"),
        styled("H1", "标题甲"),
        styled("H2", "小标题甲"),
        styled("H2", "小标题乙"),
        styled("H1x", "派生标题"),
        styled("H2", "小标题丙"),
        item(6, 0, "汉字级"),
        item(6, 1, "应是阿拉伯数字"),
        item(7, 0, "甲"),
        item(7, 1, "续一"),
        item(7, 0, "乙"),
        item(7, 1, "续二"),
    ];
    Docx { body: body.concat(), numbering: abstracts + &lists + more, styles: styles.to_owned(), ..Docx::default() }
}

#[test]
fn automatic_numbers_are_those_word_shows() {
    let lines = lines(&numbered().bytes());
    let expected = [
        "一、稳住粮食生产",
        "（一）建设高标准农田",
        "1. 选址",
        "2. 施工",
        "（1）验收",
        "（二）推广良种",
        "1. 示范",
        "中间一段话。",
        "二、推进乡村建设",
        "（一）改厕",
        "三、壮大集体经济",
        "五、从五数起",
        "六、接着六",
        "（一）子项",
        "第一条 本办法自发布之日起施行。",
        "第二条 第二条内容。",
        "1 总则",
        "1.1 目的",
        "1.1.1 细目",
        "1.2 范围",
        "1 重新数一",
        "1.1 再分",
        "① 圈一",
        "② 圈二",
        "a)字母",
        "I. 罗马",
        "II. 罗马",
        "一、标题甲",
        "（一）小标题甲",
        "（二）小标题乙",
        "二、派生标题",
        "（一）小标题丙",
        "一、汉字级",
        "1.1 应是阿拉伯数字",
        "1. 甲",
        "(1)续一",
        "2. 乙",
        "(2)续二",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn automatic_numbers_are_those_libreoffice_prints() {
    let bytes = numbered().bytes();
    let Some(printed) = office::printed_text(&bytes, "docx") else { return };
    // Two things of Word's that LibreOffice does not know: `isLgl` (every level in Arabic digits), `lvlRestart` 0 (never again from 1).
    let printed: Vec<String> =
        compared(&printed).into_iter().map(|line| line.replace("一.1", "1.1").replace("(1)续二", "(2)续二")).collect();
    assert_eq!(compared(&lines(&bytes).join("\n")), printed);
}

/// A list in LibreOffice's own format, with numbers in Chinese words.
const FODT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-suffix="、" style:num-format="一, 二, 三, ..."/>
<text:list-level-style-number text:level="2" style:num-prefix="（" style:num-suffix="）" style:num-format="一, 二, 三, ..."/>
<text:list-level-style-number text:level="3" style:num-suffix="." style:num-format="1"/>
<text:list-level-style-number text:level="4" style:num-format="①, ②, ③, ..."/>
</text:list-style></office:automatic-styles>
<office:body><office:text>
<text:p>2031年栖云县文旅工作要点</text:p>
<text:list text:style-name="L"><text:list-item><text:p>提升服务水平</text:p>
<text:list><text:list-item><text:p>改造景区步道。完成三处景区步道改造。</text:p>
<text:list><text:list-item><text:p>勘察设计</text:p><text:list><text:list-item><text:p>地形测量</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>施工</text:p></text:list-item></text:list></text:list-item>
<text:list-item><text:p>开放夜间场馆。全年不少于六十场。</text:p></text:list-item></text:list></text:list-item>
<text:list-item><text:p>加强市场监管</text:p><text:list><text:list-item><text:p>开展联合检查。每季度一次。</text:p></text:list-item></text:list></text:list-item></text:list>
<text:p>中间一段。</text:p>
<text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:p>壮大人才队伍</text:p></text:list-item></text:list>
<text:list text:style-name="L"><text:list-item text:start-value="7"><text:p>从七数起</text:p></text:list-item></text:list>
</office:text></office:body></office:document>"#;

#[test]
fn a_document_made_by_libreoffice_has_its_numbers() {
    let Some(docx) = office::converted(FODT.as_bytes(), "fodt", "docx") else { return };
    let printed = office::printed_text(&docx, "docx").unwrap();
    let read = lines(&docx);
    assert_eq!(compared(&read.join("\n")), compared(&printed));
    for line in
        ["一、提升服务水平", "（二）开放夜间场馆。全年不少于六十场。", "2.施工", "二、加强市场监管", "三、壮大人才队伍", "七、从七数起"]
    {
        assert!(read.iter().any(|read| read == line), "{line} in {read:#?}");
    }
    let numbers: Vec<Option<String>> = reading(&docx).ledger.plan.tasks.into_iter().map(|task| task.number).collect();
    assert_eq!(numbers, ["一、", "二、", "三、", "七、"].map(|number| Some(number.to_owned())));
}

/// What is in `rest`, with the reason.
fn rest(bytes: &[u8]) -> Vec<(String, String)> {
    reading(bytes).ledger.plan.rest.into_iter().map(|rest| (rest.why, rest.text)).collect()
}

fn kept(why: &str, text: &str) -> (String, String) {
    (why.to_owned(), text.to_owned())
}

#[test]
fn tracked_changes_are_read_as_accepted() {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let gone = |text: &str| format!("<w:del w:id=\"1\"><w:r><w:delText xml:space=\"preserve\">{text}</w:delText></w:r></w:del>");
    let end_deleted = "<w:pPr><w:rPr><w:del w:id=\"2\"/></w:rPr></w:pPr>";
    let former = "<w:pPr><w:pPrChange w:id=\"3\"><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:pPrChange></w:pPr>";
    let body = [
        format!("<w:p>{}{}<w:ins w:id=\"4\">{}</w:ins></w:p>", run("全年新建"), gone("十二"), run("十五座")),
        format!("<w:p>{end_deleted}{}</w:p><w:p>{}</w:p>", run("前半句，"), run("后半句。")),
        format!("<w:p>{end_deleted}{}</w:p>", gone("整段删去")),
        format!("<w:p>{former}{}</w:p>", run("从前有编号")),
        format!("<w:p><w:moveFrom w:id=\"5\">{}</w:moveFrom><w:moveTo w:id=\"6\">{}</w:moveTo></w:p>", run("移走的"), run("移来的")),
        item(1, 0, "仍是第一项"),
    ];
    let numbering = format!(
        "<w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>",
        level(0, "decimal", "%1、", "")
    );
    let bytes = Docx { body: body.concat(), numbering, ..Docx::default() }.bytes();
    assert_eq!(lines(&bytes), ["全年新建十五座", "前半句，后半句。", "从前有编号", "移来的", "1、仍是第一项"]);
    let kept_text = rest(&bytes);
    for text in ["十二", "整段删去", "移走的"] {
        assert!(kept_text.contains(&kept("deleted text", text)), "{text}: {kept_text:?}");
    }
    assert!(reading(&bytes).findings.iter().any(|finding| finding.rule == "R101"));
}

#[test]
fn what_is_not_running_text_is_kept_with_the_reason() {
    let text_box = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
    let drawing = format!(
        "<w:p><w:r><w:t>正文甲</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{0}</wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{0}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        text_box("框中文字")
    );
    let hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏的</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>看得见</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"H\"/></w:rPr><w:t>样式隐藏</w:t></w:r></w:p>";
    let noted = "<w:p><w:r><w:t>有注</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:commentReference w:id=\"0\"/></w:r><w:r><w:t>的话。</w:t></w:r></w:p>";
    let ruby = "<w:p><w:r><w:ruby><w:rt><w:r><w:t>qī</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>栖</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>云</w:t></w:r></w:p>";
    let control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>单击此处输入</w:t></w:r></w:p></w:sdtContent></w:sdt><w:sdt><w:sdtContent><w:p><w:r><w:t>填好的</w:t></w:r></w:p></w:sdtContent></w:sdt>";
    let beside = vec![
        ("header", "hdr", p("内部资料")),
        ("footer", "ftr", p("— 1 —")),
        (
            "footnotes",
            "footnotes",
            format!(
                "<w:footnote w:type=\"separator\" w:id=\"0\">{}</w:footnote><w:footnote w:id=\"2\">{}</w:footnote>",
                p("线"),
                p("脚注文字")
            ),
        ),
        ("comments", "comments", format!("<w:comment w:id=\"0\" w:author=\"甲\">{}</w:comment>", p("请核实"))),
    ];
    let styles = "<w:style w:type=\"character\" w:styleId=\"H\"><w:name w:val=\"x\"/><w:rPr><w:vanish/></w:rPr></w:style>".to_owned();
    let bytes = Docx { body: [&drawing, hidden, noted, ruby, control].concat(), beside, styles, ..Docx::default() }.bytes();
    assert_eq!(lines(&bytes), ["正文甲", "看得见", "有注的话。", "栖云", "填好的"]);
    let rest = rest(&bytes);
    let expected = [
        ("text box", "框中文字"),
        ("hidden text", "隐藏的"),
        ("hidden text", "样式隐藏"),
        ("phonetic guide", "qī"),
        ("placeholder", "单击此处输入"),
        ("page header", "内部资料"),
        ("page footer", "— 1 —"),
        ("footnote", "脚注文字"),
        ("comment", "请核实"),
    ];
    for (why, text) in expected {
        assert_eq!(rest.iter().filter(|kept| kept.1 == text).collect::<Vec<_>>(), [&kept(why, text)], "{text}");
    }
    let place = |text: &str| reading(&bytes).ledger.plan.rest.into_iter().find(|rest| rest.text == text).unwrap().place;
    assert_eq!((place("脚注文字"), place("请核实")), (Place::Line { line: 3 }, Place::Line { line: 3 }));
}

#[test]
fn marks_fields_and_contents() {
    let field = |instruction: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let open = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> TOC \\o \"1-3\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>";
    let body = [
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t><w:softHyphen/><w:t>戊</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r></w:p>".to_owned(),
        format!("<w:p>{}{}</w:p>", field(" PAGE ", "12"), field(" IF 1=1 ", "成立")),
        "<w:p><w:hyperlink w:anchor=\"x\"><w:r><w:t>链接文字</w:t></w:r></w:hyperlink><w:fldSimple w:instr=\"DATE\"><w:r><w:t>2031年</w:t></w:r></w:fldSimple></w:p>".to_owned(),
        format!("<w:p>{open}<w:r><w:t>一、总体要求</w:t><w:tab/><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>二、主要任务</w:t><w:tab/><w:t>3</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"),
        styled("T", "手工目录 5"),
        "<w:p><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>".to_owned(),
    ];
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"T\"><w:name w:val=\"toc 1\"/></w:style>".to_owned();
    let bytes = Docx { body: body.concat(), styles, ..Docx::default() }.bytes();
    assert_eq!(lines(&bytes), ["甲\t乙", "丙-丁戊☑", "12成立", "链接文字2031年", "x=1"]);
    let contents: Vec<String> = rest(&bytes).into_iter().filter(|kept| kept.0 == "table of contents").map(|kept| kept.1).collect();
    assert_eq!(contents, ["一、总体要求\t1", "二、主要任务\t3", "手工目录 5"]);
}

/// A cell: what comes before its text, and the text.
fn tc(properties: &str, inner: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>")
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

#[test]
fn tables_become_grids_with_their_merges() {
    let begins = "<w:vMerge w:val=\"restart\"/>";
    let text = |text: &str| tc("", &p(text));
    let rows = [
        row(&[text("序号"), text("工作任务"), text("牵头股室"), text("完成时限")]),
        row(&[text("1"), text("修建步道三公里。"), tc(begins, &p("建设股")), text("10月底前")]),
        row(&[text("2"), tc("", &(p("改造公厕五座，") + &p("并做好管护。"))), tc("<w:vMerge/>", &p("")), text("年底前")]),
        row(&[tc("<w:gridSpan w:val=\"4\"/>", &p("备注：以上任务纳入考核。"))]),
        format!("<w:tr><w:trPr><w:del w:id=\"9\"/></w:trPr>{}</w:tr>", text("删去的一行")),
    ];
    let bytes = Docx {
        body: p("栖云县2031年重点任务分解表") + &format!("<w:tbl>{}</w:tbl>", rows.concat()) + &p("附言"),
        ..Docx::default()
    }
    .bytes();
    let reading = reading(&bytes);
    let tasks = &reading.ledger.plan.tasks;
    assert_eq!(tasks.len(), 2, "{tasks:#?}");
    assert_eq!(tasks[0].lead_departments, ["建设股"]);
    assert_eq!(tasks[1].content.as_deref(), Some("改造公厕五座，\n并做好管护。"));
    assert_eq!(tasks[1].place, Some(Place::Row { sheet: "表1".into(), row: 3, column: Some(1) }));
    assert!(rest(&bytes).contains(&kept("deleted text", "删去的一行")));
    let sums = reading.account.sums();
    assert_eq!((sums.printed, sums.twice), (sums.claimed, 0));
}

#[test]
fn damaged_documents_are_refused_with_the_reason() {
    let error = |bytes: &[u8]| read(bytes, Path::new("坏.docx")).unwrap_err().to_string();
    let bomb = Docx { body: "<w:p>".repeat(5_000), ..Docx::default() }.bytes();
    assert!(error(&bomb).contains("坏.docx") && error(&bomb).contains("嵌套"));
    let good = numbered().bytes();
    assert!(error(&good[..good.len() / 2]).contains("坏.docx"));
    let document = "<!DOCTYPE x [<!ENTITY a 'b'>]><w:document/>".to_owned();
    assert!(error(&super::docx_support::package(&[("word/document.xml", document)])).contains("文档类型"));
    assert!(read(&Docx::default().bytes(), Path::new("空.docx")).unwrap().findings.iter().any(|finding| finding.rule == "R002"));
}
