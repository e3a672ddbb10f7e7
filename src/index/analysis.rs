//! The fields of the search index and the words in them. One entry a page.
//!
//! Every zone has a field of its own, so that a search can look in some of them. At each position stands the word as written and, on
//! damaged pages, its folded form with a sign before it. Inflections and compounds are found among the words of the index when they are
//! asked for: their stems and parts at every position made the index half as large again and slower to write, and finding them took no
//! longer.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::extract::{Page, Zone};
use crate::query::{self, ZONES};

/// Before a word as it looks where letters were lost.
pub(super) const FOLDED: char = '\u{1}';
/// Stands once in every zone that a page has words in.
pub(super) const PRESENT: &str = "\u{2}";
/// Begins the text of a damaged page; the words as written begin above these signs.
const DAMAGED: char = '\u{3}';
pub(super) const FIRST_WORD: &[u8] = b"0";

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Key of the document in the store.
    pub(super) content: Field,
    /// Number of the page, from 1.
    pub(super) page: Field,
    /// The text of each zone, in the order of [`ZONES`].
    pub(super) zones: [Field; ZONES.len()],
    /// The headings under which text of the page stands.
    pub(super) sections: Field,
    /// The words before a hyphen or dash; the empty word for pages where one begins a word («og -marked»).
    pub(super) parted: Field,
}

const WORDS: &str = "planlys";
/// Names of the zones' fields, in the order of [`ZONES`].
const ZONE_FIELDS: [&str; ZONES.len()] = [
    "body",
    "heading",
    "table",
    "footnote",
    "contents",
    "header_footer",
    "reference",
];

pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(WORDS)
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        content: builder.add_text_field("content", STRING | FAST),
        page: builder.add_u64_field("page", FAST),
        zones: ZONE_FIELDS.map(|name| builder.add_text_field(name, text.clone())),
        sections: builder.add_text_field("sections", text.clone()),
        parted: builder.add_text_field("parted", STRING),
    };
    (builder.build(), fields)
}

/// Teaches an index the words.
pub(super) fn register(index: &tantivy::Index) {
    index.tokenizers().register(WORDS, Analyzer::default());
}

/// The text of each zone of a page as it is indexed; empty for zones that it has not.
pub(super) fn zone_texts(page: &Page, damaged: bool) -> [String; ZONES.len()] {
    let mut texts = [const { String::new() }; ZONES.len()];
    for block in &page.blocks {
        let text = &mut texts[zone_number(block.zone)];
        if text.is_empty() {
            text.extend(damaged.then_some(DAMAGED));
        } else {
            text.push('\n');
        }
        text.push_str(&page.text[block.start as usize..block.end as usize]);
    }
    texts
}

fn zone_number(zone: Zone) -> usize {
    ZONES.iter().position(|(.., own)| *own == zone).unwrap_or(0)
}

/// Parts a text into the words of the index.
#[derive(Default)]
pub(super) struct Analyzer {
    /// The terms of the text at hand, one after the other, and where each ends, with its position.
    all: String,
    ends: Vec<(u32, u32)>,
}

impl Clone for Analyzer {
    fn clone(&self) -> Self {
        Analyzer::default()
    }
}

impl Analyzer {
    /// Tells every term of a text with its position; positions never fall.
    pub(super) fn terms(&mut self, text: &str, mut found: impl FnMut(&str, u32)) {
        let mut stream = self.token_stream(text);
        while stream.advance() {
            let token = stream.token();
            found(&token.text, token.position as u32);
        }
    }

    fn analyze(&mut self, text: &str) {
        self.all.clear();
        self.ends.clear();
        let damaged = text.starts_with(DAMAGED);
        let (terms, ends) = (&mut self.all, &mut self.ends);
        query::each_word(text, |_, word, position| {
            let mut put = |sign: Option<char>, term: &str| {
                terms.extend(sign);
                terms.push_str(term);
                ends.push((terms.len() as u32, position));
            };
            if position == 0 {
                put(None, PRESENT);
            }
            put(None, word);
            if damaged && let Some(folded) = query::fold(word) {
                put(Some(FOLDED), &folded);
            }
        });
    }
}

impl Tokenizer for Analyzer {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms<'a> {
        self.analyze(text);
        Terms {
            all: &self.all,
            ends: self.ends.iter(),
            at: 0,
            token: Token::default(),
        }
    }
}

/// The terms of a text.
pub(super) struct Terms<'a> {
    all: &'a str,
    ends: std::slice::Iter<'a, (u32, u32)>,
    at: usize,
    token: Token,
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        let Some(&(end, position)) = self.ends.next() else {
            return false;
        };
        self.token.text.clear();
        self.token.text.push_str(&self.all[self.at..end as usize]);
        self.token.position = position as usize;
        self.at = end as usize;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
