//! Symbols: characters of fonts that are pictures (Wingdings, Symbol), as the characters everybody has.

/// Places in Wingdings, as Word writes them (the private use area), and what is drawn there.
const WINGDINGS: [(u32, char); 30] = [
    (0x6C, '●'),
    (0x6E, '■'),
    (0x6D, '○'),
    (0x6F, '□'),
    (0x70, '□'),
    (0x71, '□'),
    (0x72, '□'),
    (0x75, '◆'),
    (0x76, '◆'),
    (0x77, '◆'),
    (0x9F, '•'),
    (0xA1, '○'),
    (0xA7, '■'),
    (0xA8, '□'),
    (0xAB, '★'),
    (0xB2, '☆'),
    (0xD8, '➤'),
    (0xE0, '→'),
    (0xE8, '→'),
    (0xF0, '→'),
    (0xF8, '☒'),
    (0xFB, '☒'),
    (0xFC, '✔'),
    (0xFD, '☒'),
    (0xFE, '☑'),
    (0x46, '☞'),
    (0x26, '§'),
    (0x51, '✈'),
    (0x28, '☎'),
    (0x2A, '✉'),
];

/// Places in Symbol.
const SYMBOL: [(u32, char); 10] =
    [(0xB7, '•'), (0xB3, '≥'), (0xA3, '≤'), (0xB1, '±'), (0xB4, '×'), (0xB8, '÷'), (0xB0, '°'), (0xA5, '∞'), (0xB9, '≠'), (0xBB, '≈')];

/// The character a `w:sym` draws: font and hexadecimal place. One that is in no table is kept as it is.
pub(super) fn symbol(font: &str, place: &str) -> Option<char> {
    let code = u32::from_str_radix(place.trim(), 16).ok()?;
    let low = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
    let table: &[(u32, char)] = if font.to_ascii_lowercase().starts_with("symbol") { &SYMBOL } else { &WINGDINGS };
    let drawn = table.iter().find(|(at, _)| *at == low).map(|(_, c)| *c);
    let picture = code != low || font.to_ascii_lowercase().starts_with("wingdings");
    if picture { drawn.or_else(|| char::from_u32(code)) } else { char::from_u32(code) }
}

/// A bullet's text with private characters replaced; one that is in no table is a round bullet.
pub(super) fn shown_symbols(text: &str) -> String {
    let shown = |c: char| match c as u32 {
        code @ 0xF000..=0xF0FF => {
            let of = |table: &[(u32, char)]| table.iter().find(|(at, _)| *at == code - 0xF000).map(|(_, c)| *c);
            of(&WINGDINGS).or_else(|| of(&SYMBOL)).unwrap_or('•')
        }
        0xE000..=0xF8FF => '•',
        _ => c,
    };
    text.chars().map(shown).collect()
}
