//! Text with its places, and the account of what became of every character.
//!
//! A [`Passage`] is text put together from pieces of the source (a joined paragraph, a cell); any byte range of it can be led back
//! to the source. The [`Account`] holds what each piece of the source was taken for; what nothing claimed goes to `rest`.

use std::fmt::Write;
use std::ops::Range;

use crate::model::{Place, Rest};
use crate::words::fold::{is_blank, is_word, trimmed};
use crate::words::page::is_page_mark;

/// One unit of the source: a line of text or a cell, as printed.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it stands.
    pub place: Place,
    /// What it says, without its line end.
    pub text: String,
}

/// Text put together from pieces of the source.
#[derive(Debug, Clone, Default)]
pub struct Passage {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where the piece begins in the passage.
    at: usize,
    length: usize,
    source: usize,
    /// Where the piece begins in its source.
    start: usize,
}

impl Passage {
    /// The passage that is a range of one source.
    pub fn of(source: usize, text: &str, range: Range<usize>) -> Self {
        let piece = Piece { at: 0, length: range.len(), source, start: range.start };
        Passage { text: text[range].to_owned(), pieces: vec![piece] }
    }

    /// A range of this passage as a passage of its own; empty when the range does not fall between characters.
    pub fn part(&self, range: Range<usize>) -> Passage {
        let Some(text) = self.text.get(range.clone()) else { return Passage::default() };
        let mut at = 0;
        let pieces = self.spans(range.clone()).map(|(source, span)| {
            let piece = Piece { at, length: span.len(), source, start: span.start };
            at += span.len();
            piece
        });
        let mut pieces: Vec<Piece> = pieces.collect();
        // What is glue between two pieces is in no source, so the places within the new text are counted from the old ones.
        let first = self.pieces.partition_point(|piece| piece.at + piece.length <= range.start);
        for (piece, old) in pieces.iter_mut().zip(self.pieces.iter().skip(first)) {
            piece.at = old.at.max(range.start) - range.start;
        }
        Passage { text: text.to_owned(), pieces }
    }

    /// Adds another passage behind this one, with `glue` between that is in no source.
    pub fn append(&mut self, glue: &str, other: Passage) {
        self.text.push_str(glue);
        let by = self.text.len();
        self.text.push_str(&other.text);
        self.pieces.extend(other.pieces.into_iter().map(|piece| Piece { at: piece.at + by, ..piece }));
    }

    /// The text alone.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The source the passage begins in.
    pub fn first_source(&self) -> Option<usize> {
        self.pieces.first().map(|piece| piece.source)
    }

    /// The sources it is made of, in order, each once.
    pub fn sources(&self) -> impl Iterator<Item = usize> + '_ {
        let before = std::iter::once(None).chain(self.pieces.iter().map(|piece| Some(piece.source)));
        self.pieces.iter().zip(before).filter(|(piece, before)| Some(piece.source) != *before).map(|(piece, _)| piece.source)
    }

    /// Where a byte range of the passage stands in the sources.
    fn spans(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        let first = self.pieces.partition_point(|piece| piece.at + piece.length <= range.start);
        self.pieces[first..].iter().take_while(move |piece| piece.at < range.end).map(move |piece| {
            let start = range.start.max(piece.at) - piece.at;
            let end = range.end.min(piece.at + piece.length) - piece.at;
            (piece.source, piece.start + start..piece.start + end)
        })
    }
}

/// What a piece of the source was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The plan's title.
    PlanTitle,
    /// 文号
    DocNumber,
    /// The signing body.
    Issuer,
    /// The date of issue.
    IssuedOn,
    /// A paragraph before the tasks.
    Preamble,
    /// A paragraph after the tasks.
    Closing,
    /// A section's number.
    SectionNumber,
    /// A section's heading.
    SectionTitle,
    /// A task's number.
    Number,
    /// A task's title.
    Title,
    /// A task's content.
    Content,
    /// A value of a field.
    Field,
    /// A label or a column header.
    Label,
    /// Punctuation between fields.
    Separator,
    /// Kept in `rest`, with the reason.
    Rest(&'static str),
}

impl Role {
    /// The name in a trace.
    pub fn name(self) -> &'static str {
        match self {
            Role::PlanTitle => "plan-title",
            Role::DocNumber => "doc-number",
            Role::Issuer => "issuer",
            Role::IssuedOn => "issued-on",
            Role::Preamble => "preamble",
            Role::Closing => "closing",
            Role::SectionNumber => "section-number",
            Role::SectionTitle => "section-title",
            Role::Number => "number",
            Role::Title => "title",
            Role::Content => "content",
            Role::Field => "field",
            Role::Label => "label",
            Role::Separator => "separator",
            Role::Rest(_) => "rest",
        }
    }
}

/// Marks that stand for a line break inside a cell of text.
pub(crate) const BREAKS: [&str; 4] = ["<br>", "<br/>", "<br />", "<BR>"];

/// Why text that no rule claimed is in `rest`.
pub const UNRECOGNISED: &str = "unrecognised";

#[derive(Debug, Clone)]
struct Claim {
    source: usize,
    range: Range<usize>,
    role: Role,
    task: Option<usize>,
}

/// One row of a trace: a span of the source and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span<'a> {
    /// Where the source stands.
    pub place: &'a Place,
    /// The span as printed, without blanks at its ends.
    pub text: &'a str,
    /// What it was taken for.
    pub role: Role,
    /// Index of the task it belongs to.
    pub task: Option<usize>,
}

/// The account: every source with what was claimed of it.
#[derive(Debug, Clone, Default)]
pub struct Account {
    sources: Vec<Source>,
    /// In the order of the sources once settled.
    claims: Vec<Claim>,
}

impl Account {
    /// An account over these sources, with nothing claimed yet.
    pub fn new(sources: Vec<Source>) -> Self {
        const PARTS: usize = 3; // claims of a line, on the whole
        let claims = Vec::with_capacity(sources.len() * PARTS);
        Account { sources, claims }
    }

    /// The sources.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The place of a source.
    pub fn place(&self, source: usize) -> Option<Place> {
        self.sources.get(source).map(|source| source.place.clone())
    }

    /// Claims a range of a passage.
    pub fn claim(&mut self, passage: &Passage, range: Range<usize>, role: Role, task: Option<usize>) {
        for (source, range) in passage.spans(range) {
            if source < self.sources.len() && !range.is_empty() {
                self.claims.push(Claim { source, range, role, task });
            }
        }
    }

    /// Claims a whole source.
    pub fn claim_whole(&mut self, source: usize, role: Role) {
        if let Some(length) = self.sources.get(source).map(|source| source.text.len()) {
            self.claims.push(Claim { source, range: 0..length, role, task: None });
        }
    }

    /// Claims a whole passage.
    pub fn claim_all(&mut self, passage: &Passage, role: Role) {
        self.claim(passage, 0..passage.text.len(), role, None);
    }

    /// Claims what nothing claimed: punctuation as separators, text as unrecognised. Afterwards every character is accounted for.
    pub fn settle(&mut self) {
        let in_order = |claim: &Claim| (claim.source, claim.range.start);
        self.claims.sort_by_key(in_order);
        let mut gaps = Vec::new();
        for (at, (source, claims)) in self.by_source().enumerate() {
            let mut end = 0;
            let mut close = |end: usize, start: usize| gaps.extend(gap_claim(at, &source.text, end..start));
            for claim in claims {
                close(end, claim.range.start);
                end = end.max(claim.range.end);
            }
            close(end, source.text.len());
        }
        if !gaps.is_empty() {
            self.claims.append(&mut gaps);
            self.claims.sort_by_key(in_order);
        }
    }

    /// Every source with its claims, once they are in order.
    fn by_source(&self) -> impl Iterator<Item = (&Source, &[Claim])> {
        let mut behind = self.claims.as_slice();
        self.sources.iter().enumerate().map(move |(at, source)| {
            let length = behind.iter().take_while(|claim| claim.source == at).count();
            let (claims, rest) = behind.split_at(length);
            behind = rest;
            (source, claims)
        })
    }

    /// Everything that is in `rest`, in the order of the source.
    pub fn rest(&self) -> Vec<Rest> {
        let kept = |span: &Span| match span.role {
            Role::Rest(why) => Some(Rest { place: span.place.clone(), text: span.text.to_owned(), why: why.to_owned() }),
            _ => None,
        };
        self.spans().filter_map(|span| kept(&span)).collect()
    }

    /// Every claimed span, in the order of the source.
    pub fn spans(&self) -> impl Iterator<Item = Span<'_>> {
        self.claims.iter().filter_map(|claim| self.span(claim))
    }

    /// The claimed spans of one source, in order.
    pub fn spans_of(&self, source: usize) -> impl Iterator<Item = Span<'_>> {
        let first = self.claims.partition_point(|claim| claim.source < source);
        self.claims[first..].iter().take_while(move |claim| claim.source == source).filter_map(|claim| self.span(claim))
    }

    fn span(&self, claim: &Claim) -> Option<Span<'_>> {
        let source = self.sources.get(claim.source)?;
        let text = source.text.get(claim.range.clone())?;
        let text = &text[trimmed(text)];
        (!text.is_empty()).then_some(Span { place: &source.place, text, role: claim.role, task: claim.task })
    }

    /// The sums: printed characters, characters claimed once, and characters claimed twice (a mistake of the program).
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        for (source, claims) in self.by_source() {
            let mut end = 0;
            for claim in claims {
                sums.twice += count(source.text.get(claim.range.start..claim.range.end.min(end)).unwrap_or(""));
                sums.claimed += count(source.text.get(claim.range.start.max(end)..claim.range.end).unwrap_or(""));
                end = end.max(claim.range.end);
            }
            sums.printed += count(&source.text);
        }
        sums
    }

    /// The trace as tab-separated text: place, role, task, characters, text; then the sums.
    ///
    /// Shape: `12<TAB>content<TAB>3<TAB>41<TAB>加强…`. Characters are those that are not white space.
    pub fn trace(&self) -> String {
        let mut trace = String::from("place\trole\ttask\tcharacters\ttext\n");
        let mut roles: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for span in self.spans() {
            let task = span.task.map(|task| (task + 1).to_string()).unwrap_or_default();
            let characters = count(span.text);
            *roles.entry(span.role.name()).or_default() += characters;
            let role = match span.role {
                Role::Rest(why) => format!("rest: {why}"),
                role => role.name().to_owned(),
            };
            let _ = writeln!(trace, "{}\t{role}\t{task}\t{characters}\t{}", place_words(span.place), span.text.replace(['\t', '\n'], " "));
        }
        let sums = self.sums();
        for (role, characters) in roles {
            let _ = writeln!(trace, "sum\t{role}\t\t{characters}\t");
        }
        let _ = writeln!(trace, "sum\tclaimed\t\t{}\t", sums.claimed);
        let _ = writeln!(trace, "sum\tprinted\t\t{}\t", sums.printed);
        trace
    }
}

/// What a gap between claims is taken for; nothing when it is blank or no gap at all.
fn gap_claim(source: usize, text: &str, gap: Range<usize>) -> Option<Claim> {
    let printed = text.get(gap.clone())?;
    let inner = trimmed(printed);
    let printed = &printed[inner.clone()];
    let role = if is_page_mark(printed) {
        Role::Rest("page mark")
    } else if printed.chars().any(is_word) && !BREAKS.contains(&printed) {
        Role::Rest(UNRECOGNISED)
    } else {
        Role::Separator
    };
    (!inner.is_empty()).then_some(Claim { source, range: gap.start + inner.start..gap.start + inner.end, role, task: None })
}

fn place_words(place: &Place) -> String {
    match place {
        Place::Line { line } => line.to_string(),
        Place::Row { sheet, row, column } => match column {
            Some(column) => format!("{sheet}!R{row}C{column}"),
            None => format!("{sheet}!R{row}"),
        },
    }
}

/// What an account adds up to, in characters that are not white space.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// In the source.
    pub printed: usize,
    /// Claimed at least once.
    pub claimed: usize,
    /// Claimed more than once.
    pub twice: usize,
}

fn count(text: &str) -> usize {
    text.chars().filter(|&c| !is_blank(c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_accounted_for() {
        let texts = ["1. 加强管理，", "提高水平。（责任单位：甲局）", "  "];
        let sources =
            texts.iter().enumerate().map(|(at, text)| Source { place: Place::Line { line: at + 1 }, text: (*text).to_owned() }).collect();
        let mut account = Account::new(sources);
        let mut passage = Passage::of(0, texts[0], 0..texts[0].len());
        passage.append("", Passage::of(1, texts[1], 0..texts[1].len()));
        let bracket = passage.text().find('（').unwrap();
        account.claim(&passage, 0..2, Role::Number, Some(0));
        account.claim(&passage, 3..bracket, Role::Content, Some(0));
        account.settle();
        assert_eq!(account.sums(), Sums { printed: 21, claimed: 21, twice: 0 });
        assert_eq!(account.rest(), [Rest { place: Place::Line { line: 2 }, text: "（责任单位：甲局）".into(), why: UNRECOGNISED.into() }]);
        assert!(account.trace().contains("1\tcontent\t1\t5\t加强管理，\n2\tcontent\t1\t5\t提高水平。\n"));
    }
}
