//! Which document fills a cell, and why the others do not.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Assessment, Basis, Colour, Gate, Verdict, assess_together};
use crate::corpus::{Municipality, NotFound, Period, PlanLevel, Status};
use crate::terms::Rule;

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
    /// The source of a table does not say.
    Unknown,
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
    /// The other files of the same plan: parts and appendices, counted with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<usize>,
    /// What counts, against the rule of this level.
    #[serde(default)]
    pub assessment: Option<Assessment>,
    /// The other documents that claim the cell, and why they do not count.
    pub set_aside: Vec<SetAside>,
    /// Searches that found no plan, as stated in `plans.csv`.
    pub searched: Vec<NotFound>,
}

impl Cell {
    /// A cell of which nothing is known.
    pub fn empty(municipality: Municipality, level: PlanLevel, outcome: Outcome) -> Self {
        Cell {
            municipality,
            level,
            outcome,
            document: None,
            parts: Vec::new(),
            assessment: None,
            set_aside: Vec::new(),
            searched: Vec::new(),
        }
    }

    /// The documents that count, the main one first.
    pub fn counting(&self) -> impl Iterator<Item = usize> {
        self.document.into_iter().chain(self.parts.iter().copied())
    }
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
    /// It was adopted after the day of the screening.
    Later,
    /// Nothing says that it is adopted, and the plan that counts is.
    NotKnownAdopted,
    /// The plan that counts was adopted later.
    AdoptedEarlier,
    /// The plan that counts is of a later period.
    EarlierPeriod,
    /// It is a part or an appendix of another plan.
    Part,
    /// It is a joint plan, and the municipality has its own.
    Joint,
    /// It could not be read; the plan that counts could.
    Unread,
    /// It is as good as the plan that counts, which has more text.
    LessText,
}

impl SetAsideReason {
    /// Whether another plan counts in its place; otherwise its own standing keeps it out.
    pub fn is_superseded(self) -> bool {
        !matches!(
            self,
            Self::Expired | Self::Hearing | Self::Draft | Self::Later
        )
    }
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
    /// Its period.
    pub period: Option<Period>,
    /// Whether its name says that it is a part or an appendix of a plan.
    pub is_part: bool,
    /// Whether it is a joint plan that lies with another municipality.
    pub is_of_others: bool,
    /// What the rule needs of it beside its hits.
    pub basis: Basis,
    /// Its own assessment.
    pub assessment: &'d Assessment,
}

/// Fills the cells of all municipalities, in order of municipality and level.
pub fn fill(
    rule: &Rule,
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
            let mut cell = fill_one(rule, municipality, level, claims);
            let found = |(whose, row): &&(Municipality, NotFound)| {
                whose == municipality && row.level == level
            };
            let found = searched.iter().filter(found);
            cell.searched = found.map(|(_, row)| row.clone()).collect();
            cells.push(cell);
        }
    }
    cells
}

fn fill_one(
    rule: &Rule,
    municipality: &Municipality,
    level: PlanLevel,
    mut claims: Vec<&Claim<'_>>,
) -> Cell {
    // Adopted before unknown, whole plans before parts, the latest period or adoption first, a municipality's own before joint ones,
    // what could be read before what could not, the fullest text first.
    claims.sort_by_key(|c| {
        (
            c.status,
            c.is_part,
            Reverse(c.starts()),
            Reverse(c.adopted),
            c.is_of_others,
            c.is_unassessed(),
            Reverse(c.basis.words),
            c.document,
        )
    });
    let mut cell = Cell::empty(municipality.clone(), level, Outcome::NotFound);
    let counting = counting(&claims);
    let mut parts: Vec<&Claim<'_>> = Vec::new();
    if let Some(counting) = counting {
        let others = claims
            .iter()
            .copied()
            .filter(|c| c.document != counting.document);
        parts.extend(others.filter(|c| c.is_part_of(counting)));
        let together: Vec<(&Assessment, Basis)> = std::iter::once(counting)
            .chain(parts.iter().copied())
            .map(|claim| (claim.assessment, claim.basis))
            .collect();
        cell.assessment = assess_together(rule, level, &together);
        cell.outcome = match cell.assessment.as_ref().map(|a| &a.verdict) {
            Some(Verdict::Colour(colour)) => Outcome::from(*colour),
            _ => Outcome::Unreadable,
        };
        cell.document = Some(counting.document);
        cell.parts = parts.iter().map(|part| part.document).collect();
    }
    let others = claims
        .iter()
        .filter(|claim| !cell.counting().any(|document| document == claim.document));
    cell.set_aside = others
        .map(|claim| SetAside {
            document: claim.document,
            reason: claim.set_aside_for(counting),
        })
        .collect();
    cell
}

/// The claim that fills the cell, of claims in order.
fn counting<'c, 'd>(claims: &[&'c Claim<'d>]) -> Option<&'c Claim<'d>> {
    let mut in_force = claims
        .iter()
        .copied()
        .filter(|claim| claim.standing().is_none());
    let first = in_force.next()?;
    // A file that cannot be read cannot say that it is adopted: if it is of a later period, it may be the plan in force.
    let start = first.starts();
    let newer = in_force.find(|claim| {
        let later = claim.period.map(|period| period.from).zip(start);
        !claim.is_part && claim.is_unread() && later.is_some_and(|(later, start)| later > start)
    });
    Some(newer.unwrap_or(first))
}

impl Claim<'_> {
    /// Why its own standing keeps it out of the cell.
    fn standing(&self) -> Option<SetAsideReason> {
        match self.status {
            Status::Expired => Some(SetAsideReason::Expired),
            Status::Hearing => Some(SetAsideReason::Hearing),
            Status::Draft => Some(SetAsideReason::Draft),
            Status::Later => Some(SetAsideReason::Later),
            Status::Adopted | Status::Unknown => None,
        }
    }

    fn is_unassessed(&self) -> bool {
        matches!(self.assessment.verdict, Verdict::CannotAssess(_))
    }

    fn is_unread(&self) -> bool {
        matches!(
            self.assessment.verdict,
            Verdict::CannotAssess(Gate::File(_) | Gate::Unread { .. })
        )
    }

    /// First year of its period, or year of adoption.
    fn starts(&self) -> Option<i16> {
        let period = self.period.map(|period| period.from);
        period.or(self.adopted.map(Date::year))
    }

    /// Whether it is a part or an appendix of the plan that counts: one of them says so by its name, and nothing says that they
    /// are of different plans.
    fn is_part_of(&self, counting: &Claim<'_>) -> bool {
        let same = |own: Option<String>, other: Option<String>| match (own, other) {
            (Some(own), Some(other)) => own == other,
            _ => true,
        };
        let text = |date: Option<Date>| date.map(|date| date.to_string());
        let years = |period: Option<Period>| period.map(|period| period.to_string());
        (self.is_part || counting.is_part)
            && self.standing().is_none()
            && same(years(self.period), years(counting.period))
            && same(text(self.adopted), text(counting.adopted))
    }

    fn set_aside_for(&self, counting: Option<&Claim<'_>>) -> SetAsideReason {
        fn earlier<T: PartialOrd>(own: Option<T>, other: Option<T>) -> bool {
            own.zip(other).is_some_and(|(own, other)| own < other)
        }
        let Some(counting) = counting else {
            return self.standing().unwrap_or(SetAsideReason::LessText);
        };
        if let Some(standing) = self.standing() {
            standing
        } else if self.is_part && !counting.is_part {
            SetAsideReason::Part
        } else if self.status > counting.status {
            SetAsideReason::NotKnownAdopted
        } else if earlier(self.period.map(|p| p.from), counting.period.map(|p| p.from)) {
            SetAsideReason::EarlierPeriod
        } else if earlier(self.adopted, counting.adopted) {
            SetAsideReason::AdoptedEarlier
        } else if earlier(self.starts(), counting.starts()) {
            SetAsideReason::EarlierPeriod
        } else if self.is_of_others && !counting.is_of_others {
            SetAsideReason::Joint
        } else if self.is_unassessed() && !counting.is_unassessed() {
            SetAsideReason::Unread
        } else {
            SetAsideReason::LessText
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Measures;
    use crate::terms;

    fn assessment(colour: Colour) -> Assessment {
        let hits = match colour {
            Colour::Green => 50,
            Colour::Yellow => 2,
            Colour::Red => 0,
        };
        Assessment {
            verdict: Verdict::Colour(colour),
            measures: Measures {
                hits,
                bearing: hits,
                pages: hits,
                words: 9000,
                ..Measures::default()
            },
            terms: Vec::new(),
            short: false,
        }
    }

    /// Colours by the number of hits.
    fn rule() -> Rule {
        let mut rule = terms::shipped(terms::DEFAULT_PACK)
            .and_then(|pack| pack.rule)
            .expect("the default pack has a rule");
        let least = |hits| {
            vec![terms::Thresholds {
                hits,
                ..terms::Thresholds::default()
            }]
        };
        rule.ways = terms::Ways {
            green: least(10),
            green_short: least(10),
            yellow: least(2),
        };
        rule.levels.clear();
        rule
    }

    fn claim<'d>(
        document: usize,
        municipality: &'d Municipality,
        status: Status,
        adopted: &str,
        assessment: &'d Assessment,
    ) -> Claim<'d> {
        Claim {
            document,
            municipality,
            level: PlanLevel::Bolig,
            status,
            adopted: adopted.parse().ok(),
            period: None,
            is_part: false,
            is_of_others: false,
            basis: Basis {
                pages: 20,
                words: 9000,
                ..Basis::default()
            },
            assessment,
        }
    }

    fn whose() -> Municipality {
        Municipality {
            name: "Vågan".into(),
            number: None,
            county: None,
        }
    }

    fn bolig(whose: &Municipality, claims: &[Claim<'_>]) -> Cell {
        let cells = fill(&rule(), std::slice::from_ref(whose), claims, &[]);
        assert_eq!(cells.len(), 9);
        let bolig = |cell: &Cell| cell.level == PlanLevel::Bolig;
        cells
            .into_iter()
            .find(bolig)
            .expect("every level has a cell")
    }

    #[test]
    fn the_latest_adopted_plan_in_force_counts() {
        let whose = whose();
        let (green, red) = (assessment(Colour::Green), assessment(Colour::Red));
        let claims = [
            claim(0, &whose, Status::Hearing, "", &green),
            claim(1, &whose, Status::Adopted, "2016-02-01", &green),
            claim(2, &whose, Status::Adopted, "2024-02-01", &red),
            claim(3, &whose, Status::Expired, "2010-02-01", &green),
            claim(4, &whose, Status::Unknown, "", &green),
        ];
        let cell = bolig(&whose, &claims);
        assert_eq!((cell.outcome, cell.document), (Outcome::Red, Some(2)));
        let mut reasons: Vec<(usize, SetAsideReason)> = cell
            .set_aside
            .iter()
            .map(|aside| (aside.document, aside.reason))
            .collect();
        reasons.sort_unstable();
        let wanted = [
            (0, SetAsideReason::Hearing),
            (1, SetAsideReason::AdoptedEarlier),
            (3, SetAsideReason::Expired),
            (4, SetAsideReason::NotKnownAdopted),
        ];
        assert_eq!(reasons, wanted);
        assert_eq!(bolig(&whose, &claims[..1]).outcome, Outcome::NotFound);
    }

    #[test]
    fn parts_of_one_plan_count_together() {
        let whose = whose();
        let (yellow, green, red) = (
            assessment(Colour::Yellow),
            assessment(Colour::Green),
            assessment(Colour::Red),
        );
        let part = |document, adopted, assessment| Claim {
            is_part: true,
            ..claim(document, &whose, Status::Adopted, adopted, assessment)
        };
        let main = || claim(0, &whose, Status::Adopted, "2024-02-01", &yellow);
        let cell = bolig(&whose, &[main(), part(1, "", &green)]);
        assert_eq!((cell.outcome, &cell.parts[..]), (Outcome::Green, &[1][..]));
        assert_eq!(cell.assessment.map(|a| a.measures.hits), Some(52));
        // An appendix that was adopted on another day belongs to another plan.
        let cell = bolig(&whose, &[main(), part(1, "2020-01-01", &green)]);
        assert_eq!((cell.outcome, cell.parts.len()), (Outcome::Yellow, 0));
        // What cannot be read may say more: red is not certain.
        let unread = Assessment {
            verdict: Verdict::CannotAssess(Gate::Unread {
                unread: 5,
                pages: 5,
            }),
            ..assessment(Colour::Red)
        };
        let mut appendix = part(1, "", &unread);
        (appendix.basis.pages, appendix.basis.unread) = (5, 5);
        let alone = claim(0, &whose, Status::Adopted, "2024-02-01", &red);
        let cell = bolig(&whose, &[alone, appendix]);
        assert_eq!(cell.outcome, Outcome::Unreadable);
    }
}
