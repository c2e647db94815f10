//! The rules of `fenjie check`: the table, its page, and what each rule finds in plans written for it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fenjie::check::{FAMILIES, Options, RULES, check, family, page};
use fenjie::finding::{Finding, Level};
use fenjie::model::{Group, Roster, Unit};
use fenjie::read::{ReadOptions, read, read_with};
use fenjie::words::vocabulary::Vocabulary;
use jiff::civil::date;
use serde::Deserialize;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What is found in a plan; a first line `单位名录：甲局（甲）、各局＝甲局＋乙局` is the roster beside it.
fn findings_with(text: &str, options: &Options) -> Vec<Finding> {
    let (first, rest) = text.trim_start().split_once('\n').unwrap_or((text, ""));
    let (roster, text) = match first.strip_prefix("单位名录：") {
        Some(names) => (Some(roster(names)), rest),
        None => (None, text),
    };
    let reading = read(text.as_bytes(), Path::new("计划.txt")).unwrap();
    check(&reading.ledger.plan, Some(&reading.account), &Options { roster, ..options.clone() })
}

fn roster(names: &str) -> Roster {
    let mut roster = Roster::default();
    for entry in names.split('、') {
        let words = |words: &str, parting: char| words.split(parting).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        match entry.split_once('＝') {
            Some((name, members)) => {
                roster.groups.push(Group { name: name.to_owned(), members: words(members, '＋'), ..Group::default() });
            }
            None => {
                let (name, aliases) = entry.trim_end_matches('）').split_once('（').unwrap_or((entry, ""));
                roster.units.push(Unit { name: name.to_owned(), aliases: words(aliases, '，'), ..Unit::default() });
            }
        }
    }
    roster
}

/// What is found in a text, judged as of a day in the middle of 2023.
pub fn findings(text: &str) -> Vec<Finding> {
    findings_with(text, &Options { as_of: Some(date(2023, 7, 1)), ..Options::default() })
}

fn has(text: &str, code: &str) -> bool {
    findings(text).iter().any(|finding| finding.rule == code)
}

/// Own plans for one rule: `tests/data/rules/C101.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixtures {
    bad: Vec<String>,
    good: Vec<String>,
}

fn fixtures(code: &str) -> Fixtures {
    let file = project().join(format!("tests/data/rules/{code}.toml"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{code} has no fixtures: write {}", file.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn the_table_holds_together() {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "codes are unique and in order: {codes:?}");
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), RULES.len(), "names are unique");
    for rule in RULES {
        assert!(family(rule.code).is_some(), "{} is in no family", rule.code);
        for words in [rule.message, rule.advice, rule.why, rule.bad, rule.good] {
            assert!(!words.is_empty() && !words.ends_with('。') || words == rule.bad || words == rule.good, "{}: {words}", rule.code);
        }
        assert_ne!(rule.bad, rule.good, "{}", rule.code);
    }
    for family in FAMILIES {
        assert!(RULES.iter().any(|rule| rule.code.starts_with(family.prefix)), "{} has no rule", family.name);
    }
}

/// `FENJIE_UPDATE=1 cargo test rules_page` writes it anew after a change of the table.
#[test]
fn the_rules_page_is_made_of_the_table() {
    let file = project().join("docs/rules.md");
    if std::env::var_os("FENJIE_UPDATE").is_some() {
        std::fs::create_dir_all(project().join("docs")).unwrap();
        std::fs::write(&file, page()).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == page(), "docs/rules.md is not what the table says; FENJIE_UPDATE=1 cargo test rules_page writes it anew");
}

/// The examples of the table, and at least as many own ones beside them: two bad and two good for every rule.
#[test]
fn every_rule_finds_the_bad_and_lets_the_good_pass() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let own = fixtures(rule.code);
        assert!(!own.bad.is_empty() && !own.good.is_empty(), "{}: at least one bad and one good of its own", rule.code);
        for bad in own.bad.iter().map(String::as_str).chain([rule.bad]) {
            if !has(bad, rule.code) {
                wrong.push(format!("{} finds nothing in:\n{bad}\n", rule.code));
            }
        }
        for good in own.good.iter().map(String::as_str).chain([rule.good]) {
            if let Some(finding) = findings(good).iter().find(|finding| finding.rule == rule.code) {
                wrong.push(format!("{} finds “{}” in:\n{good}\n", rule.code, finding.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A corrected example is not wrong in another way: no error, and no warning that is not about the day it is read.
#[test]
fn good_examples_have_no_errors() {
    for rule in RULES {
        let errors: Vec<Finding> = findings(rule.good).into_iter().filter(|finding| finding.level == Level::Error).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", rule.code);
    }
}

#[test]
fn every_fixture_belongs_to_a_rule_and_every_message_is_whole() {
    for entry in project().join("tests/data/rules").read_dir().unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let code = path.file_stem().unwrap().to_string_lossy().into_owned();
            assert!(RULES.iter().any(|rule| rule.code == code), "{} belongs to no rule", path.display());
            for text in fixtures(&code).bad {
                for finding in findings(&text) {
                    assert!(!finding.message.contains(['{', '}']), "{finding:?}");
                    assert!(finding.line.is_some() || finding.task.is_none(), "a finding about a task says where: {finding:?}");
                }
            }
        }
    }
}

#[test]
fn options_choose_rules_and_days() {
    let text = RULES.iter().find(|rule| rule.code == "C409").unwrap().bad;
    let codes = |options: &Options| findings_with(text, options).into_iter().map(|finding| finding.rule).collect::<Vec<_>>();
    assert!(!codes(&Options::default()).contains(&"C409".to_owned()), "without a day no deadline has gone by");
    let july = Options { as_of: Some(date(2023, 7, 1)), ..Options::default() };
    assert!(codes(&july).contains(&"C409".to_owned()));
    let only = Options { only: vec!["C409".to_owned()], ..july.clone() };
    assert_eq!(codes(&only), ["C409"]);
    assert!(codes(&Options { skip: vec!["C409".to_owned()], ..only.clone() }).is_empty());
    assert!(codes(&Options { level: Some(Level::Error), ..july }).is_empty());
}

/// A plan is checked in the words it was read with.
#[test]
fn an_offices_own_labels_are_labels() {
    let rule = RULES.iter().find(|rule| rule.code == "C307").unwrap();
    let text = rule.bad.replace("配合科室", "帮办处室");
    let own = Vocabulary::from_toml(Path::new("自用.toml"), "[fields.units]\nlabels = [\"帮办处室\"]\n").unwrap();
    let codes = |vocabulary: &Vocabulary| -> Vec<String> {
        let reading = read_with(text.as_bytes(), Path::new("计划.txt"), &ReadOptions { vocabulary, ..ReadOptions::default() }).unwrap();
        let options = Options { vocabulary, only: vec![rule.code.to_owned()], ..Options::default() };
        check(&reading.ledger.plan, Some(&reading.account), &options).into_iter().map(|finding| finding.rule).collect()
    };
    assert_eq!(codes(&own), [rule.code]);
    assert_eq!(codes(Vocabulary::built_in()), [""; 0]);
}

/// Without the source a finding stands where its task begins; the same plan from JSON gives the findings about its fields.
#[test]
fn a_plan_without_its_source_is_checked_too() {
    let rule = RULES.iter().find(|rule| rule.code == "C101").unwrap();
    let reading = read(rule.bad.as_bytes(), Path::new("计划.txt")).unwrap();
    let found = check(&reading.ledger.plan, None, &Options::default());
    assert_eq!(found.iter().filter(|finding| finding.rule == "C101").map(|finding| finding.line).collect::<Vec<_>>(), [Some(3)]);
}

/// False alarms in plans that are right: every error and warning has a verdict in `tests/data/rules/plans.md`, and at most one in three
/// plans has one that is wrong.
#[test]
fn false_alarms_are_rare() {
    let page = std::fs::read_to_string(project().join("tests/data/rules/plans.md")).unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.matches('|').count() == 5)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let judged: BTreeSet<String> = rows.iter().skip(1).map(|row| row[..3].join(" ")).collect();
    let (mut plans, mut found) = (0, BTreeSet::new());
    for entry in project().join("tests/data/plans").read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        plans += 1;
        let reading = read(&std::fs::read(&path).unwrap(), &path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for finding in check(&reading.ledger.plan, Some(&reading.account), &Options::default()) {
            if finding.level != Level::Info {
                let place = finding.line.map(|line| line.to_string()).or(finding.cell).unwrap_or_default();
                found.insert(format!("{name} {} {place}", finding.rule));
            }
        }
    }
    let (new, gone): (Vec<_>, Vec<_>) = (found.difference(&judged).collect(), judged.difference(&found).collect());
    assert!(new.is_empty() && gone.is_empty(), "not judged in tests/data/rules/plans.md: {new:#?}\nno longer found: {gone:#?}");
    let wrong = rows.iter().skip(1).filter(|row| row[3].starts_with("wrong")).count();
    assert!(rows.iter().skip(1).all(|row| row[3].starts_with("wrong: ") || row[3].starts_with("right: ")), "a verdict for each");
    assert!(plans >= 80 && wrong * 3 <= plans, "{wrong} false alarms in {plans} plans");
}

/// No text makes it fail: plans with characters missing, cut anywhere, all on one line, or full of blank lines.
#[test]
fn damaged_plans_are_checked_without_failing() {
    let mut files: Vec<PathBuf> = project().join("tests/data/plans").read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for (turn, path) in files.into_iter().enumerate() {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let damaged = match turn / 2 % 4 {
            0 => text.chars().enumerate().filter(|(at, _)| at % 7 != 0).map(|(_, c)| c).collect(),
            1 => text.chars().take(text.chars().count() * 2 / 3).collect(),
            2 => text.replace('\n', ""),
            _ => text.replace('\n', "\u{A0}\n"),
        };
        findings(&damaged);
    }
}

/// The same plan gives the same findings, and every finding is about a task of the plan.
mod generated {
    use proptest::prelude::*;

    use super::*;
    use crate::generate;

    proptest! {
        #![proptest_config(generate::cases(64))]
        #[test]
        fn any_ledger_is_checked(ledger in generate::ledger()) {
            let options = Options { as_of: Some(date(2023, 7, 1)), ..Options::default() };
            let found = check(&ledger.plan, None, &options);
            prop_assert_eq!(&found, &check(&ledger.plan, None, &options));
            for finding in &found {
                prop_assert!(finding.task.as_ref().is_none_or(|id| ledger.plan.tasks.iter().any(|task| task.id == *id)));
                prop_assert!(RULES.iter().any(|rule| rule.code == finding.rule));
            }
        }
    }
}
