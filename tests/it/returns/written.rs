//! Forms as workbooks, written by a library directly and not by the writers under test.

use fenjie::model::ProgressField;
use fenjie::model::cell_name;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::{Form, Use};

/// A written form with what was filled into it.
#[derive(Debug, Clone)]
pub struct Written {
    pub file: String,
    pub unit: String,
    pub bytes: Vec<u8>,
    pub filled: Vec<Filled>,
}

/// A cell somebody filled in.
#[derive(Debug, Clone)]
pub struct Filled {
    /// As Excel shows it.
    pub place: String,
    pub text: String,
    /// The task of its row, in truth.
    pub task: Option<String>,
    /// The field of its column, in truth.
    pub field: Option<ProgressField>,
}

impl Form {
    /// Writes the workbook.
    pub fn write(&self) -> Written {
        let mut filled = Vec::new();
        let bytes = self.book(&mut filled).unwrap();
        Written { file: self.file.clone(), unit: self.unit.clone(), bytes, filled }
    }

    fn book(&self, filled: &mut Vec<Filled>) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        self.table(book.add_worksheet().set_name("填报表")?, filled)?;
        if !self.guide.is_empty() {
            let sheet = book.add_worksheet().set_name("填报说明")?;
            for (row, text) in (0..).zip(&self.guide) {
                sheet.write_string(row, 0, text)?;
            }
        }
        if !self.hidden.is_empty() {
            let sheet = book.add_worksheet().set_name(fenjie::identity::SHEET)?.set_very_hidden(true);
            for (column, texts) in (0..).zip(&self.hidden) {
                for (row, text) in (0..).zip(texts) {
                    sheet.write_string(row, column, text)?;
                }
            }
        }
        let saved = ExcelDateTime::from_timestamp(1_680_307_200 + i64::from(self.saved) * 3600)?;
        let mut properties = DocProperties::new().set_creation_datetime(&saved);
        if let Some(subject) = &self.subject {
            properties = properties.set_subject(subject);
        }
        if let Some(property) = &self.property {
            properties = properties.set_custom_property(fenjie::identity::PROPERTY, property.as_str());
        }
        book.set_properties(&properties);
        if let Some(name) = &self.name {
            book.define_name(fenjie::identity::NAME, &format!("=\"{name}\""))?;
        }
        book.save_to_buffer()
    }

    fn table(&self, sheet: &mut Worksheet, filled: &mut Vec<Filled>) -> Result<(), XlsxError> {
        for (row, text) in (0..).zip(&self.above) {
            sheet.write_string(row, 0, text)?;
        }
        let header = u32::try_from(self.above.len()).unwrap();
        for (column, known) in (0..).zip(&self.columns) {
            if !known.header.is_empty() {
                sheet.write_string(header, column, &known.header)?;
            }
        }
        for (row, of_row) in (header + 1..).zip(&self.rows) {
            for ((column, text), known) in (0..).zip(&of_row.cells).zip(&self.columns) {
                // Control characters are taken out of a text when it is read.
                if text.chars().all(|c| fenjie::words::fold::is_blank(c) || c.is_ascii_control()) {
                    continue;
                }
                let counts = matches!(known.use_, Use::Number | Use::Answer(ProgressField::Percent));
                match text.parse::<u32>() {
                    Ok(number) if counts => sheet.write_number(row, column, number)?,
                    _ => sheet.write_string(row, column, text)?,
                };
                let is_filled = of_row.task.is_none() || matches!(known.use_, Use::Answer(_) | Use::Own);
                if is_filled {
                    let field = match known.use_ {
                        Use::Answer(field) => Some(field),
                        _ => None,
                    };
                    let place = cell_name(row, u32::from(column));
                    filled.push(Filled { place, text: text.clone(), task: of_row.task.clone(), field });
                }
            }
        }
        Ok(())
    }
}
