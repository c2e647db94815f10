//! What units are called: the plan, the roster and last year's sheets have different names for one unit.

use hashbrown::HashSet;
use std::collections::HashMap;

use super::{Ledger, Period};

/// The names units were sent workbooks under, and the other names each of them has.
#[derive(Debug, Clone, Default)]
pub struct UnitNames<'a> {
    /// Other names, each with the name of the unit; `None` for a name that two units have.
    others: HashMap<&'a str, Option<&'a str>>,
}

impl<'a> UnitNames<'a> {
    /// The names a ledger's dispatches say. Where a unit was renamed, the name of the later period holds.
    pub fn of(ledger: &'a Ledger) -> Self {
        let sent: HashSet<(&str, Period)> = ledger.dispatches.iter().map(|dispatch| (dispatch.unit.as_str(), dispatch.period)).collect();
        let mut others: HashMap<&str, Option<&str>> = HashMap::new();
        for dispatch in &ledger.dispatches {
            // A unit of its own in the same period is no other name.
            let names = dispatch.names.iter().filter(|name| **name != dispatch.unit && !sent.contains(&(name.as_str(), dispatch.period)));
            for name in names {
                let unit = others.entry(name).or_insert(Some(&dispatch.unit));
                if *unit != Some(dispatch.unit.as_str()) {
                    *unit = None;
                }
            }
        }
        UnitNames { others }
    }

    /// The name under which a unit was sent its workbook, of any of its names; any other is itself.
    pub fn unit<'n>(&self, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        // Renamed more than once; names that name each other end.
        const MOST: usize = 4;
        (0..MOST).fold(name, |name, _| self.others.get(name).copied().flatten().unwrap_or(name))
    }

    /// Whether two names are those of one unit.
    pub fn are_same(&self, one: &str, other: &str) -> bool {
        one == other || self.unit(one) == self.unit(other)
    }

    /// Every other name that is of one unit alone, with the name of the unit.
    pub fn others(&self) -> impl Iterator<Item = (&'a str, &'a str)> + '_ {
        self.others.iter().filter_map(|(name, unit)| Some((*name, (*unit)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Contact, Dispatch, Plan, Role};

    #[test]
    fn a_unit_goes_by_the_name_it_was_sent_its_workbook_under() {
        let dispatch = |unit: &str, names: &[&str], quarter: u8| Dispatch {
            unit: unit.to_owned(),
            names: names.iter().map(|&name| name.to_owned()).collect(),
            period: Period::Quarter(2031, quarter),
            file: String::new(),
            sha256: None,
            tasks: Vec::new(),
            role: Role::Lead,
            serial: 1,
            contact: Contact::default(),
            return_by: None,
        };
        let mut ledger = Ledger::from(Plan::default());
        ledger.dispatches = vec![
            dispatch("工信局", &[], 1),
            dispatch("工业和信息化局", &["工信局", "经信局"], 2),
            dispatch("数据局", &["信息办"], 2),
            dispatch("大数据中心", &["信息办"], 2),
            dispatch("教育局", &["教师进修校"], 2),
            dispatch("教师进修校", &[], 2),
        ];
        let names = UnitNames::of(&ledger);
        for (name, unit) in [
            ("工信局", "工业和信息化局"),
            ("经信局", "工业和信息化局"),
            ("工业和信息化局", "工业和信息化局"),
            ("信息办", "信息办"),
            ("教师进修校", "教师进修校"),
            ("水利局", "水利局"),
        ] {
            assert_eq!(names.unit(name), unit);
        }
        assert!(names.are_same("工信局", "经信局") && !names.are_same("数据局", "大数据中心"));
        assert_eq!(names.others().count(), 2);
    }
}
