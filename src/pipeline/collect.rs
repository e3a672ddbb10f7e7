//! The answers of many filters → what was read of the files of a corpus, each once, whatever the order of the answers and however often
//! each was given.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::ReadElsewhere;
use crate::corpus::{File, Override, Role};
use crate::extract::ReadError;
use crate::index::{RecognitionStore, Store, store};
use crate::lines::{Answer, AnsweredFile, Asked, BadAnswer, Stated, from_text, recognised_in};

/// Answers put together. What was read goes to a store, and what was recognised to another.
pub struct Collection<'s> {
    store: &'s Store,
    recognitions: &'s RecognitionStore,
    /// By path, and by the hash of the file: one that could not be opened has none.
    files: BTreeMap<PathBuf, BTreeMap<String, State>>,
    /// Of each entry of the store the pages that OCR has read, and the hash of its bytes: of two the better is kept.
    entries: BTreeMap<String, (usize, String)>,
    asked: BTreeSet<Asked>,
    answers: usize,
    /// Answers that are of some pages of a document only.
    pub shards: usize,
}

/// A file with some content, as the answers have it.
struct State {
    /// As the latest answer has it.
    file: AnsweredFile,
    /// Why nothing was read; the first by name if answers differ.
    error: Option<(String, ReadError)>,
    stated: Stated,
}

/// What the answers come to.
pub struct Collected {
    /// The files.
    pub files: Vec<File>,
    /// What was read of them.
    pub read: ReadElsewhere,
    /// What the input of the filters stated of some.
    pub stated: Vec<Override>,
    /// What OCR was asked for.
    pub asked: Asked,
    /// Answers that say what others say.
    pub doubles: usize,
    /// Files that changed between two answers.
    pub in_two_states: usize,
}

impl<'s> Collection<'s> {
    /// No answers yet.
    pub fn new(store: &'s Store, recognitions: &'s RecognitionStore) -> Self {
        Collection {
            store,
            recognitions,
            files: BTreeMap::new(),
            entries: BTreeMap::new(),
            asked: BTreeSet::new(),
            answers: 0,
            shards: 0,
        }
    }

    /// Documents so far.
    pub fn documents(&self) -> usize {
        self.files.len()
    }

    /// Takes in a line; `is_ended` says whether a line end follows it.
    pub fn add(&mut self, line: &[u8], is_ended: bool) -> Result<(), BadAnswer> {
        let answer = Answer::parse(line, is_ended)?;
        let error = answer.read_error();
        if let Some(text) = &answer.recognised {
            let recognised = recognised_in(text).ok_or(BadAnswer::Damaged)?;
            for (page, recognition) in recognised {
                // A page that failed twice in two copies of one answer failed once.
                if self.recognitions.get(&answer.key.file, page).is_none() {
                    self.recognitions.put(&answer.key.file, page, recognition);
                }
            }
        }
        if answer.shard.is_some() {
            self.shards += 1;
            return Ok(());
        }
        match &answer.reading {
            Some(text) => self.keep(&answer, text)?,
            None if error.is_none() => return Err(BadAnswer::Damaged),
            None => {}
        }
        self.answers += 1;
        self.asked.insert(answer.ocr);
        self.note(answer, error);
        Ok(())
    }

    /// Keeps what was read, unless as much was kept of the same bytes before.
    fn keep(&mut self, answer: &Answer, text: &str) -> Result<(), BadAnswer> {
        let bytes = from_text(text).ok_or(BadAnswer::Damaged)?;
        let key = store::key(&answer.key.file, &answer.path);
        let hash = blake3::hash(&bytes).to_hex().to_string();
        let pages = store::pages_by_ocr(&bytes).ok_or(BadAnswer::Damaged)?;
        let rank = (pages, hash);
        if self.entries.get(&key).is_none_or(|before| *before < rank) {
            self.store.keep(&key, &bytes);
            self.entries.insert(key, rank);
        }
        Ok(())
    }

    fn note(&mut self, answer: Answer, error: Option<ReadError>) {
        let code = answer.error.map(|error| error.code);
        let now = State {
            file: answer.file,
            error: code.zip(error),
            stated: answer.stated,
        };
        let states = self.files.entry(answer.path).or_default();
        let Some(state) = states.get_mut(&answer.key.file) else {
            states.insert(answer.key.file, now);
            return;
        };
        if now.file > state.file {
            state.file = now.file;
        }
        let code = |state: &State| state.error.as_ref().map(|(code, _)| code.clone());
        // To have been read once is enough: no error sorts first.
        if code(&now) < code(state) {
            state.error = now.error;
        }
        state.stated = now.stated.max(std::mem::take(&mut state.stated));
    }

    /// What the answers come to.
    pub fn finish(self) -> Collected {
        let mut collected = Collected {
            files: Vec::new(),
            read: ReadElsewhere::default(),
            stated: Vec::new(),
            asked: self.asked.first().copied().unwrap_or_default(),
            doubles: self.answers,
            in_two_states: 0,
        };
        for (path, states) in self.files {
            let opened = states.keys().filter(|hash| !hash.is_empty()).count();
            collected.doubles -= opened.max(1);
            collected.in_two_states += usize::from(opened > 1);
            let latest = states
                .into_iter()
                .max_by_key(|(hash, state)| (!hash.is_empty(), state.file.modified, hash.clone()));
            let Some((hash, state)) = latest else {
                continue;
            };
            let role = state.stated.level.as_deref().and_then(Role::named);
            if state.stated.municipality.is_some() || role.is_some() {
                collected.stated.push(Override {
                    file: path.clone(),
                    municipality: state.stated.municipality,
                    role,
                    ..Override::default()
                });
            }
            let error = state.error.map(|(_, error)| error);
            collected.read.note(path.clone(), hash, error);
            collected.files.push(File {
                path,
                size: state.file.bytes,
                stamp: state.file.stamp(),
                with: Vec::new(),
            });
        }
        collected
    }
}
