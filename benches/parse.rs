//! Parsing: bytes a second of plan text at three sizes, and of text made to be slow.

#![allow(clippy::unwrap_used, missing_docs)] // a bench may fail where it stands; criterion makes undocumented items
#![allow(clippy::disallowed_methods)] // and reads its plans itself

use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fenjie::read::read_text;

/// Every UTF-8 plan of a folder, one after the other.
fn plans(folder: &Path) -> String {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "txt"));
    texts.filter_map(|file| String::from_utf8(std::fs::read(file).unwrap()).ok()).collect::<Vec<_>>().join("\n")
}

fn repeated(text: &str, bytes: usize) -> String {
    text.repeat(bytes / text.len() + 1)
}

/// The seeds where they are at hand, else the annotated plans.
fn parse(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seeds = root.join("../shared/seeds");
    let sets = [("plans", root.join("tests/data/plans")), ("seeds", seeds)];
    let mut group = criterion.benchmark_group("parse");
    group.sample_size(10);
    for (name, folder) in sets.into_iter().filter(|(_, folder)| folder.is_dir()) {
        let text = plans(&folder);
        for bytes in [100_000, 1_000_000, 10_000_000] {
            let text = repeated(&text, bytes);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new(name, bytes), &text, |bench, text| bench.iter_with_large_drop(|| read_text(text)));
        }
    }
    group.finish();
}

/// 10,000 lines of brackets, numbers and labels that go nowhere, and one line of a megabyte.
fn hostile(criterion: &mut Criterion) {
    let pieces = [
        "（责任单位：",
        "一、",
        "1.",
        "(1)",
        "负责，",
        "牵头；",
        "序号",
        "工作任务",
        "①",
        "、、，，",
        "（一）（二）",
        "2031年12月底前",
        "组长：",
        "【",
    ];
    let mut text: String =
        (0..10_000).map(|line| format!("{}\n", pieces[line % 14].repeat(1 + line * 7 % 9) + pieces[line * 5 % 14])).collect();
    for piece in ["（", "月底前（甲局、", "甲局、", "1"] {
        text.push_str(&piece.repeat(1_000_000 / 4 / piece.len()));
    }
    let mut group = criterion.benchmark_group("hostile");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("10000 lines and a line of 1 MB", |bench| bench.iter(|| read_text(&text)));
    group.finish();
}

criterion_group!(benches, parse, hostile);
criterion_main!(benches);
