//! Returned workbooks for the tests of merging: dispatched in memory, filled in and damaged as tables of text, written again by another
//! hand, and judged. Every written cell remembers which task it was filled in for, so that whatever becomes of it is known to be right
//! or wrong.

pub mod damage;
pub mod fate;
mod written;

use std::path::Path;

use fenjie::handout::select;
use fenjie::identity::Sent;
use fenjie::merge::{Collected, Merged, Merger, ReturnedFile};
use fenjie::model::{Ledger, Period, ProgressField, Role, Roster};
use fenjie::read::ReadOptions;
use fenjie::read::returned::{Incoming, evidence, read_incoming};
use fenjie::read::sniff::Kind;
use fenjie::read::workbook::{self, Workbook};
use fenjie::write::Layout;
use fenjie::write::dispatch::{DispatchOptions, Dispatcher};
pub use written::{Filled, Written};

/// The period everything is dispatched for.
pub const PERIOD: Period = Period::Quarter(2023, 1);

/// A workbook on somebody's desk: the table they see and edit, and the marks they do not see.
#[derive(Debug, Clone)]
pub struct Form {
    pub unit: String,
    /// File name, with folders.
    pub file: String,
    /// Lines above the header.
    pub above: Vec<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Lines of the sheet 填报说明; no such sheet when empty.
    pub guide: Vec<String>,
    /// Columns of the very hidden sheet; no such sheet when empty.
    pub hidden: Vec<Vec<String>>,
    pub subject: Option<String>,
    pub property: Option<String>,
    pub name: Option<String>,
    /// When it was last saved, in hours after 2023-04-01.
    pub saved: u32,
}

/// A column of a form.
#[derive(Debug, Clone)]
pub struct Column {
    /// As printed; damages change it.
    pub header: String,
    /// What it is in truth.
    pub use_: Use,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Id,
    Number,
    /// Text of the task.
    Text,
    /// Locked, and no text of the task.
    Locked,
    Answer(ProgressField),
    /// Of the unit's own making.
    Own,
}

/// A row of a form.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The task it was sent for; `None` for a row of the unit's own making.
    pub task: Option<String>,
    /// One for each column; empty rows have none.
    pub cells: Vec<String>,
}

/// The workbooks of a plan as they were sent out, and the ledger that knows of them.
pub fn dispatch(mut ledger: Ledger, role: Role) -> (Ledger, Vec<Form>) {
    dispatch_for(&mut ledger, role, PERIOD).map(|forms| (ledger, forms)).unwrap_or_else(|error| panic!("nothing can be sent out: {error}"))
}

/// Sends out a period; the ledger takes note of it.
pub fn dispatch_for(ledger: &mut Ledger, role: Role, period: Period) -> Result<Vec<Form>, fenjie::error::Error> {
    dispatch_by(ledger, role, period, None)
}

/// Sends out a period to the units of a roster.
pub fn dispatch_by(ledger: &mut Ledger, role: Role, period: Period, roster: Option<&Roster>) -> Result<Vec<Form>, fenjie::error::Error> {
    let layout = Layout::named(Layout::DISPATCH)?;
    let options = DispatchOptions { layout: &layout, period, role, return_by: None, collector: None };
    let sent = ledger.clone();
    let dispatcher = Dispatcher::new(&sent, options);
    let mut forms = Vec::new();
    for handout in select(&sent.plan, role, roster).handouts {
        let bytes = dispatcher.workbook(&handout)?.bytes;
        let file = format!("{}.xlsx", handout.unit.replace(['/', '\\', '\t', '\n'], "-"));
        ledger.dispatches.push(dispatcher.record(&handout, &file, &bytes));
        forms.push(Form::of(&bytes, file));
    }
    Ok(forms)
}

impl Form {
    /// A dispatched workbook as a table.
    pub fn of(bytes: &[u8], file: String) -> Form {
        let book = workbook::read(bytes, Kind::Xlsx, Path::new("a.xlsx")).unwrap();
        let sent = evidence(&book, Path::new("")).sent.unwrap();
        let about = &book.about;
        let columns = sent.columns.iter().map(|column| Column {
            header: column.header.clone(),
            use_: match column.fields.first().map(String::as_str) {
                Some("id") => Use::Id,
                Some("seq") => Use::Number,
                Some(field) if column.fill_in => Use::Answer(ProgressField::named(field).unwrap()),
                Some("title" | "content") => Use::Text,
                _ => Use::Locked,
            },
        });
        Form {
            unit: sent.unit.clone(),
            file,
            above: (0..sent.header_row).map(|row| line(&book, 0, row)).collect(),
            columns: columns.collect(),
            rows: sent.rows.iter().map(|row| Row { task: Some(row.task.clone()), cells: shown(row.cells.clone()) }).collect(),
            guide: last_row(&book, 1).map(|last| (0..=last).map(|row| line(&book, 1, row)).collect()).unwrap_or_default(),
            hidden: hidden(&sent),
            subject: about.subject.clone(),
            property: about.property(fenjie::identity::PROPERTY).map(str::to_owned),
            name: about.name(fenjie::identity::NAME).map(str::to_owned),
            saved: 24,
        }
    }

    /// Fills in every row; each text says whose it is and of which task.
    pub fn fill(&mut self) {
        for at in 0..self.rows.len() {
            let Some(task) = self.rows[at].task.clone() else { continue };
            for column in 0..self.columns.len() {
                if let Use::Answer(field) = self.columns[column].use_ {
                    self.rows[at].cells[column] = answer(&self.unit, &task, field);
                }
            }
        }
    }

    /// Takes away every mark that says what it is: hidden sheet, properties, names, titles, instructions and the column of ids.
    pub fn strip(&mut self) {
        (self.subject, self.property, self.name) = (None, None, None);
        self.hidden.clear();
        self.guide.clear();
        self.above = vec!["工作进展情况表".to_owned()];
        self.drop_columns(|column| column.use_ == Use::Id);
    }

    /// Takes columns away.
    pub fn drop_columns(&mut self, gone: impl Fn(&Column) -> bool) {
        let gone: Vec<bool> = self.columns.iter().map(gone).collect();
        self.rearrange(&(0..gone.len()).filter(|&at| !gone[at]).collect::<Vec<_>>());
    }

    /// Puts columns into another order, by their places.
    pub fn rearrange(&mut self, order: &[usize]) {
        self.columns = order.iter().map(|&at| self.columns[at].clone()).collect();
        for row in self.rows.iter_mut().filter(|row| !row.cells.is_empty()) {
            row.cells = order.iter().map(|&at| row.cells[at].clone()).collect();
        }
    }

    /// The place of the first column of a use.
    pub fn column(&self, wanted: Use) -> Option<usize> {
        self.columns.iter().position(|column| column.use_ == wanted)
    }

    /// Changes the texts of the task in every row that has one.
    pub fn edit_texts(&mut self, edit: impl Fn(&str) -> String) {
        for (at, column) in self.columns.iter().enumerate().filter(|(_, column)| column.use_ == Use::Text) {
            let _ = column;
            for row in self.rows.iter_mut().filter(|row| row.task.is_some() && !row.cells.is_empty()) {
                row.cells[at] = edit(&row.cells[at]);
            }
        }
    }
}

/// Texts as a sheet shows them after it was read.
fn shown(cells: Vec<String>) -> Vec<String> {
    cells.into_iter().map(|text| text.chars().take(32_000).collect()).collect()
}

fn hidden(sent: &Sent) -> Vec<Vec<String>> {
    vec![sent.pack().unwrap(), vec![sent.stamp().text()]]
}

fn line(book: &Workbook, sheet: usize, row: u32) -> String {
    let cells = book.sheets[sheet].cells.iter().filter(|cell| cell.row == row);
    cells.map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("　")
}

fn last_row(book: &Workbook, sheet: usize) -> Option<u32> {
    let sheet = book.sheets.get(sheet).filter(|sheet| sheet.name == "填报说明")?;
    sheet.cells.iter().map(|cell| cell.row).max()
}

/// What a unit answers on a task.
pub fn answer(unit: &str, task: &str, field: ProgressField) -> String {
    let number = task.bytes().fold(7usize, |sum, byte| (sum * 31 + usize::from(byte)) % 9_973);
    let status = number % 4;
    match field {
        ProgressField::Status => ["未启动", "推进中", "已完成", "长期推进"][status].to_owned(),
        ProgressField::Percent => [0, 10 + number % 80, 100, 50][status].to_string(),
        ProgressField::Narrative => format!("{unit}报{task}：召开推进会{}次，走访{number}户。", number % 7 + 1),
        ProgressField::Problems if number % 3 == 0 => String::new(),
        ProgressField::Problems => format!("{unit}报{task}：经费缺口{number}元。"),
        ProgressField::NextSteps => format!("{unit}报{task}：\n下一步分{}批推进。", number % 5 + 2),
        ProgressField::Reporter => ["林知秋", "周望川", "许青禾"][number % 3].to_owned(),
        ProgressField::Phone => format!("0731-555{number:04}"),
        ProgressField::ReportedOn => format!("2023-03-{:02}", number % 28 + 1),
    }
}

/// Reads and collects a returned file.
pub fn collect(merger: &Merger<'_>, file: &str, bytes: &[u8]) -> Collected {
    let sha256 = fenjie::identity::digest(bytes);
    match read_incoming(bytes, Path::new(file), &ReadOptions::default()) {
        Ok(Incoming::Return(returned)) => merger.collect(&ReturnedFile { name: file.to_owned(), sha256, returned: *returned }),
        Ok(Incoming::Master(reading)) => merger.collect_master(file, sha256, reading.ledger, reading.findings),
        Ok(Incoming::Index) => panic!("{file}: a list of what was sent"),
        Err(error) => Collected::unreadable(file, Some(sha256), &error.to_string()),
    }
}

/// Merges written forms into a ledger.
pub fn merge(ledger: &Ledger, returns: &[Written]) -> Merged {
    let merger = Merger::new(ledger, None);
    let collected = returns.iter().map(|written| collect(&merger, &written.file, &written.bytes)).collect();
    merger.finish(collected, Vec::new())
}
