//! One archive of the workbooks of a folder, for mailing. Packed file by file: memory does not grow with their number.

use std::io::{self, Write};
use std::path::Path;

use anyhow::anyhow;
use fenjie::files;
use fenjie::identity;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// Packs files of a folder, in a folder named after the archive. Same files, same bytes.
pub fn pack<'a>(archive: &Path, folder: &Path, names: impl Iterator<Item = &'a str>, plan: &str) -> anyhow::Result<()> {
    let inner = archive.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // Workbooks are compressed already.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).last_modified_time(DateTime::default());
    let mut failed = None;
    files::write_through(archive, |target| {
        let mut zip = ZipWriter::new(io::BufWriter::new(target));
        zip.set_comment(identity::index_stamp(plan)).map_err(io::Error::other)?;
        for name in names {
            let bytes = match files::read(&folder.join(name), u64::MAX / 2) {
                Ok(bytes) => bytes,
                Err(error) => {
                    failed = Some(error);
                    return Err(io::Error::other("a file is gone"));
                }
            };
            zip.start_file(format!("{inner}/{name}"), options).map_err(io::Error::other)?;
            zip.write_all(&bytes)?;
        }
        zip.finish().map_err(io::Error::other)?.into_inner().map_err(io::IntoInnerError::into_error).map(|_| ())
    })
    .map_err(|error| failed.map_or_else(|| anyhow!(error), Into::into))
}

/// Whether bytes are an archive we packed for a plan.
pub fn is_ours(bytes: &[u8], plan: &str) -> bool {
    bytes.starts_with(b"PK") && bytes.ends_with(identity::index_stamp(plan).as_bytes())
}
