//! What a file is, from its bytes: the first thing a reader asks, and the words for telling a clerk what to do with the rest.
//!
//! One line of [`KINDS`] per kind: its name, its extensions, and what to do with a file of it when we cannot read it. Called by
//! [`read`](super::read()) and by the command line. Names and extensions are never evidence of what a file is.

use std::path::Path;

use crate::error::Error;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Text in some encoding.
    Text,
    /// A JSON object.
    Json,
    /// Comma-separated values: text, told from other text by its extension only.
    Csv,
    /// A web page.
    Html,
    /// Rich text.
    Rtf,
    /// PDF.
    Pdf,
    /// OFD, the fixed-layout format of GB/T 33190-2016.
    Ofd,
    /// Word since 2007.
    Docx,
    /// Word up to 2003, WPS writer.
    Doc,
    /// OpenDocument text.
    Odt,
    /// Excel since 2007.
    Xlsx,
    /// Excel up to 2003, WPS sheets.
    Xls,
    /// OpenDocument sheet.
    Ods,
    /// Excel up to 4.0, or the bare records of a later one.
    OldSheet,
    /// XML Spreadsheet 2003.
    SpreadsheetMl,
    /// OpenDocument sheet as one page of XML.
    FlatOds,
    /// SYLK, the symbolic link format.
    Sylk,
    /// DIF, the data interchange format.
    Dif,
    /// A table of dBASE or FoxPro.
    Dbf,
    /// PowerPoint of any version.
    Slides,
    /// An office document locked with a password.
    Locked,
    /// An old binary office file of which no document can be found.
    Compound,
    /// A picture.
    Image,
    /// Sound or film.
    Media,
    /// A zip archive.
    Zip,
    /// The beginning of a zip archive or of an office document.
    CutOff,
    /// A RAR archive.
    Rar,
    /// Another packed file.
    Packed,
    /// Something else that is no text.
    Binary,
}

/// The line of a kind in [`KINDS`].
#[derive(Debug)]
pub struct KindEntry {
    /// The kind.
    pub kind: Kind,
    /// Its name in a sentence: `"Word 文档"`.
    pub name: &'static str,
    /// The file name extensions that promise it, lower case, the usual one first; the first is also its name on the command line.
    pub extensions: &'static [&'static str],
    /// What to do with such a file while we cannot read it; `None` when we can.
    pub advice: Option<&'static str>,
}

const COPY: Option<&str> = Some("本版还读不了。请打开它，全选、复制到记事本，存成 .txt 再试");
const SAVE_AS_TEXT: Option<&str> = Some("本版还读不了。请在 Word 或 WPS 里打开，另存为“纯文本（.txt）”再试");
const SAVE_DOCX: Option<&str> = Some("读不了。请用 Word 或 WPS 打开它，点“文件→另存为”，类型选“Word 文档（*.docx）”，再用存出来的文件");
/// What a build without the reader says.
const HTML: Option<&str> = if cfg!(feature = "html") { None } else { COPY };
const PDF: Option<&str> = if cfg!(feature = "pdf") { None } else { COPY };
const DOCX: Option<&str> = if cfg!(feature = "docx") { None } else { SAVE_AS_TEXT };
const SAVE_XLSX: Option<&str> = Some("读不了。请用 Excel 或 WPS 打开它，点“文件→另存为”，类型选“Excel 工作簿（*.xlsx）”，再用存出来的文件");
const UNPACK: Option<&str> = Some("请先解压，再用里面的文件");

/// Every kind, with its words.
pub const KINDS: &[KindEntry] = &[
    KindEntry { kind: Kind::Text, name: "文本", extensions: &["txt", "text", "md", "markdown"], advice: None },
    KindEntry { kind: Kind::Json, name: "JSON", extensions: &["json"], advice: None },
    KindEntry { kind: Kind::Csv, name: "CSV 表格", extensions: &["csv", "tsv"], advice: None },
    KindEntry { kind: Kind::Html, name: "网页", extensions: &["html", "htm", "mht", "mhtml", "xhtml"], advice: HTML },
    KindEntry { kind: Kind::Rtf, name: "RTF 文档", extensions: &["rtf"], advice: SAVE_AS_TEXT },
    KindEntry { kind: Kind::Pdf, name: "PDF 文件", extensions: &["pdf"], advice: PDF },
    KindEntry { kind: Kind::Ofd, name: "OFD 版式文件", extensions: &["ofd"], advice: COPY },
    KindEntry { kind: Kind::Docx, name: "Word 文档（.docx）", extensions: &["docx", "docm", "dotx"], advice: DOCX },
    KindEntry { kind: Kind::Doc, name: "Word 或 WPS 文档（.doc、.wps）", extensions: &["doc", "wps", "dot"], advice: SAVE_DOCX },
    KindEntry { kind: Kind::Odt, name: "ODT 文档", extensions: &["odt"], advice: SAVE_AS_TEXT },
    KindEntry { kind: Kind::Xlsx, name: "Excel 工作簿（.xlsx）", extensions: &["xlsx", "xlsm", "xltx", "xltm", "xlsb"], advice: None },
    KindEntry { kind: Kind::Xls, name: "Excel 或 WPS 工作簿（.xls、.et）", extensions: &["xls", "et", "xlt", "ett"], advice: None },
    KindEntry { kind: Kind::Ods, name: "ODS 表格", extensions: &["ods", "ots"], advice: None },
    KindEntry { kind: Kind::OldSheet, name: "Excel 4.0 或更早的表格", extensions: &["xlw", "xlc"], advice: SAVE_XLSX },
    KindEntry { kind: Kind::SpreadsheetMl, name: "XML 表格 2003", extensions: &[], advice: SAVE_XLSX },
    KindEntry { kind: Kind::FlatOds, name: "单个 XML 文件的 OpenDocument 表格", extensions: &["fods"], advice: SAVE_XLSX },
    KindEntry { kind: Kind::Sylk, name: "SYLK 表格", extensions: &["slk"], advice: SAVE_XLSX },
    KindEntry { kind: Kind::Dif, name: "DIF 表格", extensions: &["dif"], advice: SAVE_XLSX },
    KindEntry { kind: Kind::Dbf, name: "dBASE 数据表", extensions: &["dbf"], advice: SAVE_XLSX },
    KindEntry { kind: Kind::Slides, name: "演示文稿", extensions: &["pptx", "ppt", "dps", "odp"], advice: COPY },
    KindEntry {
        kind: Kind::Locked,
        name: "加了密码的 Office 文档",
        extensions: &[],
        advice: Some("读不了。请用密码打开它，去掉密码（文件→信息→保护），另存后再试"),
    },
    KindEntry {
        kind: Kind::Compound,
        name: "旧版 Office 文件（.doc、.xls 一类），但里面找不到文档",
        extensions: &[],
        advice: Some("多半没有下载完。请重新下载，或请对方另存为 .docx 或 .xlsx 再发来"),
    },
    KindEntry {
        kind: Kind::Image,
        name: "图片",
        extensions: &["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic"],
        advice: Some("里面没有可以读的文字。请先用文字识别软件转成文本，核对后存成 .txt 再试"),
    },
    KindEntry {
        kind: Kind::Media,
        name: "音频或视频",
        extensions: &["mp3", "mp4", "wav", "avi", "mov", "m4a"],
        advice: Some("请确认是不是选错了文件"),
    },
    KindEntry { kind: Kind::Zip, name: "ZIP 压缩包", extensions: &["zip"], advice: UNPACK },
    KindEntry {
        kind: Kind::CutOff,
        name: "没有传完整的文件，缺了后面一截",
        extensions: &[],
        advice: Some("请重新下载，或向发件人要一份完整的"),
    },
    KindEntry { kind: Kind::Rar, name: "RAR 压缩包", extensions: &["rar"], advice: UNPACK },
    KindEntry { kind: Kind::Packed, name: "压缩包", extensions: &["7z", "gz", "tgz", "bz2", "xz", "tar"], advice: UNPACK },
    KindEntry {
        kind: Kind::Binary, name: "二进制文件，不是文本", extensions: &[], advice: Some("请确认是不是选错了文件")
    },
];

impl Kind {
    /// The line of the kind.
    pub fn entry(self) -> &'static KindEntry {
        // A test holds that every kind has its line.
        KINDS.iter().find(|entry| entry.kind == self).unwrap_or(&KINDS[KINDS.len() - 1])
    }

    /// The kind an extension promises.
    ///
    /// Shape: `"DOCX"` → `Docx`, without the dot; `None` for an extension that promises nothing.
    pub fn promised(extension: &str) -> Option<Kind> {
        let lower = extension.to_ascii_lowercase();
        KINDS.iter().find(|entry| entry.extensions.contains(&lower.as_str())).map(|entry| entry.kind)
    }

    /// The kind a file's name promises.
    pub fn of_name(file: &Path) -> Option<Kind> {
        Kind::promised(&file.extension()?.to_string_lossy())
    }

    /// Whether it is a workbook the workbook reader takes.
    pub fn is_workbook(self) -> bool {
        matches!(self, Kind::Xlsx | Kind::Xls | Kind::Ods)
    }

    /// Whether there is a reader for it.
    pub fn is_readable(self) -> bool {
        self.entry().advice.is_none()
    }

    /// The name behind a Chinese word: `"文本"`, but `" PDF 文件"` with a blank before a foreign letter.
    pub fn in_sentence(self) -> String {
        let name = self.entry().name;
        let blank = if name.starts_with(|c: char| c.is_ascii()) { " " } else { "" };
        format!("{blank}{name}")
    }

    /// What to say of a file of a kind that we cannot read.
    pub(crate) fn refusal(self, file: &Path) -> Error {
        let advice = self.entry().advice.unwrap_or("请确认是不是选错了文件");
        Error::WrongKind { file: file.to_owned(), kind: self.in_sentence(), advice }
    }

    /// Refuses a file of a kind that we cannot read.
    ///
    /// # Errors
    /// [`Error::WrongKind`] when there is no reader for the kind.
    pub fn refuse_unreadable(self, file: &Path) -> Result<(), Error> {
        if self.is_readable() { Ok(()) } else { Err(self.refusal(file)) }
    }
}

/// Bytes a kind begins with.
const BEGINNINGS: &[(Kind, &[u8])] = &[
    (Kind::Rtf, b"{\\rtf"),
    (Kind::Image, b"\x89PNG\r\n\x1a\n"),
    (Kind::Image, b"\xff\xd8\xff"),
    (Kind::Image, b"GIF8"),
    (Kind::Image, b"II*\0"),
    (Kind::Image, b"MM\0*"),
    (Kind::Media, b"ID3"),
    (Kind::Rar, b"Rar!\x1a\x07"),
    // The first record of a worksheet: Excel 2, 3, 4, and later ones without their container ([MS-XLS] 2.4.21).
    (Kind::OldSheet, b"\x09\0\x04\0"),
    (Kind::OldSheet, b"\x09\0\x06\0"),
    (Kind::OldSheet, b"\x09\x02\x06\0"),
    (Kind::OldSheet, b"\x09\x04\x06\0"),
    (Kind::OldSheet, b"\x09\x08\x08\0"),
    (Kind::OldSheet, b"\x09\x08\x10\0"),
    (Kind::Sylk, b"ID;P"),
    (Kind::Dif, b"TABLE\r\n0,1"),
    (Kind::Dif, b"TABLE\n0,1"),
    (Kind::Packed, b"7z\xbc\xaf\x27\x1c"),
    (Kind::Packed, b"\x1f\x8b\x08"),
    (Kind::Packed, b"BZh"),
    (Kind::Packed, b"\xfd7zXZ\0"),
];

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What a file is, from its bytes.
///
/// Shape: the whole file in; linear in at most 1 MB of it. `Text` is what nothing else claims: whether it can be decoded is for
/// the decoder to say.
pub fn kind_of(bytes: &[u8]) -> Kind {
    if let Some((kind, _)) = BEGINNINGS.iter().find(|(_, beginning)| bytes.starts_with(beginning)) {
        return *kind;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return kind_of_zip(bytes);
    }
    if bytes.starts_with(OLE) {
        return kind_of_ole(bytes);
    }
    // A package is found by its end: mail programs leave headers in front of it.
    if bytes.get(bytes.len().saturating_sub(22)..).is_some_and(|end| end.starts_with(b"PK\x05\x06")) {
        return kind_of_zip(bytes);
    }
    let at = |start: usize, wanted: &[u8]| bytes.get(start..).is_some_and(|rest| rest.starts_with(wanted));
    if bytes.starts_with(b"RIFF") {
        return if at(8, b"WEBP") { Kind::Image } else { Kind::Media };
    }
    if at(4, b"ftyp") {
        return if at(8, b"hei") || at(8, b"mif1") || at(8, b"avif") { Kind::Image } else { Kind::Media };
    }
    // The four reserved bytes tell a bitmap from a text that begins with “BM”.
    if bytes.starts_with(b"BM") && at(6, b"\0\0\0\0") {
        return Kind::Image;
    }
    if at(257, b"ustar") {
        return Kind::Packed;
    }
    // Mail programs leave headers in front; a text that only speaks of it does not end as a PDF does.
    let ends_as_pdf = || contains(&bytes[bytes.len().saturating_sub(1024)..], b"%%EOF");
    if bytes.starts_with(b"%PDF-") || contains(head(bytes, 1024), b"%PDF-") && ends_as_pdf() {
        return Kind::Pdf;
    }
    kind_of_text(bytes)
}

/// A zip names its parts in its directory, at the end; OpenDocument states its type in its first part.
fn kind_of_zip(bytes: &[u8]) -> Kind {
    const PARTS: &[(Kind, &[u8])] = &[
        (Kind::Docx, b"word/document"),
        (Kind::Xlsx, b"xl/workbook"),
        (Kind::Xlsx, b"worksheets/"),
        (Kind::Xlsx, b"worksheets\\"),
        (Kind::Slides, b"ppt/presentation"),
        (Kind::Ofd, b"OFD.xml"),
        (Kind::Ods, b"application/vnd.oasis.opendocument.spreadsheet"),
        (Kind::Odt, b"application/vnd.oasis.opendocument.text"),
        (Kind::Slides, b"application/vnd.oasis.opendocument.presentation"),
    ];
    let last = &bytes[bytes.len().saturating_sub(1 << 17)..];
    // A download that broke off lost its directory; what is left names its parts one by one.
    let is_whole = contains(last, b"PK\x05\x06");
    let first = head(bytes, if is_whole { 4096 } else { 1 << 20 });
    PARTS
        .iter()
        .find(|(_, part)| contains(first, part) || contains(last, part))
        .map_or(if is_whole { Kind::Zip } else { Kind::CutOff }, |(kind, _)| *kind)
}

/// A compound file names its streams in UTF-16 in its directory, whose first sector the header states ([MS-CFB] §2.2).
fn kind_of_ole(bytes: &[u8]) -> Kind {
    const STREAMS: &[(Kind, &str)] = &[
        (Kind::Locked, "EncryptedPackage"),
        (Kind::Doc, "WordDocument"),
        (Kind::Xls, "Workbook"),
        (Kind::Xls, "Book"),
        (Kind::Slides, "PowerPoint Document"),
    ];
    let number = |at: usize, length: usize| {
        bytes.get(at..at + length).map(|field| field.iter().rev().fold(0usize, |sum, &byte| sum << 8 | usize::from(byte)))
    };
    let directory = number(30, 2).zip(number(48, 4)).filter(|&(shift, _)| shift <= 12).map(|(shift, sector)| (sector + 1) << shift);
    let Some(directory) = directory.and_then(|start| bytes.get(start..)) else {
        return Kind::Compound;
    };
    let directory = head(directory, 1 << 16);
    let named = |name: &str| contains(directory, &name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    STREAMS.iter().find(|(_, name)| named(name)).map_or(Kind::Compound, |(kind, _)| *kind)
}

/// Text by elimination: UTF-16 has zero bytes too (一 is 4E00), but never the character zero, and other files have little else.
fn kind_of_text(bytes: &[u8]) -> Kind {
    let sample = head(bytes, 1 << 20);
    if is_dbf(sample) {
        return Kind::Dbf;
    }
    // A text that says it is UTF-8 may hold anything.
    if !sample.starts_with(b"\xef\xbb\xbf") && sample.chunks_exact(2).any(|pair| pair == [0, 0]) {
        return Kind::Binary;
    }
    // The letters of markup are the same in every encoding once zero bytes and the byte order mark are gone.
    let beginning: Vec<u8> = head(sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample), 2048)
        .iter()
        .filter(|&&byte| byte != 0 && byte != 0xff && byte != 0xfe)
        .map(u8::to_ascii_lowercase)
        .collect();
    let beginning = beginning.trim_ascii_start();
    let message = beginning.starts_with(b"mime-version:") || (beginning.starts_with(b"from:") && contains(beginning, b"mime-version:"));
    if message || begins_as_page(beginning) {
        return Kind::Html;
    }
    if beginning.starts_with(b"<?xml") && contains(beginning, b"urn:schemas-microsoft-com:office:spreadsheet") {
        return Kind::SpreadsheetMl;
    }
    if beginning.starts_with(b"<?xml") && contains(beginning, b"<office:document") && contains(sample, b"opendocument.spreadsheet") {
        return Kind::FlatOds;
    }
    match beginning.strip_prefix(b"{").map(<[u8]>::trim_ascii_start) {
        Some([b'"' | b'}', ..]) => Kind::Json,
        _ => Kind::Text,
    }
}

/// A table of dBASE: its version, a date, and a header whose length is that of its fields (32 bytes each, and one that ends them).
fn is_dbf(bytes: &[u8]) -> bool {
    let Some(&[version, _, month, day, _, _, _, _, low, high, ..]) = bytes.get(..32) else { return false };
    let header = usize::from(u16::from_le_bytes([low, high]));
    let known = matches!(version, 0x02 | 0x03 | 0x30 | 0x31 | 0x32 | 0x43 | 0x63 | 0x83 | 0x8B | 0xCB | 0xF5 | 0xFB);
    let fields_end =
        header >= 33 && (bytes.get(header - 1) == Some(&0x0D) || (32..header).step_by(32).any(|at| bytes.get(at) == Some(&0x0D)));
    known && (1..=12).contains(&month) && (1..=31).contains(&day) && fields_end
}

/// Whether a text, in lower case, begins with a tag of HTML: whole pages do, and tables saved as `.xls` by web programs.
fn begins_as_page(beginning: &[u8]) -> bool {
    const TAGS: &[&str] = &[
        "!doctype html",
        "html",
        "head",
        "body",
        "table",
        "meta",
        "title",
        "div",
        "p",
        "style",
        "script",
        "link",
        "center",
        "font",
        "pre",
        "h1",
        "h2",
        "h3",
        "ol",
        "ul",
        "span",
        "section",
        "article",
        "main",
    ];
    let mut rest = beginning;
    // What may stand before: comments, the declaration of XML.
    while rest.starts_with(b"<!--") || rest.starts_with(b"<?xml") {
        let end = rest.iter().position(|&byte| byte == b'>').map_or(rest.len(), |end| end + 1);
        rest = rest[end..].trim_ascii_start();
    }
    let Some(rest) = rest.strip_prefix(b"<") else { return false };
    let ends = |after: &[u8]| after.first().is_some_and(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
    TAGS.iter().any(|tag| rest.strip_prefix(tag.as_bytes()).is_some_and(ends))
}

fn head(bytes: &[u8], length: usize) -> &[u8] {
    &bytes[..bytes.len().min(length)]
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn ole(stream: &str) -> Vec<u8> {
        let mut bytes = vec![0; 512 * 3];
        bytes[..8].copy_from_slice(OLE);
        bytes[30] = 9;
        bytes[48] = 1;
        let name = utf16(stream);
        bytes[1024..1024 + name.len()].copy_from_slice(&name);
        bytes
    }

    #[test]
    fn bytes_say_what_a_file_is() {
        let zip = |part: &[u8]| [b"PK\x03\x04\x14\0\0\0\0\0".as_slice(), part, b"\0\0\0\0"].concat();
        let cases: Vec<(Vec<u8>, Kind)> = vec![
            ("一、加强管理\n".into(), Kind::Text),
            ("BM区2023年工作要点\n".into(), Kind::Text),
            (utf16("一、加强管理\n2023年\n"), Kind::Text),
            ([b"\xff\xfe".as_slice(), &utf16("一、加强管理")].concat(), Kind::Text),
            (b"".to_vec(), Kind::Text),
            ("{甲}".into(), Kind::Text),
            ("<通知>一、加强管理".into(), Kind::Text),
            (b"\xef\xbb\xbf {\n \"format\": 1}".to_vec(), Kind::Json),
            (b"\r\n<!DOCTYPE HTML><html>".to_vec(), Kind::Html),
            (b"<?xml version=\"1.0\"?><html xmlns=\"\">".to_vec(), Kind::Html),
            (b"MIME-Version: 1.0".to_vec(), Kind::Html),
            (b"From: <Saved>\r\nMIME-Version: 1.0".to_vec(), Kind::Html),
            (b"<!-- x --><TABLE border=1>".to_vec(), Kind::Html),
            (b"<tablet>".to_vec(), Kind::Text),
            (b"{\\rtf1\\ansi".to_vec(), Kind::Rtf),
            (b"%PDF-1.7".to_vec(), Kind::Pdf),
            (b"X-Mail: 1\n\n%PDF-1.7\n1 0 obj\n%%EOF\n".to_vec(), Kind::Pdf),
            ("存成 %PDF-1.7 再报".as_bytes().to_vec(), Kind::Text),
            (b"\xff\xd8\xff\xe0\0\0".to_vec(), Kind::Image),
            (b"BM\x36\0\0\0\0\0\0\0\x36".to_vec(), Kind::Image),
            (b"RIFF\0\0\0\0WEBP".to_vec(), Kind::Image),
            (b"RIFF\0\0\0\0WAVE".to_vec(), Kind::Media),
            (b"\0\0\0\x18ftypmp42".to_vec(), Kind::Media),
            (b"Rar!\x1a\x07\x01\0".to_vec(), Kind::Rar),
            (b"\xef\xbb\xbf\xe4\xb8\x80\0\0\0\0".to_vec(), Kind::Text),
            ([zip(b"a.txt").as_slice(), b"PK\x05\x06"].concat(), Kind::Zip),
            (zip(b"docProps/app.xml"), Kind::CutOff),
            (zip(b"word/document.xml"), Kind::Docx),
            (zip(b"xl/workbook.xml"), Kind::Xlsx),
            (zip(b"OFD.xml"), Kind::Ofd),
            (zip(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), Kind::Ods),
            (ole("WordDocument"), Kind::Doc),
            (ole("Workbook"), Kind::Xls),
            (ole("EncryptedPackage"), Kind::Locked),
            (ole("Contents"), Kind::Compound),
            (OLE.to_vec(), Kind::Compound),
            (b"\x09\x04\x06\0\0\0\x10\0".to_vec(), Kind::OldSheet),
            (
                b"<?xml version=\"1.0\"?>\n<office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">".to_vec(),
                Kind::FlatOds,
            ),
            (b"ID;PSCALC3\r\n".to_vec(), Kind::Sylk),
            (b"ID,NAME\r\n".to_vec(), Kind::Text),
            (b"TABLE\r\n0,1\r\n\"EXCEL\"\r\n".to_vec(), Kind::Dif),
            (
                b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">".to_vec(),
                Kind::SpreadsheetMl,
            ),
            ([&[0x03, 131, 4, 2, 2, 0, 0, 0, 65, 0, 9, 0][..], &[0; 52], &[0x0D], b" 12345678"].concat(), Kind::Dbf),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec(), Kind::Binary),
        ];
        for (bytes, kind) in cases {
            assert_eq!(kind_of(&bytes), kind, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn every_kind_has_one_line_and_every_extension_one_kind() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in KINDS {
            assert_eq!(entry.kind.entry().name, entry.name, "one line a kind");
            for extension in entry.extensions {
                assert!(seen.insert(extension), "{extension} promises two kinds");
                assert_eq!(Kind::promised(&extension.to_uppercase()), Some(entry.kind));
            }
            assert!(entry.advice.is_none_or(|advice| advice.contains('请')), "{}: say what to do", entry.name);
        }
        assert_eq!(Kind::promised("栖云"), None);
        let error = Kind::Doc.refuse_unreadable(Path::new("要点.doc")).unwrap_err().to_string();
        assert!(error.contains("“要点.doc”是 Word 或 WPS 文档") && error.contains("另存为") && error.contains("docx"), "{error}");
    }
}
