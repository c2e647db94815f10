//! Every rule of merging: code, level, and the name a clerk reads. The messages stand where the rule is seen.

use crate::finding::{Finding, Level};

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its code: `"M020"`.
    pub code: &'static str,
    /// How much it matters.
    pub level: Level,
    /// Its name.
    pub name: &'static str,
}

impl Rule {
    /// A finding of this rule.
    pub(super) fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new(self.code, self.level, message)
    }
}

/// Declares the rules and the table of them all.
macro_rules! rules {
    ($($name:ident $code:literal $level:ident $words:literal;)*) => {
        $(pub(super) const $name: Rule = Rule { code: $code, level: Level::$level, name: $words };)*
        /// Every rule, by code.
        pub const RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    CLAIMS_DIFFER "M001" Warning "文件各处写的单位或期次不一致";
    NO_UNIT "M002" Error "认不出是哪个单位";
    NO_PERIOD "M003" Error "认不出是哪一期";
    OTHER_PLAN "M004" Error "别的计划的报送表";
    OTHER_PERIOD "M005" Error "别的期次的报送表";
    OTHER_UNIT "M006" Error "文件名和里面的单位不是一家";
    NEWER "M007" Error "新版本写的文件";
    SUPERSEDED_DISPATCH "M008" Info "填的是较早一次下发的表";
    DUPLICATE "M009" Info "同一份文件交了两次";
    UNREADABLE "M010" Error "读不了的文件";
    SKIPPED "M011" Info "跳过的文件";
    NO_MARKS "M012" Info "下发时的标记丢了";
    DAMAGED_MARKS "M013" Warning "下发时的标记被改动过";
    NO_TABLE "M014" Error "里面没有可认的表";
    SHEET_RENAMED "M015" Info "工作表改了名";
    SAME_ID "M019" Warning "同一个编码写在好几行";
    UNCLEAR "M020" Error "分不清是哪一项任务";
    NEW_ROW "M021" Warning "单位自己加的行";
    CONTRADICTION "M022" Error "编码和内容对不上";
    ID_MISMATCH "M023" Warning "编码错了，按内容认";
    ROW_OF_OTHER_PLAN "M024" Error "别的计划的行";
    ROW_TWICE "M025" Warning "同一行出现两次";
    ID_MISSING "M026" Info "编码没有了，按内容认";
    ID_UNREADABLE "M027" Info "编码被改坏，按内容认";
    ROWS_MISSING "M028" Warning "返回的表里少了行";
    ROWS_UNFILLED "M029" Info "有任务没有填";
    NOTHING_FILLED "M030" Warning "一格也没有填";
    NO_HEADER "M031" Warning "表头没有了";
    HEADER_REPEATED "M032" Info "表头重复";
    COLUMN_MISSING "M033" Warning "少了填报列";
    HEADER_RENAMED "M034" Info "表头改过";
    EXTRA_SHEET "M035" Info "多出来的工作表里也有任务";
    NOT_SENT "M036" Warning "这项任务没有发给这个单位";
    ROW_UNKNOWN "M037" Info "不是任务的行";
    TEXT_ABOVE "M038" Info "表头上面多出来的字";
    HEADER_MOVED "M039" Info "表头换了地方";
    UNPARSED "M040" Warning "看不懂的填写";
    NORMALISED "M041" Info "换了写法";
    SUSPICIOUS "M042" Warning "可疑的填写";
    AMBIGUOUS "M043" Warning "有两种读法";
    OUT_OF_LIST "M044" Warning "不在可选的词里";
    REFERENCE "M045" Info "写的是“同上”一类";
    CONTROLS "M046" Info "含看不见的控制字符";
    BIDI "M047" Warning "含改变文字方向的字符";
    ERROR_VALUE "M048" Warning "公式出错";
    PICTURE_ANSWER "M049" Warning "用图片填写";
    STATUS_PERCENT "M050" Warning "状态和百分比矛盾";
    OUTSIDE "M051" Warning "填在了别的地方";
    MERGED_ANSWER "M052" Info "几行合并填写";
    FORMULA "M053" Info "用公式填写";
    STRUCK "M054" Warning "有删除线";
    COMMENT "M055" Warning "写在批注里";
    TEXT_BOX "M056" Warning "写在文本框里";
    NO_NARRATIVE "M057" Warning "进展情况整列没有填";
    LOCKED_EDITED "M058" Warning "改动了任务原文";
    NO_STATUS "M059" Warning "完成状态整列没有填";
    CONFLICT_IN_FILE "M060" Error "同一份表里两种说法";
    CONFLICT "M061" Error "两份表两种说法";
    BLANK_ANSWER "M062" Info "只打了空格";
    UNSEEN "M063" Warning "看不见的填写";
    UNIT_MISSING "M070" Info "还没有交";
    LATE "M071" Info "过了返回时限";
}

/// Whether a code is that of values a person has to decide between.
pub fn is_conflict(code: &str) -> bool {
    [CONFLICT_IN_FILE, CONFLICT].iter().any(|rule| rule.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_each_its_own() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code), "codes ascend");
        assert!(RULES.iter().all(|rule| rule.code.len() == 4 && !rule.name.is_empty()));
    }
}
