//! Which decisions are about what the ledger holds. One of another plan, of a unit or a period nobody here knows, would overrule nothing
//! and stand in the ledger for good.

use hashbrown::HashSet;
use std::collections::{BTreeMap, BTreeSet};

use super::{Collected, rules};
use crate::finding::{Finding, brief};
use crate::model::{Entry, Ledger, Period, Shared, Stray, UnitNames};
use crate::words::fold::key;

/// Decisions that count, and those that do not with the reason.
#[derive(Default)]
pub(super) struct Held {
    pub taken: Vec<Entry>,
    pub strays: Vec<Stray>,
    pub findings: Vec<Finding>,
}

/// Holds decisions against a ledger and what was collected for it. A unit is called as the ledger calls it.
pub(super) fn hold(decisions: Vec<Entry>, ledger: &Ledger, period: Option<Period>, collected: &[Collected]) -> Held {
    let mut held = Held::default();
    if decisions.is_empty() {
        return held;
    }
    let known = Known::of(ledger, period, collected);
    for decision in decisions {
        let reason = match () {
            () if !known.tasks.contains(&*decision.task) => format!("没有编码 {}", decision.task),
            () if !known.periods.contains(&decision.period) => format!("没有{}的填报", decision.period.words()),
            () => match known.unit_of(&decision) {
                Some(unit) => {
                    let unit = if *unit == *decision.unit { decision.unit.clone() } else { unit.into() };
                    held.taken.push(Entry { unit, ..decision });
                    continue;
                }
                None => format!("没有单位“{}”", decision.unit),
            },
        };
        held.findings.push(refusal(&decision, &reason));
        held.strays.push(stray(decision));
    }
    held
}

/// What a decision may be about.
struct Known<'a> {
    tasks: HashSet<&'a str>,
    /// What units are called in the ledger, by the keys of all their names.
    units: BTreeMap<String, BTreeSet<&'a str>>,
    periods: HashSet<Period>,
    /// Task, unit and period of every entry.
    reported: HashSet<(&'a str, &'a str, Period)>,
}

impl<'a> Known<'a> {
    fn of(ledger: &'a Ledger, period: Option<Period>, collected: &'a [Collected]) -> Self {
        let tasks: HashSet<&str> = ledger.plan.tasks.iter().chain(&ledger.withdrawn).map(|task| task.id.as_str()).collect();
        let entries = || ledger.entries.iter().chain(collected.iter().flat_map(|file| &file.entries));
        let dispatches = || ledger.dispatches.iter().chain(collected.iter().flat_map(|file| &file.dispatches));
        let of_task = ledger.plan.tasks.iter().flat_map(|task| {
            let duties = task.duties.iter().map(|duty| &duty.unit);
            task.lead_departments.iter().chain(&task.units).chain(duties).map(String::as_str)
        });
        let names = UnitNames::of(ledger);
        let own = entries().map(|entry| &*entry.unit).chain(dispatches().map(|dispatch| dispatch.unit.as_str()));
        let called = own.map(|name| (name, name)).chain(of_task.map(|name| (name, names.unit(name)))).chain(names.others());
        let mut units: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (name, unit) in called.collect::<HashSet<(&str, &str)>>() {
            units.entry(key(name)).or_default().insert(unit);
        }
        let periods = entries().map(|entry| entry.period).chain(dispatches().map(|dispatch| dispatch.period)).chain(period).collect();
        let reported = entries().map(|entry| (&*entry.task, &*entry.unit, entry.period)).collect();
        Known { tasks, units, periods, reported }
    }

    /// What the ledger calls the unit of a decision: of several units with its name the one that reported on the task, else the one with
    /// this very name, else the only one. Blanks and the width of letters may have changed on the way.
    fn unit_of(&self, decision: &Entry) -> Option<&'a str> {
        let units = self.units.get(&key(&decision.unit))?;
        let mut reported = units.iter().filter(|unit| self.reported.contains(&(&*decision.task, **unit, decision.period)));
        match (reported.next(), reported.next()) {
            (Some(only), None) => Some(only),
            _ => units.get(&*decision.unit).or_else(|| units.first().filter(|_| units.len() == 1)).copied(),
        }
    }
}

fn refusal(decision: &Entry, reason: &str) -> Finding {
    let message = format!(
        "裁定“{}”对不上：这份总台账里{reason}，没有采用，写的留在“未识别”里。请核对编码、单位和期次；是别的计划的裁定，请和那份计划的总台账一起汇总",
        brief(&decision.value)
    );
    let of = |part: fn(&crate::model::Source) -> Option<&Shared>| decision.source.as_ref().and_then(part).map(|text| text.to_string());
    let (file, sheet, cell) = (of(|source| Some(&source.file)), of(|source| source.sheet.as_ref()), of(|source| source.cell.as_ref()));
    Finding { file, sheet, cell, ..rules::REFUSED_DECISION.finding(message) }.about(&decision.task)
}

fn stray(decision: Entry) -> Stray {
    Stray {
        rule: rules::REFUSED_DECISION.code.to_owned(),
        unit: Some(decision.unit.to_string()),
        period: Some(decision.period),
        task: Some(decision.task.to_string()),
        column: Some(decision.field.words().to_owned()),
        text: decision.value.to_string(),
        source: decision.source.unwrap_or_default(),
        handling: None,
    }
}
