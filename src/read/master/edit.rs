//! One changed cell of a master: which fields of the task it means.

use super::super::assemble::run_in_heading;
use super::super::fields::Fields;
use super::progress::{self, Typed};
use super::{ShownColumn, ShownPart};
use crate::model::{Ledger, Period, ProgressField, Task};
use crate::words::answers::Note;
use crate::words::deadline::read_deadline;
use crate::words::responsibility::read_value;
use crate::words::targets::find_targets;
use crate::words::vocabulary::{Field, Vocabulary};

/// What became of a changed cell.
pub(super) enum Edit {
    /// It is in the ledger.
    Taken(Taken),
    /// It says otherwise what was there before.
    Same,
    /// The column is for the eye only: 序号.
    Display,
    /// It could mean several things: why.
    Unclear(&'static str),
    /// It is no answer to what the column asks.
    Unread(Note),
}

/// What was taken over.
#[derive(Default)]
pub(super) struct Taken {
    /// What was there before.
    pub old: String,
    /// What was written there instead.
    pub new: String,
    /// What that was read as, where it is something else.
    pub read: Option<String>,
    /// What is odd about it.
    pub notes: Vec<Note>,
    /// Units whose words were written over and stay.
    pub stay: Vec<String>,
}

/// Takes over what a cell says now.
pub(super) fn apply(ledger: &mut Ledger, task: usize, column: &ShownColumn, typed: &Typed<'_>, period: Option<Period>) -> Edit {
    if let Some(field) = progress_field(column) {
        return match column.parts.len() {
            1 => progress::apply(ledger, task, field, typed, period),
            _ => Edit::Unclear("这一格由几栏拼成，看不出改的是哪一栏"),
        };
    }
    if column.parts.iter().all(|part| matches!(part.field.as_str(), "seq" | "id")) {
        return Edit::Display;
    }
    let (year, text) = (ledger.plan.year, typed.text);
    let Some(task) = ledger.plan.tasks.get_mut(task) else { return Edit::Display };
    let mut old = Vec::new();
    for (part, value) in column.parts.iter().zip(split(text, &column.parts)) {
        old.push(value_of(task, &part.field));
        set(task, &part.field, value.as_deref(), year);
    }
    let together = |name: &str| column.parts.iter().any(|part| part.field == name);
    if together("title") && together("content") {
        let head = split(text, &column.parts).into_iter().flatten().next().unwrap_or_default();
        set_title_and_content(task, &head, &old, &column.parts);
    }
    let old = old.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("。");
    Edit::Taken(Taken { old, new: text.to_owned(), ..Taken::default() })
}

/// What a column asks the units, where it does.
pub(super) fn progress_field(column: &ShownColumn) -> Option<ProgressField> {
    ProgressField::ALL.iter().map(|(field, ..)| *field).find(|field| column.parts.iter().any(|part| part.field == field.name()))
}

/// The text of each part: one with words before it (分工：) from there to the next, all others together as the first of them.
fn split(text: &str, parts: &[ShownPart]) -> Vec<Option<String>> {
    let mut starts: Vec<(usize, usize, usize)> = Vec::new();
    for (at, part) in parts.iter().enumerate().filter(|(_, part)| !part.before.is_empty()) {
        let before = part.before.trim();
        let found =
            text.match_indices(before).map(|(start, _)| start).filter(|&start| start == 0 || text[..start].ends_with(['\n', '。', ' ']));
        starts.extend(found.last().map(|start| (start, start + before.len(), at)));
    }
    starts.sort_unstable();
    let mut values = vec![None; parts.len()];
    let head = &text[..starts.first().map_or(text.len(), |(start, ..)| *start)];
    let first = parts.iter().position(|part| part.before.is_empty());
    if let Some(value) = first.and_then(|first| values.get_mut(first)) {
        *value = Some(head.trim().to_owned()).filter(|head| !head.is_empty());
    }
    for (index, (_, from, part)) in starts.iter().enumerate() {
        let to = starts.get(index + 1).map_or(text.len(), |(start, ..)| *start);
        if let Some(value) = values.get_mut(*part) {
            *value = text.get(*from..to).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        }
    }
    values
}

/// What a field said before, for the finding.
fn value_of(task: &Task, field: &str) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match field {
        "number" => text(&task.number),
        "section" => task.section.join("\n"),
        "title" => text(&task.title),
        "content" => text(&task.content),
        "lead_leaders" => task.lead_leaders.join("、"),
        "deputy_leaders" => task.deputy_leaders.join("、"),
        "responsible_persons" => task.responsible_persons.join("、"),
        "lead_departments" => task.lead_departments.join("、"),
        "units" => task.units.join("、"),
        "duties" => task.duties.iter().map(|duty| format!("{}：{}", duty.unit, duty.duty)).collect::<Vec<_>>().join("；"),
        "deadline" | "own_deadline" | "due" | "recurrence" => {
            task.deadline.as_ref().map(|deadline| deadline.raw.clone()).unwrap_or_default()
        }
        "targets" => task.targets.iter().map(|target| target.raw.as_str()).collect::<Vec<_>>().join("；"),
        "notes" => text(&task.notes),
        "extra" => task.extra.iter().map(|(header, text)| format!("{header}：{text}")).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    }
}

fn set(task: &mut Task, field: &str, value: Option<&str>, year: Option<i16>) {
    let names = |field: Field| {
        let value = value.unwrap_or_default();
        read_value(field, value, Vocabulary::built_in()).values.into_iter().map(|value| value.text).collect::<Vec<String>>()
    };
    match field {
        "number" => task.number = value.map(str::to_owned),
        "section" if value.is_some() => task.section = value.unwrap_or_default().lines().map(str::to_owned).collect(),
        "title" => task.title = value.map(str::to_owned),
        "content" => task.content = value.map(str::to_owned),
        "lead_leaders" => task.lead_leaders = names(Field::LeadLeaders),
        "deputy_leaders" => task.deputy_leaders = names(Field::DeputyLeaders),
        "responsible_persons" => task.responsible_persons = names(Field::ResponsiblePersons),
        "lead_departments" => task.lead_departments = names(Field::LeadDepartments),
        "units" => task.units = names(Field::Units),
        "duties" => {
            let mut fields = Fields::default();
            let text = value.unwrap_or_default();
            fields.take(&read_value(Field::Duties, text, Vocabulary::built_in()), text);
            task.duties = fields.into_duties();
        }
        "deadline" | "own_deadline" | "due" => task.deadline = value.and_then(|value| read_deadline(value, year)),
        "targets" => task.targets = find_targets(value.unwrap_or_default()).into_iter().map(|(_, target)| target).collect(),
        "notes" => set_notes(task, value.unwrap_or_default()),
        _ => {}
    }
}

/// 备注 and the foreign columns stand in one cell: `栏目：内容` goes back to a column there was.
fn set_notes(task: &mut Task, text: &str) {
    let mut notes: Vec<&str> = Vec::new();
    for line in text.lines() {
        let known = task.extra.keys().find(|header| line.strip_prefix(header.as_str()).is_some_and(|rest| rest.starts_with('：'))).cloned();
        match known {
            Some(header) => {
                let value = line.get(header.len() + '：'.len_utf8()..).unwrap_or_default().to_owned();
                task.extra.insert(header, value);
            }
            None => notes.push(line),
        }
    }
    task.notes = Some(notes.join("\n")).filter(|notes| !notes.is_empty());
}

/// A title and a content in one cell: the one that is still there tells where the other begins.
fn set_title_and_content(task: &mut Task, head: &str, old: &[String], parts: &[ShownPart]) {
    let was = |name: &str| parts.iter().zip(old).find(|(part, _)| part.field == name).map_or("", |(_, old)| old.as_str());
    let (title, content) = (was("title"), was("content"));
    let joint = |c: char| "。：:，,；;\n ".contains(c);
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    (task.title, task.content) = match () {
        () if !title.is_empty() && head.starts_with(title) => (some(title), some(head[title.len()..].trim_start_matches(joint))),
        () if !content.is_empty() && head.ends_with(content) => {
            (some(head[..head.len() - content.len()].trim_end_matches(joint)), some(content))
        }
        () if title.is_empty() => (None, some(head)),
        () => match run_in_heading(head) {
            Some((end, goes_on)) => (some(&head[..end]), some(&head[goes_on..])),
            None if content.is_empty() => (some(head), None),
            None => (None, some(head)),
        },
    };
}
