//! From the outline to the plan: fields, titles, contents, sections, and a claim on every character.

mod attached;
mod habits;
mod sections;

use hashbrown::HashMap;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Finding;
use crate::model::{Duty, Plan, Section, Task};
use crate::passage::{Account, Passage, Role};
use crate::words::fold::{is_blank, trimmed};
use crate::words::responsibility::{Assignment, read_duties};
use crate::words::vocabulary::{Field, Vocabulary};

use super::Block;
use super::fields::{Fields, claim_values, keep_labelled, read_body};
use super::frame::{ATTACHMENT, Frame, Mark};
use super::notices;
use super::outline::{Outline, Rank};
use super::paragraphs::{Paragraph, ends_sentence};
use super::reading::{Kind, Reading};
use super::table;
pub(crate) use habits::{Habits, run_in_heading};
use habits::{LONGEST_TITLE, measures_faults};

/// Puts the plan together, and says what was taken for granted.
pub(crate) fn assemble(
    blocks: &[Block],
    frame: &Frame,
    outline: &Outline,
    readings: &[Reading],
    vocabulary: &Vocabulary,
    account: &mut Account,
) -> (Plan, Vec<Finding>) {
    let plan = Plan {
        title: frame.title.as_deref().map(|title| title.trim().to_owned()),
        doc_number: frame.doc_number.clone(),
        issuer: frame.issuer.clone(),
        issued_on: frame.issued_on,
        year: frame.year,
        ..Plan::default()
    };
    let habits = Habits::of(blocks, frame, outline, readings, vocabulary);
    let mut assembler = Assembler {
        blocks,
        frame,
        outline,
        readings,
        account,
        plan,
        habits,
        findings: Vec::new(),
        sections: HashMap::new(),
        heading_fields: Vec::new(),
    };
    assembler.run();
    assembler.claim_heading_fields();
    let Assembler { mut plan, findings, .. } = assembler;
    account.settle();
    plan.rest = account.rest();
    (plan, findings)
}

struct Assembler<'a> {
    blocks: &'a [Block],
    frame: &'a Frame,
    outline: &'a Outline,
    readings: &'a [Reading],
    account: &'a mut Account,
    plan: Plan,
    habits: Habits<'a>,
    findings: Vec<Finding>,
    /// Section items already in the plan.
    sections: HashMap<usize, usize>,
    /// Headings that assign work, with what of them is the heading itself.
    heading_fields: Vec<(usize, Option<Range<usize>>)>,
}

/// A stretch of running text of a task.
struct Piece {
    block: usize,
    range: Range<usize>,
    kind: Kind,
}

impl<'a> Assembler<'a> {
    fn run(&mut self) {
        let owners = self.owners();
        let mut of_task: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (block, owner) in owners.iter().enumerate() {
            if let Some(task) = owner.and_then(|item| self.task_above(item)) {
                of_task.entry(task).or_default().push(block);
            }
        }
        let last_task_block = of_task.values().filter_map(|blocks| blocks.first()).max().copied();
        let tables = self.blocks.iter().any(|block| matches!(block, Block::Grid(_)));
        let mut open_item = None;
        // Where each sheet has a title of its own, that of the first was taken for the plan's.
        let mut titled = table::titles_differ(self.blocks, &self.plan, self.habits.vocabulary);
        let sheets_head = table::sheets_head(self.blocks, self.habits.vocabulary);
        for (at, &owner) in owners.iter().enumerate() {
            open_item = owner.or(open_item);
            match (&self.blocks[at], self.frame.marks[at]) {
                (Block::Grid(grid), _) => {
                    let mut under = self.under(at, open_item);
                    if std::mem::take(&mut titled) {
                        under.titles.splice(0..0, self.plan.title.clone());
                    }
                    under.titles.extend(self.attached_title(at));
                    if let Some(title) = grid.sheet.clone().filter(|_| sheets_head) {
                        self.plan.sections.push(Section { title: title.clone(), level: 1, ..Section::default() });
                        under.titles.insert(0, title);
                    }
                    let short = table::assemble(grid, &under, &self.habits, &mut self.plan, self.account);
                    self.findings.extend(notices::short_rows(&self.plan, &short));
                }
                (Block::Paragraph(paragraph), Mark::Body) => match owner.map(|item| (item, self.task_above(item))) {
                    Some((_, Some(task))) => {
                        if of_task.get(&task).and_then(|blocks| blocks.first()) == Some(&at) {
                            let blocks = of_task.remove(&task).unwrap_or_default();
                            self.add_task(task, &blocks);
                        }
                    }
                    Some((item, None)) if self.outline.items[item].rank == Rank::Section && item > 0 => self.add_section_block(item, at),
                    _ => {
                        let before = last_task_block.is_some_and(|last| at < last)
                            || (last_task_block.is_none() && self.plan.tasks.is_empty() && tables);
                        self.add_prose(paragraph, before && self.plan.tasks.is_empty());
                    }
                },
                (Block::Paragraph(paragraph), mark) => self.add_framed(at, paragraph, mark),
            }
        }
    }

    fn owners(&self) -> Vec<Option<usize>> {
        let mut owners = vec![None; self.blocks.len()];
        for (at, item) in self.outline.items.iter().enumerate() {
            for &block in &item.own {
                if let Some(owner) = owners.get_mut(block) {
                    *owner = Some(at);
                }
            }
        }
        owners
    }

    /// The task an item is or belongs to.
    fn task_above(&self, item: usize) -> Option<usize> {
        let mut found = None;
        let mut above = Some(item);
        while let Some(at) = above {
            if self.outline.items[at].rank == Rank::Task {
                found = Some(at);
            }
            above = self.outline.items[at].parent;
        }
        found
    }

    fn paragraph(&self, block: usize) -> Option<&'a Paragraph> {
        match &self.blocks[block] {
            Block::Paragraph(paragraph) => Some(paragraph),
            Block::Grid(_) => None,
        }
    }

    fn add_framed(&mut self, at: usize, paragraph: &Paragraph, mark: Mark) {
        let passage = &paragraph.passage;
        if let Some((_, range)) = self.frame.doc_number_at.clone().filter(|(block, _)| *block == at) {
            self.account.claim(passage, range.clone(), Role::DocNumber, None);
            let role = if let Mark::Rest(why) = mark { Role::Rest(why) } else { Role::Rest("letterhead") };
            self.account.claim(passage, 0..range.start, role, None);
            self.account.claim(passage, range.end..passage.text().len(), role, None);
            return;
        }
        if let Some((_, signer, date)) = self.frame.signature_at.iter().find(|(block, ..)| *block == at) {
            self.account.claim(passage, 0..signer.start, Role::Rest("signature"), None);
            self.account.claim(passage, signer.clone(), Role::Issuer, None);
            self.account.claim(passage, signer.end..date.start, Role::Rest("signature"), None);
            self.account.claim(passage, date.clone(), Role::IssuedOn, None);
            return;
        }
        match mark {
            Mark::Title => {
                let start = self.frame.title_at.as_ref().filter(|(block, _)| *block == at).map_or(0, |(_, title)| title.start);
                self.account.claim(passage, 0..start, Role::Rest(ATTACHMENT), None);
                self.account.claim(passage, start..passage.text().len(), Role::PlanTitle, None);
            }
            Mark::DocNumber => self.account.claim_all(passage, Role::DocNumber),
            Mark::Rest(ATTACHMENT) if self.heads_table(at).is_some() => {
                let title = self.heads_table(at).unwrap_or_default();
                self.account.claim(passage, 0..title.start, Role::Rest(ATTACHMENT), None);
                self.account.claim(passage, title, Role::SectionTitle, None);
            }
            Mark::Issuer => self.account.claim_all(passage, Role::Issuer),
            Mark::Date => self.account.claim_all(passage, Role::IssuedOn),
            Mark::Rest(why) => self.account.claim_all(passage, Role::Rest(why)),
            Mark::Preamble => self.add_prose(paragraph, true),
            Mark::Closing | Mark::Body => self.add_prose(paragraph, false),
        }
    }

    fn add_prose(&mut self, paragraph: &Paragraph, before: bool) {
        let (list, role) = if before { (&mut self.plan.preamble, Role::Preamble) } else { (&mut self.plan.closing, Role::Closing) };
        list.push(paragraph.text().to_owned());
        self.account.claim_all(&paragraph.passage, role);
    }

    fn add_task(&mut self, item: usize, blocks: &[usize]) {
        let index = self.plan.tasks.len();
        let parent = self.outline.items[item].parent;
        let mut task = Task { section: self.section_titles(parent), ..Task::default() };
        let pieces = self.pieces(item, blocks, &mut task, index);
        self.fill_text(&pieces, &mut task, index);
        let mut assignment = Fields::default();
        for &block in blocks {
            if let Some(paragraph) = self.paragraph(block) {
                assignment.take(&self.readings[block].assignment, paragraph.text());
            }
        }
        if !assignment.names_bodies() {
            let subjects: Vec<(usize, &Assignment)> =
                blocks.iter().filter_map(|&block| Some((block, self.readings[block].named_in_text()?))).take(1).collect();
            for (block, subject) in subjects {
                if let Some(paragraph) = self.paragraph(block) {
                    assignment.take(subject, paragraph.text());
                }
            }
        }
        self.inherit(parent, &mut assignment);
        self.fill_fields(assignment, &mut task);
        self.plan.tasks.push(task);
    }

    /// Claims number, labels and values of a task and gives its running text.
    fn pieces(&mut self, item: usize, blocks: &[usize], task: &mut Task, index: usize) -> Vec<Piece> {
        let known: Vec<String> = blocks
            .iter()
            .flat_map(|&block| &self.readings[block].assignment.values)
            .filter(|value| value.field.is_bodies())
            .map(|value| value.text.clone())
            .collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let head = self.outline.items[item].own.first().copied();
        let only_when = self.says_only_when(blocks);
        let mut pieces = Vec::new();
        let mut after_fields = false;
        for &block in blocks {
            let Some(paragraph) = self.paragraph(block) else { continue };
            let (passage, marker) = (&paragraph.passage, paragraph.marker);
            if task.place.is_none() {
                task.place = passage.first_source().and_then(|source| self.account.place(source));
            }
            let is_head = head == Some(block);
            if let Some(marker) = marker.filter(|_| is_head) {
                task.number = Some(passage.text()[..marker.length].to_owned());
                self.account.claim(passage, 0..marker.length, Role::Number, Some(index));
            }
            let reading = &self.readings[block];
            // 2.责任单位：甲局 below a task: the number belongs to the label.
            if let Some(marker) = marker.filter(|_| !is_head && reading.labels.iter().any(|label| label.start == paragraph.body_start())) {
                self.account.claim(passage, 0..marker.length, Role::Label, Some(index));
            }
            let duties =
                (after_fields && marker.is_none() && reading.zones.is_empty()).then(|| read_duties(passage.text(), &known)).flatten();
            if let Some(duties) = duties {
                self.claim_duties(passage, &duties, task, index);
                continue;
            }
            after_fields |= reading.assigns();
            for (range, kind) in &reading.body {
                let whole_sub_item = !is_head && marker.is_some_and(|marker| range.start <= marker.length + 4 && *kind == Kind::Plain);
                let start = if whole_sub_item { 0 } else { range.start };
                pieces.push(Piece { block, range: start..range.end, kind: kind.clone() });
            }
            let said = only_when.clone().filter(|_| is_head);
            pieces.extend(said.clone().map(|range| Piece { block, range, kind: Kind::Content }));
            self.claim_zones(block, passage, Some(index), said);
        }
        pieces
    }

    /// `1.时间节点：上半年完成摸底。`: where a task has no other words, those of its deadline say what is to be done.
    fn says_only_when(&self, blocks: &[usize]) -> Option<Range<usize>> {
        let reading = &self.readings[*blocks.first()?];
        let wordless = blocks.iter().all(|&block| self.readings[block].body.is_empty());
        let zone = reading.zones.first().filter(|zone| wordless && reading.labels.iter().any(|label| label.start == zone.start))?;
        let mut values = reading.assignment.values.iter().filter(|value| zone.contains(&value.range.start)).peekable();
        (values.peek().is_some() && values.all(|value| value.field == Field::Deadline)).then(|| zone.clone())
    }

    fn claim_duties(&mut self, passage: &Passage, duties: &[(Range<usize>, Range<usize>)], task: &mut Task, index: usize) {
        let text = passage.text();
        let mut claimed: Vec<Range<usize>> = Vec::new();
        for (unit, duty) in duties {
            task.duties.push(Duty { unit: text[unit.clone()].to_owned(), duty: text[duty.clone()].to_owned() });
            claimed.extend([unit.clone(), duty.clone()]);
        }
        claim_values(self.account, passage, &(0..text.len()), claimed, Some(index));
    }

    /// Claims the assigning parts of a paragraph: values as fields, what is between them as labels.
    fn claim_zones(&mut self, block: usize, passage: &Passage, task: Option<usize>, heading: Option<Range<usize>>) {
        let reading = &self.readings[block];
        for label in reading.labels.iter().filter(|label| !reading.zones.iter().any(|zone| zone.contains(&label.start))) {
            self.account.claim(passage, label.clone(), Role::Label, task);
        }
        let values = reading.assignment.ranges();
        for zone in reading.zones.iter().filter(|zone| heading.as_ref().is_none_or(|heading| !heading.contains(&zone.start))) {
            // 以下均需各县区落实，不再列出: what a plan says of its own fields belongs to no single task.
            let mut remarks: Vec<Range<usize>> =
                reading.assignment.remarks.iter().filter(|remark| zone.contains(&remark.start)).cloned().collect();
            remarks.sort_by_key(|remark| remark.start);
            remarks.dedup_by(|next, remark| {
                let joined = !passage.text()[remark.end..next.start].contains(char::is_alphanumeric);
                remark.end = if joined { next.end } else { remark.end };
                joined
            });
            let mut from = zone.start;
            for remark in remarks.into_iter().chain(std::iter::once(zone.end..zone.end)) {
                let part = from..remark.start.max(from);
                let inside = values.iter().filter(|value| part.contains(&value.start)).cloned().collect();
                claim_values(self.account, passage, &part, inside, task);
                self.account.claim(passage, remark.start.max(from)..remark.end.max(from), Role::Rest("remark"), None);
                from = remark.end.max(from);
            }
        }
    }

    /// Title, content and labelled text of a task.
    fn fill_text(&mut self, pieces: &[Piece], task: &mut Task, index: usize) {
        let titled = pieces.iter().any(|piece| piece.kind == Kind::Title) && !self.heads_its_work(pieces);
        let mut content = Joined::default();
        for (at, piece) in pieces.iter().enumerate() {
            let Some(paragraph) = self.paragraph(piece.block) else { continue };
            let passage = &paragraph.passage;
            let text = &passage.text()[piece.range.clone()];
            let mut range = piece.range.clone();
            match &piece.kind {
                Kind::Title if titled => {
                    task.title = Some(match task.title.take() {
                        Some(before) => format!("{before}\n{text}"),
                        None => text.to_owned(),
                    });
                    self.account.claim(passage, range, Role::Title, Some(index));
                    continue;
                }
                Kind::Other(Field::Section, _) => {
                    self.open_labelled_section(text, task);
                    self.account.claim(passage, range, Role::SectionTitle, None);
                    continue;
                }
                Kind::Other(field, label) => {
                    keep_labelled(task, *field, label, text);
                    self.account.claim(passage, range, Role::Field, Some(index));
                    continue;
                }
                Kind::Plain if at == 0 && self.habits.heads_are_problems && self.measured(pieces) => {
                    keep_labelled(task, Field::Problem, "问题", text);
                    self.account.claim(passage, range, Role::Field, Some(index));
                    continue;
                }
                Kind::Plain if at == 0 && !titled => {
                    if let Some((end, goes_on)) = self.title_of(
                        text,
                        pieces.len() > 1 && pieces[1..].iter().any(|piece| matches!(piece.kind, Kind::Plain | Kind::Content | Kind::Title)),
                    ) {
                        let title = range.start..range.start + end;
                        task.title = Some(passage.text()[title.clone()].to_owned());
                        self.account.claim(passage, title, Role::Title, Some(index));
                        range.start += goes_on;
                    }
                }
                _ => {}
            }
            // 排查隐患（甲局负责）。逐户登记: the stop ends the title.
            if content.text.is_empty() && task.title.is_some() {
                let text = &passage.text()[range.clone()];
                range.start += text.len() - text.trim_start_matches(|c: char| is_blank(c) || "。；;，,：:".contains(c)).len();
            }
            let inner = trimmed(&passage.text()[range.clone()]);
            let range = range.start + inner.start..range.start + inner.end;
            content.push(piece.block, &passage.text()[range.clone()]);
            self.account.claim(passage, range, Role::Content, Some(index));
        }
        task.content = content.finish();
    }

    /// 乡村振兴专班 over 主要任务：抓好…。: the name of a group is the title, and a sentence behind 任务 says what it does.
    fn heads_its_work(&self, pieces: &[Piece]) -> bool {
        let text = |piece: &Piece| self.paragraph(piece.block).and_then(|paragraph| paragraph.text().get(piece.range.clone()));
        let (Some(first), [_, others @ ..]) = (pieces.first(), pieces) else { return false };
        let mut works = others.iter().filter(|piece| piece.kind == Kind::Title);
        first.kind == Kind::Plain
            && text(first).is_some_and(|text| !ends_sentence(text) && self.title_of(text, true).is_some())
            && works.next().is_some_and(|work| text(work).is_some_and(ends_sentence))
            && works.next().is_none()
    }

    /// Whether what is to be done stands behind 整改措施.
    fn measured(&self, pieces: &[Piece]) -> bool {
        pieces
            .iter()
            .any(|piece| matches!(piece.kind, Kind::Title | Kind::Content) && measures_faults(self.blocks, self.readings, piece.block))
    }

    /// Where the title at the beginning of a task's text ends and where the text goes on.
    fn title_of(&self, text: &str, more: bool) -> Option<(usize, usize)> {
        let bare = text.trim_end_matches(|c: char| is_blank(c) || "。：:".contains(c));
        // 重点实施以下工程：introduces a list; it is no title.
        let introduces = text.ends_with(['：', ':']) && bare.contains(['，', ',']);
        let one_line = !introduces && !bare.contains(['。', '；']) && bare.chars().count() <= LONGEST_TITLE + 8;
        if more && one_line && (!ends_sentence(text) || bare.chars().count() <= LONGEST_TITLE) {
            return Some((bare.len(), text.len()));
        }
        self.habits.run_in.then(|| run_in_heading(text)).flatten()
    }

    /// What the headings above assign, where the task does not say otherwise.
    fn inherit(&self, parent: Option<usize>, fields: &mut Fields) {
        let mut above = parent;
        while let Some(item) = above.filter(|&item| item > 0) {
            let mut inherited = Fields::default();
            for &block in &self.outline.items[item].own {
                if let Some(paragraph) = self.paragraph(block) {
                    inherited.take(&self.readings[block].assignment, paragraph.text());
                    inherited.take_heading_leader(&paragraph.text()[paragraph.body_start()..]);
                }
            }
            fields.inherit(inherited);
            above = self.outline.items[item].parent;
        }
    }

    fn fill_fields(&self, fields: Fields, task: &mut Task) {
        fields.fill(task, &self.habits);
        read_body(task, self.habits.year);
    }
}

/// Paragraphs joined by line breaks, pieces of one paragraph without.
#[derive(Default)]
struct Joined {
    text: String,
    block: Option<usize>,
}

impl Joined {
    fn push(&mut self, block: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.block.is_some_and(|before| before != block) {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.block = Some(block);
    }

    fn finish(self) -> Option<String> {
        (!self.text.is_empty()).then_some(self.text)
    }
}
