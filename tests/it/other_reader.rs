//! Cells of Excel packages beside what another reader makes of the same bytes: whatever it gives, we give, at the same place.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, DataRef, Reader, Xlsx};
use fenjie::read::sniff::Kind;
use fenjie::read::workbook;

/// What the other reader says of a cell.
#[derive(Debug, PartialEq)]
enum Said {
    Text(String),
    Number(f64),
}

/// Every cell of every sheet that says something, by sheet and place.
fn theirs(bytes: &[u8]) -> BTreeMap<(String, u32, u32), Said> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut cells = BTreeMap::new();
    for name in book.sheet_names() {
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = reader.next_cell().unwrap() {
            let said = match cell.get_value() {
                DataRef::Empty => continue,
                #[allow(clippy::cast_precision_loss)] // a number of a cell is a float
                DataRef::Int(number) => Said::Number(*number as f64),
                DataRef::Float(number) => Said::Number(*number),
                DataRef::DateTime(moment) => Said::Number(moment.as_f64()),
                DataRef::Bool(value) => Said::Text(value.to_string().to_uppercase()),
                value => Said::Text(Data::from(value.clone()).to_string()),
            };
            let (row, column) = cell.get_position();
            if !matches!(&said, Said::Text(text) if text.trim().is_empty()) {
                cells.insert((name.clone(), row, column), said);
            }
        }
    }
    cells
}

/// What we say of the same cells, as far as the other reader can say it: a day is a number to it.
fn ours(bytes: &[u8], theirs: &BTreeMap<(String, u32, u32), Said>) -> BTreeMap<(String, u32, u32), Said> {
    let book = workbook::read(bytes, Kind::Xlsx, Path::new("a.xlsx")).unwrap();
    let mut cells = BTreeMap::new();
    for sheet in book.sheets {
        for cell in sheet.cells.iter().filter(|cell| !cell.text.trim().is_empty()) {
            let place = (sheet.name.clone(), cell.row, cell.column);
            let said = match (theirs.get(&place), cell.number) {
                (Some(Said::Number(_)), Some(number)) => Said::Number(number),
                _ => Said::Text(cell.text.clone()),
            };
            cells.insert(place, said);
        }
    }
    cells
}

fn compare(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    let theirs = theirs(&bytes);
    let ours = ours(&bytes, &theirs);
    let differ: Vec<_> = theirs.iter().filter(|(place, said)| ours.get(*place) != Some(*said)).take(5).collect();
    assert!(
        differ.is_empty(),
        "{}: {differ:?}, not {:?}",
        file.display(),
        differ.iter().map(|(place, _)| ours.get(*place)).collect::<Vec<_>>()
    );
    assert_eq!(ours.len(), theirs.len(), "{}", file.display());
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let files = fenjie::files::list(folder).unwrap().files;
    files.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "xlsx")).collect()
}

#[test]
fn our_own_samples_read_the_same() {
    let samples = workbooks(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"));
    assert!(samples.len() >= 8, "{samples:?}");
    samples.iter().for_each(|file| compare(file));
}

#[test]
fn workbooks_of_other_programs_read_the_same() {
    if !super::read_foreign::has_openpyxl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    super::read_foreign::script("foreign_sheets.py", &[folder.path().to_str().unwrap()]);
    let written = workbooks(folder.path());
    assert!(written.len() > 20, "{}", written.len());
    written.iter().for_each(|file| compare(file));
    if !super::office::are_there(&["soffice"]) {
        return;
    }
    let names: Vec<String> = written.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect();
    let saved = folder.path().join("saved");
    super::office::convert(folder.path(), "xlsx", &saved, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let saved = workbooks(&saved);
    assert_eq!(saved.len(), written.len());
    saved.iter().for_each(|file| compare(file));
}
