//! Answers a query from the index: which pages answer, how good they are, and how many there are in which document.
//!
//! What is asked of documents is asked of the catalog, so it costs nothing per page and a change in `plans.csv` changes no index. What
//! is asked of text is answered with sets of pages, a word after the other; only where words must stand in a row or near each other
//! are their positions read, and only those of pages that have all of them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use tantivy::directory::MmapDirectory;
use tantivy::{IndexReader, ReloadPolicy, SegmentReader};

use super::analysis::{self, Fields};
use super::evaluate::Search;
use super::segment::Segment;
use super::shared::Shared;
use super::{Catalog, FileRecord, State, StateError};
use crate::extract::{PageNumber, fence};
use crate::query::{FileTest, Node, Query, TermQuery};

/// The index, open for searching: it stays as it was when it was opened.
pub struct Searcher {
    /// The files with their names, in the order of the catalog: by name.
    pub(super) files: Vec<(String, FileRecord)>,
    /// The corpus it was made of.
    pub corpus: PathBuf,
    /// Files and folders of the corpus that could not be listed.
    pub unlisted: Vec<String>,
    segments: Vec<Segment>,
    pub(super) fields: Fields,
    dir: PathBuf,
}

/// What is asked, with what a query cannot know by itself.
pub struct Asked<'a> {
    /// The query.
    pub query: &'a Query,
    /// Whether a file of the catalog is such.
    pub file: &'a (dyn Fn(usize, &FileTest) -> bool + Sync),
    /// The pages (from 1) of documents, by key, on which a term of a pack counts.
    pub terms: &'a BTreeMap<TermQuery, BTreeMap<String, Vec<u32>>>,
    /// Does some work for each number below another, in any order and if possible at the same time.
    pub each: &'a Each<'a>,
}

/// Does some work for each number below another.
pub type Each<'a> = dyn Fn(usize, &(dyn Fn(usize) + Sync)) + Sync + 'a;

/// Pages that answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The best pages, best first.
    pub best: Vec<PageFound>,
    /// Number of pages that answer, by file.
    pub pages: BTreeMap<usize, usize>,
}

/// A page that answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageFound {
    /// The file, by its number in the catalog.
    pub file: usize,
    /// The page.
    pub page: PageNumber,
    /// How well it answers: more is better.
    pub score: f32,
}

impl State {
    /// Opens the index for searching. Damaged files can make the library that reads them panic, which is an error like another.
    pub fn searcher(&self) -> Result<Searcher, StateError> {
        let catalog = self.catalog()?;
        let opened = fence::guarded(|| self.open(catalog));
        let damaged = || StateError::Damaged(self.index_dir(), "index".to_owned());
        opened.unwrap_or_else(|| Err(damaged()))
    }

    fn open(&self, catalog: Catalog) -> Result<Searcher, StateError> {
        let dir = self.index_dir();
        let damaged = |error| StateError::Index(dir.clone(), error);
        let (schema, fields) = analysis::schema();
        let folder = MmapDirectory::open(&dir).map_err(|error| damaged(error.into()))?;
        let index = tantivy::Index::open(Shared(folder)).map_err(damaged)?;
        if index.schema() != schema {
            return Err(StateError::OtherVersion(self.dir().to_path_buf()));
        }
        let searcher = snapshot(&index).map_err(damaged)?;
        let (corpus, unlisted) = (catalog.made.corpus, catalog.unlisted);
        let files: Vec<(String, FileRecord)> = catalog.files.into_iter().collect();
        let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, (_, record)) in files.iter().enumerate() {
            by_key.entry(&record.key).or_default().push(number);
        }
        let segments = searcher.segment_readers().iter();
        let segments = segments.map(|reader| Segment::open(reader, &by_key).map_err(damaged));
        let segments: Result<Vec<Segment>, StateError> = segments.collect();
        Ok(Searcher {
            segments: segments?,
            corpus,
            unlisted,
            files,
            fields,
            dir,
        })
    }
}

/// The index as it is now, without a thread that watches for later commits.
pub(super) fn snapshot(index: &tantivy::Index) -> tantivy::Result<tantivy::Searcher> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
    let reader: IndexReader = reader.try_into()?;
    Ok(reader.searcher())
}

impl Searcher {
    /// The files with their names, by which they are sorted; elsewhere a file is told by its number here.
    pub fn files(&self) -> &[(String, FileRecord)] {
        &self.files
    }

    /// The name of a file by its number.
    pub fn name(&self, file: usize) -> &str {
        &self.files[file].0
    }

    /// Number of pages in the index.
    pub fn page_count(&self) -> usize {
        let runs = self
            .segments
            .iter()
            .flat_map(|s| s.runs.iter().map(move |run| (s, run)));
        runs.map(|(segment, run)| segment.alive.count(run.entries.clone()))
            .sum()
    }

    /// The pages that answer: the best of them, at most `limit`, and how many in each document. An index whose files are damaged can make
    /// the library that reads it panic, which is an error like another.
    pub fn ask(&self, asked: &Asked<'_>, limit: usize) -> Result<Answer, StateError> {
        let damaged = || StateError::Damaged(self.dir.clone(), "index".to_owned());
        let answer = Mutex::new(Ok(Answer::default()));
        for (node, files) in self.cases(asked) {
            (asked.each)(self.segments.len(), &|number| {
                let segment = &self.segments[number];
                let work = || self.in_segment(segment, (&node, &files), asked, limit);
                let found = fence::guarded(work).unwrap_or_else(|| Err(damaged()));
                let mut answer = answer.lock().unwrap_or_else(PoisonError::into_inner);
                match (&mut *answer, found) {
                    (Ok(answer), Ok(found)) => answer.add(found, limit),
                    (known @ Ok(_), Err(error)) => *known = Err(error),
                    (Err(_), _) => {}
                }
            });
        }
        let mut answer = answer
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)?;
        keep_best(&mut answer.best, limit);
        Ok(answer)
    }

    /// The pages of some files in a segment that answer.
    fn in_segment(
        &self,
        segment: &Segment,
        (node, files): (&Node, &[bool]),
        asked: &Asked<'_>,
        limit: usize,
    ) -> Result<Answer, StateError> {
        let mut answer = Answer::default();
        let allowed = segment.of_files(files);
        if allowed.is_empty() {
            return Ok(answer);
        }
        let mut search = Search {
            searcher: self,
            segment,
            asked,
            scores: vec![0.0; segment.entries() as usize],
            wanted: limit > 0,
        };
        let found = search.node(node);
        let mut pages = found.map_err(|error| StateError::Index(self.dir.clone(), error))?;
        pages.and(&allowed);
        let scores = search.scores;
        for run in &segment.runs {
            let own: Vec<usize> = run.files.iter().copied().filter(|&f| files[f]).collect();
            let count = pages.count(run.entries.clone());
            if own.is_empty() || count == 0 {
                continue;
            }
            for &file in &own {
                *answer.pages.entry(file).or_default() += count;
            }
            if limit == 0 {
                continue;
            }
            pages.each(run.entries.clone(), |entry| {
                let index = run.first + (entry - run.entries.start) - 1;
                for &file in &own {
                    answer.best.push(PageFound {
                        file,
                        page: PageNumber::from_index(index as usize),
                        score: scores[entry as usize],
                    });
                }
            });
            if answer.best.len() > 4 * limit + 4096 {
                keep_best(&mut answer.best, limit);
            }
        }
        keep_best(&mut answer.best, limit);
        Ok(answer)
    }

    /// The files that can answer, as far as what is asked of documents says: by their number in the catalog, rising.
    pub fn in_scope(&self, asked: &Asked<'_>) -> Vec<usize> {
        let mut all = vec![false; self.files.len()];
        for (_, files) in self.cases(asked) {
            for (known, own) in all.iter_mut().zip(files) {
                *known |= own;
            }
        }
        (0..all.len()).filter(|&file| all[file]).collect()
    }

    /// The query as it stands for files of which the same is true: one case for all files, as a rule, or one for those of the
    /// municipality that is asked for.
    fn cases(&self, asked: &Asked<'_>) -> Vec<(Node, Vec<bool>)> {
        let tests = asked.query.file_tests();
        let mut cases: BTreeMap<Vec<bool>, Vec<bool>> = BTreeMap::new();
        let count = self.files.len();
        if tests.is_empty() {
            return vec![(asked.query.root.clone(), vec![true; count])];
        }
        for file in 0..count {
            let truth: Vec<bool> = tests.iter().map(|test| (asked.file)(file, test)).collect();
            cases.entry(truth).or_insert_with(|| vec![false; count])[file] = true;
        }
        let cases = cases.into_iter().map(|(truth, files)| {
            let holds = |test: &FileTest| {
                let place = tests.iter().position(|known| *known == test);
                place.is_some_and(|place| truth[place])
            };
            (decided(&asked.query.root, &holds), files)
        });
        let possible = cases.filter(|(node, _)| *node != Node::Any(Vec::new()));
        possible.collect()
    }

    /// Pages that have a word, as written, which is wanted, or one before a hyphen that is; by key and page.
    pub(super) fn pages_with(
        &self,
        wanted: impl Fn(&str) -> bool,
        wanted_before_hyphen: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<String, Vec<u32>>, StateError> {
        let failed = |error| StateError::Index(self.dir.clone(), error);
        let mut out: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for segment in &self.segments {
            let mut pages = segment.none();
            let zones = self.fields.zones.iter().map(|&field| (field, true));
            for (field, plain) in zones.chain([(self.fields.parted, false)]) {
                let is_wanted = |word: &str| {
                    if plain {
                        wanted(word)
                    } else {
                        word.is_empty() || wanted_before_hyphen(word)
                    }
                };
                segment
                    .add_words(field, plain, is_wanted, &mut pages)
                    .map_err(failed)?;
            }
            pages.and(&segment.alive);
            for run in &segment.runs {
                let Some(&file) = run.files.first() else {
                    continue;
                };
                pages.each(run.entries.clone(), |entry| {
                    let page = run.first + (entry - run.entries.start);
                    out.entry(self.files[file].1.key.clone())
                        .or_default()
                        .push(page);
                });
            }
        }
        Ok(out)
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = &SegmentReader> {
        self.segments.iter().map(|segment| &segment.reader)
    }

    /// The first entry of each document in each segment, with the files that have it and its first page.
    pub(super) fn runs(&self, segment: usize) -> impl Iterator<Item = (Range<u32>, u32, &[usize])> {
        let runs = self.segments[segment].runs.iter();
        runs.map(|run| (run.entries.clone(), run.first, &run.files[..]))
    }
}

impl Answer {
    /// Adds what was found elsewhere.
    fn add(&mut self, other: Answer, limit: usize) {
        for (file, count) in other.pages {
            *self.pages.entry(file).or_default() += count;
        }
        self.best.extend(other.best);
        keep_best(&mut self.best, limit);
    }
}

fn keep_best(pages: &mut Vec<PageFound>, limit: usize) {
    let better = |a: &PageFound, b: &PageFound| {
        let score = b.score.total_cmp(&a.score);
        score.then_with(|| (a.file, a.page).cmp(&(b.file, b.page)))
    };
    if limit == 0 {
        pages.clear();
    } else if pages.len() > limit {
        pages.select_nth_unstable_by(limit - 1, better);
        pages.truncate(limit);
    }
    pages.sort_unstable_by(better);
}

/// A query with what is asked of documents decided: `Any([])` never holds, `All([])` always does.
fn decided(node: &Node, holds: &dyn Fn(&FileTest) -> bool) -> Node {
    let constant = |yes: bool| {
        if yes {
            Node::All(Vec::new())
        } else {
            Node::Any(Vec::new())
        }
    };
    let (always, never) = (constant(true), constant(false));
    match node {
        Node::File(test) => constant(holds(test)),
        Node::All(nodes) => joined(nodes, holds, &always, &never, Node::All),
        Node::Any(nodes) => joined(nodes, holds, &never, &always, Node::Any),
        Node::Not(inner) => {
            let inner = decided(inner, holds);
            if inner == never {
                always
            } else if inner == always {
                never
            } else {
                Node::Not(Box::new(inner))
            }
        }
        other => other.clone(),
    }
}

/// Nodes decided and joined again: those that are `idle` change nothing, and one that is `final_word` decides all.
fn joined(
    nodes: &[Node],
    holds: &dyn Fn(&FileTest) -> bool,
    idle: &Node,
    final_word: &Node,
    join: impl Fn(Vec<Node>) -> Node,
) -> Node {
    let mut parts = Vec::new();
    for node in nodes {
        let part = decided(node, holds);
        if part == *final_word {
            return part;
        }
        if part != *idle {
            parts.push(part);
        }
    }
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        join(parts)
    }
}
