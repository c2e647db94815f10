//! Writing: rows a second for each format, and beside the workbook a bare loop of the writing library over the same cells.

#![allow(clippy::unwrap_used, missing_docs)] // a bench may fail where it stands; criterion makes undocumented items

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fenjie::model::{Ledger, Plan, Task, plan_id, task_id};
use fenjie::write::{Format, Layout, WRITERS, WriteOptions, write};

/// A plan of tasks of about 150 characters each, all different, without sections, so that a row is a task.
fn ledger(count: usize) -> Ledger {
    let title = "2031年栖云县农业农村重点工作要点";
    let id = plan_id(title, None, Some(2031));
    let content = "新建高标准农田，配套机耕路和灌溉渠系，完善管护制度，明确管护主体；";
    let task = |seq: usize| Task {
        id: task_id(&id, seq),
        seq,
        title: Some(format!("推进第{seq}号片区建设")),
        content: Some(format!("{}第{seq}号片区年内完工。", content.repeat(4))),
        lead_leaders: vec!["林知秋".into()],
        lead_departments: vec!["农田建设股".into()],
        units: vec!["计划财务股".into(), format!("第{}乡镇农技站", seq % 30)],
        ..Task::default()
    };
    Ledger::from(Plan { title: Some(title.into()), tasks: (1..=count).map(task).collect(), id: id.clone(), ..Plan::default() })
}

/// What a program without any care would do: the same cells and formats, fixed heights, nothing hidden.
fn bare_loop(ledger: &Ledger) -> Vec<u8> {
    use rust_xlsxwriter as x;
    let mut book = x::Workbook::new();
    let sheet = book.add_worksheet();
    let body = x::Format::new()
        .set_font_name("仿宋_GB2312")
        .set_font_size(11)
        .set_text_wrap()
        .set_border(x::FormatBorder::Thin)
        .set_align(x::FormatAlign::VerticalCenter);
    let centred = body.clone().set_align(x::FormatAlign::Center);
    let fill_in = body.clone().set_background_color(0xFF_F9E5);
    for (row, task) in (0..).zip(&ledger.plan.tasks) {
        sheet.set_row_height(row, 120).unwrap();
        sheet.write_number_with_format(row, 0, row, &centred).unwrap();
        let texts = [&task.title, &task.content];
        for (column, text) in (1..).zip(texts) {
            sheet.write_string_with_format(row, column, text.as_deref().unwrap_or(""), &body).unwrap();
        }
        for (column, names) in (3..).zip([&task.lead_leaders, &task.lead_departments, &task.units]) {
            sheet.write_string_with_format(row, column, names.join("、"), &centred).unwrap();
        }
        for column in 6..14 {
            sheet.write_blank(row, column, &fill_in).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn export(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("export");
    group.sample_size(10);
    for count in [1_000, 10_000, 50_000] {
        let ledger = ledger(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(BenchmarkId::new("bare rust_xlsxwriter loop", count), &ledger, |bencher, ledger| {
            bencher.iter(|| bare_loop(ledger));
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
