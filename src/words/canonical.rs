//! The grammar of canonical plan text, shared by its writer and its reader.
//!
//! The text reads like a plan: headings, numbered tasks, field lines. What a general reader could not know for sure is explicit: a tab
//! stands between a number and what it numbers, `#` before a heading gives its level, names are joined by `、`, and a value that goes
//! on in further paragraphs goes on in lines that begin with two full-width blanks. A backslash escapes what would be taken for these.

use crate::model::{Place, Section};

/// What the first line says.
pub(crate) const FORMAT: &str = "fenjie.text/1";
/// What a number at the beginning of a line must not be taken for: a label, a heading, a continued value.
pub(crate) const NUMBER_MARKS: &[char] = &['：', '#', '\u{3000}'];
/// What a further paragraph of a value begins with.
pub(crate) const CONTINUED: &str = "\u{3000}\u{3000}";

/// The label of every line that is no heading and no task; `plan` lines come first.
pub(crate) mod label {
    pub(crate) const FORMAT: &str = "计划文本";
    pub(crate) const PLAN_ID: &str = "计划编码";
    pub(crate) const TITLE: &str = "标题";
    pub(crate) const DOC_NUMBER: &str = "文号";
    pub(crate) const ISSUER: &str = "发文机关";
    pub(crate) const ISSUED_ON: &str = "印发日期";
    pub(crate) const YEAR: &str = "年度";
    pub(crate) const PREAMBLE: &str = "前言";
    pub(crate) const CLOSING: &str = "结尾";
    pub(crate) const REST: &str = "其余";
    pub(crate) const ENTRY: &str = "填报";
    pub(crate) const DISPATCH: &str = "下发";
    pub(crate) const PARENT: &str = "上级章节";
    pub(crate) const SECTION: &str = "所属章节";
    pub(crate) const CONTENT: &str = "具体内容";
    pub(crate) const LEAD_LEADERS: &str = "牵头领导";
    pub(crate) const DEPUTY_LEADERS: &str = "副组长";
    pub(crate) const RESPONSIBLE_PERSONS: &str = "责任人";
    pub(crate) const LEAD_DEPARTMENTS: &str = "牵头股室";
    pub(crate) const UNITS: &str = "相关责任单位";
    pub(crate) const DUTY: &str = "分工";
    pub(crate) const DEADLINE: &str = "完成时限";
    pub(crate) const DEADLINE_MEANING: &str = "时限解读";
    pub(crate) const TARGETS: &str = "指标";
    pub(crate) const NOTES: &str = "备注";
    pub(crate) const EXTRA: &str = "附加";
    pub(crate) const PLACE: &str = "出处";
    pub(crate) const ID: &str = "编码";
}

/// The parent a heading of a level has unless it says otherwise: the last one before it of a lower level.
pub(crate) fn implied_parent(before: &[Section], level: usize) -> Option<usize> {
    before.iter().rposition(|section| section.level < level)
}

/// A value on one line. Nothing at all is `\0`, so that it differs from a missing value.
pub(crate) fn escape(text: &str, also: &[char]) -> String {
    if text.is_empty() {
        return "\\0".to_owned();
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            _ if also.contains(&c) => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A value of several paragraphs: line breaks become continued lines.
pub(crate) fn escape_paragraphs(text: &str) -> String {
    text.split('\n')
        .map(|paragraph| if paragraph.is_empty() { String::new() } else { escape(paragraph, &[]) })
        .collect::<Vec<_>>()
        .join(&format!("\n{CONTINUED}"))
}

/// Undoes [`escape`]; `None` when a backslash stands before nothing known.
pub(crate) fn unescape(text: &str) -> Option<String> {
    if text == "\\0" {
        return Some(String::new());
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match characters.next()? {
            't' => plain.push('\t'),
            'n' => plain.push('\n'),
            'r' => plain.push('\r'),
            c if c.is_alphanumeric() => return None,
            c => plain.push(c),
        }
    }
    Some(plain)
}

/// Splits at a separator that no backslash stands before, and undoes the escapes of each part.
pub(crate) fn split(text: &str, separator: char) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == separator && !escaped {
            parts.push(unescape(&text[start..at])?);
            start = at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(unescape(&text[start..])?);
    Some(parts)
}

/// A place in words: `第22行`, `〔责任分解表〕第5行`, `〔责任分解表〕第5行第3列`.
pub(crate) fn place_words(place: &Place) -> String {
    match place {
        Place::Line { line } => format!("第{line}行"),
        Place::Row { sheet, row, column } => {
            let column = column.map(|column| format!("第{column}列")).unwrap_or_default();
            format!("〔{}〕第{row}行{column}", escape(sheet, &['〕']))
        }
    }
}

/// Undoes [`place_words`].
pub(crate) fn read_place(words: &str) -> Option<Place> {
    let number = |text: &str| text.strip_prefix('第')?.parse().ok();
    let Some(rest) = words.strip_prefix('〔') else {
        return Some(Place::Line { line: number(words.strip_suffix('行')?)? });
    };
    let mut escaped = false;
    let close = rest.char_indices().find(|&(_, c)| {
        let closes = c == '〕' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    let (row, column) = rest[close.0 + close.1.len_utf8()..].split_once('行')?;
    let column = if column.is_empty() { None } else { Some(number(column.strip_suffix('列')?)?) };
    Some(Place::Row { sheet: unescape(&rest[..close.0])?.into(), row: number(row)?, column })
}

/// Names as a list on one line.
pub(crate) fn join_names(names: &[String]) -> String {
    names.iter().map(|name| escape(name, &['、'])).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for text in ["", "甲", "甲\t乙\n丙\\丁\r", "\\0", "a\\n", "各县、市"] {
            assert_eq!(unescape(&escape(text, &[])).as_deref(), Some(text));
            let names = vec![text.to_owned(), "乙、丙".to_owned()];
            assert_eq!(split(&join_names(&names), '、'), Some(names));
        }
        assert_eq!(unescape("甲\\"), None);
        assert_eq!(unescape("甲\\x"), None);
    }
}
