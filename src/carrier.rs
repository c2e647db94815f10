//! What a document of ours carries beside what it shows: the whole ledger, and a mark of every cell as it was written.
//!
//! The writers of `docx` and `html` put it into the file, their readers take it out. It is JSON without any character that XML or HTML
//! treat specially (`<`, `>`, `&`, controls, noncharacters), so it is the same text in both and needs no escaping. The marks tell
//! which visible cells a person changed since. Shape:
//! `{"format":"fenjie.carrier/1","columns":["序号",…],"rows":[["K3V9-001-X",[3053947842,…]],…],"ledger":{…}}`.

use serde::{Deserialize, Serialize};

use crate::model::Ledger;

/// The name and version of the format.
pub(crate) const FORMAT: &str = "fenjie.carrier/1";
/// The XML namespace of the element that holds it in a Word document.
pub(crate) const NAMESPACE: &str = "urn:fenjie:carrier:1";
/// The id of the element that holds it in a web page.
pub(crate) const ELEMENT: &str = "fenjie-carrier";

/// What a document carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Carrier {
    format: String,
    /// Headers of the table, left to right.
    pub columns: Vec<String>,
    /// Task rows, from the top: the task's id and a mark of each cell.
    pub rows: Vec<(String, Vec<u32>)>,
    /// The ledger.
    pub ledger: Ledger,
}

impl Carrier {
    /// What a document with this table carries.
    pub fn new(ledger: Ledger, columns: Vec<String>, rows: Vec<(String, Vec<u32>)>) -> Self {
        Carrier { format: FORMAT.to_owned(), columns, rows, ledger }
    }

    /// The text that goes into the file, and its CRC-32 as eight hexadecimal digits.
    ///
    /// # Errors
    /// Those of JSON, which a ledger read from a file never gives.
    pub fn pack(&self) -> Result<(String, String), serde_json::Error> {
        let text = escaped(&serde_json::to_string(self)?);
        let sum = checksum(&text);
        Ok((text, sum))
    }

    /// Reads the text back; `None` when it is not whole or of another version.
    pub fn unpack(text: &str, sum: &str) -> Option<Carrier> {
        let text = text.trim();
        if checksum(text) != sum.trim() {
            return None;
        }
        serde_json::from_str(text)
            .ok()
            .filter(|carrier: &Carrier| carrier.format == FORMAT && carrier.ledger.format == crate::model::FORMAT)
    }
}

fn checksum(text: &str) -> String {
    format!("{:08x}", crc32fast::hash(text.as_bytes()))
}

/// The mark of a cell: blanks and line breaks do not count, programs change them.
pub(crate) fn mark(text: &str) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    let mut buffer = [0; 4];
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).for_each(|c| hasher.update(c.encode_utf8(&mut buffer).as_bytes()));
    hasher.finalize()
}

/// Escapes inside JSON strings; outside of them none of these characters occurs.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {
                text.push_str(&format!("\\u{:04x}", c as u32))
            }
            // Noncharacters of the other planes: two halves, as JSON writes them.
            c if (c as u32) & 0xFFFE == 0xFFFE => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|half| text.push_str(&format!("\\u{half:04x}")))
            }
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Plan, Task};

    #[test]
    fn what_is_carried_comes_back() {
        let nasty = "</template> ]]> &amp; \u{1}\u{7f}\u{85}\u{2028}\u{FFFE}\u{1FFFF} 😀\r\n\t\"\\";
        let task = Task { content: Some(nasty.to_owned()), ..Task::default() };
        let carrier =
            Carrier::new(Ledger::from(Plan { tasks: vec![task], ..Plan::default() }), vec!["甲".into()], vec![("X".into(), vec![1, 2])]);
        let (text, sum) = carrier.pack().unwrap();
        assert!(!text.contains(['<', '>', '&', '\u{1}', '\u{FFFE}', '\u{1FFFF}', '\u{85}', '\r', '\n']));
        assert_eq!(Carrier::unpack(&format!("\n {text} \n"), &sum), Some(carrier));
        assert_eq!(Carrier::unpack(&text.replace("甲", "乙"), &sum), None);
        assert_eq!(Carrier::unpack("{}", &checksum("{}")), None);
    }

    #[test]
    fn marks_do_not_see_blanks() {
        assert_eq!(mark("甲\n乙 丙"), mark("甲乙\u{a0}丙"));
        assert_ne!(mark("甲乙"), mark("甲丙"));
    }
}
