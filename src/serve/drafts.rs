//! What a reader has picked for a decision that is not yet made: kept while the reader goes from page to page.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::answer::{Answer, back};
use super::cell::{look, outcome_named};
use super::login::within;
use super::room::{Desk, Room, document_id};
use super::routes::{Pairs, each, first};
use super::visitor::Visitor;
use crate::classify::{Cell, Outcome};
use crate::report::decisions;
use crate::review::{self, CellName, Reviewed};

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

/// A reader's own decision as the draft that a change begins with.
pub(super) fn as_draft(
    desk: &Desk,
    cell: &Cell,
    reviewed: &Reviewed,
    visitor: &Visitor,
) -> Option<Draft> {
    let reader = visitor.reader()?;
    let own = reviewed
        .entries
        .iter()
        .find(|entry| entry.reviewer == reader)?;
    let decision = own.decision()?;
    let mut draft = Draft {
        outcome: Some(decision.decision),
        reason: decision.reason.clone(),
        ..Draft::default()
    };
    let mut more = Vec::new();
    for citation in &decision.citations {
        match review::hit_of(&desk.run, cell, citation) {
            Some((document, hit)) => {
                let id = document_id(&desk.run.documents[document].path);
                draft.picked.insert((id, hit));
            }
            None => more.push(decisions::citation(citation, visitor.lang)),
        }
    }
    draft.more = more.join("\n");
    Some(draft)
}

/// Characters of a reason, and of further citations, at most.
pub(super) const LONGEST: usize = 4000;

/// A passage as a form names it.
fn named(key: &str) -> Option<Picked> {
    let (id, number) = key.split_once(':')?;
    Some((id.to_owned(), number.parse().ok()?))
}

/// What was sent, as a draft. What was picked `before` and has no box in the form stays picked: it was cited on a page of the plan.
pub(super) fn drafted(sent: &Pairs, before: &Draft) -> Draft {
    let shown: BTreeSet<Picked> = each(sent, "vist").filter_map(named).collect();
    let kept = before.picked.difference(&shown).cloned();
    let picked = each(sent, "sitat").filter_map(named).chain(kept);
    Draft {
        outcome: outcome_named(first(sent, "utfall")),
        reason: first(sent, "begrunnelse").replace("\r\n", "\n"),
        more: first(sent, "flere").replace("\r\n", "\n"),
        picked: picked.collect(),
    }
}

/// Takes note of what is picked and typed before it is decided. One passage more or less, or the whole form.
pub(super) fn draft(
    room: &Room,
    visitor: &Visitor,
    path: &(String, String),
    sent: &Pairs,
) -> Answer {
    look(room, visitor, path, |view, _| {
        let mut draft = view.draft.clone();
        match named(first(sent, "sitat-av-eller-pa")) {
            Some(picked) if draft.picked.remove(&picked) => {}
            Some(picked) => {
                let document = view.seen.desk.document(&picked.0);
                if document.is_some_and(|(_, document)| picked.1 < document.hits.len()) {
                    draft.picked.insert(picked);
                }
            }
            None => draft = drafted(sent, &draft),
        }
        visitor.own(|own| *own.drafts.change(&view.name()) = draft);
        Ok(())
    })?;
    match first(sent, "til") {
        "" => Ok(StatusCode::NO_CONTENT.into_response()),
        to => back(within(to)),
    }
}
