//! What a printed name means in a roster: a unit, a group of units, or nothing the roster knows.
//!
//! Names are compared without blanks, letter width and traditional or simplified form. Resolving what was resolved gives the same.

use hashbrown::HashSet;
use std::collections::HashMap;

use crate::model::{Group, Roster, Unit};
use crate::words::fold::key;

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution<'a> {
    /// This unit.
    Unit(&'a Unit),
    /// These units, in the roster's order; empty when nobody filled in the members yet.
    Group(&'a Group, Vec<&'a Unit>),
    /// Nothing the roster knows.
    Unknown,
}

/// A roster made ready to look names up in.
#[derive(Debug)]
pub struct Directory<'a> {
    roster: &'a Roster,
    names: HashMap<String, Known>,
    /// Names that are another's too: the name, who has it, who has it as well.
    shared: Vec<(&'a str, &'a str, &'a str)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Unit(usize),
    Group(usize),
}

impl<'a> Directory<'a> {
    /// Takes in every name and alias. A unit's own name goes before an alias; of two that share a name the first has it.
    pub fn new(roster: &'a Roster) -> Self {
        let mut names: HashMap<String, (Known, &str)> = HashMap::new();
        let mut shared = Vec::new();
        let units = || roster.units.iter().enumerate().map(|(at, unit)| (Known::Unit(at), &unit.name, &unit.aliases));
        let groups = || roster.groups.iter().enumerate().map(|(at, group)| (Known::Group(at), &group.name, &group.aliases));
        let mut take = |name: &'a str, known: Known, whose: &'a str| {
            let (first, holder) = *names.entry(key(name)).or_insert((known, whose));
            if first != known && !key(name).is_empty() {
                shared.push((name, holder, whose));
            }
        };
        for (known, name, _) in units().chain(groups()) {
            take(name, known, name);
        }
        for (known, name, aliases) in units().chain(groups()) {
            aliases.iter().for_each(|alias| take(alias, known, name));
        }
        names.remove("");
        Directory { roster, names: names.into_iter().map(|(name, (known, _))| (name, known)).collect(), shared }
    }

    /// Names that stand for two of the roster's: the name, who has it, and who is called so too and is never meant by it.
    pub fn shared_names(&self) -> &[(&'a str, &'a str, &'a str)] {
        &self.shared
    }

    /// What a name means.
    ///
    /// Shape: `"医政科"` → the unit 医政医管科; `"各医疗卫生单位"` → its 30 units, each once; `"某某站"` → unknown.
    pub fn resolve(&self, name: &str) -> Resolution<'a> {
        match self.names.get(&key(name)) {
            Some(Known::Unit(at)) => self.roster.units.get(*at).map_or(Resolution::Unknown, Resolution::Unit),
            Some(Known::Group(at)) => match self.roster.groups.get(*at) {
                Some(group) => Resolution::Group(group, self.members(*at)),
                None => Resolution::Unknown,
            },
            None => Resolution::Unknown,
        }
    }

    /// The units of a group and of the groups within it, each once, in the roster's order. Groups that hold each other end.
    fn members(&self, group: usize) -> Vec<&'a Unit> {
        let mut open = vec![group];
        let (mut seen, mut units) = (HashSet::new(), HashSet::new());
        seen.insert(group);
        while let Some(at) = open.pop() {
            let members = self.roster.groups.get(at).map_or(&[][..], |group| &group.members);
            for known in members.iter().filter_map(|member| self.names.get(&key(member))) {
                match *known {
                    Known::Unit(at) => {
                        units.insert(at);
                    }
                    Known::Group(at) if seen.insert(at) => open.push(at),
                    Known::Group(_) => {}
                }
            }
        }
        self.roster.units.iter().enumerate().filter(|(at, _)| units.contains(at)).map(|(_, unit)| unit).collect()
    }
}

impl Roster {
    /// What a name means; for many names make a [`Directory`] once.
    pub fn resolve(&self, name: &str) -> Resolution<'_> {
        Directory::new(self).resolve(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, aliases: &[&str]) -> Unit {
        Unit { name: name.into(), aliases: aliases.iter().map(|&alias| alias.into()).collect(), ..Unit::default() }
    }

    fn group(name: &str, members: &[&str]) -> Group {
        Group { name: name.into(), members: members.iter().map(|&member| member.into()).collect(), ..Group::default() }
    }

    #[test]
    fn a_name_two_share_is_said() {
        let roster = Roster {
            units: vec![unit("医政科", &["医科"]), unit("医政医管科", &["医政科", "医政医管科"]), unit("疾控科", &["医科"])],
            ..Roster::default()
        };
        let shared = Directory::new(&roster).shared_names().to_vec();
        assert_eq!(shared, [("医政科", "医政科", "医政医管科"), ("医科", "医政科", "疾控科")]);
    }

    #[test]
    fn names_aliases_and_groups() {
        let roster = Roster {
            units: vec![unit("农田建设股", &["农建股", "农田 股"]), unit("乙站", &[]), unit("丙站", &["农建股"])],
            groups: vec![group("各站", &["丙站", "乙站", "乙站", "没有的站"]), group("各单位", &["各站", "农建股", "各单位"])],
        };
        let names = |resolution: Resolution<'_>| match resolution {
            Resolution::Unit(unit) => unit.name.clone(),
            Resolution::Group(group, units) => {
                format!("{}={}", group.name, units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、"))
            }
            Resolution::Unknown => "?".into(),
        };
        for (name, meant) in [
            ("农田建设股", "农田建设股"),
            ("农建股", "农田建设股"),
            ("农田股", "农田建设股"),
            ("　乙 站", "乙站"),
            ("各站", "各站=乙站、丙站"),
            ("各单位", "各单位=农田建设股、乙站、丙站"),
            ("甲站", "?"),
            ("", "?"),
        ] {
            assert_eq!(names(roster.resolve(name)), meant, "{name}");
        }
        for unit in &roster.units {
            assert_eq!(roster.resolve(&unit.name), Resolution::Unit(unit), "resolving again changes nothing");
        }
    }
}
