//! A query on its way through a segment: which of its pages answer, and how good they are.

use std::sync::Arc;

use tantivy::InvertedIndexReader;
use tantivy::schema::IndexRecordOption;

use super::analysis::{FOLDED, PRESENT};
use super::pages::Pages;
use super::search::{Asked, Searcher};
use super::segment::Segment;
use super::spans::{self, LookedUp};
use super::words::{self, Terms, Words, docs};
use crate::extract::Zone;
use crate::query::{self, Node, TermQuery, Text, Word, ZONES};

/// What a search in a segment's field says: how good a page is.
pub(super) type Scores = Vec<f32>;

/// What a match is worth by where it stands.
fn worth_in(zone: Zone) -> f32 {
    match zone {
        Zone::Heading => 2.0,
        Zone::Body => 1.0,
        Zone::Table | Zone::Footnote => 0.7,
        Zone::Reference => 0.3,
        Zone::Contents | Zone::HeaderFooter => 0.1,
    }
}

/// What a word is worth that may be another, because letters were lost.
const FOLDED_WORTH: f32 = 0.1;

/// Frequency from which on more of a word on a page says little more: the k1 of BM25 (Robertson and Zaragoza 2009, 3.2).
const SATURATION: f32 = 1.2;

/// A query on its way through a segment.
pub(super) struct Search<'s> {
    pub(super) searcher: &'s Searcher,
    pub(super) segment: &'s Segment,
    pub(super) asked: &'s Asked<'s>,
    pub(super) scores: Scores,
    /// What is found makes a page better; what must not be there does not.
    pub(super) wanted: bool,
}

impl Search<'_> {
    pub(super) fn node(&mut self, node: &Node) -> tantivy::Result<Pages> {
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
    fn inverted(&self, zone: Option<usize>) -> tantivy::Result<Arc<InvertedIndexReader>> {
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
                let looked_up = self.looked_up(text, &inverted, zone)?;
                let worth = self.worth(zone) * 3.0;
                if let Some(words) = looked_up.single_words() {
                    for (entry, times) in spans::rows(&inverted, &words)? {
                        pages.insert(entry);
                        self.scores[entry as usize] += worth * times as f32;
                    }
                    return Ok(pages);
                }
                let possible = looked_up.possible(&inverted, &self.segment.alive)?;
                for (entry, ..) in looked_up.spans(&inverted, &possible)? {
                    pages.insert(entry);
                    self.scores[entry as usize] += worth;
                }
                Ok(pages)
            }
        }
    }

    /// A text with the words of the index that answer.
    fn looked_up(
        &self,
        text: &Text,
        inverted: &InvertedIndexReader,
        zone: Option<usize>,
    ) -> tantivy::Result<LookedUp> {
        let each = |texts: &[Text]| {
            let looked_up = texts
                .iter()
                .map(|text| self.looked_up(text, inverted, zone));
            looked_up.collect::<tantivy::Result<Vec<LookedUp>>>()
        };
        Ok(match text {
            Text::Word(word) => {
                let terms = self.terms(word, inverted, zone)?.into_iter();
                LookedUp::Word(terms.map(|(info, _)| info).collect())
            }
            Text::OneOf(texts) => LookedUp::OneOf(each(texts)?),
            Text::Row(texts) => LookedUp::Row(each(texts)?),
            Text::Near(a, b, most) => {
                let [a, b] = [a, b].map(|side| self.looked_up(side, inverted, zone));
                LookedUp::Near(Box::new(a?), Box::new(b?), *most)
            }
        })
    }

    fn worth(&self, zone: Option<usize>) -> f32 {
        match (self.wanted, zone) {
            (true, Some(zone)) => worth_in(ZONES[zone].2),
            _ => 0.0,
        }
    }

    /// Pages with a word, and what it is worth there. How rare the word is does not matter: that is another in each segment, and the order
    /// of the answers would be another after each update.
    fn word(
        &mut self,
        word: &Word,
        inverted: &InvertedIndexReader,
        zone: Option<usize>,
    ) -> tantivy::Result<Pages> {
        let terms = self.terms(word, inverted, zone)?;
        let mut pages = self.segment.none();
        let worth = self.worth(zone);
        for (info, share) in &terms {
            if worth == 0.0 {
                docs(inverted, info, &mut pages)?;
                continue;
            }
            let option = IndexRecordOption::WithFreqs;
            let mut block = inverted.read_block_postings_from_terminfo(info, option)?;
            let worth = worth * share;
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
                words::inflections(inverted, forms, &mut terms)?;
                if let Some(folded) = &forms.folded {
                    let info = inverted.terms().get(format!("{FOLDED}{folded}"))?;
                    terms.extend(info.map(|info| (info, FOLDED_WORTH)));
                }
            }
            Word::Part(part) => {
                let has = |word: &str| query::has_part(word, part);
                self.each_word(inverted, zone, part, has, &mut terms)?;
            }
            Word::Like(pattern) if !pattern.prefix().is_empty() => {
                let is = |word: &str| pattern.is(word).then_some(1.0);
                words::prefixed(inverted, pattern.prefix(), is, &mut terms)?;
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
}
