//! Words in parts: a hyphen inside, a second or first part shared with the next word, a space where a table cell broke the word.

use std::ops::Range;

use super::find::Form;
use super::matchers::{SHORTEST_BROKEN, SHORTEST_HYPHENATED, SHORTEST_SHARED};
use super::words::{Text, word_start};

/// A literal found in a text: all of it, and the part of it that no other hit may have.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) place: Range<usize>,
    pub(super) claim: Range<usize>,
    /// The other side of a NEAR, which is claimed too; what stands between the sides is not.
    pub(super) other: Option<Range<usize>>,
    pub(super) form: Form,
}

impl Spot {
    pub(super) fn new(place: Range<usize>, form: Form) -> Self {
        Spot {
            claim: place.clone(),
            place,
            other: None,
            form,
        }
    }

    /// The parts of the text whose words are the hit: all of it, or the two sides of a NEAR.
    pub(super) fn parts(&self) -> [Option<Range<usize>>; 2] {
        match &self.other {
            Some(other) => [Some(self.claim.clone()), Some(other.clone())],
            None => [Some(self.place.clone()), None],
        }
    }
}

/// Completes a literal of which the first `bytes` stand at `start`, with a space or hyphen after them.
pub(super) fn complete(text: &Text<'_>, start: usize, literal: &str, bytes: usize) -> Option<Spot> {
    let (separator, rest) = (start + bytes, &literal[bytes..]);
    let mark = text.original[separator..].chars().next()?;
    if mark == ' ' {
        let long = literal.chars().count() >= SHORTEST_BROKEN;
        return long.then(|| over_spaces(text.lower, start, separator, rest))?;
    }
    if !is_hyphen(mark) {
        return None;
    }
    let after = separator + mark.len_utf8();
    if text.lower[after..].starts_with(rest) {
        return Some(Spot::new(start..after + rest.len(), Form::Plain));
    }
    shared_second_part(text.original, text.lower, after, rest).map(|end| Spot {
        place: start..end,
        claim: start..after,
        other: None,
        form: Form::Shared,
    })
}

/// A literal with a dash inside, which stands at `dash`: «bolig–sosial», «bo- og tjenestetilbud». The word before it is `head`.
pub(super) fn over_dash(text: &Text<'_>, dash: usize, head: &str, literal: &str) -> Option<Spot> {
    let is_head = head.len() < literal.len() && literal.starts_with(head);
    let long = literal.chars().count() >= SHORTEST_HYPHENATED;
    (is_head && long).then(|| complete(text, dash - head.len(), literal, head.len()))?
}

/// The words of a text that stand before a hyphen or dash, in lower case; the empty word where one begins a word.
pub fn before_hyphens(text: &str) -> impl Iterator<Item = String> {
    let hyphens = text.char_indices().filter(|&(_, c)| is_hyphen(c));
    hyphens.filter_map(|(at, mark)| {
        let word = text[word_start(text, at)..at].to_lowercase();
        let begins = text[at + mark.len_utf8()..].starts_with(char::is_alphabetic);
        (begins || !word.is_empty()).then_some(word)
    })
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// Spaces inside one word: more is no word.
const MOST_SPACES: usize = 4;

/// «Eiendomsansva rlig», «Bol igsosi al». Not where the part before the first space or the one after it is a word of its own («med
/// virkning», «kvalitet er»).
fn over_spaces(lower: &str, start: usize, separator: usize, rest: &str) -> Option<Spot> {
    let (mut at, mut spaces) = (separator, 0);
    for letter in rest.chars() {
        if lower[at..].starts_with(' ') {
            at += 1;
            spaces += 1;
        }
        if spaces > MOST_SPACES || !lower[at..].starts_with(letter) {
            return None;
        }
        at += letter.len_utf8();
    }
    let token = word_start(lower, separator);
    let first = &lower[token.min(start)..separator];
    let second = first_word(&lower[separator + 1..]);
    // Several spaces part letters, not words: «Bol i gsosi al».
    let two_words = is_common(first) || (spaces == 1 && is_common(second));
    (!two_words).then(|| Spot::new(start..at, Form::Broken))
}

/// Whether a word stands before other words, so that what follows it is no rest of a broken word.
pub(super) fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// Words that stand before other words: what follows them is a new word, not the rest of a broken one. In the order of their bytes.
/// The commonest words of the bundled plans in both language forms, and those that stood in a false join when real plans and
/// programmes were searched.
#[rustfmt::skip]
const COMMON: [&str; 155] = [
    "alle", "anna", "annen", "arbeid", "at", "av", "bare", "barn", "barne", "bedre", "berre", "bli", "blir", "bolig", "bruka", "brukar",
    "bruke", "bruker", "bustad", "både", "bør", "da", "dei", "den", "der", "det", "dette", "egen", "eie", "eier", "eigar", "eige",
    "eigen", "ein", "eit", "eldre", "eller", "endre", "enn", "er", "ett", "etter", "felles", "fleire", "flere", "fly", "for", "fra",
    "fri", "frie", "frå", "får", "fått", "før", "gi", "gir", "gjennom", "god", "gode", "ha", "hadde", "har", "heil", "heile", "hel",
    "hele", "helse", "hus", "huse", "hva", "høg", "høy", "i", "ikke", "ikkje", "inn", "inne", "innen", "intern", "interne", "ja", "kan",
    "kommunal", "kvalitet", "kvaliteter", "lav", "leie", "leige", "lett", "lite", "liten", "låg", "lån", "marked", "med", "meir",
    "mellom", "mer", "mot", "må", "ned", "ny", "nye", "når", "også", "om", "omsorg", "opp", "over", "plan", "politikk", "privat",
    "ressurs", "ressurser", "rett", "råd", "sam", "saman", "sammen", "sin", "skal", "små", "som", "sosial", "sosiale", "sosialt", "start",
    "stor", "store", "så", "til", "tiltak", "under", "ung", "ungdom", "unge", "ut", "utan", "ute", "uten", "utleie", "utleige",
    "vanskeleg", "vanskelig", "var", "ved", "veg", "vei", "vere", "vert", "vil", "være", "å", "òg", "økonomisk",
];

/// The end of the word whose second part is `rest` and stands further on: «bolig- og levekårspolitikk», «bolig-, areal- og
/// transportpolitikk». `after` is where the hyphen ends.
fn shared_second_part(original: &str, lower: &str, after: usize, rest: &str) -> Option<usize> {
    /// Words of the enumeration between the first and the last.
    const MOST_BETWEEN: usize = 4;
    if rest.chars().count() < 4 {
        return None;
    }
    let mut at = after;
    for _ in 0..=MOST_BETWEEN {
        let spaces = original[at..].trim_start_matches([' ', ',', '/']);
        let gap = &lower[lower.len() - spaces.len()..];
        let word = first_word(gap);
        let (next, is_and) = match word {
            "og" | "eller" | "samt" | "and" => {
                let following = gap[word.len()..].trim_start_matches([' ', '/']);
                (following, true)
            }
            _ => (gap, false),
        };
        // «og/eller»
        let next = match first_word(next) {
            "eller" if is_and => next["eller".len()..].trim_start(),
            _ => next,
        };
        let word = first_word(next);
        let word_at = lower.len() - next.len();
        let mut following = original[word_at + word.len()..].chars();
        if let Some(mark) = following.next().filter(|&c| is_hyphen(c))
            && !following.as_str().starts_with(char::is_alphanumeric)
        {
            at = word_at + word.len() + mark.len_utf8();
            continue;
        }
        let directly = lower[after..].starts_with('/') || is_and;
        return word
            .rfind(rest)
            .filter(|&inside| inside >= 2 && directly)
            .map(|inside| word_at + inside + rest.len());
    }
    None
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric());
    &text[..end.unwrap_or(text.len())]
}

/// «boligpolitikk og -marked»: the word before «og» and where it stands, and the word after the hyphen and where that stands.
pub(super) struct SharedFirst<'t> {
    pub(super) first: &'t str,
    first_at: usize,
    second: &'t str,
    hyphen: usize,
    second_at: usize,
}

impl<'t> SharedFirst<'t> {
    /// What stands around a hyphen or dash of `mark` bytes that begins a word.
    pub(super) fn at(lower: &'t str, hyphen: usize, mark: usize) -> Option<Self> {
        let second_at = hyphen + mark;
        let before = lower[..hyphen].trim_end();
        let before = ["og", "eller", "samt", ","]
            .iter()
            .find_map(|and| before.strip_suffix(and))?;
        let before = before.trim_end_matches([' ', ',']);
        let first_at = word_start(before, before.len());
        Some(SharedFirst {
            first: &before[first_at..],
            first_at,
            second: first_word(&lower[second_at..]),
            hyphen,
            second_at,
        })
    }

    /// A literal whose first part is in the first word and whose second part begins the second one.
    pub(super) fn literal(&self, literal: &str) -> Option<Spot> {
        let heads = literal.char_indices().skip(SHORTEST_SHARED);
        heads
            .map(|(at, _)| literal.split_at(at))
            .filter(|(head, tail)| head.len() < self.first.len() && tail.chars().count() >= 4)
            .find(|(head, tail)| self.first.starts_with(head) && self.second.starts_with(tail))
            .map(|(_, tail)| {
                let end = self.second_at + tail.len();
                Spot {
                    place: self.first_at..end,
                    claim: self.hyphen..end,
                    other: None,
                    form: Form::Shared,
                }
            })
    }
}

/// A literal whose first letter stands alone before it, as large first letters do: «B oligsosial». `start` is where the rest starts.
pub(super) fn lone_first_letter(lower: &str, start: usize, literal: &str) -> Option<Spot> {
    let first = literal.chars().next()?;
    let before = lower[..start].strip_suffix(' ')?.strip_suffix(first)?;
    let alone = !before.ends_with(|c: char| c.is_alphanumeric());
    let place = before.len()..start + literal.len() - first.len_utf8();
    alone.then(|| Spot::new(place, Form::Broken))
}

#[cfg(test)]
mod tests {
    use super::super::find::Tolerance;
    use super::*;

    fn found(text: &str, literal: &str, bytes: usize) -> Option<(String, Form)> {
        let start = text.find(&literal[..bytes])?;
        let lower = text.replace('-', " ");
        let both = Text {
            original: text,
            lower: &lower,
            tolerance: Tolerance::Exact,
        };
        complete(&both, start, literal, bytes).map(|s| (text[s.place].to_owned(), s.form))
    }

    #[test]
    fn common_words_are_in_order() {
        assert!(COMMON.is_sorted());
        assert!(is_common("vanskelig") && !is_common("vanskeligst"));
    }

    #[test]
    fn second_parts_are_shared() {
        let shared = |text: &str| found(text, "boligpoliti", 5).map(|(surface, _)| surface);
        for (text, surface) in [
            ("bolig- og levekårspolitikken", "bolig- og levekårspoliti"),
            (
                "bolig-, areal- og transportpolitikk",
                "bolig-, areal- og transportpoliti",
            ),
            (
                "bolig- og/eller helsepolitikk",
                "bolig- og/eller helsepoliti",
            ),
            ("bolig-/levekårspolitikk", "bolig-/levekårspoliti"),
            ("bolig-politikk", "bolig-politi"),
            ("bolig–politikk", "bolig–politi"),
        ] {
            assert_eq!(shared(text).as_deref(), Some(surface), "{text}");
        }
        for text in [
            "bolig- og politikkområdet",
            "bolig- og miljøpolitiets",
            "bolig- og tomteutvikling",
            "bolig- levekårspolitikk",
        ] {
            let expected = text.contains("miljøpoliti");
            assert_eq!(shared(text).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn first_parts_are_shared() {
        let text = "boligpolitikk og -marked";
        let hyphen = text.find('-').expect("it is there");
        let shared = SharedFirst::at(text, hyphen, 1).expect("two words");
        let spot = shared.literal("boligmarked").expect("a shared part");
        assert_eq!((&text[spot.place], &text[spot.claim]), (text, "-marked"));
        assert_eq!(shared.literal("leiemarked"), None);
    }

    #[test]
    fn broken_words_are_put_together() {
        assert_eq!(
            found("eiendomsansva rlig", "eiendomsansvarlig", 13),
            Some(("eiendomsansva rlig".into(), Form::Broken))
        );
        assert!(found("bol i gsosi al", "boligsosial", 3).is_some());
        assert_eq!(found("med virkning fra", "medvirkning", 3), None);
        assert_eq!(found("bolig politi", "boligpoliti", 5), None);
        let text = "b oligsosialt";
        assert!(lone_first_letter(text, 2, "boligsosial").is_some());
    }
}
