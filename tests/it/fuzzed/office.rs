//! An office that merges what comes back: whatever file it is, nothing is lost, nothing counts twice, and the plan stays.

use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

use fenjie::handout::select;
use fenjie::identity::digest;
use fenjie::merge::{Collected, Merged, Merger, Outcome, ReturnedFile};
use fenjie::model::{Ledger, Period, Role};
use fenjie::read::ReadOptions;
use fenjie::read::returned::{Incoming, read_incoming};
use fenjie::returned::{Cell, Returned};
use fenjie::words::fold::key;
use fenjie::words::vocabulary::Field;
use fenjie::write::Layout;
use fenjie::write::dispatch::{DispatchOptions, Dispatcher};

use super::packages::{LEDGER, Parts, packed, unpacked};

/// The unit that returns.
pub const UNIT: &str = "河道管理股";
const PERIOD: Period = Period::Quarter(2031, 1);

/// What an input begins with, and the extension of the file it then stands for; the first is the dispatched workbook with its parts
/// changed, each of the others the whole file.
pub const FORMS: [(u8, &str); 5] = [(b'x', "xlsx"), (b'c', "csv"), (b't', "txt"), (b'h', "html"), (b'w', "xlsx")];

/// A master that was dispatched.
pub struct Office {
    pub ledger: Ledger,
    /// The workbook of [`UNIT`].
    pub sent: Parts,
    /// What another return said.
    other: Collected,
}

pub static OFFICE: LazyLock<Office> = LazyLock::new(|| {
    let mut ledger = LEDGER.clone();
    let layout = Layout::named(Layout::DISPATCH).unwrap();
    let options = DispatchOptions { layout: &layout, period: PERIOD, role: Role::Lead, return_by: None, collector: None };
    let dispatcher = Dispatcher::new(&LEDGER, options);
    let mut sent = Vec::new();
    for handout in select(&LEDGER.plan, Role::Lead, None).handouts {
        let bytes = dispatcher.workbook(&handout).unwrap().bytes;
        ledger.dispatches.push(dispatcher.record(&handout, &format!("{}.xlsx", handout.unit), &bytes));
        sent.push((handout.unit, bytes));
    }
    let sent = unpacked(&sent.iter().find(|(unit, _)| unit == UNIT).unwrap().1);
    let id = |at: usize| ledger.plan.tasks[at].id.as_str();
    let table = format!("编码,工作任务,完成状态,进展情况\n{},疏浚云溪,推进中,已疏浚3公里\n{},加固堤防,已完成,\n", id(0), id(1));
    let other = collect(&Merger::new(&ledger, None), &format!("补报/{UNIT}2031年第一季度.csv"), table.as_bytes());
    assert_eq!(other.entries.len(), 3, "{other:?}");
    Office { ledger, sent, other }
});

/// The name and the bytes of the file an input stands for.
pub fn returned_file(input: &[u8]) -> Option<(String, Vec<u8>)> {
    let (&letter, content) = input.split_first()?;
    let (form, extension) = FORMS.iter().find(|(own, _)| *own == letter).unwrap_or(&FORMS[0]);
    let bytes = if *form == b'x' { packed(&OFFICE.sent, content) } else { content.to_vec() };
    Some((format!("返回/{UNIT}.{extension}"), bytes))
}

/// Reads and collects a returned file.
fn collect(merger: &Merger<'_>, file: &str, bytes: &[u8]) -> Collected {
    let sha256 = digest(bytes);
    match read_incoming(bytes, Path::new(file), &ReadOptions::default()) {
        Ok(Incoming::Return(returned)) => {
            let file = ReturnedFile { name: file.to_owned(), sha256, returned: *returned };
            let collected = merger.collect(&file);
            check_kept(&file.returned, &collected);
            collected
        }
        Ok(Incoming::Master(reading)) => merger.collect_master(file, sha256, reading.ledger, reading.findings),
        // A list of what was sent says nothing of its own.
        Ok(Incoming::Index) => Collected { file: file.to_owned(), sha256: Some(sha256), ..Collected::default() },
        Err(error) => Collected::unreadable(file, Some(sha256), &error.to_string()),
    }
}

/// Whether a line whose cells nobody can tell apart was kept as a whole, with this text in it.
fn is_in_torn_row(cell: &Cell, collected: &Collected) -> bool {
    let row = |place: &str| {
        let first = place.split(':').next().unwrap_or_default();
        first.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned()
    };
    let torn = collected.strays.iter().filter(|stray| stray.rule == "M066");
    let mut of_row = torn.filter(|stray| stray.source.cell.as_deref().map(row) == Some(row(&cell.place)));
    of_row.any(|stray| stray.text.contains(&cell.text))
}

/// Every cell of every row is an entry, kept as a stray, told in a finding, or says what was sent.
fn check_kept(returned: &Returned, collected: &Collected) {
    assert_eq!(collected.lost, [""; 0], "{collected:#?}");
    let sources =
        collected.entries.iter().filter_map(|entry| entry.source.as_ref()).chain(collected.strays.iter().map(|stray| &stray.source));
    let mut kept: HashSet<Place<'_>> =
        sources.map(|source| (source.sheet.as_deref(), source.cell.as_deref().unwrap_or_default())).collect();
    kept.extend(collected.findings.iter().filter_map(|finding| Some((finding.sheet.as_deref(), finding.cell.as_deref()?))));
    for table in returned.tables.iter().filter(|table| table.sheet.as_deref() != Some("填报说明")) {
        // Ids and numbers only tell which row it is. What a column of the plan says is compared where the file still tells what was sent.
        let may_go = |cell: &Cell| {
            let column = table.columns.iter().find(|column| column.at == cell.column && column.field.progress().is_none());
            column.is_some_and(|column| match column.field {
                Field::Id | Field::Serial => column.is_known || cell.text.is_ascii(),
                _ => column.is_known && returned.evidence.sent.is_none(),
            })
        };
        for cell in table.rows.iter().flat_map(|row| &row.cells).filter(|cell| !may_go(cell)) {
            let is_kept = kept.contains(&(table.sheet.as_deref(), cell.place.as_str())) || is_sent(&cell.text);
            assert!(is_kept || is_in_torn_row(cell, collected), "{:?} of {:?} is lost: {collected:#?}", cell, table.sheet);
        }
    }
}

/// A sheet, where there are any, and a cell.
type Place<'c> = (Option<&'c str>, &'c str);

/// Everything the plan says; title and content of a task also as they stand in one cell.
static SENT: LazyLock<String> = LazyLock::new(|| {
    let tasks = LEDGER.plan.tasks.iter().flat_map(|task| [&task.title, &task.content, &None]);
    let texts: String = tasks.map(|text| text.as_deref().map_or("\n".to_owned(), letters)).collect();
    letters(&serde_json::to_string(&LEDGER.plan).unwrap()) + &texts
});

/// Whether a text is one of the plan, or put together of its words.
fn is_sent(text: &str) -> bool {
    let mut parts = text.split(|c: char| !c.is_alphanumeric()).map(letters).filter(|part| !part.is_empty());
    SENT.contains(&letters(text)) || parts.all(|part| part.chars().count() > 1 && SENT.contains(&part))
}

/// What counts when a locked text is compared with what was sent.
fn letters(text: &str) -> String {
    key(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Merges the file an input stands for.
pub fn merge(input: &[u8]) -> bool {
    let Some((file, bytes)) = returned_file(input) else { return false };
    let ledger = &OFFICE.ledger;
    let merger = Merger::new(ledger, None);
    let collected = collect(&merger, &file, &bytes);
    let merged = merger.finish(vec![collected.clone()], Vec::new());
    check_merged(ledger, &collected, &merged);
    let says_something = !collected.entries.is_empty() || !collected.strays.is_empty();
    if says_something {
        check_laws(&merger, &collected, &merged);
    }
    says_something
}

/// The sums balance, the plan stays, and every cell is an entry or kept with its reason.
fn check_merged(before: &Ledger, collected: &Collected, merged: &Merged) {
    let report = &merged.report;
    assert!(report.totals.balance(), "{:?}", report.totals);
    assert!(report.files.iter().all(|file| file.cells.balance()), "{:?}", report.files);
    assert_eq!(merged.ledger.plan, before.plan, "the master keeps its own words");
    let tasks: Vec<&str> = before.plan.tasks.iter().map(|task| task.id.as_str()).collect();
    for entry in &collected.entries {
        assert!(merged.ledger.entries.iter().any(|kept| kept.task == entry.task && kept.value == entry.value), "{entry:?} is lost");
        assert!(tasks.contains(&&*entry.task), "{entry:?} is of no task");
    }
    for stray in &collected.strays {
        assert!(merged.ledger.strays.contains(stray), "{stray:?} is lost");
        assert!(!stray.rule.is_empty());
    }
    let file = &report.files[0];
    assert_eq!(file.cells.filled, collected.entries.len() + collected.strays.len());
    if file.outcome == Outcome::Rejected {
        assert!(collected.entries.is_empty() && file.reason.is_some(), "nothing of a file that is left out counts: {file:?}");
    }
}

/// Once is as good as twice, and the order of files does not matter.
fn check_laws(merger: &Merger<'_>, collected: &Collected, merged: &Merged) {
    let twice = Merger::new(&merged.ledger, None).finish(vec![collected.clone()], Vec::new());
    assert_eq!(twice.ledger, merged.ledger, "merging again changes nothing");
    assert_eq!(twice.report.totals.merged, 0, "nothing is new the second time: {:?}", twice.report.totals);
    let [one, other] = [[collected, &OFFICE.other], [&OFFICE.other, collected]]
        .map(|files| merger.finish(files.into_iter().cloned().collect(), Vec::new()));
    assert!(one.report.totals.balance());
    assert_eq!(one.ledger, other.ledger, "the order of files does not matter");
}
