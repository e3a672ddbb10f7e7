//! What a reader has picked for a decision that is not yet made: kept while the reader goes from page to page.

use std::collections::{BTreeMap, BTreeSet};

use crate::classify::Outcome;
use crate::review::CellName;

/// A passage by the document's identifier and the number of the hit in it.
pub(super) type Picked = (String, usize);

/// A decision in the making.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Draft {
    /// The colour, if one is chosen.
    pub(super) outcome: Option<Outcome>,
    /// Why.
    pub(super) reason: String,
    /// Further citations, as they were typed.
    pub(super) more: String,
    /// Passages that were clicked.
    pub(super) picked: BTreeSet<Picked>,
}

/// The drafts of a session.
#[derive(Default)]
pub(super) struct Drafts {
    of: BTreeMap<CellName, Draft>,
}

impl Drafts {
    /// The draft of a cell, if there is one.
    pub(super) fn find(&self, cell: &CellName) -> Option<Draft> {
        self.of.get(cell).cloned()
    }

    /// The draft of a cell, to change it.
    pub(super) fn change(&mut self, cell: &CellName) -> &mut Draft {
        self.of.entry(cell.clone()).or_default()
    }

    /// Forgets the draft of a cell, because it was decided.
    pub(super) fn done(&mut self, cell: &CellName) {
        self.of.remove(cell);
    }
}
