//! How good a text is, measured on its words and letters alone: to choose between two readings of the same page.

use crate::corpus::language::Tally;
use crate::extract::Meter;

/// Share of common words from which on a text is ordinary prose.
const ORDINARY: f64 = 0.15;
/// Share of æ, ø and å from which on none of them are lost; ordinary text has 0.02–0.03.
const WHOLE_ALPHABET: f64 = 0.01;
/// Letters a text must have before a missing letter says anything.
const ENOUGH_LETTERS: usize = 300;

/// The quality of a text, 0–1: common words are there, æ, ø and å are there, nothing is undecodable, and words are not torn.
pub(in crate::extract) fn quality(text: &str) -> f64 {
    let (tally, meter) = (Tally::of(text), Meter::of(text));
    if meter.words == 0 {
        return 0.0;
    }
    let ordinary = (tally.known() / ORDINARY).min(1.0);
    let alphabet = if meter.letters < ENOUGH_LETTERS || tally.is_foreign() {
        1.0
    } else {
        // A text without them can be read, with effort.
        0.6 + 0.4 * (meter.norwegian() / WHOLE_ALPHABET).min(1.0)
    };
    let decoded = (1.0 - 4.0 * meter.undecodable()).max(0.0);
    let whole = (1.0 - 3.0 * torn(text)).max(0.0);
    ordinary * alphabet * decoded * whole
}

/// Share of the words that are pieces: single letters that are no words, and letters without a vowel («bose ng»).
fn torn(text: &str) -> f64 {
    let (mut words, mut pieces) = (0usize, 0usize);
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = word.chars();
        let Some(first) = letters.next() else {
            continue;
        };
        words += 1;
        let alone = letters.next().is_none();
        let small = word.chars().all(char::is_lowercase);
        let vowel = word.chars().any(|c| "aeiouyæøåáàéèêóòôäöü".contains(c));
        // «m» and «kr» are words; «å», «i» and «ø» are.
        let is_piece = small
            && if alone {
                !"åiøaem".contains(first)
            } else {
                !vowel
            };
        pieces += usize::from(
            is_piece
                && !matches!(
                    word,
                    "kr" | "nr" | "jf" | "mv" | "kl" | "st" | "pst" | "ifm" | "km" | "kg" | "hhv"
                ),
        );
    }
    pieces as f64 / words.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::quality;

    #[test]
    fn damage_lowers_the_quality() {
        let whole = "Kommunen skal gi tilbud om bosetting til alle som trenger det, og det er viktig å følge opp både unge og eldre på boligmarkedet. ".repeat(4);
        let best = quality(&whole);
        assert!(best > 0.9, "{best}");
        let worse = [
            whole.replace(['å', 'ø', 'æ'], "a"),
            whole.replace("tt", " ").replace("ti", " "),
            whole.replace('e', "\u{fffd}"),
            whole
                .chars()
                .map(|c| {
                    if c.is_ascii_lowercase() {
                        (((c as u8 - b'a') + 5) % 26 + b'a') as char
                    } else {
                        c
                    }
                })
                .collect(),
        ];
        for text in worse {
            assert!(quality(&text) < best - 0.05, "{} {text}", quality(&text));
        }
        assert!(quality("") < 0.01);
    }
}
