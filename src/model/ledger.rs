//! 台账: a plan plus its entries and dispatches.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{Period, Plan, Task};

/// The name and version of the JSON format.
pub const FORMAT: &str = "fenjie.ledger/1";

/// 台账: what the master workbook carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    /// Always [`FORMAT`] when written by this version.
    pub format: String,
    /// The plan.
    pub plan: Plan,
    /// Everything reported so far.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// Every workbook sent out so far.
    #[serde(default)]
    pub dispatches: Vec<Dispatch>,
    /// Text that came back and found no place, until a person deals with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strays: Vec<Stray>,
    /// Tasks a later version of the plan no longer has; their entries stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<Task>,
}

impl From<Plan> for Ledger {
    fn from(plan: Plan) -> Self {
        Ledger { format: FORMAT.to_owned(), plan, entries: Vec::new(), dispatches: Vec::new(), strays: Vec::new(), withdrawn: Vec::new() }
    }
}

/// Text that hundreds of thousands of entries have in common, kept once: names of units, files, sheets, short answers.
pub type Shared = Arc<str>;

/// 填报: one fact, with provenance. The key is (task, unit, period, field).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Task id.
    pub task: Shared,
    /// The unit that reported, as in the roster.
    pub unit: Shared,
    /// The period reported on.
    pub period: Period,
    /// Which progress field.
    pub field: ProgressField,
    /// The value in canonical form.
    pub value: Shared,
    /// Whether this value counts.
    pub state: EntryState,
    /// Where it came from.
    pub source: Option<Source>,
    /// A person decided so: it counts whatever else was reported.
    #[serde(default, skip_serializing_if = "is_false")]
    pub decided: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_false(flag: &bool) -> bool {
    !flag
}

/// 未识别: text of a return that is no entry. Nothing that came back is dropped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Stray {
    /// Why it is no entry: the rule of the finding.
    pub rule: String,
    /// The unit that wrote it, where known.
    pub unit: Option<String>,
    /// The period, where known.
    pub period: Option<Period>,
    /// The task of its row, where known.
    pub task: Option<String>,
    /// The header of its column, where there is one.
    pub column: Option<String>,
    /// As printed.
    pub text: String,
    /// Where it stands.
    pub source: Source,
    /// 处理意见: what somebody wrote beside it in the master.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<String>,
}

/// Whether an entry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EntryState {
    /// The value that counts.
    Current,
    /// A later value replaced it.
    Superseded,
    /// Another value of equal standing exists; a person must decide.
    Conflict,
}

/// The fields a unit fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProgressField {
    /// 完成状态
    Status,
    /// 完成百分比, 0–100
    Percent,
    /// 进展情况
    Narrative,
    /// 存在问题
    Problems,
    /// 下一步打算
    NextSteps,
    /// 填报人
    Reporter,
    /// 联系电话
    Phone,
    /// 填报日期
    ReportedOn,
}

impl ProgressField {
    /// Every field, with its name in layouts and in Chinese.
    pub const ALL: [(ProgressField, &'static str, &'static str); 8] = [
        (ProgressField::Status, "status", "完成状态"),
        (ProgressField::Percent, "percent", "完成百分比"),
        (ProgressField::Narrative, "narrative", "进展情况"),
        (ProgressField::Problems, "problems", "存在问题"),
        (ProgressField::NextSteps, "next_steps", "下一步打算"),
        (ProgressField::Reporter, "reporter", "填报人"),
        (ProgressField::Phone, "phone", "联系电话"),
        (ProgressField::ReportedOn, "reported_on", "填报日期"),
    ];

    /// Whether it is told in words, so that what several units say can stand together.
    pub fn is_text(self) -> bool {
        matches!(self, ProgressField::Narrative | ProgressField::Problems | ProgressField::NextSteps)
    }

    /// Whether an answer to it has a form of its own, by which it is known from prose.
    pub fn has_form(self) -> bool {
        matches!(self, ProgressField::Status | ProgressField::Percent | ProgressField::Phone | ProgressField::ReportedOn)
    }

    /// Its name: `"next_steps"`.
    pub fn name(self) -> &'static str {
        ProgressField::ALL.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }

    /// Its name in Chinese: `"下一步打算"`.
    pub fn words(self) -> &'static str {
        ProgressField::ALL.iter().find(|(field, ..)| *field == self).map_or("", |(.., words)| words)
    }

    /// The field of a name, English or Chinese.
    pub fn named(name: &str) -> Option<ProgressField> {
        ProgressField::ALL.iter().find(|(_, known, words)| *known == name || *words == name).map(|(field, ..)| *field)
    }
}

/// Where an entry came from: its cell, and the sheet that holds it, whose properties are this one's as well (`source.file`).
///
/// JSON: `{"file": …, "sheet": …, "cell": …, "sha256": …, "modified": …}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "PrintedSource", into = "PrintedSource")]
pub struct Source {
    /// The sheet; the entries of one sheet share it.
    pub origin: Arc<Origin>,
    /// Cell as Excel shows it.
    pub cell: Option<Shared>,
}

/// The sheet of a file that entries came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// File name.
    pub file: Shared,
    /// Sheet name.
    pub sheet: Option<Shared>,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: Option<Shared>,
    /// Last-modified time the document states about itself (RFC 3339).
    pub modified: Option<Shared>,
}

impl Source {
    /// A cell of a sheet.
    pub fn new(origin: Origin, cell: Option<Shared>) -> Self {
        Source { origin: Arc::new(origin), cell }
    }

    /// Another cell of the same sheet.
    pub fn beside(&self, cell: &str) -> Self {
        Source { origin: self.origin.clone(), cell: Some(cell.into()) }
    }
}

impl Deref for Source {
    type Target = Origin;

    fn deref(&self) -> &Origin {
        &self.origin
    }
}

/// Where an entry came from.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Source")]
struct PrintedSource {
    /// File name.
    file: Shared,
    /// Sheet name.
    sheet: Option<Shared>,
    /// Cell as Excel shows it.
    cell: Option<Shared>,
    /// SHA-256 of the file, lower-case hexadecimal.
    sha256: Option<Shared>,
    /// Last-modified time the document states about itself (RFC 3339).
    modified: Option<Shared>,
}

impl From<Source> for PrintedSource {
    fn from(Source { origin, cell }: Source) -> Self {
        let Origin { file, sheet, sha256, modified } = Arc::unwrap_or_clone(origin);
        PrintedSource { file, sheet, cell, sha256, modified }
    }
}

impl From<PrintedSource> for Source {
    fn from(PrintedSource { file, sheet, cell, sha256, modified }: PrintedSource) -> Self {
        Source::new(Origin { file, sheet, sha256, modified }, cell)
    }
}

impl JsonSchema for Source {
    fn schema_name() -> Cow<'static, str> {
        PrintedSource::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        PrintedSource::json_schema(generator)
    }
}

/// 下发表: the workbook sent to one unit for one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dispatch {
    /// The unit it was sent to.
    pub unit: String,
    /// What else the unit is called, in the plan and in the roster.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// The period it asks about.
    pub period: Period,
    /// File name.
    pub file: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: Option<String>,
    /// Ids of the tasks it holds.
    pub tasks: Vec<String>,
    /// Which tasks of the unit were chosen.
    #[serde(default)]
    pub role: Role,
    /// Which dispatch to this unit for this period it is, counted from 1.
    #[serde(default = "first")]
    pub serial: u32,
    /// Whom to ask for it.
    #[serde(default)]
    pub contact: Contact,
    /// The day it has to be back.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub return_by: Option<Date>,
}

fn first() -> u32 {
    1
}

/// What a unit is to a task, and which tasks of a unit a dispatch holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It answers for the task: 牵头.
    #[default]
    Lead,
    /// It takes part: 配合.
    Units,
    /// Both kinds of tasks.
    All,
}

impl Role {
    /// Every role, with its name on the command line and in Chinese.
    pub const ALL: [(Role, &'static str, &'static str); 3] =
        [(Role::Lead, "lead", "牵头"), (Role::Units, "units", "配合"), (Role::All, "all", "牵头和配合")];

    /// Its name: `"lead"`.
    pub fn name(self) -> &'static str {
        Role::ALL.iter().find(|(role, _, _)| *role == self).map_or("", |(_, name, _)| name)
    }

    /// Its name in Chinese: `"牵头"`.
    pub fn words(self) -> &'static str {
        Role::ALL.iter().find(|(role, _, _)| *role == self).map_or("", |(_, _, words)| words)
    }

    /// The role of a name: `"lead"` → 牵头.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.iter().find(|(_, known, _)| *known == name).map(|(role, _, _)| *role)
    }
}

/// 联系方式: whom to ask, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    /// 联系人
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// 电话
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// 邮箱
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl Contact {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.person.is_none() && self.phone.is_none() && self.email.is_none()
    }

    /// What is known, in one line: `"林知秋 0731-5550001 lin@example.cn"`.
    pub fn words(&self) -> String {
        [&self.person, &self.phone, &self.email].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}
