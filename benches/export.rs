//! Writing: rows a second for each format, and beside the workbook a bare loop of the writing library over the same cells.

#![allow(clippy::unwrap_used, missing_docs)] // a bench may fail where it stands; criterion makes undocumented items

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fenjie::write::{Format, Layout, WRITERS, WriteOptions, write};

fn export(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("export");
    group.sample_size(10);
    for count in [1_000, 10_000, 50_000] {
        let ledger = support::ledger(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(BenchmarkId::new("bare rust_xlsxwriter loop", count), &ledger, |bencher, ledger| {
            bencher.iter(|| support::bare_table(ledger).save_to_buffer().unwrap());
        });
        for name in Layout::names() {
            let layout = Layout::named(name).unwrap();
            group.bench_with_input(BenchmarkId::new(format!("xlsx {name}"), count), &ledger, |bencher, ledger| {
                bencher.iter(|| write(ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap());
            });
        }
        let layout = Layout::named(Layout::DEFAULT).unwrap();
        for writer in WRITERS.iter().filter(|writer| writer.format != Format::Xlsx) {
            group.bench_with_input(BenchmarkId::new(writer.name, count), &ledger, |bencher, ledger| {
                bencher.iter(|| write(ledger, writer.format, &WriteOptions::new(&layout)).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, export);
criterion_main!(benches);
