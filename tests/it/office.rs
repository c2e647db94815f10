//! A real office program: our workbooks open in it and print what they should; it converts files for other tests.
//!
//! Needs LibreOffice and poppler. Where they are missing the test says loudly that it did not run; in CI it fails.

use std::path::Path;
use std::process::Command;

use fenjie::write::{Format, Layout, WriteOptions, write};

/// Whether the programs are there.
pub fn are_there(programs: &[&str]) -> bool {
    let missing: Vec<&&str> = programs.iter().filter(|program| Command::new(program).arg("--version").output().is_err()).collect();
    assert!(missing.is_empty() || std::env::var_os("CI").is_none(), "{missing:?} must be installed in CI");
    if !missing.is_empty() {
        eprintln!("\n*** NOT TESTED: {missing:?} not installed; nothing was opened in LibreOffice ***\n");
    }
    missing.is_empty()
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Converts files of `folder` into `out`, with a profile of its own; tables in text are in UTF-8 with commas.
pub fn convert(folder: &Path, format: &str, out: &Path, files: &[&str]) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let mut arguments = vec![profile.as_str(), "--headless", "--infilter=Text - txt - csv (StarCalc):44,34,76", "--convert-to", format];
    arguments.extend(["--outdir", out.to_str().unwrap()]);
    if !files.iter().any(|file| file.ends_with(".csv")) {
        arguments.remove(2);
    }
    arguments.extend(files);
    run(folder, "soffice", &arguments);
}

fn packed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn workbooks_open_and_print_whole() {
    if !are_there(&["soffice", "pdftotext"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/望川县2023年教育工作要点.txt");
    let reading = fenjie::read::read(&fenjie::files::read(&plan, fenjie::files::MAX_BYTES).unwrap(), &plan).unwrap();
    for name in Layout::names() {
        let layout = Layout::named(name).unwrap();
        let written = write(&reading.ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap();
        fenjie::files::write(&folder.path().join(format!("{name}.xlsx")), &written.bytes).unwrap();
    }
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let workbooks: Vec<String> = Layout::names().iter().map(|name| format!("{name}.xlsx")).collect();
    let mut arguments = vec![profile.as_str(), "--headless", "--convert-to", "pdf"];
    arguments.extend(workbooks.iter().map(String::as_str));
    run(folder.path(), "soffice", &arguments);
    for name in Layout::names() {
        let printed = run(folder.path(), "pdftotext", &["-raw", &format!("{name}.pdf"), "-"]);
        let pages: Vec<String> = printed.split('\u{c}').map(packed).filter(|page| !page.is_empty()).collect();
        for (page, number) in pages.iter().zip(1..) {
            assert!(page.contains("序号"), "{name}: header on page {number}");
            assert!(page.contains(&format!("第{number}页共{}页", pages.len())), "{name}: footer on page {number}: {page}");
        }
        let printed = pages.concat();
        for task in &reading.ledger.plan.tasks {
            for text in task.title.iter().chain(&task.content).chain(&task.lead_departments).chain([&task.id]) {
                assert!(printed.contains(&packed(text)), "{name}: “{text}” is not printed");
            }
        }
    }
}

/// Converts a file with LibreOffice; `to` is a format with an optional filter: `"docx"`, `"txt:Text (encoded):UTF8"`.
///
/// `None` where LibreOffice is not installed.
#[cfg_attr(not(feature = "docx"), allow(dead_code))]
pub fn converted(bytes: &[u8], from: &str, to: &str) -> Option<Vec<u8>> {
    if !are_there(&["soffice"]) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let input = format!("document.{from}");
    fenjie::files::write(&folder.path().join(&input), bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    // A text is opened as UTF-8, and not taken for a web page because of its content.
    let filter = if from == "txt" { "--infilter=Text (encoded):UTF8" } else { "--nologo" };
    run(folder.path(), "soffice", &[&profile, "--headless", filter, "--convert-to", to, "--outdir", "out", &input]);
    let made = folder.path().join("out/document").with_extension(to.split(':').next().unwrap());
    assert!(made.exists(), "LibreOffice made nothing of the .{from}");
    Some(std::fs::read(made).unwrap())
}

/// The text LibreOffice prints of a document.
#[cfg_attr(not(feature = "docx"), allow(dead_code))]
pub fn printed_text(bytes: &[u8], from: &str) -> Option<String> {
    let text = converted(bytes, from, "txt:Text (encoded):UTF8")?;
    Some(String::from_utf8(text).unwrap().trim_start_matches('\u{FEFF}').to_owned())
}
