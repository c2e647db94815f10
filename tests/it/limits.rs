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
    assert!(converted("表.xlsx", &plan, &[]).0 < Some(2));
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
    assert!(says("页.html", page.as_bytes(), "page-depth=10").0 < Some(2));
    for (limit, words) in [("page-depth=1", "嵌套超过 1 层"), ("page-nodes=3", "标签超过 3 个")] {
        let (code, said) = says("页.html", page.as_bytes(), limit);
        assert!(code == Some(2) && said.contains(words), "{limit}: {said}");
    }
    let document = super::docx_support::Docx {
        body: super::docx_support::p("一、推进校舍建设。牵头单位：计划财务股"),
        ..Default::default()
    }
    .bytes();
    assert!(says("文.docx", &document, "document-bytes=1MB").0 < Some(2));
    let (code, said) = says("文.docx", &document, "document-parts=1");
    assert!(code == Some(2) && said.contains("超过 1 个"), "{said}");
}

#[cfg(unix)]
#[test]
fn an_old_workbook_that_asks_for_too_much_ends_by_itself() {
    let old = old_workbook::workbook();
    let (code, words) = converted("旧.xls", &old, &[]);
    assert!(code < Some(2), "{words}");
    let (code, words) = converted("旧.xls", &old, &["--limit", "old-memory=4MB"]);
    assert!(code == Some(2) && words.contains("旧.xls") && words.contains("垮了"), "{words}");
}
