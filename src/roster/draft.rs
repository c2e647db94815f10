//! A roster drafted from the names of a plan: each with where it stands, and what it may be.
//!
//! Nothing is decided: a proposal counts only when a person takes it over.

use hashbrown::HashMap;
use std::collections::BTreeMap;

use super::kinship::{Kinship, Shape, completed, with_endings};
use super::{Directory, Resolution};
use crate::model::{Group, Plan, Roster, Task, Unit};
use crate::words::fold::key;
use crate::words::names::is_group_noun;

/// Every name of a plan, in the order a person reads them: units, then groups, each as the plan names them first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The names.
    pub names: Vec<DraftName>,
}

/// A name of the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftName {
    /// The unit or group, with what an older roster says of it.
    pub entry: Entry,
    /// In how many tasks it leads.
    pub leads: usize,
    /// In how many it takes part.
    pub helps: usize,
    /// In how many it has a duty.
    pub duties: usize,
    /// The tasks, by their place in the plan (from 1), each once.
    pub tasks: Vec<usize>,
    /// What it may be.
    pub proposals: Vec<Proposal>,
}

/// A unit or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A unit.
    Unit(Unit),
    /// A group noun.
    Group(Group),
}

impl Default for Entry {
    fn default() -> Self {
        Entry::Unit(Unit::default())
    }
}

impl Entry {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Entry::Unit(unit) => &unit.name,
            Entry::Group(group) => &group.name,
        }
    }
}

/// What a name may be: another name, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The unit it may be, by its name.
    pub unit: String,
    /// Why, in Chinese.
    pub why: String,
}

#[derive(Clone, Copy)]
enum Stands {
    Lead,
    Helps,
    Duty,
}

/// Drafts a roster. Names an older roster knows keep what it says; its units and groups the plan does not name stay too.
pub fn draft(plan: &Plan, old: Option<&Roster>) -> Draft {
    let directory = old.map(Directory::new);
    let mut collected = Collected { directory: directory.as_ref(), ..Collected::default() };
    for task in &plan.tasks {
        collected.take(task);
    }
    collected.keep_unnamed(old);
    collected.propose_completions(plan);
    let known: Vec<bool> = collected
        .names
        .iter()
        .map(|name| directory.as_ref().is_some_and(|of| of.resolve(name.entry.name()) != Resolution::Unknown))
        .collect();
    propose_kin(&mut collected.names, &known);
    let mut names = collected.names;
    names.sort_by_key(|name| matches!(name.entry, Entry::Group(_)));
    Draft { names }
}

#[derive(Default)]
struct Collected<'a> {
    directory: Option<&'a Directory<'a>>,
    names: Vec<DraftName>,
    by_key: HashMap<String, usize>,
}

impl Collected<'_> {
    fn take(&mut self, task: &Task) {
        let duties = task.duties.iter().map(|duty| (duty.unit.as_str(), Stands::Duty));
        let leads = task.lead_departments.iter().map(|name| (name.as_str(), Stands::Lead));
        let helps = task.units.iter().map(|name| (name.as_str(), Stands::Helps));
        for (name, stands) in leads.chain(helps).chain(duties).filter(|(name, _)| !name.trim().is_empty()) {
            let at = self.entry(name.trim());
            let Some(entry) = self.names.get_mut(at) else { continue };
            match stands {
                Stands::Lead => entry.leads += 1,
                Stands::Helps => entry.helps += 1,
                Stands::Duty => entry.duties += 1,
            }
            if entry.tasks.last() != Some(&task.seq) {
                entry.tasks.push(task.seq);
            }
        }
    }

    /// The place of a name; a name the older roster has as an alias is counted under its unit.
    fn entry(&mut self, name: &str) -> usize {
        let entry = match self.directory.map(|directory| directory.resolve(name)) {
            Some(Resolution::Unit(unit)) => Entry::Unit(unit.clone()),
            Some(Resolution::Group(group, _)) => Entry::Group(group.clone()),
            _ if is_group_noun(name) => Entry::Group(Group { name: name.to_owned(), ..Group::default() }),
            _ => Entry::Unit(Unit { name: name.to_owned(), ..Unit::default() }),
        };
        *self.by_key.entry(key(entry.name())).or_insert_with(|| {
            self.names.push(DraftName { entry, ..DraftName::default() });
            self.names.len() - 1
        })
    }

    /// The name with its end, where the plan has it elsewhere.
    fn written_out(&self, name: &str) -> Option<String> {
        let whole = with_endings(name).find_map(|whole| self.by_key.get(&whole))?;
        self.names.get(*whole).map(|name| name.entry.name().to_owned())
    }

    fn keep_unnamed(&mut self, old: Option<&Roster>) {
        let Some(old) = old else { return };
        let names = old.units.iter().map(|unit| unit.name.clone()).chain(old.groups.iter().map(|group| group.name.clone()));
        for name in names {
            self.entry(&name);
        }
    }

    /// Names a list leaves the end off: the next name of the same list has it.
    fn propose_completions(&mut self, plan: &Plan) {
        let mut found: BTreeMap<usize, Proposal> = BTreeMap::new();
        for list in plan.tasks.iter().flat_map(|task| [&task.lead_departments, &task.units]) {
            let mut whole: Option<String> = None;
            for (name, next) in list.iter().zip(list.iter().skip(1)).rev() {
                // 甲镇、乙镇、丙镇卫生院: what completes 乙镇 completes 甲镇.
                let by_next = || if is_group_noun(next) { None } else { completed(name, next) };
                let completion = self.written_out(name).or_else(by_next).or_else(|| completed(name, whole.as_deref()?));
                whole.clone_from(&completion);
                let Some(unit) = completion else { continue };
                let why = match self.by_key.contains_key(&key(&unit)) {
                    true => format!("别处写作“{unit}”，“{}”多半是省略写法", name.trim()),
                    false => format!("同一处后面写的是“{}”，“{}”多半是省略写法", next.trim(), name.trim()),
                };
                if self.directory.is_none_or(|directory| directory.resolve(name) == Resolution::Unknown)
                    && let Some(&at) = self.by_key.get(&key(name))
                {
                    found.entry(at).or_insert(Proposal { unit, why });
                }
            }
        }
        for (at, proposal) in found {
            // The whole name is often written out elsewhere in the plan, with a blank less or more.
            let written = self.by_key.get(&key(&proposal.unit)).and_then(|&at| self.names.get(at)).map(|name| name.entry.name().to_owned());
            if let Some(name) = self.names.get_mut(at) {
                name.proposals.push(Proposal { unit: written.unwrap_or(proposal.unit), ..proposal });
            }
        }
    }
}

/// More names than this that end alike are a list of numbered places, not short forms of each other.
const MOST_ALIKE: usize = 1_000;

/// Short forms among the units nobody decided on yet. Only names that end alike are compared.
fn propose_kin(names: &mut [DraftName], known: &[bool]) {
    let shapes: Vec<Option<Shape>> =
        names.iter().map(|name| matches!(name.entry, Entry::Unit(_)).then(|| Shape::of(name.entry.name()))).collect();
    let mut by_end: BTreeMap<Option<char>, Vec<usize>> = BTreeMap::new();
    for (at, shape) in shapes.iter().enumerate() {
        if let Some(shape) = shape {
            by_end.entry(shape.last()).or_default().push(at);
        }
    }
    let mut proposals: Vec<(usize, Kinship, usize)> = Vec::new();
    for group in by_end.values().filter(|group| group.len() <= MOST_ALIKE) {
        for &at in group.iter().filter(|&&at| !known.get(at).copied().unwrap_or(false)) {
            for &other in group.iter().filter(|&&other| other != at) {
                let kinship = shapes.get(at).zip(shapes.get(other)).and_then(|(one, other)| one.as_ref()?.may_be(other.as_ref()?));
                // Of two that are alike the one named more often, then first, is the unit.
                let counts = |at: usize| names.get(at).map_or(0, |name| name.leads + name.helps + name.duties);
                let goes = |kinship: &Kinship| {
                    *kinship != Kinship::Alike || (counts(other), other.wrapping_neg()) > (counts(at), at.wrapping_neg())
                };
                proposals.extend(kinship.filter(goes).map(|kinship| (at, kinship, other)));
            }
        }
    }
    proposals.sort();
    for (at, kinship, other) in proposals {
        let unit = names.get(other).map(|name| name.entry.name().to_owned()).unwrap_or_default();
        let why = match kinship {
            Kinship::Tail => format!("“{unit}”去掉前面的字就是它"),
            Kinship::Short => format!("像是“{unit}”的简称"),
            Kinship::Alike => format!("和“{unit}”只差一两个字"),
        };
        if let Some(name) = names.get_mut(at)
            && name.proposals.iter().all(|proposal| proposal.unit != unit)
        {
            name.proposals.push(Proposal { unit, why });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Duty;

    fn task(seq: usize, lead: &[&str], units: &[&str]) -> Task {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Task { seq, lead_departments: names(lead), units: names(units), ..Task::default() }
    }

    fn shape(draft: &Draft) -> Vec<String> {
        let line = |name: &DraftName| {
            let kind = if matches!(name.entry, Entry::Group(_)) { "集体 " } else { "" };
            let units: Vec<&str> = name.proposals.iter().map(|proposal| proposal.unit.as_str()).collect();
            format!("{kind}{} {}/{}/{} {:?} {}", name.entry.name(), name.leads, name.helps, name.duties, name.tasks, units.join("、"))
        };
        draft.names.iter().map(line).collect()
    }

    #[test]
    fn names_with_counts_proposals_and_groups() {
        let mut first = task(1, &["医政科"], &["各馆", "白鹭镇", "东 山镇", "清溪镇中心卫生院"]);
        first.duties = vec![Duty { unit: "医政医管科".into(), duty: "巡查".into() }];
        let plan = Plan {
            tasks: vec![first, task(2, &["医政科", "医政医管科"], &["局规划", "宣教岗位", "局规划岗位"])],
            ..Plan::default()
        };
        assert_eq!(
            shape(&draft(&plan, None)),
            [
                "医政科 2/0/0 [1, 2] 医政医管科",
                "白鹭镇 0/1/0 [1] 白鹭镇中心卫生院",
                "东 山镇 0/1/0 [1] 东 山镇中心卫生院",
                "清溪镇中心卫生院 0/1/0 [1] ",
                "医政医管科 1/0/1 [1, 2] ",
                "局规划 0/1/0 [2] 局规划岗位",
                "宣教岗位 0/1/0 [2] ",
                "局规划岗位 0/1/0 [2] ",
                "集体 各馆 0/1/0 [1] ",
            ]
        );
    }

    #[test]
    fn an_older_roster_is_kept() {
        let plan = Plan { tasks: vec![task(1, &["医政科"], &["新站"])], ..Plan::default() };
        let old = Roster {
            units: vec![
                Unit { name: "医政医管科".into(), aliases: vec!["医政科".into()], ..Unit::default() },
                Unit { name: "老站".into(), ..Unit::default() },
            ],
            groups: vec![Group { name: "各站".into(), members: vec!["老站".into()], ..Group::default() }],
        };
        let drafted = draft(&plan, Some(&old));
        assert_eq!(shape(&drafted), ["医政医管科 1/0/0 [1] ", "新站 0/1/0 [1] ", "老站 0/0/0 [] ", "集体 各站 0/0/0 [] "]);
        assert!(matches!(&drafted.names[0].entry, Entry::Unit(unit) if unit.aliases == ["医政科"]));
    }
}
