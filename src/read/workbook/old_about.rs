//! Document properties and defined names of old binary workbooks (`.xls`, `.et`): two streams of property sets, as \[MS-OLEPS\] has
//! them, and the records of names at the head of the workbook, as \[MS-XLS\] has them. Only names that stand for a text are read.
//!
//! What does not hold together is left out: properties are never a reason to refuse a workbook.

use std::io::{Cursor, Read};

use encoding_rs::{Encoding, GBK, UTF_8, UTF_16LE, WINDOWS_1252};
use jiff::Timestamp;

use super::About;

const SUMMARY: &str = "\u{5}SummaryInformation";
const DOCUMENT_SUMMARY: &str = "\u{5}DocumentSummaryInformation";
/// A longer stream is no office's doing.
const MOST_BYTES: u64 = 1 << 20;
/// More properties than this are not read.
const MOST: u32 = 4_096;

const DICTIONARY: u32 = 0;
const CODE_PAGE: u32 = 1;
const TITLE: u32 = 2;
const SUBJECT: u32 = 3;
const LAST_SAVED: u32 = 13;

const TYPE_I2: u32 = 2;
const TYPE_LPSTR: u32 = 30;
const TYPE_LPWSTR: u32 = 31;
const TYPE_FILETIME: u32 = 64;
/// Hundreds of nanoseconds from 1601 to 1970.
const EPOCH: i64 = 116_444_736_000_000_000;

/// Takes in the properties of a compound file.
pub(super) fn take(bytes: &[u8], about: &mut About) {
    let Ok(mut file) = cfb::CompoundFile::open(Cursor::new(bytes)) else { return };
    let mut stream = |name: &str| {
        let mut content = Vec::new();
        file.open_stream(name).ok()?.take(MOST_BYTES).read_to_end(&mut content).ok()?;
        Some(content)
    };
    if let Some(book) = stream("Workbook") {
        take_names(&book, about);
    }
    if let Some(summary) = stream(SUMMARY) {
        for section in sections(&summary) {
            let text = |id| section.value(id).and_then(|at| section.text(at));
            about.title = about.title.take().or_else(|| text(TITLE));
            about.subject = about.subject.take().or_else(|| text(SUBJECT));
            about.modified = about.modified.take().or_else(|| section.value(LAST_SAVED).and_then(|at| section.moment(at)));
        }
    }
    if let Some(summary) = stream(DOCUMENT_SUMMARY) {
        for section in sections(&summary) {
            for (id, name) in section.dictionary() {
                if let Some(text) = section.value(id).and_then(|at| section.text(at)) {
                    about.properties.push((name, text));
                }
            }
        }
    }
}

/// The names that stand for a text: records up to the end of the workbook's head.
fn take_names(book: &[u8], about: &mut About) {
    const NAME: u32 = 0x0018;
    const END: u32 = 0x000A;
    let mut at = 0;
    while let Some(head) = number(book, at) {
        let (kind, length) = (head & 0xFFFF, (head >> 16) as usize);
        let Some(record) = book.get(at + 4..at + 4 + length) else { return };
        match kind {
            END => return,
            NAME => {
                if let Some((name, text)) = text_name(record) {
                    about.add_name(&name, &format!("\"{}\"", text.replace('"', "\"\"")));
                }
            }
            _ => {}
        }
        at += 4 + length;
    }
}

/// A record of a name whose formula is one text.
fn text_name(record: &[u8]) -> Option<(String, String)> {
    const TEXT: u8 = 0x17;
    let (characters, name_at) = (*record.get(3)? as usize, 14);
    let (name, at) = counted(record, name_at, characters)?;
    let formula = record.get(at..)?;
    let length = *formula.get(1)? as usize;
    let (text, _) = counted(formula, 2, length)?;
    (formula.first() == Some(&TEXT)).then_some((name, text))
}

/// Characters behind a byte that says whether they are wide, and where they end.
fn counted(bytes: &[u8], at: usize, characters: usize) -> Option<(String, usize)> {
    let wide = bytes.get(at)? & 1 == 1;
    let end = at + 1 + if wide { characters * 2 } else { characters };
    let (text, _) = if wide { UTF_16LE } else { WINDOWS_1252 }.decode_without_bom_handling(bytes.get(at + 1..end)?);
    Some((text.into_owned(), end))
}

/// One property set: its bytes, the places of its values by their ids, and the encoding of its narrow texts.
struct Section<'a> {
    bytes: &'a [u8],
    places: Vec<(u32, usize)>,
    encoding: &'static Encoding,
}

/// The property sets of a stream: a head of 28 bytes, then a class id and an offset for each.
fn sections(stream: &[u8]) -> Vec<Section<'_>> {
    let count = number(stream, 24).unwrap_or(0).min(2);
    let offsets = (0..count).filter_map(|at| number(stream, 28 + 20 * at as usize + 16));
    offsets.filter_map(|offset| section(stream.get(offset as usize..)?)).collect()
}

fn section(bytes: &[u8]) -> Option<Section<'_>> {
    let count = number(bytes, 4)?.min(MOST) as usize;
    let place = |at: usize| Some((number(bytes, 8 + 8 * at)?, number(bytes, 12 + 8 * at)? as usize));
    let places: Vec<(u32, usize)> = (0..count).map_while(place).collect();
    let mut section = Section { bytes, places, encoding: WINDOWS_1252 };
    let page = section.value(CODE_PAGE).filter(|&at| number(bytes, at).is_some_and(|kind| kind & 0xFFFF == TYPE_I2));
    section.encoding = match page.and_then(|at| number(bytes, at + 4)).map(|page| page & 0xFFFF) {
        Some(65_001) => UTF_8,
        Some(936 | 54_936) => GBK,
        Some(1_200) => UTF_16LE,
        _ => WINDOWS_1252,
    };
    Some(section)
}

impl Section<'_> {
    fn value(&self, id: u32) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == id).map(|(_, at)| *at)
    }

    /// A text at a place: its type, its length, its characters.
    fn text(&self, at: usize) -> Option<String> {
        let length = number(self.bytes, at + 4)? as usize;
        let (encoding, bytes) = match number(self.bytes, at)? & 0xFFFF {
            TYPE_LPSTR => (self.encoding, length),
            TYPE_LPWSTR => (UTF_16LE, length.checked_mul(2)?),
            _ => return None,
        };
        decoded(encoding, self.bytes.get(at + 8..(at + 8).checked_add(bytes)?)?)
    }

    /// A moment at a place, in RFC 3339.
    fn moment(&self, at: usize) -> Option<String> {
        let is_moment = number(self.bytes, at)? & 0xFFFF == TYPE_FILETIME;
        let (low, high) = (number(self.bytes, at + 4)?, number(self.bytes, at + 8)?);
        let ticks = i64::try_from(u64::from(high) << 32 | u64::from(low)).ok()?.checked_sub(EPOCH)?;
        let moment = Timestamp::from_second(ticks.div_euclid(10_000_000)).ok()?;
        (is_moment && high > 0).then(|| moment.to_string())
    }

    /// The names of properties that people gave.
    fn dictionary(&self) -> Vec<(u32, String)> {
        let Some(start) = self.value(DICTIONARY) else { return Vec::new() };
        let count = number(self.bytes, start).unwrap_or(0).min(MOST);
        let wide = self.encoding == UTF_16LE;
        let mut at = start + 4;
        let mut next = || {
            let (id, length) = (number(self.bytes, at)?, number(self.bytes, at + 4)? as usize);
            let bytes = if wide { length.checked_mul(2)? } else { length };
            let end = (at + 8).checked_add(bytes)?;
            let name = decoded(self.encoding, self.bytes.get(at + 8..end)?)?;
            // Wide names are padded to four bytes, narrow ones are not.
            at = if wide { end.next_multiple_of(4) } else { end };
            Some((id, name))
        };
        (0..count).map_while(|_| next()).collect()
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    four.try_into().ok().map(u32::from_le_bytes)
}

/// A text up to its end mark; `None` when nothing is left.
fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let text = text.split('\0').next().unwrap_or_default().trim();
    (!text.is_empty()).then(|| text.to_owned())
}
