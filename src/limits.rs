//! How large what we read may be: every limit in one place.
//!
//! A clerk's workbook stays far below all of them; files made to exhaust a machine do not. A reader stops at the limit and names it.
//! The command line raises or lowers one with `--limit rows=2000000`; [`TABLE`] is what it can name, and what `docs/limits.md` shows.

use std::fmt::Write;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the words stand in [`TABLE`]
pub enum Limit {
    FileBytes,
    Entries,
    PartBytes,
    TotalBytes,
    Ratio,
    TokenBytes,
    Depth,
    Sheets,
    Rows,
    Cells,
    Strings,
    Formats,
    Merges,
    Repeats,
    OldBytes,
    OldArea,
    ArchiveFiles,
    ArchiveFileBytes,
    OldSeconds,
    OldMemory,
    DocumentParts,
    DocumentBytes,
    PageNodes,
    PageDepth,
    PdfPages,
    PdfBytes,
}

/// A limit: what it is called, what it means to a person, and how large it is unless somebody says otherwise.
#[derive(Debug)]
pub struct Entry {
    /// Which.
    pub limit: Limit,
    /// Its name on the command line.
    pub name: &'static str,
    /// What is counted, in Chinese.
    pub words: &'static str,
    /// The usual value.
    pub usual: u64,
    /// Whether it counts bytes.
    pub in_bytes: bool,
}

/// Every limit, in the order of [`Limit`].
pub const TABLE: &[Entry] = &[
    bytes(Limit::FileBytes, "file-bytes", "一个文件的字节数", 50 << 20),
    entry(Limit::Entries, "entries", "一个工作簿压缩包里的部件数", 1_000),
    bytes(Limit::PartBytes, "part-bytes", "一个部件解压后的字节数", 200 << 20),
    bytes(Limit::TotalBytes, "total-bytes", "全部部件解压后的字节数", 400 << 20),
    // A million formatted rows are twenty times larger, what is made to swell four hundred times and more.
    entry(Limit::Ratio, "ratio", "32 MB 以上的部件解压后是压缩前的多少倍", 250),
    bytes(Limit::TokenBytes, "token-bytes", "一个标签、一段文字的字节数", 4 << 20),
    entry(Limit::Depth, "depth", "元素套元素的层数", 256),
    entry(Limit::Sheets, "sheets", "一个工作簿的工作表数", 500),
    // Excel has 1,048,576 rows.
    entry(Limit::Rows, "rows", "一张工作表的行数", 1_050_000),
    entry(Limit::Cells, "cells", "一张工作表的单元格数", 10_000_000),
    entry(Limit::Strings, "strings", "一个工作簿的文字条数", 2_000_000),
    entry(Limit::Formats, "formats", "一个工作簿的单元格格式数", 200_000),
    entry(Limit::Merges, "merges", "一张工作表的合并单元格数（多出的不当作合并）", 100_000),
    entry(Limit::Repeats, "repeats", "一个有内容的格说自己重复的次数（.ods）", 1_000),
    bytes(Limit::OldBytes, "old-bytes", "老格式工作簿（.xls、.et）的字节数", 30 << 20),
    entry(Limit::OldArea, "old-area", "老格式工作表有内容的行数乘列数", 4_000_000),
    entry(Limit::ArchiveFiles, "archive-files", "一个 .zip 里的文件数", 20_000),
    bytes(Limit::ArchiveFileBytes, "archive-file-bytes", ".zip 里一个文件解压后的字节数", 50 << 20),
    entry(Limit::OldSeconds, "old-seconds", "读一份老格式工作簿或 .ods 的秒数", 20),
    bytes(Limit::OldMemory, "old-memory", "读一份老格式工作簿或 .ods 用的内存字节数", 2 << 30),
    entry(Limit::DocumentParts, "document-parts", "一个 Word 文档压缩包里的部件数", 20_000),
    bytes(Limit::DocumentBytes, "document-bytes", "一个 Word 文档要读的部件解压后共有的字节数", 100 << 20),
    entry(Limit::PageNodes, "page-nodes", "一个网页的标签和文字段数", 4_000_000),
    entry(Limit::PageDepth, "page-depth", "网页里标签套标签的层数", 512),
    entry(Limit::PdfPages, "pdf-pages", "一个 PDF 的页数", 5_000),
    bytes(Limit::PdfBytes, "pdf-bytes", "一个 PDF 里的内容解压后共有的字节数", 400 << 20),
];

const fn entry(limit: Limit, name: &'static str, words: &'static str, usual: u64) -> Entry {
    Entry { limit, name, words, usual, in_bytes: false }
}

const fn bytes(limit: Limit, name: &'static str, words: &'static str, usual: u64) -> Entry {
    Entry { limit, name, words, usual, in_bytes: true }
}

/// A part smaller than this may swell as it likes, see [`Limit::Ratio`].
pub(crate) const RATIO_FROM: u64 = 32 << 20;
/// Characters of a part that are not of the encoding it states, before it counts as damaged.
pub(crate) const DAMAGED_CHARACTERS: usize = 8;
/// The last row and column of a sheet, counted from 0: `XFD1048576`.
pub(crate) const LAST_ROW: u32 = 1_048_575;
/// See [`LAST_ROW`].
pub(crate) const LAST_COLUMN: u32 = 16_383;
/// The last column of an old binary workbook: `IV`.
pub(crate) const LAST_OLD_COLUMN: u32 = 255;

/// Why a limit cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LimitError {
    /// It has no `=`.
    #[error("“{0}”要写成“名称=数”，例如 rows=2000000")]
    NoPair(String),
    /// No limit has this name.
    #[error("没有叫“{0}”的上限。可以写：{names}", names = TABLE.iter().map(|entry| entry.name).collect::<Vec<_>>().join("、"))]
    Unknown(String),
    /// What it is to be is no number above zero.
    #[error("“{0}”不是数。请写整数，字节数也可以写成 200MB")]
    NoNumber(String),
}

/// A value for every limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    values: [u64; TABLE.len()],
}

/// The usual limits.
pub const USUAL: Limits = usual();

const fn usual() -> Limits {
    let mut values = [0; TABLE.len()];
    let mut at = 0;
    while at < TABLE.len() {
        values[at] = TABLE[at].usual;
        at += 1;
    }
    Limits { values }
}

impl Default for Limits {
    fn default() -> Self {
        USUAL
    }
}

impl Default for &Limits {
    fn default() -> Self {
        &USUAL
    }
}

impl Limits {
    /// The value of a limit.
    pub fn of(&self, limit: Limit) -> u64 {
        self.values.get(limit as usize).copied().unwrap_or_default()
    }

    /// The value of a limit of things that are counted in memory.
    pub(crate) fn count(&self, limit: Limit) -> usize {
        usize::try_from(self.of(limit)).unwrap_or(usize::MAX)
    }

    /// Those that are not as usual, as [`Limits::set`] takes them.
    pub fn changed(&self) -> Vec<String> {
        let changed = TABLE.iter().filter(|entry| self.of(entry.limit) != entry.usual);
        changed.map(|entry| format!("{}={}", entry.name, self.of(entry.limit))).collect()
    }

    /// Sets a limit from the form `rows=2000000`; bytes may be written `200MB`.
    ///
    /// # Errors
    /// [`LimitError`]: what is wrong with it.
    pub fn set(&mut self, text: &str) -> Result<(), LimitError> {
        let (name, number) = text.split_once('=').ok_or_else(|| LimitError::NoPair(text.to_owned()))?;
        let entry = TABLE.iter().find(|entry| entry.name == name.trim()).ok_or_else(|| LimitError::Unknown(name.to_owned()))?;
        let value = read_number(number.trim()).ok_or_else(|| LimitError::NoNumber(number.to_owned()))?;
        if let Some(slot) = self.values.get_mut(entry.limit as usize) {
            *slot = value;
        }
        Ok(())
    }
}

fn read_number(text: &str) -> Option<u64> {
    let upper = text.to_ascii_uppercase();
    let units = [("GB", 30), ("G", 30), ("MB", 20), ("M", 20), ("KB", 10), ("K", 10)];
    let (digits, shift) = units.iter().find_map(|(unit, shift)| Some((upper.strip_suffix(unit)?, *shift))).unwrap_or((&upper, 0));
    digits.trim().parse::<u64>().ok()?.checked_mul(1 << shift).filter(|&value| value > 0)
}

/// The page of all limits, in Markdown.
pub fn page() -> String {
    let mut page = String::from("| 名称 | 限的是什么 | 通常 |\n|---|---|---|\n");
    for Entry { name, words, usual, in_bytes, .. } in TABLE {
        let _ = match in_bytes {
            true => writeln!(page, "| `{name}` | {words} | {} MB |", usual >> 20),
            false => writeln!(page, "| `{name}` | {words} | {usual} |"),
        };
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_limits() {
        assert!(TABLE.iter().enumerate().all(|(at, entry)| entry.limit as usize == at));
        assert_eq!(USUAL.of(Limit::Depth), 256);
    }

    #[test]
    fn limits_are_set_by_name() {
        let mut limits = Limits::default();
        limits.set("rows = 20").unwrap();
        limits.set("part-bytes=2mb").unwrap();
        assert_eq!((limits.of(Limit::Rows), limits.of(Limit::PartBytes)), (20, 2 << 20));
        assert_eq!(limits.changed(), ["part-bytes=2097152", "rows=20"]);
        for (wrong, says) in [("rows", "名称=数"), ("lines=3", "archive-files"), ("rows=many", "不是数"), ("rows=0", "不是数")] {
            assert!(limits.set(wrong).unwrap_err().to_string().contains(says), "{wrong}");
        }
    }
}
