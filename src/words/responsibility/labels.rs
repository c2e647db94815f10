//! The label a text begins with: listed, made of known parts, in brackets, or a word for time before a date.

use crate::words::deadline::{is_deadline_clause, read_deadline};
use crate::words::fold::{fold, is_blank};
use crate::words::names::lists_bodies;
use crate::words::people::{is_person, split_people};
use crate::words::vocabulary::{Field, Vocabulary, source};

/// The label at the start of a text together with the colon behind it.
pub(crate) fn label_with_colon(text: &str, vocabulary: &Vocabulary) -> Option<(Field, usize)> {
    let made = || vocabulary.compound_label(text).and_then(|label| with_colon(text, label));
    listed_label(text, vocabulary).or_else(made).or_else(|| dated_label(text, vocabulary)).or_else(|| label_of_whoever(text))
}

/// 责任：甲科, 责任：张某: nothing but names stands behind the colon, and they say what it asks for.
fn label_of_whoever(text: &str) -> Option<(Field, usize)> {
    let word = source().verbs.whoever.at_start(text)?;
    let colon = text[word..].chars().next().filter(|&c| fold(c) == ':')?;
    let length = word + colon.len_utf8();
    let value = &text[length..];
    let end = value.find(|c: char| matches!(fold(c), ';' | '。' | ')' | ']') || matches!(c, '\n' | '\u{3000}')).unwrap_or(value.len());
    let names = value[..end].trim_matches(is_blank);
    let people = || split_people(names).iter().all(|(_, name)| is_person(name));
    let field = if lists_bodies(names) { Some(Field::InternalDepartments) } else { people().then_some(Field::ResponsiblePersons) };
    field.filter(|_| !names.is_empty()).map(|field| (field, length))
}

/// 时间：4月: a word that heads columns of deadlines is a label where nothing but a date stands behind it.
fn dated_label(text: &str, vocabulary: &Vocabulary) -> Option<(Field, usize)> {
    const LONGEST: usize = 6; // characters of the word
    let (at, colon) = text.char_indices().take(LONGEST + 1).find(|&(_, c)| fold(c) == ':')?;
    vocabulary.header(&text[..at]).filter(|&field| field == Field::Deadline)?;
    let length = at + colon.len_utf8();
    let value = text[length..].trim_start_matches(is_blank);
    let end = value.find(|c: char| matches!(fold(c), ';' | ',' | '。') || c == '\n' || c == '\u{3000}').unwrap_or(value.len());
    let value = value[..end].split("  ").next().unwrap_or_default().trim_matches(is_blank);
    let is_date = || read_deadline(value, Some(2000)).is_some_and(|found| found.due.is_some() || found.recurrence.is_some());
    (is_deadline_clause(value) && is_date()).then_some((Field::Deadline, length))
}

/// The same for labels of the list alone, not for words made like them.
pub(super) fn listed_label(text: &str, vocabulary: &Vocabulary) -> Option<(Field, usize)> {
    vocabulary.label_at_start(text).and_then(|label| with_colon(text, label))
}

/// A label lengthened by the colon behind it.
fn with_colon(text: &str, (field, length): (Field, usize)) -> Option<(Field, usize)> {
    let colon = text[length..].char_indices().find(|&(_, c)| !is_blank(c))?;
    (fold(colon.1) == ':').then(|| (field, length + colon.0 + colon.1.len_utf8()))
}

/// 【牵头单位】 before its value, with or without a colon behind it.
pub(crate) fn bracketed_label(text: &str, vocabulary: &Vocabulary) -> Option<(Field, usize)> {
    let open = text.chars().next().filter(|&c| fold(c) == '[')?.len_utf8();
    let (field, length) = vocabulary.label_at_start(&text[open..])?;
    let rest = &text[open + length..];
    let close = rest.chars().next().filter(|&c| fold(c) == ']')?.len_utf8();
    let colon = rest[close..].chars().next().filter(|&c| fold(c) == ':').map_or(0, char::len_utf8);
    Some((field, open + length + close + colon))
}
