//! Generated ledgers: every field present or missing, texts with whatever a person or a converter can put into them.

use std::collections::BTreeMap;

use fenjie::model::{
    Comparator, Deadline, DeadlineSource, Duty, Entry, EntryState, Ledger, Origin, Period, Place, Plan, ProgressField, Recurrence, Rest,
    Section, Source, Target, Task, plan_id, task_id,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// How many cases a property is tried on: `usual` with a fixed seed, or as many as `FENJIE_CASES` says with a new seed each time
/// (or the one of `PROPTEST_RNG_SEED`).
pub fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("FENJIE_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    match asked {
        Some(cases) => ProptestConfig { cases, ..config },
        None => ProptestConfig { cases: usual, rng_seed: RngSeed::Fixed(20_230_510), ..config },
    }
}

/// Text of one line, with separators, labels and escapes among the words.
pub fn words() -> impl Strategy<Value = String> {
    "([一-龥]{1,6}|[a-zA-Z0-9]{1,4}|市教育局|各县、市、区政府|牵头单位：|（一）|一、|1\\.|10月底前|每季度|90%以上|、|，|。|；|：|（|）|\\\\|\t| |\u{3000}|#|“|”|\\||<|&|=|\\+|-|@|'|\"|\\*){1,8}"
}

/// Text of several paragraphs.
pub fn paragraphs() -> impl Strategy<Value = String> {
    vec(words(), 1..4).prop_map(|paragraphs| paragraphs.join("\n"))
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[一-龥]{2,5}(局|科|办|中心|医院)", 1 => words()]
}

fn deadline() -> impl Strategy<Value = Deadline> {
    let date = (2000i16..2030, 1i8..13, 1i8..29).prop_map(|(year, month, day)| jiff::civil::date(year, month, day));
    let recurrence = prop_oneof![
        Just(Recurrence::Monthly),
        Just(Recurrence::Quarterly),
        Just(Recurrence::HalfYearly),
        Just(Recurrence::Yearly),
        Just(Recurrence::Ongoing)
    ];
    let source = prop_oneof![Just(DeadlineSource::Field), Just(DeadlineSource::Body)];
    (prop_oneof![Just("10月底前".to_owned()), Just("长期坚持".to_owned()), words()], option::of(date), option::of(recurrence), source)
        .prop_map(|(raw, due, recurrence, source)| Deadline { raw, due, recurrence, source })
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        (1usize..9999).prop_map(|line| Place::Line { line }),
        (words(), 1usize..9999, option::of(1usize..99)).prop_map(|(sheet, row, column)| Place::Row { sheet: sheet.into(), row, column })
    ]
}

fn target() -> impl Strategy<Value = Target> {
    let comparator = prop_oneof![Just(Comparator::AtLeast), Just(Comparator::AtMost), Just(Comparator::About)];
    (words(), option::of(comparator), -1e6..1e6f64, option::of(0.0..1e6f64), option::of("[%个家亩]"))
        .prop_map(|(raw, comparator, value, upper, unit)| Target { raw, comparator, value, upper, unit })
}

fn task() -> impl Strategy<Value = Task> {
    let text = (option::of(prop_oneof!["（[一二三四五]）", "[1-9]\\.", words()]), option::of(words()), option::of(paragraphs()));
    let people = (vec("[一-龥]{2,3}", 0..3), vec("[一-龥]{2,3}", 0..2), vec("[一-龥]{2,3}", 0..2));
    let bodies = (vec(name(), 0..3), vec(name(), 0..4), vec((name(), words()), 0..3));
    let rest = (
        option::of(deadline()),
        vec(target(), 0..2),
        option::of(paragraphs()),
        prop::collection::btree_map(words(), paragraphs(), 0..3),
        option::of(place()),
    );
    (text, people, bodies, rest).prop_map(|(text, people, bodies, rest)| Task {
        number: text.0,
        title: text.1,
        content: text.2,
        lead_leaders: people.0,
        deputy_leaders: people.1,
        responsible_persons: people.2,
        lead_departments: bodies.0,
        units: bodies.1,
        duties: bodies.2.into_iter().map(|(unit, duty)| Duty { unit, duty }).collect(),
        deadline: rest.0,
        targets: rest.1,
        notes: rest.2,
        extra: rest.3.into_iter().collect::<BTreeMap<_, _>>(),
        place: rest.4,
        ..Task::default()
    })
}

/// Sections in a proper nesting, and tasks under them or not.
fn outline() -> impl Strategy<Value = (Vec<Section>, Vec<Task>)> {
    let section = (option::of(prop_oneof!["[一二三四五]、", words()]), words(), 1usize..4);
    (vec(section, 0..5), vec((task(), option::of(0usize..5)), 0..6)).prop_map(|(sections, tasks)| {
        let mut built: Vec<Section> = Vec::new();
        for (number, title, level) in sections {
            let parent = built.iter().rposition(|section| section.level < level);
            built.push(Section { number, title, level, parent });
        }
        let path = |mut at: Option<usize>| {
            let mut titles = Vec::new();
            while let Some(section) = at.and_then(|at| built.get(at)) {
                titles.push(section.title.clone());
                at = section.parent;
            }
            titles.reverse();
            titles
        };
        let tasks = tasks.into_iter().map(|(task, at)| Task { section: path(at), ..task }).collect();
        (built, tasks)
    })
}

/// A ledger of which every part may be there or not.
pub fn ledger() -> impl Strategy<Value = Ledger> {
    let head = (option::of(words()), option::of(words()), option::of(words()), option::of(2000i16..2030), any::<bool>());
    let prose = (vec(paragraphs(), 0..3), vec(paragraphs(), 0..2), vec((place(), words(), words()), 0..3));
    (head, prose, outline()).prop_map(|(head, prose, (sections, mut tasks))| {
        let (title, doc_number, issuer, year, reported) = head;
        let id = plan_id(title.as_deref().unwrap_or(""), issuer.as_deref(), year);
        for (at, task) in tasks.iter_mut().enumerate() {
            task.seq = at + 1;
            task.id = task_id(&id, at + 1);
        }
        let entries = tasks.iter().filter(|_| reported).map(entry).collect();
        let plan = Plan {
            id,
            title,
            doc_number,
            issuer,
            issued_on: year.map(|year| jiff::civil::date(year, 5, 6)),
            year,
            preamble: prose.0,
            closing: prose.1,
            sections,
            tasks,
            rest: prose.2.into_iter().map(|(place, text, why)| Rest { place, text, why }).collect(),
        };
        Ledger { entries, ..Ledger::from(plan) }
    })
}

fn entry(task: &Task) -> Entry {
    Entry {
        task: task.id.as_str().into(),
        unit: "市教育局".into(),
        period: Period::Quarter(2023, 1),
        field: ProgressField::Narrative,
        value: task.text().into(),
        state: EntryState::Current,
        source: Some(Source::new(Origin { file: "市教育局.xlsx".into(), ..Origin::default() }, Some("H12".into()))),
        decided: false,
    }
}

/// Tasks as a table shows them: texts without labels of their own, names as bodies and people have them. Marks that mean something to
/// other formats may stand in a text.
pub fn tidy_ledger() -> impl Strategy<Value = Ledger> {
    let body = || "[甲乙丙丁戊己][教农林水建运][一二三四五]股";
    let content = "推进[一-龥]{4,8}，落实[一-龥]{6,12}[|*_<&~`\\\\=\"',]{0,2}[一-龥]{4,9}。";
    let person = || "[张王李赵陈林][知清云明山川远航安宁]{1,2}";
    let task =
        (content, vec(person(), 1..3), vec(body(), 1..2), vec(body(), 0..3), option::of(prop_oneof!["([2-9]|1[0-2])月底前", "长期坚持"]));
    ("20[2-3][0-9]年[一-龥]{3}县工作要点", vec((0usize..3, task), 1..7)).prop_map(|(title, tasks)| {
        let mut tasks = tasks;
        tasks.sort_by_key(|(section, _)| *section);
        let id = plan_id(&title, None, None);
        let headings = ["夯实基础设施", "壮大特色产业", "提升治理水平"];
        let tasks = tasks.into_iter().enumerate().map(|(at, (section, (content, leaders, leads, units, deadline)))| Task {
            id: task_id(&id, at + 1),
            seq: at + 1,
            section: vec![headings[section].to_owned()],
            content: Some(content),
            lead_leaders: leaders,
            lead_departments: leads,
            units,
            deadline: deadline.map(|raw| Deadline { raw, ..Deadline::default() }),
            ..Task::default()
        });
        Ledger::from(Plan { id: id.clone(), title: Some(title), tasks: tasks.collect(), ..Plan::default() })
    })
}

/// What a table shows of the tasks of a tidy ledger: section, text, leaders, lead departments, units, deadline.
pub fn shown(ledger: &Ledger) -> Vec<[String; 6]> {
    let tasks = ledger.plan.tasks.iter();
    tasks
        .map(|task| {
            let deadline = task.deadline.as_ref().map(|deadline| deadline.raw.clone()).unwrap_or_default();
            let names = [&task.lead_leaders, &task.lead_departments, &task.units].map(|names| names.join("、"));
            let [leaders, leads, units] = names;
            [task.section.join(" > "), task.text(), leaders, leads, units, deadline]
        })
        .collect()
}
