//! The outline of a text: which paragraphs are items, how they nest, and which items are the tasks.
//!
//! What a level of numbering means is decided per document. Where items carry their own responsibility, the smallest that do are the
//! tasks; where none do, the lowest level that is numbered consistently.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use crate::words::fold::key;
use crate::words::numbering::Style;
use crate::words::responsibility::read_duties;
use crate::words::vocabulary::{self, Field};

use super::Block;
use super::frame::Mark;
use super::paragraphs::Paragraph;
use super::reading::{Kind, Reading, looks_like_heading};

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
}

/// Builds the outline of the body blocks. `tasks_elsewhere`: the tasks are in a table or an attachment, so only items that say who
/// answers for them are tasks as well.
pub(crate) fn outline(blocks: &[Block], marks: &[Mark], readings: &[Reading], tasks_elsewhere: bool) -> Outline {
    let source = Text { blocks, marks, readings };
    let mut outline = Outline { items: Builder::new(&source).build(), by_fields: false };
    outline.split_unnumbered(&source);
    outline.exclude(&source);
    outline.hoist_shared_fields(&source);
    outline.choose_tasks(&source, tasks_elsewhere);
    outline.release_closing(&source);
    outline.drop_empty_sections(&source);
    outline
}

/// The document as the outline sees it.
struct Text<'a> {
    blocks: &'a [Block],
    marks: &'a [Mark],
    readings: &'a [Reading],
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
        self.readings[at].assigns()
    }

    /// An unnumbered line that heads the items or paragraphs behind it.
    fn is_subheading(&self, at: usize, paragraph: &Paragraph) -> bool {
        let reading = &self.readings[at];
        let heading = match reading.body.as_slice() {
            [(range, Kind::Plain)] => looks_like_heading(&paragraph.text()[range.clone()]),
            _ => false,
        };
        heading && self.next(at).is_some_and(|(next, follower)| follower.marker.is_some() && !self.readings[next].is_fields_only())
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
            // A list that begins below the open item, whatever its look.
            (None, None) if value <= 1 => self.stack.len(),
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
    /// Paragraphs without numbers that carry fields of their own, several in one item, become items.
    fn split_unnumbered(&mut self, text: &Text) {
        for item in 0..self.items.len() {
            let groups = unnumbered_groups(text, &self.items[item], item == 0);
            if groups.len() < 2 && !(item == 0 && self.items.len() == 1 && groups.len() == 1) {
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

    fn add(&mut self, parent: usize, own: Vec<usize>) -> usize {
        let item = self.items.len();
        let blocks = own.first().copied().unwrap_or(0)..own.last().map_or(0, |last| last + 1);
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

    /// Parts that hold no tasks, by their heading; groups that only have members.
    fn exclude(&mut self, text: &Text) {
        for item in self.parents_first() {
            let outermost = self.items[item].parent.is_none_or(|parent| parent == 0 || self.items[parent].style.is_none());
            let heading = outermost && is_excluded_heading(text, &self.items[item], self.assigns_below(text, item));
            let above = self.items[item].parent.is_some_and(|parent| self.items[parent].rank == Rank::Excluded);
            if item > 0 && (heading || above || has_only_members(text, &self.items[item])) {
                self.items[item].rank = Rank::Excluded;
            }
        }
    }

    /// Whether any item below one says who answers for it.
    fn assigns_below(&self, text: &Text, item: usize) -> bool {
        let mut stack = self.items[item].children.clone();
        while let Some(below) = stack.pop() {
            if self.carries(text, below) {
                return true;
            }
            stack.extend(&self.items[below].children);
        }
        false
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
            if last_only > each && carriers == 1 && self.carries(text, last) && !self.carries(text, item) {
                let own = std::mem::take(&mut self.items[last].own);
                let (fields, rest) = own.into_iter().partition(|&block| text.assigns(block) && text.readings[block].is_fields_only());
                self.items[last].own = rest;
                let fields: Vec<usize> = fields;
                if fields.is_empty() {
                    // The bracket ends the last sub-item: the whole item is the task, its sub-items are content.
                    self.items[item].rank = Rank::Task;
                } else {
                    self.items[item].own.extend(fields);
                }
            }
        }
    }

    /// The look of an item's children, how many of them carry fields, and how many there are.
    fn children_carrying(&self, text: &Text, item: &Item) -> Option<(Option<Style>, usize, usize)> {
        let style = self.items[*item.children.first()?].style;
        style?;
        let carriers = item.children.iter().filter(|&&child| self.carries(text, child)).count();
        Some((style, carriers, item.children.len()))
    }

    fn choose_tasks(&mut self, text: &Text, tasks_elsewhere: bool) {
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

    /// Items with a table below them group its rows.
    fn mark_table_headings(&mut self, text: &Text) {
        for item in self.items.iter_mut().filter(|item| item.rank == Rank::Open) {
            if text.blocks[item.blocks.clone()].iter().any(|block| matches!(block, Block::Grid(_))) {
                item.rank = Rank::Section;
            }
        }
    }

    /// Items so that parents come before their children.
    fn parents_first(&self) -> Vec<usize> {
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
        count.into_iter().filter(|(_, (all, with))| *with > 0 && with * 4 >= *all).map(|(style, _)| style).collect()
    }

    /// Below `item`: an item that carries fields and has none below it that does is a task, and so is its like without fields.
    fn choose_carriers(&mut self, text: &Text, start: usize, styles: &[Option<Style>], carries_below: &[bool]) {
        let mut stack = vec![start];
        let assigned = self.assigned_range(text);
        while let Some(item) = stack.pop() {
            for child in self.items[item].children.clone() {
                if self.items[child].rank != Rank::Open {
                    continue;
                }
                let below = self.items[child].children.iter().any(|&grandchild| carries_below[grandchild]);
                let own = self.carries(text, child);
                let alike = styles.contains(&self.items[child].style) && !self.is_outside_assigned(text, item, assigned.clone());
                let list_below = self.items[child]
                    .children
                    .iter()
                    .any(|&below| styles.contains(&self.items[below].style) && self.items[below].style != self.items[child].style);
                if below || (!own && list_below && !alike) {
                    self.items[child].rank = Rank::Section;
                    stack.push(child);
                } else if own || (alike && (self.items[child].style.is_some() || self.has_text(text, child))) {
                    self.items[child].rank = Rank::Task;
                }
            }
        }
    }

    /// A heading without any task or table below it is prose.
    fn drop_empty_sections(&mut self, text: &Text) {
        let mut holds = vec![false; self.items.len()];
        for item in self.parents_first().into_iter().rev() {
            holds[item] |= self.items[item].rank == Rank::Task || self.has_table(text, item);
            if let Some(parent) = self.items[item].parent.filter(|_| holds[item]) {
                holds[parent] = true;
            }
        }
        for item in 1..self.items.len() {
            if self.items[item].rank == Rank::Section && !holds[item] {
                self.items[item].rank = Rank::Open;
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

    /// Whether a part stands wholly before or behind the items that carry fields: an introduction or a closing part.
    fn is_outside_assigned(&self, text: &Text, part: usize, assigned: Range<usize>) -> bool {
        let blocks = &self.items[part].blocks;
        part > 0 && !self.carries(text, part) && (blocks.end <= assigned.start || blocks.start >= assigned.end)
    }

    /// A paragraph behind the last task is closing matter where no other task goes on over a paragraph of its own.
    fn release_closing(&mut self, text: &Text) {
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

/// Unnumbered paragraphs up to and with their fields.
struct Group {
    heading: Option<usize>,
    blocks: Vec<usize>,
}

/// Groups of an item's own paragraphs, each of which ends with fields; empty unless a field comes again behind running text.
fn unnumbered_groups(text: &Text, item: &Item, is_document: bool) -> Vec<Group> {
    let own: Vec<usize> = item.own.iter().copied().filter(|&block| text.paragraph(block).is_some()).collect();
    let (head, tail): (&[usize], &[usize]) = match own.split_first() {
        Some((first, rest)) if !is_document => (std::slice::from_ref(first), rest),
        _ => (&[], &own),
    };
    let heading_has_text =
        head.iter().any(|&block| text.assigns(block) || text.readings[block].body.iter().any(|(range, _)| range.len() > 120));
    if heading_has_text
        && !is_document
        && !head.iter().any(|&block| !text.assigns(block) && looks_like_heading(text.paragraph(block).map_or("", Paragraph::body)))
    {
        return Vec::new();
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut current: Vec<usize> = Vec::new();
    let mut closed = false;
    for &block in tail {
        let reading = &text.readings[block];
        let only_fields = reading.is_fields_only();
        if closed && !only_fields && !is_duty_prose(text, block) {
            groups.push(group(text, std::mem::take(&mut current)));
            closed = false;
        }
        current.push(block);
        closed |= reading.assigns();
    }
    if closed {
        groups.push(group(text, current));
    }
    // Fields without any text before them belong to the item itself.
    if groups.first().is_some_and(|first| first.blocks.iter().all(|&block| text.readings[block].is_fields_only())) && !is_document {
        return Vec::new();
    }
    groups
}

fn group(text: &Text, mut blocks: Vec<usize>) -> Group {
    let first_heads = blocks.len() > 2
        && text.paragraph(blocks[0]).is_some_and(|paragraph| looks_like_heading(paragraph.text()))
        && text.paragraph(blocks[1]).is_some_and(|paragraph| looks_like_heading(paragraph.text()) || paragraph.text().len() > 60)
        && blocks.iter().filter(|&&block| !text.readings[block].is_fields_only()).count() > 1;
    let heading = first_heads.then(|| blocks.remove(0));
    Group { heading, blocks }
}

fn is_duty_prose(text: &Text, block: usize) -> bool {
    text.paragraph(block).is_some_and(|paragraph| read_duties(paragraph.text(), &[]).is_some())
}

/// 总体要求, 保障措施 …: the heading is one of the words, or short and made of them.
fn is_excluded_heading(text: &Text, item: &Item, assigned: bool) -> bool {
    let Some(&block) = item.own.first() else { return false };
    let Some(paragraph) = text.paragraph(block) else { return false };
    let Some((range, _)) = text.readings[block].body.first() else { return false };
    let heading = &paragraph.text()[range.clone()];
    let end = heading.find(['。', '：', ':', '，', ',']).unwrap_or(heading.len());
    is_excluded_words(&key(&heading[..end]), assigned)
}

fn is_excluded_words(key: &str, assigned: bool) -> bool {
    let headings = &vocabulary::source().headings;
    let known = |word: &str| {
        headings.no_tasks.iter().any(|heading| heading == word)
            || (!assigned && headings.no_tasks_unless_assigned.iter().any(|heading| heading == word))
    };
    let joined = |key: &str| {
        let parts: Vec<&str> = key.split(['、', '和', '与', '及']).filter(|part| !part.is_empty()).collect();
        parts.len() > 1 && parts.iter().all(|part| known(part))
    };
    let bare = key.trim_start_matches(['(', ')']).trim_end_matches([')', '。']);
    let without_verb = ["明确", "落实", "强化", "加强", "严格", "完善", "健全", "细化"].iter().find_map(|verb| bare.strip_prefix(verb));
    known(bare) || joined(bare) || without_verb.is_some_and(|rest| known(rest) && rest.chars().count() >= 4)
}

/// A leading group with members and no body that answers for anything is no task.
fn has_only_members(text: &Text, item: &Item) -> bool {
    let fields: HashSet<Field> = item.own.iter().flat_map(|&block| text.readings[block].fields()).collect();
    fields.contains(&Field::Members) && !fields.iter().any(|field| field.is_bodies() || *field == Field::Deadline)
}
