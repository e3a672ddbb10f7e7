//! A variant as matching uses it: phrases of words, each with a star where it may go on. Alternatives are written out.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::syntax::{self, Mistake, Piece, Word};
use crate::problem::{PackMistake, ProblemKind, VariantMistake};

/// A parsed variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// As written in the pack.
    pub source: String,
    /// What it finds: one of these. Never empty.
    pub phrases: Vec<Phrase>,
    /// What must stand near it.
    pub near: Option<Near>,
}

/// The other side of `NEAR/10`.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// Words that may stand between.
    pub words: usize,
    /// One of these must be there. Never empty.
    pub phrases: Vec<Phrase>,
}

/// Words in a row; never empty.
pub type Phrase = Vec<WordPattern>;

/// One word of a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WordPattern {
    /// The letters that must be there, in composed form (NFC): lower case unless `exact_case`.
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
/// Characters that may stand between the words of a phrase in a text; in a variant they part words as well («leie-til-eie»).
pub(super) const GAPS: [char; 9] = [' ', '-', '–', '/', '«', '»', '"', '“', '”'];
/// Alternatives multiply; a variant that stands for more phrases than this was not meant so.
const MOST_PHRASES: usize = 1000;

/// Parses a variant; an error says where in `source` (bytes) and what.
pub(super) fn parse(source: &str) -> Result<Variant, Mistake> {
    let tree = syntax::parse(source)?;
    let near = match tree.near {
        Some((words, phrase)) => Some(Near {
            words,
            phrases: phrases(&phrase)?,
        }),
        None => None,
    };
    Ok(Variant {
        source: source.to_owned(),
        phrases: phrases(&tree.phrase)?,
        near,
    })
}

/// A word of a phrase with its alternatives chosen: its text, still with stars, and where it was written.
type Chosen = (String, Range<usize>);

fn phrases(phrase: &syntax::Phrase) -> Result<Vec<Phrase>, Mistake> {
    let mut out: Vec<Phrase> = Vec::new();
    for words in written_out(phrase)? {
        let words = words.iter().flat_map(|(text, span)| {
            let is_gap = |c: char| c == ',' || GAPS.contains(&c);
            let parts = text.split(is_gap).filter(|part| !part.is_empty());
            parts.map(move |part| (part, span))
        });
        let parsed: Result<Phrase, Mistake> = words
            .map(|(text, span)| word(text).map_err(|kind| (span.clone(), kind)))
            .collect();
        let parsed = parsed?;
        if !parsed.is_empty() && !out.contains(&parsed) {
            out.push(parsed);
        }
    }
    if out.is_empty() {
        let span = phrase.words.first().map_or(0..0, |word| word.span.clone());
        return Err((span, ProblemKind::EmptyVariant));
    }
    Ok(out)
}

/// All ways through the alternatives of a phrase.
fn written_out(phrase: &syntax::Phrase) -> Result<Vec<Vec<Chosen>>, Mistake> {
    let mut ways: Vec<Vec<Chosen>> = vec![Vec::new()];
    for word in &phrase.words {
        let choices = word_choices(word)?;
        if ways.len() * choices.len() > MOST_PHRASES {
            let kind = ProblemKind::Pack(PackMistake::Variant(VariantMistake::TooManyForms));
            return Err((word.span.clone(), kind));
        }
        ways = ways
            .iter()
            .flat_map(|way| {
                choices
                    .iter()
                    .map(move |choice| [&way[..], choice].concat())
            })
            .collect();
    }
    Ok(ways)
}

/// All ways to write one word; an alternative of several words makes it several.
fn word_choices(word: &Word) -> Result<Vec<Vec<Chosen>>, Mistake> {
    let mut ways: Vec<Vec<Chosen>> = vec![vec![(String::new(), word.span.clone())]];
    for piece in &word.pieces {
        let choices: Vec<Vec<Chosen>> = match piece {
            Piece::Letters(letters) => vec![vec![(letters.clone(), word.span.clone())]],
            Piece::Star => vec![vec![("*".to_owned(), word.span.clone())]],
            Piece::OneOf(phrases) => {
                let mut all = Vec::new();
                for phrase in phrases {
                    all.extend(written_out(phrase)?);
                }
                all
            }
        };
        if ways.len() * choices.len() > MOST_PHRASES {
            let kind = ProblemKind::Pack(PackMistake::Variant(VariantMistake::TooManyForms));
            return Err((word.span.clone(), kind));
        }
        ways = ways
            .iter()
            .flat_map(|way| choices.iter().map(move |choice| joined(way, choice)))
            .collect();
    }
    Ok(ways)
}

/// The words of `way` with those of `choice` after them, the two that meet made one.
fn joined(way: &[Chosen], choice: &[Chosen]) -> Vec<Chosen> {
    let mut out = way.to_vec();
    let (first, rest) = match choice.split_first() {
        Some((first, rest)) => (first.0.as_str(), rest),
        None => ("", choice),
    };
    if let Some((text, _)) = out.last_mut() {
        text.push_str(first);
    }
    out.extend_from_slice(rest);
    out
}

fn word(word: &str) -> Result<WordPattern, ProblemKind> {
    let open_start = word.starts_with('*');
    let open_end = word.len() > 1 && word.ends_with('*');
    let literal = word.trim_matches('*');
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
    let literal: String = literal.nfc().collect();
    Ok(WordPattern {
        literal: if exact_case {
            literal
        } else {
            literal.to_lowercase()
        },
        open_start,
        open_end,
        exact_case,
    })
}

/// A phrase as a reader may meet it: «i nærheten», «fritidsbolig…».
pub fn shown(phrase: &[WordPattern]) -> String {
    let word = |word: &WordPattern| {
        let [before, after] =
            [word.open_start, word.open_end].map(|open| if open { "…" } else { "" });
        format!("{before}{}{after}", word.literal)
    };
    phrase.iter().map(word).collect::<Vec<_>>().join(" ")
}

impl Variant {
    /// The words of a title as they stand, in any case; `None` for a title of one word, which is a word of the language.
    pub fn of_title(title: &str) -> Option<Self> {
        let words = title.split(|c: char| !c.is_alphanumeric());
        let pattern = |word: &str| WordPattern {
            literal: word.nfc().collect::<String>().to_lowercase(),
            open_start: false,
            open_end: false,
            exact_case: false,
        };
        let phrase: Phrase = words.filter(|w| !w.is_empty()).map(pattern).collect();
        (phrase.len() > 1).then(|| Variant {
            source: title.to_owned(),
            phrases: vec![phrase],
            near: None,
        })
    }

    /// What it stands for, in the words a reader may meet: the first of its phrases, and that there are others.
    pub fn shown(&self) -> String {
        let first = shown(&self.phrases[0]);
        let several = self.phrases.len() > 1 || self.near.is_some();
        format!("«{first}»{}", if several { " …" } else { "" })
    }
}

/// How much of the text a phrase pins down: of two that match, the more specific gets the hit.
pub(super) fn specificity(phrase: &[WordPattern]) -> usize {
    phrase.iter().map(|word| word.literal.len() + 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        let variant = parse(source).expect("a valid variant");
        let text = |w: &WordPattern| w.literal.clone();
        let phrase = |p: &Phrase| p.iter().map(text).collect::<Vec<_>>().join(" ");
        variant.phrases.iter().map(phrase).collect()
    }

    #[test]
    fn stars_and_capitals() {
        let variant = parse("universel* utform*").expect("a valid variant");
        assert!(
            variant.phrases[0]
                .iter()
                .all(|w| w.open_end && !w.open_start && !w.exact_case)
        );
        assert_eq!(variant.phrases[0].len(), 2);
        assert!(parse("UU").expect("a valid variant").phrases[0][0].exact_case);
        let misplaced = ProblemKind::MisplacedStar {
            variant: "bolig*sosial".into(),
        };
        assert_eq!(parse("bolig*sosial"), Err((0..12, misplaced)));
        let broad = ProblemKind::TooBroad {
            variant: "u*".into(),
        };
        assert_eq!(parse("et u*"), Err((3..5, broad)));
        assert_eq!(parse(" * "), Err((1..2, ProblemKind::EmptyVariant)));
    }

    #[test]
    fn alternatives_are_written_out() {
        assert_eq!(
            texts("(bolig|bustad)sosial*"),
            ["boligsosial", "bustadsosial"]
        );
        assert_eq!(
            texts("vanskel(ig|eg)stil(t|l)*").len(),
            4,
            "two times two endings"
        );
        assert_eq!(
            texts("leie (til|for å) eie"),
            ["leie til eie", "leie for å eie"]
        );
        assert_eq!(
            texts("kommune(n|)s plan"),
            ["kommunens plan", "kommunes plan"]
        );
        assert_eq!(
            texts("(barn|unge og eldre)bolig"),
            ["barnbolig", "unge og eldrebolig"]
        );
        let many = "(a|b|c|d|e)".repeat(6);
        let kind = ProblemKind::Pack(PackMistake::Variant(VariantMistake::TooManyForms));
        assert_eq!(parse(&many), Err((0..many.len(), kind)));
    }

    #[test]
    fn composed_and_decomposed_letters_are_one() {
        assert_eq!(
            parse("nærha\u{30a}"),
            parse("nærhå").map(|v| Variant {
                source: "nærha\u{30a}".into(),
                ..v
            })
        );
    }
}
