//! Limits: the page that lists them, and that the command line can move them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use fenjie::limits;

use super::old_workbook;

const FENJIE: &str = env!("CARGO_BIN_EXE_fenjie");

fn page() -> String {
    const HEAD: &str = "# 读文件的上限\n\n\
        读单位交回的文件时，每一样都有上限：正常的表远远到不了，专门做来拖垮电脑的文件会停在上限处，并说出是哪一条。\n\
        确实需要时，读文件的命令都可以放宽或收紧：`--limit rows=2000000`，字节数可以写成 `--limit file-bytes=200MB`；可以写几次。\n\n\
        本页由上限表生成，请不要直接改。\n\n";
    format!("{HEAD}{}", limits::page())
}

/// `FENJIE_UPDATE=1 cargo test limits_page` writes it anew after a change of the table.
#[test]
fn the_limits_page_is_made_of_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md");
    if std::env::var_os("FENJIE_UPDATE").is_some() {
        fs::write(&file, page()).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == page(), "docs/limits.md is not what the table says; FENJIE_UPDATE=1 cargo test limits_page writes it anew");
}

fn converted(name: &str, bytes: &[u8], more: &[&str]) -> (Option<i32>, String) {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join(name), bytes).unwrap();
    let command = &mut Command::new(FENJIE);
    let Output { status, stderr, .. } =
        command.args(["convert", name, "-o", "出.json"]).args(more).current_dir(desk.path()).output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_limit_on_the_command_line_is_kept_and_named() {
    let plan = super::returns_desk::FILLED.book.bytes();
    assert!(matches!(converted("表.xlsx", &plan, &[]).0, Some(0 | 1)));
    for (limit, says) in
        [("rows=3", "行超过 3 个"), ("file-bytes=1KB", "上限 1024 字节"), ("sheets=1", "工作表超过 1 张"), ("row=3", "没有叫")]
    {
        let (code, words) = converted("表.xlsx", &plan, &["--limit", limit]);
        assert!(code == Some(2) && words.contains(says), "{limit}: {words}");
    }
}

#[test]
fn documents_and_pages_have_limits_too() {
    let page = "<p>一、推进校舍建设。牵头单位：计划财务股</p>".repeat(3);
    let says = |name: &str, bytes: &[u8], limit: &str| converted(name, bytes, &["--limit", limit]);
    assert!(matches!(says("页.html", page.as_bytes(), "page-depth=10").0, Some(0 | 1)));
    for (limit, words) in [("page-depth=1", "嵌套超过 1 层"), ("page-nodes=3", "标签超过 3 个")] {
        let (code, said) = says("页.html", page.as_bytes(), limit);
        assert!(code == Some(2) && said.contains(words), "{limit}: {said}");
    }
    let body = super::docx_support::p("一、推进校舍建设。牵头单位：计划财务股");
    let document = super::docx_support::Docx { body, ..Default::default() }.bytes();
    assert!(matches!(says("文.docx", &document, "document-bytes=1MB").0, Some(0 | 1)));
    let (code, said) = says("文.docx", &document, "document-parts=1");
    assert!(code == Some(2) && said.contains("超过 1 个"), "{said}");
}

#[cfg(unix)]
#[test]
fn an_old_workbook_that_asks_for_too_much_ends_by_itself() {
    // Larger than what the program sets aside at its start, where no limit reaches.
    let book = old_workbook::stream(old_workbook::TASKS, &[], &[]);
    let old = old_workbook::container(&[("Workbook", &book), ("Pictures", &vec![0; 24 << 20])]);
    let (code, words) = converted("旧.xls", &old, &[]);
    assert!(matches!(code, Some(0 | 1)), "{words}");
    let (code, words) = converted("旧.xls", &old, &["--limit", "old-memory=4MB"]);
    assert!(code == Some(2) && words.contains("旧.xls") && words.contains("垮了"), "{words}");
}

/// A workbook with more parts than are usual.
fn swollen(file: &Path) {
    let book = std::io::Cursor::new(fs::read(file).unwrap());
    let mut zip = zip::ZipWriter::new_append(book).unwrap();
    for at in 0..limits::USUAL.of(limits::Limit::Entries) {
        zip.start_file(format!("custom/{at}.xml"), zip::write::SimpleFileOptions::default()).unwrap();
    }
    fs::write(file, zip.finish().unwrap().into_inner()).unwrap();
}

/// A limit that is raised is raised for every file the command reads: the master a second time, the decisions, the roster, what stands
/// where the result goes.
#[test]
fn a_raised_limit_holds_for_every_file() {
    let (desk, _) = super::merge_flow::desk_with_a_conflict();
    let desk = desk.path();
    let run = |arguments: &[&str]| super::merge_flow::run(desk, arguments);
    let plan =
        desk.read_dir().unwrap().map(|entry| entry.unwrap().file_name()).find(|name| name.to_string_lossy().ends_with(".txt")).unwrap();
    let plan = plan.to_str().unwrap();
    assert_eq!(run(&["roster", plan, "-o", "名录.xlsx"]).0, 0);
    let master = super::merge_flow::master(&desk.join("汇总.xlsx"));
    let id = &master.plan.tasks[0].id;
    let bytes = fs::read(desk.join("汇总.xlsx")).unwrap();
    let book = fenjie::read::workbook::read(&bytes, fenjie::read::sniff::Kind::Xlsx, Path::new("汇总.xlsx")).unwrap();
    let of_id = book.sheets[0].cells.iter().find(|cell| cell.text == *id).unwrap();
    let cell = fenjie::model::cell_name(of_id.row, of_id.column);
    fs::copy(desk.join("汇总.xlsx"), desk.join("裁定.xlsx")).unwrap();
    ["名录.xlsx", "汇总.xlsx", "裁定.xlsx"].iter().for_each(|name| swollen(&desk.join(name)));
    for (arguments, refused, done) in [
        (&["trace", "汇总.xlsx", &cell][..], "部件", ""),
        (&["merge", "汇总.xlsx", "返回", "-o", "再.xlsx"], "部件", "已写入 再.xlsx"),
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "另.xlsx", "--decisions", "裁定.xlsx"], "部件", "没有裁定"),
        (&["merge", "下发/总台账.xlsx", "返回", "-o", "汇总.xlsx"], "部件", "已写入 汇总.xlsx"),
        (&["dispatch", plan, "-o", "再发", "--period", "2023Q2", "--roster", "名录.xlsx"], "部件", "已写入 再发"),
    ] {
        let (code, words) = run(arguments);
        assert!(code == 2 && words.contains(refused), "{arguments:?}: {code} {words}");
        let (code, words) = run(&[arguments, &["--limit", "entries=3000"]].concat());
        assert!(words.contains(done) && (code < 2 || done == "没有裁定"), "{arguments:?}: {code} {words}");
    }
}
