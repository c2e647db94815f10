//! The shape of the project, read from its own source: who may use whom, what the library never does, how long things may be.
//!
//! Tests inside the sources (`#[cfg(test)]` modules, files named `tests.rs`) are left out of every check.

use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What each module of the crate may use of the others; nothing else, and no module that is not listed.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("carrier", &["model"]),
    ("chunks", &[]),
    ("csv_form", &[]),
    ("hidden_ledger", &["model", "chunks"]),
    ("identity", &["model", "chunks", "words"]),
    ("returned", &["model", "finding", "identity", "words"]),
    ("roster", &["model", "finding", "words"]),
    ("handout", &["model", "finding", "words", "roster"]),
    ("finding", &["model"]),
    ("error", &["model"]),
    ("config", &["error"]),
    ("files", &["error"]),
    ("limits", &[]),
    ("words", &["model", "finding", "error", "config"]),
    ("grid", &["model", "finding", "error", "passage", "words"]),
    ("passage", &["model", "finding", "error", "words"]),
    (
        "read",
        &[
            "model",
            "carrier",
            "chunks",
            "csv_form",
            "hidden_ledger",
            "identity",
            "returned",
            "roster",
            "finding",
            "error",
            "limits",
            "words",
            "grid",
            "passage",
        ],
    ),
    (
        "write",
        &[
            "model",
            "carrier",
            "chunks",
            "csv_form",
            "hidden_ledger",
            "identity",
            "handout",
            "roster",
            "finding",
            "error",
            "config",
            "files",
            "words",
            "grid",
            "passage",
        ],
    ),
    ("merge", &["model", "identity", "returned", "roster", "finding", "error", "words", "grid", "passage"]),
    ("check", &["model", "roster", "finding", "error", "words", "grid", "passage"]),
    (
        "cli",
        &[
            "model", "finding", "error", "identity", "returned", "roster", "handout", "limits", "files", "words", "grid", "passage",
            "read", "write", "merge", "check",
        ],
    ),
];

/// Libraries that are named in one place only, so that they can be replaced there.
const AT_HOME: &[(&str, &str)] = &[
    ("calamine", "src/read/"),
    ("cfb", "src/read/workbook/"),
    ("rust_xlsxwriter", "src/write/"),
    ("html5ever", "src/read/"),
    ("pdf_extract", "src/read/"),
    ("flate2", "src/read/"),
    ("clap", "src/cli/"),
    ("clap_complete", "src/cli/"),
    ("clap_mangen", "src/cli/"),
    ("anyhow", "src/cli/"),
    ("anstream", "src/cli/"),
    ("anstyle", "src/cli/"),
    ("indicatif", "src/cli/"),
    ("rayon", "src/cli/"),
    ("sha2", "src/identity.rs"),
    ("tempfile", "src/files.rs"),
];

/// Of these, the ones that one file alone may name.
const IN_ONE_FILE: &[&str] = &["calamine", "rust_xlsxwriter"];

/// What the library never does, and where it may after all.
const NEVER: &[(&[&str], &str, &str)] = &[
    (&["println", "!"], "", "the library never prints"),
    (&["eprintln", "!"], "", "the library never prints"),
    (&["print", "!"], "", "the library never prints"),
    (&["eprint", "!"], "", "the library never prints"),
    (&["dbg", "!"], "", "the library never prints"),
    (&["stdout"], "", "the library never prints"),
    (&["stderr"], "", "the library never prints"),
    (&["SystemTime"], "", "the library never reads the clock: dates come in as parameters"),
    (&["Instant"], "", "the library never reads the clock: dates come in as parameters"),
    (&["Zoned"], "", "the library never reads the clock: dates come in as parameters"),
    (&["std", "::", "env"], "", "the library never reads the environment: options come in as parameters"),
    (&["process"], "", "the library never exits and starts nothing"),
    (&["fs"], "src/files.rs", "only files.rs opens files: its errors name the file and its writes are whole"),
    (&["File"], "src/files.rs", "only files.rs opens files: its errors name the file and its writes are whole"),
];

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 60;

/// One source file, without its tests.
pub struct File {
    /// `"src/read/outline.rs"`
    pub path: String,
    pub tokens: Vec<Token>,
    lines: usize,
    /// Name, first line, lines.
    functions: Vec<(String, usize, usize)>,
}

/// A token with its line; groups are flattened, with their brackets as tokens.
#[derive(Debug, Clone)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

pub fn sources() -> Vec<File> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.sort();
    let files: Vec<File> = files.iter().map(|file| parse(file)).collect();
    assert!(files.len() > 20, "the sources are found");
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            collect(&path, files);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            files.push(path);
        }
    }
}

fn parse(file: &Path) -> File {
    let text = std::fs::read_to_string(file).unwrap();
    let path = file.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_string_lossy().replace('\\', "/");
    let mut parsed = File { lines: text.lines().count(), path, tokens: Vec::new(), functions: Vec::new() };
    parsed.read(text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display())));
    parsed
}

impl File {
    fn read(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        while at < trees.len() {
            if let Some(end) = end_of_tests(&trees[at..]) {
                let lines = trees[at + end - 1].span().end().line + 1 - trees[at].span().start().line;
                self.lines -= lines;
                at += end;
                continue;
            }
            self.note_function(&trees[at..]);
            self.push(&trees[at]);
            at += 1;
        }
    }

    fn push(&mut self, tree: &TokenTree) {
        let line = tree.span().start().line;
        let TokenTree::Group(group) = tree else {
            let text = tree.to_string();
            match self.tokens.last_mut() {
                Some(last) if text == ":" && last.text == ":" => last.text.push(':'),
                _ => self.tokens.push(Token { text, line }),
            }
            return;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Brace => ("{", "}"),
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        self.tokens.push(Token { text: open.to_owned(), line });
        self.read(group.stream());
        self.tokens.push(Token { text: close.to_owned(), line: tree.span().end().line });
    }

    /// `fn name … { … }`, from the line of `fn` to that of the closing bracket.
    fn note_function(&mut self, trees: &[TokenTree]) {
        let [TokenTree::Ident(keyword), TokenTree::Ident(name), rest @ ..] = trees else { return };
        if keyword != "fn" {
            return;
        }
        let body = rest.iter().find(|tree| match tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            _ => false,
        });
        if let Some(body @ TokenTree::Group(_)) = body {
            let first = keyword.span().start().line;
            self.functions.push((name.to_string(), first, body.span().end().line + 1 - first));
        }
    }

    /// `"read"` for `src/read/outline.rs`, `"files"` for `src/files.rs`; `None` for the two roots.
    fn module(&self) -> Option<&str> {
        let inner = self.path.strip_prefix("src/")?;
        let module = inner.split('/').next()?.trim_end_matches(".rs");
        (!matches!(module, "lib" | "main")).then_some(module)
    }

    /// How many folders of modules lie between the file's module and the crate: 1 for `src/read/mod.rs`, 2 for `src/read/flat.rs`.
    fn depth(&self) -> usize {
        let inner = self.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
        inner.split('/').count()
    }

    fn is_library(&self) -> bool {
        !self.path.starts_with("src/cli/") && self.path != "src/main.rs"
    }

    /// Every other module of the crate that is named: through `crate::`, through enough `super::`, in the program through `fenjie::`.
    fn uses(&self) -> Vec<Token> {
        let mut uses = Vec::new();
        for at in 0..self.tokens.len() {
            let text = self.tokens[at].text.as_str();
            if at > 0 && self.tokens[at - 1].text == "::" && text != "super" {
                continue;
            }
            let supers = self.tokens[at..]
                .chunks(2)
                .take_while(|pair| matches!(pair, [word, path] if word.text == "super" && path.text == "::"))
                .count();
            let from_crate = text == "crate" || (text == "fenjie" && !self.is_library());
            match () {
                () if from_crate && self.tokens.get(at + 1).is_some_and(|next| next.text == "::") => self.names_at(at + 2, &mut uses),
                () if supers > 0 && supers == self.depth() && (at < 2 || self.tokens[at - 2].text != "super") => {
                    self.names_at(at + 2 * supers, &mut uses);
                }
                () => {}
            }
        }
        uses.retain(|used| Some(used.text.as_str()) != self.module());
        uses
    }

    /// The first name of a path, or of each path in a `{group}`.
    fn names_at(&self, at: usize, names: &mut Vec<Token>) {
        if self.tokens.get(at).is_none_or(|token| token.text != "{") {
            names.extend(self.tokens.get(at).cloned());
            return;
        }
        let mut level = 0;
        for (token, before) in self.tokens[at..].iter().zip(&self.tokens[at.saturating_sub(1)..]) {
            match token.text.as_str() {
                "{" => level += 1,
                "}" => level -= 1,
                _ if level == 1 && matches!(before.text.as_str(), "{" | ",") => names.push(token.clone()),
                _ => {}
            }
            if level == 0 {
                return;
            }
        }
    }
}

/// How many tokens an item that is only compiled for tests takes: `#[cfg(test)]`, more attributes, up to its `{}` or `;`.
fn end_of_tests(trees: &[TokenTree]) -> Option<usize> {
    let [TokenTree::Punct(hash), TokenTree::Group(attribute), ..] = trees else { return None };
    let attribute: String = attribute.stream().to_string().split_whitespace().collect();
    if hash.as_char() != '#' || attribute != "cfg(test)" {
        return None;
    }
    let ends = |tree: &TokenTree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    };
    trees.iter().position(ends).map(|last| last + 1)
}

/// Fails with all that is wrong at once.
fn report(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(module) = file.module() else { continue };
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: module {module} is not in MAY_USE; say there what it may use", file.path));
            continue;
        };
        let known = |name: &str| MAY_USE.iter().any(|(module, _)| *module == name);
        for used in file.uses().iter().filter(|used| known(&used.text) && !allowed.contains(&used.text.as_str())) {
            wrong.push(format!(
                "{}:{}: {module} uses {}, which is not below it (DESIGN: where things live)",
                file.path, used.line, used.text
            ));
        }
    }
    report(wrong);
}

#[test]
fn libraries_are_named_where_they_are_at_home() {
    let mut wrong = Vec::new();
    let files = sources();
    for (name, home) in AT_HOME {
        let named: Vec<(&File, usize)> = files.iter().filter_map(|file| Some((file, file.names(&[name])?))).collect();
        for (file, line) in named.iter().filter(|(file, _)| !file.path.starts_with(home)) {
            wrong.push(format!("{}:{line}: {name} may be named in {home} only", file.path));
        }
        if IN_ONE_FILE.contains(name) && named.len() > 1 {
            let named: Vec<&str> = named.iter().map(|(file, _)| file.path.as_str()).collect();
            wrong.push(format!("{name} is named in {}; it belongs in one file", named.join(" and ")));
        }
    }
    report(wrong);
}

impl File {
    /// The line where these tokens follow each other.
    fn names(&self, words: &[&str]) -> Option<usize> {
        let found = self.tokens.windows(words.len()).find(|window| window.iter().zip(words).all(|(token, word)| token.text == *word));
        found.map(|window| window[0].line)
    }
}

#[test]
fn the_library_neither_prints_nor_looks_around() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| file.is_library()) {
        for (words, except, why) in NEVER {
            if let Some(line) = file.names(words).filter(|_| file.path != *except) {
                wrong.push(format!("{}:{line}: {}: {why}", file.path, words.concat()));
            }
        }
    }
    report(wrong);
}

#[test]
fn files_and_functions_stay_short() {
    let mut wrong = Vec::new();
    for file in sources() {
        if file.lines > LONGEST_FILE {
            wrong.push(format!("{}: {} lines without tests, {LONGEST_FILE} are allowed; split it by subject", file.path, file.lines));
        }
        for (name, line, lines) in file.functions.iter().filter(|(_, _, lines)| *lines > LONGEST_FUNCTION) {
            wrong.push(format!("{}:{line}: {name} has {lines} lines, {LONGEST_FUNCTION} are allowed; split it by step", file.path));
        }
    }
    report(wrong);
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = |path: &str| {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        !text.starts_with("//! ")
    };
    report(
        sources()
            .iter()
            .filter(|file| silent(&file.path))
            .map(|file| format!("{}: begin with //! and what the file is for", file.path))
            .collect(),
    );
}
