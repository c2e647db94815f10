//! Lines that go on with a sentence although they begin like an item, or stand where a heading could.
//!
//! A line break falls anywhere: before 二、三产业, before 第三十八条规定. What begins there is an item only where the sentence above has
//! ended or the number takes its turn among its like; a short line is a heading only where the list has one above its first item.

use hashbrown::HashMap;

use crate::words::dates::whole_date;
use crate::words::fold::fold;
use crate::words::names::looks_like_body;
use crate::words::numbering::{Marker, Style, leading_number};
use crate::words::numerals::is_one_to_ten;
use crate::words::responsibility::label_without_colon;
use crate::words::vocabulary::Vocabulary;

use super::super::reading::ends_with_fields;
use super::{Line, columns, ends_sentence, ends_with_named};

/// Shorter lines, in columns, are headings and break off nowhere.
const SHORTEST: usize = 18;

/// For every line the glue with which it goes on with the sentence of the line above.
pub(super) fn continued(lines: &[Line], texts: &[&str], vocabulary: &Vocabulary) -> Vec<Option<&'static str>> {
    let open: Vec<bool> =
        (0..lines.len()).map(|at| at > 0 && lines[at].gap == 0 && is_open(&lines[at - 1], texts[at - 1], vocabulary)).collect();
    let turns = Turns::of(lines, texts);
    let widest = lines.iter().filter(|line| !line.labelled).map(|line| line.width).max().unwrap_or(0);
    let is_full = |at: usize| lines[at].width + 6 >= widest && columns(texts[at]) >= SHORTEST;
    // Where other items end with a stop, one that does not goes on.
    let begun: Vec<usize> = (1..lines.len()).filter(|&at| lines[at].marker.is_some() && columns(texts[at - 1]) >= SHORTEST).collect();
    let stops = begun.iter().filter(|&&at| !open[at]).count() * 5 >= begun.len() * 4;
    // 配合单位  甲局: a field, although no colon stands behind its label.
    let is_field =
        |at: usize| label_without_colon(texts[at], vocabulary).or_else(|| label_without_colon(texts[at - 1], vocabulary)).is_some();
    let goes_on = |at: usize| match lines[at].marker {
        _ if !open[at] || lines[at].labelled => false,
        Some(marker) => {
            let listed = texts[at - 1].ends_with('、') && (ends_with_number(texts[at - 1]) || !turns.follows(at));
            listed
                || cites(texts, at)
                || (!turns.takes(at) && (counts_on(marker, texts[at]) || stops && is_full(at - 1) && turns.is_spare(at)))
        }
        None if cites(texts, at) => true,
        None => is_full(at - 1) && lines[at].width < lines[at - 1].width && is_tail(lines, texts, &turns, at) && !is_field(at),
    };
    (0..lines.len()).map(|at| goes_on(at).then_some("")).collect()
}

/// Whether a line breaks off in the middle of a sentence, as far as its end shows.
fn is_open(line: &Line, text: &str, vocabulary: &Vocabulary) -> bool {
    let closed = ends_sentence(text) || text.ends_with(['：', ':', '）', ')', '】', '〕', ']']) || line.labelled;
    !closed && !ends_with_named(text) && !ends_with_fields(text, vocabulary)
}

/// 依据《水法》 below which 第三十八条 goes on.
fn cites(texts: &[&str], at: usize) -> bool {
    texts[at - 1].ends_with('》') && texts[at].starts_with('第')
}

/// 推动一、 below which 二、三产业 goes on.
fn ends_with_number(text: &str) -> bool {
    let number = text.trim_end_matches('、').chars().next_back().map(fold);
    number.is_some_and(|c| c.is_ascii_digit() || is_one_to_ten(c))
}

/// 二、三产业, 3、4号机组: a list of numbers that follow each other, not the number of an item.
fn counts_on(marker: Marker, text: &str) -> bool {
    let (printed, rest) = text.split_at(marker.length);
    printed.ends_with('、') && leading_number(rest) == Some(marker.value + 1)
}

/// A short line above an item that is not the first of its list, and the first has no such line above it: no heading.
fn is_tail(lines: &[Line], texts: &[&str], turns: &Turns, at: usize) -> bool {
    let numbered = lines.get(at + 1).and_then(|line| line.marker).is_some_and(|next| next.value > 1);
    let is_name = whole_date(texts[at]).is_some() || looks_like_body(texts[at]);
    let headed = |first: usize| first > 1 && lines[first - 1].marker.is_none() && !lines[first - 1].labelled;
    numbered && !is_name && turns.first[at + 1].is_some_and(|first| !headed(first))
}

/// A number among those of its like.
#[derive(Clone, Copy)]
struct Turn {
    before: Option<u32>,
    value: u32,
    next: Option<u32>,
}

/// The numbered lines that are written alike, in their order.
struct Turns {
    of: Vec<Option<Turn>>,
    /// For every line the first of the last list in its look.
    first: Vec<Option<usize>>,
}

impl Turns {
    fn of(lines: &[Line], texts: &[&str]) -> Self {
        // 3. and 3、 are not of one list.
        let mut lists: HashMap<(Style, Option<char>), Vec<usize>> = HashMap::new();
        let (mut firsts, mut first): (HashMap<Style, usize>, _) = (HashMap::new(), vec![None; lines.len()]);
        let value = |at: usize| lines[at].marker.map(|marker| marker.value);
        for (at, marker) in lines.iter().enumerate().filter_map(|(at, line)| Some((at, line.marker?))) {
            let mark = texts[at][..marker.length].chars().next_back().map(fold);
            lists.entry((marker.style, mark)).or_default().push(at);
            if marker.value == 1 {
                firsts.insert(marker.style, at);
            }
            first[at] = firsts.get(&marker.style).copied();
        }
        let mut of = vec![None; lines.len()];
        for list in lists.into_values() {
            let neighbour = |turn: Option<usize>| turn.and_then(|turn| list.get(turn)).and_then(|&at| value(at));
            for (turn, &at) in list.iter().enumerate() {
                of[at] = value(at).map(|value| Turn { before: neighbour(turn.checked_sub(1)), value, next: neighbour(Some(turn + 1)) });
            }
        }
        Turns { of, first }
    }

    /// Whether a number takes its turn: the next one, or the first of a list, and not that of the line behind it.
    fn takes(&self, at: usize) -> bool {
        self.of[at].is_none_or(|turn| match turn.value {
            0 => true,
            1 => turn.before.is_none() || (turn.before != Some(1) && turn.next == Some(2)),
            value => turn.before == Some(value - 1) && turn.next != Some(value),
        })
    }

    /// Whether the list has all its numbers without this one.
    fn is_spare(&self, at: usize) -> bool {
        self.of[at].is_some_and(|turn| match (turn.before, turn.next) {
            (Some(before), Some(next)) => next == before.saturating_add(1),
            (None, None) => turn.value > 1,
            _ => false,
        })
    }

    /// Whether a number is the next behind that of the line right above.
    fn follows(&self, at: usize) -> bool {
        let counts = |turn: Turn| turn.before == Some(turn.value.saturating_sub(1));
        self.of[at].is_some_and(counts) && self.of[at - 1].is_some()
    }
}
