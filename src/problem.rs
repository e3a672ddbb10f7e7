//! Mistakes in files that people write (packs, `plans.csv`): what is wrong and exactly where.
//!
//! Parsers collect all problems of a file instead of stopping at the first. The words for people are in [`crate::wording`].

use std::ops::Range;
use std::path::{Path, PathBuf};

/// One mistake with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The file as the user named it.
    pub file: PathBuf,
    /// Line from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Number of characters to underline.
    pub width: usize,
    /// The whole line.
    pub source_line: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What can be wrong. The fields are the words of the message: the name or value at fault, the nearest known one, what is expected.
#[expect(missing_docs, reason = "the fields are named in the line above")]
#[derive(Clone, Debug, PartialEq)]
pub enum ProblemKind {
    /// The file's grammar is broken; the message is the parser's, in English.
    Syntax(String),
    /// A name that is not known here, and the nearest that is.
    UnknownName { name: String, near: Option<String> },
    /// A required name is missing.
    Missing { name: String },
    /// A value of the wrong kind.
    WrongType { name: String, expected: Expected },
    /// A value that is not among the possible ones.
    UnknownValue {
        value: String,
        near: Option<String>,
        possible: Vec<String>,
    },
    /// The same identifier twice.
    Duplicate { name: String },
    /// A list that must not be empty is.
    Empty { name: String },
    /// A variant with a star where it has no meaning.
    MisplacedStar { variant: String },
    /// A variant without a letter or digit.
    EmptyVariant,
    /// A variant so short that it would match nearly every word.
    TooBroad { variant: String },
    /// A mistake that only packs can have.
    Pack(PackMistake),
    /// A date that is not one.
    BadDate { value: String },
    /// A period that is not one.
    BadPeriod { value: String },
    /// A row with more or fewer fields than the header.
    FieldCount { expected: usize, found: usize },
    /// A row that names a file which is not in the corpus.
    NoSuchFile { value: String, near: Option<String> },
    /// A row with an address that names a file outside the corpus, or one of the program's own.
    OutsideCorpus { value: String },
    /// An address that is none of the web, or has a name or password in it.
    BadAddress { value: String },
    /// The fields are separated by commas.
    CommaDelimited,
    /// The file is not UTF-8.
    NotUtf8,
}

/// What can be wrong with a pack alone.
#[expect(missing_docs, reason = "the fields are named in the line above")]
#[derive(Clone, Debug, PartialEq)]
pub enum PackMistake {
    /// A variant that breaks the grammar of variants.
    Variant(VariantMistake),
    /// A variant that another term has too: only one of them can get the hit.
    SharedVariant { variant: String, term: String },
    /// A pack that builds on one that is not shipped, and the nearest that is.
    UnknownBase {
        name: String,
        near: Option<String>,
        possible: Vec<String>,
    },
    /// A term without a name and variants that the pack it builds on does not have either, and the nearest that it has.
    UnknownTerm { name: String, near: Option<String> },
    /// A sentence that must hit and does not; the reason if there is a hit that does not count.
    MustHit { term: String, why: Option<String> },
    /// A sentence that must hit and does not, because another term, more specific, has the place.
    Taken { term: String, by: String },
    /// A sentence that must not hit and does, with the words found and the variant.
    MustNotHit {
        term: String,
        surface: String,
        variant: String,
    },
}

/// How a variant can break the grammar of variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariantMistake {
    /// A parenthesis that is not closed.
    OpenWithoutClose,
    /// A closing parenthesis without an opening one.
    CloseWithoutOpen,
    /// A bar outside parentheses.
    BarOutside,
    /// NEAR without a number of words, or with one out of bounds.
    NearNumber,
    /// NEAR without words on both sides.
    NearSides,
    /// «near» in small letters, which would be a word like any other.
    SmallNear,
    /// A character that means something in other search languages and nothing here.
    QuestionMark,
    /// A second NEAR.
    SecondNear,
    /// The alternatives multiply to more phrases than anyone means.
    TooManyForms,
}

/// Kinds of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A text in quotes.
    Text,
    /// A list of texts.
    TextList,
    /// A whole number.
    Number,
    /// `true` or `false`.
    YesOrNo,
    /// A table.
    Table,
}

/// Finds lines and columns in one file.
pub struct Source<'s> {
    file: &'s Path,
    text: &'s str,
}

impl<'s> Source<'s> {
    /// A file and its text.
    pub fn new(file: &'s Path, text: &'s str) -> Self {
        Source { file, text }
    }

    /// The line of a byte of the text, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.text[..floor(self.text, at)].matches('\n').count() + 1
    }

    /// A problem at a byte range of the text.
    pub fn problem(&self, span: Range<usize>, kind: ProblemKind) -> Problem {
        let start = floor(self.text, span.start);
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let source_line = self.text[line_start..].lines().next().unwrap_or_default();
        let line_end = line_start + source_line.len();
        let end = floor(self.text, span.end).clamp(start, line_end.max(start));
        Problem {
            file: self.file.to_path_buf(),
            line: self.line(start),
            column: self.text[line_start..start].chars().count() + 1,
            width: self.text[start..end].chars().count().max(1),
            source_line: source_line.to_owned(),
            kind,
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The known name nearest to a misspelt one, if any is near enough to be what was meant.
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    /// Below this similarity (Jaro–Winkler, 0–1) a suggestion is more confusing than helpful.
    const NEAR: f64 = 0.75;
    let lower = name.to_lowercase();
    let scored = known.into_iter().map(|candidate| {
        (
            strsim::jaro_winkler(&lower, &candidate.to_lowercase()),
            candidate,
        )
    });
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= NEAR).then(|| best.1.to_owned())
}
