//! Styles: what a paragraph or a run takes from `styles.xml`. Only what bears on the text: numbering, hidden text, tables of contents.

use hashbrown::HashMap;

use crate::error::Error;
use crate::read::xml::{Node, Tag, Xml};

/// A numbering as a paragraph or a style names it; either part may be left to the style.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NumberingOf {
    /// `numId`; `"0"` means none.
    pub list: Option<String>,
    /// `ilvl`, 0-based.
    pub level: Option<usize>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    numbering: NumberingOf,
    hidden: Option<bool>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
}

/// Styles may be based on one another this deep; beyond it is a circle.
const DEEPEST: usize = 40;

impl Styles {
    /// Reads `styles.xml`.
    ///
    /// # Errors
    /// Those of the XML.
    pub fn read(mut xml: Xml<'_>) -> Result<Self, Error> {
        let mut styles = Styles::default();
        loop {
            match xml.next()? {
                Node::Open(tag) if tag.name() == "style" => {
                    let id = tag.get("styleId").unwrap_or_default();
                    if tag.get("type").as_deref() == Some("paragraph") && matches!(tag.get("default").as_deref(), Some("1" | "true" | "on"))
                    {
                        styles.default = Some(id.clone());
                    }
                    styles.styles.insert(id, style(&mut xml)?);
                }
                Node::Open(tag) if matches!(tag.name(), "docDefaults" | "latentStyles") => xml.skip()?,
                Node::End => return Ok(styles),
                _ => {}
            }
        }
    }

    /// A style and those it is based on, nearest first.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let first = id.or(self.default.as_deref());
        let of = |id: &'a str| self.styles.get(id).map(|style| (id, style));
        std::iter::successors(first.and_then(of), move |(_, style)| of(style.based_on.as_deref()?)).take(DEEPEST)
    }

    /// The numbering a paragraph style brings, and the style that says so.
    pub fn numbering(&self, id: Option<&str>) -> Option<(NumberingOf, String)> {
        let (at, style) = self.chain(id).find(|(_, style)| style.numbering.list.is_some())?;
        // A derived style may set the level alone.
        let level = self.chain(id).find_map(|(_, style)| style.numbering.level);
        Some((NumberingOf { list: style.numbering.list.clone(), level }, at.to_owned()))
    }

    /// Whether a style hides its text.
    pub fn hides(&self, id: Option<&str>) -> Option<bool> {
        self.chain(Some(id?)).find_map(|(_, style)| style.hidden)
    }

    /// Whether a paragraph style is that of a table of contents.
    pub fn is_contents(&self, id: Option<&str>) -> bool {
        self.chain(id).any(|(_, style)| {
            let name = style.name.to_ascii_lowercase();
            name.strip_prefix("toc").is_some_and(|level| level.trim().parse::<u8>().is_ok())
        })
    }
}

fn style(xml: &mut Xml<'_>) -> Result<Style, Error> {
    let mut style = Style::default();
    let mut depth = 0usize;
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "pPrChange" | "rPrChange" | "tblPr" | "trPr" | "tcPr" | "tblStylePr" => xml.skip()?,
                name => {
                    match name {
                        "name" => style.name = tag.get("val").unwrap_or_default(),
                        "basedOn" => style.based_on = tag.get("val"),
                        "numId" => style.numbering.list = tag.get("val"),
                        "ilvl" => style.numbering.level = level_of(&tag),
                        "vanish" => style.hidden = Some(tag.is_on()),
                        _ => {}
                    }
                    depth += 1;
                }
            },
            Node::Close if depth == 0 => return Ok(style),
            Node::Close => depth -= 1,
            Node::Text(_) => {}
            Node::End => return Ok(style),
        }
    }
}

/// The level an `ilvl` names; Word knows nine.
pub(super) fn level_of(tag: &Tag<'_>) -> Option<usize> {
    tag.get("val")?.trim().parse().ok().filter(|&level| level < 9)
}
