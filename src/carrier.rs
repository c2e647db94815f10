//! What a document of ours carries beside what it shows: the two columns of the ledger sheet of a workbook, as text.
//!
//! The writers of `docx` and `html` put it into the file, their readers take it out and treat the document as the workbook it could
//! have been. The text is JSON without any character that XML or HTML treat specially (`<`, `>`, `&`, controls, noncharacters), so it
//! is the same in both and needs no escaping. The columns carry their own checksums.
//! Shape: `{"format":"fenjie.carrier/1","ledger":["fenjie.ledger/1 chunks=1 crc32=…","{…}"],"shown":["{…}","…"]}`.

use serde::{Deserialize, Serialize};

/// The name and version of the format.
const FORMAT: &str = "fenjie.carrier/1";
/// The XML namespace of the element that holds it in a Word document.
pub(crate) const NAMESPACE: &str = "urn:fenjie:carrier:1";
/// The id of the element that holds it in a web page.
pub(crate) const ELEMENT: &str = "fenjie-carrier";

/// What a document carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Carrier {
    format: String,
    /// The cells of column A of the ledger sheet: the ledger.
    pub ledger: Vec<String>,
    /// The cells of column B: what the document showed when it was written.
    pub shown: Vec<String>,
}

impl Carrier {
    /// A carrier of these columns.
    pub fn new(ledger: Vec<String>, shown: Vec<String>) -> Self {
        Carrier { format: FORMAT.to_owned(), ledger, shown }
    }

    /// The text that goes into the file.
    ///
    /// # Errors
    /// Those of JSON, which texts never give.
    pub fn pack(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self).map(|json| escaped(&json))
    }

    /// Reads the text back; `None` when it is not whole or of another version.
    pub fn unpack(text: &str) -> Option<Carrier> {
        serde_json::from_str(text.trim()).ok().filter(|carrier: &Carrier| carrier.format == FORMAT)
    }
}

/// Escapes inside JSON strings; outside of them none of these characters occurs.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {
                text.push_str(&format!("\\u{:04x}", c as u32));
            }
            // Noncharacters of the other planes: two halves, as JSON writes them.
            c if (c as u32) & 0xFFFE == 0xFFFE => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|half| text.push_str(&format!("\\u{half:04x}")));
            }
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_comes_back() {
        let nasty = "</template> ]]> &amp; \u{1}\u{7f}\u{85}\u{2028}\u{FFFE}\u{1FFFF} 😀\r\n\t\"\\";
        let carrier = Carrier::new(vec![nasty.to_owned()], vec!["甲".to_owned(), "乙\n丙".to_owned()]);
        let text = carrier.pack().unwrap();
        assert!(!text.contains(['<', '>', '&', '\u{1}', '\u{FFFE}', '\u{1FFFF}', '\u{85}', '\r', '\n']));
        assert_eq!(Carrier::unpack(&format!("\n {text} \n")), Some(carrier));
        assert_eq!(Carrier::unpack("{}"), None);
        assert_eq!(Carrier::unpack(&text.replace("carrier/1", "carrier/2")), None);
    }
}
