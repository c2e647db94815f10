//! The proof that nothing is lost and nothing misassigned: the fifteen ordinary damages, alone, in all pairs, in random triples.

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
    let Some(ledger) = seed(number) else {
        assert!(std::env::var_os("CI").is_none(), "the seeds must be there in CI");
        return None;
    };
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

#[test]
fn ordinary_damages_alone_and_in_pairs() {
    let Some(sent) = sent("003") else { return };
    assert_eq!((sent.forms.len(), sent.ledger.plan.tasks.len()), (24, 45));
    let mut wrong = Vec::new();
    for marks in [Marks::All, Marks::None, Marks::NotEvenTheName] {
        let singles = (0..ORDINARY.len()).map(|at| vec![at]);
        let pairs = if marks == Marks::NotEvenTheName { Vec::new() } else { pairs() };
        let all: Vec<Vec<usize>> = [vec![]].into_iter().chain(singles).chain(pairs).collect();
        let judged: Vec<(String, Judgement)> =
            all.par_iter().map(|damages| (names(damages), sent.damaged(damages, marks, 1))).collect();
        for (name, judgement) in judged {
            println!("{marks:?} {name}: {judgement} {:?} {:?}", judgement.reasons, judgement.own);
            if !judgement.is_safe() {
                wrong.push(format!("{marks:?} {name}: {judgement}\n  {}", judgement.wrong.iter().take(5).cloned().collect::<Vec<_>>().join("\n  ")));
            }
            if marks == Marks::All && judgement.count(Fate::Refused) > 0 {
                wrong.push(format!("{marks:?} {name}: {judgement} {:?}", judgement.reasons));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
