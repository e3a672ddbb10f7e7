//! The word forms that terms caught in a corpus: what `bolig*` swallowed, at a glance.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::run::Passage;

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
    /// Hits that do not.
    pub not_counted: usize,
    /// One of them, one that counts if there is any.
    pub example: (PathBuf, Passage),
}

/// Counts the forms of the hits in some files; terms in the order of `terms` (pack, identifier).
pub fn count(terms: &[(usize, String)], hits: Vec<(PathBuf, Vec<Passage>)>) -> Vec<TermForms> {
    let mut by_term: BTreeMap<(usize, String), BTreeMap<String, FormCount>> = BTreeMap::new();
    for (path, passages) in hits {
        for passage in passages {
            let key = (passage.pack, passage.term.clone());
            let surface = passage.surface.to_lowercase();
            let counts = passage.why_not.is_none();
            let forms = by_term.entry(key).or_default();
            let form = forms
                .entry(surface)
                .or_insert_with_key(|surface| FormCount {
                    surface: surface.clone(),
                    counted: 0,
                    not_counted: 0,
                    example: (path.clone(), passage.clone()),
                });
            if counts && form.counted == 0 {
                form.example = (path.clone(), passage);
            }
            form.counted += usize::from(counts);
            form.not_counted += usize::from(!counts);
        }
    }
    let sorted = |key: &(usize, String)| {
        let mut forms: Vec<FormCount> = by_term.remove(key)?.into_values().collect();
        forms.sort_by_key(|f| std::cmp::Reverse((f.counted + f.not_counted, f.counted)));
        Some(TermForms {
            pack: key.0,
            term: key.1.clone(),
            forms,
        })
    };
    terms.iter().filter_map(sorted).collect()
}
