//! Whose a file is and of which period, where it does not say so itself: its rows do.

use hashbrown::HashSet;
use std::collections::BTreeSet;

use super::super::columns::Columns;
use super::super::identify::Identity;
use super::super::matching::{Match, Verdict};
use super::super::rules;
use super::whose::UnitLines;
use super::{Collector, RowText};
use crate::finding::Finding;
use crate::identity::Sent;
use crate::model::{Dispatch, Period};
use crate::returned::Table;

impl Collector<'_> {
    /// The tasks that were sent to the unit: as the file says, else as the ledger does.
    pub(super) fn own_tasks(&self, identity: &Identity, sent: Option<&Sent>) -> HashSet<usize> {
        let mut ids: HashSet<&str> = sent.into_iter().flat_map(|sent| &sent.rows).map(|row| row.task.as_str()).collect();
        if let Some(unit) = &identity.unit {
            let of_period = |dispatch: &&&Dispatch| identity.period.is_none_or(|period| dispatch.period == period);
            ids.extend(self.known.sent_to(unit).iter().filter(of_period).flat_map(|dispatch| &dispatch.tasks).map(String::as_str));
        }
        let tasks = self.ledger.plan.tasks.iter().enumerate();
        tasks.filter(|(_, task)| ids.contains(task.id.as_str())).map(|(at, _)| at).collect()
    }

    /// Unit and period of a file without any mark: the rows say whose tasks they are.
    pub(super) fn settle_identity(
        &self,
        identity: &mut Identity,
        lines: &UnitLines<'_>,
        tables: TablesOfFile<'_, '_>,
        findings: &mut Vec<Finding>,
    ) -> Result<(String, Period), Box<Finding>> {
        let Some(period) = identity.period.or(self.known.expected) else {
            return Err(rules::NO_PERIOD.finding("认不出是哪一期的，没有汇总。请加上 --period，例如 --period 2023Q1".to_owned()).into());
        };
        if identity.unit.is_none() {
            identity.unit = self.unit_of_lines(lines)?;
        }
        // A name nobody knows, over tasks that were all sent to one unit, is that unit's, called otherwise.
        let called = identity.unit.clone().filter(|unit| self.known.is_stranger(unit));
        if identity.unit.is_none() || called.is_some() {
            let holder = self.unit_of_tasks(&tasks_filled_in(tables));
            if let Some(holder) = &holder {
                let said = match &called {
                    Some(called) => format!("写的单位是“{called}”，总台账里没有"),
                    None => "没有写是哪个单位的".to_owned(),
                };
                let message = format!("{said}；表里的任务都是发给“{holder}”的，按“{holder}”汇总。请核对");
                findings.push(rules::CLAIMS_DIFFER.finding(message));
            } else if let Some(called) = &called {
                let message = format!("写的单位是“{called}”，没有给这一家下发过，没有汇总。请核对单位名称，改成下发时的写法再汇总");
                return Err(rules::NO_UNIT.finding(message).into());
            }
            (identity.unit, identity.called) = (holder, called);
        } else if let Some(unit) = identity.unit.as_deref().filter(|unit| self.known.unit(unit).is_none()) {
            let message = format!("写的单位是“{unit}”，计划里没有这个名称，照写的汇总。是简称的，请改成计划里的写法再汇总");
            findings.push(rules::CLAIMS_DIFFER.finding(message));
        }
        match identity.unit.clone() {
            Some(unit) => {
                self.note_serial(&unit, period, identity.serial, findings);
                Ok((unit, period))
            }
            None => {
                let why = identity.doubt.as_ref().map_or(String::new(), |doubt| format!("{doubt}，"));
                let message = format!("{why}认不出是哪个单位的，没有汇总。请把文件名改成单位名称，或在标题下写“单位：……”，再汇总");
                Err(rules::NO_UNIT.finding(message).into())
            }
        }
    }

    /// The unit that lines in the tables name, where they name but one.
    fn unit_of_lines(&self, lines: &UnitLines<'_>) -> Result<Option<String>, Box<Finding>> {
        match lines.units().as_slice() {
            [] => Ok(None),
            [only] => Ok(self.known.unit(only).map(str::to_owned)),
            units => {
                let message = format!(
                    "表里各段分别写着“{}”，一个文件里有几家的填报，没有汇总。请把各家的分开，一家存成一个文件再汇总",
                    units.join("”“")
                );
                Err(rules::NO_UNIT.finding(message).into())
            }
        }
    }

    /// The only unit all these tasks belong to: the one they were sent to, else the one that leads them all.
    fn unit_of_tasks(&self, tasks: &BTreeSet<usize>) -> Option<String> {
        let ids: Option<Vec<&str>> = tasks.iter().map(|&at| self.ledger.plan.tasks.get(at).map(|task| task.id.as_str())).collect();
        let ids = ids.filter(|ids| !ids.is_empty())?;
        let only = |mut units: Vec<&str>| {
            units.sort_unstable();
            units.dedup();
            <[&str; 1]>::try_from(units).ok().map(|[unit]| unit.to_owned())
        };
        let sent_all = |dispatch: &&Dispatch| {
            self.known.expected == Some(dispatch.period) && ids.iter().all(|id| dispatch.tasks.iter().any(|task| task == id))
        };
        let holders: Vec<&str> = self.ledger.dispatches.iter().filter(sent_all).map(|dispatch| dispatch.unit.as_str()).collect();
        if !holders.is_empty() {
            return only(holders);
        }
        let leads = tasks.iter().filter_map(|&at| self.ledger.plan.tasks.get(at)).map(|task| &task.lead_departments);
        let mut common: Option<Vec<&str>> = None;
        for leads in leads {
            let names: Vec<&str> = leads.iter().map(String::as_str).collect();
            common = Some(common.map_or(names.clone(), |common| common.into_iter().filter(|name| names.contains(name)).collect()));
        }
        only(common?)
    }

    fn note_serial(&self, unit: &str, period: Period, serial: Option<u32>, findings: &mut Vec<Finding>) {
        let of_period = self.known.sent_to(unit).iter().filter(|dispatch| dispatch.period == period);
        let latest = of_period.map(|dispatch| dispatch.serial).max();
        if let (Some(serial), Some(latest)) = (serial, latest)
            && serial < latest
        {
            let message = format!("填的是第 {serial} 次下发的表，后来又下发过第 {latest} 次；照常汇总。请核对有没有新加的任务没填");
            findings.push(rules::SUPERSEDED_DISPATCH.finding(message));
        }
    }
}

/// The tables of a file with their columns, the rows of each, and which task each row is.
type TablesOfFile<'f, 't> = (&'f [(&'t Table, Columns)], &'f [Vec<RowText<'t>>], &'f [Vec<Match>]);

/// The tasks of the rows that were filled in; of all rows, where none was.
fn tasks_filled_in((tables, rows, matches): TablesOfFile<'_, '_>) -> BTreeSet<usize> {
    let mut tasks = [BTreeSet::new(), BTreeSet::new()];
    for (((_, columns), rows), matches) in tables.iter().zip(rows).zip(matches) {
        for (row, found) in rows.iter().zip(matches) {
            if let Verdict::Task(task) = found.verdict {
                let is_filled = columns.answers.iter().any(|(at, _)| row.cell(*at).is_some());
                tasks[usize::from(is_filled)].insert(task);
            }
        }
    }
    let [empty, filled] = tasks;
    if filled.is_empty() { empty } else { filled }
}
