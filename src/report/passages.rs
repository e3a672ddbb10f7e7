//! The hits of a document grouped by term, as every report lists them.

use std::collections::BTreeMap;

use crate::extract::Zone;
use crate::run::{Document, Passage, Run, TermSummary};
use crate::terms::WhyNot;
use crate::wording::{Lang, Text};

/// The heading under which a hit stands, in words; `None` where there is none or the hit stands in it.
pub fn under(hit: &Passage, lang: Lang) -> Option<String> {
    let heading = hit
        .section
        .as_deref()
        .filter(|_| hit.zone != Zone::Heading)?;
    Some(Text::UnderHeading.with(lang, &[("heading", heading)]))
}

/// The hits of one term.
pub struct Group<'r> {
    /// The term.
    pub term: &'r TermSummary,
    /// Hits that count, in order of place.
    pub counted: Vec<&'r Passage>,
    /// Hits that do not.
    pub not_counted: Vec<&'r Passage>,
}

/// Groups the hits of a document by the terms of the pack, in its order.
pub fn by_term<'r>(run: &'r Run, document: &'r Document) -> Vec<Group<'r>> {
    run.pack
        .terms
        .iter()
        .map(|term| {
            let (counted, not_counted) = document
                .hits
                .iter()
                .filter(|hit| hit.term == term.id)
                .partition(|hit| hit.why_not.is_none());
            Group {
                term,
                counted,
                not_counted,
            }
        })
        .collect()
}

impl<'r> Group<'r> {
    /// Why hits do not count, with how many.
    pub fn reasons(&self) -> Vec<(&'r WhyNot, usize)> {
        let mut reasons: BTreeMap<&WhyNot, usize> = BTreeMap::new();
        for hit in &self.not_counted {
            if let Some(why) = &hit.why_not {
                *reasons.entry(why).or_default() += 1;
            }
        }
        reasons.into_iter().collect()
    }
}
