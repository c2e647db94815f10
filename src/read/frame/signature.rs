//! Who signed, when, and under which number.

use std::ops::Range;

use jiff::civil::Date;

use crate::words::dates::{damaged_date, final_date, first_date, may_be_damaged_date, whole_date};
use crate::words::fold::{fold, is_blank, key};
use crate::words::names::looks_like_body;
use crate::words::vocabulary;

use super::super::paragraphs::Paragraph;
use super::{Framer, Mark};

impl Framer<'_> {
    pub(super) fn find_doc_number(&mut self) {
        for at in (0..self.body.min(self.blocks.len())).filter(|&at| !self.keys[at].is_empty()) {
            let Some(paragraph) = self.paragraph(at) else { continue };
            let Some(range) = doc_number(paragraph.text()) else { continue };
            let text = paragraph.text();
            let index_line = self.frame.marks[at] == Mark::Rest("page chrome")
                && text[..range.start].trim_end_matches(is_blank).ends_with([':', '：', '|', '｜']);
            // （某政发〔2023〕17号）
            let enclosed = || text[..range.start].chars().all(|c| fold(c) == '(') && text[range.end..].chars().all(|c| fold(c) == ')');
            let own_line = self.is_open(at)
                && key(&text[range.clone()]).len() + 30 >= self.keys[at].len()
                && !self.keys[at].contains(['。', ',', '《'])
                && (text[..range.start].chars().all(is_blank) || enclosed());
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
    pub(super) fn find_signature(&mut self) {
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
        if is_open_date(text) {
            return Some(None);
        }
        (signed && may_be_damaged_date(text)).then(|| self.published.and_then(|published| damaged_date(text, published)))
    }

    fn sign(&mut self, at: usize, signer: Option<usize>) {
        let date = self.whole_or_damaged(at).flatten();
        let first = self.frame.issuer.is_none();
        if let Some(signer) = signer {
            if first && let Some(text) = self.paragraph(signer).map(Paragraph::text) {
                // Two bodies that sign side by side: the first.
                let end = first_of_wide_gap(text);
                self.frame.issuer = Some(text[..end].to_owned());
                self.frame.issued_on = date;
                if end < text.len() {
                    self.frame.signature_at.push((signer, 0..end, text.len()..text.len()));
                }
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
        // （某局　2023年3月8日）
        let opening = text.chars().next().filter(|&c| fold(c) == '(' && text.ends_with(['）', ')'])).map_or(0, char::len_utf8);
        if self.frame.issuer.is_none() && signer.len() < start && is_signer_name(&signer[opening..]) {
            self.frame.issuer = Some(signer[opening..].to_owned());
            self.frame.issued_on = Some(date);
            self.frame.signature_at.push((at, opening..signer.len(), start..text.len()));
            self.mark(at, Mark::Issuer);
        }
    }

    pub(super) fn is_signer(&self, at: usize) -> bool {
        self.paragraph(at).is_some_and(|paragraph| {
            let taken = !matches!(self.frame.marks[at], Mark::Body);
            !taken && paragraph.marker.is_none() && !paragraph.labelled && is_signer_name(paragraph.text())
        })
    }

    /// The date of printing in a footer: 某局办公室 2023年3月8日印发.
    fn printed_date(&self) -> Option<Date> {
        self.keys.iter().filter(|key| key.ends_with("印发")).find_map(|key| first_date(key))
    }
}

fn is_signer_name(text: &str) -> bool {
    let key = key(text);
    let length = key.chars().count();
    let ends = vocabulary::source().units.signing.iter().any(|word| key.ends_with(word));
    (3..=40).contains(&length) && !key.contains(['。', ',', ';', ':', '《', '|']) && (looks_like_body(&key) || ends)
}

/// `栖政发〔2023〕17号` inside a text: letters, a bracketed year, a number.
/// Where the first of several names set apart by wide blanks ends.
fn first_of_wide_gap(text: &str) -> usize {
    let mut gap = 0;
    for (at, c) in text.char_indices() {
        if is_blank(c) {
            gap += if c == '\u{3000}' { 2 } else { 1 };
        } else {
            if gap >= 3 {
                let end = text[..at].trim_end_matches(is_blank).len();
                if looks_like_body(&text[..end]) && looks_like_body(text[at..].split(is_blank).next().unwrap_or("")) {
                    return end;
                }
            }
            gap = 0;
        }
    }
    text.len()
}

/// 20××年×月×日: a date left open in a form.
fn is_open_date(text: &str) -> bool {
    if text.len() > 60 || !text.contains('年') {
        return false;
    }
    let key = key(text);
    let parts: Vec<&str> = key.split(['年', '月', '日']).collect();
    let open = |part: &str, most: usize| part.chars().count() <= most && part.chars().all(|c| c.is_ascii_digit() || "×xX*_".contains(c));
    parts.len() == 4 && parts[3].is_empty() && open(parts[0], 4) && open(parts[1], 2) && open(parts[2], 2) && !parts[0].is_empty()
}

pub(super) fn doc_number(text: &str) -> Option<Range<usize>> {
    let opens = |at: usize, c: char| {
        matches!(c, '〔' | '[' | '【' | '（' | '(' | '［' | '﹝') && (bracketed_year(&text[at..]).is_some() || is_open_year(&text[at..]))
    };
    let open = text.char_indices().find(|&(at, c)| opens(at, c))?.0;
    let after_bracket = open + text[open..].find(['〕', ']', '】', '）', ')', '］', '﹞'])?;
    let tail = &text[after_bracket..];
    let end = after_bracket + tail.find(['号', '號']).filter(|&at| at <= 30)? + '号'.len_utf8();
    let number = text[after_bracket..end].chars().filter(|c| c.is_ascii_digit() || matches!(c, '×' | 'X' | 'x')).count();
    let is_letter = |c: char| (c.is_alphabetic() || c == '×') && !matches!(c, '号' | '號');
    let start = text[..open].char_indices().rev().take_while(|&(_, c)| is_letter(c)).last()?.0;
    (number > 0 && text[start..open].chars().count() <= 20).then_some(start..end)
}

/// 〔20××〕: a year left open in a form.
fn is_open_year(text: &str) -> bool {
    let inner: String = text.chars().skip(1).take(4).collect();
    inner.starts_with("20") && inner.chars().skip(2).all(|c| matches!(c, '×' | 'x' | 'X' | '*')) && inner.chars().count() == 4
}

/// The year of a text that begins with a bracket: `〔2023〕17号` → 2023; of a number: the first such bracket.
pub(super) fn bracketed_year(text: &str) -> Option<i16> {
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
    fn signers() {
        assert!(is_signer_name("中共某县教育局党组") && is_signer_name("某市人民政府办公室") && !is_signer_name("请认真贯彻执行。"));
    }
}
