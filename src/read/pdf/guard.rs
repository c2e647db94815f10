//! What is checked in a PDF before the library reads it: streams that inflate without end, and structures that lead into themselves.

use hashbrown::HashMap;
use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use pdf_extract::{Dictionary, Document as Pdf, Object, ObjectId};

/// Forms within forms, page tree nodes above one another.
const DEEPEST: usize = 40;

/// Inflates every deflated stream once, without keeping it, to no more than `most` bytes together. Errors say what is wrong, in words.
pub(super) fn check_streams(bytes: &[u8], most: u64) -> Result<(), String> {
    const WORD: &[u8] = b"stream";
    let mut left = most;
    let mut rest = bytes;
    while let Some(at) = rest.windows(WORD.len()).position(|window| window == WORD) {
        let after = rest.get(at + WORD.len()..).unwrap_or_default();
        let body = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or_default();
        rest = after;
        // 0x78 begins a zlib stream in every setting programs use.
        if body.first() == Some(&0x78) {
            let mut decoder = ZlibDecoder::new(body).take(left + 1);
            // A stream cut or encrypted gives an error after some bytes; only their number counts here.
            let size = match io::copy(&mut decoder, &mut io::sink()) {
                Ok(size) => size,
                Err(_) => left + 1 - decoder.limit(),
            };
            left = left.checked_sub(size).ok_or_else(|| format!("PDF 里的内容解压后超过 {most} 字节，没有读"))?;
            let used = usize::try_from(decoder.into_inner().total_in()).unwrap_or(0);
            rest = body.get(used..).unwrap_or_default();
        }
    }
    Ok(())
}

/// Refuses forms and page trees that contain themselves or nest too deeply, and streams packed several times over.
pub(super) fn check_structure(pdf: &Pdf) -> Result<(), String> {
    let mut depths: HashMap<ObjectId, Option<usize>> = HashMap::new();
    for (id, object) in &pdf.objects {
        if let Object::Stream(stream) = object {
            if stream.filters().is_ok_and(|filters| filters.len() > 2) {
                return Err("PDF 里的内容反复压缩，没有读".to_owned());
            }
            form_depth(pdf, *id, &mut depths, 0)?;
        }
        if let Ok(dictionary) = object.as_dict() {
            check_parents(pdf, dictionary)?;
        }
    }
    Ok(())
}

fn check_parents(pdf: &Pdf, dictionary: &Dictionary) -> Result<(), String> {
    let mut above = dictionary.get(b"Parent").and_then(Object::as_reference).ok();
    for _ in 0..DEEPEST * 8 {
        let Some(id) = above else { return Ok(()) };
        above = pdf.get_dictionary(id).and_then(|node| node.get(b"Parent")).and_then(Object::as_reference).ok();
    }
    Err("PDF 的页面目录自相包含".to_owned())
}

/// How deep forms nest below a stream; those being looked at have no depth yet.
fn form_depth(pdf: &Pdf, id: ObjectId, depths: &mut HashMap<ObjectId, Option<usize>>, above: usize) -> Result<usize, String> {
    match depths.get(&id) {
        Some(Some(depth)) if above + depth <= DEEPEST => return Ok(*depth),
        Some(_) => return Err("PDF 里的图形自相包含".to_owned()),
        None if above > DEEPEST => return Err("PDF 里的图形嵌套太深".to_owned()),
        None => {}
    }
    depths.insert(id, None);
    let mut deepest = 0;
    for inner in forms_of(pdf, id) {
        deepest = deepest.max(1 + form_depth(pdf, inner, depths, above + 1)?);
    }
    depths.insert(id, Some(deepest));
    Ok(deepest)
}

/// The streams that the resources of a stream name.
fn forms_of(pdf: &Pdf, id: ObjectId) -> Vec<ObjectId> {
    let dictionary = |object: &'_ Object| -> Option<Dictionary> {
        match object {
            Object::Reference(id) => pdf.get_dictionary(*id).ok().cloned(),
            object => object.as_dict().ok().cloned(),
        }
    };
    let stream = pdf.get_object(id).and_then(Object::as_stream).ok();
    let resources = stream.and_then(|stream| dictionary(stream.dict.get(b"Resources").ok()?));
    let named = resources.and_then(|resources| dictionary(resources.get(b"XObject").ok()?));
    named.map(|named| named.iter().filter_map(|(_, object)| object.as_reference().ok()).collect()).unwrap_or_default()
}
