//! `templates/vocabulary.toml` as it is written: one type for each of its tables.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Field;
use crate::words::fold::is_blank;

/// The file as it stands in `templates/vocabulary.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(super) fields: HashMap<Field, Words>,
    pub(super) parts: HashMap<String, Vec<String>>,
    pub(super) patterns: Vec<Pattern>,
    pub(crate) verbs: Verbs,
    pub(crate) units: Units,
    pub(crate) people: People,
    pub(crate) headings: Headings,
    pub(crate) chrome: Chrome,
    pub(crate) titles: Titles,
    pub(crate) variants: Variants,
    pub(crate) stand_ins: StandIns,
    pub(crate) assent: Assent,
    pub(crate) answers: Answers,
    pub(crate) returns: Returns,
    pub(crate) roster: RosterWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    #[serde(default)]
    pub(super) labels: Vec<String>,
    #[serde(default)]
    pub(super) headers: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verbs {
    pub(crate) lead: Vec<String>,
    pub(crate) share: Vec<String>,
    pub(crate) help: Vec<String>,
    pub(crate) charge: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Units {
    pub(crate) endings: Vec<String>,
    pub(crate) short: Vec<String>,
    pub(crate) never_begins: Vec<String>,
    pub(crate) collective: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub(crate) double_surnames: Vec<String>,
    pub(crate) surnames: String,
    pub(crate) job_titles: Vec<String>,
    pub(crate) leading_verbs: Vec<String>,
    pub(crate) behind_titles: Vec<String>,
}

/// A header or label made of known parts: it ends with one word and holds another; with `whole` it is nothing but such parts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pattern {
    pub(super) field: Field,
    pub(super) ends: Vec<String>,
    #[serde(default)]
    pub(super) holds: Vec<String>,
    #[serde(default)]
    pub(super) whole: bool,
}

impl Source {
    /// Puts the lists of `[parts]` in the place of their names.
    fn spell_out_patterns(&mut self) {
        let spelled = |words: &[String]| {
            let list = |word: &String| match word.strip_prefix('*') {
                Some(name) => self.parts.get(name).cloned().unwrap_or_default(),
                None => vec![word.clone()],
            };
            words.iter().flat_map(list).collect()
        };
        for pattern in &mut self.patterns {
            pattern.ends = spelled(&pattern.ends);
            pattern.holds = spelled(&pattern.holds);
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Headings {
    pub(crate) no_tasks: Vec<String>,
    pub(crate) no_tasks_unless_assigned: Vec<String>,
    pub(crate) no_tasks_outside: Vec<String>,
    pub(crate) remarks: Vec<String>,
    pub(crate) past: Vec<String>,
    pub(crate) past_begins: Vec<String>,
    pub(crate) past_ends: Vec<String>,
    pub(crate) faults: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chrome {
    pub(crate) begins: Vec<String>,
    pub(crate) contains: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Titles {
    pub(crate) endings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variants {
    pub(crate) traditional: String,
}

/// What stands where a value should.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StandIns {
    pub(crate) ditto: Vec<String>,
    pub(crate) nothing: Vec<String>,
    pub(crate) undecided: Vec<String>,
}

/// What says yes or no and nothing else, folded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assent {
    pub(crate) yes: Vec<String>,
    pub(crate) no: Vec<String>,
    pub(crate) this: Vec<String>,
    pub(crate) choosing: Vec<String>,
    pub(crate) others: Vec<String>,
    pub(crate) classifiers: String,
}

/// What units write in progress cells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    pub(crate) not_begun: Vec<String>,
    pub(crate) under_way: Vec<String>,
    pub(crate) done: Vec<String>,
    pub(crate) lasting: Vec<String>,
    pub(crate) not_done: Vec<String>,
    pub(crate) reporter: Vec<String>,
    pub(crate) phone: Vec<String>,
    pub(crate) before_percent: Vec<String>,
    pub(crate) after_percent: Vec<String>,
    pub(crate) references: Vec<String>,
    pub(crate) reference_begins: Vec<String>,
}

/// What returned files say around the names of units.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Returns {
    pub(crate) sending: Vec<String>,
    pub(crate) reports: String,
    pub(crate) before_unit: Vec<String>,
    pub(crate) behind_unit: Vec<String>,
    pub(crate) behind_period: Vec<String>,
    pub(crate) time_labels: Vec<String>,
    pub(crate) not_its_own: Vec<String>,
    pub(crate) titles: Vec<String>,
    pub(crate) refers: String,
    pub(crate) reporting: Vec<String>,
    pub(crate) unit_words: Vec<String>,
    pub(crate) periods: Vec<String>,
    pub(crate) no_tasks: Vec<String>,
}

/// Headers of a roster, and the words in its columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RosterWords {
    pub(crate) name: Vec<String>,
    pub(crate) kind: Vec<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) members: Vec<String>,
    pub(crate) person: Vec<String>,
    pub(crate) phone: Vec<String>,
    pub(crate) email: Vec<String>,
    pub(crate) belongs_to: Vec<String>,
    pub(crate) adopt: Vec<String>,
    pub(crate) group_words: Vec<String>,
    pub(crate) collector_words: Vec<String>,
}

/// The built-in vocabulary; a test holds that it parses, so the empty one is never used.
pub(super) static SOURCE: LazyLock<Source> =
    LazyLock::new(|| match toml::from_str::<Source>(include_str!("../../../templates/vocabulary.toml")) {
        Ok(mut source) => {
            source.spell_out_patterns();
            // Lines are compared as folded keys; the simplification of characters is not there yet, and these words need none.
            for word in source.chrome.begins.iter_mut().chain(&mut source.chrome.contains) {
                *word = word.chars().filter(|&c| !is_blank(c)).map(half_width).collect();
            }
            source
        }
        Err(error) => unreachable!("templates/vocabulary.toml: {error}"),
    });

/// Full-width punctuation as half-width; part of [`fold`], which itself needs the vocabulary.
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        _ => c,
    }
}

pub(crate) fn source() -> &'static Source {
    &SOURCE
}
