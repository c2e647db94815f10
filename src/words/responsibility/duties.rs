//! Duty prose: which body does what, in sentences and in lists.

use std::ops::Range;

use crate::words::fold::{fold, is_blank, trimmed};
use crate::words::names::{looks_like_body, split_bodies, split_top_level};
use crate::words::vocabulary;

use super::Assignment;

/// Reads duty prose: `"甲科具体负责章程；乙科、丙科负责推广"` → (甲科, 章程), (乙科, 推广), (丙科, 推广).
///
/// `known` are the bodies named in the fields beside it; other bodies are recognised by their form. 具体负责, 主要负责, 负责 are
/// dropped, other verbs kept. `None` unless the first segment has a subject.
pub fn read_duties(text: &str, known: &[&str]) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    let mut duties: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let mut open = 0;
    for segment in duty_segments(text) {
        let printed = &text[segment.clone()];
        match duty_split(printed, known) {
            Some((subject, duty)) => {
                open = duties.len();
                let duty = segment.start + duty..segment.end;
                let subjects = split_subjects(&printed[..subject]);
                duties.extend(subjects.into_iter().map(|unit| (segment.start + unit.start..segment.start + unit.end, duty.clone())));
            }
            // A further sentence about the same duty.
            None if !duties.is_empty() => duties[open..].iter_mut().for_each(|(_, duty)| duty.end = segment.end),
            None => return None,
        }
    }
    without_stops(text, duties)
}

/// Duties of a labelled list: `甲股：起草方案；乙股：资金拨付，监管。`. A part without a body before a colon goes on with the duty before it.
pub(super) fn listed_duties(text: &str) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    let mut duties: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let mut open = 0;
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    });
    let in_line = |(start, line)| {
        split_top_level(line, |c| matches!(c, ';' | '。')).into_iter().map(move |part| start + part.start..start + part.end)
    };
    for segment in lines.flat_map(in_line) {
        let printed = &text[segment.clone()];
        let colon = printed.char_indices().find(|&(_, c)| fold(c) == ':').filter(|&(at, _)| is_subject(&printed[..at], &[]));
        match colon {
            Some((at, c)) => {
                open = duties.len();
                let duty = segment.start + at + c.len_utf8()..segment.end;
                let units = split_subjects(&printed[..at]).into_iter();
                duties.extend(units.map(|unit| (segment.start + unit.start..segment.start + unit.end, duty.clone())));
            }
            None if !duties.is_empty() => duties[open..].iter_mut().for_each(|(_, duty)| duty.end = segment.end),
            None => return None,
        }
    }
    without_stops(text, duties)
}

/// Duties that follow other sentences: `"负责监测。甲局具体负责水情；乙局具体负责天气。"` → where 甲局 begins, and two duties.
pub fn closing_duties(text: &str) -> Option<(usize, Assignment)> {
    let sentences = split_top_level(text, |c| c == '。');
    let first = sentences.iter().skip(1).find(|sentence| duty_split(first_clause(&text[(*sentence).clone()]), &[]).is_some())?;
    let duties = read_duties(&text[first.start..], &[])?;
    Some((first.start, Assignment { duties, ..Assignment::default() }.shifted(first.start)))
}

fn first_clause(sentence: &str) -> &str {
    duty_segments(sentence).next().map_or("", |clause| &sentence[clause])
}

/// Whether a text begins with a verb of duty.
pub(super) fn begins_with_duty(text: &str) -> bool {
    let verbs = &vocabulary::source().verbs;
    verbs.charge.begin(text) || verbs.duty.begin(text)
}

/// The stop at the end is not part of the duty.
fn without_stops(text: &str, mut duties: Vec<(Range<usize>, Range<usize>)>) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    for (_, duty) in &mut duties {
        let inner = trimmed(&text[duty.clone()]);
        let bare = text[duty.start + inner.start..duty.end].trim_end_matches(|c: char| is_blank(c) || "。；;.".contains(c));
        *duty = duty.start + inner.start..duty.start + inner.start + bare.len();
    }
    duties.retain(|(_, duty)| !duty.is_empty());
    (!duties.is_empty()).then_some(duties)
}

/// Sentences of a duty list; a comma parts two duties where a body in charge follows it: `甲科具体负责审批，乙科具体负责资金`.
fn duty_segments(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let sentences = split_top_level(text, |c| matches!(c, ';' | '。') || c == '\n').into_iter();
    sentences.flat_map(|sentence| {
        let mut segments: Vec<Range<usize>> = Vec::new();
        for clause in split_top_level(&text[sentence.clone()], |c| c == ',') {
            let clause = sentence.start + clause.start..sentence.start + clause.end;
            match segments.last_mut() {
                Some(last) if !begins_with_charge(&text[clause.clone()]) => last.end = clause.end,
                _ => segments.push(clause),
            }
        }
        segments
    })
}

fn begins_with_charge(clause: &str) -> bool {
    vocabulary::source().verbs.charge.find(clause).is_some_and(|charge| charge.start > 0 && is_subject(&clause[..charge.start], &[]))
}

/// Where the subject of a duty ends and where the duty begins.
pub(super) fn duty_split(segment: &str, known: &[&str]) -> Option<(usize, usize)> {
    // 各科室负责人, 甲局负责同志 are people.
    let goes_on = |end: usize| {
        let rest = segment[end..].strip_prefix('人').or_else(|| segment[end..].strip_prefix("同志"));
        let people = rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        end < segment.len() && !people
    };
    let charge =
        vocabulary::source().verbs.charge.find(segment).filter(|verb| goes_on(verb.end) && is_subject(&segment[..verb.start], known));
    charge.map(|verb| (verb.start, verb.end)).or_else(|| {
        let verbs = vocabulary::source().verbs.duty.first_of_each(segment).into_iter().map(|found| found.start);
        let verb = verbs.filter(|&at| is_subject(&segment[..at], known) && !is_inside_name(segment, at)).min()?;
        Some((verb, verb))
    })
}

/// 县委组织部, 市城市管理局: the verb is part of the name it stands in.
fn is_inside_name(segment: &str, at: usize) -> bool {
    let breaks = |c: char| matches!(fold(c), '、' | ',' | ';' | '。' | ' ');
    let start = segment[..at].rfind(breaks).map_or(0, |before| before + segment[before..].chars().next().map_or(0, char::len_utf8));
    let end = segment[at..].find(breaks).map_or(segment.len(), |after| at + after);
    looks_like_body(&segment[start..end])
}

fn is_subject(text: &str, known: &[&str]) -> bool {
    let subjects = split_subjects(text);
    !subjects.is_empty()
        && subjects.iter().all(|name| {
            let name = &text[name.clone()];
            known.contains(&name) || looks_like_body(name)
        })
}

/// Subjects are also joined by 和, 及, 与 where both sides are bodies.
fn split_subjects(text: &str) -> Vec<Range<usize>> {
    split_bodies(text)
        .flat_map(|range| {
            let name = &text[range.clone()];
            let joint = name.char_indices().find(|&(at, c)| {
                let after = at + c.len_utf8();
                matches!(c, '和' | '及' | '与') && looks_like_body(&name[..at]) && looks_like_body(&name[after..])
            });
            match joint {
                Some((at, c)) => vec![range.start..range.start + at, range.start + at + c.len_utf8()..range.end],
                None => vec![range],
            }
        })
        .collect()
}
