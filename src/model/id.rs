//! Stable, typable ids with a check character.
//!
//! A plan id is four characters of an alphabet without 0 O 1 I L; a task id is `plan-serial-check`. The alphabet has 31
//! characters, a prime, so the weighted check sum catches every single wrong character and every swap of two neighbours.

/// Digits and letters that are not mistaken for one another.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const PLAN_LENGTH: usize = 4;

/// Why a task id is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// It has not the form `K3V9-014-X`.
    #[error("“{0}”不是任务编码，应形如 K3V9-014-X")]
    Form(String),
    /// The check character does not fit: something was mistyped.
    #[error("任务编码“{0}”的校验位不对，可能抄错了")]
    Check(String),
}

/// The id of a plan, from what identifies it.
///
/// Shape: `("2023年…要点", Some("某县卫健局"), Some(2023))` → `"K3V9"`. Blanks and letter width do not count, so a re-typed title
/// gives the same id.
pub fn plan_id(title: &str, issuer: Option<&str>, year: Option<i16>) -> String {
    let mut hash = Fnv::default();
    for part in [title, issuer.unwrap_or("")] {
        part.chars().filter(|c| !c.is_whitespace()).map(half_width).for_each(|c| hash.eat(c as u32));
        hash.eat(u32::MAX);
    }
    hash.eat(year.map_or(0, |year| year.unsigned_abs().into()));
    let mut left = hash.finish();
    let mut id = String::with_capacity(PLAN_LENGTH);
    for _ in 0..PLAN_LENGTH {
        id.push(char::from(ALPHABET[(left % 31) as usize]));
        left /= 31;
    }
    id
}

/// The id of the `serial`-th task given out in a plan: `("K3V9", 14)` → `"K3V9-014-X"`. Serials count from 1.
pub fn task_id(plan: &str, serial: usize) -> String {
    let body = format!("{plan}-{serial:03}");
    let check = check_character(&body);
    format!("{body}-{check}")
}

/// Reads a task id a person may have typed: case, blanks and the kind of dash do not matter, dashes may be left out; the check
/// character does matter.
///
/// Shape: `" k3v9-014-x "`, `"K3V9—014—X"`, `"K3V9014X"` → `("K3V9", 14)` when `X` is right.
///
/// # Errors
/// [`IdError::Form`] when it does not look like a task id, [`IdError::Check`] when the check character is wrong.
pub fn read_task_id(text: &str) -> Result<(String, usize), IdError> {
    let form = || IdError::Form(text.trim().to_owned());
    let is_seen = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    let clean: String = text.chars().filter(is_seen).map(half_width).map(|c| c.to_ascii_uppercase()).collect();
    let clean = if clean.contains('-') { clean } else { with_dashes(&clean).ok_or_else(form)? };
    let mut parts = clean.split('-');
    let (Some(plan), Some(serial), Some(check), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(form());
    };
    let well_formed = plan.len() == PLAN_LENGTH
        && plan.bytes().all(|b| ALPHABET.contains(&b))
        && (3..=9).contains(&serial.len())
        && serial.bytes().all(|b| b.is_ascii_digit())
        && check.len() == 1;
    if !well_formed {
        return Err(form());
    }
    if !check.starts_with(check_character(&format!("{plan}-{serial}"))) {
        return Err(IdError::Check(clean));
    }
    let serial = serial.parse().map_err(|_| form())?;
    Ok((plan.to_owned(), serial))
}

fn check_character(body: &str) -> char {
    let sum: usize = body.bytes().filter(|&b| b != b'-').enumerate().map(|(position, b)| (position + 2) * symbol_value(b)).sum();
    char::from(ALPHABET[sum % 31])
}

/// 0–30 for the alphabet; the digits 0 and 1, which only serials use, share no value with a neighbour in it.
fn symbol_value(b: u8) -> usize {
    match b {
        b'0' => 29,
        b'1' => 30,
        _ => ALPHABET.iter().position(|&a| a == b).unwrap_or(0),
    }
}

/// An id whose dashes were left out, with them.
fn with_dashes(bare: &str) -> Option<String> {
    let (plan, rest) = bare.split_at_checked(PLAN_LENGTH)?;
    let (serial, check) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    Some(format!("{plan}-{serial}-{check}"))
}

fn half_width(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// FNV-1a over 32-bit units: stable across platforms and versions.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn eat(&mut self, unit: u32) {
        for byte in unit.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        // The low bits of FNV-1a vary least; fold the high half in.
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_and_typable() {
        let plan = plan_id("2031年栖云市教育工作要点", Some("栖云市教育局"), Some(2031));
        assert_eq!(plan, plan_id("２０３１年栖云市 教育工作要点", Some("栖云市教育局"), Some(2031)));
        assert_ne!(plan, plan_id("2031年栖云市教育工作要点", Some("栖云市教育局"), Some(2032)));
        let id = task_id(&plan, 14);
        for typed in [format!(" {} ", id.to_lowercase()), id.replace('-', "—"), id.replace('-', ""), id.replace('-', "\u{200B}－ ")] {
            assert_eq!(read_task_id(&typed).unwrap(), (plan.clone(), 14), "{typed}");
        }
        for other in ["", "K3V9", "K3V9-014", "1390000", "13900001234", "二〇三一年一季度"] {
            assert!(read_task_id(other).is_err(), "{other}");
        }
    }

    #[test]
    fn one_wrong_character_or_swap_is_caught() {
        for serial in [1, 14, 999, 1234] {
            let id = task_id("K3V9", serial);
            let body: Vec<u8> = id.bytes().collect();
            for at in 0..body.len() {
                for other in ALPHABET.iter().chain(b"01") {
                    let mut wrong = body.clone();
                    wrong[at] = *other;
                    if wrong != body {
                        assert!(read_task_id(std::str::from_utf8(&wrong).unwrap()).is_err(), "{id} at {at}");
                    }
                }
                if at + 1 < body.len() && body[at] != body[at + 1] {
                    let mut wrong = body.clone();
                    wrong.swap(at, at + 1);
                    assert!(read_task_id(std::str::from_utf8(&wrong).unwrap()).is_err(), "{id} swap {at}");
                }
            }
        }
        assert!(matches!(read_task_id("K3V9-0l4-X"), Err(IdError::Form(_))));
    }
}
