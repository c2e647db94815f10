//! What is not read as answers: sheets of another kind, and files that are left out. Every text of them is kept.

use std::collections::HashSet;

use super::super::columns::Columns;
use super::super::matching::Verdict;
use super::super::rules;
use super::guide::{is_guide, keep_of_guide};
use super::sheets::is_refused;
use super::{Collected, Collector, ReturnedFile, on_sheet, row_texts, source_of, stray_of};
use crate::finding::Finding;
use crate::model::Stray;
use crate::returned::{AsideKind, Table};

impl Collector<'_> {
    /// Sheets that were not read as answers, and answers that stand on more than one sheet.
    pub(super) fn note_other_sheets(&self, tables: &[(&Table, Columns)], file: &ReturnedFile, collected: &mut Collected) {
        let returned = &file.returned;
        for (table, _) in tables.iter().skip(1) {
            if is_refused(table, &collected.findings) {
                continue;
            }
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
                true if table.columns.is_empty() => continue,
                true => "这张隐藏的工作表里也有任务，没有当作填报读，原文留在“未识别”里。里面若有填报，请让单位取消隐藏后重新报送",
                false => "这张工作表没有任务的表头，没有当作填报读，原文留在“未识别”里。里面若有填报，请挪到填报表里再汇总",
            };
            collected.findings.push(on_sheet(rules::ROW_UNKNOWN.finding(message), table));
            match table.is_hidden {
                true => self.reject_table(file, table, rules::ROW_UNKNOWN.code, collected),
                false => keep_unread(table, file, collected, |_| false),
            }
        }
    }

    /// A file that is left out keeps every text somebody wrote: all but the locked cells of rows that were sent.
    pub(super) fn reject_all(&self, file: &ReturnedFile, rule: &str, collected: &mut Collected) {
        collected.entries.clear();
        collected.strays.clear();
        self.keep_lines(file, Some(rule), collected);
        for table in file.returned.tables.iter().filter(|table| !(table.is_hidden && table.columns.is_empty())) {
            match is_guide(table, file.returned.evidence.sent.as_ref()) {
                true => keep_of_guide(table, file, collected),
                false => self.reject_table(file, table, rule, collected),
            }
        }
    }

    /// Of a table that is left out, every text but the locked cells of rows that were sent.
    pub(super) fn reject_table(&self, file: &ReturnedFile, table: &Table, rule: &str, collected: &mut Collected) {
        let columns = Columns::of(table, file.returned.evidence.sent.as_ref(), &self.plan_headers, &mut Vec::new());
        let rows = row_texts(table, &columns);
        for (row, found) in rows.iter().zip(self.match_rows(&rows, &HashSet::new())) {
            let was_sent = !matches!(found.verdict, Verdict::Unknown) || row.evidence.id.is_some();
            for cell in row.row.cells.iter().filter(|cell| !was_sent || !columns.is_locked(cell.column)) {
                let header = columns.headers.get(&cell.column).cloned();
                let stray = stray_of(rule, cell, header, table, file, collected.unit.clone(), collected.period, None);
                collected.strays.push(stray);
            }
        }
    }
}

/// Keeps what a sheet says that is no table of tasks, up to what a person can look through.
pub(super) fn keep_unread(table: &Table, file: &ReturnedFile, collected: &mut Collected, is_known: impl Fn(&str) -> bool) {
    const MOST: usize = 5_000;
    let cells =
        table.rows.iter().chain(&table.above).flat_map(|row| &row.cells).map(|cell| (cell.place.as_str(), cell.text.as_str(), None));
    let beside = table
        .asides
        .iter()
        .filter(|aside| matches!(aside.kind, AsideKind::Comment | AsideKind::TextBox | AsideKind::Margin | AsideKind::Unplaced));
    let beside = beside.map(|aside| (aside.place.as_str(), aside.text.as_str(), Some(aside.kind.words().to_owned())));
    let mut all = cells.chain(beside).filter(|(_, text, _)| !is_known(text));
    for (place, text, column) in all.by_ref().take(MOST) {
        let (unit, period) = (collected.unit.clone(), collected.period);
        let source = source_of(table, file, place);
        let rule = rules::ROW_UNKNOWN.code.to_owned();
        collected.strays.push(Stray { rule, unit, period, task: None, column, text: text.to_owned(), source, handling: None });
    }
    let left = all.count();
    if left > 0 {
        let message = format!("这张工作表太大，还有 {left} 格没有留下原文。请打开原文件核对");
        collected.findings.push(on_sheet(rules::ROW_UNKNOWN.finding(message), table));
    }
}
