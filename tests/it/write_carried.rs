//! Documents that carry the ledger they were written from read back to it, in every layout.

use std::path::PathBuf;

use fenjie::model::Ledger;
use fenjie::read::{Reading, read};
use fenjie::write::{Format, Layout, WriteOptions, write};
use proptest::prelude::*;

use super::generate::{self, cases};
use super::plans::annotated;
use super::write_support::{changes, layout};

const CARRIERS: [(Format, &str); 2] = [(Format::Docx, "docx"), (Format::Html, "html")];

fn read_back(ledger: &Ledger, name: &str, (format, extension): (Format, &str)) -> Reading {
    let bytes = write(ledger, format, &WriteOptions::new(&layout(name))).unwrap().bytes;
    read(&bytes, &PathBuf::from("责任分解表").with_extension(extension)).unwrap()
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn a_document_gives_back_the_ledger(
        ledger in generate::ledger(), name in prop::sample::select(Layout::names()), carrier in prop::sample::select(&CARRIERS[..])
    ) {
        let reading = read_back(&ledger, name, carrier);
        prop_assert_eq!(changes(&reading), Vec::<&str>::new());
        prop_assert_eq!(reading.ledger, ledger);
    }
}

#[test]
fn every_annotated_plan_survives_a_document() {
    for (path, _) in annotated() {
        let ledger = read(&std::fs::read(&path).unwrap(), &path).unwrap().ledger;
        for (name, carrier) in Layout::names().into_iter().flat_map(|name| CARRIERS.map(|carrier| (name, carrier))) {
            let reading = read_back(&ledger, name, carrier);
            assert!(reading.ledger == ledger, "{} as {name} in {}", path.display(), carrier.1);
            assert_eq!(changes(&reading), Vec::<&str>::new(), "{} as {name} in {}", path.display(), carrier.1);
        }
    }
}
