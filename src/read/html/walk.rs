//! The walk over a page: blocks to lines, tables to tables, what is not the article to `rest`.

use crate::model::Place;
use crate::read::story::{Item, Story, text_of};
use crate::words::numbering::marker;

use super::table::Placing;
use super::tree::{Page, View};

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Part of a line.
    Inline,
    /// Lines of its own.
    Block,
    Table,
    Break,
    /// No text at all: scripts, styles, our own data.
    Silent,
    /// Text beside the article, with the reason.
    Beside(&'static str),
}

/// The elements that are not simply part of a line.
const ROLES: &[(Role, &[&str])] = &[
    (Role::Break, &["br"]),
    (Role::Table, &["table"]),
    (Role::Silent, &["script", "style", "template", "iframe", "object", "canvas", "video", "audio", "map", "noframes", "frameset"]),
    (Role::Beside("page chrome"), &["nav", "aside", "noscript", "menu"]),
    (Role::Beside("page control"), &["button", "select", "datalist", "textarea"]),
    (Role::Beside("phonetic guide"), &["rt"]),
    (Role::Beside("page title"), &["title"]),
    (
        Role::Block,
        &[
            "address",
            "article",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hgroup",
            "hr",
            "html",
            "legend",
            "li",
            "listing",
            "main",
            "ol",
            "p",
            "plaintext",
            "pre",
            "search",
            "section",
            "summary",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "ul",
            "xmp",
        ],
    ),
];

/// The walk.
pub(super) struct Walk<'a> {
    page: &'a Page,
    pub story: Story,
    /// The line being put together.
    line: String,
    /// Lines so far.
    number: usize,
    /// Blanks and line breaks count.
    verbatim: bool,
    pub pictures: usize,
}

impl<'a> Walk<'a> {
    pub fn new(page: &'a Page) -> Self {
        Walk { page, story: Story::default(), line: String::new(), number: 1, verbatim: false, pictures: 0 }
    }

    /// The items of everything below a node. Pages nest at most as deep as the tree allows, so this may recurse.
    pub fn items(&mut self, node: usize) -> Vec<Item> {
        let mut items = Vec::new();
        let line = std::mem::take(&mut self.line);
        self.children(node, &mut items);
        self.end_line(&mut items);
        self.line = line;
        items
    }

    fn children(&mut self, node: usize, items: &mut Vec<Item>) {
        for &child in self.page.children(node) {
            match self.page.view(child) {
                View::Text(text) => self.text(text, items),
                View::Element(name) => self.element(child, name, items),
                View::Other => {}
            }
        }
    }

    fn element(&mut self, node: usize, name: &'a str, items: &mut Vec<Item>) {
        let role = match self.role(node, name) {
            role @ Role::Silent => role,
            _ if self.is_hidden(node) => Role::Beside("hidden text"),
            role => role,
        };
        match role {
            Role::Silent => {}
            Role::Break => self.break_line(items),
            Role::Beside(why) => self.beside(node, why),
            Role::Table => self.table(node, items),
            Role::Inline => {
                self.picture(node, name);
                self.children(node, items);
            }
            Role::Block => {
                self.end_line(items);
                let before = self.verbatim;
                self.verbatim |= matches!(name, "pre" | "xmp" | "listing" | "plaintext");
                if name == "ol" {
                    self.ordered_list(node, items);
                } else {
                    self.children(node, items);
                }
                self.end_line(items);
                self.verbatim = before;
            }
        }
    }

    fn role(&self, node: usize, name: &str) -> Role {
        let named = self.page.attribute(node, "role").unwrap_or_default();
        if matches!(named, "navigation" | "banner" | "contentinfo" | "complementary" | "search") {
            return Role::Beside("page chrome");
        }
        // The header of an article holds its title, that of a page its letterhead.
        if matches!(name, "header" | "footer") && !self.page.around(node).any(|outer| matches!(outer, "article" | "main" | "section")) {
            return Role::Beside("page chrome");
        }
        ROLES.iter().find(|(_, names)| names.contains(&name)).map_or(Role::Inline, |(role, _)| *role)
    }

    fn is_hidden(&self, node: usize) -> bool {
        let style = self.page.attribute(node, "style").unwrap_or_default();
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        self.page.attribute(node, "hidden").is_some()
            || style.contains("display:none")
            || style.contains("visibility:hidden")
            || style.contains("mso-hide:all")
    }

    /// Text that is not the article: kept, with the reason.
    fn beside(&mut self, node: usize, why: &'static str) {
        let number = self.number;
        let items = self.items(node);
        self.number = number;
        self.story.keep(text_of(&items).trim().to_owned(), Place::Line { line: number }, why);
    }

    fn picture(&mut self, node: usize, name: &str) {
        if name == "img" {
            self.pictures += 1;
            if let Some(text) = self.page.attribute(node, "alt") {
                self.story.keep(text.to_owned(), Place::Line { line: self.number }, "picture");
            }
        }
    }

    /// Runs of blanks are one, and none at the start of a line; no-break and full-width blanks stay.
    fn text(&mut self, text: &str, items: &mut Vec<Item>) {
        for c in text.chars() {
            match c {
                '\n' if self.verbatim => self.break_line(items),
                '\r' => {}
                _ if self.verbatim => self.line.push(c),
                ' ' | '\t' | '\n' | '\u{c}' => {
                    if !self.line.is_empty() && !self.line.ends_with(' ') {
                        self.line.push(' ');
                    }
                }
                '\u{200B}' | '\u{FEFF}' | '\u{AD}' => {}
                c => self.line.push(c),
            }
        }
    }

    /// A line break: an empty line too is one.
    fn break_line(&mut self, items: &mut Vec<Item>) {
        let mut text = std::mem::take(&mut self.line);
        text.truncate(text.trim_end_matches(' ').len());
        items.push(Item::Line { text, number: self.number });
        self.number += 1;
    }

    /// The end of a block: a line where anything stands in it.
    fn end_line(&mut self, items: &mut Vec<Item>) {
        if self.line.trim_end_matches(' ').is_empty() {
            self.line.clear();
        } else {
            self.break_line(items);
        }
    }

    /// A numbered list: the number a browser shows stands before each item, unless it has one of its own.
    fn ordered_list(&mut self, node: usize, items: &mut Vec<Item>) {
        let number_of = |node: usize, name: &str| self.page.attribute(node, name).and_then(|value| value.trim().parse::<u32>().ok());
        let kind = self.page.attribute(node, "type").unwrap_or("1");
        let plain = self.page.attribute(node, "style").is_some_and(|style| style.contains("none"));
        let mut next = number_of(node, "start").unwrap_or(1);
        for &child in self.page.children(node) {
            if self.page.name(child) != "li" || self.is_hidden(child) {
                if let View::Element(name) = self.page.view(child) {
                    self.element(child, name, items);
                }
                continue;
            }
            let number = self.page.attribute(child, "value").and_then(|value| value.trim().parse().ok()).unwrap_or(next);
            next = number.saturating_add(1);
            let mut own = self.items(child);
            if let Some(Item::Line { text, .. }) = own.first_mut()
                && !plain
                && marker(text.trim_start()).is_none()
            {
                *text = format!("{}. {text}", counted(kind, number));
            }
            items.append(&mut own);
        }
    }

    /// A table: its caption before it, its foot at its end.
    fn table(&mut self, node: usize, items: &mut Vec<Item>) {
        self.end_line(items);
        let parts: Vec<(usize, &str)> =
            self.page.children(node).iter().map(|&part| (part, self.page.name(part))).filter(|(_, name)| !name.is_empty()).collect();
        for (caption, _) in parts.iter().filter(|(_, name)| *name == "caption") {
            let mut lines = self.items(*caption);
            items.append(&mut lines);
        }
        let mut placing = Placing::default();
        for wanted in [["thead"].as_slice(), &["tbody", "tr"], &["tfoot"]] {
            for (part, _) in parts.iter().filter(|(_, name)| wanted.contains(name)) {
                if self.is_hidden(*part) {
                    self.beside(*part, "hidden text");
                    continue;
                }
                self.rows(*part, &mut placing);
            }
        }
        items.extend(placing.finish().map(Item::Table));
    }

    fn rows(&mut self, part: usize, placing: &mut Placing) {
        let first = placing.rows();
        for &row in self.page.children(part) {
            if self.page.name(row) != "tr" {
                continue;
            }
            if self.is_hidden(row) {
                self.beside(row, "hidden text");
                continue;
            }
            placing.row();
            for &cell in self.page.children(row) {
                if !matches!(self.page.name(cell), "td" | "th") {
                    continue;
                }
                if self.is_hidden(cell) {
                    self.beside(cell, "hidden text");
                    continue;
                }
                let span = |name: &str| self.page.attribute(cell, name).and_then(|value| value.trim().parse::<usize>().ok());
                let (width, height) = (span("colspan").unwrap_or(1), span("rowspan").unwrap_or(1));
                let items = self.items(cell);
                placing.cell(width, height, items);
            }
        }
        placing.part(first);
    }
}

/// A number as a list of a type counts.
fn counted(kind: &str, number: u32) -> String {
    let letter = |first: u8| {
        u8::try_from(number).ok().filter(|number| (1..=26).contains(number)).map(|number| char::from(first + number - 1).to_string())
    };
    let counted = match kind {
        "a" => letter(b'a'),
        "A" => letter(b'A'),
        _ => None,
    };
    counted.unwrap_or_else(|| number.to_string())
}
