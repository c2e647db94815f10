//! What became of filled cells: right, misassigned, refused with a reason, or missing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use fenjie::merge::Merged;
use fenjie::model::{Entry, Source, Stray};
use fenjie::words::answers::{read_answer, read_remarked};
use fenjie::words::fold::trimmed;

use super::{Filled, PERIOD, Written};

/// What became of a cell, of a row, of a task: the worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Right,
    Refused,
    Missing,
    Misassigned,
}

/// What became of everything in a set of returns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The tasks that came back, each with the worst fate of its cells; texts in columns of a unit's own making aside.
    pub tasks: BTreeMap<String, Fate>,
    /// Cells that are no answer to a task, by their fate: own rows, own columns.
    pub own: BTreeMap<&'static str, usize>,
    /// Rules for which answers were refused, with the number of cells.
    pub reasons: BTreeMap<String, usize>,
    /// What went wrong, in words.
    pub wrong: Vec<String>,
}

impl Judgement {
    pub fn count(&self, fate: Fate) -> usize {
        self.tasks.values().filter(|found| **found == fate).count()
    }

    /// Nothing misassigned and nothing missing.
    pub fn is_safe(&self) -> bool {
        self.wrong.is_empty() && self.count(Fate::Missing) + self.count(Fate::Misassigned) == 0
    }

    /// The first things that went wrong, for a message.
    pub fn first_wrong(&self) -> String {
        self.wrong.iter().take(5).cloned().collect::<Vec<_>>().join("\n  ")
    }

    /// Everything right.
    pub fn is_right(&self) -> bool {
        self.is_safe() && self.count(Fate::Refused) == 0
    }
}

impl fmt::Display for Judgement {
    /// `right/refused/misassigned/missing`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |fate| self.count(fate);
        write!(f, "{}/{}/{}/{}", count(Fate::Right), count(Fate::Refused), count(Fate::Misassigned), count(Fate::Missing))
    }
}

/// A cell of a return: which of them, by its number, and where in it.
type Place = (usize, String);

/// Judges a merge of returns by what is known of every cell.
pub fn judge(merged: &Merged, returns: &[Written]) -> Judgement {
    let mut judgement = Judgement::default();
    // Files that are the same, byte for byte, are one: what stands in it may be known by the name of any of them.
    let one_of = |file: &str| {
        let bytes = returns.iter().find(|written| written.file == file).map(|written| &written.bytes);
        returns.iter().position(|written| Some(&written.bytes) == bytes)
    };
    let place = |source: &Source| Some((one_of(&source.file)?, source.cell.as_deref().unwrap_or_default().to_owned()));
    let mut entries: HashMap<Place, Vec<&Entry>> = HashMap::new();
    for entry in &merged.ledger.entries {
        if let Some(place) = entry.source.as_ref().and_then(place) {
            entries.entry(place).or_default().push(entry);
        }
    }
    let strays: HashMap<Place, &Stray> = merged.ledger.strays.iter().filter_map(|stray| Some((place(&stray.source)?, stray))).collect();
    let mut filled: BTreeSet<Place> = BTreeSet::new();
    for written in returns {
        for cell in &written.filled {
            let Some(place) = one_of(&written.file).map(|one| (one, cell.place.clone())) else { continue };
            judgement.take(written, cell, entries.get(&place).map_or(&[], Vec::as_slice), strays.get(&place).copied());
            filled.insert(place);
        }
    }
    // What nobody filled in must not be there.
    for ((one, place), entries) in entries.iter().filter(|(place, _)| !filled.contains(place)) {
        judgement.wrong.push(format!("{} {place}: nobody filled it in, and it is {:?}", returns[*one].file, entries[0].value));
    }
    if !merged.report.totals.balance() {
        judgement.wrong.push(format!("the sums do not balance: {:?}", merged.report.totals));
    }
    judgement
}

impl Judgement {
    fn take(&mut self, written: &Written, cell: &Filled, entries: &[&Entry], stray: Option<&Stray>) {
        let fate = match (entries, stray) {
            ([], None) => Fate::Missing,
            ([], Some(_)) => Fate::Refused,
            (entries, _) if entries.iter().all(|entry| is_right(entry, written, cell)) => Fate::Right,
            _ => Fate::Misassigned,
        };
        if matches!(fate, Fate::Missing | Fate::Misassigned) {
            let found: Vec<_> = entries.iter().map(|entry| (&entry.task, &entry.unit, entry.field.name(), &entry.value)).collect();
            let truth = (&cell.task, cell.field.map(|field| field.name()), &cell.text);
            self.wrong.push(format!("{} {}: {fate:?}: {truth:?} became {found:?}", written.file, cell.place));
        }
        match (&cell.task, cell.field) {
            (Some(task), Some(_)) => {
                if let (Fate::Refused, Some(stray)) = (fate, stray) {
                    assert!(!stray.rule.is_empty() && readable(&stray.text) == readable(&cell.text), "{stray:?} is {:?}", cell.text);
                    *self.reasons.entry(stray.rule.clone()).or_default() += 1;
                }
                let known = self.tasks.entry(task.clone()).or_insert(fate);
                *known = fate.max(*known);
            }
            _ => *self.own.entry(if fate == Fate::Refused { "kept" } else { "wrong" }).or_default() += 1,
        }
    }
}

fn is_right(entry: &Entry, written: &Written, cell: &Filled) -> bool {
    let read = |field, text: &str| read_answer(field, text, Some(PERIOD.year())).value.or_else(|| read_remarked(field, text));
    let says = cell.field.and_then(|field| read(field, &readable(&cell.text)));
    cell.task.as_deref() == Some(&*entry.task)
        && cell.field == Some(entry.field)
        && (&*entry.unit, entry.period) == (written.unit.as_str(), PERIOD)
        && says.as_deref().map(readable) == Some(readable(&entry.value))
}

/// A text as a sheet gives it back: control characters are taken out when it is read (R023), blanks at its ends do not count.
fn readable(text: &str) -> String {
    // Control characters come back as pictures of themselves; what cannot be written into a workbook at all never got there.
    let plain: String = text
        .chars()
        .filter(|c| !c.is_ascii_control() && !('\u{2400}'..='\u{2421}').contains(c) || matches!(c, '\n' | '\t' | '\r'))
        .collect();
    plain[trimmed(&plain)].to_owned()
}
