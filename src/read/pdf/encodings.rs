//! Fonts of Chinese office programs that name a predefined encoding instead of carrying a table: GBK-EUC-H, UniGB-UCS2-H and their kin.
//!
//! The library does not know these encodings. Strings printed in such a font are turned into UTF-16, and the font is told that its
//! codes are UTF-16. Source: PDF 32000-1, §9.7.5.2, table 118.

use hashbrown::{HashMap, HashSet};

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS};
use pdf_extract::content::Content;
use pdf_extract::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

/// Codes of a predefined encoding: UTF-16 already, or bytes of a charset.
type Codes = Option<&'static Encoding>;

/// Predefined encodings by the beginning of their names; vertical and horizontal ones hold the same codes.
const ENCODINGS: &[(&str, Codes)] = &[
    ("UniGB-UCS2", None),
    ("UniGB-UTF16", None),
    ("UniCNS-UCS2", None),
    ("UniCNS-UTF16", None),
    ("UniJIS-UCS2", None),
    ("UniJIS-UTF16", None),
    ("UniKS-UCS2", None),
    ("UniKS-UTF16", None),
    ("GBK-EUC", Some(GB18030)),
    ("GBKp-EUC", Some(GB18030)),
    ("GBK2K", Some(GB18030)),
    ("GB-EUC", Some(GB18030)),
    ("GBpc-EUC", Some(GB18030)),
    ("ETen-B5", Some(BIG5)),
    ("B5pc", Some(BIG5)),
    ("HKscs-B5", Some(BIG5)),
    ("ETenms-B5", Some(BIG5)),
    ("90ms-RKSJ", Some(SHIFT_JIS)),
    ("90msp-RKSJ", Some(SHIFT_JIS)),
    ("KSCms-UHC", Some(EUC_KR)),
    ("KSC-EUC", Some(EUC_KR)),
];

/// Makes every font with a predefined encoding readable.
pub(super) fn make_readable(pdf: &mut Pdf) {
    let fonts: HashMap<ObjectId, Codes> =
        pdf.objects.iter().filter_map(|(id, object)| Some((*id, codes_of(object.as_dict().ok()?)?))).collect();
    if fonts.is_empty() {
        return;
    }
    if fonts.values().any(Option::is_some) {
        for (stream, names) in printed_in(pdf, &fonts) {
            rewrite(pdf, stream, &names);
        }
    }
    let table = pdf.add_object(Stream::new(Dictionary::new(), identity().into_bytes()));
    for id in fonts.into_keys() {
        let descendant = pdf.get_dictionary(id).ok().and_then(|font| {
            let descendants = font.get(b"DescendantFonts").ok()?;
            let (_, descendants) = pdf.dereference(descendants).ok()?;
            descendants.as_array().ok()?.first()?.as_reference().ok()
        });
        // Widths are by the font's own numbers, which nobody knows any more: letters are half as wide as characters.
        if let Some(Object::Dictionary(descendant)) = descendant.and_then(|id| pdf.get_object_mut(id).ok()) {
            descendant.set("W", Object::Array(vec![Object::Integer(32), Object::Array(vec![Object::Integer(500); 95])]));
            descendant.set("DW", Object::Integer(1000));
        }
        if let Ok(Object::Dictionary(font)) = pdf.get_object_mut(id) {
            font.set("Encoding", Object::Name(b"Identity-H".to_vec()));
            font.set("ToUnicode", Object::Reference(table));
        }
    }
}

/// The codes of a font with a predefined encoding.
fn codes_of(font: &Dictionary) -> Option<Codes> {
    if font.get(b"Subtype").and_then(Object::as_name).ok()? != b"Type0" {
        return None;
    }
    let name = font.get(b"Encoding").and_then(Object::as_name).ok()?;
    ENCODINGS
        .iter()
        .find(|(known, _)| name.strip_prefix(known.as_bytes()).is_some_and(|rest| rest.starts_with(b"-")))
        .map(|(_, codes)| *codes)
}

/// Fonts with a charset by the names a stream calls them.
type Names = HashMap<Vec<u8>, &'static Encoding>;

/// The streams that print, with the names of their fonts: pages and forms.
fn printed_in(pdf: &Pdf, fonts: &HashMap<ObjectId, Codes>) -> Vec<(ObjectId, Names)> {
    let charset = |font: &Object| -> Option<&'static Encoding> { fonts.get(&font.as_reference().ok()?).copied().flatten() };
    let names = |resources: &Dictionary| -> Names {
        let of = resources.get(b"Font").ok().and_then(|of| pdf.dereference(of).ok()).and_then(|(_, of)| of.as_dict().ok());
        of.map(|of| of.iter().filter_map(|(name, font)| Some((name.clone(), charset(font)?))).collect()).unwrap_or_default()
    };
    let mut found = Vec::new();
    for page in pdf.get_pages().into_values() {
        let mut of_page = Names::new();
        if let Ok((own, inherited)) = pdf.get_page_resources(page) {
            let inherited = inherited.iter().rev().filter_map(|id| pdf.get_dictionary(*id).ok());
            inherited.chain(own).for_each(|resources| of_page.extend(names(resources)));
        }
        found.extend(pdf.get_page_contents(page).into_iter().map(|stream| (stream, of_page.clone())));
    }
    for (id, object) in &pdf.objects {
        let resources =
            object.as_stream().ok().and_then(|stream| stream.dict.get(b"Resources").ok()).and_then(|of| pdf.dereference(of).ok());
        if let Some(Ok(resources)) = resources.map(|(_, of)| of.as_dict()) {
            found.push((*id, names(resources)));
        }
    }
    // A stream that several pages share is rewritten once.
    let mut seen = HashSet::new();
    found.retain(|(stream, names)| !names.is_empty() && seen.insert(*stream));
    found
}

/// Turns the strings of a stream that are printed in the named fonts into UTF-16.
fn rewrite(pdf: &mut Pdf, stream: ObjectId, names: &Names) {
    let Ok(Object::Stream(stream)) = pdf.get_object_mut(stream) else { return };
    let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    let Ok(mut content) = Content::decode(&bytes) else { return };
    // A page may be cut into several streams; each is taken to name its font before it prints.
    let mut charset: Option<&'static Encoding> = None;
    let mut saved = Vec::new();
    for operation in &mut content.operations {
        match operation.operator.as_str() {
            "q" => saved.push(charset),
            "Q" => charset = saved.pop().flatten(),
            "Tf" => charset = operation.operands.first().and_then(|name| names.get(name.as_name().ok()?)).copied(),
            "Tj" | "'" | "\"" | "TJ" => {
                if let Some(charset) = charset {
                    operation.operands.iter_mut().for_each(|operand| recode(operand, charset));
                }
            }
            _ => {}
        }
    }
    if let Ok(encoded) = content.encode() {
        stream.dict.remove(b"Filter");
        stream.dict.remove(b"DecodeParms");
        stream.set_content(encoded);
    }
}

fn recode(operand: &mut Object, charset: &'static Encoding) {
    match operand {
        Object::String(bytes, _) => {
            *bytes = charset.decode_without_bom_handling(bytes).0.encode_utf16().flat_map(u16::to_be_bytes).collect()
        }
        Object::Array(inner) => inner.iter_mut().for_each(|operand| recode(operand, charset)),
        _ => {}
    }
}

/// A table that says every code is the character of that number, for the blocks in use.
fn identity() -> String {
    let blocks = (0x00..=0xFF).filter(|high| !(0xD8..=0xDF).contains(high));
    let ranges: Vec<String> = blocks.map(|high| format!("<{high:02X}00> <{high:02X}FF> <{high:02X}00>")).collect();
    format!("1 begincodespacerange <0000> <FFFF> endcodespacerange\n{} beginbfrange\n{}\nendbfrange\n", ranges.len(), ranges.join("\n"))
}
