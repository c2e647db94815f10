//! Lines between the rows of a table that say whose rows stand below them: 县财政局填报：, 填报单位：县财政局, the bare name.
//!
//! Called by `collect` before anybody knows whose the file is: a line further down says nothing of the file as a whole. What stands
//! below a line of another unit is that unit's, up to the next such line, also below another header of the same sheet.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::named::local_body;
use super::super::rules;
use super::sheets::{is_title_of_plan, time_of_line};
use super::{Collector, ReturnedFile, RowText, SheetCollector};
use crate::finding::brief;
use crate::finding::codes::Code;
use crate::identity::{Carrier, Claim, name_key, read_beside, read_labelled, read_title};
use crate::model::Plan;
use crate::returned::{Cell, Evidence, Row, Table};
use crate::words::fold::{key, without_final_bracket};
use crate::words::numbering::marker;
use crate::words::periods::Heading;
use crate::words::vocabulary::{self, List};

/// A line that names a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnitLine {
    /// The unit, as the ledger names it where it does.
    pub unit: String,
    /// Where it stands.
    pub place: String,
    /// Whether rows stand above it in its table or sheet.
    pub is_below_rows: bool,
    /// Whether it is the title of a table.
    pub is_title: bool,
}

/// The lines of the tables of a file that name units: of each table by the row, and the one that holds where the table begins.
#[derive(Debug, Default)]
pub(super) struct UnitLines<'f> {
    of_tables: Vec<(&'f Table, BTreeMap<usize, UnitLine>, Option<UnitLine>)>,
}

impl UnitLines<'_> {
    fn all(&self) -> impl Iterator<Item = &UnitLine> {
        self.of_tables.iter().flat_map(|(_, lines, _)| lines.values())
    }

    /// The line that holds where a table begins, and those in it by their rows.
    pub fn of(&self, table: &Table) -> (Option<&UnitLine>, Option<&BTreeMap<usize, UnitLine>>) {
        let found = self.of_tables.iter().find(|(known, ..)| std::ptr::eq(*known, table));
        found.map_or((None, None), |(_, lines, first)| (first.as_ref(), Some(lines)))
    }

    /// The units that are named, each once.
    pub fn units(&self) -> Vec<&str> {
        let mut units: Vec<&str> = Vec::new();
        for line in self.all() {
            if !units.iter().any(|unit| key(unit) == key(&line.unit)) {
                units.push(&line.unit);
            }
        }
        units
    }
}

impl Collector<'_> {
    /// The lines that name units in the tables of a file.
    pub(super) fn unit_lines<'f>(&self, file: &'f ReturnedFile) -> UnitLines<'f> {
        let mut lines = UnitLines::default();
        let mut last: Option<(&Table, UnitLine)> = None;
        let headed = self.headed_apart(file);
        for table in file.returned.tables.iter().filter(|table| !table.is_hidden && !table.columns.is_empty()) {
            // A table beside another begins where that does.
            let holds = |before: &Table, line: &UnitLine| {
                table.follows && before.sheet == table.sheet && crate::returned::row_of_place(&line.place) < table.first_row()
            };
            let above = headed.iter().find(|(known, _)| std::ptr::eq(*known, table)).map(|(_, line)| line.clone());
            let first = above.or_else(|| last.take().filter(|(before, line)| holds(before, line)).map(|(_, line)| line));
            let mut of_table = BTreeMap::new();
            let mut has_rows = table.follows;
            for (at, row) in table.rows.iter().enumerate() {
                match self.unit_of_line(table, row, file) {
                    Some(line) => {
                        of_table.insert(at, UnitLine { is_below_rows: has_rows, ..line });
                    }
                    None => has_rows |= row.cells.len() > 1,
                }
            }
            let end = of_table.values().next_back().cloned().or_else(|| first.clone());
            last = end.map(|line| (table, line));
            if first.is_some() || !of_table.is_empty() {
                lines.of_tables.push((table, of_table, first));
            }
        }
        lines
    }

    /// Tables beside each other that are headed by the names of different units, with the lines that name them.
    fn headed_apart<'f>(&self, file: &'f ReturnedFile) -> Vec<(&'f Table, UnitLine)> {
        let paragraphs = self.lines_of_page(file);
        let headed = |table: &'f Table| {
            let line = match table.sheet {
                Some(_) => table.above.last().and_then(|row| self.unit_of_line(table, row, file)),
                None => paragraphs.iter().rev().find(|(at, _)| *at < table.lines_above).map(|(_, line)| line.clone()),
            };
            Some((table, line?))
        };
        let of_sheet = |a: &Table, b: &Table| (b.follows || b.sheet.is_none()) && a.sheet == b.sheet;
        let mut apart = Vec::new();
        for tables in file.returned.tables.chunk_by(of_sheet) {
            let headed: Vec<_> = tables.iter().filter_map(headed).collect();
            if headed.windows(2).any(|pair| key(&pair[0].1.unit) != key(&pair[1].1.unit)) {
                apart.extend(headed);
            }
        }
        apart
    }

    /// The lines around the tables of a page that name units, each with its number; none where one stands below the last table, like a
    /// signature.
    fn lines_of_page(&self, file: &ReturnedFile) -> Vec<(usize, UnitLine)> {
        let Some(last) = file.returned.tables.iter().map(|table| table.lines_above).max() else { return Vec::new() };
        let row = |line: &Cell| Row { cells: vec![line.clone()], torn: None };
        let lines = file.returned.lines.iter().enumerate();
        let named = lines.filter_map(|(at, line)| Some((at, self.unit_of_line(&Table::default(), &row(line), file)?)));
        let named: Vec<(usize, UnitLine)> = named.collect();
        if named.last().is_some_and(|(at, _)| *at >= last) { Vec::new() } else { named }
    }

    /// A row that names a unit and says nothing else, or is the title of its table.
    pub(super) fn unit_of_line(&self, table: &Table, row: &Row, file: &ReturnedFile) -> Option<UnitLine> {
        let text = match row.cells.as_slice() {
            [only] => Cow::Borrowed(only.text.as_str()),
            [_, _, others @ ..] if others.len() < 6 => format!("填报单位：{}", self.unit_beside(row)?).into(),
            _ => return None,
        };
        let is_answer = |cell: &Cell| {
            cell.width == 1 && table.columns.iter().any(|column| column.at == cell.column && column.field.progress().is_some())
        };
        let sent = file.returned.evidence.sent.as_ref();
        let was_sent = || sent.is_some_and(|sent| sent.says(&text));
        if row.cells.first().is_some_and(is_answer) || was_sent() {
            return None;
        }
        let line = |unit: String, is_title: bool| {
            let place = row.cells.first().map(|cell| cell.place.clone()).unwrap_or_default();
            UnitLine { unit, place, is_below_rows: false, is_title }
        };
        let named = self.unit_named(table, &text).map(|unit| line(unit, false));
        named.or_else(|| Some(line(self.unit_of_title(&text).filter(|_| !self.matcher.knows(&text))?, true)))
    }

    /// The unit that stands beside its label in a row; the words of a header are none.
    fn unit_beside(&self, row: &Row) -> Option<String> {
        let unit = read_beside(row.cells.iter().map(|cell| cell.text.as_str()))?.unit?;
        self.vocabulary.header(&unit).is_none().then_some(unit)
    }

    /// The unit that is all a line says, behind a label or by itself.
    fn unit_named(&self, table: &Table, text: &str) -> Option<String> {
        const LONGEST: usize = 40;
        if text.chars().count() > LONGEST {
            return None;
        }
        if let Some(unit) = read_labelled(text).and_then(|claim| claim.unit) {
            let unit = without_seal(&unit);
            let is_told = |claim: &Claim| claim.unit.as_deref().is_some_and(|said| key(&without_seal(said)) == key(&unit));
            let above = table.above.iter().flat_map(|row| &row.cells).filter_map(|cell| read_labelled(&cell.text));
            // A name nobody knows that heads every page parts nothing.
            return match self.known.unit(&unit) {
                Some(known) => Some(known.to_owned()),
                None => (!above.into_iter().any(|claim| is_told(&claim))).then_some(unit),
            };
        }
        self.unit_alone(text).map(str::to_owned)
    }

    /// The unit that is all a line says, and no heading of the plan.
    fn unit_alone(&self, text: &str) -> Option<&str> {
        const LONGEST: usize = 40;
        let is_short = text.chars().count() <= LONGEST;
        self.named_alone(text).filter(|_| is_short && !is_heading(&self.ledger.plan, text))
    }

    /// The unit that was sent something and is all a line says, but for words that it fills in what follows.
    fn named_alone(&self, text: &str) -> Option<&str> {
        let text = marker(text).map_or(text, |marker| text.get(marker.length..).unwrap_or(text));
        let around = &vocabulary::source().returns;
        fn without<'t>(mut words: &'t str, known: &List) -> &'t str {
            while let Some(rest) = known.strip_from(words) {
                words = rest;
            }
            words
        }
        let letters = name_key(text);
        let (unit, behind) = self.known.unit_before(without(&letters, &around.before_unit)).or_else(|| self.known.unit_before(&letters))?;
        without(behind, &around.behind_unit).is_empty().then_some(unit)
    }

    /// What a file says of itself: without the lines further down in its tables, with the titles that begin with a unit's name.
    pub(super) fn own_evidence<'f>(&self, file: &'f ReturnedFile, lines: &UnitLines<'_>) -> Cow<'f, Evidence> {
        let evidence = &file.returned.evidence;
        let further_down = |claim: &Claim| {
            let is_here = |line: &UnitLine| match &claim.place {
                Some((_, cell)) => *cell == line.place,
                None => claim.unit.as_deref().is_some_and(|unit| key(&without_seal(unit)) == key(&line.unit)),
            };
            claim.carrier == Carrier::Subtitle && lines.all().any(|line| line.is_below_rows && is_here(line))
        };
        let titles = self.titles_of_units(file, lines);
        if titles.is_empty() && !evidence.claims.iter().any(further_down) {
            return Cow::Borrowed(evidence);
        }
        let mut own = evidence.clone();
        own.claims.retain(|claim| !further_down(claim));
        own.claims.extend(titles);
        own.claims.sort_by_key(|claim| claim.carrier);
        Cow::Owned(own)
    }

    /// Of each sheet without our title and labels, the line above its table that names its unit: 填报单位 and the name beside it,
    /// the bare name, a title that begins with it like 柳坪乡中心校一季度进展情况表.
    fn titles_of_units(&self, file: &ReturnedFile, of_lines: &UnitLines<'_>) -> Vec<Claim> {
        // Lines of a page before its table.
        const FEW: usize = 5;
        let claims = &file.returned.evidence.claims;
        let mut titles: Vec<Claim> = Vec::new();
        for table in file.returned.tables.iter().filter(|table| !table.is_hidden && !table.columns.is_empty() && !table.follows) {
            let is_told = |claim: &Claim| {
                let is_here = claim.place.as_ref().map(|(sheet, _)| sheet) == table.sheet.as_ref();
                claim.unit.is_some() && is_here && matches!(claim.carrier, Carrier::TitleRow | Carrier::Subtitle)
            };
            if claims.iter().chain(&titles).any(is_told) {
                continue;
            }
            let beside = table.above.iter().find_map(|row| Some((row.cells.first()?, self.unit_beside(row)?)));
            if let Some((cell, unit)) = beside {
                titles.push(claim_at(Claim { unit: Some(unit), ..Claim::new(Carrier::Subtitle) }, table, &cell.place));
                continue;
            }
            let lines = file.returned.lines.iter().take(FEW).filter(|_| table.sheet.is_none());
            let above = table.above.iter().filter(|row| row.cells.len() == 1).flat_map(|row| &row.cells);
            titles.extend(lines.chain(above).find_map(|cell| {
                let of_title = || Some((Carrier::TitleRow, self.unit_of_title(&cell.text)?));
                let alone = || self.unit_alone(&cell.text).filter(|_| of_lines.of(table).0.is_none());
                let (carrier, unit) = alone().map(|unit| (Carrier::Subtitle, unit.to_owned())).or_else(of_title)?;
                Some(claim_at(Claim { unit: Some(unit), ..Claim::new(carrier) }, table, &cell.place))
            }));
        }
        titles
    }

    /// The unit whose name a title begins with. A name that begins another may be that of a place, and one that leads or hands out the
    /// tasks need not be the one that reports.
    fn unit_of_title(&self, text: &str) -> Option<String> {
        const LONGEST: usize = 60;
        if let Some(claim) = read_title(text) {
            return self.known.unit(claim.unit.as_deref()?).map(str::to_owned);
        }
        if text.chars().count() > LONGEST || !is_title_of_plan(text) {
            return None;
        }
        let letters = name_key(text);
        let (unit, rest) = self.known.unit_before(&letters)?;
        let plan = self.ledger.plan.title.as_deref().map(name_key).unwrap_or_default();
        let is_place = || self.known.beginning_with(unit).len() > 1;
        let is_other = vocabulary::source().returns.not_its_own.are_in(rest) || plan.starts_with(&name_key(unit)) || letters == plan;
        let local = local_body(unit, rest);
        (!is_other && (local.is_some() || !is_place())).then(|| local.unwrap_or_else(|| unit.to_owned()))
    }
}

/// A claim that stands on the sheet of a table.
pub(super) fn claim_at(claim: Claim, table: &Table, place: &str) -> Claim {
    match &table.sheet {
        Some(sheet) => claim.at(sheet, place.to_owned()),
        None => claim,
    }
}

/// Whether a line is a heading of the plan.
pub(super) fn is_heading(plan: &Plan, text: &str) -> bool {
    let said = key(text);
    plan.sections.iter().any(|section| !section.title.is_empty() && said.ends_with(&key(&section.title)))
}

/// A name without the word for the seal behind it.
fn without_seal(name: &str) -> String {
    let folded = key(name);
    let bare = without_final_bracket(&folded);
    match folded.len() > bare.len() && folded[bare.len()..].contains("章") {
        true => name.chars().take(bare.chars().count()).collect::<String>().trim_end().to_owned(),
        false => name.to_owned(),
    }
}

impl SheetCollector<'_> {
    /// Leaves out the rows below a line of another unit or of another time; says of each row whether it was.
    pub(super) fn leave_out_rows_of_others(&mut self, rows: &[RowText<'_>]) -> Vec<bool> {
        let (first, lines) = self.reported.lines.of(self.table);
        let mut holds: Option<UnitLine> = first.cloned();
        let mut told: Option<String> = None;
        let lines = lines.cloned().unwrap_or_default();
        let mut left_out = vec![false; rows.len()];
        for (at, row) in rows.iter().enumerate() {
            if let Some(line) = lines.get(&at) {
                holds = Some(line.clone());
            }
            let Some(line) = holds.as_ref().filter(|line| key(&line.unit) != key(self.reported.unit)) else { continue };
            if told.as_ref() != Some(&line.place) {
                told = Some(line.place.clone());
                let message = format!(
                    "这一行写的是“{}”，文件是“{}”的，下面各行没有汇总，原文留在“未识别”里。请让“{}”单独报送",
                    line.unit, self.reported.unit, line.unit
                );
                self.find(rules::OTHER_UNIT, Some(&line.place), message);
            }
            left_out[at] = true;
            self.keep_row(row, rules::OTHER_UNIT);
        }
        self.leave_out_rows_of_other_times(rows, &mut left_out);
        left_out
    }

    /// Leaves out the rows below a line of another time, up to one of the time asked for.
    fn leave_out_rows_of_other_times(&mut self, rows: &[RowText<'_>], left_out: &mut [bool]) {
        let heading = |row: &Row| match row.cells.as_slice() {
            [only] if !self.columns.answers.iter().any(|(at, _)| *at == only.column) => {
                time_of_line(&self.all.ledger.plan, &only.text, self.reported.unit, self.reported.period)
                    .map(|heading| (heading, only.clone()))
            }
            _ => None,
        };
        let is_stamped = self.reported.file.returned.evidence.is_stamped();
        let above = self.table.above.iter().filter(|_| !is_stamped).filter_map(heading).next_back();
        let lines: Vec<Option<(Heading, Cell)>> = rows.iter().map(|row| heading(row.row)).collect();
        let mut holds = above.filter(|_| lines.iter().flatten().any(|(heading, _)| *heading == Heading::Same));
        let mut told: Option<String> = None;
        for (at, line) in lines.into_iter().enumerate() {
            holds = line.or(holds);
            let Some((Heading::Other(_), line)) = &holds else { continue };
            if left_out[at] {
                continue;
            }
            if told.as_ref() != Some(&line.place) {
                told = Some(line.place.clone());
                let words = self.reported.period.words();
                let message = format!("这一行写的是“{}”，汇总的是{words}，下面各行没有汇总，原文留在“未识别”里。请核对", brief(&line.text));
                let place = line.place.clone();
                self.find(rules::OTHER_PERIOD, Some(&place), message);
            }
            left_out[at] = true;
            self.keep_row(&rows[at], rules::OTHER_PERIOD);
        }
    }

    fn keep_row(&mut self, row: &RowText<'_>, rule: Code) {
        let strays: Vec<_> = row.row.cells.iter().map(|cell| self.stray(rule, cell, None)).collect();
        self.collected.strays.extend(strays);
    }
}
