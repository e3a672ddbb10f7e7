//! Pages that can have a hit: the index says which words a page has, and the matchers say which words can be part of a hit.
//!
//! A page without such a word has no hit, because every hit begins in one word of the text, whole or before a space or hyphen that
//! parts it. Pages with damaged text are not asked for here: there any word can be a damaged form.

use std::collections::{BTreeMap, BTreeSet};

use super::{Searcher, StateError};
use crate::extract::PageNumber;
use crate::terms::Matchers;

/// Pages that can have a hit, of the documents that the index holds.
#[derive(Debug, Default, PartialEq)]
pub struct Candidates {
    /// Pages from 1, rising, by the key of the document in the store.
    pages: BTreeMap<String, Vec<u32>>,
    /// The documents in the index.
    known: BTreeSet<String>,
}

impl Candidates {
    /// Which pages of a document can have a hit; `None` if the index does not hold the document.
    pub fn of(&self, key: &str) -> Option<impl Fn(PageNumber) -> bool> {
        let pages = self.pages.get(key);
        self.known.contains(key).then_some(move |page: PageNumber| {
            pages.is_some_and(|pages| pages.binary_search(&page.get()).is_ok())
        })
    }

    /// The pages, from 1, by the key of the document.
    pub fn into_pages(self) -> BTreeMap<String, Vec<u32>> {
        self.pages
    }

    /// Number of pages that can have a hit.
    pub fn count(&self) -> usize {
        self.pages.values().map(Vec::len).sum()
    }
}

impl Searcher {
    /// The pages that can have a hit.
    pub fn candidates(&self, matchers: &Matchers) -> Result<Candidates, StateError> {
        let wanted = |word: &str| matchers.is_candidate(word);
        let before_hyphen = |word: &str| matchers.is_candidate_before_hyphen(word);
        Ok(Candidates {
            pages: self.pages_with(wanted, before_hyphen)?,
            known: self
                .files()
                .iter()
                .map(|(_, record)| record.key.clone())
                .collect(),
        })
    }
}
