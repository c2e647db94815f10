//! What the columns of a returned table are for: id, number, text of the task, answers, or nobody's.
//!
//! Headers decide; where one was lost or renamed, the columns beside it do, and where all are lost, what was sent does.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use super::similarity::{essence, pairs};
use crate::finding::Finding;
use crate::identity::{Sent, SentColumn};
use crate::model::ProgressField;
use crate::returned::{Cell, Column, Row, Table};
use crate::words::answers::read_reporter_header;
use crate::words::fold::{fold, key};
use crate::words::numerals::is_numeral;
use crate::words::vocabulary::{Field, Vocabulary};

/// The columns of a table by their use; places counted from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub id: Option<usize>,
    pub number: Option<usize>,
    /// Columns with the text of the task.
    pub texts: Vec<usize>,
    pub departments: Option<usize>,
    pub answers: Vec<(usize, ProgressField)>,
    /// Of these, columns of ticks, with the status each stands for.
    pub choices: BTreeMap<usize, String>,
    /// Columns nobody knows, with their headers.
    pub foreign: Vec<(usize, String)>,
    /// Columns that are as they were sent: place, column of what was sent.
    pub sent: Vec<(usize, usize)>,
    /// Every header.
    pub headers: BTreeMap<usize, String>,
}

impl Columns {
    /// Finds out what the columns of a table are. `plan_headers` are the keys of the plan's own foreign columns.
    pub fn of(table: &Table, sent: Option<&Sent>, plan_headers: &BTreeSet<String>, findings: &mut Vec<Finding>) -> Columns {
        let mut columns = Columns::default();
        if table.columns.is_empty() {
            if let Some(sent) = sent.filter(|_| !table.rows.is_empty()) {
                columns.sent = by_content(&table.rows, sent);
            }
            if !columns.sent.is_empty() {
                let message = "表头没有了，按下发时的内容认出了各列。请核对填报列有没有错位".to_owned();
                findings.push(rules::NO_HEADER.finding(message));
            }
        } else {
            columns.take_headers(table, plan_headers);
        }
        if let Some(sent) = sent {
            columns.take_neighbours(table, sent, findings);
            columns.take_sent(sent);
            columns.set_added_aside(sent);
        }
        columns
    }

    /// Where the texts of the task are all in their columns, another under a word for such a text was added: 年度目标 beside 具体内容.
    fn set_added_aside(&mut self, sent: &Sent) {
        let is_text =
            |column: &SentColumn| !column.fill_in && column.fields.iter().any(|field| matches!(field.as_str(), "title" | "content"));
        let of_texts = || sent.columns.iter().enumerate().filter(|(_, column)| is_text(column)).map(|(at, _)| at);
        if of_texts().next().is_some() && of_texts().all(|text| self.sent.iter().any(|(_, column)| *column == text)) {
            let added = |at: &usize| self.sent.iter().all(|(place, _)| place != at);
            let added: Vec<usize> = self.texts.iter().copied().filter(added).collect();
            self.set_aside(&added);
        }
    }

    /// Columns below words for another time or another unit are no answers, and what asked for the same as they did is one now.
    pub fn set_others_aside(&mut self, table: &Table, sent: Option<&Sent>, is_other: impl Fn(&str) -> bool) {
        let of_sent = |at: usize| self.sent.iter().find(|(place, _)| *place == at).and_then(|(_, column)| sent?.columns.get(*column));
        // Words over several answers in the row above the header, which was not written with it.
        let groups = table.above.last().into_iter().flat_map(|row| &row.cells);
        let groups = groups.filter(|cell| cell.width > 1 && !self.texts.iter().any(|text| covers(cell, *text)));
        let over = |at: usize| groups.clone().filter(move |cell| covers(cell, at)).map(|cell| cell.text.as_str());
        let below_other = |at: usize| {
            let own = |part: &&str| of_sent(at).is_none_or(|column| key(&column.header) != key(part));
            self.headers.get(&at).is_some_and(|header| header.split('/').filter(own).any(&is_other)) || over(at).any(&is_other)
        };
        let others: Vec<usize> = self.answers.iter().map(|(at, _)| *at).filter(|at| below_other(*at)).collect();
        self.answers.retain(|(at, _)| !others.contains(at));
        self.sent.retain(|(at, _)| !others.contains(at));
        self.set_aside(&others);
        let contested = || table.columns.iter().filter_map(|column| Some((column, column.contested?.progress()?)));
        let next = |field: ProgressField| {
            let mut found = contested().filter(|(column, known)| *known == field && !column.header.split('/').any(&is_other));
            found.next().filter(|_| found.next().is_none()).map(|(column, _)| column.at)
        };
        for field in ProgressField::ALL.map(|(field, ..)| field) {
            if let Some(at) = next(field).filter(|_| self.answers.iter().all(|(_, known)| *known != field)) {
                self.foreign.retain(|(place, _)| *place != at);
                self.answers.push((at, field));
            }
        }
        self.answers.sort_unstable();
    }

    /// Columns of texts that are none of the task.
    pub fn set_aside(&mut self, added: &[usize]) {
        self.texts.retain(|at| !added.contains(at));
        self.foreign.extend(added.iter().map(|at| (*at, self.headers.get(at).cloned().unwrap_or_default())));
        self.foreign.sort_unstable();
    }

    /// Whether a column shows what was sent, and nobody fills it in.
    pub fn is_locked(&self, at: usize) -> bool {
        let known = self.headers.contains_key(&at) || self.sent.iter().any(|(place, _)| *place == at);
        known && !self.answers.iter().any(|(place, _)| *place == at) && !self.foreign.iter().any(|(place, _)| *place == at)
    }

    /// Whether a cell numbers its row and says no more.
    pub fn is_count(&self, cell: &Cell) -> bool {
        [self.id, self.number].contains(&Some(cell.column)) && is_number(&cell.text)
    }

    /// Whether rows can be told by anything but their position.
    pub fn can_tell_rows(&self) -> bool {
        self.id.is_some() || !self.texts.is_empty()
    }

    fn take_headers(&mut self, table: &Table, plan_headers: &BTreeSet<String>) {
        let reported = table.columns.iter().any(|column| column.field.progress().or(column.contested.and_then(Field::progress)).is_some());
        // 联系电话 in a plan is a contact's; beside columns of progress it is the reporter's, unless the plan has such a column itself, or
        // another column is the reporter's already.
        let word_of = |column: &Column| match column.header.rsplit_once('/') {
            // Below words that are none of the plan's: 填报内容/联系电话, but 责任人/联系电话.
            Some((over, word)) if Vocabulary::built_in().header(over).is_none() => read_reporter_header(word),
            _ => read_reporter_header(&column.header),
        };
        let own_word = |column: &Column| {
            let field = word_of(column).filter(|_| reported && column.sent.is_none())?;
            let taken = table.columns.iter().any(|other| {
                other.field.progress() == Some(field) || other.at < column.at && other.sent.is_none() && word_of(other) == Some(field)
            });
            (!taken && !plan_headers.contains(&key(&column.header))).then_some(field)
        };
        for column in &table.columns {
            self.headers.insert(column.at, column.header.clone());
            self.sent.extend(column.sent.map(|sent| (column.at, sent)));
            self.choices.extend(column.choice.clone().map(|status| (column.at, status)));
            match column.field {
                Field::Id if self.id.is_none() => self.id = Some(column.at),
                Field::Serial if self.number.is_none() => self.number = Some(column.at),
                Field::Title | Field::Content => self.texts.push(column.at),
                Field::Problem if reported && column.sent.is_none() => self.answers.push((column.at, ProgressField::Problems)),
                Field::Problem => self.texts.push(column.at),
                Field::LeadDepartments | Field::InternalDepartments if self.departments.is_none() => self.departments = Some(column.at),
                Field::Extra | Field::ResponsiblePersons if own_word(column).is_some() => {
                    self.answers.extend(own_word(column).map(|field| (column.at, field)));
                }
                Field::Extra if column.sent.is_none() => self.foreign.push((column.at, column.header.clone())),
                field => self.answers.extend(field.progress().map(|field| (column.at, field))),
            }
        }
    }

    /// A column whose header nobody knows, between two that are where they were sent, is the one that was sent between them; but not
    /// where columns were moved about.
    fn take_neighbours(&mut self, table: &Table, sent: &Sent, findings: &mut Vec<Finding>) {
        let mut taken = Vec::new();
        if !self.sent.is_sorted_by_key(|(_, column)| *column) {
            return;
        }
        let known = |at: usize| table.columns.iter().any(|column| column.at == at && column.is_known);
        for (at, header) in self.foreign.iter().filter(|(at, _)| !known(*at)) {
            let is_sent = |place: Option<usize>, column: Option<usize>| match (place, column) {
                (Some(place), Some(column)) => self.sent.contains(&(place, column)),
                _ => false,
            };
            let between = self
                .sent
                .iter()
                .find_map(|&(place, column)| (place + 1 == *at).then_some(column + 1))
                .filter(|&column| is_sent(at.checked_add(1), column.checked_add(1)) || column + 1 == sent.columns.len());
            let Some(column) = between.filter(|&column| sent.columns.get(column).is_some_and(|sent| sent.fill_in)) else { continue };
            if self.sent.iter().any(|(_, known)| *known == column) {
                continue;
            }
            let message = format!("表头“{header}”按位置认作“{}”。请核对", sent.columns[column].header);
            let finding = rules::HEADER_RENAMED.finding(message);
            findings.push(match &table.sheet {
                Some(sheet) => Finding { sheet: Some(sheet.clone()), ..finding },
                None => finding,
            });
            taken.push((*at, column));
        }
        self.foreign.retain(|(at, _)| taken.iter().all(|(place, _)| place != at));
        self.sent.extend(taken);
    }

    /// What was sent says what a column is for where the header's word alone does not.
    fn take_sent(&mut self, sent: &Sent) {
        for &(at, column) in &self.sent {
            let Some(column) = sent.columns.get(column) else { continue };
            let field = match column.fields.as_slice() {
                [only] => only.as_str(),
                _ => "",
            };
            let answered = self.answers.iter().any(|(place, _)| *place == at);
            if column.fill_in && !answered {
                self.answers.extend(ProgressField::named(field).map(|field| (at, field)));
            } else if field == "id" && self.id.is_none() {
                self.id = Some(at);
            } else if field == "seq" && self.number.is_none() {
                self.number = Some(at);
            } else if field == "lead_departments" && self.departments.is_none() {
                self.departments = Some(at);
            } else if !column.fill_in
                && !self.texts.contains(&at)
                && column.fields.iter().any(|field| matches!(field.as_str(), "title" | "content"))
            {
                self.texts.push(at);
            }
        }
        self.answers.sort_unstable();
        self.texts.sort_unstable();
    }
}

/// Whether a cell stands in a column, or reaches into it.
pub(super) fn covers(cell: &Cell, column: usize) -> bool {
    (cell.column..cell.column + cell.width.max(1)).contains(&column)
}

/// Columns told by what stands in them: each place the column that was sent with the same texts, when all of them moved by the same distance.
fn by_content(rows: &[Row], sent: &Sent) -> Vec<(usize, usize)> {
    let mut votes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for row in rows {
        for cell in &row.cells {
            let text = key(&cell.text);
            for (at, _) in sent.columns.iter().enumerate().filter(|(_, column)| !column.fill_in) {
                let same = |row: &crate::identity::SentRow| row.cells.get(at).is_some_and(|sent| key(sent) == text);
                if text.chars().count() > 1 && sent.rows.iter().any(same) {
                    *votes.entry((cell.column, at)).or_default() += 1;
                }
            }
        }
    }
    let least = rows.len().div_ceil(3).max(1);
    let mut found: Vec<((usize, usize), usize)> = votes.into_iter().filter(|(_, count)| *count >= least).collect();
    found.sort_by_key(|&((place, column), count)| (std::cmp::Reverse(count), place.abs_diff(column)));
    let Some(&((place, column), _)) = found.first() else { return Vec::new() };
    let moved = |place: usize, column: usize| place as isize - column as isize;
    let distance = moved(place, column);
    // Columns that say the same can be taken for each other; what stands nowhere at that distance was moved by itself.
    let is_told = |column: usize| found.iter().any(|((place, known), _)| *known == column && moved(*place, column) == distance);
    let strayed = found.iter().any(|((_, column), _)| !is_told(*column));
    // The columns to fill in must stand between such that can be told, so that none was put in or taken out among them.
    let told = || (0..sent.columns.len()).filter(|&column| is_told(column));
    let filled = || sent.columns.iter().enumerate().filter(|(_, column)| column.fill_in).map(|(at, _)| at);
    let embraced = told().next() < filled().next() && told().next_back() > filled().next_back();
    if strayed || told().count() < 2 || !embraced {
        return Vec::new();
    }
    // Where all moved, something was put in or taken out before them, and nobody knows where: beyond the columns that can be told, one is
    // known by its texts, every one of which was sent.
    let between = told().next()..told().next_back();
    let is_near = |column: usize| distance == 0 || between.contains(&Some(column));
    // Not the titles.
    let of_tasks = || rows.iter().filter(|row| row.cells.len() > 1);
    let cells = |place: usize| of_tasks().flat_map(|row| &row.cells).filter(move |cell| cell.column == place).map(|cell| &*cell.text);
    let texts = |column: usize| sent.rows.iter().filter_map(move |row| row.cells.get(column)).map(String::as_str);
    let is_locked = |column: usize| !sent.columns[column].fill_in && !is_told(column);
    let placed = || (0..sent.columns.len()).filter_map(|column| Some((column.checked_add_signed(distance)?, column)));
    // Where most of what stands in the place of a locked column was never sent, another was put in while that was taken out.
    let is_other = |place: usize, column: usize| {
        let strange = cells(place).filter(|cell| !texts(column).any(|sent| resembles(cell, sent))).count();
        strange * 2 > cells(place).count()
    };
    if placed().any(|(place, column)| is_locked(column) && is_near(column) && is_other(place, column)) {
        return Vec::new();
    }
    let holds = |place: usize, column: usize| cells(place).all(|cell| texts(column).any(|sent| key(sent) == key(cell)));
    placed().filter(|&(place, column)| !is_locked(column) || is_near(column) || holds(place, column)).collect()
}

/// Whether a text may be what became of another: the same, most of it or more than it, or another number.
fn resembles(text: &str, sent: &str) -> bool {
    let (text, sent) = (essence(text), essence(sent));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || is_numeral(c));
    let (of_text, of_sent) = (pairs(&text), pairs(&sent));
    let shared = of_text.iter().filter(|pair| of_sent.binary_search(pair).is_ok()).count();
    text == sent || is_number(&text) && is_number(&sent) || shared > 0 && shared * 2 >= of_text.len().min(of_sent.len())
}

/// Whether a text is such as stands under 序号 or 编码, and no answer: `3.1`, `（三）`, `第3项`, `K3V9-014-X`.
fn is_number(text: &str) -> bool {
    const COUNTED: &str = "第项条款号类";
    text.chars().map(fold).all(|c| c.is_ascii() || is_numeral(c) || COUNTED.contains(c) || !c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{SentColumn, SentRow};
    use crate::model::Role;

    const FIELDS: [(&str, &str, bool); 5] = [
        ("序号", "seq", false),
        ("内容", "content", false),
        ("进展", "narrative", true),
        ("问题", "problems", true),
        ("编码", "id", false),
    ];

    fn sent() -> Sent {
        let column =
            |(header, field, fill_in): (&str, &str, bool)| SentColumn { header: header.into(), fields: vec![field.into()], fill_in };
        let row = |at: usize| SentRow {
            task: format!("K3V9-00{at}"),
            role: Role::Lead,
            cells: vec![at.to_string(), format!("第{at}件要做的事"), String::new(), String::new(), format!("K3V9-00{at}")],
        };
        Sent {
            format: crate::identity::FORMAT.into(),
            plan: "K3V9".into(),
            title: None,
            unit: "农田股".into(),
            period: "2031Q1".parse().unwrap(),
            role: Role::Lead,
            serial: 1,
            return_by: None,
            sheet: "填报表".into(),
            header_row: 2,
            columns: FIELDS.map(column).to_vec(),
            rows: (1..4).map(row).collect(),
            words: Vec::new(),
        }
    }

    /// The rows that were sent, filled in, with an empty header and the columns in this order; 9 is a column of the unit's own.
    fn columns_of(order: &[usize]) -> Vec<(usize, ProgressField)> {
        columns_in(order).answers
    }

    fn columns_in(order: &[usize]) -> Columns {
        let sent = sent();
        let text =
            |row: &SentRow, column: usize| row.cells.get(column).filter(|text| !text.is_empty()).map_or("写了", String::as_str).to_owned();
        let cell = |at: usize, text: String| Cell { column: at, place: String::new(), text, width: 1, height: 1 };
        let row =
            |row: &SentRow| Row { cells: order.iter().enumerate().map(|(at, &column)| cell(at, text(row, column))).collect(), torn: None };
        let table = Table { rows: sent.rows.iter().map(row).collect(), ..Table::default() };
        Columns::of(&table, Some(&sent), &BTreeSet::new(), &mut Vec::new())
    }

    #[test]
    fn columns_without_headers_are_told_only_where_none_was_put_in_or_moved() {
        let answers = [(2, ProgressField::Narrative), (3, ProgressField::Problems)];
        assert_eq!(columns_of(&[0, 1, 2, 3, 4]), answers);
        assert_eq!(columns_of(&[9, 0, 1, 2, 3, 4]), answers.map(|(at, field)| (at + 1, field)), "all moved alike");
        assert_eq!(columns_of(&[0, 1, 9, 2, 3, 4]), [], "one put in");
        assert_eq!(columns_of(&[0, 1, 3, 4]), [], "one taken out");
        assert_eq!(columns_of(&[1, 0, 2, 3, 4]), [], "moved about");
        assert_eq!(columns_of(&[0, 1, 9, 2, 3]), [], "nothing behind them");
        let put_in = columns_in(&[0, 9, 1, 2, 3, 4]);
        assert_eq!(put_in.answers, answers.map(|(at, field)| (at + 1, field)), "one put in among those that were sent");
        assert!(!put_in.is_locked(1), "what stands in it was not sent");
    }

    #[test]
    fn a_phone_beside_progress_is_the_reporters_unless_the_plan_has_one() {
        let column = |at, header: &str, field| Column {
            at,
            header: header.into(),
            place: String::new(),
            field,
            is_known: true,
            sent: None,
            contested: None,
            choice: None,
        };
        let headers = [column(0, "内容", Field::Content), column(1, "进展情况", Field::Narrative), column(2, "联系 电话", Field::Extra)];
        let answers = |columns: &[Column], plan: &[&str]| {
            let table = Table { columns: columns.to_vec(), ..Table::default() };
            let plan_headers = plan.iter().map(|header| (*header).to_owned()).collect();
            Columns::of(&table, None, &plan_headers, &mut Vec::new()).answers.len()
        };
        assert_eq!(
            (answers(&headers, &[]), answers(&headers, &["联系电话"]), answers(&[headers[0].clone(), headers[2].clone()], &[])),
            (2, 1, 0)
        );
    }

    #[test]
    fn an_unknown_header_takes_the_place_between_its_neighbours() {
        let column = |at, header: &str, field, is_known, sent| Column {
            at,
            header: header.into(),
            place: String::new(),
            field,
            is_known,
            sent,
            contested: None,
            choice: None,
        };
        let taken = |second: Column, order: [usize; 2]| {
            let columns = vec![
                column(0, "序号", Field::Serial, true, Some(0)),
                column(order[0], "内容", Field::Content, true, Some(1)),
                second,
                column(order[1], "问题", Field::Problem, true, Some(3)),
            ];
            Columns::of(&Table { columns, ..Table::default() }, Some(&sent()), &BTreeSet::new(), &mut Vec::new()).foreign.is_empty()
        };
        assert!(taken(column(2, "情况说明书", Field::Extra, false, None), [1, 3]));
        assert!(!taken(column(2, "佐证材料", Field::Extra, true, None), [1, 3]), "a word for something else");
        assert!(!taken(column(2, "情况说明书", Field::Extra, false, None), [3, 1]), "columns were moved");
    }
}
