//! Tables that stand in a return and are another unit's, or of another period: told by what the sheet says, and by whose tasks it holds.

use hashbrown::HashSet;

use super::super::columns::Columns;
use super::super::matching::{Match, Verdict};
use super::super::named::Named;
use super::super::rules;
use super::whose::is_heading;
use super::{Collector, ReturnedFile, on_sheet};
use crate::finding::{Finding, brief};
use crate::identity::{Carrier, Claim, name_key};
use crate::model::{Period, Plan};
use crate::returned::{Cell, Evidence, Returned, Table};
use crate::words::dates::years_of;
use crate::words::fold::{key, without_final_bracket};
use crate::words::periods::{Heading, begins_earlier, names_other_time, time_of_heading};
use crate::words::vocabulary;

/// Lines of a page before its table.
pub(super) const LINES_OF_PAGE: usize = 5;

impl Collector<'_> {
    /// For each table, why it is left out. `whose` is what the file as a whole says; the sheet that was sent, and a table that stands
    /// alone, go with the file whatever they are called.
    #[allow(clippy::too_many_arguments)] // what a sheet is held against
    pub(super) fn refused_sheets(
        &self,
        tables: &[(&Table, Columns)],
        matches: &[Vec<Match>],
        file: &ReturnedFile,
        evidence: &Evidence,
        whose: (&str, Period),
        own: &HashSet<usize>,
        findings: &mut Vec<Finding>,
    ) -> Vec<Option<Finding>> {
        let told: Vec<Option<Finding>> = tables.iter().map(|(table, _)| self.told_otherwise(table, evidence, whose)).collect();
        // Sheets of several others are no one table that goes with the file.
        let others = told.iter().flatten().filter(|finding| finding.rule == rules::OTHER_UNIT.code).map(|finding| &finding.message);
        let alone = told.iter().all(Option::is_some) && others.collect::<HashSet<_>>().len() <= 1;
        if let ([(only, _)], Some(unit)) = (tables, tables.first().and_then(|(table, _)| self.unit_of_sheet(table, evidence, whose.0))) {
            let message = format!("工作表叫〔{unit}〕，文件是“{}”的，按“{}”汇总。请核对是不是交错了表", whose.0, whose.0);
            findings.push(on_sheet(rules::CLAIMS_DIFFER.finding(message), only));
        }
        let sheets = tables.iter().zip(told).zip(matches);
        let refused = sheets.map(|(((table, columns), told), matches)| {
            let told = told.filter(|finding| match finding.rule == rules::OTHER_PERIOD.code {
                // Marks nobody sees are not renamed with the sheet; without them the name of the sheet is all there is.
                _ if is_sent(table, evidence) => false,
                true => !alone || !evidence.is_stamped(),
                false => !alone,
            });
            let of_other_time = || self.of_other_time((table, columns), file, evidence, whose, findings);
            let of_other_year = || self.of_other_year(table, file, evidence, whose.1);
            told.or_else(of_other_time).or_else(of_other_year).or_else(|| self.of_other_unit(matches, whose, own))
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
        let own = || Some(unit).filter(|_| !is_sent(table, evidence) && self.known.named_in(sheet) == Named::One(unit));
        units.extend(self.unit_of_sheet(table, evidence, unit).or_else(own));
        let mut periods: Vec<Period> = here().filter_map(|claim| claim.period).collect();
        periods.extend(self.known.period_in(sheet));
        if let Some(other) = units.iter().find(|name| key(name) != key(unit)).filter(|_| units.iter().all(|name| key(name) != key(unit))) {
            let message = format!("这张工作表写的是“{other}”，文件是“{unit}”的，没有汇总，原文留在“未识别”里。请让“{other}”单独报送");
            return Some(rules::OTHER_UNIT.finding(message));
        }
        // A day on which it was filled in is none that it tells of.
        if begins_earlier(&key(sheet)) || !sheet.contains(['日', '号', '.']) && names_other_time(sheet, period) {
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

    /// The other unit a sheet is called after: by its name, or by how no other name begins. The name a sheet was sent under is nobody's.
    fn unit_of_sheet(&self, table: &Table, evidence: &Evidence, unit: &str) -> Option<&str> {
        let sheet = table.sheet.as_deref().filter(|_| !is_sent(table, evidence))?;
        let other = match self.known.named_in(sheet) {
            Named::One(named) => self.known.addressee(named),
            Named::Nobody if !name_key(unit).contains(&name_key(sheet)) => self.known.beginning_with(sheet).first().copied(),
            _ => None,
        };
        other.filter(|other| key(other) != key(unit))
    }

    /// Whether the lines over a table without our marks say that it is of another time; where they may be about something else, a person
    /// is asked.
    fn of_other_time(
        &self,
        (table, columns): (&Table, &Columns),
        file: &ReturnedFile,
        evidence: &Evidence,
        (unit, period): (&str, Period),
        findings: &mut Vec<Finding>,
    ) -> Option<Finding> {
        if evidence.is_stamped() {
            return None;
        }
        let plan = &self.ledger.plan;
        // Words that stand right over columns behind the texts are of their headers.
        let headings = table.above.iter().rev().enumerate().rev();
        let above = headings.flat_map(|(from_header, row)| row.cells.iter().map(move |cell| (from_header, cell)));
        let is_header = |cell: &Cell| columns.texts.iter().all(|&at| at < cell.column);
        let above = above.filter(|(from_header, cell)| *from_header > 0 || !is_header(cell)).map(|(_, cell)| cell);
        let heading = |cell: &'_ Cell| time_of_line(plan, &cell.text, unit, period);
        let lines = lines_over(table, file, |cell| heading(cell).is_some());
        let told: Vec<(&Cell, Heading)> = lines.iter().chain(above).filter_map(|cell| Some((cell, heading(cell)?))).collect();
        let surely = told.iter().find(|(_, heading)| matches!(heading, Heading::Other(_)));
        let (cell, of_line) = surely.or(told.first())?;
        let in_table = || table.rows.iter().filter(|row| row.cells.len() == 1).flat_map(|row| &row.cells);
        if told.iter().any(|(_, heading)| *heading == Heading::Same) || in_table().any(|cell| heading(cell) == Some(Heading::Same)) {
            return None;
        }
        let (said, words) = (brief(&cell.text), period.words());
        let place = Some(cell.place.clone());
        if let Heading::Other(other) = of_line {
            let message = format!(
                "表头上面写的是“{said}”，汇总的是{words}，没有汇总，原文留在“未识别”里。要汇总那一期，请加上 --period {other}；写错了的，改正后再汇总"
            );
            return Some(Finding { cell: place, ..rules::OTHER_PERIOD.finding(message) });
        }
        let message = format!("表头上面写着“{said}”，像是另一期的，按{words}汇总。请核对");
        findings.push(on_sheet(Finding { cell: place, ..rules::CLAIMS_DIFFER.finding(message) }, table));
        None
    }

    /// Whether the title over a table without our marks is that of a plan of another year: what is done every year is called the same.
    fn of_other_year(&self, table: &Table, file: &ReturnedFile, evidence: &Evidence, period: Period) -> Option<Finding> {
        let is_ours = |claim: &Claim| claim.carrier == Carrier::RowIds && claim.plan.as_deref() == Some(&self.ledger.plan.id);
        if evidence.is_stamped() || evidence.claims.iter().any(is_ours) {
            return None;
        }
        let plan = &self.ledger.plan;
        let mut years: Vec<i16> = plan.title.as_deref().map(years_of).unwrap_or_default();
        years.extend([plan.year, Some(period.year())].into_iter().flatten());
        let above = table.above.iter().flat_map(|row| &row.cells);
        let lines = file.returned.lines.iter().take(LINES_OF_PAGE).filter(|_| table.sheet.is_none());
        let other = lines.chain(above).find(|cell| {
            let named = years_of(&cell.text);
            !named.is_empty() && named.iter().all(|year| !years.contains(year)) && is_title_of_plan(&cell.text)
        })?;
        let message = format!(
            "标题是“{}”，是另一年的计划，编码也没有了，没有汇总，原文留在“未识别”里。请核对；填的是这份计划的话，改正标题再汇总",
            brief(&other.text)
        );
        let finding = rules::OTHER_PLAN.finding(message);
        Some(Finding { cell: Some(other.place.clone()), ..finding })
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

/// Whether a sheet has the name under which it was sent.
fn is_sent(table: &Table, evidence: &Evidence) -> bool {
    evidence.sent.as_ref().is_some_and(|sent| table.sheet.as_deref() == Some(sent.sheet.as_str()))
}

/// What a line over a table or between its rows says of its time, the names of the plan, of who issued it and of the unit aside.
pub(super) fn time_of_line(plan: &Plan, text: &str, unit: &str, period: Period) -> Option<Heading> {
    // Plans have chapters for each quarter.
    if is_heading(plan, text) {
        return None;
    }
    let names = [plan.title.as_deref(), plan.issuer.as_deref(), Some(unit)].into_iter().flatten().map(key);
    let said = names.filter(|name| !name.is_empty()).fold(key(text), |said, name| said.replace(&name, ""));
    time_of_heading(&said, period)
}

/// Whether a text names a plan or a table of one: it ends in what such things are called, and the year does not say what it goes by.
pub(super) fn is_title_of_plan(text: &str) -> bool {
    const LONGEST: usize = 60;
    let words = &vocabulary::source().returns;
    let said = key(text);
    let bare = without_final_bracket(&said);
    let year = said.find(|c: char| crate::words::numerals::is_numeral(c));
    let before = year.and_then(|at| said.get(..at)).unwrap_or_default();
    said.chars().count() <= LONGEST
        && words.titles.iter().any(|kind| bare.ends_with(kind))
        && !before.ends_with(|c| words.refers.contains(c))
}

/// The lines of a page that head a table on it: of several tables the last line that tells between it and the table above it, else the
/// first lines of all. A table of a sheet has none.
fn lines_over<'f>(table: &Table, file: &'f ReturnedFile, tells: impl Fn(&Cell) -> bool) -> &'f [Cell] {
    let Returned { lines, tables, .. } = &file.returned;
    if table.sheet.is_some() {
        return &[];
    }
    let first = &lines[..lines.len().min(LINES_OF_PAGE)];
    if tables.len() < 2 {
        return first;
    }
    let above = tables.iter().map(|other| other.lines_above).filter(|&above| above < table.lines_above).max().unwrap_or_default();
    let between = lines.get(above..table.lines_above).unwrap_or_default();
    between.iter().rposition(tells).map_or(first, |at| &between[at..=at])
}
