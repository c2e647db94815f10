//! The form of our own csv, for its writer and its reader: one row a task, every field in a column of its own.
//!
//! Shape: the columns of [`HEADERS`], the foreign columns of the plan under their own headers, [`ID`] last.

/// The headers in front of the foreign columns, left to right.
pub(crate) const HEADERS: [&str; 16] = [
    "序号",
    "编号",
    "章节",
    "工作任务",
    "具体内容",
    "牵头领导",
    "副组长",
    "责任人",
    "牵头股室",
    "相关责任单位",
    "分工",
    "完成时限",
    "截止日期",
    "周期",
    "指标",
    "备注",
];
/// The header of the last column.
pub(crate) const ID: &str = "编码";
/// What stands between the headings a task is under.
pub(crate) const BETWEEN_HEADINGS: &str = " > ";
