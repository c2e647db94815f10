//! Targets: shares that cannot be, one indicator with two values.

use hashbrown::HashMap;

use super::rule::{Notes, Rule};
use super::subject::Subject;
use super::text::letters;
use crate::finding::{Level, brief, place_name};
use crate::model::Target;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "C901",
        name: "占比超过百分之百",
        level: Level::Error,
        message: "“{指标}”超过了 100%",
        advice: "请核对是不是多打了一位，或者本来说的是增长",
        why: "部分不会比全部多，这个指标没法完成",
        bad: "（一）做好签约服务，签约服务覆盖率达到650%以上。\n责任单位：卫健局\n（二）检修路灯。\n责任单位：住建局",
        good: "（一）做好签约服务，签约服务覆盖率达到65%以上。\n责任单位：卫健局\n（二）检修路灯。\n责任单位：住建局",
        find: over_all,
    },
    Rule {
        code: "C902",
        name: "同一指标两个数",
        level: Level::Warning,
        message: "“{这}”和“{那}”（{处}）说的是同一个指标，数不一样",
        advice: "请定下一个数，两处改成一样",
        why: "两处数不一样，年底按哪个考核说不清",
        bad: "（一）做好签约服务，重点人群签约服务覆盖率达到65%以上。\n责任单位：卫健局\n（二）管好慢性病患者，重点人群签约服务覆盖率达到70%以上。\n责任单位：卫健局",
        good: "（一）做好签约服务，重点人群签约服务覆盖率达到65%以上。\n责任单位：卫健局\n（二）管好慢性病患者，规范管理率达到70%以上。\n责任单位：卫健局",
        find: two_values,
    },
];

fn over_all(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const SHARES: [&str; 12] =
        ["覆盖率", "占比", "比重", "合格率", "达标率", "满意度", "满意率", "普及率", "入学率", "知晓率", "签约率", "接听率"];
    const GROWTH: [&str; 8] = ["增长", "增速", "增幅", "提高", "提升", "增加", "翻", "保障"];
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        for target in task.targets.iter().filter(|target| target.unit.as_deref() == Some("%")) {
            let share = SHARES.iter().any(|word| target.raw.contains(word)) && !GROWTH.iter().any(|word| target.raw.contains(word));
            if share && (target.value > 100.0 || target.upper.is_some_and(|upper| upper > 100.0)) {
                notes.say(subject.at_words(at, &target.raw), &[("指标", &brief(&target.raw))]);
            }
        }
    }
}

/// The words of a target before its number: what is measured. `None` when they say too little.
fn metric(target: &Target) -> Option<Vec<char>> {
    const SHORTEST: usize = 6;
    let words = target.raw.split(|c: char| c.is_ascii_digit()).next()?;
    let mut letters = letters(words);
    for verb in
        ["达到", "达", "不低于", "不少于", "不超过", "超过", "控制在", "稳定在", "保持在", "提高到", "提升到", "为", "至", "力争", "确保"]
    {
        let verb: Vec<char> = verb.chars().collect();
        if letters.ends_with(&verb) {
            letters.truncate(letters.len() - verb.len());
        }
    }
    let measures = letters.last().is_some_and(|c| "率比重度量额数".contains(*c));
    (letters.len() >= SHORTEST && measures).then_some(letters)
}

/// What is measured, and in which unit.
type Measured<'t> = (Vec<char>, &'t Option<String>);

fn two_values(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    let mut first: HashMap<Measured, (usize, &Target)> = HashMap::new();
    for (at, task) in subject.plan.tasks.iter().enumerate() {
        for target in &task.targets {
            let Some(metric) = metric(target) else { continue };
            let (before, other) = *first.entry((metric, &target.unit)).or_insert((at, target));
            // Within one task two values are the steps of one road.
            if before != at && (other.value != target.value || other.upper != target.upper) && other.comparator == target.comparator {
                let place = subject.plan.tasks[before].place.as_ref().map(place_name).unwrap_or_default();
                let facts = [("这", &*brief(&target.raw)), ("那", &*brief(&other.raw)), ("处", &*place)];
                notes.say(subject.at_words(at, &target.raw), &facts);
            }
        }
    }
}
