//! Divisions of duties: a body, a colon, and what it answers for.

use crate::words::fold::{fold, is_blank, marks};
use crate::words::names::{is_collective, lists_bodies, split_bodies};
use crate::words::numbering::marker;
use crate::words::vocabulary::{self, Field};

use super::Assignment;
use super::duties::begins_with_duty;

/// Who stands before a colon at the beginning of a text, and what the text says behind it.
#[derive(Debug, Clone)]
pub struct DutyHead {
    /// The bodies: a single one leads.
    pub assignment: Assignment,
    /// Bytes up to and with the colon.
    pub length: usize,
    /// Whether a verb of duty follows: 负责, 组织.
    pub is_duty: bool,
    /// Whether the first is the office of a place: 县公安局. 养老院 may be what the work is about.
    pub is_office: bool,
}

/// Reads the head of a line in a division of duties: `"县公安局：负责指导消防检查。"` → 县公安局 leads.
///
/// `None` unless nothing but bodies stands before the colon and a text behind it.
pub fn read_duty_head(text: &str) -> Option<DutyHead> {
    const LONGEST: usize = 80; // characters
    let (at, colon) = marks(text).take_while(|&(at, _)| at < LONGEST * 4).find(|&(_, c)| fold(c) == ':')?;
    if text[..at].chars().count() >= LONGEST {
        return None;
    }
    let length = at + colon.len_utf8();
    let behind = text[length..].trim_start_matches(is_blank);
    // 县公安局：（1）维护秩序；（2）…
    let said = marker(behind).map_or(behind, |marker| behind[marker.length..].trim_start_matches(is_blank));
    if !lists_bodies(&text[..at])
        || !said.starts_with(char::is_alphabetic)
        || vocabulary::Vocabulary::built_in().label_at_start(text).is_some()
    {
        return None;
    }
    let mut names = split_bodies(&text[..at]);
    let single = names.next().is_some_and(|name| !is_collective(&text[name])) && names.next().is_none();
    let mut assignment = Assignment::default();
    assignment.names(text, if single { Field::LeadDepartments } else { Field::Units }, 0..at);
    let is_office = text.starts_with(|c| vocabulary::source().units.may_be_left_out.contains(c));
    Some(DutyHead { assignment, length, is_duty: begins_with_duty(said), is_office })
}
