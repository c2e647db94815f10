//! Duplicates: the same task twice, nearly the same task, the same work under two leads, work named in two tasks.
//!
//! Nothing is compared with everything: identical texts are found by their hash, similar ones by rare clauses (those that stand in
//! two or three tasks of the plan and no more), overlapping ones by rare runs of characters of the headlines.

use std::collections::{BTreeMap, BTreeSet};

use super::rule::{Notes, Rule};
use super::subject::Subject;
use super::text::{ByHash, clauses, each_clause, folded_letters, hash, is_han, letters};
use crate::finding::{Level, brief, place_name};
use crate::model::Task;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "C101",
        name: "任务重复",
        level: Level::Error,
        message: "和“{前}”（{处}）一字不差，连责任单位和时限也一样",
        advice: "请删去一项，或者改成本来要写的内容",
        why: "一件事会派两次、报两次、算两次",
        bad: "（一）修缮全县乡村小学的危旧校舍。\n责任单位：教育局\n（二）修缮全县乡村小学的危旧校舍。\n责任单位：教育局",
        good: "（一）修缮全县乡村小学的危旧校舍。\n责任单位：教育局\n（二）修缮全县乡镇中学的危旧宿舍。\n责任单位：教育局",
        find: identical,
    },
    Rule {
        code: "C102",
        name: "任务雷同",
        level: Level::Warning,
        message: "和“{前}”（{处}）大半相同，例如都写了“{同}”",
        advice: "请核对是不是同一件事，是就合并",
        why: "两家会各干一半，或者都等对方干",
        bad: "（一）依托县级政务外网，统一建设校园网络，为学校提供稳定可靠的网络保障。\n责任单位：教育局\n（二）依托县级政务外网，统一建设校园网络，提高学校上网带宽。\n责任单位：教育局",
        good: "（一）依托县级政务外网，统一建设校园网络，为学校提供稳定可靠的网络保障。\n责任单位：教育局\n（二）给每个班级配一台多媒体教学设备。\n责任单位：教育局",
        find: similar,
    },
    Rule {
        code: "C103",
        name: "一件事两家牵头",
        level: Level::Warning,
        message: "和“{前}”（{处}）文字相同，但这里由{这}牵头，那里由{那}牵头",
        advice: "请定下一家牵头，另一家改为配合",
        why: "两家都牵头等于没有人牵头",
        bad: "（一）修缮全县乡村小学的危旧校舍。\n牵头单位：教育局\n（二）修缮全县乡村小学的危旧校舍。\n牵头单位：住建局",
        good: "（一）修缮全县乡村小学的危旧校舍。\n牵头单位：教育局\n配合单位：住建局\n（二）检修城区主次干道路灯。\n牵头单位：住建局",
        find: two_leads,
    },
    Rule {
        code: "C104",
        name: "工作交叉",
        level: Level::Info,
        message: "“{同}”在“{前}”（{处}）里也写到了",
        advice: "请核对两项的分工，免得重复安排",
        why: "同一块工作写在两项里，进展会报成两样",
        bad: "（一）推进健康主题公园建设。在城北新村旁边选址，年内动工，明年春天开放。\n责任单位：园林局\n（二）丰富群众文体活动。办好运动会，推进健康主题公园建设任务，配齐体育器材。\n责任单位：体育局",
        good: "（一）推进健康主题公园建设。在城北新村旁边选址，年内动工，明年春天开放。\n责任单位：园林局\n（二）丰富群众文体活动。办好运动会，配齐体育器材。\n责任单位：体育局",
        find: overlapping,
    },
];

/// Texts shorter than this say too little to be called the same.
const SHORTEST: usize = 8;

/// What a task is called in a message: its number and the beginning of its words.
fn called(subject: &Subject<'_>, task: usize) -> (String, String) {
    let plan = subject.plan;
    let Some(found) = plan.tasks.get(task) else { return Default::default() };
    let name = format!("{}{}", found.number.as_deref().unwrap_or(""), found.text());
    let place = found.place.as_ref().map_or_else(|| format!("第 {} 项", found.seq), place_name);
    (brief(&name), place)
}

/// For each task the first earlier one with the same letters, where there is one.
fn twins(subject: &Subject<'_>) -> Vec<(usize, usize)> {
    let mut first: ByHash<usize> = ByHash::default();
    let mut twins = Vec::new();
    let mut buffer = Vec::new();
    let tasks = &subject.plan.tasks;
    for (at, task) in tasks.iter().enumerate() {
        buffer.clear();
        buffer.extend(folded_letters(&task.text()));
        let hash = hash(&buffer);
        match first.get(&hash) {
            _ if buffer.len() < SHORTEST => {}
            Some(&before) if folded_letters(&tasks[before].text()).eq(buffer.iter().copied()) => twins.push((before, at)),
            Some(_) => {}
            None => {
                first.insert(hash, at);
            }
        }
    }
    twins
}

fn same_fields(one: &Task, other: &Task) -> bool {
    one.lead_departments == other.lead_departments
        && one.units == other.units
        && one.lead_leaders == other.lead_leaders
        && one.responsible_persons == other.responsible_persons
        && one.deadline == other.deadline
        && one.extra == other.extra
        && one.notes == other.notes
}

fn identical(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (before, at) in twins(subject) {
        if same_fields(&subject.plan.tasks[before], &subject.plan.tasks[at]) {
            let (name, place) = called(subject, before);
            notes.say(subject.at_task(at), &[("前", &name), ("处", &place)]);
        }
    }
}

fn two_leads(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (before, at) in twins(subject) {
        let (one, other) = (&subject.plan.tasks[before].lead_departments, &subject.plan.tasks[at].lead_departments);
        if !one.is_empty() && !other.is_empty() && !one.iter().any(|lead| other.contains(lead)) {
            let (name, place) = called(subject, before);
            notes.say(subject.at_task(at), &[("前", &name), ("处", &place), ("这", &other.join("、")), ("那", &one.join("、"))]);
        }
    }
}

/// Tasks that hold a rare clause: at most this many.
const RARE: usize = 3;
/// A clause shorter than this proves nothing.
const SHORTEST_CLAUSE: usize = 8;

/// Pairs of tasks (earlier, later) with the letters of their common rare clauses and the longest of these.
fn common_clauses<'t>(subject: &'t Subject<'_>) -> BTreeMap<(usize, usize), (usize, &'t str)> {
    let mut holders: ByHash<([u32; RARE], u32)> = ByHash::default();
    let mut buffer = Vec::new();
    for (at, text) in (0u32..).zip(subject.texts()) {
        each_clause(text, &mut buffer, |_, letters| {
            if letters.len() >= SHORTEST_CLAUSE {
                let (tasks, count) = holders.entry(hash(letters)).or_insert(([u32::MAX; RARE], 0));
                let known = (*count as usize).min(RARE);
                if !tasks[..known].contains(&at) {
                    if let Some(slot) = tasks.get_mut(known) {
                        *slot = at;
                    }
                    *count = count.saturating_add(1);
                }
            }
        });
    }
    holders.retain(|_, (_, count)| (2..=RARE).contains(&(*count as usize)));
    let mut pairs: BTreeMap<(usize, usize), (usize, &str)> = BTreeMap::new();
    for (at, text) in subject.texts().iter().enumerate().filter(|_| !holders.is_empty()) {
        each_clause(text, &mut buffer, |clause, letters| {
            let found = if letters.len() < SHORTEST_CLAUSE { None } else { holders.get(&hash(letters)) };
            let Some((tasks, count)) = found else { return };
            for before in tasks[..*count as usize].iter().map(|&before| before as usize).filter(|&before| before < at) {
                let (sum, longest) = pairs.entry((before, at)).or_insert((0, clause));
                *sum += letters.len();
                if longest.len() < clause.len() {
                    *longest = clause;
                }
            }
        });
    }
    pairs
}

/// Pairs of tasks with half of the shorter in common, and their longest common clause.
fn alike<'t>(subject: &'t Subject<'_>) -> impl Iterator<Item = ((usize, usize), &'t str)> {
    common_clauses(subject).into_iter().filter_map(|((before, at), (common, longest))| {
        let (one, other) = (letters(&subject.texts()[before]), letters(&subject.texts()[at]));
        (common * 2 >= one.len().min(other.len())).then_some(((before, at), longest))
    })
}

fn similar(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for ((before, at), longest) in
        alike(subject).filter(|((before, at), _)| letters(&subject.texts()[*before]) != letters(&subject.texts()[*at]))
    {
        let (name, place) = called(subject, before);
        notes.say(subject.at_task(at), &[("前", &name), ("处", &place), ("同", &brief(longest))]);
    }
}

/// Characters of a run that is looked for.
const RUN: usize = 6;

/// A run of characters of a headline: whose headline, and which tasks hold it.
struct Run {
    owner: usize,
    owners: usize,
    other: usize,
    tasks: usize,
    last: usize,
}

/// The headline of a task: its title, else its first clause.
fn headline<'t>(subject: &'t Subject<'_>, task: usize) -> &'t str {
    match &subject.plan.tasks[task].title {
        Some(title) => title,
        None => clauses(&subject.texts()[task]).next().unwrap_or(""),
    }
}

/// The runs of a text, inside its clauses.
fn runs(text: &str, buffer: &mut Vec<char>, mut note: impl FnMut(u64, &[char])) {
    each_clause(text, buffer, |_, letters| {
        for run in letters.windows(RUN).filter(|run| run.iter().all(|&c| is_han(c))) {
            note(hash(run), run);
        }
    });
}

/// Which hashes may be in the index: most runs of the texts are not, and a look here stays in the cache.
struct Sieve(Vec<u64>);

impl Sieve {
    const BITS: usize = 24;

    fn place(hash: u64) -> (usize, u64) {
        let bit = (hash >> (64 - Self::BITS)) as usize;
        (bit / 64, 1 << (bit % 64))
    }

    fn insert(&mut self, hash: u64) {
        let (word, bit) = Self::place(hash);
        self.0[word] |= bit;
    }

    fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = Self::place(hash);
        self.0[word] & bit != 0
    }
}

/// Every run of every headline, with the tasks that hold it.
fn index(subject: &Subject<'_>, buffer: &mut Vec<char>) -> ByHash<Run> {
    let mut index: ByHash<Run> = ByHash::default();
    let mut sieve = Sieve(vec![0; 1 << (Sieve::BITS - 6)]);
    for task in 0..subject.plan.tasks.len() {
        runs(headline(subject, task), buffer, |hash, _| {
            sieve.insert(hash);
            let run = index.entry(hash).or_insert(Run { owner: task, owners: 0, other: usize::MAX, tasks: 0, last: usize::MAX });
            if run.owners == 0 || run.owner != task {
                run.owners += 1;
            }
        });
    }
    for (task, text) in subject.texts().iter().enumerate() {
        runs(text, buffer, |hash, _| {
            let run = if sieve.may_hold(hash) { index.get_mut(&hash) } else { None };
            if let Some(run) = run.filter(|run| run.last != task) {
                run.last = task;
                run.tasks += 1;
                if task != run.owner {
                    run.other = task;
                }
            }
        });
    }
    index
}

fn overlapping(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let mut buffer = Vec::new();
    let index = index(subject, &mut buffer);
    // Runs that stand in two tasks only, joined to the longest words the two have in common.
    let mut pairs: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for task in 0..subject.plan.tasks.len() {
        let (mut open, mut words): (Option<usize>, String) = (None, String::new());
        let mut close = |open: &mut Option<usize>, words: &mut String| {
            if let Some(other) = open.take() {
                let longest = pairs.entry((task.min(other), task.max(other))).or_default();
                if longest.len() < words.len() {
                    *longest = std::mem::take(words);
                }
            }
            words.clear();
        };
        runs(headline(subject, task), &mut buffer, |hash, run| {
            let other = index.get(&hash).filter(|run| run.tasks == 2 && run.owner == task && run.owners <= 2).map(|run| run.other);
            match other {
                Some(other) if open == Some(other) && words.ends_with(&run[..RUN - 1].iter().collect::<String>()) => {
                    words.push(run[RUN - 1])
                }
                Some(other) => {
                    close(&mut open, &mut words);
                    open = Some(other);
                    words = run.iter().collect();
                }
                None => close(&mut open, &mut words),
            }
        });
        close(&mut open, &mut words);
    }
    let near: BTreeSet<(usize, usize)> = alike(subject).map(|(pair, _)| pair).collect();
    for ((before, at), words) in pairs.into_iter().filter(|(pair, _)| !near.contains(pair)) {
        // The words are what one task is about, and in the other they stand by themselves.
        let about = |task: usize, other: usize| subject_of(headline(subject, task), &words, &subject.texts()[other]);
        let Some(words) = about(at, before).or_else(|| about(before, at)) else { continue };
        let (name, place) = called(subject, before);
        notes.say(subject.at_words(at, words), &[("前", &name), ("处", &place), ("同", &brief(words))]);
    }
}

/// Verbs before what a headline is about, and what may be left out behind it.
const VERBS: [&str; 24] = [
    "推进",
    "加强",
    "做好",
    "抓好",
    "强化",
    "提升",
    "完善",
    "建设",
    "深化",
    "落实",
    "健全",
    "实施",
    "开展",
    "优化",
    "推动",
    "加快",
    "提高",
    "持续",
    "全面",
    "扎实",
    "深入",
    "大力",
    "积极",
    "进一步",
];

/// Words before what is made use of.
const MEANS: [&str; 6] = ["依托", "借助", "利用", "围绕", "通过", "结合"];

/// What a headline is about, where it holds the words, they are most of it, and the other text has them as words of their own.
fn subject_of<'t>(headline: &'t str, words: &str, other: &str) -> Option<&'t str> {
    let mut core = headline.trim_end_matches("工作");
    while let Some(rest) = VERBS.iter().find_map(|verb| core.strip_prefix(verb)) {
        core = rest;
    }
    let start = headline.find(words)?;
    let mut end = start + words.len();
    // The runs that were compared are short; both texts may go on alike.
    while let Some(c) = headline[end..].chars().next().filter(|&c| is_han(c)) {
        if !other.contains(&headline[start..end + c.len_utf8()]) {
            break;
        }
        end += c.len_utf8();
    }
    let from = start.max(core.as_ptr() as usize - headline.as_ptr() as usize);
    let common = headline.get(from..end)?;
    let (common_length, length) = (common.chars().count(), letters(core).len());
    (common_length >= RUN && common_length * 10 >= length * 9 && stands_alone(other, common)).then_some(common)
}

/// Whether words begin a clause, an item of a list or a quotation somewhere in a text, a verb aside.
fn stands_alone(text: &str, words: &str) -> bool {
    let opens = |before: &str| before.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    let free = |before: &str| opens(before) || VERBS.iter().chain(&MEANS).any(|verb| before.strip_suffix(verb).is_some_and(opens));
    text.match_indices(words).any(|(at, _)| free(&text[..at]))
}
