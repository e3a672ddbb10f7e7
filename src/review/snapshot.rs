//! A run with the decisions of its day in one file, to keep and to compare with.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use super::{Entry, Journal};
use crate::corpus::PlanLevel;
use crate::run::{self, Run};

/// Schema of the file.
pub const SNAPSHOT: &str = "planlys.snapshot/1";

/// The table «Planstatus juni 2018» of seed 001: the colours and the places of the x did not survive in the source, so every cell is
/// unknown; what the text says stands as notes.
pub const SHIPPED: (&str, &str) = ("planstatus-2018", include_str!("planstatus-2018.json"));

/// A run and the decisions that stood when it was written.
#[derive(Clone, Debug, Deserialize)]
pub struct Snapshot {
    /// The schema of this file and its version.
    pub schema: String,
    /// The run.
    pub run: Run,
    /// The decisions.
    #[serde(default)]
    pub decisions: Vec<Entry>,
}

/// Why a file is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It cannot be read.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// It is something else, or of another version.
    #[error("{0}: {1}")]
    Other(PathBuf, String),
}

/// The schema of a file, before the rest is read.
#[derive(Deserialize)]
struct Head {
    schema: String,
}

impl Snapshot {
    /// Writes a run with the decisions that stand.
    pub fn write(run: &Run, journal: &Journal, out: impl io::Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Written<'r> {
            schema: &'static str,
            run: &'r Run,
            decisions: Vec<&'r Entry>,
        }
        let decisions = journal.current();
        let written = Written {
            schema: SNAPSHOT,
            run,
            decisions,
        };
        serde_json::to_writer(out, &written).map_err(io::Error::from)
    }

    /// Reads a snapshot, or a run as the state directory keeps it.
    pub fn read(path: &Path) -> Result<Self, SnapshotError> {
        let text = fs::read(path).map_err(|error| SnapshotError::Io(path.to_path_buf(), error))?;
        Self::of(&text).map_err(|why| SnapshotError::Other(path.to_path_buf(), why))
    }

    /// The shipped table of 2018.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn shipped() -> Self {
        Self::of(SHIPPED.1.as_bytes()).expect("the shipped snapshot is valid, a test reads it")
    }

    fn of(text: &[u8]) -> Result<Self, String> {
        let head: Head = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let read = |error: serde_json::Error| error.to_string();
        match head.schema.as_str() {
            SNAPSHOT => {
                let snapshot: Snapshot = serde_json::from_slice(text).map_err(read)?;
                if snapshot.run.schema != run::SCHEMA {
                    return Err(format!("schema {}", snapshot.run.schema));
                }
                snapshot.checked()
            }
            run::SCHEMA => {
                let run: Run = serde_json::from_slice(text).map_err(read)?;
                let snapshot = Snapshot {
                    schema: SNAPSHOT.to_owned(),
                    run,
                    decisions: Vec::new(),
                };
                snapshot.checked()
            }
            other => Err(format!("schema {other}")),
        }
    }

    /// Whether the numbers by which cells and anchors point to documents are those of documents.
    fn checked(self) -> Result<Self, String> {
        let run = &self.run;
        let cells = run.cells.iter().flat_map(|cell| {
            let aside = cell.set_aside.iter().map(|aside| aside.document);
            cell.counting().chain(aside)
        });
        let anchors = run.anchors.iter().flat_map(|a| [a.from, a.to]);
        let wrong = cells.chain(anchors).find(|&d| d >= run.documents.len());
        let complete = run.cells.len() == run.municipalities.len() * PlanLevel::ALL.len();
        match wrong {
            Some(document) => Err(format!("document {document} of {}", run.documents.len())),
            None if !complete => Err(format!("{} cells", run.cells.len())),
            None => Ok(self),
        }
    }

    /// The decisions as a journal.
    pub fn journal(&self) -> Journal {
        Journal {
            entries: self.decisions.clone(),
            ..Journal::default()
        }
    }
}
