//! Labels that no list holds: a word before a colon that begins lines among the fields of several tasks.
//!
//! `治理措施：…`, `年度任务：…`: a word that would head a column of tasks or contents means the same here; any other stays text. Called
//! once a document is read paragraph by paragraph. Bodies with their duties and times are no labels.

use hashbrown::HashMap;

use crate::words::deadline::leading_time;
use crate::words::fold::{fold, is_blank};
use crate::words::names::looks_like_body;
use crate::words::vocabulary::{Field, Vocabulary};

use super::Block;
use super::frame::Mark;
use super::paragraphs::Paragraph;
use super::reading::{Kind, Reading};

/// How many lines away a line of fields may stand.
const REACH: usize = 2;

/// Takes the words that begin several lines among fields as labels of what stands behind them.
pub(super) fn accept(blocks: &[Block], marks: &[Mark], readings: &mut [Reading], vocabulary: &Vocabulary) {
    let paragraph = |at: usize| match (blocks.get(at)?, marks.get(at)?) {
        (Block::Paragraph(paragraph), Mark::Body) => Some(paragraph),
        _ => None,
    };
    let is_field = |at: usize| readings.get(at).is_some_and(Reading::is_fields_only) && paragraph(at).is_some();
    let among = |at: usize| (1..=REACH).any(|by| is_field(at + by) || at.checked_sub(by).is_some_and(is_field));
    let mut lines: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, reading) in readings.iter().enumerate() {
        let plain = reading.labels.is_empty() && reading.zones.is_empty();
        if let Some(word) = paragraph(at).filter(|_| plain).and_then(word_of)
            && among(at)
        {
            lines.entry(word).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for (word, lines) in lines.into_iter().filter(|(_, lines)| lines.len() > 1) {
        let kind = match vocabulary.column_header(word) {
            Some(Field::Content) => Kind::Content,
            Some(Field::Title) => Kind::Title,
            _ => continue,
        };
        found.extend(lines.into_iter().map(|at| (at, word.len(), kind.clone())));
    }
    for (at, word, kind) in found {
        let Some(text) = paragraph(at).map(Paragraph::text) else { continue };
        let colon = text[word..].chars().next().map_or(0, char::len_utf8);
        let value = text[word + colon..].trim_start_matches(is_blank);
        readings[at].labels.push(0..word + colon);
        readings[at].body = vec![(text.len() - value.len()..text.len(), kind)];
    }
}

/// The word before the colon an unnumbered line begins with.
fn word_of(paragraph: &Paragraph) -> Option<&str> {
    const WORD: std::ops::RangeInclusive<usize> = 3..=8; // characters
    let text = paragraph.text();
    let (end, colon) = text.char_indices().take(WORD.end() + 1).find(|(_, c)| !c.is_alphabetic())?;
    let word = &text[..end];
    let is_word = paragraph.marker.is_none() && fold(colon) == ':' && WORD.contains(&word.chars().count());
    let says = || text[end..].contains(char::is_alphanumeric);
    (is_word && says() && !looks_like_body(word) && leading_time(word, 0).is_none()).then_some(word)
}
