//! A changed plan takes over the ids and the progress of the old one.
//!
//! Tasks are told by the same evidence as rows of a return. Nothing of either ledger is dropped: entries of the old one stay under their
//! ids, what was written into a copy of it comes along, and tasks the new plan no longer has are kept as withdrawn.

use hashbrown::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::matching::{Evidence, Matcher, Verdict};
use super::similarity::{Index, essence};
use crate::finding::codes::Code;
use crate::finding::{Finding, beginning, revising as rules};
use crate::model::{Entry, Ledger, Place, Stray, Task, read_task_id, task_id};

/// A revised ledger, and what became of every task.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The new plan with the old ids, and what both ledgers hold beside their plans.
    pub ledger: Ledger,
    /// One for each task of the new plan in its order, then the withdrawn ones.
    pub changes: Vec<Change>,
}

/// What became of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its id, old or new.
    pub task: String,
    /// What happened.
    pub kinds: Vec<ChangeKind>,
    /// What changed beside the text.
    pub fields: Vec<FieldChange>,
    /// The id of the old task it was part of, or is part of now.
    pub other: Option<String>,
    /// Where it stands in the new plan; `None` for tasks that stand there no more.
    pub place: Option<Place>,
    /// Its words now; for withdrawn tasks as they were.
    pub text: String,
    /// Its words before, where they changed.
    pub before: Option<String>,
}

/// One field of a task that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its Chinese name.
    pub field: &'static str,
    /// What it said; empty for nothing.
    pub before: String,
    /// What it says now; empty for nothing.
    pub now: String,
}

/// One way in which a task changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// 没有变
    Unchanged,
    /// 文字改了
    Reworded,
    /// 换了章节
    Moved,
    /// 编号改了
    Renumbered,
    /// 责任或时限改了
    Reassigned,
    /// 从一项里拆出来的
    Split,
    /// 新增
    New,
    /// 取消
    Withdrawn,
    /// 并入别的任务
    Absorbed,
    /// 分不清是哪一项，按新增处理
    Unclear,
}

impl ChangeKind {
    /// Its rule.
    pub fn rule(self) -> &'static Code {
        match self {
            ChangeKind::Unchanged => &rules::UNCHANGED,
            ChangeKind::Reworded => &rules::REWORDED,
            ChangeKind::Moved => &rules::MOVED,
            ChangeKind::Renumbered => &rules::RENUMBERED,
            ChangeKind::Reassigned => &rules::REASSIGNED,
            ChangeKind::Split => &rules::SPLIT,
            ChangeKind::New => &rules::NEW,
            ChangeKind::Withdrawn => &rules::WITHDRAWN,
            ChangeKind::Absorbed => &rules::ABSORBED,
            ChangeKind::Unclear => &rules::UNCLEAR,
        }
    }

    /// Its name for a clerk.
    pub fn words(self) -> &'static str {
        self.rule().name
    }
}

/// Takes over ids and progress from `old` into `new`.
///
/// `ids_are_carried`: the new plan was read from a file that carries ids (a workbook of ours), so they are evidence; freshly given ids
/// are none.
///
/// # Examples
/// ```
/// use std::path::Path;
///
/// use fenjie::merge::revise::{ChangeKind, revise};
/// use fenjie::read::read;
///
/// let old = read("云渡县2031年水利工作要点\n1.整治病险水库12座。\n2.清淤河道8公里。\n".as_bytes(), Path::new("旧.txt"))?.ledger;
/// let new = read("云渡县2031年水利工作要点\n1.清淤河道8公里。\n2.新建泵站两座。\n".as_bytes(), Path::new("新.txt"))?.ledger;
/// let revision = revise(&old, new, false);
/// assert_eq!(revision.ledger.plan.tasks[0].id, old.plan.tasks[1].id);
/// let kinds: Vec<_> = revision.changes.iter().map(|change| change.kinds[0]).collect();
/// assert_eq!(kinds, [ChangeKind::Renumbered, ChangeKind::New, ChangeKind::Withdrawn]);
/// # Ok::<(), fenjie::error::Error>(())
/// ```
pub fn revise(old: &Ledger, mut new: Ledger, ids_are_carried: bool) -> Revision {
    let matcher = Matcher::new(&old.plan);
    let rows: Vec<Evidence<'_>> = new.plan.tasks.iter().map(|task| evidence(task, ids_are_carried)).collect();
    let index = Index::new(&old.plan);
    let mut verdicts: Vec<Verdict> = matcher.assign(&rows, &HashSet::new(), false).into_iter().map(|found| found.verdict).collect();
    give_twins(&rows, &old.plan.tasks, &mut verdicts);
    give_parts(&new.plan.tasks, &index, &mut verdicts);
    let taken: HashSet<usize> = verdicts.iter().filter_map(task_of).collect();
    let mut next = next_serial(old);
    let mut changes = Vec::new();
    let mut renamed = HashMap::new();
    for (task, verdict) in new.plan.tasks.iter_mut().zip(&verdicts) {
        let given = task.id.clone();
        let change = match verdict {
            Verdict::Task(at) => take_over(task, &old.plan.tasks[*at]),
            verdict => {
                let whole = part_of(task, &index).filter(|at| taken.contains(at)).and_then(|at| old.plan.tasks.get(at));
                task.id = task_id(&old.plan.id, next);
                next += 1;
                let kind = match (verdict, whole) {
                    (_, Some(_)) => ChangeKind::Split,
                    (Verdict::Unclear(_), None) => ChangeKind::Unclear,
                    _ => ChangeKind::New,
                };
                Change { other: whole.map(|whole| whole.id.clone()), ..Change::of(task, vec![kind]) }
            }
        };
        if task.id != given {
            renamed.insert(given, task.id.clone());
        }
        changes.push(change);
    }
    let gone: Vec<Task> = old.plan.tasks.iter().enumerate().filter(|(at, _)| !taken.contains(at)).map(|(_, task)| task.clone()).collect();
    new.plan.id.clone_from(&old.plan.id);
    let new_index = Index::new(&new.plan);
    for task in &gone {
        let into = part_of(task, &new_index).and_then(|at| new.plan.tasks.get(at));
        let kind = if into.is_some() { ChangeKind::Absorbed } else { ChangeKind::Withdrawn };
        changes.push(Change { other: into.map(|task| task.id.clone()), place: None, ..Change::of(task, vec![kind]) });
    }
    Revision { ledger: unite(old, new, gone, &renamed), changes }
}

/// The new plan with what both ledgers hold beside their plans. Of what only the new one holds, tasks go by the ids they have now.
fn unite(old: &Ledger, new: Ledger, gone: Vec<Task>, renamed: &HashMap<String, String>) -> Ledger {
    let known: HashSet<_> = old.entries.iter().map(fact).collect();
    let mut entries: Vec<Entry> = new.entries.into_iter().filter(|entry| !known.contains(&fact(entry))).collect();
    for (entry, id) in entries.iter_mut().filter_map(|entry| renamed.get(&*entry.task).map(|id| (entry, id))) {
        entry.task = id.as_str().into();
    }
    entries.extend(old.entries.iter().cloned());
    let known: BTreeSet<&Stray> = old.strays.iter().collect();
    let mut strays: Vec<Stray> = new.strays.into_iter().filter(|stray| !known.contains(stray)).collect();
    for (task, id) in strays.iter_mut().filter_map(|stray| stray.task.as_mut()).filter_map(|task| renamed.get(task).map(|id| (task, id))) {
        task.clone_from(id);
    }
    strays.extend(old.strays.iter().cloned());
    super::unite(&mut strays);
    let mut dispatches = old.dispatches.clone();
    dispatches.extend(new.dispatches.into_iter().filter(|dispatch| !old.dispatches.contains(dispatch)));
    let mut withdrawn = old.withdrawn.clone();
    let of_old: HashSet<&str> = old.plan.tasks.iter().chain(&old.withdrawn).map(|task| task.id.as_str()).collect();
    withdrawn.extend(new.withdrawn.into_iter().filter(|task| !of_old.contains(task.id.as_str())));
    withdrawn.extend(gone);
    Ledger { entries: super::fold::settle(entries), dispatches, strays, withdrawn, ..new }
}

/// What an entry says and where it came from.
fn fact(entry: &Entry) -> (super::Fact<'_>, Option<&crate::model::Source>) {
    (super::fact(entry), entry.source.as_ref())
}

fn task_of(verdict: &Verdict) -> Option<usize> {
    match verdict {
        Verdict::Task(task) => Some(*task),
        _ => None,
    }
}

/// Tasks of the same words go on one by one, in the order in which they stand, where there are as many of them as before; else by their
/// numbers.
fn give_twins(rows: &[Evidence<'_>], old: &[Task], verdicts: &mut [Verdict]) {
    let taken: HashSet<usize> = verdicts.iter().filter_map(task_of).collect();
    let said = |row: &Evidence<'_>| (essence(&row.text), row.departments.map(essence));
    let mut left: HashMap<_, Vec<usize>> = HashMap::new();
    let unclear = verdicts.iter().enumerate().filter(|(_, verdict)| matches!(verdict, Verdict::Unclear(_)));
    let groups = unclear.fold(BTreeMap::<_, Vec<usize>>::new(), |mut groups, (at, _)| {
        groups.entry(said(&rows[at])).or_default().push(at);
        groups
    });
    if groups.is_empty() {
        return;
    }
    for (at, task) in old.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
        left.entry(said(&evidence(task, false))).or_default().push(at);
    }
    for (said, new) in groups {
        let Some(old_ones) = left.get(&said) else { continue };
        if old_ones.len() == new.len() {
            new.iter().zip(old_ones).for_each(|(&at, &of)| verdicts[at] = Verdict::Task(of));
            continue;
        }
        let number = |number: Option<&str>| number.map(essence);
        for &at in &new {
            let own = number(rows[at].number);
            let is_only = new.iter().filter(|&&other| number(rows[other].number) == own).count() == 1;
            let mut same = old_ones.iter().filter(|&&of| own.is_some() && number(old[of].number.as_deref()) == own);
            if let (Some(&of), None, true) = (same.next(), same.next(), is_only) {
                verdicts[at] = Verdict::Task(of);
            }
        }
    }
}

/// A task that was taken apart goes on in the part that holds most of it, the first of equals; the other parts are new.
fn give_parts(tasks: &[Task], index: &Index, verdicts: &mut [Verdict]) {
    let taken: HashSet<usize> = verdicts.iter().filter_map(task_of).collect();
    let mut parts: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for (at, task) in tasks.iter().enumerate().filter(|(at, _)| task_of(&verdicts[*at]).is_none()) {
        let Some(whole) = part_of(task, index).filter(|whole| !taken.contains(whole)) else { continue };
        let alike = index.alike(&essence(&evidence(task, false).text));
        let share = alike.iter().find(|found| found.task == whole).map_or(0.0, |found| found.share);
        parts.entry(whole).or_default().push((at, share));
    }
    for (whole, parts) in parts {
        let most = parts.iter().map(|(_, share)| *share).fold(0.0, f64::max);
        if let Some((at, _)) = parts.iter().find(|(_, share)| *share >= most) {
            verdicts[*at] = Verdict::Task(whole);
        }
    }
}

impl Change {
    fn of(task: &Task, kinds: Vec<ChangeKind>) -> Change {
        Change { task: task.id.clone(), kinds, fields: Vec::new(), other: None, place: task.place.clone(), text: task.text(), before: None }
    }

    /// Whether the task is not in the new plan any more.
    pub fn is_gone(&self) -> bool {
        matches!(self.kinds.as_slice(), [ChangeKind::Withdrawn | ChangeKind::Absorbed])
    }

    /// Whether a person should look at it.
    pub fn is_notable(&self) -> bool {
        self.kinds != [ChangeKind::Unchanged]
    }

    /// The change as a finding.
    pub fn finding(&self) -> Finding {
        // Old and new words stand side by side: enough of them to see the difference.
        let brief = |text: &str| beginning(text, 30);
        let kind = self.kinds.first().copied().unwrap_or(ChangeKind::Unchanged);
        let words: Vec<&str> = self.kinds.iter().map(|kind| kind.words()).collect();
        let mut message = format!("{}“{}”：{}", self.task, brief(&self.text), words.join("、"));
        if let Some(before) = &self.before {
            message.push_str(&format!("，原文是“{}”", brief(before)));
        }
        for FieldChange { field, before, now } in &self.fields {
            message.push_str(&match (before.is_empty(), now.is_empty()) {
                (true, _) => format!("；{field}原来没有，现在是“{}”", brief(now)),
                (_, true) => format!("；{field}原来是“{}”，现在没有", brief(before)),
                _ => format!("；{field}由“{}”改为“{}”", brief(before), brief(now)),
            });
        }
        message.push_str(&match (kind, &self.other) {
            (ChangeKind::Split, Some(other)) => format!("，原来在 {other} 里；以前的填报留在 {other}。请核对"),
            (ChangeKind::Absorbed, Some(other)) => format!("，像是并进了 {other}；以前的填报还在原编码下。请核对"),
            (ChangeKind::Withdrawn, _) => "；以前的填报仍然保留。请核对是不是漏了".to_owned(),
            (ChangeKind::Unclear, _) => "，和旧计划里几项都像，按新增处理。请核对".to_owned(),
            _ => "。请核对".to_owned(),
        });
        kind.rule().finding(message).about(&self.task).at_place(self.place.as_ref())
    }
}

fn evidence(task: &Task, ids_are_carried: bool) -> Evidence<'_> {
    let duties = task.duties.iter().flat_map(|duty| [duty.unit.as_str(), duty.duty.as_str()]);
    let texts = [task.title.as_deref(), task.content.as_deref()].into_iter().flatten();
    Evidence {
        id: Some(task.id.as_str()).filter(|_| ids_are_carried),
        text: texts.chain(duties).collect(),
        number: task.number.as_deref(),
        departments: task.lead_departments.first().map(String::as_str),
        ..Evidence::default()
    }
}

/// The first serial that no task of the ledger has or had.
fn next_serial(old: &Ledger) -> usize {
    let named = old.plan.tasks.iter().chain(&old.withdrawn).map(|task| task.id.as_str());
    let reported = old.entries.iter().map(|entry| &*entry.task);
    let sent = old.dispatches.iter().flat_map(|dispatch| &dispatch.tasks).map(String::as_str);
    let serial = |id: &str| read_task_id(id).ok().filter(|(plan, _)| *plan == old.plan.id).map(|(_, serial)| serial);
    named.chain(reported).chain(sent).filter_map(serial).max().unwrap_or(0) + 1
}

/// The task most of whose words a text is part of.
fn part_of(task: &Task, index: &Index) -> Option<usize> {
    /// So much of the part must be in the whole.
    const MOST: f64 = 0.7;
    let text = essence(&evidence(task, false).text);
    index.covering(&text).filter(|found| found.share >= MOST).map(|found| found.task)
}

/// A task of the new plan becomes the old one.
fn take_over(task: &mut Task, old: &Task) -> Change {
    task.id.clone_from(&old.id);
    let mut change = Change::of(task, Vec::new());
    if essence(&evidence(task, false).text) != essence(&evidence(old, false).text) {
        change.kinds.push(ChangeKind::Reworded);
        change.before = Some(old.text());
    }
    if task.section != old.section {
        change.kinds.push(ChangeKind::Moved);
    }
    if task.number != old.number {
        change.kinds.push(ChangeKind::Renumbered);
    }
    let fields = changed_fields(task, old);
    if fields.iter().any(|change| !PLACE_FIELDS.contains(&change.field)) {
        change.kinds.push(ChangeKind::Reassigned);
    }
    change.fields = fields;
    if change.kinds.is_empty() {
        change.kinds.push(ChangeKind::Unchanged);
    }
    change
}

/// Fields that say where a task stands, not who does it and when.
const PLACE_FIELDS: [&str; 2] = ["章节", "编号"];

fn changed_fields(task: &Task, old: &Task) -> Vec<FieldChange> {
    let said = |task: &Task| {
        let deputies = if task.deputy_leaders.is_empty() { String::new() } else { format!("，副：{}", task.deputy_leaders.join("、")) };
        [
            (PLACE_FIELDS[0], task.section.join(" > ")),
            (PLACE_FIELDS[1], task.number.clone().unwrap_or_default()),
            ("牵头领导", task.lead_leaders.join("、") + &deputies),
            ("责任人", task.responsible_persons.join("、")),
            ("牵头单位", task.lead_departments.join("、")),
            ("责任单位", task.units.join("、")),
            ("完成时限", task.deadline.as_ref().map(|deadline| deadline.raw.clone()).unwrap_or_default()),
        ]
    };
    let changed = said(old).into_iter().zip(said(task)).filter(|((_, before), (_, now))| before != now);
    changed.map(|((field, before), (_, now))| FieldChange { field, before, now }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, EntryState, Plan, ProgressField};

    fn ledger(texts: &[(&str, &str)]) -> Ledger {
        let tasks = texts.iter().enumerate().map(|(at, (number, text))| Task {
            id: task_id("AB2C", at + 1),
            seq: at + 1,
            number: Some((*number).to_owned()),
            content: Some((*text).to_owned()),
            ..Task::default()
        });
        let tasks = tasks.collect();
        Ledger::from(Plan { id: "AB2C".to_owned(), tasks, ..Plan::default() })
    }

    #[test]
    fn every_kind_of_change_is_told() {
        use ChangeKind::{New, Renumbered, Reworded, Split, Unchanged, Withdrawn};
        let mut old = ledger(&[
            ("1.", "推进柳溪河清淤，完成三公里河道治理。"),
            ("2.", "推进农村公路养护，完成柳溪路修缮，年底前通车。"),
            ("3.", "组织青年干部培训，举办三期读书班；开展岗位练兵，评选十名业务能手。"),
            ("4.", "做好信访积案化解，按月通报进度。"),
        ]);
        old.entries.push(Entry {
            task: old.plan.tasks[3].id.as_str().into(),
            unit: "信访股".into(),
            period: "2031Q1".parse().unwrap(),
            field: ProgressField::Narrative,
            value: "化解三件".into(),
            state: EntryState::Current,
            source: None,
            decided: false,
        });
        let new = ledger(&[
            ("1.", "推进柳溪河清淤，完成三公里河道治理。"),
            ("2.", "组织青年干部培训，举办三期读书班。"),
            ("3.", "开展岗位练兵，评选十名业务能手。"),
            ("4.", "推进农村公路养护，完成柳溪路和梅岭路修缮，十一月底前通车。"),
            ("5.", "筹建老年食堂两处。"),
        ]);
        let revision = revise(&old, new, false);
        let kinds: Vec<_> = revision.changes.iter().map(|change| change.kinds.clone()).collect();
        assert_eq!(
            kinds,
            [vec![Unchanged], vec![Reworded, Renumbered], vec![Split], vec![Reworded, Renumbered], vec![New], vec![Withdrawn]]
        );
        let ids: Vec<&str> = revision.ledger.plan.tasks.iter().map(|task| task.id.as_str()).collect();
        let old_ids: Vec<&str> = old.plan.tasks.iter().map(|task| task.id.as_str()).collect();
        assert_eq!((ids[0], ids[1], ids[3]), (old_ids[0], old_ids[2], old_ids[1]));
        assert_eq!(read_task_id(ids[2]).unwrap().1, 5, "ids are never reused");
        assert_eq!(revision.ledger.withdrawn.len(), 1);
        assert_eq!(revision.ledger.entries, old.entries);
    }
}
