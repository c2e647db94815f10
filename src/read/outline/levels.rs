//! Which items are the tasks: the smallest that carry their own responsibility, else the lowest level numbered consistently.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;
use std::ops::Range;

use crate::words::names::lists_bodies;
use crate::words::numbering::Style;
use crate::words::vocabulary::source;

use super::super::Block;
use super::excluded::is_excluded_heading;
use super::{Item, Outline, Rank, Text, is_duty_prose};

impl Outline {
    pub(super) fn choose_tasks(&mut self, text: &Text, tasks_elsewhere: bool) {
        let styles = self.carrying_styles(text);
        self.by_fields = !styles.is_empty();
        if self.by_fields {
            let mut carries_below = vec![false; self.items.len()];
            for item in (1..self.items.len()).rev() {
                carries_below[item] |= self.items[item].rank == Rank::Task;
                carries_below[item] |= self.items[item].rank != Rank::Excluded && self.carries(text, item);
            }
            for item in self.parents_first().into_iter().rev() {
                if let Some(parent) = self.items[item].parent.filter(|_| carries_below[item]) {
                    carries_below[parent] = true;
                }
            }
            self.choose_carriers(text, 0, &styles, &carries_below);
        } else if tasks_elsewhere {
            self.mark_table_headings(text);
        } else {
            let levels = self.consistent_level(text);
            self.choose_level(0, &levels);
        }
    }

    /// Items so that parents come before their children.
    pub(super) fn parents_first(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.items.len());
        let mut stack = vec![0];
        while let Some(item) = stack.pop() {
            order.push(item);
            stack.extend(&self.items[item].children);
        }
        order
    }

    /// Looks of items of which enough carry fields; empty when the document does not assign work item by item.
    fn carrying_styles(&self, text: &Text) -> Vec<Option<Style>> {
        let mut count: BTreeMap<Option<Style>, (usize, usize)> = BTreeMap::new();
        for item in 1..self.items.len() {
            if self.items[item].rank != Rank::Excluded {
                let (all, with) = count.entry(self.items[item].style).or_default();
                *all += 1;
                let carries = self.carries(text, item) && !self.assigns_below(text, item);
                *with += usize::from(carries || self.items[item].rank == Rank::Task);
            }
        }
        let running = self.counted_through(text);
        let enough = |(style, (all, with)): &(Option<Style>, (usize, usize))| {
            *with > 0 && (with * 4 >= *all || style.is_some_and(|style| running.contains(&style)))
        };
        count.into_iter().filter(enough).map(|(style, _)| style).collect()
    }

    /// Looks of lists that count on from one heading with fields to the next: 一、（责任科室：甲科） over 1., 2. and 二、（责任科室：乙科）
    /// over 3., 4. Where one such item names somebody else, all of them are tasks.
    fn counted_through(&self, text: &Text) -> HashSet<Style> {
        let mut last: HashMap<Style, (usize, u32)> = HashMap::new();
        let (mut through, mut broken) = (HashSet::new(), HashSet::new());
        for item in 1..self.items.len() {
            let Item { style: Some(style), parent: Some(parent), own, rank, .. } = &self.items[item] else { continue };
            if *parent == 0 || *rank == Rank::Excluded {
                continue;
            }
            let Some(marker) = own.first().and_then(|&block| text.paragraph(block)?.marker) else { continue };
            if let Some((before, value)) = last.insert(*style, (*parent, marker.value))
                && before != *parent
            {
                let goes_on = marker.value == value + 1 && self.carries(text, before) && self.carries(text, *parent);
                if goes_on {
                    through.insert(*style)
                } else {
                    broken.insert(*style)
                };
            }
        }
        through.retain(|style| !broken.contains(style));
        through
    }

    /// Below `item`: an item that carries fields and has none below it that does is a task, and so is its like without fields.
    fn choose_carriers(&mut self, text: &Text, start: usize, styles: &[Option<Style>], carries_below: &[bool]) {
        let mut stack = vec![start];
        let assigned = self.assigned_range(text);
        let heading_looks = self.heading_looks(carries_below);
        while let Some(item) = stack.pop() {
            let children = self.open_children(item);
            let bodies = children.len() > 1 && children.iter().all(|&child| self.is_headed_by_body(text, child));
            for child in children {
                let below = self.items[child].children.iter().any(|&grandchild| carries_below[grandchild]);
                let own = self.carries(text, child);
                let alike = styles.contains(&self.items[child].style) && !self.is_outside_assigned(text, item, assigned.clone());
                let list_below = self.items[child]
                    .children
                    .iter()
                    .any(|&below| styles.contains(&self.items[below].style) && self.items[below].style != self.items[child].style);
                // 二、粮食储备（责任单位：甲局） over 1., 2. heads them where 一、 heads tasks of that look.
                let heads = list_below
                    && self.items[child].style.is_some_and(|style| {
                        let below = self.items[child].children.iter().map(|&below| self.items[below].style);
                        below.into_iter().any(|look| heading_looks.contains(&(item, style, look)))
                    });
                // 一、办公室（责任人：甲） over 1., 2.: a body is no work, its items are.
                if own && !below && bodies {
                    self.items[child].rank = Rank::Section;
                    self.open_children(child).into_iter().for_each(|item| self.items[item].rank = Rank::Task);
                } else if below || (!own && list_below && !alike) || heads {
                    self.items[child].rank = Rank::Section;
                    stack.push(child);
                } else if own || (alike && (self.items[child].style.is_some() || self.has_text(text, child))) {
                    self.items[child].rank = Rank::Task;
                }
            }
        }
    }

    /// Whether the heading of an item, with items below it, is nothing but the name of a body that is there for more than this work.
    fn is_headed_by_body(&self, text: &Text, item: usize) -> bool {
        let Item { own, children, .. } = &self.items[item];
        let Some(&head) = own.first().filter(|_| !children.is_empty()) else { return false };
        let words = text.paragraph(head).zip(text.readings[head].body.first());
        let lasts = |name: &str| !source().units.made_up.iter().any(|end| name.ends_with(end));
        words.map(|(paragraph, (range, _))| &paragraph.text()[range.clone()]).is_some_and(|name| lists_bodies(name) && lasts(name))
    }

    /// For every part the looks of its items together with the looks of those items below them that carry fields.
    fn heading_looks(&self, carries_below: &[bool]) -> HashSet<(usize, Style, Option<Style>)> {
        let mut looks = HashSet::new();
        for item in self.items.iter().filter(|item| item.rank != Rank::Excluded) {
            let Some((parent, style)) = item.parent.zip(item.style) else { continue };
            let below = item.children.iter().filter(|&&child| carries_below[child]);
            looks.extend(below.map(|&child| (parent, style, self.items[child].style)));
        }
        looks
    }

    /// A heading without any task or table below it is prose.
    pub(super) fn drop_empty_sections(&mut self, text: &Text) {
        let mut holds = vec![false; self.items.len()];
        for item in self.parents_first().into_iter().rev() {
            holds[item] |= self.items[item].rank == Rank::Task || self.has_table(text, item);
            if let Some(parent) = self.items[item].parent.filter(|_| holds[item]) {
                holds[parent] = true;
            }
        }
        for (item, holds) in self.items.iter_mut().zip(holds).skip(1) {
            if item.rank == Rank::Section && !holds {
                item.rank = Rank::Open;
            }
        }
    }

    fn has_table(&self, text: &Text, item: usize) -> bool {
        item > 0
            && self.items[item].children.is_empty()
            && text.blocks[self.items[item].blocks.clone()].iter().any(|block| matches!(block, Block::Grid(_)))
    }

    /// From the first item that carries fields to the last.
    fn assigned_range(&self, text: &Text) -> Range<usize> {
        let carriers = || {
            self.items
                .iter()
                .enumerate()
                .skip(1)
                .filter(|(at, item)| item.rank != Rank::Excluded && self.carries(text, *at))
                .map(|(_, item)| item.blocks.start)
        };
        carriers().min().unwrap_or(0)..carriers().max().map_or(0, |last| last + 1)
    }

    /// Whether a part that stands wholly before or behind the items that carry fields is an introduction or a closing part, by its
    /// heading. Without such a heading its items are tasks that nobody was named for.
    fn is_outside_assigned(&self, text: &Text, part: usize, assigned: Range<usize>) -> bool {
        let blocks = &self.items[part].blocks;
        part > 0
            && !self.carries(text, part)
            && (blocks.end <= assigned.start || blocks.start >= assigned.end)
            && is_excluded_heading(text, &self.items[part], false, true)
    }

    /// A paragraph behind the last task is closing matter where no other task goes on over a paragraph of its own.
    pub(super) fn release_closing(&mut self, text: &Text) {
        let tasks: Vec<usize> = (1..self.items.len()).filter(|&item| self.items[item].rank == Rank::Task).collect();
        let Some(&last) = tasks.iter().max_by_key(|&&item| self.items[item].blocks.start) else { return };
        let goes_on = tasks.iter().filter(|&&item| item != last && !self.loose_end(text, item).is_empty()).count();
        if goes_on * 4 >= tasks.len() || tasks.len() < 3 {
            return;
        }
        let mut deepest = last;
        while let Some(&child) = self.items[deepest].children.last() {
            deepest = child;
        }
        let loose = self.loose_end(text, deepest);
        self.items[deepest].own.retain(|block| !loose.contains(block));
        self.items[0].own.extend(loose);
    }

    /// The unnumbered paragraphs of running text at the end of an item that already has text.
    fn loose_end(&self, text: &Text, item: usize) -> Vec<usize> {
        let own = &self.items[item].own;
        let plain = |block: usize| {
            let reading = &text.readings[block];
            text.paragraph(block).is_some_and(|paragraph| paragraph.marker.is_none())
                && reading.zones.is_empty()
                && reading.labels.is_empty()
                && !is_duty_prose(text, block)
        };
        let start = own.iter().rposition(|&block| !plain(block)).map_or(0, |at| at + 1).max(1);
        let before = own[..start.min(own.len())].iter().any(|&block| {
            text.readings[block].body.iter().any(|(range, _)| {
                text.paragraph(block).is_some_and(|paragraph| paragraph.text()[range.clone()].contains(['。', '；', '，']))
            })
        });
        if before { own[start.min(own.len())..].to_vec() } else { Vec::new() }
    }

    fn has_text(&self, text: &Text, item: usize) -> bool {
        self.items[item].own.iter().any(|&block| text.readings[block].body.iter().any(|(range, _)| range.len() > 90))
    }

    /// The chain of looks from the top down to the lowest level that most items of the level above have.
    fn consistent_level(&self, text: &Text) -> Vec<Option<Style>> {
        let mut level: Vec<usize> = self.open_children(0);
        let mut chain = Vec::new();
        loop {
            let mut styles: BTreeMap<Option<Style>, usize> = BTreeMap::new();
            for &item in &level {
                *styles.entry(self.items[item].style).or_default() += 1;
            }
            let Some((&style, _)) = styles.iter().max_by_key(|(style, count)| (**count, style.is_none())) else { return chain };
            chain.push(style);
            let parents: Vec<usize> =
                level.iter().copied().filter(|&item| self.items[item].style == style || self.items[item].style.is_none()).collect();
            let mut below: BTreeMap<Option<Style>, usize> = BTreeMap::new();
            for &item in &parents {
                let looks: HashSet<Option<Style>> = self.open_children(item).into_iter().map(|child| self.items[child].style).collect();
                for look in looks.into_iter().filter(|look| !self.is_inner_style(*look, &chain)) {
                    *below.entry(look).or_default() += 1;
                }
            }
            let best = below.iter().max_by_key(|(_, count)| **count).map(|(style, count)| (*style, *count));
            match best {
                Some((_, count)) if count * 10 >= parents.len() * 6 && self.is_heading_level(text, &parents) => {
                    level = parents.iter().flat_map(|&item| self.open_children(item)).collect();
                }
                _ => return chain,
            }
        }
    }

    /// 一是, ① and bullets inside a numbered item are its content.
    fn is_inner_style(&self, style: Option<Style>, chain: &[Option<Style>]) -> bool {
        matches!(style, Some(Style::Enumerated | Style::Circled | Style::Bullet(_) | Style::ArabicHalfBracket)) && chain.len() > 1
    }

    /// Whether most of the items are headings: little text of their own.
    fn is_heading_level(&self, text: &Text, items: &[usize]) -> bool {
        let headings = items.iter().filter(|&&item| {
            let own: usize = self.items[item].own.iter().flat_map(|&block| &text.readings[block].body).map(|(range, _)| range.len()).sum();
            own <= 240
        });
        headings.count() * 2 >= items.len()
    }

    fn open_children(&self, item: usize) -> Vec<usize> {
        self.items[item].children.iter().copied().filter(|&child| self.items[child].rank == Rank::Open).collect()
    }

    fn choose_level(&mut self, start: usize, chain: &[Option<Style>]) {
        let Some(&task_style) = chain.last() else { return };
        let mut stack = vec![(start, 0usize)];
        while let Some((item, depth)) = stack.pop() {
            for child in self.open_children(item) {
                let deep_enough = depth + 1 >= chain.len();
                let has_level = self.holds_style(child, task_style);
                if self.items[child].style == task_style || (deep_enough && !has_level) || self.open_children(child).is_empty() {
                    self.items[child].rank = Rank::Task;
                } else {
                    self.items[child].rank = Rank::Section;
                    stack.push((child, depth + 1));
                }
            }
        }
    }

    /// Whether an item has, one or two levels below it, an item of a look.
    fn holds_style(&self, item: usize, style: Option<Style>) -> bool {
        let children = self.open_children(item);
        children.iter().any(|&child| self.items[child].style == style)
            || children.iter().any(|&child| self.open_children(child).iter().any(|&below| self.items[below].style == style))
    }
}
