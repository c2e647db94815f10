//! The ruled lines of a page: every straight stroke and every thin filled box that is level or upright.
//!
//! The library that gives the text leaves out some of the operators that paint paths, so they are walked here. Forms within the page
//! are not looked into: office programs rule their tables on the page itself.

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Document as Pdf, Object, ObjectId};

/// A box that is not thicker, in points, is a line.
const THICKEST: f64 = 2.5;
/// Lines of a page that are looked at; a page of text with tables has a few hundred.
const MOST: usize = 50_000;
/// Saved states within one another.
const DEEPEST: usize = 200;

/// A line of a page: where it lies across its direction, and from where to where along it; points from the lower left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

/// The ruled lines of a page.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub level: Vec<Rule>,
    pub upright: Vec<Rule>,
}

/// What maps a point of a path to the page: x' = a·x + c·y + e, y' = b·x + d·y + f.
type Matrix = [f64; 6];

#[derive(Default)]
struct Walk {
    rules: Rules,
    matrix: Matrix,
    saved: Vec<Matrix>,
    /// The path being put together: lines, and boxes by two corners.
    lines: Vec<[(f64, f64); 2]>,
    boxes: Vec<[(f64, f64); 2]>,
    point: (f64, f64),
    start: (f64, f64),
}

impl Rules {
    /// The ruled lines of a page; none where its content cannot be taken apart.
    pub(super) fn of(pdf: &Pdf, page: ObjectId) -> Rules {
        let content = pdf.get_page_content(page).ok().and_then(|content| Content::decode(&content).ok());
        let mut walk = Walk { matrix: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0], ..Walk::default() };
        for operation in content.iter().flat_map(|content| &content.operations) {
            walk.step(operation);
        }
        walk.rules
    }

    fn add(&mut self, first: (f64, f64), last: (f64, f64)) {
        let (width, height) = ((last.0 - first.0).abs(), (last.1 - first.1).abs());
        let sound = [first.0, first.1, last.0, last.1].iter().all(|number| number.is_finite() && number.abs() < 1e5);
        if !sound || self.level.len() + self.upright.len() >= MOST {
            return;
        }
        if height <= THICKEST && width > THICKEST {
            self.level.push(Rule { at: f64::midpoint(first.1, last.1), from: first.0.min(last.0), to: first.0.max(last.0) });
        } else if width <= THICKEST && height > THICKEST {
            self.upright.push(Rule { at: f64::midpoint(first.0, last.0), from: first.1.min(last.1), to: first.1.max(last.1) });
        }
    }
}

impl Walk {
    fn step(&mut self, Operation { operator, operands }: &Operation) {
        let number = |at: usize| operands.get(at).and_then(|operand: &Object| operand.as_float().ok()).map_or(f64::NAN, f64::from);
        match operator.as_str() {
            "q" if self.saved.len() < DEEPEST => self.saved.push(self.matrix),
            "Q" => self.matrix = self.saved.pop().unwrap_or(self.matrix),
            "cm" => self.matrix = product([0, 1, 2, 3, 4, 5].map(number), self.matrix),
            "m" => {
                self.point = self.on_page(number(0), number(1));
                self.start = self.point;
            }
            "l" => self.line_to(self.on_page(number(0), number(1))),
            "h" => self.line_to(self.start),
            "c" => self.point = self.on_page(number(4), number(5)),
            "v" | "y" => self.point = self.on_page(number(2), number(3)),
            "re" => {
                let [x, y, width, height] = [0, 1, 2, 3].map(number);
                self.boxes.push([self.on_page(x, y), self.on_page(x + width, y + height)]);
            }
            "s" | "b" | "b*" => {
                self.line_to(self.start);
                self.paint(true, operator != "s");
            }
            "S" => self.paint(true, false),
            "B" | "B*" => self.paint(true, true),
            "f" | "F" | "f*" => self.paint(false, true),
            "n" => self.paint(false, false),
            _ => {}
        }
    }

    fn on_page(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.matrix;
        (a * x + c * y + e, b * x + d * y + f)
    }

    fn line_to(&mut self, point: (f64, f64)) {
        if self.lines.len() < MOST {
            self.lines.push([self.point, point]);
        }
        self.point = point;
    }

    fn paint(&mut self, strokes: bool, fills: bool) {
        for [first, last] in std::mem::take(&mut self.boxes) {
            if strokes {
                let corners = [first, (last.0, first.1), last, (first.0, last.1), first];
                corners.windows(2).for_each(|side| self.rules.add(side[0], side[1]));
            } else if fills {
                self.rules.add(first, last);
            }
        }
        let lines = std::mem::take(&mut self.lines);
        if strokes {
            lines.iter().for_each(|[first, last]| self.rules.add(*first, *last));
        } else if fills && (3..=4).contains(&lines.len()) {
            // A box drawn side by side.
            let of = |pick: fn(&(f64, f64)) -> f64, fold: fn(f64, f64) -> f64, from: f64| lines.iter().flatten().map(pick).fold(from, fold);
            let least = (of(|point| point.0, f64::min, f64::INFINITY), of(|point| point.1, f64::min, f64::INFINITY));
            let most = (of(|point| point.0, f64::max, f64::NEG_INFINITY), of(|point| point.1, f64::max, f64::NEG_INFINITY));
            self.rules.add(least, most);
        }
    }
}

/// The map that does `first` and then `then`.
fn product(first: Matrix, then: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = first;
    let [g, h, i, j, k, l] = then;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}
