//! Which pieces go on along the same line, and which lines are drawn twice.

use rustc_hash::FxHashMap;

use super::shown::{Glyph, Piece, Point, Shown};

/// A gap this wide (em) is a new line: cells of a table row or columns set side by side.
const COLUMN_GAP: f32 = 12.0;
/// Runs of a baseline, and glyphs of a run, among which a twin is sought: bounds hostile files.
const NEARBY: usize = 64;
/// Share of the glyphs of a run that must have a twin already on the page for the run to be a shadow.
const SHADOW_SHARE: f32 = 0.8;

/// Pieces along one baseline: a range of [`Shown::pieces`].
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub first: u32,
    pub last: u32,
    start: Point,
    end: Point,
}

impl Run {
    pub(super) fn pieces<'s>(&self, shown: &'s Shown) -> &'s [Piece] {
        &shown.pieces[self.first as usize..self.last as usize]
    }

    fn glyphs<'s>(&self, shown: &'s Shown) -> impl Iterator<Item = (&'s Glyph, Point)> + Clone {
        self.pieces(shown).iter().flat_map(move |piece| {
            shown
                .of(piece)
                .iter()
                .map(move |glyph| (glyph, piece.point(glyph.at)))
        })
    }
}

/// Cuts the pieces of a page into runs.
pub(super) fn runs(shown: &Shown) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(shown.pieces.len() / 2);
    let mut before: Option<&Piece> = None;
    for (index, piece) in shown.pieces.iter().enumerate() {
        let Some(last) = shown.of(piece).last() else {
            continue;
        };
        let end = piece.point(last.at);
        match (before, runs.last_mut()) {
            (Some(previous), Some(run)) if continues(shown, previous, piece) => {
                run.last = index as u32 + 1;
                run.end = end;
            }
            _ => runs.push(Run {
                first: index as u32,
                last: index as u32 + 1,
                start: piece.origin,
                end,
            }),
        }
        before = Some(piece);
    }
    runs
}

fn continues(shown: &Shown, before: &Piece, piece: &Piece) -> bool {
    let (large, small) = (
        before.size.max(piece.size).max(1e-6),
        before.size.min(piece.size).max(1e-6),
    );
    let Some(last) = shown.of(before).last() else {
        return false;
    };
    let away = piece.origin.minus(before.origin);
    let along = away.dot(before.direction) - last.end();
    if before.direction.dot(piece.direction) <= 0.9
        || away.across(before.direction) > 0.6 * small.max(0.5 * large)
    {
        return false;
    }
    if along >= -large - last.advance.abs() {
        return along <= COLUMN_GAP * large;
    }
    // Words of a script written from right to left come one to the left of the other.
    let rtl = |piece: &Piece| shown.of(piece).iter().any(|glyph| glyph.text.is_rtl());
    let gap = shown
        .of(piece)
        .last()
        .map_or(0.0, |last| -away.dot(before.direction) - last.end());
    (rtl(before) || rtl(piece)) && gap > -0.3 * large && gap < 2.0 * large
}

/// Drops runs that print the same letters at the same places as another run: of the two, the one with fewer.
pub(super) fn without_shadows(shown: &Shown, runs: Vec<Run>) -> Vec<Run> {
    const NONE: u32 = u32::MAX;
    let mut newest: FxHashMap<i32, u32> = FxHashMap::default();
    // The run before each in its row, newest first.
    let mut older: Vec<u32> = Vec::with_capacity(runs.len());
    let mut shadow = vec![false; runs.len()];
    for (index, run) in runs.iter().enumerate() {
        let size = shown.pieces[run.first as usize].size;
        let row = (run.start.y / size.max(1.0)).round() as i32;
        'rows: for near in row.saturating_sub(1)..=row.saturating_add(1) {
            let mut other = newest.get(&near).copied().unwrap_or(NONE);
            for _ in 0..NEARBY {
                if other == NONE {
                    break;
                }
                let at = other as usize;
                if !shadow[at] && overlap(run, &runs[at], size) {
                    if doubles(shown, run, &runs[at], size) {
                        shadow[index] = true;
                        break 'rows;
                    }
                    if doubles(shown, &runs[at], run, size) {
                        shadow[at] = true;
                    }
                }
                other = older[at];
            }
        }
        older.push(newest.insert(row, index as u32).unwrap_or(NONE));
    }
    runs.into_iter()
        .zip(shadow)
        .filter_map(|(run, shadow)| (!shadow).then_some(run))
        .collect()
}

/// Whether two runs may stand on the same place: nearly all do not.
fn overlap(run: &Run, other: &Run, size: f32) -> bool {
    let reach = 0.2 * size;
    let span = |r: &Run, coordinate: fn(Point) -> f32| {
        let (a, b) = (coordinate(r.start), coordinate(r.end));
        (a.min(b) - reach, a.max(b) + reach)
    };
    [|p: Point| p.x, |p: Point| p.y].into_iter().all(|axis| {
        let ((a, b), (c, d)) = (span(run, axis), span(other, axis));
        a <= d && c <= b
    })
}

fn doubles(shown: &Shown, run: &Run, other: &Run, size: f32) -> bool {
    let reach = 0.2 * size;
    let mut twins = other.glyphs(shown);
    let (mut letters, mut found) = (0u32, 0u32);
    for (glyph, place) in run.glyphs(shown) {
        if glyph.text.is_space() {
            continue;
        }
        letters += 1;
        let mut rest = twins.clone();
        for _ in 0..NEARBY {
            let Some((twin, there)) = rest.next() else {
                break;
            };
            let away = there.minus(place);
            if twin.text == glyph.text && away.x.abs() < reach && away.y.abs() < reach {
                found += 1;
                twins = rest;
                break;
            }
        }
        // Most runs that overlap are no shadows: stop when it cannot be one any more.
        if letters > 16 && (found as f32) < 0.5 * letters as f32 {
            return false;
        }
    }
    letters > 0 && found as f32 >= SHADOW_SHARE * letters as f32
}
