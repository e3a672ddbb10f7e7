//! Which address leads to which page.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use futures_util::stream::unfold;
use tokio::sync::OwnedSemaphorePermit;

use super::answer::{Answer, Trouble};
use super::login::{Language, Reader};
use super::room::Room;
use super::visitor::Visitor;
use super::{
    api, assets, cell, coverage, decisions, documents, drafts, exports, guard, help, live, login,
    matrix, packs, page, pictures, search, searches, trial, upload,
};

/// Questions and fields, in the order in which they were sent.
pub(super) type Pairs = Vec<(String, String)>;

/// The first value of a name.
pub(super) fn first<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    let found = pairs.iter().find(|(of, _)| of == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// All values of a name.
pub(super) fn each<'p>(pairs: &'p Pairs, name: &'p str) -> impl Iterator<Item = &'p str> {
    pairs
        .iter()
        .filter(move |(of, _)| of == name)
        .map(|(_, value)| value.as_str())
}

/// Does work that takes time apart from the threads that talk with browsers; `None` if it failed.
pub(super) async fn done<R: Send + 'static>(
    room: Arc<Room>,
    work: impl FnOnce(&Room) -> R + Send + 'static,
) -> Option<R> {
    tokio::task::spawn_blocking(move || work(&room)).await.ok()
}

/// The answer that a page works out.
pub(super) async fn answered(
    room: Arc<Room>,
    visitor: Visitor,
    work: impl FnOnce(&Room, &Visitor) -> Answer + Send + 'static,
) -> Response {
    let asking = visitor.clone();
    let answer = done(room, move |room| work(room, &visitor)).await;
    let answer = answer.unwrap_or_else(|| Err(Trouble::failed()));
    answer.unwrap_or_else(|trouble| trouble.answer(&asking))
}

/// Bytes of a file that are sent at a time.
const PART: usize = 64 << 10;
/// So long what uses all cores or much memory waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// A turn of what uses all cores or much memory; `None` if it took too long to come.
async fn turn(room: &Room) -> Option<OwnedSemaphorePermit> {
    let turn = tokio::time::timeout(PATIENCE, room.turns.clone().acquire_owned());
    turn.await.ok()?.ok()
}

/// The answer of work that uses all cores or much memory: a few at once.
pub(super) async fn in_turn(
    room: Arc<Room>,
    visitor: Visitor,
    work: impl FnOnce(&Room, &Visitor) -> Answer + Send + 'static,
) -> Response {
    let Some(turn) = turn(&room).await else {
        return Trouble::busy().answer(&visitor);
    };
    // It ends with the work, also where nobody waits for the answer any more.
    let in_turn = move |room: &Room, visitor: &Visitor| {
        let answer = work(room, visitor);
        drop(turn);
        answer
    };
    answered(room, visitor, in_turn).await
}

/// A handler of a page that needs the parts of the path `P` and the questions.
macro_rules! page {
    ($work:expr) => {
        |State(room): State<Arc<Room>>, visitor: Visitor, Query(asked): Query<Pairs>| async move {
            answered(room, visitor, move |room, visitor| {
                $work(room, visitor, &asked)
            })
            .await
        }
    };
    ($work:expr, $path:ty) => {
        |State(room): State<Arc<Room>>,
         visitor: Visitor,
         Path(path): Path<$path>,
         Query(asked): Query<Pairs>| async move {
            answered(room, visitor, move |room, visitor| {
                $work(room, visitor, &path, &asked)
            })
            .await
        }
    };
}

/// A handler of a form.
macro_rules! form {
    ($work:expr) => {
        |State(room): State<Arc<Room>>, visitor: Visitor, Form(sent): Form<Pairs>| async move {
            answered(room, visitor, move |room, visitor| {
                $work(room, visitor, &sent)
            })
            .await
        }
    };
    ($work:expr, $path:ty) => {
        |State(room): State<Arc<Room>>,
         visitor: Visitor,
         Path(path): Path<$path>,
         Form(sent): Form<Pairs>| async move {
            answered(room, visitor, move |room, visitor| {
                $work(room, visitor, &path, &sent)
            })
            .await
        }
    };
}

type Two = (String, String);

/// All pages behind the guard.
pub(super) fn router(room: Arc<Room>) -> Router {
    let pages = Router::new()
        .route("/", get(page!(matrix::page)))
        .route("/celle/{municipality}/{level}", get(page!(cell::page, Two)))
        .route(
            "/celle/{municipality}/{level}/vurdering",
            get(page!(cell::back_to, Two)).post(form!(decisions::decide, Two)),
        )
        .route(
            "/celle/{municipality}/{level}/utkast",
            post(form!(drafts::draft, Two)),
        )
        .route("/dokument/{id}/side/{number}", get(one_page))
        .route("/dokument/{id}/fil", get(documents::original))
        .route("/dokument/{id}/bilde/{number}/{width}", get(pictures::get))
        .route("/vurderinger", get(page!(decisions::page)))
        .route(
            "/vurderinger/{id}/angre",
            post(form!(decisions::undo, String)),
        )
        .route("/sok", get(search::page))
        .route("/sok/treff.csv", get(search::csv))
        .route("/sok/lagre", post(form!(searches::save)))
        .route("/pakker", get(page!(packs::page)))
        .route("/pakker/{id}", get(page!(packs::one, String)))
        .route("/pakker/{id}/{what}", get(page!(packs::back_to, Two)))
        .route("/pakker/{id}/bruk", post(form!(trial::choose, String)))
        .route("/pakker/{id}/fjern", post(form!(trial::remove, String)))
        .route("/pakker/{id}/former", get(page!(packs::forms, String)))
        .route("/pakker/{id}/prov", post(try_pack))
        .route("/pakker/{id}/lagre", post(form!(trial::save, String)))
        .route("/dekning", get(page!(coverage::page)))
        .route(
            "/filer",
            post(upload::take).layer(DefaultBodyLimit::disable()),
        )
        .route("/kjoring", post(form!(coverage::start)))
        .route("/kjoring/stopp", post(form!(coverage::stop)))
        .route("/eksport", get(page!(exports::page)))
        .route("/eksport/{format}", get(export))
        .route("/hjelp", get(page!(help::page)))
        .route(
            "/leser",
            get(page!(|_: &Room, visitor: &Visitor, asked: &Pairs| {
                login::reader(visitor, first(asked, "til"))
            })),
        )
        .route("/leser", post(set_reader))
        .route("/sprak", post(set_language))
        .route(login::PATH, get(login::ask).post(login::enter))
        .route("/live", get(live::stream))
        .route("/favicon.ico", get(assets::icon))
        .route("/ressurser/{version}/{name}", get(assets::get))
        .fallback(nothing)
        .with_state(room.clone());
    let programs = api::router(room.clone());
    pages
        .merge(programs)
        .layer(middleware::from_fn_with_state(room, guard::watch))
}

/// A file to take along; its turn ends when all of it is sent, because it lies in memory until then.
async fn export(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Path(format): Path<String>,
    Query(asked): Query<Pairs>,
) -> Response {
    let Some(turn) = turn(&room).await else {
        return Trouble::busy().answer(&visitor);
    };
    let work = move |room: &Room, visitor: &Visitor| exports::get(room, visitor, &format, &asked);
    let (parts, body) = answered(room, visitor, work).await.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let sent = unfold((bytes, turn), |(mut rest, turn)| async move {
        let part = rest.split_to(rest.len().min(PART));
        (!part.is_empty()).then_some((Ok::<_, Infallible>(part), (rest, turn)))
    });
    Response::from_parts(parts, Body::from_stream(sent))
}

async fn try_pack(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(sent): Form<Pairs>,
) -> Response {
    let work = move |room: &Room, visitor: &Visitor| trial::page(room, visitor, &id, &sent);
    in_turn(room, visitor, work).await
}

async fn one_page(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Path(path): Path<(String, u32)>,
    Query(asked): Query<Pairs>,
) -> Response {
    // Seen from a search, it searches.
    let searches = !first(&asked, "q").is_empty();
    let work = move |room: &Room, visitor: &Visitor| page::page(room, visitor, &path, &asked);
    if searches {
        in_turn(room, visitor, work).await
    } else {
        answered(room, visitor, work).await
    }
}

async fn nothing(visitor: Visitor) -> Response {
    Trouble::missing().answer(&visitor)
}

async fn set_reader(visitor: Visitor, Form(given): Form<Reader>) -> Response {
    login::set_reader(&visitor, &given).unwrap_or_else(|trouble| trouble.answer(&visitor))
}

async fn set_language(visitor: Visitor, Form(given): Form<Language>) -> Response {
    login::set_language(&visitor, &given).unwrap_or_else(|trouble| trouble.answer(&visitor))
}
