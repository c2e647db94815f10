//! Tables of a document: rows of cells with what they cover.

use hashbrown::HashMap;

use crate::error::Error;
use crate::model::Place;
use crate::read::story::{Cell, Item, Table, text_of};
use crate::read::xml::{Node, Tag, Xml};

use super::walk::{DELETED, HIDDEN, Layer, Walk};

/// A table with more columns than this is none Word can make (63) by a wide margin.
const MOST_COLUMNS: usize = 1_000;

/// A cell's part in a merged one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Merge {
    #[default]
    None,
    Begins,
    GoesOn,
}

/// What the properties of a cell say.
#[derive(Debug, Clone, Copy)]
struct CellProperties {
    width: usize,
    down: Merge,
    /// The older way to merge cells of a row.
    right: Merge,
}

impl Default for CellProperties {
    fn default() -> Self {
        CellProperties { width: 1, down: Merge::None, right: Merge::None }
    }
}

/// A table being read.
#[derive(Default)]
struct Building {
    table: Table,
    /// By column: row and index of the cell that merged cells below belong to.
    open: HashMap<usize, (usize, usize)>,
}

/// A row being read.
struct RowBuilding {
    cells: Vec<Cell>,
    column: usize,
    layer: Layer,
    /// Columns whose merged cell goes on or begins here.
    merged: HashMap<usize, (usize, usize)>,
}

impl Walk {
    /// The table just opened; `None` when nothing of it is printed.
    pub fn table(&mut self, xml: &mut Xml<'_>, layer: Layer) -> Result<Option<Table>, Error> {
        let mut building = Building::default();
        self.rows(xml, layer, &mut building)?;
        Ok(Some(building.table).filter(|table| !table.rows.is_empty()))
    }

    /// The rows of the element just opened: a table, or what tracked changes and content controls put around rows.
    fn rows(&mut self, xml: &mut Xml<'_>, layer: Layer, building: &mut Building) -> Result<(), Error> {
        loop {
            match xml.next()? {
                Node::Open(tag) => match tag.name() {
                    "tr" => self.row(xml, layer, building)?,
                    "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => self.rows(xml, layer, building)?,
                    "del" | "moveFrom" => self.rows(xml, layer.within(DELETED), building)?,
                    _ => xml.skip()?,
                },
                Node::Close | Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    fn row(&mut self, xml: &mut Xml<'_>, layer: Layer, building: &mut Building) -> Result<(), Error> {
        let mut row = RowBuilding { cells: Vec::new(), column: 0, layer, merged: HashMap::new() };
        self.cells(xml, &mut row, building)?;
        if row.layer == Layer::Shown {
            building.open = row.merged;
            building.table.rows.push(row.cells);
        }
        Ok(())
    }

    fn cells(&mut self, xml: &mut Xml<'_>, row: &mut RowBuilding, building: &mut Building) -> Result<(), Error> {
        loop {
            match xml.next()? {
                Node::Open(tag) => match tag.name() {
                    "trPr" => row_properties(xml, row)?,
                    "tc" => self.cell(xml, row, building)?,
                    "sdt" | "sdtContent" | "customXml" => self.cells(xml, row, building)?,
                    _ => xml.skip()?,
                },
                Node::Close | Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    fn cell(&mut self, xml: &mut Xml<'_>, row: &mut RowBuilding, building: &mut Building) -> Result<(), Error> {
        let line = self.paragraph + 1;
        let (properties, items) = self.cell_content(xml, row.layer)?;
        let (column, at) = (row.column, building.table.rows.len());
        row.column = (column + properties.width).min(MOST_COLUMNS);
        if properties.right == Merge::GoesOn
            && let Some(left) = row.cells.last_mut()
        {
            left.width += properties.width;
            self.keep_covered(&items, line);
            return Ok(());
        }
        if properties.down == Merge::GoesOn
            && let Some(&(above, index)) = building.open.get(&column)
        {
            let merged = building.table.rows.get_mut(above).and_then(|cells| cells.get_mut(index));
            if let Some(cell) = merged {
                cell.height = at - above + 1;
                row.merged.insert(column, (above, index));
                self.keep_covered(&items, line);
                return Ok(());
            }
        }
        if properties.down == Merge::Begins {
            row.merged.insert(column, (at, row.cells.len()));
        }
        row.cells.push(Cell { column, width: properties.width, height: 1, items });
        Ok(())
    }

    /// Text in a cell that a merged one covers is not printed.
    fn keep_covered(&mut self, items: &[Item], line: usize) {
        self.story.keep(text_of(items), Place::Line { line }, "covered by a merged cell");
    }

    /// A cell's properties, which come first where there are any, and its blocks.
    fn cell_content(&mut self, xml: &mut Xml<'_>, layer: Layer) -> Result<(CellProperties, Vec<Item>), Error> {
        let mut properties = CellProperties::default();
        match xml.next()? {
            Node::Open(tag) if tag.name() == "tcPr" => properties = cell_properties(xml)?,
            node => xml.put_back(node),
        }
        let mut items = Vec::new();
        self.blocks(xml, layer, &mut items)?;
        Ok((properties, items))
    }
}

fn row_properties(xml: &mut Xml<'_>, row: &mut RowBuilding) -> Result<(), Error> {
    loop {
        match xml.next()? {
            Node::Open(tag) => {
                match tag.name() {
                    "gridBefore" => row.column = count(&tag),
                    "del" => row.layer = row.layer.within(DELETED),
                    "hidden" if tag.is_on() => row.layer = row.layer.within(HIDDEN),
                    _ => {}
                }
                xml.skip()?;
            }
            Node::Close | Node::End => return Ok(()),
            Node::Text(_) => {}
        }
    }
}

fn cell_properties(xml: &mut Xml<'_>) -> Result<CellProperties, Error> {
    let mut found = CellProperties::default();
    loop {
        match xml.next()? {
            Node::Open(tag) => {
                match tag.name() {
                    "gridSpan" => found.width = count(&tag).max(1),
                    "vMerge" => found.down = merge(&tag),
                    "hMerge" => found.right = merge(&tag),
                    _ => {}
                }
                xml.skip()?;
            }
            Node::Close | Node::End => return Ok(found),
            Node::Text(_) => {}
        }
    }
}

fn count(tag: &Tag<'_>) -> usize {
    tag.get("val").and_then(|value| value.trim().parse().ok()).unwrap_or(0).min(MOST_COLUMNS)
}

fn merge(tag: &Tag<'_>) -> Merge {
    if tag.get("val").as_deref() == Some("restart") { Merge::Begins } else { Merge::GoesOn }
}
