//! One walk over a part of a package: well-formed to its end, within every limit, and what must be mended before it is read.
//!
//! The walk gives [`Facts`]: what the reading library does not tell (hidden rows, merged areas, formulas, where each cell stands) and
//! the [`Edit`]s that turn the part into one that library reads right. Linear; the text of cells is not looked at here.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::super::limits;
use super::place::{Area, read_place};

/// Why a part is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It is damaged: what, in words.
    Damaged(String),
    /// It is made to do harm, or to exhaust the machine: what, in words.
    Unsafe(String),
}

/// A stretch of a part and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// Bytes of the part.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
}

/// What a walk over a part finds.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Mends, in order, not overlapping.
    pub edits: Vec<Edit>,
    /// Where each `<c>` stands, in the order of the part; `None` when its reference is no place.
    pub places: Vec<Option<(u32, u32)>>,
    /// Cells with a formula.
    pub formulas: Vec<(u32, u32)>,
    /// Cells whose value cannot be read, with what it says.
    pub unreadable: Vec<((u32, u32), String)>,
    /// Pictures put into cells.
    pub pictures: Vec<(u32, u32)>,
    /// References of cells that are no places.
    pub bad_references: Vec<String>,
    /// Hidden rows.
    pub hidden_rows: Vec<u32>,
    /// First and last column of hidden ranges.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged areas.
    pub merges: Vec<Area>,
    /// Merged areas beyond the limit or without a sense.
    pub dropped_merges: usize,
    /// The part has a `<sheetData>`.
    pub has_cells: bool,
    rows: usize,
    strings: usize,
    formats: usize,
}

/// The text of a part in whatever encoding it states, and how many characters of it were damaged.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(String, usize), Flaw> {
    let (encoding, skip) = match Encoding::for_bom(&bytes) {
        Some(found) => found,
        None if bytes.starts_with(b"<\0") => (UTF_16LE, 0),
        None if bytes.starts_with(b"\0<") => (UTF_16BE, 0),
        None => (stated_encoding(&bytes).unwrap_or(UTF_8), 0),
    };
    if encoding == UTF_8 && skip == 0 {
        return match String::from_utf8(bytes) {
            Ok(text) => Ok((text, 0)),
            Err(error) => lossy(&String::from_utf8_lossy(error.as_bytes())),
        };
    }
    let (text, damaged) = encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default());
    if damaged { lossy(&text) } else { Ok((text.into_owned(), 0)) }
}

fn lossy(text: &str) -> Result<(String, usize), Flaw> {
    let damaged = text.matches(char::REPLACEMENT_CHARACTER).count();
    if damaged > limits::DAMAGED_CHARACTERS {
        return Err(Flaw::Damaged("里面的文字不是它声明的编码".to_owned()));
    }
    Ok((text.to_owned(), damaged))
}

/// The encoding of `<?xml … encoding="GBK"?>`.
fn stated_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head = head.strip_prefix(b"<?xml")?;
    let head = head.get(..head.iter().position(|&byte| byte == b'>')?)?;
    let at = head.windows(8).position(|window| window == b"encoding")?;
    let mut quoted = head.get(at..)?.split(|&byte| byte == b'"' || byte == b'\'');
    Encoding::for_label(quoted.nth(1)?)
}

/// Walks over a part.
///
/// # Errors
/// [`Flaw::Damaged`] when it is not well-formed or ends early, [`Flaw::Unsafe`] for entities and for what passes a limit.
pub(super) fn scan(text: &str) -> Result<Facts, Flaw> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_comments = false;
    config.allow_dangling_amp = true;
    let mut walk = Walk::default();
    let mut before = 0;
    let mut depth = 0usize;
    loop {
        let event = reader.read_event().map_err(|_| Flaw::Damaged(format!("第 {before} 字节起不是完整的 XML")))?;
        let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let span = before..after;
        if span.len() > limits::TOKEN_BYTES {
            return Err(Flaw::Unsafe(format!("里面有一段 {} 字节长的文字，正常表格不会有", span.len())));
        }
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > limits::DEPTH {
                    return Err(Flaw::Unsafe("元素一层套一层，没有尽头".to_owned()));
                }
                walk.start(&tag, span, false)?;
            }
            Event::Empty(tag) => walk.start(&tag, span, true)?,
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                walk.end(tag.local_name().as_ref(), after);
            }
            Event::Text(value) => walk.text(&value, span),
            Event::GeneralRef(name) => walk.reference(&name, name.resolve_char_ref().ok().flatten(), span),
            Event::Decl(_) => walk.edit(span, ""),
            Event::DocType(_) => return Err(Flaw::Unsafe("里面有文档类型声明（DTD），办公软件不会写这个".to_owned())),
            Event::Eof if depth > 0 => return Err(Flaw::Damaged("没有写完就断了".to_owned())),
            Event::Eof => return Ok(walk.facts),
            Event::CData(_) | Event::Comment(_) | Event::PI(_) => {}
        }
        before = after;
    }
}

#[derive(Default)]
struct Walk {
    facts: Facts,
    /// The row of the next cell that states none.
    row: u32,
    /// The column of the next cell that states none.
    column: u32,
    /// The open cell.
    cell: Option<(u32, u32)>,
    in_cell: bool,
    /// The open cell's value is the number of a shared string.
    is_index: bool,
    /// Within `<v>`.
    in_value: bool,
    /// Where an element begins that is left out with all it holds, and its name.
    left_out: Option<(usize, &'static str)>,
}

impl Walk {
    fn edit(&mut self, range: Range<usize>, text: &str) {
        self.facts.edits.push(Edit { range, text: text.to_owned() });
    }

    fn start(&mut self, tag: &BytesStart<'_>, span: Range<usize>, is_empty: bool) -> Result<(), Flaw> {
        if self.left_out.is_some() {
            return Ok(());
        }
        match tag.local_name().as_ref() {
            "c" => self.start_cell(tag, &span, is_empty)?,
            "v" => self.in_value = !is_empty,
            "f" => self.facts.formulas.extend(self.cell),
            "row" => self.start_row(tag, &span, is_empty)?,
            "si" => {
                self.facts.strings += 1;
                within(self.facts.strings, limits::STRINGS, "字符串")?;
            }
            "xf" => {
                self.facts.formats += 1;
                within(self.facts.formats, limits::FORMATS, "单元格格式")?;
            }
            "col" => {
                if is_true(attribute(tag, "hidden")) {
                    let ends = (attribute(tag, "min"), attribute(tag, "max"));
                    let number = |text: Option<Cow<'_, str>>| text?.parse::<u32>().ok()?.checked_sub(1);
                    self.facts.hidden_columns.extend(number(ends.0).zip(number(ends.1)));
                }
            }
            "mergeCell" => self.merge(attribute(tag, "ref").as_deref()),
            "sheetData" => self.facts.has_cells = true,
            "dimension" if is_empty => self.edit(span, ""),
            "dimension" => self.left_out = Some((span.start, "dimension")),
            // The reading library gives up a cell with an extension; the extension says nothing that is shown.
            "extLst" if self.in_cell && is_empty => self.edit(span, ""),
            "extLst" if self.in_cell => self.left_out = Some((span.start, "extLst")),
            // Memory is reserved for as many strings as the attribute promises.
            "sst" => self.drop_attribute(tag, &span, "uniqueCount"),
            _ => {}
        }
        Ok(())
    }

    fn start_row(&mut self, tag: &BytesStart<'_>, span: &Range<usize>, is_empty: bool) -> Result<(), Flaw> {
        self.facts.rows += 1;
        within(self.facts.rows, limits::ROWS, "行")?;
        let stated = attribute(tag, "r");
        match stated.as_deref().map(|text| text.parse::<u32>().ok().and_then(|row| row.checked_sub(1)).filter(|&row| row <= limits::LAST_ROW)) {
            Some(Some(row)) => self.row = row,
            Some(None) => self.drop_attribute(tag, span, "r"),
            None => {}
        }
        if is_true(attribute(tag, "hidden")) {
            self.facts.hidden_rows.push(self.row);
        }
        if is_empty {
            self.end("row", span.end);
        }
        Ok(())
    }

    fn start_cell(&mut self, tag: &BytesStart<'_>, span: &Range<usize>, is_empty: bool) -> Result<(), Flaw> {
        within(self.facts.places.len() + 1, limits::CELLS, "单元格")?;
        let attributes = tag.attributes_raw();
        let place = match raw_attribute(attributes, "r") {
            Some(reference) => {
                let place = read_place(reference);
                if place.is_none() {
                    self.facts.bad_references.push(reference.to_owned());
                    self.drop_attribute(tag, span, "r");
                }
                place
            }
            None => Some((self.row, self.column)),
        };
        if let Some((_, column)) = place {
            self.column = column;
        }
        self.facts.places.push(place);
        // A value of rich data: a picture in the cell, of which only an error or a stand-in is stored.
        if raw_attribute(attributes, "vm").is_some() {
            self.facts.pictures.extend(place);
        }
        self.is_index = raw_attribute(attributes, "t") == Some("s");
        (self.cell, self.in_cell) = (place, true);
        if is_empty {
            self.end("c", span.end);
        }
        Ok(())
    }

    fn end(&mut self, name: &str, after: usize) {
        if let Some((start, left_out)) = self.left_out {
            if left_out == name {
                self.edit(start..after, "");
                self.left_out = None;
            }
            return;
        }
        match name {
            "c" => {
                (self.cell, self.in_cell, self.is_index) = (None, false, false);
                self.column = self.column.saturating_add(1);
            }
            "v" => self.in_value = false,
            "row" => (self.row, self.column) = (self.row.saturating_add(1), 0),
            _ => {}
        }
    }

    /// The number of a shared string must be one: the reading library takes any other word for the first string.
    fn text(&mut self, value: &str, span: Range<usize>) {
        if self.in_value && self.is_index && !value.bytes().all(|byte| byte.is_ascii_digit()) {
            let number = value.trim();
            if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
                self.edit(span, number);
                return;
            }
            if let Some(cell) = self.cell.filter(|_| !number.is_empty()) {
                self.facts.unreadable.push((cell, number.to_owned()));
            }
            self.edit(span, "");
        }
    }

    /// An entity that XML does not have, or a character that Unicode does not have.
    fn reference(&mut self, name: &str, character: Option<char>, span: Range<usize>) {
        if self.left_out.is_some() || character.is_some() || resolve_predefined_entity(name).is_some() {
            return;
        }
        self.edit(span, if name == "nbsp" { "&#160;" } else { "\u{FFFD}" });
    }

    fn merge(&mut self, reference: Option<&str>) {
        match reference.and_then(Area::read).filter(|_| self.facts.merges.len() < limits::MERGES) {
            Some(area) => self.facts.merges.push(area),
            None => self.facts.dropped_merges += 1,
        }
    }

    /// Takes an attribute out of a tag, by its place in the part.
    fn drop_attribute(&mut self, tag: &BytesStart<'_>, span: &Range<usize>, name: &str) {
        let attributes = tag.attributes_raw();
        let Some(range) = attribute_range(attributes, name) else { return };
        let start = span.start + 1 + tag.name().as_ref().len();
        self.edit(start + range.start..start + range.end, "");
    }
}

fn within(count: usize, limit: usize, what: &str) -> Result<(), Flaw> {
    if count > limit { Err(Flaw::Unsafe(format!("{what}超过 {limit} 个，正常表格不会有"))) } else { Ok(()) }
}

pub(super) fn is_true(value: Option<Cow<'_, str>>) -> bool {
    matches!(value.as_deref(), Some("1" | "true"))
}

/// An attribute by its local name, unescaped.
pub(super) fn attribute<'a>(tag: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let found = tag.html_attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = match found.value {
        Cow::Borrowed(value) => quick_xml::escape::unescape(value).ok()?,
        Cow::Owned(value) => Cow::Owned(quick_xml::escape::unescape(&value).ok()?.into_owned()),
    };
    Some(value)
}

/// The value of an attribute without prefix as it stands: for the attributes of cells, which hold no entities.
fn raw_attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let range = attribute_range(attributes, name)?;
    let whole = attributes.get(range)?;
    let value = whole.get(whole.find(['"', '\''])? + 1..whole.len() - 1)?;
    Some(value)
}

/// Where an attribute stands, with its name and quotes.
fn attribute_range(attributes: &str, name: &str) -> Option<Range<usize>> {
    let bytes = attributes.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        at += bytes.get(at..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let equals = at + bytes.get(at..)?.iter().position(|&byte| byte == b'=')?;
        let open = equals + 1 + bytes.get(equals + 1..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let quote = *bytes.get(open)?;
        let close = open + 1 + bytes.get(open + 1..)?.iter().position(|&byte| byte == quote)?;
        if attributes.get(at..equals)?.trim_end() == name {
            return Some(at..close + 1);
        }
        at = close + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        let mut mended = String::new();
        let mut at = 0;
        for edit in scan(text).unwrap().edits {
            mended.push_str(&text[at..edit.range.start]);
            mended.push_str(&edit.text);
            at = edit.range.end;
        }
        mended + &text[at..]
    }

    #[test]
    fn parts_are_mended() {
        for (before, after) in [
            ("<?xml version=\"1.0\" encoding=\"GBK\"?><a/>", "<a/>"),
            ("<w><dimension ref='A1:XFD9'/><x:dimension ref=''></x:dimension><b/></w>", "<w><b/></w>"),
            ("<sst count=\"1\" uniqueCount = '9' a='uniqueCount'/>", "<sst count=\"1\"  a='uniqueCount'/>"),
            ("<c r=\"A1\" t=\"s\"><v>-1</v></c>", "<c r=\"A1\" t=\"s\"><v></v></c>"),
            ("<c r=\"A1\" t=\"s\"><v> 1 </v></c>", "<c r=\"A1\" t=\"s\"><v>1</v></c>"),
            ("<c r=\"A1\"><v>-1</v><extLst><c/></extLst></c>", "<c r=\"A1\"><v>-1</v></c>"),
            ("<c t='n' r=\"3H\"><v>1</v></c>", "<c t='n' ><v>1</v></c>"),
            ("<row r=\"0\" ht=\"9\"/>", "<row  ht=\"9\"/>"),
            ("<t>&nbsp;&lt;&#x4e00;&oops;&#x110000;</t>", "<t>&#160;&lt;&#x4e00;\u{FFFD}\u{FFFD}</t>"),
        ] {
            assert_eq!(mended(before), after);
        }
    }

    #[test]
    fn facts_of_a_sheet() {
        let facts = scan(
            "<worksheet><cols><col min='2' max='3' hidden='1'/></cols><sheetData><row r='3' hidden='true'><c r='B3'><f>1+1</f><v>2</v></c><c/></row>\
             <row><c><v>1</v></c><c t='s' r='D4'><v>x</v></c><c r='??'/></row></sheetData><mergeCells><mergeCell ref='A1:B2'/><mergeCell ref='B2:A1'/></mergeCells></worksheet>",
        )
        .unwrap();
        assert_eq!(facts.places, [Some((2, 1)), Some((2, 2)), Some((3, 0)), Some((3, 3)), None]);
        assert_eq!((facts.hidden_rows, facts.hidden_columns), (vec![2], vec![(1, 2)]));
        assert_eq!((facts.formulas, facts.unreadable), (vec![(2, 1)], vec![((3, 3), "x".to_owned())]));
        assert_eq!((facts.merges.len(), facts.dropped_merges, facts.bad_references), (1, 1, vec!["??".to_owned()]));
    }

    #[test]
    fn what_no_office_program_writes_is_refused() {
        let nested = "<a>".repeat(300);
        let long = format!("<a>{}</a>", "x".repeat(limits::TOKEN_BYTES + 1));
        for text in ["<!DOCTYPE a><a/>", &nested, &long] {
            assert!(matches!(scan(text), Err(Flaw::Unsafe(_))), "{text:.20}");
        }
        for text in ["<a>", "<a></b>", "<a", "<a><b></a>"] {
            assert!(matches!(scan(text), Err(Flaw::Damaged(_))), "{text}");
        }
    }

    #[test]
    fn encodings_of_parts() {
        let gbk = encoding_rs::GB18030.encode("<?xml version='1.0' encoding='GBK'?><t>责任</t>").0.into_owned();
        assert!(decode(gbk).unwrap().0.contains("责任"));
        let utf16: Vec<u8> = "<t>责任</t>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(utf16.clone()).unwrap().0, "<t>责任</t>");
        assert_eq!(decode([b"\xff\xfe".as_slice(), &utf16].concat()).unwrap().0, "<t>责任</t>");
        assert_eq!(decode(b"\xef\xbb\xbf<t/>".to_vec()).unwrap(), ("<t/>".to_owned(), 0));
        assert_eq!(decode(b"<t>\xe8\xb4</t>".to_vec()).unwrap().1, 1);
        assert!(decode(encoding_rs::GB18030.encode("<t>责任分解表责任分解表</t>").0.into_owned()).is_err());
    }
}
