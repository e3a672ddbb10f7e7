//! Pages read by OCR: which pages need it, what a recogniser saw, and whether that is better than the text that the file has.
//!
//! This stage starts no recogniser and draws nothing: it says which pages are wanted, and puts in what somebody else recognised, before
//! lines get their zones, so that text from a scan is judged like any other.

mod choice;
mod frame;
pub mod hocr;
mod quality;
#[cfg(feature = "pictures")]
pub(super) mod skew;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(super) use self::choice::put_in;
pub use self::frame::Frame;
pub(super) use self::quality::quality;
use super::boxes::{spans, union};
use super::{Boxes, Line, LineGeometry, Page, PageStatus, Unread, encoded};

/// Version of how pages are drawn and recognised: what another version recognised is recognised again.
pub const VERSION: u32 = 1;

/// A word of which the recogniser is less certain than this, 0–100, is doubtful; a page, if its words are on average.
///
/// Tesseract is 88–94 certain of the pages of a scan that can be read, of which at most 7 % of the words are wrong; of the words of which it is
/// 70–80 certain three in ten are wrong, of 80–90 one in seven (`cargo bench --bench ocr -- certainty`, a bundled scan, blurred).
pub const DOUBTFUL: u8 = 80;

/// Which pages are read by OCR.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Ocr {
    /// Those without text that can be used.
    #[default]
    Auto,
    /// None.
    Off,
    /// All.
    Force,
}

/// A picture of a page for OCR: grey, and straight.
#[derive(Clone, Debug)]
pub struct Scan {
    /// The picture as PGM (netpbm's P5), which every recogniser reads and which costs nothing to pack.
    pub pgm: Vec<u8>,
    /// Where its pixels stand on the page.
    pub frame: Frame,
}

/// A page as a recogniser saw it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recognised {
    /// The recogniser with its version and language, such as «tesseract 5.3.0 nor».
    pub engine: String,
    /// Its lines, in reading order.
    pub lines: Vec<RecognisedLine>,
}

/// A recognised line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecognisedLine {
    /// Height of its letters in points, as a font size.
    pub size: f32,
    /// It begins a paragraph.
    pub starts_block: bool,
    /// Its words; never none.
    pub words: Vec<RecognisedWord>,
}

/// A recognised word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecognisedWord {
    /// The word.
    pub text: String,
    /// Left, top, right, bottom in points from the top left of the page as shown.
    pub bounds: [f32; 4],
    /// How certain the recogniser is, 0–100.
    pub confidence: u8,
}

/// Why a page was not recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotRecognised {
    /// It took longer than so many seconds.
    Timeout(u64),
    /// The page could not be drawn.
    NotDrawn,
    /// It failed, in so many runs: the disk was away, or the recogniser ended. It is tried in [`ATTEMPTS`] runs.
    Failed(u8),
}

/// Runs in which a page is tried that could not be recognised for a reason that may pass.
pub const ATTEMPTS: u8 = 3;

impl NotRecognised {
    /// Whether another try may do better.
    pub fn may_pass(self) -> bool {
        matches!(self, NotRecognised::Failed(runs) if runs < ATTEMPTS)
    }
}

/// What came of recognising a page.
pub type Recognition = Result<Recognised, NotRecognised>;

/// What came of recognising pages of a document, by their indices.
pub type Recognitions = BTreeMap<u32, Recognition>;

/// Which pages of a document OCR is for, and which it has read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OcrRecord {
    /// What was asked for.
    pub asked: Ocr,
    /// Pages that can be drawn: none but those of a PDF.
    pub pages: u32,
    /// Indices of the pages that need it.
    pub wanted: Vec<u32>,
    /// Indices of the pages that a recogniser has looked at.
    pub read: Vec<u32>,
    /// Those of them that took longer than so many seconds.
    pub late: Vec<(u32, u64)>,
}

impl OcrRecord {
    /// Indices of the pages that are still to be recognised.
    pub fn pending(&self) -> Vec<u32> {
        let is_left = |page: &u32| !self.read.contains(page);
        match self.asked {
            Ocr::Off => Vec::new(),
            Ocr::Auto => self.wanted.iter().copied().filter(is_left).collect(),
            Ocr::Force => (0..self.pages).filter(is_left).collect(),
        }
    }

    /// The same, with those that may be done in so many seconds and could not in fewer.
    pub fn pending_within(&self, seconds: u64) -> Vec<u32> {
        let mut pending = self.pending();
        let late = self.late.iter().filter(|(_, tried)| *tried < seconds);
        if self.asked != Ocr::Off {
            pending.extend(late.map(|&(page, _)| page));
        }
        pending
    }

    /// A number that differs when what OCR gave does.
    pub fn mark(&self) -> u32 {
        if self.read.is_empty() {
            return 0;
        }
        let bytes = encoded::to_bytes(&(self.asked, &self.read, &self.late));
        let hash = blake3::hash(&bytes);
        let mut mark = [0; 4];
        mark.copy_from_slice(&hash.as_bytes()[..4]);
        u32::from_le_bytes(mark).max(1)
    }

    /// Whether asking for `other` would give the same reading.
    pub fn serves(&self, other: Ocr) -> bool {
        let untouched = self.read.is_empty();
        self.asked == other
            || match other {
                Ocr::Off => untouched && self.asked == Ocr::Auto && self.wanted.is_empty(),
                Ocr::Auto => untouched && self.asked == Ocr::Off && self.wanted.is_empty(),
                Ocr::Force => false,
            }
    }
}

/// Indices of the pages whose text cannot be used, of a document that is damaged as a whole or not.
pub(super) fn wanted(pages: &[Page], damaged: bool) -> Vec<u32> {
    let is_wanted = |page: &Page| match page.status {
        PageStatus::Unread(why) => why != Unread::Missing,
        PageStatus::Text => {
            let damaged = (damaged || page.meter.is_damaged()) && !page.tally.is_foreign();
            page.size != [0.0, 0.0] && (damaged || page.tally.is_gibberish())
        }
        PageStatus::Blank | PageStatus::Ocr => false,
    };
    let indices = pages.iter().enumerate().filter(|(_, page)| is_wanted(page));
    indices.map(|(index, _)| index as u32).collect()
}

/// How certain the words of a recognised page are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Certainty {
    /// For each word of the printed text, in its order, 0–100.
    words: Vec<u8>,
    /// Letters that were seen and left out as noise, and how certain they were, summed.
    noise: (usize, usize),
}

impl Certainty {
    /// How certain the words of a part of the printed text are on average, each by its length.
    pub(super) fn of(&self, printed: &str, from: u32, to: u32) -> Option<u8> {
        let (mut sum, mut letters) = (0, 0);
        for (word, &confidence) in spans(printed).zip(&self.words) {
            if word.0 >= from && word.1 <= to {
                let length = (word.1 - word.0) as usize;
                sum += length * usize::from(confidence);
                letters += length;
            }
        }
        (letters > 0).then(|| (sum / letters) as u8)
    }

    /// Letters that were left out as noise, and how certain they were, summed: a page of which much could not be read is not certain.
    pub(super) fn noise(&self) -> (usize, usize) {
        self.noise
    }

    /// The byte ranges of the printed words that are doubtful, with how certain they are.
    pub(super) fn doubtful(&self, printed: &str) -> Vec<(u32, u32, u8)> {
        let words = spans(printed).zip(&self.words);
        let doubtful = words.filter(|(_, confidence)| **confidence < DOUBTFUL);
        doubtful.map(|((from, to), &c)| (from, to, c)).collect()
    }
}

impl Recognised {
    /// How many letters there are, each by how certain it is: of two readings of a page the better has more.
    pub fn certain_letters(&self) -> f64 {
        let letters = |word: &RecognisedWord| {
            let letters = word.text.chars().filter(|c| c.is_alphanumeric()).count();
            letters as f64 * (f64::from(word.confidence) / 100.0).powi(2)
        };
        self.words().map(letters).sum()
    }

    /// Whether most of its words are certain: a page that lies on its side has next to none.
    pub fn is_mostly_certain(&self) -> bool {
        let certain = self.words().filter(|word| word.confidence >= DOUBTFUL);
        let (certain, words) = (certain.count(), self.words().count());
        words > 0 && certain * 2 >= words
    }

    /// All words.
    pub fn words(&self) -> impl Iterator<Item = &RecognisedWord> {
        self.lines.iter().flat_map(|line| &line.words)
    }

    /// The printed lines of the page, with the places of their words.
    fn printed(&self) -> (String, Vec<Line>, Boxes, Certainty) {
        let (mut printed, mut lines) = (String::new(), Vec::new());
        let (mut boxes, mut certainty) = (Boxes::default(), Certainty::default());
        for line in &self.lines {
            let start = printed.len() as u32;
            for (index, word) in line.words.iter().enumerate() {
                if index > 0 {
                    printed.push(' ');
                }
                printed.push_str(&word.text);
                certainty.words.push(word.confidence);
            }
            let end = printed.len() as u32;
            printed.push('\n');
            let bounds: Vec<[f32; 4]> = line.words.iter().map(|word| word.bounds).collect();
            boxes.add_line(false, &bounds);
            let Some(around) = bounds.into_iter().reduce(union) else {
                continue;
            };
            lines.push(Line {
                start,
                end,
                geometry: Some(LineGeometry {
                    x0: around[0],
                    y0: around[1],
                    x1: around[2],
                    y1: around[3],
                    size: line.size,
                    bold: false,
                    upright: true,
                }),
                starts_block: line.starts_block,
                ..Line::default()
            });
        }
        (printed, lines, boxes, certainty)
    }
}
