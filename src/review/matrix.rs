//! A run with people's decisions over its suggestions: what reports show.

use std::collections::BTreeMap;

use super::{Act, CellName, Decision, Entry, Grounds, Journal, grounds};
use crate::classify::{Cell, Outcome};
use crate::corpus::PlanLevel;
use crate::run::Run;

/// A run and what people decided about its cells.
pub struct Matrix<'r> {
    /// The run.
    pub run: &'r Run,
    /// The decisions on each cell, in the order of [`Run::cells`].
    pub reviewed: Vec<Reviewed>,
    /// Decisions on cells that the run does not have.
    pub unplaced: Vec<CellName>,
}

/// The decisions on a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reviewed {
    /// The latest decision of each reviewer, the latest of all last.
    pub entries: Vec<Entry>,
    /// What has moved since the latest was made.
    pub changes: Vec<Change>,
}

/// What has moved since a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another document counts, or another file of it.
    Document,
    /// The hits that count are others, in the same files.
    Hits,
    /// The pack: from version to version.
    Pack(String, String),
    /// The rule: from version to version.
    Rule(String, String),
    /// The suggestion: from, to.
    Suggestion(Outcome, Outcome),
    /// A sentence cited for its hit stands with no hit of its page any more.
    Citation {
        /// The page cited.
        page: u32,
        /// The words.
        text: String,
    },
}

/// A sentence of the summary, counted over the municipalities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The row.
    pub level: PlanLevel,
    /// Municipalities.
    pub all: usize,
    /// Those with a plan in force, read or not.
    pub in_force: usize,
    /// Green ones.
    pub green: usize,
    /// Yellow ones.
    pub yellow: usize,
    /// Red ones.
    pub red: usize,
    /// Those of which the source does not say.
    pub unknown: usize,
}

impl<'r> Matrix<'r> {
    /// A run with the decisions that stand.
    pub fn new(run: &'r Run, journal: &Journal) -> Self {
        let mut by_cell: BTreeMap<CellName, Vec<&Entry>> = BTreeMap::new();
        for entry in journal.current() {
            if let Act::Decide(decision) = &entry.act {
                by_cell
                    .entry(decision.cell.clone())
                    .or_default()
                    .push(entry);
            }
        }
        let reviewed = |cell: &Cell| {
            let name = CellName::new(&cell.municipality, cell.level);
            let entries = by_cell.remove(&name).unwrap_or_default();
            let entries: Vec<Entry> = entries.into_iter().cloned().collect();
            let latest = entries.last().and_then(Entry::decision);
            let changes = latest.map(|decision| changes(run, cell, decision));
            Reviewed {
                changes: changes.unwrap_or_default(),
                entries,
            }
        };
        let reviewed = run.cells.iter().map(reviewed).collect();
        Matrix {
            reviewed,
            unplaced: by_cell.into_keys().collect(),
            run,
        }
    }

    /// The cells with what was decided about them.
    pub fn cells(&self) -> impl Iterator<Item = (&'r Cell, &Reviewed)> {
        self.run.cells.iter().zip(&self.reviewed)
    }

    /// The cell of the municipality and level at these places of [`Run::municipalities`] and [`PlanLevel::ALL`].
    pub fn at(&self, municipality: usize, level: usize) -> Option<(&'r Cell, &Reviewed)> {
        // Cells are kept by municipality and level.
        let index = municipality * PlanLevel::ALL.len() + level;
        let cell = self.run.cells.get(index)?;
        let whose = self.run.municipalities.get(municipality)?;
        let is = cell.municipality == *whose && cell.level == PlanLevel::ALL[level];
        is.then(|| (cell, &self.reviewed[index]))
    }

    /// What was decided about a cell.
    pub fn reviewed(&self, cell: &Cell) -> Option<&Reviewed> {
        let named = |(other, _): &(&Cell, &Reviewed)| {
            other.level == cell.level && other.municipality == cell.municipality
        };
        self.cells().find(named).map(|(_, reviewed)| reviewed)
    }

    /// Whether anything was decided.
    pub fn has_decisions(&self) -> bool {
        self.reviewed.iter().any(|cell| !cell.entries.is_empty())
    }

    /// The summary, a fact a level.
    pub fn facts(&self) -> Vec<Fact> {
        let fact = |level| {
            let of_level = self.cells().filter(|(cell, _)| cell.level == level);
            let outcomes: Vec<Outcome> = of_level
                .map(|(cell, reviewed)| {
                    let of = reviewed.outcome(cell);
                    // Where a folder could not be listed there may be a plan or none.
                    let hidden = of == Outcome::Unreadable && cell.document.is_none();
                    if hidden { Outcome::Unknown } else { of }
                })
                .collect();
            let count = |wanted| outcomes.iter().filter(|&&o| o == wanted).count();
            let (all, unknown) = (outcomes.len(), count(Outcome::Unknown));
            Fact {
                level,
                all,
                in_force: all - unknown - count(Outcome::NotFound),
                green: count(Outcome::Green),
                yellow: count(Outcome::Yellow),
                red: count(Outcome::Red),
                unknown,
            }
        };
        PlanLevel::ALL.map(fact).into()
    }
}

impl Reviewed {
    /// The decision that stands: the latest.
    pub fn decision(&self) -> Option<&Decision> {
        self.entries.last().and_then(Entry::decision)
    }

    /// What the matrix shows: the decision, or the suggestion where there is none.
    pub fn outcome(&self, cell: &Cell) -> Outcome {
        self.decision().map_or(cell.outcome, |d| d.decision)
    }

    /// Whether reviewers differ.
    pub fn is_disputed(&self) -> bool {
        let mut outcomes = self.entries.iter().filter_map(Entry::decision);
        let first = outcomes.next().map(|d| d.decision);
        outcomes.any(|d| Some(d.decision) != first)
    }
}

impl Entry {
    /// The decision, if it is one.
    pub fn decision(&self) -> Option<&Decision> {
        match &self.act {
            Act::Decide(decision) => Some(decision),
            Act::Undo { .. } => None,
        }
    }
}

fn changes(run: &Run, cell: &Cell, decision: &Decision) -> Vec<Change> {
    let now: Grounds = grounds(run, cell);
    let then = &decision.grounds;
    let mut changes = Vec::new();
    let files = |grounds: &Grounds| {
        let hashes = grounds.documents.iter().map(|(_, hash)| hash.clone());
        hashes.collect::<Vec<_>>()
    };
    let other_files = files(then) != files(&now);
    if other_files {
        changes.push(Change::Document);
    } else if then.hits != now.hits {
        changes.push(Change::Hits);
    }
    if then.pack != now.pack {
        let version = |pack: &[String; 3]| format!("{} {}", pack[0], pack[1]);
        let versions = (version(&then.pack), version(&now.pack));
        changes.push(Change::Pack(versions.0, versions.1));
    }
    if then.rule != now.rule {
        changes.push(Change::Rule(then.rule[0].clone(), now.rule[0].clone()));
    }
    if decision.suggestion != cell.outcome {
        changes.push(Change::Suggestion(decision.suggestion, cell.outcome));
    }
    if other_files || then.hits != now.hits {
        changes.extend(gone(run, cell, decision));
    }
    changes
}

/// The citations whose words stand with no hit of the page any more.
fn gone(run: &Run, cell: &Cell, decision: &Decision) -> Vec<Change> {
    let stands = |page: u32, text: &str| {
        let mut hits = run.counting(cell).flat_map(|document| &document.hits);
        hits.any(|hit| {
            hit.page.get() == page && {
                let sentence = hit.context();
                sentence.contains(text) || text.contains(&sentence)
            }
        })
    };
    let cited = decision.citations.iter().filter(|citation| citation.at_hit);
    cited
        .filter_map(|citation| Some((citation.page?, citation.text.clone())))
        .filter(|(page, text)| !stands(*page, text))
        .map(|(page, text)| Change::Citation { page, text })
        .collect()
}
