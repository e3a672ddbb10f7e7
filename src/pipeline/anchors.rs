//! Which plan names which other: the titles and kinds of a municipality's plans, looked for in each of them.
//!
//! A plan that no other plan names is followed up by nobody (Møreforsking 2011, table 1: planforankring).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rayon::prelude::*;

use super::reading::Pool;
use super::{Options, in_threads};
use crate::classify::Cell;
use crate::corpus::{Corpus, Municipality, OtherPlan, Role};
use crate::extract::{PageNumber, Reading};
use crate::index::store;
use crate::run::{Anchor, Document, Run};
use crate::terms::{self, Finder, Matchers, Pack, Term, Tolerance, Variant};

/// What is looked for in the plans of one municipality.
struct Names {
    pack: Pack,
    matchers: Matchers,
    /// The document of each term, and how many of its variants are titles; the others say its kind.
    targets: Vec<(usize, usize)>,
    /// Documents that claim one cell: versions and parts of one plan do not anchor each other.
    one_plan: BTreeSet<(usize, usize)>,
}

/// The anchors of all plans, by document that names and document that is named. Those of municipalities that have not been touched since
/// a run before are taken over from it.
pub(super) fn of(
    corpus: &Corpus,
    documents: &[Document],
    cells: &[Cell],
    before: Option<(&Run, &BTreeSet<Municipality>)>,
    options: &Options<'_>,
) -> Vec<Anchor> {
    let is_known = |whose: &Municipality| before.is_some_and(|(_, known)| known.contains(whose));
    let kinds = terms::shipped(terms::ANCHORS).expect("the pack is shipped");
    let mut plans: BTreeMap<&Municipality, Vec<usize>> = BTreeMap::new();
    for (index, document) in documents.iter().enumerate() {
        let whose = &document.municipality;
        if is_plan(document) && !whose.name.is_empty() && !is_known(whose) {
            plans.entry(&document.municipality).or_default().push(index);
        }
    }
    let names: BTreeMap<&Municipality, Names> = plans
        .into_iter()
        .filter(|(_, plans)| plans.len() > 1)
        .map(|(whose, plans)| (whose, Names::new(&kinds, documents, cells, &plans)))
        .collect();
    let pool = Pool::new(&options.readers, options.recogniser);
    let anchors_of = |index: usize| -> Vec<Anchor> {
        let document = &documents[index];
        let Some(names) = names.get(&document.municipality) else {
            return Vec::new();
        };
        if !is_plan(document) || document.error.is_some() {
            return Vec::new();
        }
        let path = corpus.root.join(&document.path);
        let key = store::key(&document.hash, &path);
        let stored = options.store.and_then(|store| store.get(&key));
        let reading = stored.map_or_else(|| pool.read(&path, document.bytes).1, Ok);
        reading.map_or_else(|_| Vec::new(), |reading| names.found_in(index, &reading))
    };
    in_threads(options.jobs, || {
        let found: Vec<Vec<Anchor>> = (0..documents.len())
            .into_par_iter()
            .with_max_len(1)
            .map(anchors_of)
            .collect();
        let mut all: Vec<Anchor> = found.into_iter().flatten().collect();
        all.extend(
            before
                .map(|(run, known)| taken_over(run, known, documents))
                .into_iter()
                .flatten(),
        );
        all.sort_by_key(|anchor| (anchor.from, anchor.to));
        all
    })
}

/// The anchors of some municipalities in a run before, as documents are numbered now.
fn taken_over(run: &Run, known: &BTreeSet<Municipality>, documents: &[Document]) -> Vec<Anchor> {
    let now: BTreeMap<&PathBuf, usize> = documents
        .iter()
        .enumerate()
        .map(|(number, d)| (&d.path, number))
        .collect();
    let number = |before: usize| now.get(&run.documents[before].path).copied();
    let own = run.anchors.iter();
    let own = own.filter(|anchor| known.contains(&run.documents[anchor.from].municipality));
    own.filter_map(|anchor| {
        Some(Anchor {
            from: number(anchor.from)?,
            to: number(anchor.to)?,
            ..anchor.clone()
        })
    })
    .collect()
}

/// The pairs of a municipality's plans that claim the same cell.
fn same_cell(cells: &[Cell], plans: &[usize]) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    for cell in cells {
        let aside = cell.set_aside.iter().map(|aside| aside.document);
        let claiming: Vec<usize> = cell.counting().chain(aside).collect();
        if claiming.iter().any(|document| plans.contains(document)) {
            for &from in &claiming {
                pairs.extend(claiming.iter().map(|&to| (from, to)));
            }
        }
    }
    pairs
}

fn is_plan(document: &Document) -> bool {
    match &document.identity.role {
        Role::Plan(_) => true,
        Role::OtherPlan(kind) => *kind != OtherPlan::Ukjent,
        Role::NotAPlan(_) => false,
    }
}

impl Names {
    fn new(kinds: &Pack, documents: &[Document], cells: &[Cell], plans: &[usize]) -> Self {
        // The plan that fills a cell first: where two have one title, it is the one that is meant.
        let (mut terms, mut targets) = (Vec::new(), Vec::new());
        let fills = |index: usize| cells.iter().filter(move |c| c.document == Some(index));
        let mut ordered = plans.to_vec();
        ordered.sort_by_key(|&index| fills(index).next().is_none());
        for index in ordered {
            let titles = documents[index].identity.own_titles();
            let mut variants: Vec<Variant> = titles
                .iter()
                .filter_map(|title| Variant::of_title(title))
                .collect();
            let from_title = variants.len();
            for cell in fills(index) {
                let kind = kinds.terms.iter().filter(|t| t.id == cell.level.id());
                variants.extend(kind.flat_map(|term| term.variants.iter().cloned()));
            }
            if !variants.is_empty() {
                terms.push(Term::of(variants));
                targets.push((index, from_title));
            }
        }
        let pack = Pack {
            terms,
            ..kinds.clone()
        };
        Names {
            matchers: Matchers::new(&[&pack]),
            pack,
            targets,
            one_plan: same_cell(cells, plans),
        }
    }

    fn found_in(&self, from: usize, reading: &Reading) -> Vec<Anchor> {
        let packs = [&self.pack];
        let mut finder = Finder::new(&self.matchers, &packs, &[]);
        let mut found: BTreeMap<usize, Anchor> = BTreeMap::new();
        for (index, page) in reading.pages.iter().enumerate() {
            let number = PageNumber::from_index(index).get();
            for hit in finder.find(&page.text, &page.blocks, Tolerance::Exact) {
                let (to, from_title) = self.targets[hit.term];
                if hit.why_not.is_some() || to == from || self.one_plan.contains(&(from, to)) {
                    continue;
                }
                let words = &page.text[hit.start..hit.end];
                let anchor = found.entry(to).or_insert_with(|| Anchor {
                    from,
                    to,
                    by_title: false,
                    pages: Vec::new(),
                    text: words.to_owned(),
                });
                if hit.variant < from_title && !anchor.by_title {
                    // The title says it better than what such plans are called.
                    (anchor.by_title, anchor.text) = (true, words.to_owned());
                }
                if anchor.pages.last() != Some(&number) {
                    anchor.pages.push(number);
                }
            }
        }
        found.into_values().collect()
    }
}
