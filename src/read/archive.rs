//! Archives of returned files (`.zip`): what is in them, with limits.

use std::io::{Cursor, Read};
use std::path::Path;

use encoding_rs::GB18030;
use zip::ZipArchive;

use crate::error::Error;
use crate::limits::{Limit, Limits};

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Its path inside the archive, `/` between folders. For messages and evidence only: it is never a path to write to.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Whether the bytes are an archive of files rather than a document that is stored as one.
pub fn is_archive(bytes: &[u8]) -> bool {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let of_a_document =
        |name: &str| name == "[Content_Types].xml" || name == "mimetype" || name.starts_with("xl/") || name.starts_with("word/");
    !archive.is_empty() && !archive.file_names().any(|name| name.is_ok_and(|name| of_a_document(&name)))
}

/// The files of an archive, one after the other; folders are left out.
///
/// Shape: `take` gets each file in the archive's order, or what is wrong with it. Names are UTF-8, or what Windows writes in China.
///
/// # Errors
/// [`Error::Damaged`] when it is no archive, [`Error::TooLarge`] when it holds too many files or too much.
pub fn each_file(bytes: &[u8], file: &Path, limits: &Limits, mut take: impl FnMut(String, Result<Vec<u8>, String>)) -> Result<(), Error> {
    let damaged = |_| Error::Damaged { file: file.to_owned(), reason: "压缩包坏了，打不开".to_owned() };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > limits.count(Limit::ArchiveFiles) {
        return Err(Error::TooLarge { file: file.to_owned(), size: archive.len() as u64, limit: limits.of(Limit::ArchiveFiles) });
    }
    let mut total = 0u64;
    for at in 0..archive.len() {
        let mut entry = match archive.by_index(at) {
            Ok(entry) if entry.is_dir() => continue,
            Ok(entry) => entry,
            Err(zip::result::ZipError::UnsupportedArchive(why)) if why.contains("assword") => {
                take(format!("第 {} 个文件", at + 1), Err("加了密码。请去掉密码再压缩".to_owned()));
                continue;
            }
            Err(_) => {
                take(format!("第 {} 个文件", at + 1), Err("在压缩包里坏了，读不出".to_owned()));
                continue;
            }
        };
        let name = readable_name(entry.name_raw());
        let mut content = Vec::new();
        let read = entry.by_ref().take(limits.of(Limit::ArchiveFileBytes) + 1).read_to_end(&mut content);
        total += content.len() as u64;
        if total > limits.of(Limit::TotalBytes) * 8 {
            return Err(Error::TooLarge { file: file.to_owned(), size: total, limit: limits.of(Limit::TotalBytes) * 8 });
        }
        let content = match read {
            Ok(_) if content.len() as u64 > limits.of(Limit::ArchiveFileBytes) => Err("解开后太大，没有读".to_owned()),
            Ok(_) => Ok(content),
            Err(_) => Err("在压缩包里坏了，读不出".to_owned()),
        };
        take(name, content);
    }
    Ok(())
}

/// A name as a person reads it.
fn readable_name(raw: &[u8]) -> String {
    let text = std::str::from_utf8(raw).map_or_else(|_| GB18030.decode(raw).0.into_owned(), str::to_owned);
    text.replace('\\', "/").chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn files_come_out_with_their_names() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        writer.add_directory("甲/", options).unwrap();
        writer.start_file("甲/乙股.xlsx", options).unwrap();
        writer.write_all(b"PK").unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        assert!(is_archive(&bytes));
        let mut found = Vec::new();
        each_file(&bytes, Path::new("返回.zip"), &crate::limits::USUAL, |name, content| found.push((name, content.unwrap()))).unwrap();
        assert_eq!(found, [("甲/乙股.xlsx".to_owned(), b"PK".to_vec())]);
        assert!(each_file(b"no archive", Path::new("返回.zip"), &crate::limits::USUAL, |_, _| {}).is_err());
        let name = GB18030.encode("乙股.xls").0;
        assert_eq!(readable_name(&name), "乙股.xls");
    }
}
