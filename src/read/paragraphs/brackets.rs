//! A bracket that opens in one line and closes in another: the lines are one, whatever stands in them.

use crate::words::fold::{fold, marks};

use super::Line;

/// A bracket does not reach over more lines than this.
const LONGEST: usize = 6;

/// For every line the glue with which it goes on with a bracket of the line above, where that closes before the next item.
pub(super) fn continued(lines: &[Line], texts: &[&str]) -> Vec<Option<&'static str>> {
    let mut glues = vec![None; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let last = closing_line(lines, texts, at).unwrap_or(at);
        glues[at..=last].iter_mut().skip(1).for_each(|glue| *glue = Some(""));
        // What closes one bracket may open the next.
        at = last.max(at + 1);
    }
    glues
}

/// The line that closes the bracket which is open at the end of another.
fn closing_line(lines: &[Line], texts: &[&str], first: usize) -> Option<usize> {
    let mut open = open_brackets(0, texts[first]);
    if open == 0 {
        return None;
    }
    (first + 1..lines.len()).take(LONGEST).take_while(|&at| may_stand_within(&lines[at])).find(|&at| {
        open = open_brackets(open, texts[at]);
        open == 0
    })
}

/// Whether a line may stand within a bracket: it is no item, and no empty line is above it.
fn may_stand_within(line: &Line) -> bool {
    line.marker.is_none() && line.gap == 0
}

/// How many brackets are open behind a text; one that closes nothing, as in `1）`, counts for nothing.
fn open_brackets(before: usize, text: &str) -> usize {
    marks(text).fold(before, |open, (_, c)| match fold(c) {
        '(' => open + 1,
        ')' => open.saturating_sub(1),
        _ => open,
    })
}
