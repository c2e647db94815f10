//! Reads a layout file: TOML → [`Layout`], with errors that name the file, the line and the key in the clerk's language.
//!
//! Called by [`Layout::from_toml`] only; `config` walks the file and knows where everything stands. It refuses unknown keys, fields
//! and placeholders.

use std::ops::RangeInclusive;
use std::path::Path;

use super::field::{FIELDS, Field};
use super::layout::{
    Align, Body, Colour, Column, Font, Guide, Header, LAYOUT_FORMAT, Layout, Notes, Page, Paper, Part, Pattern, SectionRows, Sections,
    Subtitle, Title, WordColour,
};
use super::rows::PLACEHOLDERS;
use crate::config::{Node, Source, Value};
use crate::error::Error;

const POINTS: RangeInclusive<f64> = 4.0..=72.0;
const WIDTH: RangeInclusive<f64> = 1.0..=255.0;
/// What Excel allows in the name of a sheet: 31 UTF-16 units, none of these.
const SHEET_NAME_UNITS: usize = 31;
const NOT_IN_SHEET_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
const FOOTER_UNITS: usize = 240;

/// See [`Layout::from_toml`].
pub(super) fn read(file: &Path, text: &str) -> Result<Layout, Error> {
    let source = Source { file, text };
    let parsed = source.parse()?;
    let mut root = source.root(&parsed);
    let format = root.need("format")?;
    if format.text()? != LAYOUT_FORMAT {
        return Err(format.wrong(&format!("本程序只认“{LAYOUT_FORMAT}”")));
    }
    let name = sheet_name(&root.need("name")?)?;
    let body = body(root.need("body")?.table()?)?;
    let layout = Layout {
        sheet: root.value("sheet").map_or(Ok(name.clone()), |value| sheet_name(&value))?,
        name,
        title: title(root.need("title")?.table()?)?,
        subtitle: subtitle(root.need("subtitle")?.table()?)?,
        header: header(root.need("header")?.table()?)?,
        sections: sections(root.need("sections")?.table()?)?,
        notes: match root.value("notes") {
            Some(value) => notes(value.table()?)?,
            None => Notes { lines: Vec::new(), font: body.font.clone() },
        },
        guide: root.value("guide").map(|value| guide(value.table()?)).transpose()?,
        protect: root.value("protect").map_or(Ok(false), |value| value.flag())?,
        filter: root.value("filter").map_or(Ok(false), |value| value.flag())?,
        body,
        page: page(root.need("page")?.table()?)?,
        columns: columns(&root.need("columns")?)?,
    };
    root.finish()?;
    Ok(layout)
}

fn sheet_name(value: &Value<'_>) -> Result<String, Error> {
    let name = value.text()?;
    let bad = name.trim().is_empty()
        || name.encode_utf16().count() > SHEET_NAME_UNITS
        || name.contains(NOT_IN_SHEET_NAMES)
        || name.contains(char::is_control)
        || name.starts_with('\'')
        || name.ends_with('\'')
        || name.eq_ignore_ascii_case("history")
        || [super::ledger_sheet::SHEET, super::list_sheet::SHEET, crate::identity::SHEET].contains(&name.as_str());
    match bad {
        true => Err(value.wrong("它要做工作表的名字：1 至 31 个字，不含 [ ] : * ? / \\，不以 ' 开头或结尾，也不能是 History")),
        false => Ok(name),
    }
}

fn title(mut node: Node<'_>) -> Result<Title, Error> {
    let title = Title {
        text: pattern(&node.need("text")?)?,
        ready: node.value("ready").map_or(Ok(Vec::new()), |value| value.texts())?,
        drop: node.value("drop").map_or(Ok(Vec::new()), |value| value.texts())?,
        font: font(&mut node)?,
    };
    node.finish()?;
    Ok(title)
}

fn subtitle(mut node: Node<'_>) -> Result<Subtitle, Error> {
    let subtitle = Subtitle { left: pattern(&node.need("left")?)?, right: pattern(&node.need("right")?)?, font: font(&mut node)? };
    node.finish()?;
    Ok(subtitle)
}

fn header(mut node: Node<'_>) -> Result<Header, Error> {
    let header = Header { font: font(&mut node)?, fill: colour_of(&node.need("fill")?)? };
    node.finish()?;
    Ok(header)
}

fn body(mut node: Node<'_>) -> Result<Body, Error> {
    let body = Body {
        font: font(&mut node)?,
        line_height: node.need("line_height")?.number(1.0..=3.0)?,
        min_height: node.need("min_height")?.number(0.0..=409.0)?,
        fill_in: colour_of(&node.need("fill_in")?)?,
    };
    node.finish()?;
    Ok(body)
}

fn sections(mut node: Node<'_>) -> Result<Sections, Error> {
    let rows = node.need("rows")?.choice(&[
        ("always", SectionRows::Always),
        ("unless-shown", SectionRows::UnlessShown),
        ("never", SectionRows::Never),
    ])?;
    let sections = Sections { rows, font: font(&mut node)? };
    node.finish()?;
    Ok(sections)
}

fn notes(mut node: Node<'_>) -> Result<Notes, Error> {
    let notes = Notes { lines: node.need("lines")?.texts()?, font: font(&mut node)? };
    node.finish()?;
    Ok(notes)
}

fn guide(mut node: Node<'_>) -> Result<Guide, Error> {
    let name = sheet_name(&node.need("name")?)?;
    let lines = node.need("lines")?.items()?.iter().map(pattern).collect::<Result<_, _>>()?;
    let guide = Guide { name, lines, font: font(&mut node)? };
    node.finish()?;
    Ok(guide)
}

fn page(mut node: Node<'_>) -> Result<Page, Error> {
    let mut margins = node.need("margins")?.table()?;
    let mut page = Page {
        paper: node.need("paper")?.choice(&[("A4", Paper::A4), ("A3", Paper::A3)])?,
        landscape: node.need("orientation")?.choice(&[("landscape", true), ("portrait", false)])?,
        margins: [0.0; 4],
        footer: String::new(),
        freeze_columns: 0,
    };
    for (place, key) in page.margins.iter_mut().zip(["left", "right", "top", "bottom"]) {
        *place = margins.need(key)?.number(0.0..=10.0)?;
    }
    margins.finish()?;
    if let Some(footer) = node.value("footer") {
        page.footer = footer.text()?;
        if page.footer.encode_utf16().count() > FOOTER_UNITS {
            return Err(footer.wrong(&format!("页脚最多 {FOOTER_UNITS} 个字")));
        }
    }
    if let Some(freeze) = node.value("freeze_columns") {
        page.freeze_columns = freeze.whole_number(0.0..=50.0)?;
    }
    node.finish()?;
    Ok(page)
}

fn font(node: &mut Node<'_>) -> Result<Font, Error> {
    Ok(Font { name: node.need("font")?.text()?, size: node.need("size")?.number(POINTS)? })
}

/// A pattern's placeholders must be known ones; a brace that is not closed is one too.
fn pattern(value: &Value<'_>) -> Result<Pattern, Error> {
    let pattern = value.texts()?;
    for alternative in &pattern {
        for piece in alternative.split('{').skip(1) {
            let name = piece.split_once('}').map_or(piece, |(name, _)| name);
            if !PLACEHOLDERS.contains(&name) {
                return Err(value.wrong(&format!("不认识“{{{name}}}”，可用的有：{}", PLACEHOLDERS.join("、"))));
            }
        }
    }
    Ok(pattern)
}

fn columns(value: &Value<'_>) -> Result<Vec<Column>, Error> {
    let columns = value.tables()?.into_iter().map(column).collect::<Result<Vec<_>, _>>()?;
    match columns.is_empty() {
        true => Err(value.wrong("至少要有一列")),
        false => Ok(columns),
    }
}

fn column(mut node: Node<'_>) -> Result<Column, Error> {
    let width = node.need("width")?.number(WIDTH)?;
    let column = Column {
        header: node.need("header")?.text()?,
        parts: parts(&mut node)?,
        width,
        max_width: node.value("max_width").map_or(Ok(width), |value| value.number(width..=255.0))?,
        align: node.need("align")?.choice(&[("left", Align::Left), ("center", Align::Center), ("right", Align::Right)])?,
        merge: node.value("merge").map_or(Ok(false), |value| value.flag())?,
        only_if_any: node.value("when").map_or(Ok(false), |value| value.choice(&[("always", false), ("any", true)]))?,
        fill_in: node.value("fill_in").map_or(Ok(false), |value| value.flag())?,
        list: list(&mut node)?,
        prompt: node.value("prompt").map_or(Ok(String::new()), |value| value.text())?,
        max_length: node.value("max_length").map_or(Ok(0), |value| value.whole_number(1.0..=32_767.0)).map(u32::from)?,
        colours: match node.value("colours") {
            Some(value) => value.tables()?.into_iter().map(word_colour).collect::<Result<_, _>>()?,
            None => Vec::new(),
        },
        size: node.value("size").map(|value| value.number(POINTS)).transpose()?,
        colour: node.value("colour").map(|value| colour_of(&value)).transpose()?,
        italic: node.value("italic").map_or(Ok(false), |value| value.flag())?,
    };
    node.finish()?;
    Ok(column)
}

/// Lists of any length: one that Excel does not take in a rule goes to a sheet of its own.
fn list(node: &mut Node<'_>) -> Result<Vec<String>, Error> {
    let Some(value) = node.value("list") else { return Ok(Vec::new()) };
    let words = value.texts()?;
    match words.iter().any(|word| word.trim().is_empty() || word.encode_utf16().count() > 255) {
        true => Err(value.wrong("下拉列表的各项不能为空，每项不超过 255 个字")),
        false => Ok(words),
    }
}

fn parts(node: &mut Node<'_>) -> Result<Vec<Part>, Error> {
    let plain = |field| Part { field, joint: String::new(), before: String::new(), with: None, unless: None };
    match (node.value("field"), node.value("parts")) {
        (Some(value), None) => Ok(vec![plain(field(&value)?)]),
        (None, Some(value)) => {
            let parts = value.tables()?.into_iter().map(part).collect::<Result<Vec<_>, _>>()?;
            match parts.is_empty() {
                true => Err(value.wrong("至少要有一项")),
                false => Ok(parts),
            }
        }
        (Some(_), Some(value)) => Err(value.wrong("field 和 parts 只能写一个")),
        (None, None) => Err(node.missing("field")),
    }
}

fn part(mut node: Node<'_>) -> Result<Part, Error> {
    let part = Part {
        field: field(&node.need("field")?)?,
        joint: node.value("joint").map_or(Ok(String::new()), |value| value.text())?,
        before: node.value("before").map_or(Ok(String::new()), |value| value.text())?,
        with: node.value("with").map(|value| field(&value)).transpose()?,
        unless: node.value("unless").map(|value| field(&value)).transpose()?,
    };
    node.finish()?;
    Ok(part)
}

fn word_colour(mut node: Node<'_>) -> Result<WordColour, Error> {
    let colour =
        WordColour { word: node.need("word")?.text()?, fill: colour_of(&node.need("fill")?)?, text: colour_of(&node.need("text")?)? };
    node.finish()?;
    Ok(colour)
}

fn field(value: &Value<'_>) -> Result<Field, Error> {
    value.choice(FIELDS)
}

fn colour_of(value: &Value<'_>) -> Result<Colour, Error> {
    let text = value.text()?;
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
    let colour = digits.and_then(|digits| Colour::from_str_radix(digits, 16).ok());
    colour.ok_or_else(|| value.wrong("颜色要写成 \"#FFF9E5\" 的样子"))
}
