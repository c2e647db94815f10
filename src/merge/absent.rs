//! Who and what is still missing.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

use super::{Collected, Merged, Missing, MissingRow};
use crate::model::{Dispatch, EntryState, Ledger, Period, Reminder, UnitNames};
use crate::words::fold::key;

/// What was sent out for a period and has not come back.
///
/// A unit that reported on nothing is missing as a whole; of others each task without an entry is.
pub(super) fn missing(ledger: &Ledger, period: Option<Period>, collected: &[Collected]) -> Missing {
    let Some(period) = period else { return Missing::default() };
    let counts = |state: EntryState| state != EntryState::Superseded;
    let of_period = ledger.entries.iter().filter(|entry| entry.period == period && counts(entry.state));
    let mut by_name: HashMap<&str, HashSet<&str>> = HashMap::new();
    let names = UnitNames::of(ledger);
    for entry in of_period {
        by_name.entry(names.unit(&entry.unit)).or_default().insert(&entry.task);
    }
    let mut reported: HashMap<String, HashSet<&str>> = HashMap::new();
    for (unit, tasks) in by_name {
        reported.entry(key(unit)).or_default().extend(tasks);
    }
    let returned: HashSet<String> = collected
        .iter()
        .filter(|file| file.reason.is_none())
        .flat_map(|file| file.unit.iter().chain(&file.units))
        .map(|unit| key(unit))
        .collect();
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
fn latest(ledger: &Ledger, period: Period) -> BTreeMap<String, &Dispatch> {
    let names = UnitNames::of(ledger);
    let mut latest: BTreeMap<String, &Dispatch> = BTreeMap::new();
    for dispatch in ledger.dispatches.iter().filter(|dispatch| dispatch.period == period) {
        let known = latest.entry(key(names.unit(&dispatch.unit))).or_insert(dispatch);
        if dispatch.serial > known.serial {
            *known = dispatch;
        }
    }
    latest
}

impl Merged {
    /// 催报名单: who is to be asked for what is missing of a period, units without any return first.
    pub fn reminders(&self, period: Option<Period>) -> Vec<Reminder> {
        let latest = period.map(|period| latest(&self.ledger, period)).unwrap_or_default();
        let sent = |unit: &str| latest.get(&key(unit)).copied();
        let reminder = |unit: &str, is_whole: bool, tasks: Vec<String>| {
            let dispatch = sent(unit);
            Reminder {
                unit: unit.to_owned(),
                is_whole,
                is_blank: !is_whole && dispatch.is_some_and(|dispatch| dispatch.tasks.len() == tasks.len()),
                tasks,
                contact: dispatch.map(|dispatch| dispatch.contact.clone()).unwrap_or_default(),
                return_by: dispatch.and_then(|dispatch| dispatch.return_by).map(|day| day.to_string()),
            }
        };
        let Missing { units, rows } = &self.report.missing;
        let whole = units.iter().map(|unit| reminder(unit, true, sent(unit).map(|dispatch| dispatch.tasks.clone()).unwrap_or_default()));
        // The rows of a unit stand together.
        let of_unit = rows.chunk_by(|a, b| a.unit == b.unit).filter_map(|rows| Some((&rows.first()?.unit, rows)));
        let parts = of_unit.map(|(unit, rows)| reminder(unit, false, rows.iter().map(|row| row.task.clone()).collect()));
        whole.chain(parts).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::Merger;
    use crate::model::{Contact, Entry, Plan, ProgressField, Role};

    #[test]
    fn who_is_reminded_is_reminded_of_what_was_sent_last() {
        let period = Period::Quarter(2031, 1);
        let dispatch = |unit: &str, serial: u32, tasks: &[&str], person: &str| Dispatch {
            unit: unit.to_owned(),
            names: Vec::new(),
            period,
            file: format!("{unit}.xlsx"),
            sha256: None,
            tasks: tasks.iter().map(|&task| task.to_owned()).collect(),
            role: Role::Lead,
            serial,
            contact: Contact { person: Some(person.to_owned()), ..Contact::default() },
            return_by: None,
        };
        let mut ledger = Ledger::from(Plan::default());
        // The roster was written anew in between.
        ledger.dispatches = vec![
            dispatch("基建股", 2, &["K3V9-001-A", "K3V9-002-B"], "后来的人"),
            dispatch("基建 股", 1, &["K3V9-001-A"], "先前的人"),
            dispatch("人事股", 1, &["K3V9-003-C", "K3V9-004-D"], "林知秋"),
        ];
        let entry = Entry {
            task: "K3V9-003-C".into(),
            unit: "人事股".into(),
            period,
            field: ProgressField::Narrative,
            value: "已报批".into(),
            state: EntryState::Current,
            source: None,
            decided: false,
        };
        ledger.entries.push(entry);
        let merged = Merger::new(&ledger, Some(period)).finish(Vec::new(), Vec::new());
        let reminders = merged.reminders(Some(period));
        let told: Vec<_> = reminders.iter().map(|to| (to.unit.as_str(), to.is_whole, to.tasks.len(), to.contact.words())).collect();
        assert_eq!(told, [("基建股", true, 2, "后来的人".to_owned()), ("人事股", false, 1, "林知秋".to_owned())]);
        assert!(merged.reminders(None).iter().all(|reminder| reminder.contact.is_empty()));
    }
}
