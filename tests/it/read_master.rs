//! The master workbook read back: equal without a change, and every change of a person seen.

use std::path::Path;

use fenjie::finding::Finding;
use fenjie::model::{Ledger, Period};
use fenjie::read::read;
use fenjie::write::{Format, Layout, WriteOptions, write};
use proptest::prelude::*;

use super::generate::{self, cases};
use super::plans::annotated;

fn written(ledger: &Ledger, layout: &str) -> Vec<u8> {
    let layout = Layout::named(layout).unwrap();
    write(ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap().bytes
}

fn through(bytes: &[u8]) -> (Ledger, Vec<Finding>) {
    let reading = read(bytes, Path::new("总台账.xlsx")).unwrap();
    (reading.ledger, reading.findings)
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn workbooks_give_back_the_ledger(ledger in generate::ledger(), layout in prop::sample::select(Layout::names())) {
        let (again, findings) = through(&written(&ledger, layout));
        prop_assert_eq!(again, ledger);
        prop_assert_eq!(findings, vec![], "nothing was changed");
    }
}

#[test]
fn every_annotated_plan_survives_the_workbook() {
    for (path, _) in annotated() {
        let ledger = read(&std::fs::read(&path).unwrap(), &path).unwrap().ledger;
        for layout in Layout::names() {
            let (again, findings) = through(&written(&ledger, layout));
            assert_eq!((again, findings), (ledger.clone(), vec![]), "{} in {layout}", path.display());
        }
    }
    let _ = Period::Year(2023);
}
