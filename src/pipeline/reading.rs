//! Reads files, in this process or in supervised processes of the same program.
//!
//! A process of its own is what a parser cannot take down: a file that crashes it, hangs it or fills its memory costs that process and
//! is reported with its name; the next file gets a new one. Processes live on from file to file, so a start is paid once a core, not
//! once a document.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Observer;
#[cfg(feature = "pictures")]
use super::pictures::{Drawn, Scanned};
use super::recognise::{Recogniser, Wanted};
use super::worker::{self, Work, Workers};
use crate::corpus;
use crate::extract::ocr::{Ocr, Recognitions, Scan};
use crate::extract::{self, ReadError, Reading, encoded};
use crate::index::store::{self, Store};

/// Where files are read.
#[derive(Clone, Debug)]
pub enum Readers {
    /// In this process: quicker to start, but a file can end the run.
    InProcess,
    /// In processes of `program`, which is planlys itself.
    Processes {
        /// The program.
        program: PathBuf,
        /// Time for one file; large files get more.
        time: Duration,
    },
}

/// Time for one file unless said otherwise. The slowest of 1 400 hostile test files takes 2 s, a plan of 300 pages 0.1 s.
pub const TIME_LIMIT: Duration = Duration::from_mins(1);
/// A large file may take this much longer for each of its MiB.
const TIME_PER_MIB: Duration = Duration::from_millis(500);

/// A file's hash (hexadecimal, empty if it could not be opened) and what was read.
pub(super) type Answer = (String, Result<Reading, ReadError>);

/// Reads one file here, with what was recognised of its pages.
fn read_here(path: &Path, ocr: (Ocr, &Recognitions)) -> Answer {
    match Content::open(path) {
        Ok(content) => (content.hash(), content.read(path, ocr)),
        Err(error) => (String::new(), Err(error)),
    }
}

/// The bytes of a document: of its file, and of the other pages of a plan that was saved as many web pages.
struct Content {
    bytes: Vec<u8>,
    others: Vec<(String, Vec<u8>)>,
}

impl Content {
    fn open(path: &Path) -> Result<Self, ReadError> {
        let bytes = open(path)?;
        let mut left = extract::MAX_FILE.saturating_sub(bytes.len() as u64);
        let mut others = Vec::new();
        for other in corpus::other_pages(path).map_err(|_| ReadError::Io)? {
            let name = other.file_name().unwrap_or_default();
            let bytes = open(&other)?;
            left = left
                .checked_sub(bytes.len() as u64)
                .ok_or(ReadError::TooLarge)?;
            others.push((name.to_string_lossy().into_owned(), bytes));
        }
        Ok(Content { bytes, others })
    }

    /// The hash of the file's bytes, or of all pages with their names.
    fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.bytes);
        for (name, bytes) in &self.others {
            for part in [name.as_bytes(), bytes] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
        hasher.finalize().to_hex().to_string()
    }

    fn read(self, path: &Path, ocr: (Ocr, &Recognitions)) -> Result<Reading, ReadError> {
        extract::read_with(path, self.bytes, self.others, ocr)
    }
}

/// The bytes of a file that is not too large.
pub(super) fn open(path: &Path) -> Result<Vec<u8>, ReadError> {
    let size = std::fs::metadata(path).map_or(0, |m| m.len());
    if size > extract::MAX_FILE {
        return Err(ReadError::TooLarge);
    }
    std::fs::read(path).map_err(|_| ReadError::Io)
}

/// The hash of a document's bytes, hexadecimal, if it can be opened.
pub(super) fn hash_of(path: &Path) -> Option<String> {
    let content = path.is_file().then(|| Content::open(path).ok()).flatten();
    content.map(|content| content.hash())
}

/// Reads files for several threads at once.
pub struct Pool<'r> {
    readers: &'r Readers,
    recogniser: &'r Recogniser,
    workers: Workers,
}

impl<'r> Pool<'r> {
    /// A pool without processes yet: they start when they are needed.
    pub fn new(readers: &'r Readers, recogniser: &'r Recogniser) -> Self {
        Pool {
            readers,
            recogniser,
            workers: Workers::default(),
        }
    }

    /// Reads a file outside a corpus; its pages are recognised on `jobs` threads, 0 for one a core.
    ///
    /// # Panics
    /// If the system refuses a thread.
    pub fn read_alone(
        &self,
        path: &Path,
        jobs: usize,
        observer: &dyn Observer,
    ) -> Result<Reading, ReadError> {
        let size = std::fs::metadata(path).map_or(0, |m| m.len());
        let read = || match self.readers {
            Readers::Processes { .. } => self.read(path, size),
            Readers::InProcess => super::in_threads(1, || self.read(path, size)),
        };
        let (hash, reading) = read();
        let wanted = self.awaited(path, &hash, &reading);
        if wanted.is_empty() {
            return reading;
        }
        // Whoever stops has what was read until then.
        let _ = super::in_threads(jobs, || self.recogniser.all(self, wanted, observer));
        read().1
    }

    /// The pages that OCR is still to be done for, if it can be.
    pub(super) fn awaited(
        &self,
        path: &Path,
        hash: &str,
        reading: &Result<Reading, ReadError>,
    ) -> Vec<Wanted> {
        let Ok(reading) = reading else {
            return Vec::new();
        };
        let pending = reading.ocr.pending_within(self.recogniser.made_with().1);
        if pending.is_empty() || !self.recogniser.is_ready() {
            return Vec::new();
        }
        let wanted = |page| Wanted {
            path: path.to_path_buf(),
            hash: hash.to_owned(),
            page,
        };
        pending.into_iter().map(wanted).collect()
    }

    /// Draws a page of a file for OCR: its index, the dots an inch, and quarter turns to make.
    #[cfg(feature = "pictures")]
    pub(super) fn scan(
        &self,
        path: &Path,
        (page, dots, turns): (u32, u32, u8),
        time: Duration,
    ) -> Result<Scan, ReadError> {
        let scanned = if let Readers::Processes { program, .. } = self.readers {
            let work = Work::Scan { page, dots, turns };
            let asked = (path, &work);
            let understood = encoded::from_bytes::<Result<Scanned, ReadError>>;
            let answer = self.workers.ask(program, asked, time, understood);
            // Without a process nothing is drawn: a page that ends this one would end all reading.
            answer.unwrap_or(Err(ReadError::Crashed))?
        } else {
            Drawn::default().scan(path, (page, dots, turns))
        };
        let (frame, pgm) = scanned?;
        Ok(Scan {
            pgm: pgm.into_vec(),
            frame,
        })
    }

    /// Nothing can be drawn in this build.
    #[cfg(not(feature = "pictures"))]
    #[expect(clippy::unused_self, reason = "other builds draw with it")]
    pub(super) fn scan(&self, _: &Path, _: (u32, u32, u8), _: Duration) -> Result<Scan, ReadError> {
        Err(ReadError::Crashed)
    }

    /// Reads one file of `size` bytes, unless the store has what was read of it before; and whether it was read.
    pub(super) fn read_or_recall(
        &self,
        store: Option<&Store>,
        path: &Path,
        size: u64,
    ) -> (Answer, bool) {
        let Some(store) = store else {
            return (self.read(path, size), true);
        };
        // An empty store cannot have it: then the file need not be opened twice.
        let hash = if store.is_new() {
            String::new()
        } else {
            self.hash(path)
        };
        let known = (!hash.is_empty()).then(|| self.recall(store, &store::key(&hash, path), &hash));
        if let Some(reading) = known.flatten() {
            return ((hash, Ok(reading)), false);
        }
        let (hash, reading) = self.read(path, size);
        if let Ok(reading) = &reading {
            store.put(&store::key(&hash, path), reading);
        }
        ((hash, reading), true)
    }

    /// What the store has of a file, if reading it again would give no more.
    pub(super) fn recall(&self, store: &Store, key: &str, hash: &str) -> Option<Reading> {
        let reading = store.get(key)?;
        let record = &reading.ocr;
        let pending = record.pending_within(self.recogniser.made_with().1);
        let kept = &self.recogniser.kept;
        let news = pending.iter().any(|&page| kept.get(hash, page).is_some());
        (record.serves(self.recogniser.asked()) && !news).then_some(reading)
    }

    /// The hash of a document's bytes, hexadecimal; empty if it cannot be opened.
    #[expect(clippy::unused_self, reason = "only who reads files opens them")]
    pub(super) fn hash(&self, path: &Path) -> String {
        let hash = Content::open(path).map(|content| content.hash());
        hash.unwrap_or_default()
    }

    /// Reads one file of `size` bytes, with all that was recognised of its pages before.
    pub(super) fn read(&self, path: &Path, size: u64) -> Answer {
        let (hash, reading) = self.read_with(path, size, &Recognitions::new());
        let Ok(first) = &reading else {
            return (hash, reading);
        };
        let pending = first.ocr.pending_within(self.recogniser.made_with().1);
        let known = self.recogniser.kept.all(&hash, &pending);
        if known.is_empty() {
            return (hash, reading);
        }
        self.read_with(path, size, &known)
    }

    /// Reads one file of `size` bytes, with what was recognised of its pages.
    pub(super) fn read_with(&self, path: &Path, size: u64, recognised: &Recognitions) -> Answer {
        let asked = self.recogniser.asked();
        let Readers::Processes { program, time } = self.readers else {
            return read_here(path, (asked, recognised));
        };
        let mebibytes = u32::try_from(size >> 20).unwrap_or(u32::MAX);
        let time = time.saturating_add(TIME_PER_MIB * mebibytes);
        let work = Work::Read {
            asked,
            recognised: recognised.clone(),
        };
        let answer = self
            .workers
            .ask(program, (path, &work), time, encoded::from_bytes);
        match answer {
            // Where no process can be started there is still this one.
            None => read_here(path, (asked, recognised)),
            Some(Ok(answer)) => answer,
            Some(Err(error)) => (self.hash(path), Err(error)),
        }
    }
}

/// The life of a worker: reads and draws the files that are asked for, until none is.
pub fn work(requests: impl Read, answers: impl Write + Send) -> io::Result<()> {
    #[cfg(feature = "pictures")]
    let drawn = std::sync::Arc::new(Drawn::default());
    worker::live(requests, answers, move |path, work| match work {
        Work::Read { asked, recognised } => {
            encoded::to_bytes(&read_here(path, (asked, &recognised)))
        }
        #[cfg(feature = "pictures")]
        Work::Draw { page, width } => encoded::to_bytes(&drawn.draw(path, page, width)),
        #[cfg(feature = "pictures")]
        Work::Scan { page, dots, turns } => {
            encoded::to_bytes(&drawn.scan(path, (page, dots, turns)))
        }
        #[cfg(not(feature = "pictures"))]
        Work::Draw { .. } | Work::Scan { .. } => Vec::new(),
    })
}
