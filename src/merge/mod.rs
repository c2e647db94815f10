//! merge
pub mod fold;
mod matching;
mod rules;
mod similarity;
