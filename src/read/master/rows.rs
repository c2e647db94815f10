//! The visible sheet of a master against what it showed when it was written, cell by cell.

use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

use super::super::workbook::{Area, Cell, Sheet, Workbook};
use super::edit::{self, Edit, Taken};
use super::headings::Headings;
use super::progress::Typed;
use super::{Shown, ShownColumn, visible};
use crate::finding::{Finding, brief, reading as rules};
use crate::model::{Ledger, Origin, Place, Rest, Source, Stray, Task, cell_name, read_task_id, task_id};
use crate::words::answers::Note;
use crate::words::decisions::VIEWS;
use crate::words::fold::{fingerprint, key};

/// Brings what was changed in the visible sheet into the ledger.
pub(super) fn compare(workbook: &mut Workbook, ledger: Ledger, shown: &Shown, file: &str) -> Ledger {
    let modified = workbook.about.modified.as_deref().map(Into::into);
    let mut findings = Vec::new();
    let Some(sheet) = visible(workbook, shown) else {
        findings.push(rules::NO_VISIBLE_TABLE.finding("看得见的表不在了，读的是工作簿自带的台账数据。在表上改过的，请用原来的表再改一遍"));
        workbook.findings.extend(findings);
        return ledger;
    };
    let origin = Origin { file: file.into(), sheet: Some(sheet.name.as_str().into()), modified, ..Origin::default() };
    let source = Source::new(origin, None);
    let mut comparison = Comparison {
        sheet,
        source,
        shown,
        ledger,
        findings,
        merged: merged(sheet),
        formulas: sheet.formulas.iter().copied().collect(),
        done: HashSet::new(),
        standing: None,
    };
    comparison.run();
    let Comparison { mut ledger, mut findings, .. } = comparison;
    let has_views = !ledger.entries.is_empty() || !ledger.strays.is_empty() || !ledger.dispatches.is_empty();
    let is_view = |other: &Sheet| has_views && VIEWS.contains(&other.name.as_str());
    for other in workbook.sheets.iter().filter(|other| !std::ptr::eq(*other, sheet) && !other.cells.is_empty() && !is_view(other)) {
        let message = format!(
            "工作表〔{}〕是后来加的，没有当作台账读。内容记在台账数据里，重新写出的工作簿里不再有这张表；要留着请另存一份",
            other.name
        );
        findings.push(rules::SHEET_ADDED.finding(message).at_cell(&other.name, "A1"));
        ledger.plan.rest.extend(other.cells.iter().map(|cell| rest(other, cell, "sheet added to the master")));
    }
    workbook.findings.extend(findings);
    ledger
}

fn place(sheet: &Sheet, cell: &Cell) -> Place {
    Place::Row { sheet: sheet.name.as_str().into(), row: cell.row as usize + 1, column: Some(cell.column as usize + 1) }
}

fn rest(sheet: &Sheet, cell: &Cell, why: &str) -> Rest {
    Rest { place: place(sheet, cell), text: cell.text.clone(), why: why.to_owned() }
}

/// For each cell a merged area covers in its first column, the row its text stands in.
fn merged(sheet: &Sheet) -> HashMap<(u32, u32), u32> {
    let tall = sheet.merges.iter().filter(|area| area.height() > 1 && area.width() == 1);
    let rows = |area: &Area| (area.first_row + 1..=area.last_row).map(|row| ((row, area.first_column), area.first_row)).collect::<Vec<_>>();
    tall.flat_map(rows).collect()
}

/// A text in quotation marks, or a word for none.
fn quoted(text: &str) -> String {
    if text.is_empty() { "空白".to_owned() } else { format!("“{}”", brief(text)) }
}

/// What is said of a change that was taken over.
fn taken_over(header: &str, taken: &Taken) -> Finding {
    let read = taken.read.as_deref().filter(|_| !taken.notes.is_empty()).map_or(String::new(), |read| format!("，读作“{}”", brief(read)));
    let notes: Vec<&str> = taken.notes.iter().map(|note| note.rule_words()).collect();
    let odd = if notes.is_empty() { String::new() } else { format!("；{}", notes.join("；")) };
    let stay = if taken.stay.is_empty() { String::new() } else { format!("；“{}”写的没有动", taken.stay.join("、")) };
    let is_plain = |note: &Note| matches!(note, Note::Normalised | Note::Reference | Note::ControlsShown);
    let message = format!("“{header}”由{}改成了{}{read}，按表上的为准{stay}{odd}", quoted(&taken.old), quoted(&taken.new));
    if taken.notes.iter().all(is_plain) { rules::MASTER_EDITED.harmless(message) } else { rules::MASTER_EDITED.finding(message) }
}

struct Comparison<'a> {
    sheet: &'a Sheet,
    /// The workbook and the sheet.
    source: Source,
    shown: &'a Shown,
    ledger: Ledger,
    findings: Vec<Finding>,
    merged: HashMap<(u32, u32), u32>,
    formulas: HashSet<(u32, u32)>,
    /// Tasks whose row was found, by index.
    done: HashSet<usize>,
    /// How many more times each text stands in the sheet than was shown there beside the tasks, counted when somebody asks.
    standing: Option<HashMap<u32, i64>>,
}

/// The columns of the visible sheet: where each shown column is now, and which columns came.
struct Columns {
    header_row: u32,
    /// By the index of the shown column.
    now: Vec<Option<u32>>,
    /// Columns that came, with their headers.
    new: BTreeMap<u32, String>,
}

/// A row of the visible sheet that is a task's.
struct Found<'a> {
    row: u32,
    task: Option<usize>,
    /// For a row that came: the task below it under the same heading, where one begins just above.
    heads: Option<usize>,
    cells: Vec<&'a Cell>,
}

/// Rows that are no task's, since the last task's.
#[derive(Default)]
struct Between<'a> {
    rows: Vec<&'a [Cell]>,
    /// The rows that came, by their index among the found ones, with the number of rows that stood above them here.
    added: Vec<(usize, usize)>,
}

impl<'a> Comparison<'a> {
    fn run(&mut self) {
        let Some(columns) = self.columns() else {
            self.findings.push(
                rules::NO_VISIBLE_TABLE
                    .finding("看得见的表里找不到原来的表头，读的是工作簿自带的台账数据。在表上改过的，请把表头恢复原样再读")
                    .at_cell(&self.sheet.name, "A1"),
            );
            return;
        };
        self.note_columns(&columns);
        let prints: HashMap<&str, usize> = self.shown.tasks.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).collect();
        let mut added: Vec<(Option<usize>, Task)> = Vec::new();
        let mut before = None;
        let serials = self.ledger.plan.tasks.iter().filter_map(|task| read_task_id(&task.id).ok()).map(|(_, serial)| serial);
        let last = serials.max().unwrap_or(self.ledger.plan.tasks.len());
        for found in self.rows(&columns) {
            match found.task {
                Some(task) => {
                    before = Some(task);
                    let id = self.ledger.plan.tasks.get(task).map(|task| task.id.clone()).unwrap_or_default();
                    if let Some(&at) = prints.get(id.as_str()) {
                        self.compare_row(&columns, &found, task, at);
                    }
                }
                None => {
                    let serial = last + 1 + added.len();
                    added.extend(self.added(&columns, &found, serial).map(|task| (before, task)));
                }
            }
        }
        self.note_missing(&prints);
        self.insert(added);
    }

    /// Finds the header: the row that says most of the shown headers.
    fn columns(&self) -> Option<Columns> {
        let wanted: Vec<String> = self.shown.columns.iter().map(|column| key(&column.header)).collect();
        let mut best: Option<(usize, Vec<&Cell>)> = None;
        for row in self.sheet.cells.chunk_by(|a, b| a.row == b.row) {
            let known = row.iter().filter(|cell| wanted.contains(&key(&cell.text))).count();
            if known * 2 >= wanted.len() && known > 0 && best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, row.iter().collect()));
            }
        }
        let (_, header) = best?;
        let mut taken: HashSet<u32> = HashSet::new();
        let mut now: Vec<Option<u32>> = wanted
            .iter()
            .map(|wanted| header.iter().find(|cell| key(&cell.text) == *wanted && taken.insert(cell.column)).map(|cell| cell.column))
            .collect();
        // A header that was renamed stands where it stood, between its old neighbours.
        for at in 0..now.len() {
            if now[at].is_none() {
                let after = at.checked_sub(1).map_or(Some(0), |before| now.get(before).copied().flatten().map(|column| column + 1));
                let next = now.get(at + 1).copied().flatten();
                let stands =
                    after.filter(|column| !taken.contains(column) && (next == Some(column + 1) || (next.is_none() && at + 1 == now.len())));
                now[at] = stands.filter(|column| header.iter().any(|cell| cell.column == *column));
                taken.extend(now[at]);
            }
        }
        let new =
            header.iter().filter(|cell| !taken.contains(&cell.column)).map(|cell| (cell.column, cell.text.trim().to_owned())).collect();
        Some(Columns { header_row: header.first()?.row, now, new })
    }

    fn note_columns(&mut self, columns: &Columns) {
        for (column, now) in self.shown.columns.iter().zip(&columns.now) {
            match now {
                None => {
                    let message = format!("“{}”这一列不在了，各项任务的这一栏照原来的保留", column.header);
                    self.findings.push(rules::COLUMNS_CHANGED.finding(message).at_cell(&self.sheet.name, cell_name(columns.header_row, 0)));
                }
                Some(at) => {
                    let header = self.sheet.cell(columns.header_row, *at).map_or("", |cell| cell.text.trim());
                    if key(header) != key(&column.header) {
                        let message = format!("栏目名由“{}”改成了“{header}”，内容仍按“{}”读", column.header, column.header);
                        self.findings
                            .push(rules::COLUMNS_CHANGED.harmless(message).at_cell(&self.sheet.name, cell_name(columns.header_row, *at)));
                    }
                }
            }
        }
        for (column, header) in &columns.new {
            let message = format!("“{header}”这一列是后来加的，内容照录在各项任务的其他栏目里");
            self.findings.push(rules::COLUMNS_CHANGED.harmless(message).at_cell(&self.sheet.name, cell_name(columns.header_row, *column)));
        }
    }

    /// What a column says in a row: its own cell, or the merged one above.
    fn text(&self, row: u32, column: u32) -> &'a str {
        let sheet = self.sheet;
        let stands = self.merged.get(&(row, column)).copied().unwrap_or(row);
        sheet.cell(stands, column).map_or("", |cell| cell.text.as_str())
    }

    /// Whether what a column says in a row is a formula.
    fn has_formula(&self, row: u32, column: u32) -> bool {
        let stands = self.merged.get(&(row, column)).copied().unwrap_or(row);
        self.formulas.contains(&(stands, column))
    }

    /// The rows that are tasks, each with the task it is; other texts are compared with what was shown.
    fn rows(&mut self, columns: &Columns) -> Vec<Found<'a>> {
        let id_column = self.shown.columns.iter().position(|column| matches!(column.parts.as_slice(), [part] if part.field == "id"));
        let id_column = id_column.and_then(|at| columns.now.get(at).copied().flatten());
        let by_id: HashMap<String, usize> = self.ledger.plan.tasks.iter().enumerate().map(|(at, task)| (task.id.clone(), at)).collect();
        let others: HashSet<u32> = self.shown.others.iter().copied().collect();
        let mut headings = Headings::of(&self.ledger.plan, &others);
        let mut between = Between::default();
        let mut found: Vec<Found<'a>> = Vec::new();
        let sheet = self.sheet;
        for cells in sheet.cells.chunk_by(|a, b| a.row == b.row) {
            let Some(row) = cells.first().map(|cell| cell.row) else { continue };
            let is_below = row > columns.header_row;
            if row == columns.header_row || cells.iter().all(|cell| others.contains(&fingerprint(&cell.text))) {
                between.rows.extend(is_below.then_some(cells));
                continue;
            }
            let printed = id_column.map_or("", |column| self.text(row, column));
            let id = read_task_id(printed).ok().map(|(plan, serial)| task_id(&plan, serial));
            let task = id.as_ref().and_then(|id| by_id.get(id)).copied().filter(|task| !self.done.contains(task));
            let task = task.or_else(|| self.by_text(columns, row));
            let numbered = columns.now.iter().flatten().filter(|&&column| !self.text(row, column).is_empty()).count();
            if !is_below {
                self.note_remark(cells, &others, true);
                continue;
            }
            if task.is_none() && numbered < 2 {
                between.rows.push(cells);
                continue;
            }
            match task {
                Some(task) => {
                    self.take_headings(columns, &headings, &others, std::mem::take(&mut between), Some(task), &mut found);
                    headings.pass(task);
                    self.done.insert(task);
                    if id.is_none() {
                        self.note_id(row, id_column, printed, task);
                    }
                }
                None => between.added.push((found.len(), between.rows.len())),
            }
            found.push(Found { row, task, heads: None, cells: cells.iter().collect() });
        }
        self.take_headings(columns, &headings, &others, between, None, &mut found);
        found
    }

    /// What stands between two tasks: headings that were changed are those of the task below, all else is remarks.
    fn take_headings(
        &mut self,
        columns: &Columns,
        headings: &Headings,
        others: &HashSet<u32>,
        between: Between<'a>,
        below: Option<usize>,
        found: &mut [Found<'a>],
    ) {
        let first_column = columns.now.iter().flatten().min().copied().unwrap_or(0);
        let heads = |cells: &&'a [Cell]| cells.first().filter(|cell| cell.column <= first_column);
        let texts: Vec<(&Cell, u32)> = between.rows.iter().filter_map(heads).map(|cell| (cell, fingerprint(&cell.text))).collect();
        let mut taken: HashSet<u32> = HashSet::new();
        if let Some(task) = below {
            let prints: Vec<u32> = texts.iter().map(|(_, print)| *print).collect();
            let meant = headings.above(task, &prints, |print| self.is_gone(print));
            for ((cell, _), heading) in texts.iter().zip(meant) {
                let renamed = heading.and_then(|heading| headings.rename(heading, &cell.text, &mut self.ledger));
                let Some((old, tasks)) = renamed else { continue };
                taken.insert(cell.row);
                let message = format!(
                    "章节标题由“{}”改成了“{}”，下面 {tasks} 项任务的章节一并改了，按表上的为准",
                    brief(&old),
                    brief(cell.text.trim())
                );
                self.findings.push(rules::MASTER_EDITED.harmless(message).at_place(Some(&place(self.sheet, cell))));
            }
        }
        for cells in &between.rows {
            let is_heading = cells.first().is_some_and(|cell| taken.contains(&cell.row));
            self.note_remark(cells.get(usize::from(is_heading)..).unwrap_or_default(), others, false);
        }
        // A row that came right below a heading belongs to it, not to the section above.
        for (at, above) in between.added {
            if let Some(found) = found.get_mut(at).filter(|_| above > 0 && above == between.rows.len()) {
                found.heads = below;
            }
        }
    }

    /// Whether a text that was shown stands in the sheet less often than it did.
    fn is_gone(&mut self, print: u32) -> bool {
        let (sheet, shown) = (self.sheet, self.shown);
        let standing = self.standing.get_or_insert_with(|| {
            let mut standing = HashMap::new();
            sheet.cells.iter().for_each(|cell| *standing.entry(fingerprint(&cell.text)).or_default() += 1);
            shown.others.iter().for_each(|&other| *standing.entry(other).or_default() -= 1);
            standing
        });
        standing.get(&print).is_some_and(|&more| more < 0)
    }

    fn note_id(&mut self, row: u32, column: Option<u32>, printed: &str, task: usize) {
        let Some(task) = self.ledger.plan.tasks.get(task) else { return };
        let what = if printed.is_empty() { "没有编码".to_owned() } else { format!("编码“{printed}”不对") };
        let message = format!("这一行{what}，按内容认出是第{}项。编码请勿改动", task.seq);
        let cell = cell_name(row, column.unwrap_or(0));
        self.findings.push(rules::ROW_BY_TEXT.finding(message).at_cell(&self.sheet.name, cell).about(&task.id));
    }

    /// The task most of whose cells a row shows, when it is the only such task.
    fn by_text(&self, columns: &Columns, row: u32) -> Option<usize> {
        let now: Vec<Option<u32>> = columns.now.iter().map(|column| column.map(|column| fingerprint(self.text(row, column)))).collect();
        let empty = fingerprint("");
        let is_text = |at: usize| {
            self.shown
                .columns
                .get(at)
                .is_some_and(|column| column.parts.iter().any(|part| matches!(part.field.as_str(), "title" | "content")))
        };
        let same = |prints: &[u32]| {
            now.iter().zip(prints).enumerate().any(|(at, (now, then))| is_text(at) && *then != empty && *now == Some(*then))
        };
        let mut fitting = self.shown.tasks.iter().filter(|(_, prints)| same(prints)).filter_map(|(id, prints)| {
            let task = self.ledger.plan.tasks.iter().position(|task| task.id == *id).filter(|task| !self.done.contains(task))?;
            let equal = now.iter().zip(prints).filter(|(now, then)| **now == Some(**then)).count();
            Some((equal, task))
        });
        let first = fitting.next()?;
        let mut rest: Vec<(usize, usize)> = fitting.collect();
        rest.push(first);
        rest.sort_unstable();
        let best = rest.pop()?;
        rest.last().is_none_or(|second| second.0 < best.0).then_some(best.1)
    }

    /// A text that is no task and was not there: a changed heading, a remark.
    fn note_remark(&mut self, cells: &[Cell], others: &HashSet<u32>, above: bool) {
        for cell in cells.iter().filter(|cell| !others.contains(&fingerprint(&cell.text))) {
            let old = self.ledger.plan.title.clone().unwrap_or_default();
            let suffix = self.shown.title.strip_prefix(old.as_str()).filter(|_| !old.is_empty());
            let title =
                suffix.and_then(|suffix| cell.text.trim().strip_suffix(suffix)).filter(|title| above && cell.row == 0 && !title.is_empty());
            let finding = match title {
                Some(title) => {
                    self.ledger.plan.title = Some(title.to_owned());
                    rules::MASTER_EDITED.harmless(format!("标题由“{}”改成了“{}”，按表上的为准", brief(&old), brief(title)))
                }
                None => {
                    self.ledger.plan.rest.push(rest(self.sheet, cell, "added to the master"));
                    let words = brief(&cell.text);
                    rules::ASIDE_ADDED
                        .finding(format!("“{words}”是后来写上或改过的，不是哪一项任务的内容。记在台账数据里，重新写出的表上不再显示"))
                }
            };
            self.findings.push(finding.at_place(Some(&place(self.sheet, cell))));
        }
    }

    fn compare_row(&mut self, columns: &Columns, found: &Found<'_>, task: usize, at: usize) {
        let shown = self.shown;
        let Some((id, prints)) = shown.tasks.get(at) else { return };
        for ((column, now), then) in shown.columns.iter().zip(&columns.now).zip(prints) {
            let Some(now) = *now else { continue };
            let text = self.text(found.row, now);
            if fingerprint(text) == *then || matches!(column.parts.as_slice(), [part] if part.field == "id") {
                continue;
            }
            if text.is_empty() && self.has_formula(found.row, now) {
                let message = format!(
                    "“{}”写的是公式，文件里没有算出的结果，没有采用，照原来的保留。请在 Excel 或 WPS 里打开保存一次，或者直接写上结果",
                    column.header
                );
                let finding = rules::MASTER_EDITED.finding(message).at_cell(&self.sheet.name, cell_name(found.row, now));
                self.findings.push(finding.about(id));
                continue;
            }
            self.take((found.row, now), column, task, false);
        }
        self.take_new_columns(columns, found, task);
    }

    /// Takes over a changed cell and says what became of it; of a row that came only what is not there as it was written.
    fn take(&mut self, (row, at): (u32, u32), column: &ShownColumn, task: usize, is_new: bool) {
        let (text, header) = (self.text(row, at).trim(), &column.header);
        let typed = Typed { text, source: self.source.beside(&cell_name(row, at)) };
        let edit = edit::apply(&mut self.ledger, task, column, &typed, self.shown.period);
        let id = self.ledger.plan.tasks.get(task).map(|task| task.id.clone()).unwrap_or_default();
        let rule = rules::MASTER_EDITED;
        let finding = match &edit {
            Edit::Taken(taken) if is_new && taken.notes.is_empty() => return,
            Edit::Display if is_new => return,
            Edit::Taken(taken) => taken_over(header, taken),
            Edit::Same => rule.harmless(format!("“{header}”写成了{}，意思没有变", quoted(text))),
            Edit::Display => rule.harmless(format!("“{header}”改成了{}；这一栏由程序编排，没有采用", quoted(text))),
            Edit::Unclear(why) if text.is_empty() => rule.finding(format!("“{header}”改成了空白，没有采用：{why}")),
            Edit::Unclear(why) => rule.finding(format!("“{header}”改成了{}，没有采用，原文留在“未识别”里：{why}", quoted(text))),
            Edit::Unread(why) => {
                let words = why.rule_words();
                rule.finding(format!("“{header}”改成了{}，原来的没有动，写的留在“未识别”里：{words}", quoted(text)))
            }
        };
        if matches!(edit, Edit::Unclear(_) | Edit::Unread(_)) {
            self.ledger.strays.extend(self.unclear(row, at, header, &id));
        }
        self.findings.push(finding.at_cell(&self.sheet.name, cell_name(row, at)).about(&id));
    }

    /// A changed cell nobody can tell the meaning of, kept as it is; `None` where it is empty or kept already.
    fn unclear(&self, row: u32, column: u32, header: &str, id: &str) -> Option<Stray> {
        let text = self.text(row, column).trim();
        let origin = Origin { modified: None, ..Origin::clone(&self.source) };
        let source = Source::new(origin, Some(cell_name(row, column).into()));
        let column = Some(header.to_owned());
        let stray = Stray {
            rule: rules::MASTER_EDITED.code.to_owned(),
            unit: None,
            period: None,
            task: Some(id.to_owned()),
            column,
            text: text.to_owned(),
            source,
            handling: None,
        };
        let is_known =
            || self.ledger.strays.iter().any(|known| (&known.rule, &known.task, &known.text) == (&stray.rule, &stray.task, &stray.text));
        (!text.is_empty() && !is_known()).then_some(stray)
    }

    /// The cells of columns that came.
    fn take_new_columns(&mut self, columns: &Columns, found: &Found<'_>, task: usize) {
        let known: HashSet<u32> = columns.now.iter().flatten().copied().collect();
        for cell in found.cells.iter().filter(|cell| !known.contains(&cell.column)) {
            let header = columns.new.get(&cell.column).cloned().filter(|header| !header.is_empty());
            let header = header.unwrap_or_else(|| {
                let header = format!("{}列", cell_name(0, cell.column).trim_end_matches('1'));
                let message = format!("“{}”写在没有栏目名的一列，照录在“{header}”里。请给这一列写上栏目名", brief(&cell.text));
                self.findings.push(rules::NAMELESS_COLUMN.finding(message).at_place(Some(&place(self.sheet, cell))));
                header
            });
            if let Some(task) = self.ledger.plan.tasks.get_mut(task) {
                task.extra.insert(header, cell.text.clone());
            }
        }
    }

    /// A row that came: a task of its own, with an id of its own.
    fn added(&mut self, columns: &Columns, found: &Found<'_>, serial: usize) -> Option<Task> {
        let next = self.ledger.plan.tasks.len();
        let id = task_id(&self.ledger.plan.id, serial);
        self.ledger.plan.tasks.push(Task { id, place: found.cells.first().map(|cell| place(self.sheet, cell)), ..Task::default() });
        // Who leads the task says whose its progress is.
        let shown = || self.shown.columns.iter().zip(&columns.now);
        let (progress, plan): (Vec<_>, Vec<_>) = shown().partition(|(column, _)| edit::progress_field(column).is_some());
        for (column, now) in plan.into_iter().chain(progress) {
            let Some(now) = now.filter(|&now| !self.text(found.row, now).trim().is_empty()) else { continue };
            self.take((found.row, now), column, next, true);
        }
        self.take_new_columns(columns, found, next);
        let mut task = self.ledger.plan.tasks.pop()?;
        if let Some(below) = found.heads.and_then(|at| self.ledger.plan.tasks.get(at)).filter(|_| task.section.is_empty()) {
            task.section.clone_from(&below.section);
        }
        Some(task)
    }

    fn note_missing(&mut self, prints: &HashMap<&str, usize>) {
        for (at, task) in self.ledger.plan.tasks.iter().enumerate() {
            if !self.done.contains(&at) && prints.contains_key(task.id.as_str()) {
                let text = task.title.as_deref().or(task.content.as_deref()).unwrap_or_default();
                let message = format!("第{}项“{}”的行不在表上了，任务照原来的保留。确实不做了请在修订时注明", task.seq, brief(text));
                self.findings.push(rules::ROW_REMOVED.finding(message).at_cell(&self.sheet.name, "A1").about(&task.id));
            }
        }
    }

    /// Puts the new tasks where they stand; the order of all is counted anew.
    fn insert(&mut self, added: Vec<(Option<usize>, Task)>) {
        if added.is_empty() {
            return;
        }
        let plan = &mut self.ledger.plan;
        for (offset, (before, mut task)) in added.into_iter().enumerate() {
            let at = before.map_or(0, |before| before + 1) + offset;
            if let Some(above) = at.checked_sub(1).and_then(|above| plan.tasks.get(above)).filter(|_| task.section.is_empty()) {
                task.section.clone_from(&above.section);
            }
            let text = task.title.as_deref().or(task.content.as_deref()).unwrap_or_default();
            let message = format!("“{}”是后来加的行，当作新任务，编码 {}。请核对", brief(text), task.id);
            self.findings.push(rules::ROW_ADDED.finding(message).about(&task.id).at_place(task.place.as_ref()));
            plan.tasks.insert(at.min(plan.tasks.len()), task);
        }
        for (seq, task) in (1..).zip(&mut plan.tasks) {
            task.seq = seq;
        }
    }
}
