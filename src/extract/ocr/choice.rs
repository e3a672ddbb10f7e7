//! Whether what was recognised of a page takes the place of the text that the file has.

use super::{
    NotRecognised, Ocr, Recognised, RecognisedLine, RecognisedWord, Recognition, Recognitions,
    quality,
};
use crate::extract::{PageStatus, RawPage, Unread};

/// A recognised text must be better than the file's by this much: letters of a font are exact, recognised ones are not.
const MARGIN: f64 = 0.03;
/// A word is legible if the recogniser is at least so certain, …
const LEGIBLE: u8 = 50;
/// … and has so many letters: marks and edges of pictures are seen as single letters.
const LETTERS: usize = 2;
/// A page with so many legible words has text.
const FEWEST_LEGIBLE: usize = 3;
/// A page with fewer words than this, none of them legible, is a picture in which somebody saw letters.
const FEWEST_WORDS: usize = 8;
/// … and so many with the lines that are no text: pictures have a few.
const FEWEST_SEEN: usize = 40;
/// Lines of which the recogniser is less certain than this are not text.
const NOISE: u8 = 25;

/// Puts what was recognised in the place of what the file's own text says, where that is better or all there is.
pub(in crate::extract) fn put_in(
    pages: &mut [RawPage],
    recognised: &Recognitions,
    (asked, wanted): (Ocr, &[u32]),
) {
    for (&index, recognition) in recognised {
        if let Some(page) = pages.get_mut(index as usize) {
            page.compared = page.status == PageStatus::Text && wanted.contains(&index);
            page.take(recognition, asked);
        }
    }
}

impl RawPage {
    fn take(&mut self, recognition: &Recognition, asked: Ocr) {
        let own_text = self.status == PageStatus::Text;
        let recognised = match recognition {
            Ok(recognised) => recognised,
            // A page with text of its own keeps it.
            Err(_) if own_text => return,
            Err(NotRecognised::Timeout(_)) => return self.fail(Unread::RecognitionTimeout),
            Err(NotRecognised::NotDrawn | NotRecognised::Failed(_)) => {
                return self.fail(Unread::RecognitionFailed);
            }
        };
        let seen = recognised.words().count();
        let (recognised, noise) = recognised.without_noise();
        if own_text {
            let better = quality(&recognised.text()) > quality(&self.printed) + MARGIN;
            if recognised.is_legible() && (asked == Ocr::Force || better) {
                self.set(&recognised, noise);
            }
        } else if recognised.is_legible() {
            self.set(&recognised, noise);
        } else if recognised.words().count() >= FEWEST_WORDS || seen >= FEWEST_SEEN {
            self.fail(Unread::Illegible);
        } else if matches!(
            self.status,
            PageStatus::Unread(Unread::ImageOnly | Unread::Drawn)
        ) {
            // A picture without words.
            self.set(&Recognised::default(), (0, 0));
        }
    }

    fn fail(&mut self, why: Unread) {
        self.status = PageStatus::Unread(why);
    }

    fn set(&mut self, recognised: &Recognised, noise: (usize, usize)) {
        let (printed, lines, boxes, mut certainty) = recognised.printed();
        certainty.noise = noise;
        self.printed = printed;
        self.lines = lines;
        self.boxes = boxes;
        self.certainty = Some(certainty);
        self.status = PageStatus::Ocr;
    }
}

impl RecognisedLine {
    /// An entry of a contents list: its words, the dots, and the page. A recogniser sees all kinds of letters in the dots.
    fn without_leader(&self) -> RecognisedLine {
        const DOTS: &str = "...";
        let dotted = |word: &RecognisedWord| word.text.find(DOTS);
        let Some(at) = self.words.iter().position(|word| dotted(word).is_some()) else {
            return self.clone();
        };
        let (before, after) = self.words.split_at(at);
        let mut words = before.to_vec();
        let mut entry = after[0].clone();
        entry.text.truncate(dotted(&entry).unwrap_or_default());
        if !entry.text.is_empty() {
            words.push(entry);
        }
        words.push(RecognisedWord {
            text: format!("{DOTS}."),
            ..after[0].clone()
        });
        let is_page = |word: &&RecognisedWord| {
            word.confidence >= LEGIBLE && word.text.chars().all(|c| c.is_ascii_digit())
        };
        words.extend(after[1..].last().filter(is_page).cloned());
        RecognisedLine {
            words,
            ..self.clone()
        }
    }
}

impl Recognised {
    fn text(&self) -> String {
        self.printed().0
    }

    /// Without the lines that are no text, and without what is seen in the dots of a contents list; and the letters of those lines, and how
    /// certain they were, summed.
    fn without_noise(&self) -> (Recognised, (usize, usize)) {
        let is_text = |words: &[RecognisedWord]| {
            let sum: usize = words.iter().map(|word| usize::from(word.confidence)).sum();
            sum >= usize::from(NOISE) * words.len()
        };
        let (lines, noise): (Vec<&RecognisedLine>, Vec<&RecognisedLine>) =
            self.lines.iter().partition(|line| is_text(&line.words));
        let noise = noise.iter().flat_map(|line| &line.words);
        let noise = noise.fold((0, 0), |(letters, sum), word| {
            let length = word.text.len();
            (
                letters + length,
                sum + length * usize::from(word.confidence),
            )
        });
        let recognised = Recognised {
            engine: self.engine.clone(),
            lines: lines
                .into_iter()
                .map(RecognisedLine::without_leader)
                .collect(),
        };
        (recognised, noise)
    }

    fn is_legible(&self) -> bool {
        let legible = |word: &&RecognisedWord| {
            let letters = word.text.chars().filter(|c| c.is_alphanumeric()).count();
            word.confidence >= LEGIBLE && letters >= LETTERS
        };
        let (legible, all) = (self.words().filter(legible).count(), self.words().count());
        legible >= FEWEST_LEGIBLE && legible * 3 >= all
    }
}
