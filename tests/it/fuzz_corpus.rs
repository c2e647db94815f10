//! What fuzzing starts from: inputs of every target, made of the plans, writers and damages of the other tests.
//!
//! `FENJIE_CORPUS=fuzz cargo test --test it seeds_are_written` writes them to `fuzz/corpus/<target>/`, with the words they are made of in
//! `fuzz/dictionaries/<target>.dict`; `fuzz/run` does it.

use std::collections::BTreeSet;
use std::path::Path;

use fenjie::write::{Format, Layout, WriteOptions, write};

use super::docx_support::{Docx, item, level, p, styled};
use super::fuzzed::office::{OFFICE, UNIT};
use super::fuzzed::packages::{self, Base, DOCX, LEDGER, PLAN, WHOLE, XLSX};
use super::fuzzed::{FORMS, TARGETS, Target};
use super::old_workbook::{TASKS, container, number_cell, record, stream, stream_of_95, string_cell};
use super::replay::found;
use super::returns::damage::{Dice, ORDINARY, UGLY};
use super::returns::{Form, Use};

/// An input with a name for its file.
pub type Seed = (String, Vec<u8>);

/// Longer texts are cut at a line: short inputs are tried more often.
const LONGEST: usize = 1_200;

/// What a target starts from.
pub fn seeds(target: &Target) -> Vec<Seed> {
    let mut seeds = match target.name {
        "text" => texts(),
        "xlsx" => workbooks(),
        "xls" => old_workbooks(),
        "ods" => open_spreadsheets(),
        "csv" => tables(),
        "docx" => documents(),
        "html" => pages(),
        "merge" => returns(),
        "forms" => forms(),
        "ledger" => ledgers(),
        other => panic!("{other} has no seeds"),
    };
    let files = found(target);
    seeds.extend(files.iter().map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(file).unwrap())));
    seeds
}

#[test]
fn seeds_are_written() {
    let Some(folder) = std::env::var_os("FENJIE_CORPUS") else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    std::fs::create_dir_all(folder.join("dictionaries")).unwrap();
    for target in TARGETS {
        let corpus = folder.join("corpus").join(target.name);
        std::fs::create_dir_all(&corpus).unwrap();
        let seeds = seeds(target);
        for (name, input) in &seeds {
            std::fs::write(corpus.join(name), input).unwrap();
        }
        std::fs::write(folder.join("dictionaries").join(format!("{}.dict", target.name)), dictionary(&seeds)).unwrap();
    }
}

/// The words inputs are made of, as libFuzzer reads them: labels and headers, and the names in markup.
fn dictionary(seeds: &[Seed]) -> String {
    let all: Vec<u8> = seeds.iter().flat_map(|(_, input)| input.iter().copied().chain([b'\n'])).collect();
    let all = String::from_utf8_lossy(&all);
    let is_mark = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_'));
    let names = all
        .split(is_mark)
        .filter(|name| (3..24).contains(&name.len()) && name.is_ascii() && !name.starts_with(|c: char| c.is_ascii_digit()));
    let marks = all.split(|c: char| c.is_alphanumeric() || c.is_whitespace()).filter(|marks| (2..8).contains(&marks.len()));
    let labels = include_str!("../../templates/vocabulary.toml").split('"').filter(|word| word.len() < 40 && all.contains(*word));
    let labels = labels.filter(|word| !word.trim().is_empty());
    let words: BTreeSet<&str> = names.chain(marks).chain(labels).collect();
    let quoted = |word: &&str| format!("\"{}\"\n", word.bytes().map(|byte| format!("\\x{byte:02X}")).collect::<String>());
    words.iter().map(quoted).collect()
}

/// A text in pieces of whole lines.
fn in_pieces(name: &str, text: &str) -> Vec<Seed> {
    let mut pieces: Vec<String> = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if pieces.last().is_some_and(|last| !last.is_empty() && last.len() + line.len() > LONGEST) {
            pieces.push(String::new());
        }
        pieces.last_mut().unwrap().push_str(line);
    }
    (1..).zip(pieces).map(|(number, piece)| (format!("{name}-{number}"), piece.into_bytes())).collect()
}

fn named(seeds: impl IntoIterator<Item = (impl Into<String>, impl Into<Vec<u8>>)>) -> Vec<Seed> {
    seeds.into_iter().map(|(name, input)| (name.into(), input.into())).collect()
}

fn written(format: Format) -> Vec<u8> {
    let layout = Layout::named(Layout::DEFAULT).unwrap();
    write(&LEDGER, format, &WriteOptions::new(&layout)).unwrap().bytes
}

fn texts() -> Vec<Seed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/data/plans", "samples"].map(|folder| root.join(folder).read_dir().unwrap());
    let mut files: Vec<_> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt" || extension == "md"));
    files.sort();
    let name = |file: &Path| file.file_stem().unwrap().to_string_lossy().into_owned();
    let texts = files.iter().filter_map(|file| Some((name(file), String::from_utf8(std::fs::read(file).unwrap()).ok()?)));
    let texts = texts.chain([("small".to_owned(), PLAN.to_owned())]);
    let texts = texts.chain([("canonical".to_owned(), String::from_utf8(written(Format::Text)).unwrap())]);
    texts.flat_map(|(name, text)| in_pieces(&name, &text)).collect()
}

/// The letter of a part of a base.
fn letter(base: &Base, path: &str) -> char {
    let at = base.parts.iter().position(|(name, _)| name == path).unwrap_or_else(|| panic!("no {path}"));
    char::from(b'A' + u8::try_from(at).unwrap())
}

/// Every part of a base as it is, one input each: what is changed stands in a package that is otherwise whole.
fn part_by_part(base: &Base) -> Vec<Seed> {
    let parts = (b'A'..).zip(base.parts.iter()).filter(|(_, (_, content))| content.len() <= 4 * LONGEST);
    let seed = |(letter, (path, content)): (u8, &(String, Vec<u8>))| {
        (
            format!("{}-{}", char::from(base.letter), path.replace(['/', '[', ']'], "_")),
            [&[base.letter, letter], content.as_slice()].concat(),
        )
    };
    parts.map(seed).collect()
}

const CELLS: [(&str, &str); 8] = [
    (
        "inline",
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>序号</t></is></c><c r="B1" t="inlineStr"><is><r><t>工作</t></r><r><rPr><strike/></rPr><t>任务</t></r><rPh sb="0" eb="1"><t>yin</t></rPh></is></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>A1</f><v>疏浚云溪</v></c></row>"#,
    ),
    ("without-places", r#"<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c><v>1</v></c><c t="s"><v>4</v></c></row>"#),
    (
        "styles",
        r#"<row r="1" hidden="1"><c r="A1" s="1"><v>45000.5</v></c><c r="B1" s="2"><v>0.655</v></c><c r="C1" s="3" t="s"><v>3</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#REF!</v></c><c r="F1" t="d"><v>2031-03-01T08:00:00</v></c></row>"#,
    ),
    ("far", r#"<row r="1048576"><c r="XFD1048576"><v>7</v></c></row><row r="2"><c r="ZZZ9"><v>1e308</v></c></row>"#),
    (
        "merged",
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>4</v></c><c r="C2" t="s"><v>3</v></c></row><row r="3"><c r="A3"><v>2</v></c><c r="B3" t="s"><v>3</v></c></row></sheetData><mergeCells><mergeCell ref="C2:C3"/><mergeCell ref="A2:B2"/><mergeCell ref="A5:XFD9"/></mergeCells><sheetData>"#,
    ),
    (
        "columns",
        r#"</sheetData><cols><col min="1" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c><c r="A1" t="s"><v>-1</v></c></row>"#,
    ),
    (
        "entities",
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> _x000D_&#10;&#x4E00;&amp;&lt;<![CDATA[<b>]]>&apos; </t></is></c></row>"#,
    ),
    (
        "shared",
        r#"<row r="1"><c r="A1" t="str"><f t="shared" ref="A1:A9" si="0">B1</f><v>甲</v></c><c r="A2" t="str"><f t="shared" si="0"/><v>乙</v></c></row>"#,
    ),
];

const DRAWING: &str = r#"<xdr:wsDr><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:row>2</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>浮着的字</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor><xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row></xdr:from><xdr:pic/></xdr:oneCellAnchor></xdr:wsDr>"#;

fn workbooks() -> Vec<Seed> {
    let sheet = letter(&XLSX[0], "xl/worksheets/sheet1.xml");
    let cells = CELLS.map(|(name, cells)| (name.to_owned(), format!("h{sheet}<worksheet><sheetData>{cells}</sheetData></worksheet>")));
    let drawing = letter(&XLSX[0], "xl/drawings/drawing1.xml");
    let more =
        [("drawing".to_owned(), format!("h{drawing}{DRAWING}")), ("plain".to_owned(), "h".to_owned()), ("own".to_owned(), "o".to_owned())];
    let whole = [("whole".to_owned(), [&[WHOLE], packages::packed(&XLSX[0].parts, b"").as_slice()].concat())];
    let parts = XLSX.iter().flat_map(part_by_part);
    named(cells.into_iter().chain(more)).into_iter().chain(whole).chain(parts).collect()
}

fn old_workbooks() -> Vec<Seed> {
    let plain = stream(TASKS, &[], &[]);
    let formula = record(0x0006, &[&[1, 0, 5, 0, 0, 0][..], &[0; 8], &[0; 6], &[0, 0]].concat());
    let odd = [number_cell(4, 4, 2.5), string_cell(5, 2, 1 << 20), record(0x00E5, &[1, 0, 1, 0, 2, 0, 0, 0, 1, 0]), formula].concat();
    let formats =
        [record(0x041E, b"\xA4\0\x0A\0\0yyyy-mm-dd"), record(0x00E0, &[0, 0, 0xA4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]
            .concat();
    let rows =
        [record(0x0208, &[1, 0, 0, 0, 4, 0, 0, 1, 0, 0, 0, 0, 0x20, 0, 0, 0]), record(0x007D, &[0, 0, 1, 0, 0, 9, 0, 0, 1, 0, 0, 0])]
            .concat();
    named([
        ("plain", [b"s".as_slice(), &plain].concat()),
        ("odd", [b"s".as_slice(), &stream(TASKS, &formats, &odd)].concat()),
        ("rows", [b"s".as_slice(), &stream(TASKS, &[], &rows)].concat()),
        ("of-95", [b"b".as_slice(), &stream_of_95(TASKS)].concat()),
        ("whole", [&[WHOLE], container(&[("Workbook", &plain)]).as_slice()].concat()),
    ])
}

const OPEN_ROWS: [(&str, &str); 5] = [
    (
        "repeated",
        r#"<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"><text:p>甲</text:p><text:p>乙<text:s text:c="3"/>丙<text:line-break/>丁<text:tab/></text:p></table:table-cell><table:table-cell table:number-columns-repeated="16382"/></table:table-row><table:table-row table:number-rows-repeated="1048570"/>"#,
    ),
    (
        "merged",
        r#"<table:table-row><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="2"><text:p>甲</text:p></table:table-cell><table:covered-table-cell/></table:table-row><table:table-row table:visibility="collapse"><table:covered-table-cell table:number-columns-repeated="2"><text:p>盖住的</text:p></table:covered-table-cell></table:table-row>"#,
    ),
    (
        "values",
        r#"<table:table-row><table:table-cell office:value-type="percentage" office:value="0.655"><text:p>65.5%</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2031-03-01"><text:p>03/01/31</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true" table:formula="of:=1"><text:p>TRUE</text:p></table:table-cell></table:table-row>"#,
    ),
    (
        "beside",
        r#"<table:table-row><table:table-cell><office:annotation><text:p>批注</text:p></office:annotation><draw:frame><draw:image/><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame><text:p>正<text:span text:style-name="s">文</text:span></text:p></table:table-cell></table:table-row>"#,
    ),
    (
        "grouped",
        r#"<table:table-column table:number-columns-repeated="2" table:visibility="collapse"/><table:table-header-rows><table:table-row><table:table-cell><text:p>序号</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row-group><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table-row-group>"#,
    ),
];

fn open_spreadsheets() -> Vec<Seed> {
    let base = &packages::ODS[0];
    let content = letter(base, "content.xml");
    let rows = OPEN_ROWS.map(|(name, rows)| {
        let styles = r#"<office:automatic-styles><style:style style:name="s" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style><style:style style:name="t" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>"#;
        (name, format!("h{content}<office:document-content>{styles}<office:body><office:spreadsheet><table:table table:name=\"表\">{rows}</table:table><table:table table:name=\"藏\" table:style-name=\"t\"/></office:spreadsheet></office:body></office:document-content>"))
    });
    let whole = ("whole".to_owned(), [&[WHOLE], packages::packed(&base.parts, b"").as_slice()].concat());
    named(rows).into_iter().chain([whole]).chain(part_by_part(base)).collect()
}

const TABLE: &str = "2031年栖云县教育工作任务分解表,,,,\r\n序号,工作任务,牵头单位,责任单位,完成时限\r\n1,\"新建校舍，\n增加学位\",教育局,\"财政局、人社局\",10月底前\r\n2,'=课后服务,教育局,各校,长期坚持\r\n";

fn tables() -> Vec<Seed> {
    let own = String::from_utf8(written(Format::Csv)).unwrap();
    let gbk = encoding_rs::GB18030.encode(TABLE).0.into_owned();
    let mut seeds = named([
        ("foreign", TABLE.to_owned()),
        ("tabs", TABLE.replace(',', "\t")),
        ("stated", format!("sep=;\n{}", TABLE.replace(',', ";"))),
        ("open-quote", TABLE.replacen("位\"", "位", 1)),
        (
            "groups",
            "序号,工作任务,牵头股室\n一、河道,,\n1,疏浚云溪,河道管理股\n2,加固堤防,同上\n合计,,\n序号,工作任务,牵头股室\n3,检修泵站,\n"
                .to_owned(),
        ),
    ]);
    seeds.extend(in_pieces("own", &own));
    seeds.push(("gbk".to_owned(), gbk));
    seeds
}

fn documents() -> Vec<Seed> {
    let base = &DOCX[0];
    let list = [level(0, "chineseCounting", "%1、", ""), level(1, "decimal", "%1.%2", "<w:isLgl/>")].concat();
    let made = [
        ("lists", [styled("a", "河道"), item(1, 0, "疏浚云溪。"), item(1, 1, "清淤。"), styled("b", "闸站"), p("（一）检修泵站。")].concat()),
        ("table", format!("<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>{0}</w:tc><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{1}</w:tc></w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{0}</w:tc></w:tr></w:tbl>", p("序号"), p("工作任务"))),
        ("revised", "<w:p><w:pPr><w:rPr><w:del w:id=\"2\"/></w:rPr></w:pPr><w:ins w:id=\"4\"><w:r><w:t>十五座</w:t></w:r></w:ins><w:del w:id=\"1\"><w:r><w:delText>十二</w:delText></w:r></w:del></w:p><w:p><w:moveFrom w:id=\"5\"><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>".to_owned()),
        ("fields", "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> TOC \\o \"1-3\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>目录</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p><w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:tab/><w:br/><w:noBreakHyphen/></w:r></w:p>".to_owned()),
        ("beside", format!("<w:p><w:r><w:t>有注</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r><w:r><w:commentReference w:id=\"1\"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r></w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{0}</w:sdtContent></w:sdt><w:p><w:r><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></w:r></w:p><w:p><w:r><w:ruby><w:rt><w:r><w:t>qī</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>栖</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>", p("框里的字"))),
    ];
    let seed = |(name, body): (&str, String)| {
        let numbering = format!(
            "<w:abstractNum w:abstractNumId=\"0\">{list}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>"
        );
        let bytes = Docx { body, numbering, ..Docx::default() }.bytes();
        let parts = packages::unpacked(&bytes);
        let content = |path: &str| parts.iter().find(|(name, _)| name == path).map(|(_, content)| content.clone()).unwrap();
        let head = format!("h{}", letter(base, "word/document.xml"));
        (name.to_owned(), [head.into_bytes(), content("word/document.xml")].concat())
    };
    let whole = ("whole".to_owned(), [&[WHOLE], packages::packed(&base.parts, b"").as_slice()].concat());
    made.into_iter().map(seed).chain([whole]).chain(DOCX.iter().flat_map(part_by_part)).collect()
}

const PAGES: [(&str, &str); 4] = [
    (
        "blocks",
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>栖云县</title></head><body><nav><ul><li>首页</ul></nav><article><h1>2031年栖云县水利工作要点</h1><p>一、治水&nbsp;<b>治</b>河<br>二、<span style='display:none'>藏</span></article><ol start=3 type=a><li>选址<li value=9>施工</ol><pre>第一行\n  第二行</pre><ruby>栖<rt>qī</rt></ruby><img alt=示意图><footer>版权</footer></body></html>",
    ),
    (
        "table",
        "<table border=1><caption>分解表</caption><thead><tr><th>序号<th>工作任务<th>牵头股室</thead><tr><td>1<td>修建步道三公里。<td rowspan=2>建设股<tr><td>2<td colspan=9>改造公厕五座<table><tr><td>里层</table><tr><td colspan=4>备注</table>",
    ),
    (
        "broken",
        "<table><b>甲<tr><p>乙</table></b><svg><text>图</text></svg><select><option>丙</select><template>丁</template><!-- 戊 --><a href=x>己",
    ),
    (
        "saved",
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E4=B8=80=E3=80=81=\r\n</p>\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+MTwvcD4=\r\n--b--\r\n",
    ),
];

fn pages() -> Vec<Seed> {
    let own = String::from_utf8(written(Format::Html)).unwrap();
    let gbk = encoding_rs::GB18030.encode(&PAGES[0].1.replace("utf-8", "gb2312")).0.into_owned();
    let mut seeds = named(PAGES);
    seeds.extend([("own".to_owned(), own.into_bytes()), ("gbk".to_owned(), gbk)]);
    seeds
}

/// The dispatched workbook filled in, and the same damaged in every way units damage it; as a workbook and as a table in text.
fn returns() -> Vec<Seed> {
    let mut filled = Form::of(&packages::packed(&OFFICE.sent, b""), format!("{UNIT}.xlsx"));
    filled.fill();
    let damages = ORDINARY.iter().map(|(name, _, damage)| (*name, *damage)).chain(UGLY);
    let damaged = damages.map(|(name, damage)| {
        let mut form = filled.clone();
        damage(&mut form, &mut Dice::new(7));
        (name.replace(' ', "-").replace(['（', '）', '(', ')'], ""), form)
    });
    let mut seeds = Vec::new();
    for (name, form) in damaged.chain([("filled".to_owned(), filled.clone())]) {
        let sheet = OFFICE.sent.iter().position(|(path, _)| path == "xl/worksheets/sheet1.xml").unwrap();
        let letter = char::from(b'A' + u8::try_from(sheet).unwrap());
        seeds.push((format!("{name}-x"), format!("x{letter}{}", inline_sheet(&form)).into_bytes()));
        seeds.push((format!("{name}-c"), format!("c{}", comma_separated(&form)).into_bytes()));
    }
    let table = inline_rows(&filled, |cells| format!("<tr>{cells}</tr>"), |_, text| format!("<td>{text}</td>"));
    seeds.push(("page".to_owned(), format!("h<p>{}</p><table>{table}</table>", filled.above.join("</p><p>")).into_bytes()));
    seeds.push(("text".to_owned(), [b"t".as_slice(), PLAN.as_bytes()].concat()));
    seeds
}

/// A form as rows of texts, those above the header with one cell.
fn rows_of(form: &Form) -> Vec<Vec<String>> {
    let above = form.above.iter().map(|line| vec![line.clone()]);
    let header = form.columns.iter().map(|column| column.header.clone()).collect();
    above.chain([header]).chain(form.rows.iter().map(|row| row.cells.clone())).collect()
}

fn inline_rows(form: &Form, row: impl Fn(String) -> String, cell: impl Fn(bool, String) -> String) -> String {
    let is_number = |at: usize| form.columns.get(at).is_some_and(|column| column.use_ == Use::Number);
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let cells = |cells: Vec<String>| (0..).zip(cells).map(|(at, text)| cell(is_number(at), escaped(&text))).collect::<String>();
    rows_of(form).into_iter().map(|texts| row(cells(texts))).collect()
}

fn inline_sheet(form: &Form) -> String {
    let cell = |is_number: bool, text: String| match text.parse::<f64>() {
        Ok(number) if is_number => format!("<c><v>{number}</v></c>"),
        _ if text.is_empty() => "<c/>".to_owned(),
        _ => format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"),
    };
    format!("<worksheet><sheetData>{}</sheetData></worksheet>", inline_rows(form, |cells| format!("<row>{cells}</row>"), cell))
}

fn comma_separated(form: &Form) -> String {
    let quoted = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
    rows_of(form).iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n").collect()
}

/// Plans and ledgers in every form.
fn forms() -> Vec<Seed> {
    let plans: Vec<Seed> = texts().into_iter().filter(|(name, _)| name.ends_with("-1")).chain(ledgers()).collect();
    let forms = FORMS.iter().cycle().zip(&plans);
    forms.map(|((letter, ..), (name, plan))| (name.clone(), [&[*letter], plan.as_slice()].concat())).collect()
}

fn ledgers() -> Vec<Seed> {
    named([
        ("own", written(Format::Json)),
        ("text", written(Format::Text)),
        ("least", br#"{"format":"fenjie.ledger/1","plan":{"id":"K3V9","title":null}}"#.to_vec()),
    ])
}
