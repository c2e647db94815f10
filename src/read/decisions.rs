//! What a person decided in the sheet 待裁定, of a master or of a file of its own.

use std::path::Path;

use super::ReadOptions;
use super::sniff::kind_of;
use super::workbook::{self, Sheet, Workbook};
use crate::error::Error;
use crate::finding::Finding;
use crate::finding::merging::REFUSED_DECISION;
use crate::model::{Entry, EntryState, Origin, Period, ProgressField, Source, Stray, cell_name, read_task_id, task_id};
use crate::words::decisions::{DECISION, FIELD, PERIOD, TASK, UNIT, VALUE, decided_value};
use crate::words::fold::key;

/// What the sheet 待裁定 of a workbook says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decisions {
    /// One entry for each row somebody decided.
    pub entries: Vec<Entry>,
    /// What was written there and decides nothing.
    pub strays: Vec<Stray>,
    /// Why it does not.
    pub findings: Vec<Finding>,
}

impl Decisions {
    /// Whether nobody decided anything.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.strays.is_empty()
    }
}

/// Reads the decisions of a workbook.
///
/// Shape: rows under a header with 编码, 单位, 期次, 填报项, 说法 and 裁定, on any sheet. 裁定 holds √ or a word of assent for the row's own
/// value, or the value itself. A workbook without such a sheet gives none. Findings: `M064` for a decision that cannot be read.
///
/// # Errors
/// What the workbook reader says.
pub fn read_decisions(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Decisions, Error> {
    let workbook = workbook::read_within(bytes, kind_of(bytes), file, options.limits)?;
    Ok(decisions_of(&workbook, file))
}

fn decisions_of(workbook: &Workbook, file: &Path) -> Decisions {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Of two decisions the later one counts; the time is that of the workbook.
    let modified = workbook.about.modified.as_deref().map(Into::into);
    let origin_of = |sheet: &Sheet| Origin {
        file: name.as_str().into(),
        sheet: Some(sheet.name.as_str().into()),
        modified: modified.clone(),
        sha256: None,
    };
    let mut decisions = Decisions::default();
    for sheet in &workbook.sheets {
        let of_sheet = Source::new(origin_of(sheet), None);
        let Some((header, columns)) = Columns::find(sheet) else {
            decisions.keep_headless(sheet, &name, &of_sheet);
            continue;
        };
        let mut rows: Vec<u32> = sheet.cells.iter().map(|cell| cell.row).filter(|&row| row > header).collect();
        rows.dedup();
        for row in rows {
            let Some(written) = columns.text(sheet, row, columns.decision) else { continue };
            let cell = cell_name(row, columns.decision);
            let source = of_sheet.beside(&cell);
            match columns.entry(sheet, row, written, &source) {
                Ok(entry) => decisions.entries.push(entry),
                Err(why) => {
                    let message = format!("裁定“{written}”{why}");
                    let finding = Finding { file: Some(name.clone()), ..REFUSED_DECISION.finding(message) };
                    decisions.findings.push(finding.at_cell(&sheet.name, cell));
                    decisions.strays.push(columns.stray(sheet, row, written, source));
                }
            }
        }
    }
    decisions
}

impl Decisions {
    /// Keeps what was decided on a sheet that asks for decisions and has lost columns without which nobody knows about what.
    fn keep_headless(&mut self, sheet: &Sheet, name: &str, of_sheet: &Source) {
        let Some((header, found)) = Columns::words(sheet) else { return };
        let missing: Vec<String> = found.iter().filter(|(_, at)| at.is_none()).map(|(word, _)| format!("“{word}”")).collect();
        let column = |wanted: &str| found.iter().find(|(word, _)| *word == wanted).and_then(|(_, at)| *at);
        let Some(decision) = column(DECISION).filter(|_| column(FIELD).or(column(VALUE)).is_some()) else { return };
        let written = sheet.cells.iter().filter(|cell| cell.row > header && cell.column == decision && !cell.text.trim().is_empty());
        let mut places = Vec::new();
        for cell in written {
            let text = |word| column(word).and_then(|at| sheet.cell(cell.row, at)).map(|cell| cell.text.trim().to_owned());
            let place = cell_name(cell.row, cell.column);
            self.strays.push(Stray {
                rule: REFUSED_DECISION.code.to_owned(),
                unit: text(UNIT),
                period: text(PERIOD).and_then(|period| period.parse().ok()),
                task: text(TASK),
                column: text(FIELD),
                text: cell.text.trim().to_owned(),
                source: of_sheet.beside(&place),
                handling: None,
            });
            places.push(place);
        }
        let Some(first) = places.into_iter().next() else { return };
        let message = format!(
            "裁定表里少了{}列，看不出裁定的是哪一条，没有采用，写的留在“未识别”里。请在原来的“待裁定”表里写裁定",
            missing.join("、")
        );
        let finding = Finding { file: Some(name.to_owned()), ..REFUSED_DECISION.finding(message) };
        self.findings.push(finding.at_cell(&sheet.name, first));
    }
}

/// The words of the header, each with where it stands.
type Words = [(&'static str, Option<u32>); 6];

/// Where the columns of the sheet stand.
struct Columns {
    task: u32,
    unit: u32,
    period: u32,
    field: u32,
    value: u32,
    decision: u32,
}

impl Columns {
    /// The header row and its columns.
    fn find(sheet: &Sheet) -> Option<(u32, Columns)> {
        let (header, found) = Columns::words(sheet)?;
        let [task, unit, period, field, value, decision] = found.map(|(_, at)| at);
        let columns = Columns { task: task?, unit: unit?, period: period?, field: field?, value: value?, decision: decision? };
        Some((header, columns))
    }

    /// The row with the word of decisions, and where each word of the header stands in it.
    fn words(sheet: &Sheet) -> Option<(u32, Words)> {
        let header = sheet.cells.iter().find(|cell| key(&cell.text) == DECISION)?.row;
        let at = |word: &str| sheet.cells.iter().find(|cell| cell.row == header && key(&cell.text) == word).map(|cell| cell.column);
        Some((header, [TASK, UNIT, PERIOD, FIELD, VALUE, DECISION].map(|word| (word, at(word)))))
    }

    fn text<'s>(&self, sheet: &'s Sheet, row: u32, column: u32) -> Option<&'s str> {
        sheet.cell(row, column).map(|cell| cell.text.trim()).filter(|text| !text.is_empty())
    }

    /// What was decided in a row, or why nothing was.
    fn entry(&self, sheet: &Sheet, row: u32, written: &str, source: &Source) -> Result<Entry, &'static str> {
        const TORN: &str = "所在的行看不懂编码、单位、期次、填报项或说法，没有采用，写的留在“未识别”里。请照原来的“待裁定”补好这一行";
        const UNREAD: &str = "读不懂，没有采用，写的留在“未识别”里。请在选用的那一行写“√”，或者写上应填的内容";
        let text = |column| self.text(sheet, row, column).ok_or(TORN);
        let period: Period = text(self.period)?.parse().map_err(|_| TORN)?;
        let field = ProgressField::named(text(self.field)?).ok_or(TORN)?;
        let task = text(self.task)?;
        let task = read_task_id(task).map_or_else(|_| task.to_owned(), |(plan, serial)| task_id(&plan, serial));
        let shown = self.text(sheet, row, self.value);
        Ok(Entry {
            task: task.into(),
            unit: text(self.unit)?.into(),
            period,
            field,
            value: decided_value(field, written, shown, period.year()).ok_or(UNREAD)?.into(),
            state: EntryState::Current,
            source: Some(source.clone()),
            decided: true,
        })
    }

    /// What was written in a row that decides nothing.
    fn stray(&self, sheet: &Sheet, row: u32, written: &str, source: Source) -> Stray {
        let text = |column| self.text(sheet, row, column).map(str::to_owned);
        Stray {
            rule: REFUSED_DECISION.code.to_owned(),
            unit: text(self.unit),
            period: text(self.period).and_then(|period| period.parse().ok()),
            task: text(self.task),
            column: text(self.field),
            text: written.to_owned(),
            source,
            handling: None,
        }
    }
}
