//! Web pages, also those saved as `.mht`, as `.xls` or by Word: what a browser shows, as lines and tables.
//!
//! Blocks are lines, tables are tables with their merges. Scripts and styles are no text. Navigation, the header and footer of the
//! site, controls and hidden text are kept in `rest` with the reason. Places are lines, counted from 1, and in tables the table's
//! number, row and column.

mod mime;
mod table;
mod tree;
mod walk;

use std::path::Path;

use crate::error::Error;
use crate::finding::{Finding, Level};

use super::story::Story;
use super::{Document, charset};
use tree::{Page, ROOT};
use walk::Walk;

/// How much of a file is looked at to tell what it is.
const HEAD: usize = 2_048;

/// Whether the bytes are a web page: they begin with a tag of HTML, or with the head of a page saved with its pictures.
pub(crate) fn is(bytes: &[u8]) -> bool {
    const TAGS: &[&str] = &[
        "!doctype html", "html", "head", "body", "table", "meta", "title", "div", "p", "style", "script", "link", "center", "font", "pre", "h1", "h2", "h3", "ol", "ul",
        "span", "section", "article", "main",
    ];
    let head: String = bytes.iter().take(HEAD).filter(|byte| **byte != 0).map(|&byte| char::from(byte).to_ascii_lowercase()).collect();
    let mut text = head.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}', '\u{ff}', '\u{fe}']).trim_start();
    // What may stand before: comments, the declaration of XML.
    while let Some(end) = ["<!--", "<?xml"].iter().find_map(|open| text.starts_with(open).then(|| text.find('>')).flatten()) {
        text = text[end + 1..].trim_start();
    }
    let tag = text.strip_prefix('<').is_some_and(|rest| {
        TAGS.iter().any(|tag| rest.strip_prefix(tag).is_some_and(|after| after.starts_with(|c: char| !c.is_ascii_alphanumeric() && c != '-')))
    });
    tag || mime::is(bytes)
}

/// Reads a web page.
///
/// # Errors
/// [`Error::UnknownEncoding`] when the bytes are no text; [`Error::Damaged`] when the page nests deeper than browsers show.
pub(crate) fn document(bytes: &[u8], file: &Path) -> Result<Document, Error> {
    let mut story = Story::default();
    for part in mime::pages(bytes) {
        let text = charset::decode_page(&part.bytes, part.charset.as_deref(), file)?;
        let page = Page::parse(&text).ok_or_else(|| Error::Damaged { file: file.to_owned(), reason: "网页的标签嵌套太深，不像正常网页".to_owned() })?;
        read_page(&page, &mut story);
    }
    Ok(story.into_document())
}

fn read_page(page: &Page, story: &mut Story) {
    let mut walk = Walk::new(page);
    let items = walk.items(ROOT);
    story.items.extend(items);
    story.asides.append(&mut walk.story.asides);
    if walk.pictures > 0 {
        let message = format!("网页里有 {} 张图片，里面的文字读不出。若其中有任务，请补录成文字", walk.pictures);
        story.findings.push(Finding::new("R103", Level::Info, message));
    }
}
