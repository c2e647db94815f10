//! `templates/vocabulary.toml` as it is written: one type for each of its tables.

use hashbrown::HashMap;
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
    pub(crate) remarks: Remarks,
    pub(crate) units: Units,
    pub(crate) people: People,
    pub(crate) headings: Headings,
    pub(crate) chrome: Chrome,
    pub(crate) footers: Footers,
    pub(crate) rows: Rows,
    pub(crate) titles: Titles,
    pub(crate) variants: Variants,
    pub(crate) deadlines: DeadlineWords,
    pub(crate) targets: TargetWords,
    pub(crate) numbering: NumberingWords,
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
    pub(crate) adverbs: List,
    pub(crate) sharing: List,
    pub(crate) all_above: List,
    pub(crate) whoever: List,
    pub(crate) help_behind_name: List,
    pub(crate) duty: List,
}

/// What a plan remarks about its own lists of names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remarks {
    pub(crate) not_repeated: List,
    pub(crate) first: List,
    pub(crate) leads: List,
    pub(crate) without_lead: List,
    pub(crate) marked: List,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Units {
    pub(crate) signing: List,
    pub(crate) endings: List,
    pub(crate) short: List,
    pub(crate) never_begins: List,
    pub(crate) collective: List,
    pub(crate) made_up: List,
    shortened: Vec<(String, String)>,
    pub(crate) divisions: List,
    pub(crate) of_places: List,
    pub(crate) towns: List,
    pub(crate) not_behind_all: String,
    pub(crate) may_be_left_out: String,
    pub(crate) borrowed: List,
    pub(crate) compared: List,
    pub(crate) inside: List,
    pub(crate) generic: List,
    /// The name of before, that of now, and the year.
    pub(crate) renamed: Vec<(String, String, i16)>,
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

impl Units {
    /// What stands before an ending that has a short form, and the short form: `"应急办公室"` → 应急, 办.
    pub(crate) fn shortened<'n>(&self, name: &'n str) -> Option<(&'n str, &str)> {
        self.shortened.iter().find_map(|(long, short)| Some((name.strip_suffix(long.as_str())?, short.as_str())))
    }
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
    pub(crate) strengthening: List,
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
    pub(crate) published: List,
}

/// What stands below the tasks of a plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Footers {
    pub(crate) remarks: List,
    pub(crate) copies: List,
    pub(crate) keywords: List,
    pub(crate) publication: List,
    pub(crate) print_run: List,
    pub(crate) contact: List,
}

/// Rows of tables that are no tasks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    pub(crate) names: List,
    pub(crate) sums: List,
    pub(crate) remarks: List,
    pub(crate) lone_remarks: List,
    pub(crate) below: List,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Titles {
    pub(crate) announcing: List,
    pub(crate) attached: List,
    pub(crate) endings: List,
    pub(crate) sheets: List,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variants {
    pub(crate) traditional: String,
}

/// Words of deadlines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeadlineWords {
    pub(crate) ongoing: List,
    pub(crate) carrying_on: List,
    pub(crate) at_once: List,
    pub(crate) occasions: List,
    pub(crate) beside_occasions: List,
    pub(crate) starting: List,
    pub(crate) done: List,
    pub(crate) completions: List,
    pub(crate) reporting: List,
    pub(crate) reported: List,
}

/// Words of targets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TargetWords {
    pub(crate) units: List,
    pub(crate) units_not_before: Vec<(String, String)>,
    pub(crate) durations: List,
    pub(crate) parts: List,
    pub(crate) at_least: List,
    pub(crate) at_most: List,
    pub(crate) more_than: List,
    pub(crate) less_than: List,
    pub(crate) about: List,
    pub(crate) exactly: List,
}

/// What numbers of items say besides the number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberingWords {
    pub(crate) named: List,
    pub(crate) qualifiers: List,
    pub(crate) papers: List,
    pub(crate) counted: List,
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
    pub(crate) this: List,
    pub(crate) choosing: List,
    pub(crate) others: List,
    pub(crate) classifiers: String,
}

/// What units write in progress cells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    pub(crate) not_begun: List,
    pub(crate) under_way: List,
    pub(crate) done: List,
    pub(crate) lasting: List,
    pub(crate) ticked: List,
    pub(crate) unticked: List,
    pub(crate) not_done: List,
    pub(crate) rates: List,
    pub(crate) open: List,
    pub(crate) reporter: List,
    pub(crate) phone: List,
    pub(crate) before_percent: List,
    pub(crate) after_percent: List,
    pub(crate) undoes_done: List,
    pub(crate) undoes_not_begun: List,
    pub(crate) undoes_under_way: List,
    pub(crate) undoes_percent: List,
    pub(crate) references: List,
    pub(crate) reference_begins: List,
}

/// What returned files say around the names of units.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Returns {
    pub(crate) sending: List,
    pub(crate) reports: String,
    pub(crate) unit_labels: List,
    pub(crate) period_labels: List,
    pub(crate) copy_marks: List,
    pub(crate) before_unit: List,
    pub(crate) behind_unit: List,
    pub(crate) behind_period: List,
    pub(crate) time_labels: List,
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

/// The built-in vocabulary as it is written.
pub(crate) fn source() -> &'static Source {
    &SOURCE
}
