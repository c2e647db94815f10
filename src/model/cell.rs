//! The names of cells and columns as Excel shows them.

/// A cell's name as Excel shows it, from row and column counted from 0: `(3, 27)` → `"AB4"`.
pub fn cell_name(row: u32, column: u32) -> String {
    let mut name = column_name(column);
    name.push_str(&(u64::from(row) + 1).to_string());
    name
}

/// A column's name as Excel shows it, counted from 0: `27` → `"AB"`.
pub fn column_name(column: u32) -> String {
    // Room for the number of a row behind it.
    let mut name = String::with_capacity(14);
    let mut left = column.saturating_add(1);
    while left > 0 {
        name.insert(0, char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    name
}

/// Row and column of a cell by its name, counted from 0: `"F12"` → row 11, column 5. Lower case and `$` are allowed.
pub(crate) fn cell_place(name: &[u8]) -> Option<(u32, u32)> {
    let (mut row, mut column) = (0u32, 0u32);
    let mut digits = false;
    for &byte in name {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if !digits => {
                column = column.checked_mul(26)?.checked_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)?;
            }
            b'0'..=b'9' if column > 0 => {
                digits = true;
                row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
            }
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_excel_shows() {
        for (place, name) in [((0, 0), "A1"), ((3, 25), "Z4"), ((3, 26), "AA4"), ((9, 701), "ZZ10"), ((1_048_575, 16_383), "XFD1048576")] {
            assert_eq!((cell_name(place.0, place.1).as_str(), cell_place(name.as_bytes())), (name, Some(place)));
        }
        assert_eq!(column_name(27), "AB");
        assert_eq!((cell_place(b"h3"), cell_place(b"$H$3")), (Some((2, 7)), Some((2, 7))));
        for name in ["", "A", "3", "3H", "H-3", "A0", "ZZZZZZZZ3", "H99999999999", "H3 ", "第 3 行"] {
            assert_eq!(cell_place(name.as_bytes()), None, "{name}");
        }
    }
}
