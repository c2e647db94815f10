//! Checking: what is wrong with a plan before it is sent to hundreds of units.
//!
//! One function per rule, one table [`RULES`] with everything a reader of a finding wants to know; the page `docs/rules.md` is
//! made of it. [`check`] looks at the plan and, where it is given, at the account of the source (for the lines and what the
//! reader made of them). It repairs nothing and blocks nothing: every result is a [`Finding`]. No rule reads a clock, and none
//! compares all tasks with all others.

mod counts;
mod damage;
mod deadlines;
mod duplicates;
mod fields;
mod leaders;
mod names;
mod numbering;
mod rule;
mod subject;
mod targets;
mod text;
mod widths;

use jiff::civil::Date;

use crate::finding::{Finding, Level};
use crate::model::{Plan, Roster};
use crate::passage::Account;
use crate::words::vocabulary::Vocabulary;
use rule::Notes;
pub use rule::{FAMILIES, Family, Rule, family, page};
use subject::Subject;

/// What to check, and with what knowledge.
#[derive(Debug, Clone)]
pub struct Options<'v> {
    /// The day as of which deadlines are judged; without it no rule needs one.
    pub as_of: Option<Date>,
    /// What the names of units mean: what it answers is not asked, and names it does not know are.
    pub roster: Option<Roster>,
    /// The words labels and headers are made of: those the plan was read with.
    pub vocabulary: &'v Vocabulary,
    /// Codes of the only rules to run; empty for all.
    pub only: Vec<String>,
    /// Codes of rules not to run.
    pub skip: Vec<String>,
    /// Findings below this level are left out.
    pub level: Option<Level>,
}

/// Every rule, without a day and without a roster, in our own words.
impl Default for Options<'_> {
    fn default() -> Self {
        Options { as_of: None, roster: None, vocabulary: Vocabulary::built_in(), only: Vec::new(), skip: Vec::new(), level: None }
    }
}

/// The rules of each family, beside their functions.
const TABLES: [&[Rule]; 10] = [
    numbering::RULES,
    duplicates::RULES,
    names::RULES,
    fields::RULES,
    deadlines::RULES,
    leaders::RULES,
    counts::RULES,
    damage::RULES,
    widths::RULES,
    targets::RULES,
];

const COUNT: usize = {
    let (mut count, mut table) = (0, 0);
    while table < TABLES.len() {
        count += TABLES[table].len();
        table += 1;
    }
    count
};

/// Every rule there is, in the order of their codes.
pub const RULES: [Rule; COUNT] = {
    let mut rules = [TABLES[0][0]; COUNT];
    let (mut at, mut table) = (0, 0);
    while table < TABLES.len() {
        let mut rule = 0;
        while rule < TABLES[table].len() {
            rules[at] = TABLES[table][rule];
            at += 1;
            rule += 1;
        }
        table += 1;
    }
    rules
};

/// Checks a plan; findings come by rule, and within a rule in the order of the document.
///
/// Shape: a plan of 2020 with a field “2019年11月” → one finding `C401`, level error, at the line of the field. With the account of a
/// reading every finding stands at its own line or cell; without one it stands where the task begins.
///
/// # Examples
/// ```
/// use std::path::Path;
///
/// use fenjie::check::{Options, check};
///
/// let text = "云渡县2031年水利工作要点\n1.整治病险水库12座。\n责任单位：工程股\n完成时限：2030年11月\n";
/// let reading = fenjie::read::read(text.as_bytes(), Path::new("要点.txt"))?;
/// let findings = check(&reading.ledger.plan, Some(&reading.account), &Options::default());
/// let found: Vec<_> = findings.iter().map(|finding| (finding.rule.as_str(), finding.line)).collect();
/// assert_eq!(found, [("C401", Some(4))]);
/// # Ok::<(), fenjie::error::Error>(())
/// ```
pub fn check(plan: &Plan, account: Option<&Account>, options: &Options<'_>) -> Vec<Finding> {
    let subject = Subject::new(plan, account, options);
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| options.runs(rule)) {
        let mut notes = Notes::new(rule, &subject);
        (rule.find)(&subject, &mut notes);
        findings.extend(notes.finish());
    }
    findings
}

impl Options<'_> {
    fn runs(&self, rule: &Rule) -> bool {
        let named = |codes: &[String]| codes.iter().any(|code| code == rule.code);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip) && self.level.is_none_or(|level| rule.level <= level)
    }
}
