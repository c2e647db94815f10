//! What a dispatched workbook says about itself, and every form in which it says it: the one definition, for writer and readers.
//!
//! A [`Stamp`] names plan, unit, period, role and serial in one line of text. It stands in a custom property, as the subject of the
//! document, in a defined name and in a very hidden sheet; plan, period and unit stand in the title row, the unit in the file name,
//! the plan in the id of every row. Any one of them is enough to recognise what comes back. The hidden sheet also holds [`Sent`]:
//! every cell as it was sent, for a comparison of sent, master and returned. It knows no file format and does not weigh one
//! carrier against another; that is merging's work.

mod wording;

use std::fmt::Write;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::chunks::{self, Unpacking};
use crate::model::{Period, Role};
use crate::words::fold::key;
pub use wording::{is_label_of, name_key, read_beside, read_labelled, read_name, read_title, title};

/// The name and version of the format.
pub const FORMAT: &str = "fenjie.dispatch/1";
/// The very hidden sheet: column A holds [`Sent`] in pieces, `B1` the stamp.
pub const SHEET: &str = "_fenjie_dispatch";
/// The defined name whose text is the stamp.
pub const NAME: &str = "_fenjie_dispatch";
/// The custom property whose text is the stamp.
pub const PROPERTY: &str = "fenjie.dispatch";
/// The custom property of 下发清单.xlsx, by which a second run knows its own.
pub const INDEX_PROPERTY: &str = "fenjie.dispatches";
/// The most UTF-16 units of a text in a custom property or in the formula of a defined name.
const MAX_UNITS: usize = 255;

/// Which workbook this is, in one line.
///
/// Shape: `fenjie.dispatch/1;plan=K3V9;period=2031Q1;role=lead;serial=1;return=2031-04-05;unit=农田股;crc=0a1b2c3d`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Id of the plan.
    pub plan: String,
    /// The unit it was sent to; `None` only where a very long name had to be left out of a carrier.
    pub unit: Option<String>,
    /// The period it asks about.
    pub period: Period,
    /// Which tasks of the unit it holds.
    pub role: Role,
    /// Which dispatch to this unit for this period, counted from 1.
    pub serial: u32,
    /// The day it has to be back.
    pub return_by: Option<Date>,
}

/// Why a text gives no stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StampError {
    /// It is none of ours.
    NotOne,
    /// A newer version wrote it: the format it states.
    Newer(String),
    /// It is one, and was changed or cut.
    Damaged,
}

impl Stamp {
    /// The line of text.
    pub fn text(&self) -> String {
        let mut text =
            format!("{FORMAT};plan={};period={};role={};serial={}", escape(&self.plan), self.period, self.role.name(), self.serial);
        if let Some(day) = self.return_by {
            let _ = write!(text, ";return={day}");
        }
        if let Some(unit) = &self.unit {
            let _ = write!(text, ";unit={}", escape(unit));
        }
        let checksum = crc32fast::hash(text.as_bytes());
        let _ = write!(text, ";crc={checksum:08x}");
        text
    }

    /// The line of text for a carrier that holds 255 characters: without the unit when its name is too long for that; `None` when
    /// the rest is too long as well, which no id of ours is.
    pub fn short_text(&self) -> Option<String> {
        let candidates = [self.text(), Stamp { unit: None, ..self.clone() }.text()];
        candidates.into_iter().find(|text| text.encode_utf16().count() <= MAX_UNITS)
    }

    /// Reads the line back; blanks around it do not matter.
    ///
    /// # Errors
    /// [`StampError`]: not one, of a newer version, or damaged.
    pub fn read(text: &str) -> Result<Stamp, StampError> {
        let text = text.trim();
        let (format, rest) = text.split_once(';').unwrap_or((text, ""));
        if chunks::is_other_version(format, FORMAT) {
            return Err(StampError::Newer(format.to_owned()));
        }
        if format != FORMAT {
            return Err(StampError::NotOne);
        }
        let (body, checksum) = text.rsplit_once(";crc=").ok_or(StampError::Damaged)?;
        if checksum != format!("{:08x}", crc32fast::hash(body.as_bytes())) {
            return Err(StampError::Damaged);
        }
        let value = |name: &str| {
            let mut pairs = rest.split(';').filter_map(|pair| pair.split_once('='));
            pairs.find(|(known, _)| *known == name).map(|(_, value)| unescape(value))
        };
        let stamp = || {
            Some(Stamp {
                plan: value("plan")?,
                unit: value("unit"),
                period: value("period")?.parse().ok()?,
                role: Role::named(&value("role")?)?,
                serial: value("serial")?.parse().ok()?,
                return_by: value("return").map(|day| day.parse()).transpose().ok()?,
            })
        };
        stamp().ok_or(StampError::Damaged)
    }
}

/// What would end a value or a string in a formula, or be changed on the way, stands as `%` and its code.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ';' | '=' | '%' | '"' | '<' | '>' | '&' | '_' | '\u{FFFE}' | '\u{FFFF}' => {
                let _ = write!(escaped, "%{:04x}", c as u32);
            }
            c if c.is_control() || (c.is_whitespace() && c != ' ') => {
                let _ = write!(escaped, "%{:04x}", c as u32);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn unescape(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let code = piece.get(..4).and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match (code, piece.get(4..)) {
            (Some(c), Some(rest)) => {
                plain.push(c);
                plain.push_str(rest);
            }
            _ => {
                plain.push('%');
                plain.push_str(piece);
            }
        }
    }
    plain
}

/// Everything a workbook was sent with: what the hidden sheet holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Always [`FORMAT`] when written by this version.
    pub format: String,
    /// Id of the plan.
    pub plan: String,
    /// The plan's title, as printed.
    pub title: Option<String>,
    /// The unit it was sent to.
    pub unit: String,
    /// The period it asks about.
    pub period: Period,
    /// Which tasks of the unit it holds.
    pub role: Role,
    /// Which dispatch to this unit for this period, counted from 1.
    pub serial: u32,
    /// The day it has to be back.
    pub return_by: Option<Date>,
    /// The name of the sheet to fill in.
    pub sheet: String,
    /// The header row as sent, counted from 0; the rows of the tasks follow it without a gap.
    pub header_row: u32,
    /// The columns, left to right.
    pub columns: Vec<SentColumn>,
    /// The rows, top to bottom.
    pub rows: Vec<SentRow>,
    /// The CRC-32 of every word of the title rows and the instructions, sorted, see [`words_of`]; empty where an older version wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<u32>,
}

/// What [`Sent::words`] holds of some lines: their words, as blanks part them, so that it does not matter which cells they stand in.
pub fn words_of<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let mut words: Vec<u32> = lines.flat_map(str::split_whitespace).map(word).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn word(text: &str) -> u32 {
    crc32fast::hash(key(text).as_bytes())
}

/// A column as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentColumn {
    /// Its header.
    pub header: String,
    /// The fields it shows, by the names layouts use: `"content"`, `"narrative"`, `"id"`.
    pub fields: Vec<String>,
    /// Whether the unit fills it in.
    pub fill_in: bool,
}

/// A row as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentRow {
    /// Id of the task.
    pub task: String,
    /// What the unit is to the task.
    pub role: Role,
    /// The text of each column, whole.
    pub cells: Vec<String>,
}

/// Why a hidden sheet gives no [`Sent`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentError {
    /// A newer version wrote it: the format it states.
    Newer(String),
    /// It does not hold together: what is wrong, in Chinese.
    Damaged(&'static str),
}

impl Sent {
    /// The stamp of the same workbook.
    pub fn stamp(&self) -> Stamp {
        Stamp {
            plan: self.plan.clone(),
            unit: Some(self.unit.clone()),
            period: self.period,
            role: self.role,
            serial: self.serial,
            return_by: self.return_by,
        }
    }

    /// Whether a text says nothing but words of the title rows and the instructions.
    pub fn says(&self, text: &str) -> bool {
        text.split_whitespace().all(|part| self.words.binary_search(&word(part)).is_ok())
    }

    /// The column that shows a field alone, counted from 0.
    pub fn column_of(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.fields.as_slice() == [field])
    }

    /// The cells of column A of the hidden sheet, from `A1` down.
    ///
    /// # Errors
    /// Those of JSON, which texts never give.
    pub fn pack(&self) -> Result<Vec<String>, serde_json::Error> {
        chunks::pack(FORMAT, self)
    }

    /// Reads the cells back; `cell(0)` is `A1`.
    ///
    /// # Errors
    /// [`SentError`]: of a newer version, or damaged.
    pub fn unpack<'a>(cell: impl Fn(u32) -> Option<&'a str>) -> Result<Sent, SentError> {
        let json = chunks::unpack(FORMAT, cell).map_err(|error| match error {
            Unpacking::Newer(format) => SentError::Newer(format),
            Unpacking::Damaged(why) => SentError::Damaged(why),
        })?;
        serde_json::from_str(&json).map_err(|_| SentError::Damaged("内容不对"))
    }
}

/// Where a workbook says something about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// The very hidden sheet with everything that was sent.
    HiddenSheet,
    /// The stamp in a cell of the hidden sheet.
    HiddenStamp,
    /// A custom document property.
    Property,
    /// The subject among the document properties.
    Subject,
    /// A defined name.
    DefinedName,
    /// The title row.
    TitleRow,
    /// The line below the title.
    Subtitle,
    /// The ids of the rows: they name the plan.
    RowIds,
    /// The column that says for each row who fills it in.
    UnitColumn,
    /// The name of the sheet.
    SheetName,
    /// The file name.
    FileName,
    /// The name of the folder, or of the archive, the file lies in.
    FolderName,
}

impl Carrier {
    /// Its name for a clerk.
    pub fn words(self) -> &'static str {
        match self {
            Carrier::HiddenSheet | Carrier::HiddenStamp => "隐藏的数据表",
            Carrier::Property | Carrier::Subject => "文件属性",
            Carrier::DefinedName => "定义的名称",
            Carrier::TitleRow => "标题行",
            Carrier::Subtitle => "标题下面一行",
            Carrier::RowIds => "编码列",
            Carrier::UnitColumn => "写填报单位的一列",
            Carrier::SheetName => "工作表名",
            Carrier::FileName => "文件名",
            Carrier::FolderName => "文件夹名",
        }
    }
}

/// What one carrier says. What it does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which carrier.
    pub carrier: Carrier,
    /// Id of the plan.
    pub plan: Option<String>,
    /// Title of the plan; that of a title row may lack an ending such as 责任分解表, which the layout drops.
    pub title: Option<String>,
    /// The unit: whole where a stamp or a title says it, all that is left of the name where a file or folder does.
    pub unit: Option<String>,
    /// The whole name of a file or folder, where the unit is not all of it.
    pub name: Option<String>,
    /// The period.
    pub period: Option<Period>,
    /// Which tasks of the unit it holds.
    pub role: Option<Role>,
    /// Which dispatch to this unit for this period.
    pub serial: Option<u32>,
    /// The day it had to be back.
    pub return_by: Option<Date>,
    /// The sheet it stands on, and the cell as Excel shows it.
    pub place: Option<(String, String)>,
    /// How many rows say so (ids); 1 for every other carrier.
    pub rows: usize,
}

impl Claim {
    /// A claim that says nothing yet.
    pub fn new(carrier: Carrier) -> Self {
        Claim {
            carrier,
            plan: None,
            title: None,
            unit: None,
            name: None,
            period: None,
            role: None,
            serial: None,
            return_by: None,
            place: None,
            rows: 1,
        }
    }

    /// The claim of a stamp.
    pub fn of_stamp(carrier: Carrier, stamp: Stamp) -> Self {
        Claim {
            plan: Some(stamp.plan),
            unit: stamp.unit,
            period: Some(stamp.period),
            role: Some(stamp.role),
            serial: Some(stamp.serial),
            return_by: stamp.return_by,
            ..Claim::new(carrier)
        }
    }

    /// The same claim with its place.
    pub fn at(mut self, sheet: &str, cell: String) -> Self {
        self.place = Some((sheet.to_owned(), cell));
        self
    }

    /// Whether it says anything about plan, unit or period.
    pub fn says_something(&self) -> bool {
        self.plan.is_some() || self.title.is_some() || self.unit.is_some() || self.period.is_some()
    }
}

/// The mark of texts in their order, by which a list is known to be as it was written; blank ones do not count.
pub fn mark<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut hasher = crc32fast::Hasher::new();
    for text in texts.filter(|text| !text.trim().is_empty()) {
        hasher.update(text.as_bytes());
        hasher.update(b"\n");
    }
    format!("{:08x}", hasher.finalize())
}

/// What [`INDEX_PROPERTY`] says: format and plan; `;crc=` and the [`mark`] of what the list shows follow.
pub fn index_stamp(plan: &str) -> String {
    format!("{FORMAT};plan={}", escape(plan))
}

/// The SHA-256 of a file, in lower-case hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    let mut digester = Digester::default();
    digester.add(bytes);
    digester.digest()
}

/// The [`digest`] of what comes in pieces.
#[derive(Debug, Default)]
pub struct Digester(Sha256);

impl Digester {
    /// Takes the next piece.
    pub fn add(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// That of all pieces.
    pub fn digest(self) -> String {
        self.0.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(unit: &str) -> Stamp {
        Stamp {
            plan: "K3V9".into(),
            unit: Some(unit.into()),
            period: "2031Q1".parse().unwrap(),
            role: Role::Lead,
            serial: 2,
            return_by: Some(jiff::civil::date(2031, 4, 5)),
        }
    }

    #[test]
    fn a_stamp_comes_back_or_says_why_not() {
        for unit in ["农田股", "甲;乙=丙%\"丁\"\n<戊>_x0041_", "办公室（党建办）"] {
            let stamp = stamp(unit);
            assert_eq!(Stamp::read(&format!(" {} ", stamp.text())), Ok(stamp.clone()));
            assert!(!stamp.text().contains(['"', '\n', '<']));
        }
        let text = stamp("农田股").text();
        assert_eq!(Stamp::read(&text.replace("农田", "水田")), Err(StampError::Damaged));
        assert_eq!(Stamp::read(&text[..40]), Err(StampError::Damaged));
        assert_eq!(Stamp::read(&text.replace("dispatch/1", "dispatch/2")), Err(StampError::Newer("fenjie.dispatch/2".into())));
        assert_eq!(Stamp::read("随便写写"), Err(StampError::NotOne));
        let long = stamp(&"农".repeat(300));
        let short = long.short_text().unwrap();
        assert!(short.encode_utf16().count() <= MAX_UNITS);
        assert_eq!(Stamp::read(&short).unwrap().unit, None);
        assert_eq!(Stamp::read(&stamp("农田股").short_text().unwrap()).unwrap(), stamp("农田股"));
        assert_eq!(Stamp { plan: "长".repeat(300), ..long }.short_text(), None);
    }

    #[test]
    fn what_was_sent_comes_back_whole() {
        let sent = Sent {
            format: FORMAT.into(),
            plan: "K3V9".into(),
            title: Some("要点".into()),
            unit: "农田股".into(),
            period: "2031Q1".parse().unwrap(),
            role: Role::All,
            serial: 1,
            return_by: None,
            sheet: "下发表".into(),
            header_row: 2,
            columns: vec![SentColumn { header: "编码".into(), fields: vec!["id".into()], fill_in: false }],
            rows: vec![SentRow { task: "K3V9-001-X".into(), role: Role::Lead, cells: vec!["字".repeat(40_000)] }],
            words: words_of(["单位：农田股　期次：一季度", "填报说明"].into_iter()),
        };
        assert!(sent.says("填报说明") && sent.says("期次：一季度\n单位:农田股"));
        assert!(!sent.says("填报说明 另报") && !sent.says("填报"));
        let cells = sent.pack().unwrap();
        let read = |cells: &[String]| Sent::unpack(|row| cells.get(row as usize).map(String::as_str));
        assert_eq!(read(&cells).unwrap(), sent);
        assert_eq!(read(&cells[..2]), Err(SentError::Damaged("缺了一段")));
        assert_eq!(Stamp::read(&sent.stamp().text()), Ok(sent.stamp()));
        assert_eq!(digest(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
