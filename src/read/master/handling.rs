//! What somebody wrote beside text that found no place: the column 处理意见 of 未识别 and 新增待认领.

use hashbrown::HashMap;

use super::super::workbook::{Sheet, Workbook};
use crate::finding::{Finding, brief, reading as rules};
use crate::model::{Stray, cell_name};
use crate::words::decisions::{FILE, HANDLING, NEW_ROWS, PLACE, TAB, TEXT, UNKNOWN};
use crate::words::fold::{fingerprint, key};

/// Where text came from, and its fingerprint: what a row of the sheets says of a stray.
type Origin = (String, String, String, u32);

/// Takes over what the sheets say now; what was struck out there is gone, what belongs to no row is said.
pub(super) fn take(workbook: &Workbook, strays: &mut [Stray], findings: &mut Vec<Finding>) {
    let mut known: HashMap<Origin, Vec<usize>> = HashMap::new();
    for (at, stray) in strays.iter().enumerate() {
        let text = |text: &Option<crate::model::Shared>| text.as_deref().unwrap_or_default().to_owned();
        let origin = (stray.source.file.as_ref().to_owned(), text(&stray.source.sheet), text(&stray.source.cell), fingerprint(&stray.text));
        known.entry(origin).or_default().push(at);
    }
    for sheet in workbook.sheets.iter().filter(|sheet| [NEW_ROWS, UNKNOWN].contains(&sheet.name.as_str())) {
        let Some((header, columns)) = columns(sheet) else { continue };
        let mut rows: Vec<u32> = sheet.cells.iter().map(|cell| cell.row).filter(|&row| row > header).collect();
        rows.dedup();
        for row in rows {
            let [file, tab, place, text, handling] = columns.map(|column| sheet.cell(row, column).map_or("", |cell| cell.text.as_str()));
            let origin = (file.to_owned(), tab.to_owned(), place.to_owned(), fingerprint(text));
            let handling = Some(handling.trim()).filter(|handling| !handling.is_empty());
            match (known.get(&origin), handling) {
                (Some(found), _) => {
                    for &at in found {
                        strays[at].handling = handling.map(str::to_owned);
                    }
                }
                (None, Some(handling)) => {
                    let message = format!("处理意见“{}”所在的行改过，对不上原来的内容，没有留下。请写到别处", brief(handling));
                    findings.push(rules::HANDLING_ADRIFT.finding(message).at_cell(&sheet.name, cell_name(row, columns[4])));
                }
                (None, None) => {}
            }
        }
    }
}

/// The header row, and the columns of file, sheet, cell, text and handling.
fn columns(sheet: &Sheet) -> Option<(u32, [u32; 5])> {
    let header = sheet.cells.iter().find(|cell| key(&cell.text) == HANDLING)?.row;
    let at = |word: &str| sheet.cells.iter().find(|cell| cell.row == header && key(&cell.text) == word).map(|cell| cell.column);
    Some((header, [at(FILE)?, at(TAB)?, at(PLACE)?, at(TEXT)?, at(HANDLING)?]))
}
