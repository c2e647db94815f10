//! What the styles of an Excel package say about the cells that use them, as far as it matters to a reader: the form of a number,
//! whether text is struck through, whether it can be seen at all. Source: ECMA-376 part 1, 18.8.

use hashbrown::HashMap;

use super::markup::{Attributes, Token, said};
use super::scan::{Flaw, Scan, within};
use super::show::{Form, form};
use crate::limits::{Limit, Limits};

/// What a cell format does to what a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub form: Form,
    pub is_struck: bool,
    /// Three semicolons as the number format, or letters in the colour of the ground.
    pub is_unseen: bool,
}

/// A colour that is stated outright.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Color {
    /// `RRGGBB`
    Rgb(String),
    /// One of a palette, which tint and theme decide; the same words are the same colour.
    Listed(Vec<String>),
}

#[derive(Debug, Default)]
struct Font {
    is_struck: bool,
    color: Option<Color>,
}

/// The ground of a cell.
#[derive(Debug, Default)]
enum Fill {
    #[default]
    Paper,
    Solid(Option<Color>),
    /// Patterns and gradients are not judged.
    Mixed,
}

/// Which list of the part is open; formats of other lists are not those of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Codes,
    Fonts,
    Fills,
    Cells,
}

/// The looks of the cell formats, by their numbers.
pub(super) fn read(part: &[u8], limits: &Limits) -> Result<Vec<Look>, Flaw> {
    let mut scan = Scan::of(part, limits);
    let mut styles = Styles::default();
    let mut list = None;
    let mut formats = 0;
    while let Some(token) = scan.next()? {
        match token {
            Token::Start { name, attributes, is_empty } => {
                formats += usize::from(name == b"xf");
                within(formats, limits.count(Limit::Formats), "单元格格式")?;
                match list_named(name) {
                    Some(named) => list = Some(named).filter(|_| !is_empty),
                    None => styles.take(list, name, attributes),
                }
            }
            Token::End(name) if list_named(name).is_some() => list = None,
            _ => {}
        }
    }
    Ok(styles.looks)
}

fn list_named(name: &[u8]) -> Option<List> {
    match name {
        b"numFmts" => Some(List::Codes),
        b"fonts" => Some(List::Fonts),
        b"fills" => Some(List::Fills),
        b"cellXfs" => Some(List::Cells),
        _ => None,
    }
}

/// What has been read so far; the lists stand in this order.
#[derive(Debug, Default)]
struct Styles {
    codes: HashMap<u32, String>,
    fonts: Vec<Font>,
    fills: Vec<Fill>,
    looks: Vec<Look>,
}

impl Styles {
    fn take(&mut self, list: Option<List>, name: &[u8], attributes: Attributes<'_>) {
        match (list, name) {
            (Some(List::Codes), b"numFmt") => {
                let id = number(attributes, b"numFmtId");
                let code = attributes.get(b"formatCode").map(|code| said(code).into_owned());
                self.codes.extend(id.zip(code));
            }
            (Some(List::Fonts), b"font") => self.fonts.push(Font::default()),
            (Some(List::Fonts), b"strike") => {
                if let Some(font) = self.fonts.last_mut() {
                    font.is_struck = !matches!(attributes.get(b"val"), Some(b"0" | b"false"));
                }
            }
            (Some(List::Fonts), b"color") => {
                if let Some(font) = self.fonts.last_mut() {
                    font.color = color(attributes);
                }
            }
            (Some(List::Fills), b"fill") => self.fills.push(Fill::default()),
            (Some(List::Fills), b"patternFill" | b"gradientFill" | b"fgColor") => {
                if let Some(fill) = self.fills.last_mut() {
                    take_fill(fill, name, attributes);
                }
            }
            (Some(List::Cells), b"xf") => self.looks.push(self.look(attributes)),
            _ => {}
        }
    }

    fn look(&self, attributes: Attributes<'_>) -> Look {
        let id = number(attributes, b"numFmtId");
        let code = id.and_then(|id| self.codes.get(&id)).map_or("", String::as_str);
        let of_list = |name| number(attributes, name).and_then(|at| usize::try_from(at).ok());
        let font = of_list(b"fontId").and_then(|at| self.fonts.get(at));
        let letters = font.and_then(|font| font.color.as_ref());
        let paper = Color::Rgb("FFFFFF".to_owned());
        let ground = match of_list(b"fillId").and_then(|at| self.fills.get(at)) {
            None | Some(Fill::Paper) => Some(&paper),
            Some(Fill::Solid(color)) => color.as_ref(),
            Some(Fill::Mixed) => None,
        };
        Look {
            form: form(code, id),
            is_struck: font.is_some_and(|font| font.is_struck),
            is_unseen: code.trim() == ";;;" || (letters.is_some() && letters == ground),
        }
    }
}

fn take_fill(fill: &mut Fill, name: &[u8], attributes: Attributes<'_>) {
    match (name, &mut *fill) {
        (b"patternFill", _) => {
            *fill = match attributes.get(b"patternType") {
                None | Some(b"none") => Fill::Paper,
                Some(b"solid") => Fill::Solid(None),
                Some(_) => Fill::Mixed,
            }
        }
        (b"fgColor", Fill::Solid(ground)) => *ground = color(attributes),
        (b"gradientFill", _) => *fill = Fill::Mixed,
        _ => {}
    }
}

/// The colour attributes state. White and black of the theme and of the old palette are the ones everybody means.
fn color(attributes: Attributes<'_>) -> Option<Color> {
    let rgb = |digits: &str| Some(Color::Rgb(digits.to_owned()));
    if let Some(digits) = attributes.get(b"rgb") {
        let digits = said(digits).to_ascii_uppercase();
        return digits.get(digits.len().checked_sub(6)?..).and_then(rgb);
    }
    let is_plain = attributes.get(b"tint").is_none_or(|tint| said(tint).parse() == Ok(0.0));
    match (number(attributes, b"theme"), number(attributes, b"indexed")) {
        (Some(0), _) | (None, Some(1 | 9 | 65)) if is_plain => rgb("FFFFFF"),
        (Some(1), _) | (None, Some(0 | 8 | 64)) if is_plain => rgb("000000"),
        (None, None) => None,
        _ => {
            let mut words: Vec<String> = attributes.iter().map(|(name, value)| format!("{}={}", said(name), said(value))).collect();
            words.sort_unstable();
            Some(Color::Listed(words))
        }
    }
}

fn number(attributes: Attributes<'_>, name: &[u8]) -> Option<u32> {
    std::str::from_utf8(attributes.get(name)?).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::USUAL;

    #[test]
    fn looks_of_cell_formats() {
        let part = "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='0.0%'/><numFmt numFmtId='177' formatCode='yyyy&quot;年&quot;m&quot;月&quot;'/>\
            <numFmt numFmtId='178' formatCode=' ;;; '/></numFmts>\
            <fonts><font/><font><strike/></font><font><strike val='0'/><color rgb='FFffffff'/></font><font><color theme='0'/></font><font><color theme='4' tint='0.4'/></font></fonts>\
            <fills><fill><patternFill patternType='none'/></fill><fill><patternFill patternType='solid'><fgColor indexed='9'/></patternFill></fill>\
            <fill><patternFill patternType='solid'><fgColor tint='0.4' theme='4'/></patternFill></fill><fill><gradientFill/></fill></fills>\
            <cellStyleXfs><xf numFmtId='14' fontId='1'/></cellStyleXfs>\
            <cellXfs><xf/><xf numFmtId='176' fontId='1'/><xf numFmtId='177' fontId='2' fillId='0'/><xf numFmtId='178'/><xf fontId='3' fillId='1'><alignment/></xf>\
            <xf fontId='4' fillId='2'/><xf fontId='2' fillId='2'/><xf fontId='2' fillId='3'/><xf numFmtId='9' fontId='99'/></cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>";
        let looks = read(part.as_bytes(), &USUAL).unwrap();
        let month = Form::Moment { year: true, month: true, day: false, time: false, words: true };
        let forms =
            [Form::Number, Form::Percent, month, Form::Number, Form::Number, Form::Number, Form::Number, Form::Number, Form::Percent];
        assert_eq!(looks.iter().map(|look| look.form).collect::<Vec<_>>(), forms);
        let at = |is: fn(&Look) -> bool| looks.iter().enumerate().filter(|(_, look)| is(look)).map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!((at(|look| look.is_struck), at(|look| look.is_unseen)), (vec![1], vec![2, 3, 4, 5]));
    }
}
