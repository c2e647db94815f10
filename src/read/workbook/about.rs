//! What a workbook says about itself: document properties and defined names, of every format that keeps them.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::parts::attribute;

/// Document properties and defined names. What a format does not keep is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The title among the properties.
    pub title: Option<String>,
    /// The subject among the properties.
    pub subject: Option<String>,
    /// When it was last saved, as the document states it (RFC 3339 where the format has it so).
    pub modified: Option<String>,
    /// Custom properties, name and text, in their order.
    pub properties: Vec<(String, String)>,
    /// Defined names and the formulas behind them, in their order; a text alone stands without its quotation marks.
    pub names: Vec<(String, String)>,
}

/// More than this is no office's doing; the rest is not read.
const MOST: usize = 10_000;

impl About {
    /// The text of a custom property.
    pub fn property(&self, name: &str) -> Option<&str> {
        find(&self.properties, name)
    }

    /// What is behind a defined name.
    pub fn name(&self, name: &str) -> Option<&str> {
        find(&self.names, name)
    }

    /// Takes in a defined name.
    pub(super) fn add_name(&mut self, name: &str, formula: &str) {
        if self.names.len() < MOST {
            self.names.push((name.to_owned(), unquoted(formula)));
        }
    }

    /// Takes in what a part says: the properties of a package or of a document, or the names of a workbook.
    pub(super) fn take(&mut self, xml: &str) {
        let mut reader = Reader::from_str(xml);
        // The open element that matters, its name and what it says.
        let mut open: Option<(String, String, String)> = None;
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    let local = tag.local_name();
                    let local = local.as_ref();
                    if matches!(local, "property" | "user-defined" | "definedName" | "subject" | "title" | "modified" | "date") {
                        let name = attribute(&tag, "name").unwrap_or_default().into_owned();
                        open = Some((local.to_owned(), name, String::new()));
                    }
                }
                Ok(Event::End(tag)) => {
                    if open.as_ref().is_some_and(|(element, _, _)| element == tag.local_name().as_ref())
                        && let Some((element, name, text)) = open.take()
                    {
                        self.note(&element, name, text);
                    }
                }
                Ok(Event::Text(text)) => push(&mut open, &text.xml10_content()),
                Ok(Event::CData(text)) => push(&mut open, &text),
                Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                    Ok(Some(c)) => push(&mut open, c.encode_utf8(&mut [0; 4])),
                    _ => push(&mut open, resolve_predefined_entity(&name).unwrap_or_default()),
                },
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    fn note(&mut self, element: &str, name: String, text: String) {
        let trimmed = || Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        match element {
            "property" | "user-defined" if self.properties.len() < MOST => self.properties.push((name, text.trim().to_owned())),
            "definedName" => self.add_name(&name, &text),
            "subject" => self.subject = self.subject.take().or_else(trimmed),
            "title" => self.title = self.title.take().or_else(trimmed),
            "modified" | "date" => self.modified = self.modified.take().or_else(trimmed),
            _ => {}
        }
    }
}

fn push(open: &mut Option<(String, String, String)>, text: &str) {
    if let Some((_, _, said)) = open {
        said.push_str(text);
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, text)| text.as_str())
}

/// A formula that is only a text, as that text.
fn unquoted(formula: &str) -> String {
    let bare = formula.trim().trim_start_matches("of:").trim_start_matches('=');
    match bare.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(text) => text.replace("\"\"", "\""),
        None => formula.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_and_names_of_both_families() {
        let mut about = About::default();
        about.take("<p:Properties><property name='fenjie.x' fmtid='1'><vt:lpwstr>甲&amp;乙</vt:lpwstr></property></p:Properties>");
        about.take("<cp><dc:title>要点</dc:title><dc:subject>词&#x3b;语</dc:subject><dcterms:modified>2031-04-01T08:00:00Z</dcterms:modified></cp>");
        about.take("<workbook><definedNames><definedName name='_a'>\"说\"\"明\"\"\"</definedName><definedName name='_b'>Sheet1!$A$1</definedName></definedNames></workbook>");
        assert_eq!(about.property("Fenjie.X"), Some("甲&乙"));
        assert_eq!((about.title.as_deref(), about.subject.as_deref()), (Some("要点"), Some("词;语")));
        assert_eq!(about.modified.as_deref(), Some("2031-04-01T08:00:00Z"));
        assert_eq!((about.name("_a"), about.name("_b")), (Some("说\"明\""), Some("Sheet1!$A$1")));
        let mut about = About::default();
        about
            .take("<m><dc:subject>一</dc:subject><meta:user-defined meta:name='n'>值</meta:user-defined><dc:date>2031-04-02</dc:date></m>");
        assert_eq!(
            (about.subject.as_deref(), about.property("n"), about.modified.as_deref()),
            (Some("一"), Some("值"), Some("2031-04-02"))
        );
        about.add_name("_c", "of:=\"丙\"");
        assert_eq!(about.name("_c"), Some("丙"));
    }
}
