//! What words mean: pure functions over text, with the vocabulary of `templates/vocabulary.toml`.
//!
//! Nothing in here knows where a text came from. Functions take `&str` and give byte ranges of it, so that the reader can
//! account for every character.

pub mod answers;
pub(crate) mod canonical;
pub(crate) mod characters;
pub(crate) mod cursor;
pub mod dates;
pub mod deadline;
pub mod decisions;
pub mod file_names;
pub mod fold;
#[cfg(test)]
mod jumbled;
pub mod names;
pub mod numbering;
pub(crate) mod numerals;
pub(crate) mod page;
pub mod people;
pub mod periods;
pub mod responsibility;
pub mod retrospect;
pub mod stand_in;
pub mod targets;
pub mod vocabulary;
