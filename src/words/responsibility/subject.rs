//! Sentences and clauses that say in running text who does it: 由甲局牵头，乙局配合，….

use std::ops::Range;
use std::sync::LazyLock;

use super::{
    Assignment, Field, Value, Verb, clause_roles, final_verb, is_deadline_clause, people_of, plain_people, titled_people, without_adverb,
};
use crate::words::characters::Words;
use crate::words::fold::{fold, is_blank};
use crate::words::names::{is_collective, lists_bodies, looks_like_body, split_bodies, split_top_level};
use crate::words::vocabulary::{self, Vocabulary};

/// Reads a sentence that begins with who does it: `"由甲局牵头，乙局配合，做好…"`, `"甲局负责，乙局、丙局配合，…"`.
///
/// The words stay part of the text; only the names are taken. `None` unless the first clause names a body and a lead verb.
pub fn read_subject(text: &str) -> Option<Assignment> {
    let mut assignment = Assignment::default();
    let mut acting = false;
    for (position, clause) in first_clauses(text).into_iter().enumerate() {
        let printed = &text[clause.clone()];
        let Some((verb, start)) = final_verb(printed) else {
            if position == 0 {
                let named = joint_subject(printed).or_else(|| sharing_subject(printed));
                let acts = named.is_none().then(|| acting_subject(printed)).flatten();
                for (field, list) in named.into_iter().flatten().chain(acts.clone()) {
                    assignment.names(text, field, clause.start + list.start..clause.start + list.end);
                }
                if acts.is_some() {
                    acting = true;
                    continue;
                }
                if assignment.is_empty() && charged_subject(printed).is_some() {
                    take_charged(&mut assignment, text);
                    continue;
                }
            } else if let Some(list) = partners(printed) {
                assignment.names(text, Field::Units, clause.start + list.start..clause.start + list.end);
            }
            break;
        };
        let names = clause.start..clause.start + start;
        if let Some(people) =
            people_of(text, names.clone(), verb, false).filter(|_| position > 0 || matches!(verb, Verb::Lead | Verb::Charge))
        {
            assignment.values.extend(people);
            continue;
        }
        let strict = lists_bodies(&text[names.clone()]);
        let with_partner = text[names.clone()].contains("会同");
        let leads = matches!(verb, Verb::Lead | Verb::Charge) || text[names.clone()].contains("牵头");
        if !(strict || with_partner || leads) || (position == 0 && !leads) || (acting && !strict) {
            break;
        }
        for (field, list) in clause_roles(text, names, verb, None)? {
            assignment.names(text, field, list);
        }
    }
    (!assignment.is_empty()).then_some(assignment)
}

/// One of these stands in every sentence that begins with who does it; most sentences have none.
static SUBJECT_VERBS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(["牵头", "负责", "主责", "主办", "承办", "会同"].into_iter().chain(vocabulary::source().verbs.sharing.iter()))
});

/// 甲局会同乙局、丙局, also before what they do: who leads, and with whom.
fn joint_subject(clause: &str) -> Option<Vec<(Field, Range<usize>)>> {
    let at = clause.find("会同")?;
    let after = at + "会同".len();
    let partners = if lists_bodies(&clause[after..]) { clause.len() } else { after + end_of_bodies(&clause[after..])? };
    lists_bodies(&clause[..at]).then(|| vec![(Field::LeadDepartments, 0..at), (Field::Units, after..partners)])
}

/// 请甲局对车辆开展检测, 县甲局牵头制定方案: who is asked to do what is said behind the name, and the office of a place that leads it.
fn acting_subject(clause: &str) -> Option<(Field, Range<usize>)> {
    const ASKING: char = '请';
    let Some(asked) = clause.strip_prefix(ASKING) else {
        let is_office = clause.starts_with(|c| vocabulary::source().units.may_be_left_out.contains(c));
        let length = leading_body(clause).filter(|_| is_office)?;
        return Some((Field::LeadDepartments, 0..length));
    };
    let led = leading_body(asked);
    let object = ["对", "就", "会同"].iter().filter_map(|word| asked.find(word)).min().unwrap_or(asked.len());
    let length =
        led.or_else(|| Some(object).filter(|&at| at < asked.len() && lists_bodies(&asked[..at]))).or_else(|| end_of_bodies(asked))?;
    let single = led.is_some() || !is_collective(&asked[..length]) && split_bodies(&asked[..length]).count() == 1;
    let from = ASKING.len_utf8();
    Some((if single { Field::LeadDepartments } else { Field::Units }, from..from + length))
}

/// 甲局、乙局按职责做好….
fn sharing_subject(clause: &str) -> Option<Vec<(Field, Range<usize>)>> {
    let at = vocabulary::source().verbs.sharing.find(clause)?.start;
    lists_bodies(&clause[..at]).then(|| vec![(Field::Units, 0..at)])
}

const CHARGE: &str = "负责";

/// 甲局负责考务组织, 甲局、乙局具体负责…: who is in charge of what is said behind the verb.
fn charged_subject(clause: &str) -> Option<(Field, usize)> {
    // 责任制, 负责人: the verb is a part of another word.
    const NOUNS: [char; 5] = ['人', '制', '同', '的', '者'];
    let at = clause.find(CHARGE)?;
    let behind = clause[at + CHARGE.len()..].trim_start_matches(is_blank);
    if !behind.starts_with(|c: char| c.is_alphabetic() || matches!(c, '“' | '《')) || behind.starts_with(NOUNS) {
        return None;
    }
    let (verb, names) = final_verb(&clause[..at + CHARGE.len()])?;
    if !lists_bodies(&clause[..names]) {
        return None;
    }
    let mut bodies = split_bodies(&clause[..names]);
    let single = bodies.next().is_some_and(|body| !is_collective(&clause[body])) && bodies.next().is_none();
    let field = if verb == Verb::Lead || verb == Verb::Charge && single { Field::LeadDepartments } else { Field::Units };
    Some((field, names))
}

/// Takes the bodies of all clauses that begin with who is in charge; where several do, none of them leads.
fn take_charged(assignment: &mut Assignment, text: &str) {
    let clauses = split_top_level(text, |c| matches!(c, ',' | ';' | '。'));
    let charged: Vec<_> = clauses
        .into_iter()
        .filter_map(|clause| charged_subject(&text[clause.clone()]).map(|(field, names)| (field, clause.start..clause.start + names)))
        .collect();
    let several = charged.len() > 1;
    for (field, names) in charged {
        assignment.names(text, if several { Field::Units } else { field }, names);
    }
}

/// Where a list of bodies ends and what they do begins: `乙局加强监管` → behind 乙局.
fn end_of_bodies(text: &str) -> Option<usize> {
    const LONGEST: usize = 24; // characters of a name
    let last = text.rfind('、').map_or(0, |at| at + '、'.len_utf8());
    let ends = text[last..].char_indices().map(|(at, _)| last + at).take(LONGEST).skip(2);
    let does = |rest: &str| {
        let rest: Vec<char> = rest.chars().take(LONGEST).map(fold).collect();
        // 建设局 goes on with the name, 建设站房 says what is done.
        vocabulary::begins_unlike_body(&rest) && !rest.get(..3).is_some_and(vocabulary::ends_like_body)
    };
    let mut bodies = ends.into_iter().filter(|&end| looks_like_body(&text[last..end]));
    let first = bodies.next()?;
    let others: Vec<usize> = bodies.collect();
    // 县工信局编制规划: where one name alone can end, it ends.
    let alone = Some(first).filter(|_| others.is_empty());
    std::iter::once(first).chain(others).find(|&end| does(&text[end..])).or(alone).filter(|&end| lists_bodies(&text[..end]))
}

/// Clauses inside running text that say who does it: `"完成造林1万亩，由甲局牵头，乙局配合；"`. The words stay part of the text.
///
/// Clauses that begin with 由 and name bodies, clauses of nothing but bodies that lead (甲局牵头、乙局配合), and what follows them at once:
/// it may add others. 牵头单位为甲局 says the same.
pub fn read_inner_subject(text: &str, vocabulary: &Vocabulary) -> Option<Assignment> {
    let mut assignment = Assignment::default();
    INNER.find(text)?;
    let mut open = false;
    let clauses = split_top_level(text, |c| matches!(c, ',' | ';' | '。'));
    let closing = closing_charge(text, &clauses);
    for (position, clause) in clauses.into_iter().enumerate() {
        let printed = &text[clause.clone()];
        let charged = || closing == Some(position) && printed.ends_with(CHARGE);
        let verb = (open || printed.starts_with('由') || printed.contains("牵头") || charged()).then(|| final_verb(printed)).flatten();
        let lead = || printed.strip_prefix('由').and_then(leading_body).map(|length| (clause.start + '由'.len_utf8(), length));
        // Of several works the body leads this one alone.
        let is_whole = position == 0 || ends_text(&text[clause.end..]);
        let leads = lead().filter(|_| verb.is_none() && is_whole).map(|(from, length)| vec![(Field::LeadDepartments, from..from + length)]);
        let roles = verb.filter(|_| position > 0).and_then(|(verb, start)| {
            let names = clause.start..clause.start + start;
            let leads = matches!(verb, Verb::Lead | Verb::Charge) || text[names.clone()].contains("牵头");
            let roles = (open || leads).then(|| clause_roles(text, names, verb, None)).flatten()?;
            roles.iter().all(|(_, list)| lists_bodies(&text[list.clone()])).then_some(roles)
        });
        let joint = || joint_subject(printed.strip_prefix('由')?).filter(|_| is_whole);
        let joint = || joint().map(|lists| lists.into_iter().map(|(field, list)| (field, after_by(&clause, list))).collect());
        let named = || named_roles(printed, vocabulary).or_else(|| partners(printed).filter(|_| open).map(|list| (Field::Units, list)));
        let shifted = |(field, list): (Field, Range<usize>)| vec![(field, clause.start + list.start..clause.start + list.end)];
        let roles = roles.or(leads).or_else(joint).or_else(|| named().map(shifted));
        let people = || (verb.is_some() && roles.is_none() && printed.starts_with('由')).then(|| led_by(text, &clause)).flatten();
        assignment.values.extend(people().into_iter().flatten());
        open = roles.is_some();
        for (field, list) in roles.unwrap_or_default() {
            assignment.names(text, field, list);
        }
    }
    (!assignment.is_empty()).then_some(assignment)
}

/// 适配辅具500件，甲部负责，乙部配合，8月底前完成: the last clause that is no date and names no helpers says who does it all.
fn closing_charge(text: &str, clauses: &[Range<usize>]) -> Option<usize> {
    let helps = |clause: &str| final_verb(clause).is_some_and(|(verb, names)| verb == Verb::Help && lists_bodies(&clause[..names]));
    let says = |clause: &Range<usize>| !is_deadline_clause(&text[clause.clone()]) && !helps(&text[clause.clone()]);
    text.contains(CHARGE).then(|| clauses.iter().rposition(says)).flatten()
}

/// A range behind 由 as one of the whole text.
fn after_by(clause: &Range<usize>, list: Range<usize>) -> Range<usize> {
    let from = clause.start + '由'.len_utf8();
    from + list.start..from + list.end
}

/// One of these stands in every text with such clauses.
static INNER: LazyLock<Words> =
    LazyLock::new(|| Words::new(["由", "牵头", "负责", "单位为", "部门为", "科室为", "股室为", "单位是", "部门是"]));

/// 牵头单位为甲局、乙局: a label, the verb, and nothing but bodies.
fn named_roles(clause: &str, vocabulary: &Vocabulary) -> Option<(Field, Range<usize>)> {
    let (field, length) = vocabulary.label_at_start(clause).filter(|(field, _)| field.is_bodies())?;
    let bodies = clause[length..].strip_prefix(['为', '是']).filter(|bodies| lists_bodies(bodies) && !bodies.contains('的'))?;
    Some((field, clause.len() - bodies.len()..clause.len()))
}

/// `"甲局牵头事项"`, `"县甲局负责的重点工作（3项）"`: a heading that says who leads what stands below it. The words stay part of the heading.
pub fn read_heading(heading: &str) -> Option<Assignment> {
    const WORKS: [&str; 4] = ["事项", "任务", "工作", "项目"];
    let end = heading.find(['（', '(', '。', '：', ':']).unwrap_or(heading.len());
    let from = if heading.starts_with('由') { '由'.len_utf8() } else { 0 };
    let works = WORKS.iter().find_map(|word| heading[from..end].trim_end_matches(is_blank).strip_suffix(word))?;
    let works = WORKS.iter().find_map(|word| works.strip_suffix(word)).unwrap_or(works);
    let clause = ["重点", "主要"].iter().find_map(|word| works.strip_suffix(word)).unwrap_or(works).trim_end_matches('的');
    let (verb, names) = final_verb(clause)?;
    let leads = match verb {
        Verb::Lead => true,
        Verb::Charge => !is_collective(&clause[..names]) && split_bodies(&clause[..names]).count() == 1,
        _ => false,
    };
    let mut assignment = Assignment::default();
    if leads && lists_bodies(without_adverb(&clause[..names])) {
        assignment.names(heading, Field::LeadDepartments, from..from + without_adverb(&clause[..names]).len());
    }
    (!assignment.is_empty()).then_some(assignment)
}

/// 会同甲局、乙局编制规划: with whom somebody named before does it.
fn partners(clause: &str) -> Option<Range<usize>> {
    let bodies = ["会同", "會同"].iter().find_map(|word| clause.strip_prefix(word))?;
    let from = clause.len() - bodies.len();
    let length = if lists_bodies(bodies) { bodies.len() } else { end_of_bodies(bodies)? };
    Some(from..from + length)
}

/// `深化整治。甲局负责协调；乙局负责线索核查。`: parts behind the first sentence, each with the bodies in charge of it. The words stay part
/// of the text. `None` unless every part names its own.
pub fn read_divided_duties(text: &str) -> Option<Assignment> {
    let first = text.find('。').filter(|_| text.contains("负责"))? + '。'.len_utf8();
    let parts = split_top_level(&text[first..], |c| matches!(c, ';' | '。'));
    let mut assignment = Assignment::default();
    for part in &parts {
        let part = first + part.start..first + part.end;
        let at = text[part.clone()].find("负责").filter(|&at| lists_bodies(&text[part.start..part.start + at]))?;
        assignment.names(text, Field::Units, part.start..part.start + at);
    }
    (parts.len() > 1).then_some(assignment)
}

/// `评定红黄牌，责任人甲某。`: a last clause of a label and names of people, without a colon. The words stay part of the text.
pub fn read_named_people(text: &str, vocabulary: &Vocabulary) -> Option<Assignment> {
    let clause = split_top_level(text, |c| matches!(c, ',' | ';' | '。')).into_iter().skip(1).last()?;
    let (field, length) = vocabulary.label_at_start(&text[clause.clone()]).filter(|(field, _)| field.is_people())?;
    let list = clause.start + length..clause.end;
    let people = plain_people(&text[list.clone()])?;
    let value = |(range, text): (Range<usize>, String)| Value { field, range: list.start + range.start..list.start + range.end, text };
    Some(Assignment { values: people.into_iter().map(value).collect(), ..Assignment::default() })
}

/// `"县长甲某同志："` alone: who leads what stands below, and where the word behind the name begins.
pub(crate) fn comrades(text: &str) -> Option<(usize, Assignment)> {
    let named = text.strip_suffix(['：', ':'])?.strip_suffix("同志")?;
    let people = titled_people(named).or_else(|| plain_people(named))?;
    let field = Field::LeadLeaders;
    let value = |(range, text): (Range<usize>, String)| Value { field, range, text };
    Some((named.len(), Assignment { values: people.into_iter().map(value).collect(), ..Assignment::default() }))
}

/// 由副镇长甲某负责: the people told by their titles.
fn led_by(text: &str, clause: &Range<usize>) -> Option<Vec<Value>> {
    let (verb, start) = final_verb(&text[clause.clone()]).filter(|(verb, _)| matches!(verb, Verb::Lead | Verb::Charge))?;
    people_of(text, clause.start..clause.start + start, verb, false)
}

/// Whether no other sentence and no other part of a list follows.
fn ends_text(rest: &str) -> bool {
    rest.char_indices().find(|&(_, c)| matches!(fold(c), ';' | '。')).is_none_or(|(at, _)| !rest[at..].contains(char::is_alphanumeric))
}

/// 甲局牵头制定方案: how long the one body is that leads what is said behind the verb. What a body only 负责 there is a part of the work,
/// and 牵头医院 is itself a body.
fn leading_body(clause: &str) -> Option<usize> {
    let at = clause.find("牵头")?;
    let behind = &clause[at + "牵头".len()..];
    let is_noun = behind.char_indices().take(5).skip(2).any(|(end, _)| looks_like_body(&behind[..end]));
    (split_bodies(&clause[..at]).count() == 1 && lists_bodies(&clause[..at]) && !is_noun).then_some(at)
}

/// The first few clauses of the first sentence; a subject is never further in.
fn first_clauses(text: &str) -> Vec<Range<usize>> {
    const REACH: usize = 600;
    let mut end = text.len().min(REACH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sentence = text[..end].find('。').unwrap_or(end);
    if !text.starts_with('请') && SUBJECT_VERBS.find(&text[..sentence]).is_none() {
        return Vec::new();
    }
    let mut found = split_top_level(&text[..sentence], |c| matches!(c, ',' | ';' | ':'));
    found.truncate(4);
    found
}
