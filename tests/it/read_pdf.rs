//! PDF files: printed text comes back in order; what cannot be read is said.

use std::path::Path;

use fenjie::read::{Reading, read};
use fenjie::write::{Format, Layout, WriteOptions, write};

use super::office;
use super::plans::annotated;

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, Path::new("计划.pdf")).unwrap()
}

fn lines(bytes: &[u8]) -> Vec<String> {
    reading(bytes).account.sources().iter().map(|source| source.text.clone()).collect()
}

/// A PDF of numbered objects; the first is the catalogue.
fn pdf(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
    }
    let start = bytes.len();
    let entries: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let count = objects.len() + 1;
    bytes.extend(
        format!(
            "xref\n0 {count}\n0000000000 65535 f \n{entries}trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
        )
        .into_bytes(),
    );
    bytes
}

/// One page that prints `content` in the font of object 5.
fn page(content: &str, font: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    objects.extend(font.iter().map(|&object| object.to_owned()));
    pdf(&objects, "")
}

fn composite(encoding: &str) -> [String; 3] {
    [
        format!("<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [6 0 R] >>"),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R >>".to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 /FontBBox [-25 -254 1000 880] >>".to_owned(),
    ]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[test]
fn fonts_with_predefined_encodings_are_read() {
    let text = "一、2031年工作要点ABC";
    let gbk = encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (encoding, codes) in [("GBK-EUC-H", &gbk), ("GBK2K-H", &gbk), ("UniGB-UCS2-H", &utf16), ("UniGB-UTF16-H", &utf16)] {
        let font = composite(encoding);
        let bytes = page(&format!("BT /F1 16 Tf 70 700 Td <{}> Tj ET", hex(codes)), &[&font[0], &font[1], &font[2]]);
        assert_eq!(lines(&bytes), [text], "{encoding}");
    }
}

#[test]
fn lines_that_reach_the_edge_go_on() {
    let font = composite("UniGB-UCS2-H");
    let shown = |text: &str| hex(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
    let (first, second, third) = ("（一）加强农村公路建设管理养护工作，新改建农村公路一百二", "十公里。", "（二）完成候车亭改造。");
    let content = format!(
        "BT /F1 16 Tf 102 700 Td <{}> Tj -32 -28 Td <{}> Tj 32 -28 Td <{}> Tj -32 -90 Td <{}> Tj ET",
        shown(first),
        shown(second),
        shown(third),
        shown("落款")
    );
    let bytes = page(&content, &[&font[0], &font[1], &font[2]]);
    assert_eq!(lines(&bytes), [&format!("\u{3000}\u{3000}{first}{second}"), "\u{3000}\u{3000}（二）完成候车亭改造。", "", "落款"]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let error = |bytes: &[u8]| read(bytes, Path::new("扫描.pdf")).unwrap_err().to_string();
    let scan = page("q 500 0 0 700 40 40 cm Q", &["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]);
    assert!(error(&scan).contains("扫描") && error(&scan).contains("OCR"), "{}", error(&scan));
    assert!(error(b"%PDF-1.4 no more").contains("扫描.pdf"));
    let font = composite("Identity-H");
    let unknown = page("BT /F1 16 Tf 70 700 Td <00010002> Tj ET", &[&font[0], &font[1], &font[2]]);
    assert!(error(&unknown).contains("对照表"), "{}", error(&unknown));
    let circle = pdf(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>".to_owned(),
            "<< /Length 5 >>\nstream\n/X Do\nendstream".to_owned(),
            "<< /Type /XObject /Subtype /Form /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream".to_owned(),
        ],
        "",
    );
    assert!(error(&circle).contains("自相包含"), "{}", error(&circle));
    let good = page("BT /F1 16 Tf 70 700 Td (abc) Tj ET", &["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]);
    for end in (0..good.len()).step_by(7) {
        let _ = read(&good[..end], Path::new("断.pdf"));
    }
}

#[test]
fn plans_printed_by_libreoffice_come_back() {
    let mut printed = 0;
    for (path, _) in annotated().into_iter().filter(|(path, _)| path.to_string_lossy().contains("seeds/004")) {
        let text = std::fs::read(&path).unwrap();
        let Some(bytes) = office::converted(&text, "txt", "pdf") else { return };
        let plan = |reading: &Reading| {
            let packed = |text: &Option<String>| text.as_deref().unwrap_or_default().split_whitespace().collect::<String>();
            let tasks = &reading.ledger.plan.tasks;
            tasks
                .iter()
                .map(|task| (task.number.clone(), task.title.clone(), packed(&task.content), task.lead_departments.clone()))
                .collect::<Vec<_>>()
        };
        let (from_pdf, from_text) = (plan(&reading(&bytes)), plan(&read(&text, &path).unwrap()));
        assert_eq!(from_pdf.len(), 54);
        assert_eq!(from_pdf, from_text);
        printed += 1;
    }
    if printed == 0 {
        eprintln!("\n*** NOT TESTED: no annotated plan to print beside the project ***\n");
    }
}

/// What a table shows of its tasks.
fn shown(reading: &Reading) -> Vec<[String; 6]> {
    let packed = |text: String| text.split_whitespace().collect::<String>();
    let tasks = reading.ledger.plan.tasks.iter();
    tasks
        .map(|task| {
            let deadline = task.deadline.as_ref().map(|deadline| deadline.raw.clone()).unwrap_or_default();
            let section = task.section.concat();
            [section, packed(task.text()), task.lead_leaders.join("、"), task.lead_departments.join("、"), task.units.join("、"), deadline]
        })
        .collect()
}

/// Our own sheets and documents, printed: the table on several pages, merged sections, wrapped cells, headers on each page.
#[test]
fn our_tables_printed_by_libreoffice_come_back() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/望川县2023年教育工作要点.txt");
    let plan = read(&std::fs::read(&sample).unwrap(), &sample).unwrap();
    for (layout, format) in [("责任分解表", Format::Xlsx), ("责任分解表-详", Format::Xlsx), ("责任分解表", Format::Docx)] {
        let layout = Layout::named(layout).unwrap();
        let written = write(&plan.ledger, format, &WriteOptions::new(&layout)).unwrap().bytes;
        let Some(printed) = office::converted(&written, if format == Format::Xlsx { "xlsx" } else { "docx" }, "pdf") else { return };
        let again = reading(&printed);
        assert_eq!(again.ledger.plan.title.as_deref(), Some("2023年全县教育工作要点责任分解表"), "{} {format:?}", layout.name);
        assert_eq!(shown(&again), shown(&plan), "{} {format:?}", layout.name);
        let sums = again.account.sums();
        assert_eq!((sums.printed, sums.twice), (sums.claimed, 0));
    }
}

/// A table of another office: a column of groups merged downwards, other words, cells without a line of their own.
#[test]
fn a_foreign_table_printed_by_libreoffice_comes_back() {
    let row = |cells: &[&str]| cells.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>();
    let page = format!(
        "<html><head><meta charset=\"utf-8\"><style>@page {{ size: 297mm 210mm }}</style></head><body><p align=center>栖云县2031年度重点工作清单</p>\
         <table border=1 cellspacing=0 width=100%><tr><th width=12%>类别</th><th width=6%>编号</th><th width=44%>重点事项</th><th>主办科室</th><th>协办科室</th><th>办结时限</th></tr>\
         <tr><td rowspan=2>交通基础设施建设攻坚行动</td>{}</tr><tr>{}</tr><tr><td>安全生产</td>{}</tr></table><p>注：请于每季度末前报送进展。</p></body></html>",
        row(&[
            "1",
            "改造农村公路120公里，其中通村公路不少于80公里，同步完善标志标线和安全防护设施，开展路面病害集中整治不少于3次。",
            "建设股",
            "养护中心、各乡镇人民政府、县公路事业发展中心",
            "10月底前"
        ]),
        row(&["2", "建成候车亭40座。", "运输股", "城投公司", "年底前"]),
        row(&["3", "清理碍航渔具，<br>排查渡口隐患。", "海事站", "执法队", "长期坚持"]),
    );
    let Some(printed) = office::converted(page.as_bytes(), "html", "pdf:writer_web_pdf_Export") else { return };
    let tasks = shown(&reading(&printed));
    let wanted = [
        [
            "交通基础设施建设攻坚行动",
            "改造农村公路120公里，其中通村公路不少于80公里，同步完善标志标线和安全防护设施，开展路面病害集中整治不少于3次。",
            "",
            "建设股",
            "养护中心、各乡镇人民政府、县公路事业发展中心",
            "10月底前",
        ],
        ["交通基础设施建设攻坚行动", "建成候车亭40座。", "", "运输股", "城投公司", "年底前"],
        ["安全生产", "清理碍航渔具，排查渡口隐患。", "", "海事站", "执法队", "长期坚持"],
    ];
    assert_eq!(tasks, wanted.map(|task| task.map(str::to_owned)));
}
