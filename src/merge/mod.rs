//! merge
mod matching;
mod similarity;
