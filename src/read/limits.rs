//! How large what we read may be: every limit in one place.
//!
//! A clerk's workbook stays far below all of them; files made to exhaust a machine do not. Called by the readers of packed formats.

/// Entries of a package.
pub(crate) const ENTRIES: usize = 1_000;
/// Bytes of one part, unpacked.
pub(crate) const PART_BYTES: u64 = 200 << 20;
/// Bytes of all parts together, unpacked.
pub(crate) const TOTAL_BYTES: u64 = 400 << 20;
/// How many times larger than its packed bytes a part of at least [`RATIO_FROM`] bytes may be: a million formatted rows are twenty
/// times larger, what is made to swell four hundred times and more.
pub(crate) const RATIO: u64 = 250;
/// See [`RATIO`]; smaller parts may be as even as they like.
pub(crate) const RATIO_FROM: u64 = 32 << 20;
/// Bytes of one piece of markup or text: a tag, the text between two tags.
pub(crate) const TOKEN_BYTES: usize = 4 << 20;
/// Elements inside one another.
pub(crate) const DEPTH: usize = 256;
/// `<row>` elements of a sheet; Excel has 1,048,576 rows.
pub(crate) const ROWS: usize = 1_050_000;
/// Cells of a sheet.
pub(crate) const CELLS: usize = 10_000_000;
/// Shared strings.
pub(crate) const STRINGS: usize = 2_000_000;
/// Cell formats.
pub(crate) const FORMATS: usize = 200_000;
/// Merged areas of a sheet that are looked at; those below the last filled row do not count.
pub(crate) const MERGES: usize = 100_000;
/// Sheets of a workbook.
pub(crate) const SHEETS: usize = 500;
/// Times a cell with content may say that it is repeated.
pub(crate) const REPEATED: u32 = 1_000;
/// Bytes of an old binary workbook, which is read in one piece without checksums.
pub(crate) const OLD_WORKBOOK_BYTES: usize = 30 << 20;
/// Characters of a part that are not of the encoding it states, before it counts as damaged.
pub(crate) const DAMAGED_CHARACTERS: usize = 8;

/// Files of an archive of returns.
pub(crate) const ARCHIVE_FILES: usize = 20_000;
/// Bytes of one file of an archive, unpacked.
pub(crate) const PACKED_FILE_BYTES: u64 = 50 << 20;

/// The last row and column of a sheet, counted from 0: `XFD1048576`.
pub(crate) const LAST_ROW: u32 = 1_048_575;
/// See [`LAST_ROW`].
pub(crate) const LAST_COLUMN: u32 = 16_383;
/// The last column of an old binary workbook: `IV`.
pub(crate) const LAST_OLD_COLUMN: u32 = 255;
/// Rows with cells times columns with cells of a sheet of an old binary workbook, for which room is made at once.
pub(crate) const OLD_AREA: usize = 4_000_000;
