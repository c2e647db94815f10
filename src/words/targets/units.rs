//! The tables behind `targets`: units, and the words that compare, made of those of the vocabulary.

use std::sync::LazyLock;

use crate::model::Comparator;
use crate::words::characters::ByCharacter;
use crate::words::vocabulary;

/// A unit and the characters that, following it, make another word of it (5部门, 1次性, 3例会).
type Unit = (&'static str, &'static str);

/// By the character that `of` gives, longer words first.
fn longest_first<T>(words: impl Iterator<Item = (&'static str, T)>, of: fn(&str) -> Option<char>) -> ByCharacter<(&'static str, T)> {
    let mut words: Vec<(&str, T)> = words.collect();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    words.into_iter().filter_map(|word| Some((of(word.0)?, word))).collect()
}

/// Units of measure and counted things by their first character.
pub(super) static UNITS: LazyLock<ByCharacter<Unit>> = LazyLock::new(|| {
    let words = &vocabulary::source().targets;
    let not_before = words.units_not_before.iter().map(|(unit, not_before)| (unit.as_str(), not_before.as_str()));
    longest_first(words.units.iter().map(|unit| (unit, "")).chain(not_before), |unit| unit.chars().next())
});

/// Stretches of time by their first character.
pub(super) static DURATIONS: LazyLock<ByCharacter<Unit>> =
    LazyLock::new(|| longest_first(vocabulary::source().targets.durations.iter().map(|unit| (unit, "")), |unit| unit.chars().next()));

/// Words straight before a number by their last character.
pub(super) static BEFORE: LazyLock<ByCharacter<(&'static str, Comparator)>> = LazyLock::new(|| {
    let words = &vocabulary::source().targets;
    let lists = [
        (&words.at_least, Comparator::AtLeast),
        (&words.at_most, Comparator::AtMost),
        (&words.more_than, Comparator::MoreThan),
        (&words.less_than, Comparator::LessThan),
        (&words.about, Comparator::About),
        (&words.exactly, Comparator::Exactly),
    ];
    let words = lists.into_iter().flat_map(|(list, comparator)| list.iter().map(move |word| (word, comparator)));
    longest_first(words, |word| word.chars().next_back())
});

/// Words straight after a unit, as in the table of units.
pub(super) const AFTER: &[Unit] = &[
    ("及以上", ""),
    ("以上", ""),
    ("及以下", ""),
    ("以下", ""),
    ("以内", ""),
    ("之内", ""),
    ("内", "科容外部控审蒙地设需"),
    ("左右", ""),
    ("上下", ""),
];

/// How a word of [`AFTER`] compares.
pub(super) fn after_word(word: &str) -> Comparator {
    match word {
        "及以上" | "以上" => Comparator::AtLeast,
        "左右" | "上下" => Comparator::About,
        _ => Comparator::AtMost,
    }
}

/// 缩短到13分钟, 压缩至3个工作日: a stretch of time that is a target without another comparison.
pub(super) const SHORTENED: &[&str] = &["缩短到", "缩短至", "压缩到", "压缩至", "压减到", "压减至", "降到", "降至", "控制在"];
