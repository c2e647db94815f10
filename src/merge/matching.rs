//! Which row is which task: every piece of evidence votes, none decides alone, and position is no evidence.
//!
//! Evidence of a row: its id (with a check character), its text against the plan's, the departments beside it, the number together
//! with the text, foreign columns with unique values, and whether its task was sent to this unit at all. Rows and tasks of a table are
//! assigned one to one: a pair stands when forbidding it would make the best assignment of the whole table worse by at least
//! [`MARGIN`]. What stays below [`THRESHOLD`], or fits two tasks equally, is refused.

use hashbrown::HashSet;
use std::collections::HashMap;

use pathfinding::matrix::Matrix;
use pathfinding::prelude::kuhn_munkres;

use super::similarity::{Index, essence};
use crate::model::{Plan, Task, read_task_id, task_id};
use crate::words::fold::key;

// Likeness of texts is from 0 to 1; what else speaks for a task is added to it, and the sum is weighed by [`MARGIN`].

/// The least likeness of texts for a row without an id: below it, texts of different tasks begin to look alike.
pub const THRESHOLD: f64 = 0.5;
/// The least likeness of texts for a row whose id says the same, and whose number does not say otherwise: half of [`THRESHOLD`], since two
/// independent signs agree.
pub const THRESHOLD_WITH_ID: f64 = 0.25;
/// The least likeness for a row without an id in a table whose other rows have theirs: half-way from [`THRESHOLD`] to the whole, since
/// such a row was most likely added.
pub const THRESHOLD_AMONG_IDS: f64 = 0.75;
/// How much better a pair must be than the best way without it: more than the number of a row can change, less than anything else.
pub const MARGIN: f64 = 0.1;
/// From here on a text is that of its task but for a few characters.
const NEARLY_WHOLE: f64 = 0.9;

/// Fewer letters than this, 安全 or 食堂, stand in many texts and only tell a task that begins with them.
const SHORTEST: usize = 5;

/// An id makes up for half of the text: between tasks that are half alike it decides. The whole text of another task outweighs it, with
/// [`MARGIN`], where no more than 0.4 of the text is that of the task it names.
const ID: f64 = 0.5;
/// A text under a foreign header that one task alone has: more than departments can say for another task, twice [`DEPARTMENT`].
const FOREIGN: f64 = 0.3;
/// A department that leads the task, and as much against it where it does not: a little more than [`MARGIN`], so that it tells tasks of
/// the same words apart, and never makes up for words that are missing.
const DEPARTMENT: f64 = 0.12;
/// The task was sent to this unit: as much as a department, for the same reason.
const SENT: f64 = 0.12;
/// The number: less than [`MARGIN`], as sorting and inserting rows change it. It only ranks what is equal otherwise.
const NUMBER: f64 = 0.03;
/// A row has more candidates than this only in plans that say the same all over.
const MOST_CANDIDATES: usize = 24;
/// More rows than this are not weighed against each other: the time grows with the fourth power.
const MOST_RIVALS: usize = 60;

/// What a row of a table says about its task.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence<'a> {
    /// The id cell.
    pub id: Option<&'a str>,
    /// The texts of the task's columns.
    pub text: String,
    /// Whether the table has a column for them, so that none is one that was lost.
    pub has_text_column: bool,
    /// The number as printed.
    pub number: Option<&'a str>,
    /// The leading departments as printed.
    pub departments: Option<&'a str>,
    /// Foreign columns: header and text.
    pub foreign: Vec<(&'a str, &'a str)>,
}

/// Which task a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// This task, by its index in the plan.
    Task(usize),
    /// This task, which another row of the table is too: the same row twice.
    Again(usize),
    /// Nothing in the plan says what it says.
    Unknown,
    /// It fits several tasks equally well; the best of them, by index.
    Unclear(Vec<usize>),
    /// Its id is of this other plan.
    OtherPlan(String),
    /// Its id is of this plan, which has the task no longer: this id.
    Withdrawn(String),
    /// Its id names one task and its text says another or none: the task of the id.
    Contradiction(usize),
    /// Its text says a task and its id another whose row has lost the id to it: nobody knows which of them the answers go with.
    Displaced { text: usize, id: usize },
}

/// What was odd about the id of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdState {
    /// It names the task, or the table has none.
    Sound,
    /// The table has ids, this row has none.
    Missing,
    /// It is no id, or its check character is wrong.
    Unreadable,
    /// It names another task than the row was taken for.
    Mismatch,
}

/// A row's verdict with what its id was like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub verdict: Verdict,
    pub id: IdState,
}

/// The tasks of a plan as rows are compared with them.
#[derive(Debug)]
pub(super) struct Matcher<'a> {
    plan: &'a Plan,
    index: Index,
    by_id: HashMap<&'a str, usize>,
    marks: Vec<Marks>,
    /// Tasks by their numbers, in the order of the plan.
    by_number: HashMap<String, Vec<usize>>,
    /// Tasks with the only such text under a foreign header.
    foreign: HashMap<(&'a str, String), Option<usize>>,
}

/// What stands beside the text of a task, as it is compared.
#[derive(Debug)]
struct Marks {
    /// Its place in the plan, and its number as printed.
    numbers: [Option<String>; 2],
    departments: Vec<String>,
}

impl Marks {
    fn of(task: &Task) -> Self {
        let numbers = [Some(task.seq.to_string()), task.number.as_deref().map(essence)];
        Marks { numbers, departments: task.lead_departments.iter().map(|name| key(name)).collect() }
    }
}

/// A row may be this task, and how well it fits.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    task: usize,
    /// Of the texts alone.
    text: f64,
    /// Everything together.
    total: f64,
    by_id: bool,
}

impl Candidate {
    /// Best first.
    fn order(&self, other: &Candidate) -> std::cmp::Ordering {
        other.total.total_cmp(&self.total).then(self.task.cmp(&other.task))
    }
}

impl<'a> Matcher<'a> {
    /// Prepares a plan.
    pub fn new(plan: &'a Plan) -> Self {
        let by_id = plan.tasks.iter().enumerate().map(|(at, task)| (task.id.as_str(), at)).collect();
        let mut foreign: HashMap<(&str, String), Option<usize>> = HashMap::new();
        for (at, task) in plan.tasks.iter().enumerate() {
            for (header, text) in &task.extra {
                foreign.entry((header, key(text))).and_modify(|only| *only = None).or_insert(Some(at));
            }
        }
        let marks: Vec<Marks> = plan.tasks.iter().map(Marks::of).collect();
        let mut by_number: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, marks) in marks.iter().enumerate() {
            marks.numbers.iter().flatten().for_each(|number| by_number.entry(number.clone()).or_default().push(at));
        }
        by_number.values_mut().for_each(Vec::dedup);
        Matcher { plan, index: Index::new(plan), by_id, marks, by_number, foreign }
    }

    /// The verdict on every row of a table, in order. `own` are the tasks that were sent to the unit, where that is known; `is_answered`
    /// says that answers stand beside the ids.
    pub fn assign(&self, rows: &[Evidence<'_>], own: &HashSet<usize>, is_answered: bool) -> Vec<Match> {
        let ids: Vec<Id> = rows.iter().map(|row| self.read_id(row.id)).collect();
        let with_ids = ids.iter().filter(|id| matches!(id, Id::Task(_))).count();
        let has_ids = with_ids * 2 > rows.len() && with_ids > 1;
        let mut candidates: Vec<Vec<Candidate>> = rows.iter().zip(&ids).map(|(row, id)| self.candidates(row, id, own, has_ids)).collect();
        let strayed = strayed(&ids, &candidates);
        rows.iter().zip(&mut candidates).for_each(|(row, candidates)| self.weigh_twins(row, candidates, &strayed));
        let first = first_of_copies(rows, &candidates);
        let set_aside: Vec<Vec<Candidate>> = first
            .iter()
            .enumerate()
            .map(|(at, &first)| if first == at { Vec::new() } else { std::mem::take(&mut candidates[at]) })
            .collect();
        let assigned = assign(&candidates);
        let mut verdicts: Vec<Verdict> = (0..rows.len())
            .map(|at| match (&ids[at], assigned[first[at]]) {
                (Id::OtherPlan(plan), _) => Verdict::OtherPlan(plan.clone()),
                (_, Some(task)) if first[at] == at => Verdict::Task(task),
                (_, Some(task)) => Verdict::Again(task),
                (id, None) => self.refuse(&rows[at], id, if first[at] == at { &candidates[at] } else { &set_aside[at] }),
            })
            .collect();
        if is_answered {
            hold_displaced(&ids, &mut verdicts);
        }
        let ids = ids.iter().zip(verdicts);
        ids.map(|(id, verdict)| Match { id: id_state(id, &verdict, has_ids), verdict }).collect()
    }

    /// Whether most of what a text says is said of one task, or by the heading above it.
    pub fn knows(&self, text: &str) -> bool {
        self.index.covering(&essence(text)).is_some_and(|found| found.share >= THRESHOLD)
    }

    fn read_id(&self, id: Option<&str>) -> Id {
        let Some(text) = id else { return Id::None };
        if let Some(&task) = self.by_id.get(text) {
            return Id::Task(task);
        }
        match read_task_id(text) {
            Ok((plan, serial)) => match self.by_id.get(task_id(&plan, serial).as_str()) {
                Some(&task) => Id::Task(task),
                None if plan != self.plan.id => Id::OtherPlan(plan),
                None => Id::Gone(task_id(&plan, serial)),
            },
            Err(_) => Id::Unreadable,
        }
    }

    /// The tasks a row may be, best first, each above the least it must reach.
    fn candidates(&self, row: &Evidence<'_>, id: &Id, own: &HashSet<usize>, has_ids: bool) -> Vec<Candidate> {
        let named = match id {
            Id::Task(task) => Some(*task),
            _ => None,
        };
        let essence = essence(&row.text);
        let mut texts: Vec<(usize, f64)> = match self.index.only(&essence) {
            // Nothing else can be as good, and most rows come back as they were sent.
            Some(task) if !essence.is_empty() && named.is_none_or(|named| named == task) => vec![(task, 1.0)],
            _ => {
                let alike = self.index.alike(&essence).into_iter().enumerate();
                let weighed = alike.filter(|(rank, found)| *rank < MOST_CANDIDATES || named == Some(found.task));
                weighed.map(|(_, found)| (found.task, found.share)).collect()
            }
        };
        if let Some(named) = named.filter(|named| texts.iter().all(|(task, _)| task != named)) {
            texts.push((named, 0.0));
        }
        let least = if has_ids && named.is_none() { THRESHOLD_AMONG_IDS } else { THRESHOLD };
        let candidate = |(task, text): (usize, f64)| {
            let by_id = named == Some(task);
            let least = match (by_id, essence.is_empty()) {
                (true, true) if self.is_borne_out(row, task) => 0.0,
                (true, true) => f64::INFINITY,
                (true, false) if row.number.is_none() || self.has_number(row, task) => THRESHOLD_WITH_ID,
                // A number that says otherwise leaves it to the text.
                (true, false) => THRESHOLD,
                (false, _) if self.is_title(task, &essence) => THRESHOLD,
                (false, _) => least,
            };
            let is_told = by_id || essence.chars().count() >= SHORTEST || self.begins_with(task, &essence);
            (is_told && text >= least).then(|| Candidate { task, text, total: text + self.other_evidence(row, task, by_id, own), by_id })
        };
        let mut candidates: Vec<Candidate> = texts.into_iter().filter_map(candidate).collect();
        candidates.sort_by(Candidate::order);
        candidates
    }

    /// Whether some words are all of the title of a task.
    fn is_title(&self, at: usize, words: &str) -> bool {
        self.plan.tasks.get(at).and_then(|task| task.title.as_deref()).is_some_and(|title| essence(title) == words)
    }

    /// Whether the text of a task begins with some words.
    fn begins_with(&self, at: usize, words: &str) -> bool {
        let task = self.plan.tasks.get(at);
        let texts = task.into_iter().flat_map(|task| [&task.title, &task.content]).flatten();
        texts.into_iter().any(|text| essence(text).starts_with(words))
    }

    /// Of tasks with the same words an id names one; where the number is that of another of them, nobody knows which was changed. Nor where
    /// the id of one of them has strayed into a row of other words: the ids of these rows may have moved as well.
    fn weigh_twins(&self, row: &Evidence<'_>, candidates: &mut [Candidate], strayed: &HashSet<usize>) {
        let Some(named) = candidates.iter().position(|candidate| candidate.by_id) else { return };
        let (task, text) = (candidates[named].task, candidates[named].text);
        let twins = || candidates.iter().filter(|other| !other.by_id && other.text > text - MARGIN).map(|other| other.task);
        let numbered = || twins().any(|twin| self.has_number(row, twin)) && !self.has_number(row, task);
        let moved = || !strayed.is_empty() && twins().next().is_some() && twins().chain([task]).any(|twin| strayed.contains(&twin));
        if numbered() || moved() {
            candidates[named].total -= ID;
            candidates.sort_by(Candidate::order);
        }
    }

    /// What speaks for a task beside its text.
    fn other_evidence(&self, row: &Evidence<'_>, at: usize, by_id: bool, own: &HashSet<usize>) -> f64 {
        let Some(task) = self.marks.get(at) else { return 0.0 };
        let mut sum = if by_id { ID } else { 0.0 };
        if own.contains(&at) {
            sum += SENT;
        }
        if row.foreign.iter().any(|(header, text)| self.foreign.get(&(*header, key(text))) == Some(&Some(at))) {
            sum += FOREIGN;
        }
        if let Some(printed) = row.departments.map(key).filter(|_| !task.departments.is_empty()) {
            let named = task.departments.iter().any(|name| printed.contains(name));
            sum += if named { DEPARTMENT } else { -DEPARTMENT };
        }
        if self.has_number(row, at) { sum + NUMBER } else { sum }
    }

    /// Whether a row without a word of its task is the one its id names. Where the words were lost the id may be as well, and the
    /// number must say the same, and say it of no other task; in a table of ids alone nothing else can, but a number must not say otherwise.
    fn is_borne_out(&self, row: &Evidence<'_>, at: usize) -> bool {
        match row.number {
            Some(number) => self.by_number.get(&essence(number)).is_some_and(|tasks| *tasks == [at]),
            None => !row.has_text_column,
        }
    }

    /// Whether a row shows the number of a task.
    fn has_number(&self, row: &Evidence<'_>, at: usize) -> bool {
        let Some((number, task)) = row.number.map(essence).zip(self.marks.get(at)) else { return false };
        task.numbers.iter().flatten().any(|known| *known == number)
    }

    /// Why a row is no task.
    fn refuse(&self, row: &Evidence<'_>, id: &Id, candidates: &[Candidate]) -> Verdict {
        if !candidates.is_empty() {
            return Verdict::Unclear(candidates.iter().map(|candidate| candidate.task).take(3).collect());
        }
        match id {
            Id::Task(task) if !essence(&row.text).is_empty() => Verdict::Contradiction(*task),
            Id::Gone(id) => Verdict::Withdrawn(id.clone()),
            _ => Verdict::Unknown,
        }
    }
}

/// For each row the first row of the table that says the same of its task: a copied row is one row, twice. Where another task has the
/// same words, or little is left of them, an id may have been copied alone, and the number must be the same as well.
fn first_of_copies(rows: &[Evidence<'_>], candidates: &[Vec<Candidate>]) -> Vec<usize> {
    let mut seen: HashMap<(Option<usize>, String), usize> = HashMap::new();
    let mut first = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let has_twin = |best: &Candidate| candidates[at].iter().any(|other| other.task != best.task && other.text > best.text - MARGIN);
        let says = match candidates[at].first() {
            Some(best) if best.by_id && best.text >= THRESHOLD => {
                let may_be_other = best.text < NEARLY_WHOLE || has_twin(best);
                Some((Some(best.task), row.number.filter(|_| may_be_other).map(essence).unwrap_or_default()))
            }
            Some(best) if !best.by_id => Some((None, essence(&row.text) + &row.departments.map(essence).unwrap_or_default())),
            _ => None,
        };
        first.push(says.map_or(at, |says| *seen.entry(says).or_insert(at)));
    }
    first
}

/// The tasks whose ids stand in rows with the words of other tasks.
fn strayed(ids: &[Id], candidates: &[Vec<Candidate>]) -> HashSet<usize> {
    let other = |(id, candidates): (&Id, &Vec<Candidate>)| {
        let Id::Task(named) = id else { return None };
        let own = candidates.iter().find(|candidate| candidate.by_id).map_or(0.0, |own| own.text);
        candidates.iter().any(|other| !other.by_id && other.text - own >= MARGIN).then_some(*named)
    };
    ids.iter().zip(candidates).filter_map(other).collect()
}

/// Where the words of tasks stand in the order of the plan, and ids of theirs in each other's rows, the answers may have moved with the
/// ids: such rows are nobody's. An id that stands in several rows was filled down, and moved nothing.
fn hold_displaced(ids: &[Id], verdicts: &mut [Verdict]) {
    let is_mismatch = |(id, verdict): (&Id, &Verdict)| matches!((id, verdict), (Id::Task(id), Verdict::Task(task)) if id != task);
    if !ids.iter().zip(verdicts.iter()).any(is_mismatch) {
        return;
    }
    let tasks: Vec<usize> = verdicts
        .iter()
        .filter_map(|verdict| match verdict {
            Verdict::Task(task) => Some(*task),
            _ => None,
        })
        .collect();
    if !tasks.is_sorted() {
        return;
    }
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for id in ids {
        if let Id::Task(task) = id {
            *counts.entry(*task).or_default() += 1;
        }
    }
    let unclear: HashSet<usize> = verdicts
        .iter()
        .filter_map(|verdict| match verdict {
            Verdict::Unclear(tasks) => Some(tasks.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    for (id, verdict) in ids.iter().zip(verdicts) {
        if let (&Id::Task(id), &mut Verdict::Task(text)) = (id, &mut *verdict)
            && id != text
            && counts.get(&id) == Some(&1)
            && (tasks.binary_search(&id).is_ok() || unclear.contains(&id))
        {
            *verdict = Verdict::Displaced { text, id };
        }
    }
}

fn id_state(id: &Id, verdict: &Verdict, has_ids: bool) -> IdState {
    match (id, verdict) {
        (Id::Task(named), Verdict::Task(task) | Verdict::Again(task)) if named != task => IdState::Mismatch,
        (Id::None, _) if has_ids => IdState::Missing,
        (Id::Unreadable | Id::Gone(_), _) => IdState::Unreadable,
        _ => IdState::Sound,
    }
}

/// What an id cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Id {
    None,
    Task(usize),
    OtherPlan(String),
    /// That of a task this plan has no longer.
    Gone(String),
    Unreadable,
}

/// One task at most for each row and one row at most for each task, where nothing else would be nearly as good.
fn assign(candidates: &[Vec<Candidate>]) -> Vec<Option<usize>> {
    let mut assigned = vec![None; candidates.len()];
    let (many, few): (Vec<_>, Vec<_>) = rivals(candidates).into_iter().partition(|rows| rows.len() > MOST_RIVALS);
    let sure: Vec<(usize, usize)> = many.iter().flat_map(|rows| uncontested(rows, candidates)).collect();
    if !many.is_empty() {
        let rest = rest_of(&many, &sure, candidates);
        rivals(&rest).iter().for_each(|rows| settle(rows, &rest, &mut assigned));
    }
    few.iter().for_each(|rows| settle(rows, candidates, &mut assigned));
    sure.into_iter().for_each(|(row, task)| assigned[row] = Some(task));
    assigned
}

/// Assigns rows that compete with each other and with no others.
fn settle(rows: &[usize], candidates: &[Vec<Candidate>], assigned: &mut [Option<usize>]) {
    match rows {
        [row] => assigned[*row] = alone(&candidates[*row]),
        rows => together(rows, candidates).into_iter().for_each(|(row, task)| assigned[row] = Some(task)),
    }
}

/// Of rows too many to weigh against each other those whose ids name what they say best, where no other row comes near to it.
fn uncontested(rows: &[usize], candidates: &[Vec<Candidate>]) -> Vec<(usize, usize)> {
    // The best claim to each task, and the second.
    let mut claims: HashMap<usize, [f64; 2]> = HashMap::new();
    for candidate in rows.iter().flat_map(|&row| &candidates[row]) {
        let [best, second] = claims.entry(candidate.task).or_insert([f64::MIN; 2]);
        *second = second.max(candidate.total.min(*best));
        *best = best.max(candidate.total);
    }
    let leads = |best: &Candidate| claims.get(&best.task).is_some_and(|[_, second]| best.total - second >= MARGIN);
    let sure = rows.iter().filter(|&&row| candidates[row].first().is_some_and(|best| best.by_id && leads(best)));
    sure.filter_map(|&row| Some((row, alone(&candidates[row])?))).collect()
}

/// The candidates of these rows that are left when some are settled; the other rows have none.
fn rest_of(groups: &[Vec<usize>], sure: &[(usize, usize)], candidates: &[Vec<Candidate>]) -> Vec<Vec<Candidate>> {
    let (settled, taken): (HashSet<usize>, HashSet<usize>) = sure.iter().copied().unzip();
    let mut rest = vec![Vec::new(); candidates.len()];
    for &row in groups.iter().flatten().filter(|row| !settled.contains(*row)) {
        rest[row] = candidates[row].iter().copied().filter(|candidate| !taken.contains(&candidate.task)).collect();
    }
    rest
}

/// A row nobody competes with: its best task, unless the second is nearly as good.
fn alone(candidates: &[Candidate]) -> Option<usize> {
    let best = candidates.first()?;
    let second = candidates.get(1).map_or(f64::MIN, |second| second.total);
    (best.total - second >= MARGIN).then_some(best.task)
}

/// Groups of rows that compete for tasks: those that share one, directly or through others.
fn rivals(candidates: &[Vec<Candidate>]) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..candidates.len()).collect();
    fn root(group_of: &mut [usize], mut at: usize) -> usize {
        while group_of[at] != at {
            group_of[at] = group_of[group_of[at]];
            at = group_of[at];
        }
        at
    }
    let mut first_of: HashMap<usize, usize> = HashMap::new();
    for (row, candidates) in candidates.iter().enumerate() {
        for candidate in candidates {
            let other = *first_of.entry(candidate.task).or_insert(row);
            let (a, b) = (root(&mut group_of, row), root(&mut group_of, other));
            group_of[a.max(b)] = a.min(b);
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); candidates.len()];
    for row in 0..candidates.len() {
        let at = root(&mut group_of, row);
        groups[at].push(row);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The pairs of the best assignment that no other assignment comes near to.
fn together(rows: &[usize], candidates: &[Vec<Candidate>]) -> Vec<(usize, usize)> {
    let rows = strongest(rows, candidates);
    let mut tasks: Vec<usize> = rows.iter().flat_map(|&row| candidates[row].iter().map(|candidate| candidate.task)).collect();
    tasks.sort_unstable();
    tasks.dedup();
    let weights = Weights::new(&rows, &tasks, candidates);
    let (best, chosen) = weights.solve(None);
    let pairs = rows.iter().enumerate().filter_map(|(at, &row)| {
        let task = *tasks.get(chosen[at])?;
        let without = weights.solve(Some((at, chosen[at]))).0;
        (best - without >= scaled(MARGIN)).then_some((row, task))
    });
    pairs.collect()
}

/// The rows with the strongest claims, when there are too many to weigh against each other.
fn strongest(rows: &[usize], candidates: &[Vec<Candidate>]) -> Vec<usize> {
    let mut rows = rows.to_vec();
    let claim = |row: &usize| candidates[*row].first().map_or(0.0, |best| best.total);
    rows.sort_by(|a, b| claim(b).total_cmp(&claim(a)).then(a.cmp(b)));
    rows.truncate(MOST_RIVALS);
    rows.sort_unstable();
    rows
}

#[allow(clippy::cast_possible_truncation)] // totals are small
fn scaled(total: f64) -> i64 {
    (total * 1_000_000.0).round() as i64
}

/// How well each row fits each task; behind the tasks one place for each row that stays without.
struct Weights(Matrix<i64>);

impl Weights {
    /// Worse than anything.
    const NEVER: i64 = -1_000_000_000_000;

    fn new(rows: &[usize], tasks: &[usize], candidates: &[Vec<Candidate>]) -> Self {
        let mut weights = Matrix::new(rows.len(), tasks.len() + rows.len(), Weights::NEVER);
        for (at, &row) in rows.iter().enumerate() {
            for candidate in &candidates[row] {
                if let Ok(column) = tasks.binary_search(&candidate.task) {
                    weights[(at, column)] = scaled(candidate.total);
                }
            }
            weights[(at, tasks.len() + at)] = 0;
        }
        Weights(weights)
    }

    /// The best sum and the column of each row, perhaps with one pair forbidden.
    fn solve(&self, forbidden: Option<(usize, usize)>) -> (i64, Vec<usize>) {
        match forbidden {
            None => kuhn_munkres(&self.0),
            Some(pair) => {
                let mut weights = self.0.clone();
                weights[pair] = Weights::NEVER;
                kuhn_munkres(&weights)
            }
        }
    }
}

#[cfg(test)]
mod tests;
