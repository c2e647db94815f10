//! Counts: three things promised and four listed.

use hashbrown::HashMap;

use super::rule::{Notes, Rule};
use super::subject::Subject;
use super::text::{clauses, is_han};
use crate::finding::{Level, brief, place_name};
use crate::passage::Role;
use crate::words::fold::fold;
use crate::words::names::split_top_level;
use crate::words::numerals::is_one_to_ten;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "C601",
        name: "说的数和列的数不一样",
        level: Level::Warning,
        message: "“{词}”说是 {说} 个，后面列了 {列} 个",
        advice: "请核对是数错了还是漏了",
        why: "漏列的那一个没有人做",
        bad: "（一）开展“三项行动”（书香校园、阳光体育、劳动实践、美育浸润）。\n责任单位：教育局\n（二）检修路灯。\n责任单位：住建局",
        good: "（一）开展“四项行动”（书香校园、阳光体育、劳动实践、美育浸润）。\n责任单位：教育局\n（二）检修路灯。\n责任单位：住建局",
        find: listed_in_brackets,
    },
    Rule {
        code: "C602",
        name: "总数和分项对不上",
        level: Level::Warning,
        message: "这里说“{总}”，{处}分开写的加起来是 {和} 个",
        advice: "请核对总数，或者补上没有列的",
        why: "总数和分项对不上，考核时不知道差的是哪几个",
        bad: "（一）做好统筹协调，推动19个专项行动计划有效实施。\n责任单位：卫健局\n（二）面向全民实施五个行动计划，面向重点人群实施三个行动计划。\n责任单位：卫健局",
        good: "（一）做好统筹协调，推动8个专项行动计划有效实施。\n责任单位：卫健局\n（二）面向全民实施五个行动计划，面向重点人群实施三个行动计划。\n责任单位：卫健局",
        find: parts_and_whole,
    },
    Rule {
        code: "C603",
        name: "个数和点名的不一样",
        level: Level::Warning,
        message: "这里说“{说}”，{处}点名的是 {列} 个：“{名}”",
        advice: "请核对还有没有别的",
        why: "没有点名的那个落不到实处",
        bad: "（一）重点打造三个教育集团，带动乡村学校。\n责任单位：教育局\n（二）组建第一中学教育集团和实验小学教育集团。\n责任单位：教育局",
        good: "（一）重点打造两个教育集团，带动乡村学校。\n责任单位：教育局\n（二）组建第一中学教育集团和实验小学教育集团。\n责任单位：教育局",
        find: named_ones,
    },
    Rule {
        code: "C604",
        name: "标题的项数和实际不一样",
        level: Level::Warning,
        message: "“{题}”说是 {说} 项，下面有 {列} 项",
        advice: "请核对是漏了还是多了",
        why: "对外公布的项数和下发的不一样",
        bad: "一、教育（共3项）\n（一）修缮校舍。责任单位：教育局\n（二）配齐教师。责任单位：教育局\n二、交通（共2项）\n（三）修补路面。责任单位：交通局\n（四）检修路灯。责任单位：住建局",
        good: "一、教育（共2项）\n（一）修缮校舍。责任单位：教育局\n（二）配齐教师。责任单位：教育局\n二、交通（共2项）\n（三）修补路面。责任单位：交通局\n（四）检修路灯。责任单位：住建局",
        find: heading_counts,
    },
];

/// A number of things in a text: 三个医疗集团.
struct Quantity {
    count: u32,
    /// What is counted, up to the next mark: `医疗集团`.
    thing: String,
    /// Characters: where the number begins, and behind the thing.
    start: usize,
    end: usize,
}

const MEASURES: &str = "个项大条类种支件";
/// Longest thing that is kept.
const LONGEST: usize = 12;

/// The quantities of a text with a whole number of at least two.
fn quantities(letters: &[char]) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let start = at;
        while at < letters.len() && (letters[at].is_ascii_digit() || letters[at] == '两' || is_one_to_ten(letters[at])) {
            at += 1;
        }
        if at == start {
            at += 1;
            continue;
        }
        let number: String = letters[start..at].iter().map(|&c| if c == '两' { '二' } else { c }).collect();
        let before = start.checked_sub(1).map(|at| letters[at]);
        let free = before.is_none_or(|c| !c.is_alphanumeric() || is_han(c) && !"第百千万亿零点余多几".contains(c))
            && !matches!(before, Some('.' | '+' | '-' | '—'));
        let measured = letters.get(at).is_some_and(|c| MEASURES.contains(*c));
        if let Some(count) = crate::words::numbering::numeral(&number).filter(|count| free && measured && (2..=200).contains(count)) {
            let thing: String = letters[at + 1..].iter().take_while(|c| is_han(**c)).take(LONGEST).collect();
            let end = at + 1 + thing.chars().count();
            found.push(Quantity { count, thing, start, end });
        }
    }
    found
}

fn letters_of(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn words(letters: &[char], from: usize, to: usize) -> String {
    letters[from..to.min(letters.len())].iter().collect()
}

fn listed_in_brackets(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.text_lines() {
        let letters = letters_of(line.text);
        for quantity in quantities(&letters) {
            let mut open = quantity.end;
            if letters.get(open) == Some(&'”') {
                open += 1;
            }
            if quantity.thing.is_empty()
                || quantity.thing.ends_with(['内', '上', '下', '前', '日'])
                || quantity.thing.chars().count() > 8
                || letters.get(open).is_none_or(|&c| fold(c) != '(')
            {
                continue;
            }
            let inner: String = letters[open + 1..].iter().take_while(|c| fold(**c) != ')').collect();
            if let Some((least, most)) = items_in(&inner)
                && !(least..=most).contains(&(quantity.count as usize))
            {
                let said = words(&letters, quantity.start, quantity.end);
                notes.say(subject.at_line(line), &[("词", &said), ("说", &quantity.count.to_string()), ("列", &least.to_string())]);
            }
        }
        enumerated(subject, line, &letters, notes);
    }
}

/// How many items a bracket lists, at least and at most (甲和乙 may be one or two); `None` when it is no plain list.
fn items_in(inner: &str) -> Option<(usize, usize)> {
    let open =
        inner.trim_end().ends_with('等') || inner.contains(['。', '：', ':', '(', '（']) || inner.chars().any(|c| c.is_ascii_digit());
    let mark = [';', ',', '、'].into_iter().find(|mark| inner.chars().any(|c| fold(c) == *mark))?;
    let items = split_top_level(inner, |c| c == mark);
    let joined = items.iter().filter(|item| inner[(*item).clone()].contains(['和', '及', '与'])).count();
    let nested = mark != '、' && inner.contains('、');
    // 各县（市、区）, and sentences that explain: no lists of names.
    let wordy = items.iter().any(|item| !(2..=24).contains(&inner[item.clone()].chars().count()));
    (!open && !nested && !wordy && items.len() >= 2).then_some((items.len(), items.len() + joined))
}

/// 抓好三项工作：一是…二是…: counts the 是.
fn enumerated(subject: &Subject<'_>, line: &super::subject::Line<'_>, letters: &[char], notes: &mut Notes<'_>) {
    const ORDINALS: &str = "一二三四五六七八九十";
    /// Characters within which the next 是 is looked for.
    const FAR: usize = 1000;
    let is_at = |at: usize, ordinal: char| {
        letters.get(at) == Some(&ordinal) && letters.get(at + 1) == Some(&'是') && letters.get(at + 2) != Some(&'一')
    };
    for quantity in quantities(letters).iter().filter(|quantity| quantity.count <= 10) {
        let colon = letters.get(quantity.end).is_some_and(|&c| fold(c) == ':');
        if !colon || !is_at(quantity.end + 1, '一') {
            continue;
        }
        let mut at = quantity.end + 1;
        let mut count = 0;
        for ordinal in ORDINALS.chars() {
            match (at..letters.len().min(at + FAR)).find(|&at| is_at(at, ordinal)) {
                Some(next) => at = next + 1,
                None => break,
            }
            count += 1;
        }
        if count > 1 && count != quantity.count {
            let said = words(letters, quantity.start, quantity.end);
            notes.say(subject.at_line(line), &[("词", &said), ("说", &quantity.count.to_string()), ("列", &count.to_string())]);
        }
    }
}

fn parts_and_whole(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const SHORTEST_THING: usize = 4;
    let all: Vec<Vec<Quantity>> = subject.texts().iter().map(|text| quantities(&letters_of(text))).collect();
    for (at, parts) in all.iter().enumerate() {
        // The same thing counted twice or more in one task, and once with a greater number in its neighbour.
        let Some(first) = parts.iter().find(|part| part.thing.chars().count() >= SHORTEST_THING && part.thing.chars().count() <= 6) else {
            continue;
        };
        let same: Vec<u32> = parts.iter().filter(|part| part.thing == first.thing).map(|part| part.count).collect();
        let sum: u32 = same.iter().sum();
        for whole in [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter(|whole| *whole < all.len()) {
            if same.len() < 2 || subject.plan.tasks[whole].section != subject.plan.tasks[at].section {
                continue;
            }
            let mut counted = all[whole].iter().filter(|quantity| quantity.thing.contains(&first.thing));
            if let (Some(total), None) = (counted.next(), counted.next())
                && total.count > sum
            {
                let said = words(&letters_of(&subject.texts()[whole]), total.start, total.end);
                let said = said.find(&first.thing).map_or(said.as_str(), |at| &said[..at + first.thing.len()]);
                let place = subject.plan.tasks[at].place.as_ref().map(place_name).unwrap_or_default();
                notes.say(subject.at_words(whole, said), &[("总", &brief(said)), ("处", &place), ("和", &sum.to_string())]);
            }
        }
    }
}

/// Items that end alike and stand side by side: 甲教育集团和乙教育集团 → `教育集团`, 2.
fn alike(clause: &str) -> Option<(String, usize)> {
    let items: Vec<Vec<char>> = clause.split(['、', '和', '与']).map(letters_of).collect();
    let mut best: Option<(String, usize)> = None;
    for pair in items.windows(2) {
        let common = pair[0].iter().rev().zip(pair[1].iter().rev()).take_while(|(one, other)| one == other && is_han(**one)).count();
        if (3..=8).contains(&common) && common < pair[0].len() && common < pair[1].len() {
            let ending: String = pair[1][pair[1].len() - common..].iter().collect();
            best = match best {
                Some((other, count)) if other == ending => Some((other, count + 1)),
                None => Some((ending, 2)),
                other => other,
            };
        }
    }
    best
}

fn named_ones(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let mut named: HashMap<String, (usize, usize, &str)> = HashMap::new();
    for (at, text) in subject.texts().iter().enumerate() {
        for clause in clauses(text) {
            if let Some((thing, count)) = alike(clause).filter(|(thing, _)| !clause.contains('等') && quantities_of(clause, thing) == 0) {
                // 教育集团 of 第一中学教育集团 and 实验小学教育集团, which have one character more in common.
                for (start, _) in thing.char_indices().filter(|(start, _)| thing[*start..].chars().count() >= 3) {
                    named.entry(thing[start..].to_owned()).or_insert((at, count, clause));
                }
            }
        }
    }
    for (at, text) in subject.texts().iter().enumerate() {
        let letters = letters_of(text);
        for quantity in quantities(&letters) {
            let Some(&(other, count, clause)) = named.get(&quantity.thing) else { continue };
            if other != at && quantity.count <= 9 && count != quantity.count as usize {
                let said = words(&letters, quantity.start, quantity.end);
                let place = subject.plan.tasks[other].place.as_ref().map(place_name).unwrap_or_default();
                notes
                    .say(subject.at_words(at, &said), &[("说", &said), ("处", &place), ("列", &count.to_string()), ("名", &brief(clause))]);
            }
        }
    }
}

fn quantities_of(clause: &str, thing: &str) -> usize {
    quantities(&letters_of(clause)).iter().filter(|quantity| quantity.thing.contains(thing)).count()
}

fn heading_counts(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    // Tasks under each heading, and how many numbers they have: two rows under one merged number are one item.
    let mut under: HashMap<&str, (usize, usize, Option<&str>)> = HashMap::new();
    for task in &subject.plan.tasks {
        for heading in &task.section {
            let (tasks, numbers, last) = under.entry(heading).or_default();
            *tasks += 1;
            *numbers += usize::from(task.number.is_none() || *last != task.number.as_deref());
            *last = task.number.as_deref();
        }
    }
    let mut headings: HashMap<&str, usize> = HashMap::new();
    for section in &subject.plan.sections {
        *headings.entry(&section.title).or_default() += 1;
    }
    for line in subject.lines.iter().filter(|line| line.has(Role::SectionTitle)) {
        let Some((_, heading)) = line.spans.iter().find(|(role, _)| *role == Role::SectionTitle) else { continue };
        let (Some(&(count, numbers, _)), Some(1)) = (under.get(heading), headings.get(heading)) else { continue };
        let letters: Vec<char> = line.text.chars().map(fold).collect();
        let Some(open) = letters.iter().rposition(|&c| c == '(') else { continue };
        let said: String = letters[open + 1..].iter().filter(|c| **c != '共').take_while(|c| **c != '项').collect();
        let closes = letters.iter().skip(open).position(|&c| c == '项').is_some_and(|at| letters.get(open + at + 1) == Some(&')'));
        if let Some(wanted) =
            crate::words::numbering::numeral(&said).filter(|wanted| closes && ![count, numbers].contains(&(*wanted as usize)))
        {
            notes
                .say(subject.at_line(line), &[("题", &brief(line.text.trim())), ("说", &wanted.to_string()), ("列", &numbers.to_string())]);
        }
    }
}
