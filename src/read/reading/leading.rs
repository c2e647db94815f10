//! What begins a paragraph: the bodies that do what follows, or the time they do it in.

use crate::words::deadline::leading_time;
use crate::words::fold::{fold, is_blank};
use crate::words::responsibility::{label_with_colon, read_assigning_text, read_subject, read_value};
use crate::words::vocabulary::{Field, Vocabulary};

use super::{Reading, ends_with_fields};

/// 由甲局牵头，乙局配合，… at the beginning, or behind a short heading. A colon behind the clauses sets them off like a label.
pub(super) fn read_leading_subject(text: &str, start: usize, vocabulary: &Vocabulary, reading: &mut Reading) {
    // What stands before a colon is a label, and all behind it is its value: a body is one where its sentence says nothing else.
    let stop = text[start..].char_indices().take(40).find(|&(_, c)| matches!(fold(c), '。' | ':'));
    let colon = stop.filter(|&(_, c)| fold(c) == ':').map(|(at, _)| start + at);
    if colon.is_some_and(|colon| ends_with_label(&text[start..colon], vocabulary)) {
        return;
    }
    let is_heading = |&(at, c): &(usize, char)| c == '。' || says_who(&text[start..], at + c.len_utf8(), vocabulary);
    let heading_end = stop.filter(is_heading).map(|(at, c)| start + at + c.len_utf8());
    for from in [Some(start), heading_end].into_iter().flatten() {
        let Some(subject) = read_subject(&text[from..]) else { continue };
        let subject = subject.shifted(from);
        let last = subject.values.iter().map(|value| value.range.end).max().unwrap_or(from);
        let tail = text[last..].char_indices().take(16).find(|&(_, c)| matches!(fold(c), ':' | ',' | '。' | ';'));
        match tail {
            Some((at, c)) if fold(c) == ':' => {
                reading.zones.push(from..last + at + c.len_utf8());
                reading.assignment.extend(subject);
            }
            _ => reading.subject = Some(subject),
        }
        return;
    }
}

/// 打造和美乡村　　主办：甲局: before the colon a label stands, set off from what is to be done by a wide blank.
fn ends_with_label(before: &str, vocabulary: &Vocabulary) -> bool {
    let Some((at, blank)) = before.char_indices().rfind(|&(_, c)| is_blank(c)) else { return false };
    let (words, label) = (before[..at].trim_end_matches(is_blank), &before[at + blank.len_utf8()..]);
    let is_wide = matches!(blank, '\u{3000}' | '\t') || at > words.len();
    let is_whole = |(_, length): (Field, usize)| length == label.len();
    is_wide && !words.contains(['，', ',']) && vocabulary.label_at_start(label).is_some_and(is_whole)
}

/// 客流疏导：甲科、乙科负责。实行预约。: the sentence behind a word nobody knows as a label says who does it, and nothing else.
fn says_who(text: &str, from: usize, vocabulary: &Vocabulary) -> bool {
    let sentence = text[from..].split_inclusive('。').next().filter(|sentence| sentence.len() < text.len() - from);
    label_with_colon(text, vocabulary).is_none() && sentence.is_some_and(|sentence| read_assigning_text(sentence).is_some())
}

/// `3月：开展大检查。（责任人：甲科）`: a time before a colon is the deadline of an item that ends with its fields.
pub(super) fn read_leading_time(text: &str, start: usize, vocabulary: &Vocabulary, reading: &mut Reading) {
    const LONGEST: usize = 20; // characters
    if !text[start..].chars().take(LONGEST).any(|c| fold(c) == ':') {
        return;
    }
    let Some(end) = leading_time(&text[start..], 0).map(|end| start + end) else { return };
    let colon = text[end..].chars().next().filter(|&c| fold(c) == ':').map(char::len_utf8);
    if let Some(colon) = colon.filter(|_| reading.zones.is_empty() && ends_with_fields(text, vocabulary)) {
        reading.assignment.extend(read_value(Field::Deadline, &text[start..end], vocabulary).shifted(start));
        reading.zones.push(start..end + colon);
    }
}
