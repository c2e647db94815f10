//! What stands right above tables of tasks: 一、渠系（责任股室：河道股）, 责任单位：河道股.
//!
//! It says who answers for the rows and is no task, where no line elsewhere that assigns work is numbered as it is.

use hashbrown::HashSet;
use std::collections::BTreeSet;

use crate::words::numbering::Style;

use super::super::Block;
use super::super::paragraphs::Paragraph;
use super::super::reading::{Kind, looks_like_heading};
use super::super::table;
use super::{Builder, Outline, Rank, Text};

/// The paragraphs that head tables, where one of them says who answers for the rows, or where each table has a heading without a number.
pub(super) fn heads(text: &Text) -> BTreeSet<usize> {
    let tables = (0..text.blocks.len()).filter(|&at| matches!(text.blocks[at], Block::Grid(_)));
    let mut heads: Vec<Vec<usize>> = tables.map(|at| head_of(text, at)).collect();
    let is_plain = |at: usize| text.paragraph(at).is_some_and(|line| line.marker.is_none() && text.is_heading_line(at, line));
    if heads.len() > 1 && heads.iter().all(|head| matches!(head[..], [line] if is_plain(line))) {
        return heads.into_iter().flatten().collect();
    }
    heads.retain(|head| !head.is_empty());
    if heads.is_empty() {
        return BTreeSet::new();
    }
    let known: BTreeSet<usize> = heads.iter().flatten().copied().collect();
    let looks = text.looks();
    let assigns = |at: &usize| text.assigns(*at);
    // Of items that say who answers for them, the last one before a table is an item like the others.
    let elsewhere: HashSet<_> = (0..text.blocks.len()).filter(|at| assigns(at) && !known.contains(at)).filter_map(|at| looks[at]).collect();
    let is_alike = |at: &usize| looks[*at].is_some_and(|look| elsewhere.contains(&look));
    let heads = heads.into_iter().filter(|head| head.iter().any(assigns) && !head.iter().any(is_alike));
    heads.flatten().collect()
}

/// The lines right above a table of tasks that are headings or say nothing but who answers for it; of headings with numbers each must be
/// of a higher level than the one below it.
fn head_of(text: &Text, table: usize) -> Vec<usize> {
    let is_table = matches!(&text.blocks[table], Block::Grid(grid) if table::is_of_tasks(grid, text.vocabulary));
    // What stands above a heading is its own where a higher heading stands above that; else it ends what is before.
    let (mut head, mut unsure) = (Vec::new(), Vec::new());
    let mut below = None;
    for at in (0..table).rev().take_while(|_| is_table) {
        let Some(paragraph) = text.paragraph(at) else { break };
        if text.is_heading_line(at, paragraph) {
            // One without a number stands below all numbers.
            let level = paragraph.marker.map_or(u8::MAX, |marker| marker.style.rank());
            if below.is_some_and(|below| level >= below) {
                break;
            }
            below = Some(level);
            head.append(&mut unsure);
            head.push(at);
        } else if text.readings[at].is_fields_only() && paragraph.marker.is_none() {
            if below.is_none() { head.push(at) } else { unsure.push(at) }
        } else {
            break;
        }
    }
    head
}

impl Text<'_> {
    /// For every line how the item it is of is numbered; `None` where a table stands between.
    fn looks(&self) -> Vec<Option<Option<Style>>> {
        let mut last = None;
        let look_of = |at: usize| {
            let line = self.paragraph(at);
            if line.is_none_or(|line| line.marker.is_some() || !self.readings[at].is_fields_only()) {
                last = line.map(|line| line.marker.map(|marker| marker.style));
            }
            last
        };
        (0..self.blocks.len()).map(look_of).collect()
    }

    /// Whether a line is a heading, whatever it assigns beside its words.
    fn is_heading_line(&self, at: usize, paragraph: &Paragraph) -> bool {
        let words = |range: &std::ops::Range<usize>| paragraph.text()[range.clone()].trim_end_matches('。');
        matches!(self.readings[at].body.as_slice(), [(range, Kind::Plain | Kind::Title)] if looks_like_heading(words(range), self.vocabulary))
    }

    /// Whether a line without a number begins what heads a table: its heading, or what it assigns where there is none.
    fn begins_head(&self, at: usize, paragraph: &Paragraph) -> bool {
        let goes_on = || at.checked_sub(1).is_some_and(|before| self.heads.contains(&before));
        self.heads.contains(&at) && (self.is_heading_line(at, paragraph) || !goes_on())
    }
}

impl Builder<'_> {
    /// Opens the head of a table that has no number, beside the one before it.
    pub(super) fn open_head(&mut self, at: usize) -> bool {
        let begins = self.text.paragraph(at).is_some_and(|paragraph| self.text.begins_head(at, paragraph));
        if begins {
            let before = self.stack.iter().skip(1).position(|&item| self.items[item].style.is_none());
            self.close_to(before.map_or(self.stack.len(), |before| before + 1), at);
            self.open(at, None);
        }
        begins
    }
}

impl Outline {
    /// What heads tables is no task, whatever it assigns.
    pub(super) fn head_tables(&mut self, text: &Text) {
        for item in self.items.iter_mut().filter(|item| item.own.first().is_some_and(|first| text.heads.contains(first))) {
            item.rank = Rank::Section;
        }
    }

    /// Items with a table below them group its rows.
    pub(super) fn mark_table_headings(&mut self, text: &Text) {
        for item in self.items.iter_mut().filter(|item| item.rank == Rank::Open) {
            if text.blocks[item.blocks.clone()].iter().any(|block| matches!(block, Block::Grid(_))) {
                item.rank = Rank::Section;
            }
        }
    }
}
