//! Plans that changed since they were sent out: masters of different age, tasks that were withdrawn.

use fenjie::merge::{Merger, Outcome};

use super::merge_tables::{form, merge, said, sent};
use super::returns::collect;

#[test]
fn masters_of_a_plan_before_and_after_its_revision_are_said_to_differ() {
    let (ledger, _) = sent();
    let mut revised = ledger.clone();
    revised.plan.tasks[1].content = Some("组织校园食品安全检查4次".into());
    revised.plan.tasks.pop();
    for (first, other) in [(&ledger, &revised), (&revised, &ledger)] {
        let merger = Merger::new(first, None);
        let merged = merger.finish(vec![merger.collect_master("乙.xlsx", "00".into(), other.clone(), Vec::new())], Vec::new());
        let said = said(&merged, "M067");
        assert!(
            matches!(said.as_slice(), [message] if message.contains("2 项") && message.contains("第2项") && message.contains("第8项")),
            "{said:?}"
        );
    }
    let merger = Merger::new(&ledger, None);
    let merged = merger.finish(vec![merger.collect_master("乙.xlsx", "00".into(), ledger.clone(), Vec::new())], Vec::new());
    assert!(merged.report.findings.is_empty());
}

#[test]
fn a_task_that_was_withdrawn_is_called_so() {
    let (mut ledger, forms) = sent();
    let mut own = form(&forms, "柳坪乡中心校").clone();
    own.fill();
    let gone = ledger.plan.tasks.pop().unwrap();
    let written = own.write();
    let merged = merge(&ledger, &[("柳坪乡中心校.xlsx", written.bytes.clone())]);
    let said_of = said(&merged, "M068");
    assert!(matches!(said_of.as_slice(), [message] if message.contains(&gone.id)), "{said_of:?}");
    assert!(said(&merged, "M021").is_empty() && merged.report.files[0].outcome == Outcome::Partial);
    assert!(merged.report.findings.iter().all(|finding| !finding.message.contains("序号 0")), "{:?}", merged.report.findings);
    // Its rows deleted: nothing is missing.
    own.rows.retain(|row| row.task.as_deref() != Some(&gone.id));
    let merger = Merger::new(&ledger, None);
    let merged = merger.finish(vec![collect(&merger, "柳坪乡中心校.xlsx", &own.write().bytes)], Vec::new());
    assert!(said(&merged, "M028").is_empty(), "{:?}", merged.report.findings);
}
