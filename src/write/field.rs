//! The fields a layout's column can show, by name, and their text for one task.
//!
//! Called by the layout reader (names) and by the rows of every table format (texts). It knows no format and no layout.

use std::borrow::Cow;

use crate::model::{DeadlineSource, ProgressField, Recurrence, Task};

/// What a column or a part of a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// 编码
    Id,
    /// 序号: the order in the document.
    Seq,
    /// The number as printed.
    Number,
    /// 章节: the headings from the outermost in, one a line.
    Section,
    /// 工作任务: the run-in heading.
    Title,
    /// 具体内容
    Content,
    /// 牵头领导
    LeadLeaders,
    /// 副组长
    DeputyLeaders,
    /// 责任人
    ResponsiblePersons,
    /// 牵头股室
    LeadDepartments,
    /// 相关责任单位
    Units,
    /// 分工: `甲科：做甲；乙科：做乙。`
    Duties,
    /// 完成时限 in the words of the source.
    Deadline,
    /// 完成时限, only where it was printed as a field of its own (not in the running text).
    OwnDeadline,
    /// The last day of the deadline.
    Due,
    /// 周期
    Recurrence,
    /// 指标 in the words of the source.
    Targets,
    /// 备注
    Notes,
    /// Foreign columns: `栏目：内容`, one a line.
    Extra,
    /// 本单位职责: what the unit a workbook is sent to is to the task.
    Role,
    /// 上期填报: what that unit reported last.
    Last,
    /// A field the units fill in.
    Progress(ProgressField),
}

/// Every field a layout can name, with the name it uses.
pub const FIELDS: &[(&str, Field)] = &[
    ("id", Field::Id),
    ("seq", Field::Seq),
    ("number", Field::Number),
    ("section", Field::Section),
    ("title", Field::Title),
    ("content", Field::Content),
    ("lead_leaders", Field::LeadLeaders),
    ("deputy_leaders", Field::DeputyLeaders),
    ("responsible_persons", Field::ResponsiblePersons),
    ("lead_departments", Field::LeadDepartments),
    ("units", Field::Units),
    ("duties", Field::Duties),
    ("deadline", Field::Deadline),
    ("own_deadline", Field::OwnDeadline),
    ("due", Field::Due),
    ("recurrence", Field::Recurrence),
    ("targets", Field::Targets),
    ("notes", Field::Notes),
    ("extra", Field::Extra),
    ("role", Field::Role),
    ("last", Field::Last),
    ("status", Field::Progress(ProgressField::Status)),
    ("percent", Field::Progress(ProgressField::Percent)),
    ("narrative", Field::Progress(ProgressField::Narrative)),
    ("problems", Field::Progress(ProgressField::Problems)),
    ("next_steps", Field::Progress(ProgressField::NextSteps)),
    ("reporter", Field::Progress(ProgressField::Reporter)),
    ("phone", Field::Progress(ProgressField::Phone)),
    ("reported_on", Field::Progress(ProgressField::ReportedOn)),
];

/// The text of a field of a task, empty when the task has none. Progress fields and what depends on the unit are not of the task: always
/// empty.
///
/// Shape: several names → `甲股、乙股`; duties → `甲科：做甲；乙科：做乙。`; sections → one a line.
pub fn field_text(task: &Task, field: Field) -> Cow<'_, str> {
    match field {
        Field::Id => Cow::Borrowed(&task.id),
        Field::Seq => Cow::Owned(task.seq.to_string()),
        Field::Number => optional(task.number.as_deref()),
        Field::Section => joined(&task.section, "\n"),
        Field::Title => optional(task.title.as_deref()),
        Field::Content => optional(task.content.as_deref()),
        Field::LeadLeaders => joined(&task.lead_leaders, "、"),
        Field::DeputyLeaders => joined(&task.deputy_leaders, "、"),
        Field::ResponsiblePersons => joined(&task.responsible_persons, "、"),
        Field::LeadDepartments => joined(&task.lead_departments, "、"),
        Field::Units => joined(&task.units, "、"),
        Field::Duties => Cow::Owned(duties_text(task)),
        Field::Deadline => optional(task.deadline.as_ref().map(|deadline| deadline.raw.as_str())),
        Field::OwnDeadline => {
            let own = task.deadline.as_ref().filter(|deadline| deadline.source == DeadlineSource::Field);
            optional(own.map(|deadline| deadline.raw.as_str()))
        }
        Field::Due => {
            let due = task.deadline.as_ref().and_then(|deadline| deadline.due);
            due.map_or(Cow::Borrowed(""), |due| Cow::Owned(due.to_string()))
        }
        Field::Recurrence => {
            let recurrence = task.deadline.as_ref().and_then(|deadline| deadline.recurrence);
            Cow::Borrowed(recurrence.map_or("", Recurrence::words))
        }
        Field::Targets => Cow::Owned(task.targets.iter().map(|target| target.raw.as_str()).collect::<Vec<_>>().join("；")),
        Field::Notes => optional(task.notes.as_deref()),
        Field::Extra => Cow::Owned(task.extra.iter().map(|(header, text)| format!("{header}：{text}")).collect::<Vec<_>>().join("\n")),
        Field::Role | Field::Last | Field::Progress(_) => Cow::Borrowed(""),
    }
}

/// Whether the task has the field, without building its text.
pub fn has_field(task: &Task, field: Field) -> bool {
    match field {
        Field::Seq => true,
        Field::Section => task.section.iter().any(|heading| !heading.is_empty()),
        Field::Duties => !task.duties.is_empty(),
        Field::Targets => !task.targets.is_empty(),
        Field::Extra => !task.extra.is_empty(),
        _ => !field_text(task, field).is_empty(),
    }
}

fn optional(text: Option<&str>) -> Cow<'_, str> {
    Cow::Borrowed(text.unwrap_or(""))
}

fn joined<'a>(names: &'a [String], separator: &str) -> Cow<'a, str> {
    match names {
        [] => Cow::Borrowed(""),
        [name] => Cow::Borrowed(name),
        names => Cow::Owned(names.join(separator)),
    }
}

fn duties_text(task: &Task) -> String {
    let mut text = String::new();
    for duty in &task.duties {
        if !text.is_empty() {
            text.push('；');
        }
        text.push_str(&duty.unit);
        if !duty.unit.is_empty() && !duty.duty.is_empty() {
            text.push('：');
        }
        text.push_str(duty.duty.trim_end_matches(['。', '；', ';']));
    }
    if !text.is_empty() {
        text.push('。');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Deadline, Duty};

    #[test]
    fn names_and_fields_are_unique() {
        for (at, (name, field)) in FIELDS.iter().enumerate() {
            assert!(FIELDS.iter().skip(at + 1).all(|(other, twin)| other != name && twin != field), "{name}");
        }
    }

    #[test]
    fn texts_of_a_task() {
        let duty = |unit: &str, duty: &str| Duty { unit: unit.into(), duty: duty.into() };
        let task = Task {
            units: vec!["甲股".into(), "乙股".into()],
            duties: vec![duty("甲股", "牵头起草；"), duty("乙股", "协助开展验收。")],
            section: vec!["强基础".into(), "建设项目".into()],
            deadline: Some(Deadline { raw: "10月底前".into(), source: DeadlineSource::Body, ..Deadline::default() }),
            extra: [("分值".to_owned(), "5".to_owned())].into(),
            ..Task::default()
        };
        assert_eq!(field_text(&task, Field::Units), "甲股、乙股");
        assert_eq!(field_text(&task, Field::Duties), "甲股：牵头起草；乙股：协助开展验收。");
        assert_eq!(field_text(&task, Field::Section), "强基础\n建设项目");
        assert_eq!(field_text(&task, Field::Deadline), "10月底前");
        assert_eq!(field_text(&task, Field::OwnDeadline), "");
        assert_eq!(field_text(&task, Field::Extra), "分值：5");
        for (name, field) in FIELDS {
            assert_eq!(has_field(&task, *field), !field_text(&task, *field).is_empty(), "{name}");
        }
    }
}
