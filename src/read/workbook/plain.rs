//! Cells as nearly every program writes them, read without looking for tags.

use super::place::read_place;

/// A cell as nearly every program writes nearly every cell: `<c r="B7" s="3" t="s"><v>12</v></c>`, `<c r="B7" s="3"/>`. Such cells are
/// read whole; any other is walked over tag by tag, with the same result.
pub(super) struct PlainCell<'a> {
    pub place: (u32, u32),
    pub style: usize,
    pub holds: Holds<'a>,
    /// Bytes of the part it covers.
    pub length: usize,
}

/// What stands in a plain cell.
pub(super) enum Holds<'a> {
    Nothing,
    /// The number of a shared string.
    String(&'a [u8]),
    Number(&'a [u8]),
    /// `<is><t>…</t></is>`, and whether it keeps the blanks around it.
    Inline(&'a [u8], bool),
}

impl<'a> PlainCell<'a> {
    /// The cell at the start of `rest`.
    pub(super) fn read(rest: &'a [u8]) -> Option<PlainCell<'a>> {
        let bytes = rest.strip_prefix(b"<c r=\"")?;
        let reference = bytes.get(..bytes.iter().take(12).position(|&byte| byte == b'"')?)?;
        let place = read_place(reference)?;
        let bytes = bytes.get(reference.len() + 1..)?;
        let (style, bytes) = match bytes.strip_prefix(b" s=\"") {
            Some(style) => {
                let (digits, left) = run_of(style, u8::is_ascii_digit)?;
                (index(digits)?, left.strip_prefix(b"\"")?)
            }
            None => (0, bytes),
        };
        let (holds, left) = Holds::read(bytes)?;
        Some(PlainCell { place, style, holds, length: rest.len() - left.len() })
    }
}

impl<'a> Holds<'a> {
    /// What a cell holds from behind its style on, and what stands behind it.
    fn read(bytes: &'a [u8]) -> Option<(Holds<'a>, &'a [u8])> {
        if let Some(left) = bytes.strip_prefix(b"/>") {
            return Some((Holds::Nothing, left));
        }
        if let Some(inline) = bytes.strip_prefix(b" t=\"inlineStr\"><is><t") {
            let (keeps_blanks, text) = match inline.strip_prefix(b">") {
                Some(text) => (false, text),
                None => (true, inline.strip_prefix(b" xml:space=\"preserve\">")?),
            };
            let (text, left) = text.split_at_checked(memchr::memchr(b'<', text).filter(|&length| length <= LONGEST_PLAIN)?)?;
            return Some((Holds::Inline(text, keeps_blanks), left.strip_prefix(b"</t></is></c>")?));
        }
        let (holds, left) = match bytes.strip_prefix(b" t=\"s\"><v>") {
            Some(number) => run_of(number, u8::is_ascii_digit).map(|(digits, left)| (Holds::String(digits), left))?,
            None => {
                let number = bytes.strip_prefix(b"><v>").or_else(|| bytes.strip_prefix(b" t=\"n\"><v>"))?;
                let (digits, left) = run_of(number, |byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))?;
                (Holds::Number(digits), left)
            }
        };
        Some((holds, left.strip_prefix(b"</v></c>")?))
    }
}

/// Bytes of text in a plain cell, below what any limit allows.
const LONGEST_PLAIN: usize = 32_767;

/// The bytes of a kind at the start, of which there is at least one and not many, and what stands behind them.
fn run_of(bytes: &[u8], is_of_kind: impl Fn(&u8) -> bool) -> Option<(&[u8], &[u8])> {
    let length = bytes.iter().take(32).position(|byte| !is_of_kind(byte)).filter(|&length| length > 0)?;
    bytes.split_at_checked(length)
}

/// A number counted from 0, in digits and nothing else.
pub(super) fn index(digits: &[u8]) -> Option<usize> {
    const LONGEST: usize = 9;
    let is_index = (1..=LONGEST).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    is_index.then(|| digits.iter().fold(0, |number, digit| number * 10 + usize::from(digit - b'0')))
}
