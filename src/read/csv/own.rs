//! Tables our own csv writer wrote: every field they hold, as it was.
//!
//! Not held by the form, so not given back: the plan's own title, number, issuer and paragraphs; sections (only their titles, on the
//! tasks); `rest`; entries and dispatches; what a target compares with (its words are read again); whether a deadline stood in a
//! field or in the text (told again from the text). Other names that hold `、`, and headings that hold ` > `, come apart. A day, a
//! recurrence or a target that somebody wrote in words of their own stays as it stands, under its header.

use crate::csv_form::{BETWEEN_HEADINGS, HEADERS, ID};
use crate::model::{Deadline, DeadlineSource, Duty, Plan, Recurrence, Section, Task, read_task_id};
use crate::words::deadline::read_deadline;
use crate::words::fold::is_blank;
use crate::words::names::split_bodies;
use crate::words::targets::find_targets;

/// Whether a text begins as our own table does.
pub(super) fn is_headed(text: &str) -> bool {
    let mut cells = text.trim_start_matches('\u{FEFF}').split(',');
    HEADERS.iter().all(|header| cells.next() == Some(header))
}

/// The plan of our own table; `None` when it is not one, or was changed so that it is a table like any other.
pub(super) fn plan(records: &[Vec<String>]) -> Option<Plan> {
    let (header, rows) = records.split_first()?;
    let own = header.get(..HEADERS.len())? == HEADERS && header.last().map(String::as_str) == Some(ID);
    let width = header.len();
    let ids: Vec<(String, usize)> = rows.iter().map(|row| read_task_id(row.last()?).ok()).collect::<Option<_>>()?;
    let first = ids.first()?;
    let mut serials: Vec<usize> = ids.iter().map(|(_, serial)| *serial).collect();
    serials.sort_unstable();
    serials.dedup();
    let sound =
        own && rows.iter().all(|row| row.len() == width) && ids.iter().all(|(plan, _)| *plan == first.0) && serials.len() == ids.len();
    if !sound {
        return None;
    }
    let mut plan = Plan { id: first.0.clone(), ..Plan::default() };
    for row in rows {
        let task = task(header, row)?;
        add_sections(&mut plan.sections, &task.section);
        plan.tasks.push(task);
    }
    Some(plan)
}

fn task(header: &[String], row: &[String]) -> Option<Task> {
    let cell = |name: &str| HEADERS.iter().position(|header| *header == name).and_then(|at| row.get(at)).map_or("", String::as_str);
    let some = |name: &str| Some(cell(name).to_owned()).filter(|text| !text.is_empty());
    let names = |name: &str| names(cell(name));
    let foreign = header.iter().zip(row).skip(HEADERS.len()).take(header.len() - HEADERS.len() - 1);
    let mut task = Task {
        id: row.last()?.clone(),
        seq: cell("序号").parse().ok()?,
        number: some("编号"),
        section: cell("章节").split(BETWEEN_HEADINGS).filter(|title| !title.is_empty()).map(str::to_owned).collect(),
        title: some("工作任务"),
        content: some("具体内容"),
        lead_leaders: names("牵头领导"),
        deputy_leaders: names("副组长"),
        responsible_persons: names("责任人"),
        lead_departments: names("牵头股室"),
        units: names("相关责任单位"),
        duties: duties(cell("分工")),
        notes: some("备注"),
        extra: foreign.filter(|(_, text)| !text.is_empty()).map(|(header, text)| (header.clone(), text.clone())).collect(),
        ..Task::default()
    };
    task.deadline = deadline(&task, cell("完成时限"), cell("截止日期"), cell("周期"));
    let in_text = find_targets(&task.text()).into_iter().map(|(_, target)| target);
    task.targets = in_text.filter(|target| cell("指标").contains(&target.raw)).collect();
    let unread = ["截止日期", "周期", "指标"].into_iter().filter(|name| !is_read(&task, name, cell(name)));
    for name in unread.collect::<Vec<_>>() {
        task.extra.insert(name.to_owned(), cell(name).to_owned());
    }
    Some(task)
}

/// Whether the task says what a cell with a value of its own form says; what somebody wrote there in other words is kept as it stands.
fn is_read(task: &Task, name: &str, cell: &str) -> bool {
    let deadline = task.deadline.as_ref();
    match name {
        "截止日期" => cell.is_empty() || deadline.is_some_and(|deadline| deadline.due.is_some()) && is_bare_day(cell),
        "周期" => cell.is_empty() || deadline.is_some_and(|deadline| deadline.recurrence.is_some()),
        _ => {
            let left = task.targets.iter().fold(cell.to_owned(), |left, target| left.replace(&target.raw, ""));
            left.chars().all(|c| c == '；' || is_blank(c))
        }
    }
}

/// Whether a cell says a day and nothing else: a year, a month and a day; a month by itself would be written again as its last day.
fn is_bare_day(cell: &str) -> bool {
    let is_mark = |c: char| is_blank(c) || matches!(c, '年' | '月' | '日' | '号' | '-' | '/' | '.');
    cell.chars().all(|c| c.is_ascii_digit() || is_mark(c)) && cell.split(is_mark).filter(|number| !number.is_empty()).count() == 3
}

/// Names joined with 、; one that holds 、 itself (各县、市、区政府) stays whole where names are told so everywhere else.
fn names(text: &str) -> Vec<String> {
    let told: Vec<&str> = split_bodies(text).filter_map(|range| text.get(range)).collect();
    let names = if told.join("、") == text { told } else { text.split('、').collect() };
    names.into_iter().filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// 甲科：做甲；乙科：做乙。
fn duties(text: &str) -> Vec<Duty> {
    let pieces = text.trim_end_matches('。').split('；').filter(|piece| !piece.is_empty());
    let duty = |piece: &str| {
        let (unit, duty) = piece.split_once('：').unwrap_or((piece, ""));
        Duty { unit: unit.to_owned(), duty: duty.to_owned() }
    };
    pieces.map(duty).collect()
}

fn deadline(task: &Task, raw: &str, due: &str, recurrence: &str) -> Option<Deadline> {
    if raw.is_empty() && due.is_empty() && recurrence.is_empty() {
        return None;
    }
    let source = if !raw.is_empty() && task.text().contains(raw) { DeadlineSource::Body } else { DeadlineSource::Field };
    let recurrence = Recurrence::ALL.into_iter().find(|known| known.words() == recurrence);
    let due = due.parse().ok().or_else(|| if due.is_empty() { None } else { read_deadline(due, None)?.due });
    Some(Deadline { raw: raw.to_owned(), due, recurrence, source })
}

/// Adds the headings of a task that are not open yet.
fn add_sections(sections: &mut Vec<Section>, path: &[String]) {
    let mut parent = None;
    for (depth, title) in path.iter().enumerate() {
        let known = sections.iter().rposition(|section| section.title == *title && section.parent == parent);
        parent = known.or_else(|| {
            sections.push(Section { number: None, title: title.clone(), level: depth + 1, parent });
            Some(sections.len() - 1)
        });
    }
}
