//! Lists of names of bodies, as printed. Those of people are read by `people`.
//!
//! Names are never expanded and aliases never resolved; that is the roster's work. Every function gives byte ranges.

use std::ops::Range;

use super::fold::{begins_folded, fold, is_blank, key, marks, trimmed};
use super::numbering::{Style, marker};
use super::numerals::is_one_to_ten;
use super::vocabulary;

/// Splits a text at its top level: separators inside brackets and quotation marks do not count. No Chinese character separates.
///
/// Shape: `"甲（乙、丙）、丁"` at `、` → `["甲（乙、丙）", "丁"]`, as trimmed, non-empty ranges.
pub fn split_top_level(text: &str, separates: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, c) in marks(text) {
        match fold(c) {
            '(' | '[' | '《' | '“' => depth += 1,
            ')' | ']' | '》' | '”' => depth = depth.saturating_sub(1),
            folded if depth == 0 && separates(folded) => {
                push_trimmed(text, start..at, &mut parts);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    push_trimmed(text, start..text.len(), &mut parts);
    parts
}

fn push_trimmed(text: &str, range: Range<usize>, parts: &mut Vec<Range<usize>>) {
    let inner = trimmed(&text[range.clone()]);
    if !inner.is_empty() {
        parts.push(range.start + inner.start..range.start + inner.end);
    }
}

/// The names of bodies in a list, as printed, in order.
///
/// Shape: `"局机关各岗位，各县（市、区）政府、办公室（党建办）等部门"` → three ranges. Splits at 、 ， ； and line breaks, at blanks when
/// every piece is the name of a body; not inside brackets and not inside 各县、市、区政府. 等, 等部门 are dropped, what follows them is kept.
pub fn split_bodies(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    // ①甲局②乙局: the numbers part the names too.
    let separates = |c: char| matches!(c, '、' | ',' | ';' | '。' | '|' | '/' | '①'..='⑳');
    let pieces = rejoin_collectives(text, split_top_level(text, separates)).into_iter().flat_map(|piece| {
        let (first, second) = split_at_and(text, piece);
        [Some(first), second].into_iter().flatten()
    });
    let names = pieces.flat_map(|piece| {
        let words = split_at_blanks(text, &piece);
        let whole = words.is_none().then_some(piece);
        words.into_iter().flatten().chain(whole)
    });
    names.filter_map(|name| clean_body(text, name))
}

/// Whether a text is a list of nothing but bodies.
///
/// Shape: `"市教育局、市财政局"` → true; `"市教育局、做好宣传"`, `""` → false.
pub fn lists_bodies(text: &str) -> bool {
    let mut names = split_bodies(text).peekable();
    names.peek().is_some() && names.all(|name| looks_like_body(&text[name]))
}

/// 各县、市、区政府 is one name: 各 and single divisions, then the rest.
fn rejoin_collectives(text: &str, pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if continues_collective(&text[last.clone()], &text[piece.clone()]) => last.end = piece.end,
            _ => joined.push(piece),
        }
    }
    joined
}

fn continues_collective(before: &str, piece: &str) -> bool {
    let is_division = |c: char| "县市区旗州盟乡镇街道办、".contains(c);
    if !before.trim_start_matches(is_blank).starts_with('各') {
        return false;
    }
    let before = key(before);
    let opens = before.strip_prefix('各').is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_division));
    let piece = key(piece);
    let rest = piece.trim_start_matches(is_division);
    let ends = ["", "政府", "人民政府", "事处", "办事处", "党委", "党工委", "党委政府", "开发区"].contains(&rest);
    opens && rest.len() < piece.len() && ends
}

/// A list whose only separators are blanks: every piece must be the name of a body, else the blanks are just print.
fn split_at_blanks(text: &str, piece: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let name = &text[piece.clone()];
    if !marks(name).any(|(_, c)| fold(c) == ' ') {
        return None;
    }
    let all_bodies = |words: &[Range<usize>]| words.len() > 1 && words.iter().all(|word| looks_like_body(&name[word.clone()]));
    let words = Some(split_top_level(name, |c| c == ' ')).filter(|words| all_bodies(words));
    let words = words.or_else(|| Some(names_over_lines(name)?).filter(|words| all_bodies(words)))?;
    Some(words.into_iter().map(|word| piece.start + word.start..piece.start + word.end).collect())
}

/// Names of which a narrow cell broke some over two lines: 水利局⏎农业农村⏎局 are two.
fn names_over_lines(name: &str) -> Option<Vec<Range<usize>>> {
    const MOST: usize = 64;
    let mut lines = Vec::new();
    let mut at = 0;
    for line in name.split_inclusive('\n') {
        push_trimmed(name, at..at + line.len(), &mut lines);
        at += line.len();
    }
    let mut names: Vec<Range<usize>> = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|_| (2..=MOST).contains(&lines.len())) {
        let begins =
            looks_like_body(&name[line.clone()]) || lines.get(index + 1).is_some_and(|next| looks_like_body(&name[line.start..next.end]));
        match names.last_mut() {
            Some(last) if !(begins && looks_like_body(&name[last.clone()])) => last.end = line.end,
            _ => names.push(line.clone()),
        }
    }
    (!names.is_empty()).then_some(names)
}

/// 甲局及乙局 is two bodies; 卫生及计划生育局 is one.
fn split_at_and(text: &str, piece: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let name = &text[piece.clone()];
    if !name.contains(['等', '和', '及']) {
        return (piece, None);
    }
    if let Some(etcetera) = name.find('等')
        && let Some((at, and)) = name[etcetera..].char_indices().find(|&(_, c)| matches!(c, '和' | '及' | '与'))
    {
        // 甲局等部门和有关乡镇: 等 ends a list, and another begins.
        let (at, after) = (etcetera + at, etcetera + at + and.len_utf8());
        if end_before_etcetera(&name[..at]) < at && looks_like_body(&name[after..]) {
            return (piece.start..piece.start + at, Some(piece.start + after..piece.end));
        }
    }
    if name.contains('和') {
        // 县公安局和县财政局: two bodies of one place; 住房和城乡建设局 is one.
        let joint = name.match_indices('和').map(|(at, and)| (at, at + and.len())).find(|&(at, after)| {
            name[..at].chars().next() == name[after..].chars().next() && looks_like_body(&name[..at]) && looks_like_body(&name[after..])
        });
        if let Some((at, after)) = joint {
            return (piece.start..piece.start + at, Some(piece.start + after..piece.end));
        }
    }
    if name.contains('及') {
        for word in ["以及", "及"] {
            if let Some(at) = name.find(word).filter(|&at| looks_like_body(&name[..at]) && looks_like_body(&name[at + word.len()..])) {
                return (piece.start..piece.start + at, Some(piece.start + at + word.len()..piece.end));
            }
        }
    }
    (piece, None)
}

/// Drops what is not part of the name: 由 and 请 before, 等部门 and a full stop after.
fn clean_body(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let mut name = piece.start + number_before(&text[piece.clone()])..piece.end;
    for prefix in ["以及", "会同", "由", "请", "及", "和"] {
        let rest = &text[name.clone()];
        if let Some(after) = rest.strip_prefix(prefix)
            && looks_like_body(after)
            && !looks_like_body_word(rest)
        {
            name.start = name.end - after.len();
            break;
        }
    }
    let end = end_before_etcetera(&text[name.clone()]);
    name.end = name.start + end;
    let inner = trimmed(text[name.clone()].trim_end_matches(['.', ':', '：', '。', '．']));
    (!inner.is_empty()).then(|| name.start + inner.start..name.start + inner.end)
}

/// The length of a number in front of a name of a list: `"1.甲股"`, `"（2）乙股"`; names begin with none of these.
pub(super) fn number_before(name: &str) -> usize {
    let counts = |style: Style| matches!(style, Style::Arabic | Style::ArabicBracket | Style::ArabicHalfBracket | Style::Circled);
    let text = name.trim_start_matches(is_blank);
    let number = marker(text).filter(|found| counts(found.style) && !text[found.length..].starts_with(char::is_numeric));
    number.map_or(0, |found| name.len() - text.len() + found.length)
}

/// 和 and 由 are part of a few names (和平街道); those keep them.
fn looks_like_body_word(name: &str) -> bool {
    name.starts_with('和') && name.chars().count() <= 4
}

/// Where the name ends when 等, 等部门, 等有关单位 follow it.
fn end_before_etcetera(name: &str) -> usize {
    let Some(at) = name.rfind('等') else { return name.len() };
    let after = key(&name[at + '等'.len_utf8()..]);
    let mut rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || is_one_to_ten(c) || matches!(c, '个' | '家'));
    for word in ["市直", "县直", "区直", "有关", "相关", "各", "成员", "责任", "职能", "其他"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    if ["", "部门", "单位", "科室", "股室", "部门单位", "部门和单位", "部门(单位)", "单位部门", "职能部门"].contains(&rest)
    {
        at
    } else {
        name.len()
    }
}

/// Whether a text is the name of a body rather than prose: short, without sentence marks, ending as bodies do.
///
/// Shape: `"市场监管局"`, `"各县（市、区）人民政府"`, `"有关乡镇"` → true; `"加强监管"`, `"2023年"`, `"“双随机”"` → false.
pub fn looks_like_body(name: &str) -> bool {
    const LONGEST: usize = 40; // characters, a bracket at the end included; more is prose
    let mut folded = ['\0'; LONGEST];
    let mut length = 0;
    for c in name.chars().filter(|&c| !is_blank(c)).map(fold) {
        if length == LONGEST || matches!(c, '。' | ',' | ';' | ':' | '“' | '”' | '《' | '%' | '!') {
            return false;
        }
        folded[length] = c;
        length += 1;
    }
    let bare = without_final_bracket(&folded[..length]);
    (2..=24).contains(&bare.len()) && vocabulary::ends_like_body(bare) && !vocabulary::begins_unlike_body(bare)
}

/// Whether the name is a class of bodies: 各…, 有关….
pub fn is_collective(name: &str) -> bool {
    vocabulary::source().units.collective.iter().any(|word| begins_folded(name, word))
}

/// Whether a name means several bodies: [`is_collective`], 各 further on, or 等 at its end.
///
/// Shape: `"各相关单位"`, `"局机关各岗位"`, `"其他成员单位"`, `"甲站等单位"` → true; `"和平街道"` → false.
pub fn is_group_noun(name: &str) -> bool {
    let key = key(name);
    let inner = key.find('各').is_some_and(|at| at + '各'.len_utf8() < key.len());
    inner
        || is_collective(name)
        || ["等", "等单位", "等部门", "等有关单位", "等相关单位"].iter().any(|end| key.len() > end.len() && key.ends_with(end))
}

fn without_final_bracket(name: &[char]) -> &[char] {
    match name.iter().rposition(|&c| c == '(') {
        Some(open) if open > 0 && name.last() == Some(&')') => &name[..open],
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(text: &str) -> Vec<&str> {
        split_bodies(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn lists_of_bodies() {
        let cases: &[(&str, &[&str])] = &[
            ("市教育局、市财政局", &["市教育局", "市财政局"]),
            ("局机关各岗位，各学校", &["局机关各岗位", "各学校"]),
            ("局机关各岗位,各学校", &["局机关各岗位", "各学校"]),
            ("甲站；各相关单位", &["甲站", "各相关单位"]),
            ("办公室（党建办）、人事科", &["办公室（党建办）", "人事科"]),
            ("各县、市、区政府", &["各县、市、区政府"]),
            ("各县（市、区）人民政府、市水利局", &["各县（市、区）人民政府", "市水利局"]),
            ("市水利局，各县、市、区人民政府", &["市水利局", "各县、市、区人民政府"]),
            ("各乡镇、街道办事处", &["各乡镇、街道办事处"]),
            ("各乡镇、市直有关单位", &["各乡镇", "市直有关单位"]),
            ("团委、妇联等", &["团委", "妇联"]),
            ("团委、妇联等部门", &["团委", "妇联"]),
            ("团委等，各县、市、区政府", &["团委", "各县、市、区政府"]),
            ("团委、妇联等5个单位", &["团委", "妇联"]),
            ("高等学校、中等职业学校", &["高等学校", "中等职业学校"]),
            ("办公室  人事科", &["办公室", "人事科"]),
            ("规划 财务科", &["规划 财务科"]),
            ("县教育局\n县水利局", &["县教育局", "县水利局"]),
            ("自然资\n源局、林业\n 局", &["自然资\n源局", "林业\n 局"]),
            ("桐花乡卫生院\n白马乡卫生院", &["桐花乡卫生院", "白马乡卫生院"]),
            ("水利局\n自然资\n源局\n桐花乡", &["水利局", "自然资\n源局", "桐花乡"]),
            ("党政办\n综治维稳", &["党政办\n综治维稳"]),
            ("会同人事科、督查室", &["人事科", "督查室"]),
            ("白鹭镇、清溪镇中心学校", &["白鹭镇", "清溪镇中心学校"]),
            ("由市教育局", &["市教育局"]),
            ("市民政局。", &["市民政局"]),
            ("县审计局及各乡镇", &["县审计局", "各乡镇"]),
            ("卫生及计划生育局", &["卫生及计划生育局"]),
            ("县公安局和县财政局", &["县公安局", "县财政局"]),
            ("县住房和城乡建设局", &["县住房和城乡建设局"]),
            ("县水利局等部门和有关乡镇", &["县水利局", "有关乡镇"]),
            ("和平街道", &["和平街道"]),
            ("①县水利局②县林业局", &["县水利局", "县林业局"]),
            ("", &[]),
            ("、，", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(&bodies(text), expected, "{text}");
        }
    }

    #[test]
    fn bodies_and_prose() {
        for name in ["市场监管局", "各县（市、区）人民政府", "有关乡镇", "办公室（党建办）", "疾控中心", "工会"]
        {
            assert!(looks_like_body(name), "{name}");
        }
        for name in ["加强监管", "2023年", "“双随机”", "做好宣传，开展活动", "局", ""] {
            assert!(!looks_like_body(name), "{name}");
        }
        assert!(lists_bodies("市教育局、各乡镇") && !lists_bodies("市教育局、做好宣传") && !lists_bodies("、"));
        assert!(is_collective("各相关单位"));
        for (name, expected) in [
            ("各馆", true),
            ("局机关各岗位", true),
            ("其他成员单位", true),
            ("甲站等单位", true),
            ("全体干部", true),
            ("和平街道", false),
            ("高等学校", false),
            ("各", true),
        ] {
            assert_eq!(is_group_noun(name), expected, "{name}");
        }
    }
}
