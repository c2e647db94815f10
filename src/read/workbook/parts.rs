//! The skeleton of an Excel package: which part is the workbook, which are its sheets, strings and styles.
//!
//! Parts are found through relationships, never by their usual names. Called by `package`, which has the parts' text.

use hashbrown::HashMap;
use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Visibility;
use super::place::read_place;

/// A relationship of a part: what the other part is to it, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// The last word of the relationship's type: `worksheet`, `sharedStrings` …
    pub kind: String,
    /// The path of the other part in the package, normalised; `None` when it is outside.
    pub part: Option<String>,
}

/// A tab of the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tab {
    pub name: String,
    pub visibility: Visibility,
    /// The id of its relationship.
    pub relation: String,
}

/// What the workbook part says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Book {
    pub tabs: Vec<Tab>,
    pub is_1904: bool,
}

/// A part's path as we compare it: forward slashes, no `.` and `..`, no leading slash, lower case. `None` when it leaves the package.
pub(super) fn normalised(path: &str) -> Option<String> {
    let mut folders: Vec<&str> = Vec::new();
    for piece in path.split(['/', '\\']) {
        match piece {
            "" | "." => {}
            ".." => {
                folders.pop()?;
            }
            piece => folders.push(piece),
        }
    }
    Some(folders.join("/").to_lowercase())
}

/// Whether the name of an entry leads out of the package: upwards, or to a drive.
pub(super) fn leaves(name: &str) -> bool {
    name.contains(':') || name.split(['/', '\\']).any(|step| step == "..")
}

/// The path of the part that holds a part's relationships: `xl/workbook.xml` → `xl/_rels/workbook.xml.rels`.
pub(super) fn relations_path(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
    if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") }
}

/// The relationships of `part` by their ids.
pub(super) fn relations(xml: &str, part: &str) -> HashMap<String, Relation> {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = HashMap::new();
    elements(xml, |tag| {
        if tag.local_name().as_ref() != "Relationship" {
            return;
        }
        let (Some(id), Some(kind), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Type"), attribute(tag, "Target")) else { return };
        let external = attribute(tag, "TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
        let path = if target.starts_with(['/', '\\']) { normalised(&target) } else { normalised(&format!("{folder}/{target}")) };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        found.insert(id.into_owned(), Relation { kind, part: path.filter(|_| !external) });
    });
    found
}

/// Reads the workbook part.
pub(super) fn book(xml: &str) -> Book {
    let mut book = Book::default();
    elements(xml, |tag| match tag.local_name().as_ref() {
        "sheet" => {
            let visibility = match attribute(tag, "state").as_deref() {
                Some("hidden") => Visibility::Hidden,
                Some("veryHidden") => Visibility::VeryHidden,
                _ => Visibility::Visible,
            };
            let name = attribute(tag, "name").unwrap_or_default().into_owned();
            // `id` of the relationship stands beside `sheetId`; only its prefix tells it from an `id` without one.
            book.tabs.push(Tab { name, visibility, relation: attribute(tag, "id").unwrap_or_default().into_owned() });
        }
        "workbookPr" => book.is_1904 |= matches!(attribute(tag, "date1904").as_deref(), Some("1" | "true")),
        _ => {}
    });
    book
}

/// The comments of a part of comments (both kinds): where each is pinned, and what it says.
pub(super) fn comments(xml: &str) -> Vec<(Option<(u32, u32)>, String)> {
    let mut reader = Reader::from_str(xml);
    let mut found: Vec<(Option<(u32, u32)>, String)> = Vec::new();
    let mut in_text = false;
    loop {
        let text = match reader.read_event() {
            Ok(Event::Start(tag)) => {
                match tag.local_name().as_ref() {
                    "comment" | "threadedComment" => {
                        let place = attribute(&tag, "ref").and_then(|reference| read_place(reference.as_bytes()));
                        found.push((place, String::new()));
                    }
                    "t" | "text" => in_text = true,
                    _ => {}
                }
                continue;
            }
            Ok(Event::End(tag)) => {
                in_text &= !matches!(tag.local_name().as_ref(), "t" | "text" | "comment");
                continue;
            }
            Ok(Event::Text(text)) => text.xml10_content().into_owned(),
            Ok(Event::GeneralRef(name)) => reference(&name),
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => continue,
        };
        if let Some((_, comment)) = found.last_mut().filter(|_| in_text) {
            comment.push_str(&text);
        }
    }
}

/// What a reference in text stands for.
pub(super) fn reference(name: &BytesRef<'_>) -> String {
    match name.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => resolve_predefined_entity(name).unwrap_or_default().to_owned(),
    }
}

/// An attribute by its local name, unescaped.
pub(super) fn attribute<'a>(tag: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let found = tag.html_attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = match found.value {
        Cow::Borrowed(value) => quick_xml::escape::unescape(value).ok()?,
        Cow::Owned(value) => Cow::Owned(quick_xml::escape::unescape(&value).ok()?.into_owned()),
    };
    Some(value)
}

fn elements(xml: &str, mut each: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => each(&tag),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_relations() {
        assert_eq!(normalised("/xl\\Worksheets/./a/../Sheet1.XML").as_deref(), Some("xl/worksheets/sheet1.xml"));
        assert_eq!(normalised("../../etc/passwd"), None);
        assert_eq!(
            (relations_path("xl/workbook.xml"), relations_path("a.xml")),
            ("xl/_rels/workbook.xml.rels".into(), "_rels/a.xml.rels".into())
        );
        let found = relations(
            "<R><p:Relationship Id='r1' Type='x/y/worksheet' Target='sheets/1.xml'/><Relationship Id='r2' Type='externalLink' Target='file:///a' TargetMode='External'/></R>",
            "xl/workbook.xml",
        );
        assert_eq!(found["r1"], Relation { kind: "worksheet".into(), part: Some("xl/sheets/1.xml".into()) });
        assert_eq!(found["r2"].part, None);
    }

    #[test]
    fn comments_of_both_kinds() {
        let classic = "<comments><authors><author>甲</author></authors><commentList><comment ref='C3'><text><r><t>请</t></r><r><t>补&amp;充</t></r></text></comment></commentList></comments>";
        assert_eq!(comments(classic), [(Some((2, 2)), "请补&充".to_owned())]);
        assert_eq!(comments("<c><threadedComment ref='A1'><text>好</text></threadedComment></c>"), [(Some((0, 0)), "好".to_owned())]);
    }

    #[test]
    fn tabs_of_a_workbook() {
        let book = book(
            "<w><workbookPr date1904='1'/><sheets><sheet name='甲&amp;乙' sheetId='1' r:id='rId1'/><sheet name='' state='veryHidden' r:id='b'/></sheets></w>",
        );
        assert!(book.is_1904);
        assert_eq!(book.tabs[0], Tab { name: "甲&乙".into(), visibility: Visibility::Visible, relation: "rId1".into() });
        assert_eq!(book.tabs[1].visibility, Visibility::VeryHidden);
    }
}
