//! Pieces of glyphs in content order → printed lines with word boxes.
//!
//! Lines follow the order of the content stream, which is the reading order in nearly all files. A space is a gap wider than the
//! line's own letter spacing. Text drawn twice (bold by overprinting, shadows) is kept once; an accent drawn over a letter becomes
//! the letter with its accent. Grouping lines into paragraphs is not done here.

use unicode_normalization::char::compose;

use super::columns::{self, Part};
use super::runs::{Run, runs, without_shadows};
use super::shown::{GlyphText, Point, Shown, Texts};
use crate::extract::{Boxes, Line, LineGeometry};

/// A gap of this share of the font size is a space, when letters otherwise touch. Interword space in justified text shrinks to about
/// 0.2 em (pdfTeX's limit is 0.22), kerning stays below 0.1.
const SPACE_GAP: f32 = 0.13;
/// Letter gaps up to this are kerning: a line that has no wider ones needs no measuring.
const KERNING: f32 = 0.05;
/// Letter gaps from which the usual one can be told.
const FEWEST_GAPS: usize = 6;

/// The lines of a page as printed.
#[derive(Default)]
pub(super) struct Printed {
    pub text: String,
    pub lines: Vec<Line>,
    pub boxes: Boxes,
}

/// Memory that is used for page after page.
#[derive(Default)]
pub(super) struct Scratch {
    placed: Vec<Placed>,
    /// Of each line, whether letters stand apart in it.
    apart: Vec<bool>,
    gaps: Vec<f32>,
    words: Vec<[f32; 4]>,
}

/// A glyph on its line.
#[derive(Clone, Copy)]
struct Placed {
    /// From and to, along the line from its origin, in points.
    from: f32,
    to: f32,
    /// Distance off the line's baseline, downwards.
    below: f32,
    size: f32,
    text: GlyphText,
}

/// Sets what a page shows as lines.
pub(super) fn lines(shown: &Shown, texts: &Texts, scratch: &mut Scratch) -> Printed {
    let mut printed = Printed {
        text: String::with_capacity(shown.glyphs.len() * 5 / 4),
        ..Printed::default()
    };
    let runs = without_shadows(shown, runs(shown));
    scratch.placed.clear();
    scratch.apart.clear();
    let mut parts = Vec::with_capacity(runs.len());
    for (line, run) in runs.iter().enumerate() {
        let first = scratch.placed.len();
        place(shown, run, &mut scratch.placed);
        let gaps = gaps(&scratch.placed[first..]);
        scratch.apart.push(gaps.apart);
        cut(shown, run, line, (&scratch.placed, first), &gaps, &mut parts);
    }
    for part in columns::arrange(parts) {
        set(shown, &runs[part.line], &part, texts, scratch, &mut printed);
    }
    printed
}

/// Lays the glyphs of a run along one line.
fn place(shown: &Shown, run: &Run, placed: &mut Vec<Placed>) {
    let line = &shown.pieces[run.first as usize];
    for piece in run.pieces(shown) {
        let away = piece.origin.minus(line.origin);
        let (offset, size) = (away.dot(line.direction), piece.size);
        let below = away.y * line.direction.x - away.x * line.direction.y;
        placed.extend(shown.of(piece).iter().map(|glyph| Placed {
            from: offset + glyph.at,
            to: offset + glyph.end(),
            below,
            size,
            text: glyph.text,
        }));
    }
}

/// Cuts the glyphs from `first` on, a line, at the gaps that may be gutters.
fn cut(
    shown: &Shown,
    run: &Run,
    line: usize,
    (placed, first): (&[Placed], usize),
    gaps: &Gaps,
    parts: &mut Vec<Part>,
) {
    let start = &shown.pieces[run.first as usize];
    let level = start.direction.y.abs() < 1e-3 && start.direction.x > 0.0;
    let part = |from: usize| Part {
        line,
        first: from,
        last: from,
        x0: 0.0,
        x1: 0.0,
        y: start.origin.y,
        size: start.size,
        is_mark: true,
    };
    let mut open = part(first);
    let narrowest = if level {
        columns::narrowest(gaps.narrowest)
    } else {
        f32::MAX
    };
    if gaps.widest <= narrowest {
        let ends = (placed[first].from, placed[placed.len() - 1].to);
        open.x0 = start.origin.x + ends.0;
        open.x1 = start.origin.x + ends.1;
        open.last = placed.len();
        return parts.push(open);
    }
    let (mut right, mut letters, mut digits) = (f32::MAX, 0, 0);
    let is_mark = |letters: u32, digits: u32| letters < 3 || (letters < 5 && digits > 0);
    for (index, glyph) in placed.iter().enumerate().skip(first) {
        let character = glyph.text.character();
        if character.is_some_and(is_space) {
            continue;
        }
        if right == f32::MAX {
            open.x0 = start.origin.x + glyph.from;
        } else if glyph.from - right > narrowest * glyph.size {
            open.last = index;
            open.is_mark = is_mark(letters, digits);
            parts.push(open);
            open = part(index);
            open.x0 = start.origin.x + glyph.from;
            (letters, digits) = (0, 0);
        }
        letters += u32::from(character.is_none_or(char::is_alphabetic));
        digits += u32::from(character.is_some_and(|c| c.is_ascii_digit()));
        right = glyph.to;
        open.x1 = start.origin.x + right;
    }
    open.last = placed.len();
    open.is_mark = is_mark(letters, digits);
    parts.push(open);
}

/// The gaps of a line, measured once.
struct Gaps {
    /// The widest between two visible glyphs, in em.
    widest: f32,
    /// The narrowest between words, in em, if there are at least two.
    narrowest: Option<f32>,
    /// Whether letters stand apart somewhere without a space between them.
    apart: bool,
}

fn gaps(placed: &[Placed]) -> Gaps {
    let (mut widest, mut narrowest, mut count) = (0.0f32, f32::MAX, 0);
    let mut apart = false;
    let (mut right, mut after_letter) = (f32::MAX, false);
    for glyph in placed {
        let character = glyph.text.character();
        if character.is_some_and(is_space) {
            after_letter = false;
            continue;
        }
        let gap = glyph.from - right;
        let is_letter = character.is_some_and(char::is_alphabetic);
        if gap > KERNING * glyph.size {
            apart |= after_letter && is_letter;
            let gap = gap / glyph.size.max(1e-6);
            if gap > SPACE_GAP {
                widest = widest.max(gap);
                narrowest = narrowest.min(gap);
                count += 1;
            }
        }
        after_letter = is_letter;
        right = glyph.to;
    }
    Gaps {
        widest,
        narrowest: (count > 1).then_some(narrowest),
        apart,
    }
}

fn is_space(character: char) -> bool {
    character == ' ' || (character > '~' && character.is_whitespace())
}

/// The gap (em) from which on this line has a space.
fn space_gap(placed: &[Placed], gaps: &mut Vec<f32>) -> f32 {
    let letter = |p: &Placed| p.text.character().is_some_and(char::is_alphabetic);
    gaps.clear();
    // Only between letters: the dots that lead to a page number have gaps of their own.
    gaps.extend(
        placed
            .windows(2)
            .filter(|p| letter(&p[0]) && letter(&p[1]))
            .map(|p| (p[1].from - p[0].to) / p[0].size.min(p[1].size).max(1e-6)),
    );
    if gaps.len() < FEWEST_GAPS {
        return SPACE_GAP;
    }
    let middle = gaps.len() / 2;
    let (_, median, _) = gaps.select_nth_unstable_by(middle, f32::total_cmp);
    SPACE_GAP + median.clamp(0.0, 1.0)
}

fn set(
    shown: &Shown,
    run: &Run,
    part: &Part,
    texts: &Texts,
    scratch: &mut Scratch,
    printed: &mut Printed,
) {
    let line = &shown.pieces[run.first as usize];
    let Scratch {
        placed,
        apart,
        gaps,
        words,
    } = scratch;
    let placed = &placed[part.first..part.last];
    let wide = if apart[part.line] {
        space_gap(placed, gaps)
    } else {
        SPACE_GAP
    };
    let start = printed.text.len();
    words.clear();
    let mut setter = Setter {
        text: &mut printed.text,
        words,
        line_start: start,
        origin: line.origin,
        direction: line.direction,
        word: None,
    };
    let mut previous: Option<Placed> = None;
    let mut size = 0.0f32;
    let mut index = 0;
    while let Some(&glyph) = placed.get(index) {
        index += 1;
        let (mut glyph, mut accented) = (glyph, None);
        if let Some((letter, base)) = placed
            .get(index)
            .and_then(|next| compose_pair(&glyph, next))
        {
            (glyph, accented) = (base, Some(letter));
            index += 1;
        }
        if let Some(before) = previous {
            if is_double(&before, &glyph) {
                continue;
            }
            let along = glyph.from - before.to;
            if along > 0.0 {
                let (small, large) = (before.size.min(glyph.size), before.size.max(glyph.size));
                let off = (glyph.below - before.below).abs();
                if along > wide * small || (off > 0.3 * large && along > 0.05 * small) {
                    setter.space();
                }
            }
        }
        match accented.or(glyph.text.character()) {
            Some(character) => setter.character(character, &glyph),
            None => texts
                .long(glyph.text)
                .chars()
                .for_each(|c| setter.character(c, &glyph)),
        }
        size = size.max(glyph.size);
        previous = Some(glyph);
    }
    setter.end_word();
    let level = line.direction.y.abs() < 1e-3 && line.direction.x > 0.0;
    end_line(printed, words, start, level, size, run.is_bold(shown));
}

fn end_line(
    printed: &mut Printed,
    words: &mut [[f32; 4]],
    start: usize,
    level: bool,
    size: f32,
    bold: bool,
) {
    let end = printed.text.trim_end_matches(' ').len().max(start);
    printed.text.truncate(end);
    if end == start {
        return;
    }
    let mut bounds = words[0];
    for word in &*words {
        bounds = [
            bounds[0].min(word[0]),
            bounds[1].min(word[1]),
            bounds[2].max(word[2]),
            bounds[3].max(word[3]),
        ];
    }
    // Words of another size in a level line (a drop capital, a raised number) keep their own height.
    let even = level
        && words
            .iter()
            .all(|w| (w[1] - words[0][1]).abs() < 1.0 && (w[3] - words[0][3]).abs() < 1.0);
    printed.boxes.add_line(even, words);
    printed.text.push('\n');
    printed.lines.push(Line {
        start: start as u32,
        end: end as u32,
        geometry: Some(LineGeometry {
            x0: bounds[0],
            y0: bounds[1],
            x1: bounds[2],
            y1: bounds[3],
            size,
            bold,
            upright: level,
        }),
        ..Line::default()
    });
}

/// A glyph printed again where it already stands: bold by overprinting.
fn is_double(before: &Placed, glyph: &Placed) -> bool {
    let reach = 0.12 * before.size.max(glyph.size);
    before.text == glyph.text
        && (glyph.from - before.from).abs() < reach
        && (glyph.below - before.below).abs() < reach
        && glyph.from - before.to < -0.5 * (before.to - before.from).max(0.2 * glyph.size)
}

struct Word {
    from: f32,
    to: f32,
    top: f32,
    bottom: f32,
}

struct Setter<'p> {
    text: &'p mut String,
    words: &'p mut Vec<[f32; 4]>,
    line_start: usize,
    origin: Point,
    direction: Point,
    word: Option<Word>,
}

impl Setter<'_> {
    fn character(&mut self, character: char, glyph: &Placed) {
        if character < ' ' || is_space(character) {
            return self.space();
        }
        // A soft hyphen that is drawn is a hyphen; many fonts map their hyphen to it.
        self.text.push(if character == '\u{ad}' {
            '-'
        } else {
            character
        });
        // The height of letters is taken as 0.75 em above and 0.25 em below the baseline.
        let (top, bottom) = (
            glyph.below - 0.75 * glyph.size,
            glyph.below + 0.25 * glyph.size,
        );
        match &mut self.word {
            Some(word) => {
                word.from = word.from.min(glyph.from);
                word.to = word.to.max(glyph.to);
                word.top = word.top.min(top);
                word.bottom = word.bottom.max(bottom);
            }
            None => {
                self.word = Some(Word {
                    from: glyph.from.min(glyph.to),
                    to: glyph.to.max(glyph.from),
                    top,
                    bottom,
                });
            }
        }
    }

    fn space(&mut self) {
        self.end_word();
        if self.text.len() > self.line_start && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        let (u, o) = (self.direction, self.origin);
        let corner = |along: f32, below: f32| {
            (
                o.x + u.x * along - u.y * below,
                o.y + u.y * along + u.x * below,
            )
        };
        let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        for (x, y) in [
            corner(word.from, word.top),
            corner(word.from, word.bottom),
            corner(word.to, word.top),
            corner(word.to, word.bottom),
        ] {
            bounds = [
                bounds[0].min(x),
                bounds[1].min(y),
                bounds[2].max(x),
                bounds[3].max(y),
            ];
        }
        self.words.push(bounds);
    }
}

/// Composes a spacing accent with the letter it is drawn over (TeX's OT1 encoding draws å as ring + a), in either order: the letter
/// and its glyph.
fn compose_pair(first: &Placed, second: &Placed) -> Option<(char, Placed)> {
    let (a, b) = (first.text.character()?, second.text.character()?);
    let (mark, base, accent, letter) = match (combining(a), combining(b)) {
        (Some(accent), None) => (first, second, accent, b),
        (None, Some(accent)) => (second, first, accent, a),
        _ => return None,
    };
    let composed = compose(letter, accent)?;
    let width = base.to - base.from;
    let centre = (mark.from + mark.to) / 2.0 - base.from;
    let over = centre > 0.1 * width
        && centre < 0.95 * width
        && (mark.below - base.below).abs() < 0.8 * base.size;
    over.then_some((composed, *base))
}

/// The combining mark of a spacing accent.
fn combining(accent: char) -> Option<char> {
    if accent.is_ascii_alphanumeric() {
        return None;
    }
    Some(match accent {
        '\u{2da}' | '\u{30a}' => '\u{30a}',
        '\u{a8}' | '\u{308}' => '\u{308}',
        '\u{b4}' | '\u{301}' => '\u{301}',
        '`' | '\u{300}' => '\u{300}',
        '^' | '\u{2c6}' | '\u{302}' => '\u{302}',
        '~' | '\u{2dc}' | '\u{303}' => '\u{303}',
        '\u{2c7}' | '\u{30c}' => '\u{30c}',
        '\u{b8}' | '\u{327}' => '\u{327}',
        _ => return None,
    })
}
