//! Targets: quantities a text promises: 指标.
//!
//! Percentages, and counts with a unit, each with the metric's words before it. Called by the readers. A doubtful quantity is
//! left out rather than made up: dates, ordinals, ages, names such as 10S管理, numbers in quotations, what was reached last
//! year, and numbers in words without a comparison (三项制度) are no targets.

mod quantity;
#[cfg(test)]
mod tests;
mod units;

use std::ops::Range;
use std::sync::LazyLock;

use quantity::{Kind, Quantity, read_quantity, read_share};
use units::{AFTER, BEFORE, SHORTENED, UNITS, after_word};

use super::characters::CharacterSet;
use super::cursor::{Cursor, Quoting};
use super::deadline::leading_time;
use super::numerals::is_numeral;
use crate::model::{Comparator, Target};

/// Characters of metric words kept before a number, and of the thing counted after it.
const LONGEST_METRIC: usize = 28;
const LONGEST_THING: usize = 24;

/// Marks at which the words about a number end.
const CLAUSE_MARKS: &str = ",;:。、!?()[]“”《》「」『』【】〔〕|\n\t\"";

/// Whether a text is nothing but what things are measured or counted in: `万元`, `亩`.
pub fn is_measure(text: &str) -> bool {
    let text = text.trim_start_matches(['十', '百', '千', '万', '亿']);
    text.chars().next().is_some_and(|first| UNITS.of(first).iter().any(|(unit, _)| *unit == text))
}

/// Finds the quantities a text promises, with the bytes of their words, in order and without overlap.
///
/// Shape: `"签约率达到65%以上"` → `>= 65 %`; `"占比控制在35%-50%"` → value 35, upper 50; `"服务老年人8万人"` → 8 `万人`, no
/// comparator. Units are kept as printed, with their 万 and 亿; the value is the printed number.
pub fn find_targets(text: &str) -> Vec<(Range<usize>, Target)> {
    let mut found = Vec::new();
    let mut floor = 0;
    let mut next = 0;
    let mut quoting = Quoting::default();
    let begins: &CharacterSet = &BEGINS;
    for (at, c) in text.char_indices() {
        if at < next {
            continue;
        }
        if !begins.contains(c) {
            quoting.note(c);
            continue;
        }
        let start = Cursor::new(text, at);
        let mut end = start;
        let quantity = if matches!(c, '百' | '千') { read_share(&mut end) } else { read_quantity(&mut end) };
        next = end.at();
        let Some(quantity) = quantity.filter(|_| !quoting.in_title()) else {
            continue;
        };
        if quoting.inside() && quantity.kind != Kind::Share {
            continue;
        }
        if let Some((range, target)) = promised(text, floor, start, end, quantity) {
            floor = range.end;
            next = next.max(range.end);
            found.push((range, target));
        }
    }
    found
}

/// What a number can begin with.
static BEGINS: LazyLock<CharacterSet> = LazyLock::new(|| {
    let digits = ('0'..='9').chain('０'..='９');
    digits.chain(('\u{4E00}'..='\u{9FFF}').filter(|&c| is_numeral(c) && c != '零' || c == '兩')).collect()
});

/// The target a quantity makes, unless something around it says otherwise.
fn promised(text: &str, floor: usize, start: Cursor, end: Cursor, quantity: Quantity) -> Option<(Range<usize>, Target)> {
    let compared = Comparison::around(start, end);
    if !compared.suits(&quantity, start) || is_part_of_name(start) {
        return None;
    }
    let metric = words_before(text, floor, compared.begin);
    let doubtful =
        quantity.kind == Kind::Money && metric.contains('每') || quantity.may_hide_item_number() && metric.is_empty() || is_history(metric);
    if doubtful {
        return None;
    }
    let begin = compared.begin.at().saturating_sub(metric.len()) + lead_in(metric);
    let begin = begin.max(floor);
    let mut last = compared.end;
    if quantity.kind != Kind::Duration && compared.after.is_none() || last.peek() == Some('的') {
        last = thing_after(last, quantity.kind);
    }
    let raw = text.get(begin..last.at())?.trim_end();
    let comparator = compared.comparator(&quantity).or_else(|| distant_comparator(raw).filter(|_| quantity.upper.is_none()));
    let range = begin..begin + raw.len();
    let Quantity { value, upper, unit, .. } = quantity;
    Some((range, Target { raw: raw.to_owned(), comparator, value, upper, unit }))
}

/// The comparing words on both sides of a quantity.
struct Comparison<'a> {
    before: Option<Comparator>,
    after: Option<Comparator>,
    begin: Cursor<'a>,
    end: Cursor<'a>,
}

impl<'a> Comparison<'a> {
    fn around(start: Cursor<'a>, end: Cursor<'a>) -> Self {
        let (mut begin, mut last) = (start, end);
        let after = last.eat_listed(AFTER).map(after_word);
        let before = begin.eat_back_listed(&BEFORE);
        Comparison { before, after, begin, end: last }
    }

    /// Numbers in words, stretches of time and bare numbers are targets only when the text compares them.
    fn suits(&self, quantity: &Quantity, start: Cursor) -> bool {
        let either = self.after.or(self.before);
        let strict = either.is_some_and(|comparator| comparator != Comparator::Exactly);
        if quantity.in_words && !strict {
            return false;
        }
        match quantity.kind {
            Kind::Share | Kind::Count | Kind::Money => true,
            Kind::Duration => strict || start.follows_any(SHORTENED),
            Kind::Bare => !quantity.in_words && start.follows_one_of("≥≤≧≦><="),
        }
    }

    /// The words after decide over those before. A band has no single comparator: 控制在35%-50%.
    fn comparator(&self, quantity: &Quantity) -> Option<Comparator> {
        let is_band = |comparator: &Comparator| quantity.upper.is_some() && matches!(comparator, Comparator::AtMost | Comparator::Exactly);
        self.after.or(self.before.filter(|comparator| !is_band(comparator)))
    }
}

/// 第3条, H7N9, 6+3, 7×24小时, 前3名, 上述5项: the number belongs to what stands before it.
fn is_part_of_name(start: Cursor) -> bool {
    const POINTERS: &[&str] = &["上述", "以下", "下列", "原有", "现有", "附件", "前", "近", "已", "该", "这", "共有"];
    let glued = start.before().is_some_and(|c| c.is_ascii_alphanumeric() || "第.·/+*×-—–~〔[№#".contains(c) || is_numeral(c));
    let mut clock = start;
    let clock = clock.eat_back(":") && clock.before().is_some_and(|c| c.is_ascii_digit());
    glued || clock || start.follows_any(POINTERS)
}

/// The words of the same clause before a place, back to `floor` at most. Quotations and brackets are kept whole.
fn words_before<'a>(text: &'a str, floor: usize, place: Cursor<'_>) -> &'a str {
    let (mut start, mut sound, mut depth) = (place, place.at(), 0usize);
    for _ in 0..LONGEST_METRIC {
        match start.before().filter(|_| start.at() > floor) {
            Some('”' | '》' | ')' | '」') => depth += 1,
            Some('“' | '《' | '(' | '「') if depth > 0 => depth -= 1,
            Some('\n' | '。') | None => break,
            Some(c) if depth == 0 && CLAUSE_MARKS.contains(c) => break,
            Some(_) => {}
        }
        start.back();
        if depth == 0 {
            sound = start.at();
        }
    }
    text.get(sound..place.at()).unwrap_or("")
}

/// Bytes of 力争, 到2031年底 and the like at the start of the words, which say nothing about what is measured.
fn lead_in(words: &str) -> usize {
    const FILLERS: &[(&str, &str)] = &[
        ("力争", ""),
        ("争取", ""),
        ("确保", ""),
        ("努力", ""),
        ("全力", ""),
        ("推动", ""),
        ("其中", ""),
        ("今年", ""),
        ("全年", ""),
        ("以及", ""),
        ("并", "网购轨发"),
        ("使", "用命者"),
        ("要", "素点闻求件"),
        ("到", "位岗达场账访"),
        ("至", "少今"),
        ("及", "时格早"),
        ("和", "谐睦"),
        ("与", "会"),
    ];
    let mut cursor = Cursor::new(words, 0);
    loop {
        let before = cursor.at();
        cursor.blanks();
        if let Some(end) = leading_time(words, cursor.at()) {
            cursor = Cursor::new(words, end);
        } else if cursor.eat_listed(FILLERS).is_none() && cursor.at() == before {
            return before;
        }
    }
}

/// 去年完成…, 已建成…, 截至…: a report of what is, not a promise. 较去年提高3% is one.
fn is_history(words: &str) -> bool {
    const HISTORY: &[&str] = &["去年", "上年", "截至", "截止", "目前", "已建成", "已完成", "已有", "已达", "累计已"];
    const COMPARED: &[&str] = &["较", "比", "在去年", "在上年"];
    let may_be = words.contains(['年', '截', '目', '已']);
    may_be && HISTORY.iter().any(|word| words.contains(word)) && !COMPARED.iter().any(|word| words.contains(word))
}

/// 完成…1800对 promises exactly that many, 至少开展1次 at least that many.
fn distant_comparator(words: &str) -> Option<Comparator> {
    if words.contains("至少") {
        return Some(Comparator::AtLeast);
    }
    let mut cursor = Cursor::new(words, 0);
    cursor.eat_any(&["全面", "高质量", "按时", "如期"]);
    cursor.sees_any(&["完成", "实现", "达到"]).then_some(Comparator::Exactly)
}

/// The thing counted: 4个〔急救站点〕, 60%〔的行政村〕.
fn thing_after(end: Cursor, kind: Kind) -> Cursor {
    const STOPS: &[&str] = &[
        "和", "及", "与", "并", "达", "全部", "进行", "开展", "实现", "完成", "给予", "投入", "力争", "确保", "不", "至少", "超过", "低于",
        "高于",
    ];
    let linked = end.peek() == Some('的');
    if kind != Kind::Count && !linked {
        return end;
    }
    let mut cursor = end;
    for _ in 0..LONGEST_THING {
        let stops = cursor.peek().is_none_or(|c| CLAUSE_MARKS.contains(c) || c.is_ascii_digit() || c == ' ');
        if stops || cursor.sees_any(STOPS) {
            return cursor;
        }
        cursor.bump();
    }
    // Too long for a name: half of one says less than none.
    end
}
