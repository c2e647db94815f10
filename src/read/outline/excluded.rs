//! Parts of a plan that hold no tasks: 总体要求, 保障措施, groups with members alone, and what was done the year before.

use hashbrown::HashSet;

use crate::words::fold::key;
use crate::words::names::lists_bodies;
use crate::words::retrospect::looks_back;
use crate::words::vocabulary::{self, Field};

use super::super::reading::Kind;
use super::{Item, Outline, Rank, Text};

impl Outline {
    /// Parts that hold no tasks, by their heading; groups that only have members.
    pub(super) fn exclude(&mut self, text: &Text) {
        self.exclude_the_past(text);
        for item in self.parents_first() {
            let outermost = self.items[item].parent.is_none_or(|parent| parent == 0 || self.items[parent].style.is_none());
            let heading = outermost
                && !self.assigns_each_below(text, item)
                && is_excluded_heading(text, &self.items[item], self.assigns_below(text, item) || self.names_each_below(text, item), false);
            let above = self.items[item].parent.is_some_and(|parent| self.items[parent].rank == Rank::Excluded);
            if item > 0 && self.items[item].rank == Rank::Open && (heading || above || has_only_members(text, &self.items[item])) {
                self.items[item].rank = Rank::Excluded;
            }
        }
    }

    /// Parts about the time before the plan, where another part of their level says what is to be done.
    fn exclude_the_past(&mut self, text: &Text) {
        let parts: Vec<usize> = self.items[0].children.clone();
        let is_past = |&part: &usize| {
            let item = &self.items[part];
            let heading = || heading_of(text, item).is_some_and(|heading| looks_back(heading, text.year));
            let blocks = item.blocks.clone();
            item.style.is_some() && heading() && !self.carries(text, part) && !self.assigns_below(text, part) && !measures(text, blocks)
        };
        let past: Vec<usize> = parts.iter().copied().filter(is_past).collect();
        let plans = |part: &&usize| {
            let item = &self.items[**part];
            let alike = past.first().is_some_and(|&first| self.items[first].style == item.style);
            alike && !past.contains(part) && !is_excluded_heading(text, item, false, false)
        };
        if parts.iter().any(|part| plans(&part)) {
            self.past = past.iter().filter_map(|&part| self.items[part].own.first().copied()).collect();
            past.into_iter().for_each(|part| self.items[part].rank = Rank::Excluded);
        }
    }

    /// Whether any item below one says who answers for it.
    pub(super) fn assigns_below(&self, text: &Text, item: usize) -> bool {
        let mut stack = self.items[item].children.clone();
        while let Some(below) = stack.pop() {
            if self.carries(text, below) {
                return true;
            }
            stack.extend(&self.items[below].children);
        }
        false
    }

    /// Whether every one of several items below says who answers for it: 强化责任落实 is then a part like any other.
    fn assigns_each_below(&self, text: &Text, item: usize) -> bool {
        let children = &self.items[item].children;
        children.len() > 1 && children.iter().all(|&child| self.carries(text, child) || self.assigns_below(text, child))
    }

    /// Whether every one of several items below names who does it: （一）甲局负责…； below 任务分工, or （一）甲科 over its items.
    fn names_each_below(&self, text: &Text, item: usize) -> bool {
        let children = &self.items[item].children;
        let is_body = |at: usize| text.paragraph(at).is_some_and(|heading| lists_bodies(heading.body()));
        let names = |&child: &usize| {
            let Item { own, children, .. } = &self.items[child];
            own.first().is_some_and(|&head| text.readings[head].named_in_text().is_some() || !children.is_empty() && is_body(head))
        };
        children.len() > 1 && children.iter().all(names)
    }
}

/// Whether any block says by a label what is to be done: 整改措施：
fn measures(text: &Text, mut blocks: std::ops::Range<usize>) -> bool {
    blocks.any(|block| text.readings[block].body.iter().any(|(_, kind)| *kind == Kind::Content))
}

/// The words of an item's heading up to its first stop; 有关要求： alone is one, though it looks like a label.
fn heading_of<'t>(text: &'t Text, item: &Item) -> Option<&'t str> {
    let &block = item.own.first()?;
    let paragraph = text.paragraph(block)?;
    let heading = match text.readings[block].body.first() {
        Some((range, _)) => &paragraph.text()[range.clone()],
        None => Some(paragraph.body()).filter(|body| body.ends_with(['：', ':']) && !text.assigns(block))?,
    };
    let end = heading.find(['。', '：', ':', '，', ',']).unwrap_or(heading.len());
    Some(&heading[..end])
}

/// 总体要求, 保障措施 …: the heading is one of the words, or short and made of them.
///
/// `outside`: whether it stands before or behind all items that say who answers for them; 考核奖惩 is then no list of tasks either.
pub(super) fn is_excluded_heading(text: &Text, item: &Item, assigned: bool, outside: bool) -> bool {
    heading_of(text, item).is_some_and(|heading| is_excluded_words(&key(heading), assigned, outside))
}

/// Whether words alone in their line head a part without tasks.
pub(super) fn heads_no_tasks(heading: &str) -> bool {
    const LONGEST: usize = 16 * 3; // bytes
    heading.len() <= LONGEST && is_excluded_words(&key(heading), true, false)
}

fn is_excluded_words(key: &str, assigned: bool, outside: bool) -> bool {
    let headings = &vocabulary::source().headings;
    let known = |word: &str| {
        headings.no_tasks.hold(word)
            || (!assigned && headings.no_tasks_unless_assigned.hold(word))
            || (outside && headings.no_tasks_outside.hold(word))
    };
    let joined = |key: &str| {
        let parts: Vec<&str> = key.split(['、', '和', '与', '及']).filter(|part| !part.is_empty()).collect();
        parts.len() > 1 && parts.iter().all(|part| known(part))
    };
    let bare = key.trim_start_matches(['(', ')']).trim_end_matches([')', '。']);
    let without_verb = headings.strengthening.strip_from(bare);
    known(bare) || joined(bare) || without_verb.is_some_and(|rest| known(rest) && rest.chars().count() >= 4)
}

/// A leading group with members, without work of its own and without a body that answers for anything, is no task.
fn has_only_members(text: &Text, item: &Item) -> bool {
    let fields: HashSet<Field> = item.own.iter().flat_map(|&block| text.readings[block].fields()).collect();
    fields.contains(&Field::Members) && !fields.iter().any(|field| field.is_bodies() || *field == Field::Deadline) && !says_what(text, item)
}

/// Whether a label 任务： or 工作内容： says what is to be done; 职责： says what a group is for.
fn says_what(text: &Text, item: &Item) -> bool {
    let works = |block: &usize| {
        let (reading, paragraph) = (&text.readings[*block], text.paragraph(*block));
        let names_duties = |label: &std::ops::Range<usize>| {
            paragraph.and_then(|paragraph| paragraph.text().get(label.clone())).is_some_and(|label| label.contains("职责"))
        };
        reading.body.iter().any(|(_, kind)| matches!(kind, Kind::Title | Kind::Content)) && !reading.labels.iter().any(names_duties)
    };
    item.own.iter().any(works)
}
