//! Words in parts: a hyphen inside, a second or first part shared with the next word, a space where a table cell broke the word.

use std::ops::Range;

use super::find::Form;
use super::matchers::{SHORTEST_BROKEN, SHORTEST_HEAD, SHORTEST_HYPHENATED, SHORTEST_SHARED};
use super::words::Text;

/// A literal found in a text: all of it, and the part of it that no other hit may have.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) place: Range<usize>,
    pub(super) claim: Range<usize>,
    pub(super) form: Form,
}

impl Spot {
    pub(super) fn new(place: Range<usize>, form: Form) -> Self {
        Spot {
            claim: place.clone(),
            place,
            form,
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
        form: Form::Shared,
    })
}

/// A literal with a dash inside, which stands at `dash`: «bolig–sosial», «bo- og tjenestetilbud».
pub(super) fn over_dash(text: &Text<'_>, dash: usize, literal: &str) -> Option<Spot> {
    let before = &text.lower[..dash];
    let long = literal.chars().count() >= SHORTEST_HYPHENATED;
    let heads = literal.char_indices().enumerate().skip(2);
    heads
        .filter(|_| long)
        .filter_map(|(letters, (bytes, _))| {
            Some((letters, bytes, before.strip_suffix(&literal[..bytes])?))
        })
        // Two letters are a first part only where they are the whole word.
        .filter(|(letters, _, rest)| {
            *letters >= SHORTEST_HEAD || !rest.ends_with(char::is_alphanumeric)
        })
        .find_map(|(_, bytes, _)| complete(text, dash - bytes, literal, bytes))
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// Spaces inside one word: more is no word.
const MOST_SPACES: usize = 4;

/// «Eiendomsansva rlig», «Bol igsosi al». Not where the part before the first space is a word of its own («med virkning»).
fn over_spaces(lower: &str, start: usize, separator: usize, rest: &str) -> Option<Spot> {
    let (mut at, mut spaces, mut after_space) = (separator, 0, false);
    for letter in rest.chars() {
        if lower[at..].starts_with(' ') && !after_space {
            at += 1;
            spaces += 1;
        }
        if spaces > MOST_SPACES || !lower[at..].starts_with(letter) {
            return None;
        }
        at += letter.len_utf8();
        after_space = false;
    }
    let token = lower[..separator]
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| {
            at + lower[at..].chars().next().map_or(1, char::len_utf8)
        });
    (!is_common(&lower[token.min(start)..separator])).then(|| Spot::new(start..at, Form::Broken))
}

/// Whether a word stands before other words, so that what follows it is no rest of a broken word.
pub(super) fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// Words that stand before other words: what follows them is a new word, not the rest of a broken one. In the order of their bytes.
const COMMON: [&str; 110] = [
    "alle",
    "anna",
    "annen",
    "arbeid",
    "av",
    "bare",
    "barn",
    "barne",
    "bedre",
    "berre",
    "bolig",
    "bustad",
    "både",
    "dei",
    "den",
    "der",
    "det",
    "dette",
    "egen",
    "eigen",
    "ein",
    "eit",
    "eldre",
    "eller",
    "endre",
    "enn",
    "er",
    "ett",
    "etter",
    "felles",
    "fleire",
    "flere",
    "for",
    "fra",
    "frå",
    "før",
    "gjennom",
    "god",
    "gode",
    "heil",
    "heile",
    "hel",
    "hele",
    "helse",
    "hus",
    "hva",
    "høg",
    "høy",
    "ikke",
    "ikkje",
    "inn",
    "inne",
    "innen",
    "kan",
    "kommunal",
    "lav",
    "leie",
    "leige",
    "lett",
    "lite",
    "liten",
    "låg",
    "lån",
    "marked",
    "med",
    "meir",
    "mellom",
    "mer",
    "mot",
    "ned",
    "ny",
    "nye",
    "når",
    "omsorg",
    "opp",
    "over",
    "plan",
    "politikk",
    "privat",
    "råd",
    "sam",
    "saman",
    "sammen",
    "sin",
    "skal",
    "små",
    "som",
    "sosial",
    "sosiale",
    "sosialt",
    "start",
    "stor",
    "store",
    "til",
    "tiltak",
    "under",
    "ung",
    "ungdom",
    "unge",
    "ut",
    "utan",
    "uten",
    "utleie",
    "utleige",
    "vanskeleg",
    "vanskelig",
    "ved",
    "veg",
    "vei",
    "økonomisk",
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

/// A literal whose first part stands in the word before «og -»: «boligpolitikk og -marked». `hyphen` is where the hyphen stands.
pub(super) fn shared_first_part(lower: &str, hyphen: usize, literal: &str) -> Option<Spot> {
    let second = first_word(&lower[hyphen + 1..]);
    let before = lower[..hyphen].trim_end();
    let before = ["og", "eller", "samt", ","]
        .iter()
        .find_map(|and| before.strip_suffix(and))?;
    let before = before.trim_end_matches([' ', ',']);
    let first_at = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| {
            at + before[at..].chars().next().map_or(1, char::len_utf8)
        });
    let first = &before[first_at..];
    let parts = literal
        .char_indices()
        .skip(SHORTEST_SHARED)
        .map(|(at, _)| literal.split_at(at));
    for (head, tail) in parts {
        let own = head.len() < first.len() && tail.chars().count() >= 4;
        if own && first.starts_with(head) && second.starts_with(tail) {
            let end = hyphen + 1 + tail.len();
            return Some(Spot {
                place: first_at..end,
                claim: hyphen..end,
                form: Form::Shared,
            });
        }
    }
    None
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
        let spot = shared_first_part(text, hyphen, "boligmarked").expect("a shared part");
        assert_eq!((&text[spot.place], &text[spot.claim]), (text, "-marked"));
        assert_eq!(shared_first_part(text, hyphen, "leiemarked"), None);
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
