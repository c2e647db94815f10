//! Headings of a table: their words, and what they assign to the tasks below them.
//!
//! A heading is a row above others, or a line above the header: 一、渠系（责任股室：河道股）, 责任单位：河道股. What it assigns holds
//! for every task below that says nothing else, until the next heading.

use crate::grid::Cell;
use crate::passage::{Account, Passage, Role};
use crate::words::fold::{fold, is_blank};
use crate::words::numbering::marker;
use crate::words::responsibility::label_with_colon;
use crate::words::vocabulary::Vocabulary;

use super::super::fields::{Fields, claim_values, without_count};
use super::super::paragraphs::Paragraph;
use super::super::reading::{self, Reading};

/// A heading, claimed.
pub(super) struct Heading {
    /// Its words without number, count and what they assign; may be empty.
    pub title: String,
    /// What it assigns to the tasks below.
    pub fields: Fields,
}

/// Reads and claims a heading together with what it assigns.
pub(super) fn take(passage: &Passage, account: &mut Account, vocabulary: &Vocabulary) -> Heading {
    let paragraph = Paragraph { passage: passage.clone(), marker: marker(passage.text()), labelled: false, gap: 0 };
    let reading = reading::read(&paragraph, vocabulary);
    let mut fields = Fields::default();
    if !reading.assigns() {
        fields.take_heading_leader(paragraph.body());
        return Heading { title: take_title(passage, account), fields };
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
    claim_assigned(passage, &reading, account);
    Heading { title, fields }
}

fn is_mark(c: char) -> bool {
    is_blank(c) || "。：:；;，,".contains(c)
}

/// Claims the assigning parts: values as fields, what is between them as labels.
fn claim_assigned(passage: &Passage, reading: &Reading, account: &mut Account) {
    let values = reading.assignment.ranges();
    for zone in &reading.zones {
        let inside = values.iter().filter(|value| zone.contains(&value.start)).cloned().collect();
        claim_values(account, passage, zone, inside, None);
    }
}

/// The words of a heading that assigns nothing, claimed: without number and count.
pub(super) fn take_title(passage: &Passage, account: &mut Account) -> String {
    let text = passage.text();
    let start = text.len() - text.trim_start_matches(is_blank).len();
    let number = marker(&text[start..]).map_or(0, |marker| marker.length);
    let after = start + number;
    let from = after + text[after..].len() - text[after..].trim_start_matches(is_blank).len();
    let bare = without_count(&text[from..]).trim_end_matches(|c: char| is_blank(c) || "。：:；;".contains(c));
    let to = from + bare.len();
    account.claim(passage, start..after, Role::SectionNumber, None);
    account.claim(passage, from..to, Role::SectionTitle, None);
    account.claim(passage, to..text.len(), Role::Rest("count of items"), None);
    in_one_line(&text[from..to])
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
