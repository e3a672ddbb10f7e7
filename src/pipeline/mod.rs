//! Runs the stages over a corpus. The only place that makes threads; says how far it is in events.
//!
//! The work on one document is a function of that document alone; only the cells need all of them.

mod anchors;
mod ask;
mod collect;
mod describe;
mod elsewhere;
mod filter;
mod first_pages;
pub mod forms;
mod passages;
#[cfg(feature = "pictures")]
mod pictures;
mod reading;
mod recognise;
mod tesseract;
mod trial;
mod update;
mod worker;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::civil::Date;
use rayon::prelude::*;

use self::recognise::Wanted;
use crate::classify::groups::{self, DocumentGroups};
use crate::classify::{Basis, Outcome, Weight, bearing, cells};
use crate::corpus::{self, Corpus, Identity, Municipality, NotFound, PlanLevel, identify};
use crate::extract::{Coverage, Page, PageNumber, ReadError, Reading};
use crate::index::{Candidates, Store, store};
use crate::run::{Document, PackSummary, Passage, Run, SCHEMA, TermSummary};
use crate::terms::{Finder, Hit, Matchers, Pack, Rule, SignFinder, Tolerance};

pub use self::ask::{Hits, Question, Reply, Scope, ask, read_all, wanted};
pub use self::collect::{Collected, Collection};
pub use self::elsewhere::ReadElsewhere;
pub use self::filter::{Filter, Filtered, in_order};
pub use self::passages::CharacterCounter;
#[cfg(feature = "pictures")]
pub use self::pictures::Pictures;
pub use self::reading::{Pool, Readers, TIME_LIMIT, work};
pub use self::recognise::{PAGE_TIME, Recogniser};
pub use self::tesseract::{Found, Tesseract};
pub use self::trial::trial;
pub use self::update::{
    Brought, Changes, Screened, Unkept, index, is_unchanged, place_of, recipe, screen, screen_into,
    still_true,
};

/// What is looked for.
pub struct Search<'p> {
    packs: &'p [&'p Pack],
    matchers: Matchers,
    signs: Option<SignFinder>,
    damage: Damage,
}

impl<'p> Search<'p> {
    /// All terms of some packs.
    pub fn new(packs: &'p [&'p Pack], damage: Damage) -> Self {
        Search {
            matchers: Matchers::new(packs),
            signs: packs.first().map(|pack| SignFinder::new(pack)),
            packs,
            damage,
        }
    }

    /// The matchers, to ask the index for candidates.
    pub fn matchers(&self) -> &Matchers {
        &self.matchers
    }

    /// The hits of each page. `titles` are the document's own; `may_hit` says which pages to look at, beside the damaged ones.
    pub fn find(
        &self,
        reading: &Reading,
        titles: &[String],
        may_hit: impl Fn(PageNumber) -> bool,
    ) -> Vec<Vec<Hit>> {
        let mut finder = Finder::new(&self.matchers, self.packs, titles);
        let find = |(index, page): (usize, &Page)| {
            let tolerance = self.tolerance(reading, page);
            if tolerance == Tolerance::Exact && !may_hit(PageNumber::from_index(index)) {
                return Vec::new();
            }
            finder.find(&page.text, &page.blocks, tolerance)
        };
        reading.pages.iter().enumerate().map(find).collect()
    }

    fn tolerance(&self, reading: &Reading, page: &Page) -> Tolerance {
        match self.damage {
            Damage::On => Tolerance::Damaged,
            Damage::Auto if reading.is_damaged(page) => Tolerance::Damaged,
            Damage::Auto | Damage::Off => Tolerance::Exact,
        }
    }

    /// What each hit of the first pack bears.
    pub fn weigh(&self, reading: &Reading, hits: &[Vec<Hit>]) -> Vec<Vec<Weight>> {
        let tolerance = |page: &Page| self.tolerance(reading, page);
        self.signs.as_ref().map_or_else(Vec::new, |signs| {
            bearing::weigh(self.packs[0], signs, reading, hits, tolerance)
        })
    }
}

/// Where words are found that lost letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Damage {
    /// In documents and pages whose letters show that some are lost.
    #[default]
    Auto,
    /// Everywhere.
    On,
    /// Nowhere.
    Off,
}

/// How a screening runs.
#[derive(Clone, Debug)]
pub struct Options<'s> {
    /// Threads, 0 for one a core.
    pub jobs: usize,
    /// The day for which it is decided what is in force.
    pub date: Date,
    /// Where files are read.
    pub readers: Readers,
    /// Where what was read is kept.
    pub store: Option<&'s Store>,
    /// Who reads pages without text of their own.
    pub recogniser: &'s Recogniser,
    /// When the files were listed, in nanoseconds since 1970: what was written after it is another state of the file.
    pub seen: i64,
    /// What was read of the files on other machines; then none is opened here.
    pub elsewhere: Option<&'s ReadElsewhere>,
}

/// The time, in nanoseconds since 1970: for [`Options::seen`].
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_nanos()).unwrap_or(i64::MAX)
}

/// How far a screening is.
#[derive(Clone, Copy, Debug)]
pub enum Event<'e> {
    /// It starts.
    Started {
        /// Files to read.
        files: usize,
        /// Their size together.
        bytes: u64,
    },
    /// A file is done.
    Done {
        /// The file.
        path: &'e Path,
        /// Its size.
        bytes: u64,
        /// Pages it has.
        pages: usize,
    },
    /// Pages without text of their own are now read by OCR.
    OcrStarted {
        /// So many.
        pages: usize,
    },
    /// OCR is done with a page.
    OcrDone {
        /// Its file.
        path: &'e Path,
        /// Its index.
        page: u32,
    },
    /// OCR is done with all pages.
    OcrFinished,
    /// All files are done.
    Finished,
}

/// What happens along the way.
pub trait Observer: Sync {
    /// Takes note of an event.
    fn event(&self, event: Event<'_>);

    /// Whether whoever waits wants no more: files that are not begun are left.
    fn is_stopped(&self) -> bool {
        false
    }
}

/// A run was stopped before it was done. What was read until then is in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Stopped;

/// Stack of a thread that reads files: PDF structures nest deeply in hostile files, and parsers recurse.
const STACK: usize = 256 << 20;

/// What came of a file, or the pages of it that OCR is for.
type Either<R> = Result<R, Vec<Wanted>>;

/// What is known of a file when it is looked at.
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart where it is made"
)]
enum Looked<R> {
    /// All that is asked for, and its pages: it need not be read.
    Known(R, usize),
    /// What was read of it, and whether that was now.
    Read(reading::Answer, bool),
}

/// Does some work on all files of a corpus; the results are in the order of the paths. A file is looked at, and what was read of it is
/// then worked on; the work tells the pages too. Files with pages that OCR is for are looked at again when that is done: the others do
/// not wait for it.
fn each_file<R: Send>(
    corpus: &Corpus,
    options: &Options<'_>,
    observer: &dyn Observer,
    look: impl Fn(&Pool<'_>, &corpus::File) -> Looked<R> + Sync,
    work: impl Fn(&corpus::File, reading::Answer, bool) -> (R, usize) + Sync,
) -> Result<Vec<R>, Stopped> {
    observer.event(Event::Started {
        files: corpus.files.len(),
        bytes: corpus.files.iter().map(|f| f.size).sum(),
    });
    let pool = Pool::new(&options.readers, options.recogniser);
    // The largest first, so that the last thread to finish does not hold a large one.
    let mut order: Vec<usize> = (0..corpus.files.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(corpus.files[index].size));
    let one = |index: usize, waits: bool| {
        if observer.is_stopped() {
            return Err(Stopped);
        }
        let file = &corpus.files[index];
        let (result, pages) = match look(&pool, file) {
            Looked::Known(result, pages) => (result, pages),
            Looked::Read(answer, read) => {
                let path = corpus.root.join(&file.path);
                let wanted = if waits {
                    pool.awaited(&path, &answer.0, &answer.1)
                } else {
                    Vec::new()
                };
                if !wanted.is_empty() {
                    return Ok((index, Err(wanted)));
                }
                work(file, answer, read)
            }
        };
        observer.event(Event::Done {
            path: &file.path,
            bytes: file.size,
            pages,
        });
        Ok((index, Ok(result)))
    };
    let results = in_threads(options.jobs, || {
        let first = order.par_iter().with_max_len(1);
        let first: Result<Vec<(usize, Either<R>)>, Stopped> =
            first.map(|&index| one(index, true)).collect();
        let (mut done, mut waiting) = (Vec::new(), Vec::new());
        for (index, result) in first? {
            match result {
                Ok(result) => done.push((index, result)),
                Err(wanted) => waiting.push((index, wanted)),
            }
        }
        waiting.sort_by_key(|&(index, _)| index);
        let indices: Vec<usize> = waiting.iter().map(|&(index, _)| index).collect();
        let wanted = waiting.into_iter().flat_map(|(_, wanted)| wanted).collect();
        options.recogniser.all(&pool, wanted, observer)?;
        let second = indices.par_iter().with_max_len(1);
        let second: Result<Vec<(usize, Either<R>)>, Stopped> =
            second.map(|&index| one(index, false)).collect();
        let second = second?.into_iter();
        done.extend(second.filter_map(|(index, result)| Some((index, result.ok()?))));
        Ok(done)
    });
    observer.event(Event::Finished);
    let mut results = results?;
    results.sort_by_key(|&(index, _)| index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

/// A file with its hits and what was read of it.
pub type FileHits = (PathBuf, Vec<Passage>, Result<Coverage, ReadError>);

/// The hits of all files of a corpus, each file read alone, in the order of their paths, with what of each was read. Of documents
/// that the index holds only the candidate pages are looked at.
pub fn hits_of_all(
    corpus: &Corpus,
    search: &Search<'_>,
    candidates: Option<&Candidates>,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<FileHits>, Stopped> {
    let look = |pool: &Pool<'_>, file: &corpus::File| {
        let path = corpus.root.join(&file.path);
        let (answer, read) = pool.read_or_recall(options.store, &path, file.size);
        Looked::Read(answer, read)
    };
    each_file(
        corpus,
        options,
        observer,
        look,
        |file, (hash, reading), _| {
            let path = corpus.root.join(&file.path);
            let key = store::key(&hash, &path);
            let pages = candidates.and_then(|candidates| candidates.of(&key));
            let may_hit = |page| pages.as_ref().is_none_or(|may_hit| may_hit(page));
            let found = reading.map(|reading| {
                let hits = hits_alone(search, &reading, &file.path, may_hit);
                (hits, reading.coverage)
            });
            let (hits, coverage) = match found {
                Ok((hits, coverage)) => (hits, Ok(coverage)),
                Err(error) => (Vec::new(), Err(error)),
            };
            let pages = coverage.as_ref().map_or(0, |coverage| coverage.pages);
            ((file.path.clone(), hits, coverage), pages)
        },
    )
}

fn in_threads<R: Send>(jobs: usize, work: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .stack_size(STACK)
        .build();
    pool.expect("threads can be started").install(work)
}

/// What a file read alone is.
pub fn identify_alone(path: &Path, reading: &Reading) -> Identity {
    identify::identify(path, &first_pages::of(reading))
}

/// The hits of a file read alone; `may_hit` says which pages to look at, beside the damaged ones.
pub fn hits_alone(
    search: &Search<'_>,
    reading: &Reading,
    path: &Path,
    may_hit: impl Fn(PageNumber) -> bool,
) -> Vec<Passage> {
    let identity = identify_alone(path, reading);
    let hits = search.find(reading, &identity.own_titles(), may_hit);
    let weights = search.weigh(reading, &hits);
    passages::of(search.packs, reading, &hits, &weights)
}

fn finish(
    corpus: &Corpus,
    packs: &[&Pack],
    rule: &Rule,
    date: Date,
    documents: Vec<Document>,
) -> Run {
    let searched: Vec<(Municipality, NotFound)> = corpus
        .manifest
        .not_found
        .iter()
        .map(|row| (corpus::named(&row.municipality), row.clone()))
        .collect();
    let mut hidden = describe::hidden(corpus);
    // A file that may open the next time, and of which not even the name says what it is, may be the plan.
    let closed = documents.iter().filter(|document| {
        document.identity.role.levels().is_empty()
            && document.error.is_some_and(ReadError::may_pass)
    });
    hidden.extend(closed.map(|document| document.municipality.clone()));
    let mut municipalities: Vec<Municipality> = documents
        .iter()
        .map(|d| d.municipality.clone())
        .chain(searched.iter().map(|(m, _)| m.clone()))
        .chain(hidden.iter().cloned())
        .filter(|m| !m.name.is_empty())
        .collect();
    municipalities.sort_by_key(|m| (corpus::sort_key(&m.name), m.number, m.name.clone()));
    municipalities.dedup();
    let claims: Vec<cells::Claim<'_>> = documents
        .iter()
        .enumerate()
        .flat_map(|(index, document)| claims(index, document, &municipalities, date))
        .collect();
    let mut cells = cells::fill(rule, &municipalities, &claims, &searched);
    // The plan may be among what could not be listed: that is not the same as no plan.
    for cell in &mut cells {
        let not_found = cell.outcome == Outcome::NotFound && cell.searched.is_empty();
        if not_found && cell.set_aside.is_empty() && hidden.contains(&cell.municipality) {
            cell.outcome = Outcome::Unreadable;
        }
    }
    let groups = covered_groups(packs, &municipalities, &cells, &documents);
    Run {
        schema: SCHEMA.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        date,
        recipe: String::new(),
        corpus: {
            let root = std::path::absolute(&corpus.root);
            let root = root.as_ref().unwrap_or(&corpus.root);
            PathBuf::from(root.to_string_lossy().into_owned())
        },
        pack: summary(packs[0]),
        rule: rule.clone(),
        beside: packs[1..].iter().map(|pack| summary(pack)).collect(),
        municipalities,
        cells,
        groups,
        anchors: Vec::new(),
        documents,
        unlisted: corpus.unlisted.clone(),
        notes: Vec::new(),
    }
}

/// The cells that a document claims: one for each of its levels, in its municipality and in those it is a joint plan of.
fn claims<'d>(
    index: usize,
    document: &'d Document,
    municipalities: &'d [Municipality],
    date: Date,
) -> Vec<cells::Claim<'d>> {
    let identity = &document.identity;
    let joint = document.joint.iter().filter(|m| municipalities.contains(m));
    let whose = std::iter::once(&document.municipality).chain(joint);
    let levels = identity.role.levels();
    whose
        .flat_map(|municipality| levels.iter().map(move |&level| (municipality, level)))
        .map(|(municipality, level)| cells::Claim {
            document: index,
            municipality,
            level,
            status: identity.status_as(level, date),
            adopted: identity.adopted,
            period: identity.period,
            is_part: document.is_part,
            is_of_others: *municipality != document.municipality,
            basis: basis(document, level),
            assessment: &document.assessment,
        })
        .collect()
}

/// What the rule needs of a document beside its hits; a file that could not be read is a page that could not.
fn basis(document: &Document, level: PlanLevel) -> Basis {
    let basis = Basis::new(&document.coverage, document.identity.language, Some(level));
    let unread = usize::from(document.error.is_some());
    Basis {
        pages: basis.pages.max(unread),
        unread: basis.unread.max(unread),
        ..basis
    }
}

/// The table of groups × municipalities of all packs that have groups.
fn covered_groups(
    packs: &[&Pack],
    municipalities: &[Municipality],
    cells: &[cells::Cell],
    documents: &[Document],
) -> Vec<groups::GroupCell> {
    let sizes: Vec<(usize, usize)> = packs
        .iter()
        .enumerate()
        .map(|(number, pack)| (number, pack.groups.len()))
        .filter(|&(_, groups)| groups > 0)
        .collect();
    let said = |document: &Document| {
        let mut hits: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for passage in document.hits.iter().filter(|hit| hit.why_not.is_none()) {
            let terms = &packs[passage.pack].terms;
            let term = terms.iter().find(|term| term.id == passage.term);
            if let Some(group) = term.and_then(|term| term.group) {
                *hits.entry((passage.pack, group)).or_default() += 1;
            }
        }
        DocumentGroups {
            hits: hits.into_iter().map(|((p, g), n)| (p, g, n)).collect(),
            unread: document.is_incomplete(),
        }
    };
    let said: Vec<DocumentGroups> = documents.iter().map(said).collect();
    groups::cover(&sizes, municipalities, cells, &said)
}

fn summary(pack: &Pack) -> PackSummary {
    let terms = pack.terms.iter().map(|term| TermSummary {
        id: term.id.clone(),
        label: term.label.clone(),
        class: term.class,
        group: term.group,
        variants: term.variants.iter().map(|v| v.source.clone()).collect(),
    });
    PackSummary {
        id: pack.id.clone(),
        version: pack.version.clone(),
        hash: pack.hash.clone(),
        name: pack.name.clone(),
        source: pack.source.clone(),
        groups: pack.groups.clone(),
        terms: terms.collect(),
    }
}
