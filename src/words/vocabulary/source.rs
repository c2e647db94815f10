//! `templates/vocabulary.toml` as it is written: one type for each of its tables.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Field;
use super::list::List;

/// The file as it stands in `templates/vocabulary.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(super) fields: HashMap<Field, Synonyms>,
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

/// What a field is called in running text and in headers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Synonyms {
    #[serde(default)]
    pub(super) labels: Vec<String>,
    #[serde(default)]
    pub(super) headers: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verbs {
    pub(crate) lead: List,
    pub(crate) share: List,
    pub(crate) help: List,
    pub(crate) charge: List,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Units {
    pub(crate) endings: List,
    pub(crate) short: List,
    pub(crate) never_begins: List,
    pub(crate) collective: List,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub(crate) double_surnames: List,
    pub(crate) surnames: String,
    pub(crate) job_titles: List,
    pub(crate) leading_verbs: List,
    pub(crate) behind_titles: List,
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
    pub(crate) no_tasks: List,
    pub(crate) no_tasks_unless_assigned: List,
    pub(crate) no_tasks_outside: List,
    pub(crate) remarks: List,
    pub(crate) past: List,
    pub(crate) past_begins: List,
    pub(crate) past_ends: List,
    pub(crate) faults: List,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chrome {
    pub(crate) begins: List,
    pub(crate) contains: List,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Titles {
    pub(crate) endings: List,
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
    pub(crate) ditto: List,
    pub(crate) nothing: List,
    pub(crate) undecided: List,
}

/// What says yes or no and nothing else, folded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assent {
    pub(crate) yes: List,
    pub(crate) no: List,
}

/// What units write in progress cells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    pub(crate) not_begun: List,
    pub(crate) under_way: List,
    pub(crate) done: List,
    pub(crate) lasting: List,
    pub(crate) not_done: List,
    pub(crate) reporter: List,
    pub(crate) phone: List,
    pub(crate) before_percent: List,
    pub(crate) after_percent: List,
    pub(crate) references: List,
    pub(crate) reference_begins: List,
}

/// What returned files say around the names of units.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Returns {
    pub(crate) sending: List,
    pub(crate) reports: String,
    pub(crate) before_unit: List,
    pub(crate) behind_unit: List,
    pub(crate) not_its_own: List,
    pub(crate) titles: List,
    pub(crate) refers: String,
    pub(crate) reporting: List,
    pub(crate) unit_words: List,
    pub(crate) periods: List,
    pub(crate) no_tasks: List,
}

/// Headers of a roster, and the words in its columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RosterWords {
    pub(crate) name: List,
    pub(crate) kind: List,
    pub(crate) aliases: List,
    pub(crate) members: List,
    pub(crate) person: List,
    pub(crate) phone: List,
    pub(crate) email: List,
    pub(crate) belongs_to: List,
    pub(crate) adopt: List,
    pub(crate) group_words: List,
    pub(crate) collector_words: List,
}

/// The built-in vocabulary; a test holds that it parses, so the empty one is never used.
pub(super) static SOURCE: LazyLock<Source> =
    LazyLock::new(|| match toml::from_str::<Source>(include_str!("../../../templates/vocabulary.toml")) {
        Ok(mut source) => {
            source.spell_out_patterns();
            source
        }
        Err(error) => unreachable!("templates/vocabulary.toml: {error}"),
    });

pub(crate) fn source() -> &'static Source {
    &SOURCE
}
