//! Deadlines and recurrences: 完成时限.
//!
//! A field (`"10月底前"`, `"长期坚持"`) is kept whole; running text is searched for the date the task is to be done by. Called
//! by the readers and by `check`. A wrong year is kept as printed, an impossible date has no last day, and what has no date in
//! the calendar (汛期前, 立行立改) stays words. Rules and counts come from real plans; the tests beside this file show them.

mod recurrence;
#[cfg(test)]
mod tests;
mod times;

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;

pub use recurrence::find_recurrence;
use recurrence::says_ongoing;
use times::{Edge, Span, Time, Year, numeric_dates, times};

use super::characters::{CharacterSet, Words};
use super::cursor::Cursor;
use super::fold::fold;
use super::numerals::{RANGE_MARKS, is_numeral, is_one_to_ten};
use super::stand_in::is_nothing;
use super::vocabulary::{self, DeadlineWords, Field, Vocabulary};
use crate::model::{Deadline, DeadlineSource, Recurrence};

/// Reads a deadline field or cell.
///
/// Shape: `"10月底前"`, plan year 2023 → `due = 2023-10-31`; `"6月底前开工；12月底前完工"` → `due = 2023-12-31`; `"年内持续推进"`
/// → `due = 2023-12-31` and `Ongoing`; `"每季度"` → `Quarterly`, no `due`. `raw` is the value, trimmed, without a final 。
/// Units: calendar days; the last day of the period named last. Without a plan year only printed years give a `due`.
/// `None` when the value is blank or says that there is none (无, /, —).
pub fn read_deadline(value: &str, year: Option<i16>) -> Option<Deadline> {
    if is_nothing(value) {
        return None;
    }
    let raw = value.trim().trim_end_matches('。').trim_end();
    if !may_say_when(raw) {
        return Some(Deadline { raw: raw.to_owned(), due: None, recurrence: None, source: DeadlineSource::Field });
    }
    let tight: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    let found: Vec<Time> = times(&tight).filter(|time| counts_in_field(&tight, time)).collect();
    let due = match (last_day(&found, year), found.is_empty()) {
        (Some(day), _) => Some(day),
        (None, true) => last_day(&numeric_dates(raw), year),
        (None, false) => None,
    };
    let recurrence = find_recurrence(&tight).map(|(_, recurrence)| recurrence).or_else(|| {
        let begins = due.is_none() && times(&tight).any(|time| time.edge == Edge::Start) || begins_now(&tight) && due.is_none();
        (begins || says_ongoing(&tight)).then_some(Recurrence::Ongoing)
    });
    Some(Deadline { raw: raw.to_owned(), due, recurrence, source: DeadlineSource::Field })
}

fn words() -> &'static DeadlineWords {
    &vocabulary::source().deadlines
}

/// One of these stands in whatever says when: in dates, in recurrences, in words for what goes on, and in occasions.
static SIGNS: LazyLock<CharacterSet> = LazyLock::new(|| {
    let words = words();
    let lists = [&words.ongoing, &words.at_once, &words.occasions];
    let firsts = lists.into_iter().flat_map(|list| list.iter()).filter_map(|word| word.chars().next());
    "0123456789年月季每按逐次".chars().chain(firsts).collect()
});

/// Whether a text can say when: most names and most prose cannot.
fn may_say_when(text: &str) -> bool {
    text.chars().any(|c| SIGNS.contains(fold(c)))
}

/// Whether a clause of a responsibility parenthesis states a deadline.
///
/// Shape: `"6月底前完成"`, `"年内持续推进"`, `"长期坚持"` → `true`; names, units and prose → `false`.
pub fn is_deadline_clause(clause: &str) -> bool {
    const LONGEST: usize = 40;
    if !may_say_when(clause) {
        return false;
    }
    let clause = clause.trim().trim_end_matches('。');
    let tight: String = clause.chars().filter(|c| !c.is_whitespace()).take(LONGEST + 1).collect();
    if tight.chars().count() > LONGEST {
        return false;
    }
    let label = Vocabulary::built_in().label_at_start(&tight).filter(|(field, _)| *field == Field::Deadline);
    let mut start = Cursor::new(&tight, label.map_or(0, |(_, end)| end));
    if !start.eat(":") {
        start = Cursor::new(&tight, 0);
    }
    const LEADING_IN: &[&str] =
        &["力争", "争取", "确保", "务必", "须", "于", "在", "到", "持续到", "持续至", "春季", "夏季", "秋季", "冬季"];
    while start.eat_any(LEADING_IN).is_some() {}
    begins_with_time(&tight, start) || begins_with_cycle(&tight, start) || begins_with_occasion(start)
}

/// Whether a clause states a deadline and no work: 11月底前完成验收 is one, 4月25日前完成拉网式排查 says what is to be done.
pub(crate) fn is_mere_deadline(clause: &str) -> bool {
    is_deadline_clause(clause)
        && times(clause).last().is_none_or(|time| {
            let mut rest = Cursor::new(clause, time.range.end);
            while rest.eat_words(&words().ongoing) || step_over_completion(&mut rest) {}
            rest.peek().is_none_or(|c| !c.is_alphanumeric())
        })
}

/// Whether a clause among names ends with the verb of what is done: 接到通知后完成.
pub(crate) fn ends_as_done(clause: &str) -> bool {
    words().done.iter().any(|word| clause.strip_suffix(word).is_some_and(|rest| !rest.is_empty()))
}

/// Steps over a word of completion or of carrying on.
fn step_over_completion(rest: &mut Cursor) -> bool {
    let adverbs = ["全部", "全面", "基本", "并"];
    rest.eat_words(&words().completions) || rest.eat_words(&words().carrying_on) || rest.eat_any(&adverbs).is_some()
}

/// Finds the date by which the running text wants the task done: the bytes of the words, and the deadline.
///
/// Shape: `"改造提升老旧管网，10月底前完成主体工程。"`, 2023 → `"10月底前"`, `due = 2023-10-31`. Of several the latest, of equal
/// ones the first. Not taken: baselines (较2018年底), far goals (2025年底, in a plan for 2023), times gone by, starts (6月1日起),
/// recurring days (每年6月底前), seasons (10月-次年3月), reporting duties (12月10日前报送总结), names in 《》 and quotations.
/// A month of the following year is taken (明年3月底前).
pub fn find_deadline(body: &str, year: Option<i16>) -> Option<(Range<usize>, Deadline)> {
    let mut latest: Option<(Range<usize>, Option<Date>)> = None;
    for time in times(body) {
        if !(of_this_plan(&time, year) && completes(body, &time)) {
            continue;
        }
        let due = last_day(std::slice::from_ref(&time), year);
        let later = latest.as_ref().is_none_or(|(_, other)| due > *other);
        if later && time.span != Span::Vague && (due.is_some() || year.is_none()) {
            latest = Some((with_lead_in(body, &time), due));
        }
    }
    let (range, due) = latest?;
    let raw = body.get(range.clone())?.to_owned();
    Some((range, Deadline { raw, due, recurrence: None, source: DeadlineSource::Body }))
}

/// The deadline of a task whose fields name none: the completion date and the recurrence in its running text.
///
/// Shape: `"每季度通报，11月底前完成验收"`, 2023 → `raw = "11月底前"`, `due = 2023-11-30`, `Quarterly`; a recurrence alone keeps its own words.
pub fn body_deadline(body: &str, year: Option<i16>) -> Option<Deadline> {
    let dated = find_deadline(body, year).map(|(_, deadline)| deadline);
    let Some((range, recurrence)) = find_recurrence(body) else { return dated };
    let raw = body.get(range)?.to_owned();
    let deadline = dated.unwrap_or(Deadline { raw, source: DeadlineSource::Body, ..Deadline::default() });
    Some(Deadline { recurrence: Some(recurrence), ..deadline })
}

/// Words before a time that make it a baseline, a start or a duty to report.
const REFERENCES: &[&str] = &["较", "比", "自", "从", "截至", "截止", "截止到", "截至到", "每", "距", "请于", "对照", "参照"];
/// Words before a day that make it the last one.
const CLOSES_ON: &[&str] = &[
    "截止日期为",
    "截止日期是",
    "截止时间为",
    "截止时间是",
    "截止日为",
    "时限为",
    "期限为",
    "最迟于",
    "最迟在",
    "最晚于",
    "不晚于",
    "不迟于",
];
/// Words after 年底, 月末, 年内 that make them something else.
const NOT_A_DATE: &[&str] = &[
    "的",
    "时",
    "数据",
    "水平",
    "比",
    "相比",
    "较",
    "基数",
    "存量",
    "现状",
    "考核",
    "绩效",
    "总结",
    "评",
    "检查",
    "盘点",
    "述职",
    "奖",
    "对账",
    "结账",
    "决算",
    "报表",
    "以来",
    "召开",
    "举行",
    "举办",
    "为基",
    "为界",
    "为起点",
];
/// Words after 前 that make it a condition: 2018年底前出生.
const AFTER_BEFORE: &[&str] = &["的", "出生", "已", "未", "建成的", "参保", "入职", "参加工作", "毕业"];
/// Words after 上半年 that make it a part of a count.
const AFTER_HALF: &[&str] = &["各", "、", "和", "与", "及", "度", "工作", "全"];

/// 即日起, 立即起: begins without a date.
fn begins_now(value: &str) -> bool {
    value.contains("即日起")
}

/// The last day of the period named last. An unreadable period after the others leaves the end open: `None`.
fn last_day(found: &[Time], year: Option<i16>) -> Option<Date> {
    let mut current = year;
    let mut latest = None;
    let mut before: Option<&Time> = None;
    for time in found {
        let of = match time.year {
            Year::Unsaid if wraps(before, time) => current.map(|year| year.saturating_add(1)),
            Year::Unsaid => current,
            Year::Printed(printed) => Some(printed),
            Year::This | Year::Every => year,
            Year::Next => year.map(|year| year.saturating_add(1)),
            Year::Following => current.map(|year| year.saturating_add(1)),
            Year::Past => year.map(|year| year.saturating_sub(1)),
        };
        match of.and_then(|of| time.last_day(of)) {
            Some(day) => latest = latest.max(Some(day)),
            None => latest = None,
        }
        if time.year != Year::Past {
            current = of.or(current);
        }
        before = Some(time);
    }
    latest
}

/// `"11月-3月"`: the second month is of the next year, since a range does not end before it begins.
fn wraps(before: Option<&Time>, time: &Time) -> bool {
    let begin = time.range_from.or_else(|| before.and_then(Time::month));
    time.ends_range && begin.zip(time.month()).is_some_and(|(begin, end)| end < begin)
}

/// In a field every period named counts, except starts, baselines, and years that only qualify (2022年决算).
fn counts_in_field(value: &str, time: &Time) -> bool {
    let (before, after) = (Cursor::new(value, time.range.start), Cursor::new(value, time.range.end));
    let ends = || after.peek().is_none_or(|c| ",;。、:)(-—~至到".contains(c)) || after.sees_words(&words().completions);
    match (time.edge, time.span, time.year) {
        (Edge::Start, ..) => false,
        (_, Span::Year, Year::Every) => time.edge != Edge::Bare,
        (Edge::Bare, Span::Year, _) => ends() || after.sees_any(&["度"]) || goes_on(after),
        _ => !before.follows_any(&["较", "比"]) && !words().starting.iter().any(|word| before.follows_any(&[word])),
    }
}

/// Whether the year fits a task of this plan: its own, or a month of the next.
fn of_this_plan(time: &Time, plan: Option<i16>) -> bool {
    let exact = time.span != Span::Year && time.edge != Edge::Bare;
    match (time.year, plan) {
        (Year::Past | Year::Every | Year::Following, _) => false,
        (Year::Next, _) => exact,
        (Year::Printed(printed), Some(plan)) => printed == plan || exact && printed == plan.saturating_add(1),
        _ => true,
    }
}

/// Whether the words around a time make it a date of completion.
fn completes(body: &str, time: &Time) -> bool {
    let (before, after) = (Cursor::new(body, time.range.start), Cursor::new(body, time.range.end));
    if before.follows_any(REFERENCES) || before.follows_any(&["在"]) && after.sees_any(&["的基础", "基础"]) {
        return false;
    }
    let firm = match time.edge {
        Edge::Before => !after.sees_any(AFTER_BEFORE),
        // 年内评选: what is done within a year is done in it, whatever it is; 年底评选 is not.
        Edge::Within => !time.ends_range && !after.sees_any(&["的"]) && !begins_range(after),
        Edge::End => !time.ends_range && !after.sees_any(NOT_A_DATE) && !begins_range(after),
        Edge::Bare => match time.span {
            Span::Half(_) => {
                let said_when = begins_clause(body, time.range.start) || is_completed(after) || ends_clause(after);
                said_when && !time.ends_range && !after.sees_any(NOT_A_DATE) && !after.sees_any(AFTER_HALF)
            }
            Span::Year => false,
            _ => !time.ends_range && (is_completed(after) || before.follows_any(CLOSES_ON)),
        },
        Edge::Start | Edge::Whole => false,
    };
    firm && !is_reporting(body, time)
}

/// Whether a time begins its clause: 上半年完成…, 于上半年…; 审查上半年预算 is about that half.
fn begins_clause(body: &str, at: usize) -> bool {
    let before = Cursor::new(body, at);
    let last = body[..at].trim_end_matches(|c: char| c.is_whitespace()).chars().next_back();
    last.is_none_or(|c| !c.is_alphanumeric()) || before.follows_any(&["于", "在", "到", "力争", "争取", "确保", "计划", "拟", "是", "的"])
}

fn ends_clause(after: Cursor) -> bool {
    after.peek().is_none_or(|c| !c.is_alphanumeric())
}

/// `"10月底-12月底"`, `"11月底至次年2月"`.
fn begins_range(mut after: Cursor) -> bool {
    after.eat_any(RANGE_MARKS).is_some() && after.peek().is_some_and(|c| c.is_ascii_digit() || is_one_to_ten(c) || matches!(c, '次' | '翌'))
}

/// A verb of completion follows, perhaps after 全面, 基本 and the like.
fn is_completed(mut after: Cursor) -> bool {
    while after.eat_any(&["力争", "争取", "确保", "全面", "基本", "全部", "正式", "前", "要"]).is_some() {}
    after.sees_words(&words().completions)
}

/// 12月10日前将总结报送…: a date for a report about the work, not for the work. What is handed over otherwise is the work.
fn is_reporting(body: &str, time: &Time) -> bool {
    let ends = |c: char| matches!(c, '。' | '；' | ';' | '，' | ',' | '\n');
    let (before, after) = body.split_at(time.range.end);
    let clause = before.rfind(ends).map_or(before, |at| &before[at..]);
    let rest = after.find(ends).map_or(after, |at| &after[..at]);
    if !rest.contains(['报', '馈']) {
        return false;
    }
    let start = |words: &Words| words.find(rest).map(|found| found.start);
    let (report, done) = (start(&words().reporting), start(&words().completions));
    report.is_some_and(|report| done.is_none_or(|done| report < done)) && [clause, rest].iter().any(|text| words().reported.are_in(text))
}

/// The bytes of the words with 到 before them: 到2019年底.
fn with_lead_in(body: &str, time: &Time) -> Range<usize> {
    let mut start = Cursor::new(body, time.range.start);
    let found = start.eat_back("到");
    let start = if found { start.at() } else { time.range.start };
    start..time.range.end
}

/// The clause begins with a time that ends something: `"6月底前完成"`, `"2023年11月"`, `"二、三季度"`.
fn begins_with_time(clause: &str, start: Cursor) -> bool {
    let numeric = || numeric_dates(clause).into_iter().next();
    let Some(time) = times(clause).find(|time| time.range.start >= start.at()).or_else(numeric) else {
        return false;
    };
    let lead = clause.get(start.at()..time.range.start);
    if !lead.is_some_and(|lead| lead.chars().all(|c| is_numeral(fold(c)) || "第、-—–~～至到".contains(c))) {
        return false;
    }
    let (rest, words) = (Cursor::new(clause, time.range.end), clause.get(time.range.end..).unwrap_or(""));
    if words.contains("牵头") || words.contains("负责") {
        return false;
    }
    match time.edge {
        Edge::Before | Edge::End | Edge::Within | Edge::Start => true,
        Edge::Whole | Edge::Bare => {
            let alone = rest.peek().is_none();
            let listed = time.span != Span::Year && rest.sees_one_of(",;、-—~至到");
            let whole = time.edge == Edge::Whole && is_carrying_on(rest);
            alone || listed || whole || is_completed(rest) || goes_on(rest) || begins_with_occasion(rest) || spans_to_another(clause, rest)
        }
    }
}

/// `"2023年-2025年"`: a second time after a range mark.
fn spans_to_another(clause: &str, mut rest: Cursor) -> bool {
    rest.eat_any(RANGE_MARKS).is_some() && begins_with_time(clause, rest)
}

/// `"每季度"`, `"每月25日前"`, `"长期坚持"`, `"持续推进"`.
fn begins_with_cycle(clause: &str, start: Cursor) -> bool {
    let Some(rest) = clause.get(start.at()..) else {
        return false;
    };
    let cycles =
        (rest.starts_with(['每', '按', '逐']) || rest.ends_with("一次") || rest.ends_with("1次")) && find_recurrence(rest).is_some();
    let short = rest.chars().count() <= 12;
    cycles && short && !rest.contains(['科', '局', '办', '股']) || goes_on(start)
}

/// 长期坚持, 持续推进 and their like, as the whole of what follows or up to a comma.
fn goes_on(mut rest: Cursor) -> bool {
    rest.eat_words(&words().ongoing) && is_carrying_on(rest)
}

/// 推进, 坚持 and their like, or nothing more, up to the end or a comma.
fn is_carrying_on(mut rest: Cursor) -> bool {
    while rest.eat_words(&words().carrying_on) {}
    rest.peek().is_none_or(|c| ",;、".contains(c))
}

/// Deadlines without a date in the calendar: 汛期前, 立行立改.
fn begins_with_occasion(mut start: Cursor) -> bool {
    start.sees_words(&words().at_once) || start.eat_words(&words().occasions) && start.sees_words(&words().beside_occasions)
}

/// Whether a line is the end of a deadline that the line before it begins: `2034年11月` and `底前`, `长期` and `坚持`.
pub(crate) fn ends_deadline(before: &str, line: &str) -> bool {
    const LONGEST: usize = 16; // characters
    if line.chars().nth(LONGEST).is_some() {
        return false;
    }
    let joined = format!("{before}{line}");
    let across = times(&joined).any(|time| (time.range.start + 1..time.range.end).contains(&before.len()));
    let mut rest = Cursor::new(line, 0);
    while step_over_completion(&mut rest) {}
    across || rest.peek().is_none_or(|c| c == '。') && rest.at() > 0
}

/// Where a time expression that stands at byte `at` ends.
///
/// Shape: `("2031年底签约率", 0)` → `Some(10)`; no expression there → `None`.
pub(crate) fn leading_time(text: &str, at: usize) -> Option<usize> {
    times(text).find(|time| time.range.start >= at).filter(|time| time.range.start == at).map(|time| time.range.end)
}
