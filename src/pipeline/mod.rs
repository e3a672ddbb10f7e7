//! Runs the stages over a corpus. The only place that makes threads; says how far it is in events.
//!
//! The work on one document is a function of that document alone; only the cells need all of them.

mod first_pages;
mod passages;
mod reading;

use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::classify::{self, cells};
use crate::corpus::{self, Corpus, Identity, Municipality, NotFound, identify};
use crate::extract::{Page, Reading};
use crate::run::{Document, PackSummary, Passage, Run, SCHEMA, TermSummary};
use crate::terms::{Finder, Hit, Matchers, Pack};

use self::reading::Answer;
pub use self::reading::{Pool, Readers, TIME_LIMIT, work};

/// How a screening runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads, 0 for one a core.
    pub jobs: usize,
    /// The day for which it is decided what is in force.
    pub date: Date,
    /// Where files are read.
    pub readers: Readers,
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
    /// All files are done.
    Finished,
}

/// What happens along the way.
pub trait Observer: Sync {
    /// Takes note of an event.
    fn event(&self, event: Event<'_>);

    /// Takes the pages of a document once they are read, before they are dropped.
    fn pages(&self, document: &Document, pages: &[Page]);
}

/// Stack of a thread that reads files: PDF structures nest deeply in hostile files, and parsers recurse.
const STACK: usize = 256 << 20;

/// Screens a corpus with a pack.
pub fn screen(corpus: &Corpus, pack: &Pack, options: &Options, observer: &dyn Observer) -> Run {
    observer.event(Event::Started {
        files: corpus.files.len(),
        bytes: corpus.files.iter().map(|f| f.size).sum(),
    });
    let matchers = Matchers::new(pack);
    let pool = Pool::new(&options.readers);
    // The largest first, so that the last thread to finish does not hold a large one; the order of the result is that of the paths.
    let mut order: Vec<usize> = (0..corpus.files.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(corpus.files[index].size));
    let mut documents: Vec<(usize, Document)> = in_threads(options.jobs, || {
        order
            .par_iter()
            .with_max_len(1)
            .map(|&index| {
                let file = &corpus.files[index];
                let answer = pool.read(&corpus.root.join(&file.path), file.size);
                let (document, pages) =
                    document(corpus, file, answer, pack, &matchers, options.date);
                observer.pages(&document, &pages);
                observer.event(Event::Done {
                    path: &file.path,
                    bytes: file.size,
                    pages: document.coverage.pages,
                });
                (index, document)
            })
            .collect()
    });
    documents.sort_by_key(|&(index, _)| index);
    let documents: Vec<Document> = documents
        .into_iter()
        .map(|(_, document)| document)
        .collect();
    let run = finish(corpus, pack, options.date, documents);
    observer.event(Event::Finished);
    run
}

fn in_threads<R: Send>(jobs: usize, work: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .stack_size(STACK)
        .build();
    pool.expect("threads can be started").install(work)
}

/// Identifies and searches one file of the corpus that was read.
fn document(
    corpus: &Corpus,
    file: &corpus::File,
    (hash, reading): Answer,
    pack: &Pack,
    matchers: &Matchers,
    date: Date,
) -> (Document, Vec<Page>) {
    let path = file.path.as_path();
    let stated = corpus
        .manifest
        .overrides
        .iter()
        .rev()
        .find(|row| row.is_about(path));
    let error = reading.as_ref().err().copied();
    let format = reading.as_ref().ok().map(|reading| reading.format);
    let reading = reading.unwrap_or_default();
    let coverage = reading.coverage.clone();
    let first = first_pages::of(&reading.pages, reading.metadata.title.as_deref());
    let owner = corpus::owner(
        &corpus.root,
        path,
        stated.and_then(|row| row.municipality.as_deref()),
        &first,
    );
    let mut identity = if error.is_some() {
        Identity::from_name(path)
    } else {
        identify::identify(path, &first)
    };
    if coverage.words < pack.rule.fewest_words
        && coverage.is_complete()
        && identify::links_to_a_plan(&first)
    {
        identity = identity.as_landing_page();
    }
    if let Some(row) = stated {
        row.apply(&mut identity);
    }
    let hits = find(pack, matchers, &reading.pages, &identity.own_titles());
    let assessment = match error {
        Some(error) => classify::unreadable(pack, error),
        None => classify::assess(pack, &hits, &coverage, identity.language),
    };
    let other_municipalities = corpus::others_named(&owner.municipality, &first);
    let document = Document {
        path: path.to_path_buf(),
        bytes: file.size,
        hash,
        format,
        municipality: owner.municipality,
        owner_note: owner.note,
        other_municipalities,
        status: identity.status_on(date),
        period_conflict: identity
            .period_conflict(path)
            .filter(|_| stated.is_none_or(|row| row.period.is_none())),
        identity: Identity {
            evidence: owner
                .evidence
                .into_iter()
                .chain(identity.evidence)
                .collect(),
            ..identity
        },
        coverage,
        error,
        assessment,
        hits: passages::of(pack, &reading, &hits),
    };
    (document, reading.pages)
}

/// What a file read alone is.
pub fn identify_alone(path: &Path, reading: &Reading) -> Identity {
    let title = reading.metadata.title.as_deref();
    identify::identify(path, &first_pages::of(&reading.pages, title))
}

/// The hits of a file read alone.
pub fn hits_alone(
    pack: &Pack,
    matchers: &Matchers,
    reading: &Reading,
    path: &Path,
) -> Vec<Passage> {
    let identity = identify_alone(path, reading);
    let hits = find(pack, matchers, &reading.pages, &identity.own_titles());
    passages::of(pack, reading, &hits)
}

fn find(pack: &Pack, matchers: &Matchers, pages: &[Page], titles: &[String]) -> Vec<Vec<Hit>> {
    let mut finder = Finder::new(matchers, pack, titles);
    pages
        .iter()
        .map(|page| finder.find(&page.text, &page.blocks))
        .collect()
}

fn finish(corpus: &Corpus, pack: &Pack, date: Date, documents: Vec<Document>) -> Run {
    let searched: Vec<(Municipality, NotFound)> = corpus
        .manifest
        .not_found
        .iter()
        .map(|row| (corpus::named(&row.municipality), row.clone()))
        .collect();
    let mut municipalities: Vec<Municipality> = documents
        .iter()
        .map(|d| d.municipality.clone())
        .chain(searched.iter().map(|(m, _)| m.clone()))
        .filter(|m| !m.name.is_empty())
        .collect();
    municipalities.sort_by_key(|m| (sort_key(&m.name), m.number));
    municipalities.dedup();
    let claims: Vec<cells::Claim<'_>> = documents
        .iter()
        .enumerate()
        .flat_map(|(document, d)| {
            d.identity
                .role
                .levels()
                .iter()
                .map(move |&level| cells::Claim {
                    document,
                    municipality: &d.municipality,
                    level,
                    status: d.identity.status_as(level, date),
                    adopted: d.identity.adopted,
                    from: d.identity.period.map(|period| period.from),
                    words: d.coverage.words,
                    verdict: &d.assessment.verdict,
                })
        })
        .collect();
    let cells = cells::fill(&municipalities, &claims, &searched);
    Run {
        schema: SCHEMA.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        date,
        corpus: corpus.root.clone(),
        pack: summary(pack),
        municipalities,
        cells,
        documents,
        unlisted: corpus.unlisted.clone(),
    }
}

/// Norwegian alphabetical order: æ, ø, å after z.
fn sort_key(name: &str) -> Vec<u32> {
    let place = |c: char| match c {
        'æ' | 'ä' => 'z' as u32 + 1,
        'ø' | 'ö' => 'z' as u32 + 2,
        'å' => 'z' as u32 + 3,
        c => c as u32,
    };
    name.to_lowercase().chars().map(place).collect()
}

fn summary(pack: &Pack) -> PackSummary {
    let terms = pack.terms.iter().map(|term| TermSummary {
        id: term.id.clone(),
        label: term.label.clone(),
        class: term.class,
        variants: term.variants.iter().map(|v| v.source.clone()).collect(),
    });
    PackSummary {
        id: pack.id.clone(),
        version: pack.version.clone(),
        hash: pack.hash.clone(),
        name: pack.name.clone(),
        source: pack.source.clone(),
        terms: terms.collect(),
        rule: pack.rule.clone(),
    }
}
