//! Where the words of a page stand, in a few bytes a word.
//!
//! The words of a printed line stand side by side, so a line keeps its top and height once and each word only the gap before it and
//! its width, in tenths of a point as numbers of variable length. Words in other directions keep all four sides. Which letters a box
//! encloses follows from the order: boxes and the words of the printed text (what white space separates) come in the same order.

use serde::{Deserialize, Serialize};

/// A word of the printed text and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// First byte in the printed text.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Left, top, right, bottom in points from the top left of the page as shown.
    pub bounds: [f32; 4],
}

/// The boxes of all words of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boxes {
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
}

/// Tenths of a point: finer than a screen or a highlight shows.
const UNITS: f32 = 10.0;
/// Coordinates beyond this are off any page (ISO 32000-1, Annex C: 14 400 points).
const FARTHEST: f32 = 100_000.0;

/// The smallest box around two.
pub(super) fn union(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    [
        a[0].min(b[0]),
        a[1].min(b[1]),
        a[2].max(b[2]),
        a[3].max(b[3]),
    ]
}

fn units(points: f32) -> i32 {
    let units = points.clamp(-FARTHEST, FARTHEST) * UNITS;
    // Rounds half away from zero without a call into the mathematics library.
    (units + 0.5_f32.copysign(units)) as i32
}

impl Boxes {
    /// Adds the boxes of one printed line. `level` says that all its words share top and bottom.
    pub(super) fn add_line(&mut self, level: bool, words: &[[f32; 4]]) {
        let Some(first) = words.first() else { return };
        self.count((words.len() as u32) << 1 | u32::from(!level));
        if level {
            let top = units(first[1]);
            self.signed(top);
            self.signed(units(first[3]) - top);
            let mut left = 0;
            for word in words {
                let (x0, x1) = (units(word[0]), units(word[2]));
                self.signed(x0 - left);
                self.signed(x1 - x0);
                left = x1;
            }
        } else {
            let mut before = [0; 4];
            for word in words {
                let sides = word.map(units);
                for (side, previous) in sides.iter().zip(before) {
                    self.signed(side - previous);
                }
                before = sides;
            }
        }
    }

    /// The words of the printed text these boxes belong to.
    pub fn words(&self, printed: &str) -> Vec<Word> {
        let mut places = spans(printed);
        let mut reader = Reader { bytes: &self.bytes };
        let mut words = Vec::new();
        while let Some(head) = reader.count() {
            let (mut left, mut sides) = (0, [0; 4]);
            let (top, height) = if head & 1 == 0 {
                (reader.signed(), reader.signed())
            } else {
                (0, 0)
            };
            for _ in 0..head >> 1 {
                let Some((start, end)) = places.next() else {
                    return words;
                };
                if head & 1 == 0 {
                    let x0 = left + reader.signed();
                    left = x0 + reader.signed();
                    sides = [x0, top, left, top + height];
                } else {
                    sides = sides.map(|side| side + reader.signed());
                }
                words.push(Word {
                    start,
                    end,
                    bounds: sides.map(|side| side as f32 / UNITS),
                });
            }
        }
        words
    }

    /// Size in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    fn count(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn signed(&mut self, value: i32) {
        self.count((value << 1 ^ value >> 31) as u32);
    }
}

/// Byte ranges of what white space separates.
pub(super) fn spans(printed: &str) -> impl Iterator<Item = (u32, u32)> {
    printed.split_whitespace().map(|word| {
        let start = word.as_ptr() as usize - printed.as_ptr() as usize;
        (start as u32, (start + word.len()) as u32)
    })
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl Reader<'_> {
    fn count(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in (0..32).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> i32 {
        let value = self.count().unwrap_or(0);
        (value >> 1) as i32 ^ -((value & 1) as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_come_back_to_a_tenth_of_a_point() {
        let level = [[70.0, 100.0, 95.55, 112.0], [98.04, 100.0, 130.0, 112.0]];
        let turned = [[10.0, 500.0, 22.0, 440.0], [10.5, 438.0, 22.0, -3.25]];
        let mut boxes = Boxes::default();
        boxes.add_line(true, &level);
        boxes.add_line(false, &turned);
        let words = boxes.words("en to\ntre fire\n");
        assert_eq!((words[3].start, words[3].end), (10, 14));
        for (word, wanted) in words.iter().zip(level.iter().chain(&turned)) {
            for (side, exact) in word.bounds.iter().zip(wanted) {
                assert!((side - exact).abs() <= 0.051, "{side} {exact}");
            }
        }
        assert!(boxes.bytes() < 32);
    }
}
