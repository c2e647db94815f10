//! Dispatching: 1,000 units × 45 tasks, workbooks made and thrown away, on one thread and on all; and at a tenth of the units.

#![allow(clippy::unwrap_used, missing_docs)] // a bench may fail where it stands; criterion makes undocumented items

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fenjie::handout::{Handout, select};
use fenjie::model::{Group, Ledger, Plan, Role, Roster, Task, Unit, plan_id, task_id};
use fenjie::write::Layout;
use fenjie::write::dispatch::{DispatchOptions, Dispatcher};
use rayon::prelude::*;

const TASKS: usize = 45;

/// 45 tasks of about 150 characters each, all of them for all schools.
fn ledger() -> Ledger {
    let title = "2031年栖云县教育重点工作要点";
    let id = plan_id(title, None, Some(2031));
    let content = "新建校舍，配套运动场地和图书室，完善管护制度，明确管护主体；";
    let task = |seq: usize| Task {
        id: task_id(&id, seq),
        seq,
        title: Some(format!("推进第{seq}号片区建设")),
        content: Some(format!("{}第{seq}号片区年内完工。", content.repeat(4))),
        lead_leaders: vec!["林知秋".into()],
        lead_departments: vec!["各学校".into()],
        units: vec!["计划财务股".into(), format!("第{}教育联盟", seq % 30)],
        ..Task::default()
    };
    Ledger::from(Plan { title: Some(title.into()), tasks: (1..=TASKS).map(task).collect(), id: id.clone(), ..Plan::default() })
}

fn handouts(ledger: &Ledger, units: usize) -> Vec<Handout> {
    let names: Vec<String> = (1..=units).map(|at| format!("栖云县第{at}小学")).collect();
    let roster = Roster {
        units: names.iter().map(|name| Unit { name: name.clone(), ..Unit::default() }).collect(),
        groups: vec![Group { name: "各学校".into(), members: names, ..Group::default() }],
    };
    let handouts = select(&ledger.plan, Role::Lead, Some(&roster)).handouts;
    assert!(handouts.len() == units && handouts.iter().all(|handout| handout.shares.len() == TASKS));
    handouts
}

fn dispatch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dispatch");
    group.sample_size(10);
    let (ledger, layout) = (ledger(), Layout::named(Layout::DISPATCH).unwrap());
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
