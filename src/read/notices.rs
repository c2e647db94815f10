//! What reading tells the person: no tasks found, and why.

use hashbrown::HashMap;
use std::sync::LazyLock;

use crate::finding::{Finding, brief, reading as rules};
use crate::model::{Place, Plan, Task};
use crate::passage::Account;
use crate::words::characters::Words;
use crate::words::vocabulary;

use super::Block;
use super::fields::{STAND_IN, place_of};
use super::frame::ATTACHMENT;
use super::table::{NO_TASK_COLUMN, SAID_ABOVE, ShortRows};

/// Findings about a plan that was just read.
pub(crate) fn notices(plan: &Plan) -> Vec<Finding> {
    let mut findings = sheets_without_tasks(plan);
    findings.extend(several_sheets(plan));
    findings.extend(values_to_come(plan));
    findings.extend(values_from_above(plan));
    if !plan.tasks.is_empty() {
        return findings;
    }
    let attachment = plan.rest.iter().find(|rest| rest.why == ATTACHMENT);
    let finding = match attachment {
        Some(rest) => {
            let words = format!("没有任务，任务表是附件“{}”。请取得这个附件，再转换附件本身", rest.text);
            rules::IN_ATTACHMENT.finding(words).at_place(Some(&rest.place))
        }
        None => match assigning(plan) {
            Some(words) => {
                let message = format!(
                    "没有找到任务：文里有分工的话（“{}”），没有认出哪些是任务。请给每项工作编上号、另起一行；是表格的，请写上“工作任务”一类的栏目名",
                    brief(words)
                );
                rules::NO_TASKS.finding(message)
            }
            None => rules::NO_TASKS.finding("没有找到任务：全文没有编号的工作事项，也没有责任分工。请确认选对了文件"),
        },
    };
    findings.push(finding);
    findings
}

/// What a text without tasks says of who does what.
fn assigning(plan: &Plan) -> Option<&str> {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let verbs = &vocabulary::source().verbs;
        Words::new(verbs.lead.iter().chain(verbs.charge.iter()).chain(["责任", "主管", "配合单位"]))
    });
    let rest = plan.rest.iter().map(|rest| rest.text.as_str());
    plan.preamble.iter().chain(&plan.closing).map(String::as_str).chain(rest).find(|text| WORDS.find(text).is_some())
}

/// 待定, 〃: no name was read where one belongs.
fn values_to_come(plan: &Plan) -> impl Iterator<Item = Finding> + '_ {
    plan.rest.iter().filter(|rest| rest.why == STAND_IN).map(|rest| {
        let message = format!("写的是“{}”，不是名称，没有当作单位或姓名。请把名称补上", rest.text);
        rules::STAND_IN.finding(message).at_place(Some(&rest.place))
    })
}

/// 同上 in a table: once for all of them, at the first.
fn values_from_above(plan: &Plan) -> Option<Finding> {
    let mut marks = plan.rest.iter().filter(|rest| rest.why == SAID_ABOVE);
    let first = marks.next()?;
    let count = marks.count() + 1;
    let message = format!("从这一格起有 {count} 格写的是“{}”一类，按上面一格的内容读。请看一看是不是这个意思", first.text);
    Some(rules::SAME_AS_ABOVE.finding(message).at_place(Some(&first.place)))
}

/// Rows of flattened tables with fewer cells than the header: once for a table and what was done, at the first.
pub(crate) fn short_rows(plan: &Plan, rows: &ShortRows) -> impl Iterator<Item = Finding> {
    let first = |tasks: &[usize]| plan.tasks.get(*tasks.first()?).map(|task| (task.place.clone(), tasks.len()));
    let completed = first(&rows.completed).map(|(place, count)| {
        let message = format!("从这一行起有 {count} 行的格比栏目少，缺的格当作合并的单元格，取上面一格的内容。请看一看是不是这个意思");
        rules::SHORT_ROW_MERGED.finding(message).at_place(place.as_ref())
    });
    let placed = first(&rows.placed).map(|(place, count)| {
        let message = format!("从这一行起有 {count} 行的格比栏目少，缺的是哪一格按各格的内容认，缺的格空着。请对照原件核对，把缺的格补上");
        rules::SHORT_ROW_SORTED.finding(message).at_place(place.as_ref())
    });
    completed.into_iter().chain(placed)
}

/// 2033年工作总结 in a plan for 2034: read, and no tasks.
pub(crate) fn parts_of_the_past(headings: &[usize], blocks: &[Block], account: &Account) -> Vec<Finding> {
    let finding = |&heading: &usize| {
        let Some(Block::Paragraph(paragraph)) = blocks.get(heading) else { return None };
        let message = format!("“{}”写的是以前的工作，没有当作任务，文字原样保留。其中有今年要做的，请写到任务里", paragraph.body());
        Some(rules::PAST_WORK.finding(message).at_place(place_of(&paragraph.passage, account).as_ref()))
    };
    headings.iter().filter_map(finding).collect()
}

fn sheet_of(place: &Place) -> Option<&str> {
    match place {
        Place::Row { sheet, .. } => Some(sheet),
        Place::Line { .. } => None,
    }
}

/// Sheets whose table names no task: each once, at its first cell.
fn sheets_without_tasks(plan: &Plan) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before = None;
    for rest in plan.rest.iter().filter(|rest| rest.why == NO_TASK_COLUMN) {
        let sheet = sheet_of(&rest.place);
        if before != Some(sheet) {
            before = Some(sheet);
            let message = "这张表里没有“工作任务”“具体内容”一类的栏目，没有当作任务读，内容原样保留。是任务表的，请把这一列的栏目名写上";
            findings.push(rules::NO_TASK_COLUMN.finding(message).at_place(Some(&rest.place)));
        }
    }
    findings
}

/// Tasks that come from several sheets: which, and how many from each. Where a number comes again under the same heading and for the
/// same units, one sheet may be another version of the other, and a person must say.
fn several_sheets(plan: &Plan) -> Option<Finding> {
    let mut sheets: Vec<(&str, usize)> = Vec::new();
    for sheet in plan.tasks.iter().filter_map(|task| sheet_of(task.place.as_ref()?)) {
        match sheets.iter_mut().find(|(name, _)| *name == sheet) {
            Some((_, count)) => *count += 1,
            None => sheets.push((sheet, 1)),
        }
    }
    let list = sheets.iter().map(|(name, count)| format!("〔{name}〕{count}项")).collect::<Vec<_>>().join("、");
    let mut homes: HashMap<_, &str> = HashMap::new();
    // The names of the sheets alone make no difference.
    let named = |task: &Task| sheet_of(task.place.as_ref()?).map(str::to_owned);
    let section = |task: &Task| -> Vec<String> {
        task.section.iter().skip(usize::from(task.section.first() == named(task).as_ref())).cloned().collect()
    };
    let said = |task: &Task| (task.number.clone(), section(task), task.lead_departments.clone(), task.units.clone());
    let mut numbered = plan.tasks.iter().filter_map(|task| Some((task, task.number.as_deref()?, sheet_of(task.place.as_ref()?)?)));
    let again = numbered.find(|(task, _, sheet)| homes.insert(said(task), sheet).is_some_and(|before| before != *sheet));
    let come = format!("任务来自 {} 张表：{list}", sheets.len());
    let advice = "有不该读的，请先删去（工作表也可以隐藏）";
    let second = sheets.get(1)?;
    let finding = match again {
        Some((_, number, _)) => rules::SEVERAL_SHEETS.finding(format!("{come}，序号“{number}”等有重复，可能是同一张表的两稿。{advice}")),
        None => rules::SEVERAL_SHEETS.harmless(format!("{come}。{advice}")),
    };
    Some(finding.at_cell(second.0, "A1"))
}
