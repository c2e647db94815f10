//! The web page: one file, nothing that runs, everything escaped, and it reads back to the ledger it was written from.

use std::path::Path;

use fenjie::model::{Ledger, Task};
use fenjie::read::{Reading, read};
use fenjie::write::{Format, WriteOptions, write};

use super::write_support::{changes, layout, ledger_of, sample};

fn page(ledger: &Ledger, name: &str) -> String {
    String::from_utf8(write(ledger, Format::Html, &WriteOptions::new(&layout(name))).unwrap().bytes).unwrap()
}

fn reading(page: &str) -> Reading {
    read(page.as_bytes(), Path::new("责任分解表.html")).unwrap()
}

#[test]
fn nothing_runs_and_nothing_comes_from_elsewhere() {
    let nasty = "'></template><script>alert(1)</script><img src=http://a.invalid onerror=x>\" ' & <b>";
    let task = Task { title: Some(nasty.into()), content: Some(nasty.into()), units: vec![nasty.into()], ..Task::default() };
    let mut ledger = ledger_of(vec![task]);
    ledger.plan.title = Some(format!("{nasty}分解表"));
    let page = page(&ledger, "责任分解表");
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"));
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("</template>") && page.matches("<meta id=").count() == 1);
    assert_eq!(reading(&page).ledger, ledger);
}

#[test]
fn the_page_prints_as_an_office_prints_it() {
    let page = page(&sample(), "责任分解表");
    for rule in
        ["size:A4 landscape", "margin:1.8cm 1.5cm 1.8cm 1.5cm", "table-header-group", "counter(page)", "仿宋_GB2312", "方正小标宋简体"]
    {
        assert!(page.contains(rule), "{rule}");
    }
    assert!(page.contains("<tr class=\"section\"><th colspan=\"7\""));
    assert_eq!(page, self::page(&sample(), "责任分解表"), "same ledger, same bytes");
}

#[test]
fn what_a_person_changed_wins_and_is_said() {
    let ledger = sample();
    let edited = page(&ledger, "责任分解表").replace(">农田建设股<", ">乡村建设股<");
    let reading = reading(&edited);
    assert_eq!(changes(&reading), ["R030"]);
    let mut expected = ledger.clone();
    expected.plan.tasks[0].lead_departments = vec!["乡村建设股".into()];
    assert_eq!(reading.ledger, expected);
}

/// Opened in an office program the page prints the table with its lines, and nothing of what it carries.
#[test]
fn an_office_program_prints_the_table_and_no_more() {
    let ledger = sample();
    let page = page(&ledger, "责任分解表");
    let Some(printed) = super::office::converted(page.as_bytes(), "html", "pdf:writer_web_pdf_Export") else { return };
    let again = read(&printed, Path::new("网页.pdf")).unwrap();
    assert_eq!(again.ledger.plan.tasks.len(), ledger.plan.tasks.len(), "a ruled table");
    let printed: String = again.account.sources().iter().map(|source| source.text.as_str()).collect();
    assert!(printed.contains(&ledger.plan.tasks[0].lead_departments[0]) && !printed.contains("fenjie"), "{printed}");
}
