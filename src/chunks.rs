//! A text of any length in the cells of a hidden sheet, so that no program on the way can change it unseen.
//!
//! Form: the first cell holds `fenjie.ledger/1 chunks=3 crc32=0123abcd`; the cells below hold that many pieces of one JSON document,
//! to be put together without anything between them. The checksum is the CRC-32 of zip over the document's UTF-8 bytes. What
//! spreadsheet files or the writing library treat specially inside a string (`<`, `_x000D_`, U+FFFE, U+FFFF) stands as a JSON escape.
//! Used by the writers and readers of the ledger sheet and of the sheet a dispatched workbook carries.

use std::borrow::Cow;
use std::io::{self, Write};

use memchr::memmem;
use serde::Serialize;

/// The most bytes of UTF-8 in one cell, which is never more UTF-16 units than that (Excel's limit is 32,767).
pub(crate) const CHUNK_BYTES: usize = 30_000;

/// The cells of a value as JSON, from the first down: what it is, then its pieces.
///
/// # Errors
/// Those of JSON, which our own types never give.
pub(crate) fn pack(format: &str, value: &impl Serialize) -> Result<Vec<String>, serde_json::Error> {
    let mut pieces = Vec::new();
    let first = pack_to(format, value, |piece| {
        pieces.push(piece.to_owned());
        Ok(())
    })?;
    pieces.insert(0, first);
    Ok(pieces)
}

/// Hands the pieces of a value as JSON over one by one, and gives what stands in the cell above them. The document is never there as
/// a whole.
///
/// # Errors
/// Those of `take`, and those of JSON, which our own types never give.
pub(crate) fn pack_to(format: &str, value: &impl Serialize, take: impl FnMut(&str) -> io::Result<()>) -> Result<String, serde_json::Error> {
    let mut pieces = Pieces { take, count: 0, open: Vec::new(), checksum: crc32fast::Hasher::new() };
    serde_json::to_writer(&mut pieces, value)?;
    pieces.flush().map_err(serde_json::Error::io)?;
    Ok(format!("{format} chunks={} crc32={:08x}", pieces.count, pieces.checksum.finalize()))
}

/// Takes JSON as it is written and hands it over in pieces.
struct Pieces<T> {
    take: T,
    count: usize,
    /// What was not handed over yet.
    open: Vec<u8>,
    checksum: crc32fast::Hasher,
}

impl<T: FnMut(&str) -> io::Result<()>> Pieces<T> {
    /// Hands over what is open, but for `kept` bytes at most, which may yet belong to a character or word that is going on.
    fn close(&mut self, kept: usize) -> io::Result<()> {
        let end = self.open.len().saturating_sub(kept);
        let end = (0..=end).rev().find(|&end| self.open.get(end).is_none_or(|byte| byte & 0xC0 != 0x80)).unwrap_or(0);
        let text = escape(simdutf8::basic::from_utf8(&self.open[..end]).map_err(io::Error::other)?);
        self.checksum.update(text.as_bytes());
        for piece in cut(&text, CHUNK_BYTES) {
            (self.take)(piece)?;
            self.count += 1;
        }
        drop(text);
        self.open.drain(..end);
        Ok(())
    }
}

impl<T: FnMut(&str) -> io::Result<()>> Write for Pieces<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.open.extend_from_slice(bytes);
        // Many cells at once, so that few end short.
        if self.open.len() >= 16 * CHUNK_BYTES {
            self.close(1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.close(0)
    }
}

/// Why cells give no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unpacking {
    /// They do not hold together: what is wrong, in Chinese.
    Damaged(&'static str),
    /// Another version of the format wrote them: which.
    Newer(String),
}

/// The document in cells, `cell(0)` being the first; `format` is the name and version that is known.
///
/// # Errors
/// [`Unpacking::Newer`] when the cells are of the same format in another version, else [`Unpacking::Damaged`].
pub(crate) fn unpack<'a>(format: &str, cell: impl Fn(u32) -> Option<&'a str>) -> Result<String, Unpacking> {
    let mut words = cell(0).unwrap_or_default().split(' ');
    let stated = words.next().unwrap_or_default();
    if stated != format {
        return Err(if is_other_version(stated, format) {
            Unpacking::Newer(stated.to_owned())
        } else {
            Unpacking::Damaged("开头不对")
        });
    }
    let mut value = |name: &str| words.next().and_then(|word| word.strip_prefix(name)).map(str::to_owned);
    let chunks: u32 = value("chunks=").and_then(|count| count.parse().ok()).ok_or(Unpacking::Damaged("开头不对"))?;
    let checksum = value("crc32=");
    let json: Option<String> = (1..=chunks).map(&cell).collect();
    let json = json.ok_or(Unpacking::Damaged("缺了一段"))?;
    match checksum.as_deref() == Some(format!("{:08x}", crc32fast::hash(json.as_bytes())).as_str()) {
        true => Ok(json),
        false => Err(Unpacking::Damaged("校验不对")),
    }
}

/// Whether a stated format is another version of a known one: `fenjie.ledger/2` of `fenjie.ledger/1`.
pub(crate) fn is_other_version(stated: &str, known: &str) -> bool {
    let name = known.rsplit_once('/').map_or(known, |(name, _)| name);
    let version = stated.strip_prefix(name).and_then(|rest| rest.strip_prefix('/'));
    stated != known && version.is_some_and(|version| version.parse::<u32>().is_ok())
}

/// Escapes inside JSON strings; outside of strings none of these characters occurs.
pub(crate) fn escape(json: &str) -> Cow<'_, str> {
    // One fast search each: nearly every document has none of them.
    if ["<", "_x", "\u{FFFE}", "\u{FFFF}"].iter().all(|odd| memmem::find(json.as_bytes(), odd.as_bytes()).is_none()) {
        return json.into();
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
    escaped.into()
}

/// Pieces of at most `limit` bytes, cut between characters; `limit` is at least the four bytes a character may take.
pub(crate) fn cut(text: &str, limit: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = (0..=limit.min(rest.len())).rev().find(|&end| rest.is_char_boundary(end)).unwrap_or(0);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece).filter(|piece| !piece.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_in_cells_comes_back_or_says_why_not() {
        let long = "<r>甲_x000D_\u{FFFE}😀".repeat(5_000);
        let json = serde_json::to_string(&long).unwrap();
        let cells = pack("fenjie.test/1", &long).unwrap();
        assert!(cells.len() > 3 && cells.iter().all(|cell| cell.len() <= CHUNK_BYTES));
        let read = |format: &str, cells: &[String]| unpack(format, |row| cells.get(row as usize).map(String::as_str));
        let whole = read("fenjie.test/1", &cells).unwrap();
        let text = |json: &str| serde_json::from_str::<String>(json).unwrap();
        assert_eq!(text(&whole), text(&json));
        assert!(!whole.contains(['<', '\u{FFFE}']) && !whole.contains("_x"));
        assert_eq!(read("fenjie.test/2", &cells), Err(Unpacking::Newer("fenjie.test/1".into())));
        assert_eq!(read("fenjie.other/1", &cells), Err(Unpacking::Damaged("开头不对")));
        assert_eq!(read("fenjie.test/1", &cells[..2]), Err(Unpacking::Damaged("缺了一段")));
        let changed: Vec<String> = cells.iter().map(|cell| cell.replacen('甲', "乙", 1)).collect();
        assert_eq!(read("fenjie.test/1", &changed), Err(Unpacking::Damaged("校验不对")));
    }

    #[test]
    fn the_checksum_is_the_one_of_zip() {
        assert_eq!(crc32fast::hash(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn cuts_fall_between_characters() {
        let pieces: Vec<&str> = cut("甲😀乙丙", 8).collect();
        assert_eq!(pieces, ["甲😀", "乙丙"]);
        assert_eq!(cut("", 8).count(), 0);
    }
}
