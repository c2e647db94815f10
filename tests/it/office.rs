//! LibreOffice as a real client: converts files for the tests that need it.

use std::path::Path;
use std::process::Command;

/// Converts a file with LibreOffice; `to` is a format with an optional filter: `"docx"`, `"txt:Text (encoded):UTF8"`.
///
/// `None` where LibreOffice is not installed: says so, and fails in CI, where it must be.
pub fn converted(bytes: &[u8], from: &str, to: &str) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join(format!("document.{from}"));
    fenjie::files::write(&input, bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let out = folder.path().join("out");
    let mut command = Command::new("soffice");
    command.args([&profile, "--headless", "--convert-to", to, "--outdir"]).arg(&out).arg(&input);
    let Ok(output) = command.output() else {
        assert!(std::env::var_os("CI").is_none(), "LibreOffice is missing in CI");
        eprintln!("NOT TESTED: LibreOffice (soffice) is not installed");
        return None;
    };
    let made = out.join(format!("document.{}", to.split(':').next().unwrap()));
    assert!(made.exists(), "LibreOffice made nothing of the .{from}: {}", String::from_utf8_lossy(&output.stderr));
    Some(read(&made))
}

/// The text LibreOffice prints of a document.
pub fn printed_text(bytes: &[u8], from: &str) -> Option<String> {
    let text = converted(bytes, from, "txt:Text (encoded):UTF8")?;
    Some(String::from_utf8(text).unwrap().trim_start_matches('\u{FEFF}').to_owned())
}

pub fn read(file: &Path) -> Vec<u8> {
    fenjie::files::read(file, fenjie::files::MAX_BYTES).unwrap()
}
