//! Readers: bytes of any form to the plan.
//!
//! A reader gives a [`Document`] of lines and tables; one piece of code turns running text into tasks (`outline`), one turns tables
//! into tasks (`table`). Every character of the source is accounted for, see [`crate::passage`].

mod assemble;
mod charset;
#[cfg(feature = "docx")]
mod docx;
mod flat;
mod frame;
#[cfg(feature = "html")]
mod html;
mod markdown;
mod notices;
mod old_word;
mod outline;
mod package;
mod paragraphs;
#[cfg(feature = "pdf")]
mod pdf;
mod reading;
mod story;
mod table;
mod text;
mod xml;

use std::path::Path;

use crate::error::Error;
use crate::finding::Finding;
use crate::grid::Grid;
use crate::model::Ledger;
use crate::passage::{Account, Role, Source};
use paragraphs::Paragraph;

/// What a format's reader gives: the printed pieces, and lines and tables made of them, in order.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Lines or cells, as printed.
    pub sources: Vec<Source>,
    /// Lines and tables over the sources.
    pub parts: Vec<Part>,
    /// Sources that stand beside the text, with the reason: they go to `rest`.
    pub asides: Vec<(usize, &'static str)>,
    /// What the reader itself noticed.
    pub findings: Vec<Finding>,
    /// The ledger a document of ours carries.
    pub ledger: Option<Ledger>,
}

/// A part of a document.
#[derive(Debug)]
pub(crate) enum Part {
    /// Indices of sources that are lines of running text (flattened tables among them are found later).
    Lines(Vec<usize>),
    /// A table.
    Grid(Grid),
}

/// A block of a document as the outline sees it.
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

/// Reads a plan from the bytes of a file.
///
/// # Errors
/// When the bytes are no text; see [`Error`]. Anything odd in the text itself is a finding.
pub fn read(bytes: &[u8], file: &Path) -> Result<Reading, Error> {
    #[cfg(feature = "docx")]
    if docx::is(bytes) {
        return Ok(plan_of(docx::document(bytes, file)?));
    }
    #[cfg(feature = "pdf")]
    if pdf::is(bytes) {
        return Ok(plan_of(pdf::document(bytes, file)?));
    }
    #[cfg(feature = "html")]
    if html::is(bytes) {
        return Ok(plan_of(html::document(bytes, file)?));
    }
    if let Some(refusal) = old_word::refusal(bytes, file) {
        return Err(refusal);
    }
    let text = charset::decode(bytes, file)?;
    if markdown::is(&text) {
        return Ok(plan_of(markdown::document(&text)));
    }
    Ok(read_text(&text))
}

/// Reads a plan from text. Never fails: what is not recognised is in `rest`.
pub fn read_text(text: &str) -> Reading {
    plan_of(text::document(text))
}

/// The plan of a document.
fn plan_of(document: Document) -> Reading {
    let mut findings = document.findings;
    let stretches: Vec<Part> = document.parts.into_iter().flat_map(|part| match part {
        Part::Lines(lines) => flat::stretches(&document.sources, lines),
        grid @ Part::Grid(_) => vec![grid],
    }).collect();
    let mut account = Account::new(document.sources);
    for (source, why) in document.asides {
        account.claim_whole(source, Role::Rest(why));
    }
    let mut blocks: Vec<Block> = Vec::new();
    for stretch in stretches {
        match stretch {
            Part::Lines(lines) => blocks.extend(paragraphs::paragraphs(&lines, &mut account).into_iter().map(Block::Paragraph)),
            Part::Grid(grid) => blocks.push(Block::Grid(grid)),
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
    findings.extend(notices::notices(&plan));
    Reading { ledger: Ledger::from(plan), findings, account }
}

/// Names alone in brackets are responsibilities where a good part of the paragraphs that assign work are written so.
fn accept_bare_names(readings: &mut [reading::Reading]) {
    let bare = readings.iter().filter(|reading| reading.bare.is_some()).count();
    let otherwise = readings.iter().filter(|reading| reading.assigns() && reading.bare.is_none()).count();
    if bare >= 3 && bare * 2 >= otherwise {
        readings.iter_mut().for_each(reading::Reading::accept_bare);
    }
}
