//! The records of an old binary workbook (BIFF5, BIFF8): walked to the end, mended where the reading library trusts too much, and read
//! for what that library does not tell: formats, hidden rows, formulas, struck cells, comments, text boxes, pictures.
//!
//! Mended: the promised size of a sheet, for which memory is reserved, and the places of cells, which are numbered without gaps so that
//! the rectangle around them holds nothing else ([`Facts::rows`] and [`Facts::columns`] lead back). Values are left to the library.
//! Source: [MS-XLS], the sections named at the records.

mod strings;

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;

use super::Cell;
use super::old::Refusal;
use super::scan::Flaw;
use super::show::{Form, form};
use crate::limits::{self, Limit, Limits};

/// What the records of a workbook say.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// The sheets in the order of their tabs, of every kind.
    pub sheets: Vec<Facts>,
    /// For every cell format, how it shows numbers.
    forms: Vec<Form>,
}

/// What the records of a sheet say beside the values of its cells. Rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub is_worksheet: bool,
    /// The row of each numbered row, ascending.
    pub rows: Vec<u32>,
    /// The column of each numbered column, ascending.
    pub columns: Vec<u32>,
    pub hidden_rows: Vec<u32>,
    /// First and last column of hidden ranges.
    pub hidden_columns: Vec<(u32, u32)>,
    pub formulas: Vec<(u32, u32)>,
    /// Cells that name a shared string.
    pub strings: Vec<(u32, u32)>,
    /// Cells struck through as a whole, sorted.
    pub struck: Vec<(u32, u32)>,
    /// The struck text of cells struck in part.
    pub struck_runs: Vec<Cell>,
    pub comments: Vec<Cell>,
    pub drawings: Vec<Cell>,
    pub pictures: Vec<(u32, u32)>,
    /// Cell formats of cells with numbers.
    formats: HashMap<(u32, u32), u16>,
}

mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const NOTE: u16 = 0x001C;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const FONT: u16 = 0x0031;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const OBJECT: u16 = 0x005D;
    pub(super) const COLUMN_INFO: u16 = 0x007D;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00BD;
    pub(super) const RICH_STRING: u16 = 0x00D6;
    pub(super) const CELL_FORMAT: u16 = 0x00E0;
    pub(super) const DRAWING: u16 = 0x00EC;
    pub(super) const SHARED_STRINGS: u16 = 0x00FC;
    pub(super) const LABEL_SST: u16 = 0x00FD;
    pub(super) const TEXT_OBJECT: u16 = 0x01B6;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERROR: u16 = 0x0205;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BOF: u16 = 0x0809;
}

/// A record: its kind, and where its content lies in the stream.
#[derive(Debug, Clone, Copy)]
struct Record {
    kind: u16,
    start: usize,
    end: usize,
}

/// The records of a stream from a place on, and where their substream ends; embedded substreams (charts) are left out.
fn substream(stream: &[u8], from: usize) -> Result<(Vec<Record>, usize), Flaw> {
    let mut records = Vec::new();
    let (mut at, mut depth) = (from, 0usize);
    loop {
        let record = record_at(stream, at)?;
        at = record.end;
        match record.kind {
            record::BOF => depth += 1,
            record::EOF if depth <= 1 => return Ok((records, at)),
            record::EOF => depth -= 1,
            _ if depth == 1 => records.push(record),
            _ if depth == 0 => return Err(Flaw::Damaged("工作表不在它该在的位置".to_owned())),
            _ => {}
        }
    }
}

/// The records of the workbook itself, and where they end: at the first end of a substream, as the library takes it. Substreams in it,
/// which no program writes, would hide sheets from us that the library sees.
fn globals(stream: &[u8]) -> Result<(Vec<Record>, usize), Flaw> {
    let mut records = Vec::new();
    let mut at = 0;
    loop {
        let record = record_at(stream, at)?;
        at = record.end;
        match record.kind {
            record::EOF => return Ok((records, at)),
            _ => records.push(record),
        }
    }
}

fn record_at(stream: &[u8], at: usize) -> Result<Record, Flaw> {
    let (kind, length) = number(stream, at).zip(number(stream, at + 2)).ok_or_else(cut)?;
    let record = Record { kind, start: at + 4, end: at + 4 + usize::from(length) };
    if record.end > stream.len() { Err(cut()) } else { Ok(record) }
}

fn cut() -> Flaw {
    Flaw::Damaged("记录写到一半就断了，多半没有下载完".to_owned())
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn place(content: &[u8]) -> Option<(u32, u32)> {
    Some((number(content, 0)?.into(), number(content, 2)?.into()))
}

/// Checks that no sheet lies in another or among the globals: mending one would change what the other says.
fn apart(stream: &[u8], tabs: &[(usize, bool)]) -> Result<(), Flaw> {
    let mut extents = Vec::with_capacity(tabs.len() + 1);
    extents.push(0..globals(stream)?.1);
    for (from, _) in tabs {
        extents.push(*from..substream(stream, *from)?.1);
    }
    extents.sort_by_key(|extent| (extent.start, extent.end));
    let overlap = extents.iter().zip(extents.iter().skip(1)).any(|(one, next)| next.start < one.end);
    if overlap { Err(Flaw::Damaged("有两张工作表叠在同一个位置".to_owned())) } else { Ok(()) }
}

impl Book {
    /// Walks over the stream and mends it.
    pub(super) fn read(stream: &mut [u8], limits: &Limits) -> Result<Book, Refusal> {
        let is_8 = match number(stream, 4) {
            Some(0x0600) => true,
            Some(0x0500) => false,
            _ => return Err(Flaw::Damaged("不是 Excel 95 以后的工作簿".to_owned()).into()),
        };
        let (globals, _) = globals(stream)?;
        let content_of = |record: &Record| stream.get(record.start..record.end).unwrap_or_default();
        let mut formats: HashMap<u16, String> = HashMap::new();
        let (mut fonts, mut cell_formats, mut tabs) = (Vec::new(), Vec::new(), Vec::new());
        let mut shared: Vec<&[u8]> = Vec::new();
        for (at, record) in globals.iter().enumerate() {
            let content = content_of(record);
            match record.kind {
                record::FILE_PASS if number(content, 0) != Some(0) || content.len() > 2 => return Err(Refusal::Locked),
                record::FONT => fonts.push(number(content, 2).is_some_and(|bits| bits & 0x0008 != 0)),
                record::FORMAT => formats.extend(number(content, 0).zip(text_of(content.get(2..).unwrap_or_default(), is_8))),
                record::CELL_FORMAT => cell_formats.extend(number(content, 0).zip(number(content, 2))),
                record::SHARED_STRINGS => {
                    let goes_on = globals.iter().skip(at + 1).take_while(|next| next.kind == record::CONTINUE);
                    shared = std::iter::once(record).chain(goes_on).map(content_of).collect();
                }
                record::BOUND_SHEET => {
                    let at = content.get(..4).and_then(|at| at.try_into().ok()).map(u32::from_le_bytes);
                    tabs.push((usize::try_from(at.unwrap_or(u32::MAX)).unwrap_or(usize::MAX), content.get(5) == Some(&0)));
                }
                _ => {}
            }
        }
        if tabs.len() > limits.count(Limit::Sheets) {
            return Err(Flaw::Unsafe(format!("工作表超过 {} 张", limits.of(Limit::Sheets))).into());
        }
        // There is no font 4 ([MS-XLS] 2.5.129).
        let is_struck = |font: u16| fonts.get(usize::from(font) - usize::from(font > 4)) == Some(&true);
        let struck: HashSet<u16> = (0..).zip(&cell_formats).filter(|(_, (font, _))| is_struck(*font)).map(|(format, _)| format).collect();
        let runs = if fonts.contains(&true) { strings::struck(&shared, is_struck) } else { HashMap::new() };
        let form = |id: u16| form(formats.get(&id).map_or("", String::as_str), Some(id.into()));
        let forms = cell_formats.iter().map(|&(_, id)| form(id)).collect();
        let mut book = Book { sheets: Vec::with_capacity(tabs.len()), forms };
        apart(stream, &tabs)?;
        for (at, is_worksheet) in tabs {
            // The library reads the cells of charts too, and makes room for the whole area between the first and the last of them.
            let facts = Facts::read(stream, at, &struck, &runs)?;
            if facts.rows.len().saturating_mul(facts.columns.len()) > limits.count(Limit::OldArea) {
                return Err(Flaw::Unsafe(format!("单元格散得太开，行数乘列数超过 {}", limits.of(Limit::OldArea))).into());
            }
            book.sheets.push(Facts { is_worksheet, ..facts });
        }
        Ok(book)
    }

    /// How a cell shows its number.
    pub(super) fn form(&self, facts: &Facts, place: (u32, u32)) -> Form {
        let format = facts.formats.get(&place).and_then(|&format| self.forms.get(usize::from(format)));
        format.copied().unwrap_or(Form::Number)
    }
}

/// Short texts of a record: counted in one byte of characters before Excel 97, in two with a byte of flags since.
fn text_of(content: &[u8], is_8: bool) -> Option<String> {
    if is_8 { characters(content.get(2..)?, usize::from(number(content, 0)?)) } else { bytes_as_text(content.get(1..)?) }
}

fn bytes_as_text(bytes: &[u8]) -> Option<String> {
    Some(encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned())
}

/// Characters behind a byte that says whether they take one byte or two.
fn characters(content: &[u8], count: usize) -> Option<String> {
    let (wide, rest) = content.split_first()?;
    if wide & 1 == 0 {
        return Some(rest.iter().take(count).map(|&byte| char::from(byte)).collect());
    }
    let units: Vec<u16> = rest.chunks_exact(2).take(count).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

impl Facts {
    /// Walks over a sheet and mends it.
    fn read(stream: &mut [u8], from: usize, struck: &HashSet<u16>, runs: &HashMap<u32, String>) -> Result<Facts, Flaw> {
        let (records, _) = substream(stream, from)?;
        let mut facts = Facts::default();
        let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
        let mut objects = Objects::default();
        for (at, record) in records.iter().enumerate() {
            let content = stream.get(record.start..record.end).unwrap_or_default();
            match record.kind {
                record::ROW if number(content, 12).is_some_and(|bits| bits & 0x0020 != 0) => {
                    facts.hidden_rows.extend(number(content, 0).map(u32::from));
                }
                record::COLUMN_INFO if number(content, 8).is_some_and(|bits| bits & 1 != 0) => {
                    facts.hidden_columns.extend(place(content));
                }
                record::OBJECT | record::DRAWING | record::NOTE => objects.take(record.kind, content, &mut facts),
                record::TEXT_OBJECT => {
                    let text = records.get(at + 1).filter(|next| next.kind == record::CONTINUE);
                    let text = text.and_then(|text| stream.get(text.start..text.end));
                    objects.take_text(content, text.unwrap_or_default(), &mut facts);
                }
                kind if is_cell(kind) => {
                    if kind == record::LABEL_SST && !runs.is_empty() {
                        facts.note_runs(content, runs);
                    }
                    facts.note_cell(kind, content, struck, (&mut rows, &mut columns));
                }
                _ => {}
            }
        }
        (facts.rows, facts.columns) = (rows.into_iter().collect(), columns.into_iter().collect());
        facts.hidden_rows.sort_unstable();
        facts.struck.sort_unstable();
        objects.finish(&mut facts);
        for record in &records {
            facts.mend(record.kind, stream.get_mut(record.start..record.end).unwrap_or_default());
        }
        Ok(facts)
    }

    fn note_cell(&mut self, kind: u16, content: &[u8], struck: &HashSet<u16>, used: (&mut BTreeSet<u32>, &mut BTreeSet<u32>)) {
        let Some((row, first)) = place(content) else { return };
        let last = if kind == record::MUL_RK { number(content, content.len().saturating_sub(2)).map_or(first, u32::from) } else { first };
        used.0.insert(row);
        for (at, column) in (first..=last).enumerate() {
            used.1.insert(column);
            if column > limits::LAST_OLD_COLUMN {
                continue;
            }
            // Of several numbers in one record each has its own format, 6 bytes after the one before.
            let Some(format) = number(content, 4 + if kind == record::MUL_RK { at * 6 } else { 0 }) else { break };
            if struck.contains(&format) {
                self.struck.push((row, column));
            }
            match kind {
                record::FORMULA => self.formulas.push((row, column)),
                record::LABEL_SST => self.strings.push((row, column)),
                _ => {}
            }
            if matches!(kind, record::NUMBER | record::RK | record::MUL_RK | record::FORMULA) {
                self.formats.insert((row, column), format);
            }
        }
    }

    /// The struck part of a shared string.
    fn note_runs(&mut self, content: &[u8], runs: &HashMap<u32, String>) {
        let index = content.get(6..10).and_then(|index| index.try_into().ok()).map(u32::from_le_bytes);
        if let Some(((row, column), text)) = place(content).zip(index.and_then(|index| runs.get(&index))) {
            self.struck_runs.push(Cell { row, column, text: text.clone(), number: None });
        }
    }

    /// Numbers the cells without gaps, and promises no size.
    fn mend(&self, kind: u16, content: &mut [u8]) {
        if kind == record::DIMENSIONS {
            content.fill(0);
            return;
        }
        let Some((row, first)) = place(content).filter(|_| is_cell(kind)) else { return };
        let end = content.len().saturating_sub(2);
        let last = number(content, end).map_or(first, u32::from);
        let mut put = |at: usize, all: &[u32], place: u32| {
            let rank = all.binary_search(&place).ok().and_then(|rank| u16::try_from(rank).ok());
            if let Some((field, rank)) = content.get_mut(at..at + 2).zip(rank) {
                field.copy_from_slice(&rank.to_le_bytes());
            }
        };
        put(0, &self.rows, row);
        put(2, &self.columns, first);
        if kind == record::MUL_RK {
            put(end, &self.columns, last);
        }
    }

    /// Where a numbered place lies; nowhere when it is beyond the last column there is.
    pub(super) fn place(&self, row: u32, column: u32) -> Option<(u32, u32)> {
        let of = |all: &[u32], rank: u32| usize::try_from(rank).ok().and_then(|rank| all.get(rank).copied());
        of(&self.rows, row).zip(of(&self.columns, column)).filter(|(_, column)| *column <= limits::LAST_OLD_COLUMN)
    }
}

fn is_cell(kind: u16) -> bool {
    matches!(
        kind,
        record::NUMBER
            | record::RK
            | record::MUL_RK
            | record::FORMULA
            | record::LABEL
            | record::LABEL_SST
            | record::RICH_STRING
            | record::BOOL_ERROR
    )
}

/// Objects over a sheet: what an object is comes in one record, where it lies in the one before, its text in one behind it.
#[derive(Default)]
struct Objects {
    /// Where the next object lies.
    anchor: (u32, u32),
    /// Kind and number of the open object.
    open: Option<(u16, u16)>,
    /// The texts of comments, by the numbers of their objects.
    comments: HashMap<u16, String>,
    /// Where comments are pinned to, and their objects.
    notes: Vec<((u32, u32), u16)>,
}

impl Objects {
    const PICTURE: u16 = 0x08;
    const COMMENT: u16 = 0x19;

    fn take(&mut self, kind: u16, content: &[u8], facts: &mut Facts) {
        match kind {
            record::DRAWING => self.anchor = anchor(content).unwrap_or(self.anchor),
            // ftCmo: the kind of the object and its number ([MS-XLS] 2.5.143).
            record::OBJECT => {
                self.open = number(content, 4).zip(number(content, 6));
                if self.open.is_some_and(|(kind, _)| kind == Self::PICTURE) {
                    facts.pictures.push(self.anchor);
                }
            }
            _ => self.notes.extend(place(content).map(on_sheet).zip(number(content, 6))),
        }
    }

    /// The text of the open object: how long it is, and the record it stands in.
    fn take_text(&mut self, content: &[u8], text: &[u8], facts: &mut Facts) {
        let Some(text) = number(content, 10).and_then(|count| characters(text, count.into())) else { return };
        let text = text.replace('\r', "\n").trim().to_owned();
        match self.open {
            _ if text.is_empty() => {}
            Some((Self::COMMENT, number)) => {
                self.comments.insert(number, text);
            }
            _ => {
                let (row, column) = self.anchor;
                facts.drawings.push(Cell { row, column, text, number: None });
            }
        }
    }

    fn finish(mut self, facts: &mut Facts) {
        for ((row, column), object) in self.notes {
            let text = self.comments.remove(&object);
            facts.comments.extend(text.map(|text| Cell { row, column, text, number: None }));
        }
    }
}

/// The cell the top left corner of an object lies on: the last anchor of a drawing record ([MS-ODRAW], OfficeArtClientAnchorSheet).
fn anchor(content: &[u8]) -> Option<(u32, u32)> {
    const HEADER: [u8; 6] = [0x10, 0xF0, 18, 0, 0, 0];
    let at = memchr::memmem::rfind(content, &HEADER)? + HEADER.len();
    Some(on_sheet((number(content, at + 6)?.into(), number(content, at + 2)?.into())))
}

/// What is pinned beyond the last column is told at its edge.
fn on_sheet((row, column): (u32, u32)) -> (u32, u32) {
    (row, column.min(limits::LAST_OLD_COLUMN))
}
