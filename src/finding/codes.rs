//! Every code of a finding that is no check: its level, what it means and what a person does about it.
//!
//! The messages stand where the finding is seen; this is what can be said of all of them. `docs/codes.md` is made of it, and a test
//! holds it against the codes in the source. Checks of plans have their own table, with examples (`check::RULES`).

use std::fmt::Write;

use super::{Finding, Level, dispatching, level_name, merging, reading, revising, roster, writing};

/// One code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `"R012"`; never used again for something else.
    pub code: &'static str,
    /// How much its findings matter.
    pub level: Level,
    /// How much the harmless ones among them matter, where there are such.
    pub milder: Option<Level>,
    /// What it means, in a few words.
    pub name: &'static str,
    /// What a person does about it.
    pub advice: &'static str,
}

/// Declares the rules of one step of the work, and the table of them all: `NAME "R012" Warning or Info "what it means", "what to do";`,
/// the second level where harmless cases have one.
macro_rules! rules {
    ($($name:ident $code:literal $level:ident $(or $milder:ident)? $words:literal, $advice:literal;)*) => {
        $(#[doc = $words]
        pub const $name: $crate::finding::codes::Code =
            $crate::finding::codes::Code::new($code, $crate::finding::Level::$level, $words, $advice)
                $(.or($crate::finding::Level::$milder))?;)*
        /// Every rule, by code.
        pub const RULES: &[$crate::finding::codes::Code] = &[$($name),*];
    };
}

pub(super) use rules;

impl Code {
    pub(super) const fn new(code: &'static str, level: Level, name: &'static str, advice: &'static str) -> Code {
        Code { code, level, milder: None, name, advice }
    }

    pub(super) const fn or(self, milder: Level) -> Code {
        Code { milder: Some(milder), ..self }
    }

    /// A finding of this code.
    pub fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new(self.code, self.level, message)
    }

    /// A finding of this code that is one of the harmless cases.
    pub fn harmless(&self, message: impl Into<String>) -> Finding {
        Finding::new(self.code, self.milder.unwrap_or(self.level), message)
    }
}

/// The codes of one step of the work; they share their first letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The first letter of its codes: `'R'`.
    pub letter: char,
    /// The step: `"读入"`.
    pub name: &'static str,
    /// Its codes, ascending.
    pub codes: &'static [Code],
}

/// The families in the order of the work.
pub const FAMILIES: &[Family] = &[
    Family { letter: 'R', name: "读入文件", codes: reading::RULES },
    Family { letter: 'W', name: "写出文件", codes: writing::RULES },
    Family { letter: 'N', name: "单位名录", codes: roster::RULES },
    Family { letter: 'D', name: "下发", codes: dispatching::RULES },
    Family { letter: 'M', name: "汇总", codes: merging::RULES },
    Family { letter: 'V', name: "修订", codes: revising::RULES },
];

/// The entry of a code: `"R012"`.
pub fn find(code: &str) -> Option<&'static Code> {
    let family = FAMILIES.iter().find(|family| code.starts_with(family.letter))?;
    family.codes.iter().find(|known| known.code == code)
}

/// A code as a sheet shows it: `"看不懂的填写［M040］"`; an unknown one alone.
pub fn in_words(code: &str) -> String {
    find(code).map_or_else(|| code.to_owned(), |found| format!("{}［{code}］", found.name))
}

/// The page of all codes, in Markdown.
pub fn page() -> String {
    let mut page = String::from(
        "# 问题编号\n\n每条问题后面的方括号里是编号，按编号在这里找它的意思和办法。C 开头的是检查计划的规则，见[检查规则](rules.md)。\n\n\
         - **错误**：不处理，结果就是错的；**警告**：请看一看；**提示**：知道就好，不影响退出码。\n\
         - 写着两种级别的，不碍事的情形是后一种。\n\n\
         本页由编号表生成，请不要直接改。\n",
    );
    for Family { letter, name, codes } in FAMILIES {
        let _ = write!(page, "\n## {letter}：{name}\n\n| 编号 | 级别 | 意思 | 怎么办 |\n|---|---|---|---|\n");
        for Code { code, level, milder, name, advice } in *codes {
            let milder = milder.map(|milder| format!("、{}", level_name(milder))).unwrap_or_default();
            let _ = writeln!(page, "| {code} | {}{milder} | {name} | {advice} |", level_name(*level));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_each_its_own() {
        for family in FAMILIES {
            assert!(family.codes.windows(2).all(|pair| pair[0].code < pair[1].code), "{} ascends", family.name);
            for code in family.codes {
                assert!(code.code.len() == 4 && code.code.starts_with(family.letter), "{}", code.code);
                assert!(!code.name.is_empty() && !code.advice.is_empty(), "{}", code.code);
                assert_eq!(find(code.code), Some(code));
            }
        }
    }

    #[test]
    fn names_are_shown_with_their_codes() {
        assert_eq!((in_words("M040").as_str(), in_words("M999").as_str()), ("看不懂的填写［M040］", "M999"));
    }
}
