//! The heading rows of the visible sheet: which section a heading that was changed is the heading of.
//!
//! A heading is known by the tasks it stands over, never by its row: the headings right above a task are the ones that were written there,
//! one to one and in their order, those that were not changed in their places. Where that does not hold, nothing is taken.

use hashbrown::{HashMap, HashSet};
use std::ops::Range;

use crate::model::{Ledger, Plan};
use crate::words::fold::{fingerprint, is_blank};
use crate::words::numbering::marker;

/// A heading row as it was written.
struct Heading {
    /// Its section among the plan's, where the plan lists it.
    section: Option<usize>,
    /// 1 for an outermost heading.
    level: usize,
    /// The tasks it stands over, by index.
    tasks: Range<usize>,
    print: u32,
    /// Whether neither another section nor another row of the table has the same headings above and the same words.
    is_only: bool,
}

/// The heading rows that were written, and how far down the sheet has been read.
pub(super) struct Headings {
    headings: Vec<Heading>,
    /// The headings over each task, from the outermost in.
    over: Vec<Vec<usize>>,
    /// Headings of which a task was found further up.
    passed: HashSet<usize>,
}

impl Headings {
    /// The headings of a plan of which the sheet showed the texts `shown`.
    pub(super) fn of(plan: &Plan, shown: &HashSet<u32>) -> Headings {
        let mut paths = Paths::default();
        let mut nodes: Vec<usize> = Vec::with_capacity(plan.sections.len());
        let mut sections: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, section) in plan.sections.iter().enumerate() {
            let above = section.parent.and_then(|parent| nodes.get(parent)).copied().unwrap_or(Paths::ROOT);
            nodes.push(paths.below(above, &section.title));
            sections.entry(nodes[at]).or_default().push(at);
        }
        let mut headings: Vec<(usize, Heading)> = Vec::new();
        let mut over: Vec<Vec<usize>> = Vec::with_capacity(plan.tasks.len());
        let mut open: Vec<usize> = Vec::new();
        for (at, task) in plan.tasks.iter().enumerate() {
            let mut node = Paths::ROOT;
            for (depth, title) in task.section.iter().enumerate() {
                node = paths.below(node, title);
                if open.get(depth).and_then(|&open| headings.get(open)).is_some_and(|(known, _)| *known == node) {
                    continue;
                }
                open.truncate(depth);
                open.push(headings.len());
                let own = sections.get(&node).map_or(&[][..], Vec::as_slice);
                let section = own.first().copied();
                let number = section.and_then(|at| plan.sections[at].number.as_deref()).unwrap_or_default();
                let print = fingerprint(&format!("{number}{title}"));
                headings.push((node, Heading { section, level: depth + 1, tasks: at..at, print, is_only: own.len() < 2 }));
            }
            open.truncate(task.section.len());
            open.iter().for_each(|&open| headings[open].1.tasks.end = at + 1);
            over.push(open.clone());
        }
        let mut rows: HashMap<usize, usize> = HashMap::new();
        headings.iter().for_each(|(node, _)| *rows.entry(*node).or_default() += 1);
        let is_shown = |heading: &Heading| shown.contains(&heading.print);
        over.iter_mut().for_each(|over| over.retain(|&at| is_shown(&headings[at].1)));
        let settled = |(node, heading): (usize, Heading)| Heading { is_only: heading.is_only && rows.get(&node) == Some(&1), ..heading };
        Headings { headings: headings.into_iter().map(settled).collect(), over, passed: HashSet::new() }
    }

    /// Notes that the row of a task was found.
    pub(super) fn pass(&mut self, task: usize) {
        self.passed.extend(self.over.get(task).into_iter().flatten());
    }

    /// Which heading each of the texts right above the row of `task` now stands for: `None` where it was not changed.
    ///
    /// `is_gone` says whether a text that was shown is nowhere in the sheet any more. Empty where it cannot be told.
    pub(super) fn above(&self, task: usize, texts: &[u32], mut is_gone: impl FnMut(u32) -> bool) -> Vec<Option<usize>> {
        let written: Vec<usize> =
            self.over.get(task).into_iter().flatten().copied().filter(|heading| !self.passed.contains(heading)).collect();
        if written.len() != texts.len() {
            return Vec::new();
        }
        let mut changed = Vec::with_capacity(texts.len());
        for (&text, &at) in texts.iter().zip(&written) {
            let Some(heading) = self.headings.get(at) else { return Vec::new() };
            if text != heading.print && !(heading.is_only && is_gone(heading.print)) {
                return Vec::new();
            }
            changed.push((text != heading.print).then_some(at));
        }
        changed
    }

    /// Gives the section of a heading its new words, and its tasks with it; the old words and the number of tasks.
    ///
    /// Shape: `"二、优化服务"` over `"一、改善服务"` → number `二、`, heading `优化服务`. `None` where no words are left.
    pub(super) fn rename(&self, heading: usize, text: &str, ledger: &mut Ledger) -> Option<(String, usize)> {
        let heading = self.headings.get(heading)?;
        let plan = &mut ledger.plan;
        let before = plan.tasks.get(heading.tasks.start)?.section.get(heading.level - 1)?.clone();
        let section = heading.section.and_then(|at| plan.sections.get_mut(at));
        let number = section.as_ref().and_then(|section| section.number.clone());
        let (new_number, title) = split(text.trim(), number.as_deref(), &before);
        if title.is_empty() {
            return None;
        }
        if let Some(section) = section {
            (section.number, section.title) = (new_number, title.clone());
        }
        let tasks = plan.tasks.get_mut(heading.tasks.clone())?;
        for task in tasks.iter_mut() {
            if let Some(slot) = task.section.get_mut(heading.level - 1) {
                slot.clone_from(&title);
            }
        }
        Some((format!("{}{before}", number.unwrap_or_default()), heading.tasks.len()))
    }
}

/// Number and words of a heading. A heading that was printed without a number may begin with what looks like one.
fn split(text: &str, number: Option<&str>, before: &str) -> (Option<String>, String) {
    let same = number.filter(|number| !number.is_empty()).and_then(|number| text.strip_prefix(number).map(|_| number.len()));
    let is_part_of_words = number.is_none() && marker(before).is_some();
    let length = same.or_else(|| marker(text).filter(|_| !is_part_of_words).map(|marker| marker.length)).unwrap_or(0);
    let (number, title) = text.split_at(length);
    (Some(number.to_owned()).filter(|number| !number.is_empty()), title.trim_start_matches(is_blank).to_owned())
}

/// Paths of headings, each with a number of its own.
#[derive(Default)]
struct Paths<'a> {
    below: HashMap<(usize, &'a str), usize>,
}

impl<'a> Paths<'a> {
    const ROOT: usize = 0;

    fn below(&mut self, above: usize, title: &'a str) -> usize {
        let next = self.below.len() + 1;
        *self.below.entry((above, title)).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_keeps_or_changes_its_number() {
        for (text, number, before, expected) in [
            ("一、优化服务", Some("一、"), "改善服务", (Some("一、"), "优化服务")),
            ("二、优化服务", Some("一、"), "改善服务", (Some("二、"), "优化服务")),
            ("（一） 优化服务", Some("一、"), "改善服务", (Some("（一）"), "优化服务")),
            ("优化服务", Some("一、"), "改善服务", (None, "优化服务")),
            ("一、优化服务", None, "改善服务", (Some("一、"), "优化服务")),
            ("一、优化服务", None, "一、改善服务", (None, "一、优化服务")),
            ("一、", Some("一、"), "改善服务", (Some("一、"), "")),
        ] {
            let (new_number, title) = split(text, number, before);
            assert_eq!((new_number.as_deref(), title.as_str()), expected, "{text}");
        }
    }
}
