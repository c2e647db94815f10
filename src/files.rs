//! The only door to the file system: whole-file reads with a limit, and writes that are all or nothing.
//!
//! Every error names the file. A write goes to a temporary file in the target folder, is synced, and then renamed, so the
//! target is always the whole old file or the whole new one. Called by the command line; the rest of the library takes bytes.

use std::fs;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use crate::error::Error;

/// The largest input read unless the caller says otherwise: 50 MiB.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// How names of temporary files begin and end.
const TEMPORARY: &str = ".fenjie-";
const TEMPORARY_END: &str = ".tmp";

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

/// Reads a file of any size piece by piece.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Unreadable`].
#[allow(clippy::disallowed_methods)] // this is the door
pub fn read_pieces(file: &Path, mut take: impl FnMut(&[u8])) -> Result<(), Error> {
    const PIECE: usize = 1 << 16;
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => Error::NotFound { file: file.to_owned(), source },
        _ => Error::Unreadable { file: file.to_owned(), source },
    };
    let mut opened = fs::File::open(file).map_err(unreadable)?;
    let mut piece = vec![0; PIECE];
    loop {
        match opened.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => take(piece.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(error)),
        }
    }
}

/// Copies a file of any size, atomically like [`write`](write()).
///
/// # Errors
/// Those of [`write`](write()); that the first cannot be read is the cause of [`Error::Unwritable`].
#[allow(clippy::disallowed_methods)] // this is the door
pub fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    write_through(to, |target| io::copy(&mut fs::File::open(from)?, target).map(|_| ()))
}

/// Writes a whole file, atomically: the target is the old file or the new one, never half of either.
///
/// # Errors
/// [`Error::NoFolder`] when the folder is missing, [`Error::IsFolder`] when the target is a folder, [`Error::Unwritable`] otherwise.
pub fn write(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    replace(file, bytes, true)
}

/// Like [`write`](write()), without waiting until the disk has it: for one of many files that can be made again. It is whole or not
/// there after any end of the program; after a loss of power it may be empty.
///
/// # Errors
/// Those of [`write`](write()).
pub fn write_one_of_many(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    replace(file, bytes, false)
}

fn replace(file: &Path, bytes: &[u8], lasting: bool) -> Result<(), Error> {
    replace_with(file, lasting, |temporary| temporary.write_all(bytes))
}

/// Like [`write`](write()), for what is too large to hold: `fill` gets a file to write to.
///
/// # Errors
/// Those of [`write`](write()); an error of `fill` is the cause of [`Error::Unwritable`], and nothing is left.
pub fn write_through(file: &Path, fill: impl FnOnce(&mut fs::File) -> io::Result<()>) -> Result<(), Error> {
    replace_with(file, true, fill)
}

/// Held by everyone who writes; whoever holds it alone knows that no file is half written.
static WRITING: RwLock<()> = RwLock::new(());

/// Does something at a moment when nothing is being written, and nothing is begun before it is done.
pub fn between_writes<T>(then: impl FnOnce() -> T) -> T {
    let _alone = WRITING.write().unwrap_or_else(PoisonError::into_inner);
    then()
}

fn replace_with(file: &Path, lasting: bool, fill: impl FnOnce(&mut fs::File) -> io::Result<()>) -> Result<(), Error> {
    let _writing = WRITING.read().unwrap_or_else(PoisonError::into_inner);
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
    let mut temporary = tempfile::Builder::new().prefix(TEMPORARY).suffix(TEMPORARY_END).tempfile_in(folder).map_err(unwritable)?;
    if lasting {
        sweep_stale(folder, temporary.as_file());
    }
    fill(temporary.as_file_mut()).map_err(unwritable)?;
    match permissions {
        Some(permissions) => temporary.as_file().set_permissions(permissions).map_err(unwritable)?,
        None => open_to_others(temporary.as_file()).map_err(unwritable)?,
    }
    if lasting {
        temporary.as_file().sync_all().map_err(unwritable)?;
    }
    temporary.persist(&target).map_err(|error| unwritable(error.error))?;
    if lasting {
        sync_folder(folder);
    }
    Ok(())
}

/// Takes what is too large to hold and gives it back from its beginning: a file without a name, once it is large.
pub(crate) struct Spool(tempfile::SpooledTempFile);

impl Default for Spool {
    fn default() -> Self {
        const IN_MEMORY: usize = 1 << 20;
        Spool(tempfile::SpooledTempFile::new(IN_MEMORY))
    }
}

impl Spool {
    /// What was written.
    pub fn read_back(mut self) -> io::Result<impl Read> {
        self.0.rewind()?;
        Ok(self.0)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Makes a folder and those above it; one that is there already is left as it is.
///
/// # Errors
/// [`Error::NoFolder`] when it cannot be made, for example because a file has its name.
#[allow(clippy::disallowed_methods)] // this is the door
pub fn create_folder(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|source| Error::Unwritable { file: folder.to_owned(), source })
}

/// Does something while no other process of ours does anything under the same lock file, which is made where it is missing.
///
/// Waits for its turn. Where the lock cannot be had (a read-only or a foreign disk) the work is done all the same.
#[allow(clippy::disallowed_methods)] // this is the door
pub fn exclusively<T>(lock: &Path, work: impl FnOnce() -> T) -> T {
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(lock);
    let mut lock = file.ok().map(fd_lock::RwLock::new);
    let _held = lock.as_mut().and_then(|lock| lock.write().ok());
    work()
}

/// Why a file whose name begins with `~$` is not read.
pub const LOCK_FILE: &str = "Excel 打开文件时留下的锁文件";

/// What a folder holds, folders inside it included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Files, by name within their folder.
    pub files: Vec<PathBuf>,
    /// What is not read, each with the reason in Chinese.
    pub skipped: Vec<(PathBuf, &'static str)>,
}

/// Lists a folder, recursively and in the order of names. Links to folders are not followed.
///
/// # Errors
/// [`Error::Unreadable`] when a folder cannot be listed.
pub fn list(folder: &Path) -> Result<Listing, Error> {
    let mut listing = Listing::default();
    list_into(folder, 0, &mut listing)?;
    Ok(listing)
}

/// Folders within folders beyond this are no office's doing.
const DEEPEST: usize = 32;

#[allow(clippy::disallowed_methods)] // this is the door
fn list_into(folder: &Path, depth: usize, listing: &mut Listing) -> Result<(), Error> {
    let unreadable = |source: io::Error| Error::Unreadable { file: folder.to_owned(), source };
    let mut entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(unreadable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let kind = entry.file_type().map_err(unreadable)?;
        if name.starts_with("~$") {
            listing.skipped.push((path, LOCK_FILE));
        } else if name.starts_with('.') || name.eq_ignore_ascii_case("thumbs.db") || name.eq_ignore_ascii_case("desktop.ini") {
            listing.skipped.push((path, "隐藏文件"));
        } else if kind.is_dir() && depth < DEEPEST {
            list_into(&path, depth + 1, listing)?;
        } else if kind.is_dir() || (kind.is_symlink() && path.is_dir()) {
            listing.skipped.push((path, "快捷方式指向的文件夹，或者层数太深"));
        } else {
            listing.files.push(path);
        }
    }
    Ok(())
}

/// Removes what an interrupted run left in a folder: temporary files of ours. Whole files are never touched.
pub fn sweep(folder: &Path) {
    sweep_where(folder, |_| true);
}

/// Removes temporary files that are much older than a new one: another run may still be writing to the younger ones.
fn sweep_stale(folder: &Path, new: &fs::File) {
    const MUCH: Duration = Duration::from_secs(3600);
    let modified = |metadata: io::Result<fs::Metadata>| metadata.and_then(|metadata| metadata.modified()).ok();
    let Some(now) = modified(new.metadata()) else { return };
    sweep_where(folder, |file| {
        let age = modified(fs::metadata(file)).and_then(|then| now.duration_since(then).ok());
        age.is_some_and(|age| age > MUCH)
    });
}

#[allow(clippy::disallowed_methods)] // this is the door
fn sweep_where(folder: &Path, is_left: impl Fn(&Path) -> bool) {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(TEMPORARY) && name.ends_with(TEMPORARY_END)
    };
    for path in names.filter(is_ours).filter(|path| is_left(path)) {
        let _ = fs::remove_file(path);
    }
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
        let mut pieces = Vec::new();
        read_pieces(&file, |piece| pieces.extend_from_slice(piece)).unwrap();
        assert_eq!(pieces, "乙".as_bytes());
        copy(&file, &folder.path().join("抄件.txt")).unwrap();
        assert_eq!(read(&folder.path().join("抄件.txt"), MAX_BYTES).unwrap(), "乙".as_bytes());
        assert!(matches!(read_pieces(&folder.path().join("没有.txt"), |_| ()), Err(Error::NotFound { .. })));
        assert!(matches!(write(&folder.path().join("无/a.txt"), b"x"), Err(Error::NoFolder { .. })));
    }
}
