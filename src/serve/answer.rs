//! What a page answers with: markup for people, JSON for programs, and what is wrong in words for both.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde_json::{Value, json};

use super::frame;
use super::visitor::Visitor;
use crate::index::StateError;
use crate::report::failures;
use crate::review::LedgerError;
use crate::wording::{Lang, Text};

/// What cannot be done, and why.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) status: StatusCode,
    what: What,
}

/// Its words, made in the visitor's language.
#[derive(Debug)]
enum What {
    Text(Text, Vec<(&'static str, String)>),
    Words(String, String),
    State(StateError),
    Ledger(LedgerError),
}

impl Trouble {
    pub(super) fn new(status: StatusCode, text: Text, gaps: &[(&'static str, &str)]) -> Self {
        let gaps = gaps.iter().map(|&(gap, words)| (gap, words.to_owned()));
        Trouble {
            status,
            what: What::Text(text, gaps.collect()),
        }
    }

    /// What is asked for cannot be understood, in words.
    pub(super) fn unclear(message: String, hint: String) -> Self {
        Trouble {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            what: What::Words(message, hint),
        }
    }

    pub(super) fn missing() -> Self {
        Trouble::new(StatusCode::NOT_FOUND, Text::WebNothingHere, &[])
    }

    pub(super) fn no_such_run() -> Self {
        Trouble::new(StatusCode::NOT_FOUND, Text::WebNoSuchRun, &[])
    }

    /// Nothing was screened yet.
    pub(super) fn no_run_yet() -> Self {
        Trouble::new(StatusCode::SERVICE_UNAVAILABLE, Text::WebNoRunYet, &[])
    }

    /// What was read of a file is gone from the state.
    pub(super) fn not_in_store() -> Self {
        Trouble::new(StatusCode::NOT_FOUND, Text::WebNotInStore, &[])
    }

    /// The room itself failed.
    pub(super) fn failed() -> Self {
        Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, Text::WebFailed, &[])
    }

    pub(super) fn busy() -> Self {
        Trouble::new(StatusCode::SERVICE_UNAVAILABLE, Text::WebBusy, &[])
    }

    pub(super) fn state(error: StateError) -> Self {
        let status = match error {
            StateError::Missing(_) | StateError::Locked { .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Trouble {
            status,
            what: What::State(error),
        }
    }

    /// Message and what to do.
    pub(super) fn words(&self, lang: Lang) -> (String, String) {
        match &self.what {
            What::Text(text, gaps) => {
                let gaps: Vec<(&str, &str)> = gaps.iter().map(|(g, w)| (*g, w.as_str())).collect();
                (text.with(lang, &gaps), String::new())
            }
            What::Words(message, hint) => (message.clone(), hint.clone()),
            What::State(error) => {
                let (message, hint) = failures::state(error, lang);
                (message, hint.to_owned())
            }
            What::Ledger(LedgerError { path, error }) => (
                failures::at(path, error, lang),
                Text::LedgerHint.get(lang).to_owned(),
            ),
        }
    }

    /// The answer to a visitor.
    pub(super) fn answer(self, visitor: &Visitor) -> Response {
        let (message, hint) = self.words(visitor.lang);
        let mut response = if visitor.is_program {
            let problem =
                json!({ "title": message, "detail": hint, "status": self.status.as_u16() });
            (self.status, Json(problem)).into_response()
        } else {
            let body = html! {
                div.ds-alert data-color="danger" role="alert" {
                    h1.ds-heading data-size="xs" { (message) }
                    @if !hint.is_empty() { p { (hint) } }
                }
                p { a.ds-link href="/" { (Text::WebToMatrix.get(visitor.lang)) } }
            };
            let page = frame::page(visitor, &message, "", &body);
            with_status(self.status, page)
        };
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            let soon = HeaderValue::from_static("2");
            response.headers_mut().insert(header::RETRY_AFTER, soon);
        }
        response
    }
}

impl From<StateError> for Trouble {
    fn from(error: StateError) -> Self {
        Trouble::state(error)
    }
}

impl From<LedgerError> for Trouble {
    fn from(error: LedgerError) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Trouble {
            status,
            what: What::Ledger(error),
        }
    }
}

/// An answer, or why there is none.
pub(super) type Answer = Result<Response, Trouble>;

/// A page.
#[expect(clippy::unnecessary_wraps, reason = "pages return it as their answer")]
pub(super) fn shown(markup: Markup) -> Answer {
    Ok(Html(markup.into_string()).into_response())
}

/// A page that says that something is wrong.
pub(super) fn with_status(status: StatusCode, markup: Markup) -> Response {
    (status, Html(markup.into_string())).into_response()
}

/// A value for programs.
#[expect(clippy::unnecessary_wraps, reason = "pages return it as their answer")]
pub(super) fn told(value: &Value) -> Answer {
    Ok(Json(value).into_response())
}

/// Back to a page after a change.
#[expect(clippy::unnecessary_wraps, reason = "pages return it as their answer")]
pub(super) fn back(to: &str) -> Answer {
    Ok(Redirect::to(to).into_response())
}

/// A file to keep.
pub(super) fn file(name: &str, kind: &'static str, bytes: Vec<u8>) -> Answer {
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Trouble::missing())?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}
