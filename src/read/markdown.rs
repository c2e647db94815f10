//! Markdown: lines of text without its marks, and pipe tables.
//!
//! Plans are prose with list markers of their own, so only what changes how text shows is read: headings, emphasis, links, escapes,
//! references, tables, comments. Lines stay lines and numbers stay as printed: by the letter of CommonMark an indented paragraph would
//! be code, `3.` behind `1.` would show as `2.`, and lines would run together. Targets of links, pictures, comments and front
//! matter are kept in `rest`. Our own Markdown reads back to the fields it holds.

use crate::model::Place;

use super::Document;
use super::story::{Cell, Item, Story, Table};

/// Whether a text is Markdown: it has a table with a rule, or a heading.
pub(crate) fn is(text: &str) -> bool {
    let mut before = "";
    text.lines().any(|line| {
        let table = is_rule(line) && before.contains('|');
        before = line;
        table || heading(line.trim_start()).is_some_and(|rest| !rest.is_empty())
    })
}

/// Reads Markdown. Never fails.
pub(crate) fn document(text: &str) -> Document {
    let mut reader = Reader::default();
    let lines: Vec<&str> = text.lines().collect();
    let mut at = reader.front_matter(&lines);
    while let Some(line) = lines.get(at) {
        let rule = lines.get(at + 1).filter(|next| line.contains('|') && is_rule(next));
        at = match rule {
            Some(_) if !reader.verbatim => reader.table(&lines, at),
            _ => {
                reader.line(line, at + 1);
                at + 1
            }
        };
    }
    reader.story.into_document()
}

#[derive(Default)]
struct Reader {
    story: Story,
    /// Inside a fenced block: nothing is a mark.
    verbatim: bool,
    /// Inside a comment.
    comment: bool,
}

impl Reader {
    /// Keeps the front matter; where the text behind it begins.
    fn front_matter(&mut self, lines: &[&str]) -> usize {
        let end = lines.iter().skip(1).take(100).position(|line| line.trim_end() == "---");
        match end.filter(|_| lines.first().is_some_and(|line| line.trim_end() == "---")) {
            Some(end) => {
                let inner = lines.get(1..=end).unwrap_or_default().join("\n");
                self.story.keep(inner, Place::Line { line: 2 }, "front matter");
                end + 2
            }
            None => 0,
        }
    }

    fn line(&mut self, line: &str, number: usize) {
        let bare = line.trim_start();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            self.verbatim = !self.verbatim;
            return;
        }
        let text = if self.verbatim { line.to_owned() } else { self.shown_line(line, number) };
        self.story.items.push(Item::Line { text, number });
    }

    /// A line without the marks at its start: of headings and quotes. A line of marks alone (a rule, an underline) is empty.
    fn shown_line(&mut self, line: &str, number: usize) -> String {
        let bare = line.trim_start();
        let indent = &line[..line.len() - bare.len()];
        let is_all = |mark: char| bare.chars().all(|c| c == mark || matches!(c, ' ' | '\t'));
        let marks_alone = bare.len() >= 3 && ['-', '=', '*', '_'].into_iter().any(is_all);
        if marks_alone {
            return String::new();
        }
        match heading(bare) {
            Some(text) => self.shown(text, number),
            None => {
                let quoted = bare.trim_start_matches(['>', ' ']);
                let text = if bare.starts_with('>') { quoted } else { bare };
                format!("{indent}{}", self.shown(text, number)).trim_end().to_owned()
            }
        }
    }

    /// A table: its header, the rule, its rows up to a line without a bar.
    fn table(&mut self, lines: &[&str], first: usize) -> usize {
        let width = cells(lines.get(first).copied().unwrap_or_default()).len();
        let mut table = Table::default();
        let mut at = first;
        while let Some(line) = lines.get(at).filter(|line| line.contains('|')) {
            if at != first + 1 {
                let cells = cells(line).into_iter().take(width).enumerate();
                let cells = cells.map(|(column, cell)| Cell {
                    column,
                    width: 1,
                    height: 1,
                    items: vec![Item::Line { text: self.shown(&cell, at + 1), number: at + 1 }],
                });
                let cells: Vec<Cell> = cells.collect();
                // Programs that turn sheets into Markdown leave out what a merged cell covers.
                table.ragged |= cells.len() < width;
                table.rows.push(cells);
            }
            at += 1;
        }
        self.story.items.push(Item::Table(table));
        at
    }

    /// Text as it shows: emphasis, escapes, links, references, comments resolved.
    fn shown(&mut self, text: &str, number: usize) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        loop {
            // What begins with none of these stands for itself.
            let plain = if self.comment { 0 } else { rest.find(['\\', '<', '&', '!', '[', '*', '_', '~', '`']).unwrap_or(rest.len()) };
            out.push_str(&rest[..plain]);
            rest = &rest[plain..];
            let Some(c) = rest.chars().next() else { return out };
            let after = &rest[c.len_utf8()..];
            rest = if self.comment || rest.starts_with("<!--") {
                self.comment(rest, number)
            } else if let Some((shown, length)) = escape(rest).or_else(|| line_break(rest)).or_else(|| reference(rest)) {
                out.push(shown);
                &rest[length..]
            } else if let Some((label, target, length)) = link(rest) {
                if let Some(alt) = label.strip_prefix("![") {
                    self.story.keep(format!("{alt} {target}"), Place::Line { line: number }, "picture");
                } else {
                    out.push_str(&self.shown(label, number));
                    self.story.keep(target.to_owned(), Place::Line { line: number }, "link target");
                }
                &rest[length..]
            } else if let Some((inner, length)) = emphasis(rest, out.chars().next_back()) {
                out.push_str(&self.shown(inner, number));
                &rest[length..]
            } else {
                out.push(c);
                after
            };
        }
    }

    /// Keeps a comment, or its part in this text; what is left of the text behind it.
    fn comment<'t>(&mut self, text: &'t str, number: usize) -> &'t str {
        let (inner, rest) = match text.find("-->") {
            Some(end) => (&text[..end], &text[end + 3..]),
            None => (text, ""),
        };
        self.comment = !text.contains("-->");
        self.story.keep(inner.trim_start_matches("<!--").trim().to_owned(), Place::Line { line: number }, "comment");
        rest
    }
}

/// The text of a heading: `## 一、甲 ##` → `一、甲`.
fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with([' ', '\t'])).then(|| text.trim().trim_end_matches('#').trim_end())
}

/// `| :--- | ---: |`
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains("--") && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// The cells of a row; a bar behind a backslash is none.
fn cells(line: &str) -> Vec<String> {
    let inner = line.trim();
    let inner = inner.strip_prefix('|').unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in inner.chars() {
        match cells.last_mut() {
            Some(cell) if c != '|' || escaped => cell.push(c),
            _ => cells.push(String::new()),
        }
        escaped = c == '\\' && !escaped;
    }
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) && inner.ends_with('|') {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// A backslash before a mark.
fn escape(text: &str) -> Option<(char, usize)> {
    let mark = text.strip_prefix('\\')?.chars().next().filter(char::is_ascii_punctuation)?;
    Some((mark, 2))
}

fn line_break(text: &str) -> Option<(char, usize)> {
    ["<br>", "<br/>", "<br />"]
        .iter()
        .find(|mark| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)))
        .map(|mark| ('\n', mark.len()))
}

/// `&amp;` and its kin.
fn reference(text: &str) -> Option<(char, usize)> {
    const NAMES: [(&str, char); 6] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", '\u{a0}'), ("&#39;", '\'')];
    NAMES.iter().find(|(name, _)| text.starts_with(name)).map(|(name, c)| (*c, name.len()))
}

/// `[text](target)`: text, target, length. The text of a picture keeps its mark: `![text](target)` → `![text`.
fn link(text: &str) -> Option<(&str, &str, usize)> {
    let open = text.strip_prefix('!').unwrap_or(text).strip_prefix('[')?;
    let (label, _) = near(open).split_once("](")?;
    let (target, _) = near(open.get(label.len() + 2..)?).split_once(')').filter(|(target, _)| !target.contains(' '))?;
    let before = text.len() - open.len();
    // The mark of a picture stays with its text.
    let label = if before == 2 { text.get(..2 + label.len())? } else { label };
    Some((label, target, before + open.find("](")? + 2 + target.len() + 1))
}

/// The next characters: marks far apart belong to different things, and looking for them would take long.
fn near(text: &str) -> &str {
    let end = text.char_indices().nth(400).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Text between a pair of marks of emphasis or code, and the length with the marks. An underscore inside a word is none.
fn emphasis(text: &str, before: Option<char>) -> Option<(&str, usize)> {
    const MARKS: [&str; 6] = ["**", "__", "~~", "`", "*", "_"];
    let mark = *MARKS.iter().find(|mark| text.starts_with(**mark))?;
    let within_word = match mark {
        "_" | "__" => before.is_some_and(char::is_alphanumeric),
        // 2*3*4 is a product.
        "*" => before.is_some_and(|c| c.is_ascii_alphanumeric()),
        _ => false,
    };
    if within_word {
        return None;
    }
    let inner = &text[mark.len()..];
    let end = near(inner).match_indices(mark).map(|(at, _)| at).find(|&at| !inner[..at].ends_with('\\'))?;
    let held = &inner[..end];
    let touches = !held.is_empty() && !held.starts_with(' ') && !held.ends_with(' ');
    (touches && !held.contains('\n')).then_some((held, mark.len() * 2 + end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid;
    use crate::read::Part;

    fn shown(text: &str) -> String {
        let document = document(text);
        let lines: Vec<&str> = document
            .parts
            .iter()
            .flat_map(|part| if let Part::Lines(lines) = part { lines.clone() } else { Vec::new() })
            .map(|at| document.sources[at].text.as_str())
            .collect();
        lines.join("/")
    }

    #[test]
    fn marks_vanish_and_text_stays() {
        for (text, expected) in [
            ("# 一、总体要求\n\n## （一）*甲* ##", "一、总体要求//（一）甲"),
            ("**1. 加强管理。**落实`制度`，~~旧~~新。", "1. 加强管理。落实制度，旧新。"),
            ("1. 甲\n3. 丙\n- 丁", "1. 甲/3. 丙/- 丁"),
            ("    　　缩进不是代码", "    　　缩进不是代码"),
            ("> 引文\n---\n标题\n===", "引文//标题/"),
            ("2*3 与 4*5，a_b_c，\\*星\\*，5 \\| 6", "2*3 与 4*5，a_b_c，*星*，5 | 6"),
            ("见[办法](http://a.invalid)和![图](a.png)。&lt;甲&gt;", "见办法和。<甲>"),
            ("甲<!-- 批\n注 -->乙", "甲/乙"),
            ("```\n**原样**\n```", "**原样**"),
            ("**没有配对", "**没有配对"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn tables_and_what_is_beside() {
        let text = "---\ntitle: 甲\n---\n| 序号 | 任务 |\n| :-: | --- |\n| 1 | 甲\\|乙<br>**丙** |\n| 2 | |\n正文[链](b)";
        assert!(is(text) && is("## 标题") && !is("#标题\n|甲|乙|\n") && !is("一、甲\n- 乙"));
        let document = document(text);
        let Some(Part::Grid(grid)) = document.parts.first() else { panic!("{:?}", document.parts) };
        let rows: Vec<Vec<&str>> = grid.rows.iter().map(|row| row.iter().map(grid::Cell::text).collect()).collect();
        assert_eq!(rows, [vec!["序号", "任务"], vec!["1", "甲|乙\n丙"], vec!["2", ""]]);
        let asides: Vec<(&str, &str)> = document.asides.iter().map(|(at, why)| (*why, document.sources[*at].text.as_str())).collect();
        assert_eq!(asides, [("front matter", "title: 甲"), ("link target", "b")]);
    }

    #[test]
    fn long_texts_of_marks_take_no_time() {
        for text in ["*", "[", "![", "](", "_a", "<!--", "\\", "`"] {
            assert!(shown(&text.repeat(20_000)).len() <= text.len() * 20_000);
        }
    }
}
