//! What words mean: pure functions over text, with the vocabulary of `templates/vocabulary.toml`.

pub mod deadline;
pub mod targets;
