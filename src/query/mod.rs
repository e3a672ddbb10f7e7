//! Ad-hoc queries: text → tree → the places of a page that answer it.
//!
//! A query is words, phrases, stars, NEAR and fields, joined by AND, OR, NOT and parentheses. The same tree is answered from the index
//! and by reading pages ([`Query::on_page`]); a property test holds the two equal, and what is marked is what the reading found. The
//! stage is pure: it knows no index and no disk.

mod fields;
mod pattern;
mod places;
mod syntax;
mod words;

use std::ops::{Range, RangeInclusive};

pub use self::fields::{FIELDS, FileTest, ZONES, ZoneSet};
pub use self::pattern::Pattern;
pub use self::places::{File, Found, Judge, Place};
pub use self::words::{Token, WordForms, each_word, fold, has_part, lower, stem, tokens};

/// A parsed query.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// What it asks of a page.
    pub root: Node,
}

/// A saved query of a file's content: its name and its text without comments. The first comment is the name; without one it is that of
/// the file.
pub fn saved(content: &str, file: &str) -> (String, String) {
    let content = content.trim_start_matches('\u{feff}');
    let lines = content.lines().map(str::trim);
    let (comments, lines): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with('#'));
    let name = comments
        .first()
        .map(|line| line.trim_start_matches('#').trim());
    let name = name.filter(|name| !name.is_empty()).unwrap_or(file);
    (name.to_owned(), lines.join(" ").trim().to_owned())
}

/// What is asked of a page and its document.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// All of these.
    All(Vec<Node>),
    /// At least one of these.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// The page has this text in one of these zones.
    Text(Text, ZoneSet),
    /// The page stands under, or has, a heading with this text.
    Section(Text),
    /// The page has text in one of these zones.
    Zone(ZoneSet),
    /// The number of the page, from 1.
    Page(RangeInclusive<u32>),
    /// The document is such.
    File(FileTest),
    /// A term of a pack counts on the page: its number in [`Query::terms`].
    Term(TermQuery),
}

/// A term of a pack, or the whole pack.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermQuery {
    /// Identifier or file of the pack.
    pub pack: String,
    /// Identifier of the term; all terms of the pack without one.
    pub term: Option<String>,
    /// Where it stands in the query, for messages.
    pub span: (usize, usize),
}

/// Text within one paragraph.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// One word.
    Word(Word),
    /// Words in a row.
    Row(Vec<Text>),
    /// Two texts with at most so many words between, in any order.
    Near(Box<Text>, Box<Text>, u32),
    /// One of these.
    OneOf(Vec<Text>),
}

/// What a word must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// This word or another inflection of it.
    Inflected(WordForms),
    /// This word as it is written.
    Exact(String),
    /// A word with stars or `~`.
    Like(Pattern),
    /// A word with this part: «utleieboliger» has «bolig».
    Part(String),
}

/// Why a query cannot be understood, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?} at {span:?}")]
pub struct QueryError {
    /// What is wrong.
    pub kind: Mistake,
    /// Byte range of the query.
    pub span: Range<usize>,
}

/// What can be wrong in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// It has nothing to look for.
    Empty,
    /// Everything is excluded and nothing wanted.
    OnlyNot,
    /// A quotation mark is not closed.
    OpenQuote,
    /// A parenthesis is not closed.
    OpenParenthesis,
    /// A parenthesis is closed that was not opened.
    CloseParenthesis,
    /// A star stands alone or with fewer than two letters.
    Star,
    /// `~` stands alone or with another number than 1 or 2.
    Fuzzy,
    /// An operator lacks a side.
    Operator(String),
    /// The number of `NEAR/5` is missing or not from 1 to 50.
    NearNumber,
    /// One of the sides of NEAR is no text.
    NearSides,
    /// No such field.
    UnknownField {
        /// As written.
        name: String,
        /// The nearest there is.
        near: Option<String>,
    },
    /// A field without a value.
    NoValue(String),
    /// A field does not know the value.
    UnknownValue {
        /// The field.
        field: String,
        /// As written.
        value: String,
        /// The nearest there is.
        near: Option<String>,
        /// Some or all there are.
        possible: Vec<String>,
    },
    /// Too short to be a part of a word.
    ShortPart,
    /// Parentheses in parentheses in parentheses …
    TooDeep,
}

/// Words that may stand between the sides of a NEAR at most.
pub const FARTHEST: u32 = 50;

impl Query {
    /// Parses what a person typed.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        syntax::parse(text).map(|root| Query { root })
    }

    /// The terms of packs that it asks for, each once.
    pub fn terms(&self) -> Vec<TermQuery> {
        let mut terms = Vec::new();
        self.root.each(&mut |node| {
            if let Node::Term(term) = node
                && !terms.contains(term)
            {
                terms.push(term.clone());
            }
        });
        terms
    }

    /// The tests of documents that it asks for, each once.
    pub fn file_tests(&self) -> Vec<&FileTest> {
        let mut tests: Vec<&FileTest> = Vec::new();
        self.root.each(&mut |node| {
            if let Node::File(test) = node
                && !tests.contains(&test)
            {
                tests.push(test);
            }
        });
        tests
    }
}

impl Node {
    /// This node and all below.
    fn each<'n>(&'n self, visit: &mut impl FnMut(&'n Node)) {
        visit(self);
        match self {
            Node::All(nodes) | Node::Any(nodes) => {
                for node in nodes {
                    node.each(visit);
                }
            }
            Node::Not(node) => node.each(visit),
            _ => {}
        }
    }
}
