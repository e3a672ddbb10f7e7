//! Answers a query by reading a page: whether it does, and exactly which places make it so.

use std::ops::Range;

use super::words::{Token, WordForms, tokens};
use super::{FileTest, Node, Query, TermQuery, Text, Word, ZoneSet};
use crate::extract::{Page, PageNumber, Zone};

/// A place that answers a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Byte range of the page's text.
    pub range: Range<usize>,
    /// Kind of text.
    pub zone: Zone,
    /// The letters are damaged here: the word may be another.
    pub damaged: bool,
}

/// The places of a page that answers a query; `None` for a page that does not.
pub type Found = Option<Vec<Place>>;

/// What a page is asked about beside its own text.
pub trait Judge {
    /// Whether the document is such.
    fn file(&self, test: &FileTest) -> bool;

    /// The places of the hits of a term that count on the page.
    fn term(&self, term: &TermQuery) -> Vec<Place>;

    /// The headings under which text of the page stands.
    fn sections(&self) -> Vec<String>;
}

/// A page to ask.
pub struct File<'p> {
    /// Its number.
    pub number: PageNumber,
    /// The page.
    pub page: &'p Page,
    /// Whether letters were lost in it.
    pub damaged: bool,
}

impl Query {
    /// The places of a page that answer the query.
    pub fn on_page(&self, file: &File<'_>, judge: &dyn Judge) -> Found {
        let blocks = file.page.blocks.iter().map(|block| Paragraph {
            zone: block.zone,
            tokens: words_of(&file.page.text, block.start as usize..block.end as usize),
        });
        let reader = Reader {
            file,
            paragraphs: blocks.collect(),
            judge,
        };
        let mut found = reader.node(&self.root)?;
        found.sort_by_key(|place| (place.range.start, place.range.end, place.damaged));
        found.dedup_by(|a, b| a.range == b.range);
        Some(found)
    }
}

struct Paragraph {
    zone: Zone,
    tokens: Vec<Token>,
}

fn words_of(text: &str, range: Range<usize>) -> Vec<Token> {
    let mut words = tokens(&text[range.clone()]);
    for token in &mut words {
        token.range = token.range.start + range.start..token.range.end + range.start;
    }
    words
}

struct Reader<'r> {
    file: &'r File<'r>,
    paragraphs: Vec<Paragraph>,
    judge: &'r dyn Judge,
}

/// Words in a row that answer: first and last position, the places to mark, and whether one of them is damaged.
#[derive(Clone, Debug)]
struct Span {
    first: u32,
    last: u32,
    marks: Vec<Range<usize>>,
    damaged: bool,
}

impl Reader<'_> {
    fn node(&self, node: &Node) -> Found {
        let holds = |yes: bool| yes.then(Vec::new);
        match node {
            Node::All(nodes) => {
                let mut all = Vec::new();
                for node in nodes {
                    all.append(&mut self.node(node)?);
                }
                Some(all)
            }
            Node::Any(nodes) => {
                let found: Vec<Vec<Place>> = nodes.iter().filter_map(|n| self.node(n)).collect();
                (!found.is_empty()).then(|| found.concat())
            }
            Node::Not(node) => holds(self.node(node).is_none()),
            Node::Text(text, zones) => self.text(text, *zones),
            Node::Section(text) => {
                let sections = self.judge.sections();
                holds(sections.iter().any(|heading| {
                    let words = tokens(heading);
                    !self.spans(text, &words).is_empty()
                }))
            }
            Node::Zone(zones) => {
                let has = |p: &Paragraph| zones.has(p.zone) && !p.tokens.is_empty();
                holds(self.paragraphs.iter().any(has))
            }
            Node::Page(numbers) => holds(numbers.contains(&self.file.number.get())),
            Node::File(test) => holds(self.judge.file(test)),
            Node::Term(term) => {
                let places = self.judge.term(term);
                (!places.is_empty()).then_some(places)
            }
        }
    }

    fn text(&self, text: &Text, zones: ZoneSet) -> Found {
        let mut places = Vec::new();
        for paragraph in self.paragraphs.iter().filter(|p| zones.has(p.zone)) {
            for span in self.spans(text, &paragraph.tokens) {
                let place = |range| Place {
                    range,
                    zone: paragraph.zone,
                    damaged: span.damaged,
                };
                places.extend(span.marks.iter().cloned().map(place));
            }
        }
        (!places.is_empty()).then_some(places)
    }

    /// All spans of a paragraph's words that answer.
    fn spans(&self, text: &Text, words: &[Token]) -> Vec<Span> {
        match text {
            Text::Word(word) => words
                .iter()
                .filter_map(|token| {
                    let damaged = self.is(word, &token.word)?;
                    Some(Span {
                        first: token.position,
                        last: token.position,
                        marks: vec![token.range.clone()],
                        damaged,
                    })
                })
                .collect(),
            Text::Row(row) => {
                let mut parts = row.iter();
                let Some(first) = parts.next() else {
                    return Vec::new();
                };
                parts.fold(self.spans(first, words), |spans, part| {
                    joined(&spans, &mut self.spans(part, words))
                })
            }
            Text::Near(a, b, most) => {
                meetings(&self.spans(a, words), &mut self.spans(b, words), *most)
            }
            Text::OneOf(texts) => texts.iter().flat_map(|t| self.spans(t, words)).collect(),
        }
    }

    /// Whether a word of the text is the one asked for: `Some(true)` if only when letters were lost.
    fn is(&self, asked: &Word, word: &str) -> Option<bool> {
        let (exactly, perhaps) = match asked {
            Word::Inflected(forms) => (
                forms.is(word),
                self.file.damaged && WordForms::may_be(forms, word),
            ),
            Word::Exact(wanted) => (word == wanted, false),
            Word::Like(pattern) => (pattern.is(word), false),
            Word::Part(part) => (super::has_part(word, part), false),
        };
        (exactly || perhaps).then_some(!exactly)
    }
}

/// The spans in which one follows directly after another, as one span that is marked as a whole. Those that follow are sorted.
fn joined(spans: &[Span], next: &mut [Span]) -> Vec<Span> {
    next.sort_by_key(|span| span.first);
    let mut out = Vec::new();
    for span in spans {
        let from = next.partition_point(|after| after.first <= span.last);
        for after in next[from..]
            .iter()
            .take_while(|after| after.first == span.last + 1)
        {
            let start = span.marks.first().map_or(0, |m| m.start);
            let end = after.marks.last().map_or(start, |m| m.end);
            let whole = start..end;
            out.push(Span {
                first: span.first,
                last: after.last,
                marks: Vec::from([whole]),
                damaged: span.damaged || after.damaged,
            });
        }
    }
    out
}

/// The pairs of spans with at most so many words between. The others are sorted.
fn meetings(ones: &[Span], others: &mut [Span], most: u32) -> Vec<Span> {
    others.sort_by_key(|span| span.first);
    let longest = others
        .iter()
        .map(|span| span.last - span.first)
        .max()
        .unwrap_or(0);
    let mut out = Vec::new();
    for a in ones {
        let from = others.partition_point(|b| b.first + longest + most + 1 < a.first);
        let near = others[from..]
            .iter()
            .take_while(|b| b.first <= a.last + most + 1);
        for b in near {
            let apart = if b.first > a.last {
                b.first - a.last - 1
            } else if a.first > b.last {
                a.first - b.last - 1
            } else {
                continue;
            };
            if apart <= most {
                let mut marks = [&a.marks[..], &b.marks[..]].concat();
                marks.sort_by_key(|mark| mark.start);
                out.push(Span {
                    first: a.first.min(b.first),
                    last: a.last.max(b.last),
                    marks,
                    damaged: a.damaged || b.damaged,
                });
            }
        }
    }
    out
}
