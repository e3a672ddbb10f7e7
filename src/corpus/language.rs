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
    /// One of the Sámi languages: the terms say nothing about it, and somebody must read it.
    Sami,
    /// Another language: the terms say nothing about it.
    Other,
}

impl Language {
    /// Whether the terms can be looked for in it.
    pub fn is_norwegian(self) -> bool {
        matches!(self, Language::Nb | Language::Nn | Language::Mixed)
    }
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
/// Common words of Northern, Lule and Southern Sámi that no other language here has; «suohkan», «tjïelte»: municipality.
const SAMI: [&str; 24] = [
    "lea",
    "leat",
    "ahte",
    "maid",
    "dahje",
    "mielde",
    "suohkan",
    "suohkana",
    "sámi",
    "galgá",
    "sáme",
    "gájk",
    "ietjá",
    "aktan",
    "jïh",
    "leah",
    "dïhte",
    "gosse",
    "jallh",
    "tjïelte",
    "tjïelten",
    "edtja",
    "saemien",
    "aktem",
];

/// A text with fewer words than this does not show its language.
const FEWEST_WORDS: usize = 40;
/// Norwegian text has at least this share of the common words; 0.15–0.25 is usual, 0.05 in tables and OCR damage.
const NORWEGIAN_SHARE: f64 = 0.03;
/// Share of the common words of any language here below which a text is none of them: a table of names and figures has 0.02.
const GIBBERISH: f64 = 0.01;
/// The smaller of the two written forms must have this share of the marked words for the text to be mixed.
const MIXED_SHARE: f64 = 0.25;
/// Share of the letters č đ ŋ š ŧ ž from which on the text is Sámi: they are 2 % of Northern Sámi and absent from Norwegian.
const SAMI_LETTERS: f64 = 0.005;
/// … and of the common words of Sámi, which Lule and Southern Sámi are known by.
const SAMI_WORDS: f64 = 0.03;
/// With more common words of Norwegian than this the text is Norwegian with names in Sámi.
const MOST_NORWEGIAN: f64 = 0.1;

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
    sami: bool,
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
    for word in SAMI {
        telling.entry(word).or_default().sami = true;
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

/// What the words of a text tell of its language; those of several texts can be added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    words: u32,
    letters: u32,
    norwegian: u32,
    english: u32,
    bokmal: u32,
    nynorsk: u32,
    sami: u32,
    /// Letters that only Sámi has.
    sami_letters: u32,
}

impl Tally {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let mut tally = Tally::default();
        let mut start = None;
        for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
            if letter.is_alphabetic() {
                tally.letters += 1;
                let sami = matches!(letter, 'č' | 'đ' | 'ŋ' | 'š' | 'ŧ' | 'ž');
                tally.sami_letters += u32::from(sami);
                start.get_or_insert(at);
            } else if let Some(start) = start.take() {
                tally.words += 1;
                let signs = signs(&text[start..at]);
                tally.norwegian += u32::from(signs.norwegian);
                tally.english += u32::from(signs.english);
                tally.bokmal += u32::from(signs.bokmal);
                tally.nynorsk += u32::from(signs.nynorsk);
                tally.sami += u32::from(signs.sami);
            }
        }
        tally
    }

    /// Adds that of another text.
    pub fn add(&mut self, other: &Tally) {
        self.words += other.words;
        self.letters += other.letters;
        self.norwegian += other.norwegian;
        self.english += other.english;
        self.bokmal += other.bokmal;
        self.nynorsk += other.nynorsk;
        self.sami += other.sami;
        self.sami_letters += other.sami_letters;
    }

    /// Share of the words that are common in Norwegian, 0–1: 0.15–0.25 in sentences, less in tables, 0 in a text whose letters are
    /// others than they seem.
    pub fn norwegian(&self) -> f64 {
        let telling = self.norwegian + self.bokmal + self.nynorsk;
        f64::from(telling) / f64::from(self.words.max(1))
    }

    /// Share of the words that are common in a language that is known here, 0–1.
    pub fn known(&self) -> f64 {
        let other = self.english + self.sami;
        self.norwegian() + f64::from(other) / f64::from(self.words.max(1))
    }

    /// Whether it is in another language that is known here.
    pub fn is_foreign(&self) -> bool {
        let norwegian = self.norwegian + self.bokmal + self.nynorsk;
        self.english.max(self.sami) > norwegian
    }

    /// Whether it has enough words to show a language and shows none that is known.
    pub fn is_gibberish(&self) -> bool {
        self.words as usize >= FEWEST_WORDS && self.known() < GIBBERISH
    }

    /// The language, `None` where the text is too short to say.
    pub fn language(&self) -> Option<Language> {
        if (self.words as usize) < FEWEST_WORDS {
            return None;
        }
        let words = f64::from(self.words);
        let norwegian = f64::from(self.norwegian);
        let sami = f64::from(self.sami_letters) > SAMI_LETTERS * f64::from(self.letters)
            || f64::from(self.sami) > SAMI_WORDS * words;
        if sami && norwegian < MOST_NORWEGIAN * words {
            return Some(Language::Sami);
        }
        if self.english > self.norwegian || norwegian < NORWEGIAN_SHARE * words {
            return Some(Language::Other);
        }
        let (nb, nn) = (self.bokmal, self.nynorsk);
        Some(match (nb, nn) {
            _ if f64::from(nb.min(nn)) >= MIXED_SHARE * f64::from((nb + nn).max(8)) => {
                Language::Mixed
            }
            _ if nn > nb => Language::Nn,
            _ => Language::Nb,
        })
    }
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
        let detect = |text: &str| Tally::of(text).language();
        assert_eq!(detect(&nb), Some(Language::Nb));
        assert_eq!(detect(&nn), Some(Language::Nn));
        let mut both = Tally::of(&nb);
        both.add(&Tally::of(&nn));
        assert_eq!(both.language(), Some(Language::Mixed));
        let english = "The plan of the county says that this is the way. ".repeat(6);
        assert_eq!(detect(&english), Some(Language::Other));
        assert_eq!(detect("Kort tekst"), None);
    }

    #[test]
    fn sami_is_told_from_norwegian_with_names_in_sami() {
        let detect = |text: &str| Tally::of(&text.repeat(6)).language();
        let northern = "Suohkana plána áigodahkii lea dohkkehuvvon stivrras ja čilge maid suohkan áigu bargat boahttevaš jagiid. ";
        let lule = "Suohkan galgá sáme gielav ja kultuvrav nannit aktan ietjá suohkanij. ";
        let southern =
            "Tjïelte edtja saemien gïelem jïh kultuvrem nænnoestidh gosse soejkesjem darjoeh. ";
        for text in [northern, lule, southern] {
            assert_eq!(detect(text), Some(Language::Sami), "{text}");
        }
        let names = "I Gáivuotna – Kåfjord og Kárášjohka – Karasjok skal kommunen bygge boliger som er til for alle, og det er viktig at planen følges opp av skolen i Čoalbmi. ";
        assert_eq!(detect(names), Some(Language::Nb));
    }

    #[test]
    fn text_of_other_letters_than_it_seems_is_gibberish() {
        let shifted: String = "Kommunen skal bygge boliger til dem som trenger det. "
            .repeat(8)
            .chars()
            .map(|c| {
                if c.is_ascii_lowercase() {
                    (((c as u8 - b'a') + 3) % 26 + b'a') as char
                } else {
                    c
                }
            })
            .collect();
        assert!(Tally::of(&shifted).is_gibberish());
        assert!(!Tally::of(&"Kommunen skal bygge boliger. ".repeat(20)).is_gibberish());
    }
}
