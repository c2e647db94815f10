//! Readers.
mod charset;
mod paragraphs;
pub mod passage;
