//! Lines that belong to the page and not to the plan: page numbers, navigation, index fields, footers.

use super::fold::{fold, is_blank, key};
use super::vocabulary;

/// `- 2 -`, `— 4 —`, `－1－`, `第 3 页`, `第3页 共5页`, `3 / 5`.
pub(crate) fn is_page_mark(text: &str) -> bool {
    let first = text.chars().find(|&c| !is_blank(c)).map(fold);
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '―' | '‐' | '－' | '·');
    if text.len() > 40 || !first.is_some_and(|c| is_dash(c) || c == '第') {
        return false;
    }
    let folded: String = text.chars().filter(|&c| !is_blank(c)).map(fold).collect();
    let inner = folded.trim_matches(is_dash);
    let digits = !inner.is_empty() && inner.len() <= 4 && inner.bytes().all(|b| b.is_ascii_digit());
    let dashed = digits && folded.starts_with(is_dash) && folded.ends_with(is_dash);
    let of = folded.strip_prefix('第').and_then(|rest| rest.split_once('页')).is_some_and(|(page, rest)| {
        page.bytes().all(|b| b.is_ascii_digit())
            && !page.is_empty()
            && rest.trim_matches(|c: char| c.is_ascii_digit() || "共页/,，".contains(c)).is_empty()
    });
    dashed || of
}

/// Whether a short line begins like a part of the page or holds one of its words.
pub(crate) fn is_page_line(text: &str) -> bool {
    const LONGEST: usize = 500; // bytes
    if text.len() > LONGEST {
        return false;
    }
    let key = key(text);
    let is_short = key.chars().count() <= 120 && !key.contains('。');
    is_short && (begins_page_line(&key) || names_page(&key))
}

/// Whether a folded, blank-free line begins like a part of the page.
pub(crate) fn begins_page_line(key: &str) -> bool {
    vocabulary::source().chrome.begins.begin(key)
}

/// Whether a folded, blank-free line holds a word only pages have.
pub(crate) fn names_page(key: &str) -> bool {
    vocabulary::source().chrome.contains.are_in(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_marks() {
        for text in ["- 2 -", "— 4 —", "－1－", "—12—", "第 3 页", "第3页 共5页", "— — — 2 —"] {
            assert!(is_page_mark(text), "{text}");
        }
        for text in ["-", "2", "第三页", "——", "- 2023 年 -", "1."] {
            assert!(!is_page_mark(text), "{text}");
        }
    }
}
