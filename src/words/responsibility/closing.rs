//! A last sentence that says who does it: 由甲局牵头，乙局配合，副县长某某负责。

use std::ops::Range;

use super::{Assignment, Clauses, Field, Verb, clauses, final_verb, is_deadline_clause, looks_like_body, read_clauses, split_top_level};

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

/// A sentence every clause of which assigns; the first names who leads or who shares.
fn read_sentence(sentence: &str) -> Option<Assignment> {
    let verb = |clause: &Range<usize>| final_verb(&sentence[clause.clone()]).map(|(verb, _)| verb);
    let assigns = |clause: &Range<usize>| verb(clause).is_some() || is_deadline_clause(&sentence[clause.clone()]);
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
