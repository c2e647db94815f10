//! The only door to the file system: whole-file reads with a limit, and writes that are all or nothing.
//!
//! Every error names the file. A write goes to a temporary file in the target folder, is synced, and then renamed, so the
//! target is always the whole old file or the whole new one. Called by the command line; the rest of the library takes bytes.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The largest input read unless the caller says otherwise: 50 MiB.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// Reads a whole file of at most `limit` bytes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::IsFolder`], [`Error::Empty`], [`Error::TooLarge`] or [`Error::Unreadable`].
#[allow(clippy::disallowed_methods)] // this is the door
pub fn read(file: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => Error::NotFound { file: file.to_owned(), source },
        _ => Error::Unreadable { file: file.to_owned(), source },
    };
    let metadata = fs::metadata(file).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(Error::IsFolder { file: file.to_owned() });
    }
    let too_large = |size| Error::TooLarge { file: file.to_owned(), size, limit };
    if metadata.len() > limit {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    // Never trust the stated length: a device or a growing file may give more.
    fs::File::open(file).map_err(unreadable)?.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes.len() as u64 {
        0 => Err(Error::Empty { file: file.to_owned() }),
        size if size > limit => Err(too_large(size)),
        _ => Ok(bytes),
    }
}

/// Writes a whole file, atomically: the target is the old file or the new one, never half of either.
///
/// # Errors
/// [`Error::NoFolder`] when the folder is missing, [`Error::IsFolder`] when the target is a folder, [`Error::Unwritable`] otherwise.
pub fn write(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let target = resolve(file);
    if target.is_dir() {
        return Err(Error::IsFolder { file: file.to_owned() });
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(Error::NoFolder { folder: folder.to_owned() });
    }
    let unwritable = |source| Error::Unwritable { file: file.to_owned(), source };
    let permissions = fs::metadata(&target).ok().map(|metadata| metadata.permissions());
    if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(unwritable(io::Error::from(io::ErrorKind::PermissionDenied)));
    }
    let mut temporary = tempfile::Builder::new().prefix(".fenjie-").suffix(".tmp").tempfile_in(folder).map_err(unwritable)?;
    temporary.write_all(bytes).map_err(unwritable)?;
    match permissions {
        Some(permissions) => temporary.as_file().set_permissions(permissions).map_err(unwritable)?,
        None => open_to_others(temporary.as_file()).map_err(unwritable)?,
    }
    temporary.as_file().sync_all().map_err(unwritable)?;
    temporary.persist(&target).map_err(|error| unwritable(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// A symbolic link is written through, not replaced.
fn resolve(file: &Path) -> PathBuf {
    fs::canonicalize(file).unwrap_or_else(|_| file.to_owned())
}

/// A temporary file is private; a new document should be as readable as any other new file (umask 022).
#[cfg(unix)]
fn open_to_others(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_others(_file: &fs::File) -> io::Result<()> {
    Ok(())
}

/// Makes the rename durable where the system allows it; a failure here costs nothing that was written.
#[cfg(unix)]
#[allow(clippy::disallowed_methods)] // this is the door
fn sync_folder(folder: &Path) {
    if let Ok(handle) = fs::File::open(folder) {
        let _ = handle.sync_all();
    }
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) {}

/// A folder for work in between, removed with all that is in it when it is dropped.
#[derive(Debug)]
pub struct Scratch(tempfile::TempDir);

impl Scratch {
    /// A new folder where the system keeps such.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when there is no room or no right to.
    pub fn new() -> Result<Scratch, Error> {
        tempfile::tempdir().map(Scratch).map_err(|source| Error::Unwritable { file: "fenjie".into(), source })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_are_whole_and_errors_name_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("某 计划.txt");
        write(&file, "甲".as_bytes()).unwrap();
        write(&file, "乙".as_bytes()).unwrap();
        assert_eq!(read(&file, MAX_BYTES).unwrap(), "乙".as_bytes());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
        assert!(read(&folder.path().join("没有.txt"), MAX_BYTES).unwrap_err().to_string().contains("没有.txt"));
        assert!(matches!(read(folder.path(), MAX_BYTES), Err(Error::IsFolder { .. })));
        assert!(matches!(read(&file, 2), Err(Error::TooLarge { .. })));
        assert!(matches!(write(&folder.path().join("无/a.txt"), b"x"), Err(Error::NoFolder { .. })));
    }
}
