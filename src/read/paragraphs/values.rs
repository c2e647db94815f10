//! Values of fields that go on below the line of their label: a list broken inside a name, one unit a line, phases of a deadline.
//!
//! A line without number and label right below a field belongs to its value only where the value shows that it is not finished, or
//! where the line is nothing but names and stands inside the fields of one task. A line that may as well be a heading is left alone.

use crate::words::dates::whole_date;
use crate::words::deadline::{ends_deadline, leading_time};
use crate::words::fold::fold;
use crate::words::names::{looks_like_body, split_bodies};
use crate::words::people::split_people;
use crate::words::responsibility::{labelled, read_value};
use crate::words::vocabulary::{Field, Vocabulary, source};

use super::{Line, ends_sentence};

/// A value does not go on over more lines than this.
const LONGEST_RUN: usize = 24;

/// For every line the glue with which it continues the value of a field above, where it does.
pub(super) fn continued(lines: &[Line], texts: &[&str], vocabulary: &Vocabulary) -> Vec<Option<&'static str>> {
    let mut glues = vec![None; lines.len()];
    let runs: Vec<Run> = (0..lines.len()).filter_map(|at| Run::below(at, lines, texts, vocabulary)).collect();
    let one_a_line = runs.iter().any(|run| run.lists && run.end == Some(End::Label));
    let heads = bodies_head_lists(lines, texts);
    for run in &runs {
        let certain = run.unfinished || run.end == Some(End::Label);
        let likely = match run.end {
            Some(End::Item) => one_a_line || run.glues.len() > 1 || !heads,
            _ => one_a_line,
        };
        let kept = if certain || likely { run.glues.len() } else { run.sure };
        for (at, glue) in run.glues[..kept].iter().enumerate() {
            glues[run.label + 1 + at] = Some(*glue);
        }
    }
    glues
}

/// What stands behind the lines that may belong to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Label,
    Item,
}

/// The lines below a label that may belong to its value.
struct Run {
    label: usize,
    glues: Vec<&'static str>,
    /// How many of them continue what was visibly unfinished.
    sure: usize,
    /// Whether all of them do.
    unfinished: bool,
    /// Whether they are names, one line each.
    lists: bool,
    end: Option<End>,
}

impl Run {
    fn below(label: usize, lines: &[Line], texts: &[&str], vocabulary: &Vocabulary) -> Option<Run> {
        let free = |at: usize| lines.get(at).is_some_and(|line| line.marker.is_none() && !line.labelled && line.gap == 0);
        if !free(label + 1) {
            return None;
        }
        let last = labelled(texts[label], vocabulary).pop().filter(|last| !is_bracketed(texts[label], last.label.start))?;
        let mut before = &texts[label][last.value];
        let mut run = Run { label, glues: Vec::new(), sure: 0, unfinished: true, lists: false, end: None };
        while free(label + 1 + run.glues.len()) && run.glues.len() < LONGEST_RUN {
            let at = label + 1 + run.glues.len();
            let signs = lines.get(at + 1).is_some() && whole_date(texts[at + 1]).is_some();
            // 县水利局、各 and 乡镇（街道） 完成时限：年底: the value ends where the next label begins.
            let next = labelled(texts[at], vocabulary).first().map(|label| label.label.start);
            let Some(step) = step(last.field, before, &texts[at][..next.unwrap_or(texts[at].len())]).filter(|_| !signs) else { break };
            run.unfinished &= step.unfinished;
            run.sure += usize::from(run.unfinished);
            run.lists |= step.glue == "\n" && !step.unfinished;
            run.glues.push(step.glue);
            before = texts[at];
            if next.is_some() {
                run.end = Some(End::Label);
                return Some(run);
            }
        }
        let behind = lines.get(label + 1 + run.glues.len());
        run.end = behind.filter(|line| line.gap == 0 || line.marker.is_some()).and_then(|line| match (line.labelled, line.marker) {
            (true, None) => Some(End::Label),
            (_, Some(_)) => Some(End::Item),
            _ => None,
        });
        (!run.glues.is_empty()).then_some(run)
    }
}

/// Whether a line is a sentence of its own below a whole list of bodies: read as part of it, it would make a name that is none.
pub(super) fn is_sentence_below(lines: &[Line], texts: &[&str], at: usize, vocabulary: &Vocabulary) -> bool {
    if lines[at].marker.is_some() || !texts[at].ends_with('。') {
        return false;
    }
    let last = split_bodies(texts[at - 1]).last().map_or("", |name| &texts[at - 1][name]);
    let own = |at: usize| lines[at].labelled || lines[at].marker.is_some();
    let Some(label) = (0..at).rev().take(LONGEST_RUN).find(|&above| own(above)) else { return false };
    let Some(list) = labelled(texts[label], vocabulary).pop().filter(|list| list.field.is_bodies()) else { return false };
    let last = last.strip_prefix(&texts[label][list.label]).unwrap_or(last);
    let read = read_value(list.field, &[last, texts[at]].concat(), vocabulary);
    looks_like_body(last)
        && read.duties.is_empty()
        && !read.values.iter().all(|value| !value.field.is_bodies() || looks_like_body(&value.text))
}

/// Whether a place stands inside a bracket; what a bracket holds ends with it.
fn is_bracketed(text: &str, at: usize) -> bool {
    let depth = |depth: i32, c: char| match fold(c) {
        '(' => depth + 1,
        ')' => depth - 1,
        _ => depth,
    };
    text[..at].chars().fold(0, depth) > 0
}

struct Step {
    glue: &'static str,
    unfinished: bool,
}

/// How `line` may continue a value whose last line is `before`.
fn step(field: Field, before: &str, line: &str) -> Option<Step> {
    let (before, line) = (before.trim(), line.trim());
    if before.is_empty() || line.is_empty() {
        return None;
    }
    let separated = before.ends_with(['、', '，', ',', '；', ';']);
    if field == Field::Deadline {
        if ends_deadline(before, line) {
            return Some(Step { glue: "", unfinished: true });
        }
        return (separated && line.chars().count() <= 40).then_some(Step { glue: "\n", unfinished: true });
    }
    if ends_sentence(before) && !separated {
        return None;
    }
    if field.is_people() {
        let names = split_people(line);
        // No name has one character: it was cut.
        let last = split_people(before).pop().map_or(0, |(_, name)| name.chars().count());
        let first = line.chars().take_while(|&c| c.is_alphabetic()).count();
        if !separated && (first == 1 || last == 1) && (2..=4).contains(&(first + last)) {
            return Some(Step { glue: "", unfinished: true });
        }
        let dated = leading_time(line, 0).is_some();
        let people = !dated && !names.is_empty() && names.iter().all(|(_, name)| (2..=4).contains(&name.chars().count()));
        return people.then_some(Step { glue: "\n", unfinished: separated });
    }
    if !field.is_bodies() {
        return None;
    }
    let names: Vec<&str> = split_bodies(line).map(|name| &line[name]).collect();
    let (first, others) = names.split_first()?;
    if !others.iter().all(|name| looks_like_body(name)) {
        return None;
    }
    let last = split_bodies(before).last().map_or("", |name| &before[name]);
    if separated {
        return looks_like_body(first).then_some(Step { glue: "", unfinished: true });
    }
    let cut = cut_inside(last, first);
    if looks_like_body(last) && looks_like_body(first) && !cut {
        return Some(Step { glue: "\n", unfinished: false });
    }
    let joined = format!("{last}{first}");
    (cut || (before.ends_with(last) && looks_like_body(&joined))).then_some(Step { glue: "", unfinished: true })
}

/// 各乡 and 镇卫生院: a class of bodies broken between its divisions. 有关乡镇 and 人民政府: no government is named without its place.
fn cut_inside(last: &str, first: &str) -> bool {
    const DIVISIONS: [char; 9] = ['县', '市', '区', '乡', '镇', '村', '科', '股', '室'];
    let units = &source().units;
    let of_place = units.of_places.iter().any(|organ| organ == first) && units.divisions.iter().any(|place| last.ends_with(place));
    of_place || last.strip_prefix('各').is_some_and(|rest| rest.chars().count() == 1) && first.starts_with(DIVISIONS)
}

/// Whether names of bodies stand alone above the items of a list, as headings do.
fn bodies_head_lists(lines: &[Line], texts: &[&str]) -> bool {
    (1..lines.len()).any(|at| {
        let head = at - 1;
        let bare = lines[head].marker.is_none() && !lines[head].labelled;
        let below_field = head > 0 && lines[head - 1].labelled && lines[head].gap == 0;
        lines[at].marker.is_some() && bare && !below_field && looks_like_body(texts[head])
    })
}
