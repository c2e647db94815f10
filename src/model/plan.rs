//! `Plan`, `Task` and what they are made of. Missing is `None` or an empty list, never `0`, `""` or today.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::UnitNames;
use super::ledger::Shared;

/// 工作计划: one plan document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Short typable id, derived from title, issuer and year: same plan, same id. See [`plan_id`](super::plan_id).
    pub id: String,
    /// The plan's own title as printed.
    pub title: Option<String>,
    /// 文号 as printed: `"同卫健发〔2020〕8号"`.
    pub doc_number: Option<String>,
    /// The first signing body.
    pub issuer: Option<String>,
    /// The date under the signature, else the date of publication.
    #[schemars(with = "Option<String>")]
    pub issued_on: Option<Date>,
    /// The year the plan is for.
    pub year: Option<i16>,
    /// Paragraphs before the tasks that are not tasks, in order.
    #[serde(default)]
    pub preamble: Vec<String>,
    /// Paragraphs after the tasks that are not tasks, in order.
    #[serde(default)]
    pub closing: Vec<String>,
    /// Headings that only group, in document order.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// The tasks, in document order.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// Text that is neither a task nor preamble nor closing, with the reason. Nothing is ever dropped.
    #[serde(default)]
    pub rest: Vec<Rest>,
}

/// 章节: a heading that only groups.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// The number as printed with its punctuation: `"一、"`.
    pub number: Option<String>,
    /// The heading without its number.
    pub title: String,
    /// 1 for an outermost heading.
    pub level: usize,
    /// Index of the enclosing section in `Plan::sections`.
    pub parent: Option<usize>,
}

/// 任务: the smallest numbered item that carries its own assignable work.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// Stable id with a check character, never reused: `"K3V9-014-X"`.
    pub id: String,
    /// 1-based order in the document: for display only, never a key.
    pub seq: usize,
    /// The number as printed, with its punctuation.
    pub number: Option<String>,
    /// Headings from the outermost in, without numbering.
    #[serde(default, deserialize_with = "fitting")]
    pub section: Vec<String>,
    /// Run-in heading or 工作任务 cell.
    pub title: Option<String>,
    /// The rest of the text; newlines are real paragraph breaks.
    pub content: Option<String>,
    /// 牵头领导, 责任领导, 组长: people.
    #[serde(default, deserialize_with = "fitting")]
    pub lead_leaders: Vec<String>,
    /// 副组长, 协助领导.
    #[serde(default, deserialize_with = "fitting")]
    pub deputy_leaders: Vec<String>,
    /// 责任人 beside a leader.
    #[serde(default, deserialize_with = "fitting")]
    pub responsible_persons: Vec<String>,
    /// 牵头股室, 牵头科室, 牵头单位: who answers for the task.
    #[serde(default, deserialize_with = "fitting")]
    pub lead_departments: Vec<String>,
    /// 相关责任单位, 配合科室: who takes part.
    #[serde(default, deserialize_with = "fitting")]
    pub units: Vec<String>,
    /// 分工: one entry per unit.
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// 完成时限.
    pub deadline: Option<Deadline>,
    /// 指标: quantities the text promises.
    #[serde(default)]
    pub targets: Vec<Target>,
    /// 备注.
    pub notes: Option<String>,
    /// Foreign columns and fields, kept verbatim under their own header.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
    /// Where the task begins in the source.
    pub place: Option<Place>,
}

/// A list without room for more: a ledger has hundreds of thousands of them, most of one item.
fn fitting<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let mut list = Vec::deserialize(from)?;
    list.shrink_to_fit();
    Ok(list)
}

impl Task {
    /// Title and content as one running text: what deadlines and targets are looked for in.
    pub fn text(&self) -> String {
        [self.title.as_deref(), self.content.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("。")
    }

    /// Whether a unit leads the task, under whatever name.
    pub fn is_led_by(&self, unit: &str, names: &UnitNames<'_>) -> bool {
        self.lead_departments.iter().any(|lead| names.are_same(lead, unit))
    }

    /// Whose status, percent, reporter and the like stand for the whole task, of the units that reported: the first lead's among them;
    /// where the task has no lead, those of the only unit.
    pub fn speaker<'u>(&self, reported: impl Iterator<Item = &'u str> + Clone, names: &UnitNames<'_>) -> Option<&'u str> {
        let lead = self.lead_departments.iter().find_map(|lead| reported.clone().find(|unit| names.are_same(unit, lead)));
        let only = || {
            let mut units = reported.clone();
            units.next().filter(|unit| self.lead_departments.is_empty() && units.all(|other| other == *unit))
        };
        lead.or_else(only)
    }
}

/// 分工: one unit, one duty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Duty {
    /// The unit as printed.
    pub unit: String,
    /// What it does, without a leading 具体负责.
    pub duty: String,
}

/// 完成时限.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deadline {
    /// The words as printed.
    pub raw: String,
    /// The last day they allow.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// How often the work comes back.
    pub recurrence: Option<Recurrence>,
    /// Whether a field said it or the running text.
    pub source: DeadlineSource,
}

/// Where a deadline was printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeadlineSource {
    /// A field, a cell or a responsibility clause.
    #[default]
    Field,
    /// The running text of the task.
    Body,
}

/// How often work comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Recurrence {
    /// 每月
    Monthly,
    /// 每季度
    Quarterly,
    /// 每半年
    HalfYearly,
    /// 每年
    Yearly,
    /// 长期坚持, 持续推进
    Ongoing,
}

impl Recurrence {
    /// Every recurrence, the shortest first.
    pub const ALL: [Recurrence; 5] =
        [Recurrence::Monthly, Recurrence::Quarterly, Recurrence::HalfYearly, Recurrence::Yearly, Recurrence::Ongoing];

    /// The words for it: `Monthly` → `每月`.
    pub fn words(self) -> &'static str {
        match self {
            Recurrence::Monthly => "每月",
            Recurrence::Quarterly => "每季度",
            Recurrence::HalfYearly => "每半年",
            Recurrence::Yearly => "每年",
            Recurrence::Ongoing => "长期坚持",
        }
    }
}

/// 指标: a quantity the text promises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// The words as printed: `"签约率达到65%以上"`.
    pub raw: String,
    /// How the value is to be compared; `None` when the words do not say.
    pub comparator: Option<Comparator>,
    /// The number promised; the lower one of a range.
    pub value: f64,
    /// The upper number of a range such as `35%-50%`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// `"%"`, `"个"`, `"万人"` …; `None` for a bare number.
    pub unit: Option<String>,
}

/// How a target's value is to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Comparator {
    /// 不少于, 以上, 达到…以上
    #[serde(rename = ">=")]
    AtLeast,
    /// 不超过, 以内, 以下
    #[serde(rename = "<=")]
    AtMost,
    /// 超过, 高于
    #[serde(rename = ">")]
    MoreThan,
    /// 低于
    #[serde(rename = "<")]
    LessThan,
    /// 达到, 完成
    #[serde(rename = "=")]
    Exactly,
    /// 左右, 约
    #[serde(rename = "~")]
    About,
}

/// Where something stands in the source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Place {
    /// A text line, counted from 1.
    Line {
        /// 1-based line number.
        line: usize,
    },
    /// A row of a sheet or of a table, counted from 1 as Excel shows it.
    Row {
        /// The sheet's name, or the table's number in a document.
        sheet: Shared,
        /// 1-based row.
        row: usize,
        /// 1-based column, where one cell is meant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<usize>,
    },
}

/// A piece of the source that is no part of the plan, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rest {
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// The text as printed.
    pub text: String,
    /// Why it is here: `"page chrome"`, `"unrecognised"` …
    pub why: String,
}
