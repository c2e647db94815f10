//! Ids of tasks: the printed ones where they are ids of one plan, new ones for the rest.
//!
//! A printed id counts only when its check character holds, it is of the plan most ids are of, and no task before has it. New serials
//! follow the highest one printed, so that no id is given out twice.

use hashbrown::HashSet;
use std::collections::BTreeMap;

use crate::finding::{Finding, reading as rules};
use crate::model::{IdError, Plan, plan_id, read_task_id, task_id};
use crate::read::fields::keep_labelled;
use crate::words::vocabulary::Field;

/// The header under which a printed id is kept that could not stay the task's own.
const FORMER: &str = "原编码";

/// Numbers the tasks and gives each its id. Before, `id` holds what the 编码 column says, or nothing.
pub(crate) fn give(plan: &mut Plan) -> Vec<Finding> {
    let mut findings = Vec::new();
    let printed: Vec<Option<(String, usize)>> = plan.tasks.iter().map(|task| read_task_id(&task.id).ok()).collect();
    let mut plans: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, _) in printed.iter().flatten() {
        *plans.entry(id).or_default() += 1;
    }
    let own = plans.iter().max_by_key(|(id, count)| (**count, std::cmp::Reverse(**id))).map(|(id, _)| (*id).to_owned());
    plan.id = own.unwrap_or_else(|| plan_id(plan.title.as_deref().unwrap_or_default(), plan.issuer.as_deref(), plan.year));
    let mut next = printed.iter().flatten().filter(|(id, _)| *id == plan.id).map(|(_, serial)| *serial).max().unwrap_or(0) + 1;
    let some_printed = printed.iter().any(Option::is_some);
    let mut given: HashSet<usize> = HashSet::new();
    for (at, (task, printed)) in plan.tasks.iter_mut().zip(printed).enumerate() {
        task.seq = at + 1;
        let words = std::mem::take(&mut task.id);
        let problem = match printed {
            Some((id, serial)) if id == plan.id && given.insert(serial) => {
                task.id = task_id(&plan.id, serial);
                continue;
            }
            Some((id, _)) if id == plan.id => Some((&rules::SAME_ID, format!("编码“{words}”前面已经有一项用了"))),
            Some(_) => Some((&rules::ID_OF_OTHER_PLAN, format!("编码“{words}”是别的计划的"))),
            None if matches!(read_task_id(&words), Err(IdError::Check(_))) => {
                Some((&rules::WRONG_CHECK, format!("编码“{words}”的校验位不对，可能抄错了")))
            }
            None => some_printed.then(|| (&rules::NO_ID, "这一项没有编码，当作新增的任务".to_owned())),
        };
        keep_labelled(task, Field::Extra, FORMER, &words);
        task.id = task_id(&plan.id, next);
        given.insert(next);
        next += 1;
        if let Some((rule, problem)) = problem {
            let message = format!("{problem}，给了新编码 {}。请核对", task.id);
            findings.push(rule.finding(message).about(&task.id).at_place(task.place.as_ref()));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Task;

    #[test]
    fn printed_ids_are_kept_and_never_given_twice() {
        let id = |serial| task_id("K3V9", serial);
        let mut plan = Plan { title: Some("要点".into()), ..Plan::default() };
        for printed in [id(2), String::new(), id(2), task_id("ABCD", 1), "K3V9-007-2".to_owned(), id(9).to_lowercase()] {
            plan.tasks.push(Task { id: printed, ..Task::default() });
        }
        let findings = give(&mut plan);
        let ids: Vec<&str> = plan.tasks.iter().map(|task| task.id.as_str()).collect();
        assert_eq!(ids, [id(2), id(10), id(11), id(12), id(13), id(9)]);
        assert_eq!(plan.id, "K3V9");
        let kept: Vec<Option<&String>> = plan.tasks.iter().map(|task| task.extra.get(FORMER)).collect();
        assert_eq!(kept, [None, None, Some(&id(2)), Some(&task_id("ABCD", 1)), Some(&"K3V9-007-2".to_owned()), None], "no print is lost");
        assert_eq!(findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["R028", "R026", "R039", "R027"]);
    }

    #[test]
    fn without_printed_ids_serials_count_from_one() {
        let mut plan = Plan { tasks: vec![Task::default(); 2], ..Plan::default() };
        assert!(give(&mut plan).is_empty());
        assert_eq!(plan.tasks[1].id, task_id(&plan.id, 2));
    }
}
