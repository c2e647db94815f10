//! stub
use crate::model::ProgressField;
/// a
pub struct Answer { /// v
    pub value: Option<String>, /// n
    pub notes: Vec<Note> }
/// n
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note { /// b
Blank, /// b
Normalised, /// b
Suspicious, /// b
Ambiguous, /// b
Unparsed, /// b
OutOfList, /// b
Reference, /// b
ControlsShown, /// b
BidiControls, /// b
ErrorValue, /// b
DoubtfulPicture }
impl Note { /// w
pub fn rule_words(self) -> &'static str { "" } }
/// r
pub fn read_answer(_f: ProgressField, printed: &str, _y: Option<i16>) -> Answer { Answer { value: Some(printed.trim().to_owned()).filter(|t| !t.is_empty()), notes: vec![] } }
/// c
pub fn contradiction(_s: Option<&str>, _p: Option<&str>) -> bool { false }
