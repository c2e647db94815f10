//! Plain lists as sheets: a title, a header, rows of text. For what is no table of tasks: 下发清单, 单位名录.

use std::borrow::Cow;

use super::book::{Look, Sheet};
use super::heights::{MAX_ROW_HEIGHT, Room, whole_pixels};
use super::layout::{Align, Font, Page, Paper};
use super::shown::shown;
use crate::error::Error;

const LINE_HEIGHT: f64 = 1.45;
const LEAST_HEIGHT: f64 = 24.0;
const TITLE_SIZE: f64 = 20.0;
const TITLE_HEIGHT: f64 = 36.0;
const BODY_SIZE: f64 = 11.0;
const HEADER_FILL: u32 = 0xE7_E6E6;
const OPEN_FILL: u32 = 0xFF_F9E5;
/// Width of a sheet of lines, in characters.
const LINES_WIDTH: f64 = 100.0;
const TITLE_ROW: u32 = 0;
const HEADER_ROW: u32 = 1;
const FIRST_ROW: u32 = 2;

/// A column.
pub struct Column {
    /// Its header.
    pub header: &'static str,
    /// Its width in characters.
    pub width: f64,
    /// How its cells are aligned.
    pub align: Align,
    /// Whether a person fills it in: it is shaded.
    pub open: bool,
}

impl Column {
    /// A column to read.
    pub const fn shown(header: &'static str, width: f64, align: Align) -> Column {
        Column { header, width, align, open: false }
    }

    /// A column to fill in.
    pub const fn open(header: &'static str, width: f64, align: Align) -> Column {
        Column { header, width, align, open: true }
    }
}

/// A list.
pub struct ListTable<'a> {
    /// Above the header.
    pub title: &'a str,
    /// The columns.
    pub columns: &'a [Column],
}

impl ListTable<'_> {
    /// Writes the list; gives its first and last row, counted from 0.
    ///
    /// # Errors
    /// [`Error::Workbook`], for example with more rows than a sheet has.
    pub fn write<'t, T: Into<Cow<'t, str>>>(&self, sheet: &mut Sheet<'_>, rows: impl Iterator<Item = Vec<T>>) -> Result<(u32, u32), Error> {
        let last_column = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.write_head(sheet, last_column)?;
        let look = |column: &Column| {
            let look = Look::of(&font("仿宋_GB2312", BODY_SIZE)).bordered().aligned(column.align).for_text();
            if column.open { look.filled(OPEN_FILL) } else { look }
        };
        let looks: Vec<Look> = self.columns.iter().map(look).collect();
        let rooms: Vec<Room> = self.columns.iter().map(|column| Room::new(column.width, BODY_SIZE, LINE_HEIGHT)).collect();
        let mut last = FIRST_ROW;
        for (row, cells) in (FIRST_ROW..).zip(rows) {
            let mut height = LEAST_HEIGHT;
            for ((at, text), (look, room)) in (0..).zip(cells).zip(looks.iter().zip(&rooms)) {
                let text = shown(text).text;
                height = height.max(room.height(&text));
                sheet.text(row, at, text, look)?;
            }
            sheet.set_height(row, whole_pixels(height.min(MAX_ROW_HEIGHT)))?;
            last = row;
        }
        sheet.filter((HEADER_ROW, 0), (last, last_column))?;
        sheet.accept_numbers_as_text((FIRST_ROW, 0), (last, last_column))?;
        Ok((FIRST_ROW, last))
    }

    fn write_head(&self, sheet: &mut Sheet<'_>, last: u16) -> Result<(), Error> {
        let title_look = Look::of(&font("方正小标宋简体", TITLE_SIZE)).aligned(Align::Center);
        let header_look = Look::of(&font("黑体", BODY_SIZE)).bordered().aligned(Align::Center).filled(HEADER_FILL);
        let width: f64 = self.columns.iter().map(|column| column.width).sum();
        sheet.set_page(&page());
        sheet.set_height(TITLE_ROW, whole_pixels(Room::new(width, TITLE_SIZE, LINE_HEIGHT).height(self.title).max(TITLE_HEIGHT)))?;
        sheet.merge((TITLE_ROW, 0), (TITLE_ROW, last), &title_look)?;
        sheet.text(TITLE_ROW, 0, self.title, &title_look)?;
        for (at, column) in (0..).zip(self.columns) {
            sheet.set_width(at, column.width)?;
            sheet.text(HEADER_ROW, at, column.header, &header_look)?;
        }
        sheet.set_height(HEADER_ROW, LEAST_HEIGHT)?;
        sheet.repeat_row(HEADER_ROW)?;
        sheet.freeze(FIRST_ROW, 1)
    }
}

/// A sheet of lines under a title: how to fill in.
///
/// # Errors
/// [`Error::Workbook`] when the library refuses a cell.
pub fn write_lines(sheet: &mut Sheet<'_>, title: &str, lines: &[&str]) -> Result<(), Error> {
    let (title_look, look) =
        (Look::of(&font("方正小标宋简体", TITLE_SIZE)).aligned(Align::Center), Look::of(&font("仿宋_GB2312", 12.0)).aligned(Align::Left));
    sheet.set_width(0, LINES_WIDTH)?;
    sheet.set_page(&page());
    sheet.set_height(TITLE_ROW, TITLE_HEIGHT)?;
    sheet.text(TITLE_ROW, 0, title, &title_look)?;
    let room = Room::new(LINES_WIDTH, 12.0, LINE_HEIGHT);
    for (row, line) in (1..).zip(lines) {
        sheet.set_height(row, whole_pixels(room.height(line).max(LEAST_HEIGHT)))?;
        sheet.text(row, 0, *line, &look)?;
    }
    Ok(())
}

fn font(name: &str, size: f64) -> Font {
    Font { name: name.to_owned(), size }
}

fn page() -> Page {
    Page { paper: Paper::A4, landscape: true, margins: [1.5, 1.5, 1.8, 1.8], footer: "第 &P 页 共 &N 页".to_owned(), freeze_columns: 0 }
}
