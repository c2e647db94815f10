//! The set of entries and what of it counts.
//!
//! Entries are a set: adding some twice, in another order or grouping gives the same set, and what counts follows from the set alone.
//! So `A+B = B+A`, `A+A = A` and `(A+B)+C = A+(B+C)` hold by construction.

use hashbrown::HashMap;
use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{Entry, EntryState, Shared, Source};
use crate::words::dates::moment;

/// The entries in their one order, each once, with what counts of them.
///
/// Of several values under one key the one decided last counts, else the one of the latest document. Values of equal standing conflict:
/// those of the same time, and those whose document states no time. A decision without a time is older than any with one.
pub fn settle(mut entries: Vec<Entry>) -> Vec<Entry> {
    settle_in_place(&mut entries);
    entries
}

/// [`settle`] without a second list; says of each entry given, by its place then, which of the set it is.
pub(super) fn settle_in_place(entries: &mut Vec<Entry>) -> Vec<usize> {
    let order = order_of(entries);
    let mut of_set = vec![0; entries.len()];
    let mut last = 0;
    for pair in order.windows(2) {
        last += usize::from(!is_same(&entries[pair[0]], &entries[pair[1]]));
        of_set[pair[1]] = last;
    }
    permute(entries, order);
    entries.dedup_by(|later, first| is_same(later, first));
    for group in entries.chunk_by_mut(|a, b| key_order(a, b) == Ordering::Equal) {
        settle_key(group);
    }
    of_set
}

/// The places of entries in the order of [`in_order`]. Names are compared once each, not at every step: there are few, and many entries.
fn order_of(entries: &[Entry]) -> Vec<usize> {
    let (tasks, units) = (ranks(entries, |entry| &entry.task), ranks(entries, |entry| &entry.unit));
    let key = |(at, entry): (usize, &Entry)| ((tasks[at], units[at], entry.period, entry.field), at);
    let mut order: Vec<_> = entries.iter().enumerate().map(key).collect();
    order.sort_unstable_by(|(a, at), (b, other)| a.cmp(b).then_with(|| in_order(&entries[*at], &entries[*other])));
    order.into_iter().map(|(_, at)| at).collect()
}

/// For each entry the place of one of its names among all such names in order.
fn ranks(entries: &[Entry], name: impl Fn(&Entry) -> &Shared) -> Vec<u32> {
    let mut ranks: HashMap<&str, u32> = HashMap::new();
    // Neighbours mostly share their names.
    for of_name in entries.chunk_by(|a, b| Arc::ptr_eq(name(a), name(b))) {
        ranks.extend(of_name.first().map(|entry| (&**name(entry), 0)));
    }
    let mut names: Vec<&str> = ranks.keys().copied().collect();
    names.sort_unstable();
    ranks.extend((0..).zip(names).map(|(rank, name)| (name, rank)));
    let rank = |of_name: &[Entry]| of_name.first().and_then(|entry| ranks.get(&**name(entry))).copied().unwrap_or_default();
    let of_names = entries.chunk_by(|a, b| Arc::ptr_eq(name(a), name(b)));
    of_names.flat_map(|of_name| std::iter::repeat_n(rank(of_name), of_name.len())).collect()
}

/// Brings items into an order, `order[0]` first, which holds each of their indices once.
fn permute<T>(items: &mut [T], mut order: Vec<usize>) {
    for first in 0..order.len() {
        let mut at = first;
        while order[at] != first {
            let from = order[at];
            items.swap(at, from);
            order[at] = at;
            at = from;
        }
        order[at] = at;
    }
}

/// The order in which a set of entries is kept.
fn in_order(a: &Entry, b: &Entry) -> Ordering {
    let file = |entry: &Entry| entry.source.as_ref().map(|source| source.file.clone());
    key_order(a, b).then_with(|| (a.decided, &a.value, place(a)).cmp(&(b.decided, &b.value, place(b)))).then_with(|| file(a).cmp(&file(b)))
}

/// Whether two entries are one: they differ in their state alone, or in the name of the very same file.
fn is_same(a: &Entry, b: &Entry) -> bool {
    let of = |entry: &Entry| entry.source.as_ref().filter(|source| source.sha256.is_none()).map(|source| source.file.clone());
    key_order(a, b) == Ordering::Equal && (a.decided, &a.value, place(a), of(a)) == (b.decided, &b.value, place(b), of(b))
}

/// Where an entry stands, whatever its file is called.
fn place(entry: &Entry) -> Option<[&Option<Shared>; 4]> {
    let Source { origin, cell } = entry.source.as_ref()?;
    Some([&origin.sha256, &origin.sheet, cell, &origin.modified])
}

/// The order of keys; most neighbours have their texts in common.
fn key_order(a: &Entry, b: &Entry) -> Ordering {
    let of = |a: &Shared, b: &Shared| if Arc::ptr_eq(a, b) { Ordering::Equal } else { a.cmp(b) };
    of(&a.task, &b.task).then_with(|| of(&a.unit, &b.unit)).then_with(|| (a.period, a.field).cmp(&(b.period, b.field)))
}

/// What an entry is about: (task, unit, period, field).
pub fn key(entry: &Entry) -> (&str, &str, crate::model::Period, crate::model::ProgressField) {
    (&entry.task, &entry.unit, entry.period, entry.field)
}

/// The states of the entries under one key.
fn settle_key(entries: &mut [Entry]) {
    if let [only] = entries {
        only.state = EntryState::Current;
        return;
    }
    let decided = entries.iter().any(|entry| entry.decided);
    let stands = |entry: &Entry| entry.decided == decided;
    let times: Vec<Option<Timestamp>> = entries.iter().map(modified).collect();
    let latest = entries.iter().zip(&times).filter(|(entry, _)| stands(entry)).filter_map(|(_, time)| *time).max();
    // A value without a time can neither be replaced nor replace another, but by a decision.
    let is_last = |time: &Option<Timestamp>| *time == latest || (!decided && time.is_none());
    let counts: Vec<bool> = entries.iter().zip(&times).map(|(entry, time)| stands(entry) && is_last(time)).collect();
    let winner = entries.iter().zip(&counts).position(|(_, counts)| *counts);
    let value = winner.and_then(|at| entries.get(at)).map(|entry| entry.value.clone());
    let agree = entries.iter().zip(&counts).all(|(entry, counts)| !counts || Some(&entry.value) == value.as_ref());
    for (at, (entry, counts)) in entries.iter_mut().zip(counts).enumerate() {
        entry.state = match (counts, agree) {
            (true, true) if Some(at) == winner => EntryState::Current,
            (true, false) => EntryState::Conflict,
            _ => EntryState::Superseded,
        };
    }
}

/// Of each entry of a settled set, whether it is replaced by one that says the same.
pub(super) fn repeats(entries: &[Entry]) -> Vec<bool> {
    let mut repeats = Vec::with_capacity(entries.len());
    for group in entries.chunk_by(|a, b| key_order(a, b) == Ordering::Equal) {
        let current = group.iter().find(|entry| entry.state == EntryState::Current).map(|entry| &entry.value);
        repeats.extend(group.iter().map(|entry| entry.state == EntryState::Superseded && Some(&entry.value) == current));
    }
    repeats
}

/// Of each entry of a settled set, whether a decision stands against it that was made before it was written.
pub(super) fn overruled(entries: &[Entry]) -> Vec<bool> {
    let mut overruled = Vec::with_capacity(entries.len());
    for group in entries.chunk_by(|a, b| key_order(a, b) == Ordering::Equal) {
        let decision = group.iter().find(|entry| entry.decided && entry.state == EntryState::Current);
        let is_later =
            |entry: &Entry| decision.is_some_and(|decision| entry.value != decision.value && modified(entry) > modified(decision));
        overruled.extend(group.iter().map(|entry| !entry.decided && is_later(entry)));
    }
    overruled
}

/// When the document of an entry was saved, as it states itself.
fn modified(entry: &Entry) -> Option<Timestamp> {
    moment(entry.source.as_ref()?.modified.as_deref()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, ProgressField};

    fn entry(value: &str, file: &str, modified: Option<&str>) -> Entry {
        Entry {
            task: "K3V9-001-A".into(),
            unit: "河道股".into(),
            period: "2031Q1".parse().unwrap(),
            field: ProgressField::Narrative,
            value: value.into(),
            state: EntryState::Current,
            source: Some(Source::new(Origin { file: file.into(), modified: modified.map(Into::into), ..Origin::default() }, None)),
            decided: false,
        }
    }

    fn states(entries: Vec<Entry>) -> Vec<(String, EntryState)> {
        settle(entries).into_iter().map(|entry| (entry.value.to_string(), entry.state)).collect()
    }

    #[test]
    fn the_latest_counts_and_equal_standing_conflicts() {
        use EntryState::{Conflict, Current, Superseded};
        let early = || entry("早", "a", Some("2031-04-01T08:00:00Z"));
        let late = || entry("晚", "b", Some("2031-04-01T17:30:00+08:00"));
        assert_eq!(states(vec![late(), early()]), [("早".into(), Superseded), ("晚".into(), Current)]);
        let same_time = entry("另", "c", Some("2031-04-01T09:30:00"));
        assert_eq!(states(vec![early(), late(), same_time]), [("另".into(), Conflict), ("早".into(), Superseded), ("晚".into(), Conflict)]);
        let timeless = entry("无", "d", None);
        assert_eq!(states(vec![late(), timeless]), [("无".into(), Conflict), ("晚".into(), Conflict)]);
    }

    #[test]
    fn the_same_value_twice_is_no_conflict_and_counts_once() {
        let again = vec![entry("同", "b", None), entry("同", "a", Some("2031-04-01T08:00:00Z")), entry("同", "b", None)];
        let settled = settle(again);
        assert_eq!(settled.len(), 2);
        assert_eq!(settled.iter().filter(|entry| entry.state == EntryState::Current).count(), 1);
        assert!(settled.iter().all(|entry| entry.state != EntryState::Conflict));
        assert_eq!(repeats(&settled).iter().filter(|repeats| **repeats).count(), 1);
    }

    #[test]
    fn a_renamed_file_says_nothing_new() {
        let named = |file: &str, sha256: &str| {
            let mut entry = entry("同", file, Some("2031-04-01T08:00:00Z"));
            Arc::make_mut(&mut entry.source.as_mut().unwrap().origin).sha256 = Some(sha256.into());
            entry
        };
        let (one, other) = (vec![named("返回/a", "00"), named("b", "11")], vec![named("a", "00"), named("c", "00")]);
        let settled = settle([one.clone(), other.clone()].concat());
        let files: Vec<&str> = settled.iter().map(|entry| &*entry.source.as_ref().unwrap().file).collect();
        assert_eq!(files, ["a", "b"]);
        assert_eq!(settled, settle([other, settle(one)].concat()));
    }

    #[test]
    fn every_entry_given_is_one_of_the_set() {
        let mut entries: Vec<Entry> = [5, 3, 9, 3, 1, 5, 7].map(|value| entry(&value.to_string(), "a", None)).to_vec();
        let given = entries.clone();
        let of_set = settle_in_place(&mut entries);
        assert_eq!(entries.iter().map(|entry| &*entry.value).collect::<Vec<_>>(), ["1", "3", "5", "7", "9"]);
        for (given, at) in given.iter().zip(of_set) {
            assert_eq!(given.value, entries[at].value);
        }
    }

    #[test]
    fn the_last_decision_wins() {
        let decision = |value: &str, modified| Entry { decided: true, ..entry(value, "总台账.xlsx", modified) };
        let reported = || vec![entry("晚", "b", Some("2031-04-02T08:00:00Z")), entry("无", "d", None)];
        let current = |decisions: Vec<Entry>| -> Vec<Shared> {
            let settled = settle([reported(), decisions].concat());
            settled.into_iter().filter(|entry| entry.state == EntryState::Current).map(|entry| entry.value).collect()
        };
        let (first, second) = (decision("定", Some("2031-04-03T08:00:00Z")), decision("改定", Some("2031-04-04T08:00:00Z")));
        assert_eq!(current(vec![decision("定", None)]), ["定".into()]);
        assert_eq!(current(vec![second.clone(), first.clone(), decision("早定", None)]), ["改定".into()]);
        let both = settle([reported(), vec![first, decision("另定", Some("2031-04-03T08:00:00Z"))]].concat());
        assert_eq!(both.iter().filter(|entry| entry.state == EntryState::Conflict).count(), 2, "two ticks in one file");
    }
}
