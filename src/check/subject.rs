//! What the rules look at: the plan, and the printed lines with what the reader took them for.

use std::cell::OnceCell;

use jiff::civil::Date;

use super::Options;
use crate::model::{Place, Plan, Roster, Task};
use crate::passage::{Account, Role, UNRECOGNISED};
use crate::roster::{Directory, Resolution};
use crate::words::vocabulary::Vocabulary;

/// Where a finding stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Spot {
    pub place: Option<Place>,
    pub task: Option<usize>,
}

/// A printed line or cell.
pub(super) struct Line<'a> {
    pub place: Option<&'a Place>,
    pub text: &'a str,
    /// The first task it belongs to.
    pub task: Option<usize>,
    /// Its parts with what they were taken for; empty when the plan came without its source.
    pub spans: Vec<(Role, &'a str)>,
}

impl Line<'_> {
    /// Whether any part was taken for a role.
    pub fn has(&self, role: Role) -> bool {
        self.spans.iter().any(|(found, _)| *found == role)
    }

    /// Whether it is text of the plan: not letterhead, not page chrome, not a page mark.
    pub fn is_text(&self) -> bool {
        let kept = |role: Role| !matches!(role, Role::Rest(why) if !matches!(why, UNRECOGNISED | "section text" | "signature"));
        self.spans.is_empty() && !self.text.trim().is_empty() || self.spans.iter().any(|(role, _)| kept(*role) && *role != Role::Separator)
    }
}

/// Lines of one task that are searched for words; what stands further on is placed where the task begins.
const SEARCHED: usize = 200;

/// The plan with its lines.
pub(super) struct Subject<'a> {
    pub plan: &'a Plan,
    pub as_of: Option<Date>,
    pub roster: Option<&'a Roster>,
    pub vocabulary: &'a Vocabulary,
    directory: Option<Directory<'a>>,
    pub lines: Vec<Line<'a>>,
    /// Indices of the lines of each task, in order.
    of_task: Vec<Vec<u32>>,
    texts: OnceCell<Vec<String>>,
}

impl<'a> Subject<'a> {
    pub fn new(plan: &'a Plan, account: Option<&'a Account>, options: &'a Options<'_>) -> Self {
        let printed = account.filter(|account| !account.sources().is_empty());
        let lines = match printed {
            Some(account) => printed_lines(account),
            None => model_lines(plan),
        };
        let mut of_task = vec![Vec::new(); plan.tasks.len()];
        for (at, line) in (0u32..).zip(&lines) {
            if let Some(lines) = line.task.and_then(|task| of_task.get_mut(task)) {
                lines.push(at);
            }
        }
        let roster = options.roster.as_ref();
        Subject {
            plan,
            as_of: options.as_of,
            roster,
            vocabulary: options.vocabulary,
            directory: roster.map(Directory::new),
            lines,
            of_task,
            texts: OnceCell::new(),
        }
    }

    /// Title and content of each task as one text: as much again as the plan, and made only when a rule asks.
    pub fn texts(&self) -> &[String] {
        self.texts.get_or_init(|| self.plan.tasks.iter().map(Task::text).collect())
    }

    /// What the roster says of a name; without a roster nothing is known.
    pub fn resolve(&self, name: &str) -> Resolution<'a> {
        self.directory.as_ref().map_or(Resolution::Unknown, |directory| directory.resolve(name))
    }

    /// Whether the roster knows a name.
    pub fn knows(&self, name: &str) -> bool {
        self.resolve(name) != Resolution::Unknown
    }

    /// Names of the roster that are another's too: the name, who has it, who has it as well.
    pub fn shared_names(&self) -> &[(&'a str, &'a str, &'a str)] {
        self.directory.as_ref().map_or(&[], Directory::shared_names)
    }

    /// The lines of a task.
    pub fn lines_of(&self, task: usize) -> impl DoubleEndedIterator<Item = &Line<'a>> {
        self.of_task.get(task).into_iter().flatten().filter_map(|&at| self.lines.get(at as usize))
    }

    /// The line indices of a task, from its first to its last.
    pub fn line_range(&self, task: usize) -> Option<std::ops::RangeInclusive<usize>> {
        let lines = self.of_task.get(task)?;
        Some(*lines.first()? as usize..=*lines.last()? as usize)
    }

    /// Where a task begins.
    pub fn at_task(&self, task: usize) -> Spot {
        Spot { place: self.plan.tasks.get(task).and_then(|task| task.place.clone()), task: Some(task) }
    }

    /// The line of a task that holds these words, else where the task begins.
    pub fn at_words(&self, task: usize, words: &str) -> Spot {
        match self.lines_of(task).take(SEARCHED).find(|line| line.text.contains(words)) {
            Some(line) => Spot { place: line.place.cloned(), task: Some(task) },
            None => self.at_task(task),
        }
    }

    /// The line of a task where a field says these words, else where the task holds them.
    pub fn at_field(&self, task: usize, words: &str) -> Spot {
        let says = |line: &&Line| line.spans.iter().any(|(role, text)| *role == Role::Field && text.contains(words));
        match self.lines_of(task).take(SEARCHED).find(says) {
            Some(line) => Spot { place: line.place.cloned(), task: Some(task) },
            None => self.at_words(task, words),
        }
    }

    /// A line.
    pub fn at_line(&self, line: &Line) -> Spot {
        Spot { place: line.place.cloned(), task: line.task }
    }

    /// The lines that are text of the plan.
    pub fn text_lines(&self) -> impl Iterator<Item = &Line<'a>> {
        self.lines.iter().filter(|line| line.is_text())
    }
}

fn printed_lines(account: &Account) -> Vec<Line<'_>> {
    let mut lines = Vec::with_capacity(account.sources().len());
    for (at, source) in account.sources().iter().enumerate() {
        let (mut task, mut spans) = (None, Vec::new());
        for span in account.spans_of(at) {
            task = task.or(span.task);
            spans.push((span.role, span.text));
        }
        lines.push(Line { place: Some(&source.place), text: source.text.as_str(), task, spans });
    }
    lines
}

/// A plan that came without its source: its texts stand in for the lines.
fn model_lines(plan: &Plan) -> Vec<Line<'_>> {
    let aside = |text| Line { place: None, text, task: None, spans: Vec::new() };
    let mut lines: Vec<Line> = plan.title.iter().chain(&plan.preamble).map(String::as_str).map(aside).collect();
    for (at, task) in plan.tasks.iter().enumerate() {
        let content = task.content.iter().flat_map(|content| content.lines());
        let texts = task.title.as_deref().into_iter().chain(content);
        lines.extend(texts.map(|text| Line { place: task.place.as_ref(), task: Some(at), ..aside(text) }));
    }
    lines.extend(plan.closing.iter().map(String::as_str).map(aside));
    lines
}
