//! Style and scripts, embedded in the program: ours, and what `assets/vendor` names with its licences.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::report::{OUTCOMES, colour_name, fill};

const HTMX: &str = include_str!("assets/vendor/htmx.js");
const SYSTEM: &str = include_str!("assets/vendor/designsystemet.css");
const THEME: &str = include_str!("assets/vendor/designsystemet-theme.css");
const PARTS: &str = include_str!("assets/vendor/designsystemet-web.js");
const LICENCES: &str = include_str!("assets/vendor/LICENSES.txt");
const STYLE: &str = include_str!("assets/room.css");
const ICON: &str = include_str!("assets/ikon.svg");
const SCRIPT: &str = include_str!("assets/room.js");

/// The palette of the reports, before our style.
static OWN_STYLE: LazyLock<String> = LazyLock::new(|| {
    let colours = OUTCOMES
        .into_iter()
        .filter_map(|of| Some((colour_name(of), fill(of)?)));
    let colours = colours.map(|(name, colour)| format!("--{name}:#{colour:06x};"));
    format!(":root{{{}}}\n{STYLE}", colours.collect::<String>())
});

/// Tells this version of the files from others that a browser may hold.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for text in [HTMX, SYSTEM, THEME, PARTS, &OWN_STYLE, SCRIPT] {
        hasher.update(text.as_bytes());
    }
    hasher.finalize().to_hex()[..12].to_owned()
});

/// The address of a file.
pub(super) fn address(name: &str) -> String {
    format!("/ressurser/{}/{name}", *VERSION)
}

/// The icon, where browsers look for it without a page.
pub(super) async fn icon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml")], ICON).into_response()
}

/// A file by its name.
pub(super) async fn get(Path((_, name)): Path<(String, String)>) -> Response {
    let (kind, text): (&str, &'static str) = match name.as_str() {
        "htmx.js" => ("text/javascript", HTMX),
        "designsystemet-web.js" => ("text/javascript", PARTS),
        "room.js" => ("text/javascript", SCRIPT),
        "designsystemet.css" => ("text/css", SYSTEM),
        "designsystemet-theme.css" => ("text/css", THEME),
        "room.css" => ("text/css", &OWN_STYLE),
        "ikon.svg" => ("image/svg+xml", ICON),
        "lisenser.txt" => ("text/plain", LICENCES),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    (
        [(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))],
        text,
    )
        .into_response()
}
