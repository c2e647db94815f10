//! Items that are none: numbered or marked lines of fields, and marks that stand beside numbered tasks, not below them.

use crate::words::numbering::Style;
use crate::words::vocabulary::Field;

use super::excluded::is_excluded_heading;
use super::{Item, Outline, Rank, Text};

impl Outline {
    /// `1.责任领导：甲` and `2.责任单位：乙` below an item are its fields; so is such a line behind an item of its own list.
    pub(super) fn take_up_marked_fields(&mut self, text: &Text) {
        for parent in 0..self.items.len() {
            let children = self.items[parent].children.clone();
            if parent > 0 && self.says_what(text, parent) && self.are_fields(text, &children) {
                for child in children {
                    self.merge(child, parent);
                }
                self.items[parent].children.clear();
                continue;
            }
            // The item that may take up lines, and whether it took one that says who answers for it.
            let mut open: Option<(usize, bool)> = None;
            let mut taken = Vec::new();
            for child in children {
                let alike = |&(item, _): &(usize, bool)| self.items[item].style == self.items[child].style;
                let named = self.names_somebody(text, child);
                let taker = open.filter(|open| alike(open) && self.is_field_line(text, child) && (named || open.1));
                if let Some((item, _)) = taker {
                    self.merge(child, item);
                    taken.push(child);
                    open = Some((item, true));
                } else {
                    open = Some((child, false)).filter(|_| self.items[child].style.is_some() && self.is_leaf_with_words(text, child));
                }
            }
            self.items[parent].children.retain(|child| !taken.contains(child));
        }
    }

    /// Whether the items of a list are the fields of one task: each begins with a label, none with that of another.
    fn are_fields(&self, text: &Text, children: &[usize]) -> bool {
        let Some(&first) = children.first() else { return false };
        let labels: Vec<Option<&str>> = children.iter().map(|&child| self.label(text, child)).collect();
        let differ = labels.iter().enumerate().all(|(at, label)| label.is_some() && !labels[..at].contains(label));
        differ
            && self.items[first].style.is_some()
            && children.iter().all(|&child| self.items[child].children.is_empty() && self.items[child].style == self.items[first].style)
            && children.iter().any(|&child| self.is_field_line(text, child) && self.names_somebody(text, child))
    }

    /// The label an item begins with.
    fn label<'t>(&self, text: &'t Text, item: usize) -> Option<&'t str> {
        let &head = self.items[item].own.first()?;
        let paragraph = text.paragraph(head)?;
        let label = text.readings[head].labels.iter().find(|label| label.start == paragraph.body_start())?;
        paragraph.text().get(label.clone())
    }

    /// Whether an item is nothing but a line of fields.
    fn is_field_line(&self, text: &Text, item: usize) -> bool {
        let Item { children, own, .. } = &self.items[item];
        children.is_empty() && own.iter().all(|&block| text.readings[block].is_fields_only()) && self.label(text, item).is_some()
    }

    fn names_somebody(&self, text: &Text, item: usize) -> bool {
        let fields = |&block: &usize| text.readings[block].fields().any(|field| field.is_bodies() || field.is_people());
        self.items[item].own.iter().any(fields)
    }

    fn says_what(&self, text: &Text, item: usize) -> bool {
        self.items[item].own.iter().any(|&block| !text.readings[block].body.is_empty())
    }

    fn is_leaf_with_words(&self, text: &Text, item: usize) -> bool {
        let Item { children, own, .. } = &self.items[item];
        let heads_nothing = is_excluded_heading(text, &self.items[item], false, true);
        children.is_empty() && self.says_what(text, item) && !heads_nothing && !own.iter().any(|&block| text.assigns(block))
    }

    /// Gives the paragraphs of an item to another.
    fn merge(&mut self, item: usize, into: usize) {
        let own = std::mem::take(&mut self.items[item].own);
        self.items[into].own.extend(own);
        self.items[into].blocks.end = self.items[into].blocks.end.max(self.items[item].blocks.end);
        self.items[item].rank = Rank::Excluded;
    }

    /// `●` behind a numbered task that has all its fields, among others that have theirs, is the next task and not a part of it.
    pub(super) fn lift_marks_beside_tasks(&mut self, text: &Text) {
        for parent in 0..self.items.len() {
            let children = self.items[parent].children.clone();
            let complete = |item: usize| {
                let named = |wanted: fn(Field) -> bool| {
                    let own = self.items[item].own.iter().skip(1).filter(|&&block| text.readings[block].is_fields_only());
                    own.flat_map(|&block| text.readings[block].fields()).any(wanted)
                };
                named(Field::is_bodies) && named(|field| field == Field::Deadline)
            };
            let alone = |&child: &usize| self.items[child].children.is_empty() && complete(child);
            let marked = |&child: &usize| {
                let below = &self.items[child].children;
                let own = |&below: &usize| matches!(self.items[below].style, Some(Style::Bullet(_))) && self.carries(text, below);
                complete(child) && !below.is_empty() && below.iter().all(own)
            };
            if !children.iter().any(alone) || !children.iter().any(marked) {
                continue;
            }
            let lifted: Vec<usize> = children.iter().copied().filter(|child| marked(child)).collect();
            let mut level = Vec::with_capacity(children.len() + lifted.len());
            for child in children {
                level.push(child);
                if lifted.contains(&child) {
                    let below = std::mem::take(&mut self.items[child].children);
                    below.iter().for_each(|&below| self.items[below].parent = Some(parent));
                    self.items[child].blocks.end = below.first().map_or(0, |&first| self.items[first].blocks.start);
                    level.extend(below);
                }
            }
            self.items[parent].children = level;
        }
    }
}
