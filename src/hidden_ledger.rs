//! The ledger as workbooks carry it: the JSON of `fenjie.ledger/1`, with the entries in runs that name their unit and file once.
//!
//! A master of a thousand units holds hundreds of thousands of entries; said in full each would repeat its unit, period, file and hash.
//! Order and content are those of the ledger. The full form is read too. Used by the writer and the reader of the ledger sheet.

use serde::{Deserialize, Serialize};

use crate::chunks;
use crate::model::{Dispatch, Entry, EntryState, FORMAT, Ledger, Period, Plan, ProgressField, Shared, Source, Stray, Task};

/// What an entry's source says beside its cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Origin {
    file: Shared,
    sheet: Option<Shared>,
    sha256: Option<Shared>,
    modified: Option<Shared>,
}

/// Neighbouring entries of one task, unit, period and file.
#[derive(Debug, Serialize, Deserialize)]
struct Run {
    task: Shared,
    unit: Shared,
    period: Period,
    /// Index among the files; `None` where the entries have no source.
    file: Option<usize>,
    #[serde(default, skip_serializing_if = "is_false")]
    decided: bool,
    /// Field, state, cell, value.
    says: Vec<(ProgressField, EntryState, Option<Shared>, Shared)>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'a str,
    plan: &'a Plan,
    files: Vec<Origin>,
    runs: Vec<Run>,
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

/// The cells of the ledger as JSON with its entries in runs, see [`chunks`].
///
/// # Errors
/// Those of JSON, which ledgers never give.
pub(crate) fn pack(ledger: &Ledger) -> Result<Vec<String>, serde_json::Error> {
    let (files, runs) = in_runs(&ledger.entries);
    let Ledger { format, plan, dispatches, strays, withdrawn, .. } = ledger;
    chunks::pack(FORMAT, &Written { format, plan, files, runs, dispatches, strays, withdrawn })
}

/// Reads the JSON back, in runs or in full.
///
/// # Errors
/// Those of JSON; a run that names a file that is not there counts as one.
pub(crate) fn from_json(json: &str) -> Result<Ledger, serde_json::Error> {
    let Read { format, plan, mut entries, files, runs, dispatches, strays, withdrawn } = serde_json::from_str(json)?;
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
            source: file.map(|Origin { file, sheet, sha256, modified }| Source {
                file: file.clone(),
                sheet: sheet.clone(),
                cell,
                sha256: sha256.clone(),
                modified: modified.clone(),
            }),
            decided,
        }));
    }
    Ok(Ledger { format, plan, entries, dispatches, strays, withdrawn })
}

fn in_runs(entries: &[Entry]) -> (Vec<Origin>, Vec<Run>) {
    let mut places: std::collections::HashMap<Origin, usize> = std::collections::HashMap::new();
    let mut files: Vec<Origin> = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut before: Option<(&Source, usize)> = None;
    for entry in entries {
        let same = |source: &Source| {
            let (known, at) = before?;
            let same = known.file == source.file && known.sheet == source.sheet && known.sha256 == source.sha256;
            (same && known.modified == source.modified).then_some(at)
        };
        let file = entry.source.as_ref().map(|source| {
            if let Some(at) = same(source) {
                return at;
            }
            let file = Origin {
                file: source.file.clone(),
                sheet: source.sheet.clone(),
                sha256: source.sha256.clone(),
                modified: source.modified.clone(),
            };
            *places.entry(file).or_insert_with_key(|file| {
                files.push(file.clone());
                files.len() - 1
            })
        });
        before = entry.source.as_ref().zip(file);
        let says = (entry.field, entry.state, entry.source.as_ref().and_then(|source| source.cell.clone()), entry.value.clone());
        let goes_on = |run: &&mut Run| {
            run.task == entry.task
                && run.unit == entry.unit
                && run.period == entry.period
                && run.file == file
                && run.decided == entry.decided
        };
        match runs.last_mut().filter(goes_on) {
            Some(run) => run.says.push(says),
            None => runs.push(Run {
                task: entry.task.clone(),
                unit: entry.unit.clone(),
                period: entry.period,
                file,
                decided: entry.decided,
                says: vec![says],
            }),
        }
    }
    (files, runs)
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
            source: source.map(|file| Source { file: file.into(), cell: Some("H4".into()), ..Source::default() }),
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
        let json = pack(&ledger).unwrap()[1..].concat();
        assert_eq!(from_json(&json).unwrap(), ledger);
        assert_eq!(json.matches("甲二").count(), 1);
        assert_eq!(from_json(&serde_json::to_string(&ledger).unwrap()).unwrap(), ledger, "the full form");
        assert!(from_json(&json.replace("\"file\":1", "\"file\":7")).is_err());
    }
}
