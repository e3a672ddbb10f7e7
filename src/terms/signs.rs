//! Finds the words by which a rule tells what a hit bears.
//!
//! They are found as terms are, in the same forms and with the same tolerance, so that a word split at a line end is a sign too.

use super::find::{Finder, Tolerance};
use super::matchers::Matchers;
use super::pack::{Pack, Term};
use super::variant::Variant;
use crate::extract::Block;

/// What a word says of its sentence, heading or list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The sentence states a goal or a measure.
    Goal,
    /// Goals or measures follow.
    Heading,
    /// What follows are the demands of others.
    Outside,
    /// The sentence is about housing.
    Housing,
    /// The sentence is about people who struggle in the housing market.
    Group,
    /// The sentence is about people of whom some may struggle there.
    WiderGroup,
    /// What stands before it is part of the name of a plan or a law.
    Name,
}

const SIGNS: [Sign; 7] = [
    Sign::Goal,
    Sign::Heading,
    Sign::Outside,
    Sign::Housing,
    Sign::Group,
    Sign::WiderGroup,
    Sign::Name,
];

/// The signs of one pack, made ready for searching.
pub struct SignFinder {
    pack: Pack,
    matchers: Matchers,
}

impl SignFinder {
    /// The signs of a pack.
    pub fn new(pack: &Pack) -> Self {
        let signs = &pack.signs;
        let words = [
            &signs.goals,
            &signs.headings,
            &signs.outside,
            &signs.housing,
            &signs.groups,
            &signs.wider_groups,
            &signs.names,
        ];
        let pack = Pack {
            terms: words.map(|words| term(words)).into(),
            contexts: Vec::new(),
            quoted: Vec::new(),
            groups: Vec::new(),
            ..pack.clone()
        };
        SignFinder {
            matchers: Matchers::new(&[&pack]),
            pack,
        }
    }

    /// The signs in a text and where they start, in order.
    pub fn find(&self, text: &str, blocks: &[Block], tolerance: Tolerance) -> Vec<(usize, Sign)> {
        let packs = [&self.pack];
        let places = Finder::new(&self.matchers, &packs, &[]).places(text, blocks, tolerance);
        let sign = |(start, term): (usize, usize)| (start, SIGNS[term]);
        places.into_iter().map(sign).collect()
    }
}

fn term(words: &[Variant]) -> Term {
    Term {
        inside: true,
        ..Term::of(words.to_vec())
    }
}
