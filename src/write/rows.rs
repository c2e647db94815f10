//! A ledger as a table, by a layout: title, columns, heading rows and task rows, as values.
//!
//! Every table format (`xlsx`, `md`; later `docx`, `html`) is written from here, row by row and in order, so that no format needs
//! the whole table in memory. It knows no format.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::civil::Date;

use super::field::{Field, field_text, has_field};
use super::layout::{Column, Layout, Part, Pattern, SectionRows};
use super::progress::{ProgressView, last_report};
use super::{Addressee, WriteOptions};
use crate::model::{Ledger, Period, Plan, ProgressField, Role, Section, Task};

/// What a pattern of a layout may name in braces.
pub const PLACEHOLDERS: &[&str] =
    &["title", "issuer", "doc_number", "issued_on", "year", "period", "unit", "role", "tasks", "return_by", "collector"];

/// Marks after which a joint such as `。` is left out.
const CLOSING: [char; 16] = ['。', '，', '、', '；', '：', '？', '！', '…', '—', '.', ',', ';', ':', '?', '!', '\n'];

/// A table: what a layout makes of a ledger.
#[derive(Debug)]
pub struct Table<'a> {
    /// The columns shown.
    pub columns: Vec<&'a Column>,
    layout: &'a Layout,
    plan: &'a Plan,
    progress: ProgressView<'a>,
    addressee: Option<Addressee<'a>>,
    /// What the addressee is to each task, by the id of the task.
    roles: HashMap<&'a str, Role>,
    /// What the addressee reported last, by the id of the task.
    last: HashMap<&'a str, String>,
}

/// A row below the header.
#[derive(Debug, PartialEq)]
pub enum Row<'a> {
    /// A section heading across all columns.
    Heading {
        /// Number and heading.
        text: String,
        /// 1 for an outermost heading.
        level: usize,
    },
    /// A task, with one cell per column.
    Task {
        /// The task.
        task: &'a Task,
        /// Its cells.
        cells: Vec<Cell>,
    },
}

/// The value of a cell. Text is never anything else, whatever it looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text; newlines are line breaks.
    Text(String),
    /// A number of our own (序号, 完成百分比).
    Number(f64),
    /// A date of our own.
    Date(Date),
}

impl Cell {
    /// The text of the cell, empty when blank.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Blank => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Number(number) => Cow::Owned(number.to_string()),
            Cell::Date(date) => Cow::Owned(date.to_string()),
        }
    }
}

impl<'a> Table<'a> {
    /// The table of a ledger in the layout of the options.
    pub fn new(ledger: &'a Ledger, options: &WriteOptions<'a>) -> Self {
        let layout = options.layout;
        let plan = &ledger.plan;
        let addressee = options.addressee.clone();
        let unit = addressee.as_ref().map(|addressee| addressee.unit);
        let mut table = Table {
            columns: layout.columns.iter().collect(),
            layout,
            plan,
            progress: match unit {
                Some(unit) => ProgressView::of_unit(ledger, unit, options.period),
                None => ProgressView::new(ledger, options.period),
            },
            roles: plan.tasks.iter().map(|task| task.id.as_str()).zip(addressee.iter().flat_map(|to| to.roles).copied()).collect(),
            last: HashMap::new(),
            addressee,
        };
        if let Some((unit, period)) = unit.zip(table.progress.period).filter(|_| !ledger.entries.is_empty()) {
            let last = |task: &'a Task| last_report(ledger, unit, period, task).map(|text| (task.id.as_str(), text));
            table.last = plan.tasks.iter().filter_map(last).collect();
        }
        let unused = |table: &Table<'a>, column: &Column| {
            column.only_if_any && plan.tasks.iter().all(|task| table.cell(column, task) == Cell::Blank)
        };
        let columns = layout.columns.iter().filter(|column| !unused(&table, column)).collect();
        table.columns = columns;
        table
    }

    /// The text of the title row.
    ///
    /// Shape: `关于印发《2031年要点》的通知` with the pattern `{title}责任分解表` → `2031年要点责任分解表`.
    pub fn title(&self) -> String {
        match self.plan.title.as_deref().map(own_title) {
            Some(title) if self.layout.title.ready.iter().any(|ending| title.ends_with(ending.as_str())) => title,
            _ => self.fill(&self.layout.title.text),
        }
    }

    /// The texts left and right below the title.
    pub fn subtitle(&self) -> (String, String) {
        (self.fill(&self.layout.subtitle.left), self.fill(&self.layout.subtitle.right))
    }

    /// The rows, in document order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'a>> + '_ {
        let numbers = section_numbers(&self.plan.sections);
        let mut open: Vec<&'a str> = Vec::new();
        self.plan.tasks.iter().flat_map(move |task| {
            let path: Vec<&str> = task.section.iter().map(String::as_str).collect();
            let mut rows = Vec::with_capacity(1);
            if self.wants_heading(task, &open) && path != open {
                let same = path.iter().zip(&open).take_while(|(a, b)| a == b).count();
                for level in same + 1..=path.len() {
                    if let Some((heading, number)) = path.get(..level).and_then(|path| Some((path.last()?, numbers.get(path)))) {
                        let text = numbered(number.copied().flatten(), heading);
                        rows.push(Row::Heading { text, level });
                    }
                }
                open = path;
            }
            rows.push(Row::Task { task, cells: self.columns.iter().map(|column| self.cell(column, task)).collect() });
            rows
        })
    }

    /// Once a heading row stands in the table, every later section needs one, or its tasks would seem to belong to that.
    fn wants_heading(&self, task: &Task, open: &[&str]) -> bool {
        let shown = || {
            let mut parts = self.columns.iter().flat_map(|column| &column.parts);
            parts.any(|part| part.field == Field::Section && applies(part, task))
        };
        match self.layout.sections.rows {
            SectionRows::Always => true,
            SectionRows::UnlessShown => !open.is_empty() || !shown(),
            SectionRows::Never => false,
        }
    }

    /// The cell of a column for a task.
    pub fn cell(&self, column: &Column, task: &'a Task) -> Cell {
        match column.only_field() {
            #[allow(clippy::cast_precision_loss)] // a row number
            Some(Field::Seq) => return Cell::Number(task.seq as f64),
            Some(Field::Due) => return task.deadline.as_ref().and_then(|deadline| deadline.due).map_or(Cell::Blank, Cell::Date),
            Some(Field::Progress(field)) => return self.progress_cell(task, field),
            _ => {}
        }
        let mut text = String::new();
        for part in column.parts.iter().filter(|part| applies(part, task)) {
            let words = self.words(part, task);
            if words.is_empty() {
                continue;
            }
            let punctuated = text.ends_with(CLOSING) && part.joint.starts_with(CLOSING) && !part.joint.starts_with('\n');
            if !text.is_empty() && !punctuated {
                text.push_str(&part.joint);
            }
            text.push_str(&part.before);
            text.push_str(&words);
        }
        if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
    }

    /// The characters of a cell's text and the line breaks among them, at most: what a quick test needs, without building the text.
    pub fn weight(&self, column: &Column, task: &'a Task) -> (usize, usize) {
        let breaks = |text: &str| text.bytes().filter(|&byte| byte == b'\n').count();
        column.parts.iter().fold((0, 0), |(characters, lines), part| {
            let words = self.words(part, task);
            let around = [part.joint.as_str(), part.before.as_str(), &words];
            let more = around.map(|text| (text.chars().count(), breaks(text)));
            more.iter().fold((characters, lines), |sum, more| (sum.0 + more.0, sum.1 + more.1))
        })
    }

    /// The period whose progress is shown.
    pub fn period(&self) -> Option<Period> {
        self.progress.period
    }

    /// The text of a part's field.
    fn words(&self, part: &Part, task: &'a Task) -> Cow<'a, str> {
        match part.field {
            Field::Progress(field) => self.progress.value(task, field).unwrap_or_default(),
            Field::Role => Cow::Borrowed(self.roles.get(task.id.as_str()).map_or("", |role| role.words())),
            Field::Last => Cow::Owned(self.last.get(task.id.as_str()).cloned().unwrap_or_default()),
            field => field_text(task, field),
        }
    }

    /// Percent and date become real numbers and dates where they are in canonical form, else they stay as reported.
    fn progress_cell(&self, task: &'a Task, field: ProgressField) -> Cell {
        let Some(value) = self.progress.value(task, field).filter(|value| !value.is_empty()) else { return Cell::Blank };
        let typed = match field {
            ProgressField::Percent => {
                let number = value.parse::<f64>().ok().filter(|number| (0.0..=100.0).contains(number));
                number.map(Cell::Number)
            }
            ProgressField::ReportedOn => value.parse::<Date>().ok().map(Cell::Date),
            _ => None,
        };
        typed.unwrap_or_else(|| Cell::Text(value.into_owned()))
    }

    /// The first alternative whose placeholders are all known, filled in; empty when there is none.
    pub fn fill(&self, pattern: &Pattern) -> String {
        pattern.iter().find_map(|alternative| self.fill_one(alternative)).unwrap_or_default()
    }

    fn fill_one(&self, alternative: &str) -> Option<String> {
        let mut pieces = alternative.split('{');
        let mut text = pieces.next().unwrap_or("").to_owned();
        for piece in pieces {
            let (name, plain) = piece.split_once('}')?;
            text.push_str(&self.placeholder(name)?);
            text.push_str(plain);
        }
        Some(text)
    }

    /// The value of one of [`PLACEHOLDERS`].
    fn placeholder(&self, name: &str) -> Option<String> {
        let day = |day: Date| format!("{}年{}月{}日", day.year(), day.month(), day.day());
        let to = self.addressee.as_ref();
        let value = match name {
            "title" => self.plan.title.as_deref().map(own_title).map(|title| {
                let bare = self.layout.title.drop.iter().find_map(|ending| title.strip_suffix(ending.as_str()));
                bare.filter(|bare| !bare.is_empty()).map(str::to_owned).unwrap_or(title)
            }),
            "issuer" => self.plan.issuer.clone(),
            "doc_number" => self.plan.doc_number.clone(),
            "issued_on" => self.plan.issued_on.map(day),
            "year" => self.plan.year.map(|year| year.to_string()),
            "period" => self.progress.period.map(|period| period.words()),
            "unit" => to.map(|to| to.unit.to_owned()),
            "role" => to.map(|to| to.role.words().to_owned()),
            "tasks" => Some(self.plan.tasks.len().to_string()),
            "return_by" => to.and_then(|to| to.return_by).map(day),
            "collector" => to.and_then(|to| to.collector.clone()),
            _ => None,
        };
        value.filter(|value| !value.is_empty())
    }
}

/// What a table of a plan is titled after; empty for a plan without a title.
pub fn title_of(plan: &Plan) -> String {
    plan.title.as_deref().map(own_title).unwrap_or_default()
}

/// Whether a part is shown for a task.
fn applies(part: &Part, task: &Task) -> bool {
    part.with.is_none_or(|field| has_field(task, field)) && part.unless.is_none_or(|field| !has_field(task, field))
}

/// A covering notice's title names the plan: a table is titled after the plan.
///
/// Shape: `某局关于印发《2031年要点》的通知` → `2031年要点`; `关于2031年要点的通知` → `2031年要点`; line breaks are dropped.
fn own_title(printed: &str) -> String {
    let line: String = printed.lines().map(str::trim).collect();
    let Some(notice) = line.strip_suffix("的通知") else { return line };
    let inner = match (notice.strip_suffix('》'), notice.split_once("关于")) {
        (Some(quoted), _) => quoted.split_once('《').map(|(_, inner)| inner),
        (None, Some((_, subject))) => Some(subject.strip_prefix("印发").unwrap_or(subject)),
        (None, None) => None,
    };
    inner.filter(|inner| !inner.is_empty()).unwrap_or(&line).to_owned()
}

/// A heading behind its number, told apart where the number ends without a mark of its own: `一　产业项目`.
fn numbered(number: Option<&str>, heading: &str) -> String {
    let number = number.unwrap_or_default();
    let blank = if number.ends_with(char::is_alphanumeric) { "　" } else { "" };
    format!("{number}{blank}{heading}")
}

/// The printed number of each section, by the path of headings that leads to it. Of sections with one path the first counts.
fn section_numbers(sections: &[Section]) -> HashMap<Vec<&str>, Option<&str>> {
    let mut paths: Vec<Vec<&str>> = Vec::with_capacity(sections.len());
    let mut numbers = HashMap::with_capacity(sections.len());
    for section in sections {
        let mut path = section.parent.and_then(|parent| paths.get(parent)).cloned().unwrap_or_default();
        path.push(&section.title);
        numbers.entry(path.clone()).or_insert(section.number.as_deref());
        paths.push(path);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_titled_after_its_plan() {
        for (printed, own) in [
            ("2031年栖云县教育工作要点", "2031年栖云县教育工作要点"),
            ("关于印发《2031年栖云县教育工作要点》的通知", "2031年栖云县教育工作要点"),
            ("栖云县教育局关于印发《2031年要点（试行）》的通知", "2031年要点（试行）"),
            ("关于2031年全县教育工作要点的通知", "2031年全县教育工作要点"),
            ("栖云县教育局\n关于做好防汛工作的通知", "做好防汛工作"),
            ("的通知", "的通知"),
            ("关于的通知", "关于的通知"),
            ("》的通知", "》的通知"),
        ] {
            assert_eq!(own_title(printed), own, "{printed}");
        }
    }

    #[test]
    fn heading_rows_open_from_the_level_that_changed() {
        let layout = Layout::named(Layout::DEFAULT).unwrap();
        let section =
            |number: &str, title: &str, level, parent| Section { number: Some(number.into()), title: title.into(), level, parent };
        let task = |path: &[&str]| Task { section: path.iter().map(|&s| s.into()).collect(), ..Task::default() };
        let plan = Plan {
            sections: vec![
                section("一、", "强基础", 1, None),
                section("（一）", "建设", 2, Some(0)),
                section("（二）", "管护", 2, Some(0)),
            ],
            tasks: vec![task(&["强基础", "建设"]), task(&["强基础", "建设"]), task(&["强基础", "管护"]), task(&[]), task(&["未列明"])],
            ..Plan::default()
        };
        let ledger = Ledger::from(plan);
        let table = Table::new(&ledger, &WriteOptions::new(&layout));
        let shape = |row: Row<'_>| match row {
            Row::Heading { text, level } => format!("{level}{text}"),
            Row::Task { .. } => "·".to_owned(),
        };
        let shapes: Vec<String> = table.rows().map(shape).collect();
        assert_eq!(shapes, ["1一、强基础", "2（一）建设", "·", "·", "2（二）管护", "·", "·", "1未列明", "·"]);
    }
}
