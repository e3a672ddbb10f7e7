//! Two runs side by side: which cells changed, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::{CellName, Matrix, Reviewed};
use crate::classify::{Cell, Measures, Outcome};
use crate::corpus::Municipality;
use crate::run::{Document, Run};

/// What changed between two runs.
pub struct Comparison {
    /// The cells that changed, by municipality and level.
    pub changes: Vec<CellChange>,
    /// Cells that both runs have and that did not change.
    pub unchanged: usize,
    /// What differs between the runs as wholes.
    pub between: Vec<Between>,
}

/// A difference between the runs as wholes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Between {
    /// The pack: identifier and version.
    Pack(String, String),
    /// The same pack and version with another text.
    PackText,
    /// The rule's version.
    Rule(String, String),
    /// The same version of the rule with other thresholds.
    RuleText,
    /// The program's version.
    Program(String, String),
    /// A municipality that only the later run has.
    NewMunicipality(String),
    /// A municipality that only the earlier run has.
    GoneMunicipality(String),
}

/// A cell that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct CellChange {
    /// The cell.
    pub cell: CellName,
    /// What the matrix showed before and shows now; `None` where the run has no such cell.
    pub outcomes: [Option<Outcome>; 2],
    /// What the machine suggested where a person decided.
    pub decided: [Option<Outcome>; 2],
    /// Why.
    pub reasons: Vec<Reason>,
    /// The measures before and now, where there are any.
    pub measures: [Option<Measures>; 2],
}

/// Why a cell changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A plan counts where none did: its path.
    NewDocument(String),
    /// A plan counts that was there before and did not: adopted since, or stated in `plans.csv`.
    CountsNow(String),
    /// Other parts or appendices are counted with the plan.
    OtherParts,
    /// No plan counts where one did.
    NoDocument(String),
    /// Another file counts: from, to.
    OtherDocument(String, String),
    /// The same file has other content.
    OtherText(String),
    /// The same content gives other hits or another colour: the pack, the rule or the program differs.
    OtherReading,
    /// There was and is no plan, and the outcome is another.
    NoPlan,
    /// A person decided, or decided otherwise.
    Decision,
    /// A person's decision no longer stands.
    NoDecision,
}

/// Compares two matrices, the earlier first.
pub fn compare(before: &Matrix<'_>, after: &Matrix<'_>) -> Comparison {
    let (old, new) = (by_name(before), by_name(after));
    let names: BTreeSet<&CellName> = old.keys().chain(new.keys()).collect();
    let (mut changes, mut unchanged) = (Vec::new(), 0);
    let mut between = between(before.run, after.run);
    let has = |run: &Run, name: &CellName| {
        let is = |m: &Municipality| CellName::new(m, name.level) == *name;
        run.municipalities.iter().any(is)
    };
    for name in names {
        let whole = match [before.run, after.run].map(|run| has(run, name)) {
            [false, true] => Some(Between::NewMunicipality(name.municipality.clone())),
            [true, false] => Some(Between::GoneMunicipality(name.municipality.clone())),
            _ => None,
        };
        if let Some(whole) = whole {
            // Said once, not for each of its cells.
            if between.last() != Some(&whole) {
                between.push(whole);
            }
            continue;
        }
        let sides = [(before.run, old.get(name)), (after.run, new.get(name))];
        match change(name, sides) {
            Some(change) => changes.push(change),
            None => unchanged += 1,
        }
    }
    Comparison {
        changes,
        unchanged,
        between,
    }
}

type Side<'m> = (&'m Cell, &'m Reviewed);

fn by_name<'m>(matrix: &'m Matrix<'_>) -> BTreeMap<CellName, Side<'m>> {
    let named = matrix.cells().map(|(cell, reviewed)| {
        (
            CellName::new(&cell.municipality, cell.level),
            (cell, reviewed),
        )
    });
    named.collect()
}

fn change(name: &CellName, sides: [(&Run, Option<&Side<'_>>); 2]) -> Option<CellChange> {
    let outcomes = sides.map(|(_, side)| side.map(|(cell, reviewed)| reviewed.outcome(cell)));
    let decided = sides.map(|(_, side)| side.and_then(|(_, r)| r.decision()));
    let decided = decided.map(|decision| decision.map(|d| d.suggestion));
    let reasons = reasons(sides);
    let same = outcomes[0] == outcomes[1] && reasons.is_empty();
    (!same).then(|| CellChange {
        cell: name.clone(),
        outcomes,
        decided,
        reasons,
        measures: sides.map(|(_, side)| {
            let assessment = side.and_then(|(cell, _)| cell.assessment.as_ref());
            assessment.map(|a| a.measures.clone())
        }),
    })
}

fn reasons(sides: [(&Run, Option<&Side<'_>>); 2]) -> Vec<Reason> {
    let [(old_run, old), (new_run, new)] = sides;
    let (Some((old_cell, old_reviewed)), Some((new_cell, new_reviewed))) = (old, new) else {
        // A municipality that one run lacks is told apart.
        return Vec::new();
    };
    let path = |document: &Document| document.path.to_string_lossy().replace('\\', "/");
    let mut reasons = Vec::new();
    let files = |run: &Run, cell: &Cell| {
        let hashes = run.counting(cell).skip(1).map(|d| d.hash.clone());
        hashes.collect::<Vec<_>>()
    };
    match (old_run.document(old_cell), new_run.document(new_cell)) {
        (None, Some(new)) => {
            let known = old_run.documents.iter().any(|old| old.hash == new.hash);
            let name = path(new);
            reasons.push(if known {
                Reason::CountsNow(name)
            } else {
                Reason::NewDocument(name)
            });
        }
        (Some(old), None) => reasons.push(Reason::NoDocument(path(old))),
        (Some(old), Some(new)) if old.path != new.path && old.hash != new.hash => {
            reasons.push(Reason::OtherDocument(path(old), path(new)));
        }
        (Some(old), Some(new)) if old.hash != new.hash => {
            reasons.push(Reason::OtherText(path(new)));
        }
        (Some(_), Some(_)) if files(old_run, old_cell) != files(new_run, new_cell) => {
            reasons.push(Reason::OtherParts);
        }
        _ => {}
    }
    if reasons.is_empty() && old_cell.outcome != new_cell.outcome {
        let none = old_cell.document.is_none() && new_cell.document.is_none();
        reasons.push(if none {
            Reason::NoPlan
        } else {
            Reason::OtherReading
        });
    }
    let said = |reviewed: &Reviewed| {
        let decision = reviewed.decision();
        decision.map(|d| (d.decision, d.reason.clone()))
    };
    match (said(old_reviewed), said(new_reviewed)) {
        (old, new) if old == new => {}
        (Some(_), None) => reasons.push(Reason::NoDecision),
        _ => reasons.push(Reason::Decision),
    }
    reasons
}

fn between(before: &Run, after: &Run) -> Vec<Between> {
    let mut between = Vec::new();
    let pack = |run: &Run| format!("{} {}", run.pack.id, run.pack.version);
    if pack(before) != pack(after) {
        between.push(Between::Pack(pack(before), pack(after)));
    } else if before.pack.hash != after.pack.hash {
        between.push(Between::PackText);
    }
    let version = |run: &Run| run.rule.version.clone();
    if version(before) != version(after) {
        between.push(Between::Rule(version(before), version(after)));
    } else if before.rule.hash() != after.rule.hash() {
        between.push(Between::RuleText);
    }
    if before.program != after.program {
        let versions = (before.program.clone(), after.program.clone());
        between.push(Between::Program(versions.0, versions.1));
    }
    between
}
