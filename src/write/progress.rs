//! What a master table shows of the entries: one value per task and progress field, for one period.
//!
//! Called by the rows of table formats. Only entries that count ([`EntryState::Current`]) are shown. It decides nothing: where no
//! single value stands for the task, the cell stays empty; where a unit's texts dispute, it says so.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::model::{Entry, EntryState, Ledger, Period, ProgressField, Task, UnitNames};
use crate::words::decisions::DISPUTED;

/// The entries of one period, found by task and field.
#[derive(Debug)]
pub struct ProgressView<'a> {
    /// The period shown: the one asked for, else the latest reported.
    pub period: Option<Period>,
    entries: HashMap<(&'a str, ProgressField), Vec<&'a Entry>>,
    names: UnitNames<'a>,
    /// Only one unit's entries are shown, without its name.
    of_one_unit: bool,
}

impl<'a> ProgressView<'a> {
    /// The view of a ledger for a period, or for the latest period somebody reported on.
    pub fn new(ledger: &'a Ledger, period: Option<Period>) -> Self {
        let current = || ledger.entries.iter().filter(|entry| entry.state == EntryState::Current);
        let period = period.or_else(|| current().map(|entry| entry.period).max_by_key(|period| period.last_month()));
        let mut entries: HashMap<_, Vec<&Entry>> = HashMap::new();
        let shown = |entry: &&Entry| Some(entry.period) == period && (entry.state == EntryState::Current || is_disputed_text(entry));
        for entry in ledger.entries.iter().filter(shown) {
            entries.entry((&*entry.task, entry.field)).or_default().push(entry);
        }
        // The ledger is a set: what is shown must not depend on the order entries came in.
        for same_key in entries.values_mut() {
            same_key.sort_by(|a, b| a.unit.cmp(&b.unit));
            same_key.dedup_by(|a, b| a.unit == b.unit);
        }
        ProgressView { period, entries, names: UnitNames::of(ledger), of_one_unit: false }
    }

    /// The view of what one unit reported, for a period.
    pub fn of_unit(ledger: &'a Ledger, unit: &str, period: Option<Period>) -> Self {
        let mut view = ProgressView::new(ledger, period);
        view.entries.values_mut().for_each(|entries| entries.retain(|entry| *entry.unit == *unit && entry.state == EntryState::Current));
        ProgressView { of_one_unit: true, ..view }
    }

    /// What the task's cell shows.
    ///
    /// Shape: status, percent, reporter, phone and date are the lead department's, or those of the only unit when the task has no
    /// lead; texts of several units stand one below the other, the lead's first, the others as `【乙股】……`.
    pub fn value(&self, task: &'a Task, field: ProgressField) -> Option<Cow<'a, str>> {
        let reported = self.entries.get(&(task.id.as_str(), field))?;
        if self.of_one_unit {
            return reported.first().map(|entry| Cow::Borrowed(&*entry.value));
        }
        let of_lead = |lead: &String| reported.iter().find(|entry| self.names.are_same(&entry.unit, lead));
        let leads = || task.lead_departments.iter().filter_map(of_lead);
        if !field.is_text() {
            let speaker = task.speaker(reported.iter().map(|entry| &*entry.unit), &self.names)?;
            return reported.iter().find(|entry| *entry.unit == *speaker).map(|entry| Cow::Borrowed(&*entry.value));
        }
        let others = || reported.iter().filter(|entry| !task.is_led_by(&entry.unit, &self.names));
        let first = leads().next();
        let mut text = Cow::Borrowed(first.map_or("", |entry| words_of(entry)));
        for entry in leads().skip(1).chain(others()) {
            let text = text.to_mut();
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&format!("【{}】{}", entry.unit, words_of(entry)));
        }
        Some(text)
    }
}

fn is_disputed_text(entry: &Entry) -> bool {
    entry.state == EntryState::Conflict && entry.field.is_text()
}

fn words_of(entry: &Entry) -> &str {
    if is_disputed_text(entry) { DISPUTED } else { &entry.value }
}

/// What one unit reported on a task in the latest period before `period`: `推进中，60%` and a line for each text, headed by the period.
pub fn last_report(ledger: &Ledger, unit: &str, period: Period, task: &Task) -> Option<String> {
    let of_unit = |entry: &&Entry| entry.state == EntryState::Current && *entry.unit == *unit && *entry.task == *task.id;
    let before = |entry: &&Entry| entry.period.last_month() < period.last_month();
    let last = ledger.entries.iter().filter(of_unit).filter(before).map(|entry| entry.period).max_by_key(|period| period.last_month())?;
    let value = |field| {
        let entry = ledger.entries.iter().filter(of_unit).find(|entry| entry.period == last && entry.field == field);
        entry.map(|entry| &*entry.value).filter(|value| !value.is_empty())
    };
    let percent =
        value(ProgressField::Percent).map(|percent| if percent.ends_with('%') { percent.to_owned() } else { format!("{percent}%") });
    let state: Vec<String> = value(ProgressField::Status).map(str::to_owned).into_iter().chain(percent).collect();
    let mut lines = vec![format!("（{}）{}", last.words(), state.join("，"))];
    for (label, field) in
        [("", ProgressField::Narrative), ("存在问题：", ProgressField::Problems), ("下一步打算：", ProgressField::NextSteps)]
    {
        lines.extend(value(field).map(|text| format!("{label}{text}")));
    }
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(unit: &str, period: &str, field: ProgressField, value: &str) -> Entry {
        Entry {
            task: "T".into(),
            unit: unit.into(),
            period: period.parse().unwrap(),
            field,
            value: value.into(),
            state: EntryState::Current,
            source: None,
            decided: false,
        }
    }

    #[test]
    fn lead_first_then_named_units_of_the_latest_period() {
        use ProgressField::{Narrative, Status};
        let task = Task { id: "T".into(), lead_departments: vec!["甲股".into()], ..Task::default() };
        let mut ledger = Ledger::from(crate::model::Plan::default());
        ledger.entries = vec![
            entry("丙股", "2031Q2", Narrative, "丙做了"),
            entry("乙股", "2031Q2", Narrative, "乙做了"),
            entry("甲股", "2031Q2", Narrative, "甲做了"),
            entry("乙股", "2031Q2", Status, "推进中"),
            entry("甲股", "2031Q1", Status, "未启动"),
        ];
        let view = ProgressView::new(&ledger, None);
        assert_eq!(view.period, "2031Q2".parse().ok());
        assert_eq!(view.value(&task, Narrative).as_deref(), Some("甲做了\n【丙股】丙做了\n【乙股】乙做了"));
        assert_eq!(view.value(&task, Status), None, "a helper's status is not the task's");
        let mut disputed = ledger.clone();
        disputed.entries[1].state = EntryState::Conflict;
        disputed.entries.push(Entry { value: "乙没做".into(), ..disputed.entries[1].clone() });
        let shown = ProgressView::new(&disputed, None).value(&task, Narrative).map(Cow::into_owned);
        assert_eq!(shown.as_deref(), Some("甲做了\n【丙股】丙做了\n【乙股】（有几种说法，见“待裁定”）"));
        assert_eq!(ProgressView::of_unit(&disputed, "乙股", None).value(&task, Narrative), None);
        let earlier = ProgressView::new(&ledger, "2031Q1".parse().ok());
        assert_eq!(earlier.value(&task, Status).as_deref(), Some("未启动"));
        let mut turned = ledger.clone();
        turned.entries.reverse();
        assert_eq!(ProgressView::new(&turned, None).value(&task, Narrative).as_deref(), Some("甲做了\n【丙股】丙做了\n【乙股】乙做了"));
    }
}
