//! The files of the corpus as they are, by their identifiers.

use std::io::Read;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::answer::{Answer, Trouble};
use super::room::Room;
use super::routes::answered;
use super::visitor::Visitor;
use crate::extract::Format;
use crate::report;
use crate::wording::Text;

/// Bytes that are read of a file at a time.
const PART: usize = 256 << 10;

/// A file to look at.
pub(super) async fn original(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Response {
    answered(room, visitor, move |room, _| file(room, &id)).await
}

fn file(room: &Room, id: &str) -> Answer {
    let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
    let (_, document) = desk.document(id).ok_or_else(Trouble::missing)?;
    let gone = |_| {
        let path = report::path(&document.path);
        Trouble::new(StatusCode::GONE, Text::WebFileGone, &[("file", &path)])
    };
    let path = room.file_of(document);
    // Decisions are shown where they may be seen, wherever their file lies.
    let ledger = room.settings.ledger.path();
    let whole = |path: &std::path::Path| path.canonicalize().ok();
    if [ledger.to_path_buf(), ledger.with_extension("jsonl.rest")]
        .iter()
        .any(|own| whole(own).is_some() && whole(own) == whole(&path))
    {
        return Err(Trouble::missing());
    }
    // A pipe in the place of a file would never be opened.
    if !std::fs::metadata(&path).map_err(gone)?.is_file() {
        return Err(Trouble::missing());
    }
    let file = std::fs::File::open(path).map_err(gone)?;
    let size = file.metadata().map_err(gone)?.len();
    // Only what was read as such is shown as such; whatever else it is, is kept as a file.
    let (kind, way) = match document.format {
        Some(Format::Pdf) => ("application/pdf", "inline"),
        Some(Format::Text | Format::Markdown) => ("text/plain; charset=utf-8", "inline"),
        Some(Format::Docx) => (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "attachment",
        ),
        Some(Format::Odt) => ("application/vnd.oasis.opendocument.text", "attachment"),
        // A page of another place is never shown as a page of this one.
        Some(Format::Html | Format::Mhtml) | None => ("application/octet-stream", "attachment"),
    };
    let name = document
        .path
        .file_name()
        .map(|name| report::escaped(&name.to_string_lossy()));
    let disposition = format!("{way}; filename*=UTF-8''{}", name.unwrap_or_default());
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Trouble::missing())?;
    // Read while it is sent: a large plan is never in memory as a whole.
    let parts = stream::unfold(file, |mut file| async move {
        let part = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::with_capacity(PART);
            let read = file.by_ref().take(PART as u64).read_to_end(&mut bytes);
            (read.map(|_| bytes), file)
        });
        match part.await.ok()? {
            (Ok(bytes), _) if bytes.is_empty() => None,
            (bytes, file) => Some((bytes, file)),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_LENGTH, HeaderValue::from(size)),
        (header::CONTENT_DISPOSITION, disposition),
        // The browser's own viewer draws PDFs with styles of its own; scripts stay away.
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'",
            ),
        ),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}
