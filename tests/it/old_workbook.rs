//! Old binary workbooks written by hand, record by record, and damaged on purpose.
//!
//! Source: [MS-XLS] for the records, [MS-CFB] for the container.

use std::io::{Cursor, Write};

use cfb::{CompoundFile, Version};

/// Rows of texts; a cell that is empty is not written.
pub type Rows<'a> = &'a [&'a [&'a str]];

/// The workbook of the tests: two tasks.
pub const TASKS: Rows = &[
    &["序号", "工作任务", "牵头股室", "完成时限"],
    &["一", "新建校舍3所", "基建股", "10月底前"],
    &["二", "推行课后服务", "基教股", "长期坚持"],
];

/// A record: its kind and its content.
pub fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(content.len()).unwrap().to_le_bytes(), content].concat()
}

fn numbers(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn units(text: &str) -> u16 {
    u16::try_from(text.encode_utf16().count()).unwrap()
}

/// The stream of a workbook as Excel 97 writes it: one sheet named 分解表. `globals` and `cells` are records added to either part.
pub fn stream(rows: Rows, globals: &[u8], cells: &[u8]) -> Vec<u8> {
    let texts: Vec<&str> = rows.iter().flat_map(|row| row.iter().copied()).filter(|text| !text.is_empty()).collect();
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let strings = texts.iter().flat_map(|text| [numbers(&[units(text)]), vec![1], wide(text)].concat());
    let table = [count.to_vec(), count.to_vec(), strings.collect()].concat();
    let head = [record(0x0809, &numbers(&[0x0600, 5, 0, 0, 0, 0, 0, 0])), record(0x0042, &numbers(&[1200])), globals.to_vec()].concat();
    let name = [vec![3u8, 1], wide("分解表")].concat();
    let tail = [record(0x00FC, &table), record(0x000A, &[])].concat();
    let at = u32::try_from(head.len() + 4 + 6 + name.len() + tail.len()).unwrap();
    let tab = record(0x0085, &[&at.to_le_bytes()[..], &[0, 0], &name].concat());
    let mut sheet = record(0x0809, &numbers(&[0x0600, 0x10, 0, 0, 0, 0, 0, 0]));
    sheet.extend(record(0x0200, &numbers(&[0, 0, 3, 0, 0, 4, 0])));
    let mut string = 0u32;
    for (row, texts) in (0..).zip(rows.iter()) {
        for (column, _) in (0..).zip(texts.iter()).filter(|(_, text)| !text.is_empty()) {
            sheet.extend(record(0x00FD, &[numbers(&[row, column, 0]), string.to_le_bytes().to_vec()].concat()));
            string += 1;
        }
    }
    [head, tab, tail, sheet, cells.to_vec(), record(0x000A, &[])].concat()
}

/// The stream of a workbook as Excel 95 writes it, in GBK.
pub fn stream_of_95(rows: Rows) -> Vec<u8> {
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let head = [record(0x0809, &numbers(&[0x0500, 5, 0, 0])), record(0x0042, &numbers(&[936]))].concat();
    let name = [vec![6u8], gbk("分解表")].concat();
    let at = u32::try_from(head.len() + 4 + 6 + name.len() + 4).unwrap();
    let tab = record(0x0085, &[&at.to_le_bytes()[..], &[0, 0], &name].concat());
    let mut sheet = record(0x0809, &numbers(&[0x0500, 0x10, 0, 0]));
    for (row, texts) in (0..).zip(rows.iter()) {
        for (column, text) in (0..).zip(texts.iter()) {
            let text = gbk(text);
            sheet.extend(record(0x0204, &[numbers(&[row, column, 0, u16::try_from(text.len()).unwrap()]), text].concat()));
        }
    }
    [head, tab, record(0x000A, &[]), sheet, record(0x000A, &[])].concat()
}

/// A cell that names a shared string.
pub fn string_cell(row: u16, column: u16, string: u32) -> Vec<u8> {
    record(0x00FD, &[numbers(&[row, column, 0]), string.to_le_bytes().to_vec()].concat())
}

/// A cell with a number.
pub fn number_cell(row: u16, column: u16, number: f64) -> Vec<u8> {
    record(0x0203, &[numbers(&[row, column, 0]), number.to_le_bytes().to_vec()].concat())
}

/// A container with these streams.
pub fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut container = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).unwrap();
    for (name, content) in streams {
        container.create_stream(name).unwrap().write_all(content).unwrap();
    }
    container.flush().unwrap();
    container.into_inner().into_inner()
}

/// A workbook with the tasks, large enough to lie in sectors of its own.
pub fn workbook() -> Vec<u8> {
    let many: Vec<u8> = (0..300).flat_map(|row| number_cell(1000 + row, 9, 1.0)).collect();
    container(&[("Workbook", &stream(TASKS, &[], &many))])
}

/// The same bytes with some of them changed.
pub fn changed(mut bytes: Vec<u8>, at: usize, new: &[u8]) -> Vec<u8> {
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

/// Where the entry of the stream of a container of [`workbook`] stands in its directory.
pub fn directory_entry(bytes: &[u8]) -> usize {
    let name = wide("Workbook");
    bytes.windows(name.len()).position(|window| window == name).unwrap()
}

/// Where the table of sectors says what follows the sector `sector`.
pub fn fat_entry(bytes: &[u8], sector: u32) -> usize {
    let table = u32::from_le_bytes(bytes[76..80].try_into().unwrap());
    512 * (usize::try_from(table).unwrap() + 1) + 4 * usize::try_from(sector).unwrap()
}

/// The first sector of the stream.
pub fn first_sector(bytes: &[u8]) -> u32 {
    let entry = directory_entry(bytes);
    u32::from_le_bytes(bytes[entry + 116..entry + 120].try_into().unwrap())
}
