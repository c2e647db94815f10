//! Files that are damaged, locked, of another kind than their names say, or without a table: what the program says of each, and that it
//! ends. Every file is made here.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::old_workbook::{
    TASKS, changed, container, directory_entry, fat_entry, first_sector, number_cell, record, stream, stream_of_95, string_cell, workbook,
};
use fenjie::read::read;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A file: its name, its bytes, the exit code, and what is said of it.
struct Case {
    file: &'static str,
    bytes: Vec<u8>,
    code: i32,
    said: &'static [&'static str],
}

fn case(file: &'static str, bytes: Vec<u8>, code: i32, said: &'static [&'static str]) -> Case {
    Case { file, bytes, code, said }
}

/// Longer than any of these files may take, also on a slow machine that does much else.
const LONGEST: Duration = Duration::from_secs(30);

/// Converts every file with the program: exit code, words, and the name of the file in them.
fn check(cases: Vec<Case>) {
    let desk = tempfile::tempdir().unwrap();
    let mut failures = Vec::new();
    for (number, Case { file, bytes, code, said }) in cases.into_iter().enumerate() {
        std::fs::write(desk.path().join(file), bytes).unwrap();
        let started = Instant::now();
        let output =
            Command::new(env!("CARGO_BIN_EXE_fenjie")).args(["convert", file, "-o", "out.json"]).current_dir(desk.path()).output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        let missing: Vec<&&str> = said.iter().chain([&file]).filter(|word| !words.contains(**word)).collect();
        if output.status.code() != Some(code) || !missing.is_empty() || words.contains("内部出错") || started.elapsed() > LONGEST {
            failures.push(format!("{number} {file}: {:?} in {:?}, {missing:?} not in: {words}", output.status.code(), started.elapsed()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in parts {
        // The type of an OpenDocument stands there uncompressed.
        let method = if *path == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*path, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of today: its sheets by name and the XML of their cells, and further parts.
fn sheets(sheets: &[(&str, String)], more: &[(&str, &[u8])]) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut parts: Vec<(String, Vec<u8>)> = vec![(
        "_rels/.rels".to_owned(),
        format!("<Relationships><Relationship Id=\"r\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")
            .into(),
    )];
    let (mut tabs, mut relations) = (String::new(), String::new());
    for (number, (name, cells)) in (1..).zip(sheets) {
        tabs += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>");
        relations += &format!("<Relationship Id=\"r{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>");
        parts.push((
            format!("xl/worksheets/sheet{number}.xml"),
            format!("<worksheet><sheetData>{cells}</sheetData><drawing r:id=\"d\"/></worksheet>").into(),
        ));
    }
    parts.push(("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{tabs}</sheets></workbook>").into()));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>").into()));
    parts.extend(more.iter().map(|(path, content)| ((*path).to_owned(), content.to_vec())));
    zipped(&parts.iter().map(|(path, content)| (path.as_str(), content.as_slice())).collect::<Vec<_>>())
}

fn rows(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    rows.iter().map(|row| format!("<row>{}</row>", row.iter().map(cell).collect::<String>())).collect()
}

#[test]
fn old_workbooks_that_are_whole_are_read() {
    let whole = |name: &str, bytes: &[u8]| {
        let reading = read(bytes, Path::new(name)).unwrap();
        let tasks: Vec<String> = reading.ledger.plan.tasks.iter().map(|task| task.text() + &task.lead_departments.concat()).collect();
        assert_eq!(tasks, ["新建校舍3所基建股", "推行课后服务基教股"], "{name}");
        reading
    };
    whole("返回.xls", &workbook());
    whole("小.et", &container(&[("Workbook", &stream(TASKS, &[], &[]))]));
    whole("九五.xls", &container(&[("Book", &stream_of_95(TASKS))]));
    // A size of 4,294,967,295 rows and a remark in the last cell of the sheet: no memory is asked for either.
    let huge = record(0x0200, &[[0; 4], [0xFF; 4], [0, 0, 0xFF, 0xFF]].concat()[..].iter().chain(&[0, 0]).copied().collect::<Vec<u8>>());
    let far = [huge, number_cell(65_535, 255, 7.0)].concat();
    let reading = whole("远.xls", &container(&[("Workbook", &stream(TASKS, &[], &far))]));
    assert!(
        reading.ledger.plan.closing.iter().chain(reading.ledger.plan.rest.iter().map(|rest| &rest.text)).any(|text| text.contains('7'))
    );
}

#[test]
fn damaged_old_workbooks_are_named() {
    let whole = workbook();
    let entry = directory_entry(&whole);
    let fat = fat_entry(&whole, first_sector(&whole));
    let most = 0x7FFF_FFFF_u32.to_le_bytes();
    let stream_with = |globals: &[u8], cells: &[u8]| container(&[("Workbook", &stream(TASKS, globals, cells))]);
    let plain = stream(TASKS, &[], &[]);
    let tab = plain.windows(2).position(|bytes| bytes == [0x85, 0]).unwrap() + 4;
    let sheet = usize::try_from(u32::from_le_bytes(plain[tab..tab + 4].try_into().unwrap())).unwrap();
    let of = |stream: Vec<u8>| container(&[("Workbook", &stream)]);
    let scattered: Vec<u8> = (10..2100).flat_map(|at| number_cell(at, at, 1.0)).collect();
    // Another sheet that lies among the records of the first.
    let nested = [record(0x0809, &[0, 6, 16, 0]), record(0x000A, &[])].concat();
    let second = |at: usize| record(0x0085, &[&u32::try_from(at).unwrap().to_le_bytes()[..], &[0, 0, 1, 0, b'x']].concat());
    let at = stream(TASKS, &second(0), &nested).windows(nested.len()).rposition(|bytes| bytes == nested).unwrap();
    check(vec![
        case("半截.xls", whole[..whole.len() / 2].to_vec(), 2, &["没有下载完"]),
        case("少尾.xls", whole[..whole.len() - 600].to_vec(), 2, &["下载完"]),
        case("头.xls", whole[..512].to_vec(), 2, &["下载完"]),
        case("扇区目录.xls", changed(whole.clone(), 72, &most), 2, &["扇区目录坏了"]),
        case("小扇区目录.xls", changed(whole.clone(), 64, &most), 2, &["扇区目录坏了"]),
        case("扇区零.xls", changed(whole.clone(), 30, &[0, 0]), 2, &["下载完"]),
        case("扇区大.xls", changed(whole.clone(), 30, &[0x40, 0]), 2, &["下载完"]),
        case("打转.xls", changed(whole.clone(), fat, &first_sector(&whole).to_le_bytes()), 2, &["结构坏了"]),
        case("走出.xls", changed(whole.clone(), fat, &[0xFF, 0xFF, 0xFF, 0x0F]), 2, &["结构坏了"]),
        case("两千兆.xls", changed(whole.clone(), entry + 120, &most), 2, &["读不全"]),
        case("表在外.xls", of(changed(plain.clone(), tab, &most)), 2, &["断了"]),
        case("表错位.xls", of(changed(plain.clone(), tab, &(u32::try_from(sheet).unwrap() + 20).to_le_bytes())), 2, &["读不全"]),
        case("散开.xls", stream_with(&[], &scattered), 2, &["散得太开"]),
        case("相叠.xls", stream_with(&second(at), &nested), 2, &["叠在同一个位置"]),
        case("记录长.xls", of(changed(plain.clone(), sheet + 2, &[0xFF, 0x7F])), 2, &["断了"]),
        case("不停.xls", of(plain[..plain.len() - 4].to_vec()), 2, &["断了"]),
        case("字号.xls", stream_with(&[], &string_cell(1, 4, 1 << 31)), 1, &["〔分解表〕E2", "R047"]),
        case("公式断.xls", stream_with(&[], &record(0x0006, &[1, 0, 5, 0, 0, 0])), 2, &["读不全"]),
        case("加密.xls", stream_with(&record(0x002F, &[1, 0, 1, 0, 1, 0]), &[]), 2, &["加了密码"]),
        case("加密2.xls", container(&[("EncryptedPackage", &[7; 5000]), ("EncryptionInfo", &[4, 0, 4, 0])]), 2, &["加了密码"]),
        case("加密.xlsx", container(&[("EncryptedPackage", &[7; 5000]), ("EncryptionInfo", &[4, 0, 4, 0])]), 2, &["加了密码"]),
        case("别的.xls", container(&[("Contents", &[7; 5000])]), 2, &["里面找不到文档"]),
    ]);
}

/// Whatever bytes of an old workbook change, reading ends, with a reading or an error, and asks for no memory without end.
#[test]
fn no_changed_byte_of_an_old_workbook_stops_the_program() {
    let whole = container(&[("Workbook", &stream(TASKS, &[], &number_cell(4, 4, 2.5)))]);
    let used = whole.iter().rposition(|&byte| byte != 0).unwrap();
    let started = Instant::now();
    let mut outcomes = [0usize; 2];
    for at in (0..used).step_by(3) {
        for bits in [0xFF, 0x80, 0x01] {
            let file = changed(whole.clone(), at, &[whole[at] ^ bits]);
            outcomes[usize::from(read(&file, Path::new("返回.xls")).is_ok())] += 1;
        }
    }
    assert!(outcomes[0] > 100 && outcomes[1] > 100, "{outcomes:?}");
    assert!(started.elapsed() < LONGEST * 4, "{:?}", started.elapsed());
}

#[test]
fn files_of_other_kinds_are_named() {
    let text_table = "ID;PWXL;N;E\r\nC;Y1;X1;K\"序号\"\r\nE\r\n";
    let dbf =
        [&[0x03u8, 131, 4, 2, 1, 0, 0, 0, 65, 0, 9, 0][..], &[0; 20], b"NAME\0\0\0\0\0\0\0C", &[0; 20], &[0x0D], b" 12345678\x1a"].concat();
    let xml = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet/></Workbook>";
    let page = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n\
        <html><table><tr><td>序号</td><td>工作任务</td><td>牵头股室</td></tr><tr><td>1</td><td>新建校舍3所</td><td>基建股</td></tr></table></html>\r\n--b--\r\n";
    let mut cases = vec![
        case("空.xlsx", Vec::new(), 2, &["空文件"]),
        case("一个字节.xlsx", b"P".to_vec(), 2, &["内容却是文本"]),
        case("一个字节.txt", b"P".to_vec(), 1, &["没有找到任务"]),
        case("六零.xls", record(0x0809, &[0, 6, 16, 0, 0, 0, 0, 0]), 2, &["Excel 4.0", "另存为"]),
        case("四零.xls", record(0x0409, &[0, 4, 16, 0, 0, 0]), 2, &["Excel 4.0", "另存为"]),
        case("二零.xls", record(0x0009, &[2, 0, 16, 0]), 2, &["Excel 4.0", "另存为"]),
        case("零三.xls", xml.into(), 2, &["XML 表格 2003", ".xlsx"]),
        case("符号.xls", text_table.into(), 2, &["SYLK 表格", ".xlsx"]),
        case("交换.xls", b"TABLE\r\n0,1\r\n\"EXCEL\"\r\n".to_vec(), 2, &["DIF 表格", ".xlsx"]),
        case("数据库.xls", dbf, 2, &["dBASE", ".xlsx"]),
        case("压.xlsx", [&b"\x1f\x8b\x08"[..], &[7; 200]].concat(), 2, &["压缩包", "解压"]),
        case("压.rar", [&b"Rar!\x1a\x07\x01\0"[..], &[7; 200]].concat(), 2, &["RAR", "解压"]),
        case("包.xlsx", zipped(&[("返回表.xlsx", b"PK")]), 2, &["ZIP 压缩包", "解压"]),
        case("文.xlsx", zipped(&[("word/document.xml", b"<w:document/>")]), 2, &["Word 文档"]),
        case("图.xlsx", [&b"\x89PNG\r\n\x1a\n"[..], &[7; 200]].concat(), 2, &["图片"]),
    ];
    #[cfg(feature = "html")]
    cases.push(case("网页.mht", page.into(), 0, &["1 项任务"]));
    #[cfg(feature = "html")]
    cases.push(case("网页.xls", page.into(), 2, &["内容却是网页"]));
    check(cases);
}

#[test]
fn workbooks_without_one_clear_table_are_named_with_the_sheet() {
    const DRAWING: &[u8] = b"<xdr:wsDr><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:row>2</xdr:row></xdr:from><xdr:pic/></xdr:twoCellAnchor></xdr:wsDr>";
    let relations = "<Relationships><Relationship Id=\"d\" Type=\"a/drawing\" Target=\"../drawings/drawing1.xml\"/></Relationships>";
    let picture: &[(&str, &[u8])] = &[
        ("xl/worksheets/_rels/sheet1.xml.rels", relations.as_bytes()),
        ("xl/drawings/drawing1.xml", DRAWING),
        ("xl/media/image1.png", b"x"),
    ];
    let contacts: &[&[&str]] = &[&["姓名", "电话"], &["林知秋", "0731"], &["贺望舒", "0732"]];
    let other: &[&[&str]] = &[&["序号", "工作任务", "牵头股室"], &["一", "新建校舍5所", "计财股"], &["二", "推行课后服务", "基教股"]];
    let more: &[&[&str]] = &[&["序号", "工作任务", "牵头股室"], &["三", "建成食堂5个", "计财股"]];
    let long = format!("<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row>", "长".repeat(50 << 18));
    check(vec![
        case("通讯录.xlsx", sheets(&[("通讯录", rows(contacts))], &[]), 1, &["〔通讯录〕A1", "没有“工作任务”", "R003"]),
        case("空表.xlsx", sheets(&[("空", String::new())], &[]), 1, &["没有"]),
        case("两稿.xlsx", sheets(&[("甲", rows(TASKS)), ("乙", rows(other))], &[]), 1, &["〔甲〕2项、〔乙〕2项", "两稿", "R025"]),
        case("两张.xlsx", sheets(&[("甲", rows(TASKS)), ("乙", rows(more))], &[]), 0, &["〔甲〕2项、〔乙〕1项", "R025"]),
        case("复制.xlsx", sheets(&[("甲", rows(TASKS)), ("乙", rows(TASKS))], &[]), 1, &["〔乙〕", "R024"]),
        case("图片.xlsx", sheets(&[("扫描", String::new())], picture), 1, &["〔扫描〕B3", "图片", "R018"]),
        case("图文.xlsx", sheets(&[("表", rows(TASKS))], picture), 1, &["2 项任务", "〔表〕B3", "R018"]),
        case("宏.xlsm", sheets(&[("表", rows(TASKS))], &[("xl/vbaProject.bin", b"x")]), 0, &["宏", "R016", "2 项任务"]),
        case("大格.xlsx", sheets(&[("巨", rows(TASKS) + &long)], &[]), 2, &["〔巨〕", "字节长的文字"]),
    ]);
}

#[test]
fn cut_open_documents_are_named() {
    let content = |rows: &str| format!("<office:document-content><office:spreadsheet><table:table table:name=\"表\">{rows}");
    let row = "<table:table-row><table:table-cell><text:p>序号</text:p></table:table-cell><table:table-cell><text:p>工作任务</text:p></table:table-cell></table:table-row>";
    let of =
        |content: &str| zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())]);
    let whole = of(&format!("{}</table:table></office:spreadsheet></office:document-content>", content(&row.repeat(2000))));
    check(vec![
        case("半截.ods", whole[..whole.len() / 2].to_vec(), 2, &["目录不完整"]),
        case("断行.ods", of(&content(row)), 2, &["不完整"]),
        case("缺内容.ods", zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), 2, &["缺少部件"]),
        case("整.ods", whole, 1, &["没有"]),
    ]);
}
