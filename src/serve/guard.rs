//! Who may come in, and what may be asked: names, origins, sessions, tokens of changes, and what browsers may do with the answers.

#![expect(
    clippy::result_large_err,
    reason = "whoever may not come in gets an answer"
)]

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::answer::Trouble;
use super::login;
use super::room::Room;
use super::session::{Session, same};
use super::upload;
use super::visitor::Visitor;
use crate::wording::Text;

/// Bytes of a form at most: a pack of terms is the longest text that is sent.
const LARGEST_FORM: usize = 1 << 20;
/// The field of a form and the header that carry the session's token.
pub(super) const FIELD: &str = "csrf";
const HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
/// Pages come from here and nowhere else, and show in no other page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Looks at every request before a page does.
pub(super) async fn watch(State(room): State<Arc<Room>>, request: Request, next: Next) -> Response {
    let cacheable = request.uri().path().starts_with("/ressurser/");
    let mut response = match admitted(&room, request).await {
        Ok(request) => next.run(request).await,
        Err(refused) => refused,
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    // Not less: without it browsers would not say that a form is sent by our own page.
    set(header::REFERRER_POLICY, "same-origin");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    let caching = if cacheable {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    set(header::CACHE_CONTROL, caching);
    response
}

/// The request with its visitor, or the answer to one who may not come in.
async fn admitted(room: &Arc<Room>, mut request: Request) -> Result<Request, Response> {
    let headers = request.headers();
    let host = header_text(headers, &header::HOST)
        .unwrap_or_default()
        .to_owned();
    if !is_ours(room, &host) {
        return Err(plain(StatusCode::MISDIRECTED_REQUEST, "unknown host"));
    }
    let path = request.uri().path().to_owned();
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if is_foreign(headers, &host, changes) {
        return Err(plain(StatusCode::FORBIDDEN, "asked for by another site"));
    }
    if path.starts_with("/ressurser/") || path == "/favicon.ico" {
        return Ok(request);
    }
    let is_program = path.starts_with("/api/");
    if path == login::PATH || path == login::PROGRAMS {
        let visitor = visitor(room, stranger()?, &request, is_program);
        request.extensions_mut().insert(visitor);
        return Ok(request);
    }
    if !changes && let Some(entered) = by_link(room, &request) {
        return Err(entered);
    }
    let bearer =
        header_text(headers, &header::AUTHORIZATION).and_then(|h| h.strip_prefix("Bearer "));
    let session = match bearer {
        Some(token) => by_token(room, token),
        None => by_cookie(room, headers),
    };
    let Some(session) = session else {
        return Err(refused(room, &request, is_program));
    };
    let by_bearer = bearer.is_some();
    let visitor = visitor(room, session.clone(), &request, is_program);
    request.extensions_mut().insert(visitor.clone());
    if !changes || by_bearer {
        return Ok(request);
    }
    let denied = || {
        let trouble = Trouble::new(StatusCode::FORBIDDEN, Text::WebNoToken, &[]);
        Err(trouble.answer(&visitor))
    };
    if let Some(token) = header_text(request.headers(), &HEADER) {
        return if same(token, &session.csrf) {
            Ok(request)
        } else {
            denied()
        };
    }
    // A form: its field is read here, so that no page can forget to.
    let (parts, body) = request.into_parts();
    let form = header_text(&parts.headers, &header::CONTENT_TYPE).unwrap_or_default();
    if path == upload::PATH && form.starts_with("multipart/form-data") {
        // Too large to hold here: the token is its first field, and looked at before anything is kept.
        return Ok(Request::from_parts(parts, body));
    }
    if !form.starts_with("application/x-www-form-urlencoded") {
        return denied();
    }
    let Ok(bytes) = axum::body::to_bytes(body, LARGEST_FORM).await else {
        let trouble = Trouble::new(StatusCode::PAYLOAD_TOO_LARGE, Text::WebTooMuch, &[]);
        return Err(trouble.answer(&visitor));
    };
    if !field(&bytes).is_some_and(|token| same(&token, &session.csrf)) {
        return denied();
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn header_text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Whether a name is one of this room's. A page that another site shows under its own name that leads here (DNS rebinding) has that
/// site's name.
fn is_ours(room: &Room, host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let local = room.address.ip().is_loopback();
    if let Ok(ip) = name.parse::<IpAddr>() {
        ip.is_loopback() || !local
    } else {
        let known = room.settings.hosts.iter();
        name.eq_ignore_ascii_case("localhost")
            || known.into_iter().any(|h| h.eq_ignore_ascii_case(name))
    }
}

/// Whether another site asks: what changes something must come from our own pages, and nothing may be put into another's.
fn is_foreign(headers: &HeaderMap, host: &str, changes: bool) -> bool {
    let site = header_text(headers, &HeaderName::from_static("sec-fetch-site"));
    let mode = header_text(headers, &HeaderName::from_static("sec-fetch-mode"));
    let own = matches!(site, None | Some("same-origin" | "none"));
    // Following a link to us is no harm: reading changes nothing.
    if !own && (changes || mode != Some("navigate")) {
        return true;
    }
    let Some(origin) = header_text(headers, &header::ORIGIN) else {
        return false;
    };
    let from = origin.split_once("://").map_or(origin, |(_, host)| host);
    !from.eq_ignore_ascii_case(host)
}

/// The session of a link with the token: a cookie, and the address without it.
fn by_link(room: &Room, request: &Request) -> Option<Response> {
    let query = request.uri().query()?;
    let given = query
        .split('&')
        .find_map(|part| part.strip_prefix("token="))?;
    if room.settings.password.is_some() || !same(given, &room.token) {
        return None;
    }
    // Whoever is in already keeps the session: the form in another tab is of it.
    if by_cookie(room, request.headers()).is_some() {
        return Some(Redirect::to(request.uri().path()).into_response());
    }
    let session = room.sessions.begin().ok()?;
    Some(enter(
        room,
        &session,
        request.headers(),
        request.uri().path(),
    ))
}

/// Lets a session in and leads it to a page.
pub(super) fn enter(room: &Room, session: &Session, headers: &HeaderMap, to: &str) -> Response {
    let over_tls =
        header_text(headers, &HeaderName::from_static("x-forwarded-proto")) == Some("https");
    let secure = if over_tls { "; Secure" } else { "" };
    let cookie = format!(
        "{}={}; Path=/; HttpOnly; SameSite=Strict{secure}",
        room.cookie(),
        session.id
    );
    let mut response = Redirect::to(to).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// A program that has the token of the link, or the identifier of a session it was given.
fn by_token(room: &Room, token: &str) -> Option<Arc<Session>> {
    let by_link = room.settings.password.is_none() && same(token, &room.token);
    if by_link {
        Session::new().ok().map(Arc::new)
    } else {
        room.sessions.of(token)
    }
}

fn by_cookie(room: &Room, headers: &HeaderMap) -> Option<Arc<Session>> {
    let name = format!("{}=", room.cookie());
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut ids = cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().strip_prefix(&*name));
    ids.find_map(|id| room.sessions.of(id))
}

/// A session for pages that need none.
fn stranger() -> Result<Arc<Session>, Response> {
    let session = Session::new().map(Arc::new);
    session.map_err(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "no random numbers"))
}

fn visitor(room: &Room, session: Arc<Session>, request: &Request, is_program: bool) -> Visitor {
    let chosen = session.own().lang;
    let here = request
        .uri()
        .path_and_query()
        .map_or("/", |here| here.as_str());
    Visitor {
        lang: chosen.unwrap_or(room.settings.lang),
        session,
        is_program,
        here: here.to_owned(),
    }
}

/// The answer to one who was not let in.
fn refused(room: &Room, request: &Request, is_program: bool) -> Response {
    if room.settings.password.is_some() && !is_program && request.method() == Method::GET {
        return Redirect::to(login::PATH).into_response();
    }
    match stranger() {
        Ok(session) => {
            let visitor = visitor(room, session, request, is_program);
            let trouble = Trouble::new(StatusCode::UNAUTHORIZED, Text::WebNoSession, &[]);
            trouble.answer(&visitor)
        }
        Err(response) => response,
    }
}

/// The session's token in a form.
fn field(form: &Bytes) -> Option<String> {
    let text = std::str::from_utf8(form).ok()?;
    let value = text
        .split('&')
        .find_map(|part| part.strip_prefix(FIELD)?.strip_prefix('='))?;
    Some(value.to_owned())
}

fn plain(status: StatusCode, words: &'static str) -> Response {
    (status, words).into_response()
}
