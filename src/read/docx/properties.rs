//! The properties of a paragraph that bear on its text.

use crate::error::Error;
use crate::read::xml::{Node, Xml};

use super::numbering::paragraph_numbering;
use super::styles::NumberingOf;

/// What `w:pPr` says. Former properties (`w:pPrChange`) do not count.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties {
    pub style: Option<String>,
    pub numbering: NumberingOf,
    /// The paragraph's end was deleted: it goes on in the next one.
    pub end_deleted: bool,
    /// The paragraph's end is hidden.
    pub end_hidden: bool,
}

/// Reads the `w:pPr` just opened.
///
/// # Errors
/// Those of the XML.
pub(super) fn properties(xml: &mut Xml<'_>) -> Result<Properties, Error> {
    let mut found = Properties::default();
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "pStyle" => {
                    found.style = tag.get("val");
                    xml.skip()?;
                }
                "numPr" => found.numbering = paragraph_numbering(xml)?,
                "rPr" => end_mark(xml, &mut found)?,
                _ => xml.skip()?,
            },
            Node::Close | Node::End => return Ok(found),
            Node::Text(_) => {}
        }
    }
}

/// The properties of the paragraph's end.
fn end_mark(xml: &mut Xml<'_>, found: &mut Properties) -> Result<(), Error> {
    loop {
        match xml.next()? {
            Node::Open(tag) => {
                match tag.name() {
                    "del" | "moveFrom" => found.end_deleted = true,
                    "vanish" => found.end_hidden = tag.is_on(),
                    _ => {}
                }
                xml.skip()?;
            }
            Node::Close | Node::End => return Ok(()),
            Node::Text(_) => {}
        }
    }
}
