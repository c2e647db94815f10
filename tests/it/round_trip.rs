//! Laws: a ledger written in a form and read back is the same ledger.

use std::path::Path;

use fenjie::model::Ledger;
use fenjie::read::read;
use fenjie::write::{Format, Layout, WriteOptions, write};
use proptest::prelude::*;

use super::generate::{self, cases};
use super::plans::annotated;

fn through(ledger: &Ledger, format: Format, file: &str) -> Ledger {
    let layout = Layout::named(Layout::DEFAULT).unwrap();
    let written = write(ledger, format, &WriteOptions::new(&layout)).unwrap();
    read(&written.bytes, Path::new(file)).unwrap().ledger
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn canonical_text_gives_back_the_ledger(ledger in generate::ledger()) {
        prop_assert_eq!(through(&ledger, Format::Text, "计划.txt"), ledger);
    }
}

#[test]
fn every_annotated_plan_survives_canonical_text() {
    for (path, _) in annotated() {
        let ledger = read(&std::fs::read(&path).unwrap(), &path).unwrap().ledger;
        assert_eq!(through(&ledger, Format::Text, "计划.txt"), ledger, "{}", path.display());
        let windows = {
            let layout = Layout::named(Layout::DEFAULT).unwrap();
            let written = write(&ledger, Format::Text, &WriteOptions::new(&layout)).unwrap();
            String::from_utf8(written.bytes).unwrap().replace('\n', "\r\n")
        };
        assert_eq!(read(windows.as_bytes(), Path::new("计划.txt")).unwrap().ledger, ledger, "{} with CRLF", path.display());
    }
}

/// Canonical text that lost its first line is an ordinary plan, and read as one.
#[test]
fn canonical_text_without_its_first_line_is_still_a_plan() {
    let (path, _) = annotated().into_iter().find(|(path, _)| path.ends_with("field-lines-education.txt")).unwrap();
    let ledger = read(&std::fs::read(&path).unwrap(), &path).unwrap().ledger;
    let layout = Layout::named(Layout::DEFAULT).unwrap();
    let written = write(&ledger, Format::Text, &WriteOptions::new(&layout)).unwrap();
    let text = String::from_utf8(written.bytes).unwrap();
    let again = read(text.split_once('\n').unwrap().1.as_bytes(), Path::new("计划.txt")).unwrap().ledger;
    let texts = |ledger: &Ledger| {
        ledger.plan.tasks.iter().map(|task| (task.content.clone(), task.lead_departments.clone(), task.units.clone())).collect::<Vec<_>>()
    };
    assert_eq!(texts(&again), texts(&ledger));
}
