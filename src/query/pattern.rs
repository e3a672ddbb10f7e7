//! Words with stars (`bolig*`, `*bolig`, `kommun*plan`) and words that may be misspelt (`husbanken~`).

use std::fmt;
use std::sync::Arc;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};

/// What a word must be like.
#[derive(Clone)]
pub enum Pattern {
    /// Letters with stars between, before or after: the pieces between the stars, of which the first and last may be empty.
    Stars(Vec<String>),
    /// A word in lower case and how many letters may differ.
    Fuzzy {
        /// The word.
        word: String,
        /// Letters changed, left out, put in or swapped with the next.
        letters: u8,
        /// The automaton that tells.
        automaton: Arc<DFA>,
    },
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pattern::Stars(pieces) => f.write_str(&pieces.join("*")),
            Pattern::Fuzzy { word, letters, .. } => write!(f, "{word}~{letters}"),
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

impl Pattern {
    /// A word that may be misspelt by so many letters, 1 or 2.
    pub fn fuzzy(word: &str, letters: u8) -> Self {
        Pattern::Fuzzy {
            word: word.to_owned(),
            letters,
            automaton: Arc::new(LevenshteinAutomatonBuilder::new(letters, true).build_dfa(word)),
        }
    }

    /// Whether a word in lower case is like this.
    pub fn is(&self, word: &str) -> bool {
        match self {
            Pattern::Stars(pieces) => fits(word, pieces),
            Pattern::Fuzzy {
                letters,
                automaton,
                word: wanted,
            } => {
                // No letter takes more than four bytes.
                word.len().abs_diff(wanted.len()) <= 4 * usize::from(*letters)
                    && matches!(automaton.eval(word), Distance::Exact(n) if n <= *letters)
            }
        }
    }

    /// Letters with which all such words begin.
    pub fn prefix(&self) -> &str {
        match self {
            Pattern::Stars(pieces) => pieces.first().map_or("", String::as_str),
            Pattern::Fuzzy { .. } => "",
        }
    }

    /// The longest run of letters that all such words have; empty for words that may be misspelt.
    pub fn longest(&self) -> &str {
        match self {
            Pattern::Stars(pieces) => {
                let longest = pieces.iter().max_by_key(|piece| piece.len());
                longest.map_or("", String::as_str)
            }
            Pattern::Fuzzy { .. } => "",
        }
    }
}

/// Whether a word is pieces with anything between them.
fn fits(word: &str, pieces: &[String]) -> bool {
    let [first, between @ .., last] = pieces else {
        return pieces.first().is_some_and(|only| only == word);
    };
    let Some(rest) = word.strip_prefix(first.as_str()) else {
        return false;
    };
    let Some(mut rest) = rest.strip_suffix(last.as_str()) else {
        return false;
    };
    for piece in between {
        match rest.find(piece.as_str()) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_letters() {
        let is = |pattern: &str, word: &str| {
            Pattern::Stars(pattern.split('*').map(str::to_owned).collect()).is(word)
        };
        assert!(is("bolig*", "boligene") && is("bolig*", "bolig") && !is("bolig*", "utleiebolig"));
        assert!(is("*bolig", "utleiebolig") && !is("*bolig", "boligen"));
        assert!(is("*bolig*", "utleieboliger"));
        assert!(is("kommun*plan*", "kommunedelplanen") && !is("kommun*plan", "kommuneplanen"));
        assert!(!is("abc*cde", "abcde"), "the pieces do not overlap");
    }

    #[test]
    fn misspelt_words_are_near() {
        let husbanken = Pattern::fuzzy("husbanken", 1);
        assert!(
            husbanken.is("hushanken") && husbanken.is("husbaknen") && husbanken.is("husbanken")
        );
        assert!(!husbanken.is("husbandet"));
        assert!(Pattern::fuzzy("økonomi", 1).is("okonomi"));
    }
}
