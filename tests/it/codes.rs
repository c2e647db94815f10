//! The codes of findings: the table against the source, and the page that is made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fenjie::finding::codes::{self, FAMILIES};
use fenjie::finding::{Level, merging};
use fenjie::merge::revise::ChangeKind;

use super::architecture::{File, Token, sources};

/// `FENJIE_UPDATE=1 cargo test codes_page` writes it anew after a change of the table.
#[test]
fn the_codes_page_is_made_of_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md");
    if std::env::var_os("FENJIE_UPDATE").is_some() {
        fs::write(&file, codes::page()).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == codes::page(), "docs/codes.md is not what the table says; FENJIE_UPDATE=1 cargo test codes_page writes it anew");
}

/// The source beside the tables themselves.
fn users() -> Vec<File> {
    sources().into_iter().filter(|file| !file.path.starts_with("src/finding/")).collect()
}

/// `"R012"` → `R012`, `"跳过。［M011］"` → `M011`; `None` for what is no code, and for the codes of checks.
fn code_of(token: &Token) -> Option<&str> {
    let text = token.text.strip_prefix('"')?.strip_suffix('"')?;
    let code = text.split_once('［').and_then(|(_, rest)| rest.split_once('］')).map_or(text, |(code, _)| code);
    let (letter, digits) = code.split_at_checked(1)?;
    let is_code = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_code && letter.chars().all(|letter| letter.is_ascii_uppercase() && letter != 'C')).then_some(code)
}

/// The names of the constants of merging with their codes, as the table declares them: `NEW_ROW "M021"`.
fn constants() -> BTreeMap<String, String> {
    let files = sources();
    let table = files.iter().find(|file| file.path == "src/finding/merging.rs").unwrap();
    let pairs = table.tokens.windows(2).filter_map(|pair| Some((pair[0].text.clone(), code_of(&pair[1])?.to_owned())));
    let constants: BTreeMap<_, _> = pairs.collect();
    assert_eq!(constants.len(), merging::RULES.len());
    constants
}

#[test]
fn every_code_of_the_source_is_in_the_table_and_of_its_level() {
    let mut wrong = Vec::new();
    for file in users() {
        for (at, token) in file.tokens.iter().enumerate() {
            let Some(code) = code_of(token) else { continue };
            let place = format!("{}:{}: {code}", file.path, token.line);
            let Some(entry) = codes::find(code) else {
                wrong.push(format!("{place} is in no table (src/finding/codes.rs)"));
                continue;
            };
            if code.starts_with('M') && token.text.len() == 6 {
                wrong.push(format!("{place}: codes of merging are named by their constants (src/finding/merging.rs)"));
            }
            // `"R012", Level::Warning`
            let level = file.tokens.get(at + 1..at + 5).and_then(|next| {
                let texts: Vec<&str> = next.iter().map(|token| token.text.as_str()).collect();
                matches!(texts[..], [",", "Level", "::", _]).then(|| texts[3].to_owned())
            });
            let name = |level: Level| format!("{level:?}");
            let known: Vec<String> = [Some(entry.level), entry.milder].into_iter().flatten().map(name).collect();
            if level.as_ref().is_some_and(|level| !known.contains(level)) {
                wrong.push(format!("{place} is of level {} there, and {} in the table", level.unwrap_or_default(), known.join(" or ")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_code_of_the_table_is_used() {
    let (files, constants) = (users(), constants());
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for token in files.iter().flat_map(|file| &file.tokens) {
        used.extend(code_of(token));
        used.extend(constants.get(&token.text).map(String::as_str));
    }
    let unused = FAMILIES.iter().flat_map(|family| family.codes).filter(|code| !used.contains(code.code));
    let unused: Vec<&str> = unused.map(|code| code.code).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn no_two_codes_mean_the_same() {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for code in FAMILIES.iter().flat_map(|family| family.codes) {
        let before = names.insert(code.name, code.code).filter(|before| before.starts_with(&code.code[..1]));
        assert_eq!(before, None, "{} {}", code.code, code.name);
    }
    for (_, code, words) in ChangeKind::ALL {
        assert_eq!(codes::find(code).map(|code| code.name), Some(words), "{code}");
    }
}
