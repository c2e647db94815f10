//! Deadlines (placeholder until merged).
use crate::model::*;
/// x
pub fn read_deadline(value: &str, _year: Option<i16>) -> Option<Deadline> { (!value.is_empty()).then(||Deadline{raw:value.to_owned(),..Default::default()}) }
/// x
pub fn is_deadline_clause(c: &str) -> bool { (c.contains('月')||c.contains("年底")||c.contains("年内")||c.contains("持续")||c.contains("长期")||c.contains("季度")) && c.chars().count()<16 && !c.contains("局") }
/// x
pub fn find_deadline(_b: &str, _y: Option<i16>) -> Option<(std::ops::Range<usize>, Deadline)> { None }
/// x
pub fn find_recurrence(_b: &str) -> Option<(std::ops::Range<usize>, Recurrence)> { None }
