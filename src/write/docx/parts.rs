//! The parts of a Word document other than its body: what kinds the parts are, styles, fonts, footer, properties.

use std::collections::BTreeSet;

use super::body::{escaped, half_points};
use crate::carrier::NAMESPACE;
use crate::write::layout::Layout;

const MAIN: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

pub(super) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/customXml/itemProps1.xml" ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#;

pub(super) const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>"#;

pub(super) const DOCUMENT_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml" Target="../customXml/item1.xml"/></Relationships>"#;

pub(super) const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:adjustLineHeightInTable/><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#;

pub(super) const APP: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>fenjie</Application></Properties>"#;

pub(super) const CARRIED_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>"#;

pub(super) const CARRIED_PROPERTIES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<ds:datastoreItem ds:itemID="{6E7A3C1E-52B4-4C0B-9D6F-0F656E6A6965}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs><ds:schemaRef ds:uri="urn:fenjie:carrier:1"/></ds:schemaRefs></ds:datastoreItem>"#;

/// The part that holds what the document carries.
pub(super) fn carried(text: &str, sum: &str) -> String {
    format!("{HEAD}<fenjie:carrier xmlns:fenjie=\"{NAMESPACE}\" crc32=\"{sum}\">{text}</fenjie:carrier>")
}

/// Document properties. The dates are fixed: same ledger, same bytes.
pub(super) fn core(title: &str) -> String {
    const KINDS: &str = r#"xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#;
    const DATE: &str = "2000-01-01T00:00:00Z";
    format!(
        "{HEAD}<cp:coreProperties {KINDS}><dc:title>{}</dc:title><dcterms:created xsi:type=\"dcterms:W3CDTF\">{DATE}</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{DATE}</dcterms:modified></cp:coreProperties>",
        escaped(title)
    )
}

/// Styles: the body text in the layout's font, the footer, and a table with thin borders.
pub(super) fn styles(layout: &Layout) -> String {
    let font = escaped(&layout.body.font.name);
    let size = half_points(layout.body.font.size);
    let border = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].iter().map(|side| border(side)).collect();
    format!(
        "{HEAD}<w:styles {MAIN}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" w:eastAsia=\"{font}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
        <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
        <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"a1\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
        <w:style w:type=\"table\" w:styleId=\"a3\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"a1\"/><w:uiPriority w:val=\"39\"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"a5\"><w:name w:val=\"footer\"/><w:basedOn w:val=\"a\"/><w:uiPriority w:val=\"99\"/><w:pPr><w:jc w:val=\"center\"/></w:pPr></w:style></w:styles>"
    )
}

/// The fonts the layout names, with what stands in for each where it is not installed.
pub(super) fn fonts(layout: &Layout) -> String {
    const SUBSTITUTES: [(&str, &str); 6] =
        [("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体"), ("仿宋", "FangSong"), ("楷体", "KaiTi"), ("黑体", "SimHei"), ("宋体", "SimSun")];
    let named =
        [&layout.title.font, &layout.subtitle.font, &layout.header.font, &layout.body.font, &layout.sections.font, &layout.notes.font];
    let named: BTreeSet<&str> = named.iter().map(|font| font.name.as_str()).collect();
    let entry = |name: &str| {
        // Display faces (方正小标宋简体) are stood in for by the usual serif.
        let other = SUBSTITUTES.iter().find(|(font, _)| *font == name).map_or("宋体", |(_, other)| other);
        format!("<w:font w:name=\"{}\"><w:altName w:val=\"{other}\"/><w:charset w:val=\"86\"/></w:font>", escaped(name))
    };
    let entries: String = named.into_iter().map(entry).collect();
    format!("{HEAD}<w:fonts {MAIN}>{entries}<w:font w:name=\"Times New Roman\"><w:charset w:val=\"00\"/></w:font></w:fonts>")
}

/// The footer: `&P` is the page number, `&N` the number of pages.
pub(super) fn footer(pattern: &str) -> String {
    const LOOK: &str = "<w:rPr><w:rFonts w:eastAsia=\"宋体\" w:hint=\"eastAsia\"/><w:sz w:val=\"21\"/></w:rPr>";
    let run = |inner: String| format!("<w:r>{LOOK}{inner}</w:r>");
    let text =
        |text: &str| if text.is_empty() { String::new() } else { run(format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(text))) };
    let field = |name: &str| {
        let mark = |kind: &str| run(format!("<w:fldChar w:fldCharType=\"{kind}\"/>"));
        let instruction = run(format!("<w:instrText xml:space=\"preserve\"> {name} </w:instrText>"));
        [mark("begin"), instruction, mark("separate"), text("1"), mark("end")].concat()
    };
    let mut runs = String::new();
    let mut pieces = pattern.split('&');
    runs.push_str(&text(pieces.next().unwrap_or_default()));
    for piece in pieces {
        let (shown, rest) = match piece.chars().next() {
            Some('P') => (field("PAGE"), &piece[1..]),
            Some('N') => (field("NUMPAGES"), &piece[1..]),
            _ => (text("&"), piece),
        };
        runs.push_str(&shown);
        runs.push_str(&text(rest));
    }
    format!("{HEAD}<w:ftr {MAIN}><w:p><w:pPr><w:pStyle w:val=\"a5\"/></w:pPr>{runs}</w:p></w:ftr>")
}

/// The document around its body.
pub(super) fn document(body: &str) -> String {
    format!("{HEAD}<w:document {MAIN}><w:body>{body}</w:body></w:document>")
}
