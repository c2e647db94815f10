//! Page headers and footers of a sheet: what somebody wrote there, without the marks for page numbers, dates and letters.
//!
//! Called by `sheet`. Page numbers alone are nothing anybody wrote.

use crate::words::fold::is_blank;

/// Whether an element holds the words of a page header or footer.
pub(super) fn is_margin(element: &[u8]) -> bool {
    matches!(element, b"oddHeader" | b"oddFooter" | b"evenHeader" | b"evenFooter" | b"firstHeader" | b"firstFooter")
}

/// The parts of a page header or footer that say something.
///
/// Shape: `&L内部资料&C第 &P 页，共 &N 页&R&"宋体,常规"&10填表人：许青禾` → `内部资料`, `填表人：许青禾`.
pub(super) fn said_in_margin(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let last = parts.len() - 1;
        if c != '&' {
            parts[last].push(c);
            continue;
        }
        match rest.next() {
            Some('&') => parts[last].push('&'),
            Some('L' | 'C' | 'R') => parts.push(String::new()),
            Some('"') => while rest.next().is_some_and(|c| c != '"') {},
            Some('K') => (0..6).for_each(|_| {
                rest.next_if(char::is_ascii_hexdigit);
            }),
            Some(c) if c.is_ascii_digit() => while rest.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    let says =
        |part: &String| part.chars().any(|c| !is_blank(c) && c.is_alphanumeric() && !"第页共之of".contains(c) && !c.is_ascii_digit());
    parts.into_iter().filter(says).map(|part| part.trim_matches(is_blank).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_page_margins() {
        for (text, said) in [
            ("&L内部资料&C第 &P 页，共 &N 页&R&\"宋体,常规\"&10填表人：许青禾", vec!["内部资料", "填表人：许青禾"]),
            ("&C第 &P 页，共 &N 页", vec![]),
            ("&C&A&R&D &T", vec![]),
            ("&KFF0000水库A&&B", vec!["水库A&B"]),
            ("- &P -", vec![]),
            ("&", vec![]),
        ] {
            assert_eq!(said_in_margin(text), said, "{text}");
        }
    }
}
