//! Reading workbooks: ours, guard and all, against nothing but the library's streaming reader on the same bytes.
//!
//! To reach: at most 1.3 times the plain library for bytes → cells. `plan` is the whole way, to tasks with deadlines and targets.

#![allow(clippy::expect_used, missing_docs)] // a bench may fail where it stands; criterion makes undocumented items

use std::hint::black_box;
use std::io::Cursor;
use std::path::Path;

use calamine::{Reader, Xlsx};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fenjie::model::{Deadline, Ledger, Plan, Task, plan_id, task_id};
use fenjie::read::sniff::Kind;
use fenjie::read::workbook;
use fenjie::write::{Format, Layout, WriteOptions, write};

const CONTENT: &str = "聚焦群众反映强烈的突出问题，建立台账、明确时限、逐项销号，开展专项检查不少于4次，覆盖率达到95%以上；对发现的问题实行闭环管理，\
    整改情况纳入年度考核，10月底前完成自查，12月底前形成长效机制，全年组织业务培训不少于6期、培训600人次以上。";

/// A plan of `count` tasks as a workbook in the 总台账 layout.
fn workbook_of(count: usize) -> Vec<u8> {
    let title = "2031年栖云县重点工作要点".to_owned();
    let id = plan_id(&title, None, Some(2031));
    let names = |prefix: &str, from: usize, count: usize| (from..from + count).map(|at| format!("{prefix}{}股", at % 23)).collect();
    let task = |at: usize| Task {
        id: task_id(&id, at + 1),
        seq: at + 1,
        number: Some(format!("{}.", at + 1)),
        section: vec![format!("重点领域{}", at / 25)],
        title: Some(format!("推进第{}项重点工作", at + 1)),
        content: Some(format!("{CONTENT}第{at}项。")),
        lead_leaders: vec![format!("张{}", at % 7)],
        lead_departments: names("第", at, 1),
        units: names("第", at + 3, 4),
        deadline: Some(Deadline { raw: "10月底前".to_owned(), ..Deadline::default() }),
        ..Task::default()
    };
    let plan = Plan { id: id.clone(), title: Some(title), year: Some(2031), tasks: (0..count).map(task).collect(), ..Plan::default() };
    let layout = Layout::named("总台账").expect("built in");
    write(&Ledger::from(plan), Format::Xlsx, &WriteOptions::new(&layout)).expect("writes").bytes
}

/// What a program without our guard would do: stream every cell of every sheet into text.
fn plain(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("opens");
    let mut cells = Vec::new();
    for name in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&name).expect("sheet");
        while let Some(cell) = reader.next_cell().expect("cell") {
            if *cell.get_value() != calamine::DataRef::Empty {
                cells.push((cell.get_position(), calamine::Data::from(cell.get_value().clone())));
            }
        }
    }
    cells.len()
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    group.sample_size(20);
    for count in [45, 1_000, 10_000] {
        let bytes = workbook_of(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(BenchmarkId::new("library", count), &bytes, |bencher, bytes| bencher.iter(|| black_box(plain(bytes))));
        group.bench_with_input(BenchmarkId::new("cells", count), &bytes, |bencher, bytes| {
            bencher.iter(|| black_box(workbook::read(bytes, Kind::Xlsx, Path::new("台账.xlsx")).expect("reads").sheets.len()));
        });
        group.bench_with_input(BenchmarkId::new("plan", count), &bytes, |bencher, bytes| {
            bencher.iter(|| black_box(fenjie::read::read(bytes, Path::new("台账.xlsx")).expect("reads").ledger.plan.tasks.len()));
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
