//! Time expressions: `"2022年12月底前"`, `"第三季度末"`, `"年内"`, `"６月３０日前"` → what they name and how.
//!
//! Called by `deadline` only. It says what is printed; whether that is a deadline is decided there. Numeric dates such as
//! `2023-10-31` belong to cells and are read by [`numeric_dates`]. Linear: every look forward or back is bounded.

use std::ops::Range;

use jiff::civil::Date;

use crate::words::cursor::{Cursor, Quoting};
use crate::words::fold::fold;
use crate::words::numerals::{RANGE_MARKS, digit, is_numeral, read_small};

/// Which year an expression says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// None: the plan's, or the one named just before.
    Unsaid,
    /// 2023年, 二〇二三年.
    Printed(i16),
    /// 今年, 本年, 当年.
    This,
    /// 明年: the year after the plan's.
    Next,
    /// 次年: the year after the one just named.
    Following,
    /// 去年, 上年, 历年: a time gone by.
    Past,
    /// 每年: comes back.
    Every,
}

/// The stretch of time named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// 9月1日
    Day(u8, u8),
    /// 上旬, 中旬, 下旬 of a month: the month and 1–3.
    Tenth(u8, u8),
    /// 9月, 9月底
    Month(u8),
    /// 第三季度
    Quarter(u8),
    /// 上半年, 下半年
    Half(u8),
    /// 年底, 年内, 2023年
    Year,
    /// 月初, 年中: no last day can be named.
    Vague,
}

/// How the end of the stretch is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// 9月
    Bare,
    /// 底, 末
    End,
    /// 内
    Within,
    /// 前, 之前, 为止
    Before,
    /// 全年
    Whole,
    /// 起, 以来, 以后: it begins there.
    Start,
}

/// One time expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Time {
    /// Bytes it takes in the text.
    pub range: Range<usize>,
    /// The year it says.
    pub year: Year,
    /// The stretch it names.
    pub span: Span,
    /// How its end is marked.
    pub edge: Edge,
    /// It ends a range: `"3月-10月"`, `"3-10月"`.
    pub ends_range: bool,
    /// The month such a range begins with, where only its number is printed: `"11-3月"` → 11.
    pub range_from: Option<u8>,
}

const BEFORE: &[&str] = &["之前", "以前", "前"];

impl Time {
    /// The last day named, in `year` (which the caller has worked out from [`Time::year`]).
    ///
    /// Shape: `10月底` in 2023 → `2023-10-31`; 2月30日 and 月初 → `None`.
    pub(super) fn last_day(&self, year: i16) -> Option<Date> {
        let month_end = |month: u8| Some(date(year, month, 1)?.last_of_month());
        match self.span {
            Span::Day(month, day) => date(year, month, day),
            Span::Tenth(month, third @ 1..=2) => date(year, month, third * 10),
            Span::Tenth(month, _) | Span::Month(month) => month_end(month),
            Span::Quarter(quarter) => month_end(quarter * 3),
            Span::Half(half) => month_end(half * 6),
            Span::Year => month_end(12),
            Span::Vague => None,
        }
    }

    /// The month it ends in, if it is that exact.
    pub(super) fn month(&self) -> Option<u8> {
        match self.span {
            Span::Day(month, _) | Span::Tenth(month, _) | Span::Month(month) => Some(month),
            _ => None,
        }
    }
}

fn date(year: i16, month: u8, day: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// All time expressions of a text in order, except in names of documents and quotations.
pub(super) fn times(text: &str) -> Times<'_> {
    Times { text, at: 0, quoting: Quoting::default() }
}

/// See [`times`].
#[derive(Debug, Clone)]
pub(super) struct Times<'a> {
    text: &'a str,
    at: usize,
    quoting: Quoting,
}

impl Iterator for Times<'_> {
    type Item = Time;

    fn next(&mut self) -> Option<Time> {
        let from = self.at;
        for (offset, c) in self.text.get(from..)?.char_indices() {
            // Every expression has one of these three.
            if !matches!(c, '年' | '月' | '季') {
                self.quoting.note(c);
                continue;
            }
            if self.quoting.inside() {
                continue;
            }
            let anchor = Cursor::new(self.text, from + offset);
            if let Some(time) = time_at(self.text, anchor, c).filter(|time| time.range.start >= from) {
                self.at = time.range.end;
                return Some(time);
            }
        }
        self.at = self.text.len();
        None
    }
}

/// The expression whose first 年, 月 or 季 stands at the anchor.
fn time_at(text: &str, anchor: Cursor, mark: char) -> Option<Time> {
    let (start, year, rest) = match mark {
        '年' => year_at(anchor)?,
        _ => (number_start(anchor, mark)?, Year::Unsaid, None),
    };
    let mut cursor = rest.unwrap_or(Cursor::new(text, start));
    let (span, edge) = stretch(&mut cursor, year)?;
    let (ends_range, range_from) = range_before(Cursor::new(text, start));
    Some(Time { range: start..cursor.at(), year, span, edge, ends_range, range_from })
}

/// The start of `"10月"` or `"第三季度"`, going back from its 月 or 季.
fn number_start(anchor: Cursor, mark: char) -> Option<usize> {
    let mut cursor = anchor;
    cursor.blanks_back();
    let end = cursor.at();
    while end - cursor.at() <= 9 && cursor.before().is_some_and(is_numeral) {
        cursor.back();
    }
    let damaged = cursor.before().is_some_and(is_numeral) || cursor.follows_one_of(".");
    if cursor.at() == end || damaged {
        return None;
    }
    if mark == '季' {
        cursor.eat_back("第");
    }
    Some(cursor.at())
}

/// What stands at 年: where the expression begins, which year, and the place after the year (if it is said).
fn year_at(anchor: Cursor<'_>) -> Option<(usize, Year, Option<Cursor<'_>>)> {
    let mut after = anchor;
    after.bump();
    let mut behind = anchor;
    behind.blanks_back();
    let year = match behind.back() {
        Some('今' | '本' | '当') => Some(Year::This),
        Some('明') => Some(Year::Next),
        Some('次' | '翌') => Some(Year::Following),
        Some('去' | '上' | '前' | '往' | '历' | '同') => Some(Year::Past),
        Some('每') => Some(Year::Every),
        Some('半') if behind.eat_back("上") || behind.eat_back("下") => {
            return Some((behind.at(), Year::Unsaid, None));
        }
        Some('全') if behind.follows_one_of("健安齐完保周") => return None,
        Some('全') => return Some((behind.at(), Year::Unsaid, None)),
        _ => None,
    };
    if let Some(year) = year {
        return Some((behind.at(), year, Some(after)));
    }
    match printed_year(anchor) {
        Printed::Year(start, year) => Some((start, Year::Printed(year), Some(after))),
        // "23年12月" is a date, "23年" may be a duration.
        Printed::Short(start, year) => month(&mut { after }).map(|_| (start, Year::Printed(year), Some(after))),
        Printed::Duration => None,
        // 青少年内…, 老年科, 学年末: 年 as the end of another word.
        Printed::Nothing => (!anchor.follows_one_of("老少青成童中壮幼晚早学财近多数几半余两周新跨过大丰妙暮x*_×X"))
            .then(|| (anchor.at(), Year::Unsaid, None)),
    }
}

enum Printed {
    Year(usize, i16),
    Short(usize, i16),
    Duration,
    Nothing,
}

/// The number before 年.
fn printed_year(anchor: Cursor) -> Printed {
    let mut cursor = anchor;
    cursor.blanks_back();
    let (mut value, mut scale, mut count, mut arabic) = (0i16, 1i16, 0, 0);
    while let Some(c) = cursor.before() {
        let Some(d) = digit(c) else { break };
        if count == 4 && !c.is_ascii_alphabetic() {
            return Printed::Duration;
        }
        if count == 4 {
            break;
        }
        value += i16::from(d) * scale;
        scale = scale.saturating_mul(10);
        count += 1;
        arabic += u8::from(c.is_ascii_digit());
        cursor.back();
    }
    match count {
        0 if cursor.before().is_some_and(is_numeral) => Printed::Duration,
        0 => Printed::Nothing,
        4 if (1900..2200).contains(&value) => Printed::Year(cursor.at(), value),
        2 if arabic == 2 && !cursor.follows_one_of("-—~至.") => Printed::Short(cursor.at(), 2000 + value),
        _ => Printed::Duration,
    }
}

/// Whether the text before is the first half of a range, and the month number it ends with.
fn range_before(start: Cursor) -> (bool, Option<u8>) {
    let mut cursor = start;
    if !RANGE_MARKS.iter().any(|mark| cursor.eat_back(mark)) {
        return (false, None);
    }
    cursor.blanks_back();
    if cursor.follows_one_of("月日号底旬末初度年起") {
        return (true, None);
    }
    let end = cursor.at();
    while end - cursor.at() <= 9 && cursor.before().is_some_and(is_numeral) {
        cursor.back();
    }
    (cursor.at() < end, read_small(&mut cursor).filter(|month| (1..=12).contains(month)))
}

/// Reads the stretch after the year, or at the start of an expression without one.
fn stretch(cursor: &mut Cursor, year: Year) -> Option<(Span, Edge)> {
    if cursor.eat("全年") {
        let other_word = cursor.sees_one_of("度龄级报");
        return (!other_word).then_some((Span::Year, Edge::Whole));
    }
    let after_year = *cursor;
    if year != Year::Unsaid {
        cursor.eat("度");
    }
    for reads in [half, quarter, month] {
        if let Some(span) = reads(cursor) {
            return Some((span, edge(cursor)));
        }
    }
    year_end(cursor, year).or_else(|| {
        *cursor = after_year;
        (year != Year::Unsaid).then_some((Span::Year, Edge::Bare))
    })
}

/// `"底"`, `"年底前"`, `"内"` after a year, or `"年底前"` alone. A bare `"前"` says too little (2025年前) and counts as nothing.
fn year_end(cursor: &mut Cursor, year: Year) -> Option<(Span, Edge)> {
    let repeated = cursor.eat("年");
    if !repeated && year == Year::Unsaid {
        return None;
    }
    if vague(cursor) {
        return Some((Span::Vague, edge(cursor)));
    }
    let mut end = *cursor;
    if end.eat("终") && end.sees_any(BEFORE) {
        *cursor = end;
        return Some((Span::Year, edge(cursor)));
    }
    let plain = *cursor;
    match edge(cursor) {
        Edge::Bare => None,
        Edge::Before if !plain.sees_any(&["底", "末"]) => {
            let said = year != Year::Unsaid;
            said.then_some((Span::Year, Edge::Bare))
        }
        Edge::Start if year == Year::Unsaid => None,
        found => Some((Span::Year, found)),
    }
}

/// Steps over 初 or 中 where they end the expression (not 10月初步完成, 年中医馆).
fn vague(cursor: &mut Cursor) -> bool {
    let mut ahead = *cursor;
    if ahead.eat_any(&["初", "中"]).is_none() {
        return false;
    }
    let ends = ahead.peek().is_none_or(|c| "前之以至到，,；;。、：:）) \n完".contains(c));
    if ends {
        *cursor = ahead;
    }
    ends
}

fn half(cursor: &mut Cursor) -> Option<Span> {
    let word = cursor.eat_any(&["上半年", "下半年"])?;
    Some(Span::Half(if word == "上半年" { 1 } else { 2 }))
}

fn quarter(cursor: &mut Cursor) -> Option<Span> {
    let mut ahead = *cursor;
    ahead.eat("第");
    let number = read_small(&mut ahead).filter(|number| (1..=4).contains(number))?;
    if !ahead.eat("季度") {
        return None;
    }
    *cursor = ahead;
    Some(Span::Quarter(number))
}

fn month(cursor: &mut Cursor) -> Option<Span> {
    let mut ahead = *cursor;
    let month = read_small(&mut ahead).filter(|month| (1..=12).contains(month))?;
    if !ahead.eat("月") || ahead.sees_one_of("龄饼嫂") {
        return None;
    }
    let dated = ahead;
    ahead.eat("份");
    let span = match tenth(&mut ahead) {
        Some(tenth) => Span::Tenth(month, tenth),
        None if vague(&mut ahead) => Span::Vague,
        None => {
            ahead = dated;
            match day(&mut ahead) {
                Some(day) => Span::Day(month, day),
                None => {
                    ahead.eat("份");
                    Span::Month(month)
                }
            }
        }
    };
    *cursor = ahead;
    Some(span)
}

/// 中旬, and the last of 上旬至中旬.
fn tenth(cursor: &mut Cursor) -> Option<u8> {
    const TENTHS: [&str; 3] = ["上旬", "中旬", "下旬"];
    let read = |cursor: &mut Cursor| (1..).zip(TENTHS).find(|&(_, word)| cursor.eat(word)).map(|(tenth, _)| tenth);
    let first = read(cursor)?;
    let mut last = *cursor;
    let end = last.eat_any(RANGE_MARKS).and_then(|_| read(&mut last));
    if end.is_some() {
        *cursor = last;
    }
    Some(end.unwrap_or(first))
}

/// `"30日"`, and the last of `"1日-30日"` or `"1-30日"`.
fn day(cursor: &mut Cursor) -> Option<u8> {
    let mut ahead = *cursor;
    let mut day = read_small(&mut ahead)?;
    let mut named = ahead.eat_any(&["日", "号"]).is_some();
    let mut last = ahead;
    if last.eat_any(RANGE_MARKS).is_some()
        && let Some(end) = read_small(&mut last)
        && last.eat_any(&["日", "号"]).is_some()
    {
        (day, named, ahead) = (end, true, last);
    }
    if !named {
        return None;
    }
    *cursor = ahead;
    Some(day)
}

/// Reads 底, 末, 内, 前, 起 … after a stretch, unless they begin another word (年内科室, 月底数, 10月前后).
fn edge(cursor: &mut Cursor) -> Edge {
    const ENDS: &[(&str, &str)] = &[("底", "数层线册稿薪气"), ("末", "端梢")];
    const BEFORES: &[(&str, &str)] = &[("之前", ""), ("以前", ""), ("前", "往来后期沿景瞻置台述者"), ("为止", ""), ("止", "")];
    const WITHINS: &[(&str, &str)] = &[("之内", ""), ("以内", ""), ("内", "科容外分涝镜控审蒙河地设需政")];
    const STARTS: &[(&str, &str)] = &[("起", "草"), ("以来", ""), ("以后", ""), ("之后", ""), ("后", "勤备续"), ("开始", ""), ("始", "")];
    let mut hour = *cursor;
    if hour.eat_any(&["24时", "24点", "24:00", "(含)", "(含当日)", "(含当天)"]).is_some() && hour.sees_any(BEFORE) {
        *cursor = hour;
    }
    let ended = cursor.eat_listed(ENDS).is_some();
    if cursor.eat_listed(BEFORES).is_some() {
        Edge::Before
    } else if cursor.eat_listed(STARTS).is_some() {
        Edge::Start
    } else if ended {
        Edge::End
    } else if cursor.eat_listed(WITHINS).is_some() {
        Edge::Within
    } else {
        Edge::Bare
    }
}

/// Dates in digits as cells hold them: `"2023-10-31"`, `"2023/10"`, `"2023.10.31前"`, `"20231031"`.
pub(super) fn numeric_dates(text: &str) -> Vec<Time> {
    let mut found = Vec::new();
    let mut cursor = Cursor::new(text, 0);
    while let Some(gap) = text[cursor.at()..].find(|c| fold(c).is_ascii_digit()) {
        let start = cursor.at() + gap;
        cursor = Cursor::new(text, start);
        let mut ahead = cursor;
        match numeric_date(&mut ahead) {
            Some((year, span)) => {
                let edge = edge(&mut ahead);
                let range = start..ahead.at();
                found.push(Time { range, year: Year::Printed(year), span, edge, ends_range: false, range_from: None });
                cursor = ahead;
            }
            None => {
                while cursor.peek().is_some_and(|c| c.is_ascii_digit()) {
                    cursor.bump();
                }
            }
        }
    }
    found
}

fn numeric_date(cursor: &mut Cursor) -> Option<(i16, Span)> {
    let year = digits(cursor, 4).filter(|year| (1900..2200).contains(year))?;
    if cursor.peek()?.is_ascii_digit() {
        let (month, day) = (digits(cursor, 2)?, digits(cursor, 2)?);
        let ends = !cursor.peek().is_some_and(|c| c.is_ascii_digit());
        return ends
            .then_some(())
            .and(date(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
            .map(|date| (year, Span::Day(date.month().unsigned_abs(), date.day().unsigned_abs())));
    }
    let mark = cursor.bump().filter(|&c| matches!(c, '-' | '/' | '.'))?;
    let month = read_small(cursor).filter(|month| (1..=12).contains(month))?;
    let mut ahead = *cursor;
    if ahead.bump() == Some(mark)
        && let Some(day) = read_small(&mut ahead)
    {
        *cursor = ahead;
        return Some((year, Span::Day(month, day)));
    }
    cursor.eat("月");
    Some((year, Span::Month(month)))
}

fn digits(cursor: &mut Cursor, count: usize) -> Option<i16> {
    let mut value = 0;
    for _ in 0..count {
        value = value * 10 + i16::try_from(cursor.peek()?.to_digit(10)?).ok()?;
        cursor.bump();
    }
    Some(value)
}
