//! Whether two names may be one unit: short forms, left-out beginnings, and names a list leaves the end off.
//!
//! Rules of how names are shortened in Chinese, never a list of known names: words of two characters give their first, a place or an
//! office before the name is left out, long names differ in a word. What comes of them is a question to a person.

use crate::words::fold::key;
use crate::words::numerals::is_one_to_ten;
use crate::words::vocabulary;

/// Characters that join words and belong to none.
const JOINTS: &[char] = &['和', '与', '及', '、', '·'];
/// Long names that differ in at most so many characters, side by side, may be one.
const LONG: usize = 7;
const CHANGED: usize = 2;
/// So many characters at the beginning of a long name may say where it is.
const PLACE: usize = 4;

/// Why a name may be another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinship {
    /// It is the other without what stands before: 医政岗位 of 局医政岗位.
    Tail,
    /// It is short for the other: 公卫科 of 公共卫生科.
    Short,
    /// Both are long and differ in a word: 妇幼健康 and 妇幼保健.
    Alike,
}

/// A name prepared for comparing: folded, with short endings.
#[derive(Debug, Clone)]
pub struct Shape {
    characters: Vec<char>,
}

impl Shape {
    /// The shape of a name; what stands in brackets at its end does not count.
    pub fn of(name: &str) -> Shape {
        let key = key(name);
        let mut bare = match (key.strip_suffix(')'), key.find('(')) {
            (Some(_), Some(open)) if open > 0 => key[..open].to_owned(),
            _ => key.clone(),
        };
        if let Some((stem, short)) = vocabulary::source().units.shortened(&bare)
            && !stem.is_empty()
        {
            bare = format!("{stem}{short}");
        }
        Shape { characters: bare.chars().collect() }
    }

    /// What names must share to be compared at all: the last character.
    pub fn last(&self) -> Option<char> {
        self.characters.last().copied()
    }

    fn stem(&self) -> &[char] {
        self.characters.split_last().map_or(&[][..], |(_, stem)| stem)
    }

    /// Whether this name may be the other, longer or equally long one.
    pub fn may_be(&self, other: &Shape) -> Option<Kinship> {
        let (short, long) = (self.stem(), other.stem());
        if self.last() != other.last() || short.len() < 2 || short == long {
            return None;
        }
        let bare = |stem: &[char]| {
            let (first, rest) = stem.split_first()?;
            (vocabulary::source().units.may_be_left_out.contains(*first) && rest.len() >= 2).then(|| rest.to_vec())
        };
        let (short_bare, long_bare) = (bare(short), bare(long));
        let (inner, outer) = (short_bare.as_deref().unwrap_or(short), long_bare.as_deref().unwrap_or(long));
        // Two different places or offices before it: two units.
        if short_bare.is_some() && long_bare.is_some() && short.first() != long.first() {
            return None;
        }
        match () {
            () if short.len() < long.len() && inner == outer => Some(Kinship::Tail),
            () if inner.len() < outer.len() && outer.ends_with(inner) && begins_word(outer, outer.len() - inner.len()) => {
                Some(Kinship::Tail)
            }
            () if inner.len() < outer.len() && is_short_for(inner, outer) => Some(Kinship::Short),
            () if are_alike(inner, outer) => Some(Kinship::Alike),
            () => None,
        }
    }
}

/// Whether a word begins there: words have two characters, and a joint begins anew.
fn begins_word(text: &[char], at: usize) -> bool {
    let start = text.iter().take(at).rposition(|c| JOINTS.contains(c)).map_or(0, |joint| joint + 1);
    (at - start).is_multiple_of(2)
}

/// Whether a stem is made of beginnings of words of another, in order, the first of the first: 公卫 of 公共卫生, 疾控 of 疾病预防控制.
pub(crate) fn is_short_for(short: &[char], long: &[char]) -> bool {
    if short.first() != long.first() {
        return false;
    }
    // Ends of matches of the first characters of the short one; a match goes on in its word or begins at another.
    let mut ends: Vec<usize> = vec![1];
    for c in &short[1..] {
        let mut next = Vec::new();
        for at in 1..long.len() {
            let goes_on = ends.contains(&at);
            let begins = begins_word(long, at) && ends.iter().any(|end| *end <= at);
            if long[at] == *c && (goes_on || begins) {
                next.push(at + 1);
            }
        }
        ends = next;
    }
    !ends.is_empty()
}

/// Whether two long names of one length differ in few characters that stand together, behind where places are named: 疾病预防控制和妇幼健康,
/// 疾病预防控制和妇幼保健. What counts or points somewhere tells two apart: 实验高中第一校区, 实验高中第二校区.
pub(crate) fn are_alike(one: &[char], other: &[char]) -> bool {
    if one.len() != other.len() || one.len() < LONG {
        return false;
    }
    let differing = |at: &usize| one[*at] != other[*at];
    let (first, last) = ((0..one.len()).find(differing), (0..one.len()).rfind(differing));
    let tells_apart = |c: &char| is_one_to_ten(*c) || "东西南北中上下".contains(*c);
    first.zip(last).is_some_and(|(first, last)| {
        first >= PLACE && last - first < CHANGED && ![one, other].iter().any(|name| name[first..=last].iter().any(tells_apart))
    })
}

/// Every longer form of a name that lacks its end: 局医政管理 with each ending of bodies. None for a name that ends as bodies do.
pub fn with_endings(name: &str) -> impl Iterator<Item = String> {
    let key = key(name);
    let lacks = key.chars().count() >= 2 && !ends_like_body(&key);
    vocabulary::source().units.endings.iter().filter(move |_| lacks).map(move |ending| format!("{key}{ending}"))
}

/// What a list left off the end of a name that the next name has.
///
/// Shape: (`黄茅镇`, `泗山镇中心卫生院`) → `黄茅镇中心卫生院`; (`局医政管理`, `规划发展岗位`) → `局医政管理岗位`; (`甲股`, `乙股`) → `None`.
pub fn completed(name: &str, next: &str) -> Option<String> {
    let (name_key, next_key) = (key(name), key(next));
    for division in vocabulary::source().units.divisions.iter() {
        let Some(at) = next_key.find(division).filter(|&at| at > 0) else { continue };
        let tail = &next_key[at + division.len()..];
        if name_key.ends_with(division) && name_key.len() > division.len() && !tail.is_empty() && ends_like_body(tail) {
            return Some(format!("{}{tail}", name.trim()));
        }
    }
    let ending = vocabulary::source().units.endings.iter().filter(|ending| next_key.ends_with(ending)).max_by_key(|ending| ending.len())?;
    let lacks_end = !ends_like_body(&name_key) && name_key.chars().count() >= 2 && next_key.len() > ending.len();
    lacks_end.then(|| format!("{}{ending}", name.trim()))
}

fn ends_like_body(key: &str) -> bool {
    vocabulary::ends_like_body(&key.chars().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_may_be_one() {
        use Kinship::{Alike, Short, Tail};
        for (short, long, expected) in [
            ("医政科", "医政医管科", Some(Short)),
            ("公卫科", "公共卫生科", Some(Short)),
            ("疾控中心", "疾病预防控制中心", Some(Short)),
            ("卫健局", "卫生健康局", Some(Short)),
            ("县卫健局", "卫生健康局", Some(Short)),
            ("应急办", "应急管理办公室", Some(Short)),
            ("监测与发展科", "人口监测与家庭发展科", None),
            ("人口家庭科", "人口监测与家庭发展科", Some(Short)),
            ("基建科", "后勤基建科", Some(Tail)),
            ("规划岗位", "局规划岗位", Some(Tail)),
            ("人民医院", "县人民医院", Some(Tail)),
            ("中医院", "中医医院", Some(Short)),
            ("疾病预防和妇幼健康岗位", "疾病预防和妇幼保健岗位", Some(Alike)),
            ("疾病预防和妇幼健康岗位", "局疾病预防和妇幼保健岗位", Some(Alike)),
            ("实验高级中学第一教研室", "实验高级中学第二教研室", None),
            ("黄茅镇中心卫生院", "白茅镇中心卫生院", None),
            ("县医院", "县中医院", None),
            ("县水利局", "市水利局", None),
            ("财务科", "财计科", None),
            ("甲镇卫生院", "乙镇卫生院", None),
            ("医政科", "医政股", None),
            ("农田股", "农田股", None),
        ] {
            assert_eq!(Shape::of(short).may_be(&Shape::of(long)), expected, "{short} {long}");
        }
    }

    #[test]
    fn ends_left_off_in_lists() {
        for (name, next, whole) in [
            ("白鹭镇", "清溪镇中心卫生院", Some("白鹭镇中心卫生院")),
            ("局医政管理", "规划发展岗位", Some("局医政管理岗位")),
            ("城关街道", "东风街道社区卫生服务中心", Some("城关街道社区卫生服务中心")),
            ("甲股", "乙股", None),
            ("白鹭镇", "县卫生局", None),
            ("白鹭镇", "清溪镇", None),
            ("白鹭镇中心学校", "清溪镇中心学校", None),
        ] {
            assert_eq!(completed(name, next).as_deref(), whole, "{name} {next}");
        }
    }
}
