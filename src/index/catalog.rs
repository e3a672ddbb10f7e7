//! The catalog: which files the state holds, as they were when they were read. It is written last, after the store and the index.
//!
//! A file whose size and times are those of the catalog is taken to be unchanged and not opened. Where the times prove nothing, because
//! the file had just been written or its times were set back, it is opened and its hash decides.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{State, StateError};
use crate::corpus::{self, Identity, Municipality, Stamp};
use crate::extract::{self, Ocr, ReadError, encoded};

/// Version of the files in a state directory; others are made anew.
const LAYOUT: u32 = 6;
const CATALOG: &str = "catalog";
/// Bytes of a blake3 hash.
const HASH: usize = 32;
/// Times of a file are this exact where they have parts of a second, in nanoseconds: clocks of file systems tick so often.
const TICK: i64 = 50_000_000;
/// … and where they have not: the coarsest file system in use, FAT, counts in two seconds.
const COARSE_TICK: i64 = 2_000_000_000;
const SECOND: i64 = 1_000_000_000;

/// What a state holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// By whom and of what it was made.
    pub made: Made,
    /// The files by their path within the corpus.
    pub files: BTreeMap<String, FileRecord>,
    /// Files and folders of the corpus that could not be listed.
    pub unlisted: Vec<String>,
}

/// By whom and of what a catalog was made: what another one was made of is described anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Made {
    extractor: u32,
    /// Build of the program that described the files.
    build: String,
    /// The corpus.
    pub corpus: PathBuf,
    /// Words below which a page that links to a plan is none itself: a part of the pack's rule that says what a file is.
    pub fewest_words: usize,
    /// Which pages were to be read by OCR, and in how many seconds each.
    pub ocr: (Ocr, u64),
}

/// The part of a catalog that says whether something has changed: it is read without the rest, many times as often.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stamps {
    /// By whom and of what it was made.
    pub made: Made,
    /// The files, sorted by their path within the corpus.
    pub files: Vec<StampRecord>,
    /// Pages of all files.
    pub pages: usize,
    /// Pages that OCR is still to be done for.
    pub awaiting_ocr: usize,
    /// Files that could not be (fully) read: the name, pages not read, all pages, or why nothing was.
    pub unread: Vec<UnreadFile>,
    /// Files and folders of the corpus that could not be listed.
    pub unlisted: Vec<String>,
}

/// A file that could not be (fully) read: the name, pages not read, all pages, or why nothing was.
pub type UnreadFile = (String, usize, usize, Option<ReadError>);

/// What tells whether a file has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StampRecord {
    /// Path within the corpus.
    pub name: String,
    /// Its size and times; `None` if they prove nothing and the file must be looked into.
    pub certain: Option<Stamp>,
    /// What `plans.csv` said of it.
    pub stated: u64,
}

/// A file as it was when it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its size and times.
    pub stamp: Stamp,
    /// When it was looked at, in nanoseconds since 1970.
    pub seen: i64,
    /// blake3 hash of its bytes, hexadecimal; empty if it could not be opened.
    pub hash: String,
    /// Its key in the store.
    pub key: String,
    /// What `plans.csv` said of it, as a number that differs when that does.
    pub stated: u64,
    /// What it is.
    pub what: Described,
}

/// What a document is, as a search asks for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Described {
    /// Whose.
    pub municipality: Municipality,
    /// The other municipalities of a joint plan.
    pub joint: Vec<Municipality>,
    /// Level, title, period, status, language.
    pub identity: Identity,
    /// Number of pages.
    pub pages: usize,
    /// Pages that could not be read.
    pub unread: usize,
    /// Pages that OCR is still to be done for.
    pub awaiting_ocr: usize,
    /// A number that differs when what OCR gave does.
    pub ocr_mark: u32,
    /// Its text has lost letters.
    pub damaged: bool,
    /// Why nothing was read.
    pub error: Option<ReadError>,
}

impl Described {
    /// All municipalities whose plan it is.
    pub fn owners(&self) -> impl Iterator<Item = &Municipality> {
        std::iter::once(&self.municipality).chain(&self.joint)
    }

    /// Whether something of it could not be read.
    pub fn is_incomplete(&self) -> bool {
        self.error.is_some() || self.unread > 0
    }
}

/// What is known of a file before it is opened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Known<'c> {
    /// It is as it was.
    Same(&'c FileRecord),
    /// It may be: its bytes decide.
    Perhaps(&'c FileRecord),
    /// It is new, or surely another.
    No,
}

impl Made {
    /// By this program, of a corpus.
    pub fn now(corpus: &Path, fewest_words: usize, ocr: (Ocr, u64)) -> Self {
        Made {
            extractor: extract::VERSION,
            build: BUILD.to_owned(),
            corpus: corpus.to_path_buf(),
            fewest_words,
            ocr,
        }
    }

    /// Whether it was made by this program, of a corpus.
    pub fn is_of(&self, corpus: &Path) -> bool {
        *self == Made::now(corpus, self.fewest_words, self.ocr)
    }
}

impl Catalog {
    /// An empty one.
    pub fn new(made: Made) -> Self {
        Catalog {
            made,
            files: BTreeMap::new(),
            unlisted: Vec::new(),
        }
    }

    /// The part of it that says whether something has changed.
    pub fn stamps(&self) -> Stamps {
        let unread = self
            .files
            .iter()
            .filter(|(_, record)| record.what.is_incomplete());
        let unread = unread.map(|(name, FileRecord { what, .. })| {
            (name.clone(), what.unread, what.pages, what.error)
        });
        let stamp = |(name, record): (&String, &FileRecord)| StampRecord {
            name: name.clone(),
            certain: record.is_certain().then_some(record.stamp),
            stated: record.stated,
        };
        Stamps {
            made: self.made.clone(),
            pages: self.files.values().map(|record| record.what.pages).sum(),
            awaiting_ocr: self.files.values().map(|r| r.what.awaiting_ocr).sum(),
            unread: unread.collect(),
            unlisted: self.unlisted.clone(),
            files: self.files.iter().map(stamp).collect(),
        }
    }

    /// What is known of a file.
    pub fn known(&self, file: &corpus::File) -> Known<'_> {
        let Some(record) = self.files.get(&*name_of(&file.path)) else {
            return Known::No;
        };
        if record.stamp == file.stamp {
            if record.is_certain() {
                return Known::Same(record);
            }
            return Known::Perhaps(record);
        }
        if record.stamp.size == file.stamp.size {
            Known::Perhaps(record)
        } else {
            Known::No
        }
    }

    /// The keys of the store that the files need.
    pub fn keys(&self) -> std::collections::BTreeSet<String> {
        let keys = self.files.values().map(|record| record.key.clone());
        keys.filter(|key| !key.is_empty()).collect()
    }
}

impl FileRecord {
    /// Whether the times prove that the file has not changed since: a file written within a tick of being looked at may have been
    /// written once more within it.
    fn is_certain(&self) -> bool {
        let times = [self.stamp.modified, self.stamp.changed];
        let tick = if times.iter().any(|time| time % SECOND != 0) {
            TICK
        } else {
            COARSE_TICK
        };
        !self.hash.is_empty()
            && times
                .iter()
                .all(|time| time.saturating_add(tick) < self.seen)
    }
}

/// Build of the program: a hash of its source.
pub const BUILD: &str = env!("PLANLYS_BUILD");

/// The name of a path within the corpus, the same on every system.
pub fn name_of(path: &Path) -> Cow<'_, str> {
    let name = path.to_string_lossy();
    if name.contains('\\') {
        return Cow::Owned(name.replace('\\', "/"));
    }
    name
}

impl State {
    fn catalog_bytes(&self) -> Result<(PathBuf, Vec<u8>), StateError> {
        let path = self.dir().join(CATALOG);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(if self.is_of_old_layout() {
                    StateError::OtherVersion(self.dir().to_path_buf())
                } else {
                    StateError::Missing(self.dir().to_path_buf())
                });
            }
            Err(error) => return Err(StateError::Io(path, error)),
        };
        Ok((path, bytes))
    }

    /// What tells whether something has changed since the state was brought up to date.
    pub fn stamps(&self) -> Result<Stamps, StateError> {
        let (path, bytes) = self.catalog_bytes()?;
        let damaged = || StateError::Damaged(path.clone(), "checksum".to_owned());
        let (stamps, _) = self
            .sections(&bytes)
            .map_err(|known| known.unwrap_or_else(damaged))?;
        encoded::from_bytes(stamps).ok_or_else(damaged)
    }

    /// What the state holds; an error if there is nothing, it is damaged, or of another version.
    pub fn catalog(&self) -> Result<Catalog, StateError> {
        let (path, bytes) = self.catalog_bytes()?;
        let damaged = || StateError::Damaged(path.clone(), "checksum".to_owned());
        let sections = self.sections(&bytes);
        let (stamps, files) = sections.map_err(|known| known.unwrap_or_else(damaged))?;
        let stamps: Stamps = encoded::from_bytes(stamps).ok_or_else(damaged)?;
        if stamps.made.extractor != extract::VERSION {
            return Err(StateError::OtherVersion(self.dir().to_path_buf()));
        }
        Ok(Catalog {
            made: stamps.made,
            unlisted: stamps.unlisted,
            files: encoded::from_bytes(files).ok_or_else(damaged)?,
        })
    }

    /// The two sections of a catalog: stamps and files. An error is the version, or `None` for damage.
    fn sections<'b>(&self, bytes: &'b [u8]) -> Result<(&'b [u8], &'b [u8]), Option<StateError>> {
        let (layout, rest) = bytes.split_first_chunk::<4>().ok_or(None)?;
        let (hash, content) = rest.split_at_checked(HASH).ok_or(None)?;
        if blake3::hash(content).as_bytes() != hash {
            return Err(None);
        }
        // The layout stands before what only that layout can read.
        if u32::from_le_bytes(*layout) != LAYOUT {
            return Err(Some(StateError::OtherVersion(self.dir().to_path_buf())));
        }
        let (length, content) = content.split_first_chunk::<4>().ok_or(None)?;
        content
            .split_at_checked(u32::from_le_bytes(*length) as usize)
            .ok_or(None)
    }

    /// Keeps the catalog: the last thing that is written.
    pub(super) fn keep_catalog(&self, catalog: &Catalog) -> Result<(), StateError> {
        let stamps = encoded::to_bytes(&catalog.stamps());
        let files = encoded::to_bytes(&catalog.files);
        let content = [&(stamps.len() as u32).to_le_bytes()[..], &stamps, &files].concat();
        let hash = blake3::hash(&content);
        let bytes = [&LAYOUT.to_le_bytes()[..], hash.as_bytes(), &content].concat();
        self.replace(CATALOG, &bytes)
    }

    /// Forgets what the state holds, so that the index is made anew: from what was read, where the store has it.
    pub fn forget(&self) -> Result<(), StateError> {
        let _lock = self.lock()?;
        self.forget_catalog()?;
        // The next screening makes its run anew.
        let table = self.dir().join(super::TABLE);
        if table.exists() {
            fs::remove_file(&table).map_err(|error| StateError::Io(table, error))?;
        }
        let index = self.index_dir();
        if index.exists() {
            fs::remove_dir_all(&index).map_err(|error| StateError::Io(index, error))?;
        }
        Ok(())
    }

    /// Forgets the catalog: from here on the state holds nothing.
    pub(super) fn forget_catalog(&self) -> Result<(), StateError> {
        for name in [CATALOG, OLD_CATALOG] {
            let path = self.dir().join(name);
            if path.exists() {
                fs::remove_file(&path).map_err(|error| StateError::Io(path, error))?;
            }
        }
        Ok(())
    }

    /// States of layouts up to 4 had a list in JSON.
    fn is_of_old_layout(&self) -> bool {
        self.dir().join(OLD_CATALOG).exists()
    }
}

const OLD_CATALOG: &str = "documents.json";
