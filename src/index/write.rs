//! Brings the index up to date with what was read, and keeps the catalog of it.
//!
//! The order of writing is store, index, catalog: whatever is interrupted, what the catalog names is in the index, and what is in the
//! index is in the store. The pages of one document go into the index together and appear in it together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tantivy::indexer::UserOperation;
use tantivy::schema::Term;
use tantivy::store::Compressor;
use tantivy::{IndexSettings, IndexWriter, TantivyDocument};

use super::analysis::{self, Fields};
use super::catalog::{Catalog, FileRecord, Made};
use super::lock::Lock;
use super::{State, StateError};
use crate::extract::{Page, PageNumber, Reading, fence};
use crate::terms::before_hyphens;

/// Memory of a writing thread for entries not yet on disk, in bytes.
const BUFFER: usize = 64 << 20;
/// Writing threads: with two, the last entries are laid out on two cores when all files are read.
const THREADS: usize = 2;
/// What was read is committed so often, so that little is lost when the machine stops.
const CHECKPOINT: Duration = Duration::from_mins(1);

/// Takes documents, from several threads, and commits them together.
pub struct Writer<'s> {
    state: &'s State,
    _lock: Lock,
    index: tantivy::Index,
    /// Opened when there is something to write.
    pages: RwLock<Option<IndexWriter>>,
    fields: Fields,
    work: Mutex<Work>,
    /// The state was damaged or of another version, and is made anew.
    pub rebuilt: bool,
}

struct Work {
    /// What was in the state before.
    before: Catalog,
    /// What is in it now.
    now: Catalog,
    /// Keys whose pages are in the index or on their way.
    indexed: BTreeSet<String>,
    /// What OCR gave of those of which the state says it.
    marks: BTreeMap<String, u32>,
    /// When the last checkpoint was.
    checkpoint: Instant,
    /// The first failure; nothing is added after it.
    failure: Option<StateError>,
}

impl<'s> Writer<'s> {
    /// Opens the index for writing, and makes it anew if it is damaged or of another version.
    pub fn open(state: &'s State, made: Made) -> Result<Self, StateError> {
        Writer::open_locked(state, state.lock()?, made)
    }

    /// … of which the lock is held already.
    pub fn open_locked(state: &'s State, lock: Lock, made: Made) -> Result<Self, StateError> {
        let empty = Catalog::new(made);
        let known = state.catalog();
        // A catalog of another program or corpus still says which texts there are.
        let opened = known.ok().and_then(|catalog| {
            let index = tantivy::Index::open_in_dir(state.index_dir()).ok()?;
            if index.schema() != analysis::schema().0 {
                return None;
            }
            let indexed = fence::guarded(|| state.indexed(&index))?.ok()?;
            Some((catalog, index, indexed))
        });
        let had_state = state.index_dir().exists();
        let rebuilt = had_state && opened.is_none();
        let (before, index, indexed) = match opened {
            Some(opened) => opened,
            None => (empty.clone(), state.make_index()?, BTreeSet::new()),
        };
        analysis::register(&index);
        let marks = before.files.values();
        let marks = marks.map(|record| (record.key.clone(), record.what.ocr_mark));
        let marks = marks.collect();
        Ok(Writer {
            state,
            _lock: lock,
            index,
            pages: RwLock::new(None),
            fields: analysis::schema().1,
            work: Mutex::new(Work {
                marks,
                before,
                now: empty,
                indexed,
                checkpoint: Instant::now(),
                failure: None,
            }),
            rebuilt,
        })
    }

    /// What was in the state when the writer was opened.
    pub fn before(&self) -> Catalog {
        self.lock_work().before.clone()
    }

    fn lock_work(&self) -> std::sync::MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the pages of a document must be given to [`Writer::add`].
    pub fn lacks(&self, key: &str) -> bool {
        !self.lock_work().indexed.contains(key)
    }

    /// Adds the pages of a document, unless the index has them as they were read now: with what OCR gave of them.
    pub fn add(&self, key: &str, reading: &Reading) {
        let mark = reading.coverage.ocr_mark;
        let is_new = {
            let mut work = self.lock_work();
            let is_new = work.indexed.insert(key.to_owned());
            let before = work.marks.insert(key.to_owned(), mark);
            if work.failure.is_some() || (!is_new && before == Some(mark)) {
                return;
            }
            is_new
        };
        let mut operations = Vec::new();
        if !is_new {
            let other = Term::from_field_text(self.fields.content, key);
            operations.push(UserOperation::Delete(other));
        }
        let entries = (0u32..).zip(&reading.pages);
        let entries = entries.map(|(index, page)| self.entry(key, reading, index, page));
        operations.extend(entries.map(UserOperation::Add));
        if let Err(error) = self.run(operations) {
            let failure = StateError::Index(self.state.index_dir(), error);
            self.lock_work().failure.get_or_insert(failure);
        }
    }

    fn run(&self, operations: Vec<UserOperation>) -> tantivy::Result<()> {
        let opened = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(pages) = &*opened {
            return pages.run(operations).map(drop);
        }
        drop(opened);
        let mut closed = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        let pages = match &mut *closed {
            Some(pages) => pages,
            None => closed.insert(open(&self.index)?),
        };
        pages.run(operations).map(drop)
    }

    fn entry(&self, key: &str, reading: &Reading, index: u32, page: &Page) -> TantivyDocument {
        let fields = &self.fields;
        let number = PageNumber::from_index(index as usize);
        let mut entry = TantivyDocument::default();
        entry.add_text(fields.content, key);
        entry.add_u64(fields.page, u64::from(number.get()));
        let texts = analysis::zone_texts(page, reading.is_damaged(page));
        for (field, text) in fields.zones.iter().zip(texts) {
            if !text.is_empty() {
                entry.add_text(*field, text);
            }
        }
        let headings = reading.headings_over(number);
        if !headings.is_empty() {
            entry.add_text(fields.sections, headings.join("\n"));
        }
        let parted: BTreeSet<String> = before_hyphens(&page.text).collect();
        for word in parted {
            entry.add_text(fields.parted, word);
        }
        entry
    }

    /// Takes note of what could not be listed in the corpus.
    pub fn note_unlisted(&self, unlisted: Vec<String>) {
        self.lock_work().now.unlisted = unlisted;
    }

    /// Takes note of a file whose pages, if it has any, are in the index or on their way.
    pub fn note(&self, name: String, record: FileRecord) {
        let due = {
            let mut work = self.lock_work();
            work.now.files.insert(name, record);
            work.checkpoint.elapsed() > CHECKPOINT
        };
        if due && let Err(failure) = self.checkpoint() {
            self.lock_work().failure.get_or_insert(failure);
        }
    }

    /// Commits what is there so far: the files that are done, and those of before that are not done again yet.
    fn checkpoint(&self) -> Result<(), StateError> {
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        let catalog = {
            let mut work = self.lock_work();
            work.checkpoint = Instant::now();
            let mut catalog = work.now.clone();
            if work.before.made == work.now.made {
                for (name, record) in &work.before.files {
                    let files = &mut catalog.files;
                    files.entry(name.clone()).or_insert_with(|| record.clone());
                }
            }
            catalog
        };
        let failed = |error| StateError::Index(self.state.index_dir(), error);
        if let Some(pages) = &mut *pages {
            pages.commit().map_err(failed)?;
        }
        self.state.keep_catalog(&catalog)
    }

    /// Commits: first the index, then the catalog; then what no file of the corpus has any more is removed from index and store. What
    /// the catalog names is there at every moment.
    pub fn finish(self) -> Result<(), StateError> {
        let failed = |error| StateError::Index(self.state.index_dir(), error);
        let work = self
            .work
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut pages = self
            .pages
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(failure) = work.failure {
            return Err(failure);
        }
        let keys = work.now.keys();
        if let Some(pages) = &mut pages {
            pages.commit().map_err(failed)?;
        }
        if work.now != work.before {
            self.state.keep_catalog(&work.now)?;
        }
        let mut gone = work.indexed.difference(&keys).peekable();
        if gone.peek().is_some() {
            let writer = match &mut pages {
                Some(writer) => writer,
                None => pages.insert(open(&self.index).map_err(failed)?),
            };
            for key in gone {
                writer.delete_term(Term::from_field_text(self.fields.content, key));
            }
            writer.commit().map_err(failed)?;
        }
        if let Some(pages) = pages {
            pages.wait_merging_threads().map_err(failed)?;
        }
        self.state.store().keep_only(&keys);
        Ok(())
    }
}

fn open(index: &tantivy::Index) -> tantivy::Result<IndexWriter> {
    index.writer_with_num_threads(THREADS, THREADS * BUFFER)
}

impl State {
    /// An empty index in place of what is there.
    fn make_index(&self) -> Result<tantivy::Index, StateError> {
        let dir = self.index_dir();
        let io = |error| StateError::Io(dir.clone(), error);
        // First the catalog: interrupted here, the next run knows that nothing is indexed.
        self.forget_catalog()?;
        if dir.exists() {
            fs::remove_dir_all(&dir).map_err(io)?;
        }
        fs::create_dir_all(&dir).map_err(io)?;
        let settings = IndexSettings {
            docstore_compression: Compressor::None,
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let opened = tantivy::directory::MmapDirectory::open(&dir);
        let made = opened
            .map_err(tantivy::TantivyError::from)
            .and_then(|directory| {
                tantivy::Index::create(directory, analysis::schema().0, settings)
            });
        made.map_err(|error| StateError::Index(dir.clone(), error))
    }

    /// The keys whose pages the index has: the index itself is asked, because it is committed before the catalog.
    pub(super) fn indexed(&self, index: &tantivy::Index) -> Result<BTreeSet<String>, StateError> {
        let failed = |error| StateError::Index(self.index_dir(), error);
        let searcher = super::search::snapshot(index).map_err(failed)?;
        let field = analysis::schema().1.content;
        let mut keys = BTreeSet::new();
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(field).map_err(failed)?;
            let mut stream = inverted.terms().stream().map_err(|e| failed(e.into()))?;
            while let Some((key, info)) = stream.next() {
                let mut postings = inverted
                    .read_postings_from_terminfo(info, tantivy::schema::IndexRecordOption::Basic)
                    .map_err(|e| failed(e.into()))?;
                let alive = super::segment::any_alive(segment, &mut postings);
                if alive && let Ok(key) = std::str::from_utf8(key) {
                    keys.insert(key.to_owned());
                }
            }
        }
        Ok(keys)
    }
}
