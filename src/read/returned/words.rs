//! The words by which headers are known: those that were sent, and those of the vocabulary.

use crate::identity::{Sent, SentColumn};
use crate::model::Period;
use crate::words::fold::{is_key, key};
use crate::words::vocabulary::{Field, Vocabulary};

/// What is known of the headers of a file.
pub(super) struct Words<'a> {
    sent: Option<&'a Sent>,
    /// The keys of the headers that were sent, in their order.
    keys: Vec<String>,
    pub vocabulary: &'a Vocabulary,
}

impl<'a> Words<'a> {
    pub fn new(sent: Option<&'a Sent>, vocabulary: &'a Vocabulary) -> Self {
        let keys = sent.into_iter().flat_map(|sent| &sent.columns).map(|column| key(&column.header)).collect();
        Words { sent, keys, vocabulary }
    }

    /// The columns that were sent.
    pub fn columns(&self) -> &'a [SentColumn] {
        self.sent.map_or(&[], |sent| &sent.columns)
    }

    /// The period they were sent for.
    pub fn period(&self) -> Option<Period> {
        self.sent.map(|sent| sent.period)
    }

    /// The column that was sent under these words, counted from 0.
    pub fn sent(&self, text: &str) -> Option<usize> {
        self.keys.iter().position(|sent| is_key(text, sent))
    }

    /// What a label stands for: a word that was sent, or one the vocabulary knows.
    pub fn label(&self, text: &str) -> Option<Field> {
        match self.sent(text) {
            Some(at) => own_field(&self.columns()[at].fields).or_else(|| self.vocabulary.header(text)).or(Some(Field::Extra)),
            None => self.vocabulary.header(text),
        }
    }
}

/// The field of a column that was sent with one field of ours.
pub(super) fn own_field(fields: &[String]) -> Option<Field> {
    let [name] = fields else { return None };
    Field::named(if name == "seq" { "serial" } else { name })
}
