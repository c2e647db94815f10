//! The text of a paragraph: runs, breaks, symbols, fields, tracked changes, and boxes anchored in it.

use crate::error::Error;
use crate::read::story::text_of;
use crate::read::xml::{Node, Tag, Xml};

use super::properties::{Properties, properties};
use super::symbols::symbol;
use super::walk::{DELETED, Field, HIDDEN, Layer, TEXT_BOX, Walk};

/// A paragraph being read.
#[derive(Debug)]
pub(super) struct Paragraph {
    /// 1-based.
    pub number: usize,
    pub properties: Properties,
    /// What is printed, with line breaks.
    pub text: String,
    /// What is not, with the reason.
    pub kept: Vec<(&'static str, String)>,
    /// Printed text came since the last that is not.
    parted: bool,
    /// The layer it stands in.
    pub layer: Layer,
    /// It stands in the field of a table of contents.
    pub in_contents: bool,
}

impl Paragraph {
    fn push(&mut self, layer: Layer, text: &str) {
        match layer {
            Layer::Shown => {
                self.text.push_str(text);
                self.parted = true;
            }
            Layer::Kept(why) => {
                match self.kept.last_mut() {
                    Some((last, kept)) if *last == why && !self.parted => kept.push_str(text),
                    _ => self.kept.push((why, text.to_owned())),
                }
                self.parted = false;
            }
        }
    }

    /// This paragraph, whose end was deleted, with the one it goes on in.
    pub fn joined(mut self, next: Paragraph) -> Paragraph {
        if self.text.is_empty() {
            let kept = std::mem::take(&mut self.kept);
            return Paragraph { kept: kept.into_iter().chain(next.kept).collect(), ..next };
        }
        self.text.push_str(&next.text);
        self.kept.extend(next.kept);
        self.properties.end_deleted = next.properties.end_deleted;
        self
    }
}

impl Walk {
    /// The paragraph just opened.
    pub fn paragraph(&mut self, xml: &mut Xml<'_>, layer: Layer) -> Result<Paragraph, Error> {
        self.paragraph += 1;
        let number = self.paragraph;
        let in_contents = self.in_contents();
        let mut paragraph = Paragraph {
            number,
            properties: Properties::default(),
            text: String::new(),
            kept: Vec::new(),
            parted: true,
            layer,
            in_contents,
        };
        self.inline(xml, &mut paragraph, layer)?;
        paragraph.in_contents |= self.in_contents();
        Ok(paragraph)
    }

    fn in_contents(&self) -> bool {
        self.fields.iter().any(|field| field.instruction.trim_start().starts_with("TOC"))
    }

    /// The inline content of the element just opened, up to its end.
    fn inline(&mut self, xml: &mut Xml<'_>, paragraph: &mut Paragraph, layer: Layer) -> Result<(), Error> {
        let mut layer = layer;
        loop {
            let tag = match xml.next()? {
                Node::Open(tag) => tag,
                Node::Close | Node::End => return Ok(()),
                Node::Text(_) => continue,
            };
            match tag.name() {
                "pPr" => paragraph.properties = properties(xml)?,
                "rPr" => layer = layer.within(self.run_layer(xml, paragraph)?),
                "sdtPr" => layer = layer.within(self.content_control(xml)?),
                "t" => self.text(xml, paragraph, layer)?,
                "delText" => self.text(xml, paragraph, layer.within(DELETED))?,
                "instrText" => {
                    let text = xml.text()?;
                    if let Some(field) = self.fields.last_mut() {
                        field.instruction.push_str(&text);
                    }
                }
                "fldChar" => {
                    self.field(&tag);
                    xml.skip()?;
                }
                "tab" | "ptab" | "br" | "cr" | "noBreakHyphen" | "sym" => {
                    let text = mark(&tag);
                    self.push(paragraph, layer, &text);
                    xml.skip()?;
                }
                "footnoteReference" | "endnoteReference" | "commentReference" => {
                    self.refer(&tag, paragraph.number);
                    xml.skip()?;
                }
                "del" | "moveFrom" => self.inline(xml, paragraph, layer.within(DELETED))?,
                "rt" => self.inline(xml, paragraph, layer.within(Layer::Kept("phonetic guide")))?,
                "drawing" | "pict" | "object" => self.drawing(xml, paragraph, layer)?,
                "AlternateContent" => self.alternate(xml, paragraph, layer)?,
                "rPrChange" | "sdtEndPr" | "softHyphen" | "delInstrText" | "rubyPr" | "ctrlPr" => xml.skip()?,
                _ => self.inline(xml, paragraph, layer)?,
            }
        }
    }

    fn text(&mut self, xml: &mut Xml<'_>, paragraph: &mut Paragraph, layer: Layer) -> Result<(), Error> {
        let text = xml.text()?;
        self.push(paragraph, layer, &text.replace(['\n', '\r'], " "));
        Ok(())
    }

    /// Text within the instruction of a field is not printed and says nothing: it is left out.
    fn push(&self, paragraph: &mut Paragraph, layer: Layer, text: &str) {
        if self.fields.iter().all(|field| field.shows) {
            paragraph.push(layer, text);
        }
    }

    fn field(&mut self, tag: &Tag<'_>) {
        match tag.get("fldCharType").as_deref() {
            Some("begin") => self.fields.push(Field::default()),
            Some("separate") => self.fields.last_mut().into_iter().for_each(|field| field.shows = true),
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
    }

    fn refer(&mut self, tag: &Tag<'_>, line: usize) {
        let element = match tag.name() {
            "footnoteReference" => "footnote",
            "endnoteReference" => "endnote",
            _ => "comment",
        };
        if let Some(id) = tag.get("id") {
            self.notes.insert((element, id), line);
        }
    }

    /// Whether the properties of a run, or its style, hide it.
    fn run_layer(&self, xml: &mut Xml<'_>, paragraph: &Paragraph) -> Result<Layer, Error> {
        let (mut own, mut style) = (None, None);
        loop {
            match xml.next()? {
                Node::Open(tag) => {
                    match tag.name() {
                        "vanish" => own = Some(tag.is_on()),
                        "rStyle" => style = tag.get("val"),
                        _ => {}
                    }
                    xml.skip()?;
                }
                Node::Close | Node::End => break,
                Node::Text(_) => {}
            }
        }
        let of = |style: Option<&str>| self.styles.hides(style);
        let hidden = own.or_else(|| of(style.as_deref())).or_else(|| of(paragraph.properties.style.as_deref()));
        Ok(if hidden == Some(true) { HIDDEN } else { Layer::Shown })
    }

    /// The first of the alternatives that says anything: the others say the same for older programs.
    fn alternate(&mut self, xml: &mut Xml<'_>, paragraph: &mut Paragraph, layer: Layer) -> Result<(), Error> {
        let said = |walk: &Walk, paragraph: &Paragraph| (paragraph.text.len(), paragraph.kept.len(), walk.pictures, walk.embedded);
        let before = said(self, paragraph);
        loop {
            match xml.next()? {
                Node::Open(_) if said(self, paragraph) == before => self.inline(xml, paragraph, layer)?,
                Node::Open(_) => xml.skip()?,
                Node::Close | Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    /// A drawing: the text of its boxes is kept, pictures are counted.
    fn drawing(&mut self, xml: &mut Xml<'_>, paragraph: &mut Paragraph, layer: Layer) -> Result<(), Error> {
        loop {
            match xml.next()? {
                Node::Open(tag) => match tag.name() {
                    "txbxContent" => {
                        // A box is a document of its own: it has its own fields, and its paragraphs are not counted.
                        let (fields, paragraphs) = (std::mem::take(&mut self.fields), self.paragraph);
                        let mut items = Vec::new();
                        self.blocks(xml, layer, &mut items)?;
                        (self.fields, self.paragraph) = (fields, paragraphs);
                        paragraph.kept.push((TEXT_BOX, text_of(&items)));
                    }
                    "AlternateContent" => self.alternate(xml, paragraph, layer)?,
                    "blip" | "imagedata" => {
                        self.pictures += 1;
                        xml.skip()?;
                    }
                    "OLEObject" => {
                        self.embedded += 1;
                        xml.skip()?;
                    }
                    _ => self.drawing(xml, paragraph, layer)?,
                },
                Node::Close | Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }
}

/// The text of a mark: a tab, a break, a hyphen, a symbol.
fn mark(tag: &Tag<'_>) -> String {
    match tag.name() {
        "tab" | "ptab" => "\t".to_owned(),
        "noBreakHyphen" => "-".to_owned(),
        "sym" => {
            let (font, place) = (tag.get("font").unwrap_or_default(), tag.get("char").unwrap_or_default());
            symbol(&font, &place).map(String::from).unwrap_or_default()
        }
        _ => "\n".to_owned(),
    }
}
