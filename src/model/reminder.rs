//! 催报: who is to be asked for what has not come back.

use super::Contact;

/// Someone to remind: a unit with tasks it has not reported on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The unit.
    pub unit: String,
    /// Whether nothing at all came back.
    pub is_whole: bool,
    /// Whether a table came back without one answer in it.
    pub is_blank: bool,
    /// Ids of the tasks.
    pub tasks: Vec<String>,
    /// Whom to ask.
    pub contact: Contact,
    /// The day it had to be back.
    pub return_by: Option<String>,
}
