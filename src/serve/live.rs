//! What happens while people read: told to every open page as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use serde_json::{Value, json};
use tokio::sync::broadcast::{Receiver, Sender, channel, error::RecvError};

use super::room::Room;
use super::visitor::Visitor;

/// Events that a slow browser may be behind; it is then told the next.
const BEHIND: usize = 64;

/// Tells those who listen.
pub(super) struct Live {
    told: Sender<Happening>,
}

/// What happens.
#[derive(Clone, Debug)]
pub(super) enum Happening {
    /// A run is under way or has ended.
    Run,
    /// Somebody decided a cell or took a decision back: whose is not told.
    Decision,
    /// The room closes.
    Close,
}

impl Live {
    pub(super) fn new() -> Self {
        Live {
            told: channel(BEHIND).0,
        }
    }

    /// Tells all who listen; it is no harm if nobody does.
    pub(super) fn tell(&self, happening: Happening) {
        let _ = self.told.send(happening);
    }

    /// Ends all streams, so that the room can close.
    pub(super) fn close(&self) {
        self.tell(Happening::Close);
    }
}

/// The stream of events of a browser: first how it stands.
pub(super) async fn stream(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listening = room.live.told.subscribe();
    let start = (room, visitor, listening, true);
    let events = unfold(
        start,
        |(room, visitor, mut listening, is_first)| async move {
            let event = if is_first {
                status(&room, &visitor)
            } else {
                next(&room, &visitor, &mut listening).await?
            };
            Some((Ok(event), (room, visitor, listening, false)))
        },
    );
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

async fn next(
    room: &Room,
    visitor: &Visitor,
    listening: &mut Receiver<Happening>,
) -> Option<Event> {
    match listening.recv().await {
        Ok(Happening::Decision) => Some(Event::default().event("vurdering").data("{}")),
        Ok(Happening::Run) | Err(RecvError::Lagged(_)) => Some(status(room, visitor)),
        Ok(Happening::Close) | Err(RecvError::Closed) => None,
    }
}

fn status(room: &Room, visitor: &Visitor) -> Event {
    let status: Value = json!(room.job.status(visitor.lang));
    Event::default().event("kjoring").data(status.to_string())
}
