use super::*;
use crate::model::Task;

const TEXTS: [&str; 6] = [
    "推进柳溪河清淤，完成三公里河道治理，两岸植树一千株。",
    "推进农村公路养护，完成柳溪路修缮，年底前通车。",
    "开展安全生产检查，覆盖全部在建工地。",
    "开展安全生产检查，覆盖全部在建工地。",
    "组织青年干部培训，举办三期读书班。",
    "做好信访积案化解，按月通报进度。",
];

fn plan() -> Plan {
    let id = crate::model::plan_id("测试计划", None, Some(2031));
    let tasks = TEXTS.iter().enumerate().map(|(at, text)| Task {
        id: task_id(&id, at + 1),
        seq: at + 1,
        content: Some((*text).to_owned()),
        lead_departments: vec![["河道股", "公路股", "安监股", "安监股", "人事股", "信访股"][at].to_owned()],
        ..Task::default()
    });
    let tasks = tasks.collect();
    Plan { id, tasks, ..Plan::default() }
}

fn rows<'a>(texts: &[(Option<&'a str>, &str)]) -> Vec<Evidence<'a>> {
    texts.iter().map(|(id, text)| Evidence { id: *id, text: (*text).to_owned(), ..Evidence::default() }).collect()
}

fn verdicts(plan: &Plan, rows: &[Evidence<'_>]) -> Vec<Verdict> {
    Matcher::new(plan).assign(rows, &HashSet::new(), true).into_iter().map(|found| found.verdict).collect()
}

#[test]
fn text_alone_is_enough_in_any_order_and_when_damaged() {
    let plan = plan();
    let rows = rows(&[
        (None, "做好信访积案化解 按月通报进度"),
        (None, "推进农村公路养护"),
        (None, "推进柳溪河清淤,完成三公里河道治理,\n两岸植树一千株。（县里督办，已开工）"),
    ]);
    assert_eq!(verdicts(&plan, &rows), [Verdict::Task(5), Verdict::Task(1), Verdict::Task(0)]);
}

#[test]
fn twins_are_told_apart_by_id_and_refused_without() {
    let plan = plan();
    let (third, fourth) = (plan.tasks[2].id.clone(), plan.tasks[3].id.clone());
    let told = rows(&[(Some(&fourth), TEXTS[3]), (Some(&third), TEXTS[2])]);
    assert_eq!(verdicts(&plan, &told), [Verdict::Task(3), Verdict::Task(2)]);
    let numbered = |numbers: [&'static str; 2]| {
        let row = |(at, number): (usize, &'static str)| Evidence { number: Some(number), ..told[at].clone() };
        verdicts(&plan, &[row((0, numbers[0])), row((1, numbers[1]))])
    };
    assert_eq!(numbered(["1", "2"]), [Verdict::Task(3), Verdict::Task(2)], "numbered anew");
    assert!(matches!(numbered(["3", "4"])[..], [Verdict::Unclear(_), Verdict::Unclear(_)]), "id and number name different twins");
    let filled_down = [("3", &third), ("4", &third)].map(|(number, id)| Evidence {
        id: Some(id),
        number: Some(number),
        text: TEXTS[2].to_owned(),
        ..Evidence::default()
    });
    assert!(!verdicts(&plan, &filled_down).contains(&Verdict::Again(2)), "an id filled down is no copy of a row");
    let beginnings = ["5", "6"].map(|number| Evidence {
        id: Some(&plan.tasks[4].id),
        number: Some(number),
        text: "组织青年干部".to_owned(),
        ..Evidence::default()
    });
    assert!(!verdicts(&plan, &beginnings).contains(&Verdict::Again(4)), "nor where most of the words are gone too");
    let untold = rows(&[(None, TEXTS[3]), (None, TEXTS[2]), (None, TEXTS[4])]);
    let found = verdicts(&plan, &untold);
    assert!(matches!(found[..2], [Verdict::Unclear(_), Verdict::Unclear(_)]), "{found:?}");
    assert_eq!(found[2], Verdict::Task(4));
}

#[test]
fn an_id_against_the_text_does_not_win() {
    let plan = plan();
    let first = plan.tasks[0].id.clone();
    let all = rows(&[(Some(&first), TEXTS[0]), (Some(&first), TEXTS[1]), (Some(&first), TEXTS[4])]);
    let found = Matcher::new(&plan).assign(&all, &HashSet::new(), true);
    let found: Vec<_> = found.into_iter().map(|found| (found.verdict, found.id)).collect();
    assert_eq!(found, [(Verdict::Task(0), IdState::Sound), (Verdict::Task(1), IdState::Mismatch), (Verdict::Task(4), IdState::Mismatch)]);
    let nothing_else = rows(&[(Some(&first), "食堂改造方案已报批，等待采购。")]);
    assert_eq!(verdicts(&plan, &nothing_else), [Verdict::Contradiction(0)]);
}

#[test]
fn an_id_beside_no_text_is_borne_out_by_the_number_or_stands_in_a_table_of_ids() {
    let plan = plan();
    let second = plan.tasks[1].id.clone();
    let verdict = |number, has_text_column| {
        let row = Evidence { id: Some(&second), number, has_text_column, ..Evidence::default() };
        verdicts(&plan, &[row])
    };
    let mut printed = plan.clone();
    printed.tasks[1].number = Some("5".to_owned());
    let row = Evidence { id: Some(&second), number: Some("5"), has_text_column: true, ..Evidence::default() };
    assert_eq!(verdicts(&printed, &[row]), [Verdict::Unknown], "the number of another task too, as it is counted");
    for (number, has_text_column, is_taken) in [
        (None, false, true),
        (Some("2"), false, true),
        (Some("2"), true, true),
        (Some("3"), false, false),
        (Some("3"), true, false),
        (None, true, false),
    ] {
        let expected = if is_taken { Verdict::Task(1) } else { Verdict::Unknown };
        assert_eq!(verdict(number, has_text_column), [expected], "{number:?} {has_text_column}");
    }
}

#[test]
fn below_a_heading_alone_id_and_number_must_agree() {
    let heading = "重点建设任务清单";
    let mut plan = plan();
    plan.tasks.iter_mut().for_each(|task| task.section = vec![heading.to_owned()]);
    plan.tasks[4].content = Some("检修供暖锅炉。".to_owned());
    let row = |id: usize, number| Evidence {
        id: Some(&plan.tasks[id].id),
        number: Some(number),
        text: heading.to_owned(),
        has_text_column: true,
        ..Evidence::default()
    };
    assert_eq!(verdicts(&plan, &[row(0, "1"), row(4, "5")]), [Verdict::Task(0), Verdict::Task(4)]);
    let swapped = verdicts(&plan, &[row(4, "1"), row(0, "5")]);
    assert!(swapped.iter().all(|verdict| matches!(verdict, Verdict::Unclear(_))), "{swapped:?}");
}

#[test]
fn copies_new_rows_and_foreign_ids_are_named() {
    let plan = plan();
    let id = plan.tasks[4].id.clone();
    let other = task_id("ABCD", 7);
    let all = rows(&[(Some(&id), TEXTS[4]), (Some(&id), TEXTS[4]), (None, "新增：筹建老年食堂两处"), (Some(&other), TEXTS[0])]);
    assert_eq!(verdicts(&plan, &all), [Verdict::Task(4), Verdict::Again(4), Verdict::Unknown, Verdict::OtherPlan("ABCD".to_owned())]);
}

#[test]
fn ids_that_moved_on_their_own_take_nobodys_answers_along() {
    let plan = plan();
    let ids: Vec<&str> = plan.tasks.iter().map(|task| task.id.as_str()).collect();
    let row = |id: usize, text: usize| (Some(ids[id]), TEXTS[text]);
    // The words are as they were sent: whoever moved the ids may have moved the answers with them.
    let displaced = |text, id| Verdict::Displaced { text, id };
    let exchanged = rows(&[row(4, 0), row(1, 1), row(0, 4)]);
    assert_eq!(verdicts(&plan, &exchanged), [displaced(0, 4), Verdict::Task(1), displaced(4, 0)]);
    let shifted = rows(&[row(1, 0), row(4, 1), (None, TEXTS[4])]);
    assert_eq!(verdicts(&plan, &shifted), [displaced(0, 1), displaced(1, 4), Verdict::Task(4)]);
    // The words moved, and the answers with them; an id filled down moved nothing.
    let sorted = rows(&[row(0, 4), row(1, 1), row(4, 0)]);
    assert_eq!(verdicts(&plan, &sorted), [4, 1, 0].map(Verdict::Task));
    let filled = rows(&[row(0, 0), row(0, 1), row(0, 4)]);
    assert_eq!(verdicts(&plan, &filled), [0, 1, 4].map(Verdict::Task));
}

#[test]
fn ids_that_slipped_into_rows_of_other_words_do_not_tell_twins() {
    let plan = plan();
    let ids: Vec<&str> = plan.tasks.iter().map(|task| task.id.as_str()).collect();
    let slipped = rows(&[(Some(ids[2]), TEXTS[1]), (Some(ids[3]), TEXTS[2]), (None, TEXTS[3])]);
    let found = verdicts(&plan, &slipped);
    assert!(matches!(found[1..], [Verdict::Unclear(_), Verdict::Unclear(_)]), "{found:?}");
    // Another id in a wrong row says nothing of theirs.
    let sound = rows(&[(Some(ids[0]), TEXTS[1]), (Some(ids[2]), TEXTS[2]), (Some(ids[3]), TEXTS[3])]);
    assert_eq!(verdicts(&plan, &sound), [1, 2, 3].map(Verdict::Task));
}

#[test]
fn departments_decide_between_tasks_of_the_same_words() {
    let mut plan = plan();
    plan.tasks[3].lead_departments = vec!["应急股".to_owned()];
    let mut all = rows(&[(None, TEXTS[2])]);
    all[0].departments = Some("应急股");
    assert_eq!(verdicts(&plan, &all), [Verdict::Task(3)]);
}

#[test]
fn the_thresholds_are_what_they_say() {
    let plan = plan();
    let id = plan.tasks[0].id.clone();
    // Half of the words are the task's: refused alone, taken with its id.
    let half = "推进柳溪河清淤，完成三公里治理。同时改造三处泵站，新建物资仓库一座。";
    let share = Index::new(&plan).alike(&essence(half))[0].share;
    assert!((THRESHOLD_WITH_ID..THRESHOLD).contains(&share), "{share}");
    assert_eq!(verdicts(&plan, &rows(&[(None, half)])), [Verdict::Unknown]);
    assert_eq!(verdicts(&plan, &rows(&[(Some(&id), half)])), [Verdict::Task(0)]);
}

#[test]
fn a_word_or_two_are_the_beginning_of_a_task_or_none() {
    let plan = plan();
    assert_eq!(verdicts(&plan, &rows(&[(None, "信访积案")])), [Verdict::Unknown]);
    assert_eq!(verdicts(&plan, &rows(&[(None, "做好信访")])), [Verdict::Task(5)]);
}

#[test]
fn a_great_many_twins_are_told_apart_by_their_ids() {
    const MANY: usize = 90;
    let id = crate::model::plan_id("测试计划", None, Some(2031));
    let text = "开展安全生产检查，覆盖全部在建工地。";
    let task = |at: usize| Task { id: task_id(&id, at + 1), seq: at + 1, content: Some(text.to_owned()), ..Task::default() };
    let plan = Plan { tasks: (0..MANY).map(task).collect(), id: id.clone(), ..Plan::default() };
    let ids: Vec<String> = plan.tasks.iter().map(|task| task.id.clone()).collect();
    for said in [text, "开展安全生产检查，覆盖在建工地（已查两次）"] {
        let mut sound = rows(&ids.iter().map(|id| (Some(id.as_str()), said)).collect::<Vec<_>>());
        assert_eq!(verdicts(&plan, &sound), (0..MANY).map(Verdict::Task).collect::<Vec<_>>(), "{said}");
        // Of two that lost their ids nobody knows which is which; the others stay.
        (sound[7].id, sound[8].id) = (None, None);
        let found = verdicts(&plan, &sound);
        assert!(matches!(found[7], Verdict::Unclear(_) | Verdict::Unknown) && found[7] == found[8], "{:?}", &found[7..9]);
        assert!((0..MANY).all(|at| at == 7 || at == 8 || found[at] == Verdict::Task(at)), "{found:?}");
    }
}
