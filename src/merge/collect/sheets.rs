//! Tables that stand in a return and are another unit's, or of another period: told by what the sheet says, and by whose tasks it holds.

use std::collections::HashSet;

use super::super::columns::Columns;
use super::super::matching::{Match, Verdict};
use super::super::rules;
use super::Collector;
use crate::finding::Finding;
use crate::identity::Carrier;
use crate::model::Period;
use crate::returned::{Evidence, Table};
use crate::words::fold::key;
use crate::words::periods::begins_earlier;

impl Collector<'_> {
    /// For each table, why it is left out. `whose` is what the file as a whole says; the sheet that was sent, and a table that stands
    /// alone, go with the file whatever they are called.
    pub(super) fn refused_sheets(
        &self,
        tables: &[(&Table, Columns)],
        matches: &[Vec<Match>],
        evidence: &Evidence,
        whose: (&str, Period),
        own: &HashSet<usize>,
    ) -> Vec<Option<Finding>> {
        let told: Vec<Option<Finding>> = tables.iter().map(|(table, _)| self.told_otherwise(table, evidence, whose)).collect();
        let alone = told.iter().all(Option::is_some);
        let is_sent = |table: &Table| evidence.sent.as_ref().is_some_and(|sent| table.sheet.as_deref() == Some(sent.sheet.as_str()));
        let sheets = tables.iter().zip(told).zip(matches);
        let refused = sheets.map(|(((table, _), told), matches)| {
            let told = told.filter(|finding| match finding.rule == rules::OTHER_PERIOD.code {
                // Marks nobody sees are not renamed with the sheet; without them the name of the sheet is all there is.
                _ if is_sent(table) => false,
                true => !alone || !evidence.is_stamped(),
                false => !alone,
            });
            told.or_else(|| self.of_other_unit(matches, whose, own))
        });
        refused.collect()
    }

    /// What a sheet says about itself against what its file says: its name, its title, the line below it.
    fn told_otherwise(&self, table: &Table, evidence: &Evidence, (unit, period): (&str, Period)) -> Option<Finding> {
        let sheet = table.sheet.as_deref()?;
        let is_here = |carrier: Carrier| matches!(carrier, Carrier::TitleRow | Carrier::Subtitle);
        let here =
            || evidence.claims.iter().filter(|claim| is_here(claim.carrier) && claim.place.as_ref().is_some_and(|(name, _)| name == sheet));
        let mut units: Vec<&str> = here().filter_map(|claim| self.known.addressee(claim.unit.as_deref()?)).collect();
        units.extend(self.known.addressee(sheet));
        let mut periods: Vec<Period> = here().filter_map(|claim| claim.period).collect();
        periods.extend(self.known.period_in(sheet));
        if let Some(other) = units.iter().find(|name| key(name) != key(unit)).filter(|_| units.iter().all(|name| key(name) != key(unit))) {
            let message = format!("这张工作表写的是“{other}”，文件是“{unit}”的，没有汇总，原文留在“未识别”里。请让“{other}”单独报送");
            return Some(rules::OTHER_UNIT.finding(message));
        }
        if begins_earlier(&key(sheet)) {
            let message = format!("这张工作表叫〔{sheet}〕，汇总的是{}，没有汇总，原文留在“未识别”里。请核对", period.words());
            return Some(rules::OTHER_PERIOD.finding(message));
        }
        let other = periods.first().filter(|_| !periods.contains(&period))?;
        let message = format!(
            "这张工作表写的是{}，汇总的是{}，没有汇总，原文留在“未识别”里。要汇总那一期，请加上 --period {other}",
            other.words(),
            period.words()
        );
        Some(rules::OTHER_PERIOD.finding(message))
    }

    /// Whether the tasks of a table were all sent to another unit, and most of them not to this one: somebody else's table.
    fn of_other_unit(&self, matches: &[Match], (unit, period): (&str, Period), own: &HashSet<usize>) -> Option<Finding> {
        let tasks = matches.iter().filter_map(|found| match found.verdict {
            Verdict::Task(task) => Some(task),
            _ => None,
        });
        let tasks: HashSet<usize> = tasks.collect();
        let strange = tasks.difference(own).count();
        if own.is_empty() || strange * 2 <= tasks.len() {
            return None;
        }
        let ids: Vec<&str> = tasks.iter().filter_map(|&at| self.ids.get(at)).map(|id| &**id).collect();
        let holds_all = |sent: &[String]| ids.iter().all(|id| sent.iter().any(|task| task == id));
        let mut dispatches = self.ledger.dispatches.iter().filter(|dispatch| dispatch.period == period && key(&dispatch.unit) != key(unit));
        let holder = dispatches.find(|dispatch| holds_all(&dispatch.tasks))?;
        let message = format!(
            "表里的 {} 项任务都是发给“{}”的，其中 {strange} 项没有发给“{unit}”，像是交错了表，没有汇总。请问清楚是谁填的，改好文件名和标题再汇总",
            tasks.len(),
            holder.unit
        );
        Some(rules::OTHER_UNIT.finding(message))
    }
}

/// Whether a table was left out, as the findings say.
pub(super) fn is_refused(table: &Table, findings: &[Finding]) -> bool {
    let rules = [rules::OTHER_UNIT.code, rules::OTHER_PERIOD.code];
    findings.iter().any(|finding| finding.sheet == table.sheet && rules.contains(&finding.rule.as_str()))
}
