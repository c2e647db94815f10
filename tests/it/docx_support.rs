//! Small Word documents made by hand.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math""#;

/// A package of named parts.
pub fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document being made: the inner XML of its parts.
#[derive(Default)]
pub struct Docx {
    pub body: String,
    pub numbering: String,
    pub styles: String,
    /// Kind, root element, inner XML: `("footnotes", "footnotes", …)`.
    pub beside: Vec<(&'static str, &'static str, String)>,
}

impl Docx {
    pub fn bytes(&self) -> Vec<u8> {
        let mut beside = vec![("numbering", "numbering", self.numbering.clone()), ("styles", "styles", self.styles.clone())];
        beside.extend(self.beside.iter().cloned());
        let mut types = String::new();
        let mut relationships = String::new();
        let mut parts = Vec::new();
        for (at, (kind, root, inner)) in beside.into_iter().enumerate() {
            let name = format!("{kind}{at}.xml");
            types += &format!(
                r#"<Override PartName="/word/{name}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>"#
            );
            relationships += &format!(
                r#"<Relationship Id="r{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{name}"/>"#
            );
            parts.push((format!("word/{name}"), format!("<w:{root} {W}>{inner}</w:{root}>")));
        }
        let all = [
            ("[Content_Types].xml", format!(r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{types}</Types>"#)),
            ("_rels/.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#.to_owned()),
            ("word/_rels/document.xml.rels", format!(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relationships}</Relationships>"#)),
            ("word/document.xml", format!("<w:document {W}><w:body>{}</w:body></w:document>", self.body)),
        ];
        let all: Vec<(&str, String)> = all.into_iter().chain(parts.iter().map(|(name, text)| (name.as_str(), text.clone()))).collect();
        package(&all)
    }
}

/// A paragraph of one run.
pub fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// A paragraph of a list.
pub fn item(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

/// A paragraph of a style.
pub fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A level of an abstract list.
pub fn level(at: u32, format: &str, text: &str, more: &str) -> String {
    format!("<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{text}\"/></w:lvl>")
}

/// The package with one part changed.
pub fn repacked(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let parts = super::write_support::Parts::open(bytes).parts;
    let parts: Vec<(&str, String)> =
        parts.iter().map(|(part, text)| (part.as_str(), if part == name { change(text) } else { text.clone() })).collect();
    assert!(
        parts.iter().any(|(part, text)| *part == name && super::write_support::Parts::open(bytes).parts[*part] != *text),
        "{name} was changed"
    );
    package(&parts)
}
