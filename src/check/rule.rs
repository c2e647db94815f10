//! What a rule is, how its findings are worded, and the page that explains them all.

use std::fmt::Write;

use super::RULES;
use super::subject::{Spot, Subject};
use crate::finding::{Finding, Level, level_name};

/// A family of rules; its rules share the first digit of their code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The first characters of its codes: `"C3"`.
    pub prefix: &'static str,
    /// Its name on the page and on the command line: `"字段"`.
    pub name: &'static str,
}

/// The families in the order of their codes.
pub const FAMILIES: &[Family] = &[
    Family { prefix: "C0", name: "编号" },
    Family { prefix: "C1", name: "重复" },
    Family { prefix: "C2", name: "名称" },
    Family { prefix: "C3", name: "字段" },
    Family { prefix: "C4", name: "时限" },
    Family { prefix: "C5", name: "领导" },
    Family { prefix: "C6", name: "数目" },
    Family { prefix: "C7", name: "文字损坏" },
    Family { prefix: "C8", name: "全角半角和空格" },
    Family { prefix: "C9", name: "指标" },
];

/// One rule: an entry of [`RULES`].
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// `"C101"`; never used again for something else.
    pub code: &'static str,
    /// A few words: `"任务重复"`.
    pub name: &'static str,
    /// The level of its findings.
    pub level: Level,
    /// What a finding says; words in `{}` are filled in.
    pub message: &'static str,
    /// What the reader can do.
    pub advice: &'static str,
    /// What goes wrong when nobody does.
    pub why: &'static str,
    /// A short plan in which the rule finds something; a first line `单位名录：` names the roster beside it, with other names in brackets.
    pub bad: &'static str,
    /// The same plan, put right.
    pub good: &'static str,
    /// Finds it.
    pub(super) find: fn(&Subject<'_>, &mut Notes<'_>),
}

/// The family of a code: `"C101"` → 重复.
pub fn family(code: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| code.starts_with(family.prefix))
}

/// The findings of one rule while it runs.
pub(super) struct Notes<'a> {
    rule: &'a Rule,
    subject: &'a Subject<'a>,
    findings: Vec<Finding>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(rule: &'a Rule, subject: &'a Subject<'a>) -> Self {
        Notes { rule, subject, findings: Vec::new() }
    }

    /// One finding: where it stands and what fills the template.
    pub(super) fn say(&mut self, spot: Spot, facts: &[(&str, &str)]) {
        let message = format!("{}。{}", fill(self.rule.message, facts), fill(self.rule.advice, facts));
        let mut finding = Finding::new(self.rule.code, self.rule.level, message).at_place(spot.place.as_ref());
        finding.task = spot.task.and_then(|task| self.subject.plan.tasks.get(task)).map(|task| task.id.clone());
        self.findings.push(finding);
    }

    pub(super) fn finish(self) -> Vec<Finding> {
        self.findings
    }
}

/// Fills a template; long words are cut.
fn fill(template: &str, facts: &[(&str, &str)]) -> String {
    let mut message = String::with_capacity(template.len() + 40);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        message.push_str(&rest[..open]);
        let Some(length) = rest[open..].find('}') else { break };
        let name = &rest[open + 1..open + length];
        let words = facts.iter().find(|(fact, _)| *fact == name).map_or("", |(_, words)| words);
        message.push_str(words);
        rest = &rest[open + length + 1..];
    }
    message + rest
}

/// The page that explains every rule, in Markdown.
pub fn page() -> String {
    let mut page = String::from(
        "# 检查规则\n\n`fenjie check 计划.txt` 按下面的规则检查一份计划。每条问题后面的方括号里是规则编号，按编号在这里找说明。\n\n\
         - **错误**：不改会派错、算错；**警告**：请问一问起草的人；**提示**：知道就好，不影响退出码。\n\
         - 只用几条：`--only C401,C402` 或 `--only 时限`；不用几条：`--skip C801`；只看要紧的：`--level 警告`。\n\
         - 有单位名录的，加 `--roster 名录.xlsx`：别名和统称按名录认，名录里没有的名称列出来。\n\
         - 长期不用的规则写进 `fenjie-check.toml`，并写明理由，用 `--rules fenjie-check.toml`。\n\n\
         本页由规则表生成，请不要直接改。\n",
    );
    for family in FAMILIES {
        let rules = || RULES.iter().filter(|rule| rule.code.starts_with(family.prefix));
        let _ = write!(page, "\n## {}\n\n| 编号 | 名称 | 级别 |\n|---|---|---|\n", family.name);
        for rule in rules() {
            let _ = writeln!(page, "| [{0}](#{1}) | {2} | {3} |", rule.code, rule.code.to_lowercase(), rule.name, level_name(rule.level));
        }
        for rule in rules() {
            let _ = write!(
                page,
                "\n### {}\n\n**{}**（{}）\n\n- 会说：{}。\n- 怎么办：{}。\n- 为什么：{}。\n\n有问题：\n\n```text\n{}\n```\n\n没问题：\n\n```text\n{}\n```\n",
                rule.code,
                rule.name,
                level_name(rule.level),
                rule.message,
                rule.advice.trim_end_matches('。'),
                rule.why,
                rule.bad,
                rule.good,
            );
        }
    }
    page
}
