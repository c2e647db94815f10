//! One returned file: whose it is, which row is which task, and what every filled cell says.
//!
//! A file is collected by itself, so files can be read in parallel and forgotten; [`super::Merger::finish`] puts them together.

use hashbrown::HashSet;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::audit;
use super::columns::{Columns, covers};
use super::identify::Known;
use super::matching::{Evidence, Match, Matcher};
use super::rules;
use crate::finding::codes::Code;
use crate::finding::{Finding, reading};
use crate::identity::{Sent, SentRow};
use crate::model::{Dispatch, Entry, Ledger, Origin, Period, Place, Plan, ProgressField, Shared, Source, Stray, Task, read_task_id};
use crate::returned::{AsideKind, Cell, Column, Returned, Row, Table};
use crate::words::fold::key;
use crate::words::vocabulary::{Field, Vocabulary};
use guide::is_guide;
use others::{WhoseColumn, whose_columns};
use whose::UnitLines;

/// A returned file with its name and hash.
#[derive(Debug, Clone)]
pub struct ReturnedFile {
    /// Its name, for places and reports.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// What was read.
    pub returned: Returned,
}

/// What a file holds, apart from all others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Collected {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: Option<String>,
    /// Whose it is.
    pub unit: Option<String>,
    /// Whose its parts are, where it is several units'.
    pub units: Vec<String>,
    /// The period it reports on.
    pub period: Option<Period>,
    /// Why it is left out.
    pub reason: Option<String>,
    /// Its answers.
    pub entries: Vec<Entry>,
    /// Its texts without a place.
    pub strays: Vec<Stray>,
    /// What was sent out, as another master knows it.
    pub dispatches: Vec<Dispatch>,
    /// What a person should look at.
    pub findings: Vec<Finding>,
    /// The places of filled cells that are among neither: a fault of the program.
    pub lost: Vec<String>,
}

impl Collected {
    /// Another master of the same plan: its entries, strays and dispatches, and what was written into it beside them.
    pub(super) fn of_master(file: &str, sha256: String, other: Ledger, findings: Vec<Finding>, plan: &Plan) -> Collected {
        let findings = findings.into_iter().map(|finding| Finding { file: Some(file.to_owned()), ..finding }).collect();
        let mut collected = Collected { file: file.to_owned(), sha256: Some(sha256), findings, ..Collected::default() };
        if other.plan.id == plan.id {
            collected.strays = other.strays;
            collected.strays.extend(added_to_master(file, &other.plan, plan));
            collected.findings.extend(plans_differ(file, &other.plan, plan));
            (collected.entries, collected.dispatches) = (other.entries, other.dispatches);
        } else {
            let message = format!("这是另一份计划（编号 {}）的总台账，没有汇总。请核对文件", other.plan.id);
            collected.findings.push(Finding { file: Some(file.to_owned()), ..rules::OTHER_PLAN.finding(message.clone()) });
            collected.reason = Some(message);
        }
        collected
    }

    /// A file that could not be read at all.
    pub fn unreadable(file: &str, sha256: Option<String>, reason: &str) -> Collected {
        let finding = Finding { file: Some(file.to_owned()), ..rules::UNREADABLE.finding(reason) };
        Collected { file: file.to_owned(), sha256, reason: Some(reason.to_owned()), findings: vec![finding], ..Collected::default() }
    }
}

/// What every file is held against.
#[derive(Debug)]
pub(super) struct Collector<'a> {
    ledger: &'a Ledger,
    pub known: Known<'a>,
    matcher: Matcher<'a>,
    /// The ids of the plan's tasks.
    ids: Vec<Shared>,
    /// Keys of the headers the plan itself has beside ours.
    plan_headers: BTreeSet<String>,
    /// The words the files were read with.
    pub vocabulary: &'a Vocabulary,
}

/// Whether one of the first rows of a sheet has the header of ids.
fn names_ids(tables: &[Table], vocabulary: &Vocabulary) -> bool {
    const TOP: usize = 20; // rows
    let is_id = |cell: &Cell| vocabulary.header(&cell.text) == Some(Field::Id);
    tables.iter().any(|table| table.above.iter().chain(&table.rows).take(TOP).any(|row| row.cells.iter().any(is_id)))
}

/// The error of a formula that is an answer is said once, by merging.
fn said_once(findings: &mut Vec<Finding>) {
    let place = |finding: &Finding| (finding.sheet.clone(), finding.cell.clone());
    let told: HashSet<_> = findings.iter().filter(|finding| finding.rule == rules::ERROR_VALUE.code).map(place).collect();
    if !told.is_empty() {
        findings.retain(|finding| finding.rule != reading::ERROR_VALUE.code || !told.contains(&place(finding)));
    }
}

impl<'a> Collector<'a> {
    pub fn new(ledger: &'a Ledger, period: Option<Period>) -> Self {
        let tasks = || ledger.plan.tasks.iter();
        let mut plan_headers: BTreeSet<String> = tasks().flat_map(|task| task.extra.keys()).map(|header| key(header)).collect();
        if tasks().any(|task| !task.responsible_persons.is_empty()) {
            plan_headers.insert(key("经办人"));
        }
        let ids = tasks().map(|task| task.id.as_str().into()).collect();
        let (known, matcher) = (Known::new(ledger, period), Matcher::new(&ledger.plan));
        Collector { ledger, known, matcher, ids, plan_headers, vocabulary: Vocabulary::built_in() }
    }

    /// Collects one file.
    pub fn collect(&self, file: &ReturnedFile) -> Collected {
        let file = &*self.with_answers_apart(file);
        let parts = self.parts(file);
        let mut collected = match parts.as_slice() {
            [] => {
                let mut collected = Collected { file: file.name.clone(), sha256: Some(file.sha256.clone()), ..Collected::default() };
                collected.reason = self.collect_alone(file, &mut collected);
                collected
            }
            parts => self.collect_parts(file, parts),
        };
        for finding in &mut collected.findings {
            finding.file = Some(file.name.clone());
        }
        // Thousands of files wait for each other.
        collected.entries.shrink_to_fit();
        collected
    }

    /// Collects what is one unit's; gives the reason for which it is left out.
    fn collect_alone(&self, file: &ReturnedFile, collected: &mut Collected) -> Option<String> {
        collected.findings.extend(file.returned.findings.iter().cloned());
        let refused = self.collect_into(file, collected).err();
        let reason = refused.map(|reason| {
            self.reject_all(file, &reason.rule, collected);
            let message = reason.message.clone();
            collected.findings.push(*reason);
            message
        });
        said_once(&mut collected.findings);
        reason
    }

    fn collect_into(&self, file: &ReturnedFile, collected: &mut Collected) -> Result<(), Box<Finding>> {
        let lines = self.unit_lines(file);
        let evidence = &*self.own_evidence(file, &lines);
        let mut identity = self.known.identify(evidence, &mut collected.findings)?;
        (collected.unit, collected.period) = (identity.unit.clone(), identity.period);
        let sent = file.returned.evidence.sent.as_ref();
        let mut tables = self.tables_of(file, &mut collected.findings)?;
        let own = self.own_tasks(&identity, sent);
        let rows: Vec<Vec<RowText<'_>>> = tables.iter().map(|(table, columns)| row_texts(table, columns)).collect();
        let matches: Vec<Vec<Match>> = rows.iter().map(|rows| self.match_rows(rows, &own)).collect();
        collected.findings.extend((!identity.is_stamped).then(|| without_marks(&tables)));
        let (unit, period) = self.settle_identity(&mut identity, &lines, (&tables, &rows, &matches), &mut collected.findings)?;
        let own = if own.is_empty() { self.own_tasks(&identity, sent) } else { own };
        tables.iter_mut().for_each(|(table, columns)| self.leave_out_others(table, columns, sent, (&unit, period)));
        (collected.unit, collected.period) = (Some(unit.clone()), Some(period));
        let refused = self.refused_sheets(&tables, &matches, file, evidence, (&unit, period), &own, &mut collected.findings);
        if let [Some(only)] = refused.as_slice() {
            return Err(only.clone().into());
        }
        let reported = Reported {
            file,
            unit: &unit,
            reporting: Shared::from(unit.as_str()),
            called: identity.called.as_deref(),
            period,
            sent,
            sent_rows: sent.iter().flat_map(|sent| &sent.rows).map(|row| (row.task.as_str(), row)).collect(),
            own,
            lines: &lines,
        };
        let mut seen = BTreeSet::new();
        for ((((table, columns), rows), matches), refused) in tables.iter().zip(&rows).zip(&matches).zip(&refused) {
            match refused {
                Some(finding) => self.leave_out(file, table, finding, collected),
                None => self.collect_table(&reported, (table, columns), (rows, matches), &mut seen, collected),
            }
        }
        note_renamed(sent, &tables, file, collected);
        self.keep_lines(file, None, collected);
        self.note_other_sheets(&tables, &refused, file, collected);
        self.note_missing(sent, &seen, collected);
        collected.lost = audit::lost(&tables, sent, collected);
        Ok(())
    }

    /// Collects the rows of a table, and what stands beside them.
    fn collect_table(
        &self,
        reported: &Reported<'_>,
        (table, columns): (&Table, &Columns),
        (rows, matches): (&[RowText<'_>], &[Match]),
        seen: &mut BTreeSet<usize>,
        collected: &mut Collected,
    ) {
        let mut sheet = SheetCollector {
            all: self,
            reported,
            table,
            columns,
            origin: Arc::new(origin_of(table, reported.file)),
            whose: whose_columns(columns, &self.plan_headers),
            pictures: pictures_of(table),
            failed: failed_formulas(table),
            tasks: BTreeMap::new(),
            seen,
            collected,
        };
        sheet.rows(rows, matches);
        sheet.asides();
    }

    fn leave_out(&self, file: &ReturnedFile, table: &Table, why: &Finding, collected: &mut Collected) {
        self.reject_table(file, table, &why.rule, collected);
        collected.findings.push(on_sheet(why.clone(), table));
    }

    /// The tables of tasks in a file, with what their columns are for.
    fn tables_of<'f>(&self, file: &'f ReturnedFile, findings: &mut Vec<Finding>) -> Result<Vec<(&'f Table, Columns)>, Box<Finding>> {
        let sent = file.returned.evidence.sent.as_ref();
        let shown = file.returned.tables.iter().filter(|table| !table.is_hidden && !is_guide(table, sent));
        let tables = shown.map(|table| {
            let mut columns = Columns::of(table, sent, &self.plan_headers, findings);
            if sent.is_none() {
                columns.set_aside(&self.strange_texts(table, &columns));
            }
            (table, columns)
        });
        let tables: Vec<(&Table, Columns)> = tables.filter(|(_, columns)| columns.can_tell_rows()).collect();
        let message = match tables.is_empty() && names_ids(&file.returned.tables, self.vocabulary) {
            true => {
                "表里有编码，没有“工作任务”“具体内容”一类的栏目；光凭编码不认任务，没有汇总，原文留在“未识别”里。请让单位连同任务的文字一起报送"
            }
            false => "里面没有带表头的任务表，没有汇总。请让单位用下发的表填写后重新报送",
        };
        if tables.is_empty() { Err(rules::NO_TABLE.finding(message.to_owned()).into()) } else { Ok(tables) }
    }

    fn match_rows(&self, rows: &[RowText<'_>], own: &HashSet<usize>) -> Vec<Match> {
        let evidence: Vec<Evidence<'_>> = rows.iter().map(|row| row.evidence.clone()).collect();
        self.matcher.assign(&evidence, own, true)
    }

    /// What was sent and did not come back, and what came back empty; `seen` are the tasks that came back.
    fn note_missing(&self, sent: Option<&Sent>, seen: &BTreeSet<usize>, collected: &mut Collected) {
        self.note_missing_rows(sent, seen, &mut collected.findings);
        self.note_unfilled_rows(seen, collected);
        note_unfilled_columns(sent, collected);
    }

    fn note_missing_rows(&self, sent: Option<&Sent>, seen: &BTreeSet<usize>, findings: &mut Vec<Finding>) {
        let sent: HashSet<&str> = sent.into_iter().flat_map(|sent| &sent.rows).map(|row| row.task.as_str()).collect();
        // What was withdrawn since is not missing.
        let tasks = self.ledger.plan.tasks.iter().enumerate();
        let gone: Vec<usize> =
            tasks.filter(|(at, task)| sent.contains(task.id.as_str()) && !seen.contains(at)).map(|(_, task)| task.seq).collect();
        if !gone.is_empty() {
            let message = format!("下发的任务有 {} 项没有返回：序号 {}。请让单位补报", gone.len(), listed(gone));
            findings.push(rules::ROWS_MISSING.finding(message));
        }
    }

    fn note_unfilled_rows(&self, seen: &BTreeSet<usize>, collected: &mut Collected) {
        let answered: HashSet<&str> = collected.entries.iter().map(|entry| &*entry.task).collect();
        let tasks = seen.iter().filter_map(|&at| self.ledger.plan.tasks.get(at));
        let empty: Vec<usize> = tasks.filter(|task| !answered.contains(task.id.as_str())).map(|task| task.seq).collect();
        if collected.entries.is_empty() && collected.strays.is_empty() {
            let edited = collected.findings.iter().any(|finding| finding.rule == rules::LOCKED_EDITED.code);
            let message = match edited {
                true => "填报的格一格也没有填，任务原文却改动过。请看是不是把填报写进了任务原文，是的话请让单位挪到填报的格里",
                false => "一格也没有填。请让单位填写后重新报送",
            };
            collected.findings.push(rules::NOTHING_FILLED.finding(message.to_owned()));
        } else if !empty.is_empty() {
            let message = format!("有 {} 项任务没有填：序号 {}。请让单位补填", empty.len(), listed(empty));
            collected.findings.push(rules::ROWS_UNFILLED.finding(message));
        }
    }
}

/// Numbers of tasks in order, the first of many.
fn listed(mut seqs: Vec<usize>) -> String {
    const MOST: usize = 20;
    seqs.sort_unstable();
    let words: Vec<String> = seqs.iter().take(MOST).map(usize::to_string).collect();
    format!("{}{}", words.join("、"), if seqs.len() > MOST { "……" } else { "" })
}

/// A column that nobody filled in, while several tasks have answers in others.
fn note_unfilled_columns(sent: Option<&Sent>, collected: &mut Collected) {
    // Fewer rows may well have nothing to tell.
    const FEW: usize = 3;
    let filled = collected.entries.iter().map(|entry| &*entry.task).collect::<HashSet<&str>>().len();
    let is_empty = |field| filled >= FEW && collected.entries.iter().all(|entry| entry.field != field);
    let asked = |field: ProgressField| sent.is_some_and(|sent| sent.column_of(field.name()).is_some());
    let narrative = is_empty(ProgressField::Narrative)
        .then(|| rules::NO_NARRATIVE.finding(format!("有 {filled} 项任务填了别的列，“进展情况”一格也没有填。请核对是不是填错了列")));
    let status = (is_empty(ProgressField::Status) && asked(ProgressField::Status)).then(|| {
        let message = format!("有 {filled} 项任务填了别的列，“完成状态”一格也没有填；涂颜色不算填。请让单位从下拉列表里选");
        rules::NO_STATUS.finding(message)
    });
    collected.findings.extend(narrative.into_iter().chain(status));
}

/// Nothing the program wrote says what the file is.
fn without_marks(tables: &[(&Table, Columns)]) -> Finding {
    let what = if tables.iter().any(|(_, columns)| columns.id.is_some()) { "标记" } else { "标记和编码列" };
    rules::NO_MARKS.finding(format!("下发时的{what}都没有了，单位、期次和任务按看得见的内容认。请核对"))
}

#[allow(clippy::too_many_arguments)] // the parts of a stray
fn stray_of(
    rule: &str,
    cell: &Cell,
    column: Option<String>,
    table: &Table,
    file: &ReturnedFile,
    unit: Option<String>,
    period: Option<Period>,
    task: Option<String>,
) -> Stray {
    let source = source_of(table, file, &cell.place);
    Stray { rule: rule.to_owned(), unit, period, task, column, text: cell.text.clone(), source, handling: None }
}

fn source_of(table: &Table, file: &ReturnedFile, place: &str) -> Source {
    Source::new(origin_of(table, file), Some(place.into()))
}

/// Says that another master of the plan has other words for a task, more tasks or fewer: ours hold.
fn plans_differ(file: &str, other: &Plan, plan: &Plan) -> Option<Finding> {
    const MOST: usize = 5;
    let theirs: HashMap<&str, &Task> = other.tasks.iter().map(|task| (task.id.as_str(), task)).collect();
    let ours: HashSet<&str> = plan.tasks.iter().map(|task| task.id.as_str()).collect();
    let says = |task: &Task| [&task.title, &task.content].map(|text| text.as_deref().map(key));
    let same = |task: &Task| theirs.get(task.id.as_str()).is_some_and(|known| says(known) == says(task));
    let differ = plan.tasks.iter().filter(|task| !same(task)).map(|task| (task.seq, &task.id));
    let more = other.tasks.iter().filter(|task| !ours.contains(task.id.as_str())).map(|task| (task.seq, &task.id));
    let all: Vec<_> = differ.chain(more).collect();
    let first: Vec<String> = all.iter().take(MOST).map(|(seq, id)| format!("第{seq}项（{id}）")).collect();
    let message = format!(
        "这份总台账里有 {} 项任务和写在最前面的总台账不一样：{}{}，任务都按写在最前面的那份，填报照常汇总。修订过的是这一份的话，请把它写在最前面再汇总",
        all.len(),
        first.join("、"),
        if all.len() > MOST { "等" } else { "" }
    );
    (!all.is_empty()).then(|| Finding { file: Some(file.to_owned()), ..rules::PLANS_DIFFER.finding(message) })
}

/// What another master has that ours has not: rows, sheets and notes somebody added there.
fn added_to_master(file: &str, other: &Plan, plan: &Plan) -> Vec<Stray> {
    let stray = |rule: Code, text: String, place: Option<&Place>| {
        let (sheet, row) = match place {
            Some(Place::Row { sheet, row, .. }) => (Some(sheet.clone()), Some(row)),
            Some(Place::Line { line }) => (None, Some(line)),
            None => (None, None),
        };
        let cell = row.map(|row| format!("第 {row} 行").as_str().into());
        let source = Source::new(Origin { file: file.into(), sheet, ..Origin::default() }, cell);
        Stray { rule: rule.code.to_owned(), unit: None, period: None, task: None, column: None, text, source, handling: None }
    };
    let ids: HashSet<&str> = plan.tasks.iter().map(|task| task.id.as_str()).collect();
    let new = other.tasks.iter().filter(|task| !ids.contains(task.id.as_str()));
    let tasks = new.map(|task| {
        let text = [&task.title, &task.content].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n");
        stray(rules::NEW_ROW, text, task.place.as_ref())
    });
    let known: HashSet<(&str, &str)> = plan.rest.iter().map(|rest| (rest.text.as_str(), rest.why.as_str())).collect();
    let rest = other.rest.iter().filter(|rest| !known.contains(&(rest.text.as_str(), rest.why.as_str())));
    tasks.chain(rest.map(|rest| stray(rules::ROW_UNKNOWN, rest.text.clone(), Some(&rest.place)))).collect()
}

/// Where the entries of a table came from.
fn origin_of(table: &Table, file: &ReturnedFile) -> Origin {
    Origin {
        file: file.name.as_str().into(),
        sheet: table.sheet.as_deref().map(Shared::from),
        sha256: Some(file.sha256.as_str().into()),
        modified: file.returned.modified.as_deref().map(Shared::from),
    }
}

/// Says that the sheet to fill in has another name now: nothing hangs on it, but another sheet may have been meant.
fn note_renamed(sent: Option<&Sent>, tables: &[(&Table, Columns)], file: &ReturnedFile, collected: &mut Collected) {
    let Some((table, sent)) = tables.first().map(|(table, _)| *table).zip(sent) else { return };
    let Some(name) = table.sheet.as_deref() else { return };
    let known = file.returned.tables.iter().any(|table| table.sheet.as_deref() == Some(sent.sheet.as_str()));
    if !known {
        let message = format!("下发时工作表叫〔{}〕，现在叫〔{name}〕，照常读。请核对填的是不是这张", sent.sheet);
        collected.findings.push(on_sheet(rules::SHEET_RENAMED.finding(message), table));
    }
}

fn on_sheet(finding: Finding, table: &Table) -> Finding {
    Finding { sheet: table.sheet.clone(), ..finding }
}

/// A row with what it says about its task; merged cells of rows above count for it.
struct RowText<'t> {
    row: &'t Row,
    evidence: Evidence<'t>,
    /// Merged cells of rows above that reach down to this one.
    carried: Vec<&'t Cell>,
}

impl<'t> RowText<'t> {
    fn cell(&self, column: usize) -> Option<&'t Cell> {
        self.row.cell(column).or_else(|| self.carried.iter().copied().find(|cell| covers(cell, column)))
    }
}

fn row_texts<'t>(table: &'t Table, columns: &Columns) -> Vec<RowText<'t>> {
    let places: HashSet<usize> = columns.foreign.iter().map(|(at, _)| *at).collect();
    let foreign: Vec<&Column> = table.columns.iter().filter(|column| places.contains(&column.at)).collect();
    let mut open: Vec<(&Cell, usize)> = Vec::new();
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let carried: Vec<&Cell> = open.iter().map(|(cell, _)| *cell).collect();
        let mut text = RowText { row, evidence: Evidence::default(), carried };
        text.evidence = evidence_of(table, &text, columns, &foreign);
        rows.push(text);
        open.iter_mut().for_each(|(_, left)| *left -= 1);
        open.extend(row.cells.iter().filter(|cell| cell.height > 1).map(|cell| (cell, cell.height - 1)));
        open.retain(|(_, left)| *left > 0);
    }
    rows
}

/// What a row says about its task; `foreign` are the columns nobody knows.
fn evidence_of<'t>(table: &'t Table, row: &RowText<'t>, columns: &Columns, foreign: &[&'t Column]) -> Evidence<'t> {
    let at = |column: Option<usize>| column.and_then(|column| row.cell(column)).map(|cell| cell.text.as_str());
    let mut texts: Vec<&str> = columns.texts.iter().filter_map(|&column| row.cell(column)).map(|cell| cell.text.as_str()).collect();
    texts.dedup();
    // In a torn line it stands further right.
    let torn = row.row.torn.is_some().then(|| row.row.cells.iter().find(|cell| columns.id.is_some() && read_task_id(&cell.text).is_ok()));
    Evidence {
        id: torn.map_or_else(|| at(columns.id), |cell| cell.map(|cell| cell.text.as_str())),
        text: texts.join("\n"),
        // Without a header nobody knows.
        has_text_column: !columns.texts.is_empty() || table.columns.is_empty(),
        number: at(columns.number),
        departments: at(columns.departments),
        foreign: foreign.iter().filter_map(|column| Some((column.header.as_str(), row.cell(column.at)?.text.as_str()))).collect(),
    }
}

/// What holds for a whole file: whose it is, of which period, and what was sent.
struct Reported<'c> {
    file: &'c ReturnedFile,
    unit: &'c str,
    /// The unit, as its entries name it.
    reporting: Shared,
    /// The name it goes by in the file, where the ledger does not know that.
    called: Option<&'c str>,
    period: Period,
    sent: Option<&'c Sent>,
    /// What was sent, by the ids of its tasks.
    sent_rows: HashMap<&'c str, &'c SentRow>,
    /// The tasks that were sent to the unit, where that is known.
    own: HashSet<usize>,
    /// The lines that say whose rows stand below them.
    lines: &'c UnitLines<'c>,
}

/// The rows of one table on their way to entries.
struct SheetCollector<'c> {
    /// What holds for all files.
    all: &'c Collector<'c>,
    reported: &'c Reported<'c>,
    table: &'c Table,
    columns: &'c Columns,
    origin: Arc<Origin>,
    /// Columns that say for each row whose it is.
    whose: Vec<WhoseColumn>,
    /// Places of cells that hold nothing but a picture.
    pictures: HashSet<&'c str>,
    /// Formulas that gave an error, by their places.
    failed: HashMap<&'c str, &'c str>,
    /// Which task stands in which row, by the number of the row as Excel shows it.
    tasks: BTreeMap<u32, usize>,
    /// The tasks that came back on any sheet.
    seen: &'c mut BTreeSet<usize>,
    collected: &'c mut Collected,
}

fn failed_formulas(table: &Table) -> HashMap<&str, &str> {
    let failed = table.asides.iter().filter(|aside| aside.kind == AsideKind::Failed);
    failed.map(|aside| (aside.place.as_str(), aside.text.as_str())).collect()
}

fn pictures_of(table: &Table) -> HashSet<&str> {
    let pictures = table.asides.iter().filter(|aside| aside.kind == AsideKind::Picture && !aside.text.is_empty());
    pictures.map(|aside| aside.place.as_str()).collect()
}

mod answers;
mod beside;
mod continued;
mod guide;
mod headers;
mod lines;
mod locked;
mod others;
mod parts;
mod rows;
mod settle;
mod sheets;
mod slipped;
mod unread;
mod whose;
mod within;
