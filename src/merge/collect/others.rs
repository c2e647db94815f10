//! Columns and rows of another unit, another period or a unit's own making in a table that is this one's.

use super::super::columns::Columns;
use super::super::rules;
use super::{Collector, RowText, SheetCollector};
use crate::finding::brief;
use crate::finding::codes::Code;
use crate::identity::{Sent, name_key};
use crate::model::Period;
use crate::returned::Table;
use crate::words::fold::key;
use crate::words::periods::names_other_time;

/// Headers of columns that say for each row whose it is, and of which period.
const UNIT_HEADERS: [&str; 4] = ["填报单位", "报送单位", "上报单位", "填表单位"];
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
    pub(super) fn of_another(&self, row: &RowText<'_>) -> Option<(Code, String)> {
        for (cell, header) in self.columns.foreign.iter().filter_map(|(at, header)| Some((row.cell(*at)?, header))) {
            let word = key(header);
            let is_asked = [UNIT_HEADERS.as_slice(), &PERIOD_HEADERS].iter().any(|headers| headers.contains(&word.as_str()));
            if !is_asked || self.is_of_plan(header) {
                continue;
            }
            let said = brief(&cell.text);
            if UNIT_HEADERS.contains(&word.as_str()) && !name_key(&cell.text).contains(&name_key(self.unit)) {
                let message =
                    format!("这一行的“{header}”是“{said}”，表是“{}”的，没有汇总，原文留在“未识别”里。请让那一家单独报送", self.unit);
                return Some((rules::NOT_SENT, message));
            }
            if PERIOD_HEADERS.contains(&word.as_str()) && names_other_time(&cell.text, self.period) {
                let words = self.period.words();
                let message = format!("这一行的“{header}”是“{said}”，汇总的是{words}，没有汇总，原文留在“未识别”里。请核对");
                return Some((rules::OTHER_PERIOD, message));
            }
        }
        None
    }
}
