//! The door, where a password is asked for; who reads; and which language.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;
use serde::Deserialize;

use super::answer::{Answer, Trouble, back, shown, with_status};
use super::frame;
use super::guard;
use super::password::Tried;
use super::room::Room;
use super::routes::done;
use super::visitor::Visitor;
use crate::review::initials;
use crate::wording::{Lang, Text};

/// Where the password is asked for.
pub(super) const PATH: &str = "/logg-inn";
/// … and of programs.
pub(super) const PROGRAMS: &str = "/api/v1/session";

#[derive(Deserialize)]
pub(super) struct Password {
    #[serde(default)]
    password: String,
}

/// Asks for the password.
pub(super) async fn ask(State(room): State<Arc<Room>>, visitor: Visitor) -> Response {
    if room.settings.password.is_none() {
        return Trouble::missing().answer(&visitor);
    }
    door(&visitor, StatusCode::OK, None)
}

fn door(visitor: &Visitor, status: StatusCode, wrong: Option<String>) -> Response {
    let lang = visitor.lang;
    let body = html! {
        h1.ds-heading data-size="lg" { (Text::WebLogin.get(lang)) }
        @if let Some(wrong) = wrong { div.ds-alert data-color="danger" role="alert" { p { (wrong) } } }
        form.narrow method="post" action=(PATH) {
            div.ds-field {
                label.ds-label for="password" { (Text::WebPassword.get(lang)) }
                input.ds-input #password name="password" type="password" autocomplete="current-password" required;
            }
            button.ds-button type="submit" { (Text::WebEnter.get(lang)) }
        }
    };
    with_status(
        status,
        frame::bare(visitor, Text::WebLogin.get(lang), &body),
    )
}

/// Tries a password.
pub(super) async fn enter(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(given): Form<Password>,
) -> Response {
    let tried = done(room.clone(), move |room| {
        let hash = room.settings.password.as_deref()?;
        Some(room.door.tried(hash, &given.password))
    });
    let lang = visitor.lang;
    match tried.await.flatten() {
        Some(Tried::In) => match room.sessions.begin() {
            Ok(session) => guard::enter(&room, &session, &headers, "/"),
            Err(_) => Trouble::busy().answer(&visitor),
        },
        Some(Tried::Wrong) => {
            let words = Text::WebWrongPassword.get(lang).to_owned();
            door(&visitor, StatusCode::UNAUTHORIZED, Some(words))
        }
        Some(Tried::Wait(seconds)) => {
            let words = Text::WebWait.with(lang, &[("n", &seconds.to_string())]);
            door(&visitor, StatusCode::TOO_MANY_REQUESTS, Some(words))
        }
        None => Trouble::missing().answer(&visitor),
    }
}

/// Who reads, and where to go on.
#[derive(Deserialize)]
pub(super) struct Reader {
    #[serde(default)]
    initialer: String,
    #[serde(default)]
    til: String,
}

/// Asks who reads.
pub(super) fn reader(visitor: &Visitor, to: &str) -> Answer {
    shown(reader_page(visitor, to, None))
}

fn reader_page(visitor: &Visitor, to: &str, wrong: Option<&str>) -> maud::Markup {
    let (lang, reader) = (visitor.lang, visitor.reader());
    let body = html! {
        h1.ds-heading data-size="lg" { (Text::WebReader.get(lang)) }
        @if let Some(wrong) = wrong { div.ds-alert data-color="danger" role="alert" { p { (wrong) } } }
        p.readable { (Text::WebReaderWhy.get(lang)) }
        p.readable { (Text::WebReaderBlind.get(lang)) }
        form.narrow method="post" action="/leser" {
            (frame::token(visitor))
            input type="hidden" name="til" value=(to);
            div.ds-field {
                label.ds-label for="initialer" { (Text::WebInitials.get(lang)) }
                input.ds-input #initialer name="initialer" maxlength="8" autocomplete="off" value=(reader.as_deref().unwrap_or_default());
            }
            button.ds-button type="submit" { (Text::WebReaderSet.get(lang)) }
        }
        @if reader.is_some() {
            form method="post" action="/leser" {
                (frame::token(visitor))
                input type="hidden" name="til" value=(to);
                button.ds-button data-variant="secondary" type="submit" { (Text::WebOnlyLook.get(lang)) }
            }
        }
    };
    frame::page(visitor, Text::WebReader.get(lang), "", &body)
}

/// Takes note of who reads; without initials the visitor only looks.
pub(super) fn set_reader(visitor: &Visitor, given: &Reader) -> Answer {
    let named = given.initialer.trim();
    let reader = initials(named);
    if reader.is_none() && !named.is_empty() {
        let wrong = Text::WebNoInitials.get(visitor.lang);
        let page = reader_page(visitor, &given.til, Some(wrong));
        return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    visitor.own(|own| own.reader = reader);
    back(within(&given.til))
}

/// The language, and where to go on.
#[derive(Deserialize)]
pub(super) struct Language {
    sprak: String,
    #[serde(default)]
    til: String,
}

/// Takes note of the language.
pub(super) fn set_language(visitor: &Visitor, given: &Language) -> Answer {
    let lang = Lang::ALL
        .into_iter()
        .find(|lang| lang.code() == given.sprak);
    visitor.own(|own| own.lang = lang);
    back(within(&given.til))
}

/// A place in the room: never another site.
pub(super) fn within(to: &str) -> &str {
    let own = to.starts_with('/')
        && !to.starts_with("//")
        && !to.contains(|c: char| c == '\\' || c.is_control());
    if own { to } else { "/" }
}
