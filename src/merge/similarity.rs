//! How much a row says the same as a task: shared pairs of characters, rare ones counting more.
//!
//! An index over the plan gives the tasks that share anything worth comparing, so a row is never compared with every task.

use hashbrown::HashMap;

use crate::model::{Plan, Task};
use crate::words::fold::{fold, is_word};

/// Pairs of characters that stand in more tasks than this are no evidence and cost time.
const MOST_TASKS: usize = 256;
/// Characters of a row that are compared; the rest of a longer text adds nothing.
const LONGEST: usize = 4_000;

/// What the row says must be the task's; how much of the task it says counts a little less, since rows get cut short.
const OF_ROW: f64 = 0.6;
/// The rest, so that both together make 1.
const OF_TASK: f64 = 0.4;

/// What of a text is compared: its letters and digits, folded.
pub(super) fn essence(text: &str) -> String {
    text.chars().map(fold).filter(|&c| is_word(c)).take(LONGEST).collect()
}

/// A pair of neighbouring characters.
pub(super) type Pair = (char, char);

/// The pairs of a text, each once, in order.
pub(super) fn pairs(essence: &str) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = essence.chars().zip(essence.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The tasks of a plan, found by what they say.
#[derive(Debug)]
pub(super) struct Index {
    /// Tasks that hold a pair, in order.
    holders: HashMap<Pair, Vec<u32>>,
    /// Tasks below a heading that holds a pair, and that do not hold it themselves.
    headed: HashMap<Pair, Vec<u32>>,
    /// Tasks whose text is exactly this.
    exact: HashMap<String, Vec<u32>>,
    /// The weight of each task's own text.
    weights: Vec<f64>,
    tasks: usize,
}

/// How alike a row and a task are, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Likeness {
    /// Index of the task in the plan.
    pub task: usize,
    /// 1: each says all that the other says.
    pub share: f64,
}

impl Index {
    /// The index of a plan.
    pub fn new(plan: &Plan) -> Self {
        let texts: Vec<String> = plan.tasks.iter().map(|task| essence(&shown_text(task))).collect();
        let mut index =
            Index { holders: HashMap::new(), headed: HashMap::new(), exact: HashMap::new(), weights: Vec::new(), tasks: texts.len() };
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        for (at, text) in texts.iter().enumerate() {
            for pair in pairs(text) {
                index.holders.entry(pair).or_default().push(number(at));
            }
            index.exact.entry(text.clone()).or_default().push(number(at));
        }
        // A heading of the task's section may stand in the cell of a task without a title: it explains a row, and is no part of the task.
        for (at, task) in plan.tasks.iter().enumerate() {
            for pair in pairs(&essence(&task.section.concat())) {
                if index.holders.get(&pair).is_none_or(|holders| holders.binary_search(&number(at)).is_err()) {
                    index.headed.entry(pair).or_default().push(number(at));
                }
            }
        }
        index.weights = texts.iter().map(|text| pairs(text).iter().map(|pair| index.weight(pair)).sum()).collect();
        index
    }

    /// Rare pairs weigh more; those of most tasks nearly nothing.
    fn weight(&self, pair: &Pair) -> f64 {
        let holders = [&self.holders, &self.headed].map(|of| of.get(pair).map_or(0, Vec::len)).iter().sum::<usize>().max(1);
        #[allow(clippy::cast_precision_loss)] // numbers of tasks
        let share = self.tasks.max(1) as f64 / holders as f64;
        (1.0 + share).ln()
    }

    /// The only task that says exactly this.
    pub fn only(&self, essence: &str) -> Option<usize> {
        match self.exact.get(essence)?.as_slice() {
            [task] => usize::try_from(*task).ok(),
            _ => None,
        }
    }

    /// The tasks that say something of what a row says, the most alike first.
    pub fn alike(&self, essence: &str) -> Vec<Likeness> {
        self.compared(essence, |of_row, of_task| OF_ROW * of_row + OF_TASK * of_task)
    }

    /// The task that says most of what a text says, whatever else it says.
    pub fn covering(&self, essence: &str) -> Option<Likeness> {
        self.compared(essence, |of_row, _| of_row).into_iter().next()
    }

    /// The tasks that share something with a text, by `share` of the text's part and the task's part that they share.
    fn compared(&self, essence: &str, share: impl Fn(f64, f64) -> f64) -> Vec<Likeness> {
        // Of the text, and of the task, which its heading is no part of.
        let mut shared: HashMap<u32, (f64, f64)> = HashMap::new();
        let mut whole = 0.0;
        for pair in pairs(essence) {
            let weight = self.weight(&pair);
            whole += weight;
            let is_few = |tasks: &&Vec<u32>| tasks.len() <= MOST_TASKS.max(self.tasks / 2);
            for (tasks, of_task) in [(&self.holders, weight), (&self.headed, 0.0)] {
                for &task in tasks.get(&pair).filter(is_few).into_iter().flatten() {
                    let (of_text, own) = shared.entry(task).or_default();
                    (*of_text, *own) = (*of_text + weight, *own + of_task);
                }
            }
        }
        if whole == 0.0 {
            return Vec::new();
        }
        let likeness = |(task, (common, of_own)): (u32, (f64, f64))| {
            let task = usize::try_from(task).unwrap_or(usize::MAX);
            let own = self.weights.get(task).copied().unwrap_or_default();
            let of_task = if own > 0.0 { (of_own / own).min(1.0) } else { 0.0 };
            Likeness { task, share: share((common / whole).min(1.0), of_task) }
        };
        let mut alike: Vec<Likeness> = shared.into_iter().map(likeness).collect();
        alike.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.task.cmp(&b.task)));
        alike
    }
}

/// What a sheet shows of a task's text.
fn shown_text(task: &Task) -> String {
    let duties = task.duties.iter().flat_map(|duty| [duty.unit.as_str(), duty.duty.as_str()]);
    let texts = [task.title.as_deref(), task.content.as_deref()].into_iter().flatten();
    texts.chain(duties).collect::<Vec<_>>().join("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(contents: &[&str]) -> Plan {
        let task = |content: &&str| Task { content: Some((*content).to_owned()), ..Task::default() };
        Plan { tasks: contents.iter().map(task).collect(), ..Plan::default() }
    }

    #[test]
    fn a_row_is_most_like_the_task_it_was_made_from() {
        let plan = plan(&["推进河道清淤，完成柳溪河治理。", "推进道路养护，完成柳溪路修缮。", "开展安全检查。"]);
        let index = Index::new(&plan);
        let best = |text: &str| index.alike(&essence(text)).first().map(|found| (found.task, found.share > 0.5));
        assert_eq!(best("推进河道清淤,完成柳溪河治理"), Some((0, true)));
        assert_eq!(best("推进河道清淤"), Some((0, true)), "cut short");
        assert_eq!(best("推进河道清淤，完成柳溪河治理。已完成三公里，剩余部分六月前完成。"), Some((0, true)), "an answer behind it");
        assert_eq!(best("组织职工体检"), None);
        assert_eq!(index.only(&essence("开展　安全检查")), Some(2));
    }

    #[test]
    fn tasks_that_say_the_same_are_no_only_one() {
        let index = Index::new(&plan(&["同样的话", "同样的话"]));
        assert_eq!(index.only("同样的话"), None);
        let alike = index.alike("同样的话");
        assert_eq!(alike.len(), 2);
        assert!((alike[0].share - alike[1].share).abs() < 1e-9);
    }
}
