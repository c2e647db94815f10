//! Where a result goes: a file or standard output. Everything that can be known to fail is refused before anything is read.

use std::ffi::OsStr;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use fenjie::error::Error;
use fenjie::files;

use super::input::Input;
use super::report::say;

/// A file, or standard output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    Stdout,
    File(PathBuf),
}

impl From<&OsStr> for Output {
    fn from(text: &OsStr) -> Self {
        if text == "-" { Output::Stdout } else { Output::File(text.into()) }
    }
}

impl Output {
    /// Refuses a target that is the input, a folder, in a missing folder, or open in another program.
    pub fn check(&self, input: &Input) -> anyhow::Result<()> {
        check_targets(&[("-o", self)], input.file().as_slice())
    }

    /// The same, where the folder is yet to be made.
    pub fn check_target(&self, input: &Input) -> anyhow::Result<()> {
        match self {
            Output::File(file) if folder(file).is_dir() => self.check(input),
            _ => Ok(()),
        }
    }

    /// Does something while no other run of this program does anything to the same file.
    pub fn exclusively<T>(&self, work: impl FnOnce() -> T) -> T {
        let Output::File(file) = self else { return work() };
        let whole = std::path::absolute(file).unwrap_or_else(|_| file.clone());
        let name = fenjie::identity::digest(whole.to_string_lossy().as_bytes());
        files::exclusively(&std::env::temp_dir().join(format!("fenjie-{name}.lock")), work)
    }

    /// Writes all of it.
    pub fn write(&self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Output::File(file) => Ok(files::write(file, bytes)?),
            Output::Stdout => {
                let mut stdout = io::stdout().lock();
                match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
                    // The reader of a pipe may stop early: `… | head`.
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                    written => written.context("写不到标准输出"),
                }
            }
        }
    }

    /// The name in messages.
    pub fn name(&self) -> &Path {
        match self {
            Output::Stdout => Path::new("标准输出"),
            Output::File(file) => file,
        }
    }

    /// Writes a file beside the result, and says so where it replaces one.
    pub fn write_beside(&self, bytes: &[u8], quiet: bool) -> anyhow::Result<()> {
        let replacing = self.replacing();
        self.write(bytes)?;
        if !replacing.is_empty() && !quiet {
            say(&format!("已写入 {}{replacing}。", self.name().display()));
        }
        Ok(())
    }

    /// What is said of writing it where a file stands already: nothing is replaced without a word.
    pub fn replacing(&self) -> &'static str {
        match self {
            Output::File(file) if file.exists() => "，换掉了原来的同名文件",
            _ => "",
        }
    }

    /// Whether writing it writes this file.
    pub fn leads_to(&self, file: &Path) -> bool {
        matches!(self, Output::File(target) if same_file(target, file))
    }

    /// Whether it is standard output, and that a screen.
    pub fn is_screen(&self) -> bool {
        *self == Output::Stdout && io::stdout().is_terminal()
    }
}

/// Refuses what cannot be written, what is read (`inputs`), and what two options of a command name at once. Each target comes with the
/// option that names it.
pub fn check_targets(targets: &[(&str, &Output)], inputs: &[&Path]) -> anyhow::Result<()> {
    for (at, (option, target)) in targets.iter().enumerate() {
        let Output::File(file) = target else { continue };
        if inputs.iter().any(|input| same_file(input, file)) {
            bail!("{option} 写到了要读的文件“{}”上，会把它盖掉。请给 {option} 另起一个名字", file.display());
        }
        let twin = targets[..at].iter().find(|(_, other)| other.leads_to(file));
        if let Some((other, _)) = twin {
            bail!("{other} 和 {option} 写到了同一个文件“{}”。请给 {option} 另起一个名字", file.display());
        }
        if file.is_dir() {
            bail!("“{}”是文件夹。请写出文件名，例如 {}", file.display(), file.join("责任分解表.xlsx").display());
        }
        match folder(file) {
            folder if !folder.is_dir() => return Err(Error::NoFolder { folder: folder.to_owned() }.into()),
            folder => refuse_open_elsewhere(file, folder)?,
        }
    }
    Ok(())
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether two paths lead to one place, through links too; the second need not exist.
fn same_file(one: &Path, other: &Path) -> bool {
    let place = |file: &Path| {
        let whole = file.canonicalize().ok();
        whole.or_else(|| Some(folder(file).canonicalize().ok()?.join(file.file_name()?)))
    };
    place(one).is_some_and(|one| Some(one) == place(other))
}

/// Office programs leave a lock file beside an open document: `~$` Excel and WPS, `.~` WPS, `.~lock.…#` LibreOffice. Windows
/// refuses the write anyway; a network folder or another system would lose one of the two versions without a word.
fn refuse_open_elsewhere(file: &Path, folder: &Path) -> anyhow::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let locks = [format!("~${name}"), format!(".~{name}"), format!(".~lock.{name}#")];
    match locks.iter().find(|lock| file.exists() && folder.join(lock).exists()) {
        Some(lock) => {
            bail!("“{}”正在别处打开（旁边有“{lock}”）。请先在 Excel 或 WPS 里关掉它；如果没有人开着，删掉“{lock}”再试", file.display())
        }
        None => Ok(()),
    }
}
