//! Where the sentence around a place begins and ends.

use std::ops::Range;

/// The sentence around a place of a text, within its block. A block without sentence ends may be a whole file, so no end is sought
/// farther away than about 2000 bytes.
pub fn around(text: &str, block: Range<usize>, place: Range<usize>) -> Range<usize> {
    const NEAR: usize = 2000;
    let from = (place.start.saturating_sub(NEAR)..=place.start)
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(place.start)
        .max(block.start);
    let to = (place.end..=text.len().min(place.end + NEAR))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(place.end)
        .min(block.end);
    let before = &text[from..place.start];
    let start = before
        .rmatch_indices(['.', '!', '?'])
        .find(|(at, _)| is_end(before, *at))
        .map_or(0, |(at, _)| at + 1);
    let after = &text[place.end..to];
    let end = after
        .match_indices(['.', '!', '?'])
        .find(|(at, _)| is_end(after, *at))
        .map_or(after.len(), |(at, _)| at + 1);
    from + start..place.end + end
}

/// Words that end in a full stop inside a sentence.
const ABBREVIATIONS: [&str; 31] = [
    "art", "avd", "bl", "bl.a", "ca", "dr", "eks", "evt", "f.eks", "fig", "gnr", "inkl", "jf",
    "jfr", "kap", "kl", "kgl", "kr", "meld", "mfl", "mill", "mrd", "nr", "pkt", "prop", "pst",
    "st", "tab", "t.d", "vedr", "vol",
];

/// A full stop ends a sentence when a space and a capital follow, or a number after a word («i sentrum. 14 personer»); not in «nr. 3»,
/// «2.1», «bl.a.» or «jf. Meld. St. 15».
pub fn is_end(text: &str, at: usize) -> bool {
    let after = text[at + 1..].trim_start_matches(['»', '"', '”', ')', ']']);
    let rest = after.trim_start_matches(' ');
    if rest.is_empty() {
        return true;
    }
    let starts = rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '«' | '•' | '–' | '"'))
        || (rest.starts_with(|c: char| c.is_ascii_digit()) && ends_in_word(&text[..at]));
    rest.len() < after.len() && starts && !(text[at..].starts_with('.') && is_abbreviated(text, at))
}

/// Whether a text ends in a word of three letters or more: «kl. 14» does not.
fn ends_in_word(text: &str) -> bool {
    let letters = text.chars().rev().take(3);
    letters.filter(|c| c.is_alphabetic()).count() == 3
}

fn is_abbreviated(text: &str, at: usize) -> bool {
    /// Letters of the longest abbreviation, and one more.
    const LONGEST: usize = 6;
    let before = text[..at].chars().rev().take(LONGEST);
    let word: Vec<char> = before
        .take_while(|c| c.is_alphanumeric() || *c == '.')
        .collect();
    let word: String = word.into_iter().rev().collect::<String>().to_lowercase();
    // An initial is a letter alone; a number is none.
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    initial || ABBREVIATIONS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_says() {
        let ends = |text: &str| -> Vec<usize> {
            let marks = text.match_indices(['.', '!', '?']);
            marks
                .map(|(at, _)| at)
                .filter(|&at| is_end(text, at))
                .collect()
        };
        assert_eq!(ends("Kompetanse, bl.a. Husbanken. Boliger."), [27, 36]);
        assert_eq!(ends("Jf. Meld. St. 15 om boliger i kap. Fire"), [0usize; 0]);
        assert_eq!(ends("Om «bolig.» Boliger er (dyre.) Mye! Ja"), [10, 30, 36]);
        assert_eq!(ends("Punkt 2.1 og nr. 3 av A. Hansen"), [0usize; 0]);
        assert_eq!(
            ends("De bor i byen. 14 venter, jf. fig. 2 og kap. 3."),
            [13, 46]
        );
        assert_eq!(ends("Fra 1. 7. 2023 og kl. 14"), [0usize; 0]);
    }
}
