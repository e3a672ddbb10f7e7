//! Checks a state against itself: every checksum, every count, every word of the index on its page and every hit in its words.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use super::analysis::{self, Analyzer};
use super::{Searcher, State, StateError, Store};
use crate::extract::{PageNumber, Reading};
use crate::query::ZONES;

/// What is wrong with a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A file of the index is not as it was written.
    IndexFile(String),
    /// The store has no whole entry of a document.
    NoText(String),
    /// The pages of a document are not those of the store: as many as the first number in the catalog, the second in the store, the
    /// third in the index.
    Pages(String, [usize; 3]),
    /// The words of a page in the index are not those of the page.
    Words(String, u32),
    /// A hit of the last run does not stand where it says: the page and the words.
    Hit(String, u32, String),
    /// The last run, or the table that belongs to it, cannot be read.
    Run,
}

/// What was checked, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Files in the catalog.
    pub files: usize,
    /// Pages in the store and the index.
    pub pages: usize,
    /// Words in the index, with each place counted.
    pub words: u64,
    /// Hits of the last run.
    pub hits: usize,
    /// Faults.
    pub faults: Vec<Fault>,
}

/// A number for a word at a place of a page: equal sums mean the same words at the same places, in any order.
fn weight(field: usize, term: &[u8], position: u32) -> u64 {
    let mut hasher = FxHasher::default();
    (field, term, position).hash(&mut hasher);
    // The sum of weak numbers would be weak: Steele and Vigna's finalizer of SplitMix64.
    let mut z = hasher.finish();
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The sum of a page's words as the store has them.
fn sum_of(reading: &Reading, index: usize, analyzer: &mut Analyzer) -> u64 {
    let page = &reading.pages[index];
    let mut sum = 0u64;
    let mut add = |field: usize, text: &str| {
        analyzer.terms(text, |term, position| {
            sum = sum.wrapping_add(weight(field, term.as_bytes(), position));
        });
    };
    let texts = analysis::zone_texts(page, reading.is_damaged(page));
    for (field, text) in texts.iter().enumerate() {
        add(field, text);
    }
    let headings = reading.headings_over(PageNumber::from_index(index));
    add(ZONES.len(), &headings.join("\n"));
    sum
}

/// The pages of a document in the index: by page from 1, the sum of the words and how often it is there.
type Indexed = BTreeMap<u32, (u64, usize)>;

impl State {
    /// Checks everything. An error means that the state cannot even be opened.
    pub fn verify(&self) -> Result<Verified, StateError> {
        let searcher = self.searcher()?;
        let mut verified = Verified {
            files: searcher.files().len(),
            ..Verified::default()
        };
        let failed = |error| StateError::Index(self.index_dir(), error);
        let index = tantivy::Index::open_in_dir(self.index_dir()).map_err(failed)?;
        for file in index.validate_checksum().map_err(failed)? {
            let name = file.display().to_string();
            verified.faults.push(Fault::IndexFile(name));
        }
        // What a damaged file says is not worth comparing, and reading it is not safe.
        let indexed = if verified.faults.is_empty() {
            searcher.sums(&mut verified.words).map_err(failed)?
        } else {
            return Ok(verified);
        };
        let store = self.store();
        let mut analyzer = Analyzer::default();
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for (name, record) in searcher.files() {
            if record.what.error.is_some() || !done.insert(&record.key) {
                continue;
            }
            let Some(reading) = store.get_with_places(&record.key) else {
                verified.faults.push(Fault::NoText(name.clone()));
                continue;
            };
            let none = Indexed::new();
            let own = indexed.get(record.key.as_str()).unwrap_or(&none);
            let counts = [
                record.what.pages,
                reading.pages.len(),
                own.values().map(|(_, times)| times).sum(),
            ];
            if counts.iter().any(|&count| count != counts[0]) || own.len() != counts[0] {
                verified.faults.push(Fault::Pages(name.clone(), counts));
                continue;
            }
            for (page, (sum, _)) in own {
                if *sum != sum_of(&reading, *page as usize - 1, &mut analyzer) {
                    verified.faults.push(Fault::Words(name.clone(), *page));
                }
            }
            verified.pages += counts[0];
        }
        if self.has_run() || self.has_table() {
            self.verify_run(&searcher, &store, &mut verified);
        }
        Ok(verified)
    }

    /// Checks that every hit of the last run stands where it says.
    fn verify_run(&self, searcher: &Searcher, store: &Store, verified: &mut Verified) {
        let Ok(run) = self.run() else {
            verified.faults.push(Fault::Run);
            return;
        };
        // After a rebuild there is none until the next screening.
        if self.has_table() {
            let same = self.table().is_ok_and(|table| {
                table.recipe == run.recipe
                    && table.date == run.date
                    && table.documents.len() == run.documents.len()
            });
            if !same {
                verified.faults.push(Fault::Run);
            }
        }
        for document in &run.documents {
            let name = super::name_of(&document.path).into_owned();
            let place = searcher
                .files()
                .binary_search_by(|(known, _)| known.cmp(&name));
            let record = place.ok().map(|place| &searcher.files()[place].1);
            // A file that changed since is the next screening's business, not a fault.
            let Some(record) = record.filter(|record| record.hash == document.hash) else {
                continue;
            };
            if document.hits.is_empty() {
                continue;
            }
            let Some(mut entry) = store.open(&record.key) else {
                verified.faults.push(Fault::NoText(name));
                continue;
            };
            for hit in &document.hits {
                verified.hits += 1;
                let stands = entry.page(hit.page).is_some_and(|page| {
                    let length = hit.end.saturating_sub(hit.start);
                    let words = page.text.chars().skip(hit.start).take(length);
                    words.eq(hit.surface.chars())
                });
                if !stands {
                    let (page, surface) = (hit.page.get(), hit.surface.clone());
                    verified
                        .faults
                        .push(Fault::Hit(name.clone(), page, surface));
                }
            }
        }
    }
}

impl Searcher {
    /// The sums of all pages in the index, by document; counts the words.
    fn sums(&self, words: &mut u64) -> tantivy::Result<BTreeMap<String, Indexed>> {
        let fields = self.fields;
        let mut out: BTreeMap<String, Indexed> = BTreeMap::new();
        for (number, reader) in self.segments().enumerate() {
            let mut sums = vec![0u64; reader.max_doc() as usize];
            // Entries of documents that the catalog does not have are there until the next writer takes them away.
            let mut known = vec![false; sums.len()];
            for (entries, ..) in self.runs(number) {
                known[entries.start as usize..entries.end as usize].fill(true);
            }
            let all = fields.zones.iter().chain([&fields.sections]);
            for (field, &of) in all.enumerate() {
                let inverted = reader.inverted_index(of)?;
                let mut stream = inverted.terms().stream()?;
                let mut places = Vec::new();
                while let Some((term, info)) = stream.next() {
                    let option = IndexRecordOption::WithFreqsAndPositions;
                    let mut postings = inverted.read_postings_from_terminfo(info, option)?;
                    let mut entry = postings.doc();
                    while entry != TERMINATED {
                        if !known[entry as usize] {
                            entry = postings.advance();
                            continue;
                        }
                        postings.positions(&mut places);
                        *words += places.len() as u64;
                        for &place in &places {
                            let sum = &mut sums[entry as usize];
                            *sum = sum.wrapping_add(weight(field, term, place));
                        }
                        entry = postings.advance();
                    }
                }
            }
            for (entries, first, files) in self.runs(number) {
                let Some(&file) = files.first() else { continue };
                let key = self.files()[file].1.key.clone();
                let pages = out.entry(key).or_default();
                for entry in entries.clone() {
                    let page = pages.entry(first + (entry - entries.start)).or_default();
                    page.0 = page.0.wrapping_add(sums[entry as usize]);
                    page.1 += 1;
                }
            }
        }
        Ok(out)
    }
}
