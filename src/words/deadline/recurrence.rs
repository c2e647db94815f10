//! Recurrences: `"每月"`, `"按季度"`, `"半年一次"`, and in fields `"长期坚持"`.
//!
//! Called by `deadline`. A rate or an amount (每年提高3%, 每人每月820元) is no recurrence, and several different ones are
//! none: which of them holds for the task is a person's to say.

use std::ops::Range;

use crate::model::Recurrence;
use crate::words::cursor::{Cursor, Quoting};
use crate::words::fold::fold;
use crate::words::numerals::{is_numeral, read_small};

/// How far after 每月 an amount of money makes it a rate.
const AMOUNT_WITHIN: usize = 14;

/// The one recurrence the running text names: the bytes of its words, and what they mean.
///
/// Shape: `"每季度召开一次例会"` → `"每季度"`, `Quarterly`; `"每月调度、每半年通报"` → `None`; `"每年降低0.5个百分点"` → `None`; 每周, 每日
/// and 每学期 are recurrences the model does not have → `None`, also beside another. 长期坚持 is ordinary prose here.
pub fn find_recurrence(body: &str) -> Option<(Range<usize>, Recurrence)> {
    let mut found: Option<(Range<usize>, Cycle)> = None;
    let mut quoting = Quoting::default();
    for (at, c) in body.char_indices() {
        if !matches!(c, '每' | '按' | '逐' | '次' | '各') {
            quoting.note(c);
            continue;
        }
        if quoting.inside() {
            continue;
        }
        let Some((range, cycle)) = cycle_at(Cursor::new(body, at), c) else {
            continue;
        };
        match &found {
            Some((_, other)) if *other != cycle => return None,
            Some(_) => {}
            None => found = Some((range, cycle)),
        }
    }
    match found? {
        (range, Cycle::Named(recurrence)) => Some((range, recurrence)),
        (_, Cycle::Other) => None,
    }
}

/// Whether a field says that the work goes on: 长期坚持, 持续推进, 常态化, 全年持续.
pub(super) fn says_ongoing(value: &str) -> bool {
    let words = &super::words().ongoing;
    value.char_indices().any(|(at, c)| {
        let here = Cursor::new(value, at);
        words.may_begin(fold(c)) && here.sees_words(words) && !here.follows_one_of("中正非")
    })
}

/// What comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cycle {
    Named(Recurrence),
    /// 每周, 每学期, 每两年: not in the model.
    Other,
}

const MONTHLY: Cycle = Cycle::Named(Recurrence::Monthly);
const QUARTERLY: Cycle = Cycle::Named(Recurrence::Quarterly);
const HALF_YEARLY: Cycle = Cycle::Named(Recurrence::HalfYearly);
const YEARLY: Cycle = Cycle::Named(Recurrence::Yearly);

fn cycle_at(mark: Cursor, c: char) -> Option<(Range<usize>, Cycle)> {
    let mut cursor = mark;
    cursor.bump();
    match c {
        '每' => each(&mut cursor).map(|cycle| (mark.at()..cursor.at(), cycle)),
        '按' | '逐' => stretch(&mut cursor, &[("半年", "", HALF_YEARLY)]).map(|cycle| (mark.at()..cursor.at(), cycle)),
        '各' => follows_halves(mark).then_some((mark.at()..cursor.at(), HALF_YEARLY)),
        _ => once(mark).map(|(start, cycle)| (start..cursor.at(), cycle)),
    }
}

/// 上、下半年各, 上半年和下半年各.
fn follows_halves(mut before: Cursor) -> bool {
    let second = before.eat_back("下半年");
    let _joined = before.eat_back("、") || before.eat_back("和");
    second && before.follows_any(&["上半年", "上"])
}

/// 每月, 每个季度, 每三个月; not 每年龄段, nor a rate such as 每人每月820元.
fn each(cursor: &mut Cursor) -> Option<Cycle> {
    const LONGER: &[(&str, &str, Cycle)] = &[
        ("半年", "", HALF_YEARLY),
        ("学年", "", Cycle::Other),
        ("学期", "", Cycle::Other),
        ("年", "龄级轻", YEARLY),
        ("半个月", "", Cycle::Other),
        ("半月", "", Cycle::Other),
        ("双月", "", Cycle::Other),
        ("周", "边围", Cycle::Other),
        ("星期", "", Cycle::Other),
        ("旬", "", Cycle::Other),
        ("日", "", Cycle::Other),
        ("天", "", Cycle::Other),
    ];
    let cycle = match several(cursor) {
        Some(cycle) => cycle,
        None => {
            cursor.eat("个");
            stretch(cursor, LONGER)?
        }
    };
    (!is_rate(*cursor)).then_some(cycle)
}

/// 月, 季度 and `others`, each unless one of the characters beside it follows.
fn stretch(cursor: &mut Cursor, others: &[(&'static str, &str, Cycle)]) -> Option<Cycle> {
    const COMMON: &[(&str, &str, Cycle)] = &[("季度", "", QUARTERLY), ("季", "节风", QUARTERLY), ("月", "龄饼嫂", MONTHLY)];
    COMMON.iter().chain(others).find_map(|&(word, not_before, cycle)| {
        let mut ahead = *cursor;
        let fits = ahead.eat(word) && !ahead.sees_one_of(not_before);
        fits.then(|| {
            *cursor = ahead;
            cycle
        })
    })
}

/// 每三个月, 每6个月, 每两年.
fn several(cursor: &mut Cursor) -> Option<Cycle> {
    let mut ahead = *cursor;
    let number = if ahead.eat("两") { 2 } else { read_small(&mut ahead)? };
    ahead.eat("个");
    let cycle = match (ahead.eat_any(&["月", "年", "周", "天", "日", "季度", "学期"])?, number) {
        ("月", 1) => MONTHLY,
        ("月", 3) | ("季度", 1) => QUARTERLY,
        ("月", 6) | ("季度", 2) => HALF_YEARLY,
        ("月", 12) | ("年", 1) => YEARLY,
        _ => Cycle::Other,
    };
    *cursor = ahead;
    Some(cycle)
}

/// 一季度一次, 半年一次: going back from 次.
fn once(mark: Cursor) -> Option<(usize, Cycle)> {
    const STRETCHES: &[(&str, Cycle)] = &[
        ("一个季度", QUARTERLY),
        ("一季度", QUARTERLY),
        ("一季", QUARTERLY),
        ("一个月", MONTHLY),
        ("一月", MONTHLY),
        ("半年", HALF_YEARLY),
        ("一年", YEARLY),
        ("一周", Cycle::Other),
        ("一天", Cycle::Other),
        ("一日", Cycle::Other),
    ];
    let mut cursor = mark;
    if !(cursor.eat_back("一") || cursor.eat_back("1")) {
        return None;
    }
    // "第一季度一次", "十一月一次", "上半年一次" name a time, not a cycle.
    STRETCHES.iter().find_map(|&(word, cycle)| {
        let mut behind = cursor;
        let fits = behind.eat_back(word) && !behind.follows_one_of("第十上下每") && !behind.before().is_some_and(is_numeral);
        fits.then(|| (behind.at(), cycle))
    })
}

/// Whether what follows 每年 is a change or an amount: 每年提高3个百分点, 每月补助200元.
fn is_rate(after: Cursor) -> bool {
    const FILLERS: &[&str] = &["度", "力争", "确保", "平均", "均", "约", "以", "再", "净", "都"];
    const CHANGES: &[&str] =
        &["降低", "提高", "增长", "下降", "提升", "增加", "减少", "递增", "递减", "新增", "压减", "上升", "扩大", "缩减"];
    let mut cursor = after;
    while cursor.eat_any(FILLERS).is_some() {}
    if cursor.sees_any(CHANGES) {
        return true;
    }
    let mut number = false;
    for _ in 0..AMOUNT_WITHIN {
        match cursor.bump() {
            None | Some(',' | ';' | '。' | ':' | '、' | '\n') => return false,
            Some('元') if number => return true,
            Some('万' | '亿' | '.' | '多' | '余') if number => {}
            Some(c) => number = is_numeral(c),
        }
    }
    false
}
