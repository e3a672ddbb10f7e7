//! Answers a query from the index: which pages answer, how good they are, and how many there are in which document.
//!
//! What is asked of documents is asked of the catalog, so it costs nothing per page and a change in `plans.csv` changes no index. What
//! is asked of text is answered with sets of pages, a word after the other; only where words must stand in a row or near each other
//! are their positions read, and only those of pages that have all of them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, IndexReader, InvertedIndexReader, ReloadPolicy, SegmentReader, TERMINATED};

use super::analysis::{self, FIRST_WORD, FOLDED, Fields, PRESENT};
use super::{Catalog, FileRecord, State, StateError};
use crate::extract::{PageNumber, Zone, fence};
use crate::query::{self, FileTest, Node, Query, TermQuery, Text, Word, WordForms, ZONES};

/// The index, open for searching: it stays as it was when it was opened.
pub struct Searcher {
    /// The files with their names, in the order of the catalog: by name.
    files: Vec<(String, FileRecord)>,
    segments: Vec<Segment>,
    fields: Fields,
    dir: std::path::PathBuf,
}

/// A part of the index.
struct Segment {
    reader: SegmentReader,
    /// Whose pages stand where.
    runs: Vec<Run>,
    alive: Pages,
    /// The words of each zone, read when they are first needed.
    words: Vec<OnceLock<Words>>,
}

/// Entries that are the pages of one document, in order.
struct Run {
    entries: Range<u32>,
    /// Page of the first entry, from 1; the others follow.
    first: u32,
    /// The files that have this content, by their number in the catalog.
    files: Vec<usize>,
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

/// A set of entries of a segment.
#[derive(Clone, Debug, PartialEq)]
struct Pages(Vec<u64>);

impl Pages {
    fn none(entries: u32) -> Self {
        Pages(vec![0; (entries as usize).div_ceil(64)])
    }

    fn insert(&mut self, entry: u32) {
        self.0[entry as usize / 64] |= 1 << (entry % 64);
    }

    fn has(&self, entry: u32) -> bool {
        self.0[entry as usize / 64] >> (entry % 64) & 1 == 1
    }

    fn insert_all(&mut self, entries: Range<u32>) {
        for entry in entries {
            self.insert(entry);
        }
    }

    fn or(&mut self, other: &Pages) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own |= other;
        }
    }

    fn and(&mut self, other: &Pages) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own &= other;
        }
    }

    fn without(&mut self, other: &Pages) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own &= !other;
        }
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|&bits| bits == 0)
    }

    fn count(&self, entries: Range<u32>) -> usize {
        let mut count = 0;
        let (first, last) = (entries.start / 64, entries.end.div_ceil(64));
        for at in first..last {
            let mut bits = self.0[at as usize];
            if at == first {
                bits &= u64::MAX << (entries.start % 64);
            }
            if at == entries.end / 64 {
                bits &= !(u64::MAX << (entries.end % 64));
            }
            count += bits.count_ones() as usize;
        }
        count
    }

    fn each(&self, entries: Range<u32>, mut found: impl FnMut(u32)) {
        let mut at = entries.start;
        while at < entries.end {
            let bits = self.0[at as usize / 64] >> (at % 64);
            if bits == 0 {
                at = (at / 64 + 1) * 64;
                continue;
            }
            at += bits.trailing_zeros();
            if at < entries.end {
                found(at);
            }
            at += 1;
        }
    }
}

/// The words of a zone as they are written, one after the other, so that they are looked through like a text.
struct Words {
    /// Each between line ends.
    text: Vec<u8>,
    /// Where each begins in the text, and where its pages stand in the index.
    starts: Vec<(u32, TermInfo)>,
}

/// What a search in a segment's field says: how good a page is.
type Scores = Vec<f32>;

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
        let index = tantivy::Index::open_in_dir(&dir).map_err(damaged)?;
        if index.schema() != schema {
            return Err(StateError::OtherVersion(self.dir().to_path_buf()));
        }
        let searcher = snapshot(&index).map_err(damaged)?;
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
    fn open(reader: &SegmentReader, files: &BTreeMap<&str, Vec<usize>>) -> tantivy::Result<Self> {
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
    fn of_files(&self, files: &[bool]) -> Pages {
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

    fn entries(&self) -> u32 {
        self.reader.max_doc()
    }

    fn none(&self) -> Pages {
        Pages::none(self.entries())
    }
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
            weights: &Weights::default(),
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

    pub(super) fn fields(&self) -> Fields {
        self.fields
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
        Node::All(nodes) => {
            let mut parts = Vec::new();
            for node in nodes {
                let part = decided(node, holds);
                if part == never {
                    return never;
                }
                if part != always {
                    parts.push(part);
                }
            }
            if parts.len() == 1 {
                parts.remove(0)
            } else {
                Node::All(parts)
            }
        }
        Node::Any(nodes) => {
            let mut parts = Vec::new();
            for node in nodes {
                let part = decided(node, holds);
                if part == always {
                    return always;
                }
                if part != never {
                    parts.push(part);
                }
            }
            if parts.len() == 1 {
                parts.remove(0)
            } else {
                Node::Any(parts)
            }
        }
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

/// What a match is worth by where it stands.
struct Weights {
    zones: [f32; ZONES.len()],
    folded: f32,
}

impl Default for Weights {
    fn default() -> Self {
        let of = |zone: Zone| match zone {
            Zone::Heading => 2.0,
            Zone::Body => 1.0,
            Zone::Table | Zone::Footnote => 0.7,
            Zone::Reference => 0.3,
            Zone::Contents | Zone::HeaderFooter => 0.1,
        };
        Weights {
            zones: ZONES.map(|(.., zone)| of(zone)),
            folded: 0.1,
        }
    }
}

/// Frequency from which on more of a word on a page says little more: the k1 of BM25 (Robertson and Zaragoza 2009, 3.2).
const SATURATION: f32 = 1.2;

/// A query on its way through a segment.
struct Search<'s> {
    searcher: &'s Searcher,
    segment: &'s Segment,
    asked: &'s Asked<'s>,
    scores: Scores,
    weights: &'s Weights,
    /// What is found makes a page better; what must not be there does not.
    wanted: bool,
}

/// Words of the index that answer, with the share of their worth.
type Terms = Vec<(TermInfo, f32)>;

/// Words in a row that answer: entry, first and last position.
type Span = (u32, u32, u32);

impl Search<'_> {
    fn node(&mut self, node: &Node) -> tantivy::Result<Pages> {
        let mut pages = self.segment.none();
        match node {
            Node::All(nodes) => {
                pages = self.segment.alive.clone();
                for node in nodes {
                    pages.and(&self.node(node)?);
                }
            }
            Node::Any(nodes) => {
                for node in nodes {
                    pages.or(&self.node(node)?);
                }
            }
            Node::Not(inner) => {
                let before = std::mem::replace(&mut self.wanted, false);
                pages = self.segment.alive.clone();
                pages.without(&self.node(inner)?);
                self.wanted = before;
            }
            Node::Text(text, zones) => {
                for (number, (.., zone)) in ZONES.iter().enumerate() {
                    if zones.has(*zone) {
                        let found = self.text(text, Some(number))?;
                        pages.or(&found);
                    }
                }
            }
            Node::Section(text) => pages = self.text(text, None)?,
            Node::Zone(zones) => {
                for (number, (.., zone)) in ZONES.iter().enumerate() {
                    if zones.has(*zone) {
                        let inverted = self.inverted(Some(number))?;
                        if let Some(info) = inverted.terms().get(PRESENT)? {
                            docs(&inverted, &info, &mut pages)?;
                        }
                    }
                }
            }
            Node::Page(numbers) => {
                for run in &self.segment.runs {
                    let last = run.first + (run.entries.end - run.entries.start) - 1;
                    let (from, to) = (*numbers.start().max(&run.first), *numbers.end().min(&last));
                    if from <= to {
                        let entry = |page: u32| run.entries.start + (page - run.first);
                        pages.insert_all(entry(from)..entry(to) + 1);
                    }
                }
            }
            // Decided by the case.
            Node::File(_) => {}
            Node::Term(term) => self.term(term, &mut pages),
        }
        Ok(pages)
    }

    /// Pages on which a term of a pack counts, found before.
    fn term(&mut self, term: &TermQuery, pages: &mut Pages) {
        let Some(found) = self.asked.terms.get(term) else {
            return;
        };
        let files = &self.searcher.files;
        for run in &self.segment.runs {
            let keys = run.files.first().map(|&file| files[file].1.key.as_str());
            for &page in keys.and_then(|key| found.get(key)).into_iter().flatten() {
                let Some(offset) = page.checked_sub(run.first) else {
                    continue;
                };
                let entry = run.entries.start + offset;
                if entry < run.entries.end {
                    pages.insert(entry);
                    self.scores[entry as usize] += if self.wanted { 1.0 } else { 0.0 };
                }
            }
        }
    }

    /// The words of a zone, or of the headings above.
    fn inverted(
        &self,
        zone: Option<usize>,
    ) -> tantivy::Result<std::sync::Arc<InvertedIndexReader>> {
        let fields = &self.searcher.fields;
        let field = zone.map_or(fields.sections, |zone| fields.zones[zone]);
        self.segment.reader.inverted_index(field)
    }

    fn text(&mut self, text: &Text, zone: Option<usize>) -> tantivy::Result<Pages> {
        let inverted = self.inverted(zone)?;
        match text {
            Text::Word(word) => self.word(word, &inverted, zone),
            Text::OneOf(texts) => {
                let mut pages = self.segment.none();
                for text in texts {
                    pages.or(&self.text(text, zone)?);
                }
                Ok(pages)
            }
            Text::Row(_) | Text::Near(..) => {
                let mut pages = self.segment.none();
                if let Text::Row(row) = text
                    && let Some(words) = self.single(row, &inverted, zone)?
                {
                    let worth = self.worth(zone) * 3.0;
                    for (entry, times) in rows(&inverted, &words)? {
                        pages.insert(entry);
                        self.scores[entry as usize] += worth * times as f32;
                    }
                    return Ok(pages);
                }
                let possible = self.possible(text, &inverted, zone)?;
                if possible.is_empty() {
                    return Ok(pages);
                }
                let spans = self.spans(text, &inverted, zone, &possible)?;
                let worth = self.worth(zone) * 3.0;
                for (entry, ..) in spans {
                    pages.insert(entry);
                    self.scores[entry as usize] += worth;
                }
                Ok(pages)
            }
        }
    }

    fn worth(&self, zone: Option<usize>) -> f32 {
        match (self.wanted, zone) {
            (true, Some(zone)) => self.weights.zones[zone],
            _ => 0.0,
        }
    }

    /// Pages with a word, and what it is worth there.
    fn word(
        &mut self,
        word: &Word,
        inverted: &InvertedIndexReader,
        zone: Option<usize>,
    ) -> tantivy::Result<Pages> {
        let terms = self.terms(word, inverted, zone)?;
        let mut pages = self.segment.none();
        let worth = self.worth(zone);
        let all = self.segment.entries() as f32;
        let frequency: u32 = terms
            .iter()
            .map(|(info, _)| info.doc_freq)
            .max()
            .unwrap_or(0);
        // How rare the word is: BM25's idf.
        let rarity =
            (1.0 + (all - frequency as f32 + 0.5).max(0.0) / (frequency as f32 + 0.5)).ln();
        for (info, share) in &terms {
            if worth == 0.0 {
                docs(inverted, info, &mut pages)?;
                continue;
            }
            let option = IndexRecordOption::WithFreqs;
            let mut block = inverted.read_block_postings_from_terminfo(info, option)?;
            let worth = worth * rarity * share;
            while block.block_len() > 0 {
                for (&entry, &count) in block.docs().iter().zip(block.freqs()) {
                    pages.insert(entry);
                    let count = count as f32;
                    self.scores[entry as usize] += worth * count / (count + SATURATION);
                }
                block.advance();
            }
        }
        Ok(pages)
    }

    /// The words of the index that answer.
    fn terms(
        &self,
        word: &Word,
        inverted: &InvertedIndexReader,
        zone: Option<usize>,
    ) -> tantivy::Result<Terms> {
        let mut terms = Vec::new();
        match word {
            Word::Exact(word) => {
                let info = inverted.terms().get(word)?;
                terms.extend(info.map(|info| (info, 1.0)));
            }
            Word::Inflected(forms) => {
                inflections(inverted, forms, &mut terms)?;
                if let Some(folded) = &forms.folded {
                    let info = inverted.terms().get(format!("{FOLDED}{folded}"))?;
                    terms.extend(info.map(|info| (info, self.weights.folded)));
                }
            }
            Word::Part(part) => {
                let has = |word: &str| query::has_part(word, part);
                self.each_word(inverted, zone, part, has, &mut terms)?;
            }
            Word::Like(pattern) if !pattern.prefix().is_empty() => {
                let is = |word: &str| pattern.is(word).then_some(1.0);
                prefixed(inverted, pattern.prefix(), is, &mut terms)?;
            }
            Word::Like(pattern) => {
                let is = |word: &str| pattern.is(word);
                self.each_word(inverted, zone, pattern.longest(), is, &mut terms)?;
            }
        }
        Ok(terms)
    }

    /// The words with some letters in them that answer.
    fn each_word(
        &self,
        inverted: &InvertedIndexReader,
        zone: Option<usize>,
        letters: &str,
        is: impl Fn(&str) -> bool,
        terms: &mut Terms,
    ) -> tantivy::Result<()> {
        let read;
        let words = if let Some(zone) = zone {
            let known = &self.segment.words[zone];
            if let Some(words) = known.get() {
                words
            } else {
                let words = Words::read(inverted)?;
                known.get_or_init(|| words)
            }
        } else {
            read = Words::read(inverted)?;
            &read
        };
        words.each_with(letters, |word, info| {
            if is(word) {
                terms.push((info.clone(), 1.0));
            }
        });
        Ok(())
    }

    /// The words of a row of which each is one word of the index: most phrases are. Empty if the index lacks one.
    fn single(
        &self,
        row: &[Text],
        inverted: &InvertedIndexReader,
        zone: Option<usize>,
    ) -> tantivy::Result<Option<Vec<TermInfo>>> {
        let mut words = Vec::new();
        for text in row {
            let Text::Word(word @ Word::Exact(_)) = text else {
                return Ok(None);
            };
            match self.terms(word, inverted, zone)?.pop() {
                Some((info, _)) => words.push(info),
                None => return Ok(Some(Vec::new())),
            }
        }
        Ok(Some(words))
    }

    /// Pages that have all words of a text, wherever they stand.
    fn possible(
        &self,
        text: &Text,
        inverted: &InvertedIndexReader,
        zone: Option<usize>,
    ) -> tantivy::Result<Pages> {
        let mut pages = self.segment.none();
        match text {
            Text::Word(word) => {
                for (info, _) in self.terms(word, inverted, zone)? {
                    docs(inverted, &info, &mut pages)?;
                }
            }
            Text::OneOf(texts) => {
                for text in texts {
                    pages.or(&self.possible(text, inverted, zone)?);
                }
            }
            Text::Row(texts) => {
                pages = self.segment.alive.clone();
                for text in texts {
                    pages.and(&self.possible(text, inverted, zone)?);
                    if pages.is_empty() {
                        break;
                    }
                }
            }
            Text::Near(a, b, _) => {
                pages = self.possible(a, inverted, zone)?;
                pages.and(&self.possible(b, inverted, zone)?);
                pages.and(&self.segment.alive);
            }
        }
        Ok(pages)
    }

    /// Where a text stands on the pages that may have it, in order.
    fn spans(
        &self,
        text: &Text,
        inverted: &InvertedIndexReader,
        zone: Option<usize>,
        possible: &Pages,
    ) -> tantivy::Result<Vec<Span>> {
        let mut spans = match text {
            Text::Word(word) => {
                let mut spans = Vec::new();
                for (info, _) in self.terms(word, inverted, zone)? {
                    positions(inverted, &info, possible, &mut spans)?;
                }
                spans
            }
            Text::OneOf(texts) => {
                let mut spans = Vec::new();
                for text in texts {
                    spans.append(&mut self.spans(text, inverted, zone, possible)?);
                }
                spans
            }
            Text::Row(texts) => {
                let mut parts = texts.iter();
                let Some(first) = parts.next() else {
                    return Ok(Vec::new());
                };
                let mut spans = self.spans(first, inverted, zone, possible)?;
                for part in parts {
                    let next = self.spans(part, inverted, zone, possible)?;
                    spans = joined(&spans, &next);
                }
                spans
            }
            Text::Near(a, b, most) => {
                let ones = self.spans(a, inverted, zone, possible)?;
                let others = self.spans(b, inverted, zone, possible)?;
                meetings(&ones, &others, *most)
            }
        };
        // Each word's own spans are in order: a sort that keeps runs together only has to merge them.
        spans.sort();
        spans.dedup();
        Ok(spans)
    }
}

/// Adds the entries that have a word.
fn docs(inverted: &InvertedIndexReader, info: &TermInfo, pages: &mut Pages) -> tantivy::Result<()> {
    let option = IndexRecordOption::Basic;
    let mut block = inverted.read_block_postings_from_terminfo(info, option)?;
    while block.block_len() > 0 {
        for &entry in block.docs() {
            pages.insert(entry);
        }
        block.advance();
    }
    Ok(())
}

/// The entries in which words stand in a row, and how often. The words are read in step, so that nothing is kept of entries that lack
/// one of them.
fn rows(inverted: &InvertedIndexReader, words: &[TermInfo]) -> tantivy::Result<Vec<(u32, usize)>> {
    let option = IndexRecordOption::WithFreqsAndPositions;
    let mut postings = Vec::new();
    for (place, info) in (0u32..).zip(words) {
        postings.push((place, inverted.read_postings_from_terminfo(info, option)?));
    }
    // The rarest leads.
    postings.sort_by_key(|(_, postings)| postings.doc_freq());
    let mut out = Vec::new();
    let Some(((place, lead), others)) = postings.split_first_mut() else {
        return Ok(out);
    };
    let (mut starts, mut next) = (Vec::new(), Vec::new());
    let mut entry = lead.doc();
    'entries: while entry != TERMINATED {
        for (_, other) in others.iter_mut() {
            let there = if other.doc() < entry {
                other.seek(entry)
            } else {
                other.doc()
            };
            if there > entry {
                entry = lead.seek(there);
                continue 'entries;
            }
        }
        // Where the row would begin; a word cannot stand so early that its row begins before the text.
        lead.positions(&mut starts);
        starts.retain(|&at| at >= *place);
        for at in &mut starts {
            *at -= *place;
        }
        for (place, other) in others.iter_mut() {
            if starts.is_empty() {
                break;
            }
            other.positions(&mut next);
            let mut from = 0;
            starts.retain(|&start| {
                let wanted = start + *place;
                from += next[from..].iter().take_while(|&&at| at < wanted).count();
                next.get(from) == Some(&wanted)
            });
        }
        if !starts.is_empty() {
            out.push((entry, starts.len()));
        }
        entry = lead.advance();
    }
    Ok(out)
}

/// The positions of a word on pages.
fn positions(
    inverted: &InvertedIndexReader,
    info: &TermInfo,
    pages: &Pages,
    spans: &mut Vec<Span>,
) -> tantivy::Result<()> {
    let option = IndexRecordOption::WithFreqsAndPositions;
    let mut postings = inverted.read_postings_from_terminfo(info, option)?;
    let mut places = Vec::new();
    let mut entry = postings.doc();
    while entry != TERMINATED {
        if pages.has(entry) {
            postings.positions(&mut places);
            spans.extend(places.iter().map(|&place| (entry, place, place)));
        }
        entry = postings.advance();
    }
    Ok(())
}

/// Bytes by which an inflection is longer than its stem: more than Snowball's longest Norwegian suffix («hetenes»).
const LONGEST_ENDING: usize = 8;

/// The inflections of a word. They all begin with its stem, because the stemmer only takes endings away.
fn inflections(
    inverted: &InvertedIndexReader,
    forms: &WordForms,
    terms: &mut Terms,
) -> tantivy::Result<()> {
    let longest = forms.stem.len() + LONGEST_ENDING;
    let worth = |word: &str| {
        if word == forms.word {
            return Some(1.0);
        }
        (word.len() <= longest && forms.is(word)).then_some(0.7)
    };
    prefixed(inverted, &forms.stem, worth, terms)
}

/// Words that begin with some letters and are worth something.
fn prefixed(
    inverted: &InvertedIndexReader,
    prefix: &str,
    worth: impl Fn(&str) -> Option<f32>,
    terms: &mut Terms,
) -> tantivy::Result<()> {
    let mut stream = inverted.terms().range().ge(prefix).into_stream()?;
    while let Some((word, info)) = stream.next() {
        if !word.starts_with(prefix.as_bytes()) {
            break;
        }
        let share = std::str::from_utf8(word).ok().and_then(&worth);
        terms.extend(share.map(|share| (info.clone(), share)));
    }
    Ok(())
}

/// Spans of the same entries, in step; both in order.
fn in_step<'s>(ones: &'s [Span], others: &'s [Span], mut both: impl FnMut(&'s [Span], &'s [Span])) {
    let (mut one, mut other) = (0, 0);
    let end = |spans: &[Span], from: usize| {
        let entry = spans[from].0;
        from + spans[from..]
            .iter()
            .take_while(|span| span.0 == entry)
            .count()
    };
    while one < ones.len() && other < others.len() {
        match ones[one].0.cmp(&others[other].0) {
            Ordering::Less => one = end(ones, one),
            Ordering::Greater => other = end(others, other),
            Ordering::Equal => {
                let (to, other_to) = (end(ones, one), end(others, other));
                both(&ones[one..to], &others[other..other_to]);
                (one, other) = (to, other_to);
            }
        }
    }
}

/// Spans of which one follows directly after another; both in order.
fn joined(spans: &[Span], next: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    in_step(spans, next, |spans, next| {
        for &(entry, first, last) in spans {
            let from = next.partition_point(|n| n.1 <= last);
            let after = next[from..].iter().take_while(|n| n.1 == last + 1);
            out.extend(after.map(|n| (entry, first, n.2)));
        }
    });
    out
}

/// Spans that are parts of pairs with at most so many words between, as one; both in order.
fn meetings(ones: &[Span], others: &[Span], most: u32) -> Vec<Span> {
    let longest = others
        .iter()
        .map(|&(_, first, last)| last - first)
        .max()
        .unwrap_or(0);
    let mut out = Vec::new();
    in_step(ones, others, |ones, others| {
        for &(entry, first, last) in ones {
            let from = others.partition_point(|o| o.1 + longest + most + 1 < first);
            for other in others[from..].iter().take_while(|o| o.1 <= last + most + 1) {
                let apart = if other.1 > last {
                    other.1 - last - 1
                } else if first > other.2 {
                    first - other.2 - 1
                } else {
                    continue;
                };
                if apart <= most {
                    out.push((entry, first.min(other.1), last.max(other.2)));
                }
            }
        }
    });
    out
}

impl Segment {
    /// Adds the pages that have a wanted word in a field; words as written only, where the field has others.
    fn add_words(
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

impl Words {
    fn read(inverted: &InvertedIndexReader) -> tantivy::Result<Self> {
        let dictionary = inverted.terms();
        let (mut text, mut starts) = (vec![b'\n'], Vec::new());
        let mut stream = dictionary.range().ge(FIRST_WORD).into_stream()?;
        while let Some((word, info)) = stream.next() {
            starts.push((text.len() as u32, info.clone()));
            text.extend_from_slice(word);
            text.push(b'\n');
        }
        Ok(Words { text, starts })
    }

    /// Tells the words that have some letters; all of them, if there are no letters.
    fn each_with(&self, letters: &str, mut found: impl FnMut(&str, &TermInfo)) {
        let mut tell = |number: usize| {
            let (start, info) = &self.starts[number];
            let next = self.starts.get(number + 1);
            let end = next.map_or(self.text.len(), |(next, _)| *next as usize) - 1;
            if let Ok(word) = std::str::from_utf8(&self.text[*start as usize..end]) {
                found(word, info);
            }
        };
        if letters.is_empty() {
            (0..self.starts.len()).for_each(tell);
            return;
        }
        let mut last = None;
        for at in memchr::memmem::find_iter(&self.text, letters) {
            let number = self
                .starts
                .partition_point(|(start, _)| *start as usize <= at)
                - 1;
            if last != Some(number) {
                last = Some(number);
                tell(number);
            }
        }
    }
}
