//! Leaders: who leads without being in the leading group, who is in it without a task, who carries most.

use std::collections::{BTreeMap, BTreeSet};

use super::rule::{Notes, Rule};
use super::subject::{Line, Subject};
use super::text::listed;
use crate::finding::{Level, place_name};
use crate::passage::Role;
use crate::words::fold::is_blank;
use crate::words::names::looks_like_body;
use crate::words::people::split_people;
use crate::words::responsibility::labelled;
use crate::words::vocabulary::Field;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "C501",
        name: "牵头领导不在领导小组里",
        level: Level::Warning,
        message: "{人}在 {数} 项任务里负责（{处}），领导小组名单里却没有这个人",
        advice: "请核对是名单漏了人，还是任务写错了人",
        why: "不在小组里的人没有名义牵头，名单和任务总有一处是旧的",
        bad: "2023年重点工作方案\n一、成立领导小组\n组长：李明远\n成员：王克勤、赵文清、孙立德\n二、重点任务\n（一）修缮校舍。\n牵头领导：王克勤\n牵头单位：教育局\n（二）检修路灯。\n牵头领导：周怀山\n牵头单位：住建局",
        good: "2023年重点工作方案\n一、成立领导小组\n组长：李明远\n成员：王克勤、赵文清、孙立德\n二、重点任务\n（一）修缮校舍。\n牵头领导：王克勤\n牵头单位：教育局\n（二）检修路灯。\n牵头领导：赵文清\n牵头单位：住建局",
        find: outside_group,
    },
    Rule {
        code: "C502",
        name: "小组成员没有任务",
        level: Level::Info,
        message: "领导小组里的{人}没有负责任何一项任务",
        advice: "请核对是不是漏派了",
        why: "列在名单里而没有任务，开会到场、干活没份",
        bad: "2023年重点工作方案\n一、成立领导小组\n组长：李明远\n成员：王克勤、赵文清、孙立德\n二、重点任务\n（一）修缮校舍。\n牵头领导：王克勤\n牵头单位：教育局\n（二）检修路灯。\n牵头领导：赵文清\n牵头单位：住建局",
        good: "2023年重点工作方案\n一、成立领导小组\n组长：李明远\n成员：王克勤、赵文清、孙立德\n二、重点任务\n（一）修缮校舍。\n牵头领导：王克勤、孙立德\n牵头单位：教育局\n（二）检修路灯。\n牵头领导：赵文清、李明远\n牵头单位：住建局",
        find: without_task,
    },
    Rule {
        code: "C503",
        name: "同一科室分属几位领导",
        level: Level::Info,
        message: "“{科}”单独牵头的任务由几位不同的领导负责：{人}",
        advice: "请核对分管关系",
        why: "一个科室向两位领导报同一类事，容易漏报",
        bad: "（一）修缮校舍。\n责任领导：李明远\n牵头科室：基建科\n（二）更新桌椅。\n责任领导：王克勤\n牵头科室：基建科\n（三）配齐教师。\n责任领导：王克勤\n牵头科室：人事科",
        good: "（一）修缮校舍。\n责任领导：李明远\n牵头科室：基建科\n（二）更新桌椅。\n责任领导：李明远\n牵头科室：基建科\n（三）配齐教师。\n责任领导：王克勤\n牵头科室：人事科",
        find: several_leaders,
    },
    Rule {
        code: "C504",
        name: "任务集中在一位领导",
        level: Level::Info,
        message: "{全} 项任务里，{人}一人负责 {数} 项",
        advice: "请看要不要匀一匀",
        why: "任务太集中，到了年底容易都赶在一起",
        bad: "（一）修缮校舍。\n责任领导：李明远\n牵头科室：基建科\n（二）更新桌椅。\n责任领导：李明远\n牵头科室：基建科\n（三）配齐教师。\n责任领导：李明远\n牵头科室：人事科\n（四）培训干部。\n责任领导：李明远\n牵头科室：人事科\n（五）体检学生。\n责任领导：李明远\n牵头科室：体卫科\n（六）检修路灯。\n责任领导：王克勤\n牵头科室：总务科\n（七）防汛值守。\n责任领导：赵文清\n牵头科室：安全科\n（八）清查账目。\n责任领导：王克勤\n牵头科室：财务科",
        good: "（一）修缮校舍。\n责任领导：李明远\n牵头科室：基建科\n（二）更新桌椅。\n责任领导：李明远\n牵头科室：基建科\n（三）配齐教师。\n责任领导：赵文清\n牵头科室：人事科\n（四）培训干部。\n责任领导：赵文清\n牵头科室：人事科\n（五）体检学生。\n责任领导：李明远\n牵头科室：体卫科\n（六）检修路灯。\n责任领导：王克勤\n牵头科室：总务科\n（七）防汛值守。\n责任领导：赵文清\n牵头科室：安全科\n（八）清查账目。\n责任领导：王克勤\n牵头科室：财务科",
        find: load,
    },
];

/// The people of the leading group, each with the line that names them; empty when the plan does not list its members by name.
fn group<'s, 'a>(subject: &'s Subject<'a>) -> Vec<(String, &'s Line<'a>)> {
    const FEWEST_MEMBERS: usize = 3;
    let mut people: Vec<(String, &Line)> = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let (mut open, mut members) = (None, 0);
    for line in subject.lines.iter().filter(|line| line.task.is_none() && !line.has(Role::SectionTitle)) {
        let text = line.text.trim_matches(is_blank);
        let found = labelled(text, subject.vocabulary);
        let roles = |field| matches!(field, Field::LeadLeaders | Field::DeputyLeaders | Field::Members);
        let mut values: Vec<(Field, &str)> =
            found.iter().filter(|label| roles(label.field)).map(|label| (label.field, &text[label.value.clone()])).collect();
        // A list of members goes on in the next line, which then begins with blanks.
        if let Some(field) = open.filter(|_| found.is_empty() && line.text.starts_with(is_blank) && text.chars().count() < 60) {
            values.push((field, text));
        }
        open = values.last().map(|(field, _)| *field).or(open.filter(|_| text.is_empty()));
        for (field, value) in values {
            let named = split_people(value);
            // 成员：县教育局、县住建局等部门主要负责人 names nobody.
            if field == Field::Members && !named.iter().all(|(_, name)| is_person(name)) {
                continue;
            }
            for (_, name) in named.into_iter().filter(|(_, name)| is_person(name)) {
                members += usize::from(field == Field::Members);
                if known.insert(name.clone()) {
                    people.push((name, line));
                }
            }
        }
    }
    if members >= FEWEST_MEMBERS { people } else { Vec::new() }
}

fn is_person(name: &str) -> bool {
    let length = name.chars().count();
    ((2..=4).contains(&length) || length <= 12 && name.contains('·')) && !looks_like_body(name)
}

/// Leaders with their tasks, in the order in which they appear.
fn leaders<'s>(subject: &'s Subject<'_>) -> Vec<(&'s str, Vec<usize>)> {
    let mut leaders: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        for name in task.lead_leaders.iter().chain(&task.deputy_leaders) {
            let index = *known.entry(name).or_insert_with(|| {
                leaders.push((name, Vec::new()));
                leaders.len() - 1
            });
            if leaders[index].1.last() != Some(&at) {
                leaders[index].1.push(at);
            }
        }
    }
    leaders
}

fn outside_group(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let group = group(subject);
    let leaders = leaders(subject);
    let names: BTreeSet<&str> = group.iter().map(|(name, _)| name.as_str()).collect();
    let inside = |name: &str| names.contains(name);
    // A list that holds none of them is another list.
    if group.is_empty() || !leaders.iter().any(|(name, _)| inside(name)) {
        return;
    }
    for (name, tasks) in leaders.iter().filter(|(name, _)| !inside(name)) {
        let spots: Vec<_> = tasks.iter().map(|&task| subject.at_field(task, name)).collect();
        let places: Vec<String> = spots.iter().filter_map(|spot| spot.place.as_ref()).map(place_name).collect();
        let spot = spots.into_iter().next().unwrap_or_default();
        notes.say(spot, &[("人", name), ("数", &tasks.len().to_string()), ("处", &listed(&places, 6))]);
    }
}

fn without_task(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let leaders: BTreeSet<&str> = leaders(subject).into_iter().map(|(name, _)| name).collect();
    let group = group(subject);
    if !group.iter().any(|(name, _)| leaders.contains(name.as_str())) {
        return;
    }
    for (name, line) in group.iter().filter(|(name, _)| !leaders.contains(name.as_str())) {
        notes.say(subject.at_line(line), &[("人", name)]);
    }
}

fn several_leaders(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const MOST_SETS: usize = 20;
    let mut sets: BTreeMap<&str, Vec<(Vec<&str>, usize)>> = BTreeMap::new();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        let [lead] = task.lead_departments.as_slice() else { continue };
        let leaders: Vec<&str> = task.lead_leaders.iter().map(String::as_str).collect();
        let known = sets.entry(lead).or_default();
        if !leaders.is_empty() && known.len() < MOST_SETS && !known.iter().any(|(other, _)| *other == leaders) {
            known.push((leaders, at));
        }
    }
    for (lead, sets) in sets {
        // Sets with a common leader are one leader with others beside.
        let apart = |(leaders, _): &&(Vec<&str>, usize)| sets.iter().any(|(others, _)| !others.iter().any(|name| leaders.contains(name)));
        if let Some((leaders, at)) = sets.iter().skip(1).find(apart) {
            let leader = leaders.first().copied().unwrap_or(lead);
            let names: Vec<String> =
                sets.iter().map(|(leaders, at)| format!("{}（{}）", leaders.join("、"), place(subject, *at))).collect();
            notes.say(subject.at_field(*at, leader), &[("科", lead), ("人", &listed(&names, 6))]);
        }
    }
}

fn place(subject: &Subject<'_>, task: usize) -> String {
    subject.plan.tasks[task].place.as_ref().map(place_name).unwrap_or_default()
}

fn load(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const FEWEST_TASKS: usize = 8;
    let all = subject.plan.tasks.iter().filter(|task| !task.lead_leaders.is_empty()).count();
    let mut heads: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        for name in &task.lead_leaders {
            heads.entry(name).or_insert((0, at)).0 += 1;
        }
    }
    if all < FEWEST_TASKS || heads.len() < 3 {
        return;
    }
    let most = heads.into_iter().max_by_key(|(_, (count, first))| (*count, std::cmp::Reverse(*first)));
    if let Some((name, (count, task))) = most.filter(|(_, (count, _))| count * 5 >= all * 2) {
        notes.say(subject.at_field(task, name), &[("全", &all.to_string()), ("人", name), ("数", &count.to_string())]);
    }
}
