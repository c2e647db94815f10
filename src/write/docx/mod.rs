//! The 责任分解表 as a Word document: title, one table on landscape pages, and the ledger in a custom XML part.
//!
//! Fonts, margins and the header follow the layout; the header row repeats, rows stay whole across pages, every page has its number.
//! Text stays text: a tab is a tab, a line break a paragraph. The custom XML part (`customXml/item1.xml`, see
//! [`crate::carrier`]) holds everything the table cannot show. Parts are written in one order with one date: same ledger, same bytes.

mod body;
mod parts;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::rows::Table;
use super::{WriteOptions, Written};
use crate::error::Error;
use crate::model::Ledger;

/// Writes the document.
///
/// Findings: `W003` a text has control characters that are not shown; the carried ledger keeps them.
///
/// # Errors
/// [`Error::Workbook`] when the file cannot be put together.
pub(super) fn write(ledger: &Ledger, options: &WriteOptions<'_>) -> Result<Written, Error> {
    let failed = |reason: String| Error::Workbook { reason };
    let table = Table::new(ledger, options);
    let body = body::body(&table, options.layout);
    let (carried, sum) = body.carrier(ledger).pack().map_err(|error| failed(error.to_string()))?;
    let parts = [
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", parts::RELATIONSHIPS.to_owned()),
        ("docProps/core.xml", parts::core(&table.title())),
        ("docProps/app.xml", parts::APP.to_owned()),
        ("word/document.xml", body.xml),
        ("word/_rels/document.xml.rels", parts::DOCUMENT_RELATIONSHIPS.to_owned()),
        ("word/styles.xml", parts::styles(options.layout)),
        ("word/settings.xml", parts::SETTINGS.to_owned()),
        ("word/fontTable.xml", parts::fonts(options.layout)),
        ("word/footer1.xml", parts::footer(&options.layout.page.footer)),
        ("customXml/item1.xml", parts::carried(&carried, &sum)),
        ("customXml/itemProps1.xml", parts::CARRIED_PROPERTIES.to_owned()),
        ("customXml/_rels/item1.xml.rels", parts::CARRIED_RELATIONSHIPS.to_owned()),
    ];
    let bytes = packed(&parts).map_err(|error| failed(error.to_string()))?;
    Ok(Written { bytes, findings: body.findings })
}

fn packed(parts: &[(&str, String)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}
