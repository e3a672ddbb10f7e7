//! Where words of the text stand on the page as it is shown.

use std::ops::Range;

use super::Page;
use super::boxes::{Word, union};

/// The words of a page with their boxes, to ask for many places.
pub struct Places<'p> {
    page: &'p Page,
    words: Vec<Word>,
}

impl<'p> Places<'p> {
    /// Of a page with its boxes.
    pub fn of(page: &'p Page) -> Self {
        Places {
            words: page.boxes.words(&page.printed),
            page,
        }
    }

    /// The boxes around a part of the text, code points from 0: a box a printed line, each left, top, right, bottom in points from the
    /// top left of the page as shown. Empty where nothing is known. Within a word the letters are taken to be equally wide.
    pub fn boxes(&self, start: usize, end: usize) -> Vec<[f32; 4]> {
        let printed = &self.page.printed;
        let mut boxes: Vec<[f32; 4]> = Vec::new();
        let mut last: Option<&Word> = None;
        for part in self.printed(start, end) {
            let first = self.words.partition_point(|word| word.end <= part.start);
            let words = self.words[first..].iter();
            for word in words.take_while(|word| word.start < part.end) {
                let own = narrowed(word, &part, printed);
                let same_line = last.is_some_and(|last| {
                    let (from, to) = (last.end.min(word.start), word.start.max(last.end));
                    !printed[from as usize..to as usize].contains('\n') || last.start == word.start
                });
                match boxes.last_mut().filter(|_| same_line) {
                    Some(line) => *line = union(*line, own),
                    None => boxes.push(own),
                }
                last = Some(word);
            }
        }
        boxes
    }

    /// The byte ranges of the printed text from which a part of the text was made.
    fn printed(&self, start: usize, end: usize) -> Vec<Range<u32>> {
        let text = &self.page.text;
        let byte = |character: usize| {
            let place = text.char_indices().nth(character);
            place.map_or(text.len(), |(byte, _)| byte) as u32
        };
        let (start, end) = (byte(start), byte(end));
        let runs = self.page.map.runs(text.len() as u32);
        runs.filter_map(|(tidy, printed)| {
            let (from, to) = (tidy.start.max(start), tidy.end.min(end));
            let place = |offset: u32| printed + (offset - tidy.start);
            (from < to).then(|| place(from)..place(to))
        })
        .collect()
    }
}

/// The box of the part of a word that is asked for.
fn narrowed(word: &Word, part: &Range<u32>, printed: &str) -> [f32; 4] {
    let [left, top, right, bottom] = word.bounds;
    let letters = |from: u32, to: u32| {
        let inside = printed.get(from as usize..to as usize);
        inside.map_or(0, |text| text.chars().count()) as f32
    };
    let all = letters(word.start, word.end).max(1.0);
    let before = letters(word.start, part.start.clamp(word.start, word.end));
    let after = letters(part.end.clamp(word.start, word.end), word.end);
    let wide = right - left;
    // A word that stands upright is higher than wide: its letters lie along the height, which way is not known.
    if bottom - top > wide && all > 1.0 {
        return word.bounds;
    }
    [
        left + wide * before / all,
        top,
        right - wide * after / all,
        bottom,
    ]
}
