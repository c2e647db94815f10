//! Laws over foreign 责任分解表: generated plans laid out as any office might, by other programs than ours, with any header the vocabulary
//! knows, columns in any order and any title rows. They read to what was laid out; our sheet of that reads to the same again.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::LazyLock;

use fenjie::model::{Ledger, Task};
use fenjie::read::sniff::Kind;
use fenjie::read::workbook;
use fenjie::read::{Reading, read};
use fenjie::words::vocabulary::{Field, Vocabulary};
use fenjie::write::{Format, Layout, WriteOptions, write};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::fuzzed::promises::check_account;
use super::generate::{self, cases};

/// What a column of the foreign sheet holds.
const COLUMNS: [(&str, Field); 10] = [
    ("serial", Field::Serial),
    ("section", Field::Section),
    ("title", Field::Title),
    ("content", Field::Content),
    ("lead_leaders", Field::LeadLeaders),
    ("lead_departments", Field::LeadDepartments),
    ("units", Field::Units),
    ("deadline", Field::Deadline),
    ("notes", Field::Notes),
    ("extra", Field::Extra),
];

/// The words a header may say: all of the vocabulary that mean one field, whatever stands beside them.
static HEADERS: LazyLock<BTreeMap<&str, Vec<String>>> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/vocabulary.toml");
    let vocabulary: toml::Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
    let words = |name: &str, field: Field| -> Vec<String> {
        let lists = ["labels", "headers"].map(|list| vocabulary["fields"][name].get(list).and_then(toml::Value::as_array));
        let all = lists.into_iter().flatten().flatten().map(|word| word.as_str().unwrap().to_owned());
        all.filter(|word| Vocabulary::built_in().header(word) == Some(field)).collect()
    };
    let headers: BTreeMap<&str, Vec<String>> = COLUMNS.iter().map(|&(name, field)| (name, words(name, field))).collect();
    assert!(headers.values().all(|words| words.len() > 2), "{headers:?}");
    headers
});

/// How the sections are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sections {
    Nowhere,
    /// In a column, said again in each row.
    Repeated,
    /// In a column, one merged cell for all its rows.
    Merged,
    /// In rows of their own.
    Rows,
}

/// Who wrote the file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Program {
    /// A library that writes workbooks.
    Workbook,
    /// XML by hand, with texts in the cells.
    Xml,
    Csv,
}

/// How a plan is laid out.
#[derive(Debug, Clone)]
struct Form {
    /// Names of [`COLUMNS`] from left to right, with their headers.
    columns: Vec<(&'static str, String)>,
    sections: Sections,
    /// Rows above the header.
    above: Vec<String>,
    /// Empty rows and columns before the first cell.
    offset: (u32, u16),
    /// Characters of headers stand apart, or in two lines.
    spaced: &'static str,
    /// What stands between names.
    between: &'static str,
    program: Program,
}

/// A cell, and how many rows it covers; 0 for one that is covered.
type Laid = (String, u32);

impl Form {
    /// What a column says of a task.
    fn says(column: &str, task: &Task, between: &str) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        match column {
            "serial" => task.seq.to_string(),
            "section" => task.section.join(""),
            "title" => text(&task.title),
            "content" => text(&task.content),
            "lead_leaders" => task.lead_leaders.join(between),
            "lead_departments" => task.lead_departments.join(between),
            "units" => task.units.join(between),
            "deadline" => task.deadline.as_ref().map(|deadline| deadline.raw.clone()).unwrap_or_default(),
            "notes" => text(&task.notes),
            "extra" => task.extra.values().next().cloned().unwrap_or_default(),
            _ => unreachable!("{column}"),
        }
    }

    /// The rows of the sheet. Rows with one cell only have it in the first column and go over all of them.
    fn rows(&self, ledger: &Ledger) -> Vec<Vec<Laid>> {
        let alone = |text: &str| vec![(text.to_owned(), 1)];
        let mut rows: Vec<Vec<Laid>> = self.above.iter().map(|text| alone(text)).collect();
        rows.push(
            self.columns.iter().map(|(_, header)| (header.split("").collect::<Vec<_>>().join(self.spaced).trim().to_owned(), 1)).collect(),
        );
        let tasks = &ledger.plan.tasks;
        let mut numbered = 0;
        for (at, task) in tasks.iter().enumerate() {
            let first = at == 0 || tasks[at - 1].section != task.section;
            if self.sections == Sections::Rows && first {
                let number = ["一、", "二、", "三、"].get(numbered).unwrap_or(&"四、");
                numbered += 1;
                rows.push(alone(&format!("{number}{}", task.section.concat())));
            }
            let below = || tasks[at..].iter().take_while(|below| below.section == task.section).count();
            let cell = |(column, _): &(&'static str, String)| {
                let covered = match (*column, self.sections) {
                    ("section", Sections::Merged) if first => u32::try_from(below()).unwrap(),
                    ("section", Sections::Merged) => 0,
                    _ => 1,
                };
                (Form::says(column, task, self.between), covered)
            };
            rows.push(self.columns.iter().map(cell).collect());
        }
        rows
    }

    fn file(&self) -> &'static Path {
        Path::new(if self.program == Program::Csv { "分工.csv" } else { "分工.xlsx" })
    }

    fn written(&self, ledger: &Ledger) -> Vec<u8> {
        let rows = self.rows(ledger);
        match self.program {
            Program::Workbook => self.workbook(&rows),
            Program::Xml => self.xml(&rows),
            Program::Csv => {
                let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
                for row in &rows {
                    let mut cells: Vec<&str> = row.iter().map(|(text, _)| text.as_str()).collect();
                    cells.resize(self.columns.len(), "");
                    writer.write_record(&cells).unwrap();
                }
                writer.into_inner().unwrap()
            }
        }
    }

    fn workbook(&self, rows: &[Vec<Laid>]) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let format = rust_xlsxwriter::Format::new();
        for (row, cells) in (self.offset.0..).zip(rows) {
            if let [(text, _)] = cells.as_slice() {
                let last = self.offset.1 + u16::try_from(self.columns.len()).unwrap() - 1;
                sheet.merge_range(row, self.offset.1, row, last, text, &format).unwrap();
                continue;
            }
            for (column, (text, covers)) in (self.offset.1..).zip(cells) {
                match (covers, text.parse::<f64>()) {
                    (0, _) => {}
                    (1, Ok(number)) => drop(sheet.write_number(row, column, number).unwrap()),
                    (1, _) => drop(sheet.write_string(row, column, text).unwrap()),
                    (rows, _) => drop(sheet.merge_range(row, column, row + rows - 1, column, text, &format).unwrap()),
                }
            }
        }
        book.save_to_buffer().unwrap()
    }

    fn xml(&self, rows: &[Vec<Laid>]) -> Vec<u8> {
        let (mut data, mut merges) = (String::new(), String::new());
        for (row, cells) in (self.offset.0..).zip(rows) {
            data.push_str(&format!("<row r=\"{}\">", row + 1));
            for (column, (text, covers)) in (self.offset.1..).zip(cells) {
                let name = fenjie::model::cell_name(row, column.into());
                let text = quick_xml::escape::escape(text.as_str());
                data.push_str(&format!(
                    "<c r=\"{name}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    if *covers == 0 { "" } else { &text }
                ));
                if *covers > 1 {
                    merges.push_str(&format!("<mergeCell ref=\"{name}:{}\"/>", fenjie::model::cell_name(row + covers - 1, column.into())));
                }
            }
            data.push_str("</row>");
        }
        let merges = if merges.is_empty() { merges } else { format!("<mergeCells>{merges}</mergeCells>") };
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
        const SHEETML: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let parts = [
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{SHEETML}.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{SHEETML}.worksheet+xml\"/></Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"分工\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                ),
            ),
            ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{data}</sheetData>{merges}</worksheet>")),
        ];
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, xml) in parts {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(xml.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

fn form() -> impl Strategy<Value = Form> {
    let sections = select(vec![Sections::Nowhere, Sections::Repeated, Sections::Merged, Sections::Rows]);
    let program = select(vec![Program::Workbook, Program::Xml, Program::Csv]);
    let names: Vec<&'static str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let columns = (Just(names).prop_shuffle(), vec(any::<bool>(), COLUMNS.len()), vec(any::<Index>(), COLUMNS.len()));
    let above =
        select(vec![vec![], vec!["题"], vec!["附件1", "题"], vec!["题", "填报单位：栖云县发展和改革局"], vec!["附件2：", "题", ""]]);
    let looks = (0u32..3, 0u16..3, select(vec!["", "", " ", "\n"]), select(vec!["、", "、", "，", "\n", " "]));
    (sections, program, columns, above, looks).prop_map(|(sections, program, (order, there, words), above, looks)| {
        let sections = if program == Program::Csv && sections == Sections::Merged { Sections::Repeated } else { sections };
        let is_there = |name: &str, there: bool| match name {
            "section" => matches!(sections, Sections::Repeated | Sections::Merged),
            // A table has a column of tasks, and one of who does them.
            "content" | "lead_departments" => true,
            _ => there,
        };
        let columns = order.into_iter().zip(there).zip(words).filter(|((name, there), _)| is_there(name, *there));
        let columns = columns.map(|((name, _), word)| (name, word.get(&HEADERS[name]).clone())).collect();
        let above = above.into_iter().map(str::to_owned).collect();
        let offset = if program == Program::Csv { (0, 0) } else { (looks.0, looks.1) };
        Form { columns, sections, above, offset, spaced: looks.2, between: looks.3, program }
    })
}

/// A tidy plan with titles, notes and a column nobody knows.
fn plan() -> impl Strategy<Value = Ledger> {
    let more = ("(推进|抓好|落实)[一-龥]{3,6}", proptest::option::of("[一-龥]{2,6}[0-9]{1,2}(分|处)"), "[1-9][0-9]?(分|项)");
    (generate::tidy_ledger(), vec(more, 7)).prop_map(|(mut ledger, more)| {
        for (task, (title, notes, points)) in ledger.plan.tasks.iter_mut().zip(more) {
            (task.title, task.notes) = (Some(title), notes);
            task.extra.insert("列".to_owned(), points);
        }
        ledger
    })
}

/// Puts the title into the rows above.
fn titled(mut form: Form, ledger: &Ledger) -> Form {
    for text in form.above.iter_mut().filter(|text| *text == "题") {
        *text = format!("{}责任分解表", ledger.plan.title.as_deref().unwrap());
    }
    form
}

/// What a sheet of this form holds of a ledger, column by column.
fn held(form: &Form, ledger: &Ledger) -> Vec<Vec<String>> {
    let row = |task: &Task| {
        let columns = form.columns.iter().map(|(column, header)| match *column {
            "serial" => task.number.clone().unwrap_or_default(),
            // The reader keeps it under the header as printed.
            "extra" => {
                let plain = |text: &str| text.split(char::is_whitespace).collect::<String>();
                task.extra.iter().find(|(name, _)| plain(name) == *header).map(|(_, text)| text.clone()).unwrap_or_default()
            }
            column => Form::says(column, task, "、"),
        });
        let section = (form.sections == Sections::Rows).then(|| task.section.concat());
        columns.chain(section).collect()
    };
    ledger.plan.tasks.iter().map(row).collect()
}

/// What was laid out, as the reader gives it.
fn laid_out(form: &Form, ledger: &Ledger) -> Ledger {
    let mut laid = ledger.clone();
    let extra = form.columns.iter().find(|(column, _)| *column == "extra").map(|(_, header)| header.clone());
    for task in &mut laid.plan.tasks {
        task.number = Some(task.seq.to_string());
        task.extra = extra.iter().cloned().zip(task.extra.values().cloned()).collect();
    }
    laid
}

fn read_form(form: &Form, ledger: &Ledger) -> Reading {
    read(&form.written(ledger), form.file()).unwrap()
}

fn our_sheet(ledger: &Ledger, layout: &str) -> Vec<u8> {
    let layout = Layout::named(layout).unwrap();
    write(ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap().bytes
}

/// A workbook as a program saves it that keeps only what is seen.
fn seen(bytes: &[u8]) -> Vec<u8> {
    let read = workbook::read(bytes, Kind::Xlsx, Path::new("总.xlsx")).unwrap();
    let sheet = &read.sheets[0];
    let mut book = rust_xlsxwriter::Workbook::new();
    let copy = book.add_worksheet().set_name(&sheet.name).unwrap();
    for area in &sheet.merges {
        let columns = [area.first_column, area.last_column].map(|column| u16::try_from(column).unwrap());
        copy.merge_range(area.first_row, columns[0], area.last_row, columns[1], "", &rust_xlsxwriter::Format::new()).unwrap();
    }
    for cell in &sheet.cells {
        copy.write_string(cell.row, u16::try_from(cell.column).unwrap(), &cell.text).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// What the first layout shows of a ledger; the full stop between title and content is the layout's.
fn shown(ledger: &Ledger) -> Vec<[String; 6]> {
    let mut shown = generate::shown(ledger);
    shown.iter_mut().for_each(|row| row[1].retain(|c| c != '。'));
    shown
}

proptest! {
    #![proptest_config(cases(512))]

    /// Foreign sheet → model: every cell where its header says, every character somewhere.
    /// Model → our sheet → model: the same, whole; and without the data it carries, what it shows.
    #[test]
    fn foreign_sheets_are_read_and_written_and_read_the_same(ledger in plan(), form in form(), layout in select(Layout::names())) {
        let form = titled(form, &ledger);
        let reading = read_form(&form, &ledger);
        prop_assert_eq!(held(&form, &reading.ledger), held(&form, &laid_out(&form, &ledger)));
        if form.above.iter().any(|text| text.ends_with("责任分解表")) {
            let title = reading.ledger.plan.title.clone().unwrap_or_default();
            prop_assert!(title.starts_with(ledger.plan.title.as_deref().unwrap()), "{title}");
        }
        check_account(&reading, "a foreign sheet");
        let ours = our_sheet(&reading.ledger, layout);
        let again = read(&ours, Path::new("总.xlsx")).unwrap();
        prop_assert_eq!(&again.ledger, &reading.ledger);
        prop_assert_eq!(again.findings, vec![]);
        // The other layouts show the section in the place of a title that is not there.
        let alone = read(&seen(&our_sheet(&reading.ledger, Layout::DEFAULT)), Path::new("总.xlsx")).unwrap();
        prop_assert_eq!(shown(&alone.ledger), shown(&reading.ledger));
        prop_assert!(alone.ledger.plan.tasks.iter().map(|task| &task.id).eq(reading.ledger.plan.tasks.iter().map(|task| &task.id)));
    }

    /// Whatever stands in the cells: what was read of it is written and read the same, and no character of it is lost.
    #[test]
    fn whatever_a_foreign_sheet_says_is_kept(ledger in generate::ledger(), form in form(), layout in select(Layout::names())) {
        let form = Form { above: Vec::new(), ..form };
        let reading = read_form(&form, &ledger);
        check_account(&reading, "a foreign sheet");
        let again = read(&our_sheet(&reading.ledger, layout), Path::new("总.xlsx")).unwrap();
        prop_assert_eq!((again.ledger, again.findings), (reading.ledger, vec![]));
    }
}
