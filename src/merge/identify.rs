//! Whose return it is, and of which period: redundant carriers vote, any one of them is enough.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::named::{Named, named};
use super::rules;
use crate::finding::Finding;
use crate::identity::{Carrier, Claim, name_key};
use crate::model::{Dispatch, Ledger, Period, UnitNames};
use crate::returned::Evidence;
use crate::words::dates::years_of;
use crate::words::fold::key;
use crate::words::names::is_group_noun;
use crate::words::periods::{find_period, find_season};

/// What is known beforehand: the units and periods of a ledger.
#[derive(Debug)]
pub(super) struct Known<'a> {
    plan: &'a str,
    /// The key of who issued the plan.
    issuer: Option<String>,
    /// Where the place the plan is of is named: its title and who issued it.
    place: Vec<String>,
    /// The years of the plan.
    years: Vec<i16>,
    /// Units by the keys of all their names: those that were sent something first.
    units: BTreeMap<String, &'a str>,
    /// Keys of all names of units that were sent something.
    addressees: BTreeSet<String>,
    /// Their names, as those of files are compared with them, each with the unit; where nothing was sent, those of the plan.
    names: Vec<(String, &'a str)>,
    /// What was sent to each of them, by the keys of the units.
    dispatches: HashMap<String, Vec<&'a Dispatch>>,
    /// The period being collected.
    pub expected: Option<Period>,
}

/// Whose return it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// The unit, as the ledger names it where it does.
    pub unit: Option<String>,
    /// The period.
    pub period: Option<Period>,
    /// Which dispatch to the unit.
    pub serial: Option<u32>,
    /// Whether a mark of the dispatch was left.
    pub is_stamped: bool,
    /// Why the name of the file does not say whose it is, though it speaks of units.
    pub doubt: Option<String>,
    /// The name it goes by in the file, where the ledger does not know that and the rows say whose they are.
    pub called: Option<String>,
}

impl<'a> Known<'a> {
    /// What a ledger knows; `period` is the one asked for, else the latest that was sent out.
    pub fn new(ledger: &'a Ledger, period: Option<Period>) -> Self {
        let mut units: BTreeMap<String, &str> = BTreeMap::new();
        for task in &ledger.plan.tasks {
            for name in task.lead_departments.iter().chain(&task.units).chain(task.duties.iter().map(|duty| &duty.unit)) {
                units.entry(key(name)).or_insert(name);
            }
        }
        let sent = || ledger.dispatches.iter();
        let names = UnitNames::of(ledger);
        let by_names = || sent().map(|dispatch| (dispatch.unit.as_str(), dispatch.unit.as_str())).chain(names.others());
        units.extend(by_names().map(|(name, unit)| (key(name), names.unit(unit))));
        let latest = || sent().map(|dispatch| dispatch.period).max_by_key(|period| period.last_month());
        let mut dispatches: HashMap<String, Vec<&Dispatch>> = HashMap::new();
        for dispatch in sent() {
            dispatches.entry(key(names.unit(&dispatch.unit))).or_default().push(dispatch);
        }
        let addressees = by_names().map(|(name, _)| key(name)).collect();
        let mut printed: Vec<(String, &str)> = by_names().map(|(name, unit)| (name_key(name), names.unit(unit))).collect();
        if ledger.dispatches.is_empty() {
            // A plan nobody sent out says itself who its units are.
            let single = units.values().filter(|unit| !is_group_noun(unit));
            printed.extend(single.map(|unit| (name_key(unit), *unit)));
        }
        // What is left of a name without a letter would be every other such name, and the number of many a file or folder.
        printed.retain(|(name, _)| name.contains(char::is_alphabetic));
        printed.sort_unstable();
        printed.dedup();
        let place = [&ledger.plan.title, &ledger.plan.issuer].into_iter().flatten().map(|words| name_key(words)).collect();
        let mut years: Vec<i16> = ledger.plan.title.as_deref().map(years_of).unwrap_or_default();
        years.extend(ledger.plan.year);
        Known {
            years,
            names: printed,
            place,
            plan: &ledger.plan.id,
            issuer: ledger.plan.issuer.as_deref().map(key),
            units,
            addressees,
            dispatches,
            expected: period.or_else(latest),
        }
    }

    /// The ledger's name of a unit.
    pub fn unit(&self, name: &str) -> Option<&'a str> {
        self.units.get(&key(name)).copied()
    }

    /// The ledger's name of a unit that was sent something.
    pub fn addressee(&self, name: &str) -> Option<&'a str> {
        self.addressees.get(&key(name)).and_then(|unit| self.units.get(unit)).copied()
    }

    /// Whether a name is one of a unit.
    pub fn is_of(&self, name: &str, unit: &str) -> bool {
        key(self.unit(name).unwrap_or(name)) == key(unit)
    }

    /// Whether a name is that of no unit of a ledger that knows whom it sent something.
    pub fn is_stranger(&self, name: &str) -> bool {
        !self.addressees.is_empty() && self.unit(name).is_none()
    }

    /// The period a name of a file, folder or sheet says: with its year, or a season of the year that is being collected. The year
    /// alone, and a season where months are collected, say nothing.
    pub fn period_in(&self, name: &str) -> Option<Period> {
        let season = || find_season(name, self.expected?.year()).filter(|season| season.is_like(self.expected));
        let dated = find_period(name).map(|(_, period)| period);
        dated.or_else(season).filter(|period| !matches!(period, Period::Year(_)) || self.expected == Some(*period))
    }

    /// Everything that was sent to a unit.
    pub fn sent_to(&self, unit: &str) -> &[&'a Dispatch] {
        self.dispatches.get(&key(unit)).map_or(&[], Vec::as_slice)
    }

    /// A unit that was sent something, with the name of the place before its own: 栖云县教育局 in a plan of 栖云县.
    fn unit_of_place(&self, name: &str) -> Option<&'a str> {
        let name = name_key(name);
        let is_place = |place: &str| !place.is_empty() && self.place.iter().any(|words| words.contains(place));
        let mut found = self.names.iter().filter(|(known, _)| name.strip_suffix(known.as_str()).is_some_and(is_place));
        found.next().filter(|_| found.next().is_none()).map(|(_, unit)| *unit)
    }

    /// The ledger's unit a name of a file, folder or sheet means: the same name, else of those that stand in it the one that sends.
    pub fn named_in(&self, name: &str) -> Named<'a> {
        self.same_name(name).map_or_else(|| named(name, &self.names), Named::One)
    }

    /// The ledger's unit a claim of a file or folder means: what was left out of its name as the number of a copy may be part of that of a
    /// unit, 排水站-2.
    fn named_by(&self, claim: &Claim) -> Named<'a> {
        let left = claim.unit.as_deref().map_or(Named::Nobody, |name| self.named_in(name));
        let Some((name, whole)) = claim.name.as_deref().and_then(|name| Some((name, self.same_name(name)?))) else { return left };
        match left {
            Named::One(left) if left != whole && self.unit(name).is_none() => Named::Several(vec![whole, left]),
            _ => Named::One(whole),
        }
    }

    /// The only unit of this name, whatever stands between its letters.
    fn same_name(&self, name: &str) -> Option<&'a str> {
        let printed = name_key(name);
        let same = || {
            let mut same = self.names.iter().filter(|(known, _)| *known == printed);
            same.next().filter(|_| same.next().is_none()).map(|(_, unit)| *unit)
        };
        self.unit(name).or_else(same)
    }

    /// The unit with the longest name by which some letters, as [`name_key`] gives them, begin; with what follows it.
    pub fn unit_before<'t>(&self, letters: &'t str) -> Option<(&'a str, &'t str)> {
        let ends = letters.char_indices().map(|(at, c)| at + c.len_utf8());
        let ends: Vec<usize> = ends.collect();
        ends.into_iter().rev().find_map(|end| {
            let (begin, rest) = letters.split_at(end);
            let at = self.names.binary_search_by(|(known, _)| known.as_str().cmp(begin)).ok()?;
            self.names.get(at).map(|(_, unit)| (*unit, rest))
        })
    }

    /// Units that were sent something and whose name begins so, the name of the place aside: 财政 of 青溪县财政局.
    pub fn beginning_with(&self, words: &str) -> Vec<&'a str> {
        let words = name_key(words);
        let begins = |known: &str| {
            let place = known.find(words.as_str());
            place.is_some_and(|at| at == 0 || self.place.iter().any(|title| title.contains(&known[..at])))
        };
        let is_word = words.chars().count() >= 2 && !words.is_ascii();
        self.names.iter().filter(|(known, _)| is_word && begins(known)).map(|(_, unit)| *unit).collect()
    }

    /// The unit a cell means that says nothing else: by its name, with the place before it, or by how no other name begins.
    pub fn unit_in_row(&self, name: &str) -> Option<&'a str> {
        self.unit(name).or_else(|| self.unit_of_place(name)).or_else(|| self.only_beginning_with(name))
    }

    /// The only unit whose name begins so.
    fn only_beginning_with(&self, words: &str) -> Option<&'a str> {
        let units = self.beginning_with(words);
        let first = units.first()?;
        units.iter().all(|unit| unit == first).then_some(*first)
    }

    /// Weighs what a file says about itself.
    ///
    /// # Errors
    /// The finding for which the whole file is left out.
    pub fn identify(&self, evidence: &Evidence, findings: &mut Vec<Finding>) -> Result<Identity, Box<Finding>> {
        if let Some(format) = &evidence.newer {
            let message = format!("这份表是新版本的程序写的（{format}），这个版本读不了，没有汇总。请更新程序后再汇总");
            return Err(rules::NEWER.finding(message).into());
        }
        self.check_plan(evidence)?;
        for (carrier, why) in &evidence.damaged {
            findings.push(rules::DAMAGED_MARKS.finding(format!("{}{why}，改用别处的标记。请核对单位和期次", carrier.words())));
        }
        let unit = self.vote_unit(evidence, findings)?;
        let period = self.vote_period(evidence, findings)?;
        let serial = evidence.claims.iter().filter_map(|claim| claim.serial).max();
        let doubt = unit.is_none().then(|| self.doubt(evidence)).flatten();
        Ok(Identity { unit, period, serial, is_stamped: evidence.is_stamped(), doubt, called: None })
    }

    /// What a file that says nothing else of its unit says by its name.
    fn doubt(&self, evidence: &Evidence) -> Option<String> {
        match self.named_by(evidence.claims.iter().find(|claim| claim.carrier == Carrier::FileName)?) {
            Named::Several(units) => Some(format!("文件名里写着“{}”，分不出是哪一家报的", units.join("”和“"))),
            Named::Receiver(unit) => Some(format!("文件名只说报给“{unit}”，没有说是哪一家报的")),
            Named::Nobody | Named::One(_) | Named::Local(_) => None,
        }
    }

    fn is_issuer(&self, name: &str) -> bool {
        let name = key(name);
        self.issuer.as_deref() == Some(name.as_str()) && !self.addressees.contains(&name)
    }

    /// The unit a claim speaks of, as the ledger names it where it does.
    pub fn unit_of_claim(&self, claim: &Claim) -> Option<String> {
        let printed = claim.unit.as_deref()?;
        let name = match claim.carrier {
            // Files, folders and sheets are called anything; only a name the ledger knows is one.
            Carrier::FileName | Carrier::FolderName | Carrier::SheetName => match self.named_by(claim) {
                Named::One(unit) => Some(unit),
                Named::Local(body) => return Some(body),
                Named::Nobody if claim.carrier == Carrier::SheetName => self.only_beginning_with(printed),
                Named::Nobody | Named::Several(_) | Named::Receiver(_) => None,
            },
            Carrier::UnitColumn => Some(self.unit_in_row(printed).unwrap_or(printed)),
            _ => Some(self.unit(printed).or_else(|| self.unit_of_place(printed)).unwrap_or(printed)),
        };
        // Whoever issued the plan heads every table of it.
        name.filter(|name| !self.is_issuer(name)).map(str::to_owned)
    }

    fn check_plan(&self, evidence: &Evidence) -> Result<(), Box<Finding>> {
        let stamped = evidence.claims.iter().filter(|claim| claim.serial.is_some()).filter_map(|claim| claim.plan.as_deref());
        let mut plans: Vec<&str> = stamped.collect();
        if plans.is_empty() {
            // Ids of rows: where not one is of this plan, it is another plan's table.
            plans =
                evidence.claims.iter().filter(|claim| claim.carrier == Carrier::RowIds).filter_map(|claim| claim.plan.as_deref()).collect();
        }
        if plans.is_empty() || plans.contains(&self.plan) {
            return Ok(());
        }
        let message =
            format!("这是另一份计划（编号 {}）的报送表，本台账的计划编号是 {}，没有汇总。请用那份计划的总台账汇总", plans[0], self.plan);
        Err(rules::OTHER_PLAN.finding(message).into())
    }

    fn vote_unit(&self, evidence: &Evidence, findings: &mut Vec<Finding>) -> Result<Option<String>, Box<Finding>> {
        let mut votes: BTreeMap<String, (u32, String)> = BTreeMap::new();
        let mut spoken: Vec<(&Claim, String)> = Vec::new();
        for claim in &evidence.claims {
            let Some(name) = self.unit_of_claim(claim) else { continue };
            // What the line below a title says again is no second voice.
            let again = spoken.iter().any(|(other, known)| *known == name && is_same_sheet(other, claim));
            let weight = if again { 0 } else { weight(claim.carrier) };
            votes.entry(key(&name)).or_insert((0, name.clone())).0 += weight;
            spoken.push((claim, name));
        }
        // Names the ledger does not know count where it knows none of them.
        if votes.values().any(|(_, name)| self.unit(name).is_some()) {
            votes.retain(|_, (_, name)| self.unit(name).is_some());
        }
        let most = votes.values().map(|(weight, _)| *weight).max().unwrap_or_default();
        let mut best = votes.values().filter(|(weight, _)| *weight == most).map(|(_, name)| name);
        let (Some(unit), tie) = (best.next(), best.next()) else { return Ok(None) };
        if let Some(other) = tie {
            let sheet_of = |unit: &String| spoken.iter().find(|(_, name)| name == unit).and_then(|(claim, _)| claim.place.as_ref());
            let message = match (sheet_of(unit), sheet_of(other)) {
                (Some((first, _)), Some((second, _))) if first != second => format!(
                    "工作表〔{first}〕写的是“{unit}”，〔{second}〕写的是“{other}”，一个文件里有几家的表，没有汇总。请把各家的表分开，一家存成一个文件再汇总"
                ),
                _ => format!(
                    "有的地方写的是“{unit}”，有的地方写的是“{other}”，认不出是哪个单位的，没有汇总。请问清楚后改正标题或文件名再汇总"
                ),
            };
            return Err(rules::NO_UNIT.finding(message).into());
        }
        self.check_file_name(unit, &spoken, evidence)?;
        for (claim, name) in spoken.iter().filter(|(_, name)| key(name) != key(unit)) {
            let message = format!("{}写的是“{name}”，其余各处是“{unit}”，按“{unit}”汇总。请核对是不是交错了表", claim.carrier.words());
            findings.push(placed(rules::CLAIMS_DIFFER.finding(message), claim));
        }
        Ok(Some(unit.clone()))
    }

    /// A file that is called after one addressee and is another's was filled in by one of them, and nobody can tell by whom.
    fn check_file_name(&self, unit: &str, spoken: &[(&Claim, String)], evidence: &Evidence) -> Result<(), Box<Finding>> {
        let of_file = evidence.claims.iter().find(|claim| claim.carrier == Carrier::FileName);
        if let Some(Named::Several(units)) = of_file.map(|claim| self.named_by(claim))
            && units.iter().all(|name| key(name) != key(unit))
        {
            let message =
                format!("文件名里写着“{}”，里面是发给“{unit}”的表，没有汇总。请问清楚是谁填的，改好文件名再汇总", units.join("”和“"));
            return Err(rules::OTHER_UNIT.finding(message).into());
        }
        let is_name = |claim: &Claim| matches!(claim.carrier, Carrier::FileName | Carrier::SheetName);
        let is_other = |name: &str| key(name) != key(unit) && self.addressees.contains(&key(name));
        let by_name = spoken.iter().find(|(claim, name)| is_name(claim) && is_other(name));
        let Some((claim, name)) = by_name else { return Ok(()) };
        if claim.unit.as_deref().is_some_and(|printed| key(printed).contains(&key(unit))) {
            return Ok(());
        }
        let what = claim.carrier.words();
        let message = format!("{what}说是“{name}”的，里面是发给“{unit}”的表，没有汇总。请问清楚是谁填的，改好{what}再汇总");
        Err(rules::OTHER_UNIT.finding(message).into())
    }

    fn vote_period(&self, evidence: &Evidence, findings: &mut Vec<Finding>) -> Result<Option<Period>, Box<Finding>> {
        let mut votes: BTreeMap<Period, u32> = BTreeMap::new();
        for claim in &evidence.claims {
            // Names of files and folders often hold the year, which is no period of its own, or a season without its year.
            let named = matches!(claim.carrier, Carrier::FileName | Carrier::FolderName);
            let season = || claim.unit.as_deref().filter(|_| named).and_then(|name| self.period_in(name));
            let said = claim.period.filter(|period| !named || !matches!(period, Period::Year(_)) || self.expected == Some(*period));
            if let Some(period) = said.or_else(season) {
                *votes.entry(period).or_default() += weight(claim.carrier);
            }
        }
        let Some(most) = votes.values().max() else { return self.check_year_of_name(evidence).map(|()| None) };
        let mut best = votes.iter().filter(|(_, weight)| *weight == most).map(|(period, _)| *period);
        let (Some(period), tie) = (best.next(), best.next()) else { return Ok(None) };
        if let Some(other) = tie {
            let message = format!(
                "有的地方写的是{}，有的地方写的是{}，认不出是哪一期的，没有汇总。请核对后改正标题再汇总",
                period.words(),
                other.words()
            );
            return Err(rules::NO_PERIOD.finding(message).into());
        }
        for other in votes.keys().filter(|other| **other != period) {
            let message = format!("有的地方写的是{}，其余各处是{}，按{}汇总。请核对", other.words(), period.words(), period.words());
            findings.push(rules::CLAIMS_DIFFER.finding(message));
        }
        match self.expected {
            Some(expected) if expected != period => {
                let message = format!(
                    "这是{}的报送表，现在汇总的是{}，没有汇总。要汇总那一期，请加上 --period {period}",
                    period.words(),
                    expected.words()
                );
                Err(rules::OTHER_PERIOD.finding(message).into())
            }
            _ => Ok(Some(period)),
        }
    }

    /// Where nothing says the period, a file that is called after a year gone by is of that year.
    fn check_year_of_name(&self, evidence: &Evidence) -> Result<(), Box<Finding>> {
        let name = evidence.claims.iter().find(|claim| claim.carrier == Carrier::FileName).and_then(|claim| claim.unit.as_deref());
        let (Some(expected), Some(name)) = (self.expected, name) else { return Ok(()) };
        let years = years_of(name);
        let is_other = |year: &i16| *year < expected.year() && !self.years.contains(year);
        let Some(year) = years.first().filter(|_| years.iter().all(is_other)) else { return Ok(()) };
        let message = format!("文件名写的是{year}年，现在汇总的是{}，没有汇总。请核对是哪一期的，改好文件名再汇总", expected.words());
        Err(rules::OTHER_PERIOD.finding(message).into())
    }
}

/// Whether two claims are those of a title and of the line below it.
fn is_same_sheet(one: &Claim, other: &Claim) -> bool {
    let is_seen = |claim: &Claim| matches!(claim.carrier, Carrier::TitleRow | Carrier::Subtitle);
    let sheet = |claim: &Claim| claim.place.as_ref().map(|(sheet, _)| sheet.clone());
    is_seen(one) && is_seen(other) && sheet(one) == sheet(other)
}

/// How much a carrier's word counts. What people do not see they do not change: one such mark outweighs the title row, the name of the
/// file and both of the weakest together (3 + 2 + 1 + 1). What they see and keep with the table outweighs what a file is called, and that
/// the name of its folder, which holds the files of others too.
fn weight(carrier: Carrier) -> u32 {
    match carrier {
        Carrier::HiddenSheet | Carrier::HiddenStamp | Carrier::Property | Carrier::Subject | Carrier::DefinedName => 8,
        Carrier::TitleRow | Carrier::Subtitle | Carrier::UnitColumn => 3,
        Carrier::FileName | Carrier::SheetName => 2,
        Carrier::FolderName | Carrier::RowIds => 1,
    }
}

fn placed(finding: Finding, claim: &Claim) -> Finding {
    match &claim.place {
        Some((sheet, cell)) => finding.at_cell(sheet, cell.clone()),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Plan;

    #[test]
    fn names_without_letters_are_not_alike() {
        let dispatch = |unit: &str| -> Dispatch {
            serde_json::from_value(serde_json::json!({ "unit": unit, "period": "2031Q1", "file": "", "sha256": null, "tasks": [] }))
                .unwrap()
        };
        let ledger = Ledger { dispatches: ["※1", "※"].map(dispatch).into(), ..Ledger::from(Plan::default()) };
        let known = Known::new(&ledger, None);
        let named = |name| known.unit_of_claim(&Claim { unit: Some(String::from(name)), ..Claim::new(Carrier::FileName) });
        assert_eq!(named("※1").as_deref(), Some("※1"));
        assert_eq!(named("1").as_deref(), None, "a folder called 1");
        assert_eq!(named("。＃").as_deref(), None);
    }

    #[test]
    fn a_number_behind_a_name_may_be_part_of_it() {
        let dispatch = |unit: &str| -> Dispatch {
            serde_json::from_value(serde_json::json!({ "unit": unit, "period": "2031Q1", "file": "", "sha256": null, "tasks": [] }))
                .unwrap()
        };
        let ledger =
            Ledger { dispatches: ["排水站", "排水站-2", "泵站1.1."].map(dispatch).into(), ..Ledger::from(Plan::default()) };
        let known = Known::new(&ledger, None);
        let named = |name| known.unit_of_claim(&crate::identity::read_name(Carrier::FileName, name));
        assert_eq!(named("排水站-2.xlsx").as_deref(), Some("排水站-2"));
        assert_eq!(named("排水站-3.xlsx").as_deref(), Some("排水站"), "a copy");
        assert_eq!(named("排水站 (2).xlsx"), None, "of a copy, or of the other");
        assert_eq!(named("泵站1.1..xlsx").as_deref(), Some("泵站1.1."));
    }
}
