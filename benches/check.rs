//! Checking: plans of 1,000, 10,000 and 100,000 tasks, usual ones and ones made to be slow. Time must grow with the tasks, not
//! with their square.

#![allow(clippy::unwrap_used, missing_docs)] // a bench may fail where it stands; criterion makes undocumented items

use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fenjie::check::{Options, check};
use fenjie::read::{Reading, read};

/// A sequence without a clock: the same plans in every run.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// A word of two characters; low ones are frequent, as words are.
    fn word(&mut self) -> String {
        let rank = self.next(40).pow(2) + self.next(20);
        [0, 7].iter().map(|step| char::from_u32(0x6200 + u32::try_from(rank * 3 + step).unwrap()).unwrap()).collect()
    }

    fn clause(&mut self, words: u64) -> String {
        (0..words).map(|_| self.word()).collect()
    }
}

/// How the tasks of a plan resemble each other.
const KINDS: [&str; 4] = ["usual", "same clauses", "same pairs", "many names"];

/// A table of so many tasks, of about 150 characters each.
fn plan(kind: &str, tasks: usize) -> Reading {
    let mut words = Sequence(7);
    let mut pair = String::new();
    let mut text = String::from("序号,工作任务,牵头单位,责任单位,完成时限\n");
    for task in 1..=tasks {
        if task % 2 == 1 {
            pair = words.clause(8);
        }
        let body = match kind {
            "same clauses" => format!("压实责任分工抓好任务落实，健全推进机制确保取得实效，{}。", words.clause(3)),
            "same pairs" => format!("{pair}，{pair}建设，{}。", words.clause(20)),
            _ => (0..7).map(|_| words.clause(6) + "，").collect::<String>() + "全面完成年度任务。",
        };
        let lead = if kind == "many names" { format!("甲{}科", words.clause(2)) } else { format!("{}科", words.next(60)) };
        let (title, month) = (words.clause(4), words.next(12) + 1);
        text.push_str(&format!("{task},{title}。{body},{lead},县教育局、县住建局,2023年{month}月底前\n"));
    }
    let reading = read(text.as_bytes(), Path::new("计划.csv")).unwrap();
    assert_eq!(reading.ledger.plan.tasks.len(), tasks);
    reading
}

fn checking(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10);
    for kind in KINDS {
        for tasks in [1_000, 10_000, 100_000] {
            let reading = plan(kind, tasks);
            group.throughput(Throughput::Elements(tasks as u64));
            group.bench_with_input(BenchmarkId::new(kind, tasks), &reading, |bench, reading| {
                bench.iter(|| check(&reading.ledger.plan, Some(&reading.account), &Options::default()).len());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, checking);
criterion_main!(benches);
