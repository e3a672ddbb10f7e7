//! Thresholds fitted to what people decided.
//!
//! A fit is a proposal with its evidence: how it would have done on cells it had not seen (leave-one-out), and which cells would
//! change. Nothing here changes a pack.

use super::agreement::{self, Pair};
use super::raters::colour;
use super::{CellName, Matrix};
use crate::classify::{self, Assessment, Colour, Outcome};
use crate::corpus::PlanLevel;
use crate::terms::{Rule, Thresholds, Ways};

/// Fewer cells than this do not carry a fit (METHOD D3, step 9).
pub const FEWEST_CELLS: usize = 30;

/// What came of a fit.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The rule with the fitted thresholds.
    pub rule: Rule,
    /// Cells it was fitted to.
    pub cells: usize,
    /// Linear-weighted kappa of the present rule with the decisions.
    pub now: Option<f64>,
    /// The same of the fitted rule, on the cells it was fitted to.
    pub fitted: Option<f64>,
    /// The same on each cell by the rule fitted to the others.
    pub left_out: Option<f64>,
    /// Cells that the fitted rule would colour otherwise than the present one: now, fitted, decided.
    pub flips: Vec<(CellName, [Outcome; 3])>,
    /// Thresholds that moved.
    pub moves: Vec<Move>,
}

/// A threshold that moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The level, if it is one of its own.
    pub level: Option<PlanLevel>,
    /// The list of ways: `green`, `green_short` or `yellow`.
    pub colour: &'static str,
    /// Which of them, from 1.
    pub way: usize,
    /// The measure.
    pub measure: &'static str,
    /// From, to.
    pub values: [usize; 2],
}

/// A cell that was measured and decided.
struct Sample {
    cell: CellName,
    assessment: Assessment,
    decided: usize,
}

/// Where a threshold stands in a rule.
#[derive(Clone, Copy, Debug)]
struct Knob {
    level: Option<PlanLevel>,
    list: usize,
    way: usize,
    measure: usize,
}

const LISTS: [&str; 3] = ["green", "green_short", "yellow"];

/// Fits the thresholds of a run's rule to the decisions on its cells.
pub fn fit(matrix: &Matrix<'_>) -> Fit {
    let rule = &matrix.run.rule;
    let samples: Vec<Sample> = matrix.cells().filter_map(sample).collect();
    let all: Vec<&Sample> = samples.iter().collect();
    let fitted = fitted(rule, &all);
    let left_out: Vec<Pair> = (0..all.len())
        .map(|out| {
            let mut others = all.clone();
            let left = others.remove(out);
            let rule = self::fitted(rule, &others);
            [coloured(&rule, left), left.decided]
        })
        .collect();
    let flips = all.iter().filter_map(|sample| {
        let (before, after) = (coloured(rule, sample), coloured(&fitted, sample));
        let outcomes = [before, after, sample.decided].map(outcome);
        (before != after).then(|| (sample.cell.clone(), outcomes))
    });
    Fit {
        cells: all.len(),
        now: agreement::weighted_kappa(&pairs(rule, &all)),
        fitted: agreement::weighted_kappa(&pairs(&fitted, &all)),
        left_out: agreement::weighted_kappa(&left_out),
        flips: flips.collect(),
        moves: moves(rule, &fitted),
        rule: fitted,
    }
}

fn sample((cell, reviewed): (&classify::Cell, &super::Reviewed)) -> Option<Sample> {
    let decided = colour(reviewed.decision()?.decision)?;
    colour(cell.outcome)?;
    Some(Sample {
        cell: CellName::new(&cell.municipality, cell.level),
        assessment: cell.assessment.clone()?,
        decided,
    })
}

fn coloured(rule: &Rule, sample: &Sample) -> usize {
    let ways = rule.ways(Some(sample.cell.level));
    let assessment = &sample.assessment;
    match classify::colour(ways, &assessment.measures, assessment.short) {
        Colour::Green => 0,
        Colour::Yellow => 1,
        Colour::Red => 2,
    }
}

fn outcome(colour: usize) -> Outcome {
    [Outcome::Green, Outcome::Yellow, Outcome::Red][colour]
}

fn pairs(rule: &Rule, samples: &[&Sample]) -> Vec<Pair> {
    samples
        .iter()
        .map(|sample| [coloured(rule, sample), sample.decided])
        .collect()
}

/// How far a rule is from the decisions: 2 for neighbouring colours, 5 for green against red, which must not happen.
fn distance(rule: &Rule, samples: &[&Sample]) -> usize {
    let apart = |[a, b]: Pair| match a.abs_diff(b) {
        2 => 5,
        steps => 2 * steps,
    };
    pairs(rule, samples).into_iter().map(apart).sum()
}

/// All thresholds of a list are made stricter or milder together, then one after the other is moved, each to where the rule is nearest
/// to the decisions; of equal places to the one nearest to where it was. Ends when no move helps.
fn fitted(rule: &Rule, samples: &[&Sample]) -> Rule {
    /// Rounds over all thresholds; more have never moved anything.
    const ROUNDS: usize = 5;
    let knobs = knobs(rule);
    let mut best = Best {
        score: distance(rule, samples),
        rule: rule.clone(),
        samples,
    };
    for _ in 0..ROUNDS {
        let before = best.score;
        for list in knobs.chunk_by(|a, b| (a.level, a.list) == (b.level, b.list)) {
            best.scale(list);
        }
        for knob in &knobs {
            best.turn(*knob);
        }
        if best.score == before {
            break;
        }
    }
    best.rule
}

/// The best rule found so far.
struct Best<'s> {
    rule: Rule,
    score: usize,
    samples: &'s [&'s Sample],
}

impl Best<'_> {
    fn offer(&mut self, rule: Rule) {
        let score = distance(&rule, self.samples);
        if score < self.score {
            (self.rule, self.score) = (rule, score);
        }
    }

    /// Tries all thresholds of a list in halves: 3 halves, double, 3 times, half.
    fn scale(&mut self, list: &[Knob]) {
        let from = self.rule.clone();
        for halves in [3, 4, 6, 1] {
            let mut scaled = from.clone();
            for knob in list {
                let value = knob.of(&mut scaled);
                *value = (*value * halves).div_ceil(2);
            }
            self.offer(scaled);
        }
    }

    /// Tries all values of a threshold up to twice its own.
    fn turn(&mut self, knob: Knob) {
        let from = *knob.of(&mut self.rule);
        let mut places: Vec<usize> = (1..=2 * from + 2).collect();
        places.sort_by_key(|place| place.abs_diff(from));
        for place in places {
            let mut turned = self.rule.clone();
            *knob.of(&mut turned) = place;
            self.offer(turned);
        }
    }
}

/// The thresholds of a rule that ask for something.
fn knobs(rule: &Rule) -> Vec<Knob> {
    let levels = rule.levels.keys().copied().map(Some);
    let mut knobs = Vec::new();
    for level in std::iter::once(None).chain(levels) {
        let ways = level.map_or(&rule.ways, |level| &rule.levels[&level]);
        for (list, ways) in lists(ways).into_iter().enumerate() {
            for (way, thresholds) in ways.iter().enumerate() {
                let asked = thresholds.values().into_iter().enumerate();
                let asked = asked.filter(|&(_, value)| value > 0);
                knobs.extend(asked.map(|(measure, _)| Knob {
                    level,
                    list,
                    way,
                    measure,
                }));
            }
        }
    }
    knobs
}

fn lists(ways: &Ways) -> [&Vec<Thresholds>; 3] {
    [&ways.green, &ways.green_short, &ways.yellow]
}

impl Knob {
    fn of(self, rule: &mut Rule) -> &mut usize {
        let ways = match self.level {
            Some(level) => rule.levels.get_mut(&level).expect("a knob of this rule"),
            None => &mut rule.ways,
        };
        let list = match self.list {
            0 => &mut ways.green,
            1 => &mut ways.green_short,
            _ => &mut ways.yellow,
        };
        list[self.way].values_mut()[self.measure]
    }
}

fn moves(before: &Rule, after: &Rule) -> Vec<Move> {
    let knobs = knobs(before);
    let (mut before, mut after) = (before.clone(), after.clone());
    let moved = |knob: Knob| {
        let values = [*knob.of(&mut before), *knob.of(&mut after)];
        (values[0] != values[1]).then(|| Move {
            level: knob.level,
            colour: LISTS[knob.list],
            way: knob.way + 1,
            measure: Thresholds::NAMES[knob.measure],
            values,
        })
    };
    knobs.into_iter().filter_map(moved).collect()
}
