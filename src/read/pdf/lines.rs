//! Characters with their places on a page, to lines.
//!
//! A printed line ends where the next character stands on another base line, or further to the left. One that reaches the right edge
//! of the text goes on in the next, if that begins at the left edge and begins no item of a list: together they are one line. Indents
//! become full-width blanks and wide gaps between lines become empty lines: both say where paragraphs begin.

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

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
struct Line {
    text: String,
    left: f64,
    right: f64,
    base: f64,
    size: f64,
}

/// The lines of a page.
#[derive(Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    height: f64,
    /// Where the last character began and ended.
    last: Option<Place>,
    unknown: usize,
}

#[derive(Clone, Copy)]
struct Place {
    left: f64,
    right: f64,
    base: f64,
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
    /// Characters printed in fonts that do not say what they stand for.
    pub fn unknown(&self) -> usize {
        self.unknown
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

    fn put(&mut self, text: &str, place: Place, size: f64) {
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

fn is_latin(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

impl OutputDev for Lines {
    fn begin_page(&mut self, _: u32, page: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.height = page.ury;
        Ok(())
    }

    fn output_character(&mut self, matrix: &Transform, width: f64, _: f64, font_size: f64, text: &str) -> Result<(), OutputError> {
        let size = (font_size * (matrix.m11 * matrix.m22 - matrix.m12 * matrix.m21).abs().sqrt()).abs();
        let (left, base) = (matrix.m31, self.height - matrix.m32);
        if text.is_empty() {
            self.unknown += 1;
        }
        let shown: String = text.chars().filter(|c| !c.is_control()).collect();
        if !shown.is_empty() && size > 0.0 && left.is_finite() && base.is_finite() {
            self.put(&shown, Place { left, right: left + width * size, base }, size);
        }
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
