//! 问题清单: the list of findings as a workbook, read back part by part.

use fenjie::finding::Level;
use fenjie::write::{Problem, Problems, problems};

use super::write_support::Parts;

fn list() -> Problems {
    let problem = |level, place: &str, task: &str, message: &str| Problem {
        level,
        place: place.to_owned(),
        task: task.to_owned(),
        message: message.to_owned(),
        rule: "C401".to_owned(),
    };
    Problems {
        sheet: "问题清单",
        title: "《望川县2023年教育工作要点》问题清单".to_owned(),
        rows: vec![
            problem(Level::Error, "第 13 行", "（二）配齐教师", &"时限早于印发日期。请核对年份。".repeat(6)),
            problem(Level::Info, "", "", "=没有公式"),
        ],
    }
}

#[test]
fn the_list_is_ready_to_be_printed_and_answered() {
    let bytes = problems(&list()).unwrap();
    assert!(bytes == problems(&list()).unwrap(), "the same bytes twice");
    let sheet = Parts::open(&bytes).sheet(1);
    assert_eq!(sheet.text(1, 1), "《望川县2023年教育工作要点》问题清单");
    assert_eq!(sheet.row(2), ["序号", "级别", "位置", "任务", "问题和建议", "规则", "处理意见", "答复人"]);
    assert_eq!(sheet.row(3)[..4], ["1", "错误", "第 13 行", "（二）配齐教师"]);
    assert_eq!((sheet.text(4, 4), sheet.text(4, 5)), ("全文", "=没有公式"), "a finding about the whole; text stays text");
    assert_eq!(sheet.merges(), [(1, 1, 1, 8)]);
    let page = sheet.xml.one("pageSetup");
    assert_eq!((page.get("paperSize"), page.get("orientation"), page.get("fitToHeight")), ("9", "landscape", "0"));
    assert!(sheet.heights()[&3] > 2.0 * sheet.heights()[&4], "a long message is not clipped: {:?}", sheet.heights());
    assert!(sheet.widths()[&5] >= 40.0 && sheet.widths()[&7] >= 20.0);
    assert_eq!(sheet.xml.one("pane").get("topLeftCell"), "B3", "the header stays in sight");
}

#[test]
fn a_list_without_findings_is_a_table_with_its_header() {
    let bytes = problems(&Problems { rows: Vec::new(), ..list() }).unwrap();
    let sheet = Parts::open(&bytes).sheet(1);
    assert_eq!(sheet.last_row(), 2);
}
