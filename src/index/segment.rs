//! A part of the index: whose pages stand where in it, and the words it has.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use tantivy::postings::SegmentPostings;
use tantivy::schema::Field;
use tantivy::{DocSet, SegmentReader, TERMINATED};

use super::analysis::FIRST_WORD;
use super::pages::Pages;
use super::words::{Words, docs};
use crate::query::ZONES;

/// A part of the index.
pub(super) struct Segment {
    pub(super) reader: SegmentReader,
    /// Whose pages stand where.
    pub(super) runs: Vec<Run>,
    pub(super) alive: Pages,
    /// The words of each zone, read when they are first needed.
    pub(super) words: Vec<OnceLock<Words>>,
}

/// Entries that are the pages of one document, in order.
pub(super) struct Run {
    pub(super) entries: Range<u32>,
    /// Page of the first entry, from 1; the others follow.
    pub(super) first: u32,
    /// The files that have this content, by their number in the catalog.
    pub(super) files: Vec<usize>,
}

/// Whether one of the entries of a term is not deleted.
pub(super) fn any_alive(segment: &SegmentReader, postings: &mut SegmentPostings) -> bool {
    let mut entry = postings.doc();
    while entry != TERMINATED {
        if !segment.is_deleted(entry) {
            return true;
        }
        entry = postings.advance();
    }
    false
}

impl Segment {
    pub(super) fn open(
        reader: &SegmentReader,
        files: &BTreeMap<&str, Vec<usize>>,
    ) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let mut alive = Pages::none(reader.max_doc());
        let mut runs: Vec<Run> = Vec::new();
        if let Some(keys) = columns.str("content")? {
            let numbers = columns.u64("page")?;
            let mut of_ord: Vec<Option<Vec<usize>>> = Vec::new();
            let mut key = String::new();
            for ord in 0..keys.num_terms() as u64 {
                key.clear();
                keys.ord_to_str(ord, &mut key)?;
                of_ord.push(files.get(key.as_str()).cloned());
            }
            let mut last = None;
            for entry in 0..reader.max_doc() {
                let ord = keys
                    .ords()
                    .first(entry)
                    .filter(|_| !reader.is_deleted(entry));
                let Some(ord) = ord else {
                    last = None;
                    continue;
                };
                let Some(files) = &of_ord[ord as usize] else {
                    // Not in the catalog: indexed by a run that was stopped before it was done.
                    last = None;
                    continue;
                };
                alive.insert(entry);
                if last == Some(ord) {
                    if let Some(run) = runs.last_mut() {
                        run.entries.end = entry + 1;
                    }
                } else {
                    runs.push(Run {
                        entries: entry..entry + 1,
                        first: numbers.first(entry).unwrap_or(1) as u32,
                        files: files.clone(),
                    });
                    last = Some(ord);
                }
            }
        }
        Ok(Segment {
            reader: reader.clone(),
            runs,
            alive,
            words: (0..ZONES.len()).map(|_| OnceLock::new()).collect(),
        })
    }

    /// The pages of some files.
    pub(super) fn of_files(&self, files: &[bool]) -> Pages {
        let is_wanted = |run: &&Run| run.files.iter().any(|&file| files[file]);
        if self.runs.iter().all(|run| is_wanted(&run)) {
            return self.alive.clone();
        }
        let mut pages = self.none();
        for run in self.runs.iter().filter(is_wanted) {
            pages.insert_all(run.entries.clone());
        }
        pages
    }

    pub(super) fn entries(&self) -> u32 {
        self.reader.max_doc()
    }

    pub(super) fn none(&self) -> Pages {
        Pages::none(self.entries())
    }
}

impl Segment {
    /// Adds the pages that have a wanted word in a field; words as written only, where the field has others.
    pub(super) fn add_words(
        &self,
        field: Field,
        as_written: bool,
        wanted: impl Fn(&str) -> bool,
        pages: &mut Pages,
    ) -> tantivy::Result<()> {
        let inverted = self.reader.inverted_index(field)?;
        let dictionary = inverted.terms();
        let mut stream = if as_written {
            dictionary.range().ge(FIRST_WORD).into_stream()?
        } else {
            dictionary.stream()?
        };
        while let Some((word, info)) = stream.next() {
            if wanted(std::str::from_utf8(word).unwrap_or_default()) {
                docs(&inverted, info, pages)?;
            }
        }
        Ok(())
    }
}
