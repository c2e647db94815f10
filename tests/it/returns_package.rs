//! Returned workbooks whose container is damaged or hostile: cut off, packed otherwise, parts missing, sizes without end.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::raw_zip::{Endless, package};
use super::returns_desk::{Case, FILLED, FIRST, Parts, UNIT, cell_name, compare, escape, zipped};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn returned(name: &'static str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Case {
    Case::of_bytes(name, &format!("{UNIT}.xlsx"), change)
}

fn named(name: &'static str, file: &str) -> Case {
    Case::of_bytes(name, &format!("{UNIT}{file}"), |bytes| bytes)
}

/// The text of a part changed.
pub fn change(parts: &mut Parts, path: &str, edit: impl FnOnce(String) -> String) {
    let (_, content) = parts.iter_mut().find(|(name, _)| name == path).unwrap();
    *content = edit(String::from_utf8(std::mem::take(content)).unwrap()).into_bytes();
}

pub fn replace(parts: &mut Parts, path: &str, old: &str, new: &str) {
    change(parts, path, |text| {
        assert!(text.contains(old), "{path} holds {old}");
        text.replacen(old, new, 1)
    });
}

fn rename(parts: &mut Parts, old: &str, new: &str) {
    parts.iter_mut().find(|(path, _)| path == old).unwrap().0 = new.to_owned();
}

fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).rposition(|window| window == wanted).unwrap()
}

/// Where the content of a part begins in a package.
fn content_at(bytes: &[u8], path: &str) -> usize {
    let name = find(bytes, path.as_bytes());
    let extra = usize::from(u16::from_le_bytes([bytes[name - 2], bytes[name - 1]]));
    name + path.len() + extra
}

fn packed_with(method: CompressionMethod) -> impl FnOnce(Vec<u8>) -> Vec<u8> {
    move |_| zipped(&FILLED.book.to_parts(), method)
}

/// Entries that say they are compressed with another method.
fn with_method(mut bytes: Vec<u8>, method: u8) -> Vec<u8> {
    for (mark, field) in [(&b"PK\x03\x04"[..], 8), (&b"PK\x01\x02"[..], 10)] {
        let places: Vec<usize> = bytes.windows(4).enumerate().filter(|(_, window)| *window == mark).map(|(at, _)| at).collect();
        places.into_iter().for_each(|at| bytes[at + field] = method);
    }
    bytes
}

fn damaged_containers() -> Vec<Case> {
    vec![
        returned("0 bytes", |_| Vec::new()),
        returned("1 byte", |_| vec![b'P']),
        returned("download broken off at 50 %", |bytes| bytes[..bytes.len() / 2].to_vec()),
        returned("only the end-of-directory record missing", |bytes| bytes[..rfind(&bytes, b"PK\x05\x06")].to_vec()),
        returned("one byte changed inside the compressed sheet", |mut bytes| {
            let at = content_at(&bytes, SHEET) + 700;
            bytes[at] ^= 0x10;
            bytes
        }),
        returned("stored part edited in place, the checksum no longer matches", |_| {
            let mut bytes = zipped(&FILLED.book.to_parts(), CompressionMethod::Stored);
            let at = find(&bytes, "推进中".as_bytes());
            bytes[at..at + 9].copy_from_slice("已完成".as_bytes());
            bytes
        }),
        returned("central directory offset points past the end", |mut bytes| {
            let at = rfind(&bytes, b"PK\x05\x06") + 16;
            bytes[at..at + 4].copy_from_slice(&0x7FFF_FFFF_u32.to_le_bytes());
            bytes
        }),
        returned("mail headers in front of the zip", |bytes| [b"Content-Type: application/octet-stream\r\n\r\n".to_vec(), bytes].concat()),
        returned("mail boundary behind the zip", |bytes| [bytes, b"\r\n--=_boundary--\r\n".to_vec()].concat()),
        returned("gzip of the workbook", |bytes| {
            let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(&bytes).unwrap();
            packer.finish().unwrap()
        }),
        returned("RAR archive named .xlsx", |_| b"Rar!\x1a\x07\x01\0rest of an archive".to_vec()),
        returned("a PDF named .xlsx", |_| b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec()),
        returned("a picture named .xlsx", |_| b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        returned("a .zip with the workbook inside, renamed .xlsx", |bytes| {
            zipped(&vec![("返回表.xlsx".to_owned(), bytes)], CompressionMethod::Stored)
        }),
        returned("zip entries flagged as encrypted", |mut bytes| {
            for (mark, flags) in [(&b"PK\x03\x04"[..], 6), (&b"PK\x01\x02"[..], 8)] {
                let places: Vec<usize> = bytes.windows(4).enumerate().filter(|(_, window)| *window == mark).map(|(at, _)| at).collect();
                places.into_iter().for_each(|at| bytes[at + flags] |= 1);
            }
            bytes
        }),
        returned("a Word file named .xlsx", |_| word("<w:p><w:r><w:t>一季度工作总结：各项任务稳步推进。</w:t></w:r></w:p>")),
        returned("the table pasted into a Word file named .xlsx", |_| word(&word_table())),
        returned("a file of the right size full of zeros", |bytes| vec![0; bytes.len()]),
        returned("the first 10 KB of a video named .xlsx", |_| [b"\0\0\0\x18ftypmp42".to_vec(), vec![7; 10_000]].concat()),
        returned("a page that asks to log in, saved as .xlsx", |_| {
            "<!DOCTYPE html><html><head><title>登录</title></head><body><form>用户名<input></form>请登录后下载</body></html>".into()
        }),
        returned("winmail.dat of a mail program", |_| [b"\x78\x9f\x3e\x22\x01\0\x01\x90".to_vec(), vec![9; 5000]].concat()),
        returned("the resource file of a Mac (._)", |_| [b"\0\x05\x16\x07\0\x02\0\0Mac OS X".to_vec(), vec![0; 4000]].concat()),
        returned("the text of a mail, the workbook still in base64", |bytes| {
            let body: String = bytes.chunks(57).map(|line| format!("{}\r\n", base64(line))).collect();
            body.into_bytes()
        }),
        returned("two downloads in one file", |bytes| [bytes.clone(), bytes].concat()),
        returned("sizes and checksums behind the data (Java, streams)", |_| package(&FILLED.book.to_parts(), &BTreeMap::new(), true)),
        named("xlsx content named .xls", ".xls"),
        named("xlsx content named .et (WPS)", ".et"),
        named("extension in capitals", ".XLSX"),
        named("no extension at all", ""),
    ]
}

fn odd_packages() -> Vec<Case> {
    let without = |name, path: &'static str| Case::parts(name, move |parts| parts.retain(|(own, _)| own != path));
    vec![
        Case::parts("zip entry names with backslashes", |parts| parts.iter_mut().for_each(|(path, _)| *path = path.replace('/', "\\"))),
        Case::parts("extra entries ../../, absolute, drive letter, device names", |parts| {
            for path in ["../../etc/passwd", "/etc/shadow", "C:\\Windows\\a.xml", "aux", "xl/../../../b.xml", "nul.xml"] {
                parts.push((path.to_owned(), b"<x/>".to_vec()));
            }
        }),
        returned("parts compressed with bzip2", |bytes| with_method(bytes, 12)),
        returned("parts compressed with lzma", |bytes| with_method(bytes, 14)),
        returned("uncompressed zip", packed_with(CompressionMethod::Stored)),
        returned("zip64 records for small parts", |_| {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            for (path, content) in FILLED.book.to_parts() {
                zip.start_file(path.as_str(), SimpleFileOptions::default().large_file(true)).unwrap();
                zip.write_all(&content).unwrap();
            }
            zip.finish().unwrap().into_inner()
        }),
        Case::parts("70,000 extra empty entries", |parts| parts.extend((0..70_000).map(|at| (format!("customXml/{at}.bin"), Vec::new())))),
        without("part [Content_Types].xml missing", "[Content_Types].xml"),
        without("part xl/_rels/workbook.xml.rels missing", "xl/_rels/workbook.xml.rels"),
        without("part xl/sharedStrings.xml missing", "xl/sharedStrings.xml"),
        without("part xl/worksheets/sheet1.xml missing", SHEET),
        without("part _rels/.rels missing", "_rels/.rels"),
        without("part xl/styles.xml missing", "xl/styles.xml"),
        Case::parts("sheet relationship points to ../../../../etc/passwd", |parts| {
            replace(parts, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../../../etc/passwd");
        }),
        Case::parts("shared strings part has another name", |parts| {
            rename(parts, "xl/sharedStrings.xml", "xl/文字.xml");
            replace(parts, "xl/_rels/workbook.xml.rels", "sharedStrings.xml", "文字.xml");
        }),
        Case::parts("styles part has another name: dates are recognised by style", |parts| {
            rename(parts, "xl/styles.xml", "xl/s2.xml");
            replace(parts, "xl/_rels/workbook.xml.rels", "styles.xml", "s2.xml");
        }),
        Case::parts(".xltx template", |parts| {
            let types = "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml\"/></Types>";
            change(parts, "[Content_Types].xml", |_| types.to_owned());
        }),
        returned("two parts of one name", |_| {
            let mut parts = FILLED.book.to_parts();
            parts.push(("xl/worksheets/sheet9.xml".into(), b"<worksheet><sheetData/></worksheet>".to_vec()));
            let mut bytes = zipped(&parts, CompressionMethod::Stored);
            while let Some(at) = bytes.windows(24).position(|window| window == b"xl/worksheets/sheet9.xml") {
                bytes[at + 19] = b'1';
            }
            bytes
        }),
        Case::cells("external link to a UNC path", |book| {
            book.relations.push(("externalLink", "externalLinks/externalLink1.xml".into(), false));
            book.parts.push(("xl/externalLinks/externalLink1.xml".into(), b"<externalLink/>".to_vec()));
            let link = "<Relationships><Relationship Id=\"rId1\" Type=\"x/externalLinkPath\" Target=\"\\\\evil\\share\\a.xlsx\" TargetMode=\"External\"/></Relationships>";
            book.parts.push(("xl/externalLinks/_rels/externalLink1.xml.rels".into(), link.into()));
        }),
        Case::cells("macros beside the table", |book| book.parts.push(("xl/vbaProject.bin".into(), b"\xd0\xcf".to_vec()))),
        Case::parts("Excel 4.0 macro sheet, veryHidden", |parts| {
            replace(
                parts,
                "xl/workbook.xml",
                "</sheets>",
                "<sheet name=\"宏1\" sheetId=\"60\" state=\"veryHidden\" r:id=\"rId60\"/></sheets>",
            );
            replace(
                parts,
                "xl/_rels/workbook.xml.rels",
                "</Relationships>",
                "<Relationship Id=\"rId60\" Type=\"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet\" Target=\"macrosheets/sheet1.xml\"/></Relationships>",
            );
            parts.push(("xl/macrosheets/sheet1.xml".into(), b"<xm:macrosheet/>".to_vec()));
        }),
    ]
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().chain([&0, &0]).take(3).fold(0usize, |sum, &byte| sum << 8 | usize::from(byte));
        (0..4).for_each(|at| text.push(if at <= three.len() { char::from(LETTERS[number >> (18 - 6 * at) & 63]) } else { '=' }));
    }
    text
}

fn word(body: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let document = format!("<w:document xmlns:w=\"{MAIN}\"><w:body>{body}</w:body></w:document>");
    let parts = vec![
        ("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()),
        ("_rels/.rels".to_owned(), relations.into()),
        ("word/document.xml".to_owned(), document.into_bytes()),
    ];
    zipped(&parts, CompressionMethod::Deflated)
}

/// The filled sheet as a table of Word, its title above it.
fn word_table() -> String {
    let sheet = &FILLED.book.sheets[0];
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escape(text));
    let cell = |row, column| {
        let text = if column == 15 && row >= FIRST { "2031-03-28".to_owned() } else { sheet.text(&cell_name(row, column)) };
        format!("<w:tc>{}</w:tc>", text.lines().map(paragraph).collect::<String>() + if text.is_empty() { "<w:p/>" } else { "" })
    };
    let row = |row| format!("<w:tr>{}</w:tr>", (1..=16).map(|column| cell(row, column)).collect::<String>());
    let rows: String = (3..FIRST + 20).map(row).collect();
    format!("{}{}<w:tbl>{rows}</w:tbl>", paragraph(&sheet.text("A1")), paragraph(&sheet.text("A2")))
}

#[test]
fn containers() {
    let mut cases = damaged_containers();
    cases.extend(odd_packages());
    compare("containers", cases);
}

/// A part made of one piece again and again between two others.
fn endless(name: &'static str, path: &'static str, before: &str, piece: &[u8], times: usize, after: &str) -> Case {
    let part = Endless { before, piece, times, after };
    returned(name, move |_| package(&FILLED.book.to_parts(), &BTreeMap::from([(path, part)]), false))
}

const OPEN: &str = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
const CLOSE: &str = "</sheetData></worksheet>";

#[test]
fn bombs() {
    let wanted = |gigabytes: usize| gigabytes << 30;
    let cases = vec![
        endless("10 GB of blanks inside sheetData", SHEET, OPEN, b" ", wanted(10), CLOSE),
        endless("26 million rows that all say r=23", SHEET, OPEN, b"<row r=\"23\"></row>", 26_000_000, CLOSE),
        endless(
            "one inline string of 1 GB",
            SHEET,
            &format!("{OPEN}<row r=\"4\"><c r=\"J4\" t=\"inlineStr\"><is><t>"),
            b"a",
            wanted(1),
            &format!("</t></is></c></row>{CLOSE}"),
        ),
        endless("20 million shared strings", "xl/sharedStrings.xml", "<sst>", b"<si><t>a</t></si>", 20_000_000, "</sst>"),
        endless(
            "10 million cell formats",
            "xl/styles.xml",
            "<styleSheet><cellXfs>",
            b"<xf numFmtId=\"0\"/>",
            10_000_000,
            "</cellXfs></styleSheet>",
        ),
    ];
    compare("bombs", cases);
}

#[test]
fn sizes() {
    let cases = vec![
        returned("1 GB of blanks, directory declares 60,000 bytes", |_| {
            let Case { mut files, .. } = endless("", SHEET, OPEN, b" ", 1 << 30, CLOSE);
            let mut bytes = files.remove(0).1;
            let entry = rfind(&bytes, SHEET.as_bytes()) - 46;
            bytes[entry + 24..entry + 28].copy_from_slice(&60_000_u32.to_le_bytes());
            bytes
        }),
        endless(
            "one inline string of 5 MB",
            SHEET,
            &format!("{OPEN}<row r=\"4\"><c r=\"J4\" t=\"inlineStr\"><is><t>"),
            b"a",
            5 << 20,
            &format!("</t></is></c></row>{CLOSE}"),
        ),
        endless("2 million rows that all say r=23", SHEET, OPEN, b"<row r=\"23\"/>", 1_200_000, CLOSE),
        endless(
            "300,000 cell formats",
            "xl/styles.xml",
            "<styleSheet><cellXfs>",
            b"<xf numFmtId=\"0\"/>",
            300_000,
            "</cellXfs></styleSheet>",
        ),
        returned("200 entries share one stream", |_| overlapping(200)),
        returned("2,000 entries share one stream", |_| overlapping(2000)),
    ];
    compare("sizes", cases);
}

/// A package in which many names point to one entry.
fn overlapping(times: usize) -> Vec<u8> {
    let bytes = FILLED.book.bytes();
    let end = rfind(&bytes, b"PK\x05\x06");
    let directory = usize::try_from(u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap())).unwrap();
    let entry = rfind(&bytes, SHEET.as_bytes()) - 46;
    let next = entry + 46 + SHEET.len();
    let mut more = bytes[directory..end].to_vec();
    for at in 0..times {
        let mut copy = bytes[entry..next].to_vec();
        let name = format!("xl/worksheets/s{at:05}.xml");
        copy[46..].copy_from_slice(&name.as_bytes()[..SHEET.len()]);
        more.extend(copy);
    }
    let count = u16::from_le_bytes([bytes[end + 10], bytes[end + 11]]) + u16::try_from(times).unwrap();
    let mut tail = bytes[end..].to_vec();
    tail[8..10].copy_from_slice(&count.to_le_bytes());
    tail[10..12].copy_from_slice(&count.to_le_bytes());
    tail[12..16].copy_from_slice(&u32::try_from(more.len()).unwrap().to_le_bytes());
    [bytes[..directory].to_vec(), more, tail].concat()
}

#[test]
fn large_and_lying_sheets_that_are_harmless() {
    let in_sheet = |name, edit: fn(String) -> String| Case::parts(name, move |parts| change(parts, SHEET, edit));
    let dimension = |name, reference: &'static str| {
        Case::parts(name, move |parts| replace(parts, SHEET, "<sheetData>", &format!("<dimension ref=\"{reference}\"/><sheetData>")))
    };
    let behind = |cells: &str| format!("{cells}</sheetData>");
    let cases = vec![
        Case::parts("sharedStrings uniqueCount=10^18", |parts| {
            change(parts, "xl/sharedStrings.xml", |text| text.replacen("uniqueCount=\"", "uniqueCount=\"1000000000000000", 1));
        }),
        Case::cells("one stray cell at XFD1048576", |book| book.table().set("XFD1048576", "误触")),
        Case::cells("a remark typed in the last row of the sheet", |book| book.table().set("C1048576", "写在最后一行的话")),
        Case::cells("a remark typed in column XFD of row 3", |book| book.table().set("XFD3", "写在最后一列的话")),
        Case::parts("1,048,554 empty formatted rows below the table", move |parts| {
            let mut rows = String::new();
            (24..1_048_577).for_each(|row| write!(rows, "<row r=\"{row}\" s=\"1\" customFormat=\"1\"/>").unwrap());
            change(parts, SHEET, |text| text.replacen("</sheetData>", &behind(&rows), 1));
        }),
        Case::parts("200,000 bordered empty rows x 15 columns", move |parts| {
            let mut rows = String::new();
            for row in 24..200_024 {
                write!(rows, "<row r=\"{row}\">").unwrap();
                ('A'..='O').for_each(|letter| write!(rows, "<c r=\"{letter}{row}\" s=\"1\"/>").unwrap());
                rows.push_str("</row>");
            }
            change(parts, SHEET, |text| text.replacen("</sheetData>", &behind(&rows), 1));
        }),
        Case::parts("20 rows with 16,384 empty formatted cells each", |parts| {
            change(parts, SHEET, |text| text.replace("</row>", &format!("{}</row>", "<c s=\"1\"/>".repeat(16_368))));
        }),
        dimension("dimension says A1:XFD1048576", "A1:XFD1048576"),
        dimension("dimension ref='O22:A1'", "O22:A1"),
        dimension("dimension ref=''", ""),
        dimension("dimension ref='XFE1048577:ZZZZ99999999'", "XFE1048577:ZZZZ99999999"),
        in_sheet("200,000 merge areas below the table", |text| {
            let areas: String = (0..200_000).map(|at| format!("<mergeCell ref=\"A{0}:B{0}\"/>", at + 30)).collect();
            text.replacen("</sheetData>", &format!("</sheetData><mergeCells>{areas}</mergeCells>"), 1)
        }),
    ];
    compare("harmless", cases);
}
