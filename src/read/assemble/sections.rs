//! Headings: the sections of the plan, what they assign to the tasks below them, and what tables stand under.

use hashbrown::HashSet;
use std::cell::LazyCell;
use std::ops::Range;

use super::super::fields::without_count;
use super::super::outline::{Item, Rank};
use super::super::paragraphs::Paragraph;
use super::super::reading::unbracketed;
use super::super::table::Under;
use super::Assembler;
use crate::model::{Section, Task};
use crate::passage::Role;
use crate::words::fold::is_blank;

impl Assembler<'_> {
    /// A heading, or a paragraph below a heading that is no task.
    pub(super) fn add_section_block(&mut self, item: usize, at: usize) {
        let Some(paragraph) = self.paragraph(at) else { return };
        let passage = &paragraph.passage;
        if self.outline.items[item].own.first() == Some(&at) {
            self.section(item);
            if let Some(marker) = paragraph.marker {
                self.account.claim(passage, 0..marker.length, Role::SectionNumber, None);
            }
            let heading = self.section_heading(item);
            if let Some(range) = heading.clone() {
                self.account.claim(passage, range, Role::SectionTitle, None);
            }
            let end = heading.map_or(0, |range| range.end);
            for (range, _) in &self.readings[at].body {
                let text = passage.text()[range.clone()].trim_start_matches(|c: char| !c.is_alphanumeric());
                let rest = range.end - text.len().min(range.len())..range.end;
                if rest.start >= end && !rest.is_empty() {
                    self.account.claim(passage, rest, Role::Rest("section text"), None);
                } else if range.end > end && passage.text()[end.max(range.start)..range.end].contains(char::is_alphanumeric) {
                    self.account.claim(passage, end..range.end, Role::Rest("section text"), None);
                }
            }
        } else {
            for (range, _) in &self.readings[at].body {
                self.account.claim(passage, range.clone(), Role::Rest("section text"), None);
            }
        }
        let heading = if self.outline.items[item].own.first() == Some(&at) { self.section_heading(item) } else { None };
        self.heading_fields.push((at, heading));
    }

    /// For each heading with fields whether tasks took over all that it assigns.
    fn taken_over(&self) -> Vec<bool> {
        let values: LazyCell<HashSet<&str>, _> = LazyCell::new(|| self.plan.tasks.iter().flat_map(values_of).collect());
        let taken = |value: &str| values.contains(value) || self.plan.tasks.iter().any(|task| says(task, value));
        let assigned = |at: usize| self.readings[at].assignment.values.iter().all(|value| taken(&value.text));
        let others = |at: usize| {
            let text = self.paragraph(at).map_or("", Paragraph::text);
            self.readings[at].assignment.others.iter().all(|(_, value)| text.get(value.clone()).is_some_and(taken))
        };
        // Duties are those of one task: no task takes them over.
        let says_no_duties = |at: usize| self.readings[at].assignment.duties.is_empty();
        self.heading_fields.iter().map(|&(at, _)| says_no_duties(at) && assigned(at) && others(at)).collect()
    }

    /// What headings assign, once the tasks are known: a field where a task took it over, else kept in `rest`.
    pub(super) fn claim_heading_fields(&mut self) {
        let taken = self.taken_over();
        for ((at, heading), taken) in std::mem::take(&mut self.heading_fields).into_iter().zip(taken) {
            let Some(paragraph) = self.paragraph(at) else { continue };
            if taken {
                self.claim_zones(at, &paragraph.passage, None, heading);
            } else {
                let apart = |zone: &&Range<usize>| heading.as_ref().is_none_or(|heading| !heading.contains(&zone.start));
                for zone in self.readings[at].zones.iter().filter(apart) {
                    self.account.claim(&paragraph.passage, zone.clone(), Role::Rest("field of a heading"), None);
                }
            }
        }
    }

    /// The section of an item in the plan, added with those above it when it is not there yet.
    pub(super) fn section(&mut self, item: usize) -> Option<usize> {
        if item == 0 || self.outline.items[item].rank != Rank::Section {
            return None;
        }
        if let Some(&section) = self.sections.get(&item) {
            return Some(section);
        }
        let parent = self.outline.items[item].parent.and_then(|parent| self.section(parent));
        let &head = self.outline.items[item].own.first()?;
        let paragraph = self.paragraph(head)?;
        // A line of fields above several items groups them without a heading of its own.
        let Some(range) = self.section_heading(item) else { return parent };
        let section = Section {
            number: paragraph.marker.map(|marker| paragraph.text()[..marker.length].to_owned()),
            title: paragraph.text()[range].to_owned(),
            level: parent.and_then(|parent| self.plan.sections.get(parent)).map_or(1, |parent| parent.level + 1),
            parent,
        };
        self.plan.sections.push(section);
        self.sections.insert(item, self.plan.sections.len() - 1);
        Some(self.plan.sections.len() - 1)
    }

    /// 任务类别：甲 in a record: the task stands under that heading, too.
    pub(super) fn open_labelled_section(&mut self, title: &str, task: &mut Task) {
        let level = task.section.len() + 1;
        let is_open = self.plan.sections.last().is_some_and(|last| last.title == title && last.level == level);
        if !is_open {
            self.plan.sections.push(Section { number: None, title: title.to_owned(), level, parent: None });
        }
        task.section.push(title.to_owned());
    }

    /// The heading in its paragraph: without number, fields, counts and final stop.
    fn section_heading(&self, item: usize) -> Option<Range<usize>> {
        let &head = self.outline.items[item].own.first()?;
        let text = self.paragraph(head)?.text();
        let (range, _) = self.readings[head].body.first()?;
        // （2021年3月底前） without a label belongs to the words of the heading.
        let end = self.readings[head].dated.as_ref().map_or(range.end, |dated| dated.end);
        let range = range.start..end;
        let heading = &text[range.clone()];
        let sentence = heading.find('。').unwrap_or(heading.len());
        let bare = without_count(&heading[..sentence]).trim_end_matches(|c: char| is_blank(c) || "。：:；;，,".contains(c));
        let inner = unbracketed(bare);
        let start = range.start + if inner.len() < bare.len() { '【'.len_utf8() } else { 0 };
        Some(start..start + inner.len())
    }

    /// What a table at block `at` stands under; `item` is the last item before it.
    pub(super) fn under(&mut self, at: usize, mut item: Option<usize>) -> Under {
        let mut under = Under::default();
        while let Some(open) = item {
            let Item { blocks, rank, parent, .. } = &self.outline.items[open];
            if blocks.contains(&at) && *rank != Rank::Excluded {
                self.inherit(Some(open).filter(|_| *rank == Rank::Section), &mut under.fields);
                under.titles = self.section_titles(Some(open));
                break;
            }
            item = *parent;
        }
        under
    }

    pub(super) fn section_titles(&mut self, item: Option<usize>) -> Vec<String> {
        let mut titles = Vec::new();
        let mut section = item.and_then(|item| self.section(item));
        while let Some(found) = section.and_then(|at| self.plan.sections.get(at)) {
            titles.push(found.title.clone());
            section = found.parent;
        }
        titles.reverse();
        titles
    }
}

/// The values of a task's fields, as they stand.
fn values_of(task: &Task) -> impl Iterator<Item = &str> {
    let lists = [&task.lead_leaders, &task.deputy_leaders, &task.responsible_persons, &task.lead_departments, &task.units];
    let deadline = task.deadline.iter().map(|deadline| deadline.raw.as_str());
    lists.into_iter().flatten().map(String::as_str).chain(deadline).chain(task.duties.iter().map(|duty| duty.unit.as_str()))
}

/// Whether a task says a value within one of its fields.
fn says(task: &Task, value: &str) -> bool {
    task.deadline.as_ref().is_some_and(|deadline| deadline.raw.contains(value))
        || task.extra.values().chain(&task.notes).any(|text| text.contains(value))
}
