//! What people decided: a person's word on a cell stands over the machine's suggestion, with its reason and the passages it cites.
//!
//! Decisions live in a file of their own beside the corpus, to which lines are only ever added. This stage judges no text.

pub mod agreement;
pub mod calibrate;
pub mod compare;
mod decide;
mod ledger;
mod matrix;
pub mod raters;
pub mod sheet;
mod snapshot;

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::decide::{
    CHOICES, Refusal, Wish, WishedCitation, decide, decide_by_text, grounds, hit_of, named_outcome,
};
pub use self::ledger::{FILE_NAME, Journal, Ledger, LedgerError};
pub use self::matrix::{Change, Fact, Matrix, Reviewed};
pub use self::snapshot::{SHIPPED, Snapshot, SnapshotError};
use crate::classify::Outcome;
use crate::corpus::{Municipality, MunicipalityNumber, PlanLevel};

/// Schema of a line of the file.
pub const SCHEMA: &str = "planlys.decision/1";

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// [`SCHEMA`].
    pub schema: String,
    /// Names the entry: a hash of what it says.
    pub id: String,
    /// Who, by initials.
    pub reviewer: String,
    /// When.
    pub time: Timestamp,
    /// What.
    #[serde(flatten)]
    pub act: Act,
}

/// What a person did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum Act {
    /// Decided a cell.
    Decide(Box<Decision>),
    /// Took back an earlier entry.
    Undo {
        /// Its [`Entry::id`].
        entry: String,
    },
}

/// A person's word on a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The cell.
    pub cell: CellName,
    /// What the machine suggested.
    pub suggestion: Outcome,
    /// What the person decided.
    pub decision: Outcome,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The passages it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// What it was decided on.
    pub grounds: Grounds,
}

/// Which cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellName {
    /// Name of the municipality.
    pub municipality: String,
    /// Its number, if it is in the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<MunicipalityNumber>,
    /// The row.
    pub level: PlanLevel,
}

impl CellName {
    /// The name of a cell.
    pub fn new(municipality: &Municipality, level: PlanLevel) -> Self {
        CellName {
            municipality: municipality.name.clone(),
            number: municipality.number,
            level,
        }
    }
}

/// A passage that a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Path of the document within the corpus; none for a source outside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<PathBuf>,
    /// Page from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The words.
    pub text: String,
    /// Whether they are those of a sentence with a hit, as the program found it.
    #[serde(default)]
    pub at_hit: bool,
}

/// Initials as they are kept, in capitals: a few letters or digits that are not the machine's name.
pub fn initials(text: &str) -> Option<String> {
    let initials = text.trim().to_uppercase();
    let few = (1..=8).contains(&initials.chars().count());
    let letters = initials.chars().all(|c| c.is_alphanumeric() || c == '-');
    let machine = initials == raters::MACHINE.to_uppercase();
    (few && letters && !machine).then_some(initials)
}

/// What a decision was made on: to tell later whether it has moved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// The pack, its version and the hash of its text.
    pub pack: [String; 3],
    /// The rule's version and hash.
    pub rule: [String; 2],
    /// The documents that counted: path and hash of the file.
    pub documents: Vec<(PathBuf, String)>,
    /// Hash of the hits that counted, with their pages.
    pub hits: String,
}
