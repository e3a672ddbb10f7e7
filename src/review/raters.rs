//! Who rated what: the decisions that stand → pairs of ratings, person by person and against the machine.

use std::collections::{BTreeMap, BTreeSet};

use super::agreement::{self, CATEGORIES, Interval, Pair};
use super::{Act, CellName, Entry, Journal};
use crate::classify::Outcome;
use crate::run::Run;

/// The machine, among the raters.
pub const MACHINE: &str = "planlys";

/// How two raters agree.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The two.
    pub raters: [String; 2],
    /// Cells by colour: rows are the first rater's, columns the second's.
    pub table: [[usize; CATEGORIES]; CATEGORIES],
    /// Cells that both coloured.
    pub cells: usize,
    /// Share of the cells with the same colour, 0–1.
    pub observed: Option<f64>,
    /// Cohen's kappa with linear weights, and its interval.
    pub kappa: Figure,
    /// Krippendorff's alpha, ordinal, and its interval.
    pub alpha: Figure,
    /// Where they differ.
    pub differences: Vec<Difference>,
}

/// A figure with its 95 % interval; `None` where it cannot be computed.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// The figure.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
}

/// A cell on which two raters differ.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The cell.
    pub cell: CellName,
    /// What each said.
    pub outcomes: [Outcome; 2],
    /// The decisions of those who are people.
    pub entries: [Option<Entry>; 2],
}

/// All comparisons: of each two people, and of the machine with each; and the alpha of all people together.
pub struct Agreement {
    /// Two by two, people first.
    pub comparisons: Vec<Comparison>,
    /// Alpha over all people, if there are more than two.
    pub everyone: Option<Figure>,
    /// Cells with a decision that is not one of the three colours: not compared.
    pub uncoloured: usize,
}

struct Ratings {
    by_cell: BTreeMap<CellName, BTreeMap<String, Entry>>,
    suggestions: BTreeMap<CellName, Outcome>,
}

/// Compares the decisions that stand with each other and with the suggestions of a run.
pub fn compare(run: &Run, journal: &Journal) -> Agreement {
    let mut ratings = Ratings {
        by_cell: BTreeMap::new(),
        suggestions: BTreeMap::new(),
    };
    for cell in &run.cells {
        let name = CellName::new(&cell.municipality, cell.level);
        ratings.suggestions.insert(name, cell.outcome);
    }
    let (mut people, mut uncoloured) = (BTreeSet::new(), 0);
    for entry in journal.current() {
        let Act::Decide(decision) = &entry.act else {
            continue;
        };
        let Some(of_cell) = colour(decision.decision)
            .map(|_| ratings.by_cell.entry(decision.cell.clone()).or_default())
        else {
            uncoloured += 1;
            continue;
        };
        people.insert(entry.reviewer.clone());
        of_cell.insert(entry.reviewer.clone(), entry.clone());
    }
    let people: Vec<String> = people.into_iter().collect();
    let mut comparisons = Vec::new();
    for (index, first) in people.iter().enumerate() {
        for second in &people[index + 1..] {
            comparisons.push(ratings.compare(first, second));
        }
    }
    comparisons.extend(people.iter().map(|person| ratings.compare(MACHINE, person)));
    Agreement {
        everyone: (people.len() > 2).then(|| ratings.everyone()),
        comparisons,
        uncoloured,
    }
}

impl Ratings {
    fn of(&self, rater: &str, cell: &CellName) -> Option<(Outcome, Option<Entry>)> {
        if rater == MACHINE {
            return self.suggestions.get(cell).map(|&outcome| (outcome, None));
        }
        let entry = self.by_cell.get(cell)?.get(rater)?;
        let decision = entry.decision()?;
        Some((decision.decision, Some(entry.clone())))
    }

    fn compare(&self, first: &str, second: &str) -> Comparison {
        let (mut pairs, mut differences): (Vec<Pair>, Vec<Difference>) = (Vec::new(), Vec::new());
        for cell in self.by_cell.keys() {
            let both = self.of(first, cell).zip(self.of(second, cell));
            let Some(((a, by_a), (b, by_b))) = both else {
                continue;
            };
            let Some((x, y)) = colour(a).zip(colour(b)) else {
                continue;
            };
            pairs.push([x, y]);
            if x != y {
                differences.push(Difference {
                    cell: cell.clone(),
                    outcomes: [a, b],
                    entries: [by_a, by_b],
                });
            }
        }
        let units: Vec<Vec<usize>> = pairs.iter().map(|pair| pair.to_vec()).collect();
        Comparison {
            raters: [first.to_owned(), second.to_owned()],
            table: agreement::table(&pairs),
            cells: pairs.len(),
            observed: agreement::observed(&pairs),
            kappa: Figure {
                value: agreement::weighted_kappa(&pairs),
                interval: agreement::bootstrap(&pairs, agreement::weighted_kappa),
            },
            alpha: alpha(&units),
            differences,
        }
    }

    fn everyone(&self) -> Figure {
        let ratings = |of_cell: &BTreeMap<String, Entry>| {
            let decisions = of_cell.values().filter_map(Entry::decision);
            decisions.filter_map(|d| colour(d.decision)).collect()
        };
        let units: Vec<Vec<usize>> = self.by_cell.values().map(ratings).collect();
        alpha(&units)
    }
}

fn alpha(units: &[Vec<usize>]) -> Figure {
    Figure {
        value: agreement::alpha(units),
        interval: agreement::bootstrap(units, agreement::alpha),
    }
}

/// The category of an outcome that is a colour.
pub fn colour(outcome: Outcome) -> Option<usize> {
    match outcome {
        Outcome::Green => Some(0),
        Outcome::Yellow => Some(1),
        Outcome::Red => Some(2),
        Outcome::NotFound | Outcome::Unreadable | Outcome::Unknown => None,
    }
}
