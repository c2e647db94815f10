//! The report of a merge: what became of every file and every filled cell.

use serde::Serialize;

use super::Collected;
use crate::finding::Finding;
use crate::model::{EntryState, Period, ProgressField, Shared};

/// The report; its JSON form is part of the command contract.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// One for each file, in the order given.
    pub files: Vec<FileReport>,
    /// The sums over all files.
    pub totals: Sums,
    /// Who and what is still missing.
    pub missing: Missing,
    /// Values of equal standing, for a person to decide between.
    pub conflicts: Vec<Conflict>,
    /// Everything a person should look at, files first, in their order.
    pub findings: Vec<Finding>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Every filled cell was taken.
    Merged,
    /// Some cells were rejected.
    Partial,
    /// The file was left out, for the reason given.
    Rejected,
    /// The very same file was there before.
    Duplicate,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileReport {
    /// Its name as given.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was left out.
    pub reason: Option<String>,
    /// Whose it is.
    pub unit: Option<String>,
    /// Whose its parts are, where it is several units'.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// The period it reports on.
    pub period: Option<Period>,
    /// What became of its cells.
    pub cells: Sums,
    /// What a person should look at in it.
    pub findings: Vec<Finding>,
    /// The places of filled cells nothing became of: none, or the sums do not balance.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<String>,
}

/// What was filled in, by what became of it: `filled` is the sum of the others. A cell over several rows counts in each, cells that are
/// one answer together count once, and so does text beside the cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// What somebody wrote.
    pub filled: usize,
    /// Values that count now.
    pub merged: usize,
    /// Values the master had already, or that another file says as well.
    pub unchanged: usize,
    /// Values a later one replaces.
    pub superseded: usize,
    /// Values of equal standing.
    pub conflict: usize,
    /// Texts without a place, kept with the reason.
    pub rejected: usize,
}

impl Sums {
    /// Whether nothing was lost and nothing was counted twice.
    pub fn balance(&self) -> bool {
        self.filled == self.merged + self.unchanged + self.superseded + self.conflict + self.rejected
    }

    /// The cells of a file before anybody knows what becomes of its entries.
    pub(super) fn of_file(file: &Collected) -> Sums {
        let told = file.entries.len() + file.strays.len();
        Sums { filled: told + file.lost.len(), rejected: file.strays.len(), ..Sums::default() }
    }

    /// Counts an entry: what it was known for, else what counts of it.
    pub(super) fn count(&mut self, state: EntryState, is_known: bool) {
        let sum = match state {
            _ if is_known => &mut self.unchanged,
            EntryState::Current => &mut self.merged,
            EntryState::Superseded => &mut self.superseded,
            EntryState::Conflict => &mut self.conflict,
        };
        *sum += 1;
    }

    /// Adds the sums of another file.
    pub(super) fn add(&mut self, other: &Sums) {
        self.filled += other.filled;
        self.merged += other.merged;
        self.unchanged += other.unchanged;
        self.superseded += other.superseded;
        self.conflict += other.conflict;
        self.rejected += other.rejected;
    }
}

/// Who and what is still missing in the period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Units that were sent a workbook and returned nothing.
    pub units: Vec<String>,
    /// Tasks of units that returned something, without any entry.
    pub rows: Vec<MissingRow>,
}

/// A task a unit has not reported on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingRow {
    /// The unit.
    pub unit: String,
    /// The task's id.
    pub task: String,
}

/// Values of equal standing under one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The task's id.
    pub task: Shared,
    /// The unit.
    pub unit: Shared,
    /// The period.
    pub period: Period,
    /// The field.
    pub field: ProgressField,
    /// The values, in the order of the entries.
    pub values: Vec<ConflictValue>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConflictValue {
    /// The value.
    pub value: Shared,
    /// The file it came from.
    pub file: Option<Shared>,
    /// Its cell.
    pub cell: Option<Shared>,
    /// When the file was saved, as it states itself.
    pub modified: Option<Shared>,
}
