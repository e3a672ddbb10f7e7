//! Pieces of glyphs in content order → printed lines with word boxes.
//!
//! Lines follow the order of the content stream, which is the reading order in nearly all files; [`columns`] cuts and reorders rows
//! written across columns, [`bidi`] words written from right to left. A space is a gap wider than the
//! line's own letter spacing. Text drawn twice (bold by overprinting, shadows) is kept once; an accent drawn over a letter becomes
//! the letter with its accent. Grouping lines into paragraphs is not done here.

use super::bidi;
use super::columns::{self, Part};
use super::runs::{Run, runs, without_shadows};
use super::shown::{Shown, Texts};
use super::words::{Placed, Setter, closed_up, compose_pair, is_double};
use crate::extract::boxes::union;
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
    /// The gaps of each line.
    lines: Vec<Gaps>,
    letter_gaps: Vec<f32>,
    words: Vec<[f32; 4]>,
}

/// Sets what a page shows as lines.
pub(super) fn lines(shown: &Shown, texts: &Texts, scratch: &mut Scratch) -> Printed {
    let mut printed = Printed {
        text: String::with_capacity(shown.glyphs.len() * 5 / 4),
        ..Printed::default()
    };
    let runs = without_shadows(shown, runs(shown));
    scratch.placed.clear();
    scratch.lines.clear();
    let mut parts = Vec::with_capacity(runs.len());
    for (line, run) in runs.iter().enumerate() {
        let first = scratch.placed.len();
        let gaps = place(shown, run, &mut scratch.placed);
        if gaps.rtl {
            scratch.placed[first..].sort_by(|a, b| a.from.total_cmp(&b.from));
        }
        cut(
            shown,
            run,
            line,
            (&scratch.placed, first),
            &gaps,
            &mut parts,
        );
        scratch.lines.push(gaps);
    }
    for part in columns::arrange(parts) {
        set(shown, &runs[part.line], &part, texts, scratch, &mut printed);
    }
    printed
}

/// The gaps of a line, measured once.
struct Gaps {
    /// The widest between two visible glyphs, in em.
    widest: f32,
    /// The narrowest between words, in em, if there are at least two.
    narrowest: Option<f32>,
    /// Whether letters stand apart somewhere without a space between them.
    apart: bool,
    /// Whether some of it is written from right to left.
    rtl: bool,
}

/// Lays the glyphs of a run along one line and measures the gaps between them.
fn place(shown: &Shown, run: &Run, placed: &mut Vec<Placed>) -> Gaps {
    let line = &shown.pieces[run.first as usize];
    let (mut widest, mut narrowest, mut count) = (0.0f32, f32::MAX, 0);
    let (mut right, mut after_letter, mut apart, mut rtl) = (f32::MAX, false, false, false);
    for piece in run.pieces(shown) {
        let away = piece.origin.minus(line.origin);
        let (offset, size) = (away.dot(line.direction), piece.size);
        let below = away.y * line.direction.x - away.x * line.direction.y;
        let kerning = KERNING * size;
        placed.extend(shown.of(piece).iter().map(|glyph| {
            let (from, text) = (offset + glyph.at, glyph.text);
            let to = from + glyph.advance;
            if text.is_space() {
                after_letter = false;
            } else {
                if from - right > kerning {
                    apart |= after_letter && text.is_letter();
                    let gap = (from - right) / size.max(1e-6);
                    if gap > SPACE_GAP {
                        widest = widest.max(gap);
                        narrowest = narrowest.min(gap);
                        count += 1;
                    }
                }
                after_letter = text.is_letter();
                rtl |= text.is_rtl();
                right = to;
            }
            Placed {
                from,
                to,
                below,
                size,
                text,
                bold: piece.bold,
            }
        }));
    }
    Gaps {
        widest,
        narrowest: (count > 1).then_some(narrowest),
        apart,
        rtl,
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
    let narrowest = if start.is_level() {
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
    let (mut right, mut letters, mut digits) = (None, 0, 0);
    let is_mark = |letters: u32, digits: u32| letters < 3 || (letters < 5 && digits > 0);
    for (index, glyph) in placed.iter().enumerate().skip(first) {
        if glyph.text.is_space() {
            continue;
        }
        if right.is_none() {
            open.x0 = start.origin.x + glyph.from;
        } else if right.is_some_and(|right| glyph.from - right > narrowest * glyph.size) {
            open.last = index;
            open.is_mark = is_mark(letters, digits);
            parts.push(open);
            open = part(index);
            open.x0 = start.origin.x + glyph.from;
            (letters, digits) = (0, 0);
        }
        letters += u32::from(glyph.text.is_word());
        digits += u32::from(glyph.text.is_digit());
        right = Some(glyph.to);
        open.x1 = start.origin.x + glyph.to;
    }
    open.last = placed.len();
    open.is_mark = is_mark(letters, digits);
    parts.push(open);
}

/// The gap (em) from which on this line has a space.
fn space_gap(placed: &[Placed], gaps: &mut Vec<f32>) -> f32 {
    let letter = |p: &Placed| p.text.is_letter();
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
        lines,
        letter_gaps,
        words,
    } = scratch;
    let placed = &placed[part.first..part.last];
    let gaps = &lines[part.line];
    let wide = if gaps.apart {
        space_gap(placed, letter_gaps)
    } else {
        SPACE_GAP
    };
    let start = printed.text.len();
    words.clear();
    let mut setter = Setter {
        placed,
        text: &mut printed.text,
        words,
        line_start: start,
        origin: line.origin,
        direction: line.direction,
        word: None,
    };
    let mut previous: Option<usize> = None;
    let mut index = 0;
    while index < placed.len() {
        let (mut at, mut accented) = (index, None);
        index += 1;
        if let Some(next) = placed.get(index)
            && (placed[at].text.mark().is_some() || next.text.mark().is_some())
            && let Some((letter, second)) = compose_pair(&placed[at], next)
        {
            (at, accented) = (at + usize::from(second), Some(letter));
            index += 1;
        }
        let glyph = &placed[at];
        if glyph.text.is_space() && accented.is_none() {
            setter.space();
            previous = Some(at);
            continue;
        }
        if let Some(before) = previous.map(|before| &placed[before]) {
            let along = glyph.from - before.to;
            if along > 0.0 {
                let (small, large) = (before.size.min(glyph.size), before.size.max(glyph.size));
                let off = (glyph.below - before.below).abs();
                if along > wide * small || (off > 0.3 * large && along > 0.05 * small) {
                    setter.space();
                }
            } else if is_double(before, glyph) {
                continue;
            }
        }
        match accented.or(glyph.text.character()) {
            Some(character) => setter.character(character, at),
            None => {
                for character in texts.long(glyph.text).chars() {
                    if character.is_whitespace() || character < ' ' {
                        setter.space();
                    } else {
                        setter.character(character, at);
                    }
                }
            }
        }
        previous = Some(at);
    }
    setter.end_word();
    let (size, bold) = looks(placed);
    if let Some(line) = closed_up(&printed.text[start..], words, size) {
        printed.text.truncate(start);
        printed.text.push_str(&line);
    }
    if gaps.rtl {
        let line = bidi::logical(&printed.text[start..], words);
        printed.text.truncate(start);
        printed.text.push_str(&line);
    }
    end_line(printed, words, start, line.is_level(), size, bold);
}

/// The size of most of the letters of a line, and whether most are bold. Bullets, spaces and raised numbers say nothing.
fn looks(placed: &[Placed]) -> (f32, bool) {
    let (mut sizes, mut bold, mut all): (Vec<(f32, usize)>, usize, usize) = (Vec::new(), 0, 0);
    for same in placed.chunk_by(|a, b| (a.size - b.size).abs() < 0.01 && a.bold == b.bold) {
        let letters = same.iter().filter(|glyph| glyph.text.is_word()).count();
        all += letters;
        bold += if same[0].bold { letters } else { 0 };
        let known = sizes
            .iter()
            .position(|(size, _)| (size - same[0].size).abs() < 0.01);
        match known {
            Some(at) => sizes[at].1 += letters,
            None if sizes.len() < 16 => sizes.push((same[0].size, letters)),
            None => {}
        }
    }
    let most = |a: &&(f32, usize), b: &&(f32, usize)| a.1.cmp(&b.1).then(a.0.total_cmp(&b.0));
    let size = sizes.iter().max_by(most).map_or(0.0, |&(size, _)| size);
    let bold = if all == 0 {
        placed.iter().all(|glyph| glyph.bold)
    } else {
        bold * 2 > all
    };
    (size, bold)
}

fn end_line(
    printed: &mut Printed,
    words: &[[f32; 4]],
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
    let [x0, y0, x1, y1] = words.iter().copied().fold(words[0], union);
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
            x0,
            y0,
            x1,
            y1,
            size,
            bold,
            upright: level,
        }),
        ..Line::default()
    });
}
