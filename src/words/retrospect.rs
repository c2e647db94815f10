//! What looks back: the part of a plan that tells of the year before, and the year a title with two years is about.
//!
//! Asked by the readers of titles and of headings. Work that was done is no task of the plan; the words are listed in
//! `templates/vocabulary.toml`.

use super::dates::{YearSpan, year_of, year_spans};
use super::fold::key;
use super::vocabulary;

/// The year a title plans for: `"2033年工作总结和2034年工作计划"` → 2034; with one year, or none that is looked back on, as [`year_of`].
pub fn planned_year(title: &str) -> Option<i16> {
    let key = key(title);
    let years = year_spans(&key);
    let ends = || vocabulary::source().headings.past_ends.iter().filter(|end| !end.ends_with("工作"));
    let reviewed = |between: &str| ends().any(|end| between.contains(end));
    let next = |pair: &[YearSpan]| {
        let [before, behind] = pair else { return None };
        (behind.first > before.first && reviewed(&key[before.range.end..behind.range.start])).then_some(behind.first)
    };
    years.windows(2).find_map(next).or_else(|| year_of(title))
}

/// Whether a heading tells of what was before the year of the plan: 2033年工作总结 in a plan for 2034, 上年度工作回顾, 存在的问题.
pub fn looks_back(heading: &str, year: Option<i16>) -> bool {
    let headings = &vocabulary::source().headings;
    let key = key(heading);
    let bare = key.trim_end_matches(['。', ':']);
    let said = year_spans(bare).into_iter().next().filter(|years| years.range.start == 0);
    let rest = match &said {
        Some(said) if year.is_some_and(|year| said.first < year) => Some(&bare[said.range.end..]),
        Some(_) => return false,
        None => headings.past_begins.strip_from(bare),
    };
    let ends = |rest: &str| headings.past_ends.iter().any(|end| rest.ends_with(end));
    rest.is_some_and(ends) || headings.past.hold(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_two_years_plan_for_the_later() {
        for (title, year) in [
            ("2033年工作总结及2034年工作计划", Some(2034)),
            ("关于2033年度工作情况和 2034 年工作打算的报告", Some(2034)),
            ("二〇三三年工作总结暨二〇三四年工作要点", Some(2034)),
            ("2033年工作要点（对照2034年目标）", Some(2033)),
            ("2033—2035年行动计划", Some(2033)),
            ("2034年工作计划", Some(2034)),
            ("工作计划", None),
        ] {
            assert_eq!(planned_year(title), year, "{title}");
        }
    }

    #[test]
    fn headings_that_look_back() {
        for heading in [
            "2033年工作总结",
            "2033年度重点工作完成情况。",
            "上年度主要工作完成情况",
            "去年以来的工作成效",
            "工作回顾",
            "存在的主要问题",
            "存在问题和不足",
        ] {
            assert!(looks_back(heading, Some(2034)), "{heading}");
        }
        for heading in
            ["2034年工作情况", "2033年遗留问题整改", "教学工作总结与展示", "问题整改", "2034年工作计划", "完成情况调度", "总结评比"]
        {
            assert!(!looks_back(heading, Some(2034)), "{heading}");
        }
        assert!(!looks_back("2033年工作总结", None));
    }
}
