//! The text of a variant → a tree whose parts know where they stand. Knows nothing of matching.
//!
//! ```text
//! variant  := phrase [ "NEAR/" number phrase ]
//! phrase   := word+                               parted by spaces or quotation marks
//! word     := ( letters | "*" | "(" choice ")" )+ without spaces between
//! choice   := [ phrase ] ( "|" [ phrase ] )*
//! ```

use std::ops::Range;

use crate::problem::{PackMistake, ProblemKind, VariantMistake};

/// A variant as written.
#[derive(Debug, PartialEq)]
pub(super) struct Tree {
    pub(super) phrase: Phrase,
    /// The other side of NEAR and the number of words that may stand between.
    pub(super) near: Option<(usize, Phrase)>,
}

/// Words in a row.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Phrase {
    pub(super) words: Vec<Word>,
}

/// What stands between spaces, with its place in the text (bytes).
#[derive(Debug, PartialEq)]
pub(super) struct Word {
    pub(super) pieces: Vec<Piece>,
    pub(super) span: Range<usize>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    Letters(String),
    Star,
    OneOf(Vec<Phrase>),
}

/// A mistake and where it stands (bytes).
pub(super) type Mistake = (Range<usize>, ProblemKind);

/// Most words that NEAR lets stand between: more is no nearness.
const FARTHEST: usize = 50;

/// Parses a variant.
pub(super) fn parse(source: &str) -> Result<Tree, Mistake> {
    let mut parser = Parser { source, at: 0 };
    let phrase = parser.phrase(0)?;
    let near = match parser.near()? {
        Some(near) if phrase.words.is_empty() => {
            return Err((near.0, mistake(VariantMistake::NearSides)));
        }
        Some((span, words)) => {
            let other = parser.phrase(0)?;
            if other.words.is_empty() {
                return Err((span, mistake(VariantMistake::NearSides)));
            }
            if let Some((second, _)) = parser.near()? {
                return Err((second, mistake(VariantMistake::SecondNear)));
            }
            Some((words, other))
        }
        None => None,
    };
    match parser.peek() {
        Some('|') => Err((parser.here(), mistake(VariantMistake::BarOutside))),
        Some(_) => Err((parser.here(), mistake(VariantMistake::CloseWithoutOpen))),
        None if phrase.words.is_empty() => Err((0..source.len(), ProblemKind::EmptyVariant)),
        None => Ok(Tree { phrase, near }),
    }
}

fn mistake(mistake: VariantMistake) -> ProblemKind {
    ProblemKind::Pack(PackMistake::Variant(mistake))
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
}

/// Parentheses in parentheses: more is a slip of the keyboard.
const DEEPEST: usize = 8;

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character at hand.
    fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn skip_space(&mut self) {
        let space = |c: char| c.is_whitespace() || matches!(c, '"' | '«' | '»' | '“' | '”');
        self.at = self.source.len() - self.rest().trim_start_matches(space).len();
    }

    /// Words up to a NEAR, a bar, a closing parenthesis or the end.
    fn phrase(&mut self, depth: usize) -> Result<Phrase, Mistake> {
        let mut phrase = Phrase::default();
        loop {
            self.skip_space();
            match self.peek() {
                None | Some('|' | ')') => return Ok(phrase),
                Some(_) if self.rest().starts_with("NEAR") && depth == 0 => return Ok(phrase),
                Some(_) => phrase.words.push(self.word(depth)?),
            }
        }
    }

    fn word(&mut self, depth: usize) -> Result<Word, Mistake> {
        let (start, mut pieces) = (self.at, Vec::new());
        while let Some(c) = self.peek() {
            match c {
                '*' => {
                    self.at += 1;
                    pieces.push(Piece::Star);
                }
                '(' => pieces.push(self.choice(depth + 1)?),
                '|' | ')' | '"' | '«' | '»' | '“' | '”' => break,
                c if c.is_whitespace() => break,
                _ => pieces.push(self.letters()),
            }
        }
        let (span, text) = (start..self.at, &self.source[start..self.at]);
        let lower = text.to_lowercase();
        if lower == "near" || lower.starts_with("near/") {
            return Err((span, mistake(VariantMistake::SmallNear)));
        }
        if let Some(at) = text.find('?') {
            return Err((
                start + at..start + at + 1,
                mistake(VariantMistake::QuestionMark),
            ));
        }
        Ok(Word { pieces, span })
    }

    fn letters(&mut self) -> Piece {
        let end = self.rest().find(|c: char| {
            c.is_whitespace() || matches!(c, '*' | '(' | ')' | '|' | '"' | '«' | '»' | '“' | '”')
        });
        let letters = self.rest()[..end.unwrap_or(self.rest().len())].to_owned();
        self.at += letters.len();
        Piece::Letters(letters)
    }

    fn choice(&mut self, depth: usize) -> Result<Piece, Mistake> {
        let open = self.here();
        if depth > DEEPEST {
            return Err((open, mistake(VariantMistake::TooManyForms)));
        }
        self.at += 1;
        let mut choices = Vec::new();
        loop {
            choices.push(self.phrase(depth)?);
            match self.peek() {
                Some('|') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    return Ok(Piece::OneOf(choices));
                }
                _ => return Err((open, mistake(VariantMistake::OpenWithoutClose))),
            }
        }
    }

    /// `NEAR/10` at hand: its place and number.
    fn near(&mut self) -> Result<Option<(Range<usize>, usize)>, Mistake> {
        if !self.rest().starts_with("NEAR") {
            return Ok(None);
        }
        let end = self.rest().find(char::is_whitespace);
        let word = &self.rest()[..end.unwrap_or(self.rest().len())];
        let span = self.at..self.at + word.len();
        let number = word
            .strip_prefix("NEAR/")
            .and_then(|digits| digits.parse().ok());
        match number.filter(|n| (1..=FARTHEST).contains(n)) {
            Some(words) => {
                self.at = span.end;
                Ok(Some((span, words)))
            }
            None => Err((span, mistake(VariantMistake::NearNumber))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_say_where() {
        let cases = [
            ("bolig (a|b", 6..7, VariantMistake::OpenWithoutClose),
            ("bolig a)", 7..8, VariantMistake::CloseWithoutOpen),
            ("bolig | hus", 6..7, VariantMistake::BarOutside),
            ("bolig NEAR hus", 6..10, VariantMistake::NearNumber),
            ("bolig NEAR/99 hus", 6..13, VariantMistake::NearNumber),
            ("bolig near/9 hus", 6..12, VariantMistake::SmallNear),
            ("bu?tad", 2..3, VariantMistake::QuestionMark),
            ("NEAR/5 hus", 0..6, VariantMistake::NearSides),
            ("bolig NEAR/5 ", 6..12, VariantMistake::NearSides),
            ("a NEAR/5 b NEAR/5 c", 11..17, VariantMistake::SecondNear),
        ];
        for (source, span, expected) in cases {
            assert_eq!(parse(source), Err((span, mistake(expected))), "{source}");
        }
    }

    #[test]
    fn words_know_their_place() {
        let tree = parse("\"leie (til|for å)\" *eie NEAR/3 bolig*").expect("a valid variant");
        let spans: Vec<_> = tree.phrase.words.iter().map(|w| w.span.clone()).collect();
        assert_eq!(spans, [1..5, 6..18, 20..24]);
        assert_eq!(tree.near.expect("two sides").0, 3);
    }
}
