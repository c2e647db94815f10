//! What the writing tests share: ledgers made in code and from annotated plans, and a small reader of workbook parts.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use fenjie::model::{
    Deadline, DeadlineSource, Duty, Entry, EntryState, Ledger, Period, Plan, ProgressField, Recurrence, Section, Task, plan_id, task_id,
};
use fenjie::read::Reading;
use fenjie::write::{Format, Layout, WriteOptions, Written, write};
use quick_xml::events::Event;
use serde_json::Value;

/// The rules of what a person changed in what was written.
pub fn changes(reading: &Reading) -> Vec<&str> {
    reading.findings.iter().map(|finding| finding.rule.as_str()).filter(|rule| *rule >= "R027" && *rule < "R040").collect()
}

/// An element of an XML part.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    pub fn parse(xml: &str) -> Element {
        let mut reader = quick_xml::Reader::from_str(xml);
        let mut open = vec![Element::default()];
        loop {
            let event = reader.read_event().unwrap_or_else(|error| panic!("not well-formed: {error}\n{xml:.300}"));
            match event {
                Event::Start(start) => open.push(Element::begin(&start)),
                Event::Empty(start) => open.last_mut().unwrap().children.push(Element::begin(&start)),
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(done);
                }
                Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
                Event::GeneralRef(reference) => {
                    let c = match reference.resolve_char_ref().unwrap() {
                        Some(c) => c.to_string(),
                        None => quick_xml::escape::resolve_predefined_entity(&reference).unwrap().to_owned(),
                    };
                    open.last_mut().unwrap().text.push_str(&c);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open.len(), 1, "every element is closed");
        open.pop().unwrap().children.pop().unwrap()
    }

    fn begin(start: &quick_xml::events::BytesStart<'_>) -> Element {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = quick_xml::escape::unescape(&attribute.value).unwrap();
            (attribute.key.as_ref().to_owned(), value.into_owned())
        });
        let attributes = attributes.collect();
        Element { name: start.name().as_ref().to_owned(), attributes, ..Element::default() }
    }

    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// Every element of a name below this one, in document order.
    pub fn all<'a>(&'a self, name: &str) -> Vec<&'a Element> {
        let mut found = Vec::new();
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }

    pub fn one<'a>(&'a self, name: &str) -> &'a Element {
        let found = self.all(name);
        assert_eq!(found.len(), 1, "<{name}>");
        found[0]
    }
}

/// A workbook taken apart.
pub struct Parts {
    pub parts: BTreeMap<String, String>,
    strings: Vec<String>,
}

impl Parts {
    pub fn open(bytes: &[u8]) -> Parts {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            parts.insert(file.name().unwrap().into_owned(), text);
        }
        for text in parts.values() {
            Element::parse(text);
        }
        let strings = match parts.get("xl/sharedStrings.xml") {
            Some(xml) => Element::parse(xml).all("si").iter().map(|si| si.all("t").iter().map(|t| decode(&t.text)).collect()).collect(),
            None => Vec::new(),
        };
        Parts { parts, strings }
    }

    pub fn xml(&self, part: &str) -> Element {
        Element::parse(self.parts.get(part).unwrap_or_else(|| panic!("no {part}")))
    }

    /// The `number`-th sheet, from 1.
    pub fn sheet(&self, number: usize) -> SheetParts {
        let xml = self.xml(&format!("xl/worksheets/sheet{number}.xml"));
        let mut cells = BTreeMap::new();
        for cell in xml.all("c") {
            let value = cell.all("v").first().map_or(String::new(), |v| v.text.clone());
            let (kind, text) = match cell.get("t") {
                "s" => (CellKind::Text, self.strings[value.parse::<usize>().unwrap()].clone()),
                "inlineStr" => (CellKind::Text, cell.all("t").iter().map(|t| decode(&t.text)).collect()),
                "" if value.is_empty() => (CellKind::Blank, value),
                "" => (CellKind::Number, value),
                other => panic!("cell type {other}"),
            };
            assert!(cell.all("f").is_empty(), "no formulas");
            let style = cell.get("s").parse().unwrap_or(0);
            cells.insert(place(cell.get("r")), CellParts { kind, text, style });
        }
        SheetParts { xml, cells }
    }
}

/// A cell's format.
#[derive(Debug, PartialEq)]
pub struct Style {
    pub font: String,
    pub size: f64,
    pub colour: String,
    pub fill: String,
    pub wrapped: bool,
    pub horizontal: String,
    pub vertical: String,
    pub bordered: bool,
    pub quote_prefix: bool,
    pub unlocked: bool,
    pub number_format: usize,
}

impl Parts {
    /// The formats, by the number cells name.
    pub fn styles(&self) -> Vec<Style> {
        let xml = self.xml("xl/styles.xml");
        let (fonts, fills, borders) = (xml.one("fonts").all("font"), xml.one("fills").all("fill"), xml.one("borders").all("border"));
        let at = |xf: &Element, key: &str| xf.get(key).parse::<usize>().unwrap();
        let value = |element: &Element, name: &str, key: &str| element.all(name).first().map_or("", |child| child.get(key)).to_owned();
        let style = |xf: &&Element| {
            let (font, fill, border) = (fonts[at(xf, "fontId")], fills[at(xf, "fillId")], borders[at(xf, "borderId")]);
            Style {
                font: value(font, "name", "val"),
                size: value(font, "sz", "val").parse().unwrap(),
                colour: value(font, "color", "rgb"),
                fill: value(fill, "fgColor", "rgb"),
                wrapped: value(xf, "alignment", "wrapText") == "1",
                horizontal: value(xf, "alignment", "horizontal"),
                vertical: value(xf, "alignment", "vertical"),
                bordered: ["left", "right", "top", "bottom"].iter().all(|side| value(border, side, "style") == "thin"),
                quote_prefix: xf.get("quotePrefix") == "1",
                unlocked: value(xf, "protection", "locked") == "0",
                number_format: at(xf, "numFmtId"),
            }
        };
        xml.one("cellXfs").all("xf").iter().map(style).collect()
    }
}

/// Excel's own escapes of control characters.
fn decode(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let code = after.get(2..6).and_then(|hex| u32::from_str_radix(hex, 16).ok()).filter(|_| after.as_bytes().get(6) == Some(&b'_'));
        match code.and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &after[7..];
            }
            None => {
                out.push_str("_x");
                rest = &after[2..];
            }
        }
    }
    out + rest
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    Blank,
    Text,
    Number,
}

#[derive(Debug, Clone)]
pub struct CellParts {
    pub kind: CellKind,
    pub text: String,
    pub style: usize,
}

/// A sheet taken apart; places are (row, column), from 1.
pub struct SheetParts {
    pub xml: Element,
    pub cells: BTreeMap<(usize, usize), CellParts>,
}

impl SheetParts {
    pub fn text(&self, row: usize, column: usize) -> &str {
        self.cells.get(&(row, column)).map_or("", |cell| cell.text.as_str())
    }

    pub fn row(&self, row: usize) -> Vec<&str> {
        let columns = self.cells.keys().filter(|place| place.0 == row).map(|place| place.1).max().unwrap_or(0);
        (1..=columns).map(|column| self.text(row, column)).collect()
    }

    pub fn last_row(&self) -> usize {
        self.cells.keys().map(|place| place.0).max().unwrap_or(0)
    }

    pub fn heights(&self) -> BTreeMap<usize, f64> {
        self.xml.all("row").iter().map(|row| (row.get("r").parse().unwrap(), row.get("ht").parse().unwrap_or(15.0))).collect()
    }

    /// Widths in characters, by column from 1, without the five pixels of padding Excel adds in the file.
    pub fn widths(&self) -> BTreeMap<usize, f64> {
        let mut widths = BTreeMap::new();
        for column in self.xml.all("col") {
            let range = column.get("min").parse::<usize>().unwrap()..=column.get("max").parse::<usize>().unwrap();
            let width = column.get("width").parse::<f64>().unwrap() - 5.0 / 7.0;
            widths.extend(range.map(|at| (at, width)));
        }
        widths
    }

    /// Merged ranges as (first row, first column, last row, last column).
    pub fn merges(&self) -> Vec<(usize, usize, usize, usize)> {
        let ranges = self.xml.all("mergeCell");
        let ends = ranges.iter().map(|range| range.get("ref").split_once(':').unwrap());
        ends.map(|(from, to)| (place(from).0, place(from).1, place(to).0, place(to).1)).collect()
    }
}

/// `"AB4"` → (4, 28).
fn place(name: &str) -> (usize, usize) {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    (name.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap(), column)
}

pub fn layout(name: &str) -> Layout {
    Layout::named(name).unwrap()
}

pub fn workbook(ledger: &Ledger, name: &str) -> Written {
    write(ledger, Format::Xlsx, &WriteOptions::new(&layout(name))).unwrap()
}

/// A ledger with the given tasks, numbered and with ids.
pub fn ledger_of(tasks: Vec<Task>) -> Ledger {
    let (title, issuer, year) = ("2031年栖云县农业农村重点工作要点", "栖云县农业农村局", 2031);
    let id = plan_id(title, Some(issuer), Some(year));
    let numbered = tasks.into_iter().zip(1..).map(|(task, seq)| Task { id: task_id(&id, seq), seq, ..task });
    let plan = Plan {
        tasks: numbered.collect(),
        title: Some(title.into()),
        issuer: Some(issuer.into()),
        issued_on: Some(jiff::civil::date(2031, 2, 18)),
        year: Some(year),
        id,
        ..Plan::default()
    };
    Ledger::from(plan)
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// A task with every field in use.
fn full_task() -> Task {
    Task {
        number: Some("（一）".into()),
        section: names(&["稳住粮食生产"]),
        title: Some("建设高标准农田".into()),
        content: Some("新建高标准农田1.2万亩，配套机耕路18公里；完善管护制度，明确管护主体。\n对已建项目开展一次“回头看”。".into()),
        lead_leaders: names(&["林知秋"]),
        deputy_leaders: names(&["贺望舒", "江澄"]),
        responsible_persons: names(&["陆半夏"]),
        lead_departments: names(&["农田建设股"]),
        units: names(&["计划财务股", "各乡镇农技站"]),
        duties: vec![
            Duty { unit: "农田建设股".into(), duty: "组织实施和验收".into() },
            Duty { unit: "计划财务股".into(), duty: "资金拨付和监管。".into() },
        ],
        deadline: Some(Deadline {
            raw: "10月底前".into(),
            due: Some(jiff::civil::date(2031, 10, 31)),
            recurrence: None,
            source: DeadlineSource::Field,
        }),
        notes: Some("省级督办事项".into()),
        extra: [("分值".to_owned(), "5分".to_owned())].into(),
        ..Task::default()
    }
}

/// A task that goes on.
fn lasting_task() -> Task {
    Task {
        number: Some("（二）".into()),
        section: names(&["稳住粮食生产"]),
        title: Some("推广良种良法".into()),
        content: Some("全县推广优质稻8万亩，建立示范片12个。".into()),
        lead_leaders: names(&["林知秋"]),
        lead_departments: names(&["种植业股"]),
        units: names(&["县种子站"]),
        deadline: Some(Deadline {
            raw: "长期坚持".into(),
            due: None,
            recurrence: Some(Recurrence::Ongoing),
            source: DeadlineSource::Field,
        }),
        ..Task::default()
    }
}

/// A task without title, leader and lead department, two sections deep.
fn plain_task() -> Task {
    Task {
        number: Some("1.".into()),
        section: names(&["推进乡村建设", "改善人居环境"]),
        content: Some("年内完成农村户厕改造900户。".into()),
        units: names(&["社会事业股"]),
        deadline: Some(Deadline {
            raw: "年内".into(),
            due: Some(jiff::civil::date(2031, 12, 31)),
            recurrence: None,
            source: DeadlineSource::Body,
        }),
        ..Task::default()
    }
}

/// A small plan with every field in use, and sections of two levels.
pub fn sample() -> Ledger {
    let mut ledger = ledger_of(vec![full_task(), lasting_task(), plain_task()]);
    let section = |number: &str, title: &str, level, parent| Section { number: Some(number.into()), title: title.into(), level, parent };
    ledger.plan.sections = vec![
        section("一、", "稳住粮食生产", 1, None),
        section("二、", "推进乡村建设", 1, None),
        section("（一）", "改善人居环境", 2, Some(1)),
    ];
    ledger
}

pub fn entry(ledger: &Ledger, task: usize, unit: &str, field: ProgressField, value: &str) -> Entry {
    Entry {
        task: ledger.plan.tasks[task].id.as_str().into(),
        unit: unit.into(),
        period: Period::Quarter(2031, 1),
        field,
        value: value.into(),
        state: EntryState::Current,
        source: None,
        decided: false,
    }
}

/// The annotated plans beside the project, where they are there. Says so where they are not.
pub fn annotated_plans() -> Vec<(String, Ledger)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("NOT TESTED: no annotated plans in {}", folder.display());
        return Vec::new();
    };
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|file| file.to_string_lossy().ends_with(".gold.json")).collect();
    files.sort();
    let plan = |file: &PathBuf| {
        let bytes = fenjie::files::read(file, fenjie::files::MAX_BYTES).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().trim_end_matches(".gold.json").to_owned();
        (name, annotated_plan(&serde_json::from_slice(&bytes).unwrap()))
    };
    files.iter().map(plan).collect()
}

fn annotated_plan(gold: &Value) -> Ledger {
    let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned);
    let texts = |value: &Value, key: &str| -> Vec<String> {
        value[key].as_array().map(|list| list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()).unwrap_or_default()
    };
    let task = |task: &Value| Task {
        number: text(task, "number"),
        section: texts(task, "section"),
        title: text(task, "title"),
        content: text(task, "content"),
        lead_leaders: texts(task, "lead_leaders"),
        deputy_leaders: texts(task, "deputy_leaders"),
        responsible_persons: texts(task, "responsible_persons"),
        lead_departments: texts(task, "lead_departments"),
        units: texts(task, "units"),
        duties: serde_json::from_value(task["duties"].clone()).unwrap(),
        deadline: text(task, "deadline_raw").map(|raw| Deadline {
            raw,
            due: text(task, "due").map(|due| due.parse().unwrap()),
            recurrence: serde_json::from_value(task["recurrence"].clone()).unwrap_or_default(),
            source: serde_json::from_value(task["deadline_source"].clone()).unwrap_or_default(),
        }),
        ..Task::default()
    };
    let mut ledger = ledger_of(gold["tasks"].as_array().unwrap().iter().map(task).collect());
    ledger.plan.title = text(gold, "title");
    ledger.plan.issuer = text(gold, "issuer");
    ledger.plan.issued_on = text(gold, "issued_on").map(|day| day.parse().unwrap());
    ledger
}
