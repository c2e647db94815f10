//! The vocabulary of `templates/vocabulary.toml`: which printed words mean which field.
//!
//! One table for running text and for table headers. A synonym is a word in that file, never a word in the code.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold::{fold, is_blank, key, without_final_bracket};

/// What a label or a header stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 序号
    Serial,
    /// 编码
    Id,
    /// 类别: a column that groups rows.
    Section,
    /// 工作任务
    Title,
    /// 具体内容
    Content,
    /// 问题 of a 整改清单
    Problem,
    /// 牵头领导
    LeadLeaders,
    /// 副组长
    DeputyLeaders,
    /// 成员 of a leading group
    Members,
    /// 责任人
    ResponsiblePersons,
    /// 牵头单位
    LeadDepartments,
    /// 责任科室: lead or helper, by what stands beside it
    InternalDepartments,
    /// 责任单位, 配合单位
    Units,
    /// 主要职责
    Duties,
    /// 完成时限
    Deadline,
    /// 备注
    Notes,
    /// Kept under its own header.
    Extra,
    /// 完成状态
    Status,
    /// 完成百分比
    Percent,
    /// 进展情况
    Narrative,
    /// 存在困难
    Problems,
    /// 下一步打算
    NextSteps,
    /// 填报人
    Reporter,
    /// 联系方式
    Phone,
    /// 填报日期
    ReportedOn,
}

impl Field {
    /// Whether the field assigns work to people or bodies.
    pub fn is_responsibility(self) -> bool {
        use Field::*;
        matches!(self, LeadLeaders | DeputyLeaders | ResponsiblePersons | LeadDepartments | InternalDepartments | Units | Deadline)
    }

    /// Whether the value is a list of people.
    pub fn is_people(self) -> bool {
        matches!(self, Field::LeadLeaders | Field::DeputyLeaders | Field::ResponsiblePersons | Field::Members)
    }

    /// Whether the value is a list of bodies.
    pub fn is_bodies(self) -> bool {
        matches!(self, Field::LeadDepartments | Field::InternalDepartments | Field::Units)
    }
}

/// The file as it stands in `templates/vocabulary.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    fields: HashMap<Field, Words>,
    patterns: Vec<Pattern>,
    pub(crate) verbs: Verbs,
    pub(crate) units: Units,
    pub(crate) people: People,
    pub(crate) headings: Headings,
    pub(crate) chrome: Chrome,
    pub(crate) titles: Titles,
    pub(crate) variants: Variants,
    pub(crate) roster: RosterWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    headers: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verbs {
    pub(crate) lead: Vec<String>,
    pub(crate) share: Vec<String>,
    pub(crate) help: Vec<String>,
    pub(crate) charge: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Units {
    pub(crate) endings: Vec<String>,
    pub(crate) never_begins: Vec<String>,
    pub(crate) collective: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub(crate) double_surnames: Vec<String>,
    pub(crate) job_titles: Vec<String>,
    pub(crate) leading_verbs: Vec<String>,
}

/// A header or label made of known parts: it ends with one word and holds another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    field: Field,
    ends: Vec<String>,
    #[serde(default)]
    holds: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Headings {
    pub(crate) no_tasks: Vec<String>,
    pub(crate) no_tasks_unless_assigned: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chrome {
    pub(crate) begins: Vec<String>,
    pub(crate) contains: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Titles {
    pub(crate) endings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variants {
    pub(crate) traditional: String,
}

/// Headers of a roster, and the words in its columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RosterWords {
    pub(crate) name: Vec<String>,
    pub(crate) kind: Vec<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) members: Vec<String>,
    pub(crate) person: Vec<String>,
    pub(crate) phone: Vec<String>,
    pub(crate) email: Vec<String>,
    pub(crate) belongs_to: Vec<String>,
    pub(crate) adopt: Vec<String>,
    pub(crate) group_words: Vec<String>,
    pub(crate) collector_words: Vec<String>,
    pub(crate) yes_words: Vec<String>,
}

/// The built-in vocabulary; a test holds that it parses, so the empty one is never used.
static SOURCE: LazyLock<Source> = LazyLock::new(|| match toml::from_str::<Source>(include_str!("../../templates/vocabulary.toml")) {
    Ok(mut source) => {
        // Lines are compared as folded keys; the simplification of characters is not there yet, and these words need none.
        for word in source.chrome.begins.iter_mut().chain(&mut source.chrome.contains) {
            *word = word.chars().filter(|&c| !is_blank(c)).map(half_width).collect();
        }
        source
    }
    Err(error) => unreachable!("templates/vocabulary.toml: {error}"),
});

/// Full-width punctuation as half-width; part of [`fold`], which itself needs the vocabulary.
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        _ => c,
    }
}

pub(crate) fn source() -> &'static Source {
    &SOURCE
}

/// Words by their first character, longest first.
struct Index(HashMap<char, Vec<(Vec<char>, Field)>>);

impl Index {
    fn build(words: impl Iterator<Item = (String, Field)>) -> Self {
        let mut index: HashMap<char, Vec<(Vec<char>, Field)>> = HashMap::new();
        for (word, field) in words {
            let word: Vec<char> = key(&word).chars().collect();
            if let Some(&first) = word.first() {
                index.entry(first).or_default().push((word, field));
            }
        }
        for words in index.values_mut() {
            words.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        }
        Index(index)
    }
}

static LABELS: LazyLock<Index> = LazyLock::new(|| {
    Index::build(SOURCE.fields.iter().flat_map(|(&field, words)| words.labels.iter().map(move |word| (word.clone(), field))))
});

static HEADERS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let mut headers = HashMap::new();
    for (&field, words) in &SOURCE.fields {
        headers.extend(words.labels.iter().map(|word| (key(word), field)));
    }
    // A word that means something else in a header than before a colon: the header meaning wins there.
    for (&field, words) in &SOURCE.fields {
        headers.extend(words.headers.iter().map(|word| (key(word), field)));
    }
    headers
});

/// The label at the very start of `text`, and how many bytes it covers; blanks inside a label do not count.
///
/// Shape: `"组  长：张三"` → `(LeadLeaders, 8)`. The longest label wins. The colon is not part of it.
pub fn label_at_start(text: &str) -> Option<(Field, usize)> {
    let first = fold(text.chars().next()?);
    let candidates = LABELS.0.get(&first)?;
    candidates.iter().find_map(|(word, field)| covered(text, word).map(|length| (*field, length)))
}

/// A label that no list holds but whose parts say what it is: `"县级牵头领导"` before a colon → `LeadLeaders`.
pub fn compound_label(text: &str) -> Option<(Field, usize)> {
    const LONGEST: usize = 12;
    let (at, _) = text.char_indices().take(LONGEST + 1).find(|&(_, c)| fold(c) == ':')?;
    let word = text[..at].trim_end_matches(is_blank);
    let key = key(word);
    let plain = key.chars().count() >= 4 && word.chars().all(char::is_alphabetic);
    let field = if plain && !begins_with_any(&key, &SOURCE.units.never_begins) { compound(&key)? } else { return None };
    field.is_responsibility().then_some((field, word.len()))
}

/// The field of a word made of known parts.
fn compound(key: &str) -> Option<Field> {
    let fits = |pattern: &&Pattern| {
        pattern.ends.iter().any(|end| key.ends_with(end.as_str()))
            && (pattern.holds.is_empty() || pattern.holds.iter().any(|part| key.contains(part.as_str())))
    };
    SOURCE.patterns.iter().find(fits).map(|pattern| pattern.field)
}

/// How many bytes of `text` the folded `word` covers from the start, blanks inside skipped.
fn covered(text: &str, word: &[char]) -> Option<usize> {
    let mut wanted = word.iter();
    let mut next = wanted.next();
    for (at, c) in text.char_indices() {
        let Some(&expected) = next else { return Some(at) };
        if is_blank(c) {
            continue;
        }
        if fold(c) != expected {
            return None;
        }
        next = wanted.next();
    }
    next.is_none().then_some(text.len())
}

/// What a header cell stands for: the whole cell must be one of the words, a unit in brackets aside.
///
/// Shape: `"责任股室\n(单位)"` → `InternalDepartments`; `"完成百分比（%）"` → `Percent`; `"其它"` → `None`.
pub fn header(cell: &str) -> Option<Field> {
    let mut key = key(cell);
    loop {
        if let Some(&field) = HEADERS.get(&key) {
            return Some(field);
        }
        key = shortened(&key)?;
    }
}

/// What a cell of a header row stands for: [`header`], or a word made of known parts: `"县级包联领导"` → `LeadLeaders`.
///
/// Only for a row known to be a header; in other rows such words are text.
pub fn column_header(cell: &str) -> Option<Field> {
    header(cell).or_else(|| {
        let key = key(cell);
        let bare = without_final_bracket(&key);
        let wordy =
            (4..=16).contains(&bare.chars().count()) && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '、' | '/'));
        wordy.then(|| compound(bare)).flatten()
    })
}

/// A header key without its last bracket or its leading year: what may stand around the word itself.
fn shortened(key: &str) -> Option<String> {
    let outside = without_final_bracket(key);
    if outside.len() < key.len() {
        return Some(outside.to_owned());
    }
    let bare = key.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches("年度").trim_start_matches('年');
    (bare.len() < key.len() && !bare.is_empty()).then(|| bare.to_owned())
}

/// Words by one of their characters, for a quick look-up.
type ByCharacter = HashMap<char, Vec<Vec<char>>>;

fn by_character(words: &[String], character: fn(&[char]) -> Option<&char>) -> ByCharacter {
    let mut index = ByCharacter::new();
    for word in words {
        let word: Vec<char> = word.chars().collect();
        if let Some(&c) = character(&word) {
            index.entry(c).or_default().push(word);
        }
    }
    index
}

static BODY_ENDINGS: LazyLock<ByCharacter> = LazyLock::new(|| by_character(&SOURCE.units.endings, |word| word.last()));
static NEVER_BEGINS: LazyLock<ByCharacter> = LazyLock::new(|| by_character(&SOURCE.units.never_begins, |word| word.first()));

/// Whether a folded name ends as the names of bodies do.
pub(crate) fn ends_like_body(name: &[char]) -> bool {
    let endings = name.last().and_then(|last| BODY_ENDINGS.get(last));
    endings.is_some_and(|endings| endings.iter().any(|ending| name.ends_with(ending)))
}

/// Whether a folded name begins as the name of a body never does.
pub(crate) fn begins_unlike_body(name: &[char]) -> bool {
    let words = name.first().and_then(|first| NEVER_BEGINS.get(first));
    words.is_some_and(|words| words.iter().any(|word| name.starts_with(word)))
}

/// Whether a header word can begin with a character.
pub(crate) fn may_begin_header(c: char) -> bool {
    static FIRSTS: LazyLock<std::collections::HashSet<char>> =
        LazyLock::new(|| HEADERS.keys().filter_map(|word| word.chars().next()).collect());
    c.is_ascii_digit() || FIRSTS.contains(&fold(c))
}

/// Whether a folded, blank-free text begins with a word of `words`.
pub(crate) fn begins_with_any(key: &str, words: &[String]) -> bool {
    words.iter().any(|word| key.starts_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_longest_first() {
        assert_eq!(label_at_start("牵头责任单位：市教育局").unwrap().0, Field::LeadDepartments);
        assert_eq!(label_at_start("组  长：张三"), Some((Field::LeadLeaders, 8)));
        assert_eq!(label_at_start("責任單位:甲"), Some((Field::Units, 12)));
        assert_eq!(label_at_start("配合科室（单位）：甲"), Some((Field::Units, 24)));
        assert_eq!(label_at_start("责任重大"), None);
    }

    #[test]
    fn headers_are_whole_cells() {
        assert_eq!(header("牵头\n领导"), Some(Field::LeadLeaders));
        assert_eq!(header("序  号"), Some(Field::Serial));
        assert_eq!(header("完成百分比（%）"), Some(Field::Percent));
        assert_eq!(header("2023年度工作任务"), Some(Field::Title));
        assert_eq!(column_header("建设规模及主要内容"), Some(Field::Content));
        assert_eq!(column_header("县级包联领导"), Some(Field::LeadLeaders));
        assert_eq!(column_header("市直配合单位"), Some(Field::Units));
        assert_eq!(column_header("计划完成时限"), Some(Field::Deadline));
        assert_eq!(header("牵头领导张三"), None);
        assert_eq!(header(""), None);
    }

    #[test]
    fn no_word_means_two_fields() {
        for pick in [|words: &Words| words.labels.clone(), |words: &Words| words.headers.clone()] {
            let mut seen: HashMap<String, Field> = HashMap::new();
            for (&field, words) in &SOURCE.fields {
                for word in pick(words) {
                    let before = seen.insert(key(&word), field);
                    assert!(before.is_none_or(|before| before == field), "{word} is listed under {before:?} and {field:?}");
                }
            }
        }
    }
}
