//! Cells that say more than their answer, or other than what was typed: the text is kept beside it.

use super::super::rules;
use super::SheetCollector;
use crate::finding::brief;
use crate::model::{ProgressField, Shared};
use crate::returned::Cell;

impl SheetCollector<'_> {
    /// Takes the answer a cell begins with, and keeps the cell for what is added there.
    pub(super) fn answer_with_remark(
        &mut self,
        cell: &Cell,
        column: usize,
        field: ProgressField,
        task: usize,
        value: &str,
    ) -> Option<Shared> {
        let header = self.columns.headers.get(&column).map_or_else(|| field.words().to_owned(), Clone::clone);
        let said = brief(&cell.text);
        let message = format!("{header}“{said}”读作“{value}”，多写的话不在里面，原文留在“未识别”里。请看要不要写进进展情况");
        self.find(rules::OUTSIDE, Some(&cell.place), message);
        let stray = self.stray(rules::OUTSIDE, cell, self.task_id(task));
        self.collected.strays.push(stray);
        let value = self.shared_value(field, value);
        self.collected.entries.push(self.entry(task, field, value.clone(), &cell.place)?);
        Some(value)
    }

    /// Words that a sheet took for a formula, as they began with a sign: what was typed is kept beside the error it became.
    pub(super) fn keep_failed(&mut self, cell: &Cell, column: usize, formula: &str, task: usize) {
        let header = self.columns.headers.get(&column).cloned().unwrap_or_default();
        let message = format!(
            "{header}里写的是“{}”，被当成公式，算出来是“{}”，没有汇总，原文留在“未识别”里。请让单位去掉开头的符号重新填写",
            brief(formula),
            cell.text
        );
        self.find(rules::ERROR_VALUE, Some(&cell.place), message);
        let typed = Cell { text: format!("{}（公式：{formula}）", cell.text), ..cell.clone() };
        let stray = self.stray(rules::ERROR_VALUE, &typed, self.task_id(task));
        self.collected.strays.push(stray);
    }
}
