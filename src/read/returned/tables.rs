//! Returned files of any format to tables of placed cells.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::sniff::Kind;
use super::super::table::Band;
use super::super::workbook::{self, HIDDEN_SHEET, Sheet, Visibility, Workbook};
use super::super::{Document, Part, ReadOptions, Reading, charset, flat, kind_of_file, master, text};
use super::evidence;
use super::headers::{
    adorned, first_combined, header_at, other_header, repeats_header, set_unknown_choices_aside, settle_by_answers, settle_choices,
    settle_times, words_of,
};
use super::upright::upright;
use super::words::{Words, own_field};
use crate::error::Error;
use crate::finding::codes::Code;
use crate::finding::{Finding, Level, reading as rules};
use crate::grid::{self, Grid, Parted};
use crate::identity::{self, Carrier, Claim};
use crate::model::{Place, cell_name};
use crate::passage::{Account, Source};
use crate::returned::{Aside, AsideKind, Cell, Column, Evidence, Returned, Row, Standing, Table, row_of_place};
use crate::words::page::is_page_mark;
use crate::words::vocabulary::{Field, Vocabulary};

/// What comes in: a return, or another master of the plan.
#[derive(Debug)]
pub enum Incoming {
    /// A return.
    Return(Box<Returned>),
    /// A workbook that carries a ledger.
    Master(Box<Reading>),
    /// 下发清单: the list of what was sent out.
    Index,
}

/// What comes in and is ours, but nothing to merge.
fn is_index(workbook: &Workbook) -> bool {
    workbook.about.property(identity::INDEX_PROPERTY).is_some()
}

/// Reads a file that came in: what it says about itself, and its tables.
///
/// Shape: the whole file in. What kind it is comes from its bytes; `file` is its path, whose names are evidence too.
///
/// # Errors
/// [`Error::WrongKind`] for a kind that holds no tables, otherwise what its reader says.
pub fn read_incoming(bytes: &[u8], file: &Path, options: &ReadOptions<'_>) -> Result<Incoming, Error> {
    if bytes.is_empty() {
        return Err(Error::Empty { file: file.to_owned() });
    }
    let kind = kind_of_file(bytes, file, options.promised);
    let mut document = match kind {
        Kind::Xlsx | Kind::Xls | Kind::Ods => {
            let mut workbook = workbook::read_within(bytes, kind, file, options.limits)?;
            workbook.findings.extend(wrong_extension(kind, file));
            return Ok(match master::restore(&mut workbook, file)? {
                Some(ledger) => Incoming::Master(Box::new(Reading { ledger, findings: workbook.findings, account: Account::default() })),
                None if is_index(&workbook) => Incoming::Index,
                None => Incoming::Return(Box::new(of_workbook(workbook, file, options.vocabulary))),
            });
        }
        Kind::Json => return super::super::json::read(bytes, file, options).map(|reading| Incoming::Master(Box::new(reading))),
        Kind::Csv => super::super::csv::shown(bytes, file)?,
        #[cfg(feature = "docx")]
        Kind::Docx => super::super::docx::document(bytes, file, options.limits)?,
        #[cfg(feature = "html")]
        Kind::Html => super::super::html::document(bytes, file, options.limits)?,
        Kind::Text => text::document(&charset::decode(bytes, file)?),
        kind => return Err(kind.refusal(file)),
    };
    document.findings.extend(wrong_extension(kind, file));
    Ok(Incoming::Return(Box::new(of_document(document, file, options.vocabulary))))
}

pub(super) fn of_workbook(mut workbook: Workbook, file: &Path, vocabulary: &Vocabulary) -> Returned {
    let mut returned = Returned { evidence: evidence(&workbook, file), modified: workbook.about.modified.clone(), ..Returned::default() };
    workbook.sheets.iter_mut().flat_map(|sheet| &mut sheet.cells).for_each(undo_early_date);
    let asides: Vec<(String, Vec<Aside>)> = workbook.sheets.iter().map(|sheet| (sheet.name.clone(), asides(sheet))).collect();
    workbook.sheets.retain(|sheet| sheet.visibility != Visibility::VeryHidden && !super::is_hidden_sheet(sheet));
    take_document(workbook::document(workbook), vocabulary, &mut returned);
    for (name, mut asides) in asides {
        let mut of_sheet: Vec<&mut Table> =
            returned.tables.iter_mut().filter(|table| table.sheet.as_deref() == Some(name.as_str())).collect();
        // Each beside the rows it stands at.
        for table in of_sheet.iter_mut().skip(1).rev() {
            let first = table.first_row();
            table.asides = asides.split_off(asides.partition_point(|aside| row_of_place(&aside.place) < first));
        }
        match of_sheet.into_iter().next() {
            Some(table) => table.asides.append(&mut asides),
            // Blanks and colours only matter among answers.
            None if asides.iter().any(|aside| !matches!(aside.kind, AsideKind::Blank | AsideKind::Unseen)) => {
                returned.tables.push(Table { sheet: Some(name), asides, ..Table::default() })
            }
            None => {}
        }
    }
    returned
}

/// Says that a name promises another kind of file than the bytes are.
fn wrong_extension(kind: Kind, file: &Path) -> Option<Finding> {
    let extension = file.extension()?.to_string_lossy().to_lowercase();
    let promised = Kind::promised(&extension).filter(|promised| *promised != kind)?;
    // Text is text, whatever its lines are parted by.
    let texts = [Kind::Text, Kind::Csv];
    if texts.contains(&promised) && texts.contains(&kind) {
        return None;
    }
    let message = format!("文件名的结尾是 .{extension}，内容其实是{}，照内容读了。请让单位按内容另存", kind.in_sentence());
    Some(rules::OTHER_EXTENSION.finding(message))
}

/// A number that a date format shows as a day of the first half of the last century was typed as a number: 3.15 is `1900-01-03` there.
fn undo_early_date(cell: &mut workbook::Cell) {
    const FIRST_YEARS: std::ops::Range<i16> = 1899..1954;
    let shown_year = cell.text.get(..4).and_then(|year| year.parse::<i16>().ok()).filter(|_| cell.text.len() > 4);
    if let (Some(number), true) = (cell.number, shown_year.is_some_and(|year| FIRST_YEARS.contains(&year)))
        && cell.text.parse::<f64>().is_err()
    {
        cell.text = number.to_string();
    }
}

/// In how many lines or cells from the top a title is looked for.
const MOST_TITLE_LINES: usize = 200;

/// A file that is no workbook says who it is by its names and its first lines.
fn of_document(document: Document, file: &Path, vocabulary: &Vocabulary) -> Returned {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let names = [(Carrier::FileName, name(file)), (Carrier::FolderName, file.parent().and_then(name))];
    let mut claims: Vec<Claim> = names.into_iter().filter_map(|(carrier, name)| Some(identity::read_name(carrier, &name?))).collect();
    let lines = document.sources.iter().take(MOST_TITLE_LINES).map(|source| source.text.as_str());
    claims.extend(lines.clone().find_map(identity::read_title));
    // A page has no places: each unit that is named on it is a claim of its own.
    for claim in lines.filter_map(identity::read_labelled) {
        let is_told = |known: &Claim| known.carrier == Carrier::Subtitle && (claim.unit.is_none() || known.unit == claim.unit);
        if !claims.iter().any(is_told) {
            claims.push(claim);
        }
    }
    claims.retain(Claim::says_something);
    claims.sort_by_key(|claim| claim.carrier);
    let mut returned = Returned { evidence: Evidence { claims, ..Evidence::default() }, ..Returned::default() };
    let beside: Vec<usize> = document.asides.iter().map(|(source, _)| *source).collect();
    let sources = document.sources.clone();
    let lines = take_document(document, vocabulary, &mut returned);
    // The lines of a file of markup we do not know say nothing to a person.
    let is_markup =
        sources.iter().map(|source| source.text.trim_start()).find(|text| !text.is_empty()).is_some_and(|text| text.starts_with("<?xml"));
    if !is_markup {
        let shown = |lines: &[usize]| lines.iter().filter_map(|&at| line(sources.get(at)?)).collect::<Vec<Cell>>();
        for table in &mut returned.tables {
            table.lines_above = shown(lines.get(..table.lines_above).unwrap_or_default()).len();
        }
        returned.lines = shown(&lines).into_iter().chain(shown(&beside)).collect();
    }
    returned
}

/// A line beside the tables; page numbers say nothing.
fn line(source: &Source) -> Option<Cell> {
    let text = source.text.trim();
    let place = place_of(&source.place, 1);
    (!text.is_empty() && !is_page_mark(text)).then(|| Cell { column: 0, place, text: text.to_owned(), width: 1, height: 1 })
}

/// Takes the tables; gives the lines that are in none.
fn take_document(document: Document, vocabulary: &Vocabulary, returned: &mut Returned) -> Vec<usize> {
    let Document { sources, parts, findings, .. } = document;
    let mut loose = Vec::new();
    returned.findings.extend(findings.into_iter().filter(|finding: &Finding| !is_said_by_merging(finding)));
    let words = Words::new(returned.evidence.sent.as_ref(), vocabulary);
    for part in parts {
        let grids = match part {
            Part::Grid(grid) => vec![(grid, loose.len())],
            Part::Lines(lines) => {
                let mut grids = Vec::new();
                for stretch in flat::stretches(&sources, lines, vocabulary) {
                    match stretch {
                        Part::Grid(grid) => grids.push((grid, loose.len())),
                        Part::Lines(lines) => loose.extend(lines),
                        Part::Kept(..) => {}
                    }
                }
                grids
            }
            Part::Kept(grid, HIDDEN_SHEET) => {
                let hidden = tables(grid, &sources, &words).into_iter();
                returned.tables.extend(hidden.map(|table| Table { is_hidden: true, ..table }));
                continue;
            }
            Part::Kept(..) => continue,
        };
        for (grid, lines_above) in grids.into_iter().filter(|(grid, _)| !grid.rows.is_empty()) {
            returned.tables.extend(tables(grid, &sources, &words).into_iter().map(|table| Table { lines_above, ..table }));
        }
    }
    loose
}

/// Findings of the readers that only make sense where tasks are read: comments, hidden sheets and copies are merging's to judge, and so
/// is what stands beside the cells.
fn is_said_by_merging(finding: &Finding) -> bool {
    let is = |rule: &Code| finding.rule == rule.code;
    [rules::HIDDEN_SHEET, rules::COMMENTS, rules::SAME_SHEETS, rules::STRUCK, rules::TEXT_BOX].iter().any(is)
        || is(&rules::PICTURE) && finding.cell.is_some()
        || is(&rules::FORMULA) && finding.level == Level::Info
}

/// A grid as tables: a header further down that names other columns begins a table of its own.
fn tables(grid: Grid, sources: &[Source], words: &Words<'_>) -> Vec<Table> {
    let first_header = |grid: &Grid| (0..grid.rows.len()).find_map(|at| header_at(grid, at, words));
    let mut header = first_header(&grid);
    if let Some((first, column)) = header.as_ref().and_then(|header| Some((header.first, header.beside(&grid.rows)?))) {
        let mut left = grid;
        // What stands right above a table heads it.
        let right = left.split_off_columns(first.saturating_sub(1), column);
        let beside = tables(right, sources, words).into_iter().map(|table| Table { follows: true, ..table });
        return tables(left, sources, words).into_iter().chain(beside).collect();
    }
    let (grid, standing) = upright(grid, header.as_ref(), words);
    if standing != Standing::Upright {
        header = first_header(&grid);
    }
    let mut tables = Vec::new();
    let mut left = Some(grid);
    while let Some(mut grid) = left.take() {
        let next = header.as_ref().and_then(|header| other_header(&grid, header, words));
        if let Some(next) = &next {
            left =
                Some(Grid { sheet: grid.sheet.clone(), rows: grid.rows.split_off(next.first), ragged: grid.ragged, parted: grid.parted });
        }
        tables.push(Table { standing, follows: !tables.is_empty(), ..table(grid, header.as_ref(), sources, words) });
        header = next.map(|next| Band { first: 0, ..next });
    }
    tables
}

/// A grid with one header as a table: the rows below it and above it.
fn table(mut grid: Grid, header: Option<&Band>, sources: &[Source], words: &Words<'_>) -> Table {
    let mut table = Table { sheet: grid.sheet.clone(), ..Table::default() };
    let Some(found) = header else {
        table.rows = grid.rows.into_iter().map(|row| row_of(row, sources)).collect();
        return table;
    };
    let first = found.end();
    let below = grid.rows.get(first..).unwrap_or_default();
    table.columns = columns(found, &grid.rows, below, sources, words);
    let header = words_of(&grid, found);
    let last = table.columns.iter().filter(|column| !column.place.is_empty()).map(|column| column.at + 1).max().unwrap_or_default();
    let parted = grid.parted.map(|parted| Parted { cells: parted.cells.max(last), ..parted });
    let below = grid.rows.split_off(first.min(grid.rows.len()));
    table.above = grid.rows.into_iter().take(found.first).map(|row| row_of(row, sources)).collect();
    table.rows.reserve(below.len());
    for row in below {
        if repeats_header(&row, &header) {
            table.repeated.extend(row.first().map(|cell| place(cell, sources)));
        } else {
            let torn = parted.filter(|parted| parted.is_torn(&row));
            table.rows.push(Row { torn: torn.map(|parted| parted.mark), ..row_of(row, sources) });
        }
    }
    table
}

fn columns(found: &Band, rows: &[Vec<grid::Cell>], below: &[Vec<grid::Cell>], sources: &[Source], words: &Words<'_>) -> Vec<Column> {
    let vocabulary = words.vocabulary;
    let named = |column: super::super::table::Column| {
        // A header of two rows gives the words of both; the sent word is one of them.
        let sent = column.header.split('/').chain([column.header.as_str()]).filter_map(|header| words.sent(header)).min();
        let field = sent.and_then(|at| own_field(&words.columns()[at].fields)).unwrap_or(column.field);
        let is_known = sent.is_some() || vocabulary.column_header(&column.header).is_some();
        let header = rows.iter().skip(found.first).take(found.height).flatten();
        let place = header.filter(|cell| cell.column == column.at && !cell.text().is_empty()).map(|cell| place(cell, sources)).next_back();
        Column {
            at: column.at,
            header: column.header,
            place: place.unwrap_or_default(),
            field,
            is_known,
            sent,
            contested: None,
            choice: None,
        }
    };
    let mut columns: Vec<Column> = found.columns(rows, below, vocabulary).into_iter().map(named).collect();
    let told = |column: &Column| match column.sent {
        // A word kept for something that is no field of ours may still be one that was sent, with words around it.
        None if !column.is_known || column.field == Field::Extra => {
            adorned(&column.header, words).or_else(|| first_combined(&column.header, words))
        }
        _ => None,
    };
    let told: Vec<Option<Field>> = columns.iter().map(told).collect();
    if told.iter().any(Option::is_some) {
        take_told(&told, &mut columns, below);
    }
    settle_times(&mut columns, words.period());
    settle_choices(&mut columns, below);
    set_unknown_choices_aside(&mut columns, below, words);
    settle_by_answers(&mut columns, below);
    columns
}

/// Takes columns for the answers their headers name among other words.
fn take_told(told: &[Option<Field>], columns: &mut [Column], below: &[Vec<grid::Cell>]) {
    // Without any other answer 存在问题 may be the plan's own.
    let reported = columns.iter().map(|column| Some(column.field)).chain(told.iter().copied()).flatten();
    let reported = reported.filter(|field| *field != Field::Problems).any(|field| field.progress().is_some());
    let filled: BTreeSet<usize> = below.iter().flatten().filter(|cell| !cell.text().is_empty()).map(|cell| cell.column).collect();
    for (at, field) in told.iter().enumerate().filter_map(|(at, field)| Some((at, (*field)?))) {
        if field == Field::Problems && !reported {
            continue;
        }
        // What asks about another time is no answer, wherever it stands.
        if field == Field::Extra {
            columns[at].is_known = true;
            continue;
        }
        // Two columns for one field are of two periods, and nobody knows which is asked for; where only one is filled in, it is that one.
        let others = columns.iter().zip(told).enumerate().filter(|(other, (column, _))| *other != at && filled.contains(&column.at));
        if others.clone().all(|(_, (column, told))| column.field != field && *told != Some(field)) {
            (columns[at].field, columns[at].is_known) = (field, true);
        } else {
            columns[at].contested = Some(field);
        }
    }
}

fn row_of(row: Vec<grid::Cell>, sources: &[Source]) -> Row {
    let filled = row.into_iter().filter(|cell| !cell.text().is_empty());
    let cells = filled.map(|cell| Cell {
        column: cell.column,
        place: place(&cell, sources),
        width: cell.width,
        height: cell.height,
        text: cell.into_text(),
    });
    Row { cells: cells.collect(), torn: None }
}

/// The place of a cell as a person finds it.
fn place(cell: &grid::Cell, sources: &[Source]) -> String {
    let source = cell.passage.first_source().and_then(|at| sources.get(at));
    source.map_or_else(String::new, |source| place_of(&source.place, cell.column + 1))
}

fn place_of(place: &Place, column: usize) -> String {
    match place {
        Place::Row { row, column: known, .. } => {
            let count = |number: usize| u32::try_from(number.saturating_sub(1)).unwrap_or(u32::MAX);
            cell_name(count(*row), count(known.unwrap_or(column)))
        }
        Place::Line { line } => format!("第 {line} 行"),
    }
}

/// What stands beside the cells of a sheet, in the order of the places.
fn asides(sheet: &Sheet) -> Vec<Aside> {
    if sheet.visibility != Visibility::Visible {
        return Vec::new();
    }
    let texts = [
        (AsideKind::Comment, &sheet.comments),
        (AsideKind::Struck, &sheet.struck),
        (AsideKind::TextBox, &sheet.drawings),
        (AsideKind::Unseen, &sheet.unseen),
        (AsideKind::Failed, &sheet.failed),
    ];
    let texts = texts.into_iter().flat_map(|(kind, cells)| cells.iter().map(move |cell| (kind, cell.row, cell.column, cell.text.clone())));
    let places = [(AsideKind::Picture, &sheet.pictures), (AsideKind::Formula, &sheet.formulas), (AsideKind::Blank, &sheet.blanks)];
    let shown = |kind, row, column| {
        let says = kind != AsideKind::Picture || sheet.picture_cells.binary_search(&(row, column)).is_ok();
        sheet.cell(row, column).filter(|_| says).map(|cell| cell.text.clone()).unwrap_or_default()
    };
    let places = places.into_iter().flat_map(|(kind, places)| places.iter().map(move |&(row, column)| (kind, row, column)));
    let mut found: Vec<_> = texts.chain(places.map(|(kind, row, column)| (kind, row, column, shown(kind, row, column)))).collect();
    found.sort_by_key(|(kind, row, column, _)| (*row, *column, *kind));
    let margins = sheet.margins.iter().map(|text| Aside { kind: AsideKind::Margin, place: String::new(), text: text.clone() });
    let unplaced = sheet.unplaced.iter().map(|text| Aside { kind: AsideKind::Unplaced, place: String::new(), text: text.clone() });
    found
        .into_iter()
        .map(|(kind, row, column, text)| Aside { kind, place: cell_name(row, column), text })
        .chain(margins)
        .chain(unplaced)
        .collect()
}
