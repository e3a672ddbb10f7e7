//! Glyphs in content order → printed lines with word boxes.
//!
//! Lines follow the order of the content stream, which is the reading order in nearly all files. A space is a gap wider than the
//! line's own letter spacing. Text drawn twice (bold by overprinting, shadows) is kept once; an accent drawn over a letter becomes
//! the letter with its accent. Grouping lines into paragraphs is not done here.

use rustc_hash::FxHashMap;
use unicode_normalization::char::compose;

use super::interpret::{Glyph, Shown};
use crate::extract::{Line, LineGeometry, Word};

/// A gap of this share of the font size is a space, when letters otherwise touch. Interword space in justified text shrinks to about
/// 0.2 em (pdfTeX's limit is 0.22), kerning stays below 0.1.
const SPACE_GAP: f32 = 0.13;
/// A gap this wide (em) is a new line: cells of a table row or columns set side by side.
const COLUMN_GAP: f32 = 12.0;
/// Runs of a baseline, and glyphs of a run, among which a twin is sought: bounds hostile files.
const NEARBY: usize = 64;
/// Share of the glyphs of a run that must have a twin already on the page for the run to be a shadow.
const SHADOW_SHARE: f32 = 0.8;

/// The lines of a page as printed.
#[derive(Default)]
pub(super) struct Printed {
    pub text: String,
    pub lines: Vec<Line>,
    pub words: Vec<Word>,
}

/// Sets the glyphs of a page as lines.
pub(super) fn lines(shown: &Shown) -> Printed {
    let runs = without_shadows(shown, runs(shown));
    let mut printed = Printed::default();
    for run in runs {
        set_run(shown, &run, &mut printed);
    }
    printed
}

/// Glyph indices of one run along a baseline.
type Run = Vec<u32>;

fn runs(shown: &Shown) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut previous: Option<Glyph> = None;
    for (index, glyph) in shown.glyphs.iter().enumerate() {
        let usable = glyph.start < glyph.end
            && [glyph.x, glyph.y, glyph.dx, glyph.dy, glyph.size]
                .iter()
                .all(|v| v.is_finite());
        if !usable {
            continue;
        }
        match previous {
            Some(before) if continues(&before, glyph) => {
                if let Some(run) = runs.last_mut() {
                    run.push(index as u32);
                }
            }
            _ => runs.push(vec![index as u32]),
        }
        previous = Some(*glyph);
    }
    runs
}

/// Unit vector of the writing direction and the length of the advance.
fn direction(glyph: &Glyph) -> (f32, f32, f32) {
    if glyph.dy == 0.0 && glyph.dx > 0.0 {
        return (1.0, 0.0, glyph.dx);
    }
    let length = glyph.dx.hypot(glyph.dy);
    if length > 1e-6 {
        (glyph.dx / length, glyph.dy / length, length)
    } else {
        (1.0, 0.0, 0.0)
    }
}

/// Gap along the baseline from the end of `before` to `glyph`, and the distance off the baseline.
fn gap(before: &Glyph, glyph: &Glyph) -> (f32, f32) {
    let (ux, uy, length) = direction(before);
    let (dx, dy) = (glyph.x - before.x, glyph.y - before.y);
    (dx * ux + dy * uy - length, (dx * uy - dy * ux).abs())
}

fn continues(before: &Glyph, glyph: &Glyph) -> bool {
    let (large, small) = (
        before.size.max(glyph.size).max(1e-6),
        before.size.min(glyph.size).max(1e-6),
    );
    let (along, across) = gap(before, glyph);
    let (ux, uy, length) = direction(before);
    let (vx, vy, _) = direction(glyph);
    let same_direction =
        ux * vx + uy * vy > 0.9 || length == 0.0 || glyph.dx.hypot(glyph.dy) < 1e-6;
    same_direction
        && across <= 0.6 * small.max(0.5 * large)
        && along >= -large - length
        && along <= COLUMN_GAP * large
}

/// Drops runs that print the same letters at the same places as an earlier run.
fn without_shadows(shown: &Shown, runs: Vec<Run>) -> Vec<Run> {
    let mut by_baseline: FxHashMap<i32, Vec<usize>> = FxHashMap::default();
    let mut kept: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        let first = &shown.glyphs[run[0] as usize];
        let row = (first.y / first.size.max(1.0)).round() as i32;
        let is_shadow = (row - 1..=row + 1)
            .filter_map(|r| by_baseline.get(&r))
            .flat_map(|runs| runs.iter().rev().take(NEARBY))
            .any(|&other| doubles(shown, &run, &kept[other]));
        if !is_shadow {
            by_baseline.entry(row).or_default().push(kept.len());
            kept.push(run);
        }
    }
    kept
}

fn doubles(shown: &Shown, run: &Run, other: &Run) -> bool {
    let glyph = |i: u32| &shown.glyphs[i as usize];
    let (first, start, end) = (
        glyph(run[0]),
        glyph(other[0]),
        glyph(other[other.len() - 1]),
    );
    let reach = 0.2 * first.size;
    // Level text on another line: nearly all candidates. (Sloping text is compared glyph by glyph.)
    if first.dy == 0.0 && start.dy == 0.0 && (first.y - start.y).abs() > reach {
        return false;
    }
    if first.x < start.x.min(end.x) - reach || first.x > start.x.max(end.x) + reach {
        return false;
    }
    let letters: Vec<u32> = run
        .iter()
        .copied()
        .filter(|&i| !text(shown, glyph(i)).trim().is_empty())
        .collect();
    let mut from = 0;
    let twins = letters
        .iter()
        .filter(|&&i| {
            let wanted = glyph(i);
            let found = other[from..].iter().take(NEARBY).position(|&o| {
                let twin = glyph(o);
                (twin.x - wanted.x).abs() < reach
                    && (twin.y - wanted.y).abs() < reach
                    && text(shown, twin) == text(shown, wanted)
            });
            from += found.unwrap_or(0);
            found.is_some()
        })
        .count();
    !letters.is_empty() && twins as f32 >= SHADOW_SHARE * letters.len() as f32
}

fn text<'s>(shown: &'s Shown, glyph: &Glyph) -> &'s str {
    &shown.text[glyph.start as usize..glyph.end as usize]
}

/// The gap (em) from which on this run has a space.
fn space_gap(shown: &Shown, run: &Run) -> f32 {
    let mut gaps: Vec<f32> = run
        .windows(2)
        .filter_map(|pair| {
            let (a, b) = (
                &shown.glyphs[pair[0] as usize],
                &shown.glyphs[pair[1] as usize],
            );
            // Only between letters: the dots that lead to a page number have gaps of their own.
            let letters = text(shown, a).ends_with(char::is_alphabetic)
                && text(shown, b).starts_with(char::is_alphabetic);
            letters.then(|| gap(a, b).0 / a.size.min(b.size).max(1e-6))
        })
        .collect();
    if gaps.len() < 6 {
        return SPACE_GAP;
    }
    let middle = gaps.len() / 2;
    let (_, median, _) = gaps.select_nth_unstable_by(middle, f32::total_cmp);
    SPACE_GAP + median.clamp(0.0, 1.0)
}

fn set_run(shown: &Shown, run: &Run, printed: &mut Printed) {
    let wide = space_gap(shown, run);
    let start = printed.text.len();
    let mut setter = Setter {
        printed,
        line_start: start,
        word: None,
        bounds: Bounds::default(),
    };
    let mut previous: Option<Glyph> = None;
    let (mut size, mut bold) = (0.0f32, 0usize);
    let mut rest = run
        .iter()
        .map(|&index| shown.glyphs[index as usize])
        .peekable();
    while let Some(mut glyph) = rest.next() {
        let mut glyph_text = text(shown, &glyph);
        let mut letter = [0; 4];
        if let Some((composed, base)) = rest.peek().and_then(|next| accented(shown, &glyph, next)) {
            glyph_text = composed.encode_utf8(&mut letter);
            glyph = base;
            rest.next();
        }
        if let Some(before) = previous {
            if is_double(shown, &before, &glyph) {
                continue;
            }
            let (along, across) = gap(&before, &glyph);
            let small = before.size.min(glyph.size).max(1e-6);
            if along > wide * small
                || (across > 0.3 * before.size.max(glyph.size) && along > 0.05 * small)
            {
                setter.space();
            }
        }
        setter.glyph(glyph_text, &glyph);
        size = size.max(glyph.size);
        bold += usize::from(glyph.bold);
        previous = Some(glyph);
    }
    setter.end_word();
    let bounds = setter.bounds;
    while printed.text.len() > start && printed.text.ends_with(' ') {
        printed.text.pop();
    }
    let end = printed.text.len();
    if end == start {
        return;
    }
    let first = &shown.glyphs[run[0] as usize];
    printed.text.push('\n');
    printed.lines.push(Line {
        start: start as u32,
        end: end as u32,
        geometry: Some(LineGeometry {
            x0: bounds.x0,
            y0: bounds.y0,
            x1: bounds.x1,
            y1: bounds.y1,
            size,
            bold: bold * 2 > run.len(),
            upright: direction(first).0 > 0.9,
        }),
        ..Line::default()
    });
}

/// A glyph printed again where it already stands: bold by overprinting.
fn is_double(shown: &Shown, before: &Glyph, glyph: &Glyph) -> bool {
    let reach = 0.12 * before.size.max(glyph.size);
    (glyph.x - before.x).abs() < reach
        && (glyph.y - before.y).abs() < reach
        && text(shown, before) == text(shown, glyph)
        && gap(before, glyph).0 < -0.5 * direction(before).2.max(0.2 * glyph.size)
}

#[derive(Clone, Copy)]
struct Bounds {
    x0: f32,
    y0: f32,
    x1: f32,
    y1: f32,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            x0: f32::MAX,
            y0: f32::MAX,
            x1: f32::MIN,
            y1: f32::MIN,
        }
    }
}

impl Bounds {
    /// Widens the bounds by a glyph, its height taken as 0.75 em above and 0.25 em below the baseline.
    fn add(&mut self, glyph: &Glyph) {
        let (ux, uy, _) = direction(glyph);
        let (up, down) = (0.75 * glyph.size, 0.25 * glyph.size);
        for (x, y) in [(glyph.x, glyph.y), (glyph.x + glyph.dx, glyph.y + glyph.dy)] {
            for side in [up, -down] {
                let (cx, cy) = (x + uy * side, y - ux * side);
                self.x0 = self.x0.min(cx);
                self.x1 = self.x1.max(cx);
                self.y0 = self.y0.min(cy);
                self.y1 = self.y1.max(cy);
            }
        }
    }

    fn merge(&mut self, other: &Bounds) {
        self.x0 = self.x0.min(other.x0);
        self.y0 = self.y0.min(other.y0);
        self.x1 = self.x1.max(other.x1);
        self.y1 = self.y1.max(other.y1);
    }
}

struct Setter<'p> {
    printed: &'p mut Printed,
    line_start: usize,
    word: Option<(usize, Bounds)>,
    bounds: Bounds,
}

impl Setter<'_> {
    fn glyph(&mut self, text: &str, glyph: &Glyph) {
        for character in text.chars() {
            if character.is_whitespace() || character < ' ' {
                self.space();
            } else {
                let at = self.printed.text.len();
                // A soft hyphen that is drawn is a hyphen; many fonts map their hyphen to it.
                self.printed.text.push(if character == '\u{ad}' {
                    '-'
                } else {
                    character
                });
                self.word
                    .get_or_insert((at, Bounds::default()))
                    .1
                    .add(glyph);
            }
        }
    }

    fn space(&mut self) {
        self.end_word();
        let text = &mut self.printed.text;
        if text.len() > self.line_start && !text.ends_with(' ') {
            text.push(' ');
        }
    }

    fn end_word(&mut self) {
        if let Some((start, bounds)) = self.word.take() {
            self.bounds.merge(&bounds);
            self.printed.words.push(Word {
                start: start as u32,
                end: self.printed.text.len() as u32,
                bounds: [bounds.x0, bounds.y0, bounds.x1, bounds.y1],
            });
        }
    }
}

/// Composes a spacing accent with the letter drawn under it (TeX's OT1 encoding draws å as ring + a): the letter and its glyph.
fn accented(shown: &Shown, mark: &Glyph, base: &Glyph) -> Option<(char, Glyph)> {
    let (accent, letter) = (single(text(shown, mark))?, single(text(shown, base))?);
    let composed = compose(letter, combining(accent)?)?;
    let (ux, uy, length) = direction(base);
    let centre = (mark.x - base.x) * ux + (mark.y - base.y) * uy + direction(mark).2 / 2.0;
    let across = (-(mark.x - base.x) * uy + (mark.y - base.y) * ux).abs();
    let over = centre > 0.1 * length && centre < 0.95 * length && across < 0.8 * base.size;
    over.then_some((composed, *base))
}

fn single(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// The combining mark of a spacing accent.
fn combining(accent: char) -> Option<char> {
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
