//! The word forms that terms caught in a corpus: what `bolig*` swallowed, at a glance.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::extract::Zone;
use crate::run::Passage;
use crate::terms::WhyNot;

/// The forms of one term, the most frequent first.
pub struct TermForms {
    /// The pack, as passages number them.
    pub pack: usize,
    /// The term's identifier.
    pub term: String,
    /// Its forms.
    pub forms: Vec<FormCount>,
}

/// One form of a term.
pub struct FormCount {
    /// The words in lower case.
    pub surface: String,
    /// Hits that count.
    pub counted: usize,
    /// Hits that do not, by why.
    pub not_counted: BTreeMap<WhyNot, usize>,
    /// One of them: one that counts if there is any, and one of the running text before one of a heading or table.
    pub example: (PathBuf, Passage),
}

impl FormCount {
    /// Hits, whether they count or not.
    pub fn total(&self) -> usize {
        self.counted + self.not_counted.values().sum::<usize>()
    }
}

/// Counts the forms of the hits in some files; terms in the order of `terms` (pack, identifier).
pub fn count(terms: &[(usize, String)], hits: Vec<(PathBuf, Vec<Passage>)>) -> Vec<TermForms> {
    let mut by_term: BTreeMap<(usize, String), BTreeMap<String, FormCount>> = BTreeMap::new();
    for (path, passages) in hits {
        for passage in passages {
            let key = (passage.pack, passage.term.clone());
            let surface = passage.surface.to_lowercase();
            let forms = by_term.entry(key).or_default();
            let form = forms
                .entry(surface)
                .or_insert_with_key(|surface| FormCount {
                    surface: surface.clone(),
                    counted: 0,
                    not_counted: BTreeMap::new(),
                    example: (path.clone(), passage.clone()),
                });
            if worth(&passage) > worth(&form.example.1) {
                form.example = (path.clone(), passage.clone());
            }
            match passage.why_not {
                None => form.counted += 1,
                Some(why) => *form.not_counted.entry(why).or_default() += 1,
            }
        }
    }
    let sorted = |key: &(usize, String)| {
        let mut forms: Vec<FormCount> = by_term.remove(key)?.into_values().collect();
        forms.sort_by_key(|form| Reverse((form.counted, form.total())));
        Some(TermForms {
            pack: key.0,
            term: key.1.clone(),
            forms,
        })
    };
    terms.iter().filter_map(sorted).collect()
}

/// How well a passage shows how a form is used.
fn worth(passage: &Passage) -> (bool, bool) {
    (passage.why_not.is_none(), passage.zone == Zone::Body)
}
