//! The state directory: the store of what was read, the search index over all pages, the catalog of the files, and the last run.
//!
//! Everything here can be made again from the corpus, and the index from the store. Only this stage says tantivy.

mod analysis;
mod candidates;
mod catalog;
mod evaluate;
mod kept;
mod lock;
mod pages;
pub mod recognitions;
mod search;
mod segment;
mod shared;
mod spans;
pub mod store;
mod verify;
mod words;
mod write;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

pub use self::candidates::Candidates;
pub use self::catalog::{
    BUILD, Catalog, Described, FileRecord, Known, Made, Stamps, UnreadFile, name_of,
};
pub use self::kept::KeptRun;
pub use self::lock::Lock;
pub use self::recognitions::RecognitionStore;
pub use self::search::{Answer, Asked, PageFound, Searcher};
pub use self::store::{Entry, Store};
pub use self::verify::{Fault, Verified};
pub use self::write::Writer;
use crate::run::{Run, SCHEMA};

/// A state directory.
pub struct State {
    dir: PathBuf,
}

/// What goes wrong with a state directory.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// There is none yet.
    #[error("no state in {0}")]
    Missing(PathBuf),
    /// It was made by another version of the program.
    #[error("{0} was made by another version")]
    OtherVersion(PathBuf),
    /// Another planlys is writing in it.
    #[error("{dir} is in use by process {process}")]
    Locked {
        /// The directory.
        dir: PathBuf,
        /// The other process, as far as known.
        process: String,
    },
    /// A file in it cannot be read as what it should be.
    #[error("{0} is damaged: {1}")]
    Damaged(PathBuf, String),
    /// The disk says no.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// The index says no.
    #[error("the index in {0}: {1}")]
    Index(PathBuf, tantivy::TantivyError),
}

impl StateError {
    /// What the disk said, if it was the disk.
    pub fn io(&self) -> Option<&std::io::Error> {
        use tantivy::directory::error::OpenWriteError;
        match self {
            StateError::Io(_, error) => Some(error),
            StateError::Index(_, tantivy::TantivyError::IoError(error)) => Some(error),
            StateError::Index(
                _,
                tantivy::TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }),
            ) => Some(io_error),
            _ => None,
        }
    }
}

const RUN: &str = "run.json";
const TABLE: &str = "table";
const INDEX: &str = "index";

/// The default place of a corpus's state: inside it.
pub fn default_dir(corpus: &Path) -> PathBuf {
    corpus.join(".planlys")
}

/// Where the state of a corpus goes that cannot be written to: a folder of the user's.
pub fn user_dir(corpus: &Path, home: &Path) -> PathBuf {
    let whole = corpus
        .canonicalize()
        .unwrap_or_else(|_| corpus.to_path_buf());
    let hash = blake3::hash(whole.to_string_lossy().as_bytes()).to_hex();
    home.join("planlys").join(&hash.as_str()[..16])
}

impl State {
    /// The state in a directory that may not exist yet.
    pub fn at(dir: &Path) -> Self {
        State {
            dir: dir.to_path_buf(),
        }
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether a screening was kept here.
    pub fn has_run(&self) -> bool {
        self.dir.join(RUN).exists()
    }

    /// Whether there is a table of a screening.
    fn has_table(&self) -> bool {
        self.dir.join(TABLE).exists()
    }

    /// The last run.
    pub fn run(&self) -> Result<Run, StateError> {
        let path = self.dir.join(RUN);
        parsed(&path, &self.read(RUN)?)
    }

    /// The last run without hits: what the table is printed from, read in a fraction of the time.
    pub fn table(&self) -> Result<Run, StateError> {
        let path = self.dir.join(TABLE);
        let bytes = self.read(TABLE)?;
        let damaged = || StateError::Damaged(path.clone(), "another run".to_owned());
        let (size, text) = bytes.split_first_chunk::<8>().ok_or_else(damaged)?;
        // It belongs to one run, which must still be there.
        let run = fs::metadata(self.dir.join(RUN)).map_or(0, |m| m.len());
        if u64::from_le_bytes(*size) != run {
            return Err(damaged());
        }
        parsed(&path, text)
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, StateError> {
        let path = self.dir.join(name);
        if !path.exists() {
            return Err(StateError::Missing(self.dir.clone()));
        }
        fs::read(&path).map_err(|error| StateError::Io(path, error))
    }

    /// Keeps a run as the last one, and the one before it as an earlier one if it found something else.
    pub fn keep_run(&self, run: &mut Run) -> Result<(), StateError> {
        self.keep_earlier(run)?;
        let size = self.write_run(RUN, &[], run)?;
        let documents = run.documents.iter_mut();
        let hits: Vec<_> = documents
            .map(|document| std::mem::take(&mut document.hits))
            .collect();
        let kept = self.write_run(TABLE, &size.to_le_bytes(), run);
        for (document, hits) in run.documents.iter_mut().zip(hits) {
            document.hits = hits;
        }
        kept.map(drop)
    }

    /// Writes a run after some bytes; the size of the file.
    fn write_run(&self, name: &str, before: &[u8], run: &Run) -> Result<u64, StateError> {
        let mut text = before.to_vec();
        serde_json::to_writer(&mut text, run)
            .map_err(|error| StateError::Damaged(self.dir.join(name), error.to_string()))?;
        self.replace(name, &text)?;
        Ok(text.len() as u64)
    }

    /// Whether the index is there to be searched in.
    pub fn has_index(&self) -> bool {
        self.index_dir().join("meta.json").exists()
    }

    /// Writes a file beside its place and then moves it there: a reader sees the old or the new one, never half.
    fn replace(&self, name: &str, content: &[u8]) -> Result<(), StateError> {
        let (path, beside) = (self.dir.join(name), self.dir.join(format!("{name}.new")));
        let write = || {
            let mut file = File::create(&beside)?;
            file.write_all(content)?;
            file.sync_all()?;
            fs::rename(&beside, &path)
        };
        write().map_err(|error| {
            // What is half written takes room on a disk that may be full.
            drop(fs::remove_file(&beside));
            StateError::Io(path.clone(), error)
        })
    }

    fn index_dir(&self) -> PathBuf {
        self.dir.join(INDEX)
    }
}

/// The run of a file's bytes.
fn parsed(path: &Path, text: &[u8]) -> Result<Run, StateError> {
    let damaged = |why| StateError::Damaged(path.to_path_buf(), why);
    let run: Run = serde_json::from_slice(text).map_err(|error| damaged(error.to_string()))?;
    if run.schema != SCHEMA {
        return Err(damaged(format!("schema {}", run.schema)));
    }
    Ok(run)
}
