//! The small language in which variants are written: words, each with a star where it may go on.
//!
//! `bolig*` starts with «bolig»; `*bolig*` contains it; `universel* utform*` is two such words in a row; a word written in capitals
//! (`UU`) is matched as written, whole and with its capitals.

use std::ops::Range;

use crate::problem::ProblemKind;

/// A parsed variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// As written in the pack.
    pub source: String,
    /// Its words in order; never empty.
    pub words: Vec<WordPattern>,
}

/// One word of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordPattern {
    /// The letters that must be there: lower case unless `exact_case`.
    pub literal: String,
    /// Other letters may come before (`*bolig`).
    pub open_start: bool,
    /// Other letters may follow (`bolig*`).
    pub open_end: bool,
    /// Capitals count.
    pub exact_case: bool,
}

/// A word with stars must have this many letters of its own: shorter ones match nearly everything.
const SHORTEST_OPEN: usize = 3;

/// Parses a variant; an error says where in `source` (bytes) and what.
pub fn parse(source: &str) -> Result<Variant, (Range<usize>, ProblemKind)> {
    let mut words = Vec::new();
    for word in source.split_whitespace() {
        let at = word.as_ptr() as usize - source.as_ptr() as usize;
        words.push(parse_word(word).map_err(|kind| (at..at + word.len(), kind))?);
    }
    if words.is_empty() {
        return Err((0..source.len(), ProblemKind::EmptyVariant));
    }
    Ok(Variant {
        source: source.to_owned(),
        words,
    })
}

fn parse_word(word: &str) -> Result<WordPattern, ProblemKind> {
    let open_start = word.starts_with('*');
    let open_end = word.len() > 1 && word.ends_with('*');
    let literal = word.strip_prefix('*').unwrap_or(word);
    let literal = literal.strip_suffix('*').unwrap_or(literal);
    if literal.contains('*') {
        return Err(ProblemKind::MisplacedStar {
            variant: word.to_owned(),
        });
    }
    let letters = literal.chars().filter(|c| c.is_alphanumeric()).count();
    if letters == 0 {
        return Err(ProblemKind::EmptyVariant);
    }
    if (open_start || open_end) && letters < SHORTEST_OPEN {
        return Err(ProblemKind::TooBroad {
            variant: word.to_owned(),
        });
    }
    let exact_case = letters >= 2
        && !literal.chars().any(char::is_lowercase)
        && literal.chars().any(char::is_alphabetic);
    let literal = if exact_case {
        literal.to_owned()
    } else {
        literal.to_lowercase()
    };
    Ok(WordPattern {
        literal,
        open_start,
        open_end,
        exact_case,
    })
}

impl Variant {
    /// How much of the text the variant pins down: of two that match, the more specific gets the hit.
    pub fn specificity(&self) -> usize {
        self.words.iter().map(|word| word.literal.len() + 1).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_capitals() {
        let variant = parse("universel* utform*").expect("a valid variant");
        assert_eq!(variant.words.len(), 2);
        assert!(
            variant
                .words
                .iter()
                .all(|w| w.open_end && !w.open_start && !w.exact_case)
        );
        assert!(parse("UU").expect("a valid variant").words[0].exact_case);
        assert_eq!(
            parse("bolig*sosial").expect_err("a star inside a word").1,
            ProblemKind::MisplacedStar {
                variant: "bolig*sosial".into()
            }
        );
        assert_eq!(
            parse("et u*").expect_err("too broad"),
            (
                3..5,
                ProblemKind::TooBroad {
                    variant: "u*".into()
                }
            )
        );
        assert_eq!(
            parse(" * ").expect_err("only a star").1,
            ProblemKind::EmptyVariant
        );
    }
}
