//! The outline of a text: which paragraphs are items, how they nest, and which items are the tasks.
//!
//! What a level of numbering means is decided per document. Where items carry their own responsibility, the smallest that do are the
//! tasks; where none do, the lowest level that is numbered consistently.

mod above_tables;
mod excluded;
mod leading;
mod levels;
mod marked;
mod records;

use hashbrown::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::words::names::lists_bodies;
use crate::words::numbering::{Marker, Style};
use crate::words::responsibility::{comrades, read_duties};
use crate::words::vocabulary::{self, Vocabulary};

use super::Block;
use super::frame::{Frame, Mark};
use super::paragraphs::Paragraph;
use super::reading::{Kind, Reading, heading_label, looks_like_heading};

/// What an item is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    /// Not decided; at the end: neither task nor section.
    Open,
    /// Groups the items below it.
    Section,
    Task,
    /// A part without tasks (总体要求, 保障措施): its text is preamble or closing.
    Excluded,
}

/// A numbered item, an unnumbered heading, or an unnumbered paragraph with fields of its own.
#[derive(Debug)]
pub(crate) struct Item {
    /// The look of its marker; `None` for unnumbered ones.
    pub style: Option<Style>,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// Blocks from its heading to before the next item that is not below it.
    pub blocks: Range<usize>,
    /// Own blocks: heading and what follows up to its first child.
    pub own: Vec<usize>,
    pub rank: Rank,
}

/// The outline.
pub(crate) struct Outline {
    /// Items in document order; the first is the document itself.
    pub items: Vec<Item>,
    /// Whether the tasks were told by the responsibility they carry.
    pub by_fields: bool,
    /// Headings of parts about the time before the plan.
    pub past: Vec<usize>,
}

/// Builds the outline of the body blocks. `tasks_elsewhere`: the tasks are in a table or an attachment, so only items that say who
/// answers for them are tasks as well.
pub(crate) fn outline(blocks: &[Block], frame: &Frame, readings: &[Reading], tasks_elsewhere: bool, vocabulary: &Vocabulary) -> Outline {
    let mut source = Text {
        blocks,
        marks: &frame.marks,
        readings,
        vocabulary,
        year: frame.year,
        firsts: first_items(blocks),
        heads: BTreeSet::new(),
        list_labels: list_labels(blocks),
    };
    source.heads = above_tables::heads(&source);
    let mut outline = Outline { items: Builder::new(&source).build(), by_fields: false, past: Vec::new() };
    outline.take_up_marked_fields(&source);
    outline.lift_marks_beside_tasks(&source);
    outline.hand_down_leading_people(&source);
    outline.gather_below_leading_lines(&source);
    outline.gather_above_remarks(&source);
    outline.split_unnumbered(&source);
    outline.exclude(&source);
    outline.hoist_shared_fields(&source);
    outline.choose_tasks(&source, tasks_elsewhere);
    outline.head_tables(&source);
    outline.release_closing(&source);
    outline.drop_empty_sections(&source);
    outline
}

/// The document as the outline sees it.
struct Text<'a> {
    blocks: &'a [Block],
    marks: &'a [Mark],
    readings: &'a [Reading],
    vocabulary: &'a Vocabulary,
    year: Option<i16>,
    /// For every item the first of the last list in its look.
    firsts: Vec<Option<usize>>,
    /// Lines above tables that say who answers for their rows.
    heads: BTreeSet<usize>,
    /// Words before the colon of lines above several lists: 村名.
    list_labels: HashSet<&'a str>,
}

/// Words before the colon of lines that stand above lists, in more than one place.
fn list_labels<'a>(blocks: &'a [Block]) -> HashSet<&'a str> {
    let mut seen = HashSet::new();
    let label = |(at, block): (usize, &'a Block)| match block {
        Block::Paragraph(paragraph) if heads_list(blocks, at) => heading_label(paragraph),
        _ => None,
    };
    blocks.iter().enumerate().filter_map(label).filter(|&word| !seen.insert(word)).collect()
}

/// Whether the block behind one is the first item of a list.
fn heads_list(blocks: &[Block], at: usize) -> bool {
    matches!(blocks.get(at + 1), Some(Block::Paragraph(Paragraph { marker: Some(marker), .. })) if marker.value == 1)
}

fn first_items(blocks: &[Block]) -> Vec<Option<usize>> {
    let mut firsts = HashMap::new();
    let first_of = |(at, block): (usize, &Block)| {
        let Block::Paragraph(Paragraph { marker: Some(marker), .. }) = block else { return None };
        if marker.value == 1 {
            firsts.insert(marker.style, at);
        }
        firsts.get(&marker.style).copied()
    };
    blocks.iter().enumerate().map(first_of).collect()
}

impl Text<'_> {
    fn paragraph(&self, at: usize) -> Option<&Paragraph> {
        match self.blocks.get(at) {
            Some(Block::Paragraph(paragraph)) if self.marks.get(at) == Some(&Mark::Body) => Some(paragraph),
            _ => None,
        }
    }

    /// The next paragraph of the body behind `at`.
    fn next(&self, at: usize) -> Option<(usize, &Paragraph)> {
        (at + 1..self.blocks.len()).take(6).find_map(|next| self.paragraph(next).map(|paragraph| (next, paragraph)))
    }

    fn assigns(&self, at: usize) -> bool {
        self.readings[at].assigns() && !self.heads.contains(&at)
    }

    /// An unnumbered line that heads the items or paragraphs behind it.
    fn is_subheading(&self, at: usize, paragraph: &Paragraph) -> bool {
        let reading = &self.readings[at];
        if comrades(paragraph.text()).is_some() {
            return self.next(at).is_some_and(|(_, follower)| follower.marker.is_some());
        }
        let heading = match reading.body.as_slice() {
            [(range, Kind::Plain)] => {
                let text = &paragraph.text()[range.clone()];
                looks_like_heading(text, self.vocabulary) || text.strip_suffix(['：', ':']).is_some_and(lists_bodies)
            }
            _ => false,
        };
        (heading || self.is_labelled_heading(at, paragraph))
            && !self.is_item_before(at, paragraph)
            && self.next(at).is_some_and(|(next, follower)| follower.marker.is_some() && !self.readings[next].is_fields_only())
            && !self.divides_unlike(at, paragraph)
    }

    /// 村名：上村 over 1. and 2., and 村名：下村 over another 1.: each heads a list of its own.
    fn is_labelled_heading(&self, at: usize, paragraph: &Paragraph) -> bool {
        !self.assigns(at) && heads_list(self.blocks, at) && heading_label(paragraph).is_some_and(|word| self.list_labels.contains(word))
    }

    /// 有关要求： over 1. and 2., behind all items that say who answers for them: the heading of a part of its own.
    fn is_closing_heading(&self, at: usize, paragraph: &Paragraph) -> bool {
        let heading = paragraph.text().strip_suffix(['：', ':']).filter(|_| !self.assigns(at));
        heading.is_some_and(excluded::heads_no_tasks)
            && self.next(at).is_some_and(|(_, next)| next.marker.is_some_and(|marker| marker.value == 1))
            && (0..at).any(|before| self.assigns(before))
            && !(at + 1..self.blocks.len()).any(|behind| self.assigns(behind))
    }

    /// 走访部队4次（甲局负责）above 二、: where 一、 has no heading above it, nothing without a number stands above 二、, and a line that
    /// says who answers for it is a task of its own.
    fn is_item_before(&self, at: usize, paragraph: &Paragraph) -> bool {
        let later = self.next(at).filter(|(_, follower)| follower.marker.is_some_and(|marker| marker.value > 1));
        let first = later.and_then(|(next, _)| self.firsts[next]).filter(|&first| paragraph.marker.is_none() && first < at);
        let above = |first: usize| (0..first).rev().take(6).find_map(|above| self.paragraph(above));
        let headed = |above: &Paragraph| above.marker.is_none() && !above.labelled && looks_like_heading(above.text(), self.vocabulary);
        self.assigns(at) && first.is_some_and(|first| !above(first).is_some_and(headed))
    }

    /// Whether a line right below another stands above a later item of a list whose first item has no such line above it: what divides
    /// a list into groups heads the first as well.
    fn divides_unlike(&self, at: usize, paragraph: &Paragraph) -> bool {
        let next = self.next(at).filter(|(_, follower)| follower.marker.is_some_and(|marker| marker.value > 1));
        let first = next.and_then(|(next, _)| self.firsts[next]).filter(|&first| paragraph.gap == 0 && first < at);
        let above = |first: usize| (0..first).rev().take(6).find_map(|above| self.paragraph(above).map(|paragraph| (above, paragraph)));
        let is_heading = |(above, paragraph): (usize, &Paragraph)| {
            paragraph.marker.is_none()
                && !paragraph.labelled
                && !self.readings[above].assigns()
                && looks_like_heading(paragraph.text(), self.vocabulary)
        };
        // Below the heading of a group stands an item of its level; what leads up to a higher one, or refers to something else, is none.
        let before = (0..at).rev().take(6).find_map(|before| self.paragraph(before)?.marker);
        let steps_up =
            next.and_then(|(_, next)| next.marker).zip(before).is_some_and(|(next, before)| next.style.rank() < before.style.rank());
        let words = &vocabulary::source().headings.remarks;
        let refers = words.are_in(paragraph.text());
        // 一、活动主题, a slogan, 二、活动时间: the line is all its heading says.
        let heading = at.checked_sub(1).and_then(|above| self.paragraph(above));
        let fills = heading.zip(next).is_some_and(|(above, (_, next))| {
            let follows =
                |above: Marker, next: Marker| above.style == Style::Chinese && next.style == above.style && next.value == above.value + 1;
            above.marker.zip(next.marker).is_some_and(|(above, next)| follows(above, next))
                && looks_like_heading(above.body(), self.vocabulary)
        });
        (steps_up || refers || fills) && first.is_some_and(|first| !above(first).is_some_and(is_heading))
    }
}

/// Reads the blocks in order into nested items.
struct Builder<'a> {
    text: &'a Text<'a>,
    items: Vec<Item>,
    /// Open items from the outermost in; the document is the first.
    stack: Vec<usize>,
    /// For every look seen so far, the look of the item it first stood under.
    home: HashMap<Style, Option<Style>>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a Text<'a>) -> Self {
        let document =
            Item { style: None, parent: None, children: Vec::new(), blocks: 0..text.blocks.len(), own: Vec::new(), rank: Rank::Section };
        Builder { text, items: vec![document], stack: vec![0], home: HashMap::new() }
    }

    fn build(mut self) -> Vec<Item> {
        for at in 0..self.text.blocks.len() {
            let Some(paragraph) = self.text.paragraph(at) else { continue };
            if let Some(marker) = paragraph.marker {
                self.open_styled(at, marker.style, marker.value);
            } else if self.open_head(at) {
                continue;
            } else if self.text.is_closing_heading(at, paragraph) {
                self.close_to(1, at);
                self.open(at, None);
            } else if self.text.is_subheading(at, paragraph) {
                self.open_subheading(at);
            } else if let Some(&current) = self.stack.last() {
                self.items[current].own.push(at);
            }
        }
        self.close_to(0, self.text.blocks.len());
        self.items
    }

    fn close_to(&mut self, depth: usize, end: usize) {
        for item in self.stack.drain(depth.min(self.stack.len())..) {
            self.items[item].blocks.end = end;
        }
    }

    fn open(&mut self, at: usize, style: Option<Style>) {
        let parent = self.stack.last().copied().unwrap_or(0);
        let item = self.items.len();
        self.items.push(Item {
            style,
            parent: Some(parent),
            children: Vec::new(),
            blocks: at..self.text.blocks.len(),
            own: vec![at],
            rank: Rank::Open,
        });
        self.items[parent].children.push(item);
        self.stack.push(item);
    }

    fn open_styled(&mut self, at: usize, style: Style, value: u32) {
        let depth_of =
            |wanted: Option<Style>| self.stack.iter().skip(1).position(|&item| self.items[item].style == wanted).map(|depth| depth + 1);
        let depth = match (depth_of(Some(style)), self.home.get(&style)) {
            (Some(depth), _) => depth,
            // Marks of several looks are equals: an item that says itself who answers for it heads nothing.
            (None, _) if matches!(style, Style::Bullet(_)) && self.assigned_bullet().is_some() => {
                self.assigned_bullet().unwrap_or(self.stack.len())
            }
            // A list that begins below the open item, whatever its look.
            (None, None) if value <= 1 => self.stack.len(),
            // ◎甲 over 1., 2. and ◎乙 over 3.: a list goes on below the mark it began under.
            (None, Some(Some(home @ Style::Bullet(_)))) if depth_of(Some(*home)).is_some() => {
                depth_of(Some(*home)).map_or(self.stack.len(), |depth| depth + 1)
            }
            // Bullets have no usual order: later ones stand under their like.
            (None, Some(Some(home))) if matches!(style, Style::Bullet(_)) => {
                depth_of(Some(*home)).map_or_else(|| self.depth_by_rank(style), |depth| depth + 1)
            }
            (None, _) => self.depth_by_rank(style),
        };
        self.close_to(depth.max(1), at);
        let above = self.stack.last().and_then(|&item| self.items[item].style);
        self.home.entry(style).or_insert(above);
        self.open(at, Some(style));
    }

    /// The depth of an open bullet that carries fields of its own.
    fn assigned_bullet(&self) -> Option<usize> {
        self.stack.iter().position(|&item| {
            let Item { style, own, .. } = &self.items[item];
            matches!(style, Some(Style::Bullet(_))) && own.iter().any(|&block| self.text.assigns(block))
        })
    }

    fn depth_by_rank(&self, style: Style) -> usize {
        let outer =
            self.stack.iter().skip(1).take_while(|&&item| self.items[item].style.is_none_or(|open| open.rank() < style.rank())).count();
        outer + 1
    }

    /// A subheading stands above the items that follow it: at the place of their list.
    fn open_subheading(&mut self, at: usize) {
        let next = self.text.next(at).and_then(|(_, paragraph)| paragraph.marker).map(|marker| marker.style);
        let list = self.stack.iter().skip(1).position(|&item| self.items[item].style == next).map(|depth| depth + 1);
        let open_heading = self.stack.iter().skip(1).position(|&item| self.items[item].style.is_none()).map(|depth| depth + 1);
        let depth = open_heading.or(list).unwrap_or_else(|| next.map_or(self.stack.len(), |style| self.depth_by_rank(style)));
        self.close_to(depth.max(1), at);
        self.open(at, None);
    }
}

impl Outline {
    fn add(&mut self, parent: usize, own: Vec<usize>) -> usize {
        let item = self.items.len();
        // What was taken over from another item need not stand in order.
        let blocks = own.iter().min().copied().unwrap_or(0)..own.iter().max().map_or(0, |last| last + 1);
        self.items[parent].blocks.end = self.items[parent].blocks.end.max(blocks.end);
        self.items.push(Item { style: None, parent: Some(parent), children: Vec::new(), blocks, own, rank: Rank::Open });
        self.items[parent].children.push(item);
        item
    }

    fn sort_by_place(&mut self) {
        let starts: Vec<usize> = self.items.iter().map(|item| item.blocks.start).collect();
        for item in &mut self.items {
            item.children.sort_by_key(|&child| starts[child]);
        }
    }

    fn carries(&self, text: &Text, item: usize) -> bool {
        self.items[item].own.iter().any(|&block| text.assigns(block))
    }

    /// One block of fields behind the last of several sub-items belongs to the item above, where the document writes it so.
    fn hoist_shared_fields(&mut self, text: &Text) {
        let mut votes: BTreeMap<Option<Style>, (usize, usize)> = BTreeMap::new();
        for item in &self.items {
            if let Some((style, carriers, count)) = self.children_carrying(text, item)
                && count > 1
            {
                let (last_only, each) = votes.entry(style).or_default();
                *last_only += usize::from(carriers == 1 && self.carries(text, *item.children.last().unwrap_or(&0)));
                *each += usize::from(carriers > 1);
            }
        }
        for item in 1..self.items.len() {
            let Some((style, carriers, _)) = self.children_carrying(text, &self.items[item]) else { continue };
            let (last_only, each) = votes.get(&style).copied().unwrap_or_default();
            let Some(&last) = self.items[item].children.last() else { continue };
            let open = self.items[item].rank == Rank::Open && !self.names_before_last(text, item);
            if open && last_only > each && carriers == 1 && self.carries(text, last) && !self.carries(text, item) {
                let own = std::mem::take(&mut self.items[last].own);
                let (fields, rest) = own.into_iter().partition(|&block| text.assigns(block) && text.readings[block].is_fields_only());
                self.items[last].own = rest;
                let fields: Vec<usize> = fields;
                match fields.is_empty() {
                    // The bracket ends the last sub-item: the whole item is the task, its sub-items are content.
                    true if last_only > 1 => self.items[item].rank = Rank::Task,
                    // Once in a document it is the last sub-item's own.
                    true => {}
                    false => self.items[item].own.extend(fields),
                }
            }
        }
    }

    /// Whether a child but the last names in its text who does it: it needs no fields of the last.
    fn names_before_last(&self, text: &Text, item: usize) -> bool {
        let children = self.items[item].children.split_last().map_or(&[][..], |(_, before)| before);
        let names = |&child: &usize| self.items[child].own.iter().any(|&block| text.readings[block].named_in_text().is_some());
        children.iter().any(names)
    }

    /// The look of an item's children, how many of them carry fields, and how many there are.
    fn children_carrying(&self, text: &Text, item: &Item) -> Option<(Option<Style>, usize, usize)> {
        let style = self.items[*item.children.first()?].style;
        style?;
        // An item whose own sub-items carry fields shares no others.
        let carriers = item.children.iter().filter(|&&child| self.carries(text, child) || self.assigns_below(text, child)).count();
        Some((style, carriers, item.children.len()))
    }
}

fn is_duty_prose(text: &Text, block: usize) -> bool {
    text.paragraph(block).is_some_and(|paragraph| read_duties(paragraph.text(), &[]).is_some())
}
