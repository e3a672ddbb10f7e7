//! The bytes of a page → its letters.
//!
//! In this order: the byte-order mark, what the message around the page says, what the page says in its head, UTF-8 if the bytes are,
//! else Windows-1252, which old Norwegian pages are.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes from the start of a page in which it may name its encoding (WHATWG HTML, 13.2.3.2).
const HEAD: usize = 1024;

/// The text of a page; `stated` is the encoding that the message around it names.
pub(super) fn decode(bytes: &[u8], stated: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return whole(encoding, &bytes[mark..]);
    }
    let named = stated.and_then(|label| Encoding::for_label(label.as_bytes()));
    let named = named.or_else(|| named_in(&bytes[..bytes.len().min(HEAD)]));
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let encoding = named.unwrap_or(if is_utf8 { UTF_8 } else { WINDOWS_1252 });
    whole(encoding, bytes)
}

fn whole(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The encoding that `<meta charset=…>`, `content="text/html; charset=…"` or an XML declaration names. A page that can be read so far
/// is not in UTF-16, whatever it says.
fn named_in(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    let labels = ["charset", "encoding"].into_iter().flat_map(|key| {
        memchr::memmem::find_iter(&head, key)
            .map(|at| label(&head[at + key.len()..]))
            .collect::<Vec<_>>()
    });
    let encoding = labels.flatten().find_map(Encoding::for_label)?;
    let wide = [UTF_16BE, UTF_16LE].contains(&encoding);
    Some(if wide { UTF_8 } else { encoding })
}

/// The word after «=», with or without quotation marks.
fn label(after: &[u8]) -> Option<&[u8]> {
    let word = after
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let word = word
        .strip_prefix(b"\"")
        .or(word.strip_prefix(b"'"))
        .unwrap_or(word);
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.');
    let length = word.iter().take_while(|b| is_part(b)).count();
    word.get(..length)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn pages_in_old_and_new_encodings_are_read() {
        let cases: [(&[u8], Option<&str>, &str); 7] = [
            (b"\xef\xbb\xbfb\xc3\xa5t", None, "båt"),
            (b"\xff\xfeb\0\xe5\0t\0", None, "båt"),
            (b"b\xc3\xa5t", None, "båt"),
            (b"b\xe5t \x96", None, "båt –"),
            (b"b\xe5t", Some("iso-8859-1"), "båt"),
            (
                b"<meta charset=utf-8>b\xc3\xa5t\xff",
                None,
                "<meta charset=utf-8>båt\u{fffd}",
            ),
            (
                b"<meta charset='utf-16'>b\xc3\xa5t",
                None,
                "<meta charset='utf-16'>båt",
            ),
        ];
        for (bytes, stated, wanted) in cases {
            assert_eq!(decode(bytes, stated), wanted);
        }
        let named =
            b"<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1252\">b\xe5t";
        assert!(decode(named, None).ends_with("båt"));
    }
}
