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

use crate::carrier::ELEMENT;
use crate::error::Error;
use crate::finding::reading as rules;
use crate::limits::Limits;

use super::story::Story;
use super::{Document, charset};
use tree::{Page, ROOT};
use walk::Walk;

/// Reads a web page.
///
/// # Errors
/// [`Error::UnknownEncoding`] when the bytes are no text; [`Error::Damaged`] when the page nests deeper than browsers show.
pub(crate) fn document(bytes: &[u8], file: &Path, limits: &Limits) -> Result<Document, Error> {
    let mut story = Story::default();
    for part in mime::pages(bytes) {
        let text = charset::decode_page(&part.bytes, part.charset.as_deref(), file)?;
        let page = Page::parse(&text, limits).map_err(|reason| Error::Damaged { file: file.to_owned(), reason })?;
        read_page(&page, &mut story);
    }
    Ok(story.into_document())
}

fn read_page(page: &Page, story: &mut Story) {
    let mut walk = Walk::new(page);
    let items = walk.items(ROOT);
    story.items.extend(items);
    story.asides.append(&mut walk.story.asides);
    if let Some(carried) = page.with_id(ELEMENT).and_then(|element| page.attribute(element, "content")) {
        story.take_carrier(carried);
    }
    if walk.pictures > 0 {
        let message = format!("网页里有 {} 张图片，里面的文字读不出。若其中有任务，请补录成文字", walk.pictures);
        story.findings.push(rules::DOCUMENT_PICTURES.finding(message));
    }
}
