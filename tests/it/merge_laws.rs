//! Laws of merging, over annotated plans, random fills and random damages: order, grouping and repetition do not matter, sums balance,
//! and every filled cell ends as what it is, in a conflict, or as a stray.

use std::sync::LazyLock;

use fenjie::merge::{Collected, Merged, Merger};
use fenjie::model::{EntryState, Ledger, Origin, ProgressField, Role, Source};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::generate::{cases, ledger, paragraphs};
use super::plans::annotated_ledgers;
use super::returns::damage::{Damage, Dice, ORDINARY, UGLY};
use super::returns::fate::judge;
use super::returns::{Form, PERIOD, Use, Written, collect, dispatch_for};

/// Every annotated plan, sent out to all units.
static SENT: LazyLock<Vec<(Ledger, Vec<Form>)>> = LazyLock::new(|| {
    let sent = annotated_ledgers().into_iter().map(|ledger| send(ledger, Role::All));
    sent.filter(|(_, forms)| !forms.is_empty()).collect()
});

fn send(mut ledger: Ledger, role: Role) -> (Ledger, Vec<Form>) {
    ledger.entries.clear();
    let forms = dispatch_for(&mut ledger, role, PERIOD).unwrap();
    (ledger, forms)
}

/// What somebody does to a form.
#[derive(Debug, Clone)]
struct Handling {
    form: Index,
    /// What is filled in: place of the cell, text.
    fills: Vec<(Index, Index, String)>,
    /// Everything is filled in first.
    whole: bool,
    damages: Vec<&'static str>,
    stripped: bool,
    dice: u64,
    saved: u32,
}

/// Every damage by its name.
fn all_damages() -> Vec<(&'static str, Damage)> {
    ORDINARY.iter().map(|(name, _, damage)| (*name, *damage)).chain(UGLY).collect()
}

fn any_damage() -> impl Strategy<Value = &'static str> {
    prop::sample::select(all_damages().into_iter().map(|(name, _)| name).collect::<Vec<_>>())
}

fn handling() -> impl Strategy<Value = Handling> {
    let text = prop_oneof![
        2 => paragraphs(),
        1 => Just("同上".to_owned()),
        1 => Just("详见第3项".to_owned()),
        1 => Just("已完成".to_owned()),
        1 => Just("３０％".to_owned()),
        1 => Just("过半".to_owned()),
        1 => Just("2023年3月".to_owned()),
        1 => Just("#REF!".to_owned()),
        1 => "[ \u{3000}\n]{1,4}",
        1 => "[\u{20000}-\u{2A6DF}😀\u{202e}\u{1}a-z]{1,8}",
    ];
    let fills = vec((any::<Index>(), any::<Index>(), text), 0..6);
    let rest = (prop::bool::weighted(0.6), vec(any_damage(), 0..5), prop::bool::weighted(0.3), any::<u64>(), 0u32..4);
    (any::<Index>(), fills, rest).prop_map(|(form, fills, (whole, damages, stripped, dice, saved))| Handling {
        form,
        fills,
        whole,
        damages,
        stripped,
        dice,
        saved,
    })
}

/// The return a handling makes of a form; `number` keeps file names apart.
fn handle(forms: &[Form], handling: &Handling, number: usize) -> Written {
    let mut form = handling.form.get(forms).clone();
    if handling.whole {
        form.fill();
    }
    let answers: Vec<usize> = (0..form.columns.len()).filter(|&at| matches!(form.columns[at].use_, Use::Answer(_))).collect();
    for (row, column, text) in &handling.fills {
        if !form.rows.is_empty() {
            let row = row.index(form.rows.len());
            form.rows[row].cells[*column.get(&answers)].clone_from(text);
        }
    }
    if handling.stripped {
        form.strip();
    }
    let mut dice = Dice::new(handling.dice);
    let all = all_damages();
    // Without headers, a table with one column put in where another was taken out looks like the one that was sent: nobody can tell.
    let is_told = |name: &str| {
        name != "column inserted (佐证材料)"
            || !["headers gone", "a column of answers gone"].iter().all(|other| handling.damages.contains(other))
    };
    for name in handling.damages.iter().filter(|name| is_told(name)) {
        let (_, damage) = all.iter().find(|(known, _)| known == name).unwrap();
        damage(&mut form, &mut dice);
    }
    form.saved = handling.saved;
    form.file = format!("{number}/{}", form.file);
    form.write()
}

/// A case is three workbooks merged eight times; finding the smallest one that fails would take longer than reading it.
fn few_cases(usual: u32) -> ProptestConfig {
    ProptestConfig { max_shrink_iters: 24, ..cases(usual) }
}

/// What a ledger knows, in one text.
fn known(ledger: &Ledger) -> String {
    serde_json::to_string(&(&ledger.entries, &ledger.strays, &ledger.dispatches)).unwrap()
}

fn merge(ledger: &Ledger, returns: &[&Written]) -> Merged {
    let merger = Merger::new(ledger, Some(PERIOD));
    let collected: Vec<Collected> = returns.iter().map(|written| collect(&merger, &written.file, &written.bytes)).collect();
    let merged = merger.finish(collected, Vec::new());
    assert!(merged.report.totals.balance(), "{:?}", merged.report.totals);
    for file in &merged.report.files {
        assert!(file.cells.balance(), "{}: {:?}", file.file, file.cells);
    }
    merged
}

/// Another master comes in.
fn merge_master(ledger: &Ledger, other: Ledger) -> Ledger {
    let merger = Merger::new(ledger, Some(PERIOD));
    let collected = merger.collect_master("另一份.json", "0".repeat(64), other, Vec::new());
    merger.finish(vec![collected], Vec::new()).ledger
}

/// Puts the files of a case that failed into the folder `FENJIE_KEEP` names, to be looked at.
fn keep(ledger: &Ledger, returns: &[Written]) {
    let Some(folder) = std::env::var_os("FENJIE_KEEP").map(std::path::PathBuf::from) else { return };
    std::fs::write(folder.join("台账.json"), serde_json::to_string(ledger).unwrap()).unwrap();
    for written in returns {
        std::fs::write(folder.join(written.file.replace('/', "_")), &written.bytes).unwrap();
    }
}

/// The laws, for any ledger and any three returns.
fn check_laws(ledger: &Ledger, returns: &[Written; 3]) {
    let [a, b, c] = returns.each_ref();
    let all = merge(ledger, &[a, b, c]);
    let truth = known(&all.ledger);
    assert_eq!(known(&merge(ledger, &[c, a, b]).ledger), truth, "order");
    assert_eq!(known(&merge(ledger, &[b, a, c, a]).ledger), truth, "repetition");
    let (first, second) = (merge(ledger, &[a]).ledger, merge(ledger, &[b, c]).ledger);
    assert_eq!(known(&merge(&first, &[b, c]).ledger), truth, "one after the other");
    assert_eq!(known(&merge(&all.ledger, &[a, b]).ledger), truth, "once more");
    assert_eq!(known(&merge_master(&first, second.clone())), truth, "masters");
    assert_eq!(known(&merge_master(&second, first)), truth, "masters the other way round");
    let states = |state| all.ledger.entries.iter().filter(|entry| entry.state == state).count();
    let conflicts: usize = all.report.conflicts.iter().map(|conflict| conflict.values.len()).sum();
    assert_eq!(states(EntryState::Conflict), conflicts, "every conflict is put before a person");
    let judgement = judge(&all, returns);
    if !judgement.is_safe() {
        keep(ledger, returns);
    }
    assert!(judgement.is_safe(), "{judgement} {}", judgement.first_wrong());
}

proptest! {
    #![proptest_config(few_cases(40))]

    /// Plans as offices write them.
    #[test]
    fn laws_hold_for_annotated_plans(plan in any::<Index>(), handlings in [handling(), handling(), handling()]) {
        let (ledger, forms) = plan.get(&SENT);
        let mut number = 0;
        check_laws(ledger, &handlings.map(|handling| { number += 1; handle(forms, &handling, number) }));
    }

    /// Plans nobody would write: any field missing, names and texts of anything.
    #[test]
    fn laws_hold_for_any_plan(plan in ledger(), handlings in [handling(), handling(), handling()]) {
        let (ledger, forms) = send(plan, Role::All);
        if !forms.is_empty() {
            let mut number = 0;
            check_laws(&ledger, &handlings.map(|handling| { number += 1; handle(&forms, &handling, number) }));
        }
    }
}

/// Entries as files would give them, without files: the set alone.
fn entry() -> impl Strategy<Value = fenjie::model::Entry> {
    let field = prop_oneof![Just(ProgressField::Narrative), Just(ProgressField::Percent)];
    let saved = prop_oneof![
        Just(None),
        (1u8..4).prop_map(|day| Some(format!("2023-04-0{day}T08:00:00Z"))),
        Just(Some("2023-04-01T16:00:00+08:00".to_owned())),
        Just(Some("昨天".to_owned()))
    ];
    (0u8..3, 0u8..2, field, 0u8..3, 0u8..4, saved, prop::bool::weighted(0.1)).prop_map(
        |(task, unit, field, value, file, modified, decided)| fenjie::model::Entry {
            task: format!("K3V9-00{task}").into(),
            unit: format!("{unit}股").into(),
            period: PERIOD,
            field,
            value: format!("{value}").into(),
            state: EntryState::Current,
            source: Some(Source::new(
                Origin { file: format!("{file}.xlsx").into(), modified: modified.map(Into::into), ..Origin::default() },
                None,
            )),
            decided,
        },
    )
}

proptest! {
    #![proptest_config(cases(2048))]

    /// The set of entries by itself: settling a settled set changes nothing, and order and grouping do not matter.
    #[test]
    fn entries_are_a_set(a in vec(entry(), 0..12), b in vec(entry(), 0..12), c in vec(entry(), 0..6)) {
        use fenjie::merge::fold::{key, settle};
        let join = |parts: &[&Vec<fenjie::model::Entry>]| settle(parts.iter().flat_map(|part| part.iter().cloned()).collect());
        let whole = join(&[&a, &b, &c]);
        prop_assert_eq!(&join(&[&c, &b, &a]), &whole);
        prop_assert_eq!(&join(&[&join(&[&a, &b]), &c]), &whole);
        prop_assert_eq!(&join(&[&a, &join(&[&b, &c])]), &whole);
        prop_assert_eq!(&join(&[&whole, &a]), &whole);
        for entry in &whole {
            let same: Vec<_> = whole.iter().filter(|other| key(other) == key(entry)).collect();
            let current = same.iter().filter(|other| other.state == EntryState::Current).count();
            let conflicts = same.iter().filter(|other| other.state == EntryState::Conflict).count();
            prop_assert!(current == 1 && conflicts == 0 || current == 0 && conflicts > 1, "one value counts, or several are put up: {:?}", same);
        }
    }
}
