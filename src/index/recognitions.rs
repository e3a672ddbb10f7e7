//! What was recognised of pages, a file a page, so that a run that is stopped goes on where it was and no page is recognised twice.
//!
//! Recognising a page takes seconds, reading its file again milliseconds: so what was recognised is kept beside the store of what was
//! read, by the hash of the file, and stays when a plan leaves the corpus and when the index is made anew.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::{State, store};
use crate::extract::encoded;
use crate::extract::ocr::{self, NotRecognised, Recognition, Recognitions};

const FOLDER: &str = "ocr";
/// Bytes of a checksum.
const CHECKSUM: usize = 16;

/// What was recognised of pages.
#[derive(Debug)]
pub struct RecognitionStore {
    /// Where it is kept; `None` for as long as the program runs only.
    dir: Option<PathBuf>,
    /// What is not on the disk.
    memory: Mutex<BTreeMap<(String, u32), Recognition>>,
    /// Time that a page may take: one that was given up sooner is tried again.
    time: Duration,
    failure: Mutex<Option<io::Error>>,
}

impl State {
    /// What was recognised, for pages that may take so long.
    pub fn recognitions(&self, time: Duration) -> RecognitionStore {
        let version = format!("v{}", ocr::VERSION);
        RecognitionStore {
            dir: Some(self.dir().join(FOLDER).join(version)),
            ..RecognitionStore::in_memory(time)
        }
    }
}

impl RecognitionStore {
    /// One that lasts as long as the program.
    pub fn in_memory(time: Duration) -> Self {
        RecognitionStore {
            dir: None,
            memory: Mutex::default(),
            time,
            failure: Mutex::default(),
        }
    }

    fn path(&self, hash: &str, page: u32) -> Option<PathBuf> {
        let folder = self.dir.as_ref()?.join(hash.get(..2)?).join(hash);
        Some(folder.join(page.to_string()))
    }

    /// What was recognised of a page, by the hash of its file and its index.
    pub fn get(&self, hash: &str, page: u32) -> Option<Recognition> {
        let held = {
            let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.get(&(hash.to_owned(), page)).cloned()
        };
        let kept = || {
            let bytes = fs::read(self.path(hash, page)?).ok()?;
            let (checksum, content) = bytes.split_first_chunk::<CHECKSUM>()?;
            let whole = blake3::hash(content).as_bytes()[..CHECKSUM] == checksum[..];
            whole.then(|| encoded::from_bytes(content)).flatten()
        };
        held.or_else(kept).filter(|recognition| match recognition {
            Err(NotRecognised::Timeout(seconds)) => *seconds >= self.time.as_secs(),
            _ => true,
        })
    }

    /// What is known of some pages of a file.
    pub fn all(&self, hash: &str, pages: &[u32]) -> Recognitions {
        let known = |&page: &u32| Some((page, self.get(hash, page)?));
        pages.iter().filter_map(known).collect()
    }

    /// Keeps what was recognised of a page. What cannot be written lasts as long as the program, and is remembered as a failure.
    pub fn put(&self, hash: &str, page: u32, recognition: Recognition) {
        let before = self.get(hash, page);
        let recognition = match (recognition, before) {
            // What failed may work the next time, but not for ever.
            (Err(NotRecognised::Failed(runs)), Some(Err(NotRecognised::Failed(before)))) => {
                Err(NotRecognised::Failed(runs.saturating_add(before)))
            }
            (recognition, _) => recognition,
        };
        if let Some(path) = self.path(hash, page) {
            match write(&path, &recognition) {
                Ok(()) => return,
                Err(error) => {
                    let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                    failure.get_or_insert(error);
                }
            }
        }
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.insert((hash.to_owned(), page), recognition);
    }

    /// Why something could not be written, once.
    pub fn failure(&self) -> Option<io::Error> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.take()
    }
}

/// What was recognised of some pages of the file with a hash as bytes, for another machine.
pub fn packed(hash: &str, recognised: &Recognitions) -> io::Result<Vec<u8>> {
    store::packed(&encoded::to_bytes(&(ocr::VERSION, hash, recognised)))
}

/// What such bytes stand for, if they are whole and of this version: the hash of the file, and what was recognised.
pub fn unpacked(bytes: &[u8]) -> Option<(String, Recognitions)> {
    let plain = store::unpacked(bytes)?;
    let (version, hash, recognised): (u32, String, Recognitions) = encoded::from_bytes(&plain)?;
    (version == ocr::VERSION).then_some((hash, recognised))
}

fn write(path: &Path, recognition: &Recognition) -> io::Result<()> {
    let content = encoded::to_bytes(recognition);
    let hash = blake3::hash(&content);
    let bytes = [&hash.as_bytes()[..CHECKSUM], &content].concat();
    store::write_whole(path, &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::ocr::Recognised;

    #[test]
    fn pages_are_kept_and_damage_is_no_page() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let state = State::at(dir.path());
        let seconds = Duration::from_secs;
        let store = state.recognitions(seconds(60));
        let recognised: Recognition = Ok(Recognised::default());
        store.put("abcd", 3, recognised.clone());
        store.put("abcd", 4, Err(NotRecognised::Timeout(60)));
        store.put("abcd", 5, Err(NotRecognised::Failed(1)));
        store.put("abcd", 5, Err(NotRecognised::Failed(1)));
        let again = state.recognitions(seconds(60));
        let known: Vec<u32> = again.all("abcd", &[3, 4, 5, 6]).into_keys().collect();
        assert_eq!(known, [3, 4, 5]);
        // It failed in two runs.
        assert_eq!(again.get("abcd", 5), Some(Err(NotRecognised::Failed(2))));
        // With more time it is worth another try.
        assert_eq!(state.recognitions(seconds(90)).get("abcd", 4), None);
        let path = again.path("abcd", 3).expect("it is on the disk");
        fs::write(&path, b"half").expect("it can be written");
        assert_eq!(again.get("abcd", 3), None);
        assert!(store.failure().is_none());
    }
}
