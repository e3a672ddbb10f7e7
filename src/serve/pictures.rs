//! Pictures of pages, drawn when they are asked for and held while there is room.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::answer::Trouble;
use super::room::Room;
use super::routes::done;
use super::visitor::Visitor;
use crate::extract::{Format, PageNumber, ReadError};
use crate::pipeline::{Pictures, Readers};
use crate::report;
use crate::wording::Text;

/// Widths that pictures have, in pixels: those of the zoom, for screens with one and with two dots a point.
pub(super) const WIDTHS: [u32; 4] = [700, 1000, 1400, 2000];
/// Bytes of pictures that are held.
const HELD: usize = 64 << 20;
/// Pictures drawn at once; more requests wait their turn.
const AT_ONCE: usize = 2;

/// A picture by run, document, page and width.
type Key = (u64, usize, u32, u32);

/// Draws pictures and holds the last.
pub(super) struct Gallery {
    pictures: Pictures,
    turns: Arc<Semaphore>,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// The picture asked for last stands last.
    all: VecDeque<(Key, Bytes)>,
    bytes: usize,
}

impl Gallery {
    pub(super) fn new(readers: Readers) -> Self {
        Gallery {
            pictures: Pictures::new(readers),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            held: Mutex::default(),
        }
    }

    fn get(&self, key: Key) -> Option<Bytes> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let place = held.all.iter().position(|(of, _)| *of == key)?;
        let found = held.all.remove(place)?;
        let picture = found.1.clone();
        held.all.push_back(found);
        Some(picture)
    }

    fn hold(&self, key: Key, picture: Bytes) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.bytes += picture.len();
        held.all.push_back((key, picture));
        while held.bytes > HELD {
            let Some((_, oldest)) = held.all.pop_front() else {
                return;
            };
            held.bytes -= oldest.len();
        }
    }
}

/// A page of a document of the last run as PNG.
pub(super) async fn get(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    Path((id, number, width)): Path<(String, u32, u32)>,
) -> Response {
    let answer = picture(room, id, number, width).await;
    answer.unwrap_or_else(|trouble| trouble.answer(&visitor))
}

async fn picture(
    room: Arc<Room>,
    id: String,
    number: u32,
    width: u32,
) -> Result<Response, Trouble> {
    if !WIDTHS.contains(&width) {
        return Err(Trouble::missing());
    }
    let looked = done(room.clone(), move |room| {
        let desk = room.desk()?.ok_or_else(Trouble::no_run_yet)?;
        let (index, document) = desk.document(&id).ok_or_else(Trouble::missing)?;
        let within = (1..=document.coverage.pages).contains(&(number as usize));
        if document.format != Some(Format::Pdf) || !within {
            return Err(Trouble::missing());
        }
        if !room.is_as_read(document) {
            let status = StatusCode::CONFLICT;
            return Err(Trouble::new(status, Text::WebFileChanged, &[]));
        }
        let page = PageNumber::from_index(number as usize - 1);
        Ok((
            (desk.number, index, number, width),
            room.file_of(document),
            page,
        ))
    });
    let (key, path, page) = looked.await.ok_or_else(Trouble::busy)??;
    if let Some(held) = room.gallery.get(key) {
        return Ok(png(held));
    }
    let turn = room
        .gallery
        .turns
        .clone()
        .acquire_owned()
        .await
        .map_err(|_| Trouble::busy())?;
    // While this one waited, another may have drawn it.
    if let Some(held) = room.gallery.get(key) {
        return Ok(png(held));
    }
    // The turn ends with the drawing, also where nobody waits for it any more.
    let drawn = done(room.clone(), move |room| {
        let drawn = room.gallery.pictures.draw(&path, page, width);
        drop(turn);
        drawn
    });
    let drawn = drawn.await.unwrap_or(Err(ReadError::Crashed));
    let drawn = drawn.map_err(|error| {
        let why = report::read_error(error, room.settings.lang);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Trouble::new(status, Text::WebNoPicture, &[("why", why)])
    })?;
    let drawn = Bytes::from(drawn);
    room.gallery.hold(key, drawn.clone());
    Ok(png(drawn))
}

fn png(picture: Bytes) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "private, max-age=600"),
    ];
    (headers, picture).into_response()
}
