//! Who gets which tasks: from a plan, a role and a roster to one handout for each unit.
//!
//! A unit gets a task once, as what it mainly is to it: 牵头 before 配合. Group nouns and other names go through the roster; without one
//! a group noun is a unit of its own and a finding. Called by dispatching; it writes nothing.

use crate::finding::codes::Code;
use crate::finding::{Finding, brief, dispatching as rules};
use crate::model::{Contact, Period, Plan, Role, Roster, Task};
use crate::roster::{Directory, Resolution};
use crate::words::fold::key;
use crate::words::names::is_group_noun;
use std::collections::HashMap;

/// What one unit gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handout {
    /// The unit, as the roster names it, else as the plan does first.
    pub unit: String,
    /// What else the roster and the plan call it.
    pub names: Vec<String>,
    /// Its tasks, in the order of the plan.
    pub shares: Vec<Share>,
    /// Whom to ask there.
    pub contact: Contact,
}

/// A task of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Index of the task in the plan.
    pub task: usize,
    /// What the unit is to it: [`Role::Lead`] or [`Role::Units`].
    pub role: Role,
}

/// Who gets what.
#[derive(Debug, Default)]
pub struct Selection {
    /// One for each unit: in the roster's order, then as the plan names them.
    pub handouts: Vec<Handout>,
    /// Indices of tasks nobody gets though somebody should.
    pub unassigned: Vec<usize>,
    /// What a person should look at.
    pub findings: Vec<Finding>,
}

/// Chooses the tasks of each unit.
///
/// Shape: [`Role::Lead`] each lead department its tasks, [`Role::Units`] each cooperating unit, [`Role::All`] both.
/// Findings: `D001` a group noun that could not be taken apart; `D002` a task nobody gets; `D003` a name the roster does not know; `D006` a name that two
/// of the roster share.
///
/// # Examples
/// One workbook for each unit, and what the ledger keeps of it:
/// ```
/// use fenjie::handout::select;
/// use fenjie::model::{Ledger, Plan, Role, Task};
/// use fenjie::write::Layout;
/// use fenjie::write::dispatch::{DispatchOptions, Dispatcher};
///
/// let task = Task { id: "K3V9-001-3".into(), lead_departments: vec!["工程股".into(), "财务股".into()], ..Task::default() };
/// let mut ledger = Ledger::from(Plan { id: "K3V9".into(), tasks: vec![task], ..Plan::default() });
///
/// let selection = select(&ledger.plan, Role::Lead, None);
/// assert_eq!(selection.handouts[1].unit, "财务股");
/// let (layout, period) = (Layout::named(Layout::DISPATCH)?, "2031Q1".parse().unwrap());
/// let options = DispatchOptions { layout: &layout, period, role: Role::Lead, return_by: None, collector: None };
/// let dispatcher = Dispatcher::new(&ledger, options);
/// let workbook = dispatcher.workbook(&selection.handouts[1])?;
/// let record = dispatcher.record(&selection.handouts[1], "财务股.xlsx", &workbook.bytes);
/// ledger.dispatches.push(record);
/// # Ok::<(), fenjie::error::Error>(())
/// ```
pub fn select(plan: &Plan, role: Role, roster: Option<&Roster>) -> Selection {
    let directory = roster.map(Directory::new);
    let mut hand = Hand { directory: directory.as_ref(), ..Hand::default() };
    for (name, holder, other) in directory.iter().flat_map(Directory::shared_names) {
        let message = format!(
            "名录里“{name}”既是“{holder}”又是“{other}”的名称或别名，计划里写“{name}”的都发给“{holder}”。请在名录里改成两家不同的写法"
        );
        hand.findings.push(rules::SHARED_NAME.finding(message));
    }
    for (at, task) in plan.tasks.iter().enumerate() {
        let mut given = false;
        if role != Role::Units {
            given |= hand.give_all(at, task, Role::Lead, &task.lead_departments);
        }
        if role != Role::Lead {
            let duties: Vec<String> = task.duties.iter().map(|duty| duty.unit.clone()).collect();
            given |= hand.give_all(at, task, Role::Units, &task.units) | hand.give_all(at, task, Role::Units, &duties);
        }
        let somebody = |names: &[String]| names.iter().any(|name| !name.trim().is_empty());
        if !given && (role == Role::Lead || !somebody(&task.lead_departments)) {
            hand.unassigned.push(at);
            let text = task.title.as_deref().or(task.content.as_deref()).unwrap_or_default();
            let missing =
                if role == Role::Lead && somebody(&task.units) { "没有写牵头单位" } else { "没有写由哪个单位负责" };
            let message = format!("第{}项“{}”{missing}，没有下发给任何单位（未分配）。请在总台账里补上后再下发", task.seq, brief(text));
            hand.findings.push(rules::NOBODY_RESPONSIBLE.finding(message).about(&task.id).at_place(task.place.as_ref()));
        }
    }
    hand.settle(roster)
}

/// Handouts being filled.
#[derive(Default)]
struct Hand<'a> {
    directory: Option<&'a Directory<'a>>,
    handouts: Vec<Handout>,
    /// Handouts by the key of the unit's name.
    by_name: HashMap<String, usize>,
    unassigned: Vec<usize>,
    findings: Vec<Finding>,
    /// Names that were reported already.
    reported: HashMap<String, usize>,
}

impl Hand<'_> {
    /// Gives a task to every unit these names mean; whether there was one.
    fn give_all(&mut self, at: usize, task: &Task, role: Role, names: &[String]) -> bool {
        let mut names = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).peekable();
        let is_given = names.peek().is_some();
        names.for_each(|name| self.give_name(at, task, role, name));
        is_given
    }

    fn give_name(&mut self, at: usize, task: &Task, role: Role, name: &str) {
        let share = Share { task: at, role };
        match self.directory.map(|directory| directory.resolve(name)) {
            Some(Resolution::Unit(unit)) => {
                let at = self.give(&unit.name, share, &unit.contact);
                self.call(at, name);
            }
            Some(Resolution::Group(_, members)) if !members.is_empty() => {
                for unit in members {
                    self.give(&unit.name, share, &unit.contact);
                }
            }
            Some(Resolution::Group(group, _)) => {
                let why = if group.members.is_empty() { "还没有填成员" } else { "的成员里没有一个具体的单位" };
                let message = format!("“{name}”在名录里{why}，整个发成了一份。请在名录的“成员”里写上它包括哪些单位，再下发");
                self.report(&rules::GROUP_UNDIVIDED, task, name, message);
                self.give(name, share, &Contact::default());
            }
            Some(Resolution::Unknown) => {
                self.report(
                    &rules::NOT_IN_ROSTER,
                    task,
                    name,
                    format!("名录里没有“{name}”，照原名下发。请在名录里补上这个单位，或把它填进某个单位的别名"),
                );
                self.give(name, share, &Contact::default());
            }
            None => {
                if is_group_noun(name) {
                    let message = format!(
                        "“{name}”是一类单位，没有名录拆不开，整个发成了一份。请先用 fenjie roster 做一份名录，填上成员，再加 --roster 下发"
                    );
                    self.report(&rules::GROUP_UNDIVIDED, task, name, message);
                }
                self.give(name, share, &Contact::default());
            }
        }
    }

    /// Gives a task to a unit; the index of its handout.
    fn give(&mut self, unit: &str, share: Share, contact: &Contact) -> usize {
        let at = *self.by_name.entry(key(unit)).or_insert_with(|| {
            self.handouts.push(Handout { unit: unit.to_owned(), names: Vec::new(), shares: Vec::new(), contact: contact.clone() });
            self.handouts.len() - 1
        });
        if let Some(handout) = self.handouts.get_mut(at)
            && handout.shares.last().is_none_or(|last| last.task != share.task)
        {
            handout.shares.push(share);
        }
        at
    }

    /// Takes another name of a unit.
    fn call(&mut self, at: usize, name: &str) {
        if let Some(handout) = self.handouts.get_mut(at)
            && handout.unit != name
            && !handout.names.iter().any(|known| known == name)
        {
            handout.names.push(name.to_owned());
        }
    }

    /// One finding for each name, at the first task that has it.
    fn report(&mut self, rule: &Code, task: &Task, name: &str, message: String) {
        let count = self.reported.entry(key(name)).or_default();
        *count += 1;
        if *count == 1 {
            self.findings.push(rule.finding(message).about(&task.id).at_place(task.place.as_ref()));
        }
    }

    /// The roster's order first, and its other names of the units.
    fn settle(mut self, roster: Option<&Roster>) -> Selection {
        let units = roster.map_or(&[][..], |roster| &roster.units);
        for unit in units {
            let Some(&at) = self.by_name.get(&key(&unit.name)) else { continue };
            let means_it = |alias: &str| self.directory.is_some_and(|directory| directory.resolve(alias) == Resolution::Unit(unit));
            let own: Vec<&String> = unit.aliases.iter().filter(|alias| means_it(alias)).collect();
            own.into_iter().for_each(|alias| self.call(at, alias));
        }
        let order: HashMap<String, usize> = units.iter().enumerate().map(|(at, unit)| (key(&unit.name), at)).collect();
        self.handouts.sort_by_key(|handout| order.get(&key(&handout.unit)).copied().unwrap_or(usize::MAX));
        Selection { handouts: self.handouts, unassigned: self.unassigned, findings: self.findings }
    }
}

/// Says that a period lies before the plan: its year was most often typed wrong. A plan of several years is reported on in each of them.
pub fn before_the_plan(plan: &Plan, period: Period) -> Option<Finding> {
    let year = plan.year.filter(|&year| period.year() < year)?;
    let message =
        format!("期次是{}，计划是 {year} 年的，填报表照样做了。请看 --period 是不是写错了年份，错了改好再下发一次", period.words());
    Some(rules::BEFORE_THE_PLAN.finding(message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Duty, Group, Unit};

    fn task(seq: usize, lead: &[&str], units: &[&str]) -> Task {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Task { id: format!("T{seq}"), seq, lead_departments: names(lead), units: names(units), ..Task::default() }
    }

    fn shape(selection: &Selection) -> Vec<String> {
        let share = |share: &Share| format!("{}{}", share.task + 1, if share.role == Role::Lead { "牵" } else { "配" });
        selection
            .handouts
            .iter()
            .map(|handout| format!("{} {}", handout.unit, handout.shares.iter().map(share).collect::<String>()))
            .collect()
    }

    fn rules(selection: &Selection) -> Vec<&str> {
        selection.findings.iter().map(|finding| finding.rule.as_str()).collect()
    }

    #[test]
    fn each_role_chooses_its_tasks() {
        let mut duties = task(3, &[], &[]);
        duties.duties = vec![Duty { unit: "丁站".into(), duty: "巡查".into() }];
        let plan = Plan {
            tasks: vec![task(1, &["甲股"], &["乙 股", "甲股"]), task(2, &["乙股", "甲股"], &[]), duties, task(4, &[], &[])],
            ..Plan::default()
        };
        let lead = select(&plan, Role::Lead, None);
        assert_eq!(shape(&lead), ["甲股 1牵2牵", "乙股 2牵"]);
        assert_eq!((lead.unassigned.as_slice(), rules(&lead)), ([2, 3].as_slice(), vec!["D002", "D002"]));
        let units = select(&plan, Role::Units, None);
        assert_eq!(shape(&units), ["乙 股 1配", "甲股 1配", "丁站 3配"]);
        assert_eq!(units.unassigned, [3]);
        let all = select(&plan, Role::All, None);
        assert_eq!(shape(&all), ["甲股 1牵2牵", "乙 股 1配2牵", "丁站 3配"]);
    }

    #[test]
    fn a_period_before_the_plan_is_asked_about() {
        let plan = Plan { year: Some(2031), ..Plan::default() };
        let asked = |period: &str| before_the_plan(&plan, period.parse().unwrap()).is_some();
        assert_eq!(["2030Q4", "2031Q1", "2032Q1"].map(asked), [true, false, false]);
        assert!(before_the_plan(&Plan::default(), Period::Year(2001)).is_none());
    }

    #[test]
    fn groups_and_aliases_go_through_the_roster() {
        let plan =
            Plan { tasks: vec![task(1, &["各站"], &[]), task(2, &["乙"], &[]), task(3, &["各馆", "新站"], &[])], ..Plan::default() };
        let without = select(&plan, Role::Lead, None);
        assert_eq!(
            (shape(&without), rules(&without)),
            (vec!["各站 1牵".into(), "乙 2牵".into(), "各馆 3牵".into(), "新站 3牵".into()], vec!["D001", "D001"])
        );
        let unit = |name: &str, alias: &str| Unit { name: name.into(), aliases: vec![alias.into()], ..Unit::default() };
        let group = |name: &str, members: &[&str]| Group {
            name: name.into(),
            members: members.iter().map(|&m| m.into()).collect(),
            ..Group::default()
        };
        let roster = Roster {
            units: vec![unit("甲站", "甲"), unit("乙站", "乙")],
            groups: vec![group("各站", &["乙", "甲站"]), group("各馆", &[])],
        };
        let with = select(&plan, Role::Lead, Some(&roster));
        assert_eq!(shape(&with), ["甲站 1牵", "乙站 1牵2牵", "各馆 3牵", "新站 3牵"]);
        assert_eq!(rules(&with), ["D001", "D003"]);
    }
}
