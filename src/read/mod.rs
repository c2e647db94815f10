//! Readers: bytes of any form to the plan.
//!
//! A reader gives a `Document` of lines and tables; one piece of code turns running text into tasks (`outline`), one turns tables
//! into tasks (`table`). Every character of the source is accounted for, see [`crate::passage`].

pub mod archive;
mod assemble;
mod canonical;
#[cfg(any(feature = "docx", feature = "html"))]
mod carried;
mod charset;
mod csv;
pub mod decisions;
#[cfg(feature = "docx")]
mod docx;
mod fields;
mod flat;
mod frame;
#[cfg(feature = "html")]
mod html;
mod ids;
mod json;
mod markdown;
mod master;
mod notices;
mod outline;
#[cfg(feature = "docx")]
mod package;
mod paragraphs;
#[cfg(feature = "pdf")]
mod pdf;
mod reading;
mod recurring;
pub mod returned;
pub mod roster;
pub mod sniff;
mod story;
mod table;
mod text;
pub mod workbook;
#[cfg(feature = "docx")]
mod xml;

use hashbrown::HashSet;
use std::path::Path;

use crate::carrier::Carrier;
use crate::error::Error;
use crate::finding::Finding;
use crate::grid::Grid;
use crate::limits::{Limits, USUAL};
use crate::model::Ledger;
use crate::passage::{Account, Role, Source};
use crate::words::names::looks_like_body;
use crate::words::numbering::Style;
use crate::words::responsibility::Assignment;
use crate::words::vocabulary::{Field, Vocabulary};
use paragraphs::Paragraph;
use sniff::Kind;

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
    /// What a document of ours carries.
    pub carrier: Option<Carrier>,
}

/// A part of a document.
#[derive(Debug)]
pub(crate) enum Part {
    /// Indices of sources that are lines of running text (flattened tables among them are found later).
    Lines(Vec<usize>),
    /// A table.
    Grid(Grid),
    /// A table that is no part of the plan and is kept as it is, with the reason.
    Kept(Grid, &'static str),
}

/// A block of a document as the outline sees it.
pub(crate) enum Block {
    /// A paragraph of running text.
    Paragraph(Paragraph),
    /// A table.
    Grid(Grid),
}

/// How to read, beside what the bytes say.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions<'a> {
    /// Which words are labels and headers.
    pub vocabulary: &'a Vocabulary,
    /// How large what is read may be.
    pub limits: &'a Limits,
    /// What a text is said to be whose name does not tell: a table in commas looks like prose.
    pub promised: Option<Kind>,
}

impl Default for ReadOptions<'_> {
    /// The built-in words and the usual limits.
    fn default() -> Self {
        ReadOptions { vocabulary: Vocabulary::built_in(), limits: &USUAL, promised: None }
    }
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

/// One reader: the line a format has in [`READERS`].
#[derive(Debug)]
pub struct Reader {
    /// Its name on the command line.
    pub name: &'static str,
    /// The kind of file it reads, told from the bytes; names and extensions are in [`sniff::KINDS`].
    pub kind: Kind,
    /// Reads it; the path is only named in errors.
    pub read: fn(&[u8], &Path, &ReadOptions<'_>) -> Result<Reading, Error>,
}

/// Every format we read. A new format is one file and one line here.
pub const READERS: &[Reader] = &[
    Reader { name: "txt", kind: Kind::Text, read: read_plain },
    Reader { name: "xlsx", kind: Kind::Xlsx, read: read_xlsx },
    Reader { name: "xls", kind: Kind::Xls, read: read_xls },
    Reader { name: "ods", kind: Kind::Ods, read: read_ods },
    Reader { name: "csv", kind: Kind::Csv, read: csv::read },
    Reader { name: "json", kind: Kind::Json, read: json::read },
    #[cfg(feature = "docx")]
    Reader { name: "docx", kind: Kind::Docx, read: read_docx },
    #[cfg(feature = "html")]
    Reader { name: "html", kind: Kind::Html, read: read_html },
    #[cfg(feature = "pdf")]
    Reader { name: "pdf", kind: Kind::Pdf, read: read_pdf },
];

/// Reads a plan from the bytes of a file: what kind it is comes from the bytes, and from its extension only where the bytes are
/// text of one sort or another.
///
/// # Errors
/// [`Error::WrongKind`] for a kind we do not read, otherwise what its reader says. Anything odd in the content itself is a finding.
///
/// # Examples
/// ```
/// use std::path::Path;
///
/// let text = "云渡县2031年水利工作要点\n1.整治病险水库12座，10月底前完成。（责任单位：工程股、财务股）\n扫一扫在手机打开当前页\n";
/// let reading = fenjie::read::read(text.as_bytes(), Path::new("要点.txt"))?;
/// let task = &reading.ledger.plan.tasks[0];
/// assert_eq!(task.deadline.as_ref().and_then(|deadline| deadline.due), Some(jiff::civil::date(2031, 10, 31)));
/// assert_eq!(reading.ledger.plan.rest[0].text, "扫一扫在手机打开当前页");
///
/// let error = fenjie::read::read(b"\x89PNG\r\n\x1a\n", Path::new("照片.txt")).unwrap_err();
/// assert!(error.to_string().contains("照片.txt"));
/// # Ok::<(), fenjie::error::Error>(())
/// ```
pub fn read(bytes: &[u8], file: &Path) -> Result<Reading, Error> {
    read_with(bytes, file, &ReadOptions::default())
}

/// The same as [`read()`], told how to.
///
/// # Errors
/// As [`read()`].
pub fn read_with(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    let kind = kind_of_file(bytes, file, options.promised);
    match READERS.iter().find(|reader| reader.kind == kind) {
        Some(reader) => (reader.read)(bytes, file, options),
        None => Err(kind.refusal(file)),
    }
}

/// The kind of a file: its bytes, and for text its extension. Text under the name of a workbook is a table that some program wrote
/// without much ado.
fn kind_of_file(bytes: &[u8], file: &Path, promised: Option<Kind>) -> Kind {
    let promised = || promised.or_else(|| Kind::promised(&file.extension()?.to_string_lossy()));
    match sniff::kind_of(bytes) {
        Kind::Text if promised() == Some(Kind::Csv) => Kind::Csv,
        Kind::Text if matches!(promised(), Some(Kind::Xlsx | Kind::Xls | Kind::Ods)) && csv::looks_parted(bytes) => Kind::Csv,
        kind => kind,
    }
}

fn read_plain(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    let text = charset::decode(bytes, file)?;
    let is_markdown = !canonical::is_canonical(&text) && markdown::is(&text);
    Ok(if is_markdown { plan_of(markdown::document(&text), options.vocabulary) } else { read_text_with(&text, options) })
}

#[cfg(feature = "docx")]
fn read_docx(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    plan_carried_or_shown(docx::document(bytes, file, options.limits)?, file, options)
}

#[cfg(feature = "html")]
fn read_html(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    plan_carried_or_shown(html::document(bytes, file, options.limits)?, file, options)
}

#[cfg(feature = "pdf")]
fn read_pdf(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    Ok(plan_of(pdf::document(bytes, file, options)?, options.vocabulary))
}

fn read_xlsx(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    read_workbook(bytes, Kind::Xlsx, file, options)
}

fn read_xls(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    read_workbook(bytes, Kind::Xls, file, options)
}

fn read_ods(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    read_workbook(bytes, Kind::Ods, file, options)
}

fn read_workbook(bytes: &[u8], kind: Kind, file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    let mut workbook = workbook::read_within(bytes, kind, file, options.limits)?;
    if let Some(ledger) = master::restore(&mut workbook, file)? {
        return Ok(Reading { ledger, findings: workbook.findings, account: Account::default() });
    }
    Ok(plan_of(workbook::document(workbook), options.vocabulary))
}

/// Reads a plan from text. Never fails: what is not recognised is in `rest`.
///
/// Canonical text (see the `txt` writer) gives back the ledger it was written from, with nothing to account for.
pub fn read_text(text: &str) -> Reading {
    read_text_with(text, &ReadOptions::default())
}

fn read_text_with(text: &str, options: &ReadOptions<'_>) -> Reading {
    let canonical = canonical::is_canonical(text).then(|| canonical::ledger(text)).flatten();
    match canonical {
        Some((ledger, findings)) => Reading { ledger, findings, account: Account::default() },
        None => plan_of(text::document(text), options.vocabulary),
    }
}

#[cfg(any(feature = "docx", feature = "html"))]
/// The plan a document of ours carries with what was changed since, else the one its text says.
fn plan_carried_or_shown(mut document: Document, file: &Path, options: &ReadOptions<'_>) -> Result<Reading, Error> {
    let carried = carried::restore(&mut document, file)?;
    Ok(carried.unwrap_or_else(|| plan_of(document, options.vocabulary)))
}

/// The plan of a document.
fn plan_of(document: Document, vocabulary: &Vocabulary) -> Reading {
    let mut findings = document.findings;
    let stretches: Vec<Part> = document
        .parts
        .into_iter()
        .flat_map(|part| match part {
            Part::Lines(lines) => flat::stretches(&document.sources, lines, vocabulary),
            part => vec![part],
        })
        .collect();
    let mut account = Account::new(document.sources);
    for (source, why) in document.asides {
        account.claim_whole(source, Role::Rest(why));
    }
    let mut blocks: Vec<Block> = Vec::new();
    for stretch in stretches {
        match stretch {
            Part::Lines(lines) => blocks.extend(paragraphs::paragraphs(&lines, &mut account, vocabulary).into_iter().map(Block::Paragraph)),
            Part::Grid(grid) => table::blocks(grid, &mut blocks, &mut account, vocabulary),
            Part::Kept(grid, why) => grid.rows.iter().flatten().for_each(|cell| account.claim_all(&cell.passage, Role::Rest(why))),
        }
    }
    let frame = frame::frame(&blocks, vocabulary);
    let mut readings: Vec<reading::Reading> = blocks
        .iter()
        .zip(&frame.marks)
        .map(|(block, mark)| match (block, mark) {
            (Block::Paragraph(paragraph), frame::Mark::Body) => reading::read(paragraph, vocabulary),
            _ => reading::Reading::default(),
        })
        .collect();
    accept_bare_names(&blocks, &mut readings);
    accept_subjects(&blocks, &frame.marks, &mut readings);
    accept_division(&blocks, &mut readings);
    recurring::accept(&blocks, &frame.marks, &mut readings, vocabulary);
    let tables = blocks.iter().any(|block| matches!(block, Block::Grid(_)));
    let outline = outline::outline(&blocks, &frame, &readings, tables || frame.is_covering_notice, vocabulary);
    let (mut plan, assumed) = assemble::assemble(&blocks, &frame, &outline, &readings, vocabulary, &mut account);
    findings.extend(assumed);
    findings.extend(ids::give(&mut plan));
    findings.extend(notices::notices(&plan));
    findings.extend(notices::parts_of_the_past(&outline.past, &blocks, &account));
    Reading { ledger: Ledger::from(plan), findings, account }
}

fn text_of(block: &Block) -> &str {
    match block {
        Block::Paragraph(paragraph) => paragraph.text(),
        Block::Grid(_) => "",
    }
}

/// Names alone in brackets are responsibilities where a good part of the paragraphs that assign work are written so, and at the end of
/// items whose like say who answers for them: nothing but bodies can be meant there.
fn accept_bare_names(blocks: &[Block], readings: &mut [reading::Reading]) {
    for at in 0..readings.len() {
        if !readings[at].bare.is_empty() && names_members_below(blocks, readings, at) {
            readings[at].bare.clear();
        }
    }
    let bare = readings.iter().filter(|reading| !reading.bare.is_empty()).count();
    let otherwise = readings.iter().filter(|reading| reading.assigns() && reading.bare.is_empty()).count();
    if bare >= 3 && bare * 2 >= otherwise {
        blocks.iter().zip(readings).for_each(|(block, reading)| reading.accept_bare(text_of(block)));
        return;
    }
    let style = |at: usize| match &blocks[at] {
        Block::Paragraph(paragraph) => paragraph.marker.map(|marker| marker.style),
        Block::Grid(_) => None,
    };
    let assigned: HashSet<Style> = (0..readings.len()).filter(|&at| readings[at].assigns()).filter_map(style).collect();
    for (at, reading) in readings.iter_mut().enumerate() {
        let alike = style(at).is_some_and(|style| assigned.contains(&style));
        let bodies = |(_, names): &(_, Assignment)| names.values.iter().all(|name| looks_like_body(&name.text));
        if alike && !reading.assigns() && !reading.bare.is_empty() && reading.bare.iter().all(bodies) {
            reading.accept_bare(text_of(&blocks[at]));
        }
    }
}

/// 东片（河东村、上湾村） over 片长：甲 and 成员：乙站: a group has its bodies below its heading, the bracket says what it covers.
fn names_members_below(blocks: &[Block], readings: &[reading::Reading], at: usize) -> bool {
    const REACH: usize = 4; // lines
    let is_line = |&below: &usize| matches!(&blocks[below], Block::Paragraph(paragraph) if paragraph.marker.is_none());
    let lines = (at + 1..blocks.len()).take(REACH).take_while(is_line);
    lines.into_iter().any(|below| readings[below].fields().any(|field| field == Field::Members))
}

/// Paragraphs without numbers are tasks where nearly all of them begin with who does it; where nothing has a number, where they say it.
fn accept_subjects(blocks: &[Block], marks: &[frame::Mark], readings: &mut [reading::Reading]) {
    let prose = |at: usize| match (&blocks[at], marks.get(at)) {
        (Block::Paragraph(paragraph), Some(frame::Mark::Body)) => {
            paragraph.marker.is_none() && (paragraph.text().contains('，') || readings[at].subject.is_some())
        }
        _ => false,
    };
    let prose: Vec<usize> = (0..readings.len()).filter(|&at| prose(at)).collect();
    let unnumbered = blocks.iter().all(|block| matches!(block, Block::Paragraph(paragraph) if paragraph.marker.is_none()));
    let names = |at: usize| if unnumbered { readings[at].named_in_text().is_some() } else { readings[at].subject.is_some() };
    let begun = prose.iter().filter(|&&at| names(at)).count();
    if begun >= 3 && begun * 10 >= prose.len() * 8 {
        prose.into_iter().for_each(|at| readings[at].accept_subject());
    }
}

/// A division of duties: where nothing else assigns work, and nearly all paragraphs of a look begin with a body and a colon. Beside
/// numbered ones a sentence may name who leads them all.
fn accept_division(blocks: &[Block], readings: &mut [reading::Reading]) {
    let is_numbered = |at: usize| matches!(&blocks[at], Block::Paragraph(paragraph) if paragraph.marker.is_some());
    let heads: Vec<usize> = (0..readings.len()).filter(|&at| readings[at].duty_head.is_some()).collect();
    let listed = heads.iter().all(|&at| is_numbered(at));
    let says_otherwise = |at: usize| readings[at].assigns() && (!listed || is_numbered(at) || readings[at].is_fields_only());
    if heads.is_empty() || (0..readings.len()).any(says_otherwise) {
        return;
    }
    let look = |at: usize| match &blocks[at] {
        Block::Paragraph(paragraph) if !readings[at].body.is_empty() => {
            Some((paragraph.marker.map(|marker| marker.style), paragraph.body_start()))
        }
        _ => None,
    };
    let looks: Vec<Option<(Option<Style>, usize)>> = (0..readings.len()).map(look).collect();
    let styles: HashSet<Option<Style>> = heads.iter().filter_map(|&at| looks[at].map(|(style, _)| style)).collect();
    let alike = looks.iter().flatten().filter(|(style, _)| styles.contains(style)).count();
    let duties = heads.iter().filter(|&&at| readings[at].duty_head.as_ref().is_some_and(|head| head.is_duty || head.is_office)).count();
    if duties >= 2 && duties * 2 >= heads.len() && heads.len() * 10 >= alike * 7 {
        for at in heads {
            if let Some((_, start)) = looks[at] {
                readings[at].accept_duty_head(start);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reader_reads_a_kind_of_its_own() {
        for (at, reader) in READERS.iter().enumerate() {
            assert!(reader.kind.is_readable(), "{}: its kind has no advice", reader.name);
            assert!(reader.kind.entry().extensions.contains(&reader.name), "{} is an extension of its kind", reader.name);
            assert!(READERS.iter().skip(at + 1).all(|other| other.name != reader.name && other.kind != reader.kind), "{}", reader.name);
        }
        let readable: Vec<Kind> = sniff::KINDS.iter().map(|entry| entry.kind).filter(|kind| kind.is_readable()).collect();
        assert!(readable.iter().all(|kind| READERS.iter().any(|reader| reader.kind == *kind)), "{readable:?}");
    }

    #[test]
    fn bytes_choose_the_reader_and_names_only_among_texts() {
        let of = |bytes: &[u8], name: &str| kind_of_file(bytes, Path::new(name), None);
        assert_eq!(of(b"\xe5\xba\x8f,1\n", "a.CSV"), Kind::Csv);
        assert_eq!(of(b"\xe5\xba\x8f,1\n2\t3\n4,5\n", "a.xlsx"), Kind::Csv);
        assert_eq!(of(b"\xe5\xba\x8f,1\n2,3\n4,5\n", "a.txt"), Kind::Text);
        assert_eq!(of(b"<?xml a,b?>\n<a>,</a>\n<a>,</a>", "a.xlsx"), Kind::Text);
        assert_eq!(of(b"one line, and no more", "a.xlsx"), Kind::Text);
        assert_eq!(of(b"{\"a\":1}", "a.csv"), Kind::Json);
        assert_eq!(of(b"%PDF-1.7", "a.csv"), Kind::Pdf);
        assert_eq!(kind_of_file(b"a,b", Path::new("-"), Some(Kind::Csv)), Kind::Csv);
        assert_eq!(kind_of_file(b"%PDF-1.7", Path::new("-"), Some(Kind::Csv)), Kind::Pdf);
    }
}
