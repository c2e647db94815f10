//! Readers: bytes of any form to the plan.
//!
//! A reader gives a [`Document`] of lines and tables; one piece of code turns running text into tasks (`outline`), one turns tables
//! into tasks (`table`). Every character of the source is accounted for, see [`crate::passage`].

mod assemble;
mod charset;
mod flat;
mod frame;
mod outline;
mod paragraphs;
mod reading;
mod table;

use std::path::Path;

use crate::error::Error;
use crate::finding::Finding;
use crate::grid::Grid;
use crate::model::{Ledger, Place};
use crate::passage::{Account, Source};
use paragraphs::Paragraph;

/// A block of a document.
pub(crate) enum Block {
    /// A paragraph of running text.
    Paragraph(Paragraph),
    /// A table.
    Grid(Grid),
}

/// What reading gives.
#[derive(Debug)]
pub struct Reading {
    /// The plan, with entries and dispatches where the source holds any.
    pub ledger: Ledger,
    /// What a person should look at.
    pub findings: Vec<Finding>,
    /// What became of every character.
    pub account: Account,
}

/// Reads a plan from the bytes of a text file.
///
/// # Errors
/// When the bytes are no text; see [`Error`]. Anything odd in the text itself is a finding.
pub fn read(bytes: &[u8], file: &Path) -> Result<Reading, Error> {
    let text = charset::decode(bytes, file)?;
    Ok(read_text(&text))
}

/// Reads a plan from text. Never fails: what is not recognised is in `rest`.
pub fn read_text(text: &str) -> Reading {
    let sources = lines(text);
    let stretches = flat::stretches(&sources);
    let mut account = Account::new(sources);
    let mut blocks: Vec<Block> = Vec::new();
    for stretch in stretches {
        match stretch {
            flat::Stretch::Lines(lines) => blocks.extend(paragraphs::paragraphs(&lines, &mut account).into_iter().map(Block::Paragraph)),
            flat::Stretch::Grid(grid) => blocks.push(Block::Grid(grid)),
        }
    }
    let frame = frame::frame(&blocks);
    let mut readings: Vec<reading::Reading> = blocks
        .iter()
        .zip(&frame.marks)
        .map(|(block, mark)| match (block, mark) {
            (Block::Paragraph(paragraph), frame::Mark::Body) => reading::read(paragraph),
            _ => reading::Reading::default(),
        })
        .collect();
    accept_bare_names(&mut readings);
    let tables = blocks.iter().any(|block| matches!(block, Block::Grid(_)));
    let outline = outline::outline(&blocks, &frame.marks, &readings, tables || frame.is_covering_notice);
    let plan = assemble::assemble(&blocks, &frame, &outline, &readings, &mut account);
    Reading { ledger: Ledger::from(plan), findings: Vec::new(), account }
}

/// Names alone in brackets are responsibilities where a good part of the paragraphs that assign work are written so.
fn accept_bare_names(readings: &mut [reading::Reading]) {
    let bare = readings.iter().filter(|reading| reading.bare.is_some()).count();
    let otherwise = readings.iter().filter(|reading| reading.assigns() && reading.bare.is_none()).count();
    if bare >= 3 && bare * 2 >= otherwise {
        readings.iter_mut().for_each(reading::Reading::accept_bare);
    }
}

/// The lines of a text; every kind of line end counts.
fn lines(text: &str) -> Vec<Source> {
    let mut lines = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    let push = |lines: &mut Vec<Source>, start: usize, end: usize| {
        let place = Place::Line { line: lines.len() + 1 };
        lines.push(Source { place, text: text[start..end].to_owned() });
    };
    for (at, byte) in bytes.iter().enumerate() {
        let is_end = match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            0x0b | 0x0c => true,
            _ => false,
        };
        if is_end {
            let end = if *byte == b'\n' && at > start && bytes[at - 1] == b'\r' { at - 1 } else { at };
            push(&mut lines, start, end);
            start = at + 1;
        }
    }
    if start < text.len() {
        push(&mut lines, start, text.len());
    }
    lines
}
