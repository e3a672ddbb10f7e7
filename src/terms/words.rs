//! Words of a text beside a place: where they begin and end, and whether they are what a pack asks for.

use std::ops::Range;

use super::breaks::Spot;
use super::damage;
use super::find::{Form, Tolerance};
use super::variant::{GAPS, WordPattern};

/// A text with the same in lower case, byte for byte, with spaces for hyphens.
#[derive(Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) original: &'t str,
    pub(super) lower: &'t str,
    pub(super) tolerance: Tolerance,
}

/// Letters of a word that are looked at on each side of a match: bounds texts without spaces.
const LONGEST_WORD: usize = 100;

fn is_word(character: char) -> bool {
    character.is_alphanumeric()
}

/// What may part the words of a phrase.
fn is_gap(character: char) -> bool {
    GAPS.contains(&character)
}

/// Characters that may stand between two words of a phrase.
const MOST_GAP: usize = 3;

fn length(characters: impl Iterator<Item = char>) -> usize {
    characters.map(char::len_utf8).sum()
}

/// Where the word that ends at a place starts.
pub(super) fn word_start(text: &str, end: usize) -> usize {
    let letters = text[..end].chars().rev().take(LONGEST_WORD);
    end - length(letters.take_while(|&c| is_word(c)))
}

/// Where the word that starts at a place ends.
fn word_end(text: &str, start: usize) -> usize {
    let letters = text[start..].chars().take(LONGEST_WORD);
    start + length(letters.take_while(|&c| is_word(c)))
}

impl Text<'_> {
    /// Bytes of letters directly before and after a place.
    pub(super) fn letters_around(&self, place: &Range<usize>) -> [usize; 2] {
        let Range { start, end } = *place;
        [
            start - word_start(self.lower, start),
            word_end(self.lower, end) - end,
        ]
    }

    /// The spot of a literal grown to the whole word, if the pattern lets the word go on so. `around` are the letters before and after.
    pub(super) fn grown(
        &self,
        spot: &Spot,
        around: [usize; 2],
        word: &WordPattern,
    ) -> Option<Spot> {
        let ([before, after], Range { start, end }) = (around, spot.place.clone());
        if (before > 0 && !word.open_start) || (after > 0 && !word.open_end) {
            return None;
        }
        if word.exact_case && self.original[start..end] != word.literal {
            return None;
        }
        let mut grown = spot.clone();
        if spot.claim.start == start {
            grown.claim.start -= before;
        }
        if spot.claim.end == end {
            grown.claim.end += after;
        }
        grown.place = start - before..end + after;
        Some(grown)
    }

    /// Bytes of what parts the words of a phrase after a place. A comma does so only after a hyphen («bolig-, areal- og …»): «bolig,
    /// sosialt arbeid» is an enumeration.
    fn gap_after(&self, end: usize) -> usize {
        let mut before = ' ';
        let gap = self.original[end..]
            .chars()
            .take(MOST_GAP)
            .take_while(|&c| {
                let parts = is_gap(c) || (c == ',' && before == '-');
                before = c;
                parts
            });
        length(gap)
    }

    /// The same before a place.
    fn gap_before(&self, start: usize) -> usize {
        let mut characters = self.original[..start].chars().rev().peekable();
        let mut bytes = 0;
        for _ in 0..MOST_GAP {
            let Some(c) = characters.next() else { break };
            let parts = is_gap(c) || (c == ',' && characters.peek() == Some(&'-'));
            if !parts {
                break;
            }
            bytes += c.len_utf8();
        }
        bytes
    }

    /// The word after `end`, if it fits the pattern.
    pub(super) fn word_after(&self, end: usize, word: &WordPattern) -> Option<Spot> {
        let gap = self.gap_after(end);
        let from = end + gap;
        let token = length(self.lower[from..].chars().take_while(|&c| is_word(c)));
        if gap == 0 || token == 0 {
            return None;
        }
        self.fits(from..from + token, word)
    }

    /// The word before `start`, if it fits the pattern.
    pub(super) fn word_before(&self, start: usize, word: &WordPattern) -> Option<Spot> {
        let gap = self.gap_before(start);
        let to = start - gap;
        let token = length(self.lower[..to].chars().rev().take_while(|&c| is_word(c)));
        if gap == 0 || token == 0 {
            return None;
        }
        self.fits(to - token..to, word)
    }

    /// Where in and around a token the pattern's whole word stands.
    fn fits(&self, token: Range<usize>, word: &WordPattern) -> Option<Spot> {
        let lowered = word.exact_case.then(|| word.literal.to_lowercase());
        let literal = lowered.as_ref().unwrap_or(&word.literal).as_str();
        let within = &self.lower[token.clone()];
        let at = match (word.open_start, word.open_end) {
            (true, true) => within.find(literal),
            (true, false) => within.strip_suffix(literal).map(str::len),
            (false, true) => within.starts_with(literal).then_some(0),
            (false, false) => (within == literal).then_some(0),
        };
        if let Some(at) = at {
            let start = token.start + at;
            let spot = Spot::new(start..start + literal.len(), Form::Plain);
            return self.grown(&spot, self.letters_around(&spot.place), word);
        }
        if self.tolerance == Tolerance::Damaged && !word.exact_case {
            let end = damage::word_at(self.lower, token.start, literal)?;
            let spot = Spot::new(token.start..end, Form::Damaged);
            return self.grown(&spot, self.letters_around(&spot.place), word);
        }
        None
    }

    /// The first byte of the word before a place and of the one after it, across one separating character.
    pub(super) fn bytes_beside(&self, place: &Range<usize>) -> [Option<u8>; 2] {
        let end = place.start - self.gap_before(place.start);
        let start = word_start(self.lower, end);
        let next = place.end + self.gap_after(place.end);
        let bytes = self.lower.as_bytes();
        [bytes[start..end].first().copied(), bytes.get(next).copied()]
    }

    /// Words between two places, counted no farther than `most` and one more.
    pub(super) fn count_words(&self, between: Range<usize>, most: usize) -> usize {
        if between.len() > (most + 2) * LONGEST_WORD {
            return most + 1;
        }
        let words = self.lower[between].split(|c: char| !is_word(c));
        words.filter(|word| !word.is_empty()).take(most + 1).count()
    }
}

/// Lower case that keeps every byte offset, with spaces for hyphens: a letter whose lower case has another length stays as it is.
pub(super) fn lower_into(text: &str, out: &mut Vec<u8>) {
    out.clear();
    let bytes = text.as_bytes();
    let (head, tail) = bytes.split_at(bytes.len().min(1));
    if is_latin(bytes, tail) {
        // Two bytes tell each letter, so that many are made small at once.
        out.resize(bytes.len(), 0);
        let (first, others) = out.split_at_mut(head.len());
        for (small_one, &byte) in first.iter_mut().zip(head) {
            *small_one = small(0, byte);
        }
        for ((small_one, &before), &byte) in others.iter_mut().zip(bytes).zip(tail) {
            *small_one = small(before, byte);
        }
        return;
    }
    let mut buffer = [0; 4];
    for character in text.chars() {
        out.extend_from_slice(lowered(character).encode_utf8(&mut buffer).as_bytes());
    }
}

/// The lower case of a byte of ASCII or Latin-1 text in UTF-8, with the byte before it.
#[inline]
fn small(before: u8, byte: u8) -> u8 {
    let ascii = byte.wrapping_sub(b'A') < 26;
    let latin = before == 0xc3 && byte.wrapping_sub(0x80) < 0x1f && byte != 0x97;
    let lower = byte.wrapping_add(u8::from(ascii | latin) << 5);
    if byte == b'-' { b' ' } else { lower }
}

/// Whether all characters are ASCII, Latin-1 or general punctuation; `tail` are the bytes without the first.
fn is_latin(bytes: &[u8], tail: &[u8]) -> bool {
    let rare = |(&first, &second): (&u8, &u8)| first > 0xc3 && (first != 0xe2 || second != 0x80);
    // Without stopping at the first, so that many pairs are looked at at once.
    let pairs = bytes.iter().zip(tail);
    !pairs.fold(false, |any, pair| any | rare(pair))
}

fn lowered(character: char) -> char {
    if character == '-' {
        return ' ';
    }
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) if single.len_utf8() == character.len_utf8() => single,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_keeps_every_place() {
        for text in [
            "ÆØÅ æøå – «Bolig-POLITIKK» ÷×ß",
            "ČÁHCESUOLU Ŋ İ K → ΑΒΓ Ж",
            "",
            "Å",
            "\u{7f}É",
        ] {
            let mut out = Vec::new();
            lower_into(text, &mut out);
            let expected: String = text.chars().map(lowered).collect();
            assert_eq!(String::from_utf8(out), Ok(expected.clone()), "{text}");
            assert_eq!(expected.len(), text.len(), "{text}");
        }
    }
}
