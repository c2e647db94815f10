//! Merging: returned files into the master, nothing lost and nothing misassigned.
//!
//! Each file is collected by itself ([`Merger::collect`]: whose it is, which row is which task, what each filled cell says), in parallel if
//! the caller likes; [`Merger::finish`] unites the entries with those of the ledger and accounts for every filled cell. The ledger is a
//! set of entries ([`fold`]), so order and repetition do not matter. Text that is no entry is kept as a stray with its reason.

mod absent;
mod audit;
mod collect;
mod columns;
mod decisions;
pub mod fold;
mod identify;
mod matching;
mod named;
mod report;
pub mod revise;
mod similarity;

use hashbrown::HashSet;
use std::collections::BTreeMap;

pub use crate::finding::merging as rules;
pub use collect::{Collected, ReturnedFile};
pub use matching::{MARGIN, THRESHOLD, THRESHOLD_AMONG_IDS, THRESHOLD_WITH_ID};
pub use report::{Conflict, ConflictValue, FileReport, Missing, MissingRow, Outcome, Report, Sums};

use crate::finding::{Finding, brief};
use crate::model::{Entry, EntryState, Ledger, Period, Shared, Stray};
use crate::words::vocabulary::Vocabulary;
use collect::Collector;

/// Merges returned files into a ledger.
///
/// # Examples
/// ```
/// use std::path::Path;
///
/// use fenjie::merge::{Merger, ReturnedFile};
/// use fenjie::read::returned::{Incoming, read_incoming};
/// use fenjie::read::{ReadOptions, read};
///
/// let plan = "云渡县2031年水利工作要点\n1.整治病险水库12座。\n责任单位：工程股\n2.清淤河道8公里。\n责任单位：工程股\n";
/// let ledger = read(plan.as_bytes(), Path::new("要点.txt"))?.ledger;
/// let merger = Merger::new(&ledger, Some("2031Q1".parse().unwrap()));
///
/// let bytes = "工作任务,进展情况\n清淤河道8公里。,已清淤3公里\n".as_bytes();
/// let Incoming::Return(returned) = read_incoming(bytes, Path::new("工程股.csv"), &ReadOptions::default())? else { panic!("a return") };
/// let file = ReturnedFile { name: "工程股.csv".into(), sha256: fenjie::identity::digest(bytes), returned: *returned };
///
/// let merged = merger.finish(vec![merger.collect(&file)], Vec::new());
/// assert_eq!(merged.ledger.entries[0].task.as_ref(), ledger.plan.tasks[1].id);
/// assert_eq!((merged.report.totals.filled, merged.report.totals.merged), (1, 1));
/// # Ok::<(), fenjie::error::Error>(())
/// ```
#[derive(Debug)]
pub struct Merger<'a> {
    ledger: &'a Ledger,
    collector: Collector<'a>,
}

/// A merged ledger with the account of what became of everything.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The ledger with all entries.
    pub ledger: Ledger,
    /// What became of every file and cell.
    pub report: Report,
    /// The decisions that were not taken, one each; they are in the report too.
    pub refused: Vec<Finding>,
}

impl<'a> Merger<'a> {
    /// Prepares a ledger; `period` is the one to collect, else the latest that was sent out.
    pub fn new(ledger: &'a Ledger, period: Option<Period>) -> Self {
        Merger { ledger, collector: Collector::new(ledger, period) }
    }

    /// The same for files that were read with an office's own words.
    pub fn with_vocabulary(mut self, vocabulary: &'a Vocabulary) -> Self {
        self.collector.vocabulary = vocabulary;
        self
    }

    /// The period being collected, where it is known.
    pub fn period(&self) -> Option<Period> {
        self.collector.known.expected
    }

    /// Collects one file. Files do not depend on each other.
    pub fn collect(&self, file: &ReturnedFile) -> Collected {
        self.collector.collect(file)
    }

    /// Takes another master of the same plan, with what its reader noticed.
    pub fn collect_master(&self, file: &str, sha256: String, other: Ledger, findings: Vec<Finding>) -> Collected {
        Collected::of_master(file, sha256, other, findings, &self.ledger.plan)
    }

    /// Puts the collected files together with the ledger.
    ///
    /// Shape: the order of the files decides their order in the report, and nothing else. `decisions` are entries a person decided; those
    /// about a task, a unit or a period nothing is known of are kept as strays with finding `M064`.
    pub fn finish(&self, mut collected: Vec<Collected>, decisions: Vec<Entry>) -> Merged {
        let twice = self.came_before(&collected);
        let mut ledger = self.ledger.clone();
        let mut sums: Vec<Sums> = collected.iter().map(Sums::of_file).collect();
        ledger.entries.reserve_exact(decisions.len() + collected.iter().map(|file| file.entries.len()).sum::<usize>());
        let held = decisions::hold(decisions, self.ledger, self.period(), &collected);
        ledger.entries.extend(held.taken);
        ledger.strays.extend(held.strays);
        let mut ends = vec![ledger.entries.len()];
        for file in &mut collected {
            ledger.entries.append(&mut std::mem::take(&mut file.entries));
            ends.push(ledger.entries.len());
            ledger.strays.append(&mut file.strays);
            for dispatch in std::mem::take(&mut file.dispatches) {
                if !self.ledger.dispatches.contains(&dispatch) {
                    ledger.dispatches.push(dispatch);
                }
            }
        }
        unite(&mut ledger.strays);
        let of_set = fold::settle_in_place(&mut ledger.entries);
        let known: HashSet<Fact<'_>> = self.ledger.entries.iter().map(fact).collect();
        let repeats = fold::repeats(&ledger.entries);
        for ((sums, twice), range) in sums.iter_mut().zip(&twice).zip(ends.windows(2)) {
            for (entry, repeats) in of_set[range[0]..range[1]].iter().filter_map(|&at| ledger.entries.get(at).zip(repeats.get(at))) {
                sums.count(entry.state, *twice || *repeats || known.contains(&fact(entry)));
            }
        }
        let overruled = fold::overruled(&ledger.entries);
        for (file, range) in collected.iter_mut().zip(ends.windows(2)) {
            let new = of_set[range[0]..range[1]].iter().filter(|&&at| overruled.get(at) == Some(&true));
            let new: Vec<&Entry> = new.filter_map(|&at| ledger.entries.get(at)).filter(|entry| !known.contains(&fact(entry))).collect();
            file.findings.extend(overruled_finding(&file.file, &new));
        }
        let mut report = Report { findings: held.findings.clone(), ..Report::default() };
        for ((file, cells), twice) in collected.iter_mut().zip(sums).zip(twice) {
            let file = account(file, cells, twice);
            report.totals.add(&file.cells);
            report.findings.extend(file.findings.iter().cloned());
            report.files.push(file);
        }
        for entries in disputes(&ledger.entries) {
            let Some(conflict) = conflict(&entries) else { continue };
            report.findings.push(conflict_finding(&conflict, &entries));
            report.conflicts.push(conflict);
        }
        report.missing = absent::missing(&ledger, self.period(), &collected);
        Merged { ledger, report, refused: held.findings }
    }

    /// Of each file, whether the ledger or a file before it has the very same bytes.
    fn came_before(&self, collected: &[Collected]) -> Vec<bool> {
        let mut known: HashSet<&str> = self.ledger.entries.iter().filter_map(hash_of).collect();
        collected.iter().map(|file| file.sha256.as_deref().is_some_and(|hash| !known.insert(hash))).collect()
    }
}

/// Text that found no place, in its one order and each once.
fn unite(strays: &mut Vec<Stray>) {
    strays.sort();
    strays.dedup_by(is_told_already);
}

/// Whether text that found no place is there already; what somebody wrote beside either stays.
fn is_told_already(later: &mut Stray, first: &mut Stray) -> bool {
    let handling = later.handling.take();
    let is_free = first.handling.is_none() || first.handling == handling;
    let kept = first.handling.take();
    let is_same = later == first;
    match is_same && is_free {
        true => first.handling = handling,
        false => (first.handling, later.handling) = (kept, handling),
    }
    is_same && is_free
}

/// Says that a file holds other values than were decided before it was written.
fn overruled_finding(file: &str, entries: &[&Entry]) -> Option<Finding> {
    let first = entries.first()?;
    let message = format!(
        "有 {} 格和已有的裁定不一样，如{}报的{}“{}”，裁定照旧，新报的记在“填报明细”里。要改用新报的，请改总台账里的这一格再汇总",
        entries.len(),
        first.unit,
        first.field.words(),
        brief(&first.value)
    );
    let cell = first.source.as_ref().and_then(|source| source.cell.as_deref()).map(str::to_owned);
    let sheet = first.source.as_ref().and_then(|source| source.sheet.as_deref()).map(str::to_owned);
    Some(Finding { file: Some(file.to_owned()), sheet, cell, ..rules::OVERRULED.finding(message) }.about(&first.task))
}

/// What an entry says, wherever it came from.
type Fact<'e> = (&'e str, &'e str, Period, crate::model::ProgressField, &'e str);

fn fact(entry: &Entry) -> Fact<'_> {
    (&entry.task, &entry.unit, entry.period, entry.field, &entry.value)
}

fn hash_of(entry: &Entry) -> Option<&str> {
    entry.source.as_ref()?.sha256.as_deref()
}

/// What became of a file, whose cells ended so.
fn account(file: &mut Collected, cells: Sums, twice: bool) -> FileReport {
    let mut findings = std::mem::take(&mut file.findings);
    if twice && file.reason.is_none() {
        let finding = rules::DUPLICATE.finding("和先前汇总过的一份文件完全一样，没有重复计算".to_owned());
        findings.push(Finding { file: Some(file.file.clone()), ..finding });
    }
    let outcome = match () {
        () if file.reason.is_some() => Outcome::Rejected,
        () if twice => Outcome::Duplicate,
        () if cells.rejected > 0 => Outcome::Partial,
        () => Outcome::Merged,
    };
    FileReport {
        file: file.file.clone(),
        sha256: file.sha256.clone(),
        outcome,
        reason: file.reason.clone(),
        unit: file.unit.clone(),
        units: file.units.clone(),
        period: file.period,
        cells,
        findings,
        lost: std::mem::take(&mut file.lost),
    }
}

/// The entries of equal standing, key by key.
fn disputes(entries: &[Entry]) -> Vec<Vec<&Entry>> {
    let mut groups: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.state == EntryState::Conflict) {
        groups.entry(fold::key(entry)).or_default().push(entry);
    }
    groups.into_values().collect()
}

fn conflict(entries: &[&Entry]) -> Option<Conflict> {
    let first = entries.first()?;
    let value = |entry: &&Entry| ConflictValue {
        value: entry.value.clone(),
        file: entry.source.as_ref().map(|source| source.file.clone()),
        cell: entry.source.as_ref().and_then(|source| source.cell.clone()),
        modified: entry.source.as_ref().and_then(|source| source.modified.clone()),
    };
    let values = entries.iter().map(value).collect();
    Some(Conflict { task: first.task.clone(), unit: first.unit.clone(), period: first.period, field: first.field, values })
}

/// Says which values a person has to decide between; `entries` are those of `conflict`.
fn conflict_finding(conflict: &Conflict, entries: &[&Entry]) -> Finding {
    // Files of the same name may come from different folders.
    let one_file = entries.windows(2).all(|pair| hash_of(pair[0]) == hash_of(pair[1]));
    let rule = if one_file { rules::CONFLICT_IN_FILE } else { rules::CONFLICT };
    let mut values: Vec<&Shared> = conflict.values.iter().map(|value| &value.value).collect();
    values.dedup();
    let said: Vec<String> = values.iter().take(3).map(|value| format!("“{}”", brief(value))).collect();
    let message =
        format!("“{}”的{}有 {} 种说法：{}。请在“待裁定”里选定", conflict.unit, conflict.field.words(), values.len(), said.join("、"));
    let finding = rule.finding(message).about(&conflict.task);
    let Some(source) = entries.first().and_then(|entry| entry.source.clone()) else { return finding };
    let text = |text: &Shared| text.as_ref().to_owned();
    Finding { file: Some(text(&source.file)), sheet: source.sheet.as_ref().map(text), cell: source.cell.as_ref().map(text), ..finding }
}
