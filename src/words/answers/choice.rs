//! Ticks: one status of several that are printed in a cell, or each over a column of its own.

use super::{STATUSES, vocabulary};
use crate::words::fold::{fold, key};

/// Whether a text is a mark that chooses what it stands at, `√`, `☑`, `(√)`, or one that leaves it, `□`, `×`; `None` for any other text.
pub fn read_tick(written: &str) -> Option<bool> {
    let key = key(written);
    let mark = key.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(&key);
    let words = &vocabulary::source().answers;
    match () {
        () if words.ticked.hold(mark) => Some(true),
        () if mark.is_empty() && !key.is_empty() || words.unticked.hold(mark) => Some(false),
        () => None,
    }
}

/// The status for which a column of ticks stands by its header: 完成状态/未启动, 未启动.
pub fn status_of_header(header: &str) -> Option<&'static str> {
    status(&key(header.rsplit('/').next()?))
}

/// Whether a text is a list of statuses to tick, ticked or not: `□未启动 ☑推进中 □已完成`.
pub fn lists_statuses(written: &str) -> bool {
    choices(&key(written)).is_some()
}

/// The one status that is ticked of several: `□未启动 ☑推进中 □已完成`, `未启动( ) 推进中(√)`.
pub(super) fn read_ticked(key: &str) -> Option<&'static str> {
    let pairs = choices(key)?;
    let mut ticked = pairs.iter().filter(|(is_ticked, _)| *is_ticked).map(|(_, status)| *status);
    ticked.next().filter(|_| ticked.next().is_none())
}

/// Several statuses, and whether each is ticked.
fn choices(key: &str) -> Option<Vec<(bool, &'static str)>> {
    let tokens = tokens(key);
    let pairs: Option<Vec<(bool, &'static str)>> = tokens
        .chunks(2)
        .map(|pair| match (tokens.first()?, pair) {
            (Token::Mark(_), [Token::Mark(mark), Token::Word(word)]) => Some((*mark, status(word)?)),
            (Token::Word(_), [Token::Word(word), Token::Mark(mark)]) => Some((*mark, status(word)?)),
            _ => None,
        })
        .collect();
    pairs.filter(|pairs| pairs.len() > 1)
}

fn status(word: &str) -> Option<&'static str> {
    let is_word = word.contains(char::is_alphabetic) && read_tick(word).is_none();
    STATUSES.get(word).copied().filter(|_| is_word)
}

enum Token {
    Mark(bool),
    Word(String),
}

/// Marks and the words between them; what only parts them is left out.
fn tokens(key: &str) -> Vec<Token> {
    const PARTING: [char; 7] = ['/', '、', ',', ';', '|', '\u{FE0F}', '.'];
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = key;
    while let Some(c) = rest.chars().next() {
        let bracket = rest.find(')').filter(|_| c == '(').map(|end| end + 1);
        let length = bracket.filter(|&end| read_tick(&rest[..end]).is_some()).unwrap_or(c.len_utf8());
        let (piece, behind) = rest.split_at(length);
        match (read_tick(piece).filter(|_| !c.is_alphanumeric()), tokens.last_mut()) {
            (Some(mark), _) => tokens.push(Token::Mark(mark)),
            (None, Some(Token::Word(word))) if !PARTING.contains(&fold(c)) => word.push(c),
            (None, _) if !PARTING.contains(&fold(c)) => tokens.push(Token::Word(piece.to_owned())),
            _ => {}
        }
        rest = behind;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_status_is_ticked_of_several() {
        for (text, status) in [
            ("未启动□ 推进中☑ 已完成□", "推进中"),
            ("□未启动 □推进中 ☑已完成", "已完成"),
            ("■未启动　□推进中", "未启动"),
            ("未启动（ ） 推进中（√） 已完成（ ）", "推进中"),
            ("☐未启动/☒推进中/☐已完成", "推进中"),
            ("(√)已办结\n( )正在推进", "已完成"),
        ] {
            assert_eq!(read_ticked(&key(text)), Some(status), "{text}");
        }
        for text in [
            "□未启动 □推进中 □已完成",
            "☑未启动 ☑推进中 □已完成",
            "未启动 推进中√ 已完成",
            "□未启动 推进中☑",
            "☑是 □否",
            "☑已完成",
            "☑按期 □逾期",
            "推进中",
            "",
        ] {
            assert_eq!(read_ticked(&key(text)), None, "{text}");
        }
    }

    #[test]
    fn marks_and_headers_of_their_columns() {
        let ticks = ["√", "☑", "●", "是", "（√）", " ✔ ", "□", "×", "（ ）", "否", "70%", "已完成", ""].map(read_tick);
        let [yes, no] = [Some(true), Some(false)];
        assert_eq!(ticks, [yes, yes, yes, yes, yes, yes, no, no, no, no, None, None, None]);
        let headers = ["完成状态/未启动", "正在推进", "是", "√", "工作任务"].map(status_of_header);
        assert_eq!(headers, [Some("未启动"), Some("推进中"), None, None, None]);
    }
}
