//! What a document says outside its tables: paragraphs around them, notes, text boxes.

use super::super::rules;
use super::{Collected, Collector, ReturnedFile, stray_of};
use crate::finding::{Finding, brief};
use crate::identity::{is_label_of, read_title};
use crate::model::Period;
use crate::returned::{Cell, Table};
use crate::words::fold::key;

impl Collector<'_> {
    /// Keeps every line but those that only say which table it is; `rule` is why a file is left out as a whole, `None` where it is not.
    pub(super) fn keep_lines(&self, file: &ReturnedFile, rule: Option<&str>, collected: &mut Collected) {
        let whose = collected.unit.clone().zip(collected.period);
        let lines: Vec<&Cell> = file.returned.lines.iter().filter(|line| !self.is_heading(&line.text, whose.as_ref())).collect();
        let Some(first) = lines.first() else { return };
        if rule.is_none() {
            let message = format!(
                "表格外面还有 {} 段文字，如“{}”，没有当作填报读，原文留在“未识别”里。里面若有填报，请挪到填报表里再汇总",
                lines.len(),
                brief(&first.text)
            );
            collected.findings.push(Finding { cell: Some(first.place.clone()), ..rules::OUTSIDE_TABLE.finding(message) });
        }
        let (unit, period) = (collected.unit.clone(), collected.period);
        let stray = |line: &&Cell| {
            stray_of(rule.unwrap_or(rules::OUTSIDE_TABLE.code), line, None, &Table::default(), file, unit.clone(), period, None)
        };
        collected.strays.extend(lines.iter().map(stray));
    }

    /// The title of the plan or of a table of it, or the line that says whose it is.
    fn is_heading(&self, text: &str, whose: Option<&(String, Period)>) -> bool {
        let title = self.ledger.plan.title.as_deref().map(key);
        let is_label = whose.is_some_and(|(unit, period)| is_label_of(text, unit, *period));
        title.is_some_and(|title| title == key(text)) || read_title(text).is_some() || is_label
    }
}
