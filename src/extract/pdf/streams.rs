//! Decoded bytes of a PDF stream, with a bound.
//!
//! Plain Flate streams, nearly all there are, are inflated here, because the bound must hold *while* inflating; other filters go
//! through the PDF parser. Damaged streams give what could be inflated before the damage.

use std::borrow::Cow;
use std::io::Read;

use hayro_syntax::object::dict::keys::{DECODE_PARMS, FILTER};
use hayro_syntax::object::{Name, Stream};

/// Largest decoded content stream, form or `ToUnicode` map, in bytes. A real page is below 1 MiB and the heaviest vector map we have
/// seen is 40 MiB; what is larger than this is a decompression bomb.
pub(super) const MAX_STREAM: u64 = 256 << 20;

/// Typical ratio of inflated to deflated size of content streams, to size the first buffer.
const USUAL_RATIO: usize = 5;

/// Returns the decoded data of `stream`, or `None` if nothing could be decoded.
pub(super) fn decode<'a>(stream: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
    if !is_plain_flate(stream) {
        return stream.decoded_data().ok();
    }
    let raw = stream.raw_data();
    let mut out = Vec::with_capacity((raw.len() * USUAL_RATIO).clamp(4096, 8 << 20));
    let complete = flate2::bufread::ZlibDecoder::new(&raw[..])
        .take(MAX_STREAM)
        .read_to_end(&mut out)
        .is_ok();
    if complete {
        return Some(Cow::Owned(out));
    }
    match stream.decoded_data() {
        Ok(recovered) if recovered.len() > out.len() => Some(recovered),
        _ if !out.is_empty() => Some(Cow::Owned(out)),
        _ => None,
    }
}

fn is_plain_flate(stream: &Stream<'_>) -> bool {
    !stream.dict().contains_key(DECODE_PARMS)
        && stream
            .dict()
            .get::<Name<'_>>(FILTER)
            .is_some_and(|name| matches!(name.as_ref(), b"FlateDecode" | b"Fl"))
}
