//! Labels nobody knows: `联络员：甲某` between the fields of a task. What stands behind one is kept under it; it is never part of a name.

use std::ops::Range;

use super::{Field, Labelled};
use crate::words::deadline::{leading_time, read_deadline};
use crate::words::fold::{fold, is_blank, marks};
use crate::words::names::{lists_bodies, looks_like_body};
use crate::words::vocabulary;

/// Where fields stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// In a bracket: all of it is fields.
    Bracket,
    /// In running text: it may go on behind a full stop.
    Text,
}

/// Known labels together with those nobody knows: behind a mark that ends a value, or a wide blank, a short word with a colon.
///
/// Shape: `"配合单位：甲局；联络员：乙某；完成时限：6月底"` → three labels, the second for [`Field::Extra`]. Names and dates end before
/// such a word; other values keep it, and so do a body with its duty and a phase with its date.
pub(crate) fn with_foreign_labels(text: &str, labels: Vec<Labelled>, stand: Stand) -> Vec<Labelled> {
    let mut all = Vec::with_capacity(labels.len());
    if stand == Stand::Bracket {
        let end = labels.first().map_or(text.len(), |label| label.label.start);
        let mut from = 0;
        while let Some(found) = foreign_label(&text[from..end], stand, from == 0, Field::Units) {
            let label = from + found.start..from + found.end;
            extend(&mut all, Labelled { field: Field::Extra, value: label.end..end, label });
            from += found.end;
        }
    }
    for mut label in labels {
        let parted = label.field.is_bodies() || label.field.is_people() || label.field == Field::Deadline;
        let mut last = &mut label;
        let mut behind = Vec::new();
        while let Some(found) = foreign_label(&text[last.value.clone()], stand, false, last.field).filter(|_| parted) {
            let at = last.value.start + found.start..last.value.start + found.end;
            let value = at.end..std::mem::replace(&mut last.value.end, at.start);
            behind.push(Labelled { field: Field::Extra, label: at, value });
            let Some(next) = behind.last_mut() else { break };
            last = next;
        }
        all.push(label);
        all.extend(behind);
    }
    all
}

/// Adds a label behind another.
fn extend(labels: &mut Vec<Labelled>, label: Labelled) {
    if let Some(last) = labels.last_mut() {
        last.value.end = label.label.start;
    }
    labels.push(label);
}

/// The first label nobody knows in the value of a field, colon included; `first` says that one may stand at the very beginning.
fn foreign_label(value: &str, stand: Stand, first: bool, field: Field) -> Option<Range<usize>> {
    const WORD: Range<usize> = 2..9; // characters
    let last = marks(value).filter(|&(_, c)| fold(c) == ':').last()?.0;
    let (mut blanks, mut depth, mut open) = (0, 0usize, first);
    for (at, c) in value.char_indices().take_while(|&(at, _)| at < last) {
        if is_blank(c) {
            blanks += if c == '\u{3000}' { 2 } else { 1 };
            continue;
        }
        let gap = std::mem::take(&mut blanks) >= 2;
        let set_off = std::mem::take(&mut open) || gap;
        match fold(c) {
            '(' | '[' | '“' | '《' => depth += 1,
            ')' | ']' | '”' | '》' => depth = depth.saturating_sub(1),
            '。' if stand == Stand::Text => return None,
            ';' | ',' | '。' => open = depth == 0,
            _ if set_off && depth == 0 => {
                let word: String = value[at..].chars().take(WORD.end).take_while(|c| c.is_alphabetic()).collect();
                let behind = &value[at + word.len()..];
                let colon = behind.chars().next().filter(|&c| fold(c) == ':' && WORD.contains(&word.chars().count()));
                if let Some(colon) = colon.filter(|colon| is_label(&word, &behind[colon.len_utf8()..], field, gap)) {
                    return Some(at..at + word.len() + colon.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a word before a colon names a field: not a body with its duty, nor the phase of a deadline.
fn is_label(word: &str, value: &str, field: Field, gap: bool) -> bool {
    let clause = value.split(['；', ';', '，', ',', '。']).next().unwrap_or_default();
    let is_day = || read_deadline(clause, Some(2000)).is_some_and(|found| found.due.is_some() || found.recurrence.is_some());
    let phase = || leading_time(word, 0).is_some() || is_day();
    let body = || looks_like_body(word) && !vocabulary::ends_with_kind_of_body(word) && !lists_bodies(clause);
    (gap || !body()) && !(field == Field::Deadline && phase())
}
