//! Values of labels and of cells: names and what stands in brackets behind them, labels within, bodies and people together.

use std::ops::Range;

use super::duties::{listed_duties, read_duties};
use super::{Assignment, Clauses, Value, clauses, is_remark, label_with_colon, read_clauses, read_labelled, top_labels};
use crate::words::deadline::is_deadline_clause;
use crate::words::fold::{fold, is_blank, key};
use crate::words::names::{looks_like_body, split_top_level};
use crate::words::people::{is_name, split_people};
use crate::words::stand_in::{is_ditto, is_nothing};
use crate::words::vocabulary::{self, Field, Vocabulary};

/// Reads the value of a labelled field or of a cell.
///
/// Shape: (`Units`, `"甲局、乙局按职责分工负责，6月底前完成"`) → two units and a deadline; (`Units`, `"牵头：甲股⏎配合：乙股"`) → a lead
/// and a unit; (`LeadsAndPersons`, `"甲局 李岩"`) → a lead and a responsible person. Duties inside the value (`"甲科负责…；乙科负责…"`)
/// give both the units and their duties. Marks for no value give none.
pub fn read_value(field: Field, text: &str, vocabulary: &Vocabulary) -> Assignment {
    read_with_labels(field, text, vocabulary).unwrap_or_else(|| read_plain(field, text))
}

/// A value that has labels of its own; what stands before the first belongs to the field.
fn read_with_labels(field: Field, text: &str, vocabulary: &Vocabulary) -> Option<Assignment> {
    if !(field.is_bodies() || field.is_people() || field.joined().is_some()) || !text.contains([':', '：', '︰', '∶', '﹕']) {
        return None;
    }
    // 某某责任股室：乙股 begins with a name, not with a label.
    let mut labels = top_labels(text, vocabulary);
    labels.retain(|label| label.label.start > 0 || vocabulary.sure_label(text).is_some());
    let before = &text[..labels.first()?.label.start];
    let assigning = labels.iter().all(|label| label.field.is_responsibility());
    assigning.then(|| {
        let mut assignment = read_plain(field, before.trim_end_matches(|c: char| is_blank(c) || matches!(fold(c), ',' | ';')));
        assignment.extend(read_labelled(text, &labels, vocabulary));
        assignment
    })
}

fn read_plain(field: Field, text: &str) -> Assignment {
    let mut assignment = Assignment::default();
    if let Some((bodies, people)) = field.joined() {
        return read_joined(text, bodies, people);
    } else if field.is_people() {
        return read_people(text, field);
    } else if field.is_bodies() {
        let read = read_clauses(text, Clauses::Of(field)).or_else(|| read_duty_list(text, field));
        return read.unwrap_or_else(|| read_names(text, field));
    } else if let Some(duties) = (field == Field::Duties).then(|| listed_duties(text).or_else(|| read_duties(text, &[]))).flatten() {
        assignment.duties = duties;
    } else if field != Field::Deadline || !(is_nothing(text) || is_ditto(text)) {
        assignment.whole(text, field, 0..text.len());
    }
    assignment
}

/// Names that do not read as clauses; dates and remarks between them are none.
fn read_names(text: &str, field: Field) -> Assignment {
    let mut assignment = Assignment::default();
    for clause in clauses(text) {
        let printed = &text[clause.clone()];
        if is_remark(printed) {
            assignment.remarks.push(clause);
        } else if !looks_like_body(printed) && is_deadline_clause(printed) {
            assignment.whole(text, Field::Deadline, clause);
        } else {
            assignment.names(text, field, clause);
        }
    }
    assignment
}

/// People, and the dates between them: `甲某，4月1日前`. A telephone number is no name.
fn read_people(text: &str, field: Field) -> Assignment {
    let mut assignment = Assignment::default();
    let mut from = 0;
    let people = |assignment: &mut Assignment, list: Range<usize>| {
        assignment.values.extend(split_people(&text[list.clone()]).into_iter().map(|(range, text)| {
            let field = if is_telephone(&text) { Field::Extra } else { field };
            Value { field, range: list.start + range.start..list.start + range.end, text }
        }));
    };
    for clause in clauses(text).into_iter().filter(|clause| is_deadline_clause(&text[clause.clone()])) {
        people(&mut assignment, from..clause.start);
        from = clause.end;
        assignment.whole(text, Field::Deadline, clause);
    }
    people(&mut assignment, from..text.len());
    assignment
}

fn is_telephone(word: &str) -> bool {
    word.len() >= 7 && word.chars().map(fold).all(|c| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | '—'))
}

/// Where a telephone number begins that stands behind a name: `甲股 0777-8800123`.
pub(super) fn telephone_behind(name: &str) -> Option<usize> {
    let at = name.rfind(is_blank)?;
    let start = at + name[at..].chars().next().map_or(0, char::len_utf8);
    is_telephone(&name[start..]).then_some(start)
}

/// Where a date begins that a blank sets off behind a body: `甲科  6月底`.
pub(super) fn date_behind(name: &str) -> Option<usize> {
    let at = name.find(is_blank)?;
    let start = at + name[at..].len() - name[at..].trim_start_matches(is_blank).len();
    let date = &name[start..];
    (looks_like_body(&name[..at]) && !looks_like_body(date) && is_deadline_clause(date)).then_some(start)
}

/// Duties inside a list of units: the subjects are the units.
fn read_duty_list(text: &str, field: Field) -> Option<Assignment> {
    let duties = read_duties(text, &[])?;
    let mut assignment = Assignment::default();
    for (unit, _) in &duties {
        assignment.values.push(Value { field, range: unit.clone(), text: text[unit.clone()].to_owned() });
    }
    assignment.duties = duties;
    Some(assignment)
}

/// Bodies and people of one value, told by the form of their names: `甲局 李岩`, `李岩（甲局）`.
fn read_joined(text: &str, bodies: Field, people: Field) -> Assignment {
    let mut assignment = Assignment::default();
    // What may be people, from there on: the characters of a name can stand apart.
    let mut open: Option<Range<usize>> = None;
    for piece in split_top_level(text, |c| matches!(c, '、' | ',' | ';' | '。' | '|' | '/' | ' ')) {
        for part in parts_of(text, piece) {
            if looks_like_body(&text[part.clone()]) {
                take_people(&mut assignment, text, open.take(), bodies, people);
                assignment.names(text, bodies, part);
            } else {
                let ended = open.take_if(|open| !text[open.end..part.start].chars().all(is_blank));
                take_people(&mut assignment, text, ended, bodies, people);
                open = Some(open.map_or(part.start, |open| open.start)..part.end);
            }
        }
    }
    take_people(&mut assignment, text, open, bodies, people);
    assignment
}

/// 李岩（甲局） and 甲局（李岩） are two names; 甲局（乙站） is one.
fn parts_of(text: &str, piece: Range<usize>) -> Vec<Range<usize>> {
    let printed = &text[piece.clone()];
    let Some((end, inner)) = final_bracket(printed) else { return vec![piece] };
    let person = |name: &str| split_people(name).iter().all(|(_, name)| is_name(name));
    if person(&printed[inner.clone()]) || !looks_like_body(&printed[..end]) && looks_like_body(&printed[inner.clone()]) {
        vec![piece.start..piece.start + end, piece.start + inner.start..piece.start + inner.end]
    } else {
        vec![piece]
    }
}

fn take_people(assignment: &mut Assignment, text: &str, list: Option<Range<usize>>, bodies: Field, people: Field) {
    let Some(list) = list else { return };
    for (range, name) in split_people(&text[list.clone()]) {
        let short = (2..=4).contains(&name.chars().count()) && name.chars().all(char::is_alphabetic) || name.contains(['·', '×']);
        let field = match name.as_str() {
            name if is_telephone(name) => Field::Extra,
            name if short && !vocabulary::is_short_body(name) => people,
            _ => bodies,
        };
        assignment.values.push(Value { field, range: list.start + range.start..list.start + range.end, text: name });
    }
}

/// The name before a final bracket, and what is inside: `甲局（牵头）`, `甲局[牵头]`.
fn final_bracket(name: &str) -> Option<(usize, Range<usize>)> {
    let (close, shut) = name.char_indices().next_back().map(|(at, c)| (at, fold(c))).filter(|&(_, c)| matches!(c, ')' | ']'))?;
    let open = if shut == ')' { '(' } else { '[' };
    let mut depth = 0usize;
    for (at, c) in name[..close].char_indices().rev() {
        match fold(c) {
            folded if folded == shut => depth += 1,
            folded if folded == open && depth == 0 => {
                let end = name[..at].trim_end_matches(is_blank).len();
                return (end > 0).then_some((end, at + c.len_utf8()..close));
            }
            folded if folded == open => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What a bracket behind a name says of it: 甲局（牵头）, 乙局（协办单位）, 丙局（责任人：李岩）. Where the name ends, its field, and who else
/// is named. `None` when the bracket is part of the name.
pub(super) fn read_role_behind(name: &str, field: Field) -> Option<(usize, Field, Assignment)> {
    let (end, inner) = final_bracket(name)?;
    let mut role = field;
    let mut told = Assignment::default();
    for clause in clauses(&name[inner.clone()]) {
        let (start, printed) = (inner.start + clause.start, &name[inner.start + clause.start..inner.start + clause.end]);
        if let Some(said) = role_of(printed) {
            role = said;
        } else {
            let (field, length) = label_with_colon(printed, Vocabulary::built_in()).filter(|(field, _)| field.is_people())?;
            told.extend(read_plain(field, &printed[length..]).shifted(start + length));
        }
    }
    Some((end, role, told))
}

/// The role a bracket behind the last name of a list gives all of them: 甲局、乙局（共同牵头）.
pub(super) fn joint_role(name: &str) -> Option<Field> {
    let (_, inner) = final_bracket(name)?;
    let said = key(&name[inner]);
    ["共同", "联合"].iter().find_map(|word| said.strip_prefix(word)).and_then(role_of)
}

/// Whether a bracket behind a name says only which role it has: `（牵头）`.
pub fn is_role_behind(bracket: &str) -> bool {
    role_of(bracket.trim_matches(|c: char| is_blank(c) || matches!(fold(c), '(' | ')' | '[' | ']'))).is_some()
}

/// The role in 牵头, 牵头单位, 协办.
fn role_of(word: &str) -> Option<Field> {
    let verbs = &vocabulary::source().verbs;
    let key = key(word);
    let whole = |verb: &str| key.strip_prefix(verb).is_some_and(|rest| rest.is_empty() || vocabulary::is_kind_of_body(rest));
    if verbs.lead.iter().any(whole) {
        return Some(Field::LeadDepartments);
    }
    verbs.help_behind_name.iter().any(whole).then_some(Field::Units)
}
