//! Width and space: one finding a document, not one a place.

use super::rule::{Notes, Rule};
use super::subject::{Line, Subject};
use super::text::is_han;
use crate::finding::{Level, brief};
use crate::words::fold::is_blank;
use crate::words::numbering::marker;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "C801",
        name: "标点全角半角混用",
        level: Level::Info,
        message: "中文里的标点，全角 {全} 处、半角 {半} 处，从这里起有例外：“{例}”",
        advice: "请统一成全角",
        why: "查找“责任单位：”时会漏掉半角冒号的那些",
        bad: "（一）修缮校舍，配齐桌椅。\n责任单位：教育局\n（二）检修路灯,更换灯具。\n责任单位:住建局",
        good: "（一）修缮校舍，配齐桌椅。\n责任单位：教育局\n（二）检修路灯，更换灯具。\n责任单位：住建局",
        find: punctuation,
    },
    Rule {
        code: "C802",
        name: "空格不统一",
        level: Level::Info,
        message: "空格用得不统一：{情况}",
        advice: "请删去多余的空格；对读取没有影响",
        why: "名字中间有空格时，查找“李岩”就找不到“李  岩”",
        bad: "2023年工作方案\n一、成立领导小组\n组  长：李明远\n成  员：王克勤  孙  立\n二、重点任务\n（一）修缮校舍。\n责任单位：教育局\n（二） 检修路灯。\n责任单位：住建局",
        good: "2023年工作方案\n一、成立领导小组\n组长：李明远\n成员：王克勤、孙立\n二、重点任务\n（一）修缮校舍。\n责任单位：教育局\n（二）检修路灯。\n责任单位：住建局",
        find: blanks,
    },
    Rule {
        code: "C803",
        name: "名单分隔不统一",
        level: Level::Info,
        message: "名单有的用“{多}”分开，有的用“{少}”分开，例如“{例}”",
        advice: "请统一用顿号",
        why: "分隔符号不一，手工拆分时容易漏",
        bad: "（一）修缮校舍。\n责任单位：教育局、住建局\n（二）检修路灯。\n责任单位：住建局、交通局\n（三）清理河道。\n责任单位：水利局，环保局",
        good: "（一）修缮校舍。\n责任单位：教育局、住建局\n（二）检修路灯。\n责任单位：住建局、交通局\n（三）清理河道。\n责任单位：水利局、环保局",
        find: separators,
    },
];

/// Half-width marks between Chinese characters, and their full-width forms.
const HALF: &str = ",:;()?!";
const FULL: &str = "，：；（）？！";

fn punctuation(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let (mut full, mut half) = (Vec::new(), Vec::new());
    for (at, line) in subject.lines.iter().enumerate().filter(|(_, line)| line.is_text()) {
        let letters: Vec<char> = line.text.chars().collect();
        for (place, &c) in letters.iter().enumerate() {
            let beside = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|&c| is_han(c));
            if FULL.contains(c) {
                full.push((at, place));
            } else if HALF.contains(c) && (beside(place.checked_sub(1)) || beside(Some(place + 1))) {
                half.push((at, place));
            }
        }
    }
    let odd = if full.len() >= half.len() { half.first() } else { full.first() };
    // A single slip is not a mixture.
    if let Some(&(at, place)) = odd.filter(|_| full.len().min(half.len()) > 1) {
        let line = &subject.lines[at];
        let example: String = line.text.chars().skip(place.saturating_sub(5)).take(10).collect();
        notes.say(subject.at_line(line), &[("全", &full.len().to_string()), ("半", &half.len().to_string()), ("例", &example)]);
    }
}

/// A habit of the text about blanks: in words, and the lines that have it.
type Habit<'s, 'a> = (&'static str, Vec<&'s Line<'a>>);

fn blanks(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let mut habits: [Habit; 4] = [
        ("编号后面有空格", Vec::new()),
        ("字和字之间有空格", Vec::new()),
        ("有不间断空格", Vec::new()),
        ("行首有的缩进有的不缩进", Vec::new()),
    ];
    let (mut numbered, mut flush) = (0, 0);
    for line in subject.text_lines() {
        let text = line.text.trim_start_matches(is_blank);
        if let Some(marker) = marker(text) {
            numbered += 1;
            if text[marker.length..].starts_with(is_blank) {
                habits[0].1.push(line);
            }
            if text.len() == line.text.len() {
                flush += 1;
            } else {
                habits[3].1.push(line);
            }
        }
        if inner_blank(text) {
            habits[1].1.push(line);
        }
        if line.text.contains('\u{A0}') {
            habits[2].1.push(line);
        }
    }
    let mixed = |with: usize, all: usize| with > 0 && with < all;
    if !mixed(habits[0].1.len(), numbered) {
        habits[0].1.clear();
    }
    if flush == 0 || !mixed(habits[3].1.len(), numbered) {
        habits[3].1.clear();
    }
    let found: Vec<&Habit> = habits.iter().filter(|(_, lines)| !lines.is_empty()).collect();
    let Some(first) = found.iter().filter_map(|(_, lines)| lines.first()).min_by_key(|line| line.place) else { return };
    let words: Vec<String> = found.iter().map(|(name, lines)| format!("{name} {} 处", lines.len())).collect();
    notes.say(subject.at_line(first), &[("情况", &words.join("，"))]);
}

/// Whether two single Chinese characters stand apart: `组  长`, `李  岩`.
fn inner_blank(text: &str) -> bool {
    let letters: Vec<char> = text.trim_end_matches(is_blank).chars().collect();
    let gap = |at: usize| {
        let blanks = letters[at..].iter().take_while(|c| is_blank(**c)).count();
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).is_some_and(|&c| is_han(c));
        blanks > 0 && before && letters.get(at + blanks).is_some_and(|&c| is_han(c))
    };
    (1..letters.len()).any(|at| is_blank(letters[at]) && !is_blank(letters[at - 1]) && gap(at))
}

fn separators(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    use crate::passage::Role;
    /// Names of a task that are looked at.
    const MOST_NAMES: usize = 100;
    let mut uses: [(char, usize, Option<&Line>); 3] = [('、', 0, None), ('，', 0, None), (',', 0, None)];
    for line in subject.lines.iter().filter(|line| line.task.is_some() && line.has(Role::Field) && !line.has(Role::Content)) {
        let listed = |text: &str| {
            let task = line.task.and_then(|task| subject.plan.tasks.get(task));
            let names = task.into_iter().flat_map(|task| task.lead_departments.iter().chain(&task.units));
            names.take(MOST_NAMES).any(|name| name == text)
        };
        let names = line.spans.iter().any(|(role, text)| *role == Role::Field && listed(text));
        if !names || line.text.contains(['。', '；', ';']) {
            continue;
        }
        for (mark, count, first) in &mut uses {
            if line.text.contains(*mark) {
                *count += 1;
                *first = first.or(Some(line));
            }
        }
    }
    let mut used: Vec<_> = uses.into_iter().filter(|(_, count, _)| *count > 0).collect();
    used.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    if let [(most, ..), .., (least, _, Some(line))] = used.as_slice() {
        let example = brief(line.text.trim_matches(is_blank));
        notes.say(subject.at_line(line), &[("多", &most.to_string()), ("少", &least.to_string()), ("例", &example)]);
    }
}
