//! How files are read: an office's own words, and how large they may be.

use std::borrow::Cow;
use std::path::Path;

use anyhow::anyhow;
use fenjie::error::Error;
use fenjie::limits::Limits;
use fenjie::read::sniff::Kind;
use fenjie::read::{self, ReadOptions, read_with};
use fenjie::words::vocabulary::Vocabulary;

use super::arguments::Reading;
use super::input::settings;
use super::rehearsal::rehearse;

/// What was said of reading on the command line.
pub struct Rules {
    vocabulary: Cow<'static, Vocabulary>,
    /// How large what is read may be.
    pub limits: Limits,
    /// `--from`.
    promised: Option<Kind>,
}

impl Reading {
    /// The built-in words with those of the office's file over them, and the usual limits with those given.
    pub fn rules(&self) -> anyhow::Result<Rules> {
        let vocabulary = match &self.synonyms {
            Some(file) => Cow::Owned(Vocabulary::from_toml(file, &settings(file)?)?),
            None => Cow::Borrowed(Vocabulary::built_in()),
        };
        let mut limits = Limits::default();
        for limit in &self.limits {
            limits.set(limit).map_err(|why| anyhow!("--limit：{why}"))?;
        }
        Ok(Rules { vocabulary, limits, promised: None })
    }
}

impl Rules {
    /// The same for a file of which a person said what it is.
    pub fn promised(self, promised: Option<Kind>) -> Rules {
        Rules { promised, ..self }
    }

    /// For the readers.
    pub fn options(&self) -> ReadOptions<'_> {
        ReadOptions { vocabulary: &self.vocabulary, limits: &self.limits, promised: self.promised }
    }

    /// Reads a plan or a ledger.
    pub fn read(&self, bytes: &[u8], file: &Path) -> anyhow::Result<read::Reading> {
        rehearse(bytes, file, &self.limits)?;
        Ok(read_with(bytes, file, &self.options())?)
    }

    /// Reads what stands where a result goes; what was said of the input was not said of it.
    pub fn read_standing(&self, bytes: &[u8], file: &Path) -> Result<read::Reading, Error> {
        rehearse(bytes, file, &self.limits)?;
        read_with(bytes, file, &ReadOptions { promised: None, ..self.options() })
    }
}
