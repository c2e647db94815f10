//! What a document remarks about its own labels and lists: 列第一位者为牵头单位, 加★为牵头单位.

use super::super::fold::{fold, is_blank, key};
use super::super::vocabulary::{self, Remarks};

fn words() -> &'static Remarks {
    &vocabulary::source().remarks
}

/// A document's remark about its own labels, or about units it does not repeat.
pub fn is_remark(clause: &str) -> bool {
    let Remarks { not_repeated, first, .. } = words();
    // Most clauses hold not even the first character of one.
    if !clause.chars().map(fold).any(|c| c == '即' || not_repeated.may_begin(c) || first.may_begin(c)) {
        return false;
    }
    let key = key(clause);
    not_repeated.are_in(&key) || first_leads(clause) || key.contains("即为牵头单位")
}

/// Whether a remark says that the first name of a list leads: `列第一位者为牵头单位`.
pub fn first_leads(text: &str) -> bool {
    if !["牵", "牽", "汇总单位", "主办单位"].iter().any(|word| text.contains(word)) {
        return false;
    }
    let key = key(text);
    words().first.are_in(&key) && words().leads.are_in(&key)
}

/// The mark with which a header says that the bodies it stands at lead: `"责任单位（加★为牵头单位）"` → ★.
pub fn lead_mark(header: &str) -> Option<char> {
    if !words().marked.are_in(header) {
        return None;
    }
    let is_mark = |c: char| !c.is_alphanumeric() && !is_blank(c) && !"()[]<>《》“”‘’\"':,;.、。/|-—_".contains(fold(c));
    let (at, mark) = header.char_indices().find(|&(_, c)| is_mark(c))?;
    header[at..].contains(['为', '牵', '主', '是', '示']).then_some(mark)
}

/// Whether a remark says that a responsible unit without a lead is the lead: `无牵头单位的，责任单位即为牵头单位`.
pub fn units_lead_without_lead(text: &str) -> bool {
    let key = key(text);
    words().without_lead.are_in(&key) && key.contains("责任单位")
}
