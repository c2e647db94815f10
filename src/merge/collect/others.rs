//! Columns and rows of another unit, another period or a unit's own making in a table that is this one's.

use std::collections::BTreeSet;

use super::super::columns::Columns;
use super::super::rules;
use super::{Collector, RowText, SheetCollector};
use crate::finding::brief;
use crate::finding::codes::Code;
use crate::identity::{Sent, name_key};
use crate::model::Period;
use crate::returned::{Cell, Table};
use crate::words::fold::{key, without_final_bracket};
use crate::words::periods::names_other_time;
use crate::words::vocabulary;

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
        for WhoseColumn { at, header, asks } in &self.whose {
            let Some(cell) = row.cell(*at) else { continue };
            let said = brief(&cell.text);
            let is_ours = || name_key(&cell.text).contains(&name_key(self.reported.unit)) || self.is_own_name(&cell.text);
            let is_other = match asks {
                Asks::Reporter => !is_ours(),
                Asks::Unit => !is_ours() && self.all.known.addressee(&cell.text).is_some_and(|unit| !self.leads(unit, task)),
                Asks::Period if names_other_time(&cell.text, self.reported.period) => {
                    let words = self.reported.period.words();
                    let message = format!("这一行的“{header}”是“{said}”，汇总的是{words}，没有汇总，原文留在“未识别”里。请核对");
                    return Some((rules::OTHER_PERIOD, message));
                }
                Asks::Period => false,
            };
            if is_other {
                let message = format!(
                    "这一行的“{header}”是“{said}”，表是“{}”的，没有汇总，原文留在“未识别”里。请让那一家单独报送",
                    self.reported.unit
                );
                return Some((rules::NOT_SENT, message));
            }
        }
        None
    }

    /// Whether a cell says that the row is the unit's, in a column for that.
    pub(super) fn names_itself(&self, cell: &Cell) -> bool {
        let asks = |column: &WhoseColumn| column.at == cell.column && column.asks != Asks::Period;
        self.whose.iter().any(asks) && self.is_own_name(&cell.text)
    }

    /// Whether a text is a name of the unit: one of the ledger, or the one it goes by in the file.
    fn is_own_name(&self, text: &str) -> bool {
        let is_called = self.reported.called.is_some_and(|called| key(called) == key(text));
        is_called || self.all.known.unit_in_row(text).is_some_and(|unit| key(unit) == key(self.reported.unit))
    }

    fn leads(&self, unit: &str, task: usize) -> bool {
        self.all.ledger.plan.tasks.get(task).is_some_and(|task| task.lead_departments.iter().any(|name| self.all.known.is_of(name, unit)))
    }
}

/// A column that says for each row whose it is, or of which period.
#[derive(Debug)]
pub(super) struct WhoseColumn {
    at: usize,
    header: String,
    asks: Asks,
}

/// What such a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// 填报单位: who reports.
    Reporter,
    /// 单位: who reports, or who leads the task; another that does neither is another's.
    Unit,
    /// 期次
    Period,
}

/// The columns of a table that name a unit in each row, and whether they say that it reports.
pub(super) fn reporting_columns(columns: &Columns, plan_headers: &BTreeSet<String>) -> Vec<(usize, bool)> {
    let all = whose_columns(columns, plan_headers).into_iter();
    all.filter(|column| column.asks != Asks::Period).map(|column| (column.at, column.asks == Asks::Reporter)).collect()
}

/// The columns of a table that say for each row whose it is; those of the plan, by their keys, say nothing of the kind.
pub(super) fn whose_columns(columns: &Columns, plan_headers: &BTreeSet<String>) -> Vec<WhoseColumn> {
    let words = &vocabulary::source().returns;
    let asks = |at: usize, header: &str| {
        let word = key(header);
        let is_foreign = columns.foreign.iter().any(|(place, _)| *place == at);
        let was_sent = columns.sent.iter().any(|(place, _)| *place == at);
        let bare = without_final_bracket(&word);
        let is_reporter = || words.reporting.iter().filter_map(|begin| bare.strip_prefix(begin)).any(|rest| words.unit_words.hold(rest));
        match () {
            () if plan_headers.contains(&word) => None,
            () if is_foreign && is_reporter() => Some(Asks::Reporter),
            () if is_foreign && words.periods.hold(bare) => Some(Asks::Period),
            () if !was_sent && words.unit_words.hold(bare) => Some(Asks::Unit),
            () => None,
        }
    };
    let all = columns.headers.iter().filter_map(|(&at, header)| Some(WhoseColumn { at, header: header.clone(), asks: asks(at, header)? }));
    all.collect()
}
