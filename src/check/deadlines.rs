//! Deadlines: gone by, too far, at odds with the text, not dates at all.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::rule::{Notes, Rule};
use super::subject::Subject;
use super::text::clauses;
use crate::finding::{Level, brief};
use crate::model::{Deadline, DeadlineSource, Recurrence};
use crate::words::dates::year_of;
use crate::words::deadline::{find_deadline, find_recurrence};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "C401",
        name: "时限早于印发日期",
        level: Level::Error,
        message: "时限“{限}”到{日}为止，早于{何时}",
        advice: "请核对年份是不是沿用了上一年的",
        why: "任务一下发就逾期，督查时全是红灯",
        bad: "2023年教育工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：2022年11月\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月\n望川县教育局\n2023年3月31日",
        good: "2023年教育工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：2023年11月\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月\n望川县教育局\n2023年3月31日",
        find: before_issue,
    },
    Rule {
        code: "C402",
        name: "时限超出计划年度",
        level: Level::Info,
        message: "“{限}”超出了 {年} 年这份计划的年度",
        advice: "请写明今年做到哪一步",
        why: "跨年的任务不写当年目标，年底没法考核",
        bad: "2023年教育工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：2025年底\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        good: "2023年教育工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：2023年底\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        find: beyond_plan,
    },
    Rule {
        code: "C403",
        name: "正文和时限栏不一致",
        level: Level::Warning,
        message: "正文说“{文}”，时限栏却是“{栏}”，时限栏更早",
        advice: "请定下一个日期，两处改成一样",
        why: "单位照正文做，督查照时限栏催，两边都有理",
        bad: "2023年教育工作要点\n（一）确保2023年底实现全县校园专网全覆盖。\n责任单位：教育局\n完成时限：2023年10月\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        good: "2023年教育工作要点\n（一）确保2023年10月底实现全县校园专网全覆盖。\n责任单位：教育局\n完成时限：2023年10月\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        find: text_and_field,
    },
    Rule {
        code: "C404",
        name: "时限栏里是基数年份",
        level: Level::Warning,
        message: "时限“{限}”说的是拿来比较的年份，不是完成的日期",
        advice: "请另写完成时限",
        why: "把基数年份当成时限，任务就成了早已逾期",
        bad: "2023年教育工作要点\n（一）提高优质园覆盖率。\n责任单位：教育局\n完成时限：在2021年的基础上提高\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        good: "2023年教育工作要点\n（一）提高优质园覆盖率。\n责任单位：教育局\n完成时限：2023年12月\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        find: baseline,
    },
    Rule {
        code: "C405",
        name: "时限没有年份",
        level: Level::Info,
        message: "有 {数} 处只写“{限}”这样的相对日期，{怎样}",
        advice: "请写出年份",
        why: "过了年再看，不知道说的是哪一年",
        bad: "教育工作要点\n（一）修缮校舍。今年底完成。\n责任单位：教育局\n（二）配齐教师。\n责任单位：教育局",
        good: "教育工作要点\n（一）修缮校舍。2023年底完成。\n责任单位：教育局\n（二）配齐教师。\n责任单位：教育局",
        find: without_year,
    },
    Rule {
        code: "C406",
        name: "时限都是同一天",
        level: Level::Info,
        message: "{全} 项有期限的任务里，{数} 项的时限都是“{限}”",
        advice: "请看能不能按工作量错开",
        why: "都挤在一天，平时没法按进度督查",
        bad: "2023年教育工作要点\n（一）修缮校舍。\n完成时限：2023年11月\n（二）配齐教师。\n完成时限：2023年11月\n（三）检修路灯。\n完成时限：2023年11月\n（四）清理河道。\n完成时限：2023年11月\n（五）植树造林。\n完成时限：2023年11月\n（六）防汛值守。\n完成时限：2023年11月\n（七）修补路面。\n完成时限：2023年11月\n（八）培训干部。\n完成时限：2023年11月\n（九）更新桌椅。\n完成时限：2023年11月\n（十）体检学生。\n完成时限：2023年11月",
        good: "2023年教育工作要点\n（一）修缮校舍。\n完成时限：2023年8月\n（二）配齐教师。\n完成时限：2023年9月\n（三）检修路灯。\n完成时限：2023年6月\n（四）清理河道。\n完成时限：2023年5月\n（五）植树造林。\n完成时限：2023年4月\n（六）防汛值守。\n完成时限：2023年9月\n（七）修补路面。\n完成时限：2023年10月\n（八）培训干部。\n完成时限：2023年11月\n（九）更新桌椅。\n完成时限：2023年11月\n（十）体检学生。\n完成时限：2023年11月",
        find: uniform,
    },
    Rule {
        code: "C407",
        name: "经常性工作藏在正文里",
        level: Level::Info,
        message: "正文说“{文}”，时限栏只写“{栏}”",
        advice: "请把周期也写进时限栏",
        why: "按季按月要做的事，到年底才想起来",
        bad: "2023年教育工作要点\n（一）局班子每季度到学校蹲点一次。\n责任单位：教育局\n完成时限：长期坚持\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        good: "2023年教育工作要点\n（一）局班子每季度到学校蹲点一次。\n责任单位：教育局\n完成时限：每季度\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        find: recurring,
    },
    Rule {
        code: "C408",
        name: "日期不存在",
        level: Level::Error,
        message: "“{限}”里的 {日} 不存在",
        advice: "请改成有的日子",
        why: "日历上没有这一天，时限就读不出来",
        bad: "2023年教育工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：2023年6月31日前\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        good: "2023年教育工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：2023年6月30日前\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        find: no_such_day,
    },
    Rule {
        code: "C409",
        name: "时限已过",
        level: Level::Warning,
        message: "时限“{限}”到{日}为止，{今}时已经过了",
        advice: "请确认是不是已经做完，没有就改时限",
        why: "下发已经过期的任务，收不到有用的进展",
        bad: "2023年教育工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：2023年5月底前\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        good: "2023年教育工作要点\n（一）修缮校舍。\n责任单位：教育局\n完成时限：2023年8月底前\n（二）配齐教师。\n责任单位：教育局\n完成时限：2023年11月",
        find: gone_by,
    },
];

/// Tasks with a deadline from a field.
fn fields<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = (usize, &'s Deadline)> {
    let deadlines = subject.plan.tasks.iter().enumerate().filter_map(|(at, task)| Some((at, task.deadline.as_ref()?)));
    deadlines.filter(|(_, deadline)| deadline.source == DeadlineSource::Field)
}

fn before_issue(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let plan = subject.plan;
    for (at, deadline) in fields(subject) {
        let Some(due) = deadline.due else { continue };
        let how = match (plan.issued_on, plan.year) {
            // A plan issued in April may well hold what was due in March.
            (Some(issued), _) if due < issued && due.year() < issued.year() => format!("印发日期{}", chinese(issued)),
            (None, Some(year)) if due.year() < year => format!("计划的年度 {year} 年"),
            _ => continue,
        };
        notes.say(subject.at_field(at, &deadline.raw), &[("限", &brief(&deadline.raw)), ("日", &chinese(due)), ("何时", &how)]);
    }
}

/// A day as it is written in text: 2023年8月31日.
fn chinese(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Whether the title says that the plan is for one year.
fn one_year(subject: &Subject<'_>) -> Option<i16> {
    let title = subject.plan.title.as_deref()?;
    let year = year_of(title)?;
    let after: String = title.chars().skip_while(|c| !c.is_ascii_digit()).skip(4).take(6).collect();
    let several =
        title.contains("三年") || title.contains("五年") || title.contains("规划") || after.starts_with(['-', '—', '－', '～', '~', '至']);
    let range = after.trim_start_matches("年度").trim_start_matches('年').starts_with(['-', '—', '－', '～', '~', '至']);
    (!several && !range && Some(year) == subject.plan.year).then_some(year)
}

fn beyond_plan(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let Some(year) = one_year(subject) else { return };
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        if let Some(deadline) = task.deadline.as_ref().filter(|deadline| deadline.due.is_some_and(|due| due.year() > year)) {
            notes.say(subject.at_field(at, &deadline.raw), &[("限", &brief(&deadline.raw)), ("年", &year.to_string())]);
            continue;
        }
        if let Some(words) = span_of_years(&subject.texts()[at]) {
            notes.say(subject.at_words(at, words), &[("限", words), ("年", &year.to_string())]);
        }
    }
}

/// 通过3-5年建设, 用三年时间: a span of years in which something is to be reached.
fn span_of_years(text: &str) -> Option<&str> {
    const OPENS: [&str; 4] = ["通过", "用", "力争用", "经过"];
    const CLOSES: [&str; 5] = ["年建设", "年时间", "年努力", "年的努力", "年左右"];
    clauses(text).find_map(|clause| {
        let open = OPENS.iter().find(|word| clause.starts_with(**word))?;
        let rest = &clause[open.len()..];
        let number: usize =
            rest.chars().take_while(|c| c.is_ascii_digit() || "一二两三四五六七八九十-—－～~至到".contains(*c)).map(char::len_utf8).sum();
        let plural = number > 0 && !rest.starts_with('一') && !(rest.starts_with('1') && number == 1);
        let close = CLOSES.iter().find(|word| rest[number..].starts_with(**word))?;
        plural.then(|| &clause[..open.len() + number + close.len()])
    })
}

fn text_and_field(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (at, deadline) in fields(subject) {
        let Some((range, found)) = find_deadline(&subject.texts()[at], subject.plan.year) else { continue };
        // An earlier date in the text is a milestone; a later one cannot be.
        if let (Some(said), Some(due)) = (found.due, deadline.due)
            && said > due
            && !subject.texts()[at][range.clone()].contains('内')
        {
            let words = &subject.texts()[at][range];
            notes.say(subject.at_words(at, words), &[("文", &brief(words)), ("栏", &brief(&deadline.raw))]);
        }
    }
}

fn baseline(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (at, deadline) in fields(subject) {
        let raw = deadline.raw.as_str();
        let compares = raw.contains("基础上") || ["较", "比", "同比", "与"].iter().any(|word| raw.starts_with(word) && raw.contains('年'));
        if compares && deadline.due.is_none_or(|due| subject.plan.year.is_some_and(|year| due.year() < year)) {
            notes.say(subject.at_field(at, raw), &[("限", &brief(raw))]);
        }
    }
}

fn without_year(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const RELATIVE: [&str; 6] = ["今年底", "今年年底", "今年内", "明年", "今年", "本年底"];
    let tasks = subject.plan.tasks.iter().enumerate();
    let relative = tasks.filter_map(|(at, task)| {
        let raw = &task.deadline.as_ref()?.raw;
        let undated =
            subject.plan.year.is_none() && task.deadline.as_ref()?.due.is_none() && raw.contains(['月', '底']) && year_of(raw).is_none();
        (undated || RELATIVE.iter().any(|word| raw.contains(word))).then_some((at, raw))
    });
    let relative: Vec<(usize, &String)> = relative.collect();
    if let Some((at, raw)) = relative.first() {
        let how = match subject.plan.year {
            Some(year) => format!("按计划的年度算作 {year} 年"),
            None => "全文也没有写是哪一年".to_owned(),
        };
        notes.say(subject.at_words(*at, raw), &[("数", &relative.len().to_string()), ("限", &brief(raw)), ("怎样", &how)]);
    }
}

/// Fewer deadlines than this may well fall on one day.
const MANY: usize = 10;

fn uniform(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let mut days: BTreeMap<Date, Vec<(usize, &Deadline)>> = BTreeMap::new();
    for (at, deadline) in fields(subject) {
        if let Some(due) = deadline.due {
            days.entry(due).or_default().push((at, deadline));
        }
    }
    let dated: usize = days.values().map(Vec::len).sum();
    let Some(most) = days.values().max_by_key(|tasks| tasks.len()) else { return };
    if dated >= MANY && most.len() * 10 >= dated * 7 {
        let (at, deadline) = most[0];
        let facts = [("全", &*dated.to_string()), ("数", &*most.len().to_string()), ("限", &*brief(&deadline.raw))];
        notes.say(subject.at_field(at, &deadline.raw), &facts);
    }
}

fn recurring(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for (at, deadline) in fields(subject) {
        if !matches!(deadline.recurrence, None | Some(Recurrence::Ongoing)) {
            continue;
        }
        if let Some((range, recurrence)) = find_recurrence(&subject.texts()[at])
            && recurrence != Recurrence::Yearly
        {
            let words = &subject.texts()[at][range];
            notes.say(subject.at_words(at, words), &[("文", words), ("栏", &brief(&deadline.raw))]);
        }
    }
}

/// A day the calendar does not have: 6月31日, 2月30日.
fn no_such_day(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.text_lines() {
        let letters: Vec<char> = line.text.chars().map(crate::words::fold::fold).collect();
        for (at, _) in letters.iter().enumerate().filter(|(_, c)| **c == '月') {
            let month: String =
                letters[..at].iter().rev().take_while(|c| c.is_ascii_digit()).collect::<Vec<_>>().into_iter().rev().collect();
            let day: String = letters[at + 1..].iter().take_while(|c| c.is_ascii_digit()).collect();
            if letters.get(at + 1 + day.len()) != Some(&'日') {
                continue;
            }
            let (Ok(month), Ok(day)) = (month.parse::<i8>(), day.parse::<i8>()) else { continue };
            // 2月29日 is judged by the plan's year, and let pass when that is not known.
            let year = subject.plan.year.filter(|_| month == 2).unwrap_or(2024);
            if !(1..=12).contains(&month) || Date::new(year, month, day).is_err() && (1..=12).contains(&month) {
                let words: String = letters[at.saturating_sub(8)..(at + 6).min(letters.len())].iter().collect();
                notes.say(subject.at_line(line), &[("限", &brief(&words)), ("日", &format!("{month}月{day}日"))]);
            }
        }
    }
}

fn gone_by(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let Some(today) = subject.as_of else { return };
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        let Some(deadline) = &task.deadline else { continue };
        if let Some(due) = deadline.due.filter(|due| *due < today && subject.plan.issued_on.is_none_or(|issued| *due >= issued)) {
            let facts = [("限", &*brief(&deadline.raw)), ("日", &*chinese(due)), ("今", &*chinese(today))];
            notes.say(subject.at_field(at, &deadline.raw), &facts);
        }
    }
}
