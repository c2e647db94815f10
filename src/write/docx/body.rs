//! The body of the document: title, table, notes, page set-up.
//!
//! Units: Word counts lengths in twentieths of a point and font sizes in half points.

use crate::finding::{Finding, writing as rules};
use crate::write::layout::{Align, Column, Font, Layout, Paper};
use crate::write::ledger_sheet::ShownSheet;
use crate::write::rows::{Cell, Row, Table};
use crate::write::shown::printable;

use super::parts;

const TWIPS_PER_CM: f64 = 566.93;
/// A character of column width is seven pixels of 1/96 inch.
const TWIPS_PER_CHARACTER: f64 = 105.0;
const TWIPS_PER_POINT: f64 = 20.0;
/// Room left and right of the text of a cell together.
const CELL_MARGIN: f64 = 120.0;
/// No text is made smaller than this to fit a wide table onto the page, in points.
const SMALLEST: f64 = 7.5;
const FOOTER_CM: f64 = 0.9;

/// A body, and what was shown in it.
pub(super) struct Body<'a> {
    pub xml: String,
    pub findings: Vec<Finding>,
    pub shown: ShownSheet<'a>,
}

/// The body of a table's document.
pub(super) fn body<'a>(table: &'a Table<'a>, layout: &'a Layout, title: &'a str) -> Body<'a> {
    let mut writer = Writer::new(table, layout, title);
    writer.head(title);
    writer.table();
    writer.notes();
    writer.page();
    Body { xml: parts::document(&writer.xml), findings: writer.findings, shown: writer.shown }
}

struct Writer<'a> {
    table: &'a Table<'a>,
    layout: &'a Layout,
    /// Column widths in twips.
    widths: Vec<u32>,
    /// By how much type is made smaller so that the table fits.
    scale: f64,
    xml: String,
    findings: Vec<Finding>,
    shown: ShownSheet<'a>,
}

/// How a paragraph looks.
#[derive(Clone, Copy)]
struct Look<'a> {
    font: &'a str,
    /// Points.
    size: f64,
    align: Align,
    /// `0xRRGGBB`, where it is not black.
    colour: Option<u32>,
    /// Twips from the left.
    indent: u32,
    /// Stays on the page of what follows.
    keeps: bool,
}

impl<'a> Look<'a> {
    fn of(font: &'a Font, align: Align) -> Self {
        Look { font: &font.name, size: font.size, align, colour: None, indent: 0, keeps: false }
    }
}

/// How a cell stands in the table.
#[derive(Clone, Copy, Default)]
struct Frame {
    /// Twips.
    width: u32,
    /// Columns it covers.
    columns: usize,
    fill: Option<u32>,
    merge: Option<&'static str>,
}

impl<'a> Writer<'a> {
    fn new(table: &'a Table<'a>, layout: &'a Layout, title: &'a str) -> Self {
        let shown = ShownSheet::new(&layout.sheet, title, table.period(), &table.columns);
        let page = &layout.page;
        let (short, long) = paper(page.paper);
        let across = if page.landscape { long } else { short };
        let [left, right, ..] = page.margins.map(|cm| cm * TWIPS_PER_CM);
        let room = (across - left - right).max(TWIPS_PER_CM);
        let wanted: Vec<f64> = table.columns.iter().map(|column| column.width * TWIPS_PER_CHARACTER + CELL_MARGIN).collect();
        let stretch = room / wanted.iter().sum::<f64>().max(1.0);
        let widths = wanted.iter().map(|width| twips(width * stretch)).collect();
        Writer { table, layout, widths, scale: stretch.min(1.0), xml: String::new(), findings: Vec::new(), shown }
    }

    /// Title and the line below it.
    fn head(&mut self, title: &str) {
        let layout = self.layout;
        let title = self.clean(title, None);
        self.note(&title);
        self.paragraphs(&title, Look::of(&layout.title.font, Align::Center), "<w:spacing w:before=\"0\" w:after=\"120\"/>");
        let (left, right) = self.table.subtitle();
        if left.is_empty() && right.is_empty() {
            return;
        }
        let text = self.clean(&format!("{left}\t{right}"), None);
        let total: u32 = self.widths.iter().sum();
        self.note(&text.replace('\n', " "));
        let tab = format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"{total}\"/></w:tabs><w:spacing w:before=\"0\" w:after=\"60\"/>");
        self.paragraphs(&text.replace('\n', " "), Look::of(&layout.subtitle.font, Align::Left), &tab);
    }

    fn table(&mut self) {
        let total: u32 = self.widths.iter().sum();
        let grid: String = self.widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
        let half = twips(CELL_MARGIN / 2.0 * self.scale);
        self.xml.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"a3\"/><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/>\
             <w:tblCellMar><w:left w:w=\"{half}\" w:type=\"dxa\"/><w:right w:w=\"{half}\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        ));
        self.header();
        let mut above: Option<Vec<Cell>> = None;
        let mut rows = self.table.rows().peekable();
        while let Some(row) = rows.next() {
            match row {
                Row::Heading { text, level } => {
                    self.heading(&text, level);
                    above = None;
                }
                Row::Task { task, cells } => {
                    let below = match rows.peek() {
                        Some(Row::Task { cells, .. }) => Some(cells),
                        _ => None,
                    };
                    self.task(&task.id, &cells, above.as_deref(), below.map(Vec::as_slice));
                    above = Some(cells);
                }
            }
        }
        self.xml.push_str("</w:tbl>");
    }

    fn header(&mut self) {
        let layout = self.layout;
        self.begin_row(layout.body.min_height, "<w:tblHeader/>");
        for (at, column) in self.table.columns.iter().enumerate() {
            let look = Look { size: self.scaled(layout.header.font.size), ..Look::of(&layout.header.font, Align::Center) };
            let text = self.clean(&column.header, None);
            self.cell(&text, look, Frame { width: self.width(at), columns: 1, fill: Some(layout.header.fill), merge: None });
        }
        self.xml.push_str("</w:tr>");
    }

    fn heading(&mut self, text: &str, level: usize) {
        let font = &self.layout.sections.font;
        self.begin_row(self.layout.body.min_height, "");
        let indent = u32::try_from(level.saturating_sub(1).min(4)).unwrap_or(0) * 240;
        let look = Look { size: self.scaled(font.size), indent, keeps: true, ..Look::of(font, Align::Left) };
        let text = self.clean(text, None);
        self.shown.note_other(&text);
        self.cell(&text, look, Frame { width: self.widths.iter().sum(), columns: self.widths.len(), ..Frame::default() });
        self.xml.push_str("</w:tr>");
    }

    fn task(&mut self, id: &str, cells: &[Cell], above: Option<&[Cell]>, below: Option<&[Cell]>) {
        self.begin_row(self.layout.body.min_height, "");
        let texts: Vec<String> = cells.iter().map(|cell| self.clean(&cell.text(), Some(id))).collect();
        self.shown.note_task(id, texts.iter());
        for (((at, column), cell), text) in self.table.columns.iter().enumerate().zip(cells).zip(&texts) {
            let same = |other: Option<&[Cell]>| column.merge && *cell != Cell::Blank && other.and_then(|cells| cells.get(at)) == Some(cell);
            let merge = match (same(above), same(below)) {
                (true, _) => Some("continue"),
                (false, true) => Some("restart"),
                (false, false) => None,
            };
            let (look, fill) = self.look(column, text);
            let text = if merge == Some("continue") { "" } else { text.as_str() };
            self.cell(text, look, Frame { width: self.width(at), columns: 1, fill, merge });
        }
        self.xml.push_str("</w:tr>");
    }

    /// How a cell of a column looks: words of status have their colours.
    fn look(&self, column: &'a Column, text: &str) -> (Look<'a>, Option<u32>) {
        let body = &self.layout.body;
        let word = column.colours.iter().find(|word| word.word == text);
        let fill = word.map(|word| word.fill).or(column.fill_in.then_some(body.fill_in));
        let size = self.scaled(column.size.unwrap_or(body.font.size));
        let colour = word.map(|word| word.text).or(column.colour);
        (Look { font: &body.font.name, size, align: column.align, colour, indent: 0, keeps: false }, fill)
    }

    fn notes(&mut self) {
        let notes = &self.layout.notes;
        for line in &notes.lines {
            let text = self.clean(line, None);
            self.note(&text);
            self.paragraphs(&text, Look::of(&notes.font, Align::Left), "<w:spacing w:before=\"60\" w:after=\"0\"/>");
        }
        if notes.lines.is_empty() {
            // Word wants a paragraph behind a table; one this small makes no page of its own.
            self.xml.push_str("<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/><w:rPr><w:sz w:val=\"2\"/></w:rPr></w:pPr></w:p>");
        }
    }

    fn page(&mut self) {
        let page = &self.layout.page;
        let (short, long) = paper(page.paper);
        let (width, height, turned) = if page.landscape { (long, short, " w:orient=\"landscape\"") } else { (short, long, "") };
        let [left, right, top, bottom] = page.margins.map(|cm| twips(cm * TWIPS_PER_CM));
        let footer = twips(FOOTER_CM * TWIPS_PER_CM);
        self.xml.push_str(&format!(
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"{}\" w:h=\"{}\"{turned}/>\
             <w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"{footer}\" w:footer=\"{footer}\" w:gutter=\"0\"/></w:sectPr>",
            twips(width),
            twips(height)
        ));
    }

    /// Begins a row that stays whole and is at least `height` points high.
    fn begin_row(&mut self, height: f64, more: &str) {
        let height = twips(height * self.scale * TWIPS_PER_POINT);
        self.xml.push_str(&format!("<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"{height}\" w:hRule=\"atLeast\"/>{more}</w:trPr>"));
    }

    fn cell(&mut self, text: &str, look: Look<'_>, frame: Frame) {
        let span = if frame.columns > 1 { format!("<w:gridSpan w:val=\"{}\"/>", frame.columns) } else { String::new() };
        let merge = match frame.merge {
            Some("continue") => "<w:vMerge/>".to_owned(),
            Some(kind) => format!("<w:vMerge w:val=\"{kind}\"/>"),
            None => String::new(),
        };
        let fill = frame.fill.map(|fill| format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill:06X}\"/>")).unwrap_or_default();
        self.xml.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{span}{merge}{fill}<w:vAlign w:val=\"center\"/></w:tcPr>",
            frame.width
        ));
        self.paragraphs(text, look, "<w:spacing w:before=\"20\" w:after=\"20\"/>");
        self.xml.push_str("</w:tc>");
    }

    /// A paragraph for each line of a text.
    fn paragraphs(&mut self, text: &str, look: Look<'_>, spacing: &str) {
        let align = match look.align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let indent = if look.indent > 0 { format!("<w:ind w:left=\"{}\"/>", look.indent) } else { String::new() };
        let keeps = if look.keeps { "<w:keepNext/>" } else { "" };
        let font = escaped(look.font);
        let colour = look.colour.map(|colour| format!("<w:color w:val=\"{colour:06X}\"/>")).unwrap_or_default();
        let size = half_points(look.size);
        let run = format!(
            "<w:rPr><w:rFonts w:hint=\"eastAsia\" w:eastAsia=\"{font}\"/>{colour}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>"
        );
        for line in text.split('\n') {
            self.xml.push_str(&format!("<w:p><w:pPr>{keeps}{spacing}{indent}<w:jc w:val=\"{align}\"/>{run}</w:pPr>"));
            if !line.is_empty() {
                let pieces: Vec<String> =
                    line.split('\t').map(|piece| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(piece))).collect();
                self.xml.push_str(&format!("<w:r>{run}{}</w:r>", pieces.join("<w:tab/>")));
            }
            self.xml.push_str("</w:p>");
        }
    }

    /// A text without what no program shows; says so where it stood in a task.
    fn clean(&mut self, text: &str, task: Option<&str>) -> String {
        let (clean, dropped) = printable(text);
        if let Some(task) = task.filter(|_| dropped > 0) {
            let message = format!("有 {dropped} 个控制字符显示不出来，文档里略去了；随文档保存的数据里仍有，不需要处理");
            self.findings.push(rules::CONTROLS_DROPPED.finding(message).about(task));
        }
        clean.into_owned()
    }

    /// Notes a text outside of the table, line by line as it is read back.
    fn note(&mut self, text: &str) {
        text.split('\n').for_each(|line| self.shown.note_other(line));
    }

    fn width(&self, column: usize) -> u32 {
        self.widths.get(column).copied().unwrap_or(0)
    }

    fn scaled(&self, points: f64) -> f64 {
        (points * self.scale).max(SMALLEST.min(points))
    }
}

/// The sides of a paper in twips.
fn paper(paper: Paper) -> (f64, f64) {
    match paper {
        Paper::A4 => (21.0 * TWIPS_PER_CM, 29.7 * TWIPS_PER_CM),
        Paper::A3 => (29.7 * TWIPS_PER_CM, 42.0 * TWIPS_PER_CM),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // lengths on a page
fn twips(length: f64) -> u32 {
    length.round().max(0.0) as u32
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // sizes of type
pub(super) fn half_points(points: f64) -> u32 {
    (points * 2.0).round().max(2.0) as u32
}

/// Text as XML holds it, also in an attribute.
pub(super) fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
