//! Web pages saved as one file (MHTML): a mail message whose parts are the page, its pictures and its frames.
//!
//! The page is the part that the message names as its root, else the first that is HTML. Frames are not read; their words are counted.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders};

use super::flow::Flow;
use super::{ReadError, html};

/// Whether the bytes start as such a message: header lines, with the version of the format and a kind of content that holds pages.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    /// Bytes from the start in which the header lines stand.
    const HEAD: usize = 8192;
    let head = bytes[..bytes.len().min(HEAD)].trim_ascii_start();
    let name = head.split(|&b| b == b':').next().unwrap_or_default();
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    if name.len() == head.len() || name.is_empty() || !name.iter().all(is_name) {
        return false;
    }
    let head = head.to_ascii_lowercase();
    let has = |words: &str| memchr::memmem::find(&head, words.as_bytes()).is_some();
    has("mime-version:") && has("content-type:") && (has("multipart/related") || has("text/html"))
}

/// Reads such a message.
pub(super) fn flow(bytes: &[u8]) -> Result<Flow, ReadError> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or(ReadError::Damaged)?;
    let pages: Vec<&MessagePart<'_>> = message.parts.iter().filter(|part| is_page(part)).collect();
    let root = root_id(&message);
    let named = |part: &&&MessagePart<'_>| root.is_some() && part.content_id() == root.as_deref();
    let page = pages.iter().find(named).or(pages.first());
    let page = *page.ok_or(ReadError::Damaged)?;
    let mut flow = read(page, bytes);
    for frame in pages.iter().filter(|part| !std::ptr::eq(**part, page)) {
        flow.leave_out(read(frame, bytes).word_count());
    }
    Ok(flow)
}

fn is_page(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| {
        let is = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        match kind.subtype() {
            Some(subtype) if is(kind.ctype(), "text") => is(subtype, "html"),
            Some(subtype) if is(kind.ctype(), "application") => is(subtype, "xhtml+xml"),
            _ => false,
        }
    })
}

/// The part that the message names as its root.
fn root_id(message: &Message<'_>) -> Option<String> {
    let start = message.content_type()?.attribute("start")?;
    Some(start.trim_matches(['<', '>', ' ']).to_owned())
}

/// Reads a part from its own bytes: their encoding may be named in the page only.
fn read(part: &MessagePart<'_>, message: &[u8]) -> Flow {
    let from = part.offset_body as usize;
    let body = message.get(from..part.offset_end as usize);
    let body = body.unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::None => None,
        Encoding::QuotedPrintable => quoted_printable_decode(body),
        Encoding::Base64 => base64_decode(body),
    };
    let stated = part
        .content_type()
        .and_then(|kind| kind.attribute("charset"));
    html::flow(decoded.as_deref().unwrap_or(body), stated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(message: &str) -> String {
        let flow = flow(message.as_bytes()).expect("the message is read");
        flow.finish().pages.remove(0).printed
    }

    const CHROMIUM: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.granasen.example/plan\r\nSubject: Boligplan\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----MultipartBoundary--x----\"\r\n\r\n\r\n------MultipartBoundary--x----\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://www.granasen.example/plan\r\n\r\n<html><head><meta charset=3D\"utf-8\"></head><body><h1>Boligplan</h1><p>Kommunen vil h=\r\njelpe bostedsl=C3=B8se.</p></body></html>\r\n------MultipartBoundary--x----\r\nContent-Type: text/html\r\nContent-ID: <frame-2@mhtml.blink>\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+RW4gdmlkZW88L3A+\r\n------MultipartBoundary--x------\r\n";

    #[test]
    fn the_page_of_a_saved_message_is_read() {
        assert!(is_message(CHROMIUM.as_bytes()));
        assert_eq!(
            text(CHROMIUM),
            "Boligplan\nKommunen vil hjelpe bostedsløse."
        );
        let flow = flow(CHROMIUM.as_bytes()).expect("the message is read");
        assert_eq!(flow.finish().left_out, 2);
    }

    #[test]
    fn the_named_root_is_the_page() {
        let message = CHROMIUM.replace("type=\"text/html\";", "start=\"<frame-2@mhtml.blink>\";");
        assert_eq!(text(&message), "En video");
    }

    #[test]
    fn letters_and_notes_are_no_messages() {
        assert!(!is_message(b"Til: alle\n\nMIME-Version: 1.0 og text/html"));
        assert!(!is_message(
            "Mål og tiltak: mime-version: content-type: text/html".as_bytes()
        ));
    }
}
