//! What the rule reads of a document: counts that a planner can check by hand.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Basis, Bearing, Weight};
use crate::terms::{Class, Hit, Pack, Thresholds};

/// What the rule reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// D: distinct core and supporting terms with a hit that counts.
    pub terms: usize,
    /// K: distinct core terms with a hit that counts.
    pub core: usize,
    /// N: hits that count.
    pub hits: usize,
    /// P: pages with such a hit.
    pub pages: usize,
    /// Hits of supporting terms in a paragraph with a housing word.
    pub supporting_in_context: usize,
    /// Hits that count and bear: in a heading, a goal or measure, or a paragraph on the subject.
    #[serde(default)]
    pub bearing: usize,
    /// Sentences on social housing: on housing, and with a core term or people who struggle in the housing market.
    #[serde(default)]
    pub social: usize,
    /// Those of them with a core term that counts.
    #[serde(default)]
    pub core_social: usize,
    /// Those of them that state goals or measures.
    #[serde(default)]
    pub goals: usize,
    /// Sentences of goals or measures on housing for wider groups: the old, the young, families.
    #[serde(default)]
    pub wider_goals: usize,
    /// Hits that do not count, background terms included.
    pub not_counted: usize,
    /// Hits that count per 1 000 words: for information, never for the colour.
    pub per_thousand_words: f64,
    /// Pages of the document.
    pub document_pages: usize,
    /// Words read.
    pub words: usize,
}

/// The hits of one term in a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermCount {
    /// The term's identifier.
    pub term: String,
    /// What its hits are worth.
    pub class: Class,
    /// Hits that count.
    pub counted: usize,
    /// Hits that do not.
    pub not_counted: usize,
    /// Pages with hits that count, from 1.
    pub pages: Vec<u32>,
}

pub(super) fn count_terms(pack: &Pack, hits: &[Vec<Hit>]) -> Vec<TermCount> {
    let mut counts: Vec<TermCount> = pack
        .terms
        .iter()
        .map(|term| TermCount {
            term: term.id.clone(),
            class: term.class,
            counted: 0,
            not_counted: 0,
            pages: Vec::new(),
        })
        .collect();
    for (page, hits) in (1u32..).zip(hits) {
        for hit in hits.iter().filter(|hit| hit.pack == 0) {
            let count = &mut counts[hit.term];
            if hit.why_not.is_some() {
                count.not_counted += 1;
            } else {
                count.counted += 1;
                if count.pages.last() != Some(&page) {
                    count.pages.push(page);
                }
            }
        }
    }
    counts
}

pub(super) fn measure(
    terms: &[TermCount],
    hits: &[Vec<Hit>],
    weights: &[Vec<Weight>],
    pack: &Pack,
    basis: Basis,
) -> Measures {
    let mut measures = Measures {
        not_counted: terms.iter().map(|t| t.not_counted).sum(),
        document_pages: basis.pages,
        words: basis.words,
        ..Measures::default()
    };
    for (hits, weights) in hits.iter().zip(weights) {
        measures.add(&of_page(hits, weights, pack));
    }
    measures.count_distinct(terms);
    measures
}

fn of_page(hits: &[Hit], weights: &[Weight], pack: &Pack) -> Measures {
    let [mut social, mut core, mut goals, mut wider] = [const { BTreeSet::new() }; 4];
    let mut page = Measures::default();
    let own = |(hit, _): &(&Hit, &Weight)| hit.pack == 0;
    for (hit, weight) in hits.iter().zip(weights).filter(own) {
        let sentence = (hit.block, weight.sentence);
        let class = pack.terms[hit.term].class;
        let is_goal = weight.bearing == Bearing::Goal;
        if weight.social {
            social.insert(sentence);
        }
        if weight.social && is_goal {
            goals.insert(sentence);
        }
        if weight.wider && is_goal {
            wider.insert(sentence);
        }
        if hit.why_not.is_some() {
            continue;
        }
        if weight.social && class == Class::Core {
            core.insert(sentence);
        }
        page.hits += 1;
        page.bearing += usize::from(weight.bearing != Bearing::Passing);
        page.supporting_in_context += usize::from(hit.in_context && class == Class::Supporting);
    }
    page.pages = usize::from(page.hits > 0);
    page.social = social.len();
    page.core_social = core.len();
    page.goals = goals.len();
    page.wider_goals = wider.difference(&social).count();
    page
}

impl Measures {
    pub(super) fn add(&mut self, other: &Measures) {
        self.hits += other.hits;
        self.pages += other.pages;
        self.supporting_in_context += other.supporting_in_context;
        self.bearing += other.bearing;
        self.goals += other.goals;
        self.social += other.social;
        self.core_social += other.core_social;
        self.wider_goals += other.wider_goals;
        self.not_counted += other.not_counted;
        self.document_pages += other.document_pages;
        self.words += other.words;
        self.per_thousand_words = self.hits as f64 * 1000.0 / self.words.max(1) as f64;
    }

    pub(super) fn count_distinct(&mut self, terms: &[TermCount]) {
        let present = |classes: &[Class]| {
            let counted = |t: &&TermCount| t.counted > 0 && classes.contains(&t.class);
            terms.iter().filter(counted).count()
        };
        self.terms = present(&[Class::Core, Class::Supporting]);
        self.core = present(&[Class::Core]);
    }
}

impl Measures {
    /// What thresholds ask of, in the order of [`Thresholds::NAMES`].
    fn asked(&self) -> [usize; 10] {
        [
            self.core,
            self.terms,
            self.hits,
            self.pages,
            self.supporting_in_context,
            self.bearing,
            self.social,
            self.core_social,
            self.goals,
            self.wider_goals,
        ]
    }

    pub(super) fn reaches(&self, least: &Thresholds) -> bool {
        let pairs = self.asked().into_iter().zip(least.values());
        pairs.into_iter().all(|(value, least)| value >= least)
    }

    /// What is missing to the nearest of some ways: the one that lacks the fewest measures, and of those the least.
    pub fn missing_to(&self, ways: &[Thresholds]) -> Option<Thresholds> {
        let missing = ways.iter().map(|way| {
            let mut missing = *way;
            for (least, value) in missing.values_mut().into_iter().zip(self.asked()) {
                *least = least.saturating_sub(value);
            }
            missing
        });
        missing.min_by_key(|missing| {
            let values = missing.values();
            let lacking = values.iter().filter(|&&value| value > 0).count();
            (lacking, values.iter().sum::<usize>())
        })
    }

    /// The measures with one sentence on social housing less, a goal if there is one.
    pub(super) fn without_a_sentence(&self) -> Option<Measures> {
        (self.social > 0).then(|| Measures {
            social: self.social - 1,
            core_social: self.core_social.saturating_sub(1),
            goals: self.goals.saturating_sub(1),
            hits: self.hits.saturating_sub(1),
            ..self.clone()
        })
    }
}
