//! Files a person writes in TOML (layouts, own words): a walk by hand over spanned values, whose errors name the file, the line and the
//! key in the clerk's language.
//!
//! serde's messages are English and lose the line of a value of the wrong kind. Every key that is asked for is remembered, so the list
//! of known keys in an error is never out of date.

use std::ops::RangeInclusive;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::Error;

/// The file being read: what errors name.
pub(crate) struct Source<'a> {
    pub file: &'a Path,
    pub text: &'a str,
}

impl Source<'_> {
    pub(crate) fn error(&self, offset: usize, key: &str, reason: String) -> Error {
        let before = self.text.as_bytes().iter().take(offset);
        let line = 1 + before.filter(|&&byte| byte == b'\n').count();
        Error::BadConfig { file: self.file.to_owned(), line, key: key.to_owned(), reason }
    }

    /// The file as TOML.
    ///
    /// # Errors
    /// [`Error::BadConfig`] where it is none.
    pub(crate) fn parse(&self) -> Result<Spanned<DeTable<'_>>, Error> {
        DeTable::parse(self.text).map_err(|error| self.syntax_error(error.span()))
    }

    /// The outermost table of the file.
    pub(crate) fn root<'a>(&'a self, parsed: &'a Spanned<DeTable<'a>>) -> Node<'a> {
        Node::new(self, String::new(), 0, parsed.get_ref())
    }

    fn syntax_error(&self, span: Option<std::ops::Range<usize>>) -> Error {
        let offset = span.map_or(0, |span| span.start);
        let line = self.text.as_bytes().iter().take(offset).filter(|&&byte| byte == b'\n').count();
        let words = self.text.lines().nth(line).unwrap_or("").split('=').next().unwrap_or("").trim().to_owned();
        let key = if words.is_empty() { "语法".to_owned() } else { words };
        self.error(offset, &key, "不合 TOML 的写法，请检查引号、括号、逗号是否成对，同一个键是否写了两遍".to_owned())
    }
}

/// A table of the file, which remembers what it was asked for.
pub(crate) struct Node<'a> {
    source: &'a Source<'a>,
    path: String,
    offset: usize,
    table: &'a DeTable<'a>,
    known: Vec<&'static str>,
}

impl<'a> Node<'a> {
    pub(crate) fn new(source: &'a Source<'a>, path: String, offset: usize, table: &'a DeTable<'a>) -> Self {
        Node { source, path, offset, table, known: Vec::new() }
    }

    pub(crate) fn value(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.known.push(key);
        let (_, value) = self.table.iter().find(|(name, _)| name.get_ref() == key)?;
        Some(Value { source: self.source, path: join_path(&self.path, key), value })
    }

    pub(crate) fn need(&mut self, key: &'static str) -> Result<Value<'a>, Error> {
        self.value(key).ok_or_else(|| self.missing(key))
    }

    pub(crate) fn missing(&self, key: &str) -> Error {
        self.source.error(self.offset, &join_path(&self.path, key), "缺少这个键".to_owned())
    }

    /// Every key has been asked for: what is left is unknown.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let stranger = self.table.keys().filter(|name| !self.known.contains(&name.get_ref().as_ref())).min_by_key(|name| name.span().start);
        match stranger {
            Some(name) => {
                let reason = format!("不认识这个键，可用的有：{}", self.known.join("、"));
                Err(self.source.error(name.span().start, &join_path(&self.path, name.get_ref()), reason))
            }
            None => Ok(()),
        }
    }
}

fn join_path(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A value of the file with the path of its key.
pub(crate) struct Value<'a> {
    source: &'a Source<'a>,
    path: String,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Value<'a> {
    pub(crate) fn wrong(&self, reason: &str) -> Error {
        self.source.error(self.value.span().start, &self.path, reason.to_owned())
    }

    pub(crate) fn text(&self) -> Result<String, Error> {
        self.value.get_ref().as_str().map(str::to_owned).ok_or_else(|| self.wrong("要用引号括起来的文字"))
    }

    pub(crate) fn flag(&self) -> Result<bool, Error> {
        self.value.get_ref().as_bool().ok_or_else(|| self.wrong("只能写 true 或 false"))
    }

    pub(crate) fn number(&self, range: RangeInclusive<f64>) -> Result<f64, Error> {
        let number = match self.value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse::<f64>().ok(),
            DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let reason = || format!("要写 {} 至 {} 之间的数，不加引号", range.start(), range.end());
        number.filter(|number| range.contains(number)).ok_or_else(|| self.wrong(&reason()))
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked against the range, which is within u16
    pub(crate) fn whole_number(&self, range: RangeInclusive<f64>) -> Result<u16, Error> {
        let number = self.number(range)?;
        if number.fract() == 0.0 { Ok(number as u16) } else { Err(self.wrong("要写整数")) }
    }

    pub(crate) fn texts(&self) -> Result<Vec<String>, Error> {
        let wrong = || self.wrong("要写成一组文字：[\"……\", \"……\"]");
        let array = self.value.get_ref().as_array().ok_or_else(wrong)?;
        array.iter().map(|item| item.get_ref().as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    /// The items of an array, each with its own place.
    pub(crate) fn items(&self) -> Result<Vec<Value<'a>>, Error> {
        let array = self.value.get_ref().as_array().ok_or_else(|| self.wrong("这里要写一组"))?;
        let path = |at: usize| format!("{}[{}]", self.path, at + 1);
        Ok(array.iter().enumerate().map(|(at, value)| Value { source: self.source, path: path(at), value }).collect())
    }

    pub(crate) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, Error> {
        let text = self.text()?;
        let known = || choices.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("、");
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
        found.ok_or_else(|| self.wrong(&format!("不认识“{text}”，可用的有：{}", known())))
    }

    pub(crate) fn table(&self) -> Result<Node<'a>, Error> {
        let table = self.value.get_ref().as_table().ok_or_else(|| self.wrong("这里要写一个表"))?;
        Ok(Node::new(self.source, self.path.clone(), self.value.span().start, table))
    }

    pub(crate) fn tables(&self) -> Result<Vec<Node<'a>>, Error> {
        let wrong = || self.wrong("这里要写一组表");
        let array = self.value.get_ref().as_array().ok_or_else(wrong)?;
        let numbered = array.iter().enumerate().map(|(at, item)| {
            let value = Value { source: self.source, path: format!("{}[{}]", self.path, at + 1), value: item };
            value.table()
        });
        numbered.collect()
    }
}
