//! Names of units as names of files, on every system: Windows, macOS, Linux.

use hashbrown::HashSet;

/// The most bytes of UTF-8 in a file name.
const MAX_BYTES: usize = 255;
/// Names Windows keeps for devices, with or without an extension.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];
/// Those that are followed by a digit.
const NUMBERED: &[&str] = &["com", "lpt"];

/// A file name for a name, all different without regard to case.
///
/// Shape: `["甲/乙站", "CON", "甲?乙站"]` with `xlsx` → `["甲_乙站.xlsx", "CON_.xlsx", "甲_乙站（2）.xlsx"]`. `taken` are file names that are
/// in use already. The same names in the same order give the same file names.
pub fn file_names<'a>(names: impl IntoIterator<Item = &'a str>, extension: &str, taken: &[&str]) -> Vec<String> {
    let mut used: HashSet<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    let mut next = |name: &str| {
        let mut count = 1usize;
        loop {
            let mark = if count == 1 { String::new() } else { format!("（{count}）") };
            let file = with_tail(&safe_stem(name), &format!("{mark}.{extension}"));
            if used.insert(file.to_lowercase()) {
                return file;
            }
            count += 1;
        }
    };
    names.into_iter().map(&mut next).collect()
}

/// A name without what some system does not take in the name of a file.
pub fn safe_stem(name: &str) -> String {
    let forbidden = |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '\u{FFFE}' | '\u{FFFF}');
    // Marks that show nothing or turn the direction of writing would make two names look the same.
    let unseen =
        |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}');
    let clean: String = name.chars().filter(|&c| !unseen(c)).map(|c| if forbidden(c) { '_' } else { c }).collect();
    let edge = |c: char| c.is_whitespace() || c == '.';
    let mut stem = clean.trim_end_matches(edge).trim_start().to_owned();
    // A leading dot hides a file, ~$ marks the lock file of an open one.
    if stem.starts_with('.') || stem.starts_with("~$") {
        stem.insert(0, '_');
    }
    if is_reserved(&stem) {
        let end = stem.find('.').unwrap_or(stem.len());
        stem.insert(end, '_');
    }
    if stem.is_empty() { "未命名".to_owned() } else { stem }
}

fn is_reserved(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let digit = |rest: &str| matches!(rest, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³");
    RESERVED.contains(&first.as_str()) || NUMBERED.iter().any(|device| first.strip_prefix(device).is_some_and(digit))
}

/// The name with its tail, cut between characters so that both fit.
fn with_tail(stem: &str, tail: &str) -> String {
    let room = MAX_BYTES - tail.len().min(MAX_BYTES);
    let end = (0..=room.min(stem.len())).rev().find(|&end| stem.is_char_boundary(end)).unwrap_or(0);
    format!("{}{tail}", stem[..end].trim_end_matches(|c: char| c.is_whitespace() || c == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_system_takes() {
        for (name, file) in [
            ("农田建设股", "农田建设股.xlsx"),
            ("办公室（党建办）", "办公室（党建办）.xlsx"),
            ("甲/乙\\丙:丁*?\"<>|站", "甲_乙_丙_丁______站.xlsx"),
            (" 甲站 . .", "甲站.xlsx"),
            ("con", "con_.xlsx"),
            ("Com1.站", "Com1_.站.xlsx"),
            ("LPT¹", "LPT¹_.xlsx"),
            ("company", "company.xlsx"),
            ("甲\n站\u{0}", "甲_站_.xlsx"),
            ("\u{202E}甲\u{200B}站", "甲站.xlsx"),
            (".甲", "_.甲.xlsx"),
            ("~$甲", "_~$甲.xlsx"),
            ("…", "….xlsx"),
            ("..", "未命名.xlsx"),
            ("", "未命名.xlsx"),
        ] {
            assert_eq!(file_names([name], "xlsx", &[]), [file], "{name:?}");
        }
        let long = file_names(["农".repeat(200).as_str(), "😀".repeat(100).as_str()], "xlsx", &[]);
        assert!(long.iter().all(|name| name.len() <= 255 && name.ends_with(".xlsx") && name.len() > 245), "{long:?}");
    }

    #[test]
    fn no_two_names_are_one() {
        let names = ["甲?", "甲*", "甲_（2）", "A站", "a站", "总台账", "x"];
        let files = file_names(names, "xlsx", &["总台账.xlsx"]);
        assert_eq!(files, ["甲_.xlsx", "甲_（2）.xlsx", "甲_（2）（2）.xlsx", "A站.xlsx", "a站（2）.xlsx", "总台账（2）.xlsx", "x.xlsx"]);
        let long = "农".repeat(200);
        let files = file_names(vec![long.as_str(); 3], "xlsx", &[]);
        assert_eq!(files.iter().collect::<HashSet<_>>().len(), 3);
        assert!(files.iter().all(|name| name.len() <= 255));
    }
}
