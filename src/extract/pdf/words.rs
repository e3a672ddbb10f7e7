//! The words of one line: accents and their letters, letters printed twice, where each word stands.

use unicode_normalization::char::compose;

use super::shown::{GlyphText, Point};
use crate::extract::boxes::union;

/// A glyph on its line.
#[derive(Clone, Copy)]
pub(super) struct Placed {
    /// From and to, along the line from its origin, in points.
    pub from: f32,
    pub to: f32,
    /// Distance off the line's baseline, downwards.
    pub below: f32,
    pub size: f32,
    pub text: GlyphText,
    pub bold: bool,
}

/// A glyph printed again where it already stands: bold by overprinting.
pub(super) fn is_double(before: &Placed, glyph: &Placed) -> bool {
    let reach = 0.12 * before.size.max(glyph.size);
    before.text == glyph.text
        && (glyph.from - before.from).abs() < reach
        && (glyph.below - before.below).abs() < reach
        && glyph.from - before.to < -0.5 * (before.to - before.from).max(0.2 * glyph.size)
}

/// Writes the text of one line and notes where its words stand.
pub(super) struct Setter<'p> {
    pub placed: &'p [Placed],
    pub text: &'p mut String,
    pub words: &'p mut Vec<[f32; 4]>,
    pub line_start: usize,
    pub origin: Point,
    pub direction: Point,
    /// First and last glyph of the open word.
    pub word: Option<(usize, usize)>,
}

impl Setter<'_> {
    /// Adds a visible character of the glyph at an index.
    pub(super) fn character(&mut self, character: char, at: usize) {
        // A soft hyphen that is drawn is a hyphen; many fonts map their hyphen to it.
        self.text.push(if character == '\u{ad}' {
            '-'
        } else {
            character
        });
        match &mut self.word {
            Some((_, last)) => *last = at,
            None => self.word = Some((at, at)),
        }
    }

    pub(super) fn space(&mut self) {
        self.end_word();
        if self.text.len() > self.line_start && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    pub(super) fn end_word(&mut self) {
        let Some((first, last)) = self.word.take() else {
            return;
        };
        // The height of letters is taken as 0.75 em above and 0.25 em below the baseline.
        let (mut from, mut to, mut top, mut bottom) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
        for glyph in &self.placed[first..=last] {
            from = if glyph.from < from { glyph.from } else { from };
            to = if glyph.to > to { glyph.to } else { to };
            let (up, down) = (
                glyph.below - 0.75 * glyph.size,
                glyph.below + 0.25 * glyph.size,
            );
            top = if up < top { up } else { top };
            bottom = if down > bottom { down } else { bottom };
        }
        let (u, o) = (self.direction, self.origin);
        if u.y == 0.0 && u.x > 0.0 {
            let sides = [
                o.x + from.min(to),
                o.y + top,
                o.x + to.max(from),
                o.y + bottom,
            ];
            return self.words.push(sides);
        }
        let corner = |along: f32, below: f32| {
            (
                o.x + u.x * along - u.y * below,
                o.y + u.y * along + u.x * below,
            )
        };
        let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        for (x, y) in [
            corner(from, top),
            corner(from, bottom),
            corner(to, top),
            corner(to, bottom),
        ] {
            bounds = union(bounds, [x, y, x, y]);
        }
        self.words.push(bounds);
    }
}

/// Composes a spacing accent with the letter it is drawn over (TeX's OT1 encoding draws å as ring + a), in either order: the letter
/// and whether it is the second glyph.
pub(super) fn compose_pair(first: &Placed, second: &Placed) -> Option<(char, bool)> {
    let (a, b) = (first.text.character()?, second.text.character()?);
    let (mark, base, accent, letter) = match (first.text.mark(), second.text.mark()) {
        (Some(accent), None) => (first, second, accent, b),
        (None, Some(accent)) => (second, first, accent, a),
        _ => return None,
    };
    let composed = compose(letter, accent)?;
    let width = base.to - base.from;
    let centre = f32::midpoint(mark.from, mark.to) - base.from;
    let over = centre > 0.1 * width
        && centre < 0.95 * width
        && (mark.below - base.below).abs() < 0.8 * base.size;
    over.then_some((composed, std::ptr::eq(base, second)))
}

/// Closes up a line set with a space after every letter («U T F O R D R I N G»); wider gaps part its words.
pub(super) fn closed_up(line: &str, words: &mut Vec<[f32; 4]>, size: f32) -> Option<String> {
    /// Letters from which it is a word and not a row of labels.
    const FEWEST: usize = 5;
    /// A gap this many times the usual one parts words.
    const WORD_GAP: f32 = 1.6;
    if words.len() < FEWEST || line.len() > 6 * words.len() {
        return None;
    }
    let tokens: Vec<&str> = line.split_whitespace().collect();
    let length = |token: &str| token.chars().count();
    let letters = |token: &&str| token.chars().all(char::is_alphabetic);
    let single = tokens.iter().all(|token| length(token) == 1);
    let capitals = tokens
        .iter()
        .all(|token| length(token) <= 2 && token.chars().all(char::is_uppercase));
    if tokens.len() != words.len() || !tokens.iter().all(letters) || !(single || capitals) {
        return None;
    }
    let apart = |pair: &[[f32; 4]]| {
        let across = (pair[1][0] - pair[0][2]).max(pair[0][0] - pair[1][2]);
        let down = (pair[1][1] - pair[0][3]).max(pair[0][1] - pair[1][3]);
        across.max(down)
    };
    let gaps: Vec<f32> = words.windows(2).map(apart).collect();
    let mut sorted = gaps.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let usual = sorted[sorted.len() / 2];
    if usual > size {
        return None;
    }
    let (mut out, mut boxes) = (String::from(tokens[0]), vec![words[0]]);
    for ((token, word), gap) in tokens.iter().zip(words.iter()).skip(1).zip(gaps) {
        if gap > WORD_GAP * usual.max(0.1 * size) {
            out.push(' ');
            boxes.push(*word);
        } else if let Some(last) = boxes.last_mut() {
            *last = union(*last, *word);
        }
        out.push_str(token);
    }
    *words = boxes;
    Some(out)
}
