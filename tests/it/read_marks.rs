//! What a sheet holds beside plain cells, in every format an office program writes: struck text, comments, text boxes, pictures, hidden
//! rows and columns, formulas, percentages and dates.
//!
//! Needs LibreOffice, which turns one checked-in sheet into the formats that are read; see `office`.

use std::path::Path;

use fenjie::read::sniff::kind_of;
use fenjie::read::workbook::{self, Cell, Workbook};
use fenjie::read::{Reading, read};

use super::office::{are_there, convert};

const FORMATS: [&str; 3] = ["xlsx", "xls", "ods"];

/// The checked-in sheet in every format.
fn sheets() -> Option<tempfile::TempDir> {
    if !are_there(&["soffice"]) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let sheet = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sheets/marks.fods");
    std::fs::copy(sheet, folder.path().join("marks.fods")).unwrap();
    FORMATS.iter().for_each(|format| convert(folder.path(), format, folder.path(), &["marks.fods"]));
    Some(folder)
}

fn texts(cells: &[Cell]) -> Vec<(u32, u32, &str)> {
    cells.iter().map(|cell| (cell.row, cell.column, cell.text.as_str())).collect()
}

#[test]
fn marks_are_values_and_findings() {
    let Some(folder) = sheets() else { return };
    for format in FORMATS {
        let file = folder.path().join(format!("marks.{format}"));
        let bytes = std::fs::read(&file).unwrap();
        let Workbook { sheets, findings, .. } = workbook::read(&bytes, kind_of(&bytes), &file).unwrap();
        let sheet = &sheets[0];
        assert_eq!(texts(&sheet.struck), [(1, 1, "2座"), (2, 1, "清理碍航渔具")], "{format}");
        assert_eq!(texts(&sheet.comments), [(1, 3, "请核实\n名单")], "{format}");
        assert_eq!(texts(&sheet.drawings), [(2, 6, "第3项由航务股\n另行上报")], "{format}");
        assert_eq!((&sheet.pictures[..], &sheet.formulas[..]), (&[(1, 6)][..], &[(2, 5)][..]), "{format}");
        assert_eq!((&sheet.hidden_rows[..], &sheet.hidden_columns[..]), (&[3][..], &[2][..]), "{format}");
        let shown: Vec<&str> =
            [(1, 4), (2, 4), (1, 5), (2, 5), (3, 5)].map(|(row, column)| sheet.cell(row, column).unwrap().text.as_str()).into();
        // OpenDocument states what a cell shows; the others a number and its format.
        let quarter = if format == "ods" { "25.0%" } else { "25%" };
        assert_eq!(shown, ["2031-10-31", "2031年6月", "53.5%", quarter, "7"], "{format}");
        for (rule, cell) in
            [("R040", "B2"), ("R040", "B3"), ("R022", "D2"), ("R041", "G3"), ("R018", "G2"), ("R013", "A4"), ("R014", "C1"), ("R010", "F3")]
        {
            let said = findings.iter().filter(|finding| finding.rule == rule && finding.cell.as_deref() == Some(cell)).count();
            assert_eq!(said, 1, "{format}: {rule} at {cell} in {findings:?}");
        }
        assert_eq!(findings.len(), 8, "{format}: {findings:?}");
    }
}

#[test]
fn what_lies_over_the_table_is_kept_beside_the_tasks() {
    let Some(folder) = sheets() else { return };
    for format in FORMATS {
        let file = folder.path().join(format!("marks.{format}"));
        let Reading { ledger, account, .. } = read(&std::fs::read(&file).unwrap(), &file).unwrap();
        let plan = &ledger.plan;
        assert_eq!(
            plan.tasks.iter().map(|task| task.lead_departments.concat()).collect::<Vec<_>>(),
            ["航务股", "执法队", "海事站"],
            "{format}"
        );
        let kept: Vec<(&str, &str)> = plan.rest.iter().map(|rest| (rest.why.as_str(), rest.text.as_str())).collect();
        for kept_text in [("comment", "请核实\n名单"), ("text box", "第3项由航务股\n另行上报")] {
            assert!(kept.contains(&kept_text), "{format}: {kept:?}");
        }
        let sums = account.sums();
        assert_eq!((sums.printed, sums.twice), (sums.claimed, 0), "{format}");
    }
}
