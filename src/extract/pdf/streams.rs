//! Decoded bytes of a PDF stream, with a bound.
//!
//! Flate streams, nearly all there are, are inflated here, so that the bound holds *while* inflating; other filters go through the
//! PDF parser once their first Flate layer is known to be within the bound. Damaged streams give what could be inflated before the
//! damage, and say so.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Read;

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;
use hayro_syntax::object::dict::keys::DECODE_PARMS;

/// Largest decoded content stream, form or `ToUnicode` map, in bytes. A real page is below 1 MiB and the heaviest vector map we have
/// seen is 40 MiB; what is larger than this is a decompression bomb.
pub(super) const MAX_STREAM: u64 = 128 << 20;

/// Typical ratio of inflated to deflated size of content streams, to size the first buffer.
const USUAL_RATIO: usize = 5;

/// The data of a stream and whether it is whole.
pub(super) struct Decoded<'a> {
    pub data: Cow<'a, [u8]>,
    pub whole: bool,
}

/// Returns the decoded data of `stream`, or `None` if nothing could be decoded.
pub(super) fn decode<'a>(stream: &Stream<'a>) -> Option<Decoded<'a>> {
    let filters = stream.filters();
    let flate = |filter: &Filter| matches!(filter, Filter::FlateDecode);
    let whole = true;
    match &filters[..] {
        [] => Some(Decoded {
            data: stream.raw_data(),
            whole,
        }),
        [Filter::FlateDecode] if !stream.dict().contains_key(DECODE_PARMS) => inflate(stream),
        [Filter::FlateDecode] => {
            let raw = stream.raw_data();
            let bounded = size_within(&raw, MAX_STREAM);
            let data = bounded.then(|| stream.decoded_data().ok())??;
            Some(Decoded { data, whole })
        }
        // Two compressing layers are what bombs are made of; no producer we know of writes them.
        many if many
            .iter()
            .filter(|f| flate(f) || matches!(f, Filter::LzwDecode))
            .count()
            > 1 =>
        {
            None
        }
        _ => Some(Decoded {
            data: stream.decoded_data().ok()?,
            whole,
        }),
    }
}

/// Whether the inflated size is below `limit`, without keeping what is inflated.
fn size_within(raw: &[u8], limit: u64) -> bool {
    let mut inflated = flate2::bufread::ZlibDecoder::new(raw).take(limit);
    std::io::copy(&mut inflated, &mut std::io::sink()).is_ok_and(|size| size < limit)
}

thread_local! {
    /// The state of an inflater is large: one serves all streams of a thread.
    static INFLATER: RefCell<Decompress> = RefCell::new(Decompress::new(true));
}

/// Inflates `raw` up to [`MAX_STREAM`] bytes; whether its end was reached.
fn inflate_all(raw: &[u8], out: &mut Vec<u8>) -> bool {
    INFLATER.with_borrow_mut(|inflater| {
        inflater.reset(true);
        loop {
            let (read, written) = (inflater.total_in() as usize, out.len());
            let status = inflater.decompress_vec(&raw[read..], out, FlushDecompress::None);
            match status {
                Ok(Status::StreamEnd) => return true,
                Err(_) => return false,
                Ok(_) if out.len() as u64 >= MAX_STREAM => return true,
                Ok(_) if out.len() == out.capacity() => out.reserve(out.capacity()),
                Ok(_) if out.len() == written && inflater.total_in() as usize == read => {
                    return false;
                }
                Ok(_) => {}
            }
        }
    })
}

fn inflate<'a>(stream: &Stream<'a>) -> Option<Decoded<'a>> {
    let raw = stream.raw_data();
    let mut out = Vec::with_capacity((raw.len() * USUAL_RATIO).clamp(4096, 8 << 20));
    if inflate_all(&raw, &mut out) {
        let whole = (out.len() as u64) < MAX_STREAM;
        return Some(Decoded {
            data: Cow::Owned(out),
            whole,
        });
    }
    // A wrong checksum at the end loses nothing: whole is what ends as content ends.
    let data = match stream.decoded_data() {
        Ok(recovered) if recovered.len() > out.len() => recovered,
        _ if !out.is_empty() => Cow::Owned(out),
        _ => return None,
    };
    let whole = ends_in_operator(&data);
    Some(Decoded { data, whole })
}

/// Whether the last word is one with which content streams and maps end.
fn ends_in_operator(data: &[u8]) -> bool {
    const ENDS: [&[u8]; 9] = [b"Q", b"ET", b"EMC", b"Do", b"f", b"S", b"n", b"end", b"EI"];
    let trimmed = data.trim_ascii_end();
    let start = trimmed
        .iter()
        .rposition(u8::is_ascii_whitespace)
        .map_or(0, |at| at + 1);
    ENDS.contains(&&trimmed[start..])
}
