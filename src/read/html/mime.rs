//! Pages saved with their pictures in one file (`.mht`, MHTML): the parts that are pages.
//!
//! Source: RFC 2045, 2046 and 2557, as browsers, Word and Excel write them.

use std::borrow::Cow;

/// Parts of a file looked at; browsers write one for each picture.
const MOST_PARTS: usize = 10_000;
/// How much of a file its head may take.
const HEAD: usize = 16 * 1024;

/// A page in a file.
pub(super) struct Part<'a> {
    pub bytes: Cow<'a, [u8]>,
    /// The encoding its head names.
    pub charset: Option<String>,
}

/// The head of a message or a part: names in lower case.
struct Head {
    fields: Vec<(String, String)>,
    /// Bytes of the head with the empty line behind it.
    length: usize,
}

/// The pages in a file: the file itself, where it is no message.
pub(super) fn pages(bytes: &[u8]) -> Vec<Part<'_>> {
    let Some(boundary) = boundary(bytes) else { return vec![Part { bytes: Cow::Borrowed(bytes), charset: None }] };
    let mark = [b"--".as_slice(), boundary.as_bytes()].concat();
    let starts = lines(bytes).filter(|(_, line)| line.starts_with(&mark)).map(|(at, line)| (at, at + line.len()));
    let starts: Vec<(usize, usize)> = starts.take(MOST_PARTS).collect();
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([bytes.len()]);
    starts.iter().zip(ends).filter_map(|((_, from), to)| part(bytes.get(*from..to)?)).collect()
}

fn part(bytes: &[u8]) -> Option<Part<'_>> {
    let bytes = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n"))?;
    let head = Head::read(bytes)?;
    let kind = head.get("content-type")?;
    if !kind.to_ascii_lowercase().starts_with("text/html") {
        return None;
    }
    let body = bytes.get(head.length..)?;
    let decoded = match head.get("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
        "quoted-printable" => Cow::Owned(quoted_printable(body)),
        "base64" => Cow::Owned(base64(body)),
        _ => Cow::Borrowed(body),
    };
    Some(Part { bytes: decoded, charset: parameter(kind, "charset") })
}

fn boundary(bytes: &[u8]) -> Option<String> {
    let head = Head::read(bytes)?;
    head.get("mime-version")?;
    let kind = head.get("content-type")?;
    kind.to_ascii_lowercase().starts_with("multipart/").then(|| parameter(kind, "boundary")).flatten()
}

/// The value of a parameter: `text/html; charset="gb2312"` → `gb2312`.
fn parameter(kind: &str, name: &str) -> Option<String> {
    kind.split(';').skip(1).find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

impl Head {
    fn read(bytes: &[u8]) -> Option<Head> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for (at, line) in lines(bytes.get(..HEAD.min(bytes.len()))?) {
            let text = String::from_utf8_lossy(line);
            if text.is_empty() {
                let end = at + bytes.get(at..)?.iter().position(|&byte| byte == b'\n')? + 1;
                return (!fields.is_empty()).then_some(Head { fields, length: end });
            }
            if text.starts_with([' ', '\t']) {
                fields.last_mut()?.1.push_str(&text);
            } else {
                let (name, value) = text.split_once(':')?;
                fields.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        None
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Lines with where they begin, without their ends.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    bytes.split(|&byte| byte == b'\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line.strip_suffix(b"\r").unwrap_or(line))
    })
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|&byte| char::from(byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
        rest = match (first, after) {
            (b'=', [b'\r', b'\n', more @ ..] | [b'\n', more @ ..]) => more,
            (b'=', [_, _, more @ ..]) if let (Some(high), Some(low)) = (hex(0), hex(1)) => {
                out.push(high * 16 + low);
                more
            }
            _ => {
                out.push(first);
                after
            }
        };
    }
    out
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0u32);
    for &byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        held = (held << 6 | u32::from(value)) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.extend(u8::try_from(held >> bits & 0xFF));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_message() {
        let message = "From: <Saved by Browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--=_x\"\r\n\r\n\
            ----=_x\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E7=94=B2=\r\nb=3D</p>\r\n\
            ----=_x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n\
            ----=_x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n5LmZ\r\n----=_x--\r\n";
        assert!(boundary(message.as_bytes()).is_some());
        let pages = pages(message.as_bytes());
        let texts: Vec<String> = pages.iter().map(|page| String::from_utf8_lossy(&page.bytes).trim().to_owned()).collect();
        assert_eq!(texts, ["<p>甲b=</p>", "乙"]);
        assert_eq!(pages[0].charset.as_deref(), Some("utf-8"));
    }

    #[test]
    fn other_bytes_are_no_message() {
        for bytes in [b"".as_slice(), b"<html>", b"MIME-Version: 1.0\n", b"a: b\n\nmultipart", &[0xff; 40]] {
            assert!(boundary(bytes).is_none());
        }
        assert_eq!(quoted_printable(b"=4"), b"=4");
        assert_eq!(quoted_printable(b"=ZZ="), b"=ZZ=");
    }
}
