//! Lists of names: items that lean on their neighbour, classes, open ends, names of bodies that are no more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::super::rule::Notes;
use super::super::subject::{Line, Subject};
use super::super::text::{is_han, listed};
use crate::finding::{brief, place_name};
use crate::passage::Role;
use crate::roster::Resolution;
use crate::words::characters::Words;
use crate::words::names::{is_collective, looks_like_body};
use crate::words::vocabulary::source;

pub(in super::super) fn elliptic(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let fields = || subject.plan.tasks.iter().flat_map(|task| task.lead_departments.iter().chain(&task.units));
    let known: BTreeSet<&str> = fields().map(String::as_str).collect();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        for list in [&task.lead_departments, &task.units] {
            for pair in list.windows(2) {
                if let Some(whole) = whole_name(&pair[0], &pair[1], &known).filter(|_| !subject.knows(&pair[0])) {
                    let spot = subject.at_field(at, &pair[0]);
                    notes.say(spot, &[("前", &pair[0]), ("后", &brief(&pair[1])), ("全", &whole)]);
                }
            }
        }
        // An item may also lean on a list that says what it lacks elsewhere in the plan.
        for name in task.lead_departments.last().iter().chain(&task.units.last()) {
            if let Some(ending) = lacks(name, &known).filter(|_| !subject.knows(name)) {
                notes.say(subject.at_field(at, name), &[("前", name), ("后", ending), ("全", &format!("{name}{ending}"))]);
            }
        }
    }
}

/// The ending a name lacks: with it the plan has the name elsewhere, without it it is no name of a body.
fn lacks(name: &str, known: &BTreeSet<&str>) -> Option<&'static str> {
    if looks_like_body(name) || is_collective(name) {
        return None;
    }
    source().units.borrowed.iter().find(|ending| known.contains(format!("{name}{ending}").as_str()))
}

/// The whole name of an item whose end is printed on a neighbour only.
fn whole_name(name: &str, next: &str, known: &BTreeSet<&str>) -> Option<String> {
    if is_collective(name) {
        return None;
    }
    if let Some(ending) = lacks(name, known) {
        return Some(format!("{name}{ending}"));
    }
    let ending = source().units.borrowed.iter().find(|ending| next.ends_with(ending))?;
    let place = source().units.towns.iter().find(|place| name.ends_with(place))?;
    let bare = next.strip_suffix(ending)?;
    (bare.ends_with(place) && !is_collective(next)).then(|| format!("{name}{ending}"))
}

fn is_class(name: &str) -> bool {
    is_collective(name) || name.contains('各') || name.contains("相关") || name.contains("有关")
}

/// Whether a name is a class and the roster does not say whom it means.
fn is_open_class(subject: &Subject<'_>, name: &str) -> bool {
    is_class(name)
        && match subject.resolve(name) {
            Resolution::Group(_, members) => members.is_empty(),
            Resolution::Unit(_) => false,
            Resolution::Unknown => true,
        }
}

/// The same, but for classes the roster does not know: they are asked about as names.
fn lacks_members(subject: &Subject<'_>, name: &str) -> bool {
    is_open_class(subject, name) && (subject.roster.is_none() || subject.knows(name))
}

pub(in super::super) fn classes(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let mut classes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        for name in task.lead_departments.iter().chain(&task.units).filter(|name| lacks_members(subject, name)) {
            classes.entry(name).or_insert((at, 0)).1 += 1;
        }
    }
    let mut sorted: Vec<(&str, (usize, usize))> = classes.into_iter().collect();
    sorted.sort_by_key(|(_, (first, count))| (std::cmp::Reverse(*count), *first));
    let Some((name, (first, _))) = sorted.iter().min_by_key(|(_, (first, _))| *first) else { return };
    let words: Vec<String> = sorted.iter().map(|(name, (_, count))| format!("“{}”{count} 处", brief(name))).collect();
    notes.say(subject.at_field(*first, name), &[("名", &listed(&words, 8))]);
}

pub(in super::super) fn class_with_lead(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const KINDS: [(&str, &[&str]); 4] =
        [("各岗位", &["岗位"]), ("各科室", &["科", "室", "办"]), ("各股室", &["股", "室", "办", "站"]), ("各处室", &["处", "室", "办"])];
    let mut found: Vec<(usize, &str, &str)> = Vec::new();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        let class = task.units.iter().find_map(|unit| KINDS.iter().find(|(kind, _)| unit.ends_with(kind)).map(|kind| (unit, kind.1)));
        let Some((class, endings)) = class.filter(|(class, _)| lacks_members(subject, class)) else { continue };
        if let Some(lead) = task.lead_departments.iter().find(|lead| endings.iter().any(|ending| lead.ends_with(ending))) {
            found.push((at, class, lead));
        }
    }
    if let Some(&(at, class, lead)) = found.first() {
        let places = found.iter().filter_map(|&(at, class, _)| subject.at_field(at, class).place.as_ref().map(place_name));
        let places = listed(&places.collect::<Vec<_>>(), 8);
        notes.say(subject.at_field(at, class), &[("统", class), ("牵", lead), ("数", &found.len().to_string()), ("处", &places)]);
    }
}

pub(in super::super) fn open(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let ends_openly = |line: &&Line| {
        let mut spans = line.spans.windows(2);
        spans.any(|pair| {
            pair[0].0 == Role::Field
                && matches!(pair[1].0, Role::Label | Role::Separator)
                && pair[1].1.starts_with('等')
                && looks_like_body(pair[0].1)
        })
    };
    let open: Vec<&Line> = subject.lines.iter().filter(ends_openly).collect();
    if let Some(first) = open.first() {
        let places: Vec<String> = open.iter().filter_map(|line| line.place).map(place_name).collect();
        notes.say(subject.at_line(first), &[("数", &open.len().to_string()), ("处", &listed(&places, 8))]);
    }
}

/// Whether the roster says that a name is the unit of a field, or one of the units it means.
fn is_among(subject: &Subject<'_>, name: &str, field: &str) -> bool {
    let Resolution::Unit(unit) = subject.resolve(name) else { return false };
    match subject.resolve(field) {
        Resolution::Unit(other) => unit == other,
        Resolution::Group(_, members) => members.contains(&unit),
        Resolution::Unknown => false,
    }
}

/// 由X负责 in the text of a task whose fields do not hold X.
pub(in super::super) fn named_in_text(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const VERBS: [&str; 3] = ["牵头", "负责", "承办"];
    let assigned = subject.plan.tasks.iter().flat_map(|task| task.lead_departments.iter().chain(&task.units));
    let known: BTreeSet<&str> = assigned.map(String::as_str).collect();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        let fields = || task.lead_departments.iter().chain(&task.units);
        if fields().next().is_none() {
            continue;
        }
        let mut said: BTreeSet<&str> = BTreeSet::new();
        for (start, _) in subject.texts()[at].match_indices('由') {
            let rest = &subject.texts()[at][start + '由'.len_utf8()..];
            let length: usize = rest.chars().take(14).take_while(|&c| is_han(c)).map(char::len_utf8).sum();
            let run = &rest[..length];
            let Some((place, verb)) = VERBS.iter().filter_map(|verb| run.find(verb).map(|place| (place, *verb))).min() else { continue };
            let name = &run[..place];
            let meant = |field: &String| field.contains(name) || name.contains(field.as_str()) || is_among(subject, name, field);
            // Only bodies the plan gives work to elsewhere: 由所在乡镇负责 names nobody.
            if (known.contains(name) || matches!(subject.resolve(name), Resolution::Unit(_)))
                && said.insert(name)
                && looks_like_body(name)
                && !is_class(name)
                && !fields().any(meant)
                && !fields().any(|field| is_open_class(subject, field))
            {
                notes.say(subject.at_words(at, name), &[("谁", name), ("做", verb)]);
            }
        }
    }
}

/// Every name that is no more.
static OLD_NAMES: LazyLock<Words> = LazyLock::new(|| Words::new(source().units.renamed.iter().map(|(old, ..)| old.as_str())));

pub(in super::super) fn abolished(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let Some(year) = subject.plan.year.or(subject.plan.issued_on.map(jiff::civil::Date::year)) else { return };
    let mut left: Vec<_> = source().units.renamed.iter().filter(|(_, _, reform)| year > *reform).collect();
    for line in subject.text_lines().filter(|line| OLD_NAMES.are_in(line.text)) {
        // A plan may quote what was decided before, in the name of a document.
        left.retain(|(old, new, reform)| {
            let told = line.text.match_indices(old.as_str()).any(|(at, _)| !in_title(line.text, at));
            if told {
                notes.say(subject.at_line(line), &[("旧", old), ("年", &reform.to_string()), ("新", new)]);
            }
            !told
        });
    }
}

/// Whether a place in a text stands between 《 and 》.
fn in_title(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.rfind('《') > before.rfind('》') || before.contains('《') && !before.contains('》')
}

/// 区卫健委 in a plan of a county of an autonomous region.
pub(in super::super) fn which_region(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const MEANT: [&str; 8] = ["区、市", "区市", "区卫健委", "区教育厅", "区财政厅", "区党委", "区人民政府", "区政府"];
    let plan = subject.plan;
    let of_county = |text: &String| text.contains('县') && !text.contains('区');
    let county = plan.title.as_ref().is_some_and(of_county) || plan.issuer.as_ref().is_some_and(of_county);
    let region = subject.text_lines().any(|line| line.text.contains("自治区"));
    if !county || !region {
        return;
    }
    let meant = |line: &&Line| {
        MEANT.iter().find_map(|word| {
            let at = line.text.match_indices(word).map(|(at, _)| at).find(|&at| {
                let before = line.text[..at].chars().next_back();
                before.is_none_or(|c| !"治县市社地城辖园新开发各高示片山".contains(c))
            })?;
            Some(line.text[at..].chars().take(word.chars().count() + 4).collect::<String>())
        })
    };
    if let Some((line, words)) = subject.text_lines().find_map(|line| meant(&line).map(|words| (line, words))) {
        notes.say(subject.at_line(line), &[("词", &brief(&words))]);
    }
}
