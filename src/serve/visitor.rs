//! Who asks, as every page needs to know it.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::session::{Own, Session};
use crate::wording::Lang;

/// Who asks; put into each request by the guard.
#[derive(Clone)]
pub(super) struct Visitor {
    /// The session.
    pub(super) session: Arc<Session>,
    /// The language of the answer.
    pub(super) lang: Lang,
    /// Whether JSON is wanted.
    pub(super) is_program: bool,
    /// The path asked for, with its query: to come back to.
    pub(super) here: String,
}

impl Visitor {
    /// Initials of the reader, if there is one.
    pub(super) fn reader(&self) -> Option<String> {
        self.session.own().reader.clone()
    }

    /// Changes what belongs to the session.
    pub(super) fn own<R>(&self, change: impl FnOnce(&mut Own) -> R) -> R {
        change(&mut self.session.own())
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // Without a guard before it no page is shown.
        parts
            .extensions
            .get::<Visitor>()
            .cloned()
            .ok_or(StatusCode::UNAUTHORIZED)
    }
}
