//! An office's own words, from a file of the shape of `templates/vocabulary.toml`; every mistake is named with its line.

use hashbrown::HashMap;
use std::path::Path;

use super::source::Synonyms;
use super::{Field, LONGEST_WORD, NAMES};
use crate::config::{self, Value};
use crate::error::Error;
use crate::words::fold::key;

/// An office's own words from their file.
pub(super) fn own_words(file: &Path, text: &str) -> Result<HashMap<Field, Synonyms>, Error> {
    let source = config::Source { file, text };
    let parsed = source.parse()?;
    let mut root = source.root(&parsed);
    let mut fields = root.need("fields")?.table()?;
    root.finish()?;
    let mut own = HashMap::new();
    let mut meanings: [HashMap<String, Field>; 2] = Default::default();
    for &(name, field) in NAMES {
        let Some(value) = fields.value(name) else { continue };
        let mut node = value.table()?;
        let [labels, headers] = ["labels", "headers"].map(|key| node.value(key));
        node.finish()?;
        for (value, meanings) in [&labels, &headers].into_iter().zip(&mut meanings) {
            let Some(value) = value else { continue };
            for (word, value) in value.texts()?.iter().zip(value.items()?) {
                check_own(word, field, &value, meanings)?;
            }
        }
        let texts = |value: Option<Value<'_>>| value.map_or(Ok(Vec::new()), |value| value.texts());
        own.insert(field, Synonyms { labels: texts(labels)?, headers: texts(headers)? });
    }
    fields.finish()?;
    Ok(own)
}

/// Refuses a word that could mean nothing, or two things.
fn check_own(word: &str, field: Field, value: &Value<'_>, meanings: &mut HashMap<String, Field>) -> Result<(), Error> {
    let key = key(word);
    if key.is_empty() || key.chars().count() > LONGEST_WORD || key.contains(':') {
        return Err(value.wrong(&format!("“{word}”不能作栏目名：要 1 至 {LONGEST_WORD} 个字，不带冒号")));
    }
    match meanings.insert(key, field) {
        Some(before) if before != field => {
            let name = |field| NAMES.iter().find(|(_, known)| *known == field).map_or("", |(name, _)| name);
            Err(value.wrong(&format!("“{word}”已经写在 {} 里了，一个词只能有一个意思", name(before))))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Vocabulary;
    use super::*;

    #[test]
    fn own_words_that_cannot_be_used_are_named() {
        for (text, at, key, word) in [
            ("[fields.titel]\nlabels = []\n", 1, "fields.titel", "lead_departments"),
            ("[fields.title]\n\nlabel = [\"甲\"]\n", 3, "fields.title.label", "headers"),
            ("[fields.title]\nlabels = \"甲\"\n", 2, "fields.title.labels", "一组文字"),
            ("[fields.title]\nlabels = [\n\"甲\",\n\" \"]\n", 4, "fields.title.labels[2]", "1 至 30"),
            ("[fields.title]\nlabels = [\"甲：\"]\n", 2, "fields.title.labels[1]", "冒号"),
            ("[fields.units]\nheaders = [\"乙\"]\n[fields.title]\nheaders = [\"乙\"]\n", 2, "fields.units.headers[1]", "写在 title 里了"),
            ("[field.title]\n", 1, "fields", "缺少"),
            ("[fields.title\n", 1, "[fields.title", "TOML"),
        ] {
            let Error::BadConfig { file, line, key: named, reason } = Vocabulary::from_toml(Path::new("自用.toml"), text).unwrap_err()
            else {
                panic!("{text}")
            };
            assert_eq!((file.to_str(), line, named.as_str()), (Some("自用.toml"), at, key), "{text}");
            assert!(reason.contains(word), "{text}: {reason}");
        }
    }
}
