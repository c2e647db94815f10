//! The words of the sheet 待裁定: written into a master, read back when a person has decided.

/// Name of the sheet.
pub const SHEET: &str = "待裁定";
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

/// Whether what is written in the column of decisions means: this row's value.
pub fn takes_row(written: &str) -> bool {
    matches!(super::fold::key(written).as_str(), "√" | "✓" | "✔" | "是" | "采用" | "选用" | "这个" | "对" | "y" | "Y" | "1")
}
