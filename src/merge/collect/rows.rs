//! The rows of a table: each a task whose answers are read, or refused with its reason; and what stands beside them.

use hashbrown::HashSet;
use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::matching::{IdState, Match, Verdict};
use super::super::rules;
use super::{RowText, SheetCollector, covers, stray_of};
use crate::finding::codes::Code;
use crate::finding::{Finding, brief};
use crate::model::{ProgressField, Role, Shared, Stray, Task, cell_place};
use crate::returned::{Aside, AsideKind, Cell, Standing, row_of_place};
use crate::words::fold::key;
use crate::words::vocabulary;

impl SheetCollector<'_> {
    /// Takes every row.
    pub fn rows(&mut self, rows: &[RowText<'_>], matches: &[Match]) {
        self.note_table();
        let mut without_id = Vec::new();
        let left_out = self.leave_out_rows_of_others(rows);
        let all: Vec<(&RowText<'_>, &Match)> = rows.iter().zip(matches).collect();
        for (at, (row, found)) in all.iter().copied().enumerate().filter(|(at, _)| !left_out[*at]) {
            if let Some(mark) = row.row.torn {
                self.torn_row(row, mark, &found.verdict);
                continue;
            }
            match &found.verdict {
                Verdict::Task(task) | Verdict::Again(task) => {
                    let is_own = self.reported.own.is_empty() || self.reported.own.contains(task);
                    self.seen.extend(Some(*task).filter(|_| is_own));
                    // What stands beside a table on its side belongs to no row of it.
                    let is_placed = is_own && self.table.standing != Standing::Aside;
                    if let Some(number) = row.row.cells.first().and_then(|cell| row_of_place(&cell.place)).filter(|_| is_placed) {
                        self.tasks.insert(number, *task);
                    }
                    if found.id != IdState::Sound {
                        without_id.push((row, found.id, *task));
                    }
                    self.task_row(row, *task, matches!(found.verdict, Verdict::Again(_)));
                    self.hold_continued(row, *task, all.get(at + 1..).unwrap_or_default());
                }
                refused => self.refused_row(row, refused),
            }
        }
        self.note_ids(&without_id);
        self.note_idle_columns();
    }

    pub(super) fn find(&mut self, rule: Code, place: Option<&str>, message: String) {
        let finding = rule.finding(message);
        let finding = Finding { sheet: self.table.sheet.clone(), cell: place.map(str::to_owned), ..finding };
        self.collected.findings.push(finding);
    }

    fn note_ids(&mut self, rows: &[(&RowText<'_>, IdState, usize)]) {
        let of = |wanted: IdState| rows.iter().filter(move |(_, state, _)| *state == wanted);
        let first = |wanted: IdState| of(wanted).next().and_then(|(row, ..)| row.row.cells.first()).map(|cell| cell.place.clone());
        let told = [
            (IdState::Missing, rules::ID_MISSING, "编码没有了，按内容认出了任务。请核对"),
            (IdState::Unreadable, rules::ID_UNREADABLE, "编码被改动过，按内容认出了任务。请核对"),
        ];
        for (state, rule, words) in told {
            if let Some(place) = first(state) {
                let count = of(state).count();
                self.find(rule, Some(&place), format!("有 {count} 行{words}"));
            }
        }
        let wrong: Vec<(Option<String>, String, usize)> = of(IdState::Mismatch)
            .map(|(row, _, task)| {
                let cell = self.columns.id.and_then(|id| row.cell(id));
                (cell.map(|cell| cell.place.clone()), cell.map(|cell| cell.text.clone()).unwrap_or_default(), *task)
            })
            .collect();
        let printed = self.table.rows.iter().filter_map(|row| self.columns.id.and_then(|id| row.cell(id)));
        let mut counts: BTreeMap<String, usize> = wrong.iter().map(|(_, printed, _)| (printed.clone(), 0)).collect();
        printed.for_each(|cell| counts.get_mut(&cell.text).into_iter().for_each(|count| *count += 1));
        for (printed, count) in counts.into_iter().filter(|(_, count)| *count > 1) {
            let message = format!("编码 {printed} 写在 {count} 行里，多半是往下拖的时候填充的，各行按内容认。请核对");
            self.find(rules::SAME_ID, None, message);
        }
        for (place, printed, task) in wrong {
            let message = format!("编码写的是 {printed}，内容是第{}项，按内容汇总。请核对", self.seq(task));
            self.find(rules::ID_MISMATCH, place.as_deref(), message);
        }
    }

    pub(super) fn seq(&self, task: usize) -> usize {
        self.all.ledger.plan.tasks.get(task).map_or(0, |task| task.seq)
    }

    pub(super) fn task_id(&self, task: usize) -> Option<String> {
        self.all.ledger.plan.tasks.get(task).map(|task| task.id.clone())
    }

    /// A row that is a task of the plan.
    fn task_row(&mut self, row: &RowText<'_>, task: usize, again: bool) {
        if let Some((rule, message)) = self.of_another(row, task) {
            return self.reject_row(row, rule, message);
        }
        if let Some((rule, message)) = self.not_sent(task) {
            if !self.is_printed(row, &[task]) {
                self.reject_row(row, rule, message);
            }
            return;
        }
        // The cell of the task reaches down to this row: its answers go on here.
        let goes_on = again && self.columns.texts.iter().chain(&self.columns.id).any(|&at| is_carried(row, at));
        if again && !goes_on {
            let place = row.row.cells.first().map(|cell| cell.place.clone());
            let message = format!("第{}项在这份表里出现了不止一次。内容不同的列在“待裁定”里，请核对", self.seq(task));
            self.find(rules::ROW_TWICE, place.as_deref(), message);
        }
        let sent = self.all.ids.get(task).and_then(|id| self.reported.sent_rows.get(&**id)).copied();
        let mut answers: Vec<(ProgressField, Shared)> = Vec::new();
        let before = self.collected.entries.len();
        for (column, field) in self.columns.answers.clone() {
            let Some(cell) = row.cell(column).filter(|cell| !self.is_as_sent(cell, column, sent) && self.begins_in(cell, column)) else {
                continue;
            };
            let carried = !row.row.cells.iter().any(|own| std::ptr::eq(own, cell));
            if !carried {
                self.note_merged(cell, column, field);
            }
            if let Some(value) = self.answer(cell, column, field, task, goes_on && !carried) {
                answers.push((field, value));
            }
        }
        if !goes_on {
            self.hold_slipped(row, task, before, &answers);
        }
        self.check_answers(row, &answers);
        self.other_cells(row, task);
        if let Some(sent) = sent {
            self.compare_locked(row, sent, task);
        }
        self.compare_plan(row, task, sent);
    }

    /// Why the answers to a task are not taken that was not sent to the unit.
    fn not_sent(&self, task: usize) -> Option<(Code, String)> {
        let is_own = self.reported.own.is_empty() || self.reported.own.contains(&task);
        let message = || {
            format!(
                "第{}项没有发给“{}”，这一行的填报没有采用，原文留在“未识别”里。请核对是不是贴错了表",
                self.seq(task),
                self.reported.unit
            )
        };
        (!is_own).then(|| (rules::NOT_SENT, message()))
    }

    /// Text in columns that are nobody's.
    fn other_cells(&mut self, row: &RowText<'_>, task: usize) {
        let said = std::cell::LazyCell::new(|| self.all.ledger.plan.tasks.get(task).map(words_of).unwrap_or_default());
        let known = |cell: &Cell| {
            let columns = self.columns;
            let is_sent = columns.sent.iter().any(|(at, _)| *at == cell.column);
            // What was sent is compared elsewhere, but for ids.
            if columns.id == Some(cell.column) || columns.number == Some(cell.column) && !is_sent {
                return columns.is_count(cell) || repeats(cell, &said);
            }
            let is_of_plan = || columns.headers.contains_key(&cell.column) && !columns.foreign.iter().any(|(at, _)| *at == cell.column);
            is_sent
                || columns.answers.iter().any(|(at, _)| *at == cell.column)
                || is_of_plan() && (self.is_of_task(cell.column) || repeats(cell, &said))
        };
        let evidence: Vec<&str> = row.evidence.foreign.iter().map(|(_, text)| *text).collect();
        let kept = self.all.ledger.plan.tasks.get(task).map(|task| &task.extra);
        let others: Vec<Cell> = row
            .row
            .cells
            .iter()
            .filter(|cell| !known(cell) && !self.is_own_role(&cell.text, task) && !self.names_itself(cell))
            .filter(|cell| {
                !(evidence.contains(&cell.text.as_str())
                    && kept.is_some_and(|extra| extra.values().any(|text| key(text) == key(&cell.text))))
            })
            .cloned()
            .collect();
        for cell in others {
            let header = self.columns.headers.get(&cell.column).map_or("没有表头的列".to_owned(), |header| format!("“{header}”列"));
            let is_foreign =
                self.columns.foreign.iter().any(|(at, _)| *at == cell.column) || !self.columns.headers.contains_key(&cell.column);
            let why = if is_foreign { "总台账没有这一列" } else { "和总台账的不一样" };
            let message = format!("{header}里写了“{}”，{why}，原文留在“未识别”里。请看要不要写进进展情况", brief(&cell.text));
            self.find(rules::OUTSIDE, Some(&cell.place), message);
            let stray = self.stray(rules::OUTSIDE, &cell, self.task_id(task));
            self.collected.strays.push(stray);
        }
    }

    /// Whether a row holds nothing but what the plan says of one of some tasks: of a plan that came back whole, a row of others.
    fn is_printed(&self, row: &RowText<'_>, tasks: &[usize]) -> bool {
        let is_answer = |cell: &Cell| self.columns.answers.iter().any(|(at, _)| covers(cell, *at));
        if row.row.cells.iter().any(is_answer) {
            return false;
        }
        let said: String = tasks.iter().filter_map(|&task| self.all.ledger.plan.tasks.get(task)).map(words_of).collect();
        row.row.cells.iter().all(|cell| self.columns.is_count(cell) || repeats(cell, &said))
    }

    /// Whether a text is what the unit is to the task, as 本单位职责 of a dispatched workbook says.
    fn is_own_role(&self, text: &str, task: usize) -> bool {
        let Some(task) = self.all.ledger.plan.tasks.get(task) else { return false };
        let leads = task.lead_departments.iter().any(|name| self.all.known.is_of(name, self.reported.unit));
        text == if leads { Role::Lead } else { Role::Units }.words()
    }

    /// Whether a column is what tells the task.
    fn is_of_task(&self, at: usize) -> bool {
        let columns = self.columns;
        columns.texts.contains(&at) || [columns.id, columns.number, columns.departments].contains(&Some(at))
    }

    /// A row that is no task we know.
    fn refused_row(&mut self, row: &RowText<'_>, verdict: &Verdict) {
        // The title pasted again, or left below nothing when the header went: it says what everybody knows.
        if *verdict == Verdict::Unknown && row.row.cells.iter().all(|cell| self.is_title(&cell.text)) {
            for cell in &row.row.cells {
                self.find(rules::HEADER_REPEATED, Some(&cell.place), format!("标题又出现了一次，已跳过：“{}”", plain(&cell.text)));
            }
            return;
        }
        if let Verdict::Unclear(tasks) = verdict
            && !self.reported.own.is_empty()
            && !tasks.iter().any(|task| self.reported.own.contains(task))
            && self.is_printed(row, tasks)
        {
            return;
        }
        let (rule, message) = match verdict {
            Verdict::Unclear(tasks) => {
                let seqs: Vec<String> = tasks.iter().map(|task| format!("第{}项", self.seq(*task))).collect();
                let what = match seqs.as_slice() {
                    [only] => format!("内容像{only}，可是表里另有行也像，或者编码说的不是它，认不准"),
                    _ => format!("分不清是{}中的哪一项", seqs.join("、")),
                };
                let mend = match self.columns.id {
                    Some(_) => "请补上编码",
                    None => "这张表没有编码列，请加上这一列，照总台账填这一行的编码，或者让单位改用下发的表填报",
                };
                (rules::UNCLEAR, format!("{what}，没有汇总，原文留在“未识别”里。{mend}"))
            }
            Verdict::OtherPlan(plan) => {
                (rules::ROW_OF_OTHER_PLAN, format!("编码是另一份计划（{plan}）的，没有汇总，原文留在“未识别”里。请核对"))
            }
            Verdict::Withdrawn(id) => {
                (rules::WITHDRAWN, format!("编码 {id} 的任务现在的计划里没有，多半是修订时撤销了，没有汇总，原文留在“未识别”里。请核对"))
            }
            Verdict::Contradiction(task) => {
                (rules::CONTRADICTION, format!("编码是第{}项，内容却不是，没有汇总，原文留在“未识别”里。请核对编码", self.seq(*task)))
            }
            Verdict::Displaced { text, id } => {
                let message = format!(
                    "编码是第{}项，内容是第{}项，几行的编码和内容错开了，填报跟着哪一边分不清，没有汇总，原文留在“未识别”里。请让单位核对后重新报送",
                    self.seq(*id),
                    self.seq(*text)
                );
                (rules::CONTRADICTION, message)
            }
            _ if self.looks_like_task(row) => (
                rules::NEW_ROW,
                format!("“{}”不在计划里，像是单位自己加的，列在“新增待认领”里。请决定要不要收进计划", brief(&row.evidence.text)),
            ),
            _ if self.answers_only(row) => (
                rules::ANSWERS_ALONE,
                "这一行填了内容，没有写是哪一项任务，没有汇总，原文留在“未识别”里。是接着上一行写的，请让单位写进上一行的格里".to_owned(),
            ),
            _ => (rules::ROW_UNKNOWN, "这一行不是任务（小计、说明或签名），没有汇总，原文留在“未识别”里".to_owned()),
        };
        self.reject_row(row, rule, message);
    }

    /// A line with more cells than its header: which of them belong together nobody knows, and the text is kept in one piece.
    fn torn_row(&mut self, row: &RowText<'_>, mark: char, verdict: &Verdict) {
        let task = match verdict {
            Verdict::Task(task) | Verdict::Again(task) => Some(*task),
            _ => None,
        };
        self.seen.extend(task.filter(|task| self.reported.own.is_empty() || self.reported.own.contains(task)));
        // What tells the task stands before the answers.
        let first = self.columns.answers.iter().map(|(at, _)| *at).min().filter(|_| task.is_some()).unwrap_or_default();
        let is_told = |cell: &&Cell| cell.column < first && self.is_of_task(cell.column);
        let cells: Vec<&Cell> = row.row.cells.iter().filter(|cell| !is_told(cell)).collect();
        let Some(begin) = cells.first() else { return };
        let mut text = String::new();
        for pair in cells.windows(2) {
            text += &pair[0].text;
            // Empty cells between them are of the line too.
            text.extend(std::iter::repeat_n(mark, pair[1].column - pair[0].column));
        }
        let end = cells.last().unwrap_or(begin);
        text += &end.text;
        let place = if end.place == begin.place { begin.place.clone() } else { format!("{}:{}", begin.place, end.place) };
        let whole = Cell { text, place, ..(*begin).clone() };
        let of_task = task.map_or(String::new(), |task| format!("第{}项：", self.seq(task)));
        let why = match mark {
            ' ' | '\n' => "这一行的格子数和表头不一样，空着的格没有留下痕迹".to_owned(),
            '\t' => "这一行比表头多出了格子，多半是格里有制表符".to_owned(),
            mark => format!("这一行比表头多出了格子，多半是格里的“{mark}”没有加引号"),
        };
        let message = format!("{of_task}{why}，分不清哪些字是一格的，没有汇总，整行原文留在“未识别”里。请让单位填在工作簿里再报送");
        self.find(rules::TORN_ROW, Some(&whole.place), message);
        let stray = self.stray(rules::TORN_ROW, &whole, task.and_then(|task| self.task_id(task)));
        self.collected.strays.push(Stray { column: None, ..stray });
    }

    /// Whether a row has the text of a task and an answer or a number of its own.
    fn looks_like_task(&self, row: &RowText<'_>) -> bool {
        let (text, words) = (key(&row.evidence.text), vocabulary::source());
        let own = row.row.cells.iter().filter(|cell| self.columns.texts.contains(&cell.column)).count();
        own > 0
            && row.row.cells.len() > 1
            && text.chars().count() >= 4
            && ![&words.rows.sums, &words.returns.no_tasks].iter().any(|words| words.begin(&text))
    }

    /// Whether a row holds answers, and of its task a number at most.
    fn answers_only(&self, row: &RowText<'_>) -> bool {
        let is_answer = |cell: &Cell| self.columns.answers.iter().any(|(at, _)| *at == cell.column);
        let is_number = |cell: &Cell| self.columns.number == Some(cell.column) && self.columns.is_count(cell);
        row.row.cells.iter().any(is_answer) && row.row.cells.iter().all(|cell| is_answer(cell) || is_number(cell))
    }

    fn reject_row(&mut self, row: &RowText<'_>, rule: Code, message: String) {
        let Some(first) = row.row.cells.first() else { return };
        self.find(rule, Some(&first.place), message);
        let strays: Vec<Stray> = row.row.cells.iter().map(|cell| self.stray(rule, cell, None)).collect();
        self.collected.strays.extend(strays);
    }

    pub(super) fn stray(&self, rule: Code, cell: &Cell, task: Option<String>) -> Stray {
        let header = self.columns.headers.get(&cell.column).cloned();
        stray_of(
            rule.code,
            cell,
            header,
            self.table,
            self.reported.file,
            Some(self.reported.unit.to_owned()),
            Some(self.reported.period),
            task,
        )
    }

    /// What stands beside the cells.
    pub fn asides(&mut self) {
        let of_picture = |finding: &&Finding| finding.rule == rules::PICTURE_ANSWER.code;
        let told: HashSet<String> = self.collected.findings.iter().filter(of_picture).filter_map(|finding| finding.cell.clone()).collect();
        self.note_blanks();
        for aside in self.table.asides.clone() {
            let said = brief(&aside.text);
            match aside.kind {
                AsideKind::Comment => self.keep_aside(
                    rules::COMMENT,
                    &aside,
                    format!("批注里写了“{said}”，没有当作填报，原文留在“未识别”里。请让单位写进格子里"),
                ),
                AsideKind::TextBox => self.keep_aside(
                    rules::TEXT_BOX,
                    &aside,
                    format!("文本框里写了“{said}”，没有当作填报，原文留在“未识别”里。请让单位写进格子里"),
                ),
                AsideKind::Struck => {
                    self.find(rules::STRUCK, Some(&aside.place), format!("“{said}”画了删除线，照常读入。请核对是不是作废了"))
                }
                AsideKind::Picture if told.contains(&aside.place) => {}
                AsideKind::Picture => {
                    self.find(rules::PICTURE_ANSWER, Some(&aside.place), "这里放了图片，图片里的字读不出。请让单位写成文字".to_owned())
                }
                AsideKind::Unseen if self.is_answer(&aside.place) => {
                    let message = format!("“{said}”写成了看不见的样子（字和底一个颜色，或者格式不显示），照常汇总。请核对");
                    self.find(rules::UNSEEN, Some(&aside.place), message);
                }
                AsideKind::Unseen | AsideKind::Blank => {}
                AsideKind::Margin if self.is_title(&aside.text) => {}
                AsideKind::Margin => self.keep_aside(
                    rules::TEXT_BOX,
                    &aside,
                    format!("页眉或页脚里写了“{said}”，没有当作填报，原文留在“未识别”里。里面若有填报，请让单位写进格子里"),
                ),
                AsideKind::Failed => {}
                AsideKind::Formula if self.failed.contains_key(aside.place.as_str()) => {}
                // The reader says so already.
                AsideKind::Unplaced => {
                    let stray = self.stray(rules::OUTSIDE, &cell_of(&aside), None);
                    self.collected.strays.push(Stray { column: Some(aside.kind.words().to_owned()), ..stray });
                }
                AsideKind::Formula if aside.text.is_empty() => {}
                AsideKind::Formula => {
                    self.find(rules::FORMULA, Some(&aside.place), format!("这一格是公式，用的是它存着的结果“{said}”。请核对"))
                }
            }
        }
    }

    /// Whether a place is one for an answer to a task.
    fn is_answer(&self, place: &str) -> bool {
        let Some((row, column)) = cell_place(place.as_bytes()) else { return false };
        self.columns.answers.iter().any(|(at, _)| *at == column as usize) && self.tasks.contains_key(&(row + 1))
    }

    /// Cells of answers that hold nothing but blanks: whoever made them may think they are filled in.
    fn note_blanks(&mut self) {
        let blanks = self.table.asides.iter().filter(|aside| aside.kind == AsideKind::Blank && self.is_answer(&aside.place));
        let places: Vec<&str> = blanks.map(|aside| aside.place.as_str()).collect();
        if let [first, ..] = places.as_slice() {
            let message = format!("有 {} 格只打了空格或回车，当作没有填。有内容请让单位补填", places.len());
            let first = (*first).to_owned();
            self.find(rules::BLANK_ANSWER, Some(&first), message);
        }
    }

    fn keep_aside(&mut self, rule: Code, aside: &Aside, message: String) {
        self.find(rule, Some(&aside.place), message);
        let cell = cell_of(aside);
        let task = row_of_place(&aside.place).and_then(|row| self.tasks.get(&row)).and_then(|task| self.task_id(*task));
        let stray = Stray { column: Some(aside.kind.words().to_owned()), ..self.stray(rule, &cell, task) };
        self.collected.strays.push(stray);
    }
}

fn cell_of(aside: &Aside) -> Cell {
    Cell { column: usize::MAX, place: aside.place.clone(), text: aside.text.clone(), width: 1, height: 1 }
}

/// Whether what stands in a column of a row is a merged cell of a row above.
fn is_carried(row: &RowText<'_>, at: usize) -> bool {
    row.row.cell(at).is_none() && row.carried.iter().any(|cell| covers(cell, at))
}

/// Whether a cell only repeats what is said, in whatever order and with whatever signs.
pub(super) fn repeats(cell: &Cell, said: &str) -> bool {
    cell.text.split(|c: char| !c.is_alphanumeric()).map(key).all(|word| said.contains(&word))
}

/// Every word the plan says of a task, folded.
pub(super) fn words_of(task: &Task) -> String {
    let words: Vec<Cow<'_, str>> = words_of_task(task).collect();
    key(&words.join("\n"))
}

/// Every text the plan has of a task, in the order in which tables show them.
pub(super) fn words_of_task(task: &Task) -> impl Iterator<Item = Cow<'_, str>> {
    let names = [&task.section, &task.lead_leaders, &task.deputy_leaders, &task.responsible_persons, &task.lead_departments, &task.units];
    let texts = [&task.number, &task.title, &task.content, &task.notes].into_iter().flatten();
    let words = names.into_iter().flatten().chain(texts).map(String::as_str);
    let words = words.chain(task.duties.iter().flat_map(|duty| [duty.unit.as_str(), duty.duty.as_str()]));
    let words = words.chain(task.deadline.iter().map(|deadline| deadline.raw.as_str()));
    let words = words.chain(task.targets.iter().map(|target| target.raw.as_str())).chain(task.extra.values().map(String::as_str));
    let due = task.deadline.as_ref().and_then(|deadline| deadline.due).map(|due| due.to_string());
    words.map(Cow::Borrowed).chain(due.map(Cow::Owned))
}

/// A text on one line, for a message.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
