//! What is not read as answers: sheets of another kind, and files that are left out. Every text of them is kept.

use hashbrown::HashSet;

use super::super::columns::Columns;
use super::super::matching::Verdict;
use super::super::rules;
use super::guide::{is_guide, keep_of_guide};
use super::rows::{repeats, words_of};
use super::{Collected, Collector, ReturnedFile, on_sheet, row_texts, source_of, stray_of};
use crate::finding::{Finding, brief};
use crate::identity::{Sent, read_labelled, read_title};
use crate::model::{ProgressField, Stray, Task};
use crate::returned::{AsideKind, Cell, Table};
use crate::words::answers::read_answer;
use crate::words::fold::key;

impl Collector<'_> {
    /// Sheets that were not read as answers, and answers that stand on more than one sheet; `refused` says for each table why it was
    /// left out.
    pub(super) fn note_other_sheets(
        &self,
        tables: &[(&Table, Columns)],
        refused: &[Option<Finding>],
        file: &ReturnedFile,
        collected: &mut Collected,
    ) {
        let returned = &file.returned;
        for ((table, _), _) in tables.iter().zip(refused).skip(1).filter(|(_, refused)| refused.is_none()) {
            let finding = match table.columns.iter().find(|column| table.follows && !column.place.is_empty()) {
                Some(column) => {
                    let message = "这里又是一个表头，栏目和上面的不一样，下面各行照它读。请核对".to_owned();
                    Finding { cell: Some(column.place.clone()), ..rules::HEADER_REPEATED.finding(message) }
                }
                None => rules::EXTRA_SHEET.finding("这张工作表里也有任务，一并汇总了。请核对".to_owned()),
            };
            collected.findings.push(on_sheet(finding, table));
        }
        let read = |table: &Table| tables.iter().any(|(known, _)| std::ptr::eq(*known, table));
        let unread = returned.tables.iter().filter(|table| !read(table));
        for table in unread.filter(|table| !table.rows.is_empty() || !table.asides.is_empty()) {
            if is_guide(table, returned.evidence.sent.as_ref()) {
                keep_of_guide(table, file, collected);
                continue;
            }
            let message = match table.is_hidden {
                true if table.columns.is_empty() => {
                    self.keep_hidden(table, file, collected);
                    continue;
                }
                true => "这张隐藏的工作表里也有任务，没有当作填报读，原文留在“未识别”里。里面若有填报，请让单位取消隐藏后重新报送",
                false => "这张工作表没有任务的表头，没有当作填报读，原文留在“未识别”里。里面若有填报，请挪到填报表里再汇总",
            };
            collected.findings.push(on_sheet(rules::OTHER_SHEET.finding(message), table));
            match table.is_hidden {
                true => self.reject_table(file, table, rules::OTHER_SHEET.code, collected),
                false => keep_unread(table, file, collected, |_| false),
            }
        }
    }

    /// Keeps what a hidden sheet without a table says, but for the words of lists to choose from.
    fn keep_hidden(&self, table: &Table, file: &ReturnedFile, collected: &mut Collected) {
        let is_choice = |text: &str| {
            let is_status = || read_answer(ProgressField::Status, text, None).value.is_some();
            is_status() || self.known.unit(text).is_some() || file.returned.evidence.sent.as_ref().is_some_and(|sent| sent.says(text))
        };
        keep_and_say(table, file, collected, is_choice, |count, first| {
            format!(
                "这张隐藏的工作表里写了 {count} 处，如“{first}”，没有当作填报读，原文留在“未识别”里。里面若有填报，请让单位取消隐藏后重新报送"
            )
        });
    }

    /// A file that is left out keeps every text somebody wrote: all but what was sent.
    pub(super) fn reject_all(&self, file: &ReturnedFile, rule: &str, collected: &mut Collected) {
        collected.entries.clear();
        collected.strays.clear();
        self.keep_lines(file, Some(rule), collected);
        for table in &file.returned.tables {
            match is_guide(table, file.returned.evidence.sent.as_ref()) {
                true => keep_of_guide(table, file, collected),
                false if table.is_hidden && table.columns.is_empty() => self.keep_hidden(table, file, collected),
                false => self.reject_table(file, table, rule, collected),
            }
        }
    }

    /// Of a table that is left out, every text but what was sent: the locked cells of tasks as they were, titles, whose it is.
    pub(super) fn reject_table(&self, file: &ReturnedFile, table: &Table, rule: &str, collected: &mut Collected) {
        let sent = file.returned.evidence.sent.as_ref();
        let columns = Columns::of(table, sent, &self.plan_headers, &mut Vec::new());
        let texts: HashSet<&str> = sent.iter().flat_map(|sent| &sent.rows).flat_map(|row| &row.cells).map(|text| text.trim()).collect();
        let rows = row_texts(table, &columns);
        let mut kept: Vec<(&Cell, Option<String>)> = self.written_above(table, sent).map(|cell| (cell, None)).collect();
        for (row, found) in rows.iter().zip(self.match_rows(&rows, &HashSet::new())) {
            let said = std::cell::LazyCell::new(|| self.tasks_of(&found.verdict).map(words_of).collect::<String>());
            let as_it_was = |cell: &Cell| {
                let was_sent = texts.contains(cell.text.as_str()) || !said.is_empty() && (columns.is_count(cell) || repeats(cell, &said));
                columns.is_locked(cell.column) && was_sent
            };
            let written = row.row.cells.iter().filter(|cell| !as_it_was(cell));
            kept.extend(written.map(|cell| (cell, columns.headers.get(&cell.column).cloned())));
        }
        let (unit, period) = (collected.unit.clone(), collected.period);
        let strays = kept.into_iter().map(|(cell, header)| stray_of(rule, cell, header, table, file, unit.clone(), period, None));
        collected.strays.extend(strays);
        let beside = written_beside(table).map(|(place, text, kind)| {
            let (rule, text, source) = (rule.to_owned(), text.to_owned(), source_of(table, file, place));
            Stray { rule, unit: unit.clone(), period, task: None, column: kind, text, source, handling: None }
        });
        collected.strays.extend(beside);
    }

    /// What stands above the header of a table and was not sent there, and is no title.
    fn written_above<'t>(&self, table: &'t Table, sent: Option<&Sent>) -> impl Iterator<Item = &'t Cell> {
        let title = self.ledger.plan.title.as_deref().map(key);
        let was_sent = move |text: &str| sent.is_some_and(|sent| sent.says(text));
        let is_title = move |text: &str| {
            title.as_ref().is_some_and(|title| title.contains(&key(text))) || read_title(text).is_some() || read_labelled(text).is_some()
        };
        table.above.iter().flat_map(|row| &row.cells).filter(move |cell| !was_sent(&cell.text) && !is_title(&cell.text))
    }

    /// The tasks a row may be.
    fn tasks_of(&self, verdict: &Verdict) -> impl Iterator<Item = &Task> {
        let tasks = match verdict {
            Verdict::Task(task) | Verdict::Again(task) | Verdict::Contradiction(task) => vec![*task],
            Verdict::Unclear(tasks) => tasks.clone(),
            Verdict::Displaced { text, id } => vec![*text, *id],
            Verdict::Unknown | Verdict::OtherPlan(_) | Verdict::Withdrawn(_) => Vec::new(),
        };
        tasks.into_iter().filter_map(|task| self.ledger.plan.tasks.get(task))
    }
}

/// What somebody wrote beside the cells of a sheet: place, text, and what it stands in.
fn written_beside(table: &Table) -> impl Iterator<Item = (&str, &str, Option<String>)> {
    let is_written = |kind: AsideKind| matches!(kind, AsideKind::Comment | AsideKind::TextBox | AsideKind::Margin | AsideKind::Unplaced);
    let asides = table.asides.iter().filter(move |aside| is_written(aside.kind));
    asides.map(|aside| (aside.place.as_str(), aside.text.as_str(), Some(aside.kind.words().to_owned())))
}

/// Keeps what a sheet says that is no table of tasks: cell by cell as far as a person can look through, then many in one.
fn keep_unread(table: &Table, file: &ReturnedFile, collected: &mut Collected, is_known: impl Fn(&str) -> bool) {
    const MOST: usize = 5_000;
    let (unit, period) = (collected.unit.clone(), collected.period);
    let stray = |place: &str, text: String, column| {
        let (rule, source) = (rules::OTHER_SHEET.code.to_owned(), source_of(table, file, place));
        Stray { rule, unit: unit.clone(), period, task: None, column, text, source, handling: None }
    };
    let cells =
        table.rows.iter().chain(&table.above).flat_map(|row| &row.cells).map(|cell| (cell.place.as_str(), cell.text.as_str(), None));
    let mut all = cells.chain(written_beside(table)).filter(|(_, text, _)| !is_known(text));
    collected.strays.extend(all.by_ref().take(MOST).map(|(place, text, column)| stray(place, text.to_owned(), column)));
    let left: Vec<(&str, &str)> = all.map(|(place, text, _)| (place, text)).collect();
    if !left.is_empty() {
        let message = format!("这张工作表太大，后面 {} 格的原文合在一起留在“未识别”里。请打开原文件核对", left.len());
        collected.findings.push(on_sheet(rules::OTHER_SHEET.finding(message), table));
        collected.strays.extend(together(&left).map(|(place, text)| stray(&place, text, None)));
    }
}

/// The same, and says so where there was something: `told` of how many texts, and the first.
pub(super) fn keep_and_say(
    table: &Table,
    file: &ReturnedFile,
    collected: &mut Collected,
    is_known: impl Fn(&str) -> bool,
    told: impl Fn(usize, &str) -> String,
) {
    let before = collected.strays.len();
    keep_unread(table, file, collected, is_known);
    let Some(first) = collected.strays.get(before) else { return };
    let message = told(collected.strays.len() - before, &brief(&first.text));
    let finding = Finding { cell: first.source.cell.as_deref().map(str::to_owned), ..rules::OTHER_SHEET.finding(message) };
    collected.findings.push(on_sheet(finding, table));
}

/// Cells, place and text each, as few long texts: the place of each is from its first cell to its last.
fn together<'t>(cells: &'t [(&'t str, &'t str)]) -> impl Iterator<Item = (String, String)> + 't {
    const LONGEST: usize = 30_000; // bytes, fewer than a cell holds in characters
    let mut rest = cells;
    std::iter::from_fn(move || {
        let (first, _) = rest.first()?;
        let mut length = 0;
        let fits = |(_, text): &&(&str, &str)| {
            length += text.len() + 1;
            length <= LONGEST
        };
        let (now, later) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        rest = later;
        let (last, _) = now.last()?;
        Some((format!("{first}:{last}"), now.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\t")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_cells_become_few_texts_and_none_is_left_out() {
        let texts: Vec<(String, String)> =
            (1..=9).map(|at| (format!("A{at}"), at.to_string().repeat(if at == 5 { 40_000 } else { 9_000 }))).collect();
        let cells: Vec<(&str, &str)> = texts.iter().map(|(place, text)| (place.as_str(), text.as_str())).collect();
        let packed: Vec<(String, String)> = together(&cells).collect();
        assert_eq!(packed.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["A1:A3", "A4:A4", "A5:A5", "A6:A8", "A9:A9"]);
        let said: Vec<&str> = packed.iter().flat_map(|(_, text)| text.split('\t')).collect();
        assert_eq!(said, texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>());
        assert_eq!(together(&[]).count(), 0);
    }
}
