//! What title rows, the labels below them, and names of files and folders say of plan, period and unit.
//!
//! Called by the writer of dispatched workbooks and by whoever reads what comes back; `identity` says what the claims are for.

use super::{Carrier, Claim};
use crate::model::Period;
use crate::words::fold::{fold, key};
use crate::words::periods::find_period;
use crate::words::targets::is_measure;
use crate::words::vocabulary;

/// Stands between plan and bracket in the title row: `要点填报表（2031年第一季度·农田股）`.
const TITLE_WORD: &str = "填报表";
/// Parts period and unit in the title row.
const TITLE_DOT: char = '·';

/// The title row: `栖云县2031年要点填报表（2031年第一季度·农田股）`.
///
/// A layout writes it with the pattern `{title}填报表（{period}·{unit}）`; this is the wording [`read_title`] knows.
pub fn title(plan_title: &str, period: Period, unit: &str) -> String {
    format!("{plan_title}{TITLE_WORD}（{}{TITLE_DOT}{unit}）", period.words())
}

/// What a title row says: plan title, period and unit; `None` when it is no such title.
///
/// Shape: as [`title`] gives it; brackets of either width, blanks and line breaks in it do not matter.
pub fn read_title(text: &str) -> Option<Claim> {
    // Of all cells above a table only a few end in a bracket.
    if !text.trim_end().ends_with(['）', ')']) {
        return None;
    }
    let text: String = text.chars().filter(|c| !c.is_control() && *c != '\u{3000}').collect();
    let text = text.trim();
    let word = text.rfind(TITLE_WORD)?;
    let inner = text[word + TITLE_WORD.len()..].trim_start().strip_prefix(['（', '('])?.trim_end().strip_suffix(['）', ')'])?;
    let mut claim = Claim::new(Carrier::TitleRow);
    let (words, unit) = inner.split_once([TITLE_DOT, '•', '・', '.']).unwrap_or((inner, ""));
    claim.period = find_period(words).map(|(_, period)| period);
    claim.unit = some(unit);
    claim.title = some(&text[..word]);
    (claim.period.is_some() || claim.unit.is_some()).then_some(claim)
}

/// What a line of labels says: `单位：农田股`, `填报单位：农田股　期次：2031年第一季度`. A label begins the text or follows a blank; 单位
/// only begins it, since a line may break before the end of 牵头单位, and 单位：万元 names no unit of ours.
pub fn read_labelled(text: &str) -> Option<Claim> {
    if !(text.contains('：') || text.contains(':')) {
        return None;
    }
    let mut claim = Claim::new(Carrier::Subtitle);
    for (is_unit, value) in labelled(text).flatten() {
        match is_unit {
            true => claim.unit = claim.unit.take().or_else(|| some(value)),
            false => claim.period = claim.period.or_else(|| find_period(value).map(|(_, period)| period)),
        }
    }
    claim.says_something().then_some(claim)
}

/// What a row of labels with their values beside them says: `填报单位 | 农田股 | 期次 | 2031年第一季度`; `None` where its first cell is no
/// such label. 单位 alone heads columns, and needs its colon.
pub fn read_beside<'t>(mut cells: impl Iterator<Item = &'t str>) -> Option<Claim> {
    let words = &vocabulary::source().returns;
    let mut claim = Claim::new(Carrier::Subtitle);
    while let (Some(label), Some(value)) = (cells.next(), cells.next()) {
        let bare = label.trim().trim_end_matches(['：', ':']);
        let is_label =
            label.trim() != "单位" && [&words.unit_labels, &words.period_labels].iter().any(|words| words.hold(without_seal(bare)));
        if !is_label && !claim.says_something() {
            return None;
        }
        let Some(said) = is_label.then(|| read_labelled(&format!("{bare}：{value}"))).flatten() else { continue };
        (claim.unit, claim.period) = (claim.unit.or(said.unit), claim.period.or(said.period));
    }
    claim.says_something().then_some(claim)
}

/// Whether a text says nothing but the unit and the period, by their labels.
pub fn is_label_of(text: &str, unit: &str, period: Period) -> bool {
    let is_of = |(is_unit, value): (bool, &str)| match is_unit {
        true => key(value) == key(unit),
        false => find_period(value).is_some_and(|(range, found)| range == (0..value.len()) && found == period),
    };
    labelled(text).all(|said| said.is_some_and(is_of))
}

/// The labels of a text with their values, and whether these are units; `None` for every word that is neither.
fn labelled(text: &str) -> impl Iterator<Item = Option<(bool, &str)>> {
    let (begin, words) = (text.trim_start(), &vocabulary::source().returns);
    let mut pieces = text.split_whitespace().peekable();
    std::iter::from_fn(move || {
        let word = pieces.next()?;
        let known = word.split_once(['：', ':']).and_then(|(label, value)| {
            let label = without_seal(label);
            let is_unit = words.unit_labels.hold(label);
            (is_unit || words.period_labels.hold(label)).then_some((label, is_unit, value))
        });
        let Some((label, is_unit, value)) = known else { return Some(None) };
        // A blank after the colon does not part the label from its value.
        let value = if value.is_empty() { pieces.next_if(|next| !next.contains(['：', ':'])).unwrap_or_default() } else { value };
        let is_other = label == "单位" && (!begin.starts_with(label) || is_measure(value));
        Some((!is_other).then_some((is_unit, value)))
    })
}

/// A label without the word for the seal behind it: 填报单位（盖章）.
fn without_seal(label: &str) -> &str {
    let bracket = label.strip_suffix([')', '）']).and_then(|open| open.rsplit_once(['(', '（']));
    bracket.filter(|(_, inside)| inside.contains('章')).map_or(label, |(bare, _)| bare)
}

fn some(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What a file or folder name says: a period, and what is left of it as a unit. A pure function over the name, without its folders.
///
/// Shape: `"农田股 - 副本 (2).xlsx"` → unit `农田股`; `"2031Q1_农田股.xls"` → unit `农田股`, period `2031Q1`. Compare the unit by
/// [`name_key`]: people add words of their own.
pub fn read_name(carrier: Carrier, name: &str) -> Claim {
    let mut claim = Claim::new(carrier);
    let stem = match (carrier, name.rsplit_once('.')) {
        (Carrier::FileName, Some((stem, extension))) if extension.chars().all(|c| c.is_ascii_alphanumeric()) => stem,
        _ => name,
    };
    let mut left = stem.to_owned();
    if let Some((range, period)) = find_period(&left) {
        claim.period = Some(period);
        left.replace_range(range, " ");
    }
    let lower = left.to_ascii_lowercase();
    let mut marked = lower.clone();
    for mark in vocabulary::source().returns.copy_marks.iter() {
        marked = marked.replace(mark, &" ".repeat(mark.len()));
    }
    // Marks are blanked in the original letters; a number in brackets is that of a copy.
    let blanked = left.char_indices().map(|(at, c)| if marked.as_bytes().get(at) == lower.as_bytes().get(at) { c } else { ' ' });
    let blanked: String = blanked.collect();
    let trimmed = trim_copy_numbers(&blanked);
    claim.unit = some(trimmed);
    claim.name = some(stem).filter(|_| name_key(trimmed) != name_key(stem));
    claim
}

/// Drops what is around a name: blanks, dashes, and numbers in brackets or behind a blank.
fn trim_copy_numbers(text: &str) -> &str {
    let edge = |c: char| c.is_whitespace() || matches!(c, '-' | '_' | '—' | '.' | '+' | '~');
    let mut text = text.trim_matches(edge);
    loop {
        let shorter = match text.strip_suffix([')', '）']).and_then(|open| open.rsplit_once(['(', '（'])) {
            Some((before, inner)) if inner.chars().all(|c| c.is_numeric() || c.is_whitespace()) => before.trim_end_matches(edge),
            _ => {
                let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
                if bare.ends_with(edge) { bare.trim_end_matches(edge) } else { text }
            }
        };
        if shorter == text || shorter.is_empty() {
            return text;
        }
        text = shorter;
    }
}

/// A name as it is compared with those of files and folders: its letters and digits, since no other character can be relied on there.
pub fn name_key(name: &str) -> String {
    name.chars().map(fold).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_plan_period_and_unit() {
        let text = title("栖云县2031年要点", "2031Q1".parse().unwrap(), "办公室（党建办）");
        assert_eq!(text, "栖云县2031年要点填报表（2031年第一季度·办公室（党建办））");
        let claim = read_title(&text).unwrap();
        assert_eq!(claim.title.as_deref(), Some("栖云县2031年要点"));
        assert_eq!(claim.unit.as_deref(), Some("办公室（党建办）"));
        assert_eq!(claim.period, "2031Q1".parse().ok());
        assert_eq!(read_title("栖云县要点\n填报表 (2031年一季度·农田股)").unwrap().unit.as_deref(), Some("农田股"));
        assert_eq!(read_title("栖云县2031年要点责任分解表"), None);
        assert_eq!(read_title("填报表（样）"), None);
        let claim = read_labelled("填报单位：农田股　　期次：2031年第一季度").unwrap();
        assert_eq!((claim.unit.as_deref(), claim.period), (Some("农田股"), "2031Q1".parse().ok()));
        let (unit, period) = ("农田股", "2031Q1".parse().unwrap());
        assert!(is_label_of("单位： 农田股　　期次：2031年第一季度", unit, period));
        for more in ["单位：农田股　请填浅黄色的格", "单位：水利股", "期次：2031年第一季度，另报两件"] {
            assert!(!is_label_of(more, unit, period), "{more}");
        }
        let beside = |cells: &[&str]| read_beside(cells.iter().copied()).map(|claim| (claim.unit, claim.period));
        let told = Some((Some("农田股".to_owned()), "2031Q1".parse().ok()));
        assert_eq!(beside(&["填报单位", "农田股", "填报人", "林知秋", "期次", "2031年第一季度"]), told);
        assert_eq!(beside(&["填报单位（盖章）", "农田股"]), Some((Some("农田股".to_owned()), None)));
        assert_eq!(beside(&["单位：", "农田股"]), Some((Some("农田股".to_owned()), None)));
        assert_eq!((beside(&["单位", "农田股"]), beside(&["填报单位"]), beside(&["序号", "填报单位", "农田股"])), (None, None, None));
        assert_eq!(read_labelled("填报单位（盖章）：农田股").unwrap().unit.as_deref(), Some("农田股"));
        for no_unit in ["填报单位（必填）：农田股", "联系电话：123", "完成投资，牵头\n单位：农田股", "单位：万元", "单位： 亩"]
        {
            assert_eq!(read_labelled(no_unit), None, "{no_unit}");
        }
    }

    #[test]
    fn names_of_files_say_unit_and_period() {
        for (name, unit, period) in [
            ("农田股.xlsx", Some("农田股"), None),
            ("农田股 - 副本 (2).xlsx", Some("农田股"), None),
            ("农田股（1）.XLS", Some("农田股"), None),
            ("2031Q1_农田股.ods", Some("农田股"), Some("2031Q1")),
            ("农田股2031年第一季度填报表.xlsx", Some("农田股"), Some("2031Q1")),
            ("Copy of 农田股.xlsx", Some("农田股"), None),
            ("办公室（党建办）.xlsx", Some("办公室（党建办）"), None),
            ("2031Q1.xlsx", None, Some("2031Q1")),
            ("101医院.xlsx", Some("101医院"), None),
        ] {
            let claim = read_name(Carrier::FileName, name);
            assert_eq!((claim.unit.as_deref(), claim.period), (unit, period.and_then(|p| p.parse().ok())), "{name}");
        }
        assert_eq!(read_name(Carrier::FolderName, "栖云县要点（2031年第一季度）").period, "2031Q1".parse().ok());
        for (one, other) in [("农田 股", "农田股"), ("甲_乙站", "甲/乙站"), ("办公室(党建办)", "办公室（党建办）"), ("ABC馆", "abc馆")]
        {
            assert_eq!(name_key(one), name_key(other));
        }
    }
}
