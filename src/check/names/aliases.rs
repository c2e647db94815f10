//! Which printed names may be one body. A guess is only made between names that never stand in one list.

use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};

use super::super::rule::Notes;
use super::super::subject::Subject;
use super::super::text::is_han;
use crate::finding::place_name;
use crate::roster::{are_alike, is_short_for};
use crate::words::fold::key;
use crate::words::names::is_collective;
use crate::words::vocabulary::source;

/// More names than this under one key are too many to be one body.
const CROWD: usize = 40;

/// A name with where it is used.
struct Use {
    name: String,
    stem: Vec<char>,
    ending: &'static str,
    prefix: Option<char>,
    tasks: Vec<usize>,
    /// The first task that names it.
    first: usize,
    count: usize,
}

fn read(name: &str) -> Option<(Vec<char>, &'static str, Option<char>)> {
    let mut bare = key(name);
    if let (Some(open), Some(close)) = (bare.find('('), bare.rfind(')'))
        && open < close
    {
        bare.replace_range(open..=close, "");
    }
    let units = &source().units;
    let ending = units.compared.iter().find(|ending| bare.ends_with(ending))?;
    let as_ending = units.shortened(ending).map_or(ending, |(_, short)| short);
    let mut stem: Vec<char> = bare[..bare.len() - ending.len()].chars().collect();
    let prefix = stem.first().copied().filter(|c| "县市区州旗局镇乡".contains(*c) && stem.len() >= 3);
    if prefix.is_some() {
        stem.remove(0);
    }
    (stem.len() >= 2 && stem.iter().all(|&c| is_han(c))).then_some((stem, as_ending, prefix))
}

/// Every name of the fields and duties.
fn uses(subject: &Subject<'_>) -> Vec<Use> {
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut uses: Vec<Use> = Vec::new();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        let fields = task.lead_departments.iter().chain(&task.units).map(|name| (name, true));
        for (name, listed) in fields.chain(task.duties.iter().map(|duty| (&duty.unit, false))) {
            let slot = match index.get(name.as_str()) {
                Some(&slot) => slot,
                None => {
                    let Some((stem, ending, prefix)) =
                        read(name).filter(|_| !is_collective(name) && !name.contains('各') && !subject.knows(name))
                    else {
                        continue;
                    };
                    index.insert(name, uses.len());
                    uses.push(Use { name: name.clone(), stem, ending, prefix, tasks: Vec::new(), first: at, count: 0 });
                    uses.len() - 1
                }
            };
            uses[slot].count += 1;
            if listed && uses[slot].tasks.last() != Some(&at) {
                uses[slot].tasks.push(at);
            }
        }
    }
    uses
}

pub(in super::super) fn aliases(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let uses = uses(subject);
    let mut buckets: BTreeMap<(char, &str, bool), Vec<usize>> = BTreeMap::new();
    for (at, name) in uses.iter().enumerate() {
        if let (Some(&first), Some(&last)) = (name.stem.first(), name.stem.last()) {
            buckets.entry((first, name.ending, true)).or_default().push(at);
            buckets.entry((last, name.ending, false)).or_default().push(at);
            if let Some(core) = core(&name.stem).first().filter(|core| **core != first) {
                buckets.entry((*core, name.ending, true)).or_default().push(at);
            }
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for bucket in buckets.values().filter(|bucket| bucket.len() <= CROWD) {
        for (place, &one) in bucket.iter().enumerate() {
            for &other in &bucket[place + 1..] {
                if one != other && same_body(&uses[one], &uses[other]) {
                    pairs.insert((one.min(other), one.max(other)));
                }
            }
        }
    }
    let mut wholes: HashMap<usize, BTreeSet<&[char]>> = HashMap::new();
    for &(a, b) in &pairs {
        for (short, long) in [(a, b), (b, a)] {
            if part(&uses[short], &uses[long]) {
                wholes.entry(short).or_default().insert(&uses[long].stem);
            }
        }
    }
    let of_several = |short: usize, long: usize| part(&uses[short], &uses[long]) && wholes.get(&short).is_some_and(|stems| stems.len() > 1);
    let kept: Vec<(usize, usize)> = pairs
        .iter()
        .copied()
        .filter(|&(a, b)| !of_several(a, b) && !of_several(b, a) && !together(&uses[a].tasks, &uses[b].tasks))
        .collect();
    for group in groups(&kept) {
        say(subject, &group.iter().map(|&at| &uses[at]).collect::<Vec<_>>(), notes);
    }
    in_prose(subject, notes);
}

/// Whether one name is a part of another. A part of two different ones is neither: 教育股 with 基础教育股 and 职业教育股 is a body of
/// its own.
fn part(short: &Use, long: &Use) -> bool {
    let (one, other) = (&short.stem, &long.stem);
    one.len() < other.len() && (other.starts_with(one) || other.ends_with(one)) && core(one) != core(other)
}

fn together(one: &[usize], other: &[usize]) -> bool {
    let (mut at, mut next) = (0, 0);
    while let (Some(a), Some(b)) = (one.get(at), other.get(next)) {
        match a.cmp(b) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => next += 1,
        }
    }
    false
}

/// Whether two different names of the same kind may be one body.
fn same_body(one: &Use, other: &Use) -> bool {
    let prefixes = one.prefix == other.prefix || one.prefix.is_none() || other.prefix.is_none();
    if one.ending != other.ending || !prefixes {
        return false;
    }
    let (short, long) = if one.stem.len() <= other.stem.len() { (&one.stem, &other.stem) } else { (&other.stem, &one.stem) };
    if short == long {
        return true;
    }
    let internal = source().units.inside.hold(one.ending);
    let (few, many) = (core(short), core(long));
    few == many && !swapped(short, long)
        || abbreviates(short, long)
        || internal && !source().units.generic.hold(&short.iter().collect::<String>()) && (long.starts_with(short) || long.ends_with(short))
        || internal && are_alike(short, long)
}

/// A stem without the words that say little: 监督检查 and 综合监督 → 监督; and without the doubled character of 中医医.
fn core(stem: &[char]) -> Vec<char> {
    let mut words: String = stem.iter().collect();
    for generic in source().units.generic.iter().chain(["人民"]) {
        let without = words.replacen(generic, "", 1);
        if without.chars().count() >= 2 {
            words = without;
        }
    }
    let mut letters: Vec<char> = words.chars().collect();
    letters.dedup();
    letters
}

/// 社会工作 and 社会事务: both have a general word at the same end, and not the same one.
fn swapped(one: &[char], other: &[char]) -> bool {
    let text = |stem: &[char]| stem.iter().collect::<String>();
    let (one, other) = (text(one), text(other));
    let first = |stem: &str| source().units.generic.iter().find(|word| stem.starts_with(word));
    let last = |stem: &str| source().units.generic.iter().find(|word| stem.ends_with(word));
    let differ = |a: Option<&str>, b: Option<&str>| a.is_some() && b.is_some() && a != b;
    differ(first(&one), first(&other)) || differ(last(&one), last(&other))
}

/// Whether a name is short for another that says little beside: 公卫 of 公共卫生, 发改 of 发展和改革. What only begins it is another case.
fn abbreviates(short: &[char], long: &[char]) -> bool {
    let words: Vec<char> = long.iter().copied().filter(|c| !"和与及".contains(*c)).collect();
    short.len() < long.len() && !long.starts_with(short) && core(&words).len() <= short.len() * 2 && is_short_for(short, long)
}

/// The pairs joined to groups, each and all in order.
fn groups(pairs: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &(one, other) in pairs {
        let [here, there] = [one, other].map(|name| {
            *group_of.entry(name).or_insert_with(|| {
                groups.push(vec![name]);
                groups.len() - 1
            })
        });
        if here != there {
            // The smaller moves: no name moves more often than the number of names can be halved.
            let (to, from) = if groups[here].len() >= groups[there].len() { (here, there) } else { (there, here) };
            let moved = std::mem::take(&mut groups[from]);
            group_of.extend(moved.iter().map(|&name| (name, to)));
            groups[to].extend(moved);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

fn say(subject: &Subject<'_>, group: &[&Use], notes: &mut Notes<'_>) {
    let rarest = group.iter().min_by_key(|name| name.count);
    let spot = |name: &Use| subject.at_field(name.first, &name.name);
    let words: Vec<String> = group
        .iter()
        .map(|name| {
            let place = spot(name).place.as_ref().map(place_name).unwrap_or_default();
            format!("“{}”（{} 处，{place}起）", name.name, name.count)
        })
        .collect();
    if let Some(name) = rarest {
        notes.say(spot(name), &[("名", &words.join("、"))]);
    }
}

/// Characters before 区 or 市 that make it another word: 社区医院 is no 区医院.
const NOT_A_PREFIX: &str = "社地城片小景园校辖院市灾各每全我本外新老林牧矿县";

/// Hospitals of a county as they are called in running text: 区医院 and 区人民医院, 区中医院 and 区中医医院.
fn in_prose(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const FORMS: [(&str, &str); 4] = [("人民医院", "医院"), ("中医医院", "中医院"), ("中医院", "中医院"), ("医院", "医院")];
    type Found = BTreeMap<String, (usize, Vec<usize>)>;
    let mut found: BTreeMap<(char, &str), Found> = BTreeMap::new();
    for (row, line) in subject.lines.iter().enumerate().filter(|(_, line)| line.is_text()) {
        for (at, _) in line.text.match_indices("医院") {
            let end = at + "医院".len();
            let Some((form, same)) = FORMS.iter().find(|(form, _)| line.text[..end].ends_with(form)) else { continue };
            let mut before = line.text[..end - form.len()].chars().rev();
            let Some(prefix) = before.next().filter(|c| "县区市州旗".contains(*c)) else { continue };
            if before.next().is_some_and(|c| NOT_A_PREFIX.contains(c)) {
                continue;
            }
            let name = format!("{prefix}{form}");
            let rows = &mut found.entry((prefix, *same)).or_default().entry(name).or_insert((0, Vec::new()));
            rows.0 += 1;
            rows.1.push(row);
        }
    }
    for forms in found.values().filter(|forms| forms.len() > 1) {
        let words = forms.iter().map(|(name, (count, rows))| {
            let place = subject.lines[rows[0]].place.map(place_name).unwrap_or_default();
            format!("“{name}”（{count} 处，{place}起）")
        });
        let words: Vec<String> = words.collect();
        if let Some((_, rows)) = forms.values().min_by_key(|(count, _)| *count) {
            notes.say(subject.at_line(&subject.lines[rows[0]]), &[("名", &words.join("、"))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_between_two_groups_joins_them() {
        assert_eq!(groups(&[(1, 2), (3, 4), (2, 3)]), [[1, 2, 3, 4]]);
        assert_eq!(groups(&[(5, 6), (1, 2), (2, 1), (2, 4)]), [vec![1, 2, 4], vec![5, 6]]);
        assert!(groups(&[]).is_empty());
    }
}
