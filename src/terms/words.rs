//! Words of a text beside a place: where they begin and end, and whether they are what a pack asks for.

use std::ops::Range;

use super::breaks::Spot;
use super::damage;
use super::find::{Form, Tolerance};
use super::variant::WordPattern;

/// A text with the same in lower case, byte for byte.
#[derive(Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) original: &'t str,
    pub(super) lower: &'t str,
    pub(super) tolerance: Tolerance,
}

/// Letters of a word that are looked at on each side of a match: bounds texts without spaces.
const LONGEST_WORD: usize = 100;

pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric()
}

/// What may part the words of a phrase.
fn is_gap(character: char) -> bool {
    matches!(
        character,
        ' ' | '-' | '–' | '/' | ',' | '«' | '»' | '"' | '“' | '”'
    )
}

/// Characters that may stand between two words of a phrase.
const MOST_GAP: usize = 3;

fn length(characters: impl Iterator<Item = char>) -> usize {
    characters.map(char::len_utf8).sum()
}

impl Text<'_> {
    /// The spot of a literal grown to the whole word, if the pattern lets the word go on so.
    pub(super) fn grown(&self, spot: &Spot, word: &WordPattern) -> Option<Spot> {
        let Range { start, end } = spot.place;
        if word.exact_case && self.original[start..end] != word.literal {
            return None;
        }
        let letters = |c: &char| is_word(*c);
        let before = self.lower[..start].chars().rev();
        let before = length(before.take(LONGEST_WORD).take_while(letters));
        let after = self.lower[end..].chars();
        let after = length(after.take(LONGEST_WORD).take_while(letters));
        if (before > 0 && !word.open_start) || (after > 0 && !word.open_end) {
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

    /// The word after `end`, if it fits the pattern.
    pub(super) fn word_after(&self, end: usize, word: &WordPattern) -> Option<Spot> {
        let gap = self.lower[end..].chars().take(MOST_GAP);
        let gap = length(gap.take_while(|&c| is_gap(c)));
        let from = end + gap;
        let token = length(self.lower[from..].chars().take_while(|&c| is_word(c)));
        if gap == 0 || token == 0 {
            return None;
        }
        self.fits(from..from + token, word)
    }

    /// The word before `start`, if it fits the pattern.
    pub(super) fn word_before(&self, start: usize, word: &WordPattern) -> Option<Spot> {
        let before = self.lower[..start].chars().rev();
        let gap = length(before.take(MOST_GAP).take_while(|&c| is_gap(c)));
        let to = start - gap;
        let token = length(self.lower[..to].chars().rev().take_while(|&c| is_word(c)));
        if gap == 0 || token == 0 {
            return None;
        }
        self.fits(to - token..to, word)
    }

    /// Where in and around a token the pattern's whole word stands.
    fn fits(&self, token: Range<usize>, word: &WordPattern) -> Option<Spot> {
        let literal = word.literal.to_lowercase();
        let within = &self.lower[token.clone()];
        let at = match (word.open_start, word.open_end) {
            (true, true) => within.find(&literal),
            (true, false) => within.strip_suffix(literal.as_str()).map(str::len),
            (false, _) => Some(0),
        };
        let start = token.start + at.unwrap_or(0);
        if at.is_some() && self.lower[start..].starts_with(&literal) {
            // A literal may itself contain a hyphen («leie-til-eie») and so reach beyond the token.
            let spot = Spot::new(start..start + literal.len(), Form::Plain);
            return self.grown(&spot, word);
        }
        if self.tolerance == Tolerance::Damaged && !word.exact_case {
            let end = damage::word_at(self.lower, token.start, &literal)?;
            let spot = Spot::new(token.start..end, Form::Damaged);
            return self.grown(&spot, word);
        }
        None
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

/// Lower case that keeps every byte offset: a letter whose lower case has another length stays as it is.
pub(super) fn lower_into(text: &str, out: &mut String) {
    out.reserve(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = rest.bytes().position(|b| b >= 0x80).unwrap_or(rest.len());
        let from = out.len();
        out.push_str(&rest[..ascii]);
        out[from..].make_ascii_lowercase();
        rest = &rest[ascii..];
        let Some(character) = rest.chars().next() else {
            return;
        };
        out.push(lowered(character));
        rest = &rest[character.len_utf8()..];
    }
}

fn lowered(character: char) -> char {
    match character {
        'æ' | 'ø' | 'å' | '–' | '«' | '»' => return character,
        'Æ' => return 'æ',
        'Ø' => return 'ø',
        'Å' => return 'å',
        _ => {}
    }
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) if single.len_utf8() == character.len_utf8() => single,
        _ => character,
    }
}
