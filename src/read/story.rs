//! A document as its format holds it: paragraphs and tables, tables within cells, and what stands beside the running text.
//!
//! The readers of documents (docx, html, md) build a [`Story`]; one piece of code turns it into the [`Document`] of sources, lines
//! and grids that every format ends in. A table that only arranges other tables on the page is no table: its cells flow as text.
//! A small table inside a cell of a real one becomes text of that cell: a row a line, cells parted by a blank.

use std::collections::BTreeSet;

use crate::carrier::Carrier;
use crate::finding::Finding;
#[cfg(any(feature = "docx", feature = "html"))]
use crate::finding::reading as rules;
use crate::grid;
use crate::model::{Place, Shared};
use crate::passage::{Passage, Source};

use super::{Document, Part};

/// A document.
#[derive(Debug, Default)]
pub(crate) struct Story {
    /// Paragraphs and tables, in order.
    pub items: Vec<Item>,
    /// Text that is printed beside the running text, or not at all, with the reason; it goes to `rest`.
    pub asides: Vec<Aside>,
    /// What the reader noticed.
    pub findings: Vec<Finding>,
    /// What the document carries, where it was written by us.
    pub carrier: Option<Carrier>,
}

/// A paragraph or a table.
#[derive(Debug)]
pub(crate) enum Item {
    /// A line of text: a paragraph, or a piece of one between line breaks.
    Line {
        /// What it says.
        text: String,
        /// 1-based number of its paragraph.
        number: usize,
    },
    /// A table.
    Table(Table),
}

/// A table: rows of cells, each with the place it begins at.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Rows from the top; cells that a merged one covers are not there.
    pub rows: Vec<Vec<Cell>>,
    /// Rows may lack cells, so columns are only known up to order.
    pub ragged: bool,
}

/// A cell.
#[derive(Debug)]
pub(crate) struct Cell {
    /// 0-based column.
    pub column: usize,
    /// Columns it covers, at least 1.
    pub width: usize,
    /// Rows it covers, at least 1.
    pub height: usize,
    /// What stands in it.
    pub items: Vec<Item>,
}

/// Text beside the running text.
#[derive(Debug)]
pub(crate) struct Aside {
    /// What it says.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// Why it is not read: `"footnote"`.
    pub why: &'static str,
}

impl Story {
    /// Keeps text beside the running text, unless it is blank.
    pub fn keep(&mut self, text: String, place: Place, why: &'static str) {
        if !text.trim().is_empty() {
            self.asides.push(Aside { text, place, why });
        }
    }

    /// Takes what we put into the document when we wrote it.
    #[cfg(any(feature = "docx", feature = "html"))]
    pub fn take_carrier(&mut self, text: &str) {
        self.carrier = Carrier::unpack(text);
        if self.carrier.is_none() {
            let message = "随文档保存的台账数据不完整，只按看得见的内容读取。请核对，或用生成它的原文件重新转换";
            self.findings.push(rules::DAMAGED_LEDGER.finding(message));
        }
    }

    /// The document every format ends in.
    pub fn into_document(self) -> Document {
        let mut telling = Telling::default();
        telling.tell(self.items);
        telling.end_lines();
        let mut document = telling.document;
        for aside in self.asides {
            document.asides.push((document.sources.len(), aside.why));
            document.sources.push(Source { place: aside.place, text: aside.text });
        }
        document.findings = self.findings;
        document.carrier = self.carrier;
        document
    }
}

/// The text of items, a line each; tables as [`Table::text`] gives it.
pub(crate) fn text_of(items: &[Item]) -> String {
    let lines = items.iter().map(|item| match item {
        Item::Line { text, .. } => text.clone(),
        Item::Table(table) => table.text(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

impl Table {
    /// Cells in rows, as text.
    fn text(&self) -> String {
        let row = |cells: &Vec<Cell>| cells.iter().map(|cell| text_of(&cell.items)).collect::<Vec<_>>().join(" ");
        self.rows.iter().map(row).collect::<Vec<_>>().join("\n")
    }

    fn cells(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    /// Whether it only arranges other tables: one in it has at least as many cells.
    fn arranges(&self) -> bool {
        let inner = |item: &Item| matches!(item, Item::Table(table) if table.cells() >= self.cells() || table.arranges());
        self.rows.iter().flatten().flat_map(|cell| &cell.items).any(inner)
    }

    /// Moves the columns together so that at each some cell begins: editors split columns where borders are a hair apart.
    fn close_up(&mut self) {
        let starts: BTreeSet<usize> = self.rows.iter().flatten().map(|cell| cell.column).collect();
        let starts: Vec<usize> = starts.into_iter().collect();
        let rank = |column: usize| starts.partition_point(|&start| start < column);
        for cell in self.rows.iter_mut().flatten() {
            let end = rank(cell.column + cell.width);
            cell.column = rank(cell.column);
            cell.width = (end - cell.column).max(1);
        }
    }
}

/// A document being put together.
#[derive(Default)]
struct Telling {
    document: Document,
    /// Lines since the last table.
    lines: Vec<usize>,
    tables: usize,
}

impl Telling {
    fn tell(&mut self, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Line { text, number } => {
                    self.lines.push(self.document.sources.len());
                    self.document.sources.push(Source { place: Place::Line { line: number }, text });
                }
                Item::Table(table) if table.arranges() => table.rows.into_iter().flatten().for_each(|cell| self.tell(cell.items)),
                Item::Table(table) => self.tell_table(table),
            }
        }
    }

    fn tell_table(&mut self, mut table: Table) {
        self.end_lines();
        table.close_up();
        self.tables += 1;
        let sheet = Shared::from(format!("表{}", self.tables));
        let mut grid = grid::Grid { ragged: table.ragged, ..grid::Grid::default() };
        for (row, cells) in (1..).zip(table.rows) {
            let cells = cells.into_iter().map(|cell| {
                let text = text_of(&cell.items);
                let source = self.document.sources.len();
                let passage = Passage::of(source, &text, 0..text.len());
                let place = Place::Row { sheet: sheet.clone(), row, column: Some(cell.column + 1) };
                self.document.sources.push(Source { place, text });
                grid::Cell { column: cell.column, width: cell.width, height: cell.height, passage }
            });
            grid.rows.push(cells.collect());
        }
        self.document.parts.push(Part::Grid(grid));
    }

    fn end_lines(&mut self) {
        if !self.lines.is_empty() {
            self.document.parts.push(Part::Lines(std::mem::take(&mut self.lines)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Item {
        Item::Line { text: text.to_owned(), number: 1 }
    }

    fn table(rows: Vec<Vec<Vec<Item>>>) -> Item {
        let cell = |(column, items)| Cell { column, width: 1, height: 1, items };
        Item::Table(Table { ragged: false, rows: rows.into_iter().map(|row| row.into_iter().enumerate().map(cell).collect()).collect() })
    }

    fn shapes(items: Vec<Item>) -> Vec<String> {
        let document = Story { items, ..Story::default() }.into_document();
        let shape = |part: &Part| match part {
            Part::Lines(lines) => lines.iter().map(|&at| document.sources[at].text.as_str()).collect::<Vec<_>>().join("/"),
            Part::Grid(grid) | Part::Kept(grid, _) => {
                format!("{:?}", grid.rows.iter().map(|row| row.iter().map(grid::Cell::text).collect::<Vec<_>>()).collect::<Vec<_>>())
            }
        };
        document.parts.iter().map(shape).collect()
    }

    #[test]
    fn tables_in_cells_become_text_and_tables_that_arrange_vanish() {
        let small = table(vec![vec![vec![line("甲")], vec![line("乙")]]]);
        let real = table(vec![vec![vec![line("一")], vec![line("二"), small]], vec![vec![line("三")], vec![]]]);
        assert_eq!(shapes(vec![line("前"), real, line("后")]), ["前", r#"[["一", "二\n甲 乙"], ["三", ""]]"#, "后"]);
        let inner = table(vec![vec![vec![line("1")], vec![line("2")]], vec![vec![line("3")], vec![line("4")]]]);
        let page = table(vec![vec![vec![line("导航")], vec![line("正文"), inner, line("尾")]]]);
        assert_eq!(shapes(vec![page]), ["导航/正文", r#"[["1", "2"], ["3", "4"]]"#, "尾"]);
    }

    #[test]
    fn columns_split_by_a_hair_are_one() {
        let cell = |column, width| Cell { column, width, height: 1, items: Vec::new() };
        let mut table = Table { ragged: false, rows: vec![vec![cell(0, 3), cell(3, 2)], vec![cell(0, 3), cell(3, 1), cell(4, 1)]] };
        table.close_up();
        let places: Vec<Vec<(usize, usize)>> =
            table.rows.iter().map(|row| row.iter().map(|cell| (cell.column, cell.width)).collect()).collect();
        assert_eq!(places, [vec![(0, 1), (1, 2)], vec![(0, 1), (1, 1), (2, 1)]]);
    }
}
