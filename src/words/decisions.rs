//! The sheets a merged master has beside its table, and the words of 待裁定: written into a master, read back when a person has decided.

use crate::model::ProgressField;

/// Name of the sheet.
pub const SHEET: &str = "待裁定";
/// Name of the sheet with every entry and where it came from.
pub const ENTRIES: &str = "填报明细";
/// Name of the sheet with the rows units added.
pub const NEW_ROWS: &str = "新增待认领";
/// Name of the sheet with text that found no place.
pub const UNKNOWN: &str = "未识别";
/// Name of the sheet with who has to be reminded.
pub const REMINDERS: &str = "催报名单";
/// The sheets that show what a ledger holds: written anew each time, so that reading a master has nothing to take from them but decisions.
pub const VIEWS: [&str; 5] = [ENTRIES, SHEET, NEW_ROWS, UNKNOWN, REMINDERS];
/// Header of the task's id.
pub const TASK: &str = "编码";
/// Header of the unit.
pub const UNIT: &str = "单位";
/// Header of the period.
pub const PERIOD: &str = "期次";
/// Header of the field.
pub const FIELD: &str = "填报项";
/// Header of the value.
pub const VALUE: &str = "说法";
/// Header of the column a person fills in.
pub const DECISION: &str = "裁定";

/// Header of the text of what found no place.
pub const TEXT: &str = "原文";
/// Header of the file it came from.
pub const FILE: &str = "文件";
/// Header of its sheet.
pub const TAB: &str = "工作表";
/// Header of its cell.
pub const PLACE: &str = "位置";
/// What a master shows in the place of texts a person has to decide between.
pub const DISPUTED: &str = "（有几种说法，见“待裁定”）";
/// Header of the column where somebody says what is to be done with it.
pub const HANDLING: &str = "处理意见";

/// Whether what is written in the column of decisions means: this row's value. A number is a percentage where one is asked for.
pub fn takes_row(field: ProgressField, written: &str) -> bool {
    const EMOJI_OR_TEXT: [char; 2] = ['\u{FE0F}', '\u{FE0E}'];
    match super::fold::key(written).trim_end_matches(EMOJI_OR_TEXT) {
        "√" | "✓" | "✔" | "✅" | "☑" | "🗹" | "是" | "采用" | "选用" | "这个" | "对" | "y" | "Y" => true,
        "1" => field != ProgressField::Percent,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_percentage_and_no_tick() {
        use ProgressField::{Narrative, Percent};
        for tick in ["√", " ✓ ", "✔", "✔\u{FE0F}", "☑", "☑\u{FE0F}", "✅", "是", "采用"] {
            assert!(takes_row(Percent, tick) && takes_row(Narrative, tick), "{tick:?}");
        }
        assert!(takes_row(Narrative, "1") && !takes_row(Percent, "1") && !takes_row(Percent, "１"));
        assert!(!takes_row(Percent, "100") && !takes_row(Narrative, "已完成") && !takes_row(Narrative, "×"));
    }
}
