//! The same for other programs: JSON under `/api/v1`, described by `OpenAPI`.
//!
//! A program sends `Authorization: Bearer` with the token of the link; it then sees every decision. Beyond this machine it asks for a
//! session with the password first. Values are those of the reports, whose schemas the program publishes (`src/report/schema`).

#![expect(
    unused_qualifications,
    reason = "the macros that describe the handlers write them"
)]

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoParams, Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Trouble, told};
use super::cell::{self, look, outcome_named};
use super::decisions::{self, Came};
use super::drafts::Draft;
use super::job::Status;
use super::live::Happening;
use super::password::Tried;
use super::room::Room;
use super::routes::{answered, done};
use super::visitor::Visitor;
use super::{coverage, matrix, packs, page, search, searches};
use crate::review::initials;
use crate::wording::Text;

/// What the description says of the whole.
#[derive(OpenApi)]
#[openapi(
    info(title = "planlys", description = "The reading room for other programs: matrix, cells, pages, decisions and searches of one corpus."),
    modifiers(&Bearer)
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// What cannot be done, and why (the form of RFC 9457).
#[derive(Serialize, ToSchema)]
struct Problem {
    /// What is wrong.
    title: String,
    /// What to do.
    detail: String,
    /// The status of HTTP.
    status: u16,
}

/// The addresses for programs.
pub(super) fn router(room: Arc<Room>) -> Router {
    let (router, description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(matrix))
        .routes(routes!(one_cell))
        .routes(routes!(one_page))
        .routes(routes!(find))
        .routes(routes!(all_packs))
        .routes(routes!(read))
        .routes(routes!(all_decisions, decide))
        .routes(routes!(undo))
        .routes(routes!(run_status, run_start, run_stop))
        .routes(routes!(runs))
        .routes(routes!(session))
        .split_for_parts();
    let description: &'static Value = Box::leak(Box::new(json!(description)));
    let described = axum::routing::get(move || async move { Json(description) });
    router
        .route("/api/v1/openapi.json", described)
        .with_state(room)
}

/// The matrix, as `planlys report --json` prints it (schema `planlys.matrix/2`).
#[utoipa::path(get, path = "/api/v1/matrix", security(("token" = [])),
    responses((status = 200, body = Object), (status = 503, body = Problem, description = "No run yet")))]
async fn matrix(State(room): State<Arc<Room>>, visitor: Visitor) -> Response {
    answered(room, visitor, |room, visitor| {
        told(&matrix::value(room, visitor)?)
    })
    .await
}

/// A cell: suggestion, explanation, documents with their hits, decisions, and the `state` that a decision has to name.
#[utoipa::path(get, path = "/api/v1/cells/{municipality}/{level}", security(("token" = [])),
    params(("municipality" = String, Path, description = "Number of the municipality; its name where the register does not have it"),
        ("level" = String, Path, description = "Plan level, such as bolig")),
    responses((status = 200, body = Object), (status = 404, body = Problem)))]
async fn one_cell(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Path(path): Path<(String, String)>,
) -> Response {
    answered(room, visitor, move |room, visitor| {
        told(&cell::value(room, visitor, &path)?)
    })
    .await
}

/// A page: its text, its hits and the boxes of their words, in points from the top left.
#[utoipa::path(get, path = "/api/v1/documents/{id}/pages/{number}", security(("token" = [])),
    params(("id" = String, Path, description = "Identifier of the document"), ("number" = u32, Path, description = "Page, from 1")),
    responses((status = 200, body = Object), (status = 404, body = Problem)))]
async fn one_page(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Path((id, number)): Path<(String, u32)>,
) -> Response {
    answered(room, visitor, move |room, visitor| {
        told(&page::value(room, visitor, &id, number)?)
    })
    .await
}

#[derive(Deserialize, IntoParams)]
struct Find {
    /// The query, as in `planlys search`.
    q: String,
    /// Pages with their passages; 25 unless told, 200 at most.
    #[serde(default = "few")]
    limit: usize,
}

fn few() -> usize {
    25
}

/// What a query finds, as `planlys search --json` prints it (schema `planlys.search/2`), with the documents' identifiers.
#[utoipa::path(get, path = "/api/v1/search", security(("token" = [])), params(Find),
    responses((status = 200, body = Object), (status = 422, body = Problem, description = "The query cannot be understood")))]
async fn find(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Query(asked): Query<Find>,
) -> Response {
    search::value(room, visitor, asked.q, asked.limit).await
}

/// The term packs, and the searches that are kept.
#[utoipa::path(get, path = "/api/v1/packs", security(("token" = [])), responses((status = 200, body = Object)))]
async fn all_packs(State(room): State<Arc<Room>>, visitor: Visitor) -> Response {
    answered(room, visitor, |room, visitor| {
        let mut value = packs::value(room, visitor.lang);
        value["searches"] = searches::value(room)["searches"].take();
        told(&value)
    })
    .await
}

/// What was read of each document, and what was not.
#[utoipa::path(get, path = "/api/v1/coverage", security(("token" = [])), responses((status = 200, body = Object)))]
async fn read(State(room): State<Arc<Room>>, visitor: Visitor) -> Response {
    answered(room, visitor, |room, _| told(&coverage::value(room)?)).await
}

/// The decisions, taken back or not.
#[utoipa::path(get, path = "/api/v1/decisions", security(("token" = [])), responses((status = 200, body = Object)))]
async fn all_decisions(State(room): State<Arc<Room>>, visitor: Visitor) -> Response {
    answered(room, visitor, |room, visitor| {
        told(&decisions::value(room, visitor)?)
    })
    .await
}

/// A decision to make.
#[derive(Deserialize, ToSchema)]
struct Wanted {
    /// Number or name of the municipality.
    municipality: String,
    /// Plan level.
    level: String,
    /// green, yellow, red, `not_found` or unreadable.
    outcome: String,
    /// Initials of who decides.
    reviewer: String,
    /// Why; needed where it differs from the suggestion.
    #[serde(default)]
    reason: String,
    /// Passages, as «s. 12» or «s. 12: the words».
    #[serde(default)]
    citations: Vec<String>,
    /// Hits, as the cell numbers them.
    #[serde(default)]
    hits: Vec<WantedHit>,
    /// The `state` of the cell when it was read: another means that something has changed since, and nothing is kept.
    state: String,
}

/// A hit of a document.
#[derive(Deserialize, ToSchema)]
struct WantedHit {
    /// Identifier of the document.
    document: String,
    /// Its number.
    number: usize,
}

/// Who decides: the initials that are sent, which must be those of the session if it has any.
fn named(visitor: &Visitor, reviewer: &str) -> Result<String, Trouble> {
    let refused = |text, gaps: &[_]| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, text, gaps);
    let named = initials(reviewer).ok_or_else(|| refused(Text::WebNoInitials, &[]))?;
    match visitor.reader() {
        Some(own) if own != named => {
            let gaps = [("then", named.as_str()), ("now", own.as_str())];
            Err(refused(Text::WebOtherReader, &gaps))
        }
        _ => Ok(named),
    }
}

/// Decides a cell.
#[utoipa::path(post, path = "/api/v1/decisions", security(("token" = [])), request_body = Wanted,
    responses((status = 201, body = Object), (status = 409, body = Problem, description = "The cell has changed since it was read"),
        (status = 422, body = Problem, description = "Something is missing")))]
async fn decide(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Json(wanted): Json<Wanted>,
) -> Response {
    answered(room, visitor, move |room, visitor| {
        let reader = named(visitor, &wanted.reviewer)?;
        let draft = Draft {
            outcome: outcome_named(&wanted.outcome),
            reason: wanted.reason.clone(),
            more: wanted.citations.join("\n"),
            picked: wanted
                .hits
                .iter()
                .map(|hit| (hit.document.clone(), hit.number))
                .collect(),
        };
        let path = (wanted.municipality.clone(), wanted.level.clone());
        look(room, visitor, &path, |view, _| {
            match decisions::decided(room, view, &reader, &draft, &wanted.state)? {
                Came::Kept(entry) => {
                    room.live.tell(Happening::Decision);
                    Ok((StatusCode::CREATED, Json(json!(entry))).into_response())
                }
                Came::Lacks(lacks) => {
                    let words: Vec<String> = lacks.into_iter().map(|(words, _)| words).collect();
                    Err(Trouble::unclear(words.join("; "), String::new()))
                }
                Came::Moved => Err(Trouble::new(StatusCode::CONFLICT, Text::WebMoved, &[])),
            }
        })
    })
    .await
}

#[derive(Deserialize, IntoParams)]
struct By {
    /// Initials of whose decision it is.
    reviewer: String,
}

/// Takes a decision of one's own back.
#[utoipa::path(delete, path = "/api/v1/decisions/{id}", security(("token" = [])), params(("id" = String, Path, description = "Identifier of the decision"), By),
    responses((status = 204), (status = 409, body = Problem, description = "It does not stand, or is another's")))]
async fn undo(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(by): Query<By>,
) -> Response {
    answered(room, visitor, move |room, visitor| {
        decisions::undone(room, Some(named(visitor, &by.reviewer)?), &id)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

/// How a run stands.
#[utoipa::path(get, path = "/api/v1/run", security(("token" = [])), responses((status = 200, body = Status)))]
async fn run_status(State(room): State<Arc<Room>>, visitor: Visitor) -> Response {
    Json(room.job.status(visitor.lang)).into_response()
}

/// Starts a run: files that are new or changed are read, and the matrix is made anew. While one is under way another follows it.
#[utoipa::path(post, path = "/api/v1/run", security(("token" = [])), responses((status = 202)))]
async fn run_start(State(room): State<Arc<Room>>) -> StatusCode {
    room.wish_run();
    StatusCode::ACCEPTED
}

/// Stops the run under way; the matrix stays as it was.
#[utoipa::path(delete, path = "/api/v1/run", security(("token" = [])), responses((status = 202)))]
async fn run_stop(State(room): State<Arc<Room>>) -> StatusCode {
    room.job.stop();
    StatusCode::ACCEPTED
}

/// The earlier runs that are kept.
#[utoipa::path(get, path = "/api/v1/runs", security(("token" = [])), responses((status = 200, body = Object)))]
async fn runs(State(room): State<Arc<Room>>, visitor: Visitor) -> Response {
    answered(room, visitor, |room, _| {
        let runs = room.settings.state.kept_runs().into_iter();
        told(&json!({ "runs": runs.map(|run| json!({ "id": run.made, "made": run.time() })).collect::<Vec<_>>() }))
    }).await
}

/// A password.
#[derive(Deserialize, ToSchema)]
struct Password {
    password: String,
}

/// Lets a program in where a password is asked for: the token of a session.
#[utoipa::path(post, path = "/api/v1/session", request_body = Password,
    responses((status = 201, body = Object), (status = 401, body = Problem), (status = 429, body = Problem)))]
async fn session(State(room): State<Arc<Room>>, Json(given): Json<Password>) -> Response {
    let tried = done(room.clone(), move |room| {
        let hash = room.settings.password.as_deref()?;
        Some(room.door.tried(hash, &given.password))
    });
    match tried.await.flatten() {
        Some(Tried::In) => match room.sessions.begin() {
            Ok(session) => {
                (StatusCode::CREATED, Json(json!({ "token": session.id }))).into_response()
            }
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
        Some(Tried::Wrong) => StatusCode::UNAUTHORIZED.into_response(),
        Some(Tried::Wait(_)) => StatusCode::TOO_MANY_REQUESTS.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
