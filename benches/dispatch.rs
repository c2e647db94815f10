//! Dispatching: 1,000 units × 45 tasks, workbooks made and thrown away, on one thread and on all; and at a tenth of the units.

#![allow(clippy::unwrap_used, missing_docs)] // a bench may fail where it stands; criterion makes undocumented items

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fenjie::handout::{Handout, select};
use fenjie::model::{Group, Ledger, Role, Roster, Unit};
use fenjie::write::Layout;
use fenjie::write::dispatch::{DispatchOptions, Dispatcher};
use rayon::prelude::*;

const TASKS: usize = 45;

fn handouts(ledger: &Ledger, units: usize) -> Vec<Handout> {
    let names: Vec<String> = (1..=units).map(|at| format!("栖云县第{at}农技站")).collect();
    let roster = Roster {
        units: names.iter().map(|name| Unit { name: name.clone(), ..Unit::default() }).collect(),
        groups: vec![Group { name: support::LEAD.into(), members: names, ..Group::default() }],
    };
    let handouts = select(&ledger.plan, Role::Lead, Some(&roster)).handouts;
    assert!(handouts.len() == units && handouts.iter().all(|handout| handout.shares.len() == TASKS));
    handouts
}

fn dispatch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dispatch");
    group.sample_size(10);
    let (ledger, layout) = (support::ledger(TASKS), Layout::named(Layout::DISPATCH).unwrap());
    let period = "2031Q1".parse().unwrap();
    let options = DispatchOptions { layout: &layout, period, role: Role::Lead, return_by: None, collector: None };
    let dispatcher = Dispatcher::new(&ledger, options);
    for units in [100, 1_000] {
        let handouts = handouts(&ledger, units);
        group.throughput(Throughput::Elements((units * TASKS) as u64));
        group.bench_with_input(BenchmarkId::new("one thread", units), &handouts, |bencher, handouts| {
            bencher.iter(|| handouts.iter().map(|handout| dispatcher.workbook(handout).unwrap().bytes.len()).sum::<usize>());
        });
        group.bench_with_input(BenchmarkId::new("all threads", units), &handouts, |bencher, handouts| {
            bencher.iter(|| handouts.par_iter().map(|handout| dispatcher.workbook(handout).unwrap().bytes.len()).sum::<usize>());
        });
    }
    group.finish();
}

criterion_group!(benches, dispatch);
criterion_main!(benches);
