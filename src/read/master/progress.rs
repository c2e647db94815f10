//! A progress cell of a master that was changed: whose report it shows, and what was decided by writing there.
//!
//! The writer says whose values stand in a cell ([`Task::speaker`] for one value, one unit below the other for texts); what is written
//! over them is decided for that unit. Where nobody can tell the unit, nothing is taken.

use super::edit::{Edit, Taken};
use crate::model::{Entry, EntryState, Ledger, Period, ProgressField, Shared, Source, Task, UnitNames};
use crate::words::answers::{Answer, Note, read_answer};
use crate::words::dates::moment;
use crate::words::decisions::DISPUTED;
use crate::words::fold::fingerprint;

const WHOSE: &str = "看不出是哪个单位的填报。请在报送表里填写后汇总";

/// What somebody typed into a cell, and where.
pub(super) struct Typed<'a> {
    pub text: &'a str,
    pub source: Source,
}

/// What a cell shows of one unit.
struct Shown {
    unit: Shared,
    words: Shared,
    /// It stands there without the name of the unit.
    is_plain: bool,
}

/// One unit's part of a cell that says something else now.
struct Change<'t> {
    unit: Shared,
    old: Shared,
    text: &'t str,
    answer: Answer,
}

/// Takes over what a progress cell says now.
pub(super) fn apply(ledger: &mut Ledger, task: usize, field: ProgressField, typed: &Typed<'_>, period: Option<Period>) -> Edit {
    let Some(task) = ledger.plan.tasks.get(task) else { return Edit::Display };
    let Some(period) = period else {
        return Edit::Unclear("看不出是哪一期的填报。请在报送表里填写后汇总");
    };
    let (shown, parts) = {
        let names = UnitNames::of(ledger);
        let shown = shown(task, field, period, &ledger.entries, &names);
        let parts = parts(task, &shown, typed.text, &names);
        (shown, parts)
    };
    let Some(parts) = parts else { return Edit::Unclear(WHOSE) };
    let mut changes = Vec::new();
    for (unit, old, text) in parts {
        let answer = match text.is_empty() {
            true => Answer { value: Some(String::new()), notes: Vec::new() },
            false => read_answer(field, text, Some(period.year())),
        };
        match &answer.value {
            None => return Edit::Unread(answer.notes.first().copied().unwrap_or(Note::Unparsed)),
            Some(value) if **value == *old => {}
            Some(_) => changes.push(Change { unit, old, text, answer }),
        }
    }
    let id = Shared::from(task.id.as_str());
    let stay: Vec<String> = match typed.text.contains('【') {
        true => Vec::new(),
        false => shown
            .iter()
            .filter(|shown| changes.iter().all(|change| change.unit != shown.unit))
            .map(|shown| shown.unit.to_string())
            .collect(),
    };
    match changes.is_empty() {
        true => Edit::Same,
        false => Edit::Taken(Taken { stay, ..decide(&mut ledger.entries, (&id, period, field), changes, typed) }),
    }
}

/// What the cell of a task shows, unit by unit.
fn shown(task: &Task, field: ProgressField, period: Period, entries: &[Entry], names: &UnitNames<'_>) -> Vec<Shown> {
    let stands = |entry: &&Entry| entry.state == EntryState::Current || (entry.state == EntryState::Conflict && field.is_text());
    let of_cell = |entry: &&Entry| *entry.task == task.id && entry.period == period && entry.field == field;
    let mut reported: Vec<&Entry> = entries.iter().filter(of_cell).filter(stands).collect();
    reported.sort_by(|a, b| a.unit.cmp(&b.unit));
    reported.dedup_by(|a, b| a.unit == b.unit);
    let speaker = task.speaker(reported.iter().map(|entry| &*entry.unit), names).map(str::to_owned);
    let of_speaker = |unit: &str| speaker.as_deref() == Some(unit);
    if !field.is_text() {
        reported.retain(|entry| of_speaker(&entry.unit));
    }
    let words = |entry: &Entry| if entry.state == EntryState::Conflict { DISPUTED.into() } else { entry.value.clone() };
    let is_plain = |unit: &str| of_speaker(unit) && (!field.is_text() || !task.lead_departments.is_empty());
    reported.into_iter().map(|entry| Shown { unit: entry.unit.clone(), words: words(entry), is_plain: is_plain(&entry.unit) }).collect()
}

/// The parts of a cell that were changed: the unit, what it said and what stands there now. `None` where nobody can tell the units.
fn parts<'t>(task: &Task, shown: &[Shown], text: &'t str, names: &UnitNames<'_>) -> Option<Vec<(Shared, Shared, &'t str)>> {
    let lead = || match task.lead_departments.as_slice() {
        [lead] => Some(Shared::from(names.unit(lead))),
        _ => None,
    };
    let (plain, named): (Vec<&Shown>, Vec<&Shown>) = shown.iter().partition(|shown| shown.is_plain);
    if let ([], [only], []) = (plain.as_slice(), named.as_slice(), task.lead_departments.as_slice())
        && !text.contains('【')
    {
        return Some(vec![(only.unit.clone(), only.words.clone(), text)]);
    }
    let Some((head, named_texts)) = segments(text, &named) else {
        // One line without a name is the lead's, as it is written; what the others said stays.
        let is_helper = |shown: &&Shown| !task.is_led_by(&shown.unit, names);
        let is_line = !text.is_empty() && !text.contains(['【', '\n']) && !text.contains(DISPUTED);
        let lead = plain.first().filter(|_| is_line && named.iter().all(is_helper))?;
        return Some(vec![(lead.unit.clone(), lead.words.clone(), text)]);
    };
    let first = match plain.first() {
        Some(shown) => Some((shown.unit.clone(), shown.words.clone(), head)),
        None if head.is_empty() && !named.is_empty() => None,
        None => Some((lead()?, Shared::from(""), head)),
    };
    let others = named.iter().zip(named_texts).map(|(shown, text)| (shown.unit.clone(), shown.words.clone(), text));
    let is_changed = |(_, old, text): &(Shared, Shared, &str)| fingerprint(old) != fingerprint(text);
    let changed: Vec<(Shared, Shared, &str)> = first.into_iter().chain(others).filter(is_changed).collect();
    let is_clear = |text: &str| !text.contains('【') && !text.contains(DISPUTED);
    changed.iter().all(|(.., text)| is_clear(text)).then_some(changed)
}

/// A text taken apart at `【乙股】` at the start of a line: what stands before, and the text of each named unit, all of them once.
fn segments<'t>(text: &'t str, named: &[&Shown]) -> Option<(&'t str, Vec<&'t str>)> {
    let mut starts: Vec<(usize, usize, usize)> = Vec::new();
    for (at, shown) in named.iter().enumerate() {
        let name = format!("【{}】", shown.unit);
        let mut found = text
            .match_indices(&name)
            .map(|(start, _)| start)
            .filter(|&start| text[..start].trim_end_matches(' ').ends_with('\n') || start == 0);
        let (start, None) = (found.next()?, found.next()) else { return None };
        starts.push((start, start + name.len(), at));
    }
    starts.sort_unstable();
    let mut texts = vec![""; named.len()];
    for (index, (_, from, at)) in starts.iter().enumerate() {
        let to = starts.get(index + 1).map_or(text.len(), |(start, ..)| *start);
        if let (Some(place), Some(text)) = (texts.get_mut(*at), text.get(*from..to)) {
            *place = text.trim();
        }
    }
    let head = text.get(..starts.first().map_or(text.len(), |(start, ..)| *start)).unwrap_or_default();
    Some((head.trim(), texts))
}

/// Puts what was written in the place of what was reported.
fn decide(entries: &mut Vec<Entry>, key: (&Shared, Period, ProgressField), changes: Vec<Change<'_>>, typed: &Typed<'_>) -> Taken {
    let (task, period, field) = key;
    let now = typed.source.modified.as_deref().and_then(moment);
    let mut taken = Taken::default();
    let (mut old, mut new, mut read) = (Vec::new(), Vec::new(), Vec::new());
    for Change { unit, old: was, text, answer } in changes {
        let same = |entry: &&mut Entry| entry.task == *task && entry.period == period && entry.field == field && entry.unit == unit;
        for entry in entries.iter_mut().filter(same) {
            entry.state = EntryState::Superseded;
            // Of decisions the last one counts. Where the times do not tell, what was written over the other is the last one.
            let then = entry.source.as_ref().and_then(|source| source.modified.as_deref()).and_then(moment);
            entry.decided &= then < now;
        }
        let value: Shared = answer.value.unwrap_or_default().as_str().into();
        taken.notes.extend(answer.notes);
        old.push(was);
        new.push(text);
        read.push(value.clone());
        let source = Some(typed.source.clone());
        entries.push(Entry { task: task.clone(), unit, period, field, value, state: EntryState::Current, source, decided: true });
    }
    let (new, read) = (new.join("\n"), read.join("\n"));
    Taken { old: old.join("\n"), read: (read != new).then_some(read), new, ..taken }
}
