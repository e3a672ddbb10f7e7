//! The store: what was read of each file, by the file's hash, so that a file is read once and searched as often as packs change.
//!
//! An entry is the hash of its bytes and the bytes. An entry that is damaged, of another version or of another kind of file is not
//! there: the file is read again. Everything here can be made again from the corpus.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::State;
use crate::extract::{self, Reading, encoded};

/// What was read of files.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    /// The first entry that could not be written.
    failure: Mutex<Option<io::Error>>,
}

const STORE: &str = "texts";
/// Bytes of a blake3 hash.
const HASH: usize = 32;

impl State {
    /// The store of this state.
    pub fn store(&self) -> Store {
        let version = format!("v{}", extract::VERSION);
        Store {
            dir: self.dir().join(STORE).join(version),
            failure: Mutex::default(),
        }
    }
}

/// The name of an entry: the hash of the file and its kind, because the same bytes can be text or Markdown by their name.
pub fn key(hash: &str, file: &Path) -> String {
    let extension = file.extension().and_then(|e| e.to_str()).unwrap_or("-");
    format!("{hash}.{}", extension.to_lowercase())
}

impl Store {
    fn path(&self, key: &str) -> PathBuf {
        // Folders of a few thousand files stay quick on every file system.
        self.dir.join(&key[..key.len().min(2)]).join(key)
    }

    /// What was read of a file with this hash.
    pub fn get(&self, key: &str) -> Option<Reading> {
        let bytes = fs::read(self.path(key)).ok()?;
        let (hash, content) = bytes.split_at_checked(HASH)?;
        (blake3::hash(content).as_bytes() == hash).then(|| encoded::from_bytes(content))?
    }

    /// Keeps what was read of a file. A failure is remembered, not returned: without the entry the file is read again.
    pub fn put(&self, key: &str, reading: &Reading) {
        if let Err(error) = self.write(key, reading)
            && let Ok(mut failure) = self.failure.lock()
        {
            failure.get_or_insert(error);
        }
    }

    fn write(&self, key: &str, reading: &Reading) -> io::Result<()> {
        let content = encoded::to_bytes(&reading.without_places());
        let bytes = [&blake3::hash(&content).as_bytes()[..], &content].concat();
        let path = self.path(key);
        // Two processes and their threads write beside each other.
        let (process, thread) = (std::process::id(), std::thread::current().id());
        let beside = path.with_extension(format!("{process}.{thread:?}.new"));
        fs::create_dir_all(path.parent().unwrap_or(&self.dir))?;
        fs::write(&beside, bytes)?;
        fs::rename(&beside, &path)
    }

    /// Why an entry could not be written, once.
    pub fn failure(&self) -> Option<io::Error> {
        self.failure
            .lock()
            .ok()
            .and_then(|mut failure| failure.take())
    }

    /// The entries there are, in order.
    pub fn keys(&self) -> Vec<String> {
        let files = walk(&self.dir);
        let name = |path: PathBuf| Some(path.file_name()?.to_str()?.to_owned());
        let mut keys: Vec<String> = files.into_iter().filter_map(name).collect();
        keys.sort();
        keys
    }

    /// Removes the entries of files that are no longer in the corpus, and those of other versions.
    pub fn keep_only(&self, keys: &BTreeSet<String>) {
        // What cannot be removed takes room and does no other harm.
        let remove = |path: &Path| drop(fs::remove_file(path));
        for path in walk(&self.dir) {
            let name = path.file_name().and_then(|name| name.to_str());
            if name.is_none_or(|name| !keys.contains(name)) {
                remove(&path);
            }
        }
        let versions = self.dir.parent().and_then(|dir| fs::read_dir(dir).ok());
        for other in versions.into_iter().flatten().flatten() {
            if other.path() != self.dir {
                drop(fs::remove_dir_all(other.path()));
            }
        }
    }
}

/// The files in the folders of a folder.
fn walk(dir: &Path) -> Vec<PathBuf> {
    let entries = |dir: &Path| fs::read_dir(dir).into_iter().flatten().flatten();
    entries(dir)
        .flat_map(|folder| {
            entries(&folder.path())
                .map(|entry| entry.path())
                .collect::<Vec<_>>()
        })
        .collect()
}
