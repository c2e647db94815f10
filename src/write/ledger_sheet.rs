//! The workbook carries its own data: the whole ledger as JSON, in a very hidden sheet.
//!
//! Form of the sheet [`SHEET`]: `A1` holds `fenjie.ledger/1 chunks=3 fnv1a64=0123456789abcdef`; `A2`, `A3` … hold that many pieces
//! of one JSON document, to be put together without anything between them. The checksum is 64-bit FNV-1a over the document's
//! UTF-8 bytes. Pieces are cut between characters and hold at most [`CHUNK_UNITS`] UTF-16 units (Excel's limit is 32,767).
//!
//! The JSON is written so that no program on the way can change it: what spreadsheet files or the writing library treat
//! specially inside a string (`<`, `_x000D_`, U+FFFE, U+FFFF) stands as a JSON escape. Called by the workbook writer.

use crate::error::Error;
use crate::model::{FORMAT, Ledger};

/// Name of the sheet.
pub const SHEET: &str = "_fenjie";

/// The most UTF-16 units in one cell.
pub const CHUNK_UNITS: usize = 30_000;

/// The cells of column A, from `A1` down: the header, then the pieces of the JSON.
///
/// # Errors
/// [`Error::Workbook`] when the ledger cannot be put into JSON, which a ledger read from a file always can.
pub fn pack(ledger: &Ledger) -> Result<Vec<String>, Error> {
    let json = serde_json::to_string(ledger).map_err(|error| Error::Workbook { reason: error.to_string() })?;
    let json = escape(json);
    let mut cells = vec![String::new()];
    cells.extend(cut(&json, CHUNK_UNITS).map(str::to_owned));
    let header = format!("{FORMAT} chunks={} fnv1a64={:016x}", cells.len() - 1, checksum(json.as_bytes()));
    if let Some(first) = cells.first_mut() {
        *first = header;
    }
    Ok(cells)
}

/// Escapes inside JSON strings; outside of strings none of these characters occurs.
fn escape(json: String) -> String {
    if !json.contains(['<', '\u{FFFE}', '\u{FFFF}']) && !json.contains("_x") {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    let mut characters = json.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '<' => escaped.push_str("\\u003c"),
            '\u{FFFE}' => escaped.push_str("\\ufffe"),
            '\u{FFFF}' => escaped.push_str("\\uffff"),
            '_' if characters.peek() == Some(&'x') => escaped.push_str("\\u005f"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Pieces of at most `limit` UTF-16 units, cut between characters.
fn cut(text: &str, limit: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(end_of_units(rest, limit));
        rest = after;
        Some(piece).filter(|piece| !piece.is_empty())
    })
}

/// The byte where the first `limit` UTF-16 units of a text end, on a character boundary.
pub(super) fn end_of_units(text: &str, limit: usize) -> usize {
    // No text has more UTF-16 units than bytes.
    if text.len() <= limit {
        return text.len();
    }
    let mut units = 0;
    let past = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > limit
    });
    past.map_or(text.len(), |(at, _)| at)
}

/// 64-bit FNV-1a.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Plan, Task};

    #[test]
    fn pieces_together_are_the_ledger() {
        let nasty = "<r>甲</r> _x000D_ \\_x41 \u{1}\u{FFFE}\u{FFFF} 😀".repeat(5_000);
        let task = Task { content: Some(nasty), ..Task::default() };
        let ledger = Ledger::from(Plan { tasks: vec![task], ..Plan::default() });
        let cells = pack(&ledger).unwrap();
        let (header, pieces) = cells.split_first().unwrap();
        assert!(pieces.len() > 3 && pieces.iter().all(|piece| piece.encode_utf16().count() <= CHUNK_UNITS));
        let json = pieces.concat();
        assert_eq!(*header, format!("fenjie.ledger/1 chunks={} fnv1a64={:016x}", pieces.len(), checksum(json.as_bytes())));
        assert_eq!(serde_json::from_str::<Ledger>(&json).unwrap(), ledger);
        assert!(!json.contains(['<', '\u{FFFE}', '\u{1}']) && !json.contains("_x"));
    }

    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(checksum(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(checksum(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn cuts_fall_between_characters() {
        let pieces: Vec<&str> = cut("甲😀乙丙", 3).collect();
        assert_eq!(pieces, ["甲😀", "乙丙"]);
        assert_eq!(cut("", 3).count(), 0);
    }
}
