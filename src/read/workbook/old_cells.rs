//! Cells of old binary workbooks through the reading library: the only file that names `calamine`.
//!
//! They come here clean (see `old`), with what `biff` found in them.

use hashbrown::HashSet;
use std::io::Cursor;

use calamine::{Data, Dimensions, Reader as _, SheetVisible, Xls};

use super::biff::Book;
use super::old::Refusal;
use super::place::Area;
use super::scan::Flaw;
use super::show::Form;
use super::values::{Notes, Value, in_form, iso, truth};
use super::{Sheet, Visibility, Workbook};
use crate::limits::{LAST_OLD_COLUMN, Limit, Limits};

/// Reads the cells of an old binary workbook from a clean container.
pub(super) fn read(clean: Vec<u8>, facts: &Book, limits: &Limits) -> Result<Workbook, Refusal> {
    let mut book: Xls<_> = Xls::new(Cursor::new(clean)).map_err(|error| match error {
        calamine::XlsError::Password => Refusal::Locked,
        _ => Refusal::Flaw(Flaw::Damaged("里面坏了，读不全".to_owned())),
    })?;
    let is_1904 = book.has_1904_epoch();
    let tabs = book.sheets_metadata().to_vec();
    if tabs.len() != facts.sheets.len() || tabs.iter().map(|tab| &tab.name).collect::<HashSet<_>>().len() < tabs.len() {
        return Err(Flaw::Damaged("有两张同名的工作表".to_owned()).into());
    }
    let mut workbook = Workbook::default();
    for (tab, sheet_facts) in tabs.iter().zip(&facts.sheets).filter(|(_, facts)| facts.is_worksheet) {
        let visibility = match tab.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        };
        let mut sheet = Sheet { name: tab.name.clone(), visibility, ..Sheet::default() };
        let damaged = |_| Flaw::Damaged(format!("工作表〔{}〕读不全", tab.name));
        let range = book.worksheet_range(&tab.name).map_err(damaged)?;
        let (top, left) = range.start().unwrap_or_default();
        let Sheet { cells, pictures, unplaced, .. } = &mut sheet;
        let quiet = visibility != Visibility::Visible;
        let mut notes = Notes { sheet: &tab.name, quiet, findings: &mut workbook.findings, pictures, unplaced };
        for (row, column, value) in range.used_cells() {
            let numbered = u32::try_from(row).ok().zip(u32::try_from(column).ok());
            let place = numbered.and_then(|(row, column)| sheet_facts.place(row + top, column + left));
            let form = place.map_or(Form::Number, |place| facts.form(sheet_facts, place));
            notes.take(place, read_value(value, form, is_1904), cells);
        }
        notes.formulas(&sheet_facts.formulas, cells);
        let merges = book.merge_cells_by_sheet_name(&tab.name).unwrap_or_default();
        sheet.merges = merges.iter().take(limits.count(Limit::Merges)).filter_map(area).collect();
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

fn read_value(value: &Data, form: Form, is_1904: bool) -> Value {
    match value {
        Data::Empty => Value::Nothing,
        Data::String(text) => Value::Shown(text.clone(), None),
        #[allow(clippy::cast_precision_loss)] // a number of a cell is a float
        Data::Int(number) => in_form(*number as f64, form, is_1904),
        Data::Float(number) => in_form(*number, form, is_1904),
        Data::DateTime(moment) => in_form(moment.as_f64(), form, is_1904),
        Data::Bool(value) => Value::Shown(truth(*value).to_owned(), None),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Shown(iso(text), None),
        Data::Error(error) => Value::Error(error.to_string()),
    }
}

/// A merged area of an old workbook; one that goes beyond its last column is none.
fn area(dimensions: &Dimensions) -> Option<Area> {
    let ((first_row, first_column), (last_row, last_column)) = (dimensions.start, dimensions.end);
    let is_area = first_row <= last_row && first_column <= last_column && last_column <= LAST_OLD_COLUMN;
    is_area.then_some(Area { first_row, first_column, last_row, last_column })
}
