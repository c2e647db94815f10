//! Returned workbooks in other formats: saved by LibreOffice as everything it can write, locked with a password, old binary files with
//! broken containers, OpenDocument files cut off or swollen.

use std::io::{Cursor, Write};

use cfb::CompoundFile;
use zip::CompressionMethod;

use super::office::{are_there, convert};
use super::old_workbook::{TASKS, container, directory_entry, fat_entry, first_sector, record, stream, stream_of_95, string_cell};
use super::returns_desk::{Case, FILLED, UNIT, cell_name, compare, is_sound, parts_of, zipped};

/// The filled workbook as LibreOffice saves it: the filter's name, the extension it writes.
fn saved(filter: &str, extension: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("return.xlsx"), FILLED.book.bytes()).unwrap();
    let out = folder.path().join("out");
    convert(folder.path(), filter, &out, &["return.xlsx"]);
    std::fs::read(out.join(format!("return.{extension}"))).unwrap()
}

/// What the sheet shows, as Excel 95 writes it.
fn excel_95() -> Vec<u8> {
    let sheet = &FILLED.book.sheets[0];
    let texts: Vec<Vec<String>> = (1..=23).map(|row| (1..=16).map(|column| sheet.text(&cell_name(row, column))).collect()).collect();
    let rows: Vec<Vec<&str>> = texts.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    stream_of_95(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn case(name: &'static str, extension: &str, bytes: &[u8]) -> Case {
    Case::of_bytes(name, &format!("{UNIT}{extension}"), |_| bytes.to_vec())
}

/// What the sheet shows, row by row.
fn shown() -> Vec<Vec<String>> {
    let sheet = &FILLED.book.sheets[0];
    let text = |row, column| if column == 15 && row > 3 { "2031-03-28".to_owned() } else { sheet.text(&cell_name(row, column)) };
    (1..=23).map(|row| (1..=16).map(|column| text(row, column)).collect()).collect()
}

/// As a web system exports tables: lines of cells parted by tabs.
fn tabbed() -> Vec<u8> {
    let line = |row: &Vec<String>| row.iter().map(|text| text.replace('\n', " ")).collect::<Vec<_>>().join("\t") + "\r\n";
    shown().iter().map(line).collect::<String>().into_bytes()
}

fn message(page: &[u8]) -> Vec<u8> {
    const HEAD: &str = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"----=_next\"\r\n\r\n------=_next\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    [HEAD.as_bytes(), page, b"\r\n------=_next--\r\n"].concat()
}

/// The head of a table of dBASE with one field, and no row.
fn dbase() -> Vec<u8> {
    let mut bytes = vec![0x03, 131, 3, 28, 0, 0, 0, 0, 65, 0, 11, 0];
    bytes.resize(32, 0);
    bytes.extend(b"JINZHAN\0\0\0\0C\0\0\0\0\x0a\0");
    bytes.resize(64, 0);
    [bytes, vec![0x0D, 0x1A]].concat()
}

fn binary_workbook() -> Vec<u8> {
    let relations = "<Relationships><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>";
    let parts = [
        ("[Content_Types].xml", "<Types/>".as_bytes()),
        ("_rels/.rels", relations.as_bytes()),
        ("xl/workbook.bin", b"\x83\x01\0"),
        ("xl/worksheets/sheet1.bin", b"\x81\x01\0"),
    ];
    zipped(&parts.map(|(path, content)| (path.to_owned(), content.to_vec())).to_vec(), CompressionMethod::Deflated)
}

/// The stream of a workbook with what the sheet shows, all of it text.
fn other_writers() -> Vec<u8> {
    let texts = shown();
    let rows: Vec<Vec<&str>> = texts.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    stream(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>(), &[], &[])
}

#[test]
fn formats() {
    if !are_there(&["soffice"]) {
        return;
    }
    let xls = saved("xls:MS Excel 97", "xls");
    let csv = saved("csv:Text - txt - csv (StarCalc):44,34,76,1", "csv");
    let gbk = encoding_rs::GBK.encode(std::str::from_utf8(&csv).unwrap().trim_start_matches('\u{feff}')).0.into_owned();
    let html = saved("html", "html");
    let cases = vec![
        case("opened and saved as .xlsx by LibreOffice", ".xlsx", &saved("xlsx", "xlsx")),
        case("OpenDocument .ods", ".ods", &saved("ods", "ods")),
        case(".xls of Excel 97", ".xls", &xls),
        case(".xls of Excel 97 named .et", ".et", &xls),
        case("extension .XLS in capitals", ".XLS", &xls),
        case(".xls of Excel 97 named .xlsx", ".xlsx", &xls),
        case(".xls of Excel 95", ".xls", &container(&[("Book", &excel_95())])),
        case("csv in GBK named .xls", ".xls", &gbk),
        case("csv in UTF-8", ".csv", &csv),
        case("csv in GBK", ".csv", &gbk),
        case("HTML table named .xls", ".xls", &html),
        case("csv in UTF-8 named .xlsx", ".xlsx", &csv),
        case("tab-separated text named .xls", ".xls", &tabbed()),
        case("single-file web page (MHTML) named .xls", ".xls", &message(&html)),
        case("SYLK named .xls", ".xls", &saved("slk", "slk")),
        case("flat OpenDocument named .xls", ".xls", &saved("fods", "fods")),
        case("DBF named .xls", ".xls", &dbase()),
        case("ETH named .xls", ".xls", b"socialcalc:version:1.5\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=SocialCalcSpreadsheetControlSave\n--SocialCalcSpreadsheetControlSave\nContent-type: text/plain; charset=UTF-8\n\nversion:1.5\ncell:A1:t:\xe5\xba\x8f\xe5\x8f\xb7\n"),
        case("binary workbook (.xlsb)", ".xlsb", &binary_workbook()),
        case(".xls of Excel 97 by another writer", ".xls", &container(&[("Workbook", &other_writers())])),
        case("DIF named .xls", ".xls", &saved("dif", "dif")),
        case(
            "XML Spreadsheet 2003 named .xls",
            ".xls",
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
        ),
        case(".xls BIFF4 (no OLE container)", ".xls", b"\x09\x04\x06\0\0\x04\x10\0\0\0"),
        case(".xls BIFF2 (no OLE container)", ".xls", b"\x09\0\x04\0\x02\0\x10\0"),
    ];
    compare("formats", cases);
}

fn locked_package() -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for name in ["EncryptionInfo", "EncryptedPackage"] {
        file.create_stream(name).unwrap().write_all(&[7; 9000]).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn locked_files() {
    let package = locked_package();
    // FILEPASS: RC4, a salt and what is to be compared.
    let filepass = record(0x002F, &[&[1u8, 0, 1, 0, 1, 0][..], &[9; 48]].concat());
    let old = container(&[("Workbook", &stream(TASKS, &filepass, &[]))]);
    let cases = vec![
        case("password to open", ".xlsx", &package),
        case("password to open, named .xls", ".xls", &package),
        case(".xls with a FILEPASS record", ".xls", &old),
    ];
    compare("locked", cases);
}

/// Streams in whole containers whose records do not hold together.
fn broken_records() -> Vec<Case> {
    let whole = |cells: &[u8]| stream(TASKS, &[], cells);
    let of = |name, stream: Vec<u8>| case(name, ".xls", &container(&[("Workbook", &stream)])).none();
    let mut beyond = whole(&[]);
    let sheet = beyond.windows(4).position(|window| window[..2] == [0x85, 0]).unwrap();
    beyond[sheet + 4..sheet + 8].copy_from_slice(&0x7FFF_FFFF_u32.to_le_bytes());
    let mut longer = whole(&[]);
    let last = longer.len() - 4;
    longer[last..].copy_from_slice(&[0x03, 0x02, 0xFF, 0x1F]);
    vec![
        of("BOUNDSHEET offset beyond the stream", beyond),
        of("a record length running past the stream", longer),
        of("LABELSST index 2^31", whole(&string_cell(3, 1, 1 << 31))),
        of(
            "FORMULA record with truncated tokens",
            whole(&record(0x0006, &[3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 0, 0x44])),
        ),
    ]
}

#[test]
fn old_binary_files() {
    if !are_there(&["soffice"]) {
        return;
    }
    let whole = saved("xls:MS Excel 97", "xls");
    let put = |at: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        changed
    };
    let most = 0x7FFF_FFFF_u32.to_le_bytes();
    let (entry, first) = (directory_entry(&whole), first_sector(&whole));
    let mut cases = vec![
        case(".xls cut at 50 %", ".xls", &whole[..whole.len() / 2]),
        case("DIFAT sector count 2,147,483,647", ".xls", &put(72, &most)),
        case("mini FAT sector count 2,147,483,647", ".xls", &put(64, &most)),
        case("sector size 2^0", ".xls", &put(30, &[0, 0])),
        case("the stream's chain points to itself", ".xls", &put(fat_entry(&whole, first), &first.to_le_bytes())),
        case("the stream's chain leaves the file", ".xls", &put(fat_entry(&whole, first), &0x00FF_FFFF_u32.to_le_bytes())),
        case("workbook stream length 2 GB", ".xls", &put(entry + 120, &most)),
    ];
    cases.extend(broken_records());
    compare("old", cases);
}

#[test]
fn open_document_files() {
    if !are_there(&["soffice"]) {
        return;
    }
    let whole = saved("ods", "ods");
    let changed = |edit: &dyn Fn(String) -> String| {
        let mut parts = parts_of(&whole);
        let (_, content) = parts.iter_mut().find(|(path, _)| path == "content.xml").unwrap();
        *content = edit(String::from_utf8(std::mem::take(content)).unwrap()).into_bytes();
        zipped(&parts, CompressionMethod::Stored)
    };
    let cut = |text: String| text[..text.find("加固青石堤防").unwrap()].to_owned();
    let doctype = |text: String| text.replacen("<office:document-content", "<!DOCTYPE x [<!ENTITY a \"b\">]><office:document-content", 1);
    let cell = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"2000000000\"><text:p>又</text:p></table:table-cell></table:table-row>";
    let repeated = |text: String| text.replacen("</table:table-row>", cell, 1);
    let row = "<table:table-row table:number-rows-repeated=\"1048500\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
    let styled = |text: String| text.replacen("</table:table>", row, 1);
    let of_a_country = |text: String| text.replace("<text:p>2031-03-28</text:p>", "<text:p>28.3.31</text:p>");
    let cases = vec![
        case("dates shown in the order of another country", ".ods", &changed(&of_a_country)),
        case(".ods cut at 50 %", ".ods", &whole[..whole.len() / 2]),
        case("content.xml ends between two rows", ".ods", &changed(&cut)),
        case("entity expansion in content.xml", ".ods", &changed(&doctype)),
        case("a cell with content repeated 2,000,000,000 times", ".ods", &changed(&repeated)),
        case("1,048,500 x 16,384 empty styled cells", ".ods", &changed(&styled)),
    ];
    compare("ods", cases);
}

/// A bad stick: some bytes are others. What cannot be checked (.xls) may read differently, but never into another task.
#[test]
fn random_bytes_changed() {
    let mut whole = vec![("xlsx", FILLED.book.bytes())];
    if are_there(&["soffice"]) {
        whole.extend([("xls", saved("xls:MS Excel 97", "xls")), ("ods", saved("ods", "ods"))]);
    }
    let mut seed = 2_463_534_242_u64;
    let mut roll = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % most
    };
    for (extension, bytes) in whole {
        for count in [1, 12, 24, 36, 72].repeat(20) {
            let mut changed = bytes.clone();
            (0..count).for_each(|_| changed[roll(bytes.len())] ^= u8::try_from(1 + roll(255)).unwrap());
            is_sound(&format!("{UNIT}.{extension}"), &changed).unwrap_or_else(|why| panic!("{extension}, {count} bytes: {why}"));
        }
    }
}
