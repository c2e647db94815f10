//! Names of people in lists and headings: which words are names and which are job titles beside them.
//!
//! A job title belongs to the name it stands at (副县长 甲某, 副县长甲某, 甲某副县长, 党委委员、副镇长 甲某) and is not part of it. A title
//! without a name stays as printed: it is all the plan says.

use std::ops::Range;
use std::sync::LazyLock;

use super::characters::{ByCharacter, CharacterSet, Words};
use super::fold::{is_blank, is_letter};
use super::names::{looks_like_body, number_before, split_top_level};
use super::stand_in::stands_in;
use super::vocabulary;

/// A word of a list of people.
enum Word<'a> {
    /// A job title alone: 县委常委, 副县长.
    Title,
    /// The name in 副县长甲某 or 甲某副县长.
    Titled(&'a str),
    /// A name, or what nothing is known of.
    Plain,
}

/// The names of people in a list, in order, each with the range it covers; blanks inside a name are not part of it.
///
/// Shape: `"尹绍  田卫东、李  岩（副镇长）"` → 尹绍, 田卫东, 李岩; `"党委委员、副镇长 邓小雅"` → 邓小雅. Job titles beside a name are dropped.
pub fn split_people(text: &str) -> Vec<(Range<usize>, String)> {
    let mut people: Vec<(Range<usize>, String)> = Vec::new();
    // Titles that belong to the name behind them, if there is one.
    let mut titles: Vec<(Range<usize>, String)> = Vec::new();
    // Whether titles stand behind the last name, set off from it.
    let mut name_first = false;
    let pieces = split_top_level(text, |c| matches!(c, '、' | ',' | ';' | '。' | '|' | '/' | '\n'));
    for piece in pieces.into_iter().flat_map(|piece| numbered_lines(text, piece)) {
        let end = piece.start + text[piece.clone()].find(['（', '(', '【', '[']).unwrap_or(piece.len());
        let words = split_top_level(&text[piece.start..end], |c| c == ' ');
        let words = words.into_iter().map(|word| piece.start + word.start..piece.start + word.end);
        let words = join_padded(text, words);
        if !words.is_empty() && words.iter().all(|(_, word)| matches!(read_word(word), Word::Title)) {
            // 甲某 县委副书记、县长: both belong to the name before them.
            if !name_first {
                titles.extend(words);
            }
            continue;
        }
        if !begins_with_title(&words) {
            people.append(&mut titles);
        }
        titles.clear();
        name_first = matches!(words.as_slice(), [(_, name), .., (_, title)]
            if matches!(read_word(name), Word::Plain) && matches!(read_word(title), Word::Title));
        people.extend(words.into_iter().filter_map(|(range, word)| name_in(text, range, word)));
    }
    people.append(&mut titles);
    people.retain(|(_, name)| name != "等" && !stands_in(name));
    people
}

/// A piece of a list, in parts where its lines begin with numbers; without those numbers.
fn numbered_lines(text: &str, piece: Range<usize>) -> Vec<Range<usize>> {
    let number = |at: usize| number_before(&text[at..piece.end]);
    let lines = text[piece.clone()].match_indices('\n').map(|(at, _)| piece.start + at + 1);
    let mut starts: Vec<usize> = std::iter::once(piece.start).chain(lines.filter(|&at| number(at) > 0)).collect();
    starts.push(piece.end);
    starts.windows(2).map(|part| (part[0] + number(part[0])).min(part[1])..part[1]).collect()
}

fn begins_with_title(words: &[(Range<usize>, String)]) -> bool {
    words.first().is_some_and(|(_, word)| match read_word(word) {
        Word::Title => true,
        Word::Titled(name) => word.ends_with(name),
        Word::Plain => false,
    })
}

/// The name of a word of a piece that names somebody.
fn name_in(text: &str, range: Range<usize>, word: String) -> Option<(Range<usize>, String)> {
    match read_word(&word) {
        Word::Title => None,
        Word::Plain => Some((range, word)),
        Word::Titled(name) => Some((place_in(text, &range, &word, name).unwrap_or(range), name.to_owned())),
    }
}

/// Where a name of a word stands, which is printed at `range` with blanks in it: 邱 礴局长 → 邱 礴.
fn place_in(text: &str, range: &Range<usize>, word: &str, name: &str) -> Option<Range<usize>> {
    let before = word[..word.find(name)?].chars().count();
    let printed = text[range.clone()].char_indices().filter(|(_, c)| !is_blank(*c));
    let mut letters = printed.skip(before).take(name.chars().count());
    let (first, c) = letters.next()?;
    let (last, c) = letters.last().unwrap_or((first, c));
    Some(range.start + first..range.start + last + c.len_utf8())
}

/// Titles by their last character, longest first.
static TITLE_ENDS: LazyLock<ByCharacter<&'static str>> = LazyLock::new(|| {
    let mut titles: Vec<&str> = vocabulary::source().people.job_titles.iter().collect();
    titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
    titles.into_iter().filter_map(|title| Some((title.chars().next_back()?, title))).collect()
});

/// The titles a text ends with, longest first.
fn final_titles(text: &str) -> impl Iterator<Item = &'static str> {
    let titles = text.chars().next_back().map_or(&[][..], |last| TITLE_ENDS.of(last));
    titles.iter().copied().filter(move |title| text.ends_with(title))
}

/// What stands before the title a text ends with.
fn before_title(text: &str) -> Option<&str> {
    final_titles(text).next().map(|title| &text[..text.len() - title.len()])
}

/// The name at the end of a word that stands right behind a title.
fn name_behind_title(word: &str) -> Option<&str> {
    const LONGEST: usize = 4; // characters
    let parts = word.char_indices().rev().take(LONGEST).map(|(at, _)| word.split_at(at));
    let behind_last = |before: &str| final_titles(before).any(|title| word.rfind(title) == Some(before.len() - title.len()));
    // 总工程师: the end of a title is no name behind a shorter one.
    let ends_title = |name: &str| final_titles(word).next().is_some_and(|title| title.len() > name.len());
    parts.filter(|(_, name)| is_name(name) && !ends_title(name)).find(|(before, _)| behind_last(before)).map(|(_, name)| name)
}

/// Words behind a job title that make another of it, or say what its holder does: 主任医师, 局长办公会, 县长负责.
static NO_NAMES: LazyLock<Words> = LazyLock::new(|| {
    let people = &vocabulary::source().people;
    Words::new(people.behind_titles.iter().chain(people.leading_verbs.iter()))
});

/// The name behind the last title of a word, of which only its place tells that it is one: 政协副主席水清.
fn name_behind_last_title(word: &str) -> Option<&str> {
    let mut end = 0;
    while let Some(found) = vocabulary::source().people.job_titles.find(&word[end..]) {
        end += found.end;
    }
    let name = &word[end..];
    let length = name.chars().count();
    let plausible = end > 0 && ((2..=3).contains(&length) || name.contains('·') && length <= 15);
    let is_free = || !looks_like_body(name) && NO_NAMES.find(name).is_none();
    (plausible && name.chars().all(|c| is_letter(c) || c == '·') && is_free()).then_some(name)
}

/// 副局长李: a title, and of the name behind it only the surname.
fn ends_with_surname_behind_title(word: &str) -> bool {
    let Some((at, last)) = word.char_indices().next_back() else { return false };
    SURNAMES.contains(last) && final_titles(&word[..at]).next().is_some() && final_titles(word).next().is_none()
}

fn read_word(word: &str) -> Word<'_> {
    const LONGEST: usize = 90; // bytes; more is prose
    // 甲某同志: said of a person, no part of the name.
    if let Some(before) = word.strip_suffix("同志").filter(|before| before_title(before).is_none()) {
        return match read_word(before) {
            Word::Plain if (2..=4).contains(&before.chars().count()) => Word::Titled(before),
            read => read,
        };
    }
    let is_masked = || word.contains(['×', 'x', 'X']) && word.chars().count() <= 3;
    if word.len() > LONGEST || vocabulary::source().people.job_titles.find(word).is_none() || is_masked() {
        return Word::Plain;
    }
    if let Some(name) = name_behind_title(word) {
        return Word::Titled(name);
    }
    let Some(before) = before_title(word) else {
        return name_behind_last_title(word).map_or(Word::Plain, Word::Titled);
    };
    if is_name(before) {
        return Word::Titled(before);
    }
    // 李局长: nothing more is known of the name.
    let surname_alone = before.chars().count() == 1 && begins_with_surname(before);
    if surname_alone { Word::Plain } else { Word::Title }
}

static SURNAMES: LazyLock<CharacterSet> = LazyLock::new(|| vocabulary::source().people.surnames.chars().collect());

static DOUBLE_SURNAMES: LazyLock<ByCharacter<&'static str>> = LazyLock::new(|| {
    let surnames = vocabulary::source().people.double_surnames.iter();
    surnames.filter_map(|surname| Some((surname.chars().next()?, surname))).collect()
});

/// The surname of two characters a text begins with.
fn double_surname(text: &str) -> Option<&'static str> {
    let first = text.chars().next()?;
    DOUBLE_SURNAMES.of(first).iter().copied().find(|surname| text.starts_with(surname))
}

/// Whether a text can only be a person's name: a surname and one or two characters more.
pub(super) fn is_name(text: &str) -> bool {
    let double = double_surname(text).is_some();
    let wanted = if double { 3..=4 } else { 2..=3 };
    (double || begins_with_surname(text))
        && wanted.contains(&text.chars().count())
        && text.chars().all(|c| is_letter(c) || c == '×')
        && !looks_like_body(text)
}

/// Whether a text can be nothing but the name of a person, also one set off by a point: 阿依古丽·买买提.
pub fn is_person(text: &str) -> bool {
    is_name(text) && !vocabulary::is_short_body(text) && !vocabulary::is_part_of_role(text)
        || text.contains('·') && text.chars().all(|c| is_letter(c) || c == '·')
}

fn begins_with_surname(text: &str) -> bool {
    text.chars().next().is_some_and(|first| SURNAMES.contains(first))
}

/// The people a clause names by their titles: `"由副县长甲某、乙某"` → 甲某, 乙某. `None` unless the first has a title and all are names.
pub fn titled_people(text: &str) -> Option<Vec<(Range<usize>, String)>> {
    let lead = text.len() - text.trim_start_matches(is_blank).trim_start_matches('由').len();
    let list = text[lead..].trim_end_matches(is_blank).trim_end_matches("同志");
    let people = split_people(list);
    let titled = people.first().is_some_and(|(range, _)| {
        is_job_title(list[..range.start].trim_matches(|c: char| is_blank(c) || c == '、'))
            || is_job_title(list[range.end..].trim_start_matches(is_blank))
            || titles_begin(&list[range.end..])
    });
    (titled && people.iter().all(|(_, name)| is_name(name)))
        .then(|| people.into_iter().map(|(range, name)| (range.start + lead..range.end + lead, name)).collect())
}

fn titles_begin(text: &str) -> bool {
    vocabulary::source().people.job_titles.begin(text)
}

/// Whether a text is nothing but job titles: `"县委常委、常务副县长"`.
pub fn is_job_title(text: &str) -> bool {
    let words = split_top_level(text, |c| matches!(c, '、' | ',' | ';' | ' '));
    !words.is_empty() && words.into_iter().all(|word| matches!(read_word(&text[word]), Word::Title))
}

/// The leader a heading names: `"周某某副县长主抓重点工作"` → `"周某某"`. A name, a job title, then a verb of leading.
pub fn heading_leader(heading: &str) -> Option<String> {
    let key_end = heading.char_indices().nth(40).map_or(heading.len(), |(at, _)| at);
    let verb = vocabulary::source().people.leading_verbs.find(&heading[..key_end])?.start;
    if let Some([(_, name)]) = titled_people(&heading[..verb]).as_deref() {
        return Some(name.clone());
    }
    let person = heading[..verb].trim_end_matches("同志");
    if let [(range, name)] = split_people(person).as_slice()
        && is_job_title(person[..range.start].trim_end_matches(|c: char| is_blank(c) || c == '、'))
        && (2..=4).contains(&name.chars().count())
    {
        return Some(name.clone());
    }
    let name = before_title(person).or_else(|| (person.len() < verb).then_some(person))?.trim_matches(is_blank);
    let length = name.chars().count();
    ((2..=4).contains(&length)
        && !looks_like_body(name)
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, '×' | '·' | 'X' | 'x' | '*')))
    .then(|| name.to_owned())
}

/// 李  岩: single characters belong together; a lone one belongs to what follows it.
fn join_padded(text: &str, words: impl Iterator<Item = Range<usize>>) -> Vec<(Range<usize>, String)> {
    let words: Vec<Range<usize>> = words.collect();
    let single = |word: &Range<usize>| text[word.clone()].chars().count() == 1;
    // 辛 某 某: three single characters are no two names.
    if let ([first, _, last], true) = (words.as_slice(), words.iter().all(single)) {
        let whole = first.start..last.end;
        return vec![(whole.clone(), text[whole].chars().filter(|&c| !is_blank(c)).collect())];
    }
    let mut people: Vec<(Range<usize>, String)> = Vec::new();
    let mut open = false;
    for word in words {
        let printed = text[word.clone()].trim_end_matches('等');
        let word = word.start..word.start + printed.len();
        let single = printed.chars().count() == 1;
        match people.last_mut() {
            Some((range, name)) if open => {
                range.end = word.end;
                name.push_str(printed);
                open = false;
            }
            // 欧阳 澈, 副局长李 岩: a surname set off from the name.
            Some((range, name)) if single && (double_surname(name) == Some(name) || ends_with_surname_behind_title(name)) => {
                range.end = word.end;
                name.push_str(printed);
            }
            _ if printed.is_empty() => {}
            _ => {
                people.push((word, printed.chars().filter(|&c| !is_blank(c)).collect()));
                open = single;
            }
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_people() {
        let cases: &[(&str, &[&str])] = &[
            ("张三丰、李四光", &["张三丰", "李四光"]),
            ("李  岩", &["李岩"]),
            ("尹小玲  田卫  李  岩  王五四", &["尹小玲", "田卫", "李岩", "王五四"]),
            ("宋栖（镇党委副书记、镇长）、白鸣（副镇长）", &["宋栖", "白鸣"]),
            ("阿依古丽·买买提、欧阳明月", &["阿依古丽·买买提", "欧阳明月"]),
            ("张三，李四；王五", &["张三", "李四", "王五"]),
            ("欧阳 澈、周  斐", &["欧阳澈", "周斐"]),
            ("祝 小 舟、邱 实", &["祝小舟", "邱实"]),
            ("副局长郗怀瑾", &["郗怀瑾"]),
            ("郗怀瑾同志、副县长邱实同志", &["郗怀瑾", "邱实"]),
            ("乌兰同志", &["乌兰"]),
            ("——", &[]),
            ("待定", &[]),
            ("同上", &[]),
            ("无", &[]),
            ("副县长 乌兰", &["乌兰"]),
            ("乌兰 副县长", &["乌兰"]),
            ("副县长李岩、田卫东", &["李岩", "田卫东"]),
            ("李岩副县长、王××副县长", &["李岩", "王××"]),
            ("党委委员、副镇长 邓小雅", &["邓小雅"]),
            ("县委常委、组织部部长何钧，副县长 乌兰", &["何钧", "乌兰"]),
            ("村支书梁金凤、合作社理事长石小军", &["梁金凤", "石小军"]),
            // Without a name the title is all there is.
            ("县委书记、县长", &["县委书记", "县长"]),
            ("分管副县长、李岩", &["分管副县长", "李岩"]),
            ("李局长", &["李局长"]),
            ("邱 礴局长、李 岩 副局长", &["邱礴", "李岩"]),
            ("副局长李 岩、总督学周 密", &["李岩", "周密"]),
            // Behind a title stands a name, whatever its surname; but not what makes another word of it.
            ("县委副书记、县长水禾", &["水禾"]),
            ("政协副主席水禾、副县长李岩", &["水禾", "李岩"]),
            ("水禾 县委副书记、县长", &["水禾"]),
            ("水禾 县委副书记、县长、李岩 副县长", &["水禾", "李岩"]),
            ("主任医师、院长办公会", &["主任医师", "院长办公会"]),
            ("副县长牵头", &["副县长牵头"]),
            ("李岩、副县长", &["李岩", "副县长"]),
            ("各村民小组组长", &["各村民小组组长"]),
        ];
        for (text, expected) in cases {
            let people = split_people(text);
            assert_eq!(&people.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), expected, "{text}");
            for (range, name) in people {
                assert_eq!(text[range].chars().filter(|&c| !is_blank(c)).collect::<String>(), name, "{text}");
            }
        }
    }

    #[test]
    fn people_with_titles_in_clauses() {
        let names = |text| titled_people(text).map(|people| people.into_iter().map(|(_, name)| name).collect::<Vec<_>>());
        assert_eq!(names("副县长霍兰、毛建华"), Some(vec!["霍兰".to_owned(), "毛建华".to_owned()]));
        assert_eq!(names("由李岩副县长"), Some(vec!["李岩".to_owned()]));
        assert_eq!(names("县委政法委书记陈树民同志"), Some(vec!["陈树民".to_owned()]));
        for text in ["县教育局", "霍兰", "副县长", "县教育局副局长、县财政局", "主任医师", ""] {
            assert_eq!(names(text), None, "{text}");
        }
    }

    #[test]
    fn leaders_in_headings() {
        for (heading, leader) in [
            ("罗小川书记主抓重点工作", Some("罗小川")),
            ("王××副市长分管工作", Some("王××")),
            ("李四光同志牵头事项", Some("李四光")),
            ("县纪委副书记、监委副主任葛春生牵头的工作（3项）", Some("葛春生")),
            ("县委副书记、县长水禾领衔", Some("水禾")),
            ("县委书记牵头重点工作", None),
            ("加强工作", None),
        ] {
            assert_eq!(heading_leader(heading).as_deref(), leader, "{heading}");
        }
    }
}
