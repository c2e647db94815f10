//! The ledger as workbooks carry it: the JSON of `fenjie.ledger/1`, with the entries in runs that name their unit and file once.
//!
//! A master of a thousand units holds hundreds of thousands of entries; said in full each would repeat its unit, period, file and hash.
//! Order and content are those of the ledger. The full form is read too. Used by the writer and the reader of the ledger sheet.

use hashbrown::HashMap;
use std::io;
use std::sync::Arc;

use serde::ser::{SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use crate::chunks;
use crate::model::{Dispatch, Entry, EntryState, FORMAT, Ledger, Origin, Period, Plan, ProgressField, Shared, Source, Stray, Task};

/// The very hidden sheet: column A holds the ledger, column B what the visible sheet showed.
pub const SHEET: &str = "_fenjie";
/// The name and version of what column B holds.
pub(crate) const SHOWN_FORMAT: &str = "fenjie.cells/1";

/// Neighbouring entries of one task, unit, period and file, as they are read.
#[derive(Deserialize)]
struct Run {
    task: Shared,
    unit: Shared,
    period: Period,
    /// Index among the files; `None` where the entries have no source.
    file: Option<usize>,
    #[serde(default)]
    decided: bool,
    /// Field, state, cell, value.
    says: Vec<(ProgressField, EntryState, Option<Shared>, Shared)>,
}

/// The same as they are written.
#[derive(Serialize)]
struct RunOf<'a> {
    task: &'a str,
    unit: &'a str,
    period: Period,
    file: Option<usize>,
    #[serde(skip_serializing_if = "is_false")]
    decided: bool,
    says: Says<'a>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_false(flag: &bool) -> bool {
    !flag
}

/// What the entries of a run say.
struct Says<'a>(&'a [Entry]);

impl Serialize for Says<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|entry| (entry.field, entry.state, cell_of(entry), &*entry.value)))
    }
}

fn cell_of(entry: &Entry) -> Option<&str> {
    entry.source.as_ref()?.cell.as_deref()
}

/// All entries in runs, with the file of each.
struct Runs<'a> {
    entries: &'a [Entry],
    files: Vec<Option<usize>>,
}

impl Serialize for Runs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let key = |at: usize| {
            let entry = &self.entries[at];
            (&entry.task, &entry.unit, entry.period, self.files[at], entry.decided)
        };
        let mut runs = serializer.serialize_seq(None)?;
        let mut first = 0;
        for end in 1..=self.entries.len() {
            if end < self.entries.len() && key(end) == key(first) {
                continue;
            }
            let (task, unit, period, file, decided) = key(first);
            runs.serialize_element(&RunOf { task, unit, period, file, decided, says: Says(&self.entries[first..end]) })?;
            first = end;
        }
        runs.end()
    }
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'a str,
    plan: &'a Plan,
    files: Vec<&'a Origin>,
    runs: Runs<'a>,
    dispatches: &'a [Dispatch],
    strays: &'a [Stray],
    withdrawn: &'a [Task],
}

#[derive(Deserialize)]
struct Read {
    format: String,
    plan: Plan,
    #[serde(default)]
    entries: Vec<Entry>,
    #[serde(default)]
    files: Vec<Origin>,
    #[serde(default)]
    runs: Vec<Run>,
    #[serde(default)]
    dispatches: Vec<Dispatch>,
    #[serde(default)]
    strays: Vec<Stray>,
    #[serde(default)]
    withdrawn: Vec<Task>,
}

/// The ledger as JSON with its entries in runs, piece by piece, and what stands above the pieces: see [`chunks::pack_to`].
///
/// # Errors
/// Those of `take`, and those of JSON, which ledgers never give.
pub(crate) fn pack_to(ledger: &Ledger, take: impl FnMut(&str) -> io::Result<()>) -> Result<String, serde_json::Error> {
    let Ledger { format, plan, entries, dispatches, strays, withdrawn } = ledger;
    let (files, of_entries) = files_of(entries);
    let runs = Runs { entries, files: of_entries };
    chunks::pack_to(FORMAT, &Written { format, plan, files, runs, dispatches, strays, withdrawn }, take)
}

/// Reads the JSON back, in runs or in full.
///
/// # Errors
/// Those of JSON; a run that names a file that is not there counts as one.
pub(crate) fn from_json(json: &str) -> Result<Ledger, serde_json::Error> {
    let Read { format, plan, mut entries, files, runs, dispatches, strays, withdrawn } = serde_json::from_str(json)?;
    let files: Vec<Arc<Origin>> = files.into_iter().map(Arc::new).collect();
    for Run { task, unit, period, file, decided, says } in runs {
        let file = match file.map(|at| files.get(at)) {
            None => None,
            Some(Some(file)) => Some(file),
            Some(None) => return Err(serde::de::Error::custom("a run names a file that is not there")),
        };
        entries.extend(says.into_iter().map(|(field, state, cell, value)| Entry {
            task: task.clone(),
            unit: unit.clone(),
            period,
            field,
            value,
            state,
            source: file.map(|origin| Source { origin: origin.clone(), cell }),
            decided,
        }));
    }
    Ok(Ledger { format, plan, entries, dispatches, strays, withdrawn })
}

/// The files the entries came from, and of each entry which one.
fn files_of(entries: &[Entry]) -> (Vec<&Origin>, Vec<Option<usize>>) {
    let mut places: HashMap<&Origin, usize> = HashMap::new();
    let mut files: Vec<&Origin> = Vec::new();
    let mut before: Option<(&Arc<Origin>, usize)> = None;
    let mut file_of = |origin| {
        // Neighbours mostly came together.
        if let Some((_, at)) = before.filter(|(known, _)| Arc::ptr_eq(known, origin)) {
            return at;
        }
        let at = *places.entry(origin).or_insert_with_key(|file| {
            files.push(file);
            files.len() - 1
        });
        before = Some((origin, at));
        at
    };
    let of_entries = entries.iter().map(|entry| entry.source.as_ref().map(|source| file_of(&source.origin))).collect();
    (files, of_entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_in_their_order_and_whole() {
        let entry = |unit: &str, field, source: Option<&str>, decided| Entry {
            task: "K3V9-001-A".into(),
            unit: unit.into(),
            period: "2031Q1".parse().unwrap(),
            field,
            value: format!("{unit}的话").into(),
            state: EntryState::Current,
            source: source.map(|file| Source::new(Origin { file: file.into(), ..Origin::default() }, Some("H4".into()))),
            decided,
        };
        let mut ledger = Ledger::from(Plan::default());
        ledger.entries = vec![
            entry("甲股", ProgressField::Status, Some("甲"), false),
            entry("甲股", ProgressField::Narrative, Some("甲"), false),
            entry("甲股", ProgressField::Narrative, Some("甲二"), false),
            entry("乙股", ProgressField::Narrative, None, true),
            entry("甲股", ProgressField::Phone, Some("甲"), false),
        ];
        let mut json = String::new();
        pack_to(&ledger, |piece| {
            json.push_str(piece);
            Ok(())
        })
        .unwrap();
        assert_eq!(from_json(&json).unwrap(), ledger);
        assert_eq!(json.matches("甲二").count(), 1);
        assert_eq!(from_json(&serde_json::to_string(&ledger).unwrap()).unwrap(), ledger, "the full form");
        assert!(from_json(&json.replace("\"file\":1", "\"file\":7")).is_err());
    }
}
