//! A last sentence that says who does it: 由甲局牵头，乙局配合，副县长某某负责。

use super::{Assignment, Clauses, Field, Verb, clauses, final_verb, is_deadline_clause, looks_like_body, read_clauses};

/// Reads the last sentence of a text where every clause of it assigns: where it begins, and what it assigns.
///
/// Shape: `"引进企业六家。由甲局牵头，乙局、丙局配合。"` → from 由 on. `None` where the text is nothing but that sentence, and for prose.
pub fn read_closing_sentence(text: &str) -> Option<(usize, Assignment)> {
    const LONGEST: usize = 600; // bytes
    let bare = text.trim_end().trim_end_matches('。');
    let start = bare.rfind('。')? + '。'.len_utf8();
    let sentence = &bare[start..];
    let clauses = clauses(sentence);
    let verb = |at: usize| clauses.get(at).and_then(|clause| final_verb(&sentence[clause.clone()])).map(|(verb, _)| verb);
    let assigns = (0..clauses.len()).all(|at| verb(at).is_some() || is_deadline_clause(&sentence[clauses[at].clone()]));
    if sentence.len() > LONGEST || !assigns || !matches!(verb(0), Some(Verb::Lead | Verb::Charge | Verb::Share)) {
        return None;
    }
    let assignment = read_clauses(sentence, Clauses::InText)?;
    let body = |field: Field| field.is_bodies();
    let plain = assignment.values.iter().filter(|value| body(value.field)).all(|value| looks_like_body(&value.text));
    plain.then(|| (start, assignment.shifted(start)))
}
