//! Lines that belong to the page: heads and feet that come again at every page, and notes at its end.

use hashbrown::{HashMap, HashSet};
use std::cell::LazyCell;

use crate::passage::Account;
use crate::words::fold::{fold, is_blank, trimmed};
use crate::words::numbering::{Style, marker};
use crate::words::page::is_page_mark;

use super::ends_sentence;

/// Short lines that come again at page marks.
pub(super) struct Running {
    /// Right behind them.
    pub heads: HashSet<String>,
    /// Right before most of them: which lines.
    pub feet: HashSet<usize>,
}

impl Running {
    pub(super) fn of(sources: &[usize], account: &Account) -> Self {
        const LONGEST: usize = 90; // bytes
        let plausible = |printed: &str| printed.len() <= LONGEST && marker(printed).is_none() && !ends_sentence(printed);
        let is_foot = |printed: &str| plausible(printed) && !printed.chars().any(|c| matches!(fold(c), ':' | '(' | ')' | ','));
        let (mut heads, mut feet): (HashMap<&str, usize>, HashMap<&str, Vec<usize>>) = Default::default();
        let mut before: Option<(&str, usize)> = None;
        let mut marks = 0;
        for &source in sources {
            let text = &account.sources()[source].text;
            let printed = &text[trimmed(text)];
            if printed.is_empty() {
                continue;
            }
            if is_page_mark(printed) {
                marks += 1;
                before.filter(|(foot, _)| is_foot(foot)).into_iter().for_each(|(foot, source)| feet.entry(foot).or_default().push(source));
            } else if before.is_some_and(|(before, _)| is_page_mark(before)) && plausible(printed) {
                *heads.entry(printed).or_default() += 1;
            }
            before = Some((printed, source));
        }
        let feet = feet.into_values().filter(|lines| lines.len() > 1 && lines.len() * 2 > marks).flatten();
        let heads = heads.into_iter().filter(|&(_, count)| count > 1).map(|(text, _)| text.to_owned());
        Running { heads: heads.collect(), feet: feet.collect() }
    }
}

/// The lines of notes: below an empty line, with a number that stands as a mark behind words of the text.
pub(super) fn footnotes(sources: &[usize], account: &Account) -> HashSet<usize> {
    let text = |source: usize| account.sources()[source].text.as_str();
    let cited = LazyCell::new(|| sources.iter().flat_map(|&source| cited_numbers(text(source))).collect::<HashSet<char>>());
    let mut notes = HashSet::new();
    let mut before_is_note = false;
    let mut before_is_empty = false;
    for &source in sources {
        let printed = text(source).trim_matches(is_blank);
        let number = printed.chars().next().filter(|c| ('①'..='⑳').contains(c));
        let begins = number.is_some_and(|number| {
            let is_marker = marker(printed).is_some_and(|marker| marker.style == Style::Circled);
            is_marker && (before_is_empty || before_is_note) && cited.contains(&number)
        });
        let goes_on = before_is_note && !before_is_empty && !printed.is_empty() && marker(printed).is_none();
        if begins || goes_on {
            notes.insert(source);
        }
        if !printed.is_empty() {
            before_is_note = begins || goes_on;
        }
        before_is_empty = printed.is_empty() || is_page_mark(printed);
    }
    notes
}

/// The numbers that stand behind a word and before a stop: 落实作业公示制度①。 Those of a list stand before words.
fn cited_numbers(text: &str) -> impl Iterator<Item = char> + '_ {
    text.match_indices(|c: char| ('①'..='⑳').contains(&c)).filter_map(|(at, number)| {
        let is_behind = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let next = text[at + number.len()..].chars().next();
        let is_before_stop = next.is_none_or(|c| !c.is_alphanumeric() && !is_blank(c));
        number.chars().next().filter(|_| is_behind && is_before_stop)
    })
}
