//! How much room a text needs: lines at a width, and the height of a row that shows them all.
//!
//! A full-width character is one em wide and is counted so in every font; Latin letters and digits are counted as wide as in the
//! widest fonts that stand in for 仿宋_GB2312 (half an em there, up to 0.65 elsewhere). Lines break as Excel, WPS and LibreOffice
//! break them: between full-width characters, not inside a Latin word, never before a closing or after an opening mark. Where they
//! differ the reading that needs more lines is taken, so no program clips a text. Pure functions; linear in the text.

/// The tallest row Excel allows is 409.5 points; 545 pixels of 0.75 points are the most that fit.
pub const MAX_ROW_HEIGHT: f64 = 408.75;

/// Row heights are whole pixels of 0.75 points.
const POINTS_PER_PIXEL: f64 = 0.75;
/// A character of column width in pixels: the digits of the workbook's default font (Calibri 11) are 7 pixels wide.
const PIXELS_PER_CHARACTER: f64 = 7.0;
/// What borders and rounding may take from a cell's width on the way to a printer, in pixels and as a share.
const WIDTH_LOSS: f64 = 4.0;
const WIDTH_SHARE: f64 = 0.98;
/// Room above and below the text of a cell, in points, both together.
const PADDING: f64 = 6.0;

/// Widths are counted in twentieths of an em.
const EM: usize = 20;
const LATIN: usize = 13;
const WIDE_LATIN: usize = 15;
const SPACE: usize = 10;

/// A cell's room: how much text goes on a line and how tall a line is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    line_units: usize,
    line_points: f64,
}

impl Room {
    /// The room in a cell.
    ///
    /// Units: `width` in characters of the default font as Excel counts them, `size` in points, `line_height` in multiples of it.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small and positive
    pub fn new(width: f64, size: f64, line_height: f64) -> Self {
        let pixels = (width * PIXELS_PER_CHARACTER - WIDTH_LOSS) * WIDTH_SHARE;
        let em_pixels = size / POINTS_PER_PIXEL;
        let line_units = (pixels / em_pixels * EM as f64).max(EM as f64) as usize;
        Room { line_units, line_points: size * line_height }
    }

    /// The lines a text takes; an empty text takes one.
    pub fn lines(&self, text: &str) -> usize {
        if self.surely_on_one_line(text) {
            return 1;
        }
        text.split('\n').map(|paragraph| self.paragraph_lines(paragraph)).sum()
    }

    /// The height in points of a row that shows the whole text, padding included; it may exceed [`MAX_ROW_HEIGHT`].
    pub fn height(&self, text: &str) -> f64 {
        #[allow(clippy::cast_precision_loss)] // lines of a text
        let lines = self.lines(text) as f64;
        lines * self.line_points + PADDING
    }

    /// Whether a text of so many characters, line breaks among them, surely fits into one row: a quick test that spares the count
    /// of lines.
    pub fn surely_holds(&self, characters: usize, breaks: usize) -> bool {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small and positive
        let lines = ((MAX_ROW_HEIGHT - PADDING) / self.line_points) as usize;
        // No character is wider than an em, and at worst half of every line stays empty.
        breaks + 1 + characters * EM * 2 / self.line_units < lines
    }

    /// Whether a look at the bytes is enough, as with most cells, which hold a name or two: no character of ASCII but tab and line break
    /// is wider than LATIN, and none is than EM.
    fn surely_on_one_line(&self, text: &str) -> bool {
        let most = |byte: u8| match byte {
            b' '..=b'~' => LATIN,
            0x80..=0xBF => 0,
            0xC0.. => EM,
            ..b' ' | 0x7F => usize::MAX / 2,
        };
        let mut units = 0;
        text.len() * EM <= self.line_units * 4
            && text.bytes().all(|byte| {
                units += most(byte);
                units <= self.line_units
            })
    }

    fn paragraph_lines(&self, paragraph: &str) -> usize {
        let mut fill = Fill { limit: self.line_units, lines: 1, used: 0 };
        let (mut cluster, mut widest, mut previous) = (0, 0, Class::NeverLast);
        for c in paragraph.chars() {
            let (width, class) = measure(c);
            if may_break(previous, class) {
                fill.place(cluster, widest);
                (cluster, widest) = (0, 0);
            }
            cluster += width;
            widest = widest.max(width);
            previous = class;
        }
        fill.place(cluster, widest);
        fill.lines
    }
}

/// Lines being filled with clusters that do not break.
struct Fill {
    limit: usize,
    lines: usize,
    used: usize,
}

impl Fill {
    #[inline]
    fn place(&mut self, cluster: usize, widest: usize) {
        if self.used + cluster <= self.limit {
            self.used += cluster;
            return;
        }
        if self.used > 0 {
            self.lines += 1;
        }
        self.used = cluster;
        if cluster > self.limit {
            // Longer than a line: broken inside after all; each line may waste up to a character less one unit.
            let usable = (self.limit + 1).saturating_sub(widest).max(1);
            let full = (cluster - 1) / usable;
            self.lines += full;
            self.used = cluster - full * usable;
        }
    }
}

/// The least whole-pixel height that is not less than `points`, at most [`MAX_ROW_HEIGHT`].
pub fn whole_pixels(points: f64) -> f64 {
    ((points / POINTS_PER_PIXEL).ceil() * POINTS_PER_PIXEL).min(MAX_ROW_HEIGHT)
}

/// How a character behaves at the end of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Breaks on both sides.
    Free,
    /// Part of a word or number.
    Word,
    /// A Latin mark: it does not begin a line, and a word that follows stays with it (`2.0`, `a.b`).
    Inner,
    /// A mark that does not begin a line.
    NeverFirst,
    /// A mark that does not end a line.
    NeverLast,
}

/// The width of a character and how it behaves.
fn measure(c: char) -> (usize, Class) {
    match c {
        '一'..='鿿' => (EM, Class::Free),
        '，' | '。' | '、' | '；' | '：' | '？' | '！' | '）' | '》' | '〉' | '」' | '』' | '】' | '〕' | '〗' | '”' | '’' => {
            (EM, Class::NeverFirst)
        }
        '％' | '‰' | '℃' | '…' | '—' | '～' | '·' | '°' => (EM, Class::NeverFirst),
        '（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '〖' | '“' | '‘' | '￥' => (EM, Class::NeverLast),
        '.' | ',' | ';' | ':' | '?' | '!' | ')' | ']' | '}' | '>' | '%' => (LATIN, Class::Inner),
        '(' | '[' | '{' | '<' | '$' => (LATIN, Class::NeverLast),
        '!'..='~' => (LATIN, Class::Word),
        ' ' => (SPACE, Class::Free),
        'À'..='ɏ' | 'Ѐ'..='ӿ' => (WIDE_LATIN, Class::Word),
        _ => (EM, Class::Free),
    }
}

fn may_break(previous: Class, next: Class) -> bool {
    match (previous, next) {
        (Class::NeverLast, _) | (_, Class::NeverFirst | Class::Inner) => false,
        (Class::Word | Class::Inner, Class::Word | Class::NeverLast) => false,
        (Class::Free | Class::Word | Class::Inner | Class::NeverFirst, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten full-width characters on a line.
    fn ten() -> Room {
        Room { line_units: 10 * EM, line_points: 16.0 }
    }

    #[test]
    fn lines_break_where_excel_breaks_them() {
        for (text, lines) in [
            ("", 1),
            ("一二三四五六七八九十", 1),
            ("一二三四五六七八九十一", 2),
            ("一二三\n四五六", 2),
            ("一\n", 2),
            ("一二三四五六七八九十。", 2),
            ("一二三四五六七八九（十）", 2),
            ("一二三四五六七八九十。一二三四五六七八", 2),
            ("一二三四五六七八九十。一二三四五六七八九", 3),
            ("一二三四五六七 software", 2),
            ("一二三四五六七八software", 2),
            (&"a".repeat(15), 1),
            (&"a".repeat(16), 2),
            (&"。".repeat(25), 3),
            (&"https://example.invalid/".repeat(5), 9),
        ] {
            assert_eq!(ten().lines(text), lines, "{text}");
        }
    }

    #[test]
    fn a_quick_yes_is_never_wrong() {
        for sample in ["一二三四五六七八九。", "word ", "（一）", "——", "https://example.invalid/a-b", "一\n", "\n"] {
            for count in 1..400 {
                let text = sample.repeat(count);
                if ten().surely_holds(text.chars().count(), text.matches('\n').count()) {
                    assert!(ten().height(&text) <= MAX_ROW_HEIGHT, "{sample} × {count}");
                }
            }
        }
    }

    #[test]
    fn heights_are_whole_pixels_within_the_limit() {
        assert_eq!(whole_pixels(30.0), 30.0);
        assert_eq!(whole_pixels(30.1), 30.75);
        assert_eq!(whole_pixels(5000.0), MAX_ROW_HEIGHT);
    }
}
