//! Matching and merging, each at three sizes ten times apart: cost must grow as the rows do.
//!
//! `match` finds the task of every row of one return, by its marks and by text alone; `merge` puts collected files together with the
//! ledger and settles what counts.

#![allow(clippy::unwrap_used, missing_docs)] // a bench may fail where it stands; criterion makes undocumented items

mod support;

use std::path::Path;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fenjie::handout::select;
use fenjie::merge::{Merger, ReturnedFile};
use fenjie::model::{Ledger, Role};
use fenjie::read::ReadOptions;
use fenjie::read::returned::{Incoming, read_incoming};
use fenjie::returned::{Cell, Evidence, Returned};
use fenjie::write::Layout;
use fenjie::write::dispatch::{DispatchOptions, Dispatcher};
use support::ledger;

/// What the unit was sent, with every narrative filled in.
fn filled(ledger: &Ledger) -> Returned {
    let layout = Layout::named(Layout::DISPATCH).unwrap();
    let period = "2031Q1".parse().unwrap();
    let dispatcher =
        Dispatcher::new(ledger, DispatchOptions { layout: &layout, period, role: Role::Lead, return_by: None, collector: None });
    let handouts = select(&ledger.plan, Role::Lead, None).handouts;
    let bytes = dispatcher.workbook(&handouts[0]).unwrap().bytes;
    let Ok(Incoming::Return(mut returned)) = read_incoming(&bytes, Path::new("农田建设股.xlsx"), &ReadOptions::default()) else {
        unreachable!("a return")
    };
    let table = returned.tables.iter_mut().find(|table| table.columns.iter().any(|column| column.header == "进展情况")).unwrap();
    let column = table.columns.iter().find(|column| column.header == "进展情况").unwrap().at;
    for (at, row) in table.rows.iter_mut().enumerate() {
        let cell = Cell { column, place: format!("I{}", at + 4), text: format!("第{at}号片区正在施工。"), width: 1, height: 1 };
        let behind = row.cells.iter().position(|other| other.column > column).unwrap_or(row.cells.len());
        row.cells.insert(behind, cell);
    }
    *returned
}

/// The same table retyped by the unit: no mark of ours is left but its name.
fn unmarked(returned: &Returned) -> Returned {
    let mut returned = returned.clone();
    returned.evidence = Evidence { sent: None, ..returned.evidence };
    for table in &mut returned.tables {
        let ids: Vec<usize> = table.columns.iter().filter(|column| column.header == "编码").map(|column| column.at).collect();
        table.columns.retain(|column| !ids.contains(&column.at));
        table.columns.iter_mut().for_each(|column| column.sent = None);
        table.rows.iter_mut().for_each(|row| row.cells.retain(|cell| !ids.contains(&cell.column)));
    }
    returned
}

fn file(name: String, returned: Returned) -> ReturnedFile {
    ReturnedFile { sha256: format!("{name:>064}"), name, returned }
}

fn matching(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("match");
    group.sample_size(10);
    for tasks in [45, 450, 4_500] {
        let ledger = ledger(tasks);
        let merger = Merger::new(&ledger, None);
        let marked = filled(&ledger);
        let forms = [("by marks", marked.clone()), ("by text", unmarked(&marked))];
        group.throughput(Throughput::Elements(tasks as u64));
        for (name, returned) in forms {
            let file = file("农田建设股.xlsx".to_owned(), returned);
            assert_eq!(merger.collect(&file).entries.len(), tasks, "{name}");
            group.bench_with_input(BenchmarkId::new(name, tasks), &file, |bencher, file| bencher.iter(|| merger.collect(file)));
        }
    }
    group.finish();
}

fn merge(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("merge");
    group.sample_size(10);
    let ledger = ledger(45);
    let merger = Merger::new(&ledger, None);
    let returned = filled(&ledger);
    for files in [10, 100, 1_000] {
        // The unit is another in every file, as if each had returned its own.
        let one = |at: usize| {
            let mut collected = merger.collect(&file(format!("返回{at}.xlsx"), returned.clone()));
            let unit = format!("第{at}农技站");
            collected.entries.iter_mut().for_each(|entry| entry.unit = unit.as_str().into());
            collected.unit = Some(unit);
            collected
        };
        let collected: Vec<_> = (0..files).map(one).collect();
        group.throughput(Throughput::Elements(files as u64 * 45));
        group.bench_with_input(BenchmarkId::new("files", files), &collected, |bencher, collected| {
            bencher.iter_batched(|| collected.clone(), |collected| merger.finish(collected, Vec::new()), BatchSize::LargeInput);
        });
    }
    group.finish();
}

criterion_group!(benches, matching, merge);
criterion_main!(benches);
