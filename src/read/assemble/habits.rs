//! What a document does throughout: whether its headings run into the text, what its remarks say about the order of names.

use crate::words::fold::{is_blank, key};
use crate::words::responsibility::{first_leads, units_lead_without_lead};
use crate::words::vocabulary::{Vocabulary, source};

use super::super::Block;
use super::super::frame::{Frame, Mark};
use super::super::outline::{Outline, Rank};
use super::super::paragraphs::ends_sentence;
use super::super::reading::{Kind, Reading};

/// A heading that runs into its text is not longer than this, in characters.
pub(super) const LONGEST_TITLE: usize = 34;

/// What the document does throughout, and the words it is read with.
pub(crate) struct Habits<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    /// Items begin with a heading that runs into the text.
    pub(super) run_in: bool,
    /// The words in front of 整改措施 state the problem.
    pub(super) heads_are_problems: bool,
    /// The first name of a list of responsible units leads.
    pub(crate) first_leads: bool,
    /// Responsible units lead where no lead is named.
    pub(crate) units_lead: bool,
    pub(crate) year: Option<i16>,
}

impl<'a> Habits<'a> {
    pub(super) fn of(blocks: &[Block], frame: &Frame, outline: &Outline, readings: &[Reading], vocabulary: &'a Vocabulary) -> Self {
        let heads = outline.items.iter().filter(|item| item.rank == Rank::Task).filter_map(|item| {
            let &block = item.own.first()?;
            let Block::Paragraph(paragraph) = &blocks[block] else { return None };
            let (range, kind) = readings[block].body.first()?;
            (*kind == Kind::Plain).then(|| &paragraph.text()[range.clone()])
        });
        // Short sentences have no heading; where they have, most must.
        let (mut long, mut short) = ((0usize, 0usize), (0usize, 0usize));
        for head in heads {
            let (all, run_in) = if head.chars().count() > LONGEST_TITLE / 2 { &mut long } else { &mut short };
            *all += 1;
            *run_in += usize::from(run_in_heading(head).is_some());
        }
        let run_in = if long.0 > 0 { long.1 * 10 >= long.0 * 6 } else { short.1 > 1 && short.1 * 10 >= short.0 * 6 };
        let prose = blocks.iter().zip(&frame.marks).filter_map(|(block, mark)| match (block, mark) {
            (Block::Paragraph(paragraph), Mark::Preamble | Mark::Closing | Mark::Body) => Some(paragraph.text()),
            _ => None,
        });
        let remarks: Vec<&str> = prose.filter(|text| source().remarks.leads.are_in(text)).collect();
        Habits {
            vocabulary,
            run_in,
            heads_are_problems: heads_are_problems(blocks, outline, readings),
            first_leads: remarks.iter().any(|text| first_leads(text)),
            units_lead: remarks.iter().any(|text| units_lead_without_lead(text)),
            year: frame.year,
        }
    }
}

/// Whether most items with a label 整改措施 begin with words that state a fault, or are called 问题.
fn heads_are_problems(blocks: &[Block], outline: &Outline, readings: &[Reading]) -> bool {
    let faults = &source().headings.faults;
    let (mut all, mut problems) = (0usize, 0usize);
    for item in outline.items.iter().filter(|item| item.rank == Rank::Task) {
        let Some((&first, Some(Block::Paragraph(paragraph)))) = item.own.first().map(|first| (first, blocks.get(*first))) else { continue };
        let Some((range, Kind::Plain)) = readings[first].body.first() else { continue };
        if item.own.iter().any(|&block| measures_faults(blocks, readings, block)) {
            all += 1;
            let (number, head) = (&paragraph.text()[..range.start], &paragraph.text()[range.clone()]);
            problems += usize::from(number.contains("问题") || faults.are_in(head));
        }
    }
    problems * 2 > all
}

/// Whether a block has the label 整改措施 or 整改任务.
pub(super) fn measures_faults(blocks: &[Block], readings: &[Reading], block: usize) -> bool {
    let Block::Paragraph(paragraph) = &blocks[block] else { return false };
    readings[block].labels.iter().any(|label| {
        let label = key(&paragraph.text()[label.clone()]);
        label.contains("整改措施") || label.contains("整改任务")
    })
}

/// Whether a dot parts words, and no figures or letters.
fn is_stop(before: &str, after: &str) -> bool {
    let is_word = |c: char| c.is_alphabetic() && !c.is_ascii();
    before.ends_with(|c| is_word(c) || "”）)".contains(c)) && after.trim_start_matches(is_blank).starts_with(is_word)
}

/// Where a heading that runs into its text ends, and where the text goes on: `"加强管理。做好…"` → (4 characters, behind 。). A wide blank
/// before a sentence ends it too.
pub(crate) fn run_in_heading(text: &str) -> Option<(usize, usize)> {
    let mut comma = false;
    for (at, c) in text.char_indices().take(LONGEST_TITLE + 1) {
        match c {
            '\u{3000}' if at > 0 && !comma => {
                let sentence = text[at..].trim_start_matches(is_blank);
                return ends_sentence(sentence).then(|| (at, text.len() - sentence.len()));
            }
            '。' | '：' | ':' => {
                let end = at + c.len_utf8();
                let colon = c != '。';
                let goes_on = text[end..].chars().any(char::is_alphanumeric);
                return (at > 0 && goes_on && !(colon && comma)).then_some((at, end));
            }
            // 健全体系. 修订预案: a stop of half width between words.
            '.' if at > 0 && is_stop(&text[..at], &text[at + 1..]) => return Some((at, at + 1)),
            '；' | ';' | '！' => return None,
            '，' | ',' => comma = true,
            _ => {}
        }
    }
    None
}
