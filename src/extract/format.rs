//! The kind of a file, from its first bytes; its name decides only between kinds of text.

use std::path::Path;

use super::{Format, ReadError, mhtml, office, plain};

/// Bytes from the start of a file in which the PDF header may stand (ISO 32000-1, Annex H, note 13).
const HEADER_WINDOW: usize = 1024;
/// Bytes from the start in which a web page says that it is one; comments may stand before it.
const PAGE_WINDOW: usize = 1 << 16;
/// The first bytes of the container of old Office files.
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// The kind of a file.
pub(super) fn of(name: &Path, bytes: &[u8]) -> Result<Format, ReadError> {
    let extension = name
        .extension()
        .and_then(|e| e.to_str())
        .map(str::to_lowercase);
    if bytes.starts_with(b"PK\x03\x04") {
        return office::format(bytes);
    }
    if bytes.starts_with(OLE) {
        return Err(old_office(bytes));
    }
    let head = &bytes[..bytes.len().min(HEADER_WINDOW)];
    if memchr::memmem::find(head, b"%PDF").is_some() {
        return Ok(Format::Pdf);
    }
    if is_page(bytes) {
        return Ok(Format::Html);
    }
    if mhtml::is_message(bytes) {
        return Ok(Format::Mhtml);
    }
    let is_text = plain::looks_like_text(bytes);
    match extension.as_deref() {
        Some("html" | "htm" | "xhtml") if is_text => Ok(Format::Html),
        Some("md" | "markdown") if is_text => Ok(Format::Markdown),
        Some("txt" | "text") if is_text => Ok(Format::Text),
        Some("pdf" | "docx" | "odt") if !is_text => Err(ReadError::Damaged),
        _ => Err(ReadError::UnknownFormat),
    }
}

/// A Word file with a password is a container that says so; what else is in such a container is not read.
fn old_office(bytes: &[u8]) -> ReadError {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    match memchr::memmem::find(bytes, &name) {
        Some(_) => ReadError::Encrypted,
        None => ReadError::UnknownFormat,
    }
}

/// Whether the bytes start as a web page, after the byte-order mark, the XML declaration and comments.
fn is_page(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(PAGE_WINDOW)];
    let wide = matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let narrow: Vec<u8>;
    let mut rest = if wide {
        narrow = head[2..].iter().copied().filter(|&b| b != 0).collect();
        &narrow[..]
    } else {
        head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head)
    };
    loop {
        rest = rest.trim_ascii_start();
        let after = |start: &[u8], end: &[u8]| {
            let inside = rest.strip_prefix(start)?;
            let at = memchr::memmem::find(inside, end)?;
            Some(&inside[at + end.len()..])
        };
        match after(b"<!--", b"-->").or_else(|| after(b"<?", b"?>")) {
            Some(next) => rest = next,
            None => break,
        }
    }
    ["<!doctype html", "<html"].iter().any(|start| {
        let own = rest.get(..start.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(start.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_decide() {
        let of = |name: &str, bytes: &[u8]| of(Path::new(name), bytes);
        assert_eq!(
            of("a.txt", b"\xef\xbb\xbf <!-- x -->\n<!DOCTYPE HTML>"),
            Ok(Format::Html)
        );
        assert_eq!(
            of("a", b"<?xml version=\"1.0\"?><html xmlns=\"x\">"),
            Ok(Format::Html)
        );
        assert_eq!(of("a", b"\xff\xfe<\0h\0t\0m\0l\0>\0"), Ok(Format::Html));
        assert_eq!(of("a.htm", b"<p>Boligplan"), Ok(Format::Html));
        assert_eq!(
            of("a.md", b"<!-- side 3 -->\nBoligplan"),
            Ok(Format::Markdown)
        );
        assert_eq!(
            of("a.docx", b"PK\x03\x04 xl/workbook.xml"),
            Err(ReadError::UnknownFormat)
        );
        assert_eq!(of("a.pdf", b"<p>Boligplan"), Err(ReadError::UnknownFormat));
        assert_eq!(of("a.pdf", &[0, 1, 2, 3]), Err(ReadError::Damaged));
    }

    #[test]
    fn old_word_files_are_unknown_and_those_with_a_password_are_encrypted() {
        let file = |stream: &str| {
            let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
            [OLE.to_vec(), vec![0; 512], name.collect()].concat()
        };
        let of = |bytes: &[u8]| of(Path::new("a.docx"), bytes);
        assert_eq!(of(&file("EncryptedPackage")), Err(ReadError::Encrypted));
        assert_eq!(of(&file("WordDocument")), Err(ReadError::UnknownFormat));
    }
}
