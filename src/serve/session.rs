//! Who is in the room: a session a browser, with the reader's initials, the language and what is not yet decided.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::drafts::Drafts;
use super::routes::Pairs;
use crate::wording::Lang;

/// Sessions at most; the one unused longest goes first.
const MOST: usize = 256;

/// A secret of 128 random bits in hexadecimal.
pub(super) fn secret() -> io::Result<String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(format!("{:032x}", u128::from_le_bytes(bytes)))
}

/// Whether two secrets are the same; tells by its time nothing of where they differ.
pub(super) fn same(a: &str, b: &str) -> bool {
    blake3::hash(a.as_bytes()) == blake3::hash(b.as_bytes())
}

/// A browser or another program that was let in.
pub(super) struct Session {
    /// Names it.
    pub(super) id: String,
    /// Stands in every form that changes something.
    pub(super) csrf: String,
    own: Mutex<Own>,
}

/// What belongs to a session.
#[derive(Default)]
pub(super) struct Own {
    /// Initials of who reads; nobody decides without them.
    pub(super) reader: Option<String>,
    /// The language, if one was chosen.
    pub(super) lang: Option<Lang>,
    /// What is not yet decided.
    pub(super) drafts: Drafts,
    /// What is to be said on the next page, and when and on which page it was said first.
    notice: Option<(String, Option<(Instant, String)>)>,
    /// What the matrix was asked for last: the way back to it, and the order in which cells are read.
    pub(super) matrix: Pairs,
    /// The size of pictures that was chosen last, in percent.
    pub(super) zoom: Option<u32>,
}

/// So long a notice stays: a page may load itself anew right after it was shown.
const STAYS: Duration = Duration::from_secs(4);

impl Own {
    /// Says something on the next page.
    pub(super) fn say(&mut self, words: String) {
        self.notice = Some((words, None));
    }

    /// What is to be said on this page.
    pub(super) fn said(&mut self, here: &str) -> Option<String> {
        let page = here.split(['?', '#']).next().unwrap_or_default();
        let (words, first) = self.notice.as_mut()?;
        let (since, on) = first.get_or_insert_with(|| (Instant::now(), page.to_owned()));
        if since.elapsed() < STAYS && on == page {
            return Some(words.clone());
        }
        self.notice = None;
        None
    }
}

impl Session {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Session {
            id: secret()?,
            csrf: secret()?,
            own: Mutex::default(),
        })
    }

    /// What belongs to it, while nobody else changes it.
    pub(super) fn own(&self) -> MutexGuard<'_, Own> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All sessions, with when each was used last.
#[derive(Default)]
pub(super) struct Sessions {
    all: Mutex<HashMap<String, (Instant, Arc<Session>)>>,
}

impl Sessions {
    /// Lets somebody in.
    pub(super) fn begin(&self) -> io::Result<Arc<Session>> {
        let session = Arc::new(Session::new()?);
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                all.remove(&id);
            }
        }
        all.insert(session.id.clone(), (Instant::now(), session.clone()));
        Ok(session)
    }

    /// The session of an identifier.
    pub(super) fn of(&self, id: &str) -> Option<Arc<Session>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let (used, session) = all.get_mut(id)?;
        *used = Instant::now();
        Some(session.clone())
    }
}
