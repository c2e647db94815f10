//! Old documents through LibreOffice, where it is installed: `.doc`, `.wps`, `.rtf` and `.odt` become `.docx` before they are read.
//!
//! LibreOffice works on a copy in a temporary folder with a profile of its own, so that neither the input nor an open LibreOffice is
//! touched, and not longer than [`LONGEST`].

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fenjie::files::{self, Scratch};
use fenjie::limits::{Limit, Limits};
use fenjie::read::sniff::Kind;

use super::child::{Ended, ended};

/// What LibreOffice reads for us, and what it is called.
const KINDS: &[(Kind, &str)] = &[(Kind::Doc, "doc"), (Kind::Rtf, "rtf"), (Kind::Odt, "odt")];
const PROGRAMS: [&str; 2] = ["soffice", "libreoffice"];
/// How long it may take: a first start writes a profile.
const LONGEST: Duration = Duration::from_secs(120);

/// What came of a document.
pub enum Converted {
    /// As `.docx`.
    Docx(Vec<u8>),
    /// LibreOffice is there and could not.
    Failed,
    /// LibreOffice is not installed, or it is no document for it.
    NotTried,
}

/// A document of an old kind as `.docx`.
pub fn converted(bytes: &[u8], kind: Kind, limits: &Limits) -> Converted {
    let Some((_, extension)) = KINDS.iter().find(|(known, _)| *known == kind).filter(|_| Kind::Docx.is_readable()) else {
        return Converted::NotTried;
    };
    let Ok(folder) = Scratch::new() else { return Converted::NotTried };
    let input = folder.path().join(format!("document.{extension}"));
    if files::write(&input, bytes).is_err() {
        return Converted::NotTried;
    }
    let Some(child) = PROGRAMS.iter().find_map(|program| start(program, folder.path(), &input).ok()) else {
        return Converted::NotTried;
    };
    let made = ended_well(child).then(|| files::read(&folder.path().join("out/document.docx"), limits.of(Limit::FileBytes)));
    match made {
        Some(Ok(docx)) => Converted::Docx(docx),
        _ => Converted::Failed,
    }
}

fn start(program: &str, folder: &Path, input: &Path) -> std::io::Result<Child> {
    let mut command = Command::new(program);
    command
        .arg(format!("-env:UserInstallation={}", address(&folder.join("profile"))))
        .args(["--headless", "--norestore", "--nologo", "--convert-to", "docx:MS Word 2007 XML", "--outdir"])
        .arg(folder.join("out"))
        .arg(input)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // LibreOffice is a family of processes; they end together.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

/// The address of a folder, `file:///…`, with what an address cannot hold as numbers.
fn address(folder: &Path) -> String {
    let path = folder.to_string_lossy().replace('\\', "/");
    let mut address = String::from(if path.starts_with('/') { "file://" } else { "file:///" });
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b':' | b'-' | b'_' | b'.' | b'~' => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

/// Waits for the end; what takes too long is stopped. Whether it ended well.
fn ended_well(mut child: Child) -> bool {
    let end = ended(&mut child, LONGEST);
    if end == Ended::TooLate {
        stop(&child);
        let _ = child.kill();
        let _ = child.wait();
    }
    end == Ended::Well
}

/// Ends the process with all it started.
fn stop(child: &Child) {
    let id = child.id();
    let mut command = if cfg!(windows) { Command::new("taskkill") } else { Command::new("kill") };
    let command = if cfg!(windows) {
        command.args(["/T", "/F", "/PID"]).arg(id.to_string())
    } else {
        command.args(["-KILL", "--"]).arg(format!("-{id}"))
    };
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_as_addresses() {
        assert_eq!(address(Path::new("/tmp/督查 1")), "file:///tmp/%E7%9D%A3%E6%9F%A5%201");
        assert_eq!(address(Path::new("C:\\Temp\\a")), "file:///C:/Temp/a");
    }
}
