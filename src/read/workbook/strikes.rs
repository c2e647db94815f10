//! Struck-through parts of the text of a cell, which the reading library gives like any other text.
//!
//! Called by `package` for the few parts that hold such a mark; cells struck as a whole are seen by `cells` through their formats.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Cell;
use super::parts::{attribute, reference};

/// Whether a part can hold struck text.
pub(super) fn may_be_in(part: &[u8]) -> bool {
    memchr::memmem::find(part, b"strike").is_some()
}

/// The struck text of the strings of a part of shared strings, by their numbers.
pub(super) fn of_strings(xml: &str) -> HashMap<usize, String> {
    let mut struck = HashMap::new();
    walk(xml, "si", |number, _, _, text| {
        if !text.is_empty() {
            struck.insert(number, text.to_owned());
        }
    });
    struck
}

/// The struck text of the cells of a sheet. `places` are those of its cells with content, in order; `strings` is the struck text of
/// shared strings.
pub(super) fn of_cells(xml: &str, places: &[Option<(u32, u32)>], strings: &HashMap<usize, String>) -> Vec<Cell> {
    let mut struck = Vec::new();
    walk(xml, "c", |number, is_shared, value, own| {
        let shared = value.trim().parse().ok().filter(|_| is_shared).and_then(|string: usize| strings.get(&string));
        let text = shared.map_or(own, String::as_str);
        if let Some((row, column)) = places.get(number).copied().flatten().filter(|_| !text.is_empty()) {
            struck.push(Cell { row, column, text: text.to_owned(), number: None });
        }
    });
    struck
}

/// Calls `each` for every element `item` with content: its number, whether it is a cell of type `s`, its value, its struck text.
fn walk(xml: &str, item: &str, mut each: impl FnMut(usize, bool, &str, &str)) {
    let mut reader = Reader::from_str(xml);
    let (mut number, mut is_shared, mut is_struck) = (0, false, false);
    let (mut value, mut struck) = (String::new(), String::new());
    let mut into = Into::Nothing;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                name if name == item => {
                    is_shared = attribute(&tag, "t").as_deref() == Some("s");
                    is_struck = false;
                    value.clear();
                    struck.clear();
                }
                "r" => is_struck = false,
                "strike" => is_struck |= is_on(&tag),
                "v" => into = Into::Value,
                "t" if is_struck => into = Into::Struck,
                _ => {}
            },
            Ok(Event::Empty(tag)) => match tag.local_name().as_ref() {
                "strike" => is_struck |= is_on(&tag),
                // An empty string has a number like any other; an empty cell is none.
                "si" if item == "si" => number += 1,
                _ => {}
            },
            Ok(Event::End(tag)) => {
                into = Into::Nothing;
                if tag.local_name().as_ref() == item {
                    each(number, is_shared, &value, &struck);
                    number += 1;
                }
            }
            Ok(Event::Text(text)) => into.push(&text.xml10_content(), &mut value, &mut struck),
            Ok(Event::GeneralRef(name)) => into.push(&reference(&name), &mut value, &mut struck),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Where text goes.
#[derive(Clone, Copy)]
enum Into {
    Nothing,
    Value,
    Struck,
}

impl Into {
    fn push(self, text: &str, value: &mut String, struck: &mut String) {
        match self {
            Into::Nothing => {}
            Into::Value => value.push_str(text),
            Into::Struck => struck.push_str(text),
        }
    }
}

fn is_on(tag: &BytesStart<'_>) -> bool {
    !matches!(attribute(tag, "val").as_deref(), Some("0" | "false"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn struck_runs_with_their_cells() {
        let run = |mark: &str, text: &str| format!("<r><rPr><b/>{mark}</rPr><t>{text}</t></r>");
        let strings = format!(
            "<sst><si><t>甲</t></si><si/><si>{}{}{}</si></sst>",
            run("<strike/>", "整改17项&amp;"),
            run("", "整改21项"),
            run("<strike val='0'/>", "完")
        );
        let strings = of_strings(&strings);
        assert_eq!(strings, HashMap::from([(2, "整改17项&".to_owned())]));
        let sheet = format!(
            "<c r='A1' t='s'><v>0</v></c><c r='B1'/><c r='C1' t='s'><v>2</v></c><c r='D1'><v>2</v></c><c r='E1' t='inlineStr'><is>{}</is></c>",
            run("<strike val='1'/>", "旧")
        );
        let struck = of_cells(&sheet, &[Some((0, 0)), Some((0, 2)), Some((0, 3)), Some((0, 4))], &strings);
        let found: Vec<(u32, &str)> = struck.iter().map(|cell| (cell.column, cell.text.as_str())).collect();
        assert_eq!(found, [(2, "整改17项&"), (4, "旧")]);
    }
}
