//! Headings of a table: their words, and what they assign to the tasks below them.
//!
//! A heading is a row above others, or a line above the header: 一、渠系（责任股室：河道股）, 责任单位：河道股. What it assigns holds
//! for every task below that says nothing else, until the next heading.

use std::collections::BTreeSet;

use crate::grid::Cell;
use crate::passage::{Account, Passage, Role};
use crate::words::fold::{fold, is_blank};
use crate::words::numbering::{marker, numeral};
use crate::words::responsibility::label_with_colon;
use crate::words::vocabulary::{Field, Vocabulary};

use super::super::fields::{Fields, claim_values, without_count};
use super::super::paragraphs::Paragraph;
use super::super::reading::{self, Reading};

/// A heading, claimed.
pub(super) struct Heading {
    /// Its words without number, count and what they assign; may be empty.
    pub title: String,
    /// What it assigns to the tasks below.
    pub fields: Fields,
    /// Where it says so.
    pub assigned: Option<Assigned>,
}

/// What headings assign to the tasks below them, and what of it those take over.
#[derive(Default)]
pub(super) struct Standing {
    fields: Fields,
    assigned: Vec<Assigned>,
    taken: BTreeSet<Field>,
}

impl Standing {
    /// A heading more, beside those that hold already.
    pub fn add(&mut self, fields: Fields, assigned: Option<Assigned>) {
        self.fields.join(fields);
        self.assigned.extend(assigned);
    }

    /// Headings further out hold where these say nothing.
    pub fn stand_under(&mut self, fields: Fields) {
        self.fields.inherit(fields);
    }

    /// Gives a task what it does not say itself.
    pub fn give(&mut self, task: &mut Fields) {
        self.taken.extend(task.inherit(self.fields.clone()));
    }

    /// Nothing below stands under these headings any more: claims where they assign something.
    pub fn end(&mut self, account: &mut Account) {
        let Standing { assigned, taken, .. } = std::mem::take(self);
        assigned.iter().for_each(|assigned| assigned.claim(&taken, account));
    }
}

/// Where a heading assigns something: claimed when it is known what of it the tasks took over.
pub(super) struct Assigned {
    passage: Passage,
    reading: Reading,
}

impl Assigned {
    /// Claims values that tasks took over as fields; what every task says otherwise is kept in the rest.
    fn claim(&self, taken: &BTreeSet<Field>, account: &mut Account) {
        const LEFT: Role = Role::Rest("field of a heading");
        let Assigned { passage, reading } = self;
        for zone in &reading.zones {
            let mut values: Vec<_> = reading.assignment.values.iter().filter(|value| zone.contains(&value.range.start)).collect();
            values.sort_by_key(|value| value.range.start);
            if values.iter().all(|value| taken.contains(&value.field)) {
                claim_values(account, passage, zone, values.iter().map(|value| value.range.clone()).collect(), None);
                continue;
            }
            let mut at = zone.start;
            for value in values.into_iter().filter(|value| taken.contains(&value.field)) {
                account.claim(passage, at..value.range.start.max(at), LEFT, None);
                account.claim(passage, value.range.start.max(at)..value.range.end, Role::Field, None);
                at = value.range.end;
            }
            account.claim(passage, at..zone.end, LEFT, None);
        }
    }
}

/// Reads a heading and claims it but for what it assigns.
pub(super) fn take(passage: &Passage, account: &mut Account, vocabulary: &Vocabulary) -> Heading {
    let paragraph = Paragraph { passage: passage.clone(), marker: marker(passage.text()), labelled: false, gap: 0 };
    let reading = reading::read(&paragraph, vocabulary);
    let mut fields = Fields::default();
    if !reading.assigns() {
        fields.take_heading_leader(paragraph.body());
        return Heading { title: take_title(passage, account), fields, assigned: None };
    }
    fields.take(&reading.assignment, passage.text());
    let start = paragraph.marker.map_or(0, |marker| marker.length);
    account.claim(passage, 0..start, Role::SectionNumber, None);
    let mut pieces = reading.body.iter().map(|(range, _)| range.clone());
    let title = pieces.next().map_or(String::new(), |range| {
        let text = &passage.text()[range.clone()];
        let from = range.start + text.len() - text.trim_start_matches(is_mark).len();
        let words = without_count(&passage.text()[from..range.end]).trim_end_matches(is_mark);
        account.claim(passage, from..from + words.len(), Role::SectionTitle, None);
        account.claim(passage, from + words.len()..range.end, Role::Rest("count of items"), None);
        words.to_owned()
    });
    pieces.for_each(|range| account.claim(passage, range, Role::Rest("section text"), None));
    Heading { title, fields, assigned: Some(Assigned { passage: passage.clone(), reading }) }
}

fn is_mark(c: char) -> bool {
    is_blank(c) || "。：:；;，,".contains(c)
}

/// The words of a heading that assigns nothing, claimed: without number and count.
pub(super) fn take_title(passage: &Passage, account: &mut Account) -> String {
    let text = passage.text();
    let start = text.len() - text.trim_start_matches(is_blank).len();
    let after = start + number_before(&text[start..]);
    let from = after + text[after..].len() - text[after..].trim_start_matches(is_blank).len();
    let bare = without_count(&text[from..]).trim_end_matches(|c: char| is_blank(c) || "。：:；;".contains(c));
    let to = from + bare.len();
    account.claim(passage, start..after, Role::SectionNumber, None);
    account.claim(passage, from..to, Role::SectionTitle, None);
    account.claim(passage, to..text.len(), Role::Rest("count of items"), None);
    in_one_line(&text[from..to])
}

/// The length of the number of a heading, also of one that only a wide blank sets off: `1　夯实底座`.
fn number_before(text: &str) -> usize {
    let set_off = || text.find('\u{3000}').filter(|&end| (1..=6).contains(&end) && numeral(&text[..end]).is_some_and(|value| value < 100));
    marker(text).map(|marker| marker.length).or_else(set_off).unwrap_or(0)
}

/// A heading written downwards or over several lines of a narrow cell, in one.
fn in_one_line(text: &str) -> String {
    text.lines().map(|line| line.trim_matches(is_blank)).collect()
}

/// Whether a cell is nothing but a label and who is responsible: `责任单位：河道股`. Other labels in it (填报时间：) make it a form.
pub(super) fn only_assigns(cell: &Cell, vocabulary: &Vocabulary) -> bool {
    let text = cell.text();
    let is_label = |at: usize| label_with_colon(&text[at..], vocabulary).filter(|(field, _)| field.is_responsibility());
    let Some((_, first)) = is_label(0) else { return false };
    let colons = text[first..].char_indices().filter(|&(_, c)| fold(c) == ':').count();
    let labels = text[first..].char_indices().filter(|&(at, _)| is_label(first + at).is_some()).count();
    colons <= labels && !text[first..].chars().all(|c| !c.is_alphanumeric())
}
