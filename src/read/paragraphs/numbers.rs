//! Numbers of lines that only the lines around them bear out: `1 夯实底座` above `1.1 …`, `2.6月底前…` behind item 1.

use hashbrown::HashMap;

use crate::passage::Account;
use crate::words::fold::{fold, is_blank};
use crate::words::numbering::{Marker, Style, begins_number, numeral};
use crate::words::vocabulary::source;

use super::{Line, columns, ends_sentence};

/// Gives lines the markers that their neighbours bear out.
pub(super) fn bear_out(lines: &mut [Line], account: &Account) {
    number_plain_headings(lines, account);
    number_before_digits(lines, account);
    number_set_off(lines, account);
    number_with_dash(lines, account);
    number_with_word(lines, account);
}

fn text_of<'a>(line: &Line, account: &'a Account) -> &'a str {
    &account.sources()[line.source].text[line.range.clone()]
}

/// `1 夯实底座` right before `1.1 …` is numbered too: the number alone would be a quantity.
fn number_plain_headings(lines: &mut [Line], account: &Account) {
    for at in 1..lines.len() {
        let Some(below) = lines[at].marker.filter(|below| matches!(below.style, Style::Decimal(2))) else { continue };
        let text = text_of(&lines[at - 1], account);
        let Some((number, length)) = leading_number(text) else { continue };
        let set_off = text[length..].starts_with(is_blank) && columns(text) <= 60;
        if lines[at - 1].marker.is_none() && set_off && number == below.value {
            lines[at - 1].marker = Some(Marker { style: Style::Decimal(1), value: below.value, length });
        }
    }
}

/// The number at the start of a text and its length.
fn leading_number(text: &str) -> Option<(u32, usize)> {
    let length = text.len() - text.trim_start_matches(|c: char| fold(c).is_ascii_digit()).len();
    text[..length].chars().map(fold).collect::<String>().parse().ok().map(|number| (number, length))
}

/// `1 新建泵站3座`, `2 改造管网`: numbers set off by a blank are those of items where all of them count on from 1 and no item has a dot.
fn number_set_off(lines: &mut [Line], account: &Account) {
    const FEWEST: usize = 3;
    let dotted = |line: &Line| line.marker.is_some_and(|marker| matches!(marker.style, Style::Arabic | Style::Decimal(_)));
    if lines.iter().any(dotted) {
        return;
    }
    let set_off = |(at, line): (usize, &Line)| {
        let text = text_of(line, account);
        let (number, length) = leading_number(text).filter(|_| line.marker.is_none())?;
        let said = text[length..].strip_prefix(is_blank)?.trim_start_matches(is_blank);
        let is_quantity = said.starts_with(['年', '月', '日', '号', '个']);
        (said.starts_with(char::is_alphabetic) && !is_quantity).then_some((at, number, length))
    };
    let found: Vec<(usize, u32, usize)> = lines.iter().enumerate().filter_map(set_off).collect();
    let begins = found.first().is_some_and(|&(_, number, _)| number == 1);
    let in_turn = found.windows(2).all(|pair| pair[1].1 == 1 || pair[1].1 == pair[0].1.saturating_add(1));
    if found.len() >= FEWEST && begins && in_turn {
        for (at, value, length) in found {
            lines[at].marker = Some(Marker { style: Style::Arabic, value, length });
        }
    }
}

/// `攻坚方向一：精密制造`, `攻坚方向二：…`: a word nobody listed with a number before a colon, where its lines count on from 1.
fn number_with_word(lines: &mut [Line], account: &Account) {
    let mut found: Vec<(usize, &str, Marker)> = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.marker.is_none() && !line.labelled) {
        let numbered = word_and_number(text_of(line, account));
        found.extend(numbered.map(|(word, value, length)| (at, word, Marker { style: Style::Named, value, length })));
    }
    // How far the lines of each word count on from 1; `None` once one does not.
    let mut turns: HashMap<&str, Option<u32>> = HashMap::new();
    for (_, word, marker) in &found {
        let turn = turns.entry(word).or_insert(Some(0));
        *turn = turn.map(|last| last + 1).filter(|&next| next == marker.value);
    }
    let borne_out = |word: &str| turns.get(word).copied().flatten().is_some_and(|last| last > 1);
    let numbered: Vec<(usize, Marker)> =
        found.into_iter().filter(|(_, word, _)| borne_out(word)).map(|(at, _, marker)| (at, marker)).collect();
    for (at, marker) in numbered {
        lines[at].marker = Some(marker);
    }
}

/// The word and the number a text begins with, up to its colon, with their length.
fn word_and_number(text: &str) -> Option<(&str, u32, usize)> {
    const WORD: std::ops::RangeInclusive<usize> = 2..=6; // characters
    let colon = text.char_indices().take(WORD.end() + 4).find(|&(_, c)| fold(c) == ':')?;
    let named = text[..colon.0].trim_end_matches(is_blank);
    let word = named.trim_end_matches(|c| begins_number(fold(c)));
    let value = numeral(&named[word.len()..])?;
    let is_attachment = source().footers.remarks.begin(word) || word.starts_with("附件");
    let is_word = WORD.contains(&word.chars().count()) && word.chars().all(char::is_alphabetic) && !is_attachment;
    is_word.then_some((word, value, colon.0 + colon.1.len_utf8()))
}

/// `1-1 扩容资源池`, `1-2 …`, `2-1 …`: two numbers and a blank, where all lines that begin so count on from 1.
fn number_with_dash(lines: &mut [Line], account: &Account) {
    const FEWEST: usize = 2;
    let dashed = |(at, line): (usize, &Line)| {
        let text = text_of(line, account);
        let (first, digits) = leading_number(text).filter(|_| line.marker.is_none())?;
        let dash = text[digits..].chars().next().filter(|&c| matches!(fold(c), '-' | '—' | '–'))?.len_utf8();
        let (second, more) = leading_number(&text[digits + dash..])?;
        let length = digits + dash + more;
        let said = text[length..].strip_prefix(is_blank)?.trim_start_matches(is_blank);
        let is_quantity = said.starts_with(['年', '月', '日', '号', '个']);
        (said.starts_with(char::is_alphabetic) && !is_quantity).then_some((at, first, second, length))
    };
    let found: Vec<(usize, u32, u32, usize)> = lines.iter().enumerate().filter_map(dashed).collect();
    let goes_on = |pair: &[(usize, u32, u32, usize)]| {
        let (before, next) = ((pair[0].1, pair[0].2), (pair[1].1, pair[1].2));
        next == (before.0, before.1.saturating_add(1)) || next == (before.0.saturating_add(1), 1)
    };
    if found.len() >= FEWEST && found.first().is_some_and(|first| first.2 == 1) && found.windows(2).all(goes_on) {
        for (at, value, _, length) in found {
            lines[at].marker = Some(Marker { style: Style::Decimal(2), value, length });
        }
    }
}

/// A line that begins `n.m`: an item whose text begins with a number, part of a dotted chain, or a quantity.
struct Dotted {
    line: usize,
    first: u32,
    second: u32,
    /// Bytes of the first number and its dot.
    length: usize,
}

/// `1.6月4日…`, `2.65岁以上…`: the first number is the item's where it takes its turn among its siblings (1, 2, 3 …), and where the
/// numbers are no chain (1.1, 1.2).
fn number_before_digits(lines: &mut [Line], account: &Account) {
    let dotted: Vec<Dotted> = (0..lines.len()).filter_map(|line| dotted_at(line, lines, account)).collect();
    let chain = dotted.windows(2).any(|pair| pair[0].first == pair[1].first && pair[0].second.checked_add(1) == Some(pair[1].second));
    if dotted.is_empty() || chain || lines.iter().any(|line| line.marker.is_some_and(|marker| matches!(marker.style, Style::Decimal(_)))) {
        return;
    }
    let mut turns: Vec<(usize, u32)> = dotted.iter().map(|dotted| (dotted.line, dotted.first)).collect();
    turns.extend(lines.iter().enumerate().filter_map(|(at, line)| {
        let marker = line.marker.filter(|marker| marker.style == Style::Arabic)?;
        Some((at, marker.value))
    }));
    turns.sort_unstable();
    let mut before = 0;
    let mut dotted = dotted.into_iter().peekable();
    for (at, &(line, value)) in turns.iter().enumerate() {
        let Some(found) = dotted.next_if(|found| found.line == line) else {
            before = value;
            continue;
        };
        let next = turns.get(at + 1).map(|(_, value)| *value);
        let in_turn = if value == 1 { next == Some(2) } else { before + 1 == value && next != Some(value) };
        if in_turn {
            lines[line].marker = Some(Marker { style: Style::Arabic, value, length: found.length });
            before = value;
        }
    }
}

fn dotted_at(line: usize, lines: &[Line], account: &Account) -> Option<Dotted> {
    const LONGEST_HEADING: usize = 30; // columns; a longer line without an end goes on with the next
    if lines[line].marker.is_some() {
        return None;
    }
    let text = text_of(&lines[line], account);
    let (first, digits) = leading_number(text).filter(|(first, _)| (1..1000).contains(first))?;
    let dot = text[digits..].chars().next().filter(|&c| fold(c) == '.')?.len_utf8();
    let (second, _) = leading_number(&text[digits + dot..])?;
    let above = line.checked_sub(1).map(|above| &lines[above]);
    let goes_on = above.is_some_and(|above| {
        let before = text_of(above, account);
        let closed = ends_sentence(before) || before.ends_with(['）', ')', '】', '〕']) || above.labelled;
        !closed && lines[line].gap == 0 && columns(before) > LONGEST_HEADING
    });
    (!goes_on).then_some(Dotted { line, first, second, length: digits + dot })
}
