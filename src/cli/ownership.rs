//! Which files may be replaced: masters whose records stand in the new one, and of a folder of dispatched workbooks those nobody
//! touched. All are told by what they say about themselves, never by their name alone.

use hashbrown::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use fenjie::error::Error;
use fenjie::files;
use fenjie::finding::reading::DAMAGED_LEDGER;
use fenjie::finding::{Finding, dispatching as rules};
use fenjie::identity;
use fenjie::limits::Limit;
use fenjie::model::{Entry, FORMAT, Ledger, Period, Plan, Source, Stray};
use fenjie::read::returned::{evidence, is_as_sent, mark_of};
use fenjie::read::sniff::kind_of;
use fenjie::read::workbook::{self, Workbook};
use rayon::prelude::*;

use super::archive;
use super::output::Output;
use super::reading::Rules;

/// What stands where a result goes.
enum Standing {
    /// Nothing, or an empty file.
    Nothing,
    /// A ledger of ours.
    Ledger(Box<Ledger>),
    /// A file that holds no ledger of ours.
    Other,
    /// What may be a ledger and cannot be read, and why.
    Unread(String),
}

impl Standing {
    fn at(file: &Path, rules: &Rules) -> Standing {
        let bytes = match files::read(file, rules.limits.of(Limit::FileBytes)) {
            Ok(bytes) => bytes,
            Err(Error::NotFound { .. } | Error::Empty { .. }) => return Standing::Nothing,
            Err(error) => return Standing::Unread(error.to_string()),
        };
        match rules.read_standing(&bytes, file) {
            Ok(reading) if reading.account.sources().is_empty() => Standing::Ledger(Box::new(reading.ledger)),
            Ok(reading) => match reading.findings.into_iter().find(|finding| finding.rule == DAMAGED_LEDGER.code) {
                Some(damaged) => Standing::Unread(damaged.message),
                None => Standing::Other,
            },
            // Reports are JSON too.
            Err(Error::BadLedger { .. }) if !names_a_ledger(&bytes) => Standing::Other,
            Err(error) => Standing::Unread(error.to_string()),
        }
    }
}

/// Whether the name of our format stands in a file.
fn names_a_ledger(bytes: &[u8]) -> bool {
    let name = FORMAT.split_inclusive('/').next().unwrap_or(FORMAT).as_bytes();
    bytes.windows(name.len()).any(|window| window == name)
}

/// Says that what stands in the way cannot be read, so that nobody knows what it holds.
fn unread(file: &Path, why: &str) -> anyhow::Error {
    anyhow!("“{}”已经有了，却读不了，里面也许有别处没有的记录，没有换掉它，也没有写（{why}）。请换一个文件名，或先把它移走", file.display())
}

/// A folder to dispatch into.
pub struct Folder<'a> {
    pub rules: &'a Rules,
    pub ledger: &'a Ledger,
    pub period: Period,
    pub folder: &'a Path,
}

/// How many files in the way are named.
const NAMED: usize = 3;

impl Folder<'_> {
    /// Refuses to go on when a file in the way is not one an earlier dispatch wrote, or was changed since.
    pub fn refuse_strangers(&self, names: &[String], index: &Path, master: &Path, archive: Option<&Path>) -> anyhow::Result<()> {
        let workbooks: Vec<(String, &'static str)> =
            names.par_iter().filter_map(|name| self.workbook_in_the_way(&self.folder.join(name)).map(|why| (name.clone(), why))).collect();
        let name_of = |file: &Path| file.display().to_string();
        let others = [
            self.index_in_the_way(index).map(|why| (name_of(index), why)),
            self.master_in_the_way(master).map(|why| (name_of(master), why)),
            archive.and_then(|file| self.archive_in_the_way(file).map(|why| (name_of(file), why))),
        ];
        let in_the_way: Vec<(String, &str)> = workbooks.into_iter().chain(others.into_iter().flatten()).collect();
        if in_the_way.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = in_the_way.iter().take(NAMED).map(|(name, why)| format!("“{name}”{why}")).collect();
        let more = if in_the_way.len() > NAMED { format!("；另有 {} 个", in_the_way.len() - NAMED) } else { String::new() };
        bail!("“{}”里有不能换掉的文件：{}{more}。请换一个文件夹，或先把它们移走", self.folder.display(), named.join("；"))
    }

    /// Workbooks of an earlier dispatch of this period that this one does not write again: somebody might mail them by mistake.
    pub fn left_over(&self, names: &[String]) -> Vec<Finding> {
        let entries = self.folder.read_dir().into_iter().flatten().flatten();
        let mut others: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        others.retain(|name| name.ends_with(".xlsx") && !name.starts_with("~$") && !names.contains(name));
        others.sort();
        let old = others.into_par_iter().filter(|name| {
            self.open(&self.folder.join(name)).is_some_and(|book| {
                evidence(&book, Path::new("")).sent.is_some_and(|sent| sent.plan == self.ledger.plan.id && sent.period == self.period)
            })
        });
        let finding = |name: String| {
            let message = format!("“{name}”是以前下发的，这次没有它，没有动它。请确认不再用就删掉，免得发错");
            Finding { file: Some(name), ..rules::LEFT_OVER.finding(message) }
        };
        old.map(finding).collect()
    }

    /// Why a workbook must stay; `None` when it may be replaced.
    fn workbook_in_the_way(&self, file: &Path) -> Option<&'static str> {
        if !file.exists() {
            return None;
        }
        let Some(book) = self.open(file) else { return Some("不是本程序下发的表") };
        match evidence(&book, file).sent {
            None => Some("不是本程序下发的表"),
            Some(sent) if sent.plan != self.ledger.plan.id => Some("是别的计划的下发表"),
            Some(sent) if sent.period != self.period => Some("是别的期次的下发表"),
            Some(sent) if !is_as_sent(&book, &sent) => Some("已经填过或改过"),
            Some(_) => None,
        }
    }

    fn index_in_the_way(&self, file: &Path) -> Option<&'static str> {
        if !file.exists() {
            return None;
        }
        let Some(book) = self.open(file) else { return Some("不是本程序写的清单") };
        let Some((stamp, mark)) = book.about.property(identity::INDEX_PROPERTY).and_then(|text| text.rsplit_once(";crc=")) else {
            return Some("不是本程序写的清单");
        };
        match stamp == identity::index_stamp(&self.ledger.plan.id) {
            false => Some("是别的计划的清单"),
            true if mark != mark_of(&book) => Some("已经改过"),
            true => None,
        }
    }

    /// A master may be replaced when everything it holds is in the one that is written.
    fn master_in_the_way(&self, file: &Path) -> Option<&'static str> {
        if !file.exists() {
            return None;
        }
        let there = match Standing::at(file, self.rules) {
            Standing::Ledger(there) => there,
            Standing::Nothing => return None,
            Standing::Other => return Some("不是本程序写的总台账"),
            Standing::Unread(_) => return Some("读不了，不知道里面有什么"),
        };
        let known = there.dispatches.iter().all(|dispatch| dispatch.period == self.period || self.ledger.dispatches.contains(dispatch));
        match () {
            () if there.plan.id != self.ledger.plan.id => Some("是别的计划的总台账"),
            () if there.plan != self.ledger.plan => Some("和这次的总台账不一样"),
            () if missing_entries(&there, self.ledger) > 0 => Some("里面有这次的总台账没有的填报"),
            () if !known => Some("里面有这次的总台账没有的下发记录"),
            () if Missing::of(&there, self.ledger).others > 0 => Some("里面有这次的总台账没有的未识别文字或撤销的任务"),
            () => None,
        }
    }

    fn open(&self, file: &Path) -> Option<Workbook> {
        let bytes = files::read(file, self.rules.limits.of(Limit::FileBytes)).ok()?;
        workbook::read_within(&bytes, kind_of(&bytes), file, &self.rules.limits).ok()
    }

    fn archive_in_the_way(&self, file: &Path) -> Option<&'static str> {
        let bytes = file.exists().then(|| files::read(file, u64::MAX / 2).unwrap_or_default())?;
        (!archive::is_ours(&bytes, &self.ledger.plan.id)).then_some("不是本程序打的包")
    }
}

/// What is lost when a file of ours is replaced.
struct Loss {
    /// Id of its plan.
    plan: String,
    missing: Missing,
}

/// How much of what one ledger holds beside its plan another does not.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Missing {
    entries: usize,
    dispatches: usize,
    /// Text that found no place, and tasks that were withdrawn.
    others: usize,
}

impl Missing {
    fn of(there: &Ledger, written: &Ledger) -> Missing {
        let withdrawn: HashSet<&str> = written.plan.tasks.iter().chain(&written.withdrawn).map(|task| task.id.as_str()).collect();
        let strays: HashSet<_> = written.strays.iter().map(words_of).collect();
        Missing {
            entries: missing_entries(there, written),
            dispatches: there.dispatches.iter().filter(|dispatch| !written.dispatches.contains(dispatch)).count(),
            others: there.strays.iter().filter(|stray| !strays.contains(&words_of(stray))).count()
                + there.withdrawn.iter().filter(|task| !withdrawn.contains(task.id.as_str())).count(),
        }
    }

    fn is_nothing(self) -> bool {
        self == Missing { entries: 0, dispatches: 0, others: 0 }
    }
}

/// The words of text that found no place, those written beside it among them, and where it stands.
fn words_of(stray: &Stray) -> (&str, Option<&str>, &Source) {
    (&stray.text, stray.handling.as_deref(), &stray.source)
}

impl Loss {
    /// What a ledger holds of what was reported and sent that is not in what is written (`None`: no ledger is).
    fn of(there: &Ledger, written: Option<&Ledger>) -> Option<Loss> {
        let none = Ledger::from(Plan::default());
        let missing = Missing::of(there, written.unwrap_or(&none));
        (!missing.is_nothing()).then(|| Loss { plan: there.plan.id.clone(), missing })
    }

    fn refusal(&self, file: &Path) -> anyhow::Error {
        let Missing { entries, dispatches, others } = self.missing;
        let counted = [(entries, "条填报"), (dispatches, "次下发的记录"), (others, "处未识别的文字或撤销的任务")];
        let counted: Vec<String> = counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(" {count} {what}")).collect();
        let counted = counted.join("、");
        anyhow!("“{}”里有{counted}，是这次要写的里面没有的，没有写。请换一个文件名，或先把它移走", file.display())
    }
}

/// Refuses to replace a file of ours that holds records the one that is written does not, and one nobody can tell that of.
pub fn refuse_loss(output: &Output, written: Option<&Ledger>, rules: &Rules) -> anyhow::Result<()> {
    let Output::File(file) = output else { return Ok(()) };
    match Standing::at(file, rules) {
        Standing::Ledger(there) => Loss::of(&there, written).map_or(Ok(()), |loss| Err(loss.refusal(file))),
        Standing::Unread(why) => Err(unread(file, &why)),
        Standing::Nothing | Standing::Other => Ok(()),
    }
}

/// Keeps a copy of what stands where the merged master goes: a master of the same plan that holds records the one that is written does
/// not, since whoever merges a second time, without a file that came back the first time, may not have meant to drop it; and a file that
/// is none of ours. A master of another plan stays, as does what cannot be read, and nothing is written.
///
/// `read` is the master that was read: all it held is in the one that is written.
pub fn keep_old(output: &Output, read: Option<&Path>, written: &Ledger, rules: &Rules) -> anyhow::Result<Option<PathBuf>> {
    let Output::File(file) = output else { return Ok(None) };
    if read.is_some_and(|read| output.leads_to(read)) {
        return Ok(None);
    }
    match Standing::at(file, rules) {
        Standing::Nothing => return Ok(None),
        Standing::Unread(why) => return Err(unread(file, &why)),
        Standing::Other => {}
        Standing::Ledger(there) => match Loss::of(&there, Some(written)) {
            None => return Ok(None),
            Some(loss) if loss.plan != written.plan.id => return Err(loss.refusal(file)),
            Some(_) => {}
        },
    }
    let name = |count: usize| {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let number = if count == 1 { String::new() } else { count.to_string() };
        let extension = file.extension().unwrap_or_default().to_string_lossy();
        file.with_file_name(format!("{stem}（旧{number}）.{extension}"))
    };
    let copy = (1..).map(name).find(|name| !name.exists()).unwrap_or_default();
    files::copy(file, &copy)?;
    Ok(Some(copy))
}

/// Whether a ledger holds anything that was reported or sent and is not in another.
pub fn holds_more(one: &Ledger, other: &Ledger) -> bool {
    let Missing { entries, dispatches, .. } = Missing::of(one, other);
    entries + dispatches > 0
}

/// How many entries of one ledger the other does not have, whatever counts of them now.
fn missing_entries(there: &Ledger, written: &Ledger) -> usize {
    // Nearly always the same list; else each is looked up, not searched for.
    if there.entries == written.entries {
        return 0;
    }
    let fact =
        |entry: &Entry| (entry.task.clone(), entry.unit.clone(), entry.period, entry.field, entry.value.clone(), entry.source.clone());
    let known: HashSet<_> = written.entries.iter().map(fact).collect();
    there.entries.iter().filter(|entry| !known.contains(&fact(entry))).count()
}
