//! What the columns of a table are.

use hashbrown::HashSet;

use crate::grid::Cell;
use crate::words::deadline::is_deadline_clause;
use crate::words::fold::{fold, key};
use crate::words::vocabulary::{Field, Vocabulary, source};

use super::align::Slot;
use super::numbers;

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub field: Field,
    /// The header as printed.
    pub header: String,
    /// Its cells group the rows: they are headings.
    pub is_grouping: bool,
    /// Its cells begin with the numbers of the tasks.
    pub is_numbered: bool,
    /// Which column of the grid it is; in a ragged one only its rank.
    pub at: usize,
}

/// Whether a row is a header: most of its cells are words the vocabulary knows, and one of them is the task.
pub(crate) fn is_header(row: &[Cell], vocabulary: &Vocabulary) -> bool {
    let filled: Vec<&str> = row.iter().map(Cell::text).filter(|text| !text.is_empty()).collect();
    let fields: Vec<Field> = filled.iter().filter_map(|text| vocabulary.header(text)).collect();
    // 培训班次, 培训内容: words made of known parts count beside words of the list.
    let known = || filled.iter().filter(|text| vocabulary.column_header(text).is_some()).count();
    fields.len() >= 2
        && (fields.len() * 2 >= filled.len() || known() * 2 >= filled.len())
        && filled.iter().any(|text| matches!(vocabulary.column_header(text), Some(Field::Title | Field::Content | Field::Problem)))
}

/// The columns a header row names.
pub(crate) fn columns(header: &[Cell], vocabulary: &Vocabulary) -> Vec<Column> {
    header
        .iter()
        .enumerate()
        .map(|(at, cell)| {
            let field = vocabulary.column_header(cell.text()).unwrap_or(Field::Extra);
            Column { field, header: cell.text().to_owned(), is_grouping: field == Field::Section, is_numbered: false, at }
        })
        .collect()
}

/// 整治领域, a word nobody listed: cells merged over several rows before the task are headings of these rows.
pub(crate) fn find_groups(columns: &mut [Column], rows: &[&Vec<Slot>], vocabulary: &Vocabulary) {
    let task = columns.iter().position(|column| matches!(column.field, Field::Title | Field::Content)).unwrap_or(0);
    for (at, column) in columns.iter_mut().enumerate().take(task) {
        let unknown = column.field == Field::Extra && vocabulary.column_header(&column.header).is_none();
        if unknown && spans_rows(rows, at) {
            (column.field, column.is_grouping) = (Field::Section, true);
        }
    }
}

/// Settles what only the rows can tell: which task column groups, and which content column is the title.
pub(crate) fn settle(columns: &mut [Column], rows: &[&Vec<Slot>]) {
    let of = |columns: &[Column], field: Field| -> Vec<usize> { (0..columns.len()).filter(|&at| columns[at].field == field).collect() };
    // 主要职责 is what is to be done where nothing else is.
    if !columns.iter().any(|column| matches!(column.field, Field::Title | Field::Content | Field::Problem)) {
        columns.iter_mut().filter(|column| column.field == Field::Duties).for_each(|column| column.field = Field::Content);
    }
    // 月份 before the task groups the rows; behind it, it says by when.
    let task = columns.iter().position(|column| matches!(column.field, Field::Title | Field::Content));
    let behind = |at: &usize| task.is_some_and(|task| task < *at) && holds_times(rows, *at);
    for at in of(columns, Field::Section).into_iter().filter(behind) {
        (columns[at].field, columns[at].is_grouping) = (Field::Deadline, false);
    }
    let titles = of(columns, Field::Title);
    // 2033年目标 over bare figures: without its header a figure says nothing, so it is kept under it.
    if !titles.is_empty() {
        let figures = |at: &usize| holds_figures(rows, *at);
        of(columns, Field::Content).into_iter().filter(figures).for_each(|at| columns[at].field = Field::Extra);
    }
    let contents = of(columns, Field::Content);
    let texts = titles.len() + contents.len();
    for &title in &titles {
        let absent = rows.iter().filter(|slots| slots.get(title).is_none_or(|slot| slot.text().is_none_or(str::is_empty))).count();
        let later_text = contents.iter().chain(&titles).any(|&other| other > title);
        if later_text && texts > 1 && (absent * 4 >= rows.len() && absent > 0 || repeats(rows, title)) {
            columns[title].is_grouping = true;
        }
    }
    // Two task columns, both filled: the first is the heading of the rows, or the title of its own row where no two say the same.
    let titles: Vec<usize> = titles.into_iter().filter(|&at| !columns[at].is_grouping).collect();
    match titles.as_slice() {
        [first, second] if names_each_row(rows, *first) && (is_name(&columns[*first]) || says_how_much(rows, *second)) => {
            columns[*second].field = Field::Content;
        }
        [first, _, ..] => columns[*first].is_grouping = true,
        _ => {}
    }
    // 工作要点 | 工作内容: without a column of titles the first is one, where it holds a few words a row.
    if let [first, _, ..] = of(columns, Field::Content).as_slice()
        && texts == contents.len()
        && names_each_row(rows, *first)
        && is_brief(rows, *first)
    {
        columns[*first].field = Field::Title;
    }
    if let Some(numbered) = numbers::in_cells(columns, rows) {
        columns[numbered].is_numbered = true;
    }
    if columns.iter().any(|column| matches!(column.field, Field::Status | Field::Percent | Field::Narrative | Field::NextSteps)) {
        columns.iter_mut().filter(|column| column.field == Field::Problem).for_each(|column| column.field = Field::Problems);
    }
}

/// Whether a column says that it names the rows: 项目名称.
fn is_name(column: &Column) -> bool {
    let header = key(&column.header);
    source().rows.names.iter().any(|word| header.ends_with(word))
}

/// Whether a column holds figures and nothing else: `32.5`, `≥26`, `51.8%`.
fn holds_figures(rows: &[&Vec<Slot>], column: usize) -> bool {
    let is_figure = |text: &str| text.contains(char::is_numeric) && !text.contains(char::is_alphabetic);
    let mut filled = rows.iter().filter_map(|slots| slots.get(column)?.text()).filter(|text| !text.is_empty()).peekable();
    filled.peek().is_some() && filled.all(is_figure)
}

/// Whether a column holds dates and nothing else: `1月`, `三月份`.
fn holds_times(rows: &[&Vec<Slot>], column: usize) -> bool {
    let mut filled = rows.iter().filter_map(|slots| slots.get(column)?.text()).filter(|text| !text.is_empty()).peekable();
    filled.peek().is_some() && filled.all(is_deadline_clause)
}

/// Whether a column says something else in each of several rows, and is merged nowhere.
fn names_each_row(rows: &[&Vec<Slot>], column: usize) -> bool {
    let own = |slots: &&Vec<Slot>| match slots.get(column) {
        Some(Slot::Filled(cell)) if !cell.text().is_empty() => Some(cell.text().to_owned()),
        _ => None,
    };
    let names: Option<HashSet<String>> = rows.iter().map(own).collect();
    rows.len() > 1 && names.is_some_and(|names| names.len() == rows.len())
}

/// Whether the words of a column stand in fewer rows than there are, from the first on: merged cells, or such as were left blank.
fn spans_rows(rows: &[&Vec<Slot>], column: usize) -> bool {
    let own = |slots: &&&Vec<Slot>| matches!(slots.get(column), Some(Slot::Filled(cell)) if cell.text().contains(char::is_alphabetic));
    let filled = rows.iter().filter(own).count();
    rows.first().is_some_and(|first| own(&first)) && filled * 4 <= rows.len() * 3 && is_brief(rows, column)
}

/// Whether no cell of a column holds more than a few words.
fn is_brief(rows: &[&Vec<Slot>], column: usize) -> bool {
    const LONGEST: usize = 20; // characters
    let is_few = |text: &str| text.chars().nth(LONGEST).is_none() && !text.contains(|c| matches!(fold(c), ',' | ';' | '。'));
    rows.iter().filter_map(|slots| slots.get(column)?.text()).all(is_few)
}

/// Whether most cells of a column hold figures or clauses: a title has none.
fn says_how_much(rows: &[&Vec<Slot>], column: usize) -> bool {
    let is_said = |text: &&str| text.contains(|c: char| c.is_numeric() || matches!(fold(c), ',' | ';' | '。'));
    rows.iter().filter_map(|slots| slots.get(column)?.text()).filter(is_said).count() * 2 > rows.len()
}

/// Whether a column says the same in neighbouring rows often.
fn repeats(rows: &[&Vec<Slot>], column: usize) -> bool {
    let texts: Vec<&str> = rows.iter().filter_map(|slots| slots.get(column)?.text()).collect();
    let same = texts.windows(2).filter(|pair| pair[0] == pair[1] && !pair[0].is_empty()).count();
    same * 3 >= texts.len().max(3)
}
