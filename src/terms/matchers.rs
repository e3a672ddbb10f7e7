//! Packs made ready to search with: one scanner for all words of all packs.
//!
//! Every phrase is looked for by its longest word. Beside the whole words the scanner knows their beginnings before a space or a
//! hyphen, which is how broken words («Eiendomsansva rlig») and shared second parts («bolig- og levekårspolitikk») are found.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::breaks::is_common;
use super::damage::Trie;
use super::pack::{Class, Pack, Within};
use super::scanner::{Pattern, Scanner};
use super::variant::{Phrase, Variant, WordPattern, specificity};
use crate::extract::Zone;

/// Packs made ready to search with.
pub struct Matchers {
    pub(super) scanner: Scanner,
    /// What each pattern of the scanner is a part of: a range of `parts`.
    parts_of: Vec<Range<u32>>,
    parts: Vec<Part>,
    pub(super) literals: Vec<Literal>,
    pub(super) sequences: Vec<Sequence>,
    pub(super) nears: Vec<NearUse>,
    pub(super) terms: Vec<TermUse>,
    pub(super) tolerant: Trie,
    /// The literals by their first two letters, where a hyphen may part them: «bo- og tjenestetilbud».
    short_heads: FxHashMap<[char; 2], Vec<u32>>,
    /// The first letters and digits of literals that have other characters too («80+»).
    first_runs: Vec<String>,
}

/// What a pattern of the scanner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A whole literal.
    Whole(u32),
    /// The first bytes of a literal and then a space or hyphen.
    Head {
        literal: u32,
        bytes: u32,
        /// The byte that comes next in the literal.
        next: u8,
    },
    /// A literal without its first letter.
    Tail(u32),
}

/// The letters of a word and the phrases that are looked for by it.
pub(super) struct Literal {
    pub(super) text: String,
    pub(super) sequences: Vec<u32>,
    /// Some of them are a term's own, not only exceptions and contexts.
    of_term: bool,
}

/// A phrase with what it is for.
pub(super) struct Sequence {
    pub(super) words: Phrase,
    /// Index of the word by which it is looked for.
    pub(super) anchor: usize,
    pub(super) purpose: Purpose,
    pub(super) specificity: usize,
    /// The first byte of the word before the anchor and of the one after it, where they must begin so.
    pub(super) beside: [Option<u8>; 2],
}

/// What a phrase is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Is(Use),
    /// One side of a NEAR: its number, and whether it is the side written second.
    Side {
        near: usize,
        second: bool,
    },
}

/// A NEAR of a variant.
pub(super) struct NearUse {
    pub(super) words: usize,
    pub(super) of: Use,
}

/// What a variant is for. Terms and contexts are numbered through all packs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Use {
    Term { term: usize, variant: usize },
    Except { term: usize, index: usize },
    ExceptBeside { term: usize, index: usize },
    Context(usize),
    Quoted { pack: usize },
}

/// What judging a hit needs to know of its term.
pub(super) struct TermUse {
    pub(super) pack: usize,
    /// Index in its pack.
    pub(super) index: usize,
    pub(super) class: Class,
    /// Numbers of the contexts, of which one must be near, through all packs.
    pub(super) requires: Option<(Vec<usize>, Within)>,
    pub(super) not_in: Vec<Zone>,
    pub(super) inside: bool,
    /// Numbers of the pack's contexts.
    pub(super) contexts: Range<usize>,
}

/// A word shorter than this is found whole or not at all: its parts are too common.
pub(super) const SHORTEST_HYPHENATED: usize = 6;
/// Letters of a first part that two words share.
pub(super) const SHORTEST_SHARED: usize = 4;
/// Letters of a beginning that the scanner looks for: shorter ones end too many words.
pub(super) const SHORTEST_HEAD: usize = 3;
/// A word shorter than this is not put together again over a space.
pub(super) const SHORTEST_BROKEN: usize = 8;

impl Matchers {
    /// Makes packs ready.
    pub fn new(packs: &[&Pack]) -> Self {
        let mut compiler = Compiler::default();
        for (number, pack) in packs.iter().enumerate() {
            compiler.pack(number, pack);
        }
        compiler.finish()
    }

    /// Whether a page with this word can have a hit that is looked for by it. `word` is in lower case, as the index keeps it.
    pub fn is_candidate(&self, word: &str) -> bool {
        // Before a space the beginning of a word is one only where it is no word of its own.
        let can_hit = |part: &Part| !matches!(part, Part::Head { .. }) || !is_common(word);
        self.first_runs.iter().any(|run| word.contains(run)) || self.has_part(word, can_hit)
    }

    /// The same of a word before a hyphen or dash.
    pub fn is_candidate_before_hyphen(&self, word: &str) -> bool {
        let is_short = word.chars().count() < SHORTEST_HEAD;
        (is_short && !self.beginning(word).is_empty()) || self.has_part(word, |_| true)
    }

    /// Whether a term's literal, or a wanted part of it, stands in a word.
    fn has_part(&self, word: &str, wanted: impl Fn(&Part) -> bool) -> bool {
        let mut found = false;
        let spaced = format!(" {word} ");
        self.scanner.each(spaced.as_bytes(), |pattern, _, _| {
            let of_term = |part: &&Part| self.literals[part.literal() as usize].of_term;
            found |= self.parts(pattern).iter().filter(of_term).any(&wanted);
        });
        found
    }

    /// The literals that begin with the first two letters of a word.
    pub(super) fn beginning(&self, word: &str) -> &[u32] {
        let literals = first_two(word).and_then(|head| self.short_heads.get(&head));
        literals.map_or(&[], Vec::as_slice)
    }

    /// What a pattern of the scanner is a part of.
    pub(super) fn parts(&self, pattern: u32) -> &[Part] {
        let range = &self.parts_of[pattern as usize];
        &self.parts[range.start as usize..range.end as usize]
    }
}

impl Part {
    fn literal(self) -> u32 {
        match self {
            Part::Whole(literal) | Part::Head { literal, .. } | Part::Tail(literal) => literal,
        }
    }
}

#[derive(Default)]
struct Compiler {
    literals: Vec<Literal>,
    by_text: FxHashMap<String, u32>,
    sequences: Vec<Sequence>,
    nears: Vec<NearUse>,
    terms: Vec<TermUse>,
    contexts: usize,
}

impl Compiler {
    fn pack(&mut self, number: usize, pack: &Pack) {
        let contexts = self.contexts..self.contexts + pack.contexts.len();
        for context in &pack.contexts {
            for variant in &context.words {
                self.variant(variant, Use::Context(self.contexts));
            }
            self.contexts += 1;
        }
        for variant in &pack.quoted {
            self.variant(variant, Use::Quoted { pack: number });
        }
        for (index, of) in pack.terms.iter().enumerate() {
            let term = self.terms.len();
            for (variant, source) in of.variants.iter().enumerate() {
                self.variant(source, Use::Term { term, variant });
            }
            for (index, source) in of.except.iter().enumerate() {
                self.variant(source, Use::Except { term, index });
            }
            for (index, source) in of.except_beside.iter().enumerate() {
                self.variant(source, Use::ExceptBeside { term, index });
            }
            self.terms.push(TermUse {
                pack: number,
                index,
                class: of.class,
                requires: of.requires.as_ref().map(|requirement| {
                    let numbers = requirement.contexts.iter().map(|c| contexts.start + c);
                    (numbers.collect(), requirement.within)
                }),
                not_in: of.not_in.clone(),
                inside: of.inside,
                contexts: contexts.clone(),
            });
        }
    }

    fn variant(&mut self, variant: &Variant, of: Use) {
        let Some(near) = &variant.near else {
            for phrase in &variant.phrases {
                self.phrase(phrase, Purpose::Is(of));
            }
            return;
        };
        let number = self.nears.len();
        self.nears.push(NearUse {
            words: near.words,
            of,
        });
        for (phrases, second) in [(&variant.phrases, false), (&near.phrases, true)] {
            for phrase in phrases {
                self.phrase(
                    phrase,
                    Purpose::Side {
                        near: number,
                        second,
                    },
                );
            }
        }
    }

    fn phrase(&mut self, words: &Phrase, purpose: Purpose) {
        let anchor = longest(words);
        let text = words[anchor].literal.to_lowercase();
        let next = self.literals.len() as u32;
        let literal = *self.by_text.entry(text.clone()).or_insert(next);
        if literal == next {
            self.literals.push(Literal {
                text,
                sequences: Vec::new(),
                of_term: false,
            });
        }
        let of = match purpose {
            Purpose::Is(of) => of,
            Purpose::Side { near, .. } => self.nears[near].of,
        };
        let entry = &mut self.literals[literal as usize];
        entry.of_term |= matches!(of, Use::Term { .. });
        entry.sequences.push(self.sequences.len() as u32);
        let first_byte = |word: Option<&WordPattern>| {
            let word = word.filter(|word| !word.open_start && !word.exact_case)?;
            word.literal.bytes().next()
        };
        let before = anchor.checked_sub(1).and_then(|at| words.get(at));
        self.sequences.push(Sequence {
            beside: [first_byte(before), first_byte(words.get(anchor + 1))],
            words: words.clone(),
            anchor,
            purpose,
            specificity: specificity(words),
        });
    }

    fn finish(self) -> Matchers {
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut parts: Vec<Vec<Part>> = Vec::new();
        let mut places: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
        let mut add = |bytes: Vec<u8>, part: Part, open_start: bool| {
            let place = *places.entry(bytes.clone()).or_insert(patterns.len());
            if place == patterns.len() {
                patterns.push(Pattern {
                    bytes,
                    open_start: false,
                });
                parts.push(Vec::new());
            }
            patterns[place].open_start |= open_start;
            parts[place].push(part);
        };
        for (number, literal) in self.literals.iter().enumerate() {
            let is_open = |&at: &u32| {
                let sequence = &self.sequences[at as usize];
                sequence.words[sequence.anchor].open_start
            };
            let open_start = literal.sequences.iter().any(is_open);
            for (pattern, part) in patterns_of(number as u32, &literal.text) {
                add(pattern, part, open_start);
            }
        }
        let (mut parts_of, mut flat) = (Vec::new(), Vec::new());
        for parts in parts {
            let start = flat.len() as u32;
            flat.extend(parts);
            parts_of.push(start..flat.len() as u32);
        }
        let scanner = Scanner::new(&patterns);
        let is_whole = |text: &&str| text.chars().all(char::is_alphanumeric);
        let texts = || self.literals.iter().map(|literal| literal.text.as_str());
        let run = |text: &str| {
            text.split(|c: char| !c.is_alphanumeric())
                .find(|r| !r.is_empty())
                .map(str::to_owned)
        };
        let mut short_heads: FxHashMap<[char; 2], Vec<u32>> = FxHashMap::default();
        for (number, text) in (0u32..).zip(texts()).filter(|(_, text)| is_whole(text)) {
            if let Some(head) = first_two(text) {
                short_heads.entry(head).or_default().push(number);
            }
        }
        let first_runs = texts()
            .filter(|text| !is_whole(text))
            .filter_map(run)
            .collect();
        let tolerant = Trie::new(self.literals.iter().map(|literal| literal.text.as_str()));
        Matchers {
            scanner,
            parts_of,
            parts: flat,
            literals: self.literals,
            sequences: self.sequences,
            nears: self.nears,
            terms: self.terms,
            tolerant,
            short_heads,
            first_runs,
        }
    }
}

fn first_two(word: &str) -> Option<[char; 2]> {
    let mut letters = word.chars();
    Some([letters.next()?, letters.next()?])
}

/// Index of the longest word: the rarest one, as a rule.
fn longest(words: &[WordPattern]) -> usize {
    let by_length = |&at: &usize| (words[at].literal.len(), std::cmp::Reverse(at));
    (0..words.len()).max_by_key(by_length).unwrap_or(0)
}

/// A literal as the scanner looks for it: whole, and its beginnings before what may break a word.
fn patterns_of(literal: u32, text: &str) -> Vec<(Vec<u8>, Part)> {
    let mut patterns = vec![(text.as_bytes().to_vec(), Part::Whole(literal))];
    let letters = text.chars().count();
    if !text.chars().all(char::is_alphabetic) {
        return patterns;
    }
    for (letters_before, (at, _)) in text.char_indices().enumerate() {
        let part = Part::Head {
            literal,
            bytes: at as u32,
            next: text.as_bytes()[at],
        };
        if letters >= SHORTEST_HYPHENATED && letters_before >= SHORTEST_HEAD {
            // A space stands for a hyphen too: the text is searched so.
            patterns.push(([&text.as_bytes()[..at], b" "].concat(), part));
        }
        if letters >= SHORTEST_BROKEN && letters_before == 1 {
            patterns.push((text.as_bytes()[at..].to_vec(), Part::Tail(literal)));
        }
    }
    patterns
}
