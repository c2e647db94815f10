//! The walk over a document: paragraphs and tables in order, and the parts beside the main one.

use hashbrown::HashMap;

use crate::error::Error;
use crate::finding::reading as rules;
use crate::model::Place;
use crate::read::story::{Item, Story, text_of};
use crate::read::xml::{Node, Xml};

use super::inline::Paragraph;
use super::numbering::Numbering;
use super::styles::Styles;

/// What becomes of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// Printed.
    Shown,
    /// Kept in `rest`, with the reason.
    Kept(&'static str),
}

pub(super) const DELETED: Layer = Layer::Kept("deleted text");
pub(super) const HIDDEN: Layer = Layer::Kept("hidden text");
const PLACEHOLDER: Layer = Layer::Kept("placeholder");
const CONTENTS: Layer = Layer::Kept("table of contents");

impl Layer {
    /// The layer of something inside: what is not printed stays so.
    pub fn within(self, inner: Layer) -> Layer {
        if self == Layer::Shown { inner } else { self }
    }
}

/// A part beside the main one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surrounding {
    /// The element that holds a note; `None`: the whole part is one.
    element: Option<&'static str>,
    why: &'static str,
    /// What stands for the place of a text that nothing in the document leads to.
    name: &'static str,
}

impl Surrounding {
    /// The surrounding part a relationship leads to.
    pub fn of(kind: &str) -> Option<Surrounding> {
        const PARTS: [(&str, Surrounding); 5] = [
            ("header", Surrounding { element: None, why: "page header", name: "页眉" }),
            ("footer", Surrounding { element: None, why: "page footer", name: "页脚" }),
            ("footnotes", Surrounding { element: Some("footnote"), why: "footnote", name: "脚注" }),
            ("endnotes", Surrounding { element: Some("endnote"), why: "endnote", name: "尾注" }),
            ("comments", Surrounding { element: Some("comment"), why: "comment", name: "批注" }),
        ];
        PARTS.iter().find(|(name, _)| *name == kind).map(|(_, part)| *part)
    }
}

/// A field being read: its instruction, and whether its result has begun.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub instruction: String,
    pub shows: bool,
}

/// The walk.
pub(super) struct Walk {
    pub styles: Styles,
    pub numbering: Numbering,
    pub story: Story,
    /// Fields that are open, outermost first.
    pub fields: Vec<Field>,
    /// Where notes and comments are referred to, by element and id.
    pub notes: HashMap<(&'static str, String), usize>,
    /// Paragraphs so far.
    pub paragraph: usize,
    pub pictures: usize,
    pub embedded: usize,
    tracked: bool,
    boxes: usize,
}

impl Walk {
    pub fn new(styles: Styles, numbering: Numbering) -> Self {
        Walk {
            styles,
            numbering,
            story: Story::default(),
            fields: Vec::new(),
            notes: HashMap::new(),
            paragraph: 0,
            pictures: 0,
            embedded: 0,
            tracked: false,
            boxes: 0,
        }
    }

    /// The main part.
    ///
    /// # Errors
    /// Those of the XML.
    pub fn body(&mut self, mut xml: Xml<'_>) -> Result<(), Error> {
        let mut items = Vec::new();
        loop {
            match xml.next()? {
                Node::Open(tag) if tag.name() == "body" => self.blocks(&mut xml, Layer::Shown, &mut items)?,
                Node::Open(tag) if tag.name() == "background" => xml.skip()?,
                Node::End => break,
                _ => {}
            }
        }
        self.story.items = items;
        Ok(())
    }

    /// A part beside the main one: headers, notes, comments.
    ///
    /// # Errors
    /// Those of the XML.
    pub fn surrounding(&mut self, mut xml: Xml<'_>, part: Surrounding) -> Result<(), Error> {
        let mut row = 0;
        loop {
            let id = match (xml.next()?, part.element) {
                (Node::Open(tag), Some(element)) if tag.name() == element => {
                    // Separators are lines drawn above the notes.
                    if tag.get("type").is_some_and(|kind| kind != "normal") {
                        xml.skip()?;
                        continue;
                    }
                    tag.get("id")
                }
                (Node::Open(tag), None) if matches!(tag.name(), "hdr" | "ftr") => None,
                (Node::End, _) => return Ok(()),
                _ => continue,
            };
            let (mut items, paragraphs) = (Vec::new(), self.paragraph);
            self.fields.clear();
            self.blocks(&mut xml, Layer::Shown, &mut items)?;
            self.paragraph = paragraphs;
            row += 1;
            let line = part.element.zip(id).and_then(|key| self.notes.get(&key)).copied();
            let place = line.map_or(Place::Row { sheet: part.name.into(), row, column: None }, |line| Place::Line { line });
            self.story.keep(text_of(&items), place, part.why);
        }
    }

    /// What was read, with what a person should know.
    pub fn finish(mut self) -> Story {
        if self.tracked {
            let message = "文档里有未处理的修订，已按“全部接受”读取，删去的文字列在“其余文字”里。请确认修订确实都要接受";
            self.story.findings.push(rules::TRACKED_CHANGES.finding(message));
        }
        if self.boxes > 0 {
            let message = format!("有 {} 个文本框，里面的文字没有当作正文，列在“其余文字”里。正文若写在文本框里，请移出来再试", self.boxes);
            self.story.findings.push(rules::DOCUMENT_TEXT_BOX.finding(message));
        }
        if self.pictures + self.embedded > 0 {
            let message =
                format!("有 {} 张图片、{} 个嵌入对象，里面的文字读不出。若其中有任务，请补录成文字", self.pictures, self.embedded);
            self.story.findings.push(rules::DOCUMENT_PICTURES.finding(message));
        }
        self.story
    }

    /// The paragraphs and tables of the element just opened, up to its end.
    ///
    /// # Errors
    /// Those of the XML.
    pub fn blocks(&mut self, xml: &mut Xml<'_>, layer: Layer, items: &mut Vec<Item>) -> Result<(), Error> {
        let mut layer = layer;
        // A paragraph whose end was deleted waits for the rest of it.
        let mut open: Option<Paragraph> = None;
        loop {
            match xml.next()? {
                Node::Open(tag) => match tag.name() {
                    "p" => {
                        let mut paragraph = self.paragraph(xml, layer)?;
                        if let Some(before) = open.take() {
                            paragraph = before.joined(paragraph);
                        }
                        if paragraph.properties.end_deleted {
                            self.tracked = true;
                            open = Some(paragraph);
                        } else {
                            self.end_paragraph(paragraph, items);
                        }
                    }
                    "tbl" => {
                        open.take().into_iter().for_each(|paragraph| self.end_paragraph(paragraph, items));
                        let table = self.table(xml, layer)?;
                        items.extend(table.map(Item::Table));
                    }
                    "sdtPr" => layer = layer.within(self.content_control(xml)?),
                    "sdt" | "sdtContent" | "customXml" | "smartTag" | "ins" | "moveTo" => self.blocks(xml, layer, items)?,
                    "del" | "moveFrom" => self.blocks(xml, layer.within(DELETED), items)?,
                    "AlternateContent" => self.alternate_blocks(xml, layer, items)?,
                    "altChunk" | "object" => {
                        self.embedded += 1;
                        xml.skip()?;
                    }
                    _ => xml.skip()?,
                },
                Node::Close | Node::End => break,
                Node::Text(_) => {}
            }
        }
        open.into_iter().for_each(|paragraph| self.end_paragraph(paragraph, items));
        Ok(())
    }

    /// One of the alternatives of a block: the first that says anything.
    fn alternate_blocks(&mut self, xml: &mut Xml<'_>, layer: Layer, items: &mut Vec<Item>) -> Result<(), Error> {
        let before = items.len();
        loop {
            match xml.next()? {
                Node::Open(_) if items.len() == before => self.blocks(xml, layer, items)?,
                Node::Open(_) => xml.skip()?,
                Node::Close | Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    /// What the properties of a content control say about its text.
    pub fn content_control(&self, xml: &mut Xml<'_>) -> Result<Layer, Error> {
        let mut layer = Layer::Shown;
        let mut depth = 0usize;
        loop {
            match xml.next()? {
                Node::Open(tag) => {
                    match tag.name() {
                        "showingPlcHdr" if tag.is_on() => layer = PLACEHOLDER,
                        "docPartGallery" if tag.get("val").as_deref() == Some("Table of Contents") => layer = CONTENTS,
                        _ => {}
                    }
                    depth += 1;
                }
                Node::Close if depth == 0 => return Ok(layer),
                Node::Close => depth -= 1,
                Node::Text(_) => {}
                Node::End => return Ok(layer),
            }
        }
    }

    /// Numbers a paragraph and puts its lines among the items.
    fn end_paragraph(&mut self, mut paragraph: Paragraph, items: &mut Vec<Item>) {
        let style = paragraph.properties.style.as_deref();
        let contents = self.styles.is_contents(style) || (paragraph.in_contents && ends_with_page(&paragraph.text));
        let gone = paragraph.text.is_empty() && (paragraph.properties.end_hidden || !paragraph.kept.is_empty());
        if !gone
            && paragraph.layer == Layer::Shown
            && let Some(label) = self.numbering.label(&paragraph.properties.numbering, style, &self.styles)
        {
            paragraph.text.insert_str(0, &label);
        }
        let place = Place::Line { line: paragraph.number };
        for (why, text) in paragraph.kept {
            self.tracked |= Layer::Kept(why) == DELETED;
            self.boxes += usize::from(why == TEXT_BOX);
            self.story.keep(text, place.clone(), why);
        }
        if contents {
            self.story.keep(paragraph.text, place, "table of contents");
        } else if !gone && paragraph.layer == Layer::Shown {
            items.extend(paragraph.text.split('\n').map(|text| Item::Line { text: text.to_owned(), number: paragraph.number }));
        }
    }
}

/// Why the text of a box is kept.
pub(super) const TEXT_BOX: &str = "text box";

/// Whether a line of a table of contents ends with its page: guards against a field that never ends.
fn ends_with_page(text: &str) -> bool {
    text.is_empty() || text.ends_with(|c: char| c.is_ascii_digit() || "ivxIVX-—".contains(c))
}
