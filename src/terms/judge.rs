//! Which of the hits found stand, and which count.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

use super::breaks::Spot;
use super::find::{Candidate, Exception, Finder, Form, Found, Hit, WhyNot};
use super::matchers::TermUse;
use super::pack::{Class, Within};
use super::sentence;
use crate::extract::{Block, Zone};

/// A paragraph at least this long (bytes) that stands twice word for word is boilerplate; shorter ones repeat by chance.
const BOILERPLATE: usize = 40;

/// Hits with why they do not count.
pub(super) fn judge(
    finder: &mut Finder<'_>,
    text: &str,
    lower: &str,
    blocks: &[Block],
    mut found: Found,
) -> Vec<Hit> {
    let mut candidates = std::mem::take(&mut found.candidates);
    if candidates.is_empty() {
        return Vec::new();
    }
    candidates.sort_by_key(|c| (c.spot.place.start, c.spot.place.end, c.term));
    found.exceptions.sort_by_key(|e| e.start);
    found.contexts.sort_unstable();
    found.beside.sort_unstable();
    found.quoted.sort_unstable();
    found.quoted.dedup();
    let mut page = Page {
        text,
        lower,
        blocks,
        found,
        of_block: None,
    };
    let judged = candidates.into_iter().map(|candidate| {
        let hit = page.hit(finder, &candidate);
        (candidate, hit)
    });
    let judged = judged.collect();
    most_specific(finder, judged)
}

struct Page<'p> {
    text: &'p str,
    lower: &'p str,
    blocks: &'p [Block],
    found: Found,
    /// What is known of the block looked at last.
    of_block: Option<Rc<OfBlock>>,
}

struct OfBlock {
    block: usize,
    repeated: bool,
    /// Where the document's own title stands in it, in order.
    titles: Vec<Range<usize>>,
}

impl Page<'_> {
    fn hit(&mut self, finder: &mut Finder<'_>, candidate: &Candidate) -> Hit {
        let term = &finder.matchers.terms[candidate.term];
        let contexts = term.contexts.clone();
        let block = self.range(candidate.block);
        let in_context = contexts
            .into_iter()
            .any(|context| self.has_context(context, &block));
        let known = self.of_block(finder, candidate.block);
        let Spot { place, form, .. } = candidate.spot.clone();
        Hit {
            pack: term.pack,
            term: term.index,
            variant: candidate.variant,
            start: place.start,
            end: place.end,
            block: candidate.block,
            form,
            in_context,
            why_not: self.why_not(finder, term, candidate, &known),
        }
    }

    fn why_not(
        &self,
        finder: &Finder<'_>,
        term: &TermUse,
        candidate: &Candidate,
        known: &OfBlock,
    ) -> Option<WhyNot> {
        let written = &finder.packs[term.pack].terms[term.index];
        let place = &candidate.spot.place;
        let zone = self.blocks[candidate.block].zone;
        match zone {
            Zone::Contents => return Some(WhyNot::Contents),
            Zone::HeaderFooter => return Some(WhyNot::HeaderFooter),
            Zone::Reference => return Some(WhyNot::Reference),
            zone if term.not_in.contains(&zone) => return Some(WhyNot::Zone(zone)),
            _ => {}
        }
        if let Some(index) = self.exception(candidate) {
            return Some(WhyNot::Excepted(written.except[index].shown()));
        }
        if in_address(self.text, place) {
            return Some(WhyNot::Address);
        }
        let block = self.range(candidate.block).start;
        if let Some(label) = labelled(self.lower, block, place) {
            return Some(label);
        }
        // Titles of one document are few and of much the same length: the one around a place starts shortly before it.
        let before = known
            .titles
            .partition_point(|title| title.start <= place.start);
        let around = |title: &&Range<usize>| place.end <= title.end;
        if known.titles[..before]
            .iter()
            .rev()
            .take(8)
            .any(|title| around(&title))
        {
            return Some(WhyNot::OwnTitle);
        }
        if let Some(index) = self.beside(candidate) {
            return Some(WhyNot::Beside(written.except_beside[index].shown()));
        }
        let quoted = &self.found.quoted;
        if quoted.binary_search(&(term.pack, candidate.block)).is_ok() {
            return Some(WhyNot::Quoted);
        }
        if known.repeated {
            return Some(WhyNot::Repeated);
        }
        if let Some(missing) = self.missing_context(term, candidate) {
            return Some(missing);
        }
        (term.class == Class::Background).then_some(WhyNot::Background)
    }

    fn missing_context(&self, term: &TermUse, candidate: &Candidate) -> Option<WhyNot> {
        let (contexts, within) = term.requires.as_ref()?;
        let block = self.range(candidate.block);
        let (near, missing) = match *within {
            Within::Paragraph => (block, WhyNot::NoContext),
            Within::Sentence => (
                sentence::around(self.text, block, candidate.spot.place.clone()),
                WhyNot::NoContextInSentence,
            ),
        };
        let found = contexts.iter().any(|&c| self.has_context(c, &near));
        (!found).then_some(missing)
    }

    fn has_context(&self, context: usize, near: &Range<usize>) -> bool {
        let contexts = &self.found.contexts;
        let first = contexts.partition_point(|&(c, start)| (c, start) < (context, near.start));
        contexts
            .get(first)
            .is_some_and(|&(c, start)| c == context && start < near.end)
    }

    fn range(&self, block: usize) -> Range<usize> {
        self.blocks[block].start as usize..self.blocks[block].end as usize
    }

    /// The exception of the hit's term that overlaps it.
    fn exception(&self, candidate: &Candidate) -> Option<usize> {
        /// Bytes before a hit where an exception that reaches into it can start.
        const REACH: usize = 1000;
        let exceptions = &self.found.exceptions;
        let parts = candidate.spot.parts();
        parts.into_iter().flatten().find_map(|part| {
            let before = exceptions.partition_point(|e| e.start < part.end);
            // A variant that is longer than the exception inside it was written to go before it.
            let inside = |e: &Exception| part.start <= e.start && e.end < part.end;
            exceptions[..before]
                .iter()
                .rev()
                .take_while(|e| e.start + REACH > part.start)
                .filter(|e| e.term == candidate.term && part.start < e.end && !inside(e))
                .last()
                .map(|e| e.index)
        })
    }

    fn beside(&self, candidate: &Candidate) -> Option<usize> {
        let wanted = (candidate.term, candidate.block);
        let beside = &self.found.beside;
        let first = beside.partition_point(|&(term, block, _)| (term, block) < wanted);
        let &(term, block, index) = beside.get(first)?;
        ((term, block) == wanted).then_some(index)
    }

    /// What is known of a block; hits come in the order of the text, so each block is looked at once.
    fn of_block(&mut self, finder: &mut Finder<'_>, block: usize) -> Rc<OfBlock> {
        if let Some(known) = self.of_block.as_ref().filter(|known| known.block == block) {
            return Rc::clone(known);
        }
        let range = self.range(block);
        let repeated = self.blocks[block].zone.is_content()
            && range.len() >= BOILERPLATE
            && !finder.seen.insert(hash(&self.lower[range.clone()]));
        let within = &self.lower[range.clone()];
        let titles = finder.titles.iter().flat_map(|title| {
            let places = within.match_indices(title.as_str());
            places.map(|(at, found)| range.start + at..range.start + at + found.len())
        });
        let mut titles: Vec<Range<usize>> = titles.collect();
        titles.sort_by_key(|title| title.start);
        let known = Rc::new(OfBlock {
            block,
            repeated,
            titles,
        });
        self.of_block = Some(Rc::clone(&known));
        known
    }
}

/// The byte at most `most` bytes before a place that begins a character.
fn shortly_before(text: &str, place: usize, most: usize) -> usize {
    let from = place.saturating_sub(most);
    (from..=place)
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(place)
}

/// Whether a place stands in the address of a web page or of a person: «husbanken.no/startlan», «post@husbanken.no».
fn in_address(text: &str, place: &Range<usize>) -> bool {
    /// Bytes on each side that an address can have.
    const NEAR: usize = 300;
    let from = shortly_before(text, place.start, NEAR);
    let start = text[from..place.start]
        .rfind(char::is_whitespace)
        .map_or(from, |at| from + at);
    let after = text[place.end..].char_indices().take(NEAR);
    let end = after
        .take_while(|(_, c)| !c.is_whitespace())
        .last()
        .map_or(place.end, |(at, c)| place.end + at + c.len_utf8());
    let word = &text[start..end];
    let name = word.trim_end_matches(['.', ',', ')', ':']);
    // In damaged text a sign like this can be a letter: «bomilj@».
    let is_mail = name
        .split_once('@')
        .is_some_and(|(_, domain)| domain.contains('.'));
    let of_web = ["://", "www.", ".no/"]
        .iter()
        .any(|mark| word.contains(mark));
    is_mail || of_web || name.strip_suffix(".no").is_some()
}

/// What the sentence or parenthesis around a place is by its first word and colon: «Kilde: …» names a source, «Innhold: …» lists the
/// chapters. `block` is where its block starts.
fn labelled(lower: &str, block: usize, place: &Range<usize>) -> Option<WhyNot> {
    /// Bytes that such a sentence can have before the place.
    const NEAR: usize = 600;
    let from = shortly_before(lower, place.start, NEAR).max(block);
    let before = &lower[from..place.start];
    let colon = before.rfind(": ")?;
    let word = before[..colon].trim_end_matches(char::is_alphanumeric);
    let label = match &before[word.len()..colon] {
        "kilde" | "kilder" | "kjelde" | "kjelder" => WhyNot::Reference,
        "innhold" | "innhald" | "kapitler" | "kapittel" => WhyNot::Contents,
        _ => return None,
    };
    let opens = word.trim_end();
    let own = opens.is_empty() || opens.ends_with(['(', '.', ';', ',']);
    let ends = before[colon..].contains([')', ';', '!']) || before[colon..].contains(". ");
    (own && !ends).then_some(label)
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Of the hits of a pack that overlap keeps one, in the order of the text: a background term last, a clean form before a damaged one,
/// one that counts before one that does not, and of those the most specific; `boligsosial` is not also `bolig`. Terms that are
/// found inside others keep theirs.
fn most_specific(finder: &Finder<'_>, mut judged: Vec<(Candidate, Hit)>) -> Vec<Hit> {
    let terms = &finder.matchers.terms;
    // What a hit competes in: its pack, or its own term if that is found inside others.
    let arena = |c: &Candidate| {
        let term = &terms[c.term];
        (term.pack, if term.inside { c.term + 1 } else { 0 })
    };
    judged.sort_by_key(|(c, hit)| {
        (
            terms[c.term].class == Class::Background,
            hit.form == Form::Damaged,
            hit.why_not.is_some(),
            Reverse(c.specificity),
            Reverse(c.spot.place.len()),
            c.term,
            c.spot.place.start,
        )
    });
    let mut kept: Vec<(Candidate, Hit)> = Vec::with_capacity(judged.len());
    let mut taken: BTreeMap<((usize, usize), usize), usize> = BTreeMap::new();
    for (candidate, hit) in judged {
        let arena = arena(&candidate);
        let Spot { claim, other, .. } = &candidate.spot;
        let claims = || std::iter::once(claim).chain(other);
        let is_free = |claim: &Range<usize>| {
            let before = taken.range((arena, 0)..(arena, claim.end)).next_back();
            before.is_none_or(|(_, &end)| end <= claim.start)
        };
        if claims().all(is_free) {
            taken.extend(claims().map(|claim| ((arena, claim.start), claim.end)));
            kept.push((candidate, hit));
        }
    }
    kept.sort_by_key(|(c, hit)| (hit.start, hit.end, c.term));
    kept.into_iter().map(|(_, hit)| hit).collect()
}
