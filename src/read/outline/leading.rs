//! Lines of fields that stand before what they assign: above each heading of a list, or above several items up to the next such line.

use hashbrown::HashSet;
use std::collections::BTreeMap;

use crate::words::numbering::Style;
use crate::words::vocabulary::Field;

use super::{Item, Outline, Rank, Text};

impl Outline {
    /// A line of people before each heading of a list belongs to the heading behind it, not to the item that ended.
    pub(super) fn hand_down_leading_people(&mut self, text: &Text) {
        let people = |at: usize| {
            let reading = &text.readings[at];
            reading.is_fields_only() && reading.fields().all(|field| field.is_people() && field != Field::Members)
        };
        let before = |item: &Item| item.blocks.start.checked_sub(1).filter(|&at| text.paragraph(at).is_some() && people(at));
        let mut lists: BTreeMap<Style, Vec<(usize, Option<usize>)>> = BTreeMap::new();
        for (at, item) in self.items.iter().enumerate() {
            if let Some(style) = item.style {
                lists.entry(style).or_default().push((at, before(item)));
            }
        }
        for list in lists.into_values().filter(|list| list.len() > 1 && list.iter().all(|(_, before)| before.is_some())) {
            let first_is_free = list.first().is_some_and(|(_, before)| before.is_some_and(|block| self.items[0].own.contains(&block)));
            for (heading, block) in list.into_iter().filter(|_| first_is_free) {
                let Some(block) = block else { continue };
                self.items.iter_mut().for_each(|item| item.own.retain(|&own| own != block));
                self.items[heading].own.push(block);
            }
        }
    }

    /// `责任单位：甲科` above items 1 and 2, `责任单位：乙科` above items 3 and 4: where the first such line stands before the first item
    /// and none behind the last, each holds for the items down to the next.
    pub(super) fn gather_below_leading_lines(&mut self, text: &Text) {
        for parent in 0..self.items.len() {
            let Some(leads) = self.leading_lines(text, parent) else { continue };
            let children = std::mem::take(&mut self.items[parent].children);
            let lines: HashSet<usize> = leads.iter().flatten().copied().collect();
            for &owner in children.iter().chain(std::iter::once(&parent)) {
                self.items[owner].own.retain(|own| !lines.contains(own));
            }
            let mut groups: Vec<usize> = Vec::new();
            for (child, lead) in children.into_iter().zip(leads) {
                if let Some(block) = lead {
                    groups.push(self.items.len());
                    let blocks = block..self.items[child].blocks.end;
                    self.items.push(Item {
                        style: None,
                        parent: Some(parent),
                        children: Vec::new(),
                        blocks,
                        own: vec![block],
                        rank: Rank::Section,
                    });
                }
                let Some(&group) = groups.last() else { continue };
                self.items[group].children.push(child);
                self.items[group].blocks.end = self.items[child].blocks.end;
                (self.items[child].parent, self.items[child].rank) = (Some(group), Rank::Task);
            }
            self.items[parent].children = groups;
        }
    }

    /// 以上任务由甲局牵头 behind items 1 to 3: it holds for the items down to it, from the one before on.
    pub(super) fn gather_above_remarks(&mut self, text: &Text) {
        for parent in 0..self.items.len() {
            let (mut level, mut above) = (Vec::new(), Vec::new());
            for child in std::mem::take(&mut self.items[parent].children) {
                above.push(child);
                let remark = self.items[child].own.iter().copied().find(|&block| text.readings[block].of_all_above);
                if let Some(block) = remark {
                    self.items[child].own.retain(|&own| own != block);
                    level.push(self.group_for(parent, std::mem::take(&mut above), block));
                }
            }
            level.extend(above);
            self.items[parent].children = level;
        }
    }

    /// A group without a heading of its own, for the items that a block assigns.
    fn group_for(&mut self, parent: usize, children: Vec<usize>, block: usize) -> usize {
        let group = self.items.len();
        for &child in &children {
            (self.items[child].parent, self.items[child].rank) = (Some(group), Rank::Task);
        }
        let start = children.first().map_or(block, |&first| self.items[first].blocks.start);
        let item = Item { style: None, parent: Some(parent), children, blocks: start..block + 1, own: vec![block], rank: Rank::Section };
        self.items.push(item);
        group
    }

    /// For every item of a list the line of names right above it, where such lines lead; the first item has one.
    fn leading_lines(&self, text: &Text, parent: usize) -> Option<Vec<Option<usize>>> {
        let children = &self.items[parent].children;
        let is_line = |at: usize| {
            text.readings[at].is_fields_only() && text.readings[at].fields().all(|field| field.is_bodies() || field.is_people())
        };
        let above =
            |&child: &usize| self.items[child].blocks.start.checked_sub(1).filter(|&at| text.paragraph(at).is_some() && is_line(at));
        let leads: Vec<Option<usize>> = children.iter().map(above).collect();
        let label = |&at: &usize| text.readings[at].labels.first().and_then(|label| text.paragraph(at)?.text().get(label.clone()));
        let mut labels = leads.iter().flatten().map(label);
        let first = labels.next()?;
        let second = labels.next()?;
        let alike = leads.first()?.is_some() && first.is_some() && second == first && labels.all(|label| label == first);
        let lines: HashSet<usize> = leads.iter().flatten().copied().collect();
        let style = self.items[*children.first()?].style?;
        let bare = |&child: &usize| {
            let item = &self.items[child];
            item.style == Some(style)
                && item.rank == Rank::Open
                && !item.own.iter().any(|block| text.assigns(*block) && !lines.contains(block))
                && !self.assigns_below(text, child)
        };
        (alike && children.iter().all(bare)).then_some(leads)
    }
}
