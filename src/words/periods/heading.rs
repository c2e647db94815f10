//! Which time a line over a table says it is of: 农田股2030年第四季度进展, 填报期：2030年四季度.

use super::{AFTER_YEAR, Kind, find_period};
use crate::model::Period;
use crate::words::fold::{fold, is_blank};
use crate::words::vocabulary;

/// What a line over a table says of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// The time asked for, or a longer or shorter stretch of it.
    Same,
    /// Another time, and nothing else.
    Other(Period),
    /// Another time, among words that may be about something else.
    Doubt(Period),
}

/// What a line over a table says of its time; `None` where it names no period.
///
/// Shape: for `2031Q1` `"2030年第四季度进展情况"` → `Other(2030Q4)`; `"2030年四季度未完成事项"` → `Doubt(2030Q4)`; `"2031年一季度"`, `"上半年"` →
/// `Same`; `"填报时间：2030年12月"`, `"较2030年第四季度"`, prose → `None`. Pass the line without the names of the plan and the unit.
pub fn time_of_heading(line: &str, than: Period) -> Option<Heading> {
    const LONGEST: usize = 60;
    let text: String = line.chars().filter(|&c| !is_blank(c)).map(fold).collect();
    if text.chars().count() > LONGEST || text.contains([',', '。', ';', '!', '?']) {
        return None;
    }
    let words = &vocabulary::source().returns;
    let text = with_century(&text);
    let spans = spans(&text, than.year());
    let mut other = None;
    for Span { before, period, behind } in &spans {
        let refers = before.ends_with(|c| words.refers.contains(c)) && !before.ends_with("截至");
        let label = before.rsplit(':').nth(1).unwrap_or_default();
        if refers || words.time_labels.iter().any(|word| label.ends_with(word)) {
            continue;
        }
        if period.year() == than.year() && (!period.is_like(Some(than)) || *period == than) {
            return Some(Heading::Same);
        }
        other = other.or(Some(if is_of_heading(behind) { Heading::Other(*period) } else { Heading::Doubt(*period) }));
    }
    match other? {
        Heading::Other(period) if spans.len() > 1 => Some(Heading::Doubt(period)),
        heading => Some(heading),
    }
}

/// A period in a text, with the text before and behind it.
struct Span<'t> {
    before: &'t str,
    period: Period,
    behind: &'t str,
}

/// Every period of a text: those with their year, and seasons and months of `year` that stand alone.
fn spans(text: &str, year: i16) -> Vec<Span<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((range, period)) = text.get(from..).and_then(find_period) {
        alone(&text[from..from + range.start], year, text, &mut found);
        let (start, end) = (from + range.start, from + range.end);
        // A year is the plan's as often as the table's.
        if !matches!(period, Period::Year(_)) {
            found.push(Span { before: &text[..start], period, behind: text[end..].trim_start_matches('份') });
        }
        from = end;
    }
    alone(&text[from..], year, text, &mut found);
    found
}

/// The season or month that a part of a text names without its year.
fn alone<'t>(part: &'t str, year: i16, text: &'t str, found: &mut Vec<Span<'t>>) {
    let begin = part.as_ptr() as usize - text.as_ptr() as usize;
    let mut push = |start: usize, length: usize, period: Period| {
        let (start, end) = (begin + start, begin + start + length);
        let before = &text[..start];
        let is_alone = !before.ends_with(|c: char| c.is_numeric() || "上下前后每各年第至到—–-~、.".contains(c));
        if is_alone {
            found.push(Span { before, period, behind: &text[end..] });
        }
    };
    let seasons = AFTER_YEAR.iter().filter(|(_, kind)| !matches!(kind, Kind::Year));
    let season = seasons.filter_map(|(word, kind)| Some((word.strip_prefix('年')?, kind)));
    let first =
        season.filter_map(|(word, kind)| Some((part.find(word)?, word, kind))).min_by_key(|(at, word, _)| (*at, usize::MAX - word.len()));
    if let Some((at, word, kind)) = first {
        return push(at, word.len(), kind.of(year));
    }
    let Some(at) = part.find('月') else { return };
    let digits = part[..at].chars().rev().take_while(char::is_ascii_digit).count();
    let behind = part[at + '月'.len_utf8()..].trim_start_matches('份');
    let month = part[at - digits..at].parse().ok().filter(|month| (1..=12).contains(month));
    if let Some(month) = month.filter(|_| is_of_heading(behind)) {
        push(at - digits, part.len() - behind.len() - (at - digits), Period::Month(year, month));
    }
}

/// `30年四季度` at the beginning of a text, with its century.
fn with_century(text: &str) -> String {
    let is_short = text.find('年').is_some_and(|at| at == 2 && text.bytes().take(2).all(|byte| byte.is_ascii_digit()));
    if is_short { format!("20{text}") } else { text.to_owned() }
}

/// Whether words behind a period are those of a heading and nothing else.
fn is_of_heading(text: &str) -> bool {
    let words = &vocabulary::source().returns;
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let known = [&words.titles, &words.behind_unit, &words.behind_period];
    while let Some(next) = known.iter().filter_map(|words| words.strip_from(rest)).min_by_key(|left| left.len()) {
        rest = next.trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_other_times() {
        let quarter: Period = "2031Q1".parse().unwrap();
        for other in [
            "2030年第四季度",
            "2030年第四季度进展",
            "填报期：2030年第四季度",
            "重点工作进展情况（2030年四季度）",
            "２０３０年四季度 工作推进情况统计表",
            "30年四季度进展",
            "四季度进展情况",
            "2031年第二季度·报表",
            "2030年12月工作汇报",
            "截至2030年12月底进展情况",
        ] {
            assert!(matches!(time_of_heading(other, quarter), Some(Heading::Other(_))), "{other}: {:?}", time_of_heading(other, quarter));
        }
        for doubt in ["2030年四季度未完成事项清单", "四季度遗留问题进展", "2030年三季度、四季度进展"] {
            assert!(matches!(time_of_heading(doubt, quarter), Some(Heading::Doubt(_))), "{doubt}: {:?}", time_of_heading(doubt, quarter));
        }
        for same in ["2031年第一季度进展", "一季度完成情况及二季度打算", "2030年四季度和2031年一季度进展", "上半年进展", "2月份进展"]
        {
            assert_eq!(time_of_heading(same, quarter), Some(Heading::Same), "{same}");
        }
        for none in [
            "重点工作进展情况表",
            "2030年重点工作",
            "2030年度总结",
            "填报时间：2030年12月",
            "印发日期：2030年12月",
            "较2030年第四季度",
            "上季度未完成的，请写明原因，2030年第四季度已报的不再报",
            "返回时限：2031年4月5日",
            "每季度报一次",
        ] {
            assert_eq!(time_of_heading(none, quarter), None, "{none}");
        }
    }

    #[test]
    fn headings_of_other_months() {
        let month: Period = "2031-03".parse().unwrap();
        for (text, is_other) in [("2月份进展", true), ("2月工作汇报", true), ("3月进展", false), ("一季度进展", false)] {
            assert_eq!(matches!(time_of_heading(text, month), Some(Heading::Other(_))), is_other, "{text}");
        }
        for none in ["1-3月进展", "4月5日", "5月底前完成情况"] {
            assert_eq!(time_of_heading(none, month), None, "{none}");
        }
    }
}
