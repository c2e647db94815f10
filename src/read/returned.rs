//! What a returned workbook says about itself: one [`Claim`] for each carrier that is left, and what was sent where that is whole.
//!
//! Merging calls [`evidence`] for every file and weighs the claims; a second dispatch asks [`is_as_sent`] before it replaces a file.
//! Nothing is decided here: claims that contradict each other are all given.

mod headers;
mod listed;
mod locate;
mod tables;
mod upright;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::workbook::{Sheet, Visibility, Workbook};
use crate::identity::{self, Carrier, Claim, Sent, SentError, Stamp, StampError};
use crate::model::{cell_name, read_task_id};
pub use crate::returned::Evidence;
pub use locate::{Located, locate};
pub use tables::{Incoming, read_incoming};

/// In how many rows from the top the title and the line below it are looked for: instructions get pasted above.
const TITLE_ROWS: u32 = 60;

/// Every claim of a workbook. `file` is the file's path: its name and that of its folder are carriers too.
pub fn evidence(workbook: &Workbook, file: &Path) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.take_hidden(workbook);
    let about = &workbook.about;
    for (carrier, text) in [
        (Carrier::Property, about.property(identity::PROPERTY)),
        (Carrier::Subject, about.subject.as_deref()),
        (Carrier::DefinedName, about.name(identity::NAME)),
    ] {
        if let Some(text) = text {
            evidence.take_stamp(carrier, text, None);
        }
    }
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible) {
        evidence.take_titles(sheet);
    }
    evidence.take_ids(workbook);
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    for (carrier, name) in [(Carrier::FileName, name(file)), (Carrier::FolderName, file.parent().and_then(name))] {
        evidence.claims.extend(name.map(|name| identity::read_name(carrier, &name)).filter(Claim::says_something));
    }
    evidence.claims.sort_by_key(|claim| claim.carrier);
    evidence
}

impl Evidence {
    fn take_hidden(&mut self, workbook: &Workbook) {
        for sheet in workbook.sheets.iter().filter(|sheet| is_hidden_sheet(sheet)) {
            let cell = |row, column| sheet.cell(row, column).map(|cell| cell.text.as_str());
            match Sent::unpack(|row| cell(row, 0)) {
                Ok(sent) => {
                    let claim = Claim { title: sent.title.clone(), ..Claim::of_stamp(Carrier::HiddenSheet, sent.stamp()) };
                    self.claims.push(claim.at(&sheet.name, cell_name(0, 0)));
                    self.sent.get_or_insert(sent);
                }
                Err(SentError::Newer(format)) => self.newer = Some(format),
                Err(SentError::Damaged(why)) => self.damaged.push((Carrier::HiddenSheet, why)),
            }
            if let Some(text) = cell(0, 1) {
                self.take_stamp(Carrier::HiddenStamp, text, Some((sheet, 0, 1)));
            }
        }
    }

    fn take_stamp(&mut self, carrier: Carrier, text: &str, place: Option<(&Sheet, u32, u32)>) {
        match Stamp::read(text) {
            Ok(stamp) => {
                let claim = Claim::of_stamp(carrier, stamp);
                self.claims.push(match place {
                    Some((sheet, row, column)) => claim.at(&sheet.name, cell_name(row, column)),
                    None => claim,
                });
            }
            Err(StampError::Newer(format)) => self.newer = Some(format),
            Err(StampError::Damaged) => self.damaged.push((carrier, "被改动过")),
            Err(StampError::NotOne) => {}
        }
    }

    /// The first title and the first line of labels of a sheet.
    fn take_titles(&mut self, sheet: &Sheet) {
        let mut top = sheet.cells.iter().take_while(|cell| cell.row < TITLE_ROWS).peekable();
        let title = top.clone().find_map(|cell| Some((cell, identity::read_title(&cell.text)?)));
        let mut labelled: Option<Claim> = None;
        while let Some(cell) = top.next() {
            // A label may stand in a cell of its own, and what it is for in the next.
            let is_label = cell.text.ends_with('：') || cell.text.ends_with(':');
            let value = top.peek().filter(|next| is_label && next.row == cell.row);
            let text = value.map_or(Cow::Borrowed(&*cell.text), |value| format!("{}{}", cell.text, value.text).into());
            let Some(claim) = identity::read_labelled(&text) else { continue };
            // Unit and period may stand in two cells of the same line.
            labelled = Some(match labelled {
                Some(first) => Claim { unit: first.unit.or(claim.unit), period: first.period.or(claim.period), ..first },
                None => claim.at(&sheet.name, cell_name(cell.row, cell.column)),
            });
        }
        self.claims.extend(title.map(|(cell, claim)| claim.at(&sheet.name, cell_name(cell.row, cell.column))));
        self.claims.extend(labelled);
    }

    /// One claim for each plan whose ids stand in the visible sheets, the plan of most rows first.
    fn take_ids(&mut self, workbook: &Workbook) {
        let mut plans: BTreeMap<String, Claim> = BTreeMap::new();
        for sheet in workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible) {
            for cell in &sheet.cells {
                // Ids are short; a long text is no id and costs nothing.
                let may_be_one = cell.text.len() <= 64 && (cell.text.contains('-') || cell.text.contains('－'));
                let Some((plan, _)) = may_be_one.then(|| read_task_id(&cell.text).ok()).flatten() else { continue };
                let new = || {
                    let claim = Claim { plan: Some(plan.clone()), rows: 0, ..Claim::new(Carrier::RowIds) };
                    claim.at(&sheet.name, cell_name(cell.row, cell.column))
                };
                plans.entry(plan.clone()).or_insert_with(new).rows += 1;
            }
        }
        let mut claims: Vec<Claim> = plans.into_values().collect();
        claims.sort_by_key(|claim| std::cmp::Reverse(claim.rows));
        self.claims.extend(claims);
    }
}

/// The hidden sheet, also when somebody showed or renamed it.
fn is_hidden_sheet(sheet: &Sheet) -> bool {
    let says = || sheet.cell(0, 0).is_some_and(|cell| cell.text.starts_with("fenjie.dispatch/"));
    sheet.name.eq_ignore_ascii_case(identity::SHEET) || says()
}

/// The mark of everything a list of ours shows, see [`identity::mark`].
pub fn mark_of(workbook: &Workbook) -> String {
    let visible = workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible);
    identity::mark(visible.flat_map(|sheet| &sheet.cells).map(|cell| cell.text.as_str()))
}

/// Whether the sheet to fill in still shows exactly what was sent, cell by cell, and nothing else.
pub fn is_as_sent(workbook: &Workbook, sent: &Sent) -> bool {
    let Some(sheet) = workbook.sheets.iter().find(|sheet| sheet.name == sent.sheet) else { return false };
    let first = sent.header_row.saturating_add(1);
    let mut shown = sheet.cells.iter().filter(|cell| cell.row >= first);
    let rows = (first..).zip(&sent.rows);
    let mut expected = rows.flat_map(|(row, sent)| (0u32..).zip(&sent.cells).map(move |(column, text)| (row, column, text.as_str())));
    let filled = |text: &str| !text.chars().all(crate::words::fold::is_blank);
    shown.by_ref().all(|cell| expected.by_ref().find(|(_, _, text)| filled(text)) == Some((cell.row, cell.column, cell.text.as_str())))
        && !expected.any(|(_, _, text)| filled(text))
        && sheet.comments.is_empty()
}
