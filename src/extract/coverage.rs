//! The coverage ledger: what of a document was and was not read. Every page is in exactly one column.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Page, PageStatus, RawPage, Unread, Zone};

/// Share of æ, ø and å among the letters of ordinary Norwegian text is 2–3 %; below this a long text has lost them.
/// Source: METHOD C2 (seed 001 has none in 90 000 characters; no undamaged plan is below 1.5 %).
const DAMAGED_SHARE: f64 = 0.003;
/// Letters a text must have before a missing æøå says anything.
const ENOUGH_LETTERS: usize = 2000;

/// Marks scanned pages whose only text is a header, footer or stamp put on them afterwards: what they say was not read. Their own
/// words are those that do not repeat from page to page; a cover with a picture has some.
pub(super) fn find_stamped_scans(pages: &mut [RawPage]) {
    /// Images cover this much of a scanned page.
    const COVERED: f32 = 0.6;
    /// Words of its own with which a page has been read.
    const FEWEST_WORDS: usize = 3;
    for page in pages.iter_mut().filter(|page| page.image_share > COVERED) {
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
        }
    }
}

/// What was read of one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Pages of the document: always the sum of the columns below.
    pub pages: usize,
    /// Pages whose text was read.
    pub text: usize,
    /// Pages read by character recognition.
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
    /// The text has lost its æ, ø and å: searching it misses words.
    pub damaged_text: bool,
}

impl Coverage {
    /// Counts the pages of a document.
    pub fn of(pages: &[Page]) -> Self {
        let mut coverage = Coverage {
            pages: pages.len(),
            ..Coverage::default()
        };
        let (mut letters, mut norwegian) = (0usize, 0usize);
        for (index, page) in pages.iter().enumerate() {
            match page.status {
                PageStatus::Text => coverage.text += 1,
                PageStatus::Blank => coverage.blank += 1,
                PageStatus::Unread(why) => {
                    *coverage.unread.entry(why).or_default() += 1;
                    coverage.unread_pages.push(index as u32 + 1);
                }
            }
            coverage.words += page
                .text
                .split_whitespace()
                .filter(|w| w.chars().any(char::is_alphanumeric))
                .count();
            for character in page.text.chars() {
                coverage.characters += usize::from(!character.is_whitespace());
                letters += usize::from(character.is_alphabetic());
                norwegian += usize::from(matches!(character, 'æ' | 'ø' | 'å' | 'Æ' | 'Ø' | 'Å'));
            }
        }
        coverage.norwegian_letters = norwegian as f64 / letters.max(1) as f64;
        coverage.damaged_text =
            letters >= ENOUGH_LETTERS && coverage.norwegian_letters < DAMAGED_SHARE;
        coverage
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
