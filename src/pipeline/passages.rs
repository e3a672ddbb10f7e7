//! Hits → passages: the words found with their sentence and their place in the printed page.

use std::ops::Range;

use crate::classify::{Bearing, Weight};
use crate::extract::{PageNumber, Reading};
use crate::run::Passage;
use crate::terms::{Hit, Pack, sentence};

/// The hits of each page as reports show them.
pub(super) fn of(
    packs: &[&Pack],
    reading: &Reading,
    hits: &[Vec<Hit>],
    weights: &[Vec<Weight>],
) -> Vec<Passage> {
    let mut passages = Vec::with_capacity(hits.iter().map(Vec::len).sum());
    let pages = reading.pages.iter().zip(hits.iter().zip(weights));
    for (index, (page, (hits, weights))) in pages.enumerate() {
        let mut place = CharacterCounter::new(&page.text);
        let number = PageNumber::from_index(index);
        for (hit, weight) in hits.iter().zip(weights) {
            let block = &page.blocks[hit.block];
            let block_range = block.start as usize..block.end as usize;
            let (before, after) = around(&page.text, block_range, hit.start..hit.end);
            let term = &packs[hit.pack].terms[hit.term];
            passages.push(Passage {
                page: number,
                label: page.label.clone(),
                pack: hit.pack,
                term: term.id.clone(),
                variant: term.variants[hit.variant].source.clone(),
                surface: page.text[hit.start..hit.end].to_owned(),
                form: hit.form,
                zone: block.zone,
                section: reading.section(number, hit.start as u32),
                bearing: weight.bearing,
                social: weight.social,
                wider: weight.wider && !weight.social && weight.bearing == Bearing::Goal,
                sentence: weight.sentence,
                why_not: hit.why_not.clone(),
                certainty: page.certainty_of(hit.start, hit.end),
                start: place.characters(hit.start),
                end: place.characters(hit.end),
                before,
                after,
            });
        }
    }
    passages
}

/// Byte offsets, mostly rising, to code points.
pub struct CharacterCounter<'t> {
    text: &'t str,
    at: usize,
    characters: usize,
}

impl<'t> CharacterCounter<'t> {
    /// Of a text.
    pub fn new(text: &'t str) -> Self {
        CharacterCounter {
            text,
            at: 0,
            characters: 0,
        }
    }

    /// The number of characters before a byte offset.
    pub fn characters(&mut self, offset: usize) -> usize {
        if offset < self.at {
            (self.at, self.characters) = (0, 0);
        }
        self.characters += self.text[self.at..offset].chars().count();
        self.at = offset;
        self.characters
    }
}

/// The text before and after a hit that a reader needs to judge it: its sentence, within its block, at most this long on each side.
fn around(text: &str, block: Range<usize>, place: Range<usize>) -> (String, String) {
    const LONGEST: usize = 220;
    let sentence = sentence::around(text, block, place.clone());
    let mut before = text[sentence.start..place.start].trim_start().to_owned();
    if before.chars().count() > LONGEST {
        let tail: String = before
            .chars()
            .skip(before.chars().count() - LONGEST)
            .collect();
        before = format!(
            "…{}",
            tail.split_once(' ').map_or(tail.as_str(), |(_, rest)| rest)
        );
    }
    let mut after = text[place.end..sentence.end].to_owned();
    if after.chars().count() > LONGEST {
        let head: String = after.chars().take(LONGEST).collect();
        after = format!(
            "{}…",
            head.rsplit_once(' ')
                .map_or(head.as_str(), |(rest, _)| rest)
        );
    }
    (before, after)
}
