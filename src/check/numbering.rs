//! Numbering: gaps, repeats, restarts, mixed brackets, mixed styles.

use hashbrown::HashMap;

use super::rule::{Notes, Rule};
use super::subject::{Spot, Subject};
use crate::finding::Level;
use crate::model::Place;
use crate::passage::Role;
use crate::words::numbering::{Style, marker, numeral};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "C001",
        name: "编号跳号",
        level: Level::Warning,
        message: "编号从“{前}”跳到“{后}”，中间少了 {少} 个",
        advice: "请对照原文，看是漏了任务还是编错了号",
        why: "漏掉的那一项不会进分解表，也就没有人做",
        bad: "一、重点任务\n（一）修缮校舍，责任单位：教育局。\n（二）检修路灯，责任单位：住建局。\n（三）清理河道，责任单位：水利局。\n（四）植树造林，责任单位：林业局。\n（六）防汛值守，责任单位：应急局。",
        good: "一、重点任务\n（一）修缮校舍，责任单位：教育局。\n（二）检修路灯，责任单位：住建局。\n（三）清理河道，责任单位：水利局。\n（四）植树造林，责任单位：林业局。\n（五）防汛值守，责任单位：应急局。",
        find: gaps,
    },
    Rule {
        code: "C002",
        name: "编号重复或倒退",
        level: Level::Warning,
        message: "编号“{后}”排在“{前}”后面，重复或者倒退了",
        advice: "请改编号，免得两项任务用同一个号",
        why: "报送和督查都按编号说话，两项同号就会张冠李戴",
        bad: "一、重点任务\n（一）修缮校舍，责任单位：教育局。\n（二）检修路灯，责任单位：住建局。\n（二）清理河道，责任单位：水利局。\n（三）植树造林，责任单位：林业局。",
        good: "一、重点任务\n（一）修缮校舍，责任单位：教育局。\n（二）检修路灯，责任单位：住建局。\n（三）清理河道，责任单位：水利局。\n（四）植树造林，责任单位：林业局。",
        find: repeats,
    },
    Rule {
        code: "C003",
        name: "编号在各章重新开始",
        level: Level::Info,
        message: "编号从“{章}”起重新由“{号}”开始，这样的地方有 {数} 处，全文的编号不唯一",
        advice: "引用任务时请连同章节一起写，或者用表里的编码",
        why: "只说“第（1）项”时，分不清是哪一章的",
        bad: "一、教育\n1.修缮校舍。责任单位：教育局\n2.配齐教师。责任单位：教育局\n二、交通\n1.修补路面。责任单位：交通局\n2.检修路灯。责任单位：住建局",
        good: "一、教育\n1.修缮校舍。责任单位：教育局\n2.配齐教师。责任单位：教育局\n二、交通\n3.修补路面。责任单位：交通局\n4.检修路灯。责任单位：住建局",
        find: restarts,
    },
    Rule {
        code: "C004",
        name: "编号括号宽窄混用",
        level: Level::Info,
        message: "编号的括号有 {宽} 处全角、{窄} 处半角，例如“{例}”",
        advice: "请统一成全角（一）",
        why: "查找“（十二）”时会漏掉半角的那些",
        bad: "一、重点任务\n（一）修缮校舍。责任单位：教育局\n（二）检修路灯。责任单位：住建局\n(三)清理河道。责任单位：水利局",
        good: "一、重点任务\n（一）修缮校舍。责任单位：教育局\n（二）检修路灯。责任单位：住建局\n（三）清理河道。责任单位：水利局",
        find: brackets,
    },
    Rule {
        code: "C005",
        name: "编号样式不一",
        level: Level::Info,
        message: "{少} 项任务的编号是“{例}”这一种，其余 {多} 项是“{主}”这一种",
        advice: "请核对这几项是不是同一级的任务",
        why: "样式不同的编号常常不是同一级，拆出来的任务会有大有小",
        bad: "一、党的建设\n一是抓好学习。\n二是抓好作风。\n二、教育\n（一）修缮校舍。\n（二）配齐教师。\n三、交通\n（三）修补路面。\n（四）检修路灯。\n（五）清理隐患。",
        good: "一、党的建设\n（一）抓好学习。\n（二）抓好作风。\n二、教育\n（三）修缮校舍。\n（四）配齐教师。\n三、交通\n（五）修补路面。\n（六）检修路灯。\n（七）清理隐患。",
        find: styles,
    },
];

/// A step from one number to the next of the same style.
struct Step {
    /// Task indices.
    from: usize,
    to: usize,
    before: u32,
    after: u32,
    same_section: bool,
}

/// The style and value of a printed number; bare ones of tables have no style.
fn read_number(number: &str) -> Option<(Option<Style>, u32)> {
    let number = number.trim();
    match marker(number).filter(|marker| marker.length == number.len()) {
        Some(marker) if !matches!(marker.style, Style::Bullet(_)) => Some((Some(marker.style), marker.value)),
        Some(_) => None,
        None => numeral(number).map(|value| (None, value)),
    }
}

fn steps(subject: &Subject<'_>) -> Vec<Step> {
    let mut last: HashMap<Option<Style>, (usize, u32)> = HashMap::new();
    let mut steps = Vec::new();
    for (to, task) in subject.plan.tasks.iter().enumerate() {
        let Some((style, after)) = task.number.as_deref().and_then(read_number) else { continue };
        // Numbers of a table and those of running text, or of two tables, are two lists.
        if let Some((from, before)) = last.insert(style, (to, after)) {
            let other = &subject.plan.tasks[from];
            if sheet(other.place.as_ref()) == sheet(task.place.as_ref()) {
                steps.push(Step { from, to, before, after, same_section: other.section == task.section });
            }
        }
    }
    steps
}

fn sheet(place: Option<&Place>) -> Option<&str> {
    match place {
        Some(Place::Row { sheet, .. }) => Some(sheet),
        _ => None,
    }
}

fn number<'s>(subject: &'s Subject<'_>, task: usize) -> &'s str {
    subject.plan.tasks.get(task).and_then(|task| task.number.as_deref()).unwrap_or("").trim()
}

fn gaps(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let steps = steps(subject);
    let gaps: Vec<&Step> = steps.iter().filter(|step| step.after > step.before + 1).filter(|step| !stands_between(subject, step)).collect();
    // A bureau that copies out only its own items leaves gaps all over: those numbers are right.
    if gaps.len() > 1 && gaps.len() * 5 > steps.len() {
        return;
    }
    for step in gaps {
        let missing = step.after - step.before - 1;
        let facts = [("前", number(subject, step.from)), ("后", number(subject, step.to)), ("少", &missing.to_string())];
        notes.say(subject.at_task(step.to), &facts);
    }
}

/// Whether a missing number is printed between the two tasks, on something that is no task.
fn stands_between(subject: &Subject<'_>, step: &Step) -> bool {
    let (Some(from), Some(to)) = (subject.line_range(step.from), subject.line_range(step.to)) else { return false };
    let wanted = step.before + 1;
    let lines = subject.lines.get(*from.start()..*to.start()).unwrap_or_default();
    let begins =
        |text: &str| marker(text.trim_start()).is_some_and(|marker| marker.value == wanted) || numeral(text.trim()) == Some(wanted);
    lines.iter().any(|line| begins(line.text) || line.spans.iter().any(|(_, text)| begins(text)))
}

fn repeats(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let repeated: Vec<Step> = steps(subject)
        .into_iter()
        .filter(|step| step.after <= step.before && (step.same_section || step.after == step.before && step.after > 1))
        // A bare number in a table may be one merged cell over two rows; a list may begin anew.
        .filter(|step| {
            number(subject, step.to) != number(subject, step.from) || read_number(number(subject, step.to)).is_some_and(|n| n.0.is_some())
        })
        .filter(|step| step.after > 1)
        .collect();
    for step in repeated {
        notes.say(subject.at_task(step.to), &[("前", number(subject, step.from)), ("后", number(subject, step.to))]);
    }
}

fn restarts(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let restarts: Vec<Step> = steps(subject).into_iter().filter(|step| step.after == 1 && step.before >= 1 && !step.same_section).collect();
    let Some(first) = restarts.first() else { return };
    let chapter = subject.plan.tasks[first.to].section.last().map_or("", String::as_str);
    let heading = heading_before(subject, first.to).unwrap_or_else(|| subject.at_task(first.to));
    let facts = [("章", chapter), ("数", &restarts.len().to_string()), ("号", number(subject, first.to))];
    notes.say(heading, &facts);
}

/// The line of the heading a task stands under, where it is printed right before the task.
fn heading_before(subject: &Subject<'_>, task: usize) -> Option<Spot> {
    let start = *subject.line_range(task)?.start();
    let before = subject.lines.get(..start)?.iter().rev().take(6);
    before.take_while(|line| line.task.is_none()).find(|line| line.has(Role::SectionTitle)).map(|line| subject.at_line(line))
}

fn brackets(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let tasks = subject.plan.tasks.iter().enumerate();
    let opened = |c: char| tasks.clone().filter(move |(_, task)| task.number.as_deref().is_some_and(|number| number.trim().starts_with(c)));
    let (wide, narrow) = (opened('（').count(), opened('(').count());
    let Some(odd) = (if wide >= narrow { opened('(').next() } else { opened('（').next() }) else { return };
    if wide > 0 && narrow > 0 {
        let facts = [("宽", &*wide.to_string()), ("窄", &*narrow.to_string()), ("例", number(subject, odd.0))];
        notes.say(subject.at_task(odd.0), &facts);
    }
}

fn styles(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let mut found: Vec<(Style, Vec<usize>)> = Vec::new();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        let Some((Some(style), _)) = task.number.as_deref().and_then(read_number) else { continue };
        match found.iter_mut().find(|(other, _)| *other == style) {
            Some((_, tasks)) => tasks.push(at),
            None => found.push((style, vec![at])),
        }
    }
    let numbered: usize = found.iter().map(|(_, tasks)| tasks.len()).sum();
    let Some((main, most)) = found.iter().max_by_key(|(_, tasks)| tasks.len()) else { return };
    if most.len() * 10 < numbered * 6 || found.len() > 3 {
        return;
    }
    for (_, tasks) in found.iter().filter(|(style, tasks)| style != main && tasks.len() > 1) {
        let facts = [
            ("少", &*tasks.len().to_string()),
            ("例", number(subject, tasks[0])),
            ("多", &*most.len().to_string()),
            ("主", number(subject, most[0])),
        ];
        notes.say(subject.at_task(tasks[0]), &facts);
    }
}
