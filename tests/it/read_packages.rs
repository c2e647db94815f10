//! Workbooks written by hand, part by part: what other programs legally write, what is damaged, and what is made to do harm.
//!
//! Every legal form gives the same two tasks; every damage is named with its place; every hostile file is refused.

use std::io::{Cursor, Write};
use std::path::Path;
use std::time::Instant;

use fenjie::error::Error;
use fenjie::read::{Reading, read};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TEXTS: [&str; 12] =
    ["序号", "工作任务", "牵头股室", "完成时限", "一", "新建校舍3所", "基建股", "10月底前", "二", "推行课后服务", "基教股", "长期坚持"];

/// A package: its parts in order.
#[derive(Clone)]
struct Package {
    parts: Vec<(String, Vec<u8>)>,
    method: CompressionMethod,
}

/// The cell at a place, counted from 0, as Excel names it.
fn name(row: usize, column: usize) -> String {
    format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), row + 1)
}

/// The rows of the table, each cell made by `cell` from its name and its text's number.
fn sheet_data(cell: impl Fn(&str, usize) -> String) -> String {
    let rows = TEXTS.chunks(4).enumerate().map(|(row, texts)| {
        let cells: String = (0..texts.len()).map(|column| cell(&name(row, column), row * 4 + column)).collect();
        format!("<row r=\"{}\">{cells}</row>", row + 1)
    });
    format!("<sheetData>{}</sheetData>", rows.collect::<String>())
}

fn sheet(inner: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"{MAIN}\">{inner}</worksheet>")
}

fn strings(texts: &[&str]) -> String {
    let items: String = texts.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><sst xmlns=\"{MAIN}\" uniqueCount=\"{}\">{items}</sst>", texts.len())
}

impl Package {
    /// The plain form: shared strings, one sheet.
    fn plain() -> Package {
        let relation =
            |id: &str, kind: &str, target: &str| format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>");
        let relations = |all: &[String]| {
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
                all.concat()
            )
        };
        let mut package = Package { parts: Vec::new(), method: CompressionMethod::Deflated };
        package.set("[Content_Types].xml", TYPES);
        package.set("_rels/.rels", &relations(&[relation("rId1", "officeDocument", "xl/workbook.xml")]));
        package.set(
            "xl/workbook.xml",
            &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"分解表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
        );
        package.set(
            "xl/_rels/workbook.xml.rels",
            &relations(&[
                relation("rId1", "worksheet", "worksheets/sheet1.xml"),
                relation("rId2", "sharedStrings", "sharedStrings.xml"),
                relation("rId3", "styles", "styles.xml"),
            ]),
        );
        package.set("xl/worksheets/sheet1.xml", &sheet(&sheet_data(|name, at| format!("<c r=\"{name}\" t=\"s\"><v>{at}</v></c>"))));
        package.set("xl/sharedStrings.xml", &strings(&TEXTS));
        package.set(
            "xl/styles.xml",
            &format!("<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        );
        package
    }

    fn set(&mut self, path: &str, content: &str) {
        self.set_bytes(path, content.as_bytes().to_vec());
    }

    fn set_bytes(&mut self, path: &str, content: Vec<u8>) {
        match self.parts.iter_mut().find(|(name, _)| name == path) {
            Some((_, old)) => *old = content,
            None => self.parts.push((path.to_owned(), content)),
        }
    }

    fn get(&self, path: &str) -> String {
        String::from_utf8(self.parts.iter().find(|(name, _)| name == path).unwrap().1.clone()).unwrap()
    }

    fn replace(&mut self, path: &str, old: &str, new: &str) {
        let text = self.get(path);
        assert!(text.contains(old), "{path} holds {old}");
        self.set(path, &text.replace(old, new));
    }

    fn remove(&mut self, path: &str) {
        self.parts.retain(|(name, _)| name != path);
    }

    fn rename(&mut self, old: &str, new: &str) {
        self.parts.iter_mut().find(|(name, _)| name == old).unwrap().0 = new.to_owned();
    }

    fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(self.method);
        for (path, content) in &self.parts {
            zip.start_file(path.as_str(), options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";
const BOOK: &str = "xl/workbook.xml";
const RELS: &str = "xl/_rels/workbook.xml.rels";

fn read_bytes(bytes: &[u8]) -> Result<Reading, Error> {
    read(bytes, Path::new("返回.xlsx"))
}

fn tasks(reading: &Reading) -> Vec<(String, String, String)> {
    let deadline = |task: &fenjie::model::Task| task.deadline.as_ref().map(|deadline| deadline.raw.clone()).unwrap_or_default();
    reading.ledger.plan.tasks.iter().map(|task| (task.text(), task.lead_departments.join("、"), deadline(task))).collect()
}

fn wanted() -> Vec<(String, String, String)> {
    [("新建校舍3所", "基建股", "10月底前"), ("推行课后服务", "基教股", "长期坚持")].map(|(a, b, c)| (a.into(), b.into(), c.into())).into()
}

/// Makes something of the plain package.
type Change = fn(&mut Package);

fn inline(package: &mut Package, cell: impl Fn(&str, &str) -> String) {
    package.set(SHEET, &sheet(&sheet_data(|name, at| cell(name, TEXTS[at]))));
}

/// What other programs legally write.
const LEGAL: &[(&str, Change)] = &[
    ("plain", |_| {}),
    ("stored", |package| package.method = CompressionMethod::Stored),
    ("inline strings", |package| inline(package, |name, text| format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"))),
    ("text of formulas", |package| inline(package, |name, text| format!("<c r=\"{name}\" t=\"str\"><v>{text}</v></c>"))),
    ("rich text with phonetics", |package| {
        inline(package, |name, text| {
            let (first, rest) = text.split_at(text.chars().next().unwrap().len_utf8());
            format!(
                "<c r=\"{name}\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t>{first}</t></r><r><t>{rest}</t></r><rPh sb=\"0\" eb=\"1\"><t>yin</t></rPh></is></c>"
            )
        });
    }),
    ("CDATA, comments, instructions", |package| {
        inline(package, |name, text| format!("<!-- <c> --><c r=\"{name}\" t=\"inlineStr\"><is><t><![CDATA[{text}]]></t></is></c><?p?>"));
    }),
    ("no names of cells", |package| {
        let texts = sheet_data(|_, at| format!("<c t=\"s\"><v>{at}</v></c>"));
        package.set(SHEET, &sheet(&texts));
    }),
    ("no names of cells or rows, blank ones between", |package| {
        let texts = sheet_data(|_, at| format!("<c t=\"s\"><v>{at}</v></c>"));
        package.set(
            SHEET,
            &sheet(
                &texts
                    .replace(" r=\"1\"", "")
                    .replace(" r=\"2\"", "")
                    .replace(" r=\"3\"", "")
                    .replace("</sheetData>", "<row><c s=\"1\"/></row></sheetData>"),
            ),
        );
    }),
    ("lower case and dollars in names", |package| {
        package.replace(SHEET, "r=\"A2\"", "r=\"a2\"");
        package.replace(SHEET, "r=\"B2\"", "r=\"$B$2\"");
    }),
    ("rows in another order", |package| {
        let text = package.get(SHEET);
        let start = text.find("<row r=\"2\">").unwrap();
        let end = text.find("<row r=\"3\">").unwrap();
        let row = text[start..end].to_owned();
        package.set(SHEET, &text.replace(&row, "").replace("</sheetData>", &format!("{row}</sheetData>")));
    }),
    ("names of rows that are none", |package| {
        package.replace(SHEET, "<row r=\"2\">", "<row r=\"-5\">");
        package.replace(SHEET, "<row r=\"3\">", "<row r=\"99999999999\">");
    }),
    ("prefixed elements", |package| {
        let text = package
            .get(SHEET)
            .replace("</", "\u{1}")
            .replace("<?", "\u{2}")
            .replace('<', "<x:")
            .replace('\u{1}', "</x:")
            .replace('\u{2}', "<?");
        package.set(SHEET, &text.replace("xmlns=", "xmlns:x="));
    }),
    ("no namespaces", |package| package.replace(SHEET, &format!(" xmlns=\"{MAIN}\""), "")),
    ("strict OOXML", |package| {
        for part in [SHEET, STRINGS, BOOK] {
            package.replace(part, MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main");
        }
        package.replace(RELS, RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships");
        package.replace("_rels/.rels", RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships");
    }),
    ("strings under another name", |package| {
        package.rename(STRINGS, "xl/文字/s1.xml");
        package.replace(RELS, "sharedStrings.xml", "文字/s1.xml");
    }),
    ("workbook under another name", |package| {
        package.rename(BOOK, "book/main.xml");
        package.rename(RELS, "book/_rels/main.xml.rels");
        package.replace("_rels/.rels", "xl/workbook.xml", "/book/main.xml");
        package.replace("book/_rels/main.xml.rels", "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml");
        package.replace("book/_rels/main.xml.rels", "sharedStrings.xml", "../xl/sharedStrings.xml");
        package.replace("book/_rels/main.xml.rels", "styles.xml", "../xl/styles.xml");
    }),
    ("backslashes and capitals in names", |package| {
        for (path, _) in &mut package.parts {
            *path = path.replace('/', "\\").replace("xl\\", "XL\\");
        }
    }),
    ("names that lead out of the package", |package| {
        package.set("../../etc/passwd.xml", "<a/>");
        package.set("C:\\CON.xml", "<a/>");
    }),
    ("UTF-16", |package| {
        let text = package.get(SHEET).replace("UTF-8", "UTF-16");
        let bytes: Vec<u8> = [b"\xff\xfe".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
        package.set_bytes(SHEET, bytes);
    }),
    ("strings in GBK", |package| {
        let text = package.get(STRINGS).replace("UTF-8", "GBK");
        package.set_bytes(STRINGS, encoding_rs::GBK.encode(&text).0.into_owned());
    }),
    ("byte order mark", |package| {
        let text = package.get(STRINGS);
        package.set(STRINGS, &format!("\u{feff}{text}"));
    }),
    ("empty strings keep their numbers", |package| {
        package.set(
            STRINGS,
            &strings(&TEXTS).replace("<si><t>序号</t></si>", "<si/><si><t/></si><si><phoneticPr fontId=\"1\"/></si><si><t>序号</t></si>"),
        );
        package.set(SHEET, &sheet(&sheet_data(|name, at| format!("<c r=\"{name}\" t=\"s\"><v> {} </v></c>", at + 3))));
    }),
    ("a promise of 10^18 strings", |package| {
        package.replace(STRINGS, "uniqueCount=\"12\"", "count=\"1\" uniqueCount=\"1000000000000000000\"")
    }),
    ("dimensions without sense", |package| {
        package.replace(SHEET, "<sheetData>", "<dimension ref=\"O22:A1\"/><sheetData>");
    }),
    ("empty dimension", |package| package.replace(SHEET, "<sheetData>", "<dimension ref=\"\"></dimension><sheetData>")),
    ("enormous dimension", |package| package.replace(SHEET, "<sheetData>", "<dimension ref=\"XFE1048577:ZZZZ99999999\"/><sheetData>")),
    ("extensions in a cell", |package| {
        package.replace(SHEET, "</v></c></row>", "</v><extLst><ext uri=\"a\"><c/></ext></extLst></c></row>")
    }),
    ("formatted cells everywhere", |package| {
        let row: String = (0..400).map(|_| "<c s=\"1\"/>").collect();
        let rows: String = (10..2000).map(|number| format!("<row r=\"{number}\">{row}</row>")).collect();
        package.replace(SHEET, "</sheetData>", &format!("{rows}</sheetData>"));
    }),
    ("200,000 merged areas below", |package| {
        let areas: String = (0..200_000).map(|at| format!("<mergeCell ref=\"A{0}:B{0}\"/>", at + 100)).collect();
        package.replace(SHEET, "</sheetData>", &format!("</sheetData><mergeCells>{areas}</mergeCells>"));
    }),
    ("300,000 attributes", |package| {
        let attributes: String = (0..300_000).map(|at| format!(" a{at}=\"\"")).collect();
        package.replace(SHEET, "<sheetData>", &format!("<sheetPr{attributes}/><sheetData>"));
    }),
    ("macros", |package| package.set_bytes("xl/vbaProject.bin", vec![1, 2, 3])),
    ("an Excel 4 macro sheet", |package| {
        package.replace(BOOK, "</sheets>", "<sheet name=\"宏\" state=\"veryHidden\" sheetId=\"2\" r:id=\"rId9\"/></sheets>");
        package.replace(RELS, "</Relationships>", "<Relationship Id=\"rId9\" Type=\"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet\" Target=\"macrosheets/sheet1.xml\"/></Relationships>");
        package.set("xl/macrosheets/sheet1.xml", "<xm:macrosheet xmlns:xm=\"a\"/>");
    }),
    ("a chart sheet first", |package| {
        package.replace(BOOK, "<sheets>", "<sheets><sheet name=\"图\" sheetId=\"2\" r:id=\"rId9\"/>");
        package.replace(
            RELS,
            "</Relationships>",
            &format!("<Relationship Id=\"rId9\" Type=\"{RELATIONS}/chartsheet\" Target=\"chartsheets/sheet1.xml\"/></Relationships>"),
        );
    }),
    ("external links", |package| {
        package.replace(RELS, "</Relationships>", &format!("<Relationship Id=\"rId9\" Type=\"{RELATIONS}/externalLink\" Target=\"file://server/a.xlsx\" TargetMode=\"External\"/></Relationships>"));
    }),
    ("a sheet without a name", |package| package.replace(BOOK, "name=\"分解表\"", "name=\"\"")),
    ("no content types", |package| package.remove("[Content_Types].xml")),
    ("no relationships of the package", |package| package.remove("_rels/.rels")),
    ("no styles", |package| package.remove("xl/styles.xml")),
];

#[test]
fn what_other_programs_write_is_read() {
    let mut failures = Vec::new();
    for (name, change) in LEGAL {
        let mut package = Package::plain();
        change(&mut package);
        match read_bytes(&package.bytes()) {
            Ok(reading) if tasks(&reading) == wanted() => {}
            Ok(reading) => failures.push(format!("{name}: {:?} {:?}", tasks(&reading), reading.findings)),
            Err(error) => failures.push(format!("{name}: {error}")),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// One cell is damaged: it is named, and the rest is read. Rule, cell, and what the deadline of the first task is then.
const DAMAGED_CELLS: &[(&str, &str, &str, &str, &str)] = &[
    ("an index out of range", "<c r=\"D2\" t=\"s\"><v>99999</v></c>", "R047", "D2", ""),
    ("a negative index", "<c r=\"D2\" t=\"s\"><v>-1</v></c>", "R047", "D2", ""),
    ("a word for an index", "<c r=\"D2\" t=\"s\"><v>abc</v></c>", "R047", "D2", ""),
    ("an index in another notation", "<c r=\"D2\" t=\"s\"><v>1e1</v></c>", "R047", "D2", ""),
    ("an index beyond every number", "<c r=\"D2\" t=\"s\"><v>99999999999999999999999</v></c>", "R047", "D2", ""),
    ("an unknown type", "<c r=\"D2\" t=\"zz\"><v>1</v></c>", "R047", "D2", ""),
    ("a boolean that is none", "<c r=\"D2\" t=\"b\"><v>2</v></c>", "R047", "D2", ""),
    ("an error", "<c r=\"D2\" t=\"e\"><v>#REF!</v></c>", "R011", "D2", "#REF!"),
    ("an error of a newer Excel", "<c r=\"D2\" t=\"e\"><v>#SPILL!</v></c>", "R011", "D2", "#SPILL!"),
    ("an error without words", "<c r=\"D2\" t=\"e\"><v></v></c>", "", "", ""),
    ("not a number", "<c r=\"D2\"><v>NaN</v></c>", "R012", "D2", "NaN"),
    ("infinite", "<c r=\"D2\"><v>1e999</v></c>", "R012", "D2", "inf"),
    ("no date of the calendar", "<c r=\"D2\" s=\"1\"><v>2958466</v></c>", "R012", "D2", "2958466"),
    ("a formula with its result", "<c r=\"D2\" t=\"str\"><f>A1&amp;B1</f><v>10月底前</v></c>", "R010", "D2", "10月底前"),
    ("a formula without a result", "<c r=\"D2\"><f>A1</f></c>", "R010", "D2", ""),
    ("twice with different texts", "<c r=\"D2\" t=\"s\"><v>7</v></c><c r=\"D2\" t=\"s\"><v>11</v></c>", "R019", "D2", "10月底前\n长期坚持"),
    ("a picture of WPS", "<c r=\"D2\" t=\"str\"><v>=DISPIMG(\"ID_1\",1)</v></c>", "R018", "D2", "=DISPIMG(\"ID_1\",1)"),
    ("a picture of Excel", "<c r=\"D2\" t=\"e\" vm=\"1\"><v>#VALUE!</v></c>", "R018", "D2", "#VALUE!"),
    ("an unknown entity", "<c r=\"D2\" t=\"str\"><v>10月&oops;底前</v></c>", "", "", "10月\u{FFFD}底前"),
    ("a space of web pages", "<c r=\"D2\" t=\"str\"><v>10月底前&nbsp;</v></c>", "", "", "10月底前"),
    ("a character beyond Unicode", "<c r=\"D2\" t=\"str\"><v>10月底前&#x110000;</v></c>", "", "", "10月底前\u{FFFD}"),
    ("a control character", "<c r=\"D2\" t=\"str\"><v>10月\u{1}底前</v></c>", "R023", "D2", "10月␁底前"),
    ("a reference that is none", "<c r=\"3H\" t=\"s\"><v>7</v></c>", "R048", "？", ""),
    ("a reference beyond the sheet", "<c r=\"H99999999999\" t=\"s\"><v>7</v></c>", "R048", "？", ""),
    ("a column beyond the sheet", "<c r=\"ZZZZZZZZ3\" t=\"s\"><v>7</v></c>", "R048", "？", ""),
];

#[test]
fn a_damaged_cell_costs_that_cell() {
    let mut failures = Vec::new();
    for (name, cell, rule, place, deadline) in DAMAGED_CELLS {
        let mut package = Package::plain();
        package.replace(SHEET, "<c r=\"D2\" t=\"s\"><v>7</v></c>", cell);
        let reading = match read_bytes(&package.bytes()) {
            Ok(reading) => reading,
            Err(error) => {
                failures.push(format!("{name}: {error}"));
                continue;
            }
        };
        let mut expected = wanted();
        expected[0].2 = (*deadline).to_owned();
        let said = rule.is_empty()
            || reading.findings.iter().any(|finding| {
                finding.rule == *rule && finding.cell.as_deref() == Some(place) && finding.sheet.as_deref() == Some("分解表")
            });
        if tasks(&reading) != expected || !said {
            failures.push(format!("{name}: {:?} {:?}", tasks(&reading), reading.findings));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is refused, and a word of the reason.
const REFUSED: &[(&str, Change, &str)] = &[
    ("no sheets", |package| package.replace(BOOK, "<sheet name=\"分解表\" sheetId=\"1\" r:id=\"rId1\"/>", ""), "一张工作表也没有"),
    ("no relationships of the workbook", |package| package.remove(RELS), "缺少部件"),
    ("no sheet part", |package| package.remove(SHEET), "缺少部件"),
    ("no strings", |package| package.remove(STRINGS), "缺少部件"),
    (
        "a sheet outside of the package",
        |package| package.replace(RELS, "worksheets/sheet1.xml", "../../../../etc/passwd"),
        "没有对应的部件",
    ),
    (
        "a sheet that ends early",
        |package| {
            let text = package.get(SHEET);
            package.set(SHEET, &text[..text.len() - 60]);
        },
        "分解表",
    ),
    ("no end of the cells", |package| package.replace(SHEET, "</sheetData>", ""), "分解表"),
    ("an end tag of another name", |package| package.replace(SHEET, "</v></c></row>", "</v></d></row>"), "分解表"),
    (
        "rows in rows without end",
        |package| package.replace(SHEET, "<sheetData>", &format!("<sheetData>{}", "<row>".repeat(500_000))),
        "没有尽头",
    ),
    ("entities", |package| package.replace(STRINGS, "<sst", "<!DOCTYPE sst [<!ENTITY a \"aaa\"><!ENTITY b \"&a;&a;\">]><sst"), "DTD"),
    (
        "an external entity",
        |package| package.replace(STRINGS, "<sst", "<!DOCTYPE sst [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><sst"),
        "DTD",
    ),
    (
        "strings in another encoding than stated",
        |package| {
            let text = package.get(STRINGS);
            package.set_bytes(STRINGS, encoding_rs::GBK.encode(&text).0.into_owned());
        },
        "编码",
    ),
    ("a text of 5 MB", |package| package.replace(STRINGS, "序号", &"序".repeat(2 << 20)), "字节长"),
    ("300 MB of blanks", |package| package.replace(SHEET, "</sheetData>", &format!("{}</sheetData>", "<row/>\n".repeat(44 << 20))), "MB"),
    (
        "rows without end",
        |package| package.replace(SHEET, "</sheetData>", &format!("{}</sheetData>", "<row r=\"23\"/>".repeat(1_100_000))),
        "行超过",
    ),
    ("strings without end", |package| package.replace(STRINGS, "</sst>", &format!("{}</sst>", "<si/>".repeat(2_100_000))), "字符串超过"),
    (
        "formats without end",
        |package| package.replace("xl/styles.xml", "<cellXfs>", &format!("<cellXfs>{}", "<xf/>".repeat(210_000))),
        "格式超过",
    ),
    ("1,200 entries", |package| (0..1200).for_each(|at| package.set(&format!("a/{at}.txt"), "")), "个部件"),
    ("a name in two cases", |package| package.set("XL/WORKSHEETS/SHEET1.XML", "<a/>"), "两个"),
    (
        "a binary workbook",
        |package| {
            package.rename(BOOK, "xl/workbook.bin");
            package.replace("_rels/.rels", "workbook.xml", "workbook.bin");
        },
        "xlsb",
    ),
];

#[test]
fn what_is_damaged_or_made_to_harm_is_refused_with_its_reason() {
    let mut failures = Vec::new();
    for (name, change, word) in REFUSED {
        let mut package = Package::plain();
        change(&mut package);
        let bytes = package.bytes();
        let started = Instant::now();
        match read_bytes(&bytes) {
            Ok(reading) => failures.push(format!("{name}: read as {:?}", tasks(&reading))),
            Err(error) if !error.to_string().contains(word) || !error.to_string().contains("返回.xlsx") => {
                failures.push(format!("{name}: {error}"))
            }
            Err(_) => {}
        }
        if started.elapsed().as_secs() > 20 {
            failures.push(format!("{name}: took {:?}", started.elapsed()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn damaged_containers_are_refused() {
    let whole = Package::plain().bytes();
    let half = &whole[..whole.len() / 2];
    let no_end = &whole[..whole.len() - 22];
    for (name, bytes) in [("half", half), ("without its directory's end", no_end), ("four bytes", &whole[..4])] {
        let error = read_bytes(bytes).unwrap_err();
        assert!(matches!(error, Error::BadWorkbook { .. } | Error::WrongKind { .. }), "{name}: {error}");
    }
    // Content behind the zip does no harm.
    let more = [whole.as_slice(), b"\r\n--mail boundary--\r\n"].concat();
    assert_eq!(tasks(&read_bytes(&more).unwrap()), wanted());
}

/// Whatever byte of a workbook changes, what is read is what was there, or nothing, or said: never other content without a word.
#[test]
fn no_changed_byte_is_read_as_other_content() {
    for method in [CompressionMethod::Deflated, CompressionMethod::Stored] {
        let mut package = Package::plain();
        package.method = method;
        let whole = package.bytes();
        let mut other = Vec::new();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1 << (at % 8);
            if let Ok(reading) = read_bytes(&changed)
                && tasks(&reading) != wanted()
                && reading.findings.is_empty()
            {
                other.push(format!("byte {at}: {:?}", tasks(&reading)));
            }
        }
        assert!(other.is_empty(), "{method}: {}", other.join("\n"));
    }
}
