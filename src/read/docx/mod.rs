//! Word documents (.docx, .docm, .dotx): what Word would print, as lines and tables.
//!
//! Automatic numbers stand before their text as Word shows them; tracked changes are read as accepted; everything printed beside
//! the running text (headers, notes, comments, text boxes) or not printed at all (deleted and hidden text) is kept in `rest` with the
//! reason. Places are paragraphs, counted from 1 over the whole document; in tables the table's number, row and column.
//! Pictures, charts and embedded files are not read: a finding says how many there are.

mod inline;
mod numbering;
mod numbers;
mod properties;
mod styles;
mod symbols;
mod table;
mod walk;

use std::path::Path;

use crate::carrier::NAMESPACE;
use crate::error::Error;
use crate::finding::reading as rules;
use crate::limits::Limits;

use super::Document;
use super::package::Package;
use super::story::Story;
use super::xml::{Node, Xml};
use numbering::Numbering;
use styles::Styles;
use walk::{Surrounding, Walk};

/// Reads a Word document.
///
/// # Errors
/// [`Error::Damaged`] and [`Error::Encrypted`], when the package or its XML does not hold together.
pub(crate) fn document(bytes: &[u8], file: &Path, limits: &Limits) -> Result<Document, Error> {
    let mut package = Package::open(bytes, file, limits)?;
    let main = package.relationships("")?.into_iter().find(|one| one.kind == "officeDocument").map(|one| one.target);
    let main = main.filter(|main| package.has(main)).unwrap_or_else(|| "word/document.xml".to_owned());
    let beside = package.relationships(&main)?;
    let part = |kind: &str| beside.iter().find(|one| one.kind == kind).map(|one| one.target.clone());

    let text = |package: &mut Package<'_>, name: Option<String>| -> Result<String, Error> {
        Ok(name.map(|name| package.text(&name)).transpose()?.flatten().unwrap_or_default())
    };
    let numbering_text = text(&mut package, part("numbering"))?;
    let styles_text = text(&mut package, part("styles"))?;
    let styles = Styles::read(package.xml(&styles_text))?;
    let numbering = Numbering::read(package.xml(&numbering_text))?;

    let Some(body) = package.text(&main)? else {
        return Err(Error::Damaged { file: file.to_owned(), reason: "里面没有正文（word/document.xml）".to_owned() });
    };
    let mut walk = Walk::new(styles, numbering);
    walk.body(package.xml(&body))?;
    for one in &beside {
        let Some(surrounding) = Surrounding::of(&one.kind) else { continue };
        if let Some(text) = package.text(&one.target)? {
            walk.surrounding(package.xml(&text), surrounding)?;
        }
    }
    let mut story = walk.finish();
    for one in beside.iter().filter(|one| one.kind == "customXml") {
        if let Some(text) = package.text(&one.target)? {
            take_carrier(package.xml(&text), &mut story)?;
        }
    }
    if package.has("word/vbaProject.bin") {
        story.findings.push(rules::DOCUMENT_MACROS.finding("文档带有宏。宏没有运行，也不会带到结果里，不需要处理"));
    }
    Ok(story.into_document())
}

/// Takes what we put into a document; other custom parts are no business of ours.
fn take_carrier(mut xml: Xml<'_>, story: &mut Story) -> Result<(), Error> {
    let tag = loop {
        match xml.next()? {
            Node::Open(tag) => break tag,
            Node::Text(_) => {}
            Node::Close | Node::End => return Ok(()),
        }
    };
    if tag.name() != "carrier" || tag.get("fenjie").as_deref() != Some(NAMESPACE) {
        return Ok(());
    }
    story.take_carrier(&xml.text()?);
    Ok(())
}
