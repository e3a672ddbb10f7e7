//! The answers of many filters → what was read of the files of a corpus, each once, whatever the order of the answers and however often
//! each was given.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::ReadElsewhere;
use crate::corpus::{File, Override, Role};
use crate::extract::ReadError;
use crate::index::{RecognitionStore, Store, store};
use crate::lines::{
    Answer, AnsweredFile, Asked, BAD_LINE, BadAnswer, Stated, from_text, recognised_in,
};

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
    /// Answers with what was recognised of some pages of a document, and nothing else.
    pub shards: usize,
    /// Lines of input that were no wishes: the path, and what was wrong, in words.
    pub bad: BTreeSet<(PathBuf, String)>,
}

/// A file with some content, as the answers have it.
struct State {
    /// As the latest answer has it.
    file: AnsweredFile,
    /// Why nothing was read; the first by name if answers differ.
    error: Option<(String, ReadError)>,
    /// What the input stated of it.
    stated: BTreeSet<Stated>,
}

/// What the answers come to.
pub struct Collected {
    /// The files.
    pub files: Vec<File>,
    /// What was read of them.
    pub read: ReadElsewhere,
    /// What the input of the filters stated of some.
    pub stated: Vec<Override>,
    /// Files of which different things were stated; the last by name holds.
    pub contradicted: Vec<(PathBuf, BTreeSet<Stated>)>,
    /// What OCR was asked for: the first by name if answers differ.
    pub asked: Asked,
    /// Whether answers differ in that.
    pub asked_differs: bool,
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
            bad: BTreeSet::new(),
        }
    }

    /// Documents so far.
    pub fn documents(&self) -> usize {
        self.files.len()
    }

    /// Takes in a line; `is_ended` says whether a line end follows it.
    pub fn add(&mut self, line: &[u8], is_ended: bool) -> Result<(), BadAnswer> {
        let answer = Answer::parse(line, is_ended)?;
        if let Some(error) = answer.error.as_ref().filter(|error| error.code == BAD_LINE) {
            self.bad.insert((answer.path, error.message.clone()));
            return Ok(());
        }
        let error = answer.read_error();
        if let Some(text) = &answer.recognised {
            let recognised = recognised_in(text).ok_or(BadAnswer::Damaged)?;
            if recognised.hash != answer.key.file {
                return Err(BadAnswer::Damaged);
            }
            for (page, recognition) in recognised.pages {
                // A page that failed twice in two copies of one answer failed once.
                if self.recognitions.get(&answer.key.file, page).is_none() {
                    self.recognitions.put(&answer.key.file, page, recognition);
                }
            }
        }
        if answer.shard.is_some() {
            self.shards += usize::from(answer.recognised.is_some());
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
            stated: BTreeSet::from([answer.stated]),
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
        state.stated.extend(now.stated);
    }

    /// What the answers come to. Of a file with several contents that counts which it has in the folder, or else the one that was changed
    /// last.
    pub fn finish(self, root: &Path) -> Collected {
        let mut collected = Collected {
            files: Vec::new(),
            read: ReadElsewhere::default(),
            stated: Vec::new(),
            contradicted: Vec::new(),
            asked: self.asked.first().copied().unwrap_or_default(),
            asked_differs: self.asked.len() > 1,
            doubles: self.answers,
            in_two_states: 0,
        };
        for (path, states) in self.files {
            let opened = states.keys().filter(|hash| !hash.is_empty()).count();
            collected.doubles -= opened.max(1);
            collected.in_two_states += usize::from(opened > 1);
            let here = (opened > 1).then(|| super::reading::hash_of(&root.join(&path)));
            let here = here.flatten();
            let rank = |hash: &String, state: &State| {
                let is_here = here.as_ref() == Some(hash);
                let date = state.file.modified;
                (is_here, !hash.is_empty(), date, hash.clone())
            };
            let latest = states
                .into_iter()
                .max_by_key(|(hash, state)| rank(hash, state));
            if let Some((hash, state)) = latest {
                collected.add(path, hash, state);
            }
        }
        collected
    }
}

impl Collected {
    fn add(&mut self, path: PathBuf, hash: String, mut state: State) {
        state.stated.remove(&Stated::default());
        if state.stated.len() > 1 {
            self.contradicted.push((path.clone(), state.stated.clone()));
        }
        if let Some(stated) = state.stated.pop_last() {
            self.stated.push(Override {
                file: path.clone(),
                municipality: stated.municipality,
                role: stated.level.as_deref().and_then(Role::named),
                ..Override::default()
            });
        }
        let error = state.error.map(|(_, error)| error);
        self.read.note(path.clone(), hash, error);
        self.files.push(File {
            path,
            size: state.file.bytes,
            stamp: state.file.stamp(),
            with: Vec::new(),
        });
    }
}
