//! What stands around the tasks: letterhead, document number, title, notice, signature, footers and the page itself.
//!
//! Works on the blocks of a document and only marks them; the outline then reads what is left as body.

use std::ops::Range;

use jiff::civil::Date;

use crate::words::dates::{damaged_date, final_date, first_date, may_be_damaged_date, whole_date, year_of};
use crate::words::fold::{fold, is_blank, key};
use crate::words::names::looks_like_body;
use crate::words::numbering::Style;
use crate::words::vocabulary::{self, begins_with_any};

use super::Block;
use super::paragraphs::{Paragraph, ends_sentence};
use super::reading::looks_like_heading;

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

/// The frame of a document.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// One mark a block.
    pub marks: Vec<Mark>,
    pub title: Option<String>,
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
pub(crate) fn frame(blocks: &[Block]) -> Frame {
    let mut framer = Framer::new(blocks);
    framer.mark_page();
    framer.mark_attachments();
    framer.find_title();
    framer.find_doc_number();
    framer.find_signature();
    framer.mark_tail();
    framer.mark_head();
    framer.finish()
}

struct Framer<'a> {
    blocks: &'a [Block],
    /// Folded, blank-free text of short paragraphs; empty for long ones and tables.
    keys: Vec<String>,
    frame: Frame,
    /// The first block of the body: a table, an item or a label.
    body: usize,
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
    fn new(blocks: &'a [Block]) -> Self {
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
        let mut framer = Framer { blocks, keys, frame, body: 0, title: None, published: None };
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
                    let item =
                        paragraph.marker.is_some_and(|marker| !matches!(marker.style, Style::Bullet(_)) || paragraph.text().len() > 60);
                    let field = paragraph.labelled
                        && vocabulary::label_at_start(paragraph.text()).is_some_and(|(field, _)| field.is_responsibility());
                    self.is_open(at) && (item || field) && !self.is_page_line(at)
                }
            })
            .unwrap_or(self.blocks.len())
    }

    fn is_page_line(&self, at: usize) -> bool {
        let chrome = &vocabulary::source().chrome;
        begins_with_any(&self.keys[at], &chrome.begins)
    }

    /// The page itself: navigation, index fields, footers. In the head and the tail by how a line begins, anywhere by what it holds.
    fn mark_page(&mut self) {
        let vocabulary::Chrome { begins, contains } = &vocabulary::source().chrome;
        let last_item = (0..self.blocks.len())
            .rev()
            .find(|&at| {
                self.paragraph(at).is_none_or(|paragraph| {
                    paragraph.marker.is_some() && !ends_with_dated_bracket(&self.keys[at])
                        || paragraph.labelled && !begins_with_any(&self.keys[at], begins)
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
            let page = (outside && begins_with_any(&self.keys[at], begins))
                || (short && !field && contains.iter().any(|word| self.keys[at].contains(word.as_str())));
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
        const PUBLISHED: [&str; 9] = ["发布日期", "发布时间", "发文日期", "成文日期", "生成日期", "印发日期", "发布于", "时间:", "日期:"];
        let Some(text) = self.paragraph(at).map(Paragraph::text) else { return };
        let labelled = PUBLISHED.iter().any(|word| self.keys[at].contains(word));
        if labelled || self.keys[at].starts_with(|c: char| c.is_ascii_digit()) {
            let after = PUBLISHED.iter().filter_map(|word| text.find(word)).min().unwrap_or(0);
            self.published = self.published.or(first_date(&text[after..]));
        }
    }

    /// 附件：… with the lines of its list; 附件1 alone above a title.
    fn mark_attachments(&mut self) {
        let mut at = 0;
        while at < self.blocks.len() {
            let is_attachment = self.is_open(at)
                && self.keys[at].starts_with("附件")
                && !self.keys[at].contains('。')
                && self.keys[at].chars().count() <= 60;
            if !is_attachment {
                at += 1;
                continue;
            }
            self.frame.attachment.get_or_insert(at);
            self.mark(at, Mark::Rest("attachment"));
            at += 1;
            let listed = self.keys[at - 1].chars().count() > 4;
            while listed && at < self.blocks.len() && self.is_attachment_item(at) {
                self.mark(at, Mark::Rest("attachment"));
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

    fn find_title(&mut self) {
        let named = self.announced_titles().into_iter().find_map(|title| self.find_announced(&title));
        let found = named.or_else(|| self.best_candidate());
        let Some(range) = found else { return };
        for at in range.clone() {
            self.mark(at, Mark::Title);
        }
        let lines: Vec<&str> = range.clone().filter_map(|at| self.paragraph(at)).map(Paragraph::text).collect();
        self.frame.title = Some(lines.concat());
        self.body = self.first_body_block(range.end);
        self.step_back_to_text(range.end);
        self.title = Some(range);
    }

    /// Fields without a numbered item above them belong to the paragraph before, and that to the heading before it.
    fn step_back_to_text(&mut self, after: usize) {
        if self.paragraph(self.body).is_none_or(|paragraph| paragraph.marker.is_some()) || !self.is_plain_before(self.body, after) {
            return;
        }
        self.body -= 1;
        while self.is_plain_before(self.body, after) && looks_like_heading(self.paragraph(self.body - 1).map_or("", Paragraph::text)) {
            self.body -= 1;
        }
    }

    /// Whether the block before `at` is running text behind the title.
    fn is_plain_before(&self, at: usize, after: usize) -> bool {
        at > after
            && self.is_open(at - 1)
            && self.paragraph(at - 1).is_some_and(|paragraph| !paragraph.labelled && !paragraph.text().ends_with(['：', ':']))
    }

    /// Titles the notice announces: 现将《…》印发, 关于印发…的通知.
    fn announced_titles(&self) -> Vec<String> {
        let mut titles = Vec::new();
        for key in self.keys.iter().filter(|key| !key.is_empty()).take(40) {
            for word in ["印发《", "将《", "下发《", "转发《", "印送《"] {
                if let Some(start) = key.find(word).map(|at| at + word.len()) {
                    titles.extend(closing_quote(&key[start..]).map(|end| key[start..start + end].to_owned()));
                }
            }
            if let Some(rest) = key.strip_prefix('《') {
                titles.extend(closing_quote(rest).map(|end| rest[..end].to_owned()));
            }
        }
        let joined: String = self.keys.iter().take(12).map(String::as_str).collect();
        if let Some((_, rest)) = joined.split_once("关于印发")
            && let Some((title, _)) = rest.split_once("的通知")
        {
            titles.push(title.trim_matches(['《', '》']).to_owned());
        }
        titles
    }

    /// The lines that are exactly an announced title.
    fn find_announced(&self, title: &str) -> Option<Range<usize>> {
        let bare = |key: &str| key.replace(['《', '》', '"', '“', '”'], "");
        let wanted = bare(title);
        (0..self.blocks.len().min(NEAR)).filter(|&at| self.is_title_line(at)).find_map(|start| {
            let mut joined = String::new();
            for end in start..(start + 4).min(self.blocks.len()) {
                if !self.is_title_line(end) {
                    return None;
                }
                joined.push_str(&bare(&self.keys[end]));
                let plain = without_bracket(&joined);
                if plain == wanted || joined == wanted {
                    return Some(start..end + 1);
                }
                if !wanted.starts_with(&joined) {
                    return None;
                }
            }
            None
        })
    }

    fn is_title_line(&self, at: usize) -> bool {
        let Some(paragraph) = self.paragraph(at) else { return false };
        let key = &self.keys[at];
        let length = key.chars().count();
        self.is_open(at)
            && paragraph
                .marker
                .is_none_or(|marker| !matches!(marker.style, Style::Chinese | Style::ChineseBracket | Style::Arabic | Style::ArabicBracket))
            && !paragraph.labelled
            && (2..=60).contains(&length)
            && !key.contains(['。', ';', '|'])
            && !key.ends_with([':', ','])
            && whole_date(key).is_none()
            && !key.starts_with("各")
    }

    /// The best run of title lines before the body: the plan's own title before the notice's, the last before the first.
    fn best_candidate(&self) -> Option<Range<usize>> {
        let mut best: Option<(u8, Range<usize>)> = None;
        let mut at = 0;
        while at < self.body {
            if !self.is_title_line(at) || self.is_letterhead(at) {
                at += 1;
                continue;
            }
            let end = self.title_run_end(at);
            let joined: String = self.keys[at..end].concat();
            if let Some(rank) = title_rank(&joined)
                && best.as_ref().is_none_or(|(before, _)| rank >= *before)
            {
                best = Some((rank, at..end));
            }
            at = end;
        }
        best.map(|(_, range)| range)
    }

    /// Where a title that begins at `start` ends: over the lines that follow without a gap, up to the last that ends as titles do.
    fn title_run_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        let mut complete = title_rank(&self.keys[start]).map(|_| end);
        while end < self.body.min(start + 4) && self.is_title_line(end) && !self.is_letterhead(end) {
            let follows = self.paragraph(end).is_some_and(|paragraph| paragraph.gap == 0) || self.keys[end].starts_with("关于");
            if !follows || (complete.is_some() && !self.keys[end].ends_with("通知") && title_rank(&self.keys[end]).is_none()) {
                break;
            }
            if complete.is_some() && title_rank(&self.keys[start..end].concat()) == Some(1) {
                break;
            }
            end += 1;
            if title_rank(&self.keys[start..end].concat()).is_some() {
                complete = Some(end);
            }
        }
        complete.unwrap_or(start + 1)
    }

    /// 某县人民政府文件, letter-spaced words, a star, a document number: what stands above a title.
    fn is_letterhead(&self, at: usize) -> bool {
        let Some(paragraph) = self.paragraph(at) else { return false };
        let key = &self.keys[at];
        let text = paragraph.text();
        let letters = key.chars().count();
        let blanks = text.chars().filter(|&c| is_blank(c)).count();
        let spaced = letters >= 3 && blanks + 1 >= letters;
        key.ends_with("文件")
            || key.starts_with('★')
            || key.starts_with("签发人")
            || spaced
            || doc_number(text).is_some_and(|range| range.len() + 12 >= text.len())
    }

    fn find_doc_number(&mut self) {
        for at in (0..self.body.min(self.blocks.len())).filter(|&at| !self.keys[at].is_empty()) {
            let Some(paragraph) = self.paragraph(at) else { continue };
            let Some(range) = doc_number(paragraph.text()) else { continue };
            let text = paragraph.text();
            let index_line = self.frame.marks[at] == Mark::Rest("page chrome")
                && text[..range.start].trim_end_matches(is_blank).ends_with([':', '：', '|', '｜']);
            let own_line = self.is_open(at)
                && key(&text[range.clone()]).len() + 30 >= self.keys[at].len()
                && !self.keys[at].contains(['。', ',', '《'])
                && text[..range.start].chars().all(is_blank);
            if index_line || own_line {
                self.frame.doc_number = Some(text[range.clone()].to_owned());
                self.frame.doc_number_at = Some((at, range));
                if own_line {
                    self.mark(at, Mark::DocNumber);
                }
                return;
            }
        }
    }

    /// The first signature with its date; other dates only when there is none.
    fn find_signature(&mut self) {
        for at in 0..self.blocks.len() {
            if !self.is_open(at) || self.keys[at].is_empty() {
                continue;
            }
            let Some(paragraph) = self.paragraph(at) else { continue };
            if self.whole_or_damaged(at).is_some() {
                let under_title = self.title.as_ref().is_some_and(|title| title.end == at) && self.keys[at].starts_with('(');
                let signer = [self.first_signer_above(at), at + 1].into_iter().find(|&near| self.is_signer(near)).filter(|_| !under_title);
                if signer.is_some() || under_title || paragraph.marker.is_none() {
                    self.sign(at, signer);
                }
            } else if let Some((start, date)) = final_date(paragraph.text()).filter(|(start, _)| *start > 0) {
                self.sign_on_one_line(at, start, date);
            }
        }
        let stated = self.printed_date().or(self.published);
        self.frame.issued_on = self.frame.issued_on.or(stated);
    }

    fn whole_or_damaged(&self, at: usize) -> Option<Option<Date>> {
        let text = self.paragraph(at)?.text();
        if let Some(date) = whole_date(text) {
            return Some(Some(date));
        }
        let signed = self.is_signer(at.wrapping_sub(1));
        (signed && may_be_damaged_date(text)).then(|| self.published.and_then(|published| damaged_date(text, published)))
    }

    fn sign(&mut self, at: usize, signer: Option<usize>) {
        let date = self.whole_or_damaged(at).flatten();
        let first = self.frame.issuer.is_none();
        if let Some(signer) = signer {
            let name = self.paragraph(signer).map(|paragraph| paragraph.text().to_owned());
            if first {
                self.frame.issuer = name;
                self.frame.issued_on = date;
            }
            for beside in signer + 1..at {
                self.mark(beside, Mark::Rest("signature"));
            }
            self.mark(signer, if first { Mark::Issuer } else { Mark::Rest("signature") });
            self.mark(at, if first && date.is_some() { Mark::Date } else { Mark::Rest("signature") });
        } else {
            let used = self.frame.issued_on.is_none();
            self.frame.issued_on = self.frame.issued_on.or(date);
            self.mark(at, if used && date.is_some() { Mark::Date } else { Mark::Rest("date") });
        }
    }

    /// The first of the bodies that sign together above a date.
    fn first_signer_above(&self, date: usize) -> usize {
        let mut first = date;
        while first > 0 && date - first < 6 && self.is_signer(first - 1) {
            first -= 1;
        }
        if first == date { usize::MAX } else { first }
    }

    /// 某局　2023年3月8日
    fn sign_on_one_line(&mut self, at: usize, start: usize, date: Date) {
        let Some(text) = self.paragraph(at).map(Paragraph::text) else { return };
        let signer = text[..start].trim_end_matches(is_blank);
        if self.frame.issuer.is_none() && signer.len() < start && is_signer_name(signer) {
            self.frame.issuer = Some(signer.to_owned());
            self.frame.issued_on = Some(date);
            self.frame.signature_at.push((at, 0..signer.len(), start..text.len()));
            self.mark(at, Mark::Issuer);
        }
    }

    fn is_signer(&self, at: usize) -> bool {
        self.paragraph(at).is_some_and(|paragraph| {
            let taken = !matches!(self.frame.marks[at], Mark::Body);
            !taken && paragraph.marker.is_none() && !paragraph.labelled && is_signer_name(paragraph.text())
        })
    }

    /// The date of printing in a footer: 某局办公室 2023年3月8日印发.
    fn printed_date(&self) -> Option<Date> {
        self.keys.iter().filter(|key| key.ends_with("印发")).find_map(|key| first_date(key))
    }

    /// Footers behind the last item, from the end backwards.
    fn mark_tail(&mut self) {
        const FOOTERS: [(&str, &str); 16] = [
            ("抄送", "copies"),
            ("抄报", "copies"),
            ("主送", "copies"),
            ("主题词", "keywords"),
            ("(此件", "publication mark"),
            ("(信息公开", "publication mark"),
            ("(公开", "publication mark"),
            ("(共印", "print run"),
            ("联系人", "contact"),
            ("联系电话", "contact"),
            ("联系方式", "contact"),
            ("共印", "print run"),
            ("(联系人", "contact"),
            ("此件公开", "publication mark"),
            ("信息公开选项", "publication mark"),
            ("(主动公开", "publication mark"),
        ];
        for at in 0..self.blocks.len() {
            if !self.is_open(at) || self.paragraph(at).is_none_or(|paragraph| paragraph.marker.is_some()) {
                continue;
            }
            let key = &self.keys[at];
            if let Some((_, why)) = FOOTERS.iter().find(|(word, _)| key.starts_with(word)) {
                self.mark(at, Mark::Rest(why));
            } else if key.ends_with("印发") && first_date(key).is_some() {
                self.mark(at, Mark::Rest("print line"));
                if self.is_signer(at.wrapping_sub(1)) && at > self.body {
                    self.mark(at - 1, Mark::Rest("print line"));
                }
            }
        }
        for at in (self.body..self.blocks.len()).rev() {
            let key = &self.keys[at];
            let bare = key.trim_start_matches(['(', '[']);
            let note = ["备注", "注:", "注1", "说明:", "说明", "填表说明"].iter().any(|word| bare.starts_with(word));
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
        let title_year = self.frame.title.as_deref().and_then(year_of);
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
        const PLANS: [&str; 12] = ["分解", "清单", "方案", "任务", "台账", "分工", "计划", "要点", "一览表", "责任表", "安排", "项目表"];
        (0..self.blocks.len())
            .filter(|&at| self.frame.marks[at] == Mark::Rest("attachment"))
            .any(|at| PLANS.iter().any(|word| self.keys[at].contains(word)))
    }
}

/// Where a 《 that stood before `text` closes; quotes may be nested.
fn closing_quote(text: &str) -> Option<usize> {
    let mut depth = 1usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '《' => depth += 1,
            '》' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// How sure a text is a title: 2 a plan's own, 1 a notice's; `None` when it does not end as titles do.
fn title_rank(key: &str) -> Option<u8> {
    let bare = without_bracket(key);
    let length = bare.chars().count();
    let endings = &vocabulary::source().titles.endings;
    if !(5..=90).contains(&length) || ends_sentence(bare) || !endings.iter().any(|ending| bare.ends_with(ending.as_str())) {
        return None;
    }
    Some(if bare.ends_with("通知") || bare.starts_with("关于印发") { 1 } else { 2 })
}

/// A title without （征求意见稿） and the like behind it.
fn without_bracket(key: &str) -> &str {
    match key.strip_suffix([')', ']']).and_then(|inner| inner.rfind(['(', '['])) {
        Some(open) if open > 0 => &key[..open],
        _ => key,
    }
}

/// The lists of links below a page: `某局2018年工作总结(2019-01-18)`.
fn ends_with_dated_bracket(key: &str) -> bool {
    let Some(inner) = key.strip_suffix([')', ']']) else { return false };
    inner.rfind(['(', '[']).is_some_and(|open| {
        open > 0 && inner.len() > open + 8 && inner[open + 1..].contains('-') && whole_date(&inner[open + 1..]).is_some()
    })
}

fn is_signer_name(text: &str) -> bool {
    let key = key(text);
    let length = key.chars().count();
    let ends =
        ["党组", "党委", "委员会", "领导小组", "办公室", "政府", "指挥部", "联席会议", "工作组"].iter().any(|word| key.ends_with(word));
    (3..=40).contains(&length) && !key.contains(['。', ',', ';', ':', '《', '|']) && (looks_like_body(&key) || ends)
}

/// `栖政发〔2023〕17号` inside a text: letters, a bracketed year, a number.
fn doc_number(text: &str) -> Option<Range<usize>> {
    let open = text
        .char_indices()
        .find(|&(at, c)| matches!(c, '〔' | '[' | '【' | '（' | '(' | '［' | '﹝') && bracketed_year(&text[at..]).is_some())?
        .0;
    let after_bracket = open + text[open..].find(['〕', ']', '】', '）', ')', '］', '﹞'])?;
    let tail = &text[after_bracket..];
    let end = after_bracket + tail.find(['号', '號']).filter(|&at| at <= 30)? + '号'.len_utf8();
    let number = text[after_bracket..end].chars().filter(char::is_ascii_digit).count();
    let is_letter = |c: char| c.is_alphabetic() && !matches!(c, '号' | '號');
    let start = text[..open].char_indices().rev().take_while(|&(_, c)| is_letter(c)).last()?.0;
    (number > 0 && text[start..open].chars().count() <= 20).then_some(start..end)
}

/// The year of a text that begins with a bracket: `〔2023〕17号` → 2023; of a number: the first such bracket.
fn bracketed_year(text: &str) -> Option<i16> {
    let opens = |c: char| matches!(fold(c), '[' | '(' | '﹝');
    let key: String = text.chars().skip_while(|&c| !opens(c)).filter(|&c| !is_blank(c)).take(8).map(fold).collect();
    let open = key.find(['[', '(', '﹝'])?;
    let inner: String = key[open..].chars().skip(1).take_while(char::is_ascii_digit).collect();
    let closed = key[open..].chars().nth(1 + inner.len()).is_some_and(|c| matches!(c, ']' | ')' | '﹞'));
    inner.parse().ok().filter(|year| closed && inner.len() == 4 && (1900..=2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_numbers() {
        for (text, number) in [
            ("栖政发〔2023〕17号", Some("栖政发〔2023〕17号")),
            ("文号:栖政办[2017]44号 有效性", Some("栖政办[2017]44号")),
            ("青农发（2016）第11号", Some("青农发（2016）第11号")),
            ("（2016）", None),
            ("某规划（2016）", None),
        ] {
            assert_eq!(doc_number(text).map(|range| &text[range]), number, "{text}");
        }
    }

    #[test]
    fn titles_and_signers() {
        assert_eq!(title_rank("2023年全县教育工作要点"), Some(2));
        assert_eq!(title_rank("2023年全县教育工作要点(征求意见稿)"), Some(2));
        assert_eq!(title_rank("某局关于印发2023年工作要点的通知"), Some(1));
        assert_eq!(title_rank("坚持稳中求进。"), None);
        assert!(is_signer_name("中共某县教育局党组") && is_signer_name("某市人民政府办公室") && !is_signer_name("请认真贯彻执行。"));
    }
}
