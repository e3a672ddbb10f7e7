//! Kinds of file that plans are: by what the server says, by the name, and by the bytes, which decide.

use std::path::Path;

use serde::Serialize;

/// A kind of file that plans are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// PDF.
    Pdf,
    /// A web page.
    Html,
    /// Word.
    Docx,
    /// Text of `OpenDocument`.
    Odt,
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
}

/// What a server says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    /// It is of this kind.
    Kind(Kind),
    /// Nothing of use.
    Nothing,
    /// It is of another kind.
    Other,
}

impl Kind {
    /// The usual ending of a name.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Pdf => "pdf",
            Kind::Html => "html",
            Kind::Docx => "docx",
            Kind::Odt => "odt",
            Kind::Text => "txt",
            Kind::Markdown => "md",
        }
    }

    /// What the ending of a name says.
    pub(super) fn of_name(name: &Path) -> Option<Kind> {
        let ending = name.extension()?.to_str()?.to_lowercase();
        Some(match ending.as_str() {
            "pdf" => Kind::Pdf,
            "html" | "htm" | "xhtml" => Kind::Html,
            "docx" => Kind::Docx,
            "odt" => Kind::Odt,
            "txt" | "text" => Kind::Text,
            "md" | "markdown" => Kind::Markdown,
            _ => return None,
        })
    }

    /// Whether a file of this kind may have a name that states another: text is text.
    pub(super) fn may_be_called(self, stated: Kind) -> bool {
        let is_text = |kind| matches!(kind, Kind::Text | Kind::Markdown);
        self == stated || is_text(self) && is_text(stated)
    }
}

/// What a content type says.
pub(super) fn declared(content_type: &str) -> Declared {
    let essence = content_type.split(';').next().unwrap_or_default();
    Declared::Kind(match essence.trim().to_lowercase().as_str() {
        "application/pdf" | "application/x-pdf" => Kind::Pdf,
        "text/html" | "application/xhtml+xml" => Kind::Html,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Kind::Docx,
        "application/vnd.oasis.opendocument.text" => Kind::Odt,
        "text/plain" => Kind::Text,
        "text/markdown" | "text/x-markdown" => Kind::Markdown,
        ""
        | "application/octet-stream"
        | "binary/octet-stream"
        | "application/x-download"
        | "application/download"
        | "application/force-download"
        | "application/zip" => {
            return Declared::Nothing;
        }
        _ => return Declared::Other,
    })
}

/// The kind of a file by its first and last bytes; among texts the server and the name decide.
pub(super) fn of_bytes(
    first: &[u8],
    last: &[u8],
    declared: Declared,
    named: Option<Kind>,
) -> Option<Kind> {
    /// A PDF may have something before its header.
    const HEADER_WITHIN: usize = 1024;
    let holds = |bytes: &[u8], words: &[u8]| memchr::memmem::find(bytes, words).is_some();
    if holds(&first[..first.len().min(HEADER_WITHIN)], b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if first.starts_with(b"PK\x03\x04") {
        let is_odt = holds(first, b"mimetypeapplication/vnd.oasis.opendocument.text");
        let is_docx = holds(last, b"word/document");
        return is_odt
            .then_some(Kind::Odt)
            .or(is_docx.then_some(Kind::Docx));
    }
    if first.contains(&0) || first.is_empty() {
        return None;
    }
    let start = String::from_utf8_lossy(first).to_lowercase();
    let start = start.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let is_page = ["<!doctype html", "<html", "<head", "<body", "<?xml"]
        .iter()
        .any(|tag| start.starts_with(tag));
    if is_page || declared == Declared::Kind(Kind::Html) || start.contains("<html") {
        return Some(Kind::Html);
    }
    let is_markdown = named == Some(Kind::Markdown) || declared == Declared::Kind(Kind::Markdown);
    Some(if is_markdown {
        Kind::Markdown
    } else {
        Kind::Text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_what_a_file_is() {
        let of = |bytes: &[u8], content_type| of_bytes(bytes, bytes, declared(content_type), None);
        assert_eq!(of(b"%PDF-1.7\n", "text/html"), Some(Kind::Pdf));
        let page = b"\xef\xbb\xbf\r\n<!DOCTYPE html><title>Logg inn</title>";
        assert_eq!(of(page, "application/pdf"), Some(Kind::Html));
        assert_eq!(
            of("Plan på to sider".as_bytes(), "text/plain"),
            Some(Kind::Text)
        );
        assert_eq!(
            of(b"PK\x03\x04..word/document.xml", "application/zip"),
            Some(Kind::Docx)
        );
        assert_eq!(of(b"PK\x03\x04..xl/workbook.xml", "application/zip"), None);
        assert_eq!(of(b"\x89PNG\0\0", "application/octet-stream"), None);
        assert_eq!(declared("image/png"), Declared::Other);
    }
}
