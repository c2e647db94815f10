//! What several benches start from: a plan as large as asked for, and the table of it written by a bare loop.

#![allow(dead_code, clippy::unwrap_used)] // no bench uses all of it, and a bench may fail where it stands

use fenjie::model::{Ledger, Plan, Task, plan_id, task_id};
use rust_xlsxwriter as x;

/// The department every task is led by.
pub const LEAD: &str = "农田建设股";

/// A plan of tasks of about 150 characters each, all different, without sections, so that a row is a task.
pub fn ledger(tasks: usize) -> Ledger {
    let title = "2031年栖云县农业农村重点工作要点";
    let id = plan_id(title, None, Some(2031));
    let content = "新建高标准农田，配套机耕路和灌溉渠系，完善管护制度，明确管护主体；";
    let task = |seq: usize| Task {
        id: task_id(&id, seq),
        seq,
        title: Some(format!("推进第{seq}号片区建设")),
        content: Some(format!("{}第{seq}号片区年内完工。", content.repeat(4))),
        lead_leaders: vec!["林知秋".into()],
        lead_departments: vec![LEAD.into()],
        units: vec!["计划财务股".into(), format!("第{}乡镇农技站", seq % 30)],
        ..Task::default()
    };
    Ledger::from(Plan { title: Some(title.into()), tasks: (1..=tasks).map(task).collect(), id: id.clone(), ..Plan::default() })
}

/// What a program without any care would write: the same cells and formats, fixed heights, nothing hidden.
pub fn bare_table(ledger: &Ledger) -> x::Workbook {
    let mut book = x::Workbook::new();
    let sheet = book.add_worksheet();
    let body = x::Format::new()
        .set_font_name("仿宋_GB2312")
        .set_font_size(11)
        .set_text_wrap()
        .set_border(x::FormatBorder::Thin)
        .set_align(x::FormatAlign::VerticalCenter);
    let (centred, fill_in) = (body.clone().set_align(x::FormatAlign::Center), body.clone().set_background_color(0xFF_F9E5));
    for (row, task) in (0..).zip(&ledger.plan.tasks) {
        write_row(sheet, row, task, [&body, &centred, &fill_in]).unwrap();
    }
    book
}

fn write_row(sheet: &mut x::Worksheet, row: u32, task: &Task, [body, centred, fill_in]: [&x::Format; 3]) -> Result<(), x::XlsxError> {
    sheet.set_row_height(row, 120)?;
    sheet.write_number_with_format(row, 0, row, centred)?;
    for (column, text) in (1..).zip([&task.title, &task.content]) {
        sheet.write_string_with_format(row, column, text.as_deref().unwrap_or(""), body)?;
    }
    for (column, names) in (3..).zip([&task.lead_leaders, &task.lead_departments, &task.units]) {
        sheet.write_string_with_format(row, column, names.join("、"), centred)?;
    }
    (6..14).try_for_each(|column| sheet.write_blank(row, column, fill_in).map(|_| ()))
}
