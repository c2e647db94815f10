//! What stands where a value should: a mark for the value above, for no value, or for one that is still to come.
//!
//! Asked by the readers of values and of cells: none of these is ever a name. The words are listed in `templates/vocabulary.toml`.

use super::characters::Words;
use super::fold::{fold, is_blank};
use super::vocabulary;

/// Whether a cell says only that the value above it holds here too.
///
/// Shape: `"同上"`, `"（同上）"`, `"〃"`, `"″"`, `"\""` → true; `"同上级部门对接"`, `""` → false.
pub fn is_ditto(text: &str) -> bool {
    is_one_of(text, &[&vocabulary::source().stand_ins.ditto])
}

/// Whether a text says that there is no value, in a word or with dashes and strokes alone.
///
/// Shape: `"无"`, `"——"`, `"/"`, `" "` → true; `"无锡路社区"` → false.
pub fn is_nothing(text: &str) -> bool {
    is_mark(text) || is_one_of(text, &[&vocabulary::source().stand_ins.nothing])
}

/// Whether a text says that the value is still to be decided.
///
/// Shape: `"待定"`, `"（待明确）"` → true; `"待定街道"` → false.
pub fn is_undecided(text: &str) -> bool {
    is_one_of(text, &[&vocabulary::source().stand_ins.undecided])
}

/// Whether a text is no value of its own: any of the three.
pub fn stands_in(text: &str) -> bool {
    let words = &vocabulary::source().stand_ins;
    is_mark(text) || is_one_of(text, &[&words.nothing, &words.ditto, &words.undecided])
}

/// Whether a text is nothing but dashes and strokes.
fn is_mark(text: &str) -> bool {
    text.chars().all(|c| is_blank(c) || matches!(fold(c), '/' | '\\' | '—' | '-' | '–' | '─' | '━' | '_' | '、' | '.' | '。' | '*'))
}

/// Whether the whole text, brackets and a stop at its end aside, is one of the words.
fn is_one_of(text: &str, lists: &[&Words]) -> bool {
    const LONGEST: usize = 8;
    let mut folded = ['\0'; LONGEST];
    let mut length = 0;
    for c in text.chars().filter(|&c| !is_blank(c)).map(fold) {
        if matches!(c, '(' | ')' | '[' | ']' | '。') {
            continue;
        }
        if length == 0 && !lists.iter().any(|words| words.may_begin(c)) {
            return false;
        }
        let Some(slot) = folded.get_mut(length) else { return false };
        (*slot, length) = (c, length + 1);
    }
    let word = folded.get(..length).unwrap_or_default();
    lists.iter().any(|words| words.contain(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_stand_for_a_value() {
        type Kind = (fn(&str) -> bool, &'static [&'static str]);
        let kinds: [Kind; 3] = [
            (is_ditto, &["同上", " 同　上 ", "（同上）", "同上。", "〃", "″", "\"", "＂", "”"]),
            (is_nothing, &["", "无", "無", "暂无。", "—", "——", "-", "/", "／", "\\", "－－", "、", "（无）", "N/A"]),
            (is_undecided, &["待定", "（待定）", "待明确"]),
        ];
        for (at, (_, texts)) in kinds.iter().enumerate() {
            for text in *texts {
                for (other, (is_kind, _)) in kinds.iter().enumerate() {
                    assert_eq!(is_kind(text), at == other, "{text} {at} {other}");
                }
            }
        }
    }

    #[test]
    fn names_and_prose_stand_for_themselves() {
        for text in ["同上级部门对接", "无锡路社区", "待定街道办事处", "同心县", "甲—乙", "同上，6月底前完成"]
        {
            assert!(!is_ditto(text) && !is_nothing(text) && !is_undecided(text), "{text}");
        }
    }
}
