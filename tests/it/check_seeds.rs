//! Five real plans with a list of what is wrong in them: what `check` finds there, line by line, and what it does not.
//!
//! The plans are not part of the project; without them these tests say so and pass. `tests/data/rules/seeds.md` holds every finding
//! with a verdict, and every listed anomaly that no rule reports with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fenjie::check::{Options, check};
use fenjie::finding::Finding;
use fenjie::read::read;

fn shared() -> Option<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if shared.join("ANOMALIES.md").exists() {
        return Some(shared);
    }
    eprintln!("NOT TESTED: {} is not there; what check finds in real plans is only tested beside it", shared.display());
    None
}

/// Findings of each plan, by the number of the plan.
fn found(shared: &Path) -> Vec<(String, Finding)> {
    let mut files: Vec<PathBuf> = shared.join("seeds").read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    assert_eq!(files.len(), 5);
    let mut found = Vec::new();
    for file in files {
        let seed = file.file_name().unwrap().to_string_lossy()[..3].to_owned();
        let reading = read(&std::fs::read(&file).unwrap(), &file).unwrap();
        let findings = check(&reading.ledger.plan, Some(&reading.account), &Options::default());
        found.extend(findings.into_iter().map(|finding| (seed.clone(), finding)));
    }
    found
}

/// Rows of the tables of a Markdown page, as trimmed cells.
fn rows(page: &str) -> Vec<Vec<String>> {
    let rows = page.lines().filter(|line| line.starts_with('|') && !line.starts_with("|-") && !line.starts_with("| -"));
    rows.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn snapshot() -> Vec<Vec<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/rules/seeds.md");
    rows(&std::fs::read_to_string(file).unwrap())
}

/// A row of the list of anomalies.
struct Anomaly {
    id: String,
    /// E, W or I.
    level: char,
    /// The lines it names; empty for anomalies of the whole plan.
    lines: BTreeSet<usize>,
}

fn anomalies(shared: &Path) -> Vec<Anomaly> {
    let page = std::fs::read_to_string(shared.join("ANOMALIES.md")).unwrap();
    let anomalies = rows(&page).into_iter().filter(|row| row.len() >= 4 && row[0].chars().next().is_some_and(|c| c.is_ascii_digit()));
    let anomalies: Vec<Anomaly> = anomalies
        .map(|row| {
            let level = row[3].chars().find(|c| matches!(c, 'E' | 'W' | 'I')).unwrap();
            Anomaly { id: row[0].clone(), level, lines: lines_in(&row[1]).into_iter().chain(lines_in(&row[2])).collect() }
        })
        .collect();
    assert!(anomalies.len() > 80, "{}", anomalies.len());
    anomalies
}

/// The line numbers in words such as `L15 17 28 · L22`, `L7–8`, `L31/33`.
fn lines_in(words: &str) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    for part in words.split('L').skip(1) {
        for word in part.split([' ', ',', '/', '+']) {
            let mut ends =
                word.split(['–', '-']).map(|end| end.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<usize>());
            let Some(Ok(first)) = ends.next() else { break };
            let last = ends.next().and_then(Result::ok).unwrap_or(first);
            lines.extend(first..=last.min(first + 150));
        }
    }
    lines
}

/// Whether a finding stands at one of the lines, or names one of them.
fn is_at(finding: &Finding, lines: &BTreeSet<usize>) -> bool {
    let named = |line: &usize| finding.message.contains(&format!("第{line}行"));
    lines.is_empty() || finding.line.is_some_and(|line| lines.contains(&line)) || lines.iter().any(named)
}

fn key(seed: &str, finding: &Finding) -> String {
    format!("{seed} {} {}", finding.rule, finding.line.map(|line| line.to_string()).unwrap_or_default()).trim().to_owned()
}

/// Every finding has a verdict, and every verdict a finding. `FENJIE_UPDATE=1` prints the rows that are missing.
#[test]
fn findings_in_real_plans_are_those_that_were_judged() {
    let Some(shared) = shared() else { return };
    let judged: BTreeSet<String> = snapshot().iter().filter(|row| row.len() == 4).map(|row| row[..3].join(" ").trim().to_owned()).collect();
    let found: BTreeSet<String> = found(&shared).iter().map(|(seed, finding)| key(seed, finding)).collect();
    let new: Vec<&String> = found.difference(&judged).collect();
    let gone: Vec<&String> = judged.difference(&found).filter(|row| row.starts_with('0')).collect();
    assert!(new.is_empty() && gone.is_empty(), "not judged in tests/data/rules/seeds.md: {new:#?}\nno longer found: {gone:#?}");
}

/// At most one in twenty of the findings that are not in the list is wrong.
#[test]
fn findings_beyond_the_list_are_right() {
    let beyond: Vec<Vec<String>> = snapshot().into_iter().filter(|row| row.len() == 4 && row[3].starts_with("beyond")).collect();
    let wrong = beyond.iter().filter(|row| row[3].starts_with("beyond, wrong")).count();
    assert!(beyond.iter().all(|row| row[3].starts_with("beyond, wrong") || row[3].starts_with("beyond, right")), "a verdict for each");
    assert!(wrong * 20 <= beyond.len(), "{wrong} of {}", beyond.len());
}

/// Every listed error and warning is found at its line; every note is found or its absence explained.
#[test]
fn listed_anomalies_are_found_at_their_lines() {
    let Some(shared) = shared() else { return };
    let snapshot = snapshot();
    let mut claimed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in snapshot.iter().filter(|row| row.len() == 4) {
        for id in row[3].split(',').map(str::trim).filter(|id| id.contains('.') && id.chars().all(|c| c.is_ascii_digit() || c == '.')) {
            claimed.entry(id.to_owned()).or_default().push(row[..3].join(" ").trim().to_owned());
        }
    }
    let explained: BTreeSet<&str> = snapshot.iter().filter(|row| row.len() == 2).map(|row| row[0].as_str()).collect();
    let found = found(&shared);
    let mut missing = Vec::new();
    for anomaly in anomalies(&shared) {
        let keys = claimed.get(&anomaly.id).map(Vec::as_slice).unwrap_or_default();
        let seed = format!("00{}", &anomaly.id[..1]);
        let at = found.iter().any(|(of, finding)| *of == seed && keys.contains(&key(of, finding)) && is_at(finding, &anomaly.lines));
        let note = anomaly.level == 'I' && (explained.contains(anomaly.id.as_str()) || !keys.is_empty());
        if !at && !note {
            missing.push(format!("{} ({})", anomaly.id, anomaly.level));
        }
    }
    assert!(missing.is_empty(), "not found at their lines: {missing:?}");
}
