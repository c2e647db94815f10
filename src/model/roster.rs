//! 单位名录: units with their other names, groups with their members, and how to reach them. Plain data; `roster` resolves names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Contact, Place};

/// 单位名录, in the order the office lists its units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Roster {
    /// The units.
    #[serde(default)]
    pub units: Vec<Unit>,
    /// The groups: 各医疗卫生单位 and the units that means.
    #[serde(default)]
    pub groups: Vec<Group>,
}

/// A unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unit {
    /// Its name, as it is written everywhere.
    pub name: String,
    /// Other names that mean it: 医政科 for 医政医管科.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whom to ask there.
    #[serde(default)]
    pub contact: Contact,
    /// Whether the others send their tables here.
    #[serde(default)]
    pub collects: bool,
    /// Where the roster says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A group noun and the units it means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// The noun: 各医疗卫生单位.
    pub name: String,
    /// Other nouns for the same units.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The units, by name or alias; groups may be members of groups. Empty: not filled in yet.
    #[serde(default)]
    pub members: Vec<String>,
    /// Where the roster says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}
