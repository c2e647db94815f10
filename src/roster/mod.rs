//! Names of units: what each means in a roster, and a roster drafted from the names of a plan.
//!
//! General rules of the language, never a list of known names. A roster is a person's decision: a draft only proposes. Called by
//! dispatching, merging, checking and the `roster` command.

mod draft;
mod kinship;
mod resolve;

pub use draft::{Draft, DraftName, Entry, Proposal, draft};
pub use kinship::Kinship;
pub(crate) use kinship::{are_alike, is_short_for};
pub use resolve::{Directory, Resolution};
