//! Where the sentence around a place begins and ends.

use std::ops::Range;

/// The sentence around a place of a text, within its block. A block without sentence ends may be a whole file, so no end is sought
/// farther away than about 2000 bytes.
pub fn around(text: &str, block: Range<usize>, place: Range<usize>) -> Range<usize> {
    const NEAR: usize = 2000;
    let from = (place.start.saturating_sub(NEAR)..=place.start)
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(place.start)
        .max(block.start);
    let to = (place.end..=text.len().min(place.end + NEAR))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(place.end)
        .min(block.end);
    let before = &text[from..place.start];
    let start = before
        .rmatch_indices(['.', '!', '?'])
        .find(|(at, _)| is_end(before, *at))
        .map_or(0, |(at, _)| at + 1);
    let after = &text[place.end..to];
    let end = after
        .match_indices(['.', '!', '?'])
        .find(|(at, _)| is_end(after, *at))
        .map_or(after.len(), |(at, _)| at + 1);
    from + start..place.end + end
}

/// A full stop ends a sentence when a space and a capital follow, not in «nr. 3», «2.1» or «bl.a.».
pub fn is_end(text: &str, at: usize) -> bool {
    let mut following = text[at + 1..].chars();
    match following.next() {
        None => true,
        Some(' ') => following
            .next()
            .is_none_or(|c| c.is_uppercase() || matches!(c, '«' | '•' | '–')),
        Some(_) => false,
    }
}
