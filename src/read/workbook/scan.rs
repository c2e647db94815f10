//! One walk over a part of a package: well-formed to its end, within every limit, and what must be mended before it is read.
//!
//! The walk gives [`Facts`]: what the reading library does not tell (hidden rows, merged areas, formulas, where each cell stands) and
//! the [`Edit`]s that turn the part into one that library reads right. Linear; the text of cells is not looked at here.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

use super::markup::{Attributes, Broken, Token, Tokens};
use super::place::{Area, read_place};
use crate::limits::{self, Limit, Limits};

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
    /// Where each `<c>` of the mended part stands, in order; `None` when its reference is no place.
    pub places: Vec<Option<(u32, u32)>>,
    /// Cells with a formula.
    pub formulas: Vec<(u32, u32)>,
    /// Cells whose value cannot be read, with what it says.
    pub unreadable: Vec<((u32, u32), String)>,
    /// Cells with the error of a formula that has no name.
    pub nameless_errors: Vec<(u32, u32)>,
    /// Cells whose formula starts another program.
    pub launching: Vec<(u32, u32)>,
    /// Pictures put into cells.
    pub pictures: Vec<(u32, u32)>,
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

/// A part as UTF-8 from whatever encoding it states, and how many characters of it were damaged.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(Vec<u8>, usize), Flaw> {
    let (encoding, skip) = match Encoding::for_bom(&bytes) {
        Some(found) => found,
        None if bytes.starts_with(b"<\0") => (UTF_16LE, 0),
        None if bytes.starts_with(b"\0<") => (UTF_16BE, 0),
        None => (stated_encoding(&bytes).unwrap_or(UTF_8), 0),
    };
    if encoding == UTF_8 && skip == 0 && simdutf8::basic::from_utf8(&bytes).is_ok() {
        return Ok((bytes, 0));
    }
    let (text, has_damage) = encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default());
    let damaged = if has_damage { text.matches(char::REPLACEMENT_CHARACTER).count() } else { 0 };
    if damaged > limits::DAMAGED_CHARACTERS {
        return Err(Flaw::Damaged("里面的文字不是它声明的编码".to_owned()));
    }
    Ok((text.into_owned().into_bytes(), damaged))
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

/// Digits of the number of a shared string.
const LONGEST_INDEX: usize = 9;

/// Walks over a part.
///
/// # Errors
/// [`Flaw::Damaged`] when it is not well-formed or ends early, [`Flaw::Unsafe`] for entities and for what passes a limit.
pub(super) fn scan(part: &[u8], limits: &Limits) -> Result<Facts, Flaw> {
    let mut tokens = Tokens::of(part);
    let mut walk = Walk { limits, ..Walk::default() };
    loop {
        while walk.in_row && !walk.in_cell && walk.left_out.is_none() {
            let (rest, at) = tokens.rest();
            let Some(cell) = PlainCell::read(rest) else { break };
            walk.plain_cell(&cell, at)?;
            tokens.pass(cell.length);
        }
        let next = tokens.next().map_err(|Broken(at)| Flaw::Damaged(format!("第 {at} 字节起不完整")))?;
        let Some((token, span)) = next else { return Ok(walk.facts) };
        if span.len() > limits.count(Limit::TokenBytes) {
            return Err(Flaw::Unsafe(format!("里面有一段 {} 字节长的文字，正常表格不会有", span.len())));
        }
        match token {
            Token::Start { name, attributes, attributes_at, is_empty } => {
                if tokens.depth() > limits.count(Limit::Depth) {
                    return Err(Flaw::Unsafe("元素一层套一层，没有尽头".to_owned()));
                }
                walk.start(&Tag { name, attributes, attributes_at, is_empty, span })?;
            }
            Token::End(name) => walk.end(name, span.end),
            Token::Text(text) => walk.text(text, span),
            Token::Declaration => walk.edit(span, ""),
            Token::DocType => return Err(Flaw::Unsafe("里面有文档类型声明（DTD），办公软件不会写这个".to_owned())),
            Token::Other => {}
        }
    }
}

/// A start tag.
struct Tag<'a> {
    name: &'a [u8],
    attributes: Attributes<'a>,
    attributes_at: usize,
    is_empty: bool,
    span: Range<usize>,
}

impl Tag<'_> {
    fn is_true(&self, name: &[u8]) -> bool {
        matches!(self.attributes.get(name), Some(b"1" | b"true"))
    }

    /// A number counted from 1, as one counted from 0.
    fn index(&self, name: &[u8]) -> Option<u32> {
        number(self.attributes.get(name)?)?.checked_sub(1)
    }

    /// An edit that takes an attribute out.
    fn without(&self, name: &[u8]) -> Option<Edit> {
        let (_, range) = self.attributes.find(name)?;
        Some(Edit { range: self.attributes_at + range.start..self.attributes_at + range.end, text: String::new() })
    }
}

/// A cell as nearly every program writes nearly every cell: `<c r="B7" s="3" t="s"><v>12</v></c>`, `<c r="B7" s="3"/>`. Such cells need
/// no mending, so they are passed over whole; any other is walked over tag by tag, with the same result.
struct PlainCell {
    place: (u32, u32),
    length: usize,
    is_empty: bool,
}

impl PlainCell {
    /// The cell at the start of `rest`.
    fn read(rest: &[u8]) -> Option<PlainCell> {
        let bytes = rest.strip_prefix(b"<c r=\"")?;
        let reference = bytes.get(..bytes.iter().take(12).position(|&byte| byte == b'"')?)?;
        // Places with `$` are mended.
        let place = read_place(reference).filter(|_| !reference.contains(&b'$'))?;
        let bytes = bytes.get(reference.len() + 1..)?;
        let bytes = match bytes.strip_prefix(b" s=\"") {
            Some(style) => after(style, u8::is_ascii_digit)?.strip_prefix(b"\"")?,
            None => bytes,
        };
        let length = |left: &[u8]| rest.len() - left.len();
        if let Some(left) = bytes.strip_prefix(b"/>") {
            return Some(PlainCell { place, length: length(left), is_empty: true });
        }
        let left = match bytes.strip_prefix(b" t=\"s\"><v>") {
            Some(index) => {
                let left = after(index, u8::is_ascii_digit)?;
                (index.len() - left.len() <= LONGEST_INDEX).then_some(left)?
            }
            None => after(bytes.strip_prefix(b"><v>")?, |byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))?,
        };
        let left = left.strip_prefix(b"</v></c>")?;
        Some(PlainCell { place, length: length(left), is_empty: false })
    }
}

/// What stands behind the bytes of a kind, of which there is at least one.
fn after(bytes: &[u8], is_of_kind: impl Fn(&u8) -> bool) -> Option<&[u8]> {
    let length = bytes.iter().take(32).position(|byte| !is_of_kind(byte)).filter(|&length| length > 0)?;
    bytes.get(length..)
}

fn number(text: &[u8]) -> Option<u32> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

#[derive(Default)]
struct Walk<'l> {
    limits: &'l Limits,
    facts: Facts,
    /// The row of the next cell that states none.
    row: u32,
    /// The column of the next cell that states none.
    column: u32,
    cells: usize,
    /// The open cell.
    cell: Option<(u32, u32)>,
    in_cell: bool,
    in_row: bool,
    /// The open cell's value is the number of a shared string.
    is_index: bool,
    /// Within `<v>`.
    in_value: bool,
    /// Within `<f>`.
    in_formula: bool,
    /// The open cell is the error of a formula, and nothing has said which.
    is_nameless_error: bool,
    /// Where an element begins that is left out with all it holds, and its name.
    left_out: Option<(usize, &'static [u8])>,
}

impl Walk<'_> {
    fn edit(&mut self, range: Range<usize>, text: &str) {
        // Neighbours that both go are one: half the cells of a formatted sheet hold nothing.
        if let Some(last) =
            self.facts.edits.last_mut().filter(|last| last.range.end == range.start && last.text.is_empty() && text.is_empty())
        {
            last.range.end = range.end;
            return;
        }
        self.facts.edits.push(Edit { range, text: text.to_owned() });
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), Flaw> {
        if self.left_out.is_some() {
            return Ok(());
        }
        match tag.name {
            b"c" => self.start_cell(tag)?,
            b"v" => self.in_value = !tag.is_empty,
            b"f" => {
                self.facts.formulas.extend(self.cell);
                self.in_formula = !tag.is_empty;
            }
            b"row" => self.start_row(tag)?,
            b"si" => {
                self.facts.strings += 1;
                within(self.facts.strings, self.limits.count(Limit::Strings), "字符串")?;
            }
            b"xf" => {
                self.facts.formats += 1;
                within(self.facts.formats, self.limits.count(Limit::Formats), "单元格格式")?;
            }
            b"col" if tag.is_true(b"hidden") => self.facts.hidden_columns.extend(tag.index(b"min").zip(tag.index(b"max"))),
            b"mergeCell" => self.merge(tag.attributes.get(b"ref")),
            b"sheetData" => self.facts.has_cells = true,
            b"dimension" => self.leave_out(tag, b"dimension"),
            // The reading library gives up a cell with an extension; the extension says nothing that is shown.
            b"extLst" if self.in_cell => self.leave_out(tag, b"extLst"),
            // Memory is reserved for as many strings as the attribute promises.
            b"sst" => self.facts.edits.extend(tag.without(b"uniqueCount")),
            _ => {}
        }
        Ok(())
    }

    fn leave_out(&mut self, tag: &Tag<'_>, name: &'static [u8]) {
        if tag.is_empty {
            self.edit(tag.span.clone(), "");
        } else {
            self.left_out = Some((tag.span.start, name));
        }
    }

    fn start_row(&mut self, tag: &Tag<'_>) -> Result<(), Flaw> {
        self.facts.rows += 1;
        within(self.facts.rows, self.limits.count(Limit::Rows), "行")?;
        if tag.attributes.get(b"r").is_some() {
            match tag.index(b"r").filter(|&row| row <= limits::LAST_ROW) {
                Some(row) => self.row = row,
                None => self.facts.edits.extend(tag.without(b"r")),
            }
        }
        if tag.is_true(b"hidden") {
            self.facts.hidden_rows.push(self.row);
        }
        self.in_row = true;
        if tag.is_empty {
            self.end(b"row", tag.span.end);
        }
        Ok(())
    }

    fn plain_cell(&mut self, cell: &PlainCell, at: usize) -> Result<(), Flaw> {
        self.cells += 1;
        within(self.cells, self.limits.count(Limit::Cells), "单元格")?;
        self.column = cell.place.1.saturating_add(1);
        if cell.is_empty {
            self.edit(at..at + cell.length, "");
        } else {
            self.facts.places.push(Some(cell.place));
        }
        Ok(())
    }

    fn start_cell(&mut self, tag: &Tag<'_>) -> Result<(), Flaw> {
        self.cells += 1;
        within(self.cells, self.limits.count(Limit::Cells), "单元格")?;
        let (mut reference, mut kind, mut is_rich) = (None, None, false);
        for (name, value, _) in tag.attributes.iter() {
            match name {
                b"r" => reference = Some(value),
                b"t" => kind = Some(value),
                b"vm" => is_rich = true,
                _ => {}
            }
        }
        let place = reference.map_or(Some((self.row, self.column)), read_place);
        if let Some((_, column)) = place {
            self.column = column;
        }
        // A cell that is only formatted costs the reading library as much as one that says something.
        if tag.is_empty {
            self.edit(tag.span.clone(), "");
            self.column = self.column.saturating_add(1);
            return Ok(());
        }
        // The place is kept here; the reading library knows neither these names nor `$`.
        if reference.is_some_and(|reference| place.is_none() || reference.contains(&b'$')) {
            self.facts.edits.extend(tag.without(b"r"));
        }
        self.facts.places.push(place);
        // A value of rich data: a picture in the cell, of which only an error or a stand-in is stored.
        if is_rich {
            self.facts.pictures.extend(place);
        }
        (self.cell, self.in_cell, self.is_index) = (place, true, kind == Some(b"s"));
        self.is_nameless_error = kind == Some(b"e");
        Ok(())
    }

    fn end(&mut self, name: &[u8], after: usize) {
        if let Some((start, left_out)) = self.left_out {
            if left_out == name {
                self.edit(start..after, "");
                self.left_out = None;
            }
            return;
        }
        match name {
            b"c" => {
                if std::mem::take(&mut self.is_nameless_error) {
                    self.facts.nameless_errors.extend(self.cell);
                }
                (self.cell, self.in_cell, self.is_index) = (None, false, false);
                self.column = self.column.saturating_add(1);
            }
            b"v" => self.in_value = false,
            b"f" => self.in_formula = false,
            b"row" => (self.row, self.column, self.in_row) = (self.row.saturating_add(1), 0, false),
            _ => {}
        }
    }

    /// The number of a shared string must be one: the reading library takes any other word for the first string. An entity must be
    /// one that XML has, a character one that Unicode has.
    fn text(&mut self, text: &[u8], span: Range<usize>) {
        if self.left_out.is_some() {
            return;
        }
        if self.in_formula && launches(text) {
            self.facts.launching.extend(self.cell);
        }
        self.is_nameless_error &= !self.in_value || text.trim_ascii().is_empty();
        let is_index = |text: &[u8]| (1..=LONGEST_INDEX).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
        if self.in_value && self.is_index && !is_index(text) {
            let number = String::from_utf8_lossy(text.trim_ascii()).into_owned();
            if is_index(number.as_bytes()) {
                self.edit(span, &number);
                return;
            }
            self.facts.unreadable.extend(self.cell.filter(|_| !number.is_empty()).map(|cell| (cell, number)));
            self.edit(span, "");
            return;
        }
        let mut at = 0;
        while let Some(found) = memchr(b'&', text.get(at..).unwrap_or_default()) {
            let start = at + found;
            let name = text.get(start + 1..).unwrap_or_default();
            let length = name.iter().take(32).position(|&byte| byte == b';');
            let end = length.map_or(start + 1, |length| start + length + 2);
            if let Some(stands) = replacement(length.and_then(|length| name.get(..length))) {
                self.edit(span.start + start..span.start + end, stands);
            }
            at = end;
        }
    }

    fn merge(&mut self, reference: Option<&[u8]>) {
        match reference.and_then(Area::read).filter(|_| self.facts.merges.len() < self.limits.count(Limit::Merges)) {
            Some(area) => self.facts.merges.push(area),
            None => self.facts.dropped_merges += 1,
        }
    }
}

/// What stands for a reference that XML does not have; `None` for one it has. A lone `&` has no name.
fn replacement(name: Option<&[u8]>) -> Option<&'static str> {
    let code = |digits: &[u8], radix| std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, radix).ok());
    match name {
        Some(b"lt" | b"gt" | b"amp" | b"apos" | b"quot") => None,
        Some([b'#', b'x' | b'X', digits @ ..]) if code(digits, 16).and_then(char::from_u32).is_some_and(|c| c != '\0') => None,
        Some([b'#', digits @ ..]) if code(digits, 10).and_then(char::from_u32).is_some_and(|c| c != '\0') => None,
        Some(b"nbsp") => Some("&#160;"),
        Some(_) => Some("\u{FFFD}"),
        None => Some("&amp;"),
    }
}

/// Whether a formula starts another program: `cmd|' /C calc'!A0` (DDE, the only use of a bar in a formula), or a call of a library.
fn launches(formula: &[u8]) -> bool {
    let formula = String::from_utf8_lossy(formula).to_ascii_uppercase().replace("&QUOT;", "\"");
    // What stands in quotes is text.
    let code: String = formula.split('"').step_by(2).collect();
    let calls = |name: &str| code.match_indices(name).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.'));
    code.contains('|') || ["CALL(", "EXEC(", "REGISTER.ID("].into_iter().any(calls)
}

fn within(count: usize, limit: usize, what: &str) -> Result<(), Flaw> {
    if count > limit { Err(Flaw::Unsafe(format!("{what}超过 {limit} 个，正常表格不会有"))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        let mut mended = String::new();
        let mut at = 0;
        for edit in scan(text.as_bytes(), &limits::USUAL).unwrap().edits {
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
            ("<row><c r='A1' s='1'/><c r='B1'/><c><v>1</v></c><c/></row>", "<row><c><v>1</v></c></row>"),
            ("<t>&nbsp;&lt;&#x4e00;&oops;&#x110000;</t>", "<t>&#160;&lt;&#x4e00;\u{FFFD}\u{FFFD}</t>"),
        ] {
            assert_eq!(mended(before), after);
        }
    }

    #[test]
    fn facts_of_a_sheet() {
        let facts = scan(
            b"<worksheet><cols><col min='2' max='3' hidden='1'/></cols><sheetData><row r='3' hidden='true'><c r='B3'><f>1+1</f><v>2</v></c><c/><c><v>3</v></c></row>\
             <row><c><v>1</v></c><c t='s' r='D4'><v>x</v></c><c r='??'><v/></c></row></sheetData><mergeCells><mergeCell ref='A1:B2'/><mergeCell ref='B2:A1'/></mergeCells></worksheet>",
            &limits::USUAL,
        )
        .unwrap();
        assert_eq!(facts.places, [Some((2, 1)), Some((2, 3)), Some((3, 0)), Some((3, 3)), None]);
        assert_eq!((facts.hidden_rows, facts.hidden_columns), (vec![2], vec![(1, 2)]));
        assert_eq!((facts.formulas, facts.unreadable), (vec![(2, 1)], vec![((3, 3), "x".to_owned())]));
        assert_eq!((facts.merges.len(), facts.dropped_merges), (1, 1));
    }

    /// Whatever stands at the place of a plain cell, walking tag by tag finds the same.
    #[test]
    fn plain_cells_are_walked_over_to_the_same_end() {
        for cell in [
            "<c r='A1' s='3' t='s'><v>12</v></c>",
            "<c r='A1' t='s'><v>1234567890</v></c>",
            "<c r='A1' t='s'><v></v></c>",
            "<c r='A1'><v>-1.5</v></c>",
            "<c r='A1'><v>1e9</v></c>",
            "<c r='A1' s='3'/>",
            "<c r='A1' s=''/>",
            "<c r='$A$1'><v>1</v></c>",
            "<c r='A0'><v>1</v></c>",
            "<c r='XFE1'><v>1</v></c>",
            "<c r='A1' s='1' t='e'><v>#REF!</v></c>",
            "<c r='A1' s='1'><v>1</v><f>2</f></c>",
        ] {
            // A blank behind the name is the same to XML, and no plain cell.
            let [plain, other] = [cell.replace('\'', "\""), cell.replace('\'', "\"").replace("<c ", "<c  ")]
                .map(|cell| format!("<row r=\"1\">{cell}{cell}<c r=\"B2\" t=\"s\"><v>7</v></c><c><v>1</v></c></row>"));
            let [one, same] = [&plain, &other].map(|text| scan(text.as_bytes(), &limits::USUAL).unwrap());
            assert_eq!((&one.places, &one.formulas, &one.unreadable), (&same.places, &same.formulas, &same.unreadable), "{cell}");
            assert_eq!(mended(&plain), mended(&other).replace("<c  ", "<c "), "{cell}");
        }
    }

    #[test]
    fn what_no_office_program_writes_is_refused() {
        let nested = "<a>".repeat(300);
        let long = format!("<a>{}</a>", "x".repeat((4 << 20) + 1));
        for text in ["<!DOCTYPE a><a/>", &nested, &long] {
            assert!(matches!(scan(text.as_bytes(), &limits::USUAL), Err(Flaw::Unsafe(_))), "{text:.20}");
        }
        for text in ["<a>", "<a></b>", "<a", "<a><b></a>"] {
            assert!(matches!(scan(text.as_bytes(), &limits::USUAL), Err(Flaw::Damaged(_))), "{text}");
        }
    }

    #[test]
    fn encodings_of_parts() {
        let gbk = encoding_rs::GB18030.encode("<?xml version='1.0' encoding='GBK'?><t>责任</t>").0.into_owned();
        assert!(String::from_utf8(decode(gbk).unwrap().0).unwrap().contains("责任"));
        let utf16: Vec<u8> = "<t>责任</t>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(utf16.clone()).unwrap().0, "<t>责任</t>".as_bytes());
        assert_eq!(decode([b"\xff\xfe".as_slice(), &utf16].concat()).unwrap().0, "<t>责任</t>".as_bytes());
        assert_eq!(decode(b"\xef\xbb\xbf<t/>".to_vec()).unwrap(), (b"<t/>".to_vec(), 0));
        assert_eq!(decode(b"<t>\xe8\xb4</t>".to_vec()).unwrap().1, 1);
        assert!(decode(encoding_rs::GB18030.encode("<t>责任分解表责任分解表</t>").0.into_owned()).is_err());
    }
}
