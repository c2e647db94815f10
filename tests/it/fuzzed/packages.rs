//! Packages with any content in their parts, so that fuzzing reaches behind the checksums: the input is what stands in the parts.
//!
//! Shape: a letter for the package to start from, then pieces divided by a zero byte, which no XML holds. A piece is the letter of a
//! part (`A` the first) and its new content; nothing behind the letter takes the part away: `hE<worksheet/>␀F` is the hand-made
//! package with another fifth part and without the sixth.

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::LazyLock;

use fenjie::model::Ledger;
use fenjie::read::read;
use fenjie::write::{Format, Layout, WriteOptions, write};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, ZipArchive};

/// Parts of a package: path and content.
pub type Parts = Vec<(String, Vec<u8>)>;

/// A package to start from.
pub struct Base {
    /// What an input that starts from it begins with.
    pub letter: u8,
    pub parts: LazyLock<Parts>,
}

/// What an input begins with that is a whole file.
pub const WHOLE: u8 = b'w';

/// A plan that is small and has something of everything.
pub const PLAN: &str = "栖云县2031年水利工作要点\n\n一、河道\n（一）疏浚云溪。疏浚云溪14公里。\n牵头领导：沈砚秋\n牵头股室：河道管理股\n\
相关责任单位：各乡镇水利站\n完成时限：11月底前\n（二）加固堤防。完成青石段堤防加固3.2公里。\n牵头股室：河道管理股\n完成时限：长期坚持\n\
二、闸站\n（一）检修泵站。检修三座泵站，合格率达到95%以上。\n牵头股室：闸站运行股\n相关责任单位：财务股\n完成时限：6月底前\n";

/// The ledger of [`PLAN`].
pub static LEDGER: LazyLock<Ledger> = LazyLock::new(|| read(PLAN.as_bytes(), Path::new("计划.txt")).unwrap().ledger);

/// The packages a workbook of today is made from: by hand, and our own.
pub static XLSX: [Base; 2] = [
    Base { letter: b'h', parts: LazyLock::new(|| owned(HAND_MADE_XLSX)) },
    Base { letter: b'o', parts: LazyLock::new(|| unpacked(&written(Format::Xlsx))) },
];

/// The packages a Word document is made from.
pub static DOCX: [Base; 2] = [
    Base { letter: b'h', parts: LazyLock::new(|| owned(HAND_MADE_DOCX)) },
    Base { letter: b'o', parts: LazyLock::new(|| unpacked(&written(Format::Docx))) },
];

/// The package an open spreadsheet is made from.
pub static ODS: [Base; 1] = [Base { letter: b'h', parts: LazyLock::new(|| owned(HAND_MADE_ODS)) }];

/// The file an input stands for.
pub fn file(bases: &[Base], input: &[u8]) -> Vec<u8> {
    let Some((&letter, pieces)) = input.split_first() else { return Vec::new() };
    if letter == WHOLE {
        return pieces.to_vec();
    }
    let base = bases.iter().find(|base| base.letter == letter).unwrap_or(&bases[0]);
    packed(&base.parts, pieces)
}

/// The package of `base` with the parts changed as `pieces` say.
pub fn packed(base: &Parts, pieces: &[u8]) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = base.iter().map(|(path, content)| (path.as_str(), content.as_slice())).collect();
    for piece in pieces.split(|&byte| byte == 0) {
        if let Some((&letter, content)) = piece.split_first() {
            let at = usize::from(letter.wrapping_sub(b'A')) % parts.len();
            parts[at].1 = content;
        }
    }
    parts.retain(|(_, content)| !content.is_empty());
    zipped(parts)
}

/// The pieces that make of `base` what a package holds in parts of the same names.
pub fn pieces(base: &Parts, package: &[u8]) -> Vec<u8> {
    let parts = unpacked(package);
    let content_of = |path: &str| parts.iter().find(|(name, _)| name == path).map(|(_, content)| content.as_slice()).unwrap_or_default();
    let changed = (b'A'..).zip(base).filter(|(_, (path, old))| content_of(path) != old);
    changed.map(|(letter, (path, _))| [&[letter], content_of(path)].concat()).collect::<Vec<_>>().join(&0)
}

/// A package of these parts, uncompressed.
fn zipped<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, content) in parts {
        zip.start_file(path, stored).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of a package.
pub fn unpacked(package: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(package)).unwrap();
    let count = archive.len();
    let part = |at| {
        let mut file = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    };
    (0..count).map(part).collect()
}

fn written(format: Format) -> Vec<u8> {
    let layout = Layout::named(Layout::DEFAULT).unwrap();
    write(&LEDGER, format, &WriteOptions::new(&layout)).unwrap().bytes
}

fn owned(parts: &[(&str, &str)]) -> Parts {
    parts.iter().map(|(path, content)| ((*path).to_owned(), content.as_bytes().to_vec())).collect()
}

const HAND_MADE_XLSX: &[(&str, &str)] = &[
    ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
    (
        "_rels/.rels",
        r#"<Relationships><Relationship Id="r1" Type="a/officeDocument" Target="xl/workbook.xml"/><Relationship Id="r2" Type="a/core-properties" Target="docProps/core.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns:r="r"><sheets><sheet name="分解表" sheetId="1" r:id="r1"/><sheet name="说明" sheetId="2" state="hidden" r:id="r2"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="r1" Type="a/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="a/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r3" Type="a/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="a/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        "xl/worksheets/sheet1.xml",
        r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>疏浚云溪14公里</t></is></c><c r="C2" t="s"><v>3</v></c></row></sheetData></worksheet>"#,
    ),
    ("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>"),
    (
        "xl/sharedStrings.xml",
        "<sst><si><t>序号</t></si><si><t>工作任务</t></si><si><t>牵头股室</t></si><si><t>河道管理股</t></si><si><r><t>闸站</t></r><r><t>运行股</t></r></si></sst>",
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy-mm-dd"/></numFmts><fonts><font/><font><strike/></font></fonts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="9"/><xf fontId="1"/></cellXfs></styleSheet>"#,
    ),
    ("docProps/core.xml", "<cp:coreProperties><dcterms:modified>2031-04-02T08:00:00Z</dcterms:modified></cp:coreProperties>"),
    ("docProps/custom.xml", "<Properties/>"),
    (
        "xl/worksheets/_rels/sheet1.xml.rels",
        r#"<Relationships><Relationship Id="r1" Type="a/comments" Target="../comments1.xml"/><Relationship Id="r2" Type="a/drawing" Target="../drawings/drawing1.xml"/></Relationships>"#,
    ),
    (
        "xl/comments1.xml",
        r#"<comments><commentList><comment ref="B2"><text><r><t>请核实</t></r></text></comment></commentList></comments>"#,
    ),
    ("xl/drawings/drawing1.xml", "<xdr:wsDr/>"),
];

const HAND_MADE_DOCX: &[(&str, &str)] = &[
    (
        "[Content_Types].xml",
        r#"<Types><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#,
    ),
    ("_rels/.rels", r#"<Relationships><Relationship Id="r1" Type="a/officeDocument" Target="word/document.xml"/></Relationships>"#),
    (
        "word/_rels/document.xml.rels",
        r#"<Relationships><Relationship Id="r1" Type="a/numbering" Target="numbering.xml"/><Relationship Id="r2" Type="a/styles" Target="styles.xml"/><Relationship Id="r3" Type="a/footnotes" Target="footnotes.xml"/><Relationship Id="r4" Type="a/header" Target="header1.xml"/><Relationship Id="r5" Type="a/comments" Target="comments.xml"/></Relationships>"#,
    ),
    (
        "word/document.xml",
        r#"<w:document><w:body><w:p><w:r><w:t>栖云县水利工作要点</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>疏浚云溪。</w:t></w:r></w:p></w:body></w:document>"#,
    ),
    (
        "word/numbering.xml",
        r#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#,
    ),
    (
        "word/styles.xml",
        r#"<w:styles><w:style w:type="paragraph" w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>"#,
    ),
    ("word/footnotes.xml", r#"<w:footnotes><w:footnote w:id="1"><w:p><w:r><w:t>见附件</w:t></w:r></w:p></w:footnote></w:footnotes>"#),
    ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:hdr>"),
    ("word/comments.xml", r#"<w:comments><w:comment w:id="1"><w:p><w:r><w:t>请核实</w:t></w:r></w:p></w:comment></w:comments>"#),
];

const HAND_MADE_ODS: &[(&str, &str)] = &[
    ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    ("META-INF/manifest.xml", r#"<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>"#),
    (
        "content.xml",
        r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="分解表"><table:table-row><table:table-cell office:value-type="string"><text:p>序号</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>工作任务</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>疏浚云溪</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#,
    ),
    ("styles.xml", "<office:document-styles/>"),
    ("meta.xml", "<office:document-meta><office:meta><dc:date>2031-04-02T08:00:00</dc:date></office:meta></office:document-meta>"),
    ("settings.xml", "<office:document-settings/>"),
];
