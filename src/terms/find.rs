//! Finds the terms of packs in text. Knows no syntax, no documents and no disk: text and blocks in, hits out.
//!
//! All variants of all packs are searched in one pass (Aho–Corasick over the first word of each), so the time grows with the text,
//! not with the terms. Letters are compared in lower case and never folded: å, ø and æ are letters of their own.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::pack::{Class, Pack};
use super::variant::{Variant, WordPattern};
use crate::extract::{Block, Zone};

/// A pack made ready to search with.
pub struct Matchers {
    first_words: AhoCorasick,
    /// What each automaton pattern is the first word of.
    uses: Vec<(Use, Variant)>,
    terms: Vec<TermUse>,
}

struct TermUse {
    class: Class,
    requires: Option<usize>,
}

/// What a variant is for.
#[derive(Clone, Copy)]
enum Use {
    Term { term: usize, variant: usize },
    Except { term: usize, index: usize },
    ExceptBeside { term: usize, index: usize },
    Context(usize),
    Quoted,
}

/// A term found at a place in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
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
    /// Whether a context word (a housing word) stands in the same paragraph.
    pub in_context: bool,
    /// Why it does not count, if it does not.
    pub why_not: Option<WhyNot>,
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
    /// It is part of the document's own title.
    OwnTitle,
    /// It is one of the term's exceptions, written so in the pack.
    Excepted(String),
    /// A word beside it gives it another meaning.
    Beside(String),
    /// The term needs a housing word in the paragraph and there is none.
    NoContext,
    /// The paragraph quotes a list of goals or laws.
    Quoted,
    /// The paragraph has stood in the document before, word for word.
    Repeated,
    /// The term is background: reported, never counted.
    Background,
}

impl Matchers {
    /// Makes a pack ready.
    ///
    /// # Panics
    /// Never: a pack has far fewer patterns than the automaton allows.
    pub fn new(pack: &Pack) -> Self {
        let mut uses: Vec<(Use, Variant)> = Vec::new();
        for (term, t) in pack.terms.iter().enumerate() {
            uses.extend(
                t.variants
                    .iter()
                    .enumerate()
                    .map(|(variant, v)| (Use::Term { term, variant }, v.clone())),
            );
            uses.extend(
                t.except
                    .iter()
                    .enumerate()
                    .map(|(index, v)| (Use::Except { term, index }, v.clone())),
            );
            uses.extend(
                t.except_beside
                    .iter()
                    .enumerate()
                    .map(|(index, v)| (Use::ExceptBeside { term, index }, v.clone())),
            );
        }
        for (index, context) in pack.contexts.iter().enumerate() {
            uses.extend(
                context
                    .words
                    .iter()
                    .map(|v| (Use::Context(index), v.clone())),
            );
        }
        uses.extend(pack.quoted.iter().map(|v| (Use::Quoted, v.clone())));
        let first_words = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(
                uses.iter()
                    .map(|(_, variant)| variant.words[0].literal.to_lowercase()),
            )
            .expect("a pack has far fewer patterns than the automaton allows");
        let terms = pack
            .terms
            .iter()
            .map(|t| TermUse {
                class: t.class,
                requires: t.requires,
            })
            .collect();
        Matchers {
            first_words,
            uses,
            terms,
        }
    }
}

/// Searches the texts of one document in order, remembering what repeats.
pub struct Finder<'m> {
    matchers: &'m Matchers,
    pack: &'m Pack,
    titles: Vec<String>,
    seen: FxHashSet<String>,
    lower: String,
}

/// A paragraph at least this long (bytes) that stands twice word for word is boilerplate; shorter ones repeat by chance.
const BOILERPLATE: usize = 40;

impl<'m> Finder<'m> {
    /// `titles` are the document's own title in the forms in which it may stand in the text.
    pub fn new(matchers: &'m Matchers, pack: &'m Pack, titles: &[String]) -> Self {
        let titles = titles
            .iter()
            .map(|title| lower_case(title))
            .filter(|title| !title.is_empty())
            .collect();
        Finder {
            matchers,
            pack,
            titles,
            seen: FxHashSet::default(),
            lower: String::new(),
        }
    }

    /// All hits in a text (a page), by place; each place belongs to one term, the most specific.
    pub fn find(&mut self, text: &str, blocks: &[Block]) -> Vec<Hit> {
        self.lower.clear();
        lower_into(text, &mut self.lower);
        let found = self.scan(text, blocks);
        self.judge(text, blocks, found)
    }

    fn scan(&self, text: &str, blocks: &[Block]) -> Found {
        let mut found = Found {
            hits: Vec::new(),
            exceptions: Vec::new(),
            beside: FxHashMap::default(),
            contexts: vec![0; blocks.len()],
            quoted: vec![false; blocks.len()],
        };
        for place in self.matchers.first_words.find_overlapping_iter(&self.lower) {
            let (purpose, variant) = &self.matchers.uses[place.pattern().as_usize()];
            let Some((start, end)) = extend(text, &self.lower, place.start(), place.end(), variant)
            else {
                continue;
            };
            let block = blocks.partition_point(|b| (b.end as usize) <= start);
            if blocks
                .get(block)
                .is_none_or(|b| end > b.end as usize || start < b.start as usize)
            {
                continue;
            }
            match *purpose {
                Use::Term {
                    term,
                    variant: index,
                } => {
                    found.hits.push((
                        variant.specificity(),
                        Hit {
                            term,
                            variant: index,
                            start,
                            end,
                            block,
                            in_context: false,
                            why_not: None,
                        },
                    ));
                }
                Use::Except { term, index } => found.exceptions.push((term, index, start, end)),
                Use::ExceptBeside { term, index } => {
                    found.beside.entry((term, block)).or_insert(index);
                }
                Use::Context(context) => found.contexts[block] |= 1 << context.min(63),
                Use::Quoted => found.quoted[block] = true,
            }
        }
        found
    }

    fn judge(&mut self, text: &str, blocks: &[Block], found: Found) -> Vec<Hit> {
        let Found {
            hits,
            mut exceptions,
            beside,
            contexts,
            quoted,
        } = found;
        let repeated: Vec<bool> = blocks
            .iter()
            .map(|block| {
                let counts = block.zone.is_content();
                counts && self.is_repeated(&text[block.start as usize..block.end as usize])
            })
            .collect();
        let titles = self.title_places(blocks);
        exceptions.sort_by_key(|&(_, _, start, _)| start);
        let mut hits = most_specific(hits);
        for hit in &mut hits {
            let term = &self.matchers.terms[hit.term];
            let pack_term = &self.pack.terms[hit.term];
            hit.in_context = contexts[hit.block] != 0;
            let exception = overlapping(&exceptions, hit);
            let neighbour = beside.get(&(hit.term, hit.block));
            let own_title = titles
                .iter()
                .any(|&(start, end)| start <= hit.start && hit.end <= end);
            hit.why_not = match (blocks[hit.block].zone, exception, neighbour) {
                (Zone::Contents, ..) => Some(WhyNot::Contents),
                (Zone::HeaderFooter, ..) => Some(WhyNot::HeaderFooter),
                (Zone::Reference, ..) => Some(WhyNot::Reference),
                (_, Some(&(_, index, ..)), _) => {
                    Some(WhyNot::Excepted(pack_term.except[index].source.clone()))
                }
                _ if own_title => Some(WhyNot::OwnTitle),
                (_, _, Some(&index)) => Some(WhyNot::Beside(
                    pack_term.except_beside[index].source.clone(),
                )),
                _ if quoted[hit.block] => Some(WhyNot::Quoted),
                _ if repeated[hit.block] => Some(WhyNot::Repeated),
                _ if term
                    .requires
                    .is_some_and(|context| contexts[hit.block] & 1 << context.min(63) == 0) =>
                {
                    Some(WhyNot::NoContext)
                }
                _ if term.class == Class::Background => Some(WhyNot::Background),
                _ => None,
            };
        }
        hits
    }

    fn is_repeated(&mut self, block: &str) -> bool {
        block.len() >= BOILERPLATE && !self.seen.insert(block.to_owned())
    }

    /// Where the document's own title stands in the text.
    fn title_places(&self, blocks: &[Block]) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for block in blocks {
            let (start, end) = (block.start as usize, block.end as usize);
            for title in &self.titles {
                let within = self.lower[start..end].match_indices(title.as_str());
                places.extend(within.map(|(at, found)| (start + at, start + at + found.len())));
            }
        }
        places
    }
}

/// The exception of a hit's term that overlaps it; `exceptions` are sorted by start.
fn overlapping<'e>(exceptions: &'e [Exception], hit: &Hit) -> Option<&'e Exception> {
    /// Bytes before a hit where an exception that reaches into it can start.
    const REACH: usize = 1000;
    let before = exceptions.partition_point(|&(_, _, start, _)| start < hit.end);
    let near = exceptions[..before]
        .iter()
        .rev()
        .take_while(|e| e.2 + REACH > hit.start);
    // A variant that is longer than the exception inside it was written to go before it.
    let inside = |e: &Exception| hit.start <= e.2 && e.3 < hit.end;
    near.filter(|e| e.0 == hit.term && hit.start < e.3 && !inside(e))
        .last()
}

/// (term, exception, start, end)
type Exception = (usize, usize, usize, usize);

struct Found {
    hits: Vec<(usize, Hit)>,
    exceptions: Vec<Exception>,
    /// (term, block) → the word beside.
    beside: FxHashMap<(usize, usize), usize>,
    /// Contexts present in each block, a bit each.
    contexts: Vec<u64>,
    quoted: Vec<bool>,
}

/// Of hits that overlap keeps the most specific; `boligsosial` is not also `bolig`.
fn most_specific(mut hits: Vec<(usize, Hit)>) -> Vec<Hit> {
    hits.sort_by(|(a, x), (b, y)| {
        b.cmp(a)
            .then((y.end - y.start).cmp(&(x.end - x.start)))
            .then(x.term.cmp(&y.term))
            .then(x.start.cmp(&y.start))
    });
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    let mut taken: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    for (_, hit) in hits {
        let before = taken.range(..hit.end).next_back();
        if before.is_none_or(|(_, &end)| end <= hit.start) {
            taken.insert(hit.start, hit.end);
            kept.push(hit);
        }
    }
    kept.sort_by_key(|hit| hit.start);
    kept
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric()
}

/// Completes a match of the first word's letters to the whole variant: its byte range, if it is one.
fn extend(
    text: &str,
    lower: &str,
    start: usize,
    end: usize,
    variant: &Variant,
) -> Option<(usize, usize)> {
    let (first, rest) = variant.words.split_first()?;
    let begin = word_start(text, start, first)?;
    let mut end = word_end(text, lower, start, end, first)?;
    for word in rest {
        end = next_word(text, lower, end, word)?;
    }
    Some((begin, end))
}

/// Letters of a word that are looked at on each side of a match: bounds texts without spaces.
const LONGEST_WORD: usize = 100;

fn word_start(text: &str, start: usize, word: &WordPattern) -> Option<usize> {
    let before = text[..start]
        .chars()
        .rev()
        .take_while(|&c| is_word(c))
        .take(LONGEST_WORD)
        .map(char::len_utf8)
        .sum::<usize>();
    (before == 0 || word.open_start).then_some(start - before)
}

fn word_end(
    text: &str,
    lower: &str,
    start: usize,
    end: usize,
    word: &WordPattern,
) -> Option<usize> {
    debug_assert_eq!(text.len(), lower.len());
    if word.exact_case && text[start..end] != word.literal {
        return None;
    }
    let after = text[end..]
        .chars()
        .take_while(|&c| is_word(c))
        .take(LONGEST_WORD)
        .map(char::len_utf8)
        .sum::<usize>();
    (after == 0 || word.open_end).then_some(end + after)
}

/// The next word after `end`, if it fits; words may be parted by a space, a hyphen, a slash, a comma or quotation marks.
fn next_word(text: &str, lower: &str, end: usize, word: &WordPattern) -> Option<usize> {
    const MOST: usize = 3;
    let gap: usize = text[end..]
        .chars()
        .take(MOST)
        .take_while(|&c| matches!(c, ' ' | '-' | '–' | '/' | ',' | '«' | '»' | '"'))
        .map(char::len_utf8)
        .sum();
    if gap == 0 {
        return None;
    }
    let from = end + gap;
    let token: usize = text[from..]
        .chars()
        .take_while(|&c| is_word(c))
        .map(char::len_utf8)
        .sum();
    let literal = word.literal.to_lowercase();
    let at = if word.open_start {
        lower[from..from + token].find(&literal)?
    } else {
        0
    };
    let start = from + at;
    // A literal may itself contain a hyphen («leie-til-eie») and so reach beyond the token.
    lower[start..]
        .starts_with(&literal)
        .then(|| word_end(text, lower, start, start + literal.len(), word))?
}

/// Lower case that keeps every byte offset: a letter whose lower case has another length stays as it is.
fn lower_into(text: &str, out: &mut String) {
    for character in text.chars() {
        let mut lowered = character.to_lowercase();
        match (lowered.next(), lowered.next()) {
            (Some(single), None) if single.len_utf8() == character.len_utf8() => out.push(single),
            _ => out.push(character),
        }
    }
}

fn lower_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    lower_into(text, &mut out);
    out
}
