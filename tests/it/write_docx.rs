//! The Word document: it looks as an office wants it, and reads back to the ledger it was written from.

use std::path::Path;

use fenjie::model::{Ledger, Task};
use fenjie::read::{Reading, read};
use fenjie::write::{Format, WriteOptions, write};

use super::docx_support::repacked;
use super::office;
use super::plans::annotated;
use super::write_support::{Parts, changes, layout, ledger_of, sample};

fn document(ledger: &Ledger, name: &str) -> Vec<u8> {
    write(ledger, Format::Docx, &WriteOptions::new(&layout(name))).unwrap().bytes
}

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, Path::new("责任分解表.docx")).unwrap()
}

#[test]
fn same_ledger_same_bytes() {
    assert_eq!(document(&sample(), "责任分解表"), document(&sample(), "责任分解表"));
}

#[test]
fn the_table_is_printed_as_an_office_prints_it() {
    let parts = Parts::open(&document(&sample(), "责任分解表"));
    let xml = parts.xml("word/document.xml");
    let page = xml.one("w:pgSz");
    assert_eq!((page.get("w:w"), page.get("w:h"), page.get("w:orient")), ("16838", "11906", "landscape"));
    let margins = xml.one("w:pgMar");
    assert_eq!((margins.get("w:left"), margins.get("w:top")), ("850", "1020"));
    assert_eq!(xml.all("w:tblHeader").len(), 1, "the header row repeats");
    let rows = xml.all("w:tr");
    assert_eq!(xml.all("w:cantSplit").len(), rows.len(), "rows stay whole");
    let width: u32 = xml.all("w:gridCol").iter().map(|column| column.get("w:w").parse::<u32>().unwrap()).sum();
    assert!((15_080..=15_150).contains(&width), "the table fills the page: {width}");
    for row in rows {
        let covered: u32 =
            row.all("w:tc").iter().map(|cell| cell.all("w:gridSpan").first().map_or(1, |span| span.get("w:val").parse().unwrap())).sum();
        assert_eq!(covered as usize, xml.all("w:gridCol").len());
    }
    let fonts: Vec<&str> = xml.all("w:rFonts").iter().map(|font| font.get("w:eastAsia")).collect();
    assert_eq!(fonts.first(), Some(&"方正小标宋简体"));
    assert!(fonts.contains(&"黑体") && fonts.contains(&"仿宋_GB2312"));
    let footer = parts.xml("word/footer1.xml");
    let fields: Vec<String> = footer.all("w:instrText").iter().map(|field| field.text.trim().to_owned()).collect();
    assert_eq!(fields, ["PAGE", "NUMPAGES"]);
}

#[test]
fn equal_neighbours_are_merged() {
    let task = |section: &str, content: &str| Task {
        section: vec![section.to_owned()],
        title: Some(content.into()),
        content: Some("做好。".into()),
        ..Task::default()
    };
    let ledger = ledger_of(vec![task("强基础", "甲"), task("强基础", "乙"), task("促改革", "丙")]);
    let xml = Parts::open(&document(&ledger, "责任分解表-详")).xml("word/document.xml");
    let merges: Vec<String> = xml.all("w:vMerge").iter().map(|merge| merge.get("w:val").to_owned()).collect();
    assert_eq!(merges, ["restart", ""]);
    assert_eq!(reading(&document(&ledger, "责任分解表-详")).ledger, ledger);
}

#[test]
fn what_a_person_changed_wins_and_is_said() {
    let ledger = sample();
    let bytes = document(&ledger, "责任分解表");
    let edited = repacked(&bytes, "word/document.xml", |xml| xml.replace(">农田建设股<", ">乡村建设股、农机股<"));
    let read_back = reading(&edited);
    assert_eq!(changes(&read_back), ["R030"]);
    let message = &read_back.findings[0];
    assert!(message.message.contains("牵头股室") && message.message.contains("乡村建设股、农机股"), "{message:?}");
    assert_eq!((message.sheet.as_deref(), message.cell.as_deref()), (Some("表1"), Some("D3")));
    let mut expected = ledger.clone();
    expected.plan.tasks[0].lead_departments = vec!["乡村建设股".into(), "农机股".into()];
    assert_eq!(read_back.ledger, expected);

    // A row that was deleted is said; the task stays.
    let edited = repacked(&bytes, "word/document.xml", |xml| {
        let start = xml.find(&ledger.plan.tasks[1].id).unwrap();
        let (from, to) = (xml[..start].rfind("<w:tr>").unwrap(), start + xml[start..].find("</w:tr>").unwrap() + 7);
        xml[..from].to_owned() + &xml[to..]
    });
    let read_back = reading(&edited);
    assert_eq!(changes(&read_back), ["R031"]);
    assert_eq!(read_back.ledger, ledger);
}

#[test]
fn the_table_alone_is_enough() {
    let ledger = sample();
    let bytes = repacked(&document(&ledger, "责任分解表"), "customXml/item1.xml", |xml| {
        xml.replacen("fenjie.carrier/1", "fenjie.carrier/0", 1)
    });
    let read_back = reading(&bytes);
    assert_eq!(changes(&read_back), ["R033"]);
    let texts = |ledger: &Ledger| -> Vec<(String, Vec<String>, Vec<String>)> {
        ledger.plan.tasks.iter().map(|task| (task.id.clone(), task.lead_departments.clone(), task.units.clone())).collect()
    };
    assert_eq!(texts(&read_back.ledger), texts(&ledger));
}

#[test]
fn libreoffice_opens_prints_and_saves_it() {
    for (path, _) in annotated().into_iter().filter(|(path, _)| path.to_string_lossy().contains("seeds/00")) {
        let ledger = read(&std::fs::read(&path).unwrap(), &path).unwrap().ledger;
        let bytes = document(&ledger, "责任分解表");
        let Some(saved) = office::converted(&bytes, "docx", "docx") else { return };
        let read_back = reading(&saved);
        assert_eq!(changes(&read_back), Vec::<&str>::new(), "{}: {:#?}", path.display(), read_back.findings);
        assert!(read_back.ledger == ledger, "{}", path.display());
        let printed: String = office::printed_text(&bytes, "docx").unwrap().split_whitespace().collect();
        for task in &ledger.plan.tasks {
            for text in task.title.iter().chain(&task.content).chain(&task.lead_departments).chain([&task.id]) {
                assert!(printed.contains(&text.split_whitespace().collect::<String>()), "{}: “{text}” is not printed", path.display());
            }
        }
    }
}
