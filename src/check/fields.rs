//! Fields: empty ones, crowded ones, ones that hold what belongs elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::rule::{Notes, Rule};
use super::subject::{Line, Spot, Subject};
use super::text::listed;
use crate::finding::{Level, brief, place_name};
use crate::model::{DeadlineSource, Place, Task};
use crate::passage::Role;
use crate::words::fold::is_blank;
use crate::words::names::is_collective;
use crate::words::responsibility::label_with_colon;
use crate::words::vocabulary::Field;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "C301",
        name: "没有人负责",
        level: Level::Warning,
        message: "这一项没有写由谁负责，别的任务大多写了",
        advice: "请补上牵头单位或责任单位",
        why: "没有单位的任务下发不出去",
        bad: "（一）修缮校舍。\n责任单位：教育局\n（二）检修路灯。\n责任单位：住建局\n（三）清理河道。\n（四）植树造林。\n责任单位：林业局\n（五）防汛值守。\n责任单位：应急局\n（六）修补路面。\n责任单位：交通局",
        good: "（一）修缮校舍。\n责任单位：教育局\n（二）检修路灯。\n责任单位：住建局\n（三）清理河道。\n责任单位：水利局\n（四）植树造林。\n责任单位：林业局\n（五）防汛值守。\n责任单位：应急局\n（六）修补路面。\n责任单位：交通局",
        find: nobody,
    },
    Rule {
        code: "C302",
        name: "大多没有写由谁负责",
        level: Level::Warning,
        message: "{全} 项任务里只有 {数} 项写了由谁负责（{处}）",
        advice: "请给其余各项补上，或者说明由谁统一负责",
        why: "没有单位的任务下发不出去",
        bad: "（一）修缮校舍。改造两所。（责任科室：基建科）\n（二）检修路灯。更换灯具。\n（三）清理河道。打捞垃圾。\n（四）植树造林。补植行道树。\n（五）防汛值守。备足物资。",
        good: "（一）修缮校舍。改造两所。（责任科室：基建科）\n（二）检修路灯。更换灯具。（责任科室：总务科）\n（三）清理河道。打捞垃圾。（责任科室：总务科）\n（四）植树造林。补植行道树。（责任科室：总务科）\n（五）防汛值守。备足物资。（责任科室：安全科）",
        find: hardly_anybody,
    },
    Rule {
        code: "C303",
        name: "缺责任单位",
        level: Level::Warning,
        message: "这一项的配合单位（责任单位）空着，别的任务大多写了",
        advice: "请补上；确实不需要配合的，写“无”",
        why: "空着分不清是不需要还是漏了",
        bad: "序号\n\n工作任务\n\n牵头单位\n\n配合单位\n\n1\n\n修缮校舍\n\n教育局\n\n住建局\n\n2\n\n检修路灯\n\n住建局\n\n交通局\n\n3\n\n清理河道\n\n水利局\n\n\u{A0}\n\n4\n\n植树造林\n\n林业局\n\n水利局\n\n5\n\n防汛值守\n\n应急局\n\n水利局\n\n6\n\n修补路面\n\n交通局\n\n住建局\n\n7\n\n接种疫苗\n\n卫健局\n\n教育局\n\n8\n\n推广良种\n\n农业局\n\n财政局\n\n9\n\n办运动会\n\n文旅局\n\n教育局\n\n10\n\n整治广告\n\n城管局\n\n公安局",
        good: "序号\n\n工作任务\n\n牵头单位\n\n配合单位\n\n1\n\n修缮校舍\n\n教育局\n\n住建局\n\n2\n\n检修路灯\n\n住建局\n\n交通局\n\n3\n\n清理河道\n\n水利局\n\n城管局\n\n4\n\n植树造林\n\n林业局\n\n水利局\n\n5\n\n防汛值守\n\n应急局\n\n水利局\n\n6\n\n修补路面\n\n交通局\n\n住建局\n\n7\n\n接种疫苗\n\n卫健局\n\n教育局\n\n8\n\n推广良种\n\n农业局\n\n财政局\n\n9\n\n办运动会\n\n文旅局\n\n教育局\n\n10\n\n整治广告\n\n城管局\n\n公安局",
        find: no_units,
    },
    Rule {
        code: "C304",
        name: "缺完成时限",
        level: Level::Warning,
        message: "这一项没有写完成时限，别的任务大多写了",
        advice: "请补上；长期工作写“长期坚持”",
        why: "没有时限就没法督查",
        bad: "2023年工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：8月底\n（二）检修路灯。\n责任单位：住建局\n完成时限：6月底\n（三）清理河道。\n责任单位：水利局\n（四）植树造林。\n责任单位：林业局\n完成时限：4月底\n（五）防汛值守。\n责任单位：应急局\n完成时限：9月底\n（六）修补路面。\n责任单位：交通局\n完成时限：10月底",
        good: "2023年工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：8月底\n（二）检修路灯。\n责任单位：住建局\n完成时限：6月底\n（三）清理河道。\n责任单位：水利局\n完成时限：5月底\n（四）植树造林。\n责任单位：林业局\n完成时限：4月底\n（五）防汛值守。\n责任单位：应急局\n完成时限：9月底\n（六）修补路面。\n责任单位：交通局\n完成时限：10月底",
        find: no_deadline,
    },
    Rule {
        code: "C305",
        name: "说了有时限却没写",
        level: Level::Warning,
        message: "这里说到“{词}”，但 {全} 项任务里只有 {数} 项写了时限{处}",
        advice: "请给各项补上完成时限",
        why: "要按时限督查，却没有时限可查",
        bad: "2023年工作方案\n一、重点任务\n（一）修缮校舍。\n责任单位：教育局\n（二）检修路灯。\n责任单位：住建局\n（三）清理河道。\n责任单位：水利局\n二、工作要求\n各单位要严格按照完成时限推进。",
        good: "2023年工作方案\n一、重点任务\n（一）修缮校舍。\n责任单位：教育局\n完成时限：8月底\n（二）检修路灯。\n责任单位：住建局\n完成时限：6月底\n（三）清理河道。\n责任单位：水利局\n完成时限：5月底\n二、工作要求\n各单位要严格按照完成时限推进。",
        find: promised_deadlines,
    },
    Rule {
        code: "C306",
        name: "几家牵头",
        level: Level::Info,
        message: "这一项有 {数} 个牵头单位：{谁}",
        advice: "请明确哪一个总牵头，报送时由它汇总",
        why: "都牵头时，进展由谁来报容易推来推去",
        bad: "（一）修缮校舍。\n牵头单位：教育局、住建局\n（二）检修路灯。\n牵头单位：住建局",
        good: "（一）修缮校舍。\n牵头单位：教育局\n配合单位：住建局\n（二）检修路灯。\n牵头单位：住建局",
        find: several_leads,
    },
    Rule {
        code: "C307",
        name: "名单里写着分工",
        level: Level::Warning,
        message: "“{词}”这一栏该只写名单，却写了分工",
        advice: "请把名单和分工分成两段写",
        why: "名单和分工混在一起，容易把话当成单位名",
        bad: "（一）建设智慧校园。\n牵头科室：信息科\n配合科室：财务科负责筹措资金；基建科负责校园布线。\n（二）检修校舍。\n牵头科室：基建科",
        good: "（一）建设智慧校园。\n牵头科室：信息科\n配合科室：财务科、基建科\n财务科负责筹措资金；基建科负责校园布线。\n（二）检修校舍。\n牵头科室：基建科",
        find: prose_in_field,
    },
    Rule {
        code: "C308",
        name: "分工的单位不在名单里",
        level: Level::Error,
        message: "分工里写了“{谁}”，牵头和配合的名单里却没有它{像}",
        advice: "请把名称改成一样，或者补进名单",
        why: "下发时按名单分表，名单里没有的单位收不到自己的分工",
        bad: "（一）建设智慧校园。\n牵头科室：信息科\n配合科室：财计科、基建科\n信息科具体负责平台建设；财务科负责筹措资金；基建科负责校园布线。\n（二）检修校舍。\n牵头科室：基建科",
        good: "（一）建设智慧校园。\n牵头科室：信息科\n配合科室：财务科、基建科\n信息科具体负责平台建设；财务科负责筹措资金；基建科负责校园布线。\n（二）检修校舍。\n牵头科室：基建科",
        find: orphaned_duty,
    },
    Rule {
        code: "C309",
        name: "分工没有分到一家",
        level: Level::Info,
        message: "“{词}”由 {谁} 一起负责，没有分到一家",
        advice: "请分清各负责什么",
        why: "一起负责的事常常没有人先动手",
        bad: "（一）建设智慧校园。\n牵头科室：信息科\n配合科室：财务科、基建科\n配合科室主要负责校园布线和资金筹措。\n（二）检修校舍。\n牵头科室：基建科",
        good: "（一）建设智慧校园。\n牵头科室：信息科\n配合科室：财务科、基建科\n财务科负责资金筹措；基建科负责校园布线。\n（二）检修校舍。\n牵头科室：基建科",
        find: collective_duty,
    },
    Rule {
        code: "C310",
        name: "名单换行没有顿号",
        level: Level::Warning,
        message: "名单从“{前}”换行到“{后}”，中间没有顿号",
        advice: "请在行末补上顿号",
        why: "换行处没有顿号，前后两个名称会粘成一个",
        bad: "（一）建设智慧校园。\n牵头科室：信息科\n配合科室：财务科、基建科\n          人事科、总务科\n（二）检修校舍。\n牵头科室：基建科",
        good: "（一）建设智慧校园。\n牵头科室：信息科\n配合科室：财务科、基建科、\n          人事科、总务科\n（二）检修校舍。\n牵头科室：基建科",
        find: broken_list,
    },
    Rule {
        code: "C311",
        name: "缺责任领导",
        level: Level::Warning,
        message: "这一项没有写责任领导，别的任务大多写了",
        advice: "请补上",
        why: "没有领导包抓的任务，出了问题没有人协调",
        bad: "（一）修缮校舍。\n责任领导：李明远\n牵头单位：教育局\n（二）检修路灯。\n责任领导：王克勤\n牵头单位：住建局\n（三）清理河道。\n牵头单位：水利局\n（四）植树造林。\n责任领导：李明远\n牵头单位：林业局\n（五）防汛值守。\n责任领导：王克勤\n牵头单位：应急局\n（六）修补路面。\n责任领导：王克勤\n牵头单位：交通局",
        good: "（一）修缮校舍。\n责任领导：李明远\n牵头单位：教育局\n（二）检修路灯。\n责任领导：王克勤\n牵头单位：住建局\n（三）清理河道。\n责任领导：李明远\n牵头单位：水利局\n（四）植树造林。\n责任领导：李明远\n牵头单位：林业局\n（五）防汛值守。\n责任领导：王克勤\n牵头单位：应急局\n（六）修补路面。\n责任领导：王克勤\n牵头单位：交通局",
        find: no_leader,
    },
    Rule {
        code: "C312",
        name: "全文没有写由谁负责",
        level: Level::Info,
        message: "{全} 项任务都没有写由谁负责，写了时限的有 {数} 项{处}",
        advice: "下发以前，请在分解表里补上牵头单位、责任单位和完成时限",
        why: "要点只说做什么，分解表要说谁来做、什么时候做完",
        bad: "2023年教育工作要点\n1.修缮校舍。改造一批危旧校舍。\n2.配齐教师。招聘一批年轻教师。\n3.更新桌椅。年内换完旧桌椅。",
        good: "2023年教育工作要点\n1.修缮校舍。改造一批危旧校舍。（责任科室：基建科）\n2.配齐教师。招聘一批年轻教师。（责任科室：人事科）\n3.更新桌椅。年内换完旧桌椅。（责任科室：总务科）",
        find: nobody_at_all,
    },
];

/// Of fewer tasks nothing is “most”.
const FEWEST: usize = 5;

fn assigned(task: &Task) -> bool {
    !(task.lead_departments.is_empty()
        && task.units.is_empty()
        && task.lead_leaders.is_empty()
        && task.responsible_persons.is_empty()
        && task.duties.is_empty())
}

/// The tasks that lack what most others have: four of five.
fn lacking(tasks: &[Task], has: impl Fn(&Task) -> bool) -> Vec<usize> {
    most_have(tasks.iter().enumerate().collect(), has)
}

/// The same among the tasks that somebody answers for.
fn lacking_among_assigned(tasks: &[Task], has: impl Fn(&Task) -> bool) -> Vec<usize> {
    most_have(tasks.iter().enumerate().filter(|(_, task)| assigned(task)).collect(), has)
}

fn most_have(tasks: Vec<(usize, &Task)>, has: impl Fn(&Task) -> bool) -> Vec<usize> {
    let lacking: Vec<usize> = tasks.iter().filter(|(_, task)| !has(task)).map(|(at, _)| *at).collect();
    if tasks.len() < FEWEST || lacking.len() * 5 > tasks.len() { Vec::new() } else { lacking }
}

fn nobody(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for task in lacking(&subject.plan.tasks, assigned) {
        notes.say(blank_cell(subject, task), &[]);
    }
}

/// The few tasks that have something, where most have not; `None` when none or many have it.
fn few_with(subject: &Subject<'_>, has: impl Fn(&Task) -> bool) -> Option<Vec<usize>> {
    let tasks = &subject.plan.tasks;
    let with: Vec<usize> = tasks.iter().enumerate().filter(|(_, task)| has(task)).map(|(at, _)| at).collect();
    (tasks.len() >= FEWEST && !with.is_empty() && with.len() * 4 <= tasks.len()).then_some(with)
}

fn places(tasks: &[usize], spot: impl Fn(usize) -> Spot) -> String {
    let places: Vec<String> = tasks.iter().filter_map(|&task| spot(task).place.as_ref().map(place_name)).collect();
    listed(&places, 9)
}

fn hardly_anybody(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let Some(with) = few_with(subject, assigned) else { return };
    let all = subject.plan.tasks.len().to_string();
    let places = places(&with, |task| subject.at_task(task));
    notes.say(subject.at_task(with[0]), &[("全", &all), ("数", &with.len().to_string()), ("处", &places)]);
}

fn nobody_at_all(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let tasks = &subject.plan.tasks;
    if tasks.len() < 3 || tasks.iter().any(assigned) {
        return;
    }
    let dated: Vec<usize> = tasks.iter().enumerate().filter(|(_, task)| task.deadline.is_some()).map(|(at, _)| at).collect();
    let at = places(&dated, |task| subject.at_task(task));
    let at = if dated.is_empty() { String::new() } else { format!("（{at}）") };
    notes.say(Spot::default(), &[("全", &tasks.len().to_string()), ("数", &dated.len().to_string()), ("处", &at)]);
}

fn no_units(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    // Where every task has its own line or bracket, none is needed; an empty cell of a table is a question.
    let lacking = lacking_among_assigned(&subject.plan.tasks, |task| !task.units.is_empty());
    let assigned = subject.plan.tasks.iter().filter(|task| assigned(task)).count();
    if lacking.len() * 10 > assigned {
        return;
    }
    for (task, spot) in lacking.into_iter().map(|task| (task, blank_cell(subject, task))) {
        if spot.place != subject.plan.tasks[task].place || matches!(spot.place, Some(Place::Row { .. })) {
            notes.say(spot, &[]);
        }
    }
}

fn no_leader(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for task in lacking_among_assigned(&subject.plan.tasks, |task| !task.lead_leaders.is_empty()) {
        notes.say(blank_cell(subject, task), &[]);
    }
}

fn no_deadline(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let field = |task: &Task| task.deadline.as_ref().is_some_and(|deadline| deadline.source == DeadlineSource::Field);
    for task in lacking(&subject.plan.tasks, field).into_iter().filter(|&task| subject.plan.tasks[task].deadline.is_none()) {
        notes.say(subject.at_task(task), &[]);
    }
}

/// The empty cell of a task where the source prints one as a line of blanks, else where the task begins.
fn blank_cell(subject: &Subject<'_>, task: usize) -> Spot {
    let Some(range) = subject.line_range(task) else { return subject.at_task(task) };
    let next = subject.line_range(task + 1).map_or(subject.lines.len(), |next| *next.start());
    let after = subject.lines.get(*range.start()..next.min(range.end() + 8)).unwrap_or_default();
    let blank = |line: &&Line| !line.text.is_empty() && line.text.chars().all(is_blank) && line.text.contains('\u{A0}');
    match after.iter().rev().find(blank) {
        Some(line) => Spot { place: line.place.cloned(), task: Some(task) },
        None => subject.at_task(task),
    }
}

fn promised_deadlines(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const PROMISES: [&str; 8] = ["时间节点", "进度时限", "完成时限", "时限要求", "办结时限", "时间进度", "完成时间", "时间要求"];
    let dated =
        |task: &Task| task.deadline.as_ref().is_some_and(|deadline| deadline.due.is_some() || deadline.source == DeadlineSource::Field);
    let tasks = &subject.plan.tasks;
    let with: Vec<usize> = tasks.iter().enumerate().filter(|(_, task)| dated(task)).map(|(at, _)| at).collect();
    if tasks.len() < 3 || with.len() * 4 > tasks.len() {
        return;
    }
    let outside = subject.lines.iter().filter(|line| line.is_text() && line.task.is_none());
    let promise = outside.filter_map(|line| PROMISES.iter().find(|word| line.text.contains(**word)).map(|word| (line, *word))).next_back();
    let Some((line, word)) = promise else { return };
    let at = |task: usize| match &tasks[task].deadline {
        Some(deadline) => subject.at_words(task, &deadline.raw),
        None => subject.at_task(task),
    };
    let places = places(&with, at);
    let places = if with.is_empty() { String::new() } else { format!("（{places}）") };
    let (all, some) = (tasks.len().to_string(), with.len().to_string());
    notes.say(subject.at_line(line), &[("词", word), ("全", &all), ("数", &some), ("处", &places)]);
}

fn several_leads(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (at, task) in subject.plan.tasks.iter().enumerate().filter(|(_, task)| task.lead_departments.len() > 1) {
        let who = task.lead_departments.join("、");
        notes.say(
            subject.at_field(at, &task.lead_departments[0]),
            &[("数", &task.lead_departments.len().to_string()), ("谁", &brief(&who))],
        );
    }
}

fn prose_in_field(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const VERBS: [&str; 4] = ["具体负责", "主要负责", "负责", "协助开展"];
    for line in subject.lines.iter().filter(|line| line.task.is_some() && line.has(Role::Field)) {
        let text = line.text.trim_matches(is_blank);
        let Some((field, end)) = label_with_colon(text, subject.vocabulary) else { continue };
        let value = &text[end..];
        let told = VERBS.iter().filter_map(|verb| value.find(verb).map(|at| (at, &value[at + verb.len()..]))).min_by_key(|(at, _)| *at);
        let Some((at, duty)) = told else { continue };
        let listing = matches!(field, Field::Units | Field::LeadDepartments | Field::InternalDepartments) && at > 0;
        let says: usize = duty.chars().take_while(|c| !"；;。，,、".contains(*c)).count();
        if listing && says >= 4 && !value[..at].contains("分工") {
            notes.say(subject.at_line(line), &[("词", text[..end].trim_end_matches(['：', ':']))]);
        }
    }
}

/// The one name that may be meant by another: the same first and last character.
fn like<'n>(name: &str, names: &[&'n String]) -> Option<&'n String> {
    let (first, last) = (name.chars().next()?, name.chars().next_back()?);
    let mut alike = names.iter().filter(|other| other.starts_with(first) && other.ends_with(last));
    let found = alike.next();
    found.filter(|_| alike.next().is_none()).copied()
}

fn is_class(name: &str) -> bool {
    is_collective(name) || name.starts_with("配合") || name.starts_with("牵头") || name.starts_with("成员单位") || name.starts_with("责任")
}

fn orphaned_duty(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (at, task) in subject.plan.tasks.iter().enumerate().filter(|(_, task)| !task.duties.is_empty()) {
        let listed: BTreeSet<&String> = task.lead_departments.iter().chain(&task.units).collect();
        let active: BTreeSet<&String> = task.duties.iter().map(|duty| &duty.unit).collect();
        if listed.is_empty() || listed.iter().any(|name| is_class(name)) {
            continue;
        }
        let idle: Vec<&String> = listed.difference(&active).copied().collect();
        for unit in active.difference(&listed).filter(|unit| !is_class(unit)) {
            let hint = like(unit, &idle).map(|name| format!("（名单里的“{name}”没有分工，像是同一个）")).unwrap_or_default();
            notes.say(subject.at_field(at, unit), &[("谁", unit), ("像", &hint)]);
        }
    }
}

fn collective_duty(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        let mut shared: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for duty in &task.duties {
            shared.entry(&duty.duty).or_default().push(&duty.unit);
        }
        for (duty, units) in shared.into_iter().filter(|(_, units)| units.len() > 1 || is_class(units[0])) {
            notes.say(subject.at_words(at, duty), &[("词", &brief(duty)), ("谁", &brief(&units.join("、")))]);
        }
    }
}

fn broken_list(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for pair in subject.lines.windows(2) {
        let (before, line) = (&pair[0], &pair[1]);
        let both = before.task.is_some() && before.task == line.task && before.has(Role::Field) && line.has(Role::Field);
        let (text, next) = (before.text.trim_matches(is_blank), line.text.trim_matches(is_blank));
        let list = label_with_colon(text, subject.vocabulary).is_some_and(|(field, _)| field.is_bodies() || field.is_people());
        let plain = |text: &str| !text.contains(['。', '；', ';']);
        if both
            && list
            && line.text.starts_with(is_blank)
            && label_with_colon(next, subject.vocabulary).is_none()
            && plain(text)
            && plain(next)
        {
            let open = text.chars().next_back().is_some_and(|c| !"、，,；;：:".contains(c));
            let last = text.rsplit(['、', '：', ':', '，']).next().unwrap_or(text);
            let first = next.split(['、', '，', ',']).next().unwrap_or(next);
            if open {
                notes.say(subject.at_line(before), &[("前", last), ("后", first)]);
            }
        }
    }
}
