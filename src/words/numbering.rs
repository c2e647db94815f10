//! List markers: 一、 （一） 1. （1） ① 一是 第一条 ● and what may be their neighbours.
//!
//! A marker is only recognised at the start of a text. What level it stands for is decided by the reader, per document.

use std::sync::LazyLock;

use super::characters::CharacterSet;
use super::fold::{fold, is_blank};
use super::numerals;
use super::vocabulary::source;

/// The look of a marker; items of one list share it. Bracket width and the width of dots do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// 第一部分 第一章
    Part,
    /// 第一阶段
    Phase,
    /// 甲、
    Stem,
    /// 一、
    Chinese,
    /// （一）
    ChineseBracket,
    /// 第一条
    Article,
    /// 任务一： 问题3：
    Named,
    /// 1. 1、
    Arabic,
    /// （1）
    ArabicBracket,
    /// 1）
    ArabicHalfBracket,
    /// ①
    Circled,
    /// 一是
    Enumerated,
    /// 1.1
    Decimal(u8),
    /// ● ★ —
    Bullet(char),
}

impl Style {
    /// The usual place of the style in a nesting, outermost lowest. Only breaks ties: documents decide for themselves.
    pub fn rank(self) -> u8 {
        match self {
            Style::Part => 0,
            Style::Phase | Style::Stem => 1,
            Style::Chinese => 2,
            Style::ChineseBracket => 3,
            Style::Article | Style::Named => 4,
            Style::Arabic => 5,
            Style::Decimal(depth) => 4 + depth,
            Style::ArabicBracket => 7,
            Style::ArabicHalfBracket => 8,
            Style::Circled => 9,
            Style::Enumerated => 10,
            Style::Bullet(_) => 11,
        }
    }
}

/// A marker at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// Its look.
    pub style: Style,
    /// Its number; 0 for bullets.
    pub value: u32,
    /// Bytes of the number with its punctuation, without the blanks that follow.
    pub length: usize,
}

/// Marks that stand before an item in the place of a number.
pub(crate) const BULLETS: &str = "●◆■★▲•◇○□※➤►☆△▶◎√✓✔";
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const DASHES: &str = "—–―";
/// Folded characters a marker may begin with: most texts begin with none of them.
static FIRSTS: LazyLock<CharacterSet> = LazyLock::new(|| {
    let words = &source().numbering;
    let names = words.named.iter().chain(words.qualifiers.iter()).filter_map(|name| name.chars().next());
    let glyphs = ('①'..='⑳').chain('⑴'..='⒇').chain('⒈'..='⒛').chain('㈠'..='㈩');
    let digits = ('0'..='9').chain("〇零○一二两三四五六七八九十".chars());
    let marks = [STEMS, BULLETS, DASHES, "([第·-*"].into_iter().flat_map(str::chars);
    names.chain(glyphs).chain(digits).chain(marks).collect()
});

/// Reads the marker at the very start of `text` (no leading blanks).
///
/// Shape: `"（十二） 做好"` → `{ChineseBracket, 12, 15 bytes}`; `"1.5亿元"`, `"2023年"`, `"一体两翼"` → `None`.
pub fn marker(text: &str) -> Option<Marker> {
    let scan = Scan::new(text);
    let first = scan.peek().filter(|&first| FIRSTS.contains(first))?;
    match first {
        '(' | '[' => bracketed(scan),
        '第' => ordinal(scan),
        '0'..='9' => arabic(scan),
        '①'..='⑳' => glyph(text, Style::Circled, first as u32 - '①' as u32 + 1),
        '⑴'..='⒇' => glyph(text, Style::ArabicBracket, first as u32 - '⑴' as u32 + 1),
        '⒈'..='⒛' => glyph(text, Style::Arabic, first as u32 - '⒈' as u32 + 1),
        '㈠'..='㈩' => glyph(text, Style::ChineseBracket, first as u32 - '㈠' as u32 + 1),
        // ○ is a digit (二○三一) and a bullet.
        '○' => chinese(scan).or_else(|| {
            let counts = text.chars().nth(1).is_none_or(|next| digit(next).is_some() || next == '年');
            (!counts).then(|| glyph(text, Style::Bullet(first), 0)).flatten()
        }),
        _ if digit(first).is_some() || first == '十' => chinese(scan),
        _ if STEMS.contains(first) => stem(scan),
        _ if BULLETS.contains(first) => starred(text, first.len_utf8()).or_else(|| glyph(text, Style::Bullet(first), 0)),
        _ if DASHES.contains(first) => dash(text),
        '·' | '-' | '*' => spaced_bullet(text),
        _ => named(text),
    }
}

/// The value of a run of Chinese or Arabic digits that is the whole of `text`: `"十二"` → 12, `"２１"` → 21.
pub fn numeral(text: &str) -> Option<u32> {
    let mut scan = Scan::new(text);
    let value = scan.chinese_number().or_else(|| scan.arabic_number())?;
    scan.peek().is_none().then_some(value)
}

/// Whether a folded character can be the first of such a number.
pub(crate) fn begins_number(c: char) -> bool {
    c.is_ascii_digit() || digit(c).is_some() || matches!(c, '十' | '百')
}

/// The number at the very start of a text, in figures or characters: `"三产业"` → 3, `"4号楼"` → 4.
pub(crate) fn leading_number(text: &str) -> Option<u32> {
    let mut scan = Scan::new(text);
    scan.chinese_number().or_else(|| scan.arabic_number())
}

/// What a text alone counts, in the style of a list: `"甲"` → (`Stem`, 1), `"③"` → (`Circled`, 3).
pub(crate) fn counter(text: &str) -> Option<(Style, u32)> {
    let stem = || (1..).zip(STEMS.chars()).find(|(_, stem)| text.chars().eq([*stem])).map(|(value, _)| (Style::Stem, value));
    let circled = || marker(text).filter(|found| found.style == Style::Circled).map(|found| (found.style, found.value));
    let counted = || {
        let style = if text.starts_with(|c| fold(c).is_ascii_digit()) { Style::Arabic } else { Style::Chinese };
        numeral(text).map(|value| (style, value))
    };
    stem().or_else(circled).or_else(counted)
}

fn glyph(text: &str, style: Style, value: u32) -> Option<Marker> {
    let mut length = text.chars().next()?.len_utf8();
    // ①、 and ⒈ . carry punctuation of their own at times.
    if value > 0
        && let Some(c) = text[length..].chars().next().filter(|c| matches!(c, '、' | '.' | '．'))
    {
        length += c.len_utf8();
    }
    Some(Marker { style, value, length })
}

/// ★1. and ▲（一）: the number counts, the mark before it is printed with it.
fn starred(text: &str, mark: usize) -> Option<Marker> {
    let rest = &text[mark..];
    let number = rest.trim_start_matches(is_blank);
    let found = marker(number).filter(|found| {
        matches!(found.style, Style::Chinese | Style::ChineseBracket | Style::Arabic | Style::ArabicBracket | Style::Decimal(_))
    })?;
    Some(Marker { length: mark + rest.len() - number.len() + found.length, ..found })
}

/// 甲、: the first of the ten stems counts, a list of them (甲、乙两组) does not.
fn stem(mut scan: Scan) -> Option<Marker> {
    let first = scan.next()?;
    let value = STEMS.chars().position(|stem| stem == first)? as u32 + 1;
    let counts = scan.next()? == '、' && scan.peek().is_some_and(|c| !STEMS.contains(c));
    counts.then(|| scan.marker(Style::Stem, value))
}

/// ——text, or one dash before a blank.
fn dash(text: &str) -> Option<Marker> {
    let length: usize = text.chars().take_while(|c| DASHES.contains(*c)).map(char::len_utf8).sum();
    let dashes = text[..length].chars().count();
    let rest = text[length..].trim_start_matches(is_blank).chars().next()?;
    // — 4 — is a page mark, —3℃ a quantity.
    (dashes <= 3 && !fold(rest).is_ascii_digit() && rest.is_alphabetic())
        .then_some(Marker { style: Style::Bullet('—'), value: 0, length })
}

/// `·`, `-` and `*` of any width are bullets before a blank or a Chinese character, never before a number.
fn spaced_bullet(text: &str) -> Option<Marker> {
    let written = text.chars().next()?;
    let (first, length) = (fold(written), written.len_utf8());
    let next = text[length..].chars().next()?;
    let opens = is_blank(next) || (first == '·' && next.is_alphabetic()) || ('\u{4E00}'..='\u{9FFF}').contains(&next);
    let digit_follows = text[length..].trim_start_matches(is_blank).starts_with(|c: char| c.is_ascii_digit());
    (opens && !digit_follows).then_some(Marker { style: Style::Bullet(first), value: 0, length })
}

fn bracketed(mut scan: Scan) -> Option<Marker> {
    let open = scan.next()?;
    scan.blanks();
    if open == '['
        && let Some((inner, value)) = name_and_number(&scan.rest[scan.at..])
    {
        scan.at += inner;
        return (scan.next()? == ']').then(|| scan.marker(Style::Named, value));
    }
    let chinese = scan.chinese_number();
    let (style, value) = match chinese {
        Some(value) => (Style::ChineseBracket, value),
        None => (Style::ArabicBracket, scan.arabic_number()?),
    };
    scan.blanks();
    let close = scan.next()?;
    let closes = matches!((open, close), ('(', ')') | ('[', ']'));
    (closes && value < 1000).then(|| {
        // （一）、 is written at times.
        scan.skip_if(|c| c == '、');
        scan.marker(style, value)
    })
}

fn ordinal(mut scan: Scan) -> Option<Marker> {
    scan.next();
    scan.blanks();
    let value = scan.chinese_number().or_else(|| scan.arabic_number())?;
    scan.blanks();
    let kind = scan.next()?;
    if kind == '号' {
        scan.at += source().numbering.papers.at_start(&scan.rest[scan.at..]).unwrap_or(0);
    }
    let style = match kind {
        '条' => Style::Article,
        '章' | '节' | '篇' => Style::Part,
        '部' if scan.next()? == '分' => Style::Part,
        '阶' if scan.next()? == '段' => Style::Phase,
        ',' => return Some(scan.marker(Style::Enumerated, value)),
        '项' | '件' | '号' if scan.peek().is_some_and(|c| matches!(c, ' ' | ':' | '、')) => Style::Named,
        _ => return None,
    };
    let cited = ["规定", "的", "第", "至第", "和第", "、第"].iter().any(|words| scan.rest[scan.at..].starts_with(words));
    scan.skip_if(|c| matches!(c, '、' | ':' | '.' | ','));
    let after = scan.peek();
    // 第一阶段性成果, 第三十八条规定: prose.
    let prose = match style {
        Style::Phase => after.is_some_and(|c| matches!(c, '性' | '的')),
        Style::Article => cited,
        _ => false,
    };
    (!prose).then(|| scan.marker(style, value))
}

fn chinese(mut scan: Scan) -> Option<Marker> {
    let value = scan.chinese_number()?;
    let before_blanks = scan;
    scan.blanks();
    match scan.peek()? {
        '、' => {
            scan.next();
            Some(scan.marker(Style::Chinese, value))
        }
        '.' | ',' if value < 100 => {
            scan.next();
            Some(scan.marker(Style::Chinese, value))
        }
        '是' if before_blanks.at == scan.at && value < 30 => {
            scan.next();
            // 一是一二是二 and 一是否: prose.
            let prose = scan.peek().is_some_and(|c| c == '否' || digit(c).is_some());
            (!prose).then(|| scan.marker(Style::Enumerated, value))
        }
        _ => {
            // 一　总则: a number and a wide blank.
            let gap = before_blanks.rest[before_blanks.at..].chars().take_while(|&c| is_blank(c)).collect::<String>();
            (gap.contains('\u{3000}') || gap.len() > 1).then(|| before_blanks.marker(Style::Chinese, value))
        }
    }
}

fn arabic(mut scan: Scan) -> Option<Marker> {
    let value = scan.arabic_number().filter(|&value| value < 1000)?;
    let mut depth = 1u8;
    let bare = scan;
    while depth < 5 {
        let mut ahead = scan;
        if ahead.next() != Some('.') || ahead.arabic_number().filter(|&part| part < 100).is_none() {
            break;
        }
        scan = ahead;
        depth += 1;
    }
    if depth > 1 {
        return decimal(bare, scan, depth, value);
    }
    scan.blanks();
    let spaced = scan.at > bare.at;
    match scan.next()? {
        '.' | '、' => Some(scan.marker(Style::Arabic, value)),
        ',' | ':' if !spaced && value < 200 && scan.peek().is_some_and(|c| !c.is_ascii_digit()) => Some(scan.marker(Style::Arabic, value)),
        ')' => Some(scan.marker(Style::ArabicHalfBracket, value)),
        _ => None,
    }
}

/// `1.1 ` and `1.2.3 ` are markers; `1.5亿元` and `3.6%` are quantities. `1.2023年` is item 1.
fn decimal(mut first: Scan, mut last: Scan, depth: u8, value: u32) -> Option<Marker> {
    let plain = last;
    last.skip_if(|c| matches!(c, '.' | '、'));
    let opens = last.peek().is_some_and(is_blank) || last.at > plain.at;
    if opens && depth <= 4 {
        return Some(last.marker(Style::Decimal(depth), value));
    }
    // 1.2023年: the second number begins the text. A year or a counted noun of four digits is no decimal place.
    let mut text = first;
    text.next();
    let second = text.arabic_number()?;
    (depth == 2 && second >= 1000).then(|| {
        first.next();
        first.marker(Style::Arabic, value)
    })
}

fn named(text: &str) -> Option<Marker> {
    let (length, value) = name_and_number(text)?;
    let mut scan = Scan { rest: text, at: length };
    if matches!(scan.peek()?, ':' | '、' | '.') {
        scan.next();
        return Some(scan.marker(Style::Named, value));
    }
    // 任务一　打造夜游线: set off by a wide blank. 表一　… is a caption.
    let printed = text[..length].trim_end_matches(is_blank);
    let gap = &text[printed.len()..length];
    let is_wide = gap.contains('\u{3000}') || gap.chars().count() > 1;
    let is_caption = ["表", "附表", "清单"].iter().any(|name| text.starts_with(name));
    (is_wide && !is_caption).then_some(Marker { style: Style::Named, value, length: printed.len() })
}

/// 任务一, 问题 3: how far it reaches, blanks behind it included, and its number.
fn name_and_number(text: &str) -> Option<(usize, u32)> {
    let bare = source().numbering.qualifiers.strip_from(text).unwrap_or(text);
    source().numbering.named.iter().find_map(|name| {
        let mut scan = Scan { rest: text, at: text.len() - if bare.starts_with(name) { bare.len() } else { text.len() } };
        for wanted in name.chars() {
            if scan.next()? != wanted {
                return None;
            }
        }
        scan.blanks();
        let value = scan.chinese_number().or_else(|| scan.arabic_number()).filter(|&value| value < 1000)?;
        scan.blanks();
        Some((scan.at, value))
    })
}

/// A digit of a number in words: `'两'`, `'○'`.
fn digit(c: char) -> Option<u32> {
    match c {
        '两' => Some(2),
        _ => numerals::digit(c).filter(|_| !c.is_ascii()).map(u32::from),
    }
}

/// A cursor over the folded characters of a text.
#[derive(Clone, Copy)]
struct Scan<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Scan { rest: text, at: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.rest[self.at..].chars().next().map(fold)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(fold(c))
    }

    fn skip_if(&mut self, wanted: impl Fn(char) -> bool) {
        if self.peek().is_some_and(wanted) {
            self.next();
        }
    }

    fn blanks(&mut self) {
        while self.peek() == Some(' ') {
            self.next();
        }
    }

    fn marker(&self, style: Style, value: u32) -> Marker {
        Marker { style, value, length: self.at }
    }

    fn arabic_number(&mut self) -> Option<u32> {
        let mut value: Option<u32> = None;
        let start = *self;
        while let Some(d) = self.peek().and_then(|c| c.to_digit(10)) {
            match value.unwrap_or(0).checked_mul(10).and_then(|v| v.checked_add(d)).filter(|&v| v < 100_000) {
                Some(next) => value = Some(next),
                None => {
                    *self = start;
                    return None;
                }
            }
            self.next();
        }
        value
    }

    /// 一 … 九百九十九, also digit by digit (一〇).
    fn chinese_number(&mut self) -> Option<u32> {
        let start = *self;
        let (mut total, mut current, mut seen, mut digits) = (0u32, 0u32, false, 0u32);
        for _ in 0..8 {
            let Some(c) = self.peek() else { break };
            if let Some(d) = digit(c) {
                current = if digits > 0 { current * 10 + d } else { d };
                digits += 1;
            } else if c == '十' || c == '百' {
                let unit = if c == '十' { 10 } else { 100 };
                total += if digits == 0 { 1 } else { current } * unit;
                (current, digits) = (0, 0);
            } else {
                break;
            }
            seen = true;
            self.next();
        }
        if !seen || total + current == 0 || total + current > 999 {
            *self = start;
            return None;
        }
        Some(total + current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_in_all_their_forms() {
        use Style::*;
        let cases: &[(&str, Style, u32, &str)] = &[
            ("一、加强", Chinese, 1, "一、"),
            ("十二、加强", Chinese, 12, "十二、"),
            ("二十 、加强", Chinese, 20, "二十 、"),
            ("三．加强", Chinese, 3, "三．"),
            ("四　总则", Chinese, 4, "四"),
            ("（一）加强", ChineseBracket, 1, "（一）"),
            ("(十二) 加强", ChineseBracket, 12, "(十二)"),
            ("（ 三 ）加强", ChineseBracket, 3, "（ 三 ）"),
            ("【四】加强", ChineseBracket, 4, "【四】"),
            ("㈡加强", ChineseBracket, 2, "㈡"),
            ("（二十一）加强", ChineseBracket, 21, "（二十一）"),
            ("1.加强", Arabic, 1, "1."),
            ("１．加强", Arabic, 1, "１．"),
            ("12、加强", Arabic, 12, "12、"),
            ("5. 加强", Arabic, 5, "5."),
            ("1.2023年底前", Arabic, 1, "1."),
            ("⒊加强", Arabic, 3, "⒊"),
            ("（1）加强", ArabicBracket, 1, "（1）"),
            ("(10) 加强", ArabicBracket, 10, "(10)"),
            ("⑵加强", ArabicBracket, 2, "⑵"),
            ("3）加强", ArabicHalfBracket, 3, "3）"),
            ("①加强", Circled, 1, "①"),
            ("一是加强", Enumerated, 1, "一是"),
            ("十一是加强", Enumerated, 11, "十一是"),
            ("第三条 加强", Article, 3, "第三条"),
            ("第二项　加强", Named, 2, "第二项"),
            ("第3号  关于", Named, 3, "第3号"),
            ("第二，加强", Enumerated, 2, "第二，"),
            ("第一部分 总则", Part, 1, "第一部分"),
            ("第二章　加强", Part, 2, "第二章"),
            ("第一阶段：动员", Phase, 1, "第一阶段："),
            ("任务三：加强", Named, 3, "任务三："),
            ("【任务三】加强", Named, 3, "【任务三】"),
            ("任务三　加强", Named, 3, "任务三"),
            ("重点任务三：加强", Named, 3, "重点任务三："),
            ("专项二：加强", Named, 2, "专项二："),
            ("表二：民生类", Named, 2, "表二："),
            ("丙、加强", Stem, 3, "丙、"),
            ("1.1 加强", Decimal(2), 1, "1.1"),
            ("2.1.3、加强", Decimal(3), 2, "2.1.3、"),
            ("●加强", Bullet('●'), 0, "●"),
            ("★ 加强", Bullet('★'), 0, "★"),
            ("★2.加强", Arabic, 2, "★2."),
            ("▲ （三）加强", ChineseBracket, 3, "▲ （三）"),
            ("★1.5亿元", Bullet('★'), 0, "★"),
            ("○加强", Bullet('○'), 0, "○"),
            ("——加强", Bullet('—'), 0, "——"),
            ("- 加强", Bullet('-'), 0, "-"),
            ("＊加强", Bullet('*'), 0, "＊"),
            ("－　加强", Bullet('-'), 0, "－"),
        ];
        for (text, style, value, printed) in cases {
            let found = marker(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.style, found.value, &text[..found.length]), (*style, *value, *printed), "{text}");
        }
    }

    #[test]
    fn quantities_dates_and_prose_are_no_markers() {
        for text in [
            "1.5亿元",
            "2023年",
            "一体两翼",
            "3.6%以上",
            "甲、乙两组",
            "甲方",
            "【任务】",
            "10月底前",
            "一是一二是二",
            "第一时间",
            "第三",
            "(允许医疗",
            "三个",
            "○二年",
            "1万",
            "十四五",
            "- 2 -",
            "— 4 —",
            "第一阶段性成果",
            "第三十八条规定，",
            "第五条第二款",
            "第一项任务",
            "第3号令",
            "项目一览",
            "表一　重点任务",
            "重点项目三个",
            "",
            "（",
            "(1",
            "12:30开会",
            "99999999999.x",
        ] {
            assert_eq!(marker(text), None, "{text}");
        }
    }

    #[test]
    fn numerals() {
        for (text, value) in [("一", 1), ("十", 10), ("十五", 15), ("二十", 20), ("一百零三", 103), ("一〇", 10), ("２１", 21), ("7", 7)]
        {
            assert_eq!(numeral(text), Some(value), "{text}");
        }
        for text in ["", "零", "十年", "a", "一千"] {
            assert_eq!(numeral(text), None, "{text}");
        }
    }
}
