//! A term pack as the rest of the program uses it: already checked, cannot be wrong.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::variant::Variant;
use crate::corpus::PlanLevel;
use crate::extract::Zone;
use crate::wording::Lang;

/// One pack of search terms, and the rule that turns their hits into a colour if it has one.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Stable identifier, such as `boligsosial-2018`.
    pub id: String,
    /// Version of the terms, raised when they change.
    pub version: String,
    /// What people call it.
    pub name: Label,
    /// Where the terms come from.
    pub source: String,
    /// The shipped pack it builds on.
    pub extends: Option<String>,
    /// Goals, target groups or duties to which terms belong; empty in a pack without such.
    pub groups: Vec<Group>,
    /// Terms in the order of the source.
    pub terms: Vec<Term>,
    /// Housing words and other contexts that terms can require.
    pub contexts: Vec<Context>,
    /// Paragraphs that contain one of these are quoted lists: hits there do not count.
    pub quoted: Vec<Variant>,
    /// Thresholds of the colours; a pack without them shows hits and colours nothing.
    pub rule: Option<Rule>,
    /// Words by which the rule tells what a hit bears; written in `[rule]`.
    pub signs: Signs,
    /// blake3 hash of the pack's text and of the pack it builds on, hexadecimal.
    pub hash: String,
}

/// A name in the languages of the program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// Bokmål.
    pub nb: String,
    /// Nynorsk.
    pub nn: String,
    /// English.
    pub en: String,
}

impl Label {
    /// The name in a language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Nb => &self.nb,
            Lang::Nn => &self.nn,
            Lang::En => &self.en,
        }
    }
}

/// Terms that answer to one goal, target group or duty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Stable identifier within the pack.
    pub id: String,
    /// What people call it.
    pub label: Label,
    /// What it answers to in other documents.
    pub links: Vec<String>,
}

/// One thing looked for.
#[derive(Clone, Debug)]
pub struct Term {
    /// Stable identifier within the pack.
    pub id: String,
    /// What people call it.
    pub label: Label,
    /// What its hits are worth.
    pub class: Class,
    /// Index into [`Pack::groups`].
    pub group: Option<usize>,
    /// Where it comes from, if not from where the pack does.
    pub source: Option<String>,
    /// Its forms.
    pub variants: Vec<Variant>,
    /// Forms that look like it and are something else: a hit that overlaps one does not count.
    pub except: Vec<Variant>,
    /// Words that give a paragraph another meaning: hits beside them do not count.
    pub except_beside: Vec<Variant>,
    /// A word that must be near.
    pub requires: Option<Requirement>,
    /// Zones in which it does not count, beside those in which nothing does.
    pub not_in: Vec<Zone>,
    /// Whether it is found inside the hits of other terms too (`bolig` in «boligsosial»).
    pub inside: bool,
    /// Sentences in which it must be found and count.
    pub must_hit: Vec<Example>,
    /// Sentences in which it must not count.
    pub must_not_hit: Vec<Example>,
}

impl Term {
    /// A term that finds some variants and asks for nothing.
    pub fn of(variants: Vec<Variant>) -> Self {
        Term {
            id: String::new(),
            label: Label::default(),
            class: Class::Supporting,
            group: None,
            source: None,
            variants,
            except: Vec::new(),
            except_beside: Vec::new(),
            requires: None,
            not_in: Vec::new(),
            inside: false,
            must_hit: Vec::new(),
            must_not_hit: Vec::new(),
        }
    }
}

/// A sentence that shows what a term finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// The language form it is in, if the pack says so.
    pub lang: Option<Lang>,
    /// Where it stands in the pack's text, in bytes.
    pub span: Range<usize>,
    /// It is a sentence of the pack that this one builds on, and `span` is a place in that.
    pub inherited: bool,
}

/// A context word that must be near a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Indices into [`Pack::contexts`]; a word of one of them is enough.
    pub contexts: Vec<usize>,
    /// How near.
    pub within: Within,
}

/// How near a context word must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// In the same paragraph, heading, list item or table cell.
    Paragraph,
    /// In the same sentence of it.
    Sentence,
}

/// What a term's hits are worth (METHOD C1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// K: says by itself that the plan deals with the subject.
    Core,
    /// S: supports.
    Supporting,
    /// C: counts only in its context.
    Context,
    /// B: so general that it is reported and never decides.
    Background,
}

/// Named words of which one must be near.
#[derive(Clone, Debug)]
pub struct Context {
    /// Name by which terms refer to it.
    pub id: String,
    /// The words.
    pub words: Vec<Variant>,
}

/// Words that tell whether a sentence says what the municipality wants, and whom it is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    /// In a sentence: it states a goal or a measure («skal», «sikre», «legge til rette for»).
    pub goals: Vec<Variant>,
    /// In a heading, or in the line that opens a list: what follows are goals or measures («Strategier», «Tiltak:»).
    pub headings: Vec<Variant>,
    /// In a heading: the chapter tells what others ask for.
    pub outside: Vec<Variant>,
    /// In a sentence: it is about housing.
    pub housing: Vec<Variant>,
    /// In a sentence about housing: it is about people who struggle in the housing market.
    pub groups: Vec<Variant>,
    /// In a sentence about housing: it is about people of whom some may struggle there (the old, the young, families).
    pub wider_groups: Vec<Variant>,
    /// Directly after a hit: the hit is part of the name of a plan or a law («boligsosial handlingsplan»).
    pub names: Vec<Variant>,
    /// Indices of the core terms that are about housing by themselves; the others need a housing word beside them.
    pub housing_terms: Vec<usize>,
}

/// Thresholds of the colours. They are a judgement, declared and versioned, not a published standard (METHOD D3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Version, raised when a threshold changes.
    pub version: String,
    /// Documents with fewer pages than this use the thresholds for short documents.
    pub short_pages: usize,
    /// The ways to the colours.
    pub ways: Ways,
    /// Levels of which something else is asked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub levels: BTreeMap<PlanLevel, Ways>,
    /// Share of pages (0–100) that may be unread for a colour to be given at all.
    pub unread_percent: usize,
    /// A page with fewer words than this that links to a plan is a landing page, not a plan.
    pub fewest_words: usize,
    /// A document with fewer words than this is never red: it is too short to say nothing.
    pub fewest_words_for_red: usize,
}

impl Rule {
    /// What is asked of a document of a level.
    pub fn ways(&self, level: Option<PlanLevel>) -> &Ways {
        level
            .and_then(|level| self.levels.get(&level))
            .unwrap_or(&self.ways)
    }

    /// Hash of the rule, hexadecimal: two runs with the same one asked the same.
    pub fn hash(&self) -> String {
        let written = serde_json::to_vec(self).unwrap_or_default();
        blake3::hash(&written).to_hex().to_string()
    }
}

/// The ways to each colour: one whose thresholds are all reached is enough. What reaches none is red.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ways {
    /// To green.
    pub green: Vec<Thresholds>,
    /// To green, for short documents.
    pub green_short: Vec<Thresholds>,
    /// To yellow.
    pub yellow: Vec<Thresholds>,
}

impl Ways {
    /// The ways to green of a document that is short or not.
    pub fn to_green(&self, short: bool) -> &[Thresholds] {
        if short {
            &self.green_short
        } else {
            &self.green
        }
    }
}

/// Least values; 0 asks for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    /// D: distinct core and supporting terms.
    #[serde(skip_serializing_if = "is_zero")]
    pub terms: usize,
    /// K: distinct core terms.
    #[serde(skip_serializing_if = "is_zero")]
    pub core: usize,
    /// N: hits that count.
    #[serde(skip_serializing_if = "is_zero")]
    pub hits: usize,
    /// P: pages with such a hit.
    #[serde(skip_serializing_if = "is_zero")]
    pub pages: usize,
    /// Hits of supporting terms in a paragraph with a housing word.
    #[serde(skip_serializing_if = "is_zero")]
    pub supporting_in_context: usize,
    /// Hits that bear: in a heading, a goal or measure, or a paragraph on the subject.
    #[serde(skip_serializing_if = "is_zero")]
    pub bearing: usize,
    /// Sentences on social housing.
    #[serde(skip_serializing_if = "is_zero")]
    pub social: usize,
    /// Those of them with a core term.
    #[serde(skip_serializing_if = "is_zero")]
    pub core_social: usize,
    /// Those of them that state goals or measures.
    #[serde(skip_serializing_if = "is_zero")]
    pub goals: usize,
    /// Sentences of goals or measures on housing for wider groups.
    #[serde(skip_serializing_if = "is_zero")]
    pub wider_goals: usize,
}

impl Thresholds {
    /// The names of the measures as packs write them, in the order of [`Thresholds::values_mut`].
    pub const NAMES: [&'static str; 10] = [
        "core",
        "terms",
        "hits",
        "pages",
        "supporting_in_context",
        "bearing",
        "social",
        "core_social",
        "goals",
        "wider_goals",
    ];

    /// The least values.
    pub fn values(&self) -> [usize; 10] {
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

    /// The same, to change.
    pub fn values_mut(&mut self) -> [&mut usize; 10] {
        [
            &mut self.core,
            &mut self.terms,
            &mut self.hits,
            &mut self.pages,
            &mut self.supporting_in_context,
            &mut self.bearing,
            &mut self.social,
            &mut self.core_social,
            &mut self.goals,
            &mut self.wider_goals,
        ]
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
