//! Pages that can have a hit: the index says which words a page has, and the matchers say which words can be part of a hit.
//!
//! A page without such a word has no hit, because every hit begins in one word of the text, whole or before a space or hyphen that
//! parts it. Pages with damaged text are not asked for here: there any word can be a damaged form.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::Searcher;
use tantivy::collector::DocSetCollector;
use tantivy::query::TermSetQuery;
use tantivy::schema::{Field, Term};

use super::{State, StateError};
use crate::extract::{self, PageNumber};
use crate::terms::Matchers;

/// Pages that can have a hit, of the documents that the index holds.
#[derive(Debug, Default, PartialEq)]
pub struct Candidates {
    /// Pages from 1 by the path of the document in the corpus.
    pages: BTreeMap<String, BTreeSet<u32>>,
    /// Hashes of the indexed files by path.
    hashes: BTreeMap<String, String>,
}

impl Candidates {
    /// Which pages of a document can have a hit; `None` if the index does not hold the document as it is now.
    pub fn of(&self, path: &str, hash: &str) -> Option<impl Fn(PageNumber) -> bool> {
        let known = self.hashes.get(path).is_some_and(|indexed| indexed == hash);
        let pages = self.pages.get(path);
        known.then_some(move |page: PageNumber| {
            pages.is_some_and(|pages| pages.contains(&page.get()))
        })
    }

    /// Number of pages that can have a hit.
    pub fn count(&self) -> usize {
        self.pages.values().map(BTreeSet::len).sum()
    }
}

impl State {
    /// The pages that can have a hit.
    pub fn candidates(&self, matchers: &Matchers) -> Result<Candidates, StateError> {
        let (contents, searcher, fields) = self.open()?;
        let failed = |error| StateError::Index(self.index_dir(), error);
        let words = words_of(&searcher, fields.text, |word| matchers.is_candidate(word));
        let parted = words_of(&searcher, fields.parted, |word| {
            word.is_empty() || matchers.is_candidate_before_hyphen(word)
        });
        let (words, parted) = (words.map_err(failed)?, parted.map_err(failed)?);
        let query = TermSetQuery::new(words.into_iter().chain(parted));
        let found = searcher.search(&query, &DocSetCollector).map_err(failed)?;
        let mut pages: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for (number, segment) in (0u32..).zip(searcher.segment_readers()) {
            let columns = segment.fast_fields();
            let paths = columns.str("path").map_err(failed)?;
            let numbers = columns.u64("page").map_err(failed)?;
            let Some(paths) = paths else { continue };
            // Entries of a document stand together, so its path is looked up once.
            let (mut last, mut path) = (None, String::new());
            let mut own: Vec<u32> = found
                .iter()
                .filter(|address| address.segment_ord == number)
                .map(|address| address.doc_id)
                .collect();
            own.sort_unstable();
            for entry in own {
                let (ord, page) = (paths.term_ords(entry).next(), numbers.first(entry));
                let (Some(ord), Some(page)) = (ord, page) else {
                    continue;
                };
                if last != Some(ord) {
                    path.clear();
                    paths
                        .ord_to_str(ord, &mut path)
                        .map_err(|error| failed(error.into()))?;
                    last = Some(ord);
                }
                let page = u32::try_from(page).unwrap_or(u32::MAX);
                match pages.get_mut(&path) {
                    Some(pages) => drop(pages.insert(page)),
                    None => drop(pages.insert(path.clone(), BTreeSet::from([page]))),
                }
            }
        }
        let documents = contents.documents.into_iter();
        let as_read_now = documents.filter(|(_, d)| d.extractor == extract::VERSION);
        Ok(Candidates {
            pages,
            hashes: as_read_now.map(|(path, d)| (path, d.hash)).collect(),
        })
    }
}

/// The words of a field that are wanted.
fn words_of(
    searcher: &Searcher,
    field: Field,
    wanted: impl Fn(&str) -> bool,
) -> tantivy::Result<BTreeSet<Term>> {
    let mut words = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut stream = inverted.terms().stream()?;
        while let Some((word, _)) = stream.next() {
            let word = std::str::from_utf8(word).unwrap_or_default();
            if wanted(word) {
                words.insert(Term::from_field_text(field, word));
            }
        }
    }
    Ok(words)
}
