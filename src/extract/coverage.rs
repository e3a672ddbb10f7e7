//! The coverage ledger: what of a document was and was not read. Every page is in exactly one column.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Page, PageStatus, Paging, RawPage, Unread, Zone};
use crate::corpus::Language;

/// Share of æ, ø and å among the letters of ordinary Norwegian text is 2–3 %; below this a long text has lost them.
/// Source: METHOD C2 (seed 001 has none in 90 000 characters; no undamaged plan is below 1.5 %).
const DAMAGED_SHARE: f64 = 0.003;
/// Letters a text must have before a missing æøå says anything.
const ENOUGH_LETTERS: usize = 2000;
/// ø and å are each about 1 % of the letters; a long text with less than this of one of them has lost that one.
const LOST_LETTER: f64 = 0.0005;
/// Share of the characters that nobody could decode from which on words are missing, not bullets.
const UNDECODABLE_SHARE: f64 = 0.02;

/// Marks scanned pages whose only text is a header, footer or stamp put on them afterwards: what they say was not read. Their own
/// words are those that do not repeat from page to page; a cover with a picture has some. Returns their indices.
pub(super) fn find_stamped_scans(pages: &mut [RawPage]) -> Vec<usize> {
    /// Images cover this much of a scanned page.
    const COVERED: f32 = 0.6;
    /// Words of its own with which a page has been read.
    const FEWEST_WORDS: usize = 3;
    let mut stamped = Vec::new();
    let scans = pages.iter_mut().enumerate();
    for (index, page) in scans.filter(|(_, page)| page.image_share > COVERED) {
        let own = page
            .lines
            .iter()
            .filter(|line| line.zone != Zone::HeaderFooter);
        let words = own.flat_map(|line| line.text(&page.printed).split_whitespace());
        let words: Vec<String> = words
            .filter(|w| w.chars().any(char::is_alphabetic))
            .map(str::to_lowercase)
            .collect();
        // «Foto: …» says that the picture is a photograph, not a picture of text.
        let credit = words
            .iter()
            .any(|w| w.starts_with("foto") || w.starts_with("illustrasjon"));
        if page.status == PageStatus::Text && words.len() < FEWEST_WORDS && !credit {
            page.status = PageStatus::Unread(Unread::ImageOnly);
            stamped.push(index);
        }
    }
    stamped
}

/// What the text of a page or document consists of: shows whether it was read or only seems to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meter {
    /// Characters, spaces not counted.
    pub characters: usize,
    /// What white space separates, if it has a letter or digit.
    pub words: usize,
    /// Letters.
    pub letters: usize,
    /// æ, Æ.
    pub ae: usize,
    /// ø, Ø.
    pub oe: usize,
    /// å, Å.
    pub aa: usize,
    /// Glyphs that nobody could decode.
    pub undecodable: usize,
}

const VISIBLE: u8 = 1;
const WORD: u8 = 2;
const LETTER: u8 = 4;

/// Classes of the ASCII characters.
static CLASS: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = b'!';
    while byte < 127 {
        table[byte as usize] = if byte.is_ascii_alphabetic() {
            VISIBLE | WORD | LETTER
        } else if byte.is_ascii_digit() {
            VISIBLE | WORD
        } else {
            VISIBLE
        };
        byte += 1;
    }
    table
};

impl Meter {
    /// Measures a text.
    pub(super) fn of(text: &str) -> Self {
        let mut meter = Meter::default();
        let mut in_word = false;
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            if byte < 0x80 {
                let class = CLASS[byte as usize];
                meter.characters += usize::from(class & VISIBLE);
                meter.letters += usize::from(class >> 2);
                let starts = !in_word && class & WORD != 0;
                meter.words += usize::from(starts);
                in_word = (in_word || starts) && class & VISIBLE != 0;
                continue;
            }
            let Some(character) = text[at - 1..].chars().next() else {
                break;
            };
            at += character.len_utf8() - 1;
            match character {
                'æ' | 'Æ' => meter.ae += 1,
                'ø' | 'Ø' => meter.oe += 1,
                'å' | 'Å' => meter.aa += 1,
                char::REPLACEMENT_CHARACTER => meter.undecodable += 1,
                _ => {}
            }
            let is_space = character.is_whitespace();
            meter.characters += usize::from(!is_space);
            meter.letters += usize::from(character.is_alphabetic());
            let starts = !in_word && character.is_alphanumeric();
            meter.words += usize::from(starts);
            in_word = (in_word || starts) && !is_space;
        }
        meter
    }

    fn add(&mut self, other: &Meter) {
        self.characters += other.characters;
        self.words += other.words;
        self.letters += other.letters;
        self.ae += other.ae;
        self.oe += other.oe;
        self.aa += other.aa;
        self.undecodable += other.undecodable;
    }

    /// Share of æ, ø and å among the letters, 0–1.
    pub fn norwegian(&self) -> f64 {
        share(self.ae + self.oe + self.aa, self.letters)
    }

    /// Share of glyphs that nobody could decode, 0–1.
    pub fn undecodable(&self) -> f64 {
        share(self.undecodable, self.characters)
    }

    /// Whether letters were lost, so that searching the text misses words.
    pub fn is_damaged(&self) -> bool {
        let enough = self.letters >= ENOUGH_LETTERS;
        let without = self.norwegian() < DAMAGED_SHARE;
        let one_lost = [self.oe, self.aa]
            .iter()
            .any(|&count| share(count, self.letters) < LOST_LETTER);
        enough && (without || one_lost)
            || (self.characters >= ENOUGH_LETTERS && self.undecodable() > UNDECODABLE_SHARE)
    }
}

/// Letters a text must have before missing pairs of letters say anything.
const ENOUGH_FOR_PAIRS: usize = 3000;
/// «ti» and «tt» are each 3–12 of 1000 letters in every Norwegian text we have; fonts that draw them as one nameless glyph leave fewer
/// than this.
const LOST_PAIR: usize = 1;

/// Whether a Norwegian text has lost pairs of letters that fonts draw as one glyph («bose ng», «vanskeligs lte»).
fn has_lost_ligatures(pages: &[Page], meter: &Meter) -> bool {
    let enough = meter.letters >= ENOUGH_FOR_PAIRS && meter.norwegian() >= 0.01;
    let expected = meter.letters * LOST_PAIR / 1000;
    let is_lost = |pair: &str| {
        let places = pages
            .iter()
            .flat_map(|page| memchr::memmem::find_iter(page.text.as_bytes(), pair));
        places.take(expected).count() < expected
    };
    enough && (is_lost("ti") || is_lost("tt"))
}

fn share(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}

/// What was read of one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Pages of the document: always the sum of the columns below.
    pub pages: usize,
    /// Pages whose text was read.
    pub text: usize,
    /// Pages read by OCR, also where it saw that a picture has no words.
    pub ocr: usize,
    /// Pages that show nothing.
    pub blank: usize,
    /// Pages that could not be read, by reason.
    pub unread: BTreeMap<Unread, usize>,
    /// The unread pages, from 1.
    pub unread_pages: Vec<u32>,
    /// Characters read, spaces not counted.
    pub characters: usize,
    /// Words read.
    pub words: usize,
    /// Share of æ, ø and å among the letters, 0–1.
    pub norwegian_letters: f64,
    /// Share of the glyphs that nobody could decode, 0–1.
    #[serde(default)]
    pub undecodable: f64,
    /// Share of the pages' area that is covered by images, 0–1.
    #[serde(default)]
    pub image_share: f64,
    /// The text has lost letters: searching it misses words.
    pub damaged_text: bool,
    /// How certain OCR is of the words it read on average, 0–100.
    #[serde(default)]
    pub ocr_certainty: Option<u8>,
    /// Pages of whose words OCR is not certain, from 1.
    #[serde(default)]
    pub uncertain_pages: Vec<u32>,
    /// Pages on which what OCR read was better than the file's own text, and stands in its place; from 1.
    #[serde(default)]
    pub reread_pages: Vec<u32>,
    /// Pages on which the file's own damaged text was better than what OCR read, from 1.
    #[serde(default)]
    pub kept_pages: Vec<u32>,
    /// Pages whose own text is damaged, and nothing better was read: words on them are missed; from 1.
    #[serde(default)]
    pub suspect_pages: Vec<u32>,
    /// A number that differs when what OCR gave does.
    #[serde(default)]
    pub ocr_mark: u32,
    /// Pages that OCR is still to be done for, from 1.
    #[serde(default)]
    pub awaiting_ocr: Vec<u32>,
    /// Pages by language, where they have words enough to tell.
    #[serde(default)]
    pub languages: BTreeMap<Language, usize>,
    /// Pages in Sámi, which no term is looked for in; from 1.
    #[serde(default)]
    pub sami_pages: Vec<u32>,
    /// Words around the document that were left out: menus, banners and forms of web pages; headers, footers and hidden text of office
    /// files.
    #[serde(default)]
    pub left_out: usize,
    /// How the pages were made.
    #[serde(default)]
    pub paging: Paging,
}

impl Coverage {
    /// Counts the pages of a document.
    pub fn of(pages: &[Page]) -> Self {
        let mut coverage = Coverage {
            pages: pages.len(),
            ..Coverage::default()
        };
        let (mut meter, mut images) = (Meter::default(), 0.0);
        for (index, page) in pages.iter().enumerate() {
            match page.status {
                PageStatus::Text => coverage.text += 1,
                PageStatus::Ocr => coverage.ocr += 1,
                PageStatus::Blank => coverage.blank += 1,
                PageStatus::Unread(why) => {
                    *coverage.unread.entry(why).or_default() += 1;
                    coverage.unread_pages.push(index as u32 + 1);
                }
            }
            coverage.note(index as u32 + 1, page);
            meter.add(&page.meter);
            images += f64::from(page.image_share.min(1.0));
        }
        coverage.ocr_certainty = certainty(pages);
        coverage.characters = meter.characters;
        coverage.words = meter.words;
        coverage.norwegian_letters = meter.norwegian();
        coverage.undecodable = meter.undecodable();
        coverage.image_share = images / pages.len().max(1) as f64;
        coverage.damaged_text = meter.is_damaged() || has_lost_ligatures(pages, &meter);
        coverage
    }

    /// Takes note of what is particular about a page that was read.
    fn note(&mut self, number: u32, page: &Page) {
        let by_ocr = page.status == PageStatus::Ocr;
        if page.is_uncertain() {
            self.uncertain_pages.push(number);
        }
        if page.compared {
            let pages = if by_ocr {
                &mut self.reread_pages
            } else {
                &mut self.kept_pages
            };
            pages.push(number);
        }
        if let Some(language) = page.tally.language() {
            *self.languages.entry(language).or_default() += 1;
            if language == Language::Sami {
                self.sami_pages.push(number);
            }
        }
    }

    /// Pages of whose words nobody can be certain, in order.
    pub fn doubtful_pages(&self) -> BTreeSet<u32> {
        let pages = self.uncertain_pages.iter().chain(&self.suspect_pages);
        pages.copied().collect()
    }

    /// Pages that could not be read.
    pub fn unread_count(&self) -> usize {
        self.unread.values().sum()
    }

    /// Whether every page that shows something was read.
    pub fn is_complete(&self) -> bool {
        self.unread.is_empty()
    }
}

/// How certain OCR is of all its words on average, each page by its letters.
fn certainty(pages: &[Page]) -> Option<u8> {
    let of_page = |page: &Page| Some((usize::from(page.certainty?), page.meter.letters));
    let sums = pages.iter().filter_map(of_page);
    let (sum, letters) = sums.fold((0, 0), |(sum, all), (certainty, letters)| {
        (sum + certainty * letters, all + letters)
    });
    (letters > 0).then(|| (sum / letters) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_letters_are_counted() {
        let meter = Meter::of("Å bo – i\nSjøvær: 12 æ\u{fffd}.\n");
        assert_eq!((meter.words, meter.characters, meter.letters), (6, 17, 11));
        assert_eq!(
            (meter.ae, meter.oe, meter.aa, meter.undecodable),
            (2, 1, 1, 1)
        );
    }

    #[test]
    fn a_text_that_lost_a_pair_of_letters_is_damaged() {
        let whole =
            "Kommunen ønsker å tilby boliger til alle, og bosetting skjer på rettferdig måte. "
                .repeat(80);
        let damaged = |text: &str| {
            let page = Page {
                text: text.to_owned(),
                meter: Meter::of(text),
                ..Page::default()
            };
            Coverage::of(&[page]).damaged_text
        };
        assert!(!damaged(&whole));
        assert!(damaged(&whole.replace("ti", " ").replace("tt", " ")));
    }

    #[test]
    fn a_text_that_lost_one_letter_is_damaged() {
        let whole = "Kommunen ønsker å bygge flere boliger på næringsområdet. ".repeat(100);
        assert!(!Meter::of(&whole).is_damaged());
        assert!(Meter::of(&whole.replace('å', "a")).is_damaged());
        assert!(Meter::of(&whole.replace('ø', "")).is_damaged());
        assert!(!Meter::of("Ny vei.").is_damaged());
    }
}
