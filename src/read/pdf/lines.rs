//! Characters with their places on a page, to lines.
//!
//! A printed line ends where the next character stands on another base line, or further to the left. One that reaches the right edge
//! of the text goes on in the next, if that begins at the left edge and begins no item of a list: together they are one line. Indents
//! become full-width blanks and wide gaps between lines become empty lines: both say where paragraphs begin.

use crate::words::numbering::marker;
use crate::words::responsibility::label_with_colon;
use crate::words::vocabulary::Vocabulary;

/// A line more than this many usual pitches below the one before stands apart.
const APART: f64 = 1.7;
/// An indent is at most this many characters: beyond it a line is centred or to the right.
const DEEPEST_INDENT: f64 = 30.0;

/// A line may end this many characters short of the right edge and still be full: a mark that must not begin a line takes others with it.
const SHORT_OF_EDGE: f64 = 2.6;

/// A line of a page; places in points, downwards.
#[derive(Default)]
struct Line {
    text: String,
    left: f64,
    right: f64,
    base: f64,
    size: f64,
}

/// The lines of a page, or of a cell.
#[derive(Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    /// Where the last character began and ended.
    last: Option<Place>,
}

/// Where a character stands, in points; its base line is counted downwards.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub left: f64,
    pub right: f64,
    pub base: f64,
}

impl Line {
    /// Whether the line is full and the next one goes on with it; `edges` are those of the text of the page, left and right.
    fn goes_on_in(&self, next: &Line, edges: (f64, f64), vocabulary: &Vocabulary) -> bool {
        let full = edges.1 - self.right < self.size * SHORT_OF_EDGE && self.right - edges.0 > self.size * 16.0;
        let begins = next.text.trim_start();
        full && next.base > self.base
            && next.left - edges.0 < next.size * 0.5
            && marker(begins).is_none()
            && label_with_colon(begins, vocabulary).is_none()
    }
}

impl Lines {
    /// Brings the lines into the order of their places, from the top and from the left; what stands on one base line is one line.
    pub fn sort(&mut self) {
        let mut pieces = std::mem::take(&mut self.lines);
        pieces.retain(|line| !line.text.trim().is_empty());
        pieces.sort_by(|a, b| a.base.total_cmp(&b.base));
        for same in pieces.chunk_by_mut(|a, b| (b.base - a.base).abs() < a.size * 0.5) {
            same.sort_by(|a, b| a.left.total_cmp(&b.left));
            let Some((first, rest)) = same.split_first_mut() else { continue };
            for piece in rest {
                first.text = format!("{}  {}", first.text.trim_end(), piece.text.trim_start());
                first.right = first.right.max(piece.right);
            }
            self.lines.push(std::mem::take(first));
        }
    }

    /// Takes out the lines above a place, of lines in order.
    pub fn split_above(&mut self, base: f64) -> Lines {
        let below = self.lines.split_off(self.lines.partition_point(|line| line.base < base));
        Lines { lines: std::mem::replace(&mut self.lines, below), last: None }
    }

    /// Where the leftmost line begins.
    pub fn left(&self) -> f64 {
        self.lines.iter().map(|line| line.left).fold(f64::INFINITY, f64::min)
    }

    /// The lines as the text of a cell that has `room` points for a line: one that went on only because the next word did not fit is
    /// joined with the next.
    pub fn finish_in(self, room: f64, vocabulary: &Vocabulary) -> Vec<String> {
        let mut text: Vec<String> = Vec::with_capacity(self.lines.len());
        let mut before: Option<&Line> = None;
        for line in self.lines.iter().filter(|line| !line.text.trim().is_empty()) {
            let shown = line.text.trim_matches(' ');
            let begins = marker(shown).is_some() || label_with_colon(shown, vocabulary).is_some();
            let goes_on = before.is_some_and(|before| !begins && before.right - before.left + needed(shown, line.size) > room);
            match text.last_mut().filter(|_| goes_on) {
                Some(last) => {
                    let parted = is_latin(last.chars().next_back()) && is_latin(shown.chars().next());
                    last.push_str(if parted { " " } else { "" });
                    last.push_str(shown);
                }
                None => text.push(shown.to_owned()),
            }
            before = Some(line);
        }
        text
    }

    /// The lines as text.
    pub fn finish(self, vocabulary: &Vocabulary) -> Vec<String> {
        let printed: Vec<&Line> = self.lines.iter().filter(|line| !line.text.trim().is_empty()).collect();
        let edges =
            (printed.iter().map(|line| line.left).fold(f64::INFINITY, f64::min), printed.iter().map(|line| line.right).fold(0.0, f64::max));
        let pitch = self.pitch();
        let mut text: Vec<String> = Vec::with_capacity(printed.len());
        let mut before: Option<&Line> = None;
        for line in printed {
            let shown = line.text.trim_matches(' ');
            let apart = before.is_some_and(|before| (line.base - before.base).abs() > pitch * APART);
            let joined = before.filter(|before| !apart && before.goes_on_in(line, edges, vocabulary)).and_then(|_| text.last_mut());
            if let Some(last) = joined {
                if is_latin(last.chars().next_back()) && is_latin(shown.chars().next()) {
                    last.push(' ');
                }
                last.push_str(shown);
            } else {
                text.extend(apart.then(String::new));
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and DEEPEST_INDENT
                let indent = ((line.left - edges.0) / line.size).round().clamp(0.0, DEEPEST_INDENT) as usize;
                text.push("\u{3000}".repeat(indent) + shown);
            }
            before = Some(line);
        }
        text
    }

    /// The usual distance of two lines.
    fn pitch(&self) -> f64 {
        let mut distances: Vec<f64> =
            self.lines.windows(2).map(|pair| pair[1].base - pair[0].base).filter(|distance| *distance > 1.0).collect();
        distances.sort_by(f64::total_cmp);
        distances.get(distances.len() / 2).copied().unwrap_or(f64::INFINITY)
    }

    /// Adds a character.
    pub fn put(&mut self, text: &str, place: Place, size: f64) {
        let begins = match (self.last, self.lines.last()) {
            (Some(last), Some(line)) => (place.base - line.base).abs() > size * 0.5 || place.left < last.left - size * 0.5,
            _ => true,
        };
        if begins {
            self.lines.push(Line { text: String::new(), left: place.left, right: place.right, base: place.base, size });
        }
        let gap = if begins { 0.0 } else { self.last.map_or(0.0, |last| (place.left - last.right) / size) };
        let Some(line) = self.lines.last_mut() else { return };
        // Bold that is printed twice, a hair apart, is one character.
        let doubled = !begins && self.last.is_some_and(|last| (place.left - last.left).abs() < size * 0.12) && line.text.ends_with(text);
        if doubled {
            return;
        }
        if gap > 1.5 {
            line.text.push_str("  ");
        } else if gap > 0.5 || (gap > 0.2 && is_latin(line.text.chars().next_back()) && is_latin(text.chars().next())) {
            line.text.push(' ');
        }
        // Blanks a line begins with are its indent.
        if line.text.trim().is_empty() && !text.trim().is_empty() {
            line.text.clear();
            line.left = place.left;
        }
        line.text.push_str(text);
        line.size = line.size.max(size);
        line.right = place.right;
        self.last = Some(place);
    }
}

/// How wide the first piece of a line is that cannot be broken: a character with the marks that must not begin a line, or a word.
fn needed(text: &str, size: f64) -> f64 {
    const NEVER_FIRST: &str = "，。、；：？！）】〕》”’,.;:?!)]";
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return 0.0 };
    if !is_latin(Some(first)) {
        let marks = characters.take_while(|&c| NEVER_FIRST.contains(c)).count();
        #[allow(clippy::cast_precision_loss)] // a few marks
        return size * (1.05 + marks as f64);
    }
    #[allow(clippy::cast_precision_loss)] // a word
    let letters = (1 + characters.take_while(|&c| is_latin(Some(c))).count()) as f64;
    size * 0.5 * letters
}

fn is_latin(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}
