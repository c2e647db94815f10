//! Bytes to text: UTF-8 with or without BOM, UTF-16, GB18030 and what else Chinese offices save.

use std::borrow::Cow;
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

use crate::error::Error;

/// Decodes a text file.
///
/// Shape: bytes → text without BOM. UTF-16 is recognised by its BOM or by its zero bytes.
///
/// # Errors
/// [`Error::WrongKind`] when the bytes are no text; [`Error::UnknownEncoding`] when no encoding fits without damage.
pub fn decode<'a>(bytes: &'a [u8], file: &Path) -> Result<Cow<'a, str>, Error> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[skip..], file);
    }
    if let Some(encoding) = utf16_without_bom(bytes) {
        return strict(encoding, bytes, file);
    }
    if memchr::memchr(0, bytes).is_some() {
        return Err(Error::WrongKind {
            file: file.to_owned(),
            kind: "二进制文件，不是文本".to_owned(),
            advice: "请给出计划的文本、Word 或 Excel 文件",
        });
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(Some(b"cn"), Utf8Detection::Allow);
    let mut last = None;
    for encoding in [GB18030, guessed] {
        match strict(encoding, bytes, file) {
            Ok(text) if looks_like_text(&text) => return Ok(text),
            other => last = Some(other),
        }
    }
    match last {
        Some(Err(error)) => Err(error),
        _ => Err(Error::UnknownEncoding { file: file.to_owned() }),
    }
}

/// Decodes a web page: its byte order mark first, then the encoding that `stated` or the page itself names, then what fits.
///
/// # Errors
/// As [`decode`].
#[cfg(feature = "html")]
pub fn decode_page<'a>(bytes: &'a [u8], stated: Option<&str>, file: &Path) -> Result<Cow<'a, str>, Error> {
    if Encoding::for_bom(bytes).is_some() || utf16_without_bom(bytes).is_some() {
        return decode(bytes, file);
    }
    let named = stated.map(str::to_owned).or_else(|| named_encoding(bytes));
    // Chinese pages that say gb2312 use more than it holds; GB18030 holds it all.
    let of_name = |name: String| match Encoding::for_label(name.trim().as_bytes())? {
        encoding if encoding == encoding_rs::GBK => Some(GB18030),
        encoding => Some(encoding),
    };
    let fits = |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes);
    match named.and_then(of_name).and_then(fits) {
        Some(text) => Ok(text),
        None => decode(bytes, file),
    }
}

/// The encoding a page names in its head: `<meta charset="gb2312">`, `content="text/html; charset=gb2312"`.
#[cfg(feature = "html")]
fn named_encoding(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(4096).map(|&byte| char::from(byte).to_ascii_lowercase()).collect();
    let after =
        head[head.find("charset")? + "charset".len()..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let name: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Some(name).filter(|name| !name.is_empty())
}

fn strict<'a>(encoding: &'static Encoding, bytes: &'a [u8], file: &Path) -> Result<Cow<'a, str>, Error> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| Error::UnknownEncoding { file: file.to_owned() })
}

/// Text in UTF-16 has line ends with a zero byte on one side; no character in use looks like one in the other byte order.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(1 << 16) & !1];
    let count = |wanted: [u8; 2]| sample.chunks_exact(2).filter(|pair| *pair == wanted).count();
    match (count([b'\n', 0]), count([0, b'\n'])) {
        (1.., 0) => Some(UTF_16LE),
        (0, 1..) => Some(UTF_16BE),
        _ => None,
    }
}

/// A wrong guess shows as control characters and private-use characters.
fn looks_like_text(text: &str) -> bool {
    let (mut odd, mut all) = (0usize, 0usize);
    for c in text.chars().take(20_000) {
        all += 1;
        odd += usize::from(
            (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{b}'))
                || ('\u{E000}'..='\u{F8FF}').contains(&c)
                || c == '\u{FFFD}',
        );
    }
    odd * 50 <= all
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "一、加强管理\r\n（一）2023年，做好“三个一”工作。\n";

    fn decoded(bytes: &[u8]) -> String {
        decode(bytes, Path::new("a.txt")).unwrap().into_owned()
    }

    #[test]
    fn encodings_of_office_texts() {
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(TEXT.as_bytes()), TEXT);
        assert_eq!(decoded(&[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat()), TEXT);
        assert_eq!(decoded(&GB18030.encode(TEXT).0), TEXT);
        assert_eq!(decoded(&[b"\xFF\xFE".as_slice(), &utf16].concat()), TEXT);
        assert_eq!(decoded(&utf16), TEXT);
        assert_eq!(decoded(&utf16_big), TEXT);
    }

    #[test]
    fn what_is_no_text_is_named() {
        let file = Path::new("照片.txt");
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", file).unwrap_err().to_string().contains("照片.txt"));
        assert!(decode(&[0x81, 0x20, 0xff, 0xfe, 0x82, 0x01, 0x9f, 0xff, 0xff], file).is_err());
    }
}
