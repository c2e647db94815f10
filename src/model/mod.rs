//! The canonical task model: plain data that knows nobody.
//!
//! Every reader ends here and every writer starts here. The JSON form is `fenjie.ledger/1`; its JSON Schema is generated
//! from these types and checked in as `templates/ledger.schema.json`. Nothing in here parses, prints or opens files.

mod cell;
mod id;
mod ledger;
mod period;
mod plan;
mod reminder;
mod roster;
mod unit_names;

pub(crate) use cell::cell_place;
pub use cell::{cell_name, column_name};
pub use id::{IdError, plan_id, read_task_id, task_id};
pub use ledger::{Contact, Dispatch, Entry, EntryState, FORMAT, Ledger, Origin, ProgressField, Role, Shared, Source, Stray};
pub use period::{Period, PeriodError};
pub use plan::{Comparator, Deadline, DeadlineSource, Duty, Place, Plan, Recurrence, Rest, Section, Target, Task};
pub use reminder::Reminder;
pub use roster::{Group, Roster, Unit};
pub use unit_names::UnitNames;

/// The JSON Schema of the ledger format, generated from the types.
///
/// Shape: a JSON Schema (draft 2020-12) document as pretty-printed text, the same bytes every time.
pub fn ledger_schema() -> String {
    let schema = schemars::schema_for!(Ledger);
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}
