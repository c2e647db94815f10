//! What words mean: pure functions over text, with the vocabulary of `templates/vocabulary.toml`.

mod cursor;
pub mod deadline;
mod numerals;
pub mod targets;
