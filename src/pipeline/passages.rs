//! Hits → passages: the words found with their sentence and their place in the printed page.

use crate::extract::{PageNumber, Reading};
use crate::run::Passage;
use crate::terms::{Hit, Pack};

/// The hits of each page as reports show them.
pub(super) fn of(pack: &Pack, reading: &Reading, hits: &[Vec<Hit>]) -> Vec<Passage> {
    let mut passages = Vec::with_capacity(hits.iter().map(Vec::len).sum());
    for (index, (page, hits)) in reading.pages.iter().zip(hits).enumerate() {
        let mut place = CharacterCounter::new(&page.text);
        let number = PageNumber::from_index(index);
        for hit in hits {
            let block = &page.blocks[hit.block];
            let (before, after) = sentence(
                &page.text,
                block.start as usize,
                block.end as usize,
                hit.start,
                hit.end,
            );
            let term = &pack.terms[hit.term];
            passages.push(Passage {
                page: number,
                label: page.label.clone(),
                term: term.id.clone(),
                variant: term.variants[hit.variant].source.clone(),
                surface: page.text[hit.start..hit.end].to_owned(),
                zone: block.zone,
                section: reading.section(number, hit.start as u32),
                why_not: hit.why_not.clone(),
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
struct CharacterCounter<'t> {
    text: &'t str,
    at: usize,
    characters: usize,
}

impl<'t> CharacterCounter<'t> {
    fn new(text: &'t str) -> Self {
        CharacterCounter {
            text,
            at: 0,
            characters: 0,
        }
    }

    fn characters(&mut self, offset: usize) -> usize {
        if offset < self.at {
            (self.at, self.characters) = (0, 0);
        }
        self.characters += self.text[self.at..offset].chars().count();
        self.at = offset;
        self.characters
    }
}

/// The text before and after a hit that a reader needs to judge it: its sentence, within its block, at most this long on each side.
fn sentence(
    text: &str,
    block_start: usize,
    block_end: usize,
    start: usize,
    end: usize,
) -> (String, String) {
    const LONGEST: usize = 220;
    let (block_start, block_end) = window(text, block_start, block_end, start, end);
    let before = &text[block_start..start];
    let sentence_start = before
        .rmatch_indices(['.', '!', '?'])
        .find(|(at, _)| is_sentence_end(before, *at))
        .map_or(0, |(at, _)| at + 1);
    let mut before: String = before[sentence_start..].trim_start().to_owned();
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
    let after = &text[end..block_end];
    let sentence_end = after
        .match_indices(['.', '!', '?'])
        .find(|(at, _)| is_sentence_end(after, *at))
        .map_or(after.len(), |(at, _)| at + 1);
    let mut after = after[..sentence_end].to_owned();
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

/// The part of a block near a hit in which its sentence is sought: a block without sentence ends may be a whole file.
fn window(
    text: &str,
    block_start: usize,
    block_end: usize,
    start: usize,
    end: usize,
) -> (usize, usize) {
    const NEAR: usize = 2000;
    let from = (start.saturating_sub(NEAR)..=start).find(|&at| text.is_char_boundary(at));
    let to = (end..=text.len().min(end + NEAR))
        .rev()
        .find(|&at| text.is_char_boundary(at));
    (
        block_start.max(from.unwrap_or(start)),
        block_end.min(to.unwrap_or(end)),
    )
}

/// A full stop ends a sentence when a space and a capital follow, not in «nr. 3», «2.1» or «bl.a.».
pub(super) fn is_sentence_end(text: &str, at: usize) -> bool {
    let mut following = text[at + 1..].chars();
    match following.next() {
        None => true,
        Some(' ') => following
            .next()
            .is_none_or(|c| c.is_uppercase() || matches!(c, '«' | '•' | '–')),
        Some(_) => false,
    }
}
