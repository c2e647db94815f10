//! Automatic numbering: `numbering.xml`, and the counts of a document as it is read, to the numbers Word shows.
//!
//! Lists over one abstract list share their counts. A level starts again when a higher one was counted, unless the list says
//! otherwise; a list that overrides a start counts from there the first time it is used.
//! Source: ECMA-376 part 1, §17.9; compared with what LibreOffice prints (tests/it/read_docx.rs).

use hashbrown::{HashMap, HashSet};

use crate::error::Error;
use crate::read::xml::{Node, Tag, Xml};

use super::numbers::number_text;
use super::styles::{NumberingOf, Styles, level_of};
use super::symbols::shown_symbols;

/// Levels of a list.
const LEVELS: usize = 9;

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    /// The pattern of the format `custom`.
    custom: Option<String>,
    /// `%1.%2`
    text: String,
    suffix: Suffix,
    /// Starts again behind levels above this one (1-based); 0: never.
    restart: Option<usize>,
    /// Shows every level in Arabic digits.
    legal: bool,
    /// The paragraph style that belongs to the level.
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        let format = "decimal".to_owned();
        Level { start: 0, format, custom: None, text: String::new(), suffix: Suffix::Blank, restart: None, legal: false, style: None }
    }
}

/// What stands between the number and the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suffix {
    /// A tab or a blank.
    Blank,
    Nothing,
}

#[derive(Debug, Default)]
struct Abstract {
    levels: HashMap<usize, Level>,
    /// The numbering style it stands for.
    style_link: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    of: String,
    /// Levels with a start of their own.
    starts: HashMap<usize, u32>,
    /// Levels redefined.
    levels: HashMap<usize, Level>,
}

/// The lists of a document with their counts so far.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<String, Abstract>,
    lists: HashMap<String, List>,
    /// By abstract list: the count of each level, `None` before it is used or when it has to start again.
    counts: HashMap<String, [Option<u32>; LEVELS]>,
    /// Lists with a start of their own, and the levels that were used.
    begun: HashSet<(String, usize)>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    ///
    /// # Errors
    /// Those of the XML.
    pub fn read(mut xml: Xml<'_>) -> Result<Self, Error> {
        let mut numbering = Numbering::default();
        loop {
            match xml.next()? {
                Node::Open(tag) if tag.name() == "abstractNum" => {
                    let id = tag.get("abstractNumId").unwrap_or_default();
                    numbering.abstracts.insert(id, abstract_list(&mut xml)?);
                }
                Node::Open(tag) if tag.name() == "num" => {
                    let id = tag.get("numId").unwrap_or_default();
                    numbering.lists.insert(id, list(&mut xml)?);
                }
                Node::End => return Ok(numbering),
                _ => {}
            }
        }
    }

    /// Counts a paragraph and gives what Word shows before it: the number and a blank where one is wanted. `None`: no number.
    ///
    /// `own` is what the paragraph says itself, `style` its style.
    pub fn label(&mut self, own: &NumberingOf, style: Option<&str>, styles: &Styles) -> Option<String> {
        let (list, level) = self.place(own, style, styles)?;
        let of = self.resolve(&self.lists.get(&list)?.of, styles)?;
        let definition = self.level(&list, &of, level)?.clone();
        self.count(&list, &of, level, definition.start);
        let text = self.written(&list, &of, level, &definition);
        if text.is_empty() {
            return None;
        }
        let closed = text.ends_with(['、', '）', '．', '。', '：', '】', '〕', '》', '」', ')']);
        let blank = if definition.suffix == Suffix::Nothing || closed { "" } else { " " };
        Some(text + blank)
    }

    /// The list and level of a paragraph.
    fn place(&self, own: &NumberingOf, style: Option<&str>, styles: &Styles) -> Option<(String, usize)> {
        let (list, level) = match &own.list {
            Some(list) => (list.clone(), own.level.unwrap_or(0)),
            None => {
                let (of_style, says) = styles.numbering(style)?;
                let list = of_style.list?;
                let linked = || {
                    let of = self.resolve(&self.lists.get(&list)?.of, styles)?;
                    let levels = &self.abstracts.get(&of)?.levels;
                    levels
                        .iter()
                        .filter(|(_, level)| level.style.is_some() && [style, Some(says.as_str())].contains(&level.style.as_deref()))
                        .map(|(at, _)| *at)
                        .min()
                };
                let level = own.level.or_else(linked).or(of_style.level).unwrap_or(0);
                (list, level)
            }
        };
        (list != "0").then_some((list, level.min(LEVELS - 1)))
    }

    /// The abstract list that holds the levels: some only name a numbering style, whose list holds them.
    fn resolve(&self, of: &str, styles: &Styles) -> Option<String> {
        let mut of = of.to_owned();
        for _ in 0..8 {
            let Some(link) = &self.abstracts.get(&of)?.style_link else { return Some(of) };
            let list = styles.numbering(Some(link)).and_then(|(numbering, _)| numbering.list);
            match list.and_then(|list| self.lists.get(&list)) {
                Some(list) if list.of != of => of = list.of.clone(),
                _ => return Some(of),
            }
        }
        None
    }

    fn level(&self, list: &str, of: &str, level: usize) -> Option<&Level> {
        let redefined = self.lists.get(list).and_then(|list| list.levels.get(&level));
        redefined.or_else(|| self.abstracts.get(of)?.levels.get(&level))
    }

    /// Counts a level up, and makes those below start again.
    fn count(&mut self, list: &str, of: &str, level: usize, start: u32) {
        let own_start = self.lists.get(list).and_then(|list| list.starts.get(&level)).copied();
        let begins = own_start.is_some() && self.begun.insert((list.to_owned(), level));
        let restarts: Vec<bool> = (0..LEVELS)
            .map(|deeper| {
                let restart = self.level(list, of, deeper).and_then(|level| level.restart);
                deeper > level && restart.is_none_or(|above| level < above)
            })
            .collect();
        let counts = self.counts.entry(of.to_owned()).or_default();
        if let Some(count) = counts.get_mut(level) {
            let first = own_start.unwrap_or(start);
            *count = Some(match *count {
                Some(count) if !begins => count.saturating_add(1),
                _ => first,
            });
        }
        for (count, _) in counts.iter_mut().zip(restarts).filter(|(_, restarts)| *restarts) {
            *count = None;
        }
    }

    /// The text of a level with its places filled in.
    fn written(&self, list: &str, of: &str, level: usize, definition: &Level) -> String {
        if definition.format == "bullet" {
            return shown_symbols(&definition.text);
        }
        let counts = self.counts.get(of).copied().unwrap_or_default();
        let mut text = String::new();
        let mut characters = definition.text.chars().peekable();
        while let Some(c) = characters.next() {
            let place = characters.peek().filter(|_| c == '%').and_then(|digit| digit.to_digit(10)).filter(|place| *place > 0);
            let Some(place) = place else {
                text.push(c);
                continue;
            };
            characters.next();
            let at = place as usize - 1;
            let Some(shown) = self.level(list, of, at).filter(|_| at <= level) else { continue };
            let number = counts.get(at).copied().flatten().unwrap_or(shown.start);
            let format = if definition.legal { "decimal" } else { shown.format.as_str() };
            text.push_str(&number_text(format, shown.custom.as_deref(), number));
        }
        text
    }
}

fn abstract_list(xml: &mut Xml<'_>) -> Result<Abstract, Error> {
    let mut found = Abstract::default();
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "lvl" => insert_level(&mut found.levels, &tag, xml)?,
                "numStyleLink" => {
                    found.style_link = tag.get("val");
                    xml.skip()?;
                }
                _ => xml.skip()?,
            },
            Node::Close | Node::End => return Ok(found),
            Node::Text(_) => {}
        }
    }
}

fn list(xml: &mut Xml<'_>) -> Result<List, Error> {
    let mut found = List::default();
    // Inside an override: the level it is for, where that is one of the nine.
    let mut overridden: Option<Option<usize>> = None;
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "abstractNumId" => {
                    found.of = tag.get("val").unwrap_or_default();
                    xml.skip()?;
                }
                "lvlOverride" => overridden = Some(level_at(&tag)),
                "startOverride" => {
                    if let (Some(level), Some(start)) = (overridden.flatten(), number(&tag)) {
                        found.starts.insert(level, start);
                    }
                    xml.skip()?;
                }
                "lvl" => insert_level(&mut found.levels, &tag, xml)?,
                _ => xml.skip()?,
            },
            Node::Close if overridden.is_some() => overridden = None,
            Node::Close | Node::End => return Ok(found),
            Node::Text(_) => {}
        }
    }
}

fn insert_level(levels: &mut HashMap<usize, Level>, tag: &Tag<'_>, xml: &mut Xml<'_>) -> Result<(), Error> {
    let at = level_at(tag);
    let level = level(xml)?;
    if let Some(at) = at {
        levels.insert(at, level);
    }
    Ok(())
}

fn level_at(tag: &Tag<'_>) -> Option<usize> {
    tag.get("ilvl")?.trim().parse().ok().filter(|&level| level < LEVELS)
}

fn level(xml: &mut Xml<'_>) -> Result<Level, Error> {
    let mut level = Level::default();
    let mut depth = 0usize;
    loop {
        match xml.next()? {
            Node::Open(tag) => {
                match tag.name() {
                    "start" => level.start = number(&tag).unwrap_or(0),
                    // A newer format stands in a choice, with what older programs should take behind it.
                    "numFmt" if level.custom.is_none() => {
                        level.format = tag.get("val").unwrap_or_default();
                        level.custom = tag.get("format");
                    }
                    "lvlText" => level.text = tag.get("val").unwrap_or_default(),
                    "suff" if tag.get("val").as_deref() == Some("nothing") => level.suffix = Suffix::Nothing,
                    "lvlRestart" => level.restart = number(&tag).map(|above| above as usize),
                    "isLgl" => level.legal = tag.is_on(),
                    "pStyle" => level.style = tag.get("val"),
                    _ => {}
                }
                depth += 1;
            }
            Node::Close if depth == 0 => return Ok(level),
            Node::Close => depth -= 1,
            Node::Text(_) => {}
            Node::End => return Ok(level),
        }
    }
}

fn number(tag: &Tag<'_>) -> Option<u32> {
    tag.get("val")?.trim().parse().ok()
}

/// The level a paragraph's `ilvl` names.
pub(super) fn paragraph_numbering(xml: &mut Xml<'_>) -> Result<NumberingOf, Error> {
    let mut found = NumberingOf::default();
    loop {
        match xml.next()? {
            Node::Open(tag) => {
                match tag.name() {
                    "ilvl" => found.level = level_of(&tag),
                    "numId" => found.list = tag.get("val"),
                    _ => {}
                }
                xml.skip()?;
            }
            Node::Close | Node::End => return Ok(found),
            Node::Text(_) => {}
        }
    }
}
