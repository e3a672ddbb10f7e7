//! Which document fills a cell, and why the others do not.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Colour, Gate, Verdict};
use crate::corpus::{Municipality, NotFound, PlanLevel, Status};

/// The outcome of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Good hits.
    Green,
    /// Few hits.
    Yellow,
    /// Little to trace.
    Red,
    /// No adopted plan in force is among the documents: the method's x.
    NotFound,
    /// There is a plan, and it could not be read well enough.
    Unreadable,
}

impl From<Colour> for Outcome {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Green => Outcome::Green,
            Colour::Yellow => Outcome::Yellow,
            Colour::Red => Outcome::Red,
        }
    }
}

/// One cell of the matrix: municipality × plan level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Whose.
    pub municipality: Municipality,
    /// Which row.
    pub level: PlanLevel,
    /// The outcome.
    pub outcome: Outcome,
    /// Index of the document that counts.
    pub document: Option<usize>,
    /// The other documents that claim the cell, and why they do not count.
    pub set_aside: Vec<SetAside>,
    /// Searches that found no plan, as stated in `plans.csv`.
    pub searched: Vec<NotFound>,
}

/// A document that claims a cell and does not fill it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Index of the document.
    pub document: usize,
    /// Why it does not count.
    pub reason: SetAsideReason,
}

/// Why a document does not fill its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetAsideReason {
    /// Its years are over.
    Expired,
    /// It is out for hearing.
    Hearing,
    /// It is a draft.
    Draft,
    /// Another document counts: adopted later, of a later period, or the fuller text of the same plan.
    Superseded,
}

/// A document that claims cells.
pub struct Claim<'d> {
    /// Index of the document.
    pub document: usize,
    /// Whose it is.
    pub municipality: &'d Municipality,
    /// The cell it claims.
    pub level: PlanLevel,
    /// Its standing on the day of the screening.
    pub status: Status,
    /// Day of adoption.
    pub adopted: Option<Date>,
    /// First year of its period.
    pub from: Option<i16>,
    /// Words read.
    pub words: usize,
    /// Its own verdict.
    pub verdict: &'d Verdict,
}

/// Fills the cells of all municipalities, in order of municipality and level.
pub fn fill(
    municipalities: &[Municipality],
    claims: &[Claim<'_>],
    searched: &[(Municipality, NotFound)],
) -> Vec<Cell> {
    let mut by_cell: BTreeMap<(&Municipality, PlanLevel), Vec<&Claim<'_>>> = BTreeMap::new();
    for claim in claims {
        let cell = (claim.municipality, claim.level);
        by_cell.entry(cell).or_default().push(claim);
    }
    let mut cells = Vec::with_capacity(municipalities.len() * PlanLevel::ALL.len());
    for municipality in municipalities {
        for level in PlanLevel::ALL {
            let claims = by_cell.remove(&(municipality, level)).unwrap_or_default();
            let found = |(whose, row): &&(Municipality, NotFound)| {
                whose == municipality && row.level == level
            };
            let searched = searched
                .iter()
                .filter(found)
                .map(|(_, row)| row.clone())
                .collect();
            cells.push(fill_one(municipality, level, claims, searched));
        }
    }
    cells
}

fn fill_one(
    municipality: &Municipality,
    level: PlanLevel,
    mut claims: Vec<&Claim<'_>>,
    searched: Vec<NotFound>,
) -> Cell {
    // Adopted before unknown, the latest adoption first, what could be read before what could not, the fullest text first.
    claims.sort_by_key(|c| {
        (
            c.status,
            Reverse(c.adopted),
            matches!(c.verdict, Verdict::CannotAssess(_)),
            Reverse(c.words),
            c.document,
        )
    });
    let aside = |claim: &Claim<'_>| match claim.status {
        Status::Expired => Some(SetAsideReason::Expired),
        Status::Hearing => Some(SetAsideReason::Hearing),
        Status::Draft => Some(SetAsideReason::Draft),
        Status::Adopted | Status::Unknown => None,
    };
    let mut in_force = claims
        .iter()
        .copied()
        .filter(|claim| aside(claim).is_none());
    let first = in_force.next();
    // A file that cannot be read cannot say that it is adopted: if it is of a later period, it may be the plan in force.
    let newer = in_force.find(|claim| {
        let unread = matches!(
            claim.verdict,
            Verdict::CannotAssess(Gate::File(_) | Gate::Unread { .. })
        );
        let start = first.and_then(|first| first.from.or(first.adopted.map(Date::year)));
        unread
            && claim
                .from
                .zip(start)
                .is_some_and(|(later, start)| later > start)
    });
    let counting = newer.or(first);
    let outcome = match counting.map(|claim| claim.verdict) {
        Some(Verdict::Colour(colour)) => Outcome::from(*colour),
        Some(Verdict::CannotAssess(_)) => Outcome::Unreadable,
        None => Outcome::NotFound,
    };
    let document = counting.map(|claim| claim.document);
    let others = claims
        .iter()
        .filter(|claim| Some(claim.document) != document);
    let set_aside = others
        .map(|claim| SetAside {
            document: claim.document,
            reason: aside(claim).unwrap_or(SetAsideReason::Superseded),
        })
        .collect();
    Cell {
        municipality: municipality.clone(),
        level,
        outcome,
        document,
        set_aside,
        searched,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim<'d>(
        document: usize,
        municipality: &'d Municipality,
        status: Status,
        adopted: &str,
        verdict: &'d Verdict,
    ) -> Claim<'d> {
        Claim {
            document,
            municipality,
            level: PlanLevel::Bolig,
            from: None,
            status,
            adopted: adopted.parse().ok(),
            words: 100,
            verdict,
        }
    }

    #[test]
    fn the_latest_adopted_plan_in_force_counts() {
        let whose = Municipality {
            name: "Vågan".into(),
            number: None,
            county: None,
        };
        let (green, red) = (Verdict::Colour(Colour::Green), Verdict::Colour(Colour::Red));
        let claims = [
            claim(0, &whose, Status::Hearing, "", &green),
            claim(1, &whose, Status::Adopted, "2016-02-01", &green),
            claim(2, &whose, Status::Adopted, "2024-02-01", &red),
            claim(3, &whose, Status::Expired, "2010-02-01", &green),
            claim(4, &whose, Status::Unknown, "", &green),
        ];
        let cells = fill(std::slice::from_ref(&whose), &claims, &[]);
        let cell = cells
            .iter()
            .find(|cell| cell.level == PlanLevel::Bolig)
            .expect("every level has a cell");
        assert_eq!(
            (cell.outcome, cell.document, cell.set_aside.len()),
            (Outcome::Red, Some(2), 4)
        );
        let only_hearing = fill(std::slice::from_ref(&whose), &claims[..1], &[]);
        assert!(
            only_hearing
                .iter()
                .all(|cell| cell.outcome == Outcome::NotFound)
        );
        assert_eq!(cells.len(), 9);
    }
}
