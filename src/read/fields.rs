//! Values on their way into a task: labels that depend on their neighbours, headings that pass on, deadlines and targets of the text.
//!
//! Shared by running text (`assemble`) and tables (`table`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::{Deadline, Duty, Place, Task};
use crate::passage::{Account, Passage, Role};
use crate::words::dates::year_of;
use crate::words::deadline::{body_deadline, read_deadline};
use crate::words::fold::{fold, is_blank};
use crate::words::names::split_top_level;
use crate::words::numerals::is_one_to_ten;
use crate::words::people::{heading_leader, is_job_title};
use crate::words::responsibility::{Assignment, is_remark, is_role_behind, read_heading};
use crate::words::stand_in::{is_ditto, is_undecided};
use crate::words::targets::find_targets;
use crate::words::vocabulary::{Field, source};

use super::assemble::Habits;

/// Why a mark for a value is left over.
pub(crate) const STAND_IN: &str = "stand-in";

/// Claims values as fields, and what of `zone` is between them as labels; a bracket behind a name is a job title.
pub(crate) fn claim_values(
    account: &mut Account,
    passage: &Passage,
    zone: &Range<usize>,
    mut values: Vec<Range<usize>>,
    task: Option<usize>,
) {
    values.sort_by_key(|value| (value.start, value.end));
    values.dedup();
    let mut at = zone.start;
    for value in values.into_iter().chain(std::iter::once(zone.end..zone.end)) {
        if value.start < at {
            continue;
        }
        claim_between(account, passage, at..value.start, at > zone.start, task);
        account.claim(passage, value.clone(), Role::Field, task);
        at = value.end;
    }
}

/// Claims what stands before a value: labels, and beside them what people are called. `behind_value`: a bracket there is a job title.
fn claim_between(account: &mut Account, passage: &Passage, range: Range<usize>, behind_value: bool, task: Option<usize>) {
    const JOB_TITLE: Role = Role::Rest("job title");
    let printed = &passage.text()[range.clone()];
    let between = printed.trim_matches(|c: char| !c.is_alphanumeric() && !"（()）".contains(c));
    if is_remark(printed) {
        return claim_labels(account, passage, range, task);
    }
    if behind_value && !is_role_behind(between) && between.starts_with(['（', '(']) && between.ends_with(['）', ')']) {
        account.claim(passage, range, JOB_TITLE, task);
        return;
    }
    // 张三（局长）；牵头股室：… the bracket is a job title, what follows it a label.
    let is_job_title_at = |&length: &usize| behind_value && !is_role_behind(&printed[..length]);
    let bracket = range.start + closed_bracket(printed).filter(is_job_title_at).unwrap_or(0);
    let mark = printed.char_indices().rfind(|(_, c)| matches!(fold(*c), ':' | ']' | ',' | ';'));
    let label = bracket.max(range.start + mark.map_or(0, |(mark, c)| mark + c.len_utf8()));
    let beside = &passage.text()[label..range.end];
    let said = beside.trim_matches(|c: char| !c.is_alphanumeric());
    let behind_label = label > bracket && passage.text()[..label].ends_with([':', '：']);
    let role = match said {
        said if is_job_title(said) => JOB_TITLE,
        _ if is_ditto(beside) || is_undecided(beside) => Role::Rest(STAND_IN),
        said if behind_label && said.chars().count() > 1 => Role::Rest("beside a name"),
        _ => Role::Label,
    };
    account.claim(passage, range.start..bracket, JOB_TITLE, task);
    account.claim(passage, bracket..label, Role::Label, task);
    account.claim(passage, label..range.end, role, task);
}

/// The length of a bracket at the beginning of a text, when words stand behind it.
fn closed_bracket(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(['（', '('])?;
    let close = inner.find(['）', ')'])?;
    let length = text.len() - inner.len() + close + inner[close..].chars().next()?.len_utf8();
    (!inner[..close].contains(['：', ':']) && text[length..].contains(char::is_alphanumeric)).then_some(length)
}

/// Claims labels; a remark of the document about them (下同) is kept.
fn claim_labels(account: &mut Account, passage: &Passage, range: Range<usize>, task: Option<usize>) {
    let printed = &passage.text()[range.clone()];
    let clauses = if is_remark(printed) { split_top_level(printed, |c| matches!(c, ',' | ';' | '。' | ':')) } else { Vec::new() };
    let mut remarks = clauses.into_iter().filter(|clause| is_remark(&printed[clause.clone()]));
    let remark = remarks.next().map(|first| {
        let end = remarks.next_back().unwrap_or(first.clone()).end;
        // The bracket around it all is no part of it.
        let words = printed[first.start..end].trim_end_matches(['）', ')', '】', ']']);
        range.start + first.start..range.start + first.start + words.len()
    });
    let Some(remark) = remark else { return account.claim(passage, range, Role::Label, task) };
    account.claim(passage, range.start..remark.start, Role::Label, task);
    account.claim(passage, remark.start..remark.end, Role::Rest("remark"), task);
    account.claim(passage, remark.end..range.end, Role::Label, task);
}

/// What the running text of a task says of its deadline and targets.
pub(crate) fn read_body(task: &mut Task, year: Option<i16>) {
    let year = year_of_task(task, year);
    let text = task.text();
    if task.deadline.is_none() {
        task.deadline = body_deadline(&text, year);
    }
    task.targets = find_targets(&text).into_iter().map(|(_, target)| target).collect();
}

/// The year the dates of a task are in: that of the nearest heading which begins with one (2032年度), else the plan's.
fn year_of_task(task: &Task, plan: Option<i16>) -> Option<i16> {
    let begins_with_year = |title: &&String| title.chars().take(4).all(|c| fold(c).is_ascii_digit());
    task.section.iter().rev().filter(begins_with_year).find_map(|title| year_of(title)).or(plan)
}

pub(crate) fn keep_labelled(task: &mut Task, field: Field, label: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let append = |before: Option<String>| match before {
        Some(before) => format!("{before}\n{text}"),
        None => text.to_owned(),
    };
    if field == Field::Notes {
        task.notes = Some(append(task.notes.take()));
    } else {
        let before = task.extra.remove(label);
        task.extra.insert(label.to_owned(), append(before));
    }
}

/// Values of the fields of one task, before labels that depend on their neighbours are resolved.
#[derive(Default, Clone)]
pub(crate) struct Fields {
    values: BTreeMap<Field, Vec<String>>,
    duties: Vec<Duty>,
    /// Under their labels: 联络员, 资金渠道.
    others: Vec<(String, String)>,
}

impl Fields {
    pub(crate) fn take(&mut self, assignment: &Assignment, text: &str) {
        for value in &assignment.values {
            self.values.entry(value.field).or_default().push(value.text.clone());
        }
        self.duties.extend(
            assignment.duties.iter().map(|(unit, duty)| Duty { unit: text[unit.clone()].to_owned(), duty: text[duty.clone()].to_owned() }),
        );
        self.others.extend(assignment.others.iter().map(|(label, value)| (text[label.clone()].to_owned(), text[value.clone()].to_owned())));
    }

    /// One value more of a field.
    pub(crate) fn add(&mut self, field: Field, value: String) {
        self.values.entry(field).or_default().push(value);
    }

    /// Adds what another heading says beside this one.
    pub(crate) fn join(&mut self, other: Fields) {
        for (field, values) in other.values {
            self.values.entry(field).or_default().extend(values);
        }
        self.duties.extend(other.duties);
        self.others.extend(other.others);
    }

    /// 某某副镇长主抓重点工作, 甲局牵头事项: a heading that says who leads.
    pub(crate) fn take_heading_leader(&mut self, heading: &str) {
        if let Some(leader) = heading_leader(heading) {
            self.values.entry(Field::LeadLeaders).or_insert_with(|| vec![leader]);
        } else if let Some(led) = read_heading(heading).filter(|_| !self.names_bodies()) {
            self.take(&led, heading);
        }
    }

    /// The duties alone.
    pub(crate) fn into_duties(self) -> Vec<Duty> {
        self.duties
    }

    pub(crate) fn names_bodies(&self) -> bool {
        self.values.keys().any(|field| field.is_bodies())
    }

    /// Takes from `above` the fields that are missing here, and says which. A lead named here leaves no room for a lead from above.
    pub(crate) fn inherit(&mut self, above: Fields) -> BTreeSet<Field> {
        let mut taken = BTreeSet::new();
        let leads = |field: &Field| matches!(field, Field::LeadDepartments | Field::InternalDepartments);
        let has_lead = self.values.keys().any(leads);
        for (field, values) in above.values {
            if !(has_lead && leads(&field)) && field != Field::Members && !self.values.contains_key(&field) {
                self.values.insert(field, values);
                taken.insert(field);
            }
        }
        let missing = |(label, _): &(String, String)| !self.others.iter().any(|(own, _)| own == label);
        let others: Vec<_> = above.others.into_iter().filter(missing).collect();
        self.others.extend(others);
        taken
    }

    pub(crate) fn fill(mut self, task: &mut Task, habits: &Habits<'_>) {
        let mut take = |field: Field| self.values.remove(&field).unwrap_or_default();
        task.lead_leaders = take(Field::LeadLeaders);
        task.deputy_leaders = take(Field::DeputyLeaders);
        task.responsible_persons = take(Field::ResponsiblePersons);
        task.lead_departments = take(Field::LeadDepartments);
        task.units = take(Field::Units);
        let internal = take(Field::InternalDepartments);
        let members = take(Field::Members);
        let deadlines = take(Field::Deadline);
        if task.lead_departments.is_empty() && !habits.first_leads {
            task.lead_departments = internal;
        } else {
            task.units.splice(0..0, internal);
        }
        if task.lead_departments.is_empty() && habits.first_leads && !task.units.is_empty() {
            task.lead_departments = vec![task.units.remove(0)];
        } else if task.lead_departments.is_empty() && habits.units_lead {
            task.lead_departments = std::mem::take(&mut task.units);
        }
        if !members.is_empty() {
            task.extra.insert("成员".to_owned(), members.join("、"));
        }
        // What else a bracket holds (备注：…) is kept under its kind.
        for (field, values) in std::mem::take(&mut self.values) {
            keep_labelled(task, field, "其他", &values.join("；"));
        }
        for (label, value) in &self.others {
            keep_labelled(task, Field::Extra, label, value);
        }
        task.duties.splice(0..0, self.duties);
        task.deadline = latest_deadline(&deadlines, year_of_task(task, habits.year));
    }
}

/// Several deadline values of one task: all their words, the last day, the one recurrence.
fn latest_deadline(values: &[String], year: Option<i16>) -> Option<Deadline> {
    read_deadline(&values.join("；"), year)
}

/// A heading without `（共5项）`, `（3条）`.
pub(crate) fn without_count(heading: &str) -> &str {
    let trimmed_end = heading.trim_end_matches(is_blank);
    let Some(inner) = trimmed_end.strip_suffix(['）', ')', '】', ']']) else { return heading };
    let Some(open) = inner.rfind(['（', '(', '【', '[']) else { return heading };
    let count = inner[open..].trim_start_matches(['（', '(', '【', '[']).trim_start_matches('共');
    let digits = count.trim_start_matches(|c: char| c.is_ascii_digit() || is_blank(c) || is_one_to_ten(c) || c == '百');
    let counted = digits.len() < count.len() && source().numbering.counted.hold(digits);
    if counted { &heading[..open] } else { heading }
}

/// The place of a passage.
pub(crate) fn place_of(passage: &Passage, account: &Account) -> Option<Place> {
    passage.first_source().and_then(|source| account.place(source))
}
