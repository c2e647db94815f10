//! A last sentence that says who does it: 由甲局牵头，乙局配合，副县长某某负责。

use std::ops::Range;

use super::{Assignment, Clauses, Field, Verb, clauses, final_verb, lists_bodies, looks_like_body, read_clauses, split_top_level};
use crate::words::deadline::{is_deadline_clause, is_mere_deadline};
use crate::words::fold::{fold, is_blank};
use crate::words::vocabulary;

/// Reads the last sentence of a text where every clause of it assigns: where it begins, and what it assigns.
///
/// Shape: `"引进企业六家。由甲局牵头，乙局、丙局配合。"` → from 由 on. `None` where the text is nothing but that sentence, and for prose.
pub fn read_closing_sentence(text: &str) -> Option<(usize, Assignment)> {
    const LONGEST: usize = 600; // bytes
    let bare = text.trim_end().trim_end_matches('。');
    let start = bare.rfind('。')? + '。'.len_utf8();
    let assignment = read_sentence(&bare[start..])?;
    (bare.len() - start <= LONGEST).then(|| (start, assignment.shifted(start)))
}

/// Reads a text that says nothing but who does it and by when: `"甲局牵头，乙局配合。11月底前完成。"`.
pub fn read_assigning_text(text: &str) -> Option<Assignment> {
    const LONGEST: usize = 600; // bytes
    if text.len() > LONGEST {
        return None;
    }
    let mut assignment = Assignment::default();
    for sentence in split_top_level(text, |c| c == '。') {
        let printed = &text[sentence.clone()];
        let is_dated = || !assignment.is_empty() && is_deadline_clause(printed);
        let read = read_sentence(printed).or_else(|| is_dated().then(|| read_clauses(printed, Clauses::InText)).flatten())?;
        assignment.extend(read.shifted(sentence.start));
    }
    (!assignment.is_empty()).then_some(assignment)
}

/// Names set off by wide gaps at the end of a text, perhaps with a date: `"检查法律实施情况　　城环委　　5月"`. Where the gap before them
/// begins; bodies are units.
pub fn read_set_off(text: &str) -> Option<(usize, Assignment)> {
    let mut assignment = Assignment::default();
    let mut end = text.len();
    while let Some((gap, from)) = last_gap(&text[..end]) {
        let piece = &text[from..end];
        if looks_like_body(piece) || lists_bodies(piece) {
            assignment.names(text, Field::Units, from..end);
        } else if is_mere_deadline(piece) {
            assignment.whole(text, Field::Deadline, from..end);
        } else {
            break;
        }
        end = gap;
    }
    assignment.values.iter().any(|value| value.field.is_bodies()).then_some((end, assignment))
}

/// The last wide gap of a text behind its first word: where it begins, and where it ends.
fn last_gap(text: &str) -> Option<(usize, usize)> {
    const LONGEST: usize = 60; // characters behind it
    let (at, blank) = text.char_indices().rev().take(LONGEST).find(|&(_, c)| is_blank(c))?;
    let from = at + blank.len_utf8();
    let before = text[..from].trim_end_matches(is_blank);
    let gap = &text[before.len()..from];
    let is_wide = gap.contains(['\u{3000}', '\t']) || gap.chars().count() > 1;
    (is_wide && !before.is_empty() && from < text.len()).then_some((before.len(), from))
}

/// Reads a remark behind a list on who answers for all of it: `"（以上任务由甲局牵头，乙局配合）"`.
pub fn read_remark_on_above(text: &str) -> Option<Assignment> {
    const REACH: usize = 16; // characters before 由
    let is_edge = |c: char| is_blank(c) || matches!(fold(c), '(' | ')' | '[' | ']');
    let inner = text.trim_end_matches(|c| is_edge(c) || c == '。').trim_start_matches(is_edge);
    let from = text.len() - text.trim_start_matches(is_edge).len();
    let behind = vocabulary::source().verbs.all_above.iter().find_map(|word| inner.strip_prefix(word))?;
    let by = behind.char_indices().take(REACH).find(|&(_, c)| c == '由')?.0;
    read_assigning_text(&behind[by..]).map(|assignment| assignment.shifted(from + inner.len() - behind.len() + by))
}

/// A sentence every clause of which assigns; the first names who leads or who shares.
fn read_sentence(sentence: &str) -> Option<Assignment> {
    let verb = |clause: &Range<usize>| final_verb(&sentence[clause.clone()]).map(|(verb, _)| verb);
    let assigns = |clause: &Range<usize>| verb(clause).is_some() || is_mere_deadline(&sentence[clause.clone()]);
    let clauses = clauses(sentence);
    let begins = clauses.first().and_then(verb).is_some_and(|verb| matches!(verb, Verb::Lead | Verb::Charge | Verb::Share));
    if !begins || !clauses.iter().all(assigns) {
        return None;
    }
    let assignment = read_clauses(sentence, Clauses::InText)?;
    let body = |field: Field| field.is_bodies();
    let plain = assignment.values.iter().filter(|value| body(value.field)).all(|value| looks_like_body(&value.text));
    plain.then_some(assignment)
}
