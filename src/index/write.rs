//! Brings the index up to date with what was read.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;

use tantivy::schema::Term;
use tantivy::{Index, IndexWriter, TantivyDocument};

use super::{Contents, Fields, INDEX, Indexed, LAYOUT, Lock, State, StateError, register, schema};
use crate::extract::{self, Page};
use crate::run::Document;
use crate::terms::before_hyphens;

/// Memory for entries not yet written to disk, in bytes.
const BUFFER: usize = 64 << 20;

/// Takes documents, from several threads, and commits them together.
pub struct Writer<'s> {
    state: &'s State,
    _lock: Lock,
    pages: IndexWriter,
    fields: Fields,
    before: Contents,
    seen: Mutex<Seen>,
    /// The state was damaged or of another version, and is made anew.
    pub rebuilt: bool,
}

#[derive(Default)]
struct Seen {
    contents: Contents,
    /// The first failure; the documents after it are not added.
    failure: Option<tantivy::TantivyError>,
}

impl<'s> Writer<'s> {
    /// Opens the index for writing, and makes it anew if it is damaged or of another version.
    pub fn open(state: &'s State) -> Result<Self, StateError> {
        let lock = state.lock()?;
        let (schema, fields) = schema();
        let dir = state.index_dir();
        let known = state
            .contents()
            .ok()
            .filter(|contents| contents.layout == LAYOUT && dir.is_dir());
        let opened = known.and_then(|contents| {
            let index = Index::open_in_dir(&dir)
                .ok()
                .filter(|index| index.schema() == schema)?;
            Some((contents, index))
        });
        let had_state = dir.exists();
        let rebuilt = had_state && opened.is_none();
        let (before, index) = if let Some(opened) = opened {
            opened
        } else {
            let io = |error| StateError::Io(dir.clone(), error);
            // First the list, then the index: interrupted here, the next run knows that nothing is indexed.
            let list = state.dir().join(super::CONTENTS);
            if list.exists() {
                fs::remove_file(&list).map_err(io)?;
            }
            if had_state {
                fs::remove_dir_all(&dir).map_err(io)?;
            }
            fs::create_dir_all(&dir).map_err(io)?;
            let index = Index::create_in_dir(&dir, schema)
                .map_err(|error| StateError::Index(dir.clone(), error))?;
            (
                Contents {
                    layout: LAYOUT,
                    ..Contents::default()
                },
                index,
            )
        };
        register(&index);
        let pages = index
            .writer_with_num_threads(1, BUFFER)
            .map_err(|error| StateError::Index(state.dir().join(INDEX), error))?;
        let seen = Seen {
            contents: Contents {
                layout: LAYOUT,
                ..Contents::default()
            },
            failure: None,
        };
        Ok(Writer {
            state,
            _lock: lock,
            pages,
            fields,
            before,
            seen: Mutex::new(seen),
            rebuilt,
        })
    }

    /// Adds the pages of a document, unless the index has them already.
    ///
    /// # Panics
    /// Never: no thread panics while it holds the lock.
    pub fn add(&self, document: &Document, pages: &[Page]) {
        let path = document.path.to_string_lossy().replace('\\', "/");
        let indexed = Indexed {
            hash: document.hash.clone(),
            extractor: extract::VERSION,
            labels: format!(
                "{}|{}|{}",
                document.municipality.name,
                document.identity.role.kind(),
                document.identity.title
            ),
        };
        let known = self.before.documents.get(&path) == Some(&indexed);
        let result = if known {
            Ok(())
        } else {
            self.replace(&path, document, pages)
        };
        let mut seen = self
            .seen
            .lock()
            .expect("no thread panics while it holds the lock");
        match result {
            Ok(()) => {
                seen.contents.documents.insert(path, indexed);
            }
            Err(error) => {
                seen.failure.get_or_insert(error);
            }
        }
    }

    fn replace(&self, path: &str, document: &Document, pages: &[Page]) -> tantivy::Result<()> {
        let fields = &self.fields;
        self.pages
            .delete_term(Term::from_field_text(fields.path, path));
        for (number, page) in (1u64..).zip(pages) {
            let mut entry = TantivyDocument::default();
            entry.add_text(fields.path, path);
            entry.add_text(fields.municipality, &document.municipality.name);
            entry.add_text(fields.level, document.identity.role.kind());
            entry.add_text(fields.title, &document.identity.title);
            entry.add_u64(fields.page, number);
            if let Some(label) = &page.label {
                entry.add_text(fields.label, label);
            }
            entry.add_text(fields.text, &page.text);
            entry.add_text(fields.stems, &page.text);
            let parted: BTreeSet<String> = before_hyphens(&page.text).collect();
            for word in parted {
                entry.add_text(fields.parted, word);
            }
            if !page.joins.is_empty() {
                entry.add_text(fields.hyphenated, with_hyphens(page));
            }
            self.pages.add_document(entry)?;
        }
        Ok(())
    }

    /// Removes what is no longer in the corpus and commits: first the index, then the list of what it holds.
    ///
    /// # Panics
    /// Never: no thread panics while it holds the lock.
    pub fn finish(mut self) -> Result<(), StateError> {
        let failed = |error| StateError::Index(self.state.index_dir(), error);
        let seen = self
            .seen
            .into_inner()
            .expect("no thread panics while it holds the lock");
        if let Some(error) = seen.failure {
            return Err(failed(error));
        }
        let now: BTreeSet<&String> = seen.contents.documents.keys().collect();
        for gone in self
            .before
            .documents
            .keys()
            .filter(|path| !now.contains(path))
        {
            self.pages
                .delete_term(Term::from_field_text(self.fields.path, gone));
        }
        if seen.contents == self.before {
            return Ok(());
        }
        self.pages.commit().map_err(failed)?;
        self.pages.wait_merging_threads().map_err(failed)?;
        let text = serde_json::to_vec(&seen.contents).map_err(|error| {
            StateError::Damaged(self.state.dir().to_path_buf(), error.to_string())
        })?;
        self.state.replace(super::CONTENTS, &text)
    }
}

/// The text with the hyphens at line ends put back, so that «bolig-sosial» is found as well as «boligsosial».
fn with_hyphens(page: &Page) -> String {
    let mut out = String::with_capacity(page.text.len() + page.joins.len());
    let mut from = 0;
    for &join in &page.joins {
        out.push_str(&page.text[from..join as usize]);
        out.push('-');
        from = join as usize;
    }
    out.push_str(&page.text[from..]);
    out
}
