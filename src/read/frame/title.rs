//! The plan's own title: the one the notice announces, else the best line before the body.

use std::ops::Range;

use crate::words::dates::whole_date;
use crate::words::fold::{is_blank, key, without_final_bracket};
use crate::words::names::{is_collective, lists_bodies, looks_like_body};
use crate::words::numbering::Style;
use crate::words::vocabulary;

use super::super::Block;
use super::super::paragraphs::{Paragraph, ends_sentence};
use super::super::reading::{heading_label, looks_like_heading};
use super::signature::doc_number;
use super::{ATTACHMENT, Framer, Mark, NEAR};

impl Framer<'_> {
    pub(super) fn find_title(&mut self) {
        let named = self.announced_titles().into_iter().find_map(|title| self.find_announced(&title));
        let found = named.or_else(|| self.best_candidate());
        if found.is_none()
            && let Some((at, title)) = self.title_behind_attachment_mark()
        {
            self.mark(at, Mark::Title);
            self.frame.title = self.paragraph(at).map(|paragraph| paragraph.text()[title.clone()].to_owned());
            self.frame.title_at = Some((at, title));
            self.title = Some(at..at + 1);
            return;
        }
        let Some(range) = found else { return self.step_back_to_text(0) };
        for at in range.clone() {
            self.mark(at, Mark::Title);
        }
        let lines = range.clone().filter_map(|at| Some((at, self.paragraph(at)?.text())));
        let unspaced = |(at, text): (usize, &str)| {
            if at > range.start && self.is_letter_spaced(at) { text.replace(is_blank, "") } else { text.to_owned() }
        };
        self.frame.title = Some(lines.map(unspaced).collect());
        self.body = self.first_body_block(range.end);
        self.step_back_to_text(range.end);
        self.title = Some(range);
    }

    /// The heading of the first list, right above it: told by headings of its kind above later lists.
    pub(super) fn step_back_to_heading(&mut self) {
        let after = self.title.as_ref().map_or(0, |title| title.end);
        if self.is_table(self.body) && self.is_plain_before(self.body, after) && self.each_table_is_headed() {
            self.body -= 1;
            return;
        }
        let Some(first) = self.paragraph(self.body).and_then(|paragraph| paragraph.marker) else { return };
        if !self.is_plain_before(self.body, after) || self.paragraph(self.body).is_some_and(|paragraph| paragraph.gap > 1) {
            return;
        }
        let head = self.body - 1;
        // 村名：上村 over each list is told by its word.
        let label = self.paragraph(head).and_then(heading_label);
        let heads = |at: usize| {
            let lists = self.paragraph(at + 1).and_then(|paragraph| paragraph.marker).is_some_and(|marker| marker.style == first.style);
            let plain = self.paragraph(at).is_some_and(|paragraph| {
                let text = without_colon(paragraph.text());
                let is_alike = || label.is_some() && heading_label(paragraph) == label;
                paragraph.marker.is_none() && !paragraph.labelled && (looks_like_heading(text, self.vocabulary) || is_alike())
            });
            lists && plain && self.is_open(at)
        };
        let is_body = |at: usize| self.paragraph(at).is_some_and(|paragraph| looks_like_body(without_colon(paragraph.text())));
        if heads(head) && (self.body + 1..self.blocks.len()).any(|at| heads(at) && is_body(at) == is_body(head)) {
            self.body = head;
        }
    }

    fn is_table(&self, at: usize) -> bool {
        matches!(self.blocks.get(at), Some(Block::Grid(_)))
    }

    /// Whether a heading without a number stands right above each of several tables.
    fn each_table_is_headed(&self) -> bool {
        let plain = |paragraph: &Paragraph| {
            paragraph.marker.is_none() && !paragraph.labelled && looks_like_heading(paragraph.text(), self.vocabulary)
        };
        let headed =
            |at: usize| at.checked_sub(1).filter(|&above| self.is_open(above)).and_then(|above| self.paragraph(above)).is_some_and(plain);
        let tables: Vec<usize> = (0..self.blocks.len()).filter(|&at| self.is_table(at)).collect();
        tables.len() > 1 && tables.into_iter().all(headed)
    }

    /// Fields without a numbered item above them belong to the paragraph before, and that to the heading before it.
    fn step_back_to_text(&mut self, after: usize) {
        // A paragraph that ends with its fields is a task itself; only its headings stand before it.
        let own_text = self.paragraph(self.body).is_some_and(|paragraph| !paragraph.labelled);
        if own_text && self.paragraph(self.body).is_some_and(|paragraph| paragraph.marker.is_none()) {
            while self.is_plain_before(self.body, after) && self.is_heading(self.body - 1) {
                self.body -= 1;
            }
            return;
        }
        if self.paragraph(self.body).is_none_or(|paragraph| paragraph.marker.is_some()) || !self.is_text_before(self.body, after) {
            return;
        }
        self.body -= 1;
        // 领衔代表：… between a text and its fields is one of them, known or not.
        while self.is_labelled_line(self.body) && self.is_text_before(self.body, after) {
            self.body -= 1;
        }
        // What is set off above a text without a title may be just that.
        let may_head = |framer: &Self| framer.frame.title.is_some() || framer.paragraph(framer.body).is_some_and(|line| line.gap == 0);
        while may_head(self) && self.is_plain_before(self.body, after) && self.is_heading(self.body - 1) {
            self.body -= 1;
        }
    }

    /// Whether a short line begins with a word and a colon.
    fn is_labelled_line(&self, at: usize) -> bool {
        const LABEL: std::ops::RangeInclusive<usize> = 2..=6; // characters
        const LONGEST: usize = 60; // characters
        self.paragraph(at).is_some_and(|paragraph| {
            let text = paragraph.text();
            let word = text.chars().take_while(|c| c.is_alphabetic()).count();
            let colon = text.chars().nth(word).is_some_and(|c| matches!(c, '：' | ':'));
            LABEL.contains(&word) && colon && text.chars().nth(LONGEST).is_none()
        })
    }

    fn is_text_before(&self, at: usize, after: usize) -> bool {
        let plain = |paragraph: &Paragraph| paragraph.marker.is_none() && !paragraph.text().ends_with(['：', ':']);
        at > after && self.is_open(at - 1) && self.paragraph(at - 1).is_some_and(plain)
    }

    fn is_heading(&self, at: usize) -> bool {
        looks_like_heading(self.paragraph(at).map_or("", Paragraph::text), self.vocabulary)
    }

    /// Whether the block before `at` is running text behind the title.
    fn is_plain_before(&self, at: usize, after: usize) -> bool {
        at > after
            && self.is_open(at - 1)
            && self
                .paragraph(at - 1)
                .is_some_and(|paragraph| !paragraph.labelled && !without_colon(paragraph.text()).ends_with(['：', ':']))
    }

    /// Titles the notice announces: 现将《…》印发, 关于印发…的通知.
    fn announced_titles(&self) -> Vec<String> {
        let mut titles = Vec::new();
        for key in self.keys.iter().filter(|key| !key.is_empty()).take(40) {
            for word in vocabulary::source().titles.announcing.iter() {
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
        let bare = |key: &str| key.replace(['《', '》', '〈', '〉', '"', '“', '”'], "");
        let wanted = bare(title);
        (0..self.blocks.len().min(NEAR)).filter(|&at| self.is_title_line(at)).find_map(|start| {
            let mut joined = String::new();
            for end in start..(start + 4).min(self.blocks.len()) {
                if !self.is_title_line(end) {
                    return None;
                }
                joined.push_str(&bare(&self.keys[end]));
                let plain = without_final_bracket(&joined);
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
        let several = (0..self.blocks.len()).filter(|&at| self.is_attachment_head(at)).count() > 1;
        let mut at = 0;
        while at < self.body {
            if !self.is_title_line(at) || self.is_letterhead(at) {
                at += 1;
                continue;
            }
            let end = self.title_run_end(at);
            let joined: String = self.keys[at..end].concat();
            // Several attachments with a title each are parts of the plan whose title stands above them.
            let is_part = several && at > 0 && self.is_attachment_head(at - 1);
            if let Some(rank) = title_rank(&joined)
                && best.as_ref().is_none_or(|(before, _)| !is_part && rank >= *before)
            {
                best = Some((rank, at..end));
            }
            at = end;
        }
        best.map(|(_, range)| range)
    }

    /// 附件1：2031年任务清单 above the body, and no other title: what is attached was sent alone.
    fn title_behind_attachment_mark(&self) -> Option<(usize, Range<usize>)> {
        let at = (0..self.body).find(|&at| self.frame.marks[at] == Mark::Rest(ATTACHMENT))?;
        let alone = self.frame.marks.get(at + 1) != Some(&Mark::Rest(ATTACHMENT));
        let text = self.paragraph(at).filter(|_| alone)?.text();
        title_behind_mark(text).map(|title| (at, title))
    }

    /// 附件1 alone, above the title of what is attached.
    fn is_attachment_head(&self, at: usize) -> bool {
        let titled = || self.keys.get(at + 1).is_some_and(|below| title_rank(below).is_some());
        self.keys[at].starts_with("附件") && self.keys[at].chars().count() <= 4 && titled()
    }

    /// A line with a blank behind every character, as titles and letterheads are printed.
    fn is_letter_spaced(&self, at: usize) -> bool {
        let letters = self.keys[at].chars().count();
        let blanks = self.paragraph(at).map_or(0, |paragraph| paragraph.text().chars().filter(|&c| is_blank(c)).count());
        letters >= 3 && blanks + 1 >= letters
    }

    /// Where a title that begins at `start` ends: over the lines that follow without a gap, up to the last that ends as titles do.
    fn title_run_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        let mut complete = title_rank(&self.keys[start]).map(|_| end);
        let goes_on = |end: usize| {
            let spaced = self.is_letter_spaced(end) && title_rank(&self.keys[start..=end].concat()).is_some();
            self.is_title_line(end) && (spaced || !self.is_letterhead(end))
        };
        while end < self.body.min(start + 4) && goes_on(end) {
            // Set off below a whole title stands another: 督查专报（第5期） over 关于议定事项的督办清单.
            let announced = || complete.is_none() && self.keys[end].starts_with("关于");
            let follows = self.paragraph(end).is_some_and(|paragraph| paragraph.gap == 0) || announced();
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
    pub(super) fn is_letterhead(&self, at: usize) -> bool {
        let Some(paragraph) = self.paragraph(at) else { return false };
        let key = &self.keys[at];
        let text = paragraph.text();
        key.ends_with("文件")
            || key.starts_with('★')
            || is_register_number(key)
            || key.starts_with("签发人")
            || self.is_letter_spaced(at)
            || doc_number(text).is_some_and(|range| range.len() + 12 >= text.len())
    }
}

/// HZXR—2026—0004: the number under which a document is registered.
fn is_register_number(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.contains(|c: char| c.is_ascii_digit())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '—' | '–' | '/'))
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

/// 附件1：2031年任务清单: where the title stands.
pub(crate) fn title_behind_mark(text: &str) -> Option<Range<usize>> {
    let (_, title) = text.split_once(['：', ':'])?;
    let title = title.trim_start_matches(is_blank);
    title_rank(&key(title)).map(|_| text.len() - title.len()..text.len())
}

/// How sure a text is a title: 2 a plan's own, 1 a notice's; `None` when it does not end as titles do.
pub(super) fn title_rank(key: &str) -> Option<u8> {
    let bare = without_final_bracket(key).trim_end_matches(['”', '"']);
    let length = bare.chars().count();
    let endings = &vocabulary::source().titles.endings;
    if !(5..=90).contains(&length) || ends_sentence(bare) || !endings.iter().any(|ending| bare.ends_with(ending)) {
        return None;
    }
    Some(if bare.ends_with("通知") || bare.starts_with("关于印发") { 1 } else { 2 })
}

/// 办公室： names a body like 办公室; what introduces a list keeps its colon, and so does a salutation.
fn without_colon(text: &str) -> &str {
    text.strip_suffix(['：', ':']).filter(|name| lists_bodies(name) && !is_collective(name)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        assert_eq!(title_rank("2023年全县教育工作要点"), Some(2));
        assert_eq!(title_rank("2023年全县教育工作要点(征求意见稿)"), Some(2));
        assert_eq!(title_rank("某局关于印发2023年工作要点的通知"), Some(1));
        assert_eq!(title_rank("坚持稳中求进。"), None);
    }
}
