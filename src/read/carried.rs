//! A document of ours read back: the ledger it carries, and what a person changed in the table since.
//!
//! Every visible cell is compared with the mark it was written with. What a person changed wins, where one column holds one field, and is
//! a finding either way; rows a person added become tasks, rows a person deleted do not delete tasks. Called by [`super::plan_of`].

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::carrier::{Carrier, mark};
use crate::finding::{Finding, Level};
use crate::model::{Place, Task, read_task_id, task_id};
use crate::passage::Account;
use crate::words::fold::key;
use crate::words::vocabulary::{self, Field};

use super::Reading;
use super::ids::placed;

/// A row of a table: texts by column, from 1.
type Row<'a> = BTreeMap<usize, &'a str>;

/// The reading of a document that carries a ledger; `seen` is what its visible text alone says.
pub(crate) fn reconcile(carrier: Carrier, seen: Reading) -> Reading {
    let mut findings = Vec::new();
    let mut ledger = carrier.ledger;
    let rows = rows_of(&seen.account);
    let columns = header(&rows, &carrier.columns);
    let id_column = carrier.columns.iter().position(|column| vocabulary::column_header(column) == Some(Field::Id));
    if let Some((columns, id_column)) = columns.zip(id_column) {
        let table = Table { columns, headers: &carrier.columns, id_column, rows: &rows, marks: carrier.rows.into_iter().collect() };
        let seen_tasks: HashMap<&str, &Task> = seen.ledger.plan.tasks.iter().map(|task| (task.id.as_str(), task)).collect();
        let present = table.take_changes(&mut ledger.plan.tasks, &seen_tasks, &mut findings);
        if !present.is_empty() {
            note_deleted(&ledger.plan.tasks, &present, &mut findings);
            let added: Vec<&Task> = seen.ledger.plan.tasks.iter().filter(|task| table.is_row_of(task)).collect();
            take_added(&mut ledger.plan.tasks, &added, &mut findings);
        }
    }
    Reading { ledger, findings, account: seen.account }
}

/// The rows of the tables of a document.
fn rows_of(account: &Account) -> BTreeMap<(&str, usize), Row<'_>> {
    let mut rows: BTreeMap<(&str, usize), Row<'_>> = BTreeMap::new();
    for source in account.sources() {
        if let Place::Row { sheet, row, column: Some(column) } = &source.place {
            rows.entry((sheet, *row)).or_default().insert(*column, &source.text);
        }
    }
    rows
}

/// Where the written columns stand now: by the header row that names most of them.
fn header(rows: &BTreeMap<(&str, usize), Row<'_>>, columns: &[String]) -> Option<Vec<Option<usize>>> {
    let places = |row: &Row<'_>| -> Vec<Option<usize>> {
        columns.iter().map(|column| row.iter().find(|(_, text)| key(text) == key(column)).map(|(at, _)| *at)).collect()
    };
    let found = rows.values().map(places).max_by_key(|places| places.iter().flatten().count())?;
    (found.iter().flatten().count() * 2 >= columns.len()).then_some(found)
}

struct Table<'a> {
    /// Where each written column stands now.
    columns: Vec<Option<usize>>,
    headers: &'a [String],
    id_column: usize,
    rows: &'a BTreeMap<(&'a str, usize), Row<'a>>,
    /// The marks of each task's cells.
    marks: HashMap<String, Vec<u32>>,
}

impl Table<'_> {
    /// Takes over what was changed; the ids of the tasks that are there.
    fn take_changes(&self, tasks: &mut [Task], seen: &HashMap<&str, &Task>, findings: &mut Vec<Finding>) -> HashSet<String> {
        let mut by_id: HashMap<String, &mut Task> = tasks.iter_mut().map(|task| (task.id.clone(), task)).collect();
        let mut present = HashSet::new();
        // A merged cell stands in its first row only and is changed for all of them.
        let mut above: Vec<Option<&str>> = vec![None; self.columns.len()];
        for ((sheet, row), cells) in self.rows {
            let Some(id) = self.id_of(cells) else { continue };
            let Some((marks, task)) = self.marks.get(&id).zip(by_id.get_mut(&id)) else { continue };
            present.insert(id.clone());
            for (at, written) in marks.iter().enumerate() {
                let Some(column) = self.columns.get(at).copied().flatten() else { continue };
                let now = cells.get(&column).copied();
                let changed = match now {
                    Some(text) if mark(text) != *written => {
                        above[at] = Some(text);
                        Some(text)
                    }
                    Some(_) => {
                        above[at] = None;
                        None
                    }
                    None => above[at],
                };
                let (Some(text), Some(header)) = (changed, self.headers.get(at)) else { continue };
                let field = vocabulary::column_header(header).unwrap_or(Field::Extra);
                let taken = seen.get(id.as_str()).is_some_and(|seen| take(field, seen, task));
                let place = Place::Row { sheet: (*sheet).to_owned(), row: *row, column: Some(column) };
                if now.is_some() {
                    findings.push(changed_cell(header, text, taken, &place).about(&id));
                }
            }
        }
        present
    }

    /// Whether a task was read from a full row of this table; what stands around the table is no row, and headings have one cell.
    fn is_row_of(&self, task: &Task) -> bool {
        let Some(Place::Row { sheet, row, .. }) = &task.place else { return false };
        let is_ours = |(other, _): &(&str, usize)| other == sheet;
        let first = self.rows.iter().find(|(place, cells)| is_ours(place) && self.id_of(cells).is_some()).map(|((_, row), _)| *row);
        let filled =
            self.rows.get(&(sheet.as_str(), *row)).map_or(0, |cells| cells.values().filter(|text| !text.trim().is_empty()).count());
        filled >= 2 && first.is_some()
    }

    fn id_of(&self, cells: &Row<'_>) -> Option<String> {
        let column = self.columns.get(self.id_column).copied().flatten()?;
        let (plan, serial) = read_task_id(cells.get(&column)?).ok()?;
        Some(task_id(&plan, serial))
    }
}

fn changed_cell(header: &str, text: &str, taken: bool, place: &Place) -> Finding {
    let shown: String = text.chars().take(40).collect();
    let dots = if text.chars().count() > 40 { "…" } else { "" };
    let finding = if taken {
        Finding::new("R121", Level::Info, format!("“{header}”改成了“{shown}{dots}”，已按改后的读取。请确认改得对"))
    } else {
        let message = format!("“{header}”改成了“{shown}{dots}”，这一栏由几项合成，没有改入，仍用原来的。请在源文件里改好再转换");
        Finding::new("R122", Level::Warning, message)
    };
    placed(finding, Some(place))
}

/// Takes a field over from what the table says now; `false` where the column holds more than the field.
fn take(field: Field, seen: &Task, task: &mut Task) -> bool {
    match field {
        Field::LeadLeaders => {
            task.lead_leaders.clone_from(&seen.lead_leaders);
            task.deputy_leaders.clone_from(&seen.deputy_leaders);
            task.responsible_persons.clone_from(&seen.responsible_persons);
        }
        Field::LeadDepartments | Field::InternalDepartments => task.lead_departments.clone_from(&seen.lead_departments),
        Field::Units => task.units.clone_from(&seen.units),
        Field::Deadline => task.deadline.clone_from(&seen.deadline),
        Field::Notes if task.extra.is_empty() => task.notes.clone_from(&seen.notes),
        Field::Title | Field::Content if task.duties.is_empty() && seen.duties.is_empty() => {
            task.title.clone_from(&seen.title);
            task.content.clone_from(&seen.content);
            task.targets.clone_from(&seen.targets);
        }
        _ => return false,
    }
    true
}

fn note_deleted(tasks: &[Task], present: &HashSet<String>, findings: &mut Vec<Finding>) {
    for task in tasks.iter().filter(|task| !present.contains(&task.id)) {
        let message = format!("第 {} 项（{}）的行在表里没有了，任务仍保留。确要撤销，请另行说明", task.seq, task.id);
        findings.push(Finding::new("R123", Level::Warning, message).about(&task.id));
    }
}

/// Puts the tasks of added rows behind the tasks they stand behind.
fn take_added(tasks: &mut Vec<Task>, seen: &[&Task], findings: &mut Vec<Finding>) {
    let mut known: HashSet<String> = tasks.iter().map(|task| task.id.clone()).collect();
    let mut behind: HashMap<Option<String>, Vec<Task>> = HashMap::new();
    let mut last: Option<String> = None;
    for task in seen {
        if known.contains(&task.id) {
            last = Some(task.id.clone());
            continue;
        }
        known.insert(task.id.clone());
        let message = format!("新增的一行已列为任务，编码 {}。请核对", task.id);
        findings.push(placed(Finding::new("R124", Level::Info, message).about(&task.id), task.place.as_ref()));
        behind.entry(last.clone()).or_default().push((*task).clone());
    }
    if behind.is_empty() {
        return;
    }
    let mut all = behind.remove(&None).unwrap_or_default();
    for task in tasks.drain(..) {
        let id = Some(task.id.clone());
        all.push(task);
        all.extend(behind.remove(&id).unwrap_or_default());
    }
    for (task, seq) in all.iter_mut().zip(1..) {
        task.seq = seq;
    }
    *tasks = all;
}
