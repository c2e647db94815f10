//! Canonical plan text back to the ledger; the grammar is in `words::canonical`.
//!
//! Strict: a text that says it is canonical but does not hold together gives `None`, and is then read like any other plan. A line that
//! says a second time what was said, or goes on where nothing goes on, does not hold together: one of the two would be lost. A task
//! somebody added needs no id; it is given one.

use hashbrown::HashSet;

use super::ids;
use crate::finding::Finding;
use crate::model::{Deadline, DeadlineSource, Ledger, Plan, Section, Task};
use crate::words::canonical::{CONTINUED, FORMAT, implied_parent, label, read_place, split, unescape};
use crate::words::deadline::{body_deadline, read_deadline};
use crate::words::targets::find_targets;

/// Whether a text says that it is canonical.
pub(crate) fn is_canonical(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or("");
    first.strip_prefix(label::FORMAT).and_then(|rest| rest.strip_prefix('：')).is_some_and(|format| format.trim() == FORMAT)
}

/// Labels that may stand more than once.
const REPEATED: [&str; 7] = [label::PREAMBLE, label::CLOSING, label::REST, label::ENTRY, label::DISPATCH, label::DUTY, label::EXTRA];
/// Labels of the plan and its headings, wherever they stand.
const OF_PLAN: [&str; 7] = [label::PLAN_ID, label::TITLE, label::DOC_NUMBER, label::ISSUER, label::ISSUED_ON, label::YEAR, label::PARENT];
/// Labels of values that go on in further lines.
const LONG: [&str; 5] = [label::PREAMBLE, label::CLOSING, label::CONTENT, label::NOTES, label::EXTRA];

/// The ledger of a canonical text, and what was odd about the ids of its tasks.
pub(crate) fn ledger(text: &str) -> Option<(Ledger, Vec<Finding>)> {
    let mut reader = Reader { ledger: Ledger::from(Plan::default()), open: None, said: Vec::new() };
    for entry in entries(text) {
        reader.read(&entry)?;
    }
    reader.close_task();
    let mut ledger = reader.ledger;
    let findings = if has_sound_ids(&ledger.plan) { Vec::new() } else { ids::give(&mut ledger.plan) };
    Some((ledger, findings))
}

/// Whether every task has an id of its own.
fn has_sound_ids(plan: &Plan) -> bool {
    let mut ids = HashSet::new();
    plan.tasks.iter().all(|task| !task.id.is_empty() && ids.insert(&task.id))
}

/// One heading, task or labelled value; continued lines are joined to it.
struct Entry<'a> {
    line: &'a str,
    continued: Vec<&'a str>,
}

fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry> = Vec::new();
    let windows = text.contains("\r\n");
    for line in text.trim_start_matches('\u{feff}').split('\n').skip(1) {
        let line = if windows { line.strip_suffix('\r').unwrap_or(line) } else { line };
        match (line.strip_prefix(CONTINUED), entries.last_mut()) {
            (Some(more), Some(entry)) => entry.continued.push(more),
            _ if line.is_empty() => {}
            _ => entries.push(Entry { line, continued: Vec::new() }),
        }
    }
    entries
}

struct Reader {
    ledger: Ledger,
    /// The task whose fields are being read.
    open: Option<Open>,
    /// The labels the plan, or the heading that is open, has had.
    said: Vec<String>,
}

struct Open {
    task: Task,
    deadline: Option<Deadline>,
    /// The words of the deadline, when a line gives any.
    raw: Option<String>,
    targets: bool,
    /// The labels it has had.
    said: Vec<String>,
}

impl Reader {
    fn read(&mut self, entry: &Entry) -> Option<()> {
        let goes_on = !entry.continued.is_empty();
        if let Some(heading) = entry.line.strip_prefix('#') {
            return self.heading(heading).filter(|()| !goes_on);
        }
        if let Some((label, value)) = entry.line.split_once('：')
            && !label.ends_with('\\')
            && !label.contains('\t')
        {
            self.say(label)?;
            return self.labelled(label, value, &entry.continued).filter(|()| !goes_on || LONG.contains(&label));
        }
        let (number, title) = entry.line.split_once('\t').filter(|_| !goes_on)?;
        self.close_task();
        let plan = &self.ledger.plan;
        let task = Task {
            seq: plan.tasks.len() + 1,
            number: present(number)?,
            title: present(title)?,
            section: open_path(&plan.sections),
            ..Task::default()
        };
        self.open = Some(Open { task, deadline: None, raw: None, targets: false, said: Vec::new() });
        Some(())
    }

    /// Takes note of a label; `None` when it was there before and may not be again.
    fn say(&mut self, label: &str) -> Option<()> {
        if REPEATED.contains(&label) {
            return Some(());
        }
        let said = match &mut self.open {
            Some(open) if !OF_PLAN.contains(&label) => &mut open.said,
            _ => &mut self.said,
        };
        let is_new = !said.iter().any(|before| before == label);
        said.push(label.to_owned());
        is_new.then_some(())
    }

    fn heading(&mut self, heading: &str) -> Option<()> {
        self.close_task();
        self.said.retain(|label| label != label::PARENT);
        let text = heading.trim_start_matches('#');
        let level = heading.len() - text.len() + 1;
        let text = text.strip_prefix(' ')?;
        let (number, title) = match text.split_once('\t') {
            Some((number, title)) => (Some(unescape(number)?), title),
            None => (None, text),
        };
        let sections = &mut self.ledger.plan.sections;
        let parent = implied_parent(sections, level);
        sections.push(Section { number, title: unescape(title)?, level, parent });
        Some(())
    }

    fn labelled(&mut self, label: &str, value: &str, continued: &[&str]) -> Option<()> {
        let whole = || paragraphs(value, continued);
        let plan = &mut self.ledger.plan;
        match label {
            label::PLAN_ID => plan.id = unescape(value)?,
            label::TITLE => plan.title = Some(unescape(value)?),
            label::DOC_NUMBER => plan.doc_number = Some(unescape(value)?),
            label::ISSUER => plan.issuer = Some(unescape(value)?),
            label::ISSUED_ON => plan.issued_on = Some(value.parse().ok()?),
            label::YEAR => plan.year = Some(value.parse().ok()?),
            label::PREAMBLE => plan.preamble.push(whole()?),
            label::CLOSING => {
                self.close_task();
                self.ledger.plan.closing.push(whole()?);
            }
            label::REST => {
                self.close_task();
                self.ledger.plan.rest.push(serde_json::from_str(value).ok()?);
            }
            label::ENTRY => self.ledger.entries.push(serde_json::from_str(value).ok()?),
            label::DISPATCH => self.ledger.dispatches.push(serde_json::from_str(value).ok()?),
            label::PARENT => plan.sections.last_mut()?.parent = if value == "无" { None } else { Some(value.parse().ok()?) },
            _ => return self.task_field(label, value, continued),
        }
        Some(())
    }

    fn task_field(&mut self, label: &str, value: &str, continued: &[&str]) -> Option<()> {
        let year = self.ledger.plan.year;
        let open = self.open.as_mut()?;
        let task = &mut open.task;
        match label {
            label::SECTION => task.section = names(value)?,
            label::CONTENT => task.content = Some(paragraphs(value, continued)?),
            label::LEAD_LEADERS => task.lead_leaders = names(value)?,
            label::DEPUTY_LEADERS => task.deputy_leaders = names(value)?,
            label::RESPONSIBLE_PERSONS => task.responsible_persons = names(value)?,
            label::LEAD_DEPARTMENTS => task.lead_departments = names(value)?,
            label::UNITS => task.units = names(value)?,
            label::DUTY => {
                let (unit, duty) = value.split_once('\t')?;
                task.duties.push(crate::model::Duty { unit: unescape(unit)?, duty: unescape(duty)? });
            }
            label::DEADLINE => {
                let raw = unescape(value)?;
                open.deadline = read_deadline(&raw, year);
                open.raw = Some(raw);
            }
            label::DEADLINE_MEANING => {
                let (due, recurrence, in_body): (Option<jiff::civil::Date>, _, bool) = serde_json::from_str(value).ok()?;
                let source = if in_body { DeadlineSource::Body } else { DeadlineSource::Field };
                let raw = open.raw.clone()?;
                open.deadline = Some(Deadline { raw, due, recurrence, source });
            }
            label::TARGETS => {
                task.targets = serde_json::from_str(value).ok()?;
                open.targets = true;
            }
            label::NOTES => task.notes = Some(paragraphs(value, continued)?),
            label::EXTRA => {
                let (header, value) = value.split_once('\t')?;
                let before = task.extra.insert(unescape(header)?, paragraphs(value, continued)?);
                return before.is_none().then_some(());
            }
            label::PLACE => task.place = Some(read_place(value)?),
            label::ID => task.id = unescape(value)?,
            _ => return None,
        }
        Some(())
    }

    fn close_task(&mut self) {
        let Some(Open { mut task, deadline, raw, targets, .. }) = self.open.take() else { return };
        let text = task.text();
        task.deadline = if raw.is_some() { deadline } else { body_deadline(&text, self.ledger.plan.year) };
        if !targets {
            task.targets = find_targets(&text).into_iter().map(|(_, target)| target).collect();
        }
        self.ledger.plan.tasks.push(task);
    }
}

/// Nothing printed is nothing said.
fn present(text: &str) -> Option<Option<String>> {
    if text.is_empty() { Some(None) } else { unescape(text).map(Some) }
}

fn names(value: &str) -> Option<Vec<String>> {
    if value.is_empty() { Some(Vec::new()) } else { split(value, '、') }
}

fn paragraphs(first: &str, continued: &[&str]) -> Option<String> {
    let mut text = unescape(first)?;
    for paragraph in continued {
        text.push('\n');
        text.push_str(&unescape(paragraph)?);
    }
    Some(text)
}

/// The titles from the outermost heading to the last one.
fn open_path(sections: &[Section]) -> Vec<String> {
    let mut titles = Vec::new();
    let mut section = sections.len().checked_sub(1);
    while let Some(found) = section.and_then(|at| sections.get(at)).filter(|_| titles.len() < 64) {
        titles.push(found.title.clone());
        section = found.parent;
    }
    titles.reverse();
    titles
}
