//! The hits of a document grouped by term, as every report lists them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::classify::Bearing;
use crate::extract::Zone;
use crate::run::{Document, Passage, Run, TermSummary};
use crate::terms::{Form, WhyNot};
use crate::wording::{Lang, Text};

/// The heading under which a hit stands, in words; `None` where there is none or the hit stands in it.
pub fn under(hit: &Passage, lang: Lang) -> Option<String> {
    let heading = hit
        .section
        .as_deref()
        .filter(|_| hit.zone != Zone::Heading)?;
    Some(Text::UnderHeading.with(lang, &[("heading", heading)]))
}

/// The sentences that the colour rests on, one hit each, in order of place: those on social housing and, after them, goals on housing for
/// wider groups. Many have no hit but a housing word, which never counts.
pub fn sentences(document: &Document) -> [Vec<&Passage>; 2] {
    let of = |wanted: fn(&Passage) -> bool| {
        let mut found: Vec<&Passage> = Vec::new();
        for hit in document.hits.iter().filter(|hit| wanted(hit)) {
            let same = |last: &&Passage| (last.page, last.sentence) == (hit.page, hit.sentence);
            match found.last_mut().filter(|last| same(last)) {
                // A hit that counts shows the sentence better than a housing word.
                Some(last) if last.why_not.is_some() && hit.why_not.is_none() => *last = hit,
                Some(_) => {}
                None => found.push(hit),
            }
        }
        found
    };
    [of(|hit| hit.social), of(|hit| hit.wider)]
}

/// The sentences of a plan to read first, one hit each, and how many more there are: goals and measures on social housing before other
/// sentences on it, and these before the rest of the hits that count in the pack that colours.
pub fn best(document: &Document, most: usize) -> (Vec<&Passage>, usize) {
    let mut best: Vec<&Passage> = sentences(document).concat();
    let counting = document.hits.iter();
    let counting = counting.filter(|hit| hit.pack == 0 && hit.why_not.is_none());
    for hit in counting {
        let same = |other: &&Passage| (other.page, other.sentence) == (hit.page, hit.sentence);
        if !best.iter().any(same) {
            best.push(hit);
        }
    }
    let more = best.len().saturating_sub(most);
    // What commits the municipality comes before what only mentions the subject; shown in the order of the plan.
    best.sort_by_key(|hit| {
        (
            hit.why_not.is_some() && hit.bearing != Bearing::Goal,
            rank(hit),
        )
    });
    best.truncate(most);
    best.sort_by_key(|hit| (hit.page, hit.start));
    (best, more)
}

/// The lower, the more a sentence says.
fn rank(hit: &Passage) -> u8 {
    let of = match hit.bearing {
        Bearing::Goal => 0,
        Bearing::Subject => 1,
        Bearing::Heading => 2,
        Bearing::Passing => 3,
    };
    if hit.social { of } else { of + 4 }
}

/// The words of a hit's sentence, cut where other hits that count stand in it: each piece with whether it is a hit.
pub fn marked(document: &Document, hit: &Passage) -> Vec<(String, bool)> {
    let letters: Vec<char> = hit.context().chars().collect();
    let own = hit.before.chars().count();
    let place = |other: &Passage| {
        let from = (own + other.start).checked_sub(hit.start)?;
        let range = from..from + other.surface.chars().count();
        let same = letters
            .get(range.clone())?
            .iter()
            .copied()
            .eq(other.surface.chars());
        same.then_some(range)
    };
    let on_page = |other: &&Passage| {
        let counts = other.why_not.is_none() && other.pack == hit.pack;
        other.page == hit.page && (counts || *other == hit)
    };
    let start = document.hits.partition_point(|other| other.page < hit.page);
    let nearby = document.hits[start..].iter();
    let nearby = nearby
        .take_while(|other| other.page == hit.page)
        .filter(on_page);
    let mut ranges: Vec<Range<usize>> = nearby.filter_map(place).collect();
    ranges.push(own..own + hit.surface.chars().count());
    ranges.sort_by_key(|range| (range.start, range.end));
    let (mut pieces, mut at) = (Vec::new(), 0);
    let text = |range: Range<usize>| letters[range].iter().collect::<String>();
    for range in ranges {
        if range.start >= at && range.start < range.end {
            pieces.push((text(at..range.start), false));
            at = range.end;
            pieces.push((text(range), true));
        }
    }
    pieces.push((text(at..letters.len()), false));
    pieces.retain(|(words, _)| !words.is_empty());
    pieces
}

/// The hits of one term.
pub struct TermHits<'r> {
    /// The term.
    pub term: &'r TermSummary,
    /// Hits that count, in order of place.
    pub counted: Vec<&'r Passage>,
    /// Hits that do not.
    pub not_counted: Vec<&'r Passage>,
}

/// The hits of a document by the terms of a pack, in its order; `pack` is its number in the run. Words found in damaged text come
/// after those that stand as they were written.
pub fn by_term<'r>(run: &'r Run, pack: usize, document: &'r Document) -> Vec<TermHits<'r>> {
    let terms = run.packs().nth(pack).map_or(&[][..], |pack| &pack.terms);
    let of_term = |term: &'r TermSummary| {
        let hits = document.hits.iter();
        let own = hits.filter(|hit| hit.pack == pack && hit.term == term.id);
        let (mut counted, not_counted): (Vec<&Passage>, Vec<&Passage>) =
            own.partition(|hit| hit.why_not.is_none());
        counted.sort_by_key(|hit| hit.form == Form::Damaged);
        TermHits {
            term,
            counted,
            not_counted,
        }
    };
    terms.iter().map(of_term).collect()
}

impl<'r> TermHits<'r> {
    /// Why hits do not count, with how many.
    pub fn reasons(&self) -> Vec<(&'r WhyNot, usize)> {
        let mut reasons: BTreeMap<&WhyNot, usize> = BTreeMap::new();
        for hit in &self.not_counted {
            if let Some(why) = &hit.why_not {
                *reasons.entry(why).or_default() += 1;
            }
        }
        reasons.into_iter().collect()
    }
}
