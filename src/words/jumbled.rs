//! Texts put together at random, for tests of what must hold for any text.

/// Twenty thousand texts of twelve pieces each, the same in every run.
pub(crate) fn jumbled<'p>(pieces: &'p [&'p str]) -> impl Iterator<Item = String> + 'p {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        pieces[usize::try_from(state % pieces.len() as u64).unwrap()]
    };
    (0..20_000).map(move |_| (0..12).map(|_| next()).collect())
}
