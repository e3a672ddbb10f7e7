//! Finds the terms of packs in text. Knows no syntax, no documents and no disk: text and blocks in, hits out.
//!
//! All variants of all packs are searched in one pass over the text, so the time grows with the text, not with the terms. Letters are
//! compared in lower case and never folded: å, ø and æ are letters of their own.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::breaks::{self, SharedFirst, Spot};
use super::judge::judge;
use super::matchers::{Matchers, Part, Purpose, SHORTEST_HEAD, Sequence, Use};
use super::near::{self, Side};
use super::pack::Pack;
use super::words::{Text, lower_into, word_start};
use crate::extract::{Block, Zone};

/// A term found at a place in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Index of the pack among those searched with.
    pub pack: usize,
    /// Index of the term in its pack.
    pub term: usize,
    /// Index of the variant in its term.
    pub variant: usize,
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Index of the block it stands in.
    pub block: usize,
    /// How the words stand there.
    pub form: Form,
    /// Whether a context word (a housing word) stands in the same paragraph.
    pub in_context: bool,
    /// Why it does not count, if it does not.
    pub why_not: Option<WhyNot>,
}

/// How the words of a hit stand in the text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// As they are written.
    #[default]
    Plain,
    /// A part is shared with another word: «bolig- og levekårspolitikk».
    Shared,
    /// With a space inside, where a line or table cell ended: «Eiendomsansva rlig».
    Broken,
    /// With letters lost or taken for others: «gkonomisk».
    Damaged,
}

/// Why a hit does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason", content = "detail")]
pub enum WhyNot {
    /// It stands in the contents list.
    Contents,
    /// It stands in a header or footer.
    HeaderFooter,
    /// It stands in the list of references.
    Reference,
    /// It is part of the address of a web page or person.
    Address,
    /// It stands in a kind of text that the pack leaves out for this term.
    Zone(Zone),
    /// It is part of the document's own title.
    OwnTitle,
    /// It is one of the term's exceptions, written so in the pack.
    Excepted(String),
    /// A word beside it gives it another meaning.
    Beside(String),
    /// The term needs a housing word in the paragraph and there is none.
    NoContext,
    /// The term needs a housing word in the sentence and there is none.
    NoContextInSentence,
    /// The paragraph quotes a list of goals or laws.
    Quoted,
    /// The paragraph has stood in the document before, word for word.
    Repeated,
    /// The term is background: reported, never counted.
    Background,
}

/// Whether letters may be wrong in the text that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tolerance {
    /// The text is as it was written.
    Exact,
    /// The text has lost letters: words of six letters or more are found in their damaged forms too.
    Damaged,
}

/// «–» in UTF-8.
const DASH: &[u8] = "–".as_bytes();

/// Searches the texts of one document in order, remembering what repeats.
pub struct Finder<'m> {
    pub(super) matchers: &'m Matchers,
    pub(super) packs: &'m [&'m Pack],
    pub(super) titles: Vec<String>,
    /// Hashes of the paragraphs with hits so far.
    pub(super) seen: FxHashSet<u64>,
    lower: Vec<u8>,
}

impl<'m> Finder<'m> {
    /// `packs` are those that the matchers were made of; `titles` are the document's own title in the forms in which it may stand in
    /// the text.
    pub fn new(matchers: &'m Matchers, packs: &'m [&'m Pack], titles: &[String]) -> Self {
        let lower_case = |title: &String| {
            let mut lower = Vec::new();
            lower_into(title, &mut lower);
            String::from_utf8(lower).unwrap_or_default()
        };
        let titles = titles.iter().map(lower_case);
        Finder {
            matchers,
            packs,
            titles: titles.filter(|title| !title.is_empty()).collect(),
            seen: FxHashSet::default(),
            lower: Vec::new(),
        }
    }

    /// All hits in a text (a page), by place. In each pack a place belongs to one term, the most specific, beside the terms that are
    /// found inside others.
    ///
    /// # Panics
    /// Never: the lower case of text is text.
    pub fn find(&mut self, text: &str, blocks: &[Block], tolerance: Tolerance) -> Vec<Hit> {
        let mut buffer = std::mem::take(&mut self.lower);
        lower_into(text, &mut buffer);
        let lower = simdutf8::basic::from_utf8(&buffer).expect("lower case is text");
        let found = found(self.matchers, text, lower, blocks, tolerance);
        let hits = judge(self, text, lower, blocks, found);
        self.lower = buffer;
        hits
    }

    /// Where the terms of the first pack stand, each place with its term, by place: not judged, and of hits that overlap all.
    pub(super) fn places(
        &mut self,
        text: &str,
        blocks: &[Block],
        tolerance: Tolerance,
    ) -> Vec<(usize, usize)> {
        let mut buffer = std::mem::take(&mut self.lower);
        lower_into(text, &mut buffer);
        let lower = simdutf8::basic::from_utf8(&buffer).expect("lower case is text");
        let found = found(self.matchers, text, lower, blocks, tolerance);
        let candidates = found.candidates.iter();
        let mut places: Vec<(usize, usize)> = candidates
            .map(|c| (c.spot.place.start, self.matchers.terms[c.term].index))
            .collect();
        places.sort_unstable();
        places.dedup();
        self.lower = buffer;
        places
    }
}

/// What the variants find in a text; `lower` is the same in lower case.
fn found(
    matchers: &Matchers,
    text: &str,
    lower: &str,
    blocks: &[Block],
    tolerance: Tolerance,
) -> Found {
    let mut scan = Scan {
        matchers,
        text: Text {
            original: text,
            lower,
            tolerance,
        },
        blocks,
        found: Found::default(),
        sides: matchers
            .nears
            .iter()
            .map(|_| [Vec::new(), Vec::new()])
            .collect(),
    };
    scan.run();
    scan.found
}

/// What the variants found, before it is judged.
#[derive(Default)]
pub(super) struct Found {
    pub(super) candidates: Vec<Candidate>,
    pub(super) exceptions: Vec<Exception>,
    /// (term, block, word beside)
    pub(super) beside: Vec<(usize, usize, usize)>,
    /// (context, where its word starts)
    pub(super) contexts: Vec<(usize, usize)>,
    /// (pack, block)
    pub(super) quoted: Vec<(usize, usize)>,
}

/// A hit before it is judged, with what decides between hits that overlap.
pub(super) struct Candidate {
    pub(super) term: usize,
    pub(super) variant: usize,
    pub(super) block: usize,
    pub(super) specificity: usize,
    pub(super) spot: Spot,
}

/// A form that is something else, found.
#[derive(Clone, Debug)]
pub(super) struct Exception {
    pub(super) term: usize,
    pub(super) index: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

struct Scan<'s> {
    matchers: &'s Matchers,
    text: Text<'s>,
    blocks: &'s [Block],
    found: Found,
    /// The two sides of each NEAR.
    sides: Vec<[Vec<Side>; 2]>,
}

impl Scan<'_> {
    fn run(&mut self) {
        let (matchers, lower) = (self.matchers, self.text.lower);
        matchers
            .scanner
            .each(lower.as_bytes(), |pattern, start, end| {
                for part in matchers.parts(pattern) {
                    self.part(*part, start, end);
                }
            });
        self.dashes();
        if self.text.tolerance == Tolerance::Damaged {
            self.damaged();
        }
        let sides = std::mem::take(&mut self.sides);
        for meeting in near::meetings(sides, matchers, &self.text) {
            self.add(meeting.of, meeting.spot, meeting.block, meeting.specificity);
        }
    }

    fn part(&mut self, part: Part, start: usize, end: usize) {
        let text = self.text;
        let literal = |number: u32| self.matchers.literals[number as usize].text.as_str();
        let spot = match part {
            Part::Whole(number) => {
                return self.literal(number, &Spot::new(start..end, Form::Plain));
            }
            Part::Head {
                literal: number,
                bytes,
                next,
            } => {
                let is_space = text.original.as_bytes()[end - 1] == b' ';
                if is_space && text.lower.as_bytes().get(end) != Some(&next) {
                    return;
                }
                let spot = breaks::complete(&text, start, literal(number), bytes as usize);
                (number, spot)
            }
            Part::Tail(number) => (
                number,
                breaks::lone_first_letter(text.lower, start, literal(number)),
            ),
        };
        if let (number, Some(spot)) = spot {
            self.literal(number, &spot);
        }
    }

    /// Looks for first parts that two words share («boligpolitikk og -marked») and for dashes in words («bolig–sosial»).
    fn dashes(&mut self) {
        let text = self.text;
        let bytes = text.original.as_bytes();
        for at in memchr::memchr2_iter(b'-', DASH[0], bytes) {
            let mark = match &bytes[at..] {
                [b'-', ..] => 1,
                rest if rest.starts_with(DASH) => DASH.len(),
                _ => continue,
            };
            let head = &text.lower[word_start(text.lower, at)..at];
            let goes_on = text.lower[at + mark..].starts_with(char::is_alphabetic);
            let letters = head.chars().take(SHORTEST_HEAD).count();
            if letters == 0 && goes_on && bytes[..at].ends_with(b" ") {
                let Some(shared) = SharedFirst::at(text.lower, at, mark) else {
                    continue;
                };
                self.beginning(shared.first, |literal| shared.literal(literal));
            } else if (mark > 1 && letters >= 2 && goes_on) || letters == 2 {
                // Longer beginnings before a hyphen are found by the scanner.
                self.beginning(head, |literal| breaks::over_dash(&text, at, head, literal));
            }
        }
    }

    /// Takes the literals that begin as a word does, where they stand.
    fn beginning(&mut self, word: &str, stands: impl Fn(&str) -> Option<Spot>) {
        let matchers = self.matchers;
        for &number in matchers.beginning(word) {
            if let Some(spot) = stands(&matchers.literals[number as usize].text) {
                self.literal(number, &spot);
            }
        }
    }

    /// Looks for words with letters lost or wrong.
    fn damaged(&mut self) {
        let lower = self.text.lower;
        let (mut places, mut in_word) = (Vec::new(), false);
        for (at, c) in lower.char_indices() {
            if !c.is_whitespace() {
                self.matchers.tolerant.at(lower, at, !in_word, &mut places);
                for (number, end) in places.drain(..) {
                    self.literal(number, &Spot::new(at..end, Form::Damaged));
                }
            }
            in_word = c.is_alphanumeric();
        }
    }

    /// A literal stands in the text: which phrases does it complete?
    fn literal(&mut self, number: u32, spot: &Spot) {
        let (matchers, text) = (self.matchers, self.text);
        let around = text.letters_around(&spot.place);
        let mut beside = None;
        for &sequence in &matchers.literals[number as usize].sequences {
            let sequence = &matchers.sequences[sequence as usize];
            let Some(whole) = text.grown(spot, around, &sequence.words[sequence.anchor]) else {
                continue;
            };
            if sequence.words.len() > 1 && text.tolerance == Tolerance::Exact {
                let beside = *beside.get_or_insert_with(|| text.bytes_beside(&whole.place));
                let fits = |(wanted, there): (&Option<u8>, &Option<u8>)| {
                    wanted.is_none() || wanted == there
                };
                if !sequence.beside.iter().zip(&beside).all(fits) {
                    continue;
                }
            }
            if let Some(whole) = self.phrase(sequence, whole) {
                self.keep(sequence, whole);
            }
        }
    }

    /// The place of a whole phrase whose anchor stands at `whole`.
    fn phrase(&self, sequence: &Sequence, mut whole: Spot) -> Option<Spot> {
        let Sequence { words, anchor, .. } = sequence;
        for word in words[..*anchor].iter().rev() {
            let before = self.text.word_before(whole.place.start, word)?;
            whole.place.start = before.place.start;
            whole.claim.start = before.place.start;
            whole.form = whole.form.max(before.form);
        }
        for word in &words[*anchor + 1..] {
            let after = self.text.word_after(whole.place.end, word)?;
            whole.place.end = after.place.end;
            whole.claim.end = after.place.end;
            whole.form = whole.form.max(after.form);
        }
        Some(whole)
    }

    fn keep(&mut self, sequence: &Sequence, spot: Spot) {
        let (start, end) = (spot.place.start, spot.place.end);
        let block = self.blocks.partition_point(|b| (b.end as usize) <= start);
        let within = |b: &Block| b.start as usize <= start && end <= b.end as usize;
        if !self.blocks.get(block).is_some_and(within) {
            return;
        }
        match sequence.purpose {
            Purpose::Is(of) => self.add(of, spot, block, sequence.specificity),
            Purpose::Side { near, second } => self.sides[near][usize::from(second)].push(Side {
                spot,
                block,
                specificity: sequence.specificity,
            }),
        }
    }

    fn add(&mut self, of: Use, spot: Spot, block: usize, specificity: usize) {
        let (start, end) = (spot.place.start, spot.place.end);
        let found = &mut self.found;
        match of {
            Use::Term { term, variant } => found.candidates.push(Candidate {
                term,
                variant,
                block,
                specificity,
                spot,
            }),
            Use::Except { term, index } => found.exceptions.push(Exception {
                term,
                index,
                start,
                end,
            }),
            Use::ExceptBeside { term, index } => found.beside.push((term, block, index)),
            Use::Context(context) => found.contexts.push((context, start)),
            Use::Quoted { pack } => found.quoted.push((pack, block)),
        }
    }
}
