//! A pack's own tests: do its sentences hit and not hit as it says?

use unicode_normalization::UnicodeNormalization;

use super::find::{Finder, Hit, Tolerance, WhyNot};
use super::matchers::Matchers;
use super::pack::{Example, Pack};
use crate::extract::{Block, Zone};

/// A sentence that does not do what its pack says.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Index of the term.
    pub term: usize,
    /// The sentence.
    pub example: Example,
    /// What is wrong.
    pub kind: FailureKind,
}

/// How a sentence can fail.
#[derive(Clone, Debug, PartialEq)]
pub enum FailureKind {
    /// It must hit, and the term is not found or, for this reason, does not count.
    Missed(Option<WhyNot>),
    /// It must hit, and another term has the place: its identifier.
    Taken(String),
    /// It must not hit, and does: the words found and the variant.
    Hit {
        /// The words found.
        surface: String,
        /// The variant that found them.
        variant: String,
    },
}

/// Tests the sentences of a pack.
pub fn check(pack: &Pack) -> Vec<Failure> {
    let matchers = Matchers::new(&[pack]);
    let mut failures = Vec::new();
    for (index, term) in pack.terms.iter().enumerate() {
        for example in &term.must_hit {
            let (_, hits) = hits_in(pack, &matchers, &example.text, Tolerance::Exact);
            let own = || hits.iter().filter(|hit| hit.term == index);
            if own().any(|hit| hit.why_not.is_none()) {
                continue;
            }
            let kind = match own().next() {
                Some(hit) => FailureKind::Missed(hit.why_not.clone()),
                None => taken(pack, index, example, &hits),
            };
            failures.push(failure(index, example, kind));
        }
        for example in &term.must_not_hit {
            let (text, hits) = hits_in(pack, &matchers, &example.text, Tolerance::Exact);
            let counted = |hit: &&Hit| hit.term == index && hit.why_not.is_none();
            if let Some(hit) = hits.iter().find(counted) {
                let kind = FailureKind::Hit {
                    surface: text[hit.start..hit.end].to_owned(),
                    variant: term.variants[hit.variant].source.clone(),
                };
                failures.push(failure(index, example, kind));
            }
        }
    }
    failures
}

/// Whether a term that is not found in a sentence would be if another one had not taken its place.
fn taken(pack: &Pack, term: usize, example: &Example, hits: &[Hit]) -> FailureKind {
    let alone = Pack {
        terms: vec![pack.terms[term].clone()],
        ..pack.clone()
    };
    let matchers = Matchers::new(&[&alone]);
    let (_, own) = hits_in(&alone, &matchers, &example.text, Tolerance::Exact);
    let over = |own: &Hit| hits.iter().find(|h| h.start < own.end && own.start < h.end);
    match own.iter().find_map(over) {
        Some(hit) => FailureKind::Taken(pack.terms[hit.term].id.clone()),
        None => FailureKind::Missed(None),
    }
}

fn failure(term: usize, example: &Example, kind: FailureKind) -> Failure {
    Failure {
        term,
        example: example.clone(),
        kind,
    }
}

/// The hits in one paragraph, with its text in composed letters, to which their places refer.
pub fn hits_in(
    pack: &Pack,
    matchers: &Matchers,
    paragraph: &str,
    tolerance: Tolerance,
) -> (String, Vec<Hit>) {
    // What people paste from Word or a PDF is tidied as the text of plans is.
    let tidy = |c: char| match c {
        '\u{2010}' | '\u{2011}' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let text: String = paragraph
        .nfc()
        .filter(|c| *c != '\u{ad}')
        .map(tidy)
        .collect();
    let block = Block {
        start: 0,
        end: text.len() as u32,
        zone: Zone::Body,
        level: 0,
        size: 0.0,
        certainty: None,
    };
    let hits = Finder::new(matchers, &[pack], &[]).find(&text, &[block], tolerance);
    (text, hits)
}
