//! How well readers, and the machine, agree on the colour of the same cells.
//!
//! What: cross table, observed agreement and linearly weighted kappa of two raters,
//! ordinal alpha of any number, and a reproducible 95 % bootstrap interval of any of them.
//! What not: no reading of files, no judgement of what is good enough, and no
//! statement of who is right; agreement is not correctness.
//!
//! Everywhere a rating is a category index below [`CATEGORIES`], and any other index
//! panics; `None` means that the figure is undefined, never that it is zero.

use std::iter::Sum;

/// Number of categories, in order: 0 green, 1 yellow, 2 red.
pub const CATEGORIES: usize = 3;

/// One cell rated by two raters: the first rater's category, then the second's.
pub type Pair = [usize; 2];

/// A 95 % percentile interval, in the unit of the figure it was drawn from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The 2.5th percentile of the resampled figure.
    pub low: f64,
    /// The 97.5th percentile of the resampled figure.
    pub high: f64,
}

/// Number of cells by category: rows are the first rater's, columns the second's.
#[must_use]
pub fn table(pairs: &[Pair]) -> [[usize; CATEGORIES]; CATEGORIES] {
    let mut table = [[0; CATEGORIES]; CATEGORIES];
    for &[first, second] in pairs {
        table[first][second] += 1;
    }
    table
}

/// Share of the cells, 0 to 1, given the same category by both raters; `None` without pairs.
///
/// Not corrected for chance: where nearly all cells are green it is high by itself.
#[must_use]
pub fn observed(pairs: &[Pair]) -> Option<f64> {
    let table = table(pairs);
    let equal: usize = (0..CATEGORIES).map(|same| table[same][same]).sum();
    (!pairs.is_empty()).then(|| real(equal) / real(pairs.len()))
}

/// Cohen's kappa with linear weights, -1 to 1: 1 is full agreement, 0 that of chance.
///
/// The agreement weight is 1 - |i - j| / 2, so yellow against red counts half of
/// green against red. `None` without pairs, and when both raters used one and the
/// same category throughout (no disagreement is then expected by chance).
///
/// Source: J. Cohen, «Weighted kappa», Psychological Bulletin 70 (1968), 213–220.
#[must_use]
pub fn weighted_kappa(pairs: &[Pair]) -> Option<f64> {
    let table = table(pairs);
    let rows = table.map(|row| row.iter().sum::<usize>());
    let columns: [usize; CATEGORIES] =
        std::array::from_fn(|column| table.iter().map(|row| row[column]).sum());
    let observed: usize = total(|row, column| row.abs_diff(column) * table[row][column]);
    let expected = total(|row, column| row.abs_diff(column) * rows[row] * columns[column]);
    (expected > 0).then(|| 1.0 - real(pairs.len() * observed) / real(expected))
}

/// Krippendorff's alpha with the ordinal metric: 1 is full agreement, 0 that of
/// chance, below 0 systematic disagreement.
///
/// Each unit holds the ratings of one cell, in any order, without the missing
/// ones; units with fewer than two are ignored. `None` when no unit is left or
/// all ratings left are of one category (agreement cannot be told from habit).
///
/// Source: K. Krippendorff, «Computing Krippendorff's Alpha-Reliability» (2011).
#[must_use]
pub fn alpha(units: &[Vec<usize>]) -> Option<f64> {
    let pairable: Vec<_> = units.iter().filter(|unit| unit.len() > 1).collect();
    let totals = counts(pairable.iter().copied().flatten());
    let ratings: usize = totals.iter().sum();
    let expected = disagreement(&totals, &totals);
    let within = pairable
        .iter()
        .map(|unit| disagreement(&counts(unit.iter()), &totals) / real(unit.len() - 1))
        .sum::<f64>();
    (expected > 0.0).then(|| 1.0 - real(ratings - 1) * within / expected)
}

/// 95 % percentile bootstrap of `figure` over 2000 resamples of whole units
/// with replacement; the same units in the same order always give the same interval.
///
/// A unit is what was drawn independently: where cells of one document depend on each
/// other, let the document be the unit. Resamples where the figure is undefined are skipped.
/// `None` with fewer than two units, or when fewer than half of the resamples are defined.
///
/// The interval knows nothing of disagreement not yet seen: with full agreement it has
/// no width, and with fewer than about 50 units, nearly all green, it is far too narrow.
///
/// Source: B. Efron and R. Tibshirani, «An Introduction to the Bootstrap» (1993), chapter 13.
#[must_use]
pub fn bootstrap<T: Clone>(units: &[T], figure: impl Fn(&[T]) -> Option<f64>) -> Option<Interval> {
    const RESAMPLES: usize = 2000;
    if units.len() < 2 {
        return None;
    }
    let mut random = SplitMix64(2026);
    let mut values: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| figure(&random.resample(units)))
        .collect();
    values.sort_by(f64::total_cmp);
    (2 * values.len() >= RESAMPLES).then(|| Interval {
        low: fortieth(&values, 1),
        high: fortieth(&values, 39),
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}

/// Sum of `part` over all combinations of two categories.
fn total<S: Sum>(part: impl Fn(usize, usize) -> S) -> S {
    let cell = |index: usize| part(index / CATEGORIES, index % CATEGORIES);
    (0..CATEGORIES * CATEGORIES).map(cell).sum()
}

fn counts<'a>(ratings: impl Iterator<Item = &'a usize>) -> [usize; CATEGORIES] {
    let mut counts = [0; CATEGORIES];
    for &category in ratings {
        counts[category] += 1;
    }
    counts
}

/// Sum of squared ordinal distances over all ordered pairs of ratings in `counts`.
fn disagreement(counts: &[usize; CATEGORIES], totals: &[usize; CATEGORIES]) -> f64 {
    total(|a, b| real(counts[a] * counts[b]) * ordinal_distance(totals, a, b).powi(2))
}

/// Number of ratings from the middle of category `a` to the middle of category `b`.
fn ordinal_distance(totals: &[usize; CATEGORIES], a: usize, b: usize) -> f64 {
    let span: usize = totals[a.min(b)..=a.max(b)].iter().sum();
    real(span) - real(totals[a] + totals[b]) / 2.0
}

/// The `part`/40 quantile of sorted, non-empty values, interpolated linearly between neighbours.
fn fortieth(sorted: &[f64], part: usize) -> f64 {
    let position = (sorted.len() - 1) * part;
    let (below, above) = (sorted[position / 40], sorted[position.div_ceil(40)]);
    below + (above - below) * real(position % 40) / 40.0
}

/// Source: Steele, Lea and Flood, «Fast splittable pseudorandom number generators» (2014).
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("a length fits in 64 bits");
        usize::try_from(self.next() % bound).expect("a remainder is below a length")
    }

    fn resample<T: Clone>(&mut self, units: &[T]) -> Vec<T> {
        let mut draw = || units[self.below(units.len())].clone();
        units.iter().map(|_| draw()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One word per cell, one digit per rating; `-` for a cell without ratings.
    fn units(text: &str) -> Vec<Vec<usize>> {
        let unit = |word: &str| word.chars().filter_map(|digit| "012".find(digit)).collect();
        text.split_whitespace().map(unit).collect()
    }

    fn pairs(text: &str) -> Vec<Pair> {
        let pair = |unit: Vec<usize>| unit.try_into().expect("two ratings a cell");
        units(text).into_iter().map(pair).collect()
    }

    /// Observed agreement, weighted kappa and alpha of the same pairs.
    fn figures(text: &str) -> [Option<f64>; 3] {
        let (cells, units) = (pairs(text), units(text));
        [observed(&cells), weighted_kappa(&cells), alpha(&units)]
    }

    fn assert_close(actual: Option<f64>, expected: f64) {
        let deviation = (actual.expect("the figure is defined") - expected).abs();
        assert!(deviation < 1e-9, "{actual:?} is not {expected}");
    }

    #[test]
    fn table_has_the_first_rater_in_rows() {
        let expected = [[1, 0, 2], [0, 0, 0], [0, 1, 0]];
        assert_eq!(table(&pairs("00 02 02 21")), expected);
    }

    #[test]
    fn kappa_equals_scikit_learn() {
        let kappa = |text| weighted_kappa(&pairs(text));
        assert_close(kappa("00 00 01 11 12 22"), 0.625);
        assert_close(kappa("00 00 00 00 02 11 10 22 21 22"), 0.565_217_391_3);
        assert_close(kappa("02 20 11 02 20 01"), -0.588_235_294_1);
    }

    #[test]
    fn alpha_with_missing_ratings_equals_the_krippendorff_package() {
        let alpha = |text| alpha(&units(text));
        assert_close(alpha("000 01 112 22 0 - 12"), 0.656_25);
        assert_close(alpha("012 021 10 2 - 22"), 0.112_244_898_0);
        assert_eq!(alpha("0 - 1"), None);
    }

    #[test]
    fn edge_cases_are_exact_or_undefined() {
        assert_eq!(figures("00 11 22"), [Some(1.0); 3]);
        assert_eq!(figures("02 20"), [Some(0.0), Some(-1.0), Some(-0.5)]);
        assert_eq!(figures("02"), [Some(0.0); 3]);
        assert_eq!(figures("00 00 00"), [Some(1.0), None, None]);
        assert_eq!(figures(""), [None; 3]);
    }

    #[test]
    fn interval_equals_numpy_percentiles_of_the_same_resamples() {
        let interval = bootstrap(&units("0000 0001 111 1 12 222 2221 02 - 00"), alpha);
        assert_close(interval.map(|found| found.low), -0.113_058_005_6);
        assert_close(interval.map(|found| found.high), 0.938_175_364_8);
    }

    #[test]
    fn interval_needs_two_units_and_half_of_the_resamples() {
        let interval = |text| bootstrap(&pairs(text), weighted_kappa);
        assert_eq!(interval("02"), None);
        assert_eq!(interval("00 00 00"), None);
        assert!(interval("00 00 00 22").is_some_and(|found| found.low >= 1.0));
        let defined = |tenths| move |drawn: &[i32]| (drawn[0] < tenths).then_some(1.0);
        let tenths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        assert!(bootstrap(&tenths, defined(4)).is_none());
        assert!(bootstrap(&tenths, defined(6)).is_some());
    }
}
