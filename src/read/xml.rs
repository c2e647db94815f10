//! XML parts, piece by piece: elements by their local names, text with its references resolved.
//!
//! Called by the readers of packages. Prefixes and namespaces do not matter: strict and transitional documents differ only there.
//! Document types and entities of a document's own are refused, and so is nesting beyond a limit, so readers may recurse.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::error::Error;

/// A reader over the text of a part.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    file: PathBuf,
    depth: usize,
    limit: usize,
    /// A piece that was put back.
    waiting: Option<Node<'a>>,
}

/// A piece of XML. Every `Open` has its `Close`, also that of an empty element.
#[derive(Debug)]
pub(crate) enum Node<'a> {
    /// An element begins.
    Open(Tag<'a>),
    /// The innermost open element ends.
    Close,
    /// Text, a part of it where references stand in it.
    Text(Cow<'a, str>),
    /// The part ends, with every element closed.
    End,
}

/// The beginning of an element.
#[derive(Debug)]
pub(crate) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without a prefix.
    pub fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// The value of an attribute, by its name without a prefix.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).filter_map(Result::ok).find(|attribute| local(attribute.key.as_ref()) == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    /// The value of `val` as a switch: an element alone is on, `0`, `false`, `off` and `none` are off.
    pub fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

impl<'a> Xml<'a> {
    /// A reader over `text`; elements may stand `limit` deep.
    pub fn new(text: &'a str, file: &Path, limit: usize) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, file: file.to_owned(), depth: 0, limit, waiting: None }
    }

    /// The next piece.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the XML is not well-formed, ends too early, nests too deeply or declares a document type.
    pub fn next(&mut self) -> Result<Node<'a>, Error> {
        if let Some(node) = self.waiting.take() {
            return Ok(node);
        }
        loop {
            let event = self.reader.read_event().map_err(|_| self.damaged("里的 XML 写坏了"))?;
            return Ok(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > self.limit {
                        return Err(self.damaged("里的 XML 嵌套太深"));
                    }
                    Node::Open(Tag(start))
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::Close
                }
                Event::Text(text) => Node::Text(text.into_inner()),
                Event::CData(text) => Node::Text(text.into_inner()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref().ok().flatten() {
                    Some(c) => Node::Text(Cow::Owned(c.to_string())),
                    None => Node::Text(
                        resolve_predefined_entity(&reference).map(Cow::Borrowed).ok_or_else(|| self.damaged("里有不认识的实体"))?,
                    ),
                },
                Event::DocType(_) => return Err(self.damaged("里有文档类型声明，为安全起见没有读")),
                Event::Eof if self.depth > 0 => return Err(self.damaged("里的 XML 没有写完")),
                Event::Eof => Node::End,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Empty(_) => continue,
            });
        }
    }

    /// Gives a piece back, to be the next again.
    pub fn put_back(&mut self, node: Node<'a>) {
        self.waiting = Some(node);
    }

    /// Leaves out the rest of the element just opened.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub fn skip(&mut self) -> Result<(), Error> {
        let mut inner = 0usize;
        loop {
            match self.next()? {
                Node::Open(_) => inner += 1,
                Node::Close if inner == 0 => return Ok(()),
                Node::Close => inner -= 1,
                Node::Text(_) => {}
                Node::End => return Ok(()),
            }
        }
    }

    /// The text of the element just opened, up to its end; elements in it are left out.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub fn text(&mut self) -> Result<String, Error> {
        let mut text = String::new();
        loop {
            match self.next()? {
                Node::Text(piece) => text.push_str(&piece),
                Node::Open(_) => self.skip()?,
                Node::Close | Node::End => return Ok(text),
            }
        }
    }

    fn damaged(&self, reason: &str) -> Error {
        Error::Damaged { file: self.file.clone(), reason: format!("文档{reason}（约第 {} 字节）", self.reader.buffer_position()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Result<String, Error> {
        let mut xml = Xml::new(text, Path::new("甲.docx"), 5);
        let mut out = String::new();
        loop {
            match xml.next()? {
                Node::Open(tag) => {
                    out.push_str(&format!("<{}{}>", tag.name(), tag.get("val").map(|v| format!(" {v}")).unwrap_or_default()))
                }
                Node::Close => out.push('/'),
                Node::Text(text) => out.push_str(&text),
                Node::End => return Ok(out),
            }
        }
    }

    #[test]
    fn pieces_in_order() {
        let text = "<?xml version='1.0'?><w:a x:val='1&amp;2'>甲&lt;&#20057;<!-- 丙 --><b/><![CDATA[<丁>]]></w:a>";
        assert_eq!(run(text).unwrap(), "<a 1&2>甲<乙<b>/<丁>/");
    }

    #[test]
    fn what_does_not_hold_together_is_refused() {
        for bad in [
            "<a>",
            "<a></b>",
            "<a>&x;</a>",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>",
            "<a><a><a><a><a><a/></a></a></a></a></a>",
            "<a x=",
            "</a>",
        ] {
            assert!(run(bad).is_err(), "{bad}");
        }
    }
}
