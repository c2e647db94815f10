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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_excel_shows() {
        for (place, name) in [((0, 0), "A1"), ((3, 25), "Z4"), ((3, 26), "AA4"), ((9, 701), "ZZ10"), ((1_048_575, 16_383), "XFD1048576")] {
            assert_eq!(cell_name(place.0, place.1), name);
        }
        assert_eq!(column_name(27), "AB");
    }
}
