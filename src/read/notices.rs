//! What reading tells the person: no tasks found, and why.

use crate::finding::{Finding, Level};
use crate::model::{Place, Plan};

/// Findings about a plan that was just read.
pub(crate) fn notices(plan: &Plan) -> Vec<Finding> {
    if !plan.tasks.is_empty() {
        return Vec::new();
    }
    let attachment = plan.rest.iter().find(|rest| rest.why == "attachment");
    let finding = match attachment {
        Some(rest) => {
            let words = format!("没有任务，任务表是附件“{}”。请取得这个附件，再转换附件本身", rest.text);
            let finding = Finding::new("R001", Level::Warning, words);
            match &rest.place {
                Place::Line { line } => finding.at_line(*line),
                Place::Row { sheet, row, .. } => finding.at_cell(sheet, format!("第 {row} 行")),
            }
        }
        None => Finding::new("R002", Level::Warning, "没有找到任务：全文没有编号的工作事项，也没有责任分工。请确认选对了文件"),
    };
    vec![finding]
}
