//! Hits → measures → colour, and documents → cells. Pure: no text, no disk, no clock.
//!
//! The rule is METHOD D3 with its thresholds in the pack. The coverage gate comes first: a colour is given only when enough was
//! read, and red only when everything was.

pub mod cells;
pub mod groups;

use serde::{Deserialize, Serialize};

pub use self::cells::{Cell, Outcome, SetAside, SetAsideReason};
pub use self::groups::GroupCell;
use crate::corpus::Language;
use crate::extract::{Coverage, ReadError};
use crate::terms::{Class, Hit, Pack, Rule, Thresholds};

/// The three colours of the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Good hits.
    Green,
    /// Few hits.
    Yellow,
    /// Little to trace.
    Red,
}

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

/// A document against the rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The colour, or why there is none.
    pub verdict: Verdict,
    /// What the rule read.
    pub measures: Measures,
    /// All terms of the pack, in its order.
    pub terms: Vec<TermCount>,
    /// Whether the thresholds for short documents were used.
    pub short: bool,
}

/// A colour, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Enough was read.
    Colour(Colour),
    /// It was not.
    CannotAssess(Gate),
}

/// Why a document cannot be given a colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// The file could not be read at all.
    File(ReadError),
    /// Too many pages could not be read.
    Unread {
        /// Pages not read.
        unread: usize,
        /// Pages of the document.
        pages: usize,
    },
    /// What was read would be red, but not everything was read.
    RedNotCertain {
        /// Pages not read.
        unread: usize,
        /// Pages of the document.
        pages: usize,
    },
    /// What was read would be red, but the text has lost its æ, ø and å, so that terms are missed.
    DamagedText,
    /// The text is in a language the terms do not cover.
    Language,
    /// The file has too few words to be called red.
    TooShort {
        /// Words read.
        words: usize,
    },
}

/// Measures a document and applies the rule. `hits` are those of the pack on each page, in order.
pub fn assess(
    pack: &Pack,
    rule: &Rule,
    hits: &[Vec<Hit>],
    coverage: &Coverage,
    language: Option<Language>,
) -> Assessment {
    let terms = count_terms(pack, hits);
    let measures = measure(&terms, hits, pack, coverage);
    let short = coverage.pages < rule.short_pages;
    let verdict = verdict(rule, &measures, short, coverage, language);
    Assessment {
        verdict,
        measures,
        terms,
        short,
    }
}

/// The assessment of a file that could not be read.
pub fn unreadable(pack: &Pack, error: ReadError) -> Assessment {
    Assessment {
        verdict: Verdict::CannotAssess(Gate::File(error)),
        measures: Measures::default(),
        terms: count_terms(pack, &[]),
        short: false,
    }
}

fn count_terms(pack: &Pack, hits: &[Vec<Hit>]) -> Vec<TermCount> {
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
        for hit in hits {
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

fn measure(terms: &[TermCount], hits: &[Vec<Hit>], pack: &Pack, coverage: &Coverage) -> Measures {
    let present = |classes: &[Class]| {
        terms
            .iter()
            .filter(|t| t.counted > 0 && classes.contains(&t.class))
            .count()
    };
    let counted: usize = terms.iter().map(|t| t.counted).sum();
    let supporting = |hit: &&Hit| {
        hit.why_not.is_none() && hit.in_context && pack.terms[hit.term].class == Class::Supporting
    };
    Measures {
        terms: present(&[Class::Core, Class::Supporting]),
        core: present(&[Class::Core]),
        hits: counted,
        pages: hits
            .iter()
            .filter(|page| page.iter().any(|hit| hit.why_not.is_none()))
            .count(),
        supporting_in_context: hits.iter().flatten().filter(supporting).count(),
        not_counted: terms.iter().map(|t| t.not_counted).sum(),
        per_thousand_words: counted as f64 * 1000.0 / coverage.words.max(1) as f64,
        document_pages: coverage.pages,
        words: coverage.words,
    }
}

fn verdict(
    rule: &Rule,
    measures: &Measures,
    short: bool,
    coverage: &Coverage,
    language: Option<Language>,
) -> Verdict {
    let (unread, pages) = (coverage.unread_count(), coverage.pages);
    if unread * 100 > rule.unread_percent * pages {
        return Verdict::CannotAssess(Gate::Unread { unread, pages });
    }
    if language == Some(Language::Other) {
        return Verdict::CannotAssess(Gate::Language);
    }
    let green = if short {
        &rule.green_short
    } else {
        &rule.green
    };
    if reaches(measures, green) {
        Verdict::Colour(Colour::Green)
    } else if reaches(measures, &rule.yellow) || reaches(measures, &rule.yellow_supporting) {
        Verdict::Colour(Colour::Yellow)
    } else if unread > 0 {
        Verdict::CannotAssess(Gate::RedNotCertain { unread, pages })
    } else if coverage.damaged_text {
        Verdict::CannotAssess(Gate::DamagedText)
    } else if measures.words < rule.fewest_words_for_red {
        Verdict::CannotAssess(Gate::TooShort {
            words: measures.words,
        })
    } else {
        Verdict::Colour(Colour::Red)
    }
}

fn reaches(measures: &Measures, least: &Thresholds) -> bool {
    measures.core >= least.core
        && measures.terms >= least.terms
        && measures.hits >= least.hits
        && measures.pages >= least.pages
        && measures.supporting_in_context >= least.supporting_in_context
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms;

    fn hit(pack: &Pack, term: &str) -> Hit {
        let term = pack
            .terms
            .iter()
            .position(|t| t.id == term)
            .expect("a term of the pack");
        Hit {
            pack: 0,
            term,
            variant: 0,
            start: 0,
            end: 1,
            block: 0,
            form: terms::Form::Plain,
            in_context: true,
            why_not: None,
        }
    }

    fn coverage(text: usize, unread: usize) -> Coverage {
        let reasons = (unread > 0)
            .then_some((crate::extract::Unread::ImageOnly, unread))
            .into_iter()
            .collect();
        Coverage {
            pages: text + unread,
            text,
            unread: reasons,
            words: 5000,
            norwegian_letters: 0.02,
            ..Coverage::default()
        }
    }

    fn colour(pages: &[&[&str]], coverage: &Coverage) -> Verdict {
        let pack = terms::shipped(terms::DEFAULT_PACK).expect("the default pack is shipped");
        let hits: Vec<Vec<Hit>> = pages
            .iter()
            .map(|page| page.iter().map(|term| hit(&pack, term)).collect())
            .collect();
        let rule = pack.rule.as_ref().expect("the default pack has a rule");
        assess(&pack, rule, &hits, coverage, Some(Language::Nb)).verdict
    }

    const RICH: [&str; 5] = [
        "boligsosial",
        "vanskeligstilt",
        "husbanken",
        "demografi",
        "bosetning",
    ];

    #[test]
    fn colours_follow_the_rule() {
        let long = coverage(20, 0);
        assert_eq!(
            colour(&[&RICH, &RICH, &RICH], &long),
            Verdict::Colour(Colour::Green)
        );
        // Nine of the ten hits, or two of the three pages, are not enough.
        assert_eq!(
            colour(&[&RICH, &RICH], &long),
            Verdict::Colour(Colour::Yellow)
        );
        assert_eq!(
            colour(&[&["boligsosial"]], &long),
            Verdict::Colour(Colour::Red)
        );
        assert_eq!(
            colour(&[&["boligsosial"], &["boligsosial"]], &long),
            Verdict::Colour(Colour::Yellow)
        );
        assert_eq!(
            colour(&[&["demografi", "bosetning"]], &long),
            Verdict::Colour(Colour::Yellow)
        );
        // A short plan needs less.
        assert_eq!(
            colour(&[&RICH, &["boligsosial"]], &coverage(6, 0)),
            Verdict::Colour(Colour::Green)
        );
    }

    #[test]
    fn no_red_without_full_coverage() {
        assert_eq!(
            colour(&[], &coverage(19, 1)),
            Verdict::CannotAssess(Gate::RedNotCertain {
                unread: 1,
                pages: 20
            })
        );
        assert_eq!(
            colour(&[&RICH, &RICH, &RICH], &coverage(19, 1)),
            Verdict::Colour(Colour::Green)
        );
        assert_eq!(
            colour(&[&RICH, &RICH, &RICH], &coverage(13, 7)),
            Verdict::CannotAssess(Gate::Unread {
                unread: 7,
                pages: 20
            })
        );
        let damaged = Coverage {
            damaged_text: true,
            ..coverage(20, 0)
        };
        assert_eq!(
            colour(&[], &damaged),
            Verdict::CannotAssess(Gate::DamagedText)
        );
    }
}
