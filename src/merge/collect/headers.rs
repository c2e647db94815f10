//! What stands above the rows of a table: titles, and the words over its columns.

use super::super::rules;
use super::SheetCollector;
use super::rows::plain;
use crate::finding::brief;
use crate::identity;
use crate::model::Stray;
use crate::returned::{Cell, Row, Standing, row_of_place};
use crate::words::answers::read_combined_header;
use crate::words::fold::key;

impl SheetCollector<'_> {
    /// Whether a text is the title of the plan, or says whose table it is.
    pub(super) fn is_title(&self, text: &str) -> bool {
        // Most of the title, or the title with a few words more: what says more than that may be an answer.
        const MORE: usize = 20;
        // A title of a word or two may stand in any text.
        const SHORTEST: usize = 5;
        let names_plan = |title: &str| {
            let (title, text) = (key(title), key(text));
            let (whole, own) = (title.chars().count(), text.chars().count());
            title.contains(&text) && own * 2 >= whole || text.contains(&title) && whole >= SHORTEST && own <= whole + MORE
        };
        self.all.ledger.plan.title.as_deref().is_some_and(names_plan)
            || identity::read_title(text).is_some()
            || identity::read_labelled(text).is_some()
    }

    /// Whether a line above the header says what it said when it was sent, or nothing but whose table it is.
    fn is_known_line(&self, text: &str) -> bool {
        if let Some(sent) = self.reported.sent.filter(|sent| !sent.words.is_empty()) {
            return sent.says(text);
        }
        let names_plan = |title: &str| self.all.ledger.plan.title.as_deref().is_some_and(|plan| key(plan).starts_with(&key(title)));
        let is_title = || {
            let claim = identity::read_title(text)?;
            let (title, unit, period) = (claim.title?, claim.unit?, claim.period?);
            Some(names_plan(&title) && key(&identity::title(&title, period, &unit)) == key(text))
        };
        names_plan(text) || is_title() == Some(true) || identity::is_label_of(text, self.reported.unit, self.reported.period)
    }

    /// Whether a cell is the label of the unit, or its name beside that.
    fn is_own_label(&self, row: &Row, cell: &Cell) -> bool {
        let [label, value, ..] = row.cells.as_slice() else { return false };
        let claim = || identity::read_beside([label, value].into_iter().map(|cell| cell.text.as_str()));
        let is_one = std::ptr::eq(label, cell) || std::ptr::eq(value, cell);
        is_one && claim().and_then(|claim| claim.unit).is_some_and(|unit| self.all.known.is_of(&unit, self.reported.unit))
    }

    /// Whether a cell above the header is a title or an instruction: of a table without our marks nobody knows what was sent, and what
    /// stands by itself over no column of answers is no answer. It is said in full.
    fn is_heading(&self, row: &Row, cell: &Cell) -> bool {
        // Longer texts belong into a cell, where they can be read.
        const LONGEST: usize = 400;
        let is_short = cell.text.chars().count() <= LONGEST;
        if is_short && self.is_title(&cell.text) {
            return true;
        }
        let over_answers = self.columns.answers.iter().any(|(at, _)| *at == cell.column);
        let over_columns = self.columns.headers.keys().next_back().is_some_and(|last| cell.column <= *last);
        self.reported.sent.is_none() && is_short && row.cells.len() == 1 && over_columns && !over_answers
    }

    /// Text above the header that was not sent and does not just say whose table it is, and words beside the headers with nothing below.
    fn note_above(&mut self) {
        // Nobody heads a table with more than that.
        const MOST_HEADINGS: usize = 60;
        let table = self.table;
        let all = table.above.iter().flat_map(|row| row.cells.iter().map(move |cell| (row, cell)));
        let told = all.filter(|(row, cell)| !self.is_known_line(&cell.text) && !self.is_own_label(row, cell));
        let is_headed = table.above.len() <= MOST_HEADINGS;
        let (headings, extra): (Vec<_>, Vec<_>) = told.partition(|(row, cell)| is_headed && self.is_heading(row, cell));
        for (_, cell) in headings {
            self.find(rules::TEXT_ABOVE, Some(&cell.place), format!("表头上面写着“{}”，当作标题或说明，没有汇总", plain(&cell.text)));
        }
        let extra = extra.into_iter().map(|(_, cell)| cell);
        let headers = table.columns.iter().filter(|column| self.columns.foreign.iter().any(|(at, _)| *at == column.at));
        let idle = headers.filter(|column| table.rows.iter().all(|row| row.cell(column.at).is_none()) && !column.place.is_empty());
        let idle =
            idle.map(|column| Cell { column: column.at, place: column.place.clone(), text: column.header.clone(), width: 1, height: 1 });
        let extra: Vec<Cell> = extra.cloned().chain(idle).collect();
        if let Some(first) = extra.first() {
            let message = format!(
                "表头上面或旁边多写了 {} 格字，如“{}”，原文留在“未识别”里。请看要不要写进进展情况",
                extra.len(),
                brief(&first.text)
            );
            self.find(rules::TEXT_ABOVE, Some(&first.place), message);
        }
        let strays: Vec<Stray> = extra.iter().map(|cell| self.stray(rules::TEXT_ABOVE, cell, None)).collect();
        self.collected.strays.extend(strays);
    }

    /// Says that the header is not in the row in which it was sent.
    fn note_moved_header(&mut self) {
        let words = match self.table.standing {
            Standing::Upright => None,
            Standing::Aside => Some("表是躺着的，一列一项任务，转过来读了。请核对"),
            Standing::Cards => Some("表是一项任务一块排的，一块一块读了。请核对"),
        };
        if let Some(words) = words {
            let first = self.table.columns.first().map(|column| column.place.clone());
            return self.find(rules::HEADER_MOVED, first.as_deref(), words.to_owned());
        }
        let Some(sent) = self.reported.sent.filter(|_| !self.table.follows) else { return };
        let place = self.table.columns.iter().filter(|column| column.sent.and_then(|at| sent.columns.get(at)).is_some_and(|at| at.fill_in));
        let place = place.map(|column| &column.place).find(|place| row_of_place(place).is_some()).cloned();
        let (Some(place), row) = (place, sent.header_row.saturating_add(1)) else { return };
        if let Some(now) = row_of_place(&place).filter(|now| *now != row) {
            self.find(rules::HEADER_MOVED, Some(&place), format!("下发时表头在第 {row} 行，现在在第 {now} 行，照常认出了各列"));
        }
    }

    /// What is odd about the table as a whole.
    pub(super) fn note_table(&mut self) {
        self.note_above();
        self.note_moved_header();
        if self.columns.id.is_none() && self.reported.file.returned.evidence.is_stamped() {
            self.find(rules::ID_MISSING, None, "编码列没有了，各行按内容认任务。请核对".to_owned());
        }
        let repeated = self.table.repeated.clone();
        if let Some(first) = repeated.first() {
            self.find(rules::HEADER_REPEATED, Some(first), format!("表头又出现了 {} 次，已跳过", repeated.len()));
        }
        self.note_renamed_headers();
        self.note_combined_headers();
        let Some(sent) = self.reported.sent else { return };
        let here = |field: &str| self.columns.answers.iter().any(|(_, known)| known.name() == field);
        let missing = sent.columns.iter().filter(|column| column.fill_in && column.fields.first().is_some_and(|field| !here(field)));
        let missing: Vec<String> = missing.map(|column| format!("“{}”", column.header)).collect();
        if !missing.is_empty() {
            self.find(rules::COLUMN_MISSING, None, format!("少了填报列：{}。请让单位用下发的表补报", missing.join("、")));
        }
    }

    /// Headers that were understood and are not those that were sent, or not plain words.
    fn note_renamed_headers(&mut self) {
        let is_as_sent = |header: &str| match self.reported.sent {
            Some(sent) => sent.columns.iter().any(|column| key(&column.header) == key(header)),
            None => self.all.vocabulary.header(header).is_some(),
        };
        let is_foreign = |at: usize| self.columns.foreign.iter().any(|(place, _)| *place == at);
        let renamed = self.columns.headers.iter().filter(|(at, header)| !is_foreign(**at) && !is_as_sent(header));
        let renamed: Vec<String> = renamed.map(|(_, header)| format!("“{}”", plain(header))).collect();
        if !renamed.is_empty() {
            let message = format!("有 {} 个表头改过：{}，按意思认出了。请核对", renamed.len(), renamed.join("、"));
            self.find(rules::HEADER_RENAMED, None, message);
        }
    }

    /// Headers that ask for several answers: what stands below them is the first, whole.
    fn note_combined_headers(&mut self) {
        let combined = self.columns.answers.iter().filter_map(|(at, field)| {
            let column = self.table.columns.iter().find(|column| column.at == *at && column.sent.is_none())?;
            let header = column.header.rsplit('/').next()?;
            (read_combined_header(header, self.all.vocabulary).len() > 1).then(|| (column.place.clone(), plain(header), *field))
        });
        for (place, header, field) in combined.collect::<Vec<_>>() {
            let message = format!("表头“{header}”问了几样，下面的话没有拆开，都算作“{}”。请核对", field.words());
            self.find(rules::MERGED_ANSWER, Some(&place), message);
        }
    }

    /// Whether the plan itself has such a column.
    pub(super) fn is_of_plan(&self, header: &str) -> bool {
        let wanted = key(header);
        self.all.ledger.plan.tasks.iter().flat_map(|task| task.extra.keys()).any(|known| key(known) == wanted)
    }

    /// Columns nobody knows, below which nothing stood that is not known.
    pub(super) fn note_idle_columns(&mut self) {
        let is_told = |header: &str| {
            let mut strays = self.collected.strays.iter().filter(|stray| stray.source.sheet == self.origin.sheet);
            strays.any(|stray| stray.column.as_deref() == Some(header) || stray.text == header)
        };
        let is_known = |header: &str| header.is_empty() || self.all.vocabulary.header(header).is_some() || self.is_of_plan(header);
        let idle = self.columns.foreign.iter().filter(|(_, header)| !is_known(header) && !is_told(header));
        let idle: Vec<String> = idle.map(|(_, header)| format!("“{}”", plain(header))).collect();
        if !idle.is_empty() {
            let message = format!("不认识表头{}，下面没有写总台账不知道的内容，没有汇总", idle.join("、"));
            self.find(rules::HEADER_RENAMED, None, message);
        }
    }
}
