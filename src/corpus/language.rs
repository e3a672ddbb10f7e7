//! Which language a text is written in: bokmål, nynorsk, both, or neither.
//!
//! By words that only one of them has: nearly every sentence has one. Used for display and for refusing to colour a text that the
//! terms cannot read; terms are searched in both written forms in every document, because mixed documents are normal.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Written language of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Bokmål.
    Nb,
    /// Nynorsk.
    Nn,
    /// Both, each in a good part of the text.
    Mixed,
    /// Not Norwegian: the terms say nothing about it.
    Other,
}

const BOKMAL: [&str; 24] = [
    "ikke",
    "fra",
    "mer",
    "være",
    "hva",
    "hvordan",
    "hvor",
    "en",
    "noen",
    "også",
    "disse",
    "selv",
    "gjøre",
    "både",
    "hver",
    "bli",
    "blir",
    "etter",
    "kommunens",
    "jeg",
    "arbeidet",
    "innbyggere",
    "tjenester",
    "mellom",
];
const NYNORSK: [&str; 24] = [
    "ikkje",
    "frå",
    "meir",
    "vere",
    "kva",
    "korleis",
    "kor",
    "ein",
    "eit",
    "nokon",
    "desse",
    "sjølv",
    "gjere",
    "både",
    "kvar",
    "bli",
    "blir",
    "etter",
    "sin",
    "dei",
    "arbeidet",
    "innbyggjarar",
    "tenester",
    "mellom",
];
/// Words both have and other languages lack.
const NORWEGIAN: [&str; 12] = [
    "og", "av", "som", "til", "på", "med", "skal", "det", "å", "kan", "har", "kommune",
];
const ENGLISH: [&str; 8] = ["the", "of", "and", "is", "that", "which", "this", "with"];

/// A text with fewer words than this does not show its language.
const FEWEST_WORDS: usize = 40;
/// Norwegian text has at least this share of the common words; 0.15–0.25 is usual, 0.05 in tables and OCR damage.
const NORWEGIAN_SHARE: f64 = 0.03;
/// The smaller of the two written forms must have this share of the marked words for the text to be mixed.
const MIXED_SHARE: f64 = 0.25;
/// Share of the letters č đ ŋ š ŧ ž from which on the text is Sámi: they are 2 % of Northern Sámi and absent from Norwegian.
const SAMI_SHARE: f64 = 0.005;

/// What a word tells of the language.
#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a word can be a sign of several"
)]
struct Signs {
    norwegian: bool,
    english: bool,
    bokmal: bool,
    nynorsk: bool,
}

/// The words that tell.
static TELLING: LazyLock<FxHashMap<&'static str, Signs>> = LazyLock::new(|| {
    let mut telling: FxHashMap<&str, Signs> = FxHashMap::default();
    for word in NORWEGIAN {
        telling.entry(word).or_default().norwegian = true;
    }
    for word in ENGLISH {
        telling.entry(word).or_default().english = true;
    }
    // Words that both have tell nothing.
    for word in BOKMAL.into_iter().filter(|word| !NYNORSK.contains(word)) {
        telling.entry(word).or_default().bokmal = true;
    }
    for word in NYNORSK.into_iter().filter(|word| !BOKMAL.contains(word)) {
        telling.entry(word).or_default().nynorsk = true;
    }
    telling
});
/// Bytes of the longest of them.
const LONGEST: usize = 12;

/// Whether one of them begins with a byte, small if it is of ASCII, and has so many bytes: most words need not be looked up.
static LIKELY: LazyLock<[[bool; LONGEST + 1]; 256]> = LazyLock::new(|| {
    let mut likely = [[false; LONGEST + 1]; 256];
    for word in TELLING.keys() {
        likely[usize::from(word.as_bytes()[0])][word.len()] = true;
        // «Å» and «å» begin alike; other capitals do not.
        likely[usize::from(word.as_bytes()[0].to_ascii_uppercase())][word.len()] = true;
    }
    likely
});

/// What a word of a text tells.
fn signs(word: &str) -> Signs {
    let first = usize::from(word.as_bytes().first().copied().unwrap_or_default());
    if !LIKELY[first].get(word.len()).is_some_and(|&likely| likely) {
        return Signs::default();
    }
    let mut small = [0; LONGEST];
    if word.is_ascii() {
        let small = &mut small[..word.len()];
        small.copy_from_slice(word.as_bytes());
        small.make_ascii_lowercase();
        let small = std::str::from_utf8(small).unwrap_or_default();
        return TELLING.get(small).copied().unwrap_or_default();
    }
    let lower = word.to_lowercase();
    TELLING.get(lower.as_str()).copied().unwrap_or_default()
}

/// The language of a text, `None` where it is too short to say.
pub fn detect<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Language> {
    let (mut words, mut norwegian, mut english, mut nb, mut nn, mut letters, mut sami) =
        (0usize, 0usize, 0usize, 0usize, 0usize, 0usize, 0usize);
    for text in texts {
        let mut start = None;
        for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
            if letter.is_alphabetic() {
                letters += 1;
                sami += usize::from(matches!(letter, 'č' | 'đ' | 'ŋ' | 'š' | 'ŧ' | 'ž'));
                start.get_or_insert(at);
            } else if let Some(start) = start.take() {
                words += 1;
                let signs = signs(&text[start..at]);
                norwegian += usize::from(signs.norwegian);
                english += usize::from(signs.english);
                nb += usize::from(signs.bokmal);
                nn += usize::from(signs.nynorsk);
            }
        }
    }
    if words < FEWEST_WORDS {
        return None;
    }
    if sami as f64 > SAMI_SHARE * letters as f64
        || english > norwegian
        || (norwegian as f64) < NORWEGIAN_SHARE * words as f64
    {
        return Some(Language::Other);
    }
    Some(match (nb, nn) {
        _ if nb.min(nn) as f64 >= MIXED_SHARE * (nb + nn).max(8) as f64 => Language::Mixed,
        _ if nn > nb => Language::Nn,
        _ => Language::Nb,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_telling_word_is_too_long() {
        assert!(TELLING.len() > 40);
        assert!(TELLING.keys().all(|word| word.len() <= LONGEST));
    }

    #[test]
    fn written_forms_are_told_apart() {
        let nb = "Kommunen skal ikke bare bygge boliger, men også gjøre mer for dem som står utenfor. Hva dette betyr, blir vurdert fra år til år. ".repeat(3);
        let nn = "Kommunen skal ikkje berre byggje bustader, men òg gjere meir for dei som står utanfor. Kva dette tyder, blir vurdert frå år til år. ".repeat(3);
        assert_eq!(detect([nb.as_str()]), Some(Language::Nb));
        assert_eq!(detect([nn.as_str()]), Some(Language::Nn));
        assert_eq!(detect([nb.as_str(), nn.as_str()]), Some(Language::Mixed));
        assert_eq!(
            detect(["The plan of the county says that this is the way. "
                .repeat(6)
                .as_str()]),
            Some(Language::Other)
        );
        assert_eq!(detect(["Suohkana plána áigodahkii lea dohkkehuvvon stivrras ja čilge maid suohkan áigu bargat boahttevaš jagiid. ".repeat(4).as_str()]), Some(Language::Other));
        assert_eq!(detect(["Kort tekst"]), None);
    }
}
