//! A list of the vocabulary: written in `templates/vocabulary.toml`, made ready for looking up when it is first asked.
//!
//! Every list of words is one of these, so that nobody keeps a second form of it.

use std::ops::Deref;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::words::characters::Words;

/// The words of one list: as written by [`List::iter`], and all that [`Words`] can be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct List {
    written: Vec<String>,
    /// Folding needs the vocabulary itself, so this waits until it is read.
    compiled: OnceLock<Words>,
}

impl List {
    /// The words as they are written, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.written.iter().map(String::as_str)
    }
}

impl From<Vec<String>> for List {
    fn from(written: Vec<String>) -> Self {
        List { written, compiled: OnceLock::new() }
    }
}

impl Deref for List {
    type Target = Words;

    fn deref(&self) -> &Words {
        self.compiled.get_or_init(|| Words::new(self.iter()))
    }
}
