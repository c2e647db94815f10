//! Zip packages (docx, xlsx, ods), opened with care: what a file says about itself is not believed, only what its bytes give.
//!
//! Called by the readers of such formats. A part is inflated as a whole, with its checksum checked, within the limits of
//! [`crate::limits`]. It refuses encryption, methods other than stored and deflated, symbolic links, overlapping and twice-named parts.

use hashbrown::HashMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use zip::{CompressionMethod, ZipArchive};

use crate::error::Error;
use crate::limits::{Limit, Limits};

use super::xml::{Node, Xml};

/// An open package.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Index of each part, by its name in lower case with forward slashes.
    names: HashMap<String, usize>,
    file: PathBuf,
    limits: &'a Limits,
    read: u64,
}

/// A relationship of a part: what it is and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relationship {
    /// The last word of its type: `"footnotes"`.
    pub kind: String,
    /// The name of the part it leads to.
    pub target: String,
}

impl<'a> Package<'a> {
    /// Opens a package. `file` is only named in errors.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the directory of the package does not hold together or goes beyond the limits;
    /// [`Error::Encrypted`] when a part has a password.
    pub fn open(bytes: &'a [u8], file: &Path, limits: &'a Limits) -> Result<Self, Error> {
        let damaged = |reason: &str| Error::Damaged { file: file.to_owned(), reason: reason.to_owned() };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("压缩包的目录读不出，文件可能没有下载完整"))?;
        if archive.len() > limits.count(Limit::DocumentParts) {
            return Err(damaged(&format!("压缩包里的文件超过 {} 个，不像正常文档", limits.of(Limit::DocumentParts))));
        }
        let mut names = HashMap::with_capacity(archive.len());
        for at in 0..archive.len() {
            let part = archive.by_index_raw(at).map_err(|_| damaged("压缩包的目录与内容对不上"))?;
            if part.encrypted() {
                return Err(Error::Encrypted { file: file.to_owned() });
            }
            if !matches!(part.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) || part.is_symlink() {
                return Err(damaged("压缩包里有不认识的压缩方式或链接"));
            }
            let name = part.name().map_err(|_| damaged("压缩包里的文件名读不出"))?.replace('\\', "/").to_ascii_lowercase();
            if names.insert(name, at).is_some() {
                return Err(damaged("压缩包里有两个同名的部件，不知道以哪个为准"));
            }
        }
        let overlap = archive.has_overlapping_entries().unwrap_or(true);
        if overlap || archive.has_duplicate_names() {
            return Err(damaged("压缩包的目录与内容对不上"));
        }
        Ok(Package { archive, names, file: file.to_owned(), limits, read: 0 })
    }

    /// Whether there is a part of this name; case does not matter.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_ascii_lowercase())
    }

    /// The bytes of a part, whole and checked; `None` when there is no such part.
    ///
    /// # Errors
    /// [`Error::Damaged`] when its bytes do not inflate, the checksum is wrong, or it is over the limits.
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(&at) = self.names.get(&name.to_ascii_lowercase()) else { return Ok(None) };
        let damaged = |reason: &str| Error::Damaged { file: self.file.clone(), reason: format!("部件 {name} {reason}") };
        let limit = self.limits.of(Limit::PartBytes).min(self.limits.of(Limit::DocumentBytes).saturating_sub(self.read));
        let part = self.archive.by_index(at).map_err(|_| damaged("读不出"))?;
        let mut bytes = Vec::new();
        part.take(limit + 1).read_to_end(&mut bytes).map_err(|_| damaged("已损坏（校验不对）"))?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(damaged("解压后大得不正常，没有读"));
        }
        self.read += size;
        Ok(Some(bytes))
    }

    /// The text of an XML part in UTF-8 or UTF-16; `None` when there is no such part.
    ///
    /// # Errors
    /// As [`Package::bytes`], and when the bytes are no text.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        let text = match Encoding::for_bom(&bytes) {
            Some((encoding, skip)) => {
                encoding.decode_without_bom_handling_and_without_replacement(&bytes[skip..]).map(|text| text.into_owned())
            }
            None => String::from_utf8(bytes).ok(),
        };
        let damaged = || Error::Damaged { file: self.file.clone(), reason: format!("部件 {name} 的文字编码不对") };
        text.filter(|text| !text.contains('\0')).map(Some).ok_or_else(damaged)
    }

    /// A reader over the text of a part.
    pub fn xml<'t>(&self, text: &'t str) -> Xml<'t> {
        Xml::new(text, &self.file, self.limits.count(Limit::Depth))
    }

    /// The relationships of a part, or of the package itself for `""`; external ones are left out.
    ///
    /// # Errors
    /// As [`Package::text`], and when the XML does not hold together.
    pub fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, Error> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(text) = self.text(&format!("{folder}{slash}_rels/{name}.rels"))? else { return Ok(Vec::new()) };
        let mut xml = self.xml(&text);
        let mut found = Vec::new();
        loop {
            match xml.next()? {
                Node::Open(tag) if tag.name() == "Relationship" => {
                    let (kind, target) = (tag.get("Type").unwrap_or_default(), tag.get("Target").unwrap_or_default());
                    if tag.get("TargetMode").as_deref() != Some("External") {
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                        found.push(Relationship { kind, target: resolve(folder, &target) });
                    }
                }
                Node::End => return Ok(found),
                _ => {}
            }
        }
    }
}

/// A target as seen from a folder: `("word", "../customXml/item1.xml")` → `"customXml/item1.xml"`.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> =
        if target.starts_with('/') { Vec::new() } else { folder.split('/').filter(|step| !step.is_empty()).collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::LazyLock;
    use zip::write::SimpleFileOptions;

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn open(bytes: &[u8]) -> Result<Package<'_>, Error> {
        static FEW: LazyLock<Limits> = LazyLock::new(|| {
            let mut few = Limits::default();
            few.set("part-bytes=1000").unwrap();
            few.set("document-bytes=1500").unwrap();
            few
        });
        Package::open(bytes, Path::new("甲.docx"), &FEW)
    }

    #[test]
    fn parts_are_read_whole_and_within_limits() {
        let utf16: Vec<u8> = "\u{FEFF}<甲/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = packed(&[
            ("a/B.xml", "<甲/>".as_bytes()),
            ("u.xml", &utf16),
            ("big", &[b'x'; 1001]),
            ("half", &[b'x'; 900]),
            ("nul", b"<a>\0</a>"),
        ]);
        let mut package = open(&bytes).unwrap();
        assert_eq!(package.text("A/b.xml").unwrap().unwrap(), "<甲/>");
        assert_eq!(package.text("u.xml").unwrap().unwrap(), "<甲/>");
        assert!(package.text("none").unwrap().is_none() && package.has("BIG"));
        assert!(package.bytes("big").unwrap_err().to_string().contains("big"));
        assert!(package.text("nul").is_err());
        assert!(package.bytes("half").is_ok() && package.bytes("half").is_err(), "the sum is limited too");
    }

    #[test]
    fn damage_is_seen() {
        let bytes = packed(&[("a.xml", &b"<a>0123456789</a>".repeat(20)), ("b.xml", b"<b/>")]);
        for cut in 0..bytes.len() {
            assert!(open(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        let good = open(&bytes).unwrap().bytes("a.xml").unwrap();
        for at in 30..60 {
            let mut broken = bytes.clone();
            broken[at] ^= 0x10;
            let read = open(&broken).and_then(|mut package| package.bytes("a.xml"));
            assert!(read.is_err() || read.unwrap() == good, "byte {at}");
        }
        let twice = packed(&[("a.xml", b"1"), ("A.XML", b"2")]);
        assert!(open(&twice).err().unwrap().to_string().contains("同名"));
    }

    #[test]
    fn relationships_lead_to_parts() {
        let rels = r#"<Relationships xmlns="x"><Relationship Id="a" Type="http://x/footnotes" Target="footnotes.xml"/>
            <Relationship Id="b" Type="http://x/customXml" Target="../customXml/item1.xml"/>
            <Relationship Id="c" Type="http://x/header" Target="/word/header1.xml"/>
            <Relationship Id="d" Type="http://x/hyperlink" Target="http://a.invalid" TargetMode="External"/></Relationships>"#;
        let bytes = packed(&[("word/_rels/document.xml.rels", rels.as_bytes())]);
        let found = open(&bytes).unwrap().relationships("word/document.xml").unwrap();
        let targets: Vec<(&str, &str)> = found.iter().map(|one| (one.kind.as_str(), one.target.as_str())).collect();
        assert_eq!(targets, [("footnotes", "word/footnotes.xml"), ("customXml", "customXml/item1.xml"), ("header", "word/header1.xml")]);
    }
}
