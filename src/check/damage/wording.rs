//! Words that cannot stand as they do: foreign ones, repeated ones, sentences without an end.

use super::super::rule::Notes;
use super::super::subject::{Line, Subject};
use super::super::text::{clauses, is_han, sentences};
use super::numbers::around;
use crate::finding::brief;
use crate::words::fold::fold;
use crate::words::numbering::marker;

/// English function words: no abbreviation and no product is called so.
const FUNCTION_WORDS: [&str; 14] = ["and", "with", "or", "of", "the", "for", "to", "by", "from", "but", "that", "this", "which", "as"];

/// 精神 and 县委: an English function word between Chinese characters.
pub(in super::super) fn foreign(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.text_lines() {
        let letters: Vec<char> = line.text.chars().map(fold).collect();
        let mut at = 0;
        while at < letters.len() {
            let end = at + letters[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
            if end == at {
                at += 1;
                continue;
            }
            let word: String = letters[at..end].iter().collect::<String>();
            let beside = |c: Option<&char>| c.is_some_and(|&c| is_han(c));
            let before = letters[..at].iter().rev().find(|c| **c != ' ');
            let after = letters[end..].iter().find(|c| **c != ' ');
            if FUNCTION_WORDS.contains(&word.as_str()) && beside(before) && beside(after) {
                notes.say(subject.at_line(line), &[("词", &around(&letters, at, end)), ("英", &word)]);
            }
            at = end;
        }
    }
}

/// 服务服务中心; 转型向康复社区服务中心转型; 达到国家达到.
pub(in super::super) fn repeated(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    for line in subject.text_lines().filter(|line| !is_field(line)) {
        for clause in clauses(line.text) {
            let letters: Vec<char> = clause.chars().collect();
            if let Some((words, again)) = doubled_word(&letters).or_else(|| echoed_words(&letters)).or_else(|| verb_twice(&letters)) {
                notes.say(subject.at_line(line), &[("词", &words), ("重", &again)]);
            }
        }
    }
}

fn is_field(line: &Line<'_>) -> bool {
    use crate::passage::Role;
    line.has(Role::Field) && !line.has(Role::Content)
}

/// The same word of two to six characters twice in a row. 一户一户 and 层层层 are ways to speak.
fn doubled_word(letters: &[char]) -> Option<(String, String)> {
    for at in 0..letters.len().saturating_sub(3) {
        for length in (2..=6).rev().filter(|length| letters.get(at + length) == Some(&letters[at])) {
            let (Some(one), Some(other)) = (letters.get(at..at + length), letters.get(at + length..at + 2 * length)) else { continue };
            if one != other || one[0] == one[1] || !one.iter().all(|&c| is_han(c)) {
                continue;
            }
            let body = matches!(one.iter().collect::<String>().as_str(), "委员会" | "办公室");
            let spoken = body || "一逐每层".contains(one[0]) || length == 2 && both_ways(letters, at);
            if !spoken {
                return Some((around(letters, at, at + 2 * length), one.iter().collect()));
            }
        }
    }
    None
}

/// 发展发展对象, 管理管理人员: the second one begins a word of its own, and the first is a verb.
fn both_ways(letters: &[char], at: usize) -> bool {
    const VERBS: [&str; 6] = ["发展", "管理", "研究", "讨论", "学习", "服务"];
    const NOUNS: [&str; 10] = ["对象", "人员", "人才", "成果", "课题", "材料", "学习", "讨论", "研究", "管理"];
    let word: String = letters[at..at + 2].iter().collect();
    let after: String = letters.iter().skip(at + 4).take(2).collect();
    VERBS.contains(&word.as_str()) && (NOUNS.contains(&after.as_str()) || after.is_empty())
}

/// Five or more characters that come again within four characters, in one clause.
fn echoed_words(letters: &[char]) -> Option<(String, String)> {
    const LENGTH: usize = 5;
    const GAP: usize = 4;
    for at in 0..letters.len().saturating_sub(2 * LENGTH) {
        for distance in (LENGTH + 1..=10 + GAP).filter(|distance| letters.get(at + distance) == Some(&letters[at])) {
            let run = letters[at..].iter().zip(&letters[at + distance..]).take_while(|(one, other)| one == other).count();
            let length = run.min(distance - 1);
            let between = &letters[at + length..at + distance];
            let listed = between.iter().any(|c| "、和与及或“”《》（）()到至的".contains(*c));
            if length >= LENGTH && between.len() <= GAP && !listed && letters[at..at + length].iter().all(|&c| is_han(c)) {
                return Some((around(letters, at, at + distance + length), letters[at..at + length].iter().collect()));
            }
        }
    }
    None
}

/// 达到国家达到: a verb of reaching twice within three characters.
fn verb_twice(letters: &[char]) -> Option<(String, String)> {
    const VERBS: [&str; 6] = ["达到", "实现", "确保", "力争", "推进", "开展"];
    for at in 0..letters.len().saturating_sub(5) {
        let again = (3..=5).find(|gap| letters.get(at + gap) == Some(&letters[at]) && letters.get(at + gap + 1) == Some(&letters[at + 1]));
        let Some(gap) = again else { continue };
        let word: String = letters[at..at + 2].iter().collect();
        let between = &letters[at + 2..at + gap];
        let joined = between.iter().any(|c| !is_han(*c) || "和与及或的而未不再已".contains(*c));
        if VERBS.contains(&word.as_str()) && !joined {
            return Some((around(letters, at, at + gap + 2), word));
        }
    }
    None
}

/// 成果聚焦: the object of one clause, and at once the verb that opens the next.
pub(in super::super) fn run_on(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const OPENS: [&str; 8] = ["巩固", "深化", "加强", "推进", "提升", "完善", "健全", "拓展"];
    const OBJECTS: [&str; 8] = ["成果", "机制", "体系", "能力", "水平", "作用", "责任", "制度"];
    const NEXT: [&str; 6] = ["聚焦", "聚力", "围绕", "坚持", "紧扣", "紧盯"];
    for line in subject.text_lines() {
        let text = line.text.trim_start();
        let text = &text[marker(text).map_or(0, |marker| marker.length)..];
        for clause in clauses(text).filter(|clause| OPENS.iter().any(|word| clause.starts_with(word))) {
            let found = OBJECTS.iter().find_map(|object| {
                let at = clause.find(object)?;
                NEXT.iter().any(|next| clause[at + object.len()..].starts_with(next)).then_some(at)
            });
            if let Some(at) = found {
                let from = clause[..at].char_indices().rev().nth(5).map_or(0, |(at, _)| at);
                notes.say(subject.at_line(line), &[("词", &brief(&clause[from..]))]);
            }
        }
    }
}

/// 清理不符合《…》和《…》。: what is cleared away has no name.
pub(in super::super) fn no_object(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const VERBS: [&str; 8] = ["清理", "废止", "查处", "纠正", "修订", "取消", "整治", "修改"];
    const RELATIONS: [&str; 5] = ["不符合", "不适应", "不满足", "违反", "不满足"];
    for line in subject.text_lines() {
        for sentence in line.text.split(['。', '；', ';', '，', ',']) {
            let Some(verb) = VERBS.iter().filter_map(|verb| sentence.find(verb).map(|at| at + verb.len())).min() else { continue };
            let rest = &sentence[verb..];
            let relation = RELATIONS.iter().find_map(|word| rest.find(word).filter(|at| *at <= 12).map(|at| &rest[at + word.len()..]));
            if let Some(names) = relation
                && names.trim_start().starts_with('《')
                && names.trim_end().ends_with('》')
            {
                notes.say(subject.at_line(line), &[("词", &brief(&sentence[verb.saturating_sub(6)..]))]);
            }
        }
    }
}

/// 围绕…考核指标。: a sentence that is only its circumstance.
pub(in super::super) fn fragment(subject: &Subject<'_>, notes: &mut Notes<'_>) {
    const OPENS: [&str; 7] = ["围绕", "按照", "根据", "针对", "依据", "结合", "随着"];
    const VERBS: [&str; 42] = [
        "开展", "做好", "推进", "加强", "建立", "完善", "实施", "落实", "组织", "制定", "提升", "强化", "抓好", "推动", "健全", "优化",
        "打造", "加快", "深化", "完成", "确保", "实现", "进行", "建设", "编制", "出台", "召开", "申报", "争取", "提高", "培育", "梳理",
        "排查", "整改", "报送", "安排", "发放", "研究", "创建", "办理", "配合", "分类",
    ];
    for (task, text) in subject.texts().iter().enumerate() {
        let body = subject.plan.tasks[task].content.as_deref().unwrap_or(text);
        for sentence in sentences(body).filter(|sentence| OPENS.iter().any(|word| sentence.starts_with(word))) {
            let ends = body[sentence.as_ptr() as usize - body.as_ptr() as usize + sentence.len()..].starts_with(['。', '；']);
            let whole = !sentence.contains(['，', ',', '：', ':', '《']) && sentence.chars().count() >= 12;
            let inner = sentence.char_indices().nth(2).map_or("", |(at, _)| &sentence[at..]);
            if ends && whole && !VERBS.iter().any(|verb| inner.contains(verb)) {
                notes.say(subject.at_words(task, sentence), &[("词", &brief(sentence))]);
            }
        }
    }
}
