//! Tasks without numbers: paragraphs that end with fields of their own, and records of labelled lines.

use hashbrown::{HashMap, HashSet};

use crate::words::fold::{fold, is_blank};
use crate::words::names::lists_bodies;
use crate::words::numbering::Style;
use crate::words::vocabulary::Field;

use super::super::paragraphs::{Paragraph, ends_sentence};
use super::super::reading::{Kind, looks_like_heading};
use super::{Item, Outline, Text, is_duty_prose};

/// The label each unnumbered paragraph begins with.
struct Labels<'t> {
    of: Vec<Option<&'t str>>,
}

impl<'t> Labels<'t> {
    /// A word nobody knows is a label where lines begin with it again and again, or where bodies alone stand behind it.
    fn of(text: &'t Text) -> Self {
        let found: Vec<Option<(&str, bool)>> = (0..text.blocks.len()).map(|at| label_of(text, at)).collect();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (word, _) in found.iter().flatten() {
            *seen.entry(word).or_default() += 1;
        }
        let credible = |(word, sure): (&'t str, bool)| (sure || seen.get(word).is_some_and(|&count| count > 1)).then_some(word);
        Labels { of: found.into_iter().map(|label| label.and_then(credible)).collect() }
    }

    /// Whether a paragraph goes on with the fields of a task: its label stands there for the first time, and it says nothing itself of
    /// who answers for it.
    fn goes_on(&self, text: &Text, current: &[usize], block: usize) -> bool {
        let Some(label) = self.of[block] else { return false };
        let says_what =
            text.readings[block].body.first().is_some_and(|(_, kind)| matches!(kind, Kind::Title | Kind::Content | Kind::Plain));
        let comes_again = current.iter().any(|&before| self.of[before] == Some(label));
        !(comes_again || says_what && text.assigns(block))
    }
}

/// The label at the beginning of an unnumbered paragraph, and whether it is certain to be one.
fn label_of<'t>(text: &'t Text, at: usize) -> Option<(&'t str, bool)> {
    const WORD: std::ops::RangeInclusive<usize> = 2..=8; // characters
    let paragraph = text.paragraph(at).filter(|paragraph| paragraph.marker.is_none())?;
    let printed = paragraph.text();
    let known = text.readings[at].labels.iter().find(|label| label.start == paragraph.body_start());
    if let Some(known) = known {
        return Some((printed[known.clone()].trim_end_matches(|c: char| is_blank(c) || fold(c) == ':'), true));
    }
    let (end, colon) = printed.char_indices().take(WORD.end() + 1).find(|&(_, c)| !c.is_alphabetic())?;
    let is_word = fold(colon) == ':' && WORD.contains(&printed[..end].chars().count());
    is_word.then(|| (&printed[..end], lists_bodies(&printed[end + colon.len_utf8()..])))
}

/// Records of labelled lines: where the first label comes again, it begins the next record. Every record says who answers for it, and
/// what is to be done; a heading above the first of them stands above others too.
fn records(text: &Text, labels: &Labels, tail: &[usize]) -> Option<Vec<Group>> {
    // 任务类别：甲 above one record or several heads them.
    let is_group = |block: usize| matches!(text.readings[block].body.as_slice(), [(_, Kind::Other(Field::Section, _))]);
    let first = tail.iter().position(|&block| labels.of[block].is_some() && !is_group(block))?;
    let starts: Vec<usize> = (first..tail.len()).filter(|&at| labels.of[tail[at]] == labels.of[tail[first]]).collect();
    if starts.len() < 2 || tail[..first].iter().any(|&block| text.assigns(block)) {
        return None;
    }
    let is_heading = |at: usize| {
        let paragraph = text.paragraph(tail[at]).filter(|_| labels.of[tail[at]].is_none());
        is_group(tail[at]) || paragraph.is_some_and(|paragraph| looks_like_heading(paragraph.text(), text.vocabulary))
    };
    let headed = first > 0 && is_heading(first - 1);
    let heading_above = |at: usize| at.checked_sub(1).filter(|&above| headed && is_heading(above));
    let mut records = Vec::new();
    for (turn, &start) in starts.iter().enumerate() {
        let end = starts.get(turn + 1).map_or(tail.len(), |&next| heading_above(next).unwrap_or(next));
        // What follows the last record without a label is none of it.
        let labelled = (start..end).rposition(|at| labels.of[tail[at]].is_some()).map_or(start, |at| start + at) + 1;
        let blocks = &tail[start..labelled];
        let assigns = blocks.iter().any(|&block| text.assigns(block));
        let says_what = blocks.iter().any(|&block| !text.readings[block].body.is_empty());
        if !assigns || !says_what || (labelled < end && turn + 1 < starts.len()) {
            return None;
        }
        records.push(Group { heading: heading_above(start).map(|at| tail[at]), blocks: blocks.to_vec() });
    }
    Some(records)
}

impl Outline {
    /// Paragraphs without numbers that carry fields of their own, several in one item, become items.
    pub(super) fn split_unnumbered(&mut self, text: &Text) {
        let labels = Labels::of(text);
        let all: Vec<Vec<Group>> =
            self.items.iter().enumerate().map(|(at, item)| unnumbered_groups(text, &labels, item, at == 0)).collect();
        let split = |(item, groups): (&Item, &Vec<Group>)| item.style.filter(|_| groups.len() > 1);
        let split: HashSet<Style> = self.items.iter().zip(&all).filter_map(split).collect();
        for (item, groups) in all.into_iter().enumerate() {
            // One paragraph below a heading is a task where the like of that heading have several.
            let alike = || self.items[item].style.is_some_and(|style| split.contains(&style)) && !self.carries_at_head(text, item);
            let alone = groups.len() == 1 && (item == 0 && self.items.len() == 1 || alike());
            if groups.len() < 2 && !alone {
                continue;
            }
            let mut previous_heading: Option<usize> = None;
            let grouped: HashSet<usize> = groups.iter().flat_map(|group| group.blocks.iter().copied()).collect();
            self.items[item].own.retain(|block| !grouped.contains(block));
            for group in groups {
                let parent = match group.heading {
                    Some(heading) => {
                        let section = self.add(item, vec![heading]);
                        previous_heading = Some(section);
                        self.items[item].own.retain(|&block| block != heading);
                        section
                    }
                    None => previous_heading.unwrap_or(item),
                };
                self.add(parent, group.blocks);
            }
        }
        self.sort_by_place();
    }

    /// Whether the paragraph that heads an item says who answers for it.
    fn carries_at_head(&self, text: &Text, item: usize) -> bool {
        self.items[item].own.first().is_some_and(|&block| text.assigns(block))
    }
}

/// Unnumbered paragraphs up to and with their fields.
struct Group {
    heading: Option<usize>,
    blocks: Vec<usize>,
}

/// Groups of an item's own paragraphs, each of which ends with fields; empty unless a field comes again behind running text.
fn unnumbered_groups(text: &Text, labels: &Labels, item: &Item, is_document: bool) -> Vec<Group> {
    let own: Vec<usize> = item.own.iter().copied().filter(|&block| text.paragraph(block).is_some()).collect();
    let (head, tail) = match own.split_first() {
        Some((&first, rest)) if !is_document => (Some(first), rest),
        _ => (None, own.as_slice()),
    };
    if head.is_some_and(|head| is_task_itself(text, head)) {
        return Vec::new();
    }
    if let Some(mut records) = records(text, labels, tail) {
        heads_of_one_are_titles(text, &mut records);
        return records;
    }
    let mut groups = ended_by_fields(text, labels, tail);
    heads_of_several(text, &mut groups);
    heads_of_one_are_titles(text, &mut groups);
    // Fields without any text before them belong to the item itself.
    let is_of_item = |first: &Group| first.blocks.iter().all(|&block| text.readings[block].is_fields_only());
    if groups.first().is_some_and(is_of_item) && !is_document { Vec::new() } else { groups }
}

/// Whether the paragraph that heads an item is a task of its own: it says who answers for it or runs on, and can be no heading.
fn is_task_itself(text: &Text, head: usize) -> bool {
    const LONGEST: usize = 120; // bytes of a heading
    let runs_on = text.readings[head].body.iter().any(|(range, _)| range.len() > LONGEST);
    let can_head = || looks_like_heading(text.paragraph(head).map_or("", Paragraph::body), text.vocabulary);
    text.assigns(head) || runs_on && !can_head()
}

/// Paragraphs in groups, each up to and with its fields.
fn ended_by_fields(text: &Text, labels: &Labels, blocks: &[usize]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut current: Vec<usize> = Vec::new();
    let mut closed = false;
    for &block in blocks {
        let reading = &text.readings[block];
        let begins = !reading.is_fields_only() && !labels.goes_on(text, &current, block);
        if closed && begins && (reading.begins_task || reading.assigns() || !is_duty_prose(text, block)) {
            groups.push(group(text, std::mem::take(&mut current)));
            closed = false;
        }
        current.push(block);
        closed |= reading.assigns();
    }
    if closed {
        groups.push(group(text, current));
    }
    groups
}

/// Where some groups begin with a sentence and others with a heading over one, the heading stands above the groups behind it too: titles
/// are given to all or to none.
fn heads_of_several(text: &Text, groups: &mut [Group]) {
    let is_sentence =
        |block: Option<&usize>| block.is_some_and(|&at| text.paragraph(at).is_some_and(|paragraph| ends_sentence(paragraph.text())));
    let headed = |group: &Group| {
        let first = group.blocks.first().is_some_and(|&block| is_plain_heading(text, block));
        group.heading.is_none() && group.blocks.len() > 2 && first && is_sentence(group.blocks.get(1))
    };
    let plain = |group: &Group| group.heading.is_none() && is_sentence(group.blocks.first());
    let begins = groups.first().is_some_and(headed);
    if begins && groups.iter().any(plain) && groups.iter().all(|group| group.heading.is_some() || headed(group) || plain(group)) {
        for group in groups.iter_mut().filter(|group| headed(group)) {
            group.heading = Some(group.blocks.remove(0));
        }
    }
}

/// Where every group has a heading of its own over one text, the headings are titles. Below a heading that stands over another one, the
/// lower is the title: 粮食生产 over 稳定面积 and its text.
fn heads_of_one_are_titles(text: &Text, groups: &mut [Group]) {
    let is_heading = |block: Option<&usize>| block.is_some_and(|&block| is_plain_heading(text, block));
    let has_title = |group: &Group| is_heading(group.blocks.first()) && group.blocks.len() > 1 && !is_heading(group.blocks.get(1));
    let below_another = groups.iter().any(|group| group.heading.is_some() && has_title(group));
    let all = groups.iter().all(|group| match group.heading {
        Some(_) => below_another || !is_heading(group.blocks.first()),
        None => group.blocks.len() > 2 && is_heading(group.blocks.first()),
    });
    if all && groups.len() > 1 {
        for group in groups.iter_mut().filter(|group| !has_title(group)) {
            group.heading.take().into_iter().for_each(|heading| group.blocks.insert(0, heading));
        }
    }
}

/// Whether a paragraph can be a heading, and says of nobody that he answers for it.
fn is_plain_heading(text: &Text, block: usize) -> bool {
    !text.assigns(block) && text.paragraph(block).is_some_and(|paragraph| looks_like_heading(paragraph.text(), text.vocabulary))
}

fn group(text: &Text, mut blocks: Vec<usize>) -> Group {
    // 完成观测站换型。（责任科室：观测站）: a text that ends with its fields needs no title above it.
    let is_whole = |block: usize| text.assigns(block) && !text.readings[block].body.is_empty();
    let heads_others = |second: usize| {
        let long = text.paragraph(second).is_some_and(|paragraph| paragraph.text().len() > 60);
        let several = blocks.iter().filter(|&&block| !text.readings[block].is_fields_only()).count() > 1;
        blocks.len() > 2 && several && (long || is_plain_heading(text, second))
    };
    let first_heads = match blocks[..] {
        [first, second] => is_plain_heading(text, first) && is_whole(second),
        [first, second, ..] => is_plain_heading(text, first) && (heads_others(second) || is_whole(second)),
        _ => false,
    };
    let heading = first_heads.then(|| blocks.remove(0));
    Group { heading, blocks }
}
