//! Who and what is still missing.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Collected, Missing, MissingRow};
use crate::model::{Dispatch, EntryState, Ledger, Period};
use crate::words::fold::key;

/// What was sent out for a period and has not come back.
///
/// A unit that reported on nothing is missing as a whole; of others each task without an entry is.
pub(super) fn missing(ledger: &Ledger, period: Option<Period>, collected: &[Collected]) -> Missing {
    let Some(period) = period else { return Missing::default() };
    let counts = |state: EntryState| state != EntryState::Superseded;
    let of_period = ledger.entries.iter().filter(|entry| entry.period == period && counts(entry.state));
    let mut by_name: HashMap<&str, HashSet<&str>> = HashMap::new();
    for entry in of_period {
        by_name.entry(&entry.unit).or_default().insert(&entry.task);
    }
    let mut reported: HashMap<String, HashSet<&str>> = HashMap::new();
    for (unit, tasks) in by_name {
        reported.entry(key(unit)).or_default().extend(tasks);
    }
    let returned: HashSet<String> =
        collected.iter().filter(|file| file.reason.is_none()).filter_map(|file| file.unit.as_deref()).map(key).collect();
    let mut missing = Missing::default();
    for (unit, dispatch) in latest(ledger, period) {
        let reported = reported.get(&unit);
        if reported.is_none() && !returned.contains(&unit) {
            missing.units.push(dispatch.unit.clone());
            continue;
        }
        let open = dispatch.tasks.iter().filter(|task| !reported.is_some_and(|tasks| tasks.contains(task.as_str())));
        missing.rows.extend(open.map(|task| MissingRow { unit: dispatch.unit.clone(), task: task.clone() }));
    }
    missing
}

/// The latest dispatch to each unit for a period, by the key of its name.
pub(super) fn latest(ledger: &Ledger, period: Period) -> BTreeMap<String, &Dispatch> {
    let mut latest: BTreeMap<String, &Dispatch> = BTreeMap::new();
    for dispatch in ledger.dispatches.iter().filter(|dispatch| dispatch.period == period) {
        let known = latest.entry(key(&dispatch.unit)).or_insert(dispatch);
        if dispatch.serial > known.serial {
            *known = dispatch;
        }
    }
    latest
}
