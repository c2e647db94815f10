//! The proof that nothing is lost and nothing misassigned: the fifteen ordinary damages, alone, in all pairs, in random triples.

use std::fs;
use std::path::Path;

use fenjie::model::{Ledger, Role};
use rayon::prelude::*;

use super::dispatch::seed;
use super::returns::damage::{Dice, ORDINARY};
use super::returns::fate::{Fate, Judgement, judge};
use super::returns::{Form, Written, dispatch, merge};

/// How many workbooks are left with which marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marks {
    /// As they were sent.
    All,
    /// Text alone, in a file that has the name of its unit.
    None,
    /// Text alone, in a file that has any name.
    NotEvenTheName,
}

/// A seed, sent out by lead and filled in.
struct Sent {
    ledger: Ledger,
    forms: Vec<Form>,
}

fn sent(number: &str) -> Option<Sent> {
    // Without the seeds it is said; the laws of merging run over our own plans and the same damages all the same.
    let ledger = seed(number)?;
    let (ledger, mut forms) = dispatch(ledger, Role::Lead);
    forms.iter_mut().for_each(Form::fill);
    Some(Sent { ledger, forms })
}

impl Sent {
    /// What becomes of all workbooks when every one of them is damaged in these ways, in this order.
    fn damaged(&self, damages: &[usize], marks: Marks, seed: u64) -> Judgement {
        let returns: Vec<Written> = self
            .forms
            .iter()
            .enumerate()
            .map(|(at, form)| {
                let mut form = form.clone();
                if marks != Marks::All {
                    form.strip();
                }
                if marks == Marks::NotEvenTheName {
                    form.file = format!("新建工作表 ({at}).xlsx");
                }
                let mut dice = Dice::new(seed.wrapping_add(u64::try_from(at).unwrap()));
                for &damage in damages {
                    ORDINARY[damage].2(&mut form, &mut dice);
                }
                form.write()
            })
            .collect();
        judge(&merge(&self.ledger, &returns), &returns)
    }
}

fn names(damages: &[usize]) -> String {
    damages.iter().map(|&at| ORDINARY[at].0).collect::<Vec<_>>().join(" + ")
}

fn pairs() -> Vec<Vec<usize>> {
    (0..ORDINARY.len()).flat_map(|a| (a + 1..ORDINARY.len()).map(move |b| vec![a, b])).collect()
}

/// Judges combinations of damages, two at a time.
fn judged(sent: &Sent, all: Vec<(Vec<usize>, Marks, u64)>) -> Vec<(String, Marks, Judgement)> {
    let judge = |(damages, marks, dice): &(Vec<usize>, Marks, u64)| (names(damages), *marks, sent.damaged(damages, *marks, *dice));
    all.par_iter().map(judge).collect()
}

/// What must hold of every combination: nothing misassigned, nothing missing, and what is refused is refused with a reason.
fn assert_safe(judged: &[(String, Marks, Judgement)]) {
    let wrong: Vec<String> = judged
        .iter()
        .filter(|(_, _, judgement)| !judgement.is_safe() || judgement.own.contains_key("wrong"))
        .map(|(name, marks, judgement)| format!("{marks:?} {name}: {judgement}\n  {}", judgement.first_wrong()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ordinary_damages_alone_and_in_pairs() {
    let Some(sent) = sent("003") else { return };
    assert_eq!((sent.forms.len(), sent.ledger.plan.tasks.len()), (24, 45));
    let singles = || (0..ORDINARY.len()).map(|at| vec![at]);
    let mut all = Vec::new();
    for marks in [Marks::All, Marks::None] {
        all.extend([vec![]].into_iter().chain(singles()).chain(pairs()).map(|damages| (damages, marks, 1)));
    }
    all.extend([vec![]].into_iter().chain(singles()).map(|damages| (damages, Marks::NotEvenTheName, 1)));
    let judged = judged(&sent, all);
    assert_safe(&judged);
    for (name, marks, judgement) in &judged {
        let came_back = judgement.tasks.len();
        assert!(came_back == 45 || name.contains("a row deleted") && came_back >= 34, "{name}: {judgement}");
        // The file of a unit that leads one task with two other units, without any mark and name: nobody can tell whose it is.
        let refused = if *marks == Marks::NotEvenTheName { 1 } else { 0 };
        assert_eq!(judgement.count(Fate::Refused), refused, "{marks:?} {name}: {judgement} {:?}", judgement.reasons);
        assert!(judgement.reasons.keys().all(|rule| rule == "M002"), "{marks:?} {name}: {:?}", judgement.reasons);
        let own = judgement.own.get("kept").copied().unwrap_or_default();
        assert_eq!(own > 0, name.contains("inserted (") || name.contains("adds its own"), "{marks:?} {name}");
    }
}

/// Whether headlines, all that was left, were lengthened: then most of what a row says is the unit's, and it may be a row of its own.
fn is_mostly_own(names: &str) -> bool {
    let [shortened, lengthened] = ["shortened to its headline", "edited at its end"].map(|damage| names.find(damage));
    shortened.zip(lengthened).is_some_and(|(shortened, lengthened)| shortened < lengthened)
}

#[test]
fn any_three_damages_misassign_nothing() {
    let Some(sent) = sent("003") else { return };
    let asked = std::env::var("FENJIE_CASES").ok().and_then(|cases| cases.parse::<u64>().ok());
    let start = match asked {
        Some(_) => u64::from(std::process::id()) << 20,
        None => 20_230_510,
    };
    let triples = (start..start + asked.unwrap_or(16)).map(|seed| {
        let mut dice = Dice::new(seed);
        let mut all: Vec<usize> = (0..ORDINARY.len()).collect();
        dice.shuffle(&mut all);
        (all[..3].to_vec(), [Marks::All, Marks::None, Marks::NotEvenTheName][dice.below(3)], seed)
    });
    let judged = judged(&sent, triples.collect());
    assert_safe(&judged);
    let few: Vec<String> = judged
        .iter()
        .filter(|(name, _, judgement)| judgement.count(Fate::Right) < 30 && !is_mostly_own(name))
        .map(|(name, marks, judgement)| format!("{marks:?} {name}: {judgement} {:?}", judgement.reasons))
        .collect();
    assert!(few.is_empty(), "most is right\n{}", few.join("\n"));
}

#[test]
fn identical_tasks_are_kept_apart_by_id_and_refused_without() {
    let Some(sent) = sent("004") else { return };
    let says = |at: usize| sent.ledger.plan.tasks[at].text();
    let (first, second) = (19, 20);
    assert_eq!(says(first), says(second), "（二十） and （二十一）");
    let twins = [first, second].map(|at| sent.ledger.plan.tasks[at].id.clone());
    let with = sent.damaged(&[0, 1], Marks::All, 1);
    assert!(with.is_right() && twins.iter().all(|twin| with.tasks[twin] == Fate::Right), "{with} {}", with.first_wrong());
    for damages in [vec![], vec![0], vec![1, 8]] {
        let without = sent.damaged(&damages, Marks::None, 1);
        assert!(without.is_safe(), "{without} {}", without.first_wrong());
        let refused: Vec<&String> = without.tasks.iter().filter(|(_, fate)| **fate == Fate::Refused).map(|(task, _)| task).collect();
        assert_eq!(refused, twins.iter().collect::<Vec<_>>(), "{without} {:?}", without.reasons);
        assert!(without.reasons.keys().all(|rule| rule == "M020"), "{:?}", without.reasons);
    }
}

/// What plain practice makes of the same damages, measured on the same plan: stacking all tables and looking up by exact text, VLOOKUP
/// on 序号, VLOOKUP on 具体内容, and daff 1.4.2 as a three-way merge of full sheets.
const OTHERS: [[&str; 4]; 16] = [
    ["45/0/0/0", "45/0/0/0", "45/0/0/0", "45/0/0/0"],
    ["45/0/0/0", "45/0/0/0", "45/0/0/0", "45/0/0/0"],
    ["45/0/0/0", "0/0/5/40", "45/0/0/0", "45/0/0/0"],
    ["45/0/0/0", "0/0/0/45", "45/0/0/0", "45/0/0/0"],
    ["0/45/0/0", "0/45/0/0", "0/45/0/0", "0/45/0/0"],
    ["0/45/0/0", "0/45/0/0", "0/45/0/0", "0/45/0/0"],
    ["0/0/0/45", "0/0/0/45", "0/0/0/45", "45/0/0/0 ¹"],
    ["45/0/0/0", "45/0/0/0", "45/0/0/0", "45/0/0/0"],
    ["45/0/0/0", "45/0/0/0", "45/0/0/0", "45/0/0/0"],
    ["0/0/0/45", "45/0/0/0", "0/0/0/45", "45/0/0/0"],
    ["0/0/0/45", "45/0/0/0", "0/0/0/45", "45/0/0/0"],
    ["0/0/0/45", "45/0/0/0", "0/0/0/45", "45/0/0/0 ²"],
    ["1/0/0/44", "45/0/0/0", "1/0/0/44", "8/0/0/37"],
    ["34/0/0/0", "34/0/0/0", "34/0/0/0", "34/0/0/0 ³"],
    ["45/0/0/0", "45/0/0/0", "45/0/0/0", "⁴"],
    ["45/0/0/0", "42/0/3/0", "45/0/0/0", "⁴"],
];

/// The READMEs, and whether their table is in Chinese.
const READMES: [(&str, bool); 2] = [("README.md", false), ("README.zh-CN.md", true)];

/// The rows of the table as they are now.
fn damage_table(sent: &Sent, is_chinese: bool) -> String {
    let mut table = String::new();
    for (at, others) in (0..=ORDINARY.len()).zip(OTHERS) {
        let damage = at.checked_sub(1);
        let name = match (damage.map(|at| ORDINARY[at]), is_chinese) {
            (Some((name, _, _)), false) | (Some((_, name, _)), true) => name,
            (None, false) => "none",
            (None, true) => "没有改动",
        };
        let [marked, text_alone] = [Marks::All, Marks::None].map(|marks| sent.damaged(damage.as_slice(), marks, 1));
        table += &format!("| {name} | {marked} | {text_alone} | {} |\n", others.join(" | "));
    }
    table
}

/// `FENJIE_UPDATE=1 cargo test damage_table` writes the tables of the READMEs anew.
#[test]
fn the_damage_tables_of_the_readmes_are_what_is_measured() {
    let Some(sent) = sent("003") else { return };
    for (readme, is_chinese) in READMES {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(readme);
        let text = fs::read_to_string(&file).unwrap();
        // The table is the one about daff; its rows begin below the line of dashes.
        let daff = text.find(" daff 1.4.2").unwrap();
        let start = daff + text[daff..].find("---|\n").unwrap() + "---|\n".len();
        let end = start + text[start..].find("\n\n").unwrap() + 1;
        let table = damage_table(&sent, is_chinese);
        if std::env::var_os("FENJIE_UPDATE").is_some() {
            fs::write(&file, [&text[..start], &table, &text[end..]].concat()).unwrap();
            continue;
        }
        assert!(
            text[start..end] == table,
            "{readme} is not what is measured; FENJIE_UPDATE=1 cargo test damage_table writes it anew:\n{table}"
        );
    }
}
