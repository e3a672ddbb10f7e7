//! A screening with other packs of what was read before: no file is opened and nothing is kept. Shows which cells a change would flip.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::update::searched;
use super::{Search, describe, finish, in_threads};
use crate::corpus::{self, Corpus};
use crate::index::{Store, store};
use crate::run::{Document, Run};
use crate::terms::Rule;

/// What a run would have found with another search and rule. An error is a document whose text is no longer in the store.
pub fn trial(
    run: &Run,
    corpus: &Corpus,
    store: &Store,
    search: &Search<'_>,
    rule: &Rule,
) -> Result<Run, PathBuf> {
    let files: BTreeMap<&PathBuf, &corpus::File> =
        corpus.files.iter().map(|f| (&f.path, f)).collect();
    let one = |document: &Document| {
        // A file that is gone since is still part of the run.
        let gone = corpus::File {
            path: document.path.clone(),
            size: document.bytes,
            stamp: corpus::Stamp::default(),
            with: Vec::new(),
        };
        let file = files.get(&document.path).copied().unwrap_or(&gone);
        let reading = if let Some(error) = document.error {
            Err(error)
        } else {
            let key = store::key(&document.hash, &document.path);
            Ok(store.get(&key).ok_or_else(|| document.path.clone())?)
        };
        let whose = describe::identify(corpus, &file.path, &reading, rule.fewest_words);
        let found = searched(&whose.identity, &reading, search, rule);
        let hash = document.hash.clone();
        let file = (file, document.source.clone());
        Ok(whose.document(file, hash, &reading, run.date, found))
    };
    let documents: Result<Vec<Document>, PathBuf> =
        in_threads(0, || run.documents.par_iter().map(one).collect());
    let mut tried = finish(corpus, search.packs, rule, run.date, documents?);
    tried.recipe = search.recipe();
    Ok(tried)
}
