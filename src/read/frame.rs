//! What stands around the tasks: letterhead, document number, title, notice, signature, footers and the page itself.
//!
//! Works on the blocks of a document and only marks them; the outline then reads what is left as body.

mod signature;
mod title;

use std::ops::Range;

use jiff::civil::Date;

use crate::words::dates::{first_date, whole_date, year_of};
use crate::words::fold::key;
use crate::words::names::looks_like_body;
use crate::words::numbering::{Marker, Style};
use crate::words::page::{begins_page_line, names_page};
use crate::words::responsibility::{Labelled, comrades, label_with_colon, labelled, read_duty_head, read_inner_subject};
use crate::words::retrospect::planned_year;
use crate::words::vocabulary::{Field, Vocabulary, source};

use super::Block;
use super::paragraphs::{Paragraph, ends_sentence};
use super::reading::{ends_with_bodies, ends_with_fields};
use signature::bracketed_year;
pub(crate) use title::title_behind_mark;
use title::title_rank;

/// What a block is in the frame of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Part of the plan itself.
    Body,
    Title,
    DocNumber,
    Issuer,
    Date,
    /// A paragraph of the covering notice or of the introduction.
    Preamble,
    /// A paragraph behind the tasks.
    Closing,
    /// Kept in `rest`.
    Rest(&'static str),
}

/// Why an attachment and the lines of its list are in `rest`.
pub(crate) const ATTACHMENT: &str = "attachment";

/// The frame of a document.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// One mark a block.
    pub marks: Vec<Mark>,
    pub title: Option<String>,
    /// The range of the title inside a block that holds more.
    pub title_at: Option<(usize, Range<usize>)>,
    pub doc_number: Option<String>,
    pub issuer: Option<String>,
    pub issued_on: Option<Date>,
    pub year: Option<i16>,
    /// Ranges inside a block that are the number or the signature when the block holds more.
    pub doc_number_at: Option<(usize, Range<usize>)>,
    pub signature_at: Vec<(usize, Range<usize>, Range<usize>)>,
    /// The first block that names an attachment.
    pub attachment: Option<usize>,
    /// There is only a notice, and the plan is an attachment of it.
    pub is_covering_notice: bool,
}

/// Marks the blocks of a document.
pub(crate) fn frame(blocks: &[Block], vocabulary: &Vocabulary) -> Frame {
    let mut framer = Framer::new(blocks, vocabulary);
    framer.mark_page();
    framer.mark_attachments();
    framer.find_title();
    framer.step_back_to_heading();
    framer.find_doc_number();
    framer.find_signature();
    framer.mark_behind_signature();
    framer.mark_tail();
    framer.mark_head();
    framer.finish()
}

struct Framer<'a> {
    blocks: &'a [Block],
    vocabulary: &'a Vocabulary,
    /// Folded, blank-free text of short paragraphs; empty for long ones and tables.
    keys: Vec<String>,
    frame: Frame,
    /// The first block of the body: a table, an item or a label.
    body: usize,
    /// Several paragraphs say what a body answers for.
    divides: bool,
    /// Half of the paragraphs end with bodies in brackets.
    names: bool,
    /// Nothing is numbered, and several paragraphs say in their text who does it.
    tells: bool,
    /// The first numbered paragraph.
    first_item: Option<usize>,
    /// Blocks of the title.
    title: Option<Range<usize>>,
    published: Option<Date>,
}

/// A plan's own title stands within so many blocks, also behind a notice with points of its own.
const NEAR: usize = 600;

/// Longer paragraphs are prose; nothing of the frame is looked for in them.
const SHORT: usize = 600;
/// Nor in longer numbered items.
const SHORT_ITEM: usize = 180;

impl<'a> Framer<'a> {
    fn new(blocks: &'a [Block], vocabulary: &'a Vocabulary) -> Self {
        let keys: Vec<String> = blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(paragraph)
                    if paragraph.text().len() <= SHORT && (paragraph.marker.is_none() || paragraph.text().len() <= SHORT_ITEM) =>
                {
                    key(paragraph.text())
                }
                _ => String::new(),
            })
            .collect();
        let frame = Frame { marks: vec![Mark::Body; blocks.len()], ..Frame::default() };
        let numbered = |block: &Block| matches!(block, Block::Paragraph(paragraph) if paragraph.marker.is_some());
        let mut framer = Framer {
            blocks,
            vocabulary,
            keys,
            frame,
            body: 0,
            divides: false,
            names: false,
            tells: false,
            first_item: blocks.iter().position(numbered),
            title: None,
            published: None,
        };
        let duties = (0..blocks.len()).filter(|&at| framer.paragraph(at).is_some_and(begins_with_duty));
        framer.divides = duties.take(2).count() == 2;
        let named = (0..blocks.len()).filter(|&at| framer.is_named(at)).count();
        framer.names = named > 2 && named * 2 >= blocks.len();
        let told = || (0..blocks.len()).filter(|&at| framer.is_told(at)).take(3).count();
        framer.tells = framer.first_item.is_none() && told() == 3;
        framer.body = framer.first_body_block(0);
        framer
    }

    fn paragraph(&self, at: usize) -> Option<&'a Paragraph> {
        match self.blocks.get(at)? {
            Block::Paragraph(paragraph) => Some(paragraph),
            Block::Grid(_) => None,
        }
    }

    fn is_open(&self, at: usize) -> bool {
        self.frame.marks.get(at) == Some(&Mark::Body)
    }

    fn mark(&mut self, at: usize, mark: Mark) {
        if let Some(slot) = self.frame.marks.get_mut(at) {
            *slot = mark;
        }
    }

    /// The first block at or after `from` that is an item, a labelled field or a table.
    fn first_body_block(&self, from: usize) -> usize {
        (from..self.blocks.len())
            .find(|&at| match &self.blocks[at] {
                Block::Grid(_) => true,
                Block::Paragraph(paragraph) => {
                    let bullet = |marker: Marker| matches!(marker.style, Style::Bullet(_));
                    let item = paragraph.marker.is_some_and(|marker| !bullet(marker) || paragraph.text().len() > 60)
                        || paragraph.marker.is_some_and(bullet)
                            && (self.is_said(at)
                                || self.is_said(at + 1)
                                || self.is_role(at + 1)
                                || self.names_work(at + 1)
                                || self.heads_items(at));
                    let field = paragraph.labelled
                        && self.vocabulary.label_at_start(paragraph.text()).is_some_and(|(field, _)| field.is_responsibility())
                        || self.is_record(paragraph);
                    let divided =
                        || self.divides && begins_with_duty(paragraph) || self.names && self.is_named(at) || self.tells && self.is_told(at);
                    let assigned = || ends_with_fields(paragraph.text(), self.vocabulary) || divided();
                    self.is_open(at) && (item || field || assigned()) && !self.is_page_line(at)
                }
            })
            .unwrap_or(self.blocks.len())
    }

    /// 开展排查。（甲局、乙局）
    fn is_named(&self, at: usize) -> bool {
        self.paragraph(at).is_some_and(|paragraph| ends_with_bodies(paragraph.text(), self.vocabulary))
    }

    /// 在科研方面，完成课题6项，科研科牵头。
    fn is_told(&self, at: usize) -> bool {
        let told = |text: &str| read_inner_subject(text, self.vocabulary).is_some();
        self.paragraph(at).is_some_and(|paragraph| ends_sentence(paragraph.text()) && told(paragraph.text()))
    }

    /// 任务：育秧；责任人：甲某: a line that says by labels what is to be done and who does it. 甲某同志： over what he leads is one too.
    fn is_record(&self, paragraph: &Paragraph) -> bool {
        let labels = || labelled(paragraph.text(), self.vocabulary);
        let says = |label: &Labelled| matches!(label.field, Field::Title | Field::Content);
        let names = |label: &Labelled| label.field.is_bodies() || label.field.is_people();
        let whole = || labels().first().is_some_and(says) && labels().iter().any(names);
        paragraph.labelled && whole() || comrades(paragraph.text()).is_some()
    }

    /// A line that begins with the label of those who answer for what stands above it; 主办单位： of a page is none.
    fn is_role(&self, at: usize) -> bool {
        let label = |paragraph: &Paragraph| label_with_colon(paragraph.text(), self.vocabulary).filter(|_| paragraph.labelled);
        self.paragraph(at).and_then(label).is_some_and(|(field, _)| field.is_responsibility()) && !self.is_page_line(at)
    }

    /// A line that begins with the label of what is to be done: 项目名称：甲.
    fn names_work(&self, at: usize) -> bool {
        let label = |paragraph: &Paragraph| label_with_colon(paragraph.text(), self.vocabulary).filter(|_| paragraph.labelled);
        self.paragraph(at).and_then(label).is_some_and(|(field, _)| matches!(field, Field::Title | Field::Content))
    }

    /// A bulleted sentence; the links of a page are none.
    fn is_said(&self, at: usize) -> bool {
        let says = |paragraph: &Paragraph| {
            let bullet = paragraph.marker.is_some_and(|marker| matches!(marker.style, Style::Bullet(_)));
            let text = paragraph.text();
            bullet && (ends_sentence(text) || text.ends_with(['）', ')'])) && text.len() > 30 && !ends_with_dated_bracket(&self.keys[at])
        };
        self.paragraph(at).is_some_and(says) && !self.is_page_line(at)
    }

    /// ◎文稿服务 over 1., and the next ◎ over the number that follows: a mark that heads items. So does ◆ over items marked ►.
    fn heads_items(&self, at: usize) -> bool {
        let mark = |at: usize| self.paragraph(at).and_then(|paragraph| paragraph.marker);
        let (Some(own), Some(first)) = (mark(at), mark(at + 1)) else { return false };
        let alike = |next: usize| mark(next).is_some_and(|next| next.style == own.style);
        let below = |next: usize| mark(next).is_some_and(|next| next.style == first.style);
        let next = (at + 2..self.blocks.len()).find(|&next| alike(next));
        let other_mark = matches!(first.style, Style::Bullet(_)) && first.style != own.style;
        let fields_end = || next.is_some_and(|next| self.is_role(next - 1) && below(next + 1)) && self.is_role(at + 2);
        first.value == 1 && next.is_some_and(|next| below(next - 1) && below(next + 1)) || other_mark && fields_end()
    }

    fn is_page_line(&self, at: usize) -> bool {
        begins_page_line(&self.keys[at]) && !self.is_among_fields(at)
    }

    /// 承办单位： beside 协办单位： is a field, in the line above or below and in its own; beside 版权所有 it belongs to the page.
    fn is_among_fields(&self, at: usize) -> bool {
        let assigns = |at: usize| {
            let paragraph = self.paragraph(at).filter(|paragraph| paragraph.labelled)?;
            label_with_colon(paragraph.text(), self.vocabulary).filter(|(field, _)| field.is_responsibility())
        };
        let beside = |at: usize| assigns(at).is_some() && !begins_page_line(&self.keys[at]);
        let near = || beside(at + 1) || at.checked_sub(1).is_some_and(beside);
        assigns(at).is_some() && (near() && !self.ends_page(at) || self.holds_other_field(at))
    }

    /// 主办单位：甲局　承办单位：乙办 over 技术支持：丙中心: a line of the page's own, though right below the last task.
    fn ends_page(&self, at: usize) -> bool {
        let of_page = |at: usize| self.keys.get(at).is_some_and(|key| begins_page_line(key) && !key.is_empty());
        let text = self.paragraph(at).map_or("", Paragraph::text);
        let others = labelled(text, self.vocabulary);
        let all = others.len() > 1 && others.iter().all(|label| begins_page_line(&key(&text[label.label.clone()])));
        all && (of_page(at + 1) || at + 1 >= self.blocks.len())
    }

    /// Whether behind its first label a line below the first item has another of the plan: 主办单位：甲局　会办单位：乙局.
    fn holds_other_field(&self, at: usize) -> bool {
        let text = self.paragraph(at).map_or("", Paragraph::text);
        let other = |label: &Labelled| {
            let is_role = label.field.is_bodies() || label.field.is_people();
            is_role && !begins_page_line(&key(&text[label.label.clone()]))
        };
        self.first_item.is_some_and(|first| first < at) && labelled(text, self.vocabulary).iter().skip(1).any(other)
    }

    /// The page itself: navigation, index fields, footers. In the head and the tail by how a line begins, anywhere by what it holds.
    fn mark_page(&mut self) {
        let last_item = (0..self.blocks.len())
            .rev()
            .find(|&at| {
                self.paragraph(at).is_none_or(|paragraph| {
                    paragraph.marker.is_some() && !ends_with_dated_bracket(&self.keys[at]) || paragraph.labelled && !self.is_page_line(at)
                })
            })
            .unwrap_or(0);
        for at in 0..self.blocks.len() {
            if self.keys[at].is_empty() {
                continue;
            }
            let outside = at < self.body || at > last_item;
            let field = self.paragraph(at).is_some_and(|paragraph| paragraph.labelled) && at >= self.body && at <= last_item;
            let short = self.keys[at].len() <= 360;
            let page = (outside && self.is_page_line(at)) || (short && !field && names_page(&self.keys[at]));
            let stamp = at < self.body
                && short
                && self.keys[at].contains("来源:")
                && self.paragraph(at).is_some_and(|paragraph| first_date(paragraph.text()).is_some());
            let link = short && self.keys[at].len() > 20 && ends_with_dated_bracket(&self.keys[at]) && !self.keys[at].contains('。');
            if (page || stamp || link) && !self.keys[at].starts_with("备注") {
                self.note_published(at);
                self.mark(at, Mark::Rest("page chrome"));
            }
        }
        self.body = self.first_body_block(0);
    }

    fn note_published(&mut self, at: usize) {
        let words = &source().chrome.published;
        let Some(text) = self.paragraph(at).map(Paragraph::text) else { return };
        let labelled = words.are_in(&self.keys[at]);
        if labelled || self.keys[at].starts_with(|c: char| c.is_ascii_digit()) {
            let after = words.find(text).map_or(0, |found| found.start);
            self.published = self.published.or(first_date(&text[after..]));
        }
    }

    /// 附件：… with the lines of its list; 附件1 alone above a title.
    fn mark_attachments(&mut self) {
        let mut at = 0;
        while at < self.blocks.len() {
            let is_attachment = self.is_open(at)
                && self.keys[at].trim_start_matches('(').starts_with("附件")
                && !self.keys[at].contains('。')
                && self.keys[at].chars().count() <= 60;
            if !is_attachment {
                at += 1;
                continue;
            }
            self.frame.attachment.get_or_insert(at);
            self.mark(at, Mark::Rest(ATTACHMENT));
            at += 1;
            let listed = self.keys[at - 1].chars().count() > 4;
            while listed && at < self.blocks.len() && self.is_attachment_item(at) {
                self.mark(at, Mark::Rest(ATTACHMENT));
                at += 1;
            }
        }
        self.body = self.first_body_block(0);
    }

    fn is_attachment_item(&self, at: usize) -> bool {
        self.paragraph(at).is_some_and(|paragraph| {
            paragraph.marker.is_some_and(|marker| marker.style == Style::Arabic && marker.value > 1)
                && !paragraph.text().contains('。')
                && !paragraph.labelled
                && self.keys[at].chars().count() <= 50
        })
    }

    /// What follows the signature of the plan itself and assigns no work: other articles, declarations of the site.
    fn mark_behind_signature(&mut self) {
        let signed = (self.body..self.blocks.len()).rev().find(|&at| self.frame.marks[at] == Mark::Issuer);
        let Some(signed) = signed else { return };
        let assigns = |at: usize| self.paragraph(at).is_none_or(|paragraph| paragraph.labelled || paragraph.text().len() > SHORT / 2);
        if (signed + 1..self.blocks.len()).any(|at| self.is_open(at) && assigns(at)) {
            return;
        }
        for at in signed + 1..self.blocks.len() {
            if self.is_open(at) && !self.keys[at].is_empty() && !self.is_note(at) {
                self.mark(at, Mark::Rest("behind the signature"));
            }
        }
    }

    /// 备注, 注：: remarks below a plan.
    fn is_note(&self, at: usize) -> bool {
        source().footers.remarks.begin(self.keys[at].trim_start_matches(['(', '[']))
    }

    /// Footers behind the last item, from the end backwards.
    fn mark_tail(&mut self) {
        let words = &source().footers;
        let footers = [
            (&words.copies, "copies"),
            (&words.keywords, "keywords"),
            (&words.publication, "publication mark"),
            (&words.print_run, "print run"),
            (&words.contact, "contact"),
        ];
        let is_field = |at: &usize| self.paragraph(*at).is_some_and(|paragraph| paragraph.labelled || paragraph.marker.is_some());
        let last_field = (self.body..self.blocks.len()).rev().find(|at| self.is_open(*at) && is_field(at)).unwrap_or(0);
        for at in 0..self.blocks.len() {
            if !self.is_open(at) || self.paragraph(at).is_none_or(|paragraph| paragraph.marker.is_some()) {
                continue;
            }
            let key = &self.keys[at];
            // Between the fields of tasks 联系人 is one of them.
            let within = |why: &str| why == "contact" && (self.body..last_field).contains(&at);
            if let Some((_, why)) = footers.iter().find(|(words, why)| words.begin(key) && !within(why)) {
                self.mark(at, Mark::Rest(why));
            } else if key.ends_with("印发") && first_date(key).is_some() {
                self.mark(at, Mark::Rest("print line"));
                if self.is_signer(at.wrapping_sub(1)) && at > self.body {
                    self.mark(at - 1, Mark::Rest("print line"));
                }
            }
        }
        for at in (self.body..self.blocks.len()).rev() {
            let note = self.is_note(at);
            match self.paragraph(at) {
                Some(paragraph) if note && paragraph.marker.is_none() && self.is_open(at) => self.mark(at, Mark::Closing),
                Some(_) if !self.is_open(at) => {}
                _ => break,
            }
        }
    }

    /// Everything before the body that is not anything else: letterhead above the title, the notice and the introduction.
    fn mark_head(&mut self) {
        let title_start = self.title.as_ref().map_or(0, |title| title.start);
        for at in 0..self.body {
            if self.is_open(at) {
                let letterhead = at < title_start
                    && (self.is_letterhead(at)
                        || title_rank(&self.keys[at]).is_some()
                        || looks_like_body(&self.keys[at])
                        || self.keys[at].starts_with("关于"));
                self.mark(at, if letterhead { Mark::Rest("letterhead") } else { Mark::Preamble });
            }
        }
        // A notice with points of its own stands before the title.
        for at in 0..title_start {
            if self.is_open(at) {
                self.mark(at, Mark::Preamble);
            }
        }
    }

    fn finish(mut self) -> Frame {
        let title_year = self.frame.title.as_deref().and_then(planned_year);
        let number_year = || self.frame.doc_number.as_deref().and_then(bracketed_year);
        let head_year = || self.keys[..self.body].iter().find_map(|key| year_of(key));
        self.frame.is_covering_notice =
            self.frame.title.as_deref().is_none_or(|title| title_rank(&key(title)) != Some(2)) && self.names_attached_plan();
        self.frame.year = title_year.or_else(|| self.frame.issued_on.map(Date::year)).or_else(number_year).or_else(head_year);
        self.frame
    }
}

impl Framer<'_> {
    /// Whether an attachment is itself a plan.
    fn names_attached_plan(&self) -> bool {
        (0..self.blocks.len())
            .filter(|&at| self.frame.marks[at] == Mark::Rest(ATTACHMENT))
            .any(|at| source().titles.attached.are_in(&self.keys[at]))
    }
}

/// 县公安局：负责…
fn begins_with_duty(paragraph: &Paragraph) -> bool {
    !paragraph.labelled && read_duty_head(paragraph.body()).is_some_and(|head| head.is_duty)
}

/// The lists of links below a page: `某局2018年工作总结(2019-01-18)`.
fn ends_with_dated_bracket(key: &str) -> bool {
    let Some(inner) = key.strip_suffix([')', ']']) else { return false };
    inner.rfind(['(', '[']).is_some_and(|open| {
        open > 0 && inner.len() > open + 8 && inner[open + 1..].contains('-') && whole_date(&inner[open + 1..]).is_some()
    })
}
