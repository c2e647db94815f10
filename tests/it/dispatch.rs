//! Dispatched workbooks: who gets what, and what each workbook says about itself.

use std::path::Path;

use fenjie::handout::{Handout, select};
use fenjie::identity::{Carrier, Sent};
use fenjie::model::{Entry, EntryState, Ledger, ProgressField, Role};
use fenjie::read::read;
use fenjie::read::returned::{Evidence, evidence, is_as_sent};
use fenjie::read::sniff::kind_of;
use fenjie::read::workbook::{self, Workbook};
use fenjie::write::Layout;
use fenjie::write::dispatch::{DispatchOptions, Dispatcher};

/// The plan of a seed; `None`, and said loudly, where the seeds are not at hand.
pub fn seed(number: &str) -> Option<Ledger> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let Ok(files) = folder.read_dir() else {
        eprintln!("\n*** NOT TESTED: no seeds beside the project ***\n");
        return None;
    };
    let file = files.flatten().map(|file| file.path()).find(|file| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with(number) && name.ends_with(".txt")
    });
    let file = file.unwrap_or_else(|| panic!("seed {number} in {}", folder.display()));
    Some(read(&std::fs::read(&file).unwrap(), &file).unwrap().ledger)
}

/// Every handout of a ledger with its workbook.
pub fn workbooks(ledger: &Ledger, role: Role) -> Vec<(Handout, Vec<u8>)> {
    let layout = Layout::named(Layout::DISPATCH).unwrap();
    let options = DispatchOptions {
        layout: &layout,
        period: "2023Q1".parse().unwrap(),
        role,
        return_by: Some(jiff::civil::date(2023, 4, 5)),
        collector: None,
    };
    let dispatcher = Dispatcher::new(ledger, options);
    let handouts = select(&ledger.plan, role, None).handouts;
    handouts
        .into_iter()
        .map(|handout| {
            let bytes = dispatcher.workbook(&handout).unwrap().bytes;
            (handout, bytes)
        })
        .collect()
}

pub fn open(bytes: &[u8]) -> Workbook {
    workbook::read(bytes, kind_of(bytes), Path::new("a.xlsx")).unwrap()
}

/// The carriers that name unit, period and plan as they should; a carrier that names another fails.
pub fn carriers(evidence: &Evidence, ledger: &Ledger, handout: &Handout) -> Vec<Carrier> {
    for claim in &evidence.claims {
        let about = (claim.carrier, &handout.unit);
        assert!(claim.plan.as_ref().is_none_or(|plan| *plan == ledger.plan.id), "{about:?}");
        assert!(claim.unit.as_ref().is_none_or(|unit| *unit == handout.unit), "{about:?} says {:?}", claim.unit);
        assert!(claim.period.is_none_or(|period| Some(period) == "2023Q1".parse().ok()), "{about:?}");
    }
    evidence.claims.iter().map(|claim| claim.carrier).collect()
}

/// What was sent is what the plan says.
pub fn assert_sent(sent: &Sent, ledger: &Ledger, handout: &Handout) {
    assert_eq!((sent.plan.as_str(), sent.unit.as_str(), sent.serial), (ledger.plan.id.as_str(), handout.unit.as_str(), 1));
    assert_eq!(sent.return_by, Some(jiff::civil::date(2023, 4, 5)));
    let content = sent.columns.iter().position(|column| column.fields.first().is_some_and(|field| field == "content")).unwrap();
    assert_eq!(sent.rows.len(), handout.shares.len());
    for (row, share) in sent.rows.iter().zip(&handout.shares) {
        let task = &ledger.plan.tasks[share.task];
        assert_eq!(row.task, task.id);
        let text: String = row.cells[content].chars().filter(|c| !c.is_whitespace()).collect();
        let own: String = task.content.as_deref().unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
        assert!(text.starts_with(&own), "{}", task.id);
        let open = sent.columns.iter().zip(&row.cells).filter(|(column, _)| column.fill_in);
        assert!(open.clone().count() == 8 && open.clone().all(|(_, text)| text.is_empty()), "nothing was reported before");
    }
}

#[test]
fn seed_003_by_lead_is_24_workbooks_and_49_rows() {
    let Some(ledger) = seed("003") else { return };
    let handouts = select(&ledger.plan, Role::Lead, None).handouts;
    assert_eq!((handouts.len(), handouts.iter().map(|handout| handout.shares.len()).sum::<usize>()), (24, 49));
    let files_of = |row: usize| handouts.iter().filter(|handout| handout.shares.iter().any(|share| share.task + 1 == row)).count();
    assert_eq!((files_of(1), files_of(35), files_of(36)), (3, 2, 2));
    assert!((1..=45).all(|row| matches!(row, 1 | 35 | 36) || files_of(row) == 1));
}

#[test]
fn a_workbook_says_in_nine_ways_which_it_is() {
    use Carrier::{DefinedName, FileName, FolderName, HiddenSheet, HiddenStamp, Property, RowIds, Subject, Subtitle, TitleRow};
    for number in ["003", "004"] {
        let Some(ledger) = seed(number) else { return };
        for (handout, bytes) in workbooks(&ledger, Role::Lead) {
            let book = open(&bytes);
            let file = Path::new("要点（2023年第一季度）").join(format!("{}.xlsx", handout.unit));
            let mut evidence = evidence(&book, &file);
            // The folder's name is what the user chose: here it says the period, and something that is no unit.
            evidence.claims.iter_mut().filter(|claim| claim.carrier == FolderName).for_each(|claim| claim.unit = None);
            let mut found = carriers(&evidence, &ledger, &handout);
            found.dedup(); // the sheet 填报说明 says unit and period once more
            let all = [HiddenSheet, HiddenStamp, Property, Subject, DefinedName, TitleRow, Subtitle, RowIds, FileName, FolderName];
            assert_eq!(found, all, "{}", handout.unit);
            assert!(evidence.is_stamped() && evidence.newer.is_none() && evidence.damaged.is_empty());
            let sent = evidence.sent.unwrap();
            assert_sent(&sent, &ledger, &handout);
            assert!(is_as_sent(&book, &sent));
        }
    }
}

/// Takes one carrier out of a workbook as it was read.
fn remove(book: &mut Workbook, carrier: Carrier) {
    let hidden = |name: &str| name == "_fenjie_dispatch";
    match carrier {
        Carrier::HiddenSheet => {
            book.sheets.iter_mut().filter(|sheet| hidden(&sheet.name)).for_each(|sheet| sheet.cells.retain(|cell| cell.column != 0));
        }
        Carrier::HiddenStamp => {
            book.sheets.iter_mut().filter(|sheet| hidden(&sheet.name)).for_each(|sheet| sheet.cells.retain(|cell| cell.column != 1));
        }
        Carrier::Property => book.about.properties.clear(),
        Carrier::Subject => book.about.subject = None,
        Carrier::DefinedName => book.about.names.clear(),
        Carrier::TitleRow => book.sheets.iter_mut().for_each(|sheet| sheet.cells.retain(|cell| cell.row != 0 || hidden(&sheet.name))),
        Carrier::Subtitle => {
            book.sheets.retain(|sheet| sheet.name != "填报说明");
            book.sheets.iter_mut().for_each(|sheet| sheet.cells.retain(|cell| cell.row != 1 || hidden(&sheet.name)));
        }
        Carrier::RowIds => {
            let last = book.sheets[0].cells.iter().map(|cell| cell.column).max();
            book.sheets[0].cells.retain(|cell| Some(cell.column) != last);
        }
        Carrier::FileName | Carrier::FolderName | Carrier::UnitColumn | Carrier::SheetName => {}
    }
}

#[test]
fn any_one_carrier_that_is_left_is_enough() {
    use Carrier::{DefinedName, FileName, FolderName, HiddenSheet, HiddenStamp, Property, RowIds, Subject, Subtitle, TitleRow};
    const INSIDE: [Carrier; 8] = [HiddenSheet, HiddenStamp, Property, Subject, DefinedName, TitleRow, Subtitle, RowIds];
    let ledger = read_sample();
    let (handout, bytes) = workbooks(&ledger, Role::Lead).swap_remove(0);
    let whole = open(&bytes);
    let file = Path::new("2023Q1").join(format!("{} - 副本(2).xlsx", handout.unit));
    let said = |book: &Workbook, file: &Path| {
        let evidence = evidence(book, file);
        carriers(&evidence, &ledger, &handout);
        evidence
    };
    for mask in 0u32..1 << INSIDE.len() {
        let mut book = whole.clone();
        let (kept, gone): (Vec<_>, Vec<_>) = INSIDE.iter().enumerate().partition(|(at, _)| mask >> at & 1 == 1);
        gone.iter().for_each(|(_, carrier)| remove(&mut book, **carrier));
        let evidence = said(&book, Path::new(""));
        let mut found: Vec<Carrier> = evidence.claims.iter().map(|claim| claim.carrier).collect();
        found.dedup();
        assert_eq!(found, kept.iter().map(|(_, carrier)| **carrier).collect::<Vec<_>>(), "{mask:b}");
        assert_eq!(evidence.sent.is_some(), found.contains(&HiddenSheet));
        let any = |says: fn(&fenjie::identity::Claim) -> bool| evidence.claims.iter().any(says);
        let only = |carriers: &[Carrier]| found.iter().all(|carrier| carriers.contains(carrier));
        assert!(any(|claim| claim.unit.is_some()) || only(&[RowIds]), "{mask:b}");
        assert!(any(|claim| claim.period.is_some()) || only(&[RowIds]), "{mask:b}");
        assert!(any(|claim| claim.plan.is_some() || claim.title.is_some()) || only(&[Subtitle]), "{mask:b}");
    }
    let mut bare = whole.clone();
    INSIDE.iter().for_each(|carrier| remove(&mut bare, *carrier));
    let evidence = said(&bare, &file);
    assert_eq!(evidence.claims.iter().map(|claim| claim.carrier).collect::<Vec<_>>(), [FileName, FolderName]);
    assert!(!evidence.is_stamped() && evidence.claims[0].unit.as_deref() == Some(&handout.unit));
}

#[test]
fn newer_and_damaged_carriers_are_told_apart() {
    let ledger = read_sample();
    let (_, bytes) = workbooks(&ledger, Role::Lead).swap_remove(0);
    let changed = |from: &str, to: &str| {
        let mut book = open(&bytes);
        let hidden = book.sheets.iter_mut().find(|sheet| sheet.name == "_fenjie_dispatch").unwrap();
        hidden.cells.iter_mut().for_each(|cell| cell.text = cell.text.replace(from, to));
        evidence(&book, Path::new(""))
    };
    assert_eq!(changed("fenjie.dispatch/1", "fenjie.dispatch/9").newer.as_deref(), Some("fenjie.dispatch/9"));
    let damaged = changed("2023Q1", "2023Q2");
    assert_eq!(damaged.damaged, [(Carrier::HiddenSheet, "校验不对"), (Carrier::HiddenStamp, "被改动过")]);
    assert!(damaged.sent.is_none() && damaged.newer.is_none() && damaged.is_stamped(), "the property is still there");
}

fn read_sample() -> Ledger {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/望川县2023年教育工作要点.txt");
    read(&std::fs::read(&file).unwrap(), &file).unwrap().ledger
}

#[test]
fn what_a_unit_reported_last_stands_greyed_beside_the_empty_cells() {
    let mut ledger = read_sample();
    let (task, unit) = (ledger.plan.tasks[0].id.clone(), ledger.plan.tasks[0].lead_departments[0].clone());
    let entry = |unit: &str, period: &str, field, value: &str| Entry {
        task: task.as_str().into(),
        unit: unit.into(),
        period: period.parse().unwrap(),
        field,
        value: value.into(),
        state: EntryState::Current,
        source: None,
        decided: false,
    };
    ledger.entries = vec![
        entry(&unit, "2022Q3", ProgressField::Narrative, "更早的"),
        entry(&unit, "2022Q4", ProgressField::Narrative, "编写了初稿"),
        entry(&unit, "2022Q4", ProgressField::Status, "推进中"),
        entry(&unit, "2022Q4", ProgressField::Percent, "40"),
        entry("别的股", "2022Q4", ProgressField::Narrative, "别人的"),
        entry(&unit, "2023Q1", ProgressField::Reporter, "林知秋"),
        entry(&unit, "2023Q2", ProgressField::Narrative, "以后的"),
    ];
    let (handout, bytes) = workbooks(&ledger, Role::Lead).swap_remove(0);
    assert_eq!(handout.unit, unit);
    let sent = evidence(&open(&bytes), Path::new("")).sent.unwrap();
    let cell = |field: &str| sent.rows[0].cells[sent.column_of(field).unwrap()].as_str();
    assert_eq!(cell("last"), "（2022年第四季度）推进中，40%\n编写了初稿");
    assert_eq!((cell("narrative"), cell("reporter")), ("", "林知秋"), "what is known of this period is not asked for again");
    let parts = super::write_support::Parts::open(&bytes);
    let (sheet, styles) = (parts.sheet(1), parts.styles());
    let at = sheet.row(3).iter().position(|header| *header == "上期填报").unwrap() + 1;
    assert_eq!(sheet.text(4, at), cell("last"));
    let style = &styles[sheet.cells[&(4, at)].style];
    assert!(!style.unlocked && style.colour == "FF808080");
}

#[test]
fn a_long_list_stands_in_a_hidden_sheet() {
    let words: Vec<String> = (1..=60).map(|at| format!("第{at}类完成情况")).collect();
    let text = Layout::source(Layout::DISPATCH).unwrap().replace(
        "list = [\"未启动\", \"推进中\", \"已完成\", \"长期推进\"]",
        &format!("list = [{}]", words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")),
    );
    let layout = Layout::from_toml(Path::new("我的.toml"), &text).unwrap();
    let ledger = read_sample();
    let options =
        DispatchOptions { layout: &layout, period: "2023Q1".parse().unwrap(), role: Role::Lead, return_by: None, collector: None };
    let handout = select(&ledger.plan, Role::Lead, None).handouts.swap_remove(0);
    let bytes = Dispatcher::new(&ledger, options).workbook(&handout).unwrap().bytes;
    let book = open(&bytes);
    let list = book.sheets.iter().find(|sheet| sheet.name == "下拉清单").unwrap();
    assert_eq!(list.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>(), words);
    let formulas: Vec<String> = super::write_support::Parts::open(&bytes)
        .xml("xl/worksheets/sheet1.xml")
        .all("formula1")
        .iter()
        .map(|formula| formula.text.clone())
        .collect();
    assert!(formulas.contains(&"'下拉清单'!$A$1:$A$60".to_owned()), "{formulas:?}");
}

#[test]
fn same_input_same_bytes() {
    let ledger = read_sample();
    let bytes = |role| workbooks(&ledger, role).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>();
    for role in [Role::Lead, Role::Units, Role::All] {
        assert!(bytes(role) == bytes(role), "{role:?}");
    }
}
