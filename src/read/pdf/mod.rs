//! PDF files: their text as lines, in the order it was printed, and the tables whose cells are ruled.
//!
//! Office programs print cell by cell and line by line, so that order is the reading order. A scan has pages but no text and is refused
//! with what to do. The library that reads PDFs gives up by panicking on what it does not know; each page is read on its own, and one
//! that cannot be read is a finding.

mod encodings;
mod guard;
mod lattice;
mod lines;
mod page;
mod rules;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pdf_extract::{Document as Pdf, ObjectId, output_doc_page};

use crate::error::Error;
use crate::finding::reading;
use crate::limits::Limit;
use crate::words::vocabulary::Vocabulary;

use super::story::{Cell, Item, Story, text_of};
use super::{Document, ReadOptions};
use crate::model::Place;
use crate::words::page::is_page_mark;
use lattice::{Lattice, are_alike};
use page::{Page, Piece, Printed};
use rules::Rules;

/// Reads a PDF.
///
/// # Errors
/// [`Error::Encrypted`] when it takes a password to open it; [`Error::WrongKind`] when it is a scan; [`Error::Damaged`] otherwise.
pub(crate) fn document(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Document, Error> {
    let ReadOptions { vocabulary, limits, .. } = *options;
    let damaged = |reason: String| Error::Damaged { file: file.to_owned(), reason };
    guard::check_streams(bytes, limits.of(Limit::PdfBytes)).map_err(damaged)?;
    let pdf = load(bytes, file)?;
    let pages: Vec<(u32, ObjectId)> = pdf.get_pages().into_iter().collect();
    if pages.len() > limits.count(Limit::PdfPages) {
        return Err(damaged(format!("PDF 超过 {} 页，没有读", limits.of(Limit::PdfPages))));
    }
    let mut told = Told::default();
    for &page in &pages {
        told.page(&pdf, page, vocabulary);
    }
    if told.characters == 0 && told.unread.is_empty() && told.unknown == 0 {
        let kind = format!("扫描件或图片 PDF（{} 页，没有一个文字）", pages.len());
        let advice = "读不出内容。请向发件人要 Word 或 Excel 原件，或先用文字识别（OCR）软件转成文字";
        return Err(Error::WrongKind { file: file.to_owned(), kind, advice });
    }
    if told.characters == 0 {
        return Err(Error::Damaged {
            file: file.to_owned(), reason: "PDF 里的文字没有附文字对照表，一个字也读不出".to_owned()
        });
    }
    Ok(told.story().into_document())
}

/// Opens the file and makes its fonts readable.
fn load(bytes: &[u8], file: &Path) -> Result<Pdf, Error> {
    let damaged = |reason: &str| Error::Damaged { file: file.to_owned(), reason: reason.to_owned() };
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let mut pdf = Pdf::load_mem(bytes).map_err(|_| damaged("PDF 的结构读不出，文件可能没有下载完整"))?;
        if pdf.is_encrypted() && pdf.decrypt("").is_err() {
            return Err(Error::Encrypted { file: file.to_owned() });
        }
        guard::check_structure(&pdf).map_err(|reason| damaged(&reason))?;
        encodings::make_readable(&mut pdf);
        Ok(pdf)
    }));
    opened.unwrap_or_else(|_| Err(damaged("PDF 的结构读不出")))
}

/// What was read so far.
#[derive(Default)]
struct Told {
    items: Vec<Item>,
    lines: usize,
    /// The table that was read last, while nothing but page numbers came behind it.
    open_table: Option<Printed>,
    /// Lines behind the open table: page numbers, and what may come again on the next page.
    between: Vec<Line>,
    /// What is printed again on the next page, and the line before it: headers, cells that were cut off.
    repeated: Vec<(usize, String)>,
    characters: usize,
    /// Characters printed in fonts that do not say what they stand for.
    unknown: usize,
    /// Pages that could not be read.
    unread: Vec<u32>,
    /// Pages without any text.
    empty: Vec<u32>,
}

/// A line outside of tables.
struct Line {
    text: String,
    number: usize,
    /// A page number, or nothing.
    is_nothing: bool,
}

impl From<Line> for Item {
    fn from(line: Line) -> Item {
        Item::Line { text: line.text, number: line.number }
    }
}

impl Told {
    fn page(&mut self, pdf: &Pdf, (number, id): (u32, ObjectId), vocabulary: &Vocabulary) {
        let lattice = catch_unwind(AssertUnwindSafe(|| Lattice::of(&Rules::of(pdf, id)))).unwrap_or_default();
        let mut page = Page::new(lattice);
        let read = catch_unwind(AssertUnwindSafe(|| output_doc_page(pdf, &mut page, number)));
        self.unknown += page.unknown();
        let before = self.characters;
        for piece in page.finish(vocabulary) {
            self.take(piece);
        }
        let characters = self.characters - before;
        // What was printed before a page broke off is kept.
        match read {
            Ok(Ok(())) if characters == 0 => self.empty.push(number),
            Ok(Ok(())) => {}
            _ => self.unread.push(number),
        }
    }

    fn take(&mut self, piece: Piece) {
        let printed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        match piece {
            Piece::Line(text) => {
                self.characters += printed(&text);
                self.lines += 1;
                let is_nothing = text.trim().is_empty() || is_page_mark(text.trim());
                // What a spreadsheet cuts off at the end of a page it prints again on the next.
                let is_cut_off = self.open_table.as_ref().is_some_and(|table| !table.goes_on.is_empty());
                if !(self.open_table.is_some() && (is_nothing || is_cut_off)) {
                    self.end_table();
                }
                let line = Line { text, number: self.lines, is_nothing };
                match self.open_table {
                    Some(_) => self.between.push(line),
                    None => self.items.push(line.into()),
                }
            }
            Piece::Table(next) => {
                self.characters += next.table.rows.iter().flatten().map(|cell| printed(&text_of(&cell.items))).sum::<usize>();
                // A table with the same columns on the next page goes on there, unless text of its own stands between.
                let again = |line: &Line| next.table.rows.iter().flatten().any(|cell| text_of(&cell.items) == line.text.trim());
                let goes_on = self.between.iter().all(|line| line.is_nothing || again(line));
                match self.open_table.as_mut().filter(|above| goes_on && are_alike(&above.outline, &next.outline)) {
                    Some(above) => {
                        let cut_off = self.between.extract_if(.., |line| !line.is_nothing);
                        self.repeated.extend(cut_off.map(|line| (line.number, line.text.trim().to_owned())));
                        let texts = |cells: &Vec<Cell>| cells.iter().map(|cell| text_of(&cell.items)).collect::<Vec<_>>().join(" ");
                        self.repeated.extend(above.append(next).iter().map(|cells| (self.lines, texts(cells))));
                    }
                    None => {
                        self.end_table();
                        self.open_table = Some(next);
                    }
                }
            }
        }
    }

    /// Puts the open table behind what was read before it, and what was printed between its pages behind it.
    fn end_table(&mut self) {
        self.items.extend(self.open_table.take().map(|open| Item::Table(open.table)));
        self.items.extend(std::mem::take(&mut self.between).into_iter().map(Item::from));
    }

    fn story(mut self) -> Story {
        self.end_table();
        let mut story = Story { items: self.items, ..Story::default() };
        for (line, text) in self.repeated {
            story.keep(text, Place::Line { line: line.max(1) }, "printed on every page");
        }
        let pages = |pages: &[u32]| pages.iter().map(u32::to_string).collect::<Vec<_>>().join("、");
        if !self.unread.is_empty() {
            let message = format!("第 {} 页没有读全。请对照原件补录，或用 Word 原件重新转换", pages(&self.unread));
            story.findings.push(reading::PAGES_UNREAD.finding(message));
        }
        if !self.empty.is_empty() {
            let message = format!("第 {} 页没有文字，可能是扫描的图片。若其中有任务，请补录", pages(&self.empty));
            story.findings.push(reading::PAGES_WITHOUT_TEXT.finding(message));
        }
        if self.unknown > 0 {
            let message = format!("有 {} 个字的字体没有附文字对照表，读不出。请对照原件补录，或用 Word 原件重新转换", self.unknown);
            story.findings.push(reading::UNMAPPED_CHARACTERS.finding(message));
        }
        story
    }
}
