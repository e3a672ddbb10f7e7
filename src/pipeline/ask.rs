//! Answers a query: pages from the index, their places from the store, and what of the plans asked about was not read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::{Damage, Search, in_threads};
use crate::corpus::{Municipality, Status};
use crate::extract::{PageNumber, Reading};
use crate::index::{Asked, Described, PageFound, Searcher, StateError, Store};
use crate::query::{self, FileTest, Judge, Node, Place, Query, TermQuery};
use crate::terms::{Pack, WhyNot};

/// A term that a query asks for, its pack, and its index in it; without one all terms of the pack.
pub type Wanted<'p> = (TermQuery, &'p Pack, Option<usize>);

/// A query with what it needs to be answered.
pub struct Question<'q> {
    /// The query.
    pub query: &'q Query,
    /// The packs of its terms: with the index of the term, or all of the pack's.
    pub terms: Vec<Wanted<'q>>,
    /// The day for which it is decided what is in force.
    pub date: Date,
    /// Pages wanted, best first.
    pub limit: usize,
}

/// The terms of a query with their packs, which stand in the same order. An error is the number of a term that its pack does not have.
pub fn wanted<'p>(terms: &[TermQuery], packs: &'p [Pack]) -> Result<Vec<Wanted<'p>>, usize> {
    let one = |(number, (term, pack)): (usize, (&TermQuery, &'p Pack))| {
        let known = |name: &String| pack.terms.iter().position(|term| term.id == *name);
        let index = match &term.term {
            None => None,
            Some(name) => Some(known(name).ok_or(number)?),
        };
        Ok((term.clone(), pack, index))
    };
    terms.iter().zip(packs).enumerate().map(one).collect()
}

/// A page that answers, with the places that make it so.
#[derive(Clone, Debug)]
pub struct Hits {
    /// The document, by its number in the catalog.
    pub file: usize,
    /// The page.
    pub page: PageNumber,
    /// Page label in the document's own page list.
    pub label: Option<String>,
    /// The text of the page.
    pub text: String,
    /// Byte ranges of the text, in order. None for a query that asks of documents only.
    pub places: Vec<Place>,
    /// The heading under which each place stands.
    pub sections: Vec<Option<String>>,
}

/// What a query finds.
#[derive(Debug, Default)]
pub struct Reply {
    /// The best pages, best first.
    pub best: Vec<Hits>,
    /// Number of pages that answer, by document.
    pub pages: BTreeMap<usize, usize>,
    /// What was asked about.
    pub scope: Scope,
}

/// The documents that the fields of a query leave.
#[derive(Debug, Default)]
pub struct Scope {
    /// By their number in the catalog.
    pub files: Vec<usize>,
    /// Those of them that could not be (fully) read: they may say more than was found.
    pub unread: Vec<usize>,
    /// Municipalities and counties asked for of which there is no document.
    pub unknown: Vec<String>,
    /// Documents whose text is no longer in the store, or damaged there: what they say was not shown or not found.
    pub lost: BTreeSet<usize>,
}

impl Reply {
    /// Number of pages that answer.
    pub fn page_count(&self) -> usize {
        self.pages.values().sum()
    }
}

/// Answers a query.
pub fn ask(
    searcher: &Searcher,
    store: &Store,
    question: &Question<'_>,
) -> Result<Reply, StateError> {
    let records: Vec<&Described> = searcher.files().iter().map(|(_, r)| &r.what).collect();
    let holds = |file: usize, test: &FileTest| {
        is_such(records[file], searcher.name(file), test, question.date)
    };
    let mut lost = BTreeSet::new();
    let wanted = searches(question);
    let terms = terms(searcher, store, (question, &wanted), &holds, &mut lost)?;
    let asked = Asked {
        query: question.query,
        file: &holds,
        terms: &terms,
        each: &each,
    };
    let answer = searcher.ask(&asked, question.limit)?;
    let shower = Shower {
        searcher,
        store,
        question,
        searches: &wanted,
        holds: &holds,
    };
    let best = shower.show(&answer.best, &mut lost);
    let scope = scope(searcher, &asked, &records);
    Ok(Reply {
        best,
        pages: answer.pages,
        scope: Scope { lost, ..scope },
    })
}

/// Does some work for each number below another, on all cores.
fn each(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().with_max_len(1).for_each(work);
}

/// Whether a document is what is asked for.
fn is_such(what: &Described, name: &str, test: &FileTest, date: Date) -> bool {
    let identity = &what.identity;
    match test {
        FileTest::Municipality(asked) => {
            let mut whose = std::iter::once(&what.municipality).chain(&what.joint);
            let is = |own: &Municipality| {
                own.number.is_some() && own.number == asked.number
                    || query::lower(&own.name) == query::lower(&asked.name)
            };
            whose.any(is)
        }
        FileTest::County(asked) => {
            let county = what.municipality.county.as_deref();
            county.is_some_and(|county| query::lower(county) == query::lower(asked))
        }
        FileTest::Level(kind) => {
            identity.role.kind() == kind || identity.role.levels().iter().any(|l| l.id() == kind)
        }
        FileTest::Years(from, to) => match (identity.period, identity.adopted) {
            (Some(period), _) => FileTest::overlaps((*from, *to), period),
            (None, Some(adopted)) => (*from..=*to).contains(&adopted.year()),
            (None, None) => false,
        },
        FileTest::Status(status) => identity.status_on(date) == *status,
        FileTest::InForce => {
            matches!(identity.status_on(date), Status::Adopted | Status::Unknown)
        }
        FileTest::Language(language) => identity.language == Some(*language),
        FileTest::Title(pieces) => FileTest::has_pieces(&identity.title, pieces),
        FileTest::Path(pieces) => FileTest::has_pieces(name, pieces),
    }
}

/// The documents that could answer as far as the fields say.
fn scope(searcher: &Searcher, asked: &Asked<'_>, records: &[&Described]) -> Scope {
    let files = searcher.in_scope(asked);
    let unread = files
        .iter()
        .copied()
        .filter(|&file| records[file].is_incomplete());
    let names = asked.query.file_tests().into_iter().filter_map(|test| {
        let name = match test {
            FileTest::Municipality(municipality) => &municipality.name,
            FileTest::County(county) => county,
            _ => return None,
        };
        let known = (0..records.len()).any(|file| (asked.file)(file, test));
        (!known).then(|| name.clone())
    });
    Scope {
        unread: unread.collect(),
        unknown: names.collect(),
        lost: BTreeSet::new(),
        files,
    }
}

/// The pages on which each term of a pack counts, by document: exactly those that a screening finds, because it is the same search. Only
/// the documents are searched that can answer the query otherwise.
fn terms(
    searcher: &Searcher,
    store: &Store,
    (question, wanted): (&Question<'_>, &[TermSearch<'_>]),
    holds: &(dyn Fn(usize, &FileTest) -> bool + Sync),
    lost: &mut BTreeSet<usize>,
) -> Result<BTreeMap<TermQuery, BTreeMap<String, Vec<u32>>>, StateError> {
    let mut found = BTreeMap::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    let mut possible = BTreeMap::new();
    for of in wanted {
        let candidates = searcher.candidates(of.search.matchers())?;
        let mut pages = candidates.into_pages();
        // Where letters were lost the index cannot tell.
        for (_, record) in searcher.files().iter().filter(|(_, r)| r.what.damaged) {
            pages.insert(record.key.clone(), (1..=record.what.pages as u32).collect());
        }
        possible.insert(of.query.clone(), pages);
    }
    let wide = Query {
        root: widened(&question.query.root, true),
    };
    let asked = Asked {
        query: &wide,
        file: holds,
        terms: &possible,
        each: &each,
    };
    let files = searcher.ask(&asked, 0)?.pages;
    let records: Vec<_> = searcher.files().iter().map(|(_, record)| record).collect();
    let mut seen = BTreeSet::new();
    let files: Vec<usize> = files
        .into_keys()
        .filter(|&f| seen.insert(&records[f].key))
        .collect();
    for of in wanted {
        let pages_of = |&file: &usize| {
            let record = records[file];
            let Some(reading) = store.get(&record.key) else {
                return Err(file);
            };
            let hits = of.counting(&reading, &record.what);
            let pages = hits.iter().map(|(page, _)| page.get());
            let pages: BTreeSet<u32> = pages.collect();
            Ok((record.key.clone(), pages.into_iter().collect()))
        };
        let pages: Vec<Result<(String, Vec<u32>), usize>> =
            in_threads(0, || files.par_iter().map(pages_of).collect());
        let mut by_key = BTreeMap::new();
        for pages in pages {
            match pages {
                Ok((_, pages)) if Vec::is_empty(&pages) => {}
                Ok((key, pages)) => drop(by_key.insert(key, pages)),
                Err(file) => drop(lost.insert(file)),
            }
        }
        found.insert(of.query.clone(), by_key);
    }
    Ok(found)
}

/// A term of a pack, or all of its terms, that a query asks for, with its search.
struct TermSearch<'q> {
    query: &'q TermQuery,
    search: Arc<Search<'q>>,
    /// Index of the term in its pack.
    term: Option<usize>,
}

/// What a query asks of packs; made once a pack, because a pack's forms are many.
fn searches<'q>(question: &'q Question<'_>) -> Vec<TermSearch<'q>> {
    let mut made: Vec<(&str, Arc<Search<'q>>)> = Vec::new();
    let mut search = |pack: &'q &'q Pack| {
        if let Some((_, known)) = made.iter().find(|(hash, _)| *hash == pack.hash) {
            return known.clone();
        }
        let search = Arc::new(Search::new(std::slice::from_ref(pack), Damage::Auto));
        made.push((&pack.hash, search.clone()));
        search
    };
    let of = |(query, pack, term): &'q Wanted<'q>| TermSearch {
        query,
        search: search(pack),
        term: *term,
    };
    question.terms.iter().map(of).collect()
}

impl TermSearch<'_> {
    /// The hits of a document that count, or of housing words that would, with their pages.
    fn counting(&self, reading: &Reading, what: &Described) -> Vec<(PageNumber, Place)> {
        let term = self.term;
        let hits = self
            .search
            .find(reading, &what.identity.own_titles(), |_| true);
        let mut out = Vec::new();
        for (index, (hits, page)) in hits.iter().zip(&reading.pages).enumerate() {
            for hit in hits {
                // Background words are reported and never counted; who asks for one by name wants its places.
                let counts = match hit.why_not {
                    None => true,
                    Some(WhyNot::Background) => term.is_some(),
                    Some(_) => false,
                };
                if counts && term.is_none_or(|term| hit.term == term) {
                    let place = Place {
                        range: hit.start..hit.end,
                        zone: page.blocks[hit.block].zone,
                        damaged: hit.form == crate::terms::Form::Damaged,
                    };
                    out.push((PageNumber::from_index(index), place));
                }
            }
        }
        out
    }
}

/// A query that every page answers which can answer the first one: terms of packs that must not be there may be there.
fn widened(node: &Node, wanted: bool) -> Node {
    let each = |nodes: &[Node]| nodes.iter().map(|node| widened(node, wanted)).collect();
    match node {
        Node::Term(_) if !wanted => Node::Any(Vec::new()),
        Node::All(nodes) => Node::All(each(nodes)),
        Node::Any(nodes) => Node::Any(each(nodes)),
        Node::Not(inner) => Node::Not(Box::new(widened(inner, !wanted))),
        other => other.clone(),
    }
}

/// Finds the places of pages that answer.
struct Shower<'s> {
    searcher: &'s Searcher,
    store: &'s Store,
    question: &'s Question<'s>,
    searches: &'s [TermSearch<'s>],
    holds: &'s (dyn Fn(usize, &FileTest) -> bool + Sync),
}

/// What a page needs to know of its document to be asked.
struct Surroundings<'s> {
    shower: &'s Shower<'s>,
    file: usize,
    page: PageNumber,
    reading: &'s Reading,
    /// The hits of each term of a pack in the document.
    hits: &'s [(TermQuery, Vec<(PageNumber, Place)>)],
}

impl Judge for Surroundings<'_> {
    fn file(&self, test: &FileTest) -> bool {
        (self.shower.holds)(self.file, test)
    }

    fn term(&self, term: &TermQuery) -> Vec<Place> {
        let own = self.hits.iter().filter(|(query, _)| query == term);
        let on_page = own
            .flat_map(|(_, hits)| hits)
            .filter(|(page, _)| *page == self.page);
        on_page.map(|(_, place)| place.clone()).collect()
    }

    fn sections(&self) -> Vec<String> {
        let over = self.reading.headings_over(self.page);
        over.into_iter().map(str::to_owned).collect()
    }
}

impl Shower<'_> {
    /// The pages in their order, with their places. Documents that are gone from the store are told.
    fn show(&self, pages: &[PageFound], lost: &mut BTreeSet<usize>) -> Vec<Hits> {
        let mut by_file: BTreeMap<usize, Vec<(usize, PageNumber)>> = BTreeMap::new();
        for (order, found) in pages.iter().enumerate() {
            by_file
                .entry(found.file)
                .or_default()
                .push((order, found.page));
        }
        let by_file: Vec<_> = by_file.into_iter().collect();
        let shown = by_file
            .par_iter()
            .map(|(file, pages)| self.document(*file, pages));
        let shown: Vec<_> = shown.collect();
        let missing = by_file
            .iter()
            .zip(&shown)
            .filter(|(_, shown)| shown.is_none());
        lost.extend(missing.map(|((file, _), _)| *file));
        let mut shown: Vec<(usize, Hits)> = shown.into_iter().flatten().flatten().collect();
        shown.sort_by_key(|(order, _)| *order);
        shown.into_iter().map(|(_, hits)| hits).collect()
    }

    fn document(&self, file: usize, pages: &[(usize, PageNumber)]) -> Option<Vec<(usize, Hits)>> {
        let (_, record) = self.searcher.files().get(file)?;
        let mut entry = self.store.open(&record.key)?;
        let hits = self.hits(file);
        let mut out = Vec::new();
        for &(order, number) in pages {
            let page = entry.page(number)?.clone();
            let reading = entry.reading();
            let surroundings = Surroundings {
                shower: self,
                file,
                page: number,
                reading,
                hits: &hits,
            };
            let asked = query::File {
                number,
                page: &page,
                damaged: reading.is_damaged(&page),
            };
            let places = self.question.query.on_page(&asked, &surroundings);
            let places = places.unwrap_or_default();
            let sections = places
                .iter()
                .map(|p| reading.section(number, p.range.start as u32));
            let found = Hits {
                file,
                page: number,
                label: page.label.clone(),
                sections: sections.collect(),
                places,
                text: page.text,
            };
            out.push((order, found));
        }
        Some(out)
    }

    /// The hits of the packs' terms in a document.
    fn hits(&self, file: usize) -> Vec<(TermQuery, Vec<(PageNumber, Place)>)> {
        if self.searches.is_empty() {
            return Vec::new();
        }
        let (_, record) = &self.searcher.files()[file];
        let Some(reading) = self.store.get(&record.key) else {
            return Vec::new();
        };
        let of = |of: &TermSearch<'_>| (of.query.clone(), of.counting(&reading, &record.what));
        self.searches.iter().map(of).collect()
    }
}

/// The pages that answer when every page is read: the same as from the index, and slow. By name of the document.
pub fn read_all(
    searcher: &Searcher,
    store: &Store,
    question: &Question<'_>,
) -> BTreeMap<(String, u32), Vec<Place>> {
    let records: Vec<&Described> = searcher.files().iter().map(|(_, r)| &r.what).collect();
    let holds = |file: usize, test: &FileTest| {
        is_such(records[file], searcher.name(file), test, question.date)
    };
    let wanted = searches(question);
    let shower = Shower {
        searcher,
        store,
        question,
        searches: &wanted,
        holds: &holds,
    };
    let mut out = BTreeMap::new();
    for (file, (name, record)) in searcher.files().iter().enumerate() {
        let Some(reading) = store.get(&record.key) else {
            continue;
        };
        let hits = shower.hits(file);
        for (index, page) in reading.pages.iter().enumerate() {
            let number = PageNumber::from_index(index);
            let surroundings = Surroundings {
                shower: &shower,
                file,
                page: number,
                reading: &reading,
                hits: &hits,
            };
            let asked = query::File {
                number,
                page,
                damaged: reading.is_damaged(page),
            };
            if let Some(places) = question.query.on_page(&asked, &surroundings) {
                out.insert((name.clone(), number.get()), places);
            }
        }
    }
    out
}
