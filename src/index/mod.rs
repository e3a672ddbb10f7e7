//! The state directory: the store of what was read, the search index over all pages, and the last run.
//!
//! Everything here can be made again from the corpus. The index is committed before the list of what it holds is written, never the
//! other way round, so that an interrupted run at worst indexes a document again. Only this stage says tantivy.

mod candidates;
mod search;
pub mod store;
mod write;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::Searcher;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};

pub use self::candidates::Candidates;
pub use self::search::{Found, Query, QueryError};
pub use self::store::Store;
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

/// What the index holds of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Indexed {
    /// Hash of the file.
    hash: String,
    /// Version of the extraction.
    extractor: u32,
    /// What else was indexed with the pages: a change of these re-indexes the document too.
    labels: String,
}

/// What the index holds, by path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Contents {
    /// [`LAYOUT`] when it was written.
    layout: u32,
    documents: BTreeMap<String, Indexed>,
}

/// Version of the files in a state directory; others are made anew.
const LAYOUT: u32 = 4;
const CONTENTS: &str = "documents.json";
const RUN: &str = "run.json";
const LOCK: &str = "lock";
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

/// Holds the lock of a state directory until dropped.
pub struct Lock {
    _file: File,
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

    /// Makes the directory if need be and locks it for writing.
    pub fn lock(&self) -> Result<Lock, StateError> {
        let io = |error| StateError::Io(self.dir.clone(), error);
        fs::create_dir_all(&self.dir).map_err(io)?;
        let path = self.dir.join(LOCK);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                // What the other process wrote; if it cannot be read, its number is not known.
                let _ = file.read_to_string(&mut process);
                return Err(StateError::Locked {
                    dir: self.dir.clone(),
                    process: process.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        file.set_len(0)
            .and_then(|()| write!(file, "{}", std::process::id()))
            .map_err(io)?;
        Ok(Lock { _file: file })
    }

    /// The last run.
    pub fn run(&self) -> Result<Run, StateError> {
        let path = self.dir.join(RUN);
        if !path.exists() {
            return Err(StateError::Missing(self.dir.clone()));
        }
        let text = fs::read(&path).map_err(|error| StateError::Io(path.clone(), error))?;
        let run: Run = serde_json::from_slice(&text)
            .map_err(|error| StateError::Damaged(path.clone(), error.to_string()))?;
        if run.schema != SCHEMA {
            return Err(StateError::Damaged(path, format!("schema {}", run.schema)));
        }
        Ok(run)
    }

    /// Keeps a run as the last one.
    pub fn keep_run(&self, run: &Run) -> Result<(), StateError> {
        let text = serde_json::to_vec(run)
            .map_err(|error| StateError::Damaged(self.dir.join(RUN), error.to_string()))?;
        self.replace(RUN, &text)
    }

    fn contents(&self) -> Result<Contents, StateError> {
        let path = self.dir.join(CONTENTS);
        if !path.exists() {
            return Ok(Contents::default());
        }
        let text = fs::read(&path).map_err(|error| StateError::Io(path.clone(), error))?;
        serde_json::from_slice(&text).map_err(|error| StateError::Damaged(path, error.to_string()))
    }

    /// What the index holds, the index to search in, and its fields.
    fn open(&self) -> Result<(Contents, Searcher, Fields), StateError> {
        let dir = self.index_dir();
        if !self.dir.join(CONTENTS).exists() {
            return Err(StateError::Missing(self.dir.clone()));
        }
        let contents = self.contents()?;
        let damaged = |error| StateError::Index(dir.clone(), error);
        let (schema, fields) = schema();
        let index = tantivy::Index::open_in_dir(&dir).map_err(damaged)?;
        if index.schema() != schema {
            return Err(StateError::Damaged(dir, "other version".to_owned()));
        }
        register(&index);
        let searcher = index.reader().map_err(damaged)?.searcher();
        Ok((contents, searcher, fields))
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
        write().map_err(|error| StateError::Io(path.clone(), error))
    }

    fn index_dir(&self) -> PathBuf {
        self.dir.join(INDEX)
    }
}

/// The fields of the index, one entry a page.
#[derive(Clone, Copy)]
struct Fields {
    path: Field,
    municipality: Field,
    level: Field,
    title: Field,
    page: Field,
    label: Field,
    /// The tidy text as it stands.
    text: Field,
    /// The same, stemmed.
    stems: Field,
    /// The words before a hyphen or dash; the empty word for pages where one begins a word («og -marked»).
    parted: Field,
    /// The tidy text with the hyphens at line ends kept, where there are any.
    hyphenated: Field,
}

const EXACT: &str = "planlys_exact";
const STEMMED: &str = "planlys_stemmed";

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        path: builder.add_text_field("path", STRING | STORED | FAST),
        municipality: builder.add_text_field("municipality", STRING | STORED),
        level: builder.add_text_field("level", STRING | STORED),
        title: builder.add_text_field("title", STORED),
        page: builder.add_u64_field("page", STORED | FAST),
        label: builder.add_text_field("label", STORED),
        text: builder.add_text_field("text", text(EXACT) | STORED),
        stems: builder.add_text_field("stems", text(STEMMED)),
        parted: builder.add_text_field("parted", STRING),
        hyphenated: builder.add_text_field("hyphenated", text(EXACT) | STORED),
    };
    (builder.build(), fields)
}

/// Lower case and nothing else: å, ø and æ are letters of their own.
fn exact_analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .build()
}

fn stemming_analyzer() -> TextAnalyzer {
    let stemmer = Stemmer::new(tantivy::tokenizer::Language::Norwegian);
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(stemmer)
        .build()
}

fn register(index: &tantivy::Index) {
    index.tokenizers().register(EXACT, exact_analyzer());
    index.tokenizers().register(STEMMED, stemming_analyzer());
}
