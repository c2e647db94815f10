//! 单位名录 read back: a workbook or a csv a clerk filled in, to a [`Roster`].
//!
//! Columns are found by their headers (`[roster]` in `templates/vocabulary.toml`), wherever the header row stands; every sheet that has
//! such a row is read. A name whose 采用 says yes becomes an alias of the unit it is proposed for. A member of a group that has no row
//! of its own is a unit too, nobody known there. What is contradictory is a finding with the rows; the first of two stands.

use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::path::Path;

use super::sniff::{Kind, kind_of};
use super::workbook::{self, Visibility};
use super::{charset, csv};
use crate::error::Error;
use crate::finding::codes::Code;
use crate::finding::{Finding, roster as rules};
use crate::limits::Limits;
use crate::model::{Contact, Group, Place, Roster, Unit, cell_name};
use crate::words::decisions::is_assent;
use crate::words::fold::{is_blank, key};
use crate::words::names::{is_group_noun, split_top_level};
use crate::words::vocabulary::{self, List, RosterWords};

/// A row of text cells: its number (from 1) and its cells by column (from 0).
type Row = (usize, Vec<(usize, String)>);

/// In how many rows from the top of a sheet the header is looked for.
const HEADER_ROWS: usize = 60;
/// So many members without a row are named in a message.
const NAMED: usize = 3;
/// The name of the only sheet of a csv in places.
const CSV_SHEET: &str = "表格";

/// Reads a roster within limits.
///
/// Findings: `N001` two units or groups under one name; `N003` names that belong to each other in a circle; `N004` a member that is a
/// group the roster does not know; `N005` groups that hold each other; `N006` members that have no row of their own.
///
/// # Errors
/// Those of reading workbooks and text; [`Error::WrongKind`] for anything else, and for a table that names no unit.
pub fn read(bytes: &[u8], file: &Path, limits: &Limits) -> Result<(Roster, Vec<Finding>), Error> {
    let mut lines: Vec<Line> = Vec::new();
    match kind_of(bytes) {
        kind @ (Kind::Xlsx | Kind::Xls | Kind::Ods) => {
            let workbook = workbook::read_within(bytes, kind, file, limits)?;
            for sheet in workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible) {
                lines.extend(read_rows(&sheet.name, &rows_of(sheet)));
            }
        }
        Kind::Text | Kind::Csv => {
            let text = charset::decode(bytes, file)?;
            let records = csv::records(&text).records;
            let cells = |record: &Vec<String>| record.iter().cloned().enumerate().filter(|(_, text)| !text.chars().all(is_blank)).collect();
            let rows: Vec<Row> = records.iter().enumerate().map(|(at, record)| (at + 1, cells(record))).collect();
            lines.extend(read_rows(CSV_SHEET, &rows));
        }
        other => {
            let advice = "不是单位名录。请给出 fenjie roster 做的 .xlsx 或 .csv";
            return Err(Error::WrongKind { file: file.to_owned(), kind: other.in_sentence(), advice });
        }
    }
    let mut findings = Vec::new();
    let mut roster = assemble(lines, &mut findings);
    take_members(&mut roster, &mut findings);
    if roster.units.is_empty() {
        let kind = kind_of(bytes).in_sentence();
        let advice = "里面一个单位也没有。要有“单位名称”这一列，下面填上单位，集体填上成员；可以先用 fenjie roster 从计划做一份";
        return Err(Error::WrongKind { file: file.to_owned(), kind, advice });
    }
    Ok((roster, findings))
}

fn rows_of(sheet: &workbook::Sheet) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for cell in &sheet.cells {
        let number = cell.row as usize + 1;
        match rows.last_mut() {
            Some((row, cells)) if *row == number => cells.push((cell.column as usize, cell.text.clone())),
            _ => rows.push((number, vec![(cell.column as usize, cell.text.clone())])),
        }
    }
    rows
}

/// A row of a roster.
struct Line {
    sheet: String,
    row: usize,
    name: String,
    kind: LineKind,
    aliases: Vec<String>,
    members: Vec<String>,
    contact: Contact,
    /// Where the members stand, from 0.
    members_column: Option<usize>,
    /// The unit the name belongs to, when somebody said so.
    belongs_to: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Unit,
    Collector,
    Group,
}

impl Line {
    fn finding(&self, rule: &Code, message: String) -> Finding {
        rule.finding(message).at_cell(&self.sheet, cell_name(u32::try_from(self.row - 1).unwrap_or(u32::MAX), 0))
    }

    fn place(&self) -> Place {
        Place::Row { sheet: self.sheet.as_str().into(), row: self.row, column: None }
    }

    /// A group stands where its members are written.
    fn group_place(&self) -> Place {
        Place::Row { sheet: self.sheet.as_str().into(), row: self.row, column: self.members_column.map(|column| column + 1) }
    }
}

/// What a column of a roster holds.
type Pick = fn(&RosterWords) -> &List;
const COLUMNS: [Pick; 9] = [
    |words| &words.name,
    |words| &words.kind,
    |words| &words.aliases,
    |words| &words.members,
    |words| &words.person,
    |words| &words.phone,
    |words| &words.email,
    |words| &words.belongs_to,
    |words| &words.adopt,
];
const NAME: usize = 0;

fn is_one_of(text: &str, words: &List) -> bool {
    words.hold(&key(text).to_lowercase())
}

/// The lines below the header row; none without one. A header row has a column of names, and another known one unless it is alone.
fn read_rows(sheet: &str, rows: &[Row]) -> Vec<Line> {
    let words = &vocabulary::source().roster;
    let columns_of = |cells: &[(usize, String)]| {
        COLUMNS.map(|pick| cells.iter().find(|(_, text)| is_one_of(text, pick(words))).map(|(column, _)| *column))
    };
    let header = rows.iter().take(HEADER_ROWS).enumerate().find_map(|(at, (_, cells))| {
        let columns = columns_of(cells);
        let known = columns.iter().flatten().count();
        (columns[NAME].is_some() && (known > 1 || cells.len() == 1)).then_some((at, columns))
    });
    let Some((at, columns)) = header else { return Vec::new() };
    rows.iter().skip(at + 1).filter_map(|row| read_line(sheet, row, &columns, words)).collect()
}

fn read_line(sheet: &str, (row, cells): &Row, columns: &[Option<usize>; 9], words: &RosterWords) -> Option<Line> {
    let text = |at: usize| {
        let column = columns.get(at).copied().flatten()?;
        let text = cells.iter().find(|(at, _)| *at == column).map(|(_, text)| text.trim_matches(is_blank))?;
        (!text.is_empty()).then(|| text.to_owned())
    };
    let name = text(NAME)?;
    // A header that is repeated at a page break.
    if is_one_of(&name, &words.name) {
        return None;
    }
    let list = |at: usize| text(at).map(|text| split_list(&text)).unwrap_or_default();
    let (kind, members) = (text(1).unwrap_or_default(), list(3));
    let kind = match () {
        () if is_one_of(&kind, &words.collector_words) => LineKind::Collector,
        () if is_one_of(&kind, &words.group_words) || !members.is_empty() || (kind.is_empty() && is_group_noun(&name)) => LineKind::Group,
        () => LineKind::Unit,
    };
    let adopted = text(8).is_some_and(|text| is_assent(&text));
    Some(Line {
        sheet: sheet.to_owned(),
        row: *row,
        kind,
        aliases: list(2),
        members,
        members_column: columns.get(3).copied().flatten(),
        contact: Contact { person: text(4), phone: text(5), email: text(6) },
        belongs_to: text(7).filter(|_| adopted),
        name,
    })
}

fn split_list(text: &str) -> Vec<String> {
    split_top_level(text, |c| matches!(c, '、' | ',' | ';' | '\n')).into_iter().map(|range| text[range].to_owned()).collect()
}

/// Units and groups of the lines, with adopted names as aliases.
fn assemble(lines: Vec<Line>, findings: &mut Vec<Finding>) -> Roster {
    let homes = adopted_homes(&lines, findings);
    let mut roster = Roster::default();
    let mut names = Names::default();
    let mut new_units: Vec<(String, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let mut aliases = line.aliases.clone();
        if let Some(home) = homes.get(&at) {
            new_units.push((home.clone(), at));
            continue;
        }
        if !names.take(&line.name, line, findings) {
            continue;
        }
        aliases.retain(|alias| names.take(alias, line, findings));
        match line.kind {
            LineKind::Group => {
                let place = Some(line.group_place());
                roster.groups.push(Group { name: line.name.clone(), aliases, members: line.members.clone(), place });
            }
            kind => {
                let (collects, place) = (kind == LineKind::Collector, Some(line.place()));
                roster.units.push(Unit { name: line.name.clone(), aliases, contact: line.contact.clone(), collects, place });
            }
        }
    }
    for (home, at) in new_units {
        if let Some(line) = lines.get(at) {
            adopt(&mut roster, &home, line, &mut names, findings);
        }
    }
    roster
}

/// The unit each adopted name belongs to in the end, by the index of its line. Names that belong to each other stay what they are.
fn adopted_homes(lines: &[Line], findings: &mut Vec<Finding>) -> HashMap<usize, String> {
    let by_name: HashMap<String, usize> = lines.iter().enumerate().rev().map(|(at, line)| (key(&line.name), at)).collect();
    let mut homes = HashMap::new();
    let mut reported: BTreeSet<usize> = BTreeSet::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(mut home) = line.belongs_to.as_ref() else { continue };
        let mut walked = BTreeSet::from([start]);
        let circular = loop {
            let Some(&next) = by_name.get(&key(home)) else { break false };
            if !walked.insert(next) {
                break true;
            }
            match lines.get(next).and_then(|line| line.belongs_to.as_ref()) {
                Some(further) => home = further,
                None => break false,
            }
        };
        if !circular {
            homes.insert(start, home.clone());
        } else if walked.iter().all(|at| !reported.contains(at)) {
            let message = format!("“{}”和“{home}”互相归入，绕成了一圈，都没有归入。请只留一个方向", line.name);
            findings.push(line.finding(&rules::CIRCLE_OF_NAMES, message));
            reported.extend(walked);
        }
    }
    homes
}

/// Makes a line's name, and its aliases, aliases of a unit, which is made when the roster has no such unit.
fn adopt(roster: &mut Roster, home: &str, line: &Line, names: &mut Names, findings: &mut Vec<Finding>) {
    let home_key = key(home);
    if !roster.units.iter().any(|unit| key(&unit.name) == home_key || unit.aliases.iter().any(|alias| key(alias) == home_key)) {
        if !names.take(home, line, findings) {
            return;
        }
        roster.units.push(Unit { name: home.to_owned(), place: Some(line.place()), ..Unit::default() });
    }
    let unit = roster.units.iter_mut().find(|unit| key(&unit.name) == home_key || unit.aliases.iter().any(|alias| key(alias) == home_key));
    let Some(unit) = unit else { return };
    for alias in std::iter::once(&line.name).chain(&line.aliases).filter(|alias| key(alias) != home_key) {
        if names.take(alias, line, findings) {
            unit.aliases.push(alias.clone());
        }
    }
    let fill = |own: &mut Option<String>, other: &Option<String>| *own = own.take().or_else(|| other.clone());
    fill(&mut unit.contact.person, &line.contact.person);
    fill(&mut unit.contact.phone, &line.contact.phone);
    fill(&mut unit.contact.email, &line.contact.email);
}

/// Which line has which name.
#[derive(Default)]
struct Names {
    taken: HashMap<String, (String, usize, String)>,
}

impl Names {
    /// Whether a name is free, which it then is no longer; a name of another line is a finding with both rows.
    fn take(&mut self, name: &str, line: &Line, findings: &mut Vec<Finding>) -> bool {
        let known = self.taken.get(&key(name));
        match known {
            None => {
                self.taken.insert(key(name), (line.sheet.clone(), line.row, line.name.clone()));
                true
            }
            Some((sheet, row, _)) if *sheet == line.sheet && *row == line.row => false,
            Some((sheet, row, owner)) => {
                let message = format!(
                    "“{name}”在第 {} 行（{}）和〔{sheet}〕第 {row} 行（{owner}）都有，一个名字只能指一个单位，用的是第 {row} 行。请删掉一处",
                    line.row, line.name
                );
                findings.push(line.finding(&rules::NAME_OF_TWO, message));
                false
            }
        }
    }
}

/// Members without a row of their own become units; groups among them, and groups that hold each other, are only said.
fn take_members(roster: &mut Roster, findings: &mut Vec<Finding>) {
    let units = roster.units.iter().flat_map(|unit| std::iter::once(&unit.name).chain(&unit.aliases)).map(|name| key(name));
    let mut units: BTreeSet<String> = units.collect();
    let groups = roster.groups.iter().enumerate();
    let groups: HashMap<String, usize> =
        groups.flat_map(|(at, group)| std::iter::once(&group.name).chain(&group.aliases).map(move |name| (key(name), at))).collect();
    for at in 0..roster.groups.len() {
        let Some(group) = roster.groups.get(at) else { break };
        let mut note = |finding: Finding| findings.push(finding.at_place(group.place.as_ref()));
        let mut new: Vec<&str> = Vec::new();
        for member in group.members.iter().filter(|member| !groups.contains_key(&key(member))) {
            if is_group_noun(member) {
                if !units.contains(&key(member)) {
                    note(rules::GROUP_WITHOUT_ROW.finding(format!(
                        "“{}”的成员“{member}”是一类单位，名录里却没有它，没有算进去。请给它加一行，填上成员",
                        group.name
                    )));
                }
            } else if units.insert(key(member)) {
                new.push(member);
            }
        }
        if !new.is_empty() {
            let named: Vec<String> = new.iter().take(NAMED).map(|name| format!("“{name}”")).collect();
            let more = if new.len() > NAMED { format!("等 {} 个", new.len()) } else { String::new() };
            let message = format!(
                "“{}”的成员{}{more}在名录里没有自己的一行，各当作一个单位，没有联系人。名字写错的请改过来；要留联系人的请各加一行",
                group.name,
                named.join("、")
            );
            note(rules::MEMBERS_WITHOUT_ROWS.finding(message));
        }
        if reaches(roster, &groups, at) {
            note(rules::CIRCLE_OF_GROUPS.finding(format!("“{}”的成员里绕一圈又有它自己，重复的没有算。请改成员", group.name)));
        }
        let unit = |name: &str| Unit { name: name.to_owned(), place: group.place.clone(), ..Unit::default() };
        let new: Vec<Unit> = new.into_iter().map(unit).collect();
        roster.units.extend(new);
    }
}

/// Whether a group holds itself, through others or not.
fn reaches(roster: &Roster, groups: &HashMap<String, usize>, start: usize) -> bool {
    let (mut open, mut seen) = (vec![start], BTreeSet::new());
    while let Some(at) = open.pop() {
        let members = roster.groups.get(at).map_or(&[][..], |group| &group.members);
        for next in members.iter().filter_map(|member| groups.get(&key(member)).copied()) {
            if next == start {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}
