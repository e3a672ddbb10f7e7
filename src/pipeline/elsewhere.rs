//! Files that were read on other machines: what is known of each, where what was read is in the store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::reading::Answer;
use crate::extract::ReadError;
use crate::index::{Store, store};

/// What was read of files on other machines, by path within the corpus.
#[derive(Clone, Debug, Default)]
pub struct ReadElsewhere {
    files: BTreeMap<PathBuf, (String, Option<ReadError>)>,
}

impl ReadElsewhere {
    /// Takes note of a file: the hash of its bytes, and why nothing was read, if nothing was.
    pub fn note(&mut self, path: PathBuf, hash: String, error: Option<ReadError>) {
        self.files.insert(path, (hash, error));
    }

    /// What was read of a file.
    pub(super) fn of(&self, path: &Path, store: Option<&Store>) -> Answer {
        let Some((hash, error)) = self.files.get(path) else {
            return (String::new(), Err(ReadError::Io));
        };
        let reading = match error {
            Some(error) => Err(*error),
            // It was there when it was noted; a disk that has lost it since is like a file that cannot be opened.
            None => store
                .and_then(|store| store.get(&store::key(hash, path)))
                .ok_or(ReadError::Io),
        };
        (hash.clone(), reading)
    }
}
