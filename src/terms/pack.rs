//! A term pack as the rest of the program uses it: already checked, cannot be wrong.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::variant::Variant;
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

/// Thresholds of the colours (METHOD D3, step 5). They are a judgement, declared and versioned, not a published standard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Version, raised when a threshold changes.
    pub version: String,
    /// Documents with fewer pages than this use the thresholds for short documents.
    pub short_pages: usize,
    /// All must be reached for green.
    pub green: Thresholds,
    /// The same for short documents.
    pub green_short: Thresholds,
    /// One way to yellow.
    pub yellow: Thresholds,
    /// Another way to yellow, without core terms.
    pub yellow_supporting: Thresholds,
    /// Share of pages (0–100) that may be unread for a colour to be given at all.
    pub unread_percent: usize,
    /// A page with fewer words than this that links to a plan is a landing page, not a plan.
    pub fewest_words: usize,
    /// A document with fewer words than this is never red: it is too short to say nothing.
    pub fewest_words_for_red: usize,
}

/// Least values; 0 asks for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// K: distinct core terms.
    pub core: usize,
    /// D: distinct core and supporting terms.
    pub terms: usize,
    /// N: hits that count.
    pub hits: usize,
    /// P: pages with such a hit.
    pub pages: usize,
    /// Hits of supporting terms in a paragraph with a housing word.
    pub supporting_in_context: usize,
}
