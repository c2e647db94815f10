//! Old binary documents (.doc, .wps): recognised, so that the message says how to save them anew. Not read.

use std::path::Path;

use crate::error::Error;

/// How such a file begins.
const MARK: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Streams that tell what a file of this kind is, in UTF-16 as its directory has them.
const STREAMS: &[(&str, &str)] = &[
    ("EncryptedPackage", "加了密码的 Word 或 Excel 文件"),
    ("WordDocument", "旧版 Word 文档（.doc 或 .wps）"),
    ("WpsDocument", "旧版 WPS 文字文档（.wps）"),
    ("PowerPoint Document", "旧版演示文稿（.ppt）"),
];

/// What an old binary document is, in words; `None` for other bytes, and for old workbooks, which have a reader.
pub(crate) fn kind(bytes: &[u8]) -> Option<&'static str> {
    if !bytes.starts_with(&MARK) {
        return None;
    }
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    STREAMS.iter().find(|(name, _)| holds(name)).map(|(_, kind)| *kind)
}

/// The error for such a file: what it is, and how to make it readable. `None` for other bytes.
pub(crate) fn refusal(bytes: &[u8], file: &Path) -> Option<Error> {
    const ADVICE: &str = "读不了。请用 Word 或 WPS 打开它，点“文件→另存为”，类型选“Word 文档（*.docx）”，再用存出来的文件";
    let kind = kind(bytes)?;
    if kind.starts_with("加了密码") {
        return Some(Error::Encrypted { file: file.to_owned() });
    }
    Some(Error::WrongKind { file: file.to_owned(), kind: kind.to_owned(), advice: ADVICE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(stream: &str) -> Vec<u8> {
        let wide = stream.encode_utf16().flat_map(u16::to_le_bytes);
        MARK.into_iter().chain([0; 504]).chain(wide).collect()
    }

    #[test]
    fn old_documents_are_told_how_to_become_new_ones() {
        let of = |bytes: &[u8]| refusal(bytes, Path::new("计划.doc"));
        let message = of(&named("WordDocument")).unwrap().to_string();
        assert!(message.contains("计划.doc") && message.contains("另存为") && message.contains("docx"), "{message}");
        assert!(matches!(of(&named("EncryptedPackage")), Some(Error::Encrypted { .. })));
        assert!(of(&named("Workbook")).is_none() && of(b"PK").is_none());
    }
}
