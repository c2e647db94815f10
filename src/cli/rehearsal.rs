//! Old workbooks and .ods are read once in a process of our own before they are read in earnest.
//!
//! The libraries behind those formats were found to abort, to loop and to ask for more memory than there is on damaged files, and none
//! of that can be caught. What happens to the child happens to nobody else: it has little time and little memory, and its end is the
//! file's. It reads from its standard input and says nothing. Where no process can be started the file is read all the same.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use fenjie::error::Error;
use fenjie::limits::{Limit, Limits};
use fenjie::read::sniff::{Kind, kind_of};
use fenjie::read::workbook;

use super::Outcome;
use super::child::{Ended, ended};

/// The command nobody types.
pub const COMMAND: &str = "rehearse";

/// Whether a file can be read at all.
///
/// # Errors
/// [`Error::BadWorkbook`] with what became of the child.
pub fn rehearse(bytes: &[u8], file: &Path, limits: &Limits) -> Result<(), Error> {
    if !matches!(kind_of(bytes), Kind::Xls | Kind::Ods) {
        return Ok(());
    }
    let Ok(program) = std::env::current_exe() else { return Ok(()) };
    let mut command = Command::new(program);
    command.arg(COMMAND).args(limits.changed().iter().flat_map(|limit| ["--limit", limit]));
    // The allocator sets a gigabyte of addresses aside at its start, out of reach of any limit, unless it is told not to.
    command.env("MIMALLOC_DISALLOW_ARENA_ALLOC", "1");
    let started = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = started else { return Ok(()) };
    // A child that ends early does not read on.
    let _ = child.stdin.take().map(|mut input| input.write_all(bytes));
    let seconds = limits.of(Limit::OldSeconds);
    let reason = match ended(&mut child, Duration::from_secs(seconds)) {
        Ended::Well => return Ok(()),
        Ended::Badly => "读它的程序垮了，里面多半坏了".to_owned(),
        Ended::TooLate => {
            let _ = child.kill();
            let _ = child.wait();
            format!("{seconds} 秒还没有读完，里面多半坏了（要读得更久，加上 --limit old-seconds=120）")
        }
    };
    Err(Error::BadWorkbook { file: file.to_owned(), reason })
}

/// The child: reads a workbook from standard input. That it can be read or is refused are both good ends.
pub fn perform(limits: &Limits) -> io::Result<Outcome> {
    bound_memory(limits.of(Limit::OldMemory))?;
    let mut bytes = Vec::new();
    io::stdin().lock().take(limits.of(Limit::FileBytes)).read_to_end(&mut bytes)?;
    let _ = workbook::read_within(&bytes, kind_of(&bytes), Path::new(""), limits);
    Ok(Outcome::Done)
}

#[cfg(unix)]
fn bound_memory(bytes: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    Ok(setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) })?)
}

#[cfg(not(unix))]
fn bound_memory(_bytes: u64) -> io::Result<()> {
    Ok(())
}
