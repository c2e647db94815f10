//! Files that hold the answers of several units: on sheets of their own, below lines that name them, in rows that do. Such a file is
//! taken apart into files of one unit each, which are then collected like any other.
//!
//! Called by `collect` for files without our marks whose name says no unit. Every table, row and line goes to exactly one part; what
//! names the unit of a part are claims like those of a file, and what contradicts itself is refused like a file.

use hashbrown::HashSet;
use std::collections::{BTreeMap, BTreeSet};

use super::super::columns::Columns;
use super::super::matching::Verdict;
use super::super::rules;
use super::sheets::{LINES_OF_PAGE, time_of_line};
use super::whose::{UnitLine, UnitLines, claim_at};
use super::{Collected, Collector, ReturnedFile, RowText, audit, row_texts, said_once};
use crate::finding::Finding;
use crate::identity::{Carrier, Claim};
use crate::model::Stray;
use crate::returned::{Cell, Evidence, Returned, Row, Standing, Table, row_of_place};
use crate::words::fold::key;
use crate::words::periods::Heading;

/// What is said of whose some rows are.
type Claims = Vec<Claim>;

/// What is one unit's of a file.
struct Part {
    /// The keys of all the names its claims say.
    names: BTreeSet<String>,
    claims: Claims,
    tables: Vec<Table>,
}

impl Collector<'_> {
    /// The parts of a file that is several units'; none where it is one unit's, or nobody can tell.
    pub(super) fn parts(&self, file: &ReturnedFile) -> Vec<ReturnedFile> {
        let evidence = &file.returned.evidence;
        let is_named = |claim: &Claim| claim.carrier == Carrier::FileName && self.known.unit_of_claim(claim).is_some();
        // Nobody here knows what a newer version wrote.
        if evidence.is_stamped() || evidence.newer.is_some() || evidence.claims.iter().any(is_named) || self.is_page_of_other_time(file) {
            return Vec::new();
        }
        let lines = self.unit_lines(file);
        let own = self.own_evidence(file, &lines);
        let mut parts: Vec<Part> = Vec::new();
        let mut beside: Vec<Table> = Vec::new();
        let of_sheet = |a: &Table, b: &Table| a.sheet == b.sheet && a.is_hidden == b.is_hidden;
        for tables in file.returned.tables.chunk_by(of_sheet) {
            let of_sheet = self.claims_of_sheet(tables, &own);
            let by_lines = self.is_parted_by_lines(tables, &of_sheet, &lines);
            for table in tables {
                match table.is_hidden || table.columns.is_empty() {
                    true => beside.push(table.clone()),
                    false => self.deal((table, tables, file), &of_sheet, by_lines.then_some(&lines), &mut parts),
                }
            }
        }
        let names: BTreeSet<&String> = parts.iter().flat_map(|part| &part.names).collect();
        let is_told = own.claims.iter().any(|claim| is_seen(claim.carrier) && self.known.unit_of_claim(claim).is_some());
        match names.len() {
            0 => Vec::new(),
            1 if is_told => Vec::new(),
            _ => as_files(file, &own, parts, beside),
        }
    }

    /// Whether the first lines of a page say another time, which holds for all that is on it.
    fn is_page_of_other_time(&self, file: &ReturnedFile) -> bool {
        let Some(period) = self.known.expected else { return false };
        let lines = file.returned.lines.iter().take(LINES_OF_PAGE);
        lines.filter_map(|line| time_of_line(&self.ledger.plan, &line.text, "", period)).any(|heading| heading != Heading::Same)
    }

    /// What a sheet says of itself: its title, the line below that, its name.
    fn claims_of_sheet(&self, tables: &[Table], own: &Evidence) -> Claims {
        let Some(first) = tables.first() else { return Claims::new() };
        // What a page says of itself has no place.
        let is_here = |claim: &&Claim| claim.place.as_ref().is_none_or(|(sheet, _)| Some(sheet) == first.sheet.as_ref());
        let mut claims: Claims = own.claims.iter().filter(|claim| is_seen(claim.carrier)).filter(is_here).cloned().collect();
        claims.extend(first.sheet.clone().map(|name| Claim { unit: Some(name), ..Claim::new(Carrier::SheetName) }));
        claims
    }

    /// Whether the lines of a sheet part it: each that names another unit has rows below it, and no rows stand above the first unless
    /// the sheet says whose they are. Otherwise they may as well be signatures of what stands above them.
    fn is_parted_by_lines(&self, tables: &[Table], of_sheet: &Claims, lines: &UnitLines<'_>) -> bool {
        let forms = |carrier: Carrier| of_sheet.iter().any(|claim| claim.carrier == carrier && claim.unit.is_some());
        let named = of_sheet.iter().filter(|claim| is_seen(claim.carrier)).find_map(|claim| self.known.unit_of_claim(claim));
        let mut stretch = Stretch { unit: named, has_rows: false, by_title: forms(Carrier::TitleRow), by_label: forms(Carrier::Subtitle) };
        let mut stretches = Vec::new();
        for table in tables.iter().filter(|table| !table.columns.is_empty()) {
            let (first, of_rows) = lines.of(table);
            stretch.reach(first, &mut stretches);
            for (at, row) in table.rows.iter().enumerate() {
                match of_rows.and_then(|lines| lines.get(&at)) {
                    Some(line) => stretch.reach(Some(line), &mut stretches),
                    None => stretch.has_rows |= row.cells.len() > 1,
                }
            }
        }
        let is_first_empty = stretches.first().is_some_and(|first: &Stretch| !first.has_rows);
        stretches.push(stretch);
        let stretches = &stretches[usize::from(is_first_empty)..];
        let alike = |of: fn(&Stretch) -> bool| stretches.iter().all(of);
        stretches.len() > 1
            && alike(|stretch| stretch.has_rows && stretch.unit.is_some())
            && (alike(|stretch| stretch.by_title) || alike(|stretch| stretch.by_label))
    }

    /// Deals the rows of a table of a sheet out to the parts.
    fn deal(
        &self,
        (table, sheet, file): (&Table, &[Table], &ReturnedFile),
        of_sheet: &Claims,
        lines: Option<&UnitLines<'_>>,
        parts: &mut Vec<Part>,
    ) {
        let columns = Columns::of(table, None, &self.plan_headers, &mut Vec::new());
        let rows = row_texts(table, &columns);
        let said = self.reporters(table, &columns, &rows);
        let (first, of_rows) = lines.map_or((None, None), |lines| lines.of(table));
        let mut holds = first;
        // Of the time it says all that it says.
        let times = || of_sheet.iter().filter(|claim| claim.period.is_some()).map(|claim| Claim { unit: None, ..claim.clone() });
        let of_line =
            |line: &UnitLine| claim_at(Claim { unit: Some(line.unit.clone()), ..Claim::new(Carrier::Subtitle) }, table, &line.place);
        let mut groups: Vec<(BTreeSet<String>, Claims, Vec<usize>)> = Vec::new();
        for at in 0..rows.len() {
            holds = of_rows.and_then(|lines| lines.get(&at)).or(holds);
            let mut claims = match holds {
                Some(line) => times().chain([of_line(line)]).collect(),
                None => of_sheet.clone(),
            };
            claims.extend(said.get(&at).cloned());
            let names = self.names_of(&claims);
            match groups.iter_mut().find(|(known, ..)| *known == names) {
                Some((.., rows)) => rows.push(at),
                None => groups.push((names, claims, vec![at])),
            }
        }
        if groups.is_empty() {
            groups.push((self.names_of(of_sheet), of_sheet.clone(), Vec::new()));
        }
        let rows: Vec<&[usize]> = groups.iter().map(|(.., rows)| rows.as_slice()).collect();
        let heads = |at: usize| of_rows.is_some_and(|lines| lines.contains_key(&at));
        // What stands over the first rows of a parted sheet, whoever is named there, stands over all of them.
        let names_nobody = |row: &&Row| self.unit_of_line(table, row, file).is_none();
        let first_of_sheet = sheet.first().filter(|first| lines.is_some() && !std::ptr::eq(*first, table));
        let over = first_of_sheet.into_iter().flat_map(|first| &first.above).filter(names_nobody);
        let over: Vec<Row> = over.cloned().collect();
        let again: Vec<Row> = table.above.iter().filter(names_nobody).cloned().collect();
        for (number, (mut dealt, (names, claims, _))) in dealt(table, &rows, heads).into_iter().zip(groups).enumerate() {
            let above = if number == 0 { &table.above } else { &again };
            dealt.above.splice(0..0, over.iter().chain(above).cloned());
            let table = dealt;
            match parts.iter_mut().find(|part| part.names == names && !names.is_empty()) {
                Some(part) => part.tables.push(table),
                None => parts.push(Part { names, claims, tables: vec![table] }),
            }
        }
    }

    /// The keys of the units some claims speak of.
    fn names_of(&self, claims: &[Claim]) -> BTreeSet<String> {
        claims.iter().filter_map(|claim| self.known.unit_of_claim(claim)).map(|unit| key(&unit)).collect()
    }

    /// Of each row who fills it in, where a column says so.
    fn reporters(&self, table: &Table, columns: &Columns, rows: &[RowText<'_>]) -> BTreeMap<usize, Claim> {
        let said = |at: usize| -> BTreeMap<usize, Claim> {
            let cells = rows.iter().enumerate().filter_map(|(row, text)| Some((row, text.cell(at)?)));
            let claim =
                |cell: &Cell| claim_at(Claim { unit: Some(cell.text.clone()), ..Claim::new(Carrier::UnitColumn) }, table, &cell.place);
            cells.map(|(row, cell)| (row, claim(cell))).collect()
        };
        let upright = table.standing == Standing::Upright;
        let asked = super::others::reporting_columns(columns, &self.plan_headers).into_iter().filter(|_| upright);
        let found = asked.map(|(at, is_reporter)| (at, said(at), is_reporter));
        let mut told = found.filter(|(_, said, is_reporter)| *is_reporter || self.is_no_column_of_plan(columns, rows, said));
        let Some((at, said, _)) = told.next() else { return BTreeMap::new() };
        let said = self.with_groups(at, said, rows);
        // An answer over rows of several units is nobody's.
        let unit = |row: usize| said.get(&row).and_then(|claim| self.known.unit_of_claim(claim));
        let is_shared =
            |row: usize, cell: &Cell| (row..row + cell.height.max(1)).any(|other| other < rows.len() && unit(other) != unit(row));
        let answers = |cell: &&Cell| columns.answers.iter().any(|(at, _)| *at == cell.column);
        let torn = rows.iter().enumerate().any(|(row, text)| text.row.cells.iter().filter(answers).any(|cell| is_shared(row, cell)));
        if torn { BTreeMap::new() } else { said }
    }

    /// Of the rows without a name as well: where each name is written once, over rows of tasks that are that unit's, it holds up to the
    /// next. Where a name is written again in the row below, or a task is not the unit's, or one row alone has no name, it was left out.
    fn with_groups(&self, at: usize, said: BTreeMap<usize, Claim>, rows: &[RowText<'_>]) -> BTreeMap<usize, Claim> {
        let matches = self.match_rows(rows, &HashSet::new());
        let tasks = |row: usize| match &matches[row].verdict {
            Verdict::Task(task) | Verdict::Again(task) => vec![*task],
            Verdict::Unclear(tasks) => tasks.clone(),
            _ => Vec::new(),
        };
        let mut filled = said.clone();
        let mut holds: Option<(&Claim, String)> = None;
        for row in (0..rows.len()).filter(|&row| said.contains_key(&row) || !tasks(row).is_empty()) {
            let named = said.get(&row).and_then(|claim| Some((claim, self.known.unit_of_claim(claim)?)));
            match (&holds, named) {
                (Some((_, unit)), Some((_, again))) if *unit == again => {
                    if rows[row].row.cell(at).is_some() {
                        return said;
                    }
                }
                (_, Some(named)) => holds = Some(named),
                (Some((claim, unit)), None) if tasks(row).iter().any(|&task| self.concerns(unit, task)) => {
                    filled.insert(row, (*claim).clone());
                }
                (_, None) => return said,
            }
        }
        let names: BTreeSet<&Option<String>> = said.values().map(|claim| &claim.unit).collect();
        if names.len() > 1 && filled.len() == said.len() + 1 { said } else { filled }
    }

    /// Whether a task is one for a unit: the plan says so, or it was sent there.
    fn concerns(&self, unit: &str, task: usize) -> bool {
        let Some(task) = self.ledger.plan.tasks.get(task) else { return false };
        let names = task.lead_departments.iter().chain(&task.units).chain(task.duties.iter().map(|duty| &duty.unit));
        let was_sent = || self.known.sent_to(unit).iter().flat_map(|dispatch| &dispatch.tasks).any(|id| *id == task.id);
        names.into_iter().any(|name| self.known.is_of(name, unit)) || was_sent()
    }

    /// Whether a column of units, which does not say that they report, shows none of the plan's: a task stands there for several units,
    /// or the lead stands in a column of its own and is among them, which it would not be among those who help.
    fn is_no_column_of_plan(&self, columns: &Columns, rows: &[RowText<'_>], said: &BTreeMap<usize, Claim>) -> bool {
        let units: Option<BTreeMap<usize, &str>> =
            said.iter().map(|(&row, claim)| Some((row, self.known.addressee(claim.unit.as_deref()?)?))).collect();
        let Some(units) = units.filter(|units| !units.is_empty()) else { return false };
        let mut of_tasks: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for (row, found) in self.match_rows(rows, &HashSet::new()).into_iter().enumerate() {
            if let (Verdict::Task(task) | Verdict::Again(task), Some(unit)) = (found.verdict, units.get(&row)) {
                of_tasks.entry(task).or_default().insert(unit);
            }
        }
        let leads = |task: usize, unit: &str| {
            let leads = self.ledger.plan.tasks.get(task).map(|task| task.lead_departments.as_slice()).unwrap_or_default();
            leads.iter().any(|lead| self.known.is_of(lead, unit))
        };
        let is_led = || of_tasks.iter().any(|(&task, units)| units.iter().any(|unit| leads(task, unit)));
        of_tasks.values().any(|units| units.len() > 1) || columns.departments.is_some() && is_led()
    }

    /// Collects the parts of a file, and puts them together.
    pub(super) fn collect_parts(&self, file: &ReturnedFile, parts: &[ReturnedFile]) -> Collected {
        let mut whole = Collected { file: file.name.clone(), sha256: Some(file.sha256.clone()), ..Collected::default() };
        let mut reasons = Vec::new();
        let mut kept = HashSet::new();
        for part in parts {
            let mut collected = Collected::default();
            let refused = self.collect_alone(part, &mut collected);
            let table = part.returned.tables.iter().find(|table| !table.columns.is_empty());
            for finding in collected.findings {
                let is_refusal = refused.as_ref() == Some(&finding.message);
                let placed = Finding { sheet: finding.sheet.clone().or_else(|| table?.sheet.clone().filter(|_| is_refusal)), ..finding };
                let told = match &collected.unit {
                    Some(unit) if placed.sheet.is_none() && placed.cell.is_none() && !whole.findings.contains(&placed) => {
                        Finding { message: format!("“{unit}”的部分：{}", placed.message), ..placed }
                    }
                    _ => placed,
                };
                whole.findings.extend(Some(told).filter(|told| !whole.findings.contains(told)));
            }
            whole.entries.extend(collected.entries);
            // What stands over several parts is kept once; tables of a page may have cells of the same places.
            let is_new = |stray: &Stray| {
                stray.source.sheet.is_none() || kept.insert((stray.source.sheet.clone(), stray.source.cell.clone(), stray.text.clone()))
            };
            whole.strays.extend(collected.strays.into_iter().filter(is_new));
            whole.period = whole.period.or(collected.period);
            match refused {
                Some(reason) => reasons.push(reason),
                None => whole.units.extend(collected.unit.filter(|unit| !whole.units.contains(unit))),
            }
        }
        if reasons.len() == parts.len() {
            whole.reason = reasons.into_iter().next();
        }
        if let Ok(tables) = self.tables_of(file, &mut Vec::new()) {
            whole.lost = audit::lost(&tables, None, &whole);
        }
        settle_units(&mut whole);
        said_once(&mut whole.findings);
        whole
    }
}

/// Says whose the parts of a file are.
fn settle_units(whole: &mut Collected) {
    match whole.units.as_slice() {
        [] => {}
        [only] => (whole.unit, whole.units) = (Some(only.clone()), Vec::new()),
        units => {
            let message = format!("一个文件里有 {} 家的填报：“{}”，各按自己的表或行汇总。请核对", units.len(), units.join("”“"));
            whole.findings.insert(0, rules::SEVERAL_UNITS.finding(message));
        }
    }
}

/// Rows between lines that name units.
struct Stretch {
    unit: Option<String>,
    has_rows: bool,
    /// How it is named.
    by_title: bool,
    by_label: bool,
}

impl Stretch {
    /// Ends at a line that names another unit.
    fn reach(&mut self, line: Option<&UnitLine>, ended: &mut Vec<Stretch>) {
        let Some(line) = line else { return };
        if self.unit.as_ref().map(|unit| key(unit)) != Some(key(&line.unit)) {
            let begun = Stretch { unit: Some(line.unit.clone()), has_rows: false, by_title: false, by_label: false };
            ended.push(std::mem::replace(self, begun));
        }
        self.by_title |= line.is_title;
        self.by_label |= !line.is_title;
    }
}

fn is_seen(carrier: Carrier) -> bool {
    matches!(carrier, Carrier::TitleRow | Carrier::Subtitle)
}

/// A table as one table for each group of its rows; rows that head are all that stands above it, where they begin a group.
fn dealt(table: &Table, groups: &[&[usize]], heads: impl Fn(usize) -> bool) -> Vec<Table> {
    let is_filled = |rows: &[Row], at: usize| rows.iter().any(|row| row.cell(at).is_some());
    let mut tables: Vec<Table> = Vec::new();
    for rows in groups {
        let head = rows.iter().take_while(|&&at| heads(at)).count();
        let mut rows = rows_of(table, rows);
        let above = rows.drain(..head).collect();
        let mut columns = table.columns.clone();
        // A column that another group fills in is not idle.
        let is_others = |at: usize| !is_filled(&rows, at) && is_filled(&table.rows, at);
        columns.iter_mut().filter(|column| is_others(column.at)).for_each(|column| column.place.clear());
        let repeated = if tables.is_empty() { table.repeated.clone() } else { Vec::new() };
        let (sheet, standing, follows, lines_above) = (table.sheet.clone(), table.standing, table.follows, table.lines_above);
        tables.push(Table { sheet, columns, rows, above, standing, is_hidden: false, follows, lines_above, repeated, asides: Vec::new() });
    }
    let row_of = |row: &Row| row.cells.iter().find_map(|cell| row_of_place(&cell.place));
    for aside in &table.asides {
        let row = row_of_place(&aside.place);
        let is_here = |table: &Table| row.is_some() && table.rows.iter().any(|own| row_of(own) == row);
        let at = tables.iter().position(is_here).unwrap_or_default();
        tables.get_mut(at).into_iter().for_each(|table| table.asides.push(aside.clone()));
    }
    tables
}

/// Some rows of a table; a merged cell that reaches down to them from another row stands in the first of them.
fn rows_of(table: &Table, rows: &[usize]) -> Vec<Row> {
    let mut given: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut cut = Vec::with_capacity(rows.len());
    let tall: Vec<(usize, &Cell)> = table
        .rows
        .iter()
        .enumerate()
        .flat_map(|(at, row)| row.cells.iter().map(move |cell| (at, cell)))
        .filter(|(_, cell)| cell.height > 1)
        .collect();
    for &at in rows {
        let Some(row) = table.rows.get(at) else { continue };
        let mut cells: Vec<Cell> = row.cells.iter().filter(|cell| cell.height <= 1).cloned().collect();
        for &(from, cell) in tall.iter().filter(|(from, cell)| (*from..from + cell.height).contains(&at)) {
            if given.insert((from, cell.column)) {
                let height = rows.iter().filter(|row| (from..from + cell.height).contains(row)).count();
                cells.push(Cell { height, ..cell.clone() });
            }
        }
        cells.sort_by_key(|cell| cell.column);
        cut.push(Row { cells, torn: row.torn });
    }
    cut
}

/// The parts as files: each says of itself what the file does, and what its rows do; the first also keeps what is no table.
fn as_files(file: &ReturnedFile, own: &Evidence, parts: Vec<Part>, beside: Vec<Table>) -> Vec<ReturnedFile> {
    let of_file = |claim: &&Claim| matches!(claim.carrier, Carrier::FileName | Carrier::FolderName | Carrier::RowIds);
    let mut files: Vec<ReturnedFile> = Vec::with_capacity(parts.len());
    for part in parts {
        let mut claims: Claims = part.claims.into_iter().chain(own.claims.iter().filter(of_file).cloned()).collect();
        claims.sort_by_key(|claim| claim.carrier);
        let evidence = Evidence { claims, ..Evidence::default() };
        let modified = file.returned.modified.clone();
        let returned = Returned { evidence, modified, tables: part.tables, ..Returned::default() };
        files.push(ReturnedFile { returned, name: file.name.clone(), sha256: file.sha256.clone() });
    }
    if let Some(first) = files.first_mut() {
        first.returned.tables.extend(beside);
        first.returned.evidence.damaged = own.damaged.clone();
        first.returned.lines = file.returned.lines.clone();
        first.returned.findings = file.returned.findings.clone();
    }
    files
}
