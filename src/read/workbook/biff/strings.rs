//! The shared strings of an old workbook, for the struck parts of rich ones; the strings themselves are read by the library.

use hashbrown::HashMap;

/// The struck text of the strings of the table, by their numbers. `pieces` are the contents of its record and of those it goes on in;
/// `is_struck` tells fonts. What is damaged ends the walk: the library refuses it.
///
/// Source: [MS-XLS] 2.4.265 SST, 2.5.293 XLUnicodeRichExtendedString.
pub(super) fn struck(pieces: &[&[u8]], is_struck: impl Fn(u16) -> bool) -> HashMap<u32, String> {
    const HEAD: usize = 8;
    let mut found = HashMap::new();
    let mut walk = Walk { pieces, piece: 0, at: HEAD };
    for number in 0.. {
        let Some((units, runs)) = walk.string() else { break };
        let mut text: Vec<u16> = Vec::new();
        for (at, (start, font)) in runs.iter().enumerate() {
            let end = runs.get(at + 1).map_or(units.len(), |(next, _)| usize::from(*next));
            if is_struck(*font) {
                text.extend(units.get(usize::from(*start)..end.min(units.len())).unwrap_or_default());
            }
        }
        if !text.is_empty() {
            found.insert(number, String::from_utf16_lossy(&text));
        }
    }
    found
}

/// Where a font begins within a string, and which.
type Run = (u16, u16);

/// A place in contents that go on from record to record.
struct Walk<'a> {
    pieces: &'a [&'a [u8]],
    piece: usize,
    at: usize,
}

impl Walk<'_> {
    /// The next byte; the end of a record is no end.
    fn byte(&mut self) -> Option<u8> {
        while self.at >= self.pieces.get(self.piece)?.len() {
            (self.piece, self.at) = (self.piece + 1, 0);
        }
        self.at += 1;
        self.pieces.get(self.piece)?.get(self.at - 1).copied()
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    /// The next string: its characters, and where fonts change.
    fn string(&mut self) -> Option<(Vec<u16>, Vec<Run>)> {
        let count = usize::from(self.number()?);
        let flags = self.byte()?;
        let runs = if flags & 0x08 != 0 { self.number()? } else { 0 };
        let more = if flags & 0x04 != 0 { u32::from(self.number()?) | u32::from(self.number()?) << 16 } else { 0 };
        let mut is_wide = flags & 1 != 0;
        let mut units = Vec::with_capacity(count);
        while units.len() < count {
            // Characters that go on in another record begin with their own flag there.
            if self.at >= self.pieces.get(self.piece)?.len() {
                is_wide = self.byte()? & 1 != 0;
            }
            units.push(if is_wide { self.number()? } else { self.byte()?.into() });
        }
        let runs = (0..runs).map(|_| Some((self.number()?, self.number()?))).collect::<Option<Vec<_>>>()?;
        for _ in 0..more {
            self.byte()?;
        }
        Some((units, runs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn struck_runs_over_several_records() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let first = [&[0; 8][..], &[2, 0, 0], b"ab", &[6, 0, 0x0D, 3, 0, 2, 0, 0, 0], &wide("甲乙")].concat();
        let second = [&[1][..], &wide("丙丁")].concat();
        let third = [&[0][..], b"xy", &[0, 0, 0, 0, 1, 0, 6, 0, 5, 0, 0, 0], &[9, 9], &[1, 0, 0], b"c"].concat();
        let found = struck(&[&first, &second, &third], |font| font == 6);
        assert_eq!(found, HashMap::from([(1, "乙丙丁x".to_owned())]));
        assert_eq!(struck(&[&first, &second], |_| true), HashMap::new());
    }
}
