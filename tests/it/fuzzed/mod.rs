//! What is fuzzed: for every target the function that takes any bytes and checks what is promised of them.
//!
//! Included by the fuzz targets (`fuzz/`) and by the tests, which replay each file of `tests/data/fuzz/<target>/` through the same
//! functions. A target panics where a promise is broken; an error for a file that is none is an answer like any other.

pub mod office;
pub mod packages;
pub mod promises;

use std::path::Path;

use fenjie::read::sniff::Kind;
use fenjie::read::workbook;
use fenjie::read::{Reading, read};
use fenjie::write::Format;

use packages::{DOCX, ODS, XLSX};
use promises::{check_account, check_csv, check_same, check_workbook};

/// A target.
pub struct Target {
    pub name: &'static str,
    /// Checks what is promised of these bytes; whether they were read at all, rather than refused.
    pub check: fn(&[u8]) -> bool,
    /// What an input of it is.
    pub input: &'static str,
}

/// Every target; each has a file of its name in `fuzz/fuzz_targets/`, and a line in its `Cargo.toml`.
pub const TARGETS: &[Target] = &[
    Target { name: "text", check: text, input: "the text of a plan" },
    Target { name: "xlsx", check: xlsx, input: "the parts of a workbook" },
    Target { name: "xls", check: xls, input: "the stream of an old workbook, or the whole file" },
    Target { name: "ods", check: ods, input: "the parts of an open spreadsheet" },
    Target { name: "csv", check: csv, input: "a table in a text file" },
    Target { name: "docx", check: docx, input: "the parts of a Word document" },
    Target { name: "html", check: html, input: "a web page, or a page saved with its pictures" },
    Target { name: "merge", check: office::merge, input: "a returned file: the parts of a workbook, or a table in text" },
    Target { name: "forms", check: forms, input: "a form that holds a whole ledger, and a plan or a ledger to write in it" },
    Target { name: "ledger", check: ledger, input: "a ledger in its own format, or canonical text" },
];

/// The target of a name.
pub fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("no target is called {name}"))
}

/// Every character is in the model or in `rest`, and the ledger survives canonical text.
fn text(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    check_reading(text.as_bytes(), Path::new("计划.txt"), |reading| check_same(&reading.ledger, Format::Text, "计划.txt"))
}

fn xlsx(input: &[u8]) -> bool {
    check_book(&packages::file(&XLSX, input), Kind::Xlsx, "返回.xlsx")
}

fn ods(input: &[u8]) -> bool {
    check_book(&packages::file(&ODS, input), Kind::Ods, "返回.ods")
}

/// What an input begins with that is the stream of a workbook: since Excel 97, and before.
pub const STREAMS: [(u8, &str); 2] = [(b's', "Workbook"), (b'b', "Book")];

fn xls(input: &[u8]) -> bool {
    let Some((&letter, content)) = input.split_first() else { return false };
    let bytes = match STREAMS.iter().find(|(own, _)| *own == letter) {
        Some((_, name)) => container(name, content),
        None => content.to_vec(),
    };
    check_book(&bytes, Kind::Xls, "返回.xls")
}

/// A container with one stream.
fn container(name: &str, content: &[u8]) -> Vec<u8> {
    let mut container = cfb::CompoundFile::create_with_version(cfb::Version::V3, std::io::Cursor::new(Vec::new())).unwrap();
    std::io::Write::write_all(&mut container.create_stream(name).unwrap(), content).unwrap();
    container.into_inner().into_inner()
}

fn check_book(bytes: &[u8], kind: Kind, file: &str) -> bool {
    let file = Path::new(file);
    let Ok(workbook) = workbook::read(bytes, kind, file) else { return false };
    check_workbook(&workbook);
    check_reading(bytes, file, |_| {})
}

fn csv(input: &[u8]) -> bool {
    check_reading(input, Path::new("任务.csv"), |reading| check_csv(reading, input))
}

fn docx(input: &[u8]) -> bool {
    check_reading(&packages::file(&DOCX, input), Path::new("计划.docx"), |_| {})
}

fn html(input: &[u8]) -> bool {
    check_reading(input, Path::new("计划.html"), |_| {})
}

/// What an input begins with, and the form it is then written in and read back from.
pub const FORMS: [(u8, Format, &str); 4] = [
    (b't', Format::Text, "计划.txt"),
    (b'x', Format::Xlsx, "总台账.xlsx"),
    (b'd', Format::Docx, "责任分解表.docx"),
    (b'h', Format::Html, "责任分解表.html"),
];

/// A ledger is the same after each form that holds all of it, and nobody is said to have changed it.
fn forms(input: &[u8]) -> bool {
    let Some((&letter, content)) = input.split_first() else { return false };
    let (_, format, file) = FORMS.iter().find(|(own, ..)| *own == letter).unwrap_or(&FORMS[0]);
    let Ok(reading) = read(String::from_utf8_lossy(content).as_bytes(), Path::new("计划.txt")) else { return false };
    check_same(&reading.ledger, *format, file);
    true
}

/// A ledger that can be read is the same after each form that holds all of it.
fn ledger(input: &[u8]) -> bool {
    let Ok(reading) = read(input, Path::new("台账.json")) else { return false };
    check_same(&reading.ledger, Format::Json, "台账.json");
    true
}

/// What is read accounts for every character; an error says which file it is about.
fn check_reading(bytes: &[u8], file: &Path, more: impl Fn(&Reading)) -> bool {
    match read(bytes, file) {
        Ok(reading) => {
            check_account(&reading, "the input");
            more(&reading);
            true
        }
        Err(error) => {
            assert!(error.to_string().contains(&*file.to_string_lossy()), "no file is named: {error}");
            false
        }
    }
}
