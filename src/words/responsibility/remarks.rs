//! What a document remarks about its own labels and lists: 列第一位者为牵头单位, 加★为牵头单位.

use super::super::fold::{fold, is_blank, key};

/// A document's remark about its own labels, or about units it does not repeat.
pub fn is_remark(clause: &str) -> bool {
    if !clause.contains(['下', '首', '第', '列', '即', '排']) {
        return false;
    }
    let key = key(clause);
    ["下同", "不再列出", "不再一一列出", "不再逐一列出", "不再重复列出", "不一一列出", "以下均需", "以下均由", "以下均为", "不再赘列"]
        .iter()
        .any(|word| key.contains(word))
        || first_leads(clause)
        || key.contains("即为牵头单位")
}

/// Whether a remark says that the first name of a list leads: `列第一位者为牵头单位`.
pub fn first_leads(text: &str) -> bool {
    if !["牵", "牽", "汇总单位", "主办单位"].iter().any(|word| text.contains(word)) {
        return false;
    }
    let key = key(text);
    let first = ["第一位", "第一个", "首位", "首个", "排在第一", "排第一", "列第一", "列首", "排首", "在前的", "在首"]
        .iter()
        .any(|word| key.contains(word));
    first && (key.contains("牵头") || key.contains("汇总单位") || key.contains("主办单位"))
}

/// The mark with which a header says that the bodies it stands at lead: `"责任单位（加★为牵头单位）"` → ★.
pub fn lead_mark(header: &str) -> Option<char> {
    if !["牵头", "主办", "主责"].iter().any(|word| header.contains(word)) {
        return None;
    }
    let is_mark = |c: char| !c.is_alphanumeric() && !is_blank(c) && !"()[]<>《》“”‘’\"':,;.、。/|-—_".contains(fold(c));
    let (at, mark) = header.char_indices().find(|&(_, c)| is_mark(c))?;
    header[at..].contains(['为', '牵', '主', '是', '示']).then_some(mark)
}

/// Whether a remark says that a responsible unit without a lead is the lead: `无牵头单位的，责任单位即为牵头单位`.
pub fn units_lead_without_lead(text: &str) -> bool {
    let key = key(text);
    ["无牵头单位的", "没有牵头单位的", "未明确牵头单位的", "无牵头单位"].iter().any(|word| key.contains(word)) && key.contains("责任单位")
}
