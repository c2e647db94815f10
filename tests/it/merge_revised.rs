//! Plans that changed since they were sent out: masters of different age, tasks that were withdrawn, copies edited by hand.

use std::path::Path;

use fenjie::merge::revise::revise;
use fenjie::merge::{Merger, Outcome};
use fenjie::model::{Dispatch, Ledger, Origin, Source, Stray, Task};
use fenjie::read::read;

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

/// Text that was typed into a percentage of the first task and is none.
fn stray(ledger: &Ledger, text: &str, handling: Option<&str>) -> Stray {
    Stray {
        rule: "R030".into(),
        unit: None,
        period: None,
        task: Some(ledger.plan.tasks[0].id.clone()),
        column: Some("完成百分比".into()),
        text: text.into(),
        source: Source::new(Origin { file: "总台账.xlsx".into(), ..Origin::default() }, Some("H4".into())),
        handling: handling.map(str::to_owned),
    }
}

/// A copy of the master that somebody edited is a new plan, and holds what was typed into it.
#[test]
fn what_only_the_new_plan_holds_is_taken_over() {
    let (mut old, _) = sent();
    old.withdrawn.push(Task { id: fenjie::model::task_id(&old.plan.id, 90), ..Task::default() });
    old.strays = vec![stray(&old, "过半", None)];
    let mut copy = old.clone();
    copy.strays = vec![stray(&old, "过半", Some("已核实")), stray(&old, "快好了", None)];
    copy.withdrawn.push(Task { id: fenjie::model::task_id(&old.plan.id, 91), ..Task::default() });
    copy.dispatches.push(Dispatch { serial: 2, ..copy.dispatches[0].clone() });
    let revised = revise(&old, copy.clone(), true).ledger;
    assert_eq!(revised.strays, [stray(&old, "快好了", None), stray(&old, "过半", Some("已核实"))]);
    assert_eq!((&revised.withdrawn, &revised.dispatches), (&copy.withdrawn, &copy.dispatches));
    // The other way round it is the same.
    let revised = revise(&copy, old, true).ledger;
    assert_eq!((revised.strays.len(), &revised.withdrawn, &revised.dispatches), (2, &copy.withdrawn, &copy.dispatches));
}

#[test]
fn tasks_of_the_same_words_go_on_each_as_itself() {
    let plan = |tasks: &[&str]| {
        let lines: Vec<String> = tasks.iter().map(|task| format!("{task}\n责任单位：工程股\n")).collect();
        let text = format!("云渡县2031年水利工作要点\n{}", lines.concat());
        read(text.as_bytes(), Path::new("要点.txt")).unwrap().ledger
    };
    let (first, second) = ("2.开展河道巡查，清理垃圾", "3.开展河道巡查，清理垃圾");
    let old = plan(&["1.整治病险水库12座", first, second, "4.新建泵站两座"]);
    let ids: Vec<&str> = old.plan.tasks.iter().map(|task| task.id.as_str()).collect();
    let new_ids =
        |tasks: &[&str]| -> Vec<String> { revise(&old, plan(tasks), false).ledger.plan.tasks.into_iter().map(|task| task.id).collect() };
    assert_eq!(new_ids(&["1.整治病险水库15座", first, second]), ids[..3]);
    assert_eq!(new_ids(&["1.开展河道巡查，清理垃圾", "2.新建泵站两座", "3.开展河道巡查，清理垃圾"]), [ids[1], ids[3], ids[2]]);
    // Of one that is left its number says which it is.
    assert_eq!(new_ids(&["1.整治病险水库12座", second])[1], ids[2]);
}
