//! The vocabulary of `templates/vocabulary.toml`: which printed words mean which field.
//!
//! One table for running text and for table headers. A synonym is a word in that file, never a word in the code; an office's own words
//! come from a file of the same shape ([`Vocabulary::from_toml`]).

mod list;
mod own;
mod source;

use hashbrown::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::Error;
use crate::model::ProgressField;

use super::characters::{ByCharacter, CharacterSet};
use super::fold::{self, fold, is_blank, key, without_final_bracket};
pub(crate) use list::List;
use own::own_words;
pub(crate) use source::{DeadlineWords, Remarks, RosterWords, source};
use source::{Pattern, SOURCE, Synonyms};

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
    /// 牵头单位及责任人: read apart by the form of the names, into the fields it joins.
    LeadsAndPersons,
    /// 责任科室及责任人
    SectionsAndPersons,
    /// 责任单位及责任人
    UnitsAndPersons,
    /// 牵头领导（单位）
    LeadersAndBodies,
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

/// Every field by its name in the file.
const NAMES: &[(&str, Field)] = &[
    ("serial", Field::Serial),
    ("id", Field::Id),
    ("section", Field::Section),
    ("title", Field::Title),
    ("content", Field::Content),
    ("problem", Field::Problem),
    ("lead_leaders", Field::LeadLeaders),
    ("deputy_leaders", Field::DeputyLeaders),
    ("members", Field::Members),
    ("responsible_persons", Field::ResponsiblePersons),
    ("lead_departments", Field::LeadDepartments),
    ("internal_departments", Field::InternalDepartments),
    ("units", Field::Units),
    ("leads_and_persons", Field::LeadsAndPersons),
    ("sections_and_persons", Field::SectionsAndPersons),
    ("units_and_persons", Field::UnitsAndPersons),
    ("leaders_and_bodies", Field::LeadersAndBodies),
    ("duties", Field::Duties),
    ("deadline", Field::Deadline),
    ("notes", Field::Notes),
    ("extra", Field::Extra),
    ("status", Field::Status),
    ("percent", Field::Percent),
    ("narrative", Field::Narrative),
    ("problems", Field::Problems),
    ("next_steps", Field::NextSteps),
    ("reporter", Field::Reporter),
    ("phone", Field::Phone),
    ("reported_on", Field::ReportedOn),
];

impl Field {
    /// The progress field it is, when it is one.
    pub fn progress(self) -> Option<ProgressField> {
        Some(match self {
            Field::Status => ProgressField::Status,
            Field::Percent => ProgressField::Percent,
            Field::Narrative => ProgressField::Narrative,
            Field::Problems => ProgressField::Problems,
            Field::NextSteps => ProgressField::NextSteps,
            Field::Reporter => ProgressField::Reporter,
            Field::Phone => ProgressField::Phone,
            Field::ReportedOn => ProgressField::ReportedOn,
            _ => return None,
        })
    }

    /// The field of a name in `templates/vocabulary.toml`: `"lead_departments"`.
    pub fn named(name: &str) -> Option<Field> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
    }

    /// Whether the field assigns work to people or bodies.
    pub fn is_responsibility(self) -> bool {
        use Field::*;
        matches!(self, LeadLeaders | DeputyLeaders | ResponsiblePersons | LeadDepartments | InternalDepartments | Units | Deadline)
            || self.joined().is_some()
    }

    /// The field of the bodies and the field of the people, of a word that asks for both.
    pub fn joined(self) -> Option<(Field, Field)> {
        match self {
            Field::LeadsAndPersons => Some((Field::LeadDepartments, Field::ResponsiblePersons)),
            Field::SectionsAndPersons => Some((Field::InternalDepartments, Field::ResponsiblePersons)),
            Field::UnitsAndPersons => Some((Field::Units, Field::ResponsiblePersons)),
            Field::LeadersAndBodies => Some((Field::InternalDepartments, Field::LeadLeaders)),
            _ => None,
        }
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

/// Words by their first character, longest first.
type Index = ByCharacter<(Vec<char>, Field)>;

fn index(words: HashMap<String, Field>) -> Index {
    let mut words: Vec<(Vec<char>, Field)> = words.into_iter().map(|(word, field)| (word.chars().collect(), field)).collect();
    words.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    words.into_iter().filter_map(|word| Some((*word.0.first()?, word))).collect()
}

/// Which printed words mean which field: the built-in words, and an office's own over them.
///
/// A value: reading takes it as a parameter, so that two plans can be read with different words at the same time.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    labels: Index,
    headers: HashMap<String, Field>,
    /// Characters a header cell can begin and end with.
    firsts: CharacterSet,
    lasts: CharacterSet,
}

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of(&[&SOURCE.fields]));

impl Vocabulary {
    /// The words of `templates/vocabulary.toml`.
    pub fn built_in() -> &'static Vocabulary {
        &BUILT_IN
    }

    /// The built-in words with an office's own over them: where both know a word, the office's meaning holds.
    ///
    /// Shape: a file like the fields of `templates/vocabulary.toml`, `[fields.title]` with `labels` and `headers`; `file` is only named
    /// in errors.
    ///
    /// # Errors
    /// [`Error::BadConfig`] with file, line and key: not TOML, an unknown field or key (the known ones are listed), a word that is
    /// empty, too long, or listed under two fields.
    pub fn from_toml(file: &Path, text: &str) -> Result<Vocabulary, Error> {
        Ok(Vocabulary::of(&[&SOURCE.fields, &own_words(file, text)?]))
    }

    /// Later words hold where they contradict earlier ones.
    fn of(layers: &[&HashMap<Field, Synonyms>]) -> Vocabulary {
        let (mut labels, mut headers) = (HashMap::new(), HashMap::new());
        for fields in layers {
            for (&field, words) in *fields {
                labels.extend(words.labels.iter().map(|word| (key(word), field)));
                headers.extend(words.labels.iter().map(|word| (key(word), field)));
            }
            // A word that means something else in a header than before a colon: the header meaning wins there.
            for (&field, words) in *fields {
                headers.extend(words.headers.iter().map(|word| (key(word), field)));
            }
        }
        // 年 and digits: a year before the word; brackets: a remark behind it.
        let firsts = headers.keys().filter_map(|word| word.chars().next()).chain('0'..='9').chain(['年']).collect();
        let lasts = headers.keys().filter_map(|word| word.chars().next_back()).chain([')', ']']).collect();
        Vocabulary { labels: index(labels), headers, firsts, lasts }
    }

    /// The label at the very start of `text`, and how many bytes it covers; blanks inside a label do not count.
    ///
    /// Shape: `"组  长：张三"` → `(LeadLeaders, 8)`. The longest label wins. The colon is not part of it.
    pub fn label_at_start(&self, text: &str) -> Option<(Field, usize)> {
        let candidates = self.labels.of(fold(text.chars().next()?));
        let longest = candidates.first()?.0.len();
        // Folded once for all candidates, with where each character ends.
        let printed = text.char_indices().filter(|&(_, c)| !is_blank(c)).take(longest.min(LONGEST_WORD));
        let (mut folded, mut ends, mut length) = (['\0'; LONGEST_WORD], [0; LONGEST_WORD], 0);
        for ((at, c), (folded, end)) in printed.zip(folded.iter_mut().zip(&mut ends)) {
            (*folded, *end, length) = (fold(c), at + c.len_utf8(), length + 1);
        }
        let (word, field) = candidates.iter().find(|(word, _)| folded[..length].starts_with(word))?;
        Some((*field, ends[word.len() - 1]))
    }

    /// A label that no list holds but whose parts say what it is: `"县级牵头领导"` before a colon → `LeadLeaders`.
    pub fn compound_label(&self, text: &str) -> Option<(Field, usize)> {
        self.made_label(text).map(|(field, length, _)| (field, length))
    }

    /// The label at the very start of a text, listed or made of parts with nothing else in it: what stands there can be no name.
    pub(crate) fn sure_label(&self, text: &str) -> Option<(Field, usize)> {
        let made = || self.made_label(text).filter(|&(.., sure)| sure).map(|(field, length, _)| (field, length));
        self.label_at_start(text).or_else(made)
    }

    /// A label made of parts, its length, and whether nothing else is in it.
    fn made_label(&self, text: &str) -> Option<(Field, usize, bool)> {
        const LONGEST: usize = 12;
        let (at, _) = text.char_indices().take(LONGEST + 1).find(|&(_, c)| fold(c) == ':')?;
        let word = text[..at].trim_end_matches(is_blank);
        word.chars().next_back().filter(|&last| !PATTERN_ENDS.of(fold(last)).is_empty())?;
        let key = key(word);
        let length = key.chars().count();
        let plain = length >= 3
            && key.starts_with(char::is_alphabetic)
            && key.matches('(').count() == key.matches(')').count()
            && key.chars().all(|c| c.is_alphabetic() || matches!(c, '(' | ')' | '、' | '/'));
        let pattern = plain.then(|| compound(&key)).flatten().filter(|pattern| pattern.field.is_responsibility())?;
        // 落实责任：, 建设单位：: what begins like a sentence is a label only when nothing else is in it.
        // 各街道  完成时限：: a value with the next label behind it.
        let last = word.rsplit(is_blank).next().filter(|last| last.len() < word.len()).map(fold::key);
        let parted = last.is_some_and(|last| self.headers.contains_key(&last) || compound(&last).is_some());
        let exact = !parted && is_made_of_parts(&key, pattern);
        let begins_unlike_label = || SOURCE.units.never_begins.begin(&key);
        let credible = exact || length >= 4 && word.chars().all(char::is_alphabetic) && !begins_unlike_label();
        credible.then_some((pattern.field, word.len(), exact))
    }

    /// What a header cell stands for: the whole cell must be one of the words, a unit in brackets aside.
    ///
    /// Shape: `"责任股室\n(单位)"` → `InternalDepartments`; `"完成百分比（%）"` → `Percent`; `"其它"` → `None`.
    pub fn header(&self, cell: &str) -> Option<Field> {
        let first = cell.chars().find(|&c| !is_blank(c))?;
        let last = cell.chars().rev().find(|&c| !is_blank(c))?;
        let mut key = (self.may_begin_header(first) && self.may_end_header(last)).then(|| key(cell))?;
        loop {
            if let Some(&field) = self.headers.get(&key) {
                return Some(field);
            }
            key = shortened(&key)?;
        }
    }

    /// What a cell of a header row stands for: [`Vocabulary::header`], or a word made of known parts: `"县级包联领导"` → `LeadLeaders`.
    ///
    /// Only for a row known to be a header; in other rows such words are text.
    pub fn column_header(&self, cell: &str) -> Option<Field> {
        const LONGEST: usize = 16;
        let field = self.header(cell);
        if cell.len() > 4 * LONGEST_WORD {
            return field;
        }
        let key = key(cell);
        if let Some(role) = without_contact(&key).filter(|_| field.is_none()) {
            return self.column_header(role).filter(|field| field.is_people() || field.is_bodies());
        }
        let bare = without_final_bracket(&key);
        let wordy = (3..=LONGEST).contains(&bare.chars().count())
            && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '、' | '/'));
        let joined = || wordy.then(|| compound(&key)).flatten().filter(|pattern| pattern.field.joined().is_some());
        let made = || wordy.then(|| compound(bare)).flatten();
        match field {
            // 责任单位(责任人): the bracket says that the column holds both.
            Some(_) if bare.len() < key.len() && !self.headers.contains_key(&key) => joined().map(|pattern| pattern.field).or(field),
            Some(_) => field,
            None => joined().or_else(made).map(|pattern| pattern.field),
        }
    }

    /// Whether a header cell can end with a character.
    pub(crate) fn may_end_header(&self, c: char) -> bool {
        self.lasts.contains(fold(c))
    }

    /// Whether a header cell can begin with a character.
    pub(crate) fn may_begin_header(&self, c: char) -> bool {
        self.firsts.contains(fold(c))
    }
}

/// Every end of a pattern with its pattern, by the last character, in the order of the patterns.
static PATTERN_ENDS: LazyLock<ByCharacter<(&'static str, &'static Pattern)>> = LazyLock::new(|| {
    let ends = SOURCE.patterns.iter().flat_map(|pattern| pattern.ends.iter().map(move |end| (end.as_str(), pattern)));
    ends.filter_map(|end| Some((end.0.chars().next_back()?, end))).collect()
});

/// The pattern a word made of known parts follows.
fn compound(key: &str) -> Option<&'static Pattern> {
    let fits = |(end, pattern): &&(&str, &Pattern)| {
        let holds = || pattern.holds.is_empty() || pattern.holds.iter().any(|part| key.contains(part.as_str()));
        key.ends_with(end) && holds() && (!pattern.whole || is_made_of_parts(key, pattern))
    };
    PATTERN_ENDS.of(key.chars().next_back()?).iter().find(fits).map(|&(_, pattern)| pattern)
}

/// 责任单位及联系电话 without what it asks for besides.
fn without_contact(key: &str) -> Option<&str> {
    SOURCE.parts.get("contacts")?.iter().find_map(|end| key.strip_suffix(end.as_str()))
}

/// Words that qualify a role without changing it, and all roles.
static PARTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let qualifiers = SOURCE.parts.get("qualifiers").into_iter().flatten();
    let levels = SOURCE.parts.get("levels").into_iter().flatten();
    qualifiers.chain(levels).chain(SOURCE.patterns.iter().flat_map(|pattern| &pattern.holds)).map(String::as_str).collect()
});

/// Whether a word only qualifies a role or is one: 项目, 成员, 包保.
pub(crate) fn is_part_of_role(word: &str) -> bool {
    PARTS.contains(&word)
}

/// Whether a word says only what kind of body something is: 单位, 科室.
pub(crate) fn is_kind_of_body(word: &str) -> bool {
    SOURCE.parts.get("kinds").is_some_and(|kinds| kinds.iter().any(|kind| kind == word))
}

/// Whether a word ends with what kind of body it means: 监管单位, 验收部门.
pub(crate) fn ends_with_kind_of_body(word: &str) -> bool {
    SOURCE.parts.get("kinds").is_some_and(|kinds| kinds.iter().any(|kind| word.ends_with(kind.as_str())))
}

/// Whether a word is a body called by what it does: 文旅, 林业.
pub(crate) fn is_short_body(word: &str) -> bool {
    SOURCE.units.short.iter().any(|known| known == word)
}

/// Whether nothing stands before the end of a word but roles and what qualifies them.
fn is_made_of_parts(key: &str, pattern: &Pattern) -> bool {
    fn is_parts(text: &str) -> bool {
        text.is_empty() || PARTS.iter().any(|part| text.strip_prefix(part).is_some_and(is_parts))
    }
    let role = |front: &str| pattern.holds.iter().any(|part| front.contains(part.as_str()));
    pattern.ends.iter().filter_map(|end| key.strip_suffix(end.as_str())).any(|front| role(front) && is_parts(front))
}

/// The longest word of a header or label, in characters: longer cells are never taken for headers.
const LONGEST_WORD: usize = 30;

/// A header key without its last bracket or its leading year: what may stand around the word itself.
fn shortened(key: &str) -> Option<String> {
    let outside = without_final_bracket(key);
    if outside.len() < key.len() {
        return Some(outside.to_owned());
    }
    let bare = key.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches("年度").trim_start_matches('年');
    (bare.len() < key.len() && !bare.is_empty()).then(|| bare.to_owned())
}

/// Words by one of their characters.
fn by_character(words: &List, character: fn(&[char]) -> Option<&char>) -> ByCharacter<Vec<char>> {
    let words = words.iter().map(|word| word.chars().collect::<Vec<char>>());
    words.filter_map(|word| Some((*character(&word)?, word))).collect()
}

static BODY_ENDINGS: LazyLock<ByCharacter<Vec<char>>> = LazyLock::new(|| by_character(&SOURCE.units.endings, |word| word.last()));
static NEVER_BEGINS: LazyLock<ByCharacter<Vec<char>>> = LazyLock::new(|| by_character(&SOURCE.units.never_begins, |word| word.first()));

/// Whether a folded name ends as the names of bodies do.
pub(crate) fn ends_like_body(name: &[char]) -> bool {
    name.last().is_some_and(|&last| BODY_ENDINGS.of(last).iter().any(|ending| name.ends_with(ending)))
}

/// Whether a folded name begins as the name of a body never does.
pub(crate) fn begins_unlike_body(name: &[char]) -> bool {
    name.first().is_some_and(|&first| NEVER_BEGINS.of(first).iter().any(|word| name.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_longest_first() {
        let words = Vocabulary::built_in();
        assert_eq!(words.label_at_start("牵头责任单位：市教育局").unwrap().0, Field::LeadDepartments);
        assert_eq!(words.label_at_start("组  长：张三"), Some((Field::LeadLeaders, 8)));
        assert_eq!(words.label_at_start("責任單位:甲"), Some((Field::Units, 12)));
        assert_eq!(words.label_at_start("配合科室（单位）：甲"), Some((Field::Units, 24)));
        assert_eq!(words.label_at_start("责任重大"), None);
        assert_eq!(words.compound_label("牵头部室：办公室"), Some((Field::LeadDepartments, 12)));
        assert_eq!(words.compound_label("配合社区：各社区"), Some((Field::Units, 12)));
        assert_eq!(words.compound_label("服务社区：甲"), None);
    }

    #[test]
    fn headers_are_whole_cells() {
        let words = Vocabulary::built_in();
        assert_eq!(words.header("牵头\n领导"), Some(Field::LeadLeaders));
        assert_eq!(words.header("序  号"), Some(Field::Serial));
        assert_eq!(words.header("完成百分比（%）"), Some(Field::Percent));
        assert_eq!(words.header("2023年度工作任务"), Some(Field::Title));
        assert_eq!(words.column_header("建设规模及主要内容"), Some(Field::Content));
        assert_eq!(words.column_header("县级包联领导"), Some(Field::LeadLeaders));
        assert_eq!(words.column_header("市直配合单位"), Some(Field::Units));
        assert_eq!(words.column_header("计划完成时限"), Some(Field::Deadline));
        assert_eq!(words.header("牵头领导张三"), None);
        assert_eq!(words.header(""), None);
    }

    #[test]
    fn roles_are_told_by_their_parts() {
        use Field::*;
        let words = Vocabulary::built_in();
        let cases: &[(Field, &[&str])] = &[
            (
                LeadLeaders,
                &["县级河长", "包案县领导", "领办校长", "分管副院长", "责任专班长", "挂联领导", "总召集人", "校领导", "镇级林长"],
            ),
            (DeputyLeaders, &["协管副局长", "副召集人"]),
            (LeadDepartments, &["牵头站办", "牵头镇街", "承办中队", "归口管理科室", "牵头支部", "主办大队"]),
            (
                InternalDepartments,
                &["责任站办所", "责任中队", "责任党支部", "责任车间", "责任院", "责任组", "责任中心", "责任委办", "执行科室"],
            ),
            (Units, &["包抓单位", "挂牌单位", "指导单位", "会同单位", "建设单位", "责任社区", "责任委办局", "协办股"]),
            (Deadline, &["截止日期", "截止时间", "起止时间", "上报时间", "完成时间及要求", "时限及要求", "材料报送时间"]),
            (LeadsAndPersons, &["牵头单位及责任人"]),
            (LeadersAndBodies, &["牵头领导（单位）", "责任领导及责任股室"]),
        ];
        for (field, texts) in cases {
            for text in *texts {
                assert_eq!(words.column_header(text), Some(*field), "{text}");
                let line = format!("{text}：某某");
                let label = words.label_at_start(&line).filter(|(_, end)| *end == text.len()).or_else(|| words.compound_label(&line));
                assert_eq!(label, Some((*field, text.len())), "{line}");
            }
        }
        for (header, field) in [
            ("责任单位（责任人）", UnitsAndPersons),
            ("责任单位及联系电话", Units),
            ("责任人及电话", ResponsiblePersons),
            ("评分标准", Extra),
            ("项次", Serial),
            ("No.", Serial),
            ("任务描述", Content),
        ] {
            assert_eq!(words.column_header(header), Some(field), "{header}");
        }
        for body in [
            "就业指导中心：办理登记",
            "建设局：审批",
            "执法大队：巡查",
            "落实领导责任：每月一次",
            "指导站：培训",
            "县长：某某",
            "责任落实到镇长：某某",
            "（责任单位：甲局）",
            "某某某  责任股室：乙股",
            "各街道　完成时限：六月",
            "区分责任和任务：第一类",
        ] {
            assert_eq!(words.compound_label(body), None, "{body}");
        }
    }

    #[test]
    fn no_word_means_two_fields() {
        for pick in [|words: &Synonyms| words.labels.clone(), |words: &Synonyms| words.headers.clone()] {
            let mut seen: HashMap<String, Field> = HashMap::new();
            for (&field, words) in &SOURCE.fields {
                for word in pick(words) {
                    let before = seen.insert(key(&word), field);
                    assert!(before.is_none_or(|before| before == field), "{word} is listed under {before:?} and {field:?}");
                }
            }
        }
    }

    #[test]
    fn names_are_those_of_the_file() {
        for (name, field) in NAMES {
            assert_eq!(serde_json::from_value::<Field>((*name).into()).ok(), Some(*field), "{name}");
        }
        assert!(SOURCE.fields.keys().all(|field| NAMES.iter().any(|(_, known)| known == field)));
    }

    #[test]
    fn own_words_hold_over_built_in_ones() {
        let text = "[fields.title]\nheaders = [\"攻坚 清单\"]\n[fields.responsible_persons]\nlabels = [\"包联领导\", \"跟班人\"]\n";
        let words = Vocabulary::from_toml(Path::new("自用.toml"), text).unwrap();
        assert_eq!((words.header("攻坚清单（2031年）"), words.label_at_start("攻坚清单：")), (Some(Field::Title), None));
        assert_eq!(words.label_at_start("跟班 人：甲"), Some((Field::ResponsiblePersons, 10)));
        assert_eq!(
            (words.header("包联领导"), words.label_at_start("包联领导：").unwrap().0),
            (Some(Field::ResponsiblePersons), Field::ResponsiblePersons)
        );
        assert_eq!((words.header("序号"), Vocabulary::built_in().header("包联领导")), (Some(Field::Serial), Some(Field::LeadLeaders)));
        assert!(words.may_begin_header('跟') && !Vocabulary::built_in().may_begin_header('跟'));
    }
}
