//! 下发表: the workbook for one unit and one period, which says in every way it can which one it is.
//!
//! The table in a layout with locked and open cells, the sheet 填报说明, hidden lists, and every carrier of [`identity`].
//! [`Dispatcher`] prepares a ledger once; workbooks can then be made in parallel, each from its unit's tasks alone. It chooses nothing:
//! [`handout`](crate::handout) does.

use jiff::civil::Date;
use std::collections::HashMap;

use super::book::{Book, Look};
use super::field::FIELDS;
use super::heights::{Room, whole_pixels};
use super::layout::{Align, Guide, Layout};
use super::rows::{Cell, Table};
use super::shown::shown;
use super::table_sheet::{self, HEADER_ROW, Record};
use super::{Addressee, WriteOptions, Written, list_sheet};
use crate::error::Error;
use crate::handout::{Handout, Share};
use crate::identity::{self, Sent, SentColumn, SentRow};
use crate::model::{Dispatch, Entry, EntryState, FORMAT, Ledger, Period, Plan, Role, Task, UnitNames};

/// What every workbook of one run shares.
#[derive(Debug, Clone)]
pub struct DispatchOptions<'a> {
    /// How the table looks.
    pub layout: &'a Layout,
    /// The period it asks about.
    pub period: Period,
    /// Which tasks of a unit are sent.
    pub role: Role,
    /// The day it has to be back.
    pub return_by: Option<Date>,
    /// Whom to send it back to, and how to reach them.
    pub collector: Option<String>,
}

/// Makes the workbooks of one run; there is an example at [`select`](crate::handout::select).
#[derive(Debug)]
pub struct Dispatcher<'a> {
    plan: &'a Plan,
    options: DispatchOptions<'a>,
    /// What units are called by those that were sent something before.
    names: UnitNames<'a>,
    /// Entries that count, by unit.
    entries: HashMap<&'a str, Vec<&'a Entry>>,
    /// How often each unit was sent this period's workbook before.
    before: HashMap<&'a str, u32>,
}

/// Width of the sheet 填报说明, in characters.
const GUIDE_WIDTH: f64 = 110.0;
const GUIDE_TITLE_SIZE: f64 = 20.0;

impl<'a> Dispatcher<'a> {
    /// Prepares a ledger.
    pub fn new(ledger: &'a Ledger, options: DispatchOptions<'a>) -> Self {
        let mut entries: HashMap<&str, Vec<&Entry>> = HashMap::new();
        let names = UnitNames::of(ledger);
        for entry in ledger.entries.iter().filter(|entry| entry.state == EntryState::Current) {
            entries.entry(names.unit(&entry.unit)).or_default().push(entry);
        }
        let mut before: HashMap<&str, u32> = HashMap::new();
        for dispatch in ledger.dispatches.iter().filter(|dispatch| dispatch.period == options.period) {
            let last = before.entry(names.unit(&dispatch.unit)).or_default();
            *last = dispatch.serial.max(*last);
        }
        Dispatcher { plan: &ledger.plan, options, names, entries, before }
    }

    /// The workbook of a unit. Same input, same bytes.
    ///
    /// # Errors
    /// [`Error::Workbook`] when it cannot be put together, for example with more tasks than a sheet has rows.
    pub fn workbook(&self, handout: &Handout) -> Result<Written, Error> {
        let ledger = self.own_ledger(handout);
        let roles: Vec<Role> = handout.shares.iter().map(|share| share.role).collect();
        let told = if self.options.role == Role::All { roles.as_slice() } else { &[] };
        let mut write_options = WriteOptions::new(self.options.layout).for_period(self.options.period);
        write_options.addressee = Some(Addressee {
            unit: &handout.unit,
            roles: told,
            role: self.options.role,
            return_by: self.options.return_by,
            collector: self.options.collector.clone(),
        });
        let table = Table::new(&ledger, &write_options);
        let mut book = Book::new()?;
        let mut sent = Recorded { sent: self.nothing_sent(handout, &table), roles: roles.clone().into_iter() };
        let layout = self.options.layout;
        let findings = table_sheet::write(book.add_sheet(&layout.sheet)?, layout, &table, &ledger.plan, &mut sent)?;
        if let Some(guide) = &layout.guide {
            write_guide(&mut book, guide, layout, &table)?;
        }
        list_sheet::add(&mut book, &table.columns)?;
        self.put_identity(&mut book, &sent.sent, &table)?;
        Ok(Written { bytes: book.finish()?, findings })
    }

    /// The ledger's record of a workbook: its file name and bytes.
    pub fn record(&self, handout: &Handout, file: &str, bytes: &[u8]) -> Dispatch {
        Dispatch {
            unit: handout.unit.clone(),
            names: handout.names.clone(),
            period: self.options.period,
            file: file.to_owned(),
            sha256: Some(identity::digest(bytes)),
            tasks: self.tasks(handout).map(|task| task.id.clone()).collect(),
            role: role_of(handout),
            serial: self.serial(handout),
            contact: handout.contact.clone(),
            return_by: self.options.return_by,
        }
    }

    fn serial(&self, handout: &Handout) -> u32 {
        let before = self.names_of(handout).into_iter().filter_map(|name| self.before.get(name)).max();
        before.copied().unwrap_or(0).saturating_add(1)
    }

    /// The names under which a unit may have reported, each unit of the ledger once.
    fn names_of<'h>(&'h self, handout: &'h Handout) -> Vec<&'h str> {
        let mut names: Vec<&str> = std::iter::once(&handout.unit).chain(&handout.names).map(|name| self.names.unit(name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn tasks<'h>(&self, handout: &'h Handout) -> impl Iterator<Item = &'a Task> + use<'a, 'h> {
        let plan = self.plan;
        handout.shares.iter().filter_map(move |share: &Share| plan.tasks.get(share.task))
    }

    /// The unit's tasks and entries.
    fn own_ledger(&self, handout: &Handout) -> Ledger {
        let own = self.names_of(handout).into_iter().filter_map(|name| self.entries.get(name)).flatten();
        let as_now = |entry: &Entry| Entry { unit: handout.unit.as_str().into(), ..entry.clone() };
        Ledger {
            format: FORMAT.to_owned(),
            plan: Plan {
                id: self.plan.id.clone(),
                title: self.plan.title.clone(),
                doc_number: self.plan.doc_number.clone(),
                issuer: self.plan.issuer.clone(),
                issued_on: self.plan.issued_on,
                year: self.plan.year,
                tasks: self.tasks(handout).cloned().collect(),
                ..Plan::default()
            },
            entries: own.map(|entry| as_now(entry)).collect(),
            dispatches: Vec::new(),
            strays: Vec::new(),
            withdrawn: Vec::new(),
        }
    }

    fn nothing_sent(&self, handout: &Handout, table: &Table<'_>) -> Sent {
        let name = |field| FIELDS.iter().find(|(_, known)| *known == field).map_or("", |(name, _)| name).to_owned();
        let column = |column: &&super::layout::Column| SentColumn {
            header: column.header.clone(),
            fields: column.parts.iter().map(|part| name(part.field)).collect(),
            fill_in: column.fill_in,
        };
        Sent {
            format: identity::FORMAT.to_owned(),
            plan: self.plan.id.clone(),
            title: self.plan.title.clone(),
            unit: handout.unit.clone(),
            period: self.options.period,
            role: self.options.role,
            serial: self.serial(handout),
            return_by: self.options.return_by,
            sheet: self.options.layout.sheet.clone(),
            header_row: HEADER_ROW,
            columns: table.columns.iter().map(column).collect(),
            rows: Vec::with_capacity(handout.shares.len()),
            words: self.words(table),
        }
    }

    /// The words above the table and in the instructions.
    fn words(&self, table: &Table<'_>) -> Vec<u32> {
        let (left, right) = table.subtitle();
        let guide = self.options.layout.guide.iter().flat_map(|guide| guide_lines(guide, table));
        let lines: Vec<String> = [table.title(), left, right].into_iter().chain(guide).collect();
        identity::words_of(lines.iter().map(String::as_str))
    }

    /// Every carrier but the title row and the ids, which are in the table.
    fn put_identity(&self, book: &mut Book, sent: &Sent, table: &Table<'_>) -> Result<(), Error> {
        let stamp = sent.stamp();
        book.set_title(&shown(table.title()).text);
        if let Some(text) = stamp.short_text() {
            book.set_subject(&text);
            book.set_property(identity::PROPERTY, &text);
            book.define_text(identity::NAME, &text)?;
        }
        let cells = sent.pack().map_err(|error| Error::Workbook { reason: error.to_string() })?;
        book.add_hidden(identity::SHEET, vec![cells, vec![stamp.text()]])
    }
}

/// What a unit is to its tasks: it leads all of them, it takes part in all, or both happens.
fn role_of(handout: &Handout) -> Role {
    match handout.shares.split_first() {
        Some((first, rest)) if rest.iter().all(|share| share.role == first.role) => first.role,
        _ => Role::All,
    }
}

/// What is being sent, as the table is written.
struct Recorded {
    sent: Sent,
    roles: std::vec::IntoIter<Role>,
}

impl Record for Recorded {
    fn task(&mut self, task: &Task, cells: &[Cell]) {
        let cells = cells.iter().map(|cell| cell.text().into_owned()).collect();
        self.sent.rows.push(SentRow { task: task.id.clone(), role: self.roles.next().unwrap_or_default(), cells });
    }
}

/// The heading of the instructions and their lines.
fn guide_lines<'g>(guide: &'g Guide, table: &'g Table<'_>) -> impl Iterator<Item = String> + use<'g> {
    let lines = guide.lines.iter().map(|pattern| table.fill(pattern)).filter(|text| !text.is_empty());
    std::iter::once(guide.name.clone()).chain(lines)
}

/// The sheet that says how to fill in.
fn write_guide(book: &mut Book, guide: &Guide, layout: &Layout, table: &Table<'_>) -> Result<(), Error> {
    let mut sheet = book.add_sheet(&guide.name)?;
    let title_font = super::layout::Font { name: layout.title.font.name.clone(), size: GUIDE_TITLE_SIZE };
    let (title, line) = (Look::of(&title_font).aligned(Align::Center), Look::of(&guide.font).aligned(Align::Left));
    sheet.set_width(0, GUIDE_WIDTH)?;
    sheet.set_page(&layout.page);
    sheet.set_height(0, whole_pixels(Room::new(GUIDE_WIDTH, GUIDE_TITLE_SIZE, layout.body.line_height).height(&guide.name).max(36.0)))?;
    let room = Room::new(GUIDE_WIDTH, guide.font.size, layout.body.line_height);
    let mut lines = guide_lines(guide, table);
    sheet.text(0, 0, lines.next().unwrap_or_default(), &title)?;
    for (row, text) in (1..).zip(lines) {
        let text = shown(text).text;
        sheet.set_height(row, whole_pixels(room.height(&text).max(layout.body.min_height)))?;
        sheet.text(row, 0, text, &line)?;
    }
    if layout.protect {
        sheet.protect();
    }
    Ok(())
}

/// 下发清单.xlsx: who was sent what, and the tasks nobody was sent.
///
/// # Errors
/// [`Error::Workbook`] when it cannot be put together.
pub fn index(ledger: &Ledger, dispatches: &[Dispatch], unassigned: &[usize]) -> Result<Vec<u8>, Error> {
    super::dispatch_index::write(ledger, dispatches, unassigned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Contact;

    #[test]
    fn the_record_says_what_the_unit_is_to_its_rows() {
        let handout = |roles: &[Role]| Handout {
            unit: "工程股".into(),
            names: Vec::new(),
            shares: (0..).zip(roles).map(|(task, &role)| Share { task, role }).collect(),
            contact: Contact::default(),
        };
        for (roles, words) in
            [(&[Role::Lead, Role::Lead][..], "牵头"), (&[Role::Units], "配合"), (&[Role::Units, Role::Lead], "牵头和配合")]
        {
            assert_eq!(role_of(&handout(roles)).words(), words);
        }
    }
}
