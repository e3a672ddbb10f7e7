//! Hits → measures → colour, and documents → cells. Pure: no text, no disk, no clock.
//!
//! The rule is METHOD D3 with its thresholds in the pack. The coverage gate comes first: a colour is given only when enough was
//! read, and red only when everything was.

pub mod bearing;
pub mod cells;
pub mod groups;
mod measures;

use serde::{Deserialize, Serialize};

pub use self::bearing::{Bearing, Weight};
pub use self::cells::{Cell, Outcome, SetAside, SetAsideReason};
pub use self::groups::GroupCell;
pub use self::measures::{Measures, TermCount};
use self::measures::{count_terms, measure};
use crate::corpus::{Language, PlanLevel};
use crate::extract::{Coverage, ReadError};
use crate::terms::{Hit, Pack, Rule, Thresholds, Ways};

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
    /// What was read would be red, but some pages are in Sámi, which the terms do not cover.
    Sami {
        /// Pages in Sámi.
        pages: usize,
        /// Pages of the document.
        of: usize,
    },
    /// What was read would be red, but on some pages words are missed: OCR is not certain of them, or the text is damaged.
    UncertainOcr {
        /// Such pages.
        pages: usize,
        /// Pages of the document.
        of: usize,
    },
    /// The file has too few words to be called red.
    TooShort {
        /// Words read.
        words: usize,
    },
}

/// What of a document the rule needs beside its hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// Pages.
    pub pages: usize,
    /// Pages that could not be read.
    pub unread: usize,
    /// Words read.
    pub words: usize,
    /// Whether the text has lost letters.
    pub damaged: bool,
    /// Pages on which words are missed: OCR is not certain of them, or the text is damaged.
    pub uncertain: usize,
    /// Pages in Sámi.
    pub sami: usize,
    /// Its language.
    pub language: Option<Language>,
    /// The level for which it is judged; `None` for what is no plan of a level.
    pub level: Option<PlanLevel>,
}

impl Basis {
    /// Of a document that was read.
    pub fn new(coverage: &Coverage, language: Option<Language>, level: Option<PlanLevel>) -> Self {
        Basis {
            pages: coverage.pages,
            unread: coverage.unread_count(),
            words: coverage.words,
            damaged: coverage.damaged_text,
            uncertain: coverage.doubtful_pages().len(),
            sami: coverage.sami_pages.len(),
            language,
            level,
        }
    }
}

/// Measures a document and applies the rule. `hits` are those on each page, in order, of which those of the first pack are asked, and
/// `weights` what each bears.
pub fn assess(
    pack: &Pack,
    rule: &Rule,
    hits: &[Vec<Hit>],
    weights: &[Vec<Weight>],
    basis: Basis,
) -> Assessment {
    let terms = count_terms(pack, hits);
    let measures = measure(&terms, hits, weights, pack, basis);
    judged(rule, terms, measures, basis)
}

/// The parts of one plan, in several files, judged together for a level: hits and pages are added, terms counted once.
pub fn assess_together(
    rule: &Rule,
    level: PlanLevel,
    parts: &[(&Assessment, Basis)],
) -> Option<Assessment> {
    let ((first, basis), rest) = parts.split_first()?;
    if matches!(first.verdict, Verdict::CannotAssess(Gate::File(_))) {
        return Some((*first).clone());
    }
    let (mut terms, mut measures) = (first.terms.clone(), first.measures.clone());
    let mut basis = Basis {
        level: Some(level),
        ..*basis
    };
    let mut lost = false;
    for (part, of_part) in rest {
        if matches!(part.verdict, Verdict::CannotAssess(Gate::File(_))) {
            lost = true;
            continue;
        }
        for (sum, count) in terms.iter_mut().zip(&part.terms) {
            sum.counted += count.counted;
            sum.not_counted += count.not_counted;
        }
        measures.add(&part.measures);
        basis.pages += of_part.pages;
        basis.unread += of_part.unread;
        basis.words += of_part.words;
        basis.damaged |= of_part.damaged;
        basis.uncertain += of_part.uncertain;
        basis.sami += of_part.sami;
    }
    measures.count_distinct(&terms);
    let mut together = judged(rule, terms, measures, basis);
    if lost && together.verdict == Verdict::Colour(Colour::Red) {
        // A part that could not be opened may say more.
        together.verdict = Verdict::CannotAssess(Gate::RedNotCertain {
            unread: basis.unread + 1,
            pages: basis.pages + 1,
        });
    }
    Some(together)
}

fn judged(rule: &Rule, terms: Vec<TermCount>, measures: Measures, basis: Basis) -> Assessment {
    let short = basis.pages < rule.short_pages;
    Assessment {
        verdict: verdict(rule, &measures, short, basis),
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

fn verdict(rule: &Rule, measures: &Measures, short: bool, basis: Basis) -> Verdict {
    let (unread, pages) = (basis.unread, basis.pages);
    if unread * 100 > rule.unread_percent * pages {
        return Verdict::CannotAssess(Gate::Unread { unread, pages });
    }
    if basis.language.is_some_and(|l| !l.is_norwegian()) {
        return Verdict::CannotAssess(Gate::Language);
    }
    match colour(rule.ways(basis.level), measures, short) {
        Colour::Red if unread > 0 => Verdict::CannotAssess(Gate::RedNotCertain { unread, pages }),
        Colour::Red if basis.damaged => Verdict::CannotAssess(Gate::DamagedText),
        Colour::Red if basis.sami > 0 => Verdict::CannotAssess(Gate::Sami {
            pages: basis.sami,
            of: pages,
        }),
        Colour::Red if basis.uncertain > 0 => Verdict::CannotAssess(Gate::UncertainOcr {
            pages: basis.uncertain,
            of: pages,
        }),
        Colour::Red if measures.words < rule.fewest_words_for_red => {
            Verdict::CannotAssess(Gate::TooShort {
                words: measures.words,
            })
        }
        colour => Verdict::Colour(colour),
    }
}

/// The colour of what was measured, were everything read.
pub fn colour(ways: &Ways, measures: &Measures, short: bool) -> Colour {
    let reaches = |ways: &[Thresholds]| ways.iter().any(|least| measures.reaches(least));
    if reaches(ways.to_green(short)) {
        Colour::Green
    } else if reaches(&ways.yellow) {
        Colour::Yellow
    } else {
        Colour::Red
    }
}

/// The colour that a document would have with one sentence on social housing less, if that is another.
pub fn colour_with_one_less(ways: &Ways, measures: &Measures, short: bool) -> Option<Colour> {
    let less = colour(ways, &measures.without_a_sentence()?, short);
    (less != colour(ways, measures, short)).then_some(less)
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

    fn basis(text: usize, unread: usize) -> Basis {
        Basis {
            pages: text + unread,
            unread,
            words: 5000,
            language: Some(Language::Nb),
            level: Some(PlanLevel::Planstrategi),
            ..Basis::default()
        }
    }

    /// The verdict on hits that each have their own sentence: one on social housing that states a goal, or one in passing.
    fn verdict_on(pages: &[&[&str]], bearing: Bearing, basis: Basis) -> Verdict {
        let pack = terms::shipped(terms::DEFAULT_PACK).expect("the default pack is shipped");
        let (mut hits, mut weights) = (Vec::new(), Vec::new());
        for page in pages {
            hits.push(page.iter().map(|term| hit(&pack, term)).collect::<Vec<_>>());
            let weight = |sentence| Weight {
                bearing,
                social: bearing != Bearing::Passing,
                wider: false,
                sentence,
            };
            weights.push((0..page.len()).map(weight).collect::<Vec<_>>());
        }
        let rule = pack.rule.as_ref().expect("the default pack has a rule");
        assess(&pack, rule, &hits, &weights, basis).verdict
    }

    const GREEN: Verdict = Verdict::Colour(Colour::Green);
    const YELLOW: Verdict = Verdict::Colour(Colour::Yellow);
    const RED: Verdict = Verdict::Colour(Colour::Red);
    const RICH: [&str; 5] = [
        "boligsosial",
        "vanskeligstilt",
        "husbanken",
        "demografi",
        "bosetning",
    ];

    #[test]
    fn colours_follow_the_rule() {
        let long = |pages: &[&[&str]], bearing| verdict_on(pages, bearing, basis(20, 0));
        assert_eq!(long(&[&RICH, &RICH, &RICH], Bearing::Subject), GREEN);
        assert_eq!(long(&[&RICH], Bearing::Subject), YELLOW);
        assert_eq!(long(&[&["boligsosial"]], Bearing::Goal), YELLOW);
        assert_eq!(long(&[&["boligsosial"]], Bearing::Subject), RED);
        // However many they are, hits in passing do not colour.
        assert_eq!(long(&[&RICH, &RICH, &RICH, &RICH], Bearing::Passing), RED);
        // A short plan needs less.
        let pages: [&[&str]; 2] = [&RICH, &["boligsosial"]];
        assert_eq!(verdict_on(&pages, Bearing::Subject, basis(6, 0)), GREEN);
        assert_eq!(verdict_on(&pages, Bearing::Subject, basis(20, 0)), YELLOW);
    }

    #[test]
    fn a_level_can_ask_for_something_else() {
        let goals: [&[&str]; 1] = [&["boligmarked", "husbanken", "husbanken"]];
        let of = |level| Basis {
            level: Some(level),
            ..basis(20, 0)
        };
        let samfunnsdel = of(PlanLevel::Samfunnsdel);
        assert_eq!(verdict_on(&goals, Bearing::Goal, samfunnsdel), GREEN);
        let helse = of(PlanLevel::Helse);
        assert_eq!(verdict_on(&goals, Bearing::Goal, helse), YELLOW);
    }

    #[test]
    fn no_red_without_full_coverage() {
        let nothing = |basis| verdict_on(&[], Bearing::Passing, basis);
        let (unread, pages) = (1, 20);
        let not_certain = Verdict::CannotAssess(Gate::RedNotCertain { unread, pages });
        assert_eq!(nothing(basis(19, 1)), not_certain);
        let rich: [&[&str]; 3] = [&RICH, &RICH, &RICH];
        assert_eq!(verdict_on(&rich, Bearing::Subject, basis(19, 1)), GREEN);
        let (unread, pages) = (7, 20);
        let too_few = Verdict::CannotAssess(Gate::Unread { unread, pages });
        assert_eq!(verdict_on(&rich, Bearing::Subject, basis(13, 7)), too_few);
        let damaged = Basis {
            damaged: true,
            ..basis(20, 0)
        };
        assert_eq!(nothing(damaged), Verdict::CannotAssess(Gate::DamagedText));
        let (pages, of) = (2, 20);
        let uncertain = Basis {
            uncertain: 2,
            ..basis(20, 0)
        };
        let gate = Gate::UncertainOcr { pages, of };
        assert_eq!(nothing(uncertain), Verdict::CannotAssess(gate));
        assert_eq!(verdict_on(&rich, Bearing::Subject, uncertain), GREEN);
        let sami = Basis {
            sami: 2,
            ..basis(20, 0)
        };
        assert_eq!(
            nothing(sami),
            Verdict::CannotAssess(Gate::Sami { pages, of })
        );
        let other = Basis {
            language: Some(Language::Sami),
            ..basis(20, 0)
        };
        assert_eq!(
            verdict_on(&rich, Bearing::Subject, other),
            Verdict::CannotAssess(Gate::Language)
        );
    }
}
