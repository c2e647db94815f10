//! Packages written byte by byte: streams that stand there again and again without being made again, and sizes stated behind the data,
//! as programs write them that cannot go back.
//!
//! Source: APPNOTE.TXT 6.3.10, 4.3 and 4.5.3.

use std::collections::BTreeMap;

use flate2::{Compress, Compression, FlushCompress};

use super::returns_desk::Parts;

/// A part, packed.
struct Entry {
    name: String,
    packed: Vec<u8>,
    checksum: u32,
    size: u64,
}

/// What stands in a part instead of what it holds: text, a piece that is there so many times, text.
pub struct Endless<'a> {
    pub before: &'a str,
    pub piece: &'a [u8],
    pub times: usize,
    pub after: &'a str,
}

fn deflate(packer: &mut Compress, bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() + 1024);
    packer.compress_vec(bytes, &mut packed, flush).unwrap();
    packed
}

impl Entry {
    fn of(name: &str, content: &[u8]) -> Entry {
        let packed = deflate(&mut Compress::new(Compression::default(), false), content, FlushCompress::Finish);
        Entry { name: name.to_owned(), packed, checksum: crc32fast::hash(content), size: content.len() as u64 }
    }

    /// After a full flush nothing refers back, so that the packed piece can be repeated as it is.
    fn endless(name: &str, part: &Endless<'_>) -> Entry {
        let together = ((1 << 20) / part.piece.len()).min(part.times).max(1);
        let many = part.piece.repeat(together);
        let mut packer = Compress::new(Compression::best(), false);
        let mut packed = deflate(&mut packer, part.before.as_bytes(), FlushCompress::Full);
        let block = deflate(&mut packer, &many, FlushCompress::Full);
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(part.before.as_bytes());
        let mut of_block = crc32fast::Hasher::new();
        of_block.update(&many);
        let blocks = part.times / together;
        for _ in 0..blocks {
            packed.extend(&block);
            checksum.combine(&of_block);
        }
        packed.extend(deflate(&mut packer, part.after.as_bytes(), FlushCompress::Finish));
        checksum.update(part.after.as_bytes());
        let size = part.before.len() + blocks * many.len() + part.after.len();
        Entry { name: name.to_owned(), packed, checksum: checksum.finalize(), size: size as u64 }
    }
}

fn sizes(entry: &Entry) -> [u32; 2] {
    [u32::try_from(entry.packed.len()).unwrap(), u32::try_from(entry.size).unwrap_or(u32::MAX)]
}

fn numbers(short: &[u16], long: &[u32]) -> Vec<u8> {
    let short = short.iter().flat_map(|number| number.to_le_bytes());
    short.chain(long.iter().flat_map(|number| number.to_le_bytes())).collect()
}

/// The sizes of an entry that is larger than its fields hold.
fn extra(entry: &Entry) -> Vec<u8> {
    if entry.size < u64::from(u32::MAX) { Vec::new() } else { [numbers(&[1, 8], &[]), entry.size.to_le_bytes().to_vec()].concat() }
}

/// A package of parts; of those in `endless` the content is what is said there. With `behind`, sizes and checksums stand behind the data.
pub fn package(parts: &Parts, endless: &BTreeMap<&str, Endless<'_>>, behind: bool) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    let flags = if behind { 8 } else { 0 };
    for (name, content) in parts {
        let entry = endless.get(name.as_str()).map_or_else(|| Entry::of(name, content), |part| Entry::endless(name, part));
        let at = u32::try_from(bytes.len()).unwrap();
        let (name, extra, [packed, size]) = (entry.name.as_bytes(), extra(&entry), sizes(&entry));
        let lengths = [u16::try_from(name.len()).unwrap(), u16::try_from(extra.len()).unwrap()];
        let known = if behind { [0, 0, 0] } else { [entry.checksum, packed, size] };
        bytes.extend([b"PK\x03\x04".to_vec(), numbers(&[45, flags, 8, 0, 0], &known), numbers(&lengths, &[])].concat());
        bytes.extend([name, &extra, &entry.packed].concat());
        if behind {
            bytes.extend([b"PK\x07\x08".to_vec(), numbers(&[], &[entry.checksum, packed, size])].concat());
        }
        let head = numbers(&[45, 45, flags, 8, 0, 0], &[entry.checksum, packed, size]);
        directory.extend([b"PK\x01\x02".to_vec(), head, numbers(&lengths, &[]), numbers(&[0, 0, 0], &[0, at])].concat());
        directory.extend([name, &extra].concat());
    }
    let count = u16::try_from(parts.len()).unwrap();
    let at = u32::try_from(bytes.len()).unwrap();
    let end = [numbers(&[0, 0, count, count], &[u32::try_from(directory.len()).unwrap(), at]), numbers(&[0], &[])].concat();
    [bytes, directory, b"PK\x05\x06".to_vec(), end].concat()
}
