//! The codes of findings: the table against the source, and the page that is made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fenjie::finding::codes::{self, FAMILIES};

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

/// Where the tables stand, one for each step of the work.
const TABLES: &str = "src/finding/";

/// `"R012"` → `R012`, `"跳过。［M011］"` → `M011`; `None` for what is no code, and for the codes of checks.
fn code_of(token: &Token) -> Option<&str> {
    let text = token.text.strip_prefix('"')?.strip_suffix('"')?;
    let code = text.split_once('［').and_then(|(_, rest)| rest.split_once('］')).map_or(text, |(code, _)| code);
    let (letter, digits) = code.split_at_checked(1)?;
    let is_code = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_code && letter.chars().all(|letter| letter.is_ascii_uppercase() && letter != 'C')).then_some(code)
}

/// The constants of the tables, as they are named elsewhere, with their codes: `NEW_ROW "M021"`, by their letter and name.
fn constants() -> BTreeMap<(char, String), String> {
    let files = sources();
    let tokens = files.iter().filter(|file| file.path.starts_with(TABLES)).flat_map(|file| file.tokens.windows(2));
    let pairs = tokens.filter_map(|pair| {
        let code = code_of(&pair[1])?;
        let is_constant = pair[0].text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        is_constant.then(|| ((code.chars().next().unwrap(), pair[0].text.clone()), code.to_owned()))
    });
    let constants: BTreeMap<_, _> = pairs.collect();
    assert_eq!(constants.len(), FAMILIES.iter().map(|family| family.codes.len()).sum::<usize>());
    constants
}

/// The source beside the tables themselves.
fn users() -> Vec<File> {
    sources().into_iter().filter(|file| !file.path.starts_with(TABLES)).collect()
}

#[test]
fn codes_are_named_by_their_constants() {
    let mut wrong = Vec::new();
    for file in users() {
        for token in &file.tokens {
            let Some(code) = code_of(token) else { continue };
            let place = format!("{}:{}: {code}", file.path, token.line);
            if codes::find(code).is_none() {
                wrong.push(format!("{place} is in no table ({TABLES})"));
            } else if token.text.len() == 6 {
                wrong.push(format!("{place} stands there by itself; codes are named by their constants ({TABLES})"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_code_of_the_tables_is_used() {
    let (files, constants) = (users(), constants());
    let named: BTreeSet<&str> = files.iter().flat_map(|file| &file.tokens).map(|token| token.text.as_str()).collect();
    let said: BTreeSet<&str> = files.iter().flat_map(|file| &file.tokens).filter_map(code_of).collect();
    let unused = constants.iter().filter(|((_, name), code)| !named.contains(name.as_str()) && !said.contains(code.as_str()));
    let unused: Vec<&String> = unused.map(|(_, code)| code).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn no_two_codes_mean_the_same() {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for code in FAMILIES.iter().flat_map(|family| family.codes) {
        let before = names.insert(code.name, code.code).filter(|before| before.starts_with(&code.code[..1]));
        assert_eq!(before, None, "{} {}", code.code, code.name);
    }
}
