//! What fuzzing found stays found: every file of `tests/data/fuzz/<target>/` is checked again, and so is every seed with some of its
//! bytes changed. The long runs are in `fuzz/`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::fuzz_corpus::seeds;
use super::fuzzed::{TARGETS, Target, packages, target};
use super::returns::damage::Dice;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that once broke a promise of a target.
pub fn found(target: &Target) -> Vec<PathBuf> {
    let Ok(entries) = root().join("tests/data/fuzz").join(target.name).read_dir() else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_input_that_was_found_is_answered() {
    for folder in root().join("tests/data/fuzz").read_dir().unwrap() {
        target(&folder.unwrap().file_name().to_string_lossy());
    }
    let mut failures = Vec::new();
    for target in TARGETS {
        for file in found(target) {
            let input = std::fs::read(&file).unwrap();
            if catch_unwind(|| (target.check)(&input)).is_err() {
                failures.push(file.display().to_string());
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// For how long each target is tried on changed seeds. The cases are the same every time; a slow machine gets less far.
const SMOKE: Duration = Duration::from_millis(800);
/// An input of a few thousand bytes takes milliseconds. Far more means that the time grows faster than the input.
const LONGEST: Duration = Duration::from_secs(20);

#[test]
fn changed_seeds_are_answered() {
    for target in TARGETS {
        let seeds = seeds(target);
        let read = seeds.iter().filter(|(_, input)| check(target, input)).count();
        assert!(read * 2 > seeds.len(), "{}: {read} of {} seeds are read, the others refused", target.name, seeds.len());
        let started = Instant::now();
        let mut dice = Dice::new(20_310_402);
        for round in 0.. {
            if started.elapsed() > SMOKE {
                assert!(round > 5, "{}: only {round} inputs", target.name);
                break;
            }
            let (_, input) = &seeds[dice.below(seeds.len())];
            check(target, &changed(input, &seeds[dice.below(seeds.len())].1, &mut dice));
        }
    }
}

/// Checks an input, and says which it was where it breaks a promise.
fn check(target: &Target, input: &[u8]) -> bool {
    let started = Instant::now();
    let answered = catch_unwind(AssertUnwindSafe(|| (target.check)(input)));
    let took = started.elapsed();
    match answered {
        Ok(read) if took < LONGEST => read,
        _ => {
            let file = std::env::temp_dir().join(format!("fenjie-{}-found", target.name));
            std::fs::write(&file, input).unwrap();
            panic!("{} after {took:?}: the input is in {}", target.name, file.display());
        }
    }
}

/// An input with some of its bytes changed, the way files are damaged and the way a stranger would.
fn changed(input: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut input = input.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(input.len() + 1);
        let end = (at + dice.below(24)).min(input.len());
        match dice.below(7) {
            0 => drop(input.drain(at..end)),
            1 => input.truncate(at.max(1)),
            2 => input[at..end].iter_mut().for_each(|byte| *byte ^= u8::try_from(1 << dice.below(8)).unwrap()),
            3 => {
                let piece = input[at..end].repeat(1 + dice.below(3));
                input.splice(at..at, piece);
            }
            4 => {
                let from = dice.below(other.len() + 1);
                let piece = &other[from..(from + dice.below(200)).min(other.len())];
                input.splice(at..end, piece.iter().copied());
            }
            5 => {
                const ODD: [&str; 10] = ["\0", "65536", "-1", "18446744073709551616", "&#x1F;", "<", "\"", "\u{202e}", "（", "1e309"];
                input.splice(at..end, ODD[dice.below(ODD.len())].bytes());
            }
            _ => {
                let digits: Vec<usize> = (0..input.len()).filter(|&at| input[at].is_ascii_digit()).collect();
                if let Some(&at) = digits.get(dice.below(digits.len())) {
                    input[at] = b'0' + u8::try_from(dice.below(10)).unwrap();
                }
            }
        }
    }
    input
}

#[test]
fn every_target_has_its_program() {
    if !root().join("fuzz").exists() {
        eprintln!("SKIPPED every_target_has_its_program: fuzz/ is a package of its own and not part of this one");
        return;
    }
    let manifest = std::fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    for target in TARGETS {
        let program = std::fs::read_to_string(root().join(format!("fuzz/fuzz_targets/{}.rs", target.name))).unwrap();
        assert!(program.contains(&format!("target!(\"{}\")", target.name)), "{program}");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{}.rs\"", target.name)), "{} is not built", target.name);
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    let page = std::fs::read_to_string(root().join("fuzz/README.md")).unwrap();
    for Target { name, input, .. } in TARGETS {
        assert!(page.contains(&format!("| `{name}` | {input} |")), "fuzz/README.md does not describe {name}: {input}");
    }
}

/// The pieces of a package make the package again.
#[test]
fn packages_are_made_of_their_pieces() {
    for base in packages::XLSX.iter().chain(&packages::DOCX).chain(&packages::ODS) {
        let same = packages::packed(&base.parts, b"");
        assert_eq!(packages::unpacked(&same), *base.parts);
        let other = packages::packed(&base.parts, b"B<x/>\0C");
        let parts = packages::unpacked(&other);
        assert_eq!((parts.len(), parts[1].1.as_slice()), (base.parts.len() - 1, b"<x/>".as_slice()));
        assert_eq!(packages::packed(&base.parts, &packages::pieces(&base.parts, &other)), other);
    }
}
