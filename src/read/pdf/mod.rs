//! PDF files: their text as lines, in the order it was printed.
//!
//! Office programs print cell by cell and line by line, so that order is the reading order. A scan has pages but no text and is refused
//! with what to do. The library that reads PDFs gives up by panicking on what it does not know; each page is read on its own, and one
//! that cannot be read is a finding.

mod encodings;
mod guard;
mod lines;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pdf_extract::{Document as Pdf, output_doc_page};

use crate::error::Error;
use crate::finding::{Finding, Level};
use crate::words::vocabulary::Vocabulary;

use super::Document;
use super::story::{Item, Story};
use lines::Lines;

/// Pages of a file that are read.
const MOST_PAGES: usize = 5_000;

/// Reads a PDF.
///
/// # Errors
/// [`Error::Encrypted`] when it takes a password to open it; [`Error::WrongKind`] when it is a scan; [`Error::Damaged`] otherwise.
pub(crate) fn document(bytes: &[u8], file: &Path, vocabulary: &Vocabulary) -> Result<Document, Error> {
    guard::check_streams(bytes).map_err(|reason| Error::Damaged { file: file.to_owned(), reason })?;
    let pdf = load(bytes, file)?;
    let pages: Vec<u32> = pdf.get_pages().into_keys().take(MOST_PAGES).collect();
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
    lines: Vec<String>,
    characters: usize,
    /// Characters printed in fonts that do not say what they stand for.
    unknown: usize,
    /// Pages that could not be read.
    unread: Vec<u32>,
    /// Pages without any text.
    empty: Vec<u32>,
}

impl Told {
    fn page(&mut self, pdf: &Pdf, page: u32, vocabulary: &Vocabulary) {
        let mut lines = Lines::default();
        let read = catch_unwind(AssertUnwindSafe(|| output_doc_page(pdf, &mut lines, page)));
        self.unknown += lines.unknown();
        let text = lines.finish(vocabulary);
        let characters: usize = text.iter().map(|line| line.chars().filter(|c| !c.is_whitespace()).count()).sum();
        self.characters += characters;
        // What was printed before a page broke off is kept.
        match read {
            Ok(Ok(())) if characters == 0 => self.empty.push(page),
            Ok(Ok(())) => {}
            _ => self.unread.push(page),
        }
        self.lines.extend(text);
    }

    fn story(self) -> Story {
        let items = self.lines.into_iter().zip(1..).map(|(text, number)| Item::Line { text, number });
        let mut story = Story { items: items.collect(), ..Story::default() };
        let pages = |pages: &[u32]| pages.iter().map(u32::to_string).collect::<Vec<_>>().join("、");
        let mut note = |rule: &str, message: String| story.findings.push(Finding::new(rule, Level::Warning, message));
        if !self.unread.is_empty() {
            note("R111", format!("第 {} 页没有读全。请对照原件补录，或用 Word 原件重新转换", pages(&self.unread)));
        }
        if !self.empty.is_empty() {
            note("R112", format!("第 {} 页没有文字，可能是扫描的图片。若其中有任务，请补录", pages(&self.empty)));
        }
        if self.unknown > 0 {
            note("R113", format!("有 {} 个字的字体没有附文字对照表，读不出。请对照原件补录，或用 Word 原件重新转换", self.unknown));
        }
        story
    }
}
