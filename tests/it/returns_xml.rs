//! Returned workbooks whose XML is odd, damaged or hostile: entities, indexes, references, encodings, cells of every kind.

use encoding_rs::GBK;

use super::returns_desk::{Case, DAY, FILLED, FIRST, Parts, Value, compare, escape};
use super::returns_package::{change, replace};

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

/// The narrative of task 1, and what its cell holds in the sheet.
fn first() -> (String, String) {
    let text = FILLED.book.sheets[0].text("J4");
    let parts = FILLED.book.to_parts();
    let sheet = String::from_utf8(parts.iter().find(|(path, _)| path == SHEET).unwrap().1.clone()).unwrap();
    let start = sheet.find("<c r=\"J4\"").unwrap();
    let end = start + sheet[start..].find("</c>").unwrap() + 4;
    (text, sheet[start..end].to_owned())
}

/// The cell of task 1's narrative replaced.
fn cell(name: &'static str, new: &'static str) -> Case {
    Case::parts(name, move |parts| replace(parts, SHEET, &first().1, new))
}

/// A cell of another column of task 1.
fn value(name: &'static str, at: &'static str, attributes: &str, inner: &str) -> Case {
    let value = Value::Raw(attributes.to_owned(), inner.to_owned());
    Case::cells(name, move |book| book.table().styled(at, value, 0))
}

fn in_sheet(name: &'static str, old: &'static str, new: &'static str) -> Case {
    Case::parts(name, move |parts| replace(parts, SHEET, old, new))
}

/// The shared string of task 1's narrative replaced, with `{}` for the text.
fn string(name: &'static str, new: &'static str) -> Case {
    Case::parts(name, move |parts| {
        let text = escape(&first().0);
        replace(parts, STRINGS, &format!("<si><t xml:space=\"preserve\">{text}</t></si>"), &new.replace("{}", &text));
    })
}

#[test]
fn entities_and_endless_markup() {
    let head = |name, declaration: &'static str| {
        Case::parts(name, move |parts| change(parts, STRINGS, |text| text.replacen("<sst ", &format!("{declaration}<sst "), 1)))
    };
    let cases = vec![
        head("billion laughs in sharedStrings", "<!DOCTYPE sst [<!ENTITY a \"好\"><!ENTITY b \"&a;&a;&a;&a;\">]>"),
        Case::parts("quadratic blow-up: one 100 KB entity 20,000 times", |parts| {
            let entity = format!("<!DOCTYPE sst [<!ENTITY a \"{}\">]><sst ", "a".repeat(100_000));
            change(parts, STRINGS, |text| {
                text.replacen("<sst ", &entity, 1).replacen("<t xml:space=\"preserve\">", &format!("<t>{}", "&a;".repeat(20_000)), 1)
            });
        }),
        head("external entity file:///etc/passwd", "<!DOCTYPE sst [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"),
        head("external entity over http", "<!DOCTYPE sst [<!ENTITY x SYSTEM \"http://127.0.0.1/x\">]>"),
        head("external DTD, content otherwise fine", "<!DOCTYPE sst SYSTEM \"http://127.0.0.1/sst.dtd\">"),
        head("parameter entity", "<!DOCTYPE sst [<!ENTITY % p SYSTEM \"http://127.0.0.1/p\">%p;]>"),
        Case::parts("500,000 nested <row> inside sheetData", |parts| {
            change(parts, SHEET, |text| text.replacen("<sheetData>", &format!("<sheetData>{}", "<row>".repeat(500_000)), 1));
        }),
        Case::parts("300,000 attributes on one element", |parts| {
            let many: String = (0..300_000).map(|at| format!(" a{at}=\"1\"")).collect();
            change(parts, SHEET, |text| text.replacen("<sheetData>", &format!("<sheetData{many}>"), 1));
        }),
    ];
    compare("entities", cases);
}

#[test]
fn strings() {
    let index = |name, number: &'static str| {
        Case::parts(name, move |parts| replace(parts, SHEET, &first().1, &format!("<c r=\"J4\" t=\"s\"><v>{number}</v></c>"))).without("J4")
    };
    let cases = vec![
        index("shared string index out of range", "99999"),
        index("shared string index negative", "-1"),
        index("shared string index not a number", "abc"),
        index("shared string index overflows u64", "99999999999999999999999"),
        string("shared string <si/>: later indexes must not shift", "<si/>").without("J4"),
        string("shared string <si><t/></si>: later indexes must not shift", "<si><t/></si>").without("J4"),
        string("shared string <si><phoneticPr/></si>: later indexes must not shift", "<si><phoneticPr fontId=\"1\"/></si>").without("J4"),
        Case::parts("sharedStrings count=1 although many follow", |parts| {
            change(parts, STRINGS, |text| {
                let start = text.find("count=\"").unwrap();
                let end = text.find("><si").unwrap();
                format!("{}count=\"1\" uniqueCount=\"1\"{}", &text[..start], &text[end..])
            });
        }),
        string(
            "progress in three rich-text runs",
            "<si><r><t>清理云溪河道</t></r><r><rPr><b/></rPr><t>已推进到位，</t></r><r><t>累计投入人工137个。</t></r></si>",
        ),
        string(
            "pinyin phonetic runs beside the text",
            "<si><t>{}</t><rPh sb=\"0\" eb=\"2\"><t>qing li</t></rPh><phoneticPr fontId=\"1\"/></si>",
        ),
        string("part of the text struck through and replaced", "<si><r><rPr><strike/></rPr><t>已完成整改17项</t></r><r><t>{}</t></r></si>"),
        cell(
            "inline rich text with phonetics",
            "<c r=\"J4\" t=\"inlineStr\"><is><r><t>清理云溪河道</t></r><r><t>已推进到位，累计投入人工137个。</t></r><rPh sb=\"0\" eb=\"1\"><t>qing</t></rPh></is></c>",
        ),
        Case::cells("every string inline, no shared strings used", |book| book.is_inline = true),
        string(
            "comment, PI and CDATA inside the text",
            "<si><t><!-- a -->清理云溪河道<?p b?><![CDATA[已推进到位]]>，累计投入人工137个。</t></si>",
        ),
        string("raw NUL in the progress of task 1", "<si><t>{}\0</t></si>"),
        string("undefined entity &nbsp; in the progress of task 1", "<si><t>{}&nbsp;</t></si>"),
        string("another undefined entity in the progress of task 1", "<si><t>{}&hearts;</t></si>"),
        string("&#x110000; out of Unicode in the progress of task 1", "<si><t>{}&#x110000;</t></si>"),
        string("Excel escape of a control character", "<si><t>{}_x0000_</t></si>"),
    ];
    compare("strings", cases);
}

#[test]
fn cells() {
    let error = |name, text: &str| value(name, "I4", "t=\"e\"", &format!("<v>{text}</v>"));
    let number = |name, text: &str| value(name, "I4", "", &format!("<v>{text}</v>"));
    let formula =
        |name, at, attributes: &str, formula: &str, result: &str| value(name, at, attributes, &format!("<f>{formula}</f><v>{result}</v>"));
    let text = first().0;
    let cases = vec![
        formula("formula with cached text", "J4", "t=\"str\"", "B4&amp;\"…\"", &text),
        formula("formula with cached number", "I4", "", "1+1", "53"),
        Case::cells("formula to an external workbook, cached text", |book| {
            book.table().set("J4", Value::Raw("t=\"str\"".into(), format!("<f>[1]Sheet1!A1</f><v>{text}</v>")));
            book.relations.push(("externalLink", "externalLinks/externalLink1.xml".into(), false));
            book.parts.push(("xl/externalLinks/externalLink1.xml".into(), b"<externalLink/>".to_vec()));
        }),
        formula("DDE formula", "J4", "t=\"str\"", "cmd|' /C calc'!A0", &text),
        value("formula without a cached value", "K4", "", "<f>A1</f>"),
        formula("progress that begins with a sign and became a formula", "J4", "t=\"e\"", "-完成商标注册3件", "#NAME?"),
        Case::cells("shared formula over 5 percents", |book| {
            let table = book.table();
            table.set("I4", Value::Raw(String::new(), "<f t=\"shared\" ref=\"I4:I8\" si=\"0\">1+52</f><v>53</v>".into()));
            (5..9).for_each(|row| table.set(&format!("I{row}"), Value::Raw(String::new(), "<f t=\"shared\" si=\"0\"/><v>53</v>".into())));
        }),
        value("dynamic array formula", "I4", "cm=\"1\"", "<f t=\"array\" ref=\"I4\">MAX(1,53)</f><v>53</v>"),
        error("cached error #REF! in the percent of task 1", "#REF!"),
        error("cached error #NAME? in the percent of task 1", "#NAME?"),
        error("cached error #SPILL! in the percent of task 1", "#SPILL!"),
        error("cached error #BLOCKED! in the percent of task 1", "#BLOCKED!"),
        error("cached error empty in the percent of task 1", ""),
        value("boolean cell with value 2", "I4", "t=\"b\"", "<v>2</v>"),
        value("ISO date cell t=d", "O4", "t=\"d\"", "<v>2031-03-28T00:00:00Z</v>"),
        value("unknown cell type", "K4", "t=\"zz\"", "<v>1</v>"),
        number("numeric cell with value NaN", "NaN"),
        number("numeric cell with value Infinity", "Infinity"),
        number("numeric cell with value 0x1F", "0x1F"),
        number("numeric cell with value 1,5", "1,5"),
        number("numeric cell with an empty value", ""),
        Case::parts("no r attribute on cells", |parts| change(parts, SHEET, |text| without_references(&text, false))),
        Case::parts("no r on rows or cells", |parts| change(parts, SHEET, |text| without_references(&text, true))),
        in_sheet("row r=0 on task 1's row", "<row r=\"4\"", "<row r=\"0\""),
        in_sheet("row r=-5 on task 1's row", "<row r=\"4\"", "<row r=\"-5\""),
        in_sheet("row r=99999999999 on task 1's row", "<row r=\"4\"", "<row r=\"99999999999\""),
        in_sheet("row r empty on task 1's row", "<row r=\"4\"", "<row r=\"\""),
        in_sheet("cell reference negative", "<c r=\"J4\"", "<c r=\"J-4\""),
        in_sheet("cell reference with too many letters", "<c r=\"J4\"", "<c r=\"ZZZZZZZZ4\""),
        in_sheet("cell reference with too many digits", "<c r=\"J4\"", "<c r=\"J99999999999\""),
        in_sheet("cell reference swapped", "<c r=\"J4\"", "<c r=\"4J\""),
        in_sheet("cell reference in lower case", "<c r=\"J4\"", "<c r=\"j4\""),
        in_sheet("cell reference absolute", "<c r=\"J4\"", "<c r=\"$J$4\""),
        Case::parts("row elements in random order", |parts| change(parts, SHEET, |text| shuffled(&text))),
        in_sheet("cell J4 twice with different text", "<c r=\"K4\"", "<c r=\"J4\" t=\"inlineStr\"><is><t>另一句话</t></is></c><c r=\"K4\""),
        in_sheet("row says 5, its cells say 4", "<row r=\"4\"", "<row r=\"5\""),
    ];
    compare("cells", cases);
}

/// A sheet whose cells, and rows, say not where they are; rows and cells without a gap before the last.
fn without_references(text: &str, rows_too: bool) -> String {
    let mut out = String::new();
    for piece in text.split_inclusive('>') {
        let of_cell = piece.starts_with("<c r=\"");
        let cut = of_cell || (rows_too && piece.starts_with("<row r=\""));
        // Places are implied by what stands before: the gap at F (empty in some rows) keeps its reference.
        match piece.split_once(" r=\"").filter(|_| cut).and_then(|(head, rest)| Some((head, rest.split_once('"')?.1))) {
            Some((head, rest)) => out += &format!("{head}{rest}"),
            None => out += piece,
        }
    }
    out
}

fn shuffled(text: &str) -> String {
    let (start, end) = (text.find("<row").unwrap(), text.find("</sheetData>").unwrap());
    let rows: Vec<&str> = text[start..end].split_inclusive("</row>").collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| at * 7919 % 23);
    format!("{}{}{}", &text[..start], order.into_iter().map(|at| rows[at]).collect::<String>(), &text[end..])
}

fn every(parts: &mut Parts, edit: impl Fn(&str) -> Vec<u8>) {
    for (path, content) in parts.iter_mut().filter(|(path, _)| path == SHEET || path == STRINGS) {
        let _ = path;
        *content = edit(std::str::from_utf8(content).unwrap());
    }
}

fn prefixed(text: &str) -> String {
    let tag =
        |piece: &str| match piece.strip_prefix("</").map(|rest| ("</", rest)).or_else(|| piece.strip_prefix('<').map(|rest| ("<", rest))) {
            Some((open, rest)) if !rest.starts_with(['?', '!']) => format!("{open}x:{rest}"),
            _ => piece.to_owned(),
        };
    let mut out = String::new();
    for piece in text.split_inclusive('>') {
        let at = piece.find('<').unwrap_or(piece.len());
        out += &piece[..at];
        out += &tag(&piece[at..]);
    }
    out.replacen("xmlns=", "xmlns:x=", 1)
}

#[test]
fn encodings_and_namespaces() {
    let gbk = |text: &str| GBK.encode(text).0.into_owned();
    let cases = vec![
        Case::parts("Strict OOXML namespaces", |parts| {
            let day = format!("<c r=\"O4\" s=\"1\"><v>{DAY}</v></c>");
            replace(parts, SHEET, &day, "<c r=\"O4\" s=\"1\" t=\"d\"><v>2031-03-28</v></c>");
            every(parts, |text| {
                text.replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
                    .into()
            });
            change(parts, "xl/_rels/workbook.xml.rels", |text| {
                text.replace(
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    "http://purl.oclc.org/ooxml/officeDocument/relationships",
                )
            });
        }),
        Case::parts("all elements with prefix x:", |parts| every(parts, |text| prefixed(text).into())),
        Case::parts("namespace declaration missing", |parts| {
            every(parts, |text| text.replacen("xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"", "", 1).into())
        }),
        Case::parts("sheet and strings in UTF-16", |parts| {
            every(parts, |text| {
                [vec![0xFF, 0xFE], text.replacen("UTF-8", "UTF-16", 1).encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
            });
        }),
        Case::parts("sharedStrings declared and encoded in GBK", move |parts| {
            let (_, content) = parts.iter_mut().find(|(path, _)| path == STRINGS).unwrap();
            *content = gbk(&std::str::from_utf8(content).unwrap().replacen("UTF-8", "GBK", 1));
        }),
        Case::parts("sharedStrings in GBK, declared UTF-8", move |parts| {
            let (_, content) = parts.iter_mut().find(|(path, _)| path == STRINGS).unwrap();
            *content = gbk(std::str::from_utf8(content).unwrap());
        }),
        Case::parts("one string cut in the middle of a character", |parts| {
            let (_, content) = parts.iter_mut().find(|(path, _)| path == STRINGS).unwrap();
            let text = first().0;
            let at = content.windows(text.len()).position(|window| window == text.as_bytes()).unwrap();
            content.remove(at + 1);
        })
        .without("J4"),
        Case::parts("UTF-8 BOM in front of the XML", |parts| every(parts, |text| ["\u{FEFF}", text].concat().into())),
        Case::parts("sheet XML ends in row 12, zip is fine", |parts| {
            change(parts, SHEET, |text| text[..text.find(&format!("<row r=\"{}\"", FIRST + 8)).unwrap()].to_owned());
        }),
        in_sheet("</sheetData> missing", "</sheetData>", ""),
    ];
    compare("encodings", cases);
}
