//! The names of the plan beside the roster: names it does not know, units that get nothing, names two of it share.

use hashbrown::HashSet;

use super::super::rule::Notes;
use super::super::subject::{Spot, Subject};
use super::super::text::listed;
use crate::model::Unit;
use crate::roster::{DraftName, Resolution, draft};

/// So many idle units are named in a message.
const NAMED: usize = 20;

pub(in super::super) fn unknown(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let Some(roster) = subject.roster else { return };
    for name in draft(subject.plan, Some(roster)).names.iter().filter(|name| !subject.knows(name.entry.name())) {
        let printed = name.entry.name();
        let first = name.tasks.first().and_then(|first| subject.plan.tasks.iter().position(|task| task.seq == *first));
        let spot = first.map_or_else(Spot::default, |first| subject.at_field(first, printed));
        notes.say(spot, &[("名", printed), ("数", &name.tasks.len().to_string()), ("像", &likely(subject, name))]);
    }
}

/// Which units of the roster a name may be: `，像是“住房和城乡建设局”`; empty for none.
fn likely(subject: &Subject<'_>, name: &DraftName) -> String {
    let known = name.proposals.iter().filter(|proposal| subject.knows(&proposal.unit));
    let units: Vec<String> = known.map(|proposal| format!("“{}”", proposal.unit)).collect();
    if units.is_empty() { String::new() } else { format!("，像是{}", units.join("或")) }
}

pub(in super::super) fn idle(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let Some(roster) = subject.roster else { return };
    let mut busy: HashSet<&str> = HashSet::new();
    for task in &subject.plan.tasks {
        let duties = task.duties.iter().map(|duty| &duty.unit);
        for name in task.lead_departments.iter().chain(&task.units).chain(duties) {
            match subject.resolve(name) {
                Resolution::Unit(unit) => busy.extend([unit.name.as_str()]),
                Resolution::Group(_, members) => busy.extend(members.iter().map(|unit| unit.name.as_str())),
                Resolution::Unknown => {}
            }
        }
    }
    // Who collects what the others send need not have a task.
    let is_idle = |unit: &&Unit| !unit.collects && !busy.contains(unit.name.as_str());
    let idle: Vec<String> = roster.units.iter().filter(is_idle).map(|unit| unit.name.clone()).collect();
    if !idle.is_empty() {
        notes.say(Spot::default(), &[("数", &idle.len().to_string()), ("名", &listed(&idle, NAMED))]);
    }
}

pub(in super::super) fn shared(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (name, holder, other) in subject.shared_names() {
        notes.say(Spot::default(), &[("名", name), ("甲", holder), ("乙", other)]);
    }
}
