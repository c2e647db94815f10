//! Dispatched workbooks: who gets what, and what each workbook says about itself.

use std::path::Path;

use fenjie::handout::{Handout, select};
use fenjie::identity::{Carrier, Sent};
use fenjie::model::{Ledger, Role};
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
