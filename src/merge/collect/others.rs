//! Columns and rows of another unit, another period or a unit's own making in a table that is this one's.

use super::super::columns::Columns;
use super::super::rules;
use super::{Collector, RowText, SheetCollector};
use crate::finding::brief;
use crate::finding::codes::Code;
use crate::identity::{Sent, name_key};
use crate::model::Period;
use crate::returned::Table;
use crate::words::fold::{key, without_final_bracket};
use crate::words::periods::names_other_time;

/// Headers of columns that say for each row whose it is, and of which period.
const REPORTING: [&str; 5] = ["填报", "报送", "上报", "填表", "报告"];
const UNIT_WORDS: [&str; 7] = ["单位", "单位名称", "部门", "科室", "股室", "处室", "单位(部门)"];
const PERIOD_HEADERS: [&str; 5] = ["期次", "填报期次", "填报期", "报送期", "报告期"];

impl Collector<'_> {
    /// Of several columns of texts those that say nothing the plan says, beside one that does: 年度目标 of a unit's own.
    pub(super) fn strange_texts(&self, table: &Table, columns: &Columns) -> Vec<usize> {
        let told = |at: &usize| {
            let cells = || table.rows.iter().filter_map(|row| row.cell(*at));
            cells().filter(|cell| self.matcher.knows(&cell.text)).count() * 2 >= cells().count().max(1)
        };
        match columns.texts.as_slice() {
            [] | [_] => Vec::new(),
            texts if !texts.iter().any(told) => Vec::new(),
            texts => texts.iter().copied().filter(|at| !told(at)).collect(),
        }
    }

    /// Leaves out the columns of a table whose headers name another period, or another unit.
    pub(super) fn leave_out_others(&self, table: &Table, columns: &mut Columns, sent: Option<&Sent>, (unit, period): (&str, Period)) {
        let is_other_unit = |words: &str| self.known.addressee(words).is_some_and(|named| key(named) != key(unit));
        columns.set_others_aside(table, sent, |words| names_other_time(words, period) || is_other_unit(words));
    }
}

impl SheetCollector<'_> {
    /// Why a row is another unit's, or of another period: its own columns say so.
    pub(super) fn of_another(&self, row: &RowText<'_>, task: usize) -> Option<(Code, String)> {
        for (at, header) in &self.columns.headers {
            let Some(cell) = row.cell(*at) else { continue };
            let is_foreign = self.columns.foreign.iter().any(|(place, _)| place == at);
            let word = key(header);
            let word = without_final_bracket(&word);
            let said = brief(&cell.text);
            if self.names_other_unit(*at, word, is_foreign, &cell.text, task) && !self.is_of_plan(header) {
                let message =
                    format!("这一行的“{header}”是“{said}”，表是“{}”的，没有汇总，原文留在“未识别”里。请让那一家单独报送", self.unit);
                return Some((rules::NOT_SENT, message));
            }
            if is_foreign && PERIOD_HEADERS.contains(&word) && !self.is_of_plan(header) && names_other_time(&cell.text, self.period) {
                let words = self.period.words();
                let message = format!("这一行的“{header}”是“{said}”，汇总的是{words}，没有汇总，原文留在“未识别”里。请核对");
                return Some((rules::OTHER_PERIOD, message));
            }
        }
        None
    }

    /// Whether a column of units says that a row is not ours: one of who reports, or one of units without a word more that names
    /// another unit which does not lead the task.
    fn names_other_unit(&self, at: usize, header: &str, is_foreign: bool, text: &str, task: usize) -> bool {
        let is_ours = || name_key(text).contains(&name_key(self.unit));
        if REPORTING.iter().filter_map(|word| header.strip_prefix(word)).any(|rest| UNIT_WORDS.contains(&rest)) {
            return is_foreign && !is_ours();
        }
        let was_sent = || self.columns.sent.iter().any(|(place, _)| *place == at);
        let leads =
            |unit: &str| self.plan.tasks.get(task).is_some_and(|task| task.lead_departments.iter().any(|name| key(name) == key(unit)));
        UNIT_WORDS.contains(&header) && !is_ours() && !was_sent() && self.known.addressee(text).is_some_and(|unit| !leads(unit))
    }
}
