//! Headers of returned tables: where one begins, where another follows, and which time a column asks about.
//!
//! Called by `tables` alone. The words are those that were sent or that the vocabulary knows; nothing is told by its position but the
//! words of time below a header.

use std::collections::{BTreeMap, BTreeSet};

use super::super::table::{Band, band};
use super::words::{Words, own_field};
use crate::grid::{self, Grid};
use crate::identity::read_beside;
use crate::model::{Period, ProgressField};
use crate::returned::Column;
use crate::words::answers::{lists_statuses, read_answer, read_combined_header, read_tick, status_of_header};
use crate::words::fold::{fold, is_blank, is_key, key};
use crate::words::periods::begins_earlier;
use crate::words::vocabulary::{self, Field};

/// The header that begins at a row: the words that were sent, or words the vocabulary knows; with the row of times, or of statuses to tick, below it.
pub(super) fn header_at(grid: &Grid, at: usize, words: &Words<'_>) -> Option<Band> {
    let row = grid.rows.get(at)?;
    let as_sent = || {
        let known = row.iter().filter(|cell| words.sent(cell.text()).is_some()).count();
        known >= 3 && known * 2 >= row.iter().filter(|cell| !cell.text().is_empty()).count()
    };
    if says_whose(row) && band(&grid.rows, at + 1, words.vocabulary).is_some() {
        return None;
    }
    let found = band(&grid.rows, at, words.vocabulary);
    let found = found.or_else(|| (as_sent() || names_choices(row, words)).then_some(Band::of(at, 1)))?;
    let goes_on = !found.is_numbered && grid.rows.get(found.end()).is_some_and(|row| says_times(row) || says_choices(row));
    Some(Band { height: found.height + usize::from(goes_on), ..found })
}

/// Whether a row is a header but for the statuses among its words, each to be ticked below.
fn names_choices(row: &[grid::Cell], words: &Words<'_>) -> bool {
    let (choices, others): (Vec<&grid::Cell>, Vec<&grid::Cell>) = row.iter().partition(|cell| status_of_header(cell.text()).is_some());
    choices.len() >= 2 && others.len() >= 2 && band(&[others.into_iter().cloned().collect()], 0, words.vocabulary).is_some()
}

/// Whether a row right above a header says whose the table is, by labels and values side by side.
fn says_whose(row: &[grid::Cell]) -> bool {
    let filled = row.iter().filter(|cell| !cell.text().is_empty());
    filled.clone().all(|cell| cell.height <= 1) && read_beside(filled.map(|cell| cell.text())).is_some()
}

/// The words of a header, each with its column.
pub(super) fn words_of(grid: &Grid, header: &Band) -> Vec<(usize, String)> {
    let rows = grid.rows.get(header.first..header.first + header.height).unwrap_or_default();
    rows.iter().flatten().filter(|cell| !cell.text().is_empty()).map(|cell| (cell.column, key(cell.text()))).collect()
}

/// Whether a row is the header again.
pub(super) fn repeats_header(row: &[grid::Cell], header: &[(usize, String)]) -> bool {
    let filled = row.iter().filter(|cell| !cell.text().is_empty());
    let same = |cell: &&grid::Cell| header.iter().any(|(column, word)| *column == cell.column && is_key(cell.text(), word));
    let repeated = filled.clone().filter(same).count();
    repeated >= 3 && repeated * 3 >= filled.count() * 2
}

/// The first header below another that is not the same again: words of the first in other columns, or other words for the same.
pub(super) fn other_header(grid: &Grid, header: &Band, known: &Words<'_>) -> Option<Band> {
    let words = words_of(grid, header);
    let begin = |text: &str| text.chars().find(|&c| !is_blank(c)).map(fold);
    let begins: Vec<Option<char>> = words.iter().map(|(_, word)| word.chars().next()).collect();
    let is_word = |cell: &&grid::Cell| begins.contains(&begin(cell.text())) && words.iter().any(|(_, word)| is_key(cell.text(), word));
    // The words of a header seldom stand together anywhere else.
    let may_be_one = |row: &[grid::Cell]| row.iter().filter(is_word).take(2).count() == 2;
    (header.end()..grid.rows.len())
        .filter(|&at| grid.rows.get(at).is_some_and(|row| may_be_one(row) && !repeats_header(row, &words)))
        .find_map(|at| header_at(grid, at, known))
}

/// When a column asks about, seen from the period that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    /// 上季度: the period before.
    Earlier,
    /// 本季度, 目前: the period itself.
    Now,
    /// 一季度, 1—3月: one that has a name.
    Named,
}

const NUMERALS: &str = "一二三四五六七八九十";

/// Whether some words say nothing but a time; also no words at all do.
fn is_time(words: &str) -> bool {
    const TIMES: &str = "第上本当目前现今截至止到底末年度月季半下旬日周期阶段的";
    words.chars().all(|c| c.is_numeric() || TIMES.contains(c) || NUMERALS.contains(c))
}

fn is_earlier(words: &str) -> bool {
    begins_earlier(words) || words.starts_with('前')
}

/// The time that is all a word says.
fn time_of(word: &str) -> Option<Time> {
    const NOW: [char; 5] = ['本', '当', '目', '现', '今'];
    let names_one = word.contains(['季', '月', '期', '年', '周', '旬', '目', '现', '当', '前']);
    (is_time(word) && names_one).then(|| match () {
        () if is_earlier(word) => Time::Earlier,
        () if word.starts_with(NOW) => Time::Now,
        () => Time::Named,
    })
}

/// Whether a row holds nothing but times, as below a header that asks for the same of two periods.
fn says_times(row: &[grid::Cell]) -> bool {
    let filled = || row.iter().filter(|cell| !cell.text().is_empty());
    filled().count() >= 2 && filled().all(|cell| time_of(&key(cell.text())).is_some())
}

/// Columns below one header for several times: that of the period itself is the one asked for, or the one named like it; where nobody
/// can tell, none is.
pub(super) fn settle_times(columns: &mut [Column], period: Option<Period>) {
    let mut group: Option<(String, Field)> = None;
    let mut timed: Vec<(usize, Time, Field)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let (over, word) = column.header.rsplit_once('/').map_or((None, column.header.as_str()), |(over, word)| (Some(over), word));
        let time = time_of(&key(word));
        // The words over two columns stand in the first of them.
        group = match (time, over) {
            (Some(_), Some(over)) => Some((over.to_owned(), column.field)),
            (Some(_), None) => group,
            (None, _) => None,
        };
        if let (Some(time), Some((_, field))) = (time, &group) {
            timed.push((at, time, *field));
        }
    }
    let of_period =
        |column: &Column| period.is_some_and(|period| period.words().ends_with(column.header.rsplit('/').next().unwrap_or_default()));
    for &(at, time, field) in &timed {
        let others = || timed.iter().filter(|(other, _, known)| *other != at && *known == field);
        let is_asked = match time {
            Time::Earlier => false,
            Time::Now => true,
            Time::Named => of_period(&columns[at]) || others().all(|(_, time, _)| *time == Time::Earlier),
        };
        let column = &mut columns[at];
        (column.field, column.is_known) = (if is_asked { field } else { Field::Extra }, true);
        if !is_asked {
            column.sent = None;
        }
    }
}

/// Whether a row holds nothing but statuses, each another, as below 完成状态 where it is ticked.
fn says_choices(row: &[grid::Cell]) -> bool {
    let filled = || row.iter().filter(|cell| !cell.text().is_empty());
    let statuses: BTreeSet<&str> = filled().filter_map(|cell| status_of_header(cell.text())).collect();
    statuses.len() >= 2 && statuses.len() == filled().count()
}

/// Columns each for one status, in which somebody only ticks: 未启动, 推进中, 已完成. Where most of what stands in them is something
/// else, or another column is for the status, they are nobody's.
pub(super) fn settle_choices(columns: &mut [Column], below: &[Vec<grid::Cell>]) {
    let choices: BTreeMap<usize, &str> = columns
        .iter()
        .filter(|column| column.sent.is_none())
        .filter_map(|column| Some((column.at, status_of_header(&column.header)?)))
        .collect();
    if choices.values().collect::<BTreeSet<_>>().len() < 2 {
        return;
    }
    // The header may be there again.
    let is_filled = |cell: &&grid::Cell| !cell.text().is_empty() && status_of_header(cell.text()).is_none();
    let cells = below.iter().flatten().filter(|cell| choices.contains_key(&cell.column)).filter(is_filled);
    let marks: Vec<Option<bool>> = cells.map(|cell| read_tick(cell.text())).collect();
    // A note below the table may reach into them.
    let words = marks.iter().filter(|mark| mark.is_none()).count();
    let is_ticked = marks.contains(&Some(true)) && words * 2 < marks.len();
    let has_other = columns.iter().any(|column| column.field == Field::Status && !choices.contains_key(&column.at));
    let is_choice = is_ticked && !has_other && choices.len() == choices.values().collect::<BTreeSet<_>>().len();
    for column in columns.iter_mut() {
        if let Some(status) = choices.get(&column.at) {
            (column.field, column.is_known) = (if is_choice { Field::Status } else { Field::Extra }, true);
            column.choice = is_choice.then(|| (*status).to_owned());
        }
    }
}

/// Columns below one word for an answer, under words nobody knows or none, in which somebody ticks: what a tick says there nobody knows.
pub(super) fn set_unknown_choices_aside(columns: &mut [Column], below: &[Vec<grid::Cell>], words: &Words<'_>) {
    let over = |column: &Column| {
        let (over, word) = column.header.rsplit_once('/')?;
        words.vocabulary.column_header(word).and_then(Field::progress).is_none().then(|| over.to_owned())
    };
    let is_ticked = |at: usize| below.iter().flatten().any(|cell| cell.column == at && read_tick(cell.text()) == Some(true));
    let is_unknown = |column: &Column| {
        let beside = |other: &Column| {
            let shares = || over(column).is_some_and(|word| over(other) == Some(word)) && (is_ticked(column.at) || is_ticked(other.at));
            let goes_on = || other.at == column.at + 1 && other.place.is_empty() && is_ticked(column.at) && is_ticked(other.at);
            other.at != column.at && (shares() || goes_on())
        };
        let is_free = column.field.progress().is_some() && column.sent.is_none() && column.choice.is_none();
        is_free && columns.iter().any(beside)
    };
    let unknown: Vec<usize> = columns.iter().filter(|column| is_unknown(column)).map(|column| column.at).collect();
    for column in columns.iter_mut().filter(|column| unknown.contains(&column.at)) {
        (column.field, column.is_known) = (Field::Extra, true);
    }
}

/// Headers of a person's own that may ask for several things are told by what stands below them: 完成情况 is the status where nothing but
/// lists of statuses to tick stands in it, and beside 工作进展 where nothing but statuses does; 完成进度 is no percentage where none stands
/// in it and nothing else is asked, 完成率 always is one; 进度 is one beside the narrative where nothing but percentages stands in it.
pub(super) fn settle_by_answers(columns: &mut [Column], below: &[Vec<grid::Cell>]) {
    let reads = |column: &Column, field: ProgressField| {
        let mut answers = below.iter().flatten().filter(|cell| cell.column == column.at && !cell.text().is_empty()).peekable();
        let is_filled = answers.peek().is_some();
        let (of, others): (Vec<_>, Vec<_>) = answers.partition(|cell| read_answer(field, cell.text(), None).value.is_some());
        (is_filled && others.is_empty(), is_filled && of.is_empty())
    };
    let all_say = |column: &Column, says: fn(&str) -> bool| {
        let mut cells = below.iter().flatten().filter(|cell| cell.column == column.at && !cell.text().is_empty()).peekable();
        cells.peek().is_some() && cells.all(|cell| says(cell.text()))
    };
    let has_sign = |text: &str| text.ends_with(['%', '％']) && read_answer(ProgressField::Percent, text, None).value.is_some();
    let count = |columns: &[Column], field: Field| columns.iter().filter(|column| column.field == field).count();
    let answers = |columns: &[Column]| columns.iter().filter(|column| column.field.progress().is_some()).count();
    for at in 0..columns.len() {
        let column = &columns[at];
        if column.sent.is_some() {
            continue;
        }
        let is_free = || count(columns, Field::Narrative) > 0 && count(columns, Field::Percent) == 0;
        let may_be_share = |column: &Column| is_free() && vocabulary::source().answers.rates.hold(&key(&column.header));
        let field = match column.field {
            Field::Narrative if count(columns, Field::Status) == 0 && all_say(column, lists_statuses) => Some(Field::Status),
            Field::Deadline | Field::Extra if may_be_share(column) && all_say(column, has_sign) => Some(Field::Percent),
            Field::Narrative if count(columns, Field::Narrative) > 1 && count(columns, Field::Status) == 0 => {
                reads(column, ProgressField::Status).0.then_some(Field::Status)
            }
            Field::Percent if answers(columns) == 1 && !names_share(&column.header) => {
                reads(column, ProgressField::Percent).1.then_some(Field::Narrative)
            }
            _ => None,
        };
        if let Some(field) = field {
            (columns[at].field, columns[at].is_known) = (field, true);
        }
    }
}

/// Whether a header asks for a share and nothing else.
fn names_share(header: &str) -> bool {
    let header = key(header);
    header.contains('%') || ["百分比", "比例", "率"].iter().any(|end| header.ends_with(end))
}

/// The first of the answers a header asks for together: 进展及存在问题.
pub(super) fn first_combined(header: &str, words: &Words<'_>) -> Option<Field> {
    let first = *read_combined_header(header.rsplit('/').next()?, words.vocabulary).first()?;
    Field::named(first.name())
}

/// The field of answers a header names among other words: a number or a star in front, a bracket behind, the time it asks about:
/// `12、一季度进展情况（200字以内）`. Of a time before this one it is another column, [`Field::Extra`]: 上季度进展情况.
pub(super) fn adorned(header: &str, words: &Words<'_>) -> Option<Field> {
    let word = key(header);
    let word = word.trim_start_matches(|c: char| !c.is_alphabetic());
    let word = word.split_once('、').filter(|(number, _)| number.chars().all(|c| NUMERALS.contains(c))).map_or(word, |(_, word)| word);
    let word = word.split('(').next()?.trim_end_matches(|c: char| !c.is_alphanumeric());
    let asked = |word: &str| {
        let of_sent = words
            .columns()
            .iter()
            .find(|column| column.fill_in && key(&column.header) == word)
            .and_then(|column| own_field(&column.fields));
        let field = of_sent.or_else(|| words.vocabulary.column_header(word));
        // Among answers 存在问题 is the unit's.
        let field = if field == Some(Field::Problem) { Some(Field::Problems) } else { field };
        field.filter(|field| field.progress().is_some())
    };
    let mut ends = word.char_indices().map(|(at, _)| word.split_at(at)).take_while(|(before, _)| is_time(before));
    ends.find_map(|(before, word)| asked(word).map(|field| if is_earlier(before) { Field::Extra } else { field }))
}
