//! Which units a name of a file, folder or sheet speaks of, and which of them only receive it: 教育局报财政局 is of 教育局.
//!
//! Called by `identify` and `collect`; it knows names and words of sending, nothing of ledgers. Where a name speaks of several units, all
//! are given: nobody can tell.

use crate::words::fold::fold;
use crate::words::vocabulary;

/// Of which unit a name speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named<'a> {
    /// Of none that is known.
    Nobody,
    /// Of this one.
    One(&'a str),
    /// Of several, in the order in which they stand.
    Several(Vec<&'a str>),
    /// Only of whom it was sent to.
    Receiver(&'a str),
    /// Only of a body of a town, which is not the town: 河口镇卫生院.
    Local(String),
}

/// A unit in a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mention<'a> {
    pub unit: &'a str,
    /// Letters and digits before it, and with it.
    pub range: (usize, usize),
    /// Whether a word of sending stands right before it.
    pub is_receiver: bool,
    /// The body of the town whose name this is, with the word behind it.
    pub local: Option<String>,
}

/// Shorter names stand in many words.
const SHORTEST: usize = 3;

/// The units a text speaks of, by their names as `name_key` gives them; of names within each other the longest.
fn mentions<'a>(text: &str, names: &[(String, &'a str)]) -> Vec<Mention<'a>> {
    let mut letters: Vec<char> = Vec::new();
    // Where something stands between two letters.
    let mut parted: Vec<bool> = vec![true];
    for c in text.chars().map(fold) {
        match c.is_alphanumeric() {
            true => {
                letters.extend(c.to_lowercase());
                parted.resize(letters.len() + 1, false);
            }
            false => parted[letters.len()] = true,
        }
    }
    let printed: String = letters.iter().collect();
    let place = |byte: usize| printed[..byte].chars().count();
    let mut found: Vec<Mention<'_>> = Vec::new();
    let may_stand = |known: &str| known.len() <= printed.len() && known.chars().count() >= SHORTEST;
    for (known, unit) in names.iter().filter(|(known, _)| may_stand(known)) {
        let length = known.chars().count();
        let starts = printed.match_indices(known.as_str()).map(|(byte, _)| place(byte));
        found.extend(starts.map(|start| Mention { unit, range: (start, start + length), is_receiver: false, local: None }));
    }
    found.sort_by_key(|mention| (std::cmp::Reverse(mention.range.1 - mention.range.0), mention.range.0));
    let mut kept: Vec<Mention<'_>> = Vec::new();
    for mention in found {
        // Two names of the same letters stand in one place, and nobody can tell which of them is meant.
        let is_apart = |other: &Mention<'_>| {
            mention.range.1 <= other.range.0
                || other.range.1 <= mention.range.0
                || other.range == mention.range && other.unit != mention.unit
        };
        if kept.iter().all(is_apart) {
            let before: String = letters[..mention.range.0].iter().collect();
            let is_receiver = !parted[mention.range.0] && ends_in_sending(&before);
            let behind: String = letters[mention.range.1..].iter().collect();
            let local = local_body(mention.unit, &behind);
            kept.push(Mention { is_receiver, local, ..mention });
        }
    }
    kept.sort_by_key(|mention| mention.range);
    kept
}

fn ends_in_sending(before: &str) -> bool {
    let words = &vocabulary::source().returns;
    words.sending.iter().filter_map(|word| before.strip_suffix(word).map(|rest| (word, rest))).any(|(word, rest)| {
        let is_report = word == "报" && rest.ends_with(|c| words.reports.contains(c));
        !is_report
    })
}

/// The school, hospital or the like of a town whose name goes on so.
///
/// Shape: 河口镇, `"卫生院二季度进展"` → 河口镇卫生院; 河口镇, `"办公室"` → `None`.
pub(super) fn local_body(unit: &str, behind: &str) -> Option<String> {
    let words = &vocabulary::source().units;
    let is_own = |ending: &&str| behind.starts_with(ending) && !words.inside.hold(ending);
    let ending = words.borrowed.iter().filter(is_own).max_by_key(|ending| ending.len())?;
    words.towns.iter().any(|town| unit.ends_with(town)).then(|| format!("{unit}{ending}"))
}

/// Of which unit a name speaks: the one that sends, where that can be told.
pub(super) fn named<'a>(text: &str, names: &[(String, &'a str)]) -> Named<'a> {
    let mentions = mentions(text, names);
    let mut senders: Vec<&str> = Vec::new();
    for mention in mentions.iter().filter(|mention| !mention.is_receiver && mention.local.is_none()) {
        if !senders.contains(&mention.unit) {
            senders.push(mention.unit);
        }
    }
    let local = mentions.iter().find_map(|mention| mention.local.clone().filter(|_| !mention.is_receiver));
    if let Some(local) = local.filter(|_| senders.is_empty()) {
        return Named::Local(local);
    }
    match (senders.as_slice(), mentions.first()) {
        ([], None) => Named::Nobody,
        ([], Some(receiver)) => Named::Receiver(receiver.unit),
        ([only], _) => Named::One(only),
        _ => Named::Several(senders),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::name_key;

    #[test]
    fn who_sends_and_who_receives() {
        let names: Vec<(String, &str)> =
            ["青溪县教育局", "青溪县财政局", "河口镇", "河口镇中心校", "档案股"].map(|name| (name_key(name), name)).to_vec();
        for (text, said) in [
            ("青溪县教育局报青溪县财政局", Named::One("青溪县教育局")),
            ("青溪县教育局 回复 青溪县财政局", Named::Several(vec!["青溪县教育局", "青溪县财政局"])),
            ("报送青溪县财政局（青溪县教育局）", Named::One("青溪县教育局")),
            ("报送青溪县财政局", Named::Receiver("青溪县财政局")),
            ("上报_青溪县财政局", Named::One("青溪县财政局")),
            ("一季度季报青溪县财政局", Named::One("青溪县财政局")),
            ("河口镇中心校报河口镇", Named::One("河口镇中心校")),
            ("河口镇报河口镇中心校", Named::One("河口镇")),
            ("河口镇中心校2", Named::One("河口镇中心校")),
            ("青溪县教育局转青溪县财政局", Named::Several(vec!["青溪县教育局", "青溪县财政局"])),
            ("河口镇卫生院二季度进展", Named::Local(String::from("河口镇卫生院"))),
            ("河口镇办公室", Named::One("河口镇")),
            ("河口镇卫生院报河口镇", Named::Local(String::from("河口镇卫生院"))),
            ("总结", Named::Nobody),
        ] {
            assert_eq!(named(text, &names), said, "{text}");
        }
        let alike: Vec<(String, &str)> = ["90以上：", "、90以上"].map(|name| (name_key(name), name)).to_vec();
        assert_eq!(named("90以上", &alike), Named::Several(vec!["90以上：", "、90以上"]));
    }
}
