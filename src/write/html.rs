//! The 责任分解表 as one web page: no script, nothing from elsewhere, ready to print on the layout's paper.
//!
//! Every text is escaped. The page carries the ledger in a `<meta>`, which nothing shows or runs: browsers pass over a `<template>` too,
//! office programs print it. It is JSON that needs no escaping but of its quotes (see [`crate::carrier`]). The header repeats on every printed page and rows stay whole.

use crate::carrier::{Carrier, ELEMENT};
use crate::error::Error;
use crate::finding::{Finding, writing as rules};
use crate::model::Ledger;

use super::layout::{Align, Column, Font, Layout, Paper};
use super::ledger_sheet::{self, ShownSheet};
use super::rows::{Cell, Row, Table};
use super::shown::printable;
use super::{WriteOptions, Written};

/// Writes the page.
///
/// Findings: `W003` a text has control characters that are not shown; the carried ledger keeps them.
///
/// # Errors
/// [`Error::Workbook`] when the ledger cannot be put into JSON, which a ledger read from a file always can.
pub(super) fn write(ledger: &Ledger, options: &WriteOptions<'_>) -> Result<Written, Error> {
    let table = Table::new(ledger, options);
    let title = table.title();
    let shown = ShownSheet::new(&options.layout.sheet, &title, table.period(), &table.columns);
    let mut page = Page { layout: options.layout, table: &table, text: String::new(), findings: Vec::new(), shown };
    page.head(&title);
    page.body(&title);
    let Page { mut text, findings, shown, .. } = page;
    let carried = Carrier::new(ledger_sheet::pack(ledger)?, shown.pack()?).pack();
    let carried = carried.map_err(|error| Error::Workbook { reason: error.to_string() })?;
    let carried = carried.replace('\'', "\\u0027");
    text.push_str(&format!("<meta id=\"{ELEMENT}\" name=\"{ELEMENT}\" content='{carried}'>\n</body>\n</html>\n"));
    Ok(Written { bytes: text.into_bytes(), findings })
}

/// What does not depend on the layout. Borders are of the darkest grey that prints as black.
const STYLE: &str = "\
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5em;color:#000;background:#fff}
h1{margin:0 0 .4em;text-align:center;font-weight:normal}
.line{display:flex;justify-content:space-between;margin:0 0 .4em}
table{width:100%;border-collapse:collapse;table-layout:fixed}
thead{display:table-header-group}
tr{break-inside:avoid;page-break-inside:avoid}
th,td{border:1px solid #000;padding:.25em .35em;vertical-align:middle;overflow-wrap:anywhere;font-weight:normal}
tr.section{break-after:avoid;page-break-after:avoid}
tr.section th{text-align:left}
.note{margin:.4em 0 0}
@media print{body{padding:0;max-width:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
";

struct Page<'a> {
    layout: &'a Layout,
    table: &'a Table<'a>,
    text: String,
    findings: Vec<Finding>,
    shown: ShownSheet<'a>,
}

impl Page<'_> {
    fn head(&mut self, title: &str) {
        let title = self.clean(title, None);
        let style = format!("{STYLE}{}", self.style());
        self.text.push_str(&format!(
            "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{style}</style>\n</head>\n<body>\n",
            escaped(&title.replace('\n', " "))
        ));
    }

    /// The rules the layout makes: paper, fonts, columns.
    fn style(&self) -> String {
        let layout = self.layout;
        let page = &layout.page;
        let size = match page.paper {
            Paper::A4 => "A4",
            Paper::A3 => "A3",
        };
        let turned = if page.landscape { " landscape" } else { "" };
        let [left, right, top, bottom] = page.margins;
        let mut style = format!("@page{{size:{size}{turned};margin:{top}cm {right}cm {bottom}cm {left}cm");
        if !page.footer.is_empty() {
            style.push_str(&format!(";@bottom-center{{content:{};font-size:10.5pt}}", counter(&page.footer)));
        }
        let fonts = [
            ("body", &layout.body.font),
            ("h1", &layout.title.font),
            (".line", &layout.subtitle.font),
            ("thead th", &layout.header.font),
            ("tr.section th", &layout.sections.font),
            (".note", &layout.notes.font),
        ];
        style.push_str("}\n");
        fonts.iter().for_each(|(selector, font)| style.push_str(&format!("{selector}{{{}}}\n", face(font))));
        style.push_str(&format!("thead th{{background:#{:06X}}}\ntr{{height:{}pt}}\n", layout.header.fill, layout.body.min_height));
        for (at, column) in self.table.columns.iter().enumerate() {
            style.push_str(&format!(".c{at}{{{}}}\n", column_style(layout, column)));
        }
        style
    }

    fn body(&mut self, title: &str) {
        let title = self.clean(title, None);
        self.note(&title);
        self.text.push_str(&format!("<h1>{}</h1>\n", lines(&title)));
        let (left, right) = self.table.subtitle();
        if !left.is_empty() || !right.is_empty() {
            let (left, right) = (self.clean(&left, None), self.clean(&right, None));
            self.note(&format!("{left} {right}").replace('\n', " "));
            let (left, right) = (left.replace('\n', " "), right.replace('\n', " "));
            self.text.push_str(&format!("<p class=\"line\"><span>{}</span> <span>{}</span></p>\n", lines(&left), lines(&right)));
        }
        self.table();
        for line in &self.layout.notes.lines {
            let text = self.clean(line, None);
            self.note(&text);
            self.text.push_str(&format!("<p class=\"note\">{}</p>\n", lines(&text)));
        }
    }

    fn table(&mut self) {
        let total: f64 = self.table.columns.iter().map(|column| column.width).sum::<f64>().max(1.0);
        // The attributes are for office programs, which do not draw the borders of a style sheet.
        self.text.push_str("<table border=\"1\" cellspacing=\"0\" cellpadding=\"3\">\n<colgroup>");
        for column in &self.table.columns {
            self.text.push_str(&format!("<col style=\"width:{:.2}%\">", column.width / total * 100.0));
        }
        self.text.push_str("</colgroup>\n<thead>\n<tr>");
        for column in &self.table.columns {
            let text = self.clean(&column.header, None);
            self.text.push_str(&format!("<th scope=\"col\">{}</th>", lines(&text)));
        }
        self.text.push_str("</tr>\n</thead>\n<tbody>\n");
        let rows: Vec<Row<'_>> = self.table.rows().collect();
        for (at, row) in rows.iter().enumerate() {
            match row {
                Row::Heading { text, level } => self.heading(text, *level),
                Row::Task { task, cells } => self.task(&task.id, cells, &rows, at),
            }
        }
        self.text.push_str("</tbody>\n</table>\n");
    }

    fn heading(&mut self, text: &str, level: usize) {
        let text = self.clean(text, None);
        self.shown.note_other(&text);
        let indent = level.saturating_sub(1).min(4);
        let (columns, text) = (self.table.columns.len(), lines(&text));
        self.text.push_str(&format!(
            "<tr class=\"section\"><th colspan=\"{columns}\" style=\"padding-left:{}em\">{text}</th></tr>\n",
            indent as f64 + 0.35
        ));
    }

    fn task(&mut self, id: &str, cells: &[Cell], rows: &[Row<'_>], at: usize) {
        let table = self.table;
        let texts: Vec<String> = cells.iter().map(|cell| self.clean(&cell.text(), Some(id))).collect();
        self.shown.note_task(id, texts.iter());
        self.text.push_str("<tr>");
        for (((column_at, column), cell), text) in table.columns.iter().enumerate().zip(cells).zip(&texts) {
            let merges = column.merge && *cell != Cell::Blank;
            let same = |row: Option<&Row<'_>>| matches!(row, Some(Row::Task { cells, .. }) if merges && cells.get(column_at) == Some(cell));
            if at.checked_sub(1).is_some_and(|above| same(rows.get(above))) {
                continue;
            }
            let height = 1 + rows.iter().skip(at + 1).take_while(|row| same(Some(row))).count();
            let span = if height > 1 { format!(" rowspan=\"{height}\"") } else { String::new() };
            let colours = column.colours.iter().find(|word| word.word == *text);
            let style =
                colours.map(|word| format!(" style=\"background:#{:06X};color:#{:06X}\"", word.fill, word.text)).unwrap_or_default();
            self.text.push_str(&format!("<td class=\"c{column_at}\"{span}{style}>{}</td>", lines(text)));
        }
        self.text.push_str("</tr>\n");
    }

    /// Notes a text outside of the table, line by line as it is read back.
    fn note(&mut self, text: &str) {
        text.split('\n').for_each(|line| self.shown.note_other(line));
    }

    /// A text without what no program shows; says so where it stood in a task.
    fn clean(&mut self, text: &str, task: Option<&str>) -> String {
        let (clean, dropped) = printable(text);
        if let Some(task) = task.filter(|_| dropped > 0) {
            let message = format!("有 {dropped} 个控制字符显示不出来，网页里略去了；随网页保存的数据里仍有，不需要处理");
            self.findings.push(rules::CONTROLS_DROPPED.finding(message).about(task));
        }
        clean.into_owned()
    }
}

/// How the cells of a column look.
fn column_style(layout: &Layout, column: &Column) -> String {
    let align = match column.align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    };
    let mut style = format!("text-align:{align}");
    if let Some(size) = column.size {
        style.push_str(&format!(";font-size:{size}pt"));
    }
    if let Some(colour) = column.colour {
        style.push_str(&format!(";color:#{colour:06X}"));
    }
    if column.fill_in {
        style.push_str(&format!(";background:#{:06X}", layout.body.fill_in));
    }
    style
}

/// A font with what stands in for it.
fn face(font: &Font) -> String {
    let others = match font.name.as_str() {
        name if name.contains('黑') => "SimHei,'Noto Sans CJK SC',sans-serif",
        name if name.contains('楷') => "KaiTi,'Noto Serif CJK SC',serif",
        name if name.contains('仿') => "仿宋,FangSong,STFangsong,'Noto Serif CJK SC',serif",
        _ => "'Noto Serif CJK SC',SimSun,serif",
    };
    // A name cannot end the string or the style: quotes, backslashes and angle brackets do not occur in names of fonts.
    let name: String = font.name.chars().filter(|c| !c.is_control() && !"'\"\\<>".contains(*c)).collect();
    format!("font-family:'Times New Roman','{name}',{others};font-size:{}pt", font.size)
}

/// The footer of a layout as CSS: `第 &P 页` → `"第 " counter(page) " 页"`.
fn counter(pattern: &str) -> String {
    let quoted = |text: &str| {
        let text: String = text.chars().filter(|c| !c.is_control() && !"\"\\<>".contains(*c)).collect();
        format!("\"{text}\"")
    };
    let mut pieces = pattern.split('&');
    let mut content = vec![quoted(pieces.next().unwrap_or_default())];
    for piece in pieces {
        let (count, rest) = match piece.chars().next() {
            Some('P') => ("counter(page)".to_owned(), &piece[1..]),
            Some('N') => ("counter(pages)".to_owned(), &piece[1..]),
            _ => (quoted("&"), piece),
        };
        content.extend([count, quoted(rest)]);
    }
    content.join(" ")
}

/// Text with its line breaks, escaped.
fn lines(text: &str) -> String {
    text.split('\n').map(escaped).collect::<Vec<_>>().join("<br>")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
