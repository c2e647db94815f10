//! What stands right above tables of tasks: 一、渠系（责任股室：河道股）, 责任单位：河道股.
//!
//! Where all that assigns work in the running text stands there, it says who answers for the rows, and no line is a task.

use std::collections::BTreeSet;

use super::super::Block;
use super::super::paragraphs::Paragraph;
use super::super::reading::{Kind, looks_like_heading};
use super::super::table;
use super::{Builder, Outline, Rank, Text};

/// The paragraphs that head tables, where nothing else in the text says who answers for something; empty for other documents.
pub(super) fn heads(text: &Text) -> BTreeSet<usize> {
    let heads: BTreeSet<usize> = (0..text.blocks.len()).flat_map(|at| head_of(text, at)).collect();
    let assigning = || (0..text.blocks.len()).filter(|&at| text.paragraph(at).is_some() && text.assigns(at));
    if assigning().next().is_some() && assigning().all(|at| heads.contains(&at)) { heads } else { BTreeSet::new() }
}

/// The lines right above a table of tasks that are headings or say nothing but who answers for it; of headings with numbers each must be
/// of a higher level than the one below it.
fn head_of(text: &Text, table: usize) -> Vec<usize> {
    let is_table = matches!(&text.blocks[table], Block::Grid(grid) if table::is_of_tasks(grid, text.vocabulary));
    let mut head = Vec::new();
    let mut above = None;
    for at in (0..table).rev().take_while(|_| is_table) {
        let Some(paragraph) = text.paragraph(at) else { break };
        let level = if text.is_heading_line(at, paragraph) {
            // One without a number stands below all numbers.
            paragraph.marker.map_or(u8::MAX, |marker| marker.style.rank())
        } else if text.readings[at].is_fields_only() && paragraph.marker.is_none() {
            head.push(at);
            continue;
        } else {
            break;
        };
        if above.is_some_and(|above| level >= above) {
            break;
        }
        above = Some(level);
        head.push(at);
    }
    head
}

impl Text<'_> {
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
    /// Items with a table below them group its rows.
    pub(super) fn mark_table_headings(&mut self, text: &Text) {
        for item in self.items.iter_mut().filter(|item| item.rank == Rank::Open) {
            if text.blocks[item.blocks.clone()].iter().any(|block| matches!(block, Block::Grid(_))) {
                item.rank = Rank::Section;
            }
        }
    }
}
