//! Pages → what OCR makes of them: drawn in supervised processes, read by Tesseract, page by page, on as many cores as are given.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::reading::Pool;
use super::tesseract::{self, DOTS, Found, Picture, Tesseract};
use super::{Event, Observer, Stopped};
use crate::extract::ReadError;
use crate::extract::ocr::{NotRecognised, Ocr, Recognition, Recognitions};
use crate::index::RecognitionStore;

/// Time for one page unless said otherwise: an ordinary page takes a second, a large map ten.
pub const PAGE_TIME: Duration = Duration::from_mins(1);

/// How pages without text of their own are read.
#[derive(Debug)]
pub struct Recogniser {
    asked: Ocr,
    time: Duration,
    pub(super) kept: RecognitionStore,
    found: OnceLock<Found>,
}

/// A page to be recognised.
pub(super) struct Wanted {
    /// Its file.
    pub path: PathBuf,
    /// The hash of the file.
    pub hash: String,
    /// Index of the page.
    pub page: u32,
}

impl Recogniser {
    /// One that keeps what it reads. A page may take `time`.
    pub fn new(asked: Ocr, time: Duration, kept: RecognitionStore) -> Self {
        Recogniser {
            asked,
            time,
            kept,
            found: OnceLock::new(),
        }
    }

    /// One that reads nothing.
    pub fn off() -> Self {
        Recogniser::recalling(Ocr::Off, RecognitionStore::in_memory(PAGE_TIME))
    }

    /// One that reads nothing anew, and has what was recognised before.
    pub fn recalling(asked: Ocr, kept: RecognitionStore) -> Self {
        Recogniser::recalling_within(asked, PAGE_TIME, kept)
    }

    /// … when a page might take so long.
    pub fn recalling_within(asked: Ocr, time: Duration, kept: RecognitionStore) -> Self {
        Recogniser {
            found: OnceLock::from(Found::Missing),
            ..Recogniser::new(asked, time, kept)
        }
    }

    /// What is asked for.
    pub fn asked(&self) -> Ocr {
        self.asked
    }

    /// What is asked for, and the seconds that a page may take: a state is of these.
    pub fn made_with(&self) -> (Ocr, u64) {
        (self.asked, self.time.as_secs())
    }

    /// What there is to read with; looked for when it is needed first.
    pub fn found(&self) -> &Found {
        self.found.get_or_init(|| {
            if cfg!(feature = "pictures") && self.asked != Ocr::Off {
                Found::now()
            } else {
                Found::Missing
            }
        })
    }

    /// What reads, if there is something.
    fn tesseract(&self) -> Option<&Tesseract> {
        match self.found() {
            Found::Ready(tesseract) => Some(tesseract),
            Found::WithoutNorwegian | Found::Missing => None,
        }
    }

    /// Whether it can read.
    pub fn is_ready(&self) -> bool {
        self.tesseract().is_some()
    }

    /// Whether there is an OCR that cannot read Norwegian.
    pub fn lacks_norwegian(&self) -> bool {
        *self.found() == Found::WithoutNorwegian
    }

    /// Why something that was recognised could not be kept, once.
    pub fn failure(&self) -> Option<std::io::Error> {
        self.kept.failure()
    }

    /// Recognises pages, those first that come first, on all threads of the pool it runs in. Each is kept as soon as it is done.
    pub(super) fn all(
        &self,
        pool: &Pool<'_>,
        wanted: Vec<Wanted>,
        observer: &dyn Observer,
    ) -> Result<(), Stopped> {
        let Some(tesseract) = self.tesseract().filter(|_| !wanted.is_empty()) else {
            return Ok(());
        };
        // Copies of a plan have the same pages.
        let mut seen = BTreeSet::new();
        let mut wanted = wanted;
        wanted.retain(|wanted| seen.insert((wanted.hash.clone(), wanted.page)));
        let pages = wanted.len();
        observer.event(Event::OcrStarted { pages });
        // One after the other as threads become free: those of one file at the same time, so that it is opened once a process.
        let done = wanted.into_iter().par_bridge().try_for_each(|wanted| {
            if observer.is_stopped() {
                return Err(Stopped);
            }
            let recognition = self.page(pool, tesseract, &wanted);
            self.kept.put(&wanted.hash, wanted.page, recognition);
            observer.event(Event::OcrDone {
                path: &wanted.path,
                page: wanted.page,
            });
            Ok(())
        });
        observer.event(Event::OcrFinished);
        done
    }

    /// Recognises pages of one file on this thread, one after the other; none if there is nothing to read with.
    pub(super) fn some(&self, pool: &Pool<'_>, wanted: &[Wanted]) -> Recognitions {
        let Some(tesseract) = self.tesseract().filter(|_| !wanted.is_empty()) else {
            return Recognitions::new();
        };
        let read = |wanted: &Wanted| (wanted.page, self.page(pool, tesseract, wanted));
        wanted.iter().map(read).collect()
    }

    fn page(&self, pool: &Pool<'_>, tesseract: &Tesseract, wanted: &Wanted) -> Recognition {
        let until = Instant::now() + self.time;
        let late = |error| match error {
            NotRecognised::Timeout(_) => NotRecognised::Timeout(self.time.as_secs()),
            other => other,
        };
        let draw = |turns| {
            let left = until.saturating_duration_since(Instant::now());
            let scan = pool.scan(&wanted.path, (wanted.page, DOTS, turns), left);
            let scan = scan.map_err(|error| match error {
                ReadError::Timeout => late(NotRecognised::Timeout(0)),
                ReadError::Io | ReadError::Crashed => NotRecognised::Failed(1),
                _ => NotRecognised::NotDrawn,
            })?;
            Picture::new(&scan).map_err(|_| NotRecognised::Failed(1))
        };
        let picture = draw(0)?;
        let read = tesseract.read(&picture, until).map_err(late)?;
        if read.is_mostly_certain() {
            return Ok(read);
        }
        // A page that lies on its side reads as noise.
        let turns = tesseract.turns(&picture, until);
        if turns == 0 {
            return Ok(read);
        }
        let turned = draw(turns).and_then(|picture| tesseract.read(&picture, until));
        Ok(match turned {
            Ok(turned) => tesseract::better(read, turned),
            Err(_) => read,
        })
    }
}
